/*
 * Comments in JSON that people write.
 *
 * They become blanks before the text is parsed, a character each, so that lines and columns of errors stay
 * what they are in the file.  Rejected: comments in the scanner of json_syntax.c, which cJSON would not read.
 */
#include <heddle/buf.h>
#include <heddle/json.h>

/* The end of a string that begins at `at`, or of the text. */
static size_t string_end(const char *text, size_t length, size_t at)
{
	for (at++; at < length && text[at] != '"'; at++)
		if (text[at] == '\\')
			at++;
	return at < length ? at + 1 : length;
}

/* The end of a comment that begins at `at`; past the text: it is not closed. */
static size_t comment_end(const char *text, size_t length, size_t at)
{
	bool line = text[at + 1] == '/';

	for (at += 2; at < length; at++) {
		if (line && text[at] == '\n')
			return at;
		if (!line && text[at] == '*' && at + 1 < length && text[at + 1] == '/')
			return at + 2;
	}
	return line ? length : length + 1;
}

static void blank(struct buf *out, const char *text, size_t from, size_t to)
{
	for (; from < to; from++) {
		if (text[from] == '\n')
			buf_add_char(out, '\n');
		else if (((unsigned char)text[from] & 0xc0) != 0x80)
			buf_add_char(out, ' ');
	}
}

int json_blank_comments(struct buf *out, const char *text, size_t length, struct err *err)
{
	size_t at = 0, end;

	while (at < length) {
		if (text[at] == '"') {
			end = string_end(text, length, at);
			buf_add(out, text + at, end - at);
		} else if (text[at] == '/' && at + 1 < length &&
		           (text[at + 1] == '/' || text[at + 1] == '*')) {
			end = comment_end(text, length, at);
			blank(out, text, at, end < length ? end : length);
			if (end > length) {
				err_set(err, "a comment is not closed");
				err_remedy(err, "end it with */");
				return err_place_at(err, text, length, at);
			}
		} else {
			end = at + 1;
			buf_add_char(out, text[at]);
		}
		at = end;
	}
	return 0;
}
