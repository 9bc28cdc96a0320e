/*
 * A design without `extends`, as text: the merged tree, its members in the order in which people read them.
 *
 * Rejected: writing the loaded design, which no longer has phrases in the open language, nor the layout of
 * members.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design_file.h>
#include <heddle/err.h>

#include "design/json_members.h"

static const char *const top_order[] = { "name",    "chapter", "title",      "lesson",   "story",
	                                 "scope",   "domains", "stores",     "database", "blobs",
	                                 "globals", "server",  "cleaner",    "clock",    "roles",
	                                 "words",   "fair",    "properties", "marks",    NULL };
static const char *const role_order[] = { "short",    "count", "plural", "title",  "silent",
	                                  "variable", "also",  "locals", "states", NULL };
static const char *const step_order[] = { "name", "part", "at",   "choose",  "when",
	                                  "do",   "goto", "says", "failure", NULL };

/* Moves the members that are named to the front, in that order. */
static void put_in_order(cJSON *object, const char *const *names)
{
	cJSON *sorted = cJSON_CreateObject(), *member;

	for (; *names; names++)
		if ((member = cJSON_DetachItemFromObjectCaseSensitive(object, *names)))
			cJSON_AddItemToObject(sorted, *names, member);
	while ((member = cJSON_DetachItemFromArray(object, 0)))
		cJSON_AddItemToObject(sorted, member->string, member);
	object->child = sorted->child;
	sorted->child = NULL;
	cJSON_Delete(sorted);
}

/* Which control state a step leads to is decided; "stay" has nothing left to drop. */
static void tidy_step(cJSON *step)
{
	if (!cJSON_IsObject(step))
		return;
	if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(step, "stay")))
		cJSON_DeleteItemFromObjectCaseSensitive(step, "goto");
	cJSON_DeleteItemFromObjectCaseSensitive(step, "stay");
	put_in_order(step, step_order);
}

static void tidy_role(cJSON *role)
{
	cJSON *step;

	if (!cJSON_IsObject(role))
		return;
	put_in_order(role, role_order);
	cJSON_ArrayForEach(step, cJSON_GetObjectItemCaseSensitive(role, "steps"))
	{
		tidy_step(step);
	}
}

static void tidy(cJSON *design)
{
	cJSON *role;

	for (int r = 0; r < ROLE_COUNT; r++)
		tidy_role(cJSON_GetObjectItemCaseSensitive(design, role_names[r]));
	cJSON_ArrayForEach(role, cJSON_GetObjectItemCaseSensitive(design, "roles"))
	{
		tidy_role(role);
	}
	put_in_order(design, top_order);
}

/* The tree of a design that is known to be sound. */
static int read_tree(const char *text, const char *file, cJSON **tree, struct err *err)
{
	struct lineage lineage = { .count = 0 };
	struct err_list list;
	struct err one;

	err_list_begin(&list, &one, file);
	*tree = design_tree(text, strlen(text), file, &lineage, &one);
	lineage_release(&lineage);
	if (*tree)
		tidy(*tree);
	return err_list_end(&list, err);
}

int design_flat_tree(const char *name_or_path, cJSON **tree, struct err *err)
{
	const struct bundled *b = bundled_design(name_or_path);
	struct design *design;
	int status;

	*tree = NULL;
	if (design_open(name_or_path, &design, err))
		return -1;
	status = read_tree(design_text(design), b ? b->name : name_or_path, tree, err);
	design_free(design);
	if (status) {
		cJSON_Delete(*tree);
		*tree = NULL;
	}
	return status;
}

int design_flatten(const char *name_or_path, struct buf *out, struct err *err)
{
	cJSON *tree;

	if (design_flat_tree(name_or_path, &tree, err))
		return -1;
	json_show(out, tree);
	cJSON_Delete(tree);
	return 0;
}
