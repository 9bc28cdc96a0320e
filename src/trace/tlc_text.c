/*
 * What TLC prints, plain or framed by -tool.
 *
 * The log is read line by line; only lines that head a state, close a trace or
 * name a violated property mean something, and behind the head of a state of the wanted
 * trace the values are read.  All else (progress, prints, other traces of
 * -continue) passes by.  Rejected: following the frames of -tool as a grammar
 * of their own, since both modes print the same lines inside.
 */
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "heddle/buf.h"
#include "heddle/err.h"
#include "heddle/mem.h"
#include "label.h"
#include "margin.h"
#include "tla_states.h"

#define FRAME "@!@!@STARTMSG "

/* Messages of -tool whose first line heads something; `head` takes the place of "State ". */
enum { STATE_BARE = 2216, STATE = 2217, STUTTERING = 2218, BACK = 2122 };

/* How violations are told, plain or framed; between prefix and suffix stands the name. */
static const struct {
	const char *prefix, *suffix;
	const char *claims; /* when there is no name between */
	bool initial;       /* the state follows at once */
} verdicts[] = {
	{ "Invariant ", " is violated by the initial state:", NULL, true },
	{ "Property ", " is violated by the initial state:", NULL, true },
	{ "Invariant ", " is violated.", NULL, false },
	{ "Action property ", " is violated.", NULL, false },
	{ "Temporal property ", " was violated.", NULL, false },
	{ "Temporal properties were violated.", "", NULL, false },
	{ "Deadlock reached.", "", TRACE_DEADLOCK, false },
};

static bool has(const char *text, size_t length, const char *mark)
{
	return memmem(text, length, mark, strlen(mark)) != NULL;
}

/* "State 7: <", as in the log of which the beginning is lost. */
static bool has_later_state(const char *text, size_t length)
{
	const char *end = text + length;

	for (const char *at = text; (at = memmem(at, (size_t)(end - at), ": <", 3)); at++) {
		const char *head = at;
		size_t start, number;

		while (head > text && head[-1] >= '0' && head[-1] <= '9')
			head--;
		if (head - text < 6)
			continue;
		start = (size_t)(head - text) - 6;
		if (head_of_state(text, length, &start, &number))
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
		{ FRAME "2217", 95 },   { FRAME, 70 },
		{ "State 1:", 85 },     { "STATE 1:", 80 },
		{ "TLC2 Version", 70 }, { " is violated by the initial state:", 75 },
	};
	int sure = 0;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i].sure > sure && has(text, length, marks[i].mark))
			sure = marks[i].sure;
	if (sure < 80 && has_later_state(text, length))
		sure = 80;
	return sure;
}

/* --- reading ------------------------------------------------------------------- */

struct log {
	struct trace *trace;
	struct tla_reader reader;
	struct tla_states states;
	size_t found;       /* traces begun */
	size_t first;       /* number of the first state of the last of them */
	bool wanted;        /* the last of them is the one to read */
	bool ended;         /* and its last state came */
	const char *claims; /* by the last verdict, for the trace that follows */
	unsigned code;      /* of the frame whose first line is next; 0: none */
};

/* The part of the text between two ends. */
struct line {
	size_t at, end;
};

static bool line_takes(const struct log *log, struct line *line, const char *mark)
{
	size_t size = strlen(mark);

	if (line->end - line->at < size || memcmp(log->reader.text + line->at, mark, size) != 0)
		return false;
	line->at += size;
	return true;
}

/* Takes a number and the colon that may follow; false when there is none or it is absurd. */
static bool line_takes_number(const struct log *log, struct line *line, size_t *number)
{
	size_t at = line->at, found = 0;

	for (; at < line->end && log->reader.text[at] >= '0' && log->reader.text[at] <= '9'; at++)
		if (found <= TRACE_STATES_MAX)
			found = found * 10 + (size_t)(log->reader.text[at] - '0');
	if (at == line->at)
		return false;
	line->at = at;
	*number = found;
	line_takes(log, line, ":");
	line_takes(log, line, " ");
	return true;
}

/* The label between the brackets at the end of a line. */
static void take_label(struct log *log, const struct line *line, struct trace_step *step)
{
	const char *text = log->reader.text;
	size_t start = line->at, end = line->end;

	*step = (struct trace_step){ 0 };
	while (start < end && text[start] != '<')
		start++;
	while (end > start && text[end - 1] != '>')
		end--;
	if (end > start + 1)
		label_read(text + start + 1, end - start - 2, log->trace->arena, step);
}

static void begin_trace(struct log *log, size_t first)
{
	log->found++;
	log->first = first;
	log->wanted = log->found == log->trace->which;
	log->ended = false;
	if (log->wanted)
		log->trace->claims = log->claims;
	log->claims = NULL;
}

static int read_state(struct log *log, struct line *line, size_t number)
{
	struct trace_step step;
	size_t start = line->at, expected;

	if (number == 1 || !log->found)
		begin_trace(log, number);
	expected = log->first + log->states.draft.count;
	if (!log->wanted)
		return 0;
	if (number != expected || log->ended)
		return tla_fail(&log->reader, start,
		                log->ended ? "state %zu comes after the end of the trace"
		                           : "state %zu comes here; expected state %zu",
		                number, expected);
	if (line_takes(log, line, "Stuttering")) {
		if (number == log->first)
			return tla_fail(&log->reader, start, "a trace cannot begin by stuttering");
		log->trace->loop = (int64_t)log->states.draft.count - 1;
		log->ended = true;
		return 0;
	}
	take_label(log, line, &step);
	log->reader.at = line->end;
	return tla_states_read(&log->states, &log->reader, &step);
}

static int read_back(struct log *log, const struct line *line, size_t number)
{
	if (!log->wanted || log->ended)
		return 0;
	size_t count = log->states.draft.count;

	if (number < log->first || number - log->first >= count)
		return tla_fail(&log->reader, line->at,
		                "back to state %zu; expected a number from %zu to %zu", number,
		                log->first, log->first + count - 1);
	take_label(log, line, &log->trace->back);
	log->trace->loop = (int64_t)(number - log->first);
	log->ended = true;
	return 0;
}

/* A line that tells a violation; *initial: a state follows. */
static bool take_verdict(struct log *log, struct line *line, bool *initial)
{
	const char *text = log->reader.text;

	line_takes(log, line, "Error: ");
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++) {
		struct line rest = *line;
		size_t suffix = strlen(verdicts[i].suffix);

		if (!line_takes(log, &rest, verdicts[i].prefix) || rest.end - rest.at < suffix ||
		    memcmp(text + rest.end - suffix, verdicts[i].suffix, suffix) != 0)
			continue;
		log->claims = verdicts[i].claims;
		if (suffix)
			log->claims = arena_strndup(log->trace->arena, text + rest.at,
			                            rest.end - suffix - rest.at);
		*initial = verdicts[i].initial;
		return true;
	}
	return false;
}

static int read_initial(struct log *log, const struct line *line)
{
	begin_trace(log, 1);
	if (!log->wanted)
		return 0;
	log->ended = true;
	log->reader.at = line->end;
	return tla_states_read(&log->states, &log->reader, NULL);
}

/* Reads a line and what belongs to it; log->reader.at is behind both afterwards. */
static int read_line(struct log *log, struct line line)
{
	unsigned code = log->code;
	size_t number;
	bool initial;

	log->code = 0;
	log->reader.at = line.end;
	if (line_takes(log, &line, FRAME)) {
		if (line_takes_number(log, &line, &number))
			log->code = (unsigned)number;
		return 0;
	}
	if (code == BACK && line_takes_number(log, &line, &number))
		return read_back(log, &line, number);
	if ((code == STATE || code == STATE_BARE || code == STUTTERING) &&
	    line_takes_number(log, &line, &number))
		return read_state(log, &line, number);
	if (line_takes(log, &line, "State ") || line_takes(log, &line, "STATE "))
		return line_takes_number(log, &line, &number) ? read_state(log, &line, number) : 0;
	if (line_takes(log, &line, "Back to state "))
		return line_takes_number(log, &line, &number) ? read_back(log, &line, number) : 0;
	if (take_verdict(log, &line, &initial) && initial)
		return read_initial(log, &line);
	return 0;
}

/* Passes over the colours and blanks around a line. */
static void trim(const char *text, struct line *line)
{
	const char *escape;

	for (;;) {
		if (line->end - line->at >= 2 && memcmp(text + line->at, "\x1b[", 2) == 0) {
			line->at += 2;
			while (line->at < line->end && text[line->at] < '@')
				line->at++;
		} else if (line->at == line->end || !strchr(" \t\r", text[line->at])) {
			break;
		}
		line->at += line->at < line->end;
	}
	escape = memchr(text + line->at, '\x1b', line->end - line->at);
	if (escape)
		line->end = (size_t)(escape - text);
	while (line->end > line->at && strchr(" \t\r", text[line->end - 1]))
		line->end--;
}

static int read_lines(struct log *log)
{
	const char *text = log->reader.text;
	size_t length = log->reader.length;

	while (log->reader.at < length) {
		struct line line = { .at = log->reader.at };
		const char *end = memchr(text + line.at, '\n', length - line.at);

		line.end = end ? (size_t)(end - text) : length;

		size_t next = line.end < length ? line.end + 1 : length;

		trim(text, &line);
		if (read_line(log, line))
			return -1;
		if (log->reader.at < next)
			log->reader.at = next;
	}
	return 0;
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct log log = { .trace = trace };
	char *blanked = margin_blanked(text, length);
	int status = -1;

	tla_open(&log.reader, blanked ? blanked : text, length, trace->arena, err);
	tla_states_open(&log.states, trace);
	if (read_lines(&log))
		goto out;
	if (!log.found) {
		err_set(err, "the log shows no states: TLC reported no counterexample");
		err_remedy(err, "give the log of a run that found an error");
		goto out;
	}
	trace->of = log.found;
	status = trace->which > trace->of ? 0 : draft_finish(&log.states.draft, err);
out:
	tla_states_close(&log.states);
	tla_close(&log.reader);
	free(blanked);
	return status;
}

/* --- writing ------------------------------------------------------------------- */

static void put_verdict(struct buf *out, const struct trace *trace, struct buf *lost)
{
	const char *claims = trace->claims;
	bool deadlock = claims && strcmp(claims, TRACE_DEADLOCK) == 0;

	if (claims && !is_one_line(claims, "")) {
		lost_add(lost, "the violated property's odd name");
		claims = NULL;
	}
	if (deadlock)
		buf_add_text(out, "Error: Deadlock reached.\n");
	else if (claims && trace->loop >= 0)
		buf_printf(out, "Error: Temporal property %s was violated.\n\n", claims);
	else if (claims)
		buf_printf(out, "Error: Invariant %s is violated.\n", claims);
	buf_add_text(out, trace->loop >= 0 && !deadlock
	                          ? "Error: The following behavior constitutes a "
	                            "counter-example:\n\n"
	                          : "Error: The behavior up to this point is:\n");
}

static void put_state(struct buf *out, const struct value *state, struct buf *lost)
{
	for (size_t i = 0; i < state->count; i++) {
		const struct value_pair *pair = &state->pairs[i];

		if (!tla_is_variable(pair->key->text)) {
			lost_add(lost, "variables with odd names");
			continue;
		}
		buf_printf(out, "%s%s = ", state->count > 1 ? "/\\ " : "", pair->key->text);
		value_tla(out, pair->value);
		buf_add_char(out, '\n');
		if (lost)
			tla_lost(lost, pair->value);
	}
	buf_add_char(out, '\n');
}

static bool has_variables(const struct trace *trace)
{
	for (size_t i = 0; i < trace->var_count; i++)
		if (tla_is_variable(trace->vars[i]))
			return true;
	return false;
}

static int write(const struct trace *trace, struct buf *out, struct buf *lost, struct err *err)
{
	size_t count = trace->state_count;

	if (need_states(trace, err))
		return -1;
	if (!has_variables(trace)) {
		err_set(err, "no variable of the trace has a name that TLA+ can write");
		return err_remedy(err, "write it as itf or tlc-json");
	}
	lost_session(lost, trace);
	put_verdict(out, trace, lost);
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "State %zu: ", i + 1);
		if (!i)
			buf_add_text(out, "<Initial predicate>");
		else
			label_write(out, &trace->steps[i - 1], lost);
		buf_add_char(out, '\n');
		put_state(out, trace->states[i], lost);
	}
	if (trace->loop == (int64_t)count - 1 && !trace->back.action) {
		buf_printf(out, "State %zu: Stuttering\n", count + 1);
	} else if (trace->loop >= 0) {
		buf_printf(out, "Back to state %lld: ", (long long)trace->loop + 1);
		label_write(out, &trace->back, lost);
		buf_add_char(out, '\n');
	}
	return 0;
}

const struct trace_format format_tlc_text = {
	.name = "tlc-text",
	.extension = ".txt",
	.summary = "what TLC prints, plain or with -tool (written plain)",
	.recognise = recognise,
	.read = read,
	.write = write,
};
