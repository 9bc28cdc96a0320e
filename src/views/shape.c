/*
 * Shapes: how wide the parts of each variable have been so far.
 *
 * A shape only grows while a session is played.  It starts from a few walks through the design and a sample
 * of the line, so that columns keep their places while stepping.  Rejected: widths from the state on screen,
 * with which tables jump at every step.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { SAMPLES_MAX = 48, WIDTH_MAX = 200, WALK_LENGTH = 40 };

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
enum { WALKS = 0 }; /* walks would take most of the time of an input */
#else
enum { WALKS = 6 };
#endif

struct kept {
	struct shape *shapes; /* by variable; null: not learned yet */
	unsigned shape_count;
	uint64_t learned; /* the last generation included */
};

static void release(void *of)
{
	struct kept *kept = of;

	for (unsigned i = 0; i < kept->shape_count; i++) {
		for (int j = 0; j < kept->shapes[i].column_count; j++)
			free(kept->shapes[i].columns[j].name);
		free(kept->shapes[i].columns);
	}
	free(kept->shapes);
}

static const struct keeper keeper = { .size = sizeof(struct kept), .release = release };

/* --- shapes ----------------------------------------------------------------- */

static int capped_width(const struct value *value, bool ascii)
{
	return clamp(value_width(value, ascii), 0, WIDTH_MAX);
}

static void learn_cell(struct shape *shape, const char *name, const struct value *value, bool ascii)
{
	int width = capped_width(value, ascii);
	struct shape_column *column = NULL;

	for (int i = 0; i < shape->column_count; i++)
		if (strcmp(shape->columns[i].name, name) == 0)
			column = &shape->columns[i];
	if (!column && shape->column_count == SHAPE_COLUMNS_MAX) {
		shape->whole = true;
		return;
	}
	if (!column) {
		shape->columns = mem_grow(shape->columns, &shape->column_room,
		                          (size_t)shape->column_count + 1, sizeof(*shape->columns));
		column = &shape->columns[shape->column_count++];
		*column = (struct shape_column){ .name = mem_strdup(name) };
	}
	if (width > column->width)
		column->width = width;
	if (!value_is_unset(value))
		column->set = true;
	if (!value_text(value))
		column->labelled = true;
}

static void learn_row(struct shape *shape, const struct value *row, bool ascii)
{
	int width = capped_width(row, ascii);

	if (width > shape->value_width)
		shape->value_width = width;
	if (!value_is_record(row)) {
		/* A text among records may mean "none"; anything else makes a mixture. */
		shape->mixed |= !value_text(row);
		shape->whole |= shape->mixed && shape->records;
		learn_cell(shape, "", row, ascii);
		return;
	}
	shape->records = true;
	shape->whole |= shape->mixed;
	for (uint32_t i = 0; i < row->count; i++) {
		const char *name = value_text(row->pairs[i].key);

		learn_cell(shape, name ? name : "?", row->pairs[i].value, ascii);
	}
}

static void learn_map(struct shape *shape, const struct value *map, bool ascii)
{
	for (uint32_t i = 0; i < map->count; i++) {
		int width = capped_width(map->pairs[i].key, ascii);

		if (width > shape->key_width)
			shape->key_width = width;
		learn_row(shape, map->pairs[i].value, ascii);
	}
}

static void learn_entries(struct shape *shape, const struct value *log, bool named, bool ascii)
{
	struct buf text;

	buf_init(&text);
	for (uint32_t i = 0; i < log->count; i++) {
		buf_clear(&text);
		log_entry_text(log->items[i], named, ascii, &text);

		int width = (int)utf8_width(text.data);

		if (width > shape->value_width)
			shape->value_width = width > WIDTH_MAX ? WIDTH_MAX : width;
		if (named)
			learn_row(shape, log->items[i], ascii);
	}
	buf_release(&text);
}

/* `named`: entries of logs have the names of their fields. */
static void learn_variable(struct shape *shape, enum variable_kind kind, const struct value *value,
                           bool named, bool ascii)
{
	bool rows = kind == VARIABLE_LOG ? log_has_entries(value) : value_is_map(value);

	if (rows && (int)value->count > shape->rows)
		shape->rows = (int)value->count;
	if (kind == VARIABLE_LOG && log_has_entries(value)) {
		learn_entries(shape, value, named, ascii);
		return;
	}
	if ((kind == VARIABLE_TABLE || kind == VARIABLE_PROCESSES) && value_is_map(value)) {
		learn_map(shape, value, ascii);
		return;
	}

	int width = capped_width(value, ascii);

	if (width > shape->value_width)
		shape->value_width = width;
}

/* The rows of a table, with those that the last step removed. */
static void learn_rows(struct shape *shape, const struct value *now, const struct value *before)
{
	uint32_t rows = now->count, hint = 0;

	if (!value_is_map(now) || !before || !value_is_map(before) || before == now)
		return;
	for (uint32_t i = 0; i < before->count; i++)
		rows += !value_lookup_next(now, before->pairs[i].key, &hint);
	if ((int)rows > shape->rows)
		shape->rows = (int)rows;
}

/* `before` is the description of the state before; null: none. */
static void learn(struct scene *scene, struct shape *shapes, const struct value *description,
                  const struct value *before)
{
	const struct model *model = scene->session->model;
	uint32_t now_at = 0, before_at = 0;

	for (unsigned i = 0; i < model->variable_count; i++) {
		struct shape *shape = &shapes[i];
		const char *name = model->variables[i].name;
		const struct value *value = next_field(description, &now_at, name);
		const struct value *old = next_field(before, &before_at, name);

		if (!value)
			continue;
		learn_variable(shape, model->variables[i].kind, value, model->recording, scene->ascii);
		learn_rows(shape, value, old);
	}
}

/* The step whose action was taken least often; a tie depends on `turn`. */
static size_t freshest(const struct step *steps, size_t count, const unsigned *taken, uint32_t turn)
{
	size_t best = turn % count;

	for (size_t i = 0; i < count; i++) {
		size_t at = (turn + i) % count;

		if (taken[steps[at].action] < taken[steps[best].action])
			best = at;
	}
	return best;
}

/* Takes a few walks from the start, always the same ones, to learn the widths of a design's values. */
static void learn_walks(struct scene *scene, struct shape *shapes)
{
	const struct model *model = scene->session->model;
	struct arena *arena = arena_new();
	unsigned char *states[2] = { mem_alloc(model->state_size), mem_alloc(model->state_size) };
	unsigned *taken = mem_array(model->action_count + 1, sizeof(*taken));
	uint32_t pick = 1;

	for (int walk = 0; walk < WALKS; walk++) {
		model->ops->initial(model, states[0]);
		for (int i = 0; i < WALK_LENGTH; i++) {
			struct step *steps;
			size_t count, at;

			arena_clear(arena);
			count = model_enabled(model, states[i % 2], arena, &steps);
			pick = pick * 1664525u + 1013904223u;
			if (!count)
				break;
			at = freshest(steps, count, taken, pick >> 8);
			taken[steps[at].action]++;
			if (model->ops->apply(model, states[i % 2], &steps[at], states[(i + 1) % 2]) !=
			    APPLY_OK)
				break;
			learn(scene, shapes, model->ops->describe(model, states[(i + 1) % 2], arena), NULL);
		}
	}
	free(states[0]);
	free(states[1]);
	free(taken);
	arena_free(arena);
}

static void learn_line(struct scene *scene, struct shape *shapes)
{
	struct session *session = scene->session;
	size_t length, step;
	const uint32_t *line = history_line(session->history, &length);
	struct arena *arena = arena_new();

	step = length / SAMPLES_MAX + 1;
	for (size_t i = 0; i < length; i += step) {
		learn(scene, shapes, node_value(session, line[i], arena),
		      i ? node_value(session, line[i - 1], arena) : NULL);
		arena_clear(arena);
	}
	arena_free(arena);
}

bool shape_any_set(const struct shape *shape)
{
	for (int i = 0; i < shape->column_count; i++)
		if (shape->columns[i].set)
			return true;
	return false;
}

const struct shape *views_shape(struct scene *scene, unsigned variable)
{
	struct kept *kept = scene_kept(scene, &keeper);
	struct session *session = scene->session;

	if (!kept->shapes) {
		kept->shape_count = session->model->variable_count;
		kept->shapes = mem_array(kept->shape_count ? kept->shape_count : 1, sizeof(*kept->shapes));
		if (!session->model->recording)
			learn_walks(scene, kept->shapes);
		learn_line(scene, kept->shapes);
	}
	if (kept->learned != session->generation) {
		kept->learned = session->generation;
		learn(scene, kept->shapes, session->now.description, session->now.before);
	}
	return &kept->shapes[variable];
}
