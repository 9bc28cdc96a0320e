/*
 * Shared by the files that write Promela.
 */
#ifndef HEDDLE_EXPORT_PROMELA_PROMELA_H
#define HEDDLE_EXPORT_PROMELA_PROMELA_H

#include <heddle/buf.h>
#include <heddle/domain.h>
#include <heddle/export.h>
#include <heddle/plan.h>

#include "export/state_text.h"

struct promela {
	const struct plan *plan;
	const struct export_options *options;
	const char **steps;              /* names of the inlines, by action */
	const char **states[ROLE_COUNT]; /* names of the control states */
	struct arena *arena;
	struct buf *out;
};

bool promela_checks(const struct promela *p, unsigned property);
/* Whether the step may lead outside the bounds. */
bool promela_may_leave(const struct plan_action *action);

/* Writes a design in the open language (system.c); the rest is for those in the old vocabulary. */
const char *promela_system_cannot(const struct model *model, unsigned property);
int promela_system(const struct model *model, const struct export_options *options, struct export *out,
                   struct err *err);

/* Writes types, variables, macros, and the inlines that save and undo. */
void promela_state(const struct promela *p);
/* Writes a comment, which `text` cannot end. */
void promela_comment(struct buf *out, const char *text);
/* Writes the inline of one action. */
void promela_step(const struct promela *p, unsigned action);

#endif
