/*
 * Switching to another version of the system replays everything on it.
 *
 * What a step means in a version depends only on its text and the version it was played on, not on versions
 * in between.  So undoing a change restores the same tree: branches, notes, line and cursor.  Rejected:
 * translating from each version to the next, which loses a step for good once one version lacks it.
 *
 * The tree is rebuilt node by node in a new session under the same numbers, so a change that fails has no
 * effect.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/constants.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/replay.h>

#include "session/session_private.h"

/* --- one step ------------------------------------------------------------------- */

/* Finds the step at the cursor that corresponds to `words` of a version. */
static int find_step(struct session *session, uint32_t version, const char *words, struct step *step,
                     struct err *why)
{
	struct versions *versions = &play_of(session)->versions;
	const struct model *source;
	struct step own;
	bool present = version == history_present(session->history);
	/* heddle's own texts need no search among the enabled steps. */
	if (present && step_parse(session->model, words, strlen(words), step, NULL) == 0)
		return 0;
	if (!present && !session->design)
		return err_set(why, "a recording has only the steps of its file");
	source = present ? NULL : versions_model(versions, version);
	if (source && step_parse(source, words, strlen(words), &own, NULL) == 0) {
		struct buf reason;
		buf_init(&reason);
		bool found = replay_step(source, &own, session->model, session->history, step, &reason);
		if (!found)
			err_set(why, "%s", reason.length ? reason.data : "it is not possible");
		buf_release(&reason);
		return found ? 0 : -1;
	}
	const void *state = history_state(session->history, history_cursor(session->history));
	return schedule_read(session->model, state, words, step, why);
}

static void refuse(struct session *session, int result, const char *words, struct err *why)
{
	struct step step;
	if (result == APPLY_FULL) {
		err_set(why, "no room for %s: the operation log is full", words);
		err_remedy(why, "leave out this step and those after it");
		return;
	}
	const void *state = history_state(session->history, history_cursor(session->history));
	if (schedule_read(session->model, state, words, &step, why) == 0)
		err_set(why, "%s is not possible", words);
}

/* Returns false if the step cannot be taken. */
static bool graft(struct session *session, uint32_t parent, uint32_t version, const char *words,
                  uint32_t *node, struct err *why)
{
	struct history *history = session->history;
	const char *kept = version == history_present(history) ? NULL : words;
	struct step step;
	int result;
	history_jump(history, parent);
	if (find_step(session, version, words, &step, why) != 0)
		return false;
	do
		result = history_graft(history, parent, &step, version, kept, node);
	while (result == APPLY_FULL && session_grow(session));
	if (result != APPLY_OK)
		refuse(session, result, words, why);
	return result == APPLY_OK;
}

uint32_t session_graft(struct session *session, uint32_t parent, uint32_t version, const char *words,
                       struct err *why)
{
	struct history *history = session->history;
	uint32_t node;
	bool follows = history_is_inert(history, parent);
	if (!follows && graft(session, parent, version, words, &node, why))
		return node;
	history_graft(history, parent, NULL, version, words, &node);
	if (!follows)
		history_set_reason(history, node, *why->what ? why->what : "it is not possible");
	return node;
}

/* --- the tree -------------------------------------------------------------------- */

static void copy_notes(struct history *to, uint32_t node, const struct history *from, uint32_t of)
{
	if (history_note(from, of))
		history_set_note(to, node, history_note(from, of));
	history_set_note_version(to, node, history_note_version(from, of));
	history_set_bookmark(to, node, history_bookmark(from, of));
}

void session_step_text(const struct session *session, uint32_t node, struct buf *out)
{
	const struct step *step = history_step(session->history, node);
	if (step)
		step_show(session->model, step, out);
	else if (history_text(session->history, node))
		buf_add_text(out, history_text(session->history, node));
}

/* Replays the tree of `from`; nodes keep their numbers.  Returns false if stopped by the user. */
static bool play_tree(struct session *session, const struct session *from)
{
	size_t count = history_count(from->history);
	struct buf words;
	bool on = true;
	buf_init(&words);
	copy_notes(session->history, 0, from->history, 0);
	for (uint32_t i = 1; i < count && (on = progress_at("playing", i, count)); i++) {
		const char *kept = history_text(from->history, i);
		struct err why = { 0 };
		buf_clear(&words);
		if (!kept)
			session_step_text(from, i, &words);
		uint32_t node =
		        session_graft(session, history_parent(from->history, i),
		                      history_version(from->history, i), kept ? kept : words.data, &why);
		assert(node == i && "nodes keep their numbers");
		copy_notes(session->history, node, from->history, i);
	}
	buf_release(&words);
	return on;
}

/* Puts the cursor where it was, or back to where it was before the previous version made it move; otherwise
 * on the nearest ancestor that is not inert. */
static void place(struct session *session, const struct session *from)
{
	struct play *play = play_of(session);
	const struct play *before = play_of((struct session *)from);
	uint32_t cursor = history_cursor(from->history), wanted = cursor;
	if (before->left_at == cursor)
		wanted = before->left;
	for (cursor = wanted; history_is_inert(session->history, cursor);)
		cursor = history_parent(session->history, cursor);
	play->left = wanted;
	play->left_at = cursor == wanted ? UINT32_MAX : cursor;
	history_visit_as(session->history, from->history, cursor);
}

static void tie_loop(struct session *session, uint32_t start, uint32_t end)
{
	struct play *play = play_of(session);
	struct history *history = session->history;
	play->lasso_start = start;
	play->lasso_end = end;
	session->loop_start = session->loop_end = UINT32_MAX;
	if (end == UINT32_MAX || history_is_inert(history, end) || history_is_inert(history, start))
		return;
	void *first = mem_alloc(session->model->state_size);
	memcpy(first, history_state(history, start), session->model->state_size);
	if (memcmp(first, history_state(history, end), session->model->state_size) == 0) {
		session->loop_start = start;
		session->loop_end = end;
	}
	free(first);
}

/* --- the rest of a session ----------------------------------------------------- */

static uint32_t checked_here(const struct session *session, const struct session *from)
{
	uint32_t usual = model_default_properties(session->model), checked = 0;
	for (unsigned i = 0; i < session->model->property_count; i++) {
		int there = model_property_index(from->model, session->model->properties[i].name);
		bool on = there < 0 ? usual >> i & 1 : from->properties >> there & 1;
		checked |= (uint32_t)on << i;
	}
	return checked;
}

static void copy_names(struct name_list *to, const struct name_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		name_list_add(to, from->items[i]);
}

/* Names of variables that this design lacks stay hidden, in case the change is undone.  At least one
 * variable remains visible. */
static void hide(struct session *session, const struct session *from)
{
	size_t hidden = 0;
	for (unsigned i = 0; i < session->model->variable_count; i++)
		hidden += name_list_has(&from->hidden, session->model->variables[i].name);
	if (hidden < session->model->variable_count)
		copy_names(&session->hidden, &from->hidden);
}

static void take_over(struct session *session, const struct session *from)
{
	struct play *play = play_of(session);
	const struct play *before = play_of((struct session *)from);
	bool recording = !from->design;
	session_add_conditions(session, (const char *const *)from->conditions.items, from->conditions.count);
	session->properties = checked_here(session, from);
	hide(session, from);
	copy_names(&session->watched, &from->watched);
	session_set_text(&session->title, from->title);
	session_set_text(&session->description, from->description);
	play->title_version = before->title_version;
	/* A recording's states exist only in its file, which must not be overwritten. */
	session_set_text(&session->path, recording ? NULL : from->path);
	session->own_file = !recording && from->own_file;
	session->stamp = from->stamp;
	session->generation = from->generation;
	session->follows = from;
}

static bool says_anything(const struct history *history)
{
	return history_count(history) > 1 || history_note(history, 0) || history_bookmark(history, 0);
}

int session_change(struct session *from, struct design *design, const struct scope *scope,
                   struct session **session, struct err *err)
{
	struct scope settled = scope_merge(design_scope(design), *scope);
	struct arena *arena = arena_new();
	struct constants names = { 0 };
	struct session *fresh;
	if (design_check_scope(design, &settled, NULL) == 0) {
		names = constants_carry(session_scope_rows(from), &play_of(from)->constants,
		                        design_scope_rows(design));
		names = constants_within(&names, &settled, arena);
	}
	int result = session_open_named(design, &settled, &names, &fresh, err);
	arena_free(arena);
	if (result != 0) {
		design_free(design);
		return -1;
	}
	session_versions_from(fresh, from);
	progress_begin();
	bool whole = play_tree(fresh, from);
	progress_end();
	if (!whole) {
		session_free(fresh);
		return err_set(err, "stopped; still playing %s", from->model->name);
	}
	place(fresh, from);
	tie_loop(fresh, play_of(from)->lasso_start, play_of(from)->lasso_end);
	take_over(fresh, from);
	session_refresh(fresh);
	fresh->dirty = from->dirty || says_anything(fresh->history);
	*session = fresh;
	return 0;
}

/* The inert step where the line last visited was cut off; UINT32_MAX: none. */
static uint32_t cut_off(const struct session *session)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	uint32_t next = history_visited(session->history, line[length - 1]);
	return next != UINT32_MAX && history_is_inert(session->history, next) ? next : UINT32_MAX;
}

size_t session_inert(const struct session *session, const char **reason)
{
	uint32_t first = cut_off(session);
	size_t count = 0;
	for (uint32_t i = 1; i < history_count(session->history); i++) {
		if (!history_is_inert(session->history, i))
			continue;
		count++;
		if (first == UINT32_MAX)
			first = i;
	}
	*reason = first == UINT32_MAX ? NULL : history_reason(session->history, first);
	return count;
}
