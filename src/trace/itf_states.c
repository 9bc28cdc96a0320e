/*
 * The states of an ITF file.
 *
 * In addition to variables they may have constants ("params"), which the first state must give and which
 * never change, and unlisted fields: Quint's, which give the step.  All are read, because they are part of
 * the state in the file. Rejected: refusing unlisted fields, for which tools use too many names.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/itf.h"

/* Fields in which Quint gives the step to a state. */
#define QUINT_ACTION "mbt::actionTaken"
#define QUINT_PICKS  "mbt::nondetPicks"

void itf_name_add(struct itf_names *names, const char *name, unsigned mark)
{
	if (!string_set_marks(&names->known, name)) {
		names->names = mem_grow(names->names, &names->room, names->count + 1, sizeof(*names->names));
		names->names[names->count++] = name;
	}
	string_set_mark(&names->known, name, mark);
}

void itf_names_release(struct itf_names *names)
{
	string_set_release(&names->known);
	free(names->names);
}

/* --- one state -------------------------------------------------------------------- */

/* The step in Quint's fields, if the file has none otherwise. */
static void take_quint_step(const struct value *state, struct itf *itf, struct trace_step *step)
{
	const struct value *action = value_get(state, QUINT_ACTION);
	const struct value *picks = value_get(state, QUINT_PICKS);

	if (step->action || !action || action->kind != VALUE_STRING)
		return;
	step->action = action->text;
	if (!picks || picks->kind != VALUE_RECORD || !picks->count)
		return;
	step->args = arena_array(itf->arena, picks->count, sizeof(*step->args));
	step->arg_names = arena_array(itf->arena, picks->count, sizeof(*step->arg_names));
	for (size_t i = 0; i < picks->count; i++) {
		const struct value *pick = picks->pairs[i].value;

		if (pick->kind == VALUE_VARIANT && strcmp(pick->text, "None") == 0)
			continue;
		if (pick->kind == VALUE_VARIANT && strcmp(pick->text, "Some") == 0)
			pick = pick->payload;
		step->args[step->arg_count] = pick;
		step->arg_names[step->arg_count++] = picks->pairs[i].key->text;
	}
}

struct states {
	struct itf *itf;
	struct itf_names *names;
	struct draft draft;
	int64_t last; /* the previous state's index; -1: none */
};

/* The state's #meta: its index, which must increase, and in heddle's files the step. */
static int read_meta(const struct json_at *at, struct states *states, struct trace_step *step,
                     struct err *err)
{
	struct json_at index = json_field(at, "index");
	int64_t number;

	if (!cJSON_IsObject(at->node))
		return 0;
	if (cJSON_IsNumber(index.node)) {
		if (json_integer(&index, 0, INT32_MAX, &number, err))
			return -1;
		if (number <= states->last)
			return json_fail(&index, err, "found %d after %d; expected a larger index",
			                 (int)number, (int)states->last);
		if (states->last >= 0 && number > states->last + 1) {
			step->skipped = (size_t)(number - states->last - 1);
			trace_remark(states->draft.trace, "states with index %d to %d are not in the file",
			             (int)states->last + 1, (int)number - 1);
		}
		if (states->last < 0 && number > 0 && !states->draft.count)
			trace_remark(states->draft.trace,
			             "the file begins with the state of index %d: what was before "
			             "is missing",
			             (int)number);
		states->last = number;
	}
	return states->itf->native ? itf_read_step(at, states->itf, step, err) : 0;
}

static int read_field(const struct json_at *at, struct states *states, struct err *err)
{
	struct itf *itf = states->itf;
	const struct value *key = value_string(itf->arena, at->key), *value;
	const char *name = key->text;

	itf->records = string_set_marks(&itf->tagged, name);
	if (!(value = itf_value(at, itf, 2, err)))
		return -1;
	itf_name_add(states->names, name, string_set_marks(&states->names->known, name) ? 0 : NAME_EXTRA);
	if (!states->draft.count)
		string_set_mark(&states->names->known, name, NAME_GIVEN);
	value_stack_pair(&itf->stack, key, value);
	return 0;
}

static int read_state(const struct json_at *at, struct states *states, struct err *err)
{
	struct itf *itf = states->itf;
	struct trace_step step = { 0 };
	size_t base = itf->stack.pair_count;
	const struct value *state;
	const cJSON *node;
	int status = -1;

	if (json_need(at, JSON_OBJECT, err))
		return -1;
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at field = json_member(at, node);

		if (strcmp(node->string, ITF_META) == 0 ? read_meta(&field, states, &step, err)
		                                        : read_field(&field, states, err))
			goto out;
	}
	state = value_record(itf->arena, value_stack_pairs(&itf->stack, base), itf->stack.pair_count - base);
	take_quint_step(state, itf, &step);
	status = draft_add(&states->draft, state, &step, err);
out:
	itf->stack.pair_count = base;
	return status;
}

/* --- all of them -------------------------------------------------------------------- */

/* Puts the names into trace->vars: variables, then constants that have a value, then the others. */
static void take_names(struct trace *trace, const struct itf_names *names)
{
	trace->vars = arena_array(trace->arena, names->count, sizeof(*trace->vars));
	for (unsigned kind = NAME_VAR; kind <= NAME_EXTRA; kind *= 2) {
		for (size_t i = 0; i < names->count; i++) {
			unsigned marks = string_set_marks(&names->known, names->names[i]);
			bool given = marks & NAME_GIVEN, variable = marks & NAME_VAR;

			if (!(marks & kind) || (kind != NAME_VAR && variable))
				continue;
			if (kind == NAME_PARAM && !given) {
				trace_remark(trace, "the constant %s has no value in the file",
				             names->names[i]);
				continue;
			}
			trace->vars[trace->var_count++] = names->names[i];
			trace->param_count += kind == NAME_PARAM;
			trace->extra_count += kind == NAME_EXTRA;
		}
	}
}

/* Gives every state the constants of the first one, and marks fields that a tool added only to other states
 * as missing. */
static void complete(struct states *states)
{
	static const struct value none = { .kind = VALUE_OPAQUE, .text = "" };
	const struct trace *trace = states->draft.trace;
	size_t own = trace->var_count - trace->param_count - trace->extra_count;
	struct value_stack *stack = &states->itf->stack;

	if (own == trace->var_count)
		return;
	for (size_t i = 0; i < states->draft.count; i++) {
		const struct value *state = states->draft.states[i], *first = states->draft.states[0];
		size_t base = stack->pair_count;
		struct string_set has = { 0 };

		for (uint32_t j = 0; j < state->count; j++) {
			string_set_mark(&has, state->pairs[j].key->text, 1);
			value_stack_pair(stack, state->pairs[j].key, state->pairs[j].value);
		}
		for (size_t j = own; j < trace->var_count; j++) {
			const struct value *value =
			        j < own + trace->param_count ? value_get(first, trace->vars[j]) : &none;

			if (!string_set_marks(&has, trace->vars[j]))
				value_stack_pair(stack, value_string(states->itf->arena, trace->vars[j]),
				                 value);
		}
		if (stack->pair_count - base > state->count)
			states->draft.states[i] = value_record(
			        states->itf->arena, value_stack_pairs(stack, base), stack->pair_count - base);
		stack->pair_count = base;
		string_set_release(&has);
	}
}

int itf_read_states(const struct json_at *at, struct itf *itf, struct itf_names *names, struct trace *trace,
                    struct err *err)
{
	struct states states = { .itf = itf, .names = names, .last = -1 };
	const cJSON *node;
	size_t index = 0;
	int status = -1;

	draft_init(&states.draft, trace);
	if (json_need(at, JSON_LIST, err))
		goto out;
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_element(at, index++, node);

		if (read_state(&next, &states, err))
			goto out;
	}
	take_names(trace, names);
	complete(&states);
	status = draft_finish(&states.draft, err);
out:
	draft_release(&states.draft);
	return status;
}
