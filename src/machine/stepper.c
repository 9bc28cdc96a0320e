/*
 * Learns the outcomes of stations.
 *
 * Outcomes come from the machine's own operations, so the stepper cannot disagree with the interpreter.
 * Rejected: code generated for each design (needs a compiler at run time).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "machine/stepper.h"

enum { STATION_FIRST_SHIFT = 64 - 6, STATION_LAST_SHIFT = 64 - 16 };

/* --- tables of answers ------------------------------------------------------------------ */

static size_t size_of(const struct station *station)
{
	return station->answers ? (size_t)(UINT64_MAX >> station->size_shift) + 1 : 0;
}

static void keep_visits(const struct machine_stepper *s, const struct station *station, uint64_t *taken)
{
	size_t size = 2 * s->width + 1, places = size_of(station);

	for (size_t i = 0; i < places; i++) {
		const struct answer *answer = &station->answers[i];

		for (uint32_t o = 0; answer->known && o < answer->total; o++) {
			const uint64_t *outcome = station->outcomes + (answer->first + o) * size;

			taken[outcome[size - 1] & ((1U << OUTCOME_ACTION_BITS) - 1)] += answer->visits;
		}
	}
}

static void resize(struct station *station, unsigned shift, size_t width)
{
	size_t old_size = size_of(station), size = (size_t)(UINT64_MAX >> shift) + 1;
	uint64_t *old_keys = station->keys;
	struct answer *old = station->answers;

	station->size_shift = shift;
	station->keys = mem_array(size * width, sizeof(*station->keys));
	station->answers = mem_array(size, sizeof(*station->answers));
	for (size_t i = 0; i < old_size; i++) {
		struct answer *place;

		if (!old[i].known)
			continue;
		place = station_find(station, old_keys + i * width, (unsigned)width);
		*place = old[i];
		memcpy(station->keys + (size_t)(place - station->answers) * width, old_keys + i * width,
		       width * sizeof(*old_keys));
	}
	free(old_keys);
	free(old);
}

/* Empties a station that has too many answers. */
static void forget(struct machine_stepper *s, struct station *station)
{
	keep_visits(s, station, s->taken);
	memset(station->answers, 0, size_of(station) * sizeof(*station->answers));
	station->known = 0;
	station->outcome_count = 0;
}

static struct answer *free_place(struct machine_stepper *s, struct station *station, const uint64_t *state)
{
	size_t width = s->width;
	struct answer *place;

	if (station->known >= UINT64_MAX >> station->size_shift >> 1) {
		if (station->size_shift > STATION_LAST_SHIFT)
			resize(station, station->size_shift - 1, width);
		else
			forget(s, station);
	}
	place = station_find(station, state, (unsigned)width);
	for (size_t i = 0; i < width; i++)
		station->keys[(size_t)(place - station->answers) * width + i] = state[i] & station->mask[i];
	station->known++;
	return place;
}

/* --- learning -------------------------------------------------------------------------------- */

struct learning {
	struct machine_stepper *s;
	struct station *station;
	struct answer *answer;
	bool outside; /* collecting outcomes outside the bounds */
};

/* The properties that a step with these writes can break: a condition that held before holds after it unless
 * it reads what was written; one about steps is always judged.  Of those with duties the step breaks
 * `duties`. */
static uint32_t affected(const struct machine_stepper *s, uint32_t duties)
{
	const struct model *model = &s->machine->model;
	uint32_t affects = 1;

	for (unsigned p = 1; p < model->property_count; p++) {
		bool reads = model->properties[p].on_step || !s->property_reads[p];

		if (machine_has_duties(s->machine, p)) {
			affects |= duties & UINT32_C(1) << p;
			continue;
		}
		for (size_t i = 0; i < model->cell_words && !reads; i++)
			reads = (s->property_reads[p][i] & s->touched.writes[i]) != 0;
		affects |= (uint32_t)reads << p;
	}
	return affects;
}

static bool in_log(const struct machine_stepper *s, unsigned slot)
{
	return s->log >= 0 && slot >= (unsigned)s->log && slot < (unsigned)s->log + s->log_slots;
}

static void add_outcome(const struct learning *learning, const struct step *step)
{
	struct machine_stepper *s = learning->s;
	const struct machine *machine = s->machine;
	struct station *station = learning->station;
	size_t width = s->width, size = 2 * width + 1;
	uint64_t *outcome, entry = s->log < 0 ? 0 : slot_get(&machine->slots[s->log], s->next);

	station->outcomes = mem_grow(station->outcomes, &station->outcome_room,
	                             (station->outcome_count + 1) * size, sizeof(*outcome));
	station->affects = mem_grow(station->affects, &station->affect_room,
	                            (size_t)station->outcome_count + 1, sizeof(*station->affects));
	outcome = station->outcomes + station->outcome_count * size;
	memset(outcome, 0xff, width * sizeof(*outcome));
	memset(outcome + width, 0, width * sizeof(*outcome));
	for (unsigned i = 0; i < machine->slot_count; i++) {
		const struct slot *slot = &machine->slots[i];

		if (!(s->touched.writes[i / 64] >> i % 64 & 1) || in_log(s, i))
			continue;
		outcome[slot->word] &= ~(slot->mask << slot->shift);
		outcome[width + slot->word] |= slot_get(slot, s->next) << slot->shift;
	}
	outcome[2 * width] = entry << OUTCOME_ACTION_BITS | step->action;
	station->affects[station->outcome_count++] =
	        affected(s, machine_duties_broken(machine, s->plain, step));
	learning->answer->total++;
	learning->answer->inside += !learning->outside;
	learning->answer->appends |= entry != 0;
}

static bool learn_step(void *ctx, const struct step *step)
{
	const struct learning *learning = ctx;
	struct machine_stepper *s = learning->s;
	const struct model *model = &s->machine->model;
	size_t set = model->cell_words * sizeof(uint64_t);
	uint32_t outside;

	if (machine_apply(model, s->plain, step, s->next) != APPLY_OK)
		return true; /* beyond the room of the machine, so far beyond the bounds */
	/* The log is empty here; whether it has room is tested when the outcome is replayed. */
	outside = machine_beyond(model, s->next);
	s->stepper.beyond |= outside;
	if (learning->outside != (outside != 0))
		return true;
	memset(s->touched.reads, 0, set);
	memset(s->touched.writes, 0, set);
	machine_footprint(model, s->plain, step, &s->touched);
	add_outcome(learning, step);
	return true;
}

struct answer *machine_learn(struct machine_stepper *s, unsigned process, struct station *station,
                             const uint64_t *state)
{
	const struct machine *machine = s->machine;
	struct learning learning = { .s = s, .station = station };
	uint64_t *next = s->next;
	struct stuck stuck;

	learning.answer = free_place(s, station, state);
	*learning.answer = (struct answer){ .known = true, .first = station->outcome_count };
	memcpy(s->plain, state, machine->model.state_size);
	for (unsigned i = 0; s->log >= 0 && i < s->log_slots; i++)
		slot_set(&machine->slots[(unsigned)s->log + i], s->plain, 0);
	/* `state` may be s->next, which a caller still needs. */
	s->next = s->spare;
	machine_enabled_of(machine, s->plain, process, learn_step, &learning);
	learning.outside = true;
	machine_enabled_of(machine, s->plain, process, learn_step, &learning);
	learning.answer->stuck =
	        s->may_be_stuck && machine_find_stuck(machine, s->plain, (int)process, &stuck);
	s->next = next;
	return learning.answer;
}

/* --- what is read ---------------------------------------------------------------------------- */

struct masking {
	const struct machine_stepper *s;
	uint64_t *mask;
};

static void add_to_mask(void *ctx, unsigned slot)
{
	const struct masking *m = ctx;
	const struct slot *at = &m->s->machine->slots[slot];

	if (!in_log(m->s, slot))
		m->mask[at->word] |= at->mask << at->shift;
}

static void find_log(struct machine_stepper *s)
{
	const struct machine *machine = s->machine;

	s->log = -1;
	for (unsigned v = 0; v < machine->system->variable_count && s->log < 0; v++) {
		const struct shape *shape = machine->shapes[v];

		if (shape->kind != DECLARED_LIST || shape->item->radix >> (64 - OUTCOME_ACTION_BITS) ||
		    !log_is(machine, v))
			continue;
		s->log = (int)machine->first_slot[v];
		s->log_slots = shape->slots;
		s->log_room = machine->bounded ? (unsigned)machine->scope.of[shape->bound] : shape->slots;
		for (unsigned b = 0; b < machine->bound_count; b++)
			if (machine->bound_rows[b] == (unsigned)shape->bound)
				s->log_bound = UINT32_C(1) << b;
	}
}

/* --- the stepper -------------------------------------------------------------------------------- */

static void init_station(struct machine_stepper *s, unsigned process, unsigned control,
                         struct station *station)
{
	const struct machine *machine = s->machine;
	const struct machine_process *p = &machine->processes[process];
	struct masking masking = { s, NULL };

	station->mask = arena_array(s->arena, s->width, sizeof(uint64_t));
	station->idle = true;
	masking.mask = station->mask;
	for (unsigned a = p->first; a < p->last; a++) {
		const struct machine_action *action = &machine->actions[a];

		if ((p->also && !action->also) ||
		    (p->control >= 0 && action->step->at && !(action->step->at >> control & 1)))
			continue;
		station->idle = false;
		machine_action_reads(machine, action, add_to_mask, &masking);
	}
	if (!station->idle)
		resize(station, STATION_FIRST_SHIFT, s->width);
}

static void add_process(struct machine_stepper *s, unsigned process)
{
	const struct machine *machine = s->machine;
	const struct machine_process *p = &machine->processes[process];
	struct stepper_process *out = &s->processes[process];

	out->control = p->control;
	out->station_count = p->control < 0 ? 1 : (unsigned)machine->slots[p->control].most + 1;
	out->stations = arena_array(s->arena, out->station_count, sizeof(*out->stations));
	for (unsigned c = 0; c < out->station_count; c++)
		init_station(s, process, c, &out->stations[c]);
	for (unsigned a = p->first; a < p->last; a++) {
		size_t ways = 1;

		for (unsigned c = 0; c < machine->actions[a].choice_count; c++)
			ways *= machine->actions[a].choices[c].item->radix;
		s->stepper.fanout += ways;
	}
}

static bool any_may_fault(const struct machine *machine)
{
	for (unsigned a = 0; a < machine->model.action_count; a++) {
		const struct machine_action *action = &machine->actions[a];
		bool may = false;

		for (unsigned i = 0; i < action->guard_count; i++)
			may |= node_may_fault(action->guards[i]);
		for (unsigned i = 0; i < action->late_guard_count; i++)
			may |= node_may_fault(action->late_guards[i]);
		for (unsigned i = 0; i < action->choice_count; i++)
			may |= node_may_fault(action->choices[i].filter);
		for (unsigned i = 0; i < action->effect_count; i++)
			may |= effect_may_fault(action->effects[i]);
		if (may)
			return true;
	}
	return false;
}

static void note_read(void *ctx, unsigned slot)
{
	uint64_t *cells = ctx;

	cells[slot / 64] |= UINT64_C(1) << slot % 64;
}

static void read_properties(struct machine_stepper *s)
{
	const struct model *model = &s->machine->model;

	s->property_reads = arena_array(s->arena, (size_t)model->property_count + 1, sizeof(uint64_t *));
	for (unsigned p = 1; p < model->property_count; p++) {
		if (!model->properties[p].condition)
			continue;
		s->property_reads[p] = arena_array(s->arena, model->cell_words + 1, sizeof(uint64_t));
		machine_condition_reads(model->properties[p].condition, note_read, s->property_reads[p]);
	}
}

static void count_taken(const struct stepper *stepper, uint64_t *taken)
{
	const struct machine_stepper *s = (const struct machine_stepper *)(const void *)stepper;

	for (unsigned a = 0; a < s->machine->model.action_count; a++)
		taken[a] += s->taken[a];
	for (unsigned p = 0; p < s->machine->model.process_count; p++)
		for (unsigned c = 0; c < s->processes[p].station_count; c++)
			keep_visits(s, &s->processes[p].stations[c], taken);
}

static void release(struct stepper *stepper)
{
	struct machine_stepper *s = (struct machine_stepper *)(void *)stepper;

	for (unsigned p = 0; p < s->machine->model.process_count; p++)
		for (unsigned c = 0; c < s->processes[p].station_count; c++) {
			struct station *station = &s->processes[p].stations[c];

			free(station->keys);
			free(station->answers);
			free(station->outcomes);
			free(station->affects);
		}
	if (s->owned)
		packing_release(s->packing);
	free(s->unpacked.states);
	free(s->unpacked.actions);
	arena_free(s->arena);
	free(s);
}

static void pack(const struct stepper *stepper, const void *state, uint64_t *packed)
{
	const struct machine_stepper *s = (const struct machine_stepper *)(const void *)stepper;

	if (s->packing)
		packing_pack(s->packing, state, packed);
	else
		memcpy(packed, state, s->width * sizeof(*packed));
}

static void unpack(const struct stepper *stepper, const uint64_t *packed, void *state)
{
	const struct machine_stepper *s = (const struct machine_stepper *)(const void *)stepper;

	if (s->packing)
		packing_unpack(s->packing, packed, state);
	else
		memcpy(state, packed, s->width * sizeof(*packed));
}

static uint64_t class_size(const struct stepper *stepper, const uint64_t *packed)
{
	const struct machine_stepper *s = (const struct machine_stepper *)(const void *)stepper;

	return s->packing && s->packing->orbits ? orbits_size(s->packing->orbits, packed) : 1;
}

static const struct stepper_ops stepper_ops = {
	.release = release,
	.pack = pack,
	.unpack = unpack,
	.expand = machine_expand,
	.breaks = machine_breaks,
	.count_taken = count_taken,
	.class_size = class_size,
};

/* The properties whose conditions always have a value. */
static uint32_t judged(const struct model *model)
{
	uint32_t bits = 0;

	for (unsigned p = 0; p < model->property_count; p++)
		if (!model->properties[p].slow &&
		    (p == 0 || model->properties[p].condition || machine_has_duties(machine_of(model), p)))
			bits |= UINT32_C(1) << p;
	return bits & ~machine_of(model)->unjudged;
}

static void use_packing(struct machine_stepper *s, bool symmetry)
{
	s->packing = s->machine->packing;
	if (!s->packing && symmetry) {
		s->packing = packing_bounded(s->machine, &s->stepper.unreduced);
		s->owned = true;
		if (!s->packing->orbits) {
			packing_release(s->packing);
			s->packing = NULL;
		}
	}
	s->stepper.words = s->packing ? s->packing->words : s->machine->words;
}

struct stepper *machine_stepper(const struct model *model, bool symmetry)
{
	const struct machine *machine = machine_of(model);
	struct machine_stepper *s;

	if ((!machine->bounded && !machine->packing) || model->action_count >= 1U << OUTCOME_ACTION_BITS)
		return NULL;
	s = mem_alloc(sizeof(*s));
	s->machine = machine;
	s->arena = arena_new();
	s->stepper.ops = &stepper_ops;
	s->width = machine->words;
	s->stepper.judges = judged(model);
	use_packing(s, symmetry);
	find_log(s);
	s->may_be_stuck = any_may_fault(machine);
	read_properties(s);
	s->taken = arena_array(s->arena, (size_t)model->action_count + 1, sizeof(*s->taken));
	s->plain = arena_alloc(s->arena, model->state_size);
	s->next = arena_alloc(s->arena, model->state_size);
	s->spare = arena_alloc(s->arena, model->state_size);
	s->source = arena_alloc(s->arena, model->state_size);
	s->touched.reads = arena_array(s->arena, model->cell_words + 1, sizeof(uint64_t));
	s->touched.writes = arena_array(s->arena, model->cell_words + 1, sizeof(uint64_t));
	s->processes = arena_array(s->arena, (size_t)model->process_count + 1, sizeof(*s->processes));
	for (unsigned p = 0; p < model->process_count; p++)
		add_process(s, p);
	if (s->stepper.fanout > UINT16_MAX) {
		release(&s->stepper);
		return NULL;
	}
	if (s->packing) {
		s->unpacked.states = mem_array(s->stepper.fanout + 1, s->width * sizeof(uint64_t));
		s->unpacked.actions = mem_array(s->stepper.fanout + 1, sizeof(uint16_t));
	}
	return &s->stepper;
}
