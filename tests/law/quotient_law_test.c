/*
 * Representatives: that of a representative is itself, that of a renamed state is the same, and a state and
 * its representative can take the same steps.
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

#include "random.h"

enum { WALKS = 15, LENGTH = 80, SERVERS = 2, IDS = 3 };

struct fixture {
	struct design *design;
	struct model *played, *quotient;
	struct arena *arena;
	void *state, *mirror, *next, *a, *b;
};

/* Designs in which more of a state matters than in the bundled ones: what a process found decides whether
 * a None is needless; an id is taken up with its blob; what was read is compared again. */
static const char *const variants[] = {
	"{\"extends\":\"storage-cleaner-naive\",\"name\":\"blind\",\"server\":{\"steps\":["
	"{\"name\":\"ServerReadMetadata\",\"when\":[]},"
	"{\"name\":\"ServerReadBlobAndReturn\","
	"\"do\":[\"log empty READ\",\"clear locals\"]}]}}",
	"{\"extends\":\"storage-cleaner-improved\",\"name\":\"reusing\",\"server\":{\"steps\":["
	"{\"name\":\"ServerWriteBlob\",\"choose\":[\"any id\"],\"do\":[\"keep id\"]}]}}",
	"{\"extends\":\"storage-cleaner-naive\",\"name\":\"comparing\",\"server\":{\"steps\":["
	"{\"name\":\"ServerReadBlobAndReturn\",\"when\":[\"record is unchanged\"]}]}}",
};

static void open_design(struct fixture *f, const char *name)
{
	struct scope scope = scope_unset();

	scope.of[SCOPE_SERVERS] = SERVERS;
	scope.of[SCOPE_READERS] = 1;
	scope.of[SCOPE_IMAGE_IDS] = IDS;
	struct err err = { 0 };

	if (*name == '{' ? design_parse(name, strlen(name), NULL, &f->design, &err)
	                 : design_open(name, &f->design, &err))
		fail_msg("%s", err.what);
	assert_int_equal(design_compile(f->design, &scope, NULL, false, &f->played, NULL), 0);
	assert_int_equal(design_quotient(f->played, &f->quotient, NULL), 0);
	f->arena = arena_new();
	f->state = mem_alloc(f->quotient->state_size);
	f->mirror = mem_alloc(f->quotient->state_size);
	f->next = mem_alloc(f->quotient->state_size);
	f->a = mem_alloc(f->quotient->state_size);
	f->b = mem_alloc(f->quotient->state_size);
}

static void close_design(struct fixture *f)
{
	free(f->state);
	free(f->mirror);
	free(f->next);
	free(f->a);
	free(f->b);
	arena_free(f->arena);
	model_free(f->quotient);
	model_free(f->played);
	design_free(f->design);
}

/* A renaming: the servers and the constants of each domain in reverse. */
struct turn {
	uint8_t server[SERVERS], metadata[2], image[2], id[IDS];
};

static void random_turn(struct turn *turn)
{
	uint8_t ids[][IDS] = { { 0, 1, 2 }, { 1, 0, 2 }, { 2, 1, 0 }, { 0, 2, 1 }, { 1, 2, 0 }, { 2, 0, 1 } };

	for (int i = 0; i < 2; i++) {
		turn->server[i] = (uint8_t)i;
		turn->metadata[i] = (uint8_t)i;
		turn->image[i] = (uint8_t)i;
	}
	uint8_t *pairs[] = { turn->server, turn->metadata, turn->image };

	for (int i = 0; i < 3; i++)
		if (random_below(2)) {
			pairs[i][0] = 1;
			pairs[i][1] = 0;
		}
	memcpy(turn->id, ids[random_below(6)], IDS);
}

static struct step turned(const struct model *model, const struct turn *turn, struct step step)
{
	if (step.process < SERVERS)
		step.process = turn->server[step.process];
	for (unsigned i = 0; i < step.choice_count; i++) {
		const char *domain = model->actions[step.action].choice[i]->name;
		const uint8_t *names = strcmp(domain, "metadata") == 0 ? turn->metadata
		                       : strcmp(domain, "image") == 0  ? turn->image
		                       : strcmp(domain, "id") == 0     ? turn->id
		                                                       : NULL;

		if (names)
			step.choice[i] = names[step.choice[i]];
	}
	return step;
}

static void represent(const struct fixture *f, const void *state, void *out)
{
	memcpy(out, state, f->quotient->state_size);
	f->quotient->ops->canonical(f->quotient, out);
}

static void step_to(struct fixture *f, void *state, const struct step *step)
{
	const struct model *model = f->quotient;

	assert_int_equal(model->ops->apply(model, state, step, f->next), APPLY_OK);
	memcpy(state, f->next, model->state_size);
}

static void walk_design(const char *name, void (*walk)(struct fixture *f))
{
	struct fixture f = { 0 };

	open_design(&f, name);
	for (int i = 0; i < WALKS; i++) {
		f.quotient->ops->initial(f.quotient, f.state);
		f.quotient->ops->initial(f.quotient, f.mirror);
		walk(&f);
		arena_clear(f.arena);
	}
	close_design(&f);
}

static void each_design(void (*walk)(struct fixture *f))
{
	for (const struct bundled *b = bundled_designs; b->name; b++)
		walk_design(b->name, walk);
	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++)
		walk_design(variants[i], walk);
}

static void walk_turned(struct fixture *f)
{
	struct turn turn;

	random_turn(&turn);
	for (int i = 0; i < LENGTH; i++) {
		struct step *steps;
		size_t count = model_enabled(f->quotient, f->state, f->arena, &steps);

		if (!count)
			break;

		struct step step = steps[random_below((uint32_t)count)];
		struct step other = turned(f->quotient, &turn, step);

		step_to(f, f->state, &step);
		step_to(f, f->mirror, &other);
		represent(f, f->state, f->a);
		represent(f, f->mirror, f->b);
		assert_memory_equal(f->a, f->b, f->quotient->state_size);
	}
}

static void a_run_under_other_names_has_the_same_representatives(void **unused)
{
	(void)unused;
	each_design(walk_turned);
}

/* The representatives of all successors, as a sum that does not depend on their order. */
static uint64_t futures(struct fixture *f, const void *state)
{
	const struct model *model = f->quotient;
	uint64_t sum = 0;
	struct step *steps;
	size_t count = model_enabled(model, state, f->arena, &steps);

	for (size_t i = 0; i < count; i++) {
		uint64_t hash = 14695981039346656037U;

		model->ops->apply(model, state, &steps[i], f->next);
		hash += model->ops->broken(model, state, &steps[i], f->next, UINT32_MAX >> 28);
		model->ops->canonical(model, f->next);
		for (size_t b = 0; b < model->state_size; b++)
			hash = (hash ^ ((unsigned char *)f->next)[b]) * 1099511628211U;
		sum += hash;
	}
	return sum;
}

static void walk_represented(struct fixture *f)
{
	for (int i = 0; i < LENGTH; i++) {
		struct step *steps;
		size_t count = model_enabled(f->quotient, f->state, f->arena, &steps);

		if (!count)
			break;
		step_to(f, f->state, &steps[random_below((uint32_t)count)]);
		represent(f, f->state, f->a);
		represent(f, f->a, f->b);
		assert_memory_equal(f->a, f->b, f->quotient->state_size);

		/* What was broken before is forgotten; so start from what only that differs in. */
		if (f->quotient->ops->broken(f->quotient, NULL, NULL, f->state, 2))
			break;
		assert_true(futures(f, f->state) == futures(f, f->a));
	}
}

static void a_representative_represents_itself_and_can_do_the_same(void **unused)
{
	(void)unused;
	each_design(walk_represented);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_under_other_names_has_the_same_representatives),
		cmocka_unit_test(a_representative_represents_itself_and_can_do_the_same),
	};

	random_from(11);
	return cmocka_run_group_tests_name("quotient", tests, NULL, NULL);
}
