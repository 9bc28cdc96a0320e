/*
 * A model: the one narrow interface between a system and everything that plays, checks or draws it.
 *
 * After LTSmin's PINS (Kant et al., "LTSmin: High-Performance Language-Independent
 * Model Checking", TACAS 2015): a state is a fixed-size, pointer-free block of
 * bytes in which equal states are equal bytes.  A model gives the initial
 * state, the enabled steps of a state, and the state after a step; it says
 * which properties a step breaks, shows a state as a value tree, marks what is
 * wrong in it, and declares each step's footprint.  The checker, the session,
 * the views, the trace formats and the exporters know nothing else about a system.
 *
 * A model is immutable once made, so several threads may use it at the same
 * time.  States are malloc-aligned blocks of state_size bytes (a multiple of
 * 8) that the caller owns.
 */
#ifndef HEDDLE_MODEL_H
#define HEDDLE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;
struct condition;
struct demand;
struct err;
struct expr;
struct expr_context;
struct property_rule;
struct stepper;
struct own_properties;
struct value;
struct value_type;

enum { STEP_CHOICES_MAX = 5, MODEL_PROPERTIES_MAX = 32 };

/* One step that a process can take: an action with its choices filled in.
 * No padding: equal steps are equal bytes. */
struct step {
	uint32_t action;  /* index in model->actions */
	uint16_t process; /* index in model->processes */
	uint8_t choice_count;
	uint8_t choice[STEP_CHOICES_MAX]; /* indices in each choice's domain; rest 0 */
};

/* The values that a choice picks from: users, images, ids, … */
struct model_domain {
	const char *name; /* "user" */
	uint32_t count;
	const char *const *names; /* "u1", "u2", … */
};

struct model_process {
	const char *name; /* "s1" */
	const char *role; /* "server", "reader", "cleaner", "clock" */
	bool silent;      /* step texts omit its name (TimePasses) */
};

/* An action: one atomic step of a role, as the program view lists it.  Texts are English or names of the
 * system; lists end with a null. */
struct model_action {
	const char *name;           /* "ServerStartWrite" */
	const char *role;           /* the role whose processes take it */
	const char *also;           /* a second such role; or null */
	const char *part;           /* the operation it belongs to: "write", "read", "clean"; or null */
	const char *const *at;      /* control states it starts from; empty: any */
	const char *target;         /* control state it leads to; null: stays */
	const char *const *needs;   /* guards, "time < start + 1" */
	const char *const *chooses; /* "any user" */
	const char *const *does;    /* effects, in order */
	const char *says;           /* one sentence: why the step exists; or null */
	const struct model_domain *choice[STEP_CHOICES_MAX];
	uint8_t choice_count;
	bool failure; /* models a fault; --no-failures omits such steps */
};

struct model_property {
	const char *name;    /* "ConsistentReads" */
	const char *summary; /* one sentence */
	bool by_default;     /* checked unless chosen otherwise */
	bool on_step;        /* judged on a step, not on a state */
	bool slow;           /* to be judged as seldom as possible */
	bool on_future;      /* judged by the futures of a state; see ops->open and ops->shown */
	/* The liveness property "always eventually this one": its name and one sentence; null: it has no
	 * name. */
	const char *recurring, *recurring_summary;
	const struct condition *condition; /* compiled from it (ops->compile); null: none */
	const struct property_rule *rule;  /* how its own kind of model judges it; opaque to others */
};

/* The evidence that a property on_future does not hold in a state.  The caller releases it. */
struct model_run {
	struct step *steps; /* a run from that state; all steps are of one process */
	size_t count;
	const struct model *model; /* a model with enough room and ids for the run; lives as long as the model
	                              asked */
	char *facts;               /* "s1 can never become idle again" */
	char *why; /* what blocks it at the end: "ReadBlob needs the blob of ui1 to be set: …" */
};

void model_run_release(struct model_run *run);

/* How views lay a variable out. */
enum variable_kind {
	VARIABLE_PROCESSES, /* function: process -> record with the field `state` and locals */
	VARIABLE_TABLE,     /* function: key -> value or record */
	VARIABLE_LOG,       /* sequence, newest last; or a set of messages and the like */
	VARIABLE_PLAIN,     /* anything else */
};

struct model_variable {
	const char *name;  /* "databaseState": its field in a described state */
	const char *title; /* "database": its heading for people */
	enum variable_kind kind;
};

/* A cell is a smallest part of the state that a footprint can name; equal to
 * the path of a value in the description, "serverStates.s1.metadata". */
struct footprint {
	uint64_t *reads;  /* bit sets over cells, model->cell_words words each, */
	uint64_t *writes; /* owned by the caller */
};

enum mark_kind {
	MARK_ORPHAN,   /* stored, and nothing refers to it */
	MARK_DANGLING, /* refers to what is not there */
	MARK_BROKEN,   /* the part that breaks a property */
};

/* `path` names the marked part, `text` says what is wrong in two or three
 * words ("no blob"); both only valid during the call. */
typedef void mark_fn(void *ctx, enum mark_kind kind, const char *path, const char *text);

/* Return false to stop the enumeration. */
typedef bool step_fn(void *ctx, const struct step *step);

enum { APPLY_OK = 0, APPLY_DISABLED = -1, APPLY_FULL = -2 };

struct model;

/* What is known of a compiled condition. */
enum {
	CONDITION_TOTAL = 1,   /* it has a value in every state */
	CONDITION_BOUNDED = 2, /* it reads nothing that a scope bounds: no hours, no failures */
};

struct model_ops {
	/* Frees the model; call model_free. */
	void (*release)(struct model *model);

	/* Writes the initial state. */
	void (*initial)(const struct model *model, void *state);

	/* Calls `fn` for every enabled step, in a fixed order: by process, then
	 * by action in program order, then by choices. */
	void (*enabled)(const struct model *model, const void *state, step_fn *fn, void *ctx);

	/* Writes the state after the step to `next`, which must not overlap `state`.  Returns APPLY_OK, or
	 * APPLY_DISABLED, or APPLY_FULL: enabled, but this model has no room for the result (see `larger`).
	 */
	int (*apply)(const struct model *model, const void *state, const struct step *step, void *next);

	/* The properties of `asked` (bit i: properties[i]) that do not hold in `to`,
	 * or, for those judged on a step, on the step from `from`.
	 * For the initial state `from` and `step` are null. */
	uint32_t (*broken)(const struct model *model, const void *from, const struct step *step,
	                   const void *to, uint32_t asked);

	/* The properties of `asked` that cannot be decided there: too many states can follow, or a condition
	 * has no value.  `from` and `step` as for `broken`.  Null: all can be decided. */
	uint32_t (*open)(const struct model *model, const void *from, const struct step *step, const void *to,
	                 uint32_t asked);

	/* Limits the search behind each such question to that many states.  Null: there is no such search. */
	void (*effort)(const struct model *model, uint64_t states);

	/* Fills `run` with the evidence that a property on_future is broken in the state.  Null: the model
	 * has no such properties. */
	void (*shown)(const struct model *model, const void *state, unsigned property, struct model_run *run);

	/* Appends the facts of one broken property, a sentence without a full stop:
	 * "READ u1 returned m1 with no image; no WRITE of that pair exists". */
	void (*broken_facts)(const struct model *model, const void *from, const struct step *step,
	                     const void *to, unsigned property, struct buf *out);

	/* Of the properties of `asked`, all broken both before and after the step, those that the step breaks
	 * once more: it logs another READ that no WRITE explains.  Null: no step does that. */
	uint32_t (*again)(const struct model *model, const void *from, const struct step *step,
	                  const void *to, uint32_t asked);

	/* The state as a record of its variables, in the order of model->variables; lives in `arena`. */
	const struct value *(*describe)(const struct model *model, const void *state, struct arena *arena);

	/* What a variable can hold (value_type.h), in `arena`.  Null: unknown. */
	const struct value_type *(*type)(const struct model *model, unsigned variable, struct arena *arena);

	/* Fills the context of expressions about the variables, which lives as long as the model.  Null:
	 * there is nothing but the variables and their types. */
	void (*context)(const struct model *model, struct expr_context *context);

	/* Compiles a checked expression (expr.h) that is a condition over the variables, so that it is
	 * evaluated without a description; null if that is not possible.  The other two evaluate it, as
	 * expr_holds does, and free it.  `traits` are CONDITION_….  All null: nothing compiles. */
	struct condition *(*compile)(const struct model *model, const struct expr *expr, unsigned *traits);
	int (*holds)(const struct condition *condition, const void *state, const void *after);
	void (*forget)(struct condition *condition);

	/* Calls `fn` for each part that is wrong in `to`, or that the step from `from` logged wrongly. `from`
	 * and `step` are null for the initial state.  Null: the model marks nothing. */
	void (*marks)(const struct model *model, const void *from, const struct step *step, const void *to,
	              mark_fn *fn, void *ctx);

	/* The name of the process's control state; null if it has none. */
	const char *(*control)(const struct model *model, const void *state, unsigned process);

	/* Appends why the process cannot take the action now: "needs time < start + 1: 2 < 1".  Returns false
	 * and appends nothing if it can, under some choice. */
	bool (*why_not)(const struct model *model, const void *state, unsigned process, unsigned action,
	                struct buf *out);

	/* Adds the cells that the step reads and writes in this state to `out`, whose sets the caller
	 * cleared. Null: unknown; a step may touch every cell. */
	void (*footprint)(const struct model *model, const void *state, const struct step *step,
	                  struct footprint *out);

	/* Whether a state is within the scope's bounds (TLC's CONSTRAINT).  A state outside is checked but
	 * neither kept nor expanded.  Null: no bounds. */
	bool (*within)(const struct model *model, const void *state);

	/* The bounds that a state exceeds: bit i is model->bounds[i]; 0 if and only if `within` is true. Null
	 * if `within` is. */
	uint32_t (*beyond)(const struct model *model, const void *state);

	/* Names the constants that the state has used up, if a step may be missing for want of one and the
	 * system has as many as it needs: "image-ids"; null if none is missing.  Null: the model has no such
	 * constants. */
	const char *(*scarce)(const struct model *model, const void *state);

	/* Replaces a state by the representative of its class: all states with the same futures up to the
	 * names of interchangeable things, hence the same number of steps to the next violation.  The
	 * representative forgets which properties were broken before.  Null: every state is its own
	 * representative. */
	void (*canonical)(const struct model *model, void *state);

	/* A model of the same system with more room, in which the same steps have the same meaning.  The
	 * caller frees it.  Null: apply never returns APPLY_FULL. */
	struct model *(*larger)(const struct model *model);

	/* A stepper (stepper.h), which the caller releases.  With `symmetry` it packs all states of a
	 * symmetry class as one, or says why it cannot.  Null, or returns null: the model has none. */
	struct stepper *(*stepper)(const struct model *model, bool symmetry);
};

/* Each kind of model embeds this as its first member. */
struct model {
	const struct model_ops *ops;
	const char *name;  /* "storage-cleaner-naive" */
	const char *title; /* a line for people; or null */
	size_t state_size;
	unsigned process_count, action_count, property_count, variable_count, cell_count;
	const struct model_process *processes;
	const struct model_action *actions;
	const struct model_property *properties;
	const struct model_variable *variables;
	const struct demand *demands; /* what is demanded of it as a whole (demand.h); null: nothing */
	unsigned demand_count;
	const char *const *cells;   /* paths */
	const char *const *bounds;  /* names of what `within` bounds, "max-time"; ends with a null; or null */
	size_t cell_words;          /* 64-bit words in a bit set over cells */
	bool recording;             /* a trace that is only played back (recording.h) */
	struct own_properties *own; /* properties that a user added (own_property.h); null: none */
};

void model_free(struct model *model); /* null allowed */

/* A larger model (see `larger`), which the caller frees; null when there is none. */
struct model *model_larger(const struct model *model);
/* Replaces *model by a larger one.  Returns false, with nothing changed, when there is none. */
bool model_grow(struct model **model);

/* Collects the enabled steps of a state, in order, in an array allocated from `arena`.  Returns their
 * number. */
size_t model_enabled(const struct model *model, const void *state, struct arena *arena, struct step **steps);

/* The properties of `asked` that the step from `from` to `to` violates: each held before it, or is judged on
 * steps, or is broken once more (ops->again).  A state invariant that merely stays broken is not violated
 * again.  `from` and `step` are null for the initial state. */
uint32_t model_breaks(const struct model *model, const void *from, const struct step *step, const void *to,
                      uint32_t asked);

/* Whether the step from `from` to `to` changed no cell outside those that its footprint says it writes.  True
 * if the model has no footprints. */
bool model_changes_what_it_writes(const struct model *model, const void *from, const struct step *step,
                                  const void *to);

/* A walk along steps: the current state, and the one before it. */
struct model_walk {
	const struct model *model;
	void *from, *at;
};
/* Starts at a copy of `state`; null: at the initial state. */
void model_walk_begin(struct model_walk *walk, const struct model *model, const void *state);
/* Takes a step.  Returns false if it is disabled or the model has no room for it; then `at` stays, and `from`
 * is undefined. */
bool model_walk_take(struct model_walk *walk, const struct step *step);
void model_walk_end(struct model_walk *walk);

/* Whether the role of `process` may take `action`. */
bool model_takes(const struct model *model, unsigned process, unsigned action);

/* The properties that are judged by futures (bits). */
uint32_t model_future_properties(const struct model *model);

/* The properties that take long to judge (bits).  *once: those of them that depend only on a state. */
uint32_t model_slow_properties(const struct model *model, uint32_t *once);

/* The properties that are checked by default (bits). */
uint32_t model_default_properties(const struct model *model);

/* The index of a property, variable, action or process by name; -1 if there is none. */
int model_property_index(const struct model *model, const char *name);
int model_variable_index(const struct model *model, const char *name);
int model_action_index(const struct model *model, const char *name);
int model_process_index(const struct model *model, const char *name);

/* The index of the variable that a path begins with (value.h); variable_count if there is none.  Takes time
 * linear in the variables. */
unsigned model_variable_of_path(const struct model *model, const char *path);

/* An action's name without the role that it starts with ("ServerWriteBlob": "WriteBlob"); borrowed. */
const char *model_action_label(const struct model *model, unsigned action);

/* Appends the text form of a step, one line: "s1 ServerStartWrite u1 m1 i1", "TimePasses".  Names are quoted
 * where necessary (quote.h).  Returns the offset in `out` of the action's name. */
size_t step_show(const struct model *model, const struct step *step, struct buf *out);

/* Parses `length` bytes of `text`, the text form of a step.  The step need not be enabled.  Returns -1 with
 * `err` set if a name is unknown; the remedy is the nearest name. */
int step_parse(const struct model *model, const char *text, size_t length, struct step *step,
               struct err *err);

bool step_equal(const struct step *a, const struct step *b);

#endif
