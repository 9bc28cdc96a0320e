/*
 * A trace of anything as a model: a recording.
 *
 * The state is the number of a recorded state, and the only enabled step is
 * the recorded next one.  At the last state of a lasso the enabled step is the
 * one that closes the loop, so that the behaviour goes round for ever; where
 * the trace just ends, so does the recording.  Processes are the first
 * arguments of actions, and "spec", which is silent, stands for the steps
 * that have none.  How a variable is laid out is guessed from its values.
 *
 * A recording copies what it needs; the trace may be freed before it.
 */
#ifndef HEDDLE_RECORDING_H
#define HEDDLE_RECORDING_H

#include <heddle/model.h>

struct buf;
struct trace;
struct trace_step;

/* The trace has at least one state. */
struct model *recording_new(const struct trace *trace);

/* The number of steps after which nothing new comes: one a recorded step, and one that closes
 * the loop of a lasso. */
size_t recording_length(const struct model *recording);

/* The recorded step that leads on from a state of the recording: its name, arguments, and where it
 * is in the specification (location_parse in trace.h takes that apart).  At the last state of a lasso, the
 * step that closes the loop.  Null where the recording ends, and where it stutters.  The recording's. */
const struct trace_step *recording_step(const struct model *recording, const void *state);

/* Appends the place in the specification of the step that leads on from a state, where steps of its
 * name are in several, as briefly as tells them apart: "line 145", "line 145:9", "M line 145".
 * Nothing for most steps. */
void recording_place(const struct model *recording, const void *state, struct buf *out);
/* Columns that the longest of these takes. */
int recording_place_width(const struct model *recording);

/* The recorded states, steps and loop, copied into `trace`, which is new. */
void recording_trace(const struct model *recording, struct trace *trace);

#endif
