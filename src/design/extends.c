/*
 * `extends`, resolved on JSON trees before anything is interpreted: the
 * variant's members replace the base's, steps are matched by name.  Merging
 * checked designs instead was rejected: each member would need a "was it
 * given?" of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/nearest.h>

#include "design.h"
#include "members.h"

enum { EXTENDS_MAX = 8, PATH_MAX_TEXT = 180 };

static const char *const top_members[] = { "name",   "chapter", "title",   "lesson", "extends", "scope",
	                                   "database", "blobs", "globals", "server", "cleaner",
	                                   "clock",  "fair",    NULL };
static cJSON *step_of(const cJSON *steps, const char *name, int *index)
{
	cJSON *step;

	*index = 0;
	cJSON_ArrayForEach(step, steps) {
		const cJSON *its = cJSON_GetObjectItemCaseSensitive(step, "name");

		if (cJSON_IsString(its) && strcmp(its->valuestring, name) == 0)
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

static int unknown_step(const cJSON *steps, const char *name, const char *path, struct err *err)
{
	struct nearest near = nearest_to(name);
	const cJSON *step;

	cJSON_ArrayForEach(step, steps) {
		const cJSON *its = cJSON_GetObjectItemCaseSensitive(step, "name");

		if (cJSON_IsString(its))
			nearest_offer(&near, its->valuestring);
	}
	nearest_err(&near, "step", err);
	return err_place(err, "%s", path);
}

/* Inserts by appending and moving what must come later behind it: the library's own insertion
 * refuses fresh items in the versions around 1.7.15. */
static void insert_after(cJSON *steps, int index, cJSON *fresh)
{
	int later = cJSON_GetArraySize(steps) - index - 1;

	cJSON_AddItemToArray(steps, fresh);
	for (int i = 0; i < later; i++)
		cJSON_AddItemToArray(steps, cJSON_DetachItemFromArray(steps, index + 1));
}

/* Merges one role's steps: a known name changes that step, a new one is added at the end or
 * after the step that it names. */
static int merge_steps(cJSON *steps, const cJSON *changes, const char *role, struct err *err)
{
	const cJSON *change;
	char path[PATH_MAX_TEXT];
	int n = 0, index;

	cJSON_ArrayForEach(change, changes) {
		const cJSON *name = cJSON_GetObjectItemCaseSensitive(change, "name");
		const cJSON *after = cJSON_GetObjectItemCaseSensitive(change, "after");
		bool remove = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(change, "remove"));
		const cJSON *member;
		cJSON *old, *fresh;

		snprintf(path, sizeof(path), "%s.steps[%d]", role, n++);
		if (!cJSON_IsString(name))
			return member_misplaced(err, path, "name", "the name of a step");
		old = step_of(steps, name->valuestring, &index);
		if (remove) {
			if (!old)
				return unknown_step(steps, name->valuestring, path, err);
			cJSON_DeleteItemFromArray(steps, index);
			continue;
		}
		fresh = old ? old : cJSON_CreateObject();
		cJSON_ArrayForEach(member, change) {
			if (strcmp(member->string, "after") == 0)
				continue;
			replace_member(fresh, member);
			if (strcmp(member->string, "goto") == 0)
				cJSON_DeleteItemFromObjectCaseSensitive(fresh, "stay");
		}
		if (old && !after)
			continue;
		if (old)
			cJSON_DetachItemFromArray(steps, index);
		if (!after) {
			cJSON_AddItemToArray(steps, fresh);
			continue;
		}
		if (!cJSON_IsString(after) || !step_of(steps, after->valuestring, &index)) {
			cJSON_Delete(fresh);
			if (!cJSON_IsString(after))
				return member_misplaced(err, path, "after", "the name of a step");
			return unknown_step(steps, after->valuestring, path, err);
		}
		insert_after(steps, index, fresh);
	}
	return 0;
}

static bool is_role(const char *name)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		if (strcmp(role_names[r], name) == 0)
			return true;
	return false;
}

static int merge(cJSON *base, const cJSON *variant, struct err *err)
{
	const cJSON *member;

	cJSON_ArrayForEach(member, variant) {
		cJSON *old = cJSON_GetObjectItemCaseSensitive(base, member->string);
		const cJSON *part;

		if (strcmp(member->string, "extends") == 0)
			continue;
		if (!old || !cJSON_IsObject(old) || !cJSON_IsObject(member) ||
		    (!is_role(member->string) && strcmp(member->string, "scope") != 0)) {
			replace_member(base, member);
			continue;
		}
		cJSON_ArrayForEach(part, member) {
			cJSON *steps = cJSON_GetObjectItemCaseSensitive(old, part->string);

			if (strcmp(part->string, "steps") == 0 && cJSON_IsArray(steps)) {
				if (!cJSON_IsArray(part))
					return member_misplaced(err, member->string, "steps", "a list of steps");
				if (merge_steps(steps, part, member->string, err))
					return -1;
			} else {
				replace_member(old, part);
			}
		}
	}
	return 0;
}

static int read_tree(const char *text, size_t length, const char *file, int depth, cJSON **json,
                     struct err *err);

/* The tree of the design that `file` extends: a bundled one, or a file beside it. */
static int read_base(const char *name, const char *file, int depth, cJSON **json, struct err *err)
{
	const struct bundled *b = bundled_find(bundled_designs, name);
	const char *slash = file ? strrchr(file, '/') : NULL;
	char path[4096], *text = NULL;
	size_t length;
	int status;

	if (b)
		return read_tree(b->text, b->length, b->name, depth + 1, json, err);
	snprintf(path, sizeof(path), "%.*s%s", slash && *name != '/' ? (int)(slash - file + 1) : 0,
	         file ? file : "", name);
	if (!file_exists(path)) {
		err_set(err, "there is no design \"%s\" to extend", name);
		err_place(err, "extends");
		return err_remedy(err, "name a bundled design (`heddle design` lists them) or a file");
	}
	if (file_read(path, DESIGN_FILE_MAX, &text, &length, err))
		return -1;
	status = read_tree(text, length, path, depth + 1, json, err);
	free(text);
	return status;
}

static int read_tree(const char *text, size_t length, const char *file, int depth, cJSON **json,
                     struct err *err)
{
	cJSON *own = NULL, *base = NULL;
	const cJSON *extends;

	if (json_parse(text, length, &own, err))
		goto fail;
	if (!cJSON_IsObject(own)) {
		err_set(err, "a design is a JSON object, {…}");
		goto fail;
	}
	if (members_known(own, top_members, "", err))
		goto fail;
	extends = cJSON_GetObjectItemCaseSensitive(own, "extends");
	if (!extends) {
		*json = own;
		return 0;
	}
	if (!cJSON_IsString(extends)) {
		member_misplaced(err, "", "extends", "the name of a design");
		goto fail;
	}
	if (depth >= EXTENDS_MAX) {
		err_set(err, "designs extend each other more than %d deep", EXTENDS_MAX);
		err_place(err, "extends");
		err_remedy(err, "look for a design that extends itself");
		goto fail;
	}
	if (err)
		err->file[0] = '\0';
	if (read_base(extends->valuestring, file, depth, &base, err)) {
		/* What is wrong in the base is told of the base. */
		if (err && file && !err->file[0])
			err_file(err, file);
		cJSON_Delete(own);
		return -1;
	}
	if (merge(base, own, err))
		goto fail;
	cJSON_Delete(own);
	*json = base;
	return 0;
fail:
	if (file)
		err_file(err, file);
	cJSON_Delete(own);
	cJSON_Delete(base);
	return -1;
}

int design_tree(const char *text, size_t length, const char *file, cJSON **json, struct err *err)
{
	return read_tree(text, length, file, 0, json, err);
}
