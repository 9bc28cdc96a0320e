/*
 * Compares a step's changes with what it says it writes, as values, so that it works for every model.  That
 * it depends on nothing but its reads needs states that no walk reaches, which only tests make.
 */
#include <string.h>

#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/value.h>

struct honesty {
	const struct model *model;
	const uint64_t *writes;
	bool honest;
};

/* A part that is not a cell (the status of a blob) changes with its siblings. */
static bool is_sibling(const char *cell, const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && strncmp(cell, path, (size_t)(dot - path) + 1) == 0;
}

static void compare(void *ctx, const char *path, const struct value *before, const struct value *after)
{
	struct honesty *h = ctx;
	bool is_cell = false, written = false, sibling = false;

	(void)before;
	(void)after;
	for (unsigned c = 0; c < h->model->cell_count; c++) {
		const char *cell = h->model->cells[c];
		bool writes = h->writes[c / 64] >> c % 64 & 1;
		bool covers = path_within(path, cell);

		is_cell |= covers;
		written |= writes && covers;
		sibling |= writes && is_sibling(cell, path);
	}
	h->honest &= is_cell ? written : sibling;
}

bool model_changes_what_it_writes(const struct model *model, const void *from, const struct step *step,
                                  const void *to)
{
	struct arena *arena = arena_new();
	struct footprint touched = { arena_array(arena, model->cell_words, sizeof(uint64_t)),
		                     arena_array(arena, model->cell_words, sizeof(uint64_t)) };
	struct honesty h = { model, touched.writes, true };

	if (model->ops->footprint) {
		model->ops->footprint(model, from, step, &touched);
		value_diff(model->ops->describe(model, from, arena), model->ops->describe(model, to, arena),
		           compare, &h);
	}
	arena_free(arena);
	return h.honest;
}
