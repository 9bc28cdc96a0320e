/*
 * A name is quoted only if necessary, because people read and type these texts.  The escapes are those of
 * messages (utf8_escape), not of C or TLA+, which cannot spell every character that must not reach a
 * terminal.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/quote.h>
#include <heddle/utf8.h>

static bool is_bare(const char *name)
{
	size_t left = strlen(name);
	if (left == 0 || *name == '#' || strpbrk(name, QUOTE_BLANKS ";,\""))
		return false;
	while (left > 0) {
		uint32_t point;
		size_t taken = utf8_decode(name, left, &point);
		if (utf8_point_width(point) < 0)
			return false;
		name += taken;
		left -= taken;
	}
	return true;
}

void quote_always(struct buf *out, const char *text)
{
	buf_add_char(out, '"');
	while (*text) {
		size_t plain = strcspn(text, "\"\\");
		utf8_escape(out, text, plain);
		text += plain;
		if (*text) {
			buf_add_char(out, '\\');
			buf_add_char(out, *text++);
		}
	}
	buf_add_char(out, '"');
}

void quote_put(struct buf *out, const char *name)
{
	if (is_bare(name))
		buf_add_text(out, name);
	else
		quote_always(out, name);
}

size_t quote_length(const char *text, size_t length, const char *ends)
{
	size_t at = 0;
	if (length == 0 || *text != '"') {
		while (at < length && text[at] && !strchr(ends, text[at]))
			at++;
		return at;
	}
	for (at = 1; at < length && text[at] && text[at] != '\n'; at++) {
		if (text[at] == '"')
			return at + 1;
		if (text[at] == '\\' && at + 1 < length && text[at + 1] && text[at + 1] != '\n')
			at++;
	}
	return at;
}

/* --- reading quoted words ---------------------------------------------------- */

static int digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, c) : NULL;
	return found ? (int)(found - digits) : -1;
}

/* Reads `count` hexadecimal digits (0: all) into *number.  Returns the number of digits. */
static size_t hexadecimal(const char *text, size_t length, size_t count, uint32_t *number)
{
	size_t at = 0;
	*number = 0;
	while (at < length && at < (count ? count : 6) && digit(text[at]) >= 0)
		*number = *number * 16 + (uint32_t)digit(text[at++]);
	return at;
}

/* Appends the character that an escape stands for; `text` is after the backslash.  Returns the bytes read;
 * 0: unknown. */
static size_t unescape(const char *text, size_t length, struct buf *name)
{
	static const char letters[] = "ntre\"\\", meant[] = "\n\t\r\x1b\"\\";
	const char *letter = length && *text ? strchr(letters, *text) : NULL;
	uint32_t point;
	char encoded[4];
	size_t digits;
	if (letter) {
		buf_add_char(name, meant[letter - letters]);
		return 1;
	}
	if (length > 2 && text[0] == 'x' && hexadecimal(text + 1, 2, 2, &point) == 2 && point > 0 &&
	    point < 0x80) {
		buf_add_char(name, (char)point);
		return 3;
	}
	if (length < 4 || text[0] != 'u' || text[1] != '{')
		return 0;
	digits = hexadecimal(text + 2, length - 2, 0, &point);
	if (!digits || 2 + digits >= length || text[2 + digits] != '}' || point == 0 || point > 0x10ffff ||
	    (point >= 0xd800 && point < 0xe000))
		return 0;
	buf_add(name, encoded, utf8_encode(point, encoded));
	return digits + 3;
}

bool quote_get(const char *word, size_t length, struct buf *name)
{
	size_t before = name->length, at = 1;
	if (length == 0 || *word != '"') {
		buf_add(name, word, length);
		return true;
	}
	while (at < length && word[at] != '"') {
		size_t escape = 0;
		if (word[at] == '\\') {
			escape = unescape(word + at + 1, length - at - 1, name);
			if (!escape)
				break;
		} else {
			buf_add_char(name, word[at]);
		}
		at += 1 + escape;
	}
	if (at + 1 == length && word[at] == '"')
		return true;
	if (name->length > before) {
		name->length = before;
		name->data[before] = '\0';
	}
	return false;
}

int quote_refuse(struct err *err)
{
	err_set(err, "unclosed quote or unknown escape");
	return err_remedy(err, "write a name with blanks as \"user one\", a quote in it as \\\", a "
	                       "backslash as \\\\");
}
