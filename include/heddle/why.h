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
	unsigned property; /* index in model->properties; for why_reasons also WHY_NO_PROPERTY */
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

/*
 * All orders of a schedule's steps in which each process keeps its own order.
 */
#define WHY_MANY UINT64_MAX /* a number that is at least this large */

/* An order of two steps, of different processes, that holds in every order of all steps that breaks the
 * property.  Necessary: there are orders the other way round, and none of them breaks it (after "Symbiosis",
 * Machado, Lucia and Rodrigues, PLDI 2015; Leitner-Fischer and Leue's causality checking, SPIN 2013).
 * Forced: no order the other way round is possible. */
struct why_order {
	uint32_t before, after; /* numbers in the schedule */
	bool forced;
	uint32_t *reversed; /* a run of all steps with `after` first, which is fine; null if forced */
};

struct why_census {
	uint64_t all, possible,
	        breaking;         /* orders: imaginable, whose steps can all be taken, that break it */
	size_t necessary, forced; /* pairs of steps */
	/* Those of them that do not follow from others and from the processes' own orders. */
	struct why_order *orders;
	size_t order_count;
};

/* Takes the census; the caller releases it.  All steps are taken into account: ask with those of a cause. */
enum why_status why_census(const struct why_question *question, struct why_census *census);
void why_census_release(struct why_census *census);

/*
 * Whether a state is doomed.  The continuations meant are those in which what is under way goes on: steps of
 * processes that are not in their first control state, without failures, and at most WHY_HOURS steps of
 * silent processes.  Doomed: all of them break the property.
 */
enum { WHY_HOURS = 4 };

enum why_fate_kind {
	WHY_DOOMED,
	WHY_ESCAPES, /* one ends with nothing under way, or nothing that can go on, and breaks nothing */
	WHY_OPEN,    /* neither is known */
};

struct why_fate {
	enum why_fate_kind kind;
	struct step *way; /* to such an end */
	size_t way_count;
};

/* The last chance: the last state of the schedule that is not doomed. */
struct why_chance {
	/* All states after that many steps, or more, are doomed; the step before was the wrong choice, and
	 * the state before it the last chance.  0: the initial state is doomed. */
	size_t lost;
	struct step *way; /* from there, to an end that breaks nothing; empty: nothing was under way there */
	size_t way_count;
};

/* Finds it; the caller releases it. */
enum why_status why_last_chance(const struct why_question *question, struct why_chance *chance);
void why_chance_release(struct why_chance *chance);

#define WHY_NO_STEP UINT32_MAX

/* A step of a run, and its number in the schedule; WHY_NO_STEP: it is not of the schedule. */
struct why_played {
	struct step step;
	uint32_t number;
};

/*
 * The nearest fine run (Groce et al., "Error explanation with distance metrics", STTT 2006): with the fewest
 * differences from the schedule, it breaks nothing and has taken or replaced every step, or left it out.  A
 * difference is a step out of turn, a step instead of another one of its process, a step more or a step less.
 * The last step of the schedule may be replaced but not left out.  Failures are not added.
 */
struct why_fine {
	struct why_played *run;
	size_t count;
	unsigned differences;
};

/* WHY_NONE: there is no such run with WHY_DIFFERENCES or fewer. */
enum { WHY_DIFFERENCES = 4 };
enum why_status why_nearest_fine(const struct why_question *question, struct why_fine *fine);
void why_fine_release(struct why_fine *fine);

/*
 * Where from: what the steps of a violation found in the state, and who had written that (Weiser, "Program
 * slicing", TSE 1984).
 *
 * A step that only passes on what it read to its own process's variables is passed over: what a step acts on
 * is then what was read there, which may be stale by now.
 */
struct why_reason {
	uint32_t step;    /* the step that acted on the cell; WHY_NO_STEP: the property itself */
	char *cell;       /* a path */
	char *value;      /* for people, what it held */
	uint32_t seen;    /* the step that read it: `step`, or an earlier one of the same process */
	uint32_t writer;  /* the last one to change it before `seen`; WHY_NO_STEP: it is so from the start */
	uint32_t changed; /* a step of another process that has changed it since; WHY_NO_STEP: none */
	char *now;        /* what it held then at `step`; null: it did not change */
};

struct why_reasons {
	struct why_reason *items; /* those of the last step first, then those of the steps that wrote for it
	                           */
	size_t count;
};

#define WHY_NO_PROPERTY UINT32_MAX /* the last step, whether it breaks anything or not */

/* WHY_NONE: the model does not tell what its steps read. */
enum why_status why_reasons(const struct why_question *question, struct why_reasons *reasons);
void why_reasons_release(struct why_reasons *reasons);

/*
 * All of it.  Orders, census and fine run are about the steps of the cause; their numbers are those in the
 * whole schedule.
 */
struct why {
	const struct model *model; /* borrowed, like the steps */
	const struct step *steps;
	size_t count;      /* steps up to the violation */
	unsigned property; /* index in model->properties */
	char *facts;
	enum why_status cause_status, census_status, chance_status, fine_status, reasons_status;
	struct why_cause cause;
	struct why_census census;
	struct why_chance chance;
	struct why_fine fine;
	struct why_reasons reasons;
};

/* Explains the first violation of the property; the caller releases it.  WHY_NONE: there is none. */
enum why_status why_explain(const struct why_question *question, struct why *why);
void why_release(struct why *why);

/* One line of an explanation. */
struct why_line {
	char *head; /* "had to be"; "" continues the line before */
	char *text;
	uint32_t step;    /* the state after that many steps shows it; WHY_NO_STEP: none does */
	struct step *run; /* a run from the initial state that shows it; null: none */
	size_t run_count;
	const char *run_is; /* what the run is, a phrase: "8 after 9"; null without a run */
};

/* The explanation as lines for people; the caller releases them. */
size_t why_lines(const struct why *why, bool ascii, struct why_line **lines);
void why_lines_release(struct why_line *lines, size_t count);

/* A run that ends in a loop, and a property of which "always eventually" does not hold. */
struct why_lasso {
	const struct model *model;
	const struct step *steps; /* from the initial state */
	size_t count;
	size_t loop; /* after `count` steps the state is that after `loop` steps; equal: nothing happens */
	unsigned property; /* index in model->properties, one with `recurring` */
};

/* What repeats, and what never happens.  0 lines: the schedule cannot be taken, or the property holds
 * somewhere in the loop. */
size_t why_lasso_lines(const struct why_lasso *lasso, struct why_line **lines);

/* What the last step found and changed, whether it breaks anything or not; 0 lines: the schedule cannot be
 * taken. */
size_t why_step_lines(const struct model *model, const struct step *steps, size_t count, bool ascii,
                      struct why_line **lines);

/* The same of a recording, from what changed. */
size_t why_change_lines(const struct model *model, const struct step *steps, size_t count,
                        struct why_line **lines);

/*
 * Where a part of the state after the schedule is from (`path`: value.h): the step that changed it last, what
 * that step had read and who had changed that, and so on; and the steps that have read it since.  Of a
 * recording only who changed it is known, and the lines say so.  0 lines: the schedule cannot be taken, or
 * has more than WHY_CELL_STEPS steps.  The caller releases the lines.
 */
enum { WHY_CELL_STEPS = 5000 };
size_t why_cell_lines(const struct model *model, const struct step *steps, size_t count, const char *path,
                      bool ascii, struct why_line **lines);

#endif
