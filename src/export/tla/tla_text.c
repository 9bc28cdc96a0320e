/*
 * Comments, headings and strings, which may hold any text.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>
#include <heddle/value.h>

#include "export/tla/tla_text.h"

enum { COLUMNS = 79 };

void module_comment(struct buf *out, unsigned indent, const char *text)
{
	static const char blanks[] = " \t\r\n";
	size_t column = COLUMNS, length;
	struct buf word;

	buf_init(&word);
	for (; text += strspn(text, blanks), *text; text += length) {
		length = strcspn(text, blanks);
		buf_clear(&word);
		utf8_escape(&word, text, length);
		if (column + 1 + utf8_width(word.data) > COLUMNS) {
			if (out->length && out->data[out->length - 1] != '\n')
				buf_add_char(out, '\n');
			buf_add_repeat(out, ' ', indent);
			buf_add_text(out, "\\*");
			column = indent + 2;
		}
		buf_add_char(out, ' ');
		buf_add(out, word.data, word.length);
		column += 1 + utf8_width(word.data);
	}
	buf_add_char(out, '\n');
	buf_release(&word);
}

void module_remark(struct buf *out, const char *text)
{
	buf_add_text(out, "\\* ");
	utf8_escape(out, text, strlen(text));
	buf_add_char(out, '\n');
}

void module_open(struct buf *out, const char *module)
{
	size_t length = strlen(module) + 9;
	size_t dashes = length + 8 < COLUMNS ? COLUMNS - length : 8;

	buf_add_repeat(out, '-', dashes / 2);
	buf_printf(out, " MODULE %s ", module);
	buf_add_repeat(out, '-', dashes - dashes / 2);
	buf_add_char(out, '\n');
}

void module_close(struct buf *out)
{
	buf_add_repeat(out, '=', COLUMNS);
	buf_add_char(out, '\n');
}

void module_heading(struct buf *out, const char *text)
{
	size_t width = utf8_width(text);

	buf_add_text(out, "\n\\* --- ");
	utf8_escape(out, text, strlen(text));
	buf_add_char(out, ' ');
	buf_add_repeat(out, '-', width < 66 ? 71 - width : 5);
	buf_add_text(out, "\n\n");
}

void module_text(struct buf *out, const char *text)
{
	const struct value value = { .kind = VALUE_STRING, .text = text };

	value_tla(out, &value);
}

const char *module_quoted(struct arena *arena, const char *text)
{
	struct buf buf;
	const char *quoted;

	buf_init(&buf);
	module_text(&buf, text);
	quoted = arena_strdup(arena, buf.data);
	buf_release(&buf);
	return quoted;
}

/* Whether TLC's configuration takes the name for a model value.  One with "_" behind its first character,
 * a_1, is a typed model value, which TLC refuses to compare with UNSET. */
bool module_is_model_value(const char *name)
{
	static const char rest[] = "0123456789_", word[] = "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                                                   "abcdefghijklmnopqrstuvwxyz";

	return !name[strspn(name, word)] && name[strspn(name, rest)] && name[1] != '_' &&
	       strncmp(name, "WF_", 3) != 0 && strncmp(name, "SF_", 3) != 0 && strcmp(name, "TRUE") != 0 &&
	       strcmp(name, "FALSE") != 0;
}
