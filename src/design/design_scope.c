/*
 * The scopes of a design: their rows, and what else they have to satisfy than the limits of each row.
 *
 * Rejected: a table of rows in each scope.  Most scopes are made and compared where the design is at hand.
 */
#include <stdlib.h>

#include <heddle/design_file.h>
#include <heddle/err.h>

const struct scope_row *design_scope_rows(const struct design *design)
{
	return design && design->system ? design->system->rows : scope_rows;
}

/* --- a design in the open language ---------------------------------------------------- */

static bool any_fails(const struct system *system)
{
	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned i = 0; i < system->roles[r].step_count; i++)
			if (system->roles[r].steps[i].failure)
				return true;
	return false;
}

/* Says nothing of constants that no step chooses: others may count them, or compare with one. */
const char *system_ignores(const struct design *design, unsigned row)
{
	const struct scope_row *rows = design->system->rows;

	if (rows[row].kind == SCOPE_FLAG)
		return any_fails(design->system) ? NULL : "no step of the design models a failure";
	if (rows[row].kind != SCOPE_ABSENT)
		return NULL;
	switch (row < SCOPE_ROWS ? scope_rows[row].kind : SCOPE_ABSENT) {
	case SCOPE_PROCESS:
		return "the design has no such process";
	case SCOPE_CONSTANT:
		return "the design has no such constant";
	case SCOPE_BOUND:
		return "nothing in the design has this bound";
	case SCOPE_FLAG:
		return "no step of the design models a failure";
	case SCOPE_ABSENT:
		break;
	}
	return "the design has no use for it";
}

static bool has_process(const struct system *system, const struct scope *scope)
{
	for (unsigned r = 0; r < system->role_count; r++) {
		const struct system_role *role = &system->roles[r];

		if (role->row == SCOPE_ROWS_MAX || scope->of[role->row] > 0 ||
		    (role->also && scope->of[role->also_row] > 0))
			return true;
	}
	return false;
}

/* --- any design ------------------------------------------------------------------------- */

static int check_processes(const struct design *design, const struct scope *scope, struct err *err)
{
	const struct system *system = design->system;

	if (!system && scope->of[SCOPE_SERVERS] + scope->of[SCOPE_READERS] == 0) {
		err_set(err, "there is no server and no reader, so nothing can happen");
		return err_remedy(err, "raise --servers to at least 1");
	}
	if (system && system->role_count && !has_process(system, scope)) {
		err_set(err, "there is no process, so nothing can happen");
		return err_remedy(err, "raise --%s to at least 1", system->rows[system->roles[0].row].option);
	}
	return 0;
}

int design_check_scope(const struct design *design, const struct scope *scope, struct err *err)
{
	return scope_check(design_scope_rows(design), scope, err) || check_processes(design, scope, err) ? -1
	                                                                                                 : 0;
}
