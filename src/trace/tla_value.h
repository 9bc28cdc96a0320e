/*
 * TLA+ values as TLC prints them, for every text format of this folder.
 *
 * A reader has a position in a text.  Each function first skips white space, comments and terminal escape
 * sequences, then reads one item and moves past it, or fails with the place and what was expected.  The text
 * is borrowed; values live in `arena`.
 *
 * A part that is not a value, but whose position is certain (the item of a sequence, the value of a field or
 * key), becomes VALUE_OPAQUE with the file's text; the rest is read as usual.  A set with such an item is
 * opaque as a whole, because its number of items is unknown.
 */
#ifndef HEDDLE_TRACE_TLA_VALUE_H
#define HEDDLE_TRACE_TLA_VALUE_H

#include <heddle/err.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace/format.h"
#include "trace/value_stack.h"

/* An error; its line and column are counted only when it is reported. */
struct tla_fault {
	size_t at;
	char what[ERR_TEXT_MAX];
	const char *remedy;
};

struct tla_reader {
	const char *text;
	size_t length, at;
	struct arena *arena;
	struct value_stack stack;
	size_t values; /* made so far */
	struct err *err;
	struct tla_fault *fault; /* keeps errors that may be discarded; null: errors go to err */
	bool stopped;            /* a limit was reached: nothing more is read, not even as text */
	bool cut;                /* the text ended inside a value */
};

void tla_open(struct tla_reader *reader, const char *text, size_t length, struct arena *arena,
              struct err *err);
void tla_close(struct tla_reader *reader);

/* "found …; expected `expected`", placed at text[at].  Returns -1. */
int tla_broken(struct tla_reader *reader, size_t at, const char *expected);
/* Sets an error at text[at].  Returns -1. */
int tla_fail(struct tla_reader *reader, size_t at, const char *fmt, ...) ERR_PRINTF(3, 4);
/* The same for a limit, which ends all reading.  Returns -1. */
int tla_limit(struct tla_reader *reader, size_t at, const char *fmt, ...) ERR_PRINTF(3, 4);
/* Reports a kept error.  Returns -1. */
int tla_report(struct tla_reader *reader, const struct tla_fault *fault);

/* The byte at the reader's position; -1 at the end. */
int tla_peek(const struct tla_reader *reader);
/* Whether the token is at the reader's position, or at `at`. */
bool tla_starts(const struct tla_reader *reader, const char *token);
bool tla_token_at(const struct tla_reader *reader, size_t at, const char *token);

void tla_space(struct tla_reader *reader);
/* The position after the comment that begins at `at`; `at` if there is none. */
size_t tla_after_comment(const struct tla_reader *reader, size_t at);
/* Takes the token if it is next. */
bool tla_take(struct tla_reader *reader, const char *token);
int tla_expect(struct tla_reader *reader, const char *token);

bool tla_is_word(int c); /* a letter, digit or underscore */

/* A run of letters, digits and underscores; returns its length, 0 if there is none. */
size_t tla_word(const struct tla_reader *reader);

/* A number from `least` to `most`. */
int tla_number(struct tla_reader *reader, size_t least, size_t most, size_t *number);

/* Reads a value, regardless of what follows; null on failure.  `depth` is 1 for an outermost value. */
const struct value *tla_value(struct tla_reader *reader, unsigned depth);
/* The same, followed by one of `stops` (ending with null); other text before the first of them is kept as
 * text.  Null if none of them follows. */
const struct value *tla_part(struct tla_reader *reader, unsigned depth, const char *const *stops);
/* A record of variables, however it is written. */
const struct value *tla_state(struct tla_reader *reader);

/* The string in a field of a record; null if there is none. */
const char *tla_text_field(const struct value *record, const char *name);

/* Fails if `more` values would exceed VALUES_MAX. */
int tla_count(struct tla_reader *reader, size_t more);

/* --- text that is not a value (tla_unread.c) --- */

enum { TLA_SCAN_DEPTH = 2 * VALUE_DEPTH_MAX };

/* Moves over a text token by token, and keeps the open brackets. */
struct tla_scan {
	size_t at;
	unsigned depth; /* of brackets */
	bool broken;    /* a bracket was closed that was not open, or too many are */
	char closers[TLA_SCAN_DEPTH];
};
/* at < length: over a string, a bracket or one other byte. */
void tla_scan_next(const struct tla_reader *reader, struct tla_scan *scan);

/* Whether one of the tokens is at `at`. */
bool tla_stops(const struct tla_reader *reader, size_t at, const char *const *stops);
/* The text from `start` to the first of `stops` outside brackets, as VALUE_OPAQUE; leaves the reader there.
 * Null if there is none, or if the position of what follows would be uncertain. */
const struct value *tla_unread(struct tla_reader *reader, size_t start, const char *const *stops);
/* The text from `start` to `end` as VALUE_OPAQUE, on one line. */
const struct value *tla_kept_text(struct tla_reader *reader, size_t start, size_t end);

/* Reads <<state, state, …>> into a draft; truncated text gives the complete states. */
int tla_state_list(struct tla_reader *reader, struct draft *draft);

/* Appends a TLA+ string. */
void tla_put_text(struct buf *out, const char *text);
/* After a failure with some states read: if the text is truncated, adds a remark, restores the error to
 * `before` and returns 0; else returns -1. */
int tla_cut(struct tla_reader *reader, struct trace *trace, const struct err *before);

/* Append to `lost` what value_tla cannot represent of a value, or of a state's values. */
void tla_lost(struct buf *lost, const struct value *value);
void tla_lost_state(struct buf *lost, const struct value *state);

#endif
