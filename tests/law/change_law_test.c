/*
 * What the last step changed has its mark on the screen, and nothing else has: on recordings of
 * random values, and on random walks of every bundled design.  Screens are read as a person reads
 * them, from the cells.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "play.h"
#include "random.h"
#include "share.h"
#include "ui/ui_private.h"

enum { VARIABLES_MOST = 9, STATES = 6, RECORDINGS = 20, KEYS = 4, WALK = 40 };

/* --- reading the screen ------------------------------------------------------- */

static struct grid grid;
static struct ui *ui;
static char what[200]; /* is played, for messages */

static uint32_t point(int x, int y)
{
	return x < 0 || y < 0 || x >= grid.width || y >= grid.height
	               ? ' '
	               : grid.cells[(size_t)y * (size_t)grid.width + (size_t)x].point;
}

static unsigned style(int x, int y)
{
	return grid.cells[(size_t)y * (size_t)grid.width + (size_t)x].style & 0x3fu;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Whether the whole word is at x. */
static bool word_at(int x, int y, const char *word)
{
	int i = 0;

	for (; word[i]; i++)
		if (point(x + i, y) != (unsigned char)word[i])
			return false;
	return !is_letter(point(x + i, y)) && !is_letter(point(x - 1, y));
}

static bool marked(int x, int y)
{
	return point(x, y) == '*' && style(x, y) == STYLE_CHANGED;
}

static void broken(const char *law, const char *name, int y)
{
	struct buf text;

	buf_init(&text);
	grid_show(&grid, &text, false);
	fail_msg("%s: %s, %s, row %d\n%s", what, law, name, y, text.data);
}

static void draw(const char *view, int width, int height)
{
	ui_show(ui, view_named(view));
	ui_resize(ui, width, height);
	grid_resize(&grid, width, height);
	ui_draw(ui, &grid);
}

/* --- what is true ---------------------------------------------------------------- */

static const struct value *now_of(const char *name)
{
	return value_get(ui->scene.session->now.description, name);
}

static const struct value *before_of(const char *name)
{
	return ui->scene.session->now.before ? value_get(ui->scene.session->now.before, name) : NULL;
}

static bool is_map(const struct value *value)
{
	return value && (value->kind == VALUE_FUNCTION || value->kind == VALUE_RECORD);
}

static bool is_list(const struct value *value)
{
	return value && (value->kind == VALUE_TUPLE || value->kind == VALUE_SET);
}

static bool differ(const struct value *a, const struct value *b)
{
	return !a != !b || (a && value_compare(a, b) != 0);
}

static bool changed(const char *name)
{
	return ui->scene.session->now.before && differ(now_of(name), before_of(name));
}

static const struct value *at_key(const struct value *map, const char *key)
{
	return is_map(map) ? value_get(map, key) : NULL;
}

static bool key_changed(const char *name, const char *key)
{
	return ui->scene.session->now.before &&
	       differ(at_key(now_of(name), key), at_key(before_of(name), key));
}

static size_t variable_count(void)
{
	return ui->scene.session->model->variable_count;
}

static const struct model_variable *variable(size_t at)
{
	return &ui->scene.session->model->variables[at];
}

/* --- any view ----------------------------------------------------------------------- */

/* Left of what divides the screen, where the state is. */
static int state_width(int y)
{
	int x = 0;

	while (x < grid.width && point(x, y) != U'│')
		x++;
	return x;
}

/* A row with a part in the colour of changes has their sign too, for those who see no colours. */
static void colours_have_signs(int from, int to)
{
	for (int y = from; y < to; y++) {
		bool colour = false, sign = false;

		for (int x = 0; x < state_width(y); x++) {
			colour |= style(x, y) == STYLE_CHANGED;
			sign |= marked(x, y);
		}
		if (colour && !sign)
			broken("a change that only its colour shows", "", y);
	}
}

/* --- the views of their own ----------------------------------------------------------- */

/* Where the tree of values has the row of a variable; -1: nowhere. */
static int tree_row(const char *name, int from, int to)
{
	for (int y = from; y < to; y++)
		if (word_at(3, y, name) && (point(1, y) == ' ' || point(1, y) == U'▸' || point(1, y) == U'▾'))
			return y;
	return -1;
}

static void state_tells(void)
{
	draw("state", 150, 100);
	for (size_t i = 0; i < variable_count(); i++) {
		const char *name = variable(i)->name;
		int y = tree_row(name, 4, 99);

		if (y < 0 && (now_of(name) || before_of(name)) && ui_list(ui)->count < 90)
			broken("every variable has a row", name, 0);
		if (y >= 0 && marked(0, y) != changed(name))
			broken("the mark of a variable in the state", name, y);
	}
	colours_have_signs(4, 98);
}

static int heading_x(int y, const char *title)
{
	for (int x = 0; x < grid.width; x++)
		if (word_at(x, y, title))
			return x;
	return -1;
}

static void watch_tells(void)
{
	int y = 4;

	draw("watch", 1500, 90);
	while (y < 88 && point(0, y) != U'▸')
		y++;
	for (size_t i = 0; i < variable_count(); i++) {
		int x = heading_x(3, variable(i)->title);

		if (x < 0)
			broken("every watched variable has a column", variable(i)->title, 3);
		if (marked(x - 1, y) != changed(variable(i)->name))
			broken("the mark in its column", variable(i)->name, y);
	}
}

/* Whether the item of a list is one that was there before. */
static bool was_there(const struct value *item, const struct value *before)
{
	for (uint32_t i = 0; is_list(before) && i < before->count; i++)
		if (value_compare(before->items[i], item) == 0)
			return true;
	return false;
}

static void log_tells(void)
{
	int y = 4;

	draw("log", 150, 100);
	if (!view_available(ui->view, &ui->scene))
		return;
	for (size_t i = 0; i < variable_count(); i++) {
		const char *name = variable(i)->name;
		const struct value *log = now_of(name);

		if (variable(i)->kind != VARIABLE_LOG || !is_list(log))
			continue;
		if (y + (int)log->count > 97)
			return;
		if (!word_at(1, y, variable(i)->title))
			broken("the log has its heading", name, y);
		if (marked(0, y) != changed(name))
			broken("the mark of a log", name, y);
		for (uint32_t k = 0; k < log->count; k++) {
			bool mark = marked(1, ++y) || marked(0, y); /* of a list; of a table */

			if (mark && !changed(name))
				broken("an entry that is not new", name, y);
			if (!mark && changed(name) && !was_there(log->items[k], before_of(name)))
				broken("a new entry without a mark", name, y);
		}
		y++;
	}
}

/* --- the main view ---------------------------------------------------------------------- */

/* The first row below the state: the rule over the steps. */
static int state_end(void)
{
	for (int y = 3; y < grid.height; y++)
		if (word_at(1, y, "next"))
			return y - 1;
	return grid.height - 1;
}

/* How many marks are in a rectangle. */
static int marks_in(int from, int to, int width)
{
	int count = 0;

	for (int y = from; y < to; y++)
		for (int x = 0; x < width; x++)
			count += marked(x, y);
	return count;
}

/* The row after the last one of the block whose heading is at y: blank, or another heading. */
static int block_end(int y, int end)
{
	for (y++; y < end; y++) {
		bool blank = true;

		for (int x = 0; x < state_width(y); x++)
			blank &= point(x, y) == ' ';
		if (blank || style(1, y) == STYLE_TITLE)
			return y;
	}
	return end;
}

/* Rows of a table that has its heading at (x, y). */
static void table_tells(const char *name, int x, int y, int end, const char *const *keys, size_t count)
{
	int last = block_end(y, end);

	for (int row = y + 1; row < last; row++)
		for (size_t k = 0; k < count; k++)
			if (word_at(x, row, keys[k]) && marked(x - 1, row) != key_changed(name, keys[k]))
				broken("the mark of a row", name, row);
}

/* Where the tables begin that are at the right of everything else, if they are. */
static int right_column(int end)
{
	int least = state_width(4);

	for (size_t i = 0; i < variable_count(); i++)
		for (int y = 3; variable(i)->kind == VARIABLE_TABLE && y < end; y++) {
			int x = heading_x(y, variable(i)->title);

			if (x > 1 && style(x, y) == STYLE_TITLE && x < least)
				least = x;
		}
	return least - 1;
}

static void log_panel_tells(const char *name, int y, int end)
{
	int marks = marks_in(y, block_end(y, end), right_column(end));

	if ((marks > 0) != changed(name))
		broken("some mark on a log that changed, none on another", name, y);
}

/* --- recordings of random values ------------------------------------------------------------ */

/* Keys are unlike anything else on the screen; those of joined tables are shared. */
// clang-format off
static const char *const own_keys[VARIABLES_MOST][KEYS] = {
	{ "ka1", "ka2", "ka3", "ka4" }, { "kb1", "kb2", "kb3", "kb4" },
	{ "kc1", "kc2", "kc3", "kc4" }, { "kd1", "kd2", "kd3", "kd4" },
	{ "ke1", "ke2", "ke3", "ke4" }, { "kf1", "kf2", "kf3", "kf4" },
	{ "kg1", "kg2", "kg3", "kg4" }, { "kh1", "kh2", "kh3", "kh4" },
	{ "ki1", "ki2", "ki3", "ki4" },
};
// clang-format on
static const char *const shared_keys[KEYS] = { "node1", "node2", "node3", "node4" };
static const char *const titles[VARIABLES_MOST] = { "va", "vb", "vc", "vd", "ve", "vf", "vg", "vh", "vi" };

enum shape { NUMBER, WORD, SET, SEQUENCE, RECORD, OWN, SHARED, RECORDS, ENTRIES, MESSAGES, SHAPES };

static const struct value *word(struct arena *arena)
{
	return value_string(arena, arena_printf(arena, "w%u", (unsigned)random_below(6)));
}

static const struct value *small_record(struct arena *arena)
{
	struct value_pair pairs[] = {
		{ value_string(arena, "id"), word(arena) },
		{ value_string(arena, "at"), value_int(arena, random_below(3)) },
	};

	return value_record(arena, pairs, 2);
}

static const struct value *items_of(struct arena *arena, enum shape shape)
{
	const struct value *items[5];
	size_t count = random_below(6);
	bool records = shape == ENTRIES || shape == MESSAGES;

	for (size_t i = 0; i < count; i++)
		items[i] = records ? small_record(arena) : word(arena);
	return shape == SET || shape == MESSAGES ? value_set(arena, items, count)
	                                         : value_tuple(arena, items, count);
}

static const struct value *map_over(struct arena *arena, enum shape shape, const char *const *keys)
{
	struct value_pair pairs[KEYS];
	size_t count = 0;

	for (int i = 0; i < KEYS; i++) {
		if (shape != SHARED && shape != RECORD && random_below(4) == 0)
			continue;
		pairs[count].key = value_string(arena, keys[i]);
		pairs[count++].value = shape == RECORDS ? small_record(arena) : word(arena);
	}
	return shape == RECORD ? value_record(arena, pairs, count) : value_function(arena, pairs, count);
}

static const struct value *any_value(struct arena *arena, enum shape shape, size_t variable)
{
	switch (shape) {
	case NUMBER:
		return value_int(arena, random_below(4));
	case WORD:
		return word(arena);
	case SET:
	case SEQUENCE:
	case ENTRIES:
	case MESSAGES:
		return items_of(arena, shape);
	case SHARED:
		return map_over(arena, shape, shared_keys);
	default:
		return map_over(arena, shape, own_keys[variable]);
	}
}

/* An item less, or more, or another value: what a step does to a list. */
static const struct value *next_value(struct arena *arena, enum shape shape, size_t variable,
                                      const struct value *old)
{
	if (is_list(old) && old->count && random_below(2)) {
		const struct value *items[8];
		uint32_t count = 0, without = random_below(old->count);

		for (uint32_t i = 0; i < old->count; i++)
			if (i != without)
				items[count++] = old->items[i];
		return old->kind == VALUE_SET ? value_set(arena, items, count)
		                              : value_tuple(arena, items, count);
	}
	return any_value(arena, shape, variable);
}

/* Variables that now and then are not there, and, seldom, become something else altogether. */
static struct session *random_recording(void)
{
	struct trace *trace = trace_new();
	struct arena *arena = trace->arena;
	size_t count = 1 + random_below(VARIABLES_MOST);
	enum shape shapes[VARIABLES_MOST];
	const struct value *values[VARIABLES_MOST] = { 0 };
	struct session *session = NULL;
	struct err err = { 0 };

	trace->format = "itf";
	trace->loop = -1;
	trace->var_count = count;
	trace->vars = arena_copy(arena, titles, count * sizeof(*titles));
	trace->state_count = STATES;
	trace->states = arena_array(arena, STATES, sizeof(*trace->states));
	trace->steps = arena_array(arena, STATES, sizeof(*trace->steps));
	for (size_t i = 0; i < count; i++)
		shapes[i] = random_below(SHAPES);
	for (size_t s = 0; s < STATES; s++) {
		struct value_pair pairs[VARIABLES_MOST];
		size_t present = 0;

		for (size_t i = 0; i < count; i++) {
			enum shape shape = random_below(40) ? shapes[i] : random_below(SHAPES);

			if (!values[i])
				values[i] = any_value(arena, shape, i);
			else if (random_below(2))
				values[i] = next_value(arena, shape, i, values[i]);
			if (s && random_below(30) == 0)
				continue;
			pairs[present].key = value_string(arena, titles[i]);
			pairs[present++].value = values[i];
		}
		trace->states[s] = value_record(arena, pairs, present);
	}
	if (session_open_trace(trace, NULL, NULL, NULL, &session, &err) < 0)
		fail_msg("%s", err.what);
	trace_free(trace);
	return session;
}

/* A row of a table of several variables: some variable of the heading's changed at that key.  A
 * heading that says "+2" has more than are shown. */
static void joined_tells(int end)
{
	for (int y = 3, heading = 0; y < end; y++) {
		for (size_t i = 0; i < variable_count(); i++)
			if (heading_x(y, titles[i]) >= 0 && style(heading_x(y, titles[i]), y) == STYLE_TITLE)
				heading = y;
		for (int k = 0; k < KEYS; k++) {
			bool any = false, all = true;

			if (!word_at(1, y, shared_keys[k]))
				continue;
			for (size_t i = 0; i < variable_count(); i++) {
				int x = heading_x(heading, titles[i]);

				if (x >= 0 && x < state_width(heading))
					any |= key_changed(titles[i], shared_keys[k]);
			}
			for (int x = 0; x < state_width(heading); x++)
				all &= point(x, heading) != '+';
			if (marked(0, y) != any && (all || any))
				broken("the mark of a row of joined variables", shared_keys[k], y);
		}
	}
}

/* Each plain variable has its mark before its name. */
static void plain_tells(const char *name, int end)
{
	for (int y = 3; y < end; y++)
		for (int x = 1; x < state_width(y); x++)
			if (word_at(x, y, name) && style(x, y) == STYLE_TITLE &&
			    marked(x - 1, y) != changed(name))
				broken("the mark of a plain variable", name, y);
}

static void play_of_recording_tells(int width, int height)
{
	int end;
	bool tree = false;

	draw("play", width, height);
	end = state_end();
	for (int y = 3; y < end; y++)
		tree |= word_at(1, y, "changed") && style(1, y) == STYLE_TITLE;
	for (size_t i = 0; i < variable_count(); i++) {
		const char *name = titles[i];
		const struct value *now = now_of(name);
		enum variable_kind kind = variable(i)->kind;
		int y = 3;

		if (tree) {
			int from = 4;

			while (from < end && !(word_at(1, from, "state") && style(1, from) == STYLE_TITLE))
				from++;
			y = tree_row(name, from, end);
			if (y >= 0 && marked(0, y) != changed(name))
				broken("the mark of a variable", name, y);
			continue;
		}
		while (y < end && !(word_at(1, y, name) && style(1, y) == STYLE_TITLE))
			y++;
		if (kind == VARIABLE_LOG && is_list(now) && y < end)
			log_panel_tells(name, y, end);
		else if ((kind == VARIABLE_TABLE || kind == VARIABLE_PROCESSES) && is_map(now))
			table_tells(name, 1, y, end, own_keys[i], KEYS);
		else
			plain_tells(name, end);
	}
	if (!tree)
		joined_tells(end);
	colours_have_signs(3, end);
}

static void every_change_of_a_recording_is_marked(void **state)
{
	static const int sizes[][2] = { { 80, 24 }, { 100, 40 }, { 150, 80 }, { 60, 30 }, { 220, 60 } };

	(void)state;
	for (unsigned seed = 0; seed < share_of(RECORDINGS); seed++) {
		random_from(seed);
		ui = ui_new(random_recording(), false);
		for (size_t i = 0; i < variable_count(); i++)
			session_watch_path(ui->scene.session, titles[i], NULL);
		do {
			snprintf(what, sizeof(what), "recording %u, step %u", seed,
			         ui->scene.session->now.depth);
			state_tells();
			watch_tells();
			log_tells();
			for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
				play_of_recording_tells(sizes[i][0], sizes[i][1]);
		} while (ui->scene.session->now.step_count &&
		         session_do(ui->scene.session, ui->scene.session->now.steps, NULL) == 0);
		ui_free(ui);
	}
}

/* --- walks of designs --------------------------------------------------------------------------
 */

/* Keys of the map, as they are now; returns how many. */
static size_t keys_of(const struct value *map, const char **keys)
{
	size_t count = 0;

	for (uint32_t i = 0; is_map(map) && i < map->count; i++)
		if (value_text(map->pairs[i].key))
			keys[count++] = value_text(map->pairs[i].key);
	return count;
}

static void play_of_design_tells(int width, int height)
{
	int end;

	draw("play", width, height);
	end = state_end();
	for (size_t i = 0; i < variable_count(); i++) {
		const struct model_variable *of = variable(i);
		const char *keys[100];
		size_t count = keys_of(now_of(of->name), keys);
		bool table = of->kind == VARIABLE_TABLE || of->kind == VARIABLE_PROCESSES;

		for (int y = 3; y < end; y++)
			for (int x = 1; x < state_width(y); x++) {
				if (!word_at(x, y, of->title) || style(x, y) != STYLE_TITLE)
					continue;
				if (table)
					table_tells(of->name, x, y, end, keys, count);
				else if (of->kind == VARIABLE_LOG)
					log_panel_tells(of->name, y, end);
				else if (marked(x - 1, y) != changed(of->name))
					broken("the mark of a plain variable", of->name, y);
			}
		/* Processes that have no headings. */
		for (int y = 3; of->kind == VARIABLE_PROCESSES && y < end; y++)
			for (size_t k = 0; k < count; k++)
				if (word_at(1, y, keys[k]) && marked(0, y) != key_changed(of->name, keys[k]))
					broken("the mark of a process", keys[k], y);
	}
	colours_have_signs(3, end);
}

static void every_change_of_a_design_is_marked(void **state)
{
	static const int sizes[][2] = { { 80, 24 }, { 120, 40 }, { 200, 60 } };
	unsigned nth = 0;

	(void)state;
	for (const struct bundled *row = bundled_designs; row->name; row++)
		for (unsigned seed = 0; seed < 2; seed++) {
			struct scope scope = scope_unset();

			if (!share_has(nth++))
				continue;
			random_from(seed);
			scope.of[SCOPE_SERVERS] = 1 + (int)seed * 3;
			scope.of[SCOPE_USERS] = 1 + (int)seed;
			ui = ui_new(opened(row->name, NULL, &scope), false);
			for (size_t i = 0; i < variable_count(); i++)
				session_watch_path(ui->scene.session, variable(i)->name, NULL);
			for (int i = 0; i < WALK && ui->scene.session->now.step_count; i++) {
				uint32_t step = random_below((uint32_t)ui->scene.session->now.step_count);

				snprintf(what, sizeof(what), "%s, seed %u, step %d", row->name, seed, i);
				state_tells();
				watch_tells();
				log_tells();
				for (size_t k = 0; k < sizeof(sizes) / sizeof(sizes[0]); k++)
					play_of_design_tells(sizes[k][0], sizes[k][1]);
				assert_int_equal(session_do(ui->scene.session,
				                            &ui->scene.session->now.steps[step], NULL),
				                 0);
			}
			ui_free(ui);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_change_of_a_recording_is_marked),
		cmocka_unit_test(every_change_of_a_design_is_marked),
	};
	int result;

	grid_init(&grid, 1, 1, false);
	result = cmocka_run_group_tests(tests, NULL, NULL);
	grid_release(&grid);
	return result;
}
