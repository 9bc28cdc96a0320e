/*
 * Infers the processes, actions and layout of an unknown system from its trace.
 *
 * Uses values, not names of variables, except for the few usual names of a control state.  Rejected: asking
 * the user to describe the specification, since a counterexample should open as it is.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/names.h>
#include <heddle/value.h>

#include "record/record.h"

static const char *const control_fields[] = { "state", "pc", "status", "phase", "mode", "control" };
static const char *const nothing[] = { NULL };

static void add_name(struct buf *out, const struct value *value)
{
	if (value_text(value))
		buf_add_text(out, value_text(value));
	else
		value_show(out, value, true);
}

static const char *name_of(struct arena *arena, const struct value *value)
{
	struct buf text;
	buf_init(&text);
	add_name(&text, value);
	const char *name = arena_strdup(arena, text.data);
	buf_release(&text);
	return name;
}

static bool is_keyed(const struct value *value)
{
	return value->kind == VALUE_FUNCTION || value->kind == VALUE_RECORD;
}

const struct value_pair *record_pair(const struct value *function, const char *name)
{
	const struct value_pair *found = NULL;
	struct buf text;
	buf_init(&text);
	for (uint32_t i = 0; is_keyed(function) && i < function->count && !found; i++) {
		buf_clear(&text);
		add_name(&text, function->pairs[i].key);
		if (strcmp(text.data, name) == 0)
			found = &function->pairs[i];
	}
	buf_release(&text);
	return found;
}

/* --- processes, actions, steps ---------------------------------------------- */

/* An action, while its steps are read. */
struct seen_action {
	bool with_process, without;            /* some step has an argument, or has none */
	size_t args;                           /* of each step; SIZE_MAX if they differ */
	struct names values[STEP_CHOICES_MAX]; /* of the arguments after the process */
	const char *location;                  /* of each step; null if they differ */
};

static const char *step_action(struct recording *recording, const struct trace_step *step, bool stutters)
{
	if (stutters)
		return "Stuttering";
	if (step->skipped)
		return arena_printf(recording->arena, "%zu state%s left out%s%s", step->skipped,
		                    step->skipped == 1 ? "" : "s", step->action ? ", then " : "",
		                    step->action ? step->action : "");
	if (!step->action || !*step->action)
		return "Step";
	return arena_strdup(recording->arena, step->action);
}

/* Reads one step into the tables; its choices are valid only if all steps of the action have the same number
 * of arguments. */
static struct step read_step(struct recording *recording, const struct trace_step *from, bool stutters,
                             struct names *processes, struct names *names, struct seen_action **seen,
                             size_t *room)
{
	struct arena *arena = recording->arena;
	struct step step = { 0 };
	size_t args = stutters || from->skipped ? 0 : from->arg_count;
	size_t before = names->count;
	step.action = (uint32_t)names_intern(names, step_action(recording, from, stutters));
	*seen = mem_grow(*seen, room, names->count, sizeof(**seen));
	struct seen_action *action = &(*seen)[step.action];
	if (names->count > before)
		*action = (struct seen_action){ .args = args, .location = from->location };
	if (action->args != args)
		action->args = SIZE_MAX;
	if (action->location && (!from->location || strcmp(action->location, from->location) != 0))
		action->location = NULL;
	/* A step can hold 65,535 processes; one beyond that counts as none. */
	bool acts = args > 0 && processes->count < UINT16_MAX;
	step.process = acts ? (uint16_t)names_intern(processes, name_of(arena, from->args[0])) : UINT16_MAX;
	action->with_process |= acts;
	action->without |= !acts;
	for (size_t i = 1; i < args && i <= STEP_CHOICES_MAX; i++) {
		struct names *values = &action->values[i - 1];
		if (values->count <= UINT8_MAX) /* beyond, they cannot be choices anyway */
			step.choice[i - 1] = (uint8_t)names_intern(values, name_of(arena, from->args[i]));
	}
	return step;
}

/* The number of an action's arguments that become choices: those after the first, if possible. */
static uint8_t choices_of(const struct seen_action *seen)
{
	if (seen->args == SIZE_MAX || seen->args < 2 || seen->args - 1 > STEP_CHOICES_MAX)
		return 0;
	for (size_t i = 0; i + 1 < seen->args; i++)
		if (seen->values[i].count > UINT8_MAX)
			return 0;
	return (uint8_t)(seen->args - 1);
}

static void fill_actions(struct recording *recording, const struct names *names,
                         const struct seen_action *seen)
{
	struct arena *arena = recording->arena;
	struct model_action *actions = arena_array(arena, names->count, sizeof(*actions));
	for (size_t i = 0; i < names->count; i++) {
		actions[i] = (struct model_action){
			.name = names->items[i],
			.role = seen[i].with_process ? "process" : "spec",
			.also = seen[i].with_process && seen[i].without ? "spec" : NULL,
			.at = nothing,
			.needs = nothing,
			.chooses = nothing,
			.does = nothing,
			.says = seen[i].location,
			.choice_count = choices_of(&seen[i]),
		};
		for (unsigned k = 0; k < actions[i].choice_count; k++) {
			const struct names *values = &seen[i].values[k];
			struct model_domain *domain = arena_alloc(arena, sizeof(*domain));
			domain->name = "argument";
			domain->count = (uint32_t)values->count;
			domain->names =
			        arena_copy(arena, values->items, values->count * sizeof(*values->items));
			actions[i].choice[k] = domain;
		}
	}
	recording->model.actions = actions;
	recording->model.action_count = (unsigned)names->count;
}

/* Whether the values of a function are records with a control state; *field is its name. */
static bool holds_processes(const struct value *value, const char **field)
{
	if (!is_keyed(value) || value->count == 0)
		return false;
	for (size_t f = 0; f < sizeof(control_fields) / sizeof(*control_fields); f++) {
		uint32_t with = 0;
		for (uint32_t i = 0; i < value->count; i++) {
			const struct value *record = value->pairs[i].value;
			if (record->kind == VALUE_RECORD && value_get(record, control_fields[f]))
				with++;
		}
		if (with == value->count) {
			*field = control_fields[f];
			return true;
		}
	}
	return false;
}

/* Whether a key of a function is one of the first `count` names. */
static bool has_key_below(const struct value *value, const struct names *names, size_t count)
{
	bool found = false;
	struct buf text;
	buf_init(&text);
	for (uint32_t i = 0; i < value->count && !found; i++) {
		buf_clear(&text);
		add_name(&text, value->pairs[i].key);
		found = names_find(names, text.data) < count;
	}
	buf_release(&text);
	return found;
}

/* The keys of a variable are processes, including those that never act, if one of them acts or none is known
 * to act. */
static void add_idle_processes(struct recording *recording, struct names *processes)
{
	const struct trace *trace = recording->trace;
	size_t acting = processes->count;
	for (size_t v = 0; v < trace->var_count; v++) {
		const struct value *value = trace_value(trace, 0, v);
		const char *field;
		if (!value || !holds_processes(value, &field))
			continue;
		bool known = acting == 0 || has_key_below(value, processes, acting);
		for (uint32_t i = 0; known && i < value->count && processes->count < UINT16_MAX; i++)
			names_intern(processes, name_of(recording->arena, value->pairs[i].key));
	}
}

static void fill_processes(struct recording *recording, const struct names *names, bool silent)
{
	size_t count = names->count + (silent ? 1 : 0);
	struct model_process *processes = arena_array(recording->arena, count, sizeof(*processes));
	const char *spec = "spec";
	for (size_t i = 0; i < names->count; i++) {
		processes[i] = (struct model_process){ .name = names->items[i], .role = "process" };
		if (strcmp(names->items[i], spec) == 0)
			spec = "the_spec";
	}
	if (silent)
		processes[names->count] =
		        (struct model_process){ .name = spec, .role = "spec", .silent = true };
	recording->model.processes = processes;
	recording->model.process_count = (unsigned)count;
}

void record_guess_steps(struct recording *recording)
{
	const struct trace *trace = recording->trace;
	size_t recorded = trace->state_count - 1, room = 0;
	struct names processes = { 0 }, actions = { 0 };
	struct seen_action *seen = NULL;
	recording->length = recorded + (trace->loop >= 0 ? 1 : 0);
	recording->steps = arena_array(recording->arena, recording->length, sizeof(*recording->steps));
	bool silent = false;
	for (size_t i = 0; i < recording->length; i++) {
		bool closes = i == recorded;
		bool stutters = closes && (size_t)trace->loop == recorded;
		recording->steps[i] = read_step(recording, closes ? &trace->back : &trace->steps[i], stutters,
		                                &processes, &actions, &seen, &room);
		silent |= recording->steps[i].process == UINT16_MAX;
	}
	add_idle_processes(recording, &processes);
	silent |= processes.count == 0;
	fill_processes(recording, &processes, silent);
	fill_actions(recording, &actions, seen);
	for (size_t i = 0; i < recording->length; i++) {
		struct step *step = &recording->steps[i];
		if (step->process == UINT16_MAX)
			step->process = (uint16_t)processes.count;
		step->choice_count = recording->model.actions[step->action].choice_count;
		for (unsigned k = step->choice_count; k < STEP_CHOICES_MAX; k++)
			step->choice[k] = 0;
	}
	for (size_t i = 0; i < actions.count; i++)
		for (unsigned k = 0; k < STEP_CHOICES_MAX; k++)
			names_release(&seen[i].values[k]);
	free(seen);
	names_release(&processes);
	names_release(&actions);
}

/* --- variables -------------------------------------------------------------- */

/* The first non-empty value of the variable, else its first one. */
static const struct value *shape_of(const struct trace *trace, size_t variable)
{
	const struct value *value = NULL;
	for (size_t i = 0; i < trace->state_count; i++) {
		const struct value *next = trace_value(trace, i, variable);
		if (!value)
			value = next;
		if (next && (is_keyed(next) || next->kind == VALUE_TUPLE || next->kind == VALUE_SET) &&
		    next->count)
			return next;
	}
	return value;
}

/* A set whose items are too large to show next to each other. */
static bool holds_messages(const struct value *value)
{
	if (value->kind != VALUE_SET || !value->count)
		return false;
	enum value_kind kind = value->items[0]->kind;
	return kind == VALUE_RECORD || kind == VALUE_TUPLE || kind == VALUE_FUNCTION || kind == VALUE_VARIANT;
}

static enum variable_kind kind_of(const struct names *processes, const struct value *value,
                                  const char **field)
{
	if (!value)
		return VARIABLE_PLAIN;
	if (value->kind == VALUE_TUPLE || holds_messages(value))
		return VARIABLE_LOG;
	if (!is_keyed(value) || value->count == 0)
		return VARIABLE_PLAIN;
	if (holds_processes(value, field) && has_key_below(value, processes, processes->count))
		return VARIABLE_PROCESSES;
	return VARIABLE_TABLE;
}

void record_guess_variables(struct recording *recording)
{
	const struct trace *trace = recording->trace;
	struct model_variable *variables =
	        arena_array(recording->arena, trace->var_count, sizeof(*variables));
	struct names processes = { 0 };
	for (unsigned i = 0; i < recording->model.process_count; i++)
		names_intern(&processes, recording->model.processes[i].name);
	recording->control = (unsigned)trace->var_count;
	for (size_t i = 0; i < trace->var_count; i++) {
		const char *field = NULL;
		variables[i].name = trace->vars[i];
		variables[i].title = trace->vars[i];
		variables[i].kind = kind_of(&processes, shape_of(trace, i), &field);
		if (variables[i].kind == VARIABLE_PROCESSES && recording->control == trace->var_count) {
			recording->control = (unsigned)i;
			recording->field = field;
		}
	}
	names_release(&processes);
	recording->model.variables = variables;
	recording->model.variable_count = (unsigned)trace->var_count;
}
