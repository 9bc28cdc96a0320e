/*
 * Designs without bounds: what operations become, which designs that is exact
 * for, and how a run is turned back into an ordinary one.  The argument stands
 * in docs/unbounded.md; in short:
 *
 *   - ConsistentReads asks of a READ only whether its WRITE was begun before,
 *     so the set of WRITEs begun and one flag say all that the log says;
 *   - guards compare a time only with the present and a constant, so ages that
 *     stop growing at the largest constant say all that times say;
 *   - ids are only ever compared with each other, so one that nothing refers
 *     to may stand for a fresh one.
 *
 * An abstraction of our own (predicates, widening) was not needed: these three
 * lose nothing, so that every run of the abstract model is one of the design.
 */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>

static bool is_global(const struct term *term, enum field field)
{
	return term->place == PLACE_GLOBAL && term->field == field;
}

static bool is_time(const struct term *term)
{
	return term->place != PLACE_NONE && term->place != PLACE_ZERO &&
	       fields[term->field].type == TYPE_TIME;
}

void abstract_op(struct op *op, bool recycles)
{
	static const struct term zero = { PLACE_ZERO, FIELD_STATE, false };

	switch (op->code) {
	case OP_BEFORE:
		op->code = OP_AGE_BELOW;
		break;
	case OP_SINCE:
		op->code = OP_AGE_REACHED;
		break;
	case OP_SET:
		if (is_global(&op->b, FIELD_TIME))
			op->b = zero; /* just now: an age of nothing */
		break;
	case OP_INCREMENT:
		op->code = is_global(&op->a, FIELD_TIME) ? OP_AGE_ALL : OP_NONE;
		op->a = zero;
		break;
	case OP_INCLUDE:
		if (recycles && is_global(&op->a, FIELD_USED_IDS))
			op->code = OP_NONE;
		break;
	case OP_NOT_IN:
		if (recycles && is_global(&op->b, FIELD_USED_IDS)) {
			op->code = OP_UNREFERENCED;
			op->b = zero;
		}
		break;
	default:
		break;
	}
}

/* --- where it is exact ------------------------------------------------------------- */

/* Null when the argument covers the operation; else what is wrong with it. */
static const char *objection(const struct op *op)
{
	switch (op->code) {
	case OP_BEFORE:
	case OP_SINCE:
	case OP_LOG_READ:
	case OP_LOG_WRITE:
		return NULL;
	case OP_SET:
		if (is_global(&op->a, FIELD_TIME) || is_global(&op->a, FIELD_USED_IDS) ||
		    is_global(&op->a, FIELD_FAILED))
			return "sets a variable that an unbounded run does not have";
		/* A blob that goes takes its date along; any other hour 0 would be an hour by name. */
		if (is_time(&op->a) && !is_global(&op->b, FIELD_TIME) &&
		    !(op->a.field == FIELD_CREATED && op->b.place == PLACE_ZERO))
			return "sets a time to something else than the present";
		if (is_time(&op->b) && !is_time(&op->a))
			return "uses an hour as a value";
		return NULL;
	case OP_INCREMENT:
		return op->a.place == PLACE_GLOBAL ? NULL : "counts in a process";
	case OP_INCLUDE:
		return NULL;
	case OP_NOT_IN:
		return op->b.place == PLACE_GLOBAL && !is_global(&op->b, FIELD_USED_IDS)
		               ? "compares with a variable that an unbounded run does not have"
		               : NULL;
	case OP_SET_KEYS:
		return NULL; /* its number is compared with an age */
	default:
		if (is_time(&op->a) || is_time(&op->b))
			return "compares hours with each other";
		if (op->a.place == PLACE_GLOBAL || op->b.place == PLACE_GLOBAL)
			return "looks at a variable that an unbounded run does not have";
		return NULL;
	}
}

int abstract_check(const struct design *design, struct err *err)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].step_count; i++) {
			const struct design_step *step = &design->roles[r].steps[i];

			for (int kind = 0; kind < WORD_KINDS; kind++)
				for (unsigned u = 0; u < step->use_count[kind]; u++) {
					const struct word *word = step->uses[kind][u].word;

					for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
						const char *why = word->ops[o].code == OP_NONE
						                          ? NULL
						                          : objection(&word->ops[o]);

						if (!why)
							continue;
						err_set(err, "%s cannot be checked without bounds: \"%s\" %s",
						        design->name, word->spelling, why);
						err_place(err, "%s.steps[%s].%s[%u]", role_names[r],
						          step->name, word_kind_names[kind], u);
						return err_remedy(err, "check it with bounds, without --unbounded");
					}
				}
		}
	return 0;
}

bool abstract_looks_at_used_ids(const struct design *design)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < design->roles[r].step_count; i++)
			for (int kind = 0; kind < WORD_KINDS; kind++)
				for (unsigned u = 0; u < design->roles[r].steps[i].use_count[kind]; u++) {
					const struct use *use = &design->roles[r].steps[i].uses[kind][u];

					for (unsigned o = 0; o < WORD_OPS_MAX; o++)
						if (is_global(&use->word->ops[o].b, FIELD_USED_IDS))
							return true;
				}
	return false;
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
						bool guard = op->code == OP_BEFORE || op->code == OP_SINCE;
						bool lists = op->code == OP_SET_KEYS && use->number >= 0;

						if (((guard && op->a.field == field) ||
						     (lists && field == FIELD_CREATED)) &&
						    use->number > (int)limit)
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
		/* A blob that is not there has no age. */
		if (i >= plan->blob_slot &&
		    !slot_get(&plan->slots[plan->blob_slot +
		                           (i - plan->blob_slot) / plan->blob_stride *
		                                   plan->blob_stride +
		                           (unsigned)plan->blob_at[FIELD_IMAGE]],
		              state))
			continue;
		age = slot_get(slot, state);
		note(at->trace, i, false);
		note(at->trace, i, true);
		if (age < slot->limit)
			slot_set(slot, state, age + 1);
	}
}

bool abstract_unreferenced(const struct situation *at, const uint64_t *state, uint64_t id)
{
	const struct plan *plan = at->plan;

	for (unsigned i = 0; i < plan->blob_slot; i++) {
		uint64_t value = slot_get(&plan->slots[i], state);

		if (plan->slots[i].type != TYPE_ID && plan->slots[i].type != TYPE_IDS)
			continue;
		note(at->trace, i, false);
		if (plan->slots[i].type == TYPE_ID ? value == id : (value >> (id - 1) & 1) != 0)
			return false;
	}
	if (plan->design->blob_by_user)
		return true;
	return !slot_get(&plan->slots[plan->blob_slot + (unsigned)(id - 1) * plan->blob_stride +
	                              (unsigned)plan->blob_at[FIELD_IMAGE]],
	                 state);
}

/* --- back to an ordinary run --------------------------------------------------------------- */

static bool chooses_fresh(const struct plan_choice *choice)
{
	for (unsigned i = 0; i < choice->filter_count; i++)
		if (choice->filter[i].code == OP_UNREFERENCED)
			return true;
	return false;
}

int design_concretise(const struct model *unbounded, const struct step *steps, size_t count,
                      struct model **concrete, struct step *out, struct err *err)
{
	const struct plan *plan = plan_of(unbounded);
	struct scope scope = plan->scope;
	struct constants constants = plan->constants;
	unsigned map[SCOPE_IDS_MAX], used = 0;

	for (unsigned i = 0; i < SCOPE_IDS_MAX; i++)
		map[i] = UINT32_MAX;
	for (size_t n = 0; n < count; n++) {
		const struct plan_action *action = &plan->actions[steps[n].action];

		out[n] = steps[n];
		for (unsigned i = 0; i < action->choice_count; i++) {
			unsigned *id = &map[steps[n].choice[i]];

			if (action->choices[i].type != TYPE_ID)
				continue;
			if (*id == UINT32_MAX || chooses_fresh(&action->choices[i]))
				*id = used++;
			if (used > SCOPE_IDS_MAX)
				return err_set(err, "the run uses more than %d ids, too many to be played",
				               SCOPE_IDS_MAX);
			out[n].choice[i] = (uint8_t)*id;
		}
	}
	/* Room for whatever the run does. */
	if ((size_t)scope.max_operations < count)
		scope.max_operations = (int)count;
	if ((size_t)scope.max_time < count)
		scope.max_time = (int)count;
	if ((size_t)scope.max_failures < count)
		scope.max_failures = (int)count;
	if ((int)used > scope.image_ids) {
		scope.image_ids = (int)used;
		constants.image_ids = NULL;
	}
	return design_compile(plan->design, &scope, &constants, false, concrete, err);
}
