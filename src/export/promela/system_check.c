/*
 * Properties as assertions at the end of each step, before a step that leads outside the bounds is undone.
 *
 * Rejected: a process that watches the states, which would not see those outside, nor steps.  The initial
 * state is seen by no step: for what does not hold there a process is added that says so at once.
 */
#include "export/promela/system.h"

/* --- before the step ---------------------------------------------------------------------- */

/* Calls of what follows; families are marked by the conditions that were written so far. */
static bool any_kept(const struct system_writer *w)
{
	for (unsigned f = 0; f < w->family_count; f++)
		if (w->families[f].kept && w->families[f].name)
			return true;
	return false;
}

void system_call_keep(struct system_writer *w)
{
	if (any_kept(w))
		buf_add_text(w->out, "\tkeep_before();\n");
}

static void put_each(const struct system_writer *w, const char *format_one, const char *format_many)
{
	for (unsigned f = 0; f < w->family_count; f++) {
		const struct family *family = &w->families[f];

		if (!family->kept || !family->name)
			continue;
		for (unsigned i = 0; i < family->count; i++) {
			const char *format = family->count == 1 ? format_one : format_many;

			for (const char *c = format; *c; c++)
				if (*c == '$')
					buf_add_text(w->out, family->name);
				else if (*c == '#')
					buf_printf(w->out, "%u", i);
				else
					buf_add_char(w->out, *c);
		}
	}
}

void system_put_kept(struct system_writer *w)
{
	if (!any_kept(w))
		return;
	buf_add_text(w->out, "\n/* The state before a step, for what is checked of steps. */\n");
	for (unsigned f = 0; f < w->family_count; f++)
		if (w->families[f].kept && w->families[f].name)
			system_put_declaration(w, &w->families[f], "SCRATCH ", "before_");
	buf_add_text(w->out, "\ninline keep_before()\n{\n");
	put_each(w, "\tbefore_$ = $;\n", "\tbefore_$[#] = $[#];\n");
	buf_add_text(w->out, "\tskip\n}\n\ninline forget_before()\n{\n");
	put_each(w, "\tbefore_$ = 0;\n", "\tbefore_$[#] = 0;\n");
	buf_add_text(w->out, "\tskip\n}\n");
}

/* --- conditions ------------------------------------------------------------------------------- */

/* Calls that may lack a value, as one condition. */
static void put_stuck(struct system_writer *w, unsigned process, unsigned action, const struct step *step,
                      const char *arguments)
{
	(void)step;
	buf_printf(w->out, " \\\n\t|| lacks_%s(%u%s)", w->steps[action],
	           machine_process(w->model, process)->nth, arguments);
}

static bool put_type_ok(struct system_writer *w)
{
	bool any = false;

	for (unsigned a = 0; a < w->model->action_count; a++)
		any |= w->stuck[a];
	if (!any)
		return false;
	buf_add_text(w->out,
	             "\n/* A step is reached that lacks a value, or has one that is not of its type. */\n"
	             "#define is_stuck (false");
	for (unsigned p = 0; p < w->model->process_count; p++)
		for (unsigned a = 0; a < w->model->action_count; a++)
			if (w->stuck[a] && system_takes(w, p, a))
				system_each_call(w, p, a, put_stuck);
	buf_add_text(w->out, ")\n");
	return true;
}

static void put_check(struct system_writer *w, struct system_check *check, const char *name)
{
	buf_printf(w->out, "inline check_%s()\n{\n\tif\n", check->name);
	if (check->defined)
		buf_printf(w->out,
		           "\t:: !(%s) ->\n\t\tprintf(\"heddle cannot decide: %s has no value here\\n\");\n"
		           "\t\tassert(false)\n",
		           check->defined, name);
	buf_printf(w->out, "\t:: %s%s%s(%s)\n", check->defined ? check->defined : "",
	           check->defined ? " && " : "", "", check->holds);
	buf_printf(
	        w->out,
	        "\t:: else ->\n\t\tprintf(\"heddle breaks: %s\\n\");\n\t\tassert(false)\n\tfi;\n\tskip\n}\n",
	        name);
}

static void add_check(struct system_writer *w, unsigned property)
{
	const struct model_property *row = &w->model->properties[property];
	struct system_check *check = &w->checks[w->check_count];
	struct view view = { .w = w, .steps = row->on_step };
	const struct node *node = machine_property_node(w->model, property);
	struct term term;

	*check = (struct system_check){ .property = property,
		                        .name = system_identifier(w, row->name),
		                        .on_step = row->on_step };
	if (!node && property) /* it is asserted in the steps */
		return;
	if (node) {
		term = term_of(&view, node);
		check->defined = term_defined(w, &term);
		check->holds = term_truth(w, &term);
		check->reads = view.reads;
		if (!check->holds && !check->defined)
			return;
		check->holds = check->holds ? check->holds : "true";
	} else {
		if (!put_type_ok(w))
			return;
		check->holds = "!is_stuck";
		check->reads = UINT32_MAX;
	}
	buf_add_text(w->out, "\n/* ");
	system_put_text(w->out, row->summary ? row->summary : row->name);
	buf_add_text(w->out, " */\n");
	put_check(w, check, row->name);
	w->check_count++;
}

void system_put_checks(struct system_writer *w)
{
	w->checks = arena_array(w->arena, (size_t)w->model->property_count + 1, sizeof(*w->checks));
	for (unsigned i = 0; i < w->model->property_count; i++)
		if (w->options->properties >> i & 1)
			add_check(w, i);
}

void system_call_checks(struct system_writer *w, uint32_t writes)
{
	for (unsigned i = 0; i < w->check_count; i++)
		if (w->checks[i].on_step || w->checks[i].reads & writes)
			buf_printf(w->out, "\tcheck_%s();\n", w->checks[i].name);
	if (any_kept(w))
		buf_add_text(w->out, "\tforget_before();\n");
}

const char *promela_system_cannot(const struct model *model, unsigned property)
{
	if (model->properties[property].on_future)
		return "it is about the possible futures of a state, and Spin checks single runs";
	for (unsigned a = 0; a < model->action_count; a++) {
		const struct machine_action *action = machine_action(model, a);

		for (unsigned d = 0; d < action->duty_count; d++)
			if (action->duties[d].property == property && action->duties[d].effect)
				return "it depends on what is true within a step";
	}
	return NULL;
}

/* --- the initial state ----------------------------------------------------------------------- */

void system_put_initial_checks(struct system_writer *w)
{
	const struct model *model = w->model;
	void *state = mem_alloc(model->state_size);
	uint32_t broken, open;

	model->ops->initial(model, state);
	broken = model->ops->broken(model, NULL, NULL, state, w->options->properties);
	open = model->ops->open(model, NULL, NULL, state, w->options->properties);
	free(state);
	for (unsigned i = 0; i < w->check_count; i++)
		if ((broken | open) >> w->checks[i].property & 1 && !w->checks[i].on_step)
			buf_printf(w->out,
			           "\n/* The initial state does not have this property. */\nactive proctype "
			           "initial_%s()\n{\nend:\tdo\n\t:: d_step { tell(); check_%s() }\n\tod\n}\n",
			           w->checks[i].name, w->checks[i].name);
}
