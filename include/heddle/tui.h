/*
 * The playground in a terminal: the only part of heddle that uses curses.
 *
 * The terminal belongs to tui_run while it runs.  However the program ends (return, signal, crash, out of
 * memory), the terminal is restored first; what was written to standard error meanwhile appears after that.
 */
#ifndef HEDDLE_TUI_H
#define HEDDLE_TUI_H

#include <stdbool.h>

struct err;
struct ui;

struct tui_options {
	bool mouse;
};

/* Runs until the ui quits.  Borrows `ui`.  Returns -1 with `err` set, before drawing anything, if there is no
 * terminal or it lacks a necessary capability. */
int tui_run(struct ui *ui, const struct tui_options *options, struct err *err);

#endif
