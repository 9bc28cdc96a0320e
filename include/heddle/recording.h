/*
 * A recording: a model that plays back a trace of an unknown specification.
 *
 * A state of the model is the index of a recorded state, and its only enabled step is the recorded next one.
 * At the last state of a lasso the enabled step closes the loop; without a loop, no step is enabled there.
 * An action's first argument is its process; steps without arguments belong to a silent process, "spec".
 * The layout of a variable is guessed from its values.
 *
 * A recording copies what it needs; the trace may be freed before it.
 */
#ifndef HEDDLE_RECORDING_H
#define HEDDLE_RECORDING_H

#include <heddle/model.h>

struct buf;
struct trace;
struct trace_step;

/* Makes a recording of a trace with at least one state.  The caller frees it with model_free. */
struct model *recording_new(const struct trace *trace);

/* The number of steps, including the one that closes a lasso's loop. */
size_t recording_length(const struct model *recording);

/* The recorded step from a state of the recording: its action, arguments and location (location_parse in
 * trace.h).  At the last state of a lasso, the step that closes the loop.  Null where the recording ends or
 * stutters.  Borrowed from the recording. */
const struct trace_step *recording_step(const struct model *recording, const void *state);

/* If steps with this step's action occur in several places of the specification, appends the place of the
 * step from a state, as briefly as is unique: "line 145", "line 145:9", "M line 145".  For most steps appends
 * nothing. */
void recording_place(const struct model *recording, const void *state, struct buf *out);
/* The columns of the longest of these. */
int recording_place_width(const struct model *recording);

/* Copies the recorded states, steps and loop into `trace`, which is empty. */
void recording_trace(const struct model *recording, struct trace *trace);

#endif
