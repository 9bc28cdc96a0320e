/*
 * A scope: the number of processes and constants, and the bounds of a check.
 *
 * A scope is a plain value: one number for each row of a table.  A number that is SCOPE_DEFAULT means the
 * design's published one; a settled scope has none of these.  The rows of `scope_rows` come first.  There is
 * room for more; unused numbers are SCOPE_DEFAULT, and are merged and copied like the others.
 */
#ifndef HEDDLE_SCOPE_H
#define HEDDLE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { SCOPE_DEFAULT = -1, SCOPE_ROWS_MAX = 32 };

/* The rows of scope_rows. */
enum scope_index {
	SCOPE_SERVERS,
	SCOPE_READERS,
	SCOPE_CLEANERS,
	SCOPE_USERS,
	SCOPE_METADATAS,
	SCOPE_IMAGES,
	SCOPE_IMAGE_IDS,
	SCOPE_OPERATIONS,
	SCOPE_TIME, /* hours */
	SCOPE_FAILURES,
	SCOPE_NO_FAILURES, /* 1: omit steps that model faults; SCOPE_DEFAULT means 0 */
	SCOPE_ROWS
};

/* Limits; scope_check names the number to lower. */
enum {
	SCOPE_PROCESSES_MAX = 12, /* servers + readers + cleaners */
	SCOPE_USERS_MAX = 8,
	SCOPE_METADATAS_MAX = 8,
	SCOPE_IMAGES_MAX = 8,
	SCOPE_IDS_MAX = 32,
	SCOPE_OPERATIONS_MAX = 4000,
	SCOPE_TIME_MAX = 4000, /* hours */
	SCOPE_FAILURES_MAX = 4000,
};

struct scope {
	int of[SCOPE_ROWS_MAX]; /* by enum scope_index */
};

/* What a number of a scope counts. */
enum scope_kind {
	SCOPE_PROCESS,  /* processes, each with a name */
	SCOPE_CONSTANT, /* constants, each with a name */
	SCOPE_BOUND,    /* how far a check goes; playing goes further */
	SCOPE_FLAG,     /* nothing: 0 or 1, and its option takes no number */
};

struct scope_row {
	enum scope_kind kind;
	const char *option; /* on the command line, without dashes, and in files: "image-ids" */
	const char *noun;   /* in messages, plural: "image ids" */
	const char *one;    /* what a choice of one is called: "id"; null: it is never chosen */
	const char *prefix; /* of usual names: "ui" for ui1, ui2, …; null: it has no names */
	const char *tla;    /* the constant of a TLA+ module: "ImageIds"; null: none */
	int usual;          /* for a design that publishes no number */
	int least, most;
};
extern const struct scope_row scope_rows[SCOPE_ROWS + 1]; /* ends with a null option */

/* A scope with only defaults. */
struct scope scope_unset(void);

/* The row of an option; SCOPE_ROWS if there is none. */
unsigned scope_find(const char *option);

/* Sets one number, by its option, from text.  Returns -1 with `err` set if the option is unknown or
 * the text is not a number within the limits. */
int scope_set(struct scope *scope, const char *option, const char *text, struct err *err);

/* `under` with the numbers that are set in `over` replaced. */
struct scope scope_merge(struct scope under, struct scope over);

/* Checks the limits of a settled scope.  Returns -1 with `err` set if one is exceeded. */
int scope_check(const struct scope *scope, struct err *err);

/* Writes "1 server · 1 reader · 1 cleaner", without counts of zero, for headings, into `out` of `size` bytes.
 * Returns `out`. */
const char *scope_show(const struct scope *scope, bool ascii, char *out, size_t size);

#endif
