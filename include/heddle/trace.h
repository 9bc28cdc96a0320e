/*
 * Traces: what a checker, or heddle, exported, whatever the format.
 *
 * A trace owns an arena in which all of it lives.  State 0 is the initial one;
 * step i leads from state i to state i + 1.  A lasso has loop >= 0: after the
 * last state the behaviour goes on at states[loop].  Stuttering is a loop at
 * the last state.
 */
#ifndef HEDDLE_TRACE_H
#define HEDDLE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct err;
struct value;
struct buf;

struct trace_step {
	const char *action;        /* "ServerStartWrite"; null when the format has no names */
	const struct value **args; /* action arguments in order */
	size_t arg_count;
	const char *location;      /* "line 130, col 5 … of module m"; may be null */
};

/* One node of a saved session's tree, in `heddle` below.  Node 0 is the initial
 * state; a node's parent comes before it. */
struct trace_node {
	uint32_t parent;
	const char *step;     /* text form; null for node 0 */
	const char *note;     /* may be null */
	const char *bookmark; /* may be null */
};

/* What heddle itself puts under #meta. */
struct trace_meta {
	const char *design;      /* name */
	const char *design_text; /* the whole file, when it is not a bundled one */
	const char *checksum;
	struct {
		const char *option; /* of scope.h */
		int number;
	} scope[16];
	size_t scope_count;
	struct {
		const char *option; /* whose number it is in the scope: "users", "image-ids" */
		const char **names;
		size_t count;
	} names[7]; /* of constants that are not called as usual (u1, u2, …) */
	size_t name_count;
	const char *title;       /* a line on the trace, for people */
	const char *description; /* a paragraph; may be null */
	struct trace_node *nodes;
	size_t node_count;
	uint32_t cursor; /* the node that was on screen */
	uint32_t tip;    /* the node that the last state belongs to */
};

struct trace {
	struct arena *arena;
	const char *format; /* name in the table of formats */
	const char **vars;  /* in the order of the file */
	size_t var_count;
	const struct value **states; /* records with a field for each variable */
	size_t state_count;
	struct trace_step *steps; /* state_count - 1 of them */
	int64_t loop;             /* first state of the loop, -1: none */
	struct trace_step back;   /* the step that closes the loop; may have no name */
	const char *claims;       /* property that the file says is violated; null: it does not say */
	bool types_lost;          /* sets, sequences and functions look alike: compare with value_matches */
	struct trace_meta *heddle; /* null unless heddle wrote it */
};

struct trace *trace_new(void);
void trace_free(struct trace *trace); /* null allowed */

/* --- formats: one row each, one file each in src/trace ---------------------- */

struct trace_format {
	const char *name;      /* "itf", "tlc-json": for --to and messages */
	const char *extension; /* usual end of a file name, ".itf.json" */
	const char *summary;   /* a line for help */
	/* How surely `text` is this format: 0 not at all, 100 beyond doubt.  Cheap: looks at
	 * a prefix or a few marks, never parses all. */
	int (*recognise)(const char *text, size_t length);
	/* Both may be null: not readable, not writable. */
	int (*read)(const char *text, size_t length, struct trace *trace, struct err *err);
	/* Things that the format cannot carry are named in `lost` (a comma-separated list, null
	 * allowed), and left out. */
	int (*write)(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err);
};

extern const struct trace_format *const trace_formats[]; /* ended by null */
const struct trace_format *trace_format_named(const char *name);
/* By the end of a file name; null when none fits. */
const struct trace_format *trace_format_for_path(const char *path);

/* Recognises and reads.  `file` stands in messages only. */
int trace_parse(const char *text, size_t length, const char *file, struct trace **trace,
                struct err *err);
int trace_read(const char *path, struct trace **trace, struct err *err);

#endif
