/*
 * Stories: bundled files that declare what the designs of one subject have in common.
 *
 * A story is JSON in the language of designs, with a few members more: "fields" are types of names that
 * designs list without one; a store with "member" is there if a design has that member, such as
 * database.record; and "variants" are merged into the story where a design has what stands under "if".
 * Rejected: a story as a design that others extend, since a design would have to remove what it does not use.
 */
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/suggest.h>

#include "design/open.h"

#define USUAL_STORY "profile"

/* Whether `json` has each member of `wanted`, with texts that are equal. */
static bool includes(const cJSON *json, const cJSON *wanted)
{
	const cJSON *part;

	if (!json)
		return false;
	if (!cJSON_IsObject(wanted))
		return cJSON_Compare(json, wanted, 1);
	cJSON_ArrayForEach(part, wanted)
	{
		if (!includes(cJSON_GetObjectItemCaseSensitive(json, part->string), part))
			return false;
	}
	return true;
}

/* Objects are merged, whatever their depth; everything else is replaced. */
static void merge_deep(cJSON *base, const cJSON *over)
{
	const cJSON *part;

	cJSON_ArrayForEach(part, over)
	{
		cJSON *old = cJSON_GetObjectItemCaseSensitive(base, part->string);

		if (old && cJSON_IsObject(old) && cJSON_IsObject(part))
			merge_deep(old, part);
		else if (old)
			cJSON_ReplaceItemInObjectCaseSensitive(base, part->string, cJSON_Duplicate(part, 1));
		else
			cJSON_AddItemToObject(base, part->string, cJSON_Duplicate(part, 1));
	}
}

static void take_variants(cJSON *story, const cJSON *design)
{
	cJSON *variants = cJSON_DetachItemFromObjectCaseSensitive(story, "variants");
	cJSON *variant;

	cJSON_ArrayForEach(variant, variants)
	{
		cJSON *when = cJSON_DetachItemFromObjectCaseSensitive(variant, "if");

		if (includes(design, when))
			merge_deep(story, variant);
		cJSON_Delete(when);
	}
	cJSON_Delete(variants);
}

/* A story that is almost one of the bundled ones is a mistake; any other is the design's own.  Returns the
 * bundled one, or null. */
static const struct bundled *find_story(struct open *open, const char *name)
{
	const struct bundled *found = bundled_find(bundled_stories, name);
	struct nearest near = nearest_to(name);

	if (found)
		return found;
	for (const struct bundled *b = bundled_stories; b->name; b++)
		nearest_offer(&near, b->name);
	if (!near.name)
		return NULL;
	nearest_err(&near, "story", open->err);
	open_keep(open, err_place(open->err, "story"));
	return bundled_find(bundled_stories, near.name);
}

cJSON *open_story(struct open *open)
{
	const struct bundled *b = find_story(open, open_text(open, open->json, "story", "", USUAL_STORY));
	cJSON *story = NULL;

	if (!b || json_parse(b->text, b->length, &story, NULL))
		return cJSON_CreateObject();
	open->design->story = open_text(open, story, "title", "", NULL);
	take_variants(story, open->json);
	return story;
}

/* Whether a path of the story, "database.record", is or begins with these members. */
static bool path_has(const cJSON *path, const char *member, const char *inside)
{
	size_t length = strlen(member);

	if (!cJSON_IsString(path) || strncmp(path->valuestring, member, length) != 0)
		return false;
	if (!inside)
		return path->valuestring[length] == '.' || !path->valuestring[length];
	return path->valuestring[length] == '.' && strcmp(path->valuestring + length + 1, inside) == 0;
}

bool open_story_has(const struct open *open, const char *member, const char *inside)
{
	const cJSON *store;

	if (!inside && open_member(open_member(open->story, "roles"), member))
		return true;
	cJSON_ArrayForEach(store, open_member(open->story, "stores"))
	{
		if (path_has(open_member(store, "member"), member, inside) ||
		    path_has(open_member(open_member(store, "key"), "member"), member, inside))
			return true;
	}
	return false;
}

static void offer(struct nearest *near, const cJSON *path, const char *member)
{
	if (path_has(path, member, NULL) && strchr(path->valuestring, '.'))
		nearest_offer(near, strchr(path->valuestring, '.') + 1);
}

int open_story_unknown(struct open *open, const char *member, const char *inside)
{
	struct nearest near = nearest_to(inside);
	const cJSON *store;

	cJSON_ArrayForEach(store, open_member(open->story, "stores"))
	{
		offer(&near, open_member(store, "member"), member);
		offer(&near, open_member(open_member(store, "key"), "member"), member);
	}
	return nearest_err(&near, "member", open->err);
}

/* --- the words of the usual story ------------------------------------------------------- */

static const char *word_member(const cJSON *word)
{
	static const char *const members[] = { "when", "choose", "do", NULL };

	for (unsigned i = 0; members[i]; i++)
		if (open_member(word, members[i]))
			return members[i];
	return NULL;
}

void design_each_word(design_word_fn *fn, void *ctx)
{
	const struct bundled *b = bundled_find(bundled_stories, USUAL_STORY);
	const cJSON *word;
	cJSON *story;

	if (json_parse(b->text, b->length, &story, NULL))
		return;
	cJSON_ArrayForEach(word, open_member(story, "words"))
	{
		const cJSON *help = open_member(word, "help");
		struct design_word row = { word_member(word), word->string, help ? help->valuestring : "" };

		if (row.member && help)
			fn(ctx, &row);
	}
	cJSON_Delete(story);
}
