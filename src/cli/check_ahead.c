/*
 * The run's steps are numbered on from the counterexample and marked with a plus: they did not lead to the
 * violation, and a single process takes them.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/mem.h>
#include <heddle/session.h>
#include <heddle/utf8.h>

#include "cli/check_ahead.h"

enum { EFFORT = 4 << 20 }; /* states, as many as the checker allows */

bool check_ahead_has(const struct model *model, const struct check_trace *trace)
{
	return model->properties[trace->property].on_future && model->ops->shown;
}

/* Finds the run that shows the violation, from the end of the trace. */
static void find(const struct model *model, const struct check_trace *trace, struct model_run *run)
{
	struct model_walk walk;

	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i < trace->length && model_walk_take(&walk, &trace->steps[i]);)
		i++;
	if (model->ops->effort)
		model->ops->effort(model, EFFORT);
	model->ops->shown(model, walk.at, trace->property, run);
	model_walk_end(&walk);
}

static void add_safe(struct buf *out, const char *text)
{
	utf8_escape(out, text ? text : "", text ? strlen(text) : 0);
}

void check_ahead_text(const struct model *model, const struct check_trace *trace, struct buf *out)
{
	struct model_run run;
	struct buf line;

	find(model, trace, &run);
	buf_init(&line);
	buf_add_text(out, "      ");
	add_safe(out, run.facts);
	buf_add_text(out, run.count ? ", as these steps show:\n" : ":\n");
	for (size_t i = 0; i < run.count; i++) {
		buf_clear(&line);
		step_show(run.model, &run.steps[i], &line);
		buf_printf(out, "%4zu+ ", trace->length + i + 1);
		add_safe(out, line.data);
		buf_add_char(out, '\n');
	}
	buf_add_text(out, "      ");
	add_safe(out, run.why);
	buf_add_text(out, ".\n");
	buf_release(&line);
	model_run_release(&run);
}

void check_ahead_json(const struct model *model, const struct check_trace *trace, struct buf *out)
{
	struct model_run run;
	struct buf line;

	find(model, trace, &run);
	buf_init(&line);
	buf_add_text(out, ", \"ahead\": [");
	for (size_t i = 0; i < run.count; i++) {
		buf_clear(&line);
		step_show(run.model, &run.steps[i], &line);
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, line.data);
	}
	buf_add_char(out, ']');
	cli_json_member(out, "why", run.why ? run.why : "");
	buf_release(&line);
	model_run_release(&run);
}

unsigned check_ahead_ids(const struct model *model, const struct check_trace *trace)
{
	struct model_run run;
	unsigned ids = 0;

	find(model, trace, &run);
	for (size_t i = 0; i < run.count; i++)
		for (unsigned c = 0; c < run.steps[i].choice_count; c++) {
			const struct model_action *action = &run.model->actions[run.steps[i].action];

			if (strcmp(action->choice[c]->name, "id") == 0 && run.steps[i].choice[c] >= ids)
				ids = run.steps[i].choice[c] + 1U;
		}
	model_run_release(&run);
	return ids;
}

int check_ahead_play(struct session *session, const struct check_trace *trace, struct err *err)
{
	const struct model *model = session->model;
	uint32_t end = history_cursor(session->history);
	struct model_run run;
	struct buf text;
	int status = 0;

	find(model, trace, &run);
	buf_init(&text);
	buf_printf(&text, "%s is broken here: %s.", model->properties[trace->property].name,
	           run.facts ? run.facts : "");
	if (run.count)
		buf_add_text(&text, " The steps that follow show it; only one process takes them.");
	else
		buf_printf(&text, " %s.", run.why ? run.why : "");
	session_note(session, end, text.data);
	if (run.count)
		session_bookmark(session, end, "ahead");
	for (size_t i = 0; i < run.count && !status; i++)
		status = session_do(session, &run.steps[i], err);
	if (!status && run.count) {
		buf_clear(&text);
		buf_printf(&text, "%s.", run.why ? run.why : "");
		session_note(session, history_cursor(session->history), text.data);
	}
	buf_release(&text);
	model_run_release(&run);
	return status;
}
