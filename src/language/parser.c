/*
 * Reading tokens one by one, with one token of lookahead.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/number.h>
#include <heddle/quote.h>
#include <heddle/utf8.h>

#include "language/parser.h"
#include "language/phrases.h"

bool parser_advance(struct parser *p)
{
	p->last = p->token.to;
	if (token_next(p->text, p->length, &p->at, &p->token, p->err) == 0)
		return true;
	expr_place(p->err, p->text, p->at);
	return false;
}

bool parser_at(const struct parser *p, const char *punctuation)
{
	return p->token.kind == TOKEN_PUNCTUATION && strcmp(p->token.punctuation, punctuation) == 0;
}

bool parser_at_word(const struct parser *p, const char *word)
{
	size_t length = p->token.to - p->token.from;

	return p->token.kind == TOKEN_NAME && strlen(word) == length &&
	       memcmp(p->text + p->token.from, word, length) == 0;
}

bool parser_peeks(const struct parser *p, enum token_kind kind, const char *punctuation)
{
	struct token token;
	uint32_t at = p->at;

	return token_next(p->text, p->length, &at, &token, NULL) == 0 && token.kind == kind &&
	       (!punctuation || strcmp(token.punctuation, punctuation) == 0);
}

bool parser_peeks_word(const struct parser *p, const char *word)
{
	size_t length = strlen(word);
	struct token token;
	uint32_t at = p->at;

	return token_next(p->text, p->length, &at, &token, NULL) == 0 && token.kind == TOKEN_NAME &&
	       token.to - token.from == length && memcmp(p->text + token.from, word, length) == 0;
}

void *parser_expected(struct parser *p, const char *what)
{
	struct buf found;

	if (p->phrases && phrase_unknown(p))
		return NULL;
	if (p->token.kind == TOKEN_END) {
		err_set(p->err, "expected %s at the end", what);
	} else {
		buf_init(&found);
		utf8_escape(&found, p->text + p->token.from, p->token.to - p->token.from);
		err_set(p->err, "expected %s, not %s", what, found.data);
		buf_release(&found);
	}
	expr_place(p->err, p->text, p->token.from);
	return NULL;
}

void *parser_refuse(struct parser *p, uint32_t at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	err_vset(p->err, fmt, args);
	va_end(args);
	expr_place(p->err, p->text, at);
	return NULL;
}

bool parser_take(struct parser *p, const char *punctuation)
{
	char what[8];

	if (parser_at(p, punctuation))
		return parser_advance(p);
	snprintf(what, sizeof(what), "\"%s\"", punctuation);
	parser_expected(p, what);
	return false;
}

bool parser_take_word(struct parser *p, const char *word)
{
	char what[16];

	if (parser_at_word(p, word))
		return parser_advance(p);
	snprintf(what, sizeof(what), "\"%s\"", word);
	parser_expected(p, what);
	return false;
}

const char *parser_take_name(struct parser *p)
{
	const char *name = arena_strndup(p->arena, p->text + p->token.from, p->token.to - p->token.from);

	return parser_advance(p) ? name : NULL;
}

bool parser_take_number(struct parser *p, bool negative, int64_t *number)
{
	char digits[32];
	size_t length = p->token.to - p->token.from;

	snprintf(digits, sizeof(digits), "%s%.*s", negative ? "-" : "", (int)(length < 25 ? length : 25),
	         p->text + p->token.from);
	if (length > 19 || !number_is(digits, INT64_MIN + 1, INT64_MAX - 1, number))
		return parser_refuse(p, p->token.from, "the number is too large");
	return parser_advance(p);
}

const char *parser_take_string(struct parser *p)
{
	const char *made = NULL;
	struct buf text;

	buf_init(&text);
	if (!quote_get(p->text + p->token.from, p->token.to - p->token.from, &text)) {
		quote_refuse(p->err);
		expr_place(p->err, p->text, p->token.from);
	} else if (parser_advance(p)) {
		made = arena_strdup(p->arena, text.data);
	}
	buf_release(&text);
	return made;
}
