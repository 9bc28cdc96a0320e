/*
 * --help, generated from the tables.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/design.h>
#include <heddle/export.h>
#include <heddle/trace.h>

enum { SUMMARY_COLUMN = 26, TEXT_WIDTH = 80 };

/* "  name       summary"; after a long name, the summary is on the next line. */
static void add_row(struct buf *out, const char *name, const char *summary)
{
	size_t length = strlen(name) + 2;

	buf_printf(out, "  %s", name);
	if (length + 2 > SUMMARY_COLUMN) {
		buf_add_char(out, '\n');
		length = 0;
	}
	buf_add_repeat(out, ' ', SUMMARY_COLUMN - length);
	buf_printf(out, "%s\n", summary);
}

/* Paragraphs, filled to the width of a terminal. */
static void add_text(struct buf *out, const char *text)
{
	size_t column = 0;

	while (*text) {
		size_t length = strcspn(text, " \n");

		if (column > 0 && column + 1 + length > TEXT_WIDTH) {
			buf_add_char(out, '\n');
			column = 0;
		}
		if (column > 0)
			buf_add_char(out, ' ');
		buf_add(out, text, length);
		column += length + (column > 0);
		text += length;
		if (*text == '\n') {
			buf_add_char(out, '\n');
			column = 0;
		}
		if (*text)
			text++;
	}
	buf_add_char(out, '\n');
}

static void add_option(struct buf *out, const struct cli_option *option)
{
	char name[80], letter[8] = "";

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	snprintf(name, sizeof(name), "%s--%s%s%s", letter, option->name, option->value ? " " : "",
	         option->value ? option->value : "");
	add_row(out, name, option->summary);
	if (option->completes != CLI_TEMPORAL)
		return;
	for (const struct model_property *p = design_properties; p->name; p++)
		if (p->recurring)
			add_row(out, "", p->recurring);
}

static void add_scope(struct buf *out, const struct scope_row *rows)
{
	buf_add_text(out, "\nScope:\n");
	for (unsigned i = 0; rows[i].option; i++) {
		char name[60], summary[80];

		bool flag = rows[i].kind == SCOPE_FLAG;

		if (rows[i].kind == SCOPE_ABSENT)
			continue;
		snprintf(name, sizeof(name), "--%s%s", rows[i].option, flag ? "" : " N");
		if (i == SCOPE_NO_FAILURES)
			snprintf(summary, sizeof(summary), "leave out steps that model failures");
		else if (flag)
			snprintf(summary, sizeof(summary), "%s", rows[i].noun);
		else
			snprintf(summary, sizeof(summary), "number of %s, %d to %d", rows[i].noun,
			         rows[i].least, rows[i].most);
		add_row(out, name, summary);
	}
}

/* A format's restrictions come before its summary. */
static void add_formats(struct buf *out)
{
	buf_add_text(out, "\nFormats:\n");
	for (size_t i = 0; trace_formats[i]; i++) {
		const struct trace_format *format = trace_formats[i];
		char summary[200];

		snprintf(summary, sizeof(summary), "%s%s",
		         !format->write  ? "(read only) "
		         : !format->read ? "(written only) "
		                         : "",
		         format->summary);
		add_row(out, format->name, summary);
	}
}

/* "of designs, with --diagram", on its own line. */
static void add_source(struct buf *out, const struct export_target *target, bool of_trace)
{
	struct buf source;

	buf_init(&source);
	if (export_add_source(target, of_trace, &source)) {
		buf_add_repeat(out, ' ', SUMMARY_COLUMN);
		buf_printf(out, "%s\n", source.data);
	}
	buf_release(&source);
}

/* Below each target, what it can be written from and with which options. */
static void add_targets(struct buf *out)
{
	buf_add_text(out, "\nTargets:\n");
	for (size_t i = 0; export_targets[i]; i++) {
		const struct export_target *target = export_targets[i];

		add_row(out, target->name, target->summary);
		add_source(out, target, false);
		add_source(out, target, true);
	}
}

static bool takes(const struct subcommand *subcommand, enum cli_completes what)
{
	for (const struct cli_option *own = subcommand->options; own && own->name; own++)
		if (own->completes == what)
			return true;
	return false;
}

static void help_on(const struct subcommand *subcommand, const struct scope_row *rows, struct buf *out)
{
	const struct cli_option *option;

	buf_printf(out, "Usage: heddle %s%s%s%s\n\n", subcommand->name, *subcommand->usage ? " " : "",
	           subcommand->usage, " [OPTION …]");
	buf_printf(out, "%c%s.\n", subcommand->summary[0] - 'a' + 'A', subcommand->summary + 1);
	if (subcommand->details) {
		buf_add_char(out, '\n');
		add_text(out, subcommand->details);
	}
	buf_add_text(out, "\nOptions:\n");
	for (int i = 0; (option = cli_nth_option(subcommand, i)); i++)
		add_option(out, option);
	if (takes(subcommand, CLI_FORMAT))
		add_formats(out);
	if (takes(subcommand, CLI_TARGET))
		add_targets(out);
	if (subcommand->shared & CLI_SCOPE)
		add_scope(out, rows);
}

void cli_help(const struct subcommand *subcommand, const struct scope_row *rows, struct buf *out)
{
	if (subcommand) {
		help_on(subcommand, rows, out);
		return;
	}
	buf_add_text(out, "heddle: you choose which process moves next, and see what breaks.\n\n"
	                  "Usage: heddle [DESIGN | TRACE] [OPTION …]\n"
	                  "       heddle SUBCOMMAND …\n\n"
	                  "Subcommands:\n");
	for (int i = 0; subcommands[i]; i++) {
		char name[100];

		snprintf(name, sizeof(name), "%s%s%s", subcommands[i]->name,
		         *subcommands[i]->usage ? " " : "", subcommands[i]->usage);
		add_row(out, name, subcommands[i]->summary);
	}
	buf_add_text(out, "\nOptions:\n");
	add_row(out, "-h, --help", "print this help; after a subcommand, its help");
	add_row(out, "-V, --version", "print the version");
	buf_add_text(out,
	             "\nExit status: 0 holds or fits, 1 violated or does not fit, 2 usage or "
	             "unusable\ninput, 3 a limit was reached, or a bound keeps a step from happening.\n");
}
