/*
 * Makes operands and takes them apart.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>

#include "machine/operand.h"

const struct operand operand_none = { .kind = OPERAND_NONE }, operand_unset = { .kind = OPERAND_UNSET };

/* --- nodes ---------------------------------------------------------------------------------- */

struct node *node_new(struct compiler *c, enum node_kind kind)
{
	struct node *node = arena_alloc(c->arena, sizeof(*node));

	node->kind = kind;
	node->before = -1;
	return node;
}

const struct node *node_number(struct compiler *c, int64_t number)
{
	struct node *node = node_new(c, NODE_CONSTANT);

	node->number = number;
	return node;
}

const struct node *node_of_two(struct compiler *c, enum node_kind kind, const struct node *a,
                               const struct node *b)
{
	struct node *node;

	if (!a || !b)
		return NULL;
	node = node_new(c, kind);
	node->a = a;
	node->b = b;
	return node;
}

const struct node *node_negate(struct compiler *c, const struct node *a)
{
	struct node *node;

	if (!a)
		return NULL;
	node = node_new(c, NODE_NOT);
	node->a = a;
	return node;
}

bool node_is_constant(const struct node *node, int64_t number)
{
	return node->kind == NODE_CONSTANT && node->number == number;
}

const struct node *node_if(struct compiler *c, const struct node *condition, const struct node *a,
                           const struct node *b)
{
	struct node *node;

	if (!condition || !a || !b)
		return NULL;
	if (condition->kind == NODE_CONSTANT)
		return condition->number ? a : b;
	node = node_new(c, NODE_IF);
	node->a = condition;
	node->b = a;
	node->c = b;
	return node;
}

/* --- operands --------------------------------------------------------------------------------- */

struct operand operand_refuse(struct compiler *c, const struct expr *expr, const char *why)
{
	struct buf text;

	buf_init(&text);
	expr_show(&text, expr, false);
	err_set(c->err, "%.200s: %s", text.data, why);
	buf_release(&text);
	return operand_none;
}

static bool is_scalar(const struct shape *shape)
{
	return shape->kind <= DECLARED_SET;
}

static enum operand_kind scalar_kind(const struct shape *shape)
{
	return shape->kind == DECLARED_BOOL     ? OPERAND_TRUTH
	       : shape->kind == DECLARED_NUMBER ? OPERAND_NUMBER
	       : shape->kind == DECLARED_SET    ? OPERAND_SET
	                                        : OPERAND_NAME;
}

static struct operand scalar(const struct shape *shape, const struct node *node)
{
	return (struct operand){ .kind = scalar_kind(shape),
		                 .node = node,
		                 .names = shape->names,
		                 .shape = shape->kind == DECLARED_SET ? shape->item : NULL };
}

struct operand operand_at(struct compiler *c, const struct shape *shape, struct address at)
{
	struct node *node;

	if (!is_scalar(shape))
		return (struct operand){ .kind = OPERAND_PLACE, .shape = shape, .at = at };
	node = node_new(c, NODE_LOAD);
	node->at = at;
	node->shape = shape;
	node->optional = shape->optional;
	node->has_unset = shape->kind == DECLARED_NUMBER || shape->kind == DECLARED_NAMES ||
	                  shape->kind == DECLARED_CONSTANT;
	node->unset = shape->kind == DECLARED_NUMBER ? NUMBER_UNSET : 0;
	if (shape->kind == DECLARED_NUMBER)
		node->number = shape->least - shape->optional;
	else if (node->has_unset)
		node->number = !shape->optional;
	for (unsigned i = 0; i < at.key_count; i++)
		c->partial |= !node->has_unset || shape->kind == DECLARED_NUMBER;
	c->partial |= shape->kind == DECLARED_NUMBER && shape->optional;
	return scalar(shape, node);
}

struct operand operand_raw(struct compiler *c, const struct shape *shape, const struct node *raw)
{
	bool is_name = shape->kind == DECLARED_NAMES || shape->kind == DECLARED_CONSTANT;
	int64_t first = shape->kind == DECLARED_NUMBER ? shape->least : is_name;
	const struct node *node = raw;

	if (!is_scalar(shape))
		return (struct operand){ .kind = OPERAND_PACKED, .shape = shape, .node = raw };
	if (first - shape->optional != 0)
		node = node_of_two(c, NODE_PLUS, raw, node_number(c, first - shape->optional));
	if (shape->optional && shape->kind == DECLARED_NUMBER)
		node = node_if(c, node_of_two(c, NODE_EQUAL, raw, node_number(c, 0)),
		               node_number(c, NUMBER_UNSET), node);
	return scalar(shape, node);
}

struct address address_with(struct compiler *c, struct address at, const struct node *key, unsigned stride,
                            unsigned count, bool is_index)
{
	struct node_key *keys;

	if (key->kind == NODE_CONSTANT && key->number >= 1 && key->number <= count) {
		at.slot += (unsigned)(key->number - 1) * stride;
		return at;
	}
	keys = arena_array(c->arena, (size_t)at.key_count + 1, sizeof(*keys));
	if (at.key_count)
		memcpy(keys, at.keys, at.key_count * sizeof(*keys));
	keys[at.key_count] = (struct node_key){ key, stride, count, is_index };
	at.keys = keys;
	at.key_count++;
	return at;
}

/* The value of a part, or UNSET where the record is not there. */
static struct operand where_present(struct compiler *c, const struct node *present, struct operand part)
{
	if (!present || present->kind == NODE_CONSTANT)
		return part;
	if (part.kind == OPERAND_NUMBER || part.kind == OPERAND_NAME)
		part.node = node_if(c, present, part.node,
		                    node_number(c, part.kind == OPERAND_NUMBER ? NUMBER_UNSET : 0));
	if (part.kind == OPERAND_TRUTH || part.kind == OPERAND_SET) {
		/* These have no UNSET: a sum with UNSET has no value. */
		part.node =
		        node_if(c, present, part.node,
		                node_of_two(c, NODE_PLUS, node_number(c, NUMBER_UNSET), node_number(c, 0)));
		c->partial = true;
	}
	return part;
}

static struct operand place_field(struct compiler *c, const struct operand *of, const char *name)
{
	const struct shape *shape = of->shape;
	int field = shape->kind == DECLARED_RECORD || shape->kind == DECLARED_EITHER
	                    ? shape_field(shape, name)
	                    : -1;
	struct address at = of->at;

	if (field < 0)
		return operand_unset;
	at.slot += shape->offsets[field];
	return where_present(c, operand_present(c, of), operand_at(c, shape->parts[field], at));
}

static struct operand packed_field(struct compiler *c, const struct operand *of, const char *name)
{
	const struct shape *shape = of->shape;
	int field = shape_field(shape, name);
	struct node *digit;

	if (field < 0)
		return operand_unset;
	digit = node_new(c, NODE_DIGIT);
	digit->a = of->node;
	if (shape->optional && shape->kind == DECLARED_RECORD)
		digit->a = node_of_two(c, NODE_PLUS, of->node, node_number(c, -1));
	digit->number = (int64_t)shape_divisor(shape, (unsigned)field);
	digit->count = (unsigned)shape->parts[field]->radix;
	return where_present(c, operand_present(c, of), operand_raw(c, shape->parts[field], digit));
}

struct operand operand_field(struct compiler *c, const struct operand *of, const char *name)
{
	struct operand a, b;

	switch (of->kind) {
	case OPERAND_PLACE:
		return place_field(c, of, name);
	case OPERAND_PACKED:
		return packed_field(c, of, name);
	case OPERAND_RECORD:
		for (unsigned i = 0; i < of->count; i++)
			if (strcmp(of->fields[i], name) == 0)
				return of->parts[i];
		return operand_unset;
	case OPERAND_IF:
		a = operand_field(c, &of->parts[0], name);
		b = operand_field(c, &of->parts[1], name);
		return operand_if(c, of->node, &a, &b);
	default:
		return operand_unset;
	}
}

/* --- names ---------------------------------------------------------------------------------- */

const struct node *operand_name(struct compiler *c, const struct operand *of, const struct universe *names)
{
	struct node *node;
	int64_t *map;

	if (of->kind == OPERAND_UNSET)
		return node_number(c, 0);
	if (of->kind == OPERAND_TEXT) {
		int at = universe_find(names, of->text);

		return node_number(c, at < 0 ? -1 : at + 1);
	}
	if (of->kind != OPERAND_NAME)
		return NULL;
	if (of->names == names)
		return of->node;
	map = arena_array(c->arena, (size_t)of->names->count + 1, sizeof(*map));
	for (unsigned i = 0; i < of->names->count; i++) {
		int at = universe_find(names, of->names->names[i]);

		map[i + 1] = at < 0 ? -1 : at + 1;
	}
	node = node_new(c, NODE_MAP);
	node->a = of->node;
	node->map = map;
	node->count = of->names->count + 1;
	return node;
}

const struct shape *names_shape(struct compiler *c, const struct universe *names)
{
	struct shape *shape = arena_alloc(c->arena, sizeof(*shape));

	*shape = (struct shape){ .kind = names->all ? DECLARED_CONSTANT : DECLARED_NAMES,
		                 .names = names,
		                 .slots = 1,
		                 .bound = -1,
		                 .radix = names->count };
	return shape;
}

struct operand operand_all(struct compiler *c, const struct universe *names)
{
	uint64_t set = names->count >= 64 ? UINT64_MAX : (UINT64_C(1) << names->count) - 1;

	return (struct operand){ .kind = OPERAND_SET,
		                 .node = node_number(c, (int64_t)set),
		                 .shape = names_shape(c, names) };
}

/* --- one of two -------------------------------------------------------------------------------- */

static struct operand keep_if(struct compiler *c, const struct node *condition, const struct operand *a,
                              const struct operand *b)
{
	struct operand *parts = arena_array(c->arena, 2, sizeof(*parts));

	parts[0] = *a;
	parts[1] = *b;
	return (struct operand){ .kind = OPERAND_IF, .node = condition, .parts = parts };
}

static bool is_named(const struct operand *of)
{
	return of->kind == OPERAND_NAME || of->kind == OPERAND_TEXT || of->kind == OPERAND_UNSET;
}

struct operand operand_if(struct compiler *c, const struct node *condition, const struct operand *a,
                          const struct operand *b)
{
	struct operand made = a->kind == OPERAND_UNSET || a->kind == OPERAND_TEXT ? *b : *a;

	if (a->kind == OPERAND_NONE || b->kind == OPERAND_NONE || !condition)
		return operand_none;
	if ((a->kind == OPERAND_NUMBER || a->kind == OPERAND_UNSET) &&
	    (b->kind == OPERAND_NUMBER || b->kind == OPERAND_UNSET) &&
	    (a->kind == OPERAND_NUMBER || b->kind == OPERAND_NUMBER)) {
		const struct node *unset = node_number(c, NUMBER_UNSET);

		made.node = node_if(c, condition, a->kind == OPERAND_NUMBER ? a->node : unset,
		                    b->kind == OPERAND_NUMBER ? b->node : unset);
		c->partial |= a->kind != b->kind;
		return made;
	}
	if (a->kind == OPERAND_TRUTH && b->kind == OPERAND_TRUTH) {
		made.node = node_if(c, condition, a->node, b->node);
		return made;
	}
	if (a->kind == OPERAND_SET && b->kind == OPERAND_SET &&
	    (!a->shape || !b->shape || shape_same(a->shape, b->shape))) {
		made.shape = a->shape ? a->shape : b->shape;
		made.node = node_if(c, condition, a->node, b->node);
		return made;
	}
	if (is_named(a) && is_named(b) && made.kind == OPERAND_NAME) {
		const struct node *first = operand_name(c, a, made.names),
		                  *second = operand_name(c, b, made.names);

		/* A name that is not among those of the other is compared as one of two. */
		if (first && second && !node_is_constant(first, -1) && !node_is_constant(second, -1) &&
		    first->kind != NODE_MAP && second->kind != NODE_MAP) {
			made.node = node_if(c, condition, first, second);
			return made;
		}
	}
	return keep_if(c, condition, a, b);
}
