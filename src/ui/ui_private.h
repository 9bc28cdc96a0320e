/*
 * What the files of the screen share and views do not need: the prompt, the frame below the
 * view, and the functions behind the table of commands.
 */
#ifndef HEDDLE_UI_UI_PRIVATE_H
#define HEDDLE_UI_UI_PRIVATE_H

#include <heddle/ui.h>

struct bundled;
struct design;

enum { UI_WIDTH_LEAST = 40, UI_HEIGHT_LEAST = 12, FRAME_BOTTOM = 1 };

enum message_kind { MESSAGE_NONE, MESSAGE_INFO, MESSAGE_ERROR };

struct ui {
	struct scene scene; /* what is shown; it owns scene.session */
	const struct view *view;
	const struct view *under;  /* below an overlay; null */
	struct grid screen;        /* as the last event left it (no cells: never laid out); */
	bool stale;                /* or not laid out yet since; */
	uint64_t shown_generation; /* of the session, when it was */
	unsigned nested; /* events being handled, one inside another; what was played when they began: */
	const struct session *begun_session;
	uint64_t begun_generation;
	bool quit;    /* for the shell around: end, */
	bool redraw;  /* paint everything again, */
	bool suspend; /* let the shell of the system have the terminal */

	struct background *background; /* hints, runs and checks (background.h) */

	/* One line at the bottom: a prompt being typed, or a message. */
	bool prompting;
	char prompt_kind;            /* ':' command, '/' search, '?' question of yes or no */
	char line[UI_LINE_MAX];      /* UTF-8 */
	size_t line_length, line_at; /* bytes; cursor */
	size_t line_fixed; /* bytes in front that a key put there: they stay, and prompt_label stands for them
	                    */
	char prompt_label[40];
	bool proposed; /* what is behind that is a proposal still: the first character typed replaces it
	                */
	char question_command[UI_LINE_MAX]; /* run on yes */
	bool question_waits;                /* for its answer; else other keys do what they always do */
	char wrong_answer[20];              /* the key that was none; empty: none yet */
	char third_answer;                  /* 0: only yes and no */
	const char *third_label;
	char third_command[UI_LINE_MAX];
	char **past; /* earlier command lines */
	size_t past_count, past_at;
	char *completions;     /* of the line from completed_from on, each ended by \n; null */
	size_t completed_from; /* byte in line */
	int completion_at;     /* the one that is in the line; -1: none yet */
	enum message_kind message_kind;
	char message[UI_LINE_MAX];
	char search[200];
	enum { SEARCH_LIST, SEARCH_STEPS, SEARCH_VALUES } search_kind;
	bool searching; /* n and N go through matches, until Esc or a change */

	char *clipboard; /* for the shell around to copy, which frees it and sets it to null */
	char *pasted;    /* a text that came in at once, while it may still be needed */

	uint64_t reported_generation; /* of the session, at the last call of changed */

	struct journal *journal; /* that holds what is unsaved; borrowed, null: none does */
	/* Called after every change of the session (journal); may be null. */
	void (*changed)(void *ctx);
	void *changed_ctx;
};

/* --- header.c --------------------------------------------------------------- */

/* Draws the title line, the properties and the banner at the top of the screen; returns the rows used,
 * which do not change while stepping. */
int ui_head(struct ui *ui, struct grid *grid);

/* --- footer.c ---------------------------------------------------------------- */

/* Footer, message or prompt, from the last row upwards. */
void footer_draw(struct ui *ui, struct grid *grid);
/* Whether a message is seen whole there. */
bool frame_has_room(const struct ui *ui, const char *text);

/* --- prompt.c --------------------------------------------------------------- */

/* `kind` as in ui->prompt_kind; `line` is what is in it already. */
void prompt_open(struct ui *ui, char kind, const char *line);
/* A prompt for a command line that begins with `begun` whatever is typed; `asks` (null allowed) is shown
 * in its place. */
void prompt_open_for(struct ui *ui, const char *begun, const char *asks, const char *line);
void prompt_close(struct ui *ui);
void prompt_key(struct ui *ui, const char *key);
/* The question that is asked, with its answers. */
void prompt_question(const struct ui *ui, struct buf *out);
/* Whether a key answers the question that is asked. */
bool prompt_is_answer(const struct ui *ui, const char *key);
/* Puts a text that may have several lines into the line. */
void prompt_paste(struct ui *ui, const char *text);
void prompt_release(struct ui *ui);

/* --- ui.c ------------------------------------------------------------------- */

/* Brings ui->screen, and with it the lists and the click targets, up to date. */
void ui_lay_out(struct ui *ui);
/* The window shows nothing but that it is too small, or a question. */
bool ui_too_small(const struct ui *ui);
/* Tells the journal that something changed. */
void ui_tell(struct ui *ui);

/* --- events.c --------------------------------------------------------------- */

/* Around the handling of an event: before it the screen is laid out as the person saw it, or would
 * have seen it; after it the journal is told what was played.  Events may nest: a key runs a command. */
void ui_begin(struct ui *ui);
void ui_end(struct ui *ui);
/* An offer (ui_offer) gives way to what is done instead of answering it. */
void ui_put_off(struct ui *ui);

/* --- command_*.c ------------------------------------------------------------ */

typedef int command_fn(struct ui *ui, const char *args, struct err *err);
typedef void complete_fn(struct ui *ui, const char *args, struct buf *out);

/* command_play.c: steps, time, notes. */
command_fn command_take, command_do, command_undo, command_redo, command_start, command_end, command_jump,
        command_branch, command_next, command_previous, command_violation, command_note, command_bookmark;
complete_fn complete_do, complete_jump, complete_branch;
void preset_note(struct ui *ui, struct buf *out);
void preset_bookmark(struct ui *ui, struct buf *out);

/* command_look.c: views, cursor, search. */
command_fn command_view, command_next_view, command_previous_view, command_move, command_row, command_enter,
        command_close, command_search, command_search_next, command_search_previous, command_disabled,
        command_help, command_redraw, command_suspend, command_interrupt;
complete_fn complete_view, complete_move, complete_on_off;

/* command_run.c: what takes many steps, or looks ahead. */
command_fn command_hints, command_run, command_walk, command_check, command_back;
complete_fn complete_run, complete_check;

/* command_recover.c: what a playground that died left behind. */
command_fn command_recover, command_forget, command_forget_now;
complete_fn complete_leftovers;

/* command_file.c: opening, saving, leaving. */
command_fn command_chapter, command_open, command_open_now, command_save, command_save_now, command_quit,
        command_quit_now;
complete_fn complete_open, complete_save;
void preset_save(struct ui *ui, struct buf *out);
/* Add the names in a table, and the files and folders, that go on from what was written. */
void complete_bundled(struct buf *out, const char *args, const struct bundled *row);
void complete_path(struct buf *out, const char *args);

/* command_system.c: playing another design or scope. */
command_fn command_design, command_scope;
/* Plays on with another design (taken) or scope. */
int change_system(struct ui *ui, struct design *design, const struct scope *scope, struct err *err);
complete_fn complete_design, complete_scope;

/* command_trace.c: which of the traces in a file. */
command_fn command_trace, command_trace_now;
complete_fn complete_trace;

/* command_schedule.c: the line as text, out and in. */
command_fn command_schedule, command_schedule_now, command_copy, command_short, command_paste,
        command_paste_now;

/* command_watch.c: what is to be seen of states. */
command_fn command_property, command_watch, command_unwatch, command_hide, command_show;
complete_fn complete_property, complete_watch, complete_unwatch, complete_hide, complete_show;

/* command_find.c: steps by name and by value. */
command_fn command_find;
/* Goes to the next step of the line whose text has `wanted` in it. */
bool find_step(struct ui *ui, const char *wanted, int direction);
/* Goes to the next step that makes a value of what ui->search says. */
int find_value(struct ui *ui, int direction, struct err *err);
/* Small letters find capitals too, as in less -i. */
bool text_has(const char *text, const char *wanted);

/* command_replay.c: the line on other designs. */
command_fn command_replay, command_adopt;

bool is_unsaved(const struct ui *ui);
/* Whether a name or path, and the trace of that number in it, can be opened: asked before a question, so that
 * nobody has to answer one for nothing.  Returns 0, or -1 with err set. */
int would_open(const char *path, size_t which, struct err *err);
/* True when what is played is unsaved; then the question is asked, and yes runs "COMMAND! ARGS". */
bool asks_first(struct ui *ui, const char *command, const char *args);
/* Appends a path in which ~/ is the home folder. */
void add_path(struct buf *out, const char *path);

/* Adds "name\n" when the name begins with `prefix`. */
void complete_add(struct buf *out, const char *prefix, const char *name);
/* "on", "off" or "" (the other way round); -1 with err set for anything else. */
int parse_switch(const char *args, bool *value, struct err *err);
#endif
