/*
 * The playground without a terminal: what is on screen, and what a key does.
 *
 * Keys come in as names ("j", "Enter", "C-d", "F1", "Mouse"), commands run,
 * and ui_draw fills a grid; src/tui and render are two thin shells around this.
 * Three const tables say everything there is: commands (command.c), keys
 * (keymap.c) and views (view.c); footer, help screen, man page and completion are made
 * from them.
 *
 * The screen: the first lines say what is played and where it stands (ui_head, with the
 * banner when a property is broken), the last is the footer, the prompt or a message;
 * ui_draw gives the view all that lies between.
 *
 * What a view may let a click run (ui_hit) are command lines: "take 3" (the third row of steps that
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

enum { UI_HITS_MAX = 2000, UI_LINE_MAX = 1000 };

struct autosave;
struct ui;

struct rect {
	int x, y, width, height;
};

/* --- lists ------------------------------------------------------------------ */

/* A list with a cursor that scrolls as little as it can. */
struct list {
	int count, cursor, top;
	int rows; /* visible when it was settled last; what a page is */
};
/* Keeps cursor and top in range and the cursor visible in `rows` rows. */
void list_settle(struct list *list, int count, int rows);

/* --- views ------------------------------------------------------------------ */

/* How a view is asked to move: up and down by one, by a page, to the ends, sideways. */
/* (`move` is also a command, with these in words: "move page-down".) */
enum move { MOVE_UP, MOVE_DOWN, MOVE_LEFT, MOVE_RIGHT, MOVE_PAGE_UP, MOVE_PAGE_DOWN,
	    MOVE_HALF_UP, MOVE_HALF_DOWN, MOVE_HOME, MOVE_END };

/* Moves the cursor, `count` times; sideways is nothing. */
void list_move(struct list *list, enum move move, int count);

/* One row of the table of views; one file each: src/views/view_NAME.c. */
struct view {
	const char *name;    /* for :view and --view */
	const char *title;   /* at the top of the screen */
	const char *summary; /* a line for help */
	/* False when the view has nothing to show (the start screen is all there is without a session). */
	bool (*available)(const struct ui *ui);
	const char *wants; /* what to do so that it has; null: nothing helps */
	/* Draws into `area`; must cope with any size from 1×1.  Registers what can be clicked with ui_hit. */
	void (*draw)(struct ui *ui, struct grid *grid, struct rect area);
	/* The view's own reaction to movement and Enter; null: the default, which moves ui->steps. */
	void (*move)(struct ui *ui, enum move move, int count);
	void (*enter)(struct ui *ui);
	/* A picker covers the screen and is left with Esc; others are what v cycles through. */
	bool overlay;
	/* The list that the cursor moves in, settled (null: ui->steps), and what one of its rows says in
	 * one line of text, which is what / searches (null: this view has nothing to search). */
	struct list *(*list)(struct ui *ui);
	void (*row_text)(struct ui *ui, int row, struct buf *out);
};
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
	/* What the prompt starts with is a proposal: typing replaces it, moving the cursor keeps it to be edited. */
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
	 * sight (KEY_USUAL, by section); KEY_SEEN: only there, all the same; KEY_STEPS: only where the steps are
	 * numbered, in play. */
	enum key_where { KEY_USUAL, KEY_ALWAYS, KEY_SEEN, KEY_STEPS } where;
	const char *does;    /* for help; null: as key_does says */
	const char *shown;   /* what the footer calls it and its twin, "←→"; null: key_shown(name) */
};
extern const struct key keymap[]; /* ended by a null name */
/* What takes the tenth step of the list, the eleventh, …: letters that no other key has in any view where
 * steps are taken. */
extern const char step_letters[];
/* What is pressed for the n-th step that can be taken, from 1 on; 0: no key is. */
char step_key(int number);
/* The step that a key takes; 0: none. */
int step_number(char key);
/* The row that a key runs in a view: the view's own first; null when it does nothing. */
const struct key *key_named(const char *name, const char *view);
/* Whether a row that key_named gave works in the view; `playing`: there is a session. */
bool key_works(const struct key *key, const struct view *view, bool playing);
/* What people call a key: "↵", "Ctrl-R", "Space". */
const char *key_shown(const char *name);
/* What a key does in a line for help: its own words, or those of its command or view. */
const char *key_does(const struct key *key);
const struct command *command_named(const char *name);

/* --- the state of the screen ------------------------------------------------ */

enum message_kind { MESSAGE_NONE, MESSAGE_INFO, MESSAGE_ERROR };

struct hit {
	struct rect at;
	char command[120]; /* run when clicked */
};

struct ui {
	struct session *session; /* null on the start screen */
	const struct view *view;
	const struct view *under; /* below an overlay; null */
	bool ascii;
	int width, height;
	struct grid screen; /* as the last event left it (no cells: never laid out); */
	bool stale;         /* or not laid out yet since; */
	uint64_t shown_generation; /* of the session, when it was */
	unsigned nested;    /* events being handled, one inside another; what was played when they began: */
	const struct session *begun_session;
	uint64_t begun_generation;
	bool quit;    /* for the shell around: end, */
	bool redraw;  /* paint everything anew, */
	bool suspend; /* let the shell of the system have the terminal */

	/* The list of steps that can be taken.  Choices of one action of one process stand
	 * as a group that opens in place: rows of `step_rows` (view_steps.c). */
	struct list steps;
	struct step_row *step_rows;
	size_t step_row_count, step_row_room;
	uint64_t step_rows_generation;
	int open_process, open_action; /* the open group; -1 */
	bool show_disabled;

	struct list chapters; /* start screen */
	struct list lanes;    /* schedule: cursor is a depth on the current line */
	int lanes_left;       /* first lane shown, when they do not all fit */
	struct list program;
	struct list log;
	struct list help;
	struct list tree;
	struct list values, properties;
	struct live *live;            /* hints, runs and checks (background.h) */
	struct views_memory *memory; /* what the views keep from draw to draw (view_memory.c) */

	/* One line at the bottom: a prompt being typed, or a message. */
	bool prompting;
	char prompt_kind;            /* ':' command, '/' search, '?' question of yes or no */
	char line[UI_LINE_MAX];      /* UTF-8 */
	size_t line_length, line_at; /* bytes; cursor */
	size_t line_fixed; /* bytes in front that a key put there: they stay, and prompt_label stands for them */
	char prompt_label[40];
	bool proposed; /* what stands behind that is a proposal still: the first character typed replaces it */
	char question_command[UI_LINE_MAX]; /* run on yes */
	bool question_waits;                /* for its answer; else other keys do what they always do */
	char wrong_answer[20];              /* the key that was none; empty: none yet */
	char third_answer;                  /* 0: only yes and no */
	const char *third_label;
	char third_command[UI_LINE_MAX];
	char **past; /* earlier command lines */
	size_t past_count, past_at;
	char *completions;      /* of the line from completed_from on, each ended by \n; null */
	size_t completed_from;  /* byte in line */
	int completion_at;      /* the one that stands in the line; -1: none yet */
	enum message_kind message_kind;
	char message[UI_LINE_MAX];
	char search[200];
	enum { SEARCH_LIST, SEARCH_STEPS, SEARCH_VALUES } search_kind;
	bool searching; /* n and N go through matches, until Esc or a change */

	bool brief;      /* schedules are written in short */
	char *clipboard; /* for the shell around to copy, which frees it and sets it to null */
	char *pasted;    /* a text that came in at once, while it may still be needed */

	struct hit *hits; /* of the last draw, later ones on top */
	size_t hit_count;
	uint64_t told_generation; /* of the session, at the last call of changed */

	struct autosave *journal; /* that holds what is unsaved; borrowed, null: none does */
	/* Called after every change of the session (journal); may be null. */
	void (*changed)(void *ctx);
	void *changed_ctx;
};

/* One row of the list of steps. */
struct step_row {
	enum { ROW_STEP, ROW_GROUP, ROW_DISABLED } kind;
	uint16_t process;
	uint32_t action;
	uint32_t first, count; /* in session->now.steps (ROW_DISABLED: in now.disabled) */
	bool inside;           /* a choice of the open group */
};

/* Takes `session`, which may be null (start screen). */
struct ui *ui_new(struct session *session, bool ascii);
void ui_free(struct ui *ui);

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

/* While drawing: a click inside `at` runs the command line. */
void ui_hit(struct ui *ui, struct rect at, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* Feeds a string of keys as --keys spells them: characters stand for themselves, <Enter>, <Esc>, <Up>,
 * <C-d>, <lt> for names. */
int ui_type(struct ui *ui, const char *keys, struct err *err);

/* Rebuilds ui->step_rows, keeping the cursor on the same process
 * where possible. */
void ui_step_rows(struct ui *ui);

/* Draws the title line, the properties and the banner at the top of the screen (header.c);
 * returns the rows used, which do not change while stepping. */
int ui_head(struct ui *ui, struct grid *grid);

/* Drops what the views remember of a session (widths, caches, what is unfolded); for ui_free and
 * ui_set_session. */
void views_forget(struct ui *ui);

/* Symbols with their ASCII stand-ins; `ui_symbol(ui, SYMBOL_BROKEN)` is text to draw. */
enum symbol {
	SYMBOL_BROKEN,  /* ✗ x */
	SYMBOL_ORPHAN,  /* ○ o */
	SYMBOL_CHANGED, /* * */
	SYMBOL_HOLDS,   /* ● + */
	SYMBOL_HERE,    /* ▸ > */
	SYMBOL_UNSET,   /* ─ - */
	SYMBOL_BRANCH,  /* ├ | */
	SYMBOL_LANE,    /* │ | */
	SYMBOL_FUTURE,  /* · . */
	SYMBOL_ARROW,   /* → -> */
	SYMBOL_DOT,     /* · - between words */
	SYMBOL_NOTE,    /* ♪-like mark of a step with a note: ✎ " */
	SYMBOL_BOOKMARK,/* ⚑ # */
	SYMBOL_RULE,    /* ─ - */
	SYMBOL_DISTANCE,/* ▲ ^ */
	SYMBOL_OPEN,    /* ? ? */
	SYMBOL_COUNT
};
const char *ui_symbol(const struct ui *ui, enum symbol symbol);

#endif
