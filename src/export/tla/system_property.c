/*
 * The properties of a system: INVARIANT, PROPERTY, or a comment that says why TLC cannot check it.
 */
#include <string.h>

#include "export/tla/system_term.h"
#include "export/tla/tla_text.h"

static const char within_step[] = "it depends on what is true within a step";

/* Whether it is about whole behaviours. */
static bool is_temporal(const struct system_property *property)
{
	return property->kind == SYSTEM_ALWAYS_EVENTUALLY || property->kind == SYSTEM_LEADS_TO;
}

static bool uses_choice(const struct expr *expr)
{
	if (!expr)
		return false;
	if (expr->kind == EXPR_NAME && expr->meaning == EXPR_NAME_CHOSEN)
		return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (uses_choice(expr->items[i]))
			return true;
	return uses_choice(expr->part[0]) || uses_choice(expr->part[1]) || uses_choice(expr->part[2]);
}

static bool is_written(const struct system_property *property)
{
	for (unsigned d = 0; d < property->duty_count; d++)
		if (property->duties[d].effect || uses_choice(property->duties[d].condition))
			return false;
	return property->kind != SYSTEM_POSSIBLE && property->kind != SYSTEM_ALWAYS_POSSIBLE;
}

/* --- definitions -------------------------------------------------------------------------------- */

static void put_type_ok(struct spec *spec)
{
	buf_add_char(spec->out, '\n');
	module_comment(spec->out, 0, "Every step has a value, and it is of the declared type.");
	buf_add_text(spec->out, "TypeOk ==\n");
	spec_put_types(spec);
	for (unsigned r = 0; r < spec->system->role_count; r++) {
		const struct system_role *role = &spec->system->roles[r];

		for (unsigned s = 0; s < role->step_count; s++) {
			const struct system_step *step = &role->steps[s];
			bool also = role->also && (!step->part || !role->also_part ||
			                           strcmp(step->part, role->also_part) == 0);
			const char *name = spec->has_value[r][s], *set = spec_processes(spec, role, false);

			if (!name)
				continue;
			if (set && also)
				set = arena_printf(spec->arena, "%s \\union %s", set,
				                   spec_processes(spec, role, true));
			buf_printf(spec->out,
			           set ? "    /\\ \\A self \\in %s : %s(self)\n" : "    /\\ %s%s\n",
			           set ? set : "", name);
		}
	}
}

static const char *fairness_text(struct spec *spec, const struct system_property *property)
{
	uint64_t fair = property->fair ? property->fair : spec->system->fair;
	const char *text = NULL;

	for (unsigned r = 0; r < spec->system->role_count; r++)
		if (fair >> r & 1)
			text = text ? arena_printf(spec->arena, "%s /\\ WF_vars(%s)", text, spec->fair[r])
			            : arena_printf(spec->arena, "WF_vars(%s)", spec->fair[r]);
	return text;
}

/* The body of a temporal property, which begins with its binder. */
static const char *temporal_text(struct spec *spec, const struct system_property *property)
{
	struct reading r;
	struct term condition, answer;
	const char *text, *binder = NULL, *fair = fairness_text(spec, property);

	read_begin(&r, spec, -1);
	if (property->binder) {
		const struct expr *domain = property->binder->part[0];
		struct term set = read_term(&r, domain);
		struct bound_name *bound = &r.bound[r.bound_count];

		bound->text = binder_name(&r, property->binder->name);
		bound->term = tla_term_of(bound->text, LEVEL_ATOM,
		                          set.type && set.type->kind == DECLARED_SET ? set.type->item : NULL);
		r.bound_count++;
		binder = arena_printf(spec->arena, "\\A %s \\in %s : ", bound->text,
		                      tla_term_text(&r, &set, LEVEL_SUM));
	}
	condition = read_term(&r, property->condition);
	if (property->kind == SYSTEM_LEADS_TO) {
		answer = read_term(&r, property->answer);
		text = arena_printf(spec->arena, "(%s) ~> (%s)", condition.text, answer.text);
	} else {
		text = arena_printf(spec->arena, "[]<>(%s)", condition.text);
	}
	if (binder)
		text = arena_printf(spec->arena, "%s(%s)", binder, text);
	return fair ? arena_printf(spec->arena, "%s => %s%s%s", fair, binder ? "(" : "", text,
	                           binder ? ")" : "")
	            : text;
}

/* A step that does it must satisfy a condition. */
static void put_duty(struct spec *spec, const struct system_duty *duty)
{
	const struct system_role *role = &spec->system->roles[duty->role];
	const struct system_step *step = &role->steps[duty->step];
	bool also =
	        role->also && (!step->part || !role->also_part || strcmp(step->part, role->also_part) == 0);
	const char *set = spec_processes(spec, role, false), *name = spec->steps[duty->role][duty->step];
	struct reading r;
	struct term condition;

	read_begin(&r, spec, (int)duty->role);
	condition = read_term(&r, duty->condition);
	if (condition.need)
		module_comment(spec->out, 6,
		               "Where that has no value heddle says so; TLC stops with an error.");
	if (set && also)
		set = arena_printf(spec->arena, "%s \\union %s", set, spec_processes(spec, role, true));
	if (set)
		buf_printf(spec->out, "      /\\ \\A self \\in %s : %s(self) => (%s)\n", set, name,
		           condition.text);
	else
		buf_printf(spec->out, "      /\\ %s => (%s)\n", name, condition.text);
}

static void put_duties(struct spec *spec, const struct system_property *property, const char *name)
{
	buf_printf(spec->out, "%s ==\n    [][\n", name);
	for (unsigned d = 0; d < property->duty_count; d++)
		put_duty(spec, &property->duties[d]);
	if (!property->duty_count)
		buf_add_text(spec->out, "      TRUE\n");
	buf_add_text(spec->out, "    ]_vars\n");
}

static void put_definition(struct spec *spec, const struct system_property *property, const char *name)
{
	struct reading r;
	struct term condition;

	if (is_temporal(property)) {
		buf_printf(spec->out, "%s ==\n    %s\n", name, temporal_text(spec, property));
		return;
	}
	if (!property->condition) {
		put_duties(spec, property, name);
		return;
	}
	read_begin(&r, spec, -1);
	condition = read_term(&r, property->condition);
	buf_printf(spec->out,
	           property->kind == SYSTEM_EVERY_STEP ? "%s ==\n    [][%s]_vars\n" : "%s ==\n    %s\n", name,
	           condition.text);
	if (condition.need)
		module_comment(spec->out, 0,
		               "Where that has no value heddle says so; TLC stops with an error.");
}

static void put_property(struct spec *spec, unsigned p)
{
	const struct system_property *property = &spec->system->properties[p];
	const char *name = spec->properties[p];

	buf_add_char(spec->out, '\n');
	if (property->says)
		module_comment(spec->out, 0, property->says);
	if (is_written(property)) {
		put_definition(spec, property, name);
		return;
	}
	module_comment(spec->out, 0,
	               property->kind == SYSTEM_EVERY_STEP
	                       ? arena_printf(spec->arena, "%s is left out: %s.", name, within_step)
	                       : arena_printf(spec->arena,
	                                      "%s is left out: it says what is possible, and TLC checks what "
	                                      "happens in every behaviour.",
	                                      name));
}

/* A role's steps, for fairness, if a property needs it. */
static void put_fairness(struct spec *spec)
{
	uint64_t fair = 0;

	for (unsigned p = 0; p < spec->system->property_count; p++)
		if (is_temporal(&spec->system->properties[p]))
			fair |= spec->system->properties[p].fair ? spec->system->properties[p].fair
			                                         : spec->system->fair;
	for (unsigned r = 0; r < spec->system->role_count; r++) {
		const struct system_role *role = &spec->system->roles[r];
		const char *set = spec_processes(spec, role, false);

		if (!(fair >> r & 1))
			continue;
		buf_add_char(spec->out, '\n');
		module_comment(spec->out, 0,
		               "If from some point on one of these steps can always be taken, one is.");
		if (!set)
			buf_printf(spec->out, "%s == %s\n", spec->fair[r], spec->next[r]);
		else
			buf_printf(spec->out, "%s ==\n    \\/ \\E self \\in %s : %s(self)\n", spec->fair[r],
			           set, spec->next[r]);
		if (role->also)
			buf_printf(spec->out, "    \\/ \\E self \\in %s : %s(self)\n",
			           spec_processes(spec, role, true), spec->also_next[r]);
	}
}

void spec_put_properties(struct spec *spec)
{
	module_heading(spec->out, "properties");
	spec->out->data[--spec->out->length] = '\0';
	put_type_ok(spec);
	put_fairness(spec);
	for (unsigned p = 0; p < spec->system->property_count; p++)
		put_property(spec, p);
}

/* --- the requested ones ------------------------------------------------------------------------------- */

const char *spec_cannot(const struct model *model, unsigned property)
{
	const struct system *system = design_system(machine_design(model));

	for (unsigned p = 0; p < system->property_count; p++)
		if (strcmp(system->properties[p].name, model->properties[property].name) == 0)
			return is_written(&system->properties[p]) ? NULL
			       : system->properties[p].future
			               ? "it is about the possible futures of a state, and TLA+ "
			                 "properties are about single behaviours"
			               : within_step;
	return NULL;
}

static int property_of(const struct spec *spec, const char *name)
{
	for (unsigned p = 0; p < spec->system->property_count; p++)
		if (strcmp(spec->system->properties[p].name, name) == 0)
			return (int)p;
	return -1;
}

void spec_request(struct spec *spec)
{
	const struct model *model = spec->model;
	bool told = false;

	for (unsigned i = 0; i < model->property_count; i++) {
		int p = property_of(spec, model->properties[i].name);

		if (spec->options->properties >> i & 1)
			buf_printf(spec->out, "%s %s\n",
			           model->properties[i].on_step ? "PROPERTY" : "INVARIANT",
			           p < 0 ? "TypeOk" : spec->properties[p]);
	}
	for (unsigned p = 0; p < spec->system->property_count; p++) {
		if (!is_temporal(&spec->system->properties[p]))
			continue;
		if (!told)
			module_comment(
			        spec->out, 0,
			        "Uncomment a line to check that property of whole behaviours, without "
			        "SYMMETRY. Where a bound ends a behaviour, TLC may find a violation that "
			        "the design without bounds does not have.");
		told = true;
		buf_printf(spec->out, "\\* PROPERTY %s\n", spec->properties[p]);
	}
}
