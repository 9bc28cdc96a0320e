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
#include "cli/check_demands.h"
#include "cli/check_possible.h"
#include "cli/check_report.h"
#include "cli/check_stories.h"
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

void check_report_facts(const struct model *model, const struct check_trace *trace, struct buf *out)
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

static void add_trace(const struct check_report *r, size_t nth, struct buf *out)
{
	const struct check_trace *trace = &r->result->traces[nth];
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
		check_report_facts(r->model, trace, &line);
		buf_add_text(out, "      ");
		add_safe(out, line.data);
		buf_add_text(out, ".\n");
	}
	check_stories_text(r->stories, r->model, nth, trace->length, out);
	buf_release(&line);
}

/* Names only what the design has: hours if it has a clock, ids if it has any. */
static void add_unbounded(const struct check_report *r, struct buf *out)
{
	const struct scope_row *rows = design_scope_rows(r->design);
	const char *nouns[SCOPE_ROWS_MAX];
	size_t count = 0;

	for (unsigned i = 0; rows[i].option; i++)
		if (rows[i].kind == SCOPE_BOUND && !design_ignores(r->design, i))
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

bool check_report_unchanging(const struct check_report *r, unsigned action)
{
	const struct model_action *a = &r->model->actions[action];
	bool stays = !a->target || (a->at && a->at[0] && !a->at[1] && strcmp(a->at[0], a->target) == 0);

	return stays && !(a->does && a->does[0]) && r->result->coverage[action].taken;
}

static void add_unchanging(const struct check_report *r, struct buf *out)
{
	unsigned count = 0, said = 0;

	for (unsigned a = 0; a < r->model->action_count; a++)
		count += check_report_unchanging(r, a);
	for (unsigned a = 0; a < r->model->action_count; a++) {
		if (!check_report_unchanging(r, a))
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
	enum { DOUBTS = 4 };
	struct buf doubts[DOUBTS];
	bool any = false;

	for (int i = 0; i < DOUBTS; i++)
		buf_init(&doubts[i]);
	if (r->vacuous->count || r->vacuous->untaken_count)
		vacuous_summary(r->vacuous, r->model, r->scope, &doubts[0]);
	add_unchanging(r, &doubts[1]);
	check_possible_unmet(r->possible, &doubts[2]);
	demands_empty(r->demands, &doubts[3]);
	for (int i = 0; i < DOUBTS; i++) {
		if (doubts[i].length)
			buf_printf(out, "%s%s", any ? ", and " : ", but ", doubts[i].data);
		any |= doubts[i].length > 0;
		buf_release(&doubts[i]);
	}
}

static void add_holding(const struct check_report *r, struct buf *out)
{
	unsigned names = 0;
	bool bounded = false;

	for (unsigned p = 0; p < r->model->property_count; p++) {
		if (!(r->options->properties >> p & 1) || found(r->result, p) || r->result->open >> p & 1)
			continue;
		buf_printf(out, "%s%s", names++ ? ", " : "", r->model->properties[p].name);
	}
	if (r->result->complete)
		bounded = demands_holding(r->demands, &names, out);
	if (!names)
		return;
	if (!r->result->complete) {
		buf_printf(out, ": nothing found so far.\n");
		return;
	}
	buf_add_text(out, names == 1 ? " holds" : " hold");
	if (r->unbounded)
		add_unbounded(r, out);
	else if (bounded || vacuous_by_bound(r->vacuous))
		buf_add_text(out, " within these bounds");
	add_doubts(r, out);
	buf_add_text(out, ".\n");
}

/* What demands are known to hold although the check of the others ended early. */
static void add_demands_holding(const struct check_report *r, struct buf *out)
{
	unsigned names = 0;
	bool bounded = !r->result->complete && demands_holding(r->demands, &names, out);

	if (names)
		buf_printf(out, " hold%s%s.\n", names == 1 ? "s" : "", bounded ? " within these bounds" : "");
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
		           never_happens(r, a)             ? "  never happens"
		           : check_report_unchanging(r, a) ? "  changes nothing"
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
	const struct demands_about about = { r->design, r->model, r->scope, r->unbounded, r->ascii };
	char scope[200];

	add_safe(out, r->model->name);
	buf_printf(out, " (%s%s)\n",
	           scope_show(design_scope_rows(r->design), r->scope, r->ascii, scope, sizeof(scope)),
	           r->unbounded ? ", without bounds" : "");
	for (size_t i = 0; i < r->result->trace_count; i++)
		add_trace(r, i, out);
	demands_text(r->demands, &about, out);
	add_open(r, out);
	if (r->result->complete || !r->result->trace_count)
		add_holding(r, out);
	add_demands_holding(r, out);
	check_report_file(r->saved, r->unsaved, r->result->trace_count || demands_violated(r->demands), out);
	check_possible_words(r->possible, r->result->trace_count > 0, out);
	vacuous_remedies(r->vacuous, r->model, out);
	demands_remarks(r->demands, &about, out);
	idle_text(r->idle, out);
	add_figures(r, out);
	add_coverage(r, out);
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
