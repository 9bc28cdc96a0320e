/*
 * Renamings of constants, applied to one slot of a plan at a time.
 */
#ifndef HEDDLE_PLAN_RENAMING_H
#define HEDDLE_PLAN_RENAMING_H

#include <heddle/plan.h>

enum { RENAMED_TYPES = 4 };
/* The types whose constants are renamed, those that save most states first. */
extern const enum type renamed_types[RENAMED_TYPES];

/* to[type][constant]; 0 is UNSET. */
struct renaming {
	uint8_t to[RENAMED_TYPES][SCOPE_IDS_MAX + 1];
};

unsigned factorial(unsigned n);
/* Makes the renaming with that number among those of the first permuted[type] constants of each type. */
void renaming_make(const unsigned *permuted, unsigned number, struct renaming *renaming);
/* What the value of a slot becomes. */
uint64_t rename_value(const struct plan *plan, const struct renaming *renaming, const struct slot *slot,
                      uint64_t value);
/* The slot that the value of a slot moves to. */
unsigned rename_slot(const struct plan *plan, const struct renaming *renaming, unsigned slot);

#endif
