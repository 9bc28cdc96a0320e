/*
 * What went wrong with an input, where, and what to do about it.
 *
 * A function that can fail on bad input takes a `struct err *`, returns -1 and
 * fills it; on success it leaves it untouched.  All text stored here is made
 * safe for a terminal on the way in (see utf8_escape), so an err can be shown
 * as it is whatever file it quotes.  A struct err is a plain value, nothing to
 * release.  Bugs are not errors: those are asserts.
 */
#ifndef HEDDLE_ERR_H
#define HEDDLE_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum { ERR_TEXT_MAX = 400, ERR_PLACE_MAX = 200, ERR_LIST_MAX = 20, ERR_MORE_MAX = 4000 };

struct err_list;

struct err {
	char file[ERR_PLACE_MAX];  /* the file or input, "" when there is none */
	char place[ERR_PLACE_MAX]; /* "line 3, column 7" or a JSON path; may be "" */
	char what[ERR_TEXT_MAX];   /* what was found and what was expected */
	char remedy[ERR_TEXT_MAX]; /* what to do; may be "" */
	/* Of an input of which all errors are told: how many there are besides this one, and those that
	 * fit, a line each without the last '\n'. */
	unsigned others;
	char more[ERR_MORE_MAX];
	struct err_list *list; /* being filled; null: the first error ends the work */
};

/*
 * Collects the errors of one input.  Work that can go on after an error is given an err that err_list_begin
 * made, and calls err_next for each error.
 */
struct err_list {
	const char *file; /* of errors that name none; may be null */
	/* Sees each error before it is kept, and may change its file and place; null: nobody does. */
	void (*each)(struct err *err, void *user);
	void *user;
	struct err first;
	unsigned count;
};

#define ERR_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Starts a new error with nothing but `what`.  Returns -1, so that callers can
 * write `return err_set(err, …)`.  A null `err` is allowed and drops the text. */
int err_set(struct err *err, const char *fmt, ...) ERR_PRINTF(2, 3);

/* Each fills one more part of an error that is already set; each returns -1. */
int err_file(struct err *err, const char *file);
int err_place(struct err *err, const char *fmt, ...) ERR_PRINTF(2, 3);
int err_remedy(struct err *err, const char *fmt, ...) ERR_PRINTF(2, 3);

/* Makes `err` one that collects into `list`, which outlives it. */
void err_list_begin(struct err_list *list, struct err *err, const char *file);
/* Keeps the error that is set, so that another one can be.  False: errors are not collected, and this one
 * ends the work. */
bool err_next(struct err *err);
/* The same for the error that work has set if it returned a status other than 0; returns how many that is. */
int err_keep(int status, struct err *err);
/* Hands all that was collected to `out` (null allowed): 0 when there was no error, else -1. */
int err_list_end(const struct err_list *list, struct err *out);

/* Sets the place to the line and column of text[at], both from 1; at <= length. */
int err_place_at(struct err *err, const char *text, size_t length, size_t at);

/* Writes "FILE: PLACE: what; remedy" (parts that are empty are left out) into
 * `out` of `size` bytes, always terminated; other errors are left out.  Returns `out`. */
const char *err_format(const struct err *err, char *out, size_t size);

#endif
