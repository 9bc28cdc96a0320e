/*
 * Types read off values, and joined.
 *
 * A join never fails: kinds that have nothing in common become VALUE_TYPE_ANY, of which nothing is known and
 * everything is allowed.  Rejected: unions of types, which a message could not name.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/value_type.h>

static const struct value_type any = { .kind = VALUE_TYPE_ANY, .unset = true };

const struct value_type *value_type_simple(struct arena *arena, enum value_type_kind kind)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = kind;
	return type;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const struct value_type *value_type_names(struct arena *arena, const char *const *names, uint32_t count,
                                          const char *all)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));
	const char **sorted = arena_array(arena, (size_t)count + 1, sizeof(*sorted));

	for (uint32_t i = 0; i < count; i++)
		sorted[i] = names[i];
	qsort(sorted, count, sizeof(*sorted), by_name);
	type->kind = VALUE_TYPE_NAME;
	type->names = sorted;
	type->count = count;
	type->all = all;
	return type;
}

const struct value_type *value_type_many(struct arena *arena, enum value_type_kind kind,
                                         const struct value_type *key, const struct value_type *item)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = kind;
	type->key = key;
	type->item = item;
	return type;
}

/* --- names in order ------------------------------------------------------------------- */

/* Merges two sorted lists of names.  parts[i] (null: none are wanted) becomes the join of what both have at
 * that name. */
static void merge(struct arena *arena, struct value_type *out, const struct value_type *a,
                  const struct value_type *b)
{
	const char **names = arena_array(arena, (size_t)a->count + b->count, sizeof(*names));
	const struct value_type **parts =
	        a->parts || b->parts ? arena_array(arena, (size_t)a->count + b->count, sizeof(*parts)) : NULL;
	uint32_t i = 0, j = 0, count = 0;

	while (i < a->count || j < b->count) {
		int order = i == a->count ? 1 : j == b->count ? -1 : strcmp(a->names[i], b->names[j]);

		names[count] = order <= 0 ? a->names[i] : b->names[j];
		if (parts)
			parts[count] = value_type_join(arena, order <= 0 ? a->parts[i] : NULL,
			                               order >= 0 ? b->parts[j] : NULL);
		i += order <= 0;
		j += order >= 0;
		count++;
	}
	out->names = names;
	out->parts = parts;
	out->count = count;
}

static int find(const struct value_type *type, const char *name)
{
	uint32_t low = 0, high = type->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(type->names[middle], name);

		if (order == 0)
			return (int)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

const struct value_type *value_type_field(const struct value_type *record, const char *name)
{
	int at = record->kind == VALUE_TYPE_RECORD ? find(record, name) : -1;

	return at < 0 ? NULL : record->parts[at];
}

/* --- of a value --------------------------------------------------------------------------- */

static const struct value_type *of_name(struct arena *arena, const char *text)
{
	return value_type_names(arena, &text, 1, NULL);
}

static const struct value_type *of_list(struct arena *arena, const struct value *value,
                                        enum value_type_kind kind)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = kind;
	for (uint32_t i = 0; i < value->count; i++)
		type->item = value_type_join(arena, type->item, value_type_of(arena, value->items[i]));
	return type;
}

/* Adds to a record that nobody else has yet. */
static void add_field(struct arena *arena, struct value_type *record, const char *name,
                      const struct value_type *part)
{
	struct value_type one = { .kind = VALUE_TYPE_RECORD, .names = &name, .parts = &part, .count = 1 };

	merge(arena, record, record, &one);
}

static const struct value_type *of_record(struct arena *arena, const struct value *value)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = VALUE_TYPE_RECORD;
	for (uint32_t i = 0; i < value->count; i++)
		add_field(arena, type, value->pairs[i].key->text,
		          value_type_of(arena, value->pairs[i].value));
	return type;
}

static const struct value_type *of_function(struct arena *arena, const struct value *value)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = VALUE_TYPE_TABLE;
	for (uint32_t i = 0; i < value->count; i++) {
		type->key = value_type_join(arena, type->key, value_type_of(arena, value->pairs[i].key));
		type->item = value_type_join(arena, type->item, value_type_of(arena, value->pairs[i].value));
	}
	return type;
}

const struct value_type *value_type_unset(struct arena *arena)
{
	struct value_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = VALUE_TYPE_NAME;
	type->unset = true;
	return type;
}

const struct value_type *value_type_of(struct arena *arena, const struct value *value)
{
	if (value_is_unset(value))
		return value_type_unset(arena);
	switch (value->kind) {
	case VALUE_BOOL:
		return value_type_simple(arena, VALUE_TYPE_BOOL);
	case VALUE_INT:
	case VALUE_BIGINT:
		return value_type_simple(arena, VALUE_TYPE_NUMBER);
	case VALUE_STRING:
	case VALUE_MODEL:
		return of_name(arena, value->text);
	case VALUE_SET:
		return of_list(arena, value, VALUE_TYPE_SET);
	case VALUE_TUPLE:
		return of_list(arena, value, VALUE_TYPE_LIST);
	case VALUE_RECORD:
		return of_record(arena, value);
	case VALUE_FUNCTION:
		return of_function(arena, value);
	case VALUE_VARIANT:
	case VALUE_OPAQUE:
		break;
	}
	return &any;
}

const struct value_type *value_type_with(struct arena *arena, const struct value_type *record,
                                         const char *name, const struct value_type *part)
{
	struct value_type *type =
	        record ? arena_copy(arena, record, sizeof(*record)) : arena_alloc(arena, sizeof(*type));

	type->kind = VALUE_TYPE_RECORD;
	add_field(arena, type, name, part);
	return type;
}

/* --- joins ---------------------------------------------------------------------------------- */

/* A type of UNSET alone. */
static bool only_unset(const struct value_type *type)
{
	return type->kind == VALUE_TYPE_NAME && type->unset && !type->count && !type->all;
}

/* An unlisted NAME: too many names were seen, or only the set is known. */
static bool unlisted(const struct value_type *type)
{
	return type->kind == VALUE_TYPE_NAME && !type->count && !only_unset(type);
}

static bool is_called(const char *name, const char *other)
{
	return name && other && strcmp(name, other) == 0;
}

/* Whether they are names of sets that have no member in common: a user is no image. */
static bool are_apart(const struct value_type *a, const struct value_type *b)
{
	return a->all && b->all && !is_called(a->all, b->all) && !is_called(a->within, b->all) &&
	       !is_called(b->within, a->all);
}

/* The set that has the names of both; null if none is known. */
static const struct value_type *wider(const struct value_type *a, const struct value_type *b)
{
	if (!a->all || !b->all)
		return a->all ? a : b;
	return are_apart(a, b) ? NULL : is_called(a->within, b->all) ? b : a;
}

const struct value_type *value_type_or_unset(struct arena *arena, const struct value_type *type)
{
	struct value_type *made;

	if (type->unset)
		return type;
	made = arena_copy(arena, type, sizeof(*type));
	made->unset = true;
	return made;
}

static bool includes(const struct value_type *type, const struct value_type *other);

static bool part_includes(const struct value_type *type, const struct value_type *other)
{
	return type == other || !other || (type && includes(type, other));
}

/* Whether a join would change nothing; spares the memory. */
static bool includes(const struct value_type *type, const struct value_type *other)
{
	if (type == other || type->kind == VALUE_TYPE_ANY)
		return true;
	if (only_unset(other))
		return type->unset;
	if (type->kind != other->kind || (other->unset && !type->unset))
		return false;
	if (type->kind == VALUE_TYPE_NAME &&
	    ((!unlisted(type) && unlisted(other)) || (other->all && wider(type, other) != type)))
		return false;
	for (uint32_t i = 0; i < other->count && !unlisted(type); i++) {
		int at = find(type, other->names[i]);

		if (at < 0 || (type->parts && !part_includes(type->parts[at], other->parts[i])))
			return false;
	}
	return part_includes(type->key, other->key) && part_includes(type->item, other->item);
}

static const struct value_type *join_same(struct arena *arena, const struct value_type *a,
                                          const struct value_type *b)
{
	struct value_type *type = arena_copy(arena, a, sizeof(*a));
	const struct value_type *set = wider(a, b);

	type->unset = a->unset || b->unset;
	type->all = set ? set->all : NULL;
	type->within = set ? set->within : NULL;
	if (unlisted(a) || unlisted(b) ||
	    (a->kind == VALUE_TYPE_NAME && a->count + b->count > VALUE_TYPE_NAMES_MAX)) {
		type->names = NULL;
		type->count = 0;
		type->unset = false; /* an unlisted name may be UNSET as well */
	} else {
		merge(arena, type, a, b);
	}
	type->key = value_type_join(arena, a->key, b->key);
	type->item = value_type_join(arena, a->item, b->item);
	return type;
}

const struct value_type *value_type_join(struct arena *arena, const struct value_type *a,
                                         const struct value_type *b)
{
	if (!a || !b)
		return a ? a : b;
	if (includes(a, b))
		return a;
	if (includes(b, a))
		return b;
	if (only_unset(a))
		return value_type_or_unset(arena, b);
	if (only_unset(b))
		return value_type_or_unset(arena, a);
	return a->kind == b->kind ? join_same(arena, a, b) : &any;
}

/* --- comparing ------------------------------------------------------------------------------- */

bool value_type_comparable(const struct value_type *a, const struct value_type *b)
{
	if (!a || !b || a->kind == VALUE_TYPE_ANY || b->kind == VALUE_TYPE_ANY)
		return true;
	if (only_unset(a) || only_unset(b))
		return true;
	if (a->kind != b->kind)
		return false;
	if (are_apart(a, b))
		return false;
	for (uint32_t i = 0; i < a->count && a->parts; i++) {
		int at = find(b, a->names[i]);

		if (at >= 0 && !value_type_comparable(a->parts[i], b->parts[at]))
			return false;
	}
	return value_type_comparable(a->key, b->key) && value_type_comparable(a->item, b->item);
}

static void show_many(struct buf *out, const struct value_type *type)
{
	static const char *const many[] = {
		[VALUE_TYPE_ANY] = "values",     [VALUE_TYPE_BOOL] = "truth values",
		[VALUE_TYPE_NUMBER] = "numbers", [VALUE_TYPE_NAME] = "names",
		[VALUE_TYPE_SET] = "sets",       [VALUE_TYPE_LIST] = "lists",
		[VALUE_TYPE_RECORD] = "records", [VALUE_TYPE_TABLE] = "tables",
	};

	buf_add_text(out, type ? many[type->kind] : "values");
}

void value_type_show(struct buf *out, const struct value_type *type)
{
	switch (type->kind) {
	case VALUE_TYPE_ANY:
		buf_add_text(out, "a value");
		break;
	case VALUE_TYPE_BOOL:
		buf_add_text(out, "true or false");
		break;
	case VALUE_TYPE_NUMBER:
		buf_add_text(out, "a number");
		break;
	case VALUE_TYPE_NAME:
		if (type->all)
			buf_printf(out, "one of %s", type->all);
		else
			buf_add_text(out, only_unset(type) ? VALUE_UNSET : "a name");
		break;
	case VALUE_TYPE_SET:
		buf_add_text(out, "a set of ");
		show_many(out, type->item);
		break;
	case VALUE_TYPE_LIST:
		buf_add_text(out, "a list of ");
		show_many(out, type->item);
		break;
	case VALUE_TYPE_TABLE:
		buf_add_text(out, "a table of ");
		show_many(out, type->item);
		break;
	case VALUE_TYPE_RECORD:
		buf_add_text(out,
		             type->count == 1 ? "a record with the field " : "a record with the fields ");
		for (uint32_t i = 0; i < type->count; i++)
			buf_printf(out, "%s%s", i ? ", " : "", type->names[i]);
		break;
	}
}
