/*
 * Views: functions from a scene to cells, one file each (src/views/view_NAME.c).
 *
 * The table of views, in order, belongs to the playground (src/ui/views.c).
 */
#ifndef HEDDLE_VIEWS_H
#define HEDDLE_VIEWS_H

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/scene.h>

struct design;
struct replay;

struct view {
	const char *name;    /* for :view and --view */
	const char *title;   /* at the top of the screen */
	const char *summary; /* for help */
	/* Whether the view has something to show; null: if there is a session.  Call view_available (ui.h).
	 */
	bool (*available)(const struct scene *scene);
	const char *wants; /* what the user must do to make it available; null: nothing helps */
	/* Draws into `area`, which may be as small as 1×1, and registers click targets with scene_hit. */
	void (*draw)(struct scene *scene, struct grid *grid, struct rect area);
	/* Handles movement; null: moves the cursor of the list. */
	void (*move)(struct scene *scene, enum move move, int count);
	/* Handles Enter, if the key table has a row for Enter in this view; null: it does nothing.  May put a
	 * command line in `command`, initially empty, which then runs.  Returns 0, or -1 with err set. */
	int (*enter)(struct scene *scene, struct buf *command, struct err *err);
	/* The view covers the screen until Esc, and v skips it. */
	bool overlay;
	/* The settled list that the cursor moves in (null: the list of steps), and the text of one row for
	 * searches (null: none). */
	struct list *(*list)(struct scene *scene);
	void (*row_text)(struct scene *scene, int row, struct buf *out);
};

/* --- the list of steps (view_steps.c) ---------------------------------------- */

/* One row of the list of steps. */
struct step_row {
	enum { ROW_STEP, ROW_GROUP, ROW_DISABLED } kind;
	uint16_t process;
	uint32_t action;
	uint32_t first, count; /* in session->now.steps (ROW_DISABLED: in now.disabled) */
	bool inside;           /* a choice of the open group */
};

/* Several choices of one action of one process are a group that opens in place. */
struct steps_list {
	struct list list;
	struct step_row *rows;
	size_t count, room;
	uint64_t generation;           /* of the rows */
	int open_process, open_action; /* the open group; -1: none */
};
struct steps_list *steps_of(struct scene *scene);
/* Makes the rows again and keeps the cursor on the same process if possible. */
void step_rows_settle(struct scene *scene);

/* The keys of the tenth, eleventh, … step: all letters that have no other meaning in a view that takes steps.
 * A new key that is one of them leaves this list. */
extern const char step_letters[];
/* The key of the n-th enabled step, from 1; 0: none. */
char step_key(int number);
/* The number of the step that a key takes, from 1; 0: none. */
int step_number(char key);

/* --- hints (hint_text.c) ------------------------------------------------------ */

/* Whether hints are on and the session can have them. */
bool hints_shown(const struct scene *scene);
/* Appends the distance after a step: "▲ 3", "safe", "▲ ≥7", or "▲ …" while it is unknown.  `step` SIZE_MAX is
 * the current state. */
void hint_text(const struct scene *scene, size_t step, struct buf *out);
/* The same for the nearest of the steps from `first` to first + count - 1. */
void hint_text_nearest(const struct scene *scene, size_t first, size_t count, struct buf *out);
unsigned hint_style(const struct scene *scene, size_t first, size_t count);

/* Appends "at step 9 by n1 Receive" (violation_text.c). */
void violation_where(struct session *session, uint32_t node, struct buf *out);

/* --- for commands --------------------------------------------------------------- */

/* Appends the path of the row under the cursor in the state view; nothing if there is none. */
void values_path(struct scene *scene, struct buf *out);

/* Explains what is at the cursor from the next drawing on (view_why.c). */
void explanation_ask(struct scene *scene);
/* The question whose answer took too long to wait for; false: there is none, or it was taken before.  Its
 * steps are borrowed until the next drawing. */
struct why_line;
struct why_question;
bool explanation_unanswered(struct scene *scene, struct why_question *question);
/* Takes the lines of the answer, and shows them unless another explanation was asked for. */
void explanation_replace(struct scene *scene, struct why_line *told, size_t count);
/* Goes to what a line of the explanation tells, or plays its run, and appends what it did.  `number` is
 * from 1. Returns -1 with `err` set if there is nothing to play. */
int explanation_take(struct scene *scene, size_t number, struct buf *said, struct err *err);

struct rework;
/* What is being made in the edit view, borrowed, and the row under its cursor, which may be their count. Null
 * with `err` (null allowed) set if these steps cannot be changed. */
struct rework *edited(struct scene *scene, size_t *row, struct err *err);
void edited_select(struct scene *scene, size_t row);
/* It was played: the view begins with the steps of the branch again. */
void edited_played(struct scene *scene);

/* Makes the view `from` show where a part of the state is from.  False if that is not known. */
bool origin_ask(struct scene *scene, const char *path);

/* Shows the replay on a design, by name or path; "": the list of designs. */
int replayed_choose(struct scene *scene, const char *name, struct err *err);
/* The replay being shown, for session_open_replay, and its design, which the caller takes.  Null with err set
 * if there is none. */
struct replay *replayed_chosen(struct scene *scene, struct design **design, struct err *err);

#endif
