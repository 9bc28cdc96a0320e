/*
 * The hot loop of the checker: replays the answers of stations.
 *
 * The body is compiled for one word, for two, and for any number; an outcome costs an AND, an OR and a store.
 * Visits are counted for each answer, from which the steps by action are computed later.
 */
#include <string.h>

#include "machine/stepper.h"

/* Where the next log entry goes. */
struct append {
	unsigned word, shift;
	bool full;
};

/* The number of entries within the bounds. */
static unsigned log_length(const struct machine_stepper *s, const uint64_t *packed)
{
	unsigned low = 0, high = s->log_room;

	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (field_get(&s->log_fields[middle], packed))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static inline struct append append_place(const struct machine_stepper *s, const uint64_t *packed,
                                         unsigned width)
{
	struct append at = { 0, 0, true };

	if (width == 1) {
		uint64_t log = packed[0] & s->log_mask;

		at.shift = s->append_at[log ? 64 - __builtin_clzll(log) : 0];
		at.full = at.shift == 64;
		at.shift &= 63;
	} else {
		unsigned length = log_length(s, packed);

		if (length < s->log_room)
			at = (struct append){ s->log_fields[length].word, s->log_fields[length].shift,
				              false };
	}
	return at;
}

__attribute__((always_inline)) static inline void expand_words(struct machine_stepper *s,
                                                               const uint64_t *state, size_t count,
                                                               struct batch *out, unsigned width)
{
	uint64_t *next = out->states + out->count * width, generated = 0;
	uint16_t *action = out->actions + out->count;
	unsigned processes = s->machine->model.process_count;
	bool dropped = false, logs = s->log_bound != 0;
	size_t size = 2 * (size_t)width + 1;

	for (; count-- > 0; state += width) {
		struct append at = append_place(s, state, width);

		for (unsigned p = 0; p < processes; p++) {
			struct station *station = station_of(s, p, state);
			struct answer *answer;

			if (station->idle)
				continue;
			answer = answer_for(s, p, station, state);
			answer->visits++;
			generated += answer->total;
			dropped |= at.full && answer->appends;
			if (!answer->inside)
				continue; /* `outcomes` may be null */

			const uint64_t *outcome = station->outcomes + answer->first * size;
			bool dropping = at.full && answer->appends;

			for (unsigned n = answer->inside; n > 0; n--, outcome += size) {
				uint64_t entry = logs ? outcome[2 * width] >> OUTCOME_ACTION_BITS : 0;

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
	if (dropped)
		s->stepper.beyond |= s->log_bound;
}

void machine_expand(struct stepper *stepper, const uint64_t *packed, size_t count, struct batch *out)
{
	struct machine_stepper *s = (struct machine_stepper *)(void *)stepper;
	size_t first = out->count;

	if (stepper->words == 1)
		expand_words(s, packed, count, out, 1);
	else if (stepper->words == 2)
		expand_words(s, packed, count, out, 2);
	else
		expand_words(s, packed, count, out, (unsigned)stepper->words);
	for (size_t i = first; (s->packing->orbits || s->packing->recycling) && i < out->count; i++)
		packing_finish(s->packing, out->states + i * stepper->words);
}

/* --- violations ------------------------------------------------------------------------- */

/* Whether a step has no value in a state. */
static bool is_stuck(struct machine_stepper *s, const uint64_t *packed)
{
	for (unsigned p = 0; p < s->machine->model.process_count; p++) {
		struct station *station = station_of(s, p, packed);

		if (station->may_be_stuck && answer_for(s, p, station, packed)->stuck)
			return true;
	}
	return false;
}

static void append_to_log(const struct machine_stepper *s, uint64_t entry, uint64_t *state)
{
	const struct slot *log = &s->machine->slots[s->log];

	while (slot_get(log, state))
		log++;
	slot_set(log, state, entry);
}

static const uint64_t *outcome_at(const struct machine_stepper *s, const struct station *station, uint32_t n)
{
	return station->outcomes + n * (2 * s->stepper.words + 1);
}

static uint64_t entry_of(const struct machine_stepper *s, const uint64_t *outcome)
{
	return outcome[2 * s->stepper.words] >> OUTCOME_ACTION_BITS;
}

/* Fills s->judged, but for the entry that the step logs within bounds. */
static void take(struct machine_stepper *s, const uint64_t *packed, const uint64_t *outcome)
{
	size_t width = s->stepper.words;

	for (size_t w = 0; w < width; w++)
		s->judged[w] = (packed[w] & outcome[w]) | outcome[width + w];
}

/* Adds that entry.  Returns false if the state is then not within the bounds. */
static bool log_entry(struct machine_stepper *s, const uint64_t *packed, uint64_t entry)
{
	unsigned length;

	if (!entry || !s->log_bound)
		return true;
	length = log_length(s, packed);
	if (length == s->log_room)
		return false;
	field_set(&s->log_fields[length], s->judged, entry);
	return true;
}

/* Fills s->source and s->after. */
static void unpack_both(struct machine_stepper *s, const uint64_t *packed, const struct station *station,
                        uint32_t n, bool inside)
{
	const uint64_t *outcome = outcome_at(s, station, n);

	packing_unpack(s->packing, packed, s->source);
	if (!inside) {
		machine_apply(&s->machine->model, s->source, &station->steps[n], s->after);
		return;
	}
	packing_unpack(s->packing, s->judged, s->after);
	if (entry_of(s, outcome))
		append_to_log(s, entry_of(s, outcome), s->after);
}

/* The place of the answer for s->judged and an entry; its key is set if it was another. */
static uint8_t *verdict_at(const struct machine_stepper *s, const struct verdicts *v, uint64_t entry)
{
	size_t width = s->stepper.words;
	uint64_t hash = entry, differ, *key;

	for (size_t w = 0; w < width; w++)
		hash = (hash ^ (s->judged[w] & v->mask[w])) * UINT64_C(0x9e3779b97f4a7c15);
	hash >>= 64 - 12;
	key = v->keys + hash * (width + 1);
	differ = key[width] ^ entry;
	for (size_t w = 0; w < width; w++)
		differ |= key[w] ^ (s->judged[w] & v->mask[w]);
	if (differ) {
		v->known[hash] = 0;
		for (size_t w = 0; w < width; w++)
			key[w] = s->judged[w] & v->mask[w];
		key[width] = entry;
	}
	return &v->known[hash];
}

/* The properties of `asked` that the outcome leads to a violation of. */
static uint32_t broken_by(struct machine_stepper *s, const uint64_t *packed, const struct station *station,
                          uint32_t n, bool inside, uint32_t asked)
{
	const struct model *model = &s->machine->model;
	uint64_t entry = entry_of(s, outcome_at(s, station, n));
	bool unpacked = false;
	uint32_t broken = 0;

	if (inside)
		take(s, packed, outcome_at(s, station, n));
	for (unsigned p = 1; asked >> p; p++) {
		bool keeps = inside && s->verdicts[p].mask, on_step = model->properties[p].on_step;
		uint8_t fresh = 0,
		        *known = keeps && asked >> p & 1 ? verdict_at(s, &s->verdicts[p], entry) : &fresh;

		if (!(asked >> p & 1))
			continue;
		if (machine_has_duties(s->machine, p)) {
			broken |= UINT32_C(1) << p; /* else the outcome would not affect it */
			continue;
		}
		if (!*known && !unpacked) {
			unpack_both(s, packed, station, n, inside);
			unpacked = true;
		}
		if (!*known)
			*known = machine_condition_holds(model->properties[p].condition,
			                                 on_step ? s->source : s->after,
			                                 on_step ? s->after : NULL) == 0
			                 ? 1
			                 : 2;
		broken |= (uint32_t)(*known == 1) << p;
	}
	/* Behind the bounds nothing is asked of the stations, which know only states within them. */
	if (asked & 1 && inside && log_entry(s, packed, entry) && is_stuck(s, s->judged))
		broken |= 1;
	return broken;
}

uint32_t machine_breaks(struct stepper *stepper, const uint64_t *packed, uint32_t asked)
{
	struct machine_stepper *s = (struct machine_stepper *)(void *)stepper;
	uint32_t broken = 0;

	if (!s->may_be_stuck)
		asked &= ~UINT32_C(1);
	for (unsigned p = 0; asked && p < s->machine->model.process_count; p++) {
		struct station *station = station_of(s, p, packed);
		struct answer answer;

		if (station->idle)
			continue;
		answer = *answer_for(s, p, station, packed);
		for (uint32_t i = 0; answer.affects & asked & ~broken && i < answer.total; i++) {
			uint32_t affected = station->affects[answer.first + i] & asked & ~broken;

			if (affected)
				broken |= broken_by(s, packed, station, answer.first + i, i < answer.inside,
				                    affected);
		}
	}
	return broken;
}
