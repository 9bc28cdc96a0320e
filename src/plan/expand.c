/*
 * The hot loop of the checker: replays the answers of stations.
 *
 * The body is compiled for one word, for two, and for any number; an outcome costs an AND, an OR and a store.
 * Visits are counted for each answer, from which the steps by action are computed later.
 */
#include <string.h>

#include "plan/none_read.h"
#include "plan/stepper.h"
#include "plan/symmetry.h"

/* Where the next log entry goes. */
struct append {
	unsigned word, shift;
	bool full;
};

static inline struct append append_place(const struct design_stepper *s, const uint64_t *state,
                                         unsigned width)
{
	struct append at = { 0, 0, true };

	if (width == 1) {
		uint64_t log = state[0] & s->log_mask;

		at.shift = s->append_at[log ? 64 - __builtin_clzll(log) : 0];
		at.full = at.shift == 64;
		at.shift &= 63;
	} else {
		unsigned length = stepper_log_length(s, state);

		if (length < s->log_room)
			at = (struct append){ s->log[length].word, s->log[length].shift, false };
	}
	return at;
}

static inline struct station *station_of(const struct stepper_process *process, const uint64_t *state)
{
	return &process->stations[packed_get(&process->control, state)];
}

static inline struct answer *answer_for(struct design_stepper *s, unsigned process, struct station *station,
                                        const uint64_t *state, unsigned width)
{
	struct answer *answer = station_find(station, state, width);

	return answer->known ? answer : stepper_learn(s, process, station, state);
}

__attribute__((always_inline)) static inline void expand_words(struct design_stepper *s,
                                                               const uint64_t *state, size_t count,
                                                               struct batch *out, unsigned width)
{
	uint64_t *next = out->states + out->count * width, generated = 0;
	uint16_t *action = out->actions + out->count;
	bool dropped = false;
	size_t size = 2 * (size_t)width + 1;

	for (; count-- > 0; state += width) {
		struct append at = append_place(s, state, width);

		for (unsigned p = 0; p < s->process_count; p++) {
			struct station *station = station_of(&s->processes[p], state);
			struct answer *answer;

			if (station->idle)
				continue;
			answer = answer_for(s, p, station, state, width);
			answer->visits++;
			generated += answer->total;
			dropped |= at.full && answer->appends;
			if (!answer->inside)
				continue; /* `outcomes` may be null */

			const uint64_t *outcome = station->outcomes + answer->first * size;
			bool dropping = at.full && answer->appends;

			for (unsigned n = answer->inside; n > 0; n--, outcome += size) {
				uint64_t entry = outcome[2 * width] >> OUTCOME_ACTION_BITS;

				if (dropping && entry)
					continue;
				for (unsigned w = 0; w < width; w++)
					next[w] = (state[w] & outcome[w]) | outcome[width + w];
				next[at.word] |= entry << at.shift;
				next += width;
				*action++ = (uint16_t)outcome[2 * width];
			}
		}
	}
	out->count = (size_t)(action - out->actions);
	s->stepper.generated += generated;
	s->stepper.beyond |= (uint32_t)dropped << BOUND_OPERATIONS;
}

void stepper_expand(struct stepper *stepper, const uint64_t *packed, size_t count, struct batch *out)
{
	struct design_stepper *s = (struct design_stepper *)(void *)stepper;
	size_t first = out->count;

	if (stepper->words == 1)
		expand_words(s, packed, count, out, 1);
	else if (stepper->words == 2)
		expand_words(s, packed, count, out, 2);
	else
		expand_words(s, packed, count, out, (unsigned)stepper->words);
	for (size_t i = first; s->symmetry && i < out->count; i++)
		symmetry_choose(s->symmetry, out->states + i * stepper->words);
}

/* --- violations ------------------------------------------------------------------------- */

static bool log_has(const struct design_stepper *s, const uint64_t *packed, uint64_t entry)
{
	for (unsigned i = 0; i < s->log_room; i++)
		if (packed_get(&s->log[i], packed) == entry)
			return true;
	return false;
}

/* Evaluates properties in the state after the step. */
static uint32_t broken_after(struct design_stepper *s, const uint64_t *packed, const uint64_t *outcome,
                             uint32_t asked)
{
	size_t width = s->stepper.words;
	uint64_t *next = s->packed_next, entry = outcome[2 * width] >> OUTCOME_ACTION_BITS;

	for (size_t w = 0; w < width; w++)
		next[w] = (packed[w] & outcome[w]) | outcome[width + w];
	stepper_unpack(&s->stepper, next, s->plain_next);
	if (entry)
		slot_set(&s->plan->slots[s->plan->log_slot + log_length(s->plan, s->plain_next)],
		         s->plain_next, entry);
	return s->plan->model.ops->broken(&s->plan->model, NULL, NULL, s->plain_next, asked);
}

/* Whether None is needless for one of the users. */
static bool needless(struct design_stepper *s, const uint64_t *packed, uint32_t users)
{
	stepper_unpack(&s->stepper, packed, s->plain);
	return none_needless(s->plan, s->plain, users) != 0;
}

uint32_t stepper_breaks(struct stepper *stepper, const uint64_t *packed, uint32_t asked)
{
	struct design_stepper *s = (struct design_stepper *)(void *)stepper;
	uint32_t reads = asked & s->by_reads, nones = asked & s->by_none, states = asked & s->by_state;
	bool everywhere = states || asked & stepper->surprised;
	unsigned width = (unsigned)stepper->words;
	uint32_t broken = 0;

	for (unsigned p = 0; p < s->process_count; p++) {
		struct station *station = station_of(&s->processes[p], packed);
		struct answer *answer;

		if (station->idle || (!station->reads && !everywhere))
			continue;
		answer = answer_for(s, p, station, packed, width);
		for (uint32_t i = answer->first; i < answer->first + answer->total; i++) {
			const struct judgement *judgement = &station->judgements[i];

			broken |= judgement->broken & asked;
			if (reads && judgement->needs_write && !log_has(s, packed, judgement->needs_write))
				broken |= reads;
			if (nones && judgement->none_for && needless(s, packed, judgement->none_for))
				broken |= nones;
			if (states & judgement->affects & ~broken)
				broken |= broken_after(s, packed, station->outcomes + i * (2 * width + 1),
				                       states & judgement->affects & ~broken);
		}
	}
	return broken;
}
