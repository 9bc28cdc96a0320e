/*
 * Designs without `extends`: the same meaning, in one file.
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
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/json.h>
#include <heddle/system.h>

static struct design *parse(const char *text)
{
	struct design *design = NULL;
	struct err err = { 0 };
	char why[1200];

	if (design_parse(text, strlen(text), "flat.json", &design, &err))
		fail_msg("%s\n%s\n%s", err_format(&err, why, sizeof(why)), err.more, text);
	return design;
}

static void same_properties(const struct system *a, const struct system *b)
{
	assert_int_equal(a->property_count, b->property_count);
	for (unsigned i = 0; i < a->property_count; i++) {
		assert_string_equal(a->properties[i].name, b->properties[i].name);
		assert_int_equal(a->properties[i].kind, b->properties[i].kind);
		assert_true(a->properties[i].fair == b->properties[i].fair);
		assert_true(expr_equal(a->properties[i].condition, b->properties[i].condition));
	}
	assert_int_equal(a->mark_count, b->mark_count);
	for (unsigned i = 0; i < a->mark_count; i++)
		assert_true(expr_equal(a->marks[i].when, b->marks[i].when));
}

static void same_design(const struct design *a, const struct design *b)
{
	struct scope one = design_scope(a), other = design_scope(b);

	assert_string_equal(design_checksum(a), design_checksum(b));
	assert_string_equal(design_name(a), design_name(b));
	assert_string_equal(design_title(a), design_title(b));
	assert_string_equal(design_lesson(a), design_lesson(b));
	assert_int_equal(design_chapter(a), design_chapter(b));
	assert_memory_equal(&one, &other, sizeof(one));
	assert_int_equal(!design_system(a), !design_system(b));
	if (design_system(a))
		same_properties(design_system(a), design_system(b));
}

/* Also that flattening what is flat changes nothing. */
static void flattens_to_the_same(const char *name)
{
	char path[] = "/tmp/heddle-flat-XXXXXX.json";
	struct design *whole = NULL, *flat;
	struct buf text, again;
	FILE *file;

	buf_init(&text);
	buf_init(&again);
	assert_int_equal(design_open(name, &whole, NULL), 0);
	assert_int_equal(design_flatten(name, &text, NULL), 0);
	assert_null(strstr(text.data, "\"extends\""));
	assert_null(strstr(text.data, "\"stay\""));
	flat = parse(text.data);
	same_design(whole, flat);
	file = fdopen(mkstemps(path, 5), "w");
	fputs(text.data, file);
	fclose(file);
	assert_int_equal(design_flatten(path, &again, NULL), 0);
	assert_string_equal(text.data, again.data);
	remove(path);
	buf_release(&text);
	buf_release(&again);
	design_free(whole);
	design_free(flat);
}

static void each_bundled_design_means_the_same_in_one_file(void **state)
{
	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++)
		flattens_to_the_same(b->name);
}

static const char variant[] =
        "{\"extends\": \"storage-cleaner-working\", \"name\": \"v\", \"globals\": {\"holder\": \"Process?\"},"
        "\"database\": {\"record\": {\"status\": \"pending | committed\"}},"
        "\"words\": {\"it is mine\": \"holder = self\", \"no blob is an orphan\": null},"
        "\"properties\": {\"NoOrphanFiles\": null, \"P\": {\"every step\": \"time' >= time\"}}, \"marks\": "
        "{},"
        "\"server\": {\"locals\": {\"tries\": \"0..2\"}, \"steps\": ["
        "{\"name\": \"ServerRestart\", \"remove\": true}, {\"name\": \"ServerWriteBlob\", \"stay\": true},"
        "{\"name\": \"Grab\", \"after\": \"ServerStartRead\", \"at\": \"waiting\", \"do\": \"holder := "
        "self\"}]},"
        "\"cleaner\": {\"steps\": [{\"name\": \"CleanerFail\", \"remove\": true}]}}";

static void a_variant_in_the_open_language_keeps_its_properties_and_marks(void **state)
{
	char path[] = "/tmp/heddle-flat-XXXXXX.json";
	FILE *file = fdopen(mkstemps(path, 5), "w");

	(void)state;
	fputs(variant, file);
	fclose(file);
	flattens_to_the_same(path);
	remove(path);
}

static void an_unsound_design_is_refused_as_elsewhere(void **state)
{
	struct err err = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out);
	assert_int_equal(design_flatten("workin", &out, &err), -1);
	assert_string_equal(err.remedy, "did you mean working?");
	assert_int_equal(out.length, 0);
	buf_release(&out);
}

static void what_fits_in_a_line_is_in_one_line(void **state)
{
	const char *text = "{\"a\":[1,2.5,true,null,\"\\n\u00e4\"],\"b\":{},\"c\":{\"long\":"
	                   "\"0123456789012345678901234567890123456789\",\"longer\":["
	                   "\"0123456789012345678901234567890123456789\"]}}";
	cJSON *tree = NULL, *again = NULL;
	struct buf out;

	(void)state;
	buf_init(&out);
	assert_int_equal(json_parse(text, strlen(text), &tree, NULL), 0);
	json_show(&out, tree);
	assert_string_equal(out.data,
	                    "{\n  \"a\": [1, 2.5, true, null, \"\\n\u00e4\"],\n  \"b\": {},\n  \"c\": {\n"
	                    "    \"long\": \"0123456789012345678901234567890123456789\",\n"
	                    "    \"longer\": [\"0123456789012345678901234567890123456789\"]\n  }\n}\n");
	assert_int_equal(json_parse(out.data, out.length, &again, NULL), 0);
	assert_true(cJSON_Compare(tree, again, 1));
	cJSON_Delete(tree);
	cJSON_Delete(again);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bundled_design_means_the_same_in_one_file),
		cmocka_unit_test(a_variant_in_the_open_language_keeps_its_properties_and_marks),
		cmocka_unit_test(an_unsound_design_is_refused_as_elsewhere),
		cmocka_unit_test(what_fits_in_a_line_is_in_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
