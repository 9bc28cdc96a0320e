/*
 * Matches a value that lost its types with a typed one.  Where order was lost, parts are paired: first in
 * order, since nearly all files keep it; otherwise by bipartite matching with augmenting paths (Kuhn).  A
 * greedy pairing can be wrong: the list [1, 2] may be {1, 2} or <<1, 2>>.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "core/value_private.h"
#include "value_match.h"

/* True for a function whose keys are exactly 1..n: a sequence. */
static bool is_sequence(const struct value *value)
{
	if (value->kind != VALUE_FUNCTION)
		return false;
	for (uint32_t i = 0; i < value->count; i++) {
		const struct value *key = value->pairs[i].key;

		if (key->kind != VALUE_INT || key->number != (int64_t)i + 1)
			return false;
	}
	return true;
}

/* With more parts, pairing is greedy: the table of pairs would be too large. */
enum { MATCH_MAX = 2048 };

enum verdict { UNKNOWN, NO, YES };

static bool can(const struct value *seen, const struct value *real, unsigned depth);

static bool has_pairs(const struct value *value)
{
	return value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION;
}

/* A key as a JSON object writes it. */
static bool reads_as(const struct value *key, const char *text)
{
	if (value_text(key))
		return strcmp(value_text(key), text) == 0;

	struct buf spelled;
	bool same;

	buf_init(&spelled);
	value_tla(&spelled, key);
	same = strcmp(spelled.data, text) == 0;
	buf_release(&spelled);
	return same;
}

/* Can part i of `seen` be part j of `real`? */
static bool part_can(const struct value *seen, uint32_t i, const struct value *real, uint32_t j,
                     unsigned depth)
{
	if (!has_pairs(seen))
		return can(seen->items[i], real->items[j], depth + 1);

	const struct value_pair *from = &seen->pairs[i], *to = &real->pairs[j];
	bool keys;

	if (seen->kind == VALUE_RECORD)
		keys = reads_as(to->key, from->key->text);
	else if (real->kind == VALUE_RECORD)
		keys = from->key->kind == VALUE_STRING && strcmp(from->key->text, to->key->text) == 0;
	else
		keys = can(from->key, to->key, depth + 1);
	return keys && can(from->value, to->value, depth + 1);
}

struct matching {
	const struct value *seen, *real;
	unsigned depth;
	unsigned char *verdicts; /* of part i of seen and part j of real, at i * count + j */
	uint32_t *partner;       /* of each part of real: 1 + its part of seen; 0: none */
	uint32_t *tried;         /* of each part of real: the last round that tried it */
};

static bool fits(struct matching *match, uint32_t i, uint32_t j)
{
	unsigned char *verdict = &match->verdicts[(size_t)i * match->seen->count + j];

	if (*verdict == UNKNOWN)
		*verdict = part_can(match->seen, i, match->real, j, match->depth) ? YES : NO;
	return *verdict == YES;
}

static bool find_partner(struct matching *match, uint32_t i, uint32_t round)
{
	for (uint32_t j = 0; j < match->seen->count; j++) {
		if (match->tried[j] == round || !fits(match, i, j))
			continue;
		match->tried[j] = round;
		if (!match->partner[j] || find_partner(match, match->partner[j] - 1, round)) {
			match->partner[j] = i + 1;
			return true;
		}
	}
	return false;
}

static bool first_fit(const struct value *seen, const struct value *real, unsigned depth)
{
	bool *taken = mem_array(seen->count, sizeof(*taken));
	bool all = true;

	for (uint32_t i = 0; i < seen->count && all; i++) {
		uint32_t j = 0;

		while (j < seen->count && (taken[j] || !part_can(seen, i, real, j, depth)))
			j++;
		all = j < seen->count;
		if (all)
			taken[j] = true;
	}
	free(taken);
	return all;
}

static bool any_order(const struct value *seen, const struct value *real, unsigned depth)
{
	uint32_t count = seen->count, same = 0;

	if (count != real->count)
		return false;
	while (same < count && part_can(seen, same, real, same, depth))
		same++;
	if (same == count)
		return true;
	if (count == 1)
		return false;
	if (count > MATCH_MAX)
		return first_fit(seen, real, depth);

	struct matching match = {
		.seen = seen,
		.real = real,
		.depth = depth,
		.verdicts = mem_array((size_t)count * count, 1),
		.partner = mem_array(count, sizeof(*match.partner)),
		.tried = mem_array(count, sizeof(*match.tried)),
	};
	bool all = true;

	/* Skips what the pass in order compared; comparing twice per level would take 2^depth comparisons. */
	for (uint32_t i = 0; i <= same; i++)
		match.verdicts[(size_t)i * count + i] = i < same ? YES : NO;
	for (uint32_t i = 0; i < count && all; i++)
		all = find_partner(&match, i, i + 1);
	free(match.verdicts);
	free(match.partner);
	free(match.tried);
	return all;
}

/* Matches tuples, or a tuple with a sequence written as a function. */
static bool in_order(const struct value *seen, const struct value *real, unsigned depth)
{
	if (seen->count != real->count)
		return false;
	for (uint32_t i = 0; i < seen->count; i++) {
		const struct value *from = has_pairs(seen) ? seen->pairs[i].value : seen->items[i];
		const struct value *to = has_pairs(real) ? real->pairs[i].value : real->items[i];

		if (!can(from, to, depth + 1))
			return false;
	}
	return true;
}

static bool can(const struct value *seen, const struct value *real, unsigned depth)
{
	if (depth > VALUE_WALK_MAX)
		return seen == real;
	switch (seen->kind) {
	case VALUE_OPAQUE:
		/* The tool did not write the value; it may be anything. */
		return true;
	case VALUE_STRING:
		return (real->kind == VALUE_STRING || real->kind == VALUE_MODEL) &&
		       strcmp(seen->text, real->text) == 0;
	case VALUE_TUPLE:
		if (real->kind == VALUE_SET)
			return any_order(seen, real, depth);
		return (real->kind == VALUE_TUPLE || is_sequence(real)) && in_order(seen, real, depth);
	case VALUE_RECORD:
		return has_pairs(real) && any_order(seen, real, depth);
	case VALUE_SET:
		return real->kind == VALUE_SET && any_order(seen, real, depth);
	case VALUE_FUNCTION:
		if (real->kind == VALUE_TUPLE)
			return is_sequence(seen) && in_order(seen, real, depth);
		return has_pairs(real) && any_order(seen, real, depth);
	case VALUE_VARIANT:
		return real->kind == VALUE_VARIANT && strcmp(seen->text, real->text) == 0 &&
		       can(seen->payload, real->payload, depth + 1);
	case VALUE_BOOL:
	case VALUE_INT:
	case VALUE_BIGINT:
	case VALUE_MODEL:
		break;
	}
	return value_compare_at(seen, real, depth) == 0;
}

bool value_matches(const struct value *seen, const struct value *real)
{
	return can(seen, real, 0);
}
