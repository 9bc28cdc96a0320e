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
/* Initialises *out; *lost (null allowed) is the caller's. */
void aid_write(const struct trace *trace, const char *format, struct buf *out, struct buf *lost);

/* The part at `path` of a state is spelled so in TLA+. */
void aid_assert_shows(const struct trace *trace, size_t state, const char *path, const char *expected);

/* Both traces say the same: variables, states, steps, loop, claim. */
void aid_assert_same(const struct trace *a, const struct trace *b);
/* As far as the states go; `seen` may have lost types. */
void aid_assert_matches(const struct trace *seen, const struct trace *real);

#endif
