/*
 * The text of a tree, with the fewest parentheses that read back as the same tree.
 *
 * What binds names, and `if`, reach as far to the right as they can.  So they need parentheses wherever
 * something follows.
 */
#include <inttypes.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/quote.h>

#include "language/language.h"

struct show {
	struct buf *out;
	bool ascii;
	const char *choosing; /* the name of the choice whose condition this is, if nothing hides it; or null
	                       */
};

static void show_at(const struct show *s, const struct expr *expr, enum level level, bool last);

static bool reaches_right(const struct expr *expr)
{
	return expr->kind == EXPR_ALL || expr->kind == EXPR_SOME || expr->kind == EXPR_IF;
}

static enum level level_of(const struct expr *expr)
{
	if (reaches_right(expr))
		return LEVEL_NOT;
	return operators[expr->kind].level == LEVEL_NONE ? LEVEL_PART : operators[expr->kind].level;
}

static void show_whole(const struct show *s, const struct expr *expr)
{
	show_at(s, expr, LEVEL_IMPLIES, true);
}

static const char *spelling(const struct show *s, enum expr_kind kind)
{
	return s->ascii ? operators[kind].ascii : operators[kind].text;
}

/* Whether a name would be read as something else, or not at all. */
static bool needs_quotes(const char *name)
{
	static const char *const words[] = { "not",  "all",  "some",  "if",    "DOMAIN",
		                             "true", "TRUE", "false", "FALSE", NULL };
	struct token token;
	uint32_t at = 0;
	size_t length = strlen(name);

	for (unsigned i = 0; words[i]; i++)
		if (strcmp(name, words[i]) == 0)
			return true;
	return token_next(name, length, &at, &token, NULL) < 0 || token.kind != TOKEN_NAME || token.from ||
	       at != length;
}

static void show_name(const struct show *s, const struct expr *expr)
{
	const char *name = expr->name;

	if (expr->meaning == EXPR_NAME_CHOSEN && (!s->choosing || strcmp(s->choosing, name) != 0)) {
		buf_printf(s->out, "the chosen %s", name);
		return;
	}
	if (!needs_quotes(name)) {
		buf_add_text(s->out, name);
		return;
	}
	buf_add_char(s->out, '[');
	quote_always(s->out, name);
	buf_add_char(s->out, ']');
}

/* Whether the text begins like that of {x ∈ S: P}. */
static bool begins_like_filter(const struct expr *item)
{
	while (operators[item->kind].form == FORM_INFIX && item->kind != EXPR_IN && item->part[0])
		item = item->part[0];
	return item->kind == EXPR_IN &&
	       (item->part[0]->kind == EXPR_NAME || item->part[0]->kind == EXPR_BOOL ||
	        item->part[0]->kind == EXPR_UNSET);
}

static void show_items(const struct show *s, const struct expr *expr, const char *open, const char *close)
{
	buf_add_text(s->out, open);
	for (uint32_t i = 0; i < expr->count; i++) {
		buf_add_text(s->out, i ? ", " : "");
		if (expr->kind == EXPR_RECORD)
			buf_printf(s->out, "%s: ", expr->names[i]);
		if (expr->kind == EXPR_SET && i == 0 && begins_like_filter(expr->items[i]))
			show_at(s, expr->items[i], LEVEL_PART, true);
		else
			show_whole(s, expr->items[i]);
	}
	buf_add_text(s->out, close);
}

static void show_infix(const struct show *s, const struct expr *expr, bool last)
{
	enum level level = operators[expr->kind].level;
	bool right = level == LEVEL_IMPLIES;

	show_at(s, expr->part[0], level + (right || level == LEVEL_COMPARE), false);
	buf_printf(s->out, " %s ", spelling(s, expr->kind));
	show_at(s, expr->part[1], level + !right, last);
}

/* Nested binders of one kind become x ∈ S, y ∈ T: P; of one domain, x, y ∈ S: P. */
static void show_binder(const struct show *s, const struct expr *expr, bool last)
{
	buf_printf(s->out, "%s ", spelling(s, expr->kind));
	for (const struct expr *next = expr;; next = next->part[1]) {
		if (next->part[1]->kind == expr->kind && next->part[1]->part[0] == next->part[0]) {
			buf_printf(s->out, "%s, ", next->name);
			continue;
		}
		buf_printf(s->out, "%s %s ", next->name, spelling(s, EXPR_IN));
		show_at(s, next->part[0], LEVEL_SUM, false);
		if (next->part[1]->kind == expr->kind) {
			buf_add_text(s->out, ", ");
			continue;
		}
		buf_add_text(s->out, ": ");
		show_at(s, next->part[1], LEVEL_IMPLIES, last);
		return;
	}
}

static void show_part(const struct show *s, const struct expr *expr)
{
	if (expr->kind == EXPR_AT && expr->name) {
		show_at(s, expr->part[1], LEVEL_PART, false);
		return;
	}
	show_at(s, expr->part[0], LEVEL_PART, false);
	if (expr->kind == EXPR_PRIME) {
		buf_add_char(s->out, '\'');
	} else if (expr->kind == EXPR_FIELD) {
		buf_printf(s->out, ".%s", expr->name);
	} else {
		buf_add_char(s->out, '[');
		show_whole(s, expr->part[1]);
		buf_add_char(s->out, ']');
	}
}

/* Whether a part of the tree binds that name. */
static bool binds(const struct expr *expr, const char *name)
{
	if (!expr)
		return false;
	if ((expr->kind == EXPR_ALL || expr->kind == EXPR_SOME || expr->kind == EXPR_FILTER) &&
	    strcmp(expr->name, name) == 0)
		return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (binds(expr->items[i], name))
			return true;
	return binds(expr->part[0], name) || binds(expr->part[1], name) || binds(expr->part[2], name);
}

static void show_choice(const struct show *s, const struct expr *expr)
{
	struct show inside = *s;

	buf_printf(s->out, "choose %s %s ", expr->name, spelling(s, EXPR_IN));
	show_at(s, expr->part[0], LEVEL_SUM, false);
	if (!expr->part[1])
		return;
	if (!needs_quotes(expr->name) && !binds(expr->part[1], expr->name))
		inside.choosing = expr->name;
	buf_add_text(s->out, ": ");
	show_whole(&inside, expr->part[1]);
}

/* "add e to S" */
static void show_change(const struct show *s, const struct expr *expr, const char *verb,
                        const char *preposition)
{
	buf_printf(s->out, "%s ", verb);
	show_whole(s, expr->part[1]);
	buf_printf(s->out, " %s ", preposition);
	show_at(s, expr->part[0], LEVEL_PART, true);
}

static void show_bare(const struct show *s, const struct expr *expr, bool last)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		buf_printf(s->out, "%" PRId64, expr->number);
		break;
	case EXPR_STRING:
		quote_always(s->out, expr->name);
		break;
	case EXPR_BOOL:
		buf_add_text(s->out, expr->truth ? "true" : "false");
		break;
	case EXPR_UNSET:
		buf_add_text(s->out, VALUE_UNSET);
		break;
	case EXPR_NAME:
		show_name(s, expr);
		break;
	case EXPR_FIELD:
	case EXPR_AT:
	case EXPR_PRIME:
		show_part(s, expr);
		break;
	case EXPR_NOT:
		buf_printf(s->out, "%s ", spelling(s, EXPR_NOT));
		show_at(s, expr->part[0], LEVEL_NOT, last);
		break;
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_IMPLIES:
	case EXPR_EQUAL:
	case EXPR_NOT_EQUAL:
	case EXPR_LESS:
	case EXPR_AT_MOST:
	case EXPR_GREATER:
	case EXPR_AT_LEAST:
	case EXPR_IN:
	case EXPR_NOT_IN:
	case EXPR_SUBSET:
	case EXPR_PLUS:
	case EXPR_MINUS:
	case EXPR_UNION:
	case EXPR_DIFFERENCE:
	case EXPR_INTERSECTION:
	case EXPR_BEFORE:
		show_infix(s, expr, last);
		break;
	case EXPR_COUNT:
	case EXPR_KEYS:
		if (expr->kind == EXPR_KEYS && expr->name) {
			buf_add_text(s->out, expr->name);
			break;
		}
		buf_printf(s->out, "%s(", spelling(s, expr->kind));
		show_whole(s, expr->part[0]);
		buf_add_char(s->out, ')');
		break;
	case EXPR_IF:
		buf_add_text(s->out, "if ");
		show_whole(s, expr->part[0]);
		buf_add_text(s->out, " then ");
		show_whole(s, expr->part[1]);
		buf_add_text(s->out, " else ");
		show_at(s, expr->part[2], LEVEL_IMPLIES, last);
		break;
	case EXPR_ALL:
	case EXPR_SOME:
		show_binder(s, expr, last);
		break;
	case EXPR_FILTER:
		buf_printf(s->out, "{%s %s ", expr->name, spelling(s, EXPR_IN));
		show_at(s, expr->part[0], LEVEL_SUM, false);
		buf_add_text(s->out, ": ");
		show_whole(s, expr->part[1]);
		buf_add_char(s->out, '}');
		break;
	case EXPR_SET:
	case EXPR_RECORD:
		show_items(s, expr, "{", "}");
		break;
	case EXPR_LIST:
		show_items(s, expr, "<<", ">>");
		break;
	case EXPR_CHOOSE:
		show_choice(s, expr);
		break;
	case EXPR_ASSIGN:
		show_at(s, expr->part[0], LEVEL_PART, false);
		buf_add_text(s->out, " := ");
		show_whole(s, expr->part[1]);
		break;
	case EXPR_ADD:
		show_change(s, expr, "add", "to");
		break;
	case EXPR_REMOVE:
		show_change(s, expr, "remove", "from");
		break;
	case EXPR_APPEND:
		show_change(s, expr, "append", "to");
		break;
	case EXPR_TAKE:
		buf_add_text(s->out, "take the first of ");
		show_at(s, expr->part[0], LEVEL_PART, true);
		break;
	case EXPR_KINDS:
		break;
	}
}

static void show_at(const struct show *s, const struct expr *expr, enum level level, bool last)
{
	bool bare = level_of(expr) >= level && (last || !reaches_right(expr));

	if (!bare)
		buf_add_char(s->out, '(');
	show_bare(s, expr, last || !bare);
	if (!bare)
		buf_add_char(s->out, ')');
}

void expr_show(struct buf *out, const struct expr *expr, bool ascii)
{
	show_whole(&(struct show){ .out = out, .ascii = ascii }, expr);
}
