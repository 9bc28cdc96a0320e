/*
 * Commands on views: showing them, moving the cursor, searching.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <heddle/number.h>
#include <heddle/progress.h>
#include <heddle/suggest.h>

#include "ui/ui_private.h"

/* --- views ------------------------------------------------------------------ */

int ui_show_named(struct ui *ui, const char *name, struct err *err)
{
	const struct view *view = view_named(name);

	if (!view) {
		struct nearest nearest = nearest_to(name);

		for (const struct view *const *row = views; *row; row++)
			nearest_offer(&nearest, (*row)->name);
		nearest_err(&nearest, "view", err);
		if (!nearest.name)
			err_remedy(err, "Tab after :view lists them");
		return -1;
	}
	if (!view_available(view, &ui->scene)) {
		err_set(err, "the %s view has nothing to show here", view->name);
		if (ui->scene.session && view->wants)
			return err_remedy(err, "%s", view->wants);
		return err_remedy(err, ui->scene.session ? "v shows the views that have something"
		                                         : "choose a chapter first");
	}
	ui_show(ui, view);
	return 0;
}

int command_view(struct ui *ui, const char *args, struct err *err)
{
	return ui_show_named(ui, args, err);
}

void complete_view(struct ui *ui, const char *args, struct buf *out)
{
	for (const struct view *const *row = views; *row; row++)
		if (view_available(*row, &ui->scene))
			complete_add(out, args, (*row)->name);
}

static int cycle_view(struct ui *ui, int direction)
{
	int count = 0, at = 0;

	while (views[count]) {
		if (views[count] == ui->view || (ui->view->overlay && views[count] == ui->under))
			at = count;
		count++;
	}
	for (int i = 1; i <= count; i++) {
		/* With a session, the start screen is skipped; it has a key. */
		int next = ((at + direction * i) % count + count) % count;

		if (views[next]->overlay || (next == 0 && ui->scene.session) ||
		    !view_available(views[next], &ui->scene))
			continue;
		ui_show(ui, views[next]);
		return 0;
	}
	return 0;
}

int command_next_view(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	return cycle_view(ui, 1);
}

int command_previous_view(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	return cycle_view(ui, -1);
}

int command_enter(struct ui *ui, const char *args, struct err *err)
{
	if (!ui->view->enter) {
		if (ui->scene.session)
			return command_take(ui, args, err);
		return 0;
	}
	struct buf command;

	buf_init(&command);

	int result = ui->view->enter(&ui->scene, &command, err);

	if (result == 0 && command.length)
		ui_run(ui, command.data); /* shows its own errors */
	buf_release(&command);
	return result;
}

int command_close(struct ui *ui, const char *args, struct err *err)
{
	struct steps_list *steps = steps_of(&ui->scene);

	(void)args;
	(void)err;
	if (ui->searching)
		ui->searching = false;
	else if (ui->view->overlay)
		ui_show(ui, ui->under ? ui->under : views[ui->scene.session ? 1 : 0]);
	else if (steps->open_process >= 0)
		steps->open_process = steps->open_action = -1;
	else if (ui->scene.session && ui->view != views[1])
		ui_show(ui, views[1]);
	return 0;
}

int command_help(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	if (strcmp(ui->view->name, "help") == 0)
		return command_close(ui, args, err);
	return command_view(ui, "help", err);
}

int command_redraw(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	ui->redraw = true;
	return 0;
}

int command_suspend(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	ui->suspend = true;
	return 0;
}

int command_interrupt(struct ui *ui, const char *args, struct err *err)
{
	return command_quit(ui, args, err);
}

int command_disabled(struct ui *ui, const char *args, struct err *err)
{
	if (parse_switch(args, &ui->scene.show_disabled, err) < 0)
		return -1;
	ui_say(ui, ui->scene.show_disabled ? "disabled steps are shown, with the reasons"
	                                   : "disabled steps are not shown");
	return 0;
}

/* --- the cursor ------------------------------------------------------------- */

static const char *const move_names[] = {
	[MOVE_UP] = "up",           [MOVE_DOWN] = "down",           [MOVE_LEFT] = "left",
	[MOVE_RIGHT] = "right",     [MOVE_PAGE_UP] = "page-up",     [MOVE_PAGE_DOWN] = "page-down",
	[MOVE_HALF_UP] = "half-up", [MOVE_HALF_DOWN] = "half-down", [MOVE_HOME] = "home",
	[MOVE_END] = "end",
};
enum { MOVE_MOST = 1000000, MOVE_COUNT = sizeof(move_names) / sizeof(move_names[0]) };

int command_move(struct ui *ui, const char *args, struct err *err)
{
	size_t length = strcspn(args, " ");
	int64_t count = 1;

	if (args[length] && !number_is(args + length + 1, 1, MOVE_MOST, &count)) {
		err_set(err, "\"%s\" is not a count", args + length + 1);
		return err_remedy(err, "give a number from 1 to %d", MOVE_MOST);
	}

	for (int i = 0; i < MOVE_COUNT; i++) {
		if (strlen(move_names[i]) != length || strncmp(move_names[i], args, length) != 0)
			continue;
		if (ui->view->move)
			ui->view->move(&ui->scene, (enum move)i, (int)count);
		else
			list_move(ui_list(ui), (enum move)i, (int)count);
		return 0;
	}
	err_set(err, "unknown direction \"%s\"", args);
	return err_remedy(err, "Tab after :move lists them");
}

void complete_move(struct ui *ui, const char *args, struct buf *out)
{
	(void)ui;
	for (int i = 0; i < MOVE_COUNT; i++)
		complete_add(out, args, move_names[i]);
}

int command_row(struct ui *ui, const char *args, struct err *err)
{
	struct list *list = ui_list(ui);
	int64_t row;

	if (!number_is(args, 1, list->count, &row)) {
		err_set(err, "no row \"%s\"", args);
		return err_remedy(err, "the list has %d", list->count);
	}
	list->cursor = (int)row - 1;
	list_settle(list, list->count, list->rows);
	return 0;
}

/* --- search ----------------------------------------------------------------- */

/* The text of a row of the list; false if there is none. */
static bool row_text(struct ui *ui, int row, struct buf *out)
{
	buf_clear(out);
	if (ui->view->row_text) {
		ui->view->row_text(&ui->scene, row, out);
		return true;
	}
	if (ui->view->list || !ui->scene.session || (size_t)row >= steps_of(&ui->scene)->count)
		return false;

	const struct step_row *step = &steps_of(&ui->scene)->rows[row];
	const struct model *model = ui->scene.session->model;

	if (step->kind == ROW_DISABLED)
		buf_printf(out, "%s %s", model->processes[step->process].name,
		           model->actions[step->action].name);
	else
		step_show(model, &ui->scene.session->now.steps[step->first], out);
	return true;
}

/* In play, the steps of the line are searched too, after the list of steps; in a recording, which has only
 * one step to take, before it. */
static bool searches_steps(const struct ui *ui)
{
	return ui->scene.session && ui->view == views[1];
}

static int search_on(struct ui *ui, int direction, struct err *err)
{
	struct list *list = ui_list(ui);
	struct buf text;
	bool found = false;

	if (!*ui->search) {
		err_set(err, "no search yet");
		return err_remedy(err, "press / and type a text");
	}
	ui->searching = true; /* even if nothing is found, n searches until Esc */
	if (ui->search_kind == SEARCH_VALUES)
		return find_value(ui, direction, err);
	if (searches_steps(ui) && (ui->scene.session->model->recording || ui->search_kind == SEARCH_STEPS) &&
	    find_step(ui, ui->search, direction))
		return 0;
	buf_init(&text);
	for (int i = 1; i <= list->count && !found; i++) {
		if (!progress_at("searching", (size_t)i, (size_t)list->count))
			break;

		int row = ((list->cursor + direction * i) % list->count + list->count) % list->count;

		if (!row_text(ui, row, &text))
			break;
		if (!text_has(text.data, ui->search))
			continue;
		found = true;
		if (direction > 0 ? row <= list->cursor : row >= list->cursor)
			ui_say(ui, "%s",
			       i == list->count ? "this is the only match"
			       : direction > 0  ? "search wrapped to the top"
			                        : "search wrapped to the bottom");
		list->cursor = row;
		list_settle(list, list->count, list->rows);
	}
	buf_release(&text);
	if (found)
		return 0;
	if (searches_steps(ui) && find_step(ui, ui->search, direction)) {
		ui->search_kind = SEARCH_STEPS;
		return 0;
	}
	if (progress_stopped())
		return err_set(err, "search stopped; \"%s\" was not found so far", ui->search);
	err_set(err, "pattern not found: \"%s\"", ui->search);
	return searches_steps(ui) ? err_remedy(err, "f finds values of the state") : -1;
}

static int search(struct ui *ui, int direction, struct err *err)
{
	progress_begin();

	int result = search_on(ui, direction, err);

	progress_end();
	return result;
}

int command_search(struct ui *ui, const char *args, struct err *err)
{
	if (*args) {
		strncpy(ui->search, args, sizeof(ui->search) - 1);
		ui->search[sizeof(ui->search) - 1] = '\0';
	}
	ui->search_kind = SEARCH_LIST;
	return search(ui, 1, err);
}

int command_search_next(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	return search(ui, 1, err);
}

int command_search_previous(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	return search(ui, -1, err);
}
