/*
 * Lays out the slots of a state, variable by variable, in the order in which people read one.  Rejected:
 * packing by size, which saves no word at any scope of interest.
 */
#include <string.h>

#include "machine/machine_private.h"

/* 64-bit words of a state; a session of a long log needs many. */
enum { WORDS_MOST = 1 << 16, SLOTS_MOST = 1 << 20 };

struct layout {
	struct machine *machine;
	unsigned bit; /* next free bit of the last word */
	size_t place_room;
};

static unsigned bits_for(uint64_t most)
{
	return most ? 64 - (unsigned)__builtin_clzll(most) : 0;
}

static void add_slot(struct layout *layout, const struct shape *shape, uint64_t most, bool is_presence)
{
	struct machine *machine = layout->machine;
	unsigned bits = bits_for(most);

	if (layout->bit + bits > 64) {
		machine->words++;
		layout->bit = 0;
	}
	machine->slots = mem_grow(machine->slots, &machine->slot_room, (size_t)machine->slot_count + 1,
	                          sizeof(*machine->slots));
	machine->slots[machine->slot_count++] = (struct slot){
		.mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1,
		.word = machine->words - 1,
		.shift = (uint8_t)(bits ? layout->bit : 0),
		.shape = shape,
		.is_presence = is_presence,
		.most = most,
	};
	layout->bit += bits;
}

static void add_bounded(struct layout *layout, const struct shape *shape, unsigned items)
{
	struct machine *machine = layout->machine;
	unsigned bound = 0;

	while (machine->bound_rows[bound] != (unsigned)shape->bound)
		bound++;
	machine->bounded_places =
	        mem_grow(machine->bounded_places, &layout->place_room,
	                 (size_t)machine->bounded_place_count + 1, sizeof(*machine->bounded_places));
	machine->bounded_places[machine->bounded_place_count++] =
	        (struct bounded_place){ machine->slot_count, bound, items };
}

static void lay_out(struct layout *layout, const struct shape *shape)
{
	if (layout->machine->slot_count > SLOTS_MOST)
		return;
	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (shape->kind == DECLARED_EITHER)
			add_slot(layout, shape, shape->alternative_count - 1, true);
		else if (shape->optional)
			add_slot(layout, shape, 1, true);
		for (unsigned i = 0; i < shape->count; i++)
			lay_out(layout, shape->parts[i]);
		break;
	case DECLARED_TABLE:
		for (unsigned i = 0; i < shape->count; i++)
			lay_out(layout, shape->item);
		break;
	case DECLARED_LIST:
		if (shape->bound >= 0)
			add_bounded(layout, shape, shape->slots);
		for (unsigned i = 0; i < shape->slots; i++)
			add_slot(layout, shape->item, shape->item->radix, false);
		break;
	case DECLARED_NUMBER:
		if (shape->bound >= 0)
			add_bounded(layout, shape, 0);
		add_slot(layout, shape, shape->radix - 1, false);
		break;
	case DECLARED_SET:
		add_slot(layout, shape,
		         shape->item->radix == 64 ? UINT64_MAX : (UINT64_C(1) << shape->item->radix) - 1,
		         false);
		break;
	case DECLARED_BOOL:
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
		add_slot(layout, shape, shape->radix - 1, false);
		break;
	}
}

int machine_lay_out(struct machine *machine, struct err *err)
{
	struct layout layout = { .machine = machine };

	machine->words = 1;
	for (unsigned v = 0; v < machine->system->variable_count; v++) {
		machine->shapes[v] = shape_make(machine, machine->system->variables[v].type, err);
		if (!machine->shapes[v])
			return err_place(err, "%s", machine->system->variables[v].name);
		machine->first_slot[v] = machine->slot_count;
		lay_out(&layout, machine->shapes[v]);
		if (machine->words > WORDS_MOST || machine->slot_count > SLOTS_MOST) {
			err_set(err, "a state is too large at this scope");
			err_place(err, "%s", machine->system->variables[v].name);
			return err_remedy(err, "lower the numbers of the scope");
		}
	}
	machine->model.state_size = machine->words * sizeof(uint64_t);
	return 0;
}

/* --- initial states -------------------------------------------------------------------- */

static bool all_fixed_unset(const struct alternative *a)
{
	for (unsigned i = 0; i < a->count; i++)
		if (!(a->fixed >> a->order[i] & 1) || a->codes[a->order[i]])
			return false;
	return true;
}

/* UNSET, {}, <<>>, the least or first value.  Of several records the one without a value, else the first. */
void shape_clear(const struct machine *machine, const struct shape *shape, unsigned slot, uint64_t *state)
{
	unsigned which = 0;

	for (unsigned i = 0; i < shape->slots; i++)
		slot_set(&machine->slots[slot + i], state, 0);
	if (shape->kind == DECLARED_TABLE)
		for (unsigned i = 0; i < shape->count; i++)
			shape_clear(machine, shape->item, slot + i * shape->item->slots, state);
	for (unsigned i = 0; i < shape->count && shape->kind == DECLARED_RECORD; i++)
		shape_clear(machine, shape->parts[i], slot + shape->offsets[i], state);
	if (shape->kind != DECLARED_EITHER)
		return;
	while (which < shape->alternative_count && !all_fixed_unset(&shape->alternatives[which]))
		which++;
	which = which < shape->alternative_count ? which : 0;
	slot_set(&machine->slots[slot], state, which);
	for (unsigned i = 0; i < shape->count; i++)
		if (shape->alternatives[which].fixed >> i & 1)
			slot_set(&machine->slots[slot + shape->offsets[i]], state,
			         shape->alternatives[which].codes[i]);
}

int machine_set_initial(struct machine *machine, struct err *err)
{
	const struct expr_state nowhere = { .now = NULL };

	machine->initial = arena_array(machine->arena, machine->words, sizeof(uint64_t));
	for (unsigned v = 0; v < machine->system->variable_count; v++) {
		const struct system_variable *variable = &machine->system->variables[v];
		const struct value *value;

		shape_clear(machine, machine->shapes[v], machine->first_slot[v], machine->initial);
		if (!variable->initial)
			continue;
		value = expr_value(variable->initial, &nowhere, machine->arena, err);
		if (!value)
			return err_place(err, "%s", variable->name);
		if (shape_encode(machine, machine->shapes[v], machine->first_slot[v], value,
		                 machine->initial)) {
			err_set(err, "the initial value of %s is not of its type", variable->name);
			return -1;
		}
	}
	return 0;
}

/* --- bounds ------------------------------------------------------------------------------- */

uint32_t machine_beyond(const struct model *model, const void *state)
{
	const struct machine *machine = machine_of(model);
	uint32_t beyond = 0;

	if (!machine->bounded)
		return 0;
	for (unsigned i = 0; i < machine->bounded_place_count; i++) {
		const struct bounded_place *place = &machine->bounded_places[i];
		unsigned most = (unsigned)machine->scope.of[machine->bound_rows[place->bound]];
		const struct slot *slot = &machine->slots[place->slot];

		/* A list is too long if there is an item behind the last place. */
		if (place->items ? most < place->items && slot_get(slot + most, state) != 0
		                 : slot_get(slot, state) > most + slot->shape->optional)
			beyond |= UINT32_C(1) << place->bound;
	}
	return beyond;
}

bool machine_within(const struct model *model, const void *state)
{
	return !machine_beyond(model, state);
}
