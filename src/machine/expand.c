/*
 * The hot loop of the checker: replays the answers of stations.
 *
 * The body is compiled for one word, for two, and for any number; an outcome costs an AND, an OR and a store.
 */
#include <string.h>

#include "machine/stepper.h"

/* The number of entries of the log; more than there is room for if it is full. */
static inline unsigned log_length(const struct machine_stepper *s, const uint64_t *state)
{
	const struct slot *log = &s->machine->slots[s->log];
	unsigned length = 0;

	while (length < s->log_room && slot_get(log + length, state))
		length++;
	return length;
}

__attribute__((always_inline)) static inline void expand_words(struct machine_stepper *s,
                                                               const uint64_t *state, size_t count,
                                                               struct batch *out, unsigned width)
{
	const struct machine *machine = s->machine;
	uint64_t *next = out->states + out->count * width, generated = 0;
	uint16_t *action = out->actions + out->count;
	bool dropped = false;
	size_t size = 2 * (size_t)width + 1;

	for (; count-- > 0; state += width) {
		unsigned length = s->log < 0 ? 0 : log_length(s, state);
		bool full = length == s->log_room;

		for (unsigned p = 0; p < machine->model.process_count; p++) {
			struct station *station = station_of(s, p, state);
			struct answer *answer;

			if (station->idle)
				continue;
			answer = answer_for(s, p, station, state);
			answer->visits++;
			generated += answer->total;
			dropped |= full && answer->appends;
			if (!answer->inside)
				continue; /* `outcomes` may be null */

			const uint64_t *outcome = station->outcomes + answer->first * size;

			for (unsigned n = answer->inside; n > 0; n--, outcome += size) {
				uint64_t entry = outcome[2 * width] >> OUTCOME_ACTION_BITS;

				if (entry && full)
					continue;
				for (unsigned w = 0; w < width; w++)
					next[w] = (state[w] & outcome[w]) | outcome[width + w];
				if (entry)
					slot_set(&machine->slots[(unsigned)s->log + length], next, entry);
				next += width;
				*action++ = (uint16_t)outcome[2 * width];
			}
		}
	}
	out->count = (size_t)(action - out->actions);
	s->stepper.generated += generated;
	if (dropped)
		s->stepper.beyond |= s->log_bound;
}

static void expand_plain(struct machine_stepper *s, const uint64_t *states, size_t count, struct batch *out)
{
	if (s->width == 1)
		expand_words(s, states, count, out, 1);
	else if (s->width == 2)
		expand_words(s, states, count, out, 2);
	else
		expand_words(s, states, count, out, (unsigned)s->width);
}

static void expand_packed(struct machine_stepper *s, const uint64_t *packed, size_t count, struct batch *out)
{
	size_t words = s->stepper.words;

	for (; count-- > 0; packed += words) {
		s->unpacked.count = 0;
		packing_unpack(s->packing, packed, s->source);
		expand_plain(s, s->source, 1, &s->unpacked);
		for (size_t i = 0; i < s->unpacked.count; i++, out->count++) {
			packing_pack(s->packing, s->unpacked.states + i * s->width,
			             out->states + out->count * words);
			out->actions[out->count] = s->unpacked.actions[i];
		}
	}
}

void machine_expand(struct stepper *stepper, const uint64_t *packed, size_t count, struct batch *out)
{
	struct machine_stepper *s = (struct machine_stepper *)(void *)stepper;

	if (s->packing)
		expand_packed(s, packed, count, out);
	else
		expand_plain(s, packed, count, out);
}

/* --- violations ------------------------------------------------------------------------- */

/* Whether a step has no value in a state. */
static bool is_stuck(struct machine_stepper *s, const uint64_t *state)
{
	for (unsigned p = 0; p < s->machine->model.process_count; p++) {
		struct station *station = station_of(s, p, state);

		if (!station->idle && answer_for(s, p, station, state)->stuck)
			return true;
	}
	return false;
}

/* The properties of `asked` that the outcome leads to a violation of. */
static uint32_t broken_by(struct machine_stepper *s, const uint64_t *state, const uint64_t *outcome,
                          uint32_t asked)
{
	const struct machine *machine = s->machine;
	size_t width = s->width;
	uint64_t *next = s->next, entry = outcome[2 * width] >> OUTCOME_ACTION_BITS;
	uint32_t broken = 0;

	for (size_t w = 0; w < width; w++)
		next[w] = (state[w] & outcome[w]) | outcome[width + w];
	if (entry)
		slot_set(&machine->slots[(unsigned)s->log + log_length(s, state)], next, entry);
	for (unsigned p = 1; asked >> p; p++)
		if (asked >> p & 1 && machine_has_duties(machine, p))
			broken |= UINT32_C(1) << p; /* else the outcome would not affect it */
		else if (asked >> p & 1 &&
		         machine_condition_holds(machine->model.properties[p].condition,
		                                 machine->model.properties[p].on_step ? state : next,
		                                 machine->model.properties[p].on_step ? next : NULL) == 0)
			broken |= UINT32_C(1) << p;
	/* Behind the bounds nothing is asked of the stations, which know only states within them. */
	if (asked & 1 && s->may_be_stuck && machine_within(&machine->model, next) && is_stuck(s, next))
		broken |= 1;
	return broken;
}

uint32_t machine_breaks(struct stepper *stepper, const uint64_t *packed, uint32_t asked)
{
	struct machine_stepper *s = (struct machine_stepper *)(void *)stepper;
	size_t size = 2 * s->width + 1;
	uint32_t broken = 0;

	if (s->packing) {
		packing_unpack(s->packing, packed, s->source);
		packed = s->source;
	}

	if (!s->may_be_stuck)
		asked &= ~UINT32_C(1);
	for (unsigned p = 0; asked && p < s->machine->model.process_count; p++) {
		struct station *station = station_of(s, p, packed);
		struct answer answer;

		if (station->idle)
			continue;
		answer = *answer_for(s, p, station, packed);
		for (uint32_t i = answer.first; i < answer.first + answer.total; i++) {
			uint32_t affected = station->affects[i] & asked & ~broken;

			if (affected)
				broken |= broken_by(s, packed, station->outcomes + i * size, affected);
		}
	}
	return broken;
}
