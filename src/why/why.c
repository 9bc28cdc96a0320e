/*
 * All answers about a violation together.
 *
 * The cause comes first: orders, census and fine run are asked about its steps, since steps that did not
 * matter would multiply orders and say nothing.  Where from and the last chance are about what happened, the
 * whole schedule.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "why/why_private.h"

/* The violation's own facts, and whether the schedule can be taken with the room that there is. */
static enum why_status find_facts(const struct why_question *question, struct budget *budget, void *out)
{
	const struct model *model = question->model;
	uint8_t *states = schedule_states(model, question->steps, question->count, &budget->full);
	size_t last = question->count - 1, size = model->state_size;
	struct buf facts;
	char **text = out;

	if (!states)
		return WHY_NONE;
	buf_init(&facts);
	model->ops->broken_facts(model, states + last * size, &question->steps[last],
	                         states + (last + 1) * size, question->property, &facts);
	*text = buf_detach(&facts);
	free(states);
	return WHY_KNOWN;
}

static void number_as_in_schedule(struct why *why)
{
	const uint32_t *kept = why->cause.kept;

	for (size_t i = 0; i < why->census.order_count; i++) {
		struct why_order *order = &why->census.orders[i];

		order->before = kept[order->before];
		order->after = kept[order->after];
		for (size_t k = 0; order->reversed && k < why->cause.count; k++)
			order->reversed[k] = kept[order->reversed[k]];
	}
	for (size_t i = 0; i < why->fine.count; i++)
		if (why->fine.run[i].number != WHY_NO_STEP)
			why->fine.run[i].number = kept[why->fine.run[i].number];
}

static void ask_about_cause(const struct why_question *question, struct why *why)
{
	struct why_question asked = *question;
	struct step *steps = mem_array(why->cause.count, sizeof(*steps));

	for (size_t i = 0; i < why->cause.count; i++)
		steps[i] = question->steps[why->cause.kept[i]];
	asked.steps = steps;
	asked.count = why->cause.count;
	why->census_status = why_census(&asked, &why->census);
	why->fine_status = why_nearest_fine(&asked, &why->fine);
	number_as_in_schedule(why);
	free(steps);
}

enum why_status why_explain(const struct why_question *question, struct why *why)
{
	struct why_question asked = *question;

	*why = (struct why){ .model = question->model,
		             .steps = question->steps,
		             .property = question->property,
		             .census_status = WHY_UNKNOWN,
		             .fine_status = WHY_UNKNOWN };
	asked.count = why->count = why_first_break(asked.model, asked.steps, asked.count, asked.property);
	if (!why->count)
		return WHY_NONE;
	if (with_room(&asked, find_facts, &why->facts) != WHY_KNOWN)
		return WHY_NONE;
	why->reasons_status = why_reasons(&asked, &why->reasons);
	why->cause_status = why_minimal_cause(&asked, &why->cause);
	if (why->cause_status == WHY_KNOWN)
		ask_about_cause(&asked, why);
	why->chance_status = why_last_chance(&asked, &why->chance);
	return WHY_KNOWN;
}

void why_release(struct why *why)
{
	free(why->facts);
	why_cause_release(&why->cause);
	why_census_release(&why->census);
	why_chance_release(&why->chance);
	why_fine_release(&why->fine);
	why_reasons_release(&why->reasons);
	*why = (struct why){ 0 };
}
