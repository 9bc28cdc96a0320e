/*
 * Variables, types, the initial state, TypeOk and, in a plan without bounds, ages.
 */
#include <string.h>

#include <heddle/mem.h>

#include "export/tla/tla.h"

static const char *const meanings[DOMAIN_VARIABLES] = {
	[DOMAIN_RECORDS] = "the database: the record of each user",
	[DOMAIN_SERVERS] = "control state and fields of each server and reader",
	[DOMAIN_CLEANERS] = "control state and fields of each cleaner",
	[DOMAIN_LOG] = "the log: every WRITE that began and every READ that returned",
	[DOMAIN_TIME] = "hours passed",
	[DOMAIN_USED_IDS] = "ids issued so far",
	[DOMAIN_FAILED] = "failures of cleaners so far",
};

static const char *meaning_of(const struct module *m, const char *name)
{
	if (m->plan->recycles && strcmp(name, fields[FIELD_USED_IDS].name) == 0)
		return "issued ids that something refers to";
	for (int v = 0; v < DOMAIN_VARIABLES; v++)
		if (meanings[v] && strcmp(domain_variables[v].name, name) == 0)
			return meanings[v];
	if (strcmp(domain_variables[DOMAIN_BLOBS].name, name) != 0)
		return "tells apart steps whose effect is left out here";
	return m->plan->design->blob_by_user ? "the blob store: the image under each user"
	                                     : "the blob store: the image under each id";
}

void module_variables(const struct module *m)
{
	buf_add_text(m->out, "\nVARIABLES\n");
	for (unsigned v = 0; v < m->variable_count; v++) {
		const char *name = m->variables[v], *comma = v + 1 == m->variable_count ? "" : ",";

		buf_printf(m->out, "    %s%s%*s\\* %s\n", name, comma,
		           (int)(16 - strlen(name) - strlen(comma)), "", meaning_of(m, name));
	}
	buf_add_text(m->out, "\nvars == <<");
	for (unsigned v = 0; v < m->variable_count; v++)
		buf_printf(m->out, "%s%s", v ? ", " : "", m->variables[v]);
	buf_add_text(m->out, ">>\n");
}

static bool has_variable(const struct module *m, const char *name)
{
	for (unsigned v = 0; v < m->variable_count; v++)
		if (strcmp(m->variables[v], name) == 0)
			return true;
	return false;
}

/* --- types ------------------------------------------------------------------------------------- */

/* The set of values of a field. */
static const char *type_text(const struct module *m, const struct design_role *role, enum field field)
{
	const char *text = "";

	switch (fields[field].type) {
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		return arena_printf(m->arena, "%s \\union {UNSET}", module_constant(fields[field].type));
	case TYPE_IDS:
		return arena_printf(m->arena, "SUBSET %s", module_constant(TYPE_ID));
	case TYPE_TIME:
		if (m->plan->abstract)
			return arena_printf(m->arena, "0 .. %u", m->plan->age_limit[field]);
		return "Nat";
	case TYPE_COUNT:
		return "Nat";
	case TYPE_CONTROL:
		for (unsigned i = 0; i < role->state_count; i++)
			text = arena_printf(m->arena, "%s%s%s", text,
			                    !i           ? ""
			                    : i % 4 == 0 ? ",\n              "
			                                 : ", ",
			                    module_quoted(m->arena, role->states[i]));
		return arena_printf(m->arena, "{%s}", text);
	}
	return "";
}

static const char *first_text(const struct module *m, const struct design_role *role, enum field field)
{
	switch (fields[field].type) {
	case TYPE_CONTROL:
		return module_quoted(m->arena, role->states[0]);
	case TYPE_IDS:
		return "{}";
	case TYPE_TIME:
	case TYPE_COUNT:
		return "0";
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		break;
	}
	return "UNSET";
}

/* Defines a type of records and its initial value. */
static void put_record(const struct module *m, const struct design_role *role, const enum field *list,
                       unsigned count, const char *type, const char *start)
{
	buf_printf(m->out, "%s ==\n    [", type);
	for (unsigned i = 0; i < count; i++)
		buf_printf(m->out, "%s%s : %s", i ? ",\n     " : "", fields[list[i]].name,
		           type_text(m, role, list[i]));
	buf_printf(m->out, "]\n%s == [", start);
	for (unsigned i = 0; i < count; i++)
		buf_printf(m->out, "%s%s |-> %s", i ? ", " : "", fields[list[i]].name,
		           first_text(m, role, list[i]));
	buf_add_text(m->out, "]\n");
}

static void put_store(const struct module *m, const struct store *store, const char *type, const char *none)
{
	const struct design_role *role = &m->plan->design->roles[ROLE_SERVER];

	if (store->bare) {
		buf_printf(m->out, "%s == %s\n%s == UNSET\n", type, type_text(m, role, store->fields[0]),
		           none);
	} else if (store_has(store, FIELD_CREATED)) {
		buf_printf(m->out, "%s == [status |-> UNSET, %s |-> UNSET]\n", none,
		           fields[FIELD_IMAGE].name);
		buf_printf(m->out, "%s == [%s : %s, %s : %s] \\union {%s}\n", type, fields[FIELD_IMAGE].name,
		           module_constant(TYPE_IMAGE), fields[FIELD_CREATED].name,
		           type_text(m, role, FIELD_CREATED), none);
	} else {
		put_record(m, role, store->fields, store->field_count, type, none);
	}
}

/* The ids in the fields of a role's processes, each after "\union". */
static void put_referred_by(const struct module *m, enum role r)
{
	const struct design_role *role = &m->plan->design->roles[r];

	for (unsigned i = 0; role->present && i < role->local_count; i++) {
		enum field f = role->locals[i];
		const char *states = domain_processes(r);

		if (fields[f].type == TYPE_ID)
			buf_printf(m->out, "    \\union {%s[p].%s : p \\in DOMAIN %s}\n", states,
			           fields[f].name, states);
		else if (fields[f].type == TYPE_IDS)
			buf_printf(m->out, "    \\union UNION {%s[p].%s : p \\in DOMAIN %s}\n", states,
			           fields[f].name, states);
	}
}

static void put_referred(const struct module *m)
{
	const struct design *design = m->plan->design;

	buf_printf(m->out,
	           "\n\\* The ids that something refers to; any other counts as never issued.\n"
	           "Referred ==\n"
	           "    {key \\in %s : %s # UNSET}\n",
	           module_constant(TYPE_ID), state_blob(m->arena, design, "key", FIELD_IMAGE));
	if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_add_text(m->out, "    \\union NamedIds\n");
	put_referred_by(m, ROLE_SERVER);
	put_referred_by(m, ROLE_CLEANER);
}

static void put_helpers(const struct module *m)
{
	const struct design *design = m->plan->design;
	const char *image = fields[FIELD_IMAGE].name, *created = fields[FIELD_CREATED].name;

	if (!design->blob_by_user)
		buf_printf(m->out,
		           "\n\\* The image under an id; UNSET has none.\n"
		           "ImageAt(id) == IF id = UNSET THEN UNSET ELSE %s\n",
		           state_blob(m->arena, design, "id", FIELD_IMAGE));
	if (store_has(&design->blob, FIELD_CREATED))
		buf_printf(m->out,
		           "\n\\* A stored image and its date; without an image there is no date.\n"
		           "Stored(%s, %s) ==\n"
		           "    IF %s = UNSET THEN NoBlob ELSE [%s |-> %s, %s |-> %s]\n",
		           image, created, image, image, image, created, created);
	if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_printf(m->out,
		           "\n\\* The ids that records name.\n"
		           "NamedIds == {%s : u \\in %s} \\ {UNSET}\n",
		           state_record(m->arena, design, "u", FIELD_IMAGE_ID), module_constant(TYPE_USER));
	if (m->plan->recycles)
		put_referred(m);
}

static void put_operation(const struct module *m)
{
	static const char *const kinds[] = { "READ", "WRITE" };
	const char *user = fields[FIELD_USER_ID].name, *metadata = fields[FIELD_METADATA].name;
	const char *image = fields[FIELD_IMAGE].name;

	buf_printf(m->out,
	           "\nOperation ==\n"
	           "    [type : {\"READ\", \"WRITE\"},\n"
	           "     %s : %s,\n"
	           "     %s : %s \\union {UNSET},\n"
	           "     %s : %s \\union {UNSET}]\n",
	           user, module_constant(TYPE_USER), metadata, module_constant(TYPE_METADATA), image,
	           module_constant(TYPE_IMAGE));
	for (int i = 0; i < 2; i++)
		buf_printf(m->out,
		           "%s(%s, %s, %s) ==\n"
		           "    [type |-> \"%s\", %s |-> %s, %s |-> %s, %s |-> %s]\n",
		           kinds[i], user, metadata, image, kinds[i], user, user, metadata, metadata, image,
		           image);
}

void module_types(const struct module *m)
{
	const struct design *design = m->plan->design;

	module_heading(m->out, "types and definitions");
	buf_add_text(m->out, "UNSET == \"UNSET\"\n\n");
	put_store(m, &design->record, "Record", "NoRecord");
	buf_add_char(m->out, '\n');
	put_store(m, &design->blob, "Blob", "NoBlob");
	for (int r = ROLE_SERVER; r <= ROLE_CLEANER; r++) {
		const struct design_role *role = &design->roles[r];

		buf_add_text(m->out, role->present ? "\n" : "");
		if (role->present)
			put_record(m, role, role->locals, role->local_count,
			           r == ROLE_SERVER ? "Server" : "Cleaner",
			           r == ROLE_SERVER ? "NewServer" : "NewCleaner");
	}
	if (!m->plan->abstract)
		put_operation(m);
	put_helpers(m);
}

/* --- the variables: initial values and types -------------------------------------------------------- */

/* The initial value of a function from `set`, or its type. */
static const char *function_text(const struct module *m, const char *key, const char *set,
                                 const char *initial, const char *type)
{
	return type ? arena_printf(m->arena, "[%s -> %s]", set, type)
	            : arena_printf(m->arena, "[%s \\in %s |-> %s]", key, set, initial);
}

/* The initial value of a variable, or its type. */
static const char *variable_text(const struct module *m, enum domain_variable variable, bool type)
{
	const char *users = module_constant(TYPE_USER), *ids = module_constant(TYPE_ID);

	switch (variable) {
	case DOMAIN_RECORDS:
		return function_text(m, "u", users, "NoRecord", type ? "Record" : NULL);
	case DOMAIN_BLOBS:
		return function_text(m, "key", m->plan->design->blob_by_user ? users : ids, "NoBlob",
		                     type ? "Blob" : NULL);
	case DOMAIN_SERVERS:
		return function_text(m, "s",
		                     arena_printf(m->arena, "%s \\union %s", scope_rows[SCOPE_SERVERS].tla,
		                                  scope_rows[SCOPE_READERS].tla),
		                     "NewServer", type ? "Server" : NULL);
	case DOMAIN_CLEANERS:
		return function_text(m, "c", scope_rows[SCOPE_CLEANERS].tla, "NewCleaner",
		                     type ? "Cleaner" : NULL);
	case DOMAIN_LOG:
		return type ? "Seq(Operation)" : "<<>>";
	case DOMAIN_USED_IDS:
		return type ? arena_printf(m->arena, "SUBSET %s", ids) : "{}";
	case DOMAIN_TIME:
	case DOMAIN_FAILED:
		return type ? "Nat" : "0";
	case DOMAIN_BEGUN: /* not in modules */
	case DOMAIN_READ_BROKEN:
	case DOMAIN_VARIABLES:
		break;
	}
	return "";
}

static void put_each_variable(const struct module *m, bool type)
{
	const char *relation = type ? "\\in" : "=";

	for (int v = 0; v < DOMAIN_VARIABLES; v++)
		if (has_variable(m, domain_variables[v].name))
			buf_printf(m->out, "    /\\ %s %s %s\n", domain_variables[v].name, relation,
			           variable_text(m, (enum domain_variable)v, type));
	if (m->kinds > 1)
		buf_printf(m->out, "    /\\ unseen %s %s\n", relation, type ? "Nat" : "0");
}

void module_first_state(const struct module *m)
{
	module_heading(m->out, "initial state");
	buf_add_text(m->out, "Init ==\n");
	put_each_variable(m, false);
}

void module_type_ok(const struct module *m)
{
	buf_add_text(m->out, "TypeOk ==\n");
	put_each_variable(m, true);
}

/* --- ages ------------------------------------------------------------------------------------------ */

bool module_role_ages(const struct plan *plan, enum role r)
{
	const struct design_role *role = &plan->design->roles[r];

	for (unsigned i = 0; role->present && i < role->local_count; i++)
		if (fields[role->locals[i]].type == TYPE_TIME)
			return true;
	return false;
}

bool module_blob_ages(const struct plan *plan)
{
	return store_has(&plan->design->blob, FIELD_CREATED);
}

static void put_older_processes(const struct module *m, enum role r)
{
	const struct design_role *role = &m->plan->design->roles[r];
	bool any = false;

	if (!module_role_ages(m->plan, r))
		return;
	buf_printf(m->out, "%s(states) ==\n    [p \\in DOMAIN states |-> [states[p] EXCEPT", module_older(r));
	for (unsigned i = 0; i < role->local_count; i++) {
		enum field f = role->locals[i];

		if (fields[f].type != TYPE_TIME)
			continue;
		buf_printf(m->out, "%s !.%s = Older(@, %u)", any ? "," : "", fields[f].name,
		           m->plan->age_limit[f]);
		any = true;
	}
	buf_add_text(m->out, "]]\n");
}

void module_ages(const struct module *m)
{
	const struct plan *plan = m->plan;

	if (!module_role_ages(plan, ROLE_SERVER) && !module_role_ages(plan, ROLE_CLEANER) &&
	    !module_blob_ages(plan))
		return;
	module_heading(m->out, "ages");
	module_comment(
	        m->out, 0,
	        "Ages instead of the hours at which something happened. An age stops growing where no step "
	        "distinguishes it from a greater one.");
	buf_add_text(m->out, "Older(age, most) == IF age < most THEN age + 1 ELSE age\n");
	put_older_processes(m, ROLE_SERVER);
	put_older_processes(m, ROLE_CLEANER);
	if (module_blob_ages(plan))
		buf_printf(m->out,
		           "OlderBlobs(blobs) ==\n"
		           "    [key \\in DOMAIN blobs |->\n"
		           "        IF blobs[key] = NoBlob THEN NoBlob\n"
		           "        ELSE [blobs[key] EXCEPT !.%s = Older(@, %u)]]\n",
		           fields[FIELD_CREATED].name, plan->age_limit[FIELD_CREATED]);
}
