/*
 * A field for each slot that a representative needs.
 *
 * Rejected: representatives in the machine's own layout, where ages need as many bits as hours, and the
 * entries of a log, put in order, as many as their list.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/live.h"
#include "machine/packing.h"
#include "machine/recycle.h"

static unsigned bits_for(uint64_t most)
{
	return most ? 64 - (unsigned)__builtin_clzll(most) : 0;
}

/* --- laying out ------------------------------------------------------------------------- */

struct laying {
	struct packing *packing;
	size_t room;
	unsigned bit;
	const char *name; /* the last one on the way here */
	bool skips_sorted, only_sorted;
	int presence;
	uint64_t present;
};

static void add_field(struct laying *l, struct field field, uint64_t most)
{
	struct packing *packing = l->packing;
	unsigned bits = bits_for(most);
	struct field *old = packing->fields;

	if (l->bit + bits > 64) {
		packing->words++;
		l->bit = 0;
	}
	field.word = packing->words - 1;
	field.shift = (uint8_t)(bits ? l->bit : 0);
	field.mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
	l->bit += bits;
	if (packing->field_count == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		packing->fields = arena_array(packing->arena, l->room, sizeof(*old));
		if (old)
			memcpy(packing->fields, old, packing->field_count * sizeof(*old));
	}
	packing->fields[packing->field_count++] = field;
}

/* A number that grows, and is called so. */
static struct field growing_field(const struct packing *packing, const struct shape *shape, const char *name)
{
	const struct growing *number = growth_of(&packing->growth, name);

	return (struct field){
		.kind = declared_is_hours(shape->type) ? FIELD_HOURS : FIELD_COUNT,
		.shape = shape,
		.least = number ? number->least : 0,
		.most = number ? number->most : 0,
		.presence = -1,
	};
}

/* The largest value of such a field. */
static uint64_t growing_most(const struct field *f)
{
	return f->kind == FIELD_COUNT ? (uint64_t)f->most + f->shape->optional
	                              : (uint64_t)(f->most - f->least) + 1;
}

struct field packing_digit(const struct packing *packing, const struct shape *record, unsigned part)
{
	return growing_field(packing, record->parts[part], record->fields[part]);
}

uint64_t packing_radix(const struct packing *packing, const struct shape *record, unsigned part)
{
	struct field field;

	if (!declared_grows(record->parts[part]->type))
		return record->parts[part]->radix;
	field = packing_digit(packing, record, part);
	return growing_most(&field) + 1;
}

static bool holds_growing(const struct shape *record)
{
	for (unsigned i = 0; record->kind == DECLARED_RECORD && !record->optional && i < record->count; i++)
		if (declared_grows(record->parts[i]->type))
			return true;
	return false;
}

/* The largest code in a slot, within the bounds if there are some. */
static uint64_t most_within(const struct packing *packing, const struct shape *shape, unsigned slot)
{
	const struct machine *machine = packing->machine;

	if (packing->abstract || !shape || shape->kind != DECLARED_NUMBER || shape->bound < 0)
		return machine->slots[slot].most;
	return (uint64_t)machine->scope.of[shape->bound] + shape->optional;
}

static void add_slot(struct laying *l, const struct shape *shape, unsigned slot, bool is_item)
{
	struct field field = {
		.kind = FIELD_SLOT, .slot = slot, .shape = shape, .is_item = is_item, .presence = -1
	};
	uint64_t most = most_within(l->packing, shape, slot);

	if (l->packing->abstract && is_item && holds_growing(shape)) {
		field.kind = FIELD_ITEM;
		most = 1;
		for (unsigned i = 0; i < shape->count; i++)
			most *= packing_radix(l->packing, shape, i);
	} else if (l->packing->abstract && shape && declared_grows(shape->type)) {
		field = growing_field(l->packing, shape, l->name);
		field.slot = slot;
		field.presence = l->presence;
		field.present = l->present;
		most = growing_most(&field);
	}
	add_field(l, field, most);
}

/* The alternatives that have a field, as bits. */
static uint64_t alternatives_with(const struct shape *shape, unsigned field)
{
	uint64_t bits = 0;

	for (unsigned a = 0; a < shape->alternative_count && a < 64; a++)
		bits |= (shape->alternatives[a].fields >> field & 1) << a;
	return bits;
}

/* Whether a field of an alternative can have a code. */
static bool allows(const struct shape *shape, unsigned a, unsigned field, uint64_t code)
{
	const struct alternative *alternative = &shape->alternatives[a];
	const struct declared_type *type = declared_type_field(shape->type->parts[a], shape->fields[field]);

	if (!(alternative->fields >> field & 1))
		return code == 0;
	if (alternative->fixed >> field & 1)
		return code == alternative->codes[field];
	return code || !shape->parts[field]->optional || type->optional;
}

/* The alternatives by the codes of a field, if each code has one; else null. */
static uint8_t *alternatives_by(struct arena *arena, const struct shape *shape, unsigned field)
{
	const struct shape *part = shape->parts[field];
	uint8_t *of;

	if (part->slots != 1 || !part->radix || part->radix > 256 || declared_grows(part->type) ||
	    (part->kind != DECLARED_CONSTANT && part->kind != DECLARED_NAMES))
		return NULL;
	of = arena_array(arena, part->radix, 1);
	for (uint64_t code = 0; code < part->radix; code++) {
		unsigned found = 0;

		for (unsigned a = 0; a < shape->alternative_count; a++)
			if (allows(shape, a, field, code)) {
				of[code] = (uint8_t)a;
				found++;
			}
		if (found > 1)
			return NULL;
	}
	return of;
}

/* Whether the slot of the alternative needs no field. */
static bool is_derived(struct laying *l, const struct shape *shape, unsigned slot)
{
	struct packing *packing = l->packing;

	if (shape->kind != DECLARED_EITHER)
		return false;
	for (unsigned i = 0; i < shape->count; i++) {
		uint8_t *of = alternatives_by(packing->arena, shape, i);

		if (!of)
			continue;
		packing->derived[packing->derived_count++] =
		        (struct derived){ slot, slot + shape->offsets[i], of };
		return true;
	}
	return false;
}

static void lay_out(struct laying *l, const struct shape *shape, unsigned slot)
{
	struct laying saved = *l;
	bool has_presence =
	        shape->kind == DECLARED_EITHER || (shape->kind == DECLARED_RECORD && shape->optional);

	switch (shape->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (has_presence && !is_derived(l, shape, slot))
			add_slot(l, NULL, slot, false);
		for (unsigned i = 0; i < shape->count; i++) {
			l->name = shape->fields[i];
			if (has_presence) {
				l->presence = (int)slot;
				l->present = shape->kind == DECLARED_EITHER ? alternatives_with(shape, i) : 2;
			}
			lay_out(l, shape->parts[i], slot + shape->offsets[i]);
		}
		break;
	case DECLARED_TABLE:
		for (unsigned i = 0; i < shape->count; i++)
			lay_out(l, shape->item, slot + i * shape->item->slots);
		break;
	case DECLARED_LIST:
		for (unsigned i = 0; i < shape->slots; i++)
			if (l->packing->abstract || shape->bound < 0 ||
			    (int)i < l->packing->machine->scope.of[shape->bound])
				add_slot(l, shape->item, slot + i, true);
		break;
	default:
		add_slot(l, shape, slot, false);
	}
	l->name = saved.name;
	l->presence = saved.presence;
	l->present = saved.present;
}

static bool is_sorted(const struct machine *machine, unsigned variable)
{
	int role = machine->system->variables[variable].role;

	return role >= 0 && orbits_sort(machine, (unsigned)role);
}

static void lay_out_all(struct packing *packing)
{
	const struct machine *machine = packing->machine;
	struct laying l = { .packing = packing, .presence = -1 };

	packing->words = 1;
	packing->derived =
	        arena_array(packing->arena, (size_t)machine->slot_count + 1, sizeof(*packing->derived));
	for (int sorted = 1; sorted >= 0; sorted--) {
		for (unsigned v = 0; v < machine->system->variable_count; v++) {
			if (is_sorted(machine, v) != (sorted == 1) || (int)v == packing->last_list ||
			    (packing->abstract &&
			     ((int)v == packing->growth.clock || (int)v == packing->log.variable)))
				continue;
			l.name = machine->system->variables[v].name;
			lay_out(&l, machine->shapes[v], machine->first_slot[v]);
		}
		if (sorted)
			packing->process_fields = packing->field_count;
	}
	if (packing->last_list >= 0)
		lay_out(&l, machine->shapes[packing->last_list], machine->first_slot[packing->last_list]);
	if (packing->growth.clock_most)
		add_field(&l,
		          (struct field){ .kind = FIELD_CLOCK,
		                          .slot = machine->first_slot[packing->growth.clock],
		                          .presence = -1 },
		          (uint64_t)packing->growth.clock_most);
	for (unsigned c = 0; packing->abstract && c < packing->log.class_count; c++)
		add_field(&l, (struct field){ .kind = FIELD_SEEN, .slot = c, .presence = -1 }, 1);
	packing->field_of = arena_array(packing->arena, (size_t)machine->slot_count + 1, sizeof(unsigned));
	for (unsigned i = 0; i < machine->slot_count; i++)
		packing->field_of[i] = PACKING_NONE;
	for (unsigned i = 0; i < packing->field_count; i++)
		if (packing->fields[i].kind != FIELD_SEEN)
			packing->field_of[packing->fields[i].slot] = i;
	for (unsigned i = 0; i < packing->derived_count; i++)
		packing->field_of[packing->derived[i].slot] = packing->field_of[packing->derived[i].from];
}

static int find_last_list(const struct machine *machine)
{
	for (unsigned v = 0; v < machine->system->variable_count; v++)
		if (log_is(machine, v))
			return (int)v;
	return -1;
}

/* --- preparing ------------------------------------------------------------------------------ */

static void find_live(struct packing *packing)
{
	const struct machine *machine = packing->machine;
	uint32_t *of_role[SYSTEM_ROLES_MAX] = { NULL };

	packing->live =
	        arena_array(packing->arena, (size_t)machine->model.process_count + 1, sizeof(uint32_t *));
	for (unsigned r = 0; r < machine->system->role_count; r++) {
		if (machine->system->roles[r].variable < 0)
			continue;
		of_role[r] = arena_array(packing->arena, (size_t)machine->system->roles[r].state_count + 1,
		                         sizeof(uint32_t));
		live_find(machine->system, r, of_role[r]);
	}
	for (unsigned p = 0; p < machine->model.process_count; p++)
		packing->live[p] = of_role[machine->processes[p].role];
}

/* A local is kept if it is live everywhere. */
static void find_kept(struct packing *packing)
{
	const struct machine *machine = packing->machine;

	packing->keeps = arena_array(packing->arena, (size_t)machine->slot_count + 1, sizeof(bool));
	for (unsigned i = 0; i < packing->field_count; i++)
		if (packing->fields[i].kind == FIELD_SLOT)
			packing->keeps[packing->fields[i].slot] = true;
	for (unsigned i = 0; i < packing->derived_count; i++)
		packing->keeps[packing->derived[i].slot] = true;
	for (unsigned p = 0; p < machine->model.process_count; p++) {
		const struct system_role *role = &machine->system->roles[machine->processes[p].role];
		uint32_t everywhere = UINT32_MAX;
		const struct shape *item;

		if (!packing->live[p])
			continue;
		for (unsigned c = 0; c < role->state_count || c == 0; c++)
			everywhere &= packing->live[p][c];
		item = machine->shapes[role->variable]->item;
		for (unsigned i = 0; i < item->count; i++)
			for (unsigned s = 0; s < item->parts[i]->slots && !(everywhere >> i & 1); s++)
				packing->keeps[machine->first_slot[role->variable] +
				               machine->processes[p].nth * item->slots + item->offsets[i] +
				               s] = false;
	}
}

bool packing_keeps(const struct packing *packing, unsigned slot)
{
	return packing->keeps[slot] && !(packing->recycling && slot == recycling_slot(packing->recycling));
}

static void find_cleared(struct packing *packing)
{
	const struct machine *machine = packing->machine;
	uint64_t *state = mem_array(machine->words, sizeof(*state));

	packing->cleared = arena_array(packing->arena, (size_t)machine->slot_count + 1, sizeof(uint64_t));
	for (unsigned v = 0; v < machine->system->variable_count; v++)
		shape_clear(machine, machine->shapes[v], machine->first_slot[v], state);
	for (unsigned i = 0; i < machine->slot_count; i++)
		packing->cleared[i] = slot_get(&machine->slots[i], state);
	free(state);
}

struct packing *packing_bounded(const struct machine *machine, bool symmetry, const char **why_not)
{
	struct arena *arena = arena_new();
	struct packing *packing = arena_alloc(arena, sizeof(*packing));

	*packing = (struct packing){ .machine = machine,
		                     .arena = arena,
		                     .growth.clock = -1,
		                     .log.variable = -1,
		                     .last_list = find_last_list(machine) };
	lay_out_all(packing);
	*why_not = NULL;
	if (symmetry)
		packing->orbits = orbits_new(packing, why_not);
	return packing;
}

struct packing *packing_abstract(const struct machine *machine, const struct growth *growth,
                                 const struct log *log)
{
	struct arena *arena = arena_new();
	struct packing *packing = arena_alloc(arena, sizeof(*packing));
	const char *why_not;

	*packing = (struct packing){ .machine = machine,
		                     .arena = arena,
		                     .abstract = true,
		                     .growth = *growth,
		                     .log = *log,
		                     .last_list = -1 };
	for (unsigned i = 0; i < growth->count; i++)
		if (growth->numbers[i].most > packing->now)
			packing->now = growth->numbers[i].most;
	if (growth->clock_most)
		packing->now = growth->clock_most;
	lay_out_all(packing);
	find_live(packing);
	find_kept(packing);
	find_cleared(packing);
	packing->orbits = orbits_new(packing, &why_not);
	return packing;
}

void packing_release(struct packing *packing)
{
	if (!packing)
		return;
	orbits_release(packing->orbits);
	arena_free(packing->arena);
}

/* --- packing ---------------------------------------------------------------------------------- */

enum { RAWS_FEW = 256 };

#define RAW_ABSENT UINT64_MAX

/* Dead locals are forgotten; dead hours have no age. */
static void forget_dead(const struct packing *packing, uint64_t *raws)
{
	const struct machine *machine = packing->machine;

	for (unsigned p = 0; p < machine->model.process_count; p++) {
		const struct machine_process *process = &machine->processes[p];
		const struct system_role *role = &machine->system->roles[process->role];
		const struct shape *item;
		unsigned first;
		uint32_t live;

		if (!packing->live[p])
			continue;
		item = machine->shapes[role->variable]->item;
		first = machine->first_slot[role->variable] + process->nth * item->slots;
		live = packing->live[p][process->control < 0 ? 0 : raws[process->control]];
		for (unsigned i = 0; i < item->count; i++) {
			if (live >> i & 1)
				continue;
			for (unsigned s = first + item->offsets[i], end = s + item->parts[i]->slots; s < end;
			     s++)
				raws[s] = declared_grows(machine->slots[s].shape->type) ? RAW_ABSENT
				                                                        : packing->cleared[s];
		}
	}
}

static uint64_t pack_hours(const struct field *f, uint64_t raw, int64_t now)
{
	int64_t age;

	if (raw == RAW_ABSENT || (f->shape->optional && !raw))
		return 0;
	age = now - (int64_t)raw + f->shape->optional;
	if (age > f->most)
		age = f->most;
	if (age < f->least)
		age = f->least; /* no step writes such an hour */
	return (uint64_t)(age - f->least) + 1;
}

static uint64_t pack_count(const struct field *f, uint64_t raw)
{
	uint64_t most = (uint64_t)f->most + f->shape->optional;

	return raw == RAW_ABSENT ? 0 : raw > most ? most : raw;
}

static uint64_t unpack_hours(const struct field *f, uint64_t value, int64_t now)
{
	return value ? (uint64_t)(now - ((int64_t)value - 1 + f->least)) + f->shape->optional : 0;
}

static uint64_t pack_item(const struct packing *packing, const struct shape *record, uint64_t raw,
                          int64_t now)
{
	uint64_t made = 0, scale = 1;

	for (unsigned i = record->count; i-- > 0; raw /= record->parts[i]->radix) {
		uint64_t digit = raw % record->parts[i]->radix;

		if (declared_grows(record->parts[i]->type)) {
			struct field f = packing_digit(packing, record, i);

			digit = f.kind == FIELD_HOURS ? pack_hours(&f, digit, now) : pack_count(&f, digit);
		}
		made += digit * scale;
		scale *= packing_radix(packing, record, i);
	}
	return made;
}

static uint64_t unpack_item(const struct packing *packing, const struct shape *record, uint64_t value,
                            int64_t now)
{
	uint64_t made = 0, scale = 1;

	for (unsigned i = record->count; i-- > 0; scale *= record->parts[i]->radix) {
		uint64_t radix = packing_radix(packing, record, i), digit = value % radix;

		value /= radix;
		if (declared_is_hours(record->parts[i]->type)) {
			struct field f = packing_digit(packing, record, i);

			digit = unpack_hours(&f, digit, now);
		}
		made += digit * scale;
	}
	return made;
}

static uint64_t field_raw(const struct packing *packing, const struct field *f, const uint64_t *raws,
                          int64_t now, int64_t items_now)
{
	switch (f->kind) {
	case FIELD_SLOT:
		return raws[f->slot];
	case FIELD_HOURS:
		if (f->presence >= 0 && !(f->present >> raws[f->presence] & 1))
			return 0;
		return pack_hours(f, raws[f->slot], now);
	case FIELD_COUNT:
		return pack_count(f, raws[f->slot]);
	case FIELD_ITEM:
		return raws[f->slot] ? pack_item(packing, f->shape, raws[f->slot] - 1, items_now) + 1 : 0;
	case FIELD_CLOCK:
		return (int64_t)raws[f->slot] < packing->growth.clock_most
		               ? raws[f->slot]
		               : (uint64_t)packing->growth.clock_most;
	case FIELD_SEEN:
		break;
	}
	for (unsigned i = 0; i < packing->log.slots; i++) {
		uint64_t raw = raws[packing->log.slot + i];

		if (!raw)
			return 0;
		if (packing->log.class_of[raw - 1] == f->slot + 1)
			return 1;
	}
	return 0;
}

static int64_t hour_of(const struct packing *packing, const uint64_t *raws)
{
	return packing->growth.clock < 0 ? 0
	                                 : (int64_t)raws[packing->machine->first_slot[packing->growth.clock]];
}

static void pack_fields(const struct packing *packing, uint64_t *raws, int64_t now, int64_t items_now,
                        uint64_t *packed)
{
	memset(packed, 0, packing->words * sizeof(*packed));
	for (unsigned i = 0; i < packing->field_count; i++) {
		const struct field *f = &packing->fields[i];

		packed[f->word] |= field_raw(packing, f, raws, now, items_now) << f->shift;
	}
}

void packing_pack_raws(const struct packing *packing, uint64_t *raws, int64_t items_now, uint64_t *packed)
{
	int64_t now = hour_of(packing, raws);

	if (packing->abstract)
		forget_dead(packing, raws);
	if (packing->recycling)
		recycle(packing->recycling, raws, now);
	pack_fields(packing, raws, now, items_now, packed);
	if (packing->orbits)
		orbits_choose(packing->orbits, packed);
}

/* Room for what is in the slots of a machine; `few` if that is enough. */
static uint64_t *raws_of(const struct packing *packing, const uint64_t *state, uint64_t *few)
{
	const struct machine *machine = packing->machine;
	uint64_t *raws = machine->slot_count > RAWS_FEW ? mem_array(machine->slot_count, sizeof(*raws)) : few;

	for (unsigned i = 0; i < machine->slot_count; i++)
		raws[i] = slot_get(&machine->slots[i], state);
	return raws;
}

void packing_pack(const struct packing *packing, const uint64_t *state, uint64_t *packed)
{
	uint64_t few[RAWS_FEW], *raws = raws_of(packing, state, few);

	packing_pack_raws(packing, raws, hour_of(packing, raws), packed);
	if (raws != few)
		free(raws);
}

void packing_pack_fields(const struct packing *packing, const uint64_t *state, uint64_t *packed)
{
	uint64_t few[RAWS_FEW], *raws = raws_of(packing, state, few);
	int64_t now = hour_of(packing, raws);

	if (packing->abstract)
		forget_dead(packing, raws);
	pack_fields(packing, raws, now, now, packed);
	if (raws != few)
		free(raws);
}

static void recycle_packed(const struct packing *packing, uint64_t *packed)
{
	const struct machine *machine = packing->machine;
	const struct field *set = &packing->fields[packing->field_of[recycling_slot(packing->recycling)]];
	uint64_t few[64], *state = few, raws_few[RAWS_FEW], *raws;

	if (!field_get(set, packed))
		return;
	if (machine->words > 64)
		state = mem_array(machine->words, sizeof(*state));
	packing_unpack(packing, packed, state);
	raws = raws_of(packing, state, raws_few);
	recycle(packing->recycling, raws, hour_of(packing, raws));
	field_set(set, packed, raws[set->slot]);
	if (raws != raws_few)
		free(raws);
	if (state != few)
		free(state);
}

void packing_finish(const struct packing *packing, uint64_t *packed)
{
	if (packing->recycling)
		recycle_packed(packing, packed);
	if (packing->orbits)
		orbits_choose(packing->orbits, packed);
}

/* --- unpacking ------------------------------------------------------------------------------------ */

void packing_unpack(const struct packing *packing, const uint64_t *packed, uint64_t *state)
{
	const struct machine *machine = packing->machine;
	unsigned logged = 0;
	int64_t now = packing->now;
	uint64_t raw;

	for (unsigned i = packing->field_count; packing->growth.clock_most && i-- > 0;)
		if (packing->fields[i].kind == FIELD_CLOCK) {
			now = (int64_t)(packed[packing->fields[i].word] >> packing->fields[i].shift &
			                packing->fields[i].mask);
			break;
		}
	memset(state, 0, machine->model.state_size);
	if (packing->growth.clock >= 0)
		slot_set(&machine->slots[machine->first_slot[packing->growth.clock]], state, (uint64_t)now);
	for (unsigned i = 0; i < packing->field_count; i++) {
		const struct field *f = &packing->fields[i];

		raw = packed[f->word] >> f->shift & f->mask;
		if (f->kind == FIELD_CLOCK)
			continue;
		if (f->kind == FIELD_SEEN) {
			if (raw)
				slot_set(&machine->slots[packing->log.slot + logged++], state,
				         packing->log.first[f->slot] + UINT64_C(1));
			continue;
		}
		if (f->kind == FIELD_HOURS)
			raw = unpack_hours(f, raw, now);
		if (f->kind == FIELD_ITEM && raw)
			raw = unpack_item(packing, f->shape, raw - 1, now) + 1;
		slot_set(&machine->slots[f->slot], state, raw);
	}
	for (unsigned i = 0; i < packing->derived_count; i++) {
		const struct derived *d = &packing->derived[i];

		slot_set(&machine->slots[d->slot], state, d->of[slot_get(&machine->slots[d->from], state)]);
	}
}
