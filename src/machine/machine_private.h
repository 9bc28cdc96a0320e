/*
 * A machine, between the files of this room.
 */
#ifndef HEDDLE_MACHINE_MACHINE_PRIVATE_H
#define HEDDLE_MACHINE_MACHINE_PRIVATE_H

#include <heddle/err.h>
#include <heddle/machine.h>
#include <heddle/mem.h>
#include <heddle/system.h>
#include <heddle/value.h>

#include "machine/node.h"
#include "machine/shape.h"

struct slot {
	uint64_t mask; /* unshifted */
	uint32_t word;
	uint8_t shift;
	const struct shape *shape; /* of what it holds; of an item, for a list; null: see `what` */
	/* A slot without a shape says whether an optional record is there, or which alternative is. */
	bool is_presence;
	uint64_t most; /* the largest code */
};

struct machine_property {
	const struct system_property *declared; /* null: TypeOk */
	const struct expr *tree;
	struct condition *condition;
	struct machine_future *future; /* futures.h; null: it is judged otherwise */
};

struct machine_mark {
	const struct system_mark *declared;
	const struct expr *binder, *on, *when; /* checked at this scope */
};

struct packing;

struct machine {
	struct model model; /* first: a model is its machine */
	struct arena *arena;
	struct design *design;
	const struct system *system;
	struct scope scope;
	struct constants constants;    /* complete */
	unsigned room[SCOPE_ROWS_MAX]; /* by row: what a bounded number or list has room for */
	bool bounded;

	struct slot *slots;
	size_t slot_room;
	unsigned slot_count, words;
	const struct shape *shapes[SYSTEM_VARIABLES_MAX]; /* of the variables */
	unsigned first_slot[SYSTEM_VARIABLES_MAX];
	const struct universe *universes[SYSTEM_ROLES_MAX * 2 + SCOPE_ROWS_MAX]; /* by system->sets */
	const struct value *variable_names[SYSTEM_VARIABLES_MAX];
	const struct value *unset;
	uint64_t *initial;

	struct machine_process *processes;
	struct machine_action *actions;
	struct machine_property *properties;
	uint32_t futures_asked;  /* those that are judged by futures, as bits */
	struct futures *futures; /* their answers */
	unsigned declared_count; /* of them; people may add further rows to the model */
	struct machine_mark *marks;
	/* The bounds, in the order of model.bounds: their rows. */
	unsigned bound_rows[SCOPE_ROWS_MAX], bound_count;
	/* Where something with a bound is: slots of numbers; the first slots of lists. */
	struct bounded_place {
		unsigned slot, bound;
		unsigned items; /* of a list; 0: a number */
	} * bounded_places;
	unsigned bounded_place_count;
	struct expr_context contexts[SYSTEM_ROLES_MAX + 1]; /* of steps, by role; the last: of properties */
	/* Without bounds (unbounded.c): what represents a state, and the properties that cannot be judged. */
	struct packing *packing; /* null: a state represents itself */
	uint32_t unjudged;
};

static inline const struct machine *machine_of(const struct model *model)
{
	return (const struct machine *)(const void *)model;
}

static inline bool machine_has_duties(const struct machine *machine, unsigned property)
{
	return property < machine->declared_count && machine->properties[property].declared &&
	       machine->properties[property].declared->kind == SYSTEM_EVERY_STEP &&
	       !machine->properties[property].condition;
}

static inline uint64_t slot_get(const struct slot *slot, const uint64_t *state)
{
	return state[slot->word] >> slot->shift & slot->mask;
}

static inline void slot_set(const struct slot *slot, uint64_t *state, uint64_t value)
{
	state[slot->word] = (state[slot->word] & ~(slot->mask << slot->shift)) | value << slot->shift;
}

/* --- universe.c: names ----------------------------------------------------------------- */

void machine_name_constants(struct machine *machine, const struct constants *given);
const struct universe *universe_make(struct machine *machine, const char *const *names, unsigned count,
                                     const char *all);
/* How many constants or processes a row of the scope counts: none, if the design has no use for it. */
unsigned row_count(const struct machine *machine, unsigned row);
/* Of the set that is called so; null if there is none. */
const struct universe *universe_of(const struct machine *machine, const char *all);
/* As declared_constants_fn, with a machine as ctx. */
const char *const *machine_constants_of(void *ctx, const char *all, unsigned *count);

/* --- layout.c --------------------------------------------------------------------------- */

/* Lays out the variables; fails if a type or the whole state is too large. */
int machine_lay_out(struct machine *machine, struct err *err);
/* Fills the initial state. */
int machine_set_initial(struct machine *machine, struct err *err);
uint32_t machine_beyond(const struct model *model, const void *state);
bool machine_within(const struct model *model, const void *state);

/* --- describe.c, encode.c, paths.c ----------------------------------------------------------------- */

const struct value *machine_describe(const struct model *model, const void *state, struct arena *arena);
/* The value of a shape whose first slot this is. */
const struct value *shape_describe(const struct machine *machine, const struct shape *shape, unsigned slot,
                                   const uint64_t *state, struct arena *arena);
const struct value_type *machine_type(const struct model *model, unsigned variable, struct arena *arena);
int shape_encode(const struct machine *machine, const struct shape *shape, unsigned slot,
                 const struct value *value, uint64_t *state);
/* Sets a shape to its initial value. */
void shape_clear(const struct machine *machine, const struct shape *shape, unsigned slot, uint64_t *state);
void machine_publish_cells(struct machine *machine);

/* --- run.c --------------------------------------------------------------------------------- */

void machine_initial(const struct model *model, void *state);
void machine_enabled(const struct model *model, const void *state, step_fn *fn, void *ctx);
int machine_apply(const struct model *model, const void *state, const struct step *step, void *next);
void machine_footprint(const struct model *model, const void *state, const struct step *step,
                       struct footprint *out);
const char *machine_control(const struct model *model, const void *state, unsigned process);
/* Whether the process is where the action starts. */
bool machine_starts_at(const struct machine *machine, const struct machine_process *process,
                       const struct machine_action *action, const uint64_t *state);
/* A step that would be enabled but that a guard or effect without a value prevents. */
struct stuck {
	unsigned process, action;
	uint8_t choice[STEP_CHOICES_MAX];
	const struct expr *tree; /* the guard or effect */
	enum fault fault;
};
/* The first one in a state, of the process `only` or (-1) of any; false: there is none. */
bool machine_find_stuck(const struct machine *machine, const uint64_t *state, int only, struct stuck *stuck);
/* Calls `fn` for each slot that the steps of an action depend on. */
void machine_action_reads(const struct machine *machine, const struct machine_action *action, slot_fn *fn,
                          void *ctx);
/* As machine_enabled, for one process. */
void machine_enabled_of(const struct machine *machine, const uint64_t *state, unsigned process, step_fn *fn,
                        void *ctx);

/* --- machine.c ---------------------------------------------------------------------------- */

/* Compiles a design with that room for what a row of the scope bounds. */
int machine_compile_with(const struct design *design, const struct scope *scope,
                         const struct constants *constants, bool bounded, const unsigned *room,
                         struct machine **out, struct err *err);
/* Room for what a step may add to what a row bounds. */
unsigned machine_spare(const struct system *system, unsigned row);
/* Ops of machines. */
void machine_release(struct model *model);
void machine_context(const struct model *model, struct expr_context *out);

/* --- stepper.c ------------------------------------------------------------------------------ */

struct stepper *machine_stepper(const struct model *model, bool symmetry);

/* --- judge.c -------------------------------------------------------------------------------- */

const struct expr *machine_tree(struct machine *machine, const struct expr *tree,
                                const struct expr_context *context, struct err *err);
int machine_publish_properties(struct machine *machine, struct err *err);
void machine_forget_properties(struct machine *machine);
void machine_publish_demands(struct machine *machine);
uint32_t machine_broken(const struct model *model, const void *from, const struct step *step, const void *to,
                        uint32_t asked);
uint32_t machine_open(const struct model *model, const void *from, const struct step *step, const void *to,
                      uint32_t asked);
void machine_broken_facts(const struct model *model, const void *from, const struct step *step,
                          const void *to, unsigned property, struct buf *out);
void machine_marks(const struct model *model, const void *from, const struct step *step, const void *to,
                   mark_fn *fn, void *ctx);

/* --- duties.c ------------------------------------------------------------------------------- */

/* Compiles the duties of a property, which has that index. */
int machine_add_duties(struct machine *machine, const struct system_property *declared, unsigned property,
                       struct err *err);
/* The first duty of the property that is so on the step: 1 it holds, 0, or -1 it has no value; null: none. */
const struct machine_duty *machine_duty_with(const struct machine *machine, const void *from,
                                             const struct step *step, unsigned property, int wanted);
/* The properties whose duties the step breaks. */
uint32_t machine_duties_broken(const struct machine *machine, const void *from, const struct step *step);
/* As expr_explain_false, of the duty that the step breaks. */
void machine_explain_duty(const struct machine *machine, const void *from, const struct step *step,
                          unsigned property, struct buf *out, void (*cell)(void *ctx, const char *path),
                          void *ctx);

/* --- why_not.c ------------------------------------------------------------------------------ */

/* A state as values, with the process that would take a step. */
struct expr_state machine_shown(const struct machine *machine, const void *state, unsigned process,
                                struct arena *arena);

/* --- listing.c: texts of steps, and why one is not enabled ------------------------------------------ */

/* Compiles the steps and publishes their texts. */
int machine_publish_actions(struct machine *machine, struct err *err);
bool machine_why_not(const struct model *model, const void *state, unsigned process, unsigned action,
                     struct buf *out);

#endif
