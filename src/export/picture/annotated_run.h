/*
 * A schedule as something to be drawn: who did what to which store, what
 * changed, what was noted, and which steps the violation depends on.
 *
 * Pictures and reports are made from this and ask the model nothing more.
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
struct model;
struct trace;
struct value;

enum { ANNOTATED_RUN_STORES_MAX = 8 };

struct annotated_change {
	const char *path;
	unsigned variable;               /* index in model->variables */
	const char *part;                /* of the variable, as people say it: "ui1", "s1 metadata" */
	const char *old_text, *new_text; /* as shown to people; null: there was, or is, none */
};

struct annotated_event {
	unsigned process;  /* index in model->processes */
	const char *text;  /* "s1 ServerWriteBlob ui1" */
	const char *label; /* the same without the process and what all actions of its role begin with */
	const char *place; /* in the specification, "line 145, col 5 to line 169, col 50 of module
	                      naive"; or null */
	const char *note, *bookmark; /* or null */
	bool past;                   /* the note was written for another version of the system, and says so */
	uint32_t reads, writes;      /* bits: stores[i] */
	const struct annotated_change *changes;
	size_t change_count;
	bool essential;     /* the violation depends on it (needed_steps.h); all are when that is not known */
	const char *broken; /* the properties that it violates, "A, B"; or null */
	const char *facts;  /* of that */
};

struct annotated_run {
	struct arena *arena;
	const struct model *model;
	const char *design, *scope, *title, *description; /* the last two may be null */
	const char *ended; /* the error with which the run ended, in the words of its file; or null */
	const char *stores[ANNOTATED_RUN_STORES_MAX]; /* titles of variables that are tables */
	unsigned stores_variable[ANNOTATED_RUN_STORES_MAX];
	unsigned store_count;
	bool *acts;       /* by process: it takes a step */
	const char *note; /* on the state that it begins in; or null */
	bool past;        /* as that of an event */
	struct annotated_event *events;
	size_t count;
	int64_t loop; /* state at which the lasso's loop starts, -1: none; it ends at the last state */
	bool closes;  /* events[count] is the step from there back to where the loop starts */
	const char *broken, *facts;  /* of the first violation; or null */
	size_t broken_at;            /* after this many steps; 0 with `broken`: at the start */
	bool sliced;                 /* what it depends on is known: of a recording nobody knows */
	size_t violations;           /* how many there are, the first one counted */
	const struct value **states; /* descriptions, count + 1 of them */
};

/*
 * Replays the steps of a trace that the session made (session_trace).  The model is borrowed.
 * What is broken is judged by `properties` (0: the default ones).  Fails when a step of it cannot be
 * taken.
 */
int annotated_run_make(const struct model *model, const struct trace *trace, uint32_t properties,
                       struct annotated_run *run, struct err *err);
void annotated_run_release(struct annotated_run *run);

/* Letters that the names of all actions of a role begin with, cut back to the start of a word. */
size_t annotated_run_prefix(const struct model *model, const char *role);

/* How it ends, when it is a lasso: "after step 9, steps 3 to 9 repeat for ever". */
void annotated_run_ending(const struct annotated_run *run, struct buf *out);

#endif
