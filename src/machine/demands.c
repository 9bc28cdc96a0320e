/*
 * What a system declares about its behaviours, as demands of the model (demand.h).
 *
 * Demands are texts over the model's variables.  They are written from the trees, in which phrases are
 * already replaced by what they stand for.
 */
#include <heddle/buf.h>
#include <heddle/demand.h>

#include "machine/machine_private.h"

static const char *text_of(struct machine *machine, const struct expr *tree)
{
	const char *text;
	struct buf buf;

	if (!tree)
		return NULL;
	buf_init(&buf);
	expr_show(&buf, tree, false);
	text = arena_strdup(machine->arena, buf.data);
	buf_release(&buf);
	return text;
}

/* "s ∈ servers" */
static const char *binder_text(struct machine *machine, const struct expr *binder)
{
	return binder ? arena_printf(machine->arena, "%s ∈ %s", binder->name,
	                             text_of(machine, binder->part[0]))
	              : NULL;
}

/* "server, cleaner"; null: nothing is said. */
static const char *fair_text(struct machine *machine, uint64_t roles)
{
	const struct system *system = machine->system;
	const char *text;
	struct buf buf;

	if (!roles)
		return NULL;
	buf_init(&buf);
	for (unsigned r = 0; r < system->role_count; r++)
		if (roles >> r & 1)
			buf_printf(&buf, "%s%s", buf.length ? ", " : "", system->roles[r].name);
	text = arena_strdup(machine->arena, buf.data);
	buf_release(&buf);
	return text;
}

static bool demand_of(enum system_property_kind kind, enum demand_kind *demand)
{
	switch (kind) {
	case SYSTEM_ALWAYS:
	case SYSTEM_EVERY_STEP:
		return false;
	case SYSTEM_POSSIBLE:
		*demand = DEMAND_POSSIBLE;
		return true;
	case SYSTEM_ALWAYS_POSSIBLE:
		*demand = DEMAND_ALWAYS_POSSIBLE;
		return true;
	case SYSTEM_ALWAYS_EVENTUALLY:
		*demand = DEMAND_ALWAYS_EVENTUALLY;
		return true;
	case SYSTEM_LEADS_TO:
		*demand = DEMAND_LEADS_TO;
		return true;
	}
	return false;
}

void machine_publish_demands(struct machine *machine)
{
	const struct system *system = machine->system;
	struct demand *demands =
	        arena_array(machine->arena, (size_t)system->property_count + 1, sizeof(*demands));
	unsigned count = 0;

	for (unsigned i = 0; i < system->property_count; i++) {
		const struct system_property *property = &system->properties[i];
		enum demand_kind kind;

		if (!demand_of(property->kind, &kind) || property->future)
			continue;
		demands[count++] = (struct demand){
			.name = property->name,
			.says = property->says,
			.kind = kind,
			.asked_only = !property->by_default,
			.condition = text_of(machine, property->condition),
			.answer = text_of(machine, property->answer),
			.for_each = binder_text(machine, property->binder),
			.alone = property->alone,
			.fair = fair_text(machine, property->fair ? property->fair : system->fair),
		};
	}
	machine->model.demands = demands;
	machine->model.demand_count = count;
}

/* Whether an effect always changes what a model without bounds may forget: it makes a number larger, or a
 * list longer. */
static bool always_grows(const struct expr *effect)
{
	const struct expr *sum = effect->part[1];

	if (effect->kind == EXPR_APPEND)
		return effect->part[0]->kind == EXPR_NAME;
	return effect->kind == EXPR_ASSIGN && effect->part[0]->kind == EXPR_NAME && sum->kind == EXPR_PLUS &&
	       expr_equal(effect->part[0], sum->part[0]) && sum->part[1]->kind == EXPR_NUMBER &&
	       sum->part[1]->number > 0;
}

unsigned machine_assume(const struct model *model, uint8_t *fair, bool *moves)
{
	const struct machine *machine = machine_of(model);
	uint8_t group[SYSTEM_ROLES_MAX] = { 0 };
	unsigned groups = 0;

	for (unsigned r = 0; r < machine->system->role_count; r++)
		if (machine->system->fair >> r & 1)
			group[r] = (uint8_t)(1U << groups++);
	for (unsigned a = 0; a < model->action_count; a++)
		fair[a] = group[machine->actions[a].role];
	for (unsigned a = 0; a < model->action_count && machine->packing; a++)
		for (unsigned e = 0; e < machine->actions[a].effect_count; e++)
			moves[a] |= always_grows(machine->actions[a].effects[e]->tree);
	return groups;
}
