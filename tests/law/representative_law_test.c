/*
 * Machines without bounds and up to names: a representative can do what the states that it represents can; a
 * check of representatives finds what a check of all states finds; what it finds can be played.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "random.h"

enum { WALKS = 4, LENGTH = 60 };

/* Designs that use what grows in ways that the bundled ones do not. */
static const char *const own[] = {
	/* a lease that ends at an hour that is stored; a process named in the state; tries that are counted
	 */
	"{\"name\":\"leases\",\"scope\":{\"max-time\":3},"
	"\"domains\":{\"Key\":{\"short\":\"k\",\"count\":2}},"
	"\"globals\":{\"holder\":\"Worker?\",\"until\":\"hours\",\"time\":\"hours\",\"last\":\"Key?\"},"
	"\"roles\":{\"worker\":{\"short\":\"w\",\"count\":2,\"locals\":{\"tries\":\"count\",\"key\":\"Key?\","
	"\"mine\":\"hours\"}"
	","
	"\"states\":[\"idle\",\"busy\"],\"steps\":["
	"{\"name\":\"Take\",\"at\":\"idle\",\"when\":[\"holder = UNSET or time \\u2265 until\"],"
	"\"choose\":[\"choose k \\u2208 Keys\"],"
	"\"do\":[\"holder := self\",\"until := time + 2\",\"mine := until\",\"key := k\",\"tries := "
	"0\"],\"goto\":\"busy\"},"
	"{\"name\":\"Try\",\"at\":\"busy\",\"when\":[\"tries < 2\",\"time < mine\"],\"do\":[\"tries := tries "
	"+ 1\"]},"
	"{\"name\":\"Write\",\"at\":\"busy\",\"when\":[\"tries \\u2265 1\"],\"do\":[\"last := key\",\"key := "
	"UNSET\"],"
	"\"goto\":\"idle\"}]},"
	"\"clock\":{\"steps\":[{\"name\":\"Tick\",\"do\":[\"time := time + 1\"]}]}},"
	"\"properties\":{\"HolderWrites\":{\"always\":\"all w \\u2208 workers: w.state = busy \\u21d2 holder "
	"= w\"}}}",
};

static struct design *read(const char *text, size_t length, const char *name)
{
	struct design *design = NULL;
	struct err err = { 0 };
	char why[1200];

	if (design_parse_open(text, length, name, &design, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	return design;
}

static void each_design(void (*fn)(const struct design *design))
{
	const struct bundled *b;

	for (size_t i = 0; (b = bundled_design_nth(i)); i++) {
		struct design *design = read(b->text, b->length, b->name);

		fn(design);
		design_free(design);
	}
	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++) {
		struct design *design = read(own[i], strlen(own[i]), "own");

		fn(design);
		design_free(design);
	}
}

static struct scope small(const struct design *design)
{
	struct scope scope = scope_unset();

	if (design_ignores(design, SCOPE_IMAGE_IDS) == NULL)
		scope.of[SCOPE_IMAGE_IDS] = 2;
	return scope;
}

/* --- what follows ------------------------------------------------------------------------ */

static uint64_t hash_state(const struct model *model, const void *state, uint64_t hash)
{
	for (size_t b = 0; b < model->state_size; b++)
		hash = (hash ^ ((const unsigned char *)state)[b]) * 1099511628211U;
	return hash;
}

/* The representatives of all successors and what the steps break, as a sum that does not depend on their
 * order. */
struct futures {
	const struct model *quotient;
	void *represented;
	uint64_t sum;
};

static void add_future(struct futures *f, unsigned action, uint32_t broken)
{
	f->sum += hash_state(f->quotient, f->represented, 14695981039346656037U + broken * 31 + action);
}

static uint32_t all_properties(const struct model *model)
{
	return (uint32_t)((UINT64_C(1) << model->property_count) - 1);
}

/* Returns false if the played model is too small, or something is broken. */
static bool futures_of_played(const struct model *played, const void *state, struct futures *f,
                              struct arena *arena)
{
	struct step *steps;
	size_t count = model_enabled(played, state, arena, &steps);
	void *next = arena_alloc(arena, played->state_size);

	for (size_t i = 0; i < count; i++) {
		if (played->ops->apply(played, state, &steps[i], next) != APPLY_OK)
			return false;
		design_project(played, next, f->quotient, f->represented);
		add_future(f, steps[i].action,
		           played->ops->broken(played, state, &steps[i], next, all_properties(played)));
	}
	return true;
}

static void futures_of_quotient(const void *state, struct futures *f, struct arena *arena)
{
	struct step *steps;
	size_t count = model_enabled(f->quotient, state, arena, &steps);
	void *next = arena_alloc(arena, f->quotient->state_size);

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(f->quotient->ops->apply(f->quotient, state, &steps[i], next), APPLY_OK);
		memcpy(f->represented, next, f->quotient->state_size);
		f->quotient->ops->canonical(f->quotient, f->represented);
		add_future(f, steps[i].action,
		           f->quotient->ops->broken(f->quotient, state, &steps[i], next,
		                                    all_properties(f->quotient)));
	}
}

static void walk(const struct model *played, const struct model *quotient)
{
	struct arena *arena = arena_new();
	void *state = mem_alloc(played->state_size), *next = mem_alloc(played->state_size);
	void *projected = mem_alloc(quotient->state_size), *represented = mem_alloc(quotient->state_size);

	played->ops->initial(played, state);
	for (int i = 0; i < LENGTH; i++) {
		struct futures a = { quotient, represented, 0 }, b = a;
		struct step *steps;
		size_t count = model_enabled(played, state, arena, &steps);

		if (played->ops->broken(played, NULL, NULL, state, all_properties(played)))
			break;
		if (!count || !futures_of_played(played, state, &a, arena))
			break;
		design_project(played, state, quotient, projected);
		futures_of_quotient(projected, &b, arena);
		assert_true(a.sum == b.sum);
		played->ops->apply(played, state, &steps[random_below((uint32_t)count)], next);
		memcpy(state, next, played->state_size);
		arena_clear(arena);
	}
	free(state);
	free(next);
	free(projected);
	free(represented);
	arena_free(arena);
}

static unsigned covered;

static void walk_design(const struct design *design)
{
	struct scope scope = small(design);
	struct model *played, *quotient;

	for (unsigned row = 0; design_scope_rows(design)[row].option; row++)
		if (design_scope_rows(design)[row].kind == SCOPE_BOUND)
			scope.of[row] = design_scope_rows(design)[row].most < 20
			                        ? design_scope_rows(design)[row].most
			                        : 20;
	struct err err = { 0 };
	if (design_compile(design, &scope, NULL, false, &played, &err)) {
		print_message("%s: %s\n", design_name(design), err.what);
		return;
	}
	if (design_quotient(played, &quotient, &err)) {
		print_message("%s: %s\n", design_name(design), err.what);
	} else {
		covered++;
		for (int i = 0; i < WALKS; i++)
			walk(played, quotient);
		model_free(quotient);
	}
	model_free(played);
}

static void a_representative_can_do_what_the_state_can(void **unused)
{
	(void)unused;
	each_design(walk_design);
	assert_true(covered >= 20);
}

/* --- verdicts ------------------------------------------------------------------------------ */

static struct check_result explore(const struct model *model, bool symmetry, unsigned threads, bool plain)
{
	struct check_options options = { .properties = model_default_properties(model),
		                         .threads = threads,
		                         .symmetry = symmetry,
		                         .plain = plain,
		                         .spread_from = threads > 1 ? 10 : 0,
		                         .max_states = 150000 };
	struct check_result result;

	check_run(model, &options, &result);
	return result;
}

static bool breaks_at_end(const struct model *model, const struct step *steps, size_t count,
                          unsigned property)
{
	struct model_walk w;
	bool broken = false, taken = true;

	model_walk_begin(&w, model, NULL);
	for (size_t i = 0; i < count && taken; i++) {
		taken = model_walk_take(&w, &steps[i]);
		broken = taken && model->ops->broken(model, w.from, &steps[i], w.at, UINT32_C(1) << property);
		assert_true(i + 1 == count || !broken);
	}
	model_walk_end(&w);
	return taken && broken;
}

/* A violation within the bounds is one without them; what holds without bounds holds within them. */
static void compare_verdicts(const struct design *design)
{
	struct scope scope = small(design);
	struct model *bounded, *unbounded, *concrete = NULL;
	struct check_result b, u, threads;

	if (design_compile(design, &scope, NULL, true, &bounded, NULL))
		return;
	if (design_compile_unbounded(design, &scope, NULL, &unbounded, NULL)) {
		model_free(bounded);
		return;
	}
	b = explore(bounded, false, 1, false);
	u = explore(unbounded, false, 1, true);
	threads = explore(unbounded, false, 3, false);
	assert_true(u.verdict != CHECK_LIMIT);
	assert_int_equal(u.verdict, threads.verdict);
	assert_int_equal(u.distinct, threads.distinct);
	assert_int_equal(u.generated, threads.generated);
	if (b.verdict == CHECK_VIOLATED)
		assert_int_equal(u.verdict, CHECK_VIOLATED);
	if (u.verdict == CHECK_VIOLATED) {
		const struct check_trace *t = &u.traces[0];
		struct step *steps = mem_array(t->length, sizeof(*steps));

		assert_int_equal(t->length, threads.traces[0].length);
		if (b.verdict == CHECK_VIOLATED)
			assert_true(t->length <= b.traces[0].length);
		assert_int_equal(design_concretise(unbounded, t->steps, t->length, &concrete, steps, NULL),
		                 0);
		assert_true(breaks_at_end(concrete, steps, t->length, t->property));
		model_free(concrete);
		free(steps);
	}
	check_result_release(&b);
	check_result_release(&u);
	check_result_release(&threads);
	model_free(bounded);
	model_free(unbounded);
}

static void a_check_without_bounds_finds_what_a_bounded_one_does(void **unused)
{
	(void)unused;
	each_design(compare_verdicts);
}

static void compare_symmetry(const struct design *design)
{
	struct scope scope = small(design);
	struct model *model;
	struct check_result all, some, plain;

	if (!design_ignores(design, SCOPE_OPERATIONS))
		scope.of[SCOPE_OPERATIONS] = 2;
	if (!design_ignores(design, SCOPE_SERVERS))
		scope.of[SCOPE_SERVERS] = 2;
	if (design_compile(design, &scope, NULL, true, &model, NULL))
		return;
	print_message("%s\n", design_name(design));
	all = explore(model, false, 1, false);
	some = explore(model, true, 1, false);
	plain = explore(model, true, 1, true);
	if (all.verdict != CHECK_LIMIT)
		assert_int_equal(all.verdict, some.verdict);
	assert_int_equal(plain.verdict, some.verdict);
	assert_int_equal(plain.distinct, some.distinct);
	if (all.verdict == CHECK_VIOLATED)
		assert_int_equal(all.traces[0].length, some.traces[0].length);
	if (all.verdict == CHECK_HOLDS && !some.unreduced) {
		assert_int_equal(all.distinct, some.represented);
		assert_int_equal(all.distinct, plain.represented);
		assert_true(some.distinct < all.distinct);
	}
	check_result_release(&all);
	check_result_release(&some);
	check_result_release(&plain);
	model_free(model);
}

static void symmetry_changes_no_verdict_and_represents_all_states(void **unused)
{
	(void)unused;
	each_design(compare_symmetry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_representative_can_do_what_the_state_can),
		cmocka_unit_test(a_check_without_bounds_finds_what_a_bounded_one_does),
		cmocka_unit_test(symmetry_changes_no_verdict_and_represents_all_states),
	};

	random_from(5);
	return cmocka_run_group_tests_name("representatives", tests, NULL, NULL);
}
