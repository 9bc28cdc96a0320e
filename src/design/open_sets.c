/*
 * Sets of constants and their numbers: domains, roles, bounds; the scope that a design publishes.
 *
 * Names are derived from each other where a design does not give them: the domain CacheKey has the constants
 * CacheKeys, as many as --cache-keys says.  What the standard rows of a scope already count keeps its row.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/open.h"

#define PROCESSES "processes"

enum { DOMAIN_MOST = 16, BOUND_MOST = 4000, BOUND_USUAL = 3 };

const char *const open_domain_members[] = { "short", "count", "all", NULL };
const char *const open_also_members[] = { "short", "count", "part", NULL };

/* --- spelling -------------------------------------------------------------------------- */

/* "CacheKeys" with '-' is "cache-keys". */
static const char *split(struct arena *arena, const char *name, char between)
{
	char *out = arena_alloc(arena, 2 * strlen(name) + 1);
	size_t n = 0;

	for (size_t i = 0; name[i]; i++) {
		if (i && isupper((unsigned char)name[i]) && !isupper((unsigned char)name[i - 1]))
			out[n++] = between;
		out[n++] = name[i] == '_' ? between : (char)tolower((unsigned char)name[i]);
	}
	return out;
}

/* "max-cache-keys" is "MaxCacheKeys". */
static const char *joined(struct arena *arena, const char *option)
{
	char *out = arena_alloc(arena, strlen(option) + 1);
	size_t n = 0;
	bool capital = true;

	for (; *option; option++) {
		if (*option != '-')
			out[n++] = capital ? (char)toupper((unsigned char)*option) : *option;
		capital = *option == '-';
	}
	return out;
}

static const char *capitalised(struct arena *arena, const char *name)
{
	char *out = arena_strdup(arena, name);

	out[0] = (char)toupper((unsigned char)out[0]);
	return out;
}

/* --- rows -------------------------------------------------------------------------------- */

int open_row(const struct open *open, const char *option)
{
	for (unsigned i = 0; i < open->system->row_count; i++)
		if (strcmp(open->rows[i].option, option) == 0)
			return (int)i;
	return -1;
}

/* Returns SCOPE_ROWS_MAX, with an error kept, if there are too many. */
static unsigned add_row(struct open *open, struct scope_row row, const char *path)
{
	if (open->system->row_count == SCOPE_ROWS_MAX) {
		err_set(open->err, "a design has at most %d domains, roles and bounds", SCOPE_ROWS_MAX);
		open_keep(open, err_place(open->err, "%s", path));
		return SCOPE_ROWS_MAX;
	}
	open->used[open->system->row_count] = true;
	open->rows[open->system->row_count] = row;
	return open->system->row_count++;
}

/* Names are a prefix and a number, so prefixes are letters, and no two rows share one. */
static int check_short(struct open *open, const char *prefix, const char *option, const char *path)
{
	size_t letters = strspn(prefix, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (!*prefix || prefix[letters] || letters > 8)
		return open_misplaced(open, path, "one to eight letters, such as \"k\" for k1, k2, …");
	for (unsigned i = 0; i < open->system->row_count; i++) {
		const struct scope_row *row = &open->rows[i];

		if (!open->used[i] || !row->prefix || strcmp(row->prefix, prefix) != 0 ||
		    strcmp(row->option, option) == 0)
			continue;
		err_set(open->err, "\"%s\" already begins the names of %s", prefix, row->noun);
		err_place(open->err, "%s", path);
		return err_remedy(open->err, "choose another \"short\"");
	}
	return 0;
}

/* The row of an option, made if there is none. */
static unsigned named_row(struct open *open, enum scope_kind kind, const char *all, const char *one,
                          const char *prefix, int usual, int least, int most, const char *path)
{
	const char *option = split(open->arena, all, '-');
	int at = open_row(open, option);

	if (at >= 0) {
		struct scope_row *row = &open->rows[at];

		if (row->kind != kind) {
			err_set(open->err, "--%s already counts %s", option, row->noun);
			open_keep(open, err_place(open->err, "%s", path));
		}
		open->used[at] = true;
		row->prefix = prefix;
		row->usual = usual >= 0 ? usual : row->usual;
		return (unsigned)at;
	}
	return add_row(open,
	               (struct scope_row){ kind, option, split(open->arena, all, ' '), one, prefix,
	                                   capitalised(open->arena, all),
	                                   usual >= 0 ? usual
	                                   : least    ? 2
	                                              : 1,
	                                   least, most },
	               path);
}

/* --- sets ---------------------------------------------------------------------------------- */

static struct system_set *add_set(struct open *open, const char *one, const char *all, const char *path)
{
	struct system *system = open->system;
	struct system_set *set = &system->sets[system->set_count];

	for (unsigned i = 0; i < system->set_count; i++)
		if (strcmp(system->sets[i].one, one) == 0 || strcmp(system->sets[i].all, all) == 0) {
			err_set(open->err, "there are two sets of constants named %s", one);
			open_keep(open, err_place(open->err, "%s", path));
		}
	set->one = one;
	set->all = all;
	for (unsigned i = 0; i < sizeof(set->rows) / sizeof(*set->rows); i++)
		set->rows[i] = SCOPE_ROWS_MAX;
	open->declared[system->set_count] = (struct declared_set){ .one = one, .all = all };
	open->sets = (struct declared_sets){ open->declared, ++system->set_count };
	return set;
}

static void read_domain(struct open *open, const cJSON *domain, const char *path, bool own)
{
	const char *one = arena_strdup(open->arena, domain->string), *all, *prefix;
	char place[OPEN_PATH_MAX], letter[2] = { (char)tolower((unsigned char)*one), '\0' };
	struct system_set *set;
	int count;

	if (open_keep(open, open_check_name(open, one, path)))
		return;
	if (!cJSON_IsObject(domain)) {
		open_keep(open,
		          open_misplaced(open, path, "an object such as {\"short\": \"k\", \"count\": 2}"));
		return;
	}
	if (open->system->set_count == SCOPE_ROWS_MAX) {
		open_keep(open, open_misplaced(open, path, "fewer domains"));
		return;
	}
	if (own)
		open->errors += members_known(domain, open_domain_members, path, open->err);
	all = open_text(open, domain, "all", path, arena_printf(open->arena, "%ss", one));
	prefix = open_text(open, domain, "short", path, arena_strdup(open->arena, letter));
	count = open_number(open, domain, "count", path, 1, DOMAIN_MOST, -1);
	if (open_keep(open, open_check_name(open, all, open_path(place, path, "all"))) ||
	    open_keep(open, check_short(open, prefix, split(open->arena, all, '-'),
	                                open_path(place, path, "short"))))
		return;
	set = add_set(open, one, all, path);
	set->rows[0] = named_row(open, SCOPE_CONSTANT, all, split(open->arena, one, ' '), prefix, count, 1,
	                         DOMAIN_MOST, path);
}

void open_domains(struct open *open)
{
	open_each(open, "domains", read_domain);
}

/* --- roles --------------------------------------------------------------------------------- */

static const cJSON *role_member(const struct open_role *role, const char *name)
{
	const cJSON *member = cJSON_GetObjectItemCaseSensitive(role->json, name);

	if (!member)
		member = cJSON_GetObjectItemCaseSensitive(role->story, name);
	return member && !cJSON_IsNull(member) ? member : NULL;
}

static const char *role_text(struct open *open, const struct open_role *role, const char *name,
                             const char *otherwise)
{
	bool own = cJSON_GetObjectItemCaseSensitive(role->json, name) != NULL;

	return open_text(open, own ? role->json : role->story, name, role->path, otherwise);
}

static unsigned process_row(struct open *open, const char *plural, const cJSON *from, const char *prefix,
                            const char *path)
{
	char place[OPEN_PATH_MAX];

	if (open_keep(open, check_short(open, prefix, split(open->arena, plural, '-'),
	                                open_path(place, path, "short"))))
		return SCOPE_ROWS_MAX;
	return named_row(open, SCOPE_PROCESS, plural, NULL, prefix,
	                 open_number(open, from, "count", path, 0, SCOPE_PROCESSES_MAX, -1), 0,
	                 SCOPE_PROCESSES_MAX, path);
}

/* Further processes of a role: {"reader": {"short": "r", "part": "read"}}. */
static void read_also(struct open *open, struct open_role *from, struct system_role *role)
{
	const cJSON *also = role_member(from, "also");
	const cJSON *one = also ? also->child : NULL;
	char list[OPEN_PATH_MAX], path[OPEN_PATH_MAX];
	const char *prefix;

	role->also_row = SCOPE_ROWS_MAX;
	if (!also)
		return;
	open_path(list, from->path, "also");
	if (!cJSON_IsObject(also) || !one || one->next || !cJSON_IsObject(one) ||
	    role->row == SCOPE_ROWS_MAX) {
		open_keep(open, open_misplaced(open, list,
		                               "one name, as in {\"reader\": {\"short\": \"r\", "
		                               "\"part\": \"read\"}}, in a role that has \"short\""));
		return;
	}
	open_path(path, list, one->string);
	open->errors += members_known(one, open_also_members, path, open->err);
	if (open_keep(open, open_check_name(open, one->string, path)))
		return;
	role->also = arena_strdup(open->arena, one->string);
	role->also_part = open_text(open, one, "part", path, NULL);
	prefix = open_text(open, one, "short", path, "");
	role->also_row = process_row(open, arena_printf(open->arena, "%ss", role->also), one, prefix, path);
}

static void read_role(struct open *open, const cJSON *json, const cJSON *story, const char *path)
{
	struct system *system = open->system;
	struct system_role *role = &system->roles[system->role_count];
	struct open_role *from = &open->roles[system->role_count];
	const char *prefix;

	if (open_keep(open, open_check_name(open, json->string, path)))
		return;
	if (!cJSON_IsObject(json)) {
		open_keep(open, open_misplaced(open, path, "an object with \"steps\""));
		return;
	}
	if (system->role_count == SYSTEM_ROLES_MAX) {
		err_set(open->err, "a design has at most %d roles", SYSTEM_ROLES_MAX);
		open_keep(open, err_place(open->err, "%s", path));
		return;
	}
	for (unsigned i = 0; i < system->role_count; i++)
		if (strcmp(system->roles[i].name, json->string) == 0) {
			err_set(open->err, "there are two roles named %s", json->string);
			open_keep(open, err_place(open->err, "%s", path));
			return;
		}
	*from = (struct open_role){ .json = json, .story = story };
	snprintf(from->path, sizeof(from->path), "%s", path);
	system->role_count++;
	role->name = arena_strdup(open->arena, json->string);
	role->plural = role_text(open, from, "plural", arena_printf(open->arena, "%ss", role->name));
	prefix = role_text(open, from, "short", NULL);
	role->variable = -1;
	role->row = role->also_row = SCOPE_ROWS_MAX;
	if (prefix) {
		bool own = cJSON_GetObjectItemCaseSensitive(json, "count") != NULL;

		role->row = process_row(open, role->plural, own || !story ? json : story, prefix, path);
	} else if (role_member(from, "count")) {
		open_keep(open,
		          open_misplaced(open, path, "\"short\", the first letters of its processes' names"));
	}
	read_also(open, from, role);
}

/* Processes of all roles are constants: "Server" those of one role, "Process" those of all. */
static void make_process_sets(struct open *open)
{
	struct system *system = open->system;
	struct system_set *all;
	unsigned first = system->set_count;

	for (unsigned r = 0; r < system->role_count; r++) {
		const struct system_role *role = &system->roles[r];
		struct system_set *set;

		if (role->row == SCOPE_ROWS_MAX)
			continue;
		set = add_set(open, capitalised(open->arena, role->name), role->plural, open->roles[r].path);
		set->rows[0] = role->row;
		set->rows[1] = role->also_row;
	}
	for (unsigned i = first; i < system->set_count; i++)
		open->declared[i].within = PROCESSES;
	all = add_set(open, "Process", PROCESSES, "roles");
	all->any_role = true;
	for (unsigned r = 0, n = 0; r < system->role_count; r++) {
		const unsigned rows[] = { system->roles[r].row, system->roles[r].also_row };

		for (unsigned i = 0; i < 2; i++)
			if (rows[i] != SCOPE_ROWS_MAX)
				all->rows[n++] = rows[i];
	}
}

void open_roles(struct open *open)
{
	const cJSON *known = open_member(open->story, "roles"), *own = open_member(open->json, "roles");
	const cJSON *role, *json;
	char path[OPEN_PATH_MAX];

	cJSON_ArrayForEach(role, known)
	{
		if ((json = open_member(open->json, role->string)))
			read_role(open, json, role, role->string);
	}
	if (own && !cJSON_IsObject(own))
		open_keep(open, open_misplaced(open, "roles", "an object, {…}"));
	cJSON_ArrayForEach(role, own)
	{
		if (cJSON_IsObject(own) && !cJSON_IsNull(role))
			read_role(open, role, cJSON_GetObjectItemCaseSensitive(known, role->string),
			          open_path(path, "roles", role->string));
	}
	if (!open->system->role_count)
		open_keep(open, open_misplaced(open, "roles", "at least one role, with steps"));
	make_process_sets(open);
}

/* --- bounds --------------------------------------------------------------------------------- */

static void add_bound(struct open *open, const char *option, const char *noun)
{
	if (open_row(open, option) < 0)
		add_row(open,
		        (struct scope_row){ SCOPE_BOUND, arena_strdup(open->arena, option),
		                            arena_strdup(open->arena, noun), NULL, NULL,
		                            joined(open->arena, option), BOUND_USUAL, 0, BOUND_MOST },
		        noun);
}

void open_bounds(struct open *open, const struct declared_type *type, const char *noun)
{
	if (!type)
		return;
	if (type->bound)
		add_bound(open, type->bound, noun);
	open_bounds(open, type->item, noun);
	for (uint32_t i = 0; i < type->count && type->parts; i++)
		open_bounds(open, type->parts[i], noun);
}

/* --- the published scope ----------------------------------------------------------------------- */

static int read_number(struct open *open, const cJSON *item, struct scope *scope)
{
	char number[32];

	if (!cJSON_IsNumber(item) || item->valuedouble != (double)item->valueint)
		return member_misplaced(open->err, "scope", item->string, "a whole number");
	snprintf(number, sizeof(number), "%d", item->valueint);
	if (scope_set(open->rows, scope, item->string, number, open->err))
		return err_place(open->err, "scope");
	return 0;
}

/* Rows that the design has no use for are marked so. */
static void leave_out_rows(struct open *open)
{
	bool used[SCOPE_ROWS];

	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		used[i] = open->rows[i].kind == SCOPE_FLAG || system_uses(open->system, i);
	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		if (!used[i])
			open->rows[i].kind = SCOPE_ABSENT;
}

void open_scope(struct open *open)
{
	const cJSON *given = open_member(open->json, "scope"), *item;
	struct system *system = open->system;
	struct scope *scope = &open->design->scope;
	int before = open->errors;

	*scope = scope_unset();
	for (unsigned i = 0; i < system->row_count; i++) {
		bool process = open->rows[i].kind == SCOPE_PROCESS;

		scope->of[i] = process && !system_uses(system, i) ? 0 : open->rows[i].usual;
	}
	leave_out_rows(open);
	if (given && !cJSON_IsObject(given)) {
		open_keep(open, open_misplaced(open, "scope", "an object such as {\"users\": 1}"));
		return;
	}
	cJSON_ArrayForEach(item, given)
	{
		open_keep(open, read_number(open, item, scope));
	}
	if (open->errors == before && system->role_count)
		open_keep(open, design_check_scope(open->design, scope, open->err)
		                        ? err_place(open->err, "scope")
		                        : 0);
}
