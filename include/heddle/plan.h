/*
 * A compiled design: flat tables in which the interpreter touches no strings.
 *
 * A state is a run of 64-bit words; every smallest part of it is a slot, a few
 * bits that never cross a word.  0 is UNSET, {} or hour 0; constants count from
 * 1; a set has one bit an id; a logged operation is one number (log_pack).
 * Bits that no slot covers are 0, so that equal states are equal bytes.
 *
 * The words of a step are resolved into plan_ops, whose terms are offsets into
 * the slots of the process, record or blob at hand.
 */
#ifndef HEDDLE_PLAN_H
#define HEDDLE_PLAN_H

#include <heddle/design_file.h>
#include <heddle/mem.h>
#include <heddle/value.h>

/* What a slot holds: a value of a type, an entry of the log, or (without bounds) a bit. */
enum slot_kind { SLOT_VALUE, SLOT_LOG, SLOT_BEGUN, SLOT_FLAG };

struct slot {
	uint64_t mask; /* as many ones as the slot has bits */
	uint16_t word;
	uint8_t shift;
	enum slot_kind kind : 8;
	enum type type : 8; /* SLOT_VALUE: its type; TYPE_CONTROL otherwise */
	uint64_t limit;     /* the largest value allowed here */
};

/* Enums of eight bits, not uint8_t: the compiler then checks that a switch has every member. */
struct plan_term {
	enum place place : 8;
	uint8_t choice; /* PLACE_CHOICE, PLACE_CHOSEN_BLOB: which */
	int16_t at;     /* offset of the field in its process, record or blob; slot of a global */
};

struct plan_op {
	enum opcode code : 8;
	enum role role : 8; /* whose locals the terms are about */
	uint8_t asks;       /* LOGS_READ: TOLD_…, the locals that told asks for */
	int16_t number;
	struct plan_term a, b;
	const struct word *word; /* for explanations */
	/*
	 * LOGS_READ, when it logs None from control state c: bit l of told[c] (l: TOLD_…, or'ed) is
	 * set when there is a way there on which the request itself may have found a good result, unless
	 * one of the locals l is UNSET, which tells that it did not; see none_read.h.
	 */
	const uint8_t *told;
};

/* What the process copied when it looked into the database, and at the blob. */
enum { TOLD_METADATA = 1, TOLD_IMAGE = 2, TOLD_WAYS = 4 };

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
	struct plan_op *guards;      /* that need no choice */
	struct plan_op *late_guards; /* that need all of them */
	struct plan_op *effects;
	unsigned guard_count, late_guard_count, effect_count, choice_count;
	bool recycles; /* after it, an issued id may be one that nothing refers to */
	struct plan_choice choices[STEP_CHOICES_MAX];
};

struct plan_process {
	enum role role;
	bool reader;
	unsigned slot;        /* of its first field; fields in the order of the role's locals */
	unsigned first, last; /* its role's actions: first <= a < last */
	const struct value *name;
};

/* How much a state has room for; states beyond do not exist in the model. */
struct room {
	unsigned operations, hours, failures;
};

struct plan {
	struct model model; /* first: a model is its plan */
	struct arena *arena;
	struct design *design;
	struct scope scope;
	struct constants constants; /* all members set */
	struct room room;
	bool bounded;
	/*
	 * Without bounds, by exact abstractions (abstract.c): slots of type TYPE_TIME hold ages, and the
	 * log is the set of WRITEs begun and whether a READ was ever inconsistent.
	 */
	bool abstract;
	bool recycles; /* an id that nothing refers to counts as never issued: it leaves usedIds */
	const struct quotient *quotient; /* what plan_canonical needs; null: no state represents others */
	struct outlook *outlook;         /* what is known of the futures of its states (future.h) */
	bool forgets_orphans; /* a server alone never sees a blob that neither it nor a record names (widen.c)
	                       */
	unsigned age_limit[FIELD_MAX];    /* at which the ages of a field saturate */
	unsigned begun_slot, begun_count; /* one bit a WRITE: begun_slot + log_pack - 1 */
	unsigned flag_slot;

	struct slot *slots;
	unsigned slot_count, words;
	int8_t local_at[ROLE_COUNT][FIELD_MAX]; /* offset in a process, -1: not there */
	int8_t record_at[FIELD_MAX], blob_at[FIELD_MAX];
	int16_t global_at[FIELD_MAX];        /* slot, -1: not there */
	unsigned record_slot, record_stride; /* record of user u (from 0): record_slot + u * stride */
	unsigned blob_slot, blob_stride, blob_count;
	unsigned log_slot;
	unsigned count[TYPE_COUNT]; /* of constants, by the type of one */

	struct plan_process *processes;
	struct plan_action *actions;
	unsigned server_count; /* servers and readers: the keys of serverStates */

	/* Values that descriptions share. */
	const struct value *unset, *names[TYPE_COUNT + 1][SCOPE_IDS_MAX + 1]; /* [type][constant] */
	const struct value *field_names[FIELD_MAX];
	const struct value *control_names[ROLE_COUNT][DESIGN_STATES_MAX + 1];
	const struct value *variable_names[8], *word_type, *word_write, *word_read, *word_status;
	const struct value **logged; /* every operation that can be logged, by log_pack; 0: none */
};

static inline const struct plan *plan_of(const struct model *model)
{
	return (const struct plan *)(const void *)model;
}

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

/* --- costs.c ----------------------------------------------------------------------- */

/* The most operations that one step of the design logs, and hours or failures that one counts; at
 * least 1. */
unsigned design_most_logged(const struct design *design);
unsigned design_most_counted(const struct design *design);

/* --- run.c: what steps do ----------------------------------------------------- */

/* A step being looked at: who takes it, and what was chosen so far (from 0). */
struct situation {
	const struct plan *plan;
	const struct plan_process *process;
	const uint8_t *choice;
	struct footprint *trace; /* cells are noted here; null: nowhere */
	struct logged *logged;   /* what the step logs, null: nobody asks */
};

uint64_t term_get(const struct situation *at, const uint64_t *state, struct plan_term term);
bool guard_holds(const struct situation *at, const uint64_t *state, const struct plan_op *op);

enum { EFFECTS_OK, EFFECTS_FULL };
/* Runs the effects and the goto of an action on `state` in place.  *none_for (null: nobody asks)
 * gains the users to whom the step returns None without an excuse in what the process found
 * itself: bit 0 is the first. */
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

/* Turns an operation of a word into that of an abstract plan; its code may become OP_NONE. */
void abstract_op(struct op *op);
/* The largest number that any guard compares the ages of a field with. */
unsigned abstract_age_limit(const struct design *design, enum field field);
void abstract_age_all(const struct situation *at, uint64_t *state);
/* What nothing refers to any more leaves the ids issued; needed after actions that let go of
 * something. */
void abstract_recycle(const struct situation *at, uint64_t *state);
/* The same in a state as it is, if the plan recycles ids. */
void plan_recycle(const struct plan *plan, uint64_t *state);
bool abstract_lets_go(const struct plan *plan, const struct plan_action *action);
/* The ids that a record, a blob, a process or a list refers to. */
uint64_t abstract_alive(const struct plan *plan, const uint64_t *state);

/* --- exactness.c ----------------------------------------------------------------- */

/* Refuses a design that uses a word for which the arguments of docs/unbounded.md do not hold;
 * `recycles`: the third, on ids, is needed too. */
int abstract_check(const struct design *design, bool recycles, struct err *err);
/* Whether a step asks which ids were issued. */
bool abstract_looks_at_used_ids(const struct design *design);
/* Whether values are only ever compared with others of their type and with UNSET, so that names are
 * interchangeable. */
bool abstract_names_only(const struct design *design);

/* --- assume.c -------------------------------------------------------------------- */

/* Whether taking it always changes what a state without bounds does not show: the log, a count, the ids
 * issued. */
bool plan_moves_unseen(const struct plan_action *action);

/* --- stepper.c: the checker's way ------------------------------------------------- */

struct stepper *plan_stepper(const struct model *model, bool symmetry);

/* --- quotient.c ------------------------------------------------------------------ */

/* Works out what plan_canonical may do; once, when the plan is complete. */
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
/* The path of a slot in descriptions. */
void slot_path(const struct plan *plan, unsigned slot, struct buf *out);
const char *plan_control(const struct model *model, const void *state, unsigned process);

/* An operation in the notation of the program view; in terms of the fields' names. */
void op_show(const struct plan *plan, const struct plan_op *op, struct buf *out);
bool plan_why_not(const struct model *model, const void *state, unsigned process, unsigned action,
                  struct buf *out);

/* --- model_tables.c: what the model says of itself ------------------------------------ */

/* In this order: values, constants, operations, processes; then, when all is compiled, the tables. */
void plan_name_values(struct plan *plan);
/* Takes the names that `given` has (null allowed) and makes up the rest; returns the domains by type. */
struct model_domain *plan_name_constants(struct plan *plan, const struct constants *given);
void plan_name_operations(struct plan *plan);
void plan_name_processes(struct plan *plan);
void plan_publish_actions(struct plan *plan, const struct model_domain *domains);
void plan_publish_variables(struct plan *plan);
void plan_publish_cells(struct plan *plan);

#endif
