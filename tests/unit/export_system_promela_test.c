/*
 * Promela models of designs in the open language: names that clash, texts that would end a comment or a
 * string, what is not checked, and what cannot be written.  That Spin finds in them what heddle finds is for
 * tests/referee.
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
#include <heddle/bundled.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/export.h>
#include <heddle/machine.h>
#include <heddle/mem.h>

static struct model *compiled(const char *text, const char *option, int number)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };
	const struct scope_row *rows;
	struct scope scope;
	char why[1400];

	if (design_parse_open(text, strlen(text), "test.json", &design, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	rows = design_scope_rows(design);
	scope = design_scope(design);
	for (unsigned i = 0; rows[i].option; i++)
		if (option && strcmp(rows[i].option, option) == 0)
			scope.of[i] = number;
	if (machine_compile(design, &scope, NULL, true, &model, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	design_free(design);
	return model;
}

/* The model, which the caller frees; null: it is refused with *err. */
static char *written(const struct model *model, uint32_t properties, struct err *err)
{
	const struct export_target *target = export_target_named("promela", NULL);
	struct export_options options = { .properties = properties };
	struct export out;
	char *text = NULL;

	export_init(&out);
	assert_int_equal(export_check_properties(target, model, properties, NULL), 0);
	if (target->design(model, &options, &out, err) == 0) {
		assert_int_equal(out.count, 1);
		text = mem_strdup(out.files[0].text);
	}
	export_release(&out);
	return text;
}

static char *promela(const char *design, uint32_t properties)
{
	struct model *model = compiled(design, NULL, 0);
	struct err err = { 0 };
	char why[1400], *text = written(model, properties, &err);

	if (!text)
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	model_free(model);
	return text;
}

static void has(const char *text, const char *wanted)
{
	if (!strstr(text, wanted))
		fail_msg("there is no\n%s\nin\n%s", wanted, text);
}

static void has_no(const char *text, const char *unwanted)
{
	if (strstr(text, unwanted))
		fail_msg("there is\n%s\nin\n%s", unwanted, text);
}

#define LAMP                                                                                                 \
	"{\"name\": \"lamp\", \"title\": \"t\", \"domains\": {\"Key\": {\"short\": \"k\", \"count\": 2}},"   \
	"\"globals\": {\"byte\": \"Key?\", \"old\": \"0..2\", \"of\": \"list of Key at most 2\","            \
	"\"seen\": \"set of {key: Key, n: 0..1}\"},"                                                         \
	"\"roles\": {\"hand\": {\"short\": \"h\", \"count\": 2, \"steps\": ["                                \
	"{\"name\": \"active\", \"at\": \"do\", \"goto\": \"od\", \"says\": \"It */ assert(false) /* "       \
	"ends.\","                                                                                           \
	" \"choose\": \"choose r in {x in seen: x.n = 1}\", \"when\": \"of = <<>> or byte != UNSET\","       \
	" \"do\": [\"byte := r.key\", \"append r.key to of\", \"old := old + 1\"]},"                         \
	"{\"name\": \"fi\", \"at\": \"od\", \"goto\": \"do\", \"choose\": \"choose k in Keys\","             \
	" \"do\": \"add {key: k, n: 1} to seen\"}]}},"                                                       \
	"\"properties\": {\"Low\": {\"always\": \"old < 2\"}, \"Grows\": {\"every step\": \"old' >= "        \
	"old\"}}}"

static void names_do_not_clash_and_texts_end_nothing(void **state)
{
	char *text = promela(LAMP, 7);

	(void)state;
	has(text, "byte byte_;\n");
	has(text, "byte old_;\n");
	has(text, "byte of_[2];\n");
	has(text, "#define hand_do 0\n");
	has(text, "inline do_active_(self, the_1_r)\n");
	has(text, "active proctype hand_h1()");
	has(text, "It * / assert(false) / * ends.");
	has(text, "printf(\"heddle step: h2 active \\\"[key: k1, n: 0]\\\"\\n\")");
	free(text);
}

static void only_what_is_asked_is_checked(void **state)
{
	char *all = promela(LAMP, 7), *none = promela(LAMP, 0), *step = promela(LAMP, 4);

	(void)state;
	has(all, "Checked: TypeOk Low Grows.");
	has(all, "heddle breaks: TypeOk");
	has(all, "before_old_ = old_;");
	has(none, "Checked: nothing.");
	has_no(none, "heddle breaks");
	has_no(none, "before_");
	has_no(none, "lacks_");
	has(step, "Checked: Grows.");
	has(step, "before_old_ <= old_");
	free(all);
	free(none);
	free(step);
}

/* A guard decides before an effect without a value is reached. */
static void a_step_is_enabled_only_if_its_effects_have_values(void **state)
{
	char *text = promela(LAMP, 1);

	(void)state;
	/* the list has room, and old stays in 0..2 */
	has(text, "(of_[1] != 0)");
	has(text, "((old_ + 1) <= 2)");
	free(text);
}

static void what_the_initial_state_breaks_is_told_at_once(void **state)
{
	char *text = promela(
	        "{\"name\": \"n\", \"title\": \"t\", \"globals\": {\"a\": {\"type\": \"0..3\", \"initial\": "
	        "\"2\"}}, \"roles\": {\"clock\": {\"silent\": true, \"steps\": [{\"name\": \"Tick\", "
	        "\"when\": "
	        "\"a < 3\", \"do\": \"a := if a = 2 then 3 else 0\"}]}}, \"properties\": {\"Low\": "
	        "{\"always\": \"a < 2\"}, "
	        "\"High\": {\"always\": \"a > 1\"}}}",
	        7);

	(void)state;
	has(text, "byte a = 2;\n");
	has(text, "active proctype initial_Low()");
	has_no(text, "initial_High");
	has(text, "TypeOk always holds: no step can lack a value");
	free(text);
}

static void what_an_int_cannot_hold_is_refused(void **state)
{
	struct model *model = compiled(
	        "{\"name\": \"n\", \"title\": \"t\", \"domains\": {\"Key\": {\"short\": \"k\"}}, "
	        "\"globals\": {\"seen\": \"set of Key\"}, \"roles\": {\"clock\": {\"steps\": "
	        "[{\"name\": \"Add\", \"choose\": \"choose k in Keys\", \"do\": \"add k to seen\"}]}}}",
	        "keys", 32);
	struct err err = { 0 };
	char why[1400], *text = written(model, 1, &err);

	(void)state;
	assert_null(text);
	err_format(&err, why, sizeof(why));
	has(why, "a part of the state has more values than Promela's int");
	has(why, "lower the numbers of the scope");
	model_free(model);
}

/* Each bundled design, read in the open language. */
static void all_bundled_designs_are_written(void **state)
{
	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		char *text = promela(b->text, 3), begins[100];

		snprintf(begins, sizeof(begins), "/* %.80s: ", b->name);
		has(text, begins);
		has(text, "active proctype server_s1()");
		has(text, "inline check_ConsistentReads()");
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_do_not_clash_and_texts_end_nothing),
		cmocka_unit_test(only_what_is_asked_is_checked),
		cmocka_unit_test(a_step_is_enabled_only_if_its_effects_have_values),
		cmocka_unit_test(what_the_initial_state_breaks_is_told_at_once),
		cmocka_unit_test(what_an_int_cannot_hold_is_refused),
		cmocka_unit_test(all_bundled_designs_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
