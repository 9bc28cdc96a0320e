/*
 * Schedules in and out of sessions.
 *
 * A schedule is first played on a separate history, then in the session, so a schedule that does not fit
 * changes nothing.  Only the codec of the schedule format reads and writes the header line.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/schedule.h>
#include <heddle/trace.h>

#include "session/session_private.h"

/* --- one step --------------------------------------------------------------- */

/* Explains why a step given in full is not enabled. */
static int refuse(const struct model *model, const void *state, const struct step *step, const char *text,
                  struct err *err)
{
	struct buf why;
	buf_init(&why);
	if (!model->ops->why_not(model, state, step->process, step->action, &why))
		buf_add_text(&why, "not with these choices");
	err_set(err, "%s is not possible: %s", text, why.data);
	buf_release(&why);
	return -1;
}

int schedule_read(const struct model *model, const void *state, const char *text, struct step *step,
                  struct err *err)
{
	struct arena *arena = arena_new();
	struct step *possible, full;
	bool spelled = step_parse(model, text, strlen(text), &full, NULL) == 0;
	size_t count = model_enabled(model, state, arena, &possible);
	bool found = false;
	for (size_t i = 0; i < count && spelled && !found; i++)
		found = step_equal(&possible[i], &full);
	int result = 0;
	if (found)
		*step = full;
	else if (spelled)
		result = refuse(model, state, &full, text, err);
	else
		result = schedule_step(model, possible, count, text, strlen(text), step, err);
	arena_free(arena);
	return result;
}

/* --- out -------------------------------------------------------------------- */

/* Replaces the texts of the line's steps by short ones. */
static void shorten(struct session *session, struct trace *trace)
{
	const struct model *model = session->model;
	struct arena *arena = arena_new();
	struct buf text;
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	buf_init(&text);
	for (size_t i = 1; i < length; i++) {
		const struct step *step = history_step(session->history, line[i]);
		const void *state = history_state(session->history, line[i - 1]);
		struct step *possible;
		size_t which = 0;
		arena_clear(arena);
		buf_clear(&text);
		size_t count = model_enabled(model, state, arena, &possible);
		while (which < count && !step_equal(&possible[which], step))
			which++;
		assert(which < count && "a step that was taken is possible");
		schedule_short(model, possible, count, which, &text);
		trace->heddle->nodes[line[i]].step = arena_strdup(trace->arena, text.data);
	}
	buf_release(&text);
	arena_free(arena);
}

void schedule_text(struct session *session, bool brief, struct buf *out)
{
	if (!session->design) { /* a recording's steps cannot be played back, only read */
		session_schedule(session, out);
		return;
	}
	const struct trace_format *format = trace_format_named("schedule");
	struct trace *trace = session_trace_for(session, format);
	size_t before = out->length;
	if (brief)
		shorten(session, trace);
	/* The format refuses some names of constants; then the text is only for display. */
	if (format->write(trace, out, NULL, NULL) != 0) {
		out->length = before;
		session_schedule(session, out);
	}
	trace_free(trace);
}

/* --- in --------------------------------------------------------------------- */

/* Reads with the schedule format directly: it also accepts texts that it would not recognise, such as a
 * single short step. */
static int parse(const char *text, struct trace **trace, struct err *err)
{
	struct trace *fresh = trace_new();
	const struct trace_format *format = trace_format_named("schedule");
	fresh->format = format->name;
	if (format->read(text, strlen(text), fresh, err) != 0) {
		trace_free(fresh);
		err_file(err, "schedule");
		return -1;
	}
	*trace = fresh;
	return 0;
}

void schedule_head(const char *text, struct schedule_head *head)
{
	struct trace *trace = NULL;
	*head = (struct schedule_head){ 0 };
	if (parse(text, &trace, NULL) != 0)
		return;
	const struct trace_meta *meta = trace->heddle;
	snprintf(head->design, sizeof head->design, "%s", meta->design ? meta->design : "");
	snprintf(head->checksum, sizeof head->checksum, "%s", meta->checksum ? meta->checksum : "");
	trace_free(trace);
}

int schedule_open(const char *text, const char *design, const struct scope *over, struct session **session,
                  struct err *err)
{
	struct trace *trace = NULL;
	if (parse(text, &trace, err) != 0)
		return -1;
	int result = session_open_trace(trace, NULL, design, over, session, err);
	trace_free(trace);
	return result;
}

/* Takes the steps in `history`, which may replace its model by a larger one (*own, which the caller frees).
 */
static int take_all(struct history *history, struct model **own, const struct model *model,
                    const struct trace_meta *meta, struct step *steps, struct err *err)
{
	for (size_t i = 1; i < meta->node_count; i++) {
		const void *state = history_state(history, history_cursor(history));
		int result;
		if (schedule_read(model, state, meta->nodes[i].step, &steps[i - 1], err) != 0) {
			char word[ERR_PLACE_MAX] = "";
			if (err && err->place[0])
				snprintf(word, sizeof word, ", %.100s", err->place);
			return err_place(err, "step %zu%s", i, word);
		}
		while ((result = history_do(history, &steps[i - 1], NULL)) == APPLY_FULL &&
		       history_grow(history, own))
			model = *own;
		if (result != APPLY_OK) {
			err_set(err, "no room for %s", meta->nodes[i].step);
			return err_place(err, "step %zu", i);
		}
	}
	return 0;
}

int schedule_play(struct session *session, const char *text, size_t *count, struct err *err)
{
	struct trace *trace = NULL;
	struct model *own = NULL;
	if (parse(text, &trace, err) != 0)
		return -1;
	const struct trace_meta *meta = trace->heddle;
	struct history *history = history_new(session->model);
	struct step *steps = mem_array(meta->node_count, sizeof *steps);
	int result = take_all(history, &own, session->model, meta, steps, err);
	if (result == 0 && meta->node_count == 1)
		result = err_set(err, "the schedule has no steps");
	size_t before = history_count(session->history);
	for (size_t i = 0; i + 1 < meta->node_count && result == 0; i++) {
		if (i == 0)
			history_jump(session->history, 0);
		int taken = session_take(session, &steps[i], NULL);
		assert(taken == APPLY_OK && "what was possible once is possible again");
		(void)taken;
	}
	if (result == 0) {
		session->dirty |= history_count(session->history) > before;
		session_refresh(session);
		if (count)
			*count = meta->node_count - 1;
	}
	history_free(history);
	model_free(own);
	free(steps);
	trace_free(trace);
	return result;
}
