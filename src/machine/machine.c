/*
 * Compiles a system at a scope.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/futures.h"
#include "machine/packing.h"

enum { ROOM_MAX = 1 << 16 };

/* --- processes ---------------------------------------------------------------------------- */

/* Of the local `state`, which is the first one. */
static int control_slot(const struct machine *machine, const struct system_role *role, unsigned nth)
{
	const struct shape *table = role->variable < 0 ? NULL : machine->shapes[role->variable];

	if (!table || !role->state_count)
		return -1;
	return (int)(machine->first_slot[role->variable] + nth * table->item->slots +
	             table->item->offsets[0]);
}

struct naming {
	struct machine *machine;
	struct model_process *out;
	unsigned role, nth;
};

static void add_process(struct naming *naming, const char *name, bool also)
{
	struct machine *machine = naming->machine;
	const struct system_role *role = &machine->system->roles[naming->role];
	unsigned n = machine->model.process_count++;

	machine->processes[n] = (struct machine_process){
		.role = naming->role,
		.nth = naming->nth,
		.also = also,
		.control = control_slot(machine, role, naming->nth),
		.name = value_string(machine->arena, name),
	};
	naming->nth++;
	naming->out[n] = (struct model_process){ name, also ? role->also : role->name, role->silent };
}

static void name_processes(struct machine *machine)
{
	const struct system *system = machine->system;
	struct naming naming = { .machine = machine };
	unsigned most = SYSTEM_ROLES_MAX;

	for (unsigned i = 0; i < system->row_count; i++)
		most += system->rows[i].kind == SCOPE_PROCESS ? (unsigned)machine->scope.of[i] : 0;
	naming.out = arena_array(machine->arena, (size_t)most + 1, sizeof(*naming.out));
	machine->processes = arena_array(machine->arena, (size_t)most + 1, sizeof(*machine->processes));
	for (unsigned r = 0; r < system->role_count; r++) {
		const struct system_role *role = &system->roles[r];

		naming.role = r;
		naming.nth = 0;
		if (role->row == SCOPE_ROWS_MAX)
			add_process(&naming, role->name, false);
		for (int i = 0; role->row != SCOPE_ROWS_MAX && i < machine->scope.of[role->row]; i++)
			add_process(&naming, machine->constants.of[role->row][i], false);
		for (int i = 0; role->also && i < machine->scope.of[role->also_row]; i++)
			add_process(&naming, machine->constants.of[role->also_row][i], true);
	}
	machine->model.processes = naming.out;
}

/* --- bounds ------------------------------------------------------------------------------- */

static bool uses_bound(const struct declared_type *type, const char *option)
{
	if (!type)
		return false;
	if (type->bound && strcmp(type->bound, option) == 0)
		return true;
	for (unsigned i = 0; i < type->count && type->parts; i++)
		if (uses_bound(type->parts[i], option))
			return true;
	return uses_bound(type->item, option);
}

static void find_bounds(struct machine *machine)
{
	const struct system *system = machine->system;
	const char **names = arena_array(machine->arena, SCOPE_ROWS_MAX + 1, sizeof(*names));

	for (unsigned i = 0; i < system->row_count; i++) {
		bool used = false;

		for (unsigned v = 0; v < system->variable_count; v++)
			used |= uses_bound(system->variables[v].type, system->rows[i].option);
		if (system->rows[i].kind != SCOPE_BOUND || !used)
			continue;
		names[machine->bound_count] = system->rows[i].option;
		machine->bound_rows[machine->bound_count++] = i;
	}
	machine->model.bounds = names;
}

/* The largest number that is written in a tree. */
static int64_t largest(const struct expr *expr)
{
	int64_t most = 0;

	if (!expr)
		return 0;
	if (expr->kind == EXPR_NUMBER)
		return expr->number > 0 ? expr->number : -expr->number;
	for (uint32_t i = 0; i < expr->count; i++)
		most = largest(expr->items[i]) > most ? largest(expr->items[i]) : most;
	for (int i = 0; i < 3; i++)
		most = largest(expr->part[i]) > most ? largest(expr->part[i]) : most;
	return most;
}

/* Whether a number has the bound, rather than only lists. */
static bool bounds_number(const struct declared_type *type, const char *option)
{
	if (!type)
		return false;
	if (type->kind == DECLARED_NUMBER && type->bound && strcmp(type->bound, option) == 0)
		return true;
	for (unsigned i = 0; i < type->count && type->parts; i++)
		if (bounds_number(type->parts[i], option))
			return true;
	return bounds_number(type->item, option);
}

/* Room for what a step may add beyond a bound: what it appends, or the numbers that it writes. */
unsigned machine_spare(const struct system *system, unsigned row)
{
	const char *option = system->rows[row].option;
	bool numbers = false;
	int64_t most = 1;

	for (unsigned v = 0; v < system->variable_count; v++)
		numbers |= bounds_number(system->variables[v].type, option);
	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned i = 0; i < system->roles[r].step_count; i++) {
			const struct system_step *step = &system->roles[r].steps[i];
			int64_t appends = 0;

			for (unsigned e = 0; e < step->effect_count; e++) {
				int64_t number = numbers ? largest(step->effects[e]) : 0;

				appends += step->effects[e]->kind == EXPR_APPEND;
				most = number > most ? number : most;
			}
			most = appends > most ? appends : most;
		}
	return most < 1000 ? (unsigned)most : 1000;
}

/* --- names in expressions ------------------------------------------------------------------ */

void machine_context(const struct model *model, struct expr_context *out)
{
	*out = machine_of(model)->contexts[SYSTEM_ROLES_MAX];
}

/* --- the model -------------------------------------------------------------------------------- */

void machine_release(struct model *model)
{
	struct machine *machine = (struct machine *)(void *)model;

	machine_forget_properties(machine);
	futures_free(machine->futures);
	packing_release(machine->packing);
	free(machine->slots);
	free(machine->bounded_places);
	arena_free(machine->arena);
	design_free(machine->design);
	free(machine);
}

static struct model *larger(const struct model *model);

// clang-format off
static const struct model_ops machine_ops = {
	.release = machine_release, .initial = machine_initial, .enabled = machine_enabled, .apply = machine_apply,
	.broken = machine_broken, .open = machine_open, .broken_facts = machine_broken_facts,
	.describe = machine_describe, .type = machine_type, .compile = machine_condition,
	.holds = machine_condition_holds, .forget = machine_condition_forget, .marks = machine_marks,
	.control = machine_control, .why_not = machine_why_not, .footprint = machine_footprint,
	.within = machine_within, .beyond = machine_beyond, .larger = larger, .context = machine_context,
	.stepper = machine_stepper, .effort = machine_effort, .shown = machine_run_shown,
};
// clang-format on

static void publish_variables(struct machine *machine)
{
	const struct system *system = machine->system;
	struct model_variable *out =
	        arena_array(machine->arena, (size_t)system->variable_count + 1, sizeof(*out));

	for (unsigned v = 0; v < system->variable_count; v++) {
		const struct system_variable *variable = &system->variables[v];

		out[v] = (struct model_variable){ variable->name, variable->title, variable->kind };
		machine->variable_names[v] = value_string(machine->arena, variable->name);
	}
	machine->model.variables = out;
	machine->model.variable_count = system->variable_count;
}

static void make_contexts(struct machine *machine)
{
	for (unsigned r = 0; r < machine->system->role_count; r++)
		machine->contexts[r] = system_context(machine->system, (int)r, machine_constants_of, machine,
		                                      machine->arena);
	machine->contexts[SYSTEM_ROLES_MAX] =
	        system_context(machine->system, -1, machine_constants_of, machine, machine->arena);
}

int machine_compile_with(const struct design *design, const struct scope *scope,
                         const struct constants *constants, bool bounded, const unsigned *room,
                         struct machine **out, struct err *err)
{
	struct machine *machine = mem_alloc(sizeof(*machine));
	struct model *model = &machine->model;

	machine->arena = arena_new();
	machine->design = design_share(design);
	machine->system = design_system(design);
	machine->scope = *scope;
	machine->bounded = bounded;
	memcpy(machine->room, room, sizeof(machine->room));
	machine->unset = value_string(machine->arena, VALUE_UNSET);
	model->ops = &machine_ops;
	model->name = design_name(design);
	model->title = design_title(design);
	machine_name_constants(machine, constants);
	find_bounds(machine);
	publish_variables(machine);
	if (machine_lay_out(machine, err))
		goto fail;
	name_processes(machine);
	machine_publish_cells(machine);
	make_contexts(machine);
	if (machine_set_initial(machine, err) || machine_publish_actions(machine, err) ||
	    machine_publish_properties(machine, err))
		goto fail;
	machine_publish_demands(machine);
	*out = machine;
	return 0;
fail:
	machine_release(model);
	return -1;
}

static struct model *larger(const struct model *model)
{
	const struct machine *machine = machine_of(model);
	unsigned room[SCOPE_ROWS_MAX];
	struct machine *made = NULL;

	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++) {
		if (machine->room[i] >= ROOM_MAX)
			return NULL;
		room[i] = machine->room[i] ? machine->room[i] * 2 : 0;
	}
	if (machine_compile_with(machine->design, &machine->scope, &machine->constants, machine->bounded,
	                         room, &made, NULL))
		return NULL;
	return &made->model;
}

int machine_compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                    bool bounded, struct model **model, struct err *err)
{
	const struct system *system = design_system(design);
	unsigned room[SCOPE_ROWS_MAX] = { 0 };
	struct machine *made;

	for (unsigned i = 0; i < system->row_count; i++)
		if (system->rows[i].kind == SCOPE_BOUND)
			room[i] = (unsigned)scope->of[i] + machine_spare(system, i);
	if (machine_compile_with(design, scope, constants, bounded, room, &made, err))
		return -1;
	*model = &made->model;
	return 0;
}

bool machine_is(const struct model *model)
{
	return model->ops->describe == machine_describe; /* the ops may be others (own_property.h) */
}

const struct design *machine_design(const struct model *model)
{
	return machine_of(model)->design;
}

const struct scope *machine_scope(const struct model *model)
{
	return &machine_of(model)->scope;
}

const struct constants *machine_constants(const struct model *model)
{
	return &machine_of(model)->constants;
}
