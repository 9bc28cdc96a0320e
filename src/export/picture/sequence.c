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

/* Ids are p0, p1, … and d0, d1, …, because names from a file may be any text. */
static const char *process_id(unsigned process, char *out, size_t size)
{
	snprintf(out, size, "p%u", process);
	return out;
}

static void put_participants(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *run)
{
	char id[16];
	struct buf name, safe;

	buf_init(&name);
	buf_init(&safe);
	for (unsigned p = 0; p < run->model->process_count; p++) {
		if (!run->acts[p])
			continue;
		buf_clear(&name);
		buf_clear(&safe);
		annotated_run_process(run, p, &name);
		diagram_syntax_text(&safe, d, name.data, DIAGRAM_SYNTAX_COLUMNS);
		diagram_syntax_put(out, d->participant, process_id(p, id, sizeof(id)), safe.data, "");
	}
	for (unsigned i = 0; i < run->store_count; i++) {
		buf_clear(&safe);
		diagram_syntax_text(&safe, d, run->stores[i], DIAGRAM_SYNTAX_COLUMNS);
		snprintf(id, sizeof(id), "d%u", i);
		diagram_syntax_put(out, d->store, id, safe.data, "");
	}
	buf_release(&name);
	buf_release(&safe);
}

static void put_event(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *run,
                      size_t nth)
{
	const struct annotated_event *event = &run->events[nth];
	char process[16], store[16];
	struct buf text;
	bool drawn = false;

	buf_init(&text);
	diagram_syntax_text(&text, d, event->label, DIAGRAM_SYNTAX_COLUMNS);
	process_id(event->process, process, sizeof(process));
	for (unsigned i = 0; i < run->store_count; i++) {
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
		diagram_syntax_put(out, d->internal, process, text.data, "");
	buf_clear(&text);
	annotated_run_mark(run, nth, &text);
	if (text.length) {
		struct buf mark;

		buf_init(&mark);
		diagram_syntax_text(&mark, d, text.data, DIAGRAM_SYNTAX_COLUMNS);
		diagram_syntax_put(out, d->note, process, mark.data, "");
		buf_release(&mark);
	}
	if (event->note) {
		buf_clear(&text);
		diagram_syntax_text(&text, d, event->note, DIAGRAM_SYNTAX_COLUMNS);
		diagram_syntax_put(out, d->note, process, text.data, "");
	}
	if (event->broken) {
		char last[16];

		if (run->store_count)
			snprintf(last, sizeof(last), "d%u", run->store_count - 1);
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

/* On the first participant. */
static void put_start_note(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *run)
{
	char id[16] = "d0";
	struct buf text;

	for (unsigned p = run->model->process_count; p-- > 0;)
		if (run->acts[p])
			process_id(p, id, sizeof(id));
	buf_init(&text);
	diagram_syntax_text(&text, d, run->note, DIAGRAM_SYNTAX_COLUMNS);
	diagram_syntax_put(out, d->note, id, text.data, "");
	buf_release(&text);
}

static void put_sequence(struct buf *out, const struct diagram_syntax *d, const struct annotated_run *run)
{
	bool loops = run->loop >= 0 && (size_t)run->loop < run->count + run->closes;

	buf_add_text(out, d->open);
	put_participants(out, d, run);
	if (run->note)
		put_start_note(out, d, run);
	for (size_t i = 0; i < run->count + run->closes; i++) {
		if (loops && (size_t)run->loop == i)
			diagram_syntax_put(out, d->loop, "forever", "", "");
		if (i == run->count)
			buf_add_text(out, d->unnumbered);
		put_event(out, d, run, i);
	}
	if (loops)
		buf_add_text(out, d->end);
	buf_add_text(out, d->close);
}

void sequence_mermaid(struct buf *out, const struct annotated_run *run, const struct trace *trace)
{
	(void)trace;
	put_sequence(out, &diagram_syntax_mermaid, run);
}

static void sequence_plantuml(struct buf *out, const struct annotated_run *run, const struct trace *trace)
{
	(void)trace;
	put_sequence(out, &diagram_syntax_plantuml, run);
}

static int write_mermaid(const struct model *model, const struct trace *trace,
                         const struct export_options *options, struct export *out, struct err *err)
{
	return annotated_run_export(model, trace, options, ".mmd", sequence_mermaid, out, err);
}

static int write_plantuml(const struct model *model, const struct trace *trace,
                          const struct export_options *options, struct export *out, struct err *err)
{
	return annotated_run_export(model, trace, options, ".puml", sequence_plantuml, out, err);
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
