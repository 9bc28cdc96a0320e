/*
 * Values as text: for people (value_show) and as TLA+ (value_tla).
 *
 * Two recursions, not one with a table of punctuation: they share only brackets and differ in quoting,
 * records with unusual fields, and the empty function.
 */
#include <inttypes.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/quote.h>
#include <heddle/utf8.h>
#include <heddle/value.h>

#include "core/value_private.h"

/* Longer texts are always quoted, without a scan. */
enum { BARE_MOST = 1000 };

/* A bare text must not read as a number, a boolean or the dash for UNSET. */
static bool is_bare(const char *text)
{
	static const char word[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	                           "0123456789_./:-";

	if (strnlen(text, BARE_MOST + 1) > BARE_MOST)
		return false;

	size_t digits = strspn(text + (text[0] == '-'), "0123456789");

	return text[0] && !text[strspn(text, word)] && text[(text[0] == '-') + digits] &&
	       strcmp(text, "TRUE") != 0 && strcmp(text, "FALSE") != 0;
}

/* The output and its limit: no part starts at or after `end`. */
struct shown {
	struct buf *out;
	size_t end;
	bool ascii;
};

static bool is_full(const struct shown *to)
{
	return to->out->length >= to->end;
}

/* How much of a text fits, in whole characters: a partial one would be escaped as bytes. */
static size_t room_for(const struct shown *to, const char *text)
{
	size_t most = is_full(to) ? 0 : to->end - to->out->length;
	size_t length = strnlen(text, most + 1);

	if (length <= most)
		return length;
	while (most && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static void escape(const struct shown *to, const char *text)
{
	utf8_escape(to->out, text, room_for(to, text));
}

static void show(const struct shown *to, const struct value *value, unsigned depth);

static void show_items(const struct shown *to, const struct value *value, unsigned depth)
{
	bool set = value->kind == VALUE_SET;

	buf_add_text(to->out, set ? "{" : "<<");
	for (uint32_t i = 0; i < value->count && !is_full(to); i++) {
		if (i)
			buf_add_text(to->out, ", ");
		show(to, value->items[i], depth + 1);
	}
	buf_add_text(to->out, set ? "}" : ">>");
}

static void show_pairs(const struct shown *to, const struct value *value, unsigned depth)
{
	buf_add_char(to->out, '[');
	for (uint32_t i = 0; i < value->count && !is_full(to); i++) {
		if (i)
			buf_add_text(to->out, ", ");
		show(to, value->pairs[i].key, depth + 1);
		buf_add_text(to->out, ": ");
		show(to, value->pairs[i].value, depth + 1);
	}
	buf_add_char(to->out, ']');
}

static void show_word(const struct shown *to, const struct value *value)
{
	size_t length = room_for(to, value->text);

	if (strcmp(value->text, VALUE_UNSET) == 0) {
		buf_add_text(to->out, to->ascii ? "-" : "─");
	} else if (value->kind == VALUE_MODEL || is_bare(value->text)) {
		escape(to, value->text);
	} else if (!value->text[length]) {
		quote_always(to->out, value->text);
	} else {
		struct buf part;

		buf_init(&part);
		buf_add(&part, value->text, length);
		quote_always(to->out, part.data);
		buf_release(&part);
	}
}

static void show(const struct shown *to, const struct value *value, unsigned depth)
{
	if (is_full(to))
		return;
	if (depth > VALUE_WALK_MAX) {
		buf_add_text(to->out, to->ascii ? "..." : "…");
		return;
	}
	switch (value->kind) {
	case VALUE_BOOL:
		buf_add_text(to->out, value->truth ? "TRUE" : "FALSE");
		break;
	case VALUE_INT:
		buf_printf(to->out, "%" PRId64, value->number);
		break;
	case VALUE_BIGINT:
		escape(to, value->text);
		break;
	case VALUE_OPAQUE:
		buf_add_text(to->out, to->ascii ? "?(" : "‹");
		escape(to, value->text[0] ? value->text : "no value");
		buf_add_text(to->out, to->ascii ? ")" : "›");
		break;
	case VALUE_STRING:
	case VALUE_MODEL:
		show_word(to, value);
		break;
	case VALUE_SET:
	case VALUE_TUPLE:
		show_items(to, value, depth);
		break;
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		show_pairs(to, value, depth);
		break;
	case VALUE_VARIANT:
		escape(to, value->text);
		buf_add_char(to->out, '(');
		show(to, value->payload, depth + 1);
		buf_add_char(to->out, ')');
		break;
	}
}

void value_show(struct buf *out, const struct value *value, bool ascii)
{
	show(&(struct shown){ out, SIZE_MAX / 2, ascii }, value, 0);
}

void value_show_most(struct buf *out, const struct value *value, bool ascii, size_t most)
{
	struct shown to = { out, out->length + most, ascii };

	show(&to, value, 0);
	if (is_full(&to))
		buf_add_text(out, ascii ? "..." : "…");
}

/* --- TLA+ ------------------------------------------------------------------- */

/* TLA+ has only the escapes \" \\ \t \n \f \r.  Other unprintable characters are spelled out (utf8_escape),
 * with the backslash doubled. */
static void tla_quoted(struct buf *out, const char *text)
{
	static const char codes[] = "\"\\\t\n\f\r", names[] = "\"\\tnfr";
	struct buf safe;

	buf_init(&safe);
	buf_add_char(out, '"');
	while (*text) {
		size_t plain = strcspn(text, codes);

		buf_clear(&safe);
		utf8_escape(&safe, text, plain);
		for (size_t i = 0; i < safe.length; i++) {
			if (safe.data[i] == '\\')
				buf_add_char(out, '\\');
			buf_add_char(out, safe.data[i]);
		}
		text += plain;
		if (*text) {
			buf_add_char(out, '\\');
			buf_add_char(out, names[strchr(codes, *text) - codes]);
			text++;
		}
	}
	buf_add_char(out, '"');
	buf_release(&safe);
}

static void tla_items(struct buf *out, const struct value *value, unsigned depth)
{
	for (uint32_t i = 0; i < value->count; i++) {
		if (i)
			buf_add_text(out, ", ");
		value_tla_at(out, value->items[i], depth + 1);
	}
}

static bool listed(const char *const *words, const char *text)
{
	while (*words && strcmp(*words, text) != 0)
		words++;
	return *words;
}

bool value_is_name(const char *text)
{
	static const char *const reserved[] = {
		"ACTION",  "ASSUME",    "ASSUMPTION",  "AXIOM",     "BOOLEAN",  "BY",        "CASE",
		"CHOOSE",  "CONSTANT",  "CONSTANTS",   "COROLLARY", "DEF",      "DEFINE",    "DEFS",
		"DOMAIN",  "ELSE",      "ENABLED",     "EXCEPT",    "EXTENDS",  "FALSE",     "HAVE",
		"HIDE",    "IF",        "IN",          "INSTANCE",  "LAMBDA",   "LEMMA",     "LET",
		"LOCAL",   "MODULE",    "NEW",         "OBVIOUS",   "OMITTED",  "ONLY",      "OTHER",
		"PICK",    "PROOF",     "PROPOSITION", "PROVE",     "QED",      "RECURSIVE", "STATE",
		"STRING",  "SUBSET",    "SUFFICES",    "TAKE",      "TEMPORAL", "THEN",      "THEOREM",
		"TRUE",    "UNCHANGED", "UNION",       "USE",       "VARIABLE", "VARIABLES", "WITH",
		"WITNESS", NULL,
	};

	return value_is_word(text) && strncmp(text, "WF_", 3) != 0 && strncmp(text, "SF_", 3) != 0 &&
	       !listed(reserved, text);
}

/* 0x10, 0b1, 0o7; 1e5 */
static bool is_foreign_number(const char *text)
{
	static const struct {
		const char *prefix, *digits;
	} bases[] = {
		{ "0x", "0123456789abcdefABCDEF" },
		{ "0X", "0123456789abcdefABCDEF" },
		{ "0b", "01" },
		{ "0B", "01" },
		{ "0o", "01234567" },
		{ "0O", "01234567" },
	};
	size_t whole = strspn(text, "0123456789");

	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		if (strncmp(text, bases[i].prefix, 2) == 0 && text[2] &&
		    !text[2 + strspn(text + 2, bases[i].digits)])
			return true;
	return whole && (text[whole] == 'e' || text[whole] == 'E') && text[whole + 1] &&
	       !text[whole + 1 + strspn(text + whole + 1, "0123456789")];
}

/* A TLC configuration may use any other name for a model value, so this list is the shorter one. */
bool value_is_model_name(const char *text)
{
	static const char *const meant[] = {
		"BOOLEAN", "CASE",     "CHOOSE", "DOMAIN",    "ELSE",  "ENABLED", "EXCEPT", "FALSE", "IF",
		"IN",      "Infinity", "Int",    "LAMBDA",    "LET",   "Nat",     "OTHER",  "Real",  "STRING",
		"SUBSET",  "THEN",     "TRUE",   "UNCHANGED", "UNDEF", "UNION",   NULL,
	};

	return value_is_word(text) && !listed(meant, text) && !is_foreign_number(text);
}

/* A record is [field |-> value].  A function, or a record with a field that is not an identifier, is (key
 * :> value @@ …).  Both are <<>> when empty. */
static void tla_pairs(struct buf *out, const struct value *value, unsigned depth)
{
	bool fields = value->kind == VALUE_RECORD;

	if (!value->count) {
		buf_add_text(out, "<<>>");
		return;
	}
	for (uint32_t i = 0; i < value->count && fields; i++)
		fields = value_is_name(value->pairs[i].key->text);
	buf_add_char(out, fields ? '[' : '(');
	for (uint32_t i = 0; i < value->count; i++) {
		if (i)
			buf_add_text(out, fields ? ", " : " @@ ");
		if (fields)
			buf_add_text(out, value->pairs[i].key->text);
		else
			value_tla_at(out, value->pairs[i].key, depth + 1);
		buf_add_text(out, fields ? " |-> " : " :> ");
		value_tla_at(out, value->pairs[i].value, depth + 1);
	}
	buf_add_char(out, fields ? ']' : ')');
}

void value_tla_at(struct buf *out, const struct value *value, unsigned depth)
{
	if (depth > VALUE_WALK_MAX) {
		buf_add_text(out, "\"...\"");
		return;
	}
	switch (value->kind) {
	case VALUE_BOOL:
		buf_add_text(out, value->truth ? "TRUE" : "FALSE");
		break;
	case VALUE_INT:
		buf_printf(out, "%" PRId64, value->number);
		break;
	case VALUE_BIGINT:
		buf_add_text(out, value->text);
		break;
	case VALUE_MODEL:
		if (value_is_model_name(value->text))
			buf_add_text(out, value->text);
		else
			tla_quoted(out, value->text);
		break;
	case VALUE_STRING:
	case VALUE_OPAQUE:
		tla_quoted(out, value->text);
		break;
	case VALUE_SET:
		buf_add_char(out, '{');
		tla_items(out, value, depth);
		buf_add_char(out, '}');
		break;
	case VALUE_TUPLE:
		buf_add_text(out, "<<");
		tla_items(out, value, depth);
		buf_add_text(out, ">>");
		break;
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		tla_pairs(out, value, depth);
		break;
	case VALUE_VARIANT:
		buf_add_text(out, "Variant(");
		tla_quoted(out, value->text);
		buf_add_text(out, ", ");
		value_tla_at(out, value->payload, depth + 1);
		buf_add_char(out, ')');
		break;
	}
}

void value_tla(struct buf *out, const struct value *value)
{
	value_tla_at(out, value, 0);
}
