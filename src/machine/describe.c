/*
 * States as values, and values as states: two walks over the same shapes.
 */
#include <string.h>

#include <heddle/buf.h>

#include "machine/machine_private.h"

/* --- states as values ------------------------------------------------------------------ */

static const struct value *describe_record(const struct machine *machine, const struct shape *shape,
                                           unsigned slot, const uint64_t *state, struct arena *arena)
{
	struct value_pair *pairs = arena_array(arena, (size_t)shape->count + 1, sizeof(*pairs));
	const struct alternative *which = NULL;
	unsigned count = shape->count;

	if (shape->kind == DECLARED_EITHER) {
		which = &shape->alternatives[slot_get(&machine->slots[slot], state)];
		count = which->count;
	} else if (shape->optional && !slot_get(&machine->slots[slot], state)) {
		return machine->unset;
	}
	for (unsigned i = 0; i < count; i++) {
		unsigned f = which ? which->order[i] : i;

		pairs[i].key = shape->keys[f];
		pairs[i].value =
		        shape_describe(machine, shape->parts[f], slot + shape->offsets[f], state, arena);
	}
	return value_record(arena, pairs, count);
}

const struct value *shape_describe(const struct machine *machine, const struct shape *shape, unsigned slot,
                                   const uint64_t *state, struct arena *arena)
{
	const struct value **items;
	struct value_pair *pairs;
	unsigned count = 0;

	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		return describe_record(machine, shape, slot, state, arena);
	case DECLARED_TABLE:
		pairs = arena_array(arena, (size_t)shape->count + 1, sizeof(*pairs));
		for (; count < shape->count; count++) {
			pairs[count].key = shape->names->values[count];
			pairs[count].value = shape_describe(machine, shape->item,
			                                    slot + count * shape->item->slots, state, arena);
		}
		return value_function(arena, pairs, count);
	case DECLARED_LIST:
		while (count < shape->slots && slot_get(&machine->slots[slot + count], state))
			count++;
		items = arena_array(arena, (size_t)count + 1, sizeof(*items));
		for (unsigned i = 0; i < count; i++)
			items[i] = shape_value(machine, shape->item,
			                       slot_get(&machine->slots[slot + i], state) - 1, arena);
		return value_tuple(arena, items, count);
	case DECLARED_BOOL:
	case DECLARED_NUMBER:
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
	case DECLARED_SET:
		break;
	}
	return shape_value(machine, shape, slot_get(&machine->slots[slot], state), arena);
}

const struct value *machine_describe(const struct model *model, const void *state, struct arena *arena)
{
	const struct machine *machine = machine_of(model);
	struct value_pair pairs[SYSTEM_VARIABLES_MAX];

	for (unsigned v = 0; v < model->variable_count; v++)
		pairs[v] = (struct value_pair){ machine->variable_names[v],
			                        shape_describe(machine, machine->shapes[v],
			                                       machine->first_slot[v], state, arena) };
	return value_record(arena, pairs, model->variable_count);
}

const struct value_type *machine_type(const struct model *model, unsigned variable, struct arena *arena)
{
	const struct machine *machine = machine_of(model);

	return declared_value_type(machine->system->variables[variable].type, machine_constants_of,
	                           (void *)(uintptr_t)machine, arena);
}

/* --- values as states ------------------------------------------------------------------- */

static bool has_pairs(const struct value *value)
{
	return value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION;
}

/* Whether a value is that alternative; the fixed fields tell. */
static bool is_alternative(const struct shape *shape, const struct alternative *a, const struct value *value)
{
	if (!has_pairs(value) || value->count != a->count)
		return false;
	for (unsigned i = 0; i < a->count; i++) {
		unsigned f = a->order[i];
		const struct value *part = value_get(value, shape->fields[f]);

		if (!part || (a->fixed >> f & 1 && shape_code(shape->parts[f], part) != a->codes[f]))
			return false;
	}
	return true;
}

static int encode_record(const struct machine *machine, const struct shape *shape, unsigned slot,
                         const struct value *value, uint64_t *state)
{
	unsigned which = 0;

	if (shape->kind == DECLARED_EITHER) {
		while (which < shape->alternative_count &&
		       !is_alternative(shape, &shape->alternatives[which], value))
			which++;
		if (which == shape->alternative_count)
			return -1;
		slot_set(&machine->slots[slot], state, which);
		value = has_pairs(value) ? value : NULL;
	} else if (shape->optional) {
		slot_set(&machine->slots[slot], state, !value_is_unset(value));
		if (value_is_unset(value)) {
			shape_clear(machine, shape, slot, state);
			return 0;
		}
	}
	if (!value || !has_pairs(value) ||
	    value->count != (shape->alternative_count ? shape->alternatives[which].count : shape->count))
		return -1;
	for (unsigned i = 0; i < shape->count; i++) {
		const struct value *part = value_get(value, shape->fields[i]);

		if (!part && shape->alternative_count) {
			slot_set(&machine->slots[slot + shape->offsets[i]], state, 0);
			continue;
		}
		if (!part || shape_encode(machine, shape->parts[i], slot + shape->offsets[i], part, state))
			return -1;
	}
	return 0;
}

static int encode_list(const struct machine *machine, const struct shape *shape, unsigned slot,
                       const struct value *value, uint64_t *state)
{
	if (value->kind != VALUE_TUPLE && !(value->kind == VALUE_SET && !value->count))
		return -1;
	if (value->count > shape->slots)
		return -1;
	for (uint32_t i = 0; i < shape->slots; i++) {
		uint64_t raw = i < value->count ? shape_code(shape->item, value->items[i]) : UINT64_MAX;

		if (i < value->count && raw == UINT64_MAX)
			return -1;
		slot_set(&machine->slots[slot + i], state, raw + 1);
	}
	return 0;
}

int shape_encode(const struct machine *machine, const struct shape *shape, unsigned slot,
                 const struct value *value, uint64_t *state)
{
	uint64_t raw;

	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		return encode_record(machine, shape, slot, value, state);
	case DECLARED_LIST:
		return encode_list(machine, shape, slot, value, state);
	case DECLARED_TABLE:
		/* A function over no keys is written like an empty list. */
		if (!shape->count && value->kind == VALUE_TUPLE && !value->count)
			return 0;
		if (!has_pairs(value) || value->count != shape->count)
			return -1;
		for (unsigned i = 0; i < shape->count; i++) {
			const struct value *part = value_get(value, shape->names->names[i]);

			if (!part ||
			    shape_encode(machine, shape->item, slot + i * shape->item->slots, part, state))
				return -1;
		}
		return 0;
	case DECLARED_BOOL:
	case DECLARED_NUMBER:
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
	case DECLARED_SET:
		break;
	}
	raw = shape_code(shape, value);
	if (raw > machine->slots[slot].most)
		return -1;
	slot_set(&machine->slots[slot], state, raw);
	return 0;
}

/* --- paths ------------------------------------------------------------------------------------ */

/* Names the slots of a shape, whose path is in `path`. */
static void name_slots(struct machine *machine, const struct shape *shape, const char **cells, unsigned slot,
                       struct buf *path)
{
	size_t length = path->length;

	if (shape->kind == DECLARED_EITHER || (shape->kind == DECLARED_RECORD && shape->optional))
		cells[slot] = arena_strdup(machine->arena, path->data);
	for (unsigned i = 0; i < shape->count && shape->kind != DECLARED_LIST; i++) {
		bool is_table = shape->kind == DECLARED_TABLE;

		value_path_field(path, is_table ? shape->names->values[i] : shape->keys[i]);
		name_slots(machine, is_table ? shape->item : shape->parts[i], cells,
		           slot + (is_table ? i * shape->item->slots : shape->offsets[i]), path);
		path->length = length;
		path->data[length] = '\0';
	}
	for (unsigned i = 0; i < shape->slots && shape->kind == DECLARED_LIST; i++) {
		value_path_index(path, i + 1);
		cells[slot + i] = arena_strdup(machine->arena, path->data);
		path->length = length;
		path->data[length] = '\0';
	}
	if (shape->kind < DECLARED_LIST)
		cells[slot] = arena_strdup(machine->arena, path->data);
}

void machine_publish_cells(struct machine *machine)
{
	const char **cells = arena_array(machine->arena, (size_t)machine->slot_count + 1, sizeof(*cells));
	struct buf path;

	buf_init(&path);
	for (unsigned v = 0; v < machine->system->variable_count; v++) {
		buf_clear(&path);
		buf_add_text(&path, machine->system->variables[v].name);
		name_slots(machine, machine->shapes[v], cells, machine->first_slot[v], &path);
	}
	buf_release(&path);
	machine->model.cells = cells;
	machine->model.cell_count = machine->slot_count;
	machine->model.cell_words = (machine->slot_count + 63) / 64;
}

static int misfit(const struct value *shown, const char *variable, struct err *err)
{
	struct buf text;

	buf_init(&text);
	value_show_most(&text, shown, false, 100);
	err_set(err, "%s is %s, which is not of its type in the design at this scope", variable, text.data);
	buf_release(&text);
	return -1;
}

int machine_encode(const struct model *model, const struct value *shown, void *state, struct err *err)
{
	const struct machine *machine = machine_of(model);

	memset(state, 0, model->state_size);
	if (design_check_variables(model, shown, err))
		return -1;
	for (unsigned v = 0; v < model->variable_count; v++) {
		const struct value *value = value_get(shown, model->variables[v].name);

		if (shape_encode(machine, machine->shapes[v], machine->first_slot[v], value, state))
			return misfit(value, model->variables[v].name, err);
	}
	return 0;
}
