/*
 * The playground without a terminal: what is on the screen, and what each key does.
 *
 * Keys come in as names ("j", "Enter", "C-d", "F1"), commands run, and ui_draw fills a grid; src/tui and
 * `heddle render` are thin shells around this.  Three const tables define it: commands (command.c), keys
 * (keymap.c) and views (views.c); footer, help screen, man page and completion are generated from them.
 *
 * The screen: first the header, with the banner if a property is broken; then the view; the last row is the
 * footer, the prompt or a message.
 *
 * A click target (scene_hit) runs a command line: "take 3" (the third enabled step), "row 5" (the fifth row
 * of the view's list), "jump 8", "open NAME", "view NAME", ….
 *
 * A struct ui owns its session.  Text from files is escaped when it is drawn (grid_text), not before.
 */
#ifndef HEDDLE_UI_H
#define HEDDLE_UI_H

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/session.h>
#include <heddle/views.h>

enum { UI_TEXT_MAX = 1000 };

struct journal;
struct ui;

/* --- views (views.h) ---------------------------------------------------------- */

extern const struct view *const views[]; /* ended by null; the first is "start", the second "play" */
const struct view *view_named(const char *name);
/* Whether the view has something to show. */
bool view_available(const struct view *view, const struct scene *scene);
/* Whether the view hides the session: an overlay does, and the start screen if there is a session. */
bool view_covers(const struct view *view, bool playing);

/* --- commands and keys ------------------------------------------------------ */

/* One row of the table of commands.  `args` is the text after the name, without blanks around it. */
struct command {
	const char *name;
	const char *args;    /* "NOTE", "[FILE]", "" */
	const char *summary; /* for help */
	int (*run)(struct ui *ui, const char *args, struct err *err);
	const char *choices; /* completions of `args`, "on off"; null: see `complete` */
	/* Appends completions of `args`, each with a \n; null: none. */
	void (*complete)(struct ui *ui, const char *args, struct buf *out);
	/* Appends the initial text of a prompt that a key opens, such as the existing note; null: none. */
	void (*preset)(struct ui *ui, struct buf *out);
	const char *asks;   /* the label of that prompt, "save as"; null: the command itself */
	bool proposes;      /* typing replaces the initial text, moving the cursor keeps it */
	bool needs_session; /* not available on the start screen */
	const char *alias;  /* its name in vi: "q"; or null */
};
extern const struct command commands[]; /* ended by a null name */

/* One row of the table of keys. */
struct key {
	/* "u", "Up", "C-r"; "1-9" is any of these digits, "A-Z" any of step_letters (views.h) */
	const char *name;
	/* A command line, in which # is replaced by the digit or letter pressed; or, with a colon in front,
	 * the beginning of one, which opens the prompt (":note "); or "/", which opens the search prompt. */
	const char *command;
	const char *section; /* of the help screen: "Playing", "Viewing", "Moving", "Files" */
	const char *label;   /* one or two words for the footer; null: not in the footer */
	/* Only in this view; "search": while stepping through matches; "elsewhere": everywhere except play
	 * and the start screen; null: see `where`. */
	const char *view;
	/* A covered session (view_covers) cannot be changed.  KEY_USUAL: keys of the sections Moving and
	 * Viewing always work, others only while the session is visible.  KEY_SEEN: only while it is visible,
	 * whatever the section.  KEY_STEPS: only in play, where the steps are numbered. */
	enum key_where { KEY_USUAL, KEY_ALWAYS, KEY_SEEN, KEY_STEPS } where;
	const char *does;  /* for help; null: see key_does */
	const char *shown; /* for the footer, together with its counterpart, "←→"; null: key_shown(name) */
};
extern const struct key keymap[]; /* ended by a null name */
/* The row of a key in a view, preferably one only for that view; null if the key does nothing. */
const struct key *key_named(const char *name, const char *view);
/* Whether a row returned by key_named works in the view; `playing`: there is a session. */
bool key_works(const struct key *key, const struct view *view, bool playing);
/* A key's name for people: "↵", "Ctrl-R", "Space". */
const char *key_shown(const char *name);
/* The help text of a key: its own, or that of its command or view. */
const char *key_does(const struct key *key);
const struct command *command_named(const char *name);

/* --- a playground ------------------------------------------------------------ */

/* Makes a playground, which the caller frees.  Takes `session`, which may be null (start screen). */
struct ui *ui_new(struct session *session, bool ascii);
void ui_free(struct ui *ui);

/* The session, borrowed; null on the start screen. */
struct session *ui_session(struct ui *ui);
bool ui_ascii(const struct ui *ui);

/* Requests to the shell around it: the terminal, or render. */

bool ui_quits(const struct ui *ui);
/* True once per request: to repaint everything; to suspend the program. */
bool ui_take_redraw(struct ui *ui);
bool ui_take_suspend(struct ui *ui);
/* A text to copy to the clipboard, which the caller frees; null: none. */
char *ui_take_clipboard(struct ui *ui);

/* Sets the journal that holds unsaved changes (borrowed); `changed` is called after every change of the
 * session. */
void ui_keep_journal(struct ui *ui, struct journal *journal, void (*changed)(void *ctx), void *ctx);

/* Replaces the session and takes the new one; for :open and the chapter list. */
void ui_set_session(struct ui *ui, struct session *session);

/* --- events ------------------------------------------------------------------ */

/* The screen is laid out after each event, so the result does not depend on when the shell draws. */

void ui_resize(struct ui *ui, int width, int height);

/* A key by name; a printable character is its own name. */
void ui_key(struct ui *ui, const char *key);
/* Pasted text: goes into the prompt, or else is played as a schedule. */
void ui_paste(struct ui *ui, const char *text);
/* A click, or a turn of the wheel by `rows` (negative is up), at a cell. */
void ui_click(struct ui *ui, int x, int y);
void ui_wheel(struct ui *ui, int x, int y, int rows);

/* Makes hints, runs and checks run in threads.  The descriptor then becomes readable when there are results;
 * -1: they run at once. */
void ui_background(struct ui *ui);
int ui_message_fd(const struct ui *ui);
/* Handles the results. */
void ui_handle_messages(struct ui *ui);

/* Types a string of keys in the notation of --keys: single characters, and names as <Enter>, <Esc>, <Up>,
 * <C-d>, <lt>.  Returns -1 with `err` set if a name is unknown. */
int ui_type(struct ui *ui, const char *keys, struct err *err);

/* --- screen and messages ------------------------------------------------------- */

/* Copies the screen into `grid`, and resizes it to fit. */
void ui_draw(struct ui *ui, struct grid *grid);

/* Runs a command line, "note why it broke".  On an error shows it as a message and returns -1. */
int ui_run(struct ui *ui, const char *command_line);
/* Runs the `command` of a row of the key table. */
void ui_press(struct ui *ui, const char *command);
/* Shows a view.  Below an overlay the previous view stays, for Esc. */
void ui_show(struct ui *ui, const struct view *view);
/* The same by name.  Returns -1 with `err` set if there is no such view or it has nothing to show. */
int ui_show_named(struct ui *ui, const char *name, struct err *err);
/* The list that the cursor moves in. */
struct list *ui_list(struct ui *ui);

/* Show a message, or an error, on the last row. */
void ui_say(struct ui *ui, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void ui_complain(struct ui *ui, const struct err *err);
/* Asks a yes-no question; y runs the command line.  Keys that are no answer only repeat the choices. */
void ui_ask(struct ui *ui, const char *question, const char *command_line);
/* The same, but any other key dismisses the question and then has its usual effect. */
void ui_offer(struct ui *ui, const char *question, const char *command_line);
/* Adds a third answer to the question just asked; the label is a literal. */
void ui_ask_also(struct ui *ui, char key, const char *label, const char *command_line);

/* Asks whether to restore what a crashed playground left unsaved, if there is any. */
void ui_offer_recovery(struct ui *ui);
/* Asks which trace to open, if the opened file has several. */
void ui_offer_traces(struct ui *ui);
/* Discards the unsaved changes: no journal needs to hold them. */
void ui_abandon(struct ui *ui);

#endif
