/*
 * Drafts on which a row of verdicts.h disagrees, made smaller: pieces are left out as long as it
 * still does. Each attempt runs in a process of its own, so that one which ends the program is a
 * finding like others.
 */
#ifndef TESTS_SUPPORT_SHRINK_H
#define TESTS_SUPPORT_SHRINK_H

#include "verdicts.h"

/* What judging came to in a process of its own. */
struct finding {
	int row;    /* that disagrees; -1: none */
	int signal; /* that ended the process, or 1 when it ended itself; 0: it ended well */
	char why[TRIAL_WHY];
};

/* Judges `draft` by all rows, or one, in a process of its own. */
void judge_apart(const struct draft *draft, unsigned most, int only, struct finding *finding);

/* Makes the draft as small as it gets while `finding` (its row, or that the process ends) stays. */
void shrink(struct draft *draft, unsigned most, struct finding *finding);

#endif
