/*
 * Properties of futures agree with graphs that use no abstraction: each state that a bundled design reaches
 * within small bounds is judged by what can follow it within larger ones, with more ids.
 *
 * In the larger graph a process can become idle if a path leads there; of what it can do alone, all runs are
 * tried one by one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/check_design.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/graph.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "share.h"

enum { MORE = 2, RUN_MOST = 12, PROCESSES_MOST = 8 };

/* More designs: a read that waits for its blob; the same with ids that are issued once. */
#define BLOCKS "{\"name\":\"ServerReadBlobAndReturn\",\"when\":[\"blob is set\"]}"
// clang-format off
static const char *const variants[] = {
	"{\"extends\":\"storage-cleaner-naive\",\"name\":\"blocks\",\"server\":{\"steps\":[" BLOCKS
	"]}}",
	"{\"extends\":\"storage-cleaner-naive\",\"name\":\"waits\",\"globals\":[\"usedIds\"],"
	"\"server\":{\"steps\":[{\"name\":\"ServerWriteBlob\",\"choose\":[\"a fresh id\"],"
	"\"do\":[\"keep id\",\"write blob\",\"use up id\"]}," BLOCKS "]}}",
	/* A write that only works once. */
	("{\"extends\":\"working\",\"name\":\"once\",\"server\":{\"steps\":["
	 "{\"name\":\"WriteMetadataAndReturn\",\"when\":[\"record is unset\"]}]}}"),
};
// clang-format on

/* --- small questions ------------------------------------------------------------------- */

static bool plays(const struct model *model, unsigned process, const char *role)
{
	return strcmp(model->processes[process].role, role) == 0;
}

static bool serves(const struct model *model, unsigned process)
{
	return plays(model, process, "server") || plays(model, process, "reader");
}

static bool idle(const struct model *model, const void *state, unsigned process)
{
	return strcmp(model->ops->control(model, state, process), "waiting") == 0;
}

static bool of_a_read(const struct model_action *action)
{
	return !action->part || strcmp(action->part, "read") == 0;
}

static const char *text_at(const struct value *state, const char *path)
{
	const struct value *value = value_at(state, path);

	return value && value_text(value) ? value_text(value) : "UNSET";
}

/* The only user's record says m1, and i1 is where it leads.  Records and blobs are bare in some
 * designs. */
static bool is_stored(const struct model *model, const void *state)
{
	struct arena *arena = arena_new();
	const struct value *shown = model->ops->describe(model, state, arena);
	bool bare = value_text(value_at(shown, "databaseState.u1")) != NULL;
	const char *metadata = text_at(shown, bare ? "databaseState.u1" : "databaseState.u1.metadata");
	char path[60];
	bool stored;

	snprintf(path, sizeof(path), "blobStoreState.%s",
	         bare ? "u1" : text_at(shown, "databaseState.u1.imageId"));
	stored = strcmp(metadata, "m1") == 0 && strcmp(text_at(shown, path), "i1") == 0;
	strcat(path, ".image");
	stored |= strcmp(metadata, "m1") == 0 && strcmp(text_at(shown, path), "i1") == 0;
	arena_free(arena);
	return stored;
}

static int64_t number_at(const struct value *state, const char *name)
{
	const struct value *value = value_get(state, name);

	return value ? value->number : 0;
}

/* Ids beyond the small scope are named nowhere but as keys. */
static bool names_few_ids(const struct value *shown)
{
	static const char *const places[] = { "serverStates", "databaseState", "usedIds" };
	static const char *const blobs[] = { "blobStoreState.ui2", "blobStoreState.ui3",
		                             "blobStoreState.ui2.image", "blobStoreState.ui3.image" };
	struct buf text;
	bool few;

	for (size_t i = 0; i < sizeof(blobs) / sizeof(*blobs); i++)
		if (strcmp(text_at(shown, blobs[i]), "UNSET") != 0)
			return false;
	buf_init(&text);
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		if (value_get(shown, places[i]))
			value_show(&text, value_get(shown, places[i]), true);
	few = !strstr(text.data, "ui2") && !strstr(text.data, "ui3");
	buf_release(&text);
	return few;
}

/* Whether the state is one of the smaller scope. */
static bool is_small(const struct model *model, const void *state, const struct scope *small)
{
	struct arena *arena = arena_new();
	const struct value *shown = model->ops->describe(model, state, arena);
	bool is = (int)value_get(shown, "operations")->count <= small->of[SCOPE_OPERATIONS] &&
	          number_at(shown, "time") <= small->of[SCOPE_TIME] &&
	          number_at(shown, "failed") <= small->of[SCOPE_FAILURES] && names_few_ids(shown);

	arena_free(arena);
	return is;
}

/* --- alone ----------------------------------------------------------------------------------- */

/* All runs of a process alone, one after the other; no run comes back to where it was. */
struct lone {
	const struct model *model;
	unsigned process, depth;
	bool reads;     /* by steps of a read; else it begins with a step of a write */
	bool some_ends; /* stored and linked */
	bool all_end, consistent;
};

static void run_on(struct lone *lone, const void *state)
{
	const struct model *model = lone->model;
	struct arena *arena = arena_new();
	void *next = mem_alloc(model->state_size);
	uint32_t reads = UINT32_C(1) << model_property_index(model, "ConsistentReads");
	struct step *steps;
	size_t count = model_enabled(model, state, arena, &steps);
	bool moved = false, waited = false;

	if (lone->depth++ == RUN_MOST)
		fail_msg("%s runs too long", model->processes[lone->process].name);
	for (int clock = 0; clock < 2; clock++)
		for (size_t i = 0; i < count && !(clock && moved); i++) {
			const struct model_action *action = &model->actions[steps[i].action];

			if (clock ? !plays(model, steps[i].process, "clock")
			          : steps[i].process != lone->process || action->failure ||
			                    (lone->reads && !of_a_read(action)) ||
			                    (!lone->reads && lone->depth == 1 && of_a_read(action)))
				continue;
			if (clock && (lone->depth > RUN_MOST / 2 || lone->depth == 1))
				continue; /* it waits for nothing */
			moved |= !clock;
			waited |= clock;
			assert_int_equal(model->ops->apply(model, state, &steps[i], next), APPLY_OK);
			lone->consistent &= !model_breaks(model, state, &steps[i], next, reads);
			if (idle(model, next, lone->process))
				lone->some_ends |= is_stored(model, next);
			else
				run_on(lone, next);
		}
	lone->all_end &= moved || waited;
	lone->depth--;
	free(next);
	arena_free(arena);
}

static struct lone run_alone(const struct model *model, const void *state, unsigned process, bool reads)
{
	struct lone lone = {
		.model = model, .process = process, .reads = reads, .all_end = true, .consistent = true
	};

	run_on(&lone, state);
	return lone;
}

static bool retry_fails(const struct model *model, const void *state)
{
	for (unsigned p = 0; p < model->process_count; p++)
		if (plays(model, p, "server") && idle(model, state, p) &&
		    !run_alone(model, state, p, false).some_ends)
			return true;
	return false;
}

static bool reads_fail(const struct model *model, const void *state)
{
	for (unsigned p = 0; p < model->process_count; p++)
		if (serves(model, p) && !idle(model, state, p))
			return false;
	for (unsigned p = 0; p < model->process_count; p++) {
		struct lone lone;

		if (!serves(model, p))
			continue;
		lone = run_alone(model, state, p, true);
		if (!lone.all_end || !lone.consistent)
			return true;
	}
	return false;
}

/* --- by everybody --------------------------------------------------------------------------------
 */

struct back {
	const bool *good;
	bool found;
};

static bool leads_to_good(void *ctx, const struct step *step, uint32_t target)
{
	struct back *back = ctx;

	(void)step;
	back->found |= back->good[target];
	return !back->found;
}

/* By state of the graph: whether some way leads to where the process is idle. */
static bool *find_good(const struct graph *graph, const struct model *model, unsigned process)
{
	uint32_t count = graph_count(graph);
	bool *good = mem_array(count, sizeof(*good)), changed = true;

	for (uint32_t i = 0; i < count; i++)
		good[i] = idle(model, graph_state(graph, i), process);
	while (changed) {
		changed = false;
		for (uint32_t i = count; i-- > 0;) {
			struct back back = { good, false };

			if (good[i])
				continue;
			graph_edges(graph, i, leads_to_good, &back);
			good[i] = back.found;
			changed |= back.found;
		}
	}
	return good;
}

/* --- the comparison
 * -------------------------------------------------------------------------------- */

static struct design *open_design(const char *name)
{
	struct design *design = NULL;
	struct err err = { 0 };

	if (*name == '{' ? design_parse(name, strlen(name), NULL, &design, &err)
	                 : design_open(name, &design, &err))
		fail_msg("%s", err.what);
	return design;
}

static void judge_state(const struct model *model, const struct graph *graph, uint32_t number,
                        bool *const *good, unsigned *broken_count)
{
	static const char *const names[] = { "ServersRecover", "RetrySucceeds", "LoneReadsEnd" };
	const void *state = graph_state(graph, number);
	bool expected[] = { false, retry_fails(model, state), reads_fail(model, state) };

	for (unsigned p = 0; p < model->process_count; p++)
		expected[0] |= good[p] && !good[p][number];
	for (int i = 0; i < 3; i++) {
		uint32_t bit = UINT32_C(1) << model_property_index(model, names[i]);
		bool broken = model->ops->broken(model, NULL, NULL, state, bit) != 0;

		if (broken != expected[i] || model->ops->open(model, NULL, NULL, state, bit)) {
			struct buf text;
			struct arena *arena = arena_new();

			buf_init(&text);
			value_show(&text, model->ops->describe(model, state, arena), true);
			fail_msg("%s: %s %s in %s", model->name, names[i],
			         broken ? "is broken" : "holds, or is not known", text.data);
		}
		broken_count[i] += broken;
	}
}

static void judge_design(const char *name, struct scope small, unsigned *broken)
{
	struct design *design = open_design(name);
	struct scope large = small;
	struct model *model = NULL;
	struct graph *graph;
	struct err err = { 0 };
	bool *good[PROCESSES_MOST] = { NULL };

	if (!design_has_cleaner(design))
		small.of[SCOPE_CLEANERS] = large.of[SCOPE_CLEANERS] = 0;
	large.of[SCOPE_OPERATIONS] += MORE;
	large.of[SCOPE_TIME] += MORE;
	large.of[SCOPE_IMAGE_IDS] += MORE;
	if (design_compile(design, &large, NULL, true, &model, &err))
		fail_msg("%s", err.what);
	graph = graph_explore(model, &(struct graph_limits){ 0 }, NULL);
	assert_non_null(graph);
	for (unsigned p = 0; p < model->process_count; p++)
		if (serves(model, p))
			good[p] = find_good(graph, model, p);
	for (uint32_t n = 0; n < graph_count(graph); n++)
		if (is_small(model, graph_state(graph, n), &small))
			judge_state(model, graph, n, good, broken);
	for (unsigned p = 0; p < PROCESSES_MOST; p++)
		free(good[p]);
	graph_free(graph);
	model_free(model);
	design_free(design);
}

static void what_can_follow_is_what_larger_bounds_show(void **unused)
{
	(void)unused;
	static const struct scope scopes[] = {
		{ { 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0 } },
		{ { 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1 } },
		{ { 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0 } },
	};
	unsigned broken[3] = { 0 }, nth = 0;

	for (size_t s = 0; s < sizeof(scopes) / sizeof(*scopes); s++) {
		for (const struct bundled *b = bundled_designs; b->name; b++)
			if (share_has(nth++))
				judge_design(b->name, scopes[s], broken);
		for (size_t v = 0; v < sizeof(variants) / sizeof(*variants); v++)
			judge_design(variants[v], scopes[s], broken);
	}
	for (int i = 0; i < 3; i++)
		assert_true(broken[i] > 0);
}

/* --- two ways to check
 * ---------------------------------------------------------------------------- */

/* Whatever explores a large space sooner says what exploring all of it says. */
static void a_large_space_is_judged_as_if_it_were_small(void **unused)
{
	(void)unused;
	static const struct {
		const char *design;
		int hours; /* 1: only beyond these bounds is there a counterexample */
	} rows[] = { { "storage-cleaner-naive", 0 }, { "storage-cleaner-improved", 1 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!share_has((unsigned)i))
			continue;

		struct design *design = open_design(rows[i].design);
		struct scope scope = scope_unset();
		struct model *model = NULL;
		struct check_result sooner, plain;

		scope.of[SCOPE_TIME] = rows[i].hours;
		assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
		struct check_options options = { .properties = model_future_properties(model),
			                         .keep_going = true };

		check_design(model, &options, &sooner);
		assert_true(sooner.distinct > 200000);
		check_run(model, &options, &plain);
		assert_int_equal(sooner.verdict, plain.verdict);
		assert_int_equal(sooner.distinct, plain.distinct);
		assert_int_equal(sooner.trace_count, plain.trace_count);
		for (size_t t = 0; t < plain.trace_count; t++) {
			assert_int_equal(sooner.traces[t].property, plain.traces[t].property);
			assert_int_equal(sooner.traces[t].length, plain.traces[t].length);
		}
		check_result_release(&sooner);
		check_result_release(&plain);
		model_free(model);
		design_free(design);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_can_follow_is_what_larger_bounds_show),
		cmocka_unit_test(a_large_space_is_judged_as_if_it_were_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
