/*
 * What is the same for traces of all formats.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "trace/format.h"

enum { REMARKS_MAX = 8 };

struct trace *trace_new(void)
{
	struct trace *trace = mem_alloc(sizeof(*trace));

	trace->arena = arena_new();
	trace->loop = -1;
	trace->which = trace->of = 1;
	return trace;
}

void trace_free(struct trace *trace)
{
	if (!trace)
		return;
	arena_free(trace->arena);
	free(trace);
}

void trace_ending(int64_t loop, size_t steps, struct buf *out)
{
	if (loop < 0)
		return;
	if ((uint64_t)loop == steps)
		buf_add_text(out, ", then stuttering");
	else if (loop == 0)
		buf_add_text(out, ", then back to the start");
	else
		buf_printf(out, ", then back to step %lld", (long long)loop);
}

const struct value *trace_value(const struct trace *trace, size_t state, size_t variable)
{
	const struct value *record = trace->states[state];
	const char *name = trace->vars[variable];
	size_t at = trace->places ? trace->places[variable] : variable;

	if (at < record->count && strcmp(record->pairs[at].key->text, name) == 0)
		return record->pairs[at].value;
	return value_get(record, name);
}

void trace_remark(struct trace *trace, const char *fmt, ...)
{
	struct buf text;
	va_list args;

	if (!trace->remarks)
		trace->remarks = arena_array(trace->arena, REMARKS_MAX, sizeof(*trace->remarks));
	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	for (size_t i = 0; i < trace->remark_count; i++)
		if (strcmp(trace->remarks[i], text.data) == 0)
			goto out;
	if (trace->remark_count == REMARKS_MAX)
		goto out;
	trace->remarks[trace->remark_count] = trace->remark_count + 1 < REMARKS_MAX
	                                              ? arena_strdup(trace->arena, text.data)
	                                              : "more parts were not read";
	trace->remark_count++;
out:
	buf_release(&text);
}

const char *text_find(const char *text, size_t length, const char *mark)
{
	return memmem(text, length, mark, strlen(mark));
}

bool location_parse(const char *text, struct location *location)
{
	int end = 0;

	if (!text)
		return false;
	if (sscanf(text, "line %9u, col %9u to line %9u, col %9u of module %n", &location->begin_line,
	           &location->begin_column, &location->end_line, &location->end_column, &end) != 4 ||
	    !end || !text[end] || !strstr(text, " of module "))
		return false;
	location->module = text + end;
	return true;
}

bool trace_goes_on(const struct trace *trace)
{
	const struct trace_meta *meta = trace->heddle;

	if (!meta || !trace->state_count || trace->loop >= 0)
		return false;
	for (size_t i = 1; i < meta->node_count; i++)
		if (meta->nodes[i].parent == meta->tip)
			return true;
	return false;
}
