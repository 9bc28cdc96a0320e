/*
 * Proves that a process can never become idle again, from the process alone.
 *
 * Any condition on records, blobs and ids is assumed to hold when needed; only the process's control state
 * and the ages of its request are tracked.  This allows more than can happen.  So a process that cannot
 * become idle even then never can, for any number of other processes, ids and hours.
 *
 * It is much faster than exploring all states that can follow, and also works when ids run out.
 */
#include <stdlib.h>
#include <string.h>

#include "plan/future.h"

enum { TIMES_MAX = 3, SEEN_MOST = 4096 };

/* What is tracked of the process. */
struct self {
	unsigned control;
	uint8_t age[TIMES_MAX];
};

struct search {
	const struct plan *plan;
	const struct question *question;
	const struct plan_process *process;
	unsigned times;         /* locals that hold ages */
	int time_at[TIMES_MAX]; /* their offsets */
	struct self *seen;
	unsigned count;
	bool idle, full;
};

static int time_of(const struct search *s, struct plan_term term)
{
	for (unsigned i = 0; term.place == PLACE_LOCAL && i < s->times; i++)
		if (s->time_at[i] == term.at)
			return (int)i;
	return -1;
}

static bool may_hold(const struct search *s, const struct self *self, const struct plan_op *ops,
                     unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		int time = time_of(s, ops[i].a);

		if (time < 0)
			continue;
		if (ops[i].code == OP_AGE_BELOW && self->age[time] >= ops[i].number)
			return false;
		if (ops[i].code == OP_AGE_REACHED && self->age[time] < ops[i].number)
			return false;
	}
	return true;
}

static void meet(struct search *s, struct self self)
{
	if (self.control == 0)
		s->idle = true;
	for (unsigned i = 0; i < s->count; i++)
		if (s->seen[i].control == self.control &&
		    memcmp(s->seen[i].age, self.age, sizeof(self.age)) == 0)
			return;
	if (s->count == SEEN_MOST) {
		s->full = true;
		return;
	}
	s->seen[s->count++] = self;
}

static void act(struct search *s, struct self self, const struct plan_action *action)
{
	if (!question_allows(s->question, action) || !starts_at(s->process, action, self.control) ||
	    !may_hold(s, &self, action->guards, action->guard_count) ||
	    !may_hold(s, &self, action->late_guards, action->late_guard_count))
		return;
	for (unsigned i = 0; i < action->effect_count; i++) {
		int time = op_does(action->effects[i].code, WRITES_A) ? time_of(s, action->effects[i].a) : -1;

		if (time >= 0)
			self.age[time] = 0; /* only the present is ever stored (exactness.c) */
	}
	if (action->target >= 0)
		self.control = (unsigned)action->target;
	meet(s, self);
}

/* An hour passes. */
static void wait(struct search *s, struct self self)
{
	if (!s->plan->design->roles[ROLE_CLOCK].present)
		return;
	for (unsigned i = 0; i < s->times; i++) {
		const struct slot *slot = &s->plan->slots[s->process->slot + (unsigned)s->time_at[i]];

		self.age[i] += self.age[i] < slot->limit;
	}
	meet(s, self);
}

static bool find_times(struct search *s)
{
	const struct design_role *role = &s->plan->design->roles[s->process->role];

	for (unsigned i = 0; i < role->local_count; i++) {
		if (fields[role->locals[i]].type != TYPE_TIME)
			continue;
		if (s->times == TIMES_MAX)
			return false;
		s->time_at[s->times++] = (int)i;
	}
	return true;
}

bool future_stranded(const struct question *question, const uint64_t *state)
{
	const struct plan *plan = question->plan;
	struct search s = { .plan = plan,
		            .question = question,
		            .process = &plan->processes[question->process] };
	struct self start = { 0 };

	if (plan->local_at[s.process->role][FIELD_STATE] < 0 || !find_times(&s))
		return false;
	start.control = (unsigned)local_get(plan, state, s.process, FIELD_STATE);
	for (unsigned i = 0; i < s.times; i++)
		start.age[i] =
		        (uint8_t)slot_get(&plan->slots[s.process->slot + (unsigned)s.time_at[i]], state);
	s.seen = mem_array(SEEN_MOST, sizeof(*s.seen));
	meet(&s, start);
	for (unsigned i = 0; i < s.count && !s.idle && !s.full; i++) {
		struct self self = s.seen[i];

		for (unsigned a = s.process->first; a < s.process->last; a++)
			act(&s, self, &plan->actions[a]);
		wait(&s, self);
	}
	free(s.seen);
	return !s.idle && !s.full;
}
