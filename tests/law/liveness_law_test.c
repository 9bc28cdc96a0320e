/*
 * Liveness: known verdicts; and every lasso found is fair, judged independently by playing it on the ordinary
 * model, whose states have logs, hours and ids.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>

struct expected {
	const char *text; /* the name of a design, or a variant of one */
	bool fair, unfair, endless_writes, endless_failures;
	int servers, cleaners, ids;
	bool holds;
	int stem; /* -1: any */
};

#define VARIANT(base, changes) "{\"extends\":\"" base "\",\"name\":\"variant\"" changes "}"

// clang-format off
static const struct expected cases[] = {
	/* No cleaner, or one that may sleep: the first orphan stays. */
	{ .text = "working", .servers = 1, .ids = 2, .stem = 2 },
	{ .text = "storage-cleaner-naive", .servers = 1, .cleaners = 1, .ids = 2, .stem = 2 },
	{ .text = "storage-cleaner-working", .unfair = true, .servers = 1, .cleaners = 1, .ids = 2, .stem = 2 },
	/* A fair cleaner that may fail forever. */
	{ .text = "storage-cleaner-naive", .fair = true, .servers = 1, .cleaners = 1, .ids = 2, .stem = -1 },
	/* A fair one that does not. */
	{ .text = VARIANT("storage-cleaner-naive",
	                  ",\"globals\":[\"failed\"],\"cleaner\":{\"steps\":[{\"name\":\"CleanerFail\","
	                  "\"do\":[\"forget keys\",\"count failure\"]}]}"),
	  .fair = true, .servers = 1, .cleaners = 1, .ids = 2, .holds = true },
	{ .text = "storage-cleaner-working", .servers = 1, .cleaners = 1, .ids = 1, .holds = true },
	{ .text = "storage-cleaner-working", .servers = 1, .cleaners = 1, .ids = 2, .holds = true },
	{ .text = "storage-cleaner-working", .servers = 1, .cleaners = 2, .ids = 1, .holds = true },
	/* What the verdict rests on, taken away one by one. */
	{ .text = "storage-cleaner-working", .endless_failures = true, .servers = 1, .cleaners = 1,
	  .ids = 1, .stem = -1 },
	{ .text = "storage-cleaner-working", .endless_writes = true, .servers = 1, .cleaners = 1,
	  .ids = 2, .stem = -1 },
	/* As published, a cleaner that finished its list never leaves it. */
	{ .text = "storage-cleaner-working-published", .servers = 1, .cleaners = 1, .ids = 2, .stem = -1 },
};
// clang-format on

/* A fair cleaner that never fails and has a step more. */
#define IDLER(more)                                                                                          \
	VARIANT("storage-cleaner-naive", ",\"fair\":[\"cleaner\"],\"cleaner\":{\"steps\":["                  \
	                                 "{\"name\":\"CleanerFail\",\"remove\":true}," more "]}")
#define CLEANER_STEP(name, member, more)                                                                     \
	"{\"name\":\"" name "\",\"part\":\"clean\",\"at\":\"waiting\",\"" member "\":[" more "]}"

/*
 * A step that changes nothing does not count: a cleaner that may idle still has to work.  One that changes
 * only the log, an hour or a count does count, though a state without bounds does not show it.
 */
// clang-format off
static const struct expected idlers[] = {
	{ .text = IDLER(CLEANER_STEP("CleanerIdles", "do", "")), .servers = 1, .cleaners = 1, .ids = 2,
	  .holds = true },
	{ .text = IDLER(CLEANER_STEP("CleanerForgets", "do", "\"forget keys\"")), .servers = 1, .cleaners = 1,
	  .ids = 2, .holds = true },
	/* Hours go by, so that noting one changes something again and again: it may do that and nothing else. */
	{ .text = VARIANT("storage-cleaner-working",
	                  ",\"cleaner\":{\"steps\":[" CLEANER_STEP("CleanerNotes", "do", "\"note key time\"") "]}"),
	  .servers = 1, .cleaners = 1, .ids = 1, .stem = -1 },
	/* The same, if no guard depends on how long ago that was. */
	{ .text = VARIANT("storage-cleaner-improved",
	                  ",\"fair\":[\"cleaner\"],\"cleaner\":{"
	                  "\"locals\":[\"blobKeys\",\"unusedBlobKeys\",\"unusedKeyTime\"],"
	                  "\"steps\":[{\"name\":\"CleanerFail\",\"remove\":true},"
	                  CLEANER_STEP("CleanerNotes", "do", "\"note key time\"") "]}"),
	  .servers = 1, .cleaners = 1, .ids = 1, .stem = -1 },
	/* It is the cleaner that lets time go on, and need do nothing else. */
	{ .text = VARIANT("storage-cleaner-working",
	                  ",\"cleaner\":{\"steps\":[" CLEANER_STEP("CleanerSleeps", "do", "\"advance time\"") "]}"),
	  .servers = 1, .cleaners = 1, .ids = 1, .stem = 4 },
	/* A clock that may idle has to go on. */
	{ .text = VARIANT("storage-cleaner-working",
	                  ",\"clock\":{\"steps\":[{\"name\":\"ClockStops\",\"do\":[]}]}"),
	  .servers = 1, .cleaners = 1, .ids = 1, .holds = true },
	/* The server is fair, and its only orphan is its own: that of a write that hangs. */
	{ .text = VARIANT("working", ",\"fair\":[\"server\"],\"server\":{\"steps\":["
	                             "{\"name\":\"FailWrite\",\"remove\":true}]}"),
	  .servers = 1, .ids = 1, .holds = true },
	{ .text = VARIANT("working", ",\"server\":{\"steps\":[{\"name\":\"FailWrite\",\"remove\":true}]}"),
	  .servers = 1, .ids = 1, .stem = 2 },
};
// clang-format on

static struct design *open_case(const struct expected *c)
{
	struct design *design = NULL;
	struct err err = { 0 };
	int status = *c->text == '{' ? design_parse(c->text, strlen(c->text), NULL, &design, &err)
	                             : design_open(c->text, &design, &err);

	if (status)
		fail_msg("%s", err.what);
	return design;
}

/* --- a lasso, judged as TLA+ does ------------------------------------------------------------ */

enum { ROUNDS = 4 }; /* ages stop growing in the first; the last is as all that follow */

struct could {
	const struct model *model;
	const struct action_marks *marks;
	const void *state;
	void *next;
	uint8_t groups; /* that could take a step that changes something */
};

static bool note_change(void *ctx, const struct step *step)
{
	struct could *c = ctx;

	if (c->model->ops->apply(c->model, c->state, step, c->next) == APPLY_OK &&
	    memcmp(c->state, c->next, c->model->state_size) != 0)
		c->groups |= c->marks->fair[step->action];
	return true;
}

/* The groups that the last round either gives a step or finds without one somewhere. */
static uint8_t served_by(const struct model *model, const struct action_marks *marks,
                         const struct step *steps, size_t stem, size_t loop)
{
	unsigned orphans = (unsigned)model_property_index(model, "NoOrphanFiles");
	void *other = mem_alloc(model->state_size);
	size_t last = stem + loop * ROUNDS;
	struct model_walk walk;
	uint8_t served = 0;

	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i <= last; i++) {
		bool judged = i + loop >= last;

		/* P is false all along. */
		if (i >= stem)
			assert_true(model->ops->broken(model, NULL, NULL, walk.at, 1U << orphans));
		if (judged) {
			struct could could = { model, marks, walk.at, other, 0 };

			model->ops->enabled(model, walk.at, note_change, &could);
			served |= (uint8_t)~could.groups;
		}
		if (i == last)
			break;
		assert_true(model_walk_take(&walk, &steps[i]));
		if (i >= stem)
			assert_false(marks->finite[steps[i].action]);
		if (judged && memcmp(walk.from, walk.at, model->state_size) != 0)
			served |= marks->fair[steps[i].action];
	}
	model_walk_end(&walk);
	free(other);
	return served;
}

static void assert_fair_lasso(const struct model *unbounded, const struct action_marks *marks,
                              unsigned groups, const struct liveness_result *r)
{
	size_t count = r->stem + r->loop * ROUNDS;
	struct step *steps = mem_array(count + 1, sizeof(*steps));
	struct model *model = NULL;

	for (size_t i = 0; i < count; i++)
		steps[i] = r->steps[i < r->stem ? i : r->stem + (i - r->stem) % r->loop];
	assert_int_equal(design_concretise(unbounded, steps, count, &model, steps, NULL), 0);
	assert_int_equal(served_by(model, marks, steps, r->stem, r->loop) & ((1U << groups) - 1),
	                 (1U << groups) - 1);
	model_free(model);
	free(steps);
}

static struct assumptions assumed_by(const struct expected *c, const struct design *design)
{
	struct assumptions assumed = design_assumptions(design);

	assumed.cleaners_fair |= c->fair;
	if (c->unfair)
		assumed.servers_fair = assumed.cleaners_fair = assumed.time_goes_on = false;
	assumed.writes_end &= !c->endless_writes;
	assumed.failures_end &= !c->endless_failures;
	return assumed;
}

static void try_case(const struct expected *c)
{
	struct design *design = open_case(c);
	struct assumptions assumed = assumed_by(c, design);
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct liveness_result r;
	uint8_t fair[64];
	bool finite[64], moves[64];
	const struct action_marks marks = { fair, finite, moves };

	scope.of[SCOPE_SERVERS] = c->servers;
	scope.of[SCOPE_CLEANERS] = c->cleaners;
	scope.of[SCOPE_IMAGE_IDS] = c->ids;
	assert_int_equal(design_compile_unbounded(design, &scope, NULL, &model, NULL), 0);
	struct liveness_options o = {
		.property = (unsigned)model_property_index(model, "NoOrphanFiles"),
		.fairness = { .fair = fair, .finite = finite, .moves = moves },
	};
	o.fairness.groups = design_assume(model, &assumed, &marks);
	liveness_run(model, &o, &r);
	if (r.verdict != (c->holds ? CHECK_HOLDS : CHECK_VIOLATED))
		fail_msg("%s: verdict %d", c->text, (int)r.verdict);
	if (r.verdict == CHECK_VIOLATED) {
		if (c->stem >= 0)
			assert_int_equal(r.stem, c->stem);
		assert_fair_lasso(model, &marks, o.fairness.groups, &r);
	}
	liveness_result_release(&r);
	model_free(model);
	design_free(design);
}

static void verdicts_are_right_and_every_lasso_is_fair(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		try_case(&cases[i]);
}

static void a_step_that_changes_nothing_does_not_count_for_fairness(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(idlers) / sizeof(*idlers); i++)
		try_case(&idlers[i]);
}

static void a_limit_is_a_limit_and_not_a_verdict(void **unused)
{
	(void)unused;
	struct design *design = NULL;
	struct scope scope = scope_unset();
	struct model *model = NULL;
	struct liveness_result r;

	assert_int_equal(design_open("storage-cleaner-working", &design, NULL), 0);
	assert_int_equal(design_compile_unbounded(design, &scope, NULL, &model, NULL), 0);
	struct liveness_options o = { .property = 3, .limits = { .states = 1000 } };
	liveness_run(model, &o, &r);
	assert_int_equal(r.verdict, CHECK_LIMIT);
	assert_string_equal(r.limit, "states");
	liveness_result_release(&r);
	model_free(model);
	design_free(design);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_right_and_every_lasso_is_fair),
		cmocka_unit_test(a_step_that_changes_nothing_does_not_count_for_fairness),
		cmocka_unit_test(a_limit_is_a_limit_and_not_a_verdict),
	};

	return cmocka_run_group_tests_name("liveness", tests, NULL, NULL);
}
