/*
 * The table of keys: footer, help screen and manual are made from it.  The order of the rows
 * with a label is their order, and importance, in the footer.
 *
 * Digits take a step at once rather than begin a count, as in vi: in a lesson the step is what
 * is wanted, and the lists are short.
 */
#include <stdio.h>
#include <string.h>

#include "heddle/ui.h"

const struct key keymap[] = {
	/* Rows of one view, and of going through matches, win over the common ones. */
	{ .name = "n", .command = "search-next", .section = "Looking", .label = "next match",
	  .view = "search", .shown = "nN" },
	{ .name = "N", .command = "search-previous", .section = "Looking", .view = "search" },
	{ .name = "Esc", .command = "close", .section = "Looking", .label = "end search",
	  .view = "search" },
	{ .name = "Enter", .command = "enter", .section = "Files", .label = "play", .view = "start" },
	{ .name = "Space", .command = "move page-down", .section = "Moving", .view = "help" },
	{ .name = "Backspace", .command = "move page-up", .section = "Moving", .view = "help" },
	{ .name = "q", .command = "close", .section = "Looking", .label = "close", .view = "help" },

	{ .name = "Enter", .command = "enter", .section = "Playing", .label = "take" },
	{ .name = "1-9", .command = "take #", .section = "Playing" },
	{ .name = "u", .command = "undo", .section = "Playing", .label = "undo" },
	{ .name = "C-r", .command = "redo", .section = "Playing" },
	{ .name = "Left", .command = "undo", .section = "Playing", .label = "in time", .shown = "←→" },
	{ .name = "h", .command = "undo", .section = "Playing" },
	{ .name = "Backspace", .command = "undo", .section = "Playing" },
	{ .name = "Right", .command = "redo", .section = "Playing" },
	{ .name = "l", .command = "redo", .section = "Playing" },
	{ .name = "Space", .command = "redo", .section = "Playing" },
	{ .name = "v", .command = "next-view", .section = "Looking", .label = "views" },
	{ .name = "Tab", .command = "next-view", .section = "Looking" },
	{ .name = "V", .command = "previous-view", .section = "Looking" },
	{ .name = "S-Tab", .command = "previous-view", .section = "Looking" },
	{ .name = "n", .command = ":note ", .section = "Playing", .label = "note" },
	{ .name = "w", .command = ":save ", .section = "Files", .label = "save" },
	{ .name = "]", .command = "next", .section = "Playing", .label = "stops", .shown = "[]" },
	{ .name = "[", .command = "previous", .section = "Playing" },
	{ .name = "}", .command = "branch next", .section = "Playing", .label = "branches",
	  .shown = "{}" },
	{ .name = "{", .command = "branch previous", .section = "Playing" },
	{ .name = "!", .command = "violation", .section = "Playing" },
	{ .name = "0", .command = "start", .section = "Playing" },
	{ .name = "$", .command = "end", .section = "Playing" },
	{ .name = "m", .command = ":bookmark ", .section = "Playing", .label = "bookmark" },
	{ .name = "'", .command = ":jump ", .section = "Playing", .label = "jump" },
	{ .name = "a", .command = ":do ", .section = "Playing" },

	{ .name = "p", .command = "view play", .section = "Looking" },
	{ .name = "s", .command = "view lanes", .section = "Looking" },
	{ .name = "P", .command = "view program", .section = "Looking" },
	{ .name = "S", .command = "view state", .section = "Looking" },
	{ .name = "L", .command = "view log", .section = "Looking" },
	{ .name = "t", .command = "view tree", .section = "Looking" },
	{ .name = "F10", .command = "view start", .section = "Looking" },
	{ .name = "d", .command = "disabled", .section = "Looking" },
	{ .name = "/", .command = "/", .section = "Looking", .label = "search" },
	{ .name = "?", .command = "help", .section = "Looking", .label = "help" },
	{ .name = "F1", .command = "help", .section = "Looking" },
	{ .name = "Esc", .command = "close", .section = "Looking" },
	{ .name = "C-l", .command = "redraw", .section = "Looking" },

	{ .name = "j", .command = "move down", .section = "Moving" },
	{ .name = "Down", .command = "move down", .section = "Moving" },
	{ .name = "k", .command = "move up", .section = "Moving" },
	{ .name = "Up", .command = "move up", .section = "Moving" },
	{ .name = "PgDn", .command = "move page-down", .section = "Moving" },
	{ .name = "C-f", .command = "move page-down", .section = "Moving" },
	{ .name = "PgUp", .command = "move page-up", .section = "Moving" },
	{ .name = "C-b", .command = "move page-up", .section = "Moving" },
	{ .name = "C-d", .command = "move half-down", .section = "Moving" },
	{ .name = "C-u", .command = "move half-up", .section = "Moving" },
	{ .name = "g", .command = "move home", .section = "Moving" },
	{ .name = "Home", .command = "move home", .section = "Moving" },
	{ .name = "G", .command = "move end", .section = "Moving" },
	{ .name = "End", .command = "move end", .section = "Moving" },
	{ .name = "<", .command = "move left", .section = "Moving" },
	{ .name = ">", .command = "move right", .section = "Moving" },

	{ .name = "o", .command = ":open ", .section = "Files", .label = "open" },
	{ .name = "D", .command = ":design ", .section = "Files" },
	{ .name = ":", .command = ":", .section = "Files", .label = "command" },
	{ .name = "q", .command = "quit", .section = "Files", .label = "quit" },
	{ .name = "C-c", .command = "interrupt", .section = "Files" },
	{ .name = "C-z", .command = "suspend", .section = "Files" },
	{ 0 },
};

const struct key *key_named(const char *name, const char *view)
{
	const struct key *common = NULL;
	bool digit = name[0] >= '1' && name[0] <= '9' && !name[1];

	if (strcmp(name, " ") == 0)
		name = "Space";
	if (digit)
		name = "1-9";
	for (const struct key *row = keymap; row->name; row++) {
		if (strcmp(row->name, name) != 0)
			continue;
		if (row->view && strcmp(row->view, view) == 0)
			return row;
		if (!row->view && !common)
			common = row;
	}
	return common;
}

/* Where a name that is good in scripts is not what people say. */
static const struct {
	const char *name, *shown;
} shown_names[] = {
	{ "Enter", "↵" }, { "Left", "←" },   { "Right", "→" },     { "Up", "↑" },
	{ "Down", "↓" },  { "PgUp", "PgUp" }, { "S-Tab", "Shift-Tab" }, { "1-9", "1…9" },
};

const char *key_shown(const char *name)
{
	static char control[] = "Ctrl-X";

	for (size_t i = 0; i < sizeof(shown_names) / sizeof(shown_names[0]); i++)
		if (strcmp(shown_names[i].name, name) == 0)
			return shown_names[i].shown;
	if (strncmp(name, "C-", 2) == 0 && name[2] && !name[3]) {
		control[5] = (char)(name[2] >= 'a' && name[2] <= 'z' ? name[2] - 'a' + 'A' : name[2]);
		return control;
	}
	return name;
}
