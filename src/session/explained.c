/*
 * Finds what there is to explain on a line, and asks src/why.
 *
 * A state property that was broken before and stays so is explained where it broke.  Rejected: explaining
 * each later state as well, which has the same reasons.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/explained.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>
#include <heddle/session.h>

struct line {
	struct session *session;
	const uint32_t *nodes;
	size_t length; /* nodes */
};

static struct step *steps_of(const struct line *line, size_t count)
{
	struct step *steps = mem_array(count + 1, sizeof(*steps));

	for (size_t i = 0; i < count; i++)
		steps[i] = *history_step(line->session->history, line->nodes[i + 1]);
	return steps;
}

/* The first step that breaks one of the properties (bits), from 1; 0: none does, or the start does. */
static size_t first_violation(const struct line *line, uint32_t asked)
{
	for (size_t i = 0; i < line->length; i++)
		if (session_breaks_at(line->session, line->nodes[i]) & asked)
			return i;
	return 0;
}

static int lowest(uint32_t bits)
{
	int bit = 0;

	while (!(bits >> bit & 1))
		bit++;
	return bit;
}

static void explain_changes(struct explained *e, const struct session *session)
{
	e->kind = EXPLAINED_CHANGES;
	e->line_count = why_change_lines(session->model, e->steps, e->count, &e->lines);
}

static int explain_violation(struct explained *e, const struct session *session,
                             const struct explain_request *request, unsigned property, struct err *err)
{
	struct why_question question = { .model = session->model,
		                         .steps = e->steps,
		                         .count = e->count,
		                         .property = property,
		                         .limits = request->limits };

	e->kind = EXPLAINED_VIOLATION;
	if (why_explain(&question, &e->why) != WHY_KNOWN)
		return err_set(err, "the violation cannot be replayed");
	e->line_count = why_lines(&e->why, request->ascii, &e->lines);
	return 0;
}

static int explain_lasso(struct explained *e, const struct line *line, struct err *err)
{
	struct session *session = line->session;
	struct why_lasso lasso = { .model = session->model };
	const struct model_property *broken;

	if (session->loop_end == UINT32_MAX || line->nodes[line->length - 1] != session->loop_end) {
		err_set(err, "the run breaks no property that is checked: there is nothing to explain");
		return err_remedy(err, "name one of its steps: it is explained by what it found");
	}
	broken = recurring_broken(session->model, session->history, session->loop_start, session->loop_end);
	if (!broken)
		return err_set(err, "the run breaks nothing, neither on the way nor by repeating its loop");
	e->kind = EXPLAINED_LASSO;
	e->count = line->length - 1;
	e->steps = steps_of(line, e->count);
	lasso.steps = e->steps;
	lasso.count = e->count;
	lasso.loop = history_depth(session->history, session->loop_start);
	lasso.property = (unsigned)(broken - session->model->properties);
	e->line_count = why_lasso_lines(&lasso, &e->lines);
	return e->line_count ? 0 : err_set(err, "the loop cannot be replayed");
}

static uint32_t asked_of(const struct session *session, int property)
{
	return property < 0 ? UINT32_MAX : UINT32_C(1) << property & session->properties;
}

static int explain_step(struct explained *e, const struct line *line, size_t step,
                        const struct explain_request *request, struct err *err)
{
	struct session *session = line->session;
	uint32_t breaks =
	        session_breaks_at(session, line->nodes[step]) & asked_of(session, request->property);
	size_t first;

	e->count = step;
	e->steps = steps_of(line, step);
	if (session->model->recording) {
		explain_changes(e, session);
		return 0;
	}
	if (!breaks && request->property >= 0) {
		err_set(err, "step %zu does not break %s", step,
		        session->model->properties[request->property].name);
		return err_remedy(err, "leave out the property, or the step");
	}
	if (!breaks) {
		e->kind = EXPLAINED_STEP;
		e->line_count = why_step_lines(session->model, e->steps, e->count, request->ascii, &e->lines);
		return 0;
	}
	first = first_violation(line, UINT32_C(1) << lowest(breaks));
	if (first < step) {
		err_set(err, "step %zu breaks %s once more", step,
		        session->model->properties[lowest(breaks)].name);
		return err_remedy(err, "step %zu is the first that does", first);
	}
	return explain_violation(e, session, request, (unsigned)lowest(breaks), err);
}

int explain_line(struct session *session, const struct explain_request *request, struct explained *explained,
                 struct err *err)
{
	struct line line = { .session = session };
	size_t step = request->step;
	int result;

	*explained = (struct explained){ .kind = EXPLAINED_STEP };
	line.nodes = history_line(session->history, &line.length);
	if (step >= line.length)
		return err_set(err, "there is no step %zu: the line has %zu", step, line.length - 1);
	if (!step && (session_breaks_at(session, line.nodes[0]) & asked_of(session, request->property)))
		return err_set(err, "the initial state is broken: no step leads there");
	if (!step)
		step = first_violation(&line, asked_of(session, request->property));
	if (!step && session->model->recording)
		step = line.length - 1;
	result = step ? explain_step(explained, &line, step, request, err)
	              : explain_lasso(explained, &line, err);
	if (result)
		explained_release(explained);
	return result;
}

/* The nodes from the root to a node; the caller frees them. */
static uint32_t *way_to(const struct session *session, uint32_t node, size_t *length)
{
	size_t depth = history_depth(session->history, node);
	uint32_t *nodes = mem_array(depth + 1, sizeof(*nodes));

	*length = depth + 1;
	for (size_t i = depth + 1; i-- > 0; node = history_parent(session->history, node))
		nodes[i] = node;
	return nodes;
}

static int explain_way(struct explained *e, const struct line *line, const struct explain_request *request,
                       struct err *err)
{
	struct session *session = line->session;
	uint32_t node = line->nodes[line->length - 1], broken = session_broken_at(session, node);
	size_t first = broken ? first_violation(line, broken) : 0;

	if (first)
		return explain_step(e, line, first, request, err);
	if (node == session->loop_end && node &&
	    recurring_broken(session->model, session->history, session->loop_start, session->loop_end))
		return explain_lasso(e, line, err);
	if (!node)
		return err_set(err, "nothing led to the initial state");
	return explain_step(e, line, line->length - 1, request, err);
}

int explain_node(struct session *session, uint32_t node, bool ascii, const struct why_limits *limits,
                 struct explained *explained, struct err *err)
{
	struct explain_request request = { .property = -1, .ascii = ascii, .limits = *limits };
	struct line line = { .session = session };
	uint32_t *nodes = way_to(session, node, &line.length);
	int result;

	*explained = (struct explained){ .kind = EXPLAINED_STEP };
	line.nodes = nodes;
	result = explain_way(explained, &line, &request, err);
	if (result)
		explained_release(explained);
	free(nodes);
	return result;
}

void explained_release(struct explained *explained)
{
	why_release(&explained->why);
	why_lines_release(explained->lines, explained->line_count);
	free(explained->steps);
	*explained = (struct explained){ .kind = EXPLAINED_STEP };
}

size_t explained_play(struct session *session, const struct step *run, size_t count)
{
	session_jump(session, 0);
	return session_do_all(session, run, count);
}
