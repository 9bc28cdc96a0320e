/*
 * A strict check of JSON's syntax (RFC 8259).
 *
 * Rejects, with a place, whatever cJSON would wrongly accept, truncate or recurse on.  Keeps one bit per
 * level instead of recursing.  Rejected: cJSON's error pointer, which only gives the start of the broken
 * value and knows neither depth nor keys.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/json.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/utf8.h>
#include <heddle/value.h>

#include "core/json_private.h"

enum { PROGRESS_EVERY = 1 << 16 };

struct scan {
	const char *text;
	size_t length, at;
	size_t values, strings;
	unsigned depth;
	bool list[JSON_DEPTH_MAX]; /* at each level: a list, not an object */
	struct err *err;
};

/* Common mistakes in handwritten JSON. */
static const char *remedy_for(const struct scan *scan, size_t at)
{
	size_t before = at;

	while (before && scan->text[before - 1] && strchr(" \t\r\n", scan->text[before - 1]))
		before--;
	switch (scan->text[at]) {
	case '}':
	case ']':
		return before && scan->text[before - 1] == ',' ? "remove the comma before it"
		                                               : "fix the JSON there";
	case '/':
	case '#':
		return "JSON has no comments; remove it";
	case '\'':
		return "JSON has double quotes only";
	default:
		return "fix the JSON there";
	}
}

static int broken(struct scan *scan, size_t at, const char *expected)
{
	if (at >= scan->length) {
		err_set(scan->err, "the text ends too early; expected %s", expected);
		err_remedy(scan->err, "the file may be cut short; add what is missing");
		return err_place_at(scan->err, scan->text, scan->length, scan->length);
	}

	uint32_t point;
	size_t size = utf8_decode(scan->text + at, scan->length - at, &point);

	err_set(scan->err, "found '%.*s'; expected %s", (int)size, scan->text + at, expected);
	err_remedy(scan->err, "%s", remedy_for(scan, at));
	return err_place_at(scan->err, scan->text, scan->length, at);
}

static int too_much(struct scan *scan, const char *what, int most)
{
	err_set(scan->err, "%s; at most %d are read", what, most);
	err_remedy(scan->err, "make the file smaller");
	return err_place_at(scan->err, scan->text, scan->length, scan->at);
}

static void space(struct scan *scan)
{
	while (scan->at < scan->length && strchr(" \t\r\n", scan->text[scan->at]) && scan->text[scan->at])
		scan->at++;
}

static int peek(const struct scan *scan)
{
	return scan->at < scan->length ? (unsigned char)scan->text[scan->at] : -1;
}

static int hex4(struct scan *scan, unsigned *out)
{
	*out = 0;
	for (int i = 0; i < 4; i++, scan->at++) {
		int c = peek(scan);
		int digit = c >= '0' && c <= '9'   ? c - '0'
		            : c >= 'a' && c <= 'f' ? c - 'a' + 10
		            : c >= 'A' && c <= 'F' ? c - 'A' + 10
		                                   : -1;

		if (digit < 0)
			return broken(scan, scan->at, "four hexadecimal digits after \\u");
		*out = *out * 16 + (unsigned)digit;
	}
	return 0;
}

/* Checks an escape, after its backslash. */
static int escape(struct scan *scan)
{
	size_t start = scan->at - 1;
	int c = peek(scan);
	unsigned unit, low = 0;

	if (c != 'u') {
		if (c <= 0 || !strchr("\"\\/bfnrt", c))
			return broken(scan, scan->at, "one of \" \\ / b f n r t u after a backslash");
		scan->at++;
		return 0;
	}
	scan->at++;
	if (hex4(scan, &unit))
		return -1;
	if (unit == 0)
		return broken(scan, start, "no NUL character (\\u0000) in a string");
	if (unit >= 0xd800 && unit <= 0xdbff) {
		if (peek(scan) == '\\')
			scan->at++;
		if (peek(scan) != 'u')
			return broken(scan, start, "a pair of surrogates");
		scan->at++;
		if (hex4(scan, &low))
			return -1;
	}
	if ((unit >= 0xd800 && unit <= 0xdbff) ? low < 0xdc00 || low > 0xdfff
	                                       : unit >= 0xdc00 && unit <= 0xdfff)
		return broken(scan, start, "a pair of surrogates");
	return 0;
}

static int string(struct scan *scan)
{
	scan->strings++;
	scan->at++;
	for (;;) {
		int c = peek(scan);

		if (c < 0x20)
			return broken(scan, scan->at, "the string's closing quote");
		scan->at++;
		if (c == '"')
			return 0;
		if (c == '\\' && escape(scan))
			return -1;
		if (c >= 0x80) {
			uint32_t point;
			size_t size =
			        utf8_decode(scan->text + scan->at - 1, scan->length - scan->at + 1, &point);

			if (size == 1)
				return broken(scan, scan->at - 1, "valid UTF-8");
			scan->at += size - 1;
		}
	}
}

static int digits(struct scan *scan)
{
	if (peek(scan) < '0' || peek(scan) > '9')
		return broken(scan, scan->at, "a digit");
	while (peek(scan) >= '0' && peek(scan) <= '9')
		scan->at++;
	return 0;
}

/* The exponent of a number, 0 if it has none; beyond what matters it is cut. */
static long exponent_of(const char *text, const char *end)
{
	const char *at = memchr(text, 'e', (size_t)(end - text));

	at = at ? at : memchr(text, 'E', (size_t)(end - text));
	return at ? strtol(at + 1, NULL, 10) : 0;
}

/* Whether the digits say a fraction, 0.50e0, and not 1.50e1. */
static bool is_fraction(const char *text, const char *end)
{
	const char *point = memchr(text, '.', (size_t)(end - text)), *last = NULL;
	long places = 0; /* of the last digit that is not 0: behind the point above 0, before it up to 0 */

	for (const char *at = text; at < end && *at != 'e' && *at != 'E'; at++)
		if (*at >= '1' && *at <= '9')
			last = at;
	if (!last)
		return false;
	if (point && last > point) {
		places = last - point;
	} else {
		while (++last < end && *last >= '0' && *last <= '9')
			places--;
	}
	return places > exponent_of(text, end);
}

/* A fraction that is so near to a whole number that it would be read as one. */
static int check_fraction(struct scan *scan, size_t start)
{
	char text[JSON_NUMBER_MAX + 1];
	double read;

	if (!is_fraction(scan->text + start, scan->text + scan->at))
		return 0;
	snprintf(text, sizeof(text), "%.*s", (int)(scan->at - start), scan->text + start);
	read = strtod(text, NULL);
	if (read != floor(read))
		return 0;
	err_set(scan->err, "found %s, which would be read as %.0f", text, read);
	err_remedy(scan->err, "write the whole number, or the text in quotes");
	return err_place_at(scan->err, scan->text, scan->length, start);
}

static int number(struct scan *scan)
{
	size_t start = scan->at, whole;

	if (peek(scan) == '-')
		scan->at++;
	if (peek(scan) == '0') {
		scan->at++;
		if (peek(scan) >= '0' && peek(scan) <= '9')
			return broken(scan, scan->at, "no digits after a leading zero");
	} else if (digits(scan)) {
		return -1;
	}
	whole = scan->at;
	if (peek(scan) == '.') {
		scan->at++;
		if (digits(scan))
			return -1;
	}
	if (peek(scan) == 'e' || peek(scan) == 'E') {
		scan->at++;
		if (peek(scan) == '+' || peek(scan) == '-')
			scan->at++;
		if (digits(scan))
			return -1;
	}
	if (scan->at - start > JSON_NUMBER_MAX) {
		err_set(scan->err, "a number of %zu characters; at most %d are read", scan->at - start,
		        JSON_NUMBER_MAX);
		err_remedy(scan->err, "shorten it; ITF has {\"#bigint\": \"…\"} for large numbers");
		return err_place_at(scan->err, scan->text, scan->length, start);
	}
	return scan->at > whole ? check_fraction(scan, start) : 0;
}

static int literal(struct scan *scan)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t size = strlen(words[i]);

		if (scan->length - scan->at >= size && memcmp(scan->text + scan->at, words[i], size) == 0) {
			scan->at += size;
			return 0;
		}
	}
	return broken(scan, scan->at, "a JSON value");
}

static int key(struct scan *scan)
{
	space(scan);
	if (peek(scan) != '"')
		return broken(scan, scan->at, "a key in quotes");
	if (string(scan))
		return -1;
	space(scan);
	if (peek(scan) != ':')
		return broken(scan, scan->at, "':' after a key");
	scan->at++;
	return 0;
}

/* Reads a value, or the opening bracket of a list or object; *open: it is not empty. */
static int begin(struct scan *scan, bool *open)
{
	int c;

	*open = false;
	space(scan);
	c = peek(scan);
	if (++scan->values > VALUES_MAX)
		return too_much(scan, "more values than fit in memory", VALUES_MAX);
	if (scan->values % PROGRESS_EVERY == 0 && !progress_at("checking the JSON", scan->at, scan->length))
		return progress_err(scan->err);
	if (c == '"')
		return string(scan);
	if (c == '-' || (c >= '0' && c <= '9'))
		return number(scan);
	if (c != '[' && c != '{')
		return literal(scan);
	if (scan->depth == JSON_DEPTH_MAX)
		return too_much(scan, "lists and objects nested too deep", JSON_DEPTH_MAX);
	scan->at++;
	space(scan);
	if (peek(scan) == (c == '[' ? ']' : '}')) {
		scan->at++;
		return 0;
	}
	scan->list[scan->depth++] = c == '[';
	*open = true;
	return c == '{' ? key(scan) : 0;
}

/* After a value, closes the lists and objects that end here.  At the end of the text, depth is 0. */
static int finish(struct scan *scan)
{
	while (scan->depth) {
		bool list = scan->list[scan->depth - 1];

		space(scan);
		if (peek(scan) == ',') {
			scan->at++;
			return list ? 0 : key(scan);
		}
		if (peek(scan) != (list ? ']' : '}'))
			return broken(scan, scan->at, list ? "',' or ']'" : "',' or '}'");
		scan->at++;
		scan->depth--;
	}
	return 0;
}

static struct scan *scan_new(const char *text, size_t length, struct err *err)
{
	struct scan *scan = mem_alloc(sizeof(*scan));

	scan->text = text;
	scan->length = length;
	scan->err = err;
	if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		scan->at = 3;
	return scan;
}

int json_scan(const char *text, size_t length, size_t *blocks, struct err *err)
{
	struct scan *scan = scan_new(text, length, err);
	int status = -1;

	do {
		bool open;

		if (begin(scan, &open) || (!open && finish(scan)))
			goto out;
	} while (scan->depth);
	space(scan);
	status = scan->at == length ? 0 : broken(scan, scan->at, "nothing after the JSON value");
	*blocks = scan->values + scan->strings;
out:
	free(scan);
	return status;
}

int json_check(const char *text, size_t length, struct err *err)
{
	size_t blocks;

	return json_scan(text, length, &blocks, err);
}

unsigned json_peek(const char *text, size_t length, const char *const *keys, size_t count, bool *list)
{
	struct scan *scan = scan_new(text, length, NULL);
	unsigned found = 0, all = count < 32 ? (1u << count) - 1 : ~0u;
	unsigned level = 0;

	assert(count <= 32 && "keys are returned as bits");
	space(scan);
	*list = peek(scan) == '[';
	if (*list) {
		scan->at++;
		space(scan);
	}
	if (peek(scan) != '{')
		goto out;
	/* Strings are skipped whole, so only real brackets count; a string before ':' is a key. */
	while (scan->at < length && found != all) {
		int c = peek(scan);
		size_t start = scan->at + 1;

		if (c == '{' || c == '[') {
			level++;
		} else if ((c == '}' || c == ']') && --level == 0) {
			break;
		} else if (c == '"') {
			if (string(scan))
				break;

			size_t size = scan->at - 1 - start;

			space(scan);
			for (size_t i = 0; i < count && level == 1 && peek(scan) == ':'; i++)
				if (strlen(keys[i]) == size && memcmp(keys[i], text + start, size) == 0)
					found |= 1u << i;
			continue;
		}
		scan->at++;
	}
out:
	free(scan);
	return found;
}
