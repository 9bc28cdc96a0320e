/*
 * A design's diagrams as text that other tools draw: Mermaid, PlantUML, and a report in Markdown.
 *
 * PlantUML allows several diagrams in one file; Mermaid's tools and GitHub read several from Markdown, so
 * Mermaid is written in Markdown unless one diagram is requested.  Rejected: a file for each diagram, which
 * needs a folder.
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

static void put_state_diagram(struct buf *out, const struct diagram_syntax *d,
                              const struct diagrams *diagrams, const struct state_diagram *diagram)
{
	char from[16], to[16];
	struct buf text, safe;

	buf_init(&text);
	buf_init(&safe);
	buf_add_text(out, d->open_states);
	for (unsigned s = 0; s < diagram->state_count; s++) {
		buf_clear(&safe);
		diagram_syntax_text(&safe, d, diagram->states[s], DIAGRAM_SYNTAX_COLUMNS);
		snprintf(from, sizeof(from), "s%u", s);
		diagram_syntax_put(out, d->state, from, safe.data, "");
	}
	diagram_syntax_put(out, d->start, "s0", "", "");
	for (size_t a = 0; a < diagram->arrow_count; a++) {
		const struct state_diagram_arrow *arrow = &diagram->arrows[a];

		snprintf(from, sizeof(from), "s%u", arrow->from);
		snprintf(to, sizeof(to), "s%u", arrow->to);
		for (unsigned i = 0; i < arrow->count; i++) {
			struct buf when;

			buf_init(&when);
			buf_clear(&text);
			buf_clear(&safe);
			buf_add_text(&text, state_diagram_step_name(diagrams->plan, arrow->actions[i]));
			if (state_diagram_words(arrow->actions[i], WORD_GUARD, &when))
				buf_printf(&text, "\n(%s)", when.data);
			diagram_syntax_text(&safe, d, text.data, DIAGRAM_SYNTAX_COLUMNS);
			diagram_syntax_put(out, arrow->failure ? d->fault : d->go, from, to, safe.data);
			buf_release(&when);
		}
	}
	buf_add_text(out, d->close);
	buf_release(&text);
	buf_release(&safe);
}

/* --- operations ----------------------------------------------------------------------------- */

/* Its id is the same. */
static const char *store_name(unsigned variable)
{
	return domain_variables[variable].title;
}

static void put_step(struct buf *out, const struct diagram_syntax *d, const struct diagrams *diagrams,
                     const struct operation_flow_item *item)
{
	uint32_t touched = item->writes ? item->writes : item->reads;
	const char *store = store_name(touched >> DOMAIN_BLOBS & 1 ? DOMAIN_BLOBS : DOMAIN_RECORDS);
	struct buf text, does, safe;

	buf_init(&text);
	buf_init(&does);
	buf_init(&safe);
	buf_printf(&text, "%s%s", item->action->step->failure ? "✗ " : "",
	           state_diagram_step_name(diagrams->plan, item->action));
	if (state_diagram_words(item->action, WORD_EFFECT, &does))
		buf_printf(&text, "\n%s", does.data);
	diagram_syntax_text(&safe, d, text.data, DIAGRAM_SYNTAX_COLUMNS);
	if (touched)
		diagram_syntax_put(out, item->writes ? d->write : d->read, "p", store, safe.data);
	else
		diagram_syntax_put(out, d->internal, "p", safe.data, "");
	buf_release(&text);
	buf_release(&does);
	buf_release(&safe);
}

static void put_flow(struct buf *out, const struct diagram_syntax *d, const struct diagrams *diagrams,
                     const struct operation_flow *flow)
{
	const char *const rows[] = {
		[OPERATION_FLOW_ALT] = d->alternative, [OPERATION_FLOW_ELSE] = d->otherwise,
		[OPERATION_FLOW_LOOP] = d->loop,       [OPERATION_FLOW_OPT] = d->option,
		[OPERATION_FLOW_END] = d->end,
	};

	buf_add_text(out, d->open);
	diagram_syntax_put(out, d->participant, "p", flow->role, "");
	for (unsigned v = DOMAIN_RECORDS; v <= DOMAIN_BLOBS; v++)
		if (flow->touches >> v & 1)
			diagram_syntax_put(out, d->store, store_name(v), store_name(v), "");
	for (size_t i = 0; i < flow->count; i++) {
		const struct operation_flow_item *item = &flow->items[i];
		struct buf safe;

		buf_init(&safe);
		if (item->text)
			diagram_syntax_text(&safe, d, item->text, 200);
		if (item->kind == OPERATION_FLOW_STEP)
			put_step(out, d, diagrams, item);
		else if (item->kind == OPERATION_FLOW_NOTE)
			diagram_syntax_put(out, d->note, "p", safe.data, "");
		else
			diagram_syntax_put(out, rows[item->kind], safe.data, "", "");
		buf_release(&safe);
	}
	buf_add_text(out, d->close);
}

/* --- targets -------------------------------------------------------------------------------- */

static void open_fence(struct buf *out, const char *name, const char *what)
{
	buf_add_text(out, "## ");
	markdown_text(out, name);
	buf_printf(out, "%s\n\n```mermaid\n", what);
}

static void put_all(struct buf *out, const struct diagram_syntax *d, const struct diagrams *diagrams,
                    bool fenced)
{
	for (size_t i = 0; i < diagrams->state_count; i++) {
		if (fenced)
			open_fence(out, diagrams->states[i].role, ": states");
		put_state_diagram(out, d, diagrams, &diagrams->states[i]);
		buf_add_text(out, fenced ? "```\n\n" : "");
	}
	for (size_t i = 0; i < diagrams->flow_count; i++) {
		if (fenced)
			open_fence(out, diagrams->flows[i].part, "");
		put_flow(out, d, diagrams, &diagrams->flows[i]);
		buf_add_text(out, fenced ? "```\n\n" : "");
	}
}

static void put_title(struct buf *out, const struct diagrams *diagrams)
{
	const struct design *design = diagrams->plan->design;

	buf_add_text(out, "# ");
	markdown_text(out, design->name);
	if (design->title) {
		buf_add_text(out, "\n\n");
		markdown_text(out, design->title);
		buf_add_char(out, '.');
	}
	buf_add_text(out, "\n\n");
}

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
		state_diagram_words(action, kinds[k], out);
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
                      const struct diagram_syntax *syntax, enum shape shape, const char *ending,
                      struct export *out, struct err *err)
{
	struct arena *arena = arena_new();
	struct diagrams diagrams;
	struct buf text;
	int status = diagrams_make(model, options->diagram, arena, &diagrams, err);

	if (!status) {
		bool fenced = shape == REPORT || (shape == FENCED && diagrams.all);

		buf_init(&text);
		if (fenced && diagrams.all)
			put_title(&text, &diagrams);
		put_all(&text, syntax, &diagrams, fenced);
		if (shape == REPORT && diagrams.all)
			put_table(&text, diagrams.plan);
		while (fenced && text.length > 1 && text.data[text.length - 2] == '\n')
			text.data[--text.length] = '\0';
		export_add(out, "design", ending, &text);
		buf_release(&text);
	}
	arena_free(arena);
	return status;
}

int diagrams_mermaid(const struct model *model, const struct export_options *options, struct export *out,
                     struct err *err)
{
	return put_design(model, options, &diagram_syntax_mermaid, FENCED, options->diagram ? ".mmd" : ".md",
	                  out, err);
}

int diagrams_plantuml(const struct model *model, const struct export_options *options, struct export *out,
                      struct err *err)
{
	return put_design(model, options, &diagram_syntax_plantuml, BARE, ".puml", out, err);
}

int diagrams_markdown(const struct model *model, const struct export_options *options, struct export *out,
                      struct err *err)
{
	return put_design(model, options, &diagram_syntax_mermaid, REPORT, ".md", out, err);
}
