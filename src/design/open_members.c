/*
 * What all files of the open loader use: members, their places, names.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/open.h"

int open_keep(struct open *open, int status)
{
	int errors = err_keep(status, open->err);

	open->errors += errors;
	return errors;
}

int open_place(struct open *open, const char *path)
{
	char column[ERR_PLACE_MAX];

	snprintf(column, sizeof(column), "%s", open->err ? open->err->place : "");
	return err_place(open->err, "%s%s%s", path, *column ? ", " : "", column);
}

int open_misplaced(struct open *open, const char *path, const char *expected)
{
	return member_misplaced(open->err, path, "", expected);
}

const char *open_path(char *out, const char *path, const char *member)
{
	snprintf(out, OPEN_PATH_MAX, "%.118s%s%.78s", path, *path ? "." : "", member);
	return out;
}

int open_check_name(struct open *open, const char *name, const char *path)
{
	struct expr *expr = NULL;
	struct err ignored = { .list = NULL };

	if (expr_parse(name, strlen(name), open->arena, &expr, &ignored) == 0 && expr->kind == EXPR_NAME &&
	    strcmp(expr->name, name) == 0 && *name != '[')
		return 0;
	err_set(open->err, "\"%s\" cannot be a name", name);
	err_place(open->err, "%s", path);
	return err_remedy(open->err, "use letters, digits and _, and none of the words of the language");
}

const cJSON *open_member(const cJSON *object, const char *name)
{
	const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

	return member && !cJSON_IsNull(member) ? member : NULL;
}

const char *open_text(struct open *open, const cJSON *object, const char *name, const char *path,
                      const char *otherwise)
{
	const char *text = otherwise;

	if (open_member(object, name))
		open_keep(open, member_text(open->arena, object, name, path, &text, open->err));
	return text;
}

int open_number(struct open *open, const cJSON *object, const char *name, const char *path, int least,
                int most, int otherwise)
{
	const cJSON *item = open_member(object, name);
	char place[OPEN_PATH_MAX], expected[80];

	if (!item)
		return otherwise;
	if (cJSON_IsNumber(item) && item->valuedouble == (double)item->valueint && item->valueint >= least &&
	    item->valueint <= most)
		return item->valueint;
	snprintf(expected, sizeof(expected), "a whole number from %d to %d", least, most);
	open_keep(open, open_misplaced(open, open_path(place, path, name), expected));
	return otherwise;
}

static const cJSON *need_object(struct open *open, const cJSON *json, const char *name, bool own)
{
	const cJSON *object = open_member(json, name);

	if (!object || cJSON_IsObject(object))
		return object;
	if (own)
		open_keep(open, open_misplaced(open, name, "an object, {…}"));
	return NULL;
}

void open_each(struct open *open, const char *name, open_each_fn *fn)
{
	const cJSON *own = need_object(open, open->json, name, true);
	const cJSON *given = need_object(open, open->story, name, false), *member;
	char path[OPEN_PATH_MAX];

	cJSON_ArrayForEach(member, given)
	{
		if (!cJSON_GetObjectItemCaseSensitive(own, member->string))
			fn(open, member, open_path(path, name, member->string), false);
	}
	cJSON_ArrayForEach(member, own)
	{
		if (!cJSON_IsNull(member))
			fn(open, member, open_path(path, name, member->string), true);
	}
}
