/* Scopes with rows of a design's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/constants.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "own_rows.h"
#include "session/numeric_constants.h"
#include "session/version.h"

struct fixture {
	struct arena *arena;
	struct system system;
	struct design design;
	struct err err;
};

static int set_up(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	f->arena = arena_new();
	f->design = own_design(&f->system, f->arena);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	free(f);
	return 0;
}

/* --- numbers ------------------------------------------------------------------------- */

static void a_number_is_found_by_its_option(void **state)
{
	struct fixture *f = *state;
	struct scope scope = scope_unset();

	assert_int_equal(scope_set(own_rows, &scope, "keys", "3", &f->err), 0);
	assert_int_equal(scope_set(own_rows, &scope, "strict", NULL, &f->err), 0);
	assert_int_equal(scope.of[OWN_KEYS], 3);
	assert_int_equal(scope.of[OWN_STRICT], 1);
	assert_int_equal(scope_set(scope_rows, &scope, "keys", "3", &f->err), -1);
	assert_string_equal(f->err.what, "unknown number of a scope \"keys\"");
}

static void an_unknown_number_is_answered_with_the_nearest_one_that_the_design_has(void **state)
{
	struct fixture *f = *state;
	struct scope scope = scope_unset();

	assert_int_equal(scope_set(own_rows, &scope, "janitor", "3", &f->err), -1);
	assert_non_null(strstr(f->err.remedy, "\"janitors\""));
	assert_int_equal(scope_set(own_rows, &scope, "server", "3", &f->err), -1);
	assert_null(strstr(f->err.remedy, "servers"));
}

static void limits_are_those_of_the_row(void **state)
{
	struct fixture *f = *state;
	struct scope scope = f->design.scope;

	assert_int_equal(scope_set(own_rows, &scope, "keys", "9", &f->err), -1);
	assert_string_equal(f->err.remedy, "give keys a number from 1 to 8");
	assert_int_equal(design_check_scope(&f->design, &scope, &f->err), 0);
	scope.of[OWN_KEYS] = 0;
	assert_int_equal(design_check_scope(&f->design, &scope, &f->err), -1);
	assert_string_equal(f->err.what, "0 keys is too few");
}

static void processes_of_all_rows_share_one_limit(void **state)
{
	struct fixture *f = *state;
	struct scope_row rows[OWN_STRICT + 2];
	struct scope scope = f->design.scope;

	memcpy(rows, own_rows, sizeof(rows));
	rows[OWN_STRICT] = (struct scope_row){ SCOPE_PROCESS, "locks", "locks", NULL, "l", NULL, 1, 0, 12 };
	scope.of[OWN_JANITORS] = 5;
	scope.of[OWN_STRICT] = 8;
	assert_int_equal(scope_check(rows, &scope, &f->err), -1);
	assert_string_equal(f->err.what, "5 janitors and 8 locks are 13 processes, and heddle can hold 12");
	assert_string_equal(f->err.remedy, "lower --locks to at most 7");
}

static void a_design_needs_a_process_or_a_role_that_is_not_counted(void **state)
{
	struct fixture *f = *state;
	struct scope scope = f->design.scope;

	scope.of[OWN_JANITORS] = 0;
	assert_int_equal(design_check_scope(&f->design, &scope, &f->err), -1);
	assert_string_equal(f->err.what, "there is no process, so nothing can happen");
	assert_string_equal(f->err.remedy, "raise --janitors to at least 1");
	f->system.roles[f->system.role_count++] =
	        (struct system_role){ .name = "clock", .plural = "clocks", .row = SCOPE_ROWS_MAX };
	assert_int_equal(design_check_scope(&f->design, &scope, &f->err), 0);
}

static void a_scope_shows_the_processes_that_the_design_has(void **state)
{
	struct fixture *f = *state;
	struct scope scope = f->design.scope;
	char text[100];

	scope.of[SCOPE_SERVERS] = 3;
	assert_string_equal(scope_show(own_rows, &scope, true, text, sizeof(text)), "1 janitor");
	scope.of[OWN_JANITORS] = 2;
	assert_string_equal(scope_show(own_rows, &scope, true, text, sizeof(text)), "2 janitors");
}

static void an_absent_number_is_ignored_with_a_reason(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(design_ignores(&f->design, SCOPE_SERVERS), "the design has no such process");
	assert_string_equal(design_ignores(&f->design, SCOPE_TIME), "nothing in the design has this bound");
	assert_null(design_ignores(&f->design, OWN_KEYS));
	assert_null(design_ignores(&f->design, OWN_QUEUE));
}

static void a_scope_is_carried_to_other_rows_by_its_options(void **state)
{
	struct fixture *f = *state;
	struct scope_row rows[OWN_STRICT + 2];
	struct scope scope = f->design.scope, carried;

	memcpy(rows, own_rows, sizeof(rows));
	rows[OWN_KEYS] = own_rows[OWN_QUEUE];
	rows[OWN_QUEUE] = own_rows[OWN_KEYS];
	scope.of[OWN_KEYS] = 5;
	scope.of[OWN_QUEUE] = 7;
	carried = scope_carry(own_rows, &scope, rows);
	assert_int_equal(carried.of[OWN_KEYS], 7);
	assert_int_equal(carried.of[OWN_QUEUE], 5);
	assert_int_equal(carried.of[OWN_JANITORS], scope.of[OWN_JANITORS]);
	carried = scope_carry(own_rows, &scope, scope_rows);
	assert_int_equal(carried.of[OWN_KEYS], SCOPE_DEFAULT);
}

/* --- names ----------------------------------------------------------------------------- */

static void constants_of_own_rows_get_their_usual_names(void **state)
{
	static const char *const given[] = { "left", NULL };
	struct fixture *f = *state;
	struct constants names = { .of = { [OWN_KEYS] = given } };
	struct constants full = constants_complete(own_rows, &names, &f->design.scope, f->arena);

	assert_string_equal(full.of[OWN_KEYS][0], "k1");
	assert_string_equal(full.of[OWN_KEYS][1], "left");
	assert_null(full.of[OWN_KEYS][2]);
	assert_string_equal(full.of[OWN_JANITORS][0], "j1");
	assert_null(full.of[SCOPE_SERVERS]);
	full = constants_carry(own_rows, &full, scope_rows);
	assert_null(full.of[OWN_KEYS]);
}

static struct value_pair pair(struct fixture *f, const char *key, const struct value *value)
{
	return (struct value_pair){ value_string(f->arena, key), value };
}

static void constants_are_found_along_the_types_of_variables(void **state)
{
	struct fixture *f = *state;
	const struct value *key = value_string(f->arena, "kb"), *idle = value_int(f->arena, 2);
	struct value_pair held[] = { pair(f, "ka", value_string(f->arena, "jim")), pair(f, "kb", NULL) };
	struct value_pair left[] = { pair(f, "left", idle) }, work[1], all[3];
	const struct value *items[] = { key, key, key };
	struct constants names;
	struct scope scope;

	held[1].value = value_string(f->arena, "joe");
	work[0] = pair(f, "jim", value_record(f->arena, left, 1));
	all[0] = pair(f, "held", value_function(f->arena, held, 2));
	all[1] = pair(f, "queue", value_tuple(f->arena, items, 3));
	all[2] = pair(f, "work", value_function(f->arena, work, 1));

	const struct value *states[] = { value_record(f->arena, all, 3) };
	const struct trace trace = { .states = states, .state_count = 1 };

	constants_infer(&f->design, &trace, f->arena, &names, &scope);
	assert_int_equal(scope.of[OWN_KEYS], 2);
	assert_int_equal(scope.of[OWN_JANITORS], 2);
	assert_int_equal(scope.of[OWN_QUEUE], 3);
	assert_int_equal(scope.of[SCOPE_SERVERS], SCOPE_DEFAULT);
	assert_string_equal(names.of[OWN_KEYS][1], "kb");
	assert_string_equal(names.of[OWN_JANITORS][0], "jim");
	assert_true(constants_all_shown(&f->design, OWN_KEYS));
	assert_false(constants_all_shown(&f->design, OWN_QUEUE));
}

static void numbers_are_constants_only_where_the_types_say_so(void **state)
{
	struct fixture *f = *state;
	const struct value *one = value_int(f->arena, 1), *two = value_int(f->arena, 2);
	const struct value *janitors[] = { one, one }, *keys[] = { two };
	struct value_pair left[] = { pair(f, "left", two) }, work[] = { { one, NULL } }, all[3];

	work[0].value = value_record(f->arena, left, 1);
	all[0] = pair(f, "held", value_tuple(f->arena, janitors, 2)); /* a function over 1, 2 */
	all[1] = pair(f, "queue", value_tuple(f->arena, keys, 1));
	all[2] = pair(f, "work", value_function(f->arena, work, 1));

	const struct value *state_shown = value_record(f->arena, all, 3);
	const struct value *named = numbers_declared(&f->system, state_shown, f->arena);

	assert_string_equal(value_text(value_get(value_get(named, "held"), "2")), "1");
	assert_string_equal(value_text(value_get(named, "queue")->items[0]), "2");
	assert_int_equal(value_get(value_get(value_get(named, "work"), "1"), "left")->number, 2);
	assert_ptr_equal(numbers_declared(&f->system, named, f->arena), named);
}

static void names_in_steps_raise_an_own_row(void **state)
{
	struct fixture *f = *state;
	struct trace_node nodes[] = { { 0 }, { .step = "j3 Lock k4" } };
	struct trace_meta meta = { .nodes = nodes, .node_count = 2 };
	struct scope scope = f->design.scope;
	uint32_t node = 0;

	assert_int_equal(constants_check_scope(own_rows, &meta, &scope, &node, &f->err), -1);
	assert_int_equal(node, 1);
	assert_string_equal(f->err.what, "j3 is outside the scope, janitors=1");
	constants_raise_scope(own_rows, &meta, &scope);
	assert_int_equal(scope.of[OWN_JANITORS], 3);
	assert_int_equal(scope.of[OWN_KEYS], 4);
}

/* --- saved versions ---------------------------------------------------------------------- */

static void a_version_is_saved_and_read_back_with_its_own_rows(void **state)
{
	static const char *const keys[] = { "left", "right", NULL };
	struct fixture *f = *state;
	struct trace_meta meta = { 0 }, again = { 0 };
	struct version version = { .design = "nowhere.json",
		                   .rows = own_rows,
		                   .scope = f->design.scope,
		                   .names.of = { [OWN_KEYS] = keys } };

	version_to_meta(&version, f->arena, &meta);
	assert_int_equal(meta.scope_count, 3);
	assert_string_equal(meta.scope[0].option, "keys");
	assert_string_equal(meta.names[0].option, "keys");
	assert_null(constants_unknown_row(own_rows, &meta));
	assert_string_equal(constants_unknown_row(scope_rows, &meta), "keys");

	/* The design cannot be opened; nothing is lost. */
	version = version_from_meta(&meta, f->arena);
	version_to_meta(&version, f->arena, &again);
	assert_int_equal(again.scope_count, meta.scope_count);
	for (size_t i = 0; i < meta.scope_count; i++) {
		assert_string_equal(again.scope[i].option, meta.scope[i].option);
		assert_int_equal(again.scope[i].number, meta.scope[i].number);
	}
	assert_int_equal(again.name_count, 1);
	assert_string_equal(again.names[0].names[1], "right");
}

static void versions_differ_in_an_own_row(void **state)
{
	struct fixture *f = *state;
	struct version one = { .design = "own", .rows = own_rows, .scope = f->design.scope }, other = one;
	struct versions versions;
	struct buf text;

	other.scope.of[OWN_KEYS] = 3;
	versions_init(&versions);
	assert_int_equal(versions_use(&versions, &one), 0);
	assert_int_equal(versions_use(&versions, &other), 1);
	assert_int_equal(versions_use(&versions, &one), 0);
	buf_init(&text);
	versions_show(&versions, 1, 0, true, &text);
	assert_string_equal(text.data, "keys=3");
	other.scope.of[OWN_KEYS] = 2;
	other.scope.of[OWN_QUEUE] = 9; /* a bound makes no other version */
	assert_int_equal(versions_use(&versions, &other), 0);
	buf_release(&text);
	versions_release(&versions);
}

#define test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_number_is_found_by_its_option),
		test(an_unknown_number_is_answered_with_the_nearest_one_that_the_design_has),
		test(limits_are_those_of_the_row),
		test(processes_of_all_rows_share_one_limit),
		test(a_design_needs_a_process_or_a_role_that_is_not_counted),
		test(a_scope_shows_the_processes_that_the_design_has),
		test(an_absent_number_is_ignored_with_a_reason),
		test(a_scope_is_carried_to_other_rows_by_its_options),
		test(constants_of_own_rows_get_their_usual_names),
		test(constants_are_found_along_the_types_of_variables),
		test(numbers_are_constants_only_where_the_types_say_so),
		test(names_in_steps_raise_an_own_row),
		test(a_version_is_saved_and_read_back_with_its_own_rows),
		test(versions_differ_in_an_own_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
