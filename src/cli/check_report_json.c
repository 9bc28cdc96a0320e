/*
 * The verdict of a check, and its report as one JSON object.
 */
#include <heddle/buf.h>
#include <heddle/cli.h>

#include "cli/check_ahead.h"
#include "cli/check_demands.h"
#include "cli/check_possible.h"
#include "cli/check_report.h"
#include "cli/check_stories.h"
#include "cli/check_vacuous.h"
#include "cli/idle.h"

static void add_trace_json(const struct check_report *r, size_t nth, struct buf *out)
{
	const struct check_trace *trace = &r->result->traces[nth];
	static const char *const choices[] = {
		[CHECK_FIRST] = "first", [CHECK_SIMPLE] = "simple", [CHECK_SIMPLEST] = "simplest"
	};
	struct buf text;

	buf_add_text(out, "{\"property\": ");
	cli_json_text(out, r->model->properties[trace->property].name);
	buf_printf(out, ", \"steps\": %zu, \"chosen\": \"%s\", ", trace->length, choices[trace->choice]);
	if (r->unshown) {
		buf_add_text(out, "\"facts\": null, \"trace\": null");
		cli_json_member(out, "unshown", r->unshown);
		buf_add_char(out, '}');
		return;
	}
	buf_init(&text);
	buf_add_text(out, "\"facts\": ");
	check_report_facts(r->model, trace, &text);
	cli_json_text(out, text.data);
	buf_add_text(out, ", \"trace\": [");
	for (size_t i = 0; i < trace->length; i++) {
		buf_clear(&text);
		step_show(r->model, &trace->steps[i], &text);
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, text.data);
	}
	buf_add_char(out, ']');
	if (check_ahead_has(r->model, trace))
		check_ahead_json(r->model, trace, out);
	check_stories_json(r->stories, r->model, nth, trace->length, out);
	buf_add_char(out, '}');
	buf_release(&text);
}

/* The names of properties, or of bounds, as a list. */
static void add_names_json(const struct model *model, const char *key, uint32_t bits, bool bounds,
                           struct buf *out)
{
	unsigned names = 0;

	buf_printf(out, ", \"%s\": [", key);
	for (unsigned i = 0; i < 32 && bits >> i; i++)
		if (bits >> i & 1) {
			buf_add_text(out, names++ ? ", " : "");
			cli_json_text(out, bounds ? model->bounds[i] : model->properties[i].name);
		}
	buf_add_char(out, ']');
}

static void add_coverage_json(const struct check_report *r, struct buf *out)
{
	const struct check_result *result = r->result;
	buf_add_text(out, ", \"coverage\": {");
	for (unsigned a = 0; a < r->model->action_count; a++) {
		buf_add_text(out, a ? ", " : "");
		cli_json_text(out, r->model->actions[a].name);
		buf_printf(out, ": %llu", (unsigned long long)result->coverage[a].taken);
	}
	buf_add_text(out, "}, \"new_states\": {");
	for (unsigned a = 0; a < r->model->action_count; a++) {
		buf_add_text(out, a ? ", " : "");
		cli_json_text(out, r->model->actions[a].name);
		buf_printf(out, ": %llu", (unsigned long long)result->coverage[a].fresh);
	}
	buf_add_text(out, "}, \"unchanging\": [");
	for (unsigned a = 0, said = 0; a < r->model->action_count; a++)
		if (check_report_unchanging(r, a)) {
			buf_add_text(out, said++ ? ", " : "");
			cli_json_text(out, r->model->actions[a].name);
		}
	buf_add_char(out, ']');
}

/* A property that holds only because a bound prevents a step does not count as holding. */
enum check_verdict check_report_verdict(const struct check_report *r)
{
	enum check_verdict demanded = demands_verdict(r->demands);
	bool kept = vacuous_by_bound(r->vacuous) || check_possible_by_bound(r->possible);

	if (r->result->verdict == CHECK_VIOLATED || demanded == CHECK_VIOLATED)
		return CHECK_VIOLATED;
	return kept || demanded == CHECK_LIMIT ? CHECK_LIMIT : r->result->verdict;
}

int check_verdict_status(enum check_verdict verdict)
{
	static const int statuses[] = {
		[CHECK_HOLDS] = CLI_OK, [CHECK_VIOLATED] = CLI_VIOLATED, [CHECK_LIMIT] = CLI_LIMIT
	};

	return statuses[verdict];
}

const char *check_verdict_name(enum check_verdict verdict)
{
	static const char *const names[] = {
		[CHECK_HOLDS] = "holds", [CHECK_VIOLATED] = "violated", [CHECK_LIMIT] = "limit"
	};

	return names[verdict];
}

int check_report_status(const struct check_report *r)
{
	return check_verdict_status(check_report_verdict(r));
}

void check_report_json(const struct check_report *r, struct buf *out)
{
	const struct demands_about about = { r->design, r->model, r->scope, r->unbounded, r->ascii };
	const struct check_result *result = r->result;
	const struct demand_row *demand = demands_violated(r->demands);
	enum check_verdict verdict = check_report_verdict(r);

	buf_add_text(out, "{\"design\": ");
	cli_json_text(out, r->model->name);
	cli_json_member(out, "verdict", check_verdict_name(verdict));
	cli_json_member(out, "property",
	                result->trace_count ? r->model->properties[result->traces[0].property].name
	                : demand            ? demand->demand.name
	                                    : NULL);
	if (result->trace_count)
		buf_printf(out, ", \"steps\": %zu", result->traces[0].length);
	else if (demand)
		buf_printf(out, ", \"steps\": %zu", demand->result.stem);
	else
		buf_add_text(out, ", \"steps\": null");
	buf_printf(out, ", \"distinct\": %llu, \"generated\": %llu, \"depth\": %u",
	           (unsigned long long)result->distinct, (unsigned long long)result->generated,
	           result->depth);
	buf_printf(out, ", \"seconds\": %.3f, \"complete\": %s", result->seconds,
	           result->complete ? "true" : "false");
	add_coverage_json(r, out);
	check_vacuous_json(r->vacuous, r->model, out);
	check_possible_json(r->possible, out);
	demands_json(r->demands, &about, out);
	add_names_json(r->model, "bounds_hit", result->beyond, true, out);
	cli_json_member(out, "limit",
	                result->limit || verdict != CHECK_LIMIT                      ? result->limit
	                : result->open || demands_verdict(r->demands) == CHECK_LIMIT ? "undecided"
	                                                                             : "bounds");
	if (result->represented)
		buf_printf(out, ", \"stands_for\": %llu", (unsigned long long)result->represented);
	buf_printf(out, ", \"queue\": %llu, \"memory\": %llu", (unsigned long long)result->queue,
	           (unsigned long long)result->memory);
	idle_json(r->idle, out);
	buf_printf(out, ", \"unbounded\": %s", r->unbounded ? "true" : "false");
	buf_add_text(out, ", \"scope\": ");
	cli_json_scope(out, design_scope_rows(r->design), r->scope);
	add_names_json(r->model, "properties", r->options->properties, false, out);
	add_names_json(r->model, "undecided", result->open, false, out);
	cli_json_member(out, "saved", r->saved);
	buf_add_text(out, ", \"violations\": [");
	for (size_t i = 0; i < result->trace_count; i++) {
		buf_add_text(out, i ? ", " : "");
		add_trace_json(r, i, out);
	}
	buf_add_text(out, "]}\n");
}
