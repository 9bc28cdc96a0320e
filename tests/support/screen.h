/*
 * Playing on a screen in tests.  Include after cmocka.h.
 */
#ifndef TESTS_SUPPORT_SCREEN_H
#define TESTS_SUPPORT_SCREEN_H

#include <heddle/ui.h>

/* The playground of the running test; a test makes it, and close_ui as its tear-down frees it. */
extern struct ui *ui;
int close_ui(void **state);

/* Keys as ui_type has them; the test fails when they cannot be read. */
void type(const char *keys);
/* What stands on it, as text; valid until the next call. */
const char *screen(void);

#endif
