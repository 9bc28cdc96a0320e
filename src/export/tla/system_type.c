/*
 * The types of a system: sets of values, initial values, and bounds.
 *
 * A number that a scope bounds is any natural number: the bound is a CONSTRAINT, so TLC takes the step that
 * goes beyond it, as heddle does.
 */
#include <string.h>

#include "export/tla/system.h"
#include "export/tla/tla_text.h"

enum { LINE_USUAL = 70 };

/* --- sets of constants ---------------------------------------------------------------------- */

static const char *joined(struct spec *spec, const char *text, const char *more)
{
	return text ? arena_printf(spec->arena, "%s \\union %s", text, more) : more;
}

static const char *row_text(struct spec *spec, unsigned row)
{
	spec->row_used[row] = true;
	return spec->rows[row];
}

const char *spec_set(struct spec *spec, const char *all)
{
	const struct system *system = spec->system;
	const struct system_set *set = NULL;
	const char *text = NULL;
	bool many;

	for (unsigned i = 0; i < system->set_count && !set; i++)
		if (strcmp(system->sets[i].all, all) == 0)
			set = &system->sets[i];
	if (!set)
		return "{}";
	for (unsigned i = 0; set->rows[i] != SCOPE_ROWS_MAX; i++)
		text = joined(spec, text, row_text(spec, set->rows[i]));
	many = set->rows[0] != SCOPE_ROWS_MAX && set->rows[1] != SCOPE_ROWS_MAX;
	for (unsigned r = 0; set->any_role && r < system->role_count; r++)
		if (system->roles[r].row == SCOPE_ROWS_MAX) {
			text = joined(spec, text,
			              arena_printf(spec->arena, "{%s}",
			                           module_quoted(spec->arena, system->roles[r].name)));
			many = true;
		}
	return !text ? "{}" : many ? arena_printf(spec->arena, "(%s)", text) : text;
}

const char *spec_processes(struct spec *spec, const struct system_role *role, bool also)
{
	if (role->row == SCOPE_ROWS_MAX)
		return NULL;
	return row_text(spec, also ? role->also_row : role->row);
}

/* --- sets of values ------------------------------------------------------------------------------ */

static const char *names_text(struct spec *spec, const struct declared_type *type)
{
	const char *text = "";

	for (uint32_t i = 0; i < type->count; i++)
		text = arena_printf(spec->arena, "%s%s%s", text, i ? ", " : "",
		                    module_quoted(spec->arena, type->names[i]));
	return arena_printf(spec->arena, "{%s}", text);
}

static const char *record_text(struct spec *spec, const struct declared_type *type)
{
	const char *text = "";

	for (uint32_t i = 0; i < type->count; i++)
		text = arena_printf(spec->arena, "%s%s%s : %s", text, i ? ", " : "",
		                    spec_field(spec, type->names[i]), spec_type(spec, type->parts[i]));
	return arena_printf(spec->arena, "[%s]", text);
}

static const char *number_text(struct spec *spec, const struct declared_type *type)
{
	if (type->bound)
		return "Nat";
	return arena_printf(spec->arena, type->least < 0 ? "((%lld) .. %lld)" : "(%lld .. %lld)",
	                    (long long)type->least, (long long)type->most);
}

static const char *either_text(struct spec *spec, const struct declared_type *type)
{
	const char *text = NULL;

	for (uint32_t i = 0; i < type->count; i++)
		text = joined(spec, text, spec_type(spec, type->parts[i]));
	return arena_printf(spec->arena, "(%s)", text ? text : "{}");
}

/* Strings are only compared with strings, but a model value with anything. */
static void compare_unset(struct spec *spec, const struct declared_type *type)
{
	if (type->kind != DECLARED_NAMES && type->kind != DECLARED_CONSTANT)
		spec->unset_is_value = true;
}

static const char *present_text(struct spec *spec, const struct declared_type *type)
{
	switch (type->kind) {
	case DECLARED_BOOL:
		return "BOOLEAN";
	case DECLARED_NUMBER:
		return number_text(spec, type);
	case DECLARED_NAMES:
		return names_text(spec, type);
	case DECLARED_CONSTANT:
		return spec_set(spec, type->all);
	case DECLARED_SET:
		return arena_printf(spec->arena, "(SUBSET %s)", spec_type(spec, type->item));
	case DECLARED_LIST:
		if (!type->bound)
			return arena_printf(spec->arena, "{list \\in Seq(%s) : Len(list) <= %lld}",
			                    spec_type(spec, type->item), (long long)type->most);
		return arena_printf(spec->arena, "Seq(%s)", spec_type(spec, type->item));
	case DECLARED_RECORD:
		return record_text(spec, type);
	case DECLARED_TABLE:
		return arena_printf(spec->arena, "[%s -> %s]", spec_type(spec, type->key),
		                    spec_type(spec, type->item));
	case DECLARED_EITHER:
		return either_text(spec, type);
	}
	return "{}";
}

const char *spec_type(struct spec *spec, const struct declared_type *type)
{
	if (type->kind == DECLARED_NAMES && !type->count)
		return "{UNSET}";
	if (!type->optional)
		return present_text(spec, type);
	compare_unset(spec, type);
	return arena_printf(spec->arena, "({UNSET} \\union %s)", present_text(spec, type));
}

/* --- initial values --------------------------------------------------------------------------------- */

static bool all_unset(const struct declared_type *record)
{
	for (uint32_t i = 0; i < record->count; i++)
		if (record->parts[i]->kind != DECLARED_NAMES || record->parts[i]->count)
			return false;
	return true;
}

static const char *first_record(struct spec *spec, const struct declared_type *type)
{
	const char *text = "";

	for (uint32_t i = 0; i < type->count; i++)
		text = arena_printf(spec->arena, "%s%s%s |-> %s", text, i ? ", " : "",
		                    spec_field(spec, type->names[i]), spec_initial(spec, type->parts[i]));
	return arena_printf(spec->arena, "[%s]", text);
}

/* Of several records the one without a value, else the first. */
static const char *first_either(struct spec *spec, const struct declared_type *type)
{
	uint32_t at = 0;

	while (at < type->count && !all_unset(type->parts[at]))
		at++;
	return first_record(spec, type->parts[at < type->count ? at : 0]);
}

/* Of a set of constants, or of processes; null: it is empty. */
static const char *first_constant(const struct spec *spec, const char *all)
{
	const struct system *system = spec->system;

	for (unsigned i = 0; i < system->set_count; i++)
		for (unsigned r = 0;
		     strcmp(system->sets[i].all, all) == 0 && system->sets[i].rows[r] != SCOPE_ROWS_MAX; r++)
			if (spec->scope->of[system->sets[i].rows[r]] > 0)
				return spec->constants->of[system->sets[i].rows[r]][0];
	return NULL;
}

const char *spec_initial(struct spec *spec, const struct declared_type *type)
{
	const char *first;

	if (type->optional || (type->kind == DECLARED_NAMES && !type->count))
		return "UNSET";
	switch (type->kind) {
	case DECLARED_BOOL:
		return "FALSE";
	case DECLARED_NUMBER:
		return arena_printf(spec->arena, type->least < 0 ? "(%lld)" : "%lld",
		                    (long long)(type->bound ? 0 : type->least));
	case DECLARED_NAMES:
		return module_quoted(spec->arena, type->names[0]);
	case DECLARED_CONSTANT:
		/* The only place where a module knows a constant: a design cannot name one. */
		first = first_constant(spec, type->all);
		if (!first)
			return "UNSET";
		return spec->options->symmetry ? arena_printf(spec->arena, "(CHOOSE first \\in %s : TRUE)",
		                                              spec_set(spec, type->all))
		                               : module_quoted(spec->arena, first);
	case DECLARED_SET:
		return "{}";
	case DECLARED_LIST:
		return "<<>>";
	case DECLARED_RECORD:
		return first_record(spec, type);
	case DECLARED_TABLE:
		return arena_printf(spec->arena, "[%s \\in %s |-> %s]", spec_free_name(spec, "key"),
		                    spec_type(spec, type->key), spec_initial(spec, type->item));
	case DECLARED_EITHER:
		return first_either(spec, type);
	}
	return "UNSET";
}

/* --- the variables ------------------------------------------------------------------------------------- */

void spec_put_variables(struct spec *spec)
{
	unsigned count = spec->system->variable_count;

	buf_add_text(spec->out, "\nVARIABLES\n");
	for (unsigned v = 0; v < count; v++) {
		const char *name = spec->variables[v], *comma = v + 1 == count ? "" : ",";
		size_t width = strlen(name) + strlen(comma);

		buf_printf(spec->out, "    %s%s", name, comma);
		buf_add_repeat(spec->out, ' ', width < 16 ? 16 - width : 1);
		module_remark(spec->out, spec->system->variables[v].title);
	}
	buf_add_text(spec->out, "\nvars == <<");
	for (unsigned v = 0; v < count; v++)
		buf_printf(spec->out, "%s%s", v ? ", " : "", spec->variables[v]);
	buf_add_text(spec->out, ">>\n");
}

/* The initial value of an expression, for each entry of a table. */
static const char *declared_initial(struct spec *spec, const struct system_variable *variable)
{
	const struct expr_state nowhere = { .now = NULL };
	const struct value *value = expr_value(variable->initial, &nowhere, spec->arena, NULL);
	const char *text;
	struct buf buf;

	if (!value)
		return spec_initial(spec, variable->type);
	buf_init(&buf);
	value_tla(&buf, value);
	text = arena_strdup(spec->arena, buf.data);
	buf_release(&buf);
	return value_is_unset(value) ? "UNSET" : text;
}

/* Puts a text; a long one goes on in new lines behind its commas. */
static void put_long(struct spec *spec, const char *start, const char *text)
{
	size_t column = strlen(start);
	bool quoted = false;

	buf_add_text(spec->out, start);
	for (; *text; text++, column++) {
		buf_add_char(spec->out, *text);
		quoted ^= *text == '"';
		if (*text != ',' || quoted || text[1] != ' ' || column < LINE_USUAL)
			continue;
		buf_add_text(spec->out, "\n       ");
		column = 7;
	}
	buf_add_char(spec->out, '\n');
}

void spec_put_first_state(struct spec *spec)
{
	buf_add_text(spec->out, "Init ==\n");
	for (unsigned v = 0; v < spec->system->variable_count; v++) {
		const struct system_variable *variable = &spec->system->variables[v];

		put_long(spec, arena_printf(spec->arena, "    /\\ %s = ", spec->variables[v]),
		         variable->initial ? declared_initial(spec, variable)
		                           : spec_initial(spec, variable->type));
	}
}

void spec_put_types(struct spec *spec)
{
	for (unsigned v = 0; v < spec->system->variable_count; v++)
		put_long(spec, arena_printf(spec->arena, "    /\\ %s \\in ", spec->variables[v]),
		         spec_type(spec, spec->system->variables[v].type));
}

/* --- bounds ------------------------------------------------------------------------------------------- */

static bool grows(const struct spec *spec, const struct declared_type *type)
{
	for (unsigned i = 0; i < spec->growing_count; i++)
		if (spec->growing[i] == type)
			return true;
	return spec->growing_count == GROWING_MAX;
}

static const char *bound_text(struct spec *spec, const char *option)
{
	for (unsigned i = 0; i < spec->system->row_count; i++)
		if (strcmp(spec->system->rows[i].option, option) == 0)
			return row_text(spec, i);
	return "0";
}

struct bounding {
	struct spec *spec;
	const char *before; /* quantifiers */
	unsigned depth;
	bool any;
};

static void put_bounds(struct bounding b, const char *place, const struct declared_type *type, bool *any);

/* A condition on a place, which may be UNSET. */
static void put_limit(struct bounding *b, const char *place, const struct declared_type *type, bool *any)
{
	const char *most = bound_text(b->spec, type->bound);

	if (!grows(b->spec, type))
		return;
	if (type->kind == DECLARED_LIST)
		place = arena_printf(b->spec->arena, "Len(%s)", place);
	else if (type->optional)
		b->before = arena_printf(b->spec->arena, "%s%s # UNSET => ", b->before, place);
	buf_printf(b->spec->out, "    /\\ %s%s <= %s\n", b->before, place, most);
	*any = true;
}

static void put_entry_bounds(struct bounding b, const char *place, const struct declared_type *type,
                             bool *any)
{
	const char *key = spec_free_name(b.spec, arena_printf(b.spec->arena, "key%u", ++b.depth));

	b.before = arena_printf(b.spec->arena, "%s\\A %s \\in DOMAIN %s : ", b.before, key, place);
	put_bounds(b, arena_printf(b.spec->arena, "%s[%s]", place, key), type->item, any);
}

static void put_field_bounds(struct bounding b, const char *place, const struct declared_type *type,
                             uint32_t i, bool *any)
{
	put_bounds(b, arena_printf(b.spec->arena, "%s.%s", place, spec_field(b.spec, type->names[i])),
	           type->parts[i], any);
}

static void put_bounds(struct bounding b, const char *place, const struct declared_type *type, bool *any)
{
	if ((type->kind == DECLARED_NUMBER || type->kind == DECLARED_LIST) && type->bound) {
		put_limit(&b, place, type, any);
		return;
	}
	if (type->kind == DECLARED_TABLE)
		put_entry_bounds(b, place, type, any);
	if (type->kind == DECLARED_RECORD && type->optional)
		b.before = arena_printf(b.spec->arena, "%s%s # UNSET => ", b.before, place);
	for (uint32_t i = 0; type->kind == DECLARED_RECORD && i < type->count; i++)
		put_field_bounds(b, place, type, i, any);
	for (uint32_t a = 0; type->kind == DECLARED_EITHER && a < type->count; a++)
		for (uint32_t i = 0; i < type->parts[a]->count; i++) {
			struct bounding of = b;

			of.before = arena_printf(b.spec->arena, "%s\"%s\" \\in DOMAIN %s => ", b.before,
			                         spec_field(b.spec, type->parts[a]->names[i]), place);
			put_field_bounds(of, place, type->parts[a], i, any);
		}
}

bool spec_put_bound(struct spec *spec)
{
	size_t start = spec->out->length;
	bool any = false;

	module_heading(spec->out, "bounds");
	module_comment(
	        spec->out, 0,
	        "TLC checks a state outside the bound, but does not count it or explore its successors.");
	buf_add_text(spec->out, "Bound ==\n");
	for (unsigned v = 0; v < spec->system->variable_count; v++)
		put_bounds((struct bounding){ .spec = spec, .before = "" }, spec->variables[v],
		           spec->system->variables[v].type, &any);
	if (!any) {
		spec->out->length = start;
		spec->out->data[start] = '\0';
	}
	return any;
}
