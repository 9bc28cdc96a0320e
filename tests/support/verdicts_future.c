/*
 * What can follow a state, and what one process alone can make of it: the reference tries
 * everything, without bounds on operations and hours and with ids to spare, and heddle's properties
 * of the future say the same.
 *
 * A server or reader is idle in the state where its role starts.  Alone means that no other process
 * takes a step, and time passes only where it has nothing else to do; and that it does not fail.
 * Where the spare ids come to an end it may have something else to do after all: then nothing is
 * said.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "random.h"
#include "verdicts.h"

enum { WALKS = 3, WALK = 14, FOLLOW_MOST = 500, SPARE_IDS = 3 };

enum answer { NO, YES, TOO_MANY };

/* The states that runs from one state lead to, and which of them lead to which. */
struct runs {
	struct ref *ref;
	int process; /* that runs alone; -1: everybody acts */
	bool reads;  /* by steps of reads only */
	bool faults; /* by steps that are failures too */
	bool writes; /* and not beginning with a step of a read */
	struct ref_state state[FOLLOW_MOST];
	bool over[FOLLOW_MOST];
	bool leads[FOLLOW_MOST][FOLLOW_MOST];
	unsigned count, at;
	bool waiting, moved, too_many, wrong, cramped;
};

/* Where the processes of a role start. */
static bool rests(const struct ref *ref, const struct ref_state *state, int process)
{
	struct ref_state initial;

	ref_initial(ref, &initial);
	return state->process[process].state == initial.process[process].state;
}

static bool is_server(const struct ref *ref, int process)
{
	return ref->role[process] == DRAFT_SERVER;
}

/* Steps of no part belong to reads as well. */
static bool is_of_a_read(const struct draft_step *step)
{
	return !*step->part || strcmp(step->part, "read") == 0;
}

static bool may_take(const struct runs *runs, const struct ref_step *step)
{
	const struct draft_step *meant =
	        &runs->ref->draft->roles[runs->ref->role[step->process]].steps[step->action];

	if (runs->process < 0)
		return true;
	if (runs->ref->role[step->process] == DRAFT_CLOCK)
		return runs->waiting;
	return step->process == runs->process && !runs->waiting && (runs->faults || !meant->failure) &&
	       (!runs->reads || is_of_a_read(meant)) &&
	       (!runs->writes || runs->at > 0 || !is_of_a_read(meant));
}

static bool follow(void *ctx, const struct ref_step *step, const struct ref_state *next,
                   const struct ref_event *event)
{
	struct runs *runs = ctx;
	unsigned to = 1; /* the first state may be come back to, and the run be over there */

	if (!may_take(runs, step))
		return true;
	runs->moved = true;
	runs->wrong |= event->broken >> REF_READS & 1;
	while (to < runs->count && memcmp(&runs->state[to], next, sizeof(*next)) != 0)
		to++;
	if (to == FOLLOW_MOST) {
		runs->too_many = true;
		return false;
	}
	if (to == runs->count) {
		runs->state[runs->count] = *next;
		runs->over[runs->count++] = runs->process >= 0 && rests(runs->ref, next, runs->process);
	}
	runs->leads[runs->at][to] = true;
	return true;
}

static bool asks_for_an_id(const struct draft_step *step)
{
	const struct draft_words *words = &step->words[DRAFT_CHOOSE];

	for (unsigned i = 0; i < words->count; i++)
		if (strcmp(words->text[i], "a free id") == 0 || strcmp(words->text[i], "a fresh id") == 0)
			return true;
	return false;
}

/* The process that runs alone is where it may ask for one more id, and none is left. */
static bool is_cramped(const struct runs *runs, const struct ref_state *state)
{
	const struct draft *draft = runs->ref->draft;
	const struct draft_role *role = &draft->roles[runs->ref->role[runs->process]];
	bool asks = false;

	for (int id = 0; id < draft->scope[DRAFT_IDS]; id++)
		if (!state->blob[id].image && !(state->used >> id & 1))
			return false;
	for (unsigned i = 0; i < role->step_count; i++)
		asks |= role->steps[i].at >> state->process[runs->process].state & 1 &&
		        asks_for_an_id(&role->steps[i]);
	return asks;
}

static void run_all(struct runs *runs, const struct ref_state *from)
{
	runs->count = 1;
	runs->state[0] = *from;
	runs->over[0] = false;
	runs->too_many = runs->wrong = runs->cramped = false;
	for (runs->at = 0; runs->at < runs->count && !runs->too_many; runs->at++) {
		struct ref_state state = runs->state[runs->at];

		memset(runs->leads[runs->at], 0, sizeof(runs->leads[0]));
		if (runs->over[runs->at])
			continue;
		runs->waiting = runs->moved = false;
		runs->cramped |= runs->process >= 0 && is_cramped(runs, &state);
		ref_steps(runs->ref, &state, follow, runs);
		runs->waiting = !runs->moved;
		if (runs->waiting && runs->process >= 0)
			ref_steps(runs->ref, &state, follow, runs);
	}
	runs->too_many |= runs->ref->overflow;
}

/* --- the three questions ------------------------------------------------------------------- */

static enum answer can_recover(struct runs *runs, int process, const struct ref_state *from)
{
	runs->process = -1;
	runs->reads = runs->writes = false;
	run_all(runs, from);
	for (unsigned i = 0; i < runs->count; i++)
		if (rests(runs->ref, &runs->state[i], process))
			return YES;
	return runs->too_many ? TOO_MANY : NO;
}

static bool is_linked(const struct ref *ref, const struct ref_state *state, const struct ref_entry *write)
{
	int user = write->user - 1, key = ref->draft->by_user ? write->user : state->record[user].id;

	return state->record[user].metadata == write->metadata && key &&
	       state->blob[key - 1].image == write->image;
}

static enum answer can_write(struct runs *runs, const struct ref_state *from, const struct ref_entry *write)
{
	struct ref_state state = *from;

	/* What is in the log afterwards is what it wrote. */
	memset(state.log, 0, sizeof(state.log));
	state.log_count = 0;
	run_all(runs, &state);
	for (unsigned i = 0; i < runs->count && !runs->cramped; i++)
		if (runs->over[i] && runs->state[i].log_count == 1 &&
		    memcmp(&runs->state[i].log[0], write, sizeof(*write)) == 0 &&
		    is_linked(runs->ref, &runs->state[i], write))
			return YES;
	return runs->too_many || runs->cramped ? TOO_MANY : NO;
}

static enum answer can_write_all(struct runs *runs, int process, const struct ref_state *from)
{
	const int *scope = runs->ref->draft->scope;
	enum answer worst = YES;

	runs->process = process;
	runs->reads = runs->faults = false;
	runs->writes = true;
	for (int u = 1; u <= scope[DRAFT_USERS]; u++)
		for (int m = 1; m <= scope[DRAFT_METADATAS]; m++)
			for (int i = 1; i <= scope[DRAFT_IMAGES]; i++) {
				const struct ref_entry write = { 0, (int8_t)u, (int8_t)m, (int8_t)i };
				enum answer answer = can_write(runs, from, &write);

				worst = answer == NO || worst == YES ? answer : worst;
			}
	return worst;
}

/* Every state can still lead to one where the run is over. */
static bool all_can_end(const struct runs *runs)
{
	bool *good = calloc(runs->count, sizeof(*good)), all = true, changed = true;

	for (unsigned i = 0; i < runs->count; i++)
		good[i] = runs->over[i];
	while (changed) {
		changed = false;
		for (unsigned i = 0; i < runs->count; i++)
			for (unsigned to = 0; to < runs->count && !good[i]; to++)
				if (runs->leads[i][to] && good[to])
					good[i] = changed = true;
	}
	for (unsigned i = 0; i < runs->count; i++)
		all &= good[i];
	free(good);
	return all;
}

static bool can_begin_a_read(const struct ref *ref, int process)
{
	const struct draft_role *role = &ref->draft->roles[ref->role[process]];

	struct ref_state initial;

	ref_initial(ref, &initial);
	for (unsigned i = 0; i < role->step_count; i++)
		if (is_of_a_read(&role->steps[i]) && !role->steps[i].failure &&
		    role->steps[i].at >> initial.process[process].state & 1)
			return true;
	return false;
}

static enum answer reads_alone(struct runs *runs, int process, const struct ref_state *from)
{
	runs->process = process;
	runs->reads = true;
	runs->faults = runs->writes = false;
	run_all(runs, from);
	if (runs->cramped)
		return TOO_MANY;
	if (runs->wrong)
		return NO;
	return runs->too_many ? TOO_MANY : all_can_end(runs) ? YES : NO;
}

/* What the property says of a state: the worst answer of all processes that it asks. */
static enum answer answer_of(struct runs *runs, const char *property, const struct ref_state *state)
{
	const struct ref *ref = runs->ref;
	enum answer worst = YES;
	bool idle = true;

	for (int p = 0; p < ref->process_count; p++)
		idle &= !is_server(ref, p) || rests(ref, state, p);
	for (int p = 0; p < ref->process_count && worst != NO; p++) {
		bool at_rest = rests(ref, state, p);
		enum answer answer = YES;

		if (!is_server(ref, p))
			continue;
		if (strcmp(property, "ServersRecover") == 0 && !at_rest)
			answer = can_recover(runs, p, state);
		if (strcmp(property, "RetrySucceeds") == 0 && at_rest && !ref->reader[p])
			answer = can_write_all(runs, p, state);
		if (strcmp(property, "LoneReadsEnd") == 0 && idle && can_begin_a_read(ref, p))
			answer = reads_alone(runs, p, state);
		worst = answer == NO || worst == YES ? answer : worst;
	}
	return worst;
}

/* --- along random walks ------------------------------------------------------------------------
 */

static bool take_nth(void *ctx, const struct ref_step *step, const struct ref_state *next,
                     const struct ref_event *event)
{
	struct {
		size_t left;
		struct ref_state state;
	} *pick = ctx;

	(void)step;
	(void)event;
	pick->state = *next;
	return pick->left-- > 0;
}

static enum outcome compare(struct trial *trial, struct runs *runs, const struct model *model,
                            const void *state, const struct ref_state *at, unsigned *compared)
{
	static const char *const names[] = { "ServersRecover", "RetrySucceeds", "LoneReadsEnd" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		uint32_t bit = UINT32_C(1) << model_property_index(model, names[i]);
		struct ref_state endless = *at;
		bool broken, open;
		enum answer answer;

		ref_make_endless(runs->ref, &endless);
		answer = answer_of(runs, names[i], &endless);
		broken = model->ops->broken(model, NULL, NULL, state, bit) != 0;
		open = model->ops->open(model, NULL, NULL, state, bit) != 0;
		*compared += answer != TOO_MANY && !open;
		if (answer != TOO_MANY && !open && broken != (answer == NO))
			return disagree(trial, "%s %s in a state where it %s", names[i],
			                broken ? "is broken" : "holds", broken ? "holds" : "does not");
	}
	return AGREED;
}

static enum outcome walk(struct trial *trial, struct ref *ref, struct runs *runs, const struct model *model,
                         struct arena *arena, unsigned *compared)
{
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size);
	enum outcome outcome = AGREED;
	struct ref_state at;

	model->ops->initial(model, state);
	ref_initial(ref, &at);
	for (int n = 0; n < WALK && outcome == AGREED && ref_within(ref, &at); n++) {
		struct step *steps;
		size_t count;
		struct {
			size_t left;
			struct ref_state state;
		} pick;

		outcome = compare(trial, runs, model, state, &at, compared);
		count = model_enabled(model, state, arena, &steps);
		if (!count)
			break;
		pick.left = random_below((uint32_t)count);
		model->ops->apply(model, state, &steps[pick.left], next);
		ref_steps(ref, &at, take_nth, &pick);
		at = pick.state;
		memcpy(state, next, model->state_size);
	}
	free(state);
	free(next);
	return outcome;
}

enum outcome judge_future(struct trial *trial)
{
	struct model *model = trial_compile(trial, true);
	struct runs *runs = malloc(sizeof(*runs));
	struct draft wide = *trial->draft;
	struct arena *arena = arena_new();
	enum outcome outcome = model ? AGREED : DISAGREED;
	struct ref ref, endless;
	unsigned compared = 0;

	wide.scope[DRAFT_IDS] += SPARE_IDS;
	if (wide.scope[DRAFT_IDS] > REF_IDS)
		wide.scope[DRAFT_IDS] = REF_IDS;
	ref_init(&ref, trial->draft, (struct ref_mode){ 0 });
	ref_init(&endless, &wide, (struct ref_mode){ .endless = true });
	runs->ref = &endless;
	for (int i = 0; i < WALKS && outcome == AGREED; i++)
		outcome = walk(trial, &ref, runs, model, arena, &compared);
	free(runs);
	arena_free(arena);
	model_free(model);
	return outcome == AGREED && !compared ? TOO_LARGE : outcome;
}
