/*
 * Errors: what is wrong with an input, where, and how to fix it.
 *
 * A function that can fail on bad input takes a `struct err *`.  On failure it fills it and returns -1; on
 * success it leaves it untouched.  Text is escaped for the terminal when it is stored (utf8_escape), so an
 * err can be shown as it is, whatever file it quotes.  A struct err is a plain value; there is nothing to
 * release.  Bugs are not errors: those are asserts.
 */
#ifndef HEDDLE_ERR_H
#define HEDDLE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum { ERR_TEXT_MAX = 400, ERR_PLACE_MAX = 200, ERR_LIST_MAX = 20, ERR_MORE_MAX = 4000 };

struct err_list;

struct err {
	char file[ERR_PLACE_MAX];  /* the file or input; may be "" */
	char place[ERR_PLACE_MAX]; /* "line 3, column 7" or a JSON path; may be "" */
	char what[ERR_TEXT_MAX];   /* what was found and what was expected */
	char remedy[ERR_TEXT_MAX]; /* what to do; may be "" */
	/* If all errors of an input are collected: how many there are in addition to this one, and as many of
	 * them as fit, one a line, without the last '\n'. */
	unsigned others;
	char more[ERR_MORE_MAX];
	struct err_list *list; /* collects the errors; null: the first error ends the work */
};

/*
 * Collects all errors of one input.  The caller passes an err made by err_list_begin to work that can
 * continue after an error and calls err_next for each.
 */
struct err_list {
	const char *file; /* of errors without a file; may be null */
	/* Called for each error before it is kept; may change its file and place.  May be null. */
	void (*each)(struct err *err, void *user);
	void *user;
	struct err first;
	unsigned count;
};

#define ERR_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Sets an error that has only `what`.  Returns -1, so that callers can write `return err_set(err, …)`.  A
 * null `err` is allowed; then the text is dropped. */
int err_set(struct err *err, const char *fmt, ...) ERR_PRINTF(2, 3);
int err_vset(struct err *err, const char *fmt, va_list args) ERR_PRINTF(2, 0);

/* Each adds a part to an error that is set, and returns -1. */
int err_file(struct err *err, const char *file);
int err_place(struct err *err, const char *fmt, ...) ERR_PRINTF(2, 3);
int err_remedy(struct err *err, const char *fmt, ...) ERR_PRINTF(2, 3);

/* Makes `err` collect errors in `list`, which must outlive it. */
void err_list_begin(struct err_list *list, struct err *err, const char *file);
/* Keeps the error that is set, so that another can be set.  Returns false if errors are not collected: then
 * this one ends the work. */
bool err_next(struct err *err);
/* If `status`, which some work returned, is not 0, keeps the error that it set.  Returns the number of errors
 * kept, 0 or 1. */
int err_keep(int status, struct err *err);
/* Copies the collected errors to `out` (may be null).  Returns 0 if there were none, else -1. */
int err_list_end(const struct err_list *list, struct err *out);

/* Sets the place to the line and column of text[at], both from 1; at <= length.  Returns -1. */
int err_place_at(struct err *err, const char *text, size_t length, size_t at);

/* Writes "FILE: PLACE: what; remedy", without empty parts and without `more`, into `out` of `size` bytes;
 * always terminated.  Returns `out`. */
const char *err_format(const struct err *err, char *out, size_t size);

#endif
