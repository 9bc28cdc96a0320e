/*
 * Where a part of the state is from: the step that changed it last, what that step had read, who had changed
 * that, and so on to the first state; and the steps that have looked at it since.
 *
 * A part need not be a cell: it may be a record, or a whole variable.  Then it is all of its cells. Rejected:
 * the slice of all steps that it depends on, which says nothing about who passed what to whom.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/value.h>

#include "why/line.h"
#include "why/why_private.h"

enum { DEPTH = 6, FROM_MOST = 3, LINES_MOST = 16, SEEN_MOST = 8, VALUE_BYTES = 48 };

struct past {
	const struct model *model;
	const struct step *steps;
	size_t count;
	bool ascii;
	uint8_t *states;
	uint64_t *reads, *writes; /* of one step */
	struct arena *arena;
	const struct value **described; /* by state, on demand */
	bool *told;                     /* by step: what it had read is told */
	struct line_list list;
};

static const struct value *part_at(struct past *p, size_t state, const char *path)
{
	if (!p->described[state])
		p->described[state] =
		        p->model->ops->describe(p->model, p->states + state * p->model->state_size, p->arena);
	return value_at(p->described[state], path);
}

static bool same(const struct value *a, const struct value *b)
{
	return a == b || (a && b && value_compare(a, b) == 0);
}

/* The last of the first `before` steps that changed the part. */
static uint32_t last_change(struct past *p, size_t before, const char *path)
{
	const struct value *now = part_at(p, before, path);
	uint32_t found = WHY_NO_STEP;

	while (before-- > 0 && found == WHY_NO_STEP)
		if (!same(part_at(p, before, path), now))
			found = (uint32_t)before;
	return found;
}

/* The footprint of a step; false: it is not known. */
static bool touch(struct past *p, size_t step)
{
	struct footprint touched = { p->reads, p->writes };
	size_t bytes = p->model->cell_words * sizeof(uint64_t);

	if (!p->model->ops->footprint)
		return false;
	memset(p->reads, 0, bytes);
	memset(p->writes, 0, bytes);
	p->model->ops->footprint(p->model, p->states + step * p->model->state_size, &p->steps[step],
	                         &touched);
	return true;
}

static void show(struct past *p, struct buf *out, const struct value *value)
{
	if (value)
		value_show_most(out, value, p->ascii, VALUE_BYTES);
	else
		buf_add_text(out, p->ascii ? "-" : "\xe2\x94\x80");
}

/* --- from what --------------------------------------------------------------------------- */

/* A cell that a step had read, and how much it tells. */
struct source {
	unsigned cell;
	int weight;
};

static int by_weight(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return x->weight != y->weight ? y->weight - x->weight : (x->cell > y->cell) - (x->cell < y->cell);
}

/* Whether a cell is the control state of a process: that it could take the step says where it was, not what
 * it knew. */
static bool is_control(const struct past *p, const char *cell)
{
	unsigned variable = model_variable_of_path(p->model, cell);
	const char *dot = strrchr(cell, '.');

	return variable < p->model->variable_count &&
	       p->model->variables[variable].kind == VARIABLE_PROCESSES && dot && strcmp(dot, ".state") == 0;
}

/* What a process does not know yet, and entries of logs, tell nothing. */
static int weight(struct past *p, size_t step, unsigned cell, const struct value *written)
{
	const char *path = p->model->cells[cell];
	const struct value *value = part_at(p, step, path);
	unsigned variable = model_variable_of_path(p->model, path);
	enum variable_kind kind =
	        variable < p->model->variable_count ? p->model->variables[variable].kind : VARIABLE_PLAIN;
	bool unset = !value || value_is_unset(value);

	if (is_control(p, path) || kind == VARIABLE_LOG || (unset && kind == VARIABLE_PROCESSES))
		return 0;
	if (unset)
		return 1;
	return same(value, written) ? 3 : 2;
}

/* The cells that tell most of what a step had read; what it touches must be known. */
static size_t sources_of(struct past *p, size_t step, const struct value *written, struct source *sources)
{
	size_t count = 0;

	for (unsigned cell = 0; cell < p->model->cell_count; cell++) {
		if (!(p->reads[cell / 64] >> cell % 64 & 1))
			continue;
		sources[count] = (struct source){ cell, weight(p, step, cell, written) };
		count += sources[count].weight > 0;
	}
	qsort(sources, count, sizeof(*sources), by_weight);
	return count < FROM_MOST ? count : FROM_MOST;
}

static void tell_sources(struct past *p, uint32_t step, const char *path, unsigned depth)
{
	struct source *sources;
	size_t count;

	if (p->told[step] || depth > DEPTH || !touch(p, step))
		return;
	p->told[step] = true;
	sources = mem_array((size_t)p->model->cell_count + 1, sizeof(*sources));
	count = sources_of(p, step, part_at(p, step + 1, path), sources);
	for (size_t i = 0; i < count && p->list.count < LINES_MOST; i++) {
		const char *cell = p->model->cells[sources[i].cell];
		uint32_t writer = last_change(p, step, cell);
		struct why_line *line;
		struct buf text, head;

		buf_init(&text);
		buf_init(&head);
		buf_printf(&text, "%s = ", cell);
		show(p, &text, part_at(p, step, cell));
		if (writer == WHY_NO_STEP) {
			buf_add_text(&text, "; so from the start");
		} else {
			buf_add_text(&text, "; from ");
			line_step(&text, p->model, p->steps, writer);
		}
		buf_printf(&head, "%u read", step + 1);
		line = line_add(&p->list, i ? "" : head.data, &text);
		line->step = writer == WHY_NO_STEP ? 0 : writer + 1;
		buf_release(&head);
	}
	for (size_t i = 0; i < count && p->list.count < LINES_MOST; i++) {
		const char *cell = p->model->cells[sources[i].cell];
		uint32_t writer = last_change(p, step, cell);

		if (writer != WHY_NO_STEP)
			tell_sources(p, writer, cell, depth + 1);
	}
	free(sources);
}

/* --- the part itself ------------------------------------------------------------------------ */

static void tell_now(struct past *p, const char *path)
{
	struct buf text;

	buf_init(&text);
	buf_printf(&text, "%s = ", path);
	show(p, &text, part_at(p, p->count, path));
	line_add(&p->list, "now", &text)->step = (uint32_t)p->count;
}

static void tell_change(struct past *p, const char *path, uint32_t writer)
{
	struct why_line *line;
	struct buf text;

	if (writer == WHY_NO_STEP) {
		line_printf(&p->list, "changed by", "nobody: it is so from the start")->step = 0;
		return;
	}
	buf_init(&text);
	line_step(&text, p->model, p->steps, writer);
	buf_add_text(&text, ": ");
	show(p, &text, part_at(p, writer, path));
	buf_add_text(&text, p->ascii ? " -> " : " \xe2\x86\x92 ");
	show(p, &text, part_at(p, writer + 1, path));
	line = line_add(&p->list, "changed by", &text);
	line->step = writer + 1;
}

static bool reads_part(struct past *p, size_t step, const char *path)
{
	if (!touch(p, step))
		return false;
	for (unsigned cell = 0; cell < p->model->cell_count; cell++)
		if (p->reads[cell / 64] >> cell % 64 & 1 &&
		    (path_within(p->model->cells[cell], path) || path_within(path, p->model->cells[cell])))
			return true;
	return false;
}

static void tell_readers(struct past *p, const char *path, uint32_t writer)
{
	size_t told = 0;

	if (!p->model->ops->footprint) {
		line_printf(&p->list, "not known", "what steps read: this is a recording");
		return;
	}
	for (size_t i = writer == WHY_NO_STEP ? 0 : writer + 1U; i < p->count; i++) {
		struct buf text;

		if (!reads_part(p, i, path) || ++told > SEEN_MOST)
			continue;
		buf_init(&text);
		line_step(&text, p->model, p->steps, (uint32_t)i);
		line_add(&p->list, told == 1 ? "seen by" : "", &text)->step = (uint32_t)i + 1;
	}
	if (told > SEEN_MOST)
		line_printf(&p->list, "", "and %zu more", told - SEEN_MOST);
	else if (!told)
		line_printf(&p->list, "seen by", "nobody since");
}

size_t why_cell_lines(const struct model *model, const struct step *steps, size_t count, const char *path,
                      bool ascii, struct why_line **lines)
{
	struct past p = { .model = model, .steps = steps, .count = count, .ascii = ascii };
	uint32_t writer;
	bool full;

	*lines = NULL;
	if (count > WHY_CELL_STEPS)
		return 0;
	p.states = schedule_states(model, steps, count, &full);
	if (!p.states)
		return 0;
	p.arena = arena_new();
	p.described = arena_array(p.arena, count + 1, sizeof(*p.described));
	p.reads = arena_array(p.arena, model->cell_words + 1, sizeof(*p.reads));
	p.writes = arena_array(p.arena, model->cell_words + 1, sizeof(*p.writes));
	p.told = arena_array(p.arena, count + 1, sizeof(*p.told));
	writer = last_change(&p, count, path);
	tell_now(&p, path);
	tell_change(&p, path, writer);
	if (writer != WHY_NO_STEP)
		tell_sources(&p, writer, path, 1);
	tell_readers(&p, path, writer);
	arena_free(p.arena);
	free(p.states);
	*lines = p.list.lines;
	return p.list.count;
}
