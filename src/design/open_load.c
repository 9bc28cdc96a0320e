/*
 * Reads a design in the open language into a system.
 *
 * The order is that in which names are declared: sets of constants, variables, phrases; then what uses them.
 * Rejected: trees first and names when all are known, which would report an unknown type as many unknown
 * names.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/open.h"

/* --- which designs are open ------------------------------------------------------------- */

/* Whether a text that is no old phrase looks like notation rather than like a misspelled phrase. */
static bool is_notation(enum word_kind kind, const char *text)
{
	static const char *const begins[] = { "choose ", "add ", "remove ", "append ", "take the first of ",
		                              "not ",    "all ", "some ",   NULL };
	static const char *const contains[] = { "=", "<", ">",  "[", "]", "{", "}", "(", ")", "≠",
		                                "≤", "≥", "∈",  "∉", "∪", "∩", "∖", "⊆", "⇒", ":",
		                                "∧", "∨", " ∅", "#", "¬", "∀", "∃", NULL };
	int number;

	if (word_find(kind, text, &number))
		return false;
	for (unsigned i = 0; begins[i]; i++)
		if (strncmp(text, begins[i], strlen(begins[i])) == 0)
			return true;
	for (unsigned i = 0; contains[i]; i++)
		if (strstr(text, contains[i]))
			return true;
	return false;
}

static bool has_notation(const cJSON *role)
{
	const cJSON *step;

	cJSON_ArrayForEach(step, cJSON_GetObjectItemCaseSensitive(role, "steps"))
	{
		for (int k = 0; k < WORD_KINDS; k++) {
			const cJSON *items = cJSON_GetObjectItemCaseSensitive(step, word_kind_names[k]);

			for (int i = 0; i < member_count(items); i++)
				if (is_notation((enum word_kind)k, member_nth(items, i)))
					return true;
		}
	}
	return false;
}

/* Names with types, where the old form has only names. */
static bool has_types(const cJSON *json)
{
	const cJSON *item;

	if (cJSON_IsObject(json))
		return true;
	if (!cJSON_IsArray(json))
		return false;
	cJSON_ArrayForEach(item, json)
	{
		if (cJSON_IsObject(item))
			return true;
	}
	return false;
}

bool open_recognise(const cJSON *json)
{
	static const char *const members[] = { "story",      "words", "stores",    "roles", "domains",
		                               "properties", "marks", "constants", NULL };
	static const char *const own[] = { "short",  "count",    "plural", "title",
		                           "silent", "variable", "also",   NULL };

	for (unsigned i = 0; members[i]; i++)
		if (cJSON_GetObjectItemCaseSensitive(json, members[i]))
			return true;
	if (has_types(cJSON_GetObjectItemCaseSensitive(json, "globals")) ||
	    has_types(cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(json, "database"),
	                                               "record")) ||
	    has_types(cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(json, "blobs"),
	                                               "blob")))
		return true;
	for (int r = 0; r < ROLE_COUNT; r++) {
		const cJSON *role = cJSON_GetObjectItemCaseSensitive(json, role_names[r]);

		if (has_types(cJSON_GetObjectItemCaseSensitive(role, "locals")) || has_notation(role))
			return true;
		for (unsigned i = 0; own[i]; i++)
			if (cJSON_GetObjectItemCaseSensitive(role, own[i]))
				return true;
	}
	return false;
}

/* --- members ------------------------------------------------------------------------------- */

static const char *const top_members[] = { "name",    "chapter", "title",      "lesson", "story", "extends",
	                                   "scope",   "fair",    "words",      "stores", "roles", "domains",
	                                   "globals", "marks",   "properties", NULL };

static bool is_fixed(const char *name)
{
	for (unsigned i = 0; top_members[i]; i++)
		if (strcmp(top_members[i], name) == 0)
			return true;
	return false;
}

/* Members that the story declares, such as database.record. */
static void check_story_member(struct open *open, const cJSON *member)
{
	bool role = open_member(open_member(open->story, "roles"), member->string) != NULL;
	const cJSON *inside;

	if (cJSON_IsNull(member) || role || !design_member_known(member->string))
		return;
	if (!open_story_has(open, member->string, NULL)) {
		err_set(open->err, "the story of this design has no \"%s\"", member->string);
		err_place(open->err, "%s", member->string);
		err_remedy(open->err, "declare it under \"stores\" or \"roles\"");
		open->errors += err_keep(-1, open->err);
		return;
	}
	if (!cJSON_IsObject(member)) {
		open_keep(open, open_misplaced(open, member->string, "an object, {…}"));
		return;
	}
	cJSON_ArrayForEach(inside, member)
	{
		if (open_story_has(open, member->string, inside->string))
			continue;
		open_story_unknown(open, member->string, inside->string);
		open_keep(open, err_place(open->err, "%s", member->string));
	}
}

static void read_texts(struct open *open)
{
	struct design *design = open->design;

	design->name = open_text(open, open->json, "name", "", NULL);
	design->title = open_text(open, open->json, "title", "", "");
	design->lesson = open_text(open, open->json, "lesson", "", "");
	design->chapter = (unsigned)open_number(open, open->json, "chapter", "", 0, 1000000, 0);
	if (!design->name || !*design->name)
		open_keep(open, open_misplaced(open, "name", "the name of the design"));
}

/* --- the whole -------------------------------------------------------------------------------- */

static void make_contexts(struct open *open)
{
	struct system *system = open->system;
	unsigned n = 0;

	for (unsigned r = 0; r < system->role_count; r++)
		if (system->roles[r].variable >= 0)
			system->expr_roles[n++] =
			        (struct expr_role){ .plural = system->roles[r].plural,
				                    .variable = (unsigned)system->roles[r].variable };
	open->context = system_context(system, -1, NULL, NULL, open->arena);
	for (unsigned r = 0; r < system->role_count; r++)
		open->roles[r].context = system_context(system, (int)r, NULL, NULL, open->arena);
}

static void read_design(struct open *open)
{
	const cJSON *member, *fair = open_member(open->json, "fair");
	struct system *system = open->system;
	bool declared; /* names without types would be reported wherever they are used */
	int before;

	read_texts(open);
	cJSON_ArrayForEach(member, open->json)
	{
		if (!is_fixed(member->string))
			check_story_member(open, member);
	}
	before = open->errors;
	open_domains(open);
	open_roles(open);
	open_variables(open);
	declared = open->errors == before;
	open_words(open);
	make_contexts(open);
	if (declared)
		open_initials(open);
	for (unsigned r = 0; r < system->role_count; r++) {
		open->roles[r].failed |= !declared;
		open_steps(open, r);
	}
	if (declared) {
		open_properties(open);
		open_marks(open);
	}
	if (fair)
		open_keep(open, open_fair(open, fair, "fair", &system->fair));
	open_scope(open);
	if (!open->errors)
		open_validate(open);
}

void open_load(struct design *design, const cJSON *json, struct err *err)
{
	struct open *open = mem_alloc(sizeof(*open));
	cJSON *story;

	open->design = design;
	open->arena = design->arena;
	open->system = arena_alloc(design->arena, sizeof(*open->system));
	open->err = err;
	open->json = json;
	open->rows = arena_array(design->arena, SCOPE_ROWS_MAX + 1, sizeof(*open->rows));
	memcpy(open->rows, scope_rows, SCOPE_ROWS * sizeof(*open->rows));
	open->system->rows = open->rows;
	open->system->row_count = SCOPE_ROWS;
	design->system = open->system;
	open->story = story = open_story(open);
	read_design(open);
	cJSON_Delete(story);
	free(open);
}
