/*
 * The size of the window: as the terminal says, or else the environment, or else 80×24.
 *
 * Left to itself, curses believes LINES and COLUMNS first, which are inherited and often stale, and
 * makes its tables as large as it is told: a window of 65535 columns and rows takes it 350 GB.  So
 * it is given LINES and COLUMNS that are true and within bounds when it starts, and told of changes
 * from then on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <curses.h>

#include <heddle/number.h>

#include "tui/terminal.h"

enum { USUAL_WIDTH = 80, USUAL_HEIGHT = 24, SAID_MAX = 999999 };

/* The number in a variable of the environment; `usual` when it is no whole number above 0. */
static int variable(const char *name, int usual)
{
	const char *text = getenv(name);
	int64_t number;

	if (!text || !number_is(text, 1, INT64_MAX, &number))
		return usual;
	return number < SAID_MAX ? (int)number : SAID_MAX;
}

static struct window unless_known; /* by the terminal */

static struct window window_said(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		size.ws_col = size.ws_row = 0;
	return (struct window){ size.ws_col ? size.ws_col : unless_known.width,
		                size.ws_row ? size.ws_row : unless_known.height };
}

static struct window within_bounds(struct window said)
{
	if (said.width > WINDOW_COLUMNS_MAX)
		said.width = WINDOW_COLUMNS_MAX;
	if (said.height > WINDOW_ROWS_MAX)
		said.height = WINDOW_ROWS_MAX;
	return said;
}

void size_prepare(void)
{
	char width[20], height[20];

	unless_known.width = variable("COLUMNS", USUAL_WIDTH);
	unless_known.height = variable("LINES", USUAL_HEIGHT);

	struct window bounded = within_bounds(window_said());

	snprintf(width, sizeof(width), "%d", bounded.width);
	snprintf(height, sizeof(height), "%d", bounded.height);
	setenv("COLUMNS", width, 1);
	setenv("LINES", height, 1);
}

struct window size_follow(void)
{
	struct window said = window_said(), bounded = within_bounds(said);

	if (bounded.width != COLS || bounded.height != LINES)
		resizeterm(bounded.height, bounded.width);
	return said;
}
