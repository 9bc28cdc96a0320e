/*
 * Showing that a property of the future is broken: whose question has the answer no, a run that
 * gets as far as it can, and in words why it gets no further.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "plan/future.h"
#include "plan/outlook.h"

struct teller {
	const struct plan *plan; /* of the state in question */
	const uint64_t *state;
	const struct plan *wide;
	struct question question; /* that has the answer no */
	struct model_run *run;
	bool wrong; /* the run's last step is a mistake by itself */
	struct buf facts, why;
};

/* --- the end of the run --------------------------------------------------------------------- */

/* Takes the steps in a plan; false when it has no room for them.  `before` (null allowed) is the
 * state before the last one. */
static bool play(const struct plan *plan, const uint64_t *from, const struct model_run *run, uint64_t *end,
                 uint64_t *before)
{
	uint64_t *next = mem_alloc(plan->model.state_size);
	bool played = true;

	memcpy(end, from, plan->model.state_size);
	for (size_t i = 0; i < run->count && played; i++) {
		played = plan_apply(&plan->model, end, &run->steps[i], next) == APPLY_OK;
		if (before)
			memcpy(before, end, plan->model.state_size);
		memcpy(end, next, plan->model.state_size);
	}
	free(next);
	return played;
}

static bool stands_at(const struct plan *plan, const uint64_t *state, unsigned process,
                      const struct plan_action *action)
{
	int at = plan->local_at[plan->processes[process].role][FIELD_STATE];
	unsigned slot = plan->processes[process].slot;

	return !action->at ||
	       (at >= 0 && action->at >> slot_get(&plan->slots[slot + (unsigned)at], state) & 1);
}

/* "ServerReadBlob needs the blob of ui1 to be set: it is not; …": what is left to the process in
 * that state. */
static void say_what_is_left(const struct teller *t, const struct plan *plan, const uint64_t *end,
                             struct buf *out)
{
	unsigned p = t->question.process;
	struct buf why;

	buf_init(&why);
	for (unsigned a = plan->processes[p].first; a < plan->processes[p].last; a++) {
		buf_clear(&why);
		if (!question_allows(&t->question, &plan->actions[a]) ||
		    !stands_at(plan, end, p, &plan->actions[a]) ||
		    !plan_why_not(&plan->model, end, p, a, &why))
			continue;
		buf_printf(out, "%s%s %s", out->length ? "; " : "", plan->model.actions[a].name, why.data);
	}
	buf_release(&why);
	if (!out->length)
		buf_printf(out, "%s goes on taking steps and never gets there",
		           plan->model.processes[p].name);
}

/* Says it of the plan that is played, in hours; where that has no room for the run, in ages. */
static void say_where_it_ends(struct teller *t)
{
	uint64_t *end = mem_alloc(t->plan->model.state_size);
	uint64_t *carried = mem_alloc(t->wide->model.state_size);
	uint64_t *wide_end = mem_alloc(t->wide->model.state_size);

	plan_carry(t->plan, t->state, t->wide, carried);
	if (play(t->plan, t->state, t->run, end, NULL))
		say_what_is_left(t, t->plan, end, &t->why);
	else if (play(t->wide, carried, t->run, wide_end, NULL))
		say_what_is_left(t, t->wide, wide_end, &t->why);
	free(end);
	free(carried);
	free(wide_end);
}

static void say_wrong_read(struct teller *t)
{
	const struct step *last = &t->run->steps[t->run->count - 1];
	uint64_t *carried = mem_alloc(t->wide->model.state_size);
	uint64_t *end = mem_alloc(t->wide->model.state_size);
	uint64_t *before = mem_alloc(t->wide->model.state_size);

	plan_carry(t->plan, t->state, t->wide, carried);
	if (play(t->wide, carried, t->run, end, before))
		plan_broken_facts(&t->wide->model, before, last, end, PROPERTY_READS, &t->why);
	free(carried);
	free(end);
	free(before);
}

/* --- whose question ------------------------------------------------------------------------------
 */

struct failing {
	struct teller *teller;
	const uint64_t *state;
};

static bool fails(void *ctx, struct logged write)
{
	struct failing *f = ctx;
	struct recover_run run = { 0 };

	f->teller->question.write = write;
	if (question_alone(&f->teller->question, f->state, 0, &run) == RECOVER_YES) {
		recover_run_release(&run);
		return true;
	}
	f->teller->run->steps = run.steps;
	f->teller->run->count = run.count;
	return false;
}

static void find_run(struct teller *t)
{
	uint64_t *state = mem_alloc(t->wide->model.state_size);
	struct recover_run run = { 0 };

	plan_carry(t->plan, t->state, t->wide, state);
	question_forget(&t->question, state);
	if (t->question.property == PROPERTY_RETRY) {
		outlook_each_write(t->wide, fails, &(struct failing){ t, state });
	} else {
		question_alone(&t->question, state, 0, &run);
		t->run->steps = run.steps;
		t->run->count = run.count;
		t->wrong = run.wrong;
	}
	free(state);
}

/* Why nobody helps. */
static void say_what_others_can(struct teller *t)
{
	unsigned states = outlook_followers(t->plan, t->state, t->question.process);

	if (!states)
		buf_add_text(&t->why, "; nothing that others do changes that");
	else
		buf_printf(&t->why, "; in none of the %u states that can follow is it idle", states);
}

/* --- words
 * ------------------------------------------------------------------------------------------ */

static void tell(struct teller *t)
{
	const struct model *model = &t->wide->model;
	const char *who = model->processes[t->question.process].name;
	const struct constants *names = &t->wide->constants;

	switch (t->question.property) {
	case PROPERTY_RECOVER:
		buf_printf(&t->facts, "%s can never become idle again", who);
		break;
	case PROPERTY_RETRY:
		buf_printf(&t->facts, "a write of %s and %s for %s by %s alone cannot succeed",
		           names->of[SCOPE_METADATAS][t->question.write.metadata - 1],
		           names->of[SCOPE_IMAGES][t->question.write.image - 1],
		           names->of[SCOPE_USERS][t->question.write.user - 1], who);
		break;
	default:
		buf_printf(&t->facts, "a read by %s alone %s", who,
		           t->wrong ? "is inconsistent" : "cannot end");
	}
	if (t->wrong)
		say_wrong_read(t);
	else
		say_where_it_ends(t);
	if (t->question.property == PROPERTY_RECOVER)
		say_what_others_can(t);
}

void plan_shown(const struct model *model, const void *state, unsigned property, struct model_run *run)
{
	struct teller t = { .plan = plan_of(model), .state = state, .run = run };
	int process;

	*run = (struct model_run){ 0 };
	process = outlook_broken_by(t.plan, state, property, &t.wide);
	if (process < 0)
		return;
	t.question = (struct question){
		.plan = t.wide, .property = property, .process = (unsigned)process, .forgets = true
	};
	buf_init(&t.facts);
	buf_init(&t.why);
	find_run(&t);
	tell(&t);
	run->model = &t.wide->model;
	run->facts = buf_detach(&t.facts);
	run->why = buf_detach(&t.why);
}
