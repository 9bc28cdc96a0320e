/*
 * The compiled form of a machine (machine.h), for those that write it in another language.
 *
 * A state is a row of slots.  What a slot holds is a raw code, a number from 0: names count in order, a type
 * with UNSET has that first, a record is a number whose digits are its fields.  A condition is a tree of
 * nodes, which read slots and yield numbers; what a number means is known when compiling: a truth is 0 or 1;
 * a name is 0 for UNSET, or its place in a universe from 1; a number is itself, or NUMBER_UNSET; a set is the
 * bits of its members' raw codes; a packed value is its raw code.
 *
 * Everything is borrowed from the machine.
 */
#ifndef HEDDLE_MACHINE_CODE_H
#define HEDDLE_MACHINE_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include <heddle/declared_type.h>
#include <heddle/expr.h>
#include <heddle/model.h>
#include <heddle/system.h>

struct buf;
struct node;
struct shape;
struct value;

/* --- shapes ------------------------------------------------------------------------------ */

/* Names that can be compared with each other; from 0. */
struct universe {
	unsigned count;
	const char *const *names;
	const struct value *const *values;
	const char *all; /* of constants: "Users"; else null */
};

/* One of the records of an EITHER. */
struct alternative {
	uint64_t fields;       /* bit i: it has parts[i] of the shape */
	uint64_t fixed;        /* of these, those that have one value … */
	uint64_t *codes;       /* … whose raw code in parts[i] this is */
	const unsigned *order; /* its fields in the order in which they are declared */
	unsigned count;
};

enum { SHAPE_MEMBERS_MAX = 64 }; /* values that a set can have as members */

struct shape {
	const struct declared_type *type;
	enum declared_kind kind;
	bool optional;
	int64_t least, most;          /* NUMBER; LIST: `most` items */
	int bound;                    /* NUMBER, LIST: the row of the scope that bounds it; -1: none */
	const struct universe *names; /* NAMES, CONSTANT; TABLE: its keys */
	unsigned count;               /* RECORD, EITHER: fields; TABLE: keys; EITHER also: */
	unsigned alternative_count;
	struct alternative *alternatives;
	const char *const *fields;       /* RECORD, EITHER */
	const struct value *const *keys; /* RECORD, EITHER: the fields as values */
	const struct shape *const *parts;
	const unsigned *offsets;  /* RECORD, EITHER: of the slots of each field */
	const struct shape *item; /* SET, LIST, TABLE */
	unsigned slots;           /* how many it takes */
	uint64_t radix;           /* of raw codes; 0: too many, or it is not packed */
};

/* --- nodes --------------------------------------------------------------------------------- */

#define NUMBER_UNSET INT64_MIN

enum node_kind {
	NODE_CONSTANT, /* number */
	NODE_BOUND,    /* what the binder `index` is at: a raw code */
	NODE_SELF,     /* the process, as a name of its role, from 1 */
	NODE_CHOSEN,   /* of the choice `index`: a raw code */
	NODE_LOAD,     /* a slot: raw + number, but 0 for UNSET becomes `unset` if the shape is optional */
	NODE_MAP,      /* map[a], a below `count`, else 0 */
	NODE_DIGIT,    /* a / number % count */
	NODE_JOIN,     /* a * number + b */
	NODE_RAW,      /* the raw code of the number or name a; a misfit if it is not of `shape` */
	NODE_BIT,      /* the set of the raw code a */
	NODE_NOT,
	NODE_AND,
	NODE_OR,
	NODE_IMPLIES,
	NODE_IF,
	NODE_EQUAL,
	NODE_LESS,
	NODE_AT_MOST,
	NODE_PLUS,
	NODE_MINUS,
	NODE_IN, /* the raw code a is in the set b */
	NODE_SUBSET,
	NODE_UNION,
	NODE_DIFFERENCE,
	NODE_INTERSECTION,
	NODE_COUNT,
	NODE_LENGTH, /* of a list */
	NODE_ALL,    /* a: a set, b: the body */
	NODE_SOME,
	NODE_FILTER,
	NODE_ALL_ITEMS, /* of a list; with `before` (a binder's index, or -1) those in front of its item */
	NODE_SOME_ITEMS,
	NODE_KINDS
};

/* Where a slot, or the first one of several, is: slot + the sum of (key - 1) * stride. */
struct node_key {
	const struct node *node; /* a name from 1, or 0 for UNSET; for a list a number from 1 */
	unsigned stride, count;
	bool is_index; /* of a list: outside it there is no value */
};

struct address {
	unsigned slot;
	unsigned key_count;
	const struct node_key *keys;
	bool after; /* in the state after the step */
};

struct node {
	enum node_kind kind;
	const struct node *a, *b, *c;
	int64_t number;
	unsigned index, count;
	int before;
	const int64_t *map;
	struct address at; /* LOAD, LENGTH, ITEMS */
	bool optional;     /* LOAD: a raw 0 is UNSET */
	bool has_unset;    /* LOAD: without a key there is UNSET; else no value */
	int64_t unset;
	const struct shape *shape;
};

/* --- steps ---------------------------------------------------------------------------------- */

/* One effect of a step: its values are evaluated, then stored. */
struct slot_store {
	struct address at;
	const struct node *raw; /* what to store; null: the initial value of `shape`, of all its slots */
	const struct shape *shape;
	bool copies; /* `from` to `at`, all slots of the shape */
	struct address from;
};

enum { EFFECT_STORES_MAX = 64 };

struct effect {
	enum expr_kind kind; /* ASSIGN also does what ADD and REMOVE do */
	const struct expr *tree;
	struct slot_store *stores; /* APPEND: one, `at` being the list */
	unsigned store_count;
	const struct shape *list; /* APPEND, TAKE */
};

struct machine_choice {
	const struct shape *item;  /* of what is chosen; raw codes below its radix */
	const struct node *filter; /* truth; null: any */
	const struct expr *tree;
	const char *text; /* for listings */
	struct model_domain domain;
};

/* What must hold when the step is about to carry an effect out. */
struct machine_duty {
	unsigned property, effect;
	const struct expr *tree;
	const struct node *node;
};

struct machine_action {
	const struct system_step *step;
	unsigned role;
	bool also;                                     /* further processes take it too */
	const struct node **guards;                    /* those that do not depend on choices */
	const struct node **late_guards;               /* those that do */
	const struct expr **guard_trees, **late_trees; /* their trees, for explanations */
	const struct effect **effects;
	unsigned guard_count, late_guard_count, effect_count, choice_count;
	struct machine_choice choices[STEP_CHOICES_MAX];
	const struct machine_duty *duties;
	unsigned duty_count;
};

struct machine_process {
	unsigned role, nth; /* nth: among the keys of its role's variable, from 0 */
	bool also;
	unsigned first, last; /* its role's actions are first <= a < last */
	int control;          /* the slot of its control state; -1: none */
	const struct value *name;
};

/* --- a machine ------------------------------------------------------------------------------ */

const struct machine_action *machine_action(const struct model *model, unsigned action);
const struct machine_process *machine_process(const struct model *model, unsigned process);
/* The condition of a property; null: TypeOk, which is that no step lacks a value. */
const struct node *machine_property_node(const struct model *model, unsigned property);

/* The shape of a variable, and its first slot. */
const struct shape *machine_shape(const struct model *model, unsigned variable, unsigned *slot);
/* The largest raw code in a slot. */
uint64_t machine_slot_most(const struct model *model, unsigned slot);
uint64_t machine_slot_initial(const struct model *model, unsigned slot);
/* Fills raws[i] with what slot + i, of shape->slots, holds when a place of that shape is cleared. */
void machine_cleared(const struct model *model, const struct shape *shape, unsigned slot, uint64_t *raws);

/* Appends the value of a raw code of a shape with a radix. */
void machine_show_raw(const struct model *model, const struct shape *shape, uint64_t raw, struct buf *out);

/* Where something with a bound is: a slot with more than `most` is outside.  False after the last. */
bool machine_nth_bounded(const struct model *model, unsigned n, unsigned *slot, uint64_t *most);

#endif
