/*
 * Walks a trace along one design.
 *
 * Recorded states are packed (design_encode) and compared byte by byte with the successors.  Rejected:
 * comparing described values, which is slower and would have to undo JSON's loss of types for every
 * successor.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/constants.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/trace.h>
#include <heddle/value.h>

#include "session/match_private.h"

struct walk {
	const struct model *model;
	const struct trace *trace;
	struct arena *arena;
	void *from, *to, *scratch; /* states */
};

/* --- finding the step ------------------------------------------------------- */

struct search {
	const struct walk *walk;
	const struct trace_step *shown;
	struct step best;
	int score; /* of `best`; 0: no step leads to the recorded state */
};

static const char *text_of(const struct value *value)
{
	const char *text = value_text(value);
	return text ? text : "";
}

/* True if the arguments that the trace shows are those of the step; formats show all or some. */
static bool arguments_agree(const struct model *model, const struct trace_step *shown,
                            const struct step *step)
{
	const struct model_action *action = &model->actions[step->action];
	const struct model_process *process = &model->processes[step->process];
	size_t at = process->silent ? 0 : 1;
	if (at && shown->arg_count && strcmp(text_of(shown->args[0]), process->name) != 0)
		return false;
	for (unsigned i = 0; i < step->choice_count && at < shown->arg_count; i++, at++)
		if (strcmp(text_of(shown->args[at]), action->choice[i]->names[step->choice[i]]) != 0)
			return false;
	return true;
}

static bool same_action(const struct model *model, const struct trace_step *shown, const struct step *step)
{
	return shown->action && strcmp(shown->action, model->actions[step->action].name) == 0;
}

/* True if the trace names another action or process of this design.  An unknown name does not contradict. */
static bool contradicts(const struct model *model, const struct trace_step *shown, const struct step *step)
{
	if (!shown->action || model_action_index(model, shown->action) < 0)
		return false;
	if (!same_action(model, shown, step))
		return true;
	int process = shown->arg_count ? model_process_index(model, text_of(shown->args[0])) : -1;
	return process >= 0 && !model->processes[step->process].silent &&
	       strcmp(model->processes[process].name, model->processes[step->process].name) != 0;
}

static void note_contradiction(const struct walk *walk, const struct trace_step *shown,
                               const struct step *step, size_t number, struct match_attempt *result)
{
	if (!contradicts(walk->model, shown, step) || result->contradicted++)
		return;
	struct buf text;
	buf_init(&text);
	if (shown->arg_count && value_text(shown->args[0]))
		buf_printf(&text, "%s ", value_text(shown->args[0]));
	buf_add_text(&text, shown->action);
	result->contradiction = number;
	result->called = arena_strdup(walk->arena, text.data);
	buf_clear(&text);
	step_show(walk->model, step, &text);
	result->does = arena_strdup(walk->arena, text.data);
	buf_release(&text);
}

static bool consider(void *ctx, const struct step *step)
{
	struct search *search = ctx;
	const struct walk *walk = search->walk;
	if (walk->model->ops->apply(walk->model, walk->from, step, walk->scratch) != APPLY_OK ||
	    memcmp(walk->scratch, walk->to, walk->model->state_size) != 0)
		return true;
	int score = 1 + 2 * same_action(walk->model, search->shown, step) +
	            arguments_agree(walk->model, search->shown, step);
	if (score > search->score) {
		search->score = score;
		search->best = *step;
	}
	return true;
}

/* Finds the enabled step from `from` to `to`; false if there is none. */
static bool find_step(const struct walk *walk, const struct trace_step *shown, struct step *step)
{
	struct search search = { .walk = walk, .shown = shown };
	walk->model->ops->enabled(walk->model, walk->from, consider, &search);
	*step = search.best;
	return search.score > 0;
}

/* --- explaining why there is none -------------------------------------------- */

struct first_difference {
	struct buf *out;
	size_t count;
};

static void show_part(struct buf *out, const struct value *part)
{
	if (part)
		value_show(out, part, false);
	else
		buf_add_text(out, "nothing");
}

static void note_difference(void *ctx, const char *path, const struct value *ours,
                            const struct value *recorded)
{
	struct first_difference *first = ctx;
	if (first->count++ || !first->out)
		return;
	buf_printf(first->out, "%s ", path);
	show_part(first->out, ours);
	buf_add_text(first->out, ", not ");
	show_part(first->out, recorded);
}

static size_t differences(const struct walk *walk, const void *state, struct buf *out)
{
	struct arena *scratch = arena_new();
	struct first_difference first = { .out = out };
	const struct model *model = walk->model;
	value_diff(model->ops->describe(model, state, scratch),
	           model->ops->describe(model, walk->to, scratch), note_difference, &first);
	arena_free(scratch);
	return first.count;
}

/* The enabled step that comes nearest to the recorded state; with `named`, only among those with the
 * trace's action and arguments. */
static const struct step *nearest_step(const struct walk *walk, const struct trace_step *shown,
                                       const struct step *steps, size_t count, bool named)
{
	const struct step *best = NULL;
	size_t fewest = 0;
	for (size_t i = 0; i < count; i++) {
		if (named && !(same_action(walk->model, shown, &steps[i]) &&
		               arguments_agree(walk->model, shown, &steps[i])))
			continue;
		if (walk->model->ops->apply(walk->model, walk->from, &steps[i], walk->scratch) != 0)
			continue;
		size_t number = differences(walk, walk->scratch, NULL);
		if (!best || number < fewest) {
			best = &steps[i];
			fewest = number;
		}
	}
	return best;
}

/* If the design knows the named process and action, but the action is disabled, explains why. */
static bool explain_disabled(const struct walk *walk, const struct trace_step *shown, struct buf *out)
{
	const struct model *model = walk->model;
	if (!shown->action)
		return false;
	int action = model_action_index(model, shown->action);
	if (action < 0) {
		buf_printf(out, "it has no step called %s", shown->action);
		return true;
	}
	int process = shown->arg_count ? model_process_index(model, text_of(shown->args[0])) : -1;
	if (process < 0 || !model_takes(model, (unsigned)process, (unsigned)action))
		return false;
	buf_printf(out, "%s cannot %s: ", model->processes[process].name, shown->action);
	size_t before = out->length;
	if (model->ops->why_not(model, walk->from, (unsigned)process, (unsigned)action, out))
		return out->length > before;
	buf_clear(out);
	return false;
}

static const char *explain(const struct walk *walk, const struct trace_step *shown)
{
	struct buf out;
	buf_init(&out);
	if (!explain_disabled(walk, shown, &out)) {
		struct step *steps;
		size_t count = model_enabled(walk->model, walk->from, walk->arena, &steps);
		const struct step *step = nearest_step(walk, shown, steps, count, true);
		if (!step)
			step = nearest_step(walk, shown, steps, count, false);
		if (step) {
			step_show(walk->model, step, &out);
			buf_add_text(&out, " leads to ");
			walk->model->ops->apply(walk->model, walk->from, step, walk->scratch);
			differences(walk, walk->scratch, &out);
		} else {
			buf_add_text(&out, "no step is possible here");
		}
	}
	const char *text = arena_strdup(walk->arena, out.data);
	buf_release(&out);
	return text;
}

/* --- the walk --------------------------------------------------------------- */

static const char *error_text(const struct err *err, struct arena *arena)
{
	char text[ERR_TEXT_MAX + ERR_PLACE_MAX];
	return arena_strdup(arena, err_format(err, text, sizeof text));
}

/* Why the recorded state is not a state of the design.  If its step is not in the design either, that
 * explains more. */
static const char *explain_foreign(const struct walk *walk, const struct trace_step *shown,
                                   const struct err *err)
{
	struct buf out;
	buf_init(&out);
	const char *text = explain_disabled(walk, shown, &out) ? arena_strdup(walk->arena, out.data)
	                                                       : error_text(err, walk->arena);
	buf_release(&out);
	return text;
}

/* Takes one step to the state `recorded`.  Returns why that is impossible, or null. */
static const char *walk_to(struct walk *walk, const struct value *recorded, const struct trace_step *shown,
                           struct step *step)
{
	struct err err = { 0 };
	if (design_encode(walk->model, recorded, walk->to, &err) != 0)
		return explain_foreign(walk, shown, &err);
	if (!find_step(walk, shown, step))
		return explain(walk, shown);
	void *state = walk->from;
	walk->from = walk->to;
	walk->to = state;
	return NULL;
}

static void count_part(void *ctx, const char *path, const struct value *ours, const struct value *recorded)
{
	size_t *count = ctx;
	(void)path, (void)ours, (void)recorded;
	++*count;
}

/* Counts how far the first state is from the design's, whether or not it can be packed. */
static void compare_start(const struct walk *walk, struct match_attempt *result)
{
	const struct model *model = walk->model;
	const struct value *recorded = walk->trace->states[0];
	struct arena *scratch = arena_new();
	model->ops->initial(model, walk->scratch);
	result->apart = 0;
	value_diff(model->ops->describe(model, walk->scratch, scratch), recorded, count_part, &result->apart);
	arena_free(scratch);
	result->alike = design_encode(model, recorded, walk->scratch, NULL) == 0;
	for (unsigned i = 0; i < model->variable_count; i++)
		result->related = result->related || value_get(recorded, model->variables[i].name);
}

static const char *walk_start(struct walk *walk)
{
	struct err err = { 0 };
	if (design_encode(walk->model, walk->trace->states[0], walk->from, &err) != 0)
		return error_text(&err, walk->arena);
	walk->model->ops->initial(walk->model, walk->to);
	if (memcmp(walk->from, walk->to, walk->model->state_size) == 0)
		return NULL;
	struct buf out;
	buf_init(&out);
	buf_add_text(&out, "at the start it has ");
	void *state = walk->from;
	walk->from = walk->to;
	walk->to = state;
	differences(walk, walk->from, &out);
	const char *text = arena_strdup(walk->arena, out.data);
	buf_release(&out);
	return text;
}

static void run(struct attempt *attempt, struct walk *walk)
{
	const struct trace *trace = walk->trace;
	size_t count = trace->state_count - 1;
	struct match_attempt *result = &attempt->result;
	attempt->steps = arena_array(walk->arena, count, sizeof *attempt->steps);
	compare_start(walk, result);
	result->reason = walk_start(walk);
	if (progress_stopped())
		result->reason = "stopped";
	for (size_t i = 0; i < count && !result->reason; i++) {
		const struct trace_step *shown = &trace->steps[i];
		struct step *step = &attempt->steps[i];
		result->reason = shown->skipped ? "the file leaves out states before the next one"
		                                : walk_to(walk, trace->states[i + 1], shown, step);
		if (result->reason) {
			result->diverges_at = i + 1;
		} else {
			result->agreeing += same_action(walk->model, shown, step);
			note_contradiction(walk, shown, step, i + 1, result);
		}
		result->matched = result->reason ? i : i + 1;
		if (!progress_at(result->design, i, count))
			result->reason = "stopped";
	}
	if (!result->reason && trace->loop >= 0 && (size_t)trace->loop < count) {
		result->reason = walk_to(walk, trace->states[trace->loop], &trace->back, &attempt->closing);
		attempt->closes = !result->reason;
		result->diverges_at = result->reason ? count + 1 : 0;
	}
	result->fits = !result->reason;
}

static void raise_to(int *member, int shown, int most)
{
	if (shown > *member)
		*member = shown < most ? shown : most;
}

/* The design's default scope, enlarged to what the trace shows, overridden by what was saved.  Playing may
 * exceed the bounds of a check and the limits on --options. */
static struct scope settle(const struct design *design, struct scope shown, const struct scope *saved)
{
	const struct scope_row *rows = design_scope_rows(design);
	struct scope seen = scope_unset();
	for (unsigned i = 0; rows[i].option; i++)
		if (constants_all_shown(design, i))
			seen.of[i] = shown.of[i];
	struct scope scope = scope_merge(scope_merge(design_scope(design), seen), *saved);
	for (unsigned i = 0; rows[i].option; i++)
		if (!constants_all_shown(design, i))
			raise_to(&scope.of[i], shown.of[i], rows[i].most);
	return scope;
}

/* Makes room for a trace that goes beyond what a scope can be. */
static void grow(struct attempt *attempt, const struct design *design, const struct evidence *seen)
{
	const struct scope_row *rows = design_scope_rows(design);

	for (unsigned i = 0; rows[i].option; i++) {
		if (rows[i].kind != SCOPE_BOUND || (rows == scope_rows && i != SCOPE_OPERATIONS))
			continue;
		for (int room = rows[i].most > 0 ? rows[i].most : 1; room < seen->shown.of[i]; room *= 2)
			if (!model_grow(&attempt->model))
				return;
	}
}

static int compile(struct attempt *attempt, const struct design *design, const struct evidence *seen,
                   struct arena *arena, struct err *err)
{
	attempt->scope = settle(design, seen->shown, &seen->saved);
	if (design_check_scope(design, &attempt->scope, err) != 0)
		return err_remedy(err, "the trace shows as many; export one that shows fewer");
	attempt->constants =
	        constants_complete(design_scope_rows(design), &seen->constants, &attempt->scope, arena);
	if (design_compile(design, &attempt->scope, &attempt->constants, false, &attempt->model, err) != 0)
		return -1;
	grow(attempt, design, seen);
	return 0;
}

void attempt_run(struct attempt *attempt, const struct design *design, const struct trace *trace,
                 const struct evidence *seen, struct arena *arena)
{
	struct err err = { 0 };
	*attempt = (struct attempt){ .result.design = arena_strdup(arena, design_name(design)),
		                     .result.apart = SIZE_MAX };
	if (compile(attempt, design, seen, arena, &err) != 0) {
		attempt->result.reason = error_text(&err, arena);
		return;
	}
	size_t size = attempt->model->state_size;
	struct walk walk = { .model = attempt->model,
		             .trace = trace,
		             .arena = arena,
		             .from = mem_alloc(size),
		             .to = mem_alloc(size),
		             .scratch = mem_alloc(size) };
	run(attempt, &walk);
	free(walk.from);
	free(walk.to);
	free(walk.scratch);
}
