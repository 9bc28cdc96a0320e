/*
 * Made when it is first drawn, within a tenth of a second for all searches together: shortest counterexamples
 * take a few milliseconds.  What takes longer is "not known" until the background has finished
 * (explanation_unanswered, explanation_replace).
 *
 * It stays while the cursor moves.  Rejected: explaining whatever is at the cursor, since going to a step
 * that the explanation names would replace it.
 */
#include <stdlib.h>

#include <heddle/clock.h>
#include <heddle/mem.h>

#include "views/explanation.h"

enum { PATIENCE_MS = 100 };

static void drop(struct explanation *e)
{
	explained_release(&e->explained);
	free(e->nodes);
	*e = (struct explanation){ .asked = false };
}

static void release(void *kept)
{
	drop(kept);
}

static const struct keeper keeper = { .size = sizeof(struct explanation), .release = release };

static bool in_time(void *ctx)
{
	return clock_seconds() < *(double *)ctx;
}

static void keep_nodes(struct explanation *e, const struct session *session)
{
	size_t count = history_depth(session->history, e->node) + 1;
	uint32_t node = e->node;

	e->nodes = mem_array(count, sizeof(*e->nodes));
	for (size_t i = count; i-- > 0; node = history_parent(session->history, node))
		e->nodes[i] = node;
}

static bool any_unknown(const struct explained *explained)
{
	const struct why *why = &explained->why;

	return explained->kind == EXPLAINED_VIOLATION &&
	       (why->cause_status == WHY_UNKNOWN || why->census_status == WHY_UNKNOWN ||
	        why->chance_status == WHY_UNKNOWN || why->fine_status == WHY_UNKNOWN);
}

/* At the cursor; where nothing is broken there, but later on the line, what is broken first. */
static uint32_t node_to_explain(const struct session *session)
{
	if (!session->now.broken && session->violation_count && session->now.node == 0)
		return session->violations[0].node;
	return session->now.node;
}

static void make(struct explanation *e, struct scene *scene)
{
	struct session *session = scene->session;
	double end = clock_seconds() + PATIENCE_MS / 1000.0;
	struct why_limits limits = { .go_on = in_time, .ctx = &end };

	drop(e);
	e->asked = true;
	e->model = session->model;
	e->node = node_to_explain(session);
	keep_nodes(e, session);
	if (explain_node(session, e->node, scene->ascii, &limits, &e->explained, &e->refused))
		return;
	e->short_of_time = !in_time(&end) && any_unknown(&e->explained);
}

struct explanation *explanation_of(struct scene *scene)
{
	struct explanation *e = scene_kept(scene, &keeper);

	if (!e->asked || e->model != scene->session->model)
		make(e, scene);
	e->list.count = (int)e->explained.line_count;
	return e;
}

/* The number of the step into a node in the violation that was explained, from 0; -1: it is not of it. */
static int64_t number_of(struct scene *scene, const struct explanation *e, uint32_t node)
{
	size_t depth = history_depth(scene->session->history, node);

	if (!e->asked || e->model != scene->session->model || e->explained.kind != EXPLAINED_VIOLATION ||
	    !depth || depth > e->explained.count || e->nodes[depth] != node)
		return -1;
	return (int64_t)depth - 1;
}

int explanation_needs(struct scene *scene, uint32_t node)
{
	const struct explanation *e = scene_kept(scene, &keeper);
	const struct why *why = &e->explained.why;
	int64_t number = number_of(scene, e, node);

	if (number < 0 || why->cause_status != WHY_KNOWN || why->cause.count == why->count)
		return -1;
	for (size_t i = 0; i < why->cause.count; i++)
		if (why->cause.kept[i] == number)
			return 1;
	return 0;
}

void explanation_mark(struct scene *scene, uint32_t node, struct buf *out)
{
	const struct explanation *e = scene_kept(scene, &keeper);
	const struct why *why = &e->explained.why;
	int64_t number = number_of(scene, e, node);
	const char *comma = "";

	if (number < 0)
		return;
	for (size_t i = 0; i < why->census.order_count; i++) {
		if (why->census.orders[i].forced || why->census.orders[i].before != number)
			continue;
		buf_printf(out, "%sbefore %u", comma, why->census.orders[i].after + 1);
		comma = ", ";
	}
	if (why->chance.lost && (size_t)number + 1 == why->chance.lost)
		buf_printf(out, "%slost here", comma);
	else if (why->chance.lost && (size_t)number + 2 == why->chance.lost)
		buf_printf(out, "%slast chance", comma);
}

void explanation_ask(struct scene *scene)
{
	drop(scene_kept(scene, &keeper));
}

bool explanation_unanswered(struct scene *scene, struct why_question *question)
{
	struct explanation *e = explanation_of(scene);

	if (!e->short_of_time)
		return false;
	e->short_of_time = false;
	e->awaited = true;
	*question = (struct why_question){ .model = e->model,
		                           .steps = e->explained.steps,
		                           .count = e->explained.count,
		                           .property = e->explained.why.property };
	return true;
}

void explanation_replace(struct scene *scene, struct why_line *told, size_t count)
{
	struct explanation *e = scene_kept(scene, &keeper);

	if (!e->awaited) {
		why_lines_release(told, count);
		return;
	}
	e->awaited = false;
	why_lines_release(e->explained.lines, e->explained.line_count);
	e->explained.lines = told;
	e->explained.line_count = count;
}

int explanation_take(struct scene *scene, size_t number, struct buf *said, struct err *err)
{
	struct explanation *e = explanation_of(scene);
	const struct why_line *line;
	struct session *session = scene->session;

	if (!number || number > e->explained.line_count) {
		err_set(err, "no line %zu: the explanation has %zu", number, e->explained.line_count);
		return err_remedy(err, "Enter takes the line under the cursor");
	}
	line = &e->explained.lines[number - 1];
	if (line->run) {
		size_t taken = explained_play(session, line->run, line->run_count);

		buf_printf(said, "%s: %zu step%s; b goes back", line->run_is, taken, taken == 1 ? "" : "s");
		return 0;
	}
	if (line->step == WHY_NO_STEP)
		return err_set(err, "this line has nothing to play");
	session_jump(session, e->nodes[line->step]);
	return 0;
}
