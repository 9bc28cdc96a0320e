/*
 * Plans without bounds: how operations are replaced, how they run, and how a run is translated back.
 * docs/unbounded.md has the proof, and exactness.c checks its conditions.  In short:
 *
 *   - ConsistentReads depends only on whether the WRITE of a READ was begun before, so the set of WRITEs
 * begun and a flag can replace the log;
 *   - guards compare times only with the present and a constant, so ages that saturate at the largest
 * constant can replace times;
 *   - ids are compared only with each other, so an id that nothing refers to can represent one that was never
 *     issued.
 *
 * A coarser abstraction (predicates, widening) is unnecessary: these are exact, so each run of the abstract
 * model is a run of the design.
 */
#include <assert.h>
#include <limits.h>
#include <stdlib.h>

#include <heddle/err.h>
#include <heddle/machine.h>
#include <heddle/plan.h>

static bool is_global(const struct term *term, enum field field)
{
	return term->place == PLACE_GLOBAL && term->field == field;
}

void abstract_op(struct op *op)
{
	static const struct term zero = { PLACE_ZERO, FIELD_STATE, false };

	if (op_does(op->code, COUNTS)) {
		op->code = is_global(&op->a, FIELD_TIME) ? OP_AGE_ALL : OP_NONE;
		op->a = zero;
		return;
	}
	op->code = opcodes[op->code].unbounded;
	if (is_global(&op->b, FIELD_TIME))
		op->b = zero; /* the present is age 0 */
}

unsigned abstract_age_limit(const struct design *design, enum field field)
{
	unsigned limit = 0;

	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].step_count; i++)
			for (int kind = 0; kind < WORD_KINDS; kind++)
				for (unsigned u = 0; u < design->roles[r].steps[i].use_count[kind]; u++) {
					const struct use *use = &design->roles[r].steps[i].uses[kind][u];

					for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
						const struct op *op = &use->word->ops[o];
						bool own =
						        op_does(op->code, NUMBERED) && op->a.field == field;
						bool dates = op_does(op->code, READS_BLOBS) &&
						             field == FIELD_CREATED;

						if ((own || dates) && use->number > (int)limit)
							limit = (unsigned)use->number;
					}
				}
	return limit;
}

/* --- running ---------------------------------------------------------------------------- */

static void note(struct footprint *trace, unsigned slot, bool write)
{
	if (trace)
		(write ? trace->writes : trace->reads)[slot / 64] |= UINT64_C(1) << slot % 64;
}

void abstract_age_all(const struct situation *at, uint64_t *state)
{
	const struct plan *plan = at->plan;

	for (unsigned i = 0; i < plan->begun_slot; i++) {
		const struct slot *slot = &plan->slots[i];
		uint64_t age;

		if (slot->type != TYPE_TIME)
			continue;
		/* An absent blob has no age. */
		if (i >= plan->blob_slot) {
			unsigned image =
			        blob_slot(plan, (i - plan->blob_slot) / plan->blob_stride, FIELD_IMAGE);

			note(at->trace, image, false);
			if (!slot_get(&plan->slots[image], state))
				continue;
		}
		age = slot_get(slot, state);
		note(at->trace, i, false);
		note(at->trace, i, true);
		if (age < slot->limit)
			slot_set(slot, state, age + 1);
	}
}

static bool holds_ids(const struct plan *plan, unsigned slot)
{
	return plan->slots[slot].type == TYPE_ID || plan->slots[slot].type == TYPE_IDS;
}

/* The ids that a record, a blob, a process or its lists refer to. */
static uint64_t referenced(const struct plan *plan, const uint64_t *state, struct footprint *trace)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < plan->blob_slot; i++) {
		uint64_t value;

		if (!holds_ids(plan, i))
			continue;
		value = slot_get(&plan->slots[i], state);
		set |= plan->slots[i].type == TYPE_IDS ? value : id_bit(value);
		note(trace, i, false);
	}
	for (unsigned id = 0; id < plan->blob_count && !plan->design->blob_by_user; id++) {
		unsigned slot = blob_slot(plan, id, FIELD_IMAGE);

		set |= slot_get(&plan->slots[slot], state) ? UINT64_C(1) << id : 0;
		note(trace, slot, false);
	}
	return set;
}

uint64_t abstract_alive(const struct plan *plan, const uint64_t *state)
{
	return referenced(plan, state, NULL);
}

/* Whether an operation sets a reference to ids, or usedIds. */
static bool sets_ids(const struct plan *plan, const struct plan_action *action, const struct plan_op *op)
{
	enum type type;

	switch (op->a.place) {
	case PLACE_LOCAL:
		type = fields[plan->design->roles[action->role].locals[op->a.at]].type;
		return type == TYPE_ID || type == TYPE_IDS;
	case PLACE_RECORD:
		return op->a.at == plan->record_at[FIELD_IMAGE_ID];
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return op->a.at == plan->blob_at[FIELD_IMAGE];
	case PLACE_GLOBAL:
		return op->a.at == plan->global_at[FIELD_USED_IDS];
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_CHOICE:
		break;
	}
	return false;
}

bool abstract_drops_reference(const struct plan *plan, const struct plan_action *action)
{
	bool sets = false;

	if (!plan->recycles || plan->global_at[FIELD_USED_IDS] < 0)
		return false;
	for (unsigned i = 0; i < action->effect_count; i++)
		sets |= sets_ids(plan, action, &action->effects[i]);
	return sets;
}

void abstract_recycle(const struct situation *at, uint64_t *state)
{
	const struct plan *plan = at->plan;
	unsigned used = (unsigned)plan->global_at[FIELD_USED_IDS];
	uint64_t issued = slot_get(&plan->slots[used], state);

	note(at->trace, used, false);
	if (!issued)
		return;
	slot_set(&plan->slots[used], state, issued & referenced(plan, state, at->trace));
	note(at->trace, used, true);
}

void plan_recycle(const struct plan *plan, uint64_t *state)
{
	if (plan->recycles && plan->global_at[FIELD_USED_IDS] >= 0)
		abstract_recycle(&(struct situation){ .plan = plan }, state);
}

/* --- translating a run --------------------------------------------------------------------- */

static bool tests_issued(const struct plan *plan, const struct plan_choice *choice)
{
	for (unsigned i = 0; i < choice->filter_count; i++)
		if (choice->filter[i].code == OP_NOT_IN && choice->filter[i].b.place == PLACE_GLOBAL &&
		    choice->filter[i].b.at == plan->global_at[FIELD_USED_IDS])
			return true;
	return false;
}

/* The concrete ids of a run's abstract ids, so far. */
struct naming {
	unsigned name[SCOPE_IDS_MAX]; /* UINT_MAX: none yet */
	unsigned used;
};

/* Renames the ids that a step chooses.  An id that nothing refers to becomes a new one each time that it is
 * chosen as never issued. */
static void name_ids(const struct plan *plan, const uint64_t *state, struct naming *naming, struct step *step)
{
	const struct plan_action *action = &plan->actions[step->action];
	uint64_t alive = referenced(plan, state, NULL);

	for (unsigned i = 0; i < action->choice_count; i++) {
		unsigned id = step->choice[i];

		if (action->choices[i].type != TYPE_ID)
			continue;
		if (naming->name[id] == UINT_MAX ||
		    (!(alive >> id & 1) && tests_issued(plan, &action->choices[i])))
			naming->name[id] = naming->used++;
		step->choice[i] = (uint8_t)(naming->name[id] < SCOPE_IDS_MAX ? naming->name[id] : 0);
	}
}

static int name_run(const struct plan *plan, const struct step *steps, size_t count, struct step *out,
                    unsigned *used, struct err *err)
{
	struct naming naming = { .used = 0 };
	struct model_walk walk;

	for (unsigned i = 0; i < SCOPE_IDS_MAX; i++)
		naming.name[i] = UINT_MAX;
	model_walk_begin(&walk, &plan->model, NULL);
	for (size_t n = 0; n < count && naming.used <= SCOPE_IDS_MAX; n++) {
		struct step step = steps[n]; /* `out` may be `steps` */
		bool taken = model_walk_take(&walk, &step);

		assert(taken && "a run of the unbounded model");
		(void)taken;
		name_ids(plan, walk.from, &naming, &step);
		out[n] = step;
	}
	model_walk_end(&walk);
	*used = naming.used;
	if (naming.used > SCOPE_IDS_MAX)
		return err_set(err, "the run uses more than %d ids, too many to be played", SCOPE_IDS_MAX);
	return 0;
}

static int at_least(int number, size_t needed, int most)
{
	return (size_t)number >= needed ? number : needed > (size_t)most ? most : (int)needed;
}

static int concretise(const struct model *unbounded, const struct step *steps, size_t count,
                      struct model **concrete, struct step *out, struct err *err)
{
	const struct plan *plan = plan_of(unbounded);
	struct scope scope = plan->scope;
	struct constants constants = plan->constants;
	unsigned used;

	if (name_run(plan, steps, count, out, &used, err))
		return -1;
	scope.of[SCOPE_OPERATIONS] = at_least(scope.of[SCOPE_OPERATIONS],
	                                      count * design_most_logged(plan->design), SCOPE_OPERATIONS_MAX);
	scope.of[SCOPE_TIME] =
	        at_least(scope.of[SCOPE_TIME], count * design_most_counted(plan->design), SCOPE_TIME_MAX);
	scope.of[SCOPE_FAILURES] = at_least(scope.of[SCOPE_FAILURES],
	                                    count * design_most_counted(plan->design), SCOPE_FAILURES_MAX);
	if ((int)used > scope.of[SCOPE_IMAGE_IDS]) {
		scope.of[SCOPE_IMAGE_IDS] = (int)used;
		constants.of[SCOPE_IMAGE_IDS] = NULL;
	}
	return design_compile(plan->design, &scope, &constants, false, concrete, err);
}

int design_concretise(const struct model *unbounded, const struct step *steps, size_t count,
                      struct model **concrete, struct step *out, struct err *err)
{
	if (machine_is(unbounded))
		return machine_concretise(unbounded, steps, count, concrete, out, err);
	if (plan_need(unbounded, "model without bounds", err))
		return -1;
	return concretise(unbounded, steps, count, concrete, out, err);
}
