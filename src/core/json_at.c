/*
 * Places and kinds.  A place is formatted only for an error, from the links on the C stack.  Rejected:
 * maintaining the path as text, which would slow down every valid file.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/json.h>
#include <heddle/mem.h>

/* --- places and kinds --------------------------------------------------------- */

struct json_at json_root(const cJSON *tree)
{
	return (struct json_at){ .node = tree };
}

struct json_at json_field(const struct json_at *object, const char *name)
{
	return (struct json_at){ object, name, 0, cJSON_GetObjectItemCaseSensitive(object->node, name) };
}

struct json_at json_element(const struct json_at *list, size_t index, const cJSON *node)
{
	return (struct json_at){ list, NULL, index, node };
}

struct json_at json_member(const struct json_at *object, const cJSON *node)
{
	return (struct json_at){ object, node->string, 0, node };
}

static void put_path(struct buf *out, const struct json_at *at)
{
	if (!at->up)
		return;
	put_path(out, at->up);
	if (!at->key)
		buf_printf(out, "[%zu]", at->index);
	else
		buf_printf(out, "%s%s", out->length ? "." : "", at->key);
}

int json_place(const struct json_at *at, struct err *err)
{
	struct buf path;

	buf_init(&path);
	put_path(&path, at);
	err_place(err, "%s", path.length ? path.data : "the whole file");
	buf_release(&path);
	return err_remedy(err, "fix the file there, or export it again");
}

int json_fail(const struct json_at *at, struct err *err, const char *fmt, ...)
{
	va_list args;

	if (!err)
		return -1;
	va_start(args, fmt);
	err_vset(err, fmt, args);
	va_end(args);
	return json_place(at, err);
}

static const struct {
	int type;
	const char *name;
} kinds[] = {
	[JSON_OBJECT] = { cJSON_Object, "an object" },
	[JSON_LIST] = { cJSON_Array, "a list" },
	[JSON_TEXT] = { cJSON_String, "a text" },
	[JSON_NUMBER] = { cJSON_Number, "a number" },
	[JSON_BOOL] = { cJSON_True | cJSON_False, "true or false" },
};

static const char *kind_name(const cJSON *node)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (node->type & kinds[i].type)
			return kinds[i].name;
	return "null";
}

int json_need(const struct json_at *at, enum json_kind kind, struct err *err)
{
	if (!at->node)
		return json_fail(at, err, "missing; expected %s", kinds[kind].name);
	return json_want(at, kind, err);
}

int json_want(const struct json_at *at, enum json_kind kind, struct err *err)
{
	if (!at->node || at->node->type & kinds[kind].type)
		return 0;
	return json_fail(at, err, "found %s; expected %s", kind_name(at->node), kinds[kind].name);
}

/* A number as the file may have written it; only the magnitude beyond 2^53. */
static void put_number(struct buf *out, double found)
{
	char text[40];

	if (isinf(found)) {
		buf_printf(out, "a number beyond %s1e308", found < 0 ? "-" : "");
	} else if (fabs(found) >= 0x1p53) {
		buf_printf(out, "about %.3g", found);
	} else {
		for (int digits = 1; digits <= 17; digits++) {
			snprintf(text, sizeof(text), "%.*g", digits, found);
			if (strtod(text, NULL) == found)
				break;
		}
		buf_add_text(out, text);
	}
}

int json_integer(const struct json_at *at, int64_t least, int64_t most, int64_t *out, struct err *err)
{
	if (json_need(at, JSON_NUMBER, err))
		return -1;

	double found = at->node->valuedouble;

	if (!(found >= (double)least && found <= (double)most) || found != floor(found)) {
		struct buf number;

		buf_init(&number);
		put_number(&number, found);
		json_fail(at, err, "found %s; expected a whole number from %lld to %lld", number.data,
		          (long long)least, (long long)most);
		buf_release(&number);
		return -1;
	}
	*out = (int64_t)found;
	return 0;
}

int json_copy_text(const struct json_at *at, bool optional, struct arena *arena, const char **out,
                   struct err *err)
{
	if (optional && !at->node)
		return 0;
	if (json_need(at, JSON_TEXT, err))
		return -1;
	*out = arena_strdup(arena, at->node->valuestring);
	return 0;
}
