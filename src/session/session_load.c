/*
 * From traces to sessions.
 *
 * A trace is matched first (match_design.c); its states then become steps of a model, and the saved tree is
 * replayed node by node from the texts of its steps.  Rejected: trusting the saved tree without looking at
 * the states.  A design may have changed since, and a file may have been edited.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/constants.h>
#include <heddle/liveness.h>
#include <heddle/match.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/recording.h>
#include <heddle/replay.h>
#include <heddle/trace.h>

#include "session/session_private.h"

/* --- traces ----------------------------------------------------------------- */

static void tie(struct session *session, const struct trace *trace, uint32_t end)
{
	struct play *play = play_of(session);
	size_t length;
	session->loop_start = play->lasso_start = history_line(session->history, &length)[trace->loop];
	session->loop_end = play->lasso_end = end;
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* The file may claim a violation of a property that is not checked by default. */
static void check_claimed(struct session *session, const struct trace *trace)
{
	int claimed = trace->claims ? model_property_index(session->model, trace->claims) : -1;
	if (claimed >= 0)
		session->properties |= UINT32_C(1) << claimed;
}

static void add_loop(const struct session *session, const struct trace *trace, struct buf *out)
{
	const struct model_property *broken =
	        recurring_broken(session->model, session->history, session->loop_start, session->loop_end);
	if (broken)
		buf_printf(out, "; its loop breaks %s: %s never holds in it", broken->recurring,
		           broken->name);
	else if (trace->claims && recurring_named(design_properties, trace->claims, NULL))
		buf_printf(out, "; the file says that it violates %s, but it does not", trace->claims);
}

/* Needs the derived violations, so it runs after session_refresh. */
static void add_claim(const struct session *session, const struct trace *trace, struct buf *out)
{
	if (trace->loop >= 0)
		add_loop(session, trace, out);
	if (!trace->claims || trace->loop >= 0 || strcmp(trace->claims, TRACE_DEADLOCK) == 0)
		return;
	int claimed = model_property_index(session->model, trace->claims);
	bool found = claimed < 0 && session->violation_count;
	for (size_t i = 0; i < session->violation_count && claimed >= 0; i++)
		found |= session->violations[i].properties >> claimed & 1;
	if (!found)
		buf_printf(out, "; the file says that it violates %s, but it does not", trace->claims);
}

static void add_trace(const struct trace *trace, struct buf *out)
{
	buf_printf(out, "%s trace, %zu state%s", trace->format ? trace->format : "unnamed",
	           trace->state_count, plural(trace->state_count));
	trace_ending(trace->loop, trace->state_count - 1, out);
	for (size_t i = 0; i < trace->remark_count; i++)
		buf_printf(out, "%s%s%s", i ? "; " : " (", trace->remarks[i],
		           i + 1 < trace->remark_count ? "" : ")");
}

/* How the run ended, according to the file. */
static void add_end(const struct trace *trace, struct buf *out)
{
	if (trace->ended)
		buf_printf(out, "; the run ended, according to the file: %s", trace->ended);
}

static void add_closest(const struct trace *trace, const struct match *match, struct buf *out)
{
	if (match->attempt_count == 0) {
		buf_add_text(out, ", a recording");
		return;
	}
	const struct match_attempt *best = &match->attempts[match->best];
	if (match->attempt_count > 1 && !best->related) {
		buf_add_text(out, ", unknown specification: read-only recording");
		return;
	}
	buf_add_text(out, ", read-only recording: ");
	if (match->attempt_count == 1)
		buf_printf(out, "%s does not explain it", best->design);
	else
		buf_printf(out, "no design explains it; %s is the closest", best->design);
	if (match->attempt_count > 1 && !best->diverges_at)
		buf_add_text(out, " and diverges at its first state");
	if (best->diverges_at > trace->state_count - 1)
		buf_add_text(out, " and diverges where its loop closes");
	else if (best->diverges_at)
		buf_printf(out, " and diverges at step %zu", best->diverges_at);
	buf_printf(out, ": %s", best->reason);
}

/* A number in the file that its design has no row for: it was saved with another version, or written by hand.
 */
static void add_unknown_row(struct session *session, const struct trace_meta *meta, struct buf *origin)
{
	const char *option = NULL;
	struct buf text;
	if (session->design && meta && meta->design &&
	    strcmp(meta->design, design_name(session->design)) == 0)
		option = constants_unknown_row(session_scope_rows(session), meta);
	if (!option)
		return;
	buf_init(&text);
	buf_printf(&text, "the scope of the saved session: %s has no number \"%s\"", meta->design, option);
	name_list_add(&session->remarks, text.data);
	buf_printf(origin, "; %s", text.data);
	buf_release(&text);
}

static void finish(struct session *session, const struct trace *trace, const char *path, struct buf *origin)
{
	const struct trace_meta *meta = trace->heddle;
	session_set_text(&session->path, path);
	session->own_file = path && meta && strcmp(trace->format, "itf") == 0;
	session_set_text(&session->ended, trace->ended);
	for (size_t i = 0; i < trace->remark_count; i++)
		name_list_add(&session->remarks, trace->remarks[i]);
	add_unknown_row(session, meta, origin);
	session->trace_number = trace->which;
	session->trace_total = trace->of;
	session_set_text(&session->title, meta ? meta->title : NULL);
	session_set_text(&session->description, meta ? meta->description : NULL);
	check_claimed(session, trace);
	if (meta)
		session_add_conditions(session, meta->conditions, meta->condition_count);
	if (meta && (meta->hidden_count || meta->watched_count))
		session_set_visibility(session, meta->hidden, meta->hidden_count, meta->watched,
		                       meta->watched_count);
	session_refresh(session);
	if (session->design)
		add_claim(session, trace, origin);
	add_end(trace, origin);
	if (trace->of > 1)
		buf_printf(origin, "; trace %zu of %zu in the file, :trace N plays another", trace->which,
		           trace->of);
	session_set_text(&session->origin, origin->data);
	session->dirty = false;
}

static uint32_t take_all(struct session *session, const struct step *steps, size_t count)
{
	uint32_t node = 0;
	history_jump(session->history, 0);
	for (size_t i = 0; i < count && progress_at("playing", i, count); i++) {
		int result = session_take(session, &steps[i], &node);
		assert(result == APPLY_OK && "a matched step is enabled");
		(void)result;
	}
	return node;
}

/* For a trace that fits: plays it on the design. */
static struct session *open_matched(const struct trace *trace, struct match *match, struct buf *origin)
{
	const struct trace_meta *meta = trace->heddle;
	struct session *session =
	        session_start(match->model, match->design, &match->scope, &match->constants);
	match->model = NULL;
	match->design = NULL;
	struct restored restored = { 0 };
	bool tree = meta && meta->node_count;
	if (tree)
		restored = session_restore_tree(session, meta);
	uint32_t tip = take_all(session, match->steps, match->step_count);
	if (trace->loop >= 0 && !progress_stopped()) {
		if (match->closes)
			session_take(session, &match->closing, &tip);
		tie(session, trace, tip);
	}
	session_place_cursor(session, meta, tree, tip);
	add_trace(trace, origin);
	buf_printf(origin, ", fits %s", design_name(session->design));
	if (match->attempts[match->best].contradicted) {
		buf_add_text(origin, "; ");
		match_attempt_misnamed(&match->attempts[match->best], origin);
	}
	session->other_version = match->other_version;
	if (match->other_version)
		buf_add_text(origin, " in its current version; it was saved with another one");
	if (restored.lost)
		buf_printf(origin, "; %zu saved step%s on other branches can no longer be taken: %s",
		           restored.lost, plural(restored.lost), restored.why.what);
	return session;
}

static struct session *open_recording(const struct trace *trace, const struct match *match,
                                      struct buf *origin)
{
	const struct trace_meta *meta = trace->heddle;
	struct model *model = recording_new(trace);
	struct session *session = session_start(model, NULL, NULL, NULL);
	bool tree = meta && meta->node_count;
	if (tree && !meta->design)
		session_restore_tree(session, meta);
	else if (tree)
		session_restore_beside(session, meta);
	uint32_t tip = 0;
	history_jump(session->history, 0);
	size_t count = recording_length(model);
	for (size_t i = 0; i < count && progress_at("playing", i, count); i++) {
		struct arena *arena = arena_new();
		struct step *steps;
		const void *state = history_state(session->history, tip);
		size_t ways = model_enabled(model, state, arena, &steps);
		assert(ways == 1 && "a recording goes on in one way");
		(void)ways;
		session_take(session, steps, &tip);
		arena_free(arena);
	}
	if (trace->loop >= 0 && !progress_stopped())
		tie(session, trace, tip);
	session_place_cursor(session, meta, tree && !meta->design, tip);
	add_trace(trace, origin);
	if (trace->loop >= 0 && trace->claims)
		buf_printf(origin, ", said to violate %s", trace->claims);
	add_closest(trace, match, origin);
	return session;
}

/* --- replays ---------------------------------------------------------------- */

/* Appends the rest of the line, after the last step that fits, as inert steps. */
static void keep_rest(struct session *session, const struct session *from, size_t matched, const char *reason)
{
	struct version recording = { .rows = scope_rows, .scope = scope_unset() };
	uint32_t version = session_version(session, &recording);
	size_t length;
	const uint32_t *line = history_line(from->history, &length);
	uint32_t node = history_cursor(session->history);
	struct buf words;
	buf_init(&words);
	for (size_t i = matched + 1; i < length; i++) {
		buf_clear(&words);
		session_step_text(from, line[i], &words);
		history_graft(session->history, node, NULL, version, words.data, &node);
		history_set_note(session->history, node, history_note(from->history, line[i]));
		history_set_note_version(session->history, node, version);
		history_set_bookmark(session->history, node, history_bookmark(from->history, line[i]));
		if (i == matched + 1)
			history_set_reason(session->history, node, reason ? reason : "it does not fit");
	}
	buf_release(&words);
}

struct session *session_open_replay(struct replay *replay, struct design *design, const struct session *from)
{
	const struct scope *scope = design_model_scope(replay->model);
	struct session *session =
	        session_start(replay->model, design, scope, design_model_constants(replay->model));
	size_t length;
	const uint32_t *line = history_line(from->history, &length), *taken;
	replay->model = NULL;
	take_all(session, replay->taken, replay->matched);
	taken = history_line(session->history, &length);
	for (size_t i = 0; i < length; i++) {
		history_set_note(session->history, taken[i], history_note(from->history, line[i]));
		history_set_bookmark(session->history, taken[i], history_bookmark(from->history, line[i]));
	}
	keep_rest(session, from, replay->matched, replay->reason);
	session_set_text(&session->title, from->title);
	session_set_text(&session->description, from->description);
	session->follows = from;
	session_refresh(session);
	session->dirty = from->dirty || history_count(session->history) > 1;
	return session;
}

/* --- opening ---------------------------------------------------------------- */

static int open_trace(const struct trace *trace, const char *path, const char *wanted,
                      const struct scope *over, struct session **session, struct err *err)
{
	struct match match;
	struct buf origin;
	struct scope unset = scope_unset();
	if (!over)
		over = &unset;
	buf_init(&origin);
	if (trace->state_count == 0 && trace->heddle && trace->heddle->node_count) {
		if (session_load_schedule(trace, wanted, over, session, err) != 0)
			return -1;
		assert(*session && "a schedule that opened has a session");
		buf_printf(&origin, "schedule of %zu step%s on %s", trace->heddle->node_count - 1,
		           plural(trace->heddle->node_count - 1), design_name((*session)->design));
		if ((*session)->other_version)
			buf_add_text(&origin, " in its current version; it was written for another one");
	} else {
		if (match_find(trace, wanted, over, &match, err) != 0)
			return -1;
		*session = match.model ? open_matched(trace, &match, &origin)
		                       : open_recording(trace, &match, &origin);
		match_release(&match);
	}
	finish(*session, trace, path, &origin);
	buf_release(&origin);
	return 0;
}

/* Work that was stopped runs quickly to its end on what it has; the result is then dropped. */
int session_open_trace(const struct trace *trace, const char *path, const char *wanted,
                       const struct scope *over, struct session **session, struct err *err)
{
	struct session *fresh;
	progress_begin();
	int result = open_trace(trace, path, wanted, over, &fresh, err);
	if (result == 0 && progress_stopped()) {
		session_free(fresh);
		result = progress_err(err);
	}
	progress_end();
	if (result == 0)
		*session = fresh;
	return result;
}
