/*
 * The assumptions of a property of whole behaviours, as a temporal formula, and the counter that the formula
 * needs in a module that leaves things out.
 *
 * <A>_vars is a step of A that changes vars.  A plan without bounds has no log, no hours and no count of
 * failures, so two different steps of the design may look the same in it, and a step that changes something
 * may look like stuttering.  Where the formula has to distinguish them, a step adds a number to `unseen`, a
 * different one for each kind of change.  Rejected: a flag that flips, because a cleaner that fails and one
 * that finishes reach the same state, and only one of them may happen infinitely often.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "export/tla/tla.h"

/* The changes of a step that the module leaves out, one bit for each kind. */
static unsigned unseen_by(const struct plan_action *action)
{
	unsigned kinds = 0;

	for (unsigned u = 0; u < action->step->use_count[WORD_EFFECT]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
			const struct op *op = &action->step->uses[WORD_EFFECT][u].word->ops[o];

			kinds |= op_does(op->code, LOGS_WRITE) ? 1 : 0;
			kinds |= op_does(op->code, LOGS_READ) ? 2 : 0;
			if (op_does(op->code, COUNTS))
				kinds |= op->a.field == FIELD_FAILED ? 4 : 8;
		}
	return kinds || !plan_moves_unseen(action) ? kinds : 16;
}

/* Numbers the kinds of changes that the formula has to distinguish. */
static void count_kinds(struct module *m)
{
	unsigned number[32] = { 0 };

	m->kinds = 1;
	for (unsigned a = 0; a < m->plan->model.action_count; a++) {
		unsigned kind = unseen_by(&m->plan->actions[a]);

		if (!kind || (!m->marks.fair[a] && !m->marks.finite[a]))
			continue;
		if (!number[kind])
			number[kind] = m->kinds++;
		m->unseen[a] = (uint8_t)number[kind];
	}
}

void module_prepare(struct module *m)
{
	const struct model *model = &m->plan->model;
	unsigned count = model->action_count + 1;

	module_name_all(m->plan, m->arena, &m->names);
	m->kinds = 1;
	m->unseen = arena_array(m->arena, count, sizeof(*m->unseen));
	if (m->plan->abstract) {
		m->marks = (struct action_marks){ arena_array(m->arena, count, sizeof(*m->marks.fair)),
			                          arena_array(m->arena, count, sizeof(*m->marks.finite)),
			                          arena_array(m->arena, count, sizeof(*m->marks.moves)) };
		m->assumed = m->options->assumptions ? *m->options->assumptions
		                                     : design_assumptions(m->plan->design);
		design_assume(model, &m->assumed, &m->marks);
		count_kinds(m);
	}
	for (unsigned v = 0; v < model->variable_count; v++)
		if (strcmp(model->variables[v].name, domain_variables[DOMAIN_BEGUN].name) != 0 &&
		    strcmp(model->variables[v].name, domain_variables[DOMAIN_READ_BROKEN].name) != 0)
			m->variables[m->variable_count++] = model->variables[v].name;
	if (m->kinds > 1)
		m->variables[m->variable_count++] = "unseen";
}

/* --- the formula --------------------------------------------------------------------------------------- */

typedef bool action_test(const struct module *m, unsigned action);

static bool is_fair(const struct module *m, unsigned action)
{
	return m->marks.fair[action] != 0;
}

static bool is_finite(const struct module *m, unsigned action)
{
	return m->marks.finite[action];
}

/* The steps of a role for which the test is true, one a line: "\/ \E s \in Servers : StartWrite(s)". */
static void put_steps(const struct module *m, enum role role, action_test *test, struct buf *out)
{
	const char *self = module_self(role), *readers = scope_rows[SCOPE_READERS].tla;
	const char *set = scope_rows[role == ROLE_CLEANER ? SCOPE_CLEANERS : SCOPE_SERVERS].tla;

	for (unsigned a = 0; a < m->plan->model.action_count; a++) {
		const struct plan_action *action = &m->plan->actions[a];

		if (action->role != role || !test(m, a))
			continue;
		if (role == ROLE_CLOCK)
			buf_printf(out, "    \\/ %s\n", m->names.actions[a]);
		else
			buf_printf(out, "    \\/ \\E %s \\in %s%s%s : %s(%s)\n", self, set,
			           action->reader ? " \\union " : "", action->reader ? readers : "",
			           m->names.actions[a], self);
	}
}

/* Defines a disjunction of the steps for which the test is true, of one role or (ROLE_COUNT) of all.  Returns
 * false, and defines nothing, if there are none. */
static bool define(const struct module *m, const char *name, enum role role, action_test *test)
{
	struct buf steps;
	bool any;

	buf_init(&steps);
	for (int r = 0; r < ROLE_COUNT; r++)
		if (role == ROLE_COUNT || r == (int)role)
			put_steps(m, (enum role)r, test, &steps);
	any = steps.length > 0;
	if (any)
		buf_printf(m->out, "%s ==\n%s\n", name, steps.data);
	buf_release(&steps);
	return any;
}

/* The weak fairness of a role's steps. */
// clang-format off
static const struct {
	const char *name, *condition;
} fair_roles[ROLE_COUNT] = {
	[ROLE_SERVER] = { "FairServers", "If from some point on servers or readers can always take a step, one "
	                                "of them does." },
	[ROLE_CLEANER] = { "FairCleaners",
	                   "If from some point on cleaners can always take a step, one of them does." },
	[ROLE_CLOCK] = { "FairClock", "If from some point on time can always pass, it does." },
};
// clang-format on

static const char *finite_steps_text(const struct module *m)
{
	return m->assumed.writes_end && m->assumed.failures_end
	               ? "Only finitely many writes begin, and cleaners fail only finitely often."
	       : m->assumed.writes_end ? "Only finitely many writes begin."
	                               : "Cleaners fail only finitely often.";
}

void module_assumptions(const struct module *m)
{
	bool fair[ROLE_COUNT], finite, any = false;

	module_heading(m->out, "assumptions");
	finite = define(m, "FiniteSteps", ROLE_COUNT, is_finite);
	if (finite)
		module_comment(m->out, 0,
		               "Fairness excludes finite steps: a cleaner that can only fail is stuck.");
	for (int r = 0; r < ROLE_COUNT; r++)
		fair[r] = define(m, fair_roles[r].name, (enum role)r, is_fair);
	buf_add_text(m->out, "Assumptions ==\n");
	for (int r = 0; r < ROLE_COUNT; r++)
		if (fair[r]) {
			module_comment(m->out, 4, fair_roles[r].condition);
			buf_printf(m->out, "    /\\ WF_vars(%s)\n", fair_roles[r].name);
			any = true;
		}
	if (finite) {
		module_comment(m->out, 4, finite_steps_text(m));
		buf_add_text(m->out, "    /\\ <>[][~FiniteSteps]_vars\n");
		any = true;
	}
	buf_add_text(m->out, any ? "" : "    TRUE\n");
}
