/*
 * Options that are rows of a design's own: "heddle check my-lock.json --keys 3".
 *
 * The line is read before the design, and an option may precede it.  So an unknown option is kept, with the
 * word after it if that is a number, and taken once the line is read and the design that it names is opened.
 * A line without such options opens nothing here.  Rejected: each subcommand taking them from its own design;
 * an option that does not exist would be told only after the work for others.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "cli/options.h"

static bool is_number(const char *word)
{
	word += *word == '-';
	return isdigit((unsigned char)*word);
}

int own_options_keep(struct cli_args *args, const char *name, const char *joined, const char *next,
                     bool *taken, struct err *err)
{
	int i = args->own_count;

	*taken = !joined && next && is_number(next);
	if (i == CLI_GIVEN_MAX)
		return err_set(err, "there are more than %d options", CLI_GIVEN_MAX);
	args->own[i].name = name;
	args->own[i].joined = joined;
	args->own[i].next = next && (next[0] != '-' || *taken) ? next : NULL;
	args->own[i].taken = *taken;
	args->own_count++;
	return 0;
}

/* --- the design that a line names --------------------------------------------------- */

/* The design that a trace was saved with. */
static int open_saved(const struct trace_meta *meta, struct design **design, struct err *err)
{
	if (!meta || !meta->design)
		return 0;
	return meta->design_text
	               ? design_parse(meta->design_text, strlen(meta->design_text), meta->design, design, err)
	               : design_open(meta->design, design, err);
}

static int open_trace_text(const struct cli_args *args, const char *text, size_t length, const char *file,
                           struct design **design, struct err *err)
{
	struct trace *trace;
	size_t which;
	int result;

	if (cli_trace_number(args, &which, err) < 0 ||
	    trace_parse_nth(text, length, file, which, &trace, err) < 0)
		return -1;
	result = open_saved(trace->heddle, design, err);
	trace_free(trace);
	return result;
}

static int open_file(const struct cli_args *args, const char *file, struct design **design, struct err *err)
{
	char *text;
	size_t length;
	int result;

	if (file_read(file, FILE_READ_MAX, &text, &length, err) < 0)
		return -1;
	if (!trace_format_of(text, length) && design_recognise(text, length))
		result = design_parse(text, length, file, design, err);
	else
		result = open_trace_text(args, text, length, file, design, err);
	free(text);
	return result;
}

/* Opens the design that a word of the line means.  *design stays null if it means none, or if that is only
 * known from the states of a trace: designs that are found so have no rows of their own. */
static int open_word(const struct cli_args *args, const char *word, struct design **design, struct err *err)
{
	*design = NULL;
	if (!word || strcmp(word, "-") == 0)
		return 0;
	if (bundled_design(word))
		return design_open(word, design, err);
	return file_exists(word) ? open_file(args, word, design, err) : 0;
}

/* Opens the design that the scope is for. */
static int open_named(const struct cli_args *args, const char *extra, struct design **design, struct err *err)
{
	const char *schedule = cli_value(args, "schedule");
	const struct trace_format *format = trace_format_named("schedule");
	int result = open_word(args, cli_value(args, "design"), design, err);

	for (int i = 0; result == 0 && !*design && i < args->operand_count; i++)
		result = open_word(args, args->operands[i], design, err);
	if (result == 0 && !*design)
		result = open_word(args, extra, design, err);
	if (result == 0 && !*design && schedule) {
		struct trace *trace = trace_new();

		result = format->read(schedule, strlen(schedule), trace, err);
		if (result == 0)
			result = open_saved(trace->heddle, design, err);
		trace_free(trace);
	}
	return result;
}

static int find_rows(struct cli_args *args, const char *extra, struct err *err)
{
	struct design *design = NULL;
	const struct scope_row *rows;

	if (open_named(args, extra, &design, err) < 0)
		return -1;
	rows = design_scope_rows(design);
	if (rows != scope_rows)
		args->rows = scope_copy_rows(rows, scope_count(rows), args->arena);
	design_free(design);
	return 0;
}

void own_options_find(struct cli_args *args)
{
	find_rows(args, NULL, NULL);
}

/* --- taking what was kept -------------------------------------------------------------- */

static int take(struct cli_args *args, int i, struct err *err)
{
	const struct scope_row *row = &args->rows[scope_find(args->rows, args->own[i].name)];

	if (row->kind == SCOPE_FLAG && args->own[i].taken) {
		err_set(err, "--%s takes no value", row->option);
		return err_remedy(err, "leave out \"%s\"", args->own[i].next);
	}
	return cli_take_row(args, row, args->own[i].joined, args->own[i].next, err);
}

int own_options_take(struct cli_args *args, const char *extra, struct err *err)
{
	struct err why = { 0 };
	int result = find_rows(args, extra, &why);

	for (int i = 0; i < args->own_count && result == 0; i++)
		if (!args->rows[scope_find(args->rows, args->own[i].name)].option)
			result = cli_unknown_option(args, args->own[i].name, &why);
	for (int i = 0; i < args->own_count && result == 0; i++)
		result = take(args, i, &why);
	if (result < 0 && err)
		*err = why;
	return result;
}
