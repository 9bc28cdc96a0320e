/*
 * A design at a scope as a Promela model, whose states are heddle's states.
 *
 * Each process is a proctype that loops over its steps, and each step under each choice is
 * one d_step: Spin stores a state only between steps, and there every process is at the head of its
 * loop, so that what tells states apart is what tells them apart in heddle.
 *
 * A state outside the bounds is checked, but neither counted nor gone on from.  Spin has no such
 * notion, so a step that leads there is taken, checked, and taken back: to Spin it changes nothing.
 * Rejected: guards that forbid such steps, which would leave their outcome unchecked and uncounted,
 * and one more state for "outside", which would spoil the count.
 */
#include "promela.h"

#include <ctype.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "targets.h"

enum { OPERATIONS_MOST = 200 };

/* Words of Promela, and all that the models define. */
static const char *const reserved[] = {
	"active", "accept", "assert", "atomic", "bit", "bool", "break", "byte", "c_code", "c_decl", "c_expr",
	"c_state", "c_track", "chan", "d_proctype", "d_step", "do", "else", "empty", "enabled", "end",
	"eval", "false", "fi", "for", "full", "get_priority", "goto", "hidden", "if", "in", "init", "inline",
	"int", "len", "local", "ltl", "mtype", "nempty", "never", "nfull", "notrace", "np_", "od", "of",
	"pc_value", "pid", "print", "printf", "printm", "priority", "proctype", "progress", "provided",
	"return", "run", "select", "set_priority", "short", "show", "skip", "timeout", "trace", "true", "typedef",
	"unless", "unsigned", "until", "weak", "xr", "xs",
	"BFS", "Blob", "Cleaner", "IMAGES", "MAX_FAILURES", "MAX_OPERATIONS", "MAX_TIME", "METADATAS",
	"READ", "Record", "SCRATCH", "SERVERS", "Server", "USERS", "WRITE", "bit_of", "cleaner", "clock",
	"failed", "logged", "leaving", "logged_already", "named", "named_ids", "operation", "operations",
	"orphan_file", "reader", "self", "server", "tell_design", "time", "usedIds", NULL,
};

static bool listed(const char *const *list, const char *name)
{
	while (*list && strcmp(*list, name) != 0)
		list++;
	return *list != NULL;
}

/* An identifier that is neither reserved nor in `taken`, which ends with a null. */
static const char *identifier(struct arena *arena, const char *prefix, const char *text,
                              const char *const *taken)
{
	char *name = arena_printf(arena, "%s%s", prefix, text);

	for (char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	if (!isalpha((unsigned char)*name))
		name = arena_printf(arena, "step_%s", name);
	while (listed(reserved, name) || listed(taken, name))
		name = arena_printf(arena, "%s_", name);
	return name;
}

static void name_all(struct promela *p)
{
	const struct plan *plan = p->plan;

	p->steps = arena_array(p->arena, plan->model.action_count + 1, sizeof(*p->steps));
	for (unsigned a = 0; a < plan->model.action_count; a++)
		p->steps[a] = identifier(p->arena, "", plan->model.actions[a].name, p->steps);
	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct design_role *role = &plan->design->roles[r];

		p->states[r] = arena_array(p->arena, role->state_count + 1, sizeof(**p->states));
		for (unsigned i = 0; i < role->state_count; i++)
			p->states[r][i] = identifier(p->arena, r == ROLE_CLEANER ? "C_" : "S_",
			                             role->states[i], p->states[r]);
	}
}

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

	buf_printf(p->out, "#define SERVERS %d\n", scope->servers);
	buf_printf(p->out, "#define USERS %d\n", scope->users);
	buf_printf(p->out, "#define METADATAS %d\n", scope->metadatas);
	buf_printf(p->out, "#define IMAGES %d\n", scope->images);
	buf_printf(p->out, "#define MAX_OPERATIONS %d\n", scope->max_operations);
	if (bounded_by(p, FIELD_TIME))
		buf_printf(p->out, "#define MAX_TIME %d\n", scope->max_time);
	if (bounded_by(p, FIELD_FAILED))
		buf_printf(p->out, "#define MAX_FAILURES %d\n", scope->max_failures);
}

static void put_states(const struct promela *p, enum role r)
{
	const struct design_role *role = &p->plan->design->roles[r];

	if (!role->present)
		return;
	buf_printf(p->out, "\n/* Where a %s is. */\n", role_names[r]);
	for (unsigned i = 0; i < role->state_count; i++)
		buf_printf(p->out, "#define %s %u\n", p->states[r][i], i);
}

/* A type of records, the fields of which lie in consecutive slots. */
static void put_typedef(const struct promela *p, const char *name, const enum field *list,
                        unsigned count, unsigned slot)
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
	return type_for(log_pack(plan, (struct logged){ true, plan->users, plan->metadatas,
	                                                plan->images }));
}

/* Entries that a step may append. */
static unsigned most_appended(const struct plan *plan)
{
	unsigned most = 0;

	for (unsigned a = 0; a < plan->model.action_count; a++) {
		unsigned entries = 0;

		for (unsigned i = 0; i < plan->actions[a].effect_count; i++)
			entries += plan->actions[a].effects[i].code == OP_LOG_READ ||
			           plan->actions[a].effects[i].code == OP_LOG_WRITE;
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
		put_typedef(p, "Blob", design->blob.fields, design->blob.field_count,
		            p->plan->blob_slot);
}

static void put_variables(const struct promela *p)
{
	const struct plan *plan = p->plan;

	buf_add_text(p->out, "\n/* The state. Keys and constants count from 1, for 0 is UNSET; element 0 of a "
	                     "store is never written. */\n");
	if (plan->server_count)
		buf_printf(p->out, "Server serverStates[%u];\n", plan->server_count);
	if (first_of(plan, ROLE_CLEANER))
		buf_printf(p->out, "Cleaner cleanerStates[%d];\n", plan->scope.cleaners);
	buf_printf(p->out, "%s databaseState[%u];\n",
	           store_type(p, &plan->design->record, plan->record_slot), plan->users + 1);
	buf_printf(p->out, "%s blobStoreState[%u];\n",
	           store_type(p, &plan->design->blob, plan->blob_slot), plan->blob_count + 1);
	for (int f = 0; f < FIELD_MAX; f++)
		if (plan->global_at[f] >= 0)
			buf_printf(p->out, "%s %s;\n",
			           type_for(limit_of_slot(plan, (unsigned)plan->global_at[f])),
			           fields[f].name);
	buf_printf(p->out, "%s operations[MAX_OPERATIONS + %u];\n", log_type(plan),
	           most_appended(plan) ? most_appended(plan) : 1);
	buf_printf(p->out, "%s logged; /* operations[0] to operations[logged - 1] are the log */\n",
	           type_for((uint64_t)plan->scope.max_operations + most_appended(plan)));
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

static void put_macros(const struct promela *p)
{
	const struct design *design = p->plan->design;
	const char *image = design->blob.bare ? "" : ".image";
	const char *metadata = design->record.bare ? "" : ".metadata";
	bool names = store_has(&design->record, FIELD_IMAGE_ID);

	buf_add_text(p->out, "\n/* An operation as one number, which is not 0. */\n"
	                     "#define WRITE 0\n#define READ 1\n"
	                     "#define operation(type, user, metadata, image) \\\n"
	                     "\t(((((type) * USERS + (user) - 1) * (METADATAS + 1) + (metadata)) \\\n"
	                     "\t\t* (IMAGES + 1)) + (image) + 1)\n");
	buf_printf(p->out, "#define logged_already(it) (0");
	for (unsigned i = 0; i < (unsigned)p->plan->scope.max_operations + most_appended(p->plan); i++)
		buf_printf(p->out, " \\\n\t|| operations[%u] == (it)", i);
	buf_add_text(p->out, ")\n\n/* Sets of ids have a bit for each id. */\n"
	                     "#define bit_of(id) ((id) -> 1 << ((id) - 1) : 0)\n");
	if (names) {
		buf_add_text(p->out, "/* The ids that records name. */\n");
		put_or(p, "named_ids", p->plan->users, "|", "bit_of(databaseState[@].imageId)");
		buf_add_text(p->out, "#define named(id) (bit_of(id) & named_ids)\n");
	}
	if (!promela_checks(p, PROPERTY_ORPHANS))
		return;
	buf_add_text(p->out, "/* A blob that no record names. */\n");
	put_or(p, "orphan_file", p->plan->blob_count, "||",
	       design->blob_by_user
	               ? arena_printf(p->arena, "(blobStoreState[@]%s && !databaseState[@]%s)", image,
	                              metadata)
	       : names ? arena_printf(p->arena, "(blobStoreState[@]%s && !named(@))", image)
	               : arena_printf(p->arena, "blobStoreState[@]%s", image));
}

/* --- steps that are taken back --------------------------------------------------------------------- */

/* What those steps of a role that may lead outside change, beside the process itself. */
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

			changed.log |= op->code == OP_LOG_READ || op->code == OP_LOG_WRITE;
			changed.record |= op->a.place == PLACE_RECORD;
			changed.blob |= op->a.place == PLACE_BLOB ||
			                op->a.place == PLACE_CHOSEN_BLOB;
			for (int f = 0; f < FIELD_MAX; f++)
				changed.global[f] |= op->a.place == PLACE_GLOBAL &&
				                     plan->global_at[f] == op->a.at;
		}
	}
	return changed;
}

/* A smallest part of the state, and where it is kept meanwhile. */
typedef void part_fn(const struct promela *p, const char *part, const char *kept);

static void parts_of_store(const struct promela *p, const struct store *store, const char *variable,
                           unsigned count, part_fn *fn)
{
	for (unsigned key = 1; key <= count; key++)
		for (unsigned i = 0; i < store->field_count; i++) {
			const char *field = store->bare ? ""
			                                : arena_printf(p->arena, ".%s",
			                                               fields[store->fields[i]].name);

			fn(p, arena_printf(p->arena, "%s[%u]%s", variable, key, field),
			   arena_printf(p->arena, "kept_%s[%u]%s", variable, key, field));
		}
}

static void parts_of(const struct promela *p, enum role r, part_fn *fn)
{
	const struct plan *plan = p->plan;
	const struct design_role *role = &plan->design->roles[r];
	struct changed changed = changed_by(plan, r);

	for (unsigned i = 0; i < role->local_count; i++)
		fn(p,
		   arena_printf(p->arena, "%s[self].%s", promela_processes(r),
		                fields[role->locals[i]].name),
		   arena_printf(p->arena, "kept_%s.%s", role_names[r], fields[role->locals[i]].name));
	if (changed.record)
		parts_of_store(p, &plan->design->record, "databaseState", plan->users, fn);
	if (changed.blob)
		parts_of_store(p, &plan->design->blob, "blobStoreState", plan->blob_count, fn);
	for (int f = 0; f < FIELD_MAX; f++)
		if (changed.global[f])
			fn(p, fields[f].name, arena_printf(p->arena, "kept_%s", fields[f].name));
	if (changed.log)
		fn(p, "logged", "kept_logged");
}

static void put_keep(const struct promela *p, const char *part, const char *kept)
{
	buf_printf(p->out, "\t%s = %s;\n", kept, part);
}

static void put_take_back(const struct promela *p, const char *part, const char *kept)
{
	if (strcmp(part, "logged") == 0)
		buf_add_text(p->out, "\tdo\n\t:: logged > kept_logged ->\n"
		                     "\t\tlogged = logged - 1; operations[logged] = 0\n"
		                     "\t:: else -> break\n\tod;\n"
		                     "\tkept_logged = 0;\n");
	else
		buf_printf(p->out, "\t%s = %s; %s = 0;\n", part, kept, kept);
}

/* Declares where the parts are kept. */
static void put_kept(const struct promela *p)
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
			buf_printf(p->out, "SCRATCH %s kept_%s;\n",
			           r == ROLE_SERVER ? "Server" : "Cleaner", role_names[r]);
	}
	if (all.record)
		buf_printf(p->out, "SCRATCH %s kept_databaseState[%u];\n",
		           store_type(p, &plan->design->record, plan->record_slot), plan->users + 1);
	if (all.blob)
		buf_printf(p->out, "SCRATCH %s kept_blobStoreState[%u];\n",
		           store_type(p, &plan->design->blob, plan->blob_slot),
		           plan->blob_count + 1);
	for (int f = 0; f < FIELD_MAX; f++)
		if (all.global[f])
			buf_printf(p->out, "SCRATCH %s kept_%s;\n",
			           type_for(limit_of_slot(plan, (unsigned)plan->global_at[f])),
			           fields[f].name);
	if (all.log)
		buf_printf(p->out, "SCRATCH %s kept_logged;\n",
		           type_for((uint64_t)plan->scope.max_operations + most_appended(plan)));
}

static void put_scratch(const struct promela *p)
{
	buf_add_text(p->out,
	             "\n/*\n * A step that leads outside the bounds is taken and checked, and then taken "
	             "back:\n * the states outside count for nothing. Meanwhile the state before it is kept "
	             "here.\n * Hidden variables are not part of a state, but Spin's breadth-first search "
	             "does not\n * take them; for it, run spin and the compiler with -DBFS.\n */\n"
	             "#ifdef BFS\n#define SCRATCH\n#else\n#define SCRATCH hidden\n#endif\n"
	             "SCRATCH byte leaving;\n");
	put_kept(p);
	for (int r = 0; r < ROLE_COUNT; r++) {
		if (!changed_by(p->plan, (enum role)r).any)
			continue;
		buf_printf(p->out, "\ninline keep_%s(self)\n{\n", role_names[r]);
		parts_of(p, (enum role)r, put_keep);
		buf_printf(p->out, "}\n\ninline take_back_%s(self)\n{\n", role_names[r]);
		parts_of(p, (enum role)r, put_take_back);
		buf_add_text(p->out, "\tleaving = 0;\n}\n");
	}
}

/* --- processes --------------------------------------------------------------------------------------- */

/* One call for each combination of what can be chosen. */
static void put_calls(const struct promela *p, unsigned a, const char *self)
{
	const struct plan_action *action = &p->plan->actions[a];
	unsigned chosen[STEP_CHOICES_MAX] = { 0 }, nth;

	do {
		buf_printf(p->out, "\t:: %s(%s", p->steps[a], self);
		for (nth = 0; nth < action->choice_count; nth++)
			buf_printf(p->out, ", %u", chosen[nth] + 1);
		buf_add_text(p->out, ")\n");
		while (nth > 0 && ++chosen[nth - 1] == action->choices[nth - 1].count)
			chosen[--nth] = 0;
	} while (nth > 0);
}

static void put_proctype(const struct promela *p, const char *name, unsigned count, enum role role,
                         bool reader, const char *self)
{
	bool any = false;

	if (!count)
		return;
	buf_printf(p->out, "\nactive [%u] proctype %s()\n{\nend:\tdo\n", count, name);
	for (unsigned a = 0; a < p->plan->model.action_count; a++)
		if (p->plan->actions[a].role == role && (!reader || p->plan->actions[a].reader)) {
			put_calls(p, a, self);
			any = true;
		}
	buf_add_text(p->out, any ? "\tod\n}\n" : "\t:: false\n\tod\n}\n");
}

static void put_processes(const struct promela *p)
{
	const struct plan *plan = p->plan;
	const struct scope *scope = &plan->scope;

	buf_add_text(p->out, "/* Processes are numbered in this order: _pid of the first is 0. */\n");
	put_proctype(p, "server", (unsigned)scope->servers, ROLE_SERVER, false, "_pid");
	put_proctype(p, "reader", (unsigned)scope->readers, ROLE_SERVER, true, "_pid");
	put_proctype(p, "cleaner", first_of(plan, ROLE_CLEANER) ? (unsigned)scope->cleaners : 0,
	             ROLE_CLEANER, false,
	             plan->server_count ? arena_printf(p->arena, "_pid - %u", plan->server_count)
	                                : "_pid");
	put_proctype(p, "clock", plan->design->roles[ROLE_CLOCK].present, ROLE_CLOCK, false, "_pid");
}

/* --- the whole ------------------------------------------------------------------------------------------ */

static void put_opening(const struct promela *p)
{
	const struct design *design = p->plan->design;

	promela_comment(p->out, arena_printf(p->arena, "%s: %s", design->name, design->title));
	buf_printf(p->out,
	           "/*\n * Written by heddle from the design (checksum %s). Count and check with\n"
	           " *\n *   spin -o2 -a MODEL && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c &&\n"
	           " *   ./pan -m1000000\n",
	           design->checksum);
	buf_add_text(p->out,
	             " *\n * Its \"states, stored\" are what heddle check calls distinct, and its "
	             "\"transitions\" what it\n"
	             " * calls generated; -o2 keeps Spin from hiding variables that are only written. After an\n"
	             " * error, spin -t MODEL >TRAIL replays it, and heddle opens TRAIL. For a shortest error\n"
	             " * give -DBFS to spin and to cc.\n");
	buf_add_text(p->out, " *\n * Checked:");
	for (unsigned i = 0; i < p->plan->model.property_count; i++)
		if (promela_checks(p, i) && i != PROPERTY_TYPE_OK)
			buf_printf(p->out, " %s", p->plan->model.properties[i].name);
	buf_add_text(p->out, ". TypeOk holds, for the variables have no other values.\n */\n");
}

/* The line that says where steps belong is printed where the log is empty, so before the first
 * step at least; a variable for "told already" would be one more thing to tell states apart. */
static void put_telling(const struct promela *p)
{
	const struct design *design = p->plan->design;

	buf_printf(p->out,
	           "\ninline tell_design()\n{\n\tif\n\t:: logged == 0 ->\n"
	           "\t\tprintf(\"heddle schedule: design=%s checksum=%s",
	           design->name, design->checksum);
	for (const struct scope_field *f = scope_fields; f->option; f++)
		if (scope_get(&p->plan->scope, f) >= 0)
			buf_printf(p->out, " %s=%d", f->option, scope_get(&p->plan->scope, f));
	buf_add_text(p->out, "\\n\")\n\t:: else\n\tfi\n}\n\n");
}

/* Whether the text can stand in a format of printf, and be read back. */
static bool is_plain(const char *text)
{
	return *text && !text[strcspn(text, "\"\\%;\n\t ")];
}

static int check(const struct plan *plan, const struct export_options *options, struct err *err)
{
	if (options->temporal) {
		err_set(err, "a Promela model states no properties of whole behaviours");
		return err_remedy(err, "leave out --property, or export to tla");
	}
	if (options->symmetry) {
		err_set(err, "Spin does not take processes for alike");
		return err_remedy(err, "leave out --symmetry, or export to tla");
	}
	if (plan->scope.max_operations > OPERATIONS_MOST) {
		err_set(err, "%d operations are too many for one state of Spin's",
		        plan->scope.max_operations);
		return err_remedy(err, "lower --max-operations to at most %d", OPERATIONS_MOST);
	}
	for (unsigned a = 0; a <= plan->model.action_count; a++) {
		const char *name = a ? plan->model.actions[a - 1].name : plan->design->name;

		if (is_plain(name))
			continue;
		err_set(err, "Spin cannot print the name \"%s\"", name);
		return err_remedy(err, "rename it without blanks, quotes and percent signs");
	}
	return 0;
}

static int promela_design(const struct model *model, const struct export_options *options,
                          struct export *out, struct err *err)
{
	struct promela p = { .plan = plan_of(model), .options = options, .arena = out->arena };
	struct buf text;

	if (check(p.plan, options, err))
		return -1;
	buf_init(&text);
	p.out = &text;
	name_all(&p);
	put_opening(&p);
	put_numbers(&p);
	put_states(&p, ROLE_SERVER);
	put_states(&p, ROLE_CLEANER);
	put_types(&p);
	put_variables(&p);
	put_macros(&p);
	put_scratch(&p);
	put_telling(&p);
	for (unsigned a = 0; a < p.plan->model.action_count; a++)
		promela_step(&p, a);
	put_processes(&p);
	export_add(out, arena_printf(p.arena, "%s.pml", p.plan->design->name), &text);
	buf_release(&text);
	return 0;
}

const struct export_target target_promela = {
	.name = "promela",
	.summary = "a Promela model for Spin",
	.design = promela_design,
};
