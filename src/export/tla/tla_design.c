/*
 * A design as a TLA+ module and a configuration for TLC.
 *
 * The module is the design: it contains no number of servers, no bound and no name of a constant.  Those are
 * the scope, and belong to the configuration, where they can be edited by hand.  Constants are strings, so
 * that a trace read from JSON has the same values; symmetry needs model values, since TLC has none of
 * strings.
 *
 * For a property of whole behaviours, the module is the design without bounds, as in "heddle check
 * --property": within bounds TLC would see a clock stop at the last hour, and no loop that logs anything.
 *
 * Rejected: a template of a module.  The vocabulary would then be written in two places, and a user's variant
 * could not be exported.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "export/tla/system.h"
#include "export/tla/tla.h"

static bool has_cleaner(const struct module *m)
{
	return m->plan->design->roles[ROLE_CLEANER].present;
}

/* --- steps ------------------------------------------------------------------------------------ */

static void put_actions(const struct module *m, enum role role)
{
	const char *part = NULL;
	bool first = true;

	for (unsigned a = 0; a < m->plan->model.action_count; a++) {
		const struct model_action *action = &m->plan->model.actions[a];

		if (m->plan->actions[a].role != role)
			continue;
		if (first || strcmp(part ? part : "", action->part ? action->part : "") != 0)
			module_heading(m->out, arena_printf(m->arena, "%s%s%s", role_names[role],
			                                    action->part ? ": " : "",
			                                    action->part ? action->part : ""));
		else
			buf_add_char(m->out, '\n');
		first = false;
		part = action->part;
		module_action(m, a);
	}
}

/* Defines the disjunction of the steps of a kind of process. */
static void put_next_of(const struct module *m, const char *name, enum role role, bool reader)
{
	bool any = false;
	const char *self = module_self(role);

	buf_printf(m->out, role == ROLE_CLOCK ? "%s ==\n" : "%s(%s) ==\n", name, self);
	for (unsigned a = 0; a < m->plan->model.action_count; a++) {
		const struct plan_action *action = &m->plan->actions[a];

		if (action->role != role || (reader && !action->reader))
			continue;
		buf_printf(m->out, role == ROLE_CLOCK ? "    \\/ %s\n" : "    \\/ %s(%s)\n",
		           m->names.actions[a], self);
		any = true;
	}
	buf_add_text(m->out, any ? "\n" : "    FALSE\n\n");
}

static void put_behaviour(const struct module *m)
{
	const struct design *design = m->plan->design;
	bool clock = design->roles[ROLE_CLOCK].present;

	module_heading(m->out, "next steps: one process takes one at a time");
	put_next_of(m, "ServerNext", ROLE_SERVER, false);
	put_next_of(m, "ReaderNext", ROLE_SERVER, true);
	if (has_cleaner(m))
		put_next_of(m, "CleanerNext", ROLE_CLEANER, false);
	if (clock)
		put_next_of(m, "ClockNext", ROLE_CLOCK, false);
	buf_printf(m->out,
	           "Next ==\n"
	           "    \\/ \\E s \\in %s : ServerNext(s)\n"
	           "    \\/ \\E s \\in %s : ReaderNext(s)\n",
	           scope_rows[SCOPE_SERVERS].tla, scope_rows[SCOPE_READERS].tla);
	if (has_cleaner(m))
		buf_printf(m->out, "    \\/ \\E c \\in %s : CleanerNext(c)\n",
		           scope_rows[SCOPE_CLEANERS].tla);
	buf_add_text(m->out, clock ? "    \\/ ClockNext\n\n" : "\n");
	buf_add_text(m->out, "Spec == Init /\\ [][Next]_vars\n");
}

/* --- bounds ------------------------------------------------------------------------ */

static void put_bound(const struct module *m)
{
	static const struct {
		enum field field;
		enum scope_index bound;
	} bounds[] = { { FIELD_TIME, SCOPE_TIME }, { FIELD_FAILED, SCOPE_FAILURES } };

	module_heading(m->out, "bounds");
	module_comment(
	        m->out, 0,
	        "TLC checks a state outside the bound, but does not count it or explore its successors.");
	buf_printf(m->out,
	           "Bound ==\n"
	           "    /\\ Len(%s) <= %s\n",
	           domain_variables[DOMAIN_LOG].name, scope_rows[SCOPE_OPERATIONS].tla);
	for (unsigned i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
		if (m->plan->design->has[bounds[i].field])
			buf_printf(m->out, "    /\\ %s <= %s\n", fields[bounds[i].field].name,
			           scope_rows[bounds[i].bound].tla);
}

/* --- the module ---------------------------------------------------------------------------------- */

static void put_opening(const struct module *m)
{
	const struct design *design = m->plan->design;

	module_open(m->out, m->names.module);
	module_comment(m->out, 0, design->title);
	if (*design->lesson)
		module_comment(m->out, 0, design->lesson);
	module_comment(m->out, 0,
	               arena_printf(m->arena,
	                            "Written by heddle from the design %s (checksum %s)%s. Each action is "
	                            "one atomic step; the scope is in the configuration.",
	                            design->name, design->checksum,
	                            m->plan->scope.of[SCOPE_NO_FAILURES] == 1
	                                    ? ", without the steps that model faults"
	                                    : ""));
	if (m->plan->abstract)
		module_comment(
		        m->out, 0,
		        "It has no bounds, so that TLC can check whole behaviours: what only grows and no "
		        "step reads (the log, the hour, the failures) is left out, and an id that nothing "
		        "refers to counts as never issued.");
	buf_printf(m->out, "EXTENDS Naturals%s%s\n\n", m->plan->abstract ? "" : ", Sequences",
	           m->options->symmetry ? ", TLC" : "");
}

/* Adds module and configuration of a plan. */
static int write_plan(const struct plan *plan, const struct export_options *options, struct export *out,
                      struct err *err)
{
	struct module m = { .plan = plan, .options = options, .arena = out->arena };
	struct buf text;
	bool symmetric;

	if (module_check_names(plan, options->symmetry, err))
		return -1;
	buf_init(&text);
	m.out = &text;
	module_prepare(&m);
	put_opening(&m);
	module_declare_constants(plan, m.out);
	module_variables(&m);
	module_types(&m);
	if (plan->abstract)
		module_ages(&m);
	module_first_state(&m);
	for (int r = 0; r < ROLE_COUNT; r++)
		put_actions(&m, (enum role)r);
	put_behaviour(&m);
	if (plan->abstract)
		module_assumptions(&m);
	else
		put_bound(&m);
	module_properties(&m);
	symmetric = options->symmetry && module_symmetry(plan, m.out);
	module_close(m.out);
	export_add(out, m.names.module, ".tla", &text);
	module_config(&m, symmetric);
	export_add(out, m.names.module, ".cfg", &text);
	buf_release(&text);
	return 0;
}

int module_design(const struct model *model, const struct export_options *options, struct export *out,
                  struct err *err)
{
	const struct plan *plan = plan_of(model);
	struct model *unbounded = NULL;
	int result;

	if (machine_is(model) && options->recurring) {
		err_set(err, "%s is in the open language, and its module has bounds", model->name);
		return err_remedy(err, "leave out --property; the configuration has a line for each declared "
		                       "property of whole behaviours, to be uncommented");
	}
	if (machine_is(model))
		return spec_write(model, options, out, err);
	if (!options->recurring)
		return write_plan(plan, options, out, err);
	if (options->symmetry) {
		err_set(err, "TLC does not check properties of whole behaviours under symmetry");
		return err_remedy(err, "leave out --symmetry or --property");
	}
	if (design_compile_unbounded(plan->design, &plan->scope, &plan->constants, &unbounded, err))
		return -1;
	result = write_plan(plan_of(unbounded), options, out, err);
	model_free(unbounded);
	return result;
}
