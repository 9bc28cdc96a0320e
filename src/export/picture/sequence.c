/*
 * A schedule as a sequence diagram in Mermaid (which GitHub draws) and PlantUML.  A step has one arrow and so
 * one number, even if it uses two stores; two arrows would look like two steps that others could interleave.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/model.h>

#include "export/picture/diagram_syntax.h"
#include "export/picture/sequence.h"
#include "export/picture/state_diagram.h"
#include "export/targets.h"

/* Ids for the diagram, p0, p1, … and d0, d1, …, which no text of a file can break. */
static const char *process_id(unsigned process, char *out, size_t size)
{
	snprintf(out, size, "p%u", process);
	return out;
}

static void put_participants(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *s)
{
	char id[16];
	struct buf name;

	buf_init(&name);
	for (unsigned p = 0; p < s->model->process_count; p++) {
		if (!s->acts[p])
			continue;
		buf_clear(&name);
		diagram_syntax_text(&name, d, s->model->processes[p].name, DIAGRAM_SYNTAX_COLUMNS);
		if (!s->model->processes[p].silent) {
			buf_add_char(&name, ' ');
			diagram_syntax_text(&name, d, s->model->processes[p].role, DIAGRAM_SYNTAX_COLUMNS);
		}
		diagram_syntax_put(out, d->participant, process_id(p, id, sizeof(id)), name.data, "");
	}
	for (unsigned i = 0; i < s->store_count; i++) {
		buf_clear(&name);
		diagram_syntax_text(&name, d, s->stores[i], DIAGRAM_SYNTAX_COLUMNS);
		snprintf(id, sizeof(id), "d%u", i);
		diagram_syntax_put(out, d->store, id, name.data, "");
	}
	buf_release(&name);
}

static void put_event(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *s,
                      const struct annotated_event *event)
{
	char process[16], store[16];
	struct buf text;
	bool drawn = false;

	buf_init(&text);
	diagram_syntax_text(&text, d, event->label, DIAGRAM_SYNTAX_COLUMNS);
	process_id(event->process, process, sizeof(process));
	for (unsigned i = 0; i < s->store_count; i++) {
		snprintf(store, sizeof(store), "d%u", i);
		if (!((event->writes | event->reads) >> i & 1))
			continue;
		/* A step that uses two stores has one number: its arrow is the write. */
		if (drawn || (event->writes && !(event->writes >> i & 1)))
			continue;
		diagram_syntax_put(out, event->writes >> i & 1 ? d->write : d->read, process, store,
		                   text.data);
		drawn = true;
	}
	if (!drawn)
		diagram_syntax_put(out, d->own, process, text.data, "");
	if (event->note) {
		buf_clear(&text);
		diagram_syntax_text(&text, d, event->note, DIAGRAM_SYNTAX_COLUMNS);
		diagram_syntax_put(out, d->note, process, text.data, "");
	}
	if (event->broken) {
		char last[16];

		if (s->store_count)
			snprintf(last, sizeof(last), "d%u", s->store_count - 1);
		else
			process_id(event->process, last, sizeof(last));
		buf_clear(&text);
		diagram_syntax_text(&text, d, event->broken, DIAGRAM_SYNTAX_COLUMNS);
		buf_add_text(&text, ": ");
		diagram_syntax_text(&text, d, event->facts, DIAGRAM_SYNTAX_COLUMNS);
		diagram_syntax_put(out, d->broken, process, last, text.data);
	}
	buf_release(&text);
}

/* On the first participant that there is. */
static void put_start_note(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *s)
{
	char id[16] = "d0";
	struct buf text;

	for (unsigned p = s->model->process_count; p-- > 0;)
		if (s->acts[p])
			process_id(p, id, sizeof(id));
	buf_init(&text);
	diagram_syntax_text(&text, d, s->note, DIAGRAM_SYNTAX_COLUMNS);
	diagram_syntax_put(out, d->note, id, text.data, "");
	buf_release(&text);
}

static void put_sequence(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *s)
{
	bool loops = s->loop >= 0 && (size_t)s->loop < s->count + s->closes;

	buf_add_text(out, d->open);
	put_participants(out, d, s);
	if (s->note)
		put_start_note(out, d, s);
	for (size_t i = 0; i < s->count + s->closes; i++) {
		if (loops && (size_t)s->loop == i)
			diagram_syntax_put(out, d->loop, "forever", "", "");
		if (i == s->count)
			buf_add_text(out, d->unnumbered);
		put_event(out, d, s, &s->events[i]);
	}
	if (loops)
		buf_add_text(out, d->end);
	buf_add_text(out, d->close);
}

void sequence_mermaid(const struct annotated_run *run, struct buf *out)
{
	put_sequence(out, &diagram_syntax_mermaid, run);
}

static int write_sequence(const struct model *model, const struct trace *trace,
                          const struct export_options *options, const struct diagram_syntax *syntax,
                          const char *ending, struct export *out, struct err *err)
{
	struct annotated_run run;
	struct buf text;

	if (annotated_run_make(model, trace, options->properties, &run, err))
		return -1;
	buf_init(&text);
	put_sequence(&text, syntax, &run);
	export_add(out, "schedule", ending, &text);
	buf_release(&text);
	annotated_run_release(&run);
	return 0;
}

static int write_mermaid(const struct model *model, const struct trace *trace,
                         const struct export_options *options, struct export *out, struct err *err)
{
	return write_sequence(model, trace, options, &diagram_syntax_mermaid, ".mmd", out, err);
}

static int write_plantuml(const struct model *model, const struct trace *trace,
                          const struct export_options *options, struct export *out, struct err *err)
{
	return write_sequence(model, trace, options, &diagram_syntax_plantuml, ".puml", out, err);
}

const struct export_target target_mermaid = {
	.name = "mermaid",
	.summary = "diagrams as text for Mermaid: sequences, states of a design",
	.design = diagrams_mermaid,
	.trace = write_mermaid,
	.design_takes = EXPORT_DIAGRAM,
	.trace_takes = EXPORT_INVARIANT,
};

const struct export_target target_plantuml = {
	.name = "plantuml",
	.summary = "the same diagrams for PlantUML",
	.design = diagrams_plantuml,
	.trace = write_plantuml,
	.design_takes = EXPORT_DIAGRAM,
	.trace_takes = EXPORT_INVARIANT,
};
