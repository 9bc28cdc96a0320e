/*
 * A state that heddle describes, as the reference has it: the other way round from heddle's own
 * design_encode, and by the names of fields only.
 */
#ifndef TESTS_SUPPORT_REFERENCE_READ_H
#define TESTS_SUPPORT_REFERENCE_READ_H

#include "reference.h"

struct value;

/* False when something is missing or has an unknown name.  Of a model without bounds, hours are
 * ages, the log is the WRITEs begun. */
bool ref_read_state(const struct ref *ref, const struct value *shown, struct ref_state *out);

/* Forgets what models without bounds show in another way: hours, the log and failures. */
void ref_forget_past(struct ref_state *state);

#endif
