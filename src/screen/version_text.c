/*
 * The text of inert steps, and of notes for other versions of the system.
 *
 * Both are dimmed, and both also say so, for terminals without colours.
 */
#include <heddle/err.h>
#include <heddle/labels.h>

unsigned note_style(const struct scene *scene, uint32_t node)
{
	return session_note_other(scene->session, node) ? STYLE_DIM : STYLE_NOTE;
}

void note_text(const struct scene *scene, uint32_t node, int width, int rows, struct buf *out)
{
	const char *note = history_note(scene->session->history, node);
	struct buf full;

	buf_init(&full);
	buf_add_text(&full, "(written for ");
	if (!session_noted_for(scene->session, node, scene->ascii, &full)) {
		buf_add_text(out, note);
	} else {
		buf_printf(&full, ") %s", note);
		if (grid_wrapped_rows(full.data, width, rows + 1, scene->ascii) <= rows)
			buf_add_text(out, full.data);
		else
			buf_printf(out, "(other %s) %s", session_note_other(scene->session, node), note);
	}
	buf_release(&full);
}

/* "belongs to DESIGN: c1 cannot …" */
static void add_reason(const struct session *session, uint32_t node, bool ascii, struct buf *out)
{
	struct buf version;

	buf_init(&version);
	if (session_played_on(session, node, ascii, &version))
		buf_printf(out, "belongs to %s: ", version.data);
	buf_add_text(out, history_reason(session->history, node));
	buf_release(&version);
}

void inert_label(const struct scene *scene, uint32_t node, struct buf *out)
{
	buf_add_char(out, '(');
	session_step_text(scene->session, node, out);
	buf_add_char(out, ')');
}

void inert_reason(const struct scene *scene, uint32_t node, struct buf *out)
{
	if (!history_reason(scene->session->history, node))
		return;
	buf_add_text(out, "  ");
	add_reason(scene->session, node, scene->ascii, out);
}

int scene_go_to(struct scene *scene, uint32_t node, struct err *err)
{
	const struct session *session = scene->session;
	struct buf text;

	if (!history_is_inert(session->history, node)) {
		session_jump(scene->session, node);
		return 0;
	}
	while (!history_reason(session->history, node) && node)
		node = history_parent(session->history, node);
	buf_init(&text);
	add_reason(session, node, scene->ascii, &text);
	err_set(err, "step %u cannot be taken here: %s", history_depth(session->history, node), text.data);
	buf_clear(&text);
	if (session_played_on(session, node, scene->ascii, &text))
		err_remedy(err, ":design or :scope brings it back");
	buf_release(&text);
	return -1;
}
