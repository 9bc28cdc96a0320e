/*
 * Translates one step to another design.
 *
 * An action of the same name corresponds.  If the target has none, its actions that do the same are
 * candidates, best first; the first enabled one is taken, unless another that is enabled corresponds equally
 * well.  Rejected: searching over combinations of candidates; a replay that fits only after a search no
 * longer answers whether this schedule fits.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/history.h>
#include <heddle/mem.h>
#include <heddle/replay.h>

struct translation {
	const struct model *source;
	struct model *target;
	struct history *history; /* the target's; the step is taken at its cursor */
};

static const void *state_now(const struct translation *t)
{
	return history_state(t->history, history_cursor(t->history));
}

static int domain_index(const struct model_domain *domain, const char *name)
{
	for (uint32_t i = 0; i < domain->count; i++)
		if (strcmp(domain->names[i], name) == 0)
			return (int)i;
	return -1;
}

/* The value that the source's step chose from the domain of this name; null: it made no such choice. */
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
	uint32_t fixed; /* bit i: choice i must be the pattern's */
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

/* Builds the target's step for an action.  Choices that the source's step did not make stay open. */
static bool translate(const struct translation *t, const struct step *from, unsigned process, unsigned action,
                      struct wanted *wanted, struct step *pattern, const char **missing)
{
	const struct model_action *a = &t->target->actions[action];

	*pattern = (struct step){ .process = (uint16_t)process,
		                  .action = action,
		                  .choice_count = a->choice_count };
	*wanted = (struct wanted){ .pattern = pattern };
	for (unsigned i = 0; i < a->choice_count; i++) {
		const char *name = chosen(t->source, from, a->choice[i]->name);
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

/* Says that the source's process, or its whole role, is missing. */
static void say_no_process(const struct translation *t, const struct model_process *process, struct buf *out)
{
	bool role = false;

	for (unsigned i = 0; i < t->target->process_count; i++)
		role |= strcmp(t->target->processes[i].role, process->role) == 0;
	if (role)
		buf_printf(out, "there is no %s here", process->name);
	else
		buf_printf(out, "%s has no %s", t->target->name, process->role);
}

struct candidate {
	unsigned action, alike;
};

/* Best first; ties in program order. */
static int by_likeness(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->alike != y->alike)
		return x->alike < y->alike ? 1 : -1;
	return (x->action > y->action) - (x->action < y->action);
}

static size_t find_candidates(const struct translation *t, unsigned process, unsigned action,
                              struct candidate *out)
{
	const char *name = t->source->actions[action].name;
	int same = model_action_index(t->target, name);
	size_t count = 0;

	/* An action of the same name corresponds even if it is disabled. */
	if (same >= 0 && model_takes(t->target, process, (unsigned)same)) {
		out[0] = (struct candidate){ (unsigned)same, UINT_MAX };
		return 1;
	}
	for (unsigned a = 0; a < t->target->action_count; a++) {
		unsigned alike = model_takes(t->target, process, a)
		                         ? design_alike(t->source, action, t->target, a)
		                         : 0;
		if (alike)
			out[count++] = (struct candidate){ a, alike };
	}
	qsort(out, count, sizeof(*out), by_likeness);
	return count;
}

/* True if another enabled candidate corresponds equally well: then the choice is ambiguous. */
static bool is_a_guess(const struct translation *t, const struct step *from, unsigned process,
                       const struct candidate *candidates, size_t count, size_t nth, struct buf *reason)
{
	const char *missing = NULL;
	struct wanted wanted;
	struct step pattern;

	for (size_t i = nth + 1; i < count && candidates[i].alike == candidates[nth].alike; i++) {
		if (!translate(t, from, process, candidates[i].action, &wanted, &pattern, &missing))
			continue;
		t->target->ops->enabled(t->target, state_now(t), fits_pattern, &wanted);
		if (!wanted.any)
			continue;
		buf_printf(reason, "%s and %s both do what %s does, and neither has its name",
		           t->target->actions[candidates[nth].action].name,
		           t->target->actions[candidates[i].action].name,
		           t->source->actions[from->action].name);
		return true;
	}
	return false;
}

static bool find_part(const struct translation *t, const struct step *from, unsigned process,
                      const struct candidate *candidates, size_t count, struct step *found,
                      struct buf *reason)
{
	const char *missing = NULL;
	struct step pattern, refused = { .action = UINT32_MAX };
	struct wanted wanted;

	for (size_t i = 0; i < count; i++) {
		if (!translate(t, from, process, candidates[i].action, &wanted, &pattern, &missing))
			continue;
		t->target->ops->enabled(t->target, state_now(t), fits_pattern, &wanted);
		if (wanted.any) {
			*found = wanted.found;
			return !is_a_guess(t, from, process, candidates, count, i, reason);
		}
		if (refused.action == UINT32_MAX)
			refused = pattern;
	}
	if (refused.action == UINT32_MAX) {
		buf_printf(reason, "there is no %s here", missing);
		return false;
	}
	if (!t->target->processes[process].silent)
		buf_printf(reason, "%s ", t->target->processes[process].name);
	buf_printf(reason, "cannot %s: ", t->target->actions[refused.action].name);
	design_refusal(t->target, t->history, &refused, reason);
	return false;
}

/* A cleaner and a server may have the same name. */
static int same_process(const struct model *model, const struct model_process *process)
{
	int named = model_process_index(model, process->name);

	for (unsigned i = 0; i < model->process_count; i++)
		if (strcmp(model->processes[i].name, process->name) == 0 &&
		    strcmp(model->processes[i].role, process->role) == 0)
			return (int)i;
	return named;
}

/* Finds the target's step that corresponds to `from` at the history's cursor. */
static bool find_step(const struct translation *t, const struct step *from, struct step *found,
                      struct buf *reason)
{
	const struct model_process *process = &t->source->processes[from->process];
	int p = same_process(t->target, process);
	struct candidate *candidates;
	size_t count;
	bool any;

	if (p < 0) {
		say_no_process(t, process, reason);
		return false;
	}
	candidates = mem_array(t->target->action_count, sizeof(*candidates));
	count = find_candidates(t, (unsigned)p, from->action, candidates);
	any = count && find_part(t, from, (unsigned)p, candidates, count, found, reason);
	if (!count)
		buf_printf(reason, "%s has no step that does what %s does", t->target->name,
		           t->source->actions[from->action].name);
	free(candidates);
	return any;
}

bool replay_step(const struct model *source, const struct step *from, struct model *target,
                 struct history *history, struct step *found, struct buf *reason)
{
	const struct translation t = { source, target, history };

	return find_step(&t, from, found, reason);
}
