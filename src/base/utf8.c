/*
 * Decoding follows RFC 3629 without tables.  Widths are those of the C library in a private UTF-8 locale,
 * so pictures depend neither on the user's locale nor on setlocale.  Rejected: an own width table, which
 * each Unicode release makes obsolete, and which would disagree with ncurses, whose widths come from
 * wcwidth.
 */
#include <locale.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include <heddle/buf.h>
#include <heddle/utf8.h>

enum { REPLACEMENT = 0xfffd, WORD_MAX = 64, SPELLED_MAX = 16, WIDE_BYTES = 16 };

size_t utf8_decode(const char *text, size_t length, uint32_t *point)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t size;
	uint32_t value, least;

	*point = REPLACEMENT;
	if (at[0] < 0x80) {
		*point = at[0];
		return 1;
	}
	if (at[0] >= 0xc2 && at[0] <= 0xdf) {
		size = 2, value = at[0] & 0x1f, least = 0x80;
	} else if ((at[0] & 0xf0) == 0xe0) {
		size = 3, value = at[0] & 0x0f, least = 0x800;
	} else if (at[0] >= 0xf0 && at[0] <= 0xf4) {
		size = 4, value = at[0] & 0x07, least = 0x10000;
	} else {
		return 1;
	}
	if (size > length)
		return 1;
	for (size_t i = 1; i < size; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (at[i] & 0x3f);
	}
	if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 1;
	*point = value;
	return size;
}

size_t utf8_encode(uint32_t point, char *out)
{
	if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		point = REPLACEMENT;
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

/* A real U+FFFD takes three bytes, so one byte means an invalid byte. */
static bool stray(uint32_t point, size_t taken)
{
	return point == REPLACEMENT && taken == 1;
}

bool utf8_valid(const char *text, size_t length)
{
	while (length > 0) {
		uint32_t point;
		size_t taken = utf8_decode(text, length, &point);

		if (stray(point, taken))
			return false;
		text += taken;
		length -= taken;
	}
	return true;
}

void utf8_clean(struct buf *out, const char *text, size_t length)
{
	while (length > 0) {
		char bytes[4];
		uint32_t point;
		size_t taken = utf8_decode(text, length, &point);

		buf_add(out, bytes, utf8_encode(point ? point : REPLACEMENT, bytes));
		text += taken;
		length -= taken;
	}
}

/* Characters that must not reach a terminal, whatever their width; sorted. */
static const struct {
	uint32_t first, last;
} unprintable[] = {
	{ 0x0000, 0x001f },   /* C0 */
	{ 0x007f, 0x009f },   /* delete, C1 */
	{ 0x00ad, 0x00ad },   /* soft hyphen: terminals disagree whether it shows */
	{ 0x061c, 0x061c },   /* Arabic letter mark, a direction control */
	{ 0x180e, 0x180e },   /* Mongolian vowel separator */
	{ 0x200b, 0x200f },   /* zero width, direction marks */
	{ 0x2028, 0x202e },   /* line and paragraph separators, embeddings, overrides */
	{ 0x2060, 0x206f },   /* invisible operators, isolates, deprecated controls */
	{ 0xd800, 0xdfff },   /* surrogates */
	{ 0xfdd0, 0xfdef },   /* noncharacters */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xfff9, 0xfffb },   /* interlinear annotation */
	{ 0xe0000, 0xe0fff }, /* tags and other invisible ornaments */
};

static bool is_unprintable(uint32_t point)
{
	if (point > 0x10ffff || (point & 0xfffe) == 0xfffe)
		return true;
	for (size_t i = 0; i < sizeof(unprintable) / sizeof(unprintable[0]); i++) {
		if (point < unprintable[i].first)
			return false;
		if (point <= unprintable[i].last)
			return true;
	}
	return false;
}

static locale_t width_locale;

static void find_width_locale(void)
{
	static const char *const names[] = { "C.UTF-8", "C.utf8", "en_US.UTF-8" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !width_locale; i++)
		width_locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
}

/* For systems without a UTF-8 locale: right for what heddle draws and for common wide scripts. */
static int rough_width(uint32_t point)
{
	if (point >= 0x300 && point <= 0x36f)
		return 0;
	if ((point >= 0x1100 && point <= 0x115f) || (point >= 0x2e80 && point <= 0xa4cf) ||
	    (point >= 0xac00 && point <= 0xd7a3) || (point >= 0xf900 && point <= 0xfaff) ||
	    (point >= 0xfe30 && point <= 0xfe6f) || (point >= 0xff00 && point <= 0xff60) ||
	    (point >= 0x1f300 && point <= 0x1faff) || (point >= 0x20000 && point <= 0x3fffd))
		return 2;
	return 1;
}

int utf8_point_width(uint32_t point)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	if (point >= 0x20 && point < 0x7f)
		return 1;
	if (is_unprintable(point))
		return -1;
	pthread_once(&once, find_width_locale);
	if (!width_locale)
		return rough_width(point);

	locale_t before = uselocale(width_locale);
	int width = wcwidth((wchar_t)point);

	uselocale(before);
	return width;
}

/* Writes the spelling of one decoded point.  Returns its bytes; *columns is its width on a terminal. */
static size_t spell(const char *text, size_t taken, uint32_t point, char out[SPELLED_MAX], size_t *columns)
{
	static const char digits[] = "0123456789abcdef";
	size_t length = 0;
	int width = stray(point, taken) ? -1 : utf8_point_width(point);

	if (width >= 0) {
		memcpy(out, text, taken);
		*columns = (size_t)width;
		return taken;
	}
	out[length++] = '\\';
	if (point == '\n' || point == '\t' || point == '\r' || point == 0x1b) {
		out[length++] = point == '\n' ? 'n' : point == '\t' ? 't' : point == '\r' ? 'r' : 'e';
	} else if (taken == 1) {
		unsigned char byte = (unsigned char)text[0];

		out[length++] = 'x';
		out[length++] = digits[byte >> 4];
		out[length++] = digits[byte & 15];
	} else {
		int shift = 20;

		while (shift > 4 && !(point >> shift))
			shift -= 4;
		out[length++] = 'u';
		out[length++] = '{';
		for (; shift >= 0; shift -= 4)
			out[length++] = digits[point >> shift & 15];
		out[length++] = '}';
	}
	*columns = length;
	return length;
}

/* Adds up the columns of `length` bytes until there are more than `most`. */
static size_t add_columns(const char *text, size_t length, size_t most)
{
	size_t sum = 0;

	while (length > 0 && sum <= most) {
		char out[SPELLED_MAX];
		uint32_t point;
		size_t columns, taken = utf8_decode(text, length, &point);

		spell(text, taken, point, out, &columns);
		sum += columns;
		text += taken;
		length -= taken;
	}
	return sum;
}

size_t utf8_width(const char *text)
{
	return add_columns(text, strlen(text), SIZE_MAX);
}

bool utf8_wider(const char *text, size_t most)
{
	/* Reads at most WIDE_BYTES bytes per column: only crafted text has more, in zero-width characters. */
	size_t length = strnlen(text, WIDE_BYTES * (most + 1));

	return length == WIDE_BYTES * (most + 1) || add_columns(text, length, most) > most;
}

void utf8_escape(struct buf *buf, const char *text, size_t length)
{
	while (length > 0) {
		char out[SPELLED_MAX];
		uint32_t point;
		size_t columns, taken = utf8_decode(text, length, &point);

		buf_add(buf, out, spell(text, taken, point, out, &columns));
		text += taken;
		length -= taken;
	}
}

void utf8_json(struct buf *out, const char *text)
{
	static const char escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
	size_t left = strlen(text), taken;

	buf_add_char(out, '"');
	for (; left; text += taken, left -= taken) {
		char bytes[4];
		uint32_t point;

		taken = utf8_decode(text, left, &point);

		const char *found = point < 0x80 ? strchr(escaped, (int)point) : NULL;

		if (found)
			buf_printf(out, "\\%c", letters[found - escaped]);
		else if (utf8_point_width(point) >= 0) /* a stray byte too, as U+FFFD */
			buf_add(out, bytes, utf8_encode(point, bytes));
		else if (point < 0x10000) /* some act as control sequences in terminals */
			buf_printf(out, "\\u%04x", (unsigned)point);
		else
			buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xd800 + ((point - 0x10000) >> 10)),
			           (unsigned)(0xdc00 + (point & 0x3ff)));
	}
	buf_add_char(out, '"');
}

bool utf8_printable(const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t point;
		size_t taken = utf8_decode(text, left, &point);

		if (stray(point, taken) || utf8_point_width(point) < 0)
			return false;
		text += taken;
		left -= taken;
	}
	return true;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: the Damerau-Levenshtein distance in which no part
 * is edited twice. */
unsigned utf8_distance(const char *a, const char *b)
{
	size_t a_length = strnlen(a, WORD_MAX), b_length = strnlen(b, WORD_MAX);
	unsigned rows[3][WORD_MAX + 1];
	unsigned *before = rows[0], *above = rows[1], *row = rows[2];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= a_length; i++) {
		unsigned *oldest = before;

		before = above;
		above = row;
		row = oldest;
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_length; j++) {
			row[j] = least(above[j], row[j - 1]) + 1;
			row[j] = least(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return row[b_length];
}
