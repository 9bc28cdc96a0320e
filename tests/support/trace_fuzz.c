/*
 * The named format's row is called directly, so that an input is never lost
 * to another format that recognises it as well.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>
#include <heddle/value.h>

#include "trace_fuzz.h"

static void promise(bool kept, const char *what, const char *text)
{
	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n%s\n", what, text);
	abort();
}

static int read_as(const struct trace_format *format, const char *text, size_t length, struct trace **trace,
                   struct err *err)
{
	struct trace *fresh;

	if (!format)
		return trace_parse(text, length, "input", trace, err);
	/* What trace_parse sees to before it calls a row. */
	if (!utf8_valid(text, length) || memchr(text, '\0', length)) {
		err_set(err, "not text");
		return err_remedy(err, "none");
	}
	fresh = trace_new();
	if (format->read(text, length, fresh, err)) {
		trace_free(fresh);
		return -1;
	}
	*trace = fresh;
	return 0;
}

static void check_whole(const struct trace *trace, const char *text)
{
	promise(trace->of >= 1, "a file holds a trace", text);
	if (!trace->state_count) {
		promise(trace->heddle && trace->heddle->node_count, "no states: a schedule", text);
		return;
	}
	promise(trace->loop >= -1 && trace->loop < (int64_t)trace->state_count, "a loop goes to a state",
	        text);
	promise(trace->state_count == 1 || trace->steps, "states have steps between them", text);
	for (size_t i = 0; i < trace->state_count; i++) {
		promise(trace->states[i]->kind == VALUE_RECORD, "a state is a record", text);
		promise(trace->states[i]->count == trace->var_count, "of all variables", text);
	}
}

/* `exact`: the text must say the very same. */
static void check_again(const struct trace *trace, const struct trace_format *format, bool exact)
{
	struct trace *again = NULL;
	struct err err = { .file = "" };
	struct buf out;
	char line[1500];

	buf_init(&out);
	if (format->write(trace, &out, NULL, &err)) {
		promise(err.what[0] && err.remedy[0], "a refusal has words", "");
	} else {
		if (read_as(format, out.data, out.length, &again, &err))
			promise(false, err_format(&err, line, sizeof(line)), out.data);
		check_whole(again, out.data);
		promise(again->state_count == trace->state_count || !again->state_count, "as many states",
		        out.data);
		for (size_t i = 0; i < trace->state_count && exact; i++)
			promise(value_compare(trace->states[i], again->states[i]) == 0, "the same state",
			        out.data);
		promise(!exact || trace->loop == again->loop, "the same loop", out.data);
		trace_free(again);
	}
	buf_release(&out);
}

void fuzz_trace(const char *name, const uint8_t *data, size_t size)
{
	const struct trace_format *format = name ? trace_format_named(name) : NULL;
	struct trace *trace = NULL;
	struct err err = { .file = "" };
	char *text = malloc(size ? size : 1);

	promise(!name || format, "there is such a format", name ? name : "");
	promise(text, "there is memory", "");
	memcpy(text, data, size);
	if (read_as(format, text, size, &trace, &err)) {
		promise(!trace && err.what[0] && err.remedy[0], "a refusal has words", err.what);
	} else {
		promise(!err.what[0], "success leaves the error alone", err.what);
		check_whole(trace, "input");
		for (size_t i = 0; trace_formats[i]; i++)
			if (trace_formats[i]->read && trace_formats[i]->write)
				check_again(trace, trace_formats[i],
				            strcmp(trace_formats[i]->name, "itf") == 0);
		trace_free(trace);
	}
	free(text);
}
