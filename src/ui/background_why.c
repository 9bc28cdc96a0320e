/*
 * Explanations that take longer than a person waits.
 *
 * The job works on a model of its own, a larger one of the same system, in which the same steps mean the
 * same; the session may replace its model meanwhile.  A model that has no larger one is explained within the
 * time that the view has.  Without a thread it is made before the view is drawn, on the session's model.
 * Rejected: copying models, for which their interface has no operation.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/why.h>

#include "ui/background.h"

struct why_job {
	struct job job;
	struct worker *worker; /* while it runs */
	struct model *model;
	struct step *steps;
	struct why_question question;
	bool ascii;
};

struct why_message {
	struct message message;
	struct why_line *lines;
	size_t count;
};

static void release_message(struct message *base)
{
	struct why_message *message = (struct why_message *)(void *)base;

	why_lines_release(message->lines, message->count);
	free(message);
}

static void release_job(struct job *base)
{
	struct why_job *job = (struct why_job *)(void *)base;

	model_free(job->model);
	free(job->steps);
	free(job);
}

static bool go_on(void *ctx)
{
	return worker_go_on(((struct why_job *)ctx)->worker);
}

static void run_why(struct job *base, struct worker *worker)
{
	struct why_job *job = (struct why_job *)(void *)base;
	struct why_message *message;
	struct why why;

	job->worker = worker;
	job->question.limits = (struct why_limits){ .go_on = go_on, .ctx = job };
	if (why_explain(&job->question, &why) == WHY_KNOWN && worker_go_on(worker)) {
		message = mem_alloc(sizeof(*message));
		message->message.release = release_message;
		message->count = why_lines(&why, job->ascii, &message->lines);
		worker_post(worker, &message->message);
	}
	why_release(&why);
}

void background_why(struct ui *ui)
{
	bool threaded = worker_threaded(ui->background->why_worker);
	struct why_question question;
	struct why_job *job;
	struct model *model = NULL;

	if (!ui->scene.session || ui->view != view_named("why") ||
	    !explanation_unanswered(&ui->scene, &question))
		return;
	if (threaded && !(model = model_larger(question.model)))
		return;
	job = mem_alloc(sizeof(*job));
	job->job = (struct job){ run_why, release_job };
	job->model = model;
	job->ascii = ui->scene.ascii;
	job->steps = mem_array(question.count, sizeof(*job->steps));
	memcpy(job->steps, question.steps, question.count * sizeof(*job->steps));
	job->question = question;
	job->question.model = threaded ? model : question.model;
	job->question.steps = job->steps;
	worker_ask(ui->background->why_worker, &job->job);
	if (!threaded)
		background_why_collect(ui);
}

void background_why_collect(struct ui *ui)
{
	struct message *base = worker_take(ui->background->why_worker);
	struct why_message *message = (struct why_message *)(void *)base;

	if (!base)
		return;
	if (ui->scene.session)
		explanation_replace(&ui->scene, message->lines, message->count);
	else
		why_lines_release(message->lines, message->count);
	free(message);
}
