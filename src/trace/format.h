/*
 * What the files of this folder share: the rows of the table of formats, and
 * the making of a trace from states that come one by one.
 */
#ifndef HEDDLE_TRACE_FORMAT_H
#define HEDDLE_TRACE_FORMAT_H

#include <heddle/trace.h>
#include <heddle/value.h>

struct json_at;

extern const struct trace_format format_itf;
extern const struct trace_format format_tlc_json;
extern const struct trace_format format_tlc_text;
extern const struct trace_format format_tlc_tla;
extern const struct trace_format format_tlc_plain;
extern const struct trace_format format_tlc_simulate;
extern const struct trace_format format_toolbox;
extern const struct trace_format format_ttrace;
extern const struct trace_format format_tutorial;
extern const struct trace_format format_schedule;
extern const struct trace_format format_spin_trail;

/*
 * A trace in the making.  Owns its two lists until draft_release; the values
 * in them live in the trace's arena.
 */
struct draft {
	struct trace *trace;
	const struct value **states;
	size_t count, room;
	struct trace_step *into; /* into[i] leads to state i; into[0] is never looked at */
	size_t into_room;
};

void draft_init(struct draft *draft, struct trace *trace);
void draft_release(struct draft *draft);

/* Appends a state (a record, or null to be filled in later) and the step that leads to it (null: no
 * name).  Refuses more than TRACE_STATES_MAX. */
int draft_add(struct draft *draft, const struct value *state, const struct trace_step *into, struct err *err);

/* Moves states and steps into the trace.  Checks that there is a state and that all of them have
 * exactly the variables of trace->vars, which, when there are none yet, become those of the
 * first state. */
int draft_finish(struct draft *draft, struct err *err);

/* Sets trace->vars to the fields of `record`. */
void trace_take_vars(struct trace *trace, const struct value *record);

/* The index of a pair whose key an earlier one has; `count` when there is none. */
size_t pairs_repeated(const struct value_pair *pairs, size_t count);

/* Fails when a text of JSON is longer than a value's may be. */
int text_fits(const struct json_at *at, struct err *err);

/* Drops a step's names of parameters unless they are all different. */
void step_check_names(struct trace_step *step);

/*
 * Files that are no traces: what they are, and how a trace is had (foreign.c).  Each of the first two returns
 * -1 with an error; the first 0 for what may be a text.
 */
int foreign_bytes(const char *text, size_t length, struct err *err);
/* Of a text that no format recognises. */
int foreign_text(const char *text, size_t length, struct err *err);
/* Of JSON that could not be read: says so when it is many values, one a line. */
void foreign_lines(const char *text, size_t length, struct err *err);

/* What is lost of VALUE_OPAQUE where a format has values only. */
#define LOST_TEXTS "texts in the place of values (now strings)"
/* Appends `what` to a comma-separated list, once; null allowed. */
void lost_add(struct buf *lost, const char *what);
/* For writers: fails on a schedule, which has no states. */
int need_states(const struct trace *trace, struct err *err);
/* For writers that can only write values: fails, with state and variable, where one is missing.  `within`:
 * only where a part of a value is. */
int need_values(const struct trace *trace, bool within, struct err *err);

/* Whether a text stays on one line, and can be printed as it is, and has nothing of `but` in it. */
bool is_one_line(const char *text, const char *but);
/* Name what a trace has beyond states, steps and a loop: what a session was, and the steps whose
 * states it does not have; the violated property, why the run ended, and where states are missing. */
void lost_session(struct buf *lost, const struct trace *trace);
void lost_claims(struct buf *lost, const struct trace *trace);

#endif
