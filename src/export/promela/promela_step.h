/*
 * Shared by the files that write one step.
 *
 * Texts are expressions of Promela, and live in the model's arena.
 */
#ifndef HEDDLE_EXPORT_PROMELA_PROMELA_STEP_H
#define HEDDLE_EXPORT_PROMELA_PROMELA_STEP_H

#include "export/promela/promela.h"

struct step_writer {
	const struct promela *p;
	const struct plan_action *action;
	const char *id; /* the chosen id that the process's id was just set to; else null */
};

/* A field of the process; a term. */
const char *step_own(const struct step_writer *w, enum field field);
const char *step_term(const struct step_writer *w, const struct plan_term *term);

/* Asserts `holds`, after printing the property's name for the reader of trails. */
void step_check(const struct step_writer *w, unsigned property, const char *holds);

/* promela_none.c: whether the READ may return None without need, and is checked for it; and the check. */
bool step_may_return_none(const struct step_writer *w, const struct plan_op *op);
void step_check_none(const struct step_writer *w, const struct plan_op *op);

#endif
