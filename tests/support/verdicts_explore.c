/* Verdicts within bounds: counts, and shortest ways to break something, by each way to explore. */
#include <stdlib.h>
#include <string.h>

#include <heddle/check.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "oracle.h"
#include "random.h"
#include "reference_read.h"
#include "verdicts.h"

static const struct way {
	const char *name;
	bool plain;
	unsigned threads;
} ways[] = { { "plain", true, 1 }, { "fast", false, 1 }, { "fast, 2 threads", false, 2 } };
enum { WAYS = sizeof(ways) / sizeof(*ways) };

static uint32_t all_of(const struct model *model)
{
	return (uint32_t)((UINT64_C(1) << model->property_count) - 1);
}

/* Plays a trace: every step can be taken, and the last is the first to break the property. */
static bool plays(const struct model *model, const struct check_trace *trace)
{
	uint32_t bit = UINT32_C(1) << trace->property;
	struct model_walk walk;
	bool good = true;

	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i < trace->length && good; i++)
		good = model_walk_take(&walk, &trace->steps[i]) &&
		       model->ops->broken(model, walk.from, &trace->steps[i], walk.at, bit) ==
		               (i + 1 == trace->length ? bit : 0);
	model_walk_end(&walk);
	return good;
}

static int shortest_of(const struct check_result *result, unsigned property)
{
	for (size_t i = 0; i < result->trace_count; i++)
		if (result->traces[i].property == property)
			return (int)result->traces[i].length;
	return REF_NEVER;
}

/* Ways to break the reference's properties are as long as it says, those to others as an oracle
 * says, and all can be played. */
static enum outcome compare_traces(struct trial *trial, const char *way, const struct model *model,
                                   const struct check_result *result, const struct ref_result *expected,
                                   const struct oracle *oracle)
{
	for (unsigned p = 0; p < REF_PROPERTIES; p++) {
		int found = shortest_of(result, property_of(model, (enum ref_property)p));

		if (found != expected->shortest[p])
			return disagree(trial, "%s: %s is broken by step %d and not %d", way,
			                ref_property_names[p], expected->shortest[p], found);
	}
	for (unsigned p = 0; p < model->property_count; p++) {
		int found = shortest_of(result, p);

		if (oracle &&
		    found != (oracle->shortest[p] == SIZE_MAX ? REF_NEVER : (int)oracle->shortest[p]))
			return disagree(trial, "%s: %s is broken by step %zd and not %d", way,
			                model->properties[p].name, (ssize_t)oracle->shortest[p], found);
	}
	for (size_t i = 0; i < result->trace_count; i++)
		if (!plays(model, &result->traces[i]))
			return disagree(trial, "%s: the way to break %s cannot be played", way,
			                model->properties[result->traces[i].property].name);
	return AGREED;
}

static enum outcome compare(struct trial *trial, const char *way, const struct ref *ref,
                            const struct model *model, const struct check_result *result,
                            const struct ref_result *expected)
{
	uint64_t fresh = 0;

	if (!result->complete || result->distinct != expected->distinct ||
	    result->generated != expected->generated || result->depth != expected->depth)
		return disagree(trial, "%s: %llu states, %llu generated, depth %u; but it is %llu, %llu, %u",
		                way, (unsigned long long)result->distinct,
		                (unsigned long long)result->generated, result->depth,
		                (unsigned long long)expected->distinct,
		                (unsigned long long)expected->generated, expected->depth);
	for (unsigned a = 0; a < model->action_count; a++) {
		fresh += result->coverage[a].fresh;
		if (result->coverage[a].taken != times_taken(ref, expected, model->actions[a].name))
			return disagree(
			        trial, "%s: %s is taken %llu times and not %llu", way, model->actions[a].name,
			        (unsigned long long)times_taken(ref, expected, model->actions[a].name),
			        (unsigned long long)result->coverage[a].taken);
	}
	if (fresh + 1 != expected->distinct)
		return disagree(trial, "%s: steps led to %llu new states of %llu", way,
		                (unsigned long long)fresh, (unsigned long long)expected->distinct);
	return AGREED;
}

/* Each property by itself: the check ends at a shortest violation, or holds. */
static enum outcome compare_alone(struct trial *trial, const struct way *way, const struct model *model,
                                  const struct oracle *oracle)
{
	for (unsigned p = 0; p < model->property_count; p++) {
		struct check_options options = { .properties = UINT32_C(1) << p,
			                         .plain = way->plain,
			                         .threads = way->threads,
			                         .spread_from = 20 };
		struct check_result result;
		bool holds = oracle->shortest[p] == SIZE_MAX, same;

		check_run(model, &options, &result);
		/* What takes looking ahead may be left open, and then says so. */
		same = result.open
		               ? result.verdict == CHECK_LIMIT && holds && result.distinct == oracle->distinct
		       : holds ? result.verdict == CHECK_HOLDS && result.distinct == oracle->distinct
		               : result.verdict == CHECK_VIOLATED && result.trace_count == 1 &&
		                         result.traces[0].length == oracle->shortest[p] &&
		                         plays(model, &result.traces[0]);
		check_result_release(&result);
		if (!same)
			return disagree(trial, "%s, alone: %s %s", way->name, model->properties[p].name,
			                holds ? "holds" : "is violated, or sooner");
	}
	return AGREED;
}

static enum outcome compare_ways(struct trial *trial, const struct ref *ref, const struct model *model,
                                 const struct ref_result *expected, const struct oracle *oracle)
{
	enum outcome outcome = AGREED;

	for (unsigned w = 0; w < WAYS && outcome == AGREED; w++) {
		struct check_options options = { .properties = all_of(model),
			                         .keep_going = true,
			                         .plain = ways[w].plain,
			                         .threads = ways[w].threads,
			                         .spread_from = 20 };
		struct check_result result;

		check_run(model, &options, &result);
		outcome = compare(trial, ways[w].name, ref, model, &result, expected);
		if (outcome == AGREED)
			outcome = compare_traces(trial, ways[w].name, model, &result, expected, oracle);
		check_result_release(&result);
		if (outcome == AGREED)
			outcome = compare_alone(trial, &ways[w], model, oracle);
	}
	return outcome;
}

enum outcome judge_bounded(struct trial *trial)
{
	struct ref ref;
	struct ref_result expected;
	struct model *model;
	struct oracle oracle;
	enum outcome outcome;

	ref_init(&ref, trial->draft, (struct ref_mode){ 0 });
	ref_explore(&ref, NULL, trial->most, &expected);
	if (ref.unknown)
		return disagree(trial, "the reference does not know \"%s\"", ref.unknown);
	if (!expected.complete)
		return TOO_LARGE;
	model = trial_compile(trial, true);
	if (!model)
		return DISAGREED;
	oracle_run(model, NULL, trial->most, &oracle);
	outcome = compare_ways(trial, &ref, model, &expected, &oracle);
	oracle_release(&oracle);
	model_free(model);
	return outcome;
}

/* With symmetry there are fewer states, which represent all, and the same violations at the same distance. */
enum outcome judge_symmetric(struct trial *trial)
{
	struct ref ref;
	struct ref_result expected;
	struct model *model;
	struct check_result result;
	enum outcome outcome = AGREED;

	ref_init(&ref, trial->draft, (struct ref_mode){ 0 });
	ref_explore(&ref, NULL, trial->most, &expected);
	if (!expected.complete)
		return TOO_LARGE;
	model = trial_compile(trial, true);
	if (!model)
		return DISAGREED;
	struct check_options options = { .properties = all_of(model), .keep_going = true, .symmetry = true };

	check_run(model, &options, &result);
	if (!result.complete || result.distinct > expected.distinct || result.depth != expected.depth ||
	    (result.represented && result.represented != expected.distinct))
		outcome =
		        disagree(trial, "%llu states stand for %llu, depth %u; but it is %llu, %u",
		                 (unsigned long long)result.distinct, (unsigned long long)result.represented,
		                 result.depth, (unsigned long long)expected.distinct, expected.depth);
	for (unsigned a = 0; a < model->action_count && outcome == AGREED; a++)
		if ((result.coverage[a].taken > 0) !=
		    (times_taken(&ref, &expected, model->actions[a].name) > 0))
			outcome = disagree(trial, "%s is taken, or never", model->actions[a].name);
	if (outcome == AGREED)
		outcome = compare_traces(trial, "by symmetry", model, &result, &expected, NULL);
	check_result_release(&result);
	model_free(model);
	return outcome;
}

/* --- step by step ------------------------------------------------------------------------------
 */

enum { WALKS = 8, WALK = 25 };

/* What a step breaks that was not broken, or breaks once more, by the reference's numbers. */
static unsigned broken_now(const struct model *model, const void *state, const struct step *step,
                           const void *next)
{
	uint32_t before = model->ops->broken(model, NULL, NULL, state, UINT32_MAX);
	uint32_t after = model->ops->broken(model, state, step, next, UINT32_MAX);
	/* Of orphans, the reference looks at the first only. */
	uint32_t reads = UINT32_C(1) << property_of(model, REF_READS);
	uint32_t now = after & ~before;
	unsigned broken = 0;

	now |= model->ops->again(model, state, step, next, before & after & reads);
	for (int p = 0; p < REF_PROPERTIES; p++)
		broken |= (now >> property_of(model, (enum ref_property)p) & 1) << p;
	return broken;
}

/* The reference's state as heddle shows it. */
static struct ref_state shown_as(const struct ref_state *state)
{
	struct ref_state shown = *state;

	for (int p = 0; p < REF_PROCESSES; p++)
		shown.process[p].found_record = shown.process[p].found_blob = shown.process[p].keyed = 0;
	return shown;
}

/* heddle must blame a None that is needless given what the process found, and must not blame one for which no
 * good result was possible.  In between it may do either, as control state and locals no longer show what was
 * found. */
static bool none_is_judged(const struct model *model, const void *state, const struct step *step,
                           const void *next, const struct ref_event *event)
{
	uint32_t bit = UINT32_C(1) << model_property_index(model, "EmptyReadsOnlyWhenUnset");
	bool blamed = model->ops->broken(model, state, step, next, bit) != 0;

	return blamed ? event->possible : !event->needless;
}

/* The same steps can be taken in both, and lead to the same states; *at moves on to a random one of
 * them. */
static enum outcome compare_steps(struct trial *trial, struct ref *ref, const struct model *model,
                                  void *state, struct ref_state *at, struct arena *arena)
{
	struct successors *expected = calloc(1, sizeof(*expected));
	void *next = mem_alloc(model->state_size);
	struct step *steps;
	size_t count = model_enabled(model, state, arena, &steps);
	size_t pick = count ? random_below((uint32_t)count) : 0;
	enum outcome outcome = AGREED;

	ref_steps(ref, at, successors_add, expected);
	if (count != expected->count)
		outcome = disagree(trial, "%zu steps can be taken and not %zu", expected->count, count);
	for (size_t i = 0; i < count && outcome == AGREED; i++) {
		struct ref_state shown, wanted = shown_as(&expected->state[i]);
		const char *name = model->actions[steps[i].action].name;

		if (!same_step(ref, model, &steps[i], &expected->step[i]))
			outcome = disagree(trial, "another step than %s can be taken", name);
		else if (model->ops->apply(model, state, &steps[i], next) != APPLY_OK)
			outcome = disagree(trial, "%s cannot be taken", name);
		else if (!ref_read_state(ref, model->ops->describe(model, next, arena), &shown) ||
		         memcmp(&shown, &wanted, sizeof(shown)) != 0)
			outcome = disagree(trial, "%s leads to another state", name);
		else if (broken_now(model, state, &steps[i], next) != expected->event[i].newly)
			outcome = disagree(trial, "%s breaks %u and not %u", name, expected->event[i].newly,
			                   broken_now(model, state, &steps[i], next));
		else if (!none_is_judged(model, state, &steps[i], next, &expected->event[i]))
			outcome = disagree(trial, "%s: None was possible %d, needless %d", name,
			                   expected->event[i].possible, expected->event[i].needless);
	}
	if (outcome == AGREED && count) {
		model->ops->apply(model, state, &steps[pick], next);
		memcpy(state, next, model->state_size);
		*at = expected->state[pick];
	}
	free(next);
	free(expected);
	return outcome;
}

enum outcome judge_steps(struct trial *trial)
{
	struct model *model = trial_compile(trial, true);
	struct ref ref;
	enum outcome outcome = model ? AGREED : DISAGREED;

	ref_init(&ref, trial->draft, (struct ref_mode){ .remembers = true });
	for (int i = 0; i < WALKS && outcome == AGREED; i++) {
		struct arena *arena = arena_new();
		void *state = mem_alloc(model->state_size);
		struct ref_state at;

		model->ops->initial(model, state);
		ref_initial(&ref, &at);
		for (int n = 0; n < WALK && outcome == AGREED && ref_within(&ref, &at); n++)
			outcome = compare_steps(trial, &ref, model, state, &at, arena);
		free(state);
		arena_free(arena);
	}
	if (outcome == AGREED && ref.unknown)
		outcome = disagree(trial, "the reference does not know \"%s\"", ref.unknown);
	model_free(model);
	return outcome;
}
