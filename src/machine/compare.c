/*
 * Compares operands, and turns them into raw codes.  Records are compared field by field; a field that one
 * lacks counts as UNSET.
 */
#include <string.h>

#include "machine/operand.h"

static bool is_record(const struct operand *of)
{
	return of->kind == OPERAND_RECORD || of->kind == OPERAND_PACKED || of->kind == OPERAND_IF ||
	       (of->kind == OPERAND_PLACE &&
	        (of->shape->kind == DECLARED_RECORD || of->shape->kind == DECLARED_EITHER));
}

/* --- the fields of records ------------------------------------------------------------------ */

struct fields {
	const char *names[64];
	unsigned count;
};

static void add_field(struct fields *fields, const char *name)
{
	for (unsigned i = 0; i < fields->count; i++)
		if (strcmp(fields->names[i], name) == 0)
			return;
	if (fields->count < 64)
		fields->names[fields->count++] = name;
}

static void add_fields(struct fields *fields, const struct operand *of)
{
	if (of->kind == OPERAND_IF) {
		add_fields(fields, &of->parts[0]);
		add_fields(fields, &of->parts[1]);
	} else if (of->kind == OPERAND_RECORD) {
		for (unsigned i = 0; i < of->count; i++)
			add_field(fields, of->fields[i]);
	} else if (of->kind == OPERAND_PLACE || of->kind == OPERAND_PACKED) {
		for (unsigned i = 0; i < of->shape->count; i++)
			add_field(fields, of->shape->fields[i]);
	}
}

/* --- UNSET ------------------------------------------------------------------------------------ */

const struct node *operand_present(struct compiler *c, const struct operand *of)
{
	struct node *load;

	switch (of->kind) {
	case OPERAND_UNSET:
		return node_number(c, 0);
	case OPERAND_PLACE:
		if (of->shape->kind != DECLARED_RECORD)
			return node_number(c, 1);
		if (!of->shape->optional && !of->at.key_count)
			return node_number(c, 1);
		if (!of->shape->optional)
			return NULL; /* an entry under a key is there unless the key is UNSET */
		load = node_new(c, NODE_LOAD);
		load->at = of->at;
		load->has_unset = true;
		return load;
	case OPERAND_PACKED:
		if (of->shape->kind != DECLARED_RECORD || !of->shape->optional)
			return node_number(c, 1);
		return node_negate(c, node_of_two(c, NODE_EQUAL, of->node, node_number(c, 0)));
	case OPERAND_IF:
		return node_if(c, of->node, operand_present(c, &of->parts[0]),
		               operand_present(c, &of->parts[1]));
	default:
		return node_number(c, 1);
	}
}

/* Whether all fields are UNSET. */
static const struct node *all_unset(struct compiler *c, const struct operand *of)
{
	const struct node *all = NULL;
	struct fields fields = { .count = 0 };

	add_fields(&fields, of);
	for (unsigned i = 0; i < fields.count; i++) {
		struct operand part = operand_field(c, of, fields.names[i]);
		const struct node *one = operand_is_unset(c, &part);

		if (!one)
			return NULL;
		all = all ? node_of_two(c, NODE_AND, all, one) : one;
	}
	return all ? all : node_number(c, 0);
}

const struct node *operand_is_unset(struct compiler *c, const struct operand *of)
{
	const struct node *present, *all;

	switch (of->kind) {
	case OPERAND_UNSET:
		return node_number(c, 1);
	case OPERAND_NUMBER:
		return node_of_two(c, NODE_EQUAL, of->node, node_number(c, NUMBER_UNSET));
	case OPERAND_NAME:
		return node_of_two(c, NODE_EQUAL, of->node, node_number(c, 0));
	case OPERAND_IF:
		return node_if(c, of->node, operand_is_unset(c, &of->parts[0]),
		               operand_is_unset(c, &of->parts[1]));
	case OPERAND_PLACE:
	case OPERAND_PACKED:
	case OPERAND_RECORD:
		if (!is_record(of))
			return node_number(c, 0);
		present = operand_present(c, of);
		all = all_unset(c, of);
		if (!present || present->kind == NODE_CONSTANT)
			return all;
		return node_of_two(c, NODE_OR, node_negate(c, present), all);
	case OPERAND_TRUTH:
	case OPERAND_SET:
	case OPERAND_TEXT:
	case OPERAND_LIST:
		return node_number(c, 0);
	case OPERAND_NONE:
		break;
	}
	return NULL;
}

/* --- equality -------------------------------------------------------------------------------------- */

static const struct node *fields_equal(struct compiler *c, const struct operand *a, const struct operand *b)
{
	const struct node *all = NULL;
	struct fields fields = { .count = 0 };

	add_fields(&fields, a);
	add_fields(&fields, b);
	for (unsigned i = 0; i < fields.count; i++) {
		struct operand left = operand_field(c, a, fields.names[i]),
		               right = operand_field(c, b, fields.names[i]);
		const struct node *one = operand_equal(c, &left, &right);

		if (!one)
			return NULL;
		all = all ? node_of_two(c, NODE_AND, all, one) : one;
	}
	return all ? all : node_number(c, 1);
}

/* Whether a record may be absent, and then has no fields to compare. */
static const struct node *absent(struct compiler *c, const struct operand *of)
{
	const struct node *present = operand_present(c, of);

	return !present || present->kind == NODE_CONSTANT ? NULL : node_negate(c, present);
}

static const struct node *records_equal(struct compiler *c, const struct operand *a, const struct operand *b)
{
	const struct node *no_a = absent(c, a), *no_b = absent(c, b);
	const struct node *same = fields_equal(c, a, b);

	if (no_b)
		same = node_if(c, no_b, operand_is_unset(c, a), same);
	return no_a ? node_if(c, no_a, operand_is_unset(c, b), same) : same;
}

static const struct node *list_length_of(struct compiler *c, const struct operand *list)
{
	struct node *node = node_new(c, NODE_LENGTH);

	node->at = list->at;
	node->count = list->shape->slots;
	return node;
}

/* Lists and tables, by their entries. */
static const struct node *places_equal(struct compiler *c, const struct operand *a, const struct operand *b)
{
	const struct node *all = node_number(c, 1);
	const struct shape *shape = a->shape;
	unsigned count = shape->kind == DECLARED_LIST ? shape->slots : shape->count;

	if (shape->kind != b->shape->kind || shape->slots != b->shape->slots)
		return NULL;
	for (unsigned i = 0; i < count; i++) {
		struct address left = a->at, right = b->at;
		struct operand one, other;
		const struct node *same;

		left.slot += i * (shape->kind == DECLARED_LIST ? 1 : shape->item->slots);
		right.slot += i * (shape->kind == DECLARED_LIST ? 1 : shape->item->slots);
		if (shape->kind == DECLARED_LIST) {
			struct node *load = node_new(c, NODE_LOAD), *beside = node_new(c, NODE_LOAD);

			if (!shape_same(shape->item, b->shape->item))
				return NULL;
			load->at = left;
			beside->at = right;
			same = node_of_two(c, NODE_EQUAL, load, beside);
		} else {
			one = operand_at(c, shape->item, left);
			other = operand_at(c, b->shape->item, right);
			same = operand_equal(c, &one, &other);
		}
		all = node_of_two(c, NODE_AND, all, same);
	}
	return all;
}

static const struct node *names_equal(struct compiler *c, const struct operand *a, const struct operand *b)
{
	const struct operand *known = a->kind == OPERAND_NAME ? a : b,
	                     *other = a->kind == OPERAND_NAME ? b : a;

	if (a->kind == OPERAND_TEXT && b->kind == OPERAND_TEXT)
		return node_number(c, strcmp(a->text, b->text) == 0);
	return node_of_two(c, NODE_EQUAL, known->node, operand_name(c, other, known->names));
}

static bool is_named(const struct operand *of)
{
	return of->kind == OPERAND_NAME || of->kind == OPERAND_TEXT;
}

const struct node *operand_equal(struct compiler *c, const struct operand *a, const struct operand *b)
{
	if (a->kind == OPERAND_NONE || b->kind == OPERAND_NONE)
		return NULL;
	if (a->kind == OPERAND_UNSET)
		return operand_is_unset(c, b);
	if (b->kind == OPERAND_UNSET)
		return operand_is_unset(c, a);
	if (is_named(a) && is_named(b))
		return names_equal(c, a, b);
	if (a->kind == OPERAND_IF)
		return node_if(c, a->node, operand_equal(c, &a->parts[0], b),
		               operand_equal(c, &a->parts[1], b));
	if (b->kind == OPERAND_IF)
		return operand_equal(c, b, a);
	if (is_record(a) && is_record(b))
		return records_equal(c, a, b);
	if (a->kind == OPERAND_PLACE && b->kind == OPERAND_LIST && a->shape->kind == DECLARED_LIST)
		return node_of_two(c, NODE_EQUAL, list_length_of(c, a), node_number(c, 0));
	if (a->kind == OPERAND_LIST && b->kind == OPERAND_PLACE)
		return operand_equal(c, b, a);
	if (a->kind == OPERAND_LIST && b->kind == OPERAND_LIST)
		return node_number(c, 1);
	if (a->kind == OPERAND_PLACE && b->kind == OPERAND_PLACE)
		return places_equal(c, a, b);
	if (a->kind != b->kind)
		return NULL;
	if (a->kind == OPERAND_SET && a->shape && b->shape && !shape_same(a->shape, b->shape))
		return NULL;
	return node_of_two(c, NODE_EQUAL, a->node, b->node);
}

/* --- raw codes ----------------------------------------------------------------------------------------- */

/* Whether a record that is written out is this alternative. */
static bool is_alternative(const struct shape *shape, const struct alternative *a, const struct operand *of)
{
	if (of->count != a->count)
		return false;
	for (unsigned i = 0; i < a->count; i++) {
		unsigned f = a->order[i], at = 0;

		while (at < of->count && strcmp(of->fields[at], shape->fields[f]) != 0)
			at++;
		if (at == of->count)
			return false;
		if (!(a->fixed >> f & 1))
			continue;
		const struct operand *part = &of->parts[at];
		const struct shape *fixed = shape->parts[f];
		bool same = part->kind == OPERAND_UNSET
		                    ? fixed->optional && a->codes[f] == 0
		                    : part->kind == OPERAND_TEXT &&
		                              (uint64_t)(universe_find(fixed->names, part->text) +
		                                         (int)fixed->optional) == a->codes[f];
		if (!same)
			return false;
	}
	return true;
}

const struct node *operand_alternative(struct compiler *c, const struct operand *of,
                                       const struct shape *shape)
{
	struct node *node;

	if (of->kind == OPERAND_IF)
		return node_if(c, of->node, operand_alternative(c, &of->parts[0], shape),
		               operand_alternative(c, &of->parts[1], shape));
	if (of->kind == OPERAND_UNSET || of->kind == OPERAND_RECORD) {
		for (unsigned i = 0; i < shape->alternative_count; i++) {
			const struct alternative *a = &shape->alternatives[i];
			bool unset = a->fixed == a->fields;

			for (unsigned f = 0; f < shape->count; f++)
				unset &= a->codes[f] == 0;
			if (of->kind == OPERAND_UNSET ? unset : is_alternative(shape, a, of))
				return node_number(c, i);
		}
		return NULL;
	}
	if ((of->kind != OPERAND_PLACE && of->kind != OPERAND_PACKED) || !shape_same(of->shape, shape))
		return NULL;
	node = node_new(c, of->kind == OPERAND_PLACE ? NODE_LOAD : NODE_DIGIT);
	node->at = of->at;
	node->a = of->node;
	if (of->kind == OPERAND_PLACE) {
		const struct node *unset = operand_alternative(c, &operand_unset, shape);

		node->has_unset = unset != NULL;
		node->unset = unset ? unset->number : 0;
	}
	node->number =
	        of->kind == OPERAND_PACKED ? (int64_t)(shape_divisor(shape, 0) * shape->parts[0]->radix) : 0;
	node->count = shape->alternative_count;
	return node;
}

static const struct node *record_code(struct compiler *c, const struct operand *of, const struct shape *shape)
{
	const struct node *code = node_number(c, 0), *present = operand_present(c, of);

	if (of->kind == OPERAND_PACKED && shape_same(of->shape, shape))
		return of->node;
	if (of->kind == OPERAND_UNSET && shape->optional)
		return node_number(c, 0);
	if (!is_record(of) && of->kind != OPERAND_UNSET)
		return NULL;
	if (shape->kind == DECLARED_EITHER && !(code = operand_alternative(c, of, shape)))
		return NULL;
	for (unsigned i = 0; i < shape->count; i++) {
		struct operand part = operand_field(c, of, shape->fields[i]);
		struct node *join = node_new(c, NODE_JOIN);

		join->a = code;
		join->number = (int64_t)shape->parts[i]->radix;
		join->b = operand_code(c, &part, shape->parts[i]);
		if (!join->b)
			return NULL;
		code = join;
	}
	if (shape->kind != DECLARED_RECORD || !shape->optional)
		return code;
	code = node_of_two(c, NODE_PLUS, code, node_number(c, 1));
	return present ? node_if(c, present, code, node_number(c, 0)) : code;
}

const struct node *operand_code(struct compiler *c, const struct operand *of, const struct shape *shape)
{
	struct node *node;

	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		return record_code(c, of, shape);
	case DECLARED_BOOL:
		return of->kind == OPERAND_TRUTH ? of->node : NULL;
	case DECLARED_SET:
		if (of->kind != OPERAND_SET || (of->shape && !shape_same(of->shape, shape->item)))
			return NULL;
		return of->node;
	case DECLARED_NUMBER:
		if (of->kind == OPERAND_UNSET && shape->optional)
			return node_number(c, 0);
		if (of->kind != OPERAND_NUMBER)
			return NULL;
		node = node_new(c, NODE_RAW);
		node->a = of->node;
		node->shape = shape;
		return node;
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
		if (of->kind == OPERAND_UNSET && !shape->optional)
			return NULL;
		if (of->kind == OPERAND_IF)
			return node_if(c, of->node, operand_code(c, &of->parts[0], shape),
			               operand_code(c, &of->parts[1], shape));
		node = node_new(c, NODE_RAW);
		node->a = operand_name(c, of, shape->names);
		node->shape = shape;
		return node->a && !node_is_constant(node->a, -1) ? node : NULL;
	case DECLARED_LIST:
	case DECLARED_TABLE:
		break;
	}
	return NULL;
}
