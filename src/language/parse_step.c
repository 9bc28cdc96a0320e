/*
 * The items of steps: conditions, choices, effects.
 *
 * A phrase is tried first; what is left is notation.  Effects are told apart by their first word, except
 * assignments.
 */
#include <string.h>

#include <heddle/mem.h>

#include "language/phrases.h"

static const char *const kind_nouns[PHRASE_KINDS] = {
	[PHRASE_CONDITION] = "a condition",
	[PHRASE_CHOICE] = "a choice",
	[PHRASE_EFFECT] = "an effect",
	[PHRASE_VALUE] = "a value",
};

/* --- notation --------------------------------------------------------------------------- */

/* choose x ∈ S: P */
static struct expr *parse_choice(struct parser *p)
{
	struct expr *domain, *condition = NULL, *made;
	uint32_t from = p->token.from;
	const char *name;

	if (parser_at_word(p, "choose") && parser_peeks(p, TOKEN_NAME, NULL) && !parser_advance(p))
		return NULL;
	if (!parser_take_binding(p, &name) || !(domain = parser_level(p, LEVEL_SUM)))
		return NULL;
	if (parser_at(p, ":") || parser_at_word(p, "where"))
		if (!parser_advance(p) || !(condition = parser_level(p, LEVEL_IMPLIES)))
			return NULL;
	made = parser_make(p, EXPR_CHOOSE, from);
	made->name = name;
	made->part[0] = domain;
	made->part[1] = condition;
	return made;
}

static struct expr *parse_place(struct parser *p)
{
	return parser_operand(p, PHRASES_OF(PHRASE_VALUE));
}

/* The rest of "add e to S". */
static struct expr *parse_change(struct parser *p, enum expr_kind kind, const char *preposition)
{
	uint32_t from = p->token.from;
	struct expr *item, *place, *made;

	if (!parser_advance(p) || !(item = parser_level(p, LEVEL_IMPLIES)) ||
	    !parser_take_word(p, preposition) || !(place = parse_place(p)))
		return NULL;
	made = parser_make(p, kind, from);
	made->part[0] = place;
	made->part[1] = item;
	return made;
}

static struct expr *parse_take(struct parser *p)
{
	uint32_t from = p->token.from;
	struct expr *place, *made;

	if (!parser_advance(p) || !parser_take_word(p, "the") || !parser_take_word(p, "first") ||
	    !parser_take_word(p, "of") || !(place = parse_place(p)))
		return NULL;
	made = parser_make(p, EXPR_TAKE, from);
	made->part[0] = place;
	return made;
}

static struct expr *parse_assignment(struct parser *p)
{
	struct expr *place = parse_place(p), *value;

	if (!place || !parser_take(p, ":=") || !(value = parser_level(p, LEVEL_IMPLIES)))
		return NULL;
	return parser_join(p, EXPR_ASSIGN, place, value);
}

/* Only an assignment has this sign, so that `add := 1` does not add. */
static bool is_assignment(const struct parser *p)
{
	struct token token = p->token;
	uint32_t at = p->at;

	while (token.kind != TOKEN_END)
		if ((token.kind == TOKEN_PUNCTUATION && strcmp(token.punctuation, ":=") == 0) ||
		    token_next(p->text, p->length, &at, &token, NULL) < 0)
			return token.kind == TOKEN_PUNCTUATION;
	return false;
}

static struct expr *parse_effect(struct parser *p)
{
	static const struct {
		const char *verb, *preposition;
		enum expr_kind kind;
	} changes[] = {
		{ "add", "to", EXPR_ADD },
		{ "remove", "from", EXPR_REMOVE },
		{ "append", "to", EXPR_APPEND },
	};

	if (is_assignment(p))
		return parse_assignment(p);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
		if (parser_at_word(p, changes[i].verb) && !parser_peeks(p, TOKEN_END, NULL))
			return parse_change(p, changes[i].kind, changes[i].preposition);
	if (parser_at_word(p, "take") && parser_peeks_word(p, "the"))
		return parse_take(p);
	return parse_assignment(p);
}

static struct expr *parse_notation(struct parser *p, enum phrase_kind kind)
{
	struct expr *made;

	if (kind != PHRASE_CHOICE && kind != PHRASE_EFFECT)
		return parser_whole(p);
	made = kind == PHRASE_CHOICE ? parse_choice(p) : parse_effect(p);
	if (made && p->token.kind != TOKEN_END)
		return parser_expected(p, "an operator or the end");
	return made;
}

/* --- phrases ------------------------------------------------------------------------------- */

/* Reads the whole item as a phrase; returns false, and has read nothing, if it is none. */
static bool match_whole(struct parser *p, enum phrase_kind kind, struct phrase_use *use)
{
	struct parser q = *p;
	struct expr *operand;
	bool found;

	q.err = NULL;
	found = phrase_match(&q, PHRASES_OF(kind), NULL, use) && q.token.kind == TOKEN_END;
	if (!found) {
		q = *p;
		q.err = NULL;
		operand = parser_operand(&q, PHRASES_OF(PHRASE_VALUE));
		found = operand && phrase_match(&q, PHRASES_OF(kind), operand, use) &&
		        q.token.kind == TOKEN_END;
	}
	if (found) {
		q.err = p->err;
		*p = q;
	}
	return found;
}

/* If the item is a phrase of another kind, sets the error. */
static void tell_other_kind(struct parser *p, enum phrase_kind kind)
{
	struct phrase_use use;

	for (int other = 0; other < PHRASE_KINDS && p->phrases; other++)
		if (other != (int)kind && match_whole(p, (enum phrase_kind)other, &use)) {
			parser_refuse(p, p->first, "\"%s\" is %s; expected %s", use.row->phrase.spelling,
			              kind_nouns[other], kind_nouns[kind]);
			err_remedy(p->err, "%s", "");
			return;
		}
}

static bool take_trees(struct expr_item *item, struct expr **trees, unsigned count,
                       const struct phrase_row *row)
{
	if (!trees)
		return false;
	*item = (struct expr_item){ .trees = trees, .count = count, .phrase = row ? &row->phrase : NULL };
	return true;
}

bool parse_item(struct parser *p, enum phrase_kind kind, struct expr_item *item)
{
	struct expr **one = arena_array(p->arena, 1, sizeof(struct expr *));
	struct parser start = *p;
	struct phrase_use use;

	p->kinds = PHRASES_OF(kind) | (kind == PHRASE_CONDITION ? PHRASES_OF(PHRASE_VALUE) : 0U);
	if (p->phrases && match_whole(p, kind, &use))
		return take_trees(item, phrase_expand(p, &use), use.row->tree_count, use.row);
	if (!(one[0] = parse_notation(p, kind))) {
		tell_other_kind(&start, kind);
		return false;
	}
	return take_trees(item, one, 1, NULL);
}
