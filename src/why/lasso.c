/*
 * A lasso is told as what repeats, what never happens, and who takes no part.
 *
 * Nothing is minimised: a fair loop is no longer fair without a step that seems not to matter.
 */
#include <inttypes.h>
#include <stdlib.h>

#include <heddle/mem.h>

#include "why/line.h"
#include "why/why_private.h"

struct loop {
	const struct why_lasso *lasso;
	uint8_t *states;
	struct line_list list;
	struct arena *arena;
};

static const void *state_of(const struct loop *l, size_t number)
{
	return l->states + number * l->lasso->model->state_size;
}

/* Whether the property is broken in all states that repeat. */
static bool never_holds(const struct loop *l)
{
	const struct model *model = l->lasso->model;
	uint32_t asked = UINT32_C(1) << l->lasso->property;

	for (size_t i = l->lasso->loop; i <= l->lasso->count; i++)
		if (!model->ops->broken(model, NULL, NULL, state_of(l, i), asked))
			return false;
	return true;
}

static void add_what_repeats(struct loop *l)
{
	const struct why_lasso *lasso = l->lasso;
	struct why_line *line;

	if (lasso->loop == lasso->count) {
		line = line_printf(&l->list, "repeats", "nothing happens any more after step %zu",
		                   lasso->count);
		line->step = (uint32_t)lasso->count;
		return;
	}
	for (size_t i = lasso->loop; i < lasso->count; i++) {
		struct buf text;

		buf_init(&text);
		line_step(&text, lasso->model, lasso->steps, (uint32_t)i);
		line = line_add(&l->list, i == lasso->loop ? "repeats" : "", &text);
		line->step = (uint32_t)i + 1;
	}
	line = line_printf(&l->list, "", "and again from %zu", lasso->loop + 1);
	line->step = (uint32_t)lasso->loop;
}

static void add_what_never_happens(struct loop *l)
{
	const struct model *model = l->lasso->model;
	const struct model_property *property = &model->properties[l->lasso->property];
	struct why_line *line;
	struct buf facts;

	line = line_printf(&l->list, "never", "%s: %s", property->name, property->summary);
	line->step = (uint32_t)l->lasso->loop;
	buf_init(&facts);
	model->ops->broken_facts(model, NULL, NULL, state_of(l, l->lasso->loop), l->lasso->property, &facts);
	line = line_add(&l->list, "the fact", &facts);
	line->step = (uint32_t)l->lasso->loop;
}

/* In how many states of the loop the process can go on. */
static size_t states_where_it_can(struct loop *l, unsigned process)
{
	size_t can = 0, last = l->lasso->count + (l->lasso->loop == l->lasso->count);

	for (size_t i = l->lasso->loop; i < last; i++) {
		struct step *steps;
		size_t count = model_enabled(l->lasso->model, state_of(l, i), l->arena, &steps);
		bool found = false;

		for (size_t k = 0; k < count; k++)
			found |= steps[k].process == process &&
			         !l->lasso->model->actions[steps[k].action].failure;
		can += found;
		arena_clear(l->arena);
	}
	return can;
}

static void add_who_takes_no_part(struct loop *l)
{
	const struct why_lasso *lasso = l->lasso;
	size_t length = lasso->count - lasso->loop + (lasso->loop == lasso->count);
	const char *head = "never moves";

	for (unsigned p = 0; p < lasso->model->process_count; p++) {
		const char *name = lasso->model->processes[p].name;
		bool moves = false;
		size_t can;

		for (size_t i = lasso->loop; i < lasso->count; i++)
			moves |= lasso->steps[i].process == p;
		if (moves)
			continue;
		can = states_where_it_can(l, p);
		if (!can)
			line_printf(&l->list, head, "%s: it cannot, except by failing", name);
		else if (can == length)
			line_printf(&l->list, head, "%s, although it always could", name);
		else
			line_printf(&l->list, head, "%s, although it could in %zu of %zu states", name, can,
			            length);
		head = "";
	}
}

size_t why_lasso_lines(const struct why_lasso *lasso, struct why_line **lines)
{
	struct loop l = { .lasso = lasso };
	bool full;

	*lines = NULL;
	l.states = schedule_states(lasso->model, lasso->steps, lasso->count, &full);
	if (!l.states)
		return 0;
	l.arena = arena_new();
	if (never_holds(&l)) {
		struct why_line *line = line_printf(&l.list, "why", "%s: %s never holds in the loop",
		                                    lasso->model->properties[lasso->property].recurring,
		                                    lasso->model->properties[lasso->property].name);

		line->step = (uint32_t)lasso->count;
		add_what_repeats(&l);
		add_what_never_happens(&l);
		add_who_takes_no_part(&l);
	}
	arena_free(l.arena);
	free(l.states);
	*lines = l.list.lines;
	return l.list.count;
}
