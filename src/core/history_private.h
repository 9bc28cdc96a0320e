/*
 * Shared by history.c (the tree) and history_notes.c (annotations).
 */
#ifndef HEDDLE_CORE_HISTORY_PRIVATE_H
#define HEDDLE_CORE_HISTORY_PRIVATE_H

#include <heddle/history.h>

#define NONE UINT32_MAX

enum {
	SPACING = 32, /* steps between checkpoints, at first */
	SPACING_MAX = 1 << 30,
	CACHED = 64, /* cached states: one stretch between checkpoints, and the most recent ones */
	ASKED = 8,   /* most recently requested states, which must stay valid */
};

struct node {
	uint32_t parent, depth;
	uint32_t first_child, last_child, next; /* siblings, oldest first */
	uint32_t visited;                       /* the child visited last */
	uint32_t checkpoint;                    /* in history->checkpoints */
	struct step step;
	char *note, *bookmark;
	char *text, *reason;
	uint32_t version, note_version;
	bool inert;
};

struct slot {
	uint32_t node;
	uint64_t used; /* tick of the last use */
	void *state;
};

struct history {
	const struct model *model;
	struct node *nodes;
	size_t count, room;
	uint32_t cursor, present;

	uint32_t *line;
	size_t line_length, line_room;

	void **checkpoints;
	size_t checkpoint_count, checkpoint_room;
	unsigned spacing;
	size_t most; /* limit for all checkpoints, in bytes */
	struct slot slots[CACHED];
	uint64_t tick;
	uint32_t asked[ASKED]; /* a ring */
	unsigned asked_at;
	void *scratch;  /* room for the state after a step that may be disabled; null until needed */
	uint32_t *path; /* scratch: nodes between the stored state and the requested one */
	size_t path_room;
};

#endif
