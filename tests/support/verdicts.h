/*
 * Every verdict of heddle on a design, held against reference.h: a row each.
 *
 * A row that finds something else than the reference says so in `why`; one that has nothing to
 * compare, because the design is too large for a list, says that.  Rows neither print nor end the
 * program, so that a design on which one fails can be made smaller and judged again.
 */
#ifndef TESTS_SUPPORT_VERDICTS_H
#define TESTS_SUPPORT_VERDICTS_H

#include <heddle/model.h>

#include "reference.h"

struct design;
struct check_result;

enum { TRIAL_WHY = 700 };

struct trial {
	const struct draft *draft;
	const char *text; /* as a file */
	size_t length;
	struct design *design;
	unsigned most; /* states that a list may have */
	char why[TRIAL_WHY];
};

enum outcome { AGREED, TOO_LARGE, DISAGREED };

struct verdict {
	const char *name;
	enum outcome (*judge)(struct trial *trial);
	bool refers; /* to the reference, which has to have room */
};
extern const struct verdict verdicts[]; /* ended by a null name */

/* Judges a draft by all rows, or only the one numbered `only` if that is not -1.  Returns the
 * number of the first row that disagrees; else -1.  counts[row] grows by 1 for each row that
 * compared something.  `why` has room for TRIAL_WHY. */
int verdicts_judge(const struct draft *draft, unsigned most, int only, unsigned *counts, char *why);

/* --- for rows ----------------------------------------------------------------------------- */

/* Notes why and returns DISAGREED. */
enum outcome disagree(struct trial *trial, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The draft's design, compiled; null when it cannot be, which `why` then tells. */
struct model *trial_compile(struct trial *trial, bool bounded);

/* Whether a model's step is the reference's: process, action of that name, and choices. */
bool same_step(const struct ref *ref, const struct model *model, const struct step *step,
               const struct ref_step *other);

/* All steps from a state, in the reference's order; successors_add is for ref_steps. */
enum { SUCCESSORS_MOST = 400 };
struct successors {
	struct ref_step step[SUCCESSORS_MOST];
	struct ref_state state[SUCCESSORS_MOST];
	struct ref_event event[SUCCESSORS_MOST];
	size_t count;
};
bool successors_add(void *ctx, const struct ref_step *step, const struct ref_state *next,
                    const struct ref_event *event);

/* How often the reference took a step of that name. */
uint64_t times_taken(const struct ref *ref, const struct ref_result *found, const char *name);

/* The model's property that the reference calls so. */
unsigned property_of(const struct model *model, enum ref_property property);

enum outcome judge_steps(struct trial *trial);
enum outcome judge_bounded(struct trial *trial);
enum outcome judge_symmetric(struct trial *trial);
enum outcome judge_unbounded(struct trial *trial);
enum outcome judge_liveness(struct trial *trial);
enum outcome judge_hints(struct trial *trial);
enum outcome judge_vacuous(struct trial *trial);
enum outcome judge_future(struct trial *trial);
enum outcome judge_words(struct trial *trial);
enum outcome judge_exports(struct trial *trial);
enum outcome judge_played(struct trial *trial);
enum outcome judge_file(struct trial *trial);

#endif
