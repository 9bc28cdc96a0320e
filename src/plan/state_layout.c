/*
 * The stepper's more compact layout, for states within the bounds.
 *
 * A plan's layout has room for one step beyond the bounds: another log entry, another hour.  The states that
 * a check stores do not need it, which often makes the difference between one word and two.  The log comes
 * last, so the highest bit set shows its length.
 */
#include <assert.h>
#include <string.h>

#include "plan/stepper.h"
#include "plan/symmetry.h"

static uint64_t limit_within(const struct plan *plan, const struct slot *slot)
{
	if (slot->type == TYPE_TIME)
		return (uint64_t)plan->scope.of[SCOPE_TIME];
	if (slot->type == TYPE_COUNT)
		return (uint64_t)plan->scope.of[SCOPE_FAILURES];
	return slot->limit;
}

void stepper_lay_out(struct design_stepper *s)
{
	const struct plan *plan = s->plan;
	unsigned word = 0, bit = 0;

	s->log_room = (unsigned)plan->scope.of[SCOPE_OPERATIONS];
	s->slot_count = plan->log_slot + s->log_room;
	assert(s->slot_count <= plan->slot_count && "a bounded plan has room for its bounds");
	s->slots = arena_array(s->arena, s->slot_count + 1, sizeof(*s->slots));
	s->log = s->slots + plan->log_slot;
	for (unsigned i = 0; i < s->slot_count; i++) {
		uint64_t limit = limit_within(plan, &plan->slots[i]);
		unsigned bits = limit ? 64 - (unsigned)__builtin_clzll(limit) : 0;

		if (bit + bits > 64) {
			word++;
			bit = 0;
		}
		/* A slot without bits may end at bit 64, and a shift by 64 is undefined. */
		s->slots[i] = (struct packed_slot){
			.mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1,
			.word = word,
			.shift = bits ? bit : 0,
		};
		bit += bits;
	}
	s->stepper.words = word + 1;

	for (unsigned i = 0; i < s->log_room; i++)
		s->log_mask |= s->log[i].mask << s->log[i].shift;
	for (unsigned used = 0; used <= 64; used++) {
		unsigned entry = 0;

		while (entry < s->log_room && s->log[entry].shift < used)
			entry++;
		s->append_at[used] = entry < s->log_room ? s->log[entry].shift : 64;
	}
}

void stepper_pack(const struct stepper *stepper, const void *state, uint64_t *packed)
{
	const struct design_stepper *s = (const struct design_stepper *)(const void *)stepper;

	memset(packed, 0, s->stepper.words * sizeof(*packed));
	for (unsigned i = 0; i < s->slot_count; i++) {
		uint64_t value = slot_get(&s->plan->slots[i], state);

		assert(value <= s->slots[i].mask && "only states within the bounds are packed");
		packed[s->slots[i].word] |= value << s->slots[i].shift;
	}
	if (s->symmetry)
		symmetry_choose(s->symmetry, packed);
}

void stepper_unpack(const struct stepper *stepper, const uint64_t *packed, void *state)
{
	const struct design_stepper *s = (const struct design_stepper *)(const void *)stepper;

	memset(state, 0, s->plan->model.state_size);
	for (unsigned i = 0; i < s->slot_count; i++)
		slot_set(&s->plan->slots[i], state, packed_get(&s->slots[i], packed));
}

unsigned stepper_log_length(const struct design_stepper *s, const uint64_t *packed)
{
	unsigned low = 0, high = s->log_room;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (packed_get(&s->log[middle], packed))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
