/*
 * The export of the TLA+ Toolbox: a sequence of states, each with a field _TEAction in addition to its
 * variables. People paste it into modules, mails and READMEs, so reading starts at the bracket before the
 * first _TEAction and ends with the sequence; the text around it is ignored.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/label.h"
#include "trace/tla_states.h"

#define ACTION  "_TEAction"
#define INITIAL "Initial predicate"
#define UNKNOWN "Unknown location"

/* The first _TEAction followed by |->; null if there is none. */
static const char *find_action(const char *text, size_t length)
{
	struct tla_reader reader;
	const char *found = text;

	while ((found = memmem(found, length - (size_t)(found - text), ACTION, strlen(ACTION)))) {
		found += strlen(ACTION);
		tla_open(&reader, text, length, NULL, NULL);
		reader.at = (size_t)(found - text);
		if (tla_take(&reader, "|->"))
			return found;
	}
	return NULL;
}

static int recognise(const char *text, size_t length)
{
	return find_action(text, length) ? 96 : 0;
}

/* --- reading ------------------------------------------------------------------- */

/* Splits _TEAction off a state. */
static const struct value *take_action(struct arena *arena, const struct value *state,
                                       const struct value **action)
{
	struct value_pair *pairs = arena_array(arena, state->count, sizeof(*pairs));
	size_t count = 0;

	*action = NULL;
	for (size_t i = 0; i < state->count; i++) {
		if (strcmp(state->pairs[i].key->text, ACTION) == 0)
			*action = state->pairs[i].value;
		else
			pairs[count++] = state->pairs[i];
	}
	return value_record(arena, pairs, count);
}

/* Fails unless the position is *last + 1; *last is initially 0. */
static int check_position(struct tla_reader *reader, size_t at, const struct value *action, int64_t *last)
{
	const struct value *position = action->kind == VALUE_RECORD ? value_get(action, "position") : NULL;

	if (!position || position->kind != VALUE_INT || position->number < 1)
		return tla_fail(reader, at, "the state has no " ACTION " with a position; expected one");
	if (*last && position->number != *last + 1)
		return tla_fail(reader, at, "found position %lld; expected %lld", (long long)position->number,
		                (long long)*last + 1);
	*last = position->number;
	return 0;
}

static int read_state(struct tla_reader *reader, struct draft *draft, int64_t *last)
{
	struct trace_step step = { 0 };
	const struct value *state, *action;
	const char *name;
	size_t at;

	tla_space(reader);
	at = reader->at;
	if (!(state = tla_state(reader)))
		return -1;
	state = take_action(reader->arena, state, &action);
	if (!action)
		return tla_fail(reader, at, "the state has no " ACTION "; expected one");
	if (check_position(reader, at, action, last))
		return -1;
	name = tla_text_field(action, "name");
	if (name && name[0])
		label_read(name, strlen(name), reader->arena, &step);
	if (!step.location)
		step.location = tla_text_field(action, "location");
	if (step.location && strcmp(step.location, UNKNOWN) == 0)
		step.location = NULL;
	return draft_add(draft, state, &step, reader->err);
}

static int read_sequence(struct tla_reader *reader, struct draft *draft)
{
	int64_t last = 0;

	do {
		if (read_state(reader, draft, &last))
			return -1;
	} while (tla_take(reader, ","));
	return tla_expect(reader, ">>");
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	const char *action = find_action(text, length);
	const char *open = action ? memrchr(text, '[', (size_t)(action - text)) : NULL;
	struct tla_reader reader;
	struct draft draft;
	struct err before = { .file = "" };
	int status;

	if (err)
		before = *err;
	draft_init(&draft, trace);
	tla_open(&reader, text, length, trace->arena, err);
	reader.at = open ? (size_t)(open - text) : 0;
	status = read_sequence(&reader, &draft);
	if (status && draft.count)
		status = tla_cut(&reader, trace, &before);
	status = status ? -1 : draft_finish(&draft, err);
	tla_close(&reader);
	draft_release(&draft);
	return status;
}

/* --- writing ------------------------------------------------------------------- */

static void put_action(struct buf *out, const struct trace *trace, size_t i, struct buf *lost)
{
	const struct trace_step *step = i ? &trace->steps[i - 1] : NULL;
	const char *location = step && step->location ? step->location : UNKNOWN;

	buf_printf(out, "[\n " ACTION " |-> [\n   position |-> %zu,\n   name |-> ", i + 1);
	tla_put_text(out, !step ? INITIAL : step->action ? step->action : "");
	buf_add_text(out, ",\n   location |-> ");
	tla_put_text(out, location);
	buf_add_text(out, "\n ]");
	if (step && step->arg_count)
		lost_add(lost, "arguments of steps");
}

static int write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	if (begin_states(trace, lost, err))
		return -1;
	if (trace->loop >= 0)
		lost_add(lost, "the loop");
	buf_add_text(out, "<<\n");
	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *state = trace->states[i];

		put_action(out, trace, i, lost);
		for (size_t j = 0; j < state->count; j++) {
			const char *name = state->pairs[j].key->text;

			if (!value_is_name(name) || strcmp(name, ACTION) == 0) {
				lost_add(lost, "variables with odd names");
				continue;
			}
			buf_printf(out, ",\n %s |-> ", name);
			value_tla(out, state->pairs[j].value);
		}
		if (lost)
			tla_lost_state(lost, state);
		buf_add_text(out, i + 1 < trace->state_count ? "\n],\n" : "\n]\n");
	}
	buf_add_text(out, ">>\n");
	return 0;
}

const struct trace_format format_toolbox = {
	.name = "toolbox",
	.extension = ".toolbox",
	.summary = "the TLA+ Toolbox's exported trace (_TEAction)",
	.recognise = recognise,
	.read = read,
	.write = write,
};
