/*
 * What the variables of a compiled design can hold, as types of values: the shape of describe.c's
 * descriptions.
 */
#include <string.h>

#include <heddle/domain.h>
#include <heddle/plan.h>
#include <heddle/value_type.h>

static const struct value_type *constants(const struct plan *plan, enum scope_index kind, struct arena *arena)
{
	return value_type_names(arena, plan->constants.of[kind], (uint32_t)plan->scope.of[kind],
	                        scope_rows[kind].tla);
}

static const struct value_type *field_type(const struct plan *plan, enum role role, enum field field,
                                           struct arena *arena)
{
	enum type type = fields[field].type;

	switch (type) {
	case TYPE_CONTROL:
		return value_type_names(arena, plan->design->roles[role].states,
		                        plan->design->roles[role].state_count, NULL);
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		return value_type_or_unset(arena, constants(plan, type_constants(type), arena));
	case TYPE_IDS:
		return value_type_many(arena, VALUE_TYPE_SET, NULL,
		                       constants(plan, type_constants(type), arena));
	case TYPE_TIME:
	case TYPE_COUNT:
		break;
	}
	return value_type_simple(arena, VALUE_TYPE_NUMBER);
}

/* A blob that is not there has a status in place of its date. */
static const struct value_type *store_type(const struct plan *plan, const struct store *store,
                                           enum scope_index key, struct arena *arena)
{
	const struct value_type *item = NULL;

	if (store->bare) {
		item = field_type(plan, ROLE_SERVER, store->fields[0], arena);
	} else {
		for (unsigned i = 0; i < store->field_count; i++)
			item = value_type_with(arena, item, fields[store->fields[i]].name,
			                       field_type(plan, ROLE_SERVER, store->fields[i], arena));
		if (store_has(store, FIELD_CREATED))
			item = value_type_with(arena, item, value_text(plan->word_status),
			                       value_type_of(arena, plan->unset));
	}
	return value_type_many(arena, VALUE_TYPE_TABLE, constants(plan, key, arena), item);
}

static const struct value_type *processes_type(const struct plan *plan, enum role role, struct arena *arena)
{
	const struct design_role *of = &plan->design->roles[role];
	const struct value_type *item = NULL;
	const char *names[SCOPE_PROCESSES_MAX];
	uint32_t count = 0;

	for (unsigned p = 0; p < plan->model.process_count; p++)
		if (plan->processes[p].role == role)
			names[count++] = plan->model.processes[p].name;
	for (unsigned i = 0; i < of->local_count; i++)
		item = value_type_with(arena, item, fields[of->locals[i]].name,
		                       field_type(plan, role, of->locals[i], arena));
	return value_type_many(
	        arena, VALUE_TYPE_TABLE,
	        value_type_names(arena, names, count,
	                         scope_rows[role == ROLE_CLEANER ? SCOPE_CLEANERS : SCOPE_SERVERS].tla),
	        item);
}

static const struct value_type *entry_type(const struct plan *plan, struct arena *arena)
{
	static const enum field parts[] = { FIELD_USER_ID, FIELD_METADATA, FIELD_IMAGE };
	const char *kinds[] = { value_text(plan->word_write), value_text(plan->word_read) };
	const struct value_type *entry = value_type_with(arena, NULL, value_text(plan->word_type),
	                                                 value_type_names(arena, kinds, 2, NULL));

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		entry = value_type_with(arena, entry, fields[parts[i]].name,
		                        field_type(plan, ROLE_SERVER, parts[i], arena));
	return entry;
}

const struct value_type *plan_type(const struct model *model, unsigned variable, struct arena *arena)
{
	const struct plan *plan = plan_of(model);
	const struct design *design = plan->design;
	int which = 0;

	while (strcmp(domain_variables[which].name, model->variables[variable].name) != 0)
		which++;
	switch ((enum domain_variable)which) {
	case DOMAIN_RECORDS:
		return store_type(plan, &design->record, SCOPE_USERS, arena);
	case DOMAIN_BLOBS:
		return store_type(plan, &design->blob, design->blob_by_user ? SCOPE_USERS : SCOPE_IMAGE_IDS,
		                  arena);
	case DOMAIN_SERVERS:
		return processes_type(plan, ROLE_SERVER, arena);
	case DOMAIN_CLEANERS:
		return processes_type(plan, ROLE_CLEANER, arena);
	case DOMAIN_BEGUN:
		return value_type_many(arena, VALUE_TYPE_SET, NULL, entry_type(plan, arena));
	case DOMAIN_READ_BROKEN:
		return value_type_simple(arena, VALUE_TYPE_BOOL);
	case DOMAIN_LOG:
		return value_type_many(arena, VALUE_TYPE_LIST, NULL, entry_type(plan, arena));
	case DOMAIN_TIME:
		return field_type(plan, ROLE_SERVER, FIELD_TIME, arena);
	case DOMAIN_USED_IDS:
		return field_type(plan, ROLE_SERVER, FIELD_USED_IDS, arena);
	case DOMAIN_FAILED:
		return field_type(plan, ROLE_SERVER, FIELD_FAILED, arena);
	case DOMAIN_VARIABLES:
		break;
	}
	return NULL;
}
