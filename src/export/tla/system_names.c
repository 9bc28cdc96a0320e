/*
 * Names of a system in TLA+.
 *
 * What a design calls things is kept wherever TLA+ can have it, so that TLC prints the names of heddle; other
 * names get a safe one, which a comment tells.  All names of the module are given before anything is written,
 * because a name bound in a formula must not be one of them.
 */
#include <string.h>

#include "export/identifier.h"
#include "export/tla/system.h"
#include "export/tla/tla_text.h"

// clang-format off
static const char *const reserved[] = {
	"ACTION", "ASSUME", "ASSUMPTION", "AXIOM", "BOOLEAN", "BY", "CASE", "CHOOSE", "CONSTANT", "CONSTANTS",
	"COROLLARY", "DEF", "DEFINE", "DEFS", "DOMAIN", "ELSE", "ENABLED", "EXCEPT", "EXTENDS", "FALSE",
	"HAVE", "HIDE", "IF", "IN", "INSTANCE", "LAMBDA", "LEMMA", "LET", "LOCAL", "MODULE", "NEW", "OBVIOUS",
	"OMITTED", "ONLY", "OTHER", "PICK", "PROOF", "PROPOSITION", "PROVE", "QED", "RECURSIVE",
	"STATE", "STRING", "SUBSET", "SUFFICES", "TAKE", "TEMPORAL", "THEN", "THEOREM", "TRUE", "UNCHANGED",
	"UNION", "USE", "VARIABLE", "VARIABLES", "WITH", "WITNESS",
	NULL,
};

/* What the modules that are extended define, and what every exported module does. */
static const char *const defined[] = {
	"Any", "Append", "Assert", "Bags", "Bound", "Cardinality", "FiniteSets", "FitsTheDesign", "Head", "Init",
	"Int", "Integers", "IsFiniteSet", "JavaTime", "Len", "Nat", "Naturals", "Next", "Permutations", "Print",
	"PrintT", "RandomElement", "SelectSeq", "Seq", "Sequences", "SortSeq", "Spec", "StartsAsTheDesign",
	"StepsAreAsNamed", "SubSeq", "Symmetry", "TLC", "TLCEval", "TLCGet", "TLCGetAndSet", "TLCGetOrDefault",
	"TLCSet", "Tail", "ToString", "Trace", "TraceInit", "TraceNext", "TraceSpec", "TypeOk", "UNSET", "self",
	"step", "vars", "Randomization", "Reals", "RealTime", "TLCExt", "Toolbox", "TLAPS", "Json", NULL,
};
// clang-format on

static bool is_identifier(const char *name)
{
	static const char rest[] = "0123456789_", word[] = "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                                                   "abcdefghijklmnopqrstuvwxyz";

	return !name[strspn(name, word)] && name[strspn(name, rest)] && strncmp(name, "WF_", 3) != 0 &&
	       strncmp(name, "SF_", 3) != 0 && strlen(name) <= IDENTIFIER_MAX &&
	       !identifier_listed(reserved, name);
}

static char *identifier(struct arena *arena, const char *text)
{
	char *name = identifier_of(arena, "", text);

	return is_identifier(name) ? name : identifier_of(arena, "The_", name);
}

static void take(struct spec *spec, const char *name)
{
	if (spec->taken_count + 1 >= spec->taken_room) {
		unsigned room = spec->taken_room ? spec->taken_room * 2 : 64;
		const char **more = arena_array(spec->arena, room, sizeof(*more));

		if (spec->taken_count)
			memcpy(more, spec->taken, spec->taken_count * sizeof(*more));
		spec->taken = more;
		spec->taken_room = room;
	}
	spec->taken[spec->taken_count++] = name;
	spec->taken[spec->taken_count] = NULL;
}

const char *spec_free_name(const struct spec *spec, const char *wanted)
{
	char *name = identifier(spec->arena, wanted);

	while (identifier_listed(defined, name) || identifier_listed(spec->taken, name))
		name = arena_printf(spec->arena, "%s_", name);
	return name;
}

static void tell(struct spec *spec, const char *name, const char *as)
{
	if (strcmp(name, as) == 0 || spec->renamed_count == RENAMED_MAX)
		return;
	spec->renamed[spec->renamed_count] = name;
	spec->renamed_as[spec->renamed_count++] = as;
}

/* A name for something of the design. */
static const char *given(struct spec *spec, const char *name)
{
	const char *made = spec_free_name(spec, name);

	take(spec, made);
	tell(spec, name, made);
	return made;
}

/* A name that only the module has. */
static const char *own(struct spec *spec, const char *start, const char *end)
{
	char *name = arena_printf(spec->arena, "%s%s", start, end);
	const char *made;

	if (name[0] >= 'a' && name[0] <= 'z')
		name[0] = (char)(name[0] - 'a' + 'A');
	made = spec_free_name(spec, name);
	take(spec, made);
	return made;
}

static void name_role(struct spec *spec, unsigned r)
{
	const struct system_role *role = &spec->system->roles[r];

	for (unsigned s = 0; s < role->step_count; s++)
		spec->steps[r][s] = given(spec, role->steps[s].name);
	for (unsigned s = 0; s < role->step_count; s++)
		spec->has_value[r][s] = own(spec, spec->steps[r][s], "HasValue");
	spec->next[r] = own(spec, role->name, "Next");
	spec->also_next[r] = role->also ? own(spec, role->also, "Next") : NULL;
	spec->fair[r] = own(spec, role->name, "Fairness");
}

void spec_name_all(struct spec *spec)
{
	const struct system *system = spec->system;

	take(spec, "self");
	for (unsigned v = 0; v < system->variable_count; v++)
		spec->variables[v] = given(spec, system->variables[v].name);
	for (unsigned i = 0; i < system->row_count; i++)
		if (system->rows[i].tla)
			spec->rows[i] = own(spec, system->rows[i].tla, "");
	for (unsigned p = 0; p < system->property_count; p++)
		spec->properties[p] = given(spec, system->properties[p].name);
	for (unsigned r = 0; r < system->role_count; r++)
		name_role(spec, r);
	spec->module = identifier(spec->arena, spec->model->name);
	while (identifier_listed(defined, spec->module) || identifier_listed(spec->taken, spec->module))
		spec->module = arena_printf(spec->arena, "%s_design", spec->module);
}

const char *spec_field(struct spec *spec, const char *name)
{
	const char *made;

	if (is_identifier(name))
		return name;
	for (unsigned i = 0; i < spec->renamed_count; i++)
		if (strcmp(spec->renamed[i], name) == 0)
			return spec->renamed_as[i];
	/* Fields are apart from all other names, except that two may become one. */
	made = arena_printf(spec->arena, "%s_field%u", identifier(spec->arena, name), spec->renamed_count);
	tell(spec, name, made);
	return made;
}

void spec_tell_renamed(struct spec *spec)
{
	for (unsigned i = 0; i < spec->renamed_count; i++)
		module_comment(spec->out, 0,
		               arena_printf(spec->arena,
		                            "%s is %s in heddle: TLA+ cannot have that name here.",
		                            spec->renamed_as[i], spec->renamed[i]));
}
