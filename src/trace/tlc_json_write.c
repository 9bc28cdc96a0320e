/*
 * Writes TLC's -dumpTrace json, in the shape of 2026.
 */
#include <heddle/buf.h>

#include "trace/format.h"
#include "trace/json_value.h"
#include "trace/numbered_states.h"
#include "trace/tlc_json.h"

static void put_location(struct buf *out, const char *text, struct buf *lost)
{
	struct location location;

	if (!numbered_location_parse(text, &location, lost))
		return;
	buf_printf(out,
	           ",\"location\":{\"beginLine\":%u,\"beginColumn\":%u,\"endLine\":%u,"
	           "\"endColumn\":%u,\"module\":",
	           location.begin_line, location.begin_column, location.end_line, location.end_column);
	json_put_text(out, location.module);
	buf_add_char(out, '}');
}

static void put_parameter(struct buf *out, const struct trace_step *step, size_t i)
{
	if (step->arg_names)
		json_put_text(out, step->arg_names[i]);
	else
		buf_printf(out, "\"p%zu\"", i + 1);
}

static void put_description(struct buf *out, const struct trace_step *step, struct buf *lost)
{
	buf_add_text(out, "{\"name\":");
	json_put_text(out, step->action ? step->action : "");
	put_location(out, step->location, lost);
	for (size_t i = 0; i < step->arg_count; i++) {
		buf_add_text(out, i ? "," : ",\"context\":{");
		put_parameter(out, step, i);
		buf_add_char(out, ':');
		json_put_value(out, step->args[i], lost);
	}
	for (size_t i = 0; i < step->arg_count; i++) {
		buf_add_text(out, i ? "," : "},\"parameters\":[");
		put_parameter(out, step, i);
	}
	buf_add_text(out, step->arg_count ? "]}" : "}");
}

static void put_state(struct buf *out, const struct trace *trace, size_t i, struct buf *lost)
{
	buf_printf(out, "[%zu,", i + 1);
	json_put_value(out, trace->states[i], lost);
	buf_add_char(out, ']');
}

static void put_action(struct buf *out, const struct trace *trace, size_t from, size_t to,
                       const struct trace_step *step, struct buf *lost)
{
	buf_add_text(out, out->data[out->length - 1] == '[' ? "[" : ",[");
	put_state(out, trace, from, lost);
	buf_add_char(out, ',');
	put_description(out, step, lost);
	buf_add_char(out, ',');
	put_state(out, trace, to, lost);
	buf_add_char(out, ']');
}

/* TLC's -loadTrace compares the states with those of the specification in the listed variables, so variables
 * of which JSON loses the type are not listed. */
static bool can_be_loaded(const struct trace *trace, size_t variable)
{
	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *value = trace_value(trace, i, variable);

		if (!value || !json_keeps(value))
			return false;
	}
	return true;
}

int tlc_json_write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	size_t count = trace->state_count;

	if (begin_states(trace, lost, err) || need_arguments(trace, err))
		return -1;
	buf_add_text(out, "{\"counterexample\":{\"action\":[");
	numbered_put_steps(trace, put_action, out, lost);
	buf_add_text(out, "],\"state\":[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_char(out, ',');
		put_state(out, trace, i, lost);
	}
	buf_add_text(out, "]},\"vars\":[");
	for (size_t i = 0; i < trace->var_count; i++) {
		if (!can_be_loaded(trace, i))
			continue;
		if (out->data[out->length - 1] != '[')
			buf_add_char(out, ',');
		json_put_text(out, trace->vars[i]);
	}
	buf_add_text(out, "]}");
	return 0;
}
