/*
 * TLA+ values as TLC prints them, for every text format of this folder.
 *
 * A reader stands somewhere in a text; each function first passes over white
 * space, comments and terminal escape sequences, then reads one thing and
 * leaves the reader behind it, or fails and says where and what was expected.
 * The text is borrowed; values go into `arena`.
 *
 * A part of a value that is no value itself, but whose place in it is certain (the item of a
 * sequence, the value of a field or of a key), becomes VALUE_OPAQUE with the text of
 * the file; what it is part of is read as ever.  A set with such an item is such a text as a
 * whole: how many items it has is then not known.
 */
#ifndef HEDDLE_TRACE_TLA_VALUE_H
#define HEDDLE_TRACE_TLA_VALUE_H

#include <heddle/err.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace/format.h"
#include "trace/value_stack.h"

/* What went wrong; its line and column are counted only when it is told. */
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
	struct tla_fault *fault; /* where complaints go while it is open whether they matter; null: to err */
	bool stopped;            /* a limit was reached: nothing more is read, not even as text */
	bool cut;                /* the text ended inside a value */
};

void tla_open(struct tla_reader *reader, const char *text, size_t length, struct arena *arena,
              struct err *err);
void tla_close(struct tla_reader *reader);

/* "found …; expected `expected`", placed at text[at].  Returns -1. */
int tla_broken(struct tla_reader *reader, size_t at, const char *expected);
/* Any complaint, placed at text[at].  Returns -1. */
int tla_fail(struct tla_reader *reader, size_t at, const char *fmt, ...) ERR_PRINTF(3, 4);
/* The same, of a limit, which ends all reading.  Returns -1. */
int tla_limit(struct tla_reader *reader, size_t at, const char *fmt, ...) ERR_PRINTF(3, 4);
/* Tells a complaint that was kept back.  Returns -1. */
int tla_tell(struct tla_reader *reader, const struct tla_fault *fault);

/* The byte where the reader stands, -1 at the end; whether the token stands right here. */
int tla_peek(const struct tla_reader *reader);
bool tla_starts(const struct tla_reader *reader, const char *token);

void tla_space(struct tla_reader *reader);
/* Behind the comment that begins at `at`; `at` itself when none does. */
size_t tla_behind_comment(const struct tla_reader *reader, size_t at);
/* Takes the token when it is next. */
bool tla_take(struct tla_reader *reader, const char *token);
int tla_expect(struct tla_reader *reader, const char *token);

bool tla_is_word(int c); /* a letter, digit or underscore */

/* A run of letters, digits and underscores; returns its length, 0 when there is none. */
size_t tla_word(const struct tla_reader *reader);

/* A number from `least` to `most`. */
int tla_number(struct tla_reader *reader, size_t least, size_t most, size_t *number);

/* A value; null on failure.  `depth` is 1 for a value that stands in nothing.  What follows it is
 * not looked at. */
const struct value *tla_value(struct tla_reader *reader, unsigned depth);
/* The same, with one of `stops` (ended by null) behind it; a text before the first of them is kept
 * as such.  Null when there is none of them. */
const struct value *tla_part(struct tla_reader *reader, unsigned depth, const char *const *stops);
/* A record of variables, however it is written. */
const struct value *tla_state(struct tla_reader *reader);

/* Fails when `more` values would be too many for memory. */
int tla_count(struct tla_reader *reader, size_t more);

/* --- what is no value (tla_unread.c) --- */

enum { TLA_SCAN_DEPTH = 2 * VALUE_DEPTH_MAX };

/* Moves over a text token by token, with the brackets that are open. */
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
/* The text from `start` to the first of `stops` outside of its brackets, as VALUE_OPAQUE; leaves
 * the reader there.  Null when there is none, or the place of what follows would not be certain. */
const struct value *tla_unread(struct tla_reader *reader, size_t start, const char *const *stops);
/* The text from `start` to `end` as VALUE_OPAQUE, on one line. */
const struct value *tla_kept_text(struct tla_reader *reader, size_t start, size_t end);

/* <<state, state, …>> into a draft; a text that is cut after its first state gives those that are whole. */
int tla_state_list(struct tla_reader *reader, struct draft *draft);

/* Appends a TLA+ string. */
void tla_put_text(struct buf *out, const char *text);
/* After a failure, when states were read already: whether it is that the text is cut.  Then remarks on
 * that, makes of the error what it was `before`, and returns 0; else -1. */
int tla_cut(struct tla_reader *reader, struct trace *trace, const struct err *before);

/* Names in `lost` what value_tla cannot carry of a value; of a state's values. */
void tla_lost(struct buf *lost, const struct value *value);
void tla_lost_state(struct buf *lost, const struct value *state);

#endif
