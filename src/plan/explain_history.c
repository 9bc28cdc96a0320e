/*
 * Why a step of a schedule is disabled, explained from the run so far.
 *
 * The state shows that a key is not on a cleaner's list; the cause is that its blob was too young when the
 * list was made.  So the search goes back through the process's steps that set the list, to the states before
 * them.
 */
#include <assert.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/history.h>
#include <heddle/plan.h>

struct run {
	const struct plan *plan;
	struct history *history;
	unsigned process;
};

static const void *state_after(const struct run *run, size_t steps)
{
	size_t length;
	const uint32_t *line = history_line(run->history, &length);

	assert(steps < length && "a state of the run");
	return history_state(run->history, line[steps]);
}

static const struct step *nth_step(const struct run *run, size_t n)
{
	size_t length;
	const uint32_t *line = history_line(run->history, &length);

	return history_step(run->history, line[n + 1]);
}

static const char *id_name(const struct plan *plan, unsigned id)
{
	return value_text(plan->names[TYPE_ID][id + 1]);
}

static void say_unlisted(const struct run *run, size_t step, const struct plan_op *op, unsigned id,
                         struct buf *out)
{
	const struct plan *plan = run->plan;
	const void *state = state_after(run, step);
	const char *name = id_name(plan, id);

	if (!blob_get(plan, state, id, FIELD_IMAGE)) {
		buf_printf(out, "%s had no blob when the keys were listed at step %zu", name, step + 1);
		return;
	}
	buf_printf(out,
	           "%s was too young to be listed at step %zu: it was created at hour %llu and the time "
	           "was %llu, needs created + %d ≤ time",
	           name, step + 1, (unsigned long long)blob_get(plan, state, id, FIELD_CREATED),
	           (unsigned long long)slot_get(&plan->slots[plan->global_at[FIELD_TIME]], state),
	           op->number);
}

static void say_named(const struct run *run, size_t step, unsigned id, struct buf *out)
{
	const struct plan *plan = run->plan;
	const void *state = state_after(run, step);

	for (unsigned user = 0; user < plan->count[TYPE_USER]; user++) {
		if (record_get(plan, state, user, FIELD_IMAGE_ID) == id + 1) {
			buf_printf(out,
			           "%s was in use when the database was queried at step %zu: the record "
			           "of %s named it",
			           id_name(plan, id), step + 1, value_text(plan->names[TYPE_USER][user + 1]));
			return;
		}
	}
}

/* Whether the id is in the set at offset `at` of the process. */
static bool listed(const struct run *run, const void *state, int at, unsigned id)
{
	const struct plan *plan = run->plan;
	unsigned slot = plan->processes[run->process].slot + (unsigned)at;

	return slot_get(&plan->slots[slot], state) >> id & 1;
}

/* Searches backwards, from the state after `end` steps, for the step that left the id out of the set. */
static void say_why_missing(const struct run *run, size_t end, int at, unsigned id, struct buf *out)
{
	const struct plan *plan = run->plan;

	for (size_t step = end; step-- > 0;) {
		const struct step *taken = nth_step(run, step);
		const struct plan_action *action = &plan->actions[taken->action];

		if (taken->process != run->process)
			continue;
		for (unsigned i = action->effect_count; i-- > 0;) {
			const struct plan_op *op = &action->effects[i];

			if (op->a.place != PLACE_LOCAL || op->a.at != at)
				continue;
			if (op->code == OP_SET_KEYS) {
				say_unlisted(run, step, op, id, out);
			} else if (op->code == OP_SET_UNNAMED) {
				if (listed(run, state_after(run, step), op->b.at, id))
					say_named(run, step, id, out);
				else
					say_why_missing(run, step, op->b.at, id, out);
			} else if (op->code == OP_EXCLUDE) {
				if (!listed(run, state_after(run, step), at, id))
					continue;
				buf_printf(out, "%s was already processed at step %zu", id_name(plan, id),
				           step + 1);
			} else {
				buf_printf(out, "%s forgot its keys at step %zu",
				           plan->model.processes[run->process].name, step + 1);
			}
			return;
		}
	}
	buf_printf(out, "%s has not made a list of keys yet", plan->model.processes[run->process].name);
}

void plan_refusal(const struct model *model, struct history *history, const struct step *step,
                  struct buf *out)
{
	const struct plan *plan = plan_of(model);
	const struct plan_action *action = &plan->actions[step->action];
	struct run run = { plan, history, step->process };
	struct situation at = { plan, &plan->processes[step->process], step->choice, NULL, NULL };
	uint32_t cursor = history_cursor(history);
	const void *now = history_state(history, cursor);

	if (action->at && !(action->at >> local_get(plan, now, at.process, FIELD_STATE) & 1)) {
		plan_why_not(model, now, step->process, step->action, out);
		return;
	}
	for (unsigned i = 0; i < action->choice_count; i++)
		for (unsigned f = 0; f < action->choices[i].filter_count; f++) {
			const struct plan_op *op = &action->choices[i].filter[f];

			if (op->code != OP_IN || op->b.place != PLACE_LOCAL || guard_holds(&at, now, op))
				continue;
			say_why_missing(&run, history_depth(history, cursor), op->b.at, step->choice[i], out);
			return;
		}
	if (plan_why_not(model, now, step->process, step->action, out))
		return;
	/* It is enabled for other choices only. */
	for (unsigned i = 0; i < action->choice_count; i++)
		for (unsigned f = 0; f < action->choices[i].filter_count; f++)
			if (!guard_holds(&at, now, &action->choices[i].filter[f])) {
				buf_printf(
				        out, "%s is not %s here",
				        value_text(plan->names[action->choices[i].type][step->choice[i] + 1]),
				        action->choices[i].use->word->spelling);
				return;
			}
	for (unsigned i = 0; i < action->late_guard_count; i++)
		if (!guard_holds(&at, now, &action->late_guards[i])) {
			buf_add_text(out, "needs ");
			op_show(plan, &action->late_guards[i], out);
			return;
		}
}
