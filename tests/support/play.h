/*
 * Playing in tests.  Functions fail the running test if they do not succeed.
 */
#ifndef TESTS_SUPPORT_PLAY_H
#define TESTS_SUPPORT_PLAY_H

#include <heddle/session.h>

/* As session_open; `design` and `scope` may be null. */
struct session *opened(const char *what, const char *design, const struct scope *scope);

/* Takes the step that `text` spells. */
void take(struct session *session, const char *text);

/* Checks the current line. */
void schedule_is(struct session *session, const char *expected);

/* Saves the session and loads it again. */
struct session *reloaded(struct session *session, const struct scope *over);

/* Three steps of naive. */
#define SHORT_STORY "s1 StartWrite u1 m1 i1; s1 WriteMetadata; s1 FailWrite"
void play_short_story(struct session *session);

#endif
