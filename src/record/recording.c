/*
 * A state of a recording is an index into a copy of the trace.
 *
 * States are not packed: nothing needs the layout of a recording's state, and no checker explores one.
 * Rejected: borrowing the trace, which would save the copy, since sessions outlive the file that they were
 * opened from.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/recording.h>
#include <heddle/value.h>
#include <heddle/value_type.h>

#include "record/record.h"

static const struct recording *self(const struct model *model)
{
	assert(model->recording && "a recording");
	return (const struct recording *)model;
}

/* The state of a recording: an index. */
static uint64_t position(const void *state)
{
	uint64_t at;
	memcpy(&at, state, sizeof(at));
	return at;
}

static void release(struct model *model)
{
	struct recording *recording = (struct recording *)model;
	trace_free(recording->trace);
	arena_free(recording->arena);
	free(recording);
}

static void initial(const struct model *model, void *state)
{
	memset(state, 0, model->state_size);
}

static void enabled(const struct model *model, const void *state, step_fn *fn, void *ctx)
{
	const struct recording *recording = self(model);
	uint64_t at = position(state);
	if (at < recording->length)
		fn(ctx, &recording->steps[at]);
}

static int apply(const struct model *model, const void *state, const struct step *step, void *next)
{
	const struct recording *recording = self(model);
	uint64_t at = position(state);
	if (at >= recording->length || !step_equal(step, &recording->steps[at]))
		return APPLY_DISABLED;
	at = at + 1 < recording->trace->state_count ? at + 1 : (uint64_t)recording->trace->loop;
	memcpy(next, &at, sizeof(at));
	return APPLY_OK;
}

static const char *copy_text(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

/* The checker's own verdict: it stopped where a property of states breaks, or at a deadlock.  The property
 * itself is unknown. */
static uint32_t broken(const struct model *model, const void *from, const struct step *step, const void *to,
                       uint32_t asked)
{
	(void)from, (void)step;
	if (model->property_count == 0 || position(to) + 1 < self(model)->trace->state_count)
		return 0;
	return asked & 1;
}

static void broken_facts(const struct model *model, const void *from, const struct step *step, const void *to,
                         unsigned property, struct buf *out)
{
	const struct trace *trace = self(model)->trace;
	(void)from, (void)step, (void)to, (void)property;
	if (trace->claims && strcmp(trace->claims, TRACE_DEADLOCK) == 0)
		buf_add_text(out, "according to the file: no step is possible");
	else if (trace->ended)
		buf_printf(out, "according to the file: %s", trace->ended);
	else
		buf_add_text(out, "according to the file; a recording cannot be checked");
}

static const struct value *describe(const struct model *model, const void *state, struct arena *arena)
{
	(void)arena;
	return self(model)->trace->states[position(state)];
}

/* Read off the recorded values. */
static const struct value_type *type_of(const struct model *model, unsigned variable, struct arena *arena)
{
	const struct trace *trace = self(model)->trace;
	const struct value_type *type = NULL;

	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *value = trace_value(trace, i, variable);

		if (value && (!i || value != trace_value(trace, i - 1, variable)))
			type = value_type_join(arena, type, value_type_of(arena, value));
	}
	return type;
}

static const char *control(const struct model *model, const void *state, unsigned process)
{
	const struct recording *recording = self(model);
	if (recording->control == model->variable_count)
		return NULL;
	const struct value *all = trace_value(recording->trace, position(state), recording->control);
	const struct value_pair *pair = all ? record_pair(all, model->processes[process].name) : NULL;
	const struct value *field = pair ? value_get(pair->value, recording->field) : NULL;
	return field ? value_text(field) : NULL;
}

static bool why_not(const struct model *model, const void *state, unsigned process, unsigned action,
                    struct buf *out)
{
	const struct recording *recording = self(model);
	uint64_t at = position(state);
	if (at >= recording->length) {
		buf_add_text(out, "the recording ends here");
		return true;
	}
	const struct step *next = &recording->steps[at];
	if (next->process == process && next->action == action)
		return false;
	buf_add_text(out, "the recorded next step is ");
	step_show(model, next, out);
	return true;
}

static const struct model_ops ops = {
	.release = release,
	.initial = initial,
	.enabled = enabled,
	.apply = apply,
	.broken = broken,
	.broken_facts = broken_facts,
	.describe = describe,
	.type = type_of,
	.control = control,
	.why_not = why_not,
};

/* --- copying a trace -------------------------------------------------------- */

static struct trace_step copy_step(struct arena *arena, const struct trace_step *from)
{
	struct trace_step to = { .action = copy_text(arena, from->action),
		                 .arg_count = from->arg_count,
		                 .location = copy_text(arena, from->location),
		                 .skipped = from->skipped };
	to.args = arena_array(arena, from->arg_count, sizeof(*to.args));
	for (size_t i = 0; i < from->arg_count; i++)
		to.args[i] = value_copy(arena, from->args[i]);
	if (from->arg_names)
		to.arg_names = arena_array(arena, from->arg_count, sizeof(*to.arg_names));
	for (size_t i = 0; i < from->arg_count && from->arg_names; i++)
		to.arg_names[i] = arena_strdup(arena, from->arg_names[i]);
	return to;
}

/* A state with its fields in the order of the variables, which files need not keep; shares parts with the
 * copy of the previous state (null: none). */
static const struct value *copy_state(const struct trace *trace, size_t number, const struct value *before,
                                      struct arena *arena)
{
	struct value_pair *fields = mem_array(trace->var_count + 1, sizeof(*fields));
	size_t count = 0;
	for (size_t i = 0; i < trace->var_count; i++) {
		const struct value *field = trace_value(trace, number, i);
		const struct value_pair *old = before && count < before->count ? &before->pairs[count] : NULL;
		if (old && strcmp(old->key->text, trace->vars[i]) != 0)
			old = NULL;
		if (field)
			fields[count++] =
			        (struct value_pair){ old ? old->key : value_string(arena, trace->vars[i]),
				                     value_copy_shared(arena, old ? old->value : NULL,
				                                       field) };
	}
	const struct value *copy = value_record(arena, fields, count);
	free(fields);
	return copy;
}

/* Copies the behaviour without heddle's metadata. */
static void copy_behaviour(const struct trace *from, struct trace *to)
{
	struct arena *arena = to->arena;
	to->format = from->format;
	to->var_count = from->var_count;
	to->param_count = from->param_count;
	to->extra_count = from->extra_count;
	to->vars = arena_array(arena, from->var_count, sizeof(*to->vars));
	for (size_t i = 0; i < from->var_count; i++)
		to->vars[i] = arena_strdup(arena, from->vars[i]);
	to->state_count = from->state_count;
	to->states = arena_array(arena, from->state_count, sizeof(*to->states));
	for (size_t i = 0; i < from->state_count; i++) {
		to->states[i] = copy_state(from, i, i ? to->states[i - 1] : NULL, arena);
		progress_at("laying out", i, from->state_count);
	}
	size_t steps = from->state_count - 1;
	to->steps = steps ? arena_array(arena, steps, sizeof(*to->steps)) : NULL;
	for (size_t i = 0; i < steps; i++)
		to->steps[i] = copy_step(arena, &from->steps[i]);
	to->loop = from->loop;
	to->back = copy_step(arena, &from->back);
	to->claims = copy_text(arena, from->claims);
	to->ended = copy_text(arena, from->ended);
	for (size_t i = 0; i < from->remark_count; i++)
		trace_remark(to, "%s", from->remarks[i]);
	to->types_lost = from->types_lost;
}

void recording_trace(const struct model *recording, struct trace *trace)
{
	copy_behaviour(self(recording)->trace, trace);
}

size_t recording_length(const struct model *recording)
{
	return self(recording)->length;
}

const struct trace_step *recording_step(const struct model *recording, const void *state)
{
	const struct trace *trace = self(recording)->trace;
	uint64_t at = position(state);
	if (at + 1 < trace->state_count)
		return &trace->steps[at];
	return trace->loop >= 0 && (uint64_t)trace->loop < at ? &trace->back : NULL;
}

/* The property that the file reports as violated; or, if the run ended with an error, that error. */
static void add_property(struct recording *recording)
{
	const struct trace *trace = recording->trace;
	struct model_property *claimed = arena_alloc(recording->arena, sizeof(*claimed));
	bool deadlock = trace->claims && strcmp(trace->claims, TRACE_DEADLOCK) == 0;
	*claimed = (struct model_property){ .name = deadlock        ? "DeadlockFreedom"
		                                    : trace->claims ? trace->claims
		                                                    : "Run",
		                            .summary = "the violation that the file reports",
		                            .by_default = true };
	recording->model.properties = claimed;
	recording->model.property_count = 1;
}

struct model *recording_new(const struct trace *trace)
{
	assert(trace->state_count > 0 && "a trace to record has a state");
	struct recording *recording = mem_alloc(sizeof(*recording));
	recording->arena = arena_new();
	recording->trace = trace_new();
	copy_behaviour(trace, recording->trace);
	recording->model = (struct model){
		.ops = &ops,
		.name = "recording",
		.title = trace->heddle ? copy_text(recording->arena, trace->heddle->title) : NULL,
		.state_size = sizeof(uint64_t),
		.recording = true,
	};
	if ((trace->claims || trace->ended) && trace->loop < 0)
		add_property(recording);
	record_guess_steps(recording);
	record_guess_variables(recording);
	record_find_places(recording);
	return &recording->model;
}
