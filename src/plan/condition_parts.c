/*
 * The parts of a packed state that an expression names: an entry of a table, a field of it, a variable.
 *
 * A field is found by a table of slots, one for each key of its table, so that a key is an index.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/value.h>

#include "plan/condition_compiler.h"

/* --- parts of the state ------------------------------------------------------------------------ */

static enum role role_of(enum domain_variable variable)
{
	return variable == DOMAIN_CLEANERS ? ROLE_CLEANER : ROLE_SERVER;
}

static const struct store *store_of(const struct plan *plan, enum domain_variable variable)
{
	return variable == DOMAIN_RECORDS ? &plan->design->record
	       : variable == DOMAIN_BLOBS ? &plan->design->blob
	                                  : NULL;
}

const struct code_names *part_keys(struct compiler *c, enum domain_variable variable)
{
	if (variable == DOMAIN_RECORDS)
		return &c->constants[TYPE_USER];
	if (variable == DOMAIN_BLOBS)
		return &c->constants[c->plan->design->blob_by_user ? TYPE_USER : TYPE_ID];
	return &c->processes[role_of(variable)];
}

static bool variable_part(struct compiler *c, const struct expr *expr, struct part *part)
{
	const char *name = c->plan->model.variables[expr->index].name;
	static const enum field globals[DOMAIN_VARIABLES] = {
		[DOMAIN_TIME] = FIELD_TIME, [DOMAIN_USED_IDS] = FIELD_USED_IDS, [DOMAIN_FAILED] = FIELD_FAILED
	};
	int which = 0;

	while (strcmp(domain_variables[which].name, name) != 0)
		which++;
	*part = (struct part){ .variable = (enum domain_variable)which, .after = c->after };
	switch (part->variable) {
	case DOMAIN_RECORDS:
	case DOMAIN_BLOBS:
	case DOMAIN_SERVERS:
	case DOMAIN_CLEANERS:
		part->kind = PART_TABLE;
		return true;
	case DOMAIN_LOG:
		part->kind = PART_LOG;
		return true;
	case DOMAIN_TIME:
	case DOMAIN_USED_IDS:
	case DOMAIN_FAILED:
		part->kind = PART_SLOT;
		part->field = globals[which];
		c->out->bounded &= part->variable == DOMAIN_USED_IDS;
		c->kept = false;
		return true;
	case DOMAIN_BEGUN:
	case DOMAIN_READ_BROKEN:
	case DOMAIN_VARIABLES:
		break;
	}
	return false;
}

/* Turns a table into its entry at a key; a bare entry is a slot. */
static bool entry_part(struct compiler *c, const struct node *key, struct part *part)
{
	const struct store *store = store_of(c->plan, part->variable);

	if (!key || key->code != CODE_NAME || key->names != part_keys(c, part->variable))
		return false;
	if (key->kind == NODE_CONSTANT &&
	    (key->number < 1 || (uint64_t)key->number > part_keys(c, part->variable)->count))
		return false;
	part->key = key;
	part->kind = PART_ENTRY;
	if (store && store->bare) {
		part->kind = PART_SLOT;
		part->field = store->fields[0];
	}
	return true;
}

static bool has_field(const struct plan *plan, const struct part *part, enum field field)
{
	const struct store *store = store_of(plan, part->variable);

	return store ? store_has(store, field)
	             : role_has(&plan->design->roles[role_of(part->variable)], field);
}

static bool field_part(struct compiler *c, const char *name, struct part *part)
{
	const struct store *store = store_of(c->plan, part->variable);

	for (int f = 0; f < FIELD_MAX; f++)
		if (strcmp(fields[f].name, name) == 0 && has_field(c->plan, part, (enum field)f)) {
			part->kind = PART_SLOT;
			part->field = (enum field)f;
			/* A blob that is not there has no date. */
			part->dated = store && f == FIELD_CREATED;
			return true;
		}
	return false;
}

bool part_find(struct compiler *c, const struct expr *expr, struct part *part)
{
	bool found;

	switch (expr->kind) {
	case EXPR_NAME:
		return expr->meaning == EXPR_NAME_VARIABLE && variable_part(c, expr, part);
	case EXPR_PRIME:
		c->after = true;
		c->out->steps = true;
		found = part_find(c, expr->part[0], part);
		c->after = false;
		return found;
	case EXPR_FIELD:
		if (!part_find(c, expr->part[0], part))
			return false;
		if (part->kind == PART_TABLE)
			return entry_part(c,
			                  node_constant(c, CODE_NAME, part_keys(c, part->variable),
			                                names_code(part_keys(c, part->variable), expr->name)),
			                  part);
		return part->kind == PART_ENTRY && field_part(c, expr->name, part);
	case EXPR_AT:
		if (!part_find(c, expr->part[0], part))
			return false;
		if (part->kind == PART_TABLE)
			return entry_part(c, condition_node(c, expr->part[1], part_keys(c, part->variable)),
			                  part);
		return part->kind == PART_ENTRY && is_named(expr->part[1]) &&
		       field_part(c, expr->part[1]->name, part);
	default:
		return false;
	}
}

static unsigned slot_of(const struct plan *plan, const struct part *part, unsigned nth)
{
	unsigned process = part->variable == DOMAIN_CLEANERS ? plan->server_count + nth : nth;

	switch (part->variable) {
	case DOMAIN_RECORDS:
		return record_slot(plan, nth, part->field);
	case DOMAIN_BLOBS:
		return blob_slot(plan, nth, part->field);
	case DOMAIN_SERVERS:
	case DOMAIN_CLEANERS:
		return plan->processes[process].slot +
		       (unsigned)plan->local_at[role_of(part->variable)][part->field];
	default:
		return (unsigned)plan->global_at[part->field];
	}
}

static void set_code(struct compiler *c, const struct part *part, struct node *node)
{
	enum type type = fields[part->field].type;

	switch (type) {
	case TYPE_CONTROL:
		node->code = CODE_NAME;
		node->names = &c->controls[role_of(part->variable)];
		node->number = 1; /* control states count from 0 */
		break;
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		node->code = CODE_NAME;
		node->names = &c->constants[type];
		break;
	case TYPE_IDS:
		node->code = CODE_NAMES;
		node->names = &c->constants[TYPE_ID];
		break;
	case TYPE_TIME:
	case TYPE_COUNT:
		node->code = CODE_NUMBER;
		c->kept = false;
		break;
	}
}

static void note_read(struct compiler *c, unsigned slot)
{
	c->out->reads[slot / 64] |= UINT64_C(1) << slot % 64;
}

void part_reads_log(struct compiler *c)
{
	for (unsigned slot = c->plan->log_slot; slot < c->plan->slot_count; slot++)
		note_read(c, slot);
}

struct node *part_load(struct compiler *c, const struct part *part)
{
	struct node *node = node_make(c, NODE_LOAD, CODE_NUMBER);
	unsigned count = part->key ? part_keys(c, part->variable)->count : 1;
	uint16_t *slots = arena_array(c->out->arena, (size_t)count + 1, sizeof(*slots));

	for (unsigned i = 0; i < count; i++) {
		slots[i] = (uint16_t)slot_of(c->plan, part, i);
		note_read(c, slots[i]);
	}
	node->slots = slots;
	node->a = part->key;
	node->after = part->after;
	set_code(c, part, node);
	/* The part of the entry for UNSET is UNSET, for which only names have a code. */
	if (node->a && node->a->kind != NODE_CONSTANT && node->a->kind != NODE_BOUND &&
	    node->code != CODE_NAME)
		c->out->total = false;
	return node;
}

/* Loads a date, which has no value where the blob is not there. */
const struct node *part_load_date(struct compiler *c, struct part part)
{
	struct part image = part;
	struct node *node = part_load(c, &part);

	image.field = FIELD_IMAGE;
	node->guard = part_load(c, &image)->slots;
	c->out->total = false;
	return node;
}

/* --- entries of stores
 * --------------------------------------------------------------------------------------- */

static const struct node *field_equal(struct compiler *c, struct part a, struct part b, enum field field)
{
	a.field = b.field = field;
	return node_join(c, NODE_EQUAL, CODE_TRUTH, part_load(c, &a), part_load(c, &b));
}

static const struct node *field_unset(struct compiler *c, struct part a, enum field field)
{
	a.field = field;
	return node_join(c, NODE_EQUAL, CODE_TRUTH, part_load(c, &a), node_constant(c, CODE_NAME, NULL, 0));
}

/* An entry is UNSET if all its fields are; with a date, if its image is. */
const struct node *entry_unset(struct compiler *c, struct part part)
{
	const struct store *store = store_of(c->plan, part.variable);
	const struct node *all = NULL;

	if (!store)
		return NULL;
	if (store_has(store, FIELD_CREATED))
		return field_unset(c, part, FIELD_IMAGE);
	for (unsigned i = 0; i < store->field_count; i++) {
		const struct node *one = field_unset(c, part, store->fields[i]);

		all = all ? node_join(c, NODE_AND, CODE_TRUTH, all, one) : one;
	}
	return all;
}

const struct node *entries_equal(struct compiler *c, struct part a, struct part b)
{
	const struct store *store = store_of(c->plan, a.variable);
	const struct node *all = NULL;

	if (!store || a.variable != b.variable)
		return NULL;
	for (unsigned i = 0; i < store->field_count; i++) {
		const struct node *one = field_equal(c, a, b, store->fields[i]);

		if (store->fields[i] == FIELD_CREATED)
			one = node_join(c, NODE_OR, CODE_TRUTH, field_unset(c, a, FIELD_IMAGE), one);
		all = all ? node_join(c, NODE_AND, CODE_TRUTH, all, one) : one;
	}
	return all;
}
