/*
 * Designs in the open language as TLA+: what each construct becomes, what is refused, and that every module
 * is well-formed.  That TLC finds in it what heddle finds is for docs/export.md.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/machine.h>
#include <heddle/system.h>

static struct design *read_design(const char *text)
{
	struct design *design = NULL;
	struct err err = { 0 };
	char why[1400];

	if (design_parse_open(text, strlen(text), "test", &design, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	return design;
}

static struct model *compile(const struct design *design)
{
	struct scope scope = design_scope(design);
	struct model *model = NULL;
	struct err err = { 0 };
	char why[1400];

	if (machine_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	return model;
}

/* The texts of all files, one after the other; the caller frees it. */
static char *written(const char *text, bool symmetry)
{
	struct design *design = read_design(text);
	struct model *model = compile(design);
	const struct export_options options = { .properties = (1U << model->property_count) - 1,
		                                .symmetry = symmetry };
	struct err err = { 0 };
	struct export out;
	struct buf all;
	char why[1400];

	export_init(&out);
	buf_init(&all);
	if (export_target_named("tla", NULL)->design(model, &options, &out, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	for (size_t i = 0; i < out.count; i++)
		buf_add(&all, out.files[i].text, out.files[i].length);
	export_release(&out);
	model_free(model);
	design_free(design);
	return buf_detach(&all);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no \"%s\" in\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" in\n%s", part, text);
}

#define DESIGN(globals, locals, steps, rest)                                                                 \
	"{\"name\": \"small\", \"domains\": {\"Key\": {\"short\": \"k\", \"count\": 2}}, \"globals\": "      \
	"{" globals "}, \"roles\": {\"worker\": {\"short\": \"w\", \"count\": 2, \"locals\": {" locals       \
	"}, \"steps\": [" steps "]}}" rest "}"

static void a_later_effect_sees_an_earlier_one(void **state)
{
	char *text =
	        written(DESIGN("\"n\": \"Key -> {v: 0..9}\"", "\"key\": \"Key?\", \"left\": \"0..9\"",
	                       "{\"name\": \"Go\", \"choose\": [\"choose k ∈ Keys\"], \"do\": [\"key := k\", "
	                       "\"n[key].v := 3\", \"left := n[key].v\"]}",
	                       ""),
	                false);

	(void)state;
	assert_has(text, "n' = [n EXCEPT ![k].v = 3]");
	assert_has(text, "![self].key = k");
	assert_has(text, "![self].left = 3");
	free(text);
}

static void a_part_of_a_variable_that_may_be_unset_changes_only_where_it_is_there(void **state)
{
	char *text = written(DESIGN("\"r\": \"{a: 0..3, b: 0..3}?\"", "",
	                            "{\"name\": \"Go\", \"do\": [\"r.a := 2\"]}", ""),
	                     false);

	(void)state;
	assert_has(text, "r' = IF r = UNSET THEN UNSET ELSE [r EXCEPT !.a = 2]");
	free(text);
}

static void a_place_that_may_be_another_one_gets_a_version(void **state)
{
	char *text = written(DESIGN("\"n\": \"Key -> 0..9\"", "\"a\": \"Key?\", \"b\": \"Key?\"",
	                            "{\"name\": \"Go\", \"when\": [\"a ≠ UNSET\", \"b ≠ UNSET\"], "
	                            "\"do\": [\"n[a] := 1\", \"n[b] := n[a]\"]}",
	                            ""),
	                     false);

	(void)state;
	/* n[a] is what was written; n[b] may be n[a], so it is written to the next version. */
	assert_has(text, "LET n_1 == [n EXCEPT ![workerStates[self].a] = 1]");
	assert_has(text, "n' = [n_1 EXCEPT ![workerStates[self].b] = 1]");
	free(text);
}

static void what_a_version_has_written_is_not_unchanged(void **state)
{
	char *text =
	        written(DESIGN("\"n\": \"Key -> 0..9\", \"sum\": \"0..18\"", "",
	                       "{\"name\": \"Go\", \"choose\": [\"choose a ∈ Keys\", \"choose b ∈ Keys\"], "
	                       "\"do\": [\"n[a] := 1\", \"sum := n[b] + 1\"]}",
	                       ""),
	                false);

	(void)state;
	assert_has(text, "/\\ n' = n_1\n");
	assert_has(text, "/\\ sum' = n_1[b] + 1\n");
	free(text);
}

static void a_part_of_what_is_not_there_is_unset(void **state)
{
	char *text = written(
	        DESIGN("\"of\": \"Key -> Key?\"", "\"key\": \"Key?\"",
	               "{\"name\": \"Go\", \"when\": [\"of[key] = UNSET\"], \"do\": [\"key := of[key]\"]}",
	               ""),
	        false);

	(void)state;
	assert_has(text,
	           "/\\ (workerStates[self].key = UNSET \\/ of[workerStates[self].key] = UNSET) = TRUE\n");
	assert_has(text, "![self].key = (IF workerStates[self].key = UNSET THEN UNSET ELSE "
	                 "of[workerStates[self].key])");
	free(text);
}

static void a_step_that_may_lack_a_value_is_told_by_type_ok(void **state)
{
	char *text = written(DESIGN("\"n\": \"0..3\", \"m\": \"0..3?\"", "",
	                            "{\"name\": \"Up\", \"do\": [\"n := n + 1\"]}, "
	                            "{\"name\": \"Fair\", \"when\": [\"n < 3\"], \"do\": [\"n := 1\"]}, "
	                            "{\"name\": \"Low\", \"when\": [\"m < 3\"]}",
	                            ""),
	                     false);

	(void)state;
	assert_has(text, "Up(self) ==\n    /\\ n + 1 <= 3\n    /\\ n' = n + 1\n");
	assert_has(text, "UpHasValue(self) ==\n    n + 1 <= 3\n");
	assert_has(text, "Low(self) ==\n    /\\ m # UNSET\n    /\\ m < 3\n");
	assert_has(text, "/\\ \\A self \\in Workers : UpHasValue(self)\n");
	assert_lacks(text, "FairHasValue");
	free(text);
}

static void what_was_asked_before_is_not_asked_again(void **state)
{
	char *text = written(DESIGN("\"m\": \"0..3?\"", "",
	                            "{\"name\": \"Low\", \"when\": [\"m ≠ UNSET and m < 3\"]}, "
	                            "{\"name\": \"None\", \"when\": [\"m = UNSET or m < 3\"]}",
	                            ""),
	                     false);

	(void)state;
	assert_has(text, "Low(self) ==\n    /\\ m # UNSET\n    /\\ m < 3\n");
	assert_has(text, "/\\ (m = UNSET \\/ m < 3) = TRUE\n");
	assert_lacks(text, "HasValue");
	free(text);
}

static void items_before_one_are_found_by_their_places(void **state)
{
	char *text =
	        written(DESIGN("\"q\": \"list of Key at most 2\"", "", "{\"name\": \"Go\"}",
	                       ", \"properties\": {\"Once\": {\"always\": \"all x ∈ q: all y ∈ q before x: "
	                       "y ≠ x\"}}"),
	                false);

	(void)state;
	assert_has(text, "\\A i \\in DOMAIN q : \\A j \\in 1 .. (i - 1) : q[j] # q[i]");
	assert_has(text, "\nINVARIANT Once\n");
	free(text);
}

static void each_kind_of_property_is_written_or_said_to_be_left_out(void **state)
{
	char *text = written(
	        DESIGN("\"n\": \"0..3\"", "\"m\": \"0..3\"",
	               "{\"name\": \"Go\", \"at\": \"here\", \"goto\": \"here\"}",
	               ", \"properties\": {\"A\": {\"always\": \"n = 0\"}, \"B\": {\"every step\": \"n' ≥ "
	               "n\"}, "
	               "\"C\": {\"possible\": \"n = 1\"}, \"D\": {\"always possible\": \"n = 0\"}, "
	               "\"E\": {\"always eventually\": \"n = 0\", \"fair\": [\"worker\"]}, "
	               "\"F\": {\"for each\": \"w ∈ workers\", \"leads to\": [\"w.m = 1\", \"w.m = 0\"]}}"),
	        false);

	(void)state;
	assert_has(text, "\nA ==\n    n = 0\n");
	assert_has(text, "\nB ==\n    [][n' >= n]_vars\n");
	assert_has(text, "\\* C is left out");
	assert_has(text, "\\* D is left out");
	assert_has(text, "\nE ==\n    WF_vars(WorkerFairness) => []<>(n = 0)\n");
	assert_has(text, "\\A w \\in Workers : ((workerStates[w].m = 1) ~> (workerStates[w].m = 0))");
	assert_has(text, "\nINVARIANT A\nPROPERTY B\n");
	assert_has(text, "\n\\* PROPERTY E\n\\* PROPERTY F\n");
	free(text);
}

static const char odd[] = DESIGN(
        "\"IF\": \"0..3\", \"größe\": \"0..3\", \"Next\": \"Key?\", \"rec\": \"{CASE: 0..1, Ö: Key?}\"",
        "\"key\": \"Key?\"",
        "{\"name\": \"UNCHANGED\", \"choose\": [\"choose IN ∈ Keys: some self_ ∈ Keys: all Keys_ ∈ Keys: IN "
        "= "
        "Keys_ or self_ = IN\"], \"do\": [\"IF := 2\", \"rec := {CASE: 1, Ö: IN}\", \"Next := IN\"]}, "
        "{\"name\": \"Größe\", \"when\": [\"some k ∈ Keys: some j ∈ Keys: all k ∈ Keys: k = j or rec.Ö = "
        "k\"], "
        "\"do\": [\"größe := rec.CASE\"]}",
        "");

static void a_name_that_is_not_one_in_tla_is_changed_and_told(void **state)
{
	char *text = written(odd, false);

	(void)state;
	assert_has(text, "The_IF' = 2");
	assert_has(text, "\\* The_IF is IF in heddle");
	assert_has(text, "\\* Next_ is Next in heddle");
	assert_has(text, "\nThe_UNCHANGED(self) ==\n");
	free(text);
}

/* --- every module ----------------------------------------------------------------------- */

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static unsigned count_word(const char *text, const char *word)
{
	unsigned count = 0;

	for (const char *at = text; (at = strstr(at, word)); at += strlen(word))
		count += (at == text || !in_word(at[-1])) && !in_word(at[strlen(word)]);
	return count;
}

/* The module without comments and the contents of strings. */
static char *bare(const char *text)
{
	struct buf out;
	bool quoted = false;

	buf_init(&out);
	for (; *text; text++) {
		if (!quoted && text[0] == '\\' && text[1] == '*')
			text += strcspn(text, "\n");
		if (*text == '"')
			quoted = !quoted;
		else if (!quoted)
			buf_add_char(&out, *text);
		assert_false(quoted && *text == '\n');
	}
	assert_false(quoted);
	return buf_detach(&out);
}

static void assert_balanced(const char *text)
{
	char open[500];
	int depth = 0;

	for (; *text; text++) {
		assert_in_range((unsigned char)*text, '\n', '~');
		if (strchr("([{", *text)) {
			assert_in_range(depth, 0, 498);
			open[depth++] = *text;
		} else if (strchr(")]}", *text)) {
			assert_in_range(depth, 1, 499);
			assert_int_equal(open[--depth], *text == ')' ? '(' : *text == ']' ? '[' : '{');
		}
	}
	assert_int_equal(depth, 0);
}

/* No name is defined twice, in the module or by a binder in scope of it. */
static void assert_names(const char *text)
{
	for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		size_t length = 0;
		char head[300];

		while (in_word(line[length]))
			length++;
		if (!length || length > 200 || (strncmp(line + length, " ==", 3) != 0 && line[length] != '('))
			continue;
		assert_false(isdigit((unsigned char)*line));
		snprintf(head, sizeof(head), "\n%.*s%s", (int)length, line,
		         line[length] == '(' ? "(self) ==" : " ==");
		if (strstr(strstr(text, head) + 1, head))
			fail_msg("defined twice: %s", head);
	}
}

static void check_module(const char *design, bool symmetry)
{
	char *text = written(design, symmetry), *module = bare(text);

	assert_balanced(module);
	assert_names(module);
	assert_int_equal(count_word(module, "IF"), count_word(module, "THEN"));
	assert_int_equal(count_word(module, "IF"), count_word(module, "ELSE"));
	assert_int_equal(count_word(module, "LET"), count_word(module, "IN"));
	free(module);
	free(text);
}

static void every_module_is_well_formed(void **state)
{
	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		check_module(b->text, false);
		check_module(b->text, true);
	}
	check_module(odd, false);
}

static void every_step_and_variable_of_a_bundled_design_is_written(void **state)
{
	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct design *design = read_design(b->text);
		struct model *model = compile(design);
		char *text = written(b->text, false);

		for (unsigned a = 0; a < model->action_count; a++)
			assert_has(text, model->actions[a].name);
		for (unsigned v = 0; v < model->variable_count; v++)
			assert_has(text, model->variables[v].name);
		free(text);
		model_free(model);
		design_free(design);
	}
}

static void what_would_become_too_long_is_refused_with_its_expression(void **state)
{
	struct err err = { 0 };
	struct export out;
	struct buf text;
	struct design *design;
	struct model *model;
	const struct export_options options = { 0 };

	(void)state;
	buf_init(&text);
	buf_add_text(&text,
	             "{\"name\": \"deep\", \"domains\": {\"Key\": {}}, \"globals\": {\"table_of_keys\": "
	             "\"Key -> Key?\", "
	             "\"k\": \"Key?\"}, \"roles\": {\"worker\": {\"short\": \"w\", \"steps\": [{\"name\": "
	             "\"Go\", \"do\": [\"k := ");
	for (int i = 0; i < 90; i++)
		buf_add_text(&text, "table_of_keys[");
	buf_add_char(&text, 'k');
	buf_add_repeat(&text, ']', 90);
	buf_add_text(&text, "\"]}]}}}");
	design = read_design(text.data);
	model = compile(design);
	export_init(&out);
	assert_int_equal(export_target_named("tla", NULL)->design(model, &options, &out, &err), -1);
	assert_has(err.what, "table_of_keys[table_of_keys[");
	assert_true(err.remedy[0]);
	export_release(&out);
	model_free(model);
	design_free(design);
	buf_release(&text);
}

static void a_property_of_whole_behaviours_is_not_dropped_silently(void **state)
{
	struct design *design = read_design(odd);
	struct model *model = compile(design);
	const struct export_options options = { .recurring = 1 };
	struct err err = { 0 };
	struct export out;

	(void)state;
	export_init(&out);
	assert_int_equal(export_target_named("tla", NULL)->design(model, &options, &out, &err), -1);
	assert_has(err.remedy, "--property");
	export_release(&out);
	model_free(model);
	design_free(design);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_later_effect_sees_an_earlier_one),
		cmocka_unit_test(a_part_of_a_variable_that_may_be_unset_changes_only_where_it_is_there),
		cmocka_unit_test(a_place_that_may_be_another_one_gets_a_version),
		cmocka_unit_test(what_a_version_has_written_is_not_unchanged),
		cmocka_unit_test(a_part_of_what_is_not_there_is_unset),
		cmocka_unit_test(a_step_that_may_lack_a_value_is_told_by_type_ok),
		cmocka_unit_test(what_was_asked_before_is_not_asked_again),
		cmocka_unit_test(items_before_one_are_found_by_their_places),
		cmocka_unit_test(each_kind_of_property_is_written_or_said_to_be_left_out),
		cmocka_unit_test(a_name_that_is_not_one_in_tla_is_changed_and_told),
		cmocka_unit_test(every_module_is_well_formed),
		cmocka_unit_test(every_step_and_variable_of_a_bundled_design_is_written),
		cmocka_unit_test(a_property_of_whole_behaviours_is_not_dropped_silently),
		cmocka_unit_test(what_would_become_too_long_is_refused_with_its_expression),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
