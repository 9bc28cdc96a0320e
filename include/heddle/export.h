/*
 * Export of designs and traces: to other model checkers, and to people without heddle.
 *
 * A target is one file in src/export and one row of `export_targets`.  It writes designs, traces or both, as
 * one or more files in memory; only export_save writes to disk.  Targets read a compiled design through its
 * plan (heddle/plan.h) as folds over opcodes and terms: a word made of known operations needs no change here,
 * and a new opcode does not compile until every target handles it.
 */
#ifndef HEDDLE_EXPORT_H
#define HEDDLE_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct assumptions;
struct buf;
struct design;
struct err;
struct model;
struct trace;

struct export_options {
	uint32_t properties; /* for the other tool to check: bit i is model->properties[i] */
	uint32_t recurring;  /* for it to check as liveness properties instead: bit i, properties[i].recurring
	                      */
	const struct assumptions *assumptions; /* for `recurring`, borrowed; null: those of the design */
	bool symmetry;                         /* let it use symmetry of constants */
	const char *diagram;                   /* only that of this role or operation; null: all */
	uint32_t states;                       /* the most states in a state graph; 0: the default */
};

/*
 * Options that only some targets accept.  Each target lists those it accepts for designs and for traces.
 * Options that every target accepts are not here.
 */
enum export_takes {
	EXPORT_INVARIANT = 1,   /* properties other than the default ones */
	EXPORT_PROPERTY = 2,    /* recurring */
	EXPORT_SYMMETRY = 4,    /* symmetry */
	EXPORT_DIAGRAM = 8,     /* diagram */
	EXPORT_MAX_STATES = 16, /* states */
	EXPORT_SCOPE = 32,      /* numbers of the scope of a design */
	EXPORT_UNFIT = 64,      /* for a trace: a design that does not explain it */
};

struct export_file {
	const char *name; /* without a folder */
	const char *text;
	size_t length;
};

/* The files, in reading order.  Owns everything in it. */
struct export
{
	struct arena *arena;
	struct export_file files[8];
	size_t count;
};
void export_init(struct export *export);
void export_release(struct export *export);
/* Adds a file with the buffer's text and leaves the buffer empty.  file_name (file.h) makes its name from
 * `stem`, which may be any text, and `ending`. */
void export_add(struct export *export, const char *stem, const char *ending, struct buf *text);

struct export_target {
	const char *name;    /* "tla": for --to and messages */
	const char *summary; /* a line for help, no full stop */
	bool folder;         /* writes several files, so it needs a folder */
	/*
	 * Write a design or a trace; null if the target does not.  `model` is a compiled design (for designs:
	 * a bounded one); for traces it may be a recording.  `trace` has states and steps.  Both fill `out`,
	 * which the caller releases, also on failure.
	 */
	int (*design)(const struct model *model, const struct export_options *options, struct export *out,
	              struct err *err);
	int (*trace)(const struct model *model, const struct trace *trace,
	             const struct export_options *options, struct export *out, struct err *err);
	/* Why the other tool cannot check this property of a compiled design, a clause; returns null if it
	 * can.  Null: the target has nothing to do with properties. */
	const char *(*cannot)(const struct model *model, unsigned property);
	unsigned design_takes, trace_takes; /* enum export_takes, or'ed */
};
extern const struct export_target *const export_targets[]; /* ended by null */

/* The target with that name; null if there is none, and then err lists the names. */
const struct export_target *export_target_named(const char *name, struct err *err);

/* Returns -1 with `err` set if the target does not accept all of `given` (enum export_takes, or'ed) for
 * traces, or for designs. */
int export_check(const struct export_target *target, bool of_trace, unsigned given, struct err *err);
/* Returns -1 with `err` set if the target cannot write all of `properties` (bits). */
int export_check_properties(const struct export_target *target, const struct model *model,
                            uint32_t properties, struct err *err);
/* Appends what a target is written from and the options it accepts: "of designs, with a scope, --invariant".
 * Returns false, and appends nothing, if it is not written from traces, or from designs. */
bool export_add_source(const struct export_target *target, bool of_trace, struct buf *out);

/*
 * Writes the files.  If `folder` is true or `path` is a folder, they go to that folder, which is created if
 * necessary; else the only file is written as `path`.  Unless `replace`, returns -1 before writing anything
 * if a file exists.
 */
int export_save(const struct export *export, bool folder, const char *path, bool replace, struct err *err);

#endif
