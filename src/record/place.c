/*
 * The places of a recording's steps in the specification, where names do not distinguish them.
 *
 * If a specification does not name its actions, checkers call every step "Next", and only the place
 * distinguishes them.  The distinct places are found once.  Rejected: adding the place to the action's name,
 * which files and searches use.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/hash.h>
#include <heddle/mem.h>
#include <heddle/recording.h>
#include <heddle/utf8.h>

#include "record/record.h"

static const struct trace_step *step_at(const struct recording *recording, size_t i)
{
	return i + 1 < recording->trace->state_count ? &recording->trace->steps[i] : &recording->trace->back;
}

struct found {
	uint32_t action;
	struct location place;
};

static int by_place(const void *left, const void *right)
{
	const struct found *a = left, *b = right;
	int order = strcmp(a->place.module, b->place.module);
	if (order)
		return order;
	if (a->place.begin_line != b->place.begin_line)
		return a->place.begin_line < b->place.begin_line ? -1 : 1;
	if (a->place.begin_column != b->place.begin_column)
		return a->place.begin_column < b->place.begin_column ? -1 : 1;
	return a->action < b->action ? -1 : a->action > b->action;
}

/* Only distinct ones: consecutive steps in a loop repeat the same few. */
static size_t collect(const struct recording *recording, struct found **found)
{
	const char **last = mem_array(recording->model.action_count + 1, sizeof(*last)); /* by action */
	size_t count = 0, room = 0;
	for (size_t i = 0; i < recording->length; i++) {
		const char *text = step_at(recording, i)->location;
		uint32_t action = recording->steps[i].action;
		struct found one = { .action = action };
		if (!text || (last[action] && strcmp(last[action], text) == 0) ||
		    !location_parse(text, &one.place))
			continue;
		last[action] = text;
		*found = mem_grow(*found, &room, count + 1, sizeof(**found));
		(*found)[count++] = one;
	}
	free(last);
	if (count)
		qsort(*found, count, sizeof(**found), by_place);
	return count;
}

static void measure(struct recording *recording)
{
	struct buf text;
	buf_init(&text);
	for (size_t i = 0; i < recording->length; i++) {
		buf_clear(&text);
		recording_place(&recording->model, &(uint64_t){ i }, &text);
		int width = (int)utf8_width(text.data);
		if (width > recording->places.width)
			recording->places.width = width;
	}
	buf_release(&text);
}

void record_find_places(struct recording *recording)
{
	struct places *places = &recording->places;
	struct found *found = NULL;
	size_t count = collect(recording, &found);
	const struct location **first =
	        mem_array(recording->model.action_count + 1, sizeof(*first)); /* by action */
	places->several =
	        arena_array(recording->arena, recording->model.action_count + 1, sizeof(*places->several));
	for (size_t i = 0; i < count; i++) {
		const struct location *place = &found[i].place;
		const struct location **other = &first[found[i].action];
		if (*other && ((*other)->begin_line != place->begin_line ||
		               (*other)->begin_column != place->begin_column ||
		               strcmp((*other)->module, place->module) != 0))
			places->several[found[i].action] = true;
		*other = *other ? *other : place;
		if (!i)
			continue;
		const struct location *before = &found[i - 1].place;
		bool module = strcmp(before->module, place->module) == 0;
		places->modules |= !module;
		places->columns |= module && before->begin_line == place->begin_line &&
		                   before->begin_column != place->begin_column;
	}
	free(first);
	free(found);
	measure(recording);
}

void recording_place(const struct model *model, const void *state, struct buf *out)
{
	const struct recording *recording = (const struct recording *)model;
	const struct places *places = &recording->places;
	struct location place;
	uint64_t at;
	memcpy(&at, state, sizeof(at));
	if (at >= recording->length)
		return;
	const struct trace_step *step = step_at(recording, at);
	if (places->several[recording->steps[at].action] && location_parse(step->location, &place)) {
		if (places->modules)
			buf_printf(out, "%s ", place.module);
		buf_printf(out, "line %u", place.begin_line);
		if (places->columns)
			buf_printf(out, ":%u", place.begin_column);
	}
}

int recording_place_width(const struct model *model)
{
	return ((const struct recording *)model)->places.width;
}
