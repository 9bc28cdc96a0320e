/*
 * The native format: the Informal Trace Format, Apalache's ADR-015, with
 * heddle's own fields under #meta (itf_meta.c) and all kinds of values
 * (itf_value.c).  One state stands on each line, so that saved traces can be
 * compared with diff.  Rejected: a format of our own, which no other tool opens.
 */
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "heddle/buf.h"
#include "heddle/err.h"
#include "heddle/mem.h"
#include "itf.h"

/* Variables that Quint adds to tell the step which led to a state. */
#define QUINT_ACTION "mbt::actionTaken"
#define QUINT_PICKS  "mbt::nondetPicks"

#define META "#meta"

enum { NAME_VAR = 1, NAME_PARAM = 2 };

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

/* Reads a list of different names. */
static int read_names(const struct json_at *at, struct itf *itf, struct words *known, unsigned mark,
                      const char ***names, size_t *count, struct err *err)
{
	const cJSON *node;
	size_t index = 0;

	*count = at->node ? (size_t)cJSON_GetArraySize(at->node) : 0;
	*names = arena_array(itf->arena, *count, sizeof(**names));
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_element(at, index, node);

		if (json_copy_text(&next, false, itf->arena, &(*names)[index], err))
			return -1;
		if (words_marks(known, (*names)[index]) & mark)
			return json_fail(&next, err, "%s stands twice", (*names)[index]);
		if (strcmp((*names)[index], META) == 0)
			return json_fail(&next, err, "the name " META " is reserved");
		words_mark(known, (*names)[index++], mark);
	}
	return 0;
}

/* The step that Quint's variables tell, when the file told none. */
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

/* The state's own #meta: its index, which must grow, and in our files the step. */
static int read_state_meta(const struct json_at *at, struct itf *itf, int64_t *last,
                           struct trace_step *step, struct err *err)
{
	struct json_at index = json_field(at, "index");
	int64_t number;

	if (!cJSON_IsObject(at->node))
		return 0;
	if (cJSON_IsNumber(index.node)) {
		if (json_integer(&index, 0, INT32_MAX, &number, err))
			return -1;
		if (number <= *last)
			return json_fail(&index, err, "found %d after %d; expected a larger index",
			                 (int)number, (int)*last);
		*last = number;
	}
	return itf->native ? itf_read_step(at, itf, step, err) : 0;
}

static int read_state(const struct json_at *at, struct itf *itf, const struct words *names,
                      int64_t *last, struct draft *draft, struct err *err)
{
	struct trace_step step = { 0 };
	size_t base = itf->pile.pair_count;
	const struct value *state;
	const cJSON *node;
	int status = -1;

	if (json_need(at, JSON_OBJECT, err))
		return -1;
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at field = json_member(at, node);
		const struct value *value;

		if (strcmp(node->string, META) == 0) {
			if (read_state_meta(&field, itf, last, &step, err))
				goto out;
			continue;
		}
		if (!(words_marks(names, node->string) & NAME_VAR)) {
			if (words_marks(names, node->string) & NAME_PARAM)
				continue;
			json_fail(&field, err, "not one of the names in vars");
			goto out;
		}
		if (!(value = itf_value(&field, itf, 2, err)))
			goto out;
		pile_pair(&itf->pile, value_string(itf->arena, node->string), value);
	}
	state = value_record(itf->arena, pile_pairs(&itf->pile, base), itf->pile.pair_count - base);
	take_quint_step(state, itf, &step);
	status = draft_add(draft, state, &step, err);
out:
	itf->pile.pair_count = base;
	return status;
}

static int read_states(const struct json_at *at, struct itf *itf, const struct words *names,
                       struct trace *trace, struct err *err)
{
	struct draft draft;
	const cJSON *node;
	size_t index = 0;
	int64_t last = -1;
	int status = -1;

	draft_init(&draft, trace);
	if (json_need(at, JSON_LIST, err))
		goto out;
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at next = json_element(at, index++, node);

		if (read_state(&next, itf, names, &last, &draft, err))
			goto out;
	}
	status = draft_finish(&draft, err);
out:
	draft_release(&draft);
	return status;
}

/* The line to the tip must be as long as the trace. */
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
	return err_remedy(err, "let tip be the node of the last state");
}

static int read_tree(const cJSON *tree, struct itf *itf, struct words *names, struct trace *trace,
                     struct err *err)
{
	struct json_at root = json_root(tree);
	struct json_at meta = json_field(&root, "#meta"), vars = json_field(&root, "vars");
	struct json_at params = json_field(&root, "params"), states = json_field(&root, "states");
	struct json_at loop = json_field(&root, "loop");
	const char **ignored;
	size_t ignored_count;

	if (json_need(&root, JSON_OBJECT, err) || itf_read_meta(&meta, itf, trace, err) ||
	    json_need(&vars, JSON_LIST, err) ||
	    read_names(&vars, itf, names, NAME_VAR, &trace->vars, &trace->var_count, err) ||
	    json_want(&params, JSON_LIST, err) ||
	    read_names(&params, itf, names, NAME_PARAM, &ignored, &ignored_count, err) ||
	    read_states(&states, itf, names, trace, err))
		return -1;
	if (loop.node && !cJSON_IsNull(loop.node) &&
	    json_integer(&loop, 0, (int64_t)trace->state_count - 1, &trace->loop, err))
		return -1;
	return check_tip(trace, err);
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct itf itf = { .arena = trace->arena };
	struct words names = { 0 };
	cJSON *tree;

	if (json_parse(text, length, &tree, err))
		return -1;

	int status = read_tree(tree, &itf, &names, trace, err);

	cJSON_Delete(tree);
	words_release(&names);
	words_release(&itf.words);
	pile_release(&itf.pile);
	return status;
}

/* --- writing ------------------------------------------------------------------ */

static void learn_step(struct itf *itf, const struct trace_step *step)
{
	for (size_t i = 0; i < step->arg_count; i++)
		itf_learn(itf, step->args[i]);
}

static void learn(struct itf *itf, const struct trace *trace)
{
	for (size_t i = 0; i < trace->state_count; i++)
		for (size_t j = 0; j < trace->states[i]->count; j++)
			itf_learn(itf, trace->states[i]->pairs[j].value);
	for (size_t i = 0; i + 1 < trace->state_count; i++)
		learn_step(itf, &trace->steps[i]);
	learn_step(itf, &trace->back);
}

static void put_state(struct buf *out, const struct itf *itf, const struct trace *trace, size_t i)
{
	const struct value *state = trace->states[i];

	buf_printf(out, "{\"#meta\": {\"index\": %zu", i);
	if (i)
		itf_put_step(out, itf, &trace->steps[i - 1]);
	buf_add_char(out, '}');
	for (size_t j = 0; j < state->count; j++) {
		buf_add_text(out, ", ");
		json_put_text(out, state->pairs[j].key->text);
		buf_add_text(out, ": ");
		itf_put_value(out, itf, state->pairs[j].value);
	}
	buf_add_char(out, '}');
}

static int write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	struct itf itf = { 0 };

	(void)lost;
	if (need_states(trace, err))
		return -1;
	for (size_t i = 0; i < trace->var_count; i++) {
		if (strcmp(trace->vars[i], META) == 0) {
			err_set(err, "a variable is called " META ", which ITF keeps for itself");
			return err_remedy(err, "write the trace as tlc-json");
		}
	}
	learn(&itf, trace);
	buf_add_text(out, "{\n  \"#meta\": ");
	itf_put_meta(out, &itf, trace);
	buf_add_text(out, ",\n  \"params\": [],\n  \"vars\": [");
	for (size_t i = 0; i < trace->var_count; i++) {
		if (i)
			buf_add_text(out, ", ");
		json_put_text(out, trace->vars[i]);
	}
	buf_add_text(out, "],\n  \"states\": [");
	for (size_t i = 0; i < trace->state_count; i++) {
		buf_add_text(out, i ? ",\n    " : "\n    ");
		put_state(out, &itf, trace, i);
	}
	buf_add_text(out, "\n  ]");
	if (trace->loop >= 0)
		buf_printf(out, ",\n  \"loop\": %lld", (long long)trace->loop);
	buf_add_text(out, "\n}\n");
	words_release(&itf.words);
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
