/*
 * Why a schedule breaks a property: the explanation of a violation.
 *
 * Everything here is computed from a model and a schedule, steps from the initial state, and nothing is
 * known of the system beyond the model's interface.  Every search has bounds.  An answer that a bound has cut
 * off is WHY_UNKNOWN, never a guess.
 *
 * Terms.  The schedule ends with the step that breaks the property and breaks it nowhere before.  A cause is
 * a part of the schedule, in the same order, that also breaks it.  Steps are numbered from 0 here, and from 1
 * in texts.
 */
#ifndef HEDDLE_WHY_H
#define HEDDLE_WHY_H

#include <heddle/model.h>

enum why_status {
	WHY_KNOWN,
	WHY_UNKNOWN, /* a bound ended the search, it was stopped, or the property cannot be decided somewhere
	              */
	WHY_NONE,    /* there is nothing to find: the schedule cannot be taken, or breaks nothing */
};

/* Bounds of one search; 0: the usual. */
struct why_limits {
	uint64_t states; /* kept */
	uint64_t steps;  /* taken */
	double seconds;
	/* Called now and then; false stops the search.  May be null. */
	bool (*go_on)(void *ctx);
	void *ctx;
};

struct why_question {
	const struct model *model; /* not a recording */
	const struct step *steps;  /* from the initial state */
	size_t count;
	unsigned property; /* index in model->properties */
	struct why_limits limits;
};

/*
 * How many steps it takes until one breaks the property: 1 to count.  0: none does, or the schedule cannot be
 * taken as far as that.  The questions below are about the schedule up to there.
 */
size_t why_first_break(const struct model *model, const struct step *steps, size_t count, unsigned property);

/* The steps that a violation needs (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing
 * input", TSE 2002; Scott et al., "Minimizing faulty executions of distributed systems", NSDI 2016). */
struct why_cause {
	uint32_t *kept; /* numbers in the schedule, ascending; the last one is the step that breaks the
	                   property */
	size_t count;
	/* Whether no part of the schedule with fewer steps breaks the property.  If not: as far as is known;
	 * but leaving any single step out leaves a schedule that cannot be taken or breaks nothing. */
	bool shortest;
};

/*
 * Finds the minimal cause: a shortest part of the schedule, in the same order, all of whose steps can be
 * taken and whose last one breaks the property; among those, one with the fewest external events (requests,
 * failures, steps of silent processes such as the clock).  If that takes too long, a part from which no
 * single step can be left out.  The caller releases the cause.  WHY_UNKNOWN: not even that is known.
 */
enum why_status why_minimal_cause(const struct why_question *question, struct why_cause *cause);
void why_cause_release(struct why_cause *cause);

/* Whether each step is an external event: a failure, a step of a silent process, or one that a process takes
 * from its first control state.  The caller frees the array; null if the schedule cannot be taken. */
bool *why_external(const struct model *model, const struct step *steps, size_t count);

#endif
