/*
 * The jobs, each with a copy of all it needs, and the space that they share.
 *
 * A job holds the space's lock while it searches for distances.  The user's thread only tries the lock: if
 * that fails, it asks for the hints and gets them from the next job.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/clock.h>
#include <heddle/design.h>
#include <heddle/mem.h>

#include "ui/background.h"

/* The limits of a check; a state with everything about it takes about a hundred bytes. */
#define CHECK_STATES (UINT64_C(40) << 20)
#define CHECK_MEMORY (UINT64_C(2) << 30)
#define REPORT_EVERY 0.1 /* seconds */

struct space {
	atomic_uint users;
	struct model *model;
	pthread_mutex_t lock;
	struct distances *distances; /* under the lock */
};

int space_new(const struct session *session, struct space **out, struct err *err)
{
	struct model *model;
	struct space *space;

	if (design_quotient(session->model, &model, err) < 0)
		return -1;
	space = mem_alloc(sizeof(*space));
	atomic_init(&space->users, 1);
	space->model = model;
	pthread_mutex_init(&space->lock, NULL);
	space->distances = distances_new(model, session->properties, NULL);
	*out = space;
	return 0;
}

struct space *space_share(struct space *space)
{
	atomic_fetch_add(&space->users, 1);
	return space;
}

void space_free(struct space *space)
{
	if (!space || atomic_fetch_sub(&space->users, 1) > 1)
		return;
	distances_free(space->distances);
	pthread_mutex_destroy(&space->lock);
	model_free(space->model);
	free(space);
}

const struct model *space_model(const struct space *space)
{
	return space->model;
}

bool space_known(struct space *space, const void *state, struct hint *here, struct hint *steps, size_t count)
{
	bool settled;

	if (pthread_mutex_trylock(&space->lock))
		return false;
	settled = distances_known(space->distances, state, here, steps, count);
	pthread_mutex_unlock(&space->lock);
	return settled;
}

/* --- jobs ------------------------------------------------------------------------------ */

struct background_job {
	struct job job;
	struct worker *worker; /* while it runs */
	struct space *space;
	void *state;
	size_t count; /* of steps from `state` */
	uint64_t generation;
	struct goal goal;
	uint32_t properties;
	struct distances *checked; /* not the space's, so that hints continue meanwhile */
	double began, reported;
};

static void release_message(struct message *base)
{
	struct background_message *message = (struct background_message *)(void *)base;

	free(message->hints);
	free(message->steps);
	free(message->met);
	check_stories_free(message->stories, message->story_count);
	free(message);
}

static struct background_message *message_new(const struct background_job *job, int kind)
{
	struct background_message *message = mem_alloc(sizeof(*message));

	message->message.release = release_message;
	message->kind = kind;
	message->generation = job->generation;
	return message;
}

static void keep_steps(struct background_message *message, const struct step *steps, size_t count)
{
	message->steps = mem_array(count, sizeof(*steps));
	message->step_count = count;
	if (count)
		memcpy(message->steps, steps, count * sizeof(*steps));
}

static void release_job(struct job *base)
{
	struct background_job *job = (struct background_job *)(void *)base;

	space_free(job->space);
	free(job->state);
	free(job);
}

static struct background_job *job_new(struct space *space, const void *state,
                                      void (*run)(struct job *, struct worker *))
{
	struct background_job *job = mem_alloc(sizeof(*job));

	job->job = (struct job){ run, release_job };
	job->space = space_share(space);
	job->state = mem_alloc(space->model->state_size);
	memcpy(job->state, state, space->model->state_size);
	return job;
}

static bool go_on(void *ctx)
{
	return worker_go_on(((struct background_job *)ctx)->worker);
}

/* --- hints ------------------------------------------------------------------------------ */

/* Posts the hints known so far; run_hints posts the final ones, when the space is unlocked. */
static void post_hints(void *ctx)
{
	struct background_job *job = ctx;
	struct background_message *message = message_new(job, MESSAGE_OF_HINTS);

	message->hints = mem_array(job->count, sizeof(*message->hints));
	message->hint_count = job->count;
	if (distances_known(job->space->distances, job->state, &message->here, message->hints, job->count))
		release_message(&message->message);
	else
		worker_post(job->worker, &message->message);
}

static void run_hints(struct job *base, struct worker *worker)
{
	struct background_job *job = (struct background_job *)(void *)base;
	struct background_message *message = message_new(job, MESSAGE_OF_HINTS);

	message->hints = mem_array(job->count, sizeof(*message->hints));
	message->hint_count = job->count;
	job->worker = worker;
	pthread_mutex_lock(&job->space->lock);
	distances_options(job->space->distances, go_on, post_hints, job);
	post_hints(job); /* earlier searches may have found some */
	distances_find(job->space->distances, job->state, &message->here, message->hints, job->count);
	distances_options(job->space->distances, NULL, NULL, NULL);
	pthread_mutex_unlock(&job->space->lock);
	worker_post(worker, &message->message); /* after unlocking, for its handler */
}

struct job *job_hints(struct space *space, const void *state, size_t count, uint64_t generation)
{
	struct background_job *job = job_new(space, state, run_hints);

	job->count = count;
	job->generation = generation;
	return &job->job;
}

/* --- paths -------------------------------------------------------------------------------- */

static bool wanted(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct background_job *job = ctx;
	const struct model *model = job->space->model;
	const char *control;

	(void)from;
	if (step->process != job->goal.process)
		return false;
	if (job->goal.kind == GOAL_ACTION)
		return step->action == job->goal.action;
	control = model->ops->control(model, to, job->goal.process);
	return control && strcmp(control, job->goal.control) == 0;
}

static size_t path_to_violation(struct background_job *job, struct distances *distances, struct arena *arena,
                                struct step **steps, enum reach_end *end)
{
	struct hint here;
	size_t count;

	distances_options(distances, go_on, NULL, job);
	count = distances_path(distances, job->state, arena, steps, &here);
	distances_options(distances, NULL, NULL, NULL);
	*end = count                       ? REACH_FOUND
	       : here.kind == HINT_SAFE    ? REACH_NEVER
	       : worker_go_on(job->worker) ? REACH_LIMIT
	                                   : REACH_STOPPED;
	return count;
}

static void run_path(struct job *base, struct worker *worker)
{
	struct background_job *job = (struct background_job *)(void *)base;
	struct background_message *message = message_new(job, MESSAGE_OF_PATH);
	struct arena *arena = arena_new();
	struct reach_options options = { .wanted = wanted, .ctx = job, .go_on = go_on };
	struct distances *other;
	struct step *steps = NULL;
	size_t count = 0;

	job->worker = worker;
	switch (job->goal.kind) {
	case GOAL_VIOLATION:
		pthread_mutex_lock(&job->space->lock);
		count = path_to_violation(job, job->space->distances, arena, &steps, &message->end);
		pthread_mutex_unlock(&job->space->lock);
		break;
	case GOAL_PROPERTY:
		other = distances_new(job->space->model, job->goal.properties, NULL);
		count = path_to_violation(job, other, arena, &steps, &message->end);
		distances_free(other);
		break;
	case GOAL_CONTROL:
	case GOAL_ACTION:
		message->end = reach_find(job->space->model, job->state, &options, arena, &steps, &count);
		break;
	}
	keep_steps(message, steps, count);
	arena_free(arena);
	worker_post(worker, &message->message);
}

struct job *job_path(struct space *space, const void *state, const struct goal *goal)
{
	struct background_job *job = job_new(space, state, run_path);

	job->goal = *goal;
	return &job->job;
}

/* --- the check -------------------------------------------------------------------------------- */

static struct check_progress progress_of(const struct background_job *job)
{
	struct distances_size size = distances_size(job->checked);

	return (struct check_progress){ .distinct = size.states,
		                        .memory = size.memory,
		                        .depth = size.depth,
		                        .seconds = clock_seconds() - job->began };
}

static bool report(void *ctx)
{
	struct background_job *job = ctx;
	double now = clock_seconds();

	if (now - job->reported >= REPORT_EVERY) {
		struct background_message *message = message_new(job, MESSAGE_OF_PROGRESS);

		job->reported = now;
		message->progress = progress_of(job);
		worker_post(job->worker, &message->message);
	}
	return worker_go_on(job->worker);
}

/* The property that the last step of a path breaks. */
static unsigned broken_by(const struct background_job *job, const struct step *steps, size_t count)
{
	const struct model *model = job->space->model;
	void *from = mem_alloc(model->state_size), *to = mem_alloc(model->state_size);
	uint32_t broken;
	unsigned property = 0;

	memcpy(to, job->state, model->state_size);
	for (size_t i = 0; i < count; i++) {
		memcpy(from, to, model->state_size);
		model->ops->apply(model, from, &steps[i], to);
	}
	broken = model->ops->broken(model, from, &steps[count - 1], to, job->properties) &
	         ~model->ops->broken(model, NULL, NULL, from, job->properties);
	while (broken >>= 1)
		property++;
	free(from);
	free(to);
	return property;
}

static void keep_met(struct background_message *message, const struct background_job *job)
{
	unsigned actions = job->space->model->action_count;

	message->met = mem_array(actions, sizeof(*message->met));
	for (unsigned a = 0; a < actions; a++)
		message->met[a] = distances_met(job->checked, a);
}

/* Checks up to symmetry, which is many times faster and finds the same: what can break, and the shortest path
 * there. */
static void run_check(struct job *base, struct worker *worker)
{
	struct background_job *job = (struct background_job *)(void *)base;
	struct background_message *message = message_new(job, MESSAGE_OF_CHECK);
	struct distance_options options = {
		.max_states = CHECK_STATES, .max_memory = CHECK_MEMORY, .go_on = report, .ctx = job
	};
	struct arena *arena = arena_new();
	struct step *steps;
	struct hint here;
	size_t count;

	job->worker = worker;
	job->began = job->reported = clock_seconds();
	job->checked = distances_new(job->space->model, job->properties, &options);
	count = distances_path(job->checked, job->state, arena, &steps, &here);
	message->verdict = count ? CHECK_VIOLATED : here.kind == HINT_SAFE ? CHECK_HOLDS : CHECK_LIMIT;
	message->progress = progress_of(job);
	if (count) {
		message->property = broken_by(job, steps, count);
		keep_steps(message, steps, count);
		message->all_stories = distances_stories(job->checked, job->state, count, &message->stories,
		                                         &message->story_count);
	}
	if (message->verdict == CHECK_HOLDS)
		keep_met(message, job);
	distances_free(job->checked);
	arena_free(arena);
	worker_post(worker, &message->message);
}

struct job *job_check(struct space *space, const void *state, uint32_t properties)
{
	struct background_job *job = job_new(space, state, run_check);

	job->properties = properties;
	return &job->job;
}
