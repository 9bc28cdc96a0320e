/*
 * The playground's state, and what the files of this room share.
 */
#ifndef HEDDLE_UI_UI_PRIVATE_H
#define HEDDLE_UI_UI_PRIVATE_H

#include <heddle/ui.h>

struct bundled;
struct design;

enum { UI_WIDTH_LEAST = 40, UI_HEIGHT_LEAST = 12, FOOTER_ROWS = 1 };

enum message_kind { MESSAGE_NONE, MESSAGE_INFO, MESSAGE_ERROR };

struct ui {
	struct scene scene; /* scene.session is owned */
	const struct view *view;
	const struct view *under;  /* the view below an overlay */
	struct grid screen;        /* as laid out last; no cells: never */
	bool stale;                /* the screen must be laid out again */
	uint64_t shown_generation; /* of the session, when the screen was laid out */
	unsigned nested;           /* depth of nested events */
	/* The session when the outermost event began. */
	const struct session *begun_session;
	uint64_t begun_generation;
	/* Requests to the shell around the playground. */
	bool quit, redraw, suspend;
	char *clipboard; /* to be copied; null: nothing */

	struct background *background; /* hints, runs and checks (background.h) */

	/* The prompt. */
	bool prompting;
	char prompt_kind;              /* ':' command, '/' search, '?' question */
	char prompt_label[40];         /* shown in place of the fixed part */
	char input[UI_TEXT_MAX];       /* the text of the prompt; UTF-8 */
	size_t input_length, input_at; /* bytes; input_at: the cursor */
	size_t input_fixed;            /* bytes at the beginning that cannot be edited */
	bool proposed;                 /* the rest is a proposal, which the first character typed replaces */
	/* A question. */
	char question_command[UI_TEXT_MAX]; /* run on yes */
	bool question_waits;                /* keys that are no answer do nothing; else they dismiss it */
	char wrong_answer[20];              /* the last such key; empty: none */
	char third_answer;                  /* a key; 0: only yes and no */
	const char *third_label;
	char third_command[UI_TEXT_MAX];
	/* Earlier command lines, and completions. */
	char **past;
	size_t past_count, past_at;
	char *completions;     /* of the input from completed_from, each ended by \n; null: none */
	size_t completed_from; /* byte in input */
	int completion_at;     /* the one in the input; -1: none yet */

	enum message_kind message_kind;
	char message[UI_TEXT_MAX];

	char search[200];
	enum { SEARCH_LIST, SEARCH_STEPS, SEARCH_VALUES } search_kind;
	bool searching; /* n and N go to matches, until Esc or another view */

	char *pasted; /* the last pasted schedule; or null */

	struct journal *journal;      /* holds unsaved changes; borrowed; null: none */
	uint64_t reported_generation; /* of the session, at the last call of `changed` */
	/* Called after every change of the session; may be null. */
	void (*changed)(void *ctx);
	void *changed_ctx;
};

/* --- header.c --------------------------------------------------------------- */

/* Draws the title and the properties, or the banner.  Returns the rows used, which do not change while
 * stepping. */
int header_draw(struct ui *ui, struct grid *grid);

/* --- footer.c ---------------------------------------------------------------- */

/* Draws the keys, a message or the prompt, from the last row upwards. */
void footer_draw(struct ui *ui, struct grid *grid);
/* Whether a message fits there as a whole. */
bool footer_has_room(const struct ui *ui, const char *text);

/* --- prompt.c --------------------------------------------------------------- */

/* Opens a prompt of a kind (ui->prompt_kind) with an initial text. */
void prompt_open(struct ui *ui, char kind, const char *text);
/* Opens a prompt for a command line that always begins with `begun`; `asks` (null allowed) is shown in its
 * place. */
void prompt_open_for(struct ui *ui, const char *begun, const char *asks, const char *text);
void prompt_close(struct ui *ui);
void prompt_key(struct ui *ui, const char *key);
/* Appends the question with its possible answers. */
void prompt_question(const struct ui *ui, struct buf *out);
/* Whether a key answers the question. */
bool prompt_is_answer(const struct ui *ui, const char *key);
/* Inserts a text, with "; " for each newline. */
void prompt_paste(struct ui *ui, const char *text);
void prompt_release(struct ui *ui);
/* Delete the bytes from `from` to `to`; insert bytes at the cursor, all or none. */
void prompt_cut(struct ui *ui, size_t from, size_t to);
void prompt_insert(struct ui *ui, const char *text, size_t length);

/* --- prompt_complete.c --------------------------------------------------------- */

/* Completes, or goes to the next completion, in `direction` 1 or -1. */
void completions_next(struct ui *ui, int direction);
void completions_drop(struct ui *ui);

/* --- ui.c ------------------------------------------------------------------- */

/* Brings ui->screen up to date, with lists and click targets. */
void ui_lay_out(struct ui *ui);
/* Whether the window only has room to say that it is too small, or for a question. */
bool ui_too_small(const struct ui *ui);
/* Calls ui->changed. */
void ui_report_change(struct ui *ui);

/* --- events.c --------------------------------------------------------------- */

/* Begin and end the handling of an event.  Before it the screen is laid out, so that the event means what the
 * user saw; after it a change is reported.  Events may nest: a key runs a command. */
void ui_begin(struct ui *ui);
void ui_end(struct ui *ui);
/* Dismisses an offer (ui_offer). */
void ui_dismiss_offer(struct ui *ui);

/* --- command_*.c ------------------------------------------------------------ */

typedef int command_fn(struct ui *ui, const char *args, struct err *err);
typedef void complete_fn(struct ui *ui, const char *args, struct buf *out);

/* command_play.c: steps, moving along them, notes. */
command_fn command_take, command_do, command_undo, command_redo, command_start, command_end, command_jump,
        command_branch, command_next, command_previous, command_violation, command_note, command_bookmark;
complete_fn complete_do, complete_jump;
void preset_note(struct ui *ui, struct buf *out);
void preset_bookmark(struct ui *ui, struct buf *out);

/* command_view.c: views, cursor, search. */
command_fn command_view, command_next_view, command_previous_view, command_move, command_row, command_enter,
        command_close, command_search, command_search_next, command_search_previous, command_disabled,
        command_help, command_redraw, command_suspend, command_interrupt;
complete_fn complete_view, complete_move;

/* command_run.c: hints, runs, walks and checks. */
command_fn command_hints, command_run, command_walk, command_check, command_back;
complete_fn complete_run;

/* command_recover.c: journals of crashed playgrounds. */
command_fn command_recover, command_forget, command_forget_now;
complete_fn complete_leftovers;

/* command_file.c: opening, saving, leaving. */
command_fn command_chapter, command_open, command_open_now, command_save, command_save_now, command_quit,
        command_quit_now;
complete_fn complete_open, complete_save;
void preset_save(struct ui *ui, struct buf *out);
/* Complete a bundled name, and a path. */
void complete_bundled(struct buf *out, const char *args, const struct bundled *row);
void complete_path(struct buf *out, const char *args);

/* command_system.c: another design or scope. */
command_fn command_design, command_scope;
complete_fn complete_design, complete_scope;
/* Replaces the session by one that replays it on a design (taken) at a scope. */
int change_system(struct ui *ui, struct design *design, const struct scope *scope, struct err *err);

/* command_trace.c: files with several traces. */
command_fn command_trace, command_trace_now;
complete_fn complete_trace;

/* command_schedule.c: schedules as text. */
command_fn command_schedule, command_schedule_now, command_copy, command_short, command_paste,
        command_paste_now;

/* command_edit.c: other schedules, made of these. */
command_fn command_from, command_edit, command_tidy, command_shrink, command_fast_forward;
complete_fn complete_edit;

/* command_watch.c: checked properties, watched paths, hidden variables. */
command_fn command_property, command_watch, command_unwatch, command_hide, command_show;
/* Offers the names that can stand at the end of `args`, where an expression begins at `from`. */
void complete_expression(struct ui *ui, const char *args, const char *from, struct buf *out);
complete_fn complete_property, complete_watch, complete_unwatch, complete_hide, complete_show;

/* command_find.c: finding steps by text and by value. */
command_fn command_find;
/* Goes to the next step of the line whose text contains `wanted`. */
bool find_step(struct ui *ui, const char *wanted, int direction);
/* Goes to the next step that sets the value in ui->search. */
int find_value(struct ui *ui, int direction, struct err *err);
/* Looks for the next step of the line, wrapping around, at which a condition becomes true.  Returns 1 with
 * its *depth, 0 if there is none, or -1 if the search was stopped behind *depth. */
int find_condition(struct ui *ui, const struct expr *condition, int direction, size_t *depth);
/* Whether a text contains another; case matters only if `wanted` has capitals, as in less -i. */
bool text_has(const char *text, const char *wanted);

/* command_why.c: explanations. */
command_fn command_why;

/* command_replay.c: the line on other designs. */
command_fn command_replay, command_adopt;

bool is_unsaved(const struct ui *ui);
/* Checks, before a question is asked, that a trace can be opened.  Returns 0, or -1 with err set. */
int would_open(const char *path, size_t which, struct err *err);
/* If there are unsaved changes, asks whether to discard them, where yes runs "COMMAND! ARGS", and returns
 * true. */
bool asks_first(struct ui *ui, const char *command, const char *args);
/* A path with a leading ~ replaced by the home folder; the caller frees it. */
char *expand_path(const char *path);

/* Appends "name\n" if the name begins with `prefix`. */
void complete_add(struct buf *out, const char *prefix, const char *name);
/* Sets *value from "on" or "off", or toggles it for ""; returns -1 with err set for anything else. */
int parse_switch(const char *args, bool *value, struct err *err);

#endif
