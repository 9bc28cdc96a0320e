/*
 * A plan: a design compiled at a scope, in flat tables without strings.
 *
 * A state is an array of 64-bit words, divided into slots: a few bits each, which never cross a word.  0 is
 * UNSET, {} or hour 0; constants count from 1; a set has one bit for each id; a logged operation is one
 * number (log_pack).  Bits outside all slots are 0, so equal states have equal bytes.
 *
 * The words of a step become plan_ops, whose terms are offsets into the slots of a process, record or blob.
 */
#ifndef HEDDLE_PLAN_H
#define HEDDLE_PLAN_H

#include <heddle/domain.h>
#include <heddle/mem.h>
#include <heddle/value.h>

/* What a slot holds: a value of a type, an entry of the log, or, without bounds, a bit. */
enum slot_kind { SLOT_VALUE, SLOT_LOG, SLOT_BEGUN, SLOT_FLAG };

struct slot {
	uint64_t mask; /* unshifted */
	uint16_t word;
	uint8_t shift;
	enum slot_kind kind : 8;
	enum type type : 8; /* of a SLOT_VALUE; else TYPE_CONTROL */
	uint64_t limit;     /* the largest value */
};

/* Eight-bit enums rather than uint8_t, so that the compiler checks switches. */
struct plan_term {
	enum place place : 8;
	uint8_t choice; /* for PLACE_CHOICE and PLACE_CHOSEN_BLOB: the index of the choice */
	int16_t at;     /* offset of the field in its process, record or blob; slot of a global */
};

struct plan_op {
	enum opcode code : 8;
	enum role role : 8;   /* whose locals the terms refer to */
	uint8_t found_locals; /* for LOGS_READ: the locals that `found` depends on, as FOUND_… bits */
	int16_t number;
	struct plan_term a, b;
	const struct word *word; /* for explanations */
	/*
	 * For LOGS_READ, by control state c: bit l of found[c] (l is a set of FOUND_… bits) is set if on some
	 * path to c the request may itself have found a good result, provided that all locals in l are set
	 * (none_read.h).
	 */
	const uint8_t *found;
};

/* Locals that hold what the process copied from the record and from the blob. */
enum { FOUND_METADATA = 1, FOUND_IMAGE = 2, FOUND_SETS = 4 };

struct plan_choice {
	enum type type : 8;
	uint8_t count; /* constants to choose from */
	struct plan_op *filter;
	unsigned filter_count;
	const struct use *use;
};

struct plan_action {
	const struct design_step *step;
	enum role role;
	bool reader; /* readers take it too */
	uint32_t at;
	int target;
	struct plan_op *guards;      /* those that do not depend on choices */
	struct plan_op *late_guards; /* those that do */
	struct plan_op *effects;
	unsigned guard_count, late_guard_count, effect_count, choice_count;
	bool recycles; /* it may remove the last reference to an issued id */
	struct plan_choice choices[STEP_CHOICES_MAX];
};

struct plan_process {
	enum role role;
	bool reader;
	unsigned slot;        /* of its first local; the others follow in the role's order */
	unsigned first, last; /* its role's actions are first <= a < last */
	const struct value *name;
};

/* What a state has room for; the model has no states beyond. */
struct room {
	unsigned operations, hours, failures;
};

struct plan {
	struct model model; /* first: a model is its plan */
	struct arena *arena;
	struct design *design;
	struct scope scope;
	struct constants constants; /* complete */
	struct room room;
	bool bounded;
	/* Without bounds (abstract.c): slots of TYPE_TIME hold ages, and instead of a log there are the set
	 * of WRITEs begun and a flag that a READ was inconsistent. */
	bool abstract;
	bool recycles;                   /* an id that nothing refers to leaves usedIds, as if never issued */
	const struct quotient *quotient; /* for plan_canonical; null: each state represents itself */
	struct outlook *outlook;         /* answers about futures (future.h) */
	bool forgets_orphans;            /* plan_forgets_orphans */
	unsigned age_limit[FIELD_MAX];   /* by field: ages saturate here */
	unsigned begun_slot, begun_count; /* a bit for each WRITE: begun_slot + log_pack - 1 */
	unsigned flag_slot;

	struct slot *slots;
	unsigned slot_count, words;
	int8_t local_at[ROLE_COUNT][FIELD_MAX]; /* offset in a process; -1: absent */
	int8_t record_at[FIELD_MAX], blob_at[FIELD_MAX];
	int16_t global_at[FIELD_MAX];        /* slot; -1: absent */
	unsigned record_slot, record_stride; /* record of user u (from 0): record_slot + u * stride */
	unsigned blob_slot, blob_stride, blob_count;
	unsigned log_slot;
	unsigned count[TYPE_COUNT]; /* of constants, by the type of one */

	struct plan_process *processes;
	struct plan_action *actions;
	unsigned server_count; /* servers and readers: the keys of serverStates */

	/* Values shared by descriptions. */
	const struct value *unset, *names[TYPE_COUNT + 1][SCOPE_IDS_MAX + 1]; /* [type][constant] */
	const struct value *field_names[FIELD_MAX];
	const struct value *control_names[ROLE_COUNT][DESIGN_STATES_MAX + 1];
	enum domain_variable variables[DOMAIN_VARIABLES]; /* those that the model has, in order */
	const struct value *variable_names[DOMAIN_VARIABLES], *word_type, *word_write, *word_read,
	        *word_status;
	const struct value **logged; /* each operation that can be logged, by log_pack */
};

static inline const struct plan *plan_of(const struct model *model)
{
	return (const struct plan *)(const void *)model;
}

/* The field that a term of a step refers to; FIELD_MAX for a choice and a term without a place. */
enum field term_field(const struct plan *plan, enum role role, const struct plan_term *term);

static inline uint64_t slot_get(const struct slot *slot, const uint64_t *state)
{
	return state[slot->word] >> slot->shift & slot->mask;
}

static inline void slot_set(const struct slot *slot, uint64_t *state, uint64_t value)
{
	state[slot->word] = (state[slot->word] & ~(slot->mask << slot->shift)) | value << slot->shift;
}

/* --- state.c: what a packed state says --------------------------------------------- */

/* An entry of the operation log; user counts from 1, the others may be 0 for UNSET. */
struct logged {
	bool read;
	unsigned user, metadata, image;
};
uint64_t log_pack(const struct plan *plan, struct logged entry); /* never 0 */
struct logged log_unpack(const struct plan *plan, uint64_t packed);
/* The number of entries. */
unsigned log_length(const struct plan *plan, const uint64_t *state);

/* The set that holds just the id, counted from 1; {} for UNSET. */
static inline uint64_t id_bit(uint64_t id)
{
	return id ? UINT64_C(1) << (id - 1) : 0;
}

/* The slot of a field, which the design has, in the record of a user or the blob under a key; both count
 * from 0. */
static inline unsigned record_slot(const struct plan *plan, unsigned user, enum field field)
{
	return plan->record_slot + user * plan->record_stride + (unsigned)plan->record_at[field];
}

static inline unsigned blob_slot(const struct plan *plan, unsigned key, enum field field)
{
	return plan->blob_slot + key * plan->blob_stride + (unsigned)plan->blob_at[field];
}

uint64_t record_get(const struct plan *plan, const uint64_t *state, unsigned user, enum field field);
uint64_t blob_get(const struct plan *plan, const uint64_t *state, unsigned key, enum field field);
/* Deletes the blob and its date. */
void blob_clear(const struct plan *plan, uint64_t *state, unsigned key);
/* The image that the user's record leads to; 0: none. */
uint64_t record_image(const struct plan *plan, const uint64_t *state, unsigned user);
/* The ids that records name, as a set. */
uint64_t named_ids(const struct plan *plan, const uint64_t *state);

/* A local of a process; 0 if its role does not have it. */
uint64_t local_get(const struct plan *plan, const uint64_t *state, const struct plan_process *process,
                   enum field field);
/* Sets all locals to 0, the control state included. */
void locals_clear(const struct plan *plan, uint64_t *state, const struct plan_process *process);
/* Whether a process of the action's role takes it from the control state. */
static inline bool starts_at(const struct plan_process *process, const struct plan_action *action,
                             unsigned control)
{
	return (!process->reader || action->reader) && (!action->at || action->at >> control & 1);
}
/* The same for the control state that the process has now. */
bool can_start(const struct plan *plan, const uint64_t *state, const struct plan_process *process,
               const struct plan_action *action);

/* --- the parts of design.h that dispatch.c calls for models compiled here ------------- */

bool plan_is(const struct model *model);
/* For what is made of plans only: returns -1 with `err` set if the model is none. */
int plan_need(const struct model *model, const char *what, struct err *err);
int plan_compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                 bool bounded, struct model **model, struct err *err);
int plan_encode(const struct model *model, const struct value *shown, void *state, struct err *err);
unsigned plan_assume(const struct model *model, const struct assumptions *assumptions,
                     const struct action_marks *marks);
unsigned plan_alike(const struct model *model, unsigned action, const struct model *other,
                    unsigned other_action);
void plan_refusal(const struct model *model, struct history *history, const struct step *step,
                  struct buf *out);

/* --- costs.c ----------------------------------------------------------------------- */

/* The most operations that a step logs, and the most hours or failures that one counts; at least 1. */
unsigned design_most_logged(const struct design *design);
unsigned design_most_counted(const struct design *design);

/* --- run.c: what steps do ----------------------------------------------------- */

/* A process, and the choices made so far for a step (from 0). */
struct situation {
	const struct plan *plan;
	const struct plan_process *process;
	const uint8_t *choice;
	struct footprint *trace; /* out: the slots read and written; may be null */
	struct logged *logged;   /* out: the entry logged; may be null */
};

uint64_t term_get(const struct situation *at, const uint64_t *state, struct plan_term term);
bool guard_holds(const struct situation *at, const uint64_t *state, const struct plan_op *op);

enum { EFFECTS_OK, EFFECTS_FULL };
/* Runs the effects and the goto of an action on `state` in place.  *none_for (may be null) gains the users,
 * as bits, to whom the step returns None unexcused (none_read.h). */
int effects_run(const struct situation *at, const struct plan_action *action, uint64_t *state,
                uint32_t *none_for);

void plan_initial(const struct model *model, void *state);
void plan_enabled(const struct model *model, const void *state, step_fn *fn, void *ctx);
int plan_apply(const struct model *model, const void *state, const struct step *step, void *next);
void plan_footprint(const struct model *model, const void *state, const struct step *step,
                    struct footprint *out);
/* Bounds, by their bits in model->beyond; domain_bounds has their names. */
enum { BOUND_OPERATIONS, BOUND_TIME, BOUND_FAILURES };
uint32_t plan_beyond(const struct model *model, const void *state);
bool plan_within(const struct model *model, const void *state);

/* --- abstract.c ------------------------------------------------------------------ */

/* Replaces an operation by that of an abstract plan; its code may become OP_NONE. */
void abstract_op(struct op *op);
/* The largest number that a guard compares ages of the field with. */
unsigned abstract_age_limit(const struct design *design, enum field field);
void abstract_age_all(const struct situation *at, uint64_t *state);
/* Removes ids that nothing refers to from usedIds; needed after actions that may drop a reference. */
void abstract_recycle(const struct situation *at, uint64_t *state);
/* The same for a state rather than a step, and only if the plan recycles ids. */
void plan_recycle(const struct plan *plan, uint64_t *state);
bool abstract_drops_reference(const struct plan *plan, const struct plan_action *action);
/* The ids that something refers to: a record, a blob, a process or a list. */
uint64_t abstract_alive(const struct plan *plan, const uint64_t *state);

/* --- exactness.c ----------------------------------------------------------------- */

/* Rejects a design with a word that the proof in docs/unbounded.md does not cover; with `recycles`, its third
 * part, on ids, is required too. */
int abstract_check(const struct design *design, bool recycles, struct err *err);
/* Whether a step depends on which ids were issued. */
bool abstract_looks_at_used_ids(const struct design *design);
/* Whether values are compared only with others of their type and with UNSET, so that names are
 * interchangeable. */
bool abstract_names_only(const struct design *design);

/* --- assume.c -------------------------------------------------------------------- */

/* Whether an action always changes something that a state without bounds does not contain: the log, a count,
 * the ids issued. */
bool plan_moves_unseen(const struct plan_action *action);

/* --- stepper.c ----------------------------------------------------------------------- */

struct stepper *plan_stepper(const struct model *model, bool symmetry);

/* --- quotient.c ------------------------------------------------------------------ */

/* Prepares a complete plan for plan_canonical. */
void quotient_prepare(struct plan *plan);
void plan_canonical(const struct model *model, void *state);

/* --- properties.c --------------------------------------------------------------- */

/* How the stepper detects a violation without evaluating the property in every state. */
enum judged_by {
	JUDGED_BY_STATE,  /* by evaluating it after each step: always correct */
	JUDGED_BY_CHANGE, /* by what the step writes, whatever the rest of the state */
	JUDGED_BY_READS,  /* by the WRITE that a READ needs */
	JUDGED_BY_NONE,   /* by the users to whom a step returns None */
};

/*
 * How a compiled design judges a property, on packed states.  A property is a row of design_properties and
 * the rule that it points to: the checker, the session and the views need no more, and an exporter that does
 * not know the property refuses it.  A plan without bounds (`abstract`) has no log, and ages for times; rules
 * that look at those must distinguish.
 */
struct future_rule;
struct property_rule {
	/* Whether the state `to`, or the step that led there, breaks it.  `from` and `step` are null for the
	 * initial state, and where only a state is asked about. */
	bool (*broken)(const struct plan *plan, const uint64_t *from, const struct step *step,
	               const uint64_t *to);
	/* Whether the step breaks it again where it was broken before; null: never. */
	bool (*again)(const struct plan *plan, const uint64_t *from, const uint64_t *to);
	/* Says what is broken, without a full stop; null: the summary is used. */
	void (*facts)(const struct plan *plan, const uint64_t *from, const struct step *step,
	              const uint64_t *to, struct buf *out);
	enum judged_by by;
	/* For a property of futures (future.h), which has none of the members above; else null. */
	const struct future_rule *future;
};

/* The rows of design_properties that other files refer to; more follow. */
enum property { PROPERTY_TYPE_OK, PROPERTY_READS, PROPERTY_EMPTY_READS, PROPERTY_ORPHANS, PROPERTY_KNOWN };
extern const unsigned design_property_count;

/* The properties, as bits, that are judged in that way; never those of futures. */
uint32_t plan_judged_by(const struct model *model, enum judged_by by);
uint32_t plan_broken(const struct model *model, const void *from, const struct step *step, const void *to,
                     uint32_t asked);
uint32_t plan_again(const struct model *model, const void *from, const struct step *step, const void *to,
                    uint32_t asked);
void plan_broken_facts(const struct model *model, const void *from, const struct step *step, const void *to,
                       unsigned property, struct buf *out);
void plan_marks(const struct model *model, const void *from, const struct step *step, const void *to,
                mark_fn *fn, void *ctx);

/* --- describe.c, encode_value.c, explain.c ------------------------------------------- */

const struct value *plan_describe(const struct model *model, const void *state, struct arena *arena);
/* What a variable can hold (variable_types.c). */
const struct value_type *plan_type(const struct model *model, unsigned variable, struct arena *arena);
/* Appends the path of a slot in descriptions. */
void slot_path(const struct plan *plan, unsigned slot, struct buf *out);
const char *plan_control(const struct model *model, const void *state, unsigned process);

/* Appends an operation in the notation of the program view. */
void op_show(const struct plan *plan, const struct plan_op *op, struct buf *out);
bool plan_why_not(const struct model *model, const void *state, unsigned process, unsigned action,
                  struct buf *out);

/* --- layout.c, model_tables.c: called by compile.c ------------------------------------- */

/* Fails if the log is too long for a state. */
int plan_lay_out(struct plan *plan, struct err *err);
/* In this order: values, constants, operations, processes; then, when all is compiled, the tables. */
void plan_name_values(struct plan *plan);
/* Uses the names in `given` (may be null) and generates the others.  Returns the domains by type. */
struct model_domain *plan_name_constants(struct plan *plan, const struct constants *given);
void plan_name_operations(struct plan *plan);
void plan_name_processes(struct plan *plan);
void plan_publish_actions(struct plan *plan, const struct model_domain *domains);
void plan_publish_variables(struct plan *plan);
void plan_publish_cells(struct plan *plan);

#endif
