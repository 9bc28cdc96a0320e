/*
 * Names in TLA+.
 *
 * A step keeps its name if that is an identifier that nothing else uses, so that TLC prints the same names as
 * heddle.  Rejected for that reason: a prefix for all steps, which could never clash.
 */
#include <string.h>

#include <heddle/mem.h>

#include "export/identifier.h"
#include "export/tla/tla.h"

/* Words of the language and its standard modules, and what the exported modules define apart from the names
 * of the domain. */
// clang-format off
static const char *const reserved[] = {
	"ACTION", "ASSUME", "ASSUMPTION", "AXIOM", "BOOLEAN", "BY", "CASE", "CHOOSE", "CONSTANT", "CONSTANTS",
	"COROLLARY", "DEF", "DEFINE", "DEFS", "DOMAIN", "ELSE", "ENABLED", "EXCEPT", "EXTENDS", "FALSE",
	"HAVE", "HIDE", "IF", "IN", "INSTANCE", "LAMBDA", "LEMMA", "LET", "LOCAL", "MODULE", "NEW", "OBVIOUS",
	"OMITTED", "ONLY", "OTHER", "PICK", "PROOF", "PROPOSITION", "PROVE", "QED", "RECURSIVE", "SF_",
	"STATE", "STRING", "SUBSET", "SUFFICES", "TAKE", "TEMPORAL", "THEN", "THEOREM", "TRUE", "UNCHANGED",
	"UNION", "USE", "VARIABLE", "VARIABLES", "WF_", "WITH", "WITNESS",
	/* Naturals, Sequences, FiniteSets, TLC */
	"Any", "Append", "Assert", "Cardinality", "Head", "IsFiniteSet", "Int", "JavaTime", "Len", "Nat",
	"Permutations", "Print", "PrintT", "RandomElement", "SelectSeq", "Seq", "SortSeq", "SubSeq",
	"TLCEval", "TLCGet", "TLCGetAndSet", "TLCGetOrDefault", "TLCSet", "Tail", "ToString",
	/* ours */
	"age", "Assumptions", "Blob", "blobs", "Bound", "c", "CanBeRead", "Cleaner", "CleanerNext",
	"ClockNext", "FairCleaners", "FairClock", "FairServers", "FiniteSteps", "FitsTheDesign", "i",
	"id", "ImageAt", "Init", "j", "key", "most", "NamedIds", "NewCleaner", "NewServer", "Next",
	"NoBlob", "NoRecord", "Older", "OlderBlobs", "OlderCleaners", "OlderServers", "Operation", "p",
	"READ", "ReaderNext", "Record", "Referred", "s", "Server", "ServerNext", "Spec", "StartsAsTheDesign",
	"states", "step", "StepsAreAsNamed", "Stored", "Symmetry", "Trace", "TraceInit", "TraceNext", "TraceSpec", "u",
	"unseen", "UNSET", "user", "vars", "WRITE", NULL,
};
// clang-format on

static const char *const standard_modules[] = {
	"Bags",     "FiniteSets", "Integers", "Json",   "Naturals", "Randomization", "Reals",
	"RealTime", "Sequences",  "TLC",      "TLCExt", "Toolbox",  "TLAPS",         NULL,
};

/* Fields that are also names of operators' parameters. */
static const enum field parameters[] = { FIELD_USER_ID, FIELD_METADATA, FIELD_IMAGE, FIELD_CREATED };

/* Whether the modules may define the name. */
static bool is_reserved(const char *name)
{
	for (const struct model_property *p = design_properties; p->name; p++)
		if (strcmp(p->name, name) == 0 || (p->recurring && strcmp(p->recurring, name) == 0))
			return true;
	for (int v = 0; v < DOMAIN_VARIABLES; v++)
		if (strcmp(domain_variables[v].name, name) == 0)
			return true;
	for (unsigned i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++)
		if (strcmp(fields[parameters[i]].name, name) == 0)
			return true;
	for (int i = 0; i < SCOPE_ROWS; i++)
		if (scope_rows[i].tla && strcmp(scope_rows[i].tla, name) == 0)
			return true;
	return identifier_listed(reserved, name);
}

/* TLA+ identifiers have a letter, and do not begin with WF_ or SF_. */
static char *identifier(struct arena *arena, const char *text)
{
	char *name = identifier_of(arena, "", text);

	if (!name[strspn(name, "0123456789_")] || strncmp(name, "WF_", 3) == 0 ||
	    strncmp(name, "SF_", 3) == 0)
		name = identifier_of(arena, "The_", name);
	return name;
}

void module_name_all(const struct plan *plan, struct arena *arena, struct module_names *names)
{
	unsigned count = plan->model.action_count;
	char *module = identifier(arena, plan->design->name);

	if (identifier_listed(standard_modules, module) || is_reserved(module))
		module = arena_printf(arena, "%s_design", module);
	names->module = module;
	names->actions = arena_array(arena, count + 1, sizeof(*names->actions));
	for (unsigned a = 0; a < count; a++) {
		char *name = identifier(arena, plan->model.actions[a].name);

		/* The list so far ends with a null. */
		while (is_reserved(name) || identifier_listed(names->actions, name))
			name = arena_printf(arena, "%s_", name);
		names->actions[a] = name;
	}
}

/* --- names of the domain ------------------------------------------------------------ */

const char *module_self(enum role role)
{
	return role == ROLE_CLEANER ? "c" : "s";
}

const char *module_older(enum role role)
{
	return role == ROLE_CLEANER ? "OlderCleaners" : "OlderServers";
}

const char *module_constant(enum type type)
{
	switch (type) {
	case TYPE_USER:
	case TYPE_METADATA:
	case TYPE_IMAGE:
	case TYPE_ID:
	case TYPE_IDS:
		return scope_rows[type_constants(type)].tla;
	case TYPE_TIME:
	case TYPE_COUNT:
		return "Nat";
	case TYPE_CONTROL:
		break;
	}
	return "STRING";
}
