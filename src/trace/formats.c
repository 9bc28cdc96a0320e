/*
 * Every format reports its confidence, and the most confident one reads.  Rejected: trying each reader until
 * one succeeds, since a broken file would then get the last reader's error.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/utf8.h>

#include "trace/format.h"
#include "trace/utf16.h"

// clang-format off
const struct trace_format *const trace_formats[] = {
	&format_itf,
	&format_tlc_json,
	&format_tlc_text,
	&format_tlc_tla,
	&format_tlc_plain,
	&format_tlc_simulate,
	&format_toolbox,
	&format_ttrace,
	&format_tutorial,
	&format_schedule,
	&format_spin_trail,
	NULL,
};
// clang-format on

const struct trace_format *trace_format_named(const char *name)
{
	for (size_t i = 0; trace_formats[i]; i++)
		if (strcmp(trace_formats[i]->name, name) == 0)
			return trace_formats[i];
	return NULL;
}

const struct trace_format *trace_format_for_path(const char *path)
{
	const struct trace_format *best = NULL;
	size_t length = strlen(path), longest = 0;

	for (size_t i = 0; trace_formats[i]; i++) {
		const char *end = trace_formats[i]->extension;
		size_t size = strlen(end);

		if (size > longest && size < length && strcmp(path + length - size, end) == 0) {
			best = trace_formats[i];
			longest = size;
		}
	}
	/* Plain .json means ITF, so that saving under it does not lose the session. */
	if (!best && length > 5 && strcmp(path + length - 5, ".json") == 0)
		best = &format_itf;
	return best;
}

const struct trace_format *trace_format_of(const char *text, size_t length)
{
	const struct trace_format *best = NULL;
	int most = 0;

	for (size_t i = 0; trace_formats[i] && most < 100; i++) {
		int sure = trace_formats[i]->read ? trace_formats[i]->recognise(text, length) : 0;

		if (sure > most) {
			best = trace_formats[i];
			most = sure;
		}
	}
	return best;
}

enum { PROGRESS_EVERY = 1 << 20 }; /* bytes */

/* Rejects bytes that no text format may contain. */
static int check_text(const char *text, size_t length, struct err *err)
{
	size_t reported = 0;

	for (size_t at = 0; at < length;) {
		if (at - reported >= PROGRESS_EVERY) {
			reported = at;
			if (!progress_at("checking the text", at, length))
				return progress_err(err);
		}

		uint32_t point;
		size_t size = utf8_decode(text + at, length - at, &point);

		if (text[at] == '\0')
			err_set(err, "a NUL byte; expected text");
		else if (size == 1 && (unsigned char)text[at] >= 0x80)
			err_set(err, "the byte 0x%02x is not UTF-8", (unsigned char)text[at]);
		else {
			at += size;
			continue;
		}
		err_place_at(err, text, length, at);
		return err_remedy(err, "save the file as UTF-8");
	}
	return 0;
}

static int parse_utf8(const char *text, size_t length, struct trace *trace, struct err *err)
{
	if (foreign_bytes(text, length, err) || check_text(text, length, err))
		return -1;

	const struct trace_format *format = trace_format_of(text, length);

	if (!format)
		return foreign_text(text, length, err);

	size_t which = trace->which;

	trace->format = format->name;
	if (format->read(text, length, trace, err)) {
		foreign_lines(text, length, err);
		return -1;
	}
	if (which > trace->of) {
		err_set(err, "the file has %zu trace%s; number %zu does not exist", trace->of,
		        trace->of == 1 ? "" : "s", which);
		return err_remedy(err, "choose a number from 1 to %zu", trace->of);
	}
	return 0;
}

static int parse(const char *text, size_t length, struct trace *trace, struct err *err)
{
	struct buf utf8;
	int status;

	if (!utf16_begins(text, length))
		return parse_utf8(text, length, trace, err);
	buf_init(&utf8);
	status = utf16_to_utf8(text, length, &utf8, err);
	if (!status)
		status = parse_utf8(utf8.data, utf8.length, trace, err);
	buf_release(&utf8);
	return status;
}

int trace_parse_nth(const char *text, size_t length, const char *file, size_t which, struct trace **trace,
                    struct err *err)
{
	struct trace *fresh = trace_new();

	if (which < 1) {
		err_set(err, "traces in a file are counted from 1");
		err_remedy(err, "choose number 1");
		goto fail;
	}
	fresh->which = which;
	fresh->file = arena_strdup(fresh->arena, file);
	progress_begin();

	int status = parse(text, length, fresh, err);

	progress_end();
	if (status)
		goto fail;
	*trace = fresh;
	return 0;
fail:
	trace_free(fresh);
	return err_file(err, file);
}

int trace_parse(const char *text, size_t length, const char *file, struct trace **trace, struct err *err)
{
	return trace_parse_nth(text, length, file, 1, trace, err);
}

int trace_read_nth(const char *path, size_t which, struct trace **trace, struct err *err)
{
	char *text;
	size_t length;

	const struct bundled *bundled = bundled_find(bundled_traces, path);

	if (bundled)
		return trace_parse_nth(bundled->text, bundled->length, path, which, trace, err);
	progress_begin();

	int status = file_read(path, FILE_READ_MAX, &text, &length, err);

	if (status == 0) {
		status = trace_parse_nth(text, length, path, which, trace, err);
		free(text);
	}
	progress_end();
	return status;
}

int trace_read(const char *path, struct trace **trace, struct err *err)
{
	return trace_read_nth(path, 1, trace, err);
}
