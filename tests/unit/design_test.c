/*
 * Design files and what they compile to: errors name place, word and remedy; variants change
 * what they say and nothing else; states pack, unpack and say why a step cannot be taken.
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
#include <heddle/mem.h>
#include <heddle/value.h>

static struct design *parse(const char *text)
{
	struct design *design = NULL;
	struct err err = { 0 };
	char why[1200];

	if (design_parse(text, strlen(text), "test.json", &design, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	return design;
}

static struct model *compile(const char *name, const char *const *options, bool bounded)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct scope scope = scope_unset();
	struct err err = { 0 };
	char why[1200];

	for (; options && *options; options += 2)
		assert_int_equal(scope_set(scope_rows, &scope, options[0], options[1], &err), 0);
	if (design_open(name, &design, &err) || design_compile(design, &scope, NULL, bounded, &model, &err))
		fail_msg("%s", err_format(&err, why, sizeof(why)));
	design_free(design);
	return model;
}

/* --- errors ------------------------------------------------------------------------- */

struct bad {
	const char *text, *place, *what, *remedy;
};

#define STEPS(s) "{\"extends\":\"naive\",\"name\":\"x\",\"server\":{\"steps\":[" s "]}}"

#define CLEANER(members)                                                                                     \
	"{\"extends\":\"storage-cleaner-naive\",\"name\":\"x\",\"cleaner\":{\"steps\":["                     \
	"{\"name\":\"CleanerFail\"," members "}]}}"

#define CLOCK(members) "{\"extends\":\"naive\",\"name\":\"x\",\"globals\":[\"time\"],\"clock\":{" members "}}"

#define TICK "\"name\":\"Tick\",\"do\":[\"advance time\"]"

// clang-format off
static const struct bad bad_designs[] = {
	{ "{\"name\": \"x\",\n oops}", "line 2", "", "" },
	{ "[]", "", "JSON object", "" },
	{ "{\"name\":\"x\"}", "database", "expected an object", "" },
	{ "{\"extends\":\"niave\",\"name\":\"x\"}", "extends", "niave", "heddle design" },
	{ "{\"extends\":\"naive\",\"nam\":\"x\"}", "", "nam", "name" },
	{ "{\"extends\":\"naive\",\"name\":\"x\",\"name\":\"y\"}", "", "twice", "" },
	{ "{\"extends\":\"naive\",\"name\":\"\"}", "name", "the name of the design", "" },
	{ "{\"extends\":\"naive\",\"name\":\"x\",\"scope\":{\"users\":99}}", "scope", "99",
	  "number from" },
	{ "{\"extends\":\"naive\",\"name\":\"x\",\"scope\":{\"user\":1}}", "scope", "user",
	  "users" },
	{ "{\"extends\":\"naive\",\"name\":\"x\",\"globals\":[\"tim\"]}", "globals", "tim",
	  "time" },
	{ "{\"extends\":\"naive\",\"name\":\"x\",\"blobs\":{\"key\":\"name\",\"blob\":\"image\"}}",
	  "blobs.key", "\"user\" or \"id\"", "" },
	{ STEPS("{\"name\":\"StartWrite\",\"do\":[\"keep usr\"]}"),
	  "server.steps[StartWrite].do[0]", "keep usr", "keep user" },
	{ STEPS("{\"name\":\"StartWrite\",\"do\":\"keep id\"}"), "server.steps[StartWrite].do[0]",
	  "imageId", "server.locals" },
	{ STEPS("{\"name\":\"StartWrite\",\"choose\":[\"any user\",\"any user\"]}"),
	  "server.steps[StartWrite].choose[1]", "only one", "" },
	{ STEPS("{\"name\":\"StartWrite\",\"choose\":[\"any user\"]}"),
	  "server.steps[StartWrite].do[1]", "choice of a metadata", "choose" },
	{ STEPS("{\"name\":\"StartWrite\",\"goto\":\"startd_write\"}"),
	  "server.steps[StartWrite].goto", "startd_write", "started_write" },
	{ STEPS("{\"name\":\"StartWrit\",\"remove\":true}"), "server.steps[StartWrit]", "StartWrit",
	  "StartWrite" },
	{ STEPS("{\"name\":\"New\",\"after\":\"StartWrit\",\"at\":\"waiting\"}"), "server.steps[New]",
	  "StartWrit", "StartWrite" },
	{ STEPS("{\"name\":\"New\",\"at\":[]}"), "server.steps[New].at", "control state", "" },
	{ STEPS("{\"name\":\"A step\",\"at\":\"waiting\"}"), "server.steps[7].name", "blanks", "" },
	{ STEPS("{\"name\":\"StartWrite\",\"at\":\"wating\"}"), "server.steps[StartWrite].at",
	  "start at \"wating\"", "states" },
	{ STEPS("{\"name\":\"StartRead\",\"do\":[]}"), "server.steps[ReadMetadata].do[0]",
	  "needs a user", "keep user" },
	/* A step without a target stays where it is, and takes what it forgets along. */
	{ STEPS("{\"name\":\"FailWrite\",\"stay\":true}"), "server.steps[WriteMetadata].do[0]",
	  "needs a user", "keep user" },
	{ STEPS("{\"name\":\"ReadBlobAndReturn\",\"stay\":true,\"do\":[\"log READ\",\"clear "
	        "locals\"]}"),
	  "server.steps[ReadBlobAndReturn].do[0]", "needs a user", "keep user" },
	{ STEPS("{\"name\":\"Forget\",\"at\":[\"waiting\",\"started_read\"],\"do\":[\"clear "
	        "locals\"]}"),
	  "server.steps[ReadMetadata].do[0]", "needs a user", "keep user" },
	{ CLOCK("\"steps\":[{" TICK ",\"at\":\"noon\"}]"), "clock.steps[Tick].at",
	  "no control states", "out" },
	{ CLOCK("\"steps\":[{" TICK ",\"goto\":\"noon\"}]"), "clock.steps[Tick].goto",
	  "no control states", "out" },
	{ CLOCK("\"states\":[\"noon\"],\"steps\":[{" TICK "}]"), "clock.states",
	  "no control states", "out" },
	{ CLOCK("\"locals\":[\"start\"],\"steps\":[{" TICK "}]"), "clock.locals", "no locals",
	  "out" },
	{ STEPS("{\"name\":\"StartRead\",\"when\":[\"started less than 1 hour ago\"]}"),
	  "server.steps[StartRead].when[0]", "start", "server.locals" },
	{ STEPS("{\"name\":\"StartRead\",\"choose\":[\"any user\",\"a free id\"]}"),
	  "server.steps[StartRead].choose[1]", "keyed by id", "blobs.key" },
	{ CLEANER("\"do\":[\"log empty READ\"]"), "cleaner.steps[CleanerFail].do[0]",
	  "needs a user", "userId" },
	/* No step forgets a user, and no step chooses one: none is known where processes start. */
	{ "{\"extends\":\"storage-cleaner-naive\",\"name\":\"x\",\"cleaner\":{\"locals\":[\"userId\","
	  "\"blobKeys\",\"unusedBlobKeys\"],\"steps\":[{\"name\":\"CleanerFail\",\"do\":[\"log empty READ\"]}]}}",
	  "cleaner.steps[CleanerFail].do[0]", "needs a user", "any user" },
	{ CLEANER("\"do\":[\"write blob\"]"), "cleaner.steps[CleanerFail].do[0]", "needs a key",
	  "imageId" },
	{ CLEANER("\"do\":[\"use up id\"]"), "cleaner.steps[CleanerFail].do[0]", "usedIds",
	  "globals" },
	{ CLEANER("\"do\":[\"count failure\"]"), "cleaner.steps[CleanerFail].do[0]", "failed",
	  "globals" },
	{ CLEANER("\"do\":[\"delete blob\"]"), "cleaner.steps[CleanerFail].do[0]",
	  "choice of an id", "choose" },
	{ CLEANER("\"when\":[\"keys checked 1 or more hours ago\"]"),
	  "cleaner.steps[CleanerFail].when[0]", "unusedKeyTime", "cleaner.locals" },
	{ CLEANER("\"do\":[\"list blobs 1 or more hours old\"]"),
	  "cleaner.steps[CleanerFail].do[0]", "created", "blobs.blob" },
};
// clang-format on

static void a_bad_design_is_answered_with_place_word_and_remedy(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(bad_designs) / sizeof(*bad_designs); i++) {
		const struct bad *bad = &bad_designs[i];
		struct design *design = NULL;
		struct err err = { 0 };

		assert_int_equal(design_parse(bad->text, strlen(bad->text), "test.json", &design, &err), -1);
		assert_null(design);
		assert_non_null(strstr(err.file, "json"));
		if (!strstr(err.place, bad->place) || !strstr(err.what, bad->what) ||
		    !strstr(err.remedy, bad->remedy))
			fail_msg("%s gave place <%s> what <%s> remedy <%s>", bad->text, err.place, err.what,
			         err.remedy);
	}
}

/* The errors of a file, the first and the others, as one text. */
static struct err errors_of(const char *text)
{
	struct design *design = NULL;
	struct err err = { 0 };

	assert_int_equal(design_parse(text, strlen(text), "test.json", &design, &err), -1);
	return err;
}

static void all_errors_of_a_design_are_told(void **unused)
{
	static const char *const others[] = {
		"server.steps[StartRead].when[0]: unknown word \"recrod is set\"",
		"server.steps[StartRead].goto: no step starts at \"nowhere\"",
		"server.steps[FailWrite].says: expected a text",
		"server.steps[ReadMetadata].do[0]: \"note start\" needs",
		"scope.users: expected a whole number"
	};
	struct err err =
	        errors_of("{\"extends\":\"naive\",\"name\":\"x\",\"nam\":1,\"scope\":{\"users\":1.5},"
	                  "\"server\":{\"steps\":["
	                  "{\"name\":\"StartRead\",\"when\":\"recrod is set\",\"goto\":\"nowhere\"},"
	                  "{\"name\":\"FailWrite\",\"says\":1},"
	                  "{\"name\":\"ReadMetadata\",\"do\":\"note start\"}]}}");

	(void)unused;
	assert_string_equal(err.what, "unknown member \"nam\"");
	assert_int_equal(err.others, sizeof(others) / sizeof(*others));
	for (size_t i = 0; i < err.others; i++)
		if (!strstr(err.more, others[i]))
			fail_msg("no <%s> in <%s>", others[i], err.more);
}

static void of_very_many_errors_twenty_are_told_and_all_are_counted(void **unused)
{
	struct buf text;
	struct err err;
	size_t lines = 1;

	(void)unused;
	buf_init(&text);
	buf_add_text(&text, "{\"extends\":\"naive\",\"server\":{\"steps\":[");
	for (int i = 0; i < 30; i++)
		buf_printf(&text, "%s{\"name\":\"S%d\",\"at\":\"waiting\",\"do\":\"foo\"}", i ? "," : "", i);
	buf_add_text(&text, "]}}");
	err = errors_of(text.data);
	assert_int_equal(err.others, 29);
	for (const char *c = err.more; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, ERR_LIST_MAX - 1);
	buf_release(&text);
}

static void a_misspelt_step_of_a_variant_is_answered_with_the_nearest(void **unused)
{
	struct err err = errors_of("{\"extends\":\"naive\",\"server\":{\"steps\":[{\"name\":\"StartRaed\","
	                           "\"do\":\"keep user\"}]}}");

	(void)unused;
	assert_non_null(strstr(err.what, "no step \"StartRaed\""));
	assert_string_equal(err.remedy, "did you mean \"StartRead\"?");
	assert_int_equal(err.others, 0);
	err = errors_of(
	        "{\"extends\":\"storage-cleaner-kill\",\"clock\":{\"steps\":[{\"name\":\"TimePases\"}]}}");
	assert_string_equal(err.remedy, "did you mean \"TimePasses\"?");
}

static void hours_that_are_no_whole_number_are_told_as_such(void **unused)
{
	static const char *const odd[] = { "1.5", "-1", "half", "1001", "99999999999999999999", "0x1" };

	(void)unused;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		char text[200], said[100];
		struct err err;

		snprintf(text, sizeof(text),
		         "{\"extends\":\"storage-cleaner-kill\",\"server\":{\"steps\":[{\"name\":"
		         "\"ServerRestart\",\"when\":\"started %s or more hours ago\"}]}}",
		         odd[i]);
		err = errors_of(text);
		snprintf(said, sizeof(said), "has %s as a number of hours", odd[i]);
		if (!strstr(err.what, said))
			fail_msg("no <%s> in <%s>", said, err.what);
		assert_non_null(strstr(err.remedy, "whole numbers"));
	}
}

static void a_variant_without_a_name_is_called_by_its_file(void **unused)
{
	static const struct {
		const char *text, *file, *name;
	} cases[] = {
		{ "{\"extends\":\"naive\"}", "some/where/mine.json", "mine" },
		{ "{\"extends\":\"naive\"}", "plain", "plain" },
		{ "{\"extends\":\"naive\"}", ".json", ".json" },
		{ "{\"extends\":\"naive\",\"name\":\"own\"}", "mine.json", "own" },
		{ "{\"extends\":\"naive\"}", NULL, "naive" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct design *design = NULL;

		assert_int_equal(
		        design_parse(cases[i].text, strlen(cases[i].text), cases[i].file, &design, NULL), 0);
		assert_string_equal(design_name(design), cases[i].name);
		design_free(design);
	}
}

static void what_only_looks_like_a_slip_is_sound(void **unused)
{
	(void)unused;
	static const char *const texts[] = {
		/* Nobody ever leaves the start, or comes back; and one step stays at some states
		   and keeps its user. */
		"{\"name\":\"x\",\"database\":{\"record\":\"metadata\"},\"blobs\":{\"key\":"
		"\"user\",\"blob\":\"image\"},"
		"\"server\":{\"steps\":[{\"name\":\"Idle\",\"at\":\"waiting\",\"do\":[]}]}}",
		STEPS("{\"name\":\"Look\",\"at\":[\"started_read\",\"read_metadata\"],\"do\":["
		      "\"read record\"]}"),
		CLOCK("\"steps\":[{" TICK ",\"at\":[]}]"),
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		design_free(parse(texts[i]));
}

static void a_design_cut_anywhere_is_refused(void **unused)
{
	(void)unused;
	const struct bundled *b = &bundled_designs[0];

	for (size_t length = 0; length + 2 < b->length; length += 7) {
		struct design *design = NULL;
		struct err err = { 0 };

		assert_int_equal(design_parse(b->text, length, NULL, &design, &err), -1);
		assert_true(err.what[0]);
	}
}

static void a_design_that_extends_itself_is_refused(void **unused)
{
	(void)unused;
	char path[] = "/tmp/heddle-self-XXXXXX";
	struct design *design = NULL;
	struct err err = { 0 };
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");

	fprintf(file, "{\"extends\":\"%s\",\"name\":\"self\"}", path);
	fclose(file);
	assert_int_equal(design_open(path, &design, &err), -1);
	assert_non_null(strstr(err.what, "deep"));
	remove(path);
}

/* A base design in a file of its own, whose name replaces %s in `variant`; the errors of both. */
static struct err errors_with_base(const char *base, const char *variant, char path[static 32])
{
	struct design *design = NULL;
	struct err err = { 0 };
	char text[2000];
	FILE *file;

	strcpy(path, "/tmp/heddle-base-XXXXXX");
	file = fdopen(mkstemp(path), "w");
	fputs(base, file);
	fclose(file);
	snprintf(text, sizeof(text), "{\"extends\":\"%s\",%s}", path, variant);
	assert_int_equal(design_parse(text, strlen(text), "variant.json", &design, &err), -1);
	remove(path);
	return err;
}

static void an_error_of_a_base_is_told_of_the_base_and_others_of_the_variant(void **unused)
{
	static const char base[] =
	        "{\"extends\":\"naive\",\"name\":\"base\",\"lesson\":3,\"server\":{\"steps\":["
	        "{\"name\":\"FailWrite\",\"do\":[\"forgett image\"]},{\"name\":\"StartRead\",\"says\":1}]}}";
	static const char variant[] =
	        "\"title\":4,\"server\":{\"steps\":[{\"name\":\"StartWrite\",\"doo\":1},"
	        "{\"name\":\"StartRead\",\"says\":\"it is fine here\"}]}";
	char path[32], line[200];
	struct err err = errors_with_base(base, variant, path);

	(void)unused;
	assert_string_equal(err.file, "variant.json");
	assert_string_equal(err.place, "title");
	assert_int_equal(err.others, 3);
	snprintf(line, sizeof(line), "%s: lesson: expected a text", path);
	assert_non_null(strstr(err.more, line));
	snprintf(line, sizeof(line), "%s: server.steps[FailWrite].do[0]: unknown word", path);
	assert_non_null(strstr(err.more, line));
	assert_non_null(strstr(err.more, "variant.json: server.steps[StartWrite]: unknown member \"doo\""));
	assert_null(strstr(err.more, "StartRead"));
}

static void what_only_the_variant_makes_wrong_is_told_of_the_variant(void **unused)
{
	char path[32];
	struct err err = errors_with_base("{\"extends\":\"naive\",\"name\":\"base\"}",
	                                  "\"server\":{\"locals\":[\"userId\",\"metadata\"]}", path);

	(void)unused;
	assert_string_equal(err.file, "variant.json");
	assert_non_null(strstr(err.what, "needs the local image"));
	assert_null(strstr(err.more, path));
}

static void a_nameless_step_is_counted_in_the_file_that_it_is_in(void **unused)
{
	char path[32];
	struct err err = errors_with_base("{\"name\":\"b\",\"database\":{\"record\":\"metadata\"},"
	                                  "\"blobs\":{\"key\":\"user\",\"blob\":\"image\"},"
	                                  "\"server\":{\"steps\":[{\"name\":\"A\",\"at\":\"a\"},"
	                                  "{\"name\":\"B\",\"at\":\"a\"},{\"at\":\"a\"}]}}",
	                                  "\"server\":{\"steps\":[{\"name\":\"A\",\"remove\":true}]}", path);

	(void)unused;
	assert_string_equal(err.file, path);
	assert_string_equal(err.place, "server.steps[2].name");
}

static void a_step_is_removed_by_true_alone_and_hides_no_error(void **unused)
{
	struct err err = errors_of(STEPS("{\"name\":\"FailWrite\",\"remove\":\"yes\"},"
	                                 "{\"name\":\"FailRead\",\"remove\":true,\"doo\":1},"
	                                 "{\"name\":\"StartWrite\",\"says\":1}"));

	(void)unused;
	assert_string_equal(err.place, "server.steps[FailWrite].remove");
	assert_non_null(strstr(err.what, "true or false"));
	assert_int_equal(err.others, 2);
	assert_non_null(strstr(err.more, "a removed step takes no \"doo\""));
	assert_non_null(strstr(err.more, "server.steps[StartWrite].says"));
	err = errors_of("{\"extends\":\"naive\",\"name\":\"x\",\"cleaner\":{\"steps\":["
	                "{\"name\":\"Clean\",\"at\":\"a\",\"after\":\"StartWrite\"}]}}");
	assert_string_equal(err.place, "cleaner.steps[Clean].after");
}

/* --- designs -------------------------------------------------------------------------- */

static void every_bundled_design_opens_and_compiles(void **unused)
{
	(void)unused;
	size_t count = 0;

	for (const struct bundled *b = bundled_designs; b->name; b++, count++) {
		struct design *design = parse(b->text);
		struct model *model = compile(b->name, NULL, true);

		assert_string_equal(design_name(design), b->name);
		assert_true(design_bundled(design));
		assert_true(design_title(design)[0] && design_lesson(design)[0]);
		model_free(model);
		design_free(design);
	}
	assert_int_equal(count, 11);
}

static void the_checksum_is_of_the_meaning_and_not_of_the_layout(void **unused)
{
	(void)unused;
	struct design *plain = parse("{\"extends\":\"naive\",\"name\":\"a\"}");
	struct design *titled = parse("{ \"name\":\"b\", \"title\":\"t\", \"extends\":\"naive\" }");
	struct design *changed = parse(STEPS("{\"name\":\"StartRead\",\"goto\":\"read_metadata\"}"));

	assert_string_equal(design_checksum(plain), design_checksum(titled));
	assert_string_not_equal(design_checksum(plain), design_checksum(changed));
	design_free(plain);
	design_free(titled);
	design_free(changed);
}

static void a_model_outlives_the_design_it_was_made_from(void **unused)
{
	(void)unused;
	struct model *model = compile("storage-cleaner-working", NULL, false);
	struct arena *arena = arena_new();
	uint64_t *state = mem_alloc(model->state_size);
	struct step *steps;

	model->ops->initial(model, state);
	/* 4 writes, 1 read, the cleaner's start, the clock. */
	assert_int_equal(model_enabled(model, state, arena, &steps), 7);
	free(state);
	arena_free(arena);
	model_free(model);
}

static void readers_take_read_steps_and_restarts_only(void **unused)
{
	(void)unused;
	static const char *const one_each[] = { "readers", "1", NULL };
	struct model *model = compile("storage-cleaner-kill", one_each, false);
	int reader = model_process_index(model, "r1");

	assert_true(reader >= 0);
	for (unsigned a = 0; a < model->action_count; a++) {
		const struct model_action *action = &model->actions[a];
		bool server = strcmp(action->role, "server") == 0;
		bool expected = server && (!action->part || strcmp(action->part, "read") == 0);

		assert_int_equal(model_takes(model, (unsigned)reader, a), expected);
	}
	model_free(model);
}

static void a_scope_that_does_not_fit_says_which_number_to_lower(void **unused)
{
	(void)unused;
	struct scope scope = scope_unset();
	struct design *design = parse("{\"extends\":\"naive\",\"name\":\"x\"}");
	struct model *model = NULL;
	struct err err = { 0 };

	scope.of[SCOPE_SERVERS] = 9;
	scope.of[SCOPE_READERS] = 10;
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, &err), -1);
	assert_non_null(strstr(err.remedy, "--readers to at most 3"));
	scope.of[SCOPE_SERVERS] = scope.of[SCOPE_CLEANERS] = 12;
	scope.of[SCOPE_READERS] = 12;
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, &err), -1);
	scope = scope_unset();
	scope.of[SCOPE_CLEANERS] = 1;
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, &err), -1);
	assert_non_null(strstr(err.what, "no cleaner"));
	design_free(design);
}

static void the_promised_scope_fits_at_once(void **unused)
{
	(void)unused;
	static const char *const large[] = { "servers",   "3",  "readers",        "3",  "cleaners", "2",
		                             "users",     "6",  "metadatas",      "6",  "images",   "6",
		                             "image-ids", "12", "max-operations", "64", "max-time", "16",
		                             NULL };
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct design *design = NULL;
		bool cleaner;

		assert_int_equal(design_open(b->name, &design, NULL), 0);
		cleaner = design_has_cleaner(design);
		design_free(design);
		if (cleaner)
			model_free(compile(b->name, large, true));
	}
}

static void a_design_with_cleaners_plays_without_any(void **unused)
{
	(void)unused;
	static const char *const options[] = { "cleaners", "0", NULL };

	model_free(compile("storage-cleaner-working", options, true));
}

/* --- states ---------------------------------------------------------------------------- */

struct walk {
	struct model *model;
	void *state, *next;
};

static void walk_start(struct walk *walk, struct model *model)
{
	walk->model = model;
	walk->state = mem_alloc(model->state_size);
	walk->next = mem_alloc(model->state_size);
	model->ops->initial(model, walk->state);
}

static int walk_step(struct walk *walk, const char *text)
{
	struct step step;
	struct err err = { 0 };
	void *old = walk->state;
	int status;

	if (step_parse(walk->model, text, strlen(text), &step, &err))
		fail_msg("%s", err.what);
	status = walk->model->ops->apply(walk->model, walk->state, &step, walk->next);
	if (status == APPLY_OK) {
		walk->state = walk->next;
		walk->next = old;
	}
	return status;
}

static void walk_end(struct walk *walk)
{
	free(walk->state);
	free(walk->next);
	model_free(walk->model);
}

static void assert_why_not(const struct walk *walk, const char *process, const char *action,
                           const char *expected)
{
	struct buf why;

	buf_init(&why);
	assert_true(walk->model->ops->why_not(walk->model, walk->state,
	                                      (unsigned)model_process_index(walk->model, process),
	                                      (unsigned)model_action_index(walk->model, action), &why));
	assert_string_equal(why.data, expected);
	buf_release(&why);
}

static void a_step_that_cannot_be_taken_says_why_in_numbers(void **unused)
{
	(void)unused;
	static const char *const options[] = { "image-ids", "1", NULL };
	struct walk walk;

	walk_start(&walk, compile("storage-cleaner-working", options, false));
	assert_why_not(&walk, "s1", "ServerWriteBlob", "it is waiting, not started_write");
	assert_why_not(&walk, "c1", "CleanerFinished", "it is waiting, not got_unused_keys or deleting_keys");
	assert_why_not(&walk, "c1", "ServerStartRead", "a cleaner does not take this step");
	assert_int_equal(walk_step(&walk, "s1 ServerStartWrite u1 m1 i1"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "TimePasses"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "TimePasses"), APPLY_OK);
	assert_why_not(&walk, "s1", "ServerWriteBlob", "needs time < start + 1: 2 < 1");
	assert_int_equal(walk_step(&walk, "s1 ServerWriteBlob ui1"), APPLY_DISABLED);
	assert_int_equal(walk_step(&walk, "s1 ServerRestart"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "s1 ServerStartWrite u1 m2 i2"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "s1 ServerWriteBlob ui1"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "s1 ServerFailWrite"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "s1 ServerStartWrite u1 m2 i2"), APPLY_OK);
	assert_why_not(&walk, "s1", "ServerWriteBlob", "needs a fresh id: every id was issued before");
	assert_int_equal(walk_step(&walk, "c1 CleanerStartGetBlobKeys"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "c1 CleanerGetUnusedKeys"), APPLY_OK);
	assert_why_not(&walk, "c1", "CleanerDeletingKeys", "needs unusedBlobKeys ≠ {}: it is {}");
	walk_end(&walk);
}

static void a_full_model_grows_and_the_same_steps_mean_the_same(void **unused)
{
	(void)unused;
	static const char *const options[] = { "max-operations", "0", NULL };
	struct walk small, large;

	walk_start(&small, compile("naive", options, false));
	walk_start(&large, small.model->ops->larger(small.model));
	for (int i = 0; i < 2; i++) {
		int status = walk_step(&small, "s1 StartWrite u1 m1 i1");

		assert_int_equal(status, i ? APPLY_FULL : APPLY_OK);
		assert_int_equal(walk_step(&large, "s1 StartWrite u1 m1 i1"), APPLY_OK);
		assert_int_equal(walk_step(&large, "s1 FailWrite"), APPLY_OK);
		walk_step(&small, "s1 FailWrite");
	}
	walk_end(&small);
	walk_end(&large);
}

/* --- properties -------------------------------------------------------------------------- */

/* The properties checked by default that a step breaks. */
static uint32_t broken_by(const struct walk *walk, const char *text)
{
	struct step step;
	void *next = mem_alloc(walk->model->state_size);
	uint32_t broken;

	assert_int_equal(step_parse(walk->model, text, strlen(text), &step, NULL), 0);
	assert_int_equal(walk->model->ops->apply(walk->model, walk->state, &step, next), APPLY_OK);
	broken = walk->model->ops->broken(walk->model, walk->state, &step, next,
	                                  model_default_properties(walk->model));
	free(next);
	return broken;
}

static struct model *compile_text(const char *text, int users)
{
	struct design *design = parse(text);
	struct scope scope = scope_unset();
	struct model *model = NULL;

	scope.of[SCOPE_USERS] = users;
	assert_int_equal(design_compile(design, &scope, NULL, false, &model, NULL), 0);
	design_free(design);
	return model;
}

static void words_are_shown_with_the_fields_of_the_process_that_uses_them(void **unused)
{
	(void)unused;
	/* The cleaner's locals are others than the server's, and in another order. */
	struct design *design = parse("{\"extends\":\"storage-cleaner-naive\",\"name\":\"x\",\"cleaner\":{"
	                              "\"locals\":[\"imageId\",\"unusedBlobKeys\",\"blobKeys\"],\"steps\":["
	                              "{\"name\":\"CleanerFail\",\"choose\":[\"any id\"],"
	                              "\"when\":[\"blob is set\"],\"do\":[\"keep id\"]}]}}");
	struct scope scope = scope_unset();
	struct model *model = NULL;

	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	unsigned action = (unsigned)model_action_index(model, "CleanerFail");
	assert_string_equal(model->actions[action].does[0], "imageId := the chosen id");
	assert_string_equal(model->actions[model_action_index(model, "CleanerFinished")].needs[0],
	                    "unusedBlobKeys = {}");
	model_free(model);
	design_free(design);
}

static void facts_of_none(const struct walk *walk, const char *text, const char *expected)
{
	unsigned property = (unsigned)model_property_index(walk->model, "EmptyReadsOnlyWhenUnset");
	void *next = mem_alloc(walk->model->state_size);
	struct step step;
	struct buf facts;

	buf_init(&facts);
	assert_int_equal(step_parse(walk->model, text, strlen(text), &step, NULL), 0);
	assert_int_equal(walk->model->ops->apply(walk->model, walk->state, &step, next), APPLY_OK);
	walk->model->ops->broken_facts(walk->model, walk->state, &step, next, property, &facts);
	assert_string_equal(facts.data, expected);
	buf_release(&facts);
	free(next);
}

static void none_is_needless_only_while_a_good_result_is_possible(void **unused)
{
	(void)unused;
	/* The wrong fix: when the blob is gone, or for no reason at all, answer None. */
	struct walk walk;

	walk_start(&walk, compile_text("{\"extends\":\"storage-cleaner-naive\",\"name\":\"x\",\"server\":{"
	                               "\"steps\":[{\"name\":\"ServerGiveUp\",\"part\":\"read\",\"at\":"
	                               "\"read_metadata\",\"do\":[\"log empty "
	                               "READ\",\"clear locals\"],\"goto\":\"waiting\"}]}}",
	                               1));
	static const char *const steps[] = { "s1 ServerStartWrite u1 m1 i1",
		                             "s1 ServerWriteBlob ui1",
		                             "c1 CleanerStartGetBlobKeys",
		                             "c1 CleanerGetUnusedKeys",
		                             "s1 ServerWriteMetadataAndReturn",
		                             "s1 ServerStartRead u1",
		                             "s1 ServerReadMetadata" };
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		assert_int_equal(walk_step(&walk, steps[i]), APPLY_OK);
	assert_int_equal(broken_by(&walk, "s1 ServerGiveUp"),
	                 1U << model_property_index(walk.model, "EmptyReadsOnlyWhenUnset"));
	facts_of_none(&walk, "s1 ServerGiveUp",
	              "s1 returned None for u1, though its record m1 names ui1, which holds i1");
	assert_int_equal(walk_step(&walk, "c1 CleanerDeletingKeys ui1"), APPLY_OK);
	assert_int_equal(broken_by(&walk, "s1 ServerGiveUp"), 0);
	facts_of_none(&walk, "s1 ServerGiveUp", "");
	walk_end(&walk);
}

static void a_needless_none_is_told_where_blobs_are_kept_by_user(void **unused)
{
	(void)unused;
	struct walk walk;

	walk_start(&walk,
	           compile_text("{\"extends\":\"naive\",\"name\":\"x\",\"server\":{"
	                        "\"steps\":[{\"name\":\"GiveUp\",\"part\":\"read\",\"at\":"
	                        "\"started_read\",\"do\":[\"log empty READ\"],\"goto\":\"waiting\"}]}}",
	                        2));
	static const char *const steps[] = { "s1 StartWrite u2 m2 i1", "s1 WriteMetadata",
		                             "s1 WriteBlobAndReturn", "s1 StartRead u2" };
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		assert_int_equal(walk_step(&walk, steps[i]), APPLY_OK);
	facts_of_none(&walk, "s1 GiveUp",
	              "s1 returned None for u2, though its record m2 and its blob i1 are there");
	walk_end(&walk);
}

static void an_empty_read_is_not_blamed_for_what_an_earlier_write_left_in_the_locals(void **unused)
{
	(void)unused;
	struct walk walk;

	/* In improved a server keeps its locals after a write; its next read of another user
	 * rightly returns None. */
	walk_start(&walk, compile_text("{\"extends\":\"improved\",\"name\":\"x\"}", 2));
	static const char *const steps[] = { "s1 StartWrite u1 m1 i1", "s1 WriteBlob",
		                             "s1 WriteMetadataAndReturn", "s1 StartRead u2" };
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		assert_int_equal(walk_step(&walk, steps[i]), APPLY_OK);
	assert_int_equal(broken_by(&walk, "s1 ReadMetadataAndReturnEmpty"), 0);
	walk_end(&walk);
}

static void described_states_pack_to_the_same_bytes(void **unused)
{
	(void)unused;
	static const char *const options[] = { "users", "2", "readers", "1", NULL };

	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *model = compile(b->name, options, false);
		struct arena *arena = arena_new();
		void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size);
		uint32_t seed = 7;

		model->ops->initial(model, state);
		for (int i = 0; i < 300; i++) {
			struct step *steps;
			struct err err = { 0 };
			size_t count = model_enabled(model, state, arena, &steps);
			void *old = state;

			seed = seed * 1664525 + 1013904223;
			if (model->ops->apply(model, state, &steps[(seed >> 8) % count], next) != APPLY_OK)
				break;
			state = next;
			next = old;
			if (design_encode(model, model->ops->describe(model, state, arena), next, &err))
				fail_msg("%s: %s", b->name, err.what);
			assert_memory_equal(state, next, model->state_size);
		}
		free(state);
		free(next);
		arena_free(arena);
		model_free(model);
	}
}

/* What makes searching a long trace cheap: a value that stayed is the same pointer. */
static void descriptions_share_the_operations_of_the_log(void **unused)
{
	(void)unused;
	struct arena *arena = arena_new();
	struct walk walk;

	walk_start(&walk, compile("naive", NULL, false));
	assert_int_equal(walk_step(&walk, "s1 StartWrite u1 m1 i1"), APPLY_OK);

	const struct value *before = walk.model->ops->describe(walk.model, walk.state, arena);

	assert_int_equal(walk_step(&walk, "s1 FailWrite"), APPLY_OK);
	assert_int_equal(walk_step(&walk, "s1 StartWrite u1 m2 i1"), APPLY_OK);

	const struct value *after = walk.model->ops->describe(walk.model, walk.state, arena);

	assert_non_null(value_at(after, "operations[2]"));
	assert_ptr_equal(value_at(before, "operations[1]"), value_at(after, "operations[1]"));
	walk_end(&walk);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bad_design_is_answered_with_place_word_and_remedy),
		cmocka_unit_test(all_errors_of_a_design_are_told),
		cmocka_unit_test(of_very_many_errors_twenty_are_told_and_all_are_counted),
		cmocka_unit_test(a_misspelt_step_of_a_variant_is_answered_with_the_nearest),
		cmocka_unit_test(hours_that_are_no_whole_number_are_told_as_such),
		cmocka_unit_test(a_variant_without_a_name_is_called_by_its_file),
		cmocka_unit_test(what_only_looks_like_a_slip_is_sound),
		cmocka_unit_test(a_design_cut_anywhere_is_refused),
		cmocka_unit_test(a_design_that_extends_itself_is_refused),
		cmocka_unit_test(an_error_of_a_base_is_told_of_the_base_and_others_of_the_variant),
		cmocka_unit_test(what_only_the_variant_makes_wrong_is_told_of_the_variant),
		cmocka_unit_test(a_nameless_step_is_counted_in_the_file_that_it_is_in),
		cmocka_unit_test(a_step_is_removed_by_true_alone_and_hides_no_error),
		cmocka_unit_test(every_bundled_design_opens_and_compiles),
		cmocka_unit_test(the_checksum_is_of_the_meaning_and_not_of_the_layout),
		cmocka_unit_test(a_model_outlives_the_design_it_was_made_from),
		cmocka_unit_test(readers_take_read_steps_and_restarts_only),
		cmocka_unit_test(a_scope_that_does_not_fit_says_which_number_to_lower),
		cmocka_unit_test(the_promised_scope_fits_at_once),
		cmocka_unit_test(a_design_with_cleaners_plays_without_any),
		cmocka_unit_test(a_step_that_cannot_be_taken_says_why_in_numbers),
		cmocka_unit_test(a_full_model_grows_and_the_same_steps_mean_the_same),
		cmocka_unit_test(words_are_shown_with_the_fields_of_the_process_that_uses_them),
		cmocka_unit_test(none_is_needless_only_while_a_good_result_is_possible),
		cmocka_unit_test(a_needless_none_is_told_where_blobs_are_kept_by_user),
		cmocka_unit_test(an_empty_read_is_not_blamed_for_what_an_earlier_write_left_in_the_locals),
		cmocka_unit_test(described_states_pack_to_the_same_bytes),
		cmocka_unit_test(descriptions_share_the_operations_of_the_log),
	};

	return cmocka_run_group_tests_name("design", tests, NULL, NULL);
}
