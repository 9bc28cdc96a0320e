/*
 * A schedule, annotated for pictures and reports: who did what to which store, what changed, the notes, and
 * the steps that the violation depends on.
 *
 * Everything lives in the run's arena.
 */
#ifndef HEDDLE_EXPORT_PICTURE_ANNOTATED_RUN_H
#define HEDDLE_EXPORT_PICTURE_ANNOTATED_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct err;
struct export;
struct export_options;
struct model;
struct trace;
struct value;

enum { ANNOTATED_RUN_STORES_MAX = 8 };

struct annotated_change {
	const char *path;
	unsigned variable;               /* index in model->variables */
	const char *part;                /* of the variable, as text: "ui1", "s1 metadata" */
	const char *old_text, *new_text; /* as shown to people; null: absent */
};

struct annotated_event {
	unsigned process;            /* index in model->processes */
	const char *text;            /* "s1 ServerWriteBlob ui1" */
	const char *label;           /* the same without the process and the role's common prefix */
	const char *place;           /* in the specification, "line 145, col 5 to line 169, col 50 of module
	                                naive"; or null */
	const char *note, *bookmark; /* or null */
	bool outdated;               /* the note was written for another version of the system, and says so */
	uint32_t reads, writes;      /* bits: stores[i] */
	const struct annotated_change *changes;
	size_t change_count;
	bool essential; /* of the minimal cause of the violation (why.h); if that is unknown, true for all */
	const char *broken; /* the properties that it violates, "A, B"; or null */
	const char *facts;  /* about the violation */
};

/* Two steps whose order the violation needs. */
struct annotated_order {
	size_t before, after; /* events */
};

/* A line of the explanation. */
struct annotated_line {
	const char *head, *text; /* head "": continues the line before */
};

struct annotated_run {
	struct arena *arena;
	const struct model *model;
	const char *design, *scope, *title, *description; /* the last two may be null */
	const char *ended; /* the error that ended the run, as its file words it; or null */
	const char *stores[ANNOTATED_RUN_STORES_MAX]; /* titles of variables that are tables */
	unsigned stores_variable[ANNOTATED_RUN_STORES_MAX];
	unsigned store_count;
	bool *acts;       /* by process: it takes a step */
	const char *note; /* on the initial state; or null */
	bool outdated;    /* like an event's */
	struct annotated_event *events;
	size_t count;
	int64_t loop; /* state at which the lasso's loop starts, -1: none; it ends at the last state */
	bool closes;  /* events[count] is the step from the last state back to the loop's first one */
	const char *broken, *facts;     /* of the first violation; or null */
	size_t broken_at;               /* after this many steps; 0 with `broken`: at the start */
	bool sliced;                    /* `essential` is known; never for a recording */
	size_t violations;              /* their number, including the first */
	size_t lost;                    /* the number of the step since which it was lost; 0: not known */
	struct annotated_order *orders; /* necessary orders, of the first violation */
	size_t order_count;
	struct annotated_line *lines; /* the explanation of the first violation */
	size_t line_count;
	const struct value **states; /* descriptions, count + 1 of them */
};

/*
 * Replays the steps of a trace made by session_trace, and judges `properties` (bits; 0: the default ones).
 * The model is borrowed; the caller releases the run.  Returns -1 with `err` set if a step is not enabled.
 */
int annotated_run_make(const struct model *model, const struct trace *trace, uint32_t properties,
                       struct annotated_run *run, struct err *err);
void annotated_run_release(struct annotated_run *run);

/* The length of the common prefix of a role's action names, up to the start of a word. */
size_t annotated_run_prefix(const struct model *model, const char *role);

/* Appends what is to be said of the nth event: "lost here", "last chance", "before 9"; nothing mostly. */
void annotated_run_mark(const struct annotated_run *run, size_t nth, struct buf *out);

/* Appends how a lasso ends: "from step 3 on, this repeats forever". */
void annotated_run_ending(const struct annotated_run *run, struct buf *out);

/* The name of a process, and its role unless that says no more. */
void annotated_run_process(const struct annotated_run *run, unsigned process, struct buf *out);

/* Writes a file "schedule" with that ending: what `put` appends for the run.  For struct export_target. */
typedef void annotated_run_put(struct buf *out, const struct annotated_run *run, const struct trace *trace);
int annotated_run_export(const struct model *model, const struct trace *trace,
                         const struct export_options *options, const char *ending, annotated_run_put *put,
                         struct export *out, struct err *err);

#endif
