/*
 * Checking names and types, between check.c (operators), check_name.c (names) and check_step.c (choices and
 * effects).
 */
#ifndef HEDDLE_LANGUAGE_CHECK_H
#define HEDDLE_LANGUAGE_CHECK_H

#include "language/language.h"

struct bound {
	const char *name;
	const struct value_type *type;
	const struct expr *domain;
	bool primed; /* bound inside x' */
};

struct checker {
	const char *text;
	const struct expr_context *context;
	struct arena *arena;
	struct err *err;
	struct bound bound[EXPR_BOUND_MAX];
	unsigned bound_count;
	const struct expr *shared;   /* the domain of the binder outside */
	const struct expr *choosing; /* the choice whose condition this is; or null */
	bool primed;                 /* inside x' */
	bool missing;                /* the error is that a name or field of a phrase does not exist */
};

/* --- check.c ----------------------------------------------------------------------------- */

/* Each returns -1 with the error set. */
int check(struct checker *c, struct expr *expr);
/* Checks, and refuses what is not `what`, of that kind. */
int check_kind(struct checker *c, struct expr *expr, enum value_type_kind kind, const char *what);
/* Refuses values that can never be equal to one of a type, which is that of `other` (may be null). */
int check_same(struct checker *c, const struct expr *expr, const struct value_type *type,
               const struct expr *other);
/* The type of the members of a set or list. */
const struct value_type *check_items_of(const struct value_type *type);

/* Sets the error "EXPR is a number; expected WHAT". */
int check_not_a(struct checker *c, const struct expr *expr, const char *what);
/* Sets the place of an error, byte `at`; of an expression in the meaning of a phrase, where that is used. */
int check_place(struct checker *c, const struct expr *expr, uint32_t at);

extern const struct value_type check_any;
/* The type, or any. */
const struct value_type *check_known(const struct value_type *type);
const struct value_type *check_name_type(struct checker *c, const char *name);

/* --- check_name.c -------------------------------------------------------------------------- */

int check_name(struct checker *c, struct expr *expr);
/* If an expression is a process, puts the entry of its role's variable in its place: s of s.state becomes
 * serverStates[s].  Returns whether it did. */
bool check_process(struct checker *c, struct expr **expr);

/* --- check_step.c -------------------------------------------------------------------------- */

int check_step(struct checker *c, struct expr *expr);

#endif
