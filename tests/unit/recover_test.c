/* What can come of a state, when some steps may be taken and others not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/recover.h>

/* Who may act, and which action may not be taken. */
struct rule {
	const struct model *model;
	unsigned process;
	const char *without, *wrong;
};

static bool may(void *ctx, const void *from, const struct step *step, bool first)
{
	const struct rule *rule = ctx;
	const char *name = rule->model->actions[step->action].name;

	(void)from;
	(void)first;
	return step->process == rule->process && (!rule->without || strcmp(name, rule->without) != 0);
}

static enum run_end ended(void *ctx, const void *state)
{
	const struct rule *rule = ctx;

	return strcmp(rule->model->ops->control(rule->model, state, rule->process), "waiting") == 0
	               ? RUN_ENDED
	               : RUN_GOES_ON;
}

static bool is_wrong(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct rule *rule = ctx;

	(void)from;
	(void)to;
	return strcmp(rule->model->actions[step->action].name, rule->wrong) == 0;
}

static struct model *model_of(const char *name)
{
	struct design *design = NULL;
	struct scope scope = scope_unset();
	struct model *model = NULL;

	scope.of[SCOPE_SERVERS] = 2;
	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 1;
	assert_int_equal(design_open(name, &design, NULL), 0);
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	design_free(design);
	return model;
}

/* The state after some steps; the caller frees it. */
static void *after(const struct model *model, const char *const *steps)
{
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size);

	model->ops->initial(model, state);
	for (; *steps; steps++) {
		struct step step;

		assert_int_equal(step_parse(model, *steps, strlen(*steps), &step, NULL), 0);
		assert_int_equal(model->ops->apply(model, state, &step, next), APPLY_OK);
		memcpy(state, next, model->state_size);
	}
	free(next);
	return state;
}

static struct recover_rules rules_of(struct rule *rule)
{
	return (struct recover_rules){ .may = may,
		                       .ended = ended,
		                       .wrong = rule->wrong ? is_wrong : NULL,
		                       .ctx = rule,
		                       .waits_for = -1 };
}

static void the_run_that_ends_is_a_shortest_one(void **unused)
{
	(void)unused;
	static const char *const steps[] = { "s1 StartWrite u1 m1 i1", NULL };
	struct model *model = model_of("naive");
	void *state = after(model, steps);
	struct rule rule = { model, 0, NULL, NULL };
	struct recover_rules rules = rules_of(&rule);
	struct recover_run run;

	assert_int_equal(recover_can(model, state, &rules, &run), RECOVER_YES);
	assert_int_equal(run.count, 1);
	assert_string_equal(model->actions[run.steps[0].action].name, "FailWrite");
	recover_run_release(&run);
	rule.without = "FailWrite";
	assert_int_equal(recover_can(model, state, &rules, &run), RECOVER_YES);
	assert_int_equal(run.count, 2);
	recover_run_release(&run);
	free(state);
	model_free(model);
}

static void a_run_that_cannot_end_is_shown_as_far_as_it_gets(void **unused)
{
	(void)unused;
	static const char *const steps[] = { "s1 StartRead u1", NULL };
	struct model *model = model_of("naive");
	void *state = after(model, steps);
	struct rule rule = { model, 0, "ReadBlobAndReturn", NULL };
	struct recover_rules rules = rules_of(&rule);
	struct recover_run run;

	assert_int_equal(recover_can(model, state, &rules, &run), RECOVER_NO);
	assert_int_equal(run.count, 1);
	assert_string_equal(model->actions[run.steps[0].action].name, "ReadMetadata");
	recover_run_release(&run);
	assert_int_equal(recover_must(model, state, &rules, &run), RECOVER_NO);
	assert_int_equal(run.count, 1);
	assert_false(run.wrong);
	recover_run_release(&run);
	/* Another process may do what it likes. */
	rule.process = 1;
	assert_int_equal(recover_must(model, state, &rules, &run), RECOVER_NO);
	recover_run_release(&run);
	rule.without = NULL;
	assert_int_equal(recover_must(model, state, &rules, &run), RECOVER_YES);
	recover_run_release(&run);
	free(state);
	model_free(model);
}

static void a_wrong_step_ends_the_run_that_shows_it(void **unused)
{
	(void)unused;
	static const char *const steps[] = { "s1 StartRead u1", NULL };
	struct model *model = model_of("naive");
	void *state = after(model, steps);
	struct rule rule = { model, 0, NULL, "ReadBlobAndReturn" };
	struct recover_rules rules = rules_of(&rule);
	struct recover_run run;

	assert_int_equal(recover_must(model, state, &rules, &run), RECOVER_NO);
	assert_int_equal(run.count, 2);
	assert_true(run.wrong);
	assert_string_equal(model->actions[run.steps[1].action].name, "ReadBlobAndReturn");
	recover_run_release(&run);
	free(state);
	model_free(model);
}

static void too_little_room_is_no_answer(void **unused)
{
	(void)unused;
	static const char *const steps[] = { "s1 StartRead u1", NULL };
	struct model *model = model_of("naive");
	void *state = after(model, steps);
	struct rule rule = { model, 0, "ReadBlobAndReturn", NULL };
	struct recover_rules rules = rules_of(&rule);

	rules.max_states = 1;
	assert_int_equal(recover_can(model, state, &rules, NULL), RECOVER_UNKNOWN);
	assert_int_equal(recover_must(model, state, &rules, NULL), RECOVER_UNKNOWN);
	free(state);
	model_free(model);
}

/* Time passes for a process that waits, and for no other. */
static void a_process_waits_where_it_can_do_nothing_else(void **unused)
{
	(void)unused;
	static const char *const steps[] = { "s1 ServerStartRead u1", NULL };
	struct model *model = model_of("storage-cleaner-kill");
	void *state = after(model, steps);
	struct rule rule = { model, 0, "ServerReadMetadataAndReturnEmpty", NULL };
	struct recover_rules rules = rules_of(&rule);
	struct recover_run run;

	assert_int_equal(recover_can(model, state, &rules, &run), RECOVER_NO);
	recover_run_release(&run);
	rules.waits_for = model_process_index(model, "clock");
	assert_int_equal(recover_can(model, state, &rules, &run), RECOVER_YES);
	assert_int_equal(run.count, 2);
	assert_string_equal(model->actions[run.steps[0].action].name, "TimePasses");
	assert_string_equal(model->actions[run.steps[1].action].name, "ServerRestart");
	recover_run_release(&run);
	free(state);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_run_that_ends_is_a_shortest_one),
		cmocka_unit_test(a_run_that_cannot_end_is_shown_as_far_as_it_gets),
		cmocka_unit_test(a_wrong_step_ends_the_run_that_shows_it),
		cmocka_unit_test(too_little_room_is_no_answer),
		cmocka_unit_test(a_process_waits_where_it_can_do_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
