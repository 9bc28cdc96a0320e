/*
 * What is written for other checkers: every design, with every name; names that clash; what
 * cannot be written; and that nothing on disk is overwritten.  That TLC and Spin find in it what
 * heddle finds is for tests/referee and docs/export.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/plan.h>
#include <heddle/session.h>
#include <heddle/trace.h>

static struct model *compiled(const char *name_or_text)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct scope scope = scope_unset();
	struct err err = { 0 };
	char why[1400];

	if ((name_or_text[0] == '{' ? design_parse(name_or_text, strlen(name_or_text), "test", &design, &err)
	                            : design_open(name_or_text, &design, &err)) ||
	    design_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	design_free(design);
	return model;
}

static const struct export_target *target(const char *name)
{
	const struct export_target *found = export_target_named(name, NULL);

	assert_non_null(found);
	return found;
}

/* The texts of all files, one after the other; the caller frees it. */
static char *written(const char *to, const char *design, const struct export_options *options)
{
	struct model *model = compiled(design);
	struct export out;
	struct err err = { 0 };
	struct buf all;
	char why[1400];

	export_init(&out);
	buf_init(&all);
	if (target(to)->design(model, options, &out, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	for (size_t i = 0; i < out.count; i++)
		buf_add(&all, out.files[i].text, out.files[i].length);
	export_release(&out);
	model_free(model);
	return buf_detach(&all);
}

static const struct export_options usual = { .properties = 7 };

static bool has(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

static void every_design_is_written_with_every_step_and_variable(void **state)
{
	static const char *const checkers[] = { "tla", "promela" };

	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++)
		for (int c = 0; c < 2; c++) {
			struct model *model = compiled(b->name);
			char *text = written(checkers[c], b->name, &usual);

			for (unsigned a = 0; a < model->action_count; a++)
				if (!has(text, model->actions[a].name))
					fail_msg("%s in %s: no %s", b->name, checkers[c],
					         model->actions[a].name);
			for (unsigned v = 0; v < model->variable_count; v++)
				if (!has(text, model->variables[v].name))
					fail_msg("%s in %s: no %s", b->name, checkers[c],
					         model->variables[v].name);
			free(text);
			model_free(model);
		}
}

static void effects_are_written_as_their_final_result(void **state)
{
	char *text = written("tla", "working", &usual);

	(void)state;
	/* "keep id" comes before "write blob", which goes by the process's imageId. */
	assert_true(has(text, "![s].imageId = id"));
	assert_true(has(text, "[blobStoreState EXCEPT ![id] = serverStates[s].image]"));
	/* "clear locals" comes last and says nothing of what was read before. */
	assert_true(has(text, "READ(serverStates[s].userId, serverStates[s].metadata, "
	                      "ImageAt(serverStates[s].imageId))"));
	free(text);
}

#define CLEANER_STEP(name, does)                                                                             \
	"{\"extends\":\"storage-cleaner-naive\",\"name\":\"x\",\"cleaner\":{\"steps\":[{\"name\":\"" name    \
	"\",\"part\":\"clean\",\"at\":\"deleting_keys\",\"choose\":[\"an unused key\"],\"do\":[" does        \
	"]}]}}"

static void nested_set_operations_are_parenthesised(void **state)
{
	char *text = written("tla", CLEANER_STEP("Twice", "\"find unused keys\", \"drop key\""), &usual);

	(void)state;
	assert_true(has(text, "(cleanerStates[c].blobKeys \\ NamedIds) \\ {id}"));
	free(text);
}

static void a_step_with_a_reserved_name_is_renamed_and_printed_under_its_own(void **state)
{
	char *text = written("tla", CLEANER_STEP("Next", "\"drop key\""), &usual);

	(void)state;
	assert_true(has(text, "\nNext_(c) ==\n"));
	assert_true(has(text, "\nNext ==\n"));
	free(text);
	text = written("promela", CLEANER_STEP("run", "\"drop key\""), &usual);
	assert_true(has(text, "inline run_(self, the_id)"));
	assert_true(has(text, "heddle step: c%d run ui%d"));
	free(text);
}

static void only_the_chosen_properties_are_written(void **state)
{
	struct model *model = compiled("naive");
	unsigned orphans = (unsigned)model_property_index(model, "NoOrphanFiles");
	struct export_options options = { .properties = 1U << orphans };
	char *text = written("tla", "naive", &options);

	(void)state;
	assert_true(has(text, "\nINVARIANT NoOrphanFiles\n"));
	assert_false(has(text, "\nINVARIANT ConsistentReads\n"));
	assert_false(has(text, "AlwaysEventually"));
	free(text);
	text = written("promela", "naive", &options);
	assert_true(has(text, "heddle breaks: NoOrphanFiles"));
	assert_false(has(text, "heddle breaks: ConsistentReads"));
	free(text);
	model_free(model);
}

/* In it, what the process has found may be thrown away, so that every property has something to say. */
static const char gives_up[] =
        "{\"extends\":\"working\",\"name\":\"x\",\"server\":{\"steps\":[{\"name\":\"GiveUp\",\"part\":"
        "\"read\","
        "\"at\":\"read_metadata\",\"do\":[\"log empty READ\",\"clear locals\"],\"goto\":\"waiting\"}]}}";

/* Whether a text asks the target's tool about a property; that the variables have no other values is no
 * question. */
static bool asks(const char *to, const char *text, const char *property)
{
	char line[3][100];

	snprintf(line[0], sizeof(line[0]), "\nINVARIANT %s\n", property);
	snprintf(line[1], sizeof(line[1]), "\nPROPERTY %s\n", property);
	snprintf(line[2], sizeof(line[2]), "\n%s ==\n", property);
	if (strcmp(to, "tla") == 0)
		return (has(text, line[0]) || has(text, line[1])) && has(text, line[2]);
	snprintf(line[0], sizeof(line[0]), "heddle breaks: %s\\n", property);
	return has(text, line[0]) || strcmp(property, "TypeOk") == 0;
}

static void every_property_is_written_or_refused_by_name(void **state)
{
	static const char *const checkers[] = { "tla", "promela" };
	struct model *model = compiled(gives_up);

	(void)state;
	for (int c = 0; c < 2; c++)
		for (unsigned p = 0; p < model->property_count; p++) {
			struct export_options options = { .properties = 1U << p };
			const char *name = model->properties[p].name;
			struct err err = { 0 };
			char *text;

			if (export_check_properties(target(checkers[c]), model, options.properties, &err)) {
				assert_true(has(err.what, name));
				assert_true(err.remedy[0]);
				continue;
			}
			text = written(checkers[c], gives_up, &options);
			if (!asks(checkers[c], text, name))
				fail_msg("%s is not asked about %s", checkers[c], name);
			free(text);
		}
	model_free(model);
}

/*
 * What TLC says of these modules was compared by hand; see docs/export.md.  Here: each assumption is in them,
 * and what bounds would make of the property is not.
 */
static void a_property_of_behaviours_is_written_with_its_assumptions(void **state)
{
	static const char *const parts[] = {
		"\nAlwaysEventuallyNoOrphanFiles == Assumptions => []<>NoOrphanFiles\n",
		"    /\\ WF_vars(FairCleaners)\n",
		"    /\\ WF_vars(FairClock)\n",
		"    /\\ <>[][~FiniteSteps]_vars\n",
		("\nFiniteSteps ==\n    \\/ \\E s \\in Servers : ServerStartWrite(s)\n"
		 "    \\/ \\E c \\in Cleaners : CleanerFail(c)\n\n"),
		/* What stops is not owed. */
		"    \\/ \\E c \\in Cleaners : CleanerFinished(c)\n\nFairClock ==\n    \\/ TimePasses\n\n",
		/* Hours and fresh ids without end. */
		"![s].start = 0",
		"usedIds' = (usedIds \\union {id}) \\intersect Referred'\n",
		"serverStates' = OlderServers(serverStates)",
		"\nPROPERTY AlwaysEventuallyNoOrphanFiles\n",
	};
	static const char *const none[] = { "CONSTRAINT", "INVARIANT", "failed", "operations", "MaxTime" };
	static const struct assumptions nothing = { 0 };
	struct export_options options = { .properties = 7, .recurring = 1U << PROPERTY_ORPHANS };
	char *text = written("tla", "storage-cleaner-working", &options);

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!has(text, parts[i]))
			fail_msg("no %s in\n%s", parts[i], text);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (has(text, none[i]))
			fail_msg("%s in\n%s", none[i], text);
	free(text);
	options.assumptions = &nothing;
	text = written("tla", "storage-cleaner-working", &options);
	assert_true(has(text, "\nAssumptions ==\n    TRUE\n"));
	assert_false(has(text, "unseen"));
	free(text);
}

/* An hour that passes among other effects makes everything older that was written before it, and nothing
 * else. */
static void hours_pass_at_their_position_among_the_effects(void **state)
{
	static const char design[] =
	        "{\"extends\":\"storage-cleaner-kill\",\"name\":\"x\",\"server\":{\"steps\":[{\"name\":"
	        "\"Slow\","
	        "\"at\":\"wrote_blob\",\"do\":[\"write blob\",\"advance time\",\"read blob\",\"note start\"],"
	        "\"goto\":\"waiting\"}]}}";
	struct export_options options = { .properties = 7, .recurring = 1U << PROPERTY_ORPHANS };
	char *text = written("tla", design, &options);

	(void)state;
	assert_true(has(text,
	                "blobStoreState' = OlderBlobs([blobStoreState EXCEPT ![serverStates[s].imageId] = "
	                "Stored(serverStates[s].image, 0)])\n"));
	assert_true(has(text, "serverStates' = [OlderServers(serverStates) EXCEPT\n"));
	assert_true(has(text, "![s].start = 0]"));
	free(text);
}

/* Each comparison of hours and of what is bounded, as it is in heddle: at its limit, and not one before it.
 */
static void comparisons_are_written_with_the_limit_they_have(void **state)
{
	static const struct {
		const char *to, *design;
		bool whole; /* with a property of whole behaviours */
		const char *text;
	} wanted[] = {
		{ "tla", "naive", 0, "    /\\ Len(operations) <= MaxOperations\n" },
		{ "tla", "storage-cleaner-kill", 0, "    /\\ time <= MaxTime\n" },
		{ "tla", "storage-cleaner-working", 0, "    /\\ failed <= MaxFailures\n" },
		{ "tla", "storage-cleaner-kill", 0, "    /\\ time < serverStates[s].start + 1\n" },
		{ "tla", "storage-cleaner-kill", 0, "    /\\ time >= serverStates[s].start + 1\n" },
		{ "tla", "storage-cleaner-kill", 0, "].created + 2 <= " },
		{ "tla", "storage-cleaner-kill", 1, "serverStates[s].start < 1\n" },
		{ "tla", "storage-cleaner-kill", 1, "serverStates[s].start >= 1\n" },
		{ "tla", "storage-cleaner-kill", 1, "].created >= 2}" },
		{ "tla", "storage-cleaner-kill", 1,
		  "Older(age, most) == IF age < most THEN age + 1 ELSE age\n" },
		{ "promela", "storage-cleaner-kill", 0, "\ttime < serverStates[self].start + 1 " },
		{ "promela", "storage-cleaner-kill", 0, "\ttime >= serverStates[self].start + 1 " },
		{ "promela", "storage-cleaner-kill", 0, "blobStoreState[1].created + 2 <= time ->" },
		{ "promela", "storage-cleaner-kill", 0, "leaving = (logged + 1 > MAX_OPERATIONS -> 1 : 0);" },
		{ "promela", "storage-cleaner-kill", 0, "leaving = (time + 1 > MAX_TIME -> 1 : 0);" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct export_options options = {
			.properties = 7,
			.recurring = wanted[i].whole ? 1U << PROPERTY_ORPHANS : 0,
		};
		char *text = written(wanted[i].to, wanted[i].design, &options);

		if (!has(text, wanted[i].text))
			fail_msg("no %s in %s of %s:\n%s", wanted[i].text, wanted[i].to, wanted[i].design,
			         text);
		free(text);
	}
}

static void ids_are_declared_if_a_step_chooses_one(void **state)
{
	static const char design[] = "{\"extends\":\"naive\",\"name\":\"x\",\"server\":{\"steps\":[{\"name\":"
	                             "\"Picks\",\"at\":\"waiting\","
	                             "\"choose\":[\"any id\"],\"do\":[]}]}}";
	char *text = written("tla", design, &usual);

	(void)state;
	assert_true(has(text, "\n    ImageIds, "));
	assert_true(has(text, "\n    ImageIds = {\"ui1\", "));
	free(text);
	text = written("tla", "naive", &usual);
	assert_false(has(text, "ImageIds"));
	free(text);
}

static void symmetry_declares_model_values_and_only_where_there_are_two(void **state)
{
	struct export_options options = { .properties = 1, .symmetry = true };
	char *text = written("tla", "naive", &options);

	(void)state;
	assert_true(has(text, "Metadatas = {m1, m2}"));
	assert_true(has(text, "Permutations(Metadatas)"));
	assert_false(has(text, "Permutations(Users)"));
	assert_true(has(text, "SYMMETRY Symmetry"));
	free(text);
}

static void what_cannot_be_written_is_refused_with_a_remedy(void **state)
{
	static const struct {
		const char *to, *design, *what;
		struct export_options options;
	} rows[] = {
		{ "tla", "naive", "symmetry", { .recurring = 1U << PROPERTY_ORPHANS, .symmetry = true } },
		{ "promela", CLEANER_STEP("100%", "\"drop key\""), "100%", { .properties = 1 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct model *model = compiled(rows[i].design);
		struct export out;
		struct err err = { 0 };

		export_init(&out);
		assert_int_equal(target(rows[i].to)->design(model, &rows[i].options, &out, &err), -1);
		assert_true(has(err.what, rows[i].what));
		assert_true(err.remedy[0]);
		export_release(&out);
		model_free(model);
	}
}

static void a_name_that_tlc_cannot_read_is_refused(void **state)
{
	static const struct {
		const char *name;
		bool symmetry, taken;
	} rows[] = {
		{ "user one", false, true }, { "user one", true, false }, { "", false, true },
		{ "", true, false },         { "12", true, false },       { "u1", true, true },
		{ "a\"b", false, false },    { "a\\b", false, false },    { "a\nb", false, false },
		{ "u_1", false, true },      { "u_1", true, false },      { "user_1", true, true },
		{ "TRUE", false, true },     { "TRUE", true, false },     { "FALSE", true, false },
		{ "WF_1", true, false },     { "SF_x", true, false },     { "12_3", true, false },
		{ "1st", true, true },       { "Next", true, true },      { "INVARIANT", true, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *const users[] = { rows[i].name, NULL };
		const char *const rest[] = { "x1", "x2", "x3", NULL };
		struct constants constants = { .of = { [SCOPE_SERVERS] = rest,
			                               [SCOPE_READERS] = rest,
			                               [SCOPE_CLEANERS] = rest,
			                               [SCOPE_USERS] = users,
			                               [SCOPE_METADATAS] = rest,
			                               [SCOPE_IMAGES] = rest,
			                               [SCOPE_IMAGE_IDS] = rest } };
		struct export_options options = { .properties = 1, .symmetry = rows[i].symmetry };
		struct scope scope = scope_unset();
		struct design *design = NULL;
		struct model *model = NULL;
		struct export out;
		struct err err = { 0 };

		assert_int_equal(design_open("naive", &design, NULL), 0);
		assert_int_equal(design_compile(design, &scope, &constants, true, &model, NULL), 0);
		export_init(&out);
		assert_int_equal(target("tla")->design(model, &options, &out, &err), rows[i].taken ? 0 : -1);
		assert_true(rows[i].taken || (err.what[0] && err.remedy[0]));
		export_release(&out);
		model_free(model);
		design_free(design);
	}
}

static void an_existing_file_is_left_alone_and_nothing_else_is_written(void **state)
{
	char folder[] = "/tmp/heddle-export-XXXXXX", path[100], *text;
	struct export out;
	struct err err = { 0 };
	struct buf buf;
	size_t length;

	(void)state;
	assert_non_null(mkdtemp(folder));
	export_init(&out);
	buf_init(&buf);
	buf_add_text(&buf, "one");
	export_add(&out, "a", "", &buf);
	buf_add_text(&buf, "two");
	export_add(&out, "b", "", &buf);
	buf_release(&buf);
	snprintf(path, sizeof(path), "%s/b", folder);
	assert_int_equal(file_write(path, "old", 3, false, &err), 0);
	assert_int_equal(export_save(&out, true, folder, false, &err), -1);
	assert_true(has(err.remedy, "--force"));
	assert_int_equal(export_save(&out, true, folder, true, &err), 0);
	assert_int_equal(file_read(path, 100, &text, &length, &err), 0);
	assert_string_equal(text, "two");
	free(text);
	unlink(path);
	snprintf(path, sizeof(path), "%s/a", folder);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
	export_release(&out);
}

/* --- traces ------------------------------------------------------------------------------------ */

static struct session *opened_trace(const char *path, struct trace **trace)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char why[1400];

	if (trace_read_nth(path, 1, trace, &err) ||
	    session_open_trace(*trace, NULL, NULL, NULL, &session, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	return session;
}

static void a_trace_is_written_with_its_states_and_the_names_of_its_steps(void **state)
{
	struct trace *trace = NULL;
	struct session *session = opened_trace("tests/traces/naive.json", &trace);
	struct trace *own = session_trace(session);
	struct export out;
	struct err err = { 0 };

	(void)state;
	export_init(&out);
	assert_int_equal(target("tla")->trace(session->model, own, &usual, &out, &err), 0);
	assert_int_equal(out.count, 4);
	assert_string_equal(out.files[2].name, "naive_trace.tla");
	assert_true(has(out.files[2].text, "step = 0 /\\ step' = 1 => StartWrite(\"s1\")"));
	assert_true(has(out.files[2].text, "operations |-> <<>>"));
	/* TLC does not name a violated property that is a conjunction. */
	assert_true(has(out.files[2].text, "\nStartsAsTheDesign == step = 0 => Init\n"));
	assert_true(has(out.files[2].text, "\nFitsTheDesign == [][Next]_vars\n"));
	assert_true(has(out.files[3].text, "\nINVARIANT StartsAsTheDesign\nPROPERTY FitsTheDesign\n"));
	export_release(&out);
	trace_free(own);
	trace_free(trace);
	session_free(session);
}

static void a_recording_has_no_design_to_be_checked_against(void **state)
{
	struct trace *trace = NULL;
	struct session *session = opened_trace("tests/traces/lasso.json", &trace);
	struct export out;
	struct err err = { 0 };

	(void)state;
	export_init(&out);
	assert_int_equal(target("tla")->trace(session->model, trace, &usual, &out, &err), -1);
	assert_true(has(err.remedy, "--design"));
	export_release(&out);
	trace_free(trace);
	session_free(session);
}

static void the_trail_that_spin_replays_is_played_to_the_violation(void **state)
{
	static const char *const paths[] = { "tests/fuzz/corpus/spin_trail/plain",
		                             "tests/fuzz/corpus/spin_trail/with-statements" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct trace *trace = NULL;
		struct session *session = opened_trace(paths[i], &trace);

		assert_string_equal(trace->format, "spin-trail");
		assert_string_equal(trace->claims, "ConsistentReads");
		assert_int_equal(trace->heddle->node_count, 7);
		assert_non_null(session->design);
		assert_int_equal(history_depth(session->history, session->violation_node), 6);
		trace_free(trace);
		session_free(session);
	}
}

static void the_first_violation_of_a_trail_counts(void **state)
{
	static const char text[] = " heddle schedule: design=naive\n heddle step: s1 StartRead u1\n"
	                           " heddle breaks: First\n heddle breaks: Second\n";
	struct trace *trace = NULL;

	(void)state;
	assert_int_equal(trace_parse(text, strlen(text), "t", &trace, NULL), 0);
	assert_string_equal(trace->claims, "First");
	trace_free(trace);
}

static void a_trail_of_two_models_or_of_none_is_refused_where_it_is_wrong(void **state)
{
	static const struct {
		const char *text, *what, *place;
	} rows[] = {
		{ "x\n heddle schedule: design=a\n heddle step: s1 A\n  heddle schedule: design=b\n",
		  "two different", "line 4" },
		{ " heddle step: s1 A\n", "which design", "" },
		{ "\n heddle schedule: design\n", "", "line 2" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct trace *trace = NULL;
		struct err err = { 0 };

		assert_int_equal(trace_parse(rows[i].text, strlen(rows[i].text), "t", &trace, &err), -1);
		assert_true(has(err.what, rows[i].what));
		assert_true(has(err.place, rows[i].place));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_design_is_written_with_every_step_and_variable),
		cmocka_unit_test(effects_are_written_as_their_final_result),
		cmocka_unit_test(nested_set_operations_are_parenthesised),
		cmocka_unit_test(a_step_with_a_reserved_name_is_renamed_and_printed_under_its_own),
		cmocka_unit_test(only_the_chosen_properties_are_written),
		cmocka_unit_test(every_property_is_written_or_refused_by_name),
		cmocka_unit_test(a_property_of_behaviours_is_written_with_its_assumptions),
		cmocka_unit_test(comparisons_are_written_with_the_limit_they_have),
		cmocka_unit_test(ids_are_declared_if_a_step_chooses_one),
		cmocka_unit_test(hours_pass_at_their_position_among_the_effects),
		cmocka_unit_test(a_name_that_tlc_cannot_read_is_refused),
		cmocka_unit_test(symmetry_declares_model_values_and_only_where_there_are_two),
		cmocka_unit_test(what_cannot_be_written_is_refused_with_a_remedy),
		cmocka_unit_test(an_existing_file_is_left_alone_and_nothing_else_is_written),
		cmocka_unit_test(a_trace_is_written_with_its_states_and_the_names_of_its_steps),
		cmocka_unit_test(a_recording_has_no_design_to_be_checked_against),
		cmocka_unit_test(the_trail_that_spin_replays_is_played_to_the_violation),
		cmocka_unit_test(the_first_violation_of_a_trail_counts),
		cmocka_unit_test(a_trail_of_two_models_or_of_none_is_refused_where_it_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
