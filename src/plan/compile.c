/*
 * Compiles a design at a scope into a plan.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/domain.h>
#include <heddle/err.h>
#include <heddle/machine.h>
#include <heddle/plan.h>

#include "plan/condition.h"
#include "plan/future.h"
#include "plan/none_read.h"

enum { ROOM_MAX = 1 << 16 };

/* How far a model goes. */
enum extent {
	EXTENT_BOUNDED,  /* to the scope's bounds and one step beyond */
	EXTENT_OPEN,     /* as far as a session plays */
	EXTENT_ABSTRACT, /* without bounds, by abstraction */
	EXTENT_QUOTIENT, /* the same, but ids are used up as in a session */
};

/* --- words to operations ---------------------------------------------------------- */

/* Finds a term's field; false if the design does not have it, which validate.c allows only for optional
 * terms. */
static bool resolve(const struct plan *plan, const struct plan_action *action, const struct term *term,
                    struct plan_term *out)
{
	enum role role = action->role;
	int at = 0;

	out->place = term->place;
	switch (term->place) {
	case PLACE_NONE:
	case PLACE_ZERO:
		break;
	case PLACE_LOCAL:
		at = plan->local_at[role][term->field];
		break;
	case PLACE_RECORD:
		at = plan->record_at[term->field];
		break;
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		at = plan->blob_at[term->field];
		break;
	case PLACE_GLOBAL:
		at = plan->global_at[term->field];
		break;
	case PLACE_CHOICE:
		break;
	}
	if (term->place == PLACE_CHOICE || term->place == PLACE_CHOSEN_BLOB) {
		enum type type = term->place == PLACE_CHOICE ? fields[term->field].type : TYPE_ID;

		while (out->choice < action->choice_count && action->choices[out->choice].type != type)
			out->choice++;
	}
	out->at = (int16_t)at;
	return at >= 0;
}

static bool needs_choice(const struct op *op)
{
	return op->a.place == PLACE_CHOICE || op->a.place == PLACE_CHOSEN_BLOB ||
	       op->b.place == PLACE_CHOICE || op->b.place == PLACE_CHOSEN_BLOB;
}

/* Appends the operations of a use to `out`: with `late` 1 only those that need a choice, with 0 only the
 * others, with -1 all. */
static unsigned emit(const struct plan *plan, const struct plan_action *action, const struct use *use,
                     int late, struct plan_op *out)
{
	unsigned count = 0;

	for (unsigned i = 0; i < WORD_OPS_MAX && use->word->ops[i].code != OP_NONE; i++) {
		struct op meant = use->word->ops[i];
		const struct op *op = &meant;

		if (plan->abstract)
			abstract_op(&meant);
		if (op->code == OP_NONE)
			continue;

		struct plan_op made = { .code = op->code,
			                .role = action->role,
			                .number = (int16_t)use->number,
			                .word = use->word };

		if (late >= 0 && needs_choice(op) != late)
			continue;
		if (!resolve(plan, action, &op->a, &made.a) || !resolve(plan, action, &op->b, &made.b)) {
			assert((op->a.optional || op->b.optional) &&
			       "validate.c checks that required fields exist");
			continue;
		}
		out[count++] = made;
	}
	return count;
}

static struct plan_op *emit_all(struct plan *plan, const struct plan_action *action, enum word_kind kind,
                                int late, unsigned *count)
{
	const struct design_step *step = action->step;
	struct plan_op *ops = arena_array(plan->arena, (size_t)DESIGN_USES_MAX * WORD_OPS_MAX, sizeof(*ops));

	*count = 0;
	for (unsigned i = 0; i < step->use_count[kind]; i++)
		*count += emit(plan, action, &step->uses[kind][i], late, ops + *count);
	return ops;
}

static void compile_action(struct plan *plan, struct plan_action *action)
{
	const struct design_step *step = action->step;

	action->at = step->at;
	action->target = step->target;
	action->choice_count = step->use_count[WORD_CHOICE];
	for (unsigned i = 0; i < action->choice_count; i++) {
		struct plan_choice *choice = &action->choices[i];

		choice->use = &step->uses[WORD_CHOICE][i];
		choice->type = choice->use->word->chooses;
		choice->count = (uint8_t)plan->count[choice->use->word->chooses];
	}
	for (unsigned i = 0; i < action->choice_count; i++) {
		struct plan_choice *choice = &action->choices[i];

		choice->filter = arena_array(plan->arena, WORD_OPS_MAX, sizeof(*choice->filter));
		choice->filter_count = emit(plan, action, choice->use, -1, choice->filter);
	}
	action->guards = emit_all(plan, action, WORD_GUARD, 0, &action->guard_count);
	action->late_guards = emit_all(plan, action, WORD_GUARD, 1, &action->late_guard_count);
	action->effects = emit_all(plan, action, WORD_EFFECT, -1, &action->effect_count);
	action->recycles = abstract_drops_reference(plan, action);
}

static void compile_actions(struct plan *plan)
{
	const struct design *design = plan->design;
	unsigned count = 0, first[ROLE_COUNT], last[ROLE_COUNT];

	for (int r = 0; r < ROLE_COUNT; r++)
		count += design->roles[r].step_count;
	plan->actions = arena_array(plan->arena, count, sizeof(*plan->actions));
	count = 0;
	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct design_role *role = &design->roles[r];

		first[r] = count;
		for (unsigned i = 0; i < role->step_count; i++) {
			struct plan_action *action = &plan->actions[count];

			if (role->steps[i].failure && plan->scope.of[SCOPE_NO_FAILURES] == 1)
				continue;
			action->step = &role->steps[i];
			action->role = (enum role)r;
			/* A step without a part, such as a restart, happens to readers too. */
			action->reader = r == ROLE_SERVER &&
			                 (!action->step->part || strcmp(action->step->part, "read") == 0);
			compile_action(plan, action);
			count++;
		}
		last[r] = count;
	}
	plan->model.action_count = count;
	for (unsigned p = 0; p < plan->model.process_count; p++) {
		plan->processes[p].first = first[plan->processes[p].role];
		plan->processes[p].last = last[plan->processes[p].role];
	}
}

/* --- the model ------------------------------------------------------------------------- */

static void release(struct model *model)
{
	struct plan *plan = (struct plan *)(void *)model;

	outlook_free(plan->outlook);
	free(plan->slots);
	arena_free(plan->arena);
	design_free(plan->design);
	free(plan);
}

static struct model *larger(const struct model *model);

/* The operations of every compiled design; the optional ones differ. */
#define PLAN_OPS                                                                                             \
	.release = release, .initial = plan_initial, .enabled = plan_enabled, .apply = plan_apply,           \
	.broken = plan_broken, .broken_facts = plan_broken_facts, .again = plan_again,                       \
	.describe = plan_describe, .type = plan_type, .compile = condition_compile,                          \
	.holds = condition_holds, .forget = condition_forget, .marks = plan_marks, .control = plan_control,  \
	.why_not = plan_why_not, .footprint = plan_footprint, .open = plan_open, .effort = plan_effort,      \
	.shown = plan_shown, .scarce = plan_scarce

// clang-format off
static const struct model_ops plan_ops = {
	PLAN_OPS,
	.within = plan_within,
	.beyond = plan_beyond,
	.larger = larger,
	.stepper = plan_stepper,
};
// clang-format on

/* An abstract plan has no bounds and never runs out of room. */
static const struct model_ops abstract_ops = { PLAN_OPS };

static const struct model_ops quotient_ops = { PLAN_OPS, .canonical = plan_canonical };

static int compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                   enum extent extent, struct room room, struct model **out, struct err *err)
{
	struct plan *plan = mem_alloc(sizeof(*plan));
	const struct model_domain *domains;

	plan->arena = arena_new();
	plan->outlook = outlook_new();
	plan->design = design_share(design);
	plan->scope = *scope;
	plan->bounded = extent == EXTENT_BOUNDED;
	plan->abstract = extent == EXTENT_ABSTRACT || extent == EXTENT_QUOTIENT;
	plan->recycles = extent == EXTENT_ABSTRACT && abstract_looks_at_used_ids(design);
	for (int f = 0; f < FIELD_MAX; f++) {
		plan->age_limit[f] = abstract_age_limit(design, (enum field)f);
		/* Fairness depends on whether noting the hour changes the state, so 0 must differ from 1. */
		if (extent == EXTENT_ABSTRACT && !plan->age_limit[f])
			plan->age_limit[f] = 1;
	}
	plan->room = room;
	for (int type = TYPE_USER; type <= TYPE_ID; type++)
		plan->count[type] = (unsigned)scope->of[type_constants((enum type)type)];
	plan->model.ops = extent == EXTENT_QUOTIENT   ? &quotient_ops
	                  : extent == EXTENT_ABSTRACT ? &abstract_ops
	                                              : &plan_ops;
	plan->model.name = design->name;
	plan->model.title = design->title;
	plan->model.properties = design_properties;
	plan->model.property_count = design_property_count;
	plan->model.bounds = domain_bounds;

	plan_name_values(plan);
	domains = plan_name_constants(plan, constants);
	plan_name_operations(plan);
	plan_name_processes(plan);
	if (plan_lay_out(plan, err)) {
		release(&plan->model);
		return -1;
	}
	plan->model.state_size = plan->words * sizeof(uint64_t);
	compile_actions(plan);
	none_prepare(plan);
	plan_publish_actions(plan, domains);
	plan_publish_variables(plan);
	plan_publish_cells(plan);
	if (extent == EXTENT_QUOTIENT)
		quotient_prepare(plan);
	*out = &plan->model;
	return 0;
}

static unsigned doubled(unsigned number)
{
	return number < ROOM_MAX ? (number + 1) * 2 : number;
}

static struct model *larger(const struct model *model)
{
	const struct plan *plan = plan_of(model);
	struct room room = { doubled(plan->room.operations), doubled(plan->room.hours),
		             doubled(plan->room.failures) };
	struct model *made = NULL;

	if (room.operations == plan->room.operations ||
	    compile(plan->design, &plan->scope, &plan->constants,
	            plan->bounded ? EXTENT_BOUNDED : EXTENT_OPEN, room, &made, NULL))
		return NULL;
	return made;
}

/* Replaces defaults, and checks the limits. */
static int settle(const struct design *design, const struct scope *scope, struct scope *out, struct err *err)
{
	struct scope settled = scope_merge(design->scope, *scope);

	if (!design->roles[ROLE_CLEANER].present) {
		if (scope->of[SCOPE_CLEANERS] > 0) {
			err_set(err, "%s has no cleaner", design->name);
			return err_remedy(err, "leave --cleaners out, or choose a storage-cleaner design");
		}
		settled.of[SCOPE_CLEANERS] = 0;
	}
	*out = settled;
	return design_check_scope(design, &settled, err);
}

int plan_compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                 bool bounded, struct model **model, struct err *err)
{
	struct scope settled;
	struct room room;

	if (settle(design, scope, &settled, err))
		return -1;
	/* Room for one step beyond the bounds, because states just outside are checked too. */
	room.operations = (unsigned)settled.of[SCOPE_OPERATIONS] + design_most_logged(design);
	room.hours = (unsigned)settled.of[SCOPE_TIME] + design_most_counted(design);
	room.failures = (unsigned)settled.of[SCOPE_FAILURES] + design_most_counted(design);
	return compile(design, &settled, constants, bounded ? EXTENT_BOUNDED : EXTENT_OPEN, room, model, err);
}

int design_compile_unbounded(const struct design *design, const struct scope *scope,
                             const struct constants *constants, struct model **model, struct err *err)
{
	struct scope settled;

	if (design_system(design)) {
		settled = scope_merge(design_scope(design), *scope);
		return design_check_scope(design, &settled, err)
		               ? -1
		               : machine_unbounded(design, &settled, constants, model, err);
	}
	if (abstract_check(design, true, err) || settle(design, scope, &settled, err))
		return -1;
	return compile(design, &settled, constants, EXTENT_ABSTRACT, (struct room){ 0 }, model, err);
}

int design_quotient(const struct model *played, struct model **model, struct err *err)
{
	const struct plan *plan;

	if (machine_is(played))
		return machine_quotient(played, model, err);
	if (!plan_is(played) || plan_of(played)->abstract) {
		err_set(err, "%s has no design", played->recording ? "a recording" : played->name);
		return err_remedy(err, "open a design, or a trace that fits one");
	}
	plan = plan_of(played);
	if (abstract_check(plan->design, false, err))
		return -1;
	return compile(plan->design, &plan->scope, &plan->constants, EXTENT_QUOTIENT, (struct room){ 0 },
	               model, err);
}

struct plan *plan_widen(const struct plan *plan)
{
	struct scope scope = plan->scope;
	struct model *made = NULL;
	enum extent extent = EXTENT_ABSTRACT;

	if (abstract_check(plan->design, true, NULL))
		extent = EXTENT_QUOTIENT;
	if (extent == EXTENT_QUOTIENT && abstract_check(plan->design, false, NULL))
		return NULL;
	scope.of[SCOPE_IMAGE_IDS] += (int)plan_spare_ids(plan);
	if (compile(plan->design, &scope, &plan->constants, extent, (struct room){ 0 }, &made, NULL))
		return NULL;
	struct plan *wide = (struct plan *)(void *)made;

	wide->forgets_orphans = extent == EXTENT_ABSTRACT && plan_forgets_orphans(wide);
	return wide;
}

bool plan_is(const struct model *model)
{
	return model->ops->describe == plan_describe; /* the ops may be others (own_property.h) */
}
