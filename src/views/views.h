/*
 * Shared by the views: a pen that writes along a row, panels that several views
 * draw, and what the views remember between draws.
 *
 * Invariant: everything here is a function of the session and of the memory,
 * and the memory is only ever widened while one session is played (a column that was
 * once wide stays wide), so that nothing jumps while stepping.
 */
#ifndef HEDDLE_VIEWS_VIEWS_H
#define HEDDLE_VIEWS_VIEWS_H

#include <heddle/buf.h>
#include <heddle/labels.h>
#include <heddle/pen.h>
#include <heddle/views.h>

/* --- what the views remember ------------------------------------------------ */

enum { SHAPE_COLUMNS_MAX = 48 };

/* How wide the parts of a variable have been so far. */
struct shape {
	int key_width, rows;
	int value_width; /* of the whole on one line */
	struct shape_column {
		char *name; /* field; "" for a row that is no record */
		int width;  /* of its values */
		bool worth; /* was set at least once */
		bool named; /* its values are no words: they say little without its name */
	} * columns;
	int column_count;
	size_t column_room;
	bool records, mixed; /* some rows are records; some neither records nor words */
	bool whole;          /* so a row is one cell */
};

enum { JOINED_MOST = SHAPE_COLUMNS_MAX };

/* Brings the shapes up to date with the present; at first also with a sample of the line. */
const struct shape *views_shape(struct scene *scene, unsigned variable);
/* True when some step of the current line has a note. */
bool views_any_note(struct scene *scene);

/* The changes of a step, from a cache that lasts as long as the state; in order of interest:
 * stores, log, other variables, processes. */
size_t step_preview(struct scene *scene, uint32_t step, const struct change **changes);

/* --- panels ----------------------------------------------------------------- */

/* Where a variable is drawn: natural sizes come from shapes. */
/* With `tight`, as narrow as it goes without cutting anything. */
int table_natural_width(struct scene *scene, unsigned variable, bool tight);
int table_natural_height(struct scene *scene, unsigned variable, int width);
/* Processes or a table with a heading; rows that do not fit are counted in the heading. */
void panel_table(struct scene *scene, struct grid *grid, struct rect area, unsigned variable);
/* What is wrong with the part of the state at `path`, in words. */
void pen_marks(struct scene *scene, struct pen *pen, const char *path);
/* Processes without headings, one line each; needs processes_can_fold. */
void panel_processes(struct scene *scene, struct grid *grid, struct rect area, unsigned variable);
bool processes_can_fold(struct scene *scene);
/* True when the table of some of them would cut a heading. */
bool processes_want_fold(struct scene *scene, int width);
/* The variables over the same keys as this one (it included), which a recording shows as one table;
 * at most JOINED_MOST. */
int joined_variables(struct scene *scene, unsigned variable, unsigned *members);
int joined_natural_width(struct scene *scene, const unsigned *members, int count);
int joined_natural_height(struct scene *scene, const unsigned *members, int count, int width);
void panel_joined(struct scene *scene, struct grid *grid, struct rect area, const unsigned *members,
                  int count);
/* Whether a log's variable has entries: some show a single value before the first. */
bool log_has_entries(const struct value *value);
/* Columns of a recording's list of records; 0 for another. */
int log_natural_width(struct scene *scene, unsigned variable);
void panel_log(struct scene *scene, struct grid *grid, struct rect area, unsigned variable);
/* The mark on entry `index` (from 1) of a log; null when there is none. */
const struct mark *log_mark(const struct session *session, const char *name, size_t index);
/* What the last step made of a log, which has entries; in the first state nothing is new. */
struct pairing log_pairing(struct scene *scene, unsigned variable);
/* One numbered entry (from 1) with its mark. */
void log_row(struct scene *scene, struct pen *pen, const char *name, const struct pairing *log, size_t index,
             int digits);

/* True for a variable that is neither a table nor a log, whatever the model takes it for, and for
 * one that has just gone. */
bool variable_is_plain(struct scene *scene, unsigned variable);
int plain_natural_height(struct scene *scene, int width);
void panel_plain(struct scene *scene, struct grid *grid, struct rect area);

/* All variables.  `columns` side by side at most. */
int state_natural_height(struct scene *scene, int width, int columns);
int state_natural_width(struct scene *scene);
void panel_state(struct scene *scene, struct grid *grid, struct rect area, int columns);

/* True when the process's control state is one that the action starts from. */
bool at_place(const struct session *session, unsigned process, unsigned action);

void panel_steps(struct scene *scene, struct grid *grid, struct rect area);

/* The current line, one column a process.  `full` is the view of its own: with a cursor, notes and
 * bookmarks in words. */
void panel_lanes(struct scene *scene, struct grid *grid, struct rect area, struct list *list, bool full);
/* The first lane shown, when they do not all fit; held in range when they are drawn. */
int *lanes_left(struct scene *scene);
/* Columns that they fill, if there are `most`, with every label in its lane, or else with none cut. */
int lanes_natural_width(struct scene *scene, int most);

/* Rows that the longest note of the line takes, at most `most`; 0 without notes. */
int note_natural_rows(struct scene *scene, int width, int most);
void panel_note(struct scene *scene, struct grid *grid, struct rect area);

/* One line of the listing: an action's heading or a part of it. */
struct program_line {
	enum {
		PROGRAM_ROLE,
		PROGRAM_BLANK,
		PROGRAM_ACTION,
		PROGRAM_AT,
		PROGRAM_SAYS,
		PROGRAM_NEEDS,
		PROGRAM_CHOOSES,
		PROGRAM_DOES
	} kind;
	const char *role;
	uint32_t action, part, count; /* texts from `part` on that share the line */
	uint32_t nth;                 /* of the lines of its action, */
	bool last;                    /* and whether there are no more */
};
/* The listing with `detail` 0 (a line an action) to 4 (everything) for a width; to be freed. */
struct program_line *program_lines(const struct model *model, int detail, int width, size_t *count);
void program_line(struct scene *scene, struct grid *grid, struct rect row, const struct program_line *line);
void program_line_text(const struct model *model, const struct program_line *line, struct buf *out);
/* The changes of the last step, old → new. */
void panel_changes(struct scene *scene, struct grid *grid, struct rect area);
/* The state as a tree of values; without `cursor`, scrolled to what changed. */
void panel_values(struct scene *scene, struct grid *grid, struct rect area, bool cursor);

/* --- view_schedule.c, view_watch.c, view_state.c ---------------------------------------------- */

/* The piece of the band beside the steps that shows the loop of a lasso, null outside of it; of depth
 * (size_t)-1: anything but null when the line has one. */
const char *lasso_band(const struct scene *scene, size_t depth);
/* The number beside a step of the current line: of the state that it leads to, so that what closes a
 * loop has that of the loop's first state. */
size_t shown_number(const struct scene *scene, size_t depth);

/* As much of the listing as fits. */
void panel_program(struct scene *scene, struct grid *grid, struct rect area);

#endif
