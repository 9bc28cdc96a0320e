/*
 * Verdicts without bounds: against the reference without bounds; against bounded checks, which see
 * less but by no abstraction; and by playing what is found.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/check.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "random.h"
#include "reference_read.h"
#include "verdicts.h"

enum { STATES_MOST = 20000, LIVE_MOST = 220, WALKS = 3, WALK = 30 };

static uint32_t all_of(const struct model *model)
{
	return (uint32_t)((UINT64_C(1) << model->property_count) - 1);
}

static int shortest_of(const struct check_result *result, unsigned property)
{
	for (size_t i = 0; i < result->trace_count; i++)
		if (result->traces[i].property == property)
			return (int)result->traces[i].length;
	return REF_NEVER;
}

static void explore(const struct model *model, struct check_result *result)
{
	struct check_options options = { .properties = all_of(model),
		                         .keep_going = true,
		                         .max_states = STATES_MOST };

	check_run(model, &options, result);
}

/* --- which designs are refused ------------------------------------------------------------------
 */

static bool says(const struct draft_words *words, const char *word)
{
	for (unsigned i = 0; i < words->count; i++)
		if (strcmp(words->text[i], word) == 0)
			return true;
	return false;
}

static bool asks_fresh(const struct draft *draft)
{
	for (int r = 0; r < DRAFT_ROLES; r++)
		for (unsigned i = 0; i < draft->roles[r].step_count; i++)
			if (says(&draft->roles[r].steps[i].words[DRAFT_CHOOSE], "a fresh id"))
				return true;
	return false;
}

/* A step keeps an id that it did not choose fresh, and some step asks for a fresh one. */
static bool mixes_ids(const struct draft *draft)
{
	bool keeps = false;

	for (int r = 0; r < DRAFT_ROLES; r++)
		for (unsigned i = 0; i < draft->roles[r].step_count; i++) {
			const struct draft_words *words = draft->roles[r].steps[i].words;

			keeps |= (says(&words[DRAFT_CHOOSE], "a free id") ||
			          says(&words[DRAFT_CHOOSE], "any id")) &&
			         says(&words[DRAFT_DO], "keep id");
		}
	return keeps && asks_fresh(draft);
}

/* --- playing what is found
 * ------------------------------------------------------------------------- */

struct follower {
	struct ref *ref;
	const struct model *model;
	const struct step *wanted;
	struct ref_state state;
	unsigned broken;
	bool found;
};

static bool follow(void *ctx, const struct ref_step *step, const struct ref_state *next,
                   const struct ref_event *event)
{
	struct follower *f = ctx;

	if (!same_step(f->ref, f->model, f->wanted, step))
		return true;
	f->found = true;
	f->state = *next;
	f->broken = event->broken;
	return false;
}

/* Plays a concretised run on the reference, whose scope has room for it; *after is the state at its
 * end.  -1: it is too long for that; else whether it can be played and breaks the property, if it
 * is one of the reference's, at its last step and not before. */
static int plays_by_reference(const struct draft *draft, const struct model *real,
                              const struct check_trace *trace, struct ref_state *after)
{
	struct draft *roomy = malloc(sizeof(*roomy));
	struct ref ref;
	struct follower f = { .ref = &ref, .model = real };
	int good = 1;

	*roomy = *draft;
	roomy->scope[DRAFT_IDS] = design_model_scope(real)->of[SCOPE_IMAGE_IDS];
	ref_init(&ref, roomy, (struct ref_mode){ 0 });
	ref_initial(&ref, &f.state);
	if (roomy->scope[DRAFT_IDS] > REF_IDS)
		good = -1;
	for (size_t i = 0; i < trace->length && good == 1; i++) {
		struct ref_state state = f.state;

		f.found = false;
		f.wanted = &trace->steps[i];
		ref_steps(&ref, &state, follow, &f);
		good = ref.overflow ? -1 : f.found;
		for (unsigned p = 0; p < REF_PROPERTIES && good == 1; p++)
			if (property_of(real, (enum ref_property)p) == trace->property)
				good = (f.broken >> p & 1) == (i + 1 == trace->length);
	}
	*after = f.state;
	free(roomy);
	return good;
}

/* Whether a check within just the bounds that the run needs finds nothing shorter. */
static bool is_shortest_within(struct trial *trial, const struct check_trace *trace,
                               const struct ref_state *after)
{
	struct scope scope = scope_unset();
	struct model *bounded = NULL;
	struct check_result result;
	struct check_options options = { .properties = UINT32_C(1) << trace->property,
		                         .max_states = STATES_MOST };
	bool shortest;

	scope.of[SCOPE_OPERATIONS] = after->log_count;
	scope.of[SCOPE_TIME] = after->time;
	scope.of[SCOPE_FAILURES] = after->failed;
	if (design_compile(trial->design, &scope, NULL, true, &bounded, NULL))
		return false;
	check_run(bounded, &options, &result);
	shortest = result.verdict == CHECK_LIMIT ||
	           (result.verdict == CHECK_VIOLATED && result.traces[0].length == trace->length);
	check_result_release(&result);
	model_free(bounded);
	return shortest;
}

static enum outcome judge_trace(struct trial *trial, const struct model *unbounded, struct check_trace *trace,
                                int *ids)
{
	const char *name = unbounded->properties[trace->property].name;
	struct model *real = NULL;
	struct ref_state after;
	struct err err = { 0 };
	enum outcome outcome = AGREED;
	int played;

	if (design_concretise(unbounded, trace->steps, trace->length, &real, trace->steps, &err))
		return disagree(trial, "the way to break %s cannot be named: %s", name, err.what);
	*ids = design_model_scope(real)->of[SCOPE_IMAGE_IDS];
	played = plays_by_reference(trial->draft, real, trace, &after);
	if (!played)
		outcome = disagree(trial,
		                   "the way of %zu steps to break %s cannot be played, or breaks nothing",
		                   trace->length, name);
	else if (played == 1 && *ids <= trial->draft->scope[DRAFT_IDS] &&
	         !is_shortest_within(trial, trace, &after))
		outcome = disagree(trial, "the way of %zu steps to break %s is not a shortest one",
		                   trace->length, name);
	model_free(real);
	return outcome;
}

/* --- against what others see
 * ------------------------------------------------------------------------- */

/* What a bounded check breaks, the unbounded one breaks as soon. */
static enum outcome compare_bounded(struct trial *trial, const struct model *unbounded,
                                    const struct check_result *found)
{
	struct model *bounded = trial_compile(trial, true);
	struct check_result result;
	enum outcome outcome = AGREED;

	if (!bounded)
		return DISAGREED;
	explore(bounded, &result);
	for (unsigned p = 0; p < unbounded->property_count && outcome == AGREED; p++) {
		int with = shortest_of(&result, p), without = shortest_of(found, p);

		if (with < without && (found->complete || without != REF_NEVER))
			outcome = disagree(trial, "%s is violated at %d with bounds, and at %d without",
			                   unbounded->properties[p].name, with, without);
	}
	check_result_release(&result);
	model_free(bounded);
	return outcome;
}

/* With one id more, none of which is used again, but no more alive at a time. */
static enum outcome compare_alive(struct trial *trial, const struct model *unbounded,
                                  const struct check_result *found, const int *ids)
{
	struct draft *roomy = malloc(sizeof(*roomy));
	struct ref ref;
	struct ref_result expected;
	enum outcome outcome = AGREED;

	*roomy = *trial->draft;
	roomy->scope[DRAFT_IDS]++;
	ref_init(&ref, roomy, (struct ref_mode){ .endless = true, .alive = trial->draft->scope[DRAFT_IDS] });
	ref_explore(&ref, NULL, trial->most, &expected);
	for (int p = 0; p < REF_PROPERTIES && outcome == AGREED; p++) {
		int length = shortest_of(found, property_of(unbounded, (enum ref_property)p));
		bool known = found->complete || length != REF_NEVER;

		if (known &&
		    (expected.shortest[p] < length || (expected.complete && expected.shortest[p] > length &&
		                                       ids[p] <= roomy->scope[DRAFT_IDS])))
			outcome = disagree(trial,
			                   "%s is violated at %d with an id more, and at %d by "
			                   "using them again",
			                   ref_property_names[p], expected.shortest[p], length);
	}
	free(roomy);
	return outcome;
}

static bool among(const struct ref_state *states, size_t count, const struct ref_state *state)
{
	for (size_t i = 0; i < count; i++)
		if (memcmp(&states[i], state, sizeof(*state)) == 0)
			return true;
	return false;
}

/* Both come to the same states, but for how they show the past. */
static enum outcome compare_states(struct trial *trial, const struct ref *ref, const struct model *unbounded,
                                   struct ref_result *expected)
{
	struct graph_limits limits = { .states = STATES_MOST };
	struct graph *graph = graph_explore(unbounded, &limits, NULL);
	enum outcome outcome = graph ? AGREED : TOO_LARGE;
	size_t count = graph ? graph_count(graph) : 0, found = 0;
	struct ref_state *states = calloc(count + 1, sizeof(*states));

	for (uint64_t i = 0; i < expected->distinct; i++)
		ref_forget_past(&expected->states[i]);
	for (size_t i = 0; i < count && outcome == AGREED; i++) {
		struct arena *arena = arena_new();
		struct ref_state *state = &states[found];

		if (!ref_read_state(
		            ref, unbounded->ops->describe(unbounded, graph_state(graph, (uint32_t)i), arena),
		            state))
			outcome = disagree(trial, "a state without bounds cannot be read");
		ref_forget_past(state);
		if (!among(states, found, state)) {
			found++;
			if (!among(expected->states, expected->distinct, state))
				outcome = disagree(trial, "it comes to a state that cannot be");
		}
		arena_free(arena);
	}
	for (uint64_t i = 0; i < expected->distinct && outcome == AGREED; i++)
		if (!among(states, found, &expected->states[i]))
			outcome = disagree(trial, "it does not come to a state that can be");
	free(states);
	graph_free(graph);
	return outcome;
}

static enum outcome compare_endless(struct trial *trial, const struct model *unbounded,
                                    const struct check_result *found)
{
	struct ref ref;
	struct ref_result expected;
	enum outcome outcome = AGREED;

	ref_init(&ref, trial->draft,
	         (struct ref_mode){ .endless = true, .recycles = asks_fresh(trial->draft) });
	ref_explore_all(&ref, trial->most, &expected);
	for (int p = 0; p < REF_PROPERTIES && expected.complete; p++) {
		int length = shortest_of(found, property_of(unbounded, (enum ref_property)p));

		if (expected.shortest[p] != length && (found->complete || length != REF_NEVER))
			outcome = disagree(trial, "%s is violated at %d and not at %d", ref_property_names[p],
			                   expected.shortest[p], length);
	}
	if (!expected.complete)
		outcome = TOO_LARGE;
	else if (outcome == AGREED)
		outcome = compare_states(trial, &ref, unbounded, &expected);
	free(expected.states);
	return outcome;
}

/* A random run without bounds is one of the ordinary model. */
static enum outcome walk(struct trial *trial, const struct model *unbounded)
{
	struct arena *arena = arena_new();
	void *state = mem_alloc(unbounded->state_size), *next = mem_alloc(unbounded->state_size);
	struct step run[WALK], *steps;
	struct check_trace trace = { .property = MODEL_PROPERTIES_MAX, .steps = run };
	enum outcome outcome = AGREED;
	struct model *real = NULL;
	struct ref_state after;
	size_t count;

	unbounded->ops->initial(unbounded, state);
	for (; trace.length < WALK && (count = model_enabled(unbounded, state, arena, &steps)) > 0;
	     trace.length++) {
		run[trace.length] = steps[random_below((uint32_t)count)];
		unbounded->ops->apply(unbounded, state, &run[trace.length], next);
		memcpy(state, next, unbounded->state_size);
	}
	if (design_concretise(unbounded, run, trace.length, &real, run, NULL))
		outcome = disagree(trial, "a run of %zu steps cannot be named", trace.length);
	else if (!plays_by_reference(trial->draft, real, &trace, &after))
		outcome = disagree(trial, "a run of %zu steps cannot be played", trace.length);
	model_free(real);
	free(state);
	free(next);
	arena_free(arena);
	return outcome;
}

static enum outcome judge_found(struct trial *trial, const struct model *unbounded,
                                struct check_result *found)
{
	enum outcome outcome = compare_bounded(trial, unbounded, found), endless;
	int ids[REF_PROPERTIES] = { 0 };

	for (size_t i = 0; i < found->trace_count && outcome == AGREED; i++) {
		int used = 0;

		outcome = judge_trace(trial, unbounded, &found->traces[i], &used);
		for (int p = 0; p < REF_PROPERTIES; p++)
			if (property_of(unbounded, (enum ref_property)p) == found->traces[i].property)
				ids[p] = used;
	}
	if (outcome != AGREED)
		return outcome;
	endless = compare_endless(trial, unbounded, found);
	outcome = endless == DISAGREED       ? DISAGREED
	          : asks_fresh(trial->draft) ? compare_alive(trial, unbounded, found, ids)
	                                     : AGREED;
	for (int i = 0; i < WALKS && outcome == AGREED; i++)
		outcome = walk(trial, unbounded);
	return outcome == AGREED ? endless : outcome;
}

enum outcome judge_unbounded(struct trial *trial)
{
	struct scope scope = scope_unset();
	struct model *unbounded = NULL;
	struct check_result found;
	struct err err = { 0 };
	enum outcome outcome;
	bool refused = design_compile_unbounded(trial->design, &scope, NULL, &unbounded, &err) != 0;

	if (refused != mixes_ids(trial->draft))
		outcome = disagree(trial, refused ? "it is refused: %s" : "it is not refused%s", err.what);
	else if (refused)
		outcome = TOO_LARGE;
	else {
		explore(unbounded, &found);
		outcome = judge_found(trial, unbounded, &found);
		check_result_release(&found);
	}
	model_free(unbounded);
	return outcome;
}

/* --- liveness ----------------------------------------------------------------------------- */

/* Plays stem and loop on the ordinary model. */
static bool lasso_plays(const struct model *unbounded, struct liveness_result *lasso)
{
	size_t count = lasso->stem + lasso->loop;
	struct model *real = NULL;
	struct model_walk walk;
	bool good = true;

	if (design_concretise(unbounded, lasso->steps, count, &real, lasso->steps, NULL))
		return false;
	model_walk_begin(&walk, real, NULL);
	for (size_t i = 0; i < count && good; i++) {
		good = model_walk_take(&walk, &lasso->steps[i]);
		if (i + 1 >= lasso->stem)
			good &= real->ops->broken(real, NULL, NULL, walk.at,
			                          1U << property_of(real, REF_ORPHANS)) != 0;
	}
	model_walk_end(&walk);
	model_free(real);
	return good;
}

static enum outcome judge_assuming(struct trial *trial, const struct draft *small,
                                   const struct model *unbounded, const struct assumptions *assumed,
                                   unsigned fair)
{
	uint8_t marks_fair[3 * DRAFT_STEPS];
	bool finite[3 * DRAFT_STEPS], moves[3 * DRAFT_STEPS];
	struct action_marks marks = { marks_fair, finite, moves };
	struct liveness_options options = { .property = property_of(unbounded, REF_ORPHANS),
		                            .fairness = {
		                                    .fair = marks_fair, .finite = finite, .moves = moves } };
	struct liveness_result result;
	struct ref ref;
	enum outcome outcome = AGREED;
	int expected;

	ref_init(&ref, small, (struct ref_mode){ .endless = true, .recycles = asks_fresh(small) });
	expected = ref_always_eventually(&ref, fair, LIVE_MOST);
	if (expected < 0)
		return TOO_LARGE;
	options.fairness.groups = design_assume(unbounded, assumed, &marks);
	liveness_run(unbounded, &options, &result);
	if (result.verdict != (expected ? CHECK_HOLDS : CHECK_VIOLATED))
		outcome =
		        disagree(trial, "it %s, with fairness %u", expected ? "holds" : "is violated", fair);
	else if (!expected && !lasso_plays(unbounded, &result))
		outcome = disagree(trial, "its lasso cannot be played, or is none");
	liveness_result_release(&result);
	return outcome;
}

enum outcome judge_liveness(struct trial *trial)
{
	struct scope scope = scope_unset();
	struct model *unbounded = NULL;
	struct draft *small = malloc(sizeof(*small));
	struct assumptions assumed = design_assumptions(trial->design);
	unsigned fair =
	        trial->draft->fair | (trial->draft->roles[DRAFT_CLOCK].present ? 1U << DRAFT_CLOCK : 0);
	enum outcome outcome = TOO_LARGE;

	*small = *trial->draft;
	small->scope[DRAFT_READERS] = scope.of[SCOPE_READERS] = 0;
	small->scope[DRAFT_SERVERS] = scope.of[SCOPE_SERVERS] = 1;
	small->scope[DRAFT_METADATAS] = scope.of[SCOPE_METADATAS] = 1;
	small->scope[DRAFT_IMAGES] = scope.of[SCOPE_IMAGES] = 1;
	if (ref_has_room(small) &&
	    design_compile_unbounded(trial->design, &scope, NULL, &unbounded, NULL) == 0) {
		outcome = judge_assuming(trial, small, unbounded, &assumed, fair);
		assumed.cleaners_fair = true;
		if (outcome == AGREED)
			outcome =
			        judge_assuming(trial, small, unbounded, &assumed, fair | 1U << DRAFT_CLEANER);
		assumed.servers_fair = true;
		if (outcome == AGREED)
			outcome = judge_assuming(trial, small, unbounded, &assumed, 7);
	}
	free(small);
	model_free(unbounded);
	return outcome;
}
