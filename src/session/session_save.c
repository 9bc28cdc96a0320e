/*
 * From a session to a trace or a file.
 *
 * The states of the current line make a trace that any tool reads.  Next to it, the tree is saved as texts
 * of steps, from which heddle restores the session.  Rejected: saving the states of the whole tree, which
 * follow from the steps.
 *
 * Every state holds the whole log, so the states of a long line grow with its square.  Beyond SAVED_MOST
 * they are omitted: heddle needs only the steps, and writers of other formats report the omission.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/recording.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "session/session_private.h"

/* Parts of values in all states; half of the reader's limit, so that every saved file can be read. */
enum { SAVED_MOST = VALUES_MAX / 2 };

/* --- states ----------------------------------------------------------------- */

static struct trace_step show_step(struct arena *arena, const struct model *model, const struct step *step)
{
	const struct model_process *process = &model->processes[step->process];
	struct trace_step shown = { .action = arena_strdup(arena, model->actions[step->action].name) };
	if (process->silent)
		return shown;
	/* As in TLC: choices are bound inside the action, not arguments of it. */
	shown.arg_count = 1;
	shown.args = arena_array(arena, 1, sizeof *shown.args);
	shown.args[0] = value_string(arena, process->name);
	return shown;
}

/* True if the line ends at the end of the loaded lasso. */
static bool ends_in_loop(const struct session *session, const uint32_t *line, size_t length)
{
	return session->loop_end != UINT32_MAX && line[length - 1] == session->loop_end;
}

/* An upper bound on the parts that any format writes for the value; ITF writes a pair as a list of two. */
static size_t size_of(const struct value *value)
{
	size_t size = 2;
	if (value->kind == VALUE_SET || value->kind == VALUE_TUPLE)
		for (uint32_t i = 0; i < value->count; i++)
			size += size_of(value->items[i]);
	if (value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION)
		for (uint32_t i = 0; i < value->count; i++)
			size += 2 + size_of(value->pairs[i].value);
	return size;
}

/* Adds states of the line as long as they have fewer than `most` parts; always the first. */
static void add_states(struct session *session, struct trace *trace, size_t most)
{
	const struct model *model = session->model;
	struct history *history = session->history;
	struct arena *arena = trace->arena, *scratch = arena_new();
	size_t length;
	const uint32_t *line = history_line(history, &length);
	trace->loop = -1;
	if (ends_in_loop(session, line, length)) {
		trace->loop = history_depth(history, session->loop_start);
		if (session->loop_end != session->loop_start)
			trace->back = show_step(arena, model, history_step(history, line[--length]));
	}
	trace->states = arena_array(arena, length, sizeof *trace->states);
	trace->steps = length > 1 ? arena_array(arena, length - 1, sizeof *trace->steps) : NULL;
	size_t used = 0;
	for (size_t i = 0; i < length && (i == 0 || used < most); i++) {
		const void *state = history_state(history, line[i]);
		trace->states[i] = value_copy_shared(arena, i ? trace->states[i - 1] : NULL,
		                                     model->ops->describe(model, state, scratch));
		used += size_of(trace->states[i]);
		trace->state_count = i + 1;
		arena_clear(scratch);
		if (i)
			trace->steps[i - 1] = show_step(arena, model, history_step(history, line[i]));
	}
	if (trace->state_count < length) {
		trace->loop = -1;
		trace->back = (struct trace_step){ 0 };
	}
	arena_free(scratch);
	trace->var_count = model->variable_count;
	trace->vars = arena_array(arena, trace->var_count, sizeof *trace->vars);
	for (size_t i = 0; i < trace->var_count; i++)
		trace->vars[i] = arena_strdup(arena, model->variables[i].name);
	if (session->violation_node == UINT32_MAX ||
	    history_depth(history, session->violation_node) >= trace->state_count)
		return;
	for (unsigned i = 0; i < model->property_count && !trace->claims; i++)
		if (session->violation_broken >> i & 1)
			trace->claims = arena_strdup(arena, model->properties[i].name);
}

/* --- the tree --------------------------------------------------------------- */

static const char *copy_text(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

/* The number in the file, from 1, of each version that the tree mentions; 0: the present one and unused
 * ones. */
struct numbering {
	uint32_t *number;
	size_t count;
};

static void number_version(struct numbering *numbering, uint32_t version)
{
	if (!numbering->number[version])
		numbering->number[version] = (uint32_t)++numbering->count;
}

static struct numbering number_versions(struct session *session, struct arena *arena)
{
	struct play *play = play_of(session);
	const struct history *history = session->history;
	uint32_t present = history_present(history);
	struct numbering numbering = { .number = arena_array(arena, play->versions.count,
		                                             sizeof *numbering.number) };
	for (uint32_t i = 0; i < history_count(history); i++) {
		if (i && history_version(history, i) != present)
			number_version(&numbering, history_version(history, i));
		if (history_note(history, i) && history_note_version(history, i) != present)
			number_version(&numbering, history_note_version(history, i));
	}
	if ((session->title || session->description) && play->title_version != present)
		number_version(&numbering, play->title_version);
	return numbering;
}

static void add_versions(struct session *session, const struct numbering *numbering, struct arena *arena,
                         struct trace_meta *meta)
{
	struct play *play = play_of(session);
	struct buf text;
	meta->version_count = numbering->count;
	meta->versions = arena_array(arena, numbering->count, sizeof *meta->versions);
	for (uint32_t i = 0; i < play->versions.count; i++)
		if (numbering->number[i])
			version_to_meta(versions_at(&play->versions, i), arena,
			                &meta->versions[numbering->number[i] - 1]);
	meta->title_version =
	        session->title || session->description ? numbering->number[play->title_version] : 0;
	buf_init(&text);
	if (meta->title_version && session_titled_for(session, &text))
		meta->title_for = arena_strdup(arena, text.data);
	buf_release(&text);
}

/* Adds what concerns other versions: the step's, the note's, and inertness. */
static void add_past(const struct session *session, uint32_t i, const struct numbering *numbering,
                     struct arena *arena, struct trace_node *node)
{
	const struct history *history = session->history;
	struct buf text;
	buf_init(&text);
	node->version = i ? numbering->number[history_version(history, i)] : 0;
	node->inert = history_is_inert(history, i);
	node->reason = copy_text(arena, history_reason(history, i));
	if (node->version && !node->inert)
		node->was = copy_text(arena, history_text(history, i));
	if (history_note(history, i))
		node->note_version = numbering->number[history_note_version(history, i)];
	if (session_noted_for(session, i, false, &text))
		node->note_for = arena_strdup(arena, text.data);
	buf_release(&text);
}

static void add_nodes(struct session *session, struct arena *arena, struct trace_meta *meta)
{
	struct history *history = session->history;
	struct numbering numbering = number_versions(session, arena);
	struct buf text;
	buf_init(&text);
	add_versions(session, &numbering, arena, meta);
	meta->node_count = history_count(history);
	meta->nodes = arena_array(arena, meta->node_count, sizeof *meta->nodes);
	for (uint32_t i = 0; i < meta->node_count; i++) {
		struct trace_node *node = &meta->nodes[i];
		node->parent = history_parent(history, i);
		node->note = copy_text(arena, history_note(history, i));
		node->bookmark = copy_text(arena, history_bookmark(history, i));
		add_past(session, i, &numbering, arena, node);
		if (i == 0)
			continue;
		buf_clear(&text);
		session_step_text(session, i, &text);
		node->step = arena_strdup(arena, text.data);
	}
	buf_release(&text);
}

static void add_design(struct session *session, struct arena *arena, struct trace_meta *meta)
{
	const struct play *play = play_of(session);
	struct version own = *versions_at(&play->versions, history_present(session->history));
	own.scope = session->scope;
	version_to_meta(&own, arena, meta);
}

/* The node of the trace's last state. */
static uint32_t tip_of(struct session *session, const struct trace *trace)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	return line[trace->state_count <= length ? trace->state_count - 1 : length - 1];
}

static const char **copy_names(struct arena *arena, const struct name_list *list)
{
	const char **names = arena_array(arena, list->count + 1, sizeof *names);
	for (size_t i = 0; i < list->count; i++)
		names[i] = arena_strdup(arena, list->items[i]);
	return names;
}

static void add_visibility(const struct session *session, struct arena *arena, struct trace_meta *meta)
{
	meta->hidden = copy_names(arena, &session->hidden);
	meta->hidden_count = session->hidden.count;
	meta->watched = copy_names(arena, &session->watched);
	meta->watched_count = session->watched.count;
	meta->conditions = copy_names(arena, &session->conditions);
	meta->condition_count = session->conditions.count;
}

static struct trace *make_trace(struct session *session, size_t most)
{
	struct trace *trace = trace_new();
	struct trace_meta *meta = arena_alloc(trace->arena, sizeof *meta);
	if (session->design)
		add_states(session, trace, most);
	else
		recording_trace(session->model, trace);
	trace->format = "itf";
	trace->heddle = meta;
	meta->title = copy_text(trace->arena, session->title);
	meta->description = copy_text(trace->arena, session->description);
	trace->ended = copy_text(trace->arena, session->ended);
	for (size_t i = 0; i < session->remarks.count; i++)
		trace_remark(trace, "%s", session->remarks.items[i]);
	add_nodes(session, trace->arena, meta);
	if (session->design)
		add_design(session, trace->arena, meta);
	add_visibility(session, trace->arena, meta);
	meta->cursor = history_cursor(session->history);
	meta->tip = tip_of(session, trace);
	return trace;
}

struct trace *session_trace(struct session *session)
{
	return make_trace(session, SAVED_MOST);
}

struct trace *session_trace_tree(struct session *session)
{
	return make_trace(session, 0);
}

struct trace *session_trace_for(struct session *session, const struct trace_format *format)
{
	if (!session->design || !format->of_steps)
		return session_trace(session);
	struct trace *trace = session_trace_tree(session);
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	trace->heddle->tip = line[length - 1];
	if (ends_in_loop(session, line, length))
		trace->loop = history_depth(session->history, session->loop_start);
	return trace;
}

/* --- files ------------------------------------------------------------------ */

/* Writes the whole text and returns its format; null with `err` set. */
static const struct trace_format *make_text(struct session *session, const char *path, struct buf *text,
                                            struct buf *missing, struct err *err)
{
	const struct trace_format *format = trace_format_for_path(path);
	if (!format)
		format = trace_format_named("itf");
	if (!format->write) {
		err_set(err, "heddle reads %s but does not write it", format->name);
		err_remedy(err, "save as NAME.itf.json");
		return NULL;
	}
	struct trace *trace = session_trace_for(session, format);
	int result = format->write(trace, text, missing, err);
	trace_free(trace);
	return result == 0 ? format : NULL;
}

int session_may_replace(struct session *session, const char *path, struct err *err)
{
	struct buf text, missing;
	buf_init(&text);
	buf_init(&missing);
	int result = file_may_replace(path, err);
	if (result == 0 && !make_text(session, path, &text, &missing, err))
		result = -1;
	buf_release(&missing);
	buf_release(&text);
	return result;
}

int session_save(struct session *session, const char *path, bool replace, struct buf *lost, struct err *err)
{
	struct buf text, missing;
	buf_init(&text);
	buf_init(&missing);
	const struct trace_format *format = make_text(session, path, &text, &missing, err);
	int result = format ? file_write(path, text.data, text.length, replace, err) : -1;
	if (result == 0 && file_is_plain(path)) {
		session_set_text(&session->path, path);
		session->stamp = file_stamp_of(path);
		session->own_file = format == trace_format_named("itf");
		/* What the format cannot hold remains unsaved. */
		session->dirty = session->dirty && missing.length > 0;
		session->generation++;
	}
	if (result == 0 && lost)
		buf_add(lost, missing.data, missing.length);
	buf_release(&missing);
	buf_release(&text);
	return result;
}

bool session_file_changed(const struct session *session, const char *path)
{
	return session->path && strcmp(session->path, path) == 0 && session->stamp.inode &&
	       file_exists(path) && !file_stamp_fits(&session->stamp, path);
}
