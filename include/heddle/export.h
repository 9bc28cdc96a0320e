/*
 * What is explored in heddle, written for others: model checkers, and people without heddle.
 *
 * A target is one file in src/export and one row of `export_targets`.  It writes a design, a
 * trace, or either, as one or more files that live in memory until the caller stores them;
 * nothing here touches the disk but export_save.  Targets read a compiled design through its
 * plan (include/heddle/plan.h), as folds over opcodes and terms: a word made of known
 * operations needs no work here, and an unknown opcode does not compile.
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
	uint32_t properties; /* bits: model->properties that the other tool is to check */
	uint32_t temporal;   /* bits: temporals (heddle/liveness.h) that it is to check, and then nothing else
	                      */
	const struct assumptions *assumptions; /* that `temporal` rests on; null: those of the design */
	bool symmetry;                         /* let it treat constants of a kind as alike */
	const char *diagram;                   /* only the one of this role or operation; null: all */
	uint32_t states;                       /* most states that a state graph shows; 0: the usual number */
};

/*
 * What can be asked of a target on the command line and means nothing to others; each target says which it
 * takes of a design and which of a trace.  What is asked of all stands in none: --no-failures, where it goes
 * to.
 */
enum export_takes {
	EXPORT_INVARIANT = 1,   /* properties, other than the usual ones */
	EXPORT_PROPERTY = 2,    /* temporal */
	EXPORT_SYMMETRY = 4,    /* symmetry */
	EXPORT_DIAGRAM = 8,     /* diagram */
	EXPORT_MAX_STATES = 16, /* states */
	EXPORT_SCOPE = 32,      /* the numbers of the scope that a design is compiled at */
	EXPORT_UNFIT = 64,      /* of a trace: a design that does not explain it */
};

struct export_file {
	const char *name; /* without a folder */
	const char *text;
	size_t length;
};

/* Files in the order in which they should be read.  Owns everything in it. */
struct export
{
	struct arena *arena;
	struct export_file files[8];
	size_t count;
};
void export_init(struct export *export);
void export_release(struct export *export);
/* Takes the buffer's text; the buffer is empty again.  The file is called after `stem`, whatever that text
 * is, by file_name (heddle/file.h). */
void export_add(struct export *export, const char *stem, const char *ending, struct buf *text);

struct export_target {
	const char *name;    /* "tla": for --to and messages */
	const char *summary; /* a line for help, no full stop */
	bool folder;         /* may be more than one file: needs a folder to go to */
	/*
	 * Either is null when the target does not take that.  `model` is a compiled design (for
	 * designs: a bounded one), or, of a trace, possibly a recording; `trace` has states and
	 * steps.  Both fill `out`, which the caller releases, on failure too.
	 */
	int (*design)(const struct model *model, const struct export_options *options, struct export *out,
	              struct err *err);
	int (*trace)(const struct model *model, const struct trace *trace,
	             const struct export_options *options, struct export *out, struct err *err);
	/* Why the other tool cannot check this one of the properties of designs, as a sentence in the making;
	 * null: it can.  Null where properties are none of its business. */
	const char *(*cannot)(unsigned property);
	unsigned design_takes, trace_takes; /* enum export_takes, or'ed; what is not here changes nothing */
};
extern const struct export_target *const export_targets[]; /* ended by null */

/* Null when there is none of that name; then err says which there are. */
const struct export_target *export_target_named(const char *name, struct err *err);

/* Refuses those of `given` (enum export_takes, or'ed) that the target does not take, of a trace or a design.
 */
int export_check(const struct export_target *target, bool of_trace, unsigned given, struct err *err);
/* Refuses those of `properties` (bits: model->properties) that the target cannot write. */
int export_check_properties(const struct export_target *target, const struct model *model,
                            uint32_t properties, struct err *err);
/* Appends what it is written from, and what it takes then: "of designs, with a scope, --invariant"; false,
 * and nothing, when it is written from no such thing. */
bool export_add_source(const struct export_target *target, bool of_trace, struct buf *out);

/*
 * Stores the files: in the folder `path`, which is made when it is not there, when the target
 * writes folders or `path` is one; else the only file as `path`.  Unless `replace`, an existing file is
 * refused before anything is written.
 */
int export_save(const struct export *export, bool folder, const char *path, bool replace, struct err *err);

#endif
