/*
 * The steps that an export marks as those that a violation depends on, played alone in their order, violate
 * the same property: on random walks of all bundled designs, for each property.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/schedule.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "export/picture/annotated_run.h"

enum { WALKS = 6, LENGTH = 60, LEAST = 40 };

static unsigned marked_runs, shorter_runs;

/* Plays the marked steps from the start and checks what the last one violates. */
static void the_marked_steps_are_enough(struct session *session, unsigned property)
{
	struct model *model = session->model;
	struct trace *trace = session_trace(session);
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size);
	uint32_t bit = UINT32_C(1) << property;
	struct annotated_run run;
	struct err err = { 0 };
	size_t marked = 0;

	if (annotated_run_make(model, trace, bit, &run, &err))
		fail_msg("%s", err.what);
	model->ops->initial(model, state);
	for (size_t i = 0; run.broken && run.broken_at && run.sliced && i < run.broken_at; i++) {
		const char *text = run.events[i].text;
		struct step step;

		if (!run.events[i].essential)
			continue;
		marked++;
		assert_int_equal(step_parse(model, text, strlen(text), &step, NULL), 0);
		if (model->ops->apply(model, state, &step, next) != APPLY_OK)
			fail_msg("%s, %s: %s cannot be played alone", model->name,
			         model->properties[property].name, text);
		if (i + 1 == run.broken_at && !model_breaks(model, state, &step, next, bit))
			fail_msg("%s: %s does not violate %s by itself", model->name, text,
			         model->properties[property].name);
		memcpy(state, next, model->state_size);
	}
	marked_runs += marked > 0;
	shorter_runs += marked && marked < run.broken_at;
	annotated_run_release(&run);
	trace_free(trace);
	free(state);
	free(next);
}

static void walk_design(const char *name, uint32_t seed)
{
	struct design *design = NULL;
	struct session *session = NULL;
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 2;
	scope.of[SCOPE_READERS] = (int)(seed % 2);
	assert_int_equal(design_open(name, &design, NULL), 0);
	assert_int_equal(session_open_design(design, &scope, &session, NULL), 0);
	session_set_properties(session, 0);
	session_walk(session, LENGTH, seed, NULL);
	for (unsigned p = 0; p < session->model->property_count; p++)
		the_marked_steps_are_enough(session, p);
	session_free(session);
}

static void marked_steps_violate_the_same_when_played_alone(void **unused)
{
	(void)unused;
	for (const struct bundled *b = bundled_designs; b->name; b++)
		for (uint32_t seed = 1; seed <= WALKS; seed++)
			walk_design(b->name, seed);
	assert_in_range(marked_runs, LEAST, UINT32_MAX);
	assert_in_range(shorter_runs, LEAST, UINT32_MAX);
}

/* A blob is an orphan because the record names another: that write is needed as well. */
static void what_a_property_reads_counts(void **unused)
{
	(void)unused;
	static const char text[] =
	        "{\"extends\":\"working\",\"name\":\"atomic\",\"server\":{\"steps\":["
	        "{\"name\":\"WriteBlob\",\"do\":[\"keep id\",\"write blob\",\"write record\","
	        "\"clear locals\"],\"goto\":\"waiting\"},"
	        "{\"name\":\"WriteMetadataAndReturn\",\"remove\":true},"
	        "{\"name\":\"FailWrite\",\"at\":\"started_write\"}]}}";
	static const char *const steps[] = { "s1 StartWrite u1 m1 i1", "s1 WriteBlob ui1",
		                             "s2 StartWrite u1 m1 i1", "s2 WriteBlob ui2" };
	struct design *design = NULL;
	struct session *session = NULL;
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = 2;
	assert_int_equal(design_parse(text, strlen(text), NULL, &design, NULL), 0);
	assert_int_equal(session_open_design(design, &scope, &session, NULL), 0);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		assert_int_equal(session_do_text(session, steps[i], NULL), 0);
	marked_runs = shorter_runs = 0;
	the_marked_steps_are_enough(session, (unsigned)model_property_index(session->model, "NoOrphanFiles"));
	assert_int_equal(marked_runs, 1);
	assert_int_equal(shorter_runs, 0);
	session_free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marked_steps_violate_the_same_when_played_alone),
		cmocka_unit_test(what_a_property_reads_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
