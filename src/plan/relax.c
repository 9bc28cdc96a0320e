/*
 * Proves that a process can never become idle again, by a relaxation that needs few ids.
 *
 * Orphans may accumulate without limit, so no number of ids suffices to explore everything.  The relaxation
 * allows more: instead of cleaners' steps, any blob may vanish at any time, and a blob that neither a record
 * nor a server names is forgotten, so that its id can be chosen again.  For servers, this only adds possible
 * steps. Then one more id suffices than records and servers can name, and there are few states.  A process
 * that cannot become idle in the relaxation never can.
 *
 * Applies to designs whose cleaners affect others only by deleting blobs, and whose servers take only ids
 * without a blob.
 */
#include <string.h>

#include "plan/future.h"

struct relaxed {
	const struct plan *plan;
	unsigned process;
};

static bool only_deletes(const struct plan_action *action)
{
	for (unsigned i = 0; i < action->effect_count; i++) {
		const struct plan_op *op = &action->effects[i];
		bool deletes = (op->a.place == PLACE_BLOB || op->a.place == PLACE_CHOSEN_BLOB) &&
		               op_does(op->code, COPIES) && op->b.place == PLACE_ZERO;

		if (op->a.place != PLACE_LOCAL && !deletes)
			return false;
		if (op_does(op->code, LOGS))
			return false;
	}
	return true;
}

static bool applies(const struct plan *plan)
{
	if (!plan->forgets_orphans)
		return false;
	for (unsigned a = 0; a < plan->model.action_count; a++)
		if (plan->actions[a].role == ROLE_CLEANER && !only_deletes(&plan->actions[a]))
			return false;
	return true;
}

static bool no_cleaner(void *ctx, const void *from, const struct step *step, bool first)
{
	const struct relaxed *relaxed = ctx;

	(void)from;
	(void)first;
	return relaxed->plan->processes[step->process].role != ROLE_CLEANER;
}

static enum run_end ended(void *ctx, const void *state)
{
	const struct relaxed *relaxed = ctx;

	return future_idle(relaxed->plan, state, relaxed->process) ? RUN_ENDED : RUN_GOES_ON;
}

/* The ids that records and servers name. */
static uint64_t named(const struct plan *plan, const uint64_t *state)
{
	uint64_t set = named_ids(plan, state);

	for (unsigned p = 0; p < plan->server_count; p++)
		set |= id_bit(local_get(plan, state, &plan->processes[p], FIELD_IMAGE_ID));
	return set;
}

static void forget(void *ctx, void *state)
{
	const struct relaxed *relaxed = ctx;
	const struct plan *plan = relaxed->plan;
	uint64_t kept = named(plan, state);

	for (unsigned p = plan->server_count; p < plan->model.process_count; p++)
		locals_clear(plan, state, &plan->processes[p]);
	for (unsigned key = 0; key < plan->blob_count; key++)
		if (!(kept >> key & 1))
			blob_clear(plan, state, key);
	plan_recycle(plan, state);
}

/* The state without one of its blobs. */
static bool vanish(void *ctx, const void *from, unsigned nth, void *to)
{
	const struct relaxed *relaxed = ctx;

	if (nth == relaxed->plan->blob_count)
		return false;
	memcpy(to, from, relaxed->plan->model.state_size);
	blob_clear(relaxed->plan, to, nth);
	return true;
}

static bool cramped(void *ctx, const void *state)
{
	const struct relaxed *relaxed = ctx;

	return future_cramped(relaxed->plan, state);
}

bool future_lost(const struct question *question, const uint64_t *state, uint64_t effort)
{
	struct relaxed relaxed = { question->plan, question->process };
	const struct recover_rules rules = { .may = no_cleaner,
		                             .ended = ended,
		                             .forget = forget,
		                             .also = vanish,
		                             .cramped = cramped,
		                             .ctx = &relaxed,
		                             .waits_for = -1,
		                             .max_states = effort };

	return applies(question->plan) &&
	       recover_can(&question->plan->model, state, &rules, NULL) == RECOVER_NO;
}
