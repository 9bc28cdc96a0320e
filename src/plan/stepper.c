/*
 * Learns the outcomes of stations, like the transition caches of LTSmin (Blom, van de Pol and Weber, "LTSmin:
 * Distributed and Symbolic Reachability", CAV 2010).
 *
 * Outcomes come from the model's own operations, so the stepper cannot disagree with the interpreter.
 * Rejected: a second interpreter for packed slots (slower, and it might disagree); code generated for each
 * design (needs a compiler at run time).
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "plan/condition.h"
#include "plan/none_read.h"
#include "plan/read_set.h"
#include "plan/stepper.h"
#include "plan/symmetry.h"

enum { STATION_FIRST_SHIFT = 64 - 6, STATION_LAST_SHIFT = 64 - 16 };

/* --- the mask of a station -------------------------------------------------------- */

struct masking {
	const struct design_stepper *s;
	uint64_t *mask;
};

static void add_to_mask(void *ctx, unsigned slot)
{
	const struct masking *m = ctx;
	const struct packed_slot *p = &m->s->slots[slot];

	assert(slot < m->s->plan->log_slot && "no step depends on the content of the log");
	m->mask[p->word] |= p->mask << p->shift;
}

static void station_release(struct station *station)
{
	free(station->keys);
	free(station->answers);
	free(station->outcomes);
	free(station->judgements);
}

/* --- tables of answers ------------------------------------------------------------------ */

static void keep_visits(const struct design_stepper *s, const struct station *station, uint64_t *taken)
{
	size_t size = 2 * s->stepper.words + 1;
	size_t places = station->answers ? (size_t)(UINT64_MAX >> station->size_shift) + 1 : 0;

	for (size_t i = 0; i < places; i++) {
		const struct answer *answer = &station->answers[i];

		for (uint32_t o = 0; answer->known && o < answer->total; o++) {
			const uint64_t *outcome = station->outcomes + (answer->first + o) * size;

			taken[outcome[size - 1] & ((1U << OUTCOME_ACTION_BITS) - 1)] += answer->visits;
		}
	}
}

static void station_resize(struct station *station, unsigned shift, size_t width)
{
	size_t old_size = station->answers ? (size_t)(UINT64_MAX >> station->size_shift) + 1 : 0;
	size_t size = (size_t)(UINT64_MAX >> shift) + 1;
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

static void station_init(struct design_stepper *s, const struct plan_process *process, unsigned control,
                         struct station *station)
{
	struct masking masking = { s, NULL };

	station->mask = arena_array(s->arena, s->stepper.words, sizeof(uint64_t));
	station->idle = true;
	masking.mask = station->mask;
	for (unsigned a = process->first; a < process->last; a++) {
		const struct plan_action *action = &s->plan->actions[a];

		if (!starts_at(process, action, control))
			continue;
		station->idle = false;
		station->reads |= action_logs_read(action);
		action_reads(s->plan, process, action, add_to_mask, &masking);
	}
	if (!station->idle)
		station_resize(station, STATION_FIRST_SHIFT, s->stepper.words);
}

/* Empties a station that has too many answers. */
static void station_forget(struct design_stepper *s, struct station *station)
{
	size_t size = (size_t)(UINT64_MAX >> station->size_shift) + 1;

	keep_visits(s, station, s->taken);
	memset(station->answers, 0, size * sizeof(*station->answers));
	station->known = 0;
	station->outcome_count = 0;
}

static struct answer *free_place(struct design_stepper *s, struct station *station, const uint64_t *packed)
{
	size_t width = s->stepper.words;
	struct answer *place;

	if (station->known >= UINT64_MAX >> station->size_shift >> 1) {
		if (station->size_shift > STATION_LAST_SHIFT)
			station_resize(station, station->size_shift - 1, width);
		else
			station_forget(s, station);
	}
	place = station_find(station, packed, (unsigned)width);
	for (size_t i = 0; i < width; i++)
		station->keys[(size_t)(place - station->answers) * width + i] = packed[i] & station->mask[i];
	station->known++;
	return place;
}

/* --- learning from the model --------------------------------------------------------------- */

struct learning {
	struct design_stepper *s;
	struct station *station;
	unsigned process;
	struct answer *answer;
	bool outside; /* collecting outcomes outside the bounds */
};

static uint32_t write_needed(const struct plan *plan, uint64_t entry)
{
	struct logged read = log_unpack(plan, entry);

	if (!read.read || (!read.metadata && !read.image))
		return 0;
	read.read = false;
	return (uint32_t)log_pack(plan, read);
}

/* Appends what the step did to the station's outcomes. */
/* The properties judged by state that a step with these writes can break: a condition that held before holds
 * after it unless it reads what was written. */
static uint32_t affected(const struct design_stepper *s)
{
	const struct model *model = &s->plan->model;
	uint32_t affects = s->by_state;

	for (unsigned p = 0; p < model->property_count; p++)
		if (model->properties[p].condition &&
		    !condition_reads(model->properties[p].condition, s->touched.writes))
			affects &= ~(UINT32_C(1) << p);
	return affects;
}

static void add_outcome(const struct learning *learning, const struct step *step)
{
	struct design_stepper *s = learning->s;
	const struct plan *plan = s->plan;
	struct station *station = learning->station;
	size_t width = s->stepper.words, size = 2 * width + 1;
	uint64_t *outcome, entry = slot_get(&plan->slots[plan->log_slot], s->plain_next);

	station->outcomes = mem_grow(station->outcomes, &station->outcome_room,
	                             (station->outcome_count + 1) * size, sizeof(*outcome));
	station->judgements = mem_grow(station->judgements, &station->judgement_room,
	                               (size_t)station->outcome_count + 1, sizeof(*station->judgements));
	outcome = station->outcomes + station->outcome_count * size;
	memset(outcome, 0xff, width * sizeof(*outcome));
	memset(outcome + width, 0, width * sizeof(*outcome));
	for (unsigned i = 0; i < plan->log_slot; i++) {
		const struct packed_slot *slot = &s->slots[i];
		uint64_t value;

		if (!(s->touched.writes[i / 64] >> i % 64 & 1))
			continue;
		value = slot_get(&plan->slots[i], s->plain_next);
		/* Outside the bounds a counter may not fit; it is not read there. */
		if (value > slot->mask)
			continue;
		outcome[slot->word] &= ~(slot->mask << slot->shift);
		outcome[width + slot->word] |= value << slot->shift;
	}
	outcome[2 * width] = entry << OUTCOME_ACTION_BITS | step->action;
	station->judgements[station->outcome_count] = (struct judgement){
		.broken = plan_broken(&plan->model, s->plain, step, s->plain_next, s->by_change),
		.needs_write = entry ? write_needed(plan, entry) : 0,
		.none_for = none_returned(plan, s->plain, step),
		.affects = affected(s),
	};
	station->outcome_count++;
	learning->answer->total++;
	learning->answer->inside += !learning->outside;
	learning->answer->appends |= entry != 0;
}

static bool learn_step(void *ctx, const struct step *step)
{
	const struct learning *learning = ctx;
	struct design_stepper *s = learning->s;
	const struct plan *plan = s->plan;
	size_t set = plan->model.cell_words * sizeof(uint64_t);
	uint32_t outside;
	int applied;

	if (step->process != learning->process)
		return true;
	applied = plan_apply(&plan->model, s->plain, step, s->plain_next);
	assert(applied == APPLY_OK && "a bounded plan has room for one step beyond its bounds");
	(void)applied;
	/* The log is empty here; whether it has room is tested when the outcome is replayed. */
	outside = plan_beyond(&plan->model, s->plain_next) & ~(UINT32_C(1) << BOUND_OPERATIONS);
	s->stepper.beyond |= outside;
	if (learning->outside != (outside != 0))
		return true;
	memset(s->touched.reads, 0, set);
	memset(s->touched.writes, 0, set);
	plan_footprint(&plan->model, s->plain, step, &s->touched);
	add_outcome(learning, step);
	return true;
}

struct answer *stepper_learn(struct design_stepper *s, unsigned process, struct station *station,
                             const uint64_t *packed)
{
	const struct plan *plan = s->plan;
	struct learning learning = { .s = s, .station = station, .process = process };

	learning.answer = free_place(s, station, packed);
	*learning.answer = (struct answer){ .known = true, .first = station->outcome_count };
	/* With an empty log, a step's entry is the first one. */
	stepper_unpack(&s->stepper, packed, s->plain);
	for (unsigned i = plan->log_slot; i < plan->slot_count; i++)
		slot_set(&plan->slots[i], s->plain, 0);
	plan_enabled(&plan->model, s->plain, learn_step, &learning);
	learning.outside = true;
	plan_enabled(&plan->model, s->plain, learn_step, &learning);
	for (uint32_t i = 0; i < learning.answer->total; i++)
		if (!station->reads)
			s->stepper.surprised |= station->judgements[learning.answer->first + i].broken;
	return learning.answer;
}

/* --- the stepper ------------------------------------------------------------------------------ */

static void count_taken(const struct stepper *stepper, uint64_t *taken)
{
	const struct design_stepper *s = (const struct design_stepper *)(const void *)stepper;

	for (unsigned a = 0; a < s->plan->model.action_count; a++)
		taken[a] += s->taken[a];
	for (unsigned p = 0; p < s->process_count; p++)
		for (unsigned c = 0; c < s->processes[p].station_count; c++)
			keep_visits(s, &s->processes[p].stations[c], taken);
}

static void release(struct stepper *stepper)
{
	struct design_stepper *s = (struct design_stepper *)(void *)stepper;

	for (unsigned p = 0; p < s->process_count; p++)
		for (unsigned c = 0; c < s->processes[p].station_count; c++)
			station_release(&s->processes[p].stations[c]);
	symmetry_release(s->symmetry);
	arena_free(s->arena);
	free(s);
}

static uint64_t class_size(const struct stepper *stepper, const uint64_t *packed)
{
	const struct design_stepper *s = (const struct design_stepper *)(const void *)stepper;

	return s->symmetry ? symmetry_class_size(s->symmetry, packed) : 1;
}

static const struct stepper_ops stepper_ops = {
	.release = release,
	.pack = stepper_pack,
	.unpack = stepper_unpack,
	.expand = stepper_expand,
	.breaks = stepper_breaks,
	.count_taken = count_taken,
	.class_size = class_size,
};

static void add_process(struct design_stepper *s, unsigned nth)
{
	const struct plan *plan = s->plan;
	const struct plan_process *process = &plan->processes[nth];
	struct stepper_process *out = &s->processes[nth];
	int control = plan->local_at[process->role][FIELD_STATE];

	out->station_count = 1;
	if (control >= 0) {
		out->control = s->slots[process->slot + (unsigned)control];
		out->station_count = (unsigned)out->control.mask + 1;
	}
	out->stations = arena_array(s->arena, out->station_count, sizeof(*out->stations));
	for (unsigned c = 0; c < out->station_count; c++)
		station_init(s, process, c, &out->stations[c]);
	for (unsigned a = process->first; a < process->last; a++) {
		size_t ways = 1;

		for (unsigned c = 0; c < plan->actions[a].choice_count; c++)
			ways *= plan->actions[a].choices[c].count;
		s->stepper.fanout += ways;
	}
}

/* For a plan whose steps do not fit into answers. */
static const struct stepper_ops packing_ops = {
	.release = release,
	.pack = stepper_pack,
	.unpack = stepper_unpack,
	.class_size = class_size,
};

/* An outcome has room for one log entry, and 16 bits for the action. */
static bool is_simple(const struct plan *plan)
{
	for (unsigned a = 0; a < plan->model.action_count; a++) {
		const struct plan_action *action = &plan->actions[a];
		unsigned appends = 0;

		for (unsigned i = 0; i < action->effect_count; i++)
			appends += op_does(action->effects[i].code, LOGS);
		if (appends > 1)
			return false;
	}
	return plan->model.action_count < 1U << OUTCOME_ACTION_BITS;
}

static void add_processes(struct design_stepper *s)
{
	const struct model *model = &s->plan->model;

	s->process_count = model->process_count;
	s->processes = arena_array(s->arena, s->process_count, sizeof(*s->processes));
	s->taken = arena_array(s->arena, model->action_count, sizeof(*s->taken));
	s->plain = arena_alloc(s->arena, model->state_size);
	s->plain_next = arena_alloc(s->arena, model->state_size);
	s->packed_next = arena_array(s->arena, s->stepper.words, sizeof(uint64_t));
	s->touched.reads = arena_array(s->arena, model->cell_words, sizeof(uint64_t));
	s->touched.writes = arena_array(s->arena, model->cell_words, sizeof(uint64_t));
	for (unsigned p = 0; p < s->process_count; p++)
		add_process(s, p);
}

/* A property of steps that is judged by state is left out: it needs the whole step, which outcomes lack. */
static void sort_properties(struct design_stepper *s)
{
	const struct model *model = &s->plan->model;

	s->by_change = plan_judged_by(model, JUDGED_BY_CHANGE);
	s->by_reads = plan_judged_by(model, JUDGED_BY_READS);
	s->by_none = plan_judged_by(model, JUDGED_BY_NONE);
	s->by_state = plan_judged_by(model, JUDGED_BY_STATE);
	for (unsigned p = 0; p < model->property_count; p++)
		if (model->properties[p].on_step)
			s->by_state &= ~(UINT32_C(1) << p);
	s->stepper.judges = s->by_change | s->by_reads | s->by_none | s->by_state;
}

static void reduce(struct design_stepper *s)
{
	if (abstract_names_only(s->plan->design))
		s->symmetry = symmetry_new(s, &s->stepper.unreduced);
	else
		s->stepper.unreduced = "a step of this design distinguishes names";
}

struct stepper *plan_stepper(const struct model *model, bool symmetry)
{
	const struct plan *plan = plan_of(model);
	struct design_stepper *s;

	if (!plan->bounded)
		return NULL;
	s = mem_alloc(sizeof(*s));
	s->stepper.ops = &stepper_ops;
	s->plan = plan;
	s->arena = arena_new();
	sort_properties(s);
	stepper_lay_out(s);
	if (is_simple(plan))
		add_processes(s);
	if (!is_simple(plan) || s->stepper.fanout > UINT16_MAX)
		s->stepper.ops = &packing_ops;
	if (symmetry)
		reduce(s);
	return &s->stepper;
}
