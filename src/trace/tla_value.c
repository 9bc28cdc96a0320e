/*
 * Recursive descent with bounded depth.  Parts are pushed on the reader's stacks until their number is known.
 * Rejected: an explicit stack instead of the C stack, which is unnecessary for two hundred levels.
 *
 * A part counts only if a token that can follow it does: {1, 2} \X {3} is not {1, 2}.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/tla_value.h"

enum { DIGITS_MAX = 10000 };

/* --- values ---------------------------------------------------------------------- */

/* The text between quotes, escapes resolved, in the arena; null on failure. */
static const char *string(struct tla_reader *reader)
{
	static const char names[] = "\"\\tnfr", codes[] = "\"\\\t\n\f\r";
	size_t start = ++reader->at, end = start, length = 0;

	while (end < reader->length && reader->text[end] != '"' && reader->text[end] != '\n')
		end += reader->text[end] == '\\' ? 2 : 1;
	if (end >= reader->length || reader->text[end] != '"') {
		tla_broken(reader, end < reader->length ? end : reader->length, "the string's closing quote");
		return NULL;
	}

	if (end - start > TRACE_TEXT_MAX) {
		tla_limit(reader, start, "a string of %zu bytes; at most %d are read", end - start,
		          TRACE_TEXT_MAX);
		return NULL;
	}

	char *text = arena_alloc(reader->arena, end - start + 1);

	for (size_t i = start; i < end; i++) {
		char c = reader->text[i];

		if (c == '\\') {
			const char *name = strchr(names, reader->text[++i]);

			if (!name || !*name) {
				tla_broken(reader, i, "one of \" \\ t n f r after a backslash");
				return NULL;
			}
			c = codes[name - names];
		}
		text[length++] = c;
	}
	reader->at = end + 1;
	return text;
}

/* A value, regardless of what follows. */
static const struct value *value_here(struct tla_reader *reader, unsigned depth);

/* A value, or else the text in its place, followed by one of `stops`. */
static const struct value *part(struct tla_reader *reader, unsigned depth, const char *const *stops)
{
	const struct value *value;
	size_t start;

	tla_space(reader);
	start = reader->at;
	value = value_here(reader, depth);
	if (value) {
		tla_space(reader);
		if (tla_stops(reader, reader->at, stops))
			return value;
		tla_broken(reader, reader->at, stops[1] ? "',' or what closes the brackets" : stops[0]);
	}
	return reader->stopped ? NULL : tla_unread(reader, start, stops);
}

static const char *const comma_or_angles[] = { ",", ">>", NULL };
static const char *const comma_or_brace[] = { ",", "}", NULL };
static const char *const comma_or_bracket[] = { ",", "]", NULL };
static const char *const arrow_or_paren[] = { ":>", ")", NULL };
static const char *const at_or_paren[] = { "@@", ")", NULL };
static const char *const paren[] = { ")", NULL };

/* Pushes values up to the closing token. */
static int items(struct tla_reader *reader, bool set, unsigned depth)
{
	const char *close = set ? "}" : ">>";

	if (tla_take(reader, close))
		return 0;
	do {
		const struct value *item = part(reader, depth + 1, set ? comma_or_brace : comma_or_angles);

		if (!item)
			return -1;
		if (set && item->kind == VALUE_OPAQUE)
			return tla_broken(reader, reader->at, "only values in a set");
		value_stack_item(&reader->stack, item);
	} while (tla_take(reader, ","));
	return tla_expect(reader, close);
}

static const struct value *list(struct tla_reader *reader, bool set, unsigned depth)
{
	size_t base = reader->stack.item_count;
	const struct value *value = NULL;

	reader->at += set ? 1 : 2;
	if (!items(reader, set, depth)) {
		const struct value **parts = value_stack_items(&reader->stack, base);
		size_t count = reader->stack.item_count - base;

		value = set ? value_set(reader->arena, parts, count)
		            : value_tuple(reader->arena, parts, count);
	}
	reader->stack.item_count = base;
	return value;
}

/* Fails if the pairs above `base` have a duplicate key. */
static int check_keys(struct tla_reader *reader, size_t base, size_t at)
{
	const struct value_pair *pairs = value_stack_pairs(&reader->stack, base);
	size_t count = reader->stack.pair_count - base, twice = pairs_repeated(pairs, count);
	struct buf key;

	if (twice == count)
		return 0;
	buf_init(&key);
	value_tla(&key, pairs[twice].key);
	tla_fail(reader, at, "the key %s is given twice", key.data);
	buf_release(&key);
	return -1;
}

static int field(struct tla_reader *reader, unsigned depth)
{
	size_t length;
	const struct value *key, *value;

	tla_space(reader);
	length = tla_word(reader);
	if (!length)
		return tla_broken(reader, reader->at, "a field's name");
	key = value_string(reader->arena, arena_strndup(reader->arena, reader->text + reader->at, length));
	reader->at += length;
	if (tla_expect(reader, "|->"))
		return -1;
	/* TLC writes nothing for a variable without a value. */
	tla_space(reader);
	value = tla_stops(reader, reader->at, comma_or_bracket) ? value_opaque(reader->arena, "")
	                                                        : part(reader, depth + 1, comma_or_bracket);
	if (!value)
		return -1;
	value_stack_pair(&reader->stack, key, value);
	return 0;
}

/* [a |-> 1, b |-> 2] */
static const struct value *record(struct tla_reader *reader, unsigned depth)
{
	size_t base = reader->stack.pair_count, start = reader->at++;
	const struct value *value = NULL;

	do {
		if (field(reader, depth))
			goto out;
	} while (tla_take(reader, ","));
	if (!tla_expect(reader, "]") && !check_keys(reader, base, start))
		value = value_record(reader->arena, value_stack_pairs(&reader->stack, base),
		                     reader->stack.pair_count - base);
out:
	reader->stack.pair_count = base;
	return value;
}

/* A key, which must be a value. */
static const struct value *key_here(struct tla_reader *reader, unsigned depth)
{
	const struct value *key = part(reader, depth, arrow_or_paren);

	if (!key || key->kind != VALUE_OPAQUE)
		return key;
	tla_broken(reader, reader->at, "a value before this");
	return NULL;
}

/* (k :> v @@ k2 :> v2), or a value in parentheses. */
static const struct value *bracket(struct tla_reader *reader, unsigned depth)
{
	size_t base = reader->stack.pair_count, start = reader->at++;
	const struct value *value = NULL, *key = key_here(reader, depth + 1);

	if (!key)
		return NULL;
	if (tla_take(reader, ")"))
		return key;
	for (;;) {
		const struct value *image;

		if (tla_expect(reader, ":>") || !(image = part(reader, depth + 1, at_or_paren)))
			goto out;
		value_stack_pair(&reader->stack, key, image);
		if (!tla_take(reader, "@@"))
			break;
		if (!(key = key_here(reader, depth + 1)))
			goto out;
	}
	if (!tla_expect(reader, ")") && !check_keys(reader, base, start))
		value = value_function(reader->arena, value_stack_pairs(&reader->stack, base),
		                       reader->stack.pair_count - base);
out:
	reader->stack.pair_count = base;
	return value;
}

static const struct value *digits(struct tla_reader *reader)
{
	size_t start = reader->at, end = start + (tla_peek(reader) == '-');
	const struct value *value = NULL;

	while (end < reader->length && reader->text[end] >= '0' && reader->text[end] <= '9')
		end++;
	if (end - start > DIGITS_MAX) {
		tla_fail(reader, start, "a number of %zu digits; at most %d are read", end - start,
		         DIGITS_MAX);
		return NULL;
	}
	value = value_number(reader->arena, arena_strndup(reader->arena, reader->text + start, end - start));
	if (!value)
		tla_broken(reader, end, "a digit");
	else
		reader->at = end;
	return value;
}

/* The rest of first..last, as a set. */
static const struct value *interval(struct tla_reader *reader, const struct value *first, size_t start)
{
	size_t base = reader->stack.item_count;
	const struct value *last, *value;

	tla_space(reader);
	if (!(last = digits(reader)))
		return NULL;
	if (first->kind != VALUE_INT || last->kind != VALUE_INT ||
	    (last->number >= first->number &&
	     (uint64_t)last->number - (uint64_t)first->number >= TRACE_INTERVAL_MAX)) {
		tla_fail(reader, start, "an interval of more than %d numbers", TRACE_INTERVAL_MAX);
		return NULL;
	}
	for (int64_t i = first->number; i <= last->number; i++) {
		if (tla_count(reader, 1)) {
			reader->stack.item_count = base;
			return NULL;
		}
		value_stack_item(&reader->stack, value_int(reader->arena, i));
		if (i == last->number)
			break;
	}
	value = value_set(reader->arena, value_stack_items(&reader->stack, base),
	                  reader->stack.item_count - base);
	reader->stack.item_count = base;
	return value;
}

static const struct value *number(struct tla_reader *reader)
{
	size_t start = reader->at, end;
	const struct value *first = digits(reader);

	if (!first)
		return NULL;
	end = reader->at;
	tla_space(reader);
	if (tla_starts(reader, "..") && !tla_starts(reader, "...")) {
		reader->at += 2;
		return interval(reader, first, start);
	}
	reader->at = end;
	return first;
}

/* Variant("tag", value), of Apalache's module. */
static const struct value *variant(struct tla_reader *reader, unsigned depth)
{
	const char *tag;
	const struct value *payload;

	tla_space(reader);
	if (tla_peek(reader) != '"') {
		tla_broken(reader, reader->at, "the variant's tag in quotes");
		return NULL;
	}
	if (!(tag = string(reader)) || tla_expect(reader, ",") ||
	    !(payload = part(reader, depth + 1, paren)) || tla_expect(reader, ")"))
		return NULL;
	return value_variant(reader->arena, tag, payload);
}

/* SetAsFun({<<key, value>>, …}), as Apalache writes a function. */
static const struct value *set_as_function(struct tla_reader *reader, unsigned depth)
{
	size_t base = reader->stack.pair_count, start = reader->at;
	const struct value *pairs = part(reader, depth + 1, paren), *value = NULL;

	if (!pairs || tla_expect(reader, ")"))
		return NULL;
	for (uint32_t i = 0; pairs->kind == VALUE_SET && i < pairs->count; i++) {
		const struct value *pair = pairs->items[i];

		if (pair->kind != VALUE_TUPLE || pair->count != 2)
			break;
		value_stack_pair(&reader->stack, pair->items[0], pair->items[1]);
	}
	if (pairs->kind != VALUE_SET || reader->stack.pair_count - base < pairs->count)
		tla_broken(reader, start, "a set of pairs");
	else if (!check_keys(reader, base, start))
		value = value_function(reader->arena, value_stack_pairs(&reader->stack, base), pairs->count);
	reader->stack.pair_count = base;
	return value;
}

static const struct value *booleans(struct arena *arena)
{
	const struct value *both[] = { value_bool(arena, false), value_bool(arena, true) };

	return value_set(arena, both, 2);
}

/* A truth value, one of Apalache's operators, or a model value. */
static const struct value *word(struct tla_reader *reader, size_t length, unsigned depth)
{
	const char *text = arena_strndup(reader->arena, reader->text + reader->at, length);

	reader->at += length;
	if (strcmp(text, "TRUE") == 0 || strcmp(text, "FALSE") == 0)
		return value_bool(reader->arena, text[0] == 'T');
	if (strcmp(text, "BOOLEAN") == 0)
		return booleans(reader->arena);
	if (tla_peek(reader) != '(' && value_is_model_name(text))
		return value_model(reader->arena, text);
	if (tla_peek(reader) == '(' && strcmp(text, "Variant") == 0) {
		reader->at++;
		return variant(reader, depth);
	}
	if (tla_peek(reader) == '(' && strcmp(text, "SetAsFun") == 0) {
		reader->at++;
		return set_as_function(reader, depth);
	}
	tla_fail(reader, reader->at - length, "found %s, which is not a value; expected one", text);
	return NULL;
}

static bool is_all_digits(const struct tla_reader *reader, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (reader->text[reader->at + i] < '0' || reader->text[reader->at + i] > '9')
			return false;
	return true;
}

static const struct value *value_here(struct tla_reader *reader, unsigned depth)
{
	size_t length;
	const char *text;
	int c;

	tla_space(reader);
	if (depth > VALUE_DEPTH_MAX) {
		tla_limit(reader, reader->at, "values nested more than %d deep", VALUE_DEPTH_MAX);
		return NULL;
	}
	if (tla_count(reader, 1))
		return NULL;
	c = tla_peek(reader);
	if (c == '"')
		return (text = string(reader)) ? value_string(reader->arena, text) : NULL;
	if (tla_starts(reader, "<<"))
		return list(reader, false, depth);
	if (c == '{')
		return list(reader, true, depth);
	if (c == '[')
		return record(reader, depth);
	if (c == '(')
		return bracket(reader, depth);
	length = tla_word(reader);
	if (c == '-' || (length && is_all_digits(reader, length)))
		return number(reader);
	if (length)
		return word(reader, length, depth);
	tla_broken(reader, reader->at, "a value");
	return NULL;
}

/* Keeps errors until it is clear that they matter. */
static const struct value *read_quietly(struct tla_reader *reader, unsigned depth, const char *const *stops)
{
	struct tla_fault *outer = reader->fault, fault = { 0 };
	const struct value *value;

	fault.what[0] = '\0';
	reader->fault = &fault;
	reader->cut = false;
	value = stops ? part(reader, depth, stops) : value_here(reader, depth);
	reader->fault = outer;
	if (!value)
		tla_report(reader, &fault);
	return value;
}

const struct value *tla_value(struct tla_reader *reader, unsigned depth)
{
	return read_quietly(reader, depth, NULL);
}

const struct value *tla_part(struct tla_reader *reader, unsigned depth, const char *const *stops)
{
	return read_quietly(reader, depth, stops);
}
