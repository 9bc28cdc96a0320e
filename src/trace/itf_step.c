/*
 * Steps, as the fields of an object: action, arguments, parameters, location, skipped.
 */
#include <heddle/buf.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/itf.h"

static int read_arguments(const struct json_at *object, struct itf *itf, struct trace_step *step,
                          struct err *err)
{
	struct json_at args = json_field(object, "arguments");
	struct json_at names = json_field(object, "parameters");
	size_t count, index = 0;
	const cJSON *node;

	if (json_want(&args, JSON_LIST, err) || json_want(&names, JSON_LIST, err))
		return -1;
	count = args.node ? (size_t)cJSON_GetArraySize(args.node) : 0;
	if (names.node && (size_t)cJSON_GetArraySize(names.node) != count)
		return json_fail(&names, err, "expected as many as there are arguments");
	if (!count)
		return 0;
	itf->records = string_set_marks(&itf->tagged, STEP_VALUES);
	step->arg_count = count;
	step->args = arena_array(itf->arena, count, sizeof(*step->args));
	cJSON_ArrayForEach(node, args.node)
	{
		struct json_at next = json_element(&args, index, node);

		if (!(step->args[index++] = itf_value(&next, itf, 1, err)))
			return -1;
	}
	if (!names.node)
		return 0;
	step->arg_names = arena_array(itf->arena, count, sizeof(*step->arg_names));
	index = 0;
	cJSON_ArrayForEach(node, names.node)
	{
		struct json_at next = json_element(&names, index, node);

		if (json_copy_text(&next, false, itf->arena, &step->arg_names[index++], err))
			return -1;
	}
	step_check_names(step);
	return 0;
}

int itf_read_step(const struct json_at *object, struct itf *itf, struct trace_step *step, struct err *err)
{
	struct json_at action = json_field(object, "action");
	struct json_at location = json_field(object, "location");
	struct json_at skipped = json_field(object, "skipped");
	int64_t number = 0;

	if (json_copy_text(&action, true, itf->arena, &step->action, err) ||
	    json_copy_text(&location, true, itf->arena, &step->location, err) ||
	    (skipped.node && json_integer(&skipped, 0, TRACE_STATES_MAX, &number, err)))
		return -1;
	if (number)
		step->skipped = (size_t)number;
	return read_arguments(object, itf, step, err);
}

void itf_put_step(struct buf *out, struct itf *itf, const struct trace_step *step)
{
	itf->records = string_set_marks(&itf->tagged, STEP_VALUES);
	if (step->action) {
		buf_add_text(out, ", \"action\": ");
		json_put_text(out, step->action);
	}
	for (size_t i = 0; i < step->arg_count; i++) {
		buf_add_text(out, i ? ", " : ", \"arguments\": [");
		itf_put_value(out, itf, step->args[i]);
	}
	if (step->arg_count)
		buf_add_char(out, ']');
	if (step->arg_count && step->arg_names) {
		buf_add_text(out, ", \"parameters\": ");
		itf_put_list(out, step->arg_names, step->arg_count);
	}
	if (step->location) {
		buf_add_text(out, ", \"location\": ");
		json_put_text(out, step->location);
	}
	if (step->skipped)
		buf_printf(out, ", \"skipped\": %zu", step->skipped);
}
