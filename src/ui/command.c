/*
 * The table of commands, and running a command line.  A command is given by its name, its alias, or an
 * unambiguous prefix of its name.
 */
#include <string.h>

#include <heddle/suggest.h>

#include "ui/ui_private.h"

// clang-format off
const struct command commands[] = {
	/* Playing. */
	{ .name = "take", .args = "[N]", .run = command_take, .needs_session = true,
	  .summary = "take a step: the one under the cursor, or step N; open a group of choices" },
	{ .name = "do", .args = "STEP", .run = command_do, .complete = complete_do, .asks = "step",
	  .needs_session = true, .summary = "take a step by its text, as Tab completes it" },
	{ .name = "undo", .args = "", .run = command_undo, .needs_session = true,
	  .summary = "go back one step; nothing is lost" },
	{ .name = "redo", .args = "", .run = command_redo, .needs_session = true,
	  .summary = "go forward one step, on the same branch" },
	{ .name = "start", .args = "", .run = command_start, .needs_session = true,
	  .summary = "go to the first state" },
	{ .name = "end", .args = "", .run = command_end, .needs_session = true,
	  .summary = "go to the end, the last state of the branch" },
	{ .name = "jump", .alias = "goto", .args = "N | +N | -N | BOOKMARK", .run = command_jump,
	  .complete = complete_jump, .asks = "go to step", .needs_session = true,
	  .summary = "go to a step, by number or by bookmark" },
	{ .name = "branch", .args = "[next | previous]", .run = command_branch,
	  .choices = "next previous", .needs_session = true,
	  .summary = "go to the next branch that starts here" },
	{ .name = "next", .args = "", .run = command_next, .needs_session = true,
	  .summary = "go to the next stop: note, bookmark, branch point or violation" },
	{ .name = "previous", .args = "", .run = command_previous, .needs_session = true,
	  .summary = "go to the previous stop: note, bookmark, branch point or violation" },
	{ .name = "violation", .args = "", .run = command_violation, .needs_session = true,
	  .summary = "go to the first violation, a step that breaks a property; from there to the next" },
	{ .name = "note", .args = "[TEXT]", .run = command_note, .preset = preset_note, .asks = "note",
	  .needs_session = true, .summary = "write a note on this step; without text, remove it" },
	{ .name = "bookmark", .args = "[NAME]", .run = command_bookmark, .preset = preset_bookmark,
	  .asks = "bookmark", .needs_session = true,
	  .summary = "name this step; without a name, remove it" },
	{ .name = "property", .args = "[NAME [on | off | remove | CONDITION]]", .run = command_property,
	  .complete = complete_property, .needs_session = true,
	  .summary = "check a property or not; add one as a condition, or remove it" },
	{ .name = "hints", .args = "[on | off]", .run = command_hints, .choices = "on off",
	  .needs_session = true, .summary = "show hints: the distance from each step to a violation" },
	{ .name = "run",
	  .args = "violation | until PROPERTY | until PROCESS at STATE | until PROCESS STEP | until step N",
	  .run = command_run, .complete = complete_run, .needs_session = true,
	  .summary = "run to a violation, or to another goal, by the shortest path" },
	{ .name = "walk", .args = "[N [SEED]]", .run = command_walk, .asks = "walk how many steps",
	  .needs_session = true,
	  .summary = "take N random steps, or fewer up to a violation; a seed repeats a walk" },
	{ .name = "back", .args = "", .run = command_back, .needs_session = true,
	  .summary = "go back to where the last run, walk or check began" },
	{ .name = "check", .args = "[stop]", .run = command_check, .choices = "stop",
	  .needs_session = true,
	  .summary = "check everything reachable from here; again: play the counterexample" },
	{ .name = "schedule", .args = "[FILE]", .run = command_schedule, .complete = complete_save,
	  .needs_session = true, .summary = "show the steps as text, or write them to a file" },
	{ .name = "schedule!", .args = "FILE", .run = command_schedule_now, .complete = complete_save,
	  .needs_session = true, .summary = "like :schedule, but replaces a file without asking" },
	{ .name = "copy", .alias = "yank", .args = "", .run = command_copy, .needs_session = true,
	  .summary = "copy the steps as text to the clipboard" },
	{ .name = "short", .args = "[on | off]", .run = command_short, .choices = "on off",
	  .summary = "write schedules without forced choices" },
	{ .name = "edit", .args = "[later | earlier | insert STEP | repeat | delete | undo | play]",
	  .run = command_edit, .complete = complete_edit, .needs_session = true,
	  .summary = "work on the schedule: change the step under the cursor, or play the result" },
	{ .name = "tidy", .args = "", .run = command_tidy, .needs_session = true,
	  .summary = "make a branch that is the same story with fewer switches of process" },
	{ .name = "shrink", .args = "", .run = command_shrink, .needs_session = true,
	  .summary = "make a branch of the steps that the violation needs" },
	{ .name = "fast-forward", .args = "", .run = command_fast_forward, .needs_session = true,
	  .summary = "take steps while only one is possible" },
	{ .name = "paste", .args = "[STEPS]", .run = command_paste,
	  .summary = "play steps from text, full or short" },
	{ .name = "paste!", .args = "", .run = command_paste_now,
	  .summary = "open the pasted text, discarding unsaved changes" },

	/* Viewing. */
	{ .name = "view", .args = "NAME", .run = command_view, .complete = complete_view,
	  .summary = "show a view" },
	{ .name = "why", .args = "[N]", .run = command_why, .needs_session = true,
	  .summary = "explain what is at the cursor; with N, play that line of the explanation" },
	{ .name = "next-view", .args = "", .run = command_next_view, .needs_session = true,
	  .summary = "show the next view" },
	{ .name = "previous-view", .args = "", .run = command_previous_view, .needs_session = true,
	  .summary = "show the previous view" },
	{ .name = "enter", .args = "", .run = command_enter,
	  .summary = "act on the row under the cursor: take, open or go there" },
	{ .name = "close", .args = "", .run = command_close, .summary = "close an overlay, a group or the search" },
	{ .name = "move", .args = "WHERE [N]", .run = command_move, .complete = complete_move,
	  .summary = "move the cursor: up, down, page-down, end, …" },
	{ .name = "row", .args = "N", .run = command_row,
	  .summary = "put the cursor on row N of the list" },
	{ .name = "search", .args = "TEXT", .run = command_search,
	  .summary = "find the next row of this view that contains a text" },
	{ .name = "search-next", .args = "", .run = command_search_next,
	  .summary = "find the next match" },
	{ .name = "search-previous", .args = "", .run = command_search_previous,
	  .summary = "find the previous match" },
	{ .name = "find", .args = "VALUE | PATH=VALUE | CONDITION", .run = command_find,
	  .complete = complete_watch, .asks = "find value", .needs_session = true,
	  .summary = "find the next step that sets a value, or makes a condition true" },
	{ .name = "watch", .args = "[PATH | EXPRESSION]", .run = command_watch, .complete = complete_watch,
	  .needs_session = true, .summary = "watch a part of the state, or an expression, over all steps" },
	{ .name = "unwatch", .args = "[PATH | all]", .run = command_unwatch,
	  .complete = complete_unwatch, .needs_session = true, .summary = "stop watching a part, or all" },
	{ .name = "from", .args = "[PATH]", .run = command_from, .complete = complete_watch,
	  .needs_session = true,
	  .summary = "tell who changed a part of the state and from what, and who has looked at it since" },
	{ .name = "hide", .args = "[VARIABLE | PATTERN]", .run = command_hide,
	  .complete = complete_hide, .needs_session = true,
	  .summary = "hide variables of the state: hide msg*" },
	{ .name = "show", .args = "[VARIABLE | PATTERN | all]", .run = command_show,
	  .complete = complete_show, .needs_session = true, .summary = "show hidden variables again" },
	{ .name = "disabled", .args = "[on | off]", .run = command_disabled,
	  .choices = "on off", .needs_session = true,
	  .summary = "show disabled steps, and why they cannot be taken" },
	{ .name = "help", .args = "", .run = command_help,
	  .summary = "show help: all keys and commands" },
	{ .name = "redraw", .args = "", .run = command_redraw, .summary = "redraw the screen" },
	{ .name = "suspend", .args = "", .run = command_suspend,
	  .summary = "suspend heddle and go to the shell; fg returns" },
	{ .name = "interrupt", .args = "", .run = command_interrupt, .summary = "quit, as Ctrl-C does" },

	/* Files and systems. */
	{ .name = "open", .alias = "e", .args = "DESIGN | TRACE", .run = command_open,
	  .complete = complete_open, .asks = "open", .summary = "play a design, or open a trace" },
	{ .name = "trace", .args = "N", .run = command_trace, .complete = complete_trace,
	  .asks = "trace", .summary = "play trace N of the open file" },
	{ .name = "trace!", .args = "N", .run = command_trace_now, .complete = complete_trace,
	  .summary = "like :trace, but discards unsaved changes" },
	{ .name = "chapter", .args = "N", .run = command_chapter, .asks = "chapter",
	  .summary = "play the design of a chapter" },
	{ .name = "open!", .alias = "e!", .args = "DESIGN | TRACE", .run = command_open_now,
	  .complete = complete_open, .summary = "like :open, but discards unsaved changes" },
	{ .name = "save", .alias = "w", .args = "[FILE]", .run = command_save,
	  .complete = complete_save, .preset = preset_save, .asks = "save as", .proposes = true,
	  .needs_session = true, .summary = "save everything played: steps, branches, notes" },
	{ .name = "save!", .alias = "w!", .args = "[FILE]", .run = command_save_now,
	  .complete = complete_save, .preset = preset_save, .asks = "save as", .proposes = true,
	  .needs_session = true, .summary = "like :save, but replaces a file without asking" },
	{ .name = "design", .alias = "design!", .args = "NAME", .run = command_design,
	  .complete = complete_design, .asks = "design", .needs_session = true,
	  .summary = "change the design: replay everything on it, as far as possible" },
	{ .name = "replay", .args = "[DESIGN]", .run = command_replay, .complete = complete_design,
	  .needs_session = true,
	  .summary = "compare designs: these steps on every design, or side by side with one" },
	{ .name = "adopt", .alias = "adopt!", .args = "", .run = command_adopt, .needs_session = true,
	  .summary = "continue with the replay that is shown" },
	{ .name = "scope", .alias = "scope!", .args = "[OPTION=N …]", .run = command_scope,
	  .complete = complete_scope, .needs_session = true,
	  .summary = "show the scope, or replay everything in another one" },
	{ .name = "recover", .args = "[NAME]", .run = command_recover, .complete = complete_leftovers,
	  .summary = "restore an unsaved session; without NAME, list them if there are several" },
	{ .name = "forget", .args = "[NAME]", .run = command_forget, .complete = complete_leftovers,
	  .summary = "delete an unsaved session; asks first" },
	{ .name = "forget!", .args = "[NAME]", .run = command_forget_now,
	  .complete = complete_leftovers, .summary = "like :forget, but does not ask" },
	{ .name = "quit", .alias = "q", .args = "", .run = command_quit,
	  .summary = "leave heddle; asks if something is unsaved" },
	{ .name = "quit!", .alias = "q!", .args = "", .run = command_quit_now,
	  .summary = "leave heddle without saving" },
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

/* The row with an unambiguous prefix; "qui" is quit, not quit!.  *other: the second that an ambiguous prefix
 * can mean; else null. */
static const struct command *command_with_prefix(const char *start, const struct command **other)
{
	const struct command *found = NULL;
	size_t length = strlen(start);

	*other = NULL;
	for (const struct command *row = commands; row->name && !*other; row++) {
		if (strncmp(row->name, start, length) != 0)
			continue;
		if (!found)
			found = row;
		else if (strncmp(found->name, row->name, strlen(found->name)) != 0)
			*other = row;
	}
	return found;
}

static int find_command(const char *name, const struct command **row, struct err *err)
{
	const struct command *other = NULL;

	*row = command_named(name);
	if (!*row)
		*row = command_with_prefix(name, &other);
	if (other) {
		err_set(err, "ambiguous command \"%s\": %s and %s begin with it", name, (*row)->name,
		        other->name);
		return err_remedy(err, "type more of it");
	}
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

static int run(struct ui *ui, const char *command_line, struct err *err)
{
	char name[40], args[UI_TEXT_MAX];
	const struct command *row;

	const char *at = skip_blanks(command_line + strspn(command_line, ":"));
	size_t length = strcspn(at, " \t");

	if (length == 0)
		return 0;
	if (length >= sizeof(name))
		return err_set(err, "\"%.30s…\" is not a command", at);
	memcpy(name, at, length);
	name[length] = '\0';
	if (strspn(name, "0123456789") == length) { /* a number jumps there, as in vi */
		row = command_named("jump");
		length = 0;
	} else if (find_command(name, &row, err) < 0) {
		return -1;
	}
	at = skip_blanks(at + length);
	length = strlen(at);
	while (length > 0 && (at[length - 1] == ' ' || at[length - 1] == '\t'))
		length--;
	if (length >= sizeof(args))
		return err_set(err, "the command line is too long");
	memcpy(args, at, length);
	args[length] = '\0';
	if (row->needs_session && !ui->scene.session) {
		err_set(err, "\"%s\" needs a session, and none is open", row->name);
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
