/*
 * The shortest way to a step that somebody describes.
 *
 * Breadth-first over whole states, from any state of a model, up to the first step that
 * fits.  No representatives are taken, since a description may name a
 * process or an id; so this is for ways that are short, or models that are small.
 */
#ifndef HEDDLE_REACH_H
#define HEDDLE_REACH_H

#include <heddle/model.h>

struct arena;

/* Whether the step from one state to another is what is looked for. */
typedef bool reach_fn(void *ctx, const void *from, const struct step *step, const void *to);

struct reach_options {
	reach_fn *wanted;
	void *ctx;                       /* of both functions */
	bool (*go_on)(void *ctx);        /* asked often; false ends the search; may be null */
	uint64_t max_states, max_memory; /* 0: a few million, half a gigabyte */
};

enum reach_end {
	REACH_FOUND,
	REACH_NEVER, /* no way leads there */
	REACH_LIMIT, /* none that was looked at does; there was no room for more */
	REACH_STOPPED,
};

/* *steps is allocated from `arena`; its last one is the one wanted.  *count is 0 unless it was found. */
enum reach_end reach_find(const struct model *model, const void *from, const struct reach_options *options,
                          struct arena *arena, struct step **steps, size_t *count);

#endif
