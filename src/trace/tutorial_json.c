/*
 * The JSON of the tutorial's site: a list of objects with a number, the name of the step and the state, with
 * values as in TLC's JSON.  Numbers must be consecutive, since a list without one element would otherwise be
 * read as a trace with a wrong step.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/json_value.h"
#include "trace/label.h"
#include "trace/value_stack.h"

static int recognise(const char *text, size_t length)
{
	static const char *const keys[] = { "no", "name", "state" };
	bool list;
	unsigned found = json_peek(text, length, keys, 3, &list);

	return list && found == 7 ? 100 : list && (found & 4) && found != 4 ? 80 : 0;
}

static int read_item(const struct json_at *at, struct value_stack *stack, int64_t *last, struct draft *draft,
                     struct err *err)
{
	struct json_at no = json_field(at, "no"), name = json_field(at, "name");
	struct json_at state = json_field(at, "state");
	struct arena *arena = draft->trace->arena;
	struct trace_step step = { 0 };
	const struct value *value;
	const char *text = NULL;
	int64_t number;

	if (json_need(at, JSON_OBJECT, err) || json_integer(&no, 0, TRACE_STATES_MAX, &number, err) ||
	    json_copy_text(&name, true, arena, &text, err) || json_need(&state, JSON_OBJECT, err))
		return -1;
	if (draft->count && number != *last + 1)
		return json_fail(&no, err, "found %lld; expected %lld", (long long)number,
		                 (long long)*last + 1);
	*last = number;
	if (text && text[0])
		label_read(text, strlen(text), arena, &step);
	if (!(value = json_value(&state, arena, stack, 1, err)))
		return -1;
	return draft_add(draft, value, &step, err);
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct value_stack stack = { 0 };
	struct draft draft;
	cJSON *tree;
	const cJSON *node;
	size_t index = 0;
	int64_t last = -1;
	int status = -1;

	if (json_parse(text, length, &tree, err))
		return -1;

	struct json_at root = json_root(tree);

	draft_init(&draft, trace);
	trace->types_lost = true;
	if (json_need(&root, JSON_LIST, err))
		goto out;
	cJSON_ArrayForEach(node, tree)
	{
		struct json_at at = json_element(&root, index++, node);

		if (read_item(&at, &stack, &last, &draft, err))
			goto out;
	}
	status = draft_finish(&draft, err);
out:
	cJSON_Delete(tree);
	value_stack_release(&stack);
	draft_release(&draft);
	return status;
}

static int write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	if (begin_states(trace, lost, err))
		return -1;
	if (trace->loop >= 0)
		lost_add(lost, "the loop");
	for (size_t i = 0; i < trace->state_count; i++) {
		const struct trace_step *step = i ? &trace->steps[i - 1] : NULL;

		buf_printf(out, "%s{\"no\":%zu,\"name\":", i ? "," : "[", i + 1);
		json_put_text(out, !step ? "Initial predicate" : step->action ? step->action : "");
		buf_add_text(out, ",\"state\":");
		json_put_value(out, trace->states[i], lost);
		buf_add_char(out, '}');
		if (step && (step->arg_count || step->location))
			lost_add(lost, "arguments and locations of steps");
	}
	buf_add_text(out, "]\n");
	return 0;
}

const struct trace_format format_tutorial = {
	.name = "tutorial",
	.extension = ".trace.json",
	.summary = "JSON of the tutorial's site: a list of no, name, state",
	.recognise = recognise,
	.read = read,
	.write = write,
};
