/*
 * The text of a journal: lines and header.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/hash.h>
#include <heddle/utf8.h>

#include "session/journal_private.h"

void journal_escape(struct buf *out, const char *text)
{
	static const char escaped[] = "\n\r\\", letters[] = "nr\\";

	for (; *text; text++) {
		const char *found = strchr(escaped, *text);

		if (found)
			buf_add_char(out, '\\');
		buf_add_char(out, found ? letters[found - escaped] : *text);
	}
}

static void unescape(struct buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] != '\\' || i + 1 == length) {
			buf_add_char(out, text[i]);
			continue;
		}
		char c = text[++i];
		buf_add_char(out, c == 'n' ? '\n' : c == 'r' ? '\r' : c);
	}
}

/* --- checksums ---------------------------------------------------------------- */

enum { SUM_LENGTH = 9 }; /* with the blank */

static void show_sum(const char *line, size_t length, char text[SUM_LENGTH + 1])
{
	uint64_t hash = hash_bytes(line, length);
	snprintf(text, SUM_LENGTH + 1, "%08" PRIx32 " ", (uint32_t)(hash ^ hash >> 32));
}

void journal_add_lines(struct buf *out, const struct buf *lines)
{
	for (const char *at = lines->data, *end; *at; at = end + 1) {
		char sum[SUM_LENGTH + 1];
		end = strchr(at, '\n');
		assert(end && "lines are whole");
		show_sum(at, (size_t)(end - at), sum);
		buf_add_text(out, sum);
		buf_add(out, at, (size_t)(end - at) + 1);
	}
}

/* Skips the checksum of the line that ends at `end`.  Returns false if it is wrong. */
static bool read_sum(struct journal_lines *lines, const char *end)
{
	char sum[SUM_LENGTH + 1];
	if (end - lines->at < SUM_LENGTH)
		return false;
	const char *found = lines->at;
	lines->at += SUM_LENGTH;
	show_sum(lines->at, (size_t)(end - lines->at), sum);
	return memcmp(found, sum, SUM_LENGTH) == 0;
}

/* --- lines -------------------------------------------------------------------- */

bool journal_next_line(struct journal_lines *lines, struct journal_line *line)
{
	const char *end = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
	if (!end)
		return false;
	lines->number++;
	line->damaged = lines->summed && !read_sum(lines, end);
	if (line->damaged && !lines->damaged)
		lines->damaged = lines->number;
	size_t length = 0;
	while (lines->at + length < end && lines->at[length] != ' ')
		length++;
	size_t kept = length < sizeof line->key ? length : sizeof line->key - 1;
	memcpy(line->key, lines->at, kept);
	line->key[kept] = '\0';
	line->text = lines->at + length + (lines->at + length < end ? 1 : 0);
	line->length = (size_t)(end - line->text);
	lines->at = end + 1;
	return true;
}

void journal_line_text(const struct journal_line *line, struct buf *out)
{
	struct buf text;
	buf_init(&text);
	unescape(&text, line->text, line->length);
	buf_clear(out);
	utf8_clean(out, text.data, text.length);
	buf_release(&text);
}

void journal_add_stamp(const struct file_stamp *stamp, struct buf *out)
{
	buf_printf(out, "file %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", stamp->device,
	           stamp->inode, stamp->size, stamp->seconds, stamp->nanoseconds);
}

bool journal_read_stamp(const char *text, struct file_stamp *stamp)
{
	struct file_stamp read;
	if (sscanf(text, "%20" SCNu64 "%20" SCNu64 "%20" SCNu64 "%20" SCNu64 "%20" SCNu64, &read.device,
	           &read.inode, &read.size, &read.seconds, &read.nanoseconds) != 5)
		return false;
	*stamp = read;
	return true;
}

/* --- the header -------------------------------------------------------------------- */

void journal_header_init(struct journal_header *header)
{
	buf_init(&header->what);
	buf_init(&header->path);
	buf_init(&header->nodes);
	buf_init(&header->base);
}

void journal_header_release(struct journal_header *header)
{
	buf_release(&header->what);
	buf_release(&header->path);
	buf_release(&header->nodes);
	buf_release(&header->base);
}

static bool begins_with(const char *text, size_t length, const char *with)
{
	return length >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

bool journal_known(const char *text, size_t length)
{
	return begins_with(text, length, JOURNAL_FIRST_LINE "\n") ||
	       begins_with(text, length, JOURNAL_OLD_LINE "\n");
}

/* Reads the next line into `out` if it begins with `key`. */
static bool expect_line(struct journal_lines *lines, const char *key, struct buf *out)
{
	struct journal_line line;
	if (!journal_next_line(lines, &line) || strcmp(line.key, key) != 0)
		return false;
	/* Better none than wrong: a wrong path would be saved to, and `base` also gives the number of
	 * nodes. */
	if (line.damaged && (strcmp(key, "path") == 0 || strcmp(key, "nodes") == 0))
		return true;
	if (strcmp(key, "path") == 0)
		unescape(out, line.text, line.length); /* a file name may be any bytes */
	else
		journal_line_text(&line, out);
	return true;
}

static size_t first_line(const char *text, size_t length, size_t most)
{
	const char *end = memchr(text, '\n', length);
	size_t line = end ? (size_t)(end - text) : length;
	return line < most ? line : most;
}

int journal_read_header(struct journal_lines *lines, struct journal_header *header, struct err *err)
{
	size_t length = (size_t)(lines->end - lines->at);
	if (!journal_known(lines->at, length)) {
		if (begins_with(lines->at, length, JOURNAL_MAGIC))
			err_set(err,
			        "is a journal of another version of heddle (\"%.*s\"; this one "
			        "reads \"" JOURNAL_FIRST_LINE "\")",
			        (int)first_line(lines->at, length, 40), lines->at);
		else
			err_set(err, "is not a journal, its first line is not \"" JOURNAL_FIRST_LINE "\"");
		return -1;
	}
	lines->summed = begins_with(lines->at, length, JOURNAL_FIRST_LINE "\n");
	lines->at += strlen(JOURNAL_FIRST_LINE "\n"); /* both versions are equally long */
	lines->number = 1;
	if (expect_line(lines, "what", &header->what) && expect_line(lines, "path", &header->path) &&
	    expect_line(lines, "nodes", &header->nodes) && expect_line(lines, "base", &header->base))
		return 0;
	return err_set(err, "is truncated or damaged: its first session is incomplete");
}
