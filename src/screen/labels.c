/*
 * What a model's names are to people: labels of steps, hues of processes, paths
 * in words.
 *
 * Labels leave out what the place already says (the process of a lane, the role that
 * an action's name begins with); full names stand in the program and in step texts.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/recording.h>
#include <heddle/utf8.h>
#include "screen/short_name.h"
#include "views/views.h"

enum { NAME_MOST = 12 };

static int by_name(const void *left, const void *right, void *model)
{
	const struct model_process *processes = ((const struct model *)model)->processes;

	return strcmp(processes[*(const uint16_t *)left].name,
	              processes[*(const uint16_t *)right].name);
}

/* All processes by name, sorted once: there may be as many as a state has keys. */
static const uint16_t *processes_by_name(struct ui *ui)
{
	const struct model *model = ui->session->model;
	struct views_memory *memory = views_memory(ui);

	if (memory->processes)
		return memory->processes;
	memory->processes = mem_array(model->process_count + 1, sizeof(*memory->processes));
	for (unsigned i = 0; i < model->process_count; i++)
		memory->processes[i] = (uint16_t)i;
	qsort_r(memory->processes, model->process_count, sizeof(*memory->processes), by_name,
	        ui->session->model);
	return memory->processes;
}

int process_of(struct ui *ui, const struct value *key)
{
	const uint16_t *order = processes_by_name(ui);
	const struct model *model = ui->session->model;
	const char *name = value_text(key);
	unsigned low = 0, high = name ? model->process_count : 0;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int compared = strcmp(model->processes[order[middle]].name, name);

		if (compared == 0)
			return order[middle];
		if (compared < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

const bool *processes_acting(struct ui *ui)
{
	struct views_memory *memory = views_memory(ui);
	const struct history *history = ui->session->history;
	size_t count = history_count(history);

	if (!memory->acts)
		memory->acts = mem_array(ui->session->model->process_count + 1, sizeof(bool));
	for (; memory->acts_count < count; memory->acts_count++) {
		const struct step *step = history_step(history, (uint32_t)memory->acts_count);

		if (step) /* an inert step is nobody's */
			memory->acts[step->process] = true;
	}
	return memory->acts;
}

unsigned process_style(int process)
{
	return process < 0 ? STYLE_PLAIN : STYLE_PROCESS_1 + (unsigned)process % 6;
}

static bool starts_with_role(const char *name, const char *role)
{
	size_t length = role ? strlen(role) : 0;

	return length && toupper((unsigned char)role[0]) == name[0] &&
	       strncmp(name + 1, role + 1, length - 1) == 0 && isupper((unsigned char)name[length]);
}

const char *action_label(const struct model *model, unsigned action)
{
	const char *name = model->actions[action].name;

	if (starts_with_role(name, model->actions[action].role))
		name += strlen(model->actions[action].role);
	return name;
}

void step_label(const struct model *model, const struct step *step, struct buf *out)
{
	const struct model_action *action = &model->actions[step->action];

	buf_add_text(out, action_label(model, step->action));
	for (unsigned i = 0; i < step->choice_count && i < action->choice_count; i++) {
		buf_add_char(out, ' ');
		if (step->choice[i] < action->choice[i]->count)
			buf_add_text(out, action->choice[i]->names[step->choice[i]]);
	}
}

static void add_place(const struct model *model, const void *from, struct buf *out)
{
	size_t length = out->length;

	if (!model->recording)
		return;
	buf_add_char(out, ' ');
	recording_place(model, from, out);
	if (out->length == length + 1) {
		out->length = length;
		out->data[length] = '\0';
	}
}

void node_place(struct session *session, uint32_t node, struct buf *out)
{
	if (history_step(session->history, node))
		add_place(session->model,
		          history_state(session->history, history_parent(session->history, node)),
		          out);
}

void node_label(struct session *session, uint32_t node, struct buf *out)
{
	step_label(session->model, history_step(session->history, node), out);
	node_place(session, node, out);
}

void next_label(const struct session *session, const struct step *step, struct buf *out)
{
	step_label(session->model, step, out);
	add_place(session->model, session->now.state, out);
}

static int action_width(const struct model *model, unsigned at)
{
	const struct model_action *action = &model->actions[at];
	int width = (int)utf8_width(action_label(model, at));

	for (unsigned i = 0; i < action->choice_count; i++) {
		int name = 0;

		for (uint32_t k = 0; k < action->choice[i]->count; k++) {
			int one = (int)utf8_width(action->choice[i]->names[k]);

			if (one > name)
				name = one;
		}
		width += 1 + name;
	}
	return width;
}

int process_label_width(const struct model *model, unsigned process)
{
	int widest = 0;

	for (unsigned i = 0; i < model->action_count; i++) {
		int width = model_takes(model, process, i) ? action_width(model, i) : 0;

		if (width > widest)
			widest = width;
	}
	return widest;
}

/* Columns that the widest label and the widest name take; measured once of a recording, which may
 * have very many, and once a change of a design, which may grow. */
static void measure(struct ui *ui)
{
	struct views_memory *memory = views_memory(ui);
	const struct model *model = ui->session->model;

	if (memory->measured == (model->recording ? 0 : ui->session->generation))
		return;
	memory->measured = model->recording ? 0 : ui->session->generation;
	memory->label_width = 0;
	memory->name_width = 1;
	for (unsigned i = 0; i < model->action_count; i++) {
		int width = action_width(model, i);

		if (width > memory->label_width)
			memory->label_width = width;
	}
	if (model->recording && recording_place_width(model))
		memory->label_width += 1 + recording_place_width(model);
	for (unsigned i = 0; i < model->process_count; i++) {
		int width = (int)utf8_width(model->processes[i].name);

		if (!model->processes[i].silent && width > memory->name_width)
			memory->name_width = width;
	}
	if (memory->name_width > NAME_MOST)
		memory->name_width = NAME_MOST;
}

int step_label_width(struct ui *ui)
{
	measure(ui);
	return views_memory(ui)->label_width;
}

int process_name_width(struct ui *ui)
{
	measure(ui);
	return views_memory(ui)->name_width;
}

const char *process_short_name(struct ui *ui, unsigned process)
{
	struct views_memory *memory = views_memory(ui);
	const struct model *model = ui->session->model;
	unsigned count = model->process_count;

	if (!memory->short_processes) {
		const char **names = mem_array(count + 1, sizeof(*names));
		int *widths = mem_array(count + 1, sizeof(*widths));

		for (unsigned i = 0; i < count; i++) {
			names[i] = model->processes[i].name;
			widths[i] = process_name_width(ui);
		}
		memory->short_processes = short_names(names, widths, count, ui->ascii);
		memory->short_process_count = count;
		free(names);
		free(widths);
	}
	return memory->short_processes[process];
}

static int variables_by_name(const void *left, const void *right, void *model)
{
	const struct model_variable *variables = ((const struct model *)model)->variables;

	return strcmp(variables[*(const unsigned *)left].name,
	              variables[*(const unsigned *)right].name);
}

/* All variables by name, sorted once. */
static const unsigned *variable_order(struct ui *ui)
{
	struct views_memory *memory = views_memory(ui);
	unsigned count = ui->session->model->variable_count;

	if (memory->variables)
		return memory->variables;
	memory->variables = mem_array(count + 1, sizeof(*memory->variables));
	for (unsigned i = 0; i < count; i++)
		memory->variables[i] = i;
	qsort_r(memory->variables, count, sizeof(*memory->variables), variables_by_name,
	        ui->session->model);
	return memory->variables;
}

unsigned path_variable(struct ui *ui, const char *path)
{
	const struct model *model = ui->session->model;
	const unsigned *order = variable_order(ui);
	unsigned low = 0, high = model->variable_count;
	size_t length = strcspn(path, ".[");

	if (!length) /* an odd name, spelled in brackets: the order by name does not find it */
		return model_variable_of_path(model, path);
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		const char *name = model->variables[order[middle]].name;
		int compared = strncmp(name, path, length);

		if (compared == 0 && !name[length])
			return order[middle];
		if (compared < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return model->variable_count;
}

void path_words(struct ui *ui, const char *path, struct buf *out)
{
	const struct model *model = ui->session->model;
	unsigned at = path_variable(ui, path);

	if (at < model->variable_count && *path != '[') {
		const struct model_variable *variable = &model->variables[at];

		path += strlen(variable->name);
		if (variable->kind != VARIABLE_PROCESSES || *path != '.')
			buf_add_text(out, variable->title ? variable->title : variable->name);
		else
			path++;
	}
	for (; *path; path++)
		buf_add_char(out, *path == '.' ? ' ' : *path);
}

/* --- rectangles ------------------------------------------------------------- */

struct rect rect_rows(struct rect area, int from, int count)
{
	if (from > area.height)
		from = area.height;
	if (count > area.height - from)
		count = area.height - from;
	return (struct rect){ area.x, area.y + from, area.width, count < 0 ? 0 : count };
}

struct rect rect_columns(struct rect area, int from, int count)
{
	if (from > area.width)
		from = area.width;
	if (count > area.width - from)
		count = area.width - from;
	return (struct rect){ area.x + from, area.y, count < 0 ? 0 : count, area.height };
}

void panel_heading(struct grid *grid, struct rect area, const char *title, const char *aside)
{
	int taken = aside ? (int)utf8_width(aside) : 0;

	if (area.height < 1)
		return;
	if (taken + 4 > area.width)
		taken = 0;
	if (taken)
		grid_text(grid, area.x + area.width - taken, area.y, taken, STYLE_DIM, aside);
	grid_text(grid, area.x, area.y, area.width - taken - (taken > 0), STYLE_TITLE, title);
}

void panel_rule(struct ui *ui, struct grid *grid, int x, int y, int width)
{
	(void)ui;
	grid_fill(grid, x, y, width, STYLE_RULE, U'─');
}

void panel_more(struct grid *grid, struct rect area, const struct list *list)
{
	int above = list->top, below = list->count - list->top - list->rows;
	char text[60] = "";

	if (above > 0 && below > 0)
		snprintf(text, sizeof(text), "+%d above, +%d more", above, below);
	else if (above > 0)
		snprintf(text, sizeof(text), "+%d above", above);
	else if (below > 0)
		snprintf(text, sizeof(text), "+%d more", below);

	int width = (int)strlen(text);

	if (width && width <= area.width && area.height > 0)
		grid_text(grid, area.x + area.width - width, area.y, width, STYLE_DIM, text);
}

void panel_select(struct grid *grid, struct rect row)
{
	for (int i = row.x; row.y < grid->height && i < row.x + row.width && i < grid->width; i++) {
		const struct cell *cell = &grid->cells[(size_t)row.y * (size_t)grid->width + (size_t)i];

		grid_restyle(grid, i, row.y, 1, cell->style | STYLE_SELECTED);
	}
}
