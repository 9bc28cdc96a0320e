/*
 * Hints and runs: asks the workers for them and handles the results.
 *
 * The hints of a state are requested when it is drawn.  Known ones are shown at once, so that stepping
 * through an explored space never shows unknown hints; the others follow.
 *
 * A run is waited for: otherwise the next key would act on this state or on the one where the run ends,
 * depending on which is faster.  Meanwhile the terminal keeps what is typed, and Esc stops the search.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>
#include <heddle/utf8.h>
#include <heddle/vacuous.h>

#include "ui/background.h"
#include "ui/ui_private.h"

struct background *background_new(void)
{
	struct background *background = mem_alloc(sizeof(*background));

	background->wake[0] = background->wake[1] = -1;
	background->hint_worker = worker_new(false, -1);
	background->check_worker = worker_new(false, -1);
	background->run_worker = worker_new(false, -1);
	background->why_worker = worker_new(false, -1);
	return background;
}

void ui_background(struct ui *ui)
{
	struct background *background = ui->background;

	if (background->wake[0] >= 0 || pipe2(background->wake, O_NONBLOCK | O_CLOEXEC) < 0)
		return;
	worker_free(background->hint_worker);
	worker_free(background->check_worker);
	worker_free(background->why_worker);
	background->why_worker = worker_new(true, background->wake[1]);
	background->hint_worker = worker_new(true, background->wake[1]);
	background->check_worker = worker_new(true, background->wake[1]);
}

int ui_message_fd(const struct ui *ui)
{
	return ui->background->wake[0];
}

static void forget(struct background *background)
{
	worker_stop(background->hint_worker);
	worker_stop(background->check_worker);
	worker_stop(background->why_worker);
	space_free(background->space);
	if (background->verdict)
		background->verdict->message.release(&background->verdict->message);
	background->space = NULL;
	background->verdict = NULL;
	background->marked = false;
	background->check = CHECK_NONE;
}

void background_free(struct background *background)
{
	if (!background)
		return;
	forget(background);
	worker_free(background->hint_worker);
	worker_free(background->check_worker);
	worker_free(background->run_worker);
	worker_free(background->why_worker);
	if (background->wake[0] >= 0) {
		close(background->wake[0]);
		close(background->wake[1]);
	}
	free(background);
}

void background_forget(struct ui *ui)
{
	forget(ui->background);
}

/* --- the space --------------------------------------------------------------------------- */

/* Whether a checked property was added: those are checked in the current state, but not ahead of it. */
static bool has_uncovered(const struct session *session)
{
	unsigned count = session->model->property_count, own = model_own_count(session->model);

	return own && session->properties >> (count - own);
}

void background_uncovered(const struct session *session, struct buf *out)
{
	unsigned count = session->model->property_count, own = model_own_count(session->model), said = 0;

	for (unsigned p = count - own; p < count; p++)
		if (session->properties >> p & 1)
			buf_printf(out, "%s%s",
			           said++ ? ", " : "; not covered: ", session->model->properties[p].name);
}

/* A state counts as safe only if every checked property is covered. */
static void withdraw_safe(struct ui *ui)
{
	struct scene_hints *hints = &ui->scene.hints;

	if (!has_uncovered(ui->scene.session))
		return;
	if (hints->here.kind == HINT_SAFE)
		hints->here.kind = HINT_UNKNOWN;
	for (size_t i = 0; i < hints->count; i++)
		if (hints->steps[i].kind == HINT_SAFE)
			hints->steps[i].kind = HINT_UNKNOWN;
}

struct space *background_space(struct ui *ui, struct err *err)
{
	struct background *background = ui->background;

	if (background->space && background->properties != ui->scene.session->properties) {
		space_free(background->space);
		background->space = NULL;
		ui->scene.hints.generation = 0;
	}
	if (!background->space) {
		if (space_new(ui->scene.session, &background->space, err) < 0)
			return NULL;
		background->properties = ui->scene.session->properties;
	}
	return background->space;
}

const struct model *background_model(struct ui *ui, struct err *err)
{
	struct space *space = background_space(ui, err);

	return space ? space_model(space) : NULL;
}

void *background_state(const struct ui *ui, const struct space *space)
{
	void *state = mem_alloc(space_model(space)->state_size);

	design_project(ui->scene.session->model, ui->scene.session->now.state, space_model(space), state);
	return state;
}

/* --- hints -------------------------------------------------------------------------------- */

int background_set_hints(struct ui *ui, bool on, struct err *err)
{
	struct background *background = ui->background;

	if (on && !background_space(ui, err))
		return -1;
	ui->scene.hints.on = on;
	if (!on)
		worker_stop(background->hint_worker);
	ui->scene.hints.generation = 0;
	return 0;
}

void background_refresh(struct ui *ui)
{
	struct background *background = ui->background;
	struct scene_hints *hints = &ui->scene.hints;
	struct session *session = ui->scene.session;
	struct space *space;
	void *state;

	if (!hints_shown(&ui->scene) || hints->generation == session->generation)
		return;
	space = background_space(ui, NULL);
	if (!space)
		return;
	state = background_state(ui, space);
	hints->generation = session->generation;
	hints->count = session->now.step_count;
	hints->steps = mem_resize(hints->steps, hints->count, sizeof(*hints->steps));
	hints->here = (struct hint){ HINT_UNKNOWN, 0 };
	for (size_t i = 0; i < hints->count; i++)
		hints->steps[i] = hints->here;
	if (space_known(space, state, &hints->here, hints->steps, hints->count)) {
		worker_stop(background->hint_worker); /* it works on an earlier state */
		withdraw_safe(ui);
	} else {
		worker_ask(background->hint_worker,
		           job_hints(space, state, hints->count, session->generation));
		if (!worker_threaded(background->hint_worker))
			background_collect(ui);
	}
	free(state);
}

static void handle_hints(struct ui *ui, struct background_message *message)
{
	struct scene_hints *hints = &ui->scene.hints;

	if (!ui->scene.session || message->generation != ui->scene.session->generation ||
	    message->hint_count != hints->count)
		return;
	hints->here = message->here;
	if (message->hint_count)
		memcpy(hints->steps, message->hints, message->hint_count * sizeof(*hints->steps));
	withdraw_safe(ui);
}

/* --- runs ------------------------------------------------------------------------------------ */

void background_mark(struct ui *ui)
{
	ui->background->marked = true;
	ui->background->mark = ui->scene.session->now.node;
}

bool background_back(struct ui *ui)
{
	if (!ui->background->marked)
		return false;
	session_jump(ui->scene.session, ui->background->mark);
	return true;
}

void background_play(struct ui *ui, const struct step *steps, size_t count, const char *goal)
{
	background_mark(ui);

	size_t done = session_do_all(ui->scene.session, steps, count);

	if (done < count)
		ui_say(ui, "%zu of %zu steps taken; no room for the next one", done, count);
	else
		ui_say(ui, "%zu step%s to %s; b goes back", count, count == 1 ? "" : "s", goal);
}

static void play_path(struct ui *ui, const struct background_message *message, const char *goal)
{
	struct buf text;

	switch (message->end) {
	case REACH_FOUND:
		background_play(ui, message->steps, message->step_count, goal);
		break;
	case REACH_NEVER:
		buf_init(&text);
		background_uncovered(ui->scene.session, &text);
		ui_say(ui, "%s cannot be reached from here%s", goal, text.data);
		buf_release(&text);
		break;
	case REACH_LIMIT:
		ui_say(ui, "no path to %s was found within the memory limit", goal);
		break;
	case REACH_STOPPED:
		ui_say(ui, "the search for the shortest path to %s was stopped", goal);
		break;
	}
}

int background_run(struct ui *ui, const struct goal *goal, const char *text, struct err *err)
{
	struct background *background = ui->background;
	struct space *space = background_space(ui, err);
	struct background_message *message;
	void *state;

	if (!space)
		return -1;
	state = background_state(ui, space);
	worker_stop(background->hint_worker); /* its job locks the space */
	ui->scene.hints.generation = 0;       /* and is asked for again */
	worker_ask(background->run_worker, job_path(space, state, goal));
	free(state);
	message = (struct background_message *)(void *)worker_take(background->run_worker);
	play_path(ui, message, text);
	message->message.release(&message->message);
	return 0;
}

/* --- results --------------------------------------------------------------------------------------- */

static void handle(struct ui *ui, struct worker *worker)
{
	struct background_message *message = (struct background_message *)(void *)worker_take(worker);

	if (!message)
		return;
	switch (message->kind) {
	case MESSAGE_OF_HINTS:
		handle_hints(ui, message);
		break;
	case MESSAGE_OF_PATH: /* background_run takes it */
		break;
	case MESSAGE_OF_PROGRESS:
		ui->background->progress = message->progress;
		break;
	case MESSAGE_OF_CHECK:
		background_handle_verdict(ui, message);
		return;
	}
	message->message.release(&message->message);
}

bool background_woken(struct ui *ui)
{
	char bytes[64];
	bool woken = false;

	while (ui->background->wake[0] >= 0 && read(ui->background->wake[0], bytes, sizeof(bytes)) > 0)
		woken = true;
	return woken;
}

void background_collect(struct ui *ui)
{
	handle(ui, ui->background->hint_worker);
	handle(ui, ui->background->check_worker);
	background_why_collect(ui);
}
