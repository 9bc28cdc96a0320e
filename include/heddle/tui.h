/*
 * The playground in a terminal: the only part of heddle that knows curses.
 *
 * Between tui_run's start and end the terminal belongs to it; however the program ends, by
 * return, signal, crash or want of memory, the terminal is left as it was found, and what was
 * written to standard error meanwhile appears after that.
 */
#ifndef HEDDLE_TUI_H
#define HEDDLE_TUI_H

#include <stdbool.h>

struct err;
struct ui;

struct tui_options {
	bool mouse;
};

/* Runs until the ui quits.  Borrows `ui`.  Fails, before anything is drawn, where there is
 * no terminal or it cannot do what is needed. */
int tui_run(struct ui *ui, const struct tui_options *options, struct err *err);

#endif
