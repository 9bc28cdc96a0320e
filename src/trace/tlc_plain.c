/*
 * TLC's -dumpTrace tlcplain (`Trace ==`, a sequence of states) and the files of -simulate file= (`STATE_1
 * ==`, a definition for each state, with the step in a comment above it).  Neither has a loop or a property,
 * and neither is written, because TLC's other dumps contain more.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/label.h"
#include "trace/tla_states.h"

#define TRACE_HEAD "Trace =="
#define STATE_HEAD "STATE_"

/* The first line from `at` that starts with `mark`; null if there is none. */
static const char *find_line(const char *text, size_t length, size_t at, const char *mark)
{
	const char *found = text + at;

	while ((found = memmem(found, length - (size_t)(found - text), mark, strlen(mark)))) {
		if (found == text || found[-1] == '\n')
			return found;
		found++;
	}
	return NULL;
}

/* --- Trace == -------------------------------------------------------------------- */

static int recognise_plain(const char *text, size_t length)
{
	return find_line(text, length, 0, TRACE_HEAD) ? 90 : 0;
}

static int read_plain(const char *text, size_t length, struct trace *trace, struct err *err)
{
	const char *head = find_line(text, length, 0, TRACE_HEAD);
	struct tla_reader reader;
	struct draft draft;
	int status;

	draft_init(&draft, trace);
	tla_open(&reader, text, length, trace->arena, err);
	reader.at = head ? (size_t)(head - text) + sizeof(TRACE_HEAD) - 1 : 0;
	status = tla_state_list(&reader, &draft) ? -1 : draft_finish(&draft, err);
	tla_close(&reader);
	draft_release(&draft);
	return status;
}

/* --- STATE_1 == ------------------------------------------------------------------ */

static int recognise_simulate(const char *text, size_t length)
{
	return find_line(text, length, 0, STATE_HEAD "1 ==") ? 95 : 0;
}

/* The label in the last comment between two places. */
static void label_between(const char *text, size_t from, size_t to, struct arena *arena,
                          struct trace_step *step)
{
	const char *close = memrchr(text + from, '>', to - from);
	const char *open = text + from, *last = NULL;

	*step = (struct trace_step){ 0 };
	while (close && (open = memmem(open, (size_t)(close - open), "\\* <", 4))) {
		open += 4;
		last = open;
	}
	if (last)
		label_read(last, (size_t)(close - last), arena, step);
}

/* The end of the state that begins at `at`: before the next one, the comment above that, or the end of the
 * module. */
static size_t state_end(const struct tla_reader *reader, size_t at)
{
	static const char next[] = "\n" STATE_HEAD;
	static const char *const marks[] = { next, "\n\\* <", "\n====" };
	size_t end = reader->length;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *found = memmem(reader->text + at, end - at, marks[i], strlen(marks[i]));

		end = found ? (size_t)(found - reader->text) + 1 : end;
	}
	return end;
}

static int read_states(struct tla_states *states, struct tla_reader *reader)
{
	const char *head;

	while ((head = find_line(reader->text, reader->length, reader->at, STATE_HEAD))) {
		size_t from = reader->at, to = (size_t)(head - reader->text), number;
		struct trace_step step;

		label_between(reader->text, from, to, reader->arena, &step);
		reader->at = to + sizeof(STATE_HEAD) - 1;
		if (tla_number(reader, 1, TRACE_STATES_MAX, &number) || tla_expect(reader, "=="))
			return -1;
		if (number != states->draft.count + 1)
			return tla_fail(reader, to, "found state %zu; expected state %zu", number,
			                states->draft.count + 1);
		if (tla_states_read(states, reader, state_end(reader, reader->at), &step))
			return -1;
	}
	return 0;
}

static int read_simulate(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct tla_states states;
	struct tla_reader reader;
	int status;

	tla_states_open(&states, trace);
	tla_open(&reader, text, length, trace->arena, err);
	status = read_states(&states, &reader) ? -1 : tla_states_finish(&states, &reader, DIFF_NO);
	tla_close(&reader);
	tla_states_close(&states);
	return status;
}

const struct trace_format format_tlc_plain = {
	.name = "tlc-plain",
	.extension = ".tlcplain",
	.summary = "TLC's -dumpTrace tlcplain: a module that defines Trace",
	.recognise = recognise_plain,
	.read = read_plain,
};

const struct trace_format format_tlc_simulate = {
	.name = "tlc-simulate",
	.extension = ".simulate",
	.summary = "a file of TLC's -simulate file=",
	.recognise = recognise_simulate,
	.read = read_simulate,
};
