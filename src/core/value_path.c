/*
 * Paths to parts of a value: writing, finding and diffing.  A path is text, not a list of components,
 * because notes contain paths and people read them.  value_at does not parse keys: it writes each key of
 * the value and compares texts, so reading and writing cannot disagree.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/value.h>

#include "core/value_private.h"

void value_path_field(struct buf *path, const struct value *key)
{
	bool named = key->kind == VALUE_STRING || key->kind == VALUE_MODEL;

	if (named && value_is_word(key->text)) {
		if (path->length)
			buf_add_char(path, '.');
		buf_add_text(path, key->text);
		return;
	}
	buf_add_char(path, '[');
	value_tla(path, key);
	buf_add_char(path, ']');
}

void value_path_index(struct buf *path, size_t index_from_1)
{
	buf_printf(path, "[%zu]", index_from_1);
}

/* The tag of a variant, as the key that leads to its payload. */
static struct value tag_key(const struct value *variant)
{
	return (struct value){ .kind = VALUE_STRING, .text = variant->text };
}

/* --- finding ---------------------------------------------------------------- */

/* The length of the first component of `path`; 0: none.  Brackets nest; those in strings are ignored. */
static size_t step_length(const char *path)
{
	if (path[0] != '[')
		return strcspn(path, ".[");

	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; path[i]; i++) {
		if (quoted) {
			if (path[i] == '\\' && path[i + 1])
				i++;
			else if (path[i] == '"')
				quoted = false;
		} else if (path[i] == '"') {
			quoted = true;
		} else if (path[i] == '[') {
			depth++;
		} else if (path[i] == ']' && --depth == 0) {
			return i + 1;
		}
	}
	return 0;
}

static bool leads_to(const char *step, size_t length, const struct value *key)
{
	struct buf spelled;
	bool same;

	buf_init(&spelled);
	value_path_field(&spelled, key);
	same = spelled.length == length && memcmp(spelled.data, step, length) == 0;
	buf_release(&spelled);
	return same;
}

static const struct value *at_index(const struct value *tuple, const char *step, size_t length)
{
	uint64_t index = 0;

	if (length < 3 || step[0] != '[')
		return NULL;
	for (size_t i = 1; i + 1 < length; i++) {
		if (step[i] < '0' || step[i] > '9' || index > tuple->count)
			return NULL;
		index = index * 10 + (uint64_t)(step[i] - '0');
	}
	return index >= 1 && index <= tuple->count ? tuple->items[index - 1] : NULL;
}

static const struct value *at_step(const struct value *value, const char *step, size_t length)
{
	switch (value->kind) {
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		for (uint32_t i = 0; i < value->count; i++)
			if (leads_to(step, length, value->pairs[i].key))
				return value->pairs[i].value;
		return NULL;
	case VALUE_TUPLE:
		return at_index(value, step, length);
	case VALUE_VARIANT: {
		struct value tag = tag_key(value);

		return leads_to(step, length, &tag) ? value->payload : NULL;
	}
	default:
		return NULL;
	}
}

const struct value *value_at(const struct value *value, const char *path)
{
	const char *rest = path;

	while (*rest && value) {
		if (rest != path && *rest == '.')
			rest++;

		size_t length = step_length(rest);

		if (!length)
			return NULL;
		value = at_step(value, rest, length);
		rest += length;
	}
	return value;
}

/* --- diffs ----------------------------------------------------------------- */

/* A component of the path to a part.  Paths are written only for parts that differ, since most do not. */
struct component {
	const struct component *up; /* null: the value itself */
	const struct value *key;    /* null: the item at `index` */
	size_t index;               /* from 1 */
};

struct diff {
	struct buf path;
	value_diff_fn *fn;
	void *ctx;
};

static void spell(struct buf *path, const struct component *component)
{
	if (!component)
		return;
	spell(path, component->up);
	if (component->key)
		value_path_field(path, component->key);
	else
		value_path_index(path, component->index);
}

static void diff(struct diff *to, const struct component *component, const struct value *old_value,
                 const struct value *new_value, unsigned depth);

/* Functions are sorted by their keys. */
static uint32_t search_key(const struct value *function, const struct value *key)
{
	uint32_t low = 0, high = function->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = value_compare(function->pairs[middle].key, key);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return function->count;
}

/* The index of `key`, or the count if absent.  Tries *hint first and sets it to the next index: keys mostly
 * come in the same order, so one comparison usually suffices. */
static uint32_t find_key(const struct value *value, const struct value *key, uint32_t *hint)
{
	if (value->kind == VALUE_FUNCTION) {
		uint32_t at = *hint;

		if (at >= value->count || value_compare(value->pairs[at].key, key) != 0)
			at = search_key(value, key);
		if (at < value->count)
			*hint = at + 1;
		return at;
	}
	for (uint32_t i = 0; i < value->count; i++) {
		uint32_t at = (uint32_t)(((uint64_t)*hint + i) % value->count);

		if (value_compare(value->pairs[at].key, key) == 0) {
			*hint = at + 1;
			return at;
		}
	}
	return value->count;
}

static void diff_pairs(struct diff *to, const struct component *component, const struct value *a,
                       const struct value *b, unsigned depth)
{
	uint32_t hint = 0, both = 0;

	for (uint32_t i = 0; i < a->count; i++) {
		struct component next = { component, a->pairs[i].key, 0 };
		uint32_t j = find_key(b, next.key, &hint);

		both += j < b->count;
		diff(to, &next, a->pairs[i].value, j < b->count ? b->pairs[j].value : NULL, depth + 1);
	}
	if (both == b->count)
		return;
	hint = 0;
	for (uint32_t j = 0; j < b->count; j++) {
		struct component next = { component, b->pairs[j].key, 0 };

		if (find_key(a, next.key, &hint) == a->count)
			diff(to, &next, NULL, b->pairs[j].value, depth + 1);
	}
}

static void diff_items(struct diff *to, const struct component *component, const struct value *a,
                       const struct value *b, unsigned depth)
{
	uint32_t count = a->count > b->count ? a->count : b->count;

	for (uint32_t i = 0; i < count; i++) {
		struct component next = { component, NULL, (size_t)i + 1 };

		diff(to, &next, i < a->count ? a->items[i] : NULL, i < b->count ? b->items[i] : NULL,
		     depth + 1);
	}
}

static void diff(struct diff *to, const struct component *component, const struct value *old_value,
                 const struct value *new_value, unsigned depth)
{
	if (old_value == new_value)
		return;
	if (old_value && new_value && old_value->kind == new_value->kind && depth <= VALUE_WALK_MAX) {
		switch (old_value->kind) {
		case VALUE_RECORD:
		case VALUE_FUNCTION:
			diff_pairs(to, component, old_value, new_value, depth);
			return;
		case VALUE_TUPLE:
			diff_items(to, component, old_value, new_value, depth);
			return;
		case VALUE_VARIANT:
			if (strcmp(old_value->text, new_value->text) == 0) {
				struct value tag = tag_key(old_value);
				struct component next = { component, &tag, 0 };

				diff(to, &next, old_value->payload, new_value->payload, depth + 1);
				return;
			}
			break;
		default:
			if (value_compare_at(old_value, new_value, depth) == 0)
				return;
			break;
		}
	}
	buf_clear(&to->path);
	spell(&to->path, component);
	to->fn(to->ctx, to->path.data, old_value, new_value);
}

void value_diff(const struct value *old_value, const struct value *new_value, value_diff_fn *fn, void *ctx)
{
	struct diff to = { .fn = fn, .ctx = ctx };

	buf_init(&to.path);
	diff(&to, NULL, old_value, new_value, 0);
	buf_release(&to.path);
}

bool path_within(const char *path, const char *whole)
{
	size_t length = strlen(whole);

	return strncmp(path, whole, length) == 0 &&
	       (path[length] == '\0' || path[length] == '.' || path[length] == '[');
}
