/*
 * A scope: the number of processes and constants, and the bounds of a check.
 *
 * A scope is a plain value: one number for each row of a table.  A number that is SCOPE_DEFAULT means the
 * design's published one; a settled scope has none of these.  Unused numbers are SCOPE_DEFAULT, and are
 * merged and copied like the others.
 *
 * A design says which rows its scopes have (design_scope_rows): those of `scope_rows` come first, so that
 * their indices mean the same in each table; rows of its own follow.  A table has at most SCOPE_ROWS_MAX rows
 * and ends with one whose option is null.
 */
#ifndef HEDDLE_SCOPE_H
#define HEDDLE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct err;
struct nearest;

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
	int of[SCOPE_ROWS_MAX]; /* by enum scope_index, or a row of the design's own */
};

/* What a number of a scope counts. */
enum scope_kind {
	SCOPE_PROCESS,  /* processes, each with a name */
	SCOPE_CONSTANT, /* constants, each with a name */
	SCOPE_BOUND,    /* how far a check goes; playing goes further */
	SCOPE_FLAG,     /* nothing: 0 or 1, and its option takes no number */
	SCOPE_ABSENT,   /* nothing: the design has no such thing, and ignores a number that is given */
};

struct scope_row {
	enum scope_kind kind;
	const char *option; /* on the command line, without dashes, and in files: "image-ids" */
	const char *noun;   /* in messages, plural: "image ids" */
	const char *one;    /* what one is called: "id"; null: the noun without its last letter */
	const char *prefix; /* of usual names: "ui" for ui1, ui2, …; null: it has no names */
	const char *tla;    /* the constant of a TLA+ module: "ImageIds"; null: none */
	int usual;          /* for a design that publishes no number */
	int least, most;
};
extern const struct scope_row scope_rows[SCOPE_ROWS + 1]; /* ends with a null option */

/* A scope with only defaults. */
struct scope scope_unset(void);

/* The number of rows of a table. */
unsigned scope_count(const struct scope_row *rows);

/* A table of the first `count` rows, its texts copied; in `arena`.  `count` is at most SCOPE_ROWS_MAX. */
const struct scope_row *scope_copy_rows(const struct scope_row *rows, unsigned count, struct arena *arena);

/* The row of an option; the number of rows if there is none. */
unsigned scope_find(const struct scope_row *rows, const char *option);

/* Offers the options of all rows that the design has to a search for the nearest name. */
void scope_offer(const struct scope_row *rows, struct nearest *near);

/* Sets one number, by its option, from text.  Returns -1 with `err` set if the option is unknown or
 * the text is not a number within the limits. */
int scope_set(const struct scope_row *rows, struct scope *scope, const char *option, const char *text,
              struct err *err);

/* `under` with the numbers that are set in `over` replaced. */
struct scope scope_merge(struct scope under, struct scope over);

/* A scope in other rows: the numbers of the rows with the same options. */
struct scope scope_carry(const struct scope_row *from, const struct scope *scope, const struct scope_row *to);

/* Checks the limits of a settled scope.  Returns -1 with `err` set if one is exceeded.  See
 * design_check_scope, which also wants a process. */
int scope_check(const struct scope_row *rows, const struct scope *scope, struct err *err);

/* Appends "1 server", "2 servers". */
void scope_add_count(const struct scope_row *row, int count, struct buf *out);

/* Writes "1 server · 1 reader · 1 cleaner", without counts of zero, for headings, into `out` of `size` bytes.
 * Returns `out`. */
const char *scope_show(const struct scope_row *rows, const struct scope *scope, bool ascii, char *out,
                       size_t size);

#endif
