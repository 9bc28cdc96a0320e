/*
 * The text for where a violation happened.
 */
#include <heddle/buf.h>

#include "views/views.h"

void violation_where(struct session *session, uint32_t node, struct buf *out)
{
	const struct step *step = history_step(session->history, node);

	if (!step) {
		buf_add_text(out, "in the first state");
		return;
	}
	buf_printf(out, "at step %u by ", history_depth(session->history, node));
	if (!session->model->processes[step->process].silent)
		buf_printf(out, "%s ", session->model->processes[step->process].name);
	buf_add_text(out, model_action_label(session->model, step->action));
	node_place(session, node, out);
}
