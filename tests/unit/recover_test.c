/* What can still happen from a state if only some steps are allowed. */
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

/* Who may act, and which action is forbidden, or wrong. */
struct rule {
	unsigned process;
	const char *without, *wrong;
};

static struct model *model;
static void *state;
static struct rule rule;
static struct recover_rules rules;
static struct recover_run run;

static bool may(void *ctx, const void *from, const struct step *step, bool first)
{
	(void)ctx;
	(void)from;
	(void)first;
	return step->process == rule.process &&
	       (!rule.without || strcmp(model->actions[step->action].name, rule.without) != 0);
}

static enum run_end ended(void *ctx, const void *at)
{
	(void)ctx;
	return strcmp(model->ops->control(model, at, rule.process), "waiting") == 0 ? RUN_ENDED : RUN_GOES_ON;
}

static bool is_wrong(void *ctx, const void *from, const struct step *step, const void *to)
{
	(void)ctx;
	(void)from;
	(void)to;
	return strcmp(model->actions[step->action].name, rule.wrong) == 0;
}

/* The state of a design after one step, and the rules for s1. */
static void begin(const char *name, const char *text, const char *without, const char *wrong)
{
	struct scope scope = scope_unset();
	struct design *design = NULL;
	struct step step;

	scope.of[SCOPE_SERVERS] = 2;
	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 1;
	assert_int_equal(design_open(name, &design, NULL), 0);
	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	design_free(design);

	void *initial = mem_alloc(model->state_size);

	state = mem_alloc(model->state_size);
	model->ops->initial(model, initial);
	assert_int_equal(step_parse(model, text, strlen(text), &step, NULL), 0);
	assert_int_equal(model->ops->apply(model, initial, &step, state), APPLY_OK);
	free(initial);
	rule = (struct rule){ 0, without, wrong };
	rules = (struct recover_rules){
		.may = may, .ended = ended, .wrong = wrong ? is_wrong : NULL, .waits_for = -1
	};
}

static int end(void **unused)
{
	(void)unused;
	recover_run_release(&run);
	free(state);
	model_free(model);
	return 0;
}

typedef enum recover_answer question(const struct model *model, const void *from,
                                     const struct recover_rules *rules, struct recover_run *run);

static void answers(question *ask, enum recover_answer expected)
{
	recover_run_release(&run);
	assert_int_equal(ask(model, state, &rules, &run), expected);
}

static const char *action_of(size_t nth)
{
	return model->actions[run.steps[nth].action].name;
}

static void the_run_that_ends_is_a_shortest_one(void **unused)
{
	(void)unused;
	begin("naive", "s1 StartWrite u1 m1 i1", NULL, NULL);
	answers(recover_can, RECOVER_YES);
	assert_int_equal(run.count, 1);
	assert_string_equal(action_of(0), "FailWrite");
	rule.without = "FailWrite";
	answers(recover_can, RECOVER_YES);
	assert_int_equal(run.count, 2);
}

static void a_run_that_cannot_end_is_shown_as_far_as_it_gets(void **unused)
{
	(void)unused;
	begin("naive", "s1 StartRead u1", "ReadBlobAndReturn", NULL);
	answers(recover_can, RECOVER_NO);
	assert_int_equal(run.count, 1);
	assert_string_equal(action_of(0), "ReadMetadata");
	answers(recover_must, RECOVER_NO);
	assert_int_equal(run.count, 1);
	assert_false(run.wrong);
	rule.process = 1;
	answers(recover_must, RECOVER_NO);
	rule.without = NULL;
	answers(recover_must, RECOVER_YES);
}

static void a_wrong_step_ends_the_run_that_shows_it(void **unused)
{
	(void)unused;
	begin("naive", "s1 StartRead u1", NULL, "ReadBlobAndReturn");
	answers(recover_must, RECOVER_NO);
	assert_int_equal(run.count, 2);
	assert_true(run.wrong);
	assert_string_equal(action_of(1), "ReadBlobAndReturn");
}

static void a_limit_on_states_leaves_the_answer_open(void **unused)
{
	(void)unused;
	begin("naive", "s1 StartRead u1", "ReadBlobAndReturn", NULL);
	rules.max_states = 1;
	answers(recover_can, RECOVER_UNKNOWN);
	answers(recover_must, RECOVER_UNKNOWN);
}

/* Time passes only for a process that waits. */
static void a_process_waits_where_it_can_do_nothing_else(void **unused)
{
	(void)unused;
	begin("storage-cleaner-kill", "s1 ServerStartRead u1", "ServerReadMetadataAndReturnEmpty", NULL);
	answers(recover_can, RECOVER_NO);
	rules.waits_for = model_process_index(model, "clock");
	answers(recover_can, RECOVER_YES);
	assert_int_equal(run.count, 2);
	assert_string_equal(action_of(0), "TimePasses");
	assert_string_equal(action_of(1), "ServerRestart");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_run_that_ends_is_a_shortest_one, end),
		cmocka_unit_test_teardown(a_run_that_cannot_end_is_shown_as_far_as_it_gets, end),
		cmocka_unit_test_teardown(a_wrong_step_ends_the_run_that_shows_it, end),
		cmocka_unit_test_teardown(a_limit_on_states_leaves_the_answer_open, end),
		cmocka_unit_test_teardown(a_process_waits_where_it_can_do_nothing_else, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
