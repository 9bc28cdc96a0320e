/*
 * What keepers keep is found by the keeper's address, in a short list: about twenty files keep something, and
 * each is looked up a few times per drawing.  Rejected: one struct with a member for each file, which every
 * new view has to edit.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <heddle/mem.h>
#include <heddle/scene.h>

struct kept_for {
	const struct keeper *keeper;
	void *kept;
};

void scene_init(struct scene *scene, bool ascii)
{
	*scene = (struct scene){ .ascii = ascii, .width = 80, .height = 24, .show_disabled = true };
	scene->hits = mem_array(SCENE_HITS_MAX, sizeof(*scene->hits));
}

static void drop(struct kept_for *of)
{
	if (of->keeper->release)
		of->keeper->release(of->kept);
	free(of->kept);
}

void scene_show(struct scene *scene, struct session *session)
{
	size_t left = 0;

	for (size_t i = 0; i < scene->kept_count; i++)
		if (scene->kept[i].keeper->outlasts_session)
			scene->kept[left++] = scene->kept[i];
		else
			drop(&scene->kept[i]);
	scene->kept_count = left;
	scene->hit_count = 0;
	scene->hints.generation = 0;
	scene->hints.count = 0;
	scene->session = session;
}

void scene_release(struct scene *scene)
{
	for (size_t i = 0; i < scene->kept_count; i++)
		drop(&scene->kept[i]);
	free(scene->kept);
	free(scene->hints.steps);
	free(scene->hits);
}

void *scene_kept(struct scene *scene, const struct keeper *keeper)
{
	for (size_t i = 0; i < scene->kept_count; i++)
		if (scene->kept[i].keeper == keeper)
			return scene->kept[i].kept;
	void *kept = mem_alloc(keeper->size);

	if (keeper->begin)
		keeper->begin(kept);
	scene->kept = mem_grow(scene->kept, &scene->kept_room, scene->kept_count + 1, sizeof(*scene->kept));
	scene->kept[scene->kept_count++] = (struct kept_for){ keeper, kept };
	return kept;
}

void scene_hit(struct scene *scene, struct rect at, const char *fmt, ...)
{
	va_list args;

	if (scene->hit_count == SCENE_HITS_MAX)
		return;
	struct hit *hit = &scene->hits[scene->hit_count++];

	hit->at = at;
	va_start(args, fmt);
	vsnprintf(hit->command, sizeof(hit->command), fmt, args);
	va_end(args);
}
