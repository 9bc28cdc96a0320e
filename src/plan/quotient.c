/*
 * Representatives of states with the same future.
 *
 * States may differ without their futures differing in three ways:
 *   - values that are never read: locals that every path overwrites first (live variables), and images that
 * no record and no live local leads to (live_locals.c);
 *   - names: metadatas, images, ids and processes of a kind are compared only with each other, so a
 * consistent renaming changes nothing (Ip, Dill, "Better Verification through Symmetry", 1996);
 *   - the past: which READ was broken.
 * docs/hints.md has the proof.
 *
 * Renaming ids is exact and cheap: an id occurs in a state only as a member of sets, as the value of certain
 * slots and as the key of a blob.  These occurrences are its signature; ids with equal signatures are
 * interchangeable, and sorting signatures gives the representative.  For metadatas, images and processes all
 * permutations are tried, and the least state is chosen.  A group with too many permutations keeps its names,
 * which costs states but is still correct.
 *
 * Rejected: general graph canonisation, which costs more than the states it saves.
 */
#include <string.h>

#include <heddle/machine.h>
#include <heddle/plan.h>

#include "plan/future.h"
#include "plan/live_locals.h"

enum { RENAMINGS_MAX = 48, SLOTS_MAX = 1024, BEGUN_MAX = 64, ID_BITS = 64 };

/* For each slot before begun_slot, where its value comes from; for each constant (from 1), what it becomes.
 */
struct renaming {
	uint16_t *slot_from;
	uint8_t metadata[SCOPE_METADATAS_MAX + 1], image[SCOPE_IMAGES_MAX + 1];
	uint8_t *begun_to; /* by bit */
};

struct quotient {
	uint32_t *live;     /* live locals, as bits: [process * DESIGN_STATES_MAX + state] */
	bool hides_content; /* hidden_images */
	bool sorts_ids;
	struct renaming *renamings; /* the first is the identity */
	unsigned renaming_count;
	uint16_t *id_slots, *set_slots; /* outside blobs */
	unsigned id_slot_count, set_slot_count;
};

/* --- renamings ----------------------------------------------------------------- */

/* The next permutation in lexicographic order (Narayana Pandita); false after the last. */
static bool next_permutation(uint8_t *at, unsigned count)
{
	unsigned i = count, j = count;

	while (i > 1 && at[i - 2] >= at[i - 1])
		i--;
	if (i < 2)
		return false;
	while (at[j - 1] <= at[i - 2])
		j--;
	uint8_t swap = at[j - 1];

	at[j - 1] = at[i - 2];
	at[i - 2] = swap;
	for (j = count; i < j; i++, j--) {
		swap = at[i - 1];
		at[i - 1] = at[j - 1];
		at[j - 1] = swap;
	}
	return true;
}

/* Groups of interchangeable things: processes of a kind, metadatas, images. */
enum { GROUPS_MAX = 5 };
struct groups {
	uint8_t at[GROUPS_MAX][SCOPE_PROCESSES_MAX + 1];
	unsigned count[GROUPS_MAX], first[GROUPS_MAX];
};
enum { GROUP_METADATA, GROUP_IMAGE, GROUP_SERVER, GROUP_READER, GROUP_CLEANER };

static unsigned factorial(unsigned n)
{
	return n < 2 ? 1 : n > 6 ? RENAMINGS_MAX + 1 : n * factorial(n - 1);
}

static void groups_find(const struct plan *plan, struct groups *groups)
{
	unsigned sizes[GROUPS_MAX] = { plan->count[TYPE_METADATA], plan->count[TYPE_IMAGE],
		                       (unsigned)plan->scope.of[SCOPE_SERVERS],
		                       (unsigned)plan->scope.of[SCOPE_READERS],
		                       (unsigned)plan->scope.of[SCOPE_CLEANERS] };
	unsigned all = 1;

	memset(groups, 0, sizeof(*groups));
	groups->first[GROUP_READER] = sizes[GROUP_SERVER];
	groups->first[GROUP_CLEANER] = sizes[GROUP_SERVER] + sizes[GROUP_READER];
	for (unsigned g = 0; g < GROUPS_MAX; g++) {
		if (factorial(sizes[g]) > RENAMINGS_MAX / all)
			continue;
		groups->count[g] = sizes[g];
		all *= factorial(sizes[g]);
		for (unsigned i = 0; i < sizes[g]; i++)
			groups->at[g][i] = (uint8_t)i;
	}
}

static bool groups_next(struct groups *groups)
{
	for (unsigned g = 0; g < GROUPS_MAX; g++) {
		if (next_permutation(groups->at[g], groups->count[g]))
			return true;
		for (unsigned i = 0; i < groups->count[g]; i++)
			groups->at[g][i] = (uint8_t)i;
	}
	return false;
}

static void name_begun(const struct plan *plan, struct renaming *to)
{
	to->begun_to = arena_array(plan->arena, plan->begun_count, 1);
	for (unsigned i = 0; i < plan->begun_count; i++) {
		struct logged entry = log_unpack(plan, i + 1);

		entry.metadata = to->metadata[entry.metadata];
		entry.image = to->image[entry.image];
		to->begun_to[i] = (uint8_t)(log_pack(plan, entry) - 1);
	}
}

static void renaming_make(const struct plan *plan, const struct groups *groups, struct renaming *to)
{
	to->slot_from = arena_array(plan->arena, plan->begun_slot, sizeof(*to->slot_from));
	for (unsigned i = 0; i < plan->begun_slot; i++)
		to->slot_from[i] = (uint16_t)i;
	for (unsigned i = 0; i <= plan->count[TYPE_METADATA]; i++)
		to->metadata[i] = (uint8_t)i;
	for (unsigned i = 0; i <= plan->count[TYPE_IMAGE]; i++)
		to->image[i] = (uint8_t)i;
	for (unsigned i = 0; i < groups->count[GROUP_METADATA]; i++)
		to->metadata[i + 1] = (uint8_t)(groups->at[GROUP_METADATA][i] + 1);
	for (unsigned i = 0; i < groups->count[GROUP_IMAGE]; i++)
		to->image[i + 1] = (uint8_t)(groups->at[GROUP_IMAGE][i] + 1);
	for (unsigned g = GROUP_SERVER; g <= GROUP_CLEANER; g++)
		for (unsigned i = 0; i < groups->count[g]; i++) {
			const struct plan_process *into = &plan->processes[groups->first[g] + i];
			const struct plan_process *from =
			        &plan->processes[groups->first[g] + groups->at[g][i]];
			unsigned size = plan->design->roles[into->role].local_count;

			for (unsigned l = 0; l < size; l++)
				to->slot_from[into->slot + l] = (uint16_t)(from->slot + l);
		}
	name_begun(plan, to);
}

/* --- preparing ----------------------------------------------------------------- */

static void find_id_slots(struct plan *plan, struct quotient *q)
{
	q->id_slots = arena_array(plan->arena, plan->begun_slot, sizeof(*q->id_slots));
	q->set_slots = arena_array(plan->arena, plan->begun_slot, sizeof(*q->set_slots));
	for (unsigned i = 0; i < plan->begun_slot; i++) {
		if (plan->slots[i].type == TYPE_ID)
			q->id_slots[q->id_slot_count++] = (uint16_t)i;
		if (plan->slots[i].type == TYPE_IDS)
			q->set_slots[q->set_slot_count++] = (uint16_t)i;
	}
}

static unsigned bits_of(uint64_t mask)
{
	return mask ? 64 - (unsigned)__builtin_clzll(mask) : 0;
}

void quotient_prepare(struct plan *plan)
{
	struct quotient *q = arena_alloc(plan->arena, sizeof(*q));
	struct groups groups;
	unsigned bits = 0;

	if (plan->begun_slot > SLOTS_MAX || plan->begun_count > BEGUN_MAX)
		return; /* each state represents itself */
	q->live = arena_array(plan->arena, (size_t)plan->model.process_count * DESIGN_STATES_MAX,
	                      sizeof(*q->live));
	for (unsigned p = 0; p < plan->model.process_count; p++)
		live_locals(plan, p, &q->live[p * DESIGN_STATES_MAX]);
	q->hides_content = hidden_images(plan);
	find_id_slots(plan, q);
	for (unsigned i = 0; i < plan->blob_stride; i++)
		bits += bits_of(plan->slots[plan->blob_slot + i].mask);
	q->sorts_ids = !plan->design->blob_by_user && q->id_slot_count + q->set_slot_count + bits <= ID_BITS;
	q->renamings = arena_array(plan->arena, RENAMINGS_MAX, sizeof(*q->renamings));
	groups_find(plan, &groups);
	do
		renaming_make(plan, &groups, &q->renamings[q->renaming_count++]);
	while (groups_next(&groups));
	plan->quotient = q;
}

/* --- a state's representative -------------------------------------------------- */

struct unpacked {
	uint32_t slot[SLOTS_MAX];
	uint64_t begun;
};

static void forget_dead(const struct plan *plan, struct unpacked *u)
{
	const struct quotient *q = plan->quotient;

	for (unsigned p = 0; p < plan->model.process_count; p++) {
		const struct plan_process *process = &plan->processes[p];
		unsigned count = plan->design->roles[process->role].local_count;
		uint32_t live;

		if (!count || plan->local_at[process->role][FIELD_STATE] < 0)
			continue;
		live = q->live[p * DESIGN_STATES_MAX + u->slot[process->slot]];
		for (unsigned l = 1; l < count; l++)
			if (!(live >> l & 1))
				u->slot[process->slot + l] = 0;
	}
}

static void forget_content(const struct plan *plan, struct unpacked *u)
{
	const struct quotient *q = plan->quotient;
	uint64_t seen = 0;

	for (unsigned i = 0; i < q->id_slot_count; i++)
		seen |= UINT64_C(1) << u->slot[q->id_slots[i]];
	for (unsigned id = 0; id < plan->blob_count; id++) {
		uint32_t *image = &u->slot[plan->blob_slot + id * plan->blob_stride +
		                           (unsigned)plan->blob_at[FIELD_IMAGE]];

		if (*image && !(seen >> (id + 1) & 1))
			*image = 1;
	}
}

static void rename_all(const struct plan *plan, const struct renaming *renaming, const struct unpacked *u,
                       struct unpacked *out)
{
	for (unsigned i = 0; i < plan->begun_slot; i++) {
		uint32_t value = u->slot[renaming->slot_from[i]];

		if (plan->slots[i].type == TYPE_METADATA)
			value = renaming->metadata[value];
		else if (plan->slots[i].type == TYPE_IMAGE)
			value = renaming->image[value];
		out->slot[i] = value;
	}
}

/* Renames ids in the order of their signatures. */
static void sort_ids(const struct plan *plan, struct unpacked *u)
{
	const struct quotient *q = plan->quotient;
	uint64_t sign[SCOPE_IDS_MAX];
	uint8_t order[SCOPE_IDS_MAX], rank[SCOPE_IDS_MAX + 1] = { 0 };
	uint32_t blobs[SCOPE_IDS_MAX * 4];
	unsigned stride = plan->blob_stride;
	uint32_t *blob = &u->slot[plan->blob_slot];

	for (unsigned id = 0; id < plan->count[TYPE_ID]; id++) {
		uint64_t s = 0;

		for (unsigned i = 0; i < q->id_slot_count; i++)
			s = s << 1 | (u->slot[q->id_slots[i]] == id + 1);
		for (unsigned i = 0; i < q->set_slot_count; i++)
			s = s << 1 | (u->slot[q->set_slots[i]] >> id & 1);
		for (unsigned i = 0; i < stride; i++)
			s = s << bits_of(plan->slots[plan->blob_slot + i].mask) | blob[id * stride + i];

		unsigned at = id;

		for (; at && sign[order[at - 1]] < s; at--)
			order[at] = order[at - 1];
		order[at] = (uint8_t)id;
		sign[id] = s;
	}
	for (unsigned i = 0; i < plan->count[TYPE_ID]; i++)
		rank[order[i] + 1] = (uint8_t)(i + 1);
	for (unsigned i = 0; i < q->id_slot_count; i++)
		u->slot[q->id_slots[i]] = rank[u->slot[q->id_slots[i]]];
	for (unsigned i = 0; i < q->set_slot_count; i++) {
		uint32_t old = u->slot[q->set_slots[i]], made = 0;

		for (unsigned id = 0; old; id++, old >>= 1)
			if (old & 1)
				made |= UINT32_C(1) << (rank[id + 1] - 1);
		u->slot[q->set_slots[i]] = made;
	}
	memcpy(blobs, blob, sizeof(*blobs) * stride * plan->count[TYPE_ID]);
	for (unsigned i = 0; i < plan->count[TYPE_ID]; i++)
		memcpy(&blob[i * stride], &blobs[order[i] * stride], sizeof(*blobs) * stride);
}

static uint64_t begun_renamed(const struct renaming *renaming, uint64_t begun)
{
	uint64_t made = 0;

	for (; begun; begun &= begun - 1)
		made |= UINT64_C(1) << renaming->begun_to[__builtin_ctzll(begun)];
	return made;
}

static void pack(const struct plan *plan, const struct unpacked *u, uint64_t *state)
{
	memset(state, 0, plan->model.state_size);
	for (unsigned i = 0; i < plan->begun_slot; i++)
		state[plan->slots[i].word] |= (uint64_t)u->slot[i] << plan->slots[i].shift;
	for (uint64_t left = u->begun; left; left &= left - 1) {
		const struct slot *slot = &plan->slots[plan->begun_slot + (unsigned)__builtin_ctzll(left)];

		state[slot->word] |= UINT64_C(1) << slot->shift;
	}
}

static bool less(const uint32_t *a, const uint32_t *b, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (a[i] != b[i])
			return a[i] < b[i];
	return false;
}

void plan_canonical(const struct model *model, void *state)
{
	const struct plan *plan = plan_of(model);
	const struct quotient *q = plan->quotient;
	struct unpacked u, made[2], *best = NULL;
	uint64_t begun[RENAMINGS_MAX], least = UINT64_MAX;

	if (!q)
		return;
	for (unsigned i = 0; i < plan->begun_slot; i++)
		u.slot[i] = (uint32_t)slot_get(&plan->slots[i], state);
	u.begun = 0;
	for (unsigned i = 0; i < plan->begun_count; i++)
		u.begun |= slot_get(&plan->slots[plan->begun_slot + i], state) << i;
	forget_dead(plan, &u);
	/* The set of WRITEs is compared first; it excludes most renamings. */
	for (unsigned r = 0; r < q->renaming_count; r++) {
		begun[r] = begun_renamed(&q->renamings[r], u.begun);
		least = begun[r] < least ? begun[r] : least;
	}
	for (unsigned r = 0; r < q->renaming_count; r++) {
		struct unpacked *next = best == &made[0] ? &made[1] : &made[0];

		if (begun[r] != least)
			continue;
		next->begun = least;
		rename_all(plan, &q->renamings[r], &u, next);
		if (q->hides_content)
			forget_content(plan, next); /* after renaming: its marker is no name */
		if (q->sorts_ids)
			sort_ids(plan, next);
		if (!best || less(next->slot, best->slot, plan->begun_slot))
			best = next;
	}
	pack(plan, best, state);
}

void design_project(const struct model *played, const void *state, const struct model *quotient, void *out)
{
	if (machine_is(played)) {
		machine_project(played, state, quotient, out);
		return;
	}
	plan_carry(plan_of(played), state, plan_of(quotient), out);
}
