/*
 * How many of everything there are, and how far a check goes.
 *
 * A scope is a plain value.  A member that is SCOPE_DEFAULT means "what the
 * design publishes"; scope_settle replaces those and checks the limits.
 */
#ifndef HEDDLE_SCOPE_H
#define HEDDLE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { SCOPE_DEFAULT = -1 };

/* The largest of each; scope_check names the number to lower. */
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
	int no_failures; /* 1: steps that model faults are left out; SCOPE_DEFAULT is 0 */
};

/* One row a member: the command-line option without its dashes, where it is, limits. */
struct scope_field {
	const char *option; /* "image-ids" */
	const char *noun;   /* "image ids" */
	size_t offset;      /* of the int in struct scope */
	int least, most;
	bool flag; /* takes no number */
};
extern const struct scope_field scope_fields[]; /* ended by a null option */

/* A scope of defaults only. */
struct scope scope_unset(void);

int scope_get(const struct scope *scope, const struct scope_field *field);

/* Sets one member by its option name from text; refuses unknown names, text that is not a
 * number and numbers outside the limits. */
int scope_set(struct scope *scope, const char *option, const char *text, struct err *err);

/* Members of `over` that are set win over those of `under`. */
struct scope scope_merge(struct scope under, struct scope over);

/* Checks the limits of a scope without defaults in it. */
int scope_check(const struct scope *scope, struct err *err);

/* "1 server · 1 reader · 1 cleaner" style, for headings; zero counts left out.
 * Writes into `out` of `size` bytes and returns it. */
const char *scope_show(const struct scope *scope, bool ascii, char *out, size_t size);

#endif
