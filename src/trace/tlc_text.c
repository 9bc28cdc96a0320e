/*
 * What TLC prints, plain or framed by -tool.
 *
 * The log is read line by line.  Only headings of states, lines that close a trace and lines that name a
 * violated property matter; after a heading of the requested trace, the values are read.  Everything else
 * (progress, prints, other traces of -continue) is skipped.  Rejected: a separate grammar for the frames of
 * -tool, since both modes print the same lines inside.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/log_line.h"
#include "trace/log_prefix.h"
#include "trace/tla_states.h"
#include "trace/tlc_text.h"
#include "trace/tlc_verdict.h"

/* Messages of -tool. */
enum { STATE_BARE = 2216, STATE = 2217, STUTTERING = 2218, BACK = 2122 };

/* "State 7: <", as in a log without its beginning. */
static bool has_later_state(const char *text, size_t length)
{
	const char *end = text + length;

	for (const char *at = text; (at = memmem(at, (size_t)(end - at), ": <", 3)); at++) {
		const char *head = at;
		struct log_line line;
		size_t number;

		while (head > text && head[-1] >= '0' && head[-1] <= '9')
			head--;
		if (head - text < 6)
			continue;
		line = (struct log_line){ text, length, (size_t)(head - text) - 6, length };
		if (line_takes_heading(&line, &number))
			return true;
	}
	return false;
}

static int recognise(const char *text, size_t length)
{
	static const struct {
		const char *mark;
		int sure;
	} marks[] = {
		{ TLC_FRAME "2217", 95 },
		{ TLC_FRAME, 70 },
		{ "State 1:", 85 },
		{ "STATE 1:", 80 },
		{ "TLC2 Version", 70 },
		{ " is violated by the initial state:", 75 },
		{ "While working on the initial state:", 75 },
	};
	int sure = 0;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i].sure > sure && text_find(text, length, marks[i].mark))
			sure = marks[i].sure;
	if (sure < 80 && has_later_state(text, length))
		sure = 80;
	return sure;
}

/* --- lines ----------------------------------------------------------------------- */

struct log {
	struct trace *trace;
	struct tla_reader reader;
	struct tla_states states;
	size_t found;               /* number of traces begun */
	size_t first;               /* number of the first state of the last of them */
	size_t skipped;             /* states missing between its first and its last so far */
	bool wanted;                /* the last of them is the requested one */
	bool ended;                 /* its last state was read */
	bool labelled;              /* some step has a label */
	struct tlc_verdict verdict; /* on the trace that follows */
	unsigned code;              /* of the frame that begins on the next line; 0: none */
	bool error;                 /* it is an error */
};

static bool log_line(const struct log *log, size_t at, struct log_line *line)
{
	return line_at(log->reader.text, log->reader.length, at, line);
}

static size_t log_next(const struct log *log, size_t at)
{
	return line_next(log->reader.text, log->reader.length, at);
}

/* The end of the state that begins at `at`. */
static size_t state_end(const struct log *log, size_t at)
{
	struct log_line line;

	for (; log_line(log, at, &line); at = log_next(log, at))
		if (tlc_begins_part(line))
			return at;
	return log->reader.length;
}

/* --- states ---------------------------------------------------------------------- */

static void begin_trace(struct log *log, size_t first)
{
	struct trace *trace = log->trace;

	log->found++;
	log->first = first;
	log->skipped = 0;
	log->wanted = log->found == trace->which;
	log->ended = false;
	if (log->wanted) {
		trace->claims = log->verdict.claims;
		trace->ended = log->verdict.ended;
	}
	if (log->wanted && first > 1)
		trace_remark(trace, "the file begins with state %zu: the states before it are missing",
		             first);
	log->verdict = (struct tlc_verdict){ 0 };
}

static int read_variables(struct log *log, size_t at, const struct trace_step *step)
{
	log->reader.at = at;
	return tla_states_read(&log->states, &log->reader, state_end(log, at), step);
}

/* Returns the number of states missing before this one. */
static size_t gap(struct log *log, size_t number, size_t expected)
{
	if (number == expected + 1)
		trace_remark(log->trace, "state %zu is not in the file", expected);
	else if (number > expected)
		trace_remark(log->trace, "states %zu to %zu are not in the file", expected, number - 1);
	log->skipped += number - expected;
	return number - expected;
}

static int stutter(struct log *log, size_t at, size_t number, size_t expected)
{
	if (number == log->first)
		return tla_fail(&log->reader, at, "a trace cannot begin with stuttering");
	if (number < expected || number > TRACE_STATES_MAX)
		return tla_fail(&log->reader, at, "state %zu stutters; expected state %zu", number, expected);
	log->ended = true;
	if (gap(log, number, expected)) {
		trace_remark(log->trace, "the trace stutters in a state that is not in the file");
		return 0;
	}
	log->trace->loop = (int64_t)log->states.draft.count - 1;
	return 0;
}

static int read_state(struct log *log, struct log_line *line, size_t number)
{
	struct trace_step step;
	size_t start = line->at, expected, next;

	if (number == 1 || !log->found)
		begin_trace(log, number);
	if (!log->wanted)
		return 0;
	expected = log->first + log->skipped + log->states.draft.count;
	if (log->ended)
		return tla_fail(&log->reader, start, "state %zu follows the end of the trace", number);
	if (number < expected || number > TRACE_STATES_MAX)
		return tla_fail(&log->reader, start, "found state %zu; expected state %zu", number, expected);
	line_takes(line, " ");
	if (line_takes(line, "Stuttering"))
		return stutter(log, start, number, expected);
	log->labelled |= !line_is_empty(line);
	next = tlc_take_label(&log->reader, line, &step);
	step.skipped = gap(log, number, expected);
	return read_variables(log, next, &step);
}

/* The index of the state with that number; SIZE_MAX: none. */
static size_t state_of_number(const struct log *log, size_t number)
{
	size_t at = log->first;

	for (size_t i = 0; i < log->states.draft.count; i++, at++) {
		at += log->states.draft.into[i].skipped;
		if (at == number)
			return i;
	}
	return SIZE_MAX;
}

static int read_back(struct log *log, struct log_line *line, size_t number)
{
	size_t state, last = log->first + log->skipped + log->states.draft.count - 1;
	struct trace_step unknown;

	if (!log->wanted || log->ended)
		return 0;
	if (!line_takes(line, ":") && !line_is_empty(line))
		return tla_broken(&log->reader, line->at, "':' after the number");
	if (line_is_last(line) && !tlc_ends_label(line)) {
		trace_remark(log->trace,
		             "the file ends in the line that closes the loop, so the loop is missing");
		return 0;
	}
	state = state_of_number(log, number);
	if (state == SIZE_MAX && (!number || number > last))
		return tla_fail(&log->reader, line->at,
		                "back to state %zu; expected a number from %zu to %zu", number, log->first,
		                last);
	log->ended = true;
	if (state == SIZE_MAX) {
		trace_remark(log->trace, "the loop goes back to state %zu, which is not in the file", number);
		log->reader.at = tlc_take_label(&log->reader, line, &unknown);
		return 0;
	}
	log->reader.at = tlc_take_label(&log->reader, line, &log->trace->back);
	log->trace->loop = (int64_t)state;
	return 0;
}

static int read_initial(struct log *log, size_t at)
{
	begin_trace(log, 1);
	if (!log->wanted)
		return 0;
	log->ended = true;
	return read_variables(log, at, NULL);
}

/* --- the log --------------------------------------------------------------------- */

/* "@!@!@STARTMSG 2217:4 @!@!@" */
static void read_frame(struct log *log, struct log_line line)
{
	size_t number;

	if (!line_takes_number(&line, &number))
		return;
	log->code = (unsigned)number;
	log->error = line_takes(&line, ":1") || line_takes(&line, ":2");
}

/* Notes lines with variables outside states. */
static void find_strays(struct log *log, size_t at, size_t end)
{
	struct log_line line;

	if (!log->wanted || log->ended)
		return;
	for (; at < end && log_line(log, at, &line); at = log_next(log, at))
		if (tla_begins_variable(&log->reader, line.at))
			tla_states_stray(&log->states, line.at);
}

static int read_other(struct log *log, size_t at, bool error)
{
	size_t next = log->reader.at;
	bool initial;

	if (!tlc_verdict_read(log->reader.text, log->reader.length, &at, error, log->trace->arena,
	                      &log->verdict, &initial))
		return 0;
	log->reader.at = at;
	find_strays(log, next, at);
	return initial ? read_initial(log, at) : 0;
}

static bool is_state(unsigned code)
{
	return code == STATE || code == STATE_BARE || code == STUTTERING;
}

/* Reads a line and what belongs to it, and moves the reader past both. */
static int read_line(struct log *log, struct log_line line)
{
	unsigned code = log->code;
	bool error = log->error;
	struct log_line rest = line;
	size_t number;

	log->code = 0;
	log->error = false;
	if (line_takes(&line, TLC_FRAME)) {
		read_frame(log, line);
		return 0;
	}
	if (line_takes_heading(&rest, &number))
		return read_state(log, &rest, number);
	rest = line;
	if (is_state(code) && line_takes_number(&rest, &number) && line_takes(&rest, ":"))
		return read_state(log, &rest, number);
	rest = line;
	if ((code == BACK || line_takes(&rest, "Back to state ")) && line_takes_number(&rest, &number))
		return read_back(log, &rest, number);
	find_strays(log, line.at, log->reader.at);
	return read_other(log, line.at, error);
}

static int read_lines(struct log *log)
{
	struct log_line line;

	while (log_line(log, log->reader.at, &line)) {
		size_t next = log_next(log, log->reader.at);

		log->reader.at = next;
		if (read_line(log, line))
			return -1;
		if (log->reader.at < next)
			log->reader.at = next;
	}
	return 0;
}

/* Adds to the error of an unreadable trace that the log has others. */
static int add_other_traces(struct log *log)
{
	struct err *err = log->reader.err;
	size_t which = log->trace->which;
	char place[ERR_PLACE_MAX], remedy[ERR_TEXT_MAX];

	/* From here, traces are only counted. */
	log->trace->which = SIZE_MAX;
	log->wanted = false;
	read_lines(log);
	if (!err || log->found < 2)
		return -1;
	snprintf(place, sizeof(place), "%s", err->place);
	snprintf(remedy, sizeof(remedy), "%s", err->remedy);
	err_place(err, "trace %zu of %zu, %.150s", which, log->found, place);
	return err_remedy(err, "choose another trace with --trace %d, or %.300s", which == 1 ? 2 : 1, remedy);
}

static int finish(struct log *log)
{
	struct trace *trace = log->trace;
	struct err *err = log->reader.err;

	if (!log->found) {
		err_set(err, "the log shows no states: TLC reported no counterexample");
		return err_remedy(err, "give the log of a run that found an error");
	}
	trace->of = log->found;
	if (log->states.draft.count > 1 && !log->labelled && !trace->claims && !trace->ended)
		trace_remark(trace,
		             "no state has a step that leads to it: TLC's -dump lists states, not a trace");
	if (trace->ended && tlc_verdict_unassigned(trace->ended))
		tla_states_unassigned(&log->states, trace->arena);
	if (trace->which > trace->of)
		return 0;
	return tla_states_finish(&log->states, &log->reader,
	                         text_find(log->reader.text, log->reader.length, "-difftrace") ? DIFF_NAMED
	                                                                                       : DIFF_MAYBE);
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct log log = { .trace = trace };
	char *blanked = log_prefix_blanked(text, length);
	char *quiet = tlc_text_quieted(blanked ? blanked : text, length);
	int status;

	tla_open(&log.reader, quiet ? quiet : blanked ? blanked : text, length, trace->arena, err);
	tla_states_open(&log.states, trace);
	status = read_lines(&log) ? add_other_traces(&log) : finish(&log);
	tla_states_close(&log.states);
	tla_close(&log.reader);
	free(quiet);
	free(blanked);
	return status;
}

const struct trace_format format_tlc_text = {
	.name = "tlc-text",
	.extension = ".txt",
	.summary = "what TLC prints, plain or with -tool (written plain)",
	.recognise = recognise,
	.read = read,
	.write = tlc_text_write,
};
