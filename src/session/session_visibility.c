/*
 * Hidden variables and watched paths.
 *
 * Both are lists of names in the session, so that they are saved with it.  Hidden variables are removed
 * when `now` is derived, so views need not know about them.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>
#include <heddle/value.h>

#include "session/session_private.h"

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

static void append(struct name_list *list, const char *name)
{
	list->items = mem_resize(list->items, list->count + 1, sizeof *list->items);
	list->items[list->count++] = mem_strdup(name);
}

bool name_list_add(struct name_list *list, const char *name)
{
	if (name_list_has(list, name))
		return false;
	append(list, name);
	return true;
}

bool name_list_drop(struct name_list *list, const char *name)
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

static bool is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

static bool matches(const char *pattern, const char *name)
{
	return strcmp(pattern, name) == 0 || (is_pattern(pattern) && fnmatch(pattern, name, 0) == 0);
}

/* By variable; allocated on demand. */
static bool *hides_of(struct session *session)
{
	struct play *play = play_of(session);
	if (!play->hides)
		play->hides = mem_array(session->model->variable_count + 1, sizeof *play->hides);
	return play->hides;
}

static size_t hidden_count(struct session *session, const char *pattern, size_t *matched)
{
	const struct model *model = session->model;
	const bool *hides = hides_of(session);
	size_t hidden = 0;
	*matched = 0;
	for (unsigned i = 0; i < model->variable_count; i++) {
		bool match = matches(pattern, model->variables[i].name);
		*matched += match;
		hidden += match || hides[i];
	}
	return hidden;
}

static int unknown_variable(const struct session *session, const char *pattern, struct err *err)
{
	struct nearest nearest = nearest_to(pattern);
	if (is_pattern(pattern)) {
		err_set(err, "no variable matches \"%s\"", pattern);
		return err_remedy(err, "Tab after :hide lists the variables; * matches any text");
	}
	for (unsigned i = 0; i < session->model->variable_count; i++)
		nearest_offer(&nearest, session->model->variables[i].name);
	return nearest_err(&nearest, "variable", err);
}

int session_hide(struct session *session, const char *pattern, struct err *err)
{
	const struct model *model = session->model;
	size_t matched, hidden = hidden_count(session, pattern, &matched);
	bool *hides = hides_of(session);
	if (!matched)
		return unknown_variable(session, pattern, err);
	if (hidden == model->variable_count) {
		if (matched == 1 && !is_pattern(pattern))
			err_set(err, "%s is the last visible variable", pattern);
		else
			err_set(err, "\"%s\" would hide every variable", pattern);
		return err_remedy(err, "show another one first");
	}
	size_t before = session->hidden.count;
	for (unsigned i = 0; i < model->variable_count; i++)
		if (!hides[i] && matches(pattern, model->variables[i].name)) {
			append(&session->hidden, model->variables[i].name);
			hides[i] = true;
		}
	if (session->hidden.count > before)
		session_refresh(session);
	return 0;
}

static void show_matching(struct session *session, const char *pattern)
{
	struct name_list *list = &session->hidden;
	bool *hides = hides_of(session);
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (matches(pattern, list->items[i]))
			free(list->items[i]);
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
	for (unsigned i = 0; i < session->model->variable_count; i++)
		hides[i] &= !matches(pattern, session->model->variables[i].name);
}

int session_unhide(struct session *session, const char *pattern, struct err *err)
{
	size_t before = session->hidden.count, matched;
	show_matching(session, pattern ? pattern : "*");
	if (pattern && session->hidden.count == before) {
		hidden_count(session, pattern, &matched);
		if (!matched)
			return unknown_variable(session, pattern, err);
		return err_set(err, "%s is not hidden", pattern);
	}
	session_refresh(session);
	return 0;
}

/* Relies on fields being in the order of the variables. */
const struct value *session_visible(struct session *session, const struct value *description,
                                    struct arena *arena)
{
	if (!session->hidden.count || description->kind != VALUE_RECORD)
		return description;
	const struct model *model = session->model;
	const bool *hides = hides_of(session);
	struct value_pair *pairs = mem_array(description->count + 1, sizeof *pairs);
	size_t count = 0;
	for (uint32_t i = 0, v = 0; i < description->count; i++) {
		const char *name = value_text(description->pairs[i].key);
		while (v < model->variable_count && strcmp(model->variables[v].name, name) != 0)
			v++;
		if (v == model->variable_count || !hides[v])
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

/* Anything but a plain path, msgs[2].from: that must be there, or it is misspelt. */
static bool is_expression(const char *text)
{
	return text[strcspn(text, " ()=<>{}'+")] != '\0';
}

static int find_path(struct session *session, const char *path, struct err *err)
{
	const char *bracket = strchr(path, '[');

	if (session_find_path(session, path, err) == 0)
		return 0;
	/* rm[r1] is the expression for rm.r1; q[3] is a path. */
	return bracket && isalpha((unsigned char)bracket[1]) && session_expression(session, path, NULL) ? 0
	                                                                                                : -1;
}

/* --- watching --------------------------------------------------------------- */

int session_watch_path(struct session *session, const char *path, struct err *err)
{
	if (is_expression(path) ? !session_expression(session, path, err)
	                        : find_path(session, path, err) != 0)
		return -1;
	if (!name_list_has(&session->watched, path) && session->watched.count >= WATCHED_MAX) {
		err_set(err, "%d paths are already watched, which is the maximum", WATCHED_MAX);
		return err_remedy(err, "stop watching one first, with :unwatch");
	}
	if (name_list_add(&session->watched, path))
		session->generation++;
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void session_set_visibility(struct session *session, const char *const *hidden, size_t hidden_count,
                            const char *const *watched, size_t watched_count)
{
	const struct model *model = session->model;
	bool *hides = hides_of(session);
	size_t left = model->variable_count - session->hidden.count;
	const char **sorted = mem_array(hidden_count + 1, sizeof *sorted);
	for (size_t i = 0; i < hidden_count; i++)
		sorted[i] = hidden[i];
	qsort(sorted, hidden_count, sizeof *sorted, by_text);
	for (unsigned i = 0; i < model->variable_count && left > 1; i++)
		if (!hides[i] &&
		    bsearch(&model->variables[i].name, sorted, hidden_count, sizeof *sorted, by_text)) {
			append(&session->hidden, model->variables[i].name);
			hides[i] = true;
			left--;
		}
	free(sorted);
	for (size_t i = 0; i < watched_count && session->watched.count < WATCHED_MAX; i++)
		session_watch_path(session, watched[i], NULL);
	session_refresh(session);
}

int session_unwatch_path(struct session *session, const char *path, struct err *err)
{
	struct nearest nearest = nearest_to(path ? path : "");
	if (!path) {
		name_list_clear(&session->watched);
	} else if (!name_list_drop(&session->watched, path)) {
		for (size_t i = 0; i < session->watched.count; i++)
			nearest_offer(&nearest, session->watched.items[i]);
		nearest_err(&nearest, "watched path", err);
		return session->watched.count ? -1 : err_remedy(err, "nothing is watched");
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
