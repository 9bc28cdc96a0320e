/*
 * A schedule as a report in Markdown: violations, steps with their changes, notes, and a sequence diagram
 * that GitHub draws.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/model.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "export/picture/sequence.h"
#include "export/picture/state_diagram.h"
#include "export/targets.h"

/* The index of a character that would start a list, a rule or a heading at the start of a line; or SIZE_MAX.
 */
static size_t list_mark(const char *line)
{
	size_t digits = strspn(line, "0123456789");

	if (digits && (line[digits] == '.' || line[digits] == ')'))
		return digits;
	return *line && strchr("-+=", *line) ? 0 : SIZE_MAX;
}

/* Line breaks become <br>. */
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

static void put_heading(struct buf *out, const struct annotated_run *run)
{
	buf_add_text(out, "# ");
	markdown_text(out, run->title ? run->title : run->design);
	buf_add_text(out, "\n\nDesign: ");
	markdown_text(out, run->design);
	if (*run->scope)
		buf_printf(out, " (%s)", run->scope);
	buf_printf(out, ", %zu step%s", run->count, run->count == 1 ? "" : "s");
	trace_ending(run->loop, run->count, out);
	buf_add_text(out, ".\n\n");
	if (run->description) {
		markdown_text(out, run->description);
		buf_add_text(out, "\n\n");
	}
	if (run->broken) {
		buf_add_text(out, "**✗ ");
		markdown_text(out, run->broken);
		buf_add_text(out, " is broken");
		if (run->broken_at)
			buf_printf(out, " at step %zu:** ", run->broken_at);
		else
			buf_add_text(out, " at the start:** ");
		markdown_text(out, run->facts);
		buf_add_text(out, ".\n\n");
	}
	if (run->ended && !(run->facts && strstr(run->facts, run->ended))) {
		buf_add_text(out, "The run ended, according to its file: ");
		markdown_text(out, run->ended);
		buf_add_text(out, "\n\n");
	}
	if (run->loop >= 0) {
		struct buf ending;

		buf_init(&ending);
		annotated_run_ending(run, &ending);
		buf_add_text(out, "It does not end: ");
		markdown_text(out, ending.data);
		buf_add_text(out, ".\n\n");
		buf_release(&ending);
	}
}

/* Marks a violation; adds the facts unless they are in the heading. */
static void put_violation(struct buf *out, const struct annotated_run *run,
                          const struct annotated_event *event)
{
	if (!event->broken)
		return;
	buf_add_text(out, " ✗");
	if (run->broken_at && event == &run->events[run->broken_at - 1])
		return;
	buf_add_char(out, ' ');
	markdown_text(out, event->broken);
	buf_add_text(out, ": ");
	markdown_text(out, event->facts);
}

static void put_mark(struct buf *out, const struct annotated_run *run, size_t nth)
{
	struct buf mark;

	buf_init(&mark);
	annotated_run_mark(run, nth, &mark);
	if (mark.length)
		buf_printf(out, " *(%s)*", mark.data);
	buf_release(&mark);
}

static void put_steps(struct buf *out, const struct annotated_run *run)
{
	buf_add_text(out, "| | step | changes | note |\n|---:|---|---|---|\n");
	if (run->note) {
		buf_add_text(out, "| 0 | start |  | ");
		markdown_text(out, run->note);
		buf_add_text(out, " |\n");
	}
	for (size_t i = 0; i < run->count + run->closes; i++) {
		const struct annotated_event *event = &run->events[i];
		const char *strong = event->essential && run->sliced ? "**" : "";

		/* The step that closes a loop has the number of the state that it leads to. */
		if (i == run->count)
			buf_printf(out, "| → %lld | %s", (long long)run->loop, strong);
		else
			buf_printf(out, "| %zu | %s", i + 1, strong);
		markdown_text(out, event->text);
		buf_add_text(out, strong);
		put_violation(out, run, event);
		put_mark(out, run, i);
		if (event->place) {
			buf_add_text(out, "<br>");
			markdown_text(out, event->place);
		}
		buf_add_text(out, " | ");
		if (i == run->count && run->loop)
			buf_printf(out, "back to step %lld", (long long)run->loop);
		else if (i == run->count)
			buf_add_text(out, "back to the start");
		put_changes(out, event);
		buf_add_text(out, " | ");
		if (event->note)
			markdown_text(out, event->note);
		buf_add_text(out, " |\n");
	}
	if (run->sliced)
		buf_printf(out, "\nThe %sviolation depends on the steps in bold.\n",
		           run->violations > 1 ? "first " : "");
}

static void put_why(struct buf *out, const struct annotated_run *run)
{
	if (!run->line_count)
		return;
	buf_add_text(out, "\n## Why\n\n| | |\n|---|---|\n");
	for (size_t i = 0; i < run->line_count; i++) {
		buf_add_text(out, "| ");
		if (*run->lines[i].head)
			markdown_text(out, run->lines[i].head);
		buf_add_text(out, " | ");
		markdown_text(out, run->lines[i].text);
		buf_add_text(out, " |\n");
	}
}

static void put_run(struct buf *out, const struct annotated_run *run, const struct trace *trace)
{
	put_heading(out, run);
	buf_add_text(out, "```mermaid\n");
	sequence_mermaid(out, run, trace);
	buf_add_text(out, "```\n\n");
	put_steps(out, run);
	put_why(out, run);
}

static int write_trace(const struct model *model, const struct trace *trace,
                       const struct export_options *options, struct export *out, struct err *err)
{
	return annotated_run_export(model, trace, options, ".md", put_run, out, err);
}

const struct export_target target_markdown = {
	.name = "markdown",
	.summary = "a report with diagrams that GitHub draws",
	.design = diagrams_markdown,
	.trace = write_trace,
	.design_takes = EXPORT_DIAGRAM,
	.trace_takes = EXPORT_INVARIANT | EXPORT_SCOPE,
};
