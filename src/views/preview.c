/*
 * The changes that each enabled step would make: computed on demand, and kept until the state changes.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "views/views.h"

struct preview {
	bool made;
	size_t count;
	struct change *changes; /* borrowed from the session */
};

struct kept {
	struct preview *previews; /* by step of session->now */
	size_t count;
	uint64_t generation; /* of the session */
};

static void release(void *kept)
{
	free(((struct kept *)kept)->previews);
}

static const struct keeper keeper = { .size = sizeof(struct kept), .release = release };

/* Tables come first, then logs, other variables, control states, locals. */
static int rank_of(struct scene *scene, const struct change *change)
{
	static const int ranks[] = {
		[VARIABLE_TABLE] = 0, [VARIABLE_LOG] = 1, [VARIABLE_PLAIN] = 2, [VARIABLE_PROCESSES] = 4
	};
	const struct model *model = scene->session->model;
	/* Looking up odd names, which are in brackets, takes linear time. */
	unsigned variable = *change->path == '[' ? model->variable_count : path_variable(scene, change->path);
	const char *last = strrchr(change->path, '.');

	if (variable == model->variable_count)
		return 5;
	if (model->variables[variable].kind != VARIABLE_PROCESSES)
		return ranks[model->variables[variable].kind];
	return last && strcmp(last + 1, CONTROL_FIELD) == 0 ? 3 : 4;
}

/* A stable sort. */
static void sort_by_rank(struct scene *scene, struct change *changes, size_t count)
{
	enum { RANKS = 6 };
	struct change *sorted = mem_array(count + 1, sizeof(*sorted));
	unsigned char *ranks = mem_array(count + 1, 1);
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		ranks[i] = (unsigned char)rank_of(scene, &changes[i]);
	for (int rank = 0; rank < RANKS; rank++)
		for (size_t i = 0; i < count; i++)
			if (ranks[i] == rank)
				sorted[at++] = changes[i];
	memcpy(changes, sorted, count * sizeof(*changes));
	free(sorted);
	free(ranks);
}

size_t step_preview(struct scene *scene, uint32_t step, const struct change **changes)
{
	struct kept *kept = scene_kept(scene, &keeper);
	struct session *session = scene->session;

	if (kept->generation != session->generation) {
		kept->generation = session->generation;
		kept->count = session->now.step_count;
		kept->previews =
		        mem_resize(kept->previews, kept->count ? kept->count : 1, sizeof(*kept->previews));
		memset(kept->previews, 0, kept->count * sizeof(*kept->previews));
	}
	if (step >= kept->count)
		return 0;

	struct preview *preview = &kept->previews[step];

	if (!preview->made) {
		preview->made = true;
		preview->count = session_preview(session, &session->now.steps[step], &preview->changes);
		if (preview->count)
			sort_by_rank(scene, preview->changes, preview->count);
	}
	*changes = preview->changes;
	return preview->count;
}
