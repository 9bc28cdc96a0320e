/*
 * Names of constants in a trace of a design in the open language: each value is read along its declared type,
 * which says of which set a name is.
 *
 * What does not fit its type is passed over; matching the trace to the design then says why.
 */
#include <string.h>

#include <heddle/constants.h>
#include <heddle/mem.h>
#include <heddle/names.h>
#include <heddle/system.h>
#include <heddle/trace.h>
#include <heddle/value.h>

enum { SHOWN_MAX = 1000000 }; /* larger numbers are not counted exactly */

struct reader {
	const struct system *system;
	struct names found[SCOPE_ROWS_MAX];
	bool is_read[SCOPE_ROWS_MAX]; /* a key of a variable: none may be found */
	struct scope *scope;
};

/* The row for the members of a set.  The first of several: a state does not tell readers from servers.
 * SCOPE_ROWS_MAX: there is none, or processes of all roles are meant. */
static unsigned row_of(const struct reader *reader, const char *all)
{
	const struct system *system = reader->system;

	for (unsigned s = 0; s < system->set_count; s++) {
		if (strcmp(system->sets[s].all, all) != 0)
			continue;
		for (unsigned r = 0; r < system->role_count; r++)
			if (strcmp(system->roles[r].plural, all) == 0)
				return system->roles[r].row;
		const unsigned *rows = system->sets[s].rows;

		return rows[0] != SCOPE_ROWS_MAX && rows[1] != SCOPE_ROWS_MAX ? SCOPE_ROWS_MAX : rows[0];
	}
	return SCOPE_ROWS_MAX;
}

static void add_constant(struct reader *reader, const struct declared_type *type, const struct value *value)
{
	const char *text = value_text(value);
	unsigned row = row_of(reader, type->all);

	if (text && row != SCOPE_ROWS_MAX)
		names_intern(&reader->found[row], text);
}

static void raise_bound(struct reader *reader, const char *bound, int64_t number)
{
	unsigned row = bound ? scope_find(reader->system->rows, bound) : SCOPE_ROWS_MAX;

	if (!bound || !reader->system->rows[row].option)
		return;
	if (number > reader->scope->of[row])
		reader->scope->of[row] = number < SHOWN_MAX ? (int)number : SHOWN_MAX;
}

static void read_value(struct reader *reader, const struct declared_type *type, const struct value *value);

static bool has_pairs(const struct value *value)
{
	return value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION;
}

static void read_record(struct reader *reader, const struct declared_type *type, const struct value *value)
{
	for (uint32_t i = 0; has_pairs(value) && i < type->count; i++)
		read_value(reader, type->parts[i], value_get(value, type->names[i]));
}

static bool has_fields(const struct declared_type *record, const struct value *value)
{
	for (uint32_t i = 0; i < record->count; i++)
		if (!value_get(value, record->names[i]))
			return false;
	return value->count == record->count;
}

static void read_either(struct reader *reader, const struct declared_type *type, const struct value *value)
{
	for (uint32_t i = 0; has_pairs(value) && i < type->count; i++)
		if (has_fields(type->parts[i], value))
			read_record(reader, type->parts[i], value);
}

static void read_table(struct reader *reader, const struct declared_type *type, const struct value *value)
{
	unsigned row = row_of(reader, type->key->all);

	if (row != SCOPE_ROWS_MAX)
		reader->is_read[row] = true;
	for (uint32_t i = 0; has_pairs(value) && i < value->count; i++) {
		read_value(reader, type->key, value->pairs[i].key);
		read_value(reader, type->item, value->pairs[i].value);
	}
}

static void read_items(struct reader *reader, const struct declared_type *type, const struct value *value)
{
	bool has_items = value->kind == VALUE_SET || value->kind == VALUE_TUPLE;

	for (uint32_t i = 0; has_items && i < value->count; i++)
		read_value(reader, type->item, value->items[i]);
	if (has_items)
		raise_bound(reader, type->bound, value->count);
}

static void read_value(struct reader *reader, const struct declared_type *type, const struct value *value)
{
	if (!value || value_is_unset(value))
		return;
	switch (type->kind) {
	case DECLARED_BOOL:
	case DECLARED_NAMES:
		break;
	case DECLARED_NUMBER:
		if (value->kind == VALUE_INT)
			raise_bound(reader, type->bound, value->number);
		break;
	case DECLARED_CONSTANT:
		add_constant(reader, type, value);
		break;
	case DECLARED_SET:
	case DECLARED_LIST:
		read_items(reader, type, value);
		break;
	case DECLARED_RECORD:
		read_record(reader, type, value);
		break;
	case DECLARED_TABLE:
		read_table(reader, type, value);
		break;
	case DECLARED_EITHER:
		read_either(reader, type, value);
		break;
	}
}

/* Processes that are followed by others, as servers are by readers, count as all of them. */
static void settle_also(const struct system *system, struct scope *scope)
{
	for (unsigned r = 0; r < system->role_count; r++) {
		const struct system_role *role = &system->roles[r];

		if (role->also && role->row != SCOPE_ROWS_MAX && scope->of[role->row] != SCOPE_DEFAULT)
			scope->of[role->also_row] = 0;
	}
}

void constants_infer_declared(const struct system *system, const struct trace *trace, struct arena *arena,
                              struct constants *constants, struct scope *scope)
{
	struct reader reader = { .system = system, .scope = scope };

	*constants = (struct constants){ 0 };
	*scope = scope_unset();
	for (size_t i = 0; i < trace->state_count; i++)
		for (unsigned v = 0; v < system->variable_count; v++)
			if (system->variables[v].type)
				read_value(&reader, system->variables[v].type,
				           value_get(trace->states[i], system->variables[v].name));
	for (unsigned i = 0; system->rows[i].option; i++) {
		if (!system->rows[i].prefix)
			continue;
		if (reader.found[i].count || reader.is_read[i])
			scope->of[i] = (int)reader.found[i].count;
		constants->of[i] = constants_list(&reader.found[i], arena);
	}
	settle_also(system, scope);
}
