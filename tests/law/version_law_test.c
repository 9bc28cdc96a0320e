/*
 * Another design, another scope: nothing that was played is lost, and taking a change back takes all of it
 * back.
 *
 * Random plays of every bundled design, with branches, notes and bookmarks, go through random changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "play.h"
#include "random.h"
#include "share.h"

enum { SEEDS = 8, STEPS = 30, CHANGES = 4 };

/* --- plays and changes ---------------------------------------------------------- */

static struct session *played(const char *design, uint32_t seed)
{
	struct scope scope = scope_unset();
	struct session *session;
	random_from(seed);
	scope.of[SCOPE_SERVERS] = 1 + (int)random_below(2);
	scope.of[SCOPE_READERS] = (int)random_below(2);
	scope.of[SCOPE_USERS] = 1 + (int)random_below(2);
	scope.of[SCOPE_IMAGE_IDS] = 3;
	session = opened(design, NULL, &scope);
	for (int i = 0; i < STEPS && session->now.step_count; i++) {
		struct step step = session->now.steps[random_below((uint32_t)session->now.step_count)];
		char text[40];
		assert_int_equal(session_do(session, &step, NULL), 0);
		snprintf(text, sizeof text, "note %d", i);
		if (random_below(4) == 0)
			session_note(session, session->now.node, text);
		if (random_below(6) == 0)
			session_bookmark(session, session->now.node, text);
		if (random_below(5) == 0)
			session_jump(session, random_below((uint32_t)history_count(session->history)));
	}
	return session;
}

/* Frees the session, and returns it on another design, "" for its own, at a scope. */
static struct session *changed(struct session *session, const char *name, const struct scope *scope)
{
	struct session *fresh = NULL;
	struct design *design = NULL;
	struct err err = { 0 };
	char text[1500];
	int result = *name == '{' ? design_parse(name, strlen(name), "edited", &design, &err)
	                          : design_open(name, &design, &err);
	if (result == 0)
		result = session_change(session, design, scope, &fresh, &err);
	if (result != 0)
		fail_msg("%s: %s", name, err_format(&err, text, sizeof text));
	session_free(session);
	return fresh;
}

/* An edit that leaves a step out, or another design. */
static const char *random_design(const struct session *session, struct buf *out)
{
	const struct model *model = session->model;
	size_t count = 0;
	unsigned action = random_below(model->action_count);
	if (random_below(3) == 0 && design_bundled(session->design) && model->actions[action].role) {
		buf_clear(out);
		buf_printf(
		        out,
		        "{\"extends\": \"%s\", \"name\": \"edited\", \"%s\": {\"steps\": [{\"name\": \"%s\", "
		        "\"remove\": true}]}}",
		        design_name(session->design), model->actions[action].role,
		        model->actions[action].name);
		struct design *design = NULL;
		if (design_parse(out->data, out->length, "edited", &design, NULL) == 0) {
			design_free(design);
			return out->data;
		}
	}
	while (bundled_designs[count].name)
		count++;
	return bundled_designs[random_below((uint32_t)count)].name;
}

static struct scope random_scope(const struct session *session)
{
	struct scope scope = scope_unset();
	scope.of[SCOPE_SERVERS] = 1 + (int)random_below(3);
	scope.of[SCOPE_READERS] = (int)random_below(2);
	scope.of[SCOPE_USERS] = 1 + (int)random_below(2);
	scope.of[SCOPE_IMAGE_IDS] = random_below(2) ? session->scope.of[SCOPE_IMAGE_IDS] : 2;
	return scope;
}

static struct session *changed_randomly(struct session *session)
{
	struct buf text;
	buf_init(&text);
	struct scope scope = random_scope(session);
	session = changed(session, random_design(session, &text), &scope);
	buf_release(&text);
	return session;
}

/* --- what must be the same ---------------------------------------------------------- */

static char *written(struct session *session)
{
	struct trace *trace = session_trace(session);
	struct buf text;
	buf_init(&text);
	assert_int_equal(trace_format_named("itf")->write(trace, &text, NULL, NULL), 0);
	trace_free(trace);
	return buf_detach(&text);
}

/* Node for node: what it follows, what was played and said, and what it is of. */
static char *tree(struct session *session)
{
	struct history *history = session->history;
	struct buf text;
	buf_init(&text);
	for (uint32_t i = 0; i < history_count(history); i++) {
		buf_printf(&text, "%u < %u: ", i, history_parent(history, i));
		session_step_text(session, i, &text);
		buf_printf(&text, "%s", history_is_inert(history, i) ? " inert, of " : " of ");
		if (i)
			session_played_on(session, i, false, &text);
		buf_printf(&text, ": %s | %s | ",
		           history_reason(history, i) ? history_reason(history, i) : "",
		           history_note(history, i) ? history_note(history, i) : "");
		session_noted_for(session, i, false, &text);
		buf_printf(&text, " | %s\n",
		           history_bookmark(history, i) ? history_bookmark(history, i) : "");
	}
	return buf_detach(&text);
}

static void is_same(char *one, char *other, const char *what, const char *design, uint32_t seed)
{
	if (strcmp(one, other) != 0) {
		size_t at = 0;
		while (one[at] == other[at])
			at++;
		at -= at < 80 ? at : 80;
		fail_msg("%s, seed %u: %s\n…%.300s\n---\n…%.300s", design, (unsigned)seed, what, one + at,
		         other + at);
	}
	free(one);
	free(other);
}

static size_t inert, taken; /* steps after all changes: a law that met none of them would say nothing */

/* Inert steps have a reason, or follow one; the others can be taken. */
static void is_sound(struct session *session)
{
	struct history *history = session->history;
	for (uint32_t i = 1; i < history_count(history); i++) {
		uint32_t parent = history_parent(history, i);
		inert += history_is_inert(history, i);
		taken += !history_is_inert(history, i);
		if (history_is_inert(history, i)) {
			assert_true(history_is_inert(history, parent) == !history_reason(history, i));
			assert_non_null(history_text(history, i));
			assert_null(history_step(history, i));
		} else {
			assert_false(history_is_inert(history, parent));
			assert_non_null(history_state(history, i));
		}
	}
	assert_false(history_is_inert(history, history_cursor(history)));
}

typedef void law_fn(const char *design, uint32_t seed);

static void on_every_design(law_fn *law)
{
	for (const struct bundled *row = bundled_designs; row->name; row++)
		for (uint32_t seed = 0; seed < share_of(SEEDS); seed++)
			law(row->name, seed);
}

/* --- the laws -------------------------------------------------------------------------- */

static void comes_back(const char *design, uint32_t seed)
{
	struct session *session = played(design, seed);
	char *before = written(session);
	struct scope scope = session->scope;
	size_t count = history_count(session->history);
	for (unsigned i = 0; i < 1 + seed % CHANGES; i++) {
		session = changed_randomly(session);
		is_sound(session);
		assert_int_equal(history_count(session->history), count);
	}
	session = changed(session, design, &scope);
	is_same(before, written(session), "changed back", design, seed);
	session_free(session);
}

static void undoing_a_change_of_design_restores_everything(void **state)
{
	(void)state;
	on_every_design(comes_back);
	assert_true(inert > share_of(100) && taken > share_of(100));
}

/* What a version makes of the tree does not depend on those that came in between. */
static void goes_straight(const char *design, uint32_t seed)
{
	struct session *direct = played(design, seed), *around = played(design, seed);
	for (unsigned i = 0; i < 1 + seed % CHANGES; i++)
		around = changed_randomly(around);
	struct scope scope = random_scope(direct);
	const char *other = bundled_designs[seed % 7].name;
	around = changed(around, other, &scope);
	direct = changed(direct, other, &scope);
	is_same(written(direct), written(around), "by another way", design, seed);
	session_free(direct);
	session_free(around);
}

static void a_play_on_a_design_does_not_depend_on_designs_in_between(void **state)
{
	(void)state;
	on_every_design(goes_straight);
}

/* With steps and notes of several versions in one tree, through a file. */
static void is_saved(const char *design, uint32_t seed)
{
	struct session *session = played(design, seed);
	struct scope scope = session->scope;
	for (unsigned i = 0; i < 2; i++) {
		session = changed_randomly(session);
		session_walk(session, 3, seed, NULL);
		session_note(session, session->now.node, "of this version");
	}
	struct session *again = reloaded(session, NULL);
	is_same(tree(session), tree(again), "saved and opened", design, seed);
	assert_int_equal(again->now.node, session->now.node);
	session = changed(session, design, &scope);
	again = changed(again, design, &scope);
	is_same(tree(session), tree(again), "saved, opened and changed back", design, seed);
	session_free(session);
	session_free(again);
}

static void steps_and_notes_of_other_versions_are_saved(void **state)
{
	(void)state;
	on_every_design(is_saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undoing_a_change_of_design_restores_everything),
		cmocka_unit_test(a_play_on_a_design_does_not_depend_on_designs_in_between),
		cmocka_unit_test(steps_and_notes_of_other_versions_are_saved),
	};

	return cmocka_run_group_tests_name("versions", tests, NULL, NULL);
}
