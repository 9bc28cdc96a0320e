/*
 * Shared by the views: a pen that writes along a row, panels that several views
 * draw, and what the views remember between draws.
 *
 * Invariant: everything here is a function of the session and of the memory,
 * and the memory is only ever widened while one session is played (a column that was
 * once wide stays wide), so that nothing jumps while stepping.
 */
#ifndef HEDDLE_APP_VIEWS_H
#define HEDDLE_APP_VIEWS_H

#include <heddle/buf.h>
#include <heddle/ui.h>
#include <heddle/value.h>

/* Bytes of a value's text that are more than a row has room for. */
enum { ROW_BYTES = 16000 };

/* --- a pen ------------------------------------------------------------------ */

/* Writes piece after piece along one row; what does not fit ends in "…". */
struct pen {
	struct grid *grid;
	int x, y, end;
	bool full;
};
struct pen pen_at(struct grid *grid, int x, int y, int width);
void pen_text(struct pen *pen, unsigned style, const char *text);
void pen_printf(struct pen *pen, unsigned style, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));
void pen_gap(struct pen *pen, int columns);
/* Moves on to column x; never back. */
void pen_to(struct pen *pen, int x);
/* A value on one line.  With `compare`, the parts that `before` does not have (null: none of
 * it) are in STYLE_CHANGED; where only parts went, or what changed is cut off, the brackets or the
 * ellipsis are. */
void pen_value(struct pen *pen, unsigned style, const struct value *value,
               const struct value *before, bool compare);
/* "old → new", the new one in `style`; either may be null. */
void pen_change(struct pen *pen, unsigned style, const struct change *change);
/* "gone, was old". */
void pen_gone(struct pen *pen, const struct value *old);
/* The sign of a change, or a blank, one column wide. */
void pen_sign(struct ui *ui, struct pen *pen, bool changed);

/* Columns of a value on one line; of a very long one, more than any screen has. */
int value_width(const struct value *value, bool ascii);

/* --- looking things up ------------------------------------------------------ */

/* Sets are sorted, and searched accordingly. */
bool set_has(const struct value *set, const struct value *item);
/* The value at a key of a function or record; null when absent. */
const struct value *value_lookup(const struct value *map, const struct value *key);
/* The same for keys that are asked for in their order: *hint, 0 at first, is where to look. */
const struct value *value_lookup_next(const struct value *map, const struct value *key,
                                      uint32_t *hint);
/* A function or a record. */
bool value_is_map(const struct value *value);
/* A record, or a function over words, which reads like one. */
bool value_is_record(const struct value *value);
bool value_is_unset(const struct value *value);
/* The process that a key names; -1: none. */
int process_of(struct ui *ui, const struct value *key);
/* By process: whether some step that was played is one of it. */
const bool *processes_acting(struct ui *ui);
/* The hue of a process; STYLE_PLAIN when negative. */
unsigned process_style(int process);
/* An action's name without the role that it starts with ("ServerWriteBlob": "WriteBlob"). */
const char *action_label(const struct model *model, unsigned action);
/* "WriteBlob ui1": a step without its process. */
void step_label(const struct model *model, const struct step *step, struct buf *out);
/* The label of the step into a node, and where it is in the specification when its name does not
 * tell. */
void node_label(struct session *session, uint32_t node, struct buf *out);
/* The latter alone, after a blank. */
void node_place(struct session *session, uint32_t node, struct buf *out);
/* The same of a step that can be taken now. */
void next_label(const struct session *session, const struct step *step, struct buf *out);
/* Columns that the widest label takes, whatever the state, of all steps or of those of one process. */
int step_label_width(struct ui *ui);
int process_label_width(const struct model *model, unsigned process);
int process_name_width(struct ui *ui);
/* The name of a process in as many columns at most, unlike the others' if possible. */
const char *process_short_name(struct ui *ui, unsigned process);
/* A part of the state in the system's words: "blobs ui1" for "blobStoreState.ui1". */
void path_words(struct ui *ui, const char *path, struct buf *out);
/* The variable that a path begins with; model->variable_count: none. */
unsigned path_variable(struct ui *ui, const char *path);
/* The changes of a step, from a cache that lasts as long as the state; in order of interest:
 * stores, log, other variables, processes. */
size_t step_preview(struct ui *ui, uint32_t step, const struct change **changes);

/* --- prompt_history.c ----------------------------------------------------------------- */

/* A node's note; one that was written for another version of the system says so, and is dimmed. */
void note_text(const struct ui *ui, uint32_t node, struct buf *out);
unsigned note_style(const struct ui *ui, uint32_t node);
/* An inert step, in brackets, and which version it belongs to and why it cannot be taken. */
void inert_text(const struct ui *ui, uint32_t node, struct buf *out);

/* --- rectangles ------------------------------------------------------------- */

struct rect rect_rows(struct rect area, int from, int count);
struct rect rect_columns(struct rect area, int from, int count);
/* A heading, with an aside at the right end of its row (null: none). */
void panel_heading(struct grid *grid, struct rect area, const char *title, const char *aside);
void panel_rule(struct ui *ui, struct grid *grid, int x, int y, int width);
/* At the right end of a row, how many more there are above and below: "+3 more". */
void panel_more(struct grid *grid, struct rect area, const struct list *list);

/* --- what the views remember ------------------------------------------------ */

enum { SHAPE_COLUMNS_MAX = 48 };

/* How wide the parts of a variable have been so far. */
struct shape {
	int key_width, rows;
	int value_width; /* of the whole on one line */
	struct shape_column {
		char *name;      /* field; "" for a row that is no record */
		int width;       /* of its values */
		bool worth;      /* was set at least once */
		bool named;      /* its values are no words: they say little without its name */
	} * columns;
	int column_count;
	size_t column_room;
	bool records, mixed;     /* some rows are records; some neither records nor words */
	bool whole;              /* so a row is one cell */
};

/* A variable where the cursor stands, and before the last step; null where it has no value. */
struct present {
	const struct value *now, *before;
	bool changed; /* by the last step */
};

enum { JOINED_MOST = SHAPE_COLUMNS_MAX };
/* Which variables are shown as one table. */
struct joins {
	unsigned *first, *next; /* by variable; UINT_MAX: none */
	uint64_t generation;
};

struct tree_row {
	uint32_t node;
	uint32_t indent;
	bool first; /* of its branch */
};

struct values_row {
	const struct value *key, *value, *before;
	uint32_t index;    /* in a sequence, from 1; 0: has a key */
	uint64_t id;       /* of its path, for folding */
	size_t path;       /* where it begins in memory->values_paths */
	uint16_t indent;
	bool folds, open;  /* it has parts; they are the next rows */
	bool changed, gone;
	const char *mark;  /* text of a mark right here; null */
	enum mark_kind mark_kind;
};

/* What is on a chapter list's row. */
struct chapter {
	enum { CHAPTER_DESIGN, CHAPTER_VARIANT, CHAPTER_TRACE } kind;
	int number;         /* of a CHAPTER_DESIGN, from 1 */
	char *name;         /* for :open */
	char *title, *lesson;
};

struct preview {
	bool made;
	size_t count;
	struct change *changes;
};

struct views_memory {
	bool sampled;
	uint64_t learned, previewed, lined, treed, valued; /* generations; UINT64_MAX: never */
	struct shape *shapes; /* by variable */
	unsigned shape_count;
	int label_width, name_width; /* of the widest step and process, */
	uint64_t measured;           /* of that generation, 0 of a recording; UINT64_MAX: never */
	uint16_t *processes;     /* in the order of their names; null: not looked at yet */
	unsigned *variables;     /* in the order of their names; null: not looked at yet */
	char **short_processes;  /* by process; null: not made yet */
	unsigned short_process_count;
	bool *acts;              /* by process: a step of it was played, */
	size_t acts_count;       /* as far as this many nodes of the history tell */
	struct present *present; /* by variable, */
	uint64_t presented;      /* of that generation */
	struct joins joins;
	struct {              /* whether processes have a line each; decided once for a screen of a size */
		int width, height, left;
		enum { FOLD_NO, FOLD_YES, FOLD_OPEN } narrow, low; /* for want of columns, of rows */
	} fold;
	int sides[2][2];      /* widths that the state had at first, 1 more; 0: not known yet */
	struct preview *previews; /* by step of now */
	size_t preview_count;
	struct list schedule;     /* the window of play's schedule, */
	struct list watched;      /* and of its tree of values */
	uint64_t programmed;      /* the same, in the program, */
	int programmed_row;       /* and the row of steps that it followed */
	uint64_t followed;        /* generation at which the cursors were put on the current step */
	bool any_note;            /* on the current line */
	int note_width, note_rows;
	struct tree_row *tree;
	size_t tree_count, tree_room;
	struct values_row *values;
	size_t values_count, values_room;
	struct buf values_paths; /* of its rows, each ended by a NUL */
	int values_width;
	uint64_t *folded; /* a hash table: ids whose folding is not the usual, and what it is: id *
	                     2 + open */
	size_t folded_count, folded_room;
	struct chapter *chapters;
	size_t chapter_count;
	struct written *written; /* view_schedule.c; null until it is looked at */
	struct watching *watching; /* view_watch.c; the same */
	struct replayed *replayed; /* view_replay.c; null until it is looked at */
};
/* Made on demand. */
struct views_memory *views_memory(struct ui *ui);
/* Brings the shapes up to date with the present; at first also with a sample of the line. */
const struct shape *views_shape(struct ui *ui, unsigned variable);
/* True when some step of the current line has a note. */
bool views_any_note(struct ui *ui);

/* --- what changed ----------------------------------------------------------- */

/* The field named `name` if it is at *at, which then moves on: the fields of a description are in
 * the order of the model's variables.  Null when it is not, or when `record` is. */
const struct value *next_field(const struct value *record, uint32_t *at, const char *name);
/* Valid until the session changes. */
const struct present *views_present(struct ui *ui, unsigned variable);

/* Which items of a set or a sequence were there before.  What a sequence has in common with the old
 * one at its beginning and its end has only moved. */
struct pairing {
	const struct value *now, *before; /* before: null when it was nothing of the kind */
	uint32_t head, tail;              /* items in common */
	size_t gone;                      /* items that are there no more */
};
struct pairing pairing_of(const struct value *now, const struct value *before);
/* What item `index` (from 0) was; null when it is new. */
const struct value *pairing_old(const struct pairing *pairing, size_t index);
/* Whether it is new or different. */
bool pairing_new(const struct pairing *pairing, size_t index);
/* The first item of the old one, at `from` or later, that is gone; SIZE_MAX: there is none. */
size_t pairing_next_gone(const struct pairing *pairing, size_t from);

/* --- header.c ----------------------------------------------------------- */

/* "at step 9 by r1 ReadBlobAndReturn", as the schedule says it. */
void violation_where(struct session *session, uint32_t node, struct buf *out);

/* --- panels ----------------------------------------------------------------- */

/* Where a variable is drawn: natural sizes come from shapes. */
/* With `tight`, as narrow as it goes without cutting anything. */
int table_natural_width(struct ui *ui, unsigned variable, bool tight);
int table_natural_height(struct ui *ui, unsigned variable, int width);
/* Processes or a table with a heading; rows that do not fit are counted in the heading. */
void panel_table(struct ui *ui, struct grid *grid, struct rect area, unsigned variable);
/* What is wrong with the part of the state at `path`, in words. */
void pen_marks(struct ui *ui, struct pen *pen, const char *path);
/* Processes without headings, one line each; needs processes_can_fold. */
void panel_processes(struct ui *ui, struct grid *grid, struct rect area, unsigned variable);
bool processes_can_fold(struct ui *ui);
/* True when the table of some of them would cut a heading. */
bool processes_want_fold(struct ui *ui, int width);
/* The variables over the same keys as this one (it included), which a recording shows as one table;
 * at most JOINED_MOST. */
int joined_variables(struct ui *ui, unsigned variable, unsigned *members);
int joined_natural_width(struct ui *ui, const unsigned *members, int count);
int joined_natural_height(struct ui *ui, const unsigned *members, int count, int width);
void panel_joined(struct ui *ui, struct grid *grid, struct rect area, const unsigned *members,
                  int count);
/* Whether a log's variable has entries: some show a single value before the first. */
bool log_has_entries(const struct value *value);
/* Columns of a recording's list of records; 0 for another. */
int log_natural_width(struct ui *ui, unsigned variable);
void panel_log(struct ui *ui, struct grid *grid, struct rect area, unsigned variable);
/* One entry of a log in words, "READ u1 m1 ─"; with `named`, a record says what its fields are. */
void log_entry_text(const struct value *entry, bool named, bool ascii, struct buf *out);
/* The mark on entry `index` (from 1) of a log; null when there is none. */
const struct mark *log_mark(const struct session *session, const char *name, size_t index);
/* What the last step made of a log, which has entries; in the first state nothing is new. */
struct pairing log_pairing(struct ui *ui, unsigned variable);
/* One numbered entry (from 1) with its mark. */
void log_row(struct ui *ui, struct pen *pen, const char *name, const struct pairing *log,
             size_t index, int digits);

/* True for a variable that is neither a table nor a log, whatever the model takes it for, and for
 * one that has just gone. */
bool variable_is_plain(struct ui *ui, unsigned variable);
int plain_natural_height(struct ui *ui, int width);
void panel_plain(struct ui *ui, struct grid *grid, struct rect area);

/* All variables.  `columns` side by side at most. */
int state_natural_height(struct ui *ui, int width, int columns);
int state_natural_width(struct ui *ui);
void panel_state(struct ui *ui, struct grid *grid, struct rect area, int columns);

/* True when the process's control state is one that the action starts from. */
bool at_place(const struct session *session, unsigned process, unsigned action);
/* The row under the cursor of a list. */
void panel_select(struct grid *grid, struct rect row);

void panel_steps(struct ui *ui, struct grid *grid, struct rect area);

/* The current line, one column a process.  `full` is the view of its own: with a cursor, notes and
 * bookmarks in words. */
void panel_lanes(struct ui *ui, struct grid *grid, struct rect area, struct list *list, bool full);
/* Columns that they fill, if there are `most`, with every label in its lane, or else with none cut. */
int lanes_natural_width(struct ui *ui, int most);

/* Rows that the longest note of the line takes, at most `most`; 0 without notes. */
int note_natural_rows(struct ui *ui, int width, int most);
void panel_note(struct ui *ui, struct grid *grid, struct rect area);

/* One line of the listing: an action's heading or a part of it. */
struct program_line {
	enum { PROGRAM_ROLE, PROGRAM_BLANK, PROGRAM_ACTION, PROGRAM_AT, PROGRAM_SAYS, PROGRAM_NEEDS,
	       PROGRAM_CHOOSES, PROGRAM_DOES } kind;
	const char *role;
	uint32_t action, part, count; /* texts from `part` on that share the line */
	uint32_t nth;                 /* of the lines of its action, */
	bool last;                    /* and whether there are no more */
};
/* The listing with `detail` 0 (a line an action) to 4 (everything) for a width; to be freed. */
struct program_line *program_lines(const struct model *model, int detail, int width, size_t *count);
void program_line(struct ui *ui, struct grid *grid, struct rect row,
                  const struct program_line *line);
void program_line_text(const struct model *model, const struct program_line *line,
                       struct buf *out);
/* The changes of the last step, old → new. */
void panel_changes(struct ui *ui, struct grid *grid, struct rect area);
/* The state as a tree of values; without `cursor`, scrolled to what changed. */
void panel_values(struct ui *ui, struct grid *grid, struct rect area, bool cursor);

/* --- view_schedule.c, view_watch.c, view_state.c ---------------------------------------------- */

void written_free(struct written *written);
void watching_free(struct watching *watching);
/* The path of the row under the cursor in the view of the state; nothing when there is none. */
void values_path(struct ui *ui, struct buf *out);
/* The piece of the band beside the steps that shows the loop of a lasso, null outside of it; of depth
 * (size_t)-1: anything but null when the line has one. */
const char *lasso_band(const struct ui *ui, size_t depth);
/* The number beside a step of the current line: of the state that it leads to, so that what closes a
 * loop has that of the loop's first state. */
size_t shown_number(const struct ui *ui, size_t depth);

/* --- view_replay.c ---------------------------------------------------------- */

void replayed_free(struct replayed *replayed);
/* Shows the line beside what a design, by name or path, makes of it; "": the list of designs. */
int replayed_choose(struct ui *ui, const char *name, struct err *err);
/* The replay that is shown, for session_open_replay, and its design, which the caller takes.  Null with
 * err set when there is none. */
struct replay *replayed_chosen(struct ui *ui, struct design **design, struct err *err);

/* As much of the listing as fits. */
void panel_program(struct ui *ui, struct grid *grid, struct rect area);

#endif
