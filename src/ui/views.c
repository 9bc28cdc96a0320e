/*
 * The table of views, in the order in which v shows them.
 */
#include <string.h>

#include <heddle/ui.h>

extern const struct view view_start, view_play, view_lanes, view_program, view_tree, view_state, view_log,
        view_properties, view_watch, view_help, view_replay, view_schedule, view_why, view_edit, view_from;

const struct view *const views[] = {
	&view_start, &view_play,       &view_lanes, &view_program, &view_tree,   &view_state,
	&view_log,   &view_properties, &view_why,   &view_watch,   &view_replay, &view_schedule,
	&view_edit,  &view_from,       &view_help,  NULL,
};

const struct view *view_named(const char *name)
{
	for (const struct view *const *view = views; *view; view++)
		if (strcmp((*view)->name, name) == 0)
			return *view;
	return NULL;
}

bool view_available(const struct view *view, const struct scene *scene)
{
	return view->available ? view->available(scene) : scene->session != NULL;
}

bool view_covers(const struct view *view, bool playing)
{
	return view->overlay || (playing && view == views[0]);
}
