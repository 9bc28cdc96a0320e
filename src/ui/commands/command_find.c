/*
 * Finding a step by its text, or by a value that it sets.
 *
 * A value is found at the step that sets it, not in every state that keeps it, so n goes to the next step
 * that sets it.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/expr.h>
#include <heddle/labels.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/suggest.h>

#include "ui/ui_private.h"

bool text_has(const char *text, const char *wanted)
{
	for (const char *at = wanted; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			return strstr(text, wanted);
	return strcasestr(text, wanted);
}

/* The depth `i` steps further, wrapping at the ends of the line. */
static size_t around(size_t depth, int direction, size_t i, size_t length)
{
	return (depth + (direction > 0 ? i : length - i % length)) % length;
}

static const char *wrap_note(size_t from, size_t to, int direction)
{
	if (from == to)
		return ", the only match";
	return (direction > 0) == (to > from) ? ""
	       : direction > 0                ? ", wrapped to the top"
	                                      : ", wrapped to the bottom";
}

/* --- by text ---------------------------------------------------------------- */

bool find_step(struct ui *ui, const char *wanted, int direction)
{
	struct session *session = ui->scene.session;
	size_t length, from = session->now.depth;
	const uint32_t *line = history_line(session->history, &length);
	struct buf text;
	bool found = false;

	buf_init(&text);
	for (size_t i = 1; i <= length && !found && progress_at("searching", i, length); i++) {
		size_t depth = around(from, direction, i, length);

		buf_clear(&text);
		node_search_text(session, line[depth], &text);
		found = text_has(text.data, wanted);
		if (found) {
			buf_clear(&text);
			session_where(session, depth, &text);
			ui_say(ui, "\"%s\": %s%s", wanted, text.data, wrap_note(from, depth, direction));
			session_jump(session, line[depth]);
		}
	}
	buf_release(&text);
	return found;
}

/* --- by value --------------------------------------------------------------- */

struct query {
	bool ascii;
	const char *path, *text; /* the wanted parts of the path (null: any) and of the value */
	bool path_exists;
	struct buf found;   /* "count.n1 = 3" */
	struct buf scratch; /* for value_has */
};

static bool value_has(struct query *query, const struct value *value)
{
	if (!value)
		return false;
	buf_clear(&query->scratch);
	value_show(&query->scratch, value, query->ascii);
	return text_has(query->scratch.data, query->text);
}

/* Fills query->found if the change at this path is the one wanted. */
static void try_change(struct query *query, const char *path, const struct value *old_value,
                       const struct value *new_value)
{
	if (query->path && !text_has(path, query->path))
		return;
	query->path_exists = true;
	/* Without a text, any change matches. */
	if (*query->text && (value_has(query, old_value) || !value_has(query, new_value)))
		return;
	buf_printf(&query->found, "%s ", path);
	if (new_value) {
		buf_add_text(&query->found, "= ");
		value_show(&query->found, new_value, query->ascii);
	} else {
		buf_add_text(&query->found, "is gone");
	}
}

static void cut_path(struct buf *path, size_t length)
{
	path->length = length;
	if (length)
		path->data[length] = '\0';
	else
		buf_clear(path);
}

/* Tries a new value and all its parts; with `leaves`, only the smallest parts. */
static void try_parts(struct query *query, struct buf *path, const struct value *value, bool leaves,
                      unsigned depth)
{
	size_t length = path->length;
	bool map = value_is_map(value);
	bool parts = (map || value->kind == VALUE_TUPLE) && value->count && depth < VALUE_DEPTH_MAX;

	if (!parts || !leaves)
		try_change(query, path->data, NULL, value);
	for (uint32_t i = 0; parts && i < value->count && !query->found.length; i++) {
		if (map)
			value_path_field(path, value->pairs[i].key);
		else
			value_path_index(path, i + 1);
		try_parts(query, path, map ? value->pairs[i].value : value->items[i], leaves, depth + 1);
		cut_path(path, length);
	}
}

/* Tries a part that changed and, if the wanted path leads into it, its parts. */
static void try_part(void *ctx, const char *path, const struct value *old_value,
                     const struct value *new_value)
{
	struct query *query = ctx;
	struct buf inner;

	if (query->found.length)
		return;
	try_change(query, path, old_value, new_value);
	if (query->found.length || !query->path || !new_value || text_has(path, query->path))
		return;
	buf_init(&inner);
	buf_add_text(&inner, path);
	try_parts(query, &inner, new_value, false, 0);
	buf_release(&inner);
}

/* The state at a depth of the line.  Two are kept, since the state before a step is often the last one used.
 */
struct described {
	struct arena *arena;
	const struct value *value;
	size_t depth;
};

static const struct value *describe_at(struct session *session, const uint32_t *line, size_t depth,
                                       struct described *two)
{
	for (int i = 0; i < 2; i++)
		if (two[i].value && two[i].depth == depth)
			return two[i].value;

	struct described last = two[0];

	two[0] = two[1];
	two[1] = last;
	arena_clear(last.arena);
	two[1].value = node_value(session, line[depth], last.arena);
	two[1].depth = depth;
	return two[1].value;
}

static bool step_has(struct session *session, struct query *query, const uint32_t *line, size_t depth,
                     struct described *two)
{
	const struct value *before = depth ? describe_at(session, line, depth - 1, two) : NULL;
	const struct value *now = describe_at(session, line, depth, two);
	struct buf path;

	buf_init(&path);
	buf_clear(&query->found);
	if (before)
		value_diff(before, now, try_part, query);
	else
		try_parts(query, &path, now, true, 0);
	buf_release(&path);
	return query->found.length > 0;
}

/* Offers all keys in a value. */
static void offer_names(struct nearest *nearest, const struct value *value, unsigned depth)
{
	bool map = value_is_map(value);

	if ((!map && value->kind != VALUE_TUPLE) || depth == VALUE_DEPTH_MAX)
		return;
	for (uint32_t i = 0; i < value->count; i++) {
		if (map && value_text(value->pairs[i].key))
			nearest_offer(nearest, value_text(value->pairs[i].key));
		offer_names(nearest, map ? value->pairs[i].value : value->items[i], depth + 1);
	}
}

/* Suggests, for the last name in the path, the nearest name in the current state. */
static int no_such_part(const struct ui *ui, const char *path, struct err *err)
{
	const char *last = path + strlen(path);
	struct nearest nearest;

	while (last > path && last[-1] != '.' && last[-1] != '[' && last[-1] != ']')
		last--;
	nearest = nearest_to(*last ? last : path);
	offer_names(&nearest, ui->scene.session->now.description, 0);
	err_set(err, "no part of a state is called \"%s\"", path);
	if (nearest.name)
		return err_remedy(err, "did you mean \"%.*s%s\"?", (int)(last - path), path, nearest.name);
	return err_remedy(err, "Tab after :find lists the parts");
}

/* --- by a condition ---------------------------------------------------------- */

/* 1 if it becomes true with the state at that depth: it holds there and did not before. */
static bool comes_true(struct session *session, const struct expr *condition, const uint32_t *line,
                       size_t depth, struct described *two)
{
	struct expr_state state = { .now = NULL };
	struct arena *arena = arena_new();
	bool true_before = false, is_true;

	if (depth) {
		state.now = describe_at(session, line, depth - 1, two);
		true_before = expr_holds(condition, &state, arena, NULL) == 1;
	}
	state.now = describe_at(session, line, depth, two);
	is_true = !true_before && expr_holds(condition, &state, arena, NULL) == 1;
	arena_free(arena);
	return is_true;
}

int find_condition(struct ui *ui, const struct expr *condition, int direction, size_t *depth)
{
	struct session *session = ui->scene.session;
	struct described two[2] = { { .arena = arena_new() }, { .arena = arena_new() } };
	size_t length, from = session->now.depth;
	const uint32_t *line = history_line(session->history, &length);
	int found = 0;

	*depth = from;
	progress_begin();
	for (size_t i = 1; i <= length && !found && progress_at("searching", i, length); i++) {
		*depth = around(from, direction, i, length);
		found = comes_true(session, condition, line, *depth, two);
	}
	if (!found && progress_stopped())
		found = -1;
	progress_end();
	arena_free(two[0].arena);
	arena_free(two[1].arena);
	return found;
}

/* The search text as a condition; null if it is none. */
static const struct expr *searched_condition(struct ui *ui)
{
	const struct expr *expr = session_condition(ui->scene.session, ui->search, NULL);

	return expr && expr->kind != EXPR_NAME && expr->kind != EXPR_FIELD ? expr : NULL;
}

static int go_to_condition(struct ui *ui, const struct expr *condition, int direction, struct err *err)
{
	struct session *session = ui->scene.session;
	size_t length, from = session->now.depth, depth;
	const uint32_t *line = history_line(session->history, &length);
	struct buf text;
	int found = find_condition(ui, condition, direction, &depth);

	if (found < 0) {
		size_t looked_at =
		        direction > 0 ? (depth + length - from) % length : (from + length - depth) % length;

		return err_set(err, "search stopped; none of the first %zu of %zu steps makes \"%s\" true",
		               looked_at, length, ui->search);
	}
	if (!found) {
		err_set(err, "no step of this branch makes \"%s\" true", ui->search);
		return err_remedy(err, ":watch %s shows its value at each step", ui->search);
	}
	buf_init(&text);
	expr_show(&text, condition, ui->scene.ascii);
	ui_say(ui, "step %zu: %s%s", depth, text.data, wrap_note(from, depth, direction));
	buf_release(&text);
	session_jump(session, line[depth]);
	return 0;
}

int find_value(struct ui *ui, int direction, struct err *err)
{
	struct session *session = ui->scene.session;
	size_t length, from = session->now.depth, depth = from, i = 1;
	const uint32_t *line = history_line(session->history, &length);
	struct query query = { .ascii = ui->scene.ascii };
	struct described two[2] = { 0 };
	char wanted[sizeof(ui->search)];
	const struct expr *condition = searched_condition(ui);
	bool found = false;

	if (condition)
		return go_to_condition(ui, condition, direction, err);
	two[0].arena = arena_new();
	two[1].arena = arena_new();
	strcpy(wanted, ui->search);
	query.text = wanted;
	char *equals = strchr(wanted, '=');

	if (equals) {
		/* "n=3", or "n = 3" */
		query.text = equals + 1 + strspn(equals + 1, " ");
		while (equals > wanted && equals[-1] == ' ')
			equals--;
		*equals = '\0';
		query.path = wanted;
	}
	buf_init(&query.found);
	buf_init(&query.scratch);
	progress_begin();
	for (; i <= length && !found && progress_at("searching", i, length); i++) {
		depth = around(from, direction, i, length);
		found = step_has(session, &query, line, depth, two);
	}
	bool stopped = progress_stopped();

	progress_end();
	if (found) {
		ui_say(ui, "step %zu: %s%s", depth, query.found.data, wrap_note(from, depth, direction));
		session_jump(session, line[depth]);
	}
	arena_free(two[0].arena);
	arena_free(two[1].arena);
	buf_release(&query.scratch);
	buf_release(&query.found);
	if (found)
		return 0;
	if (stopped) {
		err_set(err, "search stopped; none of the first %zu of %zu steps sets \"%s\"", i - 1, length,
		        ui->search);
		return -1;
	}
	if (query.path && !query.path_exists)
		return no_such_part(ui, query.path, err);
	err_set(err, "no step of this branch sets \"%s\"", ui->search);
	return err_remedy(err, "write a condition, a value, or part.of.path=value");
}

int command_find(struct ui *ui, const char *args, struct err *err)
{
	if (!*args && !*ui->search) {
		err_set(err, "find what?");
		return err_remedy(err, "write a condition, a value, or part.of.path=value");
	}
	if (*args)
		snprintf(ui->search, sizeof(ui->search), "%s", args);
	ui->search_kind = SEARCH_VALUES;
	ui->searching = true;
	return find_value(ui, 1, err);
}
