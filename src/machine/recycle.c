/*
 * The conditions are checked on trees: what a step or property says about all names must be settled, whatever
 * the state, for a name that nothing refers to.  That is decided in a logic of three values.
 */
#include <limits.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>

#include "machine/recycle.h"

struct reference {
	unsigned slot;
	const struct shape *shape;
	bool is_item;
};

/* A table with an entry for each name. */
struct keyed {
	unsigned slot;
	const struct shape *entry;
};

struct recycling {
	const struct machine *machine;
	unsigned variable, slot; /* the set */
	unsigned row;
	const char *all; /* "ImageIds" */
	const struct universe *names;
	struct reference *references;
	unsigned reference_count;
	struct keyed *tables;
	unsigned table_count;
	uint64_t *cleared;
	int64_t *oldest; /* by slot, of hours: the age from which on all are alike; -1: no hours */
};

/* --- what a tree says of a name that nothing refers to ---------------------------------------- */

/* The name: a bound or chosen one. */
struct dead {
	const struct recycling *r;
	enum expr_name meaning;
	unsigned index;
};

static bool is_dead(const struct dead *d, const struct expr *e)
{
	return e->kind == EXPR_NAME && e->meaning == d->meaning && e->index == d->index;
}

static bool is_place(const struct expr *e)
{
	while (e->kind == EXPR_FIELD || e->kind == EXPR_AT || e->kind == EXPR_PRIME)
		e = e->part[0];
	return e->kind == EXPR_NAME && (e->meaning == EXPR_NAME_VARIABLE || e->meaning == EXPR_NAME_LOCAL);
}

/* What a part of the name's entry in a table is at first, which it still is; null: it is no such part. */
static const struct value *own_entry(const struct dead *d, const struct expr *e, struct arena *arena)
{
	const struct machine *machine = d->r->machine;
	const struct value *of;
	const struct shape *shape;
	unsigned v;

	if (e->kind == EXPR_FIELD) {
		of = own_entry(d, e->part[0], arena);
		if (!of)
			return NULL;
		return of->kind == VALUE_RECORD && value_get(of, e->name) ? value_get(of, e->name)
		                                                          : machine->unset;
	}
	if (e->kind != EXPR_AT || !is_dead(d, e->part[1]) || e->part[0]->kind != EXPR_NAME ||
	    e->part[0]->meaning != EXPR_NAME_VARIABLE)
		return NULL;
	v = e->part[0]->index;
	shape = machine->shapes[v];
	if (shape->kind != DECLARED_TABLE || shape->names != d->r->names || !shape->count)
		return NULL;
	return shape_describe(machine, shape->item, machine->first_slot[v], machine->initial, arena);
}

static bool is_unset_at_first(const struct dead *d, const struct expr *e)
{
	struct arena *arena = arena_new();
	const struct value *value = own_entry(d, e, arena);
	bool unset = value && value_is_unset(value);

	arena_free(arena);
	return unset;
}

/* 1, 0, or -1: it depends. */
static int says(const struct dead *d, const struct expr *e);

static int equal(const struct dead *d, const struct expr *a, const struct expr *b)
{
	if (is_dead(d, b) || b->kind == EXPR_UNSET) {
		const struct expr *swap = a;

		a = b;
		b = swap;
	}
	if (a->kind == EXPR_UNSET && is_unset_at_first(d, b))
		return 1;
	if (is_dead(d, a) && is_place(b))
		return 0;
	return -1;
}

static int negate(int truth)
{
	return truth < 0 ? -1 : !truth;
}

static int says(const struct dead *d, const struct expr *e)
{
	int a, b;

	switch (e->kind) {
	case EXPR_BOOL:
		return e->truth;
	case EXPR_NOT:
		return negate(says(d, e->part[0]));
	case EXPR_AND:
		a = says(d, e->part[0]);
		b = says(d, e->part[1]);
		return a == 0 || b == 0 ? 0 : a < 0 || b < 0 ? -1 : 1;
	case EXPR_OR:
		a = says(d, e->part[0]);
		b = says(d, e->part[1]);
		return a == 1 || b == 1 ? 1 : a < 0 || b < 0 ? -1 : 0;
	case EXPR_IMPLIES:
		a = says(d, e->part[0]);
		b = says(d, e->part[1]);
		return a == 0 || b == 1 ? 1 : a < 0 || b < 0 ? -1 : 0;
	case EXPR_EQUAL:
		return equal(d, e->part[0], e->part[1]);
	case EXPR_NOT_EQUAL:
		return negate(equal(d, e->part[0], e->part[1]));
	case EXPR_IN:
		return is_dead(d, e->part[0]) && is_place(e->part[1]) ? 0 : -1;
	case EXPR_NOT_IN:
		return is_dead(d, e->part[0]) && is_place(e->part[1]) ? 1 : -1;
	case EXPR_ALL:
		return says(d, e->part[1]) == 1 ? 1 : -1;
	case EXPR_SOME:
		return says(d, e->part[1]) == 0 ? 0 : -1;
	default:
		return -1;
	}
}

/* --- the conditions ------------------------------------------------------------------------------ */

struct examination {
	const struct recycling *r;
	const struct system_step *step; /* null: a property */
	struct err *err;
	bool failed;
};

static void refuse(struct examination *x, const struct expr *expr, const char *why)
{
	struct buf text;

	if (x->failed)
		return;
	x->failed = true;
	buf_init(&text);
	expr_show(&text, expr, false);
	err_set(x->err, "%.200s %s", text.data, why);
	buf_release(&text);
}

static bool is_set(const struct examination *x, const struct expr *e)
{
	return e->kind == EXPR_NAME && e->meaning == EXPR_NAME_VARIABLE && e->index == x->r->variable;
}

static bool is_all(const struct recycling *r, const struct expr *e)
{
	const struct system *system = r->machine->system;

	if (e->kind == EXPR_NAME && e->meaning == EXPR_NAME_ALL)
		return strcmp(e->name, r->all) == 0;
	/* keys(blobs) are all names, too. */
	return e->kind == EXPR_KEYS && e->part[0]->kind == EXPR_NAME &&
	       e->part[0]->meaning == EXPR_NAME_VARIABLE &&
	       r->machine->shapes[e->part[0]->index]->names == r->names &&
	       system->variables[e->part[0]->index].type->kind == DECLARED_TABLE;
}

/* Whether one of the conjuncts is `chosen ∉ set`. */
static bool tests_set(const struct recycling *r, const struct expr *e, unsigned choice)
{
	if (!e)
		return false;
	if (e->kind == EXPR_AND)
		return tests_set(r, e->part[0], choice) || tests_set(r, e->part[1], choice);
	return e->kind == EXPR_NOT_IN && e->part[0]->kind == EXPR_NAME &&
	       e->part[0]->meaning == EXPR_NAME_CHOSEN && e->part[0]->index == choice &&
	       e->part[1]->kind == EXPR_NAME && e->part[1]->meaning == EXPR_NAME_VARIABLE &&
	       e->part[1]->index == r->variable;
}

static bool mentions(const struct expr *e, unsigned choice)
{
	if (!e)
		return false;
	if (e->kind == EXPR_NAME)
		return e->meaning == EXPR_NAME_CHOSEN && e->index == choice;
	for (uint32_t i = 0; i < e->count && e->items; i++)
		if (mentions(e->items[i], choice))
			return true;
	return mentions(e->part[0], choice) || mentions(e->part[1], choice) || mentions(e->part[2], choice);
}

/* Whether a step may store a chosen name, or something under it. */
static bool keeps(const struct system_step *step, unsigned choice)
{
	for (unsigned i = 0; i < step->effect_count; i++) {
		const struct expr *e = step->effects[i];

		if (e->kind == EXPR_REMOVE || (e->kind == EXPR_ASSIGN && e->part[1]->kind == EXPR_UNSET))
			continue;
		if (mentions(e, choice))
			return true;
	}
	return false;
}

static void visit(struct examination *x, const struct expr *e);

/* The conjuncts but for `chosen ∉ set`. */
static void visit_beside_test(struct examination *x, const struct expr *e, unsigned choice)
{
	if (e->kind == EXPR_AND) {
		visit_beside_test(x, e->part[0], choice);
		visit_beside_test(x, e->part[1], choice);
	} else if (!tests_set(x->r, e, choice)) {
		visit(x, e);
	}
}

static void visit_choice(struct examination *x, const struct expr *e)
{
	struct dead dead = { x->r, EXPR_NAME_CHOSEN, e->index };

	if (!is_all(x->r, e->part[0])) {
		visit(x, e->part[0]);
	} else if (tests_set(x->r, e->part[1], e->index)) {
		visit_beside_test(x, e->part[1], e->index);
		return;
	} else if ((!e->part[1] || says(&dead, e->part[1]) != 0) && keeps(x->step, e->index)) {
		refuse(x, e, "may bring back a name that was issued, and the step keeps it");
		return;
	}
	if (e->part[1])
		visit(x, e->part[1]);
}

static void visit_binder(struct examination *x, const struct expr *e)
{
	struct dead dead = { x->r, EXPR_NAME_BOUND, e->index };

	if (!is_all(x->r, e->part[0]))
		visit(x, e->part[0]);
	else if (says(&dead, e->part[1]) != (e->kind == EXPR_ALL))
		refuse(x, e, "may depend on how many names nothing refers to");
	visit(x, e->part[1]);
}

/* A table with an entry for each name, also x'. */
static bool is_table(const struct examination *x, const struct expr *e)
{
	while (e->kind == EXPR_PRIME)
		e = e->part[0];
	return e->kind == EXPR_NAME && e->meaning == EXPR_NAME_VARIABLE &&
	       x->r->machine->shapes[e->index]->kind == DECLARED_TABLE &&
	       x->r->machine->shapes[e->index]->names == x->r->names;
}

static void visit(struct examination *x, const struct expr *e)
{
	if (!e || x->failed)
		return;
	if (e->kind == EXPR_AT && is_table(x, e->part[0])) {
		visit(x, e->part[1]);
		return;
	}
	if (e->kind == EXPR_CHOOSE) {
		visit_choice(x, e);
		return;
	}
	if ((e->kind == EXPR_ALL || e->kind == EXPR_SOME || e->kind == EXPR_FILTER) && e->part[1]) {
		visit_binder(x, e);
		return;
	}
	if (e->kind == EXPR_ADD && is_set(x, e->part[0])) {
		visit(x, e->part[1]);
		return;
	}
	if (is_all(x->r, e) || is_table(x, e))
		refuse(x, e, "is used as a whole, and has no end");
	else if (is_set(x, e))
		refuse(x, e, "is read or written in another way than for names that were never issued");
	for (uint32_t i = 0; i < e->count && e->items; i++)
		visit(x, e->items[i]);
	for (int i = 0; i < 3; i++)
		visit(x, e->part[i]);
}

static int examine(const struct recycling *r, struct err *err)
{
	const struct system *system = r->machine->system;
	struct examination x = { .r = r, .err = err };

	for (unsigned a = 0; a < system->role_count; a++)
		for (unsigned s = 0; s < system->roles[a].step_count; s++) {
			const struct system_step *step = &system->roles[a].steps[s];

			x.step = step;
			for (unsigned i = 0; i < step->choice_count; i++)
				visit(&x, step->choices[i].tree);
			for (unsigned i = 0; i < step->guard_count; i++)
				visit(&x, step->guards[i]);
			for (unsigned i = 0; i < step->effect_count; i++)
				visit(&x, step->effects[i]);
			if (x.failed)
				return err_place(err, "%s.steps[%s]", system->roles[a].name, step->name);
		}
	x.step = NULL;
	for (unsigned p = 0; p < system->property_count; p++) {
		visit(&x, system->properties[p].condition);
		visit(&x, system->properties[p].answer);
		for (unsigned d = 0; d < system->properties[p].duty_count; d++)
			visit(&x, system->properties[p].duties[d].condition);
		if (x.failed)
			return err_place(err, "properties.%s", system->properties[p].name);
	}
	return 0;
}

/* --- finding the set --------------------------------------------------------------------------- */

/* The variable that some choice among all names asks about. */
static bool asks(const struct machine *machine, unsigned variable)
{
	const struct system *system = machine->system;
	struct recycling r = { .variable = variable };

	for (unsigned a = 0; a < system->role_count; a++)
		for (unsigned s = 0; s < system->roles[a].step_count; s++)
			for (unsigned i = 0; i < system->roles[a].steps[s].choice_count; i++)
				if (tests_set(&r, system->roles[a].steps[s].choices[i].tree->part[1], i))
					return true;
	return false;
}

struct collecting {
	struct recycling *r;
	size_t reference_room, table_room;
};

static bool refers(const struct recycling *r, const struct shape *shape)
{
	switch (shape->kind) {
	case DECLARED_CONSTANT:
		return shape->names == r->names;
	case DECLARED_SET:
		return refers(r, shape->item);
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		for (unsigned i = 0; i < shape->count; i++)
			if (refers(r, shape->parts[i]))
				return true;
		return false;
	default:
		return false;
	}
}

static void add_reference(struct collecting *c, const struct shape *shape, unsigned slot, bool is_item)
{
	if (slot != c->r->slot && refers(c->r, shape))
		c->r->references[c->r->reference_count++] = (struct reference){ slot, shape, is_item };
}

static void collect(struct collecting *c, const struct shape *shape, unsigned slot)
{
	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		for (unsigned i = 0; i < shape->count; i++)
			collect(c, shape->parts[i], slot + shape->offsets[i]);
		return;
	case DECLARED_TABLE:
		if (shape->names == c->r->names)
			c->r->tables[c->r->table_count++] = (struct keyed){ slot, shape->item };
		for (unsigned i = 0; i < shape->count; i++)
			collect(c, shape->item, slot + i * shape->item->slots);
		return;
	case DECLARED_LIST:
		for (unsigned i = 0; i < shape->slots; i++)
			add_reference(c, shape->item, slot + i, true);
		return;
	default:
		add_reference(c, shape, slot, false);
	}
}

static bool set_row(struct recycling *r)
{
	const struct system *system = r->machine->system;

	for (unsigned s = 0; s < system->set_count; s++)
		if (r->machine->universes[s] == r->names && system->sets[s].rows[0] != SCOPE_ROWS_MAX &&
		    system->sets[s].rows[1] == SCOPE_ROWS_MAX && !system->sets[s].any_role) {
			r->row = system->sets[s].rows[0];
			r->all = system->sets[s].all;
			return r->names->count <= 64;
		}
	return false;
}

/* Hours in the entries of tables, by the names of their fields. */
static void find_hours(struct recycling *r, const struct growth *growth, const struct shape *shape,
                       unsigned slot, const char *name)
{
	const struct growing *number;

	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		for (unsigned i = 0; i < shape->count; i++)
			find_hours(r, growth, shape->parts[i], slot + shape->offsets[i], shape->fields[i]);
		return;
	case DECLARED_TABLE:
		for (unsigned i = 0; i < shape->count; i++)
			find_hours(r, growth, shape->item, slot + i * shape->item->slots, name);
		return;
	case DECLARED_NUMBER:
		number = growth_of(growth, name);
		if (declared_is_hours(shape->type))
			r->oldest[slot] = number ? number->most : 0;
		return;
	default:
		return;
	}
}

static void collect_all(struct recycling *r, const struct growth *growth)
{
	const struct machine *machine = r->machine;
	struct collecting collecting = { .r = r };

	r->references = arena_array(machine->arena, (size_t)machine->slot_count + 1, sizeof(*r->references));
	r->tables = arena_array(machine->arena, (size_t)machine->slot_count + 1, sizeof(*r->tables));
	r->cleared = arena_array(machine->arena, (size_t)machine->slot_count + 1, sizeof(*r->cleared));
	r->oldest = arena_array(machine->arena, (size_t)machine->slot_count + 1, sizeof(*r->oldest));
	for (unsigned i = 0; i < machine->slot_count; i++) {
		r->cleared[i] = slot_get(&machine->slots[i], machine->initial);
		r->oldest[i] = -1;
	}
	for (unsigned v = 0; v < machine->system->variable_count; v++) {
		collect(&collecting, machine->shapes[v], machine->first_slot[v]);
		find_hours(r, growth, machine->shapes[v], machine->first_slot[v],
		           machine->system->variables[v].name);
	}
}

const struct recycling *recycling_of_row(const struct machine *machine, const struct growth *growth,
                                         unsigned row)
{
	struct recycling *r = arena_alloc(machine->arena, sizeof(*r));

	*r = (struct recycling){ .machine = machine, .slot = UINT_MAX, .row = row };
	for (unsigned s = 0; s < machine->system->set_count; s++)
		if (machine->system->sets[s].rows[0] == row &&
		    machine->system->sets[s].rows[1] == SCOPE_ROWS_MAX)
			r->names = machine->universes[s];
	if (!r->names || r->names->count > 63)
		return NULL;
	collect_all(r, growth);
	return r;
}

int recycling_find(const struct machine *machine, const struct growth *growth, struct recycling **recycling,
                   struct err *err)
{
	struct recycling *r = arena_alloc(machine->arena, sizeof(*r));

	*recycling = NULL;
	for (unsigned v = 0; v < machine->system->variable_count && !*recycling; v++) {
		const struct shape *shape = machine->shapes[v];

		if (shape->kind != DECLARED_SET || shape->item->kind != DECLARED_CONSTANT ||
		    shape->item->optional || !asks(machine, v))
			continue;
		*r = (struct recycling){ .machine = machine,
			                 .variable = v,
			                 .slot = machine->first_slot[v],
			                 .names = shape->item->names };
		if (set_row(r))
			*recycling = r;
	}
	if (!*recycling)
		return 0;
	collect_all(r, growth);
	return examine(r, err);
}

/* --- recycling ----------------------------------------------------------------------------------- */

/* The names in a raw code, as bits. */
static uint64_t named(const struct recycling *r, const struct shape *shape, uint64_t raw)
{
	uint64_t names = 0;

	switch (shape->kind) {
	case DECLARED_CONSTANT:
		if (shape->names != r->names || (shape->optional && !raw))
			return 0;
		return UINT64_C(1) << (raw - shape->optional);
	case DECLARED_SET:
		for (unsigned m = 0; m < shape->item->radix; m++)
			if (raw >> m & 1)
				names |= named(r, shape->item, m);
		return names;
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (shape->kind == DECLARED_RECORD && shape->optional && raw-- == 0)
			return 0;
		for (unsigned i = shape->count; i-- > 0; raw /= shape->parts[i]->radix)
			names |= named(r, shape->parts[i], raw % shape->parts[i]->radix);
		return names;
	default:
		return 0;
	}
}

/* Whether a slot of an entry is like that of a name that was never issued: its hours began with the clock. */
static bool is_fresh(const struct recycling *r, unsigned slot, uint64_t raw, int64_t now)
{
	if (r->oldest[slot] < 0 || (r->cleared[slot] == raw && r->machine->slots[slot].shape->optional))
		return raw == r->cleared[slot];
	return !r->machine->slots[slot].shape->optional && now - (int64_t)raw >= r->oldest[slot];
}

uint64_t recycling_alive(const struct recycling *r, const uint64_t *raws, int64_t now)
{
	uint64_t alive = 0;

	for (unsigned i = 0; i < r->reference_count; i++) {
		const struct reference *reference = &r->references[i];
		uint64_t raw = raws[reference->slot];

		if (!reference->is_item)
			alive |= named(r, reference->shape, raw);
		else if (raw)
			alive |= named(r, reference->shape, raw - 1);
	}
	for (unsigned t = 0; t < r->table_count; t++)
		for (unsigned k = 0; k < r->names->count; k++)
			for (unsigned s = 0; s < r->tables[t].entry->slots; s++) {
				unsigned slot = r->tables[t].slot + k * r->tables[t].entry->slots + s;

				if (!is_fresh(r, slot, raws[slot], now))
					alive |= UINT64_C(1) << k;
			}
	return alive;
}

void recycle(const struct recycling *r, uint64_t *raws, int64_t now)
{
	if (raws[r->slot])
		raws[r->slot] &= recycling_alive(r, raws, now);
}

unsigned recycling_slot(const struct recycling *r)
{
	return r->slot;
}

unsigned recycling_row(const struct recycling *r)
{
	return r->row;
}

const struct universe *recycling_names(const struct recycling *r)
{
	return r->names;
}

bool recycling_issues(const struct recycling *r, const struct machine_action *action, unsigned nth)
{
	return tests_set(r, action->step->choices[nth].tree->part[1], nth);
}
