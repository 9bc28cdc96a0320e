/*
 * Shared by subcommands that open a design or trace.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/demand.h>
#include <heddle/err.h>
#include <heddle/own_property.h>
#include <heddle/schedule.h>
#include <heddle/session.h>
#include <heddle/suggest.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

static int name_properties(const struct model *model, struct err *err)
{
	struct buf names;

	buf_init(&names);
	for (unsigned i = 0; i < model->property_count; i++)
		buf_printf(&names, "%s%s", i ? ", " : "", model->properties[i].name);
	for (unsigned i = 0; i < model->demand_count; i++)
		buf_printf(&names, "%s%s", names.length ? ", " : "", model->demands[i].name);
	err_remedy(err, "%s has %s", model->name, names.length ? names.data : "none");
	buf_release(&names);
	return -1;
}

/* The last ones are those that were added. */
static uint32_t own_properties(const struct model *model)
{
	unsigned own = model_own_count(model);

	return ((UINT32_C(1) << own) - 1) << (model->property_count - own);
}

static bool is_demand(const struct model *model, const char *name)
{
	for (unsigned i = 0; i < model->demand_count; i++)
		if (strcmp(model->demands[i].name, name) == 0)
			return true;
	return false;
}

int cli_properties(const struct cli_args *args, const struct model *model, uint32_t *properties,
                   struct err *err)
{
	bool demanded = false;
	const char *name;
	uint32_t chosen = 0;
	int at = 0;

	while ((name = cli_each(args, "invariant", &at))) {
		int index = model_property_index(model, name);

		if (index < 0 && is_demand(model, name)) {
			demanded = true;
			continue;
		}
		if (index < 0 && model->recording) {
			err_set(err, "no design explains the trace, so there is no property %s", name);
			return err_remedy(err,
			                  "leave out --invariant, or name the trace's design with --design");
		}
		if (index < 0) {
			struct nearest nearest = nearest_to(name);

			for (unsigned i = 0; i < model->property_count; i++)
				nearest_offer(&nearest, model->properties[i].name);
			for (unsigned i = 0; i < model->demand_count; i++)
				nearest_offer(&nearest, model->demands[i].name);
			nearest_err(&nearest, "property", err);
			if (nearest.name)
				return -1;
			return name_properties(model, err);
		}
		chosen |= UINT32_C(1) << index;
	}
	if (cli_has(args, "always"))
		chosen |= own_properties(model);
	*properties = chosen || demanded ? chosen : model_default_properties(model);
	return 0;
}

int cli_trace_number(const struct cli_args *args, size_t *which, struct err *err)
{
	long number;

	if (cli_has(args, "trace") && cli_has(args, "schedule")) {
		err_set(err, "a schedule is one trace; --trace is for files");
		return err_remedy(err, "leave out --trace or --schedule");
	}
	if (cli_number(args, "trace", 1, TRACE_STATES_MAX, 1, &number, err) < 0)
		return -1;
	*which = (size_t)number;
	return 0;
}

/* The operand, if any, is the design that the schedule is played on. */
static int open_schedule(const struct cli_args *args, const char *what, struct session **session,
                         struct err *err)
{
	const char *design = cli_value(args, "design");

	if (what && design) {
		err_set(err, "two designs for the schedule, %s and %s", what, design);
		return err_remedy(err, "name one design");
	}
	return schedule_open(cli_value(args, "schedule"), what ? what : design, &args->scope, session, err);
}

int cli_open(const struct cli_args *args, struct session **session, struct err *err)
{
	const char *what = cli_operand(args, 0);
	uint32_t properties = 0;
	size_t which;

	*session = NULL;
	if (cli_trace_number(args, &which, err) < 0)
		return -1;
	if (cli_has(args, "schedule")) {
		if (open_schedule(args, what, session, err) < 0)
			return -1;
	} else if (!what) {
		return 0;
	} else if (session_open_nth(what, which, cli_value(args, "design"), &args->scope, session, err) < 0) {
		if (!*err->remedy)
			err_remedy(err, "\"heddle design\" lists the designs");
		return -1;
	}
	if ((*session)->other_version && (*session)->origin)
		cli_warn("%s", (*session)->origin);
	if (cli_properties(args, (*session)->model, &properties, err) < 0) {
		session_free(*session);
		*session = NULL;
		return -1;
	}
	if (cli_has(args, "invariant"))
		session_set_properties(*session, properties);
	return 0;
}
