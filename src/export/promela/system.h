/*
 * A machine as a Promela model, between the files that write it.
 *
 * A state is a family of slots for each smallest part of a variable: one number, or an array with an element
 * for each combination of keys.  A node becomes a term: Promela text with what is known of its value.
 */
#ifndef HEDDLE_EXPORT_PROMELA_SYSTEM_H
#define HEDDLE_EXPORT_PROMELA_SYSTEM_H

#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/export.h>
#include <heddle/machine.h>
#include <heddle/machine_code.h>
#include <heddle/mem.h>

/* Slots that hold the same part under different keys. */
struct family {
	const char *name; /* an identifier; null: it is always 0 */
	unsigned variable, count;
	uint64_t most, within;     /* the most an element holds: at all, and within the bounds */
	const struct shape *shape; /* of what it holds; null: see `note` */
	const char *note;
	bool kept; /* a property reads its value before the step */
};

struct cell {
	unsigned family, index;
	uint64_t within;
};

/* A property that is asserted. */
struct system_check {
	unsigned property;
	const char *name; /* an identifier */
	bool on_step;
	const char *defined; /* when it has a value; null: always */
	const char *holds;
	uint32_t reads; /* variables */
};

struct system_writer {
	const struct model *model;
	const struct export_options *options;
	struct arena *arena;
	struct buf *out;
	struct family *families;
	unsigned family_count;
	struct cell *cells; /* by slot */
	unsigned slot_count;
	const char **names;  /* identifiers in use; ends with a null */
	const char **steps;  /* by action */
	const char **states; /* by the slot's role * SYSTEM_STATES_MAX + state */
	bool *stuck;         /* by action: it may lack a value */
	struct system_check *checks;
	unsigned check_count;
	unsigned log_room;  /* the most writes of a step that are undone or delayed */
	unsigned calls;     /* of steps, that were written */
	size_t spent;       /* bytes of terms */
	const char *failed; /* why it cannot be written; null: it can */
};

/* A text that is a value, and when it is one. */
struct term {
	const char *text; /* the value is text + add; null: add alone */
	int64_t add;
	bool zero;           /* text 0 stands for UNSET */
	bool unset;          /* it is UNSET */
	int64_t least, most; /* of the value, unless UNSET */
	const char *ok;      /* when it is defined; null: always */
	const char *fits;    /* when it is of its declared type; null: always */
	const char *room;    /* when the machine has room for it; null: always */
};

/* A slot under keys. */
struct place {
	unsigned family;
	const char *index; /* null: offset alone */
	int64_t offset;
	uint64_t most;
	const char *in; /* when the keys are there; null: always */
	const char *ok; /* when the keys have values; null: always */
};

struct write {
	struct place at;
	struct term raw;
};

enum { UNDO_MAX = 1000 };

/* The writes of a step, in order: the element, whose old value is in old[i]; its index is in at[i] unless it
 * is fixed. */
struct undo {
	unsigned count;
	const char *name[UNDO_MAX];
	bool fixed[UNDO_MAX];
};

/* Where a term is evaluated. */
struct view {
	struct system_writer *w;
	const struct machine_action *action; /* null: not in a step */
	unsigned index;                      /* of the action */
	bool within;                         /* the state is within the bounds */
	bool steps;                          /* what is not primed is from before the step */
	uint32_t reads;                      /* out: variables */
	/* What effects before have written. */
	struct write *writes;
	unsigned write_count;
	struct term bound[EXPR_BOUND_MAX];
	unsigned place[EXPR_BOUND_MAX]; /* of an item of a list */
};

/* --- system_text.c: conditions and numbers as text ------------------------------------------- */

extern const char never[]; /* the condition that does not hold */

const char *text_format(struct system_writer *w, const char *format, ...)
        __attribute__((format(printf, 2, 3)));
const char *text_and(struct system_writer *w, const char *a, const char *b);
const char *text_or(struct system_writer *w, const char *a, const char *b); /* null is true */
const char *text_not(struct system_writer *w, const char *a);
/* `b` where `a` holds. */
const char *text_implies(struct system_writer *w, const char *a, const char *b);

struct term term_number(int64_t number);
struct term term_text(const char *text, int64_t least, int64_t most);
bool term_is_number(const struct term *term);
/* A number, with `add` taken off.  What is UNSET becomes 0 if the term is `zero`. */
const char *term_less(struct system_writer *w, const struct term *term, int64_t add);
const char *term_value(struct system_writer *w, const struct term *term);
/* The condition; null: it holds. */
const char *term_truth(struct system_writer *w, const struct term *term);
/* When it is defined and fits. */
const char *term_defined(struct system_writer *w, const struct term *term);

/* --- system_term.c, system_code.c, system_many.c: nodes----------------------------------------------------
 */

struct term term_of(struct view *view, const struct node *node);
/* After `a` is evaluated: `term`, where `a` has no fault. */
void term_after(struct view *view, struct term *term, const struct term *a, const struct term *b);
/* A number that must be there. */
struct term term_there(struct view *view, struct term term);
bool term_is_large(const struct term *term);
struct term term_digit(struct view *view, const struct node *node);
struct term term_join(struct view *view, const struct node *node);
struct term term_raw(struct view *view, const struct node *node);
struct term term_bit(struct view *view, const struct node *node);
struct term term_member(struct view *view, const struct node *node);
struct term term_count(struct view *view, const struct node *node);
struct term term_sets(struct view *view, const struct node *node); /* SUBSET … INTERSECTION */
struct term term_many(struct view *view, const struct node *node); /* ALL … SOME_ITEMS */
struct term term_truth_of(const char *text);
struct term term_if(struct view *view, const struct term *condition, struct term a, struct term b);

/* --- system_place.c: slots ------------------------------------------------------------------------- */

void system_name_families(struct system_writer *w);
struct place place_of(struct view *view, const struct address *at, unsigned offset);
/* The index as text, or as a number. */
const char *place_index(struct system_writer *w, const struct place *at);
/* The element, as an assignment names it. */
const char *place_name(struct system_writer *w, const struct place *at, bool before);
/* Its raw code; meaningless where its keys are not there. */
struct term place_read(struct view *view, const struct place *at, bool after);
/* An identifier that is not in use. */
const char *system_identifier(struct system_writer *w, const char *text);

/* --- system_effect.c, system_step.c, system_check.c -------------------------------------------------- */

/* When the effects of an action can be carried out; null: always. */
const char *effects_defined(struct view *view);
/* Writes them; returns the variables that they change.  `undo`: out, what undoes them; null: nothing. */
uint32_t effects_put(struct view *view, struct undo *undo);
void effects_undo(struct system_writer *w, const struct undo *undo);
void effects_forget(struct system_writer *w, const struct undo *undo);
/* Whether one of them may lead outside the bounds. */
bool effects_may_leave(struct system_writer *w, unsigned action);

/* Writes the conditions of a step, which checks use, and its effects, which use checks. */
void system_put_step(struct system_writer *w, unsigned action);
void system_put_effects(struct system_writer *w, unsigned action);
/* Whether the process takes the action. */
bool system_takes(const struct system_writer *w, unsigned process, unsigned action);
/* The slot of the control state of a process, as an assignment names it; null: it has none. */
const char *system_control(struct system_writer *w, unsigned role, const char *self);
/* Calls fn for each combination of choices, as arguments that follow the process: ", 0, 2". */
typedef void system_choice_fn(struct system_writer *w, unsigned process, unsigned action,
                              const struct step *step, const char *arguments);
void system_each_call(struct system_writer *w, unsigned process, unsigned action, system_choice_fn *fn);

void system_put_checks(struct system_writer *w);
/* Keeps the state before a step, for the checks of steps; and the variables for that. */
void system_call_keep(struct system_writer *w);
void system_put_kept(struct system_writer *w);
/* Calls the checks of what a step that writes these variables may break. */
void system_call_checks(struct system_writer *w, uint32_t writes);
/* Writes a process that tells what the initial state breaks. */
void system_put_initial_checks(struct system_writer *w);

/* Appends text for a comment, which it cannot end. */
void system_put_text(struct buf *out, const char *text);
void system_put_declaration(struct system_writer *w, const struct family *family, const char *scratch,
                            const char *prefix);

/* promela_system is declared in promela.h too, which this room's files for machines do not use. */
const char *promela_system_cannot(const struct model *model, unsigned property);
int promela_system(const struct model *model, const struct export_options *options, struct export *out,
                   struct err *err);

#endif
