/*
 * "always possible" with members that say from where, for whom and how.
 *
 * Each condition is read under all binders, that of "alone" first: all s ∈ servers: all u ∈ Users: …
 */
#include <stdio.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/open.h"

enum { BINDERS_MAX = 6, WORD_MAX = 64 };

struct future_reader {
	struct open *open;
	const cJSON *json;
	const char *path;
	struct system_property *property;
	const char *before; /* the binders */
};

static int refuse(struct future_reader *r, const char *member, const char *expected)
{
	char path[OPEN_PATH_MAX];

	return open_misplaced(r->open, open_path(path, r->path, member), expected);
}

/* The text of a member; *text becomes null if it is absent. */
static int text_of(struct future_reader *r, const char *member, const char **text)
{
	const cJSON *json = open_member(r->json, member);

	*text = NULL;
	if (!json)
		return 0;
	if (!cJSON_IsString(json))
		return refuse(r, member, "an expression in quotes");
	*text = json->valuestring;
	return 0;
}

/* --- binders ---------------------------------------------------------------------------- */

/* Adds "all s ∈ servers: " for each part between commas that are in no brackets. */
static int add_binders(struct future_reader *r, const char *member, const char *text)
{
	const char *begin = text;
	int depth = 0;

	for (const char *c = text;; c++) {
		depth += *c == '{' || *c == '(' || *c == '[';
		depth -= *c == '}' || *c == ')' || *c == ']';
		if (*c && (*c != ',' || depth))
			continue;
		if (r->property->binder_count++ == BINDERS_MAX)
			return refuse(r, member, "at most 6 names and their sets");
		r->before = arena_printf(r->open->arena, "%sall %.*s: ", r->before, (int)(c - begin), begin);
		begin = c + 1;
		if (!*c)
			return 0;
	}
}

static bool are_processes(const struct open *open, const struct expr *set)
{
	return set->kind == EXPR_KEYS && set->part[0]->kind == EXPR_NAME &&
	       set->part[0]->meaning == EXPR_NAME_VARIABLE &&
	       open->system->variables[set->part[0]->index].role >= 0;
}

/* --- conditions ---------------------------------------------------------------------------- */

static int read_under(struct future_reader *r, const char *more, const char *member, const char *text,
                      const struct expr **out)
{
	struct open *open = r->open;
	const char *before = arena_printf(open->arena, "%s%s", r->before, more);
	const char *whole = arena_printf(open->arena, "%s%s", before, text);
	char path[OPEN_PATH_MAX];
	unsigned long column = 0, by = 0;
	struct expr *tree = NULL;

	if (!expr_read(whole, &open->context, VALUE_TYPE_BOOL, open->arena, &tree, open->err)) {
		*out = tree;
		return 0;
	}
	for (const char *c = before; *c; c++)
		by += ((unsigned char)*c & 0xc0) != 0x80;
	if (open->err && sscanf(open->err->place, "column %lu", &column) == 1)
		err_place(open->err, "column %lu", column > by ? column - by : 1);
	return open_place(open, open_path(path, r->path, member));
}

static int read_only(struct future_reader *r, const char *doing, const char *only)
{
	char name[WORD_MAX], list[WORD_MAX], rest[2];
	const struct expr *tree;
	int appended = 0;

	if (!doing && !only)
		return 0;
	if (!doing || sscanf(doing, " append %63[A-Za-z0-9_] to %63s %1s", name, list, rest) != 2)
		return refuse(r, "doing", "\"append NAME to LIST\"");
	if (!only)
		return refuse(r, "only", "what may be appended, such as \"w.type = WRITE\"");
	if (read_under(r, arena_printf(r->open->arena, "all %s ∈ %s: ", name, list), "only", only,
	               &r->property->only))
		return -1;
	tree = r->property->only;
	for (unsigned i = 0; i < r->property->binder_count; i++)
		tree = tree->part[1];
	appended = tree->part[0]->kind == EXPR_NAME && tree->part[0]->meaning == EXPR_NAME_VARIABLE &&
	           r->open->system->variables[tree->part[0]->index].type->kind == DECLARED_LIST;
	return appended ? 0 : refuse(r, "doing", "a list of the system after \"to\"");
}

bool open_is_future(const cJSON *json)
{
	static const char *const members[] = { "for each", "from", "part", "doing", "only", "keeps", NULL };

	for (unsigned i = 0; open_member(json, "always possible") && members[i]; i++)
		if (open_member(json, members[i]))
			return true;
	return false;
}

int open_future(struct open *open, const cJSON *json, const char *path, struct system_property *property)
{
	struct future_reader r = { open, json, path, property, "" };
	const char *alone, *each, *from, *condition, *doing, *only;
	int status = 0;

	if (text_of(&r, "alone", &alone) || text_of(&r, "for each", &each) || text_of(&r, "from", &from) ||
	    text_of(&r, "always possible", &condition) || text_of(&r, "doing", &doing) ||
	    text_of(&r, "only", &only) || text_of(&r, "part", &property->part) ||
	    text_of(&r, "keeps", &property->keeps))
		return -1;
	if (property->part)
		property->part = arena_strdup(open->arena, property->part);
	if (property->keeps)
		property->keeps = arena_strdup(open->arena, property->keeps);
	property->future = true;
	property->alone = alone != NULL;
	if ((alone && add_binders(&r, "alone", alone)) || (each && add_binders(&r, "for each", each)) ||
	    read_under(&r, "", "always possible", condition, &property->condition))
		return -1;
	if (from)
		status = read_under(&r, "", "from", from, &property->answer);
	if (!status && alone && !are_processes(open, property->condition->part[0]))
		status = refuse(&r, "alone", "one name and a set of processes, such as \"s ∈ servers\"");
	return status ? status : read_only(&r, doing, only);
}
