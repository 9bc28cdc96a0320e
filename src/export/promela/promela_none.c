/*
 * The assertion that a READ does not return None although a good result is possible, unless what the process
 * found excuses it (none_read.h).
 */
#include <heddle/mem.h>

#include "export/promela/promela_step.h"

bool step_may_return_none(const struct step_writer *w, const struct plan_op *op)
{
	const struct plan *plan = w->p->plan;
	unsigned count = plan->design->roles[w->action->role].state_count;
	bool any = false;

	if (!op_does(op->code, LOGS_READ) || !promela_checks(w->p, PROPERTY_EMPTY_READS) ||
	    (!plan->design->blob_by_user && plan->record_at[FIELD_IMAGE_ID] < 0))
		return false;
	for (unsigned i = 0; i < (count ? count : 1); i++)
		any |= op->found[i] != 0;
	return any;
}

/* In each of the sets, some local is UNSET; null: one of the sets is empty. */
static const char *found_nothing(const struct step_writer *w, uint8_t sets)
{
	const char *text = NULL;

	for (unsigned locals = 1; locals < FOUND_SETS && !(sets & 1); locals++) {
		const char *either = "";

		if (!(sets >> locals & 1))
			continue;
		if (locals & FOUND_METADATA)
			either = arena_printf(w->p->arena, "%s == 0", step_own(w, FIELD_METADATA));
		if (locals & FOUND_IMAGE)
			either = arena_printf(w->p->arena, "%s%s%s == 0", either, *either ? " || " : "",
			                      step_own(w, FIELD_IMAGE));
		text = text ? arena_printf(w->p->arena, "%s && (%s)", text, either)
		            : arena_printf(w->p->arena, "(%s)", either);
	}
	return text;
}

/* What the process found that excuses a None, each condition after an "or". */
static const char *excuses(const struct step_writer *w, const uint8_t *sets)
{
	const struct design_role *role = &w->p->plan->design->roles[w->action->role];
	const char *text = "";

	for (unsigned i = 0; i < (role->state_count ? role->state_count : 1); i++) {
		const char *found = sets[i] ? found_nothing(w, sets[i]) : "true";
		bool starts = !w->action->at || w->action->at >> i & 1;

		if (!starts || !found)
			continue;
		text = arena_printf(w->p->arena, "%s || %s", text, found);
		if (role->state_count)
			text = arena_printf(w->p->arena, "%s && %s == %s", text, step_own(w, FIELD_STATE),
			                    w->p->states[w->action->role][i]);
	}
	return text;
}

/* What is logged is not None, each condition before an "or". */
static const char *not_none(const struct step_writer *w, const struct plan_op *op)
{
	const char *text = "";

	if (op->a.place != PLACE_ZERO)
		text = arena_printf(w->p->arena, "%s != 0 || ", step_term(w, &op->a));
	if (op->b.place != PLACE_ZERO)
		text = arena_printf(w->p->arena, "%s%s != 0 || ", text, step_term(w, &op->b));
	return text;
}

void step_check_none(const struct step_writer *w, const struct plan_op *op)
{
	step_check(w, PROPERTY_EMPTY_READS,
	           arena_printf(w->p->arena, "%s!(could_be_read & bit_of(%s))%s", not_none(w, op),
	                        step_own(w, FIELD_USER_ID), excuses(w, op->found)));
}
