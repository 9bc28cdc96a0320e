/*
 * Finding a step: by what it is called, or by what it makes of the state.
 *
 * A value is found where it comes to be, not in every state in which it stays: that is the step
 * that one looks for, and n goes on to the next such step rather than to the next step.
 */
#include <stdio.h>
#include <string.h>

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

/* The depth that is `i` steps on, round the ends of the line. */
static size_t around(size_t depth, int direction, size_t i, size_t length)
{
	return (depth + (direction > 0 ? i : length - i % length)) % length;
}

static void go_to(struct ui *ui, uint32_t node)
{
	session_jump(ui->scene.session, node);
}

static const char *went_round(size_t from, size_t to, int direction)
{
	if (from == to)
		return ", the only match";
	return (direction > 0) == (to > from) ? ""
	       : direction > 0                ? ", wrapped to the top"
	                                      : ", wrapped to the bottom";
}

/* --- by name ---------------------------------------------------------------- */

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
			ui_say(ui, "\"%s\": %s%s", wanted, text.data, went_round(from, depth, direction));
			go_to(ui, line[depth]);
		}
	}
	buf_release(&text);
	return found;
}

/* --- by value --------------------------------------------------------------- */

struct hunt {
	const struct ui *ui;
	const char *path, *text; /* parts of what is wanted; path null: any */
	bool path_seen;          /* there is such a path, whatever its values */
	struct buf found;        /* "serverStates.s1.state = waiting" */
	struct buf shown;
};

static bool value_has(struct hunt *hunt, const struct value *value)
{
	if (!value)
		return false;
	buf_clear(&hunt->shown);
	value_show(&hunt->shown, value, hunt->ui->scene.ascii);
	return text_has(hunt->shown.data, hunt->text);
}

/* Whether what came to be at this path is what is wanted. */
static void look_here(struct hunt *hunt, const char *path, const struct value *old_value,
                      const struct value *new_value)
{
	if (hunt->path && !text_has(path, hunt->path))
		return;
	hunt->path_seen = true;
	/* With a path alone, any change of it will do. */
	if (*hunt->text && (value_has(hunt, old_value) || !value_has(hunt, new_value)))
		return;
	buf_printf(&hunt->found, "%s ", path);
	if (new_value) {
		buf_add_text(&hunt->found, "= ");
		value_show(&hunt->found, new_value, hunt->ui->scene.ascii);
	} else {
		buf_add_text(&hunt->found, "is gone");
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

/* All parts of a value have just come to be.  With `leaves`, only the smallest are looked at. */
static void look_inside(struct hunt *hunt, struct buf *path, const struct value *value, bool leaves,
                        unsigned depth)
{
	size_t length = path->length;
	bool map = value_is_map(value);
	bool parts = (map || value->kind == VALUE_TUPLE) && value->count && depth < VALUE_DEPTH_MAX;

	if (!parts || !leaves)
		look_here(hunt, path->data, NULL, value);
	for (uint32_t i = 0; parts && i < value->count && !hunt->found.length; i++) {
		if (map)
			value_path_field(path, value->pairs[i].key);
		else
			value_path_index(path, i + 1);
		look_inside(hunt, path, map ? value->pairs[i].value : value->items[i], leaves, depth + 1);
		cut_path(path, length);
	}
}

/* A part that changed; what came with it as a whole is looked into for its own parts. */
static void look_at(void *ctx, const char *path, const struct value *old_value, const struct value *new_value)
{
	struct hunt *hunt = ctx;
	struct buf way;

	if (hunt->found.length)
		return;
	look_here(hunt, path, old_value, new_value);
	if (hunt->found.length || !hunt->path || !new_value || text_has(path, hunt->path))
		return;
	buf_init(&way);
	buf_add_text(&way, path);
	look_inside(hunt, &way, new_value, false, 0);
	buf_release(&way);
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

static bool step_has(struct ui *ui, struct hunt *hunt, const uint32_t *line, size_t depth,
                     struct described *two)
{
	struct session *session = ui->scene.session;

	const struct value *before = depth ? describe_at(session, line, depth - 1, two) : NULL;
	const struct value *now = describe_at(session, line, depth, two);
	struct buf path;

	buf_init(&path);
	buf_clear(&hunt->found);
	if (before)
		value_diff(before, now, look_at, hunt);
	else
		look_inside(hunt, &path, now, true, 0);
	buf_release(&path);
	return hunt->found.length > 0;
}

/* The keys in a value, each by itself. */
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

/* The last word of the path decides: what it should have been is looked for in the present. */
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

int find_value(struct ui *ui, int direction, struct err *err)
{
	struct session *session = ui->scene.session;
	size_t length, from = session->now.depth, depth = from, i = 1;
	const uint32_t *line = history_line(session->history, &length);
	struct hunt hunt = { .ui = ui };
	struct described two[2] = { { .arena = arena_new() }, { .arena = arena_new() } };
	char wanted[sizeof(ui->search)];
	bool found = false;

	strcpy(wanted, ui->search);
	hunt.text = wanted;
	char *equals = strchr(wanted, '=');

	if (equals) {
		/* "n = 3" as the state shows it, and "n=3" */
		hunt.text = equals + 1 + strspn(equals + 1, " ");
		while (equals > wanted && equals[-1] == ' ')
			equals--;
		*equals = '\0';
		hunt.path = wanted;
	}
	buf_init(&hunt.found);
	buf_init(&hunt.shown);
	progress_begin();
	for (; i <= length && !found && progress_at("searching", i, length); i++) {
		depth = around(from, direction, i, length);
		found = step_has(ui, &hunt, line, depth, two);
	}
	bool stopped = progress_stopped();

	progress_end();
	if (found) {
		ui_say(ui, "step %zu: %s%s", depth, hunt.found.data, went_round(from, depth, direction));
		go_to(ui, line[depth]);
	}
	arena_free(two[0].arena);
	arena_free(two[1].arena);
	buf_release(&hunt.shown);
	buf_release(&hunt.found);
	if (found)
		return 0;
	if (stopped) {
		err_set(err, "search stopped; none of the first %zu of %zu steps sets \"%s\"", i - 1, length,
		        ui->search);
		return -1;
	}
	if (hunt.path && !hunt.path_seen)
		return no_such_part(ui, hunt.path, err);
	err_set(err, "no step of this branch sets \"%s\"", ui->search);
	return err_remedy(err, "write a value, part.of.path=value, or part.of.path= for any change");
}

int command_find(struct ui *ui, const char *args, struct err *err)
{
	if (!*args && !*ui->search) {
		err_set(err, "find what?");
		return err_remedy(err, "write a value, or part.of.path=value");
	}
	if (*args)
		snprintf(ui->search, sizeof(ui->search), "%s", args);
	ui->search_kind = SEARCH_VALUES;
	ui->searching = true;
	return find_value(ui, 1, err);
}
