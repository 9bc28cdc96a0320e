/*
 * What a process may look at before and while it takes a step: the static
 * counterpart of footprints.
 */
#ifndef HEDDLE_PLAN_READ_SET_H
#define HEDDLE_PLAN_READ_SET_H

#include <heddle/plan.h>

/* Calls `fn` for every slot, but for those of the log, on which it depends whether and with what
 * outcome the process can take `action`. */
typedef void slot_fn(void *ctx, unsigned slot);
void action_reads(const struct plan *plan, const struct plan_process *process,
                  const struct plan_action *action, slot_fn *fn, void *ctx);

/* The action appends a READ, and so may break what is promised to readers. */
bool action_logs_read(const struct plan_action *action);

#endif
