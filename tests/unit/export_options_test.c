/*
 * What can be asked of an export target, held against what it does: an option that the target's row declares
 * changes what is written, one that it does not declare changes nothing, and so is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/plan.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "play.h"

/* Everything that the target makes, in one text; null when it refuses. */
static char *written(const struct export_target *target, bool of_trace, const struct export_options *options,
                     const struct scope *scope)
{
	struct session *session = opened(of_trace ? "traces/naive" : "storage-cleaner-naive", NULL, scope);
	struct trace *trace = session_trace(session);
	struct model *model = NULL;
	struct export out;
	struct buf all;
	int result;

	buf_init(&all);
	export_init(&out);
	assert_int_equal(design_compile(session->design, &session->scope, NULL, true, &model, NULL), 0);
	result = of_trace ? target->trace(session->model, trace, options, &out, NULL)
	                  : target->design(model, options, &out, NULL);
	for (size_t i = 0; i < out.count; i++)
		buf_add(&all, out.files[i].text, out.files[i].length);
	export_release(&out);
	model_free(model);
	trace_free(trace);
	session_free(session);
	if (result == 0)
		return buf_detach(&all);
	buf_release(&all);
	return NULL;
}

static const struct export_options usual = { .properties = 7 };

static const struct option {
	unsigned bit;
	struct export_options options;
	int servers;
} asked[] = {
	{ EXPORT_INVARIANT, { .properties = 8 }, 0 },
	{ EXPORT_PROPERTY, { .properties = 7, .recurring = 1U << PROPERTY_ORPHANS }, 0 },
	{ EXPORT_SYMMETRY, { .properties = 7, .symmetry = true }, 0 },
	{ EXPORT_DIAGRAM, { .properties = 7, .diagram = "cleaner" }, 0 },
	{ EXPORT_MAX_STATES, { .properties = 7, .states = 60 }, 0 },
	{ EXPORT_SCOPE, { .properties = 7 }, 3 },
};

static void hold(const struct export_target *target, bool of_trace, const struct option *option)
{
	struct scope scope = scope_unset();
	char *plain = written(target, of_trace, &usual, NULL), *text;
	bool declared = (of_trace ? target->trace_takes : target->design_takes) & option->bit;

	if (option->servers)
		scope.of[SCOPE_SERVERS] = option->servers;
	text = written(target, of_trace, &option->options, &scope);
	if (!text || (strcmp(plain, text) != 0) != declared)
		fail_msg("%s of a %s, option %u: declared %d, but %s", target->name,
		         of_trace ? "trace" : "design", option->bit, declared,
		         !text                      ? "refused"
		         : strcmp(plain, text) != 0 ? "it matters"
		                                    : "it changes nothing");
	free(plain);
	free(text);
}

static void a_target_declares_exactly_the_options_that_change_its_output(void **state)
{
	(void)state;
	for (size_t t = 0; export_targets[t]; t++)
		for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
			if (export_targets[t]->design)
				hold(export_targets[t], false, &asked[i]);
			if (export_targets[t]->trace)
				hold(export_targets[t], true, &asked[i]);
		}
}

static void an_option_that_a_target_ignores_is_refused_with_targets_that_take_it(void **state)
{
	static const struct {
		const char *target;
		bool of_trace;
		unsigned given;
		const char *what, *remedy;
	} rows[] = {
		{ "tla", false, EXPORT_DIAGRAM, "--diagram has no effect on a design exported to tla",
		  "leave it out, or export to svg, markdown, mermaid or plantuml" },
		{ "promela", false, EXPORT_INVARIANT | EXPORT_SYMMETRY,
		  "--symmetry has no effect on a design exported to promela",
		  "leave it out, or export to tla" },
		{ "svg", true, EXPORT_DIAGRAM, "--diagram has no effect on a trace exported to svg",
		  "leave it out, or export a design instead" },
		{ "svg", false, EXPORT_SCOPE, "a scope has no effect on a design exported to svg",
		  "leave it out, or export to tla, dot or promela" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct export_target *target = export_target_named(rows[i].target, NULL);
		struct err err = { 0 };

		assert_int_equal(export_check(target, rows[i].of_trace, rows[i].given, &err), -1);
		assert_string_equal(err.what, rows[i].what);
		assert_string_equal(err.remedy, rows[i].remedy);
	}
}

static void options_that_a_target_takes_are_not_refused(void **state)
{
	(void)state;
	for (size_t t = 0; export_targets[t]; t++) {
		assert_int_equal(
		        export_check(export_targets[t], false, export_targets[t]->design_takes, NULL), 0);
		assert_int_equal(export_check(export_targets[t], true, export_targets[t]->trace_takes, NULL),
		                 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_declares_exactly_the_options_that_change_its_output),
		cmocka_unit_test(an_option_that_a_target_ignores_is_refused_with_targets_that_take_it),
		cmocka_unit_test(options_that_a_target_takes_are_not_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
