/* The state is three numbers; everything else follows by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "toy_model.h"

enum { WALK, REST, TICK };

struct toy {
	struct model model;
	unsigned room;
};

struct toy_state {
	int16_t place[2];
	uint32_t ticks;
};

static const char *const far_names[] = { "near", "wide" };
static const char *const way_names[] = { "left", "right" };
static const struct model_domain far_domain = { "distance", 2, far_names };
static const struct model_domain way_domain = { "way", 2, way_names };
static const char *const nothing[] = { NULL };

static const struct model_process processes[] = {
	{ .name = "a", .role = "walker" },
	{ .name = "b", .role = "walker" },
	{ .name = "clock", .role = "clock", .silent = true },
};
static const struct model_action actions[] = {
	[WALK] = { .name = "Walk",
	           .role = "walker",
	           .at = nothing,
	           .needs = nothing,
	           .chooses = nothing,
	           .does = nothing,
	           .choice = { &far_domain, &way_domain },
	           .choice_count = 2 },
	[REST] = { .name = "Rest",
	           .role = "walker",
	           .at = nothing,
	           .needs = nothing,
	           .chooses = nothing,
	           .does = nothing },
	[TICK] = { .name = "Tick",
	           .role = "clock",
	           .at = nothing,
	           .needs = nothing,
	           .chooses = nothing,
	           .does = nothing },
};
static const struct model_property properties[] = {
	{ .name = "Apart", .summary = "Walkers meet at 0 only.", .by_default = true },
	{ .name = "Still", .summary = "Nobody walks.", .on_step = true },
};
static const struct model_variable variables[] = {
	{ "walkers", "walkers", VARIABLE_PROCESSES },
	{ "ticks", "ticks", VARIABLE_PLAIN },
};
static const char *const cells[] = { "walkers.a.place", "walkers.b.place", "ticks" };

static void release(struct model *model)
{
	free(model);
}

static void initial(const struct model *model, void *state)
{
	(void)model;
	memset(state, 0, sizeof(struct toy_state));
}

static void enabled(const struct model *model, const void *state, step_fn *fn, void *ctx)
{
	(void)model;
	const struct toy_state *at = state;
	for (uint16_t p = 0; p < 2; p++) {
		for (uint8_t i = 0; i < 4; i++) {
			struct step walk = {
				.action = WALK, .process = p, .choice_count = 2, .choice = { i / 2, i % 2 }
			};
			if (!fn(ctx, &walk))
				return;
		}
		struct step rest = { .action = REST, .process = p };
		if (at->place[p] != 0 && !fn(ctx, &rest))
			return;
	}
	struct step tick = { .action = TICK, .process = 2 };
	fn(ctx, &tick);
}

static int apply(const struct model *model, const void *state, const struct step *step, void *next)
{
	const struct toy *toy = (const struct toy *)model;
	struct toy_state to = *(const struct toy_state *)state;
	int far = step->choice[0] + 1;
	switch (step->action) {
	case WALK:
		to.place[step->process] += (int16_t)(step->choice[1] ? far : -far);
		break;
	case REST:
		if (to.place[step->process] == 0)
			return APPLY_DISABLED;
		to.place[step->process] = 0;
		break;
	case TICK:
		if (to.ticks >= toy->room)
			return APPLY_FULL;
		to.ticks++;
		break;
	}
	memcpy(next, &to, sizeof to);
	return APPLY_OK;
}

static uint32_t broken(const struct model *model, const void *from, const struct step *step, const void *to,
                       uint32_t asked)
{
	(void)model;
	(void)from;
	const struct toy_state *at = to;
	uint32_t bits = at->place[0] == at->place[1] && at->place[0] != 0 ? 1 : 0;
	if (step && step->action == WALK)
		bits |= 2;
	return bits & asked;
}

static const struct value *describe(const struct model *model, const void *state, struct arena *arena)
{
	(void)model;
	const struct toy_state *at = state;
	struct value_pair walkers[2];
	for (unsigned i = 0; i < 2; i++) {
		struct value_pair place = { value_string(arena, "place"), value_int(arena, at->place[i]) };
		walkers[i].key = value_string(arena, processes[i].name);
		walkers[i].value = value_record(arena, &place, 1);
	}
	struct value_pair fields[] = {
		{ value_string(arena, "walkers"), value_function(arena, walkers, 2) },
		{ value_string(arena, "ticks"), value_int(arena, at->ticks) },
	};
	return value_record(arena, fields, 2);
}

static struct model *larger(const struct model *model)
{
	return toy_model_new(((const struct toy *)model)->room * 2);
}

static const struct model_ops ops = {
	.release = release,
	.initial = initial,
	.enabled = enabled,
	.apply = apply,
	.broken = broken,
	.describe = describe,
	.larger = larger,
};

struct model *toy_model_new(unsigned room)
{
	struct toy *toy = mem_alloc(sizeof *toy);
	toy->room = room;
	toy->model = (struct model){
		.ops = &ops,
		.name = "toy",
		.state_size = sizeof(struct toy_state),
		.process_count = 3,
		.action_count = 3,
		.property_count = 2,
		.variable_count = 2,
		.cell_count = 3,
		.cell_words = 1,
		.processes = processes,
		.actions = actions,
		.properties = properties,
		.variables = variables,
		.cells = cells,
	};
	return &toy->model;
}

struct step toy_step(const struct model *model, const char *text)
{
	struct step step = { 0 };
	struct err err = { 0 };
	if (step_parse(model, text, strlen(text), &step, &err) != 0)
		fail_msg("%s", err.what);
	return step;
}
