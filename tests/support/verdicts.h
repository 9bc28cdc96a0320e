/*
 * Compares each kind of verdict on a design with reference.h: one row each.
 *
 * A row that disagrees with the reference explains it in `why`; one that cannot compare, because the design
 * is too large, returns TOO_LARGE.  Rows neither print nor exit, so that a design can be shrunk and judged
 * again.
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
	unsigned most; /* states; a larger design is TOO_LARGE */
	char why[TRIAL_WHY];
};

enum outcome { AGREED, TOO_LARGE, DISAGREED };

struct verdict {
	const char *name;
	enum outcome (*judge)(struct trial *trial);
	bool refers; /* it uses the reference, which must have room */
};
extern const struct verdict verdicts[]; /* ends with a null name */

/* Judges a draft by all rows, or only the one numbered `only` if that is not -1.  Returns the
 * number of the first row that disagrees; else -1.  counts[row] grows by 1 for each row that
 * compared something.  `why` has room for TRIAL_WHY. */
int verdicts_judge(const struct draft *draft, unsigned most, int only, unsigned *counts, char *why);

/* --- for rows ----------------------------------------------------------------------------- */

/* Sets `why` and returns DISAGREED. */
enum outcome disagree(struct trial *trial, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Compiles the draft's design; null, with `why` set, if that fails. */
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

/* The index in the model of a property of the reference. */
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
