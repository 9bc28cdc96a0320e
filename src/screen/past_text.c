/*
 * What is of other versions of the system, in words: inert steps, and notes that were written for another one.
 *
 * Both are dimmed, and both say so as well, for there may be no colours.
 */
#include <heddle/err.h>

#include <heddle/labels.h>

unsigned note_style(const struct scene *scene, uint32_t node)
{
	struct buf text;

	buf_init(&text);

	bool past = session_noted_for(scene->session, node, scene->ascii, &text);

	buf_release(&text);
	return past ? STYLE_DIM : STYLE_NOTE;
}

void note_text(const struct scene *scene, uint32_t node, struct buf *out)
{
	struct buf version;

	buf_init(&version);
	if (session_noted_for(scene->session, node, scene->ascii, &version))
		buf_printf(out, "(written for %s) ", version.data);
	buf_add_text(out, history_note(scene->session->history, node));
	buf_release(&version);
}

/* "belongs to storage-cleaner-naive: c1 cannot …" */
static void add_reason(const struct session *session, uint32_t node, bool ascii, struct buf *out)
{
	struct buf version;

	buf_init(&version);
	if (session_played_on(session, node, ascii, &version))
		buf_printf(out, "belongs to %s: ", version.data);
	buf_add_text(out, history_reason(session->history, node));
	buf_release(&version);
}

void inert_text(const struct scene *scene, uint32_t node, struct buf *out)
{
	buf_add_char(out, '(');
	session_step_words(scene->session, node, out);
	buf_add_char(out, ')');
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
