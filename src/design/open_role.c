/*
 * Roles: locals, control states, the variable that holds the processes.
 *
 * This comes before any expression is read, since expressions name locals and control states of all roles.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/open.h"

const char *const open_role_members[] = { "locals", "states", "steps",    "short", "count", "plural",
	                                  "title",  "silent", "variable", "also",  NULL };

/* A member of the design, or else of the story. */
static const cJSON *member_of(const struct open_role *from, const char *name)
{
	const cJSON *own = cJSON_GetObjectItemCaseSensitive(from->json, name);

	return own ? open_member(from->json, name) : open_member(from->story, name);
}

static const char *text_of(struct open *open, const struct open_role *from, const char *name,
                           const char *otherwise)
{
	bool own = cJSON_GetObjectItemCaseSensitive(from->json, name) != NULL;

	return open_text(open, own ? from->json : from->story, name, from->path, otherwise);
}

/* --- control states -------------------------------------------------------------------- */

static int add_state(struct open *open, struct system_role *role, const char *name, const char *path)
{
	for (unsigned i = 0; i < role->state_count; i++)
		if (strcmp(role->states[i], name) == 0)
			return 0;
	if (!*name || strcmp(name, VALUE_UNSET) == 0)
		return open_misplaced(open, path, "the name of a control state");
	if (role->state_count == SYSTEM_STATES_MAX) {
		err_set(open->err, "a role has at most %d control states", SYSTEM_STATES_MAX);
		return err_place(open->err, "%s", path);
	}
	role->states[role->state_count++] = arena_strdup(open->arena, name);
	return 0;
}

/* Those that are listed, then those that steps start from. */
static void read_states(struct open *open, const struct open_role *from, struct system_role *role)
{
	const cJSON *listed = open_member(from->json, "states"), *step;
	char path[OPEN_PATH_MAX];

	open_path(path, from->path, "states");
	if (member_count(listed) < 0)
		open_keep(open, open_misplaced(open, path, "a list of control states"));
	for (int i = 0; i < member_count(listed); i++)
		if (open_keep(open, add_state(open, role, member_nth(listed, i), path)))
			return;
	open_path(path, from->path, "steps");
	cJSON_ArrayForEach(step, open_member(from->json, "steps"))
	{
		const cJSON *at = open_member(step, "at");

		for (int i = 0; i < member_count(at); i++)
			if (open_keep(open, add_state(open, role, member_nth(at, i), path)))
				return;
	}
}

/* --- the record of a process -------------------------------------------------------------- */

static const struct declared_type *state_type(struct open *open, const struct system_role *role)
{
	struct declared_type *type = arena_alloc(open->arena, sizeof(*type));

	*type = (struct declared_type){ .kind = DECLARED_NAMES,
		                        .count = role->state_count,
		                        .names = role->states };
	return type;
}

static const struct declared_type *locals_type(struct open *open, const struct open_role *from,
                                               const struct system_role *role)
{
	struct declared_type *type = arena_alloc(open->arena, sizeof(*type));
	const char **names = arena_array(open->arena, SYSTEM_LOCALS_MAX, sizeof(*names));
	const struct declared_type **parts = arena_array(open->arena, SYSTEM_LOCALS_MAX, sizeof(*parts));
	unsigned count = 0;

	if (role->state_count) {
		names[count] = "state";
		parts[count++] = state_type(open, role);
	}
	for (unsigned i = 0; i < from->locals.count; i++) {
		names[count] = from->locals.of[i].name;
		parts[count++] = from->locals.of[i].type;
	}
	*type = (struct declared_type){
		.kind = DECLARED_RECORD, .count = count, .names = names, .parts = parts
	};
	return type;
}

static int check_local(struct open *open, const struct open_field *local)
{
	if (open_member(local->declared, "initial")) {
		err_set(open->err, "only stores and globals take \"initial\"");
		return err_place(open->err, "%s", local->path);
	}
	if (strcmp(local->name, "state") != 0 && strcmp(local->name, "self") != 0)
		return 0;
	err_set(open->err, "every process has its own %s", local->name);
	err_place(open->err, "%s", local->path);
	return err_remedy(open->err, "give the local another name");
}

/* --- the variable ------------------------------------------------------------------------------ */

static const struct declared_type *table_type(struct open *open, const struct system_role *role)
{
	struct declared_type *type = arena_alloc(open->arena, sizeof(*type));
	struct declared_type *key = arena_alloc(open->arena, sizeof(*key));

	*key = (struct declared_type){ .kind = DECLARED_CONSTANT, .all = role->plural };
	for (unsigned i = 0; i < open->sets.count; i++)
		if (strcmp(open->declared[i].all, role->plural) == 0)
			key->within = open->declared[i].within;
	*type = (struct declared_type){ .kind = DECLARED_TABLE, .key = key, .item = role->locals };
	return type;
}

static int check_variable(struct open *open, const char *name, const char *path)
{
	const struct system *system = open->system;

	if (open_check_name(open, name, path))
		return -1;
	if (system->variable_count == SYSTEM_VARIABLES_MAX) {
		err_set(open->err, "a design has at most %d variables", SYSTEM_VARIABLES_MAX);
		return err_place(open->err, "%s", path);
	}
	for (unsigned i = 0; i < system->variable_count; i++)
		if (strcmp(system->variables[i].name, name) == 0) {
			err_set(open->err, "there are two variables named %s", name);
			return err_place(open->err, "%s", path);
		}
	return 0;
}

static void make_variable(struct open *open, const struct open_role *from, unsigned r)
{
	struct system *system = open->system;
	struct system_role *role = &system->roles[r];
	const char *name = text_of(open, from, "variable", arena_printf(open->arena, "%sStates", role->name));

	if (role->row == SCOPE_ROWS_MAX && member_of(from, "short"))
		return; /* with an error */
	if (role->row == SCOPE_ROWS_MAX) {
		err_set(open->err, "a role with control states or locals needs \"short\"");
		err_place(open->err, "%s", from->path);
		err_remedy(open->err, "give it the first letters of its processes' names, such as \"j\"");
		err_next(open->err);
		open->errors++;
		return;
	}
	if (open_keep(open, check_variable(open, name, from->path)))
		return;
	role->variable = (int)system->variable_count;
	system->variables[system->variable_count++] = (struct system_variable){
		.name = name,
		.title = text_of(open, from, "title", role->plural),
		.kind = VARIABLE_PROCESSES,
		.type = table_type(open, role),
		.role = (int)r,
	};
}

static void read_role(struct open *open, unsigned r)
{
	struct open_role *from = &open->roles[r];
	struct system_role *role = &open->system->roles[r];
	const cJSON *locals = member_of(from, "locals");
	char path[OPEN_PATH_MAX];
	int before = open->errors;

	open->errors += members_known(from->json, open_role_members, from->path, open->err);
	open_keep(open, member_flag(cJSON_GetObjectItemCaseSensitive(from->json, "silent") ? from->json
	                                                                                   : from->story,
	                            "silent", from->path, &role->silent, open->err));
	if (locals)
		open_fields(open, locals, open_path(path, from->path, "locals"), &from->locals);
	for (unsigned i = 0; i < from->locals.count; i++)
		open_keep(open, check_local(open, &from->locals.of[i]));
	read_states(open, from, role);
	if (role->state_count || from->locals.count) {
		role->locals = locals_type(open, from, role);
		make_variable(open, from, r);
	}
	from->failed = open->errors > before;
}

void open_role_variables(struct open *open)
{
	struct system *system = open->system;

	for (unsigned r = 0; r < system->role_count; r++)
		read_role(open, r);
}
