/*
 * The abstractions of unbounded models are exact: the unbounded model can take each bounded run, with renamed
 * ids, and the runs that it finds can be played.
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
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "random.h"
#include "share.h"

enum { IDS = 8, WALKS = 60, WALK_LENGTH = 120 };

static struct design *open_design(const char *name)
{
	struct design *design = NULL;

	assert_int_equal(design_open(name, &design, NULL), 0);
	return design;
}

/* --- random behaviours project ------------------------------------------------------------- */

struct pair {
	const struct model *real, *abstract;
	void *state, *next, *mirror, *mirror_next;
	int mirror_id[IDS]; /* by real id: the abstract id that represents it; -1: none */
};

static bool is_id_choice(const struct model *model, const struct step *step, unsigned nth)
{
	return strcmp(model->actions[step->action].choice[nth]->name, "id") == 0;
}

struct search {
	const struct pair *pair;
	const struct step *wanted;
	struct step found;
	bool any;
};

/* Whether an abstract step is the wanted one under the renaming; an id that has no name yet may take
 * any. */
static bool matches(void *ctx, const struct step *step)
{
	struct search *s = ctx;

	if (step->process != s->wanted->process || step->action != s->wanted->action)
		return true;
	for (unsigned i = 0; i < step->choice_count; i++) {
		bool id = is_id_choice(s->pair->abstract, step, i);
		int expected = id ? s->pair->mirror_id[s->wanted->choice[i]] : s->wanted->choice[i];

		if (expected >= 0 && step->choice[i] != expected)
			return true;
	}
	s->found = *step;
	s->any = true;
	return false;
}

/* An abstract id that no longer represents a real one may be chosen again, so a real "fresh id" step frees
 * the name first. */
static bool mirror_step(struct pair *p, const struct step *step)
{
	const struct model_action *action = &p->real->actions[step->action];
	struct search search = { .pair = p, .wanted = step };
	bool fresh = false;

	for (unsigned i = 0; i < step->choice_count; i++) {
		fresh |= strcmp(action->chooses[i], "a fresh id") == 0;
		if (is_id_choice(p->real, step, i) && strcmp(action->chooses[i], "a fresh id") == 0)
			p->mirror_id[step->choice[i]] = -1;
	}
	p->abstract->ops->enabled(p->abstract, p->mirror, matches, &search);
	if (!search.any)
		return fresh; /* all abstract ids are alive: the walk ends, which a smaller pool may */
	assert_int_equal(p->abstract->ops->apply(p->abstract, p->mirror, &search.found, p->mirror_next),
	                 APPLY_OK);
	for (unsigned i = 0; i < step->choice_count; i++)
		if (is_id_choice(p->real, step, i)) {
			/* Whoever had that name before is dead. */
			for (int id = 0; id < IDS; id++)
				if (p->mirror_id[id] == search.found.choice[i])
					p->mirror_id[id] = -1;
			p->mirror_id[step->choice[i]] = search.found.choice[i];
		}
	return true;
}

/* Whether ids are issued only once; otherwise each id represents itself. */
static bool issues_once(const struct model *model)
{
	for (unsigned a = 0; a < model->action_count; a++)
		for (unsigned i = 0; i < model->actions[a].choice_count; i++)
			if (strcmp(model->actions[a].chooses[i], "a fresh id") == 0)
				return true;
	return false;
}

static size_t walk(struct pair *p, struct arena *arena)
{
	bool once = issues_once(p->real);
	size_t taken = 0;

	p->real->ops->initial(p->real, p->state);
	p->abstract->ops->initial(p->abstract, p->mirror);
	for (int id = 0; id < IDS; id++)
		p->mirror_id[id] = once ? -1 : id;
	for (; taken < WALK_LENGTH; taken++) {
		struct step *steps;
		size_t count = model_enabled(p->real, p->state, arena, &steps);
		const struct step *step = &steps[random_below((uint32_t)count)];
		void *swap = p->mirror;
		uint32_t real_broken, abstract_broken;

		if (p->real->ops->apply(p->real, p->state, step, p->next) != APPLY_OK)
			break;
		memcpy(p->mirror_next, p->mirror, p->abstract->state_size);
		if (!mirror_step(p, step))
			fail_msg("%s: %s has no abstract counterpart after %zu steps", p->real->name,
			         p->real->actions[step->action].name, taken);
		if (memcmp(p->mirror_next, p->mirror, p->abstract->state_size) == 0 &&
		    p->real->actions[step->action].choice_count &&
		    strcmp(p->real->actions[step->action].chooses[0], "a fresh id") == 0)
			break;
		real_broken = p->real->ops->broken(p->real, p->state, step, p->next, UINT32_MAX);
		p->mirror = p->mirror_next;
		p->mirror_next = swap;
		abstract_broken = p->abstract->ops->broken(p->abstract, p->mirror_next, step, p->mirror, ~4U);
		/* Bit 2, the property of steps, would need the abstract step. */
		assert_int_equal(real_broken & ~4U, abstract_broken);
		swap = p->state;
		p->state = p->next;
		p->next = swap;
	}
	return taken;
}

static void every_bounded_behaviour_is_an_unbounded_one(void **unused)
{
	(void)unused;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct design *design = open_design(b->name);
		struct scope scope = scope_unset();
		struct model *real = NULL, *abstract = NULL;
		struct arena *arena = arena_new();
		size_t taken = 0;

		scope.of[SCOPE_SERVERS] = 2;
		scope.of[SCOPE_READERS] = 1;
		scope.of[SCOPE_IMAGE_IDS] = IDS;
		scope.of[SCOPE_OPERATIONS] = scope.of[SCOPE_TIME] = scope.of[SCOPE_FAILURES] = WALK_LENGTH;
		assert_int_equal(design_compile(design, &scope, NULL, true, &real, NULL), 0);
		assert_int_equal(design_compile_unbounded(design, &scope, NULL, &abstract, NULL), 0);
		struct pair p = { .real = real, .abstract = abstract };
		p.state = mem_alloc(real->state_size);
		p.next = mem_alloc(real->state_size);
		p.mirror = mem_alloc(abstract->state_size);
		p.mirror_next = mem_alloc(abstract->state_size);
		for (unsigned i = 0; i < share_of(WALKS); i++) {
			taken += walk(&p, arena);
			arena_clear(arena);
		}
		assert_true(taken > share_of(WALKS) * 20);
		free(p.state);
		free(p.next);
		free(p.mirror);
		free(p.mirror_next);
		arena_free(arena);
		model_free(real);
		model_free(abstract);
		design_free(design);
	}
}

/* --- verdicts agree --------------------------------------------------------------------------- */

struct agreement {
	const char *design; /* a name or a file */
	int servers, readers, cleaners, ids, operations, time;
	int steps; /* of a shortest violation that the bounded check sees; -1: it sees none */
};

/* Where the bounds let a bounded check see the violation, both find it, and equally short ones. */
static const struct agreement agreements[] = {
	{ "naive", 1, 0, 0, 1, 3, 0, 6 },
	{ "naive", 2, 0, 0, 1, 3, 0, 5 },
	{ "naive", 1, 1, 0, 1, 3, 0, 5 },
	{ "improved", 1, 0, 0, 1, 3, 0, 9 },
	{ "improved", 2, 0, 0, 1, 3, 0, 8 },
	{ "working", 1, 1, 0, 2, 3, 0, -1 },
	{ "storage-cleaner-naive", 1, 0, 1, 2, 3, 0, 9 },
	{ "storage-cleaner-naive-published", 1, 1, 1, 2, 2, 0, 9 },
	{ "storage-cleaner-improved", 1, 0, 1, 2, 2, 2, 11 },
	{ "storage-cleaner-kill", 1, 0, 1, 2, 2, 3, -1 },
	{ "storage-cleaner-kill-published", 1, 0, 1, 1, 2, 3, -1 },
	{ "storage-cleaner-working", 1, 0, 1, 2, 2, 3, -1 },
	/* Ids that are taken and issued at different times: two processes have the same one. */
	{ "tests/designs/keep-then-write.json", 2, 0, 0, 1, 3, 0, 8 },
	{ "tests/designs/late-use-up.json", 1, 0, 2, 1, 3, 3, 18 },
};

static int shortest(const struct model *model, uint32_t properties)
{
	struct check_options options = { .properties = properties };
	struct check_result result;
	int steps;

	check_run(model, &options, &result);
	assert_true(result.verdict != CHECK_LIMIT);
	steps = result.verdict == CHECK_VIOLATED ? (int)result.traces[0].length : -1;
	check_result_release(&result);
	return steps;
}

static void verdicts_and_shortest_lengths_agree_where_bounds_can_see(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(agreements) / sizeof(*agreements); i++) {
		const struct agreement *a = &agreements[i];
		struct design *design = open_design(a->design);
		struct scope scope = scope_unset();
		struct model *bounded = NULL, *unbounded = NULL;
		uint32_t asked;

		scope.of[SCOPE_SERVERS] = a->servers;
		scope.of[SCOPE_READERS] = a->readers;
		scope.of[SCOPE_CLEANERS] = design_has_cleaner(design) ? a->cleaners : SCOPE_DEFAULT;
		scope.of[SCOPE_IMAGE_IDS] = a->ids;
		scope.of[SCOPE_OPERATIONS] = a->operations;
		scope.of[SCOPE_TIME] = a->time;
		assert_int_equal(design_compile(design, &scope, NULL, true, &bounded, NULL), 0);
		assert_int_equal(design_compile_unbounded(design, &scope, NULL, &unbounded, NULL), 0);
		asked = model_default_properties(bounded);
		assert_int_equal(shortest(bounded, asked), a->steps);
		assert_int_equal(shortest(unbounded, asked), a->steps);
		model_free(bounded);
		model_free(unbounded);
		design_free(design);
	}
}

/* --- what is found can be played ---------------------------------------------------------------- */

/* Designs that are broken, by a run in which ids are used again. */
static const struct played {
	const char *design; /* a file, or its text */
	int servers, cleaners, ids;
} playeds[] = {
	/* A cleaner that does not wait, with ids that are never issued twice: in the run each write must get
	 * another id. */
	{ "{\"extends\":\"storage-cleaner-working\",\"name\":\"hasty\",\"cleaner\":{\"steps\":["
	  "{\"name\":\"CleanerStartGetBlobKeys\",\"do\":[\"list blobs\"]},"
	  "{\"name\":\"CleanerDeletingKeys\",\"when\":[\"unused keys remain\"]}]}}",
	  1, 1, 1 },
	/* Two processes that were given the same id must go on having the same one. */
	{ "tests/designs/keep-then-write.json", 2, 0, 1 },
	{ "tests/designs/late-use-up.json", 1, 2, 1 },
	/* A step that logs more than once needs as much room. */
	{ "{\"extends\":\"naive\",\"name\":\"talkative\",\"server\":{\"steps\":[{\"name\":"
	  "\"StartWrite\",\"do\":["
	  "\"keep user\",\"keep metadata\",\"keep image\",\"log WRITE\",\"log WRITE\",\"log "
	  "WRITE\",\"log WRITE\"]}]}}",
	  1, 0, 1 },
};

static struct design *open_any(const char *design_or_text)
{
	struct design *design = NULL;
	struct err err = { 0 };

	if (*design_or_text == '{' ? design_parse(design_or_text, strlen(design_or_text), NULL, &design, &err)
	                           : design_open(design_or_text, &design, &err))
		fail_msg("%s", err.what);
	return design;
}

static void play(const struct played *played)
{
	struct design *design = open_any(played->design);
	struct scope scope = scope_unset();
	struct model *unbounded = NULL, *real = NULL;
	struct check_result result;
	struct model_walk walk;
	uint32_t broken = 0;

	scope.of[SCOPE_SERVERS] = played->servers;
	scope.of[SCOPE_CLEANERS] = design_has_cleaner(design) ? played->cleaners : SCOPE_DEFAULT;
	scope.of[SCOPE_IMAGE_IDS] = played->ids;
	assert_int_equal(design_compile_unbounded(design, &scope, NULL, &unbounded, NULL), 0);
	struct check_options options = { .properties = model_default_properties(unbounded) };
	check_run(unbounded, &options, &result);
	assert_int_equal(result.verdict, CHECK_VIOLATED);
	struct check_trace *trace = &result.traces[0];
	assert_int_equal(design_concretise(unbounded, trace->steps, trace->length, &real, trace->steps, NULL),
	                 0);
	model_walk_begin(&walk, real, NULL);
	for (size_t i = 0; i < trace->length; i++) {
		assert_true(model_walk_take(&walk, &trace->steps[i]));
		broken = real->ops->broken(real, walk.from, &trace->steps[i], walk.at, options.properties);
		assert_int_equal(broken != 0, i + 1 == trace->length);
	}
	assert_int_equal(broken, 1U << trace->property);
	model_walk_end(&walk);
	check_result_release(&result);
	model_free(real);
	model_free(unbounded);
	design_free(design);
}

static void an_unbounded_counterexample_plays_on_the_ordinary_model(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(playeds) / sizeof(*playeds); i++)
		play(&playeds[i]);
}

/* --- where it does not apply
 * ---------------------------------------------------------------------- */

#define BESIDE(choose, effects)                                                                              \
	"{\"extends\":\"storage-cleaner-working\",\"name\":\"beside\",\"server\":{\"steps\":["               \
	"{\"name\":\"Retry\",\"part\":\"write\",\"at\":\"started_write\",\"choose\":[\"" choose              \
	"\"],\"do\":[" effects "],\"goto\":\"wrote_blob\"}]}}"

/* Besides a step that takes a fresh id: one that may not keep an id chosen in another way. */
static const struct beside {
	const char *text;
	bool exact;
} besides[] = {
	{ BESIDE("a free id", "\"keep id\",\"write blob\""), false },
	{ BESIDE("any id", "\"keep id\""), false },
	{ BESIDE("a free id", "\"keep id\",\"write blob\",\"use up id\""), false },
	{ BESIDE("any id", "\"delete blob\""), true },
	{ BESIDE("any id", "\"use up id\""), true },
	{ BESIDE("a fresh id", "\"keep id\""), true },
};

static void an_id_that_is_kept_beside_fresh_ones_must_be_fresh(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(besides) / sizeof(*besides); i++) {
		struct design *design = open_any(besides[i].text);
		struct scope scope = scope_unset();
		struct model *model = NULL, *played = NULL, *quotient = NULL;
		struct err err = { 0 };

		assert_int_equal(design_compile_unbounded(design, &scope, NULL, &model, &err) == 0,
		                 besides[i].exact);
		if (!besides[i].exact) {
			assert_string_equal(err.place, "server.steps[Retry].choose[0]");
			assert_non_null(strstr(err.what, "ServerWriteBlob"));
			assert_non_null(strstr(err.remedy, "a fresh id"));
		}
		/* Hints do not use ids again. */
		assert_int_equal(design_compile(design, &scope, NULL, false, &played, NULL), 0);
		assert_int_equal(design_quotient(played, &quotient, NULL), 0);
		model_free(model);
		model_free(quotient);
		model_free(played);
		design_free(design);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bounded_behaviour_is_an_unbounded_one),
		cmocka_unit_test(verdicts_and_shortest_lengths_agree_where_bounds_can_see),
		cmocka_unit_test(an_unbounded_counterexample_plays_on_the_ordinary_model),
		cmocka_unit_test(an_id_that_is_kept_beside_fresh_ones_must_be_fresh),
	};

	random_from(20);
	return cmocka_run_group_tests_name("unbounded", tests, NULL, NULL);
}
