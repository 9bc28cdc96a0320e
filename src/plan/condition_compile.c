/*
 * Compiles conditions to nodes that yield numbers.
 *
 * What is compiled are the expressions that properties are made of: fields of stores and processes, sets of
 * constants, quantifiers over both, and the log.  Anything else is left to the evaluation of descriptions, so
 * a gap here costs time and nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/domain.h>
#include <heddle/value.h>

#include "plan/condition_private.h"

enum { SUM_MOST = 1 << 30 };

struct compiler {
	const struct plan *plan;
	struct condition *out;
	bool after; /* inside x' */
	struct {
		enum code_kind code;
		const struct code_names *names;
		bool after; /* ENTRY */
	} bound[EXPR_BOUND_MAX];
	struct code_names constants[TYPE_COUNT], controls[ROLE_COUNT], processes[ROLE_COUNT], kinds;
};

/* A part of the state before it is loaded: a whole table or the log, an entry of a table, or a slot. */
struct part {
	enum { PART_TABLE, PART_ENTRY, PART_SLOT, PART_LOG } kind;
	enum domain_variable variable;
	const struct node *key; /* ENTRY, SLOT; null: a variable of its own */
	bool after;
	enum field field; /* SLOT */
	bool dated;       /* a date, which is there only when its blob is */
};

static const struct node *compile(struct compiler *c, const struct expr *expr, const struct code_names *want);

/* --- nodes ------------------------------------------------------------------------------- */

static struct node *make(struct compiler *c, enum node_kind kind, enum code_kind code)
{
	struct node *node = arena_alloc(c->out->arena, sizeof(*node));

	node->kind = kind;
	node->code = code;
	node->before = -1;
	return node;
}

static const struct node *constant(struct compiler *c, enum code_kind code, const struct code_names *names,
                                   uint64_t number)
{
	struct node *node = make(c, NODE_CONSTANT, code);

	node->names = names;
	node->number = (int64_t)number;
	return node;
}

static const struct node *join(struct compiler *c, enum node_kind kind, enum code_kind code,
                               const struct node *a, const struct node *b)
{
	struct node *node = make(c, kind, code);

	if (!a || !b)
		return NULL;
	node->a = a;
	node->b = b;
	return node;
}

static const struct node *negation(struct compiler *c, const struct node *a)
{
	struct node *node = make(c, NODE_NOT, CODE_TRUTH);

	node->a = a;
	return a ? node : NULL;
}

static uint64_t all_of(const struct code_names *names)
{
	return names->count >= 64 ? UINT64_MAX : (UINT64_C(1) << names->count) - 1;
}

/* --- names ---------------------------------------------------------------------------------- */

static const struct value *const *values_of(struct compiler *c, unsigned count)
{
	return arena_array(c->out->arena, (size_t)count + 1, sizeof(const struct value *));
}

static void name_processes(struct compiler *c, enum role role)
{
	const struct plan *plan = c->plan;
	struct code_names *names = &c->processes[role];
	const struct value **values = (const struct value **)values_of(c, plan->model.process_count);

	for (unsigned p = 0; p < plan->model.process_count; p++)
		if (plan->processes[p].role == role)
			values[++names->count] = plan->processes[p].name;
	names->names = values;
}

static void name_all(struct compiler *c)
{
	const struct plan *plan = c->plan;
	const struct value **kinds = (const struct value **)values_of(c, 2);

	for (int t = TYPE_USER; t <= TYPE_ID; t++)
		c->constants[t] = (struct code_names){ plan->count[t], plan->names[t] };
	for (int r = 0; r < ROLE_COUNT; r++) {
		unsigned count = plan->design->roles[r].state_count;
		const struct value **values = (const struct value **)values_of(c, count);

		for (unsigned i = 0; i < count; i++)
			values[i + 1] = plan->control_names[r][i];
		c->controls[r] = (struct code_names){ count, values };
		name_processes(c, (enum role)r);
	}
	kinds[1] = plan->word_write;
	kinds[2] = plan->word_read;
	c->kinds = (struct code_names){ 2, kinds };
}

/* The code of a name; UINT64_MAX: it is none of them, and equal to none. */
static uint64_t code_of(const struct code_names *names, const char *text)
{
	for (unsigned i = 1; i <= names->count; i++)
		if (strcmp(value_text(names->names[i]), text) == 0)
			return i;
	return UINT64_MAX;
}

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

static const struct code_names *keys_of(struct compiler *c, enum domain_variable variable)
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
		return true;
	case DOMAIN_BEGUN:
	case DOMAIN_READ_BROKEN:
	case DOMAIN_VARIABLES:
		break;
	}
	return false;
}

/* Of a table its entry; a bare one is a slot already. */
static bool entry_part(struct compiler *c, const struct node *key, struct part *part)
{
	const struct store *store = store_of(c->plan, part->variable);

	if (!key || key->code != CODE_NAME || key->names != keys_of(c, part->variable))
		return false;
	/* A key that can be UNSET may have no entry. */
	if (key->kind != NODE_CONSTANT && key->kind != NODE_BOUND)
		c->out->total = false;
	if (key->kind == NODE_CONSTANT &&
	    (key->number < 1 || (uint64_t)key->number > keys_of(c, part->variable)->count))
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
			/* What is not there has no fields but its image, which is UNSET. */
			part->dated = store && f == FIELD_CREATED;
			return true;
		}
	return false;
}

static bool named_key(const struct expr *key)
{
	return (key->kind == EXPR_NAME && key->meaning == EXPR_NAME_CONSTANT) || key->kind == EXPR_STRING;
}

/* The part of the state that an expression names; false: none, or none that is compiled. */
static bool part_of(struct compiler *c, const struct expr *expr, struct part *part)
{
	bool found;

	switch (expr->kind) {
	case EXPR_NAME:
		return expr->meaning == EXPR_NAME_VARIABLE && variable_part(c, expr, part);
	case EXPR_PRIME:
		c->after = true;
		c->out->steps = true;
		found = part_of(c, expr->part[0], part);
		c->after = false;
		return found;
	case EXPR_FIELD:
		if (!part_of(c, expr->part[0], part))
			return false;
		if (part->kind == PART_TABLE)
			return entry_part(c,
			                  constant(c, CODE_NAME, keys_of(c, part->variable),
			                           code_of(keys_of(c, part->variable), expr->name)),
			                  part);
		return part->kind == PART_ENTRY && field_part(c, expr->name, part);
	case EXPR_AT:
		if (!part_of(c, expr->part[0], part))
			return false;
		if (part->kind == PART_TABLE)
			return entry_part(c, compile(c, expr->part[1], keys_of(c, part->variable)), part);
		return part->kind == PART_ENTRY && named_key(expr->part[1]) &&
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
		break;
	}
}

static struct node *load(struct compiler *c, const struct part *part)
{
	struct node *node = make(c, NODE_LOAD, CODE_NUMBER);
	unsigned count = part->key ? keys_of(c, part->variable)->count : 1;
	uint16_t *slots = arena_array(c->out->arena, (size_t)count + 1, sizeof(*slots));

	for (unsigned i = 0; i < count; i++)
		slots[i] = (uint16_t)slot_of(c->plan, part, i);
	node->slots = slots;
	node->a = part->key;
	node->after = part->after;
	set_code(c, part, node);
	return node;
}

/* A date, where there is one. */
static const struct node *load_date(struct compiler *c, struct part part)
{
	struct part image = part;
	struct node *node = load(c, &part);

	image.field = FIELD_IMAGE;
	node->guard = load(c, &image)->slots;
	c->out->total = false;
	return node;
}

/* --- equality --------------------------------------------------------------------------------------- */

static const struct node *field_equal(struct compiler *c, struct part a, struct part b, enum field field)
{
	a.field = b.field = field;
	return join(c, NODE_EQUAL, CODE_TRUTH, load(c, &a), load(c, &b));
}

static const struct node *field_unset(struct compiler *c, struct part a, enum field field)
{
	a.field = field;
	return join(c, NODE_EQUAL, CODE_TRUTH, load(c, &a), constant(c, CODE_NAME, NULL, 0));
}

/* An entry of a store is unset when all it can hold is; one with a date, when its image is. */
static const struct node *entry_unset(struct compiler *c, struct part part)
{
	const struct store *store = store_of(c->plan, part.variable);
	const struct node *all = NULL;

	if (!store)
		return NULL;
	if (store_has(store, FIELD_CREATED))
		return field_unset(c, part, FIELD_IMAGE);
	for (unsigned i = 0; i < store->field_count; i++) {
		const struct node *one = field_unset(c, part, store->fields[i]);

		all = all ? join(c, NODE_AND, CODE_TRUTH, all, one) : one;
	}
	return all;
}

static const struct node *entries_equal(struct compiler *c, struct part a, struct part b)
{
	const struct store *store = store_of(c->plan, a.variable);
	const struct node *all = NULL;

	if (!store || a.variable != b.variable)
		return NULL;
	for (unsigned i = 0; i < store->field_count; i++) {
		const struct node *one = field_equal(c, a, b, store->fields[i]);

		if (store->fields[i] == FIELD_CREATED)
			one = join(c, NODE_OR, CODE_TRUTH, field_unset(c, a, FIELD_IMAGE), one);
		all = all ? join(c, NODE_AND, CODE_TRUTH, all, one) : one;
	}
	return all;
}

static bool is_unset(const struct node *node)
{
	return node->kind == NODE_CONSTANT && node->code == CODE_NAME && !node->names && node->number == 0;
}

static const struct node *codes_equal(struct compiler *c, const struct node *a, const struct node *b)
{
	if (!a || !b || a->code != b->code || a->guard || b->guard)
		return NULL;
	if (a->names != b->names && !is_unset(a) && !is_unset(b) &&
	    (a->code == CODE_NAME || (a->names && b->names)))
		return NULL;
	return join(c, NODE_EQUAL, CODE_TRUTH, a, b);
}

static const struct node *equal(struct compiler *c, const struct expr *expr)
{
	const struct expr *left = expr->part[0], *right = expr->part[1];
	const struct node *a, *b;
	struct part parts[2];
	bool is_part[2] = { part_of(c, left, &parts[0]), part_of(c, right, &parts[1]) };

	for (int i = 0; i < 2; i++)
		if (is_part[i] && parts[i].kind != PART_SLOT && parts[i].kind != PART_ENTRY)
			return NULL;
	if (is_part[0] && parts[0].kind == PART_ENTRY && right->kind == EXPR_UNSET)
		return entry_unset(c, parts[0]);
	if (is_part[1] && parts[1].kind == PART_ENTRY && left->kind == EXPR_UNSET)
		return entry_unset(c, parts[1]);
	if (is_part[0] && is_part[1] && parts[0].kind == PART_ENTRY && parts[1].kind == PART_ENTRY)
		return entries_equal(c, parts[0], parts[1]);
	/* A constant means what the other side can hold. */
	a = named_key(left) || left->kind == EXPR_SET ? NULL : compile(c, left, NULL);
	b = compile(c, right, a ? a->names : NULL);
	if (!a && b)
		a = compile(c, left, b->names);
	return codes_equal(c, a, b);
}

/* --- the rest ------------------------------------------------------------------------------------------ */

static const struct node *names(struct compiler *c, const struct expr *expr, const struct code_names *want)
{
	static const struct {
		enum scope_index row;
		enum type type;
	} sets[] = { { SCOPE_USERS, TYPE_USER },
		     { SCOPE_METADATAS, TYPE_METADATA },
		     { SCOPE_IMAGES, TYPE_IMAGE },
		     { SCOPE_IMAGE_IDS, TYPE_ID } };
	struct node *node;

	switch (expr->meaning) {
	case EXPR_NAME_BOUND:
		node = make(c, NODE_BOUND, c->bound[expr->index].code);
		node->names = c->bound[expr->index].names;
		node->index = expr->index;
		return node;
	case EXPR_NAME_CONSTANT:
		return want ? constant(c, CODE_NAME, want, code_of(want, expr->name)) : NULL;
	case EXPR_NAME_ALL:
		for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
			if (strcmp(expr->name, scope_rows[sets[i].row].tla) == 0)
				return constant(c, CODE_NAMES, &c->constants[sets[i].type],
				                all_of(&c->constants[sets[i].type]));
		for (int r = ROLE_SERVER; r <= ROLE_CLEANER; r++)
			if (strcmp(expr->name,
			           scope_rows[r == ROLE_SERVER ? SCOPE_SERVERS : SCOPE_CLEANERS].tla) == 0)
				return constant(c, CODE_NAMES, &c->processes[r], all_of(&c->processes[r]));
		return NULL;
	case EXPR_NAME_VARIABLE:
		break;
	}
	return NULL;
}

/* A field of an entry of the log that a name is bound to. */
static const struct node *logged_part(struct compiler *c, const struct expr *expr)
{
	const struct expr *of = expr->part[0];
	const struct plan *plan = c->plan;
	struct logged last = { true, plan->count[TYPE_USER], plan->count[TYPE_METADATA],
		               plan->count[TYPE_IMAGE] };
	size_t most = log_pack(plan, last);
	uint64_t *parts = arena_array(c->out->arena, most + 1, sizeof(*parts));
	struct node *node = make(c, NODE_PART, CODE_NAME);
	int which;

	if (of->kind != EXPR_NAME || of->meaning != EXPR_NAME_BOUND || c->bound[of->index].code != CODE_ENTRY)
		return NULL;
	node->a = names(c, of, NULL);
	node->parts = parts;
	which = strcmp(expr->name, value_text(plan->word_type)) == 0   ? 0
	        : strcmp(expr->name, fields[FIELD_USER_ID].name) == 0  ? 1
	        : strcmp(expr->name, fields[FIELD_METADATA].name) == 0 ? 2
	                                                               : 3;
	node->names = which == 0   ? &c->kinds
	              : which == 1 ? &c->constants[TYPE_USER]
	              : which == 2 ? &c->constants[TYPE_METADATA]
	                           : &c->constants[TYPE_IMAGE];
	for (size_t packed = 1; packed <= most; packed++) {
		struct logged entry = log_unpack(plan, packed);

		parts[packed] = which == 0   ? 1U + entry.read
		                : which == 1 ? entry.user
		                : which == 2 ? entry.metadata
		                             : entry.image;
	}
	return node;
}

static const struct node *member(struct compiler *c, const struct expr *expr)
{
	const struct node *set, *of;

	if (expr->part[1]->kind == EXPR_SET) {
		of = compile(c, expr->part[0], NULL);
		set = of ? compile(c, expr->part[1], of->names) : NULL;
	} else {
		set = compile(c, expr->part[1], NULL);
		of = set ? compile(c, expr->part[0], set->names) : NULL;
	}
	if (!set || !of || set->code != CODE_NAMES || of->code != CODE_NAME)
		return NULL;
	if (set->names && of->names != set->names)
		return NULL;
	/* A name that is none of them is in no set of them. */
	if (of->kind == NODE_CONSTANT && of->number < 0)
		return constant(c, CODE_TRUTH, NULL, 0);
	return join(c, NODE_IN, CODE_TRUTH, of, set);
}

static const struct node *set_of(struct compiler *c, const struct expr *expr, const struct code_names *want)
{
	uint64_t set = 0;

	for (uint32_t i = 0; i < expr->count; i++) {
		const struct node *item = compile(c, expr->items[i], want);

		if (!item || item->kind != NODE_CONSTANT || item->code != CODE_NAME || item->number < 1)
			return NULL;
		set |= id_bit((uint64_t)item->number);
	}
	return constant(c, CODE_NAMES, want, set);
}

static const struct node *sets(struct compiler *c, const struct expr *expr, enum node_kind kind)
{
	bool literal = expr->part[0]->kind == EXPR_SET;
	const struct node *first = compile(c, expr->part[literal], NULL), *second;
	struct node *node;

	if (!first || first->code != CODE_NAMES)
		return NULL;
	second = compile(c, expr->part[!literal], first->names);
	if (!second || second->code != CODE_NAMES ||
	    (first->names && second->names && first->names != second->names))
		return NULL;
	node = (struct node *)join(c, kind, kind == NODE_SUBSET ? CODE_TRUTH : CODE_NAMES,
	                           literal ? second : first, literal ? first : second);
	node->names = kind == NODE_SUBSET ? NULL : first->names ? first->names : second->names;
	return node;
}

static const struct node *numbers(struct compiler *c, const struct expr *expr, enum node_kind kind, bool swap)
{
	const struct node *a = compile(c, expr->part[swap], NULL), *b = compile(c, expr->part[!swap], NULL);
	bool sum = kind == NODE_PLUS || kind == NODE_MINUS;

	if (!a || !b || a->code != CODE_NUMBER || b->code != CODE_NUMBER)
		return NULL;
	if (sum && ((a->kind == NODE_CONSTANT && llabs(a->number) > SUM_MOST) ||
	            (b->kind == NODE_CONSTANT && llabs(b->number) > SUM_MOST)))
		return NULL;
	return join(c, kind, sum ? CODE_NUMBER : CODE_TRUTH, a, b);
}

static const struct node *truths(struct compiler *c, const struct expr *expr, enum node_kind kind)
{
	const struct node *a = compile(c, expr->part[0], NULL), *b = compile(c, expr->part[1], NULL);

	return a && b && a->code == CODE_TRUTH && b->code == CODE_TRUTH ? join(c, kind, CODE_TRUTH, a, b)
	                                                                : NULL;
}

static const struct node *counted(struct compiler *c, const struct expr *expr)
{
	struct node *node = make(c, NODE_COUNT, CODE_NUMBER);
	struct part part;

	if (part_of(c, expr->part[0], &part) && part.kind != PART_SLOT) {
		if (part.kind == PART_TABLE)
			return constant(c, CODE_NUMBER, NULL, keys_of(c, part.variable)->count);
		node->kind = NODE_LENGTH;
		node->after = part.after;
		return part.kind == PART_LOG ? node : NULL;
	}
	node->a = compile(c, expr->part[0], NULL);
	return node->a && node->a->code == CODE_NAMES && node->a->names ? node : NULL;
}

/* Over the log, or what of it is before another of its entries. */
static const struct node *over_log(struct compiler *c, const struct expr *expr, struct node *node)
{
	const struct expr *domain = expr->part[0];
	struct part part;

	if (domain->kind == EXPR_BEFORE) {
		node->before = (int)domain->part[1]->index;
		domain = domain->part[0];
	}
	if (!part_of(c, domain, &part) || part.kind != PART_LOG)
		return NULL;
	/* The place of an entry is one in its own list. */
	if (node->before >= 0 && c->bound[node->before].after != part.after)
		return NULL;
	node->kind = expr->kind == EXPR_ALL ? NODE_ALL_ENTRIES : NODE_SOME_ENTRIES;
	node->after = part.after;
	c->bound[expr->index].code = CODE_ENTRY;
	c->bound[expr->index].names = NULL;
	c->bound[expr->index].after = part.after;
	node->b = compile(c, expr->part[1], NULL);
	return node->b ? node : NULL;
}

static const struct node *bound(struct compiler *c, const struct expr *expr)
{
	struct node *node = make(c, NODE_ALL, expr->kind == EXPR_FILTER ? CODE_NAMES : CODE_TRUTH);
	struct part part;

	node->index = expr->index;
	if (expr->kind != EXPR_FILTER && (expr->part[0]->kind == EXPR_BEFORE ||
	                                  (part_of(c, expr->part[0], &part) && part.kind == PART_LOG)))
		return over_log(c, expr, node);
	node->kind = expr->kind == EXPR_ALL ? NODE_ALL : expr->kind == EXPR_SOME ? NODE_SOME : NODE_FILTER;
	node->a = compile(c, expr->part[0], NULL);
	if (!node->a || node->a->code != CODE_NAMES || !node->a->names)
		return NULL;
	if (expr->kind == EXPR_FILTER)
		node->names = node->a->names;
	c->bound[expr->index].code = CODE_NAME;
	c->bound[expr->index].names = node->a->names;
	node->b = compile(c, expr->part[1], NULL);
	return node->b ? node : NULL;
}

static const struct node *choice(struct compiler *c, const struct expr *expr, const struct code_names *want)
{
	struct node *node = make(c, NODE_IF, CODE_TRUTH);

	node->a = compile(c, expr->part[0], NULL);
	node->b = compile(c, expr->part[1], want);
	node->c = node->b ? compile(c, expr->part[2], want ? want : node->b->names) : NULL;
	if (!node->a || !node->c || node->b->code != node->c->code || node->b->names != node->c->names ||
	    node->b->guard || node->c->guard)
		return NULL;
	node->code = node->b->code;
	node->names = node->b->names;
	/* It may be a key, and UNSET. */
	return node;
}

static const struct node *keys(struct compiler *c, const struct expr *expr)
{
	struct part part;

	if (!part_of(c, expr->part[0], &part) || part.kind != PART_TABLE)
		return NULL;
	return constant(c, CODE_NAMES, keys_of(c, part.variable), all_of(keys_of(c, part.variable)));
}

static const struct node *place(struct compiler *c, const struct expr *expr)
{
	struct part part;

	if (expr->kind == EXPR_FIELD) {
		const struct node *logged = logged_part(c, expr);

		if (logged)
			return logged;
	}
	if (!part_of(c, expr, &part) || part.kind != PART_SLOT)
		return NULL;
	return part.dated ? load_date(c, part) : load(c, &part);
}

/* Whether it is the same in every state. */
static bool is_constant(const struct expr *expr)
{
	if (!expr)
		return true;
	if (expr->kind == EXPR_NAME &&
	    (expr->meaning == EXPR_NAME_VARIABLE || expr->meaning == EXPR_NAME_BOUND))
		return false;
	for (uint32_t i = 0; i < expr->count; i++)
		if (!is_constant(expr->items[i]))
			return false;
	return is_constant(expr->part[0]) && is_constant(expr->part[1]) && is_constant(expr->part[2]);
}

/* The truth or number that a constant expression comes to; null: neither. */
static const struct node *fold(struct compiler *c, const struct expr *expr)
{
	const struct expr_state nowhere = { NULL, NULL };
	const struct value *value = expr_value(expr, &nowhere, c->out->arena, NULL);

	if (!value || (value->kind != VALUE_BOOL && value->kind != VALUE_INT))
		return NULL;
	return value->kind == VALUE_BOOL ? constant(c, CODE_TRUTH, NULL, value->truth)
	                                 : constant(c, CODE_NUMBER, NULL, (uint64_t)value->number);
}

static const struct node *compile(struct compiler *c, const struct expr *expr, const struct code_names *want)
{
	if (is_constant(expr)) {
		const struct node *folded = fold(c, expr);

		if (folded)
			return folded;
	}
	switch (expr->kind) {
	case EXPR_NUMBER:
		return constant(c, CODE_NUMBER, NULL, (uint64_t)expr->number);
	case EXPR_BOOL:
		return constant(c, CODE_TRUTH, NULL, expr->truth);
	case EXPR_STRING:
		return want ? constant(c, CODE_NAME, want, code_of(want, expr->name)) : NULL;
	case EXPR_UNSET:
		return constant(c, CODE_NAME, NULL, 0);
	case EXPR_NAME:
		return expr->meaning == EXPR_NAME_VARIABLE ? place(c, expr) : names(c, expr, want);
	case EXPR_FIELD:
	case EXPR_AT:
	case EXPR_PRIME:
		return place(c, expr);
	case EXPR_NOT:
		return negation(c, compile(c, expr->part[0], NULL));
	case EXPR_AND:
		return truths(c, expr, NODE_AND);
	case EXPR_OR:
		return truths(c, expr, NODE_OR);
	case EXPR_IMPLIES:
		return truths(c, expr, NODE_IMPLIES);
	case EXPR_EQUAL:
		return equal(c, expr);
	case EXPR_NOT_EQUAL:
		return negation(c, equal(c, expr));
	case EXPR_LESS:
	case EXPR_GREATER:
		return numbers(c, expr, NODE_LESS, expr->kind == EXPR_GREATER);
	case EXPR_AT_MOST:
	case EXPR_AT_LEAST:
		return numbers(c, expr, NODE_AT_MOST, expr->kind == EXPR_AT_LEAST);
	case EXPR_PLUS:
		return numbers(c, expr, NODE_PLUS, false);
	case EXPR_MINUS:
		return numbers(c, expr, NODE_MINUS, false);
	case EXPR_IN:
		return member(c, expr);
	case EXPR_NOT_IN:
		return negation(c, member(c, expr));
	case EXPR_SUBSET:
		return sets(c, expr, NODE_SUBSET);
	case EXPR_UNION:
		return sets(c, expr, NODE_UNION);
	case EXPR_WITHOUT:
		return sets(c, expr, NODE_WITHOUT);
	case EXPR_BOTH:
		return sets(c, expr, NODE_BOTH);
	case EXPR_COUNT:
		return counted(c, expr);
	case EXPR_KEYS:
		return keys(c, expr);
	case EXPR_IF:
		return choice(c, expr, want);
	case EXPR_ALL:
	case EXPR_SOME:
	case EXPR_FILTER:
		return bound(c, expr);
	case EXPR_SET:
		return set_of(c, expr, want);
	case EXPR_BEFORE:
	case EXPR_LIST:
	case EXPR_RECORD:
	case EXPR_KINDS:
		break;
	}
	return NULL;
}

struct condition *condition_compile(const struct model *model, const struct expr *expr, unsigned *traits)
{
	struct condition *out = mem_alloc(sizeof(*out));
	struct compiler c = { .plan = plan_of(model), .out = out };

	out->plan = c.plan;
	out->arena = arena_new();
	out->total = out->bounded = true;
	if (!c.plan->abstract) {
		name_all(&c);
		out->root = compile(&c, expr, NULL);
	}
	*traits = (out->total ? CONDITION_TOTAL : 0U) | (out->bounded ? CONDITION_BOUNDED : 0U);
	if (out->root && out->root->code == CODE_TRUTH)
		return out;
	condition_forget(out);
	return NULL;
}
