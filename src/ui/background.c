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

struct live {
	struct worker *thinker, *checker;
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
	struct live_news *verdict;
};

struct live *live_new(void)
{
	struct live *live = mem_alloc(sizeof(*live));

	live->wake[0] = live->wake[1] = -1;
	live->thinker = worker_new(false, -1);
	live->checker = worker_new(false, -1);
	return live;
}

void ui_background(struct ui *ui)
{
	struct live *live = ui->live;

	if (live->wake[0] >= 0 || pipe2(live->wake, O_NONBLOCK | O_CLOEXEC) < 0)
		return;
	worker_free(live->thinker);
	worker_free(live->checker);
	live->thinker = worker_new(true, live->wake[1]);
	live->checker = worker_new(true, live->wake[1]);
}

int ui_news_fd(const struct ui *ui)
{
	return ui->live->wake[0];
}

static void forget(struct live *live)
{
	worker_stop(live->thinker);
	worker_stop(live->checker);
	space_free(live->space);
	if (live->verdict)
		live->verdict->news.release(&live->verdict->news);
	live->space = NULL;
	live->verdict = NULL;
	live->running = live->marked = false;
	live->check = CHECK_NONE;
}

void live_free(struct live *live)
{
	if (!live)
		return;
	forget(live);
	worker_free(live->thinker);
	worker_free(live->checker);
	if (live->wake[0] >= 0) {
		close(live->wake[0]);
		close(live->wake[1]);
	}
	free(live);
}

void live_forget(struct ui *ui)
{
	forget(ui->live);
}

/* --- the space --------------------------------------------------------------------------- */

/* One that fits the session and what is watched. */
static struct space *get_space(struct ui *ui, struct err *err)
{
	struct live *live = ui->live;

	if (live->space && live->properties != ui->scene.session->properties) {
		space_free(live->space);
		live->space = NULL;
		ui->scene.hints.generation = 0;
	}
	if (!live->space) {
		if (space_new(ui->scene.session, &live->space, err) < 0)
			return NULL;
		live->properties = ui->scene.session->properties;
	}
	return live->space;
}

const struct model *live_model(struct ui *ui, struct err *err)
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

int live_set_hints(struct ui *ui, bool on, struct err *err)
{
	struct live *live = ui->live;

	if (on && !get_space(ui, err))
		return -1;
	ui->scene.hints.on = on;
	if (!on && !live->running)
		worker_stop(live->thinker);
	ui->scene.hints.generation = 0;
	return 0;
}

static void drop_way(struct ui *ui)
{
	struct live *live = ui->live;

	live->running = false;
	ui->scene.hints.generation = 0; /* its hints gave way to this */
	worker_stop(live->thinker);
	ui_say(ui, "no longer going to %s, since you played on", live->words);
}

void live_refresh(struct ui *ui)
{
	struct live *live = ui->live;
	struct scene_hints *hints = &ui->scene.hints;
	struct session *session = ui->scene.session;
	struct space *space;
	void *state;

	if (live->running && live->asked != session->generation)
		drop_way(ui);
	if (!hints_shown(&ui->scene) || hints->generation == session->generation || live->running)
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
		worker_stop(live->thinker); /* it is at a state that was left */
	} else {
		worker_ask(live->thinker, job_hints(space, state, hints->count, session->generation));
		if (!worker_threaded(live->thinker))
			live_collect(ui);
	}
	free(state);
}

static void hear_hints(struct ui *ui, struct live_news *news)
{
	struct scene_hints *hints = &ui->scene.hints;

	if (!ui->scene.session || news->generation != ui->scene.session->generation ||
	    news->hint_count != hints->count)
		return;
	hints->here = news->here;
	if (news->hint_count)
		memcpy(hints->steps, news->hints, news->hint_count * sizeof(*hints->steps));
}

/* "1,234,567". */
static void add_count(struct buf *out, uint64_t count)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)count);

	for (int i = 0; i < length; i++)
		buf_printf(out, "%s%c", i && (length - i) % 3 == 0 ? "," : "", digits[i]);
}

void live_status(const struct ui *ui, struct buf *out)
{
	const struct live *live = ui->live;

	if (live->check == CHECK_DONE && live->verdict)
		buf_printf(out, "%s %zu steps: c plays them", scene_symbol(&ui->scene, SYMBOL_BROKEN),
		           live->verdict->step_count);
	if (live->check != CHECK_RUNNING)
		return;
	buf_add_text(out, "checking: ");
	add_count(out, live->progress.distinct);
	buf_printf(out, " states, %u deep", live->progress.depth);
}

/* --- running --------------------------------------------------------------------------------- */

void live_mark(struct ui *ui)
{
	ui->live->marked = true;
	ui->live->mark = ui->scene.session->now.node;
}

bool live_back(struct ui *ui)
{
	if (!ui->live->marked)
		return false;
	session_jump(ui->scene.session, ui->live->mark);
	return true;
}

static void play(struct ui *ui, const struct step *steps, size_t count, const char *words)
{
	live_mark(ui);

	size_t done = session_do_all(ui->scene.session, steps, count);

	if (done < count)
		ui_say(ui, "%zu of %zu steps taken; no room for the next one", done, count);
	else
		ui_say(ui, "%zu step%s to %s; b goes back", count, count == 1 ? "" : "s", words);
}

int live_run(struct ui *ui, const struct goal *goal, const char *words, struct err *err)
{
	struct live *live = ui->live;
	struct space *space = get_space(ui, err);
	void *state;

	if (!space)
		return -1;
	state = projected(ui, space);
	snprintf(live->words, sizeof(live->words), "%s", words);
	live->running = true;
	live->asked = ui->scene.session->generation;
	worker_ask(live->thinker, job_way(space, state, goal, live->asked));
	free(state);
	ui_say(ui, "searching for the shortest way to %s …", words);
	if (!worker_threaded(live->thinker))
		live_collect(ui);
	return 0;
}

static void hear_way(struct ui *ui, struct live_news *news)
{
	struct live *live = ui->live;

	if (ui->scene.session && news->generation != ui->scene.session->generation) {
		drop_way(ui);
		return;
	}
	live->running = false;
	ui->scene.hints.generation = 0;
	if (!ui->scene.session)
		return;
	switch (news->end) {
	case REACH_FOUND:
		play(ui, news->steps, news->step_count, live->words);
		break;
	case REACH_NEVER:
		ui_say(ui, "%s cannot be reached from here", live->words);
		break;
	case REACH_LIMIT:
		ui_say(ui, "no way to %s was found within the memory limit", live->words);
		break;
	case REACH_STOPPED:
		break;
	}
}

/* --- the check --------------------------------------------------------------------------------- */

bool live_checking(const struct ui *ui)
{
	return ui->live->check == CHECK_RUNNING;
}

static void drop_verdict(struct live *live)
{
	if (live->verdict)
		live->verdict->news.release(&live->verdict->news);
	live->verdict = NULL;
}

int live_check(struct ui *ui, struct err *err)
{
	struct live *live = ui->live;
	struct space *space = get_space(ui, err);
	void *state;

	if (!space)
		return -1;
	drop_verdict(live);
	live->check = CHECK_RUNNING;
	live->check_node = ui->scene.session->now.node;
	live->progress = (struct check_progress){ 0 };
	state = projected(ui, space);
	worker_ask(live->checker, job_check(space, state, ui->scene.session->properties));
	free(state);
	if (!worker_threaded(live->checker))
		live_collect(ui);
	return 0;
}

void live_check_stop(struct ui *ui)
{
	struct live *live = ui->live;

	worker_stop(live->checker);
	live->check = CHECK_NONE;
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

static void hear_verdict(struct ui *ui, struct live_news *news)
{
	struct live *live = ui->live;
	unsigned from = history_depth(ui->scene.session->history, live->check_node);
	struct buf text;

	buf_init(&text);
	live->progress = news->progress;
	switch (news->verdict) {
	case CHECK_HOLDS:
		live->check = CHECK_NONE;
		buf_printf(&text, "nothing can break from step %u on", from);
		add_never(ui->scene.session->model, news->met, &text);
		buf_add_text(&text, ": ");
		add_count(&text, news->progress.distinct);
		buf_printf(&text, " states up to symmetry, %.1f s", news->progress.seconds);
		break;
	case CHECK_LIMIT:
		live->check = CHECK_NONE;
		buf_add_text(&text, "nothing breaks in ");
		add_count(&text, news->progress.distinct);
		buf_printf(&text, " states, %u steps deep; the memory limit was reached",
		           news->progress.depth);
		break;
	case CHECK_VIOLATED:
		live->check = CHECK_DONE;
		buf_printf(&text, "%s %s breaks %zu step%s after step %u; c plays it",
		           scene_symbol(&ui->scene, SYMBOL_BROKEN),
		           ui->scene.session->model->properties[news->property].name, news->step_count,
		           news->step_count == 1 ? "" : "s", from);
		break;
	}
	ui_say(ui, "%s", text.data);
	buf_release(&text);
}

bool live_check_apply(struct ui *ui)
{
	struct live *live = ui->live;
	struct live_news *verdict = live->verdict;

	if (live->check != CHECK_DONE || !verdict)
		return false;

	uint32_t before = ui->scene.session->now.node;
	char words[200];

	live->verdict = NULL;
	live->check = CHECK_NONE;
	if (before != live->check_node)
		session_jump(ui->scene.session, live->check_node);
	snprintf(words, sizeof(words), "where %s breaks",
	         ui->scene.session->model->properties[verdict->property].name);
	play(ui, verdict->steps, verdict->step_count, words);
	live->mark = before;
	verdict->news.release(&verdict->news);
	return true;
}

/* --- hearing --------------------------------------------------------------------------------------- */

static void hear(struct ui *ui, struct worker *worker)
{
	struct live_news *news = (struct live_news *)(void *)worker_take(worker);

	if (!news)
		return;
	switch (news->kind) {
	case NEWS_HINTS:
		hear_hints(ui, news);
		break;
	case NEWS_WAY:
		hear_way(ui, news);
		break;
	case NEWS_PROGRESS:
		ui->live->progress = news->progress;
		break;
	case NEWS_CHECK:
		hear_verdict(ui, news);
		drop_verdict(ui->live);
		ui->live->verdict = news;
		return;
	}
	news->news.release(&news->news);
}

bool live_woken(struct ui *ui)
{
	char bytes[64];
	bool woken = false;

	while (ui->live->wake[0] >= 0 && read(ui->live->wake[0], bytes, sizeof(bytes)) > 0)
		woken = true;
	return woken;
}

void live_collect(struct ui *ui)
{
	hear(ui, ui->live->thinker);
	hear(ui, ui->live->checker);
}
