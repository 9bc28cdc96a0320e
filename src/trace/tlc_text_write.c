/*
 * Writes the log that TLC would have printed for a trace.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/label.h"
#include "trace/tla_states.h"
#include "trace/tlc_text.h"
#include "trace/tlc_verdict.h"

/* Whether the text after "Error: " would be read back unchanged: some texts name a property, or mean that the
 * initial state follows. */
static bool is_read_again(const char *ended)
{
	struct tlc_verdict verdict = { 0 };
	struct arena *arena = arena_new();
	struct buf line;
	size_t at = 0;
	bool initial, same;

	buf_init(&line);
	buf_printf(&line, "Error: %s\n", ended);
	same = is_one_line(ended, "") &&
	       tlc_verdict_read(line.data, line.length, &at, false, arena, &verdict, &initial) && !initial &&
	       !verdict.claims && verdict.ended && strcmp(verdict.ended, ended) == 0;
	buf_release(&line);
	arena_free(arena);
	return same;
}

static void put_verdict(struct buf *out, const struct trace *trace, struct buf *lost)
{
	const char *claims = trace->claims;
	bool deadlock = claims && strcmp(claims, TRACE_DEADLOCK) == 0;

	if (claims && !is_one_line(claims, "")) {
		lost_add(lost, "the violated property's odd name");
		claims = NULL;
	}
	if (trace->ended && (claims || !is_read_again(trace->ended)))
		lost_add(lost, "why the run ended");
	else if (trace->ended)
		buf_printf(out, "Error: %s\n", trace->ended);
	if (deadlock)
		buf_add_text(out, "Error: Deadlock reached.\n");
	else if (claims && trace->loop >= 0)
		buf_printf(out, "Error: Temporal property %s was violated.\n\n", claims);
	else if (claims)
		buf_printf(out, "Error: Invariant %s is violated.\n", claims);
	buf_add_text(out, trace->loop >= 0 && !deadlock ? "Error: The following behavior constitutes a "
	                                                  "counter-example:\n\n"
	                                                : "Error: The behavior up to this point is:\n");
}

/* Whether text that is not a value would be read back unchanged. */
static bool stays_text(const char *text)
{
	struct arena *arena = arena_new();
	const struct value *value;
	struct tla_reader reader;
	bool dots, same;
	struct buf line;

	buf_init(&line);
	buf_printf(&line, "%s\n\n", text);
	tla_open(&reader, line.data, line.length, arena, NULL);
	value = is_one_line(text, "") ? tla_assigned(&reader, line.length, &dots) : NULL;
	same = value && value->kind == VALUE_OPAQUE && strcmp(value->text, text) == 0 && !dots &&
	       reader.at + 2 >= line.length;
	tla_close(&reader);
	buf_release(&line);
	arena_free(arena);
	return same;
}

static void put_value(struct buf *out, const struct value *value, struct buf *lost)
{
	if (value->kind == VALUE_OPAQUE && !value->text[0]) {
		buf_add_text(out, "(* no value *)");
	} else if (value->kind == VALUE_OPAQUE && stays_text(value->text)) {
		buf_add_text(out, value->text);
	} else {
		value_tla(out, value);
		if (lost)
			tla_lost(lost, value);
	}
}

static void put_state(struct buf *out, const struct value *state, struct buf *lost)
{
	for (size_t i = 0; i < state->count; i++) {
		const struct value_pair *pair = &state->pairs[i];

		if (!tla_is_variable(pair->key->text)) {
			lost_add(lost, "variables with odd names");
			continue;
		}
		buf_printf(out, "%s%s = ", state->count > 1 ? "/\\ " : "", pair->key->text);
		put_value(out, pair->value, lost);
		buf_add_char(out, '\n');
	}
	buf_add_char(out, '\n');
}

static bool has_variables(const struct trace *trace)
{
	for (size_t i = 0; i < trace->var_count; i++)
		if (tla_is_variable(trace->vars[i]))
			return true;
	return false;
}

int tlc_text_write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	size_t count = trace->state_count, number = 0, loop = 0;

	if (need_states(trace, err) || need_values(trace, true, err) || need_arguments(trace, err))
		return -1;
	if (!has_variables(trace)) {
		err_set(err, "no variable of the trace has a name that TLA+ can write");
		return err_remedy(err, "write it as itf or tlc-json");
	}
	lost_session(lost, trace);
	put_verdict(out, trace, lost);
	for (size_t i = 0; i < count; i++) {
		size_t skipped = i ? trace->steps[i - 1].skipped : 0;

		number += 1 + skipped;
		loop = (int64_t)i == trace->loop ? number : loop;
		buf_printf(out, "%sState %zu: ", skipped ? "...\n\n" : "", number);
		if (!i)
			buf_add_text(out, "<Initial predicate>");
		else
			label_write(out, &trace->steps[i - 1], lost);
		buf_add_char(out, '\n');
		put_state(out, trace->states[i], lost);
	}
	if (trace->loop == (int64_t)count - 1 && !trace->back.action) {
		buf_printf(out, "State %zu: Stuttering\n", number + 1);
	} else if (trace->loop >= 0) {
		buf_printf(out, "Back to state %zu: ", loop);
		label_write(out, &trace->back, lost);
		buf_add_char(out, '\n');
	}
	return 0;
}
