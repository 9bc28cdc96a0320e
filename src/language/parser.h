/*
 * What parsers of this room share: a text with the next token, and errors with a column.
 */
#ifndef HEDDLE_LANGUAGE_PARSER_H
#define HEDDLE_LANGUAGE_PARSER_H

#include "language/language.h"

struct parser {
	const char *text;
	size_t length;
	uint32_t at;        /* behind the token */
	uint32_t last;      /* the end of the token before it */
	struct token token; /* the next one to be read */
	unsigned depth;
	struct arena *arena;
	struct err *err;
};

/* Reads the next token; also the first one.  Returns false with the error set, like all functions below. */
bool parser_advance(struct parser *p);

/* Whether the next token is this punctuation, or this word. */
bool parser_at(const struct parser *p, const char *punctuation);
bool parser_at_word(const struct parser *p, const char *word);

/* Whether the token after the next one is of a kind; `punctuation` may be null. */
bool parser_peeks(const struct parser *p, enum token_kind kind, const char *punctuation);

/* Reads this punctuation, or this word. */
bool parser_take(struct parser *p, const char *punctuation);
bool parser_take_word(struct parser *p, const char *word);

/* Reads the next token, which is a name, into the arena; or a number.  A number of which `number_is` says no
 * is refused.  Or the text that a quoted token spells. */
const char *parser_take_name(struct parser *p);
bool parser_take_number(struct parser *p, bool negative, int64_t *number);
const char *parser_take_string(struct parser *p);

/* Sets the error "expected WHAT, not TOKEN".  Returns null. */
void *parser_expected(struct parser *p, const char *what);

/* Sets an error at a byte of the text.  Returns null. */
void *parser_refuse(struct parser *p, uint32_t at, const char *fmt, ...) ERR_PRINTF(3, 4);

#endif
