/*
 * The text of hints: the distance from a step to a violation, as far as it is known.
 */
#include <stdint.h>

#include <heddle/buf.h>

#include "views/views.h"

bool hints_shown(const struct scene *scene)
{
	return scene->hints.on && scene->session && !scene->session->model->recording;
}

static void add_hint(const struct scene *scene, struct hint hint, struct buf *out)
{
	const char *symbol = scene_symbol(scene, SYMBOL_DISTANCE);

	switch (hint.kind) {
	case HINT_UNKNOWN:
		buf_printf(out, "%s …", symbol);
		break;
	case HINT_EXACT:
		buf_printf(out, "%s %u", symbol, hint.steps);
		break;
	case HINT_LEAST:
		buf_printf(out, "%s ≥%u", symbol, hint.steps);
		break;
	case HINT_SAFE:
		buf_add_text(out, "safe");
		break;
	}
}

/* The smallest distance of several steps; unknown if one of them is. */
static struct hint nearest(const struct scene *scene, size_t first, size_t count)
{
	struct hint found = { HINT_SAFE, 0 };

	if (scene->hints.generation != scene->session->generation || first + count > scene->hints.count)
		return (struct hint){ HINT_UNKNOWN, 0 };
	for (size_t i = first; i < first + count; i++) {
		struct hint hint = scene->hints.steps[i];

		if (hint.kind == HINT_UNKNOWN)
			return hint;
		if (hint.kind != HINT_SAFE && (found.kind == HINT_SAFE || hint.steps < found.steps ||
		                               (hint.steps == found.steps && hint.kind == HINT_EXACT)))
			found = hint;
	}
	return found;
}

void hint_text(const struct scene *scene, size_t step, struct buf *out)
{
	if (step != SIZE_MAX)
		add_hint(scene, nearest(scene, step, 1), out);
	else if (scene->hints.generation != scene->session->generation)
		add_hint(scene, (struct hint){ HINT_UNKNOWN, 0 }, out);
	else
		add_hint(scene, scene->hints.here, out);
}

void hint_text_nearest(const struct scene *scene, size_t first, size_t count, struct buf *out)
{
	add_hint(scene, nearest(scene, first, count), out);
}

unsigned hint_style(const struct scene *scene, size_t first, size_t count)
{
	struct hint hint = nearest(scene, first, count);

	switch (hint.kind) {
	case HINT_EXACT:
		return hint.steps ? STYLE_HINT : STYLE_BROKEN;
	case HINT_SAFE:
		return STYLE_GOOD;
	default:
		return STYLE_DIM;
	}
}
