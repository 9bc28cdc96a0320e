/*
 * Operations on a session.  Each changes the history, then derives everything that views show
 * (session_derive.c).
 *
 * Rejected: deriving only what an operation touches.  A full derivation takes well under a millisecond at
 * classroom scopes and cannot be stale.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/constants.h>
#include <heddle/mem.h>
#include <heddle/schedule.h>

#include "session/session_private.h"

void session_set_text(char **where, const char *text)
{
	char *copy = text ? mem_strdup(text) : NULL;
	free(*where); /* last: `text` may be the old text */
	*where = copy;
}

/* Makes the system being played the present version. */
static void use_version(struct session *session)
{
	struct play *play = play_of(session);
	struct version version = { .rows = session_scope_rows(session),
		                   .scope = session->scope,
		                   .names = play->constants };
	if (session->design) {
		version.design = design_name(session->design);
		version.checksum = design_checksum(session->design);
		if (!design_bundled(session->design))
			version.text = design_text(session->design);
	}
	history_set_present(session->history, versions_use(&play->versions, &version));
}

struct session *session_start(struct model *model, struct design *design, const struct scope *scope,
                              const struct constants *constants)
{
	struct play *play = mem_alloc(sizeof *play);
	struct session *session = &play->session;
	play->arena = arena_new();
	play->scratch = mem_alloc(model->state_size);
	session->model = model;
	session->design = design;
	session->history = history_new(model);
	session->properties = model_default_properties(model);
	session->now_arena = arena_new();
	session->violation_node = session->loop_end = session->loop_start = UINT32_MAX;
	session->scope = scope ? *scope : scope_unset();
	if (constants)
		play->constants =
		        constants_complete(session_scope_rows(session), constants, scope, play->arena);
	play->lasso_end = play->lasso_start = play->left_at = UINT32_MAX;
	versions_init(&play->versions);
	use_version(session);
	return session;
}

/* --- versions ---------------------------------------------------------------- */

uint32_t session_version(struct session *session, const struct version *version)
{
	struct versions *versions = &play_of(session)->versions;
	uint32_t number = versions_use(versions, version);
	use_version(session);
	return number;
}

void session_versions_from(struct session *session, const struct session *from)
{
	struct versions *versions = &play_of(session)->versions;
	versions_release(versions);
	versions_init(versions);
	versions_copy(versions, &play_of((struct session *)from)->versions);
	use_version(session);
}

const struct scope_row *session_scope_rows(const struct session *session)
{
	return design_scope_rows(session->design);
}

struct scope session_scope_for(const struct session *session, const struct design *design)
{
	const struct scope_row *rows = design_scope_rows(design);
	struct scope scope = scope_carry(session_scope_rows(session), &session->scope, rows);
	int latest = versions_cleaners(&play_of((struct session *)session)->versions);

	if (!session->design)
		return scope_unset();
	for (unsigned i = 0; rows[i].option; i++)
		if (rows[i].kind == SCOPE_BOUND)
			scope.of[i] = SCOPE_DEFAULT;
	if (rows[SCOPE_CLEANERS].kind == SCOPE_ABSENT)
		return scope;
	if (!design_has_cleaner(design))
		scope.of[SCOPE_CLEANERS] = 0;
	else if (!design_has_cleaner(session->design)) /* as many as an earlier design had */
		scope.of[SCOPE_CLEANERS] = latest ? latest : SCOPE_DEFAULT;
	return scope;
}

static bool show_version(const struct session *session, uint32_t version, bool ascii, struct buf *out)
{
	uint32_t present = history_present(session->history);
	if (version == present)
		return false;
	versions_show(&play_of((struct session *)session)->versions, version, present, ascii, out);
	return true;
}

bool session_played_on(const struct session *session, uint32_t node, bool ascii, struct buf *out)
{
	return show_version(session, history_version(session->history, node), ascii, out);
}

/* Why a text written for `version` may not apply to the present one; `here`: its subject exists here. */
static const char *other(const struct session *session, uint32_t version, bool here)
{
	const struct versions *versions = &play_of((struct session *)session)->versions;
	uint32_t present = history_present(session->history);
	const char *other = versions_other(versions, version, present);
	return version == present ? NULL : !other && !here ? "scope" : other;
}

const char *session_note_other(const struct session *session, uint32_t node)
{
	const struct history *history = session->history;
	return history_note(history, node)
	               ? other(session, history_note_version(history, node), !history_is_inert(history, node))
	               : NULL;
}

bool session_noted_for(const struct session *session, uint32_t node, bool ascii, struct buf *out)
{
	return session_note_other(session, node) &&
	       show_version(session, history_note_version(session->history, node), ascii, out);
}

bool session_titled_for(const struct session *session, struct buf *out)
{
	uint32_t version = play_of((struct session *)session)->title_version;
	const char *reason;
	return (session->title || session->description) &&
	       other(session, version, session_inert(session, &reason) == 0) &&
	       show_version(session, version, false, out);
}

/* --- life --------------------------------------------------------------------- */

void session_free(struct session *session)
{
	if (!session)
		return;
	struct play *play = play_of(session);
	history_free(session->history);
	model_free(session->model);
	design_free(session->design);
	arena_free(session->now_arena);
	arena_free(play->arena);
	free(session->path);
	free(session->title);
	free(session->description);
	free(session->origin);
	free(session->ended);
	name_list_clear(&session->remarks);
	name_list_clear(&session->hidden);
	name_list_clear(&session->watched);
	name_list_clear(&session->conditions);
	session_expressions_free(play->expressions);
	versions_release(&play->versions);
	free(play->judgements);
	free(play->hides);
	free(play->violations);
	free(play->scratch);
	free(play);
}

bool session_grow(struct session *session)
{
	if (!history_grow(session->history, &session->model))
		return false;
	free(play_of(session)->scratch);
	play_of(session)->scratch = mem_alloc(session->model->state_size);
	session_expressions_free(play_of(session)->expressions);
	play_of(session)->expressions = NULL;
	return true;
}

int session_take(struct session *session, const struct step *step, uint32_t *node)
{
	int result;
	do
		result = history_do(session->history, step, node);
	while (result == APPLY_FULL && session_grow(session));
	return result;
}

/* --- steps ------------------------------------------------------------------ */

static int refuse(struct session *session, const struct step *step, int result, struct err *err)
{
	const struct model *model = session->model;
	struct buf text, why;
	buf_init(&text);
	buf_init(&why);
	step_show(model, step, &text);
	if (result == APPLY_FULL)
		err_set(err, "no room for %s", text.data);
	else if (model->ops->why_not(model, session->now.state, step->process, step->action, &why))
		err_set(err, "%s is not possible now: %s", text.data, why.data);
	else
		err_set(err, "%s is not possible now with these choices", text.data);
	buf_release(&why);
	buf_release(&text);
	return -1;
}

static bool has_loop(const struct session *session)
{
	return session->loop_end != UINT32_MAX;
}

/* True if the cursor is at the end of the lasso; then *next is the first step of its loop. */
static bool at_loop_end(struct session *session, uint32_t *next)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	if (!has_loop(session) || history_cursor(session->history) != session->loop_end)
		return false;
	size_t first = history_depth(session->history, session->loop_start) + 1;
	*next = first < length ? line[first] : session->loop_end;
	return true;
}

static void jump_in_loop(struct session *session, uint32_t node, unsigned round)
{
	history_jump(session->history, node);
	session->round = round;
	session_refresh(session);
}

int session_do(struct session *session, const struct step *step, struct err *err)
{
	size_t before = history_count(session->history);
	const struct model *model = session->model;
	uint32_t first;
	if (at_loop_end(session, &first) && first != session->loop_end &&
	    step_equal(step, history_step(session->history, first))) {
		jump_in_loop(session, first, session->round + 1);
		return 0;
	}
	int result = session_take(session, step, NULL);
	if (result != APPLY_OK) {
		if (session->model != model)
			session_refresh(session); /* the model may have grown */
		return refuse(session, step, result, err);
	}
	if (history_count(session->history) > before)
		session->dirty = true;
	session_refresh(session);
	return 0;
}

int session_do_text(struct session *session, const char *text, struct err *err)
{
	struct step step;
	if (step_parse(session->model, text, strlen(text), &step, NULL) != 0 &&
	    schedule_step(session->model, session->now.steps, session->now.step_count, text, strlen(text),
	                  &step, err) != 0)
		return -1;
	return session_do(session, &step, err);
}

bool session_undo(struct session *session)
{
	if (session->round > 0 && history_cursor(session->history) == session->loop_start) {
		jump_in_loop(session, session->loop_end, session->round - 1);
		return true;
	}
	if (!history_undo(session->history))
		return false;
	session_refresh(session);
	return true;
}

bool session_redo(struct session *session)
{
	uint32_t first;
	if (!history_redo(session->history)) {
		if (!at_loop_end(session, &first))
			return false;
		jump_in_loop(session, session->loop_start, session->round + 1);
		return true;
	}
	session_refresh(session);
	return true;
}

void session_jump(struct session *session, uint32_t node)
{
	history_jump(session->history, node);
	session->round = 0;
	session_refresh(session);
}

/* --- notes and properties ---------------------------------------------------- */

static bool same_text(const char *old, const char *text)
{
	return strcmp(old ? old : "", text ? text : "") == 0;
}

void session_note(struct session *session, uint32_t node, const char *text)
{
	/* The same text for the present version is a change. */
	if (same_text(history_note(session->history, node), text) &&
	    history_note_version(session->history, node) == history_present(session->history))
		return;
	history_set_note(session->history, node, text);
	session->dirty = true;
	session->generation++;
}

void session_bookmark(struct session *session, uint32_t node, const char *name)
{
	if (same_text(history_bookmark(session->history, node), name))
		return;
	history_set_bookmark(session->history, node, name);
	session->dirty = true;
	session->generation++;
}

void session_set_properties(struct session *session, uint32_t properties)
{
	session->properties = properties;
	session_refresh(session);
}

void session_schedule(struct session *session, struct buf *out)
{
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	for (size_t i = 1; i < length; i++) {
		if (i > 1)
			buf_add_text(out, "; ");
		step_show(session->model, history_step(session->history, line[i]), out);
	}
}
