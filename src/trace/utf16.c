/*
 * One pass, unit by unit.  Rejected: iconv, which does not report the line of a broken character.
 */
#include <stdint.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/utf8.h>

#include "trace/utf16.h"

bool utf16_begins(const char *text, size_t length)
{
	return length >= 2 && (((unsigned char)text[0] == 0xff && (unsigned char)text[1] == 0xfe) ||
	                       ((unsigned char)text[0] == 0xfe && (unsigned char)text[1] == 0xff));
}

static uint32_t unit(const char *text, bool little)
{
	unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];

	return little ? first | (uint32_t)second << 8 : second | (uint32_t)first << 8;
}

static bool is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

/* An error at the end of what was read so far. */
static int half(const struct buf *out, size_t start, struct err *err)
{
	err_set(err, "half a character of UTF-16; expected a whole one");
	err_place_at(err, out->data + start, out->length - start, out->length - start);
	return err_remedy(err, "the file may be cut short: export it again, or save it as UTF-8");
}

int utf16_to_utf8(const char *text, size_t length, struct buf *out, struct err *err)
{
	bool little = (unsigned char)text[0] == 0xff;
	size_t start = out->length;

	for (size_t at = 2; at < length; at += 2) {
		char bytes[4];

		if (length - at < 2)
			return half(out, start, err);

		uint32_t point = unit(text + at, little);

		if (is_high(point)) {
			uint32_t low = length - at >= 4 ? unit(text + at + 2, little) : 0;

			if (!is_low(low))
				return half(out, start, err);
			point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
			at += 2;
		} else if (is_low(point)) {
			return half(out, start, err);
		}
		buf_add(out, bytes, utf8_encode(point, bytes));
	}
	return 0;
}
