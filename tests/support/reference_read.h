/*
 * Converts a described state to one of the reference, independently of design_encode, by the names of fields.
 */
#ifndef TESTS_SUPPORT_REFERENCE_READ_H
#define TESTS_SUPPORT_REFERENCE_READ_H

#include "reference.h"

struct value;

/* False if something is missing or has an unknown name.  For a model without bounds, hours are ages and the
 * log is the WRITEs begun. */
bool ref_read_state(const struct ref *ref, const struct value *shown, struct ref_state *out);

/* Clears what models without bounds represent differently: hours, the log and failures. */
void ref_forget_past(struct ref_state *state);

#endif
