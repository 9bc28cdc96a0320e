/*
 * Phrases inside the room: phrases.c keeps them, phrase_match.c finds them in a text, phrase_expand.c puts
 * what they stand for in their place.
 */
#ifndef HEDDLE_LANGUAGE_PHRASES_H
#define HEDDLE_LANGUAGE_PHRASES_H

#include "language/parser.h"

/* A token of a spelling. */
enum phrase_word_kind { PHRASE_LITERAL, PHRASE_NUMBER, PHRASE_PATH };
struct phrase_word {
	enum phrase_word_kind kind;
	const char *text;
	unsigned parameter; /* NUMBER, PATH */
};

struct phrase_row {
	struct phrase phrase;
	struct phrase_word words[PHRASE_WORDS_MAX];
	unsigned word_count, parameter_count;
	const char *parameters[PHRASE_PARAMETERS_MAX];
	/* What it stands for, not checked: trees, of which some are optional. */
	struct expr **trees;
	unsigned tree_count;
};

struct expr_phrases {
	struct arena *arena;
	struct phrase_row *rows[PHRASES_MAX];
	unsigned count;
};

/* Sets of kinds. */
#define PHRASES_OF(kind)       (1U << (kind))
#define PHRASES_IN_EXPRESSIONS (PHRASES_OF(PHRASE_CONDITION) | PHRASES_OF(PHRASE_VALUE))

/*
 * Reads the longest phrase at the next token; with an operand, one that begins with a parameter, which the
 * operand is.  Returns false, and has read nothing, if there is none.
 */
bool phrase_match(struct parser *p, unsigned kinds, struct expr *operand, struct phrase_use *use);

/* The same, and makes *expr the tree that it stands for; null after an error. */
bool phrase_read(struct parser *p, unsigned kinds, struct expr *operand, struct expr **expr);

/* The trees that a phrase stands for, as many as `use->row` has.  Returns null with the error set if they are
 * too large. */
struct expr **phrase_expand(struct parser *p, const struct phrase_use *use);

/*
 * If the next token is the end of words that look like a phrase, or is among them, sets the error "unknown
 * phrase".
 */
bool phrase_unknown(struct parser *p);

#endif
