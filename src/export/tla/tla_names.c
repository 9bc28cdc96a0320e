/*
 * Names and comments in TLA+.
 *
 * A step keeps its name when that is an identifier which nothing else uses, so that what TLC
 * prints is what heddle prints.  A prefix for all of them, which could never clash,
 * was rejected for that reason.
 */
#include <string.h>

#include <heddle/domain.h>
#include <heddle/utf8.h>

#include "export/identifier.h"
#include "export/tla/tla.h"

/* Words of the language and its standard modules, and all that the exported modules define. */
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
	"Assumed", "Blob", "Bound", "CanBeRead", "Cleaner", "CleanerNext", "Cleaners", "CleanersOwe",
	"ClockNext", "ClockOwes", "FitsTheDesign",
	"ImageAt", "ImageIds", "Images", "Init", "MaxFailures", "MaxOperations", "MaxTime",
	"Metadatas", "NamedIds", "Next", "NoBlob", "NoRecord", "NewCleaner", "NewServer",
	"Older", "OlderBlobs", "OlderCleaners", "OlderServers", "Operation", "READ", "ReaderNext", "Readers", "Record",
	"Referred", "Server", "ServerNext", "Servers", "ServersOwe", "Spec", "StepsAreAsNamed", "Stops", "Stored",
	"Symmetry", "Trace", "TraceInit", "TraceNext", "TraceSpec", "UNSET", "Users", "WRITE", "age", "blobStoreState",
	"blobs", "c", "cleanerStates", "created", "databaseState", "failed", "i", "id", "image", "j", "key", "metadata",
	"most", "operations", "p", "s", "serverStates", "states", "step", "time", "u", "unseen", "usedIds", "user",
	"userId", "vars", NULL,
};
// clang-format on

static const char *const standard_modules[] = {
	"Bags",     "FiniteSets", "Integers", "Json",   "Naturals", "Randomization", "Reals",
	"RealTime", "Sequences",  "TLC",      "TLCExt", "Toolbox",  "TLAPS",         NULL,
};

static bool listed(const char *const *list, const char *name)
{
	while (*list && strcmp(*list, name) != 0)
		list++;
	return *list != NULL;
}

/* Whether the modules define something of that name, or may; also by the name of a property. */
static bool is_reserved(const char *name)
{
	for (const struct model_property *p = design_properties; p->name; p++)
		if (strcmp(p->name, name) == 0 || (p->recurring && strcmp(p->recurring, name) == 0))
			return true;
	return listed(reserved, name);
}

/* TLA+ asks for a letter somewhere, and takes two beginnings for operators. */
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

	if (listed(standard_modules, module) || is_reserved(module))
		module = arena_printf(arena, "%s_design", module);
	names->module = module;
	names->actions = arena_array(arena, count + 1, sizeof(*names->actions));
	for (unsigned a = 0; a < count; a++) {
		char *name = identifier(arena, plan->model.actions[a].name);

		/* The list so far ends with a null. */
		while (is_reserved(name) || listed(names->actions, name))
			name = arena_printf(arena, "%s_", name);
		names->actions[a] = name;
	}
}

/* --- texts -------------------------------------------------------------------------- */

enum { COLUMNS = 79 };

void module_comment(struct buf *out, unsigned indent, const char *text)
{
	static const char blanks[] = " \t\r\n";
	size_t column = COLUMNS, length;
	struct buf word;

	buf_init(&word);
	for (; text += strspn(text, blanks), *text; text += length) {
		length = strcspn(text, blanks);
		buf_clear(&word);
		utf8_escape(&word, text, length);
		if (column + 1 + utf8_width(word.data) > COLUMNS) {
			if (out->length && out->data[out->length - 1] != '\n')
				buf_add_char(out, '\n');
			buf_add_repeat(out, ' ', indent);
			buf_add_text(out, "\\*");
			column = indent + 2;
		}
		buf_add_char(out, ' ');
		buf_add(out, word.data, word.length);
		column += 1 + utf8_width(word.data);
	}
	buf_add_char(out, '\n');
	buf_release(&word);
}

void module_open(struct buf *out, const char *module)
{
	size_t length = strlen(module) + 9;
	size_t dashes = length + 8 < COLUMNS ? COLUMNS - length : 8;

	buf_add_repeat(out, '-', dashes / 2);
	buf_printf(out, " MODULE %s ", module);
	buf_add_repeat(out, '-', dashes - dashes / 2);
	buf_add_char(out, '\n');
}

void module_close(struct buf *out)
{
	buf_add_repeat(out, '=', COLUMNS);
	buf_add_char(out, '\n');
}

void module_heading(struct buf *out, const char *text)
{
	size_t width = utf8_width(text);

	buf_add_text(out, "\n\\* --- ");
	utf8_escape(out, text, strlen(text));
	buf_add_char(out, ' ');
	buf_add_repeat(out, '-', width < 66 ? 71 - width : 5);
	buf_add_text(out, "\n\n");
}

void module_text(struct buf *out, const char *text)
{
	const struct value value = { .kind = VALUE_STRING, .text = text };

	value_tla(out, &value);
}

/* --- what things are called ------------------------------------------------------------ */

const char *module_processes(enum role role)
{
	return domain_processes(role);
}

const char *module_self(enum role role)
{
	return role == ROLE_CLEANER ? "c" : "s";
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
