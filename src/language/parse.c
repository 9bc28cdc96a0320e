/*
 * Recursive descent, one function a level of operators.
 *
 * Rejected: a generated parser, whose messages name tokens where ours can name what was expected.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>
#include <heddle/utf8.h>

#include "language/parser.h"
#include "language/phrases.h"

/* --- trees --------------------------------------------------------------------------- */

struct expr *parser_make(struct parser *p, enum expr_kind kind, uint32_t from)
{
	struct expr *expr = arena_alloc(p->arena, sizeof(*expr));

	expr->kind = kind;
	expr->from = from;
	expr->to = p->last;
	return expr;
}

struct expr *parser_join(struct parser *p, enum expr_kind kind, struct expr *a, struct expr *b)
{
	struct expr *expr = parser_make(p, kind, a->from);

	expr->part[0] = a;
	expr->part[1] = b;
	return expr;
}

/* --- lists --------------------------------------------------------------------------- */

struct items {
	struct expr **items;
	const char **names;
	uint32_t count;
	size_t room, name_room;
};

static void add_item(struct parser *p, struct items *list, const char *name, struct expr *item)
{
	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 4;
		struct expr **items = arena_array(p->arena, room, sizeof(*items));
		const char **names = arena_array(p->arena, room, sizeof(*names));

		if (list->count) {
			memcpy(items, list->items, list->count * sizeof(*items));
			memcpy(names, list->names, list->count * sizeof(*names));
		}
		list->items = items;
		list->names = names;
		list->room = room;
	}
	list->names[list->count] = name;
	list->items[list->count++] = item;
}

/* Parses items up to and including the closing punctuation. */
static struct expr *parse_items(struct parser *p, enum expr_kind kind, const char *close, uint32_t from)
{
	struct items list = { 0 };
	struct expr *expr;

	while (!parser_at(p, close)) {
		struct expr *item = parser_level(p, LEVEL_IMPLIES);

		if (!item)
			return NULL;
		add_item(p, &list, NULL, item);
		if (parser_at(p, ",")) {
			if (!parser_advance(p))
				return NULL;
		} else if (!parser_at(p, close)) {
			char what[16];

			snprintf(what, sizeof(what), "\",\" or \"%s\"", close);
			return parser_expected(p, what);
		}
	}
	if (!parser_advance(p))
		return NULL;
	expr = parser_make(p, kind, from);
	expr->items = list.items;
	expr->count = list.count;
	return expr;
}

/* Parses the rest of a record after its first field name. */
static struct expr *parse_record(struct parser *p, const char *name, uint32_t from)
{
	struct items list = { 0 };
	struct expr *expr;

	for (;;) {
		struct expr *item;

		for (uint32_t i = 0; i < list.count; i++)
			if (strcmp(list.names[i], name) == 0) {
				return parser_refuse(p, p->last - (uint32_t)strlen(name),
				                     "the field %s is given twice", name);
			}
		if (!parser_take(p, ":") || !(item = parser_level(p, LEVEL_IMPLIES)))
			return NULL;
		add_item(p, &list, name, item);
		if (!parser_at(p, ","))
			break;
		if (!parser_advance(p))
			return NULL;
		if (p->token.kind != TOKEN_NAME)
			return parser_expected(p, "the name of a field");
		if (!(name = parser_take_name(p)))
			return NULL;
	}
	if (!parser_take(p, "}"))
		return NULL;
	expr = parser_make(p, EXPR_RECORD, from);
	expr->items = list.items;
	expr->names = list.names;
	expr->count = list.count;
	return expr;
}

/* --- binders --------------------------------------------------------------------------- */

static struct expr *bind(struct parser *p, enum expr_kind kind, uint32_t from, const char *name,
                         struct expr *domain, struct expr *body)
{
	struct expr *expr = parser_make(p, kind, from);

	expr->name = name;
	expr->part[0] = domain;
	expr->part[1] = body;
	return expr;
}

static bool take_in(struct parser *p)
{
	if (p->token.symbol == EXPR_IN && (p->token.kind == TOKEN_OPERATOR || p->token.kind == TOKEN_NAME))
		return parser_advance(p);
	parser_expected(p, "\"in\" and a set");
	return false;
}

bool parser_take_binding(struct parser *p, const char **name)
{
	if (p->token.kind != TOKEN_NAME)
		return parser_expected(p, "a name");
	return (*name = parser_take_name(p)) && take_in(p);
}

/* Parses the rest of {x ∈ S: P} after x. */
static struct expr *parse_filter(struct parser *p, const char *name, uint32_t from)
{
	struct expr *domain, *body;

	if (!take_in(p) || !(domain = parser_level(p, LEVEL_SUM)) || !parser_take(p, ":") ||
	    !(body = parser_level(p, LEVEL_IMPLIES)) || !parser_take(p, "}"))
		return NULL;
	return bind(p, EXPR_FILTER, from, name, domain, body);
}

/* Parses x, y ∈ S, z ∈ T: P into nested binders of one name each. */
static struct expr *parse_bound(struct parser *p, enum expr_kind kind, uint32_t from)
{
	const char *names[EXPR_BOUND_MAX];
	unsigned count = 0;
	struct expr *domain, *body;

	for (;;) {
		if (p->token.kind != TOKEN_NAME)
			return parser_expected(p, "a name");
		if (count == EXPR_BOUND_MAX) {
			return parser_refuse(p, p->token.from, "more than %d names are bound together",
			                     EXPR_BOUND_MAX);
		}
		if (!(names[count++] = parser_take_name(p)))
			return NULL;
		if (!parser_at(p, ","))
			break;
		if (!parser_advance(p))
			return NULL;
	}
	if (!take_in(p) || !(domain = parser_level(p, LEVEL_SUM)))
		return NULL;
	if (parser_at(p, ",")) {
		if (!parser_advance(p))
			return NULL;
		body = parse_bound(p, kind, p->token.from);
	} else {
		body = parser_take(p, ":") ? parser_level(p, LEVEL_IMPLIES) : NULL;
	}
	while (body && count > 0)
		body = bind(p, kind, from, names[--count], domain, body);
	return body;
}

/* --- atoms ------------------------------------------------------------------------------ */

static struct expr *parse_if(struct parser *p, uint32_t from)
{
	struct expr *parts[3], *expr;

	if (!parser_advance(p) || !(parts[0] = parser_level(p, LEVEL_IMPLIES)) ||
	    !parser_take_word(p, "then") || !(parts[1] = parser_level(p, LEVEL_IMPLIES)) ||
	    !parser_take_word(p, "else") || !(parts[2] = parser_level(p, LEVEL_IMPLIES)))
		return NULL;
	expr = parser_make(p, EXPR_IF, from);
	memcpy(expr->part, parts, sizeof(parts));
	return expr;
}

static struct expr *parse_number(struct parser *p, uint32_t from, bool negative)
{
	struct expr *expr;
	int64_t number;

	if (!parser_take_number(p, negative, &number))
		return NULL;
	expr = parser_make(p, EXPR_NUMBER, from);
	expr->number = number;
	return expr;
}

static struct expr *parse_string(struct parser *p, uint32_t from)
{
	const char *name = parser_take_string(p);
	struct expr *expr;

	if (!name)
		return NULL;
	/* Traces write UNSET as a text or as a model value. */
	expr = parser_make(p, strcmp(name, VALUE_UNSET) == 0 ? EXPR_UNSET : EXPR_STRING, from);
	expr->name = name;
	return expr;
}

static struct expr *parse_constant(struct parser *p, enum expr_kind kind, bool truth, uint32_t from)
{
	struct expr *expr;

	if (!parser_advance(p))
		return NULL;
	expr = parser_make(p, kind, from);
	if (kind == EXPR_BOOL)
		expr->truth = truth;
	return expr;
}

static struct expr *parse_function(struct parser *p, uint32_t from)
{
	enum expr_kind kind = p->token.symbol;
	struct expr *of, *expr;

	if (!parser_advance(p) || !parser_take(p, "(") || !(of = parser_level(p, LEVEL_IMPLIES)) ||
	    !parser_take(p, ")"))
		return NULL;
	expr = parser_make(p, kind, from);
	expr->part[0] = of;
	return expr;
}

/* "the chosen id" */
static struct expr *parse_chosen(struct parser *p, uint32_t from)
{
	struct expr *expr;
	const char *name;

	if (!parser_take_word(p, "the") || !parser_take_word(p, "chosen"))
		return NULL;
	if (p->token.kind != TOKEN_NAME)
		return parser_expected(p, "the name of what was chosen");
	if (!(name = parser_take_name(p)))
		return NULL;
	expr = parser_make(p, EXPR_NAME, from);
	expr->name = name;
	expr->meaning = EXPR_NAME_CHOSEN;
	return expr;
}

static struct expr *parse_word(struct parser *p, uint32_t from)
{
	struct expr *expr;
	const char *name;

	if (p->token.symbol != EXPR_KINDS) {
		if (operators[p->token.symbol].form == FORM_FUNCTION &&
		    parser_peeks(p, TOKEN_PUNCTUATION, "("))
			return parse_function(p, from);
		/* TLA+ writes DOMAIN without parentheses. */
		if (parser_at_word(p, "DOMAIN")) {
			struct expr *of;

			if (!parser_advance(p) || !(of = parser_level(p, LEVEL_PART)))
				return NULL;
			expr = parser_make(p, EXPR_KEYS, from);
			expr->part[0] = of;
			return expr;
		}
	}
	if (parser_at_word(p, "true") || parser_at_word(p, "TRUE"))
		return parse_constant(p, EXPR_BOOL, true, from);
	if (parser_at_word(p, "false") || parser_at_word(p, "FALSE"))
		return parse_constant(p, EXPR_BOOL, false, from);
	if (parser_at_word(p, VALUE_UNSET))
		return parse_constant(p, EXPR_UNSET, false, from);
	if (parser_at_word(p, "the") && parser_peeks_word(p, "chosen"))
		return parse_chosen(p, from);
	if (!(name = parser_take_name(p)))
		return NULL;
	expr = parser_make(p, EXPR_NAME, from);
	expr->name = name;
	return expr;
}

/* ["x-y"]: a name that could not be written without quotes, as in paths. */
static struct expr *parse_quoted_name(struct parser *p, uint32_t from)
{
	struct expr *expr = parser_advance(p) ? parse_string(p, from) : NULL;

	if (!expr || !parser_take(p, "]"))
		return NULL;
	if (expr->kind == EXPR_STRING)
		expr->kind = EXPR_NAME;
	expr->to = p->last;
	return expr;
}

static struct expr *parse_braces(struct parser *p, uint32_t from)
{
	if (!parser_advance(p))
		return NULL;
	if (p->token.kind == TOKEN_NAME) {
		struct parser before = *p;
		const char *name = parser_take_name(p);

		if (!name)
			return NULL;
		if (parser_at(p, ":"))
			return parse_record(p, name, from);
		if (p->token.symbol == EXPR_IN && p->token.kind != TOKEN_END)
			return parse_filter(p, name, from);
		*p = before;
	}
	return parse_items(p, EXPR_SET, "}", from);
}

static struct expr *parse_atom(struct parser *p)
{
	uint32_t from = p->token.from;
	struct expr *expr;

	if (p->token.kind == TOKEN_NAME)
		return parse_word(p, from);
	if (p->token.kind == TOKEN_NUMBER)
		return parse_number(p, from, false);
	if (p->token.kind == TOKEN_STRING)
		return parse_string(p, from);
	if (p->token.kind == TOKEN_OPERATOR && p->token.symbol == EXPR_MINUS &&
	    parser_peeks(p, TOKEN_NUMBER, NULL))
		return parser_advance(p) ? parse_number(p, from, true) : NULL;
	if (parser_at(p, "("))
		return parser_advance(p) && (expr = parser_level(p, LEVEL_IMPLIES)) && parser_take(p, ")")
		               ? expr
		               : NULL;
	if (parser_at(p, "{"))
		return parse_braces(p, from);
	if (parser_at(p, "[") && parser_peeks(p, TOKEN_STRING, NULL))
		return parse_quoted_name(p, from);
	if (parser_at(p, "<<"))
		return parser_advance(p) ? parse_items(p, EXPR_LIST, ">>", from) : NULL;
	return parser_expected(p, "a name, a number or \"(\"");
}

static struct expr *parse_field(struct parser *p, struct expr *of)
{
	struct expr *expr;
	const char *name;

	if (!parser_advance(p))
		return NULL;
	if (p->token.kind != TOKEN_NAME)
		return parser_expected(p, "the name of a field");
	if (!(name = parser_take_name(p)))
		return NULL;
	expr = parser_join(p, EXPR_FIELD, of, NULL);
	expr->name = name;
	return expr;
}

static struct expr *unknown_function(struct parser *p, const struct expr *name)
{
	struct nearest nearest = nearest_to(name->name);

	for (int k = 0; k < EXPR_KINDS; k++)
		if (operators[k].form == FORM_FUNCTION)
			nearest_offer(&nearest, operators[k].ascii);
	nearest_err(&nearest, "function", p->err);
	if (!nearest.name)
		err_remedy(p->err, "there are count(S) and keys(T)");
	expr_place(p->err, p->text, name->from);
	return NULL;
}

/* In u's the mark is no prime if there are phrases. */
static bool at_possessive(const struct parser *p)
{
	const char *rest = p->text + p->token.to;

	return p->phrases && parser_at(p, "'") && rest[0] == 's' && rest[1] != '_' &&
	       !isalnum((unsigned char)rest[1]);
}

/* Parses .f, [k] or ' after an operand.  Returns false if there is none; *expr is null after an error. */
static bool parse_suffix(struct parser *p, struct expr **expr)
{
	struct expr *key;

	if (parser_at(p, ".")) {
		*expr = parse_field(p, *expr);
	} else if (parser_at(p, "'") && !at_possessive(p)) {
		*expr = parser_advance(p) ? parser_join(p, EXPR_PRIME, *expr, NULL) : NULL;
	} else if (parser_at(p, "[")) {
		bool read =
		        parser_advance(p) && (key = parser_level(p, LEVEL_IMPLIES)) && parser_take(p, "]");

		*expr = read ? parser_join(p, EXPR_AT, *expr, key) : NULL;
	} else {
		return false;
	}
	return true;
}

struct expr *parser_operand(struct parser *p, unsigned kinds)
{
	struct expr *expr = p->ready;
	unsigned parts = 0;

	p->ready = NULL;
	if (!expr && !phrase_read(p, kinds, NULL, &expr))
		expr = parse_atom(p);
	if (expr && expr->kind == EXPR_NAME && parser_at(p, "("))
		return unknown_function(p, expr);
	while (expr && (phrase_read(p, kinds, expr, &expr) || parse_suffix(p, &expr)))
		if (++parts > EXPR_DEPTH_MAX)
			return parser_refuse(p, p->token.from, "more than %d fields or indexes in a row",
			                     EXPR_DEPTH_MAX);
	return expr;
}

/* --- operators ---------------------------------------------------------------------------- */

/* The next token as an infix operator of this level; EXPR_KINDS if it is none. */
static enum expr_kind infix_at(struct parser *p, enum level level)
{
	enum expr_kind kind = p->token.symbol;

	if (p->token.kind != TOKEN_OPERATOR && p->token.kind != TOKEN_NAME)
		return EXPR_KINDS;
	if (kind == EXPR_NOT && p->token.kind == TOKEN_NAME && level == LEVEL_COMPARE)
		return EXPR_NOT_IN;
	return kind != EXPR_KINDS && operators[kind].form == FORM_INFIX && operators[kind].level == level
	               ? kind
	               : EXPR_KINDS;
}

static bool take_infix(struct parser *p, enum expr_kind kind)
{
	bool two_words = kind == EXPR_NOT_IN && p->token.symbol == EXPR_NOT;

	return parser_advance(p) && (!two_words || parser_take_word(p, "in"));
}

static struct expr *parse_infix(struct parser *p, enum level level)
{
	struct expr *left, *right;
	enum expr_kind kind;
	unsigned count = 0;

	/* As in TLA+, a conjunction or disjunction may begin with its operator. */
	if ((level == LEVEL_AND || level == LEVEL_OR) && p->token.kind == TOKEN_OPERATOR &&
	    infix_at(p, level) != EXPR_KINDS && !parser_advance(p))
		return NULL;
	left = parser_level(p, level + 1);
	while (left && (kind = infix_at(p, level)) != EXPR_KINDS) {
		uint32_t from = p->token.from;

		if (level == LEVEL_COMPARE && count) {
			err_set(p->err, "comparisons cannot be chained");
			expr_place(p->err, p->text, from);
			err_remedy(p->err, "write a < b and b < c");
			return NULL;
		}
		if (++count > EXPR_DEPTH_MAX) {
			err_set(p->err, "more than %d operands in a row", EXPR_DEPTH_MAX);
			expr_place(p->err, p->text, from);
			err_remedy(p->err, "use parentheses");
			return NULL;
		}
		if (!take_infix(p, kind))
			return NULL;
		right = parser_level(p, level == LEVEL_IMPLIES ? level : level + 1);
		left = right ? parser_join(p, kind, left, right) : NULL;
	}
	return left;
}

static struct expr *parse_prefix(struct parser *p)
{
	enum expr_kind kind = p->token.symbol;
	uint32_t from = p->token.from;
	struct expr *of;

	if (p->token.kind != TOKEN_OPERATOR && p->token.kind != TOKEN_NAME)
		return parse_infix(p, LEVEL_COMPARE);
	/* A phrase may begin like notation: "no …", "all keys are used". */
	if (p->token.kind == TOKEN_NAME && phrase_read(p, PHRASES_IN_EXPRESSIONS, NULL, &p->ready))
		return p->ready ? parse_infix(p, LEVEL_COMPARE) : NULL;
	if (kind == EXPR_NOT) {
		if (!parser_advance(p) || !(of = parser_level(p, LEVEL_NOT)))
			return NULL;
		struct expr *expr = parser_make(p, EXPR_NOT, from);

		expr->part[0] = of;
		return expr;
	}
	if (kind != EXPR_KINDS && operators[kind].form == FORM_BINDER &&
	    (p->token.kind == TOKEN_OPERATOR || parser_peeks(p, TOKEN_NAME, NULL)))
		return parser_advance(p) ? parse_bound(p, kind, from) : NULL;
	if (parser_at_word(p, "if"))
		return parse_if(p, from);
	return parse_infix(p, LEVEL_COMPARE);
}

struct expr *parser_level(struct parser *p, enum level level)
{
	struct expr *expr;

	if (p->depth == EXPR_DEPTH_MAX * LEVEL_PART) {
		return parser_refuse(p, p->token.from, "the expression is nested more than %d deep",
		                     EXPR_DEPTH_MAX);
	}
	p->depth++;
	expr = level == LEVEL_NOT    ? parse_prefix(p)
	       : level == LEVEL_PART ? parser_operand(p, PHRASES_IN_EXPRESSIONS)
	                             : parse_infix(p, level);
	p->depth--;
	return expr;
}

static bool begin(struct parser *p)
{
	if (p->length > EXPR_LENGTH_MAX) {
		err_set(p->err, "the expression is longer than %d bytes", EXPR_LENGTH_MAX);
		return false;
	}
	if (!utf8_valid(p->text, p->length)) {
		err_set(p->err, "the expression is not UTF-8");
		return false;
	}
	return parser_advance(p);
}

bool parser_begin(struct parser *p, const char *text, size_t length, struct arena *arena, struct err *err)
{
	*p = (struct parser){ .text = text, .length = length, .arena = arena, .err = err };
	if (!begin(p))
		return false;
	p->first = p->token.from;
	if (p->token.kind != TOKEN_END)
		return true;
	err_set(err, "an expression is missing");
	err_remedy(err, "write a condition, for example x = 1");
	return false;
}

struct expr *parser_whole(struct parser *p)
{
	struct expr *expr = parser_level(p, LEVEL_IMPLIES);

	if (expr && p->token.kind != TOKEN_END)
		return parser_expected(p, "an operator or the end");
	return expr;
}

int expr_parse(const char *text, size_t length, struct arena *arena, struct expr **expr, struct err *err)
{
	struct parser p;
	struct expr *made = parser_begin(&p, text, length, arena, err) ? parser_whole(&p) : NULL;

	if (!made)
		return -1;
	*expr = made;
	return 0;
}
