/*
 * A scope: the number of processes and constants, and the bounds of a check.
 *
 * A scope is a plain value.  A member that is SCOPE_DEFAULT means the design's published number; a settled
 * scope has no such members.
 */
#ifndef HEDDLE_SCOPE_H
#define HEDDLE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { SCOPE_DEFAULT = -1 };

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
	int servers, readers, cleaners;
	int users, metadatas, images, image_ids;
	int max_operations, max_time, max_failures;
	int no_failures; /* 1: omit steps that model faults; SCOPE_DEFAULT means 0 */
};

/* One row for each member: its command-line option without dashes, its offset, its limits. */
struct scope_field {
	const char *option; /* "image-ids" */
	const char *noun;   /* "image ids" */
	size_t offset;      /* of the int in struct scope */
	int least, most;
	bool flag; /* takes no number */
};
extern const struct scope_field scope_fields[]; /* ended by a null option */

/* A scope with only defaults. */
struct scope scope_unset(void);

int scope_get(const struct scope *scope, const struct scope_field *field);

/* Sets one member, by the name of its option, from text.  Returns -1 with `err` set if the name is unknown or
 * the text is not a number within the limits. */
int scope_set(struct scope *scope, const char *option, const char *text, struct err *err);

/* `under` with the members that are set in `over` replaced. */
struct scope scope_merge(struct scope under, struct scope over);

/* Checks the limits of a settled scope.  Returns -1 with `err` set if one is exceeded. */
int scope_check(const struct scope *scope, struct err *err);

/* Writes "1 server · 1 reader · 1 cleaner", without counts of zero, for headings, into `out` of `size` bytes.
 * Returns `out`. */
const char *scope_show(const struct scope *scope, bool ascii, char *out, size_t size);

#endif
