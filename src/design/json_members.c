/*
 * Members of JSON objects; errors name their path.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/json_members.h"

int member_misplaced(struct err *err, const char *path, const char *member, const char *expected)
{
	err_set(err, "expected %s", expected);
	return err_place(err, "%s%s%s", path, *path && *member ? "." : "", member);
}

static int member_known(const cJSON *member, const char *const *known, const char *path, struct err *err)
{
	for (const char *const *k = known; *k; k++)
		if (strcmp(member->string, *k) == 0)
			return 0;

	struct nearest near = nearest_to(member->string);

	for (const char *const *k = known; *k; k++)
		nearest_offer(&near, *k);
	nearest_err(&near, "member", err);
	return err_place(err, "%s", *path ? path : "the design");
}

static int member_once(const cJSON *member, const char *path, struct err *err)
{
	for (const cJSON *other = member->next; other; other = other->next)
		if (strcmp(other->string, member->string) == 0) {
			err_set(err, "\"%s\" is given twice", member->string);
			return err_place(err, "%s", *path ? path : "the design");
		}
	return 0;
}

int members_known(const cJSON *object, const char *const *known, const char *path, struct err *err)
{
	const cJSON *child;
	int errors = 0;

	cJSON_ArrayForEach(child, object)
	{
		errors += err_keep(member_known(child, known, path, err), err);
		errors += err_keep(member_once(child, path, err), err);
	}
	return errors;
}

int member_text(struct arena *arena, const cJSON *object, const char *name, const char *path,
                const char **out, struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!item)
		return 0;
	if (!cJSON_IsString(item))
		return member_misplaced(err, path, name, "a text in quotes");
	*out = arena_strdup(arena, item->valuestring);
	return 0;
}

int member_flag(const cJSON *object, const char *name, const char *path, bool *out, struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!item)
		return 0;
	if (!cJSON_IsBool(item))
		return member_misplaced(err, path, name, "true or false");
	*out = cJSON_IsTrue(item);
	return 0;
}

int member_count(const cJSON *item)
{
	const cJSON *child;
	int count = 0;

	if (!item)
		return 0;
	if (cJSON_IsString(item))
		return 1;
	if (!cJSON_IsArray(item))
		return -1;
	cJSON_ArrayForEach(child, item)
	{
		if (!cJSON_IsString(child))
			return -1;
		count++;
	}
	return count;
}

const char *member_nth(const cJSON *item, int n)
{
	return cJSON_IsString(item) ? item->valuestring : cJSON_GetArrayItem(item, n)->valuestring;
}
