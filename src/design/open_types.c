/*
 * Variables and what they hold: stores, globals, fields of records.
 *
 * A state shows stores, then the processes of roles, then globals; of each kind those of the story first.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/open.h"

const char *const open_store_members[] = { "of", "title", "initial", "bound", NULL };
const char *const open_field_members[] = { "type", "title", "initial", "bound", NULL };

int open_type(struct open *open, const char *text, const char *bound, const char *path,
              const struct declared_type **type)
{
	if (declared_type_parse(text, &open->sets, bound, open->arena, type, open->err))
		return open_place(open, path);
	return 0;
}

/* --- fields ------------------------------------------------------------------------------ */

/* What the story says about a name that a design lists without a type. */
static const cJSON *story_field(const struct open *open, const char *name)
{
	return open_member(open_member(open->story, "fields"), name);
}

static int unknown_field(struct open *open, const char *name, const char *path)
{
	struct nearest near = nearest_to(name);
	const cJSON *field;

	cJSON_ArrayForEach(field, open_member(open->story, "fields"))
	{
		nearest_offer(&near, field->string);
	}
	nearest_err(&near, "field", open->err);
	if (!near.name)
		err_remedy(open->err, "give it a type: {\"%s\": \"0..9\"}", name);
	return err_place(open->err, "%s", path);
}

/* The bound of a name whose type has none of its own: max-NAME, unless the declaration says which. */
static const char *bound_of(struct open *open, const cJSON *declared, const char *name)
{
	const cJSON *bound = open_member(declared, "bound");

	if (cJSON_IsString(bound))
		return arena_strdup(open->arena, bound->valuestring);
	return arena_printf(open->arena, "max-%s", name);
}

static int read_field(struct open *open, const char *name, const cJSON *json, const char *path,
                      struct open_fields *list)
{
	struct open_field *field = &list->of[list->count];
	const cJSON *type = cJSON_IsObject(json) ? open_member(json, "type") : json;

	for (unsigned i = 0; i < list->count; i++)
		if (strcmp(list->of[i].name, name) == 0) {
			err_set(open->err, "%s is declared twice", name);
			return err_place(open->err, "%s", path);
		}
	if (open_check_name(open, name, path))
		return -1;
	if (list->count == OPEN_FIELDS_MAX - 1) {
		err_set(open->err, "more than %d fields", OPEN_FIELDS_MAX - 1);
		return err_place(open->err, "%s", path);
	}
	if (!cJSON_IsString(type))
		return open_misplaced(open, path, "a type in quotes, such as \"0..9\"");
	*field = (struct open_field){ .name = arena_strdup(open->arena, name),
		                      .declared = cJSON_IsObject(json) ? json : NULL };
	snprintf(field->path, sizeof(field->path), "%s", path);
	if (open_type(open, type->valuestring, bound_of(open, field->declared, name), path, &field->type))
		return -1;
	open_bounds(open, field->type, name);
	list->count++;
	return 0;
}

/* An empty path is the story's, whose members are known. */
static void read_object(struct open *open, const cJSON *object, const char *path, struct open_fields *list)
{
	char place[OPEN_PATH_MAX];
	const cJSON *member;

	cJSON_ArrayForEach(member, object)
	{
		open_path(place, path, member->string);
		if (cJSON_IsNull(member))
			continue;
		if (cJSON_IsObject(member) && *path)
			open->errors += members_known(member, open_field_members, place, open->err);
		open_keep(open, read_field(open, member->string, member, place, list));
	}
}

static int read_listed(struct open *open, const char *name, const char *path, struct open_fields *list)
{
	const cJSON *known = story_field(open, name);

	return known ? read_field(open, name, known, path, list) : unknown_field(open, name, path);
}

void open_fields(struct open *open, const cJSON *json, const char *path, struct open_fields *list)
{
	const cJSON *item;

	if (cJSON_IsString(json)) {
		open_keep(open, read_listed(open, json->valuestring, path, list));
	} else if (cJSON_IsObject(json)) {
		read_object(open, json, path, list);
	} else if (!cJSON_IsArray(json)) {
		open_keep(open, open_misplaced(open, path, "names with types, such as {\"left\": \"0..2\"}"));
	} else {
		cJSON_ArrayForEach(item, json)
		{
			if (cJSON_IsString(item))
				open_keep(open, read_listed(open, item->valuestring, path, list));
			else if (cJSON_IsObject(item))
				read_object(open, item, path, list);
			else
				open_keep(open, open_misplaced(open, path, "names, and objects with types"));
		}
	}
}

/* Fields of records and processes start as their types say. */
static void refuse_initials(struct open *open, const struct open_fields *list)
{
	for (unsigned i = 0; i < list->count; i++)
		if (open_member(list->of[i].declared, "initial")) {
			err_set(open->err, "only stores and globals take \"initial\"");
			open_keep(open, err_place(open->err, "%s", list->of[i].path));
		}
}

static const struct declared_type *record_of(struct open *open, const struct open_fields *list)
{
	struct declared_type *type = arena_alloc(open->arena, sizeof(*type));
	const char **names = arena_array(open->arena, OPEN_FIELDS_MAX, sizeof(*names));
	const struct declared_type **parts = arena_array(open->arena, OPEN_FIELDS_MAX, sizeof(*parts));

	for (unsigned i = 0; i < list->count; i++) {
		names[i] = list->of[i].name;
		parts[i] = list->of[i].type;
	}
	*type = (struct declared_type){
		.kind = DECLARED_RECORD, .count = list->count, .names = names, .parts = parts
	};
	return type;
}

/* --- variables ---------------------------------------------------------------------------------- */

static struct system_variable *add_variable(struct open *open, const char *name, const char *path)
{
	struct system *system = open->system;

	if (system->variable_count == SYSTEM_VARIABLES_MAX) {
		err_set(open->err, "a design has at most %d variables", SYSTEM_VARIABLES_MAX);
		open_keep(open, err_place(open->err, "%s", path));
		return NULL;
	}
	for (unsigned i = 0; i < system->variable_count; i++)
		if (strcmp(system->variables[i].name, name) == 0) {
			err_set(open->err, "there are two variables named %s", name);
			open_keep(open, err_place(open->err, "%s", path));
			return NULL;
		}
	if (open_keep(open, open_check_name(open, name, path)))
		return NULL;
	system->variables[system->variable_count] = (struct system_variable){ .name = name, .role = -1 };
	return &system->variables[system->variable_count++];
}

static enum variable_kind kind_of(const struct declared_type *type)
{
	return type->kind == DECLARED_TABLE  ? VARIABLE_TABLE
	       : type->kind == DECLARED_LIST ? VARIABLE_LOG
	                                     : VARIABLE_PLAIN;
}

static void keep_initial(struct open *open, const cJSON *declared, const char *path)
{
	unsigned at = open->system->variable_count - 1;

	open->initials[at] = open_member(declared, "initial");
	open_path(open->initial_paths[at], path, "initial");
}

/* The member of a design at "database.record". */
static const cJSON *member_at(const cJSON *json, const char *path)
{
	char first[OPEN_PATH_MAX];
	const char *dot = strchr(path, '.');

	if (!dot)
		return open_member(json, path);
	snprintf(first, sizeof(first), "%.*s", (int)(dot - path), path);
	return open_member(open_member(json, first), dot + 1);
}

static void read_globals(struct open *open, const cJSON *json, const char *path)
{
	struct open_fields list = { .count = 0 };

	if (!json)
		return;
	open_fields(open, json, path, &list);
	for (unsigned i = 0; i < list.count; i++) {
		const struct open_field *field = &list.of[i];
		const cJSON *needed = open_member(field->declared, "member");
		struct system_variable *variable;

		if (needed && !member_at(open->json, needed->valuestring))
			continue;
		variable = add_variable(open, field->name, field->path);
		if (!variable)
			continue;
		variable->title = open_text(open, field->declared, "title", field->path, field->name);
		variable->type = field->type;
		variable->kind = kind_of(field->type);
		keep_initial(open, field->declared, field->path);
	}
}

/* --- stores ---------------------------------------------------------------------------------------- */

/* The type of the keys: a text, or what a member of the design stands for. */
static const char *key_of(struct open *open, const cJSON *key)
{
	const cJSON *path, *given, *meant;

	if (cJSON_IsString(key))
		return key->valuestring;
	path = open_member(key, "member");
	given = member_at(open->json, path->valuestring);
	meant = cJSON_IsString(given) && given->valuestring[0] ? open_member(key, given->valuestring) : NULL;
	if (meant && meant != path)
		return meant->valuestring;

	struct buf expected;

	buf_init(&expected);
	cJSON_ArrayForEach(meant, key)
	{
		if (meant != path)
			buf_printf(&expected, "%s\"%s\"", expected.length ? " or " : "", meant->string);
	}
	open_keep(open, open_misplaced(open, path->valuestring, expected.data));
	buf_release(&expected);
	return NULL;
}

/* The type that the story gives to exactly these fields; null: a record of them. */
static const char *special_type(const cJSON *store, const cJSON *listed)
{
	struct buf names;
	const cJSON *item, *type;

	buf_init(&names);
	cJSON_ArrayForEach(item, listed)
	{
		buf_printf(&names, "%s%s", names.length ? ", " : "", item->valuestring);
	}
	type = names.length ? open_member(open_member(store, "types"), names.data) : NULL;
	buf_release(&names);
	return type ? type->valuestring : NULL;
}

static bool only_texts(const cJSON *list)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list)
	{
		if (!cJSON_IsString(item))
			return false;
	}
	return cJSON_IsArray(list);
}

/* What an entry is: a field without a record around it, a type in words, or a record of fields. */
static const struct declared_type *entry_type(struct open *open, const cJSON *store, const cJSON *shape,
                                              const char *path, const char **entry)
{
	struct open_fields list = { .count = 0 };
	const struct declared_type *type = NULL;
	const char *special = only_texts(shape) ? special_type(store, shape) : NULL;
	int before = open->errors;

	if (cJSON_IsString(shape) && !story_field(open, shape->valuestring) &&
	    strpbrk(shape->valuestring, " ?{|.>"))
		special = shape->valuestring;
	if (special) {
		if (open_keep(open,
		              open_type(open, special, bound_of(open, NULL, store->string), path, &type)))
			return NULL;
		open_bounds(open, type, store->string);
		return type;
	}
	open_fields(open, shape, path, &list);
	refuse_initials(open, &list);
	if (!list.count && open->errors == before)
		open_keep(open, open_misplaced(open, path, "a field or a list of fields"));
	if (open->errors != before)
		return NULL;
	if (!cJSON_IsString(shape))
		return record_of(open, &list);
	*entry = list.of[0].name;
	return list.of[0].type;
}

/* A store of the story, which is there if the design has its member. */
static void read_known_store(struct open *open, const cJSON *store)
{
	const cJSON *path = open_member(store, "member");
	const cJSON *shape = member_at(open->json, path->valuestring);
	struct declared_type *table = arena_alloc(open->arena, sizeof(*table));
	const char *key, *entry = NULL;
	struct system_variable *variable;

	if (!shape)
		return;
	key = key_of(open, open_member(store, "key"));
	table->kind = DECLARED_TABLE;
	table->item = entry_type(open, store, shape, path->valuestring, &entry);
	if (!key || !table->item ||
	    open_keep(open, open_type(open, key, NULL, path->valuestring, &table->key)))
		return;
	variable = add_variable(open, arena_strdup(open->arena, store->string), path->valuestring);
	if (!variable)
		return;
	variable->title = open_text(open, store, "title", "", variable->name);
	variable->kind = VARIABLE_TABLE;
	variable->type = table;
	variable->entry = entry;
}

static void read_store(struct open *open, const cJSON *store, const char *path, bool own)
{
	const cJSON *of = open_member(store, "of");
	const struct declared_type *type = NULL;
	struct system_variable *variable;
	char place[OPEN_PATH_MAX];

	if (!own) {
		read_known_store(open, store);
		return;
	}
	if (!cJSON_IsObject(store) || !cJSON_IsString(of)) {
		open_keep(open, open_misplaced(open, path, "an object such as {\"of\": \"User -> Image?\"}"));
		return;
	}
	open->errors += members_known(store, open_store_members, path, open->err);
	if (open_keep(open, open_type(open, of->valuestring, bound_of(open, store, store->string),
	                              open_path(place, path, "of"), &type)))
		return;
	open_bounds(open, type, store->string);
	variable = add_variable(open, arena_strdup(open->arena, store->string), path);
	if (!variable)
		return;
	variable->title = open_text(open, store, "title", path, variable->name);
	variable->kind = kind_of(type);
	variable->type = type;
	keep_initial(open, store, path);
}

void open_variables(struct open *open)
{
	open_each(open, "stores", read_store);
	open_role_variables(open);
	read_globals(open, open_member(open->story, "globals"), "");
	read_globals(open, open_member(open->json, "globals"), "globals");
}

/* --- initial values ------------------------------------------------------------------------------- */

/* Whether a tree names something that is not a constant. */
static bool varies(const struct expr *expr)
{
	if (!expr)
		return false;
	if (expr->kind == EXPR_NAME && expr->meaning != EXPR_NAME_CONSTANT)
		return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (varies(expr->items[i]))
			return true;
	return varies(expr->part[0]) || varies(expr->part[1]) || varies(expr->part[2]);
}

/* A table begins with the same value in each entry. */
static int read_initial(struct open *open, struct system_variable *variable, const cJSON *text,
                        const char *path)
{
	const struct declared_type *type =
	        variable->type->kind == DECLARED_TABLE ? variable->type->item : variable->type;
	const struct value_type *wanted = declared_value_type(type, NULL, NULL, open->arena);
	struct expr *tree = NULL;

	if (!cJSON_IsString(text))
		return open_misplaced(open, path, "a constant in quotes");
	if (expr_read(text->valuestring, &open->context, VALUE_TYPE_ANY, open->arena, &tree, open->err))
		return open_place(open, path);
	if (varies(tree) || !value_type_comparable(wanted, tree->type)) {
		struct buf expected;

		buf_init(&expected);
		buf_add_text(&expected, "a constant of the type ");
		declared_type_show(&expected, type, &open->sets, false);
		open_misplaced(open, path, expected.data);
		buf_release(&expected);
		return -1;
	}
	variable->initial = tree;
	return 0;
}

void open_initials(struct open *open)
{
	for (unsigned i = 0; i < open->system->variable_count; i++)
		if (open->initials[i])
			open_keep(open, read_initial(open, &open->system->variables[i], open->initials[i],
			                             open->initial_paths[i]));
}
