/*
 * Traces: what a checker, or heddle, exported, whatever the format.
 *
 * A trace owns an arena in which all of it lives.  State 0 is the initial one;
 * step i leads from state i to state i + 1.  A lasso has loop >= 0: after the
 * last state the behaviour goes on at states[loop].  Stuttering is a loop at
 * the last state.
 *
 * A schedule (one-line text) has steps but no states: its state_count is 0, its
 * steps stand in heddle->nodes, and only a design can make a behaviour of it.
 *
 * Readers refuse rather than guess.  What is no value is kept as the text that it
 * is (VALUE_OPAQUE), and what is missing is told in `remarks`; a file of which the
 * states cannot be told is answered with an error, and then nothing of it is left behind.  Text in a
 * trace is valid UTF-8 without NUL bytes, but otherwise as the file had it:
 * escape it before it reaches a terminal.
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
	const char **arg_names;    /* their parameters, arg_count of them; null when not told */
	size_t arg_count;
	const char *location; /* "line 130, col 5 … of module m"; may be null */
	size_t skipped;       /* states that the file leaves out before the one it leads to */
};

/* One node of a saved session's tree, in `heddle` below.  Node 0 is the initial
 * state; a node's parent comes before it. */
struct trace_node {
	uint32_t parent;
	const char *step;     /* text form; null for node 0 */
	size_t line;          /* where it is in a schedule's text, from 1; 0: not told */
	const char *note;     /* may be null */
	const char *bookmark; /* may be null */
	/* The version of the system that it was played on, and that its note was written for: number n - 1 in
	 * `versions` below; 0: the system that is saved. */
	uint32_t version, note_version;
	const char *was; /* text form in that version, where `step` is what the system has for it; or null */
	/* Told by the session, and not saved: */
	bool inert;           /* the system cannot take it */
	const char *reason;   /* why; null: because of the step before it */
	const char *note_for; /* what the note was written for, in words; null: for the system as it is */
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
	/* Other versions of the system: of each only what stands above, which says what a system is. */
	struct trace_meta *versions;
	size_t version_count;
	uint32_t title_version; /* that title and description were written for, as that of a note */
	const char *title_for;  /* in words; told by the session */
	const char **hidden;    /* variables that were not to be seen, */
	const char **watched;   /* and paths that were followed */
	size_t hidden_count, watched_count;
	struct trace_node *nodes;
	size_t node_count;
	uint32_t cursor; /* the node that was on screen */
	uint32_t tip;    /* the node that the last state belongs to */
};

struct trace {
	struct arena *arena;
	const char *format; /* name in the table of formats */
	const char *file;   /* that it was read from, for messages; null: none */
	const char **vars;  /* in the order of the file, */
	size_t var_count;
	size_t param_count; /* the last of which are no variables: constants, as ITF has them in each state,
	                     */
	size_t extra_count; /* and behind them what a tool added to the states, as Quint does */
	const struct value **states; /* records with a field for each variable, of which all have one order */
	uint32_t *places;            /* by variable: its field in the states; null: that of its own index */
	size_t state_count;
	struct trace_step *steps; /* state_count - 1 of them; null when there are none */
	int64_t loop;             /* first state of the loop, -1: none */
	struct trace_step back;   /* the step that closes the loop; may have no name */
	const char *claims;       /* property that the file says is violated, TRACE_DEADLOCK for a
	                           * deadlock; null: it does not say */
	const char *ended; /* the error with which the run ended, in the words of the file, where they say
	                    * more than `claims`: a failed assertion, …; null: it does not say */
	bool types_lost;   /* sets, sequences and functions look alike: compare with value_matches */
	struct trace_meta *heddle; /* null unless heddle wrote it */
	/* What the file does not give, or could not be read of it, a sentence each, for people.  Escape them.
	 */
	const char **remarks;
	size_t remark_count;
	/* A log may hold several traces (TLC -continue): this is number `which` of `of`, from 1. */
	size_t which, of;
};

#define TRACE_DEADLOCK "Deadlock"

/* Appends how a lasso goes on after its last step: ", then back to step 2" (or "back to the start"), ",
 * then stuttering".  What closes a loop is not counted among the steps, which lie between states. */
void trace_ending(int64_t loop, size_t steps, struct buf *out);

/* Whether the steps of the saved line go on after the last state: heddle saves the states of a very
 * long line's beginning only. */
bool trace_goes_on(const struct trace *trace);

/* The value of a variable, by its index, in a state; null when the state has none. */
const struct value *trace_value(const struct trace *trace, size_t state, size_t variable);

/* Appends a remark, unless it is there already (a few are kept, and then that there are more). */
void trace_remark(struct trace *trace, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Largest numbers that are read; beyond them a file is refused and told the number.  Intervals beyond theirs
 * are kept as text.  A text is one string, in bytes, or what is kept in the place of a value. */
enum { TRACE_STATES_MAX = 1000000, TRACE_INTERVAL_MAX = 100000, TRACE_TEXT_MAX = 1000000 };

/* An empty trace with an arena of its own. */
struct trace *trace_new(void);
void trace_free(struct trace *trace); /* null allowed */

/* --- formats: one row each, one file each in src/trace ---------------------- */

struct trace_format {
	const char *name;      /* "itf", "tlc-json": for --to and messages */
	const char *extension; /* usual end of a file name, ".itf.json" */
	const char *summary;   /* a line for help */
	bool keeps_design;     /* writes which design the trace is of, at which scope */
	bool of_steps;         /* writes heddle->nodes to the tip, and looks at no state */
	/* How surely `text` is this format: 0 not at all, 100 beyond doubt.  Cheap: looks at
	 * a prefix or a few marks, never parses all. */
	int (*recognise)(const char *text, size_t length);
	/* Fills an empty trace, which the caller frees on failure too; reads the trace number
	 * trace->which.  `text` is valid UTF-8 without NUL bytes.  Null: not readable. */
	int (*read)(const char *text, size_t length, struct trace *trace, struct err *err);
	/* Appends the trace.  Things that the format cannot carry are named in `lost` (a
	 * comma-separated list, null allowed), and left out.  Null: not writable. */
	int (*write)(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err);
};

/* A step's location, "line 145, col 5 to line 169, col 50 of module naive", as its parts. */
struct location {
	unsigned begin_line, begin_column, end_line, end_column;
	const char *module; /* borrowed from the text */
};
/* False for another text, and for null. */
bool location_parse(const char *text, struct location *location);

extern const struct trace_format *const trace_formats[]; /* ended by null */
/* Null when there is none of that name. */
const struct trace_format *trace_format_named(const char *name);
/* By the end of a file name; null when none fits. */
const struct trace_format *trace_format_for_path(const char *path);
/* The likeliest by content; null when none fits. */
const struct trace_format *trace_format_of(const char *text, size_t length);

/*
 * Recognises and reads.  `file` stands in messages only.  On success the caller owns *trace
 * (trace_free); on failure it is untouched and err has file, place and remedy.
 */
int trace_parse(const char *text, size_t length, const char *file, struct trace **trace, struct err *err);
/* The same, of the file at `path` ("-" is standard input), or of a bundled trace by its name. */
int trace_read(const char *path, struct trace **trace, struct err *err);
/* The same, of trace number `which` (from 1) in a file that holds several. */
int trace_parse_nth(const char *text, size_t length, const char *file, size_t which, struct trace **trace,
                    struct err *err);
int trace_read_nth(const char *path, size_t which, struct trace **trace, struct err *err);

#endif
