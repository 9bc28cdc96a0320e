/*
 * Which numbers of a scope a system uses.  Derived from its types and steps.
 */
#include <string.h>

#include <heddle/buf.h>

#include "design/open.h"

/* Whether a type has, anywhere in it, constants of a set or something with a bound. */
static bool mentions(const struct declared_type *type, const char *all, const char *bound)
{
	if (!type)
		return false;
	if ((all && type->all && strcmp(type->all, all) == 0) ||
	    (bound && type->bound && strcmp(type->bound, bound) == 0))
		return true;
	for (uint32_t i = 0; i < type->count && type->parts; i++)
		if (mentions(type->parts[i], all, bound))
			return true;
	return mentions(type->key, all, bound) || mentions(type->item, all, bound);
}

static bool declares(const struct system *system, const char *all, const char *bound)
{
	for (unsigned i = 0; i < system->variable_count; i++)
		if (mentions(system->variables[i].type, all, bound))
			return true;
	return false;
}

/* What constants of a row are called in types; null: it counts none. */
static const char *all_of(const struct system *system, unsigned row)
{
	for (unsigned i = 0; i < system->set_count; i++)
		if (system->sets[i].rows[0] == row && system->rows[row].kind == SCOPE_CONSTANT)
			return system->sets[i].all;
	return NULL;
}

static bool chooses(const struct system *system, const char *all)
{
	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned s = 0; s < system->roles[r].step_count; s++) {
			const struct system_step *step = &system->roles[r].steps[s];

			for (unsigned c = 0; c < step->choice_count; c++) {
				const struct value_type *set = step->choices[c].tree->part[0]->type;

				if (set->item && set->item->all && strcmp(set->item->all, all) == 0)
					return true;
			}
		}
	return false;
}

bool system_uses(const struct system *system, unsigned row)
{
	const struct scope_row *of = &system->rows[row];
	const char *all = all_of(system, row);

	switch (of->kind) {
	case SCOPE_PROCESS:
		for (unsigned r = 0; r < system->role_count; r++)
			if (system->roles[r].row == row || system->roles[r].also_row == row)
				return true;
		return false;
	case SCOPE_CONSTANT:
		return all && (chooses(system, all) || declares(system, all, NULL));
	case SCOPE_BOUND:
		return declares(system, NULL, of->option);
	case SCOPE_FLAG:
		return true;
	case SCOPE_ABSENT:
		break;
	}
	return false;
}
