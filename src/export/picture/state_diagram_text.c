/*
 * A design's diagrams as text for other tools to draw: Mermaid, PlantUML, and a report in
 * Markdown.
 *
 * PlantUML keeps several diagrams in one file; Mermaid's tools and GitHub take several from
 * Markdown, so that is what Mermaid comes in unless one diagram is asked for.  A file for
 * each was rejected: it needs a folder to go to, and nobody opens six files to see a design.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/export.h>
#include <heddle/mem.h>

#include "export/picture/diagram_syntax.h"
#include "export/picture/sequence.h"
#include "export/picture/state_diagram.h"

/* --- state diagrams ------------------------------------------------------------------------- */

static void put_chart(struct buf *out, const struct dialect *d, const struct charts *charts,
                      const struct chart *chart)
{
	char from[16], to[16];
	struct buf text, safe;

	buf_init(&text);
	buf_init(&safe);
	buf_add_text(out, d->open_states);
	for (unsigned s = 0; s < chart->state_count; s++) {
		buf_clear(&safe);
		dialect_text(&safe, d, chart->states[s], DIALECT_COLUMNS);
		snprintf(from, sizeof(from), "s%u", s);
		dialect_put(out, d->state, from, safe.data, "");
	}
	dialect_put(out, d->start, "s0", "", "");
	for (size_t a = 0; a < chart->arrow_count; a++) {
		const struct chart_arrow *arrow = &chart->arrows[a];

		snprintf(from, sizeof(from), "s%u", arrow->from);
		snprintf(to, sizeof(to), "s%u", arrow->to);
		for (unsigned i = 0; i < arrow->count; i++) {
			struct buf when;

			buf_init(&when);
			buf_clear(&text);
			buf_clear(&safe);
			buf_add_text(&text, chart_step_name(charts->plan, arrow->actions[i]));
			if (chart_words(arrow->actions[i], WORD_GUARD, &when))
				buf_printf(&text, "\n(%s)", when.data);
			dialect_text(&safe, d, text.data, DIALECT_COLUMNS);
			dialect_put(out, arrow->failure ? d->fault : d->go, from, to, safe.data);
			buf_release(&when);
		}
	}
	buf_add_text(out, d->close);
	buf_release(&text);
	buf_release(&safe);
}

/* --- operations ----------------------------------------------------------------------------- */

static void put_step(struct buf *out, const struct dialect *d, const struct charts *charts,
                     const struct flow_item *item)
{
	unsigned touched = item->writes ? item->writes : item->reads;
	const char *store = touched & CHART_BLOBS ? "blobs" : "database";
	struct buf text, does, safe;

	buf_init(&text);
	buf_init(&does);
	buf_init(&safe);
	buf_printf(&text, "%s%s", item->action->step->failure ? "✗ " : "",
	           chart_step_name(charts->plan, item->action));
	if (chart_words(item->action, WORD_EFFECT, &does))
		buf_printf(&text, "\n%s", does.data);
	dialect_text(&safe, d, text.data, DIALECT_COLUMNS);
	if (touched)
		dialect_put(out, item->writes ? d->write : d->read, "p", store, safe.data);
	else
		dialect_put(out, d->own, "p", safe.data, "");
	buf_release(&text);
	buf_release(&does);
	buf_release(&safe);
}

static void put_flow(struct buf *out, const struct dialect *d, const struct charts *charts,
                     const struct flow *flow)
{
	const char *const rows[] = {
		[FLOW_ALT] = d->alternative, [FLOW_ELSE] = d->otherwise, [FLOW_LOOP] = d->loop,
		[FLOW_OPT] = d->option,      [FLOW_END] = d->end,
	};

	buf_add_text(out, d->open);
	dialect_put(out, d->participant, "p", flow->role, "");
	if (flow->touches & CHART_DATABASE)
		dialect_put(out, d->store, "database", "database", "");
	if (flow->touches & CHART_BLOBS)
		dialect_put(out, d->store, "blobs", "blobs", "");
	for (size_t i = 0; i < flow->count; i++) {
		const struct flow_item *item = &flow->items[i];
		struct buf safe;

		buf_init(&safe);
		if (item->text)
			dialect_text(&safe, d, item->text, 200);
		if (item->kind == FLOW_STEP)
			put_step(out, d, charts, item);
		else if (item->kind == FLOW_NOTE)
			dialect_put(out, d->note, "p", safe.data, "");
		else
			dialect_put(out, rows[item->kind], safe.data, "", "");
		buf_release(&safe);
	}
	buf_add_text(out, d->close);
}

/* --- targets -------------------------------------------------------------------------------- */

/* Heading and fences, for Markdown. */
static void open_fence(struct buf *out, const char *name, const char *what)
{
	buf_add_text(out, "## ");
	markdown_text(out, name);
	buf_printf(out, "%s\n\n```mermaid\n", what);
}

static void put_all(struct buf *out, const struct dialect *d, const struct charts *charts, bool fenced)
{
	for (size_t i = 0; i < charts->chart_count; i++) {
		if (fenced)
			open_fence(out, charts->charts[i].role, ": states");
		put_chart(out, d, charts, &charts->charts[i]);
		buf_add_text(out, fenced ? "```\n\n" : "");
	}
	for (size_t i = 0; i < charts->flow_count; i++) {
		if (fenced)
			open_fence(out, charts->flows[i].part, "");
		put_flow(out, d, charts, &charts->flows[i]);
		buf_add_text(out, fenced ? "```\n\n" : "");
	}
}

static void put_title(struct buf *out, const struct charts *charts)
{
	const struct design *design = charts->plan->design;

	buf_add_text(out, "# ");
	markdown_text(out, design->name);
	if (design->title) {
		buf_add_text(out, "\n\n");
		markdown_text(out, design->title);
		buf_add_char(out, '.');
	}
	buf_add_text(out, "\n\n");
}

/* A row of the table of steps. */
static void put_row(struct buf *out, const struct plan *plan, const struct plan_action *action)
{
	const struct design_role *role = &plan->design->roles[action->role];
	static const enum word_kind kinds[] = { WORD_GUARD, WORD_CHOICE, WORD_EFFECT };

	buf_add_text(out, "| ");
	markdown_text(out, action->step->name);
	buf_add_text(out, action->step->failure ? " ✗ | " : " | ");
	for (unsigned s = 0, n = 0; s < role->state_count; s++)
		if (action->at >> s & 1) {
			buf_add_text(out, n++ ? ", " : "");
			markdown_text(out, role->states[s]);
		}
	buf_add_text(out, " | ");
	if (action->target >= 0)
		markdown_text(out, role->states[action->target]);
	for (unsigned k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		buf_add_text(out, " | ");
		chart_words(action, kinds[k], out);
	}
	buf_add_text(out, " | ");
	markdown_text(out, action->step->says ? action->step->says : "");
	buf_add_text(out, " |\n");
}

static void put_table(struct buf *out, const struct plan *plan)
{
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		bool any = false;

		for (unsigned a = 0; a < plan->model.action_count; a++) {
			if (plan->actions[a].role != role)
				continue;
			if (!any)
				buf_printf(out,
				           "## %s: steps\n\n| step | at | leads to | when | "
				           "chooses | does | why |\n|---|---|---|---|---|---|---|\n",
				           role_names[role]);
			any = true;
			put_row(out, plan, &plan->actions[a]);
		}
		buf_add_text(out, any ? "\n" : "");
	}
}

enum shape { BARE, FENCED, REPORT };

static int put_design(const struct model *model, const struct export_options *options,
                      const struct dialect *dialect, enum shape shape, const char *ending, struct export *out,
                      struct err *err)
{
	struct arena *arena = arena_new();
	struct charts charts;
	struct buf text;
	int status = charts_make(model, options->diagram, arena, &charts, err);

	if (!status) {
		bool fenced = shape == REPORT || (shape == FENCED && charts.whole);

		buf_init(&text);
		if (fenced && charts.whole)
			put_title(&text, &charts);
		put_all(&text, dialect, &charts, fenced);
		if (shape == REPORT && charts.whole)
			put_table(&text, charts.plan);
		while (fenced && text.length > 1 && text.data[text.length - 2] == '\n')
			text.data[--text.length] = '\0';
		export_add(out, "design", ending, &text);
		buf_release(&text);
	}
	arena_free(arena);
	return status;
}

int charts_mermaid(const struct model *model, const struct export_options *options, struct export *out,
                   struct err *err)
{
	return put_design(model, options, &dialect_mermaid, FENCED, options->diagram ? ".mmd" : ".md", out,
	                  err);
}

int charts_plantuml(const struct model *model, const struct export_options *options, struct export *out,
                    struct err *err)
{
	return put_design(model, options, &dialect_plantuml, BARE, ".puml", out, err);
}

int charts_markdown(const struct model *model, const struct export_options *options, struct export *out,
                    struct err *err)
{
	return put_design(model, options, &dialect_mermaid, REPORT, ".md", out, err);
}
