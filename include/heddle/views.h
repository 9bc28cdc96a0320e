/*
 * Views: functions from a scene to cells, one file each (src/views/view_NAME.c).
 *
 * Which of them there are, and in what order, is a table of the playground (src/ui/views.c).
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
	const char *summary; /* a line for help */
	/* False when the view has nothing to show (the start screen is all there is without a session). */
	bool (*available)(const struct scene *scene);
	const char *wants; /* what to do so that it has; null: nothing helps */
	/* Draws into `area`; copes with any size from 1×1.  Registers what can be clicked with scene_hit. */
	void (*draw)(struct scene *scene, struct grid *grid, struct rect area);
	/* The view's own reaction to movement; null: the cursor of the list moves. */
	void (*move)(struct scene *scene, enum move move, int count);
	/* What Enter does.  A command line left in `command`, which is empty at first, is run afterwards.
	 * Returns 0, or -1 with err set; null: Enter does nothing. */
	int (*enter)(struct scene *scene, struct buf *command, struct err *err);
	/* A picker covers the screen and is left with Esc; others are what v cycles through. */
	bool overlay;
	/* The list that the cursor moves in, settled (null: that of the steps), and what one of its rows
	 * says in one line of text, which is what / searches (null: there is nothing to search). */
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

/* The steps that can be taken.  Choices of one action of one process are a group that opens in place. */
struct steps_list {
	struct list list;
	struct step_row *rows;
	size_t count, room;
	uint64_t generation;           /* of the session that the rows are of */
	int open_process, open_action; /* the open group; -1: none */
};
struct steps_list *steps_of(struct scene *scene);
/* Rebuilds the rows, keeping the cursor on the same process where possible. */
void step_rows_settle(struct scene *scene);

/* What takes the tenth step of the list, the eleventh, …: letters that no other key has in any view where
 * steps are taken. */
extern const char step_letters[];
/* What is pressed for the n-th step that can be taken, from 1 on; 0: no key is. */
char step_key(int number);
/* The step that a key takes; 0: none. */
int step_number(char key);

/* --- hints in words (hint_text.c) --------------------------------------------- */

/* Whether hints are on and there is something that they can be about. */
bool hints_shown(const struct scene *scene);
/* "▲ 3", "safe", "≥ 7", or "…" while it is not known.  A step of SIZE_MAX is the present state. */
void hint_text(const struct scene *scene, size_t step, struct buf *out);
/* The same for steps first to first + count - 1: their nearest. */
void hint_text_nearest(const struct scene *scene, size_t first, size_t count, struct buf *out);
unsigned hint_style(const struct scene *scene, size_t first, size_t count);

/* "at step 9 by r1 ReadBlobAndReturn", as the schedule says it (violation_text.c). */
void violation_where(struct session *session, uint32_t node, struct buf *out);

/* --- what commands ask of a view ----------------------------------------------- */

/* The path of the row under the cursor in the view of the state; nothing when there is none. */
void values_path(struct scene *scene, struct buf *out);

/* Shows the line beside what a design, by name or path, makes of it; "": the list of designs. */
int replayed_choose(struct scene *scene, const char *name, struct err *err);
/* The replay that is shown, for session_open_replay, and its design, which the caller takes.  Null with
 * err set when there is none. */
struct replay *replayed_chosen(struct scene *scene, struct design **design, struct err *err);

#endif
