/*
 * What an action may read: the static counterpart of footprints.
 */
#ifndef HEDDLE_PLAN_READ_SET_H
#define HEDDLE_PLAN_READ_SET_H

#include <heddle/plan.h>

/* Calls `fn` for each slot outside the log that determines whether `action` is enabled, or its outcome. */
typedef void slot_fn(void *ctx, unsigned slot);
void action_reads(const struct plan *plan, const struct plan_process *process,
                  const struct plan_action *action, slot_fn *fn, void *ctx);

/* Whether the action logs a READ, and so may break a property of reads. */
bool action_logs_read(const struct plan_action *action);

#endif
