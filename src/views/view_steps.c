/*
 * The rows of the list of steps: the enabled ones, then the disabled ones.
 *
 * The choices of one action of one process are adjacent in the model's order, so one pass groups them.  Of
 * the disabled steps, those that only a guard forbids come first: they are the interesting ones.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "views/views.h"

static void begin(void *kept)
{
	struct steps_list *steps = kept;

	steps->open_process = steps->open_action = -1;
}

static void release(void *kept)
{
	free(((struct steps_list *)kept)->rows);
}

static const struct keeper keeper = { .size = sizeof(struct steps_list), .begin = begin, .release = release };

struct steps_list *steps_of(struct scene *scene)
{
	return scene_kept(scene, &keeper);
}

static void add_row(struct scene *scene, struct step_row row)
{
	struct steps_list *steps = steps_of(scene);

	steps->rows = mem_grow(steps->rows, &steps->room, steps->count + 1, sizeof(*steps->rows));
	steps->rows[steps->count++] = row;
}

/* The number of steps from `first` that are choices of one action of one process. */
static uint32_t run_length(const struct session_now *now, uint32_t first)
{
	uint32_t last = first;

	while (last < now->step_count && now->steps[last].process == now->steps[first].process &&
	       now->steps[last].action == now->steps[first].action)
		last++;
	return last - first;
}

static bool is_open(struct scene *scene, const struct step *step)
{
	struct steps_list *steps = steps_of(scene);

	return steps->open_process == (int)step->process && steps->open_action == (int)step->action;
}

static void add_enabled(struct scene *scene)
{
	struct steps_list *steps = steps_of(scene);
	const struct session_now *now = &scene->session->now;
	bool opened = false;

	for (uint32_t i = 0; i < now->step_count;) {
		const struct step *step = &now->steps[i];
		uint32_t count = run_length(now, i);
		struct step_row row = { .kind = count > 1 ? ROW_GROUP : ROW_STEP,
			                .process = step->process,
			                .action = step->action,
			                .first = i,
			                .count = count };

		add_row(scene, row);
		if (count > 1 && is_open(scene, step)) {
			opened = true;
			row.kind = ROW_STEP;
			row.count = 1;
			row.inside = true;
			for (; row.first < i + count; row.first++)
				add_row(scene, row);
		}
		i += count;
	}
	if (!opened)
		steps->open_process = steps->open_action = -1;
}

bool at_place(const struct session *session, unsigned process, unsigned action)
{
	const struct model *model = session->model;
	const char *const *at = model->actions[action].at;
	const char *control =
	        model->ops->control ? model->ops->control(model, session->now.state, process) : NULL;

	if (!at || !*at)
		return true;
	for (; control && *at; at++)
		if (strcmp(*at, control) == 0)
			return true;
	return false;
}

static void add_disabled(struct scene *scene)
{
	const struct session_now *now = &scene->session->now;

	if (!scene->show_disabled)
		return;
	for (int pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < now->disabled_count; i++) {
			const struct disabled_step *step = &now->disabled[i];

			if (at_place(scene->session, step->process, step->action) == (pass == 0))
				add_row(scene, (struct step_row){ .kind = ROW_DISABLED,
				                                  .process = (uint16_t)step->process,
				                                  .action = step->action,
				                                  .first = i,
				                                  .count = 1 });
		}
}

/* How well a row continues the one that the cursor was on.  After a step, the same process counts, then the
 * same action; after a group was opened or closed, the very same row. */
static int likeness(const struct step_row *row, const struct step_row *old, bool stepped)
{
	int like = 0;

	if (row->process == old->process)
		like += stepped && row->kind == ROW_DISABLED ? 1 : 4;
	if (like && row->action == old->action)
		like += 2;
	if (!stepped && row->kind == old->kind && row->first == old->first && row->inside == old->inside)
		like += 20;
	return like;
}

/* The row of the next step of the line, so that Enter follows an opened trace and redoes what was undone; -1:
 * at the end of the line. */
static int row_of_line(struct scene *scene)
{
	const struct session *session = scene->session;
	uint32_t node = line_node(scene, (int)session->now.depth + 1);
	const struct step *next;

	if (node == UINT32_MAX)
		return -1;
	next = history_step(session->history, node);
	for (size_t i = 0; i < steps_of(scene)->count; i++) {
		const struct step_row *row = &steps_of(scene)->rows[i];

		for (uint32_t j = 0; row->kind != ROW_DISABLED && j < row->count; j++)
			if (step_equal(&session->now.steps[row->first + j], next))
				return (int)i;
	}
	return -1;
}

void step_rows_settle(struct scene *scene)
{
	struct steps_list *steps = steps_of(scene);
	struct step_row old = { 0 };
	bool had = (size_t)steps->list.cursor < steps->count, stepped;
	int best = 0;

	if (!scene->session) {
		steps->count = 0;
		return;
	}
	stepped = steps->generation != scene->session->generation;
	if (had)
		old = steps->rows[steps->list.cursor];
	steps->generation = scene->session->generation;
	steps->count = 0;
	add_enabled(scene);
	add_disabled(scene);
	steps->list.count = (int)steps->count;
	for (size_t i = 0; had && i < steps->count; i++) {
		int like = likeness(&steps->rows[i], &old, stepped);

		if (like > best) {
			best = like;
			steps->list.cursor = (int)i;
		}
	}
	if (!had)
		steps->list.cursor = 0;
	if (stepped && row_of_line(scene) >= 0)
		steps->list.cursor = row_of_line(scene);
	steps->list.cursor = clamp(steps->list.cursor, 0, steps->list.count - 1);
}

/* --- keys -------------------------------------------------------------------- */

const char step_letters[] = "ABCIMQUYZz";

char step_key(int number)
{
	if (number < 1 || number > 9 + (int)strlen(step_letters))
		return 0;
	return number <= 9 ? (char)('0' + number) : step_letters[number - 10];
}

int step_number(char key)
{
	const char *letter = key ? strchr(step_letters, key) : NULL;

	if (key >= '1' && key <= '9')
		return key - '0';
	return letter ? 10 + (int)(letter - step_letters) : 0;
}
