/*
 * Each bundled design, compiled as a machine, is the same system as the plan of the old engine: the same
 * steps in the same order, the same states as values, the same verdicts; and the machine's stepper finds what
 * its plain explorer finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/check.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "random.h"
#include "share.h"

enum { WALKS = 12, WALK = 40 };

static struct model *compile(const struct bundled *b, bool open, const struct scope *scope)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct err err = { 0 };
	char why[1200];

	if ((open ? design_parse_open : design_parse)(b->text, b->length, b->name, &design, &err) ||
	    design_compile(design, scope, NULL, true, &model, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	design_free(design);
	return model;
}

static struct scope small_scope(void)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 1;
	scope.of[SCOPE_READERS] = 0;
	scope.of[SCOPE_IMAGE_IDS] = 2;
	scope.of[SCOPE_OPERATIONS] = 2;
	scope.of[SCOPE_TIME] = 2;
	return scope;
}

static struct check_result explore(const struct model *model, uint32_t properties, bool plain)
{
	struct check_options options = {
		.properties = properties, .threads = 1, .plain = plain, .keep_going = true
	};
	struct check_result result;

	check_run(model, &options, &result);
	return result;
}

static uint32_t bit_of(const struct model *model, const char *name)
{
	int at = model_property_index(model, name);

	return at < 0 ? 0 : UINT32_C(1) << at;
}

static void counts_and_verdicts_are_the_same(void **state)
{
	static const char *const names[] = { "TypeOk", "ConsistentReads", "NoOrphanFiles",
		                             "EmptyReadsOnlyWhenUnset" };
	struct scope scope = small_scope();
	unsigned nth = 0;

	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *old = compile(b, false, &scope), *open = compile(b, true, &scope);

		print_message("%s\n", b->name);
		for (size_t i = 0; i <= sizeof(names) / sizeof(*names); i++) {
			if (!share_has(nth++))
				continue;
			uint32_t asked = i ? bit_of(open, names[i - 1]) : 0;
			struct check_result a = explore(old, i ? bit_of(old, names[i - 1]) : 0, false);
			struct check_result fast = explore(open, asked, false),
			                    plain = explore(open, asked, true);

			assert_int_equal(a.distinct, plain.distinct);
			assert_int_equal(a.generated, plain.generated);
			assert_int_equal(a.depth, plain.depth);
			assert_int_equal(a.beyond != 0, plain.beyond != 0);
			assert_int_equal(a.trace_count, plain.trace_count);
			assert_int_equal(plain.distinct, fast.distinct);
			assert_int_equal(plain.generated, fast.generated);
			assert_int_equal(plain.beyond, fast.beyond);
			assert_int_equal(plain.trace_count, fast.trace_count);
			for (size_t t = 0; t < a.trace_count; t++) {
				assert_int_equal(a.traces[t].length, plain.traces[t].length);
				assert_int_equal(a.traces[t].length, fast.traces[t].length);
			}
			for (unsigned n = 0; n < open->action_count; n++)
				assert_int_equal(plain.coverage[n].taken, fast.coverage[n].taken);
			check_result_release(&a);
			check_result_release(&fast);
			check_result_release(&plain);
		}
		model_free(old);
		model_free(open);
	}
}

static void same_description(const struct model *old, const void *a, const struct model *open, const void *b)
{
	struct arena *arena = arena_new();
	struct buf left, right;

	buf_init(&left);
	buf_init(&right);
	value_tla(&left, old->ops->describe(old, a, arena));
	value_tla(&right, open->ops->describe(open, b, arena));
	assert_string_equal(left.data, right.data);
	buf_release(&left);
	buf_release(&right);
	arena_free(arena);
}

/* Takes the same steps in both, and compares what can be done and seen. */
static void walk_both(const struct model *old, const struct model *open)
{
	struct model_walk a, b;
	struct arena *arena = arena_new();

	model_walk_begin(&a, old, NULL);
	model_walk_begin(&b, open, NULL);
	for (int i = 0; i < WALK; i++) {
		struct step *mine, *theirs, read;
		size_t count = model_enabled(old, a.at, arena, &mine);

		same_description(old, a.at, open, b.at);
		assert_int_equal(count, model_enabled(open, b.at, arena, &theirs));
		for (size_t s = 0; s < count; s++) {
			struct buf text;

			buf_init(&text);
			step_show(old, &mine[s], &text);
			assert_int_equal(step_parse(open, text.data, text.length, &read, NULL), 0);
			assert_true(step_equal(&read, &theirs[s]));
			buf_release(&text);
		}
		if (!count)
			break;
		size_t pick = random_below((unsigned)count);

		if (!model_walk_take(&a, &mine[pick]))
			break;
		assert_true(model_walk_take(&b, &theirs[pick]));
	}
	model_walk_end(&a);
	model_walk_end(&b);
	arena_free(arena);
}

static void steps_and_states_are_the_same(void **state)
{
	struct scope scope = scope_unset();

	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *old = compile(b, false, &scope), *open = compile(b, true, &scope);

		for (unsigned i = 0; i < share_of(WALKS); i++)
			walk_both(old, open);
		model_free(old);
		model_free(open);
	}
}

static void a_description_is_read_back_as_the_same_state(void **state)
{
	struct scope scope = scope_unset();

	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct model *open = compile(b, true, &scope);
		struct arena *arena = arena_new();
		uint64_t *back = mem_alloc(open->state_size);
		struct model_walk walk;

		model_walk_begin(&walk, open, NULL);
		for (int i = 0; i < WALK; i++) {
			struct step *steps;
			size_t count = model_enabled(open, walk.at, arena, &steps);

			assert_int_equal(
			        design_encode(open, open->ops->describe(open, walk.at, arena), back, NULL),
			        0);
			assert_memory_equal(back, walk.at, open->state_size);
			if (!count || !model_walk_take(&walk, &steps[random_below((unsigned)count)]))
				break;
		}
		model_walk_end(&walk);
		free(back);
		arena_free(arena);
		model_free(open);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_and_verdicts_are_the_same),
		cmocka_unit_test(steps_and_states_are_the_same),
		cmocka_unit_test(a_description_is_read_back_as_the_same_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
