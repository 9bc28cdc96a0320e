/*
 * The constants of a machine, and which names are comparable.
 */
#include <string.h>

#include "machine/machine_private.h"

const struct universe *universe_make(struct machine *machine, const char *const *names, unsigned count,
                                     const char *all)
{
	struct universe *made = arena_alloc(machine->arena, sizeof(*made));
	const struct value **values = arena_array(machine->arena, count + 1, sizeof(struct value *));

	for (unsigned i = 0; i < count; i++)
		values[i] = value_string(machine->arena, names[i]);
	*made = (struct universe){ count, names, values, all };
	return made;
}

int universe_find(const struct universe *universe, const char *name)
{
	for (unsigned i = 0; i < universe->count; i++)
		if (strcmp(universe->names[i], name) == 0)
			return (int)i;
	return -1;
}

/* Makes `count` names: those given, then usual ones ("k1", …) that are not among them. */
static const char *const *name_all(struct machine *machine, const char *const *given, unsigned count,
                                   const char *prefix)
{
	const char **names = arena_array(machine->arena, (size_t)count + 1, sizeof(*names));
	unsigned next = 1, i = 0;

	for (; given && i < count && given[i]; i++)
		names[i] = arena_strdup(machine->arena, given[i]);
	while (i < count) {
		const char *name = arena_printf(machine->arena, "%s%u", prefix, next++);
		bool taken = false;

		for (unsigned j = 0; j < i; j++)
			taken |= strcmp(names[j], name) == 0;
		if (!taken)
			names[i++] = name;
	}
	return names;
}

unsigned row_count(const struct machine *machine, unsigned row)
{
	int number = machine->scope.of[row];

	return machine->system->rows[row].kind == SCOPE_ABSENT || number < 0 ? 0 : (unsigned)number;
}

static const struct universe *set_universe(struct machine *machine, const struct system_set *set)
{
	const struct system *system = machine->system;
	const char **names;
	unsigned count = 0, rows = 0;

	for (; set->rows[rows] != SCOPE_ROWS_MAX; rows++)
		count += row_count(machine, set->rows[rows]);
	/* Roles without a number, such as a clock, have one process, named like the role. */
	names = arena_array(machine->arena, (size_t)count + system->role_count + 1, sizeof(*names));
	count = 0;
	for (unsigned r = 0; r < rows; r++)
		for (unsigned i = 0; i < row_count(machine, set->rows[r]); i++)
			names[count++] = machine->constants.of[set->rows[r]][i];
	for (unsigned r = 0; set->any_role && r < system->role_count; r++)
		if (system->roles[r].row == SCOPE_ROWS_MAX)
			names[count++] = system->roles[r].name;
	return universe_make(machine, names, count, set->all);
}

void machine_name_constants(struct machine *machine, const struct constants *given)
{
	static const struct constants none = { 0 };
	const struct system *system = machine->system;

	given = given ? given : &none;
	for (unsigned i = 0; i < system->row_count; i++)
		if (system->rows[i].prefix && system->rows[i].kind != SCOPE_ABSENT)
			machine->constants.of[i] =
			        name_all(machine, given->of[i], (unsigned)machine->scope.of[i],
			                 system->rows[i].prefix);
	for (unsigned i = 0; i < system->set_count; i++)
		machine->universes[i] = set_universe(machine, &system->sets[i]);
}

const struct universe *universe_of(const struct machine *machine, const char *all)
{
	for (unsigned i = 0; i < machine->system->set_count; i++)
		if (strcmp(machine->system->sets[i].all, all) == 0)
			return machine->universes[i];
	return NULL;
}

const char *const *machine_constants_of(void *ctx, const char *all, unsigned *count)
{
	const struct universe *universe = universe_of(ctx, all);

	*count = universe ? universe->count : 0;
	return universe ? universe->names : NULL;
}
