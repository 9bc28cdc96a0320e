/*
 * The same story with fewer switches of process.
 *
 * Two steps that touch nothing in common can change places.  The others keep their order, so a schedule is a
 * partial order (Mazurkiewicz, "Trace theory", 1987), and any order of its steps that respects it is the same
 * story.  Of those the one with the fewest switches is found step by step, over places: how many steps each
 * process has taken, and which one took the last.  If there are very many places the best so far are kept,
 * and the result may not have the fewest.
 *
 * Rejected: changing neighbours as long as that helps, which often ends too early.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/key_table.h>
#include <heddle/mem.h>
#include <heddle/rework.h>

#include "session/rerun.h"
#include "session/session_private.h"

enum { WIDTH = 2000 };

/* --- what must come before ------------------------------------------------------------------ */

struct order {
	const struct step *steps;
	size_t count;
	unsigned processes;
	uint32_t **of;    /* by process: its steps, as numbers in the schedule */
	uint32_t *length; /* by process */
	uint32_t *needed; /* by step and process: how many of its steps must come before */
};

static void must_precede(struct order *order, size_t before, uint32_t nth, size_t after)
{
	uint32_t *needed = &order->needed[after * order->processes + order->steps[before].process];

	if (*needed < nth)
		*needed = nth;
}

/* The footprints of all steps, which can be taken; 2 * cell_words words each. */
static uint64_t *all_footprints(const struct model *model, const struct step *steps, size_t count)
{
	size_t words = model->cell_words;
	uint64_t *cells = mem_array(2 * words * count + 1, sizeof(*cells));
	struct model_walk walk;

	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i < count; i++) {
		struct footprint touched = { cells + 2 * words * i, cells + 2 * words * i + words };

		model->ops->footprint(model, walk.at, &steps[i], &touched);
		model_walk_take(&walk, &steps[i]);
	}
	model_walk_end(&walk);
	return cells;
}

/* Which steps violate a checked property. */
static bool *all_violations(const struct model *model, const struct step *steps, size_t count, uint32_t asked)
{
	bool *violates = mem_array(count + 1, sizeof(*violates));
	struct model_walk walk;

	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i < count; i++) {
		model_walk_take(&walk, &steps[i]);
		violates[i] = model_breaks(model, walk.from, &steps[i], walk.at, asked) != 0;
	}
	model_walk_end(&walk);
	return violates;
}

static void order_steps(struct order *order, const struct model *model, uint32_t asked)
{
	uint64_t *cells = all_footprints(model, order->steps, order->count);
	bool *violates = all_violations(model, order->steps, order->count, asked);
	size_t words = model->cell_words;

	order->processes = model->process_count;
	order->of = mem_array(order->processes, sizeof(*order->of));
	order->length = mem_array(order->processes, sizeof(*order->length));
	order->needed = mem_array(order->count * order->processes + 1, sizeof(*order->needed));
	for (unsigned p = 0; p < order->processes; p++)
		order->of[p] = mem_array(order->count + 1, sizeof(**order->of));
	for (size_t j = 0; j < order->count; j++) {
		struct footprint after = { cells + 2 * words * j, cells + 2 * words * j + words };
		uint32_t *nth = mem_array(order->processes, sizeof(*nth));

		for (size_t i = 0; i < j; i++) {
			struct footprint before = { cells + 2 * words * i, cells + 2 * words * i + words };

			nth[order->steps[i].process]++;
			if (violates[i] || violates[j] || !footprints_apart(model, &before, &after))
				must_precede(order, i, nth[order->steps[i].process], j);
		}
		order->of[order->steps[j].process][order->length[order->steps[j].process]++] = (uint32_t)j;
		free(nth);
	}
	free(cells);
	free(violates);
}

static void order_release(struct order *order)
{
	for (unsigned p = 0; p < order->processes; p++)
		free(order->of[p]);
	free(order->of);
	free(order->length);
	free(order->needed);
}

/* --- the fewest switches ----------------------------------------------------------------------- */

/* A place, whose key is how many steps each process has taken, and the last one. */
struct place {
	uint32_t switches, parent, process, key;
};

struct layer {
	struct place *places;
	size_t room, key_room;
	uint32_t *keys;
	struct key_table known;
};

struct tidying {
	const struct order *order;
	struct layer layer[2];
	struct place **trails;
	uint32_t *counts; /* of the trails */
	bool cut;         /* places were left out */
};

static int by_switches(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->switches != b->switches)
		return a->switches < b->switches ? -1 : 1;
	return (a->key > b->key) - (a->key < b->key);
}

static bool is_ready(const struct order *order, const uint32_t *taken, unsigned process)
{
	const uint32_t *needed;

	if (taken[process] == order->length[process])
		return false;
	needed = order->needed + (size_t)order->of[process][taken[process]] * order->processes;
	for (unsigned p = 0; p < order->processes; p++)
		if (taken[p] < needed[p])
			return false;
	return true;
}

static void arrive(struct tidying *t, struct layer *to, const uint32_t *taken, const struct place *place)
{
	size_t words = t->order->processes + 1U;
	uint32_t known, *key;

	to->keys = mem_grow(to->keys, &to->key_room, (to->known.count + 1) * words, sizeof(*to->keys));
	key = to->keys + to->known.count * words;
	memcpy(key, taken, (words - 1) * sizeof(*key));
	key[words - 1] = place->process;
	if (place->parent != UINT32_MAX)
		key[place->process]++;
	known = key_table_find(&to->known, to->keys, key);
	if (known != KEY_NONE) {
		if (place->switches < to->places[known].switches) {
			to->places[known] = *place;
			to->places[known].key = known;
		}
		return;
	}
	if (!key_table_reserve(&to->known, to->keys))
		return;
	to->places = mem_grow(to->places, &to->room, (size_t)to->known.count + 1, sizeof(*to->places));
	to->places[to->known.count] = *place;
	to->places[to->known.count].key = to->known.count;
	key_table_add(&to->known, to->keys);
}

static void expand(struct tidying *t, const struct layer *from, uint32_t index, struct layer *to)
{
	const struct place *place = &from->places[index];
	const uint32_t *taken = from->keys + (size_t)place->key * (t->order->processes + 1U);

	for (unsigned p = 0; p < t->order->processes; p++) {
		struct place next = { place->switches, index, p, 0 };

		if (!is_ready(t->order, taken, p))
			continue;
		next.switches += place->parent != UINT32_MAX && place->process != p;
		arrive(t, to, taken, &next);
	}
}

/* Fills `tidy`; returns the number of switches. */
static unsigned find(struct tidying *t, struct step *tidy)
{
	const struct order *order = t->order;
	struct layer *from = &t->layer[0], *to = &t->layer[1], *swap;
	struct place start = { .parent = UINT32_MAX };
	uint32_t *none = mem_array(order->processes, sizeof(*none)), at = 0;
	unsigned switches;

	arrive(t, from, none, &start);
	t->counts[0] = 1;
	for (size_t i = 0; i < order->count; i++) {
		key_table_clear(&to->known);
		for (uint32_t k = 0; k < t->counts[i]; k++)
			expand(t, from, k, to);
		t->counts[i + 1] = to->known.count;
		qsort(to->places, to->known.count, sizeof(*to->places), by_switches);
		if (t->counts[i + 1] > WIDTH) {
			t->counts[i + 1] = WIDTH;
			t->cut = true;
		}
		t->trails[i + 1] = mem_array(t->counts[i + 1], sizeof(struct place));
		memcpy(t->trails[i + 1], to->places, t->counts[i + 1] * sizeof(struct place));
		swap = from;
		from = to;
		to = swap;
	}
	switches = order->count ? t->trails[order->count][0].switches : 0;
	for (size_t i = order->count; i > 0; i--) {
		const struct place *place = &t->trails[i][at];

		none[place->process]++;
		tidy[i - 1] = order->steps[order->of[place->process]
		                                    [order->length[place->process] - none[place->process]]];
		at = place->parent;
	}
	free(none);
	return switches;
}

static unsigned switches_of(const struct step *steps, size_t count)
{
	unsigned switches = 0;

	for (size_t i = 1; i < count; i++)
		switches += steps[i].process != steps[i - 1].process;
	return switches;
}

bool schedule_tidy(const struct session *session, const struct step *steps, size_t count, struct step *tidy,
                   unsigned switches[2], bool *all)
{
	struct rerun run = rerun_begin(session);
	struct order order = { .steps = steps, .count = count };
	struct tidying t = { .order = &order };
	size_t taken = 0;

	while (taken < count && rerun_take(&run, &steps[taken]))
		taken++;
	if (taken < count || !run.model->ops->footprint) {
		rerun_end(&run);
		return false;
	}
	order_steps(&order, run.model, session->properties);
	t.trails = mem_array(count + 1, sizeof(*t.trails));
	t.counts = mem_array(count + 1, sizeof(*t.counts));
	for (int i = 0; i < 2; i++)
		key_table_init(&t.layer[i].known, (order.processes + 1U) * sizeof(uint32_t));
	switches[0] = switches_of(steps, count);
	switches[1] = find(&t, tidy);
	*all = !t.cut;
	if (switches[1] > switches[0]) {
		memcpy(tidy, steps, count * sizeof(*steps));
		switches[1] = switches[0];
	}
	for (int i = 0; i < 2; i++) {
		free(t.layer[i].places);
		free(t.layer[i].keys);
		key_table_release(&t.layer[i].known);
	}
	for (size_t i = 0; i <= count; i++)
		free(t.trails[i]);
	free(t.trails);
	free(t.counts);
	order_release(&order);
	rerun_end(&run);
	return true;
}
