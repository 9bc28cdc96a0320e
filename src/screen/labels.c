/*
 * Labels of steps, processes and parts of a state.
 *
 * A label omits what its place shows already: the process of a lane, the role that an action's name begins
 * with.  The program and step texts have the full names.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/labels.h>
#include <heddle/mem.h>
#include <heddle/pen.h>
#include <heddle/quote.h>
#include <heddle/recording.h>
#include <heddle/utf8.h>

enum { NAME_MOST = 12 };

/* Null: not computed yet. */
struct kept {
	uint16_t *processes; /* in the order of their names */
	unsigned *variables; /* in the order of their names */
	char **short_processes;
	unsigned short_process_count;
	bool *acts;                  /* by process: a step of it was played */
	size_t acts_count;           /* nodes of the history that `acts` covers */
	int label_width, name_width; /* of the widest step and process */
	uint64_t measured; /* generation of the widths; UINT64_MAX: of a recording, where they stay */
};

static void release(void *of)
{
	struct kept *kept = of;

	free(kept->processes);
	free(kept->variables);
	if (kept->short_processes)
		short_names_free(kept->short_processes, kept->short_process_count);
	free(kept->acts);
}

static const struct keeper keeper = { .size = sizeof(struct kept), .release = release };

const char *variable_title(const struct model_variable *variable)
{
	return variable->title ? variable->title : variable->name;
}

int digit_count(size_t number)
{
	int digits = 1;

	for (; number >= 10; number /= 10)
		digits++;
	return digits;
}

const struct value *node_value(struct session *session, uint32_t node, struct arena *arena)
{
	return session->model->ops->describe(session->model, history_state(session->history, node), arena);
}

static int by_name(const void *left, const void *right, void *model)
{
	const struct model_process *processes = ((const struct model *)model)->processes;

	return strcmp(processes[*(const uint16_t *)left].name, processes[*(const uint16_t *)right].name);
}

/* All processes by name.  A recording may have as many as a state has keys. */
static const uint16_t *processes_by_name(struct scene *scene)
{
	const struct model *model = scene->session->model;
	struct kept *kept = scene_kept(scene, &keeper);

	if (kept->processes)
		return kept->processes;
	kept->processes = mem_array(model->process_count + 1, sizeof(*kept->processes));
	for (unsigned i = 0; i < model->process_count; i++)
		kept->processes[i] = (uint16_t)i;
	qsort_r(kept->processes, model->process_count, sizeof(*kept->processes), by_name,
	        scene->session->model);
	return kept->processes;
}

int process_of(struct scene *scene, const struct value *key)
{
	const uint16_t *order = processes_by_name(scene);
	const struct model *model = scene->session->model;
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

const bool *processes_acting(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct history *history = scene->session->history;
	size_t count = history_count(history);

	if (!kept->acts)
		kept->acts = mem_array(scene->session->model->process_count + 1, sizeof(bool));
	for (; kept->acts_count < count; kept->acts_count++) {
		const struct step *step = history_step(history, (uint32_t)kept->acts_count);

		if (step) /* not an inert step */
			kept->acts[step->process] = true;
	}
	return kept->acts;
}

unsigned process_style(int process)
{
	return process < 0 ? STYLE_PLAIN : STYLE_PROCESS_1 + (unsigned)process % 6;
}

void step_label(const struct model *model, const struct step *step, struct buf *out)
{
	const struct model_action *action = &model->actions[step->action];

	buf_add_text(out, model_action_label(model, step->action));
	for (unsigned i = 0; i < step->choice_count && i < action->choice_count; i++) {
		buf_add_char(out, ' ');
		if (step->choice[i] < action->choice[i]->count)
			quote_put(out, action->choice[i]->names[step->choice[i]]);
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
		          history_state(session->history, history_parent(session->history, node)), out);
}

void node_label(struct session *session, uint32_t node, struct buf *out)
{
	const struct step *step = history_step(session->history, node);

	assert(step && "the first node and inert nodes have no step");
	step_label(session->model, step, out);
	node_place(session, node, out);
}

void node_search_text(struct session *session, uint32_t node, struct buf *out)
{
	const char *bookmark = history_bookmark(session->history, node);
	const char *note = history_note(session->history, node);

	session_step_text(session, node, out);
	node_place(session, node, out);
	buf_printf(out, " %s %s", bookmark ? bookmark : "", note ? note : "");
}

void next_label(const struct session *session, const struct step *step, struct buf *out)
{
	step_label(session->model, step, out);
	add_place(session->model, session->now.state, out);
}

static int quoted_width(const char *name)
{
	struct buf quoted;
	int width;

	buf_init(&quoted);
	quote_put(&quoted, name);
	width = (int)utf8_width(quoted.data);
	buf_release(&quoted);
	return width;
}

static int action_width(const struct model *model, unsigned at)
{
	const struct model_action *action = &model->actions[at];
	int width = (int)utf8_width(model_action_label(model, at));

	for (unsigned i = 0; i < action->choice_count; i++) {
		int name = 0;

		for (uint32_t k = 0; k < action->choice[i]->count; k++) {
			int one = quoted_width(action->choice[i]->names[k]);

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

/* Measures the widest label and name: for a recording, which may have very many, once; for a design, whose
 * model may grow, after every change. */
static const struct kept *measured(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct model *model = scene->session->model;

	if (kept->measured == (model->recording ? UINT64_MAX : scene->session->generation))
		return kept;
	kept->measured = model->recording ? UINT64_MAX : scene->session->generation;
	kept->label_width = 0;
	kept->name_width = 1;
	for (unsigned i = 0; i < model->action_count; i++) {
		int width = action_width(model, i);

		if (width > kept->label_width)
			kept->label_width = width;
	}
	if (model->recording && recording_place_width(model))
		kept->label_width += 1 + recording_place_width(model);
	for (unsigned i = 0; i < model->process_count; i++) {
		int width = (int)utf8_width(model->processes[i].name);

		if (!model->processes[i].silent && width > kept->name_width)
			kept->name_width = width;
	}
	kept->name_width = clamp(kept->name_width, 0, NAME_MOST);
	return kept;
}

int step_label_width(struct scene *scene)
{
	return measured(scene)->label_width;
}

int process_name_width(struct scene *scene)
{
	return measured(scene)->name_width;
}

const char *process_short_name(struct scene *scene, unsigned process)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct model *model = scene->session->model;
	unsigned count = model->process_count;

	if (!kept->short_processes) {
		const char **names = mem_array(count + 1, sizeof(*names));
		int *widths = mem_array(count + 1, sizeof(*widths));

		for (unsigned i = 0; i < count; i++) {
			names[i] = model->processes[i].name;
			widths[i] = process_name_width(scene);
		}
		kept->short_processes = short_names(names, widths, count, scene->ascii);
		kept->short_process_count = count;
		free(names);
		free(widths);
	}
	return kept->short_processes[process];
}

static int variables_by_name(const void *left, const void *right, void *model)
{
	const struct model_variable *variables = ((const struct model *)model)->variables;

	return strcmp(variables[*(const unsigned *)left].name, variables[*(const unsigned *)right].name);
}

static const unsigned *variable_order(struct scene *scene)
{
	struct kept *kept = scene_kept(scene, &keeper);
	unsigned count = scene->session->model->variable_count;

	if (kept->variables)
		return kept->variables;
	kept->variables = mem_array(count + 1, sizeof(*kept->variables));
	for (unsigned i = 0; i < count; i++)
		kept->variables[i] = i;
	qsort_r(kept->variables, count, sizeof(*kept->variables), variables_by_name, scene->session->model);
	return kept->variables;
}

unsigned path_variable(struct scene *scene, const char *path)
{
	const struct model *model = scene->session->model;
	const unsigned *order = variable_order(scene);
	unsigned low = 0, high = model->variable_count;
	size_t length = strcspn(path, ".[");

	if (!length) /* an odd name, in brackets */
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

/* Whether a watched text is more than a path: it has operators outside of brackets. */
static bool is_expression(const char *text)
{
	unsigned depth = 0;
	bool quoted = false;

	for (; *text; text++) {
		if (*text == '"')
			quoted = !quoted;
		else if (*text == '\\' && quoted && text[1])
			text++;
		else if (*text == '[' && !quoted)
			depth++;
		else if (*text == ']' && !quoted && depth)
			depth--;
		else if (!quoted && !depth && strchr(" ()=<>{}'+", *text))
			return true;
	}
	return false;
}

void path_label(struct scene *scene, const char *path, struct buf *out)
{
	const struct model *model = scene->session->model;
	unsigned at = path_variable(scene, path);

	if (is_expression(path)) {
		buf_add_text(out, path);
		return;
	}

	if (at < model->variable_count && *path != '[') {
		const struct model_variable *variable = &model->variables[at];

		path += strlen(variable->name);
		if (variable->kind != VARIABLE_PROCESSES || *path != '.')
			buf_add_text(out, variable_title(variable));
		else
			path++;
	}
	for (; *path; path++)
		buf_add_char(out, *path == '.' ? ' ' : *path);
}

/* --- entries of logs -------------------------------------------------------- */

void log_entry_text(const struct value *entry, bool named, bool ascii, struct buf *out)
{
	if (entry->kind != VALUE_RECORD || named) {
		value_show_most(out, entry, ascii, ROW_BYTES);
		return;
	}
	if (entry->count == 1) { /* a lone value does not show what it is */
		value_show(out, entry->pairs[0].key, ascii);
		buf_add_char(out, ' ');
	}
	for (uint32_t i = 0; i < entry->count; i++) {
		if (i)
			buf_add_char(out, ' ');
		value_show_most(out, entry->pairs[i].value, ascii, ROW_BYTES);
	}
}
