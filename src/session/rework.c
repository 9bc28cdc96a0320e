/*
 * All steps are run again after each change, in a history of its own, so that a refusal can say what made it
 * so. Rejected: running only what follows the change, which saves milliseconds and needs states to be kept.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/rework.h>
#include <heddle/schedule.h>

#include "session/rerun.h"
#include "session/session_private.h"

enum { UNDO_MOST = 200 };

struct edition {
	struct step *steps;
	size_t count;
};

struct rework {
	const struct session *session;
	struct rework_step *steps;
	size_t count, room, struck;
	struct edition undo[UNDO_MOST];
	size_t undo_count;
};

/* --- running ----------------------------------------------------------------------------- */

struct rerun rerun_begin(const struct session *session)
{
	return (struct rerun){ .history = history_new(session->model), .model = session->model };
}

void rerun_end(struct rerun *run)
{
	history_free(run->history);
	model_free(run->own);
}

bool rerun_take(struct rerun *run, const struct step *step)
{
	int result;

	while ((result = history_do(run->history, step, NULL)) == APPLY_FULL &&
	       history_grow(run->history, &run->own))
		run->model = run->own;
	return result == APPLY_OK;
}

bool footprints_apart(const struct model *model, const struct footprint *a, const struct footprint *b)
{
	bool apart = true;

	for (size_t i = 0; i < model->cell_words; i++)
		apart &= !(a->writes[i] & (b->reads[i] | b->writes[i])) && !(b->writes[i] & a->reads[i]);
	return apart;
}

/* Whether neither of two steps, from one state and from the state after it, touches what the other writes. */
static bool commute(const struct model *model, const void *before, const struct step *first,
                    const void *between, const struct step *second)
{
	size_t words = model->cell_words;
	uint64_t *cells;
	struct footprint a, b;
	bool apart = first->process != second->process && model->ops->footprint;

	if (!apart)
		return false;
	cells = mem_array(4 * words + 1, sizeof(*cells));
	a = (struct footprint){ cells, cells + words };
	b = (struct footprint){ cells + 2 * words, cells + 3 * words };
	model->ops->footprint(model, before, first, &a);
	model->ops->footprint(model, between, second, &b);
	apart = footprints_apart(model, &a, &b);
	free(cells);
	return apart;
}

/* Whether the last two steps taken commute. */
static bool last_two_commute(const struct rerun *run)
{
	uint32_t end = history_cursor(run->history), middle = history_parent(run->history, end), start;

	if (history_depth(run->history, end) < 2)
		return false;
	start = history_parent(run->history, middle);
	return commute(run->model, history_state(run->history, start), history_step(run->history, middle),
	               history_state(run->history, middle), history_step(run->history, end));
}

static uint32_t last_breaks(const struct rerun *run, uint32_t asked)
{
	uint32_t end = history_cursor(run->history), before = history_parent(run->history, end);

	return model_breaks(run->model, history_state(run->history, before), history_step(run->history, end),
	                    history_state(run->history, end), asked);
}

static void refuse(const struct rerun *run, struct rework_step *step)
{
	struct buf reason;

	buf_init(&reason);
	design_refusal(run->model, run->history, &step->step, &reason);
	if (!reason.length)
		buf_add_text(&reason, "not possible here");
	step->reason = buf_detach(&reason);
}

static void run_all(struct rework *rework)
{
	struct rerun run = rerun_begin(rework->session);
	struct rework_step *last = NULL;

	rework->struck = 0;
	for (size_t i = 0; i < rework->count; i++) {
		struct rework_step *step = &rework->steps[i];

		free(step->reason);
		*step = (struct rework_step){ .step = step->step };
		if (!rerun_take(&run, &step->step)) {
			refuse(&run, step);
			rework->struck++;
			continue;
		}
		step->breaks = last_breaks(&run, rework->session->properties);
		if (last)
			last->commutes = last_two_commute(&run);
		last = step;
	}
	rerun_end(&run);
}

size_t rework_possible(const struct rework *rework, size_t index, struct arena *arena, struct step **steps)
{
	struct rerun run = rerun_begin(rework->session);
	size_t count;

	for (size_t i = 0; i < index && i < rework->count; i++)
		rerun_take(&run, &rework->steps[i].step);
	count = model_enabled(run.model, history_state(run.history, history_cursor(run.history)), arena,
	                      steps);
	rerun_end(&run);
	return count;
}

int rework_read(const struct rework *rework, size_t index, const char *text, struct step *step,
                struct err *err)
{
	struct arena *arena = arena_new();
	struct step *possible;
	size_t count = rework_possible(rework, index, arena, &possible);
	int result = schedule_step(rework->session->model, possible, count, text, strlen(text), step, err);

	arena_free(arena);
	return result;
}

/* --- changes ----------------------------------------------------------------------------- */

static struct step *copy_steps(const struct rework *rework)
{
	struct step *steps = mem_array(rework->count, sizeof(*steps));

	for (size_t i = 0; i < rework->count; i++)
		steps[i] = rework->steps[i].step;
	return steps;
}

static void remember(struct rework *rework)
{
	if (rework->undo_count == UNDO_MOST) {
		free(rework->undo[0].steps);
		memmove(rework->undo, rework->undo + 1, (UNDO_MOST - 1) * sizeof(*rework->undo));
		rework->undo_count--;
	}
	rework->undo[rework->undo_count++] = (struct edition){ copy_steps(rework), rework->count };
}

static void replace(struct rework *rework, const struct step *steps, size_t count)
{
	for (size_t i = 0; i < rework->count; i++)
		free(rework->steps[i].reason);
	rework->steps = mem_grow(rework->steps, &rework->room, count, sizeof(*rework->steps));
	for (size_t i = 0; i < count; i++)
		rework->steps[i] = (struct rework_step){ .step = steps[i] };
	rework->count = count;
	run_all(rework);
}

void rework_set(struct rework *rework, const struct step *steps, size_t count)
{
	assert(count <= REWORK_STEPS_MOST && "as many as can be worked on");
	remember(rework);
	replace(rework, steps, count);
}

bool rework_move(struct rework *rework, size_t index, int by)
{
	size_t other = by > 0 ? index + 1 : index - 1;
	struct step *steps;

	if (index >= rework->count || (by < 0 && !index) || other >= rework->count)
		return false;
	steps = copy_steps(rework);
	steps[index] = rework->steps[other].step;
	steps[other] = rework->steps[index].step;
	rework_set(rework, steps, rework->count);
	free(steps);
	return true;
}

bool rework_delete(struct rework *rework, size_t index)
{
	struct step *steps;

	if (index >= rework->count)
		return false;
	steps = copy_steps(rework);
	memmove(steps + index, steps + index + 1, (rework->count - index - 1) * sizeof(*steps));
	rework_set(rework, steps, rework->count - 1);
	free(steps);
	return true;
}

bool rework_insert(struct rework *rework, size_t index, const struct step *step)
{
	struct step *steps;

	if (index > rework->count || rework->count == REWORK_STEPS_MOST)
		return false;
	steps = mem_array(rework->count + 1, sizeof(*steps));
	for (size_t i = 0; i < rework->count; i++)
		steps[i + (i >= index)] = rework->steps[i].step;
	steps[index] = *step;
	rework_set(rework, steps, rework->count + 1);
	free(steps);
	return true;
}

bool rework_undo(struct rework *rework)
{
	struct edition *last;

	if (!rework->undo_count)
		return false;
	last = &rework->undo[--rework->undo_count];
	replace(rework, last->steps, last->count);
	free(last->steps);
	return true;
}

/* --- the result ----------------------------------------------------------------------------- */

/* The first of "edit 1", "edit 2", … that is no bookmark. */
static void name_branch(const struct history *history, const char *kind, struct buf *name)
{
	for (unsigned n = 1;; n++) {
		bool taken = false;

		buf_clear(name);
		buf_printf(name, "%s %u", kind, n);
		for (size_t node = 0; node < history_count(history) && !taken; node++) {
			const char *bookmark = history_bookmark(history, (uint32_t)node);

			taken = bookmark && strcmp(bookmark, name->data) == 0;
		}
		if (!taken)
			return;
	}
}

size_t session_play_as(struct session *session, const struct step *steps, size_t count, const char *kind,
                       struct buf *name)
{
	struct buf made;
	size_t taken;
	uint32_t end;

	session_jump(session, 0);
	taken = session_do_all(session, steps, count);
	end = history_cursor(session->history);
	buf_init(&made);
	if (history_bookmark(session->history, end)) {
		buf_add_text(&made, history_bookmark(session->history, end));
	} else if (end) {
		name_branch(session->history, kind, &made);
		session_bookmark(session, end, made.data);
	}
	if (name)
		buf_add_text(name, made.data);
	buf_release(&made);
	return taken;
}

size_t rework_play(struct session *session, const struct rework *rework, struct buf *name)
{
	struct step *steps = mem_array(rework->count, sizeof(*steps));
	size_t count = 0;

	for (size_t i = 0; i < rework->count; i++)
		if (!rework->steps[i].reason)
			steps[count++] = rework->steps[i].step;
	count = session_play_as(session, steps, count, "edit", name);
	free(steps);
	return count;
}

/* --- lifetime ------------------------------------------------------------------------------- */

struct rework *rework_new(const struct session *session, struct err *err)
{
	struct rework *rework;
	const uint32_t *line;
	struct step *steps;
	size_t length;

	if (!session->design) {
		err_set(err, "the steps of a recording cannot be changed");
		err_remedy(err, "open it with the design that it is of");
		return NULL;
	}
	line = history_line(session->history, &length);
	if (length - 1 > REWORK_STEPS_MOST) {
		err_set(err, "%zu steps are too many to work on; the most are %d", length - 1,
		        REWORK_STEPS_MOST);
		err_remedy(err, ":shrink keeps what a violation needs");
		return NULL;
	}
	rework = mem_alloc(sizeof(*rework));
	rework->session = session;
	steps = mem_array(length, sizeof(*steps));
	for (size_t i = 1; i < length; i++)
		steps[i - 1] = *history_step(session->history, line[i]);
	replace(rework, steps, length - 1);
	free(steps);
	return rework;
}

void rework_free(struct rework *rework)
{
	if (!rework)
		return;
	for (size_t i = 0; i < rework->count; i++)
		free(rework->steps[i].reason);
	for (size_t i = 0; i < rework->undo_count; i++)
		free(rework->undo[i].steps);
	free(rework->steps);
	free(rework);
}

size_t rework_count(const struct rework *rework)
{
	return rework->count;
}

const struct rework_step *rework_at(const struct rework *rework, size_t index)
{
	return &rework->steps[index];
}

size_t rework_struck(const struct rework *rework)
{
	return rework->struck;
}

bool rework_changed(const struct rework *rework)
{
	return rework->undo_count > 0;
}
