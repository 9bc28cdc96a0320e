/*
 * Lanes: the layout shared by the files that draw them.
 */
#ifndef HEDDLE_VIEWS_LANES_H
#define HEDDLE_VIEWS_LANES_H

#include "views/views.h"

enum { SPACING_LEAST = 3 };

struct lanes {
	struct scene *scene;
	const uint32_t *line;
	size_t length;
	bool full;
	int *lane;       /* by process: its lane; -1: none */
	int count;       /* of all lanes */
	int from, shown; /* the first lane drawn, and the number of them */
	int spacing;     /* columns from lane to lane, unless `own` */
	struct lane_name {
		const char *name;
		int process;
	} * names;    /* by lane */
	int *labels;  /* by lane: columns of its widest label */
	bool own;     /* each lane is as wide as its labels */
	int digits;   /* of the numbers of steps */
	bool band;    /* there is a column for a loop */
	int x, width; /* of the lanes and labels */
	int notes;    /* columns for notes at the right; 0: none */
};

/* Lays out the lanes of the scene in `area`.  The caller sets scene, line, length and full, and releases. */
void lanes_lay_out(struct lanes *lanes, struct rect area);
void lanes_release(struct lanes *lanes);

/* The column of a lane, and whether it is shown. */
int lane_x(const struct lanes *lanes, int lane);
bool lane_visible(const struct lanes *lanes, int lane);

#endif
