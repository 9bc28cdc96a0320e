/*
 * Replays the line on all designs.  A replay is made when it is first shown, and kept until the line changes.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "views/replayed.h"

static void forget_row(struct replayed_row *row)
{
	if (row->done && !row->failure)
		replay_release(&row->replay);
	free(row->failure);
	row->failure = NULL;
	row->done = false;
}

static void begin(void *replayed)
{
	((struct replayed *)replayed)->chosen = -1;
}

static void release(void *of)
{
	struct replayed *replayed = of;

	for (size_t i = 0; i < replayed->count; i++) {
		forget_row(&replayed->rows[i]);
		design_free(replayed->rows[i].design);
		free(replayed->rows[i].name);
	}
	free(replayed->rows);
}

static const struct keeper keeper = { .size = sizeof(struct replayed), .begin = begin, .release = release };

/* Takes the design, which may be null. */
static int add_row(struct replayed *replayed, const char *name, struct design *design)
{
	replayed->rows =
	        mem_grow(replayed->rows, &replayed->room, replayed->count + 1, sizeof(*replayed->rows));
	replayed->rows[replayed->count] = (struct replayed_row){ .name = mem_strdup(name), .design = design };
	return (int)replayed->count++;
}

bool replayed_is_own(const struct scene *scene, const struct replayed_row *row)
{
	return scene->session->design && strcmp(row->design ? design_name(row->design) : row->name,
	                                        design_name(scene->session->design)) == 0;
}

struct replayed *replayed_now(struct scene *scene)
{
	struct replayed *replayed = scene_kept(scene, &keeper);
	uint32_t tip = line_node(scene, line_steps(scene));

	if (!replayed->count) {
		replayed->tip = tip;
		const struct bundled *row;

		for (size_t i = 0; (row = bundled_design_nth(i)); i++) {
			int at = add_row(replayed, row->name, NULL);

			if (replayed_is_own(scene, &replayed->rows[at]))
				replayed->designs.cursor = at;
		}
	}
	for (size_t i = 0; replayed->tip != tip && i < replayed->count; i++)
		forget_row(&replayed->rows[i]);
	replayed->tip = tip;
	return replayed;
}

/* Matches a recording to a design by its states. */
static int replay_recording(struct session *session, const char *name, struct replay *replay, struct err *err)
{
	struct trace *trace = session_trace(session);
	int result = replay_trace(trace, name, NULL, replay, err);

	trace_free(trace);
	return result;
}

const struct replayed_row *replayed_row(struct scene *scene, size_t at)
{
	struct replayed_row *row = &replayed_now(scene)->rows[at];
	struct err err = { 0 };
	int result = 0;

	if (row->done)
		return row;
	if (!row->design)
		result = design_open(row->name, &row->design, &err);
	if (result == 0 && scene->session->design)
		result = replay_session(scene->session, row->design, NULL, &row->replay, &err);
	else if (result == 0)
		result = replay_recording(scene->session, row->name, &row->replay, &err);
	row->done = true;
	row->failure = result == 0 ? NULL : mem_strdup(err.what);
	return row;
}

/* The step to show first. */
static size_t turning_point(const struct replay *replay)
{
	if (!replay->fits)
		return replay->diverges_at;
	return replay->property >= 0 ? replay->violated_at : replay->steps;
}

void replayed_show(struct scene *scene, int at)
{
	struct replayed *replayed = replayed_now(scene);
	const struct replayed_row *row = replayed_row(scene, (size_t)at);

	replayed->designs.cursor = replayed->chosen = at;
	replayed->steps = (struct list){ .count = line_steps(scene) };
	if (!row->failure && turning_point(&row->replay) > 0)
		replayed->steps.cursor = (int)turning_point(&row->replay) - 1;
}

/* --- for commands ----------------------------------------------------------- */

int replayed_choose(struct scene *scene, const char *name, struct err *err)
{
	struct replayed *replayed = replayed_now(scene);
	struct design *design;
	int at = -1;

	if (!*name) {
		replayed->chosen = -1;
		return 0;
	}
	for (size_t i = 0; i < replayed->count && at < 0; i++)
		if (strcmp(replayed->rows[i].name, name) == 0)
			at = (int)i;
	if (at >= 0 && strchr(name, '/')) { /* a file, which may have changed */
		forget_row(&replayed->rows[at]);
		design_free(replayed->rows[at].design);
		replayed->rows[at].design = NULL;
	}
	if (at < 0) {
		if (design_open(name, &design, err) < 0)
			return -1;
		at = add_row(replayed, name, design);
	}
	replayed_show(scene, at);
	return 0;
}

struct replay *replayed_chosen(struct scene *scene, struct design **design, struct err *err)
{
	struct replayed *replayed = replayed_now(scene);
	struct replayed_row *row;

	if (replayed->chosen < 0) {
		err_set(err, "no design is chosen to play these steps on");
		err_remedy(err, "choose one with Enter, or :replay DESIGN");
		return NULL;
	}
	replayed_row(scene, (size_t)replayed->chosen);
	row = &replayed->rows[replayed->chosen];
	if (row->failure || !row->replay.model) {
		err_set(err, "there is nothing to play: %s",
		        row->failure ? row->failure : row->replay.reason);
		return NULL;
	}
	*design = row->design;
	row->design = NULL; /* opened again on demand */
	return &row->replay;
}
