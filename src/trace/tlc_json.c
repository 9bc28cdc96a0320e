/*
 * TLC's -dumpTrace json, in three shapes: wrapped in "counterexample" (since 2026), bare "action" and "state"
 * lists, and a bare list of states.
 *
 * TLC writes both lists from sets, so states and steps are ordered by number, not by position
 * (numbered_states.h).  Rejected: reading the states from the action list, which is empty if the initial
 * state violates.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/string_set.h>

#include "trace/format.h"
#include "trace/json_value.h"
#include "trace/numbered_states.h"
#include "trace/tlc_json.h"
#include "trace/value_stack.h"

enum { FIELD = 1, LISTED = 2, LOOKUPS_MAX = 100 };

static int recognise(const char *text, size_t length)
{
	static const char *const keys[] = { "counterexample", "state", "vars", "action" };
	bool list;
	unsigned found = json_peek(text, length, keys, 4, &list);

	if (list) {
		const char *open = memchr(text, '[', length);
		size_t at = (size_t)(open - text) + 1;

		while (at < length && (unsigned char)text[at] <= ' ')
			at++;
		return at < length && text[at] == '{' ? 20 : 0;
	}
	return found & 1 ? 100 : (found & 2) && (found & 12) ? 95 : found & 2 ? 30 : 0;
}

struct reader {
	struct trace *trace;
	struct value_stack stack;
	struct numbered numbered;
	const cJSON **listed; /* the states of the list "state", by number */
	bool contradicted;    /* "action" gives one differently, and that was reported */
};

/* {"beginLine":7,…} as "line 7, …". */
static const char *read_location(const struct json_at *at, struct arena *arena)
{
	struct json_at module = json_field(at, "module");
	int64_t numbers[4];

	for (size_t i = 0; i < 4; i++) {
		struct json_at field = json_field(at, numbered_location_keys[i]);

		if (json_integer(&field, 0, INT32_MAX, &numbers[i], NULL))
			return NULL;
	}
	if (!cJSON_IsString(module.node))
		return NULL;
	return numbered_location(arena, numbers, module.node->valuestring);
}

/* Arguments are the context's values in the order of "parameters", or in files before 2023-12, which have no
 * such list, in the order of the context. */
static int read_arguments(const struct json_at *at, struct reader *reader, struct trace_step *step,
                          struct err *err)
{
	struct arena *arena = reader->trace->arena;
	struct json_at context = json_field(at, "context");
	struct json_at parameters = json_field(at, "parameters");
	const cJSON *node;
	size_t count, index = 0;

	if (json_want(&context, JSON_OBJECT, err) || json_want(&parameters, JSON_LIST, err))
		return -1;

	const struct json_at *names = parameters.node ? &parameters : &context;

	count = names->node ? (size_t)cJSON_GetArraySize(names->node) : 0;
	if (!count || !context.node)
		return 0;
	step->args = arena_array(arena, count, sizeof(*step->args));
	step->arg_names = arena_array(arena, count, sizeof(*step->arg_names));
	step->arg_count = count;
	cJSON_ArrayForEach(node, names->node)
	{
		struct json_at name = json_element(&parameters, index, node);

		if (parameters.node && json_need(&name, JSON_TEXT, err))
			return -1;

		const char *key = parameters.node ? node->valuestring : node->string;
		struct json_at field = json_field(&context, key);

		if (!field.node)
			return json_fail(&field, err, "missing; parameters names it");
		step->arg_names[index] = arena_strdup(arena, key);
		step->args[index] = json_value(&field, arena, &reader->stack, 1, err);
		if (!step->args[index++])
			return -1;
	}
	step_check_names(step);
	return 0;
}

static int read_description(const struct json_at *at, struct reader *reader, struct trace_step *step,
                            struct err *err)
{
	struct json_at name = json_field(at, "name"), location = json_field(at, "location");

	if (json_need(at, JSON_OBJECT, err) ||
	    json_copy_text(&name, true, reader->trace->arena, &step->action, err))
		return -1;
	if (step->action && !step->action[0])
		step->action = NULL;
	if (location.node)
		step->location = read_location(&location, reader->trace->arena);
	return read_arguments(at, reader, step, err);
}

/* The number of [number, state]. */
static int read_number(const struct json_at *at, const struct numbered *numbered, size_t *number,
                       struct err *err)
{
	int64_t first = (int64_t)numbered->first, count = (int64_t)numbered->count, found;

	if (json_need(at, JSON_LIST, err))
		return -1;

	struct json_at node = json_element(at, 0, at->node->child);

	if (json_integer(&node, first, first + count - 1, &found, err))
		return -1;
	*number = (size_t)found;
	return 0;
}

static bool contradicts(const cJSON *one, const cJSON *other);

/* From the field `at` on.  Only LOOKUPS_MAX fields are looked up, since each search is linear. */
static bool contradicts_unordered(const cJSON *at, const cJSON *other)
{
	for (size_t looked = 0; at && looked < LOOKUPS_MAX; at = at->next, looked++) {
		const cJSON *same = cJSON_GetObjectItemCaseSensitive(other, at->string);

		if (same && contradicts(at, same))
			return true;
	}
	return false;
}

/* Whether two values differ; of objects, only in fields that both have: with -alias they may have different
 * ones.  TLC usually writes the fields in the same order, and then they are compared pairwise. */
static bool contradicts(const cJSON *one, const cJSON *other)
{
	const cJSON *at = one->child, *same = other->child;

	if ((one->type ^ other->type) & 0xff)
		return true;
	if (cJSON_IsArray(one)) {
		while (at && same && !contradicts(at, same)) {
			at = at->next;
			same = same->next;
		}
		return at || same;
	}
	if (!cJSON_IsObject(one))
		return cJSON_IsString(one) ? strcmp(one->valuestring, other->valuestring) != 0
		                           : cJSON_IsNumber(one) && (one->valuedouble < other->valuedouble ||
		                                                     one->valuedouble > other->valuedouble);
	for (; at && same; at = at->next, same = same->next) {
		if (strcmp(at->string, same->string) != 0)
			return contradicts_unordered(at, other);
		if (contradicts(at, same))
			return true;
	}
	return false;
}

/* "action" repeats the states before and after each step. */
static void check_repeated(struct reader *reader, const cJSON *repeated, size_t number, size_t step)
{
	const cJSON *listed = reader->listed[number - reader->numbered.first];

	const cJSON *again = repeated->child->next;

	if (reader->contradicted || !listed || !again || !contradicts(listed, again))
		return;
	reader->contradicted = true;
	trace_remark(reader->trace,
	             "\"action\" gives state %zu differently than \"state\" does, first in its element %zu: "
	             "what \"state\" says is shown",
	             number, step);
}

static int read_action(const struct json_at *at, size_t index, struct reader *reader, struct err *err)
{
	size_t from, to;
	struct trace_step step = { 0 };

	if (json_need(at, JSON_LIST, err))
		return -1;
	if (cJSON_GetArraySize(at->node) != 3)
		return json_fail(at, err, "found %d elements; expected source, description, target",
		                 cJSON_GetArraySize(at->node));

	struct json_at source = json_element(at, 0, at->node->child);
	struct json_at description = json_element(at, 1, at->node->child->next);
	struct json_at target = json_element(at, 2, at->node->child->next->next);

	if (read_number(&source, &reader->numbered, &from, err) ||
	    read_number(&target, &reader->numbered, &to, err) ||
	    read_description(&description, reader, &step, err))
		return -1;
	check_repeated(reader, source.node, from, index);
	check_repeated(reader, target.node, to, index);
	if (numbered_step(&reader->numbered, from, to, &step, err))
		return json_place(at, err);
	return 0;
}

static int read_state(const struct json_at *at, struct reader *reader, size_t number, struct err *err)
{
	const struct value *state;

	if (json_need(at, JSON_OBJECT, err) ||
	    !(state = json_value(at, reader->trace->arena, &reader->stack, 1, err)))
		return -1;
	if (numbered_state(&reader->numbered, number, state, err))
		return json_place(at, err);
	return 0;
}

static int read_numbered(const struct json_at *at, struct reader *reader, struct err *err)
{
	size_t number;

	if (read_number(at, &reader->numbered, &number, err))
		return -1;
	if (cJSON_GetArraySize(at->node) != 2)
		return json_fail(at, err, "found %d elements; expected a number and a state",
		                 cJSON_GetArraySize(at->node));

	struct json_at state = json_element(at, 1, at->node->child->next);

	reader->listed[number - reader->numbered.first] = state.node;
	return read_state(&state, reader, number, err);
}

/* The smallest state number; 1 if there is no valid one. */
static size_t first_number(const struct json_at *list)
{
	int64_t least = TRACE_STATES_MAX, number;
	const cJSON *node;
	bool any = false;

	cJSON_ArrayForEach(node, list->node)
	{
		struct json_at at = json_element(list, 0, node->child);

		if (!cJSON_IsArray(node) || !node->child ||
		    json_integer(&at, 0, TRACE_STATES_MAX, &number, NULL))
			continue;
		least = number < least ? number : least;
		any = true;
	}
	return any ? (size_t)least : 1;
}

/* `bare`: a list of states without numbers. */
static int read_states(const struct json_at *list, bool bare, struct reader *reader, struct err *err)
{
	const cJSON *node;
	size_t index = 0;

	if (json_need(list, JSON_LIST, err))
		return -1;
	numbered_init(&reader->numbered, reader->trace, bare ? 1 : first_number(list),
	              (size_t)cJSON_GetArraySize(list->node));
	reader->listed = arena_array(reader->trace->arena, reader->numbered.count, sizeof(const cJSON *));
	cJSON_ArrayForEach(node, list->node)
	{
		struct json_at at = json_element(list, index++, node);

		if (bare ? read_state(&at, reader, index, err) : read_numbered(&at, reader, err))
			return -1;
	}
	return 0;
}

static int read_actions(const struct json_at *list, struct reader *reader, struct err *err)
{
	const cJSON *node;
	size_t index = 0;

	if (json_want(list, JSON_LIST, err))
		return -1;
	cJSON_ArrayForEach(node, list->node)
	{
		struct json_at at = json_element(list, index++, node);

		if (read_action(&at, index, reader, err))
			return -1;
	}
	return 0;
}

/* The names in the order of the list, which may be partial, then the other fields.  With -alias, the states
 * have other fields; then these are the variables. */
static void take_vars(struct trace *trace, const char **names, size_t count, const struct value *state)
{
	const char **all = arena_array(trace->arena, state->count, sizeof(*all));
	struct string_set listed = { 0 };
	size_t known = 0;

	for (size_t i = 0; i < state->count; i++)
		string_set_mark(&listed, state->pairs[i].key->text, FIELD);
	for (size_t i = 0; i < count; i++) {
		if (string_set_marks(&listed, names[i]) != FIELD)
			goto out;
		string_set_mark(&listed, names[i], LISTED);
		all[known++] = names[i];
	}
	for (size_t i = 0; i < state->count; i++)
		if (string_set_marks(&listed, state->pairs[i].key->text) == FIELD)
			all[known++] = state->pairs[i].key->text;
	trace->vars = all;
	trace->var_count = known;
out:
	string_set_release(&listed);
}

static int read_vars(const struct json_at *list, struct reader *reader, struct err *err)
{
	struct trace *trace = reader->trace;
	const cJSON *node;
	size_t index = 0;

	if (json_want(list, JSON_LIST, err))
		return -1;
	if (!list->node || !reader->numbered.count)
		return 0;

	size_t count = (size_t)cJSON_GetArraySize(list->node);
	const char **names = arena_array(trace->arena, count, sizeof(*names));

	cJSON_ArrayForEach(node, list->node)
	{
		struct json_at at = json_element(list, index, node);

		if (json_copy_text(&at, false, trace->arena, &names[index++], err))
			return -1;
	}
	take_vars(trace, names, count, reader->numbered.states[0]);
	return 0;
}

static int read_tree(const cJSON *tree, struct reader *reader, struct err *err)
{
	struct json_at root = json_root(tree);
	struct json_at wrapper = json_field(&root, "counterexample");
	struct json_at vars = json_field(&root, "vars");

	if (cJSON_IsArray(tree)) {
		if (read_states(&root, true, reader, err))
			return -1;
	} else {
		const struct json_at *inner = wrapper.node ? &wrapper : &root;

		if (json_need(inner, JSON_OBJECT, err))
			return -1;

		struct json_at states = json_field(inner, "state");
		struct json_at actions = json_field(inner, "action");

		if (read_states(&states, false, reader, err) || read_actions(&actions, reader, err) ||
		    read_vars(&vars, reader, err))
			return -1;
	}
	return numbered_finish(&reader->numbered, err);
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct reader reader = { .trace = trace };
	cJSON *tree;

	if (json_parse(text, length, &tree, err))
		return -1;
	trace->types_lost = true;

	int status = read_tree(tree, &reader, err);

	cJSON_Delete(tree);
	value_stack_release(&reader.stack);
	return status;
}

const struct trace_format format_tlc_json = {
	.name = "tlc-json",
	.extension = ".tlc.json",
	.summary = "TLC's -dumpTrace json (written as since 2026)",
	.recognise = recognise,
	.read = read,
	.write = tlc_json_write,
};
