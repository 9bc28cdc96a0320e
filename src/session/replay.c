/*
 * Replays a schedule step by step (replay_step.c), until one does not fit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/constants.h>
#include <heddle/history.h>
#include <heddle/liveness.h>
#include <heddle/match.h>
#include <heddle/mem.h>
#include <heddle/replay.h>
#include <heddle/session.h>
#include <heddle/trace.h>

struct carry {
	const struct model *source;
	struct model *target;
	struct history *history; /* the target's; a single branch */
	struct replay *replay;
	uint32_t checked; /* properties of the source to check besides the target's default ones */
};

static const void *state_now(const struct carry *c)
{
	return history_state(c->history, history_cursor(c->history));
}

/* The properties to check: the target's default ones and those of the source, matched by name. */
static uint32_t checked_here(const struct carry *c)
{
	uint32_t asked = model_default_properties(c->target);

	for (unsigned i = 0; i < c->source->property_count; i++) {
		int here = c->checked >> i & 1
		                   ? model_property_index(c->target, c->source->properties[i].name)
		                   : -1;
		if (here >= 0)
			asked |= UINT32_C(1) << here;
	}
	return asked;
}

static void judge(struct carry *c, const void *from, const struct step *step, const void *to)
{
	struct replay *r = c->replay;
	uint32_t asked = r->property < 0 ? checked_here(c) : 0;
	uint32_t broken = c->target->ops->broken(c->target, from, step, to, asked);
	struct buf facts;

	if (!broken)
		return;
	while (!(broken >> ++r->property & 1))
		;
	r->violated_at = r->matched;
	buf_init(&facts);
	c->target->ops->broken_facts(c->target, from, step, to, (unsigned)r->property, &facts);
	r->facts = buf_detach(&facts);
}

static bool take(struct carry *c, const struct step *step)
{
	struct replay *r = c->replay;
	uint32_t from = history_cursor(c->history);
	int status;

	do
		status = history_do(c->history, step, NULL);
	while (status == APPLY_FULL && history_grow(c->history, &c->target));
	if (status != APPLY_OK)
		return false;
	r->taken[r->matched++] = *step;
	judge(c, history_state(c->history, from), step, state_now(c));
	return true;
}

static void diverge(struct carry *c, struct buf *reason)
{
	c->replay->diverges_at = c->replay->matched + 1;
	c->replay->reason = buf_detach(reason);
}

static bool carry_step(struct carry *c, const struct step *from, struct buf *reason)
{
	struct step found;

	return replay_step(c->source, from, c->target, c->history, &found, reason) && take(c, &found);
}

static int open_target(const struct model *source, const struct design *design, const struct scope *over,
                       struct carry *c, struct err *err)
{
	const struct scope_row *from = design_model_rows(source), *rows = design_scope_rows(design);
	struct scope scope = scope_carry(from, design_model_scope(source), rows);
	struct constants names = constants_carry(from, design_model_constants(source), rows);

	if (over)
		scope = scope_merge(scope, *over);
	if (!design_has_cleaner(design))
		scope.of[SCOPE_CLEANERS] = 0;
	scope.of[SCOPE_NO_FAILURES] = 0;
	return design_compile(design, &scope, &names, false, &c->target, err);
}

/* Checks that the run's end closes the loop, and which liveness property repeating it violates. */
static void close_loop(struct carry *c, int64_t loop)
{
	struct replay *r = c->replay;
	size_t length;
	const uint32_t *line = history_line(c->history, &length);

	if (loop < 0 || !r->fits || (size_t)loop >= length ||
	    memcmp(history_state(c->history, line[loop]), state_now(c), c->target->state_size) != 0)
		return;
	r->loop = loop;
	r->starved = recurring_broken(c->target, c->history, line[loop], line[length - 1]);
}

struct run {
	const struct model *source;
	const struct step *steps;
	size_t count;
	int64_t loop;     /* back to the state after that many steps; -1: no loop */
	bool closes;      /* the last step closes the loop */
	uint32_t checked; /* properties of the source */
};

static int carry_run(const struct run *run, const struct design *design, const struct scope *over,
                     struct replay *replay, struct err *err)
{
	const struct model *source = run->source;
	size_t count = run->count;
	struct carry c = { .source = source, .replay = replay, .checked = run->checked };
	struct buf reason;

	if (!design_model_scope(source))
		return err_set(err, "a recording cannot be replayed on a design");
	*replay = (struct replay){ .steps = count, .property = -1, .loop = -1 };
	if (open_target(source, design, over, &c, err))
		return -1;
	replay->taken = mem_array(count ? count : 1, sizeof(*replay->taken));
	replay->source_steps = mem_array(count ? count : 1, sizeof(*replay->source_steps));
	memcpy(replay->source_steps, run->steps, count * sizeof(*run->steps));
	c.history = history_new(c.target);
	judge(&c, NULL, NULL, state_now(&c));

	buf_init(&reason);
	for (size_t i = 0; i < count && !replay->diverges_at; i++)
		if (!carry_step(&c, &run->steps[i], &reason))
			diverge(&c, &reason);
	buf_release(&reason);
	replay->fits = !replay->diverges_at;
	close_loop(&c, run->loop);
	history_free(c.history);
	replay->model = c.target;
	snprintf(replay->design, sizeof(replay->design), "%s", c.target->name);
	replay->source = model_larger(source);
	replay->closes = run->closes;
	replay->steps -= run->closes;
	if (replay->matched > replay->steps)
		replay->matched = replay->steps;
	return 0;
}

int replay_schedule(const struct model *source, const struct step *steps, size_t count,
                    const struct design *design, const struct scope *over, struct replay *replay,
                    struct err *err)
{
	const struct run run = { source, steps, count, -1, false, 0 };

	return carry_run(&run, design, over, replay, err);
}

int replay_session(const struct session *session, const struct design *design, const struct scope *over,
                   struct replay *replay, struct err *err)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	struct step *steps = mem_array(length, sizeof(*steps));

	for (size_t i = 1; i < length; i++)
		steps[i - 1] = *history_step(session->history, line[i]);

	bool loops = session->loop_end != UINT32_MAX && line[length - 1] == session->loop_end;
	const struct run run = {
		.source = session->model,
		.steps = steps,
		.count = length - 1,
		.loop = loops ? (int64_t)history_depth(session->history, session->loop_start) : -1,
		.closes = loops && session->loop_start != session->loop_end,
		.checked = session->properties,
	};
	int status = carry_run(&run, design, over, replay, err);

	free(steps);
	return status;
}

/* The steps of a trace that fits a design, including the one that closes its loop. */
static int carry_matched(const struct trace *trace, const struct match *match, const struct design *design,
                         const struct scope *over, struct replay *replay, struct err *err)
{
	size_t count = match->step_count;
	struct step *steps = mem_array(count + 1, sizeof(*steps));
	int claimed = trace->claims ? model_property_index(match->model, trace->claims) : -1;

	if (count)
		memcpy(steps, match->steps, count * sizeof(*steps));
	if (match->closes)
		steps[count++] = match->closing;

	const struct run run = {
		.source = match->model,
		.steps = steps,
		.count = count,
		.loop = trace->loop,
		.closes = match->closes,
		.checked = claimed < 0 ? 0 : UINT32_C(1) << claimed,
	};
	int status = carry_run(&run, design, over, replay, err);

	free(steps);
	return status;
}

/* For a trace that fits no design: where this design diverges from its states. */
static void part_from_states(const struct match *match, const struct design *design,
                             const struct trace *trace, struct replay *replay)
{
	const struct match_attempt *attempt = &match->attempts[match->best];

	*replay = (struct replay){ .property = -1, .loop = -1, .steps = trace->state_count - 1 };
	snprintf(replay->design, sizeof(replay->design), "%s", design_name(design));
	replay->matched = attempt->matched;
	replay->diverges_at = attempt->matched + 1;
	replay->other_start = !attempt->diverges_at;
	replay->reason = mem_strdup(attempt->reason ? attempt->reason : "");
}

/* The design of that name; the one saved with the trace takes precedence. */
static int open_design(const struct trace *trace, const char *name_or_path, struct design **design,
                       struct err *err)
{
	const struct trace_meta *meta = trace->heddle;

	if (meta && meta->design && meta->design_text && strcmp(meta->design, name_or_path) == 0)
		return design_parse(meta->design_text, strlen(meta->design_text), meta->design, design, err);
	return design_open(name_or_path, design, err);
}

int replay_trace(const struct trace *trace, const char *name_or_path, const struct scope *over,
                 struct replay *replay, struct err *err)
{
	const char *const names[] = { NULL, name_or_path };
	struct design *design = NULL;
	struct match match = { 0 };
	int status = -1;

	if (open_design(trace, name_or_path, &design, err))
		return -1;
	/* First by its own design, then by its states on the requested one. */
	for (int i = 0; i < 2 && !match.model; i++) {
		if (i)
			match_release(&match);
		if (match_find(trace, names[i], i ? over : NULL, &match, err))
			goto done;
	}
	if (match.model) {
		status = carry_matched(trace, &match, design, over, replay, err);
	} else {
		part_from_states(&match, design, trace, replay);
		status = 0;
	}
	match_release(&match);
done:
	design_free(design);
	return status;
}

void replay_where(const struct replay *replay, struct buf *out)
{
	if (replay->other_start)
		buf_add_text(out, "at its first state");
	else if (replay->diverges_at > replay->steps)
		buf_add_text(out, "where its loop closes");
	else
		buf_printf(out, "at step %zu of %zu", replay->diverges_at, replay->steps);
}

void replay_ending(const struct replay *replay, struct buf *out)
{
	if (replay->closes && replay->loop < 0)
		buf_add_text(out, " and the one that closed the loop, which leads elsewhere here");
	trace_ending(replay->loop, replay->steps, out);
}

void replay_starved(const struct replay *replay, struct buf *out)
{
	if (replay->starved)
		buf_printf(out, "%s broken %s: %s never holds again", replay->starved->recurring,
		           (size_t)replay->loop == replay->steps ? "by the stuttering" : "by the loop",
		           replay->starved->name);
}

void replay_release(struct replay *replay)
{
	free(replay->reason);
	free(replay->facts);
	free(replay->source_steps);
	free(replay->taken);
	model_free(replay->source);
	model_free(replay->model);
	*replay = (struct replay){ .property = -1, .loop = -1 };
}
