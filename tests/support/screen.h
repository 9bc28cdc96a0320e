/*
 * Playing on a screen in tests.  Include after cmocka.h.
 *
 * A check that fails says what it saw instead.
 */
#ifndef TESTS_SUPPORT_SCREEN_H
#define TESTS_SUPPORT_SCREEN_H

#include <heddle/ui.h>

/* The playground of the running test; close_ui as tear-down frees it. */
extern struct ui *ui;
/* Replaces it by one of 80×24 cells with a session (taken; null: the start screen). */
void open_ui(struct session *session);
int close_ui(void **state);

/* Presses keys, as ui_type has them. */
void type(const char *keys);
/* Run a command line that must work, or must fail and say so. */
void runs(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void refuses(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What is on the screen, as text; valid until the next call. */
const char *screen(void);
/* Check that a text is on the screen, or is not. */
void shows(const char *text);
void hides(const char *text);
/* Check a part of the message, the whole input, and the number of steps to the current state. */
void message_is(const char *text);
void input_is(const char *text);
void depth_is(unsigned depth);

#endif
