/*
 * All answers with their numbers, and the lines for people as well; steps are numbered from 1, and what is
 * not known is null.  Counts of orders are decimal texts, since they exceed what JSON readers keep exactly.
 */
#include <inttypes.h>
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/explained.h>
#include <heddle/session.h>

#include "cli/explain_json.h"

static void add_number(struct buf *out, const char *key, uint32_t number)
{
	if (number == WHY_NO_STEP)
		buf_printf(out, ", \"%s\": null", key);
	else
		buf_printf(out, ", \"%s\": %" PRIu32, key, number + 1);
}

static void add_numbers(struct buf *out, const uint32_t *numbers, size_t count)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < count; i++)
		buf_printf(out, "%s%" PRIu32, i ? ", " : "", numbers[i] + 1);
	buf_add_char(out, ']');
}

static void add_step_text(struct buf *out, const struct model *model, const struct step *step)
{
	struct buf text;

	buf_init(&text);
	step_show(model, step, &text);
	cli_json_text(out, text.data);
	buf_release(&text);
}

static void add_steps(struct buf *out, const struct model *model, const struct step *steps, size_t count)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		buf_add_text(out, i ? ", " : "");
		add_step_text(out, model, &steps[i]);
	}
	buf_add_char(out, ']');
}

static void add_reasons(struct buf *out, const struct why *why)
{
	buf_add_text(out, ",\n \"reasons\": ");
	if (why->reasons_status != WHY_KNOWN) {
		buf_add_text(out, "null");
		return;
	}
	buf_add_char(out, '[');
	for (size_t i = 0; i < why->reasons.count; i++) {
		const struct why_reason *reason = &why->reasons.items[i];

		buf_printf(out, "%s\n  {\"cell\": ", i ? "," : "");
		cli_json_text(out, reason->cell);
		cli_json_member(out, "value", reason->value);
		add_number(out, "step", reason->step);
		add_number(out, "read_by", reason->step == WHY_NO_STEP ? WHY_NO_STEP : reason->seen);
		add_number(out, "written_by", reason->writer);
		add_number(out, "changed_by", reason->changed);
		cli_json_member(out, "now", reason->now);
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void add_cause(struct buf *out, const struct why *why)
{
	buf_add_text(out, ",\n \"cause\": ");
	if (why->cause_status != WHY_KNOWN) {
		buf_add_text(out, "null");
		return;
	}
	buf_add_text(out, "{\"steps\": ");
	add_numbers(out, why->cause.kept, why->cause.count);
	buf_printf(out, ", \"shortest\": %s}", why->cause.shortest ? "true" : "null");
}

static void add_order_list(struct buf *out, const struct why *why, bool forced)
{
	size_t told = 0;

	buf_add_char(out, '[');
	for (size_t i = 0; i < why->census.order_count; i++) {
		const struct why_order *order = &why->census.orders[i];

		if (order->forced != forced)
			continue;
		buf_printf(out, "%s{\"before\": %" PRIu32 ", \"after\": %" PRIu32, told++ ? ", " : "",
		           order->before + 1, order->after + 1);
		if (order->reversed) {
			buf_add_text(out, ", \"other_way_round\": ");
			add_numbers(out, order->reversed, why->cause.count);
		}
		buf_add_char(out, '}');
	}
	buf_add_char(out, ']');
}

static void add_count(struct buf *out, const char *key, uint64_t count)
{
	if (count == WHY_MANY)
		buf_printf(out, "\"%s\": null", key);
	else
		buf_printf(out, "\"%s\": \"%" PRIu64 "\"", key, count);
}

static void add_census(struct buf *out, const struct why *why)
{
	const struct why_census *census = &why->census;

	buf_add_text(out, ",\n \"orders\": ");
	if (why->census_status != WHY_KNOWN) {
		buf_add_text(out, "null");
		return;
	}
	buf_add_char(out, '{');
	add_count(out, "all", census->all);
	buf_add_text(out, ", ");
	add_count(out, "possible", census->possible);
	buf_add_text(out, ", ");
	add_count(out, "breaking", census->breaking);
	buf_printf(out,
	           ", \"necessary\": %zu, \"forced\": %zu,\n  \"necessary_reduced\": ", census->necessary,
	           census->forced);
	add_order_list(out, why, false);
	buf_add_text(out, ",\n  \"forced_reduced\": ");
	add_order_list(out, why, true);
	buf_add_char(out, '}');
}

static void add_chance(struct buf *out, const struct why *why)
{
	buf_add_text(out, ",\n \"lost\": ");
	if (why->chance_status != WHY_KNOWN) {
		buf_add_text(out, "null");
		return;
	}
	buf_printf(out, "{\"since\": %zu, \"last_chance\": ", why->chance.lost);
	if (why->chance.lost)
		buf_printf(out, "%zu", why->chance.lost - 1);
	else
		buf_add_text(out, "null");
	buf_printf(out, ", \"hours_ahead\": %d, \"instead\": ", WHY_HOURS);
	add_steps(out, why->model, why->chance.way, why->chance.way_count);
	buf_add_char(out, '}');
}

static void add_fine(struct buf *out, const struct why *why)
{
	buf_add_text(out, ",\n \"nearest_fine\": ");
	if (why->fine_status != WHY_KNOWN) {
		buf_add_text(out, "null");
		return;
	}
	buf_printf(out, "{\"differences\": %u, \"steps\": [", why->fine.differences);
	for (size_t i = 0; i < why->fine.count; i++) {
		buf_add_text(out, i ? ", {\"step\": " : "{\"step\": ");
		add_step_text(out, why->model, &why->fine.run[i].step);
		add_number(out, "number", why->fine.run[i].number);
		buf_add_char(out, '}');
	}
	buf_add_text(out, "]}");
}

static void add_lines(struct buf *out, const struct explained *explained)
{
	buf_add_text(out, ",\n \"lines\": [");
	for (size_t i = 0; i < explained->line_count; i++) {
		const struct why_line *line = &explained->lines[i];

		buf_printf(out, "%s\n  {\"head\": ", i ? "," : "");
		cli_json_text(out, line->head);
		cli_json_member(out, "text", line->text);
		if (line->step == WHY_NO_STEP)
			buf_add_text(out, ", \"at\": null}");
		else
			buf_printf(out, ", \"at\": %" PRIu32 "}", line->step);
	}
	buf_add_char(out, ']');
}

void explain_json(struct buf *out, const struct session *session, const struct explained *explained)
{
	static const char *const kinds[] = { [EXPLAINED_VIOLATION] = "violation",
		                             [EXPLAINED_STEP] = "step",
		                             [EXPLAINED_LASSO] = "lasso",
		                             [EXPLAINED_CHANGES] = "recording" };
	const struct why *why = &explained->why;

	buf_add_text(out, "{\"design\": ");
	if (session->design)
		cli_json_text(out, session->model->name);
	else
		buf_add_text(out, "null");
	cli_json_member(out, "kind", kinds[explained->kind]);
	buf_printf(out, ", \"step\": %zu,\n \"steps\": ", explained->count);
	add_steps(out, session->model, explained->steps, explained->count);
	if (explained->kind == EXPLAINED_VIOLATION) {
		cli_json_member(out, "property", why->model->properties[why->property].name);
		cli_json_member(out, "fact", why->facts);
		add_reasons(out, why);
		add_cause(out, why);
		add_census(out, why);
		add_chance(out, why);
		add_fine(out, why);
	}
	add_lines(out, explained);
	buf_add_text(out, "}\n");
}
