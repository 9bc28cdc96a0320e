/*
 * The table of keys: footer, help screen and manual are made from it.  The order of the rows
 * with a label is their order, and importance, in the footer; those of one view come first there.
 *
 * Digits take a step at once rather than begin a count, as in vi: in a lesson the step is what
 * is wanted, and the lists are short.  Where they end, the letters that no row has taken go on.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/ui.h>

// clang-format off
const struct key keymap[] = {
	{ .name = "Enter",
	  .where = KEY_STEPS,
	  .command = "enter",
	  .section = "Playing",
	  .does = "take the step, or open its choices",
	  .label = "take" },
	{ .name = "1-9",
	  .where = KEY_STEPS,
	  .command = "take #",
	  .section = "Playing",
	  .does = "take the step with that number, or open its choices" },
	{ .name = "A-Z",
	  .where = KEY_STEPS,
	  .command = "take #",
	  .section = "Playing",
	  .does = "take the step with that letter (the tenth and later)" },
	{ .name = "u", .command = "undo", .section = "Playing", .label = "undo" },
	{ .name = "C-r", .command = "redo", .section = "Playing" },
	{ .name = "Left",
	  .command = "undo",
	  .section = "Playing",
	  .label = "step",
	  .shown = "←→" },
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
	{ .name = "H", .command = "hints", .section = "Playing", .label = "hints" },
	{ .name = "]", .command = "next", .section = "Playing", .label = "stops", .shown = "[]" },
	{ .name = "[", .command = "previous", .section = "Playing" },
	{ .name = "}",
	  .command = "branch next",
	  .section = "Playing",
	  .label = "branches",
	  .shown = "{}" },
	{ .name = "{",
	  .command = "branch previous",
	  .section = "Playing",
	  .does = "go to the previous branch" },
	{ .name = "!", .command = "violation", .section = "Playing" },
	{ .name = "0", .command = "start", .section = "Playing" },
	{ .name = "$", .command = "end", .section = "Playing" },
	{ .name = "r", .command = "run violation", .section = "Playing", .label = "run" },
	{ .name = "R", .command = ":run until ", .section = "Playing" },
	{ .name = "W", .command = ":walk ", .section = "Playing" },
	{ .name = "b", .command = "back", .section = "Playing" },
	{ .name = "c", .command = "check", .section = "Playing", .label = "check" },
	{ .name = "m", .command = ":bookmark ", .section = "Playing", .label = "bookmark" },
	{ .name = "'", .command = ":jump ", .section = "Playing", .label = "jump" },
	{ .name = "a", .command = ":do ", .section = "Playing" },

	{ .name = "p", .command = "view play", .section = "Looking" },
	{ .name = "s", .command = "view lanes", .section = "Looking" },
	{ .name = "P", .command = "view program", .section = "Looking" },
	{ .name = "S", .command = "view state", .section = "Looking" },
	{ .name = "L", .command = "view log", .section = "Looking" },
	{ .name = "t", .command = "view tree", .section = "Looking" },
	{ .name = "i", .command = "view properties", .section = "Looking" },
	{ .name = "F10", .command = "view start", .section = "Looking" },
	{ .name = "d", .where = KEY_STEPS, .command = "disabled", .section = "Looking" },
	{ .name = "/",
	  .command = "/",
	  .section = "Looking",
	  .does = "search in this view",
	  .label = "search" },
	{ .name = "?", .command = "help", .section = "Looking", .label = "help" },
	{ .name = "F1", .command = "help", .section = "Looking" },
	{ .name = "Esc", .command = "close", .section = "Looking" },
	{ .name = "C-l", .command = "redraw", .section = "Looking" },

	{ .name = "j", .command = "move down", .section = "Moving", .does = "one row down" },
	{ .name = "Down", .command = "move down", .section = "Moving", .does = "one row down" },
	{ .name = "k", .command = "move up", .section = "Moving", .does = "one row up" },
	{ .name = "Up", .command = "move up", .section = "Moving", .does = "one row up" },
	{ .name = "PgDn", .command = "move page-down", .section = "Moving", .does = "a page down" },
	{ .name = "C-f", .command = "move page-down", .section = "Moving", .does = "a page down" },
	{ .name = "PgUp", .command = "move page-up", .section = "Moving", .does = "a page up" },
	{ .name = "C-b", .command = "move page-up", .section = "Moving", .does = "a page up" },
	{ .name = "C-d",
	  .command = "move half-down",
	  .section = "Moving",
	  .does = "half a page down" },
	{ .name = "C-u", .command = "move half-up", .section = "Moving", .does = "half a page up" },
	{ .name = "g", .command = "move home", .section = "Moving", .does = "to the first row" },
	{ .name = "Home", .command = "move home", .section = "Moving", .does = "to the first row" },
	{ .name = "G", .command = "move end", .section = "Moving", .does = "to the last row" },
	{ .name = "End", .command = "move end", .section = "Moving", .does = "to the last row" },
	{ .name = "<", .command = "move left", .section = "Moving", .does = "to the left" },
	{ .name = ">", .command = "move right", .section = "Moving", .does = "to the right" },

	{ .name = "o", .command = ":open ", .section = "Files", .label = "open" },
	{ .name = "y", .command = "schedule", .section = "Files", .does = "show these steps as text" },
	{ .name = "O", .command = "replay", .section = "Looking" },
	{ .name = "T", .command = "view watch", .section = "Looking" },
	{ .name = "f",
	  .where = KEY_SEEN,
	  .command = ":find ",
	  .section = "Looking",
	  .does = "find the step that sets a value in the state" },
	{ .name = "=",
	  .command = "watch",
	  .section = "Looking",
	  .label = "watch",
	  .does = "watch or unwatch the part of the state under the cursor",
	  .view = "state" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Playing",
	  .label = "go there",
	  .does = "go to the step, in watch",
	  .view = "watch" },
	{ .name = "y",
	  .command = "copy",
	  .section = "Files",
	  .label = "copy",
	  .does = "copy the schedule",
	  .view = "schedule" },
	{ .name = "Enter",
	  .command = "copy",
	  .section = "Files",
	  .does = "copy the schedule",
	  .view = "schedule" },
	{ .name = "s",
	  .command = "short",
	  .section = "Looking",
	  .label = "short or full",
	  .does = "show the schedule in short or in full",
	  .view = "schedule" },
	{ .name = "x",
	  .command = "hide",
	  .section = "Looking",
	  .label = "hide",
	  .does = "hide the variable under the cursor",
	  .view = "state" },
	{ .name = "X",
	  .where = KEY_SEEN,
	  .command = "show all",
	  .section = "Looking",
	  .does = "show all variables again" },
	{ .name = "D", .command = ":design ", .section = "Files" },
	{ .name = ":",
	  .where = KEY_ALWAYS,
	  .command = ":",
	  .section = "Files",
	  .does = "type a command",
	  .label = "command" },
	{ .name = "q", .where = KEY_ALWAYS, .command = "quit", .section = "Files", .label = "quit" },
	{ .name = "C-c",
	  .where = KEY_ALWAYS,
	  .command = "interrupt",
	  .section = "Files",
	  .does = "quit, or cancel what is being typed" },
	{ .name = "C-z", .where = KEY_ALWAYS, .command = "suspend", .section = "Files" },

	/* Rows of one view, and of going through matches, win over those above. */
	{ .name = "n",
	  .command = "search-next",
	  .section = "Looking",
	  .label = "next match",
	  .does = "the next match, while searching",
	  .view = "search",
	  .shown = "nN" },
	{ .name = "N",
	  .command = "search-previous",
	  .section = "Looking",
	  .view = "search",
	  .does = "the previous match, while searching" },
	{ .name = "Esc",
	  .command = "close",
	  .section = "Looking",
	  .label = "end search",
	  .does = "end the search",
	  .view = "search" },
	{ .name = "1-9",
	  .command = "chapter #",
	  .section = "Files",
	  .does = "play the chapter with that number",
	  .view = "start" },
	{ .name = "o",
	  .command = ":open ",
	  .section = "Files",
	  .label = "open",
	  .view = "start" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Files",
	  .label = "play",
	  .does = "play the chapter, on the start screen",
	  .view = "start" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Looking",
	  .does = "go to the step, in lanes",
	  .label = "go there",
	  .view = "lanes" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Playing",
	  .does = "take the step under the cursor, in the program",
	  .label = "take",
	  .view = "program" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Looking",
	  .does = "go to the step, in the tree",
	  .label = "go there",
	  .view = "tree" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Looking",
	  .does = "unfold or fold, in the state",
	  .label = "unfold",
	  .view = "state" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Looking",
	  .does = "turn it on or off, in properties",
	  .label = "on or off",
	  .view = "properties" },
	{ .name = "Enter",
	  .command = "enter",
	  .section = "Files",
	  .label = "preview, play",
	  .does = "preview the replay on a design, then play it",
	  .view = "replay" },
	{ .name = "Backspace",
	  .command = "replay",
	  .section = "Looking",
	  .label = "all designs",
	  .does = "back to all designs, in replay",
	  .view = "replay" },
	{ .name = "q",
	  .command = "close",
	  .section = "Looking",
	  .label = "close",
	  .does = "close the view; in play and on the start screen, quit",
	  .view = "elsewhere" },
	{ .name = "Space",
	  .command = "move page-down",
	  .section = "Moving",
	  .view = "help",
	  .does = "a page down, in help" },
	{ .name = "Backspace",
	  .command = "move page-up",
	  .section = "Moving",
	  .view = "help",
	  .does = "a page up, in help" },
	{ 0 },
};
// clang-format on

const char *key_does(const struct key *key)
{
	const char *line = key->command + (*key->command == ':');
	size_t length = strcspn(line, " ");
	char name[40];

	if (key->does)
		return key->does;
	snprintf(name, sizeof(name), "%.*s", (int)length, line);
	if (strcmp(name, "view") == 0 && line[length]) {
		const struct view *view = view_named(line + length + 1);

		if (view)
			return view->summary;
	}
	const struct command *command = command_named(name);

	return command ? command->summary : key->command;
}

/* A row for some views only: one of them, or all that can be closed. */
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
	return !covered || strcmp(key->section, "Moving") == 0 || strcmp(key->section, "Looking") == 0;
}

/* Where a name that is good in scripts is not what people say. */
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
