/*
 * Commands on the session: taking steps, moving along them, notes.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/labels.h>
#include <heddle/number.h>
#include <heddle/suggest.h>

#include "ui/ui_private.h"

/* --- taking steps ----------------------------------------------------------- */

/* Opens a group, with the cursor on its first choice, or closes it. */
static void turn_group(struct ui *ui, const struct step_row *row)
{
	struct steps_list *steps = steps_of(&ui->scene);
	int at = (int)(row - steps->rows);
	bool open = steps->open_process == row->process && steps->open_action == (int)row->action;

	steps->open_process = open ? -1 : row->process;
	steps->open_action = open ? -1 : (int)row->action;
	steps->list.cursor = at;
	step_rows_settle(&ui->scene);
	if (!open && (size_t)steps->list.cursor + 1 < steps->count)
		steps->list.cursor++;
}

static int take_row(struct ui *ui, const struct step_row *row, struct err *err)
{
	const struct session_now *now = &ui->scene.session->now;

	switch (row->kind) {
	case ROW_GROUP:
		turn_group(ui, row);
		return 0;
	case ROW_DISABLED: {
		const struct disabled_step *step = &now->disabled[row->first];

		err_set(err, "%s cannot take %s now: %s",
		        ui->scene.session->model->processes[step->process].name,
		        ui->scene.session->model->actions[step->action].name, step->reason);
		return err_remedy(err, "take another step first");
	}
	case ROW_STEP: {
		struct step step = now->steps[row->first];

		return session_do(ui->scene.session, &step, err);
	}
	}
	return 0;
}

/* The n-th row that can be taken; null: there are fewer. */
static const struct step_row *takeable(struct ui *ui, int64_t n)
{
	struct steps_list *steps = steps_of(&ui->scene);

	for (size_t i = 0; i < steps->count && n > 0; i++)
		if (steps->rows[i].kind != ROW_DISABLED && --n == 0)
			return &steps->rows[i];
	return NULL;
}

/* There is no row with that number or letter. */
static int no_such_row(struct ui *ui, const char *args, struct err *err)
{
	unsigned last = 0;

	while (takeable(ui, (int64_t)last + 1))
		last++;
	err_set(err, "no step %s", *args ? args : "is selected");
	if (last == 0)
		return err_remedy(err, "none can be taken here; u goes back one step");
	if (last == 1)
		return err_remedy(err, "there is only 1");
	return err_remedy(err, "choose 1 to %u", last);
}

int command_take(struct ui *ui, const char *args, struct err *err)
{
	struct steps_list *steps = steps_of(&ui->scene);
	const struct step_row *row = NULL;
	int64_t number;

	step_rows_settle(&ui->scene);
	if (steps->count == 0) {
		err_set(err, ui->scene.session->model->recording ? "the recording ends here"
		                                                 : "no process can take a step here");
		return err_remedy(err, "u goes back one step");
	}
	if (!*args) {
		if ((size_t)steps->list.cursor < steps->count)
			row = &steps->rows[steps->list.cursor];
	} else if (!args[1] && step_number(*args)) {
		row = takeable(ui, step_number(*args));
	} else if (number_is(args, 1, INT64_MAX, &number)) {
		row = takeable(ui, number);
	}
	if (!row)
		return no_such_row(ui, args, err);
	return take_row(ui, row, err);
}

int command_do(struct ui *ui, const char *args, struct err *err)
{
	if (!*args) {
		err_set(err, "which step?");
		return err_remedy(err, "Tab after :do lists the steps");
	}
	return session_do_text(ui->scene.session, args, err);
}

void complete_do(struct ui *ui, const char *args, struct buf *out)
{
	struct buf text;

	if (!ui->scene.session)
		return;
	buf_init(&text);
	for (size_t i = 0; i < ui->scene.session->now.step_count; i++) {
		buf_clear(&text);
		step_show(ui->scene.session->model, &ui->scene.session->now.steps[i], &text);
		complete_add(out, args, text.data);
	}
	buf_release(&text);
}

/* --- moving along steps ----------------------------------------------------- */

int command_undo(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	if (!session_undo(ui->scene.session))
		ui_say(ui, "this is the first state");
	return 0;
}

int command_redo(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	unsigned round = ui->scene.session->round;

	if (!session_redo(ui->scene.session))
		ui_say(ui, "this is the end of the branch; take a step to go on");
	else if (ui->scene.session->round > round)
		ui_say(ui, "round %u of the loop, from step %u", ui->scene.session->round + 1,
		       ui->scene.session->now.depth);
	return 0;
}

enum { STEPS_MOST = 1 << 30 }; /* more than any line has */

/* Goes to a step of the line, or to the nearest end. */
static void go_to_depth(struct ui *ui, int64_t depth)
{
	size_t length;
	const uint32_t *line = history_line(ui->scene.session->history, &length);

	if (depth < 0)
		depth = 0;
	if ((uint64_t)depth >= length)
		depth = (int64_t)length - 1;
	session_jump(ui->scene.session, line[depth]);
}

int command_start(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	go_to_depth(ui, 0);
	return 0;
}

int command_end(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	go_to_depth(ui, STEPS_MOST);
	return 0;
}

static int jump_to_bookmark(struct ui *ui, const char *name, struct err *err)
{
	struct history *history = ui->scene.session->history;
	struct nearest nearest = nearest_to(name);

	for (size_t node = 0; node < history_count(history); node++) {
		const char *bookmark = history_bookmark(history, (uint32_t)node);

		if (!bookmark)
			continue;
		if (strcmp(bookmark, name) == 0)
			return scene_go_to(&ui->scene, (uint32_t)node, err);
		nearest_offer(&nearest, bookmark);
	}
	nearest_err(&nearest, "bookmark", err);
	if (!nearest.name)
		err_remedy(err, "give a step number, or set a bookmark with m");
	return -1;
}

int command_jump(struct ui *ui, const char *args, struct err *err)
{
	bool relative = *args == '+' || *args == '-';
	int64_t number;
	size_t length;

	if (!*args) {
		err_set(err, "where to?");
		return err_remedy(err, "give a step number, +N, -N or a bookmark");
	}
	if (!number_is(args, INT64_MIN, INT64_MAX, &number))
		return jump_to_bookmark(ui, args, err);
	history_line(ui->scene.session->history, &length);
	if (!relative && (uint64_t)number >= length) {
		err_set(err, "no step %s: this branch has %zu", args, length - 1);
		if (length == 1)
			return err_remedy(err, "take a step first");
		return err_remedy(err, "give a number from 0 (the start) to %zu", length - 1);
	}
	/* Limited, so that the sum does not overflow. */
	if (relative)
		number = (number < -STEPS_MOST  ? -STEPS_MOST
		          : number > STEPS_MOST ? STEPS_MOST
		                                : number) +
		         ui->scene.session->now.depth;
	go_to_depth(ui, number);
	return 0;
}

void complete_jump(struct ui *ui, const char *args, struct buf *out)
{
	if (!ui->scene.session)
		return;
	for (size_t node = 0; node < history_count(ui->scene.session->history); node++) {
		const char *bookmark = history_bookmark(ui->scene.session->history, (uint32_t)node);

		if (bookmark)
			complete_add(out, args, bookmark);
	}
}

static unsigned child_count(const struct history *history, uint32_t node)
{
	unsigned count = 0;

	while (history_branch(history, node, count) != UINT32_MAX)
		count++;
	return count;
}

int command_branch(struct ui *ui, const char *args, struct err *err)
{
	struct history *history = ui->scene.session->history;
	uint32_t node = ui->scene.session->now.node;
	bool back = strcmp(args, "previous") == 0;

	if (*args && !back && strcmp(args, "next") != 0) {
		err_set(err, "unknown direction \"%s\"", args);
		return err_remedy(err, "use branch next or branch previous");
	}

	/* If the cursor is at the branch point, the branch is the next step of the line. */
	uint32_t parent = history_parent(history, node);

	if (node == 0 || child_count(history, parent) < 2) {
		size_t length;
		const uint32_t *line = history_line(history, &length);
		unsigned depth = ui->scene.session->now.depth;

		/* The line may end before an inert step although there are branches. */
		if (depth + 1 >= length && child_count(history, node)) {
			session_jump(ui->scene.session, history_branch(history, node, 0));
			ui_say(ui, "branch 1 of %u after step %u", child_count(history, node), depth);
			return 0;
		}
		if (child_count(history, node) < 2 || depth + 1 >= length) {
			err_set(err, "no other branch starts here");
			return err_remedy(err, "[ and ] go to branch points");
		}
		parent = node;
		node = line[depth + 1];
	}

	unsigned count = child_count(history, parent), at = 0;

	while (history_branch(history, parent, at) != node)
		at++;
	at = (at + (back ? count - 1 : 1)) % count;
	session_jump(ui->scene.session, history_branch(history, parent, at));
	ui_say(ui, "branch %u of %u after step %u", at + 1, count, history_depth(history, parent));
	return 0;
}

/* Why to stop at a node; null: an ordinary step. */
static const char *landmark(struct session *session, uint32_t node)
{
	const char *bookmark = history_bookmark(session->history, node);

	if (session_breaks_at(session, node))
		return session->violation_count > 1 ? "a violation" : "the violation";
	if (bookmark)
		return bookmark;
	if (history_note(session->history, node))
		return "a note";
	if (child_count(session->history, node) > 1)
		return "a branch point";
	return NULL;
}

static int go_to_landmark(struct ui *ui, int direction, struct err *err)
{
	size_t length;
	const uint32_t *line = history_line(ui->scene.session->history, &length);
	long depth = (long)ui->scene.session->now.depth;

	for (depth += direction; depth >= 0 && (size_t)depth < length; depth += direction) {
		const char *found = landmark(ui->scene.session, line[depth]);

		if (!found)
			continue;
		ui_say(ui, "step %ld: %s", depth, found);
		session_jump(ui->scene.session, line[depth]);
		return 0;
	}
	err_set(err, "no note, bookmark, branch point or violation %s this step",
	        direction > 0 ? "after" : "before");
	return err_remedy(err, "n adds a note, m a bookmark");
}

int command_next(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	return go_to_landmark(ui, 1, err);
}

int command_previous(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	return go_to_landmark(ui, -1, err);
}

/* The violation after the one at the cursor, wrapping; or else the first. */
static uint32_t next_violation(const struct session *session, size_t *nth)
{
	*nth = 0;
	for (size_t i = 0; i < session->violation_count; i++)
		if (session->violations[i].node == session->now.node)
			*nth = (i + 1) % session->violation_count;
	return session->violations[*nth].node;
}

int command_violation(struct ui *ui, const char *args, struct err *err)
{
	uint32_t next;
	size_t nth;

	(void)args;
	if (ui->scene.session->violation_node == UINT32_MAX) {
		err_set(err, "no checked property is broken on this branch");
		return err_remedy(err, ":property lists the properties");
	}
	next = next_violation(ui->scene.session, &nth);
	if (ui->scene.session->violation_count > 1)
		ui_say(ui, "violation %zu of %zu on this branch; ! goes to the next", nth + 1,
		       ui->scene.session->violation_count);
	session_jump(ui->scene.session, next);
	return 0;
}

/* --- notes ------------------------------------------------------------------ */

int command_note(struct ui *ui, const char *args, struct err *err)
{
	(void)err;
	session_note(ui->scene.session, ui->scene.session->now.node, args);
	ui_say(ui, *args ? "noted at step %u" : "no note at step %u", ui->scene.session->now.depth);
	return 0;
}

void preset_note(struct ui *ui, struct buf *out)
{
	const char *note = history_note(ui->scene.session->history, ui->scene.session->now.node);

	if (note)
		buf_add_text(out, note);
}

int command_bookmark(struct ui *ui, const char *args, struct err *err)
{
	(void)err;
	session_bookmark(ui->scene.session, ui->scene.session->now.node, args);
	if (*args)
		ui_say(ui, "step %u is now \"%s\"; ' goes there", ui->scene.session->now.depth, args);
	else
		ui_say(ui, "no bookmark at step %u", ui->scene.session->now.depth);
	return 0;
}

void preset_bookmark(struct ui *ui, struct buf *out)
{
	const char *name = history_bookmark(ui->scene.session->history, ui->scene.session->now.node);

	if (name)
		buf_add_text(out, name);
}
