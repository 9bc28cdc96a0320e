/*
 * Raw codes, which are numbers whose digits are the fields of a record, and sets, whose bits they number.
 */
#include "export/promela/system.h"

/* --- raw codes ----------------------------------------------------------------------------- */

struct term term_digit(struct view *view, const struct node *node)
{
	struct term a = term_of(view, node->a), term;

	if (node->count <= 1 || (node->number > INT32_MAX && !term_is_number(&a)))
		term = term_number(0);
	else if (term_is_number(&a))
		term = term_number(a.add / node->number % (int64_t)node->count);
	else
		term = term_text(
		        node->number == 1
		                ? text_format(view->w, "(%s %% %u)", term_value(view->w, &a), node->count)
		                : text_format(view->w, "(%s / %lld %% %u)", term_value(view->w, &a),
		                              (long long)node->number, node->count),
		        0, (int64_t)node->count - 1);
	term.ok = a.ok;
	term.fits = a.fits;
	term.room = a.room;
	return term;
}

bool term_is_large(const struct term *term)
{
	return term->most > INT32_MAX / 2 || term->least < -(INT32_MAX / 2);
}

struct term term_join(struct view *view, const struct node *node)
{
	struct term a = term_of(view, node->a), b = term_of(view, node->b), term = term_number(0);

	term.least = a.least * node->number + b.least;
	term.most = a.most * node->number + b.most;
	if (term_is_large(&term))
		view->w->failed = "a record in a list or set has more values than Promela's int";
	else if (term_is_number(&a))
		term.text = b.text, term.add = a.add * node->number + b.add;
	else if (node->number == 1)
		term.text =
		        text_format(view->w, "(%s + %s)", term_value(view->w, &a), term_value(view->w, &b));
	else
		term.text = text_format(view->w, "(%s * %lld + %s)", term_value(view->w, &a),
		                        (long long)node->number, term_value(view->w, &b));
	term_after(view, &term, &a, &b);
	return term;
}

static struct term raw_number(struct view *view, const struct shape *shape, struct term a)
{
	struct system_writer *w = view->w;
	const char *fits = NULL, *room = NULL, *value;
	bool bounded = shape->bound >= 0;

	if (a.unset && shape->optional) {
		struct term unset = term_number(0);

		unset.ok = a.ok;
		return unset;
	}
	if (!shape->optional)
		a = term_there(view, a);
	if (a.unset)
		return a;
	if (term_is_number(&a)) {
		fits = a.add < shape->least || (!bounded && a.add > shape->most) ? never : NULL;
		room = bounded && a.add > shape->most ? never : NULL;
	} else {
		value = term_value(w, &a);
		if (a.least < shape->least)
			fits = text_format(w, "(%s >= %lld)", value, (long long)shape->least);
		if (a.most > shape->most && !bounded)
			fits = text_and(w, fits,
			                text_format(w, "(%s <= %lld)", value, (long long)shape->most));
		if (a.most > shape->most && bounded)
			room = text_format(w, "(%s <= %lld)", value, (long long)shape->most);
		if (a.zero) {
			const char *there_is = text_format(w, "(%s != 0)", a.text);

			fits = text_implies(w, there_is, fits);
			room = text_implies(w, there_is, room);
		}
	}
	a.fits = text_and(w, a.fits, fits);
	a.room = text_and(w, a.room, room);
	if (a.zero) {
		a.text = term_less(w, &a, shape->least - 1);
		a.add = 0;
		a.zero = false;
	} else {
		a.add += shape->optional - shape->least;
	}
	a.least = 0;
	a.most = shape->most - shape->least + shape->optional;
	return a;
}

struct term term_raw(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term a = term_of(view, node->a);
	const struct shape *shape = node->shape;
	int64_t first = !shape->optional, last;

	if (shape->kind == DECLARED_NUMBER)
		return raw_number(view, shape, a);
	if (shape->kind != DECLARED_NAMES && shape->kind != DECLARED_CONSTANT)
		return a;
	last = shape->names->count;
	if (term_is_number(&a)) {
		if (a.add < first || a.add > last)
			a.fits = never;
	} else {
		if (a.least < first)
			a.fits =
			        text_and(w, a.fits,
			                 text_format(w, "(%s >= %lld)", term_value(w, &a), (long long)first));
		if (a.most > last)
			a.fits = text_and(w, a.fits,
			                  text_format(w, "(%s <= %lld)", term_value(w, &a), (long long)last));
	}
	a.add -= first;
	a.least = 0;
	a.most = last - first > 0 ? last - first : 0;
	return a;
}

/* --- sets -------------------------------------------------------------------------------------------- */

struct term term_sets(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term a = term_of(view, node->a), b = term_of(view, node->b), term;
	bool known = term_is_number(&a) && term_is_number(&b);
	const char *x = term_value(w, &a), *y = term_value(w, &b);

	switch (node->kind) {
	case NODE_SUBSET:
		term = known ? term_number((a.add & ~b.add) == 0)
		             : term_text(text_format(w, "((%s & ~%s) == 0)", x, y), 0, 1);
		break;
	case NODE_UNION:
		if (term_is_number(&a) && !a.add)
			term = b;
		else
			term = known ? term_number(a.add | b.add)
			             : term_text(text_format(w, "(%s | %s)", x, y), 0, a.most | b.most);
		break;
	case NODE_DIFFERENCE:
		term = known ? term_number(a.add & ~b.add)
		             : term_text(text_format(w, "(%s & ~%s)", x, y), 0, a.most);
		break;
	default:
		term = known ? term_number(a.add & b.add)
		             : term_text(text_format(w, "(%s & %s)", x, y), 0,
		                         a.most < b.most ? a.most : b.most);
		break;
	}
	term_after(view, &term, &a, &b);
	return term;
}

/* What does not fit is no member. */
struct term term_member(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term code = term_of(view, node->a), set = term_of(view, node->b), term;
	const char *fits = text_and(w, code.fits, code.room), *bit;

	if (term_is_number(&code) && term_is_number(&set))
		bit = code.add >= 0 && code.add < 64 && ((uint64_t)set.add >> code.add & 1) ? NULL : never;
	else
		bit = text_format(w, "((%s >> %s) & 1)", term_value(w, &set), term_value(w, &code));
	term = term_truth_of(text_and(w, fits, bit));
	code.fits = code.room = NULL;
	term_after(view, &term, &code, &set);
	return term;
}

struct term term_count(struct view *view, const struct node *node)
{
	struct term set = term_of(view, node->a), term;
	const char *text = "";
	int64_t most = 0;

	if (term_is_number(&set)) {
		term = term_number(__builtin_popcountll((uint64_t)set.add));
	} else {
		for (unsigned i = 0; i < 32 && set.most >> i; i++, most++)
			text = text_format(view->w, "%s%s((%s >> %u) & 1)", text, i ? " + " : "",
			                   term_value(view->w, &set), i);
		term = term_text(text_format(view->w, "(%s)", text), 0, most);
	}
	term.ok = set.ok;
	term.fits = set.fits;
	term.room = set.room;
	return term;
}

struct term term_bit(struct view *view, const struct node *node)
{
	struct term a = term_of(view, node->a), term;

	if (a.most > 30)
		view->w->failed = "a set in it has more than 31 possible members";
	if (term_is_number(&a))
		term = term_number((int64_t)1 << (a.add & 31));
	else
		term = term_text(text_format(view->w, "(1 << %s)", term_value(view->w, &a)), 0,
		                 ((int64_t)2 << (a.most & 31)) - 1);
	term.ok = a.ok;
	term.fits = a.fits;
	term.room = a.room;
	return term;
}
