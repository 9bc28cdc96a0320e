/*
 * Compares the merged trees of two designs, part by part and by name.
 *
 * Rejected: comparing compiled models.  They no longer have phrases, and a phrase that was replaced by what
 * it stands for is a change that a reader wants to see.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design_changes.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/changes_told.h"
#include "design/json_members.h"

const char *const design_change_kinds[] = { "added", "removed", "changed", "moved" };

void change_tell(struct design_changes *changes, enum design_change_kind kind, const char *part,
                 const char *name, const char *fmt, ...)
{
	struct buf text;
	va_list args;

	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	if (changes->count == changes->room) {
		changes->room = changes->room ? changes->room * 2 : 16;
		changes->items = mem_resize(changes->items, changes->room, sizeof(*changes->items));
	}
	changes->items[changes->count++] = (struct design_change){
		.kind = kind,
		.part = part,
		.name = arena_strdup(changes->arena, name),
		.text = arena_strdup(changes->arena, text.data),
	};
	buf_release(&text);
}

/* --- values -------------------------------------------------------------------------------- */

void change_put_value(struct buf *out, const cJSON *value)
{
	const cJSON *item;

	if (!value || cJSON_IsNull(value)) {
		buf_add_text(out, "nothing");
	} else if (cJSON_IsString(value)) {
		buf_add_text(out, value->valuestring);
	} else if (member_count(value) >= 0 && cJSON_IsArray(value)) {
		cJSON_ArrayForEach(item, value)
		{
			buf_printf(out, "%s%s", item == value->child ? "" : "; ", item->valuestring);
		}
	} else {
		struct buf shown;

		buf_init(&shown);
		json_show(&shown, value);
		/* In one line: a break goes with the blanks behind it, and texts have none. */
		for (const char *at = shown.data; *at; at++)
			if (*at != '\n')
				buf_add_char(out, *at);
			else if (at[1 + strspn(at + 1, " ")])
				at += strspn(at + 1, " "), buf_add_char(out, ' ');
		buf_release(&shown);
	}
}

bool change_same(const cJSON *a, const cJSON *b)
{
	return a == b || (a && b && cJSON_Compare(a, b, true));
}

/* What a member is about, where names need no value. */
static bool only_named(const cJSON *value)
{
	return cJSON_IsTrue(value);
}

static void tell_value(struct design_changes *changes, enum design_change_kind kind, const char *part,
                       const char *name, const cJSON *before, const cJSON *after)
{
	struct buf was, is;

	buf_init(&was);
	buf_init(&is);
	change_put_value(&was, before);
	change_put_value(&is, after);
	if (kind == DESIGN_REMOVED)
		change_tell(changes, kind, part, name, "is gone");
	else if (kind == DESIGN_ADDED && only_named(after))
		change_tell(changes, kind, part, name, "is new");
	else if (kind == DESIGN_ADDED)
		change_tell(changes, kind, part, name, "is new: %s", is.data);
	else
		change_tell(changes, kind, part, name, "is %s; it was %s", is.data, was.data);
	buf_release(&was);
	buf_release(&is);
}

/* Members by name; of two objects that both have, `deep` compares the members of those. */
static void compare_members(struct design_changes *changes, const char *part, const char *prefix,
                            const cJSON *before, const cJSON *after, bool deep)
{
	const cJSON *item;
	struct buf name;

	buf_init(&name);
	cJSON_ArrayForEach(item, after)
	{
		const cJSON *old = cJSON_GetObjectItemCaseSensitive(before, item->string);

		buf_clear(&name);
		buf_printf(&name, "%s%s", prefix, item->string);
		if (!old) {
			tell_value(changes, DESIGN_ADDED, part, name.data, NULL, item);
		} else if (!change_same(old, item) && deep && cJSON_IsObject(old) && cJSON_IsObject(item)) {
			buf_add_char(&name, ' ');
			compare_members(changes, part, name.data, old, item, false);
		} else if (!change_same(old, item)) {
			tell_value(changes, DESIGN_CHANGED, part, name.data, old, item);
		}
	}
	cJSON_ArrayForEach(item, before)
	{
		buf_clear(&name);
		buf_printf(&name, "%s%s", prefix, item->string);
		if (!cJSON_GetObjectItemCaseSensitive(after, item->string))
			tell_value(changes, DESIGN_REMOVED, part, name.data, item, NULL);
	}
	buf_release(&name);
}

/* Names with or without types, as an object: a name, a list of names and objects, or an object. */
static cJSON *as_names(const cJSON *value)
{
	const cJSON *item;
	cJSON *object;

	if (cJSON_IsObject(value))
		return cJSON_Duplicate(value, true);
	object = cJSON_CreateObject();
	if (cJSON_IsString(value))
		cJSON_AddTrueToObject(object, value->valuestring);
	for (item = cJSON_IsArray(value) ? value->child : NULL; item; item = item->next)
		if (cJSON_IsString(item))
			cJSON_AddTrueToObject(object, item->valuestring);
		else
			for (const cJSON *type = item->child; type; type = type->next)
				cJSON_AddItemToObject(object, type->string, cJSON_Duplicate(type, true));
	return object;
}

void change_compare_names(struct design_changes *changes, const char *part, const char *prefix,
                          const cJSON *before, const cJSON *after)
{
	cJSON *a = as_names(before), *b = as_names(after);

	compare_members(changes, part, prefix, a, b, true);
	cJSON_Delete(a);
	cJSON_Delete(b);
}

/* --- the file ------------------------------------------------------------------------------ */

static const cJSON *get(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const cJSON *role_named_so(const cJSON *design, const char *name)
{
	const cJSON *role = get(get(design, "roles"), name);

	return role ? role : get(design, name);
}

/* A role of either design, once. */
static void compare_roles(struct design_changes *changes, const cJSON *before, const cJSON *after)
{
	cJSON *names = cJSON_CreateObject();
	const cJSON *const designs[] = { before, after };
	const cJSON *role;

	for (int d = 0; d < 2; d++) {
		for (int r = 0; r < ROLE_COUNT; r++)
			if (get(designs[d], role_names[r]) && !get(names, role_names[r]))
				cJSON_AddTrueToObject(names, role_names[r]);
		cJSON_ArrayForEach(role, get(designs[d], "roles"))
		{
			if (!get(names, role->string))
				cJSON_AddTrueToObject(names, role->string);
		}
	}
	cJSON_ArrayForEach(role, names)
	{
		change_compare_role(changes, role->string, role_named_so(before, role->string),
		                    role_named_so(after, role->string));
	}
	cJSON_Delete(names);
}

/* Each part of a file, its names, and whether they have members of their own. */
static const struct {
	const char *member;
	bool deep;
} parts[] = {
	{ "domains", true },    { "globals", true }, { "stores", true }, { "words", true },
	{ "properties", true }, { "marks", true },   { "fair", false },  { "scope", false },
};

static void compare_record(struct design_changes *changes, const char *part, const char *member,
                           const cJSON *before, const cJSON *after)
{
	change_compare_names(changes, part, "", get(get(before, part), member),
	                     get(get(after, part), member));
}

static void compare_designs(struct design_changes *changes, const cJSON *before, const cJSON *after)
{
	compare_record(changes, "database", "record", before, after);
	compare_record(changes, "blobs", "blob", before, after);
	if (!change_same(get(get(before, "blobs"), "key"), get(get(after, "blobs"), "key")))
		tell_value(changes, DESIGN_CHANGED, "blobs", "key", get(get(before, "blobs"), "key"),
		           get(get(after, "blobs"), "key"));
	compare_roles(changes, before, after);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		change_compare_names(changes, parts[i].member, "", get(before, parts[i].member),
		                     get(after, parts[i].member));
}

static const char *story_of(struct arena *arena, const cJSON *design)
{
	const cJSON *story = get(design, "story");

	return arena_strdup(arena, cJSON_IsString(story) ? story->valuestring : "profile");
}

int design_changes_find(const char *from, const char *to, struct design_changes *changes, struct err *err)
{
	cJSON *before = NULL, *after = NULL;
	int status = -1;

	*changes = (struct design_changes){ .arena = arena_new() };
	if (design_flat_tree(from, &before, err) == 0 && design_flat_tree(to, &after, err) == 0) {
		changes->stories[0] = story_of(changes->arena, before);
		changes->stories[1] = story_of(changes->arena, after);
		changes->other_story = strcmp(changes->stories[0], changes->stories[1]) != 0;
		if (!changes->other_story)
			compare_designs(changes, before, after);
		status = 0;
	} else {
		design_changes_release(changes);
	}
	cJSON_Delete(before);
	cJSON_Delete(after);
	return status;
}

void design_changes_release(struct design_changes *changes)
{
	free(changes->items);
	arena_free(changes->arena);
	*changes = (struct design_changes){ 0 };
}
