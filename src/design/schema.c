/*
 * A JSON schema of design files, for editors: they complete members and underline those that do not exist.
 *
 * The members are those of the loader's own tables; a row here says what one holds.  The schema knows the
 * form only: names, types and expressions are checked by the loader.  Rejected: a schema file beside the
 * loader, of which nobody would notice that a member is missing.
 */
#include <string.h>

#include <heddle/buf.h>

#include "design/open.h"

#define DIALECT "http://json-schema.org/draft-07/schema#"

/* What a member holds; those from SHAPE_MANY are objects whose members have names of the design's own. */
enum shape {
	SHAPE_TEXT,
	SHAPE_TEXTS, /* one or a list */
	SHAPE_PAIR,
	SHAPE_FLAG,
	SHAPE_NUMBER,
	SHAPE_OBJECT, /* with any members */
	SHAPE_ROLE,
	SHAPE_STEPS,
	SHAPE_NAMES, /* with types, or without where the story gives them */
	SHAPE_MANY,
	SHAPE_NUMBERS = SHAPE_MANY,
	SHAPE_DOMAINS,
	SHAPE_STORES,
	SHAPE_ROLES,
	SHAPE_ALSO,
	SHAPE_WORDS,
	SHAPE_PROPERTIES,
	SHAPE_MARKS,
};

struct row {
	const char *name;
	enum shape shape;
	const char *about;
};

// clang-format off
static const struct row design_rows[] = {
	{ "name", SHAPE_TEXT, "the design's name, unique to the file" },
	{ "chapter", SHAPE_NUMBER, "its number in the list of chapters" },
	{ "title", SHAPE_TEXT, "one line on the idea" },
	{ "lesson", SHAPE_TEXT, "one line on the result" },
	{ "extends", SHAPE_TEXT, "the design to change: a bundled one, or a file in the same folder" },
	{ "scope", SHAPE_NUMBERS, "the numbers that check uses by default, by option" },
	{ "database", SHAPE_OBJECT, "{\"record\": …}: the fields of a record" },
	{ "blobs", SHAPE_OBJECT, "{\"key\": \"user\" or \"id\", \"blob\": …}: the fields of a blob" },
	{ "globals", SHAPE_NAMES, "variables, with their types" },
	{ "server", SHAPE_ROLE, "the role of the story" },
	{ "cleaner", SHAPE_ROLE, "the role of the story" },
	{ "clock", SHAPE_ROLE, "the role of the story" },
	{ "fair", SHAPE_TEXTS, "roles whose steps, taken together, are weakly fair" },
	{ "story", SHAPE_TEXT, "where words, stores, properties and marks come from: profile, or none" },
	{ "words", SHAPE_WORDS, "phrases, and what they stand for" },
	{ "properties", SHAPE_PROPERTIES, "what must be true" },
	{ "marks", SHAPE_MARKS, "parts of a state that are marked on screen" },
	{ "domains", SHAPE_DOMAINS, "sets of constants" },
	{ "stores", SHAPE_STORES, "variables that are shown before the processes" },
	{ "roles", SHAPE_ROLES, "kinds of processes, with their steps" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row role_rows[] = {
	{ "locals", SHAPE_NAMES, "what a process remembers besides its control state" },
	{ "states", SHAPE_TEXTS, "control states in order, the first one first" },
	{ "steps", SHAPE_STEPS, "what its processes can do" },
	{ "short", SHAPE_TEXT, "the first letters of its processes' names" },
	{ "count", SHAPE_NUMBER, "how many processes there are" },
	{ "plural", SHAPE_TEXT, "the set of its processes" },
	{ "title", SHAPE_TEXT, "what is shown above them" },
	{ "silent", SHAPE_FLAG, "texts of its steps omit the process" },
	{ "variable", SHAPE_TEXT, "the table that holds its processes" },
	{ "also", SHAPE_ALSO, "further processes that take only the steps of one part" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row also_rows[] = {
	{ "short", SHAPE_TEXT, "the first letters of their names" },
	{ "count", SHAPE_NUMBER, "how many there are" },
	{ "part", SHAPE_TEXT, "the part whose steps they take" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row step_rows[] = {
	{ "name", SHAPE_TEXT, "the name in lists, files and traces" },
	{ "part", SHAPE_TEXT, "the operation it belongs to" },
	{ "says", SHAPE_TEXT, "a sentence that explains the step" },
	{ "at", SHAPE_TEXTS, "the control states it starts from" },
	{ "when", SHAPE_TEXTS, "conditions; all must hold" },
	{ "choose", SHAPE_TEXTS, "what is chosen when the step is taken" },
	{ "do", SHAPE_TEXTS, "effects, in order" },
	{ "goto", SHAPE_TEXT, "the control state it leads to" },
	{ "stay", SHAPE_FLAG, "in a variant: the process stays where it is" },
	{ "failure", SHAPE_FLAG, "the step is a fault" },
	{ "remove", SHAPE_FLAG, "in a variant: the base's step is gone" },
	{ "after", SHAPE_TEXT, "in a variant: the step that it follows in the list" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row domain_rows[] = {
	{ "short", SHAPE_TEXT, "the first letters of its constants" },
	{ "count", SHAPE_NUMBER, "how many there are" },
	{ "all", SHAPE_TEXT, "the name of the set" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row store_rows[] = {
	{ "of", SHAPE_TEXT, "its type: \"Key -> Image?\"" },
	{ "title", SHAPE_TEXT, "what is shown above it" },
	{ "initial", SHAPE_TEXT, "the value it begins with, of a table in each entry" },
	{ "bound", SHAPE_TEXT, "the option that bounds its counts and lists" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row field_rows[] = {
	{ "type", SHAPE_TEXT, "its type" },
	{ "title", SHAPE_TEXT, "what is shown beside it" },
	{ "initial", SHAPE_TEXT, "the value it begins with" },
	{ "bound", SHAPE_TEXT, "the option that bounds a count" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row word_rows[] = {
	{ "when", SHAPE_OBJECT, "it is a condition" },
	{ "choose", SHAPE_TEXT, "it is a choice" },
	{ "do", SHAPE_OBJECT, "it is an effect, or several" },
	{ "is", SHAPE_TEXT, "it is a value" },
	{ "help", SHAPE_TEXT, "one line that explains it" },
	{ "none", SHAPE_TEXT, "why there may be nothing to choose" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row property_rows[] = {
	{ "always", SHAPE_TEXT, "true in every state" },
	{ "every step", SHAPE_TEXT, "true of every step; x' is the value after it" },
	{ "possible", SHAPE_TEXT, "true in some state" },
	{ "always possible", SHAPE_TEXT, "from every state some way leads to one in which it is true" },
	{ "always eventually", SHAPE_TEXT, "true again and again" },
	{ "leads to", SHAPE_PAIR, "the first is followed by the second" },
	{ "for each", SHAPE_TEXT, "with \"leads to\": \"s ∈ servers\"" },
	{ "alone", SHAPE_TEXT, "with \"always possible\": \"s ∈ servers\"" },
	{ "fair", SHAPE_TEXTS, "roles that are fair, instead of those of the design" },
	{ "from", SHAPE_TEXT, "with \"always possible\": only from states where this is true" },
	{ "part", SHAPE_TEXT, "… by steps of this part" },
	{ "only", SHAPE_TEXT, "… with \"doing\": what may be appended on the way" },
	{ "keeps", SHAPE_TEXT, "… on every way, none of which breaks this property" },
	{ "doing", SHAPE_TEXT, "with \"every step\": only where a step does this, \"append r to operations\"" },
	{ "unless known", SHAPE_TEXTS, "… and the process has not seen one of these since its request began" },
	{ "says", SHAPE_TEXT, "a sentence, shown when it is violated" },
	{ "default", SHAPE_FLAG, "false: checked only if asked for" },
	{ NULL, SHAPE_TEXT, NULL },
};
static const struct row mark_rows[] = {
	{ "on", SHAPE_TEXT, "the part of the state" },
	{ "for", SHAPE_TEXT, "\"k ∈ Keys\": for each of these" },
	{ "when", SHAPE_TEXT, "the condition" },
	{ "text", SHAPE_TEXT, "what is shown" },
	{ "kind", SHAPE_TEXT, "orphan: nothing refers to it; dangling: it refers to nothing" },
	{ NULL, SHAPE_TEXT, NULL },
};

static const struct object {
	const char *name;
	const char *const *members;
	const struct row *rows;
} objects[] = {
	{ "role", open_role_members, role_rows },
	{ "also", open_also_members, also_rows },
	{ "step", open_step_members, step_rows },
	{ "domain", open_domain_members, domain_rows },
	{ "store", open_store_members, store_rows },
	{ "field", open_field_members, field_rows },
	{ "word", open_word_members, word_rows },
	{ "property", open_property_members, property_rows },
	{ "mark", open_mark_members, mark_rows },
};
enum { OBJECTS = sizeof(objects) / sizeof(*objects) };

/* What the shapes are in the schema. */
static const char words_schema[] = "{\"anyOf\": [{\"type\": [\"string\", \"array\"]},"
                                   " {\"$ref\": \"#/definitions/word\"},"
                                   " {\"type\": \"object\", \"required\": [\"optional\"]}]}";

static const char *const shapes[] = {
	[SHAPE_TEXT] = "{\"type\": [\"string\", \"null\"]}",
	[SHAPE_TEXTS] = "{\"$ref\": \"#/definitions/texts\"}",
	[SHAPE_PAIR] = "{\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"minItems\": 2, \"maxItems\": 2}",
	[SHAPE_FLAG] = "{\"type\": \"boolean\"}",
	[SHAPE_NUMBER] = "{\"type\": \"integer\", \"minimum\": 0}",
	[SHAPE_OBJECT] = "{}",
	[SHAPE_ROLE] = "{\"anyOf\": [{\"type\": \"null\"}, {\"$ref\": \"#/definitions/role\"}]}",
	[SHAPE_STEPS] = "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/step\"}}",
	[SHAPE_NAMES] = "{\"$ref\": \"#/definitions/names\"}",
	[SHAPE_NUMBERS] = "{\"type\": \"integer\", \"minimum\": 0}",
	[SHAPE_DOMAINS] = "{\"$ref\": \"#/definitions/domain\"}",
	[SHAPE_STORES] = "{\"$ref\": \"#/definitions/store\"}",
	[SHAPE_ROLES] = "{\"$ref\": \"#/definitions/role\"}",
	[SHAPE_ALSO] = "{\"$ref\": \"#/definitions/also\"}",
	[SHAPE_WORDS] = words_schema,
	[SHAPE_PROPERTIES] = "{\"$ref\": \"#/definitions/property\"}",
	[SHAPE_MARKS] = "{\"$ref\": \"#/definitions/mark\"}",
};
// clang-format on

static const char texts[] = "{\"anyOf\": [{\"type\": [\"string\", \"null\"]},"
                            " {\"type\": \"array\", \"items\": {\"type\": \"string\"}}]}";
static const char names[] =
        "{\"anyOf\": [{\"type\": [\"string\", \"null\"]}, {\"type\": \"array\", \"items\": {\"$ref\": "
        "\"#/definitions/names\"}}, {\"type\": \"object\", \"additionalProperties\": {\"anyOf\": [{\"type\": "
        "[\"string\", \"null\"]}, {\"$ref\": \"#/definitions/field\"}]}}]}";

static cJSON *parse(const char *text)
{
	cJSON *tree = NULL;

	json_parse(text, strlen(text), &tree, NULL);
	return tree;
}

/* The members of such an object have any names, and null removes one. */
static cJSON *many(const char *each)
{
	cJSON *tree = cJSON_CreateObject(), *either = cJSON_CreateArray(), *part = cJSON_CreateObject();

	cJSON_AddStringToObject(tree, "type", "object");
	cJSON_AddItemToObject(tree, "additionalProperties", part);
	cJSON_AddItemToObject(part, "anyOf", either);
	cJSON_AddItemToArray(either, parse("{\"type\": \"null\"}"));
	cJSON_AddItemToArray(either, parse(each));
	return tree;
}

static cJSON *member(const struct row *row)
{
	cJSON *tree = row->shape >= SHAPE_MANY ? many(shapes[row->shape]) : parse(shapes[row->shape]);
	cJSON *both, *all;

	if (!cJSON_GetObjectItemCaseSensitive(tree, "$ref")) {
		cJSON_AddStringToObject(tree, "description", row->about);
		return tree;
	}
	/* Nothing beside "$ref" is read in this dialect. */
	both = cJSON_CreateObject();
	all = cJSON_CreateArray();
	cJSON_AddStringToObject(both, "description", row->about);
	cJSON_AddItemToArray(all, tree);
	cJSON_AddItemToObject(both, "allOf", all);
	return both;
}

static void add_members(cJSON *tree, const char *const *members, const struct row *rows)
{
	cJSON *properties = cJSON_CreateObject();

	for (; *members; members++) {
		const struct row *row = rows;

		while (row->name && strcmp(row->name, *members) != 0)
			row++;
		cJSON_AddItemToObject(properties, *members, row->name ? member(row) : cJSON_CreateObject());
	}
	cJSON_AddStringToObject(tree, "type", "object");
	cJSON_AddItemToObject(tree, "properties", properties);
	cJSON_AddFalseToObject(tree, "additionalProperties");
}

void design_schema(struct buf *out)
{
	cJSON *tree = cJSON_CreateObject(), *definitions = cJSON_CreateObject();

	cJSON_AddStringToObject(tree, "$schema", DIALECT);
	cJSON_AddStringToObject(tree, "title", "a design of heddle");
	add_members(tree, design_members, design_rows);
	for (int i = 0; i < OBJECTS; i++) {
		cJSON *object = cJSON_CreateObject();

		add_members(object, objects[i].members, objects[i].rows);
		cJSON_AddItemToObject(definitions, objects[i].name, object);
	}
	cJSON_AddItemToObject(definitions, "texts", parse(texts));
	cJSON_AddItemToObject(definitions, "names", parse(names));
	cJSON_AddItemToObject(tree, "definitions", definitions);
	json_show(out, tree);
	cJSON_Delete(tree);
}
