/*
 * The one narrow interface between a system and everything that looks at it.
 *
 * After LTSmin's PINS (Kant et al., "LTSmin: High-Performance Language-Independent
 * Model Checking", TACAS 2015): a state is a fixed-size, pointer-free block of
 * bytes in which equal states are equal bytes.  A model gives the initial
 * state, the enabled steps of a state, and the state after a step; it says
 * which properties a step breaks, shows a state as a value tree, marks what is
 * wrong in it, and declares each step's footprint.  The checker, the session,
 * the views, the codecs and the exporters know nothing else about a system.
 *
 * A model is immutable once made and may be used by several threads at a
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
struct err;
struct stepper;
struct value;

enum { STEP_CHOICES_MAX = 5, MODEL_PROPERTIES_MAX = 32 };

/* One step that a process can take: an action with its choices filled in.
 * No padding: equal steps are equal bytes. */
struct step {
	uint32_t action;  /* index in model->actions */
	uint16_t process; /* index in model->processes */
	uint8_t choice_count;
	uint8_t choice[STEP_CHOICES_MAX]; /* indices in each choice's domain; rest 0 */
};

/* A set of names that a choice is made from (users, images, ids, …). */
struct model_domain {
	const char *name; /* "user" */
	uint32_t count;
	const char *const *names; /* "u1", "u2", … */
};

struct model_process {
	const char *name; /* "s1" */
	const char *role; /* "server", "reader", "cleaner", "clock" */
	bool silent;      /* its name is left out of step texts (TimePasses) */
};

/* One atomic step of a role, as the program view lists it.  All texts are
 * English or names of the system; lists end with a null. */
struct model_action {
	const char *name;           /* "ServerStartWrite" */
	const char *role;           /* processes of this role take it … */
	const char *also;           /* … and of this one, or null */
	const char *part;           /* the operation it belongs to: "write", "read", "clean"; or null */
	const char *const *at;      /* control states it starts from; empty: any */
	const char *target;         /* control state it leads to; null: stays */
	const char *const *needs;   /* guards, "time < start + 1" */
	const char *const *chooses; /* "any user" */
	const char *const *does;    /* effects, in order */
	const char *says;           /* one sentence on why the step exists; may be null */
	const struct model_domain *choice[STEP_CHOICES_MAX];
	uint8_t choice_count;
	bool failure; /* models a fault; --no-failures drops such steps */
};

struct model_property {
	const char *name;    /* "ConsistentReads" */
	const char *summary; /* one sentence */
	bool by_default;     /* checked unless chosen otherwise */
	bool on_step;        /* judged on a step and not on a state */
	bool on_future;      /* judged by what can follow a state; see ops->open and ops->shown */
};

/* What shows that a property on_future does not hold in a state; owned by whoever asked. */
struct model_run {
	struct step *steps; /* a run from that state, none of them by another process */
	size_t count;
	const struct model *model; /* which has room and ids for it; lives as long as the model asked */
	char *facts;               /* "s1 can never become idle again" */
	char *why; /* what is in the way then: "ReadBlob needs the blob of ui1 to be set: …" */
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
	MARK_ORPHAN,   /* a blob that no record names */
	MARK_DANGLING, /* a record that names no blob */
	MARK_BROKEN,   /* the part that breaks a property */
};

/* `path` names the marked part, `text` says what is wrong in two or three
 * words ("no blob"); both only valid during the call. */
typedef void mark_fn(void *ctx, enum mark_kind kind, const char *path, const char *text);

/* Return false to stop the enumeration. */
typedef bool step_fn(void *ctx, const struct step *step);

enum { APPLY_OK = 0, APPLY_DISABLED = -1, APPLY_FULL = -2 };

struct model;

struct model_ops {
	void (*release)(struct model *model);

	void (*initial)(const struct model *model, void *state);

	/* Calls `fn` for every enabled step, in a fixed order: by process, then
	 * by action in program order, then by choices. */
	void (*enabled)(const struct model *model, const void *state, step_fn *fn, void *ctx);

	/* Leaves `state` alone and writes `next` (they must not overlap).
	 * APPLY_FULL: enabled, but this model has no room for the result; see `larger`. */
	int (*apply)(const struct model *model, const void *state, const struct step *step, void *next);

	/* The properties of `asked` (bit i: properties[i]) that do not hold in `to`,
	 * or, for those judged on a step, on the step from `from`.
	 * For the initial state `from` and `step` are null. */
	uint32_t (*broken)(const struct model *model, const void *from, const struct step *step,
	                   const void *to, uint32_t asked);

	/* Those of `asked` that are judged by the future of a state and of which it could not be found
	 * out whether they hold there.  Null: there are none. */
	uint32_t (*open)(const struct model *model, const void *state, uint32_t asked);

	/* How much is looked at for each such question: as many states.  Null: nothing to set. */
	void (*effort)(const struct model *model, uint64_t states);

	/* Shows that a property on_future is broken in the state.  Null: there are none. */
	void (*shown)(const struct model *model, const void *state, unsigned property, struct model_run *run);

	/* The facts of one broken property in a sentence without a full stop:
	 * "READ u1 returned m1 with no image; no WRITE of that pair exists". */
	void (*broken_facts)(const struct model *model, const void *from, const struct step *step,
	                     const void *to, unsigned property, struct buf *out);

	/* Of the properties of `asked`, which are broken before the step and after it, those that
	 * the step breaks by itself: it logs another READ that no WRITE explains.  Null: none ever
	 * is. */
	uint32_t (*again)(const struct model *model, const void *from, const struct step *step,
	                  const void *to, uint32_t asked);

	/* A record whose fields are the variables, in the order of model->variables. */
	const struct value *(*describe)(const struct model *model, const void *state, struct arena *arena);

	/* What is wrong in `to`, or was logged wrongly by the step from `from` (both null for the
	 * initial state).  Null: nothing is ever marked. */
	void (*marks)(const struct model *model, const void *from, const struct step *step, const void *to,
	              mark_fn *fn, void *ctx);

	/* The name of the control state at which the process stands; null when it has none. */
	const char *(*control)(const struct model *model, const void *state, unsigned process);

	/* Why the process cannot take the action now, in words: "needs time < start + 1: 2 < 1".
	 * Returns false, and writes nothing, when it can (under some choice). */
	bool (*why_not)(const struct model *model, const void *state, unsigned process, unsigned action,
	                struct buf *out);

	/* Adds the cells that the step reads and writes in this state to `out`,
	 * whose sets the caller cleared.  Null: unknown, everything may be touched. */
	void (*footprint)(const struct model *model, const void *state, const struct step *step,
	                  struct footprint *out);

	/* False for a state outside the scope's bounds (TLC's CONSTRAINT): it is
	 * checked but neither kept nor expanded.  Null: no bounds. */
	bool (*within)(const struct model *model, const void *state);

	/* The bounds that a state is outside of: bit i, model->bounds[i]; 0 exactly where `within` is true.
	 * Null where `within` is. */
	uint32_t (*beyond)(const struct model *model, const void *state);

	/* Replaces a state by the one that stands for all those with the same future, up to the names of
	 * what is interchangeable: as many steps to whatever breaks a property next.  What was
	 * broken before is forgotten.  Null: every state stands for itself. */
	void (*canonical)(const struct model *model, void *state);

	/* A model of the same system with more room, in which the same steps mean
	 * the same; the caller owns it.  Null: apply never returns APPLY_FULL. */
	struct model *(*larger)(const struct model *model);

	/* A faster way to take steps (see stepper.h), the caller's to release.  With `symmetry`, states that
	 * differ only by interchangeable names are packed as one, or it says why not.  Null, or returning
	 * null: there is none for this model. */
	struct stepper *(*stepper)(const struct model *model, bool symmetry);
};

/* Embedded as the first member by each kind of model. */
struct model {
	const struct model_ops *ops;
	const char *name;  /* "storage-cleaner-naive" */
	const char *title; /* a line for people; may be null */
	size_t state_size;
	unsigned process_count, action_count, property_count, variable_count, cell_count;
	const struct model_process *processes;
	const struct model_action *actions;
	const struct model_property *properties;
	const struct model_variable *variables;
	const char *const *cells;  /* paths */
	const char *const *bounds; /* what `within` looks at, "max-time"; ended by a null; may be null */
	size_t cell_words;         /* 64-bit words in a set of cells */
	bool recording;            /* states come from a file; nothing can be changed */
};

void model_free(struct model *model); /* null allowed */

/* All enabled steps of a state, in order.  Returns their number; *steps is
 * allocated from `arena`. */
size_t model_enabled(const struct model *model, const void *state, struct arena *arena, struct step **steps);

/* Of the properties of `asked`, those that the step from `from` to `to` violates: they held before
 * it, or are judged on steps, or are broken once more.  A state invariant that only goes on being
 * broken is not among them.  `from` and `step` are null for the initial state. */
uint32_t model_breaks(const struct model *model, const void *from, const struct step *step, const void *to,
                      uint32_t asked);

/* True when `process` may ever take `action` (roles fit). */
bool model_takes(const struct model *model, unsigned process, unsigned action);

/* The bits of the properties that are judged by what can follow. */
uint32_t model_future_properties(const struct model *model);
/* The bits of all properties that are on by default. */
uint32_t model_default_properties(const struct model *model);
/* The index of a property, variable, action or process by name; -1 when there is none. */
int model_property_index(const struct model *model, const char *name);
int model_variable_index(const struct model *model, const char *name);
int model_action_index(const struct model *model, const char *name);
int model_process_index(const struct model *model, const char *name);
/* The variable that a path begins with (value.h); variable_count when there is none.  Looks at one
 * variable after the other. */
unsigned model_variable_of_path(const struct model *model, const char *path);

/* An action's name without the role that it starts with ("ServerWriteBlob": "WriteBlob"); borrowed. */
const char *model_action_label(const struct model *model, unsigned action);

/* The text form of a step, one line: "s1 ServerStartWrite u1 m1 i1", "TimePasses"; its names are
 * words (heddle/word.h).  Returns where in `out` the action's name begins. */
size_t step_show(const struct model *model, const struct step *step, struct buf *out);

/* Reads the text form.  Names are exact, and odd ones in quotes; an unknown one is answered with the nearest.
 * The step need not be enabled.  `length` bytes of `text` are read. */
int step_parse(const struct model *model, const char *text, size_t length, struct step *step,
               struct err *err);

bool step_equal(const struct step *a, const struct step *b);

#endif
