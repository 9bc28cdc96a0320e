/*
 * What parsers of this room share: a text with the next token, and errors with a column.
 */
#ifndef HEDDLE_LANGUAGE_PARSER_H
#define HEDDLE_LANGUAGE_PARSER_H

#include "language/language.h"

/* A phrase as it was used, and what was written for its parameters. */
struct phrase_row;
struct phrase_use {
	const struct phrase_row *row; /* null: none */
	struct expr *arguments[PHRASE_PARAMETERS_MAX];
	uint32_t from, to;
};

struct parser {
	const char *text;
	size_t length;
	uint32_t at;        /* behind the token */
	uint32_t last;      /* the end of the token before it */
	struct token token; /* the next one to be read */
	unsigned depth;
	struct arena *arena;
	struct err *err;
	/* Of expressions in designs; else null. */
	const struct expr_phrases *phrases;
	struct argument **arguments; /* what was read for a parameter, by place, so that nothing is read twice
	                              */
	struct expr *ready;          /* an operand that ends before the token */
	unsigned nodes;              /* that phrases stand for */
	unsigned kinds;              /* of phrases that the whole can be, as bits */
	uint32_t first;              /* where the first token begins */
};

/* Reads the next token; also the first one.  Returns false with the error set, like all functions below. */
bool parser_advance(struct parser *p);

/* Whether the next token is this punctuation, or this word. */
bool parser_at(const struct parser *p, const char *punctuation);
bool parser_at_word(const struct parser *p, const char *word);

/* Whether the token after the next one is of a kind; `punctuation` may be null. */
bool parser_peeks(const struct parser *p, enum token_kind kind, const char *punctuation);
bool parser_peeks_word(const struct parser *p, const char *word);

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

/* --- parse.c: trees ------------------------------------------------------------------- */

/* Begins with a text: its first token is read.  Returns false with the error set if there is none. */
bool parser_begin(struct parser *p, const char *text, size_t length, struct arena *arena, struct err *err);

/* A node from byte `from` to the last token. */
struct expr *parser_make(struct parser *p, enum expr_kind kind, uint32_t from);
struct expr *parser_join(struct parser *p, enum expr_kind kind, struct expr *a, struct expr *b);

struct expr *parser_level(struct parser *p, enum level level);
/* An expression up to the end of the text. */
struct expr *parser_whole(struct parser *p);
/* An operand with its fields and keys; `kinds` are those of phrases that it can be, as bits. */
struct expr *parser_operand(struct parser *p, unsigned kinds);
/* Reads "x ∈", and the name into *name. */
bool parser_take_binding(struct parser *p, const char **name);

/* --- parse_step.c: items of steps ------------------------------------------------------- */

/* Parses a whole item after parser_begin, without a check. */
bool parse_item(struct parser *p, enum phrase_kind kind, struct expr_item *item);

#endif
