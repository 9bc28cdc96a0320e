/*
 * Lassos: the verdicts that are known, and that whatever is found is a fair lasso indeed, judged
 * by playing it and by nothing that found it.
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

static const struct expected cases[] = {
	/* No cleaner, or one that may sleep: the first orphan stays. */
	{ .text = "working", .servers = 1, .ids = 2, .stem = 2 },
	{ .text = "storage-cleaner-naive", .servers = 1, .cleaners = 1, .ids = 2, .stem = 2 },
	{ .text = "storage-cleaner-working", .unfair = true, .servers = 1, .cleaners = 1, .ids = 2, .stem = 2 },
	/* A fair cleaner that may fail for ever. */
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

struct groups {
	const uint8_t *fair;
	uint8_t enabled;
};

static bool note_enabled(void *ctx, const struct step *step)
{
	struct groups *groups = ctx;

	groups->enabled |= groups->fair[step->action];
	return true;
}

static void assert_fair_lasso(const struct model *model, const struct liveness_options *o,
                              const struct liveness_result *r)
{
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size), *swap;
	void *entry = mem_alloc(model->state_size);
	uint8_t served = 0, all = (uint8_t)((1U << o->groups) - 1);

	model->ops->initial(model, state);
	for (size_t i = 0; i <= r->stem + r->loop; i++) {
		struct groups groups = { .fair = o->fair };

		if (i == r->stem)
			memcpy(entry, state, model->state_size);
		if (i >= r->stem) {
			/* P is false all along, and a group that cannot act is served. */
			assert_true(model->ops->broken(model, NULL, NULL, state, 1U << o->property));
			model->ops->enabled(model, state, note_enabled, &groups);
			served |= (uint8_t)~groups.enabled;
		}
		if (i == r->stem + r->loop)
			break;
		assert_int_equal(model->ops->apply(model, state, &r->steps[i], next), APPLY_OK);
		if (i >= r->stem) {
			served |= o->fair[r->steps[i].action];
			assert_false(o->finite[r->steps[i].action]);
		}
		swap = state;
		state = next;
		next = swap;
	}
	assert_memory_equal(entry, state, model->state_size);
	assert_int_equal(served & all, all);
	free(state);
	free(next);
	free(entry);
}

static void verdicts_are_right_and_every_lasso_is_fair(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct expected *c = &cases[i];
		struct design *design = open_case(c);
		struct scope scope = scope_unset();
		struct assumptions assumed = design_assumptions(design);
		struct model *model = NULL;
		struct liveness_result r;
		uint8_t fair[64];
		bool finite[64];

		scope.servers = c->servers;
		scope.cleaners = c->cleaners;
		scope.image_ids = c->ids;
		assert_int_equal(design_compile_unbounded(design, &scope, NULL, &model, NULL), 0);
		assumed.cleaners_fair |= c->fair;
		if (c->unfair)
			assumed.cleaners_fair = assumed.time_goes_on = false;
		assumed.writes_end &= !c->endless_writes;
		assumed.failures_end &= !c->endless_failures;
		struct liveness_options o = {
			.property = (unsigned)model_property_index(model, "NoOrphanFiles"),
			.fair = fair,
			.finite = finite,
		};
		o.groups = design_assume(model, &assumed, fair, finite);
		liveness_run(model, &o, &r);
		if (r.verdict != (c->holds ? CHECK_HOLDS : CHECK_VIOLATED))
			fail_msg("case %zu, %s: verdict %d", i, c->text, (int)r.verdict);
		if (r.verdict == CHECK_VIOLATED) {
			if (c->stem >= 0)
				assert_int_equal(r.stem, c->stem);
			assert_fair_lasso(model, &o, &r);
		}
		liveness_result_release(&r);
		model_free(model);
		design_free(design);
	}
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
		cmocka_unit_test(a_limit_is_a_limit_and_not_a_verdict),
	};

	return cmocka_run_group_tests_name("liveness", tests, NULL, NULL);
}
