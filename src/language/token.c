/*
 * Operators and tokens.
 *
 * The longest spelling wins, so that <= is not < and =.
 */
#include <ctype.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/quote.h>
#include <heddle/utf8.h>

#include "language/language.h"

// clang-format off
const struct operator_row operators[EXPR_KINDS] = {
	[EXPR_NOT]       = { "not", "not", LEVEL_NOT, FORM_PREFIX },
	[EXPR_AND]       = { "and", "and", LEVEL_AND, FORM_INFIX },
	[EXPR_OR]        = { "or", "or", LEVEL_OR, FORM_INFIX },
	[EXPR_IMPLIES]   = { "⇒", "=>", LEVEL_IMPLIES, FORM_INFIX },
	[EXPR_EQUAL]     = { "=", "=", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_NOT_EQUAL] = { "≠", "!=", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_LESS]      = { "<", "<", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_AT_MOST]   = { "≤", "<=", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_GREATER]   = { ">", ">", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_AT_LEAST]  = { "≥", ">=", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_IN]        = { "∈", "in", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_NOT_IN]    = { "∉", "not in", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_SUBSET]    = { "⊆", "\\subseteq", LEVEL_COMPARE, FORM_INFIX },
	[EXPR_PLUS]      = { "+", "+", LEVEL_SUM, FORM_INFIX },
	[EXPR_MINUS]     = { "-", "-", LEVEL_SUM, FORM_INFIX },
	[EXPR_UNION]     = { "∪", "\\union", LEVEL_SUM, FORM_INFIX },
	[EXPR_DIFFERENCE]   = { "∖", "\\", LEVEL_SUM, FORM_INFIX },
	[EXPR_INTERSECTION]      = { "∩", "\\intersect", LEVEL_INTERSECTION, FORM_INFIX },
	[EXPR_BEFORE]    = { "before", "before", LEVEL_INTERSECTION, FORM_INFIX },
	[EXPR_COUNT]     = { "count", "count", LEVEL_NONE, FORM_FUNCTION },
	[EXPR_KEYS]      = { "keys", "keys", LEVEL_NONE, FORM_FUNCTION },
	[EXPR_ALL]       = { "all", "all", LEVEL_NONE, FORM_BINDER },
	[EXPR_SOME]      = { "some", "some", LEVEL_NONE, FORM_BINDER },
	/* The notation of the others is in parse.c and show.c. */
	[EXPR_NUMBER] = { 0 }, [EXPR_STRING] = { 0 }, [EXPR_BOOL] = { 0 }, [EXPR_UNSET] = { 0 },
	[EXPR_NAME] = { 0 }, [EXPR_FIELD] = { 0 }, [EXPR_AT] = { 0 }, [EXPR_PRIME] = { 0 }, [EXPR_IF] = { 0 },
	[EXPR_FILTER] = { 0 }, [EXPR_SET] = { 0 }, [EXPR_LIST] = { 0 }, [EXPR_RECORD] = { 0 },
	[EXPR_CHOOSE] = { 0 }, [EXPR_ASSIGN] = { 0 }, [EXPR_ADD] = { 0 }, [EXPR_REMOVE] = { 0 },
	[EXPR_APPEND] = { 0 }, [EXPR_TAKE] = { 0 },
};

/* Other accepted spellings: mathematics, C and TLA+. */
static const struct {
	const char *text;
	enum expr_kind symbol;
} spellings[] = {
	{ "¬", EXPR_NOT }, { "!", EXPR_NOT }, { "~", EXPR_NOT }, { "\\lnot", EXPR_NOT }, { "\\neg", EXPR_NOT },
	{ "∧", EXPR_AND }, { "&&", EXPR_AND }, { "/\\", EXPR_AND }, { "\\land", EXPR_AND },
	{ "∨", EXPR_OR }, { "||", EXPR_OR }, { "\\/", EXPR_OR }, { "\\lor", EXPR_OR },
	{ "==", EXPR_EQUAL }, { "#", EXPR_NOT_EQUAL }, { "/=", EXPR_NOT_EQUAL },
	{ "=<", EXPR_AT_MOST }, { "\\leq", EXPR_AT_MOST }, { "\\geq", EXPR_AT_LEAST },
	{ "\\in", EXPR_IN }, { "\\notin", EXPR_NOT_IN },
	{ "\\cup", EXPR_UNION }, { "\\cap", EXPR_INTERSECTION },
	{ "∀", EXPR_ALL }, { "\\A", EXPR_ALL }, { "∃", EXPR_SOME }, { "\\E", EXPR_SOME },
	{ "Cardinality", EXPR_COUNT }, { "Len", EXPR_COUNT }, { "DOMAIN", EXPR_KEYS },
};
// clang-format on

/* The last line is that of types and effects. */
static const char *const punctuation[] = { "<<", ">>", "(", ")", "[", "]",  "{",  "}", ",",
	                                   ":",  ".",  "'", "?", "|", "..", "->", "→", ":=" };
enum { PUNCTUATION = sizeof(punctuation) / sizeof(*punctuation) };

/* --- names -------------------------------------------------------------------------- */

static bool begins_with(const char *text, size_t length, const char *spelling)
{
	size_t size = strlen(spelling);

	return size <= length && memcmp(text, spelling, size) == 0;
}

/* The length of the operator or punctuation at the start of the text; 0 if there is none. */
static size_t symbol_at(const char *text, size_t length, struct token *token);

/* Names may contain letters of any alphabet. */
static size_t name_length(const char *text, size_t length)
{
	struct token symbol;
	size_t at = 0;

	while (at < length) {
		unsigned char c = (unsigned char)text[at];
		uint32_t point;

		if (isalpha(c) || c == '_' || (at && isdigit(c))) {
			at++;
		} else if (at && begins_with(text + at, length - at, "::")) {
			at += 2;
		} else if (c >= 0x80 && !symbol_at(text + at, length - at, &symbol)) {
			size_t size = utf8_decode(text + at, length - at, &point);

			if (utf8_point_width(point) < 1 || point == 0xfffd)
				break;
			at += size;
		} else {
			break;
		}
	}
	return at;
}

/* --- symbols ------------------------------------------------------------------------ */

static bool is_word(const char *spelling)
{
	return isalpha((unsigned char)spelling[strlen(spelling) - 1]);
}

/* Whether the text begins with the whole word: \intersect does not begin with \in. */
static bool spelt_at(const char *text, size_t length, const char *spelling)
{
	size_t size = strlen(spelling);

	return begins_with(text, length, spelling) &&
	       (!is_word(spelling) || size == length ||
	        (!isalnum((unsigned char)text[size]) && text[size] != '_'));
}

static void try_operator(const char *text, size_t length, const char *spelling, enum expr_kind symbol,
                         size_t *longest, struct token *token)
{
	/* Words are read as names; the parser decides which are operators. */
	if (!spelling || *spelling != *text || isalpha((unsigned char)*spelling) ||
	    strlen(spelling) <= *longest || !spelt_at(text, length, spelling))
		return;
	*longest = strlen(spelling);
	token->kind = TOKEN_OPERATOR;
	token->symbol = symbol;
}

static size_t symbol_at(const char *text, size_t length, struct token *token)
{
	size_t longest = 0;

	for (unsigned i = 0; i < PUNCTUATION; i++)
		if (*punctuation[i] == *text && strlen(punctuation[i]) > longest &&
		    begins_with(text, length, punctuation[i])) {
			longest = strlen(punctuation[i]);
			token->kind = TOKEN_PUNCTUATION;
			token->punctuation = punctuation[i];
		}
	for (int k = 0; k < EXPR_KINDS; k++) {
		try_operator(text, length, operators[k].text, (enum expr_kind)k, &longest, token);
		try_operator(text, length, operators[k].ascii, (enum expr_kind)k, &longest, token);
	}
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		try_operator(text, length, spellings[i].text, spellings[i].symbol, &longest, token);
	return longest;
}

static bool is_spelt(const char *text, size_t length, const char *spelling)
{
	return spelling && *spelling == *text && strlen(spelling) == length &&
	       memcmp(text, spelling, length) == 0;
}

/* --- tokens ----------------------------------------------------------------------------- */

static void name_token(const char *text, struct token *token)
{
	size_t length = token->to - token->from;

	token->kind = TOKEN_NAME;
	token->symbol = EXPR_KINDS;
	for (int k = 0; k < EXPR_KINDS; k++)
		if (is_spelt(text + token->from, length, operators[k].ascii))
			token->symbol = (enum expr_kind)k;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (is_spelt(text + token->from, length, spellings[i].text))
			token->symbol = spellings[i].symbol;
}

int token_next(const char *text, size_t length, uint32_t *at, struct token *token, struct err *err)
{
	size_t size;

	while (*at < length && isspace((unsigned char)text[*at]))
		++*at;
	*token = (struct token){ .kind = TOKEN_END, .from = *at, .to = *at };
	if (*at == length)
		return 0;
	if (isdigit((unsigned char)text[*at])) {
		token->kind = TOKEN_NUMBER;
		for (size = 1; *at + size < length && isdigit((unsigned char)text[*at + size]);)
			size++;
		if (*at + size + 1 < length && text[*at + size] == '.' &&
		    isdigit((unsigned char)text[*at + size + 1]))
			return err_set(err, "only whole numbers are allowed");
	} else if (text[*at] == '"') {
		token->kind = TOKEN_STRING;
		size = quote_length(text + *at, length - *at, "");
		if (size < 2 || text[*at + size - 1] != '"')
			return err_set(err, "the closing quote is missing");
	} else if ((size = name_length(text + *at, length - *at)) > 0) {
		token->to += (uint32_t)size;
		name_token(text, token);
	} else {
		size = symbol_at(text + *at, length - *at, token);
	}
	if (size == 0) {
		struct buf character;
		uint32_t point;

		buf_init(&character);
		utf8_escape(&character, text + *at, utf8_decode(text + *at, length - *at, &point));
		err_set(err, "unexpected character \"%s\"", character.data);
		buf_release(&character);
		return -1;
	}
	*at += (uint32_t)size;
	token->to = *at;
	return 0;
}

int expr_place(struct err *err, const char *text, uint32_t at)
{
	uint32_t column = 1, point;

	if (!text) /* a copy of a tree has none */
		return -1;
	for (uint32_t i = 0; i < at; column++)
		i += (uint32_t)utf8_decode(text + i, at - i, &point);
	return err_place(err, "column %u", column);
}
