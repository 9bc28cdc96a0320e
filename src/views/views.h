/*
 * Shared by the views: shapes, and panels that several views draw.
 *
 * Invariant: what is drawn depends on the session and the shapes only, and shapes only grow while a session
 * is played (a column that was once wide stays wide), so that nothing jumps while stepping.
 */
#ifndef HEDDLE_VIEWS_VIEWS_H
#define HEDDLE_VIEWS_VIEWS_H

#include <heddle/buf.h>
#include <heddle/labels.h>
#include <heddle/pen.h>
#include <heddle/views.h>

/* The field of VARIABLE_PROCESSES (model.h) that holds the control state. */
#define CONTROL_FIELD "state"

/* --- shapes (shape.c) ------------------------------------------------------- */

enum { SHAPE_COLUMNS_MAX = 48 };

/* How wide the parts of a variable have been so far. */
struct shape {
	int key_width, rows;
	int value_width; /* of the whole value */
	struct shape_column {
		char *name;    /* field; "": rows that are not records */
		int width;     /* of its values */
		bool set;      /* it was set at least once */
		bool labelled; /* some value is not a text, and needs the name to be understood */
	} * columns;
	int column_count;
	size_t column_room;
	bool records, mixed; /* some rows are records; some are neither records nor texts */
	bool whole;          /* rows are not divided into columns */
};

/* Whether some column was ever set. */
bool shape_any_set(const struct shape *shape);
/* The shape of a variable, with the current state included; at first also with a sample of the line. */
const struct shape *views_shape(struct scene *scene, unsigned variable);

/* The changes that a step would make, cached until the state changes; tables first, then logs, other
 * variables, processes. */
size_t step_preview(struct scene *scene, uint32_t step, const struct change **changes);

/* --- panels ----------------------------------------------------------------- */

/* Natural sizes, in columns and rows, come from shapes. */

/* Processes or a table, with a heading, which has the number of rows left out.  `tight`: with the smallest
 * gaps that cut nothing. */
int table_natural_width(struct scene *scene, unsigned variable, bool tight);
int table_natural_height(struct scene *scene, unsigned variable, int width);
void panel_table(struct scene *scene, struct grid *grid, struct rect area, unsigned variable);

/* Appends what is wrong with the part of the state at `path`. */
void pen_marks(struct scene *scene, struct pen *pen, const char *path);

/* Processes without headings, one row each; needs processes_can_fold. */
void panel_processes(struct scene *scene, struct grid *grid, struct rect area, unsigned variable);
bool processes_can_fold(struct scene *scene);
/* Whether the table of some of them would cut a heading. */
bool processes_want_fold(struct scene *scene, int width);

/* The variables that a recording shows as one table, since they have the same keys: this one and others.
 * Returns how many, at most JOINED_MOST. */
enum { JOINED_MOST = SHAPE_COLUMNS_MAX };
int joined_variables(struct scene *scene, unsigned variable, unsigned *members);
int joined_natural_width(struct scene *scene, const unsigned *members, int count);
int joined_natural_height(struct scene *scene, const unsigned *members, int count, int width);
void panel_joined(struct scene *scene, struct grid *grid, struct rect area, const unsigned *members,
                  int count);

/* Whether a log's value is a list; some logs have a single value before the first entry. */
bool log_has_entries(const struct value *value);
/* The width of a recording's list of records; 0: not such a list. */
int log_natural_width(struct scene *scene, unsigned variable);
void panel_log(struct scene *scene, struct grid *grid, struct rect area, unsigned variable);
/* The entries of a log and those before the last step; in the first state none is new. */
struct pairing log_pairing(struct scene *scene, unsigned variable);
/* Entry `index`, from 1, with its number and mark. */
void log_row(struct scene *scene, struct pen *pen, const char *name, const struct pairing *log, size_t index,
             int digits);

/* Whether the value is neither a table nor a log, whatever the kind of the variable, or was removed. */
bool variable_is_plain(struct scene *scene, unsigned variable);
int plain_natural_height(struct scene *scene, int width);
void panel_plain(struct scene *scene, struct grid *grid, struct rect area);

/* All variables, in at most `columns` columns (1 or 2). */
int state_natural_height(struct scene *scene, int width, int columns);
int state_natural_width(struct scene *scene);
void panel_state(struct scene *scene, struct grid *grid, struct rect area, int columns);

/* The changes of the last step. */
void panel_changes(struct scene *scene, struct grid *grid, struct rect area);

/* Whether the process's control state is one that the action starts from. */
bool at_place(const struct session *session, unsigned process, unsigned action);

void panel_steps(struct scene *scene, struct grid *grid, struct rect area);

/* The line, a column per process.  `full`, as the view has it: with a cursor, and with the text of notes and
 * bookmarks. */
void panel_lanes(struct scene *scene, struct grid *grid, struct rect area, struct list *list, bool full);
/* The first lane shown, if they do not all fit; drawing brings it into range. */
int *lanes_left(struct scene *scene);
/* The width at which every label is in its lane or, if that is more than `most`, at which none is cut. */
int lanes_natural_width(struct scene *scene, int most);

/* The note of the current step. */
void panel_note(struct scene *scene, struct grid *grid, struct rect area);
/* Whether some step of the line has a note. */
bool views_any_note(struct scene *scene);
/* The rows of the longest note on the line, at most `most`; 0: no notes. */
int note_natural_rows(struct scene *scene, int width, int most);

/* The listing of the program, with as much detail as fits. */
void panel_program(struct scene *scene, struct grid *grid, struct rect area);

/* One row of the listing: a role, an action, or a part of an action. */
struct program_row {
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
	uint32_t action, part, count; /* `count` texts, from text `part`, share the row */
	uint32_t nth;                 /* among the rows of its action, from 0 */
	bool last;                    /* of its action */
};
/* The listing for a width, with `detail` from 0 (a row per action) to 4 (everything); the caller frees it. */
struct program_row *program_rows(const struct model *model, int detail, int width, size_t *count);
void program_draw_row(struct scene *scene, struct grid *grid, struct rect area,
                      const struct program_row *row);
void program_row_text(const struct model *model, const struct program_row *row, struct buf *out);

/* The state as a tree of values; without `cursor`, scrolled to what changed. */
void panel_values(struct scene *scene, struct grid *grid, struct rect area, bool cursor);

/* --- the line (line.c) --------------------------------------------------------- */

/* The number of steps on the line. */
int line_steps(const struct scene *scene);
/* The node at a depth; UINT32_MAX: the line is shorter. */
uint32_t line_node(const struct scene *scene, int depth);
/* Moves the session's cursor to the node at a depth, if there is one. */
int line_go_to(struct scene *scene, int depth, struct err *err);

/* The symbol next to a step that shows the loop of a lasso; null outside the loop.  For depth SIZE_MAX: not
 * null if the line has a loop. */
const char *lasso_band(const struct scene *scene, size_t depth);
/* The number of a step of the line: that of the state it leads to, so the step that closes a loop has the
 * number of the loop's first state. */
size_t shown_number(const struct scene *scene, size_t depth);

#endif
