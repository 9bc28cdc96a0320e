/*
 * Reading values: one table of the '#' forms, and others are rejected, since reading a form of a later ITF as
 * a record would give a wrong state.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/itf.h"

typedef const struct value *form_fn(const struct json_at *at, struct itf *itf, unsigned depth,
                                    struct err *err);

static const struct value *bigint(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	const struct value *value = value_number(itf->arena, at->node->valuestring);

	(void)depth;
	if (!value)
		json_fail(at, err, "found \"%s\"; expected the digits of a whole number",
		          at->node->valuestring);
	return value;
}

static const struct value *opaque(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	(void)depth;
	return text_fits(at, err) ? NULL : value_opaque(itf->arena, at->node->valuestring);
}

/* Pushes the elements of a list; drops them again on failure. */
static int push_items(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	size_t base = itf->stack.item_count, index = 0;
	const cJSON *node;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_element(at, index++, node);
		const struct value *item = itf_value(&next, itf, depth + 1, err);

		if (!item) {
			itf->stack.item_count = base;
			return -1;
		}
		value_stack_item(&itf->stack, item);
	}
	return 0;
}

/* The items of a list, and *count of them; valid until the next push. */
static int read_items(const struct json_at *at, struct itf *itf, unsigned depth, const struct value ***items,
                      size_t *count, struct err *err)
{
	size_t base = itf->stack.item_count;

	if (push_items(at, itf, depth, err))
		return -1;
	*items = value_stack_items(&itf->stack, base);
	*count = itf->stack.item_count - base;
	itf->stack.item_count = base;
	return 0;
}

static const struct value *set(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	const struct value **items;
	size_t count;

	return read_items(at, itf, depth, &items, &count, err) ? NULL : value_set(itf->arena, items, count);
}

static const struct value *tuple(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	const struct value **items;
	size_t count;

	return read_items(at, itf, depth, &items, &count, err) ? NULL : value_tuple(itf->arena, items, count);
}

static int push_pair(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	if (json_need(at, JSON_LIST, err))
		return -1;
	if (cJSON_GetArraySize(at->node) != 2)
		return json_fail(at, err, "found %d elements; expected a key and a value",
		                 cJSON_GetArraySize(at->node));

	struct json_at key_at = json_element(at, 0, at->node->child);
	struct json_at value_at = json_element(at, 1, at->node->child->next);
	const struct value *key = itf_value(&key_at, itf, depth + 1, err);
	const struct value *value = key ? itf_value(&value_at, itf, depth + 1, err) : NULL;

	if (!value)
		return -1;
	value_stack_pair(&itf->stack, key, value);
	return 0;
}

static const struct value *map(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	size_t base = itf->stack.pair_count, index = 0;
	const struct value *value = NULL;
	const cJSON *node;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_element(at, index++, node);

		if (push_pair(&next, itf, depth, err))
			goto out;
	}

	size_t count = itf->stack.pair_count - base;
	size_t twice = pairs_repeated(value_stack_pairs(&itf->stack, base), count);

	if (twice < count) {
		struct json_at next = json_element(at, twice, NULL);

		json_fail(&next, err, "the map has this key twice");
		goto out;
	}
	value = value_function(itf->arena, value_stack_pairs(&itf->stack, base), count);
out:
	itf->stack.pair_count = base;
	return value;
}

static const struct {
	const char *key;
	enum json_kind kind;
	form_fn *read;
} forms[] = {
	{ "#bigint", JSON_TEXT, bigint },
	{ "#set", JSON_LIST, set },
	{ "#tup", JSON_LIST, tuple },
	{ "#map", JSON_LIST, map },
	{ "#unserializable", JSON_TEXT, opaque },
};

static const struct value *form(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	const cJSON *node = at->node->child;
	struct json_at inner = json_member(at, node);

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (strcmp(node->string, forms[i].key) != 0)
			continue;
		if (node->next) {
			json_fail(at, err, "%s next to %s; expected only one of them", node->next->string,
			          node->string);
			return NULL;
		}
		return json_need(&inner, forms[i].kind, err) ? NULL : forms[i].read(&inner, itf, depth, err);
	}
	json_fail(at, err, "found %s; expected one of #bigint, #set, #tup, #map, #unserializable",
	          node->string);
	return NULL;
}

/* The tag of an object with exactly a tag, which is a text, and a value; else null. */
static const cJSON *variant_tag(const cJSON *object)
{
	const cJSON *first = object->child, *tag = first;

	if (!first || !first->next || first->next->next)
		return NULL;
	if (strcmp(first->string, "tag") != 0)
		tag = first->next;
	return strcmp(tag->string, "tag") == 0 && cJSON_IsString(tag) &&
	                       strcmp((tag == first ? first->next : first)->string, "value") == 0
	               ? tag
	               : NULL;
}

/* The payload of #record: a map from texts, in the order of the fields. */
static const struct value *ordered_record(const struct json_at *payload, struct itf *itf, unsigned depth,
                                          struct err *err)
{
	struct json_at pairs = json_field(payload, "#map");
	size_t base = itf->stack.pair_count, index = 0, count;
	const struct value *value = NULL;
	const cJSON *node;

	if (json_need(&pairs, JSON_LIST, err))
		return NULL;
	cJSON_ArrayForEach(node, pairs.node)
	{
		struct json_at next = json_element(&pairs, index++, node);

		if (push_pair(&next, itf, depth, err))
			goto out;
		if (itf->stack.pairs[itf->stack.pair_count - 1].key->kind != VALUE_STRING) {
			json_fail(&next, err, "a field's name is not a string");
			goto out;
		}
	}
	count = itf->stack.pair_count - base;
	if (pairs_repeated(value_stack_pairs(&itf->stack, base), count) < count)
		json_fail(&pairs, err, "a field's name is given twice");
	else
		value = value_record(itf->arena, value_stack_pairs(&itf->stack, base), count);
out:
	itf->stack.pair_count = base;
	return value;
}

/* The reserved tags of itf.h.  They do not add to the depth, or a deep value could not be read back. */
static const struct value *reserved(const struct json_at *at, const char *tag, struct itf *itf,
                                    unsigned depth, struct err *err)
{
	const struct value *payload;

	if (strcmp(tag, "#record") == 0)
		return ordered_record(at, itf, depth, err);
	if (!(payload = itf_value(at, itf, depth, err)))
		return NULL;
	if (strcmp(tag, "#model") == 0 && payload->kind == VALUE_STRING)
		return value_model(itf->arena, payload->text);
	if (strcmp(tag, "#variant") == 0 && payload->kind == VALUE_TUPLE && payload->count == 2 &&
	    payload->items[0]->kind == VALUE_STRING)
		return value_variant(itf->arena, payload->items[0]->text, payload->items[1]);
	json_fail(at, err, "not what heddle writes after the tag %s", tag);
	return NULL;
}

static const struct value *variant(const struct json_at *at, const char *tag, struct itf *itf, unsigned depth,
                                   struct err *err)
{
	struct json_at inner = json_field(at, "value");
	const struct value *payload;

	if (tag[0] == '#' && itf->native)
		return reserved(&inner, tag, itf, depth, err);
	payload = itf_value(&inner, itf, depth + 1, err);
	return payload ? value_variant(itf->arena, tag, payload) : NULL;
}

static const struct value *record(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	size_t base = itf->stack.pair_count;
	const struct value *value = NULL;
	const cJSON *node;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_member(at, node);
		const struct value *item = itf_value(&next, itf, depth + 1, err);

		if (!item)
			goto out;
		value_stack_pair(&itf->stack, value_string(itf->arena, node->string), item);
	}
	value = value_record(itf->arena, value_stack_pairs(&itf->stack, base), itf->stack.pair_count - base);
out:
	itf->stack.pair_count = base;
	return value;
}

const struct value *itf_value(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err)
{
	int64_t number;

	if (depth > VALUE_DEPTH_MAX) {
		json_fail(at, err, "values nested more than %d deep", VALUE_DEPTH_MAX);
		return NULL;
	}
	if (cJSON_IsArray(at->node))
		return tuple(at, itf, depth, err);
	if (cJSON_IsObject(at->node)) {
		const cJSON *tag = variant_tag(at->node);

		if (at->node->child && at->node->child->string[0] == '#')
			return form(at, itf, depth, err);
		/* In heddle's files reserved tags are always special. */
		if (tag && itf->records && !(itf->native && tag->valuestring[0] == '#'))
			tag = NULL;
		return tag ? variant(at, tag->valuestring, itf, depth, err) : record(at, itf, depth, err);
	}
	if (cJSON_IsString(at->node)) {
		const char *text = at->node->valuestring;

		if (text_fits(at, err))
			return NULL;
		return string_set_marks(&itf->texts, text) & TEXT_MODEL ? value_model(itf->arena, text)
		                                                        : value_string(itf->arena, text);
	}
	if (cJSON_IsBool(at->node))
		return value_bool(itf->arena, cJSON_IsTrue(at->node));
	if (cJSON_IsNull(at->node))
		return value_opaque(itf->arena, "null");
	if (json_integer(at, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, &number, err)) {
		err_remedy(err, "write a large number as {\"#bigint\": \"…\"}");
		return NULL;
	}
	return value_int(itf->arena, number);
}
