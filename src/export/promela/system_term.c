/*
 * Nodes as Promela, by one walk that gives a term for each.
 *
 * Promela decides && and || and (a -> b : c) as heddle does, so only what has no value needs care: a term has
 * the condition under which it has one, and the condition stands in front of the whole.
 */
#include <string.h>

#include "export/promela/system.h"

/* The faults of two that are evaluated one after the other. */
void term_after(struct view *view, struct term *term, const struct term *a, const struct term *b)
{
	struct system_writer *w = view->w;

	term->ok = text_and(w, a->ok, text_implies(w, text_and(w, a->fits, a->room), b->ok));
	term->fits = text_and(w, a->fits, b->fits);
	term->room = text_and(w, a->room, b->room);
}

/* The faults of `b`, which is evaluated only where `condition` holds, behind those of `a`. */
static void after_where(struct view *view, struct term *term, const struct term *a, const char *condition,
                        const struct term *b)
{
	struct system_writer *w = view->w;
	struct term late = { .ok = text_implies(w, condition, b->ok),
		             .fits = text_implies(w, condition, b->fits),
		             .room = text_implies(w, condition, b->room) };

	term_after(view, term, a, &late);
}

struct term term_there(struct view *view, struct term term)
{
	if (term.unset)
		term.ok = never;
	else if (term.zero)
		term.ok = text_and(view->w, term.ok, text_format(view->w, "(%s != 0)", term.text));
	term.zero = false;
	if (term.unset) {
		const char *ok = term.ok;

		term = term_number(0);
		term.ok = ok;
	}
	return term;
}

/* --- leaves ------------------------------------------------------------------------------ */

static struct term chosen(struct view *view, const struct node *node)
{
	const struct model_action *shown = &view->w->model->actions[view->index];
	uint64_t radix = view->action->choices[node->index].item->radix;

	return term_text(text_format(view->w, "the_%u_%s", node->index + 1, shown->choice[node->index]->name),
	                 0, radix ? (int64_t)radix - 1 : 0);
}

static struct term self(struct view *view)
{
	const struct model *model = view->w->model;
	struct term term = term_text("self", 1, 1);

	for (unsigned p = 0; p < model->process_count; p++)
		if (machine_process(model, p)->role == view->action->role &&
		    machine_process(model, p)->nth + 1 > term.most)
			term.most = machine_process(model, p)->nth + 1;
	term.add = 1;
	return term.most == 1 ? term_number(1) : term;
}

/* What a slot means: 0 may be UNSET, and so may be a key. */
static struct term load(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct place at = place_of(view, &node->at, 0);
	struct term raw = at.in == never ? term_number(0) : place_read(view, &at, node->at.after), term = raw;
	bool numeric = node->unset == NUMBER_UNSET;
	const char *in = at.in;

	if (in && !node->has_unset) {
		at.ok = text_and(w, at.ok, in);
		in = NULL;
	}
	term.add = raw.add + node->number;
	term.least += node->number;
	term.most += node->number;
	if (node->optional && numeric) {
		if (!raw.text) {
			term = raw.add ? term_number(raw.add + node->number) : (struct term){ .unset = true };
		} else if (raw.add == 0) {
			term.zero = true;
		} else {
			term.text = term_less(w, &raw, 0);
			term.add = node->number;
			term.zero = true;
		}
		term.least = 1 + node->number;
	} else if (node->optional && node->number != (int64_t)node->unset) {
		struct term unset = term_number(node->unset);
		struct term is_zero = term_text(text_format(w, "(%s != 0)", term_less(w, &raw, 0)), 0, 1);

		term = term_if(view, &is_zero, term, unset);
	}
	if (in) {
		const struct term nothing = { .unset = true };
		struct term unset = numeric ? nothing : term_number(node->unset);
		struct term is_in = term_truth_of(in);

		term = term_if(view, &is_in, term, unset);
	}
	term.ok = at.ok;
	return term;
}

static struct term map(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term a = term_of(view, node->a), term = term_number(0);
	bool same = true;

	for (int64_t i = a.least < 0 ? 0 : a.least; i <= a.most && i < (int64_t)node->count; i++)
		same &= node->map[i] == i;
	if (same && a.least >= 0 && a.most < (int64_t)node->count)
		return a;
	for (int64_t i = a.least < 0 ? 0 : a.least; i <= a.most && i < (int64_t)node->count; i++) {
		struct term is_i, value = term_number(node->map[i]);

		if (term_is_number(&a) && a.add != i)
			continue;
		if (term_is_number(&a)) {
			term = value;
			break;
		}
		is_i = term_text(text_format(w, "(%s == %lld)", a.text, (long long)(i - a.add)), 0, 1);
		term = term_if(view, &is_i, value, term);
	}
	term.ok = a.ok;
	term.fits = a.fits;
	term.room = a.room;
	return term;
}

static struct term length_of(struct view *view, const struct node *node)
{
	struct term term = term_number(0);
	const char *text = NULL, *ok = NULL;

	for (unsigned i = 0; i < node->count; i++) {
		struct place at = place_of(view, &node->at, i);
		struct term raw;

		ok = text_and(view->w, at.ok, at.in);
		if (at.in == never)
			break;
		raw = place_read(view, &at, node->at.after);
		if (!raw.text) {
			term.add += raw.add != 0;
			continue;
		}
		text = text_format(view->w, text ? "%s + (%s != 0)" : "%s(%s != 0)", text ? text : "",
		                   term_less(view->w, &raw, 0));
	}
	if (text)
		term.text = text_format(view->w, "(%s)", text);
	term.least = 0;
	term.most = node->count;
	term.ok = ok;
	return term;
}

/* --- logic ---------------------------------------------------------------------------------------- */

struct term term_if(struct view *view, const struct term *condition, struct term a, struct term b)
{
	struct system_writer *w = view->w;
	const char *when = term_truth(w, condition);
	struct term term = a;

	if (when == NULL || when == never) {
		term = when == NULL ? a : b;
		term_after(view, &term, condition, when == NULL ? &a : &b);
		return term;
	}
	term.least = a.unset || (!b.unset && b.least < a.least) ? b.least : a.least;
	term.most = a.unset || (!b.unset && b.most > a.most) ? b.most : a.most;
	term.zero = a.zero || b.zero || a.unset || b.unset;
	term.unset = a.unset && b.unset;
	if (term.unset) {
		term.text = NULL;
		term.zero = false;
	} else if (term.zero) {
		/* What is there must not be 0. */
		term.add = a.zero && (b.unset || (b.zero && b.add == a.add)) ? a.add
		           : b.zero && a.unset                               ? b.add
		                                                             : term.least - 1;
		term.text = text_format(w, "(%s -> %s : %s)", when, term_less(w, &a, term.add),
		                        term_less(w, &b, term.add));
	} else if (!a.text && !b.text && a.add == b.add) {
		term = term_number(a.add);
	} else {
		term.add = a.text && b.text && a.add == b.add ? a.add : 0;
		term.text = text_format(w, "(%s -> %s : %s)", when, term_less(w, &a, term.add),
		                        term_less(w, &b, term.add));
	}
	after_where(view, &term, condition, when, &a);
	after_where(view, &term, &(struct term){ .ok = term.ok, .fits = term.fits, .room = term.room },
	            text_not(w, when), &b);
	return term;
}

static struct term connective(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term a = term_of(view, node->a), b, term;
	const char *left = term_truth(w, &a), *goes_on, *right;

	if (node->kind == NODE_IMPLIES)
		left = text_not(w, left);
	goes_on = node->kind == NODE_AND ? left : text_not(w, left);
	if (goes_on == never) {
		term = term_truth_of(left);
		term.ok = a.ok;
		term.fits = a.fits;
		term.room = a.room;
		return term;
	}
	b = term_of(view, node->b);
	right = term_truth(w, &b);
	term = term_truth_of(node->kind == NODE_AND ? text_and(w, left, right) : text_or(w, left, right));
	after_where(view, &term, &a, goes_on, &b);
	return term;
}

static struct term equal(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term first = term_of(view, node->a), second = term_of(view, node->b), term;
	bool known = first.unset || term_is_number(&first);
	struct term a = known ? second : first,
	            b = known ? first : second; /* what is known goes to the right */
	const char *text;

	if (b.unset)
		text = a.unset ? NULL : a.zero ? text_format(w, "(%s == 0)", a.text) : never;
	else if (a.unset)
		text = b.zero ? text_format(w, "(%s == 0)", b.text) : never;
	else if (!a.text && !b.text)
		text = a.add == b.add ? NULL : never;
	else if (!b.text && (b.add < a.least || b.add > a.most))
		text = never;
	else if (!b.text)
		text = text_format(w, "(%s == %s)", a.text, term_less(w, &b, a.add));
	else if (a.zero == b.zero)
		text = text_format(w, "(%s == %s)", term_less(w, &a, b.add), b.text);
	else /* one is there for certain */
		text = a.zero ? text_format(w, "(%s != 0 && %s == %s)", a.text, a.text,
		                            term_less(w, &b, a.add))
		              : text_format(w, "(%s != 0 && %s == %s)", b.text, b.text,
		                            term_less(w, &a, b.add));
	term = term_truth_of(text);
	term_after(view, &term, &first, &second);
	return term;
}

static struct term order(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term a = term_there(view, term_of(view, node->a)),
	            b = term_there(view, term_of(view, node->b)), term;
	bool less = node->kind == NODE_LESS;

	if (less ? a.most < b.least : a.most <= b.least)
		term = term_number(1);
	else if (less ? a.least >= b.most : a.least > b.most)
		term = term_number(0);
	else
		term = term_text(text_format(w, "(%s %s %s)", term_less(w, &a, b.text ? b.add : 0),
		                             less ? "<" : "<=", term_less(w, &b, b.text ? b.add : 0)),
		                 0, 1);
	term_after(view, &term, &a, &b);
	return term;
}

static struct term sum(struct view *view, const struct node *node)
{
	struct term a = term_there(view, term_of(view, node->a)),
	            b = term_there(view, term_of(view, node->b)), term;
	bool plus = node->kind == NODE_PLUS;

	term = term_number(plus ? a.add + b.add : a.add - b.add);
	term.least = plus ? a.least + b.least : a.least - b.most;
	term.most = plus ? a.most + b.most : a.most - b.least;
	if (a.text && b.text)
		term.text = text_format(view->w, "(%s %c %s)", a.text, plus ? '+' : '-', b.text);
	else if (a.text || plus)
		term.text = a.text ? a.text : b.text;
	else if (b.text)
		term.text = text_format(view->w, "(0 - %s)", b.text);
	if (term_is_large(&term))
		view->w->failed = "a sum in it may exceed Promela's int";
	term_after(view, &term, &a, &b);
	return term;
}

static struct term negated(struct view *view, const struct node *node)
{
	struct term a = term_of(view, node->a),
	            term = term_truth_of(text_not(view->w, term_truth(view->w, &a)));

	term.ok = a.ok;
	term.fits = a.fits;
	term.room = a.room;
	return term;
}

struct term term_of(struct view *view, const struct node *node)
{
	const struct term nothing = { .unset = true };
	struct term condition, a;

	if (view->w->failed)
		return term_number(0);
	switch (node->kind) {
	case NODE_CONSTANT:
		return node->number == NUMBER_UNSET ? nothing : term_number(node->number);
	case NODE_BOUND:
		return view->bound[node->index];
	case NODE_SELF:
		return self(view);
	case NODE_CHOSEN:
		return chosen(view, node);
	case NODE_LOAD:
		return load(view, node);
	case NODE_MAP:
		return map(view, node);
	case NODE_DIGIT:
		return term_digit(view, node);
	case NODE_JOIN:
		return term_join(view, node);
	case NODE_RAW:
		return term_raw(view, node);
	case NODE_BIT:
		return term_bit(view, node);
	case NODE_NOT:
		return negated(view, node);
	case NODE_AND:
	case NODE_OR:
	case NODE_IMPLIES:
		return connective(view, node);
	case NODE_IF:
		condition = term_of(view, node->a);
		a = term_of(view, node->b);
		return term_if(view, &condition, a, term_of(view, node->c));
	case NODE_EQUAL:
		return equal(view, node);
	case NODE_LESS:
	case NODE_AT_MOST:
		return order(view, node);
	case NODE_PLUS:
	case NODE_MINUS:
		return sum(view, node);
	case NODE_IN:
		return term_member(view, node);
	case NODE_SUBSET:
	case NODE_UNION:
	case NODE_DIFFERENCE:
	case NODE_INTERSECTION:
		return term_sets(view, node);
	case NODE_COUNT:
		return term_count(view, node);
	case NODE_LENGTH:
		return length_of(view, node);
	case NODE_ALL:
	case NODE_SOME:
	case NODE_FILTER:
	case NODE_ALL_ITEMS:
	case NODE_SOME_ITEMS:
		return term_many(view, node);
	case NODE_KINDS:
		break;
	}
	return term_number(0);
}
