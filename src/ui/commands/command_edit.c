/*
 * Commands that make other schedules of the line: by hand in the edit view, or as a whole.  Each result is a
 * branch with a name, so nothing is lost.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/rework.h>
#include <heddle/why.h>

#include "ui/background.h"
#include "ui/ui_private.h"

enum { FORWARD_MOST = 10000 };

/* --- the edit view --------------------------------------------------------------- */

static int no_such_place(size_t row, size_t count, const char *what, struct err *err)
{
	err_set(err, row < count ? "step %zu cannot go %s" : "there is no step %zu to go %s", row + 1, what);
	return err_remedy(err, "put the cursor on another step");
}

static int move_step(struct ui *ui, struct rework *rework, size_t row, int by, struct err *err)
{
	if (!rework_move(rework, row, by))
		return no_such_place(row, rework_count(rework), by > 0 ? "later" : "earlier", err);
	edited_select(&ui->scene, by > 0 ? row + 1 : row - 1);
	return 0;
}

static int repeat_step(struct ui *ui, struct rework *rework, size_t row, struct err *err)
{
	struct step step;

	if (row >= rework_count(rework)) {
		err_set(err, "no step is selected");
		return err_remedy(err, "put the cursor on one");
	}
	step = rework_at(rework, row)->step;
	if (!rework_insert(rework, row + 1, &step))
		return err_set(err, "there are %d steps, the most that can be worked on", REWORK_STEPS_MOST);
	edited_select(&ui->scene, row + 1);
	return 0;
}

static int insert_step(struct ui *ui, struct rework *rework, size_t row, const char *text, struct err *err)
{
	struct step step;

	if (!*text) {
		prompt_open(ui, ':', "edit insert ");
		return 0;
	}
	if (rework_read(rework, row, text, &step, err))
		return -1;
	if (!rework_insert(rework, row, &step))
		return err_set(err, "there are %d steps, the most that can be worked on", REWORK_STEPS_MOST);
	edited_select(&ui->scene, row);
	return 0;
}

static int play(struct ui *ui, const struct rework *rework, struct err *err)
{
	size_t struck = rework_struck(rework), count;
	struct buf name;

	if (rework_count(rework) == struck) {
		err_set(err, "no step of it can be taken");
		return err_remedy(err, "u takes the last change back");
	}
	if (!rework_changed(rework)) {
		ui_say(ui, "these are the steps of the branch; change them first");
		return 0;
	}
	buf_init(&name);
	background_mark(ui);
	count = rework_play(ui->scene.session, rework, &name);
	edited_played(&ui->scene);
	command_close(ui, "", err);
	ui_say(ui, "branch \"%s\": %zu step%s%s; b goes back", name.data, count, count == 1 ? "" : "s",
	       struck ? ", without those struck" : "");
	buf_release(&name);
	return 0;
}

int command_edit(struct ui *ui, const char *args, struct err *err)
{
	size_t row;
	struct rework *rework;

	if (!*args) {
		ui_show(ui, view_named("edit"));
		return 0;
	}
	rework = edited(&ui->scene, &row, err);
	if (!rework)
		return -1;
	if (strcmp(args, "later") == 0)
		return move_step(ui, rework, row, 1, err);
	if (strcmp(args, "earlier") == 0)
		return move_step(ui, rework, row, -1, err);
	if (strcmp(args, "repeat") == 0)
		return repeat_step(ui, rework, row, err);
	if (strcmp(args, "play") == 0)
		return play(ui, rework, err);
	if (strncmp(args, "insert", 6) == 0 && (!args[6] || args[6] == ' '))
		return insert_step(ui, rework, row, args + 6 + strspn(args + 6, " "), err);
	if (strcmp(args, "delete") == 0) {
		if (!rework_delete(rework, row))
			return no_such_place(row, rework_count(rework), "away", err);
		return 0;
	}
	if (strcmp(args, "undo") == 0) {
		if (!rework_undo(rework))
			ui_say(ui, "these are the steps of the branch");
		return 0;
	}
	err_set(err, "unknown change \"%s\"", args);
	return err_remedy(err, "use later, earlier, insert, repeat, delete, undo or play");
}

void complete_edit(struct ui *ui, const char *args, struct buf *out)
{
	static const char *const changes[] = { "later",  "earlier", "insert ", "repeat",
		                               "delete", "undo",    "play" };
	struct arena *arena;
	struct rework *rework;
	struct step *steps;
	struct buf text;
	size_t row, count;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		complete_add(out, args, changes[i]);
	if (!ui->scene.session || strncmp(args, "insert ", 7) != 0)
		return;
	rework = edited(&ui->scene, &row, NULL);
	if (!rework)
		return;
	arena = arena_new();
	count = rework_possible(rework, row, arena, &steps);
	buf_init(&text);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&text);
		buf_add_text(&text, "insert ");
		step_show(ui->scene.session->model, &steps[i], &text);
		complete_add(out, args, text.data);
	}
	buf_release(&text);
	arena_free(arena);
}

/* --- the whole line -------------------------------------------------------------- */

/* The steps of the line up to a depth, which the caller frees; null with `err` set if it has none of its own.
 */
static struct step *line_of(struct ui *ui, size_t depth, struct err *err)
{
	struct session *session = ui->scene.session;
	struct step *steps;
	const uint32_t *line;
	size_t length;

	if (!session->design) {
		err_set(err, "the steps of a recording cannot be changed");
		err_remedy(err, "open it with the design that it is of");
		return NULL;
	}
	line = history_line(session->history, &length);
	steps = mem_array(length, sizeof(*steps));
	for (size_t i = 1; i < length && i <= depth; i++)
		steps[i - 1] = *history_step(session->history, line[i]);
	return steps;
}

int command_tidy(struct ui *ui, const char *args, struct err *err)
{
	struct session *session = ui->scene.session;
	unsigned switches[2];
	struct step *steps, *tidy;
	size_t length;
	struct buf name;
	bool all;

	(void)args;
	history_line(session->history, &length);
	if (length - 1 > REWORK_STEPS_MOST) {
		err_set(err, "%zu steps are too many to tidy; the most are %d", length - 1,
		        REWORK_STEPS_MOST);
		return err_remedy(err, ":shrink keeps what a violation needs");
	}
	steps = line_of(ui, length, err);
	if (!steps)
		return -1;
	tidy = mem_array(length, sizeof(*tidy));
	buf_init(&name);
	if (!schedule_tidy(session, steps, length - 1, tidy, switches, &all)) {
		ui_say(ui, "it is not known what these steps read and write");
	} else if (switches[0] == switches[1]) {
		ui_say(ui,
		       all ? "no order of the same story has fewer than %u switches of process"
		           : "no order with fewer than %u switches of process was found; there are too many "
		             "to look at all",
		       switches[0]);
	} else {
		background_mark(ui);
		session_play_as(session, tidy, length - 1, "tidy", &name);
		ui_say(ui, "branch \"%s\": the same story with %u switches of process, not %u; b goes back",
		       name.data, switches[1], switches[0]);
	}
	buf_release(&name);
	free(steps);
	free(tidy);
	return 0;
}

static bool shrinking(void *ctx)
{
	(void)ctx;
	return progress_at("shrinking", 0, 0);
}

/* Plays the cause. */
static void play_cause(struct ui *ui, const struct why_question *question, const struct why_cause *cause)
{
	struct step *kept = mem_array(cause->count, sizeof(*kept));
	const char *property = question->model->properties[question->property].name;
	struct buf name;

	for (size_t i = 0; i < cause->count; i++)
		kept[i] = question->steps[cause->kept[i]];
	buf_init(&name);
	background_mark(ui);
	session_play_as(ui->scene.session, kept, cause->count, "cause", &name);
	ui_say(ui, "branch \"%s\": %zu of %zu steps break %s%s; b goes back", name.data, cause->count,
	       question->count, property,
	       cause->shortest ? ", the fewest" : "; without any one of them it does not break");
	buf_release(&name);
	free(kept);
}

int command_shrink(struct ui *ui, const char *args, struct err *err)
{
	struct session *session = ui->scene.session;
	struct why_question question = { .model = session->model, .limits = { .go_on = shrinking } };
	struct why_cause cause;
	struct step *steps;
	enum why_status status;

	(void)args;
	if (session->violation_node == UINT32_MAX) {
		err_set(err, "no checked property is broken on this branch");
		return err_remedy(err, ":property lists the properties");
	}
	question.count = history_depth(session->history, session->violation_node);
	question.property = (unsigned)__builtin_ctz(session->violation_broken);
	steps = line_of(ui, question.count, err);
	if (!steps)
		return -1;
	question.steps = steps;
	progress_begin();
	status = why_minimal_cause(&question, &cause);
	if (status == WHY_KNOWN && cause.count == question.count)
		ui_say(ui, "all %zu steps are needed", question.count);
	else if (status == WHY_KNOWN)
		play_cause(ui, &question, &cause);
	else
		ui_say(ui, progress_stopped() ? "stopped" : "what is needed is not known: the search ended");
	progress_end();
	if (status == WHY_KNOWN)
		why_cause_release(&cause);
	free(steps);
	return 0;
}

/* --- fast forward -------------------------------------------------------------------- */

/* Takes steps in `walk` while only one is possible.  Returns why it ended. */
static const char *forward(struct model_walk *walk, uint32_t asked, struct step *steps, size_t *count)
{
	struct arena *arena = arena_new();
	const char *why = NULL;

	for (*count = 0; *count < FORWARD_MOST && !why;) {
		struct step *possible;
		size_t found;

		arena_clear(arena);
		found = model_enabled(walk->model, walk->at, arena, &possible);
		if (found != 1)
			why = found ? "now there is a choice" : "no step is possible now";
		else if (!model_walk_take(walk, &possible[0]))
			why = "there is no room for the next step";
		else if (memcmp(walk->from, walk->at, walk->model->state_size) == 0)
			why = "the only step changes nothing";
		else
			steps[(*count)++] = possible[0];
		if (!why && model_breaks(walk->model, walk->from, &steps[*count - 1], walk->at, asked))
			why = "a property is broken";
	}
	arena_free(arena);
	return why ? why : "there are more";
}

int command_fast_forward(struct ui *ui, const char *args, struct err *err)
{
	struct session *session = ui->scene.session;
	struct step *steps = mem_array(FORWARD_MOST, sizeof(*steps));
	struct model_walk walk;
	const char *why;
	size_t count;

	(void)args;
	(void)err;
	model_walk_begin(&walk, session->model, session->now.state);
	why = forward(&walk, session->properties, steps, &count);
	model_walk_end(&walk);
	background_mark(ui);
	session_do_all(session, steps, count);
	ui_say(ui, "%zu step%s without a choice; %s", count, count == 1 ? "" : "s", why);
	free(steps);
	return 0;
}
