/*
 * Where the lanes are.
 *
 * If all fit, each lane is as wide as its own labels.  Otherwise lanes are equally spaced, close enough that
 * the labels of the last lanes are not cut; if that is too close, only some lanes are shown.
 * Rejected: equal columns with cut labels.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/lanes.h"

enum { LABEL_LEAST = 12, LABEL_MOST = 34, NOTES_LEAST = 110, LABEL_GAP = 2, TIGHT = 3 };

static const struct keeper keeper = { .size = sizeof(int) };

int *lanes_left(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

static int by_name(const void *left, const void *right, void *model)
{
	const struct model_process *processes = ((const struct model *)model)->processes;

	return strverscmp(processes[*(const int *)left].name, processes[*(const int *)right].name);
}

/* A recording has its processes in the order in which they acted; lanes are by name, n2 before n10. */
static void order_by_name(struct lanes *lanes, struct model *model)
{
	int *order = mem_array((size_t)lanes->count + 1, sizeof(*order)), count = 0;

	for (unsigned i = 0; i < model->process_count; i++)
		if (lanes->lane[i] >= 0)
			order[count++] = (int)i;
	qsort_r(order, (size_t)count, sizeof(*order), by_name, model);
	for (int i = 0; i < count; i++)
		lanes->lane[order[i]] = i;
	free(order);
}

/* A process of a recording that never acts gets no lane. */
static void number_lanes(struct lanes *lanes)
{
	struct model *model = lanes->scene->session->model;
	const bool *acts = model->recording ? processes_acting(lanes->scene) : NULL;
	size_t room = model->process_count ? model->process_count : 1;
	int widest = step_label_width(lanes->scene);

	lanes->lane = mem_array(room, sizeof(int));
	lanes->labels = mem_array(room, sizeof(int));
	lanes->names = mem_array(room, sizeof(*lanes->names));
	for (unsigned i = 0; i < model->process_count; i++) {
		bool none = model->processes[i].silent || (acts && !acts[i]);

		lanes->lane[i] = none ? -1 : lanes->count++;
	}
	if (model->recording)
		order_by_name(lanes, model);
	for (unsigned i = 0; i < model->process_count; i++) {
		const char *name = model->processes[i].name;
		int label = model->recording ? widest : process_label_width(model, i);
		int lane = lanes->lane[i], width = (int)utf8_width(name);

		if (lane < 0)
			continue;
		label = label > width ? label : width;
		lanes->labels[lane] = label > LABEL_MOST ? LABEL_MOST : label;
		lanes->names[lane] = (struct lane_name){ name, (int)i };
	}
}

void lanes_release(struct lanes *lanes)
{
	free(lanes->lane);
	free(lanes->labels);
	free(lanes->names);
}

/* The width of all lanes if each is as wide as its labels. */
static int own_width(const struct lanes *lanes)
{
	int width = -LABEL_GAP;

	for (int i = 0; i < lanes->count; i++)
		width += lanes->labels[i] + LABEL_GAP;
	return width;
}

int lanes_natural_width(struct scene *scene, int most)
{
	struct lanes lanes = { .scene = scene };
	const int margin = 1 + 3 + 3; /* pointer, number, marks */
	int width;

	number_lanes(&lanes);
	width = margin + own_width(&lanes) + LABEL_GAP; /* for the mark of a broken step */
	if (scene->session->model->recording) {         /* a step of no process has a rule before it */
		int label = step_label_width(scene);

		label = margin + (lanes.count ? 3 : 0) + clamp(label, 0, LABEL_MOST);
		width = width > label ? width : label;
	}
	if (width > most) {
		width = 0;
		for (int i = 0; i < lanes.count; i++)
			if (margin + i * TIGHT + lanes.labels[i] + LABEL_GAP > width)
				width = margin + i * TIGHT + lanes.labels[i] + LABEL_GAP;
	}
	lanes_release(&lanes);
	return clamp(width, 0, most);
}

/* The largest spacing at which no lane's labels are cut. */
static int equal_spacing(const struct lanes *lanes)
{
	int spacing = LABEL_MOST + LABEL_GAP;

	for (int i = 1; i < lanes->count; i++) {
		int most = (lanes->width - lanes->labels[i]) / i;

		if (most < spacing)
			spacing = most;
	}
	return spacing;
}

void lanes_lay_out(struct lanes *lanes, struct rect area)
{
	int *first = lanes_left(lanes->scene), label;

	number_lanes(lanes);
	lanes->digits = clamp(digit_count(lanes->length), 2, INT_MAX);
	if (lanes->full && area.width >= NOTES_LEAST && views_any_note(lanes->scene))
		lanes->notes = area.width * 2 / 5;
	lanes->band = lasso_band(lanes->scene, SIZE_MAX) != NULL;
	/* Pointer, number, loop, mark, branches. */
	lanes->x = area.x + 1 + lanes->digits + lanes->band + 1 + 1 + 1 + (lanes->full ? 3 : 0);
	lanes->width = area.x + area.width - lanes->notes - lanes->x;
	label = clamp(step_label_width(lanes->scene), 0, LABEL_MOST);
	label = clamp(label, LABEL_LEAST, lanes->width - SPACING_LEAST * (lanes->count - 1));
	lanes->shown = lanes->count;
	if (lanes->count > 1) {
		lanes->own = own_width(lanes) <= lanes->width;
		lanes->spacing = equal_spacing(lanes);
		if (!lanes->own && lanes->spacing < SPACING_LEAST) {
			lanes->spacing = SPACING_LEAST;
			lanes->shown = (lanes->width - label) / SPACING_LEAST + 1;
		}
	}
	lanes->shown = clamp(lanes->shown, lanes->count ? 1 : 0, lanes->count);
	lanes->from = *first = clamp(*first, 0, lanes->count - lanes->shown);
}

int lane_x(const struct lanes *lanes, int lane)
{
	int x = lanes->x;

	if (!lanes->own)
		return x + (lane - lanes->from) * lanes->spacing;
	for (int i = lanes->from; i < lane; i++)
		x += lanes->labels[i] + LABEL_GAP;
	return x;
}

bool lane_visible(const struct lanes *lanes, int lane)
{
	return lane >= lanes->from && lane < lanes->from + lanes->shown;
}
