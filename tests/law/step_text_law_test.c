/*
 * Two steps that can be taken in one state have different texts, and a text is read back as its step:
 * whatever the constants, the processes and the actions are called.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/labels.h>
#include <heddle/mem.h>
#include <heddle/recording.h>
#include <heddle/trace.h>

#include "draft_random.h"
#include "random.h"

enum { DRAFTS = 40, WALKS = 2, WALK = 20 };

/* A person writes names that begin with others, have blanks, quotes and what else separates words. */
static const char *const servers[] = { "s1", "s1 StartRead", "\"s1\"", "; s1", NULL };
static const char *const users[] = { "u1", "u1 m1", "", NULL };
static const char *const metadatas[] = { "m1", "m1 i1", "\"m1\"", NULL };
static const char *const images[] = { "i1", "m1 i1", "i1\n", NULL };
static const char *const ids[] = { "ui1", "ui1,", "#", "\x1b[2J", NULL };
static const struct constants odd = { .of = { [SCOPE_SERVERS] = servers,
	                                      [SCOPE_USERS] = users,
	                                      [SCOPE_METADATAS] = metadatas,
	                                      [SCOPE_IMAGES] = images,
	                                      [SCOPE_IMAGE_IDS] = ids } };

/* --- texts -------------------------------------------------------------------- */

static int by_text(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static void all_differ(const struct model *model, char **texts, size_t count)
{
	qsort(texts, count, sizeof(*texts), by_text);
	for (size_t i = 1; i < count; i++)
		if (strcmp(texts[i - 1], texts[i]) == 0)
			fail_msg("%s: two steps are both called %s", model->name, texts[i]);
}

static void is_read_back(const struct model *model, const struct step *step, const struct buf *text)
{
	struct step again;

	if (step_parse(model, text->data, text->length, &again, NULL))
		fail_msg("%s: %s cannot be read", model->name, text->data);
	if (!step_equal(&again, step))
		fail_msg("%s: %s is read as another step", model->name, text->data);
}

/* As in the list of steps and in the lanes: the process, and the label. */
static void put_label(const struct model *model, const struct step *step, struct buf *out)
{
	buf_clear(out);
	buf_printf(out, "%u: ", step->process);
	step_label(model, step, out);
}

static void texts_are_good(const struct model *model, const struct step *steps, size_t count,
                           struct arena *arena)
{
	char **texts = arena_array(arena, count + 1, sizeof(*texts));
	char **labels = arena_array(arena, count + 1, sizeof(*labels));
	struct buf text;

	buf_init(&text);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&text);
		step_show(model, &steps[i], &text);
		is_read_back(model, &steps[i], &text);
		texts[i] = arena_strdup(arena, text.data);
		put_label(model, &steps[i], &text);
		labels[i] = arena_strdup(arena, text.data);
	}
	all_differ(model, texts, count);
	all_differ(model, labels, count);
	buf_release(&text);
}

/* --- on walks --------------------------------------------------------------------- */

static void walk(const struct model *model)
{
	struct arena *arena = arena_new();
	void *state = arena_alloc(arena, model->state_size);

	model->ops->initial(model, state);
	for (int i = 0; i < WALK; i++) {
		struct step *steps;
		size_t count = model_enabled(model, state, arena, &steps);
		void *next = arena_alloc(arena, model->state_size);

		texts_are_good(model, steps, count, arena);
		if (!count ||
		    model->ops->apply(model, state, &steps[random_below((uint32_t)count)], next) != APPLY_OK)
			break;
		state = next;
	}
	arena_free(arena);
}

static void on_design(const struct design *design)
{
	const struct constants *const names[] = { NULL, &odd };

	for (int i = 0; i < 2; i++) {
		struct scope scope = scope_unset();
		struct model *model;

		if (i) {
			scope.of[SCOPE_SERVERS] = scope.of[SCOPE_USERS] = 3;
			scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = 3;
			scope.of[SCOPE_IMAGE_IDS] = 4;
		}
		assert_int_equal(design_compile(design, &scope, names[i], true, &model, NULL), 0);
		for (int w = 0; w < WALKS; w++)
			walk(model);
		model_free(model);
	}
}

static void steps_of_designs_have_distinct_texts(void **state)
{
	struct design *design;

	(void)state;
	random_from(1);
	for (const struct bundled *row = bundled_designs; row->name; row++) {
		assert_int_equal(design_open(row->name, &design, NULL), 0);
		on_design(design);
		design_free(design);
	}
}

static void steps_of_random_designs_have_distinct_texts(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= DRAFTS; seed++) {
		struct design *design = draft_random_design(seed);

		assert_non_null(design);
		on_design(design);
		design_free(design);
	}
}

/* What TLC printed of somebody's specification. */
#define STATE(number, action, pc)                                                                            \
	"State " number ": <" action ">\n/\\ pc = (\"s 1\" :> \"" pc "\" @@ \"; s2\" :> \"idle\")\n\n"

static void steps_of_a_recording_are_read_back_whatever_they_are_called(void **unused)
{
	static const char text[] = STATE("1", "Initial predicate", "idle") STATE("2", "Do it, #1", "a")
	        STATE("3", "\\\"so\\\" called", "b") STATE("4", "Do", "c") STATE("5", "; Do", "d");
	struct trace *trace;
	struct model *model;
	struct err err = { 0 };

	(void)unused;
	if (trace_parse(text, strlen(text), "odd.txt", &trace, &err))
		fail_msg("%s: %s", err.place, err.what);
	assert_int_equal(trace->state_count, 5);
	model = recording_new(trace);
	walk(model);
	model_free(model);
	trace_free(trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_of_designs_have_distinct_texts),
		cmocka_unit_test(steps_of_random_designs_have_distinct_texts),
		cmocka_unit_test(steps_of_a_recording_are_read_back_whatever_they_are_called),
	};

	return cmocka_run_group_tests_name("texts of steps", tests, NULL, NULL);
}
