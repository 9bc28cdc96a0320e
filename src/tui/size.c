/*
 * The size of the window: from the terminal, or else the environment, or else 80×24.
 *
 * By default curses first believes LINES and COLUMNS, which are inherited and often stale, and it allocates
 * tables for any size: 350 GB for 65535 columns and rows.  So it starts with LINES and COLUMNS that are true
 * and within bounds, and changes are passed on to it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <curses.h>

#include <heddle/number.h>

#include "tui/terminal.h"

enum { USUAL_WIDTH = 80, USUAL_HEIGHT = 24, REPORTED_MAX = 999999 };

/* The number in an environment variable; `usual` if it is not a positive integer. */
static int variable(const char *name, int usual)
{
	const char *text = getenv(name);
	int64_t number;

	if (!text || !number_is(text, 1, INT64_MAX, &number))
		return usual;
	return number < REPORTED_MAX ? (int)number : REPORTED_MAX;
}

static struct window fallback; /* if the terminal does not know */

static struct window reported_size(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		size.ws_col = size.ws_row = 0;
	return (struct window){ size.ws_col ? size.ws_col : fallback.width,
		                size.ws_row ? size.ws_row : fallback.height };
}

static struct window within_bounds(struct window reported)
{
	if (reported.width > WINDOW_COLUMNS_MAX)
		reported.width = WINDOW_COLUMNS_MAX;
	if (reported.height > WINDOW_ROWS_MAX)
		reported.height = WINDOW_ROWS_MAX;
	return reported;
}

void size_prepare(void)
{
	char width[20], height[20];

	fallback.width = variable("COLUMNS", USUAL_WIDTH);
	fallback.height = variable("LINES", USUAL_HEIGHT);

	struct window bounded = within_bounds(reported_size());

	snprintf(width, sizeof(width), "%d", bounded.width);
	snprintf(height, sizeof(height), "%d", bounded.height);
	setenv("COLUMNS", width, 1);
	setenv("LINES", height, 1);
}

struct window size_follow(void)
{
	struct window reported = reported_size(), bounded = within_bounds(reported);

	if (bounded.width != COLS || bounded.height != LINES)
		resizeterm(bounded.height, bounded.width);
	return reported;
}
