/*
 * The value of each variable now and before the last step, and the pairing of their items.
 *
 * The fields of a description are in the order of the model's variables, so one walk finds all of them.
 * Rejected: looking up each variable by name where it is drawn, which is quadratic.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/labels.h>
#include <heddle/mem.h>

struct kept {
	struct present *present; /* by variable */
	uint64_t presented;      /* generation of `present` */
};

static void release(void *kept)
{
	free(((struct kept *)kept)->present);
}

static const struct keeper keeper = { .size = sizeof(struct kept), .release = release };

/* --- variables -------------------------------------------------------------- */

const struct value *next_field(const struct value *record, uint32_t *at, const char *name)
{
	if (!record || *at >= record->count)
		return NULL;

	const char *field = value_text(record->pairs[*at].key);

	return field && strcmp(field, name) == 0 ? record->pairs[(*at)++].value : NULL;
}

static bool differ(const struct value *a, const struct value *b)
{
	return !a != !b || (a && value_compare(a, b) != 0);
}

const struct present *variable_present(struct scene *scene, unsigned variable)
{
	struct kept *kept = scene_kept(scene, &keeper);
	const struct session *session = scene->session;
	const struct model *model = session->model;
	uint32_t now = 0, before = 0;

	if (kept->presented == session->generation)
		return &kept->present[variable];
	kept->presented = session->generation;
	kept->present = mem_resize(kept->present, model->variable_count + 1, sizeof(*kept->present));
	for (unsigned i = 0; i < model->variable_count; i++) {
		struct present *of = &kept->present[i];

		of->now = next_field(session->now.description, &now, model->variables[i].name);
		of->before = next_field(session->now.before, &before, model->variables[i].name);
		of->changed = session->now.before && differ(of->now, of->before);
	}
	return &kept->present[variable];
}

/* --- items ------------------------------------------------------------------ */

/* The number of items of `set` that `from` lacks; both are sorted. */
static size_t missing(const struct value *set, const struct value *from)
{
	size_t count = 0;

	for (uint32_t i = 0, j = 0; i < set->count; i++) {
		int order = -1;

		while (j < from->count && (order = value_compare(from->items[j], set->items[i])) < 0)
			j++;
		count += j == from->count || order != 0;
	}
	return count;
}

struct pairing pairing_of(const struct value *now, const struct value *before)
{
	struct pairing pairing = { .now = now };

	if (!before || before->kind != now->kind)
		return pairing;
	pairing.before = before;
	if (now->kind == VALUE_SET) {
		pairing.gone = missing(before, now);
		return pairing;
	}

	uint32_t least = before->count < now->count ? before->count : now->count;

	while (pairing.head < least &&
	       value_compare(before->items[pairing.head], now->items[pairing.head]) == 0)
		pairing.head++;
	while (pairing.head + pairing.tail < least &&
	       value_compare(before->items[before->count - 1 - pairing.tail],
	                     now->items[now->count - 1 - pairing.tail]) == 0)
		pairing.tail++;
	pairing.gone = before->count > now->count ? before->count - now->count : 0;
	return pairing;
}

const struct value *pairing_old(const struct pairing *pairing, size_t index)
{
	const struct value *now = pairing->now, *before = pairing->before;

	if (!before)
		return NULL;
	if (now->kind == VALUE_SET)
		return set_has(before, now->items[index]) ? now->items[index] : NULL;
	if (index >= now->count - pairing->tail)
		return before->items[index + before->count - now->count];
	return index < before->count - pairing->tail ? before->items[index] : NULL;
}

bool pairing_new(const struct pairing *pairing, size_t index)
{
	const struct value *old = pairing_old(pairing, index);

	return !old || value_compare(old, pairing->now->items[index]) != 0;
}

size_t pairing_next_gone(const struct pairing *pairing, size_t from)
{
	const struct value *now = pairing->now, *before = pairing->before;

	if (!before)
		return SIZE_MAX;
	for (size_t i = from; i < before->count; i++) {
		bool stays = now->kind == VALUE_SET
		                     ? set_has(now, before->items[i])
		                     : i < now->count - pairing->tail || i >= before->count - pairing->tail;

		if (!stays)
			return i;
	}
	return SIZE_MAX;
}
