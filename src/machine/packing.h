/*
 * Representatives of the states of a machine, in as few words as possible.
 *
 * Packing a state forgets what cannot change what follows.  A packing always forgets names, if it is made for
 * that (symmetry); an unbounded one also forgets dead locals (live.h), ages and counts beyond what they are
 * compared with (growth.h), and the order and the repetitions of what was logged (log.h).  Unpacking gives a
 * state of the machine that stands for all states with these words.
 */
#ifndef HEDDLE_MACHINE_PACKING_H
#define HEDDLE_MACHINE_PACKING_H

#include "machine/growth.h"
#include "machine/log.h"
#include "machine/machine_private.h"

enum field_kind {
	FIELD_SLOT,  /* what is in a slot */
	FIELD_HOURS, /* its age, from 1; 0: there is none */
	FIELD_COUNT,
	FIELD_ITEM,  /* a record in a list that holds hours or counts: from 1, its digits being like such
	                fields */
	FIELD_CLOCK, /* the hour, as far as it matters */
	FIELD_SEEN,  /* whether an entry of that class is in the log */
};

struct field {
	enum field_kind kind;
	unsigned slot; /* of the machine; SEEN: the class */
	uint32_t word;
	uint8_t shift;
	uint64_t mask; /* unshifted */
	const struct shape *shape;
	bool is_item;        /* of a list: 0 is behind its end */
	int64_t least, most; /* HOURS, COUNT */
	/* HOURS: it is there if bit `raw` of `present` is set, where `raw` is in the slot `presence`; -1: it
	 * is always. */
	int presence;
	uint64_t present;
};

/* Which alternative of an EITHER a value is, where one of its fields shows that. */
struct derived {
	unsigned slot, from; /* of the alternative; of the field */
	uint8_t *of;         /* by what is in `from` */
};

struct orbits;

#define PACKING_NONE UINT32_MAX

struct packing {
	const struct machine *machine;
	struct arena *arena;
	bool abstract; /* without bounds */
	struct growth growth;
	struct log log;
	unsigned words, field_count;
	struct field *fields;
	unsigned process_fields; /* the first ones: of processes that can be sorted */
	unsigned *field_of; /* by slot; PACKING_NONE: it needs none; of a derived slot that which it is from
	                     */
	struct derived *derived;
	unsigned derived_count;
	/* Bounded only: a list variable that steps only append to comes last; -1: there is none. */
	int last_list;
	/* Abstract only: */
	int64_t now;       /* what the clock of an unpacked state says, unless there is a FIELD_CLOCK */
	uint32_t **live;   /* [process][control state], as bits of locals */
	bool *keeps;       /* by slot */
	uint64_t *cleared; /* by slot: what a dead local becomes */
	struct recycling *recycling; /* names that nothing refers to are given back; null: none are */
	struct orbits *orbits;       /* null: every state represents itself */
};

/* Packs the states of a machine within its bounds; with `symmetry` as one, if they differ in names only.
 * *why_not becomes why there is no symmetry; null: there is, or none was asked for. */
struct packing *packing_bounded(const struct machine *machine, bool symmetry, const char **why_not);
/* Packs the states of a machine without bounds; with symmetry, where there is one. */
struct packing *packing_abstract(const struct machine *machine, const struct growth *growth,
                                 const struct log *log);
void packing_release(struct packing *packing);

/* Both may be the same words only if the machine's state has no more. */
void packing_pack(const struct packing *packing, const uint64_t *state, uint64_t *packed);
void packing_unpack(const struct packing *packing, const uint64_t *packed, uint64_t *state);
/* The same without the last steps: names are neither recycled nor exchanged. */
void packing_pack_fields(const struct packing *packing, const uint64_t *state, uint64_t *packed);
/* These last steps. */
void packing_finish(const struct packing *packing, uint64_t *packed);
/* As packing_pack, of what is in the slots, which it changes.  Hours in the items of lists are as at the hour
 * `items_now`. */
void packing_pack_raws(const struct packing *packing, uint64_t *raws, int64_t items_now, uint64_t *packed);
/* How a growing number of a record in a list is packed, and the number of such digits. */
struct field packing_digit(const struct packing *packing, const struct shape *record, unsigned part);
uint64_t packing_radix(const struct packing *packing, const struct shape *record, unsigned part);

static inline uint64_t field_get(const struct field *field, const uint64_t *packed)
{
	return packed[field->word] >> field->shift & field->mask;
}

static inline void field_set(const struct field *field, uint64_t *packed, uint64_t value)
{
	packed[field->word] = (packed[field->word] & ~(field->mask << field->shift)) | value << field->shift;
}

/* Whether what is in a slot is the same in all states that are packed alike, up to names. */
bool packing_keeps(const struct packing *packing, unsigned slot);

/* --- orbits.c --- */

/* Null, with *why_not set to a phrase, if nothing is interchangeable. */
struct orbits *orbits_new(struct packing *packing, const char **why_not);
void orbits_release(struct orbits *orbits);
/* Replaces a packed state by the least one that differs from it in names only. */
void orbits_choose(const struct orbits *orbits, uint64_t *packed);
uint64_t orbits_size(const struct orbits *orbits, const uint64_t *packed);
/* Whether the processes of a role are sorted: nothing else in a state names them. */
bool orbits_sort(const struct machine *machine, unsigned role);

#endif
