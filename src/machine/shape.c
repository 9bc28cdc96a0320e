/*
 * Making shapes: a walk over a declared type.
 */
#include <string.h>

#include <heddle/buf.h>

#include "machine/machine_private.h"

/* Codes stay far below 64 bits, so that sums of them do too. */
#define RADIX_MOST (UINT64_C(1) << 60)

struct making {
	struct machine *machine;
	struct err *err;
};

static const struct shape *make(struct making *m, const struct declared_type *type);

static uint64_t times(uint64_t a, uint64_t b)
{
	return a && b && a <= RADIX_MOST / b ? a * b : 0;
}

/* Sets the error "TYPE …".  Returns null. */
static const struct shape *refuse(struct making *m, const struct declared_type *type, const char *why)
{
	const struct system *system = m->machine->system;
	struct declared_set *sets =
	        arena_array(m->machine->arena, (size_t)system->set_count + 1, sizeof(*sets));
	struct declared_sets all = { sets, system->set_count };
	struct buf text;

	for (unsigned i = 0; i < system->set_count; i++)
		sets[i] = (struct declared_set){ .one = system->sets[i].one, .all = system->sets[i].all };
	buf_init(&text);
	declared_type_show(&text, type, &all, false);
	err_set(m->err, "%.120s %s", text.data, why);
	buf_release(&text);
	return NULL;
}

static int bound_row(const struct machine *machine, const char *option)
{
	for (unsigned i = 0; i < machine->system->row_count; i++)
		if (strcmp(machine->system->rows[i].option, option) == 0)
			return (int)i;
	return -1;
}

/* The limits of a number or list that has a bound are those of the machine's room. */
static int64_t limit(struct making *m, const struct declared_type *type, struct shape *shape)
{
	shape->bound = type->bound ? bound_row(m->machine, type->bound) : -1;
	return shape->bound < 0 ? type->most : (int64_t)m->machine->room[shape->bound];
}

/* --- records ------------------------------------------------------------------------------ */

/* Lays the fields out one after the other, behind `slots`. */
static void place_fields(struct making *m, struct shape *shape, unsigned slots)
{
	unsigned *offsets = arena_array(m->machine->arena, (size_t)shape->count + 1, sizeof(*offsets));
	const struct value **keys =
	        arena_array(m->machine->arena, (size_t)shape->count + 1, sizeof(struct value *));

	for (unsigned i = 0; i < shape->count; i++) {
		offsets[i] = slots;
		slots += shape->parts[i]->slots;
		shape->radix = times(shape->radix, shape->parts[i]->radix);
		keys[i] = value_string(m->machine->arena, shape->fields[i]);
	}
	shape->offsets = offsets;
	shape->keys = keys;
	shape->slots = slots;
}

static const struct shape *make_record(struct making *m, const struct declared_type *type,
                                       struct shape *shape)
{
	const struct shape **parts =
	        arena_array(m->machine->arena, (size_t)type->count + 1, sizeof(struct shape *));

	for (unsigned i = 0; i < type->count; i++)
		if (!(parts[i] = make(m, type->parts[i])))
			return NULL;
	shape->count = type->count;
	shape->fields = type->names;
	shape->parts = parts;
	shape->radix = 1;
	place_fields(m, shape, type->optional);
	shape->radix += shape->radix && type->optional;
	return shape;
}

/* Whether a field of an alternative can have only one value. */
static bool is_fixed(const struct declared_type *type)
{
	return type->kind == DECLARED_NAMES && type->count + type->optional == 1;
}

/* The type of a field of which alternatives say different things: names are put together. */
static const struct declared_type *join_field(struct making *m, const struct declared_type *a,
                                              const struct declared_type *b, bool everywhere)
{
	struct declared_type *made = arena_alloc(m->machine->arena, sizeof(*made));
	const char **names;

	if (!a || (a->kind == DECLARED_NAMES && !a->count))
		*made = b ? *b : *a;
	else if (!b || b->kind != DECLARED_NAMES || a->kind != DECLARED_NAMES || !b->count)
		*made = *a;
	else {
		*made = *a;
		names = arena_array(m->machine->arena, (size_t)a->count + b->count, sizeof(*names));
		memcpy(names, a->names, a->count * sizeof(*names));
		for (unsigned i = 0; i < b->count; i++) {
			bool known = false;

			for (unsigned j = 0; j < made->count; j++)
				known |= strcmp(names[j], b->names[i]) == 0;
			if (!known)
				names[made->count++] = b->names[i];
		}
		made->names = names;
	}
	made->optional |= (a && a->optional) || (b && b->optional) || !everywhere;
	return made;
}

/* All fields of all alternatives, each once. */
static unsigned collect_fields(struct making *m, const struct declared_type *type, const char **names,
                               const struct declared_type **parts)
{
	unsigned count = 0;

	for (unsigned a = 0; a < type->count; a++)
		for (unsigned f = 0; f < type->parts[a]->count; f++) {
			const char *name = type->parts[a]->names[f];
			bool everywhere = true;
			unsigned at = 0;

			while (at < count && strcmp(names[at], name) != 0)
				at++;
			for (unsigned o = 0; o < type->count; o++)
				everywhere &= declared_type_field(type->parts[o], name) != NULL;
			names[at] = name;
			parts[at] = join_field(m, at < count ? parts[at] : NULL, type->parts[a]->parts[f],
			                       everywhere);
			count += at == count;
		}
	return count;
}

static void fill_alternative(struct making *m, const struct shape *shape, const struct declared_type *record,
                             struct alternative *out)
{
	unsigned *order = arena_array(m->machine->arena, (size_t)record->count + 1, sizeof(*order));

	out->codes = arena_array(m->machine->arena, (size_t)shape->count + 1, sizeof(*out->codes));
	for (unsigned f = 0; f < record->count; f++) {
		int at = shape_field(shape, record->names[f]);
		const struct shape *part = shape->parts[at];

		order[out->count++] = (unsigned)at;
		out->fields |= UINT64_C(1) << at;
		if (!is_fixed(record->parts[f]))
			continue;
		out->fixed |= UINT64_C(1) << at;
		out->codes[at] = record->parts[f]->count
		                         ? (uint64_t)universe_find(part->names, record->parts[f]->names[0]) +
		                                   part->optional
		                         : 0;
	}
	out->order = order;
}

static const struct shape *make_either(struct making *m, const struct declared_type *type,
                                       struct shape *shape)
{
	unsigned most = 0;
	const char **names;
	const struct declared_type **types;
	const struct shape **parts;

	for (unsigned a = 0; a < type->count; a++)
		most += type->parts[a]->count;
	names = arena_array(m->machine->arena, (size_t)most + 1, sizeof(*names));
	types = arena_array(m->machine->arena, (size_t)most + 1, sizeof(struct declared_type *));
	parts = arena_array(m->machine->arena, (size_t)most + 1, sizeof(struct shape *));
	shape->count = collect_fields(m, type, names, types);
	if (shape->count > 60)
		return refuse(m, type, "has more than 60 fields");
	if (type->optional)
		return refuse(m, type, "cannot also be UNSET: give it an alternative whose fields are UNSET");
	for (unsigned i = 0; i < shape->count; i++)
		if (!(parts[i] = make(m, types[i])))
			return NULL;
	shape->fields = names;
	shape->parts = parts;
	shape->radix = type->count;
	place_fields(m, shape, 1);
	shape->alternative_count = type->count;
	shape->alternatives =
	        arena_array(m->machine->arena, (size_t)type->count + 1, sizeof(*shape->alternatives));
	for (unsigned a = 0; a < type->count; a++)
		fill_alternative(m, shape, type->parts[a], &shape->alternatives[a]);
	return shape;
}

/* --- the others ------------------------------------------------------------------------------ */

static const struct shape *make_many(struct making *m, const struct declared_type *type, struct shape *shape)
{
	shape->item = make(m, type->item);
	if (!shape->item)
		return NULL;
	if (type->kind != DECLARED_TABLE && type->optional)
		return refuse(m, type, "cannot be UNSET: use an empty one for that");
	if (type->kind != DECLARED_TABLE && !shape->item->radix)
		return refuse(m, type, "has too many possible members");
	if (type->kind == DECLARED_SET) {
		if (shape->item->radix > SHAPE_MEMBERS_MAX)
			return refuse(m, type, "has more than 64 possible members at this scope");
		shape->slots = 1;
		shape->radix = shape->item->radix < 60 ? UINT64_C(1) << shape->item->radix : 0;
	} else if (type->kind == DECLARED_LIST) {
		shape->most = limit(m, type, shape);
		shape->slots = (unsigned)shape->most;
	} else {
		if (type->optional || type->key->kind != DECLARED_CONSTANT)
			return refuse(m, type, "is not a table with an entry for each constant");
		shape->names = universe_of(m->machine, type->key->all);
		shape->count = shape->names->count;
		shape->slots = shape->count * shape->item->slots;
	}
	return shape;
}

static const struct shape *make(struct making *m, const struct declared_type *type)
{
	struct shape *shape = arena_alloc(m->machine->arena, sizeof(*shape));

	*shape = (struct shape){ .type = type, .kind = type->kind, .optional = type->optional, .bound = -1 };
	switch (type->kind) {
	case DECLARED_BOOL:
		if (type->optional)
			return refuse(m, type, "has no UNSET: use names, yes | no");
		shape->slots = 1;
		shape->radix = 2;
		return shape;
	case DECLARED_NUMBER:
		shape->least = type->bound ? 0 : type->least;
		shape->most = limit(m, type, shape);
		shape->slots = 1;
		shape->radix = (uint64_t)(shape->most - shape->least) + 1 + type->optional;
		return shape->radix <= RADIX_MOST ? shape : refuse(m, type, "has too many numbers");
	case DECLARED_NAMES:
		shape->names = universe_make(m->machine, type->names, type->count, NULL);
		break;
	case DECLARED_CONSTANT:
		shape->names = universe_of(m->machine, type->all);
		break;
	case DECLARED_SET:
	case DECLARED_LIST:
	case DECLARED_TABLE:
		return make_many(m, type, shape);
	case DECLARED_RECORD:
		return make_record(m, type, shape);
	case DECLARED_EITHER:
		return make_either(m, type, shape);
	}
	shape->slots = 1;
	shape->radix = (uint64_t)shape->names->count + type->optional;
	if (!shape->radix) /* a scope without such constants: a slot that is always 0 */
		shape->radix = 1;
	return shape;
}

const struct shape *shape_make(struct machine *machine, const struct declared_type *type, struct err *err)
{
	struct making making = { machine, err };

	return make(&making, type);
}

/* --- codes ------------------------------------------------------------------------------------- */

int shape_field(const struct shape *shape, const char *name)
{
	for (unsigned i = 0; i < shape->count && shape->fields; i++)
		if (strcmp(shape->fields[i], name) == 0)
			return (int)i;
	return -1;
}

uint64_t shape_divisor(const struct shape *shape, unsigned field)
{
	uint64_t divisor = 1;

	for (unsigned i = field + 1; i < shape->count; i++)
		divisor *= shape->parts[i]->radix;
	return divisor;
}

bool shape_same(const struct shape *a, const struct shape *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || a->optional != b->optional || a->radix != b->radix || a->count != b->count)
		return false;
	switch (a->kind) {
	case DECLARED_BOOL:
		return true;
	case DECLARED_NUMBER:
		return a->least == b->least && a->most == b->most;
	case DECLARED_CONSTANT:
		return a->names == b->names;
	case DECLARED_NAMES:
		for (unsigned i = 0; i < a->names->count; i++)
			if (strcmp(a->names->names[i], b->names->names[i]) != 0)
				return false;
		return true;
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (a->alternative_count != b->alternative_count)
			return false;
		for (unsigned i = 0; i < a->count; i++)
			if (strcmp(a->fields[i], b->fields[i]) != 0 || !shape_same(a->parts[i], b->parts[i]))
				return false;
		for (unsigned i = 0; i < a->alternative_count; i++)
			if (a->alternatives[i].fields != b->alternatives[i].fields)
				return false;
		return true;
	case DECLARED_SET:
	case DECLARED_LIST:
	case DECLARED_TABLE:
		return a->slots == b->slots && a->most == b->most && shape_same(a->item, b->item);
	}
	return false;
}

/* The value of a record whose fields have these raw codes. */
static const struct value *record_value(const struct machine *machine, const struct shape *shape,
                                        uint64_t raw, struct arena *arena)
{
	const struct alternative *which = NULL;
	struct value_pair *pairs = arena_array(arena, (size_t)shape->count + 1, sizeof(*pairs));
	unsigned count = shape->count;

	if (shape->kind == DECLARED_EITHER) {
		uint64_t divisor = shape_divisor(shape, 0) * shape->parts[0]->radix;

		which = &shape->alternatives[raw / divisor];
		raw %= divisor;
		count = which->count;
	} else if (shape->optional && raw-- == 0) {
		return machine->unset;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned f = which ? which->order[i] : i;
		const struct shape *part = shape->parts[f];

		pairs[i].key = shape->keys[f];
		pairs[i].value =
		        shape_value(machine, part, raw / shape_divisor(shape, f) % part->radix, arena);
	}
	return value_record(arena, pairs, count);
}

static const struct value *set_value(const struct machine *machine, const struct shape *shape, uint64_t raw,
                                     struct arena *arena)
{
	const struct value *items[SHAPE_MEMBERS_MAX];
	size_t count = 0;

	for (uint64_t member = 0; member < shape->item->radix; member++)
		if (raw >> member & 1)
			items[count++] = shape_value(machine, shape->item, member, arena);
	return value_set(arena, items, count);
}

const struct value *shape_value(const struct machine *machine, const struct shape *shape, uint64_t raw,
                                struct arena *arena)
{
	switch (shape->kind) {
	case DECLARED_BOOL:
		return value_bool(arena, raw != 0);
	case DECLARED_NUMBER:
		if (shape->optional && raw-- == 0)
			return machine->unset;
		return value_int(arena, shape->least + (int64_t)raw);
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
		if ((shape->optional && raw-- == 0) || raw >= shape->names->count)
			return machine->unset;
		return shape->names->values[raw];
	case DECLARED_SET:
		return set_value(machine, shape, raw, arena);
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		return record_value(machine, shape, raw, arena);
	case DECLARED_LIST:
	case DECLARED_TABLE:
		break;
	}
	return machine->unset;
}

static uint64_t record_code(const struct shape *shape, const struct value *value)
{
	uint64_t codes[64] = { 0 }, raw = 0;
	unsigned which = 0;

	if (value_is_unset(value) && shape->optional)
		return 0;
	if (value->kind != VALUE_RECORD && value->kind != VALUE_FUNCTION)
		return UINT64_MAX;
	if (shape->count > 64)
		return UINT64_MAX;
	for (; which < shape->alternative_count; which++) {
		const struct alternative *a = &shape->alternatives[which];
		bool fits = value->count == a->count;

		for (unsigned i = 0; i < a->count && fits; i++) {
			const struct value *part = value_get(value, shape->fields[a->order[i]]);

			codes[a->order[i]] = part ? shape_code(shape->parts[a->order[i]], part) : UINT64_MAX;
			fits = codes[a->order[i]] != UINT64_MAX &&
			       (!(a->fixed >> a->order[i] & 1) ||
			        codes[a->order[i]] == a->codes[a->order[i]]);
		}
		if (fits)
			break;
		memset(codes, 0, sizeof(codes));
	}
	if (shape->alternative_count && which == shape->alternative_count)
		return UINT64_MAX;
	if (!shape->alternative_count) {
		if (value->count != shape->count)
			return UINT64_MAX;
		for (unsigned i = 0; i < shape->count; i++) {
			const struct value *part = value_get(value, shape->fields[i]);

			codes[i] = part ? shape_code(shape->parts[i], part) : UINT64_MAX;
			if (codes[i] == UINT64_MAX)
				return UINT64_MAX;
		}
	}
	raw = which;
	for (unsigned i = 0; i < shape->count; i++)
		raw = raw * shape->parts[i]->radix + codes[i];
	return raw + (shape->kind == DECLARED_RECORD && shape->optional);
}

static uint64_t set_code(const struct shape *shape, const struct value *value)
{
	uint64_t set = 0;

	/* A trace in JSON writes a set as a list. */
	if (value->kind != VALUE_SET && value->kind != VALUE_TUPLE)
		return UINT64_MAX;
	for (uint32_t i = 0; i < value->count; i++) {
		uint64_t member = shape_code(shape->item, value->items[i]);

		if (member == UINT64_MAX)
			return UINT64_MAX;
		set |= UINT64_C(1) << member;
	}
	return set;
}

uint64_t shape_code(const struct shape *shape, const struct value *value)
{
	const char *text = value_text(value);
	int at;

	switch (shape->kind) {
	case DECLARED_BOOL:
		return value->kind == VALUE_BOOL ? value->truth : UINT64_MAX;
	case DECLARED_NUMBER:
		if (shape->optional && value_is_unset(value))
			return 0;
		if (value->kind != VALUE_INT || value->number < shape->least || value->number > shape->most)
			return UINT64_MAX;
		return (uint64_t)(value->number - shape->least) + shape->optional;
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
		if (!text)
			return UINT64_MAX;
		if (value_is_unset(value))
			return shape->optional ? 0 : UINT64_MAX;
		at = universe_find(shape->names, text);
		return at < 0 ? UINT64_MAX : (uint64_t)at + shape->optional;
	case DECLARED_SET:
		return set_code(shape, value);
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		return record_code(shape, value);
	case DECLARED_LIST:
	case DECLARED_TABLE:
		break;
	}
	return UINT64_MAX;
}
