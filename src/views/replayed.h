/*
 * The replays of the line on other designs, as view_replay.c shows them.
 */
#ifndef HEDDLE_VIEWS_REPLAYED_H
#define HEDDLE_VIEWS_REPLAYED_H

#include <heddle/replay.h>

#include "views/views.h"

struct replayed_row {
	char *name;            /* of a bundled design, or the path of a file */
	struct design *design; /* null: not opened yet, or taken */
	struct replay replay;
	bool done;
	char *failure; /* why there is no replay; null: there is one */
};

struct replayed {
	uint32_t tip; /* last node of the line that was replayed */
	struct replayed_row *rows;
	size_t count, room;
	int chosen; /* row; -1: the list of designs is shown */
	struct list designs, steps;
};

/* All designs; replays of another line are discarded. */
struct replayed *replayed_now(struct scene *scene);
/* A row, with its replay. */
const struct replayed_row *replayed_row(struct scene *scene, size_t at);
/* Whether a row is the design being played. */
bool replayed_is_own(const struct scene *scene, const struct replayed_row *row);
/* Shows the replay of a row. */
void replayed_show(struct scene *scene, int at);

#endif
