/*
 * The native format: the Informal Trace Format, Apalache's ADR-015, with heddle's fields under #meta
 * (itf_meta.c) and all kinds of values (itf_value.c).  Each state is on one line, so that saved traces can be
 * compared with diff.  Rejected: a private format, which no other tool opens.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/itf.h"

static int recognise(const char *text, size_t length)
{
	static const char *const keys[] = { "vars", "states", "#meta" };
	bool list;
	unsigned found = json_peek(text, length, keys, 3, &list);

	if (list)
		return 0;
	return (found & 3) == 3 ? 100 : found & 2 ? 90 : found & 4 ? 60 : 0;
}

/* --- reading ------------------------------------------------------------------ */

/* Adds the names of a list; a name that is already known is an error. */
static int read_names(const struct json_at *at, struct itf_names *names, unsigned mark, struct err *err)
{
	const cJSON *node;
	size_t index = 0;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_element(at, index++, node);
		const char *name;

		if (json_copy_text(&next, false, names->arena, &name, err))
			return -1;
		if (string_set_marks(&names->known, name) & mark)
			return json_fail(&next, err, "%s is given twice", name);
		if (strcmp(name, ITF_META) == 0)
			return json_fail(&next, err, "the name " ITF_META " is reserved");
		itf_name_add(names, name, mark);
	}
	return 0;
}

/* The path to the tip must be as long as the trace. */
static int check_tip(const struct trace *trace, struct err *err)
{
	const struct trace_meta *meta = trace->heddle;
	size_t depth = 0;

	if (!meta || !meta->node_count)
		return 0;
	for (uint32_t node = meta->tip; node; node = meta->nodes[node].parent)
		depth++;
	if (depth + 1 == trace->state_count)
		return 0;
	err_set(err, "%zu steps lead to this node; expected %zu, to the last state", depth,
	        trace->state_count - 1);
	err_place(err, "#meta.heddle.tip");
	return err_remedy(err, "set tip to the node of the last state");
}

static int read_tree(const cJSON *tree, struct itf *itf, struct itf_names *names, struct trace *trace,
                     struct err *err)
{
	struct json_at root = json_root(tree);
	struct json_at meta = json_field(&root, ITF_META), vars = json_field(&root, "vars");
	struct json_at params = json_field(&root, "params"), states = json_field(&root, "states");
	struct json_at loop = json_field(&root, "loop");

	if (json_need(&root, JSON_OBJECT, err) || itf_read_meta(&meta, itf, trace, err) ||
	    json_need(&vars, JSON_LIST, err) || read_names(&vars, names, NAME_VAR, err) ||
	    json_want(&params, JSON_LIST, err) || read_names(&params, names, NAME_PARAM, err) ||
	    itf_read_states(&states, itf, names, trace, err))
		return -1;
	if (loop.node && !cJSON_IsNull(loop.node) &&
	    json_integer(&loop, 0, (int64_t)trace->state_count - 1, &trace->loop, err))
		return -1;
	return check_tip(trace, err);
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct itf itf = { .arena = trace->arena };
	struct itf_names names = { .arena = trace->arena };
	cJSON *tree;

	if (json_parse(text, length, &tree, err))
		return -1;

	int status = read_tree(tree, &itf, &names, trace, err);

	cJSON_Delete(tree);
	itf_names_release(&names);
	string_set_release(&itf.texts);
	string_set_release(&itf.tagged);
	value_stack_release(&itf.stack);
	return status;
}

/* --- writing ------------------------------------------------------------------ */

static unsigned learn_step(struct itf *itf, const struct trace_step *step)
{
	unsigned tags = 0;

	for (size_t i = 0; i < step->arg_count; i++) {
		itf_learn(itf, step->args[i]);
		tags |= itf_tags(step->args[i]);
	}
	return tags;
}

/* Marks how texts occur, and which variables have records of tag and value but no variants. */
static void learn(struct itf *itf, const struct trace *trace)
{
	struct string_set tags = { 0 };
	unsigned steps = learn_step(itf, &trace->back);

	for (size_t i = 0; i < trace->state_count; i++) {
		for (size_t j = 0; j < trace->states[i]->count; j++) {
			const struct value_pair *pair = &trace->states[i]->pairs[j];

			itf_learn(itf, pair->value);
			string_set_mark(&tags, pair->key->text, itf_tags(pair->value));
		}
		if (i)
			steps |= learn_step(itf, &trace->steps[i - 1]);
	}
	for (size_t i = 0; i < trace->var_count; i++)
		if (string_set_marks(&tags, trace->vars[i]) == TAG_RECORD)
			string_set_mark(&itf->tagged, trace->vars[i], 1);
	if (steps == TAG_RECORD)
		string_set_mark(&itf->tagged, STEP_VALUES, 1);
	string_set_release(&tags);
}

static void put_state(struct buf *out, struct itf *itf, const struct trace *trace, size_t i)
{
	const struct value *state = trace->states[i];

	buf_printf(out, "{\"" ITF_META "\": {\"index\": %zu", i);
	if (i)
		itf_put_step(out, itf, &trace->steps[i - 1]);
	buf_add_char(out, '}');
	for (size_t j = 0; j < state->count; j++) {
		buf_add_text(out, ", ");
		json_put_text(out, state->pairs[j].key->text);
		buf_add_text(out, ": ");
		itf->records = string_set_marks(&itf->tagged, state->pairs[j].key->text);
		itf_put_value(out, itf, state->pairs[j].value);
	}
	buf_add_char(out, '}');
}

static int write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	struct itf itf = { 0 };
	size_t own = trace->var_count - trace->param_count - trace->extra_count;

	(void)lost;
	if (need_states(trace, err))
		return -1;
	for (size_t i = 0; i < trace->var_count; i++) {
		if (strcmp(trace->vars[i], ITF_META) == 0) {
			err_set(err, "a variable is named " ITF_META ", which ITF reserves");
			return err_remedy(err, "write the trace as tlc-json");
		}
	}
	learn(&itf, trace);
	buf_add_text(out, "{\n  \"" ITF_META "\": ");
	itf_put_meta(out, &itf, trace);
	buf_add_text(out, ",\n  \"params\": ");
	itf_put_list(out, trace->vars + own, trace->param_count);
	buf_add_text(out, ",\n  \"vars\": ");
	itf_put_list(out, trace->vars, own);
	buf_add_text(out, ",\n  \"states\": [");
	for (size_t i = 0; i < trace->state_count; i++) {
		buf_add_text(out, i ? ",\n    " : "\n    ");
		put_state(out, &itf, trace, i);
	}
	buf_add_text(out, "\n  ]");
	if (trace->loop >= 0)
		buf_printf(out, ",\n  \"loop\": %lld", (long long)trace->loop);
	buf_add_text(out, "\n}\n");
	string_set_release(&itf.texts);
	string_set_release(&itf.tagged);
	return 0;
}

const struct trace_format format_itf = {
	.name = "itf",
	.extension = ".itf.json",
	.keeps_design = true,
	.summary = "Informal Trace Format: heddle's own, also Apalache's and Quint's",
	.recognise = recognise,
	.read = read,
	.write = write,
};
