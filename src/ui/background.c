/*
 * Asking the workers and hearing them, between one key and the next drawing.
 *
 * Hints of a state are asked for when it is drawn.  What is known already is taken at once, so that
 * stepping through a space that was explored never shows a question mark; the rest comes when it comes.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>
#include <heddle/vacuous.h>

#include "ui/background.h"
#include "ui/ui_private.h"

enum { NAMED_MOST = 3 }; /* steps in a message */

struct background {
	struct worker *hint_worker, *check_worker;
	int wake[2]; /* a pipe; -1: everything is done at once */

	struct space *space; /* of the session; null: not made yet */
	uint32_t properties; /* that it was made for */

	bool running;    /* a way was asked for, */
	uint64_t asked;  /* at this generation of the session, */
	char words[200]; /* and what it leads to */

	bool marked;
	uint32_t mark; /* the node before the last run */

	enum { CHECK_NONE, CHECK_RUNNING, CHECK_DONE } check;
	uint32_t check_node;
	struct check_progress progress;
	struct background_message *verdict;
};

struct background *background_new(void)
{
	struct background *background = mem_alloc(sizeof(*background));

	background->wake[0] = background->wake[1] = -1;
	background->hint_worker = worker_new(false, -1);
	background->check_worker = worker_new(false, -1);
	return background;
}

void ui_background(struct ui *ui)
{
	struct background *background = ui->background;

	if (background->wake[0] >= 0 || pipe2(background->wake, O_NONBLOCK | O_CLOEXEC) < 0)
		return;
	worker_free(background->hint_worker);
	worker_free(background->check_worker);
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
	space_free(background->space);
	if (background->verdict)
		background->verdict->message.release(&background->verdict->message);
	background->space = NULL;
	background->verdict = NULL;
	background->running = background->marked = false;
	background->check = CHECK_NONE;
}

void background_free(struct background *background)
{
	if (!background)
		return;
	forget(background);
	worker_free(background->hint_worker);
	worker_free(background->check_worker);
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

/* One that fits the session and what is watched. */
static struct space *get_space(struct ui *ui, struct err *err)
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
	struct space *space = get_space(ui, err);

	return space ? space_model(space) : NULL;
}

/* The present state in the space; to be freed. */
static void *projected(const struct ui *ui, const struct space *space)
{
	void *state = mem_alloc(space_model(space)->state_size);

	design_project(ui->scene.session->model, ui->scene.session->now.state, space_model(space), state);
	return state;
}

/* --- hints -------------------------------------------------------------------------------- */

int background_set_hints(struct ui *ui, bool on, struct err *err)
{
	struct background *background = ui->background;

	if (on && !get_space(ui, err))
		return -1;
	ui->scene.hints.on = on;
	if (!on && !background->running)
		worker_stop(background->hint_worker);
	ui->scene.hints.generation = 0;
	return 0;
}

static void drop_way(struct ui *ui)
{
	struct background *background = ui->background;

	background->running = false;
	ui->scene.hints.generation = 0; /* its hints gave way to this */
	worker_stop(background->hint_worker);
	ui_say(ui, "no longer going to %s, since you played on", background->words);
}

void background_refresh(struct ui *ui)
{
	struct background *background = ui->background;
	struct scene_hints *hints = &ui->scene.hints;
	struct session *session = ui->scene.session;
	struct space *space;
	void *state;

	if (background->running && background->asked != session->generation)
		drop_way(ui);
	if (!hints_shown(&ui->scene) || hints->generation == session->generation || background->running)
		return;
	space = get_space(ui, NULL);
	if (!space)
		return;
	state = projected(ui, space);
	hints->generation = session->generation;
	hints->count = session->now.step_count;
	hints->steps = mem_resize(hints->steps, hints->count, sizeof(*hints->steps));
	hints->here = (struct hint){ HINT_UNKNOWN, 0 };
	for (size_t i = 0; i < hints->count; i++)
		hints->steps[i] = hints->here;
	if (space_known(space, state, &hints->here, hints->steps, hints->count)) {
		worker_stop(background->hint_worker); /* it is at a state that was left */
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
}

/* "1,234,567". */
static void add_count(struct buf *out, uint64_t count)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)count);

	for (int i = 0; i < length; i++)
		buf_printf(out, "%s%c", i && (length - i) % 3 == 0 ? "," : "", digits[i]);
}

void background_status(const struct ui *ui, struct buf *out)
{
	const struct background *background = ui->background;

	if (background->check == CHECK_DONE && background->verdict)
		buf_printf(out, "%s %zu steps: c plays them", scene_symbol(&ui->scene, SYMBOL_BROKEN),
		           background->verdict->step_count);
	if (background->check != CHECK_RUNNING)
		return;
	buf_add_text(out, "checking: ");
	add_count(out, background->progress.distinct);
	buf_printf(out, " states, %u deep", background->progress.depth);
}

/* --- running --------------------------------------------------------------------------------- */

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

static void play(struct ui *ui, const struct step *steps, size_t count, const char *words)
{
	background_mark(ui);

	size_t done = session_do_all(ui->scene.session, steps, count);

	if (done < count)
		ui_say(ui, "%zu of %zu steps taken; no room for the next one", done, count);
	else
		ui_say(ui, "%zu step%s to %s; b goes back", count, count == 1 ? "" : "s", words);
}

int background_run(struct ui *ui, const struct goal *goal, const char *words, struct err *err)
{
	struct background *background = ui->background;
	struct space *space = get_space(ui, err);
	void *state;

	if (!space)
		return -1;
	state = projected(ui, space);
	snprintf(background->words, sizeof(background->words), "%s", words);
	background->running = true;
	background->asked = ui->scene.session->generation;
	worker_ask(background->hint_worker, job_way(space, state, goal, background->asked));
	free(state);
	ui_say(ui, "searching for the shortest way to %s …", words);
	if (!worker_threaded(background->hint_worker))
		background_collect(ui);
	return 0;
}

static void handle_path(struct ui *ui, struct background_message *message)
{
	struct background *background = ui->background;

	if (ui->scene.session && message->generation != ui->scene.session->generation) {
		drop_way(ui);
		return;
	}
	background->running = false;
	ui->scene.hints.generation = 0;
	if (!ui->scene.session)
		return;
	switch (message->end) {
	case REACH_FOUND:
		play(ui, message->steps, message->step_count, background->words);
		break;
	case REACH_NEVER:
		ui_say(ui, "%s cannot be reached from here", background->words);
		break;
	case REACH_LIMIT:
		ui_say(ui, "no way to %s was found within the memory limit", background->words);
		break;
	case REACH_STOPPED:
		break;
	}
}

/* --- the check --------------------------------------------------------------------------------- */

bool background_checking(const struct ui *ui)
{
	return ui->background->check == CHECK_RUNNING;
}

static void drop_verdict(struct background *background)
{
	if (background->verdict)
		background->verdict->message.release(&background->verdict->message);
	background->verdict = NULL;
}

int background_check(struct ui *ui, struct err *err)
{
	struct background *background = ui->background;
	struct space *space = get_space(ui, err);
	void *state;

	if (!space)
		return -1;
	drop_verdict(background);
	background->check = CHECK_RUNNING;
	background->check_node = ui->scene.session->now.node;
	background->progress = (struct check_progress){ 0 };
	state = projected(ui, space);
	worker_ask(background->check_worker, job_check(space, state, ui->scene.session->properties));
	free(state);
	if (!worker_threaded(background->check_worker))
		background_collect(ui);
	return 0;
}

void background_check_stop(struct ui *ui)
{
	struct background *background = ui->background;

	worker_stop(background->check_worker);
	background->check = CHECK_NONE;
}

/* ", but A, B and 3 more never happen": what holds may hold for want of these. */
static void add_never(const struct model *model, const bool *met, struct buf *out)
{
	unsigned count = 0, said = 0;

	for (unsigned a = 0; a < model->action_count; a++)
		count += !met[a] && vacuous_has_taker(model, a);
	for (unsigned a = 0; a < model->action_count && said < NAMED_MOST; a++) {
		if (met[a] || !vacuous_has_taker(model, a))
			continue;
		buf_add_text(out, !said ? ", but " : said + 1 == count ? " and " : ", ");
		buf_add_text(out, model->actions[a].name);
		said++;
	}
	if (count > said)
		buf_printf(out, " and %u more", count - said);
	if (count)
		buf_add_text(out, count == 1 ? " never happens" : " never happen");
}

static void handle_verdict(struct ui *ui, struct background_message *message)
{
	struct background *background = ui->background;
	unsigned from = history_depth(ui->scene.session->history, background->check_node);
	struct buf text;

	buf_init(&text);
	background->progress = message->progress;
	switch (message->verdict) {
	case CHECK_HOLDS:
		background->check = CHECK_NONE;
		buf_printf(&text, "nothing can break from step %u on", from);
		add_never(ui->scene.session->model, message->met, &text);
		buf_add_text(&text, ": ");
		add_count(&text, message->progress.distinct);
		buf_printf(&text, " states up to symmetry, %.1f s", message->progress.seconds);
		break;
	case CHECK_LIMIT:
		background->check = CHECK_NONE;
		buf_add_text(&text, "nothing breaks in ");
		add_count(&text, message->progress.distinct);
		buf_printf(&text, " states, %u steps deep; the memory limit was reached",
		           message->progress.depth);
		break;
	case CHECK_VIOLATED:
		background->check = CHECK_DONE;
		buf_printf(&text, "%s %s breaks %zu step%s after step %u; c plays it",
		           scene_symbol(&ui->scene, SYMBOL_BROKEN),
		           ui->scene.session->model->properties[message->property].name, message->step_count,
		           message->step_count == 1 ? "" : "s", from);
		break;
	}
	ui_say(ui, "%s", text.data);
	buf_release(&text);
}

bool background_check_apply(struct ui *ui)
{
	struct background *background = ui->background;
	struct background_message *verdict = background->verdict;

	if (background->check != CHECK_DONE || !verdict)
		return false;

	uint32_t before = ui->scene.session->now.node;
	char words[200];

	background->verdict = NULL;
	background->check = CHECK_NONE;
	if (before != background->check_node)
		session_jump(ui->scene.session, background->check_node);
	snprintf(words, sizeof(words), "where %s breaks",
	         ui->scene.session->model->properties[verdict->property].name);
	play(ui, verdict->steps, verdict->step_count, words);
	background->mark = before;
	verdict->message.release(&verdict->message);
	return true;
}

/* --- hearing --------------------------------------------------------------------------------------- */

static void handle(struct ui *ui, struct worker *worker)
{
	struct background_message *message = (struct background_message *)(void *)worker_take(worker);

	if (!message)
		return;
	switch (message->kind) {
	case MESSAGE_OF_HINTS:
		handle_hints(ui, message);
		break;
	case MESSAGE_OF_WAY:
		handle_path(ui, message);
		break;
	case MESSAGE_OF_PROGRESS:
		ui->background->progress = message->progress;
		break;
	case MESSAGE_OF_CHECK:
		handle_verdict(ui, message);
		drop_verdict(ui->background);
		ui->background->verdict = message;
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
}
