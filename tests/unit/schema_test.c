/*
 * The schema for editors: it says something of every member that the loader takes, takes every bundled
 * design, and refuses members that do not exist.  Also comments, which editors colour.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/json.h>

static cJSON *schema;

static int make_schema(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text);
	design_schema(&text);
	assert_int_equal(json_parse(text.data, text.length, &schema, NULL), 0);
	buf_release(&text);
	return 0;
}

static int drop_schema(void **state)
{
	(void)state;
	cJSON_Delete(schema);
	return 0;
}

static const cJSON *get(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* --- a validator of what the schema uses -------------------------------------------------- */

static bool valid(const cJSON *rule, const cJSON *value);

static bool has_type(const char *type, const cJSON *value)
{
	return strcmp(type, "string") == 0    ? cJSON_IsString(value)
	       : strcmp(type, "null") == 0    ? cJSON_IsNull(value)
	       : strcmp(type, "boolean") == 0 ? cJSON_IsBool(value)
	       : strcmp(type, "integer") == 0 ? cJSON_IsNumber(value)
	       : strcmp(type, "array") == 0   ? cJSON_IsArray(value)
	                                      : cJSON_IsObject(value);
}

static bool type_fits(const cJSON *types, const cJSON *value)
{
	const cJSON *type;

	if (!types || cJSON_IsString(types))
		return !types || has_type(types->valuestring, value);
	cJSON_ArrayForEach(type, types)
	{
		if (has_type(type->valuestring, value))
			return true;
	}
	return false;
}

static bool members_fit(const cJSON *rule, const cJSON *value)
{
	const cJSON *other = get(rule, "additionalProperties"), *part;

	cJSON_ArrayForEach(part, value)
	{
		const cJSON *own = get(get(rule, "properties"), part->string);

		if (own ? !valid(own, part) : cJSON_IsFalse(other) || (other && !valid(other, part)))
			return false;
	}
	cJSON_ArrayForEach(part, get(rule, "required"))
	{
		if (!get(value, part->valuestring))
			return false;
	}
	return true;
}

static bool valid(const cJSON *rule, const cJSON *value)
{
	const cJSON *reference = get(rule, "$ref"), *any = get(rule, "anyOf"), *part;
	bool one = !any;

	if (reference)
		return valid(get(get(schema, "definitions"), strrchr(reference->valuestring, '/') + 1),
		             value);
	cJSON_ArrayForEach(part, any)
	{
		one |= valid(part, value);
	}
	cJSON_ArrayForEach(part, get(rule, "allOf"))
	{
		one &= valid(part, value);
	}
	if (cJSON_IsArray(value) && get(rule, "items"))
		cJSON_ArrayForEach(part, value)
		{
			one &= valid(get(rule, "items"), part);
		}
	return one && type_fits(get(rule, "type"), value) &&
	       (!cJSON_IsObject(value) || members_fit(rule, value));
}

static bool takes(const char *text)
{
	cJSON *tree = NULL;
	bool taken;

	assert_int_equal(json_parse(text, strlen(text), &tree, NULL), 0);
	taken = valid(schema, tree);
	cJSON_Delete(tree);
	return taken;
}

/* --- the schema ----------------------------------------------------------------------------- */

static void each_is_described(const cJSON *object)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, get(object, "properties"))
	{
		if (!get(member, "description"))
			fail_msg("%s has no row in schema.c", member->string);
	}
}

static void every_member_that_the_loader_takes_is_described(void **state)
{
	const cJSON *object;

	(void)state;
	each_is_described(schema);
	cJSON_ArrayForEach(object, get(schema, "definitions"))
	{
		each_is_described(object);
	}
	assert_non_null(get(get(schema, "properties"), "roles"));
	assert_non_null(get(get(get(get(schema, "definitions"), "step"), "properties"), "goto"));
}

static void it_takes_bundled_designs_and_stranger_ones(void **state)
{
	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++)
		if (!takes(b->text))
			fail_msg("refuses %s", b->name);
	assert_true(takes(
	        "{\"globals\": [\"time\", {\"x\": \"0..3\", \"y\": {\"type\": \"bool\"}, \"z\": null}],"
	        "\"words\": {\"a\": \"x\", \"b\": [\"x\", {\"optional\": \"y\"}], \"c\": null,"
	        "\"d\": {\"do\": [\"x\"], \"help\": \"h\"}, \"e\": {\"optional\": \"x\"}},"
	        "\"roles\": {\"j\": null, \"k\": {\"short\": \"k\", \"also\": {\"l\": {\"short\": \"l\"}},"
	        "\"steps\": [{\"name\": \"A\", \"at\": [\"x\"], \"failure\": true}]}}, \"cleaner\": null,"
	        "\"properties\": {\"P\": {\"leads to\": [\"a\", \"b\"], \"for each\": \"s\"}, \"Q\": null},"
	        "\"marks\": {\"m\": {\"on\": \"x\", \"when\": \"y\"}}, \"scope\": {\"keys\": 1},"
	        "\"domains\": {\"Key\": {\"count\": 2}}, \"stores\": {\"s\": {\"of\": \"bool\"}}}"));
}

static void it_refuses_members_that_do_not_exist_and_wrong_forms(void **state)
{
	static const char *const wrong[] = {
		"[]",
		"{\"nme\": \"x\"}",
		"{\"scope\": {\"users\": \"1\"}}",
		"{\"server\": {\"stps\": []}}",
		"{\"server\": {\"steps\": [{\"whn\": \"x\"}]}}",
		"{\"server\": {\"steps\": [{\"when\": 3}]}}",
		"{\"roles\": {\"k\": {\"shrt\": \"k\"}}}",
		"{\"properties\": {\"P\": {\"alwys\": \"x\"}}}",
		"{\"words\": {\"w\": {\"whn\": \"x\"}}}",
		"{\"globals\": {\"x\": {\"typ\": \"bool\"}}}",
		"{\"marks\": {\"m\": 1}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (takes(wrong[i]))
			fail_msg("takes %s", wrong[i]);
}

/* --- comments ----------------------------------------------------------------------------------- */

static void blanks_to(const char *text, const char *wanted)
{
	struct buf out;

	buf_init(&out);
	assert_int_equal(json_blank_comments(&out, text, strlen(text), NULL), 0);
	assert_string_equal(out.data, wanted);
	buf_release(&out);
}

static void comments_become_blanks_outside_texts_only(void **state)
{
	(void)state;
	blanks_to("{} // a\n{}", "{}     \n{}");
	blanks_to("/* a\n\u00e4 */1", "    \n    1");
	blanks_to("\"// no \\\" /* no */\" //", "\"// no \\\" /* no */\"   ");
	blanks_to("/**/1/ 2 /*/ */", "    1/ 2       ");
	blanks_to("\"open // ", "\"open // ");
	blanks_to("\"\\", "\"\\");
	blanks_to("/", "/");
}

static void a_comment_that_is_not_closed_is_told_with_its_place(void **state)
{
	struct err err = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out);
	assert_int_equal(json_blank_comments(&out, "{\n \u00e4/*}", 8, &err), -1);
	assert_string_equal(err.place, "line 2, column 3");
	assert_string_equal(err.what, "a comment is not closed");
	buf_release(&out);
}

static void comments_change_neither_a_design_nor_the_places_of_its_errors(void **state)
{
	const char *good = "// a variant\n{ \"extends\": /* the third */ \"working\" } // end";
	const char *bad = "// a variant\n{ /* \u00e4 */ \"extends\": ! }";
	struct design *design = NULL, *plain = NULL;
	struct err err = { 0 };

	(void)state;
	assert_true(design_recognise(good, strlen(good)));
	assert_int_equal(design_parse(good, strlen(good), "a.json", &design, NULL), 0);
	assert_int_equal(design_open("working", &plain, NULL), 0);
	assert_string_equal(design_checksum(design), design_checksum(plain));
	design_free(design);
	design_free(plain);
	assert_int_equal(design_parse(bad, strlen(bad), "a.json", &design, &err), -1);
	assert_string_equal(err.place, "line 2, column 22");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_member_that_the_loader_takes_is_described),
		cmocka_unit_test(it_takes_bundled_designs_and_stranger_ones),
		cmocka_unit_test(it_refuses_members_that_do_not_exist_and_wrong_forms),
		cmocka_unit_test(comments_become_blanks_outside_texts_only),
		cmocka_unit_test(a_comment_that_is_not_closed_is_told_with_its_place),
		cmocka_unit_test(comments_change_neither_a_design_nor_the_places_of_its_errors),
	};

	return cmocka_run_group_tests(tests, make_schema, drop_schema);
}
