/*
 * A trace for Graphviz: its states in a row, each with the changes that led to it, and the other branches.
 * Rejected: whole states as labels, since in a row of twenty the differences are hard to find.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>
#include <heddle/value.h>

#include "export/picture/annotated_run.h"
#include "export/picture/dot.h"
#include "export/targets.h"

enum {
	CHANGES_MAX = 6, /* shown in one state */
	LINE_MAX = 48,   /* columns of a line in a state */
};

/* --- texts ----------------------------------------------------------------------------------- */

void dot_text(struct buf *out, const char *text)
{
	struct buf safe;

	buf_init(&safe);
	while (*text) {
		size_t length = strcspn(text, "\n");

		buf_clear(&safe);
		utf8_escape(&safe, text, length);
		for (const char *p = safe.data; *p; p++) {
			if (*p == '"' || *p == '\\')
				buf_add_char(out, '\\');
			buf_add_char(out, *p);
			/* Graphviz expands entities in every text. */
			buf_add_text(out, *p == '&' ? "amp;" : "");
		}
		text += length;
		if (*text) {
			buf_add_text(out, "\\n");
			text++;
		}
	}
	buf_release(&safe);
}

void dot_line(struct buf *out, const char *text)
{
	struct buf cut;
	int columns = 0;
	size_t length = strlen(text), at = 0;

	buf_init(&cut);
	while (at < length && columns < LINE_MAX) {
		uint32_t point;

		at += utf8_decode(text + at, length - at, &point);
		columns += utf8_point_width(point) > 0 ? utf8_point_width(point) : 1;
	}
	buf_add(&cut, text, at);
	buf_add_text(&cut, at < length ? "…" : "");
	dot_text(out, cut.data);
	buf_add_text(out, "\\l");
	buf_release(&cut);
}

void dot_head(struct buf *out, const char *name, const char *caption)
{
	buf_add_text(out, "digraph \"");
	dot_text(out, name);
	buf_add_text(out, "\" {\n\tgraph [labelloc=t, fontname=\"sans-serif\", label=\"");
	dot_text(out, caption);
	buf_add_text(out, "\"];\n\tnode [shape=box, style=rounded, fontname=\"monospace\", fontsize=10];\n"
	                  "\tedge [fontname=\"sans-serif\", fontsize=9];\n"
	                  "\tstart [shape=point, width=0.15];\n\tstart -> s0;\n");
}

void dot_step(const struct model *model, const struct step *step, struct buf *out)
{
	const struct model_action *action = &model->actions[step->action];
	size_t prefix = action->role ? annotated_run_prefix(model, action->role) : 0;
	struct buf whole;
	size_t name;

	buf_init(&whole);
	name = step_show(model, step, &whole);
	buf_add(out, whole.data, name);
	buf_add_text(out, whole.data + name + prefix);
	buf_release(&whole);
}

void dot_entry(struct buf *out, const struct value *value)
{
	if (value->kind != VALUE_RECORD) {
		value_show(out, value, false);
		return;
	}
	for (uint32_t i = 0; i < value->count; i++) {
		buf_add_text(out, i ? " " : "");
		value_show(out, value->pairs[i].value, false);
	}
}

/* --- a trace --------------------------------------------------------------------------------- */

/* "blobs ui1 → i1"; a new log entry shows only its fields, "WRITE u1 m1 i1". */
static void put_change(struct buf *out, const struct annotated_run *run,
                       const struct annotated_change *change, const struct value *state)
{
	const struct model_variable *variable = &run->model->variables[change->variable];
	const struct value *value = value_at(state, change->path);

	if (variable->kind == VARIABLE_LOG && value) {
		dot_entry(out, value);
		return;
	}
	if (variable->kind != VARIABLE_PROCESSES)
		buf_printf(out, "%s ", variable->title);
	buf_printf(out, "%s%s→ %s", change->part, *change->part ? " " : "",
	           change->new_text ? change->new_text : "gone");
}

/* The state after `nth` steps. */
static void put_state(struct buf *out, const struct annotated_run *run, size_t nth)
{
	const struct annotated_event *event = nth ? &run->events[nth - 1] : NULL;
	const char *broken = event ? event->broken : run->broken_at ? NULL : run->broken;
	const char *note = event ? event->note : run->note;
	struct buf line;

	buf_init(&line);
	buf_printf(out, "\ts%zu [label=\"%zu%s", nth, nth, event ? "\\n" : " start\\n");
	for (size_t c = 0; event && c < event->change_count && c < CHANGES_MAX; c++) {
		buf_clear(&line);
		put_change(&line, run, &event->changes[c], run->states[nth]);
		dot_line(out, line.data);
	}
	if (event && event->change_count > CHANGES_MAX)
		buf_printf(out, "+%zu more\\l", event->change_count - CHANGES_MAX);
	if (broken) {
		buf_clear(&line);
		buf_printf(&line, "✗ %s", broken);
		dot_line(out, line.data);
	}
	buf_add_char(out, '"');
	if (broken)
		buf_add_text(out, ", shape=octagon, style=bold, penwidth=3, color=\"#b3261e\"");
	else if (nth == 0)
		buf_add_text(out, ", penwidth=2");
	if (note) {
		buf_add_text(out, ", tooltip=\"");
		dot_text(out, note);
		buf_add_char(out, '"');
	}
	buf_add_text(out, "];\n");
	buf_release(&line);
}

static void put_step(struct buf *out, const struct annotated_run *run, size_t nth)
{
	const struct annotated_event *event = &run->events[nth];
	const struct model_process *process = &run->model->processes[event->process];

	/* The step that closes a lasso's loop has no number. */
	if (nth == run->count)
		buf_printf(out, "\ts%zu -> s%lld [label=\"", nth, (long long)run->loop);
	else
		buf_printf(out, "\ts%zu -> s%zu [label=\"%zu ", nth, nth + 1, nth + 1);
	if (!process->silent) {
		dot_text(out, process->name);
		buf_add_char(out, ' ');
	}
	dot_text(out, event->label);
	buf_add_char(out, '"');
	if (event->place) {
		buf_add_text(out, ", tooltip=\"");
		dot_text(out, event->place);
		buf_add_char(out, '"');
	}
	if (run->sliced && event->essential)
		buf_add_text(out, ", penwidth=2");
	else if (run->sliced)
		buf_add_text(out, ", color=gray50, fontcolor=gray30");
	buf_add_text(out, "];\n");
}

/* The other branches: steps of the tree that are not on the path to the last state. */
static void put_branches(struct buf *out, const struct trace_meta *meta, const struct annotated_run *run)
{
	size_t *depth = mem_array(meta->node_count, sizeof(*depth)); /* on the path, from 1; 0: off it */
	size_t length = 0;
	bool ended = false;

	for (uint32_t n = meta->tip; n; n = meta->nodes[n].parent)
		length++;
	for (uint32_t n = meta->tip;; n = meta->nodes[n].parent) {
		depth[n] = 1 + length;
		if (!length--)
			break;
	}
	for (uint32_t n = 1; n < meta->node_count; n++) {
		uint32_t parent = meta->nodes[n].parent;

		if (depth[n])
			continue;
		/* What follows the end of a lasso is already shown. */
		if (run->loop >= 0 && parent == meta->tip && !ended) {
			ended = true;
			depth[n] = 1 + (size_t)run->loop;
			continue;
		}
		buf_printf(out, "\tb%u [label=\"\", shape=circle, width=0.15, color=gray50];\n\t", n);
		if (depth[parent])
			buf_printf(out, "s%zu", depth[parent] - 1);
		else
			buf_printf(out, "b%u", parent);
		/* As on screen, a step that the system cannot take is in parentheses. */
		buf_printf(out, " -> b%u [style=%s, color=gray50, fontcolor=gray30, label=\"%s", n,
		           meta->nodes[n].inert ? "dotted" : "dashed", meta->nodes[n].inert ? "(" : "");
		dot_text(out, meta->nodes[n].step);
		buf_add_text(out, meta->nodes[n].inert ? ")\"" : "\"");
		if (meta->nodes[n].reason) {
			buf_add_text(out, ", tooltip=\"");
			dot_text(out, meta->nodes[n].reason);
			buf_add_char(out, '"');
		}
		buf_add_text(out, "];\n");
	}
	free(depth);
}

static void put_run(struct buf *out, const struct annotated_run *run, const struct trace *trace)
{
	struct buf caption;

	buf_init(&caption);
	buf_printf(&caption, "%s: %zu step%s", run->title ? run->title : run->design, run->count,
	           run->count == 1 ? "" : "s");
	if (run->loop >= 0)
		buf_add_text(&caption, "; ");
	annotated_run_ending(run, &caption);
	if (run->broken)
		buf_printf(&caption, "; %s broken: %s", run->broken, run->facts);
	dot_head(out, run->design, caption.data);
	buf_release(&caption);
	for (size_t n = 0; n <= run->count; n++)
		put_state(out, run, n);
	for (size_t n = 0; n < run->count + run->closes; n++)
		put_step(out, run, n);
	if (trace->heddle && trace->heddle->node_count)
		put_branches(out, trace->heddle, run);
	buf_add_text(out, "}\n");
}

static int write_trace(const struct model *model, const struct trace *trace,
                       const struct export_options *options, struct export *out, struct err *err)
{
	return annotated_run_export(model, trace, options, ".dot", put_run, out, err);
}

const struct export_target target_dot = {
	.name = "dot",
	.summary = "states and steps as a graph for Graphviz",
	.design = dot_states,
	.trace = write_trace,
	.design_takes = EXPORT_INVARIANT | EXPORT_MAX_STATES | EXPORT_SCOPE,
	.trace_takes = EXPORT_INVARIANT,
};
