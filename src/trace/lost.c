/*
 * What a format cannot represent: listed by writers, or refused.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/utf8.h>

#include "trace/format.h"

bool has_opaque(const struct value *value, bool empty)
{
	bool found = false;

	switch (value->kind) {
	case VALUE_OPAQUE:
		return !value->text[0] == empty;
	case VALUE_VARIANT:
		return has_opaque(value->payload, empty);
	case VALUE_SET:
	case VALUE_TUPLE:
		for (uint32_t i = 0; i < value->count && !found; i++)
			found = has_opaque(value->items[i], empty);
		return found;
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		for (uint32_t i = 0; i < value->count && !found; i++)
			found = has_opaque(value->pairs[i].key, empty) ||
			        has_opaque(value->pairs[i].value, empty);
		return found;
	default:
		return false;
	}
}

void lost_add(struct buf *lost, const char *what)
{
	if (!lost || strstr(lost->data, what))
		return;
	if (lost->length)
		buf_add_text(lost, ", ");
	buf_add_text(lost, what);
}

int need_states(const struct trace *trace, struct err *err)
{
	if (trace->state_count)
		return 0;
	err_set(err, "a schedule has no states to write");
	return err_remedy(err, "open it with its design and save it from there");
}

int need_values(const struct trace *trace, bool within, struct err *err)
{
	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *state = trace->states[i];

		for (uint32_t j = 0; j < state->count; j++) {
			const struct value *value = state->pairs[j].value;
			bool missing = value->kind == VALUE_OPAQUE && !value->text[0];

			if ((missing && within) || !has_opaque(value, true))
				continue;
			err_set(err, "%s has no value%s in state %zu, and the format cannot say so",
			        state->pairs[j].key->text, missing ? "" : " in a part of it", i + 1);
			return err_remedy(err, "write the trace as itf%s", missing ? " or tlc-text" : "");
		}
	}
	return 0;
}

int need_arguments(const struct trace *trace, struct err *err)
{
	for (size_t i = 0; i + 1 < trace->state_count; i++)
		for (size_t k = 0; k < trace->steps[i].arg_count; k++) {
			if (!has_opaque(trace->steps[i].args[k], true))
				continue;
			err_set(err, "argument %zu of step %zu has no value, and the format cannot say so",
			        k + 1, i + 1);
			return err_remedy(err, "write the trace as itf");
		}
	return 0;
}

/* Appends the violated property, why the run ended, and missing states. */
static void lost_claims(struct buf *lost, const struct trace *trace)
{
	if (trace->claims)
		lost_add(lost, "the violated property's name");
	if (trace->ended)
		lost_add(lost, "why the run ended");
	for (size_t i = 0; i + 1 < trace->state_count; i++)
		if (trace->steps[i].skipped)
			lost_add(lost, "that states are missing");
}

int begin_states(const struct trace *trace, struct buf *lost, struct err *err)
{
	if (need_states(trace, err) || need_values(trace, false, err))
		return -1;
	lost_session(lost, trace);
	lost_claims(lost, trace);
	return 0;
}

bool is_one_line(const char *text, const char *but)
{
	return utf8_printable(text) && !text[strcspn(text, but)];
}

void lost_session(struct buf *lost, const struct trace *trace)
{
	char text[80];

	if (trace->param_count)
		lost_add(lost, "which variables are constants");
	if (trace->heddle)
		lost_add(lost, "design, branches, notes and bookmarks");
	if (!trace_goes_on(trace))
		return;
	snprintf(text, sizeof(text), "steps after the first %zu", trace->state_count - 1);
	lost_add(lost, text);
}
