/*
 * Answers questions about futures, with a cache.
 *
 * A process that acts alone sees only a part of the state.  That part is the key of the cache, so runs are
 * explored once for thousands of states.  The steps of other processes are explored only if a process cannot
 * become idle alone.
 *
 * Rejected: one backward search over the whole state graph, which answers for all states at once but needs
 * the graph before the first answer, and does not distinguish the scope's bounds from the design.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/key_table.h>
#include <heddle/mem.h>

#include "plan/future.h"
#include "plan/outlook.h"

enum {
	EFFORT_USUAL = 20000, /* states; a fraction of a second */
	EFFORT_ALONE = 100000,
	ANSWERS_MOST = 1 << 21, /* then the cache is cleared */
};

/* A key is a question (one word) and the part of a state of `wide` that matters. */
struct outlook {
	pthread_mutex_t lock; /* for all that follows */
	struct plan *wide;
	bool tried; /* to make `wide`, which fails for some designs */
	uint64_t effort;
	unsigned char *keys;
	uint8_t *answers;
	struct key_table known;
	size_t key_room, answer_room;
	uint64_t *carried, *key; /* scratch: a state of `wide`, a key */
};

struct outlook *outlook_new(void)
{
	struct outlook *o = mem_alloc(sizeof(*o));

	pthread_mutex_init(&o->lock, NULL);
	o->effort = EFFORT_USUAL;
	return o;
}

void outlook_free(struct outlook *o)
{
	if (!o)
		return;
	if (o->wide)
		model_free(&o->wide->model);
	free(o->keys);
	free(o->answers);
	key_table_release(&o->known);
	free(o->carried);
	free(o->key);
	pthread_mutex_destroy(&o->lock);
	free(o);
}

/* Makes `wide` on first use; false if the design has no wider plan. */
static bool prepare(struct outlook *o, const struct plan *plan)
{
	if (o->tried)
		return o->wide != NULL;
	o->tried = true;
	o->wide = plan_widen(plan);
	if (!o->wide)
		return false;
	key_table_init(&o->known, o->wide->model.state_size + sizeof(uint64_t));
	o->carried = mem_alloc(o->wide->model.state_size);
	o->key = mem_alloc(o->known.size);
	return true;
}

/* --- the cache ----------------------------------------------------------------------------- */

static void remember(struct outlook *o, enum recover_answer answer)
{
	uint32_t number;

	if (o->known.count == ANSWERS_MOST || !key_table_reserve(&o->known, o->keys))
		key_table_clear(&o->known);
	number = o->known.count;
	o->keys = mem_grow(o->keys, &o->key_room, (size_t)number + 1, o->known.size);
	o->answers = mem_grow(o->answers, &o->answer_room, (size_t)number + 1, 1);
	memcpy(o->keys + number * o->known.size, o->key, o->known.size);
	o->answers[number] = (uint8_t)answer;
	key_table_add(&o->known, o->keys);
}

static void set_key(struct outlook *o, const struct question *question, const uint64_t *state)
{
	o->key[0] = question->property << 16 | question->process << 1 | question->forgets;
	memcpy(o->key + 1, state, o->wide->model.state_size);
	question_forget(question, o->key + 1);
}

/* --- acting alone ------------------------------------------------------------------------------- */

void outlook_each_write(const struct plan *plan, bool (*fn)(void *ctx, struct logged write), void *ctx)
{
	struct logged write = { 0 };

	for (write.user = 1; write.user <= plan->count[TYPE_USER]; write.user++)
		for (write.metadata = 1; write.metadata <= plan->count[TYPE_METADATA]; write.metadata++)
			for (write.image = 1; write.image <= plan->count[TYPE_IMAGE]; write.image++)
				if (!fn(ctx, write))
					return;
}

struct every {
	struct question question;
	const uint64_t *state;
	enum recover_answer worst;
};

static bool try_write(void *ctx, struct logged write)
{
	struct every *every = ctx;
	enum recover_answer answer;

	every->question.write = write;
	answer = question_alone(&every->question, every->state, EFFORT_ALONE, NULL);
	if (answer == RECOVER_NO || every->worst == RECOVER_YES)
		every->worst = answer;
	return every->worst != RECOVER_NO;
}

/* The answer for a process that acts alone. */
static enum recover_answer alone(struct outlook *o, const struct question *question, const uint64_t *state)
{
	struct every every = { *question, NULL, RECOVER_YES };
	uint32_t number;

	set_key(o, question, state);
	number = key_table_find(&o->known, o->keys, o->key);
	if (number != KEY_NONE)
		return (enum recover_answer)o->answers[number];
	every.state = o->key + 1;
	if (question_rule(question)->each_write)
		outlook_each_write(o->wide, try_write, &every);
	else
		every.worst = question_alone(question, every.state, EFFORT_ALONE, NULL);
	remember(o, every.worst);
	return every.worst;
}

/* --- with others ------------------------------------------------------------------------------- */

struct together {
	struct outlook *outlook;
	struct question question;
};

static bool any_step(void *ctx, const void *from, const struct step *step, bool first)
{
	(void)ctx;
	(void)from;
	(void)step;
	(void)first;
	return true;
}

static enum run_end recovers(void *ctx, const void *state)
{
	const struct together *t = ctx;

	return future_idle(t->question.plan, state, t->question.process) ||
	                       alone(t->outlook, &t->question, state) == RECOVER_YES
	               ? RUN_ENDED
	               : RUN_GOES_ON;
}

static bool cramped(void *ctx, const void *state)
{
	const struct together *t = ctx;

	return future_cramped(t->question.plan, state);
}

static enum recover_answer look_at_all(struct outlook *o, const struct question *question,
                                       const uint64_t *state, struct recover_run *run)
{
	struct together together = { o, *question };
	const struct recover_rules rules = { .may = any_step,
		                             .ended = recovers,
		                             .cramped = cramped,
		                             .ctx = &together,
		                             .waits_for = -1,
		                             .max_states = o->effort };

	return recover_can(&o->wide->model, state, &rules, run);
}

static enum recover_answer with_others(struct outlook *o, const struct question *question,
                                       const uint64_t *state)
{
	struct question whole = *question;
	enum recover_answer answer;
	uint32_t number;

	if (future_stranded(question, state))
		return RECOVER_NO;
	whole.forgets = false;
	set_key(o, &whole, state);
	number = key_table_find(&o->known, o->keys, o->key);
	if (number != KEY_NONE)
		return (enum recover_answer)o->answers[number];
	answer = look_at_all(o, question, state, NULL);
	if (answer == RECOVER_UNKNOWN && future_lost(question, state, o->effort))
		answer = RECOVER_NO;
	set_key(o, &whole, state);
	remember(o, answer);
	return answer;
}

/* --- all questions ------------------------------------------------------------------------------- */

static struct question question_of(const struct outlook *o, unsigned property, unsigned process)
{
	return (struct question){
		.plan = o->wide, .property = property, .process = process, .forgets = true
	};
}

static enum recover_answer ask(struct outlook *o, const struct question *question, const uint64_t *state)
{
	enum recover_answer answer;

	if (!question_rule(question)->arises(question, state))
		return RECOVER_YES;
	answer = alone(o, question, state);
	return answer == RECOVER_YES || !question_rule(question)->with_others
	               ? answer
	               : with_others(o, question, state);
}

static bool is_future(const struct plan *plan, unsigned property)
{
	return property < plan->model.property_count && plan->model.properties[property].on_future;
}

int outlook_broken_by(const struct plan *plan, const uint64_t *state, unsigned property,
                      const struct plan **wide)
{
	struct outlook *o = plan->outlook;
	int found = -1;

	if (!is_future(plan, property))
		return -1;
	pthread_mutex_lock(&o->lock);
	if (prepare(o, plan)) {
		*wide = o->wide;
		plan_carry(plan, state, o->wide, o->carried);
		for (unsigned p = 0; p < o->wide->server_count && found < 0; p++) {
			struct question question = question_of(o, property, p);

			if (ask(o, &question, o->carried) == RECOVER_NO)
				found = (int)p;
		}
	}
	pthread_mutex_unlock(&o->lock);
	return found;
}

uint32_t outlook_followers(const struct plan *plan, const uint64_t *state, const struct question *question)
{
	struct outlook *o = plan->outlook;
	enum recover_answer answer = RECOVER_UNKNOWN;
	struct recover_run run = { 0 };
	uint32_t count;

	pthread_mutex_lock(&o->lock);
	if (prepare(o, plan)) {
		plan_carry(plan, state, o->wide, o->carried);
		if (!future_stranded(question, o->carried))
			answer = look_at_all(o, question, o->carried, &run);
	}
	pthread_mutex_unlock(&o->lock);
	count = answer == RECOVER_NO ? run.states : 0;
	recover_run_release(&run);
	return count;
}

/* The properties that do not hold in a state of the wider plan. */
static uint32_t judge(struct outlook *o, const uint64_t *state, uint32_t asked, uint32_t *open)
{
	uint32_t broken = 0;

	for (unsigned property = 0; asked >> property; property++) {
		if (!(asked >> property & 1) || !is_future(o->wide, property))
			continue;
		for (unsigned p = 0; p < o->wide->server_count; p++) {
			struct question question = question_of(o, property, p);
			enum recover_answer answer = ask(o, &question, state);

			if (answer == RECOVER_NO)
				broken |= UINT32_C(1) << property;
			if (answer == RECOVER_UNKNOWN)
				*open |= UINT32_C(1) << property;
			if (answer == RECOVER_NO)
				break;
		}
	}
	*open &= ~broken;
	return broken;
}

uint32_t plan_foresee(const struct plan *plan, const uint64_t *state, uint32_t asked, uint32_t *open)
{
	struct outlook *o = plan->outlook;
	uint32_t broken = 0;

	asked &= model_future_properties(&plan->model);
	*open = 0;
	if (!asked)
		return 0;
	pthread_mutex_lock(&o->lock);
	if (prepare(o, plan)) {
		plan_carry(plan, state, o->wide, o->carried);
		broken = judge(o, o->carried, asked, open);
	} else {
		*open = asked;
	}
	pthread_mutex_unlock(&o->lock);
	return broken;
}

uint32_t plan_open(const struct model *model, const void *from, const struct step *step, const void *to,
                   uint32_t asked)
{
	uint32_t open;

	(void)from;
	(void)step;
	plan_foresee(plan_of(model), to, asked, &open);
	return open;
}

void plan_effort(const struct model *model, uint64_t states)
{
	struct outlook *o = plan_of(model)->outlook;

	pthread_mutex_lock(&o->lock);
	if (o->effort != states && o->wide)
		key_table_clear(&o->known);
	o->effort = states;
	pthread_mutex_unlock(&o->lock);
}
