/*
 * Names come from the domain table and the design.
 */
#include <heddle/mem.h>

#include "export/state_text.h"

const char *state_entry(struct arena *arena, const struct store *store, const char *variable, const char *key,
                        enum field field)
{
	if (store->bare)
		return arena_printf(arena, "%s[%s]", variable, key);
	return arena_printf(arena, "%s[%s].%s", variable, key, fields[field].name);
}

const char *state_record(struct arena *arena, const struct design *design, const char *key, enum field field)
{
	return state_entry(arena, &design->record, domain_variables[DOMAIN_RECORDS].name, key, field);
}

const char *state_blob(struct arena *arena, const struct design *design, const char *key, enum field field)
{
	return state_entry(arena, &design->blob, domain_variables[DOMAIN_BLOBS].name, key, field);
}

const char *state_process(struct arena *arena, enum role role, const char *self, enum field field)
{
	return arena_printf(arena, "%s[%s].%s", domain_processes(role), self, fields[field].name);
}
