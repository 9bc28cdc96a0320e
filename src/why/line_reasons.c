/*
 * The reasons of an explanation as lines, those that say most first; and what one step found and changed.
 *
 * Reasons that differ only in their cells are one line.  Rejected: a line for each cell, of which a record
 * has many that a step reads and writes together.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/value.h>

#include "why/line.h"
#include "why/why_private.h"

enum { FOUND_MOST = 4, STALE_MOST = 2, STALE = 4, CHANGES_MOST = 8, VALUE_BYTES = 60 };

struct line_writer lines_begin(const struct why *why, bool ascii)
{
	return (struct line_writer){ .why = why, .unset = ascii ? "-" : "\xe2\x94\x80", .ascii = ascii };
}

void lines_step(const struct line_writer *w, struct buf *out, uint32_t number)
{
	line_step(out, w->why->model, w->why->steps, number);
}

static bool same_reason(const struct why_reason *a, const struct why_reason *b)
{
	return a->step == b->step && a->seen == b->seen && a->writer == b->writer && a->changed == b->changed;
}

/* The value of a cell; a dash where it has none. */
static const char *text_of(const struct line_writer *w, const char *value)
{
	return *value && strcmp(value, "\xe2\x94\x80") != 0 ? value : w->unset;
}

/* "databaseState.u1.metadata = m1, databaseState.u1.imageId = ui1": the reason and those like it. */
static void add_cells(const struct line_writer *w, struct buf *out, size_t first)
{
	const struct why_reasons *reasons = &w->why->reasons;
	size_t more = 0, told = 0;

	for (size_t i = first; i < reasons->count; i++) {
		const struct why_reason *one = &reasons->items[i];

		if (!same_reason(one, &reasons->items[first]))
			continue;
		if (told < 2)
			buf_printf(out, "%s%s = %s", told ? ", " : "", one->cell, text_of(w, one->value));
		more += told >= 2;
		told++;
	}
	if (more)
		buf_printf(out, " and %zu more", more);
}

static bool told_before(const struct why_reasons *reasons, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_reason(&reasons->items[i], &reasons->items[at]))
			return true;
	return false;
}

/* "blobStoreState.ui1 = ─ since 8 c1 CleanerDeletingKeys ui1" */
static void add_reason(struct line_writer *w, const char *head, size_t at)
{
	const struct why_reason *reason = &w->why->reasons.items[at];
	struct why_line *line;
	struct buf text;

	buf_init(&text);
	add_cells(w, &text, at);
	if (reason->seen != reason->step && reason->step != WHY_NO_STEP)
		buf_printf(&text, ", as %" PRIu32 " read it", reason->seen + 1);
	if (reason->writer == WHY_NO_STEP) {
		buf_add_text(&text, "; so from the start");
	} else {
		buf_add_text(&text, "; from ");
		lines_step(w, &text, reason->writer);
	}
	if (reason->changed != WHY_NO_STEP) {
		buf_printf(&text, "; stale: %s since ", text_of(w, reason->now));
		lines_step(w, &text, reason->changed);
	}
	line = line_add(&w->list, head, &text);
	line->step = reason->changed != WHY_NO_STEP  ? reason->changed + 1
	             : reason->writer != WHY_NO_STEP ? reason->writer + 1
	                                             : 0;
}

/* How much a reason says: another process wrote it, it is stale, it was written at all.  -1: nothing. */
static int weight(const struct line_writer *w, const struct why_reason *reason)
{
	const struct step *steps = w->why->steps;
	const struct model_process *processes = w->why->model->processes;
	uint32_t step = reason->step == WHY_NO_STEP ? (uint32_t)w->why->count - 1 : reason->step;
	bool other = reason->writer != WHY_NO_STEP && steps[reason->writer].process != steps[step].process;

	if (reason->changed != WHY_NO_STEP && !processes[steps[reason->changed].process].silent)
		return STALE;
	if (reason->writer == WHY_NO_STEP)
		return strcmp(text_of(w, reason->value), w->unset) == 0 || reason->step == WHY_NO_STEP ? 0
		                                                                                       : -1;
	if (processes[steps[reason->writer].process].silent)
		return other && reason->seen != reason->step ? 1 : -1;
	return other ? (reason->seen == reason->step ? 5 : 3) : 2;
}

/* The reasons of one step, those that say most first.  Returns how many there were. */
static size_t add_reasons_of(struct line_writer *w, uint32_t step, const char *head, int least, size_t most)
{
	const struct why_reasons *reasons = &w->why->reasons;
	size_t told = 0;

	for (int say = 5; say >= least; say--)
		for (size_t i = 0; i < reasons->count && told < most; i++) {
			const struct why_reason *reason = &reasons->items[i];

			if (reason->step != step || weight(w, reason) != say || told_before(reasons, i))
				continue;
			add_reason(w, told ? "" : head, i);
			told++;
		}
	return told;
}

void lines_add_reasons(struct line_writer *w)
{
	const struct why_reasons *reasons = &w->why->reasons;
	uint32_t last = (uint32_t)w->why->count - 1;
	char head[40];
	size_t stale = 0;

	snprintf(head, sizeof(head), "%" PRIu32 " found", last + 1);
	/* Where the step found nothing of interest, what is wrong in the state. */
	if (!add_reasons_of(w, last, head, w->why->facts ? 0 : -1, FOUND_MOST))
		add_reasons_of(w, WHY_NO_STEP, "the state", 0, FOUND_MOST);
	for (size_t i = 0; i < reasons->count && stale < STALE_MOST; i++) {
		const struct why_reason *reason = &reasons->items[i];

		if (reason->step == WHY_NO_STEP || reason->step == last || weight(w, reason) != STALE ||
		    told_before(reasons, i))
			continue;
		snprintf(head, sizeof(head), "%" PRIu32 " found", reason->step + 1);
		add_reason(w, head, i);
		stale++;
	}
	if (w->why->reasons_status == WHY_UNKNOWN)
		line_printf(&w->list, "found", "not known: the schedule is too long");
}

/* --- one step ---------------------------------------------------------------------------- */

struct difference {
	struct line_list *list;
	const char *head;
	bool ascii;
	size_t count;
	/* Who had changed the same path before; null for a model that tells what its steps read. */
	uint32_t (*before)(void *ctx, const char *path);
	void *ctx;
};

static void show_value(struct buf *out, const struct value *value, bool ascii)
{
	if (value)
		value_show_most(out, value, ascii, VALUE_BYTES);
	else
		buf_add_text(out, ascii ? "-" : "\xe2\x94\x80");
}

static void add_difference(void *ctx, const char *path, const struct value *old, const struct value *now)
{
	struct difference *d = ctx;
	struct why_line *line;
	struct buf text;

	if (++d->count > CHANGES_MOST)
		return;
	buf_init(&text);
	buf_printf(&text, "%s: ", path);
	show_value(&text, old, d->ascii);
	buf_add_text(&text, d->ascii ? " -> " : " \xe2\x86\x92 ");
	show_value(&text, now, d->ascii);
	if (d->before) {
		uint32_t writer = d->before(d->ctx, path);

		if (writer == WHY_NO_STEP)
			buf_add_text(&text, "; until then as at the start");
		else
			buf_printf(&text, "; changed before by %" PRIu32, writer + 1);
	}
	line = line_add(d->list, d->count == 1 ? d->head : "", &text);
	if (d->before) {
		uint32_t writer = d->before(d->ctx, path);

		line->step = writer == WHY_NO_STEP ? 0 : writer + 1;
	}
}

struct tape {
	const struct model *model;
	uint8_t *states;
	size_t count;
	struct arena *arena;
};

static const struct value *described(struct tape *t, size_t number)
{
	return t->model->ops->describe(t->model, t->states + number * t->model->state_size, t->arena);
}

static void add_changes(struct tape *t, struct difference *d)
{
	value_diff(described(t, t->count - 1), described(t, t->count), add_difference, d);
	if (d->count > CHANGES_MOST)
		line_printf(d->list, "", "and %zu more", d->count - CHANGES_MOST);
	if (!d->count)
		line_printf(d->list, d->head, "nothing");
}

static void name_step(struct line_list *list, const struct model *model, const struct step *steps,
                      size_t count)
{
	struct why_line *line;
	struct buf text;

	buf_init(&text);
	line_step(&text, model, steps, (uint32_t)count - 1);
	line = line_add(list, "step", &text);
	line->step = (uint32_t)count;
}

size_t why_step_lines(const struct model *model, const struct step *steps, size_t count, bool ascii,
                      struct why_line **lines)
{
	struct why why = { .model = model, .steps = steps, .count = count };
	struct line_writer w = lines_begin(&why, ascii);
	struct difference difference = { .list = &w.list, .head = "changed", .ascii = ascii };
	struct why_question question = {
		.model = model, .steps = steps, .count = count, .property = WHY_NO_PROPERTY
	};
	struct tape tape = { .model = model, .count = count };
	bool full;

	*lines = NULL;
	tape.states = schedule_states(model, steps, count, &full);
	if (!tape.states)
		return 0;
	tape.arena = arena_new();
	name_step(&w.list, model, steps, count);
	why.reasons_status = why_reasons(&question, &why.reasons);
	lines_add_reasons(&w);
	add_changes(&tape, &difference);
	arena_free(tape.arena);
	free(tape.states);
	why_reasons_release(&why.reasons);
	*lines = w.list.lines;
	return w.list.count;
}

/* --- recordings ---------------------------------------------------------------------------- */

/* The last step before the last one that changed the path. */
static uint32_t changed_before(void *ctx, const char *path)
{
	struct tape *t = ctx;
	const struct value *later = value_at(described(t, t->count - 1), path);

	for (size_t i = t->count - 1; i-- > 0;) {
		const struct value *value = value_at(described(t, i), path);

		if (value != later && (!value || !later || value_compare(value, later)))
			return (uint32_t)i;
	}
	return WHY_NO_STEP;
}

size_t why_change_lines(const struct model *model, const struct step *steps, size_t count,
                        struct why_line **lines)
{
	struct line_list list = { 0 };
	struct tape tape = { .model = model, .count = count };
	struct difference difference = {
		.list = &list, .head = "changed", .before = changed_before, .ctx = &tape
	};
	bool full;

	*lines = NULL;
	tape.states = schedule_states(model, steps, count, &full);
	if (!tape.states)
		return 0;
	tape.arena = arena_new();
	name_step(&list, model, steps, count);
	if (model->property_count &&
	    model->ops->broken(model, NULL, NULL, tape.states + count * model->state_size, 1)) {
		struct buf facts;

		buf_init(&facts);
		model->ops->broken_facts(model, NULL, NULL, tape.states + count * model->state_size, 0,
		                         &facts);
		line_add(&list, "the fact", &facts);
	}
	add_changes(&tape, &difference);
	line_printf(&list, "not known", "what steps read, other orders, other runs: this is a recording");
	arena_free(tape.arena);
	free(tape.states);
	*lines = list.lines;
	return list.count;
}
