/*
 * Shared by all formats: the rows of the table of formats, and building a trace state by state.
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
 * A trace under construction.  Owns its two lists until draft_release; their values live in the trace's
 * arena.
 */
struct draft {
	struct trace *trace;
	const struct value **states;
	size_t count, room;
	struct trace_step *into; /* into[i] leads to state i; into[0] is unused */
	size_t into_room;
};

void draft_init(struct draft *draft, struct trace *trace);
void draft_release(struct draft *draft);

/* Appends a state (a record, or null to be filled in later) and the step to it (null: no name).  Returns -1
 * with `err` set beyond TRACE_STATES_MAX. */
int draft_add(struct draft *draft, const struct value *state, const struct trace_step *into, struct err *err);

/* Moves states and steps into the trace.  Checks that there is a state.  If trace->vars is empty, it becomes
 * the variables of the first state; those that only later states have are added, and in a state that lacks
 * some their values are missing.  A state that has none of the variables is an error. */
int draft_finish(struct draft *draft, struct err *err);

/* Returns -1 with `err` set if a JSON string is longer than TRACE_TEXT_MAX. */
int text_fits(const struct json_at *at, struct err *err);

/* Drops a step's parameter names unless they are distinct. */
void step_check_names(struct trace_step *step);

/*
 * Errors for files that are not traces: what they are, and how to get a trace (foreign.c).  The first two
 * return -1 with `err` set; the first returns 0 for what may be text.
 */
int foreign_bytes(const char *text, size_t length, struct err *err);
/* For text that no format recognises. */
int foreign_text(const char *text, size_t length, struct err *err);
/* For invalid JSON: reports if it is JSON Lines. */
void foreign_lines(const char *text, size_t length, struct err *err);

/* Whether a value is opaque or has an opaque part: with text, or (`empty`) without. */
bool has_opaque(const struct value *value, bool empty);

/* What is lost of VALUE_OPAQUE in a format with only values. */
#define LOST_TEXTS "texts in place of values (now strings)"
/* Appends `what` to a comma-separated list unless it is there; null allowed. */
void lost_add(struct buf *lost, const char *what);
/* For writers: returns -1 with `err` set for a schedule, which has no states. */
int need_states(const struct trace *trace, struct err *err);
/* For writers of only states and steps: checks both needs, and appends what is lost of the rest. */
int begin_states(const struct trace *trace, struct buf *lost, struct err *err);
/* For writers that can write only values: returns -1 with `err` set, naming state and variable, if one is
 * missing. `within`: only if a part of a value is missing. */
int need_values(const struct trace *trace, bool within, struct err *err);
/* The same of the arguments of steps, for formats that have them. */
int need_arguments(const struct trace *trace, struct err *err);

/* The first occurrence of `mark` in a text; null if there is none. */
const char *text_find(const char *text, size_t length, const char *mark);
/* Whether a text is one printable line without any character of `but`. */
bool is_one_line(const char *text, const char *but);
/* Appends the session and steps without states. */
void lost_session(struct buf *lost, const struct trace *trace);

#endif
