/*
 * What the two files that write Promela share.
 */
#ifndef HEDDLE_EXPORT_PROMELA_PROMELA_H
#define HEDDLE_EXPORT_PROMELA_PROMELA_H

#include <heddle/buf.h>
#include <heddle/export.h>
#include <heddle/plan.h>

struct promela {
	const struct plan *plan;
	const struct export_options *options;
	const char **steps;              /* names of the inlines, by action */
	const char **states[ROLE_COUNT]; /* names of the control states */
	struct arena *arena;
	struct buf *out;
};

/* The variable of a role's processes: "serverStates". */
const char *promela_processes(enum role role);
/* Numbers for what a choice is made from are handed to the inline under this name. */
const char *promela_choice(const struct promela *p, const struct plan_action *action, unsigned nth);
bool promela_checks(const struct promela *p, unsigned property);
/* Whether the step may lead outside the bounds. */
bool promela_may_leave(const struct plan_action *action);

/* Writes types, variables and what steps use of them. */
void promela_state(const struct promela *p);
/* Writes a comment, in which `text` cannot end it. */
void promela_comment(struct buf *out, const char *text);
/* Writes the inline of one action. */
void promela_step(const struct promela *p, unsigned action);

#endif
