/*
 * What a module's values are: variables, types, how it begins, TypeOk, and how ages grow where there are no
 * bounds.
 */
#include <string.h>

#include <heddle/domain.h>
#include <heddle/mem.h>

#include "export/tla/tla.h"

static const char *const meanings[DOMAIN_VARIABLES] = {
	[DOMAIN_RECORDS] = "the database: the record of each user",
	[DOMAIN_SERVERS] = "of each server and reader, where it is and what it remembers",
	[DOMAIN_CLEANERS] = "of each cleaner, where it is and what it remembers",
	[DOMAIN_LOG] = "the log: every WRITE that began and every READ that returned",
	[DOMAIN_TIME] = "hours that have passed",
	[DOMAIN_USED_IDS] = "ids that were ever issued",
	[DOMAIN_FAILED] = "failures of cleaners so far",
};

/* What a variable is, by its name. */
static const char *meaning_of(const struct module *m, const char *name)
{
	if (m->plan->recycles && strcmp(name, fields[FIELD_USED_IDS].name) == 0)
		return "of the ids that anything refers to, those that were issued";
	for (int v = 0; v < DOMAIN_VARIABLES; v++)
		if (meanings[v] && strcmp(domain_variables[v].name, name) == 0)
			return meanings[v];
	if (strcmp(domain_variables[DOMAIN_BLOBS].name, name) != 0)
		return "counts on with steps that change what is left out here";
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

static const char *state_text(const struct module *m, const char *state)
{
	struct buf text;
	const char *kept;

	buf_init(&text);
	module_text(&text, state);
	kept = arena_strdup(m->arena, text.data);
	buf_release(&text);
	return kept;
}

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
		return "SUBSET ImageIds";
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
			                    state_text(m, role->states[i]));
		return arena_printf(m->arena, "{%s}", text);
	}
	return "";
}

static const char *first_text(const struct module *m, const struct design_role *role, enum field field)
{
	switch (fields[field].type) {
	case TYPE_CONTROL:
		return state_text(m, role->states[0]);
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

/* The definitions of a type of records and of the value at the start. */
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
		buf_printf(m->out, "%s == [status |-> UNSET, image |-> UNSET]\n", none);
		buf_printf(m->out, "%s == [image : Images, created : %s] \\union {%s}\n", type,
		           type_text(m, role, FIELD_CREATED), none);
	} else {
		put_record(m, role, store->fields, store->field_count, type, none);
	}
}

/* A union of sets, "{…} \union …", of what the fields of a role's processes refer to. */
static void put_referred_by(const struct module *m, enum role r)
{
	const struct design_role *role = &m->plan->design->roles[r];

	for (unsigned i = 0; role->present && i < role->local_count; i++) {
		enum field f = role->locals[i];
		const char *states = module_processes(r);

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
	           "\n\\* The ids that anything refers to; every other one counts as never issued.\n"
	           "Referred ==\n"
	           "    {key \\in ImageIds : blobStoreState[key]%s # UNSET}\n",
	           design->blob.bare ? "" : ".image");
	if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_add_text(m->out, "    \\union NamedIds\n");
	put_referred_by(m, ROLE_SERVER);
	put_referred_by(m, ROLE_CLEANER);
}

/* Small definitions that steps use. */
static void put_helpers(const struct module *m)
{
	const struct design *design = m->plan->design;
	const char *image = design->blob.bare ? "" : ".image";

	if (!design->blob_by_user)
		buf_printf(m->out,
		           "\n\\* The image under an id; under no id there is none.\n"
		           "ImageAt(id) == IF id = UNSET THEN UNSET ELSE blobStoreState[id]%s\n",
		           image);
	if (store_has(&design->blob, FIELD_CREATED))
		buf_add_text(m->out, "\n\\* What the store keeps of an image and its date: without an image, "
		                     "no date.\n"
		                     "Stored(image, created) ==\n"
		                     "    IF image = UNSET THEN NoBlob"
		                     " ELSE [image |-> image, created |-> created]\n");
	if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_add_text(m->out, "\n\\* The ids that records name.\n"
		                     "NamedIds == {databaseState[u].imageId : u \\in Users} \\ {UNSET}\n");
	if (m->plan->recycles)
		put_referred(m);
}

static void put_operation(const struct module *m)
{
	buf_add_text(m->out, "\nOperation ==\n"
	                     "    [type : {\"READ\", \"WRITE\"},\n"
	                     "     userId : Users,\n"
	                     "     metadata : Metadatas \\union {UNSET},\n"
	                     "     image : Images \\union {UNSET}]\n");
	for (int i = 0; i < 2; i++)
		buf_printf(m->out,
		           "%s(userId, metadata, image) ==\n"
		           "    [type |-> \"%s\", userId |-> userId, metadata |-> metadata, "
		           "image |-> image]\n",
		           i ? "WRITE" : "READ", i ? "WRITE" : "READ");
}

void module_types(const struct module *m)
{
	const struct design *design = m->plan->design;

	module_heading(m->out, "what everything is made of");
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

/* --- each variable: at first, and its type -------------------------------------------------------- */

void module_first_state(const struct module *m)
{
	const struct design *design = m->plan->design;
	static const struct {
		const char *variable, *line;
	} rest[] = {
		{ "operations", "operations = <<>>" },
		{ "cleanerStates", "cleanerStates = [c \\in Cleaners |-> NewCleaner]" },
		{ "time", "time = 0" },
		{ "usedIds", "usedIds = {}" },
		{ "failed", "failed = 0" },
		{ "unseen", "unseen = 0" },
	};

	module_heading(m->out, "how it begins");
	buf_printf(m->out,
	           "Init ==\n"
	           "    /\\ databaseState = [u \\in Users |-> NoRecord]\n"
	           "    /\\ blobStoreState = [key \\in %s |-> NoBlob]\n"
	           "    /\\ serverStates = [s \\in Servers \\union Readers |-> NewServer]\n",
	           design->blob_by_user ? "Users" : "ImageIds");
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
		if (has_variable(m, rest[i].variable))
			buf_printf(m->out, "    /\\ %s\n", rest[i].line);
}

void module_type_ok(const struct module *m)
{
	static const struct {
		const char *variable, *line;
	} rest[] = {
		{ "operations", "operations \\in Seq(Operation)" },
		{ "cleanerStates", "cleanerStates \\in [Cleaners -> Cleaner]" },
		{ "time", "time \\in Nat" },
		{ "usedIds", "usedIds \\in SUBSET ImageIds" },
		{ "failed", "failed \\in Nat" },
		{ "unseen", "unseen \\in Nat" },
	};

	buf_printf(m->out,
	           "TypeOk ==\n"
	           "    /\\ databaseState \\in [Users -> Record]\n"
	           "    /\\ blobStoreState \\in [%s -> Blob]\n"
	           "    /\\ serverStates \\in [Servers \\union Readers -> Server]\n",
	           m->plan->design->blob_by_user ? "Users" : "ImageIds");
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++)
		if (has_variable(m, rest[i].variable))
			buf_printf(m->out, "    /\\ %s\n", rest[i].line);
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

static void put_older_processes(const struct module *m, enum role r, const char *name)
{
	const struct design_role *role = &m->plan->design->roles[r];
	bool any = false;

	if (!module_role_ages(m->plan, r))
		return;
	buf_printf(m->out, "%s(states) ==\n    [p \\in DOMAIN states |-> [states[p] EXCEPT", name);
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
	module_heading(m->out, "an hour later");
	module_comment(
	        m->out, 0,
	        "Instead of the hour at which something happened, its age is kept, which stops growing where "
	        "no step tells it from a greater one.");
	buf_add_text(m->out, "Older(age, most) == IF age < most THEN age + 1 ELSE age\n");
	put_older_processes(m, ROLE_SERVER, "OlderServers");
	put_older_processes(m, ROLE_CLEANER, "OlderCleaners");
	if (module_blob_ages(plan))
		buf_printf(m->out,
		           "OlderBlobs(blobs) ==\n"
		           "    [key \\in DOMAIN blobs |->\n"
		           "        IF blobs[key] = NoBlob THEN NoBlob\n"
		           "        ELSE [blobs[key] EXCEPT !.created = Older(@, %u)]]\n",
		           plan->age_limit[FIELD_CREATED]);
}
