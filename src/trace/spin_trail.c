/*
 * What Spin prints when it replays a trail of an exported model (spin -t, with or without -p and -g).
 *
 * The model prints one line for each step, with heddle's text of the step, and one for the design and scope:
 *
 *           heddle schedule: design=naive checksum=0123456789abcdef servers=1 users=1
 *           heddle step: s1 StartWrite u1 m1 i1
 *     1:	proc  0 (server:1) naive.pml:111 (state 41)	[printf('heddle step: …
 *           heddle breaks: ConsistentReads
 *
 * All other lines are Spin's.  The reader of schedules gets heddle's lines; the others become empty, so that
 * line numbers stay those of the file.  Rejected: the .trail file itself, whose numbers mean something only
 * to the pan.c that wrote it.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "trace/format.h"

#define HEAD   "heddle schedule:"
#define STEP   "heddle step: "
#define BREAKS "heddle breaks: "

enum { LOOK_AT_MOST = 1 << 16 };

struct line {
	const char *text; /* without blanks at its ends */
	size_t length;
};

/* Takes the next line off the text; false at its end. */
static bool next_line(const char **text, const char *end, struct line *line)
{
	const char *stop;

	if (*text == end)
		return false;
	stop = memchr(*text, '\n', (size_t)(end - *text));
	line->text = *text;
	*text = stop ? stop + 1 : end;
	stop = stop ? stop : end;
	while (line->text < stop && strchr(" \t\r", *line->text))
		line->text++;
	while (stop > line->text && strchr(" \t\r", stop[-1]))
		stop--;
	line->length = (size_t)(stop - line->text);
	return true;
}

static bool starts(const struct line *line, const char *mark)
{
	size_t length = strlen(mark);

	return line->length >= length && memcmp(line->text, mark, length) == 0;
}

static int recognise(const char *text, size_t length)
{
	const char *end = text + (length < LOOK_AT_MOST ? length : LOOK_AT_MOST);
	struct line line;

	while (next_line(&text, end, &line))
		if (starts(&line, HEAD) || starts(&line, STEP))
			return 95;
	return 0;
}

static int read(const char *text, size_t length, struct trace *trace, struct err *err)
{
	const char *at = text, *end = text + length;
	struct line line, head = { NULL, 0 };
	struct buf schedule;
	int status = -1;

	buf_init(&schedule);
	while (next_line(&at, end, &line)) {
		if (starts(&line, HEAD) && !head.text) {
			head = line;
			buf_add_text(&schedule, "# ");
			buf_add(&schedule, line.text, line.length);
		} else if (starts(&line, HEAD)) {
			if (line.length != head.length || memcmp(line.text, head.text, line.length) != 0) {
				err_set(err, "the replays of two different models");
				err_place_at(err, text, length, (size_t)(line.text - text));
				err_remedy(err, "replay each trail into a separate file");
				goto out;
			}
		} else if (starts(&line, STEP)) {
			buf_add(&schedule, line.text + sizeof(STEP) - 1, line.length - (sizeof(STEP) - 1));
		} else if (starts(&line, BREAKS) && !trace->claims) {
			trace->claims = arena_strndup(trace->arena, line.text + sizeof(BREAKS) - 1,
			                              line.length - (sizeof(BREAKS) - 1));
		}
		buf_add_char(&schedule, '\n');
	}
	if (!head.text) {
		err_set(err, "no line says which design the steps belong to");
		err_remedy(err, "replay the whole trail: spin -t MODEL >FILE");
		goto out;
	}
	status = format_schedule.read(schedule.data, schedule.length, trace, err);
out:
	buf_release(&schedule);
	return status;
}

const struct trace_format format_spin_trail = {
	.name = "spin-trail",
	.extension = ".spin.txt",
	.summary = "a trail that spin -t replayed on an exported model",
	.recognise = recognise,
	.read = read,
};
