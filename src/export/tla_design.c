/*
 * A design as a TLA+ module and a configuration for TLC.
 *
 * The module is the design: no number of servers, no bound and no name of a constant stands in it.
 * Those are the scope and stand in the configuration, where they can be changed by
 * hand.  Constants are strings, so that a trace read from JSON has the same values;
 * model values are declared only when symmetry is asked for, which strings do not have in TLC.
 *
 * Rejected: a module written from a template with holes.  The vocabulary would then be
 * known in two places, and a user's variant could not be exported.
 */
#include "tla.h"

#include <ctype.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>

struct writer {
	const struct plan *plan;
	const struct export_options *options;
	struct module_names names;
	struct arena *arena;
	struct buf *out;
};

static bool has_cleaner(const struct plan *plan)
{
	return plan->design->roles[ROLE_CLEANER].present;
}

/* --- what everything is made of ------------------------------------------------------------- */

/* What a variable is, by its name; what is not here is explained by its title. */
static const struct {
	const char *variable, *meaning;
} meanings[] = {
	{ "databaseState", "the database: the record of each user" },
	{ "serverStates", "of each server and reader, where it is and what it remembers" },
	{ "cleanerStates", "of each cleaner, where it is and what it remembers" },
	{ "operations", "the log: every WRITE that began and every READ that returned" },
	{ "time", "hours that have passed" },
	{ "usedIds", "ids that were ever issued" },
	{ "failed", "failures of cleaners so far" },
};

static void put_variables(struct writer *w)
{
	const struct model *model = &w->plan->model;

	buf_add_text(w->out, "\nVARIABLES\n");
	for (unsigned v = 0; v < model->variable_count; v++) {
		const char *name = model->variables[v].name;
		const char *meaning = w->plan->design->blob_by_user
		                              ? "the blob store: the image under each user"
		                              : "the blob store: the image under each id";
		const char *comma = v + 1 == model->variable_count ? "" : ",";

		for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
			if (strcmp(meanings[i].variable, name) == 0)
				meaning = meanings[i].meaning;
		buf_printf(w->out, "    %s%s%*s\\* %s\n", name, comma,
		           (int)(16 - strlen(name) - strlen(comma)), "", meaning);
	}
	buf_add_text(w->out, "\nvars == <<");
	for (unsigned v = 0; v < model->variable_count; v++)
		buf_printf(w->out, "%s%s", v ? ", " : "", model->variables[v].name);
	buf_add_text(w->out, ">>\n");
}

/* The set of values of a field. */
static const char *type_text(struct writer *w, const struct design_role *role, enum field field)
{
	const char *text = "";

	switch (fields[field].type) {
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
		return arena_printf(w->arena, "%s \\union {UNSET}",
		                    module_constant(fields[field].type));
	case TYPE_IDS:
		return "SUBSET ImageIds";
	case TYPE_TIME:
	case TYPE_COUNT:
		return "Nat";
	case TYPE_CONTROL:
		for (unsigned i = 0; i < role->state_count; i++)
			text = arena_printf(w->arena, "%s%s\"%s\"", text,
			                    !i           ? ""
			                    : i % 4 == 0 ? ",\n              "
			                                 : ", ",
			                    role->states[i]);
		return arena_printf(w->arena, "{%s}", text);
	}
	return "";
}

static const char *first_text(const struct design_role *role, enum field field, struct arena *arena)
{
	switch (fields[field].type) {
	case TYPE_CONTROL:
		return arena_printf(arena, "\"%s\"", role->states[0]);
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
static void put_record(struct writer *w, const struct design_role *role, const enum field *list,
                       unsigned count, const char *type, const char *start)
{
	buf_printf(w->out, "%s ==\n    [", type);
	for (unsigned i = 0; i < count; i++)
		buf_printf(w->out, "%s%s : %s", i ? ",\n     " : "", fields[list[i]].name,
		           type_text(w, role, list[i]));
	buf_printf(w->out, "]\n%s == [", start);
	for (unsigned i = 0; i < count; i++)
		buf_printf(w->out, "%s%s |-> %s", i ? ", " : "", fields[list[i]].name,
		           first_text(role, list[i], w->arena));
	buf_add_text(w->out, "]\n");
}

static void put_store(struct writer *w, const struct store *store, const char *type, const char *none)
{
	const struct design_role *role = &w->plan->design->roles[ROLE_SERVER];

	if (store->bare) {
		buf_printf(w->out, "%s == %s\n%s == UNSET\n", type,
		           type_text(w, role, store->fields[0]), none);
	} else if (store_has(store, FIELD_CREATED)) {
		buf_printf(w->out, "%s == [status |-> UNSET, image |-> UNSET]\n", none);
		buf_printf(w->out, "%s == [image : Images, created : Nat] \\union {%s}\n", type, none);
	} else {
		put_record(w, role, store->fields, store->field_count, type, none);
	}
}

/* Small definitions that steps use. */
static void put_helpers(struct writer *w)
{
	const struct design *design = w->plan->design;
	const char *image = design->blob.bare ? "" : ".image";

	if (!design->blob_by_user)
		buf_printf(w->out,
		           "\n\\* The image under an id; under no id there is none.\n"
		           "ImageAt(id) == IF id = UNSET THEN UNSET ELSE blobStoreState[id]%s\n",
		           image);
	if (store_has(&design->blob, FIELD_CREATED))
		buf_add_text(w->out, "\n\\* What the store keeps of an image and its date: without an image, "
		                     "no date.\n"
		                     "Stored(image, created) ==\n"
		                     "    IF image = UNSET THEN NoBlob"
		                     " ELSE [image |-> image, created |-> created]\n");
	if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_add_text(w->out,
		             "\n\\* The ids that records name.\n"
		             "NamedIds == {databaseState[u].imageId : u \\in Users} \\ {UNSET}\n");
}

static void put_types(struct writer *w)
{
	const struct design *design = w->plan->design;

	module_heading(w->out, "what everything is made of");
	buf_add_text(w->out, "UNSET == \"UNSET\"\n\n");
	put_store(w, &design->record, "Record", "NoRecord");
	buf_add_char(w->out, '\n');
	put_store(w, &design->blob, "Blob", "NoBlob");
	for (int r = ROLE_SERVER; r <= ROLE_CLEANER; r++) {
		const struct design_role *role = &design->roles[r];

		buf_add_text(w->out, role->present ? "\n" : "");
		if (role->present)
			put_record(w, role, role->locals, role->local_count,
			           r == ROLE_SERVER ? "Server" : "Cleaner",
			           r == ROLE_SERVER ? "NewServer" : "NewCleaner");
	}
	buf_add_text(w->out, "\nOperation ==\n"
	                     "    [type : {\"READ\", \"WRITE\"},\n"
	                     "     userId : Users,\n"
	                     "     metadata : Metadatas \\union {UNSET},\n"
	                     "     image : Images \\union {UNSET}]\n");
	for (int i = 0; i < 2; i++)
		buf_printf(w->out,
		           "%s(userId, metadata, image) ==\n"
		           "    [type |-> \"%s\", userId |-> userId, metadata |-> metadata, "
		           "image |-> image]\n",
		           i ? "WRITE" : "READ", i ? "WRITE" : "READ");
	put_helpers(w);
}

/* For each variable: what it is at first, and what type it has. */
static void put_first_states(struct writer *w)
{
	const struct design *design = w->plan->design;
	const char *key = design->blob_by_user ? "Users" : "ImageIds";

	module_heading(w->out, "how it begins");
	buf_printf(w->out,
	           "Init ==\n"
	           "    /\\ databaseState = [u \\in Users |-> NoRecord]\n"
	           "    /\\ blobStoreState = [key \\in %s |-> NoBlob]\n"
	           "    /\\ serverStates = [s \\in Servers \\union Readers |-> NewServer]\n%s"
	           "    /\\ operations = <<>>\n%s%s%s",
	           key, has_cleaner(w->plan) ? "    /\\ cleanerStates = [c \\in Cleaners |-> NewCleaner]\n" : "",
	           design->has[FIELD_TIME] ? "    /\\ time = 0\n" : "",
	           design->has[FIELD_USED_IDS] ? "    /\\ usedIds = {}\n" : "",
	           design->has[FIELD_FAILED] ? "    /\\ failed = 0\n" : "");
}

/* --- steps ------------------------------------------------------------------------------------ */

static void put_actions(struct writer *w, enum role role)
{
	const char *part = NULL;
	bool first = true;

	for (unsigned a = 0; a < w->plan->model.action_count; a++) {
		const struct model_action *action = &w->plan->model.actions[a];

		if (w->plan->actions[a].role != role)
			continue;
		if (first || strcmp(part ? part : "", action->part ? action->part : "") != 0)
			module_heading(w->out, arena_printf(w->arena, "%s%s%s", role_names[role],
			                        action->part ? ": " : "",
			                        action->part ? action->part : ""));
		else
			buf_add_char(w->out, '\n');
		first = false;
		part = action->part;
		module_action(w->plan, &w->names, a, w->out);
	}
}

/* Defines the disjunction of the steps that a kind of process can take. */
static void put_next_of(struct writer *w, const char *name, enum role role, bool reader)
{
	bool any = false;
	const char *self = module_self(role);

	buf_printf(w->out, role == ROLE_CLOCK ? "%s ==\n" : "%s(%s) ==\n", name, self);
	for (unsigned a = 0; a < w->plan->model.action_count; a++) {
		const struct plan_action *action = &w->plan->actions[a];

		if (action->role != role || (reader && !action->reader))
			continue;
		buf_printf(w->out, role == ROLE_CLOCK ? "    \\/ %s\n" : "    \\/ %s(%s)\n",
		           w->names.actions[a], self);
		any = true;
	}
	buf_add_text(w->out, any ? "\n" : "    FALSE\n\n");
}

static const struct {
	const char *steps, *condition;
	enum role role;
} fairness[] = {
	{ "(\\E s \\in Servers : ServerNext(s)) \\/ (\\E s \\in Readers : ReaderNext(s))",
	  "A server or reader that could take a step for ever does take one.", ROLE_SERVER },
	{ "\\E c \\in Cleaners : CleanerNext(c)",
	  "When cleaners could take a step for ever, one of them does take one.", ROLE_CLEANER },
	{ "ClockNext", "Time that could pass for ever does pass.", ROLE_CLOCK },
};

static void put_behaviour(struct writer *w)
{
	const struct design *design = w->plan->design;
	bool clock = design->roles[ROLE_CLOCK].present, fair = false;

	module_heading(w->out, "all together: one process takes one step at a time");
	put_next_of(w, "ServerNext", ROLE_SERVER, false);
	put_next_of(w, "ReaderNext", ROLE_SERVER, true);
	if (has_cleaner(w->plan))
		put_next_of(w, "CleanerNext", ROLE_CLEANER, false);
	if (clock)
		put_next_of(w, "ClockNext", ROLE_CLOCK, false);
	buf_printf(w->out,
	           "Next ==\n"
	           "    \\/ \\E s \\in Servers : ServerNext(s)\n"
	           "    \\/ \\E s \\in Readers : ReaderNext(s)\n%s%s\n",
	           has_cleaner(w->plan) ? "    \\/ \\E c \\in Cleaners : CleanerNext(c)\n" : "",
	           clock ? "    \\/ ClockNext\n" : "");
	for (size_t i = 0; i < sizeof(fairness) / sizeof(fairness[0]); i++)
		if (design->fair[fairness[i].role] && design->roles[fairness[i].role].present) {
			if (!fair)
				buf_add_text(w->out, "Fairness ==\n");
			module_comment(w->out, 4, fairness[i].condition);
			buf_printf(w->out, "    /\\ WF_vars(%s)\n", fairness[i].steps);
			fair = true;
		}
	buf_printf(w->out, "%sSpec == Init /\\ [][Next]_vars%s\n", fair ? "\n" : "",
	           fair ? " /\\ Fairness" : "");
}

/* --- bounds and properties ------------------------------------------------------------------------ */

static void put_bound(struct writer *w)
{
	const struct design *design = w->plan->design;

	module_heading(w->out, "how far to look");
	module_comment(w->out, 0,
	            "A state outside the bound is checked; TLC neither counts it nor goes on from it.");
	buf_printf(w->out,
	           "Bound ==\n"
	           "    /\\ Len(operations) <= MaxOperations\n%s%s",
	           design->has[FIELD_TIME] ? "    /\\ time <= MaxTime\n" : "",
	           design->has[FIELD_FAILED] ? "    /\\ failed <= MaxFailures\n" : "");
}

static void put_type_ok(struct writer *w)
{
	const struct design *design = w->plan->design;

	buf_printf(w->out,
	           "TypeOk ==\n"
	           "    /\\ databaseState \\in [Users -> Record]\n"
	           "    /\\ blobStoreState \\in [%s -> Blob]\n"
	           "    /\\ serverStates \\in [Servers \\union Readers -> Server]\n%s"
	           "    /\\ operations \\in Seq(Operation)\n%s%s%s",
	           design->blob_by_user ? "Users" : "ImageIds",
	           has_cleaner(w->plan) ? "    /\\ cleanerStates \\in [Cleaners -> Cleaner]\n" : "",
	           design->has[FIELD_TIME] ? "    /\\ time \\in Nat\n" : "",
	           design->has[FIELD_USED_IDS] ? "    /\\ usedIds \\in SUBSET ImageIds\n" : "",
	           design->has[FIELD_FAILED] ? "    /\\ failed \\in Nat\n" : "");
}

static void put_no_orphans(struct writer *w)
{
	const struct design *design = w->plan->design;
	const char *image = design->blob.bare ? "" : ".image";

	if (design->blob_by_user)
		buf_printf(w->out,
		           "NoOrphanFiles ==\n    \\A u \\in Users :\n"
		           "        blobStoreState[u]%s # UNSET => databaseState[u]%s # UNSET\n",
		           image, design->record.bare ? "" : ".metadata");
	else if (store_has(&design->record, FIELD_IMAGE_ID))
		buf_printf(w->out,
		           "NoOrphanFiles ==\n    \\A key \\in ImageIds :\n"
		           "        blobStoreState[key]%s # UNSET => key \\in NamedIds\n",
		           image);
	else
		buf_printf(w->out,
		           "NoOrphanFiles ==\n    \\A key \\in ImageIds : blobStoreState[key]%s = UNSET\n",
		           image);
}

static void put_empty_reads(struct writer *w)
{
	bool any = false;

	buf_add_text(w->out, "EmptyReadsOnlyWhenUnset ==\n");
	for (unsigned a = 0; a < w->plan->model.action_count; a++) {
		const struct plan_action *action = &w->plan->actions[a];
		const char *when = module_blind_none(w->plan, a, w->arena);

		if (!when)
			continue;
		buf_printf(w->out, "    %s\\A s \\in Servers%s :\n             %s(s) => ~(%s)\n",
		           any ? "   /\\ " : "[][/\\ ", action->reader ? " \\union Readers" : "",
		           w->names.actions[a], when);
		any = true;
	}
	if (!any)
		module_comment(w->out, 4, "No step here returns None after the process has found a record.");
	buf_add_text(w->out, any ? "      ]_vars\n" : "    [][TRUE]_vars\n");
}

/* The summary of a property is a sentence in the making. */
static void put_summary(struct writer *w, const char *summary)
{
	buf_add_char(w->out, '\n');
	module_comment(w->out, 0,
	            arena_printf(w->arena, "%c%s.", toupper((unsigned char)summary[0]), summary + 1));
}

static void put_properties(struct writer *w)
{
	const struct model_property *p = w->plan->model.properties;

	module_heading(w->out, "what should hold");
	w->out->data[--w->out->length] = '\0';
	put_summary(w, p[PROPERTY_TYPE_OK].summary);
	put_type_ok(w);
	put_summary(w, p[PROPERTY_READS].summary);
	buf_add_text(w->out, "ConsistentReads ==\n"
	                     "    \\A i \\in DOMAIN operations :\n"
	                     "        operations[i].type = \"READ\" =>\n"
	                     "            \\/ operations[i].metadata = UNSET /\\ operations[i].image = UNSET\n"
	                     "            \\/ \\E j \\in 1 .. i - 1 :\n"
	                     "                  operations[j] = [operations[i] EXCEPT !.type = \"WRITE\"]\n");
	put_summary(w, p[PROPERTY_EMPTY_READS].summary);
	put_empty_reads(w);
	put_summary(w, p[PROPERTY_ORPHANS].summary);
	put_no_orphans(w);
	put_summary(w, temporals[0].summary);
	buf_add_text(w->out, "AlwaysEventuallyNoOrphanFiles == []<>NoOrphanFiles\n");
}

/* --- the whole ---------------------------------------------------------------------------------- */

static void put_opening(struct writer *w)
{
	const struct design *design = w->plan->design;

	module_open(w->out, w->names.module);
	module_comment(w->out, 0, design->title);
	if (*design->lesson)
		module_comment(w->out, 0, design->lesson);
	module_comment(w->out, 0,
	            arena_printf(w->arena,
	                         "Written by heddle from the design %s (checksum %s)%s. Each action is "
	                         "one atomic step; the scope stands in the configuration.",
	                         design->name, design->checksum,
	                         w->plan->scope.no_failures == 1
	                                 ? ", without the steps that model faults"
	                                 : ""));
	buf_printf(w->out, "EXTENDS Naturals, Sequences%s\n\n", w->options->symmetry ? ", TLC" : "");
}

int module_design(const struct model *model, const struct export_options *options, struct export *out,
               struct err *err)
{
	struct writer w = { .plan = plan_of(model), .options = options, .arena = out->arena };
	struct buf text;
	bool symmetric;

	if (options->symmetry && options->temporal) {
		err_set(err, "TLC does not check properties of whole behaviours under symmetry");
		return err_remedy(err, "leave out --symmetry or --property");
	}
	if (module_check_constants(w.plan, options->symmetry, err))
		return -1;
	buf_init(&text);
	w.out = &text;
	module_name_all(w.plan, w.arena, &w.names);
	put_opening(&w);
	module_declare_constants(w.plan, w.out);
	put_variables(&w);
	put_types(&w);
	put_first_states(&w);
	for (int r = 0; r < ROLE_COUNT; r++)
		put_actions(&w, (enum role)r);
	put_behaviour(&w);
	put_bound(&w);
	put_properties(&w);
	symmetric = options->symmetry && module_symmetry(w.plan, w.out);
	module_close(w.out);
	export_add(out, arena_printf(w.arena, "%s.tla", w.names.module), &text);
	module_config(w.plan, &w.names, options, symmetric, w.out);
	export_add(out, arena_printf(w.arena, "%s.cfg", w.names.module), &text);
	buf_release(&text);
	return 0;
}
