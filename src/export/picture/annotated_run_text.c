/*
 * Texts and files that several targets make of an annotated run.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/export.h>
#include <heddle/model.h>

#include "export/picture/annotated_run.h"

size_t annotated_run_prefix(const struct model *model, const char *role)
{
	const char *first = NULL;
	size_t length = 0;

	for (unsigned a = 0; a < model->action_count; a++) {
		const char *name = model->actions[a].name;
		size_t same = 0;

		if (!model->actions[a].role || strcmp(model->actions[a].role, role) != 0)
			continue;
		if (!first) {
			first = name;
			length = strlen(name);
			continue;
		}
		while (same < length && name[same] == first[same])
			same++;
		length = same;
	}
	/* The only action of a role keeps its name. */
	if (first && !first[length])
		return 0;
	while (length && !(first[length] >= 'A' && first[length] <= 'Z'))
		length--;
	return length;
}

void annotated_run_ending(const struct annotated_run *run, struct buf *out)
{
	if (run->loop < 0)
		return;
	if ((size_t)run->loop == run->count && !run->closes)
		buf_add_text(out, "after that, nothing changes");
	else if ((size_t)run->loop == run->count)
		buf_printf(out, "after that, %s repeats forever", run->events[run->count].text);
	else
		buf_printf(out, "from step %lld on, this repeats forever", (long long)run->loop + 1);
}

void annotated_run_mark(const struct annotated_run *run, size_t nth, struct buf *out)
{
	const char *comma = "";

	for (size_t i = 0; i < run->order_count; i++)
		if (run->orders[i].before == nth) {
			buf_printf(out, "%sbefore %zu", comma, run->orders[i].after + 1);
			comma = ", ";
		}
	if (run->lost && nth + 1 == run->lost)
		buf_printf(out, "%slost here", comma);
	else if (run->lost && nth + 2 == run->lost)
		buf_printf(out, "%slast chance", comma);
}

void annotated_run_process(const struct annotated_run *run, unsigned process, struct buf *out)
{
	const struct model_process *p = &run->model->processes[process];

	buf_add_text(out, p->name);
	if (!p->silent && strcmp(p->role, p->name) != 0)
		buf_printf(out, " %s", p->role);
}

int annotated_run_export(const struct model *model, const struct trace *trace,
                         const struct export_options *options, const char *ending, annotated_run_put *put,
                         struct export *out, struct err *err)
{
	struct annotated_run run;
	struct buf text;

	if (annotated_run_make(model, trace, options->properties, &run, err))
		return -1;
	buf_init(&text);
	put(&text, &run, trace);
	export_add(out, "schedule", ending, &text);
	buf_release(&text);
	annotated_run_release(&run);
	return 0;
}
