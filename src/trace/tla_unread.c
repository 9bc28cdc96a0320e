/*
 * Finds the end of text that is not a value.
 *
 * TLC prints some values unevaluated (SUBSET S, [S -> T], x \cup y, <expression 0>), and people write
 * comments after others.  Such a text ends where its brackets are closed and something follows that ends a
 * value.  Rejected: a grammar of TLA+ expressions, since only the end matters.
 */
#include <string.h>

#include <heddle/mem.h>

#include "trace/tla_value.h"

/* --- token by token -------------------------------------------------- */

/* The closing bracket; '<' opens <expression 0> and <Operator F>. */
static char closer_of(char open)
{
	static const char opens[] = "([{t<", closes[] = ")]}T>";
	const char *found = strchr(opens, open);

	return found ? closes[found - opens] : '\0';
}

static void open_bracket(struct tla_scan *scan, char open)
{
	if (scan->depth < TLA_SCAN_DEPTH)
		scan->closers[scan->depth] = closer_of(open);
	scan->depth++;
	scan->broken |= scan->depth > TLA_SCAN_DEPTH;
}

static bool closes(const struct tla_scan *scan, char closer)
{
	return scan->depth && scan->depth <= TLA_SCAN_DEPTH && scan->closers[scan->depth - 1] == closer;
}

static void close_bracket(struct tla_scan *scan, char closer)
{
	if (closes(scan, closer))
		scan->depth--;
	else
		scan->broken = true;
}

/* The position after the string that begins at `at`; after its quote if it does not end on its line. */
static size_t after_string(const struct tla_reader *reader, size_t at)
{
	size_t end = at + 1;

	while (end < reader->length && reader->text[end] != '"' && reader->text[end] != '\n')
		end += reader->text[end] == '\\' ? 2 : 1;
	return end < reader->length && reader->text[end] == '"' ? end + 1 : at + 1;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The length of a token that starts with < or >. */
static size_t angle(const struct tla_reader *reader, struct tla_scan *scan, size_t at)
{
	const char *text = reader->text;
	char c = text[at], next = at + 1 < reader->length ? text[at + 1] : '\0';
	char before = at ? text[at - 1] : '\0';

	if (c == '<' && next == '<') {
		open_bracket(scan, 't');
		return 2;
	}
	if (c == '<') {
		if (is_letter(next))
			open_bracket(scan, '<');
		return 1;
	}
	if (closes(scan, '>')) {
		if (!strchr("-=:", before) || !before)
			scan->depth--;
		return 1;
	}
	if (next == '>') {
		close_bracket(scan, 'T');
		return 2;
	}
	return 1;
}

void tla_scan_next(const struct tla_reader *reader, struct tla_scan *scan)
{
	size_t at = scan->at, after = tla_after_comment(reader, at);
	char c = reader->text[at];

	if (after > at) {
		scan->at = after;
	} else if (c == '"') {
		scan->at = after_string(reader, at);
	} else if (c == '<' || c == '>') {
		scan->at += angle(reader, scan, at);
	} else if (strchr("([{", c) && c) {
		open_bracket(scan, c);
		scan->at++;
	} else if (strchr(")]}", c) && c) {
		close_bracket(scan, c);
		scan->at++;
	} else {
		scan->at++;
	}
	if (scan->at > reader->length)
		scan->at = reader->length;
}

/* --- parts of values -------------------------------------------------------------- */

/* Whether a keyword at `at` binds names, so that a comma after it may not end the part. */
static bool binds(const struct tla_reader *reader, size_t at)
{
	static const char *const tokens[] = { "\\in", "\\E", "\\A", "|->", "==", "LAMBDA", "CHOOSE" };

	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++)
		if (tla_token_at(reader, at, tokens[i]))
			return true;
	return reader->text[at] == ',' ||
	       (reader->text[at] == ':' && !tla_token_at(reader, at, ":>") &&
	        !tla_token_at(reader, at, "::") && !(at && reader->text[at - 1] == ':'));
}

bool tla_stops(const struct tla_reader *reader, size_t at, const char *const *stops)
{
	for (size_t i = 0; stops[i]; i++)
		if (tla_token_at(reader, at, stops[i]))
			return true;
	return false;
}

const struct value *tla_unread(struct tla_reader *reader, size_t start, const char *const *stops)
{
	struct tla_scan scan = { .at = start };

	while (scan.at < reader->length && !scan.broken) {
		if (!scan.depth && tla_stops(reader, scan.at, stops))
			break;
		if (!scan.depth && binds(reader, scan.at))
			return NULL;
		tla_scan_next(reader, &scan);
	}
	if (scan.at >= reader->length) {
		reader->cut = true;
		return NULL;
	}
	if (scan.broken)
		return NULL;
	reader->at = scan.at;
	return tla_kept_text(reader, start, scan.at);
}

const struct value *tla_kept_text(struct tla_reader *reader, size_t start, size_t end)
{
	const char *text = reader->text;
	size_t length = 0;

	while (start < end && strchr(" \t\r\n", text[start]))
		start++;
	while (end > start && strchr(" \t\r\n", text[end - 1]))
		end--;

	if (end - start > TRACE_TEXT_MAX) {
		tla_limit(reader, start, "%zu bytes instead of a value; at most %d are kept as text",
		          end - start, TRACE_TEXT_MAX);
		return NULL;
	}

	char *kept = arena_alloc(reader->arena, end - start + 1);

	/* A line break with the indentation of the next line becomes one blank. */
	for (size_t i = start; i < end; i++) {
		if (text[i] != '\n' && text[i] != '\r') {
			kept[length++] = text[i];
			continue;
		}
		while (length && strchr(" \t", kept[length - 1]))
			length--;
		while (i + 1 < end && strchr(" \t\r\n", text[i + 1]))
			i++;
		kept[length++] = ' ';
	}
	kept[length] = '\0';
	return value_opaque(reader->arena, kept);
}
