/*
 * Demands are first checked without bounds, on the finite model of docs/unbounded.md, if that keeps all that
 * their conditions ask: there no bound cuts a way or a loop off, and the model is small.  A counterexample
 * counts if it is one of the bounded model, or if that decides nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/buf.h>
#include <heddle/cli.h>
#include <heddle/clock.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/session.h>

#include "cli/behaviours.h"
#include "cli/check_demands.h"
#include "cli/check_liveness.h"
#include "cli/interrupt.h"

/* --- checking ------------------------------------------------------------------------------------- */

struct job {
	const struct design *design;
	const struct model *model; /* that is checked */
	const struct check_options *limits;
	struct demands *demands;
	double ends; /* seconds of the monotonic clock; 0: never */
	bool shown, late;
};

static bool show_progress(void *ctx, uint64_t states, uint64_t queue)
{
	struct job *job = ctx;

	if (job->shown && states % 65536 < 4096)
		fprintf(stderr, "\r%llu states, %llu to explore\033[K", (unsigned long long)states,
		        (unsigned long long)queue);
	job->late = job->ends > 0 && clock_seconds() > job->ends;
	return !job->late && !interrupt_seen();
}

/* The marks of the actions, by the design's assumptions. */
struct marks {
	uint8_t *fair;
	bool *finite, *moves;
};

static struct fairness assume(const struct job *job, const struct model *model, struct marks *marks)
{
	struct fairness fairness = { 0 };
	size_t count = (size_t)model->action_count + 1;

	marks->fair = mem_array(count, sizeof(*marks->fair));
	marks->finite = mem_array(count, sizeof(*marks->finite));
	marks->moves = mem_array(count, sizeof(*marks->moves));
	if (job->demands->has_fairness) {
		const struct action_marks all = { marks->fair, marks->finite, marks->moves };

		fairness.groups = design_assume(model, &job->demands->assumed, &all);
		fairness.fair = marks->fair;
		fairness.finite = marks->finite;
		fairness.moves = marks->moves;
	}
	return fairness;
}

/* Checks those rows that `wanted` marks on one model, and fills `results` at their places. */
static int check_on(struct job *job, const struct model *model, bool unbounded, const bool *wanted,
                    struct demand_result *results, struct err *err)
{
	const struct demands *all = job->demands;
	struct demand *demands = mem_array(all->count + 1, sizeof(*demands));
	struct demand_result *found = mem_array(all->count + 1, sizeof(*found));
	struct marks marks;
	const struct demand_options options = { .limits = { .progress = show_progress,
		                                            .ctx = job,
		                                            .states = job->limits->max_states,
		                                            .memory = job->limits->max_memory },
		                                .fairness = assume(job, model, &marks),
		                                .enough = unbounded };
	size_t count = 0, next = 0;
	int result;

	for (size_t i = 0; i < all->count; i++)
		if (wanted[i])
			demands[count++] = all->rows[i].demand;
	job->late = false;
	result = count ? demand_check(model, demands, count, &options, found, err) : 0;
	for (size_t i = 0; i < all->count && result == 0; i++)
		if (wanted[i]) {
			results[i] = found[next++];
			if (job->late && results[i].cut.limit)
				results[i].cut.limit = "time";
		}
	free(demands);
	free(found);
	free(marks.fair);
	free(marks.finite);
	free(marks.moves);
	return result;
}

/* Whether the steps are a run of the model within its bounds, except perhaps for the last state. */
static bool fits(const struct model *model, const struct demand_result *result)
{
	size_t count = result->stem + result->loop, i = 0;
	struct model_walk walk;
	bool inside = true;

	model_walk_begin(&walk, model, NULL);
	while (i < count && inside && model_walk_take(&walk, &result->steps[i])) {
		i++;
		inside = !model->ops->within || model->ops->within(model, walk.at);
	}
	model_walk_end(&walk);
	return i == count && inside;
}

/* The facts in terms of the model that is played, and whether the loop closes in it. */
static void retell(struct demand_row *row, const struct model *model)
{
	size_t size = model->state_size;
	void *start = mem_alloc(size);
	struct model_walk walk;
	struct buf facts;

	buf_init(&facts);
	model_walk_begin(&walk, model, NULL);
	for (size_t i = 0; i <= row->result.stem + row->result.loop; i++) {
		if (i == row->result.stem) {
			memcpy(start, walk.at, size);
			demand_explain(model, &row->demand, row->result.member, walk.at, &facts);
		}
		if (i < row->result.stem + row->result.loop && !model_walk_take(&walk, &row->result.steps[i]))
			break;
	}
	row->closes = memcmp(start, walk.at, size) == 0;
	free(row->result.facts);
	row->result.facts = buf_detach(&facts);
	model_walk_end(&walk);
	free(start);
}

/* Takes over an answer of the model without bounds; its run becomes one of an ordinary model. */
static int accept(struct job *job, const struct model *unbounded, struct demand_row *row,
                  struct demand_result *result, bool only_within, struct err *err)
{
	struct model *own = NULL;

	if (result->has_steps) {
		if (design_concretise(unbounded, result->steps, result->stem + result->loop, &own,
		                      result->steps, err))
			return -1;
		if (only_within && !fits(job->model, result)) {
			model_free(own);
			return 0;
		}
	}
	row->result = *result;
	row->result.followers = 0; /* counted without hours and the log */
	row->own = own;
	row->unbounded = true;
	*result = (struct demand_result){ 0 };
	if (own)
		retell(row, own);
	return 0;
}

struct attempt {
	struct model *model; /* without bounds; null: the design has none */
	bool *wanted;        /* by row */
	struct demand_result *results;
};

/* Asks the model without bounds, as far as it is exact. */
static int attempt_unbounded(struct job *job, struct attempt *attempt, struct err *err)
{
	const struct demands *all = job->demands;
	struct scope scope = *design_model_scope(job->model);

	if (design_compile_unbounded(job->design, &scope, NULL, &attempt->model, NULL))
		return 0;
	for (size_t i = 0; i < all->count; i++)
		attempt->wanted[i] = demand_exact(attempt->model, &all->rows[i].demand);
	return check_on(job, attempt->model, true, attempt->wanted, attempt->results, err);
}

/* First without bounds; then, what that does not settle, within the bounds; and what is not settled there
 * either, by what was found without. */
static int run_bounded(struct job *job, struct err *err)
{
	struct demands *all = job->demands;
	struct attempt attempt = { NULL, mem_array(all->count + 1, sizeof(bool)),
		                   mem_array(all->count + 1, sizeof(struct demand_result)) };
	struct demand_result *results = mem_array(all->count + 1, sizeof(*results));
	bool *left = mem_array(all->count + 1, sizeof(*left));
	int status = attempt_unbounded(job, &attempt, err);

	for (size_t i = 0; i < all->count && status == 0; i++) {
		if (attempt.wanted[i] && attempt.results[i].verdict != CHECK_LIMIT)
			status = accept(job, attempt.model, &all->rows[i], &attempt.results[i], true, err);
		left[i] = !all->rows[i].unbounded;
	}
	if (status == 0)
		status = check_on(job, job->model, false, left, results, err);
	for (size_t i = 0; i < all->count && status == 0; i++) {
		if (!left[i])
			continue;
		if (results[i].verdict == CHECK_LIMIT && attempt.wanted[i] &&
		    attempt.results[i].verdict == CHECK_VIOLATED)
			status = accept(job, attempt.model, &all->rows[i], &attempt.results[i], false, err);
		else
			all->rows[i].result = results[i], results[i] = (struct demand_result){ 0 };
	}
	for (size_t i = 0; i < all->count; i++) {
		demand_result_release(&attempt.results[i]);
		demand_result_release(&results[i]);
	}
	model_free(attempt.model);
	free(attempt.wanted);
	free(attempt.results);
	free(results);
	free(left);
	return status;
}

/* The model that is checked has no bounds itself. */
static int run_unbounded(struct job *job, struct err *err)
{
	struct demands *all = job->demands;
	struct demand_result *results = mem_array(all->count + 1, sizeof(*results));
	bool *wanted = mem_array(all->count + 1, sizeof(*wanted));
	int status = 0;

	for (size_t i = 0; i < all->count && status == 0; i++) {
		wanted[i] = true;
		if (!demand_exact(job->model, &all->rows[i].demand)) {
			err_set(err, "%s asks for what --unbounded does not keep", all->rows[i].demand.name);
			status = err_remedy(err,
			                    "leave --unbounded out, or ask for no hours, counts, operations, "
			                    "usedIds or single ids");
		}
	}
	if (status == 0)
		status = check_on(job, job->model, true, wanted, results, err);
	for (size_t i = 0; i < all->count && status == 0; i++)
		status = accept(job, job->model, &all->rows[i], &results[i], false, err);
	for (size_t i = 0; i < all->count; i++)
		demand_result_release(&results[i]);
	free(results);
	free(wanted);
	return status;
}

int demands_run(const struct cli_args *args, const struct design *design, const struct model *model,
                bool unbounded, const struct check_options *limits, double spent, struct demands *demands,
                struct err *err)
{
	struct job job = { .design = design, .model = model, .limits = limits, .demands = demands };
	const struct scope *scope = design_model_scope(model);
	int status;

	if (!demands->count)
		return 0;
	demands->has_fairness = scope != NULL;
	if (scope)
		demands->assumed = behaviours_assumed(args, design);
	if (limits->max_seconds > 0)
		job.ends = clock_seconds() + limits->max_seconds - spent;
	job.shown = isatty(STDERR_FILENO);
	interrupt_catch();
	status = unbounded ? run_unbounded(&job, err) : run_bounded(&job, err);
	interrupt_release();
	if (job.shown)
		fprintf(stderr, "\r\033[K");
	for (size_t i = 0; i < demands->count && status == 0; i++)
		if (!demands->rows[i].own && demands->rows[i].result.has_steps)
			retell(&demands->rows[i], model);
	return status;
}

/* --- the counterexample as a file ---------------------------------------------------------------- */

static int play(struct session *session, const struct demand_row *row, struct err *err)
{
	const struct demand_result *r = &row->result;
	uint32_t start = history_cursor(session->history), stop = start;
	struct buf note;

	for (size_t i = 0; i < r->stem + r->loop; i++) {
		if (session_do(session, &r->steps[i], err))
			return -1;
		stop = history_cursor(session->history);
		if (i + 1 == r->stem)
			start = stop;
	}
	if (row->closes && r->loop) {
		session->loop_start = start;
		session->loop_end = stop;
	}
	buf_init(&note);
	buf_printf(&note, "%s is violated: ", row->demand.name);
	demand_says(&row->demand, r, &note);
	buf_add_text(&note, "; ");
	demand_facts(&row->demand, r, &note);
	buf_add_char(&note, '.');
	session_note(session, start, note.data);
	buf_release(&note);
	return 0;
}

int demands_save(const struct demand_row *row, const struct model *model, const char *design_name,
                 const char *path, struct err *err)
{
	struct design *design = NULL;
	struct session *session = NULL;
	int status;

	if (design_open(design_name, &design, err))
		return -1;
	if (session_open_design(design, design_model_scope(row->own ? row->own : model), &session, err)) {
		design_free(design);
		return -1;
	}
	status = play(session, row, err);
	if (status == 0)
		status = check_save(session, path, err);
	session_free(session);
	return status;
}

/* --- verdicts ---------------------------------------------------------------------------------- */

const struct demand_row *demands_violated(const struct demands *demands)
{
	for (size_t i = 0; i < demands->count; i++)
		if (demands->rows[i].result.verdict == CHECK_VIOLATED)
			return &demands->rows[i];
	return NULL;
}

enum check_verdict demands_verdict(const struct demands *demands)
{
	enum check_verdict verdict = CHECK_HOLDS;

	for (size_t i = 0; i < demands->count; i++)
		if (demands->rows[i].result.verdict == CHECK_LIMIT)
			verdict = CHECK_LIMIT;
	return demands_violated(demands) ? CHECK_VIOLATED : verdict;
}
