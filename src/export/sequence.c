/*
 * A schedule as a sequence diagram, in the two languages that tools draw: Mermaid
 * (GitHub does) and PlantUML.  Both say the same things in nearly the same words; one
 * writer with a table of spellings serves both.
 */
#include "sequence.h"

#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/model.h>
#include <heddle/utf8.h>

#include "targets.h"

struct dialect {
	const char *open, *close;
	const char *participant, *store; /* id, name */
	const char *write, *read;        /* process, store, label */
	const char *own;                 /* process, label */
	const char *note;                /* process, text */
	const char *broken;              /* first, last, text */
	const char *loop, *loop_end;
	const char *line_break;
	bool semicolons; /* end a statement, and so may not stand in a text */
};

static const struct dialect mermaid = {
	.open = "sequenceDiagram\n    autonumber\n",
	.close = "",
	.participant = "    participant %s as %s\n",
	.store = "    participant %s as %s\n",
	.write = "    %s->>%s: %s\n",
	.read = "    %2$s-->>%1$s: %3$s\n",
	.own = "    %1$s->>%1$s: %2$s\n",
	.note = "    Note over %s: %s\n",
	.broken = "    Note over %s,%s: ✗ %s\n",
	.loop = "    loop for ever\n",
	.loop_end = "    end\n",
	.line_break = "<br/>",
	.semicolons = true,
};

static const struct dialect plantuml = {
	.open = "@startuml\nautonumber\n",
	.close = "@enduml\n",
	.participant = "participant \"%2$s\" as %1$s\n",
	.store = "database \"%2$s\" as %1$s\n",
	.write = "%s -> %s : %s\n",
	.read = "%2$s --> %1$s : %3$s\n",
	.own = "%1$s -> %1$s : %2$s\n",
	.note = "note over %s : %s\n",
	.broken = "note over %s,%s #FFDDDD : ✗ %s\n",
	.loop = "loop for ever\n",
	.loop_end = "end\n",
	.line_break = "\\n",
};

/* A text on one line, without what the dialect would take for its own. */
static void put_safe(struct buf *out, const struct dialect *dialect, const char *text)
{
	struct buf safe;

	buf_init(&safe);
	utf8_escape(&safe, text, strlen(text));
	for (const char *p = safe.data; *p; p++) {
		if (p[0] == '\\' && p[1] == 'n') {
			buf_add_text(out, dialect->line_break);
			p++;
		} else if (dialect->semicolons && *p == ';') {
			buf_add_text(out, "#59;");
		} else if (dialect->semicolons && *p == '#') {
			buf_add_text(out, "#35;");
		} else if (dialect->semicolons && *p == '<') {
			buf_add_text(out, "#lt;");
		} else if (*p == '"' && !dialect->semicolons) {
			buf_add_char(out, '\'');
		} else {
			buf_add_char(out, *p);
		}
	}
	buf_release(&safe);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
/* The formats are those of the tables above. */
static void put(struct buf *out, const char *format, const char *a, const char *b, const char *c)
{
	buf_printf(out, format, a, b, c);
}
#pragma GCC diagnostic pop

/* Ids for the diagram, p0, p1, … and d0, d1, …, which no text of a file can break. */
static const char *process_id(unsigned process, char *out, size_t size)
{
	snprintf(out, size, "p%u", process);
	return out;
}

static void put_participants(struct buf *out, const struct dialect *d, const struct story *s)
{
	char id[16];
	struct buf name;

	buf_init(&name);
	for (unsigned p = 0; p < s->model->process_count; p++) {
		if (!s->acts[p])
			continue;
		buf_clear(&name);
		put_safe(&name, d, s->model->processes[p].name);
		if (!s->model->processes[p].silent) {
			buf_add_char(&name, ' ');
			put_safe(&name, d, s->model->processes[p].role);
		}
		put(out, d->participant, process_id(p, id, sizeof(id)), name.data, "");
	}
	for (unsigned i = 0; i < s->store_count; i++) {
		buf_clear(&name);
		put_safe(&name, d, s->stores[i]);
		snprintf(id, sizeof(id), "d%u", i);
		put(out, d->store, id, name.data, "");
	}
	buf_release(&name);
}

static void put_event(struct buf *out, const struct dialect *d, const struct story *s,
                      const struct story_event *event)
{
	char process[16], store[16];
	struct buf text;
	bool drawn = false;

	buf_init(&text);
	put_safe(&text, d, event->label);
	process_id(event->process, process, sizeof(process));
	for (unsigned i = 0; i < s->store_count; i++) {
		snprintf(store, sizeof(store), "d%u", i);
		if (!((event->writes | event->reads) >> i & 1))
			continue;
		/* A step that touches two stores is one step, and has one number: the write stands for it. */
		if (drawn || (event->writes && !(event->writes >> i & 1)))
			continue;
		put(out, event->writes >> i & 1 ? d->write : d->read, process, store, text.data);
		drawn = true;
	}
	if (!drawn)
		put(out, d->own, process, text.data, "");
	if (event->note) {
		buf_clear(&text);
		put_safe(&text, d, event->note);
		put(out, d->note, process, text.data, "");
	}
	if (event->broken) {
		char last[16];

		if (s->store_count)
			snprintf(last, sizeof(last), "d%u", s->store_count - 1);
		else
			process_id(event->process, last, sizeof(last));
		buf_clear(&text);
		put_safe(&text, d, event->broken);
		buf_add_text(&text, ": ");
		put_safe(&text, d, event->facts);
		put(out, d->broken, process, last, text.data);
	}
	buf_release(&text);
}

static void put_sequence(struct buf *out, const struct dialect *d, const struct story *s)
{
	buf_add_text(out, d->open);
	put_participants(out, d, s);
	for (size_t i = 0; i < s->count; i++) {
		if (s->loop >= 0 && (size_t)s->loop == i)
			buf_add_text(out, d->loop);
		put_event(out, d, s, &s->events[i]);
	}
	if (s->loop >= 0 && (size_t)s->loop < s->count)
		buf_add_text(out, d->loop_end);
	buf_add_text(out, d->close);
}

void sequence_mermaid(const struct story *story, struct buf *out)
{
	put_sequence(out, &mermaid, story);
}

static int write_sequence(const struct model *model, const struct trace *trace,
                          const struct dialect *dialect, const char *name, struct export *out,
                          struct err *err)
{
	struct story story;
	struct buf text;

	if (story_tell(model, trace, &story, err))
		return -1;
	buf_init(&text);
	put_sequence(&text, dialect, &story);
	export_add(out, name, &text);
	buf_release(&text);
	story_release(&story);
	return 0;
}

static int write_mermaid(const struct model *model, const struct trace *trace,
                         const struct export_options *options, struct export *out, struct err *err)
{
	(void)options;
	return write_sequence(model, trace, &mermaid, "schedule.mmd", out, err);
}

static int write_plantuml(const struct model *model, const struct trace *trace,
                          const struct export_options *options, struct export *out,
                          struct err *err)
{
	(void)options;
	return write_sequence(model, trace, &plantuml, "schedule.puml", out, err);
}

const struct export_target target_mermaid = {
	.name = "mermaid",
	.summary = "a schedule as a Mermaid sequence diagram",
	.trace = write_mermaid,
};

const struct export_target target_plantuml = {
	.name = "plantuml",
	.summary = "a schedule as a PlantUML sequence diagram",
	.trace = write_plantuml,
};
