/*
 * heddle convert: a trace in another format.
 *
 * Writes what was read as it is, including the locations of steps.  If a design explains the trace, it only
 * adds what heddle's own files record (design, scope, schedule), and restores types that an untyped format
 * lost.  Rejected: writing the session that the trace opens as, which drops everything that the design does
 * not have.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/schedule.h>
#include <heddle/session.h>
#include <heddle/suggest.h>
#include <heddle/trace.h>

#include "cli/idle.h"

static const struct cli_option options[] = {
	{ .name = "to",
	  .value = "FORMAT",
	  .summary = "format to write (that of OUT's extension, or itf)",
	  .completes = CLI_FORMAT },
	{ .name = "force", .summary = "overwrite OUT when it exists" },
	{ 0 },
};

static int choose_format(const struct cli_args *args, const char *out, const struct trace_format **format,
                         struct err *err)
{
	const char *name = cli_value(args, "to");
	struct buf names;

	*format = name ? trace_format_named(name) : trace_format_for_path(out);
	if (!name && !*format)
		*format = trace_format_named("itf");
	if (*format && (*format)->write)
		return 0;
	if (*format) {
		err_set(err, "heddle reads %s but does not write it", (*format)->name);
	} else {
		struct nearest nearest = nearest_to(name);

		for (size_t i = 0; trace_formats[i]; i++)
			if (trace_formats[i]->write)
				nearest_offer(&nearest, trace_formats[i]->name);
		nearest_err(&nearest, "format", err);
		if (nearest.name)
			return -1;
	}
	buf_init(&names);
	for (size_t i = 0; trace_formats[i]; i++)
		if (trace_formats[i]->write)
			buf_printf(&names, "%s%s", names.length ? ", " : "", trace_formats[i]->name);
	err_remedy(err, "choose one of %s", names.data);
	buf_release(&names);
	return -1;
}

static int read_trace(const struct cli_args *args, const char *in, struct trace **trace, struct err *err)
{
	size_t which;

	if (cli_trace_number(args, &which, err) < 0 || trace_read_nth(in, which, trace, err) < 0)
		return -1;
	cli_warn_several(args, (*trace)->of);
	return 0;
}

static void warn_changed(const struct session *session)
{
	if (session->other_version)
		cli_warn("%s has changed since this was written; all steps still fit", session->model->name);
}

static int open_session(const struct cli_args *args, const struct trace *trace, struct session **session,
                        struct err *err)
{
	const char *text = cli_value(args, "schedule"), *design = cli_value(args, "design");

	if (text ? schedule_open(text, design, &args->scope, session, err)
	         : session_open_trace(trace, NULL, design, &args->scope, session, err))
		return -1;
	warn_changed(*session);
	if ((*session)->design || !design)
		return 0;
	err_set(err, "%s", (*session)->origin);
	session_free(*session);
	return err_remedy(err, "without --design it is converted as it is");
}

/* The session's trace with everything that the file contained. */
static struct trace *join(struct session *session, const struct trace *read,
                          const struct trace_format *format)
{
	struct trace *trace = session_trace_for(session, format);
	bool keeps = format->keeps_design;

	if (!read || read->state_count != trace->state_count)
		return trace;
	if (!read->types_lost) {
		memcpy(trace->states, read->states, read->state_count * sizeof(*trace->states));
		trace->vars = read->vars;
		trace->places = read->places;
		trace->var_count = read->var_count;
		trace->param_count = read->param_count;
		trace->extra_count = read->extra_count;
	}
	if (read->steps)
		trace->steps = read->steps;
	trace->back = read->back;
	if (read->claims || !keeps)
		trace->claims = read->claims;
	trace->ended = read->ended;
	trace->remarks = read->remarks;
	trace->remark_count = read->remark_count;
	if (!keeps)
		trace->heddle = read->heddle;
	return trace;
}

static void warn_idle(const struct cli_args *args, const struct session *session, bool complete)
{
	struct idle idle = { .count = 0 };

	if (complete)
		idle_scope(args, "the trace is written as it is in the file", &idle);
	else if (!session->design)
		idle_scope(args, "no design explains the trace", &idle);
	else
		idle_of_design(args, session->design, &idle);
	idle_warn(&idle);
}

/* Appends the trace (null: a schedule on the command line) in the format. */
static int convert(const struct cli_args *args, const struct trace *read, const struct trace_format *format,
                   struct buf *text, struct buf *lost, struct err *err)
{
	bool complete = read && read->state_count && !format->of_steps && !cli_has(args, "design") &&
	                (read->heddle || (!format->keeps_design && !read->types_lost));
	struct session *session = NULL;
	struct trace *joined = NULL;
	const struct trace *trace = read;
	int result;

	if (!complete && open_session(args, read, &session, err) < 0)
		return -1;
	warn_idle(args, session, complete);
	if (session && session->design)
		trace = joined = join(session, read, format);
	assert(trace && "a schedule that opened has a design, and so a trace");
	result = format->write(trace, text, lost, err);
	trace_free(joined);
	session_free(session);
	return result;
}

static int put(const char *out, const struct buf *text, bool force, struct err *err)
{
	if (strcmp(out, "-") == 0) {
		fwrite(text->data, 1, text->length, stdout);
		return 0;
	}
	if (!force && file_is_plain(out)) {
		err_set(err, "already exists");
		err_file(err, out);
		return err_remedy(err, "give --force to overwrite it");
	}
	return file_write(out, text->data, text->length, force, err);
}

/* Warns of what could not be read and of the error that ended the run. */
static void warn_unread(const char *in, const struct trace *read)
{
	struct buf end;
	const char *text;

	cli_warn_remarks(in, read->remarks, read->remark_count);
	if (!read->ended)
		return;
	buf_init(&end);
	buf_printf(&end, "the run ended, according to the file: %s", read->ended);
	text = end.data;
	cli_warn_remarks(in, &text, 1);
	buf_release(&end);
}

static int run(const struct cli_args *args, struct err *err)
{
	bool schedule = cli_has(args, "schedule");
	const char *in = schedule ? NULL : cli_operand(args, 0);
	const char *out = cli_operand(args, schedule ? 0 : 1);
	const struct trace_format *format;
	struct trace *read = NULL;
	struct buf text, lost;
	int result = -1;

	if (schedule && args->operand_count > 1) {
		err_set(err, "--schedule replaces IN; name only OUT");
		return err_remedy(err, "usage: heddle convert OUT --schedule '…'");
	}
	if (choose_format(args, out, &format, err) < 0)
		return -1;
	buf_init(&text);
	buf_init(&lost);
	if (in && read_trace(args, in, &read, err) < 0)
		goto done;
	if (convert(args, read, format, &text, &lost, err) < 0 ||
	    put(out, &text, cli_has(args, "force"), err) < 0)
		goto done;
	if (read)
		warn_unread(in, read);
	if (lost.length)
		cli_warn("%s cannot represent %s", format->name, lost.data);
	result = CLI_OK;
done:
	trace_free(read);
	buf_release(&lost);
	buf_release(&text);
	return result;
}

const struct subcommand subcommand_convert = {
	.name = "convert",
	.usage = "IN OUT",
	.summary = "write a trace in another format",
	.details = "IN is a trace in any format that heddle reads, or the name of a bundled one; - is "
	           "standard input, or output. What the format of OUT cannot represent is named on "
	           "standard error. If a design explains the trace, its name, scope and schedule are "
	           "kept where the format allows.\n\n"
	           "heddle convert tlc.txt trace.itf.json",
	.shared = CLI_SCOPE | CLI_DESIGN_OPTION | CLI_SCHEDULE | CLI_NTH,
	.options = options,
	.operands_least = 2,
	.operands_most = 2,
	.completes = CLI_TRACE,
	.run = run,
};
