/*
 * TLC's -dumpTrace tla: a module that defines CounterExample as a record of two sets, `action` and `state`,
 * numbered like those of the JSON dump.
 *
 * The record is read token by token and only states become values: a set of pairs of states, sorted and
 * compared as a value, would cost many times the trace.  Each step repeats both of its states, which are read
 * and dropped.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/numbered_states.h"
#include "trace/tla_value.h"

#define HEAD "CounterExample =="

static int recognise(const char *text, size_t length)
{
	return text_find(text, length, HEAD) ? 98 : 0;
}

/* --- reading ------------------------------------------------------------------- */

struct link {
	size_t from, to;
	size_t at; /* for errors */
	struct trace_step step;
};

struct module {
	struct tla_reader reader;
	struct trace *trace;
	struct arena *scratch; /* for dropped states */
	struct link *links;
	size_t link_count, link_room;
	const struct value **states;
	size_t *numbers;
	size_t state_count, state_room, number_room;
	bool cut; /* the text ends before the last state */
};

/* <<number, state>>; drops the state if `state` is null. */
static int read_pair(struct module *module, size_t *number, const struct value **state)
{
	struct tla_reader *reader = &module->reader;
	struct arena *kept = reader->arena;
	size_t values = reader->values;
	const struct value *value;

	if (tla_expect(reader, "<<") || tla_number(reader, 0, TRACE_STATES_MAX, number) ||
	    tla_expect(reader, ","))
		return -1;
	if (!state)
		reader->arena = module->scratch;
	value = tla_state(reader);
	reader->arena = kept;
	if (!value)
		return -1;
	if (state) {
		*state = value;
	} else {
		arena_clear(module->scratch);
		reader->values = values;
	}
	return tla_expect(reader, ">>");
}

static const char *location_text(const struct value *location, struct arena *arena)
{
	const char *module = tla_text_field(location, "module");
	int64_t numbers[4];

	for (size_t i = 0; i < 4; i++) {
		const struct value *field = value_get(location, numbered_location_keys[i]);

		if (!field || field->kind != VALUE_INT)
			return NULL;
		numbers[i] = field->number;
	}
	if (!module)
		return NULL;
	return numbered_location(arena, numbers, module);
}

/* As in the JSON dump: the context's values in the order of the parameters. */
static int take_arguments(struct module *module, size_t at, const struct value *description,
                          struct trace_step *step)
{
	const struct value *context = value_get(description, "context");
	const struct value *parameters = value_get(description, "parameters");
	struct arena *arena = module->trace->arena;

	if (!context || context->kind != VALUE_RECORD || !parameters || parameters->kind != VALUE_TUPLE ||
	    !parameters->count)
		return 0;
	step->arg_count = parameters->count;
	step->args = arena_array(arena, step->arg_count, sizeof(*step->args));
	step->arg_names = arena_array(arena, step->arg_count, sizeof(*step->arg_names));
	for (size_t i = 0; i < step->arg_count; i++) {
		const char *name =
		        parameters->items[i]->kind == VALUE_STRING ? parameters->items[i]->text : "";

		step->arg_names[i] = name;
		step->args[i] = value_get(context, name);
		if (!step->args[i])
			return tla_fail(&module->reader, at,
			                "the context has no value for the parameter \"%s\"", name);
	}
	step_check_names(step);
	return 0;
}

static int read_description(struct module *module, struct trace_step *step)
{
	struct tla_reader *reader = &module->reader;
	const struct value *description, *location;
	size_t at;

	tla_space(reader);
	at = reader->at;
	if (!(description = tla_value(reader, 1)))
		return -1;
	if (description->kind != VALUE_RECORD)
		return tla_fail(reader, at, "not the description of a step; expected a record");
	step->action = tla_text_field(description, "name");
	if (step->action && !step->action[0])
		step->action = NULL;
	location = value_get(description, "location");
	if (location && location->kind == VALUE_RECORD)
		step->location = location_text(location, module->trace->arena);
	return take_arguments(module, at, description, step);
}

static int read_action(struct module *module)
{
	struct tla_reader *reader = &module->reader;
	struct link link = { .at = reader->at };

	if (tla_expect(reader, "<<") || read_pair(module, &link.from, NULL) || tla_expect(reader, ",") ||
	    read_description(module, &link.step) || tla_expect(reader, ",") ||
	    read_pair(module, &link.to, NULL) || tla_expect(reader, ">>"))
		return -1;
	module->links =
	        mem_grow(module->links, &module->link_room, module->link_count + 1, sizeof(*module->links));
	module->links[module->link_count++] = link;
	return 0;
}

static int read_state(struct module *module)
{
	const struct value *state;
	size_t number;

	if (read_pair(module, &number, &state))
		return -1;
	module->states = mem_grow(module->states, &module->state_room, module->state_count + 1,
	                          sizeof(*module->states));
	module->numbers = mem_grow(module->numbers, &module->number_room, module->state_count + 1,
	                           sizeof(*module->numbers));
	module->states[module->state_count] = state;
	module->numbers[module->state_count++] = number;
	return 0;
}

/* {a, b, …} */
static int read_set(struct module *module, int (*element)(struct module *))
{
	struct tla_reader *reader = &module->reader;

	if (tla_expect(reader, "{"))
		return -1;
	if (tla_take(reader, "}"))
		return 0;
	do {
		if (element(module))
			return -1;
	} while (tla_take(reader, ","));
	return tla_expect(reader, "}");
}

static int read_record(struct module *module)
{
	static const struct {
		const char *name;
		int (*element)(struct module *);
	} fields[] = { { "action", read_action }, { "state", read_state } };
	struct tla_reader *reader = &module->reader;
	bool seen[2] = { false };

	if (tla_expect(reader, "["))
		return -1;
	do {
		size_t i = 0, at;

		tla_space(reader);
		at = reader->at;
		while (i < 2 && !tla_take(reader, fields[i].name))
			i++;
		if (i == 2 || seen[i])
			return tla_broken(reader, at, "'action' or 'state', each once");
		seen[i] = true;
		if (tla_expect(reader, "|->") || read_set(module, fields[i].element))
			return -1;
	} while (tla_take(reader, ","));
	return tla_expect(reader, "]");
}

static int place(struct module *module)
{
	struct tla_reader *reader = &module->reader;
	struct numbered numbered;
	size_t first = module->state_count ? module->numbers[0] : 1;

	for (size_t i = 1; i < module->state_count; i++)
		first = module->numbers[i] < first ? module->numbers[i] : first;
	numbered_init(&numbered, module->trace, first, module->state_count);
	for (size_t i = 0; i < module->state_count; i++) {
		if (module->numbers[i] - first >= module->state_count)
			return tla_fail(reader, reader->at,
			                "there is a state with number %zu among %zu states",
			                module->numbers[i], module->state_count);
		if (numbered_state(&numbered, module->numbers[i], module->states[i], reader->err)) {
			err_place_at(reader->err, reader->text, reader->length, reader->at);
			return err_remedy(reader->err, "export the trace again");
		}
	}
	for (size_t i = 0; i < module->link_count; i++) {
		struct link *link = &module->links[i];

		if (module->cut &&
		    (link->from - first >= module->state_count || link->to - first >= module->state_count))
			continue;
		if (link->from < first || link->from - first >= module->state_count || link->to < first ||
		    link->to - first >= module->state_count)
			return tla_fail(reader, link->at,
			                "a step from state %zu to state %zu; there are %zu states",
			                link->from, link->to, module->state_count);
		if (numbered_step(&numbered, link->from, link->to, &link->step, reader->err)) {
			err_place_at(reader->err, reader->text, reader->length, link->at);
			return err_remedy(reader->err, "export the trace again");
		}
	}
	return numbered_finish(&numbered, reader->err);
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct module module = { .trace = trace, .scratch = arena_new() };
	const char *head = text_find(text, length, HEAD);
	struct err before = { .file = "" };
	int status;

	if (err)
		before = *err;
	tla_open(&module.reader, text, length, trace->arena, err);
	module.reader.at = head ? (size_t)(head - text) + sizeof(HEAD) - 1 : 0;
	status = read_record(&module);
	if (status && module.state_count) {
		status = tla_cut(&module.reader, trace, &before);
		module.cut = !status;
	}
	status = status ? -1 : place(&module);
	tla_close(&module.reader);
	arena_free(module.scratch);
	free(module.links);
	free(module.states);
	free(module.numbers);
	return status;
}

/* --- writing ------------------------------------------------------------------- */

static void put_location(struct buf *out, const char *text, struct buf *lost)
{
	struct location location;

	if (!numbered_location_parse(text, &location, lost))
		return;
	buf_printf(out,
	           ", location |-> [beginLine |-> %u, beginColumn |-> %u, endLine |-> %u, "
	           "endColumn |-> %u, module |-> ",
	           location.begin_line, location.begin_column, location.end_line, location.end_column);
	tla_put_text(out, location.module);
	buf_add_char(out, ']');
}

/* Parameters are called p1, p2, … unless all names are known and identifiers. */
static void put_parameters(struct buf *out, const struct trace_step *step, struct buf *lost)
{
	struct buf names;
	bool named = step->arg_names;

	buf_init(&names);
	for (size_t i = 0; i < step->arg_count && named; i++)
		named = value_is_name(step->arg_names[i]);
	if (step->arg_names && !named)
		lost_add(lost, "odd names of parameters");
	for (size_t i = 0; i < step->arg_count; i++) {
		buf_add_text(out, i ? ", " : ", context |-> [");
		buf_add_text(&names, i ? ", " : ", parameters |-> <<");
		if (named) {
			buf_printf(out, "%s |-> ", step->arg_names[i]);
			buf_printf(&names, "\"%s\"", step->arg_names[i]);
		} else {
			buf_printf(out, "p%zu |-> ", i + 1);
			buf_printf(&names, "\"p%zu\"", i + 1);
		}
		value_tla(out, step->args[i]);
		if (lost)
			tla_lost(lost, step->args[i]);
	}
	if (step->arg_count)
		buf_printf(out, "]%s>>", names.data);
	buf_release(&names);
}

static void put_state(struct buf *out, const struct trace *trace, size_t i)
{
	buf_printf(out, "<<%zu, ", i + 1);
	value_tla(out, trace->states[i]);
	buf_add_text(out, ">>");
}

static void put_action(struct buf *out, const struct trace *trace, size_t from, size_t to,
                       const struct trace_step *step, struct buf *lost)
{
	buf_add_text(out, out->data[out->length - 1] == '{' ? "<<" : ", <<");
	put_state(out, trace, from);
	buf_add_text(out, ", [name |-> ");
	tla_put_text(out, step->action ? step->action : "");
	put_location(out, step->location, lost);
	put_parameters(out, step, lost);
	buf_add_text(out, "], ");
	put_state(out, trace, to);
	buf_add_text(out, ">>");
}

static int write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	size_t count = trace->state_count;

	if (begin_states(trace, lost, err) || need_arguments(trace, err))
		return -1;
	buf_add_text(out, "---- MODULE trace ----\nLOCAL INSTANCE TLC\n\n" HEAD " \n\t[action |-> {");
	numbered_put_steps(trace, put_action, out, lost);
	buf_add_text(out, "}, state |-> {");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_text(out, ", ");
		put_state(out, trace, i);
		if (lost)
			tla_lost_state(lost, trace->states[i]);
	}
	buf_add_text(out, "}]\n\n====\n");
	return 0;
}

const struct trace_format format_tlc_tla = {
	.name = "tlc-tla",
	.extension = ".tla",
	.summary = "TLC's -dumpTrace tla: a module that defines CounterExample",
	.recognise = recognise,
	.read = read,
	.write = write,
};
