/*
 * The table of commands, and how a line finds its row: the whole name, vi's name for it, or the
 * beginning of one name only.  What the rows do stands in command_play.c,
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
	  .summary = "go forward one step, on the same line",
	  .run = command_redo,
	  .needs_session = true },
	{ .name = "start",
	  .args = "",
	  .summary = "go to the first state",
	  .run = command_start,
	  .needs_session = true },
	{ .name = "end",
	  .args = "",
	  .summary = "go to the end, the last state of the line",
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
	  .summary = "go to the next branch, of those taken at this step",
	  .run = command_branch,
	  .complete = complete_branch,
	  .needs_session = true },
	{ .name = "next",
	  .args = "",
	  .summary = "forward to the next stop: note, bookmark, branching or violation",
	  .run = command_next,
	  .needs_session = true },
	{ .name = "previous",
	  .args = "",
	  .summary = "back to the last stop: note, bookmark, branching or violation",
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
	  .summary = "write a note on this step; without text remove it",
	  .asks = "note",
	  .run = command_note,
	  .preset = preset_note,
	  .needs_session = true },
	{ .name = "bookmark",
	  .args = "[NAME]",
	  .summary = "name this step; without a name remove it",
	  .asks = "bookmark",
	  .run = command_bookmark,
	  .preset = preset_bookmark,
	  .needs_session = true },
	{ .name = "property",
	  .args = "[NAME] [on | off]",
	  .summary = "watch a property, or stop watching it",
	  .run = command_property,
	  .complete = complete_property,
	  .needs_session = true },
	{ .name = "hints",
	  .args = "[on | off]",
	  .summary = "show hints: how far it is from each step to a violation",
	  .run = command_hints,
	  .complete = complete_on_off,
	  .needs_session = true },
	{ .name = "run",
	  .args = "violation | until PROPERTY | until PROCESS at STATE | until PROCESS STEP | "
	          "until step N",
	  .summary = "run to the violation, or until something, the shortest way",
	  .run = command_run,
	  .complete = complete_run,
	  .needs_session = true },
	{ .name = "walk",
	  .args = "[N [SEED]]",
	  .summary = "walk N steps at random, up to a violation; a seed repeats a walk",
	  .asks = "walk, how many steps",
	  .run = command_walk,
	  .needs_session = true },
	{ .name = "back",
	  .args = "",
	  .summary = "go back to where the last run, walk or check began",
	  .run = command_back,
	  .needs_session = true },
	{ .name = "check",
	  .args = "[stop]",
	  .summary = "check all that can happen from here; again: play what it found",
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
	  .summary = "the same, replacing a file without asking",
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
	  .summary = "shorten schedules: leave out what is forced",
	  .run = command_short,
	  .complete = complete_on_off },
	{ .name = "paste",
	  .args = "[STEPS]",
	  .summary = "play the steps of a text, in full or in short",
	  .run = command_paste },
	{ .name = "paste!",
	  .args = "",
	  .summary = "open what was pasted, leaving changes unsaved",
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
	  .summary = "show the view before",
	  .run = command_previous_view,
	  .needs_session = true },
	{ .name = "enter",
	  .args = "",
	  .summary = "take, open or go there, as the view has it",
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
	  .summary = "find the next row of this view that has the text",
	  .run = command_search },
	{ .name = "search-next",
	  .args = "",
	  .summary = "find the next one",
	  .run = command_search_next },
	{ .name = "search-previous",
	  .args = "",
	  .summary = "find the one before",
	  .run = command_search_previous },
	{ .name = "find",
	  .args = "VALUE | PATH=VALUE",
	  .summary = "find the next step that makes a value of the state",
	  .asks = "find value",
	  .run = command_find,
	  .complete = complete_watch,
	  .needs_session = true },
	{ .name = "watch",
	  .args = "[PATH]",
	  .summary = "follow a part of the state over all steps",
	  .run = command_watch,
	  .complete = complete_watch,
	  .needs_session = true },
	{ .name = "unwatch",
	  .args = "[PATH | all]",
	  .summary = "do not follow it any more",
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
	{ .name = "redraw", .args = "", .summary = "draw the screen anew", .run = command_redraw },
	{ .name = "suspend",
	  .args = "",
	  .summary = "go to the shell; fg returns",
	  .run = command_suspend },
	{ .name = "interrupt",
	  .args = "",
	  .summary = "quit, as Ctrl-C asks for",
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
	  .summary = "of the traces in the file that is open, play number N",
	  .asks = "trace",
	  .run = command_trace,
	  .complete = complete_trace },
	{ .name = "trace!",
	  .args = "N",
	  .summary = "the same, leaving changes unsaved",
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
	  .summary = "the same, leaving changes unsaved",
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
	  .summary = "the same, replacing a file without asking",
	  .asks = "save as",
	  .run = command_save_now,
	  .complete = complete_save,
	  .preset = preset_save,
	  .proposes = true,
	  .needs_session = true },
	{ .name = "design",
	  .alias = "design!",
	  .args = "NAME",
	  .summary = "change the design: all that was played is played there, as far as it allows",
	  .asks = "design",
	  .run = command_design,
	  .complete = complete_design,
	  .needs_session = true },
	{ .name = "replay",
	  .args = "[DESIGN]",
	  .summary = "compare: these steps on every design, or beside one",
	  .run = command_replay,
	  .complete = complete_design,
	  .needs_session = true },
	{ .name = "adopt",
	  .alias = "adopt!",
	  .args = "",
	  .summary = "go on with the replay that is shown, on its design",
	  .run = command_adopt,
	  .needs_session = true },
	{ .name = "scope",
	  .alias = "scope!",
	  .args = "[OPTION=N …]",
	  .summary = "play the same with other numbers: scope servers=2",
	  .run = command_scope,
	  .complete = complete_scope,
	  .needs_session = true },
	{ .name = "recover",
	  .args = "[NAME]",
	  .summary = "restore what was left unsaved; alone: lists it, if there are several",
	  .run = command_recover,
	  .complete = complete_leftovers },
	{ .name = "forget",
	  .args = "[NAME]",
	  .summary = "delete what was left unsaved; asks first",
	  .run = command_forget,
	  .complete = complete_leftovers },
	{ .name = "forget!",
	  .args = "[NAME]",
	  .summary = "the same, without asking",
	  .run = command_forget_now,
	  .complete = complete_leftovers },
	{ .name = "quit",
	  .alias = "q",
	  .args = "",
	  .summary = "leave; asks when something is not saved",
	  .run = command_quit },
	{ .name = "quit!",
	  .alias = "q!",
	  .args = "",
	  .summary = "leave without saving",
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
		err_set(err, "nothing is being played yet, so \"%s\" has nothing to work on", row->name);
		return err_remedy(err, "choose a chapter with Enter, or :open DESIGN");
	}
	if (!*row->args && *args) {
		err_set(err, "\"%s\" takes nothing after it", row->name);
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
		return err_remedy(err, "say on or off, or nothing to switch over");
	}
	return 0;
}
