/*
 * What types do not say of a system, and the canonical text of its meaning.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>

#include "design/open.h"

/* Processes start in the first step's state.  If no step returns to it, its name is probably misspelled; a
 * design that means it lists its states. */
static int check_start(struct open *open, unsigned r)
{
	const struct system_role *role = &open->system->roles[r];
	bool left = false;

	for (unsigned i = 0; i < role->step_count; i++) {
		if (role->steps[i].target == 0)
			return 0;
		left |= role->steps[i].at & 1 && role->steps[i].target > 0;
	}
	if (open_member(open->roles[r].json, "states") || !left)
		return 0;
	err_set(open->err, "processes start at \"%s\", and no step ever leads back there", role->states[0]);
	err_place(open->err, "%.80s.steps[%.80s].at", open->roles[r].path, role->steps[0].name);
	return err_remedy(open->err, "correct the name; or, if that is intended, list all control states "
	                             "under \"states\", the first one first");
}

void open_validate(struct open *open)
{
	for (unsigned r = 0; r < open->system->role_count; r++)
		if (open->system->roles[r].state_count)
			open_keep(open, check_start(open, r));
}

/* --- the checksum ------------------------------------------------------------------------- */

static void seal_tree(struct buf *out, const char *what, const struct expr *tree)
{
	if (!tree)
		return;
	buf_printf(out, "%s ", what);
	expr_show(out, tree, false);
	buf_add_char(out, '\n');
}

static void seal_step(struct buf *out, const struct system_role *role, const struct system_step *step)
{
	buf_printf(out, "step %s part %s%s at", step->name, step->part ? step->part : "",
	           step->failure ? " failure" : "");
	for (unsigned s = 0; s < role->state_count; s++)
		if (step->at >> s & 1)
			buf_printf(out, " %s", role->states[s]);
	buf_printf(out, " goto %s\n", step->target < 0 ? "" : role->states[step->target]);
	for (unsigned i = 0; i < step->choice_count; i++)
		seal_tree(out, "choose", step->choices[i].tree);
	for (unsigned i = 0; i < step->guard_count; i++)
		seal_tree(out, "when", step->guards[i]);
	for (unsigned i = 0; i < step->effect_count; i++)
		seal_tree(out, "do", step->effects[i]);
}

static void seal_role(struct buf *out, const struct system *system, unsigned r)
{
	const struct system_role *role = &system->roles[r];

	buf_printf(out, "role %s%s%s%s starts %s also %s %s\n", role->name,
	           system->fair >> r & 1 ? " fair" : "", role->silent ? " silent" : "",
	           role->row == SCOPE_ROWS_MAX ? " single" : "", role->state_count ? role->states[0] : "",
	           role->also ? role->also : "", role->also_part ? role->also_part : "");
	for (unsigned i = 0; i < role->step_count; i++)
		seal_step(out, role, &role->steps[i]);
}

void system_seal(const struct system *system, struct buf *out)
{
	struct declared_set sets[SYSTEM_ROLES_MAX * 2 + SCOPE_ROWS_MAX];
	const struct declared_sets all = { sets, system->set_count };

	for (unsigned i = 0; i < system->set_count; i++) {
		sets[i] = (struct declared_set){ .one = system->sets[i].one, .all = system->sets[i].all };
		buf_printf(out, "set %s\n", system->sets[i].one);
	}
	for (unsigned i = 0; i < system->variable_count; i++) {
		const struct system_variable *variable = &system->variables[i];

		buf_printf(out, "variable %s ", variable->name);
		declared_type_show(out, variable->type, &all, false);
		buf_add_char(out, '\n');
		seal_tree(out, "initial", variable->initial);
	}
	for (unsigned r = 0; r < system->role_count; r++)
		seal_role(out, system, r);
}
