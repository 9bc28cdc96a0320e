/*
 * What a process has seen since its request began.
 *
 * A request begins where the role starts.  A process has seen a condition if a step on its way needed it, or
 * copied UNSET from the place that the condition says is UNSET; what it saw last counts.  It is forgotten
 * when a local changes that the condition names.
 */
#ifndef HEDDLE_DESIGN_KNOWN_H
#define HEDDLE_DESIGN_KNOWN_H

#include <heddle/system.h>

enum { KNOWN_MAX = 4 }; /* conditions at once */

/*
 * A condition in the names of a step: one of the conditions was seen before its nth effect, whatever way led
 * there.  `conditions` are checked in the names of the role.  Null if there are too many ways to tell apart.
 */
struct expr *known_condition(const struct system_role *role, const struct system_step *step, unsigned effect,
                             const struct expr *const *conditions, unsigned count, struct arena *arena);

#endif
