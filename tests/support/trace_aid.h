/*
 * Shared by the tests of traces.  Include after cmocka.h.
 */
#ifndef TESTS_SUPPORT_TRACE_AID_H
#define TESTS_SUPPORT_TRACE_AID_H

#include <stddef.h>

struct buf;
struct trace;
struct value;

/* Each fails the running test when reading or writing fails, saying why. */
struct trace *aid_open(const char *path);
struct trace *aid_parse(const char *text);
struct trace *aid_parsef(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Initialises *out; *lost (null allowed) is the caller's. */
void aid_write(const struct trace *trace, const char *format, struct buf *out, struct buf *lost);

/* Writes the trace and reads the result. */
struct trace *aid_again(const struct trace *trace, const char *format);
/* What is written contains the text; what is lost (null: not asked) contains the other. */
void aid_assert_writes(const struct trace *trace, const char *format, const char *text, const char *lost);
/* The trace in a file is written as the file has it, from the first `from` on (null: all of it). */
void aid_assert_rewrites(const char *path, const char *format, const char *from);

/* The part at `path` of a state is spelled so on screen. */
void aid_assert_shown(const struct trace *trace, size_t state, const char *path, const char *expected);
/* The part at `path` of a state is spelled so in TLA+. */
void aid_assert_shows(const struct trace *trace, size_t state, const char *path, const char *expected);

/* Both traces say the same: variables, states, steps, loop, claim. */
void aid_assert_same(const struct trace *a, const struct trace *b);
/* As far as the states go; `seen` may have lost types. */
void aid_assert_matches(const struct trace *seen, const struct trace *real);

#endif
