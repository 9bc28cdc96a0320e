/*
 * Whether a path exists, and a suggestion if it does not.
 *
 * Searches the states of the line, newest first.  For future states of a design, its cells give the answer;
 * parts inside a cell, such as a log entry, are searched for on a few random walks.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/suggest.h>
#include <heddle/value.h>

#include "session/session_private.h"

enum { WALKS = 8, WALK_LENGTH = 60 };

/* --- searching ------------------------------------------------------------------ */

static bool line_has(struct session *session, const char *path, const char *variable)
{
	struct arena *arena = arena_new();
	const struct model *model = session->model;
	const struct value *last = NULL;
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	bool found = false;
	for (size_t i = length; i-- > 0 && !found && progress_at("searching", length - i, length);) {
		const void *state = history_state(session->history, line[i]);
		const struct value *all = model->ops->describe(model, state, arena);
		const struct value *root = value_get(all, variable);
		/* Equal parts of a recording's states are shared, so compare pointers. */
		found = root != last && value_at(all, path) != NULL;
		last = model->recording ? root : NULL;
		if (!model->recording)
			arena_clear(arena);
	}
	arena_free(arena);
	return found;
}

static bool cells_have(const struct model *model, const char *path)
{
	for (unsigned i = 0; i < model->cell_count; i++)
		if (path_within(model->cells[i], path))
			return true;
	return false;
}

static bool walk_has(const struct model *model, const char *path, uint32_t seed, struct arena *arena)
{
	unsigned char *states[2] = { mem_alloc(model->state_size), mem_alloc(model->state_size) };
	bool found = false;
	model->ops->initial(model, states[0]);
	for (int i = 0; i < WALK_LENGTH && !found; i++) {
		struct step *steps;
		arena_clear(arena);
		size_t count = model_enabled(model, states[i % 2], arena, &steps);
		seed = seed * 1664525u + 1013904223u;
		if (!count || model->ops->apply(model, states[i % 2], &steps[(seed >> 8) % count],
		                                states[(i + 1) % 2]) != APPLY_OK)
			break;
		found = value_at(model->ops->describe(model, states[(i + 1) % 2], arena), path);
	}
	free(states[0]);
	free(states[1]);
	return found;
}

/* Replaces the index of a log entry by 1: all entries have the same parts. */
static char *first_entry(const struct model *model, unsigned variable, const char *path)
{
	size_t length = strcspn(path, "["), end = length + strcspn(path + length, "]");
	struct buf first;
	buf_init(&first);
	buf_add_text(&first, path);
	if (model->variables[variable].kind == VARIABLE_LOG && path[end] &&
	    strspn(path + length + 1, "0123456789") == end - length - 1 && end > length + 1) {
		buf_clear(&first);
		buf_add(&first, path, length);
		buf_add_text(&first, "[1]");
		buf_add_text(&first, path + end + 1);
	}
	return buf_detach(&first);
}

/* True if a reachable state may have the path. */
static bool design_has(const struct model *model, unsigned variable, const char *path)
{
	struct arena *arena = arena_new();
	char *first = first_entry(model, variable, path);
	bool found = cells_have(model, first);
	for (uint32_t seed = 0; seed < WALKS && !found; seed++)
		found = walk_has(model, first, seed, arena);
	free(first);
	arena_free(arena);
	return found;
}

/* --- suggesting --------------------------------------------------------------------- */

/* The offset of a path's last component. */
static size_t last_step(const char *path)
{
	size_t at = 0;
	unsigned depth = 0;
	for (size_t i = 0; path[i]; i++) {
		if (depth == 0 && (path[i] == '.' || path[i] == '['))
			at = i;
		depth += path[i] == '[';
		depth -= path[i] == ']' && depth;
	}
	return at;
}

static void offer_parts(struct nearest *nearest, const struct value *value)
{
	if (value->kind == VALUE_VARIANT)
		value = value->payload;
	for (uint32_t i = 0; i < value->count; i++)
		if ((value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION) &&
		    value_text(value->pairs[i].key))
			nearest_offer(nearest, value_text(value->pairs[i].key));
}

/* Shortens the path to its longest existing prefix and suggests the nearest name for the next component. */
static int no_such_path(struct session *session, const char *path, struct err *err)
{
	struct arena *arena = arena_new();
	const struct value *all = session->model->ops->describe(
	        session->model, history_state(session->history, session->now.node), arena);
	char *part = mem_strdup(path), *step = mem_strdup(path);
	const struct value *value = NULL;
	while (!value && last_step(part)) {
		size_t at = last_step(part);
		free(step);
		step = mem_strdup(part + at + 1);
		part[at] = '\0';
		value = value_at(all, part);
	}
	struct nearest nearest = nearest_to(step);
	err_set(err, "no state has \"%s\"", path);
	if (value)
		offer_parts(&nearest, value);
	if (nearest.name)
		err_remedy(err, "did you mean \"%s.%s\"?", part, nearest.name);
	else if (value && value->kind == VALUE_SET)
		err_remedy(err, "elements of a set have no path; use %s", part);
	else
		err_remedy(err, "Tab lists the parts");
	free(part);
	free(step);
	arena_free(arena);
	return -1;
}

int session_find_path(struct session *session, const char *path, struct err *err)
{
	const struct model *model = session->model;
	unsigned variable = model_variable_of_path(model, path);
	if (variable == model->variable_count) {
		char *name = mem_strdup(path);
		name[strcspn(name, ".[")] = '\0';
		struct nearest nearest = nearest_to(name);
		for (unsigned i = 0; i < model->variable_count; i++)
			nearest_offer(&nearest, model->variables[i].name);
		nearest_err(&nearest, "variable", err);
		if (nearest.name) {
			const struct value key = { .kind = VALUE_STRING, .text = nearest.name };
			struct buf spelled;

			/* ["x-y"] */
			buf_init(&spelled);
			value_path_field(&spelled, &key);
			err_remedy(err, spelled.data[0] == '[' ? "did you mean %s?" : "did you mean \"%s\"?",
			           spelled.data);
			buf_release(&spelled);
		}
		free(name);
		return -1;
	}
	if (line_has(session, path, model->variables[variable].name) ||
	    (!model->recording && design_has(model, variable, path)))
		return 0;
	if (progress_stopped())
		return err_set(err, "search stopped; \"%s\" was not found so far", path);
	return no_such_path(session, path, err);
}
