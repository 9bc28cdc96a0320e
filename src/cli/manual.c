/*
 * heddle manual: the manual page in roff, and completion for bash, generated from the tables.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/cli.h>
#include <heddle/design.h>
#include <heddle/export.h>
#include <heddle/trace.h>
#include <heddle/ui.h>

#include "cli/options.h"

/* --- roff ------------------------------------------------------------------- */

/* Escapes requests and escapes; \- is a minus sign that can be copied. */
static void add_roff(struct buf *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		buf_add_text(out, "\\&");
	for (; *text; text++) {
		if (*text == '\\')
			buf_add_text(out, "\\e");
		else if (*text == '-')
			buf_add_text(out, "\\-");
		else if (*text == '\n' && text[1] == '\n')
			buf_add_text(out, "\n.PP\n"), text++;
		else
			buf_add_char(out, *text);
	}
}

/* One item of a definition list. */
static void add_item(struct buf *out, const char *bold, const char *plain, const char *text)
{
	buf_add_text(out, ".TP\n\\fB");
	add_roff(out, bold);
	buf_add_text(out, "\\fR");
	if (*plain) {
		buf_add_char(out, ' ');
		add_roff(out, plain);
	}
	buf_add_char(out, '\n');
	add_roff(out, text);
	buf_add_char(out, '\n');
}

/* " Of designs, with --diagram.", as a sentence. */
static void add_source(struct buf *out, const struct export_target *target, bool of_trace)
{
	struct buf source;

	buf_init(&source);
	if (export_add_source(target, of_trace, &source))
		buf_printf(out, " %c%s.", toupper((unsigned char)source.data[0]), source.data + 1);
	buf_release(&source);
}

static void add_targets(struct buf *out)
{
	struct buf text;

	buf_add_text(out, ".PP\nThe targets, what each is written from, and with what:\n");
	buf_init(&text);
	for (size_t i = 0; export_targets[i]; i++) {
		buf_clear(&text);
		buf_printf(&text, "%c%s.", toupper((unsigned char)export_targets[i]->summary[0]),
		           export_targets[i]->summary + 1);
		add_source(&text, export_targets[i], false);
		add_source(&text, export_targets[i], true);
		add_item(out, export_targets[i]->name, "", text.data);
	}
	buf_release(&text);
}

/* The option's summary, followed by its values if they are few. */
static void add_option(struct buf *out, const struct cli_option *option)
{
	char name[60], letter[8] = "";
	struct buf text;

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	snprintf(name, sizeof(name), "%s--%s", letter, option->name);
	buf_init(&text);
	buf_add_text(&text, option->summary);
	for (const struct model_property *p = design_properties; p->name; p++)
		if (p->recurring && option->completes == CLI_TEMPORAL)
			buf_printf(&text, "; %s", p->recurring);
	add_item(out, name, option->value ? option->value : "", text.data);
	buf_release(&text);
}

static void add_subcommand(struct buf *out, const struct subcommand *subcommand)
{
	const struct cli_option *option;

	buf_printf(out, ".SS \"heddle %s%s%s\"\n", subcommand->name, *subcommand->usage ? " " : "",
	           subcommand->usage);
	buf_printf(out, "%c", subcommand->summary[0] - 'a' + 'A');
	add_roff(out, subcommand->summary + 1);
	buf_add_text(out, ".\n");
	if (subcommand->details) {
		buf_add_text(out, ".PP\n");
		add_roff(out, subcommand->details);
		buf_add_char(out, '\n');
	}
	for (int i = 0; (option = cli_nth_option(subcommand, i)); i++)
		add_option(out, option);
	if (subcommand->shared & CLI_SCOPE)
		buf_add_text(out, ".PP\nand the options of the scope, below.\n");
	if (subcommand == &subcommand_export)
		add_targets(out);
}

static void add_scope_options(struct buf *out)
{
	buf_add_text(out, ".SH SCOPE\nThe numbers of processes and constants, and the bounds of a check; "
	                  "by default those of the design.\n");
	for (unsigned i = 0; i < SCOPE_ROWS; i++) {
		char name[60], text[100];

		bool flag = scope_rows[i].kind == SCOPE_FLAG;

		snprintf(name, sizeof(name), "--%s", scope_rows[i].option);
		if (flag)
			snprintf(text, sizeof(text), "Leave out the steps that model failures.");
		else
			snprintf(text, sizeof(text), "Number of %s, %d to %d.", scope_rows[i].noun,
			         scope_rows[i].least, scope_rows[i].most);
		add_item(out, name, flag ? "" : "N", text);
	}
}

static bool does_the_same(const struct key *a, const struct key *b)
{
	return strcmp(a->section, b->section) == 0 && strcmp(key_does(a), key_does(b)) == 0;
}

/* All keys that do the same, at the first of them. */
static void add_key(struct buf *out, const struct key *key)
{
	struct buf names;

	for (const struct key *before = keymap; before < key; before++)
		if (does_the_same(before, key))
			return;
	buf_init(&names);
	for (const struct key *other = key; other->name; other++)
		if (does_the_same(other, key))
			buf_printf(&names, "%s%s", names.length ? ", " : "", key_shown(other->name));
	add_item(out, names.data, "", key_does(key));
	buf_release(&names);
}

static void add_keys(struct buf *out)
{
	static const char *const sections[] = { "Playing", "Viewing", "Moving", "Files" };

	buf_add_text(out, ".SH KEYS\n");
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		buf_printf(out, ".SS %s\n", sections[i]);
		for (const struct key *key = keymap; key->name; key++)
			if (strcmp(key->section, sections[i]) == 0)
				add_key(out, key);
	}
}

static void add_journals(struct buf *out)
{
	buf_add_text(out,
	             ".SH JOURNALS\n"
	             "While the playground has unsaved changes, a journal holds them: a file in\n"
	             ".IR $XDG_STATE_HOME/heddle ,\nby default\n.IR ~/.local/state/heddle .\n"
	             "It is removed when the session is saved or discarded.\n"
	             "After a crash the next playground asks whether to restore it.\n"
	             "Later,\n.B :recover\nrestores the journal, or lists them if there are several;\n"
	             ".B :recover\n.I NAME\nrestores that one, and\n.B :forget\n.I NAME\ndeletes it.\n"
	             "Each line has a checksum: of a damaged journal, everything before the first damaged "
	             "line is restored,\nand the journal is kept.\n"
	             "With\n.B \\-\\-no\\-journal\nno journal is written.\n");
}

void cli_manual(struct buf *out)
{
	buf_printf(out,
	           ".\\\" Made by \"heddle manual\" from its tables.\n"
	           ".TH HEDDLE 1 \"\" \"heddle %s\" \"User Commands\"\n"
	           ".SH NAME\nheddle \\- step through interleavings of concurrent processes by hand\n"
	           ".SH SYNOPSIS\n.B heddle\n[\\fIDESIGN\\fR | \\fITRACE\\fR] [\\fIOPTION\\fR ...]\n"
	           ".br\n.B heddle\n\\fISUBCOMMAND\\fR ...\n"
	           ".SH DESCRIPTION\n"
	           "A heddle is the part of a loom that lifts the chosen warp threads. heddle is a "
	           "terminal playground that does this to concurrent processes: you take each step of "
	           "every server, reader and cleaner yourself, see at once when a property breaks and "
	           "why, step through the counterexamples of a model checker, branch off them, and "
	           "change the design to see whether the bug survives.\n"
	           ".SH SUBCOMMANDS\n",
	           HEDDLE_VERSION);
	for (int i = 0; subcommands[i]; i++)
		add_subcommand(out, subcommands[i]);
	add_scope_options(out);
	add_keys(out);
	buf_add_text(out, ".SH COMMANDS\nTyped after a colon; Tab completes them.\n");
	for (const struct command *command = commands; command->name; command++)
		add_item(out, command->name, command->args, command->summary);
	buf_add_text(out, ".SH DESIGNS\n.nf\n");
	for (size_t i = 0; bundled_design_nth(i); i++) {
		add_roff(out, bundled_design_nth(i)->name);
		buf_add_char(out, '\n');
	}
	buf_add_text(out, ".fi\n");
	add_journals(out);
	buf_add_text(out, ".SH \"EXIT STATUS\"\n");
	add_item(out, "0", "", "The property holds, the trace fits, the work is done.");
	add_item(out, "1", "", "A property is violated; the trace does not fit.");
	add_item(out, "2", "", "Wrong usage, or an input that cannot be used.");
	add_item(out, "3", "", "A limit was reached, or a bound keeps a step from happening.");
	buf_add_text(out, ".SH ENVIRONMENT\n");
	add_item(out, "NO_COLOR", "", "When set and not empty, no colours are used.");
	add_item(out, "XDG_STATE_HOME", "", "Journals are in the folder heddle below it.");
	add_item(out, "LC_ALL, LC_CTYPE, LANG", "",
	         "Where the character set is not UTF-8, heddle draws with ASCII characters.");
}

/* --- bash ------------------------------------------------------------------- */

static void add_designs(struct buf *out)
{
	const struct bundled *row;

	for (size_t i = 0; (row = bundled_design_nth(i)); i++)
		buf_printf(out, " %s", row->name);
}

static void add_names(struct buf *out, const struct bundled *row)
{
	for (; row->name; row++)
		buf_printf(out, " %s", row->name);
}

static void add_candidates(struct buf *out, enum cli_completes completes)
{
	switch (completes) {
	case CLI_DESIGN:
		buf_add_text(out, "$__heddle_designs");
		break;
	case CLI_TRACE:
		buf_add_text(out, "$__heddle_traces");
		break;
	case CLI_PLAYABLE:
		buf_add_text(out, "$__heddle_designs $__heddle_traces");
		break;
	case CLI_VIEW:
		buf_add_text(out, "$__heddle_views");
		break;
	case CLI_SUBCOMMAND:
		buf_add_text(out, "$__heddle_subcommands");
		break;
	case CLI_FORMAT:
		buf_add_text(out, "$__heddle_formats");
		break;
	case CLI_TARGET:
		buf_add_text(out, "$__heddle_targets");
		break;
	case CLI_PROPERTY:
		buf_add_text(out, "$__heddle_properties");
		break;
	case CLI_TEMPORAL:
		buf_add_text(out, "$__heddle_temporals");
		break;
	case CLI_FILE:
	case CLI_ANY:
		break;
	}
}

static void add_option_names(struct buf *out, const struct subcommand *subcommand)
{
	const struct cli_option *option;

	for (int i = 0; (option = cli_nth_option(subcommand, i)); i++)
		buf_printf(out, " --%s", option->name);
	if (subcommand->shared & CLI_SCOPE)
		for (unsigned n = 0; n < SCOPE_ROWS; n++)
			buf_printf(out, " --%s", scope_rows[n].option);
}

/* Completions for the values of options. */
static void add_values(struct buf *out, const struct subcommand *subcommand)
{
	const struct cli_option *option;

	for (int i = 0; (option = cli_nth_option(subcommand, i)); i++) {
		if (!option->value)
			continue;
		buf_printf(out, "\t%s:--%s) words=\"", subcommand->name, option->name);
		add_candidates(out, option->completes);
		buf_add_text(out, "\" ;;\n");
	}
}

void cli_completion(struct buf *out)
{
	buf_add_text(out, "# Completion for bash, made by \"heddle manual --bash\".\n"
	                  "__heddle_subcommands=\"");
	for (int i = 0; subcommands[i]; i++)
		buf_printf(out, "%s%s", i ? " " : "", subcommands[i]->name);
	buf_add_text(out, "\"\n__heddle_designs=\"");
	add_designs(out);
	buf_add_text(out, "\"\n__heddle_traces=\"");
	add_names(out, bundled_traces);
	buf_add_text(out, "\"\n__heddle_formats=\"");
	for (size_t i = 0; trace_formats[i]; i++)
		if (trace_formats[i]->write)
			buf_printf(out, " %s", trace_formats[i]->name);
	buf_add_text(out, "\"\n__heddle_targets=\"");
	for (size_t i = 0; export_targets[i]; i++)
		buf_printf(out, " %s", export_targets[i]->name);
	buf_add_text(out, "\"\n__heddle_properties=\"");
	for (size_t i = 0; design_properties[i].name; i++)
		buf_printf(out, " %s", design_properties[i].name);
	buf_add_text(out, "\"\n__heddle_temporals=\"");
	for (size_t i = 0; design_properties[i].name; i++)
		if (design_properties[i].recurring)
			buf_printf(out, " %s", design_properties[i].recurring);
	buf_add_text(out, "\"\n__heddle_views=\"");
	for (const struct view *const *view = views; *view; view++)
		buf_printf(out, " %s", (*view)->name);
	buf_add_text(out, "\"\n\n_heddle()\n{\n"
	                  "\tlocal at=\"${COMP_WORDS[COMP_CWORD]}\" words=\n"
	                  "\tlocal before=\"${COMP_WORDS[COMP_CWORD-1]}\" sub=play word\n"
	                  "\tfor word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
	                  "\t\tcase \" $__heddle_subcommands \" in\n"
	                  "\t\t*\" $word \"*) sub=$word; break ;;\n"
	                  "\t\tesac\n"
	                  "\tdone\n"
	                  "\tcase \"$sub:$before\" in\n");
	for (int i = 0; subcommands[i]; i++)
		add_values(out, subcommands[i]);
	buf_add_text(out, "\t*)\n\t\tcase \"$sub:$at\" in\n");
	for (int i = 0; subcommands[i]; i++) {
		buf_printf(out, "\t\t%s:-*) words=\"", subcommands[i]->name);
		add_option_names(out, subcommands[i]);
		buf_printf(out, "\" ;;\n\t\t%s:*) words=\"", subcommands[i]->name);
		add_candidates(out, subcommands[i]->completes);
		buf_add_text(out, "\" ;;\n");
	}
	buf_add_text(out, "\t\tesac\n"
	                  "\t\t[ \"$COMP_CWORD\" = 1 ] && words=\"$words $__heddle_subcommands\"\n"
	                  "\t\t;;\n\tesac\n"
	                  "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$at\")\n"
	                  "}\n"
	                  "complete -o bashdefault -o default -F _heddle heddle\n");
}

/* --- the subcommand --------------------------------------------------------- */

static const struct cli_option options[] = {
	{ .name = "bash", .summary = "print completion for bash instead" },
	{ 0 },
};

static int run(const struct cli_args *args, struct err *err)
{
	struct buf text;

	(void)err;
	buf_init(&text);
	if (cli_has(args, "bash"))
		cli_completion(&text);
	else
		cli_manual(&text);
	cli_print(&text);
	return CLI_OK;
}

const struct subcommand subcommand_manual = {
	.name = "manual",
	.usage = "",
	.summary = "print the manual page in roff, or completion for bash",
	.details = "heddle manual | man -l -",
	.options = options,
	.run = run,
};
