/*
 * JSON for trace formats and designs: cJSON behind a strict syntax check.
 *
 * json_parse accepts exactly RFC 8259, and requires that the keys of an object are distinct.  It checks
 * depth and number of values before it builds a tree.  The caller frees the tree (cJSON_Delete) and
 * should not keep it beyond one function.  Changing a tree never fails: without memory the program ends, as
 * with mem.h.
 *
 * A struct json_at is a node with the path to it, a chain of links on the C stack, so that an error can name
 * its place: `states[3].x`.
 */
#ifndef HEDDLE_JSON_H
#define HEDDLE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include <heddle/err.h>

struct arena;
struct buf;

/* A set in ITF is two levels of JSON, a map three; VALUE_DEPTH_MAX of those must fit. */
enum { JSON_DEPTH_MAX = 900, JSON_NUMBER_MAX = 60 };

/* Larger integers lose digits in a double. */
#define JSON_INTEGER_MAX ((int64_t)9007199254740991)

/* Checks the syntax only.  Errors: line and column, what was expected. */
int json_check(const char *text, size_t length, struct err *err);

/* Checks and parses. */
int json_parse(const char *text, size_t length, cJSON **tree, struct err *err);

/*
 * Appends the text with blanks in place of comments, from two slashes to the end of the line and from slash
 * star to star slash, a blank for each character.  Returns -1 with `err` set if a comment is not closed; the
 * rest is then blank.
 */
int json_blank_comments(struct buf *out, const char *text, size_t length, struct err *err);

/* Appends a tree as text for people, ending in a line break: what fits in 100 columns is in one line. Parsing
 * it gives an equal tree. */
void json_show(struct buf *out, const cJSON *tree);

/*
 * Which of `keys` (at most 32) the outermost object has, as bits.  If the outermost value is a list, sets
 * *list and looks at its first element.  Reads no further than necessary and tolerates broken text.
 */
unsigned json_peek(const char *text, size_t length, const char *const *keys, size_t count, bool *list);

struct json_at {
	const struct json_at *up;
	const char *key; /* null: this is an element of a list */
	size_t index;
	const cJSON *node; /* null: absent */
};

struct json_at json_root(const cJSON *tree);
/* The field of an object; its node is null if absent. */
struct json_at json_field(const struct json_at *object, const char *key);
struct json_at json_element(const struct json_at *list, size_t index, const cJSON *node);
/* `node`, a field of `object`. */
struct json_at json_member(const struct json_at *object, const cJSON *node);

/* Sets an error placed at `at`.  Returns -1. */
int json_fail(const struct json_at *at, struct err *err, const char *fmt, ...) ERR_PRINTF(3, 4);

/* Adds the place `at` and a remedy to an error that is set.  Returns -1. */
int json_place(const struct json_at *at, struct err *err);

enum json_kind { JSON_OBJECT, JSON_LIST, JSON_TEXT, JSON_NUMBER, JSON_BOOL };

/* Returns -1 with `err` set unless the node exists and has that kind. */
int json_need(const struct json_at *at, enum json_kind kind, struct err *err);
/* The same, but the node may be absent. */
int json_want(const struct json_at *at, enum json_kind kind, struct err *err);
/* Reads an integer from `least` to `most`. */
int json_integer(const struct json_at *at, int64_t least, int64_t most, int64_t *out, struct err *err);
/* Copies a text into `arena`.  If the node is absent and `optional`, leaves *out untouched. */
int json_copy_text(const struct json_at *at, bool optional, struct arena *arena, const char **out,
                   struct err *err);

/* Appends `text` as a JSON string. */
void json_put_text(struct buf *out, const char *text);

#endif
