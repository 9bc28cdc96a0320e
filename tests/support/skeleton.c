/* Tokenizers of a dozen lines each: enough to see where a text ends, and nothing that the exporters share. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/utf8.h>

#include "skeleton.h"

bool nothing_raw(const char *text, const char **at)
{
	size_t left = strlen(text);

	for (*at = text; left > 0;) {
		uint32_t point;
		size_t taken = utf8_decode(*at, left, &point);

		if ((point == 0xfffd && taken == 1) ||
		    (point != '\n' && point != '\t' && utf8_point_width(point) < 0))
			return false;
		*at += taken;
		left -= taken;
	}
	return true;
}

/* --- programs ------------------------------------------------------------------------------------ */

struct language {
	const char *line, *open, *close; /* comments */
	const char *marks;               /* punctuation */
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Past a comment that begins here; null when it does not end; `text` itself when none does. */
static const char *past_comment(const struct language *l, const char *text)
{
	const char *end;

	if (l->line && strncmp(text, l->line, strlen(l->line)) == 0)
		return text + strcspn(text, "\n");
	if (!l->open || strncmp(text, l->open, strlen(l->open)) != 0)
		return text;
	end = strstr(text + strlen(l->open), l->close);
	return end ? end + strlen(l->close) : NULL;
}

static const char *past_string(const char *text)
{
	for (text++; *text && *text != '"' && *text != '\n'; text++)
		if (*text == '\\' && !*++text)
			return NULL;
	return *text == '"' ? text + 1 : NULL;
}

static bool skeleton(const struct language *l, const char *text, struct buf *out, const char **at)
{
	while (*text) {
		const char *next = past_comment(l, *at = text);

		if (next == text && *text == '"') {
			next = past_string(text);
			buf_add_char(out, 'S');
		} else if (next == text && is_word(*text)) {
			while (is_word(*next))
				next++;
			buf_add_char(out, 'N');
		} else if (next == text) {
			if (!strchr(l->marks, *text) && !strchr(" \t\n", *text))
				return false;
			/* Rules are as long as what they underline. */
			if (!strchr(" \t\n", *text) && !(strchr("-=", *text) && text[1] == *text))
				buf_add_char(out, *text);
			next++;
		}
		if (!next)
			return false;
		text = next;
	}
	return true;
}

bool skeleton_tla(const char *text, struct buf *out, const char **at)
{
	static const struct language tla = { "\\*", "(*", "*)", "-=\\/[](){}<>|:,.'@#~!+%^&" };

	return skeleton(&tla, text, out, at);
}

bool skeleton_promela(const char *text, struct buf *out, const char **at)
{
	static const struct language promela = { NULL, "/*", "*/", "-=\\/[](){}<>|:;,.#!+*%&~?" };

	return skeleton(&promela, text, out, at);
}

bool skeleton_dot(const char *text, struct buf *out, const char **at)
{
	static const struct language dot = { NULL, NULL, NULL, "-=[]{}>;,." };

	return skeleton(&dot, text, out, at);
}

/* --- diagrams and Markdown ------------------------------------------------------------------------- */

/* What a line begins with, up to the text that follows. */
static void add_beginning(const char *line, size_t length, struct buf *out)
{
	static const char *const before_text[] = { "loop ",    "alt ",           "opt ",        "else ",
		                                   "state \"", "participant \"", "database \"", NULL };
	size_t blanks = strspn(line, " "), end = length;
	const char *at;

	for (int i = 0; before_text[i]; i++)
		if (strncmp(line + blanks, before_text[i], strlen(before_text[i])) == 0)
			end = blanks + strlen(before_text[i]);
	at = memmem(line, end, " as ", 4);
	if (at)
		end = (size_t)(at - line);
	at = memmem(line, end, ": ", 2);
	if (at)
		end = (size_t)(at - line);
	buf_add(out, line + blanks, end - blanks);
	buf_add_char(out, '\n');
}

/* No mark of either language is left in the text of a line, but those of line breaks and of spelled
 * characters. */
static bool is_safe_text(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char *c = line + i;

		if (strncmp(c, "<br/>", 5) == 0 || strncmp(c, "<U+", 3) == 0)
			i += strcspn(c, ">");
		else if (*c == '<' || *c == '$' || (*c == '%' && c[1] == '%'))
			return false;
	}
	return true;
}

bool skeleton_diagram(const char *text, struct buf *out, const char **at)
{
	for (*at = text; **at; *at += strcspn(*at, "\n") + ((*at)[strcspn(*at, "\n")] != '\0')) {
		size_t length = strcspn(*at, "\n");

		if (strncmp(*at, "```", 3) == 0 || strncmp(*at, "## ", 3) == 0 || strncmp(*at, "# ", 2) == 0)
			continue;
		if (!is_safe_text(*at, length))
			return false;
		add_beginning(*at, length, out);
	}
	return true;
}

bool skeleton_markdown(const char *text, struct buf *out, const char **at)
{
	bool fenced = false;

	for (*at = text; **at;) {
		size_t length = strcspn(*at, "\n");

		if (strncmp(*at, "```", 3) == 0)
			fenced = !fenced;
		else if (fenced && (memchr(*at, '`', length) || !is_safe_text(*at, length)))
			return false;
		else if (fenced)
			add_beginning(*at, length, out);
		for (size_t i = 0; i < length && !fenced; i++) {
			const char *c = *at + i;

			if (*c == '\\' && ispunct((unsigned char)c[1]))
				i++;
			else if (strncmp(c, "<br>", 4) == 0)
				i += 3;
			else if (strchr("<>[]`|*#~$&", *c))
				buf_add_char(out, *c);
		}
		buf_add_char(out, '\n');
		*at += length + ((*at)[length] == '\n');
	}
	return !fenced;
}

/* --- XML --------------------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 40, NAME_MAX_LENGTH = 20 };

static const char *const elements[] = { "svg",  "style", "defs",   "marker", "path", "text", "tspan",
	                                "rect", "line",  "circle", "title",  "g",    "desc", NULL };

static bool is_known(const char *name)
{
	for (int i = 0; elements[i]; i++)
		if (strcmp(elements[i], name) == 0)
			return true;
	return false;
}

/* Past &amp; and the like; null for any other &. */
static const char *past_entity(const char *text)
{
	size_t length = strcspn(text, ";");

	if (text[length] != ';' || length < 3 || length > 8)
		return NULL;
	for (size_t i = 1; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && text[i] != '#')
			return NULL;
	return text + length + 1;
}

/* Past the attributes of a tag, up to its > or />; null when one is not a name and a quoted value. */
static const char *past_attributes(const char *text)
{
	for (;;) {
		text += strspn(text, " \n\t");
		if (*text == '>' || *text == '/')
			return text;
		size_t name =
		        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:");

		if (!name || text[name] != '=' || text[name + 1] != '"')
			return NULL;
		/* Nothing that runs. */
		if (strncmp(text, "on", 2) == 0 || strncmp(text, "href", 4) == 0)
			return NULL;
		for (text += name + 2; *text != '"';) {
			if (!*text || *text == '<')
				return NULL;
			text = *text == '&' ? past_entity(text) : text + 1;
			if (!text)
				return NULL;
		}
		text++;
	}
}

bool well_formed_xml(const char *text, const char **at)
{
	char open[DEPTH_MAX][NAME_MAX_LENGTH];
	int depth = 0;

	for (*at = text; *text; *at = text) {
		char name[NAME_MAX_LENGTH];
		size_t length;
		bool closes = strncmp(text, "</", 2) == 0;

		if (*text == '&') {
			text = past_entity(text);
			if (!text)
				return false;
			continue;
		}
		if (*text == '>')
			return false;
		if (*text != '<' || strncmp(text, "<?xml ", 6) == 0) {
			text += *text == '<' ? strcspn(text, ">") + 1 : 1;
			continue;
		}
		text += 1 + closes;
		length = strspn(text, "abcdefghijklmnopqrstuvwxyz");
		if (!length || length >= sizeof(name))
			return false;
		memcpy(name, text, length);
		name[length] = '\0';
		text = past_attributes(text + length);
		if (!text || !is_known(name))
			return false;
		if (closes && (!depth || strcmp(open[--depth], name) != 0))
			return false;
		if (!closes && *text != '/') {
			if (depth == DEPTH_MAX)
				return false;
			memcpy(open[depth++], name, sizeof(name));
		}
		text += *text == '/';
		if (*text++ != '>')
			return false;
	}
	return depth == 0;
}
