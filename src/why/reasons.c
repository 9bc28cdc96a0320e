/*
 * Where what a step acted on came from: footprints tell what each step read and wrote, descriptions what it
 * was.
 *
 * From the step that breaks the property, backwards: a cell that it read was written by an earlier step,
 * which read others.  A process's own variables only carry what it knew; they are followed to where the
 * process read it, so that the chain is one between processes.  Rejected: all cells of a backward slice,
 * which keeps whatever was read, and is most of the schedule.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "why/why_private.h"

enum { DEPTH = 3, REASONS_MOST = 200, STEPS_MOST = 2000, VALUE_BYTES = 48 };

/* The schedule laid open. */
struct tape {
	const struct model *model;
	const struct why_question *question;
	uint8_t *states;
	const struct value **described; /* by state */
	uint64_t *reads, *writes;       /* by step, cell_words each */
	struct arena *arena;
	bool *told; /* by step: its reasons are in the list */
	struct why_reasons *reasons;
	size_t room;
};

static bool in_set(const struct tape *t, const uint64_t *sets, size_t step, unsigned cell)
{
	return sets[step * t->model->cell_words + cell / 64] >> cell % 64 & 1;
}

static const struct value *value_of(const struct tape *t, size_t state, unsigned cell)
{
	return value_at(t->described[state], t->model->cells[cell]);
}

static bool same(const struct value *a, const struct value *b)
{
	return a == b || (a && b && value_compare(a, b) == 0);
}

static bool changes(const struct tape *t, size_t step, unsigned cell)
{
	return in_set(t, t->writes, step, cell) &&
	       !same(value_of(t, step, cell), value_of(t, step + 1, cell));
}

/* The last of the first `before` steps that changed the cell. */
static uint32_t last_change(const struct tape *t, size_t before, unsigned cell)
{
	while (before-- > 0)
		if (changes(t, before, cell))
			return (uint32_t)before;
	return WHY_NO_STEP;
}

static bool is_kind(const struct tape *t, unsigned cell, enum variable_kind kind)
{
	unsigned variable = model_variable_of_path(t->model, t->model->cells[cell]);

	return variable < t->model->variable_count && t->model->variables[variable].kind == kind;
}

/* Whether a cell is a variable of the process itself. */
static bool is_own(const struct tape *t, unsigned cell, unsigned process)
{
	struct value name = { .kind = VALUE_STRING, .text = t->model->processes[process].name };
	unsigned variable = model_variable_of_path(t->model, t->model->cells[cell]);
	struct buf path;
	bool own;

	if (!is_kind(t, cell, VARIABLE_PROCESSES))
		return false;
	buf_init(&path);
	value_path_field(&path,
	                 &(struct value){ .kind = VALUE_STRING, .text = t->model->variables[variable].name });
	value_path_field(&path, &name);
	own = path_within(t->model->cells[cell], path.data);
	buf_release(&path);
	return own;
}

/* --- the list ---------------------------------------------------------------------- */

static char *show(const struct value *value)
{
	struct buf text;

	buf_init(&text);
	if (value)
		value_show_most(&text, value, false, VALUE_BYTES);
	return buf_detach(&text);
}

static bool is_listed(const struct tape *t, uint32_t step, unsigned cell)
{
	for (size_t i = 0; i < t->reasons->count; i++)
		if (t->reasons->items[i].step == step &&
		    strcmp(t->reasons->items[i].cell, t->model->cells[cell]) == 0)
			return true;
	return false;
}

/* A step of another process that changed the cell after `seen` and before `step`. */
static uint32_t changed_since(const struct tape *t, uint32_t seen, uint32_t step, unsigned cell)
{
	for (uint32_t i = seen + 1; i < step; i++)
		if (t->question->steps[i].process != t->question->steps[seen].process && changes(t, i, cell))
			return i;
	return WHY_NO_STEP;
}

static void list(struct tape *t, uint32_t step, uint32_t seen, unsigned cell)
{
	struct why_reason reason = { .step = step, .seen = seen, .changed = WHY_NO_STEP };

	if (t->reasons->count == REASONS_MOST || is_listed(t, step, cell))
		return;
	reason.cell = mem_strdup(t->model->cells[cell]);
	reason.value = show(value_of(t, seen, cell));
	reason.writer = last_change(t, seen, cell);
	if (seen != step)
		reason.changed = changed_since(t, seen, step, cell);
	if (reason.changed != WHY_NO_STEP)
		reason.now = show(value_of(t, step, cell));
	t->reasons->items =
	        mem_grow(t->reasons->items, &t->room, t->reasons->count + 1, sizeof(*t->reasons->items));
	t->reasons->items[t->reasons->count++] = reason;
}

/* --- following --------------------------------------------------------------------- */

/* A value that says nothing by itself is no evidence that it was passed on. */
static bool tells(const struct value *value)
{
	return value && !value_is_unset(value) && value->kind != VALUE_BOOL;
}

/* What the process knows in one of its own cells, since it wrote it: what it read then. */
static void list_known(struct tape *t, uint32_t step, uint32_t wrote, unsigned own)
{
	unsigned process = t->question->steps[wrote].process;
	const struct value *known = value_of(t, wrote + 1, own);

	if (!tells(known))
		return;
	for (unsigned cell = 0; cell < t->model->cell_count; cell++) {
		if (!in_set(t, t->reads, wrote, cell) || is_own(t, cell, process) ||
		    is_kind(t, cell, VARIABLE_LOG))
			continue;
		if (same(value_of(t, wrote, cell), known) ||
		    changed_since(t, wrote, step, cell) != WHY_NO_STEP)
			list(t, step, wrote, cell);
	}
}

static void list_step(struct tape *t, uint32_t step)
{
	unsigned process = t->question->steps[step].process;

	if (t->told[step])
		return;
	t->told[step] = true;
	for (unsigned cell = 0; cell < t->model->cell_count; cell++)
		if (in_set(t, t->reads, step, cell) && !is_own(t, cell, process) &&
		    !is_kind(t, cell, VARIABLE_LOG))
			list(t, step, step, cell);
	for (unsigned cell = 0; cell < t->model->cell_count; cell++) {
		uint32_t wrote;

		if (!in_set(t, t->reads, step, cell) || !is_own(t, cell, process))
			continue;
		wrote = last_change(t, step, cell);
		if (wrote != WHY_NO_STEP && t->question->steps[wrote].process == process)
			list_known(t, step, wrote, cell);
	}
}

struct marked {
	struct tape *tape;
};

/* What is wrong in the state, according to the model. */
static void list_marked(void *ctx, enum mark_kind kind, const char *path, const char *text)
{
	struct tape *t = ((struct marked *)ctx)->tape;
	uint32_t count = (uint32_t)t->question->count;

	(void)kind, (void)text;
	for (unsigned cell = 0; cell < t->model->cell_count; cell++) {
		struct why_reasons *reasons = t->reasons;

		if (!path_within(t->model->cells[cell], path) || is_kind(t, cell, VARIABLE_LOG) ||
		    is_listed(t, WHY_NO_STEP, cell) || is_listed(t, count - 1, cell) ||
		    reasons->count == REASONS_MOST)
			continue;
		list(t, count, count, cell);
		reasons->items[reasons->count - 1].step = WHY_NO_STEP;
	}
}

static void follow(struct tape *t)
{
	uint32_t last = (uint32_t)t->question->count - 1;
	size_t from = 0, to;
	struct marked marked = { t };

	list_step(t, last);
	if (t->question->property != WHY_NO_PROPERTY && t->model->ops->marks &&
	    !t->model->properties[t->question->property].on_step)
		t->model->ops->marks(t->model, t->states + last * t->model->state_size,
		                     &t->question->steps[last], t->states + (last + 1) * t->model->state_size,
		                     list_marked, &marked);
	for (int depth = 0; depth < DEPTH; depth++) {
		to = t->reasons->count;
		for (size_t i = from; i < to; i++)
			if (t->reasons->items[i].writer != WHY_NO_STEP)
				list_step(t, t->reasons->items[i].writer);
		from = to;
	}
}

/* --- the answer ------------------------------------------------------------------------ */

static void lay_open(struct tape *t)
{
	const struct model *model = t->model;
	size_t count = t->question->count, words = model->cell_words;

	t->arena = arena_new();
	t->described = arena_array(t->arena, count + 1, sizeof(*t->described));
	t->reads = arena_array(t->arena, count * words, sizeof(*t->reads));
	t->writes = arena_array(t->arena, count * words, sizeof(*t->writes));
	t->told = arena_array(t->arena, count, sizeof(*t->told));
	for (size_t i = 0; i <= count; i++) {
		const uint8_t *state = t->states + i * model->state_size;
		struct footprint touched = { t->reads + i * words, t->writes + i * words };

		t->described[i] = model->ops->describe(model, state, t->arena);
		if (i < count)
			model->ops->footprint(model, state, &t->question->steps[i], &touched);
	}
}

static enum why_status find_reasons(const struct why_question *question, struct budget *budget, void *out)
{
	struct tape t = { .model = question->model, .question = question, .reasons = out };

	if (!t.model->ops->footprint)
		return WHY_NONE;
	if (question->count > STEPS_MOST)
		return WHY_UNKNOWN;
	t.states = schedule_states(t.model, question->steps, question->count, &budget->full);
	if (!t.states)
		return WHY_NONE;
	lay_open(&t);
	follow(&t);
	free(t.states);
	arena_free(t.arena);
	return WHY_KNOWN;
}

enum why_status why_reasons(const struct why_question *question, struct why_reasons *reasons)
{
	struct why_question asked = *question;

	*reasons = (struct why_reasons){ 0 };
	if (asked.property != WHY_NO_PROPERTY)
		asked.count = why_first_break(asked.model, asked.steps, asked.count, asked.property);
	if (!asked.count)
		return WHY_NONE;
	return with_room(&asked, find_reasons, reasons);
}

void why_reasons_release(struct why_reasons *reasons)
{
	for (size_t i = 0; i < reasons->count; i++) {
		free(reasons->items[i].cell);
		free(reasons->items[i].value);
		free(reasons->items[i].now);
	}
	free(reasons->items);
	*reasons = (struct why_reasons){ 0 };
}
