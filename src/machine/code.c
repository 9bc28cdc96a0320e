/*
 * The compiled form of a machine, as others see it.
 */
#include <stdlib.h>

#include "machine/machine_private.h"

const struct machine_action *machine_action(const struct model *model, unsigned action)
{
	return &machine_of(model)->actions[action];
}

const struct machine_process *machine_process(const struct model *model, unsigned process)
{
	return &machine_of(model)->processes[process];
}

const struct shape *machine_shape(const struct model *model, unsigned variable, unsigned *slot)
{
	*slot = machine_of(model)->first_slot[variable];
	return machine_of(model)->shapes[variable];
}

uint64_t machine_slot_most(const struct model *model, unsigned slot)
{
	return machine_of(model)->slots[slot].most;
}

uint64_t machine_slot_initial(const struct model *model, unsigned slot)
{
	const struct machine *machine = machine_of(model);

	return slot_get(&machine->slots[slot], machine->initial);
}

void machine_cleared(const struct model *model, const struct shape *shape, unsigned slot, uint64_t *raws)
{
	const struct machine *machine = machine_of(model);
	uint64_t *state = mem_array(machine->words, sizeof(*state));

	shape_clear(machine, shape, slot, state);
	for (unsigned i = 0; i < shape->slots; i++)
		raws[i] = slot_get(&machine->slots[slot + i], state);
	free(state);
}

void machine_show_raw(const struct model *model, const struct shape *shape, uint64_t raw, struct buf *out)
{
	struct arena *arena = arena_new();

	value_show(out, shape_value(machine_of(model), shape, raw, arena), true);
	arena_free(arena);
}

bool machine_nth_bounded(const struct model *model, unsigned n, unsigned *slot, uint64_t *most)
{
	const struct machine *machine = machine_of(model);

	for (unsigned i = 0; i < machine->bounded_place_count; i++) {
		const struct bounded_place *place = &machine->bounded_places[i];
		unsigned bound = (unsigned)machine->scope.of[machine->bound_rows[place->bound]];

		if (place->items && bound >= place->items)
			continue; /* there is no item that would be too many */
		if (n-- > 0)
			continue;
		*slot = place->items ? place->slot + bound : place->slot;
		*most = place->items ? 0 : bound + (uint64_t)machine->slots[place->slot].shape->optional;
		return true;
	}
	return false;
}
