/*
 * The playground without a terminal: what is on screen, and what a key does.
 *
 * Keys come in as names ("j", "Enter", "C-d", "F1", "Mouse"), commands run,
 * and ui_draw fills a grid; src/tui and render are two thin shells around this.
 * Three const tables say everything there is: commands (command.c), keys
 * (keymap.c) and views (views.c); footer, help screen, man page and completion are made
 * from them.
 *
 * The screen: the first lines say what is played and where it is (the header, with the banner when a
 * property is broken), the last is the footer, the prompt or a message; the view has what lies between.
 *
 * What a view may let a click run (scene_hit) are command lines: "take 3" (the third row of steps that
 * can be taken), "row 5" (the fifth row of the view's list), "jump 8", "open NAME", "view NAME", ….
 *
 * A struct ui owns its session.  Any text in it that came from a file is
 * escaped when it is drawn (grid_text), not before.
 */
#ifndef HEDDLE_UI_H
#define HEDDLE_UI_H

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/session.h>
#include <heddle/views.h>

enum { UI_LINE_MAX = 1000 };

struct autosave;
struct ui;

/* --- views (views.h) ---------------------------------------------------------- */

extern const struct view *const views[]; /* ended by null; the first is "start", the second "play" */
const struct view *view_named(const char *name);
/* Whether what is played cannot be seen in the view; the start screen covers it too, when something is. */
bool view_covers(const struct view *view, bool playing);

/* --- commands and keys ------------------------------------------------------ */

/* One row of the table of commands.  `args` is the text after the name, blanks cut. */
struct command {
	const char *name;
	const char *args;    /* "NOTE", "[FILE]", "" */
	const char *summary; /* a line for help */
	int (*run)(struct ui *ui, const char *args, struct err *err);
	/* Adds completions of `args`, each ended by \n; null: none. */
	void (*complete)(struct ui *ui, const char *args, struct buf *out);
	/* What a prompt opened by a key starts with (the note that is there already); null: nothing. */
	void (*preset)(struct ui *ui, struct buf *out);
	/* What such a prompt is called, "save as"; null: the beginning of the line, as it stands. */
	const char *asks;
	/* What the prompt starts with is a proposal: typing replaces it, moving the cursor keeps it to be
	 * edited. */
	bool proposes;
	bool needs_session; /* refused on the start screen */
	const char *alias;  /* what vi calls it: "q"; may be null */
};
extern const struct command commands[]; /* ended by a null name */

/* One row of the table of keys. */
struct key {
	/* "u", "Up", "C-r"; "1-9" is any of these digits, "A-Z" any of step_letters */
	const char *name;
	/* A command line, in which # stands for the digit or letter pressed; or with a colon in front the
	 * beginning of one, which opens the prompt (":note "); or "/", which asks what to search. */
	const char *command;
	const char *section; /* of the help screen: "Moving", "Playing", "Looking", "Files" */
	const char *label;   /* one or two words for the footer; null: not in the footer */
	/* Only in this view; "search": while matches are gone through; "elsewhere": in all but play and the
	 * start screen; null: as `where` says. */
	const char *view;
	/* Nothing is played unseen: what moves and looks works everywhere, other keys where the session is in
	 * sight (KEY_USUAL, by section); KEY_SEEN: only there, all the same; KEY_STEPS: only where the steps
	 * are numbered, in play. */
	enum key_where { KEY_USUAL, KEY_ALWAYS, KEY_SEEN, KEY_STEPS } where;
	const char *does;  /* for help; null: as key_does says */
	const char *shown; /* what the footer calls it and its twin, "←→"; null: key_shown(name) */
};
extern const struct key keymap[]; /* ended by a null name */
/* The row that a key runs in a view: the view's own first; null when it does nothing. */
const struct key *key_named(const char *name, const char *view);
/* Whether a row that key_named gave works in the view; `playing`: there is a session. */
bool key_works(const struct key *key, const struct view *view, bool playing);
/* What people call a key: "↵", "Ctrl-R", "Space". */
const char *key_shown(const char *name);
/* What a key does in a line for help: its own words, or those of its command or view. */
const char *key_does(const struct key *key);
const struct command *command_named(const char *name);

/* --- a playground ------------------------------------------------------------ */

/* Takes `session`, which may be null (start screen). */
struct ui *ui_new(struct session *session, bool ascii);
void ui_free(struct ui *ui);

/* What is played; null on the start screen. */
struct session *ui_session(struct ui *ui);
bool ui_ascii(const struct ui *ui);

/* What the shell around is asked for. */

bool ui_quits(const struct ui *ui);
/* True once after each request: paint everything anew; let the shell of the system have the terminal. */
bool ui_take_redraw(struct ui *ui);
bool ui_take_suspend(struct ui *ui);
/* A text to be copied, which is the caller's; null: none. */
char *ui_take_clipboard(struct ui *ui);

/* Keeps what is unsaved in a journal (borrowed); `changed` is called after every change of the session. */
void ui_keep_journal(struct ui *ui, struct autosave *journal, void (*changed)(void *ctx), void *ctx);

/* Exchanges the session (takes it), for :open and the chapter list. */
void ui_set_session(struct ui *ui, struct session *session);

/* Events.  Whatever the shell around does between them, and whether it draws, changes nothing: the screen
 * is laid out after each one, and the next finds it as it would be seen. */

void ui_resize(struct ui *ui, int width, int height);

/* A key by name; a printable character is its own name. */
void ui_key(struct ui *ui, const char *key);
/* A text that was pasted: into the prompt, or else a schedule to play. */
void ui_paste(struct ui *ui, const char *text);
/* A click or a turn of the wheel (rows, negative is up) at a cell. */
void ui_click(struct ui *ui, int x, int y);
void ui_wheel(struct ui *ui, int x, int y, int rows);

/* From here on hints, runs and checks are worked out in threads; the descriptor becomes readable when
 * they have news.  Before, and where it is -1, they are done at once. */
void ui_background(struct ui *ui);
int ui_news_fd(const struct ui *ui);
/* Takes the news in. */
void ui_news(struct ui *ui);

/* Copies the screen into `grid`, which gets its size. */
void ui_draw(struct ui *ui, struct grid *grid);

/* Runs a command line, "note why it broke"; shows what went wrong as a message.  Returns 0 or -1. */
int ui_run(struct ui *ui, const char *command_line);
/* Does what a row of the key table says: a command line, or the beginning of one. */
void ui_press(struct ui *ui, const char *command);
/* Shows a view; an overlay keeps the one it covers for Esc. */
void ui_show(struct ui *ui, const struct view *view);
/* The same by name; fails when there is no such view, or nothing to be seen in it. */
int ui_show_named(struct ui *ui, const char *name, struct err *err);
/* The list that the cursor moves in. */
struct list *ui_list(struct ui *ui);

void ui_say(struct ui *ui, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void ui_complain(struct ui *ui, const struct err *err);
/* Asks yes or no; on y runs the command line.  Keys that are no answer do nothing but say so. */
void ui_ask(struct ui *ui, const char *question, const char *command_line);
/* The same of what can be done later as well: a key that is no answer puts it off, and does what it does. */
void ui_offer(struct ui *ui, const char *question, const char *command_line);
/* Gives the question just asked a third answer; the label is a literal. */
void ui_ask_also(struct ui *ui, char key, const char *label, const char *command_line);

/* Asks whether to restore what an earlier playground left unsaved, if one did. */
void ui_offer_recovery(struct ui *ui);
/* Asks which trace is meant, if the file that was opened holds several. */
void ui_offer_traces(struct ui *ui);
/* The person gave up what is unsaved: nothing needs to keep it. */
void ui_abandon(struct ui *ui);

/* Feeds a string of keys as --keys spells them: characters stand for themselves, <Enter>, <Esc>, <Up>,
 * <C-d>, <lt> for names. */
int ui_type(struct ui *ui, const char *keys, struct err *err);

#endif
