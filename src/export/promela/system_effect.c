/*
 * Effects as assignments.
 *
 * An effect is first a list of writes, each an element and its new raw code; all are evaluated before the
 * first is made, as in heddle.  Whether an effect can be carried out is part of the guard of its step, so
 * there it is evaluated with the writes of the effects before it in place of the state.  Rejected: carrying
 * effects out and undoing them if one has no value, which would be a transition that heddle does not have.
 */
#include "export/promela/system.h"

struct effect_writes {
	struct write *of;
	unsigned count;
	const char *ok; /* when the effect has a value; null: always */
	const char *room;
	uint32_t variables; /* that are written */
	bool in_order;      /* the writes, one after the other, do not see each other */
};

static void add_write(struct view *view, struct effect_writes *writes, struct place at, struct term raw)
{
	if (at.in != never)
		writes->variables |= UINT32_C(1) << view->w->families[at.family].variable;
	writes->of[writes->count++] = (struct write){ at, raw };
}

/* Adds what must hold once what came before has held. */
static void need(struct view *view, struct effect_writes *writes, const char *ok)
{
	writes->ok = text_and(view->w, writes->ok, ok);
}

/* --- lists ------------------------------------------------------------------------------- */

/* A slot of a list as it is; *at becomes its place. */
static struct term item(struct view *view, const struct address *list, unsigned i, struct place *at)
{
	*at = place_of(view, list, i);
	return at->in == never ? term_number(0) : place_read(view, at, false);
}

/* When the list has no room for one more. */
static const char *is_full(struct view *view, const struct effect *effect)
{
	unsigned slots = effect->list->slots;
	struct place at;
	struct term last;

	if (!slots)
		return NULL;
	last = item(view, &effect->stores[0].at, slots - 1, &at);
	return last.text  ? text_format(view->w, "(%s != 0)", term_less(view->w, &last, 0))
	       : last.add ? NULL
	                  : never;
}

/* Item by item, for what sees the list afterwards: each becomes the new one if it is the first free place. */
static void append_anywhere(struct view *view, const struct effect *effect, struct term raw,
                            struct effect_writes *writes)
{
	struct system_writer *w = view->w;
	const char *taken = NULL; /* when the place in front is */

	for (unsigned i = 0; i < effect->list->slots && taken != never; i++) {
		struct place at;
		struct term now = item(view, &effect->stores[0].at, i, &at), is_free;
		const char *free = now.text  ? text_format(w, "(%s == 0)", term_less(w, &now, 0))
		                   : now.add ? never
		                             : NULL;

		is_free = term_truth_of(text_and(w, taken, free));
		add_write(view, writes, at, term_if(view, &is_free, raw, now));
		taken = text_not(w, free);
	}
}

/* To the place behind the last. */
static void append_last(struct view *view, const struct effect *effect, struct term raw,
                        struct effect_writes *writes)
{
	const struct node length = {
		.kind = NODE_LENGTH, .count = effect->list->slots, .before = -1, .at = effect->stores[0].at
	};
	struct place at = place_of(view, &length.at, 0);
	struct term count = term_of(view, &length);

	if (count.text)
		at.index = at.index ? text_format(view->w, "%s + %s", at.index, count.text) : count.text;
	at.offset += count.add;
	add_write(view, writes, at, raw);
}

static void append(struct view *view, const struct effect *effect, bool put, struct effect_writes *writes)
{
	struct system_writer *w = view->w;
	struct term raw = term_of(view, effect->stores[0].raw);
	struct place at = place_of(view, &effect->stores[0].at, 0);
	const char *fits;

	need(view, writes, text_and(w, raw.ok, raw.fits));
	need(view, writes, at.ok);
	if (!effect->list->slots)
		at.in = NULL;
	fits = text_implies(w, at.in, text_not(w, is_full(view, effect)));
	if (effect->list->bound >= 0)
		writes->room = text_and(w, raw.room, fits);
	else
		need(view, writes, fits);
	raw.ok = raw.fits = raw.room = NULL;
	raw.add++;
	raw.least++;
	raw.most++;
	if (at.in == never || !effect->list->slots)
		return;
	if (put)
		append_last(view, effect, raw, writes);
	else
		append_anywhere(view, effect, raw, writes);
}

static void take(struct view *view, const struct effect *effect, struct effect_writes *writes)
{
	struct system_writer *w = view->w;
	struct view keys = *view;
	struct place at, behind;
	struct term first;

	if (!effect->list->slots) {
		need(view, writes, never);
		return;
	}
	keys.reads = 0;
	at = place_of(&keys, &effect->stores[0].at, 0);
	first = item(view, &effect->stores[0].at, 0, &at);
	if (at.in != never)
		writes->in_order = !(keys.reads >> w->families[at.family].variable & 1);
	need(view, writes, text_and(w, at.ok, at.in));
	need(view, writes,
	     first.text  ? text_format(w, "(%s != 0)", term_less(w, &first, 0))
	     : first.add ? NULL
	                 : never);
	for (unsigned i = 0; i < effect->list->slots && at.in != never; i++) {
		struct term next = term_number(0);

		at = place_of(view, &effect->stores[0].at, i);
		if (i + 1 < effect->list->slots)
			next = item(view, &effect->stores[0].at, i + 1, &behind);
		add_write(view, writes, at, next);
	}
}

/* --- what is assigned ------------------------------------------------------------------------ */

static void assign(struct view *view, const struct slot_store *store, struct effect_writes *writes)
{
	struct system_writer *w = view->w;
	struct term raw = term_of(view, store->raw);
	struct place at = place_of(view, &store->at, 0);

	need(view, writes, text_and(w, raw.ok, raw.fits));
	writes->room = text_and(w, writes->room, raw.room);
	need(view, writes, at.ok);
	add_write(view, writes, at, raw);
}

/* Clears a place, or copies another to it. */
static void assign_all(struct view *view, const struct slot_store *store, struct effect_writes *writes)
{
	struct system_writer *w = view->w;
	uint64_t *raws = arena_array(w->arena, (size_t)store->shape->slots + 1, sizeof(*raws));

	if (store->at.slot + store->shape->slots <= w->slot_count)
		machine_cleared(w->model, store->shape, store->at.slot, raws);
	for (unsigned i = 0; i < store->shape->slots; i++) {
		struct place to = place_of(view, &store->at, i), from;
		struct term raw = term_number((int64_t)raws[i]);

		if (i == 0)
			need(view, writes, to.ok);
		if (store->copies) {
			from = place_of(view, &store->from, i);
			if (i == 0)
				need(view, writes, text_implies(w, to.in, from.ok));
			if (from.in != never) {
				struct term is_there = term_truth_of(from.in);

				raw = term_if(view, &is_there, place_read(view, &from, false), raw);
			}
		}
		add_write(view, writes, to, raw);
	}
}

/* `put`: for statements, which may find the end of a list. */
static struct effect_writes writes_of(struct view *view, const struct effect *effect, bool put)
{
	struct effect_writes writes = { .count = 0 };
	size_t most = effect->list ? effect->list->slots : 0;

	for (unsigned i = 0; i < effect->store_count; i++)
		most += effect->stores[i].shape ? effect->stores[i].shape->slots : 1;
	writes.of = arena_array(view->w->arena, most + 1, sizeof(*writes.of));
	if (effect->kind == EXPR_APPEND) {
		append(view, effect, put, &writes);
	} else if (effect->kind == EXPR_TAKE) {
		take(view, effect, &writes);
	} else {
		for (unsigned i = 0; i < effect->store_count; i++)
			if (effect->stores[i].raw)
				assign(view, &effect->stores[i], &writes);
			else
				assign_all(view, &effect->stores[i], &writes);
	}
	return writes;
}

/* Whether an effect writes hours or a count, or a list of them, so that the state may be outside the bounds.
 */
static bool writes_bounded(const struct system_writer *w, const struct effect_writes *writes)
{
	for (unsigned s = 0; s < w->slot_count; s++)
		for (unsigned i = 0; i < writes->count; i++)
			if (writes->of[i].at.in != never && writes->of[i].at.family == w->cells[s].family &&
			    w->cells[s].within < w->families[w->cells[s].family].most)
				return true;
	return false;
}

bool effects_may_leave(struct system_writer *w, unsigned action)
{
	struct view view = { .w = w, .action = machine_action(w->model, action), .index = action };

	for (unsigned i = 0; i < view.action->effect_count; i++) {
		struct effect_writes writes = writes_of(&view, view.action->effects[i], false);

		if (writes_bounded(w, &writes))
			return true;
	}
	return false;
}

/* --- whether they have values --------------------------------------------------------------- */

/* Lets the view see what an effect has written. */
static void see(struct view *view, const struct effect_writes *writes)
{
	struct write *all =
	        arena_array(view->w->arena, (size_t)view->write_count + writes->count + 1, sizeof(*all));

	for (unsigned i = 0; i < view->write_count; i++)
		all[i] = view->writes[i];
	for (unsigned i = 0; i < writes->count; i++)
		all[view->write_count + i] = writes->of[i];
	view->writes = all;
	view->write_count += writes->count;
}

const char *effects_defined(struct view *view)
{
	struct view plain = *view, now = *view;
	const char *ok = NULL;
	unsigned last = 0;

	/* Behind the last one that may lack a value, nothing has to be seen. */
	for (unsigned i = 0; i < view->action->effect_count; i++) {
		struct effect_writes writes = writes_of(&plain, view->action->effects[i], false);

		last = writes.ok ? i + 1 : last;
		plain.within &= !writes_bounded(view->w, &writes);
	}
	for (unsigned i = 0; i < last; i++) {
		struct effect_writes writes = writes_of(&now, view->action->effects[i], false);

		ok = text_and(view->w, ok, writes.ok);
		now.within &= !writes_bounded(view->w, &writes);
		see(&now, &writes);
	}
	view->reads |= now.reads;
	return ok;
}

/* --- writing --------------------------------------------------------------------------------- */

struct putting {
	struct system_writer *w;
	struct undo *undo; /* null: nothing is undone */
	unsigned next;     /* number of the next write that is logged or waits */
};

static bool is_fixed(const struct system_writer *w, const struct place *at)
{
	return !at->in && (!at->index || w->families[at->family].count == 1);
}

static bool is_void(const struct system_writer *w, const struct write *write)
{
	return write->at.in == never || !w->families[write->at.family].name;
}

static void put(const struct putting *p, const char *indent, const char *text)
{
	buf_printf(p->w->out, "%s%s;\n", indent, text);
}

/* Remembers what is there, and writes. */
static void put_change(struct putting *p, const char *indent, const char *name, const char *raw)
{
	if (p->undo) {
		p->undo->name[p->undo->count] = name;
		put(p, indent, text_format(p->w, "old[%u] = %s", p->next, name));
	}
	put(p, indent, text_format(p->w, "%s = %s", name, raw));
}

/* The element at[n] - 1. */
static const char *element(struct system_writer *w, const struct write *write, unsigned n)
{
	const struct family *family = &w->families[write->at.family];

	return family->count > 1 ? text_format(w, "%s[at[%u] - 1]", family->name, n) : family->name;
}

static void next_write(struct putting *p, bool fixed)
{
	if (p->undo)
		p->undo->fixed[p->undo->count++] = fixed;
	p->next++;
}

/* One write by itself. */
static void put_write(struct putting *p, const struct write *write)
{
	struct system_writer *w = p->w;
	const char *indent = write->at.in ? "\t\t" : "\t", *raw;
	bool fixed = is_fixed(w, &write->at);

	if (is_void(w, write))
		return;
	raw = term_less(w, &write->raw, 0);
	if (write->at.in)
		buf_printf(w->out, "\tif\n\t:: %s ->\n", write->at.in);
	if (p->undo && !fixed) {
		put(p, indent, text_format(w, "at[%u] = %s + 1", p->next, place_index(w, &write->at)));
		put_change(p, indent, element(w, write, p->next), raw);
	} else {
		put_change(p, indent, place_name(w, &write->at, false), raw);
	}
	if (write->at.in)
		buf_add_text(w->out, "\t:: else\n\tfi;\n");
	if (p->undo)
		next_write(p, fixed);
}

static void put_wait(struct putting *p, const struct write *write, unsigned n)
{
	struct system_writer *w = p->w;
	const char *index = place_index(w, &write->at);

	if (!is_fixed(w, &write->at))
		put(p, "\t",
		    write->at.in ? text_format(w, "at[%u] = (%s -> %s + 1 : 0)", n, write->at.in, index)
		                 : text_format(w, "at[%u] = %s + 1", n, index));
	put(p, "\t", text_format(w, "kept[%u] = %s", n, term_less(w, &write->raw, 0)));
}

static void put_kept(struct putting *p, const struct write *write)
{
	struct system_writer *w = p->w;
	const char *kept = text_format(w, "kept[%u]", p->next);
	bool fixed = is_fixed(w, &write->at);

	if (fixed) {
		put_change(p, "\t", place_name(w, &write->at, false), kept);
	} else {
		buf_printf(w->out, "\tif\n\t:: at[%u] ->\n", p->next);
		put_change(p, "\t\t", element(w, write, p->next), kept);
		buf_add_text(w->out, "\t:: else\n\tfi;\n");
		if (!p->undo)
			put(p, "\t", text_format(w, "at[%u] = 0", p->next));
	}
	put(p, "\t", text_format(w, "%s = 0", kept));
	next_write(p, fixed);
}

/* Several that must not see each other: first where and what, then the writes. */
static void put_together(struct putting *p, const struct effect_writes *writes)
{
	unsigned first = p->next;

	for (unsigned i = 0, n = first; i < writes->count; i++)
		if (!is_void(p->w, &writes->of[i]))
			put_wait(p, &writes->of[i], n++);
	for (unsigned i = 0; i < writes->count; i++)
		if (!is_void(p->w, &writes->of[i]))
			put_kept(p, &writes->of[i]);
	if (p->next > p->w->log_room)
		p->w->log_room = p->next;
	if (!p->undo)
		p->next = first;
}

static void put_room(const struct system_writer *w, const char *room)
{
	if (room)
		buf_printf(w->out,
		           "\tif\n\t:: %s\n\t:: else ->\n\t\tprintf(\"heddle stops: there is no room for a "
		           "number or an item\\n\");\n\t\tassert(false)\n\tfi;\n",
		           room);
}

uint32_t effects_put(struct view *view, struct undo *undo)
{
	struct system_writer *w = view->w;
	struct putting p = { .w = w, .undo = undo };
	struct view now = *view;
	uint32_t variables = 0;

	for (unsigned i = 0; i < view->action->effect_count; i++) {
		struct effect_writes of;

		now.reads = 0;
		of = writes_of(&now, view->action->effects[i], true);
		now.within &= !writes_bounded(w, &of);
		put_room(w, of.room);
		variables |= of.variables;
		if (undo && undo->count + of.count > UNDO_MAX) {
			w->failed = "a step in it writes more than 1000 parts of the state";
			break;
		}
		if (of.count > 1 && !of.in_order && now.reads & of.variables)
			put_together(&p, &of);
		else
			for (unsigned k = 0; k < of.count; k++)
				put_write(&p, &of.of[k]);
	}
	if (p.next > w->log_room)
		w->log_room = p.next;
	return variables;
}

void effects_undo(struct system_writer *w, const struct undo *undo)
{
	for (unsigned n = undo->count; n-- > 0;)
		if (undo->fixed[n])
			buf_printf(w->out, "\t\t%s = old[%u];\n", undo->name[n], n);
		else
			buf_printf(w->out, "\t\tif\n\t\t:: at[%u] -> %s = old[%u]\n\t\t:: else\n\t\tfi;\n", n,
			           undo->name[n], n);
}

void effects_forget(struct system_writer *w, const struct undo *undo)
{
	for (unsigned n = 0; n < undo->count; n++) {
		buf_printf(w->out, "\told[%u] = 0;\n", n);
		if (!undo->fixed[n])
			buf_printf(w->out, "\tat[%u] = 0;\n", n);
	}
}
