/*
 * Recordings that are large in one way each, looked at in every view.  Whatever is not linear in
 * their size would take minutes here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "screen.h"
#include "ui/ui_private.h"

enum { MANY = 40000, LONG = 5000000, STATES = 3 };

typedef const struct value *value_fn(struct arena *arena, size_t variable, size_t state);

static void play(size_t variables, value_fn *value)
{
	struct trace *trace = trace_new();
	struct arena *arena = trace->arena;
	struct value_pair *pairs = mem_array(variables, sizeof(*pairs));
	struct session *session;
	struct err err = { 0 };

	trace->format = "itf";
	trace->loop = -1;
	trace->var_count = variables;
	trace->vars = arena_array(arena, variables, sizeof(*trace->vars));
	for (size_t i = 0; i < variables; i++)
		trace->vars[i] = arena_printf(arena, "v%zu", i);
	trace->state_count = STATES;
	trace->states = arena_array(arena, STATES, sizeof(*trace->states));
	trace->steps = arena_array(arena, STATES, sizeof(*trace->steps));
	for (size_t s = 0; s < STATES; s++) {
		for (size_t i = 0; i < variables; i++)
			pairs[i] = (struct value_pair){ value_string(arena, trace->vars[i]),
				                        value(arena, i, s) };
		trace->states[s] = value_record(arena, pairs, variables);
	}
	free(pairs);
	if (session_open_trace(trace, NULL, NULL, NULL, &session, &err) < 0)
		fail_msg("%s", err.what);
	trace_free(trace);
	ui = ui_new(session, false);
	ui_resize(ui, 100, 30);
}

static void every_view_shows(const char *text)
{
	for (const struct view *const *view = views; *view; view++) {
		if ((*view)->overlay || !view_available(*view, &ui->scene))
			continue;
		ui_show(ui, *view);
		type("lhl");
	}
	ui_show(ui, view_named("play"));
	if (!strstr(screen(), text))
		fail_msg("no \"%s\":\n%s", text, screen());
}

static const struct value *number(struct arena *arena, size_t variable, size_t state)
{
	return value_int(arena, (int64_t)(variable % 1000 == 7 ? variable + state : variable));
}

static void a_trace_may_have_very_many_variables(void **state)
{
	(void)state;
	play(MANY, number);
	every_view_shows("*v7");
	type(":hide v1*<Enter>:watch v7<Enter>:find v39007=39008<Enter>");
	shows("step 1: v39007 = 39008");
}

static const struct value *small_map(struct arena *arena, size_t variable, size_t state)
{
	struct value_pair pairs[2];

	for (int i = 0; i < 2; i++) {
		pairs[i].key = value_string(arena, arena_printf(arena, "k%zu", variable / 3 + (size_t)i));
		pairs[i].value = value_int(arena, (int64_t)(state * (variable % 500 == 7)));
	}
	return value_function(arena, pairs, 2);
}

static void a_trace_may_have_very_many_tables(void **state)
{
	(void)state;
	play(MANY / 4, small_map);
	every_view_shows("*v7");
}

static const struct value *large_map(struct arena *arena, size_t variable, size_t state)
{
	struct value_pair *pairs = mem_array(MANY, sizeof(*pairs));
	const struct value *map;

	for (size_t i = 0; i < MANY; i++) {
		pairs[i].key = value_string(arena, arena_printf(arena, "k%06zu", i));
		pairs[i].value = value_int(arena, (int64_t)(i % 777 ? i : i + state));
	}
	map = variable ? value_record(arena, pairs, MANY) : value_function(arena, pairs, MANY);
	free(pairs);
	return map;
}

static void maps_may_have_very_many_keys(void **state)
{
	(void)state;
	play(2, large_map);
	every_view_shows("*v0 k000777");
}

/* Every key goes, and another comes. */
static const struct value *other_keys(struct arena *arena, size_t variable, size_t state)
{
	struct value_pair *pairs = mem_array(MANY, sizeof(*pairs));
	const struct value *map;

	for (size_t i = 0; i < MANY; i++) {
		pairs[i].key = value_string(arena, arena_printf(arena, "k%06zu", 2 * i + state % 2));
		pairs[i].value = value_int(arena, (int64_t)variable);
	}
	map = value_function(arena, pairs, MANY);
	free(pairs);
	return map;
}

static void maps_may_exchange_very_many_keys(void **state)
{
	(void)state;
	play(2, other_keys);
	every_view_shows("*v0 k000001");
}

static const struct value *long_text(struct arena *arena, size_t variable, size_t state)
{
	char *text;
	const struct value *value;

	if (variable)
		return value_int(arena, (int64_t)state);
	text = mem_alloc(LONG + 1);
	memset(text, 'x', LONG);
	text[LONG - 1] = (char)('a' + state);
	value = value_string(arena, text);
	free(text);
	return value;
}

static void a_value_may_have_a_very_long_text(void **state)
{
	(void)state;
	play(2, long_text);
	every_view_shows("*v1 2");
	type(":watch v0<Enter>S");
	shows("xxxx…");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_trace_may_have_very_many_variables, close_ui),
		cmocka_unit_test_teardown(a_trace_may_have_very_many_tables, close_ui),
		cmocka_unit_test_teardown(maps_may_have_very_many_keys, close_ui),
		cmocka_unit_test_teardown(maps_may_exchange_very_many_keys, close_ui),
		cmocka_unit_test_teardown(a_value_may_have_a_very_long_text, close_ui),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
