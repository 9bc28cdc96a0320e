/*
 * Values in plain JSON, as TLC writes it.  The reader does not guess: a list is a tuple, a text is a string,
 * and the trace records that types are lost.  Rejected: distinguishing sets from sequences by content, which
 * is wrong for every set of one item.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/string_set.h>
#include <heddle/utf8.h>

#include "trace/format.h"
#include "trace/json_value.h"
#include "trace/value_stack.h"

/* --- reading ------------------------------------------------------------------ */

static const struct value *list(const struct json_at *at, struct arena *arena, struct value_stack *stack,
                                unsigned depth, struct err *err)
{
	size_t base = stack->item_count, index = 0;
	const struct value *value = NULL;
	const cJSON *node;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_element(at, index++, node);
		const struct value *item = json_value(&next, arena, stack, depth + 1, err);

		if (!item)
			goto out;
		value_stack_item(stack, item);
	}
	value = value_tuple(arena, value_stack_items(stack, base), stack->item_count - base);
out:
	stack->item_count = base;
	return value;
}

static const struct value *object(const struct json_at *at, struct arena *arena, struct value_stack *stack,
                                  unsigned depth, struct err *err)
{
	size_t base = stack->pair_count;
	const struct value *value = NULL;
	const cJSON *node;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_member(at, node);
		const struct value *item = json_value(&next, arena, stack, depth + 1, err);

		if (!item)
			goto out;
		value_stack_pair(stack, value_string(arena, node->string), item);
	}
	value = value_record(arena, value_stack_pairs(stack, base), stack->pair_count - base);
out:
	stack->pair_count = base;
	return value;
}

int text_fits(const struct json_at *at, struct err *err)
{
	size_t length = strlen(at->node->valuestring);

	if (length <= TRACE_TEXT_MAX)
		return 0;
	json_fail(at, err, "a text of %zu bytes; at most %d are read", length, TRACE_TEXT_MAX);
	return err_remedy(err, "shorten the trace");
}

const struct value *json_value(const struct json_at *at, struct arena *arena, struct value_stack *stack,
                               unsigned depth, struct err *err)
{
	int64_t number;

	if (depth > VALUE_DEPTH_MAX) {
		json_fail(at, err, "values nested more than %d deep", VALUE_DEPTH_MAX);
		return NULL;
	}
	if (cJSON_IsArray(at->node))
		return list(at, arena, stack, depth, err);
	if (cJSON_IsObject(at->node))
		return object(at, arena, stack, depth, err);
	if (cJSON_IsString(at->node))
		return text_fits(at, err) ? NULL : value_string(arena, at->node->valuestring);
	if (cJSON_IsBool(at->node))
		return value_bool(arena, cJSON_IsTrue(at->node));
	if (cJSON_IsNull(at->node))
		return value_opaque(arena, "null");
	if (json_integer(at, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, &number, err))
		return NULL;
	return value_int(arena, number);
}

/* --- writing ------------------------------------------------------------------ */

void json_put_text(struct buf *out, const char *text)
{
	utf8_json(out, text);
}

/* TLC's rule: a function over 1..n, including the empty one, is a list. */
static bool is_sequence(const struct value *function)
{
	for (size_t i = 0; i < function->count; i++)
		if (function->pairs[i].key->kind != VALUE_INT ||
		    function->pairs[i].key->number != (int64_t)i + 1)
			return false;
	return true;
}

static void spell_key(struct buf *out, const struct value *key)
{
	buf_clear(out);
	if (value_text(key))
		buf_add_text(out, value_text(key));
	else
		value_tla(out, key);
}

static bool same_kinds(const struct value *value)
{
	for (size_t i = 1; i < value->count; i++)
		if (value->pairs[i].key->kind != value->pairs[0].key->kind)
			return false;
	return true;
}

/* Keys of different kinds may have the same text, such as a model value m and the string "m"; the later one
 * then gets marks appended, or the object would have a key twice. */
static void put_keyed(struct buf *out, const struct value *value, struct buf *lost)
{
	struct string_set taken = { 0 };
	struct arena *arena = arena_new();
	struct buf key;

	buf_init(&key);
	for (size_t i = 0; i < value->count; i++) {
		spell_key(&key, value->pairs[i].key);
		while (string_set_marks(&taken, key.data)) {
			lost_add(lost, "keys that are spelled alike");
			buf_add_char(&key, '\'');
		}
		string_set_mark(&taken, arena_strdup(arena, key.data), 1);
		if (i)
			buf_add_char(out, ',');
		json_put_text(out, key.data);
		buf_add_char(out, ':');
		json_put_value(out, value->pairs[i].value, lost);
	}
	buf_release(&key);
	string_set_release(&taken);
	arena_free(arena);
}

static void put_number(struct buf *out, const struct value *value, struct buf *lost)
{
	if (value->kind == VALUE_INT && value->number >= -JSON_INTEGER_MAX &&
	    value->number <= JSON_INTEGER_MAX) {
		buf_printf(out, "%lld", (long long)value->number);
		return;
	}
	lost_add(lost, "numbers beyond 2^53 (written as text)");
	buf_add_char(out, '"');
	value_tla(out, value);
	buf_add_char(out, '"');
}

static void put_list(struct buf *out, const struct value *value, struct buf *lost)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < value->count; i++) {
		if (i)
			buf_add_char(out, ',');
		json_put_value(out, value->kind == VALUE_FUNCTION ? value->pairs[i].value : value->items[i],
		               lost);
	}
	buf_add_char(out, ']');
}

static void put_object(struct buf *out, const struct value *value, struct buf *lost)
{
	struct buf key;

	buf_add_char(out, '{');
	if (!same_kinds(value)) {
		put_keyed(out, value, lost);
		buf_add_char(out, '}');
		return;
	}
	buf_init(&key);
	for (size_t i = 0; i < value->count; i++) {
		if (i)
			buf_add_char(out, ',');
		spell_key(&key, value->pairs[i].key);
		json_put_text(out, key.data);
		buf_add_char(out, ':');
		json_put_value(out, value->pairs[i].value, lost);
	}
	buf_release(&key);
	buf_add_char(out, '}');
}

void json_put_value(struct buf *out, const struct value *value, struct buf *lost)
{
	static const char types[] = "types (sets and functions look like lists and records)";

	switch (value->kind) {
	case VALUE_BOOL:
		buf_add_text(out, value->truth ? "true" : "false");
		break;
	case VALUE_INT:
	case VALUE_BIGINT:
		put_number(out, value, lost);
		break;
	case VALUE_MODEL:
		lost_add(lost, types);
		json_put_text(out, value->text);
		break;
	case VALUE_OPAQUE:
		lost_add(lost, LOST_TEXTS);
		json_put_text(out, value->text);
		break;
	case VALUE_STRING:
		json_put_text(out, value->text);
		break;
	case VALUE_SET:
		lost_add(lost, types);
		put_list(out, value, lost);
		break;
	case VALUE_TUPLE:
		put_list(out, value, lost);
		break;
	case VALUE_FUNCTION:
		lost_add(lost, types);
		if (is_sequence(value))
			put_list(out, value, lost);
		else
			put_object(out, value, lost);
		break;
	case VALUE_RECORD:
		put_object(out, value, lost);
		break;
	case VALUE_VARIANT:
		lost_add(lost, types);
		buf_add_text(out, "{\"tag\":");
		json_put_text(out, value->text);
		buf_add_text(out, ",\"value\":");
		json_put_value(out, value->payload, lost);
		buf_add_char(out, '}');
		break;
	}
}

static bool keeps_parts(const struct value *value)
{
	for (size_t i = 0; i < value->count; i++)
		if (value->kind == VALUE_TUPLE ? !json_keeps(value->items[i])
		                               : !json_keeps(value->pairs[i].value))
			return false;
	return true;
}

static bool has_text_keys(const struct value *function)
{
	for (size_t i = 0; i < function->count; i++)
		if (function->pairs[i].key->kind != VALUE_STRING)
			return false;
	return true;
}

bool json_keeps(const struct value *value)
{
	switch (value->kind) {
	case VALUE_BOOL:
	case VALUE_STRING:
		return true;
	case VALUE_INT:
		return value->number >= INT32_MIN && value->number <= INT32_MAX;
	case VALUE_TUPLE:
	case VALUE_RECORD:
		return keeps_parts(value);
	case VALUE_FUNCTION:
		return (is_sequence(value) || has_text_keys(value)) && keeps_parts(value);
	case VALUE_BIGINT:
	case VALUE_MODEL:
	case VALUE_OPAQUE:
	case VALUE_SET:
	case VALUE_VARIANT:
		break;
	}
	return false;
}
