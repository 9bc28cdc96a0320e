/*
 * Variables over the same keys as one table: a row per key, a column per variable.
 *
 * Most specifications have one function per fact, all over the same nodes; side by side they read as the
 * processes they describe.  Only recordings are joined: in a design, separate variables are separate things.
 */
#include <limits.h>
#include <stdlib.h>

#include <heddle/buf.h>
#include <heddle/hash.h>
#include <heddle/mem.h>

#include "views/table.h"

enum { VALUE_MOST = 20 };

/* The variables of each table, as linked lists. */
struct joins {
	unsigned *first, *next; /* by variable; UINT_MAX: none */
	uint64_t generation;    /* of the session */
};

static const struct value *map_or_null(const struct value *value)
{
	return value && value_is_map(value) ? value : NULL;
}

/* The value of a variable if it is a function or record with short values; else null. */
static const struct value *joinable(struct scene *scene, unsigned variable)
{
	const struct session *session = scene->session;

	if (!session->model->recording || session->model->variables[variable].kind != VARIABLE_TABLE ||
	    views_shape(scene, variable)->records || views_shape(scene, variable)->value_width > VALUE_MOST)
		return NULL;
	return map_or_null(variable_present(scene, variable)->now);
}

static bool same_keys(const struct value *a, const struct value *b)
{
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (value_compare(a->pairs[i].key, b->pairs[i].key) != 0)
			return false;
	return true;
}

/* --- finding them ------------------------------------------------------------- */

struct candidate {
	unsigned variable;
	uint64_t keys; /* hashed */
	const struct value *map;
};

static int by_keys(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->keys != b->keys)
		return a->keys < b->keys ? -1 : 1;
	return a->variable < b->variable ? -1 : a->variable > b->variable;
}

static uint64_t hash_keys(const struct value *map)
{
	uint64_t hash = map->count;
	struct buf text;

	buf_init(&text);
	for (uint32_t i = 0; i < map->count; i++) {
		buf_clear(&text);
		value_tla(&text, map->pairs[i].key);
		hash = hash * UINT64_C(0x100000001b3) ^ hash_bytes(text.data, text.length);
	}
	buf_release(&text);
	return hash;
}

/* Links the candidates, sorted by their keys, that have the same keys. */
static void join(struct joins *joins, const struct candidate *all, size_t count)
{
	for (size_t i = 0, first = 0, members = 0; i < count; i++) {
		bool goes_on = i && all[i].keys == all[first].keys && members < JOINED_MOST &&
		               same_keys(all[i].map, all[first].map);

		if (!goes_on) {
			first = i;
			members = 0;
		}
		members++;
		joins->first[all[i].variable] = all[first].variable;
		joins->next[all[i].variable] = UINT_MAX;
		if (goes_on)
			joins->next[all[i - 1].variable] = all[i].variable;
	}
}

static void release(void *of)
{
	struct joins *joins = of;

	free(joins->first);
	free(joins->next);
}

static const struct keeper keeper = { .size = sizeof(struct joins), .release = release };

static const struct joins *joins_now(struct scene *scene)
{
	struct joins *joins = scene_kept(scene, &keeper);
	unsigned variables = scene->session->model->variable_count;
	struct candidate *all;
	size_t count = 0;

	if (joins->generation == scene->session->generation)
		return joins;
	joins->generation = scene->session->generation;
	joins->first = mem_resize(joins->first, variables + 1, sizeof(*joins->first));
	joins->next = mem_resize(joins->next, variables + 1, sizeof(*joins->next));
	all = mem_array(variables + 1, sizeof(*all));
	for (unsigned i = 0; i < variables; i++) {
		const struct value *map = joinable(scene, i);

		joins->first[i] = i;
		joins->next[i] = UINT_MAX;
		if (map && map->count > 1)
			all[count++] = (struct candidate){ i, hash_keys(map), map };
	}
	qsort(all, count, sizeof(*all), by_keys);
	join(joins, all, count);
	free(all);
	return joins;
}

int joined_variables(struct scene *scene, unsigned variable, unsigned *members)
{
	const struct joins *joins = joins_now(scene);
	int count = 0;

	for (unsigned i = joins->first[variable]; i != UINT_MAX; i = joins->next[i])
		members[count++] = i;
	return count;
}

/* --- the table ------------------------------------------------------------------ */

struct joined {
	const unsigned *members;
	int count;
	struct arena *arena; /* holds the rows drawn */
};

static const struct value *map_now(struct scene *scene, const struct joined *joined, int member)
{
	return map_or_null(variable_present(scene, joined->members[member])->now);
}

static const struct value *map_before(struct scene *scene, const struct joined *joined, int member)
{
	return map_or_null(variable_present(scene, joined->members[member])->before);
}

static bool row_changed(struct scene *scene, const struct joined *joined, const struct value *key)
{
	for (int i = 0; i < joined->count; i++) {
		const struct value *now, *before;

		if (!variable_present(scene, joined->members[i])->changed)
			continue;
		now = value_lookup(map_now(scene, joined, i), key);
		before = value_lookup(map_before(scene, joined, i), key);
		if (!now != !before || (now && value_compare(now, before) != 0))
			return true;
	}
	return false;
}

/* Whether a key that a member had before the last step already has a row. */
static bool is_listed(struct scene *scene, const struct joined *joined, const struct value *key, int member)
{
	bool listed = value_lookup(map_now(scene, joined, 0), key) != NULL;

	for (int i = 0; i < member && !listed; i++)
		listed = value_lookup(map_before(scene, joined, i), key) != NULL;
	return listed;
}

static void add_row(struct table *table, const struct joined *joined, const struct value *key)
{
	bool changed = row_changed(table->scene, joined, key);
	struct row row = {
		.key = key, .process = process_of(table->scene, key), .changed = changed, .important = changed
	};

	table_add_row(table, &row);
}

/* A row for each key, including those that the last step removed from some of the variables. */
static void add_rows(struct table *table, const struct joined *joined)
{
	struct scene *scene = table->scene;
	const struct value *map = map_now(scene, joined, 0);

	for (uint32_t i = 0; i < map->count; i++)
		add_row(table, joined, map->pairs[i].key);
	for (int m = 0; m < joined->count; m++) {
		const struct value *before = map_before(scene, joined, m);

		for (uint32_t i = 0; before && i < before->count; i++)
			if (!is_listed(scene, joined, before->pairs[i].key, m))
				add_row(table, joined, before->pairs[i].key);
	}
}

/* The values of all variables at a key, as a record. */
static const struct value *record_at(struct table *table, const struct joined *joined,
                                     const struct value *key, bool now)
{
	struct value_pair pairs[JOINED_MOST];
	size_t count = 0;

	for (int i = 0; i < joined->count; i++) {
		const struct value *map =
		        now ? map_now(table->scene, joined, i) : map_before(table->scene, joined, i);
		const struct value *value = value_lookup(map, key);

		if (!value)
			continue;
		pairs[count].key = value_string(joined->arena, table->columns[i].name);
		pairs[count++].value = value;
	}
	return value_record(joined->arena, pairs, count);
}

static void fill_row(struct table *table, struct row *row, void *ctx)
{
	const struct joined *joined = ctx;

	row->value = record_at(table, joined, row->key, true);
	row->before = record_at(table, joined, row->key, false);
}

static struct table table_of(struct scene *scene, struct joined *joined)
{
	struct table table = { .scene = scene,
		               .kind = VARIABLE_TABLE,
		               .title = "",
		               .joined = true,
		               .compare = scene->session->now.before != NULL,
		               .fill = fill_row,
		               .ctx = joined,
		               .gap = 2,
		               .bands = 1 };

	table_key(&table, views_shape(scene, joined->members[0])->key_width);
	for (int i = 0; i < joined->count; i++)
		table_add_column(&table,
		                 variable_title(&scene->session->model->variables[joined->members[i]]),
		                 views_shape(scene, joined->members[i])->value_width);
	return table;
}

int joined_natural_width(struct scene *scene, const unsigned *members, int count)
{
	struct joined joined = { .members = members, .count = count };
	struct table table = table_of(scene, &joined);

	return table_width(&table);
}

int joined_natural_height(struct scene *scene, const unsigned *members, int count, int width)
{
	struct joined joined = { .members = members, .count = count };
	struct table table = table_of(scene, &joined);

	return table_height(&table, width, views_shape(scene, members[0])->rows);
}

void panel_joined(struct scene *scene, struct grid *grid, struct rect area, const unsigned *members,
                  int count)
{
	struct joined joined = { .members = members, .count = count };
	struct table table;

	if (area.height < 1 || area.width < 6 || !map_now(scene, &joined, 0))
		return;
	joined.arena = arena_new();
	table = table_of(scene, &joined);
	add_rows(&table, &joined);
	table_draw(&table, grid, area);
	table_release(&table);
	arena_free(joined.arena);
}
