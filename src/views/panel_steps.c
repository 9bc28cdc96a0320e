/*
 * The list of steps, and below it the changes that the one under the cursor would make.
 *
 * This preview has fixed rows at the foot, so that moving the cursor moves nothing else.  In a wide panel
 * every row also shows its own changes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/quote.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { ROW_FOR_HINT = 20, HINT_ROOM = 5 };
enum { INLINE_LEAST = 62, LABEL_MOST = 40, MEASURED_MOST = 200 };

/* --- previews --------------------------------------------------------------- */

/* A new entry of a log, or another change. */
static void new_part(struct scene *scene, struct pen *pen, const struct change *change)
{
	const struct model *model = scene->session->model;
	unsigned variable = path_variable(scene, change->path);
	struct buf text;

	if (!change->old_value && change->new_value && variable < model->variable_count &&
	    model->variables[variable].kind == VARIABLE_LOG) {
		buf_init(&text);
		log_entry_text(change->new_value, model->recording, pen->grid->ascii, &text);
		pen_text(pen, STYLE_DIM, "+ ");
		pen_text(pen, STYLE_PLAIN, text.data);
		buf_release(&text);
		return;
	}
	pen_change(pen, STYLE_PLAIN, change);
}

/* The label of a path, without the process of the step and without the number of a log's entry. */
static void change_place(struct scene *scene, const struct change *change, int process, struct buf *out)
{
	buf_clear(out);
	const struct model *model = scene->session->model;

	path_label(scene, change->path, out);

	const char *name = process < 0 ? "" : model->processes[process].name;
	size_t length = strlen(name);
	char *bracket;

	if (length && strncmp(out->data, name, length) == 0 && out->data[length] == ' ')
		memmove(out->data, out->data + length + 1, out->length - length);
	if (!change->old_value && (bracket = strrchr(out->data, '[')) != NULL)
		*bracket = '\0';
	out->length = strlen(out->data);
	if (strcmp(out->data, CONTROL_FIELD) == 0)
		buf_clear(out);
}

/* The last word of a place that otherwise equals the one before it; else the whole place. */
static const char *rest_of_place(const char *place, const char *before)
{
	const char *word = strrchr(place, ' ');
	size_t length = word ? (size_t)(word - place) + 1 : 0;

	return length && strncmp(place, before, length) == 0 && !strchr(before + length, ' ') ? word + 1
	                                                                                      : place;
}

/* `before` is the change drawn before this one; or null. */
static void one_change(struct scene *scene, struct pen *pen, const struct change *change,
                       const struct change *before, int process)
{
	struct buf place, last;

	buf_init(&place);
	buf_init(&last);
	change_place(scene, change, process, &place);
	if (before)
		change_place(scene, before, process, &last);
	if (place.length) {
		pen_text(pen, STYLE_DIM, rest_of_place(place.data, last.data));
		pen_text(pen, STYLE_DIM, " ");
	}
	new_part(scene, pen, change);
	buf_release(&place);
	buf_release(&last);
}

/* All changes, in the rest of a row. */
static void inline_preview(struct scene *scene, struct pen *pen, const struct step_row *row)
{
	const struct change *changes;
	size_t count = step_preview(scene, row->first, &changes);

	for (size_t i = 0; i < count && !pen->full; i++) {
		if (i)
			pen_text(pen, STYLE_DIM, ", ");
		one_change(scene, pen, &changes[i], i ? &changes[i - 1] : NULL, row->process);
	}
	if (!count)
		pen_text(pen, STYLE_DIM, "changes nothing");
}

/* The columns of a change, measured by drawing it on a scratch grid. */
static int change_width(struct scene *scene, const struct change *change, const struct change *before,
                        int process)
{
	struct grid scratch;
	struct pen pen;

	grid_init(&scratch, MEASURED_MOST, 1, scene->ascii);
	pen = pen_at(&scratch, 0, 0, MEASURED_MOST);
	one_change(scene, &pen, change, before, process);
	grid_release(&scratch);
	return pen.x + 2;
}

static void foot_of_step(struct scene *scene, struct grid *grid, struct rect area, const struct step_row *row)
{
	const struct change *changes;
	size_t count = step_preview(scene, row->first, &changes);
	int y = 0;
	struct pen pen = pen_at(grid, area.x, area.y, area.width);

	if (!count)
		pen_text(&pen, STYLE_DIM, "changes nothing");
	for (size_t i = 0; i < count && !(pen.full && y + 1 >= area.height); i++) {
		const struct change *before = i ? &changes[i - 1] : NULL;
		int width = change_width(scene, &changes[i], before, row->process);

		if (pen.x > area.x) {
			if (pen.end - pen.x < width && y + 1 < area.height) {
				y++;
				pen = pen_at(grid, area.x, area.y + y, area.width);
			} else {
				pen_text(&pen, STYLE_DIM, "  ");
			}
		}
		one_change(scene, &pen, &changes[i], before, row->process);
	}
}

/* The changes of the row under the cursor, or why it cannot be taken. */
static void draw_foot(struct scene *scene, struct grid *grid, struct rect area, const struct step_row *row)
{
	const struct session_now *now = &scene->session->now;
	const struct model *model = scene->session->model;
	struct rect inner = { area.x + 3, area.y, area.width - 3, area.height };

	if (area.height < 1 || inner.width < 8)
		return;
	if (row->kind == ROW_DISABLED) {
		const struct disabled_step *step = &now->disabled[row->first];
		struct buf text;

		buf_init(&text);
		buf_printf(&text, "%s cannot %s: %s", model->processes[step->process].name,
		           model_action_label(model, step->action), step->reason);
		grid_text(grid, area.x + 1, area.y, 1, STYLE_BOLD, scene_symbol(scene, SYMBOL_BROKEN));
		grid_wrap(grid, inner.x, inner.y, inner.width, inner.height, STYLE_PLAIN, text.data);
		buf_release(&text);
	} else if (row->kind == ROW_GROUP) {
		grid_text(grid, area.x + 1, area.y, 1, STYLE_BOLD, "…");
		const struct model_action *action = &model->actions[row->action];
		struct buf text;

		buf_init(&text);
		buf_printf(&text, "%u ways:", row->count);
		for (const char *const *choose = action->chooses; choose && *choose; choose++)
			buf_printf(&text, "%s %s", choose == action->chooses ? "" : ",", *choose);
		grid_wrap(grid, inner.x, inner.y, inner.width, inner.height, STYLE_PLAIN, text.data);
		buf_release(&text);
	} else {
		grid_text(grid, area.x + 1, area.y, 2, STYLE_BOLD, scene_symbol(scene, SYMBOL_ARROW));
		foot_of_step(scene, grid, inner, row);
	}
}

/* --- rows ------------------------------------------------------------------- */

/* The action of a group, with the leading choices that all its steps share. */
static void group_label(const struct scene *scene, const struct step_row *row, struct buf *out)
{
	const struct model *model = scene->session->model;
	const struct step *steps = &scene->session->now.steps[row->first];
	const struct model_action *action = &model->actions[row->action];

	buf_add_text(out, model_action_label(model, row->action));
	for (unsigned i = 0; i < steps[0].choice_count; i++) {
		for (uint32_t j = 1; j < row->count; j++)
			if (steps[j].choice[i] != steps[0].choice[i])
				return;
		buf_add_char(out, ' ');
		quote_put(out, action->choice[i]->names[steps[0].choice[i]]);
	}
}

/* A step inside an open group: only its choices. */
static void choices_label(const struct model *model, const struct step *step, struct buf *out)
{
	const struct model_action *action = &model->actions[step->action];

	for (unsigned i = 0; i < step->choice_count; i++) {
		buf_add_text(out, i ? " " : "");
		quote_put(out, action->choice[i]->names[step->choice[i]]);
	}
}

static void draw_name(struct scene *scene, struct pen *pen, const struct step_row *row, int width)
{
	const struct model_process *process = &scene->session->model->processes[row->process];
	unsigned style = row->kind == ROW_DISABLED ? STYLE_DIM : process_style(row->process) | STYLE_STRONG;
	int x = pen->x;

	if (row->inside || process->silent) {
		pen_gap(pen, width + 1);
		return;
	}

	struct pen name = pen_at(pen->grid, x, pen->y, width);

	pen_text(&name, style, process_short_name(scene, row->process));
	pen_to(pen, x + width + 1);
}

static bool fits(const struct pen *pen, const char *text)
{
	return (int)utf8_width(text) + 2 <= pen->end - pen->x;
}

/* The reason why a step cannot be taken, shortened to fit; if the process is elsewhere, the states that the
 * action starts from.  The foot has it in full. */
static void disabled_label(struct scene *scene, struct pen *pen, const struct step_row *row)
{
	const struct model *model = scene->session->model;
	const char *reason = scene->session->now.disabled[row->first].reason;
	struct buf place;

	pen_text(pen, STYLE_DIM, model_action_label(model, row->action));
	if (at_place(scene->session, row->process, row->action)) {
		size_t length = strlen(reason);

		if (!fits(pen, reason) && strncmp(reason, "needs ", 6) == 0) {
			reason += 6;
			length = fits(pen, reason) ? length - 6 : strcspn(reason, ":");
		}
		pen_printf(pen, STYLE_DIM, "  %.*s", (int)length, reason);
		return;
	}
	buf_init(&place);
	buf_add_text(&place, "not at ");
	for (const char *const *at = model->actions[row->action].at; *at; at++)
		buf_printf(&place, "%s%s", at == model->actions[row->action].at ? "" : ", ", *at);
	if (fits(pen, place.data))
		pen_printf(pen, STYLE_DIM, "  %s", place.data);
	else if (fits(pen, "elsewhere"))
		pen_text(pen, STYLE_DIM, "  elsewhere");
	buf_release(&place);
}

/* The hint, right-aligned; the pen then ends before it. */
static void draw_hint(struct scene *scene, struct grid *grid, struct pen *pen, const struct step_row *row)
{
	struct buf text;
	int width;

	if (!hints_shown(scene) || pen->end - pen->x < ROW_FOR_HINT)
		return;
	pen->end -= HINT_ROOM + 2;
	if (row->kind == ROW_DISABLED)
		return;
	buf_init(&text);
	hint_text_nearest(scene, row->first, row->count, &text);
	width = (int)utf8_width(text.data);
	grid_text(grid, pen->end + 1 + (width < HINT_ROOM ? HINT_ROOM - width : 0), pen->y, HINT_ROOM,
	          hint_style(scene, row->first, row->count), text.data);
	buf_release(&text);
}

static void draw_row(struct scene *scene, struct grid *grid, struct rect area, const struct step_row *row,
                     int number, bool selected, int label_width)
{
	const struct model *model = scene->session->model;
	struct pen pen = pen_at(grid, area.x, area.y, area.width);
	struct buf label;
	int x;

	buf_init(&label);
	draw_hint(scene, grid, &pen, row);
	pen_text(&pen, STYLE_BOLD, selected ? scene_symbol(scene, SYMBOL_HERE) : " ");
	if (step_key(number))
		pen_printf(&pen, STYLE_KEY, "%c ", step_key(number));
	else
		pen_gap(&pen, 2);
	draw_name(scene, &pen, row, process_name_width(scene));
	x = pen.x;
	if (row->kind == ROW_DISABLED) {
		disabled_label(scene, &pen, row);
	} else if (row->kind == ROW_GROUP) {
		const struct steps_list *steps = steps_of(scene);
		bool open = steps->open_process == row->process && steps->open_action == (int)row->action;

		group_label(scene, row, &label);
		pen_text(&pen, STYLE_PLAIN, label.data);
		pen_text(&pen, STYLE_BOLD, open ? " ▾" : " …");
		pen_printf(&pen, STYLE_DIM, "  %u ways", row->count);
	} else {
		if (row->inside) {
			pen_gap(&pen, 2);
			choices_label(model, &scene->session->now.steps[row->first], &label);
		} else {
			next_label(scene->session, &scene->session->now.steps[row->first], &label);
		}
		pen_text(&pen, STYLE_PLAIN, label.data);
		if (area.width >= INLINE_LEAST) {
			pen_to(&pen, x + label_width + 2);
			inline_preview(scene, &pen, row);
		}
	}
	if (selected)
		panel_select(grid, area);
	buf_release(&label);
}

/* The rows of the preview at the foot. */
static int foot_height(struct rect area)
{
	if (area.height < 4)
		return 0;
	if (area.width >= INLINE_LEAST)
		return area.height < 8 ? 1 : 2;
	return area.height < 8 ? 1 : area.height < 11 ? 2 : 3;
}

/* The most rows that the list can ever have with all groups closed.  It gets no more on a tall screen, so
 * that the foot is close to it and does not move. */
static int most_rows(const struct scene *scene)
{
	const struct model *model = scene->session->model;
	int rows = 0;

	for (unsigned p = 0; p < model->process_count && rows < 1000; p++)
		for (unsigned a = 0; a < model->action_count; a++)
			rows += model_takes(model, p, a);
	return rows;
}

void panel_steps(struct scene *scene, struct grid *grid, struct rect area)
{
	struct steps_list *steps = steps_of(scene);
	int foot = foot_height(area), rows = area.height - 1 - foot - (area.height >= 16), number = 0;
	int label_width = step_label_width(scene);
	struct rect heading = { area.x + 1, area.y, area.width - 1, 1 };

	step_rows_settle(scene);
	if (area.height < 1 || area.width < 8)
		return;
	label_width = clamp(label_width, 0, LABEL_MOST);
	if (!scene->session->model->recording && steps->open_action < 0 && rows > most_rows(scene)) {
		area.height -= rows - most_rows(scene);
		rows = most_rows(scene);
	}
	list_settle(&steps->list, (int)steps->count, rows);
	panel_heading(grid, heading, "next");
	panel_more(grid, heading, &steps->list);
	for (int i = 0; i < steps->list.top; i++)
		number += steps->rows[i].kind != ROW_DISABLED;
	for (int i = 0; i < rows && steps->list.top + i < steps->list.count; i++) {
		int at = steps->list.top + i;
		const struct step_row *row = &steps->rows[at];
		struct rect part = { area.x, area.y + 1 + i, area.width, 1 };

		number += row->kind != ROW_DISABLED;
		draw_row(scene, grid, part, row, row->kind == ROW_DISABLED ? 0 : number,
		         at == steps->list.cursor, label_width);
		if (row->kind == ROW_DISABLED)
			scene_hit(scene, part, "row %d", at + 1);
		else
			scene_hit(scene, part, "take %d", number);
	}
	if (!steps->list.count && rows > 0)
		grid_wrap(grid, area.x + 3, area.y + 1, area.width - 3, rows, STYLE_DIM,
		          scene->session->model->recording ? "the recording ends here"
		                                           : "no process can take a step: deadlock");
	if (steps->list.count)
		draw_foot(scene, grid, (struct rect){ area.x, area.y + area.height - foot, area.width, foot },
		          &steps->rows[steps->list.cursor]);
}
