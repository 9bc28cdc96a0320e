/*
 * The check of everything reachable from the current state.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <heddle/vacuous.h>

#include "ui/background.h"

enum { NAMED_MOST = 3 }; /* steps in a message */

/* "1,234,567" */
static void add_count(struct buf *out, uint64_t count)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)count);

	for (int i = 0; i < length; i++)
		buf_printf(out, "%s%c", i && (length - i) % 3 == 0 ? "," : "", digits[i]);
}

bool background_checking(const struct ui *ui)
{
	return ui->background->check == CHECK_RUNNING;
}

static void drop_verdict(struct background *background)
{
	if (background->verdict)
		background->verdict->message.release(&background->verdict->message);
	background->verdict = NULL;
	background->told = 0;
}

int background_check(struct ui *ui, struct err *err)
{
	struct background *background = ui->background;
	struct space *space = background_space(ui, err);
	void *state;

	if (!space)
		return -1;
	drop_verdict(background);
	background->check = CHECK_RUNNING;
	background->check_node = ui->scene.session->now.node;
	background->progress = (struct check_progress){ 0 };
	state = background_state(ui, space);
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

/* ", but A, B and 3 more never happen": the properties may hold only because of that. */
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

void background_handle_verdict(struct ui *ui, struct background_message *message)
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
	if (message->verdict != CHECK_VIOLATED)
		background_uncovered(ui->scene.session, &text);
	ui_say(ui, "%s", text.data);
	buf_release(&text);
	drop_verdict(background);
	background->verdict = message;
}

/* Whether c plays a counterexample: the first, or another one where the last one ended. */
static bool has_another(const struct ui *ui)
{
	const struct background *background = ui->background;

	return background->check == CHECK_DONE && background->verdict &&
	       (!background->told || ui->scene.session->now.node == background->told_until);
}

/* The goal of the counterexample that is played next, and how many stories there are. */
static void describe_goal(const struct ui *ui, char *goal, size_t room)
{
	const struct background *background = ui->background;
	const struct background_message *verdict = background->verdict;
	const char *property = ui->scene.session->model->properties[verdict->property].name;

	if (verdict->story_count < 2)
		snprintf(goal, room, "where %s breaks", property);
	else
		snprintf(goal, room, "where %s breaks, story %zu of %s%zu%s", property, background->told + 1,
		         verdict->all_stories ? "" : "at least ", verdict->story_count,
		         background->told + 1 < verdict->story_count ? "; c plays the next" : "");
}

bool background_check_apply(struct ui *ui)
{
	struct background *background = ui->background;
	struct background_message *verdict = background->verdict;
	uint32_t before = background->told ? background->mark : ui->scene.session->now.node;
	const struct step *steps;
	char goal[250];

	if (!has_another(ui))
		return false;
	steps = background->told ? verdict->stories[background->told].steps : verdict->steps;
	if (ui->scene.session->now.node != background->check_node)
		session_jump(ui->scene.session, background->check_node);
	describe_goal(ui, goal, sizeof(goal));
	background_play(ui, steps, verdict->step_count, goal);
	background->mark = before;
	background->told++;
	background->told_until = ui->scene.session->now.node;
	if (background->told >= verdict->story_count) {
		background->check = CHECK_NONE;
		drop_verdict(background);
	}
	return true;
}

void background_status(const struct ui *ui, struct buf *out)
{
	const struct background *background = ui->background;

	if (has_another(ui) && !background->told)
		buf_printf(out, "%s %zu steps: c plays them", scene_symbol(&ui->scene, SYMBOL_BROKEN),
		           background->verdict->step_count);
	if (background->check != CHECK_RUNNING)
		return;
	buf_add_text(out, "checking: ");
	add_count(out, background->progress.distinct);
	buf_printf(out, " states, %u deep", background->progress.depth);
}
