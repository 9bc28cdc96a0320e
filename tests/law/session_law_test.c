/*
 * What must hold on any play of any bundled design: seeded random walks, the same on every run.
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
#include <heddle/match.h>
#include <heddle/mem.h>
#include <heddle/session.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "share.h"

enum { SEEDS = 3, STEPS = 60 };

/* --- walks ------------------------------------------------------------------ */

struct walk {
	struct session *session;
	const char *design;
	unsigned seed;
	uint64_t random;
};

static uint32_t pick(struct walk *walk, size_t below)
{
	walk->random ^= walk->random << 13;
	walk->random ^= walk->random >> 7;
	walk->random ^= walk->random << 17;
	return (uint32_t)(walk->random % below);
}

#define HOLDS(walk, law)                                                                                     \
	do {                                                                                                 \
		if (!(law))                                                                                  \
			fail_msg("%s, seed %u, step %u: %s", (walk)->design, (walk)->seed,                   \
			         (walk)->session->now.depth, #law);                                          \
	} while (0)

static struct walk start(const char *name, unsigned seed)
{
	struct walk walk = { .design = name,
		             .seed = seed,
		             .random = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) };
	struct scope scope = scope_unset();
	struct err err = { 0 };
	scope.of[SCOPE_SERVERS] = 1 + (int)(seed % 2);
	scope.of[SCOPE_READERS] = 1;
	scope.of[SCOPE_USERS] = 1 + (int)(seed % 3);
	scope.of[SCOPE_OPERATIONS] = 2; /* small, so that models grow on the way */
	if (session_open(name, NULL, &scope, &walk.session, &err) != 0)
		fail_msg("%s: %s", name, err.what);
	return walk;
}

static struct step random_step(struct walk *walk)
{
	const struct session_now *now = &walk->session->now;
	/* By process first, or else the many choices of one step would drown the others. */
	unsigned process = now->steps[pick(walk, now->step_count)].process;
	struct step step;
	do
		step = now->steps[pick(walk, now->step_count)];
	while (pick(walk, 4) && step.process == process && now->step_count > 20);
	return step;
}

static void wander(struct walk *walk, unsigned steps)
{
	for (unsigned i = 0; i < steps && walk->session->now.step_count; i++) {
		struct step step = random_step(walk);
		HOLDS(walk, session_do(walk->session, &step, NULL) == 0);
		if (pick(walk, 12) == 0)
			session_jump(walk->session, pick(walk, history_count(walk->session->history)));
		if (pick(walk, 10) == 0)
			session_note(walk->session, walk->session->now.node, "a note; \"quoted\"");
	}
}

typedef void law_fn(struct walk *walk);

static void on_every_design(law_fn *law)
{
	for (const struct bundled *row = bundled_designs; row->name; row++)
		for (unsigned seed = 0; seed < share_of(SEEDS); seed++) {
			struct walk walk = start(row->name, seed);
			law(&walk);
			session_free(walk.session);
		}
}

/* --- the laws --------------------------------------------------------------- */

static void undo_follows_do(struct walk *walk)
{
	for (unsigned i = 0; i < STEPS; i++) {
		struct session *session = walk->session;
		struct step step = random_step(walk);
		uint32_t node = session->now.node;
		struct arena *arena = arena_new();
		const struct value *before = value_copy(arena, session->now.description);
		size_t steps = session->now.step_count;
		uint32_t broken = session->now.broken;
		HOLDS(walk, session_do(session, &step, NULL) == 0);
		HOLDS(walk, session_undo(session));
		HOLDS(walk, session->now.node == node);
		HOLDS(walk, value_compare(session->now.description, before) == 0);
		HOLDS(walk, session->now.step_count == steps);
		HOLDS(walk, session->now.broken == broken);
		HOLDS(walk, session_redo(session));
		arena_free(arena);
	}
}

static void undo_after_do_is_the_identity(void **state)
{
	(void)state;
	on_every_design(undo_follows_do);
}

static void apply_is_pure(struct walk *walk)
{
	for (unsigned i = 0; i < STEPS; i++) {
		struct session *session = walk->session;
		const struct model *model = session->model;
		size_t size = model->state_size;
		void *from = mem_alloc(size), *one = mem_alloc(size), *two = mem_alloc(size);
		memcpy(from, session->now.state, size);
		memset(two, 0xa5, size);
		for (size_t k = 0; k < session->now.step_count; k++) {
			const struct step *step = &session->now.steps[k];
			HOLDS(walk, model->ops->apply(model, from, step, one) == APPLY_OK);
			HOLDS(walk, model->ops->apply(model, from, step, two) == APPLY_OK);
			HOLDS(walk, memcmp(one, two, size) == 0);
			HOLDS(walk, memcmp(from, session->now.state, size) == 0);
		}
		free(from);
		free(one);
		free(two);
		wander(walk, 1);
	}
}

static void apply_depends_on_its_input_only_and_does_not_change_it(void **state)
{
	(void)state;
	on_every_design(apply_is_pure);
}

static void changes_are_written(struct walk *walk)
{
	for (unsigned i = 0; i < STEPS; i++) {
		struct session *session = walk->session;
		const struct model *model = session->model;
		struct arena *arena = arena_new();
		void *next = arena_alloc(arena, model->state_size);
		for (size_t k = 0; k < session->now.step_count; k++) {
			const struct step *step = &session->now.steps[k];
			HOLDS(walk, model->ops->apply(model, session->now.state, step, next) == APPLY_OK);
			HOLDS(walk, model_changes_what_it_writes(model, session->now.state, step, next));
		}
		arena_free(arena);
		wander(walk, 1);
	}
}

static void changes_stay_inside_the_footprint(void **state)
{
	(void)state;
	on_every_design(changes_are_written);
}

static void packs_and_unpacks(struct walk *walk)
{
	for (unsigned i = 0; i < STEPS; i++) {
		const struct session *session = walk->session;
		void *state = mem_alloc(session->model->state_size);
		struct err err = { 0 };
		if (design_encode(session->model, session->now.description, state, &err) != 0)
			fail_msg("%s, seed %u: %s", walk->design, walk->seed, err.what);
		HOLDS(walk, memcmp(state, session->now.state, session->model->state_size) == 0);
		free(state);
		wander(walk, 1);
	}
}

static void a_description_encodes_to_the_same_state(void **state)
{
	(void)state;
	on_every_design(packs_and_unpacks);
}

static char *schedule(struct session *session)
{
	struct buf text;
	buf_init(&text);
	session_schedule(session, &text);
	return buf_detach(&text);
}

static struct trace *through(struct walk *walk, const struct trace *trace, const struct trace_format *format)
{
	struct trace *again = NULL;
	struct buf text;
	struct err err = { 0 };
	char why[1500];
	buf_init(&text);
	if (format->write(trace, &text, NULL, &err) != 0 ||
	    trace_parse(text.data, text.length, format->name, &again, &err) != 0)
		fail_msg("%s, seed %u, %s: %s", walk->design, walk->seed, format->name,
		         err_format(&err, why, sizeof why));
	buf_release(&text);
	return again;
}

static void saves_and_loads(struct walk *walk)
{
	struct session *session = walk->session, *again = NULL;
	wander(walk, STEPS);
	struct trace *trace = session_trace(session);
	struct trace *loaded = through(walk, trace, trace_format_named("itf"));
	HOLDS(walk, session_open_trace(loaded, NULL, NULL, NULL, &again, NULL) == 0);
	HOLDS(walk, again->design != NULL);
	HOLDS(walk, strcmp(design_name(again->design), walk->design) == 0);
	HOLDS(walk, history_count(again->history) == history_count(session->history));
	HOLDS(walk, again->now.node == session->now.node);
	HOLDS(walk, again->violation_node == session->violation_node);
	HOLDS(walk, memcmp(&again->scope, &session->scope, sizeof session->scope) == 0 ||
	                    again->scope.of[SCOPE_OPERATIONS] > session->scope.of[SCOPE_OPERATIONS] ||
	                    again->scope.of[SCOPE_TIME] > session->scope.of[SCOPE_TIME] ||
	                    again->scope.of[SCOPE_FAILURES] > session->scope.of[SCOPE_FAILURES]);
	char *ours = schedule(session), *theirs = schedule(again);
	HOLDS(walk, strcmp(ours, theirs) == 0);
	for (uint32_t i = 0; i < history_count(session->history); i++) {
		const char *note = history_note(session->history, i);
		const char *kept = history_note(again->history, i);
		HOLDS(walk, (!note && !kept) || (note && kept && strcmp(note, kept) == 0));
		HOLDS(walk, history_parent(again->history, i) == history_parent(session->history, i));
	}
	HOLDS(walk, value_compare(again->now.description, session->now.description) == 0);
	free(ours);
	free(theirs);
	trace_free(loaded);
	trace_free(trace);
	session_free(again);
}

static void a_saved_and_loaded_session_is_the_session(void **state)
{
	(void)state;
	on_every_design(saves_and_loads);
}

static const struct match_attempt *attempt_on(const struct match *match, const char *design)
{
	for (size_t i = 0; i < match->attempt_count; i++)
		if (strcmp(match->attempts[i].design, design) == 0)
			return &match->attempts[i];
	return NULL;
}

static void binds_back(struct walk *walk)
{
	wander(walk, STEPS);
	struct trace *trace = session_trace(walk->session);
	for (const struct trace_format *const *f = trace_formats; *f; f++) {
		if (!(*f)->read || !(*f)->write)
			continue;
		struct trace *again = through(walk, trace, *f);
		if (again->state_count) {
			/* Without heddle's own data, the states alone must suffice. */
			struct match match;
			struct err err = { 0 };
			again->heddle = NULL;
			HOLDS(walk, match_find(again, NULL, NULL, &match, &err) == 0);
			const struct match_attempt *own = attempt_on(&match, walk->design);
			HOLDS(walk, own != NULL);
			if (!own->fits)
				fail_msg("%s, seed %u, %s, step %zu: %s", walk->design, walk->seed,
				         (*f)->name, own->diverges_at, own->reason);
			HOLDS(walk, match.step_count == trace->state_count - 1);
			match_release(&match);
		} else {
			struct session *played = NULL;
			struct err err = { 0 };
			if (session_open_trace(again, NULL, walk->design, NULL, &played, &err) != 0)
				fail_msg("%s, seed %u, %s: %s", walk->design, walk->seed, (*f)->name,
				         err.what);
			char *ours = schedule(walk->session), *theirs = schedule(played);
			HOLDS(walk, strcmp(ours, theirs) == 0);
			free(ours);
			free(theirs);
			session_free(played);
		}
		trace_free(again);
	}
	trace_free(trace);
}

static void every_trace_that_heddle_writes_matches_its_design(void **state)
{
	(void)state;
	on_every_design(binds_back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undo_after_do_is_the_identity),
		cmocka_unit_test(apply_depends_on_its_input_only_and_does_not_change_it),
		cmocka_unit_test(changes_stay_inside_the_footprint),
		cmocka_unit_test(a_description_encodes_to_the_same_state),
		cmocka_unit_test(a_saved_and_loaded_session_is_the_session),
		cmocka_unit_test(every_trace_that_heddle_writes_matches_its_design),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
