/*
 * Compiles trees to nodes.
 *
 * One walk gives an operand for each part.  What a machine cannot hold, such as a set of tables, is refused
 * with the part that stands in the way.
 */
#include <string.h>

#include "machine/operand.h"

/* --- names ------------------------------------------------------------------------------------ */

static struct operand variable(struct compiler *c, const struct expr *expr)
{
	const struct machine *machine = c->machine;

	return operand_at(c, machine->shapes[expr->index],
	                  (struct address){ .slot = machine->first_slot[expr->index], .after = c->after });
}

/* The record of the process that takes the step. */
static struct operand own_record(struct compiler *c)
{
	int of = c->scope->role < 0 ? -1 : c->machine->system->roles[c->scope->role].variable;
	const struct shape *table;
	struct address at = { .after = c->after };

	if (of < 0)
		return operand_none;
	table = c->machine->shapes[of];
	at.slot = c->machine->first_slot[of];
	at = address_with(c, at, node_new(c, NODE_SELF), table->item->slots, table->count, false);
	return operand_at(c, table->item, at);
}

static struct operand self(struct compiler *c)
{
	int of = c->scope->role < 0 ? -1 : c->machine->system->roles[c->scope->role].variable;

	if (of < 0)
		return operand_none;
	return (struct operand){ .kind = OPERAND_NAME,
		                 .node = node_new(c, NODE_SELF),
		                 .names = c->machine->shapes[of]->names };
}

static struct operand name(struct compiler *c, const struct expr *expr)
{
	const struct universe *universe;
	struct operand record;
	struct node *node;

	switch (expr->meaning) {
	case EXPR_NAME_BOUND:
		node = node_new(c, NODE_BOUND);
		node->index = expr->index;
		return operand_raw(c, c->bound[expr->index].shape, node);
	case EXPR_NAME_CHOSEN:
		node = node_new(c, NODE_CHOSEN);
		node->index = expr->index;
		return operand_raw(c, c->scope->chosen[expr->index], node);
	case EXPR_NAME_VARIABLE:
		return variable(c, expr);
	case EXPR_NAME_LOCAL:
		record = own_record(c);
		return record.kind == OPERAND_NONE ? operand_refuse(c, expr, "the role has no locals")
		                                   : operand_field(c, &record, expr->name);
	case EXPR_NAME_SELF:
		record = self(c);
		return record.kind == OPERAND_NONE ? operand_refuse(c, expr, "the role has no locals")
		                                   : record;
	case EXPR_NAME_CONSTANT:
		return (struct operand){ .kind = OPERAND_TEXT, .text = expr->name };
	case EXPR_NAME_ALL:
		universe = universe_of(c->machine, expr->name);
		if (!universe)
			return operand_refuse(c, expr, "there is no such set");
		if (universe->count > 64)
			return operand_refuse(c, expr, "has more than 64 members at this scope");
		return operand_all(c, universe);
	}
	return operand_none;
}

/* --- parts ---------------------------------------------------------------------------------------- */

/* The item of a list whose place is a number. */
static struct operand list_item(struct compiler *c, const struct operand *list, const struct operand *index)
{
	struct node *load = node_new(c, NODE_LOAD);

	/* Behind the last item the slot is 0, and there is no value: see NODE_PLUS. */
	load->at = address_with(c, list->at, index->node, 1, list->shape->slots, true);
	load->optional = true;
	load->unset = NUMBER_UNSET;
	load->number = -1;
	c->partial = true;
	return operand_raw(c, list->shape->item, node_of_two(c, NODE_PLUS, load, node_number(c, 0)));
}

static struct operand entry(struct compiler *c, const struct expr *expr, const struct operand *of,
                            const struct operand *key)
{
	const struct shape *shape = of->shape;
	const struct node *name;

	if (of->kind == OPERAND_UNSET)
		return operand_unset;
	if (key->kind == OPERAND_TEXT && (of->kind != OPERAND_PLACE || shape->kind != DECLARED_TABLE))
		return operand_field(c, of, key->text);
	if (of->kind != OPERAND_PLACE)
		return operand_refuse(c, expr, "only tables and lists in the state have entries");
	if (shape->kind == DECLARED_LIST && key->kind == OPERAND_NUMBER)
		return list_item(c, of, key);
	name = shape->kind == DECLARED_TABLE ? operand_name(c, key, shape->names) : NULL;
	if (!name || node_is_constant(name, -1))
		return operand_refuse(c, expr, "there is no such entry");
	if (node_is_constant(name, 0))
		return operand_unset;
	return operand_at(c, shape->item,
	                  address_with(c, of->at, name, shape->item->slots, shape->count, false));
}

static struct operand part(struct compiler *c, const struct expr *expr)
{
	struct operand of = compile(c, expr->part[0]), key;

	if (of.kind == OPERAND_NONE)
		return of;
	if (expr->kind == EXPR_FIELD) {
		if (of.kind == OPERAND_PLACE && of.shape->kind == DECLARED_TABLE) {
			key = (struct operand){ .kind = OPERAND_TEXT, .text = expr->name };
			return entry(c, expr, &of, &key);
		}
		return operand_field(c, &of, expr->name);
	}
	key = compile(c, expr->part[1]);
	return key.kind == OPERAND_NONE ? key : entry(c, expr, &of, &key);
}

/* --- operators -------------------------------------------------------------------------------------- */

static struct operand truth(const struct node *node)
{
	return node ? (struct operand){ .kind = OPERAND_TRUTH, .node = node } : operand_none;
}

static struct operand equal(struct compiler *c, const struct expr *expr)
{
	struct operand a = compile(c, expr->part[0]), b;
	const struct node *same;

	if (a.kind == OPERAND_NONE)
		return a;
	b = compile(c, expr->part[1]);
	if (b.kind == OPERAND_NONE)
		return b;
	same = operand_equal(c, &a, &b);
	if (!same)
		return operand_refuse(c, expr, "these cannot be compared");
	return truth(expr->kind == EXPR_EQUAL ? same : node_negate(c, same));
}

/* Both parts, which must be of one kind. */
static bool both(struct compiler *c, const struct expr *expr, enum operand_kind kind, struct operand *a,
                 struct operand *b)
{
	*a = compile(c, expr->part[0]);
	if (a->kind == OPERAND_NONE)
		return false;
	*b = compile(c, expr->part[1]);
	if (b->kind == OPERAND_NONE)
		return false;
	if (a->kind == kind && b->kind == kind)
		return true;
	operand_refuse(c, expr, "the parts are of different types");
	return false;
}

static struct operand connective(struct compiler *c, const struct expr *expr, enum node_kind kind)
{
	struct operand a, b;

	if (!both(c, expr, OPERAND_TRUTH, &a, &b))
		return operand_none;
	return truth(node_of_two(c, kind, a.node, b.node));
}

static bool takes_unset(const struct operand *of)
{
	return of->kind == OPERAND_UNSET;
}

static struct operand numbers(struct compiler *c, const struct expr *expr, enum node_kind kind, bool swapped)
{
	struct operand a, b;
	const struct node *node;

	a = compile(c, expr->part[0]);
	b = a.kind == OPERAND_NONE ? operand_none : compile(c, expr->part[1]);
	if (b.kind == OPERAND_NONE)
		return b;
	if (takes_unset(&a) || takes_unset(&b) || a.kind != OPERAND_NUMBER || b.kind != OPERAND_NUMBER)
		return operand_refuse(c, expr, "these are not numbers");
	node = node_of_two(c, kind, swapped ? b.node : a.node, swapped ? a.node : b.node);
	if (kind == NODE_PLUS || kind == NODE_MINUS)
		return (struct operand){ .kind = OPERAND_NUMBER, .node = node };
	return truth(node);
}

static struct operand sets(struct compiler *c, const struct expr *expr, enum node_kind kind)
{
	struct operand a, b;
	const struct node *node;

	if (!both(c, expr, OPERAND_SET, &a, &b))
		return operand_none;
	if (a.shape && b.shape && !shape_same(a.shape, b.shape))
		return operand_refuse(c, expr, "these are sets of different types");
	node = node_of_two(c, kind, a.node, b.node);
	if (kind == NODE_SUBSET)
		return truth(node);
	a.node = node;
	a.shape = a.shape ? a.shape : b.shape;
	return a;
}

/* The members of a set that is written out, once their type is known. */
static const struct node *written_set(struct compiler *c, const struct expr *expr, const struct shape *member)
{
	const struct node *set = node_number(c, 0);

	for (uint32_t i = 0; i < expr->count; i++) {
		struct operand item = compile(c, expr->items[i]);
		const struct node *code = item.kind == OPERAND_NONE ? NULL : operand_code(c, &item, member);
		struct node *bit = node_new(c, NODE_BIT);

		if (!code)
			return NULL;
		bit->a = code;
		set = node_of_two(c, NODE_UNION, set, bit);
	}
	return set;
}

/* A set written out: its members say what they are, unless all are constants. */
static struct operand set_of(struct compiler *c, const struct expr *expr)
{
	struct operand made = { .kind = OPERAND_SET };

	if (!expr->count) {
		made.node = node_number(c, 0);
		return made;
	}
	for (uint32_t i = 0; i < expr->count && !made.shape; i++) {
		struct operand item = compile(c, expr->items[i]);

		if (item.kind == OPERAND_NONE)
			return item;
		if (item.kind == OPERAND_NAME)
			made.shape = names_shape(c, item.names);
		else if (item.kind == OPERAND_PACKED)
			made.shape = item.shape;
	}
	if (!made.shape)
		return operand_refuse(c, expr, "a set of constants is only compared with a set in the state");
	made.node = written_set(c, expr, made.shape);
	return made.node ? made : operand_refuse(c, expr, "the members are of different types");
}

/* x ∈ {a, b} is x = a or x = b. */
static struct operand among(struct compiler *c, const struct expr *expr)
{
	struct operand of = compile(c, expr->part[0]);
	const struct expr *set = expr->part[1];
	const struct node *any = node_number(c, 0);

	if (of.kind == OPERAND_NONE)
		return of;
	for (uint32_t i = 0; i < set->count; i++) {
		struct operand item = compile(c, set->items[i]);
		const struct node *same = operand_equal(c, &of, &item);

		if (item.kind == OPERAND_NONE)
			return item;
		if (!same)
			return operand_refuse(c, expr, "these cannot be compared");
		any = i ? node_of_two(c, NODE_OR, any, same) : same;
	}
	return truth(expr->kind == EXPR_IN ? any : node_negate(c, any));
}

static struct operand member(struct compiler *c, const struct expr *expr)
{
	struct operand of, set;
	const struct node *in, *code;

	if (expr->part[1]->kind == EXPR_SET)
		return among(c, expr);
	of = compile(c, expr->part[0]);
	set = of.kind == OPERAND_NONE ? operand_none : compile(c, expr->part[1]);
	if (set.kind == OPERAND_NONE)
		return set;
	if (set.kind != OPERAND_SET)
		return operand_refuse(c, expr->part[1], "is not a set that a machine holds");
	if (of.kind == OPERAND_UNSET || !set.shape)
		return truth(node_number(c, expr->kind == EXPR_NOT_IN));
	code = operand_code(c, &of, set.shape);
	if (!code)
		return operand_refuse(c, expr, "this can be no member");
	in = node_of_two(c, NODE_IN, code, set.node);
	return truth(expr->kind == EXPR_IN ? in : node_negate(c, in));
}

static struct operand count(struct compiler *c, const struct expr *expr)
{
	struct operand of = compile(c, expr->part[0]);
	struct node *node = node_new(c, NODE_COUNT);

	if (of.kind == OPERAND_NONE)
		return of;
	if (of.kind == OPERAND_PLACE && of.shape->kind == DECLARED_TABLE)
		return (struct operand){ .kind = OPERAND_NUMBER, .node = node_number(c, of.shape->count) };
	if (of.kind == OPERAND_PLACE && of.shape->kind == DECLARED_LIST) {
		node->kind = NODE_LENGTH;
		node->at = of.at;
		node->count = of.shape->slots;
		c->partial |= of.at.key_count > 0;
	} else if (of.kind != OPERAND_SET) {
		return operand_refuse(c, expr, "has no number of members");
	}
	node->a = of.node;
	return (struct operand){ .kind = OPERAND_NUMBER, .node = node };
}

static struct operand keys(struct compiler *c, const struct expr *expr)
{
	struct operand of = compile(c, expr->part[0]);

	if (of.kind == OPERAND_NONE)
		return of;
	if (of.kind != OPERAND_PLACE || of.shape->kind != DECLARED_TABLE)
		return operand_refuse(c, expr, "is not a table");
	return operand_all(c, of.shape->names);
}

/* --- what binds ------------------------------------------------------------------------------------------
 */

static struct operand over_list(struct compiler *c, const struct expr *expr, const struct operand *list,
                                struct node *node)
{
	if (expr->kind == EXPR_FILTER)
		return operand_refuse(c, expr, "a list is not filtered");
	node->kind = expr->kind == EXPR_ALL ? NODE_ALL_ITEMS : NODE_SOME_ITEMS;
	node->at = list->at;
	node->count = list->shape->slots;
	c->partial |= list->at.key_count > 0;
	c->bound[expr->index].shape = list->shape->item;
	struct operand body = compile(c, expr->part[1]);

	if (body.kind == OPERAND_NONE)
		return body;
	node->b = body.node;
	return truth(node);
}

static struct operand binder(struct compiler *c, const struct expr *expr)
{
	const struct expr *domain = expr->part[0];
	struct node *node = node_new(c, expr->kind == EXPR_ALL    ? NODE_ALL
	                                : expr->kind == EXPR_SOME ? NODE_SOME
	                                                          : NODE_FILTER);
	struct operand set, body;

	node->index = expr->index;
	if (domain->kind == EXPR_BEFORE) {
		node->before = (int)domain->part[1]->index;
		domain = domain->part[0];
	}
	set = compile(c, domain);
	if (set.kind == OPERAND_NONE)
		return set;
	if (set.kind == OPERAND_PLACE && set.shape->kind == DECLARED_LIST)
		return over_list(c, expr, &set, node);
	if (set.kind != OPERAND_SET)
		return operand_refuse(c, domain, "is not a set or list that a machine holds");
	if (!set.shape) /* {} */
		set.shape =
		        names_shape(c, universe_make((struct machine *)(uintptr_t)c->machine, NULL, 0, NULL));
	c->bound[expr->index].shape = set.shape;
	node->a = set.node;
	body = compile(c, expr->part[1]);
	if (body.kind == OPERAND_NONE)
		return body;
	node->b = body.node;
	if (expr->kind != EXPR_FILTER)
		return truth(node);
	set.node = node;
	return set;
}

static struct operand record(struct compiler *c, const struct expr *expr)
{
	struct operand *parts = arena_array(c->arena, (size_t)expr->count + 1, sizeof(*parts));

	for (uint32_t i = 0; i < expr->count; i++) {
		parts[i] = compile(c, expr->items[i]);
		if (parts[i].kind == OPERAND_NONE)
			return operand_none;
	}
	return (struct operand){
		.kind = OPERAND_RECORD, .count = expr->count, .fields = expr->names, .parts = parts
	};
}

static struct operand choice(struct compiler *c, const struct expr *expr)
{
	struct operand condition = compile(c, expr->part[0]), a, b, made;

	if (condition.kind == OPERAND_NONE)
		return condition;
	a = compile(c, expr->part[1]);
	b = a.kind == OPERAND_NONE ? a : compile(c, expr->part[2]);
	if (b.kind == OPERAND_NONE)
		return b;
	made = operand_if(c, condition.node, &a, &b);
	return made.kind == OPERAND_NONE ? operand_refuse(c, expr, "the two values are of different types")
	                                 : made;
}

static struct operand primed(struct compiler *c, const struct expr *expr)
{
	struct operand of;
	bool after = c->after;

	c->after = true;
	of = compile(c, expr->part[0]);
	c->after = after;
	return of;
}

static struct operand negated(struct compiler *c, const struct expr *expr)
{
	struct operand of = compile(c, expr->part[0]);

	return of.kind == OPERAND_TRUTH ? truth(node_negate(c, of.node)) : operand_none;
}

struct operand compile(struct compiler *c, const struct expr *expr)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		return (struct operand){ .kind = OPERAND_NUMBER, .node = node_number(c, expr->number) };
	case EXPR_STRING:
		return (struct operand){ .kind = OPERAND_TEXT, .text = expr->name };
	case EXPR_BOOL:
		return truth(node_number(c, expr->truth));
	case EXPR_UNSET:
		return operand_unset;
	case EXPR_NAME:
		return name(c, expr);
	case EXPR_FIELD:
	case EXPR_AT:
		return part(c, expr);
	case EXPR_PRIME:
		return primed(c, expr);
	case EXPR_NOT:
		return negated(c, expr);
	case EXPR_AND:
		return connective(c, expr, NODE_AND);
	case EXPR_OR:
		return connective(c, expr, NODE_OR);
	case EXPR_IMPLIES:
		return connective(c, expr, NODE_IMPLIES);
	case EXPR_EQUAL:
	case EXPR_NOT_EQUAL:
		return equal(c, expr);
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
	case EXPR_NOT_IN:
		return member(c, expr);
	case EXPR_SUBSET:
		return sets(c, expr, NODE_SUBSET);
	case EXPR_UNION:
		return sets(c, expr, NODE_UNION);
	case EXPR_DIFFERENCE:
		return sets(c, expr, NODE_DIFFERENCE);
	case EXPR_INTERSECTION:
		return sets(c, expr, NODE_INTERSECTION);
	case EXPR_COUNT:
		return count(c, expr);
	case EXPR_KEYS:
		return keys(c, expr);
	case EXPR_IF:
		return choice(c, expr);
	case EXPR_ALL:
	case EXPR_SOME:
	case EXPR_FILTER:
		return binder(c, expr);
	case EXPR_SET:
		return set_of(c, expr);
	case EXPR_LIST:
		return expr->count ? operand_refuse(c, expr, "only <<>> is written out")
		                   : (struct operand){ .kind = OPERAND_LIST };
	case EXPR_RECORD:
		return record(c, expr);
	case EXPR_BEFORE:
	case EXPR_CHOOSE:
	case EXPR_ASSIGN:
	case EXPR_ADD:
	case EXPR_REMOVE:
	case EXPR_APPEND:
	case EXPR_TAKE:
	case EXPR_KINDS:
		break;
	}
	return operand_refuse(c, expr, "has no value of its own");
}
