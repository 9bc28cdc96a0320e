/*
 * TLA+ values as TLC prints them, for every text format of this folder.
 *
 * A reader stands somewhere in a text; each function first passes over white
 * space, comments and terminal escape sequences, then reads one thing and
 * leaves the reader behind it, or fails and says where and what was expected.
 * The text is borrowed; values go into `arena`.
 */
#ifndef HEDDLE_TRACE_TLA_VALUE_H
#define HEDDLE_TRACE_TLA_VALUE_H

#include "format.h"
#include "heddle/err.h"
#include "heddle/trace.h"
#include "heddle/value.h"
#include "pile.h"

struct tla_reader {
	const char *text;
	size_t length, at;
	struct arena *arena;
	struct pile pile;
	size_t values; /* made so far */
	struct err *err;
};

void tla_open(struct tla_reader *reader, const char *text, size_t length, struct arena *arena,
              struct err *err);
void tla_close(struct tla_reader *reader);

/* "found …; expected `expected`", placed at text[at].  Returns -1. */
int tla_broken(const struct tla_reader *reader, size_t at, const char *expected);
/* Any complaint, placed at text[at].  Returns -1. */
int tla_fail(const struct tla_reader *reader, size_t at, const char *fmt, ...) ERR_PRINTF(3, 4);

/* The byte where the reader stands, -1 at the end; whether the token stands right here. */
int tla_peek(const struct tla_reader *reader);
bool tla_starts(const struct tla_reader *reader, const char *token);

void tla_space(struct tla_reader *reader);
/* Takes the token when it is next. */
bool tla_take(struct tla_reader *reader, const char *token);
int tla_expect(struct tla_reader *reader, const char *token);

bool tla_is_word(int c); /* a letter, digit or underscore */

/* A run of letters, digits and underscores; returns its length, 0 when there is none. */
size_t tla_word(const struct tla_reader *reader);

/* A number from `least` to `most`. */
int tla_number(struct tla_reader *reader, size_t least, size_t most, size_t *number);

/* A value; null on failure.  `depth` is 1 for a value that stands in nothing. */
const struct value *tla_value(struct tla_reader *reader, unsigned depth);
/* A record of variables, however it is written. */
const struct value *tla_state(struct tla_reader *reader);

/* Fails when `more` values would be too many for memory. */
int tla_count(struct tla_reader *reader, size_t more);

/* <<state, state, …>> into a draft. */
int tla_state_list(struct tla_reader *reader, struct draft *draft);

/* Appends a TLA+ string. */
void tla_put_text(struct buf *out, const char *text);
bool tla_is_identifier(const char *text);
/* Names in `lost` what value_tla cannot carry of a value; of a state's values. */
void tla_lost(struct buf *lost, const struct value *value);
void tla_lost_state(struct buf *lost, const struct value *state);

#endif
