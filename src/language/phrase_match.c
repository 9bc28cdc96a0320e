/*
 * Finding phrases in a text.
 *
 * A spelling is compared token by token.  A parameter takes as much as it can, and what was read at a place
 * for a parameter is remembered: each phrase that begins alike would read it again, in nested parentheses
 * exponentially often.  Rejected: trying shorter arguments when the rest does not match.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "language/phrases.h"

/* What was read for a parameter at a place. */
struct argument {
	struct expr *expr; /* null: nothing can be read there */
	struct parser after;
};

/* --- arguments ------------------------------------------------------------------------ */

static bool begins_argument(const struct parser *p)
{
	if (p->token.kind == TOKEN_NAME)
		return p->token.symbol == EXPR_KINDS || parser_peeks(p, TOKEN_PUNCTUATION, "(");
	return parser_at(p, "(") || (parser_at(p, "[") && parser_peeks(p, TOKEN_STRING, NULL));
}

static struct expr *read_argument(struct parser *p)
{
	struct argument *known = p->arguments[p->token.from];

	if (!known) {
		known = arena_alloc(p->arena, sizeof(*known));
		known->after = *p;
		if (begins_argument(p))
			known->expr = parser_operand(&known->after, PHRASES_OF(PHRASE_VALUE));
		p->arguments[p->token.from] = known;
	}
	if (known->expr) {
		known->after.depth = p->depth;
		*p = known->after;
	}
	return known->expr;
}

/* --- spellings ------------------------------------------------------------------------- */

static bool spells(const struct parser *p, const char *word, bool singular)
{
	size_t length = p->token.to - p->token.from;
	const char *text = p->text + p->token.from;

	if (p->token.kind == TOKEN_END)
		return false;
	if (strlen(word) == length && memcmp(text, word, length) == 0)
		return true;
	return singular && strcmp(word, "hours") == 0 && length == 4 && memcmp(text, "hour", 4) == 0;
}

static bool read_number(struct parser *p, struct expr **number)
{
	uint32_t from = p->token.from;
	int64_t value;

	if (p->token.kind != TOKEN_NUMBER || !parser_take_number(p, false, &value))
		return false;
	*number = parser_make(p, EXPR_NUMBER, from);
	(*number)->number = value;
	return true;
}

/* Reads the words of a phrase from the nth on. */
static bool read_words(struct parser *p, const struct phrase_row *row, unsigned nth, struct phrase_use *use)
{
	bool singular = false;

	for (unsigned i = nth; i < row->word_count; i++) {
		const struct phrase_word *word = &row->words[i];
		struct expr **argument = &use->arguments[word->parameter];

		switch (word->kind) {
		case PHRASE_LITERAL:
			if (!spells(p, word->text, singular) || !parser_advance(p))
				return false;
			break;
		case PHRASE_NUMBER:
			if (!read_number(p, argument))
				return false;
			singular = (*argument)->number == 1;
			break;
		case PHRASE_PATH:
			if (!(*argument = read_argument(p)))
				return false;
			break;
		}
	}
	return true;
}

/* Whether an operand can be what a phrase begins with. */
static bool is_argument(const struct expr *operand)
{
	return operand->kind != EXPR_NUMBER && operand->kind != EXPR_STRING;
}

bool phrase_match(struct parser *p, unsigned kinds, struct expr *operand, struct phrase_use *use)
{
	struct parser longest = *p;
	bool found = false;

	if (!p->phrases || (operand && !is_argument(operand)))
		return false;
	if (!p->arguments)
		p->arguments = arena_array(p->arena, p->length + 1, sizeof(struct argument *));
	for (unsigned i = 0; i < p->phrases->count; i++) {
		const struct phrase_row *row = p->phrases->rows[i];
		struct phrase_use tried = { .row = row, .from = operand ? operand->from : p->token.from };
		struct parser q = *p;

		if (!(kinds & PHRASES_OF(row->phrase.kind)) ||
		    (row->words[0].kind == PHRASE_PATH) != (operand != NULL))
			continue;
		q.err = NULL;
		tried.arguments[row->words[0].parameter] = operand;
		if (!read_words(&q, row, operand != NULL, &tried) || (found && q.last <= longest.last))
			continue;
		tried.to = q.last;
		longest = q;
		*use = tried;
		found = true;
	}
	if (found) {
		longest.err = p->err;
		*p = longest;
	}
	return found;
}

bool phrase_read(struct parser *p, unsigned kinds, struct expr *operand, struct expr **expr)
{
	struct phrase_use use;
	struct expr **trees, *made;

	if (!phrase_match(p, kinds, operand, &use))
		return false;
	*expr = NULL;
	trees = phrase_expand(p, &use);
	made = trees ? trees[0] : NULL;
	for (unsigned i = 1; trees && i < use.row->tree_count; i++) {
		made = parser_join(p, EXPR_AND, made, trees[i]);
		made->phrase = use.row->phrase.spelling;
		made->from = use.from;
	}
	*expr = made;
	return true;
}

/* --- errors ------------------------------------------------------------------------------ */

static bool is_word(const struct parser *p, const struct token *token)
{
	size_t length = token->to - token->from;
	const char *text = p->text + token->from;

	if (token->kind == TOKEN_PUNCTUATION)
		return strcmp(token->punctuation, "'") == 0 || strcmp(token->punctuation, ".") == 0;
	if (token->kind == TOKEN_NUMBER)
		return true;
	return token->kind == TOKEN_NAME &&
	       (token->symbol == EXPR_KINDS || token->symbol == EXPR_BEFORE || token->symbol == EXPR_COUNT ||
	        token->symbol == EXPR_KEYS) &&
	       !(length == 4 && (memcmp(text, "then", 4) == 0 || memcmp(text, "else", 4) == 0));
}

/* The longest run of words that the next token is in or ends: from *from to *to.  Returns their number. */
static unsigned words_around(const struct parser *p, uint32_t *from, uint32_t *to)
{
	struct token token;
	unsigned count = 0;
	uint32_t at = 0;

	while (token_next(p->text, p->length, &at, &token, NULL) == 0 && token.kind != TOKEN_END) {
		if (!is_word(p, &token)) {
			if (token.from >= p->token.from)
				break;
			count = 0;
		} else if (count > 0) {
			*to = token.to;
			count++;
		} else if (token.from > p->token.from) {
			break;
		} else if (token.kind == TOKEN_NAME) {
			*from = token.from;
			*to = token.to;
			count = 1;
		}
	}
	return count;
}

/* Whether the words are more likely a phrase than notation: a word where an operator should be, or one word
 * alone where a whole item should be. */
static bool looks_like_phrase(const struct parser *p, unsigned count, uint32_t from)
{
	if (p->token.kind == TOKEN_END)
		return count == 1 && !(p->kinds & PHRASES_IN_EXPRESSIONS) && from == p->first;
	return count > 1 && from < p->token.from && is_word(p, &p->token);
}

static void offer_notation(struct nearest *nearest, unsigned kinds)
{
	static const struct {
		enum phrase_kind kind;
		const char *notation;
	} rows[] = {
		{ PHRASE_EFFECT, "add … to …" },
		{ PHRASE_EFFECT, "remove … from …" },
		{ PHRASE_EFFECT, "append … to …" },
		{ PHRASE_EFFECT, "take the first of …" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (kinds & PHRASES_OF(rows[i].kind))
			nearest_offer(nearest, rows[i].notation);
}

bool phrase_unknown(struct parser *p)
{
	struct nearest nearest;
	uint32_t from = 0, to = 0;
	unsigned count;

	if (!p->err || p->phrases->count == 0)
		return false;
	count = words_around(p, &from, &to);
	if (!looks_like_phrase(p, count, from))
		return false;
	nearest = nearest_to(arena_strndup(p->arena, p->text + from, to - from));
	for (unsigned i = 0; i < p->phrases->count; i++)
		if (p->kinds & PHRASES_OF(p->phrases->rows[i]->phrase.kind))
			nearest_offer(&nearest, p->phrases->rows[i]->phrase.spelling);
	offer_notation(&nearest, p->kinds);
	nearest_err(&nearest, "phrase", p->err);
	expr_place(p->err, p->text, from);
	return true;
}
