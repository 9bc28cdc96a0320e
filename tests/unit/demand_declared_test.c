/*
 * Demands that a model declares: heddle check takes them, and the properties view lists them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/demand.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/session.h>

#include "cli/check_demands.h"
#include "cli/check_possible.h"
#include "cli/options.h"
#include "screen.h"

static const struct demand declared[] = {
	{ .name = "Recover",
	  .says = "every server can become idle again",
	  .kind = DEMAND_ALWAYS_POSSIBLE,
	  .condition = "serverStates[s].state = waiting",
	  .for_each = "s in Servers" },
	{ .name = "Reads",
	  .kind = DEMAND_POSSIBLE,
	  .condition = "some o in operations: o.type = READ and o.image != UNSET" },
	{ .name = "Ends",
	  .kind = DEMAND_LEADS_TO,
	  .condition = "serverStates[s].state = started_read",
	  .answer = "serverStates[s].state = waiting",
	  .for_each = "s in Servers",
	  .fair = "" },
};
enum { DECLARED = sizeof(declared) / sizeof(*declared) };

static struct design *design;
static struct model *model;

static int open_model(void **unused)
{
	struct scope scope = scope_unset();

	(void)unused;
	return design_open("naive", &design, NULL) ||
	       design_compile(design, &scope, NULL, true, &model, NULL);
}

static int close_model(void **unused)
{
	(void)unused;
	model_free(model);
	design_free(design);
	return 0;
}

/* The command line "check naive WORDS", at most three words. */
static void parse(struct cli_args *args, const char *first, const char *second)
{
	char words[3][80];
	char *list[3] = { words[0], words[1], words[2] };
	static char kept[3][80];

	snprintf(words[0], sizeof(words[0]), "naive");
	snprintf(words[1], sizeof(words[1]), "%s", first ? first : "");
	snprintf(words[2], sizeof(words[2]), "%s", second ? second : "");
	memcpy(kept, words, sizeof(kept));
	for (int i = 0; i < 3; i++)
		list[i] = kept[i];
	*args = (struct cli_args){ .subcommand = &subcommand_check, .scope = scope_unset() };
	assert_int_equal(cli_parse(args, list, first ? second ? 3 : 2 : 1, NULL), 0);
}

static void names_are(const char *expected, const struct demands *demands)
{
	struct buf names;

	buf_init(&names);
	for (size_t i = 0; i < demands->count; i++)
		buf_printf(&names, "%s ", demands->rows[i].demand.name);
	assert_string_equal(names.length ? names.data : "", expected);
	buf_release(&names);
}

static void declared_ones_are_taken_unless_others_are_chosen(void **unused)
{
	static const struct {
		const char *option, *value, *names;
	} cases[] = {
		{ NULL, NULL, "Recover Ends " },
		{ "--invariant", "Ends", "Ends " },
		{ "--invariant", "TypeOk", "" },
		{ "--always", "true", "" },
		{ "--always-possible", "Mine: true", "Mine " },
	};

	(void)unused;
	model->demands = declared;
	model->demand_count = DECLARED;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct demands demands;
		struct cli_args args;

		parse(&args, cases[i].option, cases[i].value);
		assert_int_equal(demands_init(&args, model, &demands, NULL), 0);
		names_are(cases[i].names, &demands);
		demands_release(&demands);
		cli_release(&args);
	}
}

static void an_invariant_that_is_a_demand_leaves_the_others_out(void **unused)
{
	struct cli_args args;
	uint32_t properties = 1;
	struct err err = { 0 };

	(void)unused;
	model->demands = declared;
	model->demand_count = DECLARED;
	parse(&args, "--invariant", "Recover");
	assert_int_equal(cli_properties(&args, model, &properties, NULL), 0);
	assert_int_equal(properties, 0);
	cli_release(&args);
	parse(&args, "--invariant", "Recovr");
	assert_int_equal(cli_properties(&args, model, &properties, &err), -1);
	assert_string_equal(err.remedy, "did you mean \"Recover\"?");
	cli_release(&args);
}

static void they_are_checked_and_reported(void **unused)
{
	const struct check_options options = { 0 };
	struct demands demands;
	struct cli_args args;
	struct buf text;
	unsigned names = 0;

	(void)unused;
	model->demands = declared;
	model->demand_count = DECLARED;
	parse(&args, NULL, NULL);
	assert_int_equal(demands_init(&args, model, &demands, NULL), 0);
	assert_int_equal(demands_run(&args, design, model, false, &options, 0, &demands, NULL), 0);
	assert_int_equal(demands_verdict(&demands), CHECK_VIOLATED);
	assert_string_equal(demands_violated(&demands)->demand.name, "Ends");

	const struct demands_about about = { design, model, design_model_scope(model), false, false };

	buf_init(&text);
	demands_text(&demands, &about, &text);
	demands_holding(&demands, &names, &text);
	demands_remarks(&demands, &about, &text);
	assert_string_equal(text.data, "Ends is violated: for s1, after step 1 it is never answered.\n"
	                               "   1  s1 StartRead u1\n"
	                               "      and then nothing happens any more (stuttering).\n"
	                               "      serverStates[s1].state is started_read, not waiting.\n"
	                               "Recover"
	                               "Recover, Ends were decided without bounds on operations, hours and "
	                               "failures.\n"
	                               "Assumed for Ends: nothing is fair.\n");
	buf_release(&text);
	demands_release(&demands);
	cli_release(&args);
}

static void declared_possibilities_are_met_or_not(void **unused)
{
	const struct check_options options = { 0 };
	struct possible_report possible;
	struct cli_args args;
	struct buf text;

	(void)unused;
	model->demands = declared;
	model->demand_count = DECLARED;
	parse(&args, "--possible", "Mine: count(operations) > 9");
	assert_int_equal(check_possible_find(&args, design, model, design_model_scope(model), &options,
	                                     &possible, NULL),
	                 0);
	buf_init(&text);
	check_possible_json(&possible, &text);
	assert_string_equal(text.data, ", \"possible\": {\"Mine\": false, \"Reads\": true}");
	assert_true(check_possible_by_bound(&possible));
	buf_release(&text);
	check_possible_release(&possible);
	cli_release(&args);
}

static void the_properties_view_lists_them_and_what_is_true_here(void **unused)
{
	struct session *session = NULL;
	struct scope scope = scope_unset();
	struct design *played = NULL;

	(void)unused;
	assert_int_equal(design_open("naive", &played, NULL), 0);
	assert_int_equal(session_open_design(played, &scope, &session, NULL), 0);
	session->model->demands = declared;
	session->model->demand_count = DECLARED;
	open_ui(session);
	runs("view properties");
	type("G");
	shows("Recover   true here; checked by heddle check");
	shows("every server can become idle again");
	shows("Ends   nothing is owed here");
	runs("do s1 StartRead u1");
	shows("Recover   false here");
	shows("Ends   owed here");
	shows("all s in Servers: serverStates[s].state = started_read leads to");
	session->model->demands = NULL;
	session->model->demand_count = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_ones_are_taken_unless_others_are_chosen),
		cmocka_unit_test(an_invariant_that_is_a_demand_leaves_the_others_out),
		cmocka_unit_test(they_are_checked_and_reported),
		cmocka_unit_test(declared_possibilities_are_met_or_not),
		cmocka_unit_test_teardown(the_properties_view_lists_them_and_what_is_true_here, close_ui),
	};

	return cmocka_run_group_tests_name("declared demands", tests, open_model, close_model);
}
