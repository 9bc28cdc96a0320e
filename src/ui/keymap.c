/*
 * The table of keys, from which footer, help screen and manual are made.  Rows with a label are in the order
 * in which they appear in the footer, the most important first; those for one view come before the others.
 *
 * A digit takes a step at once instead of beginning a count as in vi: in a lesson the step is what one wants,
 * and the lists are short.  After the nine digits come the letters that have no row (step_letters).
 */
#include <stdio.h>
#include <string.h>

#include <heddle/ui.h>

// clang-format off
const struct key keymap[] = {
	{ .name = "Enter", .where = KEY_STEPS, .command = "enter", .section = "Playing",
	  .label = "take", .does = "take the step, or open its choices" },
	{ .name = "1-9", .where = KEY_STEPS, .command = "take #", .section = "Playing",
	  .does = "take the step with that number, or open its choices" },
	{ .name = "A-Z", .where = KEY_STEPS, .command = "take #", .section = "Playing",
	  .does = "take the step with that letter (the tenth and later)" },
	{ .name = "u", .command = "undo", .section = "Playing", .label = "undo" },
	{ .name = "C-r", .command = "redo", .section = "Playing" },
	{ .name = "Left", .command = "undo", .section = "Playing", .label = "step", .shown = "←→" },
	{ .name = "h", .command = "undo", .section = "Playing" },
	{ .name = "Backspace", .command = "undo", .section = "Playing" },
	{ .name = "Right", .command = "redo", .section = "Playing" },
	{ .name = "l", .command = "redo", .section = "Playing" },
	{ .name = "Space", .command = "redo", .section = "Playing" },
	{ .name = "v", .command = "next-view", .section = "Viewing", .label = "views" },
	{ .name = "Tab", .command = "next-view", .section = "Viewing" },
	{ .name = "V", .command = "previous-view", .section = "Viewing" },
	{ .name = "S-Tab", .command = "previous-view", .section = "Viewing" },
	{ .name = "n", .command = ":note ", .section = "Playing", .label = "note" },
	{ .name = "w", .command = ":save ", .section = "Files", .label = "save" },
	{ .name = "H", .command = "hints", .section = "Playing", .label = "hints" },
	{ .name = "]", .command = "next", .section = "Playing", .label = "stops", .shown = "[]" },
	{ .name = "[", .command = "previous", .section = "Playing" },
	{ .name = "}", .command = "branch next", .section = "Playing", .label = "branches",
	  .shown = "{}" },
	{ .name = "{", .command = "branch previous", .section = "Playing",
	  .does = "go to the previous branch" },
	{ .name = "!", .command = "violation", .section = "Playing" },
	{ .name = "0", .command = "start", .section = "Playing" },
	{ .name = "$", .command = "end", .section = "Playing" },
	{ .name = "r", .command = "run violation", .section = "Playing", .label = "run" },
	{ .name = "R",
	  .command = ":run until ",
	  .section = "Playing",
	  .does = "run to a goal you name" },
	{ .name = "W", .command = ":walk ", .section = "Playing" },
	{ .name = "b", .command = "back", .section = "Playing" },
	{ .name = "c", .command = "check", .section = "Playing", .label = "check" },
	{ .name = "m", .command = ":bookmark ", .section = "Playing", .label = "bookmark" },
	{ .name = "'", .command = ":jump ", .section = "Playing", .label = "jump" },
	{ .name = "a", .command = ":do ", .section = "Playing" },

	{ .name = "p", .command = "view play", .section = "Viewing" },
	{ .name = "s", .command = "view lanes", .section = "Viewing" },
	{ .name = "P", .command = "view program", .section = "Viewing" },
	{ .name = "S", .command = "view state", .section = "Viewing" },
	{ .name = "L", .command = "view log", .section = "Viewing" },
	{ .name = "t", .command = "view tree", .section = "Viewing" },
	{ .name = "i", .command = "view properties", .section = "Viewing" },
	{ .name = "e", .command = "why", .section = "Viewing" },
	{ .name = "F10", .command = "view start", .section = "Viewing" },
	{ .name = "d", .where = KEY_STEPS, .command = "disabled", .section = "Viewing" },
	{ .name = "/", .command = "/", .section = "Viewing", .label = "search",
	  .does = "search in this view" },
	{ .name = "?", .command = "help", .section = "Viewing", .label = "help" },
	{ .name = "F1", .command = "help", .section = "Viewing" },
	{ .name = "Esc", .command = "close", .section = "Viewing" },
	{ .name = "C-l", .command = "redraw", .section = "Viewing" },

	{ .name = "j", .command = "move down", .section = "Moving", .does = "one row down" },
	{ .name = "Down", .command = "move down", .section = "Moving", .does = "one row down" },
	{ .name = "k", .command = "move up", .section = "Moving", .does = "one row up" },
	{ .name = "Up", .command = "move up", .section = "Moving", .does = "one row up" },
	{ .name = "PgDn", .command = "move page-down", .section = "Moving", .does = "a page down" },
	{ .name = "C-f", .command = "move page-down", .section = "Moving", .does = "a page down" },
	{ .name = "PgUp", .command = "move page-up", .section = "Moving", .does = "a page up" },
	{ .name = "C-b", .command = "move page-up", .section = "Moving", .does = "a page up" },
	{ .name = "C-d", .command = "move half-down", .section = "Moving", .does = "half a page down" },
	{ .name = "C-u", .command = "move half-up", .section = "Moving", .does = "half a page up" },
	{ .name = "g", .command = "move home", .section = "Moving", .does = "to the first row" },
	{ .name = "Home", .command = "move home", .section = "Moving", .does = "to the first row" },
	{ .name = "G", .command = "move end", .section = "Moving", .does = "to the last row" },
	{ .name = "End", .command = "move end", .section = "Moving", .does = "to the last row" },
	{ .name = "<", .command = "move left", .section = "Moving", .does = "to the left" },
	{ .name = ">", .command = "move right", .section = "Moving", .does = "to the right" },

	{ .name = "o", .command = ":open ", .section = "Files", .label = "open" },
	{ .name = "y", .command = "schedule", .section = "Files", .does = "show these steps as text" },
	{ .name = "E", .command = "view edit", .section = "Viewing" },
	{ .name = "O", .command = "replay", .section = "Viewing" },
	{ .name = "T", .command = "view watch", .section = "Viewing" },
	{ .name = "f", .where = KEY_SEEN, .command = ":find ", .section = "Viewing",
	  .does = "find the step that sets a value in the state" },
	{ .name = "=", .view = "state", .command = "watch", .section = "Viewing", .label = "watch",
	  .does = "watch or unwatch the part of the state under the cursor" },
	{ .name = "Enter", .view = "why", .command = "enter", .section = "Viewing",
	  .label = "go there, or play it", .does = "go to what the line tells, or play it, in why" },
	{ .name = "Enter", .view = "watch", .command = "enter", .section = "Playing",
	  .label = "go there", .does = "go to the step, in watch" },
	{ .name = "y", .view = "schedule", .command = "copy", .section = "Files", .label = "copy",
	  .does = "copy the schedule" },
	{ .name = "Enter", .view = "schedule", .command = "copy", .section = "Files",
	  .does = "copy the schedule" },
	{ .name = "s", .view = "schedule", .command = "short", .section = "Viewing",
	  .label = "short or full", .does = "show the schedule in short or in full" },
	{ .name = "J", .view = "edit", .command = "edit later", .section = "Playing", .label = "move",
	  .shown = "JK", .does = "move the step later, in edit" },
	{ .name = "K", .view = "edit", .command = "edit earlier", .section = "Playing",
	  .does = "move the step earlier, in edit" },
	{ .name = "x", .view = "edit", .command = "edit delete", .section = "Playing", .label = "delete",
	  .does = "leave the step out, in edit" },
	{ .name = "a", .view = "edit", .command = ":edit insert ", .section = "Playing",
	  .label = "insert", .does = "insert a step before the cursor, in edit" },
	{ .name = "+", .view = "edit", .command = "edit repeat", .section = "Playing", .label = "repeat",
	  .does = "repeat the step, in edit" },
	{ .name = "u", .view = "edit", .command = "edit undo", .section = "Playing", .label = "undo",
	  .does = "take back the last change, in edit" },
	{ .name = "Enter", .view = "edit", .command = "enter", .section = "Playing", .label = "play",
	  .does = "make a branch of these steps, in edit" },
	{ .name = "F", .view = "state", .command = "from", .section = "Viewing", .label = "from",
	  .does = "tell where the part of the state under the cursor is from" },
	{ .name = "Enter", .view = "from", .command = "enter", .section = "Viewing",
	  .label = "go there", .does = "go to the step, in from" },
	{ .name = "x", .view = "state", .command = "hide", .section = "Viewing", .label = "hide",
	  .does = "hide the variable under the cursor" },
	{ .name = "X", .where = KEY_SEEN, .command = "show all", .section = "Viewing",
	  .does = "show all variables again" },
	{ .name = "D", .command = ":design ", .section = "Files" },
	{ .name = ":", .where = KEY_ALWAYS, .command = ":", .section = "Files", .label = "command",
	  .does = "type a command" },
	{ .name = "q", .where = KEY_ALWAYS, .command = "quit", .section = "Files", .label = "quit" },
	{ .name = "C-c", .where = KEY_ALWAYS, .command = "interrupt", .section = "Files",
	  .does = "quit, or cancel what is being typed" },
	{ .name = "C-z", .where = KEY_ALWAYS, .command = "suspend", .section = "Files" },

	/* Rows for one view, and for searches, override those above. */
	{ .name = "n", .view = "search", .command = "search-next", .section = "Viewing",
	  .label = "next match", .shown = "nN", .does = "the next match, while searching" },
	{ .name = "N", .view = "search", .command = "search-previous", .section = "Viewing",
	  .does = "the previous match, while searching" },
	{ .name = "Esc", .view = "search", .command = "close", .section = "Viewing",
	  .label = "end search", .does = "end the search" },
	{ .name = "1-9", .view = "start", .command = "chapter #", .section = "Files",
	  .does = "play the chapter with that number" },
	{ .name = "o", .view = "start", .command = ":open ", .section = "Files", .label = "open" },
	{ .name = "Enter", .view = "start", .command = "enter", .section = "Files", .label = "play",
	  .does = "play the chapter, on the start screen" },
	{ .name = "Enter", .view = "lanes", .command = "enter", .section = "Viewing",
	  .label = "go there", .does = "go to the step, in lanes" },
	{ .name = "Enter", .view = "program", .command = "enter", .section = "Playing",
	  .label = "take", .does = "take the step under the cursor, in the program" },
	{ .name = "Enter", .view = "tree", .command = "enter", .section = "Viewing",
	  .label = "go there", .does = "go to the step, in the tree" },
	{ .name = "Enter", .view = "state", .command = "enter", .section = "Viewing",
	  .label = "unfold", .does = "unfold or fold, in the state" },
	{ .name = "Enter", .view = "properties", .command = "enter", .section = "Viewing",
	  .label = "on or off", .does = "turn a property on or off, in properties" },
	{ .name = "Enter", .view = "replay", .command = "enter", .section = "Files",
	  .label = "preview, play", .does = "preview the replay on a design, then play it" },
	{ .name = "Backspace", .view = "replay", .command = "replay", .section = "Viewing",
	  .label = "all designs", .does = "back to all designs, in replay" },
	{ .name = "q", .view = "elsewhere", .command = "close", .section = "Viewing", .label = "close",
	  .does = "close the view; in play and on the start screen, quit" },
	{ .name = "Space", .view = "help", .command = "move page-down", .section = "Moving",
	  .does = "a page down, in help" },
	{ .name = "Backspace", .view = "help", .command = "move page-up", .section = "Moving",
	  .does = "a page up, in help" },
	{ 0 },
};
// clang-format on

const char *key_does(const struct key *key)
{
	const char *command_line = key->command + (*key->command == ':');
	size_t length = strcspn(command_line, " ");
	char name[40];

	if (key->does)
		return key->does;
	snprintf(name, sizeof(name), "%.*s", (int)length, command_line);
	if (strcmp(name, "view") == 0 && command_line[length]) {
		const struct view *view = view_named(command_line + length + 1);

		if (view)
			return view->summary;
	}
	const struct command *command = command_named(name);

	return command ? command->summary : key->command;
}

/* Whether a row for some views only is for this one. */
static bool is_for_view(const struct key *row, const char *view)
{
	if (strcmp(row->view, "elsewhere") == 0)
		return strcmp(view, "play") != 0 && strcmp(view, "start") != 0 &&
		       strcmp(view, "search") != 0 && *view;
	return strcmp(row->view, view) == 0;
}

const struct key *key_named(const char *name, const char *view)
{
	const struct key *common = NULL;
	bool single = name[0] && !name[1];

	if (strcmp(name, " ") == 0)
		name = "Space";
	if (single && name[0] >= '1' && name[0] <= '9')
		name = "1-9";
	else if (single && strchr(step_letters, name[0]))
		name = "A-Z";
	for (const struct key *row = keymap; row->name; row++) {
		if (strcmp(row->name, name) != 0)
			continue;
		if (row->view && is_for_view(row, view))
			return row;
		if (!row->view && !common)
			common = row;
	}
	return common;
}

bool key_works(const struct key *key, const struct view *view, bool playing)
{
	bool covered = view_covers(view, playing);

	if (key->view)
		return true;
	switch (key->where) {
	case KEY_ALWAYS:
		return true;
	case KEY_STEPS:
		return strcmp(view->name, "play") == 0;
	case KEY_SEEN:
		return !covered;
	case KEY_USUAL:
		break;
	}
	return !covered || strcmp(key->section, "Moving") == 0 || strcmp(key->section, "Viewing") == 0;
}

/* Names for people, where they differ from those for scripts. */
// clang-format off
static const struct {
	const char *name, *shown;
} shown_names[] = {
	{ "Enter", "↵" }, { "Left", "←" },    { "Right", "→" },         { "Up", "↑" },
	{ "Down", "↓" },  { "PgUp", "PgUp" }, { "S-Tab", "Shift-Tab" }, { "1-9", "1…9" },
	{ "A-Z", "A…" },
};
// clang-format on

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
