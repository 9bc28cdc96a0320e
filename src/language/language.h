/*
 * The spellings of operators and the tokens of a text, between the files of this room.
 */
#ifndef HEDDLE_LANGUAGE_LANGUAGE_H
#define HEDDLE_LANGUAGE_LANGUAGE_H

#include <heddle/err.h>
#include <heddle/expr.h>

/* How tightly an operator binds, from loose to tight. */
enum level {
	LEVEL_NONE,
	LEVEL_IMPLIES, /* a ⇒ b ⇒ c is a ⇒ (b ⇒ c) */
	LEVEL_OR,
	LEVEL_AND,
	LEVEL_NOT,
	LEVEL_COMPARE, /* a = b = c is refused */
	LEVEL_SUM,
	LEVEL_INTERSECTION,
	LEVEL_PART, /* a.f, a[k], a' */
};

/* The syntax of an operator. */
enum form {
	FORM_OTHER,
	FORM_INFIX,
	FORM_PREFIX,
	FORM_BINDER,   /* all x ∈ S: P */
	FORM_FUNCTION, /* count(S) */
};

/* One row for each kind of expression. */
struct operator_row {
	const char *text, *ascii; /* null: it has another notation */
	enum level level;
	enum form form;
};
extern const struct operator_row operators[EXPR_KINDS];

enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_STRING, TOKEN_OPERATOR, TOKEN_PUNCTUATION };

struct token {
	enum token_kind kind;
	uint32_t from, to;
	enum expr_kind symbol;   /* OPERATOR, or a NAME that can be one; else EXPR_KINDS */
	const char *punctuation; /* PUNCTUATION: "(", "<<" */
};

/* Reads the token at or after byte *at, and moves *at past it.  Returns -1 with `err` set, without a place,
 * and *at at the fault. */
int token_next(const char *text, size_t length, uint32_t *at, struct token *token, struct err *err);

/* Sets the place: the column of a byte, in characters from 1.  Returns -1. */
int expr_place(struct err *err, const char *text, uint32_t at);

/* The nodes of a tree. */
unsigned expr_size(const struct expr *expr);

#endif
