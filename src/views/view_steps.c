/*
 * The rows of the list of steps: what can be taken, then what cannot.
 *
 * Choices of one action of one process come together in the model's order, so grouping is one
 * pass.  Of the steps that cannot be taken, those whose process stands at the right place and that
 * only a guard forbids come first: they are the interesting ones.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include "views/views.h"

static void add_row(struct ui *ui, struct step_row row)
{
	ui->step_rows = mem_grow(ui->step_rows, &ui->step_row_room, ui->step_row_count + 1,
	                         sizeof(*ui->step_rows));
	ui->step_rows[ui->step_row_count++] = row;
}

/* Steps from `first` on that are choices of one action of one process. */
static uint32_t run_length(const struct session_now *now, uint32_t first)
{
	uint32_t last = first;

	while (last < now->step_count && now->steps[last].process == now->steps[first].process &&
	       now->steps[last].action == now->steps[first].action)
		last++;
	return last - first;
}

static bool is_open(const struct ui *ui, const struct step *step)
{
	return ui->open_process == (int)step->process && ui->open_action == (int)step->action;
}

static void add_enabled(struct ui *ui)
{
	const struct session_now *now = &ui->session->now;
	bool opened = false;

	for (uint32_t i = 0; i < now->step_count;) {
		const struct step *step = &now->steps[i];
		uint32_t count = run_length(now, i);
		struct step_row row = { .kind = count > 1 ? ROW_GROUP : ROW_STEP,
			                .process = step->process,
			                .action = step->action,
			                .first = i,
			                .count = count };

		add_row(ui, row);
		if (count > 1 && is_open(ui, step)) {
			opened = true;
			row.kind = ROW_STEP;
			row.count = 1;
			row.inside = true;
			for (; row.first < i + count; row.first++)
				add_row(ui, row);
		}
		i += count;
	}
	if (!opened)
		ui->open_process = ui->open_action = -1;
}

bool at_place(const struct session *session, unsigned process, unsigned action)
{
	const struct model *model = session->model;
	const char *const *at = model->actions[action].at;
	const char *control = model->ops->control
	                              ? model->ops->control(model, session->now.state, process)
	                              : NULL;

	if (!at || !*at)
		return true;
	for (; control && *at; at++)
		if (strcmp(*at, control) == 0)
			return true;
	return false;
}

static void add_disabled(struct ui *ui)
{
	const struct session_now *now = &ui->session->now;

	if (!ui->show_disabled)
		return;
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < now->disabled_count; i++) {
			const struct disabled_step *step = &now->disabled[i];

			if (at_place(ui->session, step->process, step->action) == (pass == 0))
				add_row(ui, (struct step_row){ .kind = ROW_DISABLED,
				                               .process = (uint16_t)step->process,
				                               .action = step->action,
				                               .first = i,
				                               .count = 1 });
		}
}

/* How well a row continues the one the cursor stood on: after a step the process counts, and what it
 * can do; after a group was opened or closed, the very row. */
static int likeness(const struct step_row *row, const struct step_row *old, bool stepped)
{
	int like = 0;

	if (row->process == old->process)
		like += stepped && row->kind == ROW_DISABLED ? 1 : 4;
	if (like && row->action == old->action)
		like += 2;
	if (!stepped && row->kind == old->kind && row->first == old->first &&
	    row->inside == old->inside)
		like += 20;
	return like;
}

/* Where the line goes on, the cursor stands on the step that it takes: Enter follows a trace that
 * was opened, and takes again what was undone.  Returns the row, -1 at the end of the line. */
static int row_of_line(const struct ui *ui)
{
	const struct session *session = ui->session;
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	const struct step *next;

	if (session->now.depth + 1 >= length)
		return -1;
	next = history_step(session->history, line[session->now.depth + 1]);
	for (size_t i = 0; i < ui->step_row_count; i++) {
		const struct step_row *row = &ui->step_rows[i];

		for (uint32_t j = 0; row->kind != ROW_DISABLED && j < row->count; j++)
			if (step_equal(&session->now.steps[row->first + j], next))
				return (int)i;
	}
	return -1;
}

void ui_step_rows(struct ui *ui)
{
	struct step_row old = { 0 };
	bool had = (size_t)ui->steps.cursor < ui->step_row_count, stepped;
	int best = 0;

	if (!ui->session) {
		ui->step_row_count = 0;
		return;
	}
	stepped = ui->step_rows_generation != ui->session->generation;
	if (had)
		old = ui->step_rows[ui->steps.cursor];
	ui->step_rows_generation = ui->session->generation;
	ui->step_row_count = 0;
	add_enabled(ui);
	add_disabled(ui);
	ui->steps.count = (int)ui->step_row_count;
	for (size_t i = 0; had && i < ui->step_row_count; i++) {
		int like = likeness(&ui->step_rows[i], &old, stepped);

		if (like > best) {
			best = like;
			ui->steps.cursor = (int)i;
		}
	}
	if (!had)
		ui->steps.cursor = 0;
	if (stepped && row_of_line(ui) >= 0)
		ui->steps.cursor = row_of_line(ui);
	if (ui->steps.cursor >= ui->steps.count)
		ui->steps.cursor = ui->steps.count ? ui->steps.count - 1 : 0;
}
