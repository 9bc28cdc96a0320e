/*
 * Designs in the open language: what they declare becomes a system, every error has its place, what was
 * expected and the nearest name, and variants merge.
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
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/system.h>

static struct design *parse_named(const char *text, const char *file)
{
	struct design *design = NULL;
	struct err err = { 0 };
	char why[1200];

	if (design_parse(text, strlen(text), file, &design, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	return design;
}

static struct design *parse(const char *text)
{
	struct design *design = parse_named(text, "test.json");

	assert_non_null(design->system);
	return design;
}

/* What a tree says. */
static void says(const struct expr *tree, const char *wanted)
{
	struct buf text;

	assert_non_null(tree);
	buf_init(&text);
	expr_show(&text, tree, false);
	assert_string_equal(text.data, wanted);
	buf_release(&text);
}

static const struct system_variable *variable(const struct design *design, const char *name)
{
	for (unsigned i = 0; i < design->system->variable_count; i++)
		if (strcmp(design->system->variables[i].name, name) == 0)
			return &design->system->variables[i];
	fail_msg("no variable %s", name);
	return NULL;
}

static void has_type(const struct design *design, const char *name, const char *wanted)
{
	const struct system *system = design->system;
	struct declared_set sets[SYSTEM_ROLES_MAX * 2 + SCOPE_ROWS_MAX];
	const struct declared_sets all = { sets, system->set_count };
	struct buf text;

	for (unsigned i = 0; i < system->set_count; i++)
		sets[i] = (struct declared_set){ .one = system->sets[i].one, .all = system->sets[i].all };
	buf_init(&text);
	declared_type_show(&text, variable(design, name)->type, &all, false);
	assert_string_equal(text.data, wanted);
	buf_release(&text);
}

static const struct system_step *step(const struct design *design, const char *name)
{
	for (unsigned r = 0; r < design->system->role_count; r++)
		for (unsigned i = 0; i < design->system->roles[r].step_count; i++)
			if (strcmp(design->system->roles[r].steps[i].name, name) == 0)
				return &design->system->roles[r].steps[i];
	fail_msg("no step %s", name);
	return NULL;
}

static int row(const struct design *design, const char *option)
{
	const struct scope_row *rows = design_scope_rows(design);
	unsigned at = scope_find(rows, option);

	assert_non_null(rows[at].option);
	return (int)at;
}

/* --- what a design declares --------------------------------------------------------------- */

#define LEASE_ROLES                                                                                          \
	"\"roles\": {"                                                                                       \
	"  \"janitor\": {\"short\": \"j\", \"count\": 2, \"locals\": {\"left\": \"0..2\", \"key\": "         \
	"\"Key?\"},"                                                                                         \
	"    \"steps\": ["                                                                                   \
	"      {\"name\": \"Start\", \"part\": \"sweep\", \"at\": \"idle\", \"goto\": \"busy\","             \
	"       \"choose\": \"choose k in Keys: stock[k].owner = UNSET\","                                   \
	"       \"when\": [\"holder = UNSET and left < 2\", \"it is early\"],"                               \
	"       \"do\": [\"holder := self\", \"key := k\", \"stock[k].owner := self\","                      \
	"              \"append {key: k, at: 0} to queue\", \"add k to seen\"]},"                            \
	"      {\"name\": \"Stop\", \"at\": \"busy\", \"goto\": \"idle\", \"failure\": true,"                \
	"       \"do\": [\"let go\", \"take the first of queue\"]}]},"                                       \
	"  \"ticker\": {\"silent\": true, \"steps\": [{\"name\": \"Tick\", \"do\": \"round := round + "      \
	"1\"}]}}"

#define LEASE                                                                                                \
	"{\"name\": \"lease\","                                                                              \
	"\"domains\": {\"Key\": {\"short\": \"k\", \"count\": 2}},"                                          \
	"\"stores\": {\"stock\": {\"of\": \"Key -> {version: 0..3, owner: Process?}\", \"title\": \"the "    \
	"stock\"}},"                                                                                         \
	"\"globals\": {\"holder\": \"Process?\", \"queue\": \"list of {key: Key, at: 0..3} at most 2\","     \
	"  \"seen\": \"set of Key\", \"tries\": \"count\", \"past\": \"list of Key\","                       \
	"  \"round\": {\"type\": \"0..3\", \"initial\": \"1\", \"title\": \"the round\"}},"                  \
	"\"words\": {\"it is early\": \"round < 3\", \"let go\": [\"holder := UNSET\", \"key := UNSET\"]},"  \
	"\"scope\": {\"keys\": 1, \"max-tries\": 2},"                                                        \
	"\"fair\": [\"janitor\"]," LEASE_ROLES

static void declarations_become_variables_roles_and_rows(void **state)
{
	struct design *design = parse(LEASE "}");
	const struct system *system = design->system;
	const struct system_step *start = step(design, "Start"), *stop = step(design, "Stop");

	(void)state;
	assert_int_equal(system->variable_count, 8);
	has_type(design, "stock", "Key → {version: 0..3, owner: Process?}");
	assert_string_equal(variable(design, "stock")->title, "the stock");
	assert_int_equal(variable(design, "stock")->kind, VARIABLE_TABLE);
	has_type(design, "janitorStates", "Janitor → {state: idle | busy, left: 0..2, key: Key?}");
	assert_int_equal(variable(design, "janitorStates")->kind, VARIABLE_PROCESSES);
	assert_string_equal(variable(design, "janitorStates")->title, "janitors");
	has_type(design, "holder", "Process?");
	has_type(design, "queue", "list of {key: Key, at: 0..3} at most 2");
	assert_int_equal(variable(design, "queue")->kind, VARIABLE_LOG);
	assert_string_equal(variable(design, "tries")->type->bound, "max-tries");
	assert_string_equal(variable(design, "past")->type->bound, "max-past");
	assert_string_equal(variable(design, "round")->title, "the round");
	says(variable(design, "round")->initial, "1");
	assert_null(variable(design, "holder")->initial);

	assert_int_equal(system->role_count, 2);
	assert_string_equal(system->roles[0].name, "janitor");
	assert_string_equal(system->roles[0].plural, "janitors");
	assert_int_equal(system->roles[0].row, row(design, "janitors"));
	assert_int_equal(system->roles[1].row, SCOPE_ROWS_MAX);
	assert_int_equal(system->roles[1].variable, -1);
	assert_true(system->roles[1].silent);
	assert_true(system->fair == 1);

	assert_int_equal(start->choice_count, 1);
	assert_null(start->choices[0].spelling);
	assert_int_equal(start->guard_count, 3);
	says(start->guards[0], "holder = UNSET");
	says(start->guards[1], "left < 2");
	says(start->guards[2], "round < 3");
	assert_int_equal(start->effect_count, 5);
	says(start->effects[0], "holder := self");
	assert_int_equal(stop->effect_count, 3);
	says(stop->effects[1], "key := UNSET");
	assert_true(stop->failure);
	design_free(design);
}

static void domains_roles_and_bounds_are_options_of_the_scope(void **state)
{
	struct design *design = parse(LEASE "}");
	const struct system *system = design->system;
	const struct scope_row *rows = design_scope_rows(design);
	unsigned count = scope_count(rows);
	int keys = row(design, "keys"), janitors = row(design, "janitors"), tries = row(design, "max-tries");

	(void)state;
	assert_int_equal(count, SCOPE_ROWS + 4);
	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		assert_string_equal(rows[i].option, scope_rows[i].option);
	assert_null(rows[count].option);
	assert_string_equal(rows[keys].noun, "keys");
	assert_string_equal(rows[keys].one, "key");
	assert_string_equal(rows[keys].prefix, "k");
	assert_string_equal(rows[keys].tla, "Keys");
	assert_int_equal(rows[keys].kind, SCOPE_CONSTANT);
	assert_int_equal(rows[janitors].kind, SCOPE_PROCESS);
	assert_int_equal(rows[tries].kind, SCOPE_BOUND);
	assert_string_equal(rows[tries].tla, "MaxTries");
	assert_int_equal(design_scope(design).of[keys], 1);
	assert_int_equal(design_scope(design).of[janitors], 2);
	assert_int_equal(design_scope(design).of[tries], 2);
	assert_int_equal(design_scope(design).of[SCOPE_SERVERS], 0);
	assert_int_equal(system->rows[row(design, "max-past")].usual, 3);
	assert_false(design_has_cleaner(design));
	assert_false(design_has_clock(design));
	design_free(design);
}

static void properties_of_six_kinds_and_marks_are_read(void **state)
{
	struct design *design = parse(
	        LEASE ","
	              "\"properties\": {"
	              "\"A\": {\"always\": \"holder = UNSET or round > 0\", \"says\": \"s\"},"
	              "\"B\": {\"every step\": \"round' >= round\"},"
	              "\"C\": {\"possible\": \"round = 3\", \"default\": false},"
	              "\"D\": {\"always possible\": \"j.state = idle\", \"alone\": \"j in janitors\"},"
	              "\"E\": {\"always eventually\": \"it is early\", \"fair\": \"ticker\"},"
	              "\"F\": {\"for each\": \"j in janitors\", \"leads to\": [\"j.state = busy\", \"j.state "
	              "= idle\"]}},"
	              "\"marks\": {\"orphan\": {\"on\": \"stock[k].owner\", \"for\": \"k in Keys\","
	              "  \"when\": \"stock[k].owner != UNSET and k not in seen\", \"text\": \"lost\"}}}");
	const struct system *system = design->system;
	const struct system_property *of = system->properties;

	(void)state;
	assert_int_equal(system->property_count, 6);
	assert_int_equal(of[0].kind, SYSTEM_ALWAYS);
	assert_string_equal(of[0].says, "s");
	assert_true(of[0].by_default);
	says(of[0].condition, "holder = UNSET or round > 0");
	assert_int_equal(of[1].kind, SYSTEM_EVERY_STEP);
	assert_string_equal(of[1].says, "every step: round' >= round");
	assert_int_equal(of[2].kind, SYSTEM_POSSIBLE);
	assert_false(of[2].by_default);
	assert_int_equal(of[3].kind, SYSTEM_ALWAYS_POSSIBLE);
	assert_true(of[3].alone);
	assert_non_null(of[3].binder);
	assert_null(of[3].binder->part[1]);
	says(of[3].condition, "j.state = idle");
	assert_int_equal(of[4].kind, SYSTEM_ALWAYS_EVENTUALLY);
	assert_true(of[4].fair == 2);
	says(of[4].condition, "round < 3");
	assert_int_equal(of[5].kind, SYSTEM_LEADS_TO);
	says(of[5].condition, "j.state = busy");
	says(of[5].answer, "j.state = idle");
	assert_string_equal(of[5].says, "j.state = busy leads to j.state = idle");
	assert_int_equal(system->mark_count, 1);
	assert_int_equal(system->marks[0].kind, MARK_ORPHAN);
	assert_string_equal(system->marks[0].text, "lost");
	says(system->marks[0].on, "stock[k].owner");
	design_free(design);
}

static void note_mark(void *ctx, enum mark_kind kind, const char *path, const char *text)
{
	buf_printf(ctx, "%d %s %s;", (int)kind, path, text);
}

static void a_mark_without_a_set_is_on_one_place(void **state)
{
	struct design *design =
	        parse(LEASE ", \"marks\": {\"orphan\": {\"on\": \"round\", \"when\": \"round = 1\"},"
	                    "\"dangling\": {\"on\": \"tries\", \"when\": \"round = 2\"}}}");
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct buf marks;
	void *start;

	(void)state;
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	start = mem_alloc(model->state_size);
	model->ops->initial(model, start);
	buf_init(&marks);
	model->ops->marks(model, NULL, NULL, start, note_mark, &marks);
	assert_string_equal(marks.data, "0 round orphan;");
	buf_release(&marks);
	free(start);
	model_free(model);
	design_free(design);
}

/* --- the story ----------------------------------------------------------------------------- */

static void phrases_of_the_story_and_notation_can_be_mixed(void **state)
{
	struct design *design = parse("{\"extends\": \"storage-cleaner-working\", \"server\": {\"steps\": ["
	                              "{\"name\": \"ServerReadMetadata\", \"when\": [\"record is set\","
	                              " \"count(operations) < 2\"]}]}}");
	const struct system_step *read = step(design, "ServerReadMetadata");

	(void)state;
	assert_int_equal(read->guard_count, 2);
	says(read->guards[0], "databaseState[userId].metadata ≠ UNSET");
	says(read->guards[1], "count(operations) < 2");
	says(read->effects[1], "imageId := databaseState[userId].imageId");
	design_free(design);
}

/* An entry that is no record may be named like its field; what a design lacks is left out. */
static void phrases_fit_bare_stores(void **state)
{
	struct design *design = parse("{\"extends\": \"naive\", \"marks\": {}}");

	(void)state;
	has_type(design, "databaseState", "User → Metadata?");
	assert_string_equal(variable(design, "databaseState")->entry, "metadata");
	assert_int_equal(step(design, "ReadMetadata")->effect_count, 1);
	says(step(design, "ReadMetadata")->effects[0], "metadata := databaseState[userId]");
	says(step(design, "WriteBlobAndReturn")->effects[0], "blobStoreState[userId] := image");
	design_free(design);
}

static void a_design_may_change_and_remove_what_its_story_declares(void **state)
{
	struct design *design = parse(
	        "{\"extends\": \"working\","
	        "\"words\": {\"record is set\": \"databaseState[userId].imageId != UNSET\"},"
	        "\"properties\": {\"NoOrphanFiles\": null, \"ConsistentReads\": {\"always\": \"true\"}},"
	        "\"marks\": {\"orphan\": null}}");
	const struct system *system = design->system;

	(void)state;
	says(step(design, "ReadMetadata")->guards[0], "databaseState[userId].imageId ≠ UNSET");
	for (unsigned i = 0; i < system->property_count; i++) {
		assert_string_not_equal(system->properties[i].name, "NoOrphanFiles");
		if (strcmp(system->properties[i].name, "ConsistentReads") == 0)
			says(system->properties[i].condition, "true");
	}
	assert_int_equal(system->mark_count, 1);
	assert_string_equal(system->marks[0].name, "dangling");
	design_free(design);
}

/* "metadata" is not declared under another story. */
static void a_story_of_its_own_has_no_words(void **state)
{
	struct design *design = NULL;
	struct err err = { 0 };
	const char *text =
	        "{\"name\": \"x\", \"story\": \"shop\", \"roles\": {\"r\": {\"short\": \"r\", \"steps\": ["
	        "{\"name\": \"A\", \"at\": \"a\", \"do\": \"clear locals\"}]}}}";

	(void)state;
	assert_int_equal(design_parse(text, strlen(text), "x.json", &design, &err), -1);
	assert_non_null(strstr(err.place, "roles.r.steps[A].do[0]"));
}

/* --- variants --------------------------------------------------------------------------------- */

static void a_variant_adds_typed_names_to_those_that_are_listed(void **state)
{
	struct design *design =
	        parse("{\"extends\": \"storage-cleaner-working\","
	              "\"globals\": {\"holder\": \"Process?\", \"failed\": \"0..3\"},"
	              "\"database\": {\"record\": {\"status\": \"pending | committed\"}},"
	              "\"server\": {\"locals\": {\"tries\": \"0..2\", \"start\": null, \"begun\": \"hours\"},"
	              "  \"steps\": [{\"name\": \"ServerStartWrite\", \"do\": [\"begun := time\"]},"
	              "  {\"name\": \"ServerWriteBlob\", \"when\": []},"
	              "  {\"name\": \"ServerWriteMetadataAndReturn\", \"when\": []},"
	              "  {\"name\": \"ServerFailWrite\", \"when\": []},"
	              "  {\"name\": \"ServerStartRead\", \"do\": [\"keep user\"]},"
	              "  {\"name\": \"ServerReadMetadata\", \"when\": [\"record is set\"]},"
	              "  {\"name\": \"ServerReadMetadataAndReturnEmpty\", \"when\": [\"record is unset\"]},"
	              "  {\"name\": \"ServerReadBlobAndReturn\", \"when\": []},"
	              "  {\"name\": \"ServerRestart\", \"when\": [\"time >= begun + 1\"]}]}}");
	const struct system_role *server = &design->system->roles[0];

	(void)state;
	has_type(design, "databaseState",
	         "User → {metadata: Metadata?, imageId: ImageId?, status: pending | committed}");
	has_type(design, "failed", "0..3");
	has_type(design, "holder", "Process?");
	assert_int_equal(server->locals->count, 7);
	assert_string_equal(server->locals->names[5], "tries");
	assert_string_equal(server->locals->names[6], "begun");
	design_free(design);
}

static void a_variant_changes_steps_of_roles_by_name(void **state)
{
	char base[4096], folder[] = "/tmp/heddle-open-XXXXXX", path[128];
	struct design *design;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/lease.json", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	snprintf(base, sizeof(base), "%s}", LEASE);
	fputs(base, file);
	fclose(file);
	snprintf(path, sizeof(path), "%s/mine.json", folder);
	design = parse_named(
	        "{\"extends\": \"lease.json\", \"roles\": {\"janitor\": {\"locals\": {\"more\": \"bool\"},"
	        "\"steps\": [{\"name\": \"Stop\", \"when\": [\"left = 0\"]},"
	        "{\"name\": \"Rest\", \"after\": \"Start\", \"at\": \"idle\", \"do\": \"more := true\"}]},"
	        "\"ticker\": null}, \"domains\": {\"Key\": {\"short\": \"q\"}}}",
	        path);
	assert_int_equal(design->system->role_count, 1);
	assert_int_equal(design->system->roles[0].step_count, 3);
	assert_string_equal(design->system->roles[0].steps[1].name, "Rest");
	assert_int_equal(step(design, "Stop")->guard_count, 1);
	assert_int_equal(step(design, "Stop")->effect_count, 3);
	assert_string_equal(design->system->rows[row(design, "keys")].prefix, "q");
	assert_string_equal(design_name(design), "mine");
	design_free(design);
	snprintf(path, sizeof(path), "%s/lease.json", folder);
	remove(path);
	remove(folder);
}

/* --- errors --------------------------------------------------------------------------------------- */

struct bad {
	const char *text, *place, *what, *remedy;
};

#define OPEN(members) "{\"extends\": \"working\", " members "}"
#define STEP(members)                                                                                        \
	OPEN("\"marks\": {}, \"server\": {\"steps\": [{\"name\": \"ReadMetadata\", " members "}]}")
#define ROLE(members) OPEN("\"roles\": {\"janitor\": {" members "}}")
#define ONE_STEP      "\"steps\": [{\"name\": \"A\", \"at\": \"a\"}]"

// clang-format off
static const struct bad bad_designs[] = {
	{ OPEN("\"story\": \"profil\""), "story", "profil", "profile" },
	{ OPEN("\"domains\": {\"a b\": {}}"), "domains.a b", "cannot be a name", "letters" },
	{ OPEN("\"domains\": {\"Key\": 1}"), "domains.Key", "an object", "" },
	{ OPEN("\"domains\": {\"Key\": {\"short\": \"k1\"}}"), "domains.Key.short", "letters", "" },
	{ OPEN("\"domains\": {\"Key\": {\"short\": \"s\"}}"), "server.short", "keys", "another" },
	{ OPEN("\"domains\": {\"Key\": {\"short\": \"u\"}}"), "domains.Key.short", "users", "another" },
	{ OPEN("\"domains\": {\"Key\": {\"count\": 0}}"), "domains.Key.count", "from 1 to", "" },
	{ OPEN("\"domains\": {\"Process\": {\"short\": \"p\"}}"), "roles", "two sets", "" },
	{ OPEN("\"stores\": {\"cache\": {\"of\": \"Usr -> Image?\"}}"), "stores.cache.of, column 1", "Usr", "User" },
	{ OPEN("\"stores\": {\"cache\": {}}"), "stores.cache", "\"of\"", "" },
	{ OPEN("\"stores\": {\"databaseStat\": {\"of\": \"bool\"}, \"operations\": {\"of\": \"bool\"}}"), "operations",
	  "two variables", "" },
	{ OPEN("\"globals\": {\"x\": 3}"), "globals.x", "a type in quotes", "" },
	{ OPEN("\"globals\": [{\"x\": \"bool\"}, \"x\"]"), "globals", "unknown field \"x\"", "" },
	{ OPEN("\"globals\": {\"x\": {\"type\": \"0..3\", \"initial\": \"yes\"}}"), "globals.x.initial", "yes", "" },
	{ OPEN("\"globals\": {\"x\": {\"type\": \"0..3\", \"initial\": \"UNSET ≠ UNSET\"}}"), "globals.x.initial",
	  "a constant of the type 0..3", "" },
	{ OPEN("\"globals\": {\"y\": \"0..3\", \"x\": {\"type\": \"0..3\", \"initial\": \"y\"}}"), "globals.x.initial",
	  "a constant", "" },
	{ OPEN("\"database\": {\"record\": {\"status\": \"pendig | \"}}"), "database.record.status", "expected", "" },
	{ OPEN("\"database\": {\"recrod\": {\"status\": \"bool\"}}, \"marks\": {}"), "database", "recrod", "record" },
	{ ROLE("\"steps\": []"), "roles.janitor.steps", "a list of steps", "" },
	{ ROLE(ONE_STEP), "roles.janitor", "needs \"short\"", "letters" },
	{ ROLE("\"shrt\": \"j\", " ONE_STEP), "roles.janitor", "shrt", "short" },
	{ ROLE("\"short\": \"j\", \"locals\": {\"state\": \"bool\"}, " ONE_STEP), "roles.janitor.locals.state",
	  "its own state", "another name" },
	{ ROLE("\"short\": \"j\", \"locals\": {\"left\": \"0..\"}, " ONE_STEP), "roles.janitor.locals.left, column 4",
	  "expected a number", "" },
	{ ROLE("\"short\": \"j\", \"also\": {\"imp\": {\"part\": \"x\"}}, " ONE_STEP), "roles.janitor.also.imp.short",
	  "letters", "" },
	{ ROLE("\"short\": \"j\", \"variable\": \"serverStates\", " ONE_STEP), "roles.janitor", "two variables", "" },
	{ ROLE("\"short\": \"j\", \"steps\": [{\"name\": \"A\", \"at\": \"a\", \"goto\": \"b\"}]"),
	  "roles.janitor.steps[A].goto", "no step starts at \"b\"", "" },
	{ ROLE("\"short\": \"j\", \"steps\": [{\"name\": \"A\", \"at\": \"b\", \"goto\": \"c\"}, "
	       "{\"name\": \"B\", \"at\": \"c\"}]"),
	  "roles.janitor.steps[A].at", "no step ever leads back", "correct" },
	{ ROLE("\"short\": \"j\", \"steps\": [{\"name\": \"A\", \"at\": \"a\"}, {\"name\": \"A\", \"at\": \"a\"}]"),
	  "roles.janitor.steps[1]", "two steps", "" },
	{ STEP("\"when\": [\"record is set\", \"metadata ≠ UNST\"]"), "server.steps[ReadMetadata].when[1], column 12",
	  "UNST", "" },
	{ STEP("\"when\": [\"recrd is set\"]"),
	  "server.steps[ReadMetadata].when[0]", "recrd is set", "record is set" },
	{ STEP("\"when\": [\"databaseState[userId].metdata = UNSET\"]"),
	  "server.steps[ReadMetadata].when[0], column 23",
	  "metdata", "metadata" },
	{ STEP("\"when\": [\"blobStoreState[userId] = UNSET\"]"), "server.steps[ReadMetadata].when[0]", "", "" },
	{ STEP("\"do\": [\"metadata := image\"]"), "server.steps[ReadMetadata].do[0]", "", "" },
	{ STEP("\"do\": [\"note start\"]"), "server.steps[ReadMetadata].do[0]", "start", "" },
	{ STEP("\"choose\": [\"any user\", \"choose user in Users\"]"), "server.steps[ReadMetadata].choose[1]",
	  "user is chosen already", "" },
	{ STEP("\"when\": 3"), "server.steps[ReadMetadata].when", "a list of texts", "" },
	{ STEP("\"colour\": 3"), "server.steps[ReadMetadata]", "colour", "" },
	{ OPEN("\"words\": {\"it is so\": {\"when\": \"true\", \"do\": \"x := 1\"}}"),
	  "words[\"it is so\"]", "one of", "" },
	{ OPEN("\"words\": {\"it is so\": \"time <\"}"), "words[\"it is so\"]", "expected", "" },
	{ OPEN("\"words\": {\"it is so\": {\"optional\": 1}}"), "words[\"it is so\"]", "optional", "" },
	{ OPEN("\"properties\": {\"P\": {}}"), "properties.P", "one of \"always\"", "" },
	{ OPEN("\"properties\": {\"P\": {\"always\": \"true\", \"possible\": \"true\"}}"),
	  "properties.P", "one of", "" },
	{ OPEN("\"properties\": {\"P\": {\"always\": \"count(operatons) = 0\"}}"), "properties.P.always, column 7",
	  "operatons", "operations" },
	{ OPEN("\"properties\": {\"P\": {\"always\": \"operations' = operations\"}}"), "properties.P.always", "", "" },
	{ OPEN("\"properties\": {\"P\": {\"always possible\": \"s.state = wating\", \"alone\": \"s ∈ servers\"}}"),
	  "properties.P.always possible, column 11", "wating", "waiting" },
	{ OPEN("\"properties\": {\"P\": {\"always possible\": \"true\", \"alone\": \"s ∈ serves\"}}"),
	  "properties.P.alone, column 5", "serves", "servers" },
	{ OPEN("\"properties\": {\"P\": {\"always\": \"true\", \"alone\": \"s ∈ servers\"}}"),
	  "properties.P", "alone", "" },
	{ OPEN("\"properties\": {\"P\": {\"leads to\": \"true\"}}"), "properties.P.leads to", "two expressions", "" },
	{ OPEN("\"properties\": {\"P\": {\"always\": \"true\", \"fair\": \"server\"}}"),
	  "properties.P.fair", "belongs", "" },
	{ OPEN("\"properties\": {\"P\": {\"always eventually\": \"true\", \"fair\": \"servr\"}}"), "properties.P.fair",
	  "servr", "server" },
	{ OPEN("\"marks\": {\"x\": {\"on\": \"operations\", \"when\": \"true\"}}"), "marks.x.kind", "orphan", "" },
	{ OPEN("\"marks\": {\"orphan\": {\"on\": \"1 + 1\", \"when\": \"true\"}}"),
	  "marks.orphan.on", "a part of the state",
	  "" },
	{ OPEN("\"marks\": {\"orphan\": {\"on\": \"operations\"}}"), "marks.orphan.when", "in quotes", "" },
	{ OPEN("\"marks\": {}, \"scope\": {\"usrs\": 1}"), "scope", "usrs", "users" },
	{ OPEN("\"marks\": {}, \"scope\": {\"servers\": 13}"), "scope", "13 servers", "0 to 12" },
	{ OPEN("\"marks\": {}, \"scope\": {\"servers\": 12, \"readers\": 1}"), "scope", "13 processes", "" },
	{ OPEN("\"marks\": {}, \"scope\": {\"servers\": 0}"), "scope", "nothing can happen", "" },
	{ OPEN("\"marks\": {}, \"fair\": [\"clenaer\"]"), "fair", "clenaer", "" },
	{ OPEN("\"marks\": 1"), "marks", "an object", "" },
};
// clang-format on

static void every_error_has_its_place_what_was_expected_and_the_nearest_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_designs) / sizeof(*bad_designs); i++) {
		const struct bad *bad = &bad_designs[i];
		struct design *design = NULL;
		struct err err = { 0 };
		char why[1200];

		if (design_parse(bad->text, strlen(bad->text), "bad.json", &design, &err) == 0)
			fail_msg("accepted: %s", bad->text);
		err_format(&err, why, sizeof(why));
		if (strncmp(err.place, bad->place, strlen(bad->place)) != 0 || !strstr(err.what, bad->what) ||
		    !strstr(err.remedy, bad->remedy))
			fail_msg("%s\n%s", bad->text, why);
	}
}

static void all_errors_of_a_file_are_told(void **state)
{
	const char *text = OPEN(
	        "\"properties\": {\"P\": {\"always\": \"tru\"}, \"Q\": {\"possible\": \"x\"}},"
	        "\"server\": {\"steps\": [{\"name\": \"WriteBlob\", \"when\": [\"y = 1\", \"z = 1\"]}]}");
	struct design *design = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(design_parse(text, strlen(text), "bad.json", &design, &err), -1);
	assert_int_equal(err.others, 3);
}

/* --- checksums ---------------------------------------------------------------------------------------- */

static bool same_meaning(const char *a, const char *b)
{
	struct design *one = parse(a), *other = parse(b);
	bool same = strcmp(design_checksum(one), design_checksum(other)) == 0;

	design_free(one);
	design_free(other);
	return same;
}

static void a_checksum_is_that_of_the_meaning(void **state)
{
	(void)state;
	assert_true(
	        same_meaning(STEP("\"when\": [\"record is set\"]"),
	                     STEP("\"when\": \"databaseState[userId].metadata # UNSET\", \"says\": \"so\"")));
	assert_false(
	        same_meaning(STEP("\"when\": [\"record is set\"]"), STEP("\"when\": [\"record is unset\"]")));
	assert_false(
	        same_meaning(OPEN("\"globals\": {\"x\": \"0..3\"}"), OPEN("\"globals\": {\"x\": \"0..4\"}")));
	assert_true(same_meaning(OPEN("\"globals\": {\"x\": \"0..3\"}"),
	                         OPEN("\"globals\": {\"x\": {\"type\": \"0 .. 3\", \"title\": \"X\"}}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declarations_become_variables_roles_and_rows),
		cmocka_unit_test(domains_roles_and_bounds_are_options_of_the_scope),
		cmocka_unit_test(properties_of_six_kinds_and_marks_are_read),
		cmocka_unit_test(a_mark_without_a_set_is_on_one_place),
		cmocka_unit_test(phrases_of_the_story_and_notation_can_be_mixed),
		cmocka_unit_test(phrases_fit_bare_stores),
		cmocka_unit_test(a_design_may_change_and_remove_what_its_story_declares),
		cmocka_unit_test(a_story_of_its_own_has_no_words),
		cmocka_unit_test(a_variant_adds_typed_names_to_those_that_are_listed),
		cmocka_unit_test(a_variant_changes_steps_of_roles_by_name),
		cmocka_unit_test(every_error_has_its_place_what_was_expected_and_the_nearest_name),
		cmocka_unit_test(all_errors_of_a_file_are_told),
		cmocka_unit_test(a_checksum_is_that_of_the_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
