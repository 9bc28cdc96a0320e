/*
 * The state of a Promela model: types, variables, macros over them, and the variables in which a step that is
 * undone saves what it changes.
 *
 * Every variable has the narrowest type for its largest value, because Spin stores whole bytes of each.
 */
#include <string.h>

#include <heddle/mem.h>

#include "export/promela/promela.h"

/* --- variables ------------------------------------------------------------------------------- */

static const char *type_for(uint64_t most)
{
	return most <= 255 ? "byte" : most <= 32767 ? "short" : "int";
}

static uint64_t limit_of_slot(const struct plan *plan, unsigned slot)
{
	return plan->slots[slot].limit;
}

static bool bounded_by(const struct promela *p, enum field field)
{
	return p->plan->design->has[field];
}

static void put_numbers(const struct promela *p)
{
	const struct scope *scope = &p->plan->scope;

	buf_printf(p->out, "#define SERVERS %d\n", scope->of[SCOPE_SERVERS]);
	buf_printf(p->out, "#define USERS %d\n", scope->of[SCOPE_USERS]);
	buf_printf(p->out, "#define METADATAS %d\n", scope->of[SCOPE_METADATAS]);
	buf_printf(p->out, "#define IMAGES %d\n", scope->of[SCOPE_IMAGES]);
	buf_printf(p->out, "#define MAX_OPERATIONS %d\n", scope->of[SCOPE_OPERATIONS]);
	if (bounded_by(p, FIELD_TIME))
		buf_printf(p->out, "#define MAX_TIME %d\n", scope->of[SCOPE_TIME]);
	if (bounded_by(p, FIELD_FAILED))
		buf_printf(p->out, "#define MAX_FAILURES %d\n", scope->of[SCOPE_FAILURES]);
}

static void put_states(const struct promela *p, enum role r)
{
	const struct design_role *role = &p->plan->design->roles[r];

	if (!role->present)
		return;
	buf_printf(p->out, "\n/* Control states of a %s. */\n", role_names[r]);
	for (unsigned i = 0; i < role->state_count; i++)
		buf_printf(p->out, "#define %s %u\n", p->states[r][i], i);
}

/* A type of records whose fields are in consecutive slots. */
static void put_typedef(const struct promela *p, const char *name, const enum field *list, unsigned count,
                        unsigned slot)
{
	buf_printf(p->out, "\ntypedef %s {\n", name);
	for (unsigned i = 0; i < count; i++)
		buf_printf(p->out, "\t%s %s%s\n", type_for(limit_of_slot(p->plan, slot + i)),
		           fields[list[i]].name, i + 1 < count ? ";" : "");
	buf_add_text(p->out, "}\n");
}

static const struct plan_process *first_of(const struct plan *plan, enum role role)
{
	for (unsigned i = 0; i < plan->model.process_count; i++)
		if (plan->processes[i].role == role)
			return &plan->processes[i];
	return NULL;
}

static const char *store_type(const struct promela *p, const struct store *store, unsigned slot)
{
	if (store->bare)
		return type_for(limit_of_slot(p->plan, slot));
	return store == &p->plan->design->record ? "Record" : "Blob";
}

static const char *log_type(const struct plan *plan)
{
	return type_for(
	        log_pack(plan, (struct logged){ true, plan->count[TYPE_USER], plan->count[TYPE_METADATA],
	                                        plan->count[TYPE_IMAGE] }));
}

/* The largest number of entries that a step appends. */
static unsigned most_appended(const struct plan *plan)
{
	unsigned most = 0;

	for (unsigned a = 0; a < plan->model.action_count; a++) {
		unsigned entries = 0;

		for (unsigned i = 0; i < plan->actions[a].effect_count; i++)
			entries += op_does(plan->actions[a].effects[i].code, LOGS);
		most = entries > most ? entries : most;
	}
	return most;
}

static void put_types(const struct promela *p)
{
	const struct design *design = p->plan->design;

	for (int r = ROLE_SERVER; r <= ROLE_CLEANER; r++) {
		const struct plan_process *first = first_of(p->plan, (enum role)r);

		if (first)
			put_typedef(p, r == ROLE_SERVER ? "Server" : "Cleaner", design->roles[r].locals,
			            design->roles[r].local_count, first->slot);
	}
	if (!design->record.bare)
		put_typedef(p, "Record", design->record.fields, design->record.field_count,
		            p->plan->record_slot);
	if (!design->blob.bare)
		put_typedef(p, "Blob", design->blob.fields, design->blob.field_count, p->plan->blob_slot);
}

/* Declares the stores, or those in which they are saved. */
static void put_stores(const struct promela *p, const char *prefix, bool record, bool blob)
{
	const struct plan *plan = p->plan;
	const char *scratch = *prefix ? "SCRATCH " : "";

	if (record)
		buf_printf(p->out, "%s%s %s%s[%u];\n", scratch,
		           store_type(p, &plan->design->record, plan->record_slot), prefix,
		           domain_variables[DOMAIN_RECORDS].name, plan->count[TYPE_USER] + 1);
	if (blob)
		buf_printf(p->out, "%s%s %s%s[%u];\n", scratch,
		           store_type(p, &plan->design->blob, plan->blob_slot), prefix,
		           domain_variables[DOMAIN_BLOBS].name, plan->blob_count + 1);
}

static void put_variables(const struct promela *p)
{
	const struct plan *plan = p->plan;

	buf_add_text(p->out,
	             "\n/* The state. Keys and constants count from 1; 0 is UNSET, and element 0 of a "
	             "store is never written. */\n");
	if (plan->server_count)
		buf_printf(p->out, "Server %s[%u];\n", domain_variables[DOMAIN_SERVERS].name,
		           plan->server_count);
	if (first_of(plan, ROLE_CLEANER))
		buf_printf(p->out, "Cleaner %s[%d];\n", domain_variables[DOMAIN_CLEANERS].name,
		           plan->scope.of[SCOPE_CLEANERS]);
	put_stores(p, "", true, true);
	for (int f = 0; f < FIELD_MAX; f++)
		if (plan->global_at[f] >= 0)
			buf_printf(p->out, "%s %s;\n",
			           type_for(limit_of_slot(plan, (unsigned)plan->global_at[f])),
			           fields[f].name);
	buf_printf(p->out, "%s %s[MAX_OPERATIONS + %u];\n", log_type(plan), domain_variables[DOMAIN_LOG].name,
	           most_appended(plan) ? most_appended(plan) : 1);
	buf_printf(p->out, "%s logged; /* the length of the log */\n",
	           type_for((uint64_t)plan->scope.of[SCOPE_OPERATIONS] + most_appended(plan)));
}

/* --- expressions ------------------------------------------------------------------------------- */

static void put_or(const struct promela *p, const char *name, unsigned count, const char *between,
                   const char *format)
{
	buf_printf(p->out, "#define %s (0", name);
	for (unsigned i = 1; i <= count; i++) {
		const char *c = format;

		buf_printf(p->out, " \\\n\t%s ", between);
		for (; *c; c++)
			if (*c == '@')
				buf_printf(p->out, "%u", i);
			else
				buf_add_char(p->out, *c);
	}
	buf_add_text(p->out, ")\n");
}

static void put_can_be_read(const struct promela *p)
{
	const struct design *design = p->plan->design;
	const char *key = design->blob_by_user ? "@"
	                  : store_has(&design->record, FIELD_IMAGE_ID)
	                          ? state_record(p->arena, design, "@", FIELD_IMAGE_ID)
	                          : NULL;

	if (!promela_checks(p, PROPERTY_EMPTY_READS))
		return;
	buf_add_text(p->out,
	             "/* The users whose record is set and whose blob exists: a READ for them must not "
	             "return None. */\n");
	put_or(p, "can_be_read", p->plan->count[TYPE_USER], "|",
	       key ? arena_printf(p->arena, "(%s && %s -> bit_of(@) : 0)",
	                          state_record(p->arena, design, "@", FIELD_METADATA),
	                          state_blob(p->arena, design, key, FIELD_IMAGE))
	           : "0");
}

static void put_macros(const struct promela *p)
{
	const struct design *design = p->plan->design;
	const char *blob = state_blob(p->arena, design, "@", FIELD_IMAGE);
	bool names = store_has(&design->record, FIELD_IMAGE_ID);

	buf_add_text(p->out, "\n/* An operation as one number, never 0. */\n"
	                     "#define WRITE 0\n#define READ 1\n"
	                     "#define operation(type, user, metadata, image) \\\n"
	                     "\t(((((type) * USERS + (user) - 1) * (METADATAS + 1) + (metadata)) \\\n"
	                     "\t\t* (IMAGES + 1)) + (image) + 1)\n");
	buf_printf(p->out, "#define logged_already(it) (0");
	for (unsigned i = 0; i < (unsigned)p->plan->scope.of[SCOPE_OPERATIONS] + most_appended(p->plan); i++)
		buf_printf(p->out, " \\\n\t|| %s[%u] == (it)", domain_variables[DOMAIN_LOG].name, i);
	buf_add_text(p->out, ")\n\n/* Sets of ids have a bit for each id. */\n"
	                     "#define bit_of(id) ((id) -> 1 << ((id) - 1) : 0)\n");
	if (names) {
		buf_add_text(p->out, "/* The ids that records name. */\n");
		put_or(p, "named_ids", p->plan->count[TYPE_USER], "|",
		       arena_printf(p->arena, "bit_of(%s)",
		                    state_record(p->arena, design, "@", FIELD_IMAGE_ID)));
		buf_add_text(p->out, "#define named(id) (bit_of(id) & named_ids)\n");
	}
	put_can_be_read(p);
	if (!promela_checks(p, PROPERTY_ORPHANS))
		return;
	buf_add_text(p->out, "/* A blob that no record names. */\n");
	put_or(p, "orphan_file", p->plan->blob_count, "||",
	       design->blob_by_user ? arena_printf(p->arena, "(%s && !%s)", blob,
	                                           state_record(p->arena, design, "@", FIELD_METADATA))
	       : names              ? arena_printf(p->arena, "(%s && !named(@))", blob)
	                            : blob);
}

/* --- steps that are undone --------------------------------------------------------------------- */

/* What the steps of a role that may lead outside the bounds change, apart from the process itself. */
struct changed {
	bool any, record, blob, log, global[FIELD_MAX];
};

static struct changed changed_by(const struct plan *plan, enum role role)
{
	struct changed changed = { .any = false };

	for (unsigned a = 0; a < plan->model.action_count; a++) {
		const struct plan_action *action = &plan->actions[a];

		if (action->role != role || !promela_may_leave(action))
			continue;
		changed.any = true;
		for (unsigned i = 0; i < action->effect_count; i++) {
			const struct plan_op *op = &action->effects[i];

			changed.log |= op_does(op->code, LOGS);
			changed.record |= op->a.place == PLACE_RECORD;
			changed.blob |= op->a.place == PLACE_BLOB || op->a.place == PLACE_CHOSEN_BLOB;
			for (int f = 0; f < FIELD_MAX; f++)
				changed.global[f] |=
				        op->a.place == PLACE_GLOBAL && plan->global_at[f] == op->a.at;
		}
	}
	return changed;
}

/* A variable, element or field of the state, and where it is saved meanwhile. */
typedef void part_fn(const struct promela *p, const char *part, const char *saved);

static void parts_of_store(const struct promela *p, const struct store *store, const char *variable,
                           unsigned count, part_fn *fn)
{
	for (unsigned key = 1; key <= count; key++)
		for (unsigned i = 0; i < store->field_count; i++) {
			const char *saved = arena_printf(p->arena, "saved_%s", variable);
			const char *index = arena_printf(p->arena, "%u", key);

			fn(p, state_entry(p->arena, store, variable, index, store->fields[i]),
			   state_entry(p->arena, store, saved, index, store->fields[i]));
		}
}

static void parts_of(const struct promela *p, enum role r, part_fn *fn)
{
	const struct plan *plan = p->plan;
	const struct design_role *role = &plan->design->roles[r];
	struct changed changed = changed_by(plan, r);

	for (unsigned i = 0; i < role->local_count; i++)
		fn(p, state_process(p->arena, r, "self", role->locals[i]),
		   arena_printf(p->arena, "saved_%s.%s", role_names[r], fields[role->locals[i]].name));
	if (changed.record)
		parts_of_store(p, &plan->design->record, domain_variables[DOMAIN_RECORDS].name,
		               plan->count[TYPE_USER], fn);
	if (changed.blob)
		parts_of_store(p, &plan->design->blob, domain_variables[DOMAIN_BLOBS].name, plan->blob_count,
		               fn);
	for (int f = 0; f < FIELD_MAX; f++)
		if (changed.global[f])
			fn(p, fields[f].name, arena_printf(p->arena, "saved_%s", fields[f].name));
	if (changed.log)
		fn(p, "logged", "saved_logged");
}

static void put_save(const struct promela *p, const char *part, const char *saved)
{
	buf_printf(p->out, "\t%s = %s;\n", saved, part);
}

static void put_undo(const struct promela *p, const char *part, const char *saved)
{
	if (strcmp(part, "logged") == 0)
		buf_printf(p->out,
		           "\tdo\n\t:: logged > saved_logged ->\n"
		           "\t\tlogged = logged - 1; %s[logged] = 0\n"
		           "\t:: else -> break\n\tod;\n"
		           "\tsaved_logged = 0;\n",
		           domain_variables[DOMAIN_LOG].name);
	else
		buf_printf(p->out, "\t%s = %s; %s = 0;\n", part, saved, saved);
}

static void put_saved(const struct promela *p)
{
	const struct plan *plan = p->plan;
	struct changed all = { .any = false };

	for (int r = 0; r < ROLE_COUNT; r++) {
		struct changed changed = changed_by(plan, (enum role)r);

		all.record |= changed.record;
		all.blob |= changed.blob;
		all.log |= changed.log;
		for (int f = 0; f < FIELD_MAX; f++)
			all.global[f] |= changed.global[f];
		if (changed.any && r != ROLE_CLOCK && first_of(plan, (enum role)r))
			buf_printf(p->out, "SCRATCH %s saved_%s;\n", r == ROLE_SERVER ? "Server" : "Cleaner",
			           role_names[r]);
	}
	put_stores(p, "saved_", all.record, all.blob);
	for (int f = 0; f < FIELD_MAX; f++)
		if (all.global[f])
			buf_printf(p->out, "SCRATCH %s saved_%s;\n",
			           type_for(limit_of_slot(plan, (unsigned)plan->global_at[f])),
			           fields[f].name);
	if (all.log)
		buf_printf(p->out, "SCRATCH %s saved_logged;\n",
		           type_for((uint64_t)plan->scope.of[SCOPE_OPERATIONS] + most_appended(plan)));
}

static void put_scratch(const struct promela *p)
{
	buf_add_text(
	        p->out,
	        "\n/*\n * A step that leads outside the bounds is taken, checked and undone: states outside\n"
	        " * are not stored. Meanwhile the state before it is saved here. Hidden variables are not\n"
	        " * part of a state, but Spin's breadth-first search does not support them; for it, run\n"
	        " * spin and the compiler with -DBFS.\n */\n"
	        "#ifdef BFS\n#define SCRATCH\n#else\n#define SCRATCH hidden\n#endif\n"
	        "SCRATCH byte leaving;\n");
	if (promela_checks(p, PROPERTY_EMPTY_READS))
		buf_add_text(p->out, "SCRATCH byte could_be_read; /* can_be_read before the step */\n");
	put_saved(p);
	for (int r = 0; r < ROLE_COUNT; r++) {
		if (!changed_by(p->plan, (enum role)r).any)
			continue;
		buf_printf(p->out, "\ninline save_%s(self)\n{\n", role_names[r]);
		parts_of(p, (enum role)r, put_save);
		buf_printf(p->out, "}\n\ninline undo_%s(self)\n{\n", role_names[r]);
		parts_of(p, (enum role)r, put_undo);
		buf_add_text(p->out, "\tleaving = 0;\n}\n");
	}
}

void promela_state(const struct promela *p)
{
	put_numbers(p);
	put_states(p, ROLE_SERVER);
	put_states(p, ROLE_CLEANER);
	put_types(p);
	put_variables(p);
	put_macros(p);
	put_scratch(p);
}
