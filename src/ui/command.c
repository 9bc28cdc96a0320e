/*
 * The table of commands, and how a line finds its row: the whole name, vi's name for it, or the
 * beginning of one name only.  What the rows do is in command_play.c,
 * command_look.c, command_file.c, command_system.c and others.
 */
#include <string.h>

#include <heddle/suggest.h>

#include "ui/ui_private.h"

// clang-format off
const struct command commands[] = {
	/* Playing. */
	{ .name = "take",
	  .args = "[N]",
	  .summary = "take a step: the one under the cursor, or step N; open a group of choices",
	  .run = command_take,
	  .needs_session = true },
	{ .name = "do",
	  .args = "STEP",
	  .summary = "take a step by its text: do s1 ServerStartWrite u1 m1 i1",
	  .asks = "step",
	  .run = command_do,
	  .complete = complete_do,
	  .needs_session = true },
	{ .name = "undo",
	  .args = "",
	  .summary = "go back one step; nothing is lost",
	  .run = command_undo,
	  .needs_session = true },
	{ .name = "redo",
	  .args = "",
	  .summary = "go forward one step, on the same branch",
	  .run = command_redo,
	  .needs_session = true },
	{ .name = "start",
	  .args = "",
	  .summary = "go to the first state",
	  .run = command_start,
	  .needs_session = true },
	{ .name = "end",
	  .args = "",
	  .summary = "go to the end, the last state of the branch",
	  .run = command_end,
	  .needs_session = true },
	{ .name = "jump",
	  .alias = "goto",
	  .args = "N | +N | -N | BOOKMARK",
	  .summary = "go to a step, by number or by bookmark",
	  .asks = "go to step",
	  .run = command_jump,
	  .complete = complete_jump,
	  .needs_session = true },
	{ .name = "branch",
	  .args = "[next | previous]",
	  .summary = "go to the next branch, of those played from here",
	  .run = command_branch,
	  .complete = complete_branch,
	  .needs_session = true },
	{ .name = "next",
	  .args = "",
	  .summary = "go to the next stop: note, bookmark, branch point or violation",
	  .run = command_next,
	  .needs_session = true },
	{ .name = "previous",
	  .args = "",
	  .summary = "go to the previous stop: note, bookmark, branch point or violation",
	  .run = command_previous,
	  .needs_session = true },
	{ .name = "violation",
	  .args = "",
	  .summary = "go to the first violation, a step that breaks a property; from there to the "
	             "next",
	  .run = command_violation,
	  .needs_session = true },
	{ .name = "note",
	  .args = "[TEXT]",
	  .summary = "write a note on this step; without text, remove it",
	  .asks = "note",
	  .run = command_note,
	  .preset = preset_note,
	  .needs_session = true },
	{ .name = "bookmark",
	  .args = "[NAME]",
	  .summary = "name this step; without a name, remove it",
	  .asks = "bookmark",
	  .run = command_bookmark,
	  .preset = preset_bookmark,
	  .needs_session = true },
	{ .name = "property",
	  .args = "[NAME] [on | off]",
	  .summary = "turn the checking of a property on or off",
	  .run = command_property,
	  .complete = complete_property,
	  .needs_session = true },
	{ .name = "hints",
	  .args = "[on | off]",
	  .summary = "show hints: the distance from each step to a violation",
	  .run = command_hints,
	  .complete = complete_on_off,
	  .needs_session = true },
	{ .name = "run",
	  .args = "violation | until PROPERTY | until PROCESS at STATE | until PROCESS STEP | "
	          "until step N",
	  .summary = "run to a violation, or to another goal, by the shortest path",
	  .run = command_run,
	  .complete = complete_run,
	  .needs_session = true },
	{ .name = "walk",
	  .args = "[N [SEED]]",
	  .summary = "walk N steps at random, up to a violation; a seed repeats a walk",
	  .asks = "walk how many steps",
	  .run = command_walk,
	  .needs_session = true },
	{ .name = "back",
	  .args = "",
	  .summary = "go back to where the last run, walk or check began",
	  .run = command_back,
	  .needs_session = true },
	{ .name = "check",
	  .args = "[stop]",
	  .summary = "check all that can happen from here; again: play the counterexample",
	  .run = command_check,
	  .complete = complete_check,
	  .needs_session = true },
	{ .name = "schedule",
	  .args = "[FILE]",
	  .summary = "show the steps as text, or write them to a file",
	  .run = command_schedule,
	  .complete = complete_save,
	  .needs_session = true },
	{ .name = "schedule!",
	  .args = "FILE",
	  .summary = "like :schedule, but replaces a file without asking",
	  .run = command_schedule_now,
	  .complete = complete_save,
	  .needs_session = true },
	{ .name = "copy",
	  .alias = "yank",
	  .args = "",
	  .summary = "copy the steps as text to the clipboard",
	  .run = command_copy,
	  .needs_session = true },
	{ .name = "short",
	  .args = "[on | off]",
	  .summary = "shorten schedules: leave out forced choices",
	  .run = command_short,
	  .complete = complete_on_off },
	{ .name = "paste",
	  .args = "[STEPS]",
	  .summary = "play steps from text, full or short",
	  .run = command_paste },
	{ .name = "paste!",
	  .args = "",
	  .summary = "open the pasted text, discarding unsaved changes",
	  .run = command_paste_now },

	/* Looking. */
	{ .name = "view",
	  .args = "NAME",
	  .summary = "show a view",
	  .run = command_view,
	  .complete = complete_view },
	{ .name = "next-view",
	  .args = "",
	  .summary = "show the next view",
	  .run = command_next_view,
	  .needs_session = true },
	{ .name = "previous-view",
	  .args = "",
	  .summary = "show the previous view",
	  .run = command_previous_view,
	  .needs_session = true },
	{ .name = "enter",
	  .args = "",
	  .summary = "act on the row under the cursor: take, open or go there",
	  .run = command_enter },
	{ .name = "close",
	  .args = "",
	  .summary = "close what covers the view",
	  .run = command_close },
	{ .name = "move",
	  .args = "WHERE [N]",
	  .summary = "move the cursor: up, down, page-down, end, …",
	  .run = command_move,
	  .complete = complete_move },
	{ .name = "row",
	  .args = "N",
	  .summary = "put the cursor on row N of the list",
	  .run = command_row },
	{ .name = "search",
	  .args = "TEXT",
	  .summary = "find the next row of this view that contains a text",
	  .run = command_search },
	{ .name = "search-next",
	  .args = "",
	  .summary = "find the next match",
	  .run = command_search_next },
	{ .name = "search-previous",
	  .args = "",
	  .summary = "find the previous match",
	  .run = command_search_previous },
	{ .name = "find",
	  .args = "VALUE | PATH=VALUE",
	  .summary = "find the next step that sets a value in the state",
	  .asks = "find value",
	  .run = command_find,
	  .complete = complete_watch,
	  .needs_session = true },
	{ .name = "watch",
	  .args = "[PATH]",
	  .summary = "watch a part of the state over all steps",
	  .run = command_watch,
	  .complete = complete_watch,
	  .needs_session = true },
	{ .name = "unwatch",
	  .args = "[PATH | all]",
	  .summary = "stop watching it",
	  .run = command_unwatch,
	  .complete = complete_unwatch,
	  .needs_session = true },
	{ .name = "hide",
	  .args = "[VARIABLE | PATTERN]",
	  .summary = "hide variables of the state: hide msg*",
	  .run = command_hide,
	  .complete = complete_hide,
	  .needs_session = true },
	{ .name = "show",
	  .args = "[VARIABLE | PATTERN | all]",
	  .summary = "show hidden variables again",
	  .run = command_show,
	  .complete = complete_show,
	  .needs_session = true },
	{ .name = "disabled",
	  .args = "[on | off]",
	  .summary = "show disabled steps, and why they cannot be taken",
	  .run = command_disabled,
	  .complete = complete_on_off,
	  .needs_session = true },
	{ .name = "help",
	  .args = "",
	  .summary = "show help: all keys and commands",
	  .run = command_help },
	{ .name = "redraw", .args = "", .summary = "redraw the screen", .run = command_redraw },
	{ .name = "suspend",
	  .args = "",
	  .summary = "suspend heddle and go to the shell; fg returns",
	  .run = command_suspend },
	{ .name = "interrupt",
	  .args = "",
	  .summary = "quit, as Ctrl-C does",
	  .run = command_interrupt },

	/* Files and systems. */
	{ .name = "open",
	  .alias = "e",
	  .args = "DESIGN | TRACE",
	  .summary = "play a design, or open a trace",
	  .asks = "open",
	  .run = command_open,
	  .complete = complete_open },
	{ .name = "trace",
	  .args = "N",
	  .summary = "play trace N of the open file",
	  .asks = "trace",
	  .run = command_trace,
	  .complete = complete_trace },
	{ .name = "trace!",
	  .args = "N",
	  .summary = "like :trace, but discards unsaved changes",
	  .run = command_trace_now,
	  .complete = complete_trace },
	{ .name = "chapter",
	  .args = "N",
	  .summary = "play the design of a chapter",
	  .asks = "chapter",
	  .run = command_chapter },
	{ .name = "open!",
	  .alias = "e!",
	  .args = "DESIGN | TRACE",
	  .summary = "like :open, but discards unsaved changes",
	  .run = command_open_now,
	  .complete = complete_open },
	{ .name = "save",
	  .alias = "w",
	  .args = "[FILE]",
	  .summary = "save everything played: steps, branches, notes",
	  .asks = "save as",
	  .run = command_save,
	  .complete = complete_save,
	  .preset = preset_save,
	  .proposes = true,
	  .needs_session = true },
	{ .name = "save!",
	  .alias = "w!",
	  .args = "[FILE]",
	  .summary = "like :save, but replaces a file without asking",
	  .asks = "save as",
	  .run = command_save_now,
	  .complete = complete_save,
	  .preset = preset_save,
	  .proposes = true,
	  .needs_session = true },
	{ .name = "design",
	  .alias = "design!",
	  .args = "NAME",
	  .summary = "change the design: replay everything played on it, as far as it fits",
	  .asks = "design",
	  .run = command_design,
	  .complete = complete_design,
	  .needs_session = true },
	{ .name = "replay",
	  .args = "[DESIGN]",
	  .summary = "compare designs: these steps on every design, or side by side with one",
	  .run = command_replay,
	  .complete = complete_design,
	  .needs_session = true },
	{ .name = "adopt",
	  .alias = "adopt!",
	  .args = "",
	  .summary = "continue with the replay shown, on its design",
	  .run = command_adopt,
	  .needs_session = true },
	{ .name = "scope",
	  .alias = "scope!",
	  .args = "[OPTION=N …]",
	  .summary = "replay everything with other numbers: scope servers=2",
	  .run = command_scope,
	  .complete = complete_scope,
	  .needs_session = true },
	{ .name = "recover",
	  .args = "[NAME]",
	  .summary = "restore an unsaved session; without NAME, list them if there are several",
	  .run = command_recover,
	  .complete = complete_leftovers },
	{ .name = "forget",
	  .args = "[NAME]",
	  .summary = "delete an unsaved session; asks first",
	  .run = command_forget,
	  .complete = complete_leftovers },
	{ .name = "forget!",
	  .args = "[NAME]",
	  .summary = "like :forget, but does not ask",
	  .run = command_forget_now,
	  .complete = complete_leftovers },
	{ .name = "quit",
	  .alias = "q",
	  .args = "",
	  .summary = "leave heddle; asks if something is unsaved",
	  .run = command_quit },
	{ .name = "quit!",
	  .alias = "q!",
	  .args = "",
	  .summary = "leave heddle without saving",
	  .run = command_quit_now },
	{ 0 },
};
// clang-format on

const struct command *command_named(const char *name)
{
	for (const struct command *row = commands; row->name; row++)
		if (strcmp(row->name, name) == 0 || (row->alias && strcmp(row->alias, name) == 0))
			return row;
	return NULL;
}

/* The row whose name alone begins with `start`; "qui" is quit, not quit!. */
static const struct command *command_begun(const char *start)
{
	const struct command *found = NULL;
	size_t length = strlen(start);

	for (const struct command *row = commands; row->name; row++) {
		if (strncmp(row->name, start, length) != 0)
			continue;
		if (found && strncmp(found->name, row->name, strlen(found->name)) != 0)
			return NULL;
		if (!found)
			found = row;
	}
	return found;
}

static int find_command(const char *name, const struct command **row, struct err *err)
{
	*row = command_named(name);
	if (!*row)
		*row = command_begun(name);
	if (*row)
		return 0;

	struct nearest nearest = nearest_to(name);

	for (const struct command *known = commands; known->name; known++)
		nearest_offer(&nearest, known->name);
	nearest_err(&nearest, "command", err);
	if (!nearest.name)
		err_remedy(err, "? lists all commands");
	return -1;
}

static const char *skip_blanks(const char *text)
{
	while (*text == ' ' || *text == '\t')
		text++;
	return text;
}

static int run(struct ui *ui, const char *line, struct err *err)
{
	char name[40], args[UI_LINE_MAX];
	const struct command *row;

	line = skip_blanks(line + strspn(line, ":"));
	size_t length = strcspn(line, " \t");

	if (length == 0)
		return 0;
	if (length >= sizeof(name))
		return err_set(err, "\"%.30s…\" is not a command", line);
	memcpy(name, line, length);
	name[length] = '\0';
	if (strspn(name, "0123456789") == length) { /* as in vi, a number is a place to go to */
		row = command_named("jump");
		length = 0;
	} else if (find_command(name, &row, err) < 0) {
		return -1;
	}
	line = skip_blanks(line + length);
	length = strlen(line);
	while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
		length--;
	if (length >= sizeof(args))
		return err_set(err, "the command line is too long");
	memcpy(args, line, length);
	args[length] = '\0';
	if (row->needs_session && !ui->scene.session) {
		err_set(err, "nothing is being played yet, so \"%s\" does not apply", row->name);
		return err_remedy(err, "choose a chapter with Enter, or :open DESIGN");
	}
	if (!*row->args && *args) {
		err_set(err, "\"%s\" takes no argument", row->name);
		return err_remedy(err, "use :%s", row->name);
	}
	return row->run(ui, args, err);
}

int ui_run(struct ui *ui, const char *command_line)
{
	struct err err = { 0 };

	ui_begin(ui);

	int result = run(ui, command_line, &err);

	if (result < 0)
		ui_complain(ui, &err);
	ui_end(ui);
	return result;
}

void complete_add(struct buf *out, const char *prefix, const char *name)
{
	if (strncmp(name, prefix, strlen(prefix)) == 0)
		buf_printf(out, "%s\n", name);
}

int parse_switch(const char *args, bool *value, struct err *err)
{
	if (!*args)
		*value = !*value;
	else if (strcmp(args, "on") == 0)
		*value = true;
	else if (strcmp(args, "off") == 0)
		*value = false;
	else {
		err_set(err, "\"%s\" is neither on nor off", args);
		return err_remedy(err, "give on or off, or nothing to toggle");
	}
	return 0;
}
