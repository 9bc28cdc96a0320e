/*
 * Terms: what an expression is in TLA+, while a larger one is made of it.
 *
 * UNSET is a value of many types, and t[UNSET] is UNSET, which TLA+ does not know; so a term keeps apart when
 * it is UNSET and what it is otherwise, and says under which condition it has a value at all.
 */
#ifndef HEDDLE_EXPORT_TLA_SYSTEM_TERM_H
#define HEDDLE_EXPORT_TLA_SYSTEM_TERM_H

#include "export/tla/system.h"

/* How tightly a text binds. */
enum level { LEVEL_ATOM, LEVEL_SUM, LEVEL_RELATION, LEVEL_AND, LEVEL_OR, LEVEL_IMPLIES, LEVEL_OPEN };

struct term {
	const char *text;
	enum level level;
	const char *unless; /* the condition under which it is UNSET, whatever the text is; null: never */
	bool optional;      /* the text itself may be UNSET */
	bool is_unset;      /* it is the word UNSET */
	const char *need;   /* the condition under which it has a value; null: always */
	const struct declared_type *type; /* null: as written */
	int64_t least, most;              /* of a number; INT64_MIN, INT64_MAX: unknown */
	/* What is written out: the parts of a record (with names), of a set (without), or of a choice
	 * between two records (`condition`). */
	const struct term *parts;
	const char *const *names;
	unsigned count;
	const char *condition;
};

struct bound_name {
	const char *text, *index; /* index: of an item of a list */
	struct term term;
};

/* A step from a place to a part of it. */
struct path_step {
	const char *key, *field; /* one of them */
	const struct declared_type *type;
	struct term part; /* of a key */
};

enum { PATH_MAX_STEPS = DECLARED_DEPTH_MAX + 2, UPDATES_MAX = SYSTEM_PIECES_MAX + 1 };

struct path {
	unsigned variable, count;
	struct path_step steps[PATH_MAX_STEPS];
};

/* An effect that is not yet in a version of its variable. */
struct update {
	struct path path;
	struct term value;
};

/* Where an expression is read. */
struct reading {
	struct spec *spec;
	int role; /* -1: none */
	const char *self;
	const char *now[SYSTEM_VARIABLES_MAX]; /* the variables' texts */
	struct update updates[UPDATES_MAX];    /* in order */
	unsigned update_count, version;
	struct buf *versions; /* out: definitions of a LET; null: there are no effects */
	const char *fits;     /* out: the condition under which all effects have a value of their type */
	struct bound_name bound[EXPR_BOUND_MAX];
	unsigned bound_count;
	struct bound_name chosen[STEP_CHOICES_MAX];
	unsigned chosen_count;
	const char *facts[TEXTS_MAX]; /* conditions that hold where it is read */
	unsigned fact_count;
};

void read_begin(struct reading *r, struct spec *spec, int role);
struct term read_term(struct reading *r, const struct expr *expr);
/* The place that an effect changes. */
bool read_path(struct reading *r, const struct expr *expr, struct path *path, const char **need);
/* Whether two paths are the same, and whether one may be within the other. */
bool path_same(const struct path *a, const struct path *b);
bool path_overlaps(const struct path *a, const struct path *b);
/* The current value of a place. */
struct term read_place(struct reading *r, const struct path *path);
/* Puts all updates of a variable into a new version of it; returns its name. */
const char *flush_updates(struct reading *r, unsigned variable);
/* The new value of a variable: its text, with the updates; null: unchanged. */
const char *updated(struct reading *r, unsigned variable);

/* Longer texts are refused. */
enum { TERM_MAX = 20000 };

/* system_effect.c: carries out the effects and the goto; next[v] is the new value of a variable, null:
 * unchanged. */
void run_effects(struct reading *r, const struct system_role *role, const struct system_step *step,
                 const char **next);

/* A name for a binder; not one of those in scope. */
const char *binder_name(const struct reading *r, const char *wanted);
/* Adds a condition that holds, in its parts, to the facts. */
void add_condition(struct reading *r, const char *condition);
void add_fact(struct reading *r, const char *text);

/* --- system_term.c: terms -------------------------------------------------------------------- */

struct term tla_term_of(const char *text, enum level level, const struct declared_type *type);
extern const struct declared_type type_truth, type_number;
/* The text, in parentheses unless it binds as tightly as that. */
const char *tla_term_text(struct reading *r, const struct term *term, enum level level);
/* A condition; both may be null, which is true. */
const char *both_hold(struct spec *spec, const char *a, const char *b);
const char *if_then(struct spec *spec, const char *condition, const char *then);
const char *in_parentheses(struct spec *spec, const char *text);
bool is_fact(const struct reading *r, const char *text);

bool may_be_unset(const struct term *term);
/* "x = UNSET", or "x # UNSET". */
struct term term_is_unset(struct reading *r, const struct term *term, bool negated);
/* "x = UNSET", where a record whose fields are all UNSET is there. */
struct term term_absent(struct reading *r, const struct term *term);
struct term term_equal(struct reading *r, const struct term *a, const struct term *b);
/* A part of a record, or of one that may be UNSET. */
struct term field_term(struct reading *r, const struct term *of, const char *name);
struct term entry_term(struct reading *r, const struct term *of, const struct term *key);
/* The text as a value of a type; *fits: the condition under which it is one, null: always. */
const char *term_as(struct reading *r, const struct term *term, const struct declared_type *type,
                    const char **fits);
/* The record of an EITHER with these fields, in the order of either_fields. */
const char *either_record(struct reading *r, const struct declared_type *type, const struct term *fields,
                          const char **fits);
/* The fields of all records, each once; returns their number. */
unsigned either_fields(const struct declared_type *type, const char **names);
/* The type of a field in the records that have it, optional if one has UNSET there or lacks it. */
const struct declared_type *either_field(struct spec *spec, const struct declared_type *type,
                                         const char *name, bool *everywhere);

#endif
