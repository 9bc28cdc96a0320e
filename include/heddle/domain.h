/*
 * The names of the bundled subject, a site of profiles: servers and readers, a database of records, a store
 * of blobs, cleaners, a clock.
 *
 * Each name is written once, in src/design/domain.c: variables of the state, roles, fields, and the rows of a
 * scope.  Rooms that are not about designs take names from
 * the model instead; tests/layout.sh reads this table and finds the names elsewhere.
 */
#ifndef HEDDLE_DOMAIN_H
#define HEDDLE_DOMAIN_H

#include <heddle/design_file.h>
#include <heddle/model.h>

/* The variables of a state, in the order in which a model shows those that it has. */
enum domain_variable {
	DOMAIN_RECORDS,
	DOMAIN_BLOBS,
	DOMAIN_SERVERS,
	DOMAIN_CLEANERS,
	DOMAIN_BEGUN,       /* only without bounds, as the next one … */
	DOMAIN_READ_BROKEN, /* … and in place of the log */
	DOMAIN_LOG,
	DOMAIN_TIME,
	DOMAIN_USED_IDS,
	DOMAIN_FAILED,
	DOMAIN_VARIABLES
};
extern const struct model_variable domain_variables[DOMAIN_VARIABLES];

/* The variable that holds the processes of a role; those of readers are with the servers'. */
const char *domain_processes(enum role role);
/* The field of a variable that is a global: DOMAIN_TIME, DOMAIN_USED_IDS or DOMAIN_FAILED. */
enum field domain_global(enum domain_variable variable);
/* Whether a variable is a function whose keys are constants or processes. */
bool domain_is_keyed(const char *variable);

/* What else a role is called: readers are servers that only read. */
extern const char domain_reader[];

/* The options of the bounds, in the order of their bits (BOUND_TIME, …); ends with a null. */
extern const char *const domain_bounds[];

/* The constants that a type holds one of, or a set of: users, metadatas, images or ids. */
enum scope_index type_constants(enum type type);

#endif
