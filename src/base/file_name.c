/*
 * File names made from untrusted text.
 *
 * Keeps ASCII characters that are not special to a file system, a shell or an option parser, and printable
 * characters of other scripts.  Everything else becomes "_".  Rejected: percent-encoding, which is hard to
 * read; names are never decoded.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/file.h>
#include <heddle/utf8.h>

enum { STEM_MAX = 100 }; /* bytes; every file system allows 255 including the extension */

static bool is_plain(uint32_t point)
{
	return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
	       (point >= '0' && point <= '9') || (point && point < 0x80 && strchr("._-+=@,", (int)point));
}

void file_name(struct buf *out, const char *text, const char *ending)
{
	size_t left = strlen(text), start = out->length;

	while (left > 0) {
		uint32_t point;
		size_t taken = utf8_decode(text, left, &point);
		/* An invalid byte decodes to U+FFFD and takes one byte. */
		bool kept = point < 0x80 ? is_plain(point) : taken > 1 && utf8_point_width(point) > 0;

		if (out->length - start + taken > STEM_MAX)
			break;
		/* No hidden file, no folder, no option. */
		if (out->length == start && (point == '.' || point == '-'))
			kept = false;
		if (kept)
			buf_add(out, text, taken);
		else
			buf_add_char(out, '_');
		text += taken;
		left -= taken;
	}
	if (out->length == start)
		buf_add_text(out, "unnamed");
	buf_add_text(out, ending);
}
