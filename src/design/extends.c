/*
 * Resolves `extends` on JSON trees, before they are interpreted: the variant's members replace the base's,
 * and steps are matched by name.  Rejected: merging loaded designs, which would have to record for each
 * member whether it was given.
 *
 * cJSON's allocation hooks (json_parse) end the program when memory runs out, so no call here can fail.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/json_members.h"

enum { PATH_MAX_TEXT = 180 };

const char *const design_members[] = { "name",     "chapter", "title",   "lesson",     "extends", "scope",
	                               "database", "blobs",   "globals", "server",     "cleaner", "clock",
	                               "fair",     "story",   "words",   "properties", "marks",   "domains",
	                               "stores",   "roles",   NULL };

/* Members whose own members are merged one by one; null removes one. */
static const char *const merged_members[] = { "scope",   "words",  "properties", "marks",
	                                      "domains", "stores", NULL };

static const char *name_of(const cJSON *step)
{
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(step, "name");

	return cJSON_IsString(name) ? name->valuestring : NULL;
}

static cJSON *step_of(const cJSON *steps, const char *name, int *index)
{
	cJSON *step;

	*index = 0;
	cJSON_ArrayForEach(step, steps)
	{
		const char *its = name_of(step);

		if (its && strcmp(its, name) == 0)
			return step;
		++*index;
	}
	return NULL;
}

static void replace_member(cJSON *object, const cJSON *member)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, member->string);
	cJSON_AddItemToObject(object, member->string, cJSON_Duplicate(member, 1));
}

static bool is_one_of(const char *name, const char *const *names)
{
	while (*names && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

bool design_member_known(const char *name)
{
	return is_one_of(name, design_members);
}

/* --- steps --------------------------------------------------------------------------- */

static struct nearest nearest_step(const cJSON *steps, const char *name)
{
	struct nearest near = nearest_to(name);
	const cJSON *step;

	cJSON_ArrayForEach(step, steps) if (name_of(step)) nearest_offer(&near, name_of(step));
	return near;
}

static int unknown_step(const cJSON *steps, const char *name, const char *path, struct err *err)
{
	struct nearest near = nearest_step(steps, name);

	nearest_err(&near, "step", err);
	return err_place(err, "%s", path);
}

/* A step that the base lacks is new and must be complete; if it is not, its name is probably misspelled. */
static int check_new(const cJSON *steps, const cJSON *change, const char *role, const char *path,
                     struct err *err)
{
	const char *needed = strcmp(role, role_names[ROLE_CLOCK]) == 0 ? "do" : "at";
	struct nearest near = nearest_step(steps, name_of(change));
	bool own = role_named(role) == ROLE_COUNT; /* it may have control states or not */

	if (cJSON_GetObjectItemCaseSensitive(change, needed) ||
	    (own && cJSON_GetObjectItemCaseSensitive(change, "do")))
		return 0;
	err_set(err, "the design that is extended has no step \"%s\", and a new one needs \"%s\"",
	        name_of(change), needed);
	err_place(err, "%s", path);
	return near.name ? err_remedy(err, "did you mean \"%s\"?", near.name)
	                 : err_remedy(err, "correct the name, or add \"%s\"", needed);
}

/* Appends, then moves the later items behind it: cJSON_InsertItemInArray refuses new items in versions
 * around 1.7.15. */
static void insert_after(cJSON *steps, int index, cJSON *fresh)
{
	int later = cJSON_GetArraySize(steps) - index - 1;

	cJSON_AddItemToArray(steps, fresh);
	for (int i = 0; i < later; i++)
		cJSON_AddItemToArray(steps, cJSON_DetachItemFromArray(steps, index + 1));
}

static int remove_step(cJSON *steps, const cJSON *change, const char *path, struct err *err)
{
	const char *name = name_of(change);
	const cJSON *member;
	int index;

	cJSON_ArrayForEach(member, change)
	{
		if (strcmp(member->string, "name") == 0 || strcmp(member->string, "remove") == 0)
			continue;
		err_set(err, "a removed step takes no \"%s\"", member->string);
		return err_place(err, "%s", path);
	}
	if (!step_of(steps, name, &index))
		return unknown_step(steps, name, path, err);
	cJSON_DeleteItemFromArray(steps, index);
	return 0;
}

static void take_members(cJSON *step, const cJSON *change)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, change)
	{
		if (strcmp(member->string, "after") == 0 || strcmp(member->string, "remove") == 0)
			continue;
		replace_member(step, member);
		if (strcmp(member->string, "goto") == 0)
			cJSON_DeleteItemFromObjectCaseSensitive(step, "stay");
	}
}

/* Changes a step of the base or adds one, at the end or where `after` says. */
static int merge_step(cJSON *steps, const cJSON *change, const char *role, const char *path, struct err *err)
{
	const cJSON *after = cJSON_GetObjectItemCaseSensitive(change, "after");
	const char *name = name_of(change);
	bool removed = false;
	cJSON *step;
	int index;

	if (!name)
		return member_misplaced(err, path, "name", "the name of a step");
	if (member_flag(change, "remove", path, &removed, err))
		return -1;
	if (removed)
		return remove_step(steps, change, path, err);
	if (after && !cJSON_IsString(after))
		return member_misplaced(err, path, "after", "the name of a step");
	step = step_of(steps, name, &index);
	if (!step && check_new(steps, change, role, path, err))
		return -1;
	if (step && !after) {
		take_members(step, change);
		return 0;
	}
	if (after &&
	    (!step_of(steps, after->valuestring, &(int){ 0 }) || strcmp(after->valuestring, name) == 0))
		return unknown_step(steps, after->valuestring, path, err);
	step = step ? cJSON_DetachItemFromArray(steps, index) : cJSON_CreateObject();
	take_members(step, change);
	if (!after) {
		cJSON_AddItemToArray(steps, step);
		return 0;
	}
	step_of(steps, after->valuestring, &index);
	insert_after(steps, index, step);
	return 0;
}

static void merge_steps(cJSON *steps, const cJSON *changes, const char *role, struct err *err)
{
	const cJSON *change;
	char path[PATH_MAX_TEXT];
	int n = 0;

	cJSON_ArrayForEach(change, changes)
	{
		const char *name = name_of(change);

		if (name)
			snprintf(path, sizeof(path), "%s.steps[%.80s]", role, name);
		else
			snprintf(path, sizeof(path), "%s.steps[%d]", role, n);
		n++;
		err_keep(merge_step(steps, change, role, path, err), err);
	}
}

/* --- names with types -------------------------------------------------------------------- */

static bool has_object(const cJSON *json)
{
	const cJSON *item;

	if (cJSON_IsObject(json))
		return true;
	cJSON_ArrayForEach(item, json)
	{
		if (cJSON_IsObject(item))
			return true;
	}
	return false;
}

/* Removes a name from a list of names and objects. */
static void drop_name(cJSON *list, const char *name)
{
	for (cJSON *item = list->child, *next; item; item = next) {
		next = item->next;
		if (cJSON_IsString(item) && strcmp(item->valuestring, name) == 0)
			cJSON_Delete(cJSON_DetachItemViaPointer(list, item));
		else if (cJSON_IsObject(item))
			cJSON_DeleteItemFromObjectCaseSensitive(item, name);
	}
}

/* An object adds names to those of the base, changes their types, or removes them (null).  A list replaces.
 */
static void merge_names(cJSON *object, cJSON *old, const cJSON *names)
{
	cJSON *list = cJSON_CreateArray(), *fresh;
	const cJSON *name;

	if (cJSON_IsArray(old)) {
		cJSON_Delete(list);
		list = cJSON_Duplicate(old, 1);
	} else {
		cJSON_AddItemToArray(list, cJSON_Duplicate(old, 1));
	}
	fresh = cJSON_Duplicate(names, 1);
	cJSON_ArrayForEach(name, names)
	{
		drop_name(list, name->string);
		if (cJSON_IsNull(name))
			cJSON_DeleteItemFromObjectCaseSensitive(fresh, name->string);
	}
	cJSON_AddItemToArray(list, fresh);
	cJSON_ReplaceItemInObjectCaseSensitive(object, names->string, list);
}

/* Merges a member of a design into an object that has it already, or replaces it. */
static void merge_member(cJSON *object, const cJSON *member)
{
	static const char *const typed[] = { "globals", "locals", "record", "blob", NULL };
	cJSON *old = cJSON_GetObjectItemCaseSensitive(object, member->string);

	if (old && !cJSON_IsNull(old) && cJSON_IsObject(member) && is_one_of(member->string, typed))
		merge_names(object, old, member);
	else
		replace_member(object, member);
}

/* --- whole designs ------------------------------------------------------------------------- */

static int merge_part(cJSON *old, const cJSON *part, const char *role, struct err *err)
{
	cJSON *steps = cJSON_GetObjectItemCaseSensitive(old, part->string);

	if (strcmp(part->string, "steps") != 0 || !cJSON_IsArray(steps)) {
		merge_member(old, part);
		return 0;
	}
	if (!cJSON_IsArray(part))
		return member_misplaced(err, role, "steps", "a list of steps");
	merge_steps(steps, part, role, err);
	return 0;
}

static void merge_role(cJSON *old, const cJSON *role, const char *path, struct err *err)
{
	const cJSON *part;

	cJSON_ArrayForEach(part, role)
	{
		err_keep(merge_part(old, part, path, err), err);
	}
}

static void merge_roles(cJSON *old, const cJSON *roles, struct err *err)
{
	const cJSON *role;
	char path[PATH_MAX_TEXT];

	cJSON_ArrayForEach(role, roles)
	{
		cJSON *known = cJSON_GetObjectItemCaseSensitive(old, role->string);

		snprintf(path, sizeof(path), "roles.%.80s", role->string);
		if (cJSON_IsObject(known) && cJSON_IsObject(role))
			merge_role(known, role, path, err);
		else
			replace_member(old, role);
	}
}

/* A store is replaced as a whole, unless it names types. */
static bool is_typed_store(const cJSON *member)
{
	return has_object(cJSON_GetObjectItemCaseSensitive(member, "record")) ||
	       has_object(cJSON_GetObjectItemCaseSensitive(member, "blob"));
}

static void merge(cJSON *base, const cJSON *variant, struct err *err)
{
	const cJSON *member, *part;

	cJSON_ArrayForEach(member, variant)
	{
		cJSON *old = cJSON_GetObjectItemCaseSensitive(base, member->string);

		if (strcmp(member->string, "extends") == 0)
			continue;
		bool whole = !cJSON_IsObject(old) || !cJSON_IsObject(member);

		if (!whole && role_named(member->string) != ROLE_COUNT) {
			merge_role(old, member, member->string, err);
		} else if (!whole && strcmp(member->string, "roles") == 0) {
			merge_roles(old, member, err);
		} else if (!whole && (is_one_of(member->string, merged_members) || is_typed_store(member))) {
			cJSON_ArrayForEach(part, member)
			{
				merge_member(old, part);
			}
		} else {
			merge_member(base, member);
		}
	}
}

/* A variant without a name is named after its file, not after its base. */
static void name_by_file(cJSON *tree, const cJSON *own, const char *file)
{
	const char *slash = file ? strrchr(file, '/') : NULL, *base = slash ? slash + 1 : file;
	size_t length;
	char name[256];

	if (!base || !*base || cJSON_GetObjectItemCaseSensitive(own, "name"))
		return;
	length = strlen(base);
	if (length > 5 && strcmp(base + length - 5, ".json") == 0)
		length -= 5;
	snprintf(name, sizeof(name), "%.*s", (int)length, base);
	cJSON_DeleteItemFromObjectCaseSensitive(tree, "name");
	cJSON_AddItemToObject(tree, "name", cJSON_CreateString(name));
}

static cJSON *read_tree(const char *text, size_t length, const char *file, int depth, struct lineage *lineage,
                        struct err *err);

/* The tree of the design that `file` extends: a bundled one, or a file in the same folder. */
static cJSON *read_base(const char *name, const char *file, int depth, struct lineage *lineage,
                        struct err *err)
{
	const struct bundled *b = bundled_design(name);
	const char *slash = file ? strrchr(file, '/') : NULL;
	char path[4096], *text = NULL;
	size_t length;
	cJSON *json;

	if (b)
		return read_tree(b->text, b->length, b->name, depth + 1, lineage, err);
	snprintf(path, sizeof(path), "%.*s%s", slash && *name != '/' ? (int)(slash - file + 1) : 0,
	         file ? file : "", name);
	if (!file_exists(path)) {
		err_set(err, "there is no design \"%s\" to extend", name);
		err_place(err, "extends");
		err_remedy(err, "name a bundled design (`heddle design` lists them) or a file");
		err_next(err);
		return NULL;
	}
	if (err_keep(file_read(path, DESIGN_FILE_MAX, &text, &length, err), err))
		return NULL;
	json = read_tree(text, length, path, depth + 1, lineage, err);
	free(text);
	return json;
}

static int check_extends(const cJSON *extends, int depth, struct err *err)
{
	if (!cJSON_IsString(extends))
		return member_misplaced(err, "", "extends", "the name of a design");
	if (depth < EXTENDS_MAX)
		return 0;
	err_set(err, "designs extend each other more than %d deep", EXTENDS_MAX);
	err_place(err, "extends");
	return err_remedy(err, "look for a design that extends itself");
}

static int parse_own(const char *text, size_t length, cJSON **own, struct err *err)
{
	struct buf plain;
	int status;

	buf_init(&plain);
	status = json_blank_comments(&plain, text, length, err) ||
	         json_parse(plain.data, plain.length, own, err);
	buf_release(&plain);
	if (status)
		return -1;
	return cJSON_IsObject(*own) ? 0 : err_set(err, "a design is a JSON object, {…}");
}

static cJSON *read_own(const char *text, size_t length, const char *file, int depth, struct lineage *lineage,
                       struct err *err)
{
	cJSON *own = NULL, *base = NULL;
	const cJSON *extends;

	if (err_keep(parse_own(text, length, &own, err), err)) {
		cJSON_Delete(own);
		return NULL;
	}
	members_known(own, design_members, "", err);
	extends = cJSON_GetObjectItemCaseSensitive(own, "extends");
	if (!extends)
		return own;
	if (!err_keep(check_extends(extends, depth, err), err))
		base = read_base(extends->valuestring, file, depth, lineage, err);
	if (base) {
		merge(base, own, err);
		name_by_file(base, own, file);
	}
	cJSON_Delete(own);
	return base;
}

/* Errors carry the name of the file that they are in. */
static cJSON *read_tree(const char *text, size_t length, const char *file, int depth, struct lineage *lineage,
                        struct err *err)
{
	const char *outer = err->list->file;
	cJSON *tree;

	err->list->file = file;
	tree = read_own(text, length, file, depth, lineage, err);
	err->list->file = outer;
	if (tree && depth) {
		lineage->bases[lineage->count].file = mem_strdup(file);
		lineage->bases[lineage->count++].tree = cJSON_Duplicate(tree, 1);
	}
	return tree;
}

cJSON *design_tree(const char *text, size_t length, const char *file, struct lineage *lineage,
                   struct err *err)
{
	return read_tree(text, length, file, 0, lineage, err);
}
