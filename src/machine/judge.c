/*
 * The properties and marks of a machine.
 *
 * Row 0 is TypeOk, which a system does not declare: that every step which is reached has a value, of its
 * type.
 */
#include <string.h>

#include <heddle/buf.h>

#include "machine/futures.h"

static const char type_ok[] = "TypeOk";

/* --- a state as values -------------------------------------------------------------------- */

struct shown {
	struct arena *arena;
	struct expr_state state;
};

static void show_states(struct shown *shown, const struct model *model, const void *from, const void *to)
{
	shown->arena = arena_new();
	shown->state =
	        (struct expr_state){ .now = machine_describe(model, from ? from : to, shown->arena),
		                     .after = from ? machine_describe(model, to, shown->arena) : NULL };
}

static bool about_steps(const struct machine_property *property)
{
	return property->declared && property->declared->kind == SYSTEM_EVERY_STEP;
}

static struct expr_state state_of(const struct shown *shown, const struct machine_property *property)
{
	return about_steps(property) || !shown->state.after
	               ? shown->state
	               : (struct expr_state){ .now = shown->state.after };
}

/* --- judging -------------------------------------------------------------------------------- */

static int holds(const struct machine *machine, unsigned nth, const void *from, const struct step *step,
                 const void *to)
{
	const struct machine_property *property = &machine->properties[nth];

	if (machine_has_duties(machine, nth))
		return machine_duty_with(machine, from, step, nth, 0)    ? 0
		       : machine_duty_with(machine, from, step, nth, -1) ? -1
		                                                         : 1;
	if (about_steps(property))
		return from ? machine_condition_holds(property->condition, from, to) : 1;
	return machine_condition_holds(property->condition, to, NULL);
}

static uint32_t with_outcome(const struct model *model, const void *from, const struct step *step,
                             const void *to, uint32_t asked, int outcome)
{
	const struct machine *machine = machine_of(model);
	uint32_t found = 0, open;
	struct stuck stuck;

	if (outcome == 0)
		found = machine_foresee(machine, to, asked, &open);
	else
		machine_foresee(machine, to, asked, &found);
	asked &= ~machine->futures_asked;
	if (asked & 1 && outcome == 0 && machine_find_stuck(machine, to, -1, &stuck))
		found |= 1;
	for (unsigned i = 1; i < model->property_count && asked >> i; i++)
		if (asked >> i & 1 && holds(machine, i, from, step, to) == outcome)
			found |= UINT32_C(1) << i;
	return found;
}

uint32_t machine_broken(const struct model *model, const void *from, const struct step *step, const void *to,
                        uint32_t asked)
{
	return with_outcome(model, from, step, to, asked, 0);
}

uint32_t machine_open(const struct model *model, const void *from, const struct step *step, const void *to,
                      uint32_t asked)
{
	return with_outcome(model, from, step, to, asked, -1);
}

/* "s1 ServerWriteBlob has no value here: left := left + 1" */
static void stuck_facts(const struct model *model, const void *state, struct buf *out)
{
	const struct machine *machine = machine_of(model);
	struct stuck stuck;
	struct step step = { 0 };

	if (!machine_find_stuck(machine, state, -1, &stuck))
		return;
	step.process = (uint16_t)stuck.process;
	step.action = stuck.action;
	step.choice_count = (uint8_t)machine->actions[stuck.action].choice_count;
	memcpy(step.choice, stuck.choice, sizeof(step.choice));
	step_show(model, &step, out);
	buf_add_text(out, stuck.fault == FAULT_MISFIT
	                          ? " would write a value that is not of the declared type: "
	                          : " needs a value that is not there: ");
	expr_show(out, stuck.tree, false);
}

static void say_run(const struct model *model, const void *state, unsigned property, struct buf *out)
{
	struct model_run run;

	machine_run_shown(model, state, property, &run);
	if (run.facts)
		buf_printf(out, "%s: %s", run.facts, run.why);
	model_run_release(&run);
}

void machine_broken_facts(const struct model *model, const void *from, const struct step *step,
                          const void *to, unsigned property, struct buf *out)
{
	const struct machine_property *p = &machine_of(model)->properties[property];
	struct expr_state state;
	struct shown shown;

	if (machine_has_duties(machine_of(model), property)) {
		machine_explain_duty(machine_of(model), from, step, property, out, NULL, NULL);
		return;
	}
	if (p->future) {
		say_run(model, to, property, out);
		return;
	}
	if (property == 0) {
		stuck_facts(model, to, out);
		return;
	}
	show_states(&shown, model, from, to);
	state = state_of(&shown, p);
	expr_explain_false(p->tree, &state, shown.arena, false, out, NULL, NULL);
	arena_free(shown.arena);
}

/* --- marks ------------------------------------------------------------------------------------- */

struct marking {
	mark_fn *fn;
	void *ctx;
	const char *text;
	unsigned left;
};

static void mark_cell(void *ctx, const char *path)
{
	struct marking *marking = ctx;

	if (marking->left == 0)
		return;
	marking->left--;
	marking->fn(marking->ctx, MARK_BROKEN, path, marking->text);
}

static void mark_broken(const struct machine *machine, const struct shown *shown, const void *from,
                        const struct step *step, const void *to, mark_fn *fn, void *ctx)
{
	for (unsigned i = 1; i < machine->model.property_count; i++) {
		const struct machine_property *property = &machine->properties[i];
		struct marking marking = { fn, ctx, property->declared->name, 8 };
		struct expr_state state = state_of(shown, property);
		struct buf unused;

		if (property->future || holds(machine, i, from, step, to) != 0)
			continue;
		buf_init(&unused);
		if (machine_has_duties(machine, i))
			machine_explain_duty(machine, from, step, i, &unused, mark_cell, &marking);
		else
			expr_explain_false(property->tree, &state, shown->arena, false, &unused, mark_cell,
			                   &marking);
		buf_release(&unused);
	}
}

struct declared_marking {
	const struct system_mark *mark;
	mark_fn *fn;
	void *ctx;
};

static void mark_place(void *ctx, const char *path)
{
	const struct declared_marking *marking = ctx;

	marking->fn(marking->ctx, marking->mark->kind, path, marking->mark->text);
}

static void mark_declared(const struct machine *machine, const struct shown *shown, mark_fn *fn, void *ctx)
{
	struct expr_state state = { .now = shown->state.after ? shown->state.after : shown->state.now };

	for (unsigned i = 0; i < machine->system->mark_count; i++) {
		const struct machine_mark *mark = &machine->marks[i];
		struct declared_marking marking = { mark->declared, fn, ctx };

		expr_each_place(mark->binder, mark->on, mark->when, &state, shown->arena, mark_place,
		                &marking);
	}
}

void machine_marks(const struct model *model, const void *from, const struct step *step, const void *to,
                   mark_fn *fn, void *ctx)
{
	const struct machine *machine = machine_of(model);
	struct shown shown;

	show_states(&shown, model, from, to);
	mark_declared(machine, &shown, fn, ctx);
	mark_broken(machine, &shown, from, step, to, fn, ctx);
	arena_free(shown.arena);
}

/* --- publishing ----------------------------------------------------------------------------------- */

/* A copy of a tree, checked with the constants of the machine.  Null with `err` set if it does not fit. */
const struct expr *machine_tree(struct machine *machine, const struct expr *tree,
                                const struct expr_context *context, struct err *err)
{
	struct expr *copy = expr_copy(tree, machine->arena);

	return expr_check(copy, NULL, context, VALUE_TYPE_ANY, machine->arena, err) ? NULL : copy;
}

static bool is_judged(const struct system_property *property)
{
	return property->future || property->kind == SYSTEM_ALWAYS || property->kind == SYSTEM_EVERY_STEP;
}

static int add_property(struct machine *machine, const struct system_property *declared,
                        struct model_property *row, struct machine_property *out, struct err *err)
{
	struct expr_context context = machine->contexts[SYSTEM_ROLES_MAX];
	unsigned traits = 0;

	context.steps = declared->kind == SYSTEM_EVERY_STEP;
	out->declared = declared;
	*row = (struct model_property){ .name = declared->name,
		                        .summary = declared->says,
		                        .by_default = declared->by_default,
		                        .on_step = context.steps };
	if (declared->future) {
		out->future = arena_alloc(machine->arena, sizeof(*out->future));
		row->on_future = true;
		machine->futures_asked |= UINT32_C(1) << (unsigned)(out - machine->properties);
		return future_compile(machine, declared, out->future, err)
		               ? err_place(err, "properties.%s", declared->name)
		               : 0;
	}
	if (!declared->condition) {
		unsigned nth = (unsigned)(out - machine->properties);

		return machine_add_duties(machine, declared, nth, err)
		               ? err_place(err, "properties.%s", declared->name)
		               : 0;
	}
	out->tree = machine_tree(machine, declared->condition, &context, err);
	out->condition = out->tree ? machine_condition(&machine->model, out->tree, &traits) : NULL;
	if (!out->tree)
		return err_place(err, "properties.%s", declared->name);
	if (!out->condition) {
		err_set(err, "%s says something about the state that cannot be compiled at this scope",
		        declared->name);
		return err_place(err, "properties.%s", declared->name);
	}
	row->slow = !(traits & CONDITION_TOTAL);
	row->condition = out->condition;
	return 0;
}

static int add_mark(struct machine *machine, const struct system_mark *declared, struct machine_mark *out,
                    struct err *err)
{
	/* The parts are checked together, in one tree, because they share the binder's name. */
	struct expr *both = arena_alloc(machine->arena, sizeof(*both)), *whole = both;

	*both = (struct expr){ .kind = EXPR_AND };
	both->part[0] = expr_copy(declared->when, machine->arena);
	both->part[1] = arena_alloc(machine->arena, sizeof(*both));
	*both->part[1] = (struct expr){ .kind = EXPR_NOT_EQUAL };
	both->part[1]->part[0] = expr_copy(declared->on, machine->arena);
	both->part[1]->part[1] = arena_alloc(machine->arena, sizeof(*both));
	*both->part[1]->part[1] = (struct expr){ .kind = EXPR_UNSET };
	if (declared->binder) {
		whole = expr_copy(declared->binder, machine->arena);
		whole->part[1] = both;
	}
	if (expr_check(whole, NULL, &machine->contexts[SYSTEM_ROLES_MAX], VALUE_TYPE_ANY, machine->arena,
	               err))
		return err_place(err, "marks.%s", declared->name);
	*out = (struct machine_mark){ declared, declared->binder ? whole : NULL, both->part[1]->part[0],
		                      both->part[0] };
	return 0;
}

/* Finds the properties that must be kept on the way. */
static int find_kept(struct machine *machine, struct err *err)
{
	for (unsigned p = 1; p < machine->declared_count; p++) {
		const struct machine_property *property = &machine->properties[p];
		int kept;

		if (!property->future || !property->declared->keeps)
			continue;
		kept = model_property_index(&machine->model, property->declared->keeps);
		if (kept < 0 || machine->properties[kept].future) {
			err_set(err, "\"%s\" is no property of states or steps", property->declared->keeps);
			return err_place(err, "properties.%s.keeps", property->declared->name);
		}
		property->future->keeps = kept;
	}
	return 0;
}

int machine_publish_properties(struct machine *machine, struct err *err)
{
	const struct system *system = machine->system;
	struct model_property *rows =
	        arena_array(machine->arena, (size_t)system->property_count + 1, sizeof(*rows));
	unsigned count = 1;

	machine->properties =
	        arena_array(machine->arena, (size_t)system->property_count + 1, sizeof(*machine->properties));
	machine->marks = arena_array(machine->arena, (size_t)system->mark_count + 1, sizeof(*machine->marks));
	rows[0] = (struct model_property){
		.name = type_ok,
		.summary = "Every step has a value, and it is of the declared type.",
		.by_default = true,
	};
	machine->model.properties = rows;
	for (unsigned i = 0; i < system->property_count; i++) {
		if (!is_judged(&system->properties[i]))
			continue;
		if (add_property(machine, &system->properties[i], &rows[count], &machine->properties[count],
		                 err))
			return -1;
		count++;
	}
	machine->model.property_count = machine->declared_count = count;
	if (find_kept(machine, err))
		return -1;
	machine->futures = machine->futures_asked ? futures_new() : NULL;
	for (unsigned i = 0; i < system->mark_count; i++)
		if (add_mark(machine, &system->marks[i], &machine->marks[i], err))
			return -1;
	return 0;
}

void machine_forget_properties(struct machine *machine)
{
	for (unsigned i = 1; machine->properties && i < machine->model.property_count; i++)
		machine_condition_forget(machine->properties[i].condition);
}
