/*
 * heddle check --property AlwaysEventually…: does P hold infinitely often?
 *
 * Always without bounds: a bound cuts off loops, and the verdict would be about the bound.  The assumptions
 * that the verdict rests on are printed with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/clock.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>
#include <heddle/session.h>
#include <heddle/utf8.h>

#include "cli/behaviours.h"
#include "cli/check_liveness.h"
#include "cli/check_possible.h"
#include "cli/check_report.h"
#include "cli/check_vacuous.h"
#include "cli/idle.h"
#include "cli/interrupt.h"

struct job {
	const struct cli_args *args;
	const struct model_property *property;
	const struct design *design;
	const char *design_name;
	struct assumptions assumptions;
	struct model *unbounded, *concrete;
	struct liveness_result result;
	struct check_result counts; /* coverage; complete if the property holds */
	struct vacuous_report vacuous;
	struct idle idle; /* options without effect */
	bool closes;      /* the loop ends in exactly the state where it starts */
	const char *saved;
	const struct check_options *limits;
	double started;  /* seconds of the monotonic clock */
	uint64_t states; /* at the last report */
	bool shown, late;
};

static bool show_progress(void *ctx, uint64_t states, uint64_t queue)
{
	struct job *job = ctx;
	double seconds = clock_seconds() - job->started;

	job->states = states;
	if (job->shown && states % 65536 < 4096)
		fprintf(stderr, "\r%llu states, %llu to explore\033[K", (unsigned long long)states,
		        (unsigned long long)queue);
	job->late = job->limits->max_seconds > 0 && seconds > job->limits->max_seconds;
	return !job->late && !interrupt_seen();
}

static void explore(struct job *job)
{
	unsigned actions = job->unbounded->action_count;
	uint8_t *fair = mem_array(actions, sizeof(*fair));
	bool *finite = mem_array(actions, sizeof(*finite));
	bool *moves = mem_array(actions, sizeof(*moves));
	const struct action_marks marks = { fair, finite, moves };
	struct liveness_options options = {
		.property = (unsigned)model_property_index(job->unbounded, job->property->name),
		.fairness = { .fair = fair, .finite = finite, .moves = moves },
		.limits = { .progress = show_progress,
		            .ctx = job,
		            .states = job->limits->max_states,
		            .memory = job->limits->max_memory },
	};

	options.fairness.groups = design_assume(job->unbounded, &job->assumptions, &marks);
	job->shown = isatty(STDERR_FILENO);
	job->started = clock_seconds();
	interrupt_catch();
	liveness_run(job->unbounded, &options, &job->result);
	interrupt_release();
	if (job->shown)
		fprintf(stderr, "\r\033[K");
	if (job->result.verdict == CHECK_LIMIT) {
		job->result.distinct = job->states;
		if (job->late)
			job->result.limit = "time";
	}
	free(fair);
	free(finite);
	free(moves);
}

/* A violated property tells nothing about vacuous steps. */
static void find_vacuous(struct job *job, const struct design *design)
{
	unsigned actions = job->unbounded->action_count;

	job->counts.coverage = mem_array(actions, sizeof(*job->counts.coverage));
	job->counts.complete = job->result.verdict == CHECK_HOLDS;
	job->counts.seconds = job->result.seconds;
	for (unsigned a = 0; a < actions && job->result.taken; a++)
		job->counts.coverage[a].taken = job->result.taken[a];
	check_vacuous_find(design, job->unbounded, job->limits, &job->counts, true, &job->vacuous);
}

/* Plays the lasso on an ordinary model, and saves it if requested. */
static int play(struct job *job, struct err *err)
{
	const char *path = cli_value(job->args, "output");
	size_t count = job->result.stem + job->result.loop;
	struct session *session = NULL;
	struct design *design = NULL;
	uint32_t start = 0;
	int status = -1;

	if (design_concretise(job->unbounded, job->result.steps, count, &job->concrete, job->result.steps,
	                      err) ||
	    design_open(job->design_name, &design, err))
		return -1;
	if (session_open_design(design, design_model_scope(job->concrete), &session, err)) {
		design_free(design);
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		if (session_do(session, &job->result.steps[i], err))
			goto done;
		if (i + 1 == job->result.stem)
			start = history_cursor(session->history);
	}
	uint32_t end = history_cursor(session->history);

	job->closes = memcmp(history_state(session->history, start), history_state(session->history, end),
	                     session->model->state_size) == 0;
	if (job->closes) {
		session->loop_start = start;
		session->loop_end = end;
	}
	status = 0;
	if (path) {
		status = check_save(session, path, err);
		job->saved = path;
	}
done:
	session_free(session);
	return status;
}

/* --- reports ------------------------------------------------------------------------------- */

static void add_step(const struct job *job, size_t nth, struct buf *out)
{
	struct buf line;

	buf_init(&line);
	step_show(job->concrete, &job->result.steps[nth], &line);
	/* The step that closes the loop has no number. */
	if (job->closes && job->result.loop && nth + 1 == job->result.stem + job->result.loop)
		buf_add_text(out, "back  ");
	else
		buf_printf(out, "%4zu  ", nth + 1);
	utf8_escape(out, line.data, line.length);
	buf_add_char(out, '\n');
	buf_release(&line);
}

static void add_text(const struct job *job, struct buf *out)
{
	const struct liveness_result *r = &job->result;
	char scope[200];

	utf8_escape(out, job->unbounded->name, strlen(job->unbounded->name));
	buf_printf(out, " (%s, without bounds)\n",
	           scope_show(design_model_rows(job->unbounded), design_model_scope(job->unbounded),
	                      cli_ascii(job->args), scope, sizeof(scope)));
	if (r->verdict == CHECK_LIMIT) {
		buf_printf(out, "%s is not decided: %s after %llu states, %.2f s.\n",
		           job->property->recurring, check_limit_text(r->limit),
		           (unsigned long long)r->distinct, r->seconds);
		return;
	}
	if (r->verdict == CHECK_HOLDS) {
		buf_printf(out, "%s holds%s", job->property->recurring,
		           job->vacuous.count || job->vacuous.untaken_count ? ", but " : "");
		vacuous_summary(&job->vacuous, job->unbounded, design_model_scope(job->unbounded), out);
		buf_add_text(out, ".\n");
		vacuous_remedies(&job->vacuous, job->unbounded, out);
	} else {
		buf_printf(out, "%s is violated: after step %zu, %s is never true again.\n",
		           job->property->recurring, r->stem, job->property->name);
		for (size_t i = 0; i < r->stem; i++)
			add_step(job, i, out);
		buf_printf(out, "      %s\n",
		           r->loop ? "and then these steps, repeated forever:"
		                   : "and then nothing happens any more (stuttering).");
		for (size_t i = 0; i < r->loop; i++)
			add_step(job, r->stem + i, out);
		if (!job->closes)
			buf_add_text(out, "      (hours and ids keep counting; everything else is as "
			                  "before the loop)\n");
	}
	behaviours_tell(job->design, &job->assumptions,
	                design_model_scope(job->unbounded)->of[SCOPE_IMAGE_IDS], out);
	idle_text(&job->idle, out);
	check_report_file(job->saved, cli_value(job->args, "output"), false, out);
	buf_printf(out, "%llu states, %llu generated, %llu of them without %s; %.2f s, %llu MB.\n",
	           (unsigned long long)r->distinct, (unsigned long long)r->generated,
	           (unsigned long long)r->without, job->property->name, r->seconds,
	           (unsigned long long)(r->memory >> 20));
}

static void add_steps_json(const struct job *job, const char *name, size_t from, size_t count,
                           struct buf *out)
{
	struct buf text;

	buf_init(&text);
	buf_printf(out, ", \"%s\": [", name);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&text);
		step_show(job->concrete, &job->result.steps[from + i], &text);
		buf_add_text(out, i ? ", " : "");
		cli_json_text(out, text.data);
	}
	buf_add_char(out, ']');
	buf_release(&text);
}

static void add_coverage_json(const struct job *job, struct buf *out)
{
	buf_add_text(out, ", \"coverage\": {");
	for (unsigned a = 0; a < job->unbounded->action_count && job->result.taken; a++) {
		buf_add_text(out, a ? ", " : "");
		cli_json_text(out, job->unbounded->actions[a].name);
		buf_printf(out, ": %llu", (unsigned long long)job->result.taken[a]);
	}
	buf_add_char(out, '}');
}

/* A property that holds only because a bound prevents a step does not count as holding. */
static enum check_verdict verdict_of(const struct job *job)
{
	return vacuous_by_bound(&job->vacuous) ? CHECK_LIMIT : job->result.verdict;
}

static void add_json(const struct job *job, struct buf *out)
{
	const struct liveness_result *r = &job->result;
	const struct assumptions *a = &job->assumptions;
	bool violated = r->verdict == CHECK_VIOLATED;

	buf_add_text(out, "{\"design\": ");
	cli_json_text(out, job->unbounded->name);
	cli_json_member(out, "verdict", check_verdict_name(verdict_of(job)));
	cli_json_member(out, "property", violated ? job->property->recurring : NULL);
	if (!violated) {
		buf_add_text(out, ", \"steps\": null, \"loop_steps\": null");
	} else {
		buf_printf(out, ", \"steps\": %zu, \"loop_steps\": %zu", r->stem, r->loop);
		add_steps_json(job, "stem", 0, r->stem, out);
		add_steps_json(job, "loop", r->stem, r->loop, out);
	}
	buf_printf(out,
	           ", \"assumptions\": {\"servers_fair\": %s, \"cleaners_fair\": %s, \"time_goes_on\": %s, "
	           "\"writes_end\": %s, \"failures_end\": %s}",
	           a->servers_fair ? "true" : "false", a->cleaners_fair ? "true" : "false",
	           a->time_goes_on ? "true" : "false", a->writes_end ? "true" : "false",
	           a->failures_end ? "true" : "false");
	buf_printf(out,
	           ", \"distinct\": %llu, \"generated\": %llu, \"depth\": null, \"seconds\": %.3f, "
	           "\"complete\": %s, \"unbounded\": true, \"memory\": %llu",
	           (unsigned long long)r->distinct, (unsigned long long)r->generated, r->seconds,
	           r->verdict == CHECK_LIMIT ? "false" : "true", (unsigned long long)r->memory);
	add_coverage_json(job, out);
	idle_json(&job->idle, out);
	check_vacuous_json(&job->vacuous, job->unbounded, out);
	check_possible_json(NULL, out);
	buf_add_text(out, ", \"demands\": [], \"bounds_hit\": []");
	cli_json_member(out, "limit", r->limit || verdict_of(job) != CHECK_LIMIT ? r->limit : "bounds");
	cli_json_member(out, "saved", job->saved);
	buf_add_text(out, ", \"scope\": ");
	cli_json_scope(out, design_model_rows(job->unbounded), design_model_scope(job->unbounded));
	buf_add_text(out, "}\n");
}

int check_liveness(const struct cli_args *args, const struct check_options *limits,
                   const struct design *design, const char *name, struct err *err)
{
	struct job job = { .args = args, .limits = limits, .design = design, .design_name = name };
	struct buf out;
	int status = -1;

	job.property = recurring_named(design_properties, cli_value(args, "property"), err);
	if (!job.property || design_compile_unbounded(design, &args->scope, NULL, &job.unbounded, err))
		return -1;
	job.assumptions = behaviours_assumed(args, design);
	idle_of_design(args, design, &job.idle);
	if (cli_has(args, "threads"))
		idle_add(&job.idle, "threads", "an unbounded check uses one thread");
	explore(&job);
	find_vacuous(&job, design);
	if (job.result.verdict != CHECK_VIOLATED || !play(&job, err)) {
		buf_init(&out);
		if (cli_has(args, "json"))
			add_json(&job, &out);
		else
			add_text(&job, &out);
		cli_print(&out);
		status = check_verdict_status(verdict_of(&job));
	}
	vacuous_release(&job.vacuous);
	check_result_release(&job.counts);
	liveness_result_release(&job.result);
	model_free(job.unbounded);
	model_free(job.concrete);
	return status;
}
