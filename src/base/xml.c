/*
 * Escaping for all pictures.  Lines are wrapped by columns, since the viewer's font is unknown.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/utf8.h>
#include <heddle/xml.h>

void xml_text(struct buf *out, const char *text)
{
	static const char special[] = "&<>\"'";
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
	struct buf safe;

	buf_init(&safe);
	utf8_escape(&safe, text, strlen(text));
	for (const char *p = safe.data; *p; p++) {
		const char *found = strchr(special, *p);

		if (found)
			buf_add_text(out, entities[found - special]);
		else
			buf_add_char(out, *p);
	}
	buf_release(&safe);
}

size_t xml_next_line(const char *text, int width, const char **next)
{
	size_t length = strlen(text), at = 0, space = 0;
	int columns = 0;

	while (at < length && text[at] != '\n') {
		uint32_t point;
		size_t bytes = utf8_decode(text + at, length - at, &point);
		int wide = utf8_point_width(point);

		columns += wide > 0 ? wide : 0;
		if (columns > width) {
			if (!space) {
				*next = text + at;
				return at ? at : bytes;
			}
			*next = text + space + 1;
			return space;
		}
		if (point == ' ')
			space = at;
		at += bytes;
	}
	*next = text + at + (text[at] == '\n');
	return at;
}

int xml_line_count(const char *text, int width)
{
	int lines = 0;

	while (*text) {
		xml_next_line(text, width, &text);
		lines++;
	}
	return lines;
}

int xml_lines(struct buf *out, const char *text, double x, double height, int width)
{
	int lines = 0;
	struct buf line;

	buf_init(&line);
	while (*text) {
		const char *start = text;
		size_t bytes = xml_next_line(start, width, &text);

		buf_clear(&line);
		buf_add(&line, start, bytes);
		buf_printf(out, "<tspan x=\"%.0f\" dy=\"%.0f\">", x, lines ? height : 0.0);
		xml_text(out, line.data);
		buf_add_text(out, "</tspan>");
		lines++;
	}
	buf_release(&line);
	return lines;
}
