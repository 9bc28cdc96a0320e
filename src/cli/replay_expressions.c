/*
 * Opens the trace as a session, on its design or as a recording, adds the conditions as properties, and
 * evaluates them in every state of the line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/expr.h>
#include <heddle/labels.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>
#include <heddle/schedule.h>
#include <heddle/session.h>
#include <heddle/value.h>

#include "cli/replay_expressions.h"

enum { WATCH_MOST = 32, VALUE_BYTES = 200 };

struct asked {
	const struct cli_args *args;
	struct session *session;
	const uint32_t *line;
	size_t length;
	const char *watch[WATCH_MOST];
	size_t watch_count;
	struct buf out;
	bool ascii, violated, unknown;
};

bool replay_has_expressions(const struct cli_args *args)
{
	return cli_has(args, "always") || cli_has(args, "watch");
}

/* --- conditions ------------------------------------------------------------------------- */

static int add_conditions(struct asked *a, struct err *err)
{
	char **conditions;
	size_t count;
	int result = 0;

	if (cli_conditions(a->args, "always", "Always", &conditions, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < count && result == 0; i++) {
		char *colon = strchr(conditions[i], ':');

		*colon = '\0';
		result = session_add_property(a->session, conditions[i], colon + 2, err);
		if (result < 0)
			err_file(err, "--always");
	}
	cli_conditions_free(conditions, count);
	return result;
}

static int take_watched(struct asked *a, struct err *err)
{
	const char *text;
	int at = 0;

	while ((text = cli_each(a->args, "watch", &at))) {
		if (a->watch_count == WATCH_MOST)
			return err_set(err, "--watch is given more than %d times", WATCH_MOST);
		if (session_watch_path(a->session, text, err) < 0) {
			err_file(err, "--watch");
			return -1;
		}
		a->watch[a->watch_count++] = text;
	}
	return 0;
}

/* --- results ------------------------------------------------------------------------------- */

static void facts_at(struct asked *a, unsigned property, size_t depth, struct buf *out)
{
	session_facts(a->session, a->line[depth], property, out);
}

/* The first step that breaks the property, and the first at which it is undefined; SIZE_MAX: none. */
static size_t first_broken(struct asked *a, unsigned property, size_t *unknown)
{
	const struct model *model = a->session->model;
	uint32_t bit = UINT32_C(1) << property;
	size_t broken = SIZE_MAX;

	*unknown = SIZE_MAX;
	for (size_t i = 0; i < a->length && broken == SIZE_MAX; i++) {
		const void *to = history_state(a->session->history, a->line[i]);
		const void *from = i ? history_state(a->session->history, a->line[i - 1]) : NULL;
		const struct step *step = history_step(a->session->history, a->line[i]);

		if (session_broken_at(a->session, a->line[i]) & bit)
			broken = i;
		else if (*unknown == SIZE_MAX && model->ops->open(model, from, step, to, bit))
			*unknown = i;
	}
	return broken;
}

static void number_or_null(struct buf *out, const char *name, size_t number)
{
	if (number == SIZE_MAX)
		buf_printf(out, ", \"%s\": null", name);
	else
		buf_printf(out, ", \"%s\": %zu", name, number);
}

static void add_property_json(struct asked *a, unsigned property, size_t broken, size_t unknown)
{
	struct buf facts;

	buf_init(&facts);
	if (broken != SIZE_MAX)
		facts_at(a, property, broken, &facts);
	else if (unknown != SIZE_MAX)
		facts_at(a, property, unknown, &facts);
	buf_add_text(&a->out, "{\"name\": ");
	cli_json_text(&a->out, a->session->model->properties[property].name);
	buf_add_text(&a->out, ", \"condition\": ");
	cli_json_text(&a->out, model_own_text(a->session->model, property));
	buf_printf(&a->out, ", \"holds\": %s",
	           broken != SIZE_MAX    ? "false"
	           : unknown != SIZE_MAX ? "null"
	                                 : "true");
	number_or_null(&a->out, "violated_at", broken);
	number_or_null(&a->out, "unknown_at", unknown);
	buf_add_text(&a->out, ", \"facts\": ");
	cli_json_text(&a->out, facts.data);
	buf_add_char(&a->out, '}');
	buf_release(&facts);
}

static void say_at(struct asked *a, const char *name, const char *verb, unsigned property, size_t depth)
{
	struct buf facts;

	buf_init(&facts);
	facts_at(a, property, depth, &facts);
	buf_printf(&a->out, "%s %s ", name, verb);
	if (depth)
		buf_printf(&a->out, "at step %zu", depth);
	else
		buf_add_text(&a->out, "at the start");
	buf_printf(&a->out, ": %s.\n", facts.data);
	buf_release(&facts);
}

/* "holds in all 7 states"; a condition with primes is about steps. */
static void say_holds(struct asked *a, unsigned property)
{
	const struct model_property *row = &a->session->model->properties[property];
	size_t count = a->length - row->on_step;
	const char *noun = row->on_step ? "step" : "state";

	if (count == 1)
		buf_printf(&a->out, "%s holds in the one %s.\n", row->name, noun);
	else if (count == 0)
		buf_printf(&a->out, "%s holds: there is no step.\n", row->name);
	else
		buf_printf(&a->out, "%s holds in all %zu %ss.\n", row->name, count, noun);
}

static void add_property_words(struct asked *a, unsigned property, size_t broken, size_t unknown)
{
	const char *name = a->session->model->properties[property].name;

	if (broken != SIZE_MAX)
		say_at(a, name, "is violated", property, broken);
	else if (unknown == SIZE_MAX)
		say_holds(a, property);
	if (unknown != SIZE_MAX)
		say_at(a, name, "is undecided", property, unknown);
}

static void add_properties(struct asked *a, bool json)
{
	unsigned count = a->session->model->property_count, own = model_own_count(a->session->model);

	for (unsigned p = count - own; p < count; p++) {
		size_t unknown, broken = first_broken(a, p, &unknown);

		a->violated |= broken != SIZE_MAX;
		a->unknown |= unknown != SIZE_MAX;
		if (json) {
			buf_add_text(&a->out, p > count - own ? ",\n  " : "\n  ");
			add_property_json(a, p, broken, unknown);
		} else {
			add_property_words(a, p, broken, unknown);
		}
	}
}

/* --- watched expressions -------------------------------------------------------------------- */

static void value_text_at(struct asked *a, const char *text, size_t depth, struct buf *out)
{
	const struct model *model = a->session->model;
	struct arena *arena = arena_new();
	const struct value *state =
	        model->ops->describe(model, history_state(a->session->history, a->line[depth]), arena);
	const struct value *value = session_value(a->session, text, state, arena);

	if (value)
		value_show_most(out, value, a->ascii, VALUE_BYTES);
	arena_free(arena);
}

static void add_watched_json(struct asked *a)
{
	struct buf value;

	buf_init(&value);
	for (size_t w = 0; w < a->watch_count; w++) {
		buf_add_text(&a->out, w ? ",\n  {\"expression\": " : "\n  {\"expression\": ");
		cli_json_text(&a->out, a->watch[w]);
		buf_add_text(&a->out, ", \"values\": [");
		for (size_t i = 0; i < a->length; i++) {
			buf_clear(&value);
			value_text_at(a, a->watch[w], i, &value);
			buf_add_text(&a->out, i ? ", " : "");
			if (value.length)
				cli_json_text(&a->out, value.data);
			else
				buf_add_text(&a->out, "null");
		}
		buf_add_text(&a->out, "]}");
	}
	buf_release(&value);
}

static void add_watched_words(struct asked *a)
{
	struct buf step;

	if (!a->watch_count)
		return;
	buf_init(&step);
	for (size_t i = 0; i < a->length; i++) {
		buf_clear(&step);
		if (i)
			session_step_text(a->session, a->line[i], &step);
		else
			buf_add_text(&step, "start");
		buf_printf(&a->out, "%4zu  %s\n", i, step.data);
		for (size_t w = 0; w < a->watch_count; w++) {
			buf_printf(&a->out, "      %s: ", a->watch[w]);
			size_t before = a->out.length;

			value_text_at(a, a->watch[w], i, &a->out);
			if (a->out.length == before)
				buf_add_text(&a->out, "no value");
			buf_add_char(&a->out, '\n');
		}
	}
	buf_release(&step);
}

/* --- all of it ------------------------------------------------------------------------------------ */

static void print(struct asked *a)
{
	if (cli_has(a->args, "json")) {
		buf_add_text(&a->out, "{\"design\": ");
		if (a->session->design)
			cli_json_text(&a->out, a->session->model->name);
		else
			buf_add_text(&a->out, "null");
		buf_printf(&a->out, ", \"steps\": %zu, \"always\": [", a->length - 1);
		add_properties(a, true);
		buf_add_text(&a->out, "], \"watch\": [");
		add_watched_json(a);
		buf_add_text(&a->out, "]}\n");
	} else {
		add_properties(a, false);
		add_watched_words(a);
	}
	fwrite(a->out.data, 1, a->out.length, stdout);
}

static int open_source(struct asked *a, struct err *err)
{
	size_t which;

	if (cli_trace_number(a->args, &which, err))
		return -1;
	if (cli_has(a->args, "schedule"))
		return schedule_open(cli_value(a->args, "schedule"), cli_value(a->args, "design"),
		                     &a->args->scope, &a->session, err);
	return session_open_nth(cli_operand(a->args, 0), which, cli_value(a->args, "design"), &a->args->scope,
	                        &a->session, err);
}

int replay_expressions(const struct cli_args *args, struct err *err)
{
	struct asked a = { .args = args, .ascii = cli_ascii(args) };
	int status = -1;

	if (open_source(&a, err) < 0)
		return -1;
	buf_init(&a.out);
	if (add_conditions(&a, err) == 0 && take_watched(&a, err) == 0) {
		a.line = history_line(a.session->history, &a.length);
		print(&a);
		status = a.violated ? CLI_VIOLATED : a.unknown ? CLI_LIMIT : CLI_OK;
	}
	buf_release(&a.out);
	session_free(a.session);
	return status;
}
