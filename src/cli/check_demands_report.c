/*
 * The report on demands: a violation like that of an invariant, steps first and then what is wrong at their
 * end.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/utf8.h>

#include "cli/behaviours.h"
#include "cli/check_demands.h"
#include "cli/check_report.h"

static void add_safe(struct buf *out, const char *text)
{
	utf8_escape(out, text, strlen(text));
}

/* " 3", after "max-time". */
static void add_number(void *ctx, const char *bound, struct buf *out)
{
	const struct demands_about *about = ctx;
	const struct scope_row *rows = design_scope_rows(about->design);
	unsigned row = scope_find(rows, bound);

	if (about->scope && rows[row].option)
		buf_printf(out, " %d", about->scope->of[row]);
}

/* --- text ---------------------------------------------------------------------------------- */

static void add_step(const struct demand_row *row, const struct model *model, size_t nth, struct buf *out)
{
	const struct demand_result *r = &row->result;
	struct buf line;

	buf_init(&line);
	step_show(model, &r->steps[nth], &line);
	/* The step that closes the loop has no number. */
	if (row->closes && r->loop && nth + 1 == r->stem + r->loop)
		buf_add_text(out, "back  ");
	else
		buf_printf(out, "%4zu  ", nth + 1);
	add_safe(out, line.data);
	buf_add_char(out, '\n');
	buf_release(&line);
}

static bool is_behaviour(const struct demand *demand)
{
	return demand->kind == DEMAND_ALWAYS_EVENTUALLY || demand->kind == DEMAND_LEADS_TO;
}

static void add_run(const struct demand_row *row, const struct model *model, struct buf *out)
{
	const struct demand_result *r = &row->result;

	for (size_t i = 0; i < r->stem; i++)
		add_step(row, model, i, out);
	if (!is_behaviour(&row->demand))
		return;
	buf_add_text(out, r->loop ? "      and then these steps, repeated forever:\n"
	                          : "      and then nothing happens any more (stuttering).\n");
	for (size_t i = 0; i < r->loop; i++)
		add_step(row, model, r->stem + i, out);
	if (r->loop && !row->closes)
		buf_add_text(out,
		             "      (hours and ids keep counting; everything else is as before the loop)\n");
}

static void add_violation(const struct demand_row *row, const struct model *model, struct buf *out)
{
	struct buf text;

	buf_init(&text);
	add_safe(out, row->demand.name);
	buf_add_text(out, " is violated: ");
	demand_says(&row->demand, &row->result, &text);
	add_safe(out, text.data);
	buf_add_text(out, ".\n");
	add_run(row, model, out);
	buf_clear(&text);
	demand_facts(&row->demand, &row->result, &text);
	if (text.length) {
		buf_add_text(out, "      ");
		add_safe(out, text.data);
		buf_add_text(out, ".\n");
	}
	buf_release(&text);
}

static void add_undecided(const struct demand_row *row, const struct demands_about *about, struct buf *out)
{
	struct buf text;

	buf_init(&text);
	add_safe(out, row->demand.name);
	buf_add_text(out, " is not decided: ");
	if (row->result.cut.limit)
		buf_add_text(&text, check_limit_text(row->result.cut.limit));
	else
		demand_undecided(about->model, &row->demand, &row->result, add_number, (void *)about, &text);
	add_safe(out, text.data);
	buf_add_text(out, ".\n");
	buf_release(&text);
}

void demands_text(const struct demands *demands, const struct demands_about *about, struct buf *out)
{
	for (size_t i = 0; i < demands->count; i++) {
		const struct demand_row *row = &demands->rows[i];

		if (row->result.verdict == CHECK_VIOLATED)
			add_violation(row, row->own ? row->own : about->model, out);
	}
	for (size_t i = 0; i < demands->count; i++)
		if (demands->rows[i].result.verdict == CHECK_LIMIT)
			add_undecided(&demands->rows[i], about, out);
}

bool demands_holding(const struct demands *demands, unsigned *names, struct buf *out)
{
	bool bounded = false;

	for (size_t i = 0; i < demands->count; i++) {
		const struct demand_row *row = &demands->rows[i];

		if (row->result.verdict != CHECK_HOLDS)
			continue;
		buf_add_text(out, (*names)++ ? ", " : "");
		add_safe(out, row->demand.name);
		bounded |= row->result.bounded && !row->unbounded;
	}
	return bounded;
}

bool demands_empty(const struct demands *demands, struct buf *out)
{
	unsigned count = 0;

	for (size_t i = 0; i < demands->count; i++)
		if (demands->rows[i].result.empty) {
			buf_add_text(out, count++ ? ", and " : "");
			add_safe(out, demands->rows[i].demand.name);
			buf_add_text(out, " is demanded of nobody, as there is no ");
			add_safe(out, demands->rows[i].demand.for_each);
		}
	return count > 0;
}

static void add_unbounded(const struct demands *demands, const struct demands_about *about, struct buf *out)
{
	unsigned count = 0;

	for (size_t i = 0; i < demands->count; i++) {
		const struct demand_row *row = &demands->rows[i];

		if (!row->unbounded || about->unbounded)
			continue;
		buf_add_text(out, count++ ? ", " : "");
		add_safe(out, row->demand.name);
	}
	if (count)
		buf_printf(out, " %s decided without bounds on operations, hours and failures.\n",
		           count == 1 ? "was" : "were");
}

/* Those whose answer rests on the design's assumptions. */
static bool rests_on_assumptions(const struct demand_row *row)
{
	return is_behaviour(&row->demand) && !row->demand.fair && !row->result.cut.limit;
}

void demands_remarks(const struct demands *demands, const struct demands_about *about, struct buf *out)
{
	bool assumed = false, ids = false;

	add_unbounded(demands, about, out);
	for (size_t i = 0; i < demands->count; i++) {
		const struct demand_row *row = &demands->rows[i];

		assumed |= rests_on_assumptions(row);
		ids |= is_behaviour(&row->demand) && row->unbounded;
		if (!is_behaviour(&row->demand) || !row->demand.fair)
			continue;
		buf_add_text(out, "Assumed for ");
		add_safe(out, row->demand.name);
		if (*row->demand.fair) {
			buf_add_text(out,
			             ": the steps of each of these roles, taken together, are weakly fair: ");
			add_safe(out, row->demand.fair);
		} else {
			buf_add_text(out, ": nothing is fair");
		}
		buf_add_text(out, ".\n");
	}
	if (assumed && demands->has_fairness)
		behaviours_tell(about->design, &demands->assumed, ids ? about->scope->of[SCOPE_IMAGE_IDS] : 0,
		                out);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void add_steps_json(const char *key, const struct model *model, const struct step *steps, size_t count,
                           struct buf *out)
{
	struct buf text;

	buf_init(&text);
	buf_printf(out, ", \"%s\": [", key);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&text);
		step_show(model, &steps[i], &text);
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, text.data);
	}
	buf_add_char(out, ']');
	buf_release(&text);
}

/* The names of what prevented an answer. */
static void add_cut_json(const struct model *model, const struct demand_cut *cut, struct buf *out)
{
	unsigned names = 0;

	buf_add_text(out, ", \"bounds\": [");
	for (unsigned b = 0; cut->beyond >> b; b++)
		if (cut->beyond >> b & 1) {
			buf_add_text(out, names++ ? ", " : "");
			cli_json_text(out, model->bounds[b]);
		}
	if (cut->scarce) {
		buf_add_text(out, names ? ", " : "");
		cli_json_text(out, cut->scarce);
	}
	buf_add_char(out, ']');
	cli_json_member(out, "limit",
	                cut->limit                                ? cut->limit
	                : cut->beyond || cut->scarce || cut->room ? "bounds"
	                : cut->value                              ? "value"
	                                                          : NULL);
}

static void add_run_json(const struct demand_row *row, const struct model *model, struct buf *out)
{
	const struct demand_result *r = &row->result;
	struct buf facts;

	if (r->verdict != CHECK_VIOLATED || !r->has_steps) {
		buf_add_text(out, ", \"steps\": null");
		return;
	}
	buf_printf(out, ", \"steps\": %zu", r->stem);
	if (is_behaviour(&row->demand))
		buf_printf(out, ", \"loop_steps\": %zu", r->loop);
	if (row->demand.kind == DEMAND_LEADS_TO)
		buf_printf(out, ", \"owed_at\": %zu", r->start);
	add_steps_json("trace", model, r->steps, r->stem, out);
	if (is_behaviour(&row->demand))
		add_steps_json("loop", model, r->steps + r->stem, r->loop, out);
	buf_init(&facts);
	demand_facts(&row->demand, r, &facts);
	cli_json_member(out, "facts", facts.data);
	buf_release(&facts);
}

void demands_json(const struct demands *demands, const struct demands_about *about, struct buf *out)
{
	struct buf text;

	buf_init(&text);
	buf_add_text(out, ", \"demands\": [");
	for (size_t i = 0; i < demands->count; i++) {
		const struct demand_row *row = &demands->rows[i];

		buf_add_text(out, i ? ", {\"name\": " : "{\"name\": ");
		cli_json_text(out, row->demand.name);
		cli_json_member(out, "kind", demand_kind_name(row->demand.kind));
		buf_clear(&text);
		demand_text(&row->demand, about->ascii, &text);
		cli_json_member(out, "text", text.data);
		cli_json_member(out, "verdict", check_verdict_name(row->result.verdict));
		cli_json_member(out, "for", row->result.member);
		buf_printf(out, ", \"unbounded\": %s", row->unbounded ? "true" : "false");
		add_run_json(row, row->own ? row->own : about->model, out);
		add_cut_json(about->model, &row->result.cut, out);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
	buf_release(&text);
}
