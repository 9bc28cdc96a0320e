/*
 * Evidence that a property of futures does not hold: the process that it does not hold for, a run that gets
 * as far as possible, and why it gets no further.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "plan/future.h"
#include "plan/outlook.h"

struct evidence {
	const struct plan *plan; /* of the state in question */
	const uint64_t *state;
	const struct plan *wide;
	struct question question; /* whose answer is no */
	struct model_run *run;
	bool wrong; /* the run's last step is itself wrong */
	struct buf facts, why;
};

/* --- the end of the run --------------------------------------------------------------------- */

/* Takes the run's steps in a plan.  Returns false if it has no room for them. */
static bool play(struct model_walk *walk, const struct model_run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (!model_walk_take(walk, &run->steps[i]))
			return false;
	return true;
}

/* Lists what the process could still do: "ServerReadBlob needs the blob of ui1 to be set: it is not; …" */
static void say_what_remains(const struct evidence *t, const struct plan *plan, const uint64_t *end,
                             struct buf *out)
{
	unsigned p = t->question.process;
	struct buf why;

	buf_init(&why);
	for (unsigned a = plan->processes[p].first; a < plan->processes[p].last; a++) {
		buf_clear(&why);
		if (!question_allows(&t->question, &plan->actions[a]) ||
		    !can_start(plan, end, &plan->processes[p], &plan->actions[a]) ||
		    !plan_why_not(&plan->model, end, p, a, &why))
			continue;
		buf_printf(out, "%s%s %s", out->length ? "; " : "", plan->model.actions[a].name, why.data);
	}
	buf_release(&why);
	if (!out->length)
		buf_printf(out, "%s goes on taking steps and never gets there",
		           plan->model.processes[p].name);
}

/* In terms of the plan that is played, which has hours; if it has no room for the run, in ages. */
static void say_where_it_ends(struct evidence *t)
{
	uint64_t *carried = mem_alloc(t->wide->model.state_size);
	struct model_walk walk, wide;

	plan_carry(t->plan, t->state, t->wide, carried);
	model_walk_begin(&walk, &t->plan->model, t->state);
	model_walk_begin(&wide, &t->wide->model, carried);
	if (play(&walk, t->run))
		say_what_remains(t, t->plan, walk.at, &t->why);
	else if (play(&wide, t->run))
		say_what_remains(t, t->wide, wide.at, &t->why);
	model_walk_end(&walk);
	model_walk_end(&wide);
	free(carried);
}

static void say_wrong_read(struct evidence *t)
{
	const struct step *last = &t->run->steps[t->run->count - 1];
	uint64_t *carried = mem_alloc(t->wide->model.state_size);
	struct model_walk walk;

	plan_carry(t->plan, t->state, t->wide, carried);
	model_walk_begin(&walk, &t->wide->model, carried);
	if (play(&walk, t->run))
		plan_broken_facts(&t->wide->model, walk.from, last, walk.at, PROPERTY_READS, &t->why);
	model_walk_end(&walk);
	free(carried);
}

/* --- the run ------------------------------------------------------------------------------- */

struct failing {
	struct evidence *evidence;
	const uint64_t *state;
};

static bool fails(void *ctx, struct logged write)
{
	struct failing *f = ctx;
	struct recover_run run = { 0 };

	f->evidence->question.write = write;
	if (question_alone(&f->evidence->question, f->state, 0, &run) == RECOVER_YES) {
		recover_run_release(&run);
		return true;
	}
	f->evidence->run->steps = run.steps;
	f->evidence->run->count = run.count;
	return false;
}

static void find_run(struct evidence *t)
{
	uint64_t *state = mem_alloc(t->wide->model.state_size);
	struct recover_run run = { 0 };

	plan_carry(t->plan, t->state, t->wide, state);
	question_forget(&t->question, state);
	if (question_rule(&t->question)->each_write) {
		outlook_each_write(t->wide, fails, &(struct failing){ t, state });
	} else {
		question_alone(&t->question, state, 0, &run);
		t->run->steps = run.steps;
		t->run->count = run.count;
		t->wrong = run.wrong;
	}
	free(state);
}

/* Why no other process can help. */
static void say_what_others_can(struct evidence *t)
{
	unsigned states = outlook_followers(t->plan, t->state, &t->question);

	if (!states)
		buf_add_text(&t->why, "; nothing that others do changes that");
	else
		buf_printf(&t->why, "; in none of the %u states that can follow is it idle", states);
}

static void explain(struct evidence *t)
{
	question_rule(&t->question)->facts(&t->question, t->wrong, &t->facts);
	if (t->wrong)
		say_wrong_read(t);
	else
		say_where_it_ends(t);
	if (question_rule(&t->question)->with_others)
		say_what_others_can(t);
}

void plan_shown(const struct model *model, const void *state, unsigned property, struct model_run *run)
{
	struct evidence t = { .plan = plan_of(model), .state = state, .run = run };
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
	explain(&t);
	run->model = &t.wide->model;
	run->facts = buf_detach(&t.facts);
	run->why = buf_detach(&t.why);
}
