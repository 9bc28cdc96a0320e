/*
 * A trace as a TLA+ module that extends the exported design and follows the trace.
 *
 * The recorded states are a sequence, the only behaviour of the module; StartsAsTheDesign and FitsTheDesign
 * say that it is a behaviour of the design.  They are two because TLC does not name the violated property if
 * it is the conjunction.  TLC stops at the first step that does not fit, and shows its number. Rejected:
 * constraining the design's own actions to the recorded states, which ends in a deadlock that does not show
 * the state that does not fit.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "export/targets.h"
#include "export/tla/tla.h"

struct writer {
	const struct plan *plan;
	const struct trace *trace;
	struct module_names names;
	struct arena *arena;
	struct buf *out;
};

/* A state with the types that the design gives it; formats that lose types show sets as lists. */
static const struct value *typed(const struct writer *w, const struct value *state)
{
	const struct model *model = &w->plan->model;
	const struct value *shown = state;
	void *packed = mem_alloc(model->state_size);

	if (design_encode(model, state, packed, NULL) == 0)
		shown = model->ops->describe(model, packed, w->arena);
	free(packed);
	return shown;
}

/* TLC compares states variable by variable, so the trace needs the design's, and no others. */
static int check_variables(const struct writer *w, struct err *err)
{
	if (design_check_variables(&w->plan->model, w->trace->states[0], err) == 0)
		return 0;
	return err_remedy(err, "name a design with the same variables; for others, "
	                       "\"heddle replay\" compares steps instead of states");
}

static void put_states(const struct writer *w)
{
	const struct model *model = &w->plan->model;

	buf_add_text(w->out, "\\* The recorded states.\nTrace == <<\n");
	for (size_t i = 0; i < w->trace->state_count; i++) {
		const struct value *state = typed(w, w->trace->states[i]);

		for (unsigned v = 0; v < model->variable_count; v++) {
			buf_printf(w->out, "%s%s |-> ", v ? ",\n         " : "        [",
			           model->variables[v].name);
			value_tla(w->out, value_get(state, model->variables[v].name));
		}
		buf_printf(w->out, "]%s\n", i + 1 < w->trace->state_count ? "," : "");
	}
	buf_add_text(w->out, "    >>\n\n");
}

static void put_equations(const struct writer *w, const char *prime, const char *index)
{
	const struct model *model = &w->plan->model;

	for (unsigned v = 0; v < model->variable_count; v++)
		buf_printf(w->out, "    /\\ %s%s = Trace[%s].%s\n", model->variables[v].name, prime, index,
		           model->variables[v].name);
}

static bool is_lasso(const struct trace *trace)
{
	return trace->loop >= 0 && trace->loop + 1 < (int64_t)trace->state_count;
}

static void put_behaviour(const struct writer *w)
{
	const struct trace *trace = w->trace;

	buf_add_text(w->out, "\\* After step n the state is Trace[n + 1].\nTraceInit ==\n    /\\ step = 0\n");
	put_equations(w, "", "1");
	buf_add_text(w->out, "\nTraceNext ==\n");
	if (is_lasso(trace))
		buf_printf(w->out, "    /\\ step' = IF step + 1 < Len(Trace) THEN step + 1 ELSE %lld\n",
		           (long long)trace->loop);
	else
		buf_add_text(w->out, "    /\\ step + 1 < Len(Trace)\n    /\\ step' = step + 1\n");
	put_equations(w, "'", "step' + 1");
	buf_add_text(w->out, "\nTraceSpec == TraceInit /\\ [][TraceNext]_<<vars, step>>\n\n"
	                     "\\* It starts in an initial state of the design ...\n"
	                     "StartsAsTheDesign == step = 0 => Init\n\n"
	                     "\\* ... and takes only its steps.\n"
	                     "FitsTheDesign == [][Next]_vars\n");
}

/* The action of a recorded step with its process, as a formula; null if the trace does not say. */
static const char *taken(const struct writer *w, const struct trace_step *step)
{
	const struct model *model = &w->plan->model;
	int action = step->action ? model_action_index(model, step->action) : -1;

	if (action < 0)
		return NULL;
	if (w->plan->actions[action].role == ROLE_CLOCK)
		return w->names.actions[action];
	if (!step->arg_count || !value_text(step->args[0]))
		return NULL;
	return arena_printf(w->arena, "%s(%s)", w->names.actions[action],
	                    module_quoted(w->arena, value_text(step->args[0])));
}

static bool put_names(const struct writer *w)
{
	bool any = false;

	for (size_t i = 0; w->trace->steps && i + 1 < w->trace->state_count; i++) {
		const char *formula = taken(w, &w->trace->steps[i]);

		if (!formula)
			continue;
		buf_add_text(w->out, any ? ""
		                         : "\n\\* Every step is the one that the trace names.\n"
		                           "StepsAreAsNamed ==\n    [][");
		buf_printf(w->out, "%s/\\ step = %zu /\\ step' = %zu => %s\n", any ? "       " : "", i, i + 1,
		           formula);
		any = true;
	}
	buf_add_text(w->out, any ? "      ]_<<vars, step>>\n" : "");
	return any;
}

static void put_config(const struct writer *w, const struct export_options *options, bool named)
{
	buf_printf(w->out,
	           "\\* Whether the trace is a behaviour of %s.tla.\n"
	           "SPECIFICATION TraceSpec\n",
	           w->names.module);
	module_assign_constants(w->plan, false, w->out);
	buf_add_text(w->out, "INVARIANT StartsAsTheDesign\nPROPERTY FitsTheDesign\n");
	buf_add_text(w->out, named ? "PROPERTY StepsAreAsNamed\n" : "");
	buf_add_text(w->out, "\\* Uncomment a line to check that property along the trace.\n");
	for (unsigned p = 0; p < w->plan->model.property_count; p++)
		if (options->properties >> p & 1 && module_keyword(p))
			buf_printf(w->out, "\\* %s %s\n", module_keyword(p),
			           w->plan->model.properties[p].name);
	buf_add_text(w->out, "CHECK_DEADLOCK FALSE\n");
}

static int module_trace(const struct model *model, const struct trace *trace,
                        const struct export_options *options, struct export *out, struct err *err)
{
	struct writer w = { .trace = trace, .arena = out->arena };
	struct export_options bounded = *options;
	const char *name;
	struct buf text;
	bool named;

	if (!design_model_scope(model)) {
		err_set(err, "no design explains the trace, so there is nothing to check it against");
		return err_remedy(err, "name its design with --design");
	}
	if (plan_need(model, "TLA+ module", err))
		return -1;
	w.plan = plan_of(model);
	bounded.recurring = 0;
	if (check_variables(&w, err) || module_design(model, &bounded, out, err))
		return -1;
	module_name_all(w.plan, w.arena, &w.names);
	name = arena_printf(w.arena, "%s_trace", w.names.module);
	buf_init(&text);
	w.out = &text;
	module_open(w.out, name);
	module_comment(w.out, 0,
	               arena_printf(w.arena,
	                            "A trace of %zu states, checked against the design %s. TLC finds no "
	                            "error if every step fits; otherwise it shows the first that does "
	                            "not.",
	                            trace->state_count, w.plan->design->name));
	buf_printf(w.out, "EXTENDS %s, TLC\n\nVARIABLE step \\* number of steps taken\n\n", w.names.module);
	put_states(&w);
	put_behaviour(&w);
	named = put_names(&w);
	module_close(w.out);
	export_add(out, name, ".tla", &text);
	put_config(&w, options, named);
	export_add(out, name, ".cfg", &text);
	buf_release(&text);
	return 0;
}

const struct export_target target_tla = {
	.name = "tla",
	.summary = "a TLA+ module and a configuration for TLC",
	.folder = true,
	.design = module_design,
	.trace = module_trace,
	.design_takes = EXPORT_INVARIANT | EXPORT_PROPERTY | EXPORT_SYMMETRY | EXPORT_SCOPE,
	.cannot = module_cannot,
	.trace_takes = EXPORT_INVARIANT | EXPORT_SYMMETRY | EXPORT_SCOPE | EXPORT_UNFIT,
};
