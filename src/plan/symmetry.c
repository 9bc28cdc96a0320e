/*
 * Renames by table: a renaming moves each slot independently, so the image of a state is the OR of table
 * entries, one for each group of bits.  Processes need no tables; they are sorted.  After Ip and Dill,
 * "Better Verification through Symmetry" (1996).
 *
 * Rejected: tables for permutations of processes (factorially more); taking any image as the representative
 * instead of the least (more states, and a number that depends on the order of the search).
 */
#include <stdlib.h>
#include <string.h>

#include "plan/renaming.h"
#include "plan/symmetry.h"

enum {
	RENAMINGS_MOST = 256,
	CHUNK_BITS = 9, /* of a table, unless one slot has more */
	CHUNK_BITS_MOST = 12,
	WORDS_MOST = 64,
	PARTS_MOST = 2 + FIELD_MAX,
};

/* Adjacent bits of a state that are looked up together. */
struct chunk {
	unsigned word, shift, bits;
	unsigned first_slot, last_slot; /* first <= slot < last */
	unsigned within; /* in a set too large for one table: the number of its bits in earlier chunks */
	size_t table;    /* index of its first row, for the first renaming */
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

struct symmetry {
	const struct design_stepper *s;
	unsigned words, renamings;
	uint64_t order;                   /* of the group */
	unsigned permuted[RENAMED_TYPES]; /* how many constants of each type are renamed */
	struct chunk *chunks;
	unsigned chunk_count, process_chunks; /* those of the processes come first */
	size_t rows;                          /* of a renaming */
	uint64_t *table;                      /* [renaming][row][word] */
	struct kind kinds[3];
	unsigned kind_count;
};

/* --- tables ----------------------------------------------------------------------------- */

static unsigned bits_of(const struct packed_slot *slot)
{
	return slot->mask ? 64 - (unsigned)__builtin_clzll(slot->mask) : 0;
}

/* A set is renamed member by member, so it can be split. */
static void split_set(struct symmetry *y, unsigned slot)
{
	const struct packed_slot *at = &y->s->slots[slot];
	unsigned bits = bits_of(at);

	for (unsigned done = 0; done < bits; done += CHUNK_BITS)
		y->chunks[y->chunk_count++] = (struct chunk){
			.word = at->word,
			.shift = at->shift + done,
			.bits = bits - done < CHUNK_BITS ? bits - done : CHUNK_BITS,
			.first_slot = slot,
			.last_slot = slot + 1,
			.within = done,
		};
}

/* Returns false if a slot has too many bits for a table. */
static bool make_chunks(struct symmetry *y)
{
	const struct design_stepper *s = y->s;
	struct chunk *c = NULL;

	/* A set of ids has 32 bits at most, so no slot takes more than four chunks. */
	y->chunks = arena_array(s->arena, 4 * (size_t)s->slot_count + 1, sizeof(*y->chunks));
	for (unsigned i = 0; i < s->slot_count; i++) {
		const struct packed_slot *slot = &s->slots[i];
		unsigned bits = bits_of(slot);

		if (i == s->plan->record_slot)
			y->process_chunks = y->chunk_count;
		if (bits > CHUNK_BITS_MOST && s->plan->slots[i].type == TYPE_IDS) {
			split_set(y, i);
			c = NULL;
			continue;
		}
		if (bits > CHUNK_BITS_MOST)
			return false;
		if (!c || i == s->plan->record_slot ||
		    (bits && (c->word != slot->word || c->bits + bits > CHUNK_BITS))) {
			c = &y->chunks[y->chunk_count++];
			*c = (struct chunk){ .word = slot->word, .shift = slot->shift, .first_slot = i };
		}
		c->bits += bits;
		c->last_slot = i + 1;
	}
	for (unsigned i = 0; i < y->chunk_count; i++) {
		y->chunks[i].table = y->rows;
		y->rows += (size_t)1 << y->chunks[i].bits;
	}
	return true;
}

static void fill_row(const struct symmetry *y, const struct renaming *r, const struct chunk *c,
                     uint64_t value, uint64_t *row)
{
	const struct plan *plan = y->s->plan;

	for (unsigned i = c->first_slot; i < c->last_slot; i++) {
		const struct packed_slot *from = &y->s->slots[i];
		const struct packed_slot *to = &y->s->slots[rename_slot(plan, r, i)];
		uint64_t old;

		if (!from->mask)
			continue;
		old = c->within ? value << c->within : value >> (from->shift - c->shift) & from->mask;
		row[to->word] |= (rename_value(plan, r, &plan->slots[i], old) & to->mask) << to->shift;
	}
}

static void fill_tables(struct symmetry *y)
{
	y->table = mem_array(y->renamings * y->rows, y->words * sizeof(uint64_t));
	for (unsigned n = 0; n < y->renamings; n++) {
		struct renaming r;

		renaming_make(y->permuted, n, &r);
		for (unsigned i = 0; i < y->chunk_count; i++) {
			const struct chunk *c = &y->chunks[i];
			uint64_t *row = y->table + (n * y->rows + c->table) * y->words;

			for (uint64_t value = 0; value >> c->bits == 0; value++, row += y->words)
				fill_row(y, &r, c, value, row);
		}
	}
}

/* --- processes ----------------------------------------------------------------------------- */

/* Returns false if the process has too many bits for a sort key. */
static bool add_process(struct symmetry *y, struct kind *kind, const struct plan_process *process)
{
	const struct design_stepper *s = y->s;
	unsigned locals = s->plan->design->roles[process->role].local_count, at = 0;
	unsigned nth = kind->count++, *count = &kind->part_count[nth];

	for (unsigned i = 0; i < locals; i++) {
		const struct packed_slot *slot = &s->slots[process->slot + i];
		unsigned bits = bits_of(slot);
		struct part *last = *count ? &kind->parts[nth][*count - 1] : NULL;

		if (!bits)
			continue;
		if (last && last->word == slot->word)
			last->mask = last->mask << bits | slot->mask;
		else
			kind->parts[nth][(*count)++] =
			        (struct part){ slot->word, slot->shift, at, slot->mask };
		at += bits;
	}
	return at <= 64;
}

static void find_kinds(struct symmetry *y)
{
	const struct plan *plan = y->s->plan;

	for (unsigned p = 0; p < plan->model.process_count;) {
		struct kind *kind = &y->kinds[y->kind_count];
		unsigned first = p;
		bool sortable = true;

		for (; p < plan->model.process_count &&
		       plan->processes[p].role == plan->processes[first].role &&
		       plan->processes[p].reader == plan->processes[first].reader;
		     p++)
			sortable &= add_process(y, kind, &plan->processes[p]);
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
__attribute__((always_inline)) static inline void add_image(const struct symmetry *y, unsigned renaming,
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
 * Writes the least image of `packed`.  Returns the number of members of the group that produce it.  Processes
 * are in the lowest bits, so they are sorted only for renamings that make the rest least.
 */
__attribute__((always_inline)) static inline uint64_t least_image_of(const struct symmetry *y,
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

static uint64_t least_image(const struct symmetry *y, const uint64_t *packed, uint64_t *least)
{
	if (y->words == 1)
		return least_image_of(y, packed, least, 1);
	return least_image_of(y, packed, least, y->words);
}

void symmetry_choose(const struct symmetry *y, uint64_t *packed)
{
	uint64_t least[WORDS_MOST];

	least_image(y, packed, least);
	memcpy(packed, least, y->words * sizeof(*packed));
}

uint64_t symmetry_class_size(const struct symmetry *y, const uint64_t *packed)
{
	uint64_t least[WORDS_MOST];

	/* The orbit's size is that of the group divided by that of the stabiliser. */
	return y->order / least_image(y, packed, least);
}

/* --- lifetime ------------------------------------------------------------------------------- */

static void choose_renamings(struct symmetry *y)
{
	y->renamings = 1;
	for (unsigned t = 0; t < RENAMED_TYPES; t++) {
		unsigned *k = &y->permuted[t];

		*k = 1;
		while (*k < y->s->plan->count[renamed_types[t]] && y->renamings * (*k + 1) <= RENAMINGS_MOST)
			y->renamings *= ++*k;
	}
}

struct symmetry *symmetry_new(struct design_stepper *s, const char **why_not)
{
	struct symmetry *y = arena_alloc(s->arena, sizeof(*y));

	y->s = s;
	y->words = (unsigned)s->stepper.words;
	if (y->words > WORDS_MOST || !make_chunks(y)) {
		*why_not = "a state has too many parts for it";
		return NULL;
	}
	choose_renamings(y);
	y->order = y->renamings;
	find_kinds(y);
	if (y->order == 1) {
		*why_not = "no two processes, users, metadatas, images or ids are interchangeable";
		return NULL;
	}
	fill_tables(y);
	return y;
}

void symmetry_release(struct symmetry *y)
{
	if (y)
		free(y->table);
}
