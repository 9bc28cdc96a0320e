/*
 * Expressions: conditions and values over the variables of a state.
 *
 *	all r ∈ operations: r.type = READ ⇒ some w ∈ operations before r: w.metadata = r.metadata
 *
 * Reading gives a tree (expr_parse), checking resolves its names and types (expr_check), and everything else
 * is a function over the checked tree: its value in a state, the parts that make it false, its text.
 * docs/expressions.md is the manual.
 *
 * A tree lives in the arena that it was parsed into and is not changed after the check.  Texts are read in
 * three spellings (≠, != and #; and, && and /\); one is written.
 */
#ifndef HEDDLE_EXPR_H
#define HEDDLE_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <heddle/value_type.h>

struct arena;
struct buf;
struct err;

enum expr_kind {
	EXPR_NUMBER,
	EXPR_STRING,
	EXPR_BOOL,
	EXPR_UNSET,
	EXPR_NAME,  /* a variable, a bound name, a constant, or the set of all names of a type */
	EXPR_FIELD, /* part[0].name */
	EXPR_AT,    /* part[0][part[1]]; written part[1] if it has a name: s.state is serverStates[s].state */
	EXPR_PRIME, /* part[0]', its value after the step */
	EXPR_NOT,
	EXPR_AND,
	EXPR_OR,
	EXPR_IMPLIES,
	EXPR_EQUAL,
	EXPR_NOT_EQUAL,
	EXPR_LESS,
	EXPR_AT_MOST,
	EXPR_GREATER,
	EXPR_AT_LEAST,
	EXPR_IN,
	EXPR_NOT_IN,
	EXPR_SUBSET,
	EXPR_PLUS,
	EXPR_MINUS,
	EXPR_UNION,
	EXPR_DIFFERENCE,   /* set difference */
	EXPR_INTERSECTION, /* intersection */
	EXPR_BEFORE,       /* the entries of the list part[0] before the entry that part[1] is bound to */
	EXPR_COUNT,        /* of a set, list or table */
	EXPR_KEYS,         /* of a table or record; written as its name if it has one: "servers" */
	EXPR_IF,           /* part[0], part[1] if it is true, part[2] if not */
	EXPR_ALL,          /* name, part[0] the domain, part[1] the condition */
	EXPR_SOME,
	EXPR_FILTER, /* the members of part[0] for which part[1] holds */
	EXPR_SET,    /* items */
	EXPR_LIST,
	EXPR_RECORD, /* items, with names */
	/* Choices and effects of the steps of a design; only at the top of a tree. */
	EXPR_CHOOSE, /* choose name ∈ part[0]: part[1]; the condition may be null.  index: the choice */
	EXPR_ASSIGN, /* part[0] := part[1] */
	EXPR_ADD,    /* add part[1] to the set part[0] */
	EXPR_REMOVE, /* remove part[1] from the set part[0] */
	EXPR_APPEND, /* append part[1] to the list part[0] */
	EXPR_TAKE,   /* take the first of the list part[0] */
	EXPR_KINDS
};

/* The meaning of a name. */
enum expr_name {
	EXPR_NAME_BOUND,    /* by a quantifier or filter; index: of bound names, outermost first */
	EXPR_NAME_VARIABLE, /* index: the variable */
	EXPR_NAME_CONSTANT, /* the text itself */
	EXPR_NAME_ALL,      /* the set of all names of a type */
	/* Only in the steps of a design: */
	EXPR_NAME_LOCAL,  /* index: the field of the process that takes the step */
	EXPR_NAME_SELF,   /* that process */
	EXPR_NAME_CHOSEN, /* index: the choice; also inside the condition of its EXPR_CHOOSE */
};

struct expr {
	enum expr_kind kind;
	uint32_t from, to; /* its bytes in the text */
	union {
		int64_t number;
		bool truth;
		const char *name; /* STRING: its characters */
	};
	enum expr_name meaning; /* set by the check, like all members below */
	unsigned index;
	uint32_t count;      /* of items */
	struct expr **items; /* SET, LIST, RECORD */
	const char **names;  /* RECORD */
	struct expr *part[3];
	const struct value_type *type;
	const char *phrase; /* the spelling of the phrase that it is from; null: it is written here */
	bool optional;      /* the check leaves it out if the phrase names what is not there */
	bool left_out;      /* it did: the tree is `true` */
};

/* Limits; messages contain the number.  EXPR_NODES_MAX is of what phrases stand for. */
enum { EXPR_LENGTH_MAX = 10000, EXPR_DEPTH_MAX = 100, EXPR_BOUND_MAX = 16, EXPR_NODES_MAX = 5000 };

/*
 * Parses a whole text of `length` bytes.  Returns -1 with `err` set, its place being the column in
 * characters, if it is not an expression.
 */
int expr_parse(const char *text, size_t length, struct arena *arena, struct expr **expr, struct err *err);

/* Whether two trees are the same, apart from places and types. */
bool expr_equal(const struct expr *a, const struct expr *b);

/* Whether a tree says anything about the state after a step (x'). */
bool expr_has_prime(const struct expr *expr);

/* A copy of a tree that can be checked again, in another context. */
struct expr *expr_copy(const struct expr *expr, struct arena *arena);

/* Appends the text of an expression, in one spelling; `ascii`: without other characters.  Parsing it gives an
 * equal tree. */
void expr_show(struct buf *out, const struct expr *expr, bool ascii);

/* What the variables of a state are called and can hold. */
struct expr_variable {
	const char *name;
	const struct value_type *type; /* null: anything */
	const char *entry; /* a table whose entries are called so: t[k].entry is read as t[k]; null: nothing
	                    */
};
struct expr_phrases;
struct expr_role;
struct expr_context {
	const struct expr_variable *variables;
	unsigned count;
	bool steps; /* it is about a step: x' is the value after it */
	/* The rest is for designs; all may be null or 0. */
	const struct expr_phrases *phrases;
	/* Roles: "servers" is keys(serverStates), and s.state is serverStates[s].state. */
	const struct expr_role *roles;
	unsigned role_count;
	/* In the steps of a role: the fields of the process that takes the step, what `self` is, and what was
	 * chosen, in order ("the chosen id", or id). */
	const struct expr_variable *locals;
	unsigned local_count;
	const struct value_type *self; /* null: not in a step */
	const struct expr_variable *chosen;
	unsigned chosen_count;
};

/* A role whose processes are the keys of a variable. */
struct expr_role {
	const char *plural; /* "servers" */
	unsigned variable;
};

/*
 * Resolves names and types.  `wanted` is what the whole has to be; VALUE_TYPE_ANY: whatever it is.  Returns
 * -1 with `err` set: the column, what was expected, and the nearest name.  `text` is what was parsed.
 */
int expr_check(struct expr *expr, const char *text, const struct expr_context *context,
               enum value_type_kind wanted, struct arena *arena, struct err *err);

/* Parses and checks. */
int expr_read(const char *text, const struct expr_context *context, enum value_type_kind wanted,
              struct arena *arena, struct expr **expr, struct err *err);

/* Offers each name that could be written here: variables, constants, sets, keywords, phrases, and what a step
 * can name. */
void expr_names(const struct expr_context *context, void (*offer)(void *ctx, const char *name), void *ctx);

/* --- phrases ------------------------------------------------------------------------- */

/*
 * Phrases: names for pieces of the notation, "blob is older than N hours".
 *
 * A capital letter by itself, perhaps with digits, is a parameter: U, N, K2.  N stands for a number, and
 * "hours" after it for "hour" where the number is 1; any other stands for a path (a name, .f, [k], a phrase
 * that is a value) or an expression in parentheses.  "log WRITE" has no parameter.  Of several phrases that
 * match, the longest is taken.
 *
 * Conditions and values can be parts of expressions.  A phrase is replaced by its meaning when it is read,
 * and names get their meaning where it is used; what it binds hides nothing in its arguments.
 */
enum phrase_kind { PHRASE_CONDITION, PHRASE_CHOICE, PHRASE_EFFECT, PHRASE_VALUE, PHRASE_KINDS };

struct expr_phrases *expr_phrases_new(struct arena *arena);

enum { PHRASES_MAX = 256, PHRASE_WORDS_MAX = 24, PHRASE_PARAMETERS_MAX = 4, PHRASE_PARTS_MAX = 16 };

/* What a phrase stands for: a piece of notation, which may itself contain phrases that were added before. */
struct phrase_part {
	const char *text;
	bool optional; /* left out where a name in it, or a field of it, does not exist */
};

struct phrase {
	const char *spelling;
	enum phrase_kind kind;
	const char *help;                /* one line; may be null */
	const char *none;                /* CHOICE: why there may be nothing to choose; may be null */
	const struct phrase_part *parts; /* CHOICE, VALUE: one */
	unsigned part_count;
};

/* Adds a phrase, which is copied; it replaces one of the same kind and spelling, except in the meanings of
 * phrases that were added before.  Returns -1 with `err` set if its spelling or its meaning cannot be read;
 * the place is then the column in the spelling, or "part 2, column 5" of the meaning. */
int expr_phrases_add(struct expr_phrases *phrases, const struct phrase *phrase, struct err *err);

/* The nth phrase, from 0; null after the last. */
const struct phrase *expr_phrases_nth(const struct expr_phrases *phrases, unsigned n);

/* --- the steps of designs ----------------------------------------------------------------- */

/* The pieces of one item of a step: one, or as many as a phrase stands for. */
struct expr_item {
	const struct phrase *phrase; /* the whole item is this phrase; null: it is notation */
	struct expr **trees;
	unsigned count;
};

/*
 * Reads an item under "when" (PHRASE_CONDITION), "choose" or "do": a phrase or notation.  A condition that is
 * a conjunction gives a tree for each part.  A choice has its name in its tree; the caller adds it to
 * `chosen` before it reads what follows.  An item whose optional parts are all left out gives no tree.
 * PHRASE_VALUE reads any expression.  Errors as for expr_read; words that are no phrase are told with the
 * nearest phrase.
 */
int expr_read_item(const char *text, enum phrase_kind kind, const struct expr_context *context,
                   struct arena *arena, struct expr_item *item, struct err *err);

/* --- values --------------------------------------------------------------------------- */

/* Where an expression is evaluated: records with the variables, in the order of the context. */
struct expr_state {
	const struct value *now;
	const struct value *after; /* null unless it is about a step */
	/* In the steps of a design; else null. */
	const struct value *self;          /* the name of the process */
	const struct value *locals;        /* its record */
	const struct value *const *chosen; /* by choice */
};

/*
 * The value of a checked expression, in `arena`.  Null with `err` set if it has none there: a key that is not
 * in the table, a number that does not fit, a value that the trace does not tell.
 */
const struct value *expr_value(const struct expr *expr, const struct expr_state *state, struct arena *arena,
                               struct err *err);

/* The value of a condition: 1, 0, or -1 with `err` set. */
int expr_holds(const struct expr *expr, const struct expr_state *state, struct arena *arena, struct err *err);

/*
 * Appends which part of a false condition is false, with the values of the bound names and of what is
 * compared: "u = u1: databaseState[u] ≠ UNSET (m1), blobStoreState[ui1] ≠ UNSET is false: ─".  Calls `cell`
 * (may be null) with the path of each part of the state that was looked at there.
 */
void expr_explain_false(const struct expr *expr, const struct expr_state *state, struct arena *arena,
                        bool ascii, struct buf *out, void (*cell)(void *ctx, const char *path), void *ctx);

/* Calls `place` with the path of the part `on` of the state for each member of a binder's set (a tree
 * EXPR_ALL without a body; null: once) for which `when` holds. */
void expr_each_place(const struct expr *binder, const struct expr *on, const struct expr *when,
                     const struct expr_state *state, struct arena *arena,
                     void (*place)(void *ctx, const char *path), void *ctx);

/*
 * The same for a guard that a step needs, after "needs ": the condition, and the values that make it false:
 * "time < start + 1: 2 < 1", "status = done: it is pending", "id ∈ keys: ui1 ∈ {}".
 */
void expr_explain_unmet(const struct expr *expr, const struct expr_state *state, struct arena *arena,
                        bool ascii, struct buf *out, void (*cell)(void *ctx, const char *path), void *ctx);

#endif
