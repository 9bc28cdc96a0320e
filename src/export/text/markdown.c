/*
 * A schedule as a report in Markdown: what broke, the steps with what they
 * changed, the notes, and a sequence diagram that GitHub draws.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/model.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "export/picture/sequence.h"
#include "export/picture/state_diagram.h"
#include "export/targets.h"

/* A separate line with this would start a list, a rule or a heading; a table cell would not. */
static size_t list_mark(const char *line)
{
	size_t digits = strspn(line, "0123456789");

	if (digits && (line[digits] == '.' || line[digits] == ')'))
		return digits;
	return *line && strchr("-+=", *line) ? 0 : SIZE_MAX;
}

/* Text that Markdown leaves alone: its marks are escaped, and so is what would end a table's cell.
 * Lines stay lines. */
void markdown_text(struct buf *out, const char *text)
{
	struct buf safe;

	buf_init(&safe);
	for (bool first = true; *text || first; first = false) {
		size_t length = strcspn(text, "\n"), mark;
		bool dos = text[length] && length && text[length - 1] == '\r';

		if (!first)
			buf_add_text(out, "<br>");
		buf_clear(&safe);
		utf8_escape(&safe, text, length - dos);
		mark = list_mark(safe.data);
		for (size_t i = 0; i < safe.length; i++) {
			if (i == mark || strchr("\\`*_{}[]<>#|!&~$", safe.data[i]))
				buf_add_char(out, '\\');
			buf_add_char(out, safe.data[i]);
		}
		text += length + (text[length] == '\n');
	}
	buf_release(&safe);
}

static void put_changes(struct buf *out, const struct annotated_event *event)
{
	for (size_t i = 0; i < event->change_count; i++) {
		const struct annotated_change *change = &event->changes[i];

		buf_add_text(out, i ? "<br>" : "");
		markdown_text(out, change->path);
		buf_add_text(out, ": ");
		markdown_text(out, change->old_text ? change->old_text : "(none)");
		buf_add_text(out, " → ");
		markdown_text(out, change->new_text ? change->new_text : "(gone)");
	}
}

static void put_heading(struct buf *out, const struct annotated_run *s)
{
	buf_add_text(out, "# ");
	markdown_text(out, s->title ? s->title : s->design);
	buf_add_text(out, "\n\nDesign: ");
	markdown_text(out, s->design);
	if (*s->scope)
		buf_printf(out, " (%s)", s->scope);
	buf_printf(out, ", %zu step%s", s->count, s->count == 1 ? "" : "s");
	trace_ending(s->loop, s->count, out);
	buf_add_text(out, ".\n\n");
	if (s->description) {
		markdown_text(out, s->description);
		buf_add_text(out, "\n\n");
	}
	if (s->broken) {
		buf_add_text(out, "**✗ ");
		markdown_text(out, s->broken);
		buf_add_text(out, " is broken");
		if (s->broken_at)
			buf_printf(out, " at step %zu:** ", s->broken_at);
		else
			buf_add_text(out, " at the start:** ");
		markdown_text(out, s->facts);
		buf_add_text(out, ".\n\n");
	}
	if (s->ended && !(s->facts && strstr(s->facts, s->ended))) {
		buf_add_text(out, "The run ended, according to its file: ");
		markdown_text(out, s->ended);
		buf_add_text(out, "\n\n");
	}
	if (s->loop >= 0) {
		struct buf ending;

		buf_init(&ending);
		annotated_run_ending(s, &ending);
		buf_add_text(out, "It does not end: ");
		markdown_text(out, ending.data);
		buf_add_text(out, ".\n\n");
		buf_release(&ending);
	}
}

/* The mark of a violation; with its facts, where they are not in the heading already. */
static void put_violation(struct buf *out, const struct annotated_run *s, const struct annotated_event *event)
{
	if (!event->broken)
		return;
	buf_add_text(out, " ✗");
	if (s->broken_at && event == &s->events[s->broken_at - 1])
		return;
	buf_add_char(out, ' ');
	markdown_text(out, event->broken);
	buf_add_text(out, ": ");
	markdown_text(out, event->facts);
}

static void put_steps(struct buf *out, const struct annotated_run *s)
{
	buf_add_text(out, "| | step | changes | note |\n|---:|---|---|---|\n");
	if (s->note) {
		buf_add_text(out, "| 0 | start |  | ");
		markdown_text(out, s->note);
		buf_add_text(out, " |\n");
	}
	for (size_t i = 0; i < s->count + s->closes; i++) {
		const struct annotated_event *event = &s->events[i];
		const char *strong = event->essential && s->sliced ? "**" : "";

		/* The step that closes a loop has the number of the state that it leads to. */
		if (i == s->count)
			buf_printf(out, "| → %lld | %s", (long long)s->loop, strong);
		else
			buf_printf(out, "| %zu | %s", i + 1, strong);
		markdown_text(out, event->text);
		buf_add_text(out, strong);
		put_violation(out, s, event);
		if (event->place) {
			buf_add_text(out, "<br>");
			markdown_text(out, event->place);
		}
		buf_add_text(out, " | ");
		if (i == s->count && s->loop)
			buf_printf(out, "back to step %lld", (long long)s->loop);
		else if (i == s->count)
			buf_add_text(out, "back to the start");
		put_changes(out, event);
		buf_add_text(out, " | ");
		if (event->note)
			markdown_text(out, event->note);
		buf_add_text(out, " |\n");
	}
	if (s->sliced)
		buf_printf(out, "\nThe %sviolation depends on the steps in bold.\n",
		           s->violations > 1 ? "first " : "");
}

static int write_trace(const struct model *model, const struct trace *trace,
                       const struct export_options *options, struct export *out, struct err *err)
{
	struct annotated_run run;
	struct buf text;

	if (annotated_run_make(model, trace, options->properties, &run, err))
		return -1;
	buf_init(&text);
	put_heading(&text, &run);
	buf_add_text(&text, "```mermaid\n");
	sequence_mermaid(&run, &text);
	buf_add_text(&text, "```\n\n");
	put_steps(&text, &run);
	export_add(out, "schedule", ".md", &text);
	buf_release(&text);
	annotated_run_release(&run);
	return 0;
}

const struct export_target target_markdown = {
	.name = "markdown",
	.summary = "a report with diagrams that GitHub draws",
	.design = diagrams_markdown,
	.trace = write_trace,
	.design_takes = EXPORT_DIAGRAM,
	.trace_takes = EXPORT_INVARIANT | EXPORT_SCOPE,
};
