/*
 * A system: the content of a design file in the open language, between the file and a compiled model.
 *
 * Everything a design can name is declared: variables and what they hold, roles and their locals, sets of
 * constants, phrases, steps, properties, marks.  The loader (src/design) fills a system; src/system compiles
 * it at a scope.  Neither knows a name of any subject.
 *
 * Everything lives in the design's arena and is not changed after loading.  Trees are checked against the
 * declared types without names of constants, which only a scope gives; a pass that needs those checks a copy.
 */
#ifndef HEDDLE_SYSTEM_H
#define HEDDLE_SYSTEM_H

#include <heddle/declared_type.h>
#include <heddle/expr.h>
#include <heddle/model.h>
#include <heddle/scope.h>

enum {
	SYSTEM_VARIABLES_MAX = 32,
	SYSTEM_ROLES_MAX = 8,
	SYSTEM_LOCALS_MAX = 24, /* of a role, the control state included */
	SYSTEM_STATES_MAX = 63, /* control states of a role */
	SYSTEM_STEPS_MAX = 64,  /* of a role */
	SYSTEM_PIECES_MAX = 32, /* trees under "when", and under "do", of a step */
	SYSTEM_PROPERTIES_MAX = 24,
	SYSTEM_MARKS_MAX = 8,
};

/* A variable of the state, in the order in which a state shows them. */
struct system_variable {
	const char *name;  /* "databaseState" */
	const char *title; /* "database" */
	enum variable_kind kind;
	const struct declared_type *type; /* of the processes of a role: a table of records, `state` first */
	int role;                         /* whose processes are its keys; -1: none */
	const char *entry; /* TABLE: what its entries are called, t[k].entry is t[k]; null: nothing */
	/* A constant, of a table in each entry; null: UNSET, {}, <<>>, the least or first value. */
	const struct expr *initial;
};

/* A set of constants: a domain, or the processes of a role. */
struct system_set {
	const char *one; /* "User" */
	const char *all; /* "Users" */
	/* The rows of the scope that count its members, in order: servers are followed by readers.  The last
	 * is SCOPE_ROWS_MAX. */
	unsigned rows[SYSTEM_ROLES_MAX * 2 + 1];
	bool any_role; /* "Process": the rows of all roles, and the roles that have none */
};

struct system_choice {
	const struct expr *tree; /* EXPR_CHOOSE */
	const char *spelling;    /* of the phrase, for listings; null: notation */
	const char *none;        /* why there may be nothing to choose; may be null */
};

struct system_step {
	const char *name, *part, *says;
	uint64_t at; /* bit i is states[i]; 0 in a role without states */
	int target;  /* index in states; -1: it stays */
	bool failure;
	const struct expr *guards[SYSTEM_PIECES_MAX]; /* conditions, one for each conjunct */
	const struct expr *effects[SYSTEM_PIECES_MAX];
	unsigned guard_count, effect_count, choice_count;
	struct system_choice choices[STEP_CHOICES_MAX];
};

struct system_role {
	const char *name;   /* "server" */
	const char *plural; /* "servers" */
	unsigned row;       /* of the scope: how many there are; SCOPE_ROWS_MAX: one, named like the role */
	/* Further processes that take only the steps of one part and those without a part: "reader", "read";
	 * or null. */
	const char *also, *also_part;
	unsigned also_row;
	bool silent;                        /* texts of its steps omit the process */
	int variable;                       /* its processes' locals; -1: it has neither states nor locals */
	const struct declared_type *locals; /* a record; `state` first, if it has states; null: none */
	const char *states[SYSTEM_STATES_MAX]; /* states[0] is where processes start */
	unsigned state_count;
	struct system_step *steps;
	unsigned step_count;
};

enum system_property_kind {
	SYSTEM_ALWAYS,
	SYSTEM_EVERY_STEP,
	SYSTEM_POSSIBLE,
	SYSTEM_ALWAYS_POSSIBLE,
	SYSTEM_ALWAYS_EVENTUALLY,
	SYSTEM_LEADS_TO,
};

/* What must hold of a step of a role: a condition in its names, when its first `effect` effects have been
 * carried out, mostly none.  What the step does, and what the process has seen on its way, is already put in.
 */
struct system_duty {
	unsigned role, step, effect;
	const struct expr *condition;
};

enum { SYSTEM_DUTIES_MAX = 64 }; /* of a property */

struct system_property {
	const char *name;
	const char *says; /* a sentence */
	enum system_property_kind kind;
	bool by_default;
	/* LEADS_TO: what is to be answered; EVERY_STEP: null if it has duties instead. */
	const struct expr *condition;
	const struct system_duty *duties;
	unsigned duty_count;
	const struct expr *answer; /* LEADS_TO */
	/* ALWAYS_POSSIBLE, judged in each state.  Then the condition is under binder_count binders, the first
	 * one being who acts alone, and so is `answer`, from where it must be possible, and `only`, the
	 * innermost binder of which is an entry that is appended to a list on the way. */
	bool future;
	unsigned binder_count;
	const struct expr *only;
	const char *part;  /* only steps of that part are on the way; null: any */
	const char *keeps; /* a property that no step breaks, on any way; null: none */
	/* ALWAYS_POSSIBLE: by steps of one process alone, for each of a role; LEADS_TO: the binder around
	 * both.  A tree EXPR_ALL whose part[1] is null; null: none. */
	const struct expr *binder;
	bool alone;
	uint64_t fair; /* roles whose steps are fair, as bits; 0: as the design says */
};

/* Part of a state that is marked where a condition holds. */
struct system_mark {
	const char *name; /* "orphan" */
	enum mark_kind kind;
	const struct expr *binder; /* EXPR_ALL without a body; null: none */
	const struct expr *on;     /* the place */
	const struct expr *when;
	const char *text; /* "orphan", "no blob" */
};

struct system {
	struct system_variable variables[SYSTEM_VARIABLES_MAX];
	unsigned variable_count;
	struct system_role roles[SYSTEM_ROLES_MAX];
	unsigned role_count;
	struct system_set sets[SYSTEM_ROLES_MAX * 2 + SCOPE_ROWS_MAX];
	unsigned set_count;
	struct system_property properties[SYSTEM_PROPERTIES_MAX];
	unsigned property_count;
	/* Properties of the story that the design cannot express, and why: "unknown name \"time\"". */
	struct {
		const char *name, *why;
	} left_out[SYSTEM_PROPERTIES_MAX];
	unsigned left_out_count;
	struct system_mark marks[SYSTEM_MARKS_MAX];
	unsigned mark_count;
	uint64_t fair; /* roles, as bits */
	/* The rows of scopes of this design: scope_rows, where a row that the design has no use for is
	 * SCOPE_ABSENT, then its own; ends with a null option. */
	const struct scope_row *rows;
	unsigned row_count;
	const struct expr_phrases *phrases;
	struct expr_role expr_roles[SYSTEM_ROLES_MAX]; /* for contexts of expressions */
};

/*
 * The context of expressions of a system: its variables and roles; with `role` (-1: none) also what a step of
 * that role can name, to which the caller adds what is chosen.  `constants` and `ctx` as for
 * declared_value_type.
 */
struct expr_context system_context(const struct system *system, int role, declared_constants_fn *constants,
                                   void *ctx, struct arena *arena);

#endif
