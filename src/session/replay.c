/*
 * Carrying a schedule over, one step at a time.
 *
 * An action of the same name is the one that is meant.  Where the target has none, the candidates are its
 * actions that play the part, best first; the first that is enabled is taken, unless another that
 * can be taken plays it as well.  Searching over combinations of
 * candidates was rejected: a replay that fits only after a search no longer says
 * whether this schedule fits.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
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
	struct history *history; /* of the target: what was taken, one line */
	struct replay *replay;
	uint32_t watched; /* properties of the source that are asked besides the usual ones */
};

static const void *state_now(const struct carry *c)
{
	return history_state(c->history, history_cursor(c->history));
}

static int domain_index(const struct model_domain *domain, const char *name)
{
	for (uint32_t i = 0; i < domain->count; i++)
		if (strcmp(domain->names[i], name) == 0)
			return (int)i;
	return -1;
}

/* What the source's step chose from the domain of this name; null when it made no such choice. */
static const char *chosen(const struct model *source, const struct step *step, const char *domain)
{
	const struct model_action *action = &source->actions[step->action];

	for (unsigned i = 0; i < action->choice_count; i++)
		if (strcmp(action->choice[i]->name, domain) == 0)
			return action->choice[i]->names[step->choice[i]];
	return NULL;
}

struct wanted {
	const struct step *pattern;
	uint32_t fixed; /* bit i: choice i is that of the pattern */
	struct step found;
	bool any;
};

static bool fits_pattern(void *ctx, const struct step *step)
{
	struct wanted *wanted = ctx;

	if (step->process != wanted->pattern->process || step->action != wanted->pattern->action)
		return true;
	for (unsigned i = 0; i < step->choice_count; i++)
		if (wanted->fixed >> i & 1 && step->choice[i] != wanted->pattern->choice[i])
			return true;
	wanted->found = *step;
	wanted->any = true;
	return false;
}

/* Builds the target's step for an action; choices that the source did not make are left open. */
static bool translate(const struct carry *c, const struct step *from, unsigned process, unsigned action,
                      struct wanted *wanted, struct step *pattern, const char **missing)
{
	const struct model_action *a = &c->target->actions[action];

	*pattern = (struct step){ .process = (uint16_t)process,
		                  .action = action,
		                  .choice_count = a->choice_count };
	*wanted = (struct wanted){ .pattern = pattern };
	for (unsigned i = 0; i < a->choice_count; i++) {
		const char *name = chosen(c->source, from, a->choice[i]->name);
		int index = name ? domain_index(a->choice[i], name) : 0;

		if (index < 0) {
			*missing = name;
			return false;
		}
		pattern->choice[i] = (uint8_t)index;
		if (name)
			wanted->fixed |= UINT32_C(1) << i;
	}
	return true;
}

/* What the source watches, by name, and the target's usual properties. */
static uint32_t watched_here(const struct carry *c)
{
	uint32_t asked = model_default_properties(c->target);

	for (unsigned i = 0; i < c->source->property_count; i++) {
		int here = c->watched >> i & 1
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
	uint32_t asked = r->property < 0 ? watched_here(c) : 0;
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

/* The role of the source's process, for words. */
static void say_no_process(const struct carry *c, const struct model_process *process, struct buf *out)
{
	bool role = false;

	for (unsigned i = 0; i < c->target->process_count; i++)
		role |= strcmp(c->target->processes[i].role, process->role) == 0;
	if (role)
		buf_printf(out, "there is no %s here", process->name);
	else
		buf_printf(out, "%s has no %s", c->target->name, process->role);
}

struct candidate {
	unsigned action, alike;
};

/* Likeliest first; equals in program order. */
static int by_likeness(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->alike != y->alike)
		return x->alike < y->alike ? 1 : -1;
	return (x->action > y->action) - (x->action < y->action);
}

static size_t find_candidates(const struct carry *c, unsigned process, unsigned action, struct candidate *out)
{
	const char *name = c->source->actions[action].name;
	int same = model_action_index(c->target, name);
	size_t count = 0;

	/* What is called the same is the same step, even if it cannot be taken here. */
	if (same >= 0 && model_takes(c->target, process, (unsigned)same)) {
		out[0] = (struct candidate){ (unsigned)same, UINT_MAX };
		return 1;
	}
	for (unsigned a = 0; a < c->target->action_count; a++) {
		unsigned alike = model_takes(c->target, process, a)
		                         ? design_alike(c->source, action, c->target, a)
		                         : 0;
		if (alike)
			out[count++] = (struct candidate){ a, alike };
	}
	qsort(out, count, sizeof(*out), by_likeness);
	return count;
}

/* The first candidate that is enabled; otherwise says why the likeliest is not. */
/* Whether another candidate plays the part as well and can be taken too: then nobody can say which is meant.
 */
static bool is_a_guess(const struct carry *c, const struct step *from, unsigned process,
                       const struct candidate *candidates, size_t count, size_t nth, struct buf *reason)
{
	const char *missing = NULL;
	struct wanted wanted;
	struct step pattern;

	for (size_t i = nth + 1; i < count && candidates[i].alike == candidates[nth].alike; i++) {
		if (!translate(c, from, process, candidates[i].action, &wanted, &pattern, &missing))
			continue;
		c->target->ops->enabled(c->target, state_now(c), fits_pattern, &wanted);
		if (!wanted.any)
			continue;
		buf_printf(reason, "%s and %s both do what %s does, and neither has its name",
		           c->target->actions[candidates[nth].action].name,
		           c->target->actions[candidates[i].action].name,
		           c->source->actions[from->action].name);
		return true;
	}
	return false;
}

static bool find_part(const struct carry *c, const struct step *from, unsigned process,
                      const struct candidate *candidates, size_t count, struct step *found,
                      struct buf *reason)
{
	const char *missing = NULL;
	struct step pattern, refused = { .action = UINT32_MAX };
	struct wanted wanted;

	for (size_t i = 0; i < count; i++) {
		if (!translate(c, from, process, candidates[i].action, &wanted, &pattern, &missing))
			continue;
		c->target->ops->enabled(c->target, state_now(c), fits_pattern, &wanted);
		if (wanted.any) {
			*found = wanted.found;
			return !is_a_guess(c, from, process, candidates, count, i, reason);
		}
		if (refused.action == UINT32_MAX)
			refused = pattern;
	}
	if (refused.action == UINT32_MAX) {
		buf_printf(reason, "there is no %s here", missing);
		return false;
	}
	if (!c->target->processes[process].silent)
		buf_printf(reason, "%s ", c->target->processes[process].name);
	buf_printf(reason, "cannot %s: ", c->target->actions[refused.action].name);
	design_refusal(c->target, c->history, &refused, reason);
	return false;
}

/* A cleaner may be called as a server is. */
static int same_process(const struct model *model, const struct model_process *process)
{
	int named = model_process_index(model, process->name);

	for (unsigned i = 0; i < model->process_count; i++)
		if (strcmp(model->processes[i].name, process->name) == 0 &&
		    strcmp(model->processes[i].role, process->role) == 0)
			return (int)i;
	return named;
}

/* The step of the target that plays the part of the source's where the history's cursor is. */
static bool find_step(const struct carry *c, const struct step *from, struct step *found, struct buf *reason)
{
	const struct model_process *process = &c->source->processes[from->process];
	int p = same_process(c->target, process);
	struct candidate *candidates;
	size_t count;
	bool any;

	if (p < 0) {
		say_no_process(c, process, reason);
		return false;
	}
	candidates = mem_array(c->target->action_count, sizeof(*candidates));
	count = find_candidates(c, (unsigned)p, from->action, candidates);
	any = count && find_part(c, from, (unsigned)p, candidates, count, found, reason);
	if (!count)
		buf_printf(reason, "%s has no step that does what %s does", c->target->name,
		           c->source->actions[from->action].name);
	free(candidates);
	return any;
}

bool replay_step(const struct model *source, const struct step *from, struct model *target,
                 struct history *history, struct step *found, struct buf *reason)
{
	return find_step(&(struct carry){ .source = source, .target = target, .history = history }, from,
	                 found, reason);
}

static bool carry_step(struct carry *c, const struct step *from, struct buf *reason)
{
	struct step found;

	return find_step(c, from, &found, reason) && take(c, &found);
}

static int open_target(const struct model *source, const struct design *design, const struct scope *over,
                       struct carry *c, struct err *err)
{
	struct scope scope = *design_model_scope(source);

	if (over)
		scope = scope_merge(scope, *over);
	if (!design_has_cleaner(design))
		scope.of[SCOPE_CLEANERS] = 0;
	scope.of[SCOPE_NO_FAILURES] = 0;
	return design_compile(design, &scope, design_model_constants(source), false, &c->target, err);
}

/* Whether the whole run ends where it was after `loop` steps, and what breaks when it goes round. */
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
	int64_t loop;     /* back to the state after so many steps; -1: it just ends */
	bool closes;      /* by the last of the steps */
	uint32_t watched; /* properties of the source */
};

static int carry_run(const struct run *run, const struct design *design, const struct scope *over,
                     struct replay *replay, struct err *err)
{
	const struct model *source = run->source;
	size_t count = run->count;
	struct carry c = { .source = source, .replay = replay, .watched = run->watched };
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
		.watched = session->properties,
	};
	int status = carry_run(&run, design, over, replay, err);

	free(steps);
	return status;
}

/* The steps of a trace that fits a design, and the one that closes its loop. */
static int carry_bound(const struct trace *trace, const struct match *match, const struct design *design,
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
		.watched = claimed < 0 ? 0 : UINT32_C(1) << claimed,
	};
	int status = carry_run(&run, design, over, replay, err);

	free(steps);
	return status;
}

/* A trace that no design explains: where this one parts from its states. */
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

/* The design of that name; when nobody else knows it, the one that was saved with the trace. */
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
	/* By its own design when it has one, else by its states on the asked one. */
	for (int i = 0; i < 2 && !match.model; i++) {
		if (i)
			match_release(&match);
		if (match_find(trace, names[i], i ? over : NULL, &match, err))
			goto done;
	}
	if (match.model) {
		status = carry_bound(trace, &match, design, over, replay, err);
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
