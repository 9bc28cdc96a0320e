/*
 * The label at the end of a state's heading, which terminals and editors may have broken over several lines.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "trace/label.h"
#include "trace/tla_states.h"
#include "trace/tlc_text.h"
#include "trace/tlc_verdict.h"

enum { LABEL_LINES = 8 }; /* over which a label may be broken */

bool tlc_begins_part(struct log_line line)
{
	struct log_line rest = line;
	size_t number;

	return line_takes_heading(&rest, &number) || line_takes(&line, TLC_FRAME) ||
	       line_takes(&line, "Back to state ") || tlc_verdict_begins(line);
}

bool tlc_ends_label(const struct log_line *line)
{
	return !line_is_empty(line) && line->text[line->end - 1] == '>';
}

/* Appends the lines from `at` that continue a label.  Returns the position after them; `at` if there are
 * none. */
static size_t rest_of_label(const struct tla_reader *reader, size_t at, const char *between,
                            struct buf *label)
{
	size_t start = at;
	struct log_line line;

	for (unsigned i = 0; i < LABEL_LINES && line_at(reader->text, reader->length, at, &line); i++) {
		if (line_is_empty(&line) || tlc_begins_part(line) || tla_begins_variable(reader, line.at))
			break;
		buf_add_text(label, between);
		buf_add(label, line.text + line.at, line.end - line.at);
		at = line_next(reader->text, reader->length, at);
		if (tlc_ends_label(&line))
			return at;
	}
	return start;
}

static void read_label(const struct tla_reader *reader, const char *text, size_t length,
                       struct trace_step *step)
{
	const char *open = memchr(text, '<', length), *close = memrchr(text, '>', length);

	*step = (struct trace_step){ 0 };
	if (open && !close)
		close = text + length;
	if (open && close > open + 1)
		label_read(open + 1, (size_t)(close - open) - 1, reader->arena, step);
}

size_t tlc_take_label(const struct tla_reader *reader, const struct log_line *line, struct trace_step *step)
{
	static const char *const betweens[] = { "", " " };
	const char *text = line->text + line->at;
	size_t length = line->end - line->at, next = line_next(reader->text, reader->length, line->at),
	       end = next;
	bool placed = tlc_ends_label(line) || !memchr(text, '<', length);

	read_label(reader, text, length, step);
	/* Terminals break lines inside words, editors between words. */
	for (size_t i = 0; i < 2 && !placed; i++) {
		struct location place;
		struct buf label;

		buf_init(&label);
		buf_add(&label, text, length);
		end = rest_of_label(reader, next, betweens[i], &label);
		read_label(reader, label.data, label.length, step);
		placed = location_parse(step->location, &place);
		buf_release(&label);
	}
	return end;
}
