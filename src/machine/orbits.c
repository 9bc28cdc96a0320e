/*
 * Renames by table: a renaming moves each field of a packed state independently, so the image of a state is
 * the OR of table entries, one for each group of bits.  Processes that nothing names need no tables; they are
 * sorted. After Ip and Dill, "Better Verification through Symmetry" (1996).
 *
 * A design cannot name a constant or a process, so all those that a row of the scope counts are
 * interchangeable.
 *
 * Rejected: tables for all permutations of processes (factorially more); taking any image as the
 * representative instead of the least (more states, and a number that depends on the order of the search).
 */
#include <stdlib.h>
#include <string.h>

#include "machine/packing.h"

enum {
	RENAMINGS_MOST = 256,
	NAMES_MOST = 64,
	CHUNK_BITS = 9, /* of a table, unless one field has more */
	CHUNK_BITS_MOST = 12,
	WORDS_MOST = 64,
	PARTS_MOST = 40,
};

/* Adjacent bits of a state that are looked up together. */
struct chunk {
	unsigned word, shift, bits;
	unsigned first, last; /* fields: first <= f < last */
	unsigned within;      /* in a set too large for one table: the number of its bits in earlier chunks */
	size_t table;         /* index of its first row, for the first renaming */
};

/* Adjacent bits of a process, and their position in its sort key. */
struct part {
	unsigned word, shift, at;
	uint64_t mask;
};

/* Interchangeable processes; parts[i] are those of the i-th. */
struct kind {
	unsigned count;
	struct part parts[SCOPE_PROCESSES_MAX][PARTS_MOST];
	unsigned part_count[SCOPE_PROCESSES_MAX];
};

/* For each row of the scope, what becomes of its constants. */
struct renaming {
	uint8_t to[SCOPE_ROWS_MAX][NAMES_MOST];
};

struct orbits {
	const struct packing *packing;
	unsigned words, renamings;
	uint64_t order;                    /* of the group */
	unsigned permuted[SCOPE_ROWS_MAX]; /* how many constants of each row are renamed */
	struct chunk *chunks;
	unsigned chunk_count, process_chunks; /* those of sorted processes come first */
	size_t rows;                          /* of a renaming */
	uint64_t *table;                      /* [renaming][row][word] */
	struct kind kinds[SYSTEM_ROLES_MAX * 2];
	unsigned kind_count;
};

static unsigned factorial(unsigned n)
{
	return n < 2 ? 1 : n * factorial(n - 1);
}

/* --- renaming values -------------------------------------------------------------------------- */

struct renamer {
	const struct machine *machine;
	const struct renaming *renaming;
};

/* What the name `index` of a universe becomes, both from 0. */
static uint64_t rename_name(const struct renamer *r, const struct universe *universe, uint64_t index)
{
	const struct system *system = r->machine->system;
	uint64_t base = 0;

	for (unsigned s = 0; s < system->set_count; s++) {
		if (r->machine->universes[s] != universe)
			continue;
		for (unsigned i = 0; system->sets[s].rows[i] != SCOPE_ROWS_MAX; i++) {
			unsigned row = system->sets[s].rows[i];
			uint64_t count = row_count(r->machine, row);

			if (index < base + count)
				return base + r->renaming->to[row][index - base];
			base += count;
		}
	}
	return index;
}

static uint64_t rename_raw(const struct renamer *r, const struct shape *shape, uint64_t raw);

static uint64_t rename_fields(const struct renamer *r, const struct shape *shape, uint64_t raw)
{
	uint64_t made = 0, divisor = 1, digits;

	for (unsigned i = shape->count; i-- > 0; divisor *= shape->parts[i]->radix) {
		digits = raw / divisor % shape->parts[i]->radix;
		made += rename_raw(r, shape->parts[i], digits) * divisor;
	}
	return raw / divisor * divisor + made; /* before the fields: which alternative */
}

static uint64_t rename_raw(const struct renamer *r, const struct shape *shape, uint64_t raw)
{
	uint64_t made = 0;

	switch (shape->kind) {
	case DECLARED_CONSTANT:
		if (shape->optional && !raw)
			return 0;
		return rename_name(r, shape->names, raw - shape->optional) + shape->optional;
	case DECLARED_SET:
		for (unsigned m = 0; m < shape->item->radix && raw >> m; m++)
			if (raw >> m & 1)
				made |= UINT64_C(1) << rename_raw(r, shape->item, m);
		return made;
	case DECLARED_RECORD:
		if (shape->optional)
			return raw ? rename_fields(r, shape, raw - 1) + 1 : 0;
		return rename_fields(r, shape, raw);
	case DECLARED_EITHER:
		return rename_fields(r, shape, raw);
	case DECLARED_BOOL:
	case DECLARED_NUMBER:
	case DECLARED_NAMES:
	case DECLARED_LIST:
	case DECLARED_TABLE:
		break;
	}
	return raw;
}

/* Fills to[slot] with the slot that what is there moves to. */
static void move_slots(const struct renamer *r, const struct shape *shape, unsigned slot, unsigned goes_to,
                       unsigned *to)
{
	switch (shape->kind) {
	case DECLARED_TABLE:
		for (unsigned i = 0; i < shape->count; i++)
			move_slots(r, shape->item, slot + i * shape->item->slots,
			           goes_to + (unsigned)rename_name(r, shape->names, i) * shape->item->slots,
			           to);
		return;
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (shape->kind == DECLARED_EITHER || shape->optional)
			to[slot] = goes_to;
		for (unsigned i = 0; i < shape->count; i++)
			move_slots(r, shape->parts[i], slot + shape->offsets[i], goes_to + shape->offsets[i],
			           to);
		return;
	default:
		for (unsigned i = 0; i < shape->slots; i++)
			to[slot + i] = goes_to + i;
	}
}

/* --- chunks --------------------------------------------------------------------------------- */

static unsigned bits_of(const struct field *field)
{
	return field->mask ? 64 - (unsigned)__builtin_clzll(field->mask) : 0;
}

static bool is_set(const struct field *field)
{
	return field->kind == FIELD_SLOT && field->shape && field->shape->kind == DECLARED_SET &&
	       !field->is_item;
}

/* A set is renamed member by member, so it can be split. */
static void split_set(struct orbits *y, unsigned n)
{
	const struct field *field = &y->packing->fields[n];
	unsigned bits = bits_of(field);

	for (unsigned done = 0; done < bits; done += CHUNK_BITS)
		y->chunks[y->chunk_count++] = (struct chunk){
			.word = field->word,
			.shift = field->shift + done,
			.bits = bits - done < CHUNK_BITS ? bits - done : CHUNK_BITS,
			.first = n,
			.last = n + 1,
			.within = done,
		};
}

/* Returns false if a field has too many bits for a table. */
static bool make_chunks(struct orbits *y)
{
	const struct packing *packing = y->packing;
	struct chunk *c = NULL;

	y->chunks = arena_array(packing->arena, 8 * (size_t)packing->field_count + 1, sizeof(*y->chunks));
	for (unsigned i = 0; i < packing->field_count; i++) {
		const struct field *field = &packing->fields[i];
		unsigned bits = bits_of(field);

		if (i == packing->process_fields)
			y->process_chunks = y->chunk_count;
		if (bits > CHUNK_BITS_MOST && is_set(field)) {
			split_set(y, i);
			c = NULL;
			continue;
		}
		if (bits > CHUNK_BITS_MOST)
			return false;
		if (!c || i == packing->process_fields ||
		    (bits && (c->word != field->word || c->bits + bits > CHUNK_BITS))) {
			c = &y->chunks[y->chunk_count++];
			*c = (struct chunk){ .word = field->word, .shift = field->shift, .first = i };
		}
		c->bits += bits;
		c->last = i + 1;
	}
	if (packing->process_fields == packing->field_count)
		y->process_chunks = y->chunk_count;
	for (unsigned i = 0; i < y->chunk_count; i++) {
		y->chunks[i].table = y->rows;
		y->rows += (size_t)1 << y->chunks[i].bits;
	}
	return true;
}

/* --- tables ------------------------------------------------------------------------------------ */

/* The nth renaming, in a mixed radix: a digit for each row, which numbers its permutation. */
static void renaming_make(const struct orbits *y, unsigned nth, struct renaming *out)
{
	for (unsigned row = 0; row < SCOPE_ROWS_MAX; row++) {
		unsigned count = y->permuted[row], left = factorial(count), code = nth % left;
		uint8_t names[NAMES_MOST];

		nth /= left;
		for (unsigned i = 0; i < NAMES_MOST; i++)
			names[i] = out->to[row][i] = (uint8_t)i;
		for (unsigned i = 0; i < count; i++) {
			unsigned at;

			left /= count - i;
			at = code / left;
			code %= left;
			out->to[row][i] = names[at];
			memmove(names + at, names + at + 1, NAMES_MOST - at - 1);
		}
	}
}

/* Where fields and classes go under a renaming. */
struct moving {
	struct renamer renamer;
	unsigned *slot_to;         /* by slot */
	unsigned *field_of, *seen; /* the field by slot, and by class */
};

static unsigned field_to(const struct orbits *y, const struct moving *m, const struct field *field)
{
	const struct log *log = &y->packing->log;
	uint64_t entry;

	if (field->kind == FIELD_CLOCK)
		return m->field_of[field->slot];
	if (field->kind != FIELD_SEEN)
		return m->field_of[m->slot_to[field->slot]];
	entry = rename_raw(&m->renamer, y->packing->machine->shapes[log->variable]->item,
	                   log->first[field->slot]);
	return m->seen[log->class_of[entry] - 1];
}

/* A record whose growing digits are packed. */
static uint64_t item_renamed(const struct packing *packing, const struct moving *m,
                             const struct shape *record, uint64_t value)
{
	uint64_t made = 0, scale = 1;

	for (unsigned i = record->count; i-- > 0;) {
		uint64_t radix = packing_radix(packing, record, i), digit = value % radix;

		if (!declared_grows(record->parts[i]->type))
			digit = rename_raw(&m->renamer, record->parts[i], digit);
		made += digit * scale;
		scale *= radix;
		value /= radix;
	}
	return made;
}

static uint64_t field_renamed(const struct packing *packing, const struct moving *m,
                              const struct field *field, uint64_t value)
{
	if (field->kind == FIELD_ITEM)
		return value ? item_renamed(packing, m, field->shape, value - 1) + 1 : 0;
	if (field->kind != FIELD_SLOT || !field->shape)
		return value;
	if (field->is_item)
		return value ? rename_raw(&m->renamer, field->shape, value - 1) + 1 : 0;
	return rename_raw(&m->renamer, field->shape, value);
}

static void fill_row(const struct orbits *y, const struct moving *m, const struct chunk *c, uint64_t value,
                     uint64_t *row)
{
	for (unsigned i = c->first; i < c->last; i++) {
		const struct field *from = &y->packing->fields[i],
		                   *to = &y->packing->fields[field_to(y, m, from)];
		uint64_t old;

		if (!from->mask)
			continue;
		old = c->within ? value << c->within : value >> (from->shift - c->shift) & from->mask;
		row[to->word] |= (field_renamed(y->packing, m, from, old) & to->mask) << to->shift;
	}
}

static void fill_tables(struct orbits *y)
{
	const struct packing *packing = y->packing;
	const struct machine *machine = packing->machine;
	struct moving m = { .renamer.machine = machine };
	struct renaming renaming;

	m.renamer.renaming = &renaming;
	m.slot_to = mem_array((size_t)machine->slot_count + 1, sizeof(unsigned));
	m.field_of = mem_array((size_t)machine->slot_count + 1, sizeof(unsigned));
	m.seen = mem_array((size_t)packing->log.class_count + 1, sizeof(unsigned));
	for (unsigned i = 0; i < packing->field_count; i++)
		*(packing->fields[i].kind == FIELD_SEEN ? &m.seen[packing->fields[i].slot]
		                                        : &m.field_of[packing->fields[i].slot]) = i;
	y->table = mem_array(y->renamings * y->rows, y->words * sizeof(uint64_t));
	for (unsigned n = 0; n < y->renamings; n++) {
		renaming_make(y, n, &renaming);
		for (unsigned v = 0; v < machine->system->variable_count; v++)
			move_slots(&m.renamer, machine->shapes[v], machine->first_slot[v],
			           machine->first_slot[v], m.slot_to);
		for (unsigned i = 0; i < y->chunk_count; i++) {
			const struct chunk *c = &y->chunks[i];
			uint64_t *row = y->table + (n * y->rows + c->table) * y->words;

			for (uint64_t value = 0; value >> c->bits == 0; value++, row += y->words)
				fill_row(y, &m, c, value, row);
		}
	}
	free(m.slot_to);
	free(m.field_of);
	free(m.seen);
}

/* --- processes ----------------------------------------------------------------------------- */

static bool names_set(const struct shape *shape, const struct universe *universe)
{
	switch (shape->kind) {
	case DECLARED_CONSTANT:
		return shape->names == universe;
	case DECLARED_SET:
	case DECLARED_LIST:
		return names_set(shape->item, universe);
	case DECLARED_TABLE:
		return shape->names == universe || names_set(shape->item, universe);
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		for (unsigned i = 0; i < shape->count; i++)
			if (names_set(shape->parts[i], universe))
				return true;
		return false;
	case DECLARED_BOOL:
	case DECLARED_NUMBER:
	case DECLARED_NAMES:
		break;
	}
	return false;
}

/* Whether a set has constants of a row. */
static bool has_row(const struct system_set *set, unsigned row)
{
	for (unsigned i = 0; set->rows[i] != SCOPE_ROWS_MAX; i++)
		if (set->rows[i] == row)
			return true;
	return false;
}

bool orbits_sort(const struct machine *machine, unsigned role)
{
	const struct system *system = machine->system;
	const struct shape *table;

	if (system->roles[role].variable < 0 || system->roles[role].row == SCOPE_ROWS_MAX)
		return false;
	table = machine->shapes[system->roles[role].variable];
	for (unsigned s = 0; s < system->set_count; s++) {
		if (!has_row(&system->sets[s], system->roles[role].row))
			continue;
		for (unsigned v = 0; v < system->variable_count; v++)
			if (names_set(machine->shapes[v] == table ? table->item : machine->shapes[v],
			              machine->universes[s]))
				return false;
	}
	return true;
}

/* Returns false if the process has too many bits for a sort key. */
static bool add_process(struct orbits *y, struct kind *kind, const struct machine_process *process)
{
	const struct machine *machine = y->packing->machine;
	unsigned variable = (unsigned)machine->system->roles[process->role].variable, at = 0;
	unsigned slots = machine->shapes[variable]->item->slots;
	unsigned first = machine->first_slot[variable] + process->nth * slots;
	unsigned nth = kind->count++, *count;

	if (nth >= SCOPE_PROCESSES_MAX)
		return false;
	count = &kind->part_count[nth];
	for (unsigned i = 0; i < y->packing->process_fields; i++) {
		const struct field *field = &y->packing->fields[i];
		unsigned bits = bits_of(field);
		struct part *last = *count ? &kind->parts[nth][*count - 1] : NULL;

		if (field->slot < first || field->slot >= first + slots || !bits)
			continue;
		if (last && last->word == field->word) {
			last->mask = last->mask << bits | field->mask;
		} else if (*count == PARTS_MOST) {
			return false;
		} else {
			kind->parts[nth][(*count)++] =
			        (struct part){ field->word, field->shift, at, field->mask };
		}
		at += bits;
	}
	return at <= 64;
}

static void find_kinds(struct orbits *y)
{
	const struct machine *machine = y->packing->machine;

	for (unsigned p = 0; p < machine->model.process_count;) {
		struct kind *kind = &y->kinds[y->kind_count];
		const struct machine_process *first = &machine->processes[p];
		bool sortable = orbits_sort(machine, first->role);

		for (; p < machine->model.process_count && machine->processes[p].role == first->role &&
		       machine->processes[p].also == first->also;
		     p++)
			sortable = sortable && add_process(y, kind, &machine->processes[p]);
		if (sortable && kind->count > 1) {
			y->order *= factorial(kind->count);
			y->kind_count++;
		} else {
			*kind = (struct kind){ 0 };
		}
	}
}

static inline uint64_t key_of(const struct kind *kind, unsigned nth, const uint64_t *state)
{
	uint64_t key = 0;

	for (unsigned i = 0; i < kind->part_count[nth]; i++) {
		const struct part *part = &kind->parts[nth][i];

		key |= (state[part->word] >> part->shift & part->mask) << part->at;
	}
	return key;
}

static inline void set_key(const struct kind *kind, unsigned nth, uint64_t *state, uint64_t key)
{
	for (unsigned i = 0; i < kind->part_count[nth]; i++) {
		const struct part *part = &kind->parts[nth][i];

		state[part->word] &= ~(part->mask << part->shift);
		state[part->word] |= (key >> part->at & part->mask) << part->shift;
	}
}

/* Sorts the processes.  Returns the number of permutations that change nothing: 1 if all differ. */
static unsigned sort_kind(const struct kind *kind, uint64_t *state)
{
	uint64_t keys[SCOPE_PROCESSES_MAX];
	unsigned same = 1, alike = 1;

	for (unsigned i = 0; i < kind->count; i++) {
		uint64_t key = key_of(kind, i, state);
		unsigned at = i;

		for (; at > 0 && keys[at - 1] > key; at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
	for (unsigned i = 0; i < kind->count; i++) {
		set_key(kind, i, state, keys[i]);
		alike = i && keys[i] == keys[i - 1] ? alike + 1 : 1;
		same *= alike;
	}
	return same;
}

/* --- representatives ------------------------------------------------------------------------ */

/* Adds to `image` what a renaming makes of the chunks from `first` to before `last`. */
__attribute__((always_inline)) static inline void add_image(const struct orbits *y, unsigned renaming,
                                                            unsigned first, unsigned last,
                                                            const uint64_t *packed, uint64_t *image,
                                                            unsigned width)
{
	const uint64_t *table = y->table + renaming * y->rows * width;

	for (unsigned i = first; i < last; i++) {
		const struct chunk *c = &y->chunks[i];
		uint64_t value = packed[c->word] >> c->shift & ((UINT64_C(1) << c->bits) - 1);

		for (unsigned w = 0; w < width; w++)
			image[w] |= table[(c->table + value) * width + w];
	}
}

/* The last word is the most significant. */
static inline int compare(const uint64_t *a, const uint64_t *b, unsigned width)
{
	for (unsigned w = width; w-- > 0;)
		if (a[w] != b[w])
			return a[w] < b[w] ? -1 : 1;
	return 0;
}

/*
 * Writes the least image of `packed`.  Returns the number of members of the group that produce it.  Sorted
 * processes are in the lowest bits, so they are sorted only for renamings that make the rest least.
 */
__attribute__((always_inline)) static inline uint64_t least_image_of(const struct orbits *y,
                                                                     const uint64_t *packed, uint64_t *least,
                                                                     unsigned width)
{
	uint64_t image[WORDS_MOST], least_rest[WORDS_MOST], reached = 0;
	uint16_t worth[RENAMINGS_MOST];
	unsigned worth_count = 0;

	for (unsigned n = 0; n < y->renamings; n++) {
		int order = -1;

		for (unsigned w = 0; w < width; w++)
			image[w] = 0;
		add_image(y, n, y->process_chunks, y->chunk_count, packed, image, width);
		if (worth_count && (order = compare(image, least_rest, width)) > 0)
			continue;
		if (order < 0) {
			worth_count = 0;
			for (unsigned w = 0; w < width; w++)
				least_rest[w] = image[w];
		}
		worth[worth_count++] = (uint16_t)n;
	}
	for (unsigned i = 0; i < worth_count; i++) {
		uint64_t same = 1;
		int order = -1;

		for (unsigned w = 0; w < width; w++)
			image[w] = least_rest[w];
		add_image(y, worth[i], 0, y->process_chunks, packed, image, width);
		for (unsigned k = 0; k < y->kind_count; k++)
			same *= sort_kind(&y->kinds[k], image);
		if (i && (order = compare(image, least, width)) > 0)
			continue;
		if (order < 0) {
			reached = 0;
			for (unsigned w = 0; w < width; w++)
				least[w] = image[w];
		}
		reached += same;
	}
	return reached;
}

static uint64_t least_image(const struct orbits *y, const uint64_t *packed, uint64_t *least)
{
	if (y->words == 1)
		return least_image_of(y, packed, least, 1);
	if (y->words == 2)
		return least_image_of(y, packed, least, 2);
	return least_image_of(y, packed, least, y->words);
}

void orbits_choose(const struct orbits *y, uint64_t *packed)
{
	uint64_t least[WORDS_MOST];

	least_image(y, packed, least);
	memcpy(packed, least, y->words * sizeof(*packed));
}

uint64_t orbits_size(const struct orbits *y, const uint64_t *packed)
{
	uint64_t least[WORDS_MOST];

	/* The orbit's size is that of the group divided by that of the stabiliser. */
	return y->order / least_image(y, packed, least);
}

/* --- lifetime ------------------------------------------------------------------------------- */

/* Whether the processes that a row counts are sorted. */
static bool is_sorted_row(const struct machine *machine, unsigned row)
{
	const struct system *system = machine->system;

	for (unsigned r = 0; r < system->role_count; r++)
		if ((system->roles[r].row == row ||
		     (system->roles[r].also && system->roles[r].also_row == row)) &&
		    orbits_sort(machine, r))
			return true;
	return false;
}

/* A role without locals has nothing that a renaming could move. */
static void choose_renamings(struct orbits *y)
{
	const struct machine *machine = y->packing->machine;

	y->renamings = 1;
	for (unsigned row = 0; row < SCOPE_ROWS_MAX; row++) {
		unsigned *k = &y->permuted[row],
		         count = row < machine->system->row_count ? row_count(machine, row) : 0;

		*k = 1;
		if (is_sorted_row(machine, row) || !machine->system->rows[row].prefix)
			continue;
		while (*k < count && *k < NAMES_MOST && y->renamings * (*k + 1) <= RENAMINGS_MOST)
			y->renamings *= ++*k;
	}
}

struct orbits *orbits_new(struct packing *packing, const char **why_not)
{
	struct orbits *y = arena_alloc(packing->arena, sizeof(*y));

	*why_not = NULL;
	y->packing = packing;
	y->words = packing->words;
	if (y->words > WORDS_MOST || !make_chunks(y)) {
		*why_not = "a state has too many parts for it";
		return NULL;
	}
	choose_renamings(y);
	y->order = y->renamings;
	find_kinds(y);
	if (y->order == 1) {
		*why_not = "no two processes or constants are interchangeable";
		return NULL;
	}
	fill_tables(y);
	return y;
}

void orbits_release(struct orbits *y)
{
	if (y)
		free(y->table);
}
