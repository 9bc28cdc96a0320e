/*
 * Walks every candidate along the whole trace.  If several fit, the one whose step names agree most with
 * the trace wins.
 *
 * Rejected: first guessing the design from the names of variables and actions.  A wrong design diverges
 * within a few steps, so trying all of them costs less than a guess is worth.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/constants.h>
#include <heddle/match.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "session/match_private.h"
#include "session/numeric_constants.h"

/* --- what the trace says ---------------------------------------------------- */

struct evidence evidence_gather(const struct trace *trace, const struct design *design, struct arena *arena)
{
	const struct scope_row *rows = design_scope_rows(design);
	struct evidence seen = { .saved = scope_unset() };
	constants_infer(design, trace, arena, &seen.constants, &seen.shown);
	if (!trace->heddle)
		return seen;
	seen.saved = constants_saved_scope(rows, trace->heddle);
	if (trace->heddle->scope_count)
		seen.constants = constants_from_meta(rows, trace->heddle, arena);
	return seen;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* True if variable i is not the system's: a constant, or one in which a tool records steps. */
static bool is_aside(const struct trace *trace, size_t i)
{
	return i >= trace->var_count - trace->param_count - trace->extra_count ||
	       strncmp(trace->vars[i], "mbt::", 5) == 0;
}

/* A copy of the trace with only the system's variables. */
static struct trace of_system(const struct trace *trace, struct arena *arena)
{
	struct trace plain = *trace;
	const char **asides = arena_array(arena, trace->var_count, sizeof *asides);
	size_t extra = 0;
	for (size_t i = 0; i < trace->var_count; i++)
		if (is_aside(trace, i))
			asides[extra++] = trace->vars[i];
	if (!extra)
		return plain;
	const struct value **states = arena_array(arena, trace->state_count, sizeof *states);
	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *state = trace->states[i];
		struct value_pair *pairs = arena_array(arena, state->count, sizeof *pairs);
		size_t count = 0;
		for (size_t k = 0; k < state->count; k++)
			if (!is_one_of(state->pairs[k].key->text, asides, extra))
				pairs[count++] = state->pairs[k];
		states[i] = value_record(arena, pairs, count);
	}
	plain.states = states;
	return plain;
}

/* --- choosing --------------------------------------------------------------- */

static bool better(const struct match_attempt *a, const struct match_attempt *b)
{
	if (a->fits != b->fits)
		return a->fits;
	if (a->fits)
		return a->agreeing > b->agreeing;
	if (a->matched != b->matched)
		return a->matched > b->matched;
	if (a->alike != b->alike)
		return a->alike;
	return a->apart < b->apart;
}

/* Tries `design`, which it takes; keeps it if it is the best so far. */
static void try_design(struct match *match, struct design *design, const struct trace *trace,
                       const struct evidence *seen, struct attempt *attempt, struct attempt **best)
{
	attempt_run(attempt, design, trace, seen, match->arena);
	if (!*best || better(&attempt->result, &(*best)->result)) {
		if (*best)
			model_free((*best)->model);
		if (*best)
			(*best)->model = NULL;
		design_free(match->design);
		match->design = design;
		*best = attempt;
		return;
	}
	model_free(attempt->model);
	attempt->model = NULL;
	design_free(design);
}

static size_t bundled_count(void)
{
	size_t count = 0;

	while (bundled_design_nth(count))
		count++;
	return count;
}

/* The design that heddle saved the trace with; null, and a failed attempt, if it cannot be opened. */
static struct design *saved_design(const struct trace *trace, struct match *match, struct attempt *attempt)
{
	const struct trace_meta *meta = trace->heddle;
	struct design *design = NULL;
	struct err err = { 0 };
	int result = meta->design_text ? design_parse(meta->design_text, strlen(meta->design_text),
	                                              meta->design, &design, &err)
	                               : design_open(meta->design, &design, &err);
	if (result != 0) {
		char text[ERR_TEXT_MAX + ERR_PLACE_MAX];
		attempt->result = (struct match_attempt){
			.design = arena_strdup(match->arena, meta->design),
			.reason = arena_strdup(match->arena, err_format(&err, text, sizeof text)),
		};
		return NULL;
	}
	match->other_version = meta->checksum && strcmp(meta->checksum, design_checksum(design)) != 0;
	return design;
}

/* --- a requested scope -------------------------------------------------------- */

static void swap(void **state, void **next)
{
	void *spare = *state;
	*state = *next;
	*next = spare;
}

/* Takes the same steps, found by their texts, in `model`.  Returns how many are enabled; *full: the next
 * one needs a larger model. */
static size_t respell(const struct model *old, const struct model *model, const struct step *steps,
                      size_t count, struct step *out, bool *full)
{
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size);
	int result = APPLY_OK;
	struct buf text;
	size_t i;
	buf_init(&text);
	model->ops->initial(model, state);
	for (i = 0; i < count; i++) {
		buf_clear(&text);
		step_show(old, &steps[i], &text);
		if (step_parse(model, text.data, text.length, &out[i], NULL) != 0)
			break;
		result = model->ops->apply(model, state, &out[i], next);
		if (result != APPLY_OK)
			break;
		swap(&state, &next);
	}
	buf_release(&text);
	free(state);
	free(next);
	*full = result == APPLY_FULL;
	return i;
}

static int overrule(struct match *match, const struct scope *over, struct err *err)
{
	struct scope scope = scope_merge(match->scope, *over);
	if (memcmp(&scope, &match->scope, sizeof scope) == 0)
		return 0;
	struct model *model;
	struct constants constants =
	        constants_complete(design_scope_rows(match->design), &match->constants, &scope, match->arena);
	if (design_check_scope(match->design, &scope, err) != 0 ||
	    design_compile(match->design, &scope, &constants, false, &model, err) != 0)
		return -1;
	size_t count = match->step_count + match->closes;
	struct step *steps = arena_array(match->arena, count, sizeof *steps);
	struct step *out = arena_array(match->arena, count, sizeof *out);
	if (match->step_count)
		memcpy(steps, match->steps, match->step_count * sizeof *steps);
	if (match->closes)
		steps[match->step_count] = match->closing;
	size_t possible;
	bool full;
	do
		possible = respell(match->model, model, steps, count, out, &full);
	while (full && model_grow(&model));
	if (possible < count) {
		struct buf text;
		buf_init(&text);
		step_show(match->model, &steps[possible], &text);
		err_set(err, "step %zu, %s, is not possible in the requested scope", possible + 1, text.data);
		err_remedy(err, "leave the scope out, or make it larger");
		buf_release(&text);
		model_free(model);
		return -1;
	}
	model_free(match->model);
	match->model = model;
	match->scope = scope;
	match->constants = constants;
	match->steps = out;
	match->closing = match->closes ? out[match->step_count] : match->closing;
	return 0;
}

/* --- what the trace breaks -------------------------------------------------- */

static void judge(struct match *match, const struct trace *trace)
{
	const struct model *model = match->model;
	int claimed = trace->claims ? model_property_index(model, trace->claims) : -1;
	uint32_t asked = model_default_properties(model) | (claimed < 0 ? 0 : UINT32_C(1) << claimed);
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size);
	model->ops->initial(model, state);
	match->broken = model->ops->broken(model, NULL, NULL, state, asked);
	for (size_t i = 0; i < match->step_count && !match->broken; i++) {
		if (!progress_at("judging", i, match->step_count))
			break;
		if (model->ops->apply(model, state, &match->steps[i], next) != APPLY_OK)
			break;
		match->broken = model->ops->broken(model, state, &match->steps[i], next, asked);
		match->broken_at = i + 1;
		swap(&state, &next);
	}
	free(state);
	free(next);
}

/* --- all of it -------------------------------------------------------------- */

/* Tries the only design that comes into question. */
static void try_one(struct match *match, struct design *design, const struct trace *trace,
                    struct attempt *attempt, struct attempt **best)
{
	const struct trace *named = numbers_named(design, trace, match->arena);
	struct evidence seen = evidence_gather(named, design, match->arena);
	try_design(match, design, named, &seen, attempt, best);
}

static void try_all(struct match *match, const struct trace *trace, struct design *named,
                    struct attempt *attempts, size_t *count, struct attempt **best)
{
	if (named) {
		try_one(match, named, trace, &attempts[(*count)++], best);
	} else if (trace->heddle && trace->heddle->design) {
		struct attempt *attempt = &attempts[(*count)++];
		struct design *design = saved_design(trace, match, attempt);
		if (design)
			try_one(match, design, trace, attempt, best);
	} else if (!trace->heddle) {
		const struct trace *named_trace = numbers_named(NULL, trace, match->arena);
		struct evidence seen = evidence_gather(named_trace, NULL, match->arena);
		const struct bundled *row;
		for (size_t i = 0; (row = bundled_design_nth(i)); i++) {
			struct attempt *attempt = &attempts[(*count)++];
			struct design *design;
			struct err err = { 0 };
			int result = design_parse(row->text, row->length, row->name, &design, &err);
			assert(result == 0 && "a bundled design is sound");
			if (result != 0)
				return;
			if (design_system(design))
				try_one(match, design, trace, attempt, best);
			else
				try_design(match, design, named_trace, &seen, attempt, best);
		}
	}
}

int match_find(const struct trace *trace, const char *design_name, const struct scope *over,
               struct match *match, struct err *err)
{
	struct design *named = NULL;
	if (trace->state_count == 0)
		return err_set(err, "the trace has no states");
	if (design_name && design_open(design_name, &named, err) != 0)
		return -1;
	*match = (struct match){ .arena = arena_new() };
	struct trace plain = of_system(trace, match->arena);
	struct attempt *attempts = mem_array(bundled_count() + 1, sizeof *attempts), *best = NULL;
	size_t count = 0;
	int result = 0;
	try_all(match, &plain, named, attempts, &count, &best);
	match->attempt_count = count;
	match->attempts = arena_array(match->arena, count, sizeof *match->attempts);
	for (size_t i = 0; i < count; i++)
		match->attempts[i] = attempts[i].result;
	match->best = best ? (size_t)(best - attempts) : 0;
	if (best && best->result.fits) {
		match->model = best->model;
		match->scope = best->scope;
		match->constants = best->constants;
		match->steps = best->steps;
		match->step_count = trace->state_count - 1;
		match->closes = best->closes;
		match->closing = best->closing;
		if (over)
			result = overrule(match, over, err);
		if (result == 0)
			judge(match, trace);
	} else {
		if (best)
			model_free(best->model);
		design_free(match->design);
		match->design = NULL;
	}
	free(attempts);
	if (result != 0)
		match_release(match);
	return result;
}

void match_attempt_misnamed(const struct match_attempt *result, struct buf *out)
{
	assert(result->contradicted && "the names of steps contradict the states");
	buf_printf(out, "step %zu is called %s, but its states are those of %s", result->contradiction,
	           result->called, result->does);
	if (result->contradicted > 1)
		buf_printf(out, ", and %zu more are misnamed", result->contradicted - 1);
}

void match_release(struct match *match)
{
	model_free(match->model);
	design_free(match->design);
	arena_free(match->arena);
	*match = (struct match){ 0 };
}
