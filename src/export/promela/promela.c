/*
 * A design at a scope as a Promela model, whose states are heddle's states.
 *
 * Each process is a proctype that loops over its steps, and each step with each choice is one d_step.  Spin
 * stores states only between steps, where every process is at the head of its loop, so the variables alone
 * distinguish states, as in heddle.
 *
 * A state outside the bounds is checked, but neither counted nor expanded.  Spin cannot express that, so a
 * step that leads there is taken, checked and undone: to Spin it changes nothing.  Rejected: guards that
 * forbid such steps, which would leave the states after them unchecked; and one more state for "outside",
 * which would change the count.
 */
#include <ctype.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/machine.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "export/identifier.h"
#include "export/promela/promela.h"
#include "export/targets.h"

enum { OPERATIONS_MAX = 200 };

/* Keywords of Promela, and what the models define apart from the names of the domain. */
// clang-format off
static const char *const reserved[] = {
	"active", "accept", "assert", "atomic", "bit", "bool", "break", "byte", "c_code", "c_decl", "c_expr",
	"c_state", "c_track", "chan", "d_proctype", "d_step", "do", "else", "empty", "enabled", "end",
	"eval", "false", "fi", "for", "full", "get_priority", "goto", "hidden", "if", "in", "init", "inline",
	"int", "len", "local", "ltl", "mtype", "nempty", "never", "nfull", "notrace", "np_", "od", "of",
	"pc_value", "pid", "print", "printf", "printm", "priority", "proctype", "progress", "provided",
	"return", "run", "select", "set_priority", "short", "show", "skip", "timeout", "trace", "true", "typedef",
	"unless", "unsigned", "until", "weak", "xr", "xs",
	"BFS", "Blob", "Cleaner", "IMAGES", "MAX_FAILURES", "MAX_OPERATIONS", "MAX_TIME", "METADATAS",
	"READ", "Record", "SCRATCH", "SERVERS", "Server", "USERS", "WRITE", "bit_of", "can_be_read",
	"could_be_read",
	"logged", "leaving", "logged_already", "named", "named_ids", "operation",
	"orphan_file", "print_design", "save_cleaner", "save_clock", "save_server", "self",
	"undo_cleaner", "undo_clock", "undo_server", NULL,
};
// clang-format on

static bool is_reserved(const char *name)
{
	for (int v = 0; v < DOMAIN_VARIABLES; v++)
		if (strcmp(domain_variables[v].name, name) == 0)
			return true;
	for (int r = 0; r < ROLE_COUNT; r++)
		if (strcmp(role_names[r], name) == 0)
			return true;
	return strcmp(name, domain_reader) == 0 || identifier_listed(reserved, name);
}

/* An identifier that is neither reserved nor in `taken`, which ends with a null. */
static const char *identifier(struct arena *arena, const char *prefix, const char *text,
                              const char *const *taken)
{
	char *name = identifier_of(arena, prefix, text);

	if (!isalpha((unsigned char)*name))
		name = identifier_of(arena, "step_", name);
	while (is_reserved(name) || identifier_listed(taken, name))
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

/* --- processes --------------------------------------------------------------------------------------- */

/* One call for each combination of choices. */
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
	put_proctype(p, role_names[ROLE_SERVER], (unsigned)scope->of[SCOPE_SERVERS], ROLE_SERVER, false,
	             "_pid");
	put_proctype(p, domain_reader, (unsigned)scope->of[SCOPE_READERS], ROLE_SERVER, true, "_pid");
	put_proctype(p, role_names[ROLE_CLEANER],
	             plan->design->roles[ROLE_CLEANER].present ? (unsigned)scope->of[SCOPE_CLEANERS] : 0,
	             ROLE_CLEANER, false,
	             plan->server_count ? arena_printf(p->arena, "_pid - %u", plan->server_count) : "_pid");
	put_proctype(p, role_names[ROLE_CLOCK], plan->design->roles[ROLE_CLOCK].present, ROLE_CLOCK, false,
	             "_pid");
}

/* --- properties ----------------------------------------------------------------------------------- */

/* Those that have an assertion, or need none. */
static const bool exported[PROPERTY_KNOWN] = {
	[PROPERTY_TYPE_OK] = true, /* the variables cannot have other values */
	[PROPERTY_READS] = true,
	[PROPERTY_EMPTY_READS] = true,
	[PROPERTY_ORPHANS] = true,
};

static const char *promela_cannot(const struct model *model, unsigned property)
{
	if (machine_is(model))
		return promela_system_cannot(model, property);
	if (model->properties[property].on_future)
		return "it is about the possible futures of a state, and Spin checks single runs";
	return property < PROPERTY_KNOWN && exported[property] ? NULL
	                                                       : "heddle has no Promela assertion for it";
}

/* --- the model ------------------------------------------------------------------------------------ */

static void put_opening(const struct promela *p)
{
	const struct design *design = p->plan->design;

	promela_comment(p->out, arena_printf(p->arena, "%s: %s", design->name, design->title));
	buf_printf(p->out,
	           "/*\n * Written by heddle from the design (checksum %s). Count and check with\n"
	           " *\n *   spin -o2 -a MODEL && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c &&\n"
	           " *   ./pan -m1000000\n",
	           design->checksum);
	buf_add_text(
	        p->out,
	        " *\n * Spin's \"states, stored\" are heddle check's distinct states, its \"transitions\" "
	        "the generated\n"
	        " * ones; -o2 keeps Spin from hiding variables that are only written. After an error,\n"
	        " * spin -t MODEL >TRAIL replays it, and heddle opens TRAIL. For a shortest counterexample\n"
	        " * give -DBFS to spin and to cc.\n");
	buf_add_text(p->out, " *\n * Checked:");
	for (unsigned i = 0; i < p->plan->model.property_count; i++)
		if (promela_checks(p, i) && i != PROPERTY_TYPE_OK && !promela_cannot(&p->plan->model, i))
			buf_printf(p->out, " %s", p->plan->model.properties[i].name);
	buf_add_text(p->out, ". TypeOk always holds: the variables cannot have other values.\n */\n");
}

/* Prints the line that names the design whenever the log is empty, and so at least before the first step; a
 * variable that remembers it was printed would be part of the state. */
static void put_print_design(const struct promela *p)
{
	const struct design *design = p->plan->design;

	buf_printf(p->out,
	           "\ninline print_design()\n{\n\tif\n\t:: logged == 0 ->\n"
	           "\t\tprintf(\"heddle schedule: design=%s checksum=%s",
	           design->name, design->checksum);
	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		if (p->plan->scope.of[i] >= 0)
			buf_printf(p->out, " %s=%d", scope_rows[i].option, p->plan->scope.of[i]);
	buf_add_text(p->out, "\\n\")\n\t:: else\n\tfi\n}\n\n");
}

/* Whether Spin prints the text unchanged, and it can be read back. */
static bool is_plain(const char *text)
{
	return *text && utf8_printable(text) && !text[strcspn(text, "\"\\%; ")];
}

static int check(const struct plan *plan, struct err *err)
{
	if (plan->scope.of[SCOPE_OPERATIONS] > OPERATIONS_MAX) {
		err_set(err, "%d operations are too many for a Spin state", plan->scope.of[SCOPE_OPERATIONS]);
		return err_remedy(err, "lower --max-operations to at most %d", OPERATIONS_MAX);
	}
	for (unsigned a = 0; a <= plan->model.action_count; a++) {
		const char *name = a ? plan->model.actions[a - 1].name : plan->design->name;

		if (is_plain(name))
			continue;
		err_set(err, "Spin cannot print the name %s", name);
		return err_remedy(err,
		                  "rename it without blanks, quotes, percent signs or control characters");
	}
	return 0;
}

static int promela_design(const struct model *model, const struct export_options *options, struct export *out,
                          struct err *err)
{
	struct promela p = { .options = options, .arena = out->arena };
	struct buf text;

	if (machine_is(model))
		return promela_system(model, options, out, err);
	if (plan_need(model, "Promela model", err))
		return -1;
	p.plan = plan_of(model);
	if (check(p.plan, err))
		return -1;
	buf_init(&text);
	p.out = &text;
	name_all(&p);
	put_opening(&p);
	promela_state(&p);
	put_print_design(&p);
	for (unsigned a = 0; a < p.plan->model.action_count; a++)
		promela_step(&p, a);
	put_processes(&p);
	export_add(out, p.plan->design->name, ".pml", &text);
	buf_release(&text);
	return 0;
}

const struct export_target target_promela = {
	.name = "promela",
	.summary = "a Promela model for Spin",
	.design = promela_design,
	.cannot = promela_cannot,
	.design_takes = EXPORT_INVARIANT | EXPORT_SCOPE,
};
