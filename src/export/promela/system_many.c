/*
 * Quantifiers and filters: written out for each member that there can be at the scope.  Rejected: loops,
 * which Promela has only as statements, while a guard is one expression.
 */
#include "export/promela/system.h"

/* What has been gathered of the members so far, from the last to the first. */
struct gathered {
	struct term rest; /* the value of the members behind */
	bool decides;     /* the body value that decides */
};

/* One member, in front of the rest: it counts only where `in` holds. */
static void add_member(struct view *view, struct gathered *g, const char *in, struct term body)
{
	struct system_writer *w = view->w;
	struct term one, nothing = term_number(!g->decides), present = term_truth_of(in);
	const char *decided;

	one = term_if(view, &present, body, nothing);
	decided = term_truth(w, &one);
	if (!g->decides)
		decided = text_not(w, decided);
	/* The rest is looked at only if this one has not decided. */
	if (decided == NULL) {
		struct term term = term_number(g->decides);

		term_after(view, &term, &one, &nothing);
		g->rest = term;
		return;
	}
	{
		const char *goes_on = text_not(w, decided), *value = term_truth(w, &one),
		           *rest = term_truth(w, &g->rest);
		struct term term =
		        term_truth_of(g->decides ? text_or(w, value, rest) : text_and(w, value, rest));
		struct term late = { .ok = text_implies(w, goes_on, g->rest.ok),
			             .fits = text_implies(w, goes_on, g->rest.fits),
			             .room = text_implies(w, goes_on, g->rest.room) };

		term_after(view, &term, &one, &late);
		g->rest = term;
	}
}

/* The number of bits of a set. */
static unsigned width(const struct term *set)
{
	unsigned bits = 0;

	while (bits < 63 && set->most >> bits)
		bits++;
	return set->most < 0 ? 64 : bits;
}

/* When the member is in the set. */
static const char *contains(struct view *view, const struct term *set, unsigned member)
{
	if (term_is_number(set))
		return (uint64_t)set->add >> member & 1 ? NULL : never;
	return text_format(view->w, "((%s >> %u) & 1)", term_value(view->w, set), member);
}

static struct term quantified(struct view *view, const struct node *node)
{
	struct term set = term_of(view, node->a), term;
	struct gathered g = { .decides = node->kind == NODE_SOME };

	g.rest = term_number(!g.decides);
	for (unsigned i = width(&set); i-- > 0;) {
		const char *in = contains(view, &set, i);

		if (in == never)
			continue;
		view->bound[node->index] = term_number(i);
		add_member(view, &g, in, term_of(view, node->b));
	}
	term = g.rest;
	term_after(view, &term, &set, &g.rest);
	return term;
}

static struct term filtered(struct view *view, const struct node *node)
{
	struct system_writer *w = view->w;
	struct term set = term_of(view, node->a), term = term_number(0), faults = set;

	for (unsigned i = 0; i < width(&set); i++) {
		const char *in = contains(view, &set, i), *kept;
		struct term body, late;

		if (in == never)
			continue;
		view->bound[node->index] = term_number(i);
		body = term_of(view, node->b);
		kept = text_and(w, in, term_truth(w, &body));
		late = (struct term){ .ok = text_implies(w, in, body.ok),
			              .fits = text_implies(w, in, body.fits),
			              .room = text_implies(w, in, body.room) };
		term_after(view, &faults,
		           &(struct term){ .ok = faults.ok, .fits = faults.fits, .room = faults.room },
		           &late);
		if (kept == never)
			continue;
		term.most |= INT64_C(1) << (i & 31);
		if (i > 30)
			w->failed = "a set in it has more than 31 possible members";
		else if (!kept)
			term.add |= INT64_C(1) << i;
		else
			term.text = text_format(w, term.text ? "%s | (%s -> %lu : 0)" : "%s(%s -> %lu : 0)",
			                        term.text ? term.text : "", kept, 1UL << i);
	}
	if (term.text)
		term.text = term.add ? text_format(w, "(%s | %ld)", term.text, (long)term.add)
		                     : text_format(w, "(%s)", term.text);
	if (term.text)
		term.add = 0;
	term.ok = faults.ok;
	term.fits = faults.fits;
	term.room = faults.room;
	return term;
}

/* The items of a list, which end where a slot is 0. */
static struct term quantified_items(struct view *view, const struct node *node)
{
	struct term term, list = term_number(0);
	struct gathered g = { .decides = node->kind == NODE_SOME_ITEMS };
	unsigned count = node->count;

	if (node->before >= 0 && view->place[node->before] < count)
		count = view->place[node->before];
	g.rest = term_number(!g.decides);
	for (unsigned i = count; i-- > 0;) {
		struct place at = place_of(view, &node->at, i);
		struct term raw;

		list.ok = text_and(view->w, at.ok, at.in);
		if (at.in == never)
			break;
		raw = place_read(view, &at, node->at.after);
		if (term_is_number(&raw) && !raw.add)
			continue;
		view->bound[node->index] = raw;
		view->bound[node->index].add--;
		view->bound[node->index].least = 0;
		view->bound[node->index].most = raw.most - 1;
		view->place[node->index] = i;
		add_member(view, &g,
		           raw.text ? text_format(view->w, "(%s != 0)", term_less(view->w, &raw, 0)) : NULL,
		           term_of(view, node->b));
	}
	term = g.rest;
	term_after(view, &term, &list, &g.rest);
	return term;
}

struct term term_many(struct view *view, const struct node *node)
{
	if (node->kind == NODE_FILTER)
		return filtered(view, node);
	return node->kind == NODE_ALL || node->kind == NODE_SOME ? quantified(view, node)
	                                                         : quantified_items(view, node);
}
