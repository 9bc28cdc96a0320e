/*
 * Compiles conditions to nodes that yield numbers.
 *
 * What is compiled are the expressions that properties are made of: fields of stores and processes, sets of
 * constants, quantifiers over both, and the log.  Anything else is left to the evaluation of descriptions, so
 * a gap here costs time and nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/value.h>

#include "plan/condition_compiler.h"

enum { SUM_MOST = 1 << 30 };

/* --- comparing --- */

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
	return node_join(c, NODE_EQUAL, CODE_TRUTH, a, b);
}

static const struct node *equal(struct compiler *c, const struct expr *expr)
{
	const struct expr *left = expr->part[0], *right = expr->part[1];
	const struct node *a, *b;
	struct part parts[2];
	bool is_part[2] = { part_find(c, left, &parts[0]), part_find(c, right, &parts[1]) };

	for (int i = 0; i < 2; i++)
		if (is_part[i] && parts[i].kind != PART_SLOT && parts[i].kind != PART_ENTRY)
			return NULL;
	if (is_part[0] && parts[0].kind == PART_ENTRY && right->kind == EXPR_UNSET)
		return entry_unset(c, parts[0]);
	if (is_part[1] && parts[1].kind == PART_ENTRY && left->kind == EXPR_UNSET)
		return entry_unset(c, parts[1]);
	if (is_part[0] && is_part[1] && parts[0].kind == PART_ENTRY && parts[1].kind == PART_ENTRY)
		return entries_equal(c, parts[0], parts[1]);
	/* A constant is looked up among the names of the other side. */
	a = is_named(left) || left->kind == EXPR_SET ? NULL : condition_node(c, left, NULL);
	b = condition_node(c, right, a ? a->names : NULL);
	if (!a && b)
		a = condition_node(c, left, b->names);
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
		node = node_make(c, NODE_BOUND, c->bound[expr->index].code);
		node->names = c->bound[expr->index].names;
		node->index = expr->index;
		return node;
	case EXPR_NAME_CONSTANT:
		return want ? node_constant(c, CODE_NAME, want, names_code(want, expr->name)) : NULL;
	case EXPR_NAME_ALL:
		for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
			if (strcmp(expr->name, scope_rows[sets[i].row].tla) == 0)
				return node_constant(c, CODE_NAMES, &c->constants[sets[i].type],
				                     names_mask(&c->constants[sets[i].type]));
		for (int r = ROLE_SERVER; r <= ROLE_CLEANER; r++)
			if (strcmp(expr->name,
			           scope_rows[r == ROLE_SERVER ? SCOPE_SERVERS : SCOPE_CLEANERS].tla) == 0)
				return node_constant(c, CODE_NAMES, &c->processes[r],
				                     names_mask(&c->processes[r]));
		return NULL;
	case EXPR_NAME_VARIABLE:
	case EXPR_NAME_LOCAL:
	case EXPR_NAME_SELF:
	case EXPR_NAME_CHOSEN:
		break;
	}
	return NULL;
}

/* A field of a bound log entry. */
static const struct node *logged_part(struct compiler *c, const struct expr *expr)
{
	const struct expr *of = expr->part[0];
	const struct plan *plan = c->plan;
	struct logged last = { true, plan->count[TYPE_USER], plan->count[TYPE_METADATA],
		               plan->count[TYPE_IMAGE] };
	size_t most = log_pack(plan, last);
	uint64_t *parts = arena_array(c->out->arena, most + 1, sizeof(*parts));
	struct node *node = node_make(c, NODE_PART, CODE_NAME);
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
		of = condition_node(c, expr->part[0], NULL);
		set = of ? condition_node(c, expr->part[1], of->names) : NULL;
	} else {
		set = condition_node(c, expr->part[1], NULL);
		of = set ? condition_node(c, expr->part[0], set->names) : NULL;
	}
	if (!set || !of || set->code != CODE_NAMES || of->code != CODE_NAME)
		return NULL;
	if (set->names && of->names != set->names)
		return NULL;
	/* An unknown name is in no set. */
	if (of->kind == NODE_CONSTANT && of->number < 0)
		return node_constant(c, CODE_TRUTH, NULL, 0);
	return node_join(c, NODE_IN, CODE_TRUTH, of, set);
}

static const struct node *set_of(struct compiler *c, const struct expr *expr, const struct code_names *want)
{
	uint64_t set = 0;

	for (uint32_t i = 0; i < expr->count; i++) {
		const struct node *item = condition_node(c, expr->items[i], want);

		if (!item || item->kind != NODE_CONSTANT || item->code != CODE_NAME || item->number < 1)
			return NULL;
		set |= id_bit((uint64_t)item->number);
	}
	return node_constant(c, CODE_NAMES, want, set);
}

static const struct node *sets(struct compiler *c, const struct expr *expr, enum node_kind kind)
{
	bool literal = expr->part[0]->kind == EXPR_SET;
	const struct node *first = condition_node(c, expr->part[literal], NULL), *second;
	struct node *node;

	if (!first || first->code != CODE_NAMES)
		return NULL;
	second = condition_node(c, expr->part[!literal], first->names);
	if (!second || second->code != CODE_NAMES ||
	    (first->names && second->names && first->names != second->names))
		return NULL;
	node = (struct node *)node_join(c, kind, kind == NODE_SUBSET ? CODE_TRUTH : CODE_NAMES,
	                                literal ? second : first, literal ? first : second);
	node->names = kind == NODE_SUBSET ? NULL : first->names ? first->names : second->names;
	return node;
}

static const struct node *numbers(struct compiler *c, const struct expr *expr, enum node_kind kind, bool swap)
{
	const struct node *a = condition_node(c, expr->part[swap], NULL),
	                  *b = condition_node(c, expr->part[!swap], NULL);
	bool sum = kind == NODE_PLUS || kind == NODE_MINUS;

	if (!a || !b || a->code != CODE_NUMBER || b->code != CODE_NUMBER)
		return NULL;
	if (sum && ((a->kind == NODE_CONSTANT && llabs(a->number) > SUM_MOST) ||
	            (b->kind == NODE_CONSTANT && llabs(b->number) > SUM_MOST)))
		return NULL;
	return node_join(c, kind, sum ? CODE_NUMBER : CODE_TRUTH, a, b);
}

static const struct node *truths(struct compiler *c, const struct expr *expr, enum node_kind kind)
{
	const struct node *a = condition_node(c, expr->part[0], NULL),
	                  *b = condition_node(c, expr->part[1], NULL);

	return a && b && a->code == CODE_TRUTH && b->code == CODE_TRUTH ? node_join(c, kind, CODE_TRUTH, a, b)
	                                                                : NULL;
}

static const struct node *counted(struct compiler *c, const struct expr *expr)
{
	struct node *node = node_make(c, NODE_COUNT, CODE_NUMBER);
	struct part part;

	if (part_find(c, expr->part[0], &part) && part.kind != PART_SLOT) {
		if (part.kind == PART_TABLE)
			return node_constant(c, CODE_NUMBER, NULL, part_keys(c, part.variable)->count);
		node->kind = NODE_LENGTH;
		part_reads_log(c);
		node->after = part.after;
		return part.kind == PART_LOG ? node : NULL;
	}
	node->a = condition_node(c, expr->part[0], NULL);
	return node->a && node->a->code == CODE_NAMES && node->a->names ? node : NULL;
}

/* A quantifier over the log, or over its entries before another. */
static const struct node *over_log(struct compiler *c, const struct expr *expr, struct node *node)
{
	const struct expr *domain = expr->part[0];
	struct part part;

	if (domain->kind == EXPR_BEFORE) {
		node->before = (int)domain->part[1]->index;
		domain = domain->part[0];
	}
	if (!part_find(c, domain, &part) || part.kind != PART_LOG)
		return NULL;
	/* Both must be entries of the same log: before or after the step. */
	if (node->before >= 0 && c->bound[node->before].after != part.after)
		return NULL;
	node->kind = expr->kind == EXPR_ALL ? NODE_ALL_ENTRIES : NODE_SOME_ENTRIES;
	part_reads_log(c);
	node->after = part.after;
	c->bound[expr->index].code = CODE_ENTRY;
	c->bound[expr->index].names = NULL;
	c->bound[expr->index].after = part.after;
	node->b = condition_node(c, expr->part[1], NULL);
	return node->b ? node : NULL;
}

static const struct node *bound(struct compiler *c, const struct expr *expr)
{
	struct node *node = node_make(c, NODE_ALL, expr->kind == EXPR_FILTER ? CODE_NAMES : CODE_TRUTH);
	struct part part;

	node->index = expr->index;
	if (expr->kind != EXPR_FILTER && (expr->part[0]->kind == EXPR_BEFORE ||
	                                  (part_find(c, expr->part[0], &part) && part.kind == PART_LOG)))
		return over_log(c, expr, node);
	node->kind = expr->kind == EXPR_ALL ? NODE_ALL : expr->kind == EXPR_SOME ? NODE_SOME : NODE_FILTER;
	node->a = condition_node(c, expr->part[0], NULL);
	if (!node->a || node->a->code != CODE_NAMES || !node->a->names)
		return NULL;
	if (expr->kind == EXPR_FILTER)
		node->names = node->a->names;
	c->bound[expr->index].code = CODE_NAME;
	c->bound[expr->index].names = node->a->names;
	node->b = condition_node(c, expr->part[1], NULL);
	return node->b ? node : NULL;
}

/* A name that no part of the state holds has no code, and is neither a key nor equal to another such name. */
static bool is_codeless(const struct node *node)
{
	return node->kind == NODE_CONSTANT && node->code == CODE_NAME && node->number < 0;
}

static const struct node *choice(struct compiler *c, const struct expr *expr, const struct code_names *want)
{
	struct node *node = node_make(c, NODE_IF, CODE_TRUTH);

	node->a = condition_node(c, expr->part[0], NULL);
	node->b = condition_node(c, expr->part[1], want);
	node->c = node->b ? condition_node(c, expr->part[2], want ? want : node->b->names) : NULL;
	if (!node->a || !node->c || node->b->code != node->c->code || node->b->names != node->c->names ||
	    node->b->guard || node->c->guard || is_codeless(node->b) || is_codeless(node->c))
		return NULL;
	node->code = node->b->code;
	node->names = node->b->names;
	return node;
}

static const struct node *keys(struct compiler *c, const struct expr *expr)
{
	struct part part;

	if (!part_find(c, expr->part[0], &part) || part.kind != PART_TABLE)
		return NULL;
	return node_constant(c, CODE_NAMES, part_keys(c, part.variable),
	                     names_mask(part_keys(c, part.variable)));
}

static const struct node *place(struct compiler *c, const struct expr *expr)
{
	struct part part;

	if (expr->kind == EXPR_FIELD) {
		const struct node *logged = logged_part(c, expr);

		if (logged)
			return logged;
	}
	if (!part_find(c, expr, &part) || part.kind != PART_SLOT)
		return NULL;
	return part.dated ? part_load_date(c, part) : part_load(c, &part);
}

/* Whether it has the same value in every state. */
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

/* The truth or number of a constant expression; null if it is neither. */
static const struct node *fold(struct compiler *c, const struct expr *expr)
{
	const struct expr_state nowhere = { .now = NULL };
	const struct value *value = expr_value(expr, &nowhere, c->out->arena, NULL);

	if (!value || (value->kind != VALUE_BOOL && value->kind != VALUE_INT))
		return NULL;
	return value->kind == VALUE_BOOL ? node_constant(c, CODE_TRUTH, NULL, value->truth)
	                                 : node_constant(c, CODE_NUMBER, NULL, (uint64_t)value->number);
}

const struct node *condition_node(struct compiler *c, const struct expr *expr, const struct code_names *want)
{
	if (is_constant(expr)) {
		const struct node *folded = fold(c, expr);

		if (folded)
			return folded;
	}
	switch (expr->kind) {
	case EXPR_NUMBER:
		return node_constant(c, CODE_NUMBER, NULL, (uint64_t)expr->number);
	case EXPR_BOOL:
		return node_constant(c, CODE_TRUTH, NULL, expr->truth);
	case EXPR_STRING:
		return want ? node_constant(c, CODE_NAME, want, names_code(want, expr->name)) : NULL;
	case EXPR_UNSET:
		return node_constant(c, CODE_NAME, NULL, 0);
	case EXPR_NAME:
		return expr->meaning == EXPR_NAME_VARIABLE ? place(c, expr) : names(c, expr, want);
	case EXPR_FIELD:
	case EXPR_AT:
	case EXPR_PRIME:
		return place(c, expr);
	case EXPR_NOT:
		return node_not(c, condition_node(c, expr->part[0], NULL));
	case EXPR_AND:
		return truths(c, expr, NODE_AND);
	case EXPR_OR:
		return truths(c, expr, NODE_OR);
	case EXPR_IMPLIES:
		return truths(c, expr, NODE_IMPLIES);
	case EXPR_EQUAL:
		return equal(c, expr);
	case EXPR_NOT_EQUAL:
		return node_not(c, equal(c, expr));
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
		return node_not(c, member(c, expr));
	case EXPR_SUBSET:
		return sets(c, expr, NODE_SUBSET);
	case EXPR_UNION:
		return sets(c, expr, NODE_UNION);
	case EXPR_DIFFERENCE:
		return sets(c, expr, NODE_DIFFERENCE);
	case EXPR_INTERSECTION:
		return sets(c, expr, NODE_INTERSECTION);
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
	case EXPR_CHOOSE:
	case EXPR_ASSIGN:
	case EXPR_ADD:
	case EXPR_REMOVE:
	case EXPR_APPEND:
	case EXPR_TAKE:
	case EXPR_KINDS:
		break;
	}
	return NULL;
}

struct condition *condition_compile(const struct model *model, const struct expr *expr, unsigned *traits)
{
	struct condition *out = mem_alloc(sizeof(*out));
	struct compiler c = { .plan = plan_of(model), .out = out, .kept = true };

	out->plan = c.plan;
	out->arena = arena_new();
	out->reads = arena_array(out->arena, c.plan->model.cell_words + 1, sizeof(*out->reads));
	out->total = out->bounded = true;
	names_prepare(&c);
	out->root = condition_node(&c, expr, NULL);
	/* Without bounds there are ages for hours, and ids are used again. */
	if (c.plan->abstract && !c.kept)
		out->root = NULL;
	*traits = (out->total ? CONDITION_TOTAL : 0U) | (out->bounded ? CONDITION_BOUNDED : 0U);
	if (out->root && out->root->code == CODE_TRUTH)
		return out;
	condition_forget(out);
	return NULL;
}
