/*
 * Steps of the line: their numbers, the loop of a lasso, and going to one.
 */
#include "views/views.h"

int line_steps(const struct scene *scene)
{
	size_t length;

	history_line(scene->session->history, &length);
	return (int)length - 1;
}

uint32_t line_node(const struct scene *scene, int depth)
{
	size_t length;
	const uint32_t *line = history_line(scene->session->history, &length);

	return (size_t)depth < length ? line[depth] : UINT32_MAX;
}

int line_go_to(struct scene *scene, int depth, struct err *err)
{
	uint32_t node = line_node(scene, depth);

	return node == UINT32_MAX ? 0 : scene_go_to(scene, node, err);
}

size_t shown_number(const struct scene *scene, size_t depth)
{
	size_t length;
	unsigned to;

	history_line(scene->session->history, &length);
	return depth + 1 == length && session_closes(scene->session, &to) ? to : depth;
}

const char *lasso_band(const struct scene *scene, size_t depth)
{
	const struct session *session = scene->session;
	size_t length, from, to;
	const uint32_t *line = history_line(session->history, &length);

	if (session->loop_end == UINT32_MAX)
		return NULL;
	from = history_depth(session->history, session->loop_start);
	to = history_depth(session->history, session->loop_end);
	if (to >= length || line[to] != session->loop_end)
		return NULL; /* another branch is on screen */
	if (depth != SIZE_MAX && (depth < from || depth > to))
		return NULL;
	if (from == to)
		return "↺";
	return depth == from ? "┌" : depth == to ? "└" : "│";
}
