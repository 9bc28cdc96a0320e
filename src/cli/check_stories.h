/*
 * heddle check --count: the stories that the shortest counterexamples are.
 */
#ifndef HEDDLE_CLI_CHECK_STORIES_H
#define HEDDLE_CLI_CHECK_STORIES_H

#include <heddle/check.h>
#include <heddle/why.h>

struct buf;

/* One or more stories of a counterexample (check.h) with the same actions and the same necessary orders. */
struct told_story {
	const struct step *steps; /* borrowed from the result */
	uint64_t ways;
	enum why_status status; /* of the census */
	struct why_census census;
	uint32_t *key; /* what makes it different */
	size_t key_count;
};

struct told_stories {
	size_t wanted; /* 0: none are told */
	struct told_list {
		struct told_story *items;
		size_t count;
		uint64_t ways;
		bool more; /* than are known */
	} * of;            /* by trace of the result */
	size_t count;
};

/* Finds them for each trace; `result` is borrowed.  The caller releases them. */
void check_stories_find(const struct model *model, const struct check_result *result, size_t wanted,
                        struct told_stories *told);
void check_stories_release(struct told_stories *told);

void check_stories_text(const struct told_stories *told, const struct model *model, size_t trace,
                        size_t length, struct buf *out);
void check_stories_json(const struct told_stories *told, const struct model *model, size_t trace,
                        size_t length, struct buf *out);

#endif
