/*
 * Verdict first, then the counterexample, then figures, so that the first screenful answers the question.
 * Only a complete exploration shows that a step never happens, and then the verdict says so.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "cli/check_ahead.h"
#include "cli/check_possible.h"
#include "cli/check_report.h"
#include "cli/check_vacuous.h"
#include "cli/idle.h"

static void add_safe(struct buf *out, const char *text)
{
	utf8_escape(out, text, strlen(text));
}

/* "1,234,567" */
static void add_count(struct buf *out, uint64_t count)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)count);

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			buf_add_char(out, ',');
		buf_add_char(out, digits[i]);
	}
}

static void add_bytes(struct buf *out, uint64_t bytes)
{
	if (bytes < UINT64_C(10) << 30)
		buf_printf(out, "%.0f MB", (double)bytes / (1 << 20));
	else
		buf_printf(out, "%.1f GB", (double)bytes / (1 << 30));
}

/* The facts of the violation at the end of a trace. */
static void add_facts(const struct model *model, const struct check_trace *trace, struct buf *out)
{
	const struct step *last = trace->length ? &trace->steps[trace->length - 1] : NULL;
	struct model_walk walk;

	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i < trace->length && model_walk_take(&walk, &trace->steps[i]);)
		i++;
	model->ops->broken_facts(model, last ? walk.from : NULL, last, walk.at, trace->property, out);
	model_walk_end(&walk);
}

static bool found(const struct check_result *result, unsigned property)
{
	for (size_t i = 0; i < result->trace_count; i++)
		if (result->traces[i].property == property)
			return true;
	return false;
}

/* --- text -------------------------------------------------------------------------------- */

static void add_trace(const struct check_report *r, const struct check_trace *trace, struct buf *out)
{
	struct buf line;

	buf_printf(out, "%s is violated", r->model->properties[trace->property].name);
	if (r->unshown) {
		buf_printf(out, " by step %zu. The counterexample cannot be shown: %s.\n", trace->length,
		           r->unshown);
		return;
	}
	buf_init(&line);
	if (trace->length)
		buf_printf(out, " by step %zu:\n", trace->length);
	else
		buf_add_text(out, " at the start.\n");
	for (size_t i = 0; i < trace->length; i++) {
		buf_clear(&line);
		step_show(r->model, &trace->steps[i], &line);
		buf_printf(out, "%4zu  ", i + 1);
		add_safe(out, line.data);
		buf_add_char(out, '\n');
	}
	buf_clear(&line);
	if (check_ahead_has(r->model, trace)) {
		check_ahead_text(r->model, trace, out);
	} else {
		add_facts(r->model, trace, &line);
		buf_add_text(out, "      ");
		add_safe(out, line.data);
		buf_add_text(out, ".\n");
	}
	buf_release(&line);
}

/* Names only what the design has: hours if it has a clock, ids if it has any. */
static void add_unbounded(const struct check_report *r, struct buf *out)
{
	static const struct {
		enum scope_index index;
		const char *noun;
	} rows[] = { { SCOPE_OPERATIONS, "operations" },
		     { SCOPE_TIME, "hours" },
		     { SCOPE_FAILURES, "failures" } };
	enum { ROWS = sizeof(rows) / sizeof(*rows) };
	const char *nouns[ROWS];
	size_t count = 0;

	for (size_t i = 0; i < ROWS; i++)
		if (!design_ignores(r->design, rows[i].index))
			nouns[count++] = rows[i].noun;
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s%s",
		           i == 0          ? ", for any number of "
		           : i + 1 < count ? ", "
		                           : " and ",
		           nouns[i]);
	if (!design_ignores(r->design, SCOPE_IMAGE_IDS))
		buf_printf(out, ", with at most %d %s alive at a time", r->scope->of[SCOPE_IMAGE_IDS],
		           r->scope->of[SCOPE_IMAGE_IDS] == 1 ? "id" : "ids");
}

/* True for a step without effects that keeps its control state.  A step whose effects repeat the present
 * values is not found; that would take a comparison for every step. */
static bool changes_nothing(const struct check_report *r, unsigned action)
{
	const struct model_action *a = &r->model->actions[action];
	bool stays = !a->target || (a->at && a->at[0] && !a->at[1] && strcmp(a->at[0], a->target) == 0);

	return stays && !(a->does && a->does[0]) && r->result->coverage[action].taken;
}

static void add_unchanging(const struct check_report *r, struct buf *out)
{
	unsigned count = 0, said = 0;

	for (unsigned a = 0; a < r->model->action_count; a++)
		count += changes_nothing(r, a);
	for (unsigned a = 0; a < r->model->action_count; a++) {
		if (!changes_nothing(r, a))
			continue;
		buf_add_text(out, !said ? "" : said + 1 == count ? " and " : ", ");
		add_safe(out, r->model->actions[a].name);
		said++;
	}
	if (count)
		buf_add_text(out, count == 1 ? " never changes anything" : " never change anything");
}

/* What the properties may hold for want of. */
static void add_doubts(const struct check_report *r, struct buf *out)
{
	struct buf doubts[3];
	bool any = false;

	for (int i = 0; i < 3; i++)
		buf_init(&doubts[i]);
	if (r->vacuous->count || r->vacuous->untaken_count)
		vacuous_summary(r->vacuous, r->model, r->scope, &doubts[0]);
	add_unchanging(r, &doubts[1]);
	check_possible_unmet(r->possible, &doubts[2]);
	for (int i = 0; i < 3; i++) {
		if (doubts[i].length)
			buf_printf(out, "%s%s", any ? ", and " : ", but ", doubts[i].data);
		any |= doubts[i].length > 0;
		buf_release(&doubts[i]);
	}
}

static void add_holding(const struct check_report *r, struct buf *out)
{
	unsigned names = 0;

	for (unsigned p = 0; p < r->model->property_count; p++) {
		if (!(r->options->properties >> p & 1) || found(r->result, p) || r->result->open >> p & 1)
			continue;
		buf_printf(out, "%s%s", names++ ? ", " : "", r->model->properties[p].name);
	}
	if (!names)
		return;
	if (!r->result->complete) {
		buf_printf(out, ": nothing found so far.\n");
		return;
	}
	buf_add_text(out, names == 1 ? " holds" : " hold");
	if (r->unbounded)
		add_unbounded(r, out);
	else if (vacuous_by_bound(r->vacuous))
		buf_add_text(out, " within these bounds");
	add_doubts(r, out);
	buf_add_text(out, ".\n");
}

/* Undecided properties. */
static void add_open(const struct check_report *r, struct buf *out)
{
	for (unsigned p = 0; r->result->open >> p; p++)
		if (r->result->open >> p & 1)
			buf_printf(out, "%s is not decided: %s.\n", r->model->properties[p].name,
			           r->model->properties[p].on_future
			                   ? "for some state it is unknown what can follow"
			                   : "in some state the condition has no value");
}

const char *check_limit_text(const char *limit)
{
	return strcmp(limit, "states") == 0   ? "the state limit was reached"
	       : strcmp(limit, "memory") == 0 ? "the memory limit was reached"
	       : strcmp(limit, "time") == 0   ? "the time limit was reached"
	                                      : "it was stopped";
}

/* True if states were found but not kept. */
static bool drops_states(const char *limit)
{
	return limit && (strcmp(limit, "states") == 0 || strcmp(limit, "memory") == 0);
}

static void add_figures(const struct check_report *r, struct buf *out)
{
	const struct check_result *result = r->result;

	add_count(out, result->distinct);
	buf_add_text(out, result->distinct == 1 ? " state, " : " states, ");
	add_count(out, result->generated);
	buf_printf(out, " generated, depth %u, %.2f s, ", result->depth, result->seconds);
	add_bytes(out, result->memory);
	if (result->represented && !result->unreduced) {
		buf_add_text(out, "; by symmetry they represent ");
		add_count(out, result->represented);
		buf_printf(out, ", %.1f times as many",
		           (double)result->represented / (double)(result->distinct ? result->distinct : 1));
	}
	if (result->complete) {
		buf_add_text(out, "; all of them explored.\n");
		return;
	}
	buf_printf(out, "; not complete: %s with ",
	           result->limit ? check_limit_text(result->limit) : "it ended at the violation");
	add_count(out, result->queue);
	buf_printf(out, " state%s not yet explored%s.\n", result->queue == 1 ? "" : "s",
	           drops_states(result->limit) ? ", and others that were found but not kept" : "");
}

static bool never_happens(const struct check_report *r, unsigned action)
{
	for (size_t i = 0; i < r->vacuous->count; i++)
		if (r->vacuous->steps[i].action == action)
			return true;
	return false;
}

static void add_coverage(const struct check_report *r, struct buf *out)
{
	buf_printf(out, "\n%-34s %14s %14s\n", "step", "taken", "new states");
	for (unsigned a = 0; a < r->model->action_count; a++) {
		const struct check_coverage *c = &r->result->coverage[a];
		struct buf name, taken, fresh;

		/* Steps that no process takes are named in the verdict. */
		if (!vacuous_has_taker(r->model, a))
			continue;
		buf_init(&name);
		buf_init(&taken);
		buf_init(&fresh);
		add_safe(&name, r->model->actions[a].name);
		add_count(&taken, c->taken);
		add_count(&fresh, c->fresh);
		buf_printf(out, "%-34s %14s %14s%s\n", name.data, taken.data, fresh.data,
		           never_happens(r, a)     ? "  never happens"
		           : changes_nothing(r, a) ? "  changes nothing"
		                                   : "");
		buf_release(&name);
		buf_release(&taken);
		buf_release(&fresh);
	}
}

void check_report_file(const char *saved, const char *unsaved, bool violated, struct buf *out)
{
	if (!saved && !unsaved)
		return;
	buf_add_text(out, saved      ? "Saved as "
	                  : violated ? "Nothing is written to "
	                             : "There is no counterexample, so nothing is written to ");
	add_safe(out, saved ? saved : unsaved);
	buf_add_text(out, ".\n");
}

void check_report_text(const struct check_report *r, struct buf *out)
{
	char scope[200];

	add_safe(out, r->model->name);
	buf_printf(out, " (%s%s)\n", scope_show(r->scope, r->ascii, scope, sizeof(scope)),
	           r->unbounded ? ", without bounds" : "");
	for (size_t i = 0; i < r->result->trace_count; i++)
		add_trace(r, &r->result->traces[i], out);
	add_open(r, out);
	if (r->result->complete || !r->result->trace_count)
		add_holding(r, out);
	check_report_file(r->saved, r->unsaved, r->result->trace_count, out);
	check_possible_words(r->possible, r->result->trace_count > 0, out);
	vacuous_remedies(r->vacuous, r->model, out);
	idle_text(r->idle, out);
	add_figures(r, out);
	add_coverage(r, out);
}

/* --- JSON ------------------------------------------------------------------------------ */

static void add_trace_json(const struct check_report *r, const struct check_trace *trace, struct buf *out)
{
	struct buf text;

	buf_add_text(out, "{\"property\": ");
	cli_json_text(out, r->model->properties[trace->property].name);
	buf_printf(out, ", \"steps\": %zu, ", trace->length);
	if (r->unshown) {
		buf_add_text(out, "\"facts\": null, \"trace\": null");
		cli_json_member(out, "unshown", r->unshown);
		buf_add_char(out, '}');
		return;
	}
	buf_init(&text);
	buf_add_text(out, "\"facts\": ");
	add_facts(r->model, trace, &text);
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
		if (changes_nothing(r, a)) {
			buf_add_text(out, said++ ? ", " : "");
			cli_json_text(out, r->model->actions[a].name);
		}
	buf_add_char(out, ']');
}

/* A property that holds only because a bound prevents a step does not count as holding. */
static enum check_verdict verdict_of(const struct check_report *r)
{
	bool kept = vacuous_by_bound(r->vacuous) || check_possible_by_bound(r->possible);

	return r->result->verdict == CHECK_HOLDS && kept ? CHECK_LIMIT : r->result->verdict;
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
	return check_verdict_status(verdict_of(r));
}

void check_report_json(const struct check_report *r, struct buf *out)
{
	const struct check_result *result = r->result;
	enum check_verdict verdict = verdict_of(r);

	buf_add_text(out, "{\"design\": ");
	cli_json_text(out, r->model->name);
	cli_json_member(out, "verdict", check_verdict_name(verdict));
	cli_json_member(out, "property",
	                result->trace_count ? r->model->properties[result->traces[0].property].name : NULL);
	if (result->trace_count)
		buf_printf(out, ", \"steps\": %zu", result->traces[0].length);
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
	add_names_json(r->model, "bounds_hit", result->beyond, true, out);
	cli_json_member(out, "limit",
	                result->limit || verdict != CHECK_LIMIT ? result->limit
	                : result->open                          ? "undecided"
	                                                        : "bounds");
	if (result->represented)
		buf_printf(out, ", \"stands_for\": %llu", (unsigned long long)result->represented);
	buf_printf(out, ", \"queue\": %llu, \"memory\": %llu", (unsigned long long)result->queue,
	           (unsigned long long)result->memory);
	idle_json(r->idle, out);
	buf_printf(out, ", \"unbounded\": %s", r->unbounded ? "true" : "false");
	buf_add_text(out, ", \"scope\": ");
	cli_json_scope(out, r->scope);
	add_names_json(r->model, "properties", r->options->properties, false, out);
	add_names_json(r->model, "undecided", result->open, false, out);
	cli_json_member(out, "saved", r->saved);
	buf_add_text(out, ", \"violations\": [");
	for (size_t i = 0; i < result->trace_count; i++) {
		buf_add_text(out, i ? ", " : "");
		add_trace_json(r, &result->traces[i], out);
	}
	buf_add_text(out, "]}\n");
}

/* --- progress ---------------------------------------------------------------------------- */

void check_report_progress(const struct check_progress *now, struct buf *out)
{
	add_count(out, now->distinct);
	buf_printf(out, " states, %.1f million generated a second, depth %u, queue ",
	           (double)now->generated / (now->seconds > 0 ? now->seconds : 1) / 1e6, now->depth);
	add_count(out, now->queue);
	buf_add_text(out, ", ");
	add_bytes(out, now->memory);
	buf_printf(out, ", %.0f s", now->seconds);
}
