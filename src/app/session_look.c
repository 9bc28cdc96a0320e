/*
 * What a person wants to see of the states: hidden variables and watched paths.
 *
 * Both are plain lists of names that live with the session, so that they are saved with it; a
 * hidden variable is left out where the present is derived, so that no view has to know.
 */
#include "session_private.h"

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/nearest.h>
#include <heddle/value.h>

#include <stdlib.h>
#include <string.h>

static size_t find(const struct name_list *list, const char *name)
{
	size_t i = 0;
	while (i < list->count && strcmp(list->items[i], name) != 0)
		i++;
	return i;
}

bool name_list_has(const struct name_list *list, const char *name)
{
	return find(list, name) < list->count;
}

bool name_list_add(struct name_list *list, const char *name)
{
	if (name_list_has(list, name))
		return false;
	list->items = mem_resize(list->items, list->count + 1, sizeof *list->items);
	list->items[list->count++] = mem_strdup(name);
	return true;
}

static bool drop(struct name_list *list, const char *name)
{
	size_t at = find(list, name);
	if (at == list->count)
		return false;
	free(list->items[at]);
	list->count--;
	memmove(list->items + at, list->items + at + 1, (list->count - at) * sizeof *list->items);
	return true;
}

void name_list_clear(struct name_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct name_list){ 0 };
}

/* --- hiding ----------------------------------------------------------------- */

static bool is_variable(const struct model *model, const char *name, struct nearest *nearest)
{
	bool known = false;
	for (unsigned i = 0; i < model->variable_count; i++) {
		known |= strcmp(model->variables[i].name, name) == 0;
		nearest_offer(nearest, model->variables[i].name);
	}
	return known;
}

int session_hide(struct session *session, const char *variable, struct err *err)
{
	struct nearest nearest = nearest_to(variable);
	if (!is_variable(session->model, variable, &nearest))
		return nearest_err(&nearest, "variable", err);
	if (session->hidden.count + 1 >= session->model->variable_count &&
	    !name_list_has(&session->hidden, variable)) {
		err_set(err, "%s is the last variable in sight", variable);
		return err_remedy(err, "show another one first");
	}
	if (name_list_add(&session->hidden, variable))
		session_refresh(session);
	return 0;
}

int session_unhide(struct session *session, const char *variable, struct err *err)
{
	struct nearest nearest = nearest_to(variable ? variable : "");
	if (!variable) {
		name_list_clear(&session->hidden);
	} else if (!drop(&session->hidden, variable)) {
		if (!is_variable(session->model, variable, &nearest))
			return nearest_err(&nearest, "variable", err);
		return err_set(err, "%s is not hidden", variable);
	}
	session_refresh(session);
	return 0;
}

const struct value *session_visible(const struct session *session, const struct value *description,
                                    struct arena *arena)
{
	if (!session->hidden.count || description->kind != VALUE_RECORD)
		return description;
	struct value_pair *pairs = mem_array(description->count + 1, sizeof *pairs);
	size_t count = 0;
	for (uint32_t i = 0; i < description->count; i++) {
		const char *name = value_text(description->pairs[i].key);
		if (!name || !name_list_has(&session->hidden, name))
			pairs[count++] = description->pairs[i];
	}
	const struct value *visible = value_record(arena, pairs, count);
	free(pairs);
	return visible;
}

bool session_hides(const struct session *session, const char *path)
{
	for (size_t i = 0; i < session->hidden.count; i++) {
		size_t length = strlen(session->hidden.items[i]);
		if (strncmp(session->hidden.items[i], path, length) == 0 &&
		    (!path[length] || path[length] == '.' || path[length] == '['))
			return true;
	}
	return false;
}

/* --- watching --------------------------------------------------------------- */

int session_watch_path(struct session *session, const char *path, struct err *err)
{
	size_t length = strcspn(path, ".[");
	char *variable = mem_strdup(path);
	variable[length] = '\0';
	struct nearest nearest = nearest_to(variable);
	bool known = is_variable(session->model, variable, &nearest);
	if (!known)
		nearest_err(&nearest, "variable", err);
	free(variable);
	if (!known)
		return -1;
	/* A part that is not there now may be there in another step. */
	if (!name_list_has(&session->watched, path) && session->watched.count >= WATCHED_MAX) {
		err_set(err, "%d paths are watched, and no more can be", WATCHED_MAX);
		return err_remedy(err, "stop watching one with :unwatch");
	}
	if (name_list_add(&session->watched, path))
		session->generation++;
	return 0;
}

int session_unwatch_path(struct session *session, const char *path, struct err *err)
{
	struct nearest nearest = nearest_to(path ? path : "");
	if (!path) {
		name_list_clear(&session->watched);
	} else if (!drop(&session->watched, path)) {
		for (size_t i = 0; i < session->watched.count; i++)
			nearest_offer(&nearest, session->watched.items[i]);
		return nearest_err(&nearest, "watched path", err);
	}
	session->generation++;
	return 0;
}

/* --- lassos ----------------------------------------------------------------- */

bool session_closes(struct session *session, unsigned *to)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	if (session->loop_end == session->loop_start || line[length - 1] != session->loop_end)
		return false;
	*to = history_depth(session->history, session->loop_start);
	return true;
}

void session_where(struct session *session, size_t depth, struct buf *out)
{
	size_t length;
	unsigned to;
	history_line(session->history, &length);
	size_t steps = length - 1;
	bool closes = session_closes(session, &to);
	if (closes && depth == steps--) {
		if (to == steps)
			buf_printf(out, "stuttering after step %zu", steps);
		else if (to)
			buf_printf(out, "back to step %u", to);
		else
			buf_add_text(out, "back to the start");
	} else {
		buf_printf(out, "step %zu of %zu", depth, steps);
	}
}
