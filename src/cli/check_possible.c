/*
 * A condition is possible if its negation does not always hold.  So the explorer looks for violations of the
 * negations, and the shortest way to each is known.
 *
 * They are explored by themselves: the check stops at its first violation, and counts what TLC counts.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/check_design.h>
#include <heddle/cli.h>
#include <heddle/demand.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>

#include "cli/check_possible.h"

/* Adds "not (CONDITION)" under the same name. */
static int add_negation(struct model *model, const char *condition, struct err *err)
{
	char *name = mem_strdup(condition), *colon = strchr(name, ':');
	struct buf text;
	int result;

	*colon = '\0';
	/* Try the condition itself first, for the columns of its errors. */
	result = model_add_property(model, name, colon + 2, err);
	if (result == 0) {
		model_remove_property(model, model->property_count - 1);
		buf_init(&text);
		buf_printf(&text, "not (%s)", colon + 2);
		result = model_add_property(model, name, text.data, err);
		buf_release(&text);
	}
	if (result < 0)
		err_file(err, "--possible");
	free(name);
	return result;
}

static void explore(const struct model *model, const struct check_options *given,
                    struct possible_report *report)
{
	struct check_options options = *given;
	struct check_result result;
	unsigned first = model->property_count - (unsigned)report->count;

	options.properties = ((UINT32_C(1) << report->count) - 1) << first;
	options.keep_going = true;
	check_design(model, &options, &result);
	for (size_t i = 0; i < result.trace_count; i++) {
		report->met[result.traces[i].property - first] = true;
		report->steps[result.traces[i].property - first] = result.traces[i].length;
	}
	report->complete = result.complete;
	report->beyond = result.beyond;
	report->bounds = model->bounds;
	check_result_release(&result);
}

static bool is_named(const struct cli_args *args, const char *name)
{
	const char *given;
	int at = 0;

	while ((given = cli_each(args, "invariant", &at)))
		if (strcmp(given, name) == 0)
			return true;
	return false;
}

/* Appends what the model declares. */
static void add_declared(const struct cli_args *args, const struct model *model,
                         struct possible_report *report)
{
	for (unsigned i = 0; i < model->demand_count; i++) {
		const struct demand *demand = &model->demands[i];
		struct buf text;

		if (demand->kind != DEMAND_POSSIBLE || (demand->asked_only && !is_named(args, demand->name)))
			continue;
		buf_init(&text);
		buf_printf(&text, "%s: %s", demand->name, demand->condition);
		report->conditions =
		        mem_resize(report->conditions, report->count + 1, sizeof(*report->conditions));
		report->conditions[report->count++] = buf_detach(&text);
	}
}

int check_possible_find(const struct cli_args *args, const struct design *design,
                        const struct model *declares, const struct scope *scope,
                        const struct check_options *options, struct possible_report *report, struct err *err)
{
	struct model *model = NULL;
	int result;

	*report = (struct possible_report){ .complete = true };
	if (cli_conditions(args, "possible", "Possible", &report->conditions, &report->count, err) < 0)
		return -1;
	add_declared(args, declares, report);
	if (!report->count)
		return 0;
	report->met = mem_array(report->count, sizeof(*report->met));
	report->steps = mem_array(report->count, sizeof(*report->steps));
	result = design_compile(design, scope, NULL, true, &model, err);
	for (size_t i = 0; i < report->count && result == 0; i++)
		result = add_negation(model, report->conditions[i], err);
	if (result == 0)
		explore(model, options, report);
	model_free(model);
	return result;
}

void check_possible_release(struct possible_report *report)
{
	cli_conditions_free(report->conditions, report->count);
	free(report->met);
	free(report->steps);
	*report = (struct possible_report){ 0 };
}

/* --- telling ------------------------------------------------------------------------------- */

static void add_name(const struct possible_report *report, size_t i, struct buf *out)
{
	const char *condition = report->conditions[i];

	buf_add(out, condition, strcspn(condition, ":"));
}

static size_t unmet(const struct possible_report *report)
{
	size_t count = 0;

	for (size_t i = 0; report && i < report->count; i++)
		count += !report->met[i];
	return count;
}

bool check_possible_by_bound(const struct possible_report *report)
{
	return unmet(report) && (!report->complete || report->beyond);
}

bool check_possible_unmet(const struct possible_report *report, struct buf *out)
{
	size_t count = unmet(report), said = 0;

	if (!count)
		return false;
	for (size_t i = 0; i < report->count; i++) {
		if (report->met[i])
			continue;
		buf_add_text(out, !said ? "" : said + 1 == count ? " and " : ", ");
		add_name(report, i, out);
		said++;
	}
	if (!report->complete) {
		buf_add_text(out, count == 1 ? " was not met so far" : " were not met so far");
		return true;
	}
	buf_add_text(out, count == 1 ? " is not possible" : " are not possible");
	if (!report->beyond)
		return true;
	buf_add_text(out, " within these bounds");
	for (unsigned b = 0, named = 0; report->beyond >> b; b++)
		if (report->beyond >> b & 1)
			buf_printf(out, "%s%s", named++ ? ", " : " (reached: ", report->bounds[b]);
	buf_add_char(out, ')');
	return true;
}

void check_possible_words(const struct possible_report *report, bool unmet_too, struct buf *out)
{
	for (size_t i = 0; report && i < report->count; i++) {
		if (!report->met[i])
			continue;
		add_name(report, i, out);
		buf_printf(out, " is possible, after %zu step%s.\n", report->steps[i],
		           report->steps[i] == 1 ? "" : "s");
	}
	if (unmet_too && check_possible_unmet(report, out))
		buf_add_text(out, ".\n");
}

void check_possible_json(const struct possible_report *report, struct buf *out)
{
	struct buf name;

	buf_init(&name);
	buf_add_text(out, ", \"possible\": {");
	for (size_t i = 0; report && i < report->count; i++) {
		buf_clear(&name);
		add_name(report, i, &name);
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, name.data);
		buf_add_text(out, report->met[i] ? ": true" : report->complete ? ": false" : ": null");
	}
	buf_add_char(out, '}');
	buf_release(&name);
}
