/*
 * Learns the outcomes of stations.
 *
 * Outcomes come from the machine's own operations, so the stepper cannot disagree with the interpreter.
 * Rejected: code generated for each design (needs a compiler at run time).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "machine/fault.h"
#include "machine/stepper.h"

enum { STATION_FIRST_SHIFT = 64 - 6, STATION_LAST_SHIFT = 64 - 16 };

/* --- tables of answers ------------------------------------------------------------------ */

static size_t size_of(const struct station *station)
{
	return station->answers ? (size_t)(UINT64_MAX >> station->size_shift) + 1 : 0;
}

static void keep_visits(const struct machine_stepper *s, const struct station *station, uint64_t *taken)
{
	size_t size = 2 * s->stepper.words + 1, places = size_of(station);

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
	size_t width = s->stepper.words;
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

/* The field is `in` the state after the step, whatever it was before. */
static void set_field(const struct machine_stepper *s, const struct field *field, uint64_t *outcome)
{
	size_t width = s->stepper.words;

	outcome[field->word] &= ~(field->mask << field->shift);
	outcome[width + field->word] &= ~(field->mask << field->shift);
	outcome[width + field->word] |= field_get(field, s->packed_next) << field->shift;
}

/* The slots of a process that is dead in the state after the step may have been alive before. */
static void set_own(const struct machine_stepper *s, const struct machine_process *process, uint64_t *outcome)
{
	const struct machine *machine = s->machine;
	const struct packing *packing = s->packing;
	int variable = machine->system->roles[process->role].variable;
	const struct shape *item = variable < 0 ? NULL : machine->shapes[variable]->item;
	unsigned first = item ? machine->first_slot[variable] + process->nth * item->slots : 0;
	uint64_t control = process->control < 0 ? 0 : slot_get(&machine->slots[process->control], s->next);
	uint32_t live =
	        packing->abstract && item ? packing->live[process - machine->processes][control] : UINT32_MAX;

	for (unsigned i = 0; item && i < item->count; i++)
		for (unsigned n = 0; n < item->parts[i]->slots && !(live >> i & 1); n++) {
			unsigned field = packing->field_of[first + item->offsets[i] + n];

			if (field != PACKING_NONE)
				set_field(s, &packing->fields[field], outcome);
		}
}

static bool touches(const struct machine_stepper *s, unsigned slot)
{
	return s->touched.writes[slot / 64] >> slot % 64 & 1;
}

/* Whether the step writes a slot, or one that is derived from it. */
static bool writes(const struct machine_stepper *s, unsigned slot)
{
	const struct packing *packing = s->packing;

	if (touches(s, slot))
		return true;
	for (unsigned i = 0; i < packing->derived_count; i++)
		if (packing->derived[i].from == slot && touches(s, packing->derived[i].slot))
			return true;
	return false;
}

/* Fields that change although the step does not write their slots: all ages, if it moves the clock; that of a
 * part which is not there any more. */
static bool changes_with(const struct machine_stepper *s, const struct field *field)
{
	const struct packing *packing = s->packing;

	if (!packing->abstract || field->kind == FIELD_SLOT || field->kind == FIELD_COUNT ||
	    field->kind == FIELD_SEEN)
		return false;
	if (packing->growth.clock >= 0 && writes(s, s->machine->first_slot[packing->growth.clock]))
		return true;
	return field->kind == FIELD_HOURS && field->presence >= 0 && writes(s, (unsigned)field->presence) &&
	       !field_get(field, s->packed_next);
}

static void set_written(const struct machine_stepper *s, uint64_t *outcome)
{
	for (unsigned i = 0; i < s->packing->field_count; i++) {
		const struct field *field = &s->packing->fields[i];

		if (field->kind != FIELD_SEEN && !in_log(s, field->slot) &&
		    (writes(s, field->slot) || changes_with(s, field)))
			set_field(s, field, outcome);
	}
}

/* Adds the class of a logged entry, if it has one. */
static void set_seen(const struct machine_stepper *s, uint64_t entry, uint64_t *outcome)
{
	const struct packing *packing = s->packing;
	uint32_t class = entry ? packing->log.class_of[entry - 1] : 0;
	const struct field *field;

	if (!class)
		return;
	field = &packing->fields[packing->field_count - packing->log.class_count + class - 1];
	outcome[s->stepper.words + field->word] |= UINT64_C(1) << field->shift;
}

static void add_outcome(const struct learning *learning, const struct step *step)
{
	struct machine_stepper *s = learning->s;
	const struct machine *machine = s->machine;
	struct station *station = learning->station;
	size_t width = s->stepper.words, size = 2 * width + 1, n = station->outcome_count;
	uint64_t *outcome, entry = s->log < 0 ? 0 : slot_get(&machine->slots[s->log], s->next);

	station->outcomes =
	        mem_grow(station->outcomes, &station->outcome_room, (n + 1) * size, sizeof(*outcome));
	station->affects =
	        mem_grow(station->affects, &station->affect_room, n + 1, sizeof(*station->affects));
	station->steps = mem_grow(station->steps, &station->step_room, n + 1, sizeof(*station->steps));
	outcome = station->outcomes + n * size;
	memset(outcome, 0xff, width * sizeof(*outcome));
	memset(outcome + width, 0, width * sizeof(*outcome));
	if (!learning->outside) {
		packing_pack_fields(s->packing, s->next, s->packed_next);
		set_written(s, outcome);
		set_own(s, &machine->processes[step->process], outcome);
		if (s->packing->abstract)
			set_seen(s, entry, outcome);
	}
	outcome[2 * width] = entry << OUTCOME_ACTION_BITS | step->action;
	station->affects[n] = affected(s, machine_duties_broken(machine, s->plain, step));
	station->steps[n] = *step;
	learning->answer->affects |= station->affects[n];
	station->outcome_count++;
	learning->answer->total++;
	learning->answer->inside += !learning->outside;
	learning->answer->appends |= entry != 0 && !s->packing->abstract;
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
                             const uint64_t *packed)
{
	const struct machine *machine = s->machine;
	struct learning learning = { .s = s, .station = station };
	struct stuck stuck;

	learning.answer = free_place(s, station, packed);
	*learning.answer = (struct answer){ .known = true, .first = station->outcome_count };
	packing_unpack(s->packing, packed, s->plain);
	for (unsigned i = 0; s->log >= 0 && i < s->log_slots; i++)
		slot_set(&machine->slots[(unsigned)s->log + i], s->plain, 0);
	machine_enabled_of(machine, s->plain, process, learn_step, &learning);
	learning.outside = true;
	machine_enabled_of(machine, s->plain, process, learn_step, &learning);
	learning.answer->stuck =
	        station->may_be_stuck && machine_find_stuck(machine, s->plain, (int)process, &stuck);
	return learning.answer;
}

/* --- what is read ---------------------------------------------------------------------------- */

struct masking {
	const struct machine_stepper *s;
	uint64_t *mask;
};

static void mask_field(const struct masking *m, unsigned field)
{
	const struct field *at;

	if (field == PACKING_NONE)
		return;
	at = &m->s->packing->fields[field];
	m->mask[at->word] |= at->mask << at->shift;
}

static void mask_clock(const struct masking *m)
{
	if (m->s->packing->growth.clock_most)
		mask_field(m,
		           m->s->packing->field_of[m->s->machine->first_slot[m->s->packing->growth.clock]]);
}

static void add_to_mask(void *ctx, unsigned slot)
{
	const struct masking *m = ctx;
	unsigned field = m->s->packing->field_of[slot];

	if (in_log(m->s, slot))
		return;
	mask_field(m, field);
	if (field == PACKING_NONE || m->s->packing->fields[field].kind == FIELD_SLOT)
		return;
	mask_clock(m);
	if (m->s->packing->fields[field].presence >= 0)
		mask_field(m, m->s->packing->field_of[m->s->packing->fields[field].presence]);
}

static void mask_controls(const struct masking *m)
{
	const struct machine *machine = m->s->machine;

	for (unsigned p = 0; p < machine->model.process_count; p++)
		if (machine->processes[p].control >= 0)
			mask_field(m, m->s->packing->field_of[machine->processes[p].control]);
}

/* What the ages of all hours depend on. */
static void mask_ages(const struct masking *m)
{
	const struct packing *packing = m->s->packing;

	for (unsigned i = 0; i < packing->field_count; i++)
		if (packing->fields[i].kind != FIELD_SLOT && packing->fields[i].kind != FIELD_SEEN) {
			mask_field(m, i);
			if (packing->fields[i].presence >= 0)
				mask_field(m, packing->field_of[packing->fields[i].presence]);
		}
	mask_controls(m);
}

/* Whether a store is to what belongs to a process other than the one that takes the step. */
static bool stores_elsewhere(const struct machine *machine, const struct slot_store *store)
{
	for (unsigned r = 0; r < machine->system->role_count; r++) {
		int v = machine->system->roles[r].variable;
		unsigned first = v < 0 ? 0 : machine->first_slot[v];

		if (v >= 0 && store->at.slot >= first && store->at.slot < first + machine->shapes[v]->slots)
			return !store->at.key_count || store->at.keys[0].node->kind != NODE_SELF;
	}
	return false;
}

/* What the packed outcome of an action depends on, in addition to what the action reads. */
static void mask_outcome(const struct masking *m, const struct machine_action *action)
{
	const struct packing *packing = m->s->packing;

	for (unsigned e = 0; packing->abstract && e < action->effect_count; e++)
		for (unsigned i = 0; i < action->effects[e]->store_count; i++) {
			const struct slot_store *store = &action->effects[e]->stores[i];

			if (packing->growth.clock >= 0 &&
			    store->at.slot == m->s->machine->first_slot[packing->growth.clock])
				mask_ages(m);
			if (stores_elsewhere(m->s->machine, store))
				mask_controls(m);
		}
}

/* Where the next entry goes, for states of one word. */
static void find_places(struct machine_stepper *s)
{
	for (unsigned i = 0; i < s->log_room; i++)
		s->log_mask |= s->log_fields[i].mask << s->log_fields[i].shift;
	for (unsigned used = 0; used <= 64; used++) {
		unsigned entry = 0;

		while (entry < s->log_room && s->log_fields[entry].shift < used)
			entry++;
		s->append_at[used] = entry < s->log_room ? s->log_fields[entry].shift : 64;
	}
}

static void find_log(struct machine_stepper *s)
{
	const struct machine *machine = s->machine;
	int v = s->packing->abstract ? s->packing->log.variable : s->packing->last_list;
	const struct shape *shape = v < 0 ? NULL : machine->shapes[v];

	s->log = -1;
	if (!shape || shape->item->radix >> (64 - OUTCOME_ACTION_BITS))
		return;
	s->log = (int)machine->first_slot[v];
	s->log_slots = shape->slots;
	if (s->packing->abstract)
		return;
	s->log_room = (unsigned)machine->scope.of[shape->bound];
	if (s->log_room)
		s->log_fields = &s->packing->fields[s->packing->field_of[s->log]];
	for (unsigned b = 0; b < machine->bound_count; b++)
		if (machine->bound_rows[b] == (unsigned)shape->bound)
			s->log_bound = UINT32_C(1) << b;
	find_places(s);
}

/* --- the stepper -------------------------------------------------------------------------------- */

static void init_station(struct machine_stepper *s, unsigned process, unsigned control,
                         struct station *station)
{
	const struct machine *machine = s->machine;
	const struct machine_process *p = &machine->processes[process];
	struct masking masking = { s, NULL };

	station->mask = arena_array(s->arena, s->stepper.words, sizeof(uint64_t));
	station->idle = true;
	masking.mask = station->mask;
	for (unsigned a = p->first; a < p->last; a++) {
		const struct machine_action *action = &machine->actions[a];

		if ((p->also && !action->also) ||
		    (p->control >= 0 && action->step->at && !(action->step->at >> control & 1)))
			continue;
		station->idle = false;
		machine_action_reads(machine, action, add_to_mask, &masking);
		mask_outcome(&masking, action);
	}
	if (!station->idle)
		resize(station, STATION_FIRST_SHIFT, s->stepper.words);
}

static void add_process(struct machine_stepper *s, unsigned process)
{
	const struct machine *machine = s->machine;
	const struct machine_process *p = &machine->processes[process];
	struct stepper_process *out = &s->processes[process];

	out->control = p->control < 0 ? NULL : &s->packing->fields[s->packing->field_of[p->control]];
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

/* The fields that a property about states reads. */
static void mask_property(struct machine_stepper *s, unsigned property)
{
	const struct machine *machine = s->machine;
	const struct packing *packing = s->packing;
	struct verdicts *verdicts = &s->verdicts[property];
	struct masking masking = { s, arena_array(s->arena, s->stepper.words, sizeof(uint64_t)) };

	for (unsigned i = 0; i < machine->slot_count; i++) {
		if (!(s->property_reads[property][i / 64] >> i % 64 & 1))
			continue;
		if (!in_log(s, i)) {
			add_to_mask(&masking, i);
			continue;
		}
		if (!packing->abstract)
			mask_field(&masking, packing->field_of[i]);
		for (unsigned c = 0; packing->abstract && c < packing->log.class_count; c++)
			mask_field(&masking, packing->field_count - packing->log.class_count + c);
	}
	verdicts->mask = masking.mask;
	verdicts->keys = arena_array(s->arena, VERDICTS * (s->stepper.words + 1), sizeof(uint64_t));
	verdicts->known = arena_array(s->arena, VERDICTS, 1);
}

static void prepare_verdicts(struct machine_stepper *s)
{
	const struct model *model = &s->machine->model;

	s->verdicts = arena_array(s->arena, (size_t)model->property_count + 1, sizeof(*s->verdicts));
	for (unsigned p = 1; p < model->property_count; p++)
		if (s->property_reads[p] && !model->properties[p].on_step)
			mask_property(s, p);
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
			free(station->steps);
		}
	if (s->owned)
		packing_release(s->packing);
	arena_free(s->arena);
	free(s);
}

static void pack(const struct stepper *stepper, const void *state, uint64_t *packed)
{
	const struct machine_stepper *s = (const struct machine_stepper *)(const void *)stepper;

	packing_pack(s->packing, state, packed);
}

static void unpack(const struct stepper *stepper, const uint64_t *packed, void *state)
{
	const struct machine_stepper *s = (const struct machine_stepper *)(const void *)stepper;

	packing_unpack(s->packing, packed, state);
}

static uint64_t class_size(const struct stepper *stepper, const uint64_t *packed)
{
	const struct machine_stepper *s = (const struct machine_stepper *)(const void *)stepper;

	return s->packing->orbits ? orbits_size(s->packing->orbits, packed) : 1;
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

static void find_faults(struct machine_stepper *s)
{
	uint64_t states[SYSTEM_ROLES_MAX];

	for (unsigned r = 0; r < s->machine->system->role_count; r++)
		states[r] = fault_states(s->machine, r);
	for (unsigned p = 0; p < s->machine->model.process_count; p++)
		for (unsigned c = 0; c < s->processes[p].station_count; c++) {
			struct station *station = &s->processes[p].stations[c];

			station->may_be_stuck =
			        !station->idle && states[s->machine->processes[p].role] >> c & 1;
			s->may_be_stuck |= station->may_be_stuck;
		}
}

static void use_packing(struct machine_stepper *s, bool symmetry)
{
	s->packing = s->machine->packing;
	if (!s->packing) {
		s->packing = packing_bounded(s->machine, symmetry, &s->stepper.unreduced);
		s->owned = true;
	}
	s->stepper.words = s->packing->words;
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
	s->stepper.judges = judged(model);
	use_packing(s, symmetry);
	find_log(s);
	read_properties(s);
	s->taken = arena_array(s->arena, (size_t)model->action_count + 1, sizeof(*s->taken));
	s->plain = arena_alloc(s->arena, model->state_size);
	s->next = arena_alloc(s->arena, model->state_size);
	s->after = arena_alloc(s->arena, model->state_size);
	s->source = arena_alloc(s->arena, model->state_size);
	s->packed_next = arena_array(s->arena, s->packing->words, sizeof(uint64_t));
	s->judged = arena_array(s->arena, s->packing->words, sizeof(uint64_t));
	s->touched.reads = arena_array(s->arena, model->cell_words + 1, sizeof(uint64_t));
	s->touched.writes = arena_array(s->arena, model->cell_words + 1, sizeof(uint64_t));
	s->processes = arena_array(s->arena, (size_t)model->process_count + 1, sizeof(*s->processes));
	for (unsigned p = 0; p < model->process_count; p++)
		add_process(s, p);
	find_faults(s);
	prepare_verdicts(s);
	if (s->stepper.fanout > UINT16_MAX) {
		release(&s->stepper);
		return NULL;
	}
	return &s->stepper;
}
