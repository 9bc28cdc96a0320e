/*
 * Traces: what a checker or heddle exported, in any format.
 *
 * A trace owns an arena that holds all of it.  State 0 is the initial one; step i leads from state i to state
 * i + 1.  A lasso has loop >= 0: after the last state the behaviour continues at states[loop].  A loop at the
 * last state is stuttering.
 *
 * A schedule (text) has steps but no states: its state_count is 0, its steps are in heddle->nodes, and only a
 * design turns it into a behaviour.
 *
 * Readers reject rather than guess.  Text that is not a value is kept as VALUE_OPAQUE, and missing parts are
 * listed in `remarks`.  A file without recognisable states is an error.  Text in a trace is valid UTF-8
 * without NUL bytes and otherwise as in the file: escape it before it reaches a terminal.
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
	const char *action;        /* "ServerStartWrite"; null if the format has no names */
	const struct value **args; /* the action's arguments in order */
	const char **arg_names;    /* the names of their parameters; null: unknown */
	size_t arg_count;
	const char *location; /* "line 130, col 5 … of module m"; or null */
	size_t skipped;       /* states that the file omits before the one that the step leads to */
};

/* One node of a saved session's tree, in `heddle` below.  Node 0 is the initial
 * state; a node's parent comes before it. */
struct trace_node {
	uint32_t parent;
	const char *step;     /* text form; null for node 0 */
	size_t line;          /* its line in a schedule's text, from 1; 0: unknown */
	const char *note;     /* may be null */
	const char *bookmark; /* may be null */
	/* The version of the system that it was played on, and the one its note was written for: n is
	 * versions[n - 1] below; 0 is the saved system. */
	uint32_t version, note_version;
	const char *was; /* its text form in that version, if `step` is the one in the saved system; or null
	                  */
	/* Set by the session, not saved: */
	bool inert;           /* the saved system cannot take it */
	const char *reason;   /* why; null: its parent is inert */
	const char *note_for; /* the version the note was written for, as text; null: the saved one */
};

enum { TRACE_SCOPE_MAX = 32 }; /* numbers of a scope */

/* What heddle saves under #meta. */
struct trace_meta {
	const char *design;      /* name */
	const char *design_text; /* the whole file, unless it is bundled */
	const char *checksum;
	struct {
		const char *option; /* of scope.h */
		int number;
	} scope[TRACE_SCOPE_MAX];
	size_t scope_count;
	struct {
		const char *option; /* the scope's option for their number: "users", "image-ids" */
		const char **names;
		size_t count;
	} names[TRACE_SCOPE_MAX]; /* of constants without the usual names (u1, u2, …) */
	size_t name_count;
	const char *title;       /* a line about the trace, for people */
	const char *description; /* a paragraph; or null */
	/* Other versions of the system; each has only the members above, which define a system. */
	struct trace_meta *versions;
	size_t version_count;
	uint32_t title_version;  /* the version that title and description were written for */
	const char *title_for;   /* the same as text; set by the session */
	const char **hidden;     /* hidden variables */
	const char **watched;    /* watched paths and expressions */
	const char **conditions; /* properties that the user added, "NAME: CONDITION" each */
	size_t hidden_count, watched_count, condition_count;
	struct trace_node *nodes;
	size_t node_count;
	uint32_t cursor; /* the node at the cursor */
	uint32_t tip;    /* the node of the last state */
};

struct trace {
	struct arena *arena;
	const char *format; /* its name in trace_formats */
	const char *file;   /* it was read from, for messages; or null */
	const char **vars;  /* in the order of the file; any distinct texts, and there may be 100,000 */
	size_t var_count;
	size_t param_count;          /* the last of them are constants, which ITF has in each state */
	size_t extra_count;          /* and after those, fields that a tool added, as Quint does */
	const struct value **states; /* records with a field for each variable, all in the same order */
	uint32_t *places; /* by variable: the index of its field in the states; null: the same index */
	size_t state_count;
	struct trace_step *steps;  /* state_count - 1 of them; null if there are none */
	int64_t loop;              /* first state of the loop, -1: none */
	struct trace_step back;    /* the step that closes the loop; its action may be null */
	const char *claims;        /* the property that the file reports as violated, TRACE_DEADLOCK for a
	                            * deadlock; null: none */
	const char *ended;         /* the error that ended the run, as the file words it, if that is more than
	                            * `claims`: a failed assertion, …; or null */
	bool types_lost;           /* sets, sequences and functions are indistinguishable */
	struct trace_meta *heddle; /* null unless heddle wrote the file */
	/* What the file does not give, or could not be read of it, a sentence each, for people.  Escape them.
	 */
	const char **remarks;
	size_t remark_count;
	/* A log may hold several traces (TLC -continue): this is number `which` of `of`, from 1. */
	size_t which, of;
};

#define TRACE_DEADLOCK "Deadlock"

/* Appends how a lasso continues after its last step: ", then back to step 2" (or "back to the start"), or
 * ", then stuttering".  `steps` does not include the step that closes the loop. */
void trace_ending(int64_t loop, size_t steps, struct buf *out);

/* Whether the saved line has steps after the last state: of a very long line heddle saves only the first
 * states. */
bool trace_goes_on(const struct trace *trace);

/* The value in a state of a variable, by index; null if it has none. */
const struct value *trace_value(const struct trace *trace, size_t state, size_t variable);

/* Appends a remark, unless it is already there.  After the first few, only notes that there are more. */
void trace_remark(struct trace *trace, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Limits on input.  A larger file is refused with the number; a larger interval is kept as text.
 * TRACE_TEXT_MAX is in bytes, of one string or of the text of an opaque value. */
enum { TRACE_STATES_MAX = 1000000, TRACE_INTERVAL_MAX = 100000, TRACE_TEXT_MAX = 1000000 };

/* An empty trace with its own arena.  The caller frees it. */
struct trace *trace_new(void);
void trace_free(struct trace *trace); /* null allowed */

/* --- formats: one row each, one file each in src/trace ---------------------- */

struct trace_format {
	const char *name;      /* "itf", "tlc-json": for --to and messages */
	const char *extension; /* usual extension, ".itf.json" */
	const char *summary;   /* a line for help */
	bool keeps_design;     /* records the design and the scope */
	bool of_steps;         /* writes heddle->nodes up to the tip and ignores states */
	/* The confidence that `text` has this format, from 0 to 100.  Cheap: reads a prefix or looks for a
	 * few marks and never parses everything.  Null if `read` is. */
	int (*recognise)(const char *text, size_t length);
	/* Reads trace number trace->which into an empty trace, which the caller frees, also on failure.
	 * `text` is valid UTF-8 without NUL bytes.  Null: heddle does not read the format. */
	int (*read)(const char *text, size_t length, struct trace *trace, struct err *err);
	/* Appends the trace to `out`, and to `lost` (may be null) a comma-separated list of what the format
	 * cannot represent.  Null: heddle does not write the format. */
	int (*write)(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err);
};

/* The parts of a step's location, "line 145, col 5 to line 169, col 50 of module naive". */
struct location {
	unsigned begin_line, begin_column, end_line, end_column;
	const char *module; /* borrowed from the text */
};
/* Returns false if `text` is null or has another form. */
bool location_parse(const char *text, struct location *location);

extern const struct trace_format *const trace_formats[]; /* ended by null */
/* The format with that name; null if there is none. */
const struct trace_format *trace_format_named(const char *name);
/* The format with that file extension; null if there is none. */
const struct trace_format *trace_format_for_path(const char *path);
/* The format that the content most likely has; null if none fits. */
const struct trace_format *trace_format_of(const char *text, size_t length);

/*
 * Detects the format and reads the first trace.  `file` is only for messages.  On success the caller owns
 * *trace (trace_free); on failure it is untouched and err has file, place and remedy.
 */
int trace_parse(const char *text, size_t length, const char *file, struct trace **trace, struct err *err);
/* The same for the file at `path` ("-" is standard input) or a bundled trace by name. */
int trace_read(const char *path, struct trace **trace, struct err *err);
/* The same for trace number `which`, from 1, in a file with several. */
int trace_parse_nth(const char *text, size_t length, const char *file, size_t which, struct trace **trace,
                    struct err *err);
int trace_read_nth(const char *path, size_t which, struct trace **trace, struct err *err);

#endif
