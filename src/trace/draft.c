/*
 * States are collected in growing lists and copied into the trace's arena once their number is known.
 * Rejected: a first pass that counts them, which would slow down every format.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/string_set.h>

#include "trace/format.h"

enum { PROGRESS_EVERY = 1024 };

void draft_init(struct draft *draft, struct trace *trace)
{
	*draft = (struct draft){ .trace = trace };
}

void draft_release(struct draft *draft)
{
	free(draft->states);
	free(draft->into);
	*draft = (struct draft){ 0 };
}

int draft_add(struct draft *draft, const struct value *state, const struct trace_step *into, struct err *err)
{
	if (draft->count >= TRACE_STATES_MAX) {
		err_set(err, "the trace has more than %d states", TRACE_STATES_MAX);
		return err_remedy(err, "shorten it to %d states", TRACE_STATES_MAX);
	}
	draft->states = mem_grow(draft->states, &draft->room, draft->count + 1, sizeof(*draft->states));
	draft->into = mem_grow(draft->into, &draft->into_room, draft->count + 1, sizeof(*draft->into));
	if (draft->count % PROGRESS_EVERY == 0 && !progress_at("states", draft->count, 0))
		return progress_err(err);
	draft->states[draft->count] = state;
	draft->into[draft->count] = into ? *into : (struct trace_step){ 0 };
	draft->count++;
	return 0;
}

/* --- remarks on values ------------------------------------------------------ */

/* Opaque values: their number, and the place of the first. */
struct unread {
	size_t count, state;
	const char *variable;
};

static struct unread count_unread(const struct trace *trace, bool empty)
{
	struct unread unread = { 0 };

	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *state = trace->states[i];

		for (uint32_t j = 0; j < state->count; j++) {
			/* An unchanged value was already counted. */
			if ((i && j < trace->states[i - 1]->count &&
			     trace->states[i - 1]->pairs[j].value == state->pairs[j].value &&
			     !unread.count) ||
			    !has_opaque(state->pairs[j].value, empty))
				continue;
			if (!unread.count++) {
				unread.state = i;
				unread.variable = state->pairs[j].key->text;
			}
		}
	}
	return unread;
}

static void remark_unread(struct trace *trace)
{
	static const struct {
		bool empty;
		const char *one, *more;
	} kinds[] = {
		{ false, "1 value could not be read and is kept as text",
		  "values could not be read and are kept as text" },
		{ true, "1 value is missing", "values are missing" },
	};

	for (size_t i = 0; i < 2; i++) {
		struct unread unread = count_unread(trace, kinds[i].empty);

		if (unread.count == 1)
			trace_remark(trace, "%s: %s in state %zu", kinds[i].one, unread.variable,
			             unread.state + 1);
		else if (unread.count)
			trace_remark(trace, "%zu %s, the first %s in state %zu", unread.count, kinds[i].more,
			             unread.variable, unread.state + 1);
	}
}

/* --- variables -------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A name that is in only one of two lists of distinct names; null if there is none.  *extra: it is in the
 * second. */
static const char *odd_name(const char **a, size_t a_count, const char **b, size_t b_count, bool *extra)
{
	qsort(a, a_count, sizeof(*a), by_text);
	qsort(b, b_count, sizeof(*b), by_text);
	for (size_t i = 0, j = 0; i < a_count || j < b_count; i++, j++) {
		int order = i == a_count ? 1 : j == b_count ? -1 : strcmp(a[i], b[j]);

		if (order) {
			*extra = order > 0;
			return order > 0 ? b[j] : a[i];
		}
	}
	return NULL;
}

/* Like odd_name, for names and the fields of a record. */
static const char *odd_field(const char *const *names, size_t count, const struct value *record, bool *extra)
{
	bool same = record->count == count;

	for (size_t i = 0; i < count && same; i++)
		same = strcmp(names[i], record->pairs[i].key->text) == 0;
	if (same)
		return NULL;

	const char **both = mem_array(count + record->count, sizeof(*both));

	memcpy(both, names, count * sizeof(*both));
	for (size_t i = 0; i < record->count; i++)
		both[count + i] = record->pairs[i].key->text;

	const char *odd = odd_name(both, count, both + count, record->count, extra);

	free(both);
	return odd;
}

/* Sets trace->vars to the fields of `record`. */
static void take_vars(struct trace *trace, const struct value *record)
{
	trace->var_count = record->count;
	trace->vars = arena_array(trace->arena, record->count, sizeof(*trace->vars));
	for (size_t i = 0; i < record->count; i++)
		trace->vars[i] = record->pairs[i].key->text;
}

/* The record with its fields in the order of `places`. */
static const struct value *ordered(const struct trace *trace, const struct value *first,
                                   const struct value *record, const struct string_set *places)
{
	struct value_pair *pairs;
	const struct value *copy;
	uint32_t i = 0;

	while (i < record->count && strcmp(record->pairs[i].key->text, first->pairs[i].key->text) == 0)
		i++;
	if (i == record->count)
		return record;
	pairs = mem_array(record->count, sizeof(*pairs));
	for (i = 0; i < record->count; i++)
		pairs[string_set_marks(places, record->pairs[i].key->text) - 1] = record->pairs[i];
	copy = value_record(trace->arena, pairs, record->count);
	free(pairs);
	return copy;
}

/* Gives all states the field order of the first one, and sets the variables' places in it. */
static void order_fields(struct draft *draft)
{
	struct trace *trace = draft->trace;
	const struct value *first = draft->states[0];
	struct string_set places = { 0 };

	for (uint32_t i = 0; i < first->count; i++)
		string_set_mark(&places, first->pairs[i].key->text, i + 1);
	trace->places = arena_array(trace->arena, trace->var_count, sizeof(*trace->places));
	for (size_t i = 0; i < trace->var_count; i++)
		trace->places[i] = string_set_marks(&places, trace->vars[i]) - 1;
	for (size_t i = 1; i < draft->count; i++)
		draft->states[i] = ordered(trace, first, draft->states[i], &places);
	string_set_release(&places);
}

static int uneven(size_t i, const char *what, const char *name, struct err *err)
{
	err_set(err, what, name);
	err_place(err, "state %zu", i + 1);
	return err_remedy(err, "give every state the same variables");
}

/* The places of the variables in trace->vars, counted from 1, with those that only some states have. */
static int gather_vars(struct draft *draft, struct string_set *places, struct err *err)
{
	struct trace *trace = draft->trace;
	const char **names = mem_array(trace->var_count, sizeof(*names));
	size_t count = trace->var_count, room = count;

	if (count)
		memcpy(names, trace->vars, count * sizeof(*names));
	for (size_t i = 0; i < count; i++)
		string_set_mark(places, names[i], (unsigned)i + 1);
	for (size_t i = 0; i < draft->count; i++)
		for (uint32_t j = 0; j < draft->states[i]->count; j++) {
			const char *name = draft->states[i]->pairs[j].key->text;

			if (string_set_marks(places, name))
				continue;
			if (trace->param_count + trace->extra_count ||
			    (count + 1) * draft->count > VALUES_MAX) {
				free(names);
				return uneven(i, "the state has a variable %s that the trace does not list",
				              name, err);
			}
			names = mem_grow(names, &room, count + 1, sizeof(*names));
			names[count++] = name;
			string_set_mark(places, name, (unsigned)count);
			trace_remark(trace, "state %zu has a variable %s that the first one lacks", i + 1,
			             name);
		}
	trace->vars = arena_copy(trace->arena, names, count * sizeof(*names));
	trace->var_count = count;
	free(names);
	return 0;
}

/* Gives each state all variables; a value that the file does not give is missing.  A state that has none of
 * the variables is not one of this trace. */
static int even_out(struct draft *draft, struct err *err)
{
	static const struct value missing = { .kind = VALUE_OPAQUE, .text = "" };
	struct trace *trace = draft->trace;
	struct string_set places = { 0 };
	size_t known = trace->var_count;
	int result = gather_vars(draft, &places, err);
	struct value_pair *pairs = mem_array(trace->var_count, sizeof(*pairs));
	const struct value **keys = mem_array(trace->var_count, sizeof(*keys));

	for (size_t i = 0; i < trace->var_count; i++)
		keys[i] = value_string(trace->arena, trace->vars[i]);
	for (size_t i = 0; i < draft->count && result == 0; i++) {
		const struct value *state = draft->states[i];
		bool shared = false;

		if (state->count == trace->var_count)
			continue;
		for (size_t k = 0; k < trace->var_count; k++)
			pairs[k] = (struct value_pair){ keys[k], &missing };
		for (uint32_t j = 0; j < state->count; j++) {
			size_t place = string_set_marks(&places, state->pairs[j].key->text) - 1;

			pairs[place] = state->pairs[j];
			shared |= place < known;
		}
		if (!shared)
			result = uneven(i, "the state has no variable %s", trace->vars[0], err);
		draft->states[i] = value_record(trace->arena, pairs, trace->var_count);
	}
	free(keys);
	free(pairs);
	string_set_release(&places);
	return result;
}

static bool is_even(const struct draft *draft)
{
	const struct trace *trace = draft->trace;
	bool extra;

	for (size_t i = 0; i < draft->count; i++)
		if (odd_field(trace->vars, trace->var_count, draft->states[i], &extra))
			return false;
	return true;
}

int draft_finish(struct draft *draft, struct err *err)
{
	struct trace *trace = draft->trace;
	size_t count = draft->count;

	if (!count) {
		err_set(err, "the trace has no states");
		return err_remedy(err, "export it again, with at least the initial state");
	}
	if (!trace->vars)
		take_vars(trace, draft->states[0]);
	if (!is_even(draft) && even_out(draft, err) != 0)
		return -1;
	order_fields(draft);
	trace->states = arena_copy(trace->arena, draft->states, count * sizeof(*draft->states));
	trace->state_count = count;
	if (count > 1)
		trace->steps = arena_copy(trace->arena, draft->into + 1, (count - 1) * sizeof(*draft->into));
	remark_unread(trace);
	return 0;
}

void step_check_names(struct trace_step *step)
{
	size_t count = step->arg_count, i = 1;

	if (!step->arg_names || !count)
		return;

	const char **sorted = mem_array(count, sizeof(*sorted));

	memcpy(sorted, step->arg_names, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), by_text);
	while (i < count && strcmp(sorted[i - 1], sorted[i]) != 0)
		i++;
	if (i < count)
		step->arg_names = NULL;
	free(sorted);
}
