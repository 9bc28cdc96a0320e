/*
 * A walk over all trees of a system.  A number that grows may stand in comparisons and assignments only; the
 * walk refuses it wherever else it meets it.
 *
 * Numbers are told apart by name.  Rejected: telling them apart by place, which would save few states.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "machine/growth.h"

struct walk {
	const struct system *system;
	struct growth *growth;
	int role; /* whose step it is; -1: a property */
	const struct declared_type *bound[EXPR_BOUND_MAX];
	const struct declared_type *chosen[STEP_CHOICES_MAX];
	bool changed; /* a limit became larger */
	struct err *err;
	bool failed;
};

bool declared_grows(const struct declared_type *type)
{
	return type && type->kind == DECLARED_NUMBER && type->bound;
}

bool declared_is_hours(const struct declared_type *type)
{
	return declared_grows(type) && strcmp(type->bound, DECLARED_HOURS_BOUND) == 0;
}

static bool contains_growing(const struct declared_type *type)
{
	if (!type)
		return false;
	if (declared_grows(type))
		return true;
	for (uint32_t i = 0; i < type->count && type->parts; i++)
		if (contains_growing(type->parts[i]))
			return true;
	return contains_growing(type->item);
}

static void refuse(struct walk *w, const struct expr *expr, const char *why)
{
	struct buf text;

	if (w->failed)
		return;
	w->failed = true;
	buf_init(&text);
	expr_show(&text, expr, false);
	err_set(w->err, "%.200s %s", text.data, why);
	buf_release(&text);
}

/* --- what a tree is declared to be ------------------------------------------------------------ */

static const struct declared_type *field_of(const struct declared_type *type, const char *name)
{
	const struct declared_type *found = NULL;

	if (!type)
		return NULL;
	if (type->kind == DECLARED_RECORD)
		return declared_type_field(type, name);
	for (uint32_t i = 0; i < type->count && type->kind == DECLARED_EITHER; i++) {
		const struct declared_type *field = declared_type_field(type->parts[i], name);

		if (field && (!found || contains_growing(field)))
			found = field;
	}
	return found;
}

/* Of a place; null: it is none, or constants. */
static const struct declared_type *declared(const struct walk *w, const struct expr *e)
{
	const struct declared_type *type;

	switch (e->kind) {
	case EXPR_NAME:
		if (e->meaning == EXPR_NAME_VARIABLE)
			return w->system->variables[e->index].type;
		if (e->meaning == EXPR_NAME_LOCAL)
			return w->system->roles[w->role].locals->parts[e->index];
		if (e->meaning == EXPR_NAME_BOUND)
			return w->bound[e->index];
		return e->meaning == EXPR_NAME_CHOSEN ? w->chosen[e->index] : NULL;
	case EXPR_FIELD:
		type = declared(w, e->part[0]);
		return type && type->kind == DECLARED_TABLE ? type->item : field_of(type, e->name);
	case EXPR_AT:
		type = declared(w, e->part[0]);
		return type && (type->kind == DECLARED_TABLE || type->kind == DECLARED_LIST) ? type->item
		                                                                             : NULL;
	case EXPR_PRIME:
	case EXPR_BEFORE:
	case EXPR_FILTER:
	case EXPR_DIFFERENCE:
	case EXPR_INTERSECTION:
		return declared(w, e->part[0]);
	case EXPR_UNION:
		type = declared(w, e->part[0]);
		return type ? type : declared(w, e->part[1]);
	default:
		return NULL;
	}
}

static const struct declared_type *member_of(const struct walk *w, const struct expr *set)
{
	const struct declared_type *type = declared(w, set);

	return type ? type->item : NULL;
}

/* --- numbers ------------------------------------------------------------------------------------ */

/* The last name of a place: "created" of blobs[k].created, "lease" of lease[u]. */
static const char *last_name(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_NAME:
	case EXPR_FIELD:
		return e->name;
	case EXPR_AT:
	case EXPR_PRIME:
		return last_name(e->part[0]);
	default:
		return "";
	}
}

static struct growing *number_of(struct walk *w, const char *name)
{
	struct growth *growth = w->growth;

	for (unsigned i = 0; i < growth->count; i++)
		if (strcmp(growth->numbers[i].name, name) == 0)
			return &growth->numbers[i];
	if (growth->count == GROWING_MAX)
		return &growth->numbers[0]; /* more names than a system has places */
	growth->numbers[growth->count] = (struct growing){ .name = name };
	return &growth->numbers[growth->count++];
}

static void reach(struct walk *w, struct growing *number, int64_t value)
{
	if (value > number->most) {
		number->most = value;
		w->changed = true;
	}
	if (value < number->least) {
		number->least = value;
		w->changed = true;
	}
}

/* An hour by itself matters, not only as an age. */
static void reach_hour(struct walk *w, int64_t hour)
{
	w->growth->clock_most = hour > w->growth->clock_most ? hour : w->growth->clock_most;
}

/* place + offset, or offset. */
struct linear {
	const struct expr *place; /* which grows; null: none */
	bool is_clock, known;     /* known: it is of this form */
	int64_t offset;
};

static bool is_clock(const struct walk *w, const struct expr *e)
{
	return e->kind == EXPR_NAME && e->meaning == EXPR_NAME_VARIABLE && (int)e->index == w->growth->clock;
}

static struct linear linear_of(struct walk *w, const struct expr *e)
{
	struct linear a, b;

	if (e->kind == EXPR_NUMBER)
		return (struct linear){ .known = true, .offset = e->number };
	if (e->kind == EXPR_PLUS || e->kind == EXPR_MINUS) {
		a = linear_of(w, e->part[0]);
		b = linear_of(w, e->part[1]);
		if (!a.known || !b.known || b.place)
			return (struct linear){ .place = a.place ? a.place : b.place };
		a.offset += e->kind == EXPR_PLUS ? b.offset : -b.offset;
		return a;
	}
	if (declared_grows(declared(w, e)))
		return (struct linear){ e, is_clock(w, e), e->kind != EXPR_PRIME, 0 };
	return (struct linear){ .known = false };
}

static void visit(struct walk *w, const struct expr *e);

/* The keys of a place, which are read although the place itself is not. */
static void visit_keys(struct walk *w, const struct expr *e)
{
	if (e->kind == EXPR_AT)
		visit(w, e->part[1]);
	if (e->kind == EXPR_AT || e->kind == EXPR_FIELD || e->kind == EXPR_PRIME)
		visit_keys(w, e->part[0]);
}

static bool is_unset(const struct expr *e)
{
	return e->kind == EXPR_UNSET;
}

static bool is_comparison(enum expr_kind kind)
{
	return kind == EXPR_EQUAL || kind == EXPR_NOT_EQUAL || kind == EXPR_LESS || kind == EXPR_AT_MOST ||
	       kind == EXPR_GREATER || kind == EXPR_AT_LEAST;
}

/* From which number on `number ⋈ k` does not change any more: k where it is < or ≥, else k + 1. */
static int64_t settled(enum expr_kind kind, bool swapped, int64_t k)
{
	bool strict = swapped ? kind == EXPR_GREATER || kind == EXPR_AT_MOST
	                      : kind == EXPR_LESS || kind == EXPR_AT_LEAST;

	return strict ? k : k + 1;
}

static void compare(struct walk *w, const struct expr *e)
{
	struct linear a = linear_of(w, e->part[0]), b = linear_of(w, e->part[1]), stored;
	bool hours = (a.place && declared_is_hours(declared(w, a.place))) ||
	             (b.place && declared_is_hours(declared(w, b.place)));
	bool swapped = false; /* number ⋈ place, or hours ⋈ clock */

	if (a.place)
		visit_keys(w, a.place);
	if (b.place)
		visit_keys(w, b.place);
	if ((a.place && is_unset(e->part[1])) || (b.place && is_unset(e->part[0])))
		return;
	if (!a.known || !b.known) {
		refuse(w, e, "compares what grows with something else than a number or the time");
		return;
	}
	if (a.is_clock && b.is_clock)
		return;
	if (hours && !a.is_clock && !b.is_clock) {
		refuse(w, e, "compares hours with something else than the time");
		return;
	}
	if (hours) {
		/* clock + c ⋈ stored + d: the age, clock - stored, ⋈ d - c. */
		stored = a.is_clock ? b : a;
		swapped = b.is_clock;
		if (!stored.place) {
			reach_hour(w, settled(e->kind, swapped,
			                      a.is_clock ? b.offset - a.offset : a.offset - b.offset));
			return;
		}
		reach(w, number_of(w, last_name(stored.place)),
		      settled(e->kind, swapped, a.is_clock ? b.offset - a.offset : a.offset - b.offset));
		return;
	}
	if (a.place && b.place) {
		refuse(w, e, "compares two counts with each other");
		return;
	}
	stored = a.place ? a : b;
	swapped = !a.place;
	reach(w, number_of(w, last_name(stored.place)),
	      settled(e->kind, swapped, swapped ? a.offset - b.offset : b.offset - a.offset));
}

/* An hour that is copied may lie as far ahead, and what tells hours apart there must tell them apart here. */
static void copy_hours(struct walk *w, struct growing *from, struct growing *to)
{
	reach(w, from, to->most);
	reach(w, to, from->least);
}

/* place := value, the place being a number that grows. */
static void assign_number(struct walk *w, const char *name, const struct declared_type *type,
                          const struct expr *place, const struct expr *value)
{
	struct linear from = linear_of(w, value);
	struct growing *to;

	if (is_unset(value))
		return;
	if (from.place)
		visit_keys(w, from.place);
	if (!from.known) {
		refuse(w, value, "is stored, and is neither a number, a time nor a sum of these");
		return;
	}
	if (place && is_clock(w, place)) {
		if (!from.is_clock || from.offset < 0)
			refuse(w, value, "is not the time plus a number, and becomes the time");
		return;
	}
	to = number_of(w, name);
	if (declared_is_hours(type)) {
		if (!from.place && from.offset >= 0) {
			/* The age is that of hour 0, at most, until all ages are alike. */
			reach_hour(w, from.offset + 1);
			reach(w, to, -from.offset);
		} else if (from.is_clock && from.offset >= 0)
			reach(w, to, -from.offset);
		else if (from.place && !from.is_clock && !from.offset &&
		         declared_is_hours(declared(w, from.place)))
			copy_hours(w, number_of(w, last_name(from.place)), to);
		else
			refuse(w, value,
			       "is stored as an hour, and is not the time, the time plus a number, or a "
			       "stored hour");
		return;
	}
	if (from.is_clock || (from.place && declared_is_hours(declared(w, from.place))))
		refuse(w, value, "is stored as a count, and is an hour");
	else if (from.offset < 0)
		refuse(w, value, "makes a count smaller");
	else if (from.place) /* what is not told apart here must not be told apart there */
		reach(w, number_of(w, last_name(from.place)), to->most);
}

/* value becomes something of that type; `place` may be null. */
static void assign(struct walk *w, const char *name, const struct declared_type *type,
                   const struct expr *place, const struct expr *value)
{
	if (declared_grows(type)) {
		assign_number(w, name, type, place, value);
		return;
	}
	if (value->kind == EXPR_RECORD) {
		for (uint32_t i = 0; i < value->count; i++)
			assign(w, value->names[i], field_of(type, value->names[i]), NULL, value->items[i]);
		return;
	}
	/* A record that is copied keeps the names of its fields. */
	if (contains_growing(type) && contains_growing(declared(w, value))) {
		visit_keys(w, value);
		return;
	}
	visit(w, value);
}

/* --- the walk ------------------------------------------------------------------------------------- */

static void visit_place(struct walk *w, const struct expr *e)
{
	if (contains_growing(declared(w, e)))
		refuse(w, e, "is used other than in a comparison, and grows without bounds");
	visit_keys(w, e);
}

static void visit_binder(struct walk *w, const struct expr *e)
{
	const struct declared_type *member = member_of(w, e->part[0]);

	/* The entries of a table or list are looked at one by one; the body says how. */
	if (contains_growing(declared(w, e->part[0])))
		visit_keys(w, e->part[0]);
	else
		visit(w, e->part[0]);
	if (e->kind == EXPR_CHOOSE) {
		w->chosen[e->index] = member;
	} else {
		if (e->index < EXPR_BOUND_MAX)
			w->bound[e->index] = member;
	}
	if (e->part[1])
		visit(w, e->part[1]);
}

static void visit(struct walk *w, const struct expr *e)
{
	if (!e || w->failed)
		return;
	switch (e->kind) {
	case EXPR_NAME:
	case EXPR_FIELD:
	case EXPR_AT:
	case EXPR_PRIME:
		visit_place(w, e);
		return;
	case EXPR_ALL:
	case EXPR_SOME:
	case EXPR_FILTER:
	case EXPR_CHOOSE:
		visit_binder(w, e);
		return;
	case EXPR_COUNT:
	case EXPR_KEYS:
		visit_keys(w, e->part[0]);
		if (e->part[0]->kind != EXPR_NAME && e->part[0]->kind != EXPR_FIELD &&
		    e->part[0]->kind != EXPR_AT)
			visit(w, e->part[0]);
		return;
	case EXPR_ASSIGN:
		visit_keys(w, e->part[0]);
		assign(w, last_name(e->part[0]), declared(w, e->part[0]), e->part[0], e->part[1]);
		return;
	case EXPR_APPEND:
		visit_keys(w, e->part[0]);
		assign(w, "", member_of(w, e->part[0]), NULL, e->part[1]);
		return;
	case EXPR_TAKE:
		visit_keys(w, e->part[0]);
		return;
	case EXPR_ADD:
	case EXPR_REMOVE:
		if (contains_growing(declared(w, e->part[0])))
			refuse(w, e->part[0], "holds members that grow without bounds");
		visit_keys(w, e->part[0]);
		visit(w, e->part[1]);
		return;
	default:
		break;
	}
	if (is_comparison(e->kind) && (linear_of(w, e->part[0]).place || linear_of(w, e->part[1]).place)) {
		compare(w, e);
		return;
	}
	for (uint32_t i = 0; i < e->count && e->items; i++)
		visit(w, e->items[i]);
	for (int i = 0; i < 3; i++)
		visit(w, e->part[i]);
}

/* The conditions on what a step does, in its own names. */
static void visit_duties(struct walk *w, unsigned role, unsigned step)
{
	for (unsigned p = 0; p < w->system->property_count; p++)
		for (unsigned d = 0; d < w->system->properties[p].duty_count; d++) {
			const struct system_duty *duty = &w->system->properties[p].duties[d];

			if (duty->role == role && duty->step == step)
				visit(w, duty->condition);
		}
}

static void visit_step(struct walk *w, const struct system_step *step)
{
	memset(w->chosen, 0, sizeof(w->chosen));
	for (unsigned i = 0; i < step->choice_count; i++)
		visit(w, step->choices[i].tree);
	for (unsigned i = 0; i < step->guard_count; i++)
		visit(w, step->guards[i]);
	for (unsigned i = 0; i < step->effect_count; i++)
		visit(w, step->effects[i]);
}

static void visit_all(struct walk *w)
{
	const struct system *system = w->system;

	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned s = 0; s < system->roles[r].step_count && !w->failed; s++) {
			w->role = (int)r;
			visit_step(w, &system->roles[r].steps[s]);
			visit_duties(w, r, s);
			if (w->failed)
				err_place(w->err, "%s.steps[%s]", system->roles[r].name,
				          system->roles[r].steps[s].name);
		}
	w->role = -1;
	for (unsigned p = 0; p < system->property_count && !w->failed; p++) {
		visit(w, system->properties[p].condition);
		visit(w, system->properties[p].answer);
		if (w->failed)
			err_place(w->err, "properties.%s", system->properties[p].name);
	}
}

/* The variable of hours that a step makes larger. */
static bool advances(const struct system *system, const struct expr *e)
{
	const struct expr *sum = e->part[1];

	return e->kind == EXPR_ASSIGN && e->part[0]->kind == EXPR_NAME &&
	       e->part[0]->meaning == EXPR_NAME_VARIABLE &&
	       declared_is_hours(system->variables[e->part[0]->index].type) && sum->kind == EXPR_PLUS &&
	       sum->part[0]->kind == EXPR_NAME && sum->part[0]->meaning == EXPR_NAME_VARIABLE &&
	       sum->part[0]->index == e->part[0]->index;
}

static int find_clock(const struct system *system)
{
	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned s = 0; s < system->roles[r].step_count; s++)
			for (unsigned i = 0; i < system->roles[r].steps[s].effect_count; i++)
				if (advances(system, system->roles[r].steps[s].effects[i]))
					return (int)system->roles[r].steps[s].effects[i]->part[0]->index;
	return -1;
}

int growth_find(const struct system *system, struct growth *growth, struct err *err)
{
	struct walk w = { .system = system, .growth = growth, .err = err };
	int64_t largest = 0;

	*growth = (struct growth){ .clock = find_clock(system) };
	for (unsigned v = 0; v < system->variable_count; v++)
		if (system->variables[v].initial && contains_growing(system->variables[v].type)) {
			err_set(err, "%s grows without bounds, and does not begin at 0",
			        system->variables[v].name);
			return -1;
		}
	do { /* limits flow against assignments */
		w.changed = false;
		visit_all(&w);
	} while (w.changed && !w.failed);
	/* An hour that is stored as a number must be as old as all ages that matter, once the clock is not
	 * known. */
	for (unsigned i = 0; growth->clock_most && i < growth->count; i++)
		if (growth->numbers[i].most > largest)
			largest = growth->numbers[i].most;
	growth->clock_most += growth->clock_most ? largest : 0;
	return w.failed ? -1 : 0;
}

const struct growing *growth_of(const struct growth *growth, const char *name)
{
	for (unsigned i = 0; i < growth->count; i++)
		if (strcmp(growth->numbers[i].name, name) == 0)
			return &growth->numbers[i];
	return NULL;
}
