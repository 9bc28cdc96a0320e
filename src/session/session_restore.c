/*
 * Restores the tree of a file, with steps from all versions of the system.
 *
 * Each step is retaken from its text.  Rejected: trusting the tree.  A design may have changed since, and a
 * file may have been edited.  Steps that cannot be taken stay in the tree as inert steps.
 */
#include <stdlib.h>

#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/trace.h>

#include "session/session_private.h"

/* The session's versions, by their numbers in the file. */
struct numbering {
	uint32_t *version;
	struct arena *arena;
};

static void number_versions(struct session *session, const struct trace_meta *meta,
                            struct numbering *numbering)
{
	struct arena *arena = arena_new();
	uint32_t *version = arena_array(arena, meta->version_count + 1, sizeof *version);
	for (size_t i = 0; i < meta->version_count; i++) {
		struct version other = version_from_meta(&meta->versions[i], arena);
		version[i + 1] = session_version(session, &other);
	}
	struct version own = version_from_meta(meta, arena);
	version[0] = own.design ? session_version(session, &own) : history_present(session->history);
	*numbering = (struct numbering){ version, arena };
}

static void restore_notes(struct session *session, uint32_t node, const struct trace_node *saved,
                          const struct numbering *numbering)
{
	history_set_note(session->history, node, saved->note);
	history_set_note_version(session->history, node, numbering->version[saved->note_version]);
	history_set_bookmark(session->history, node, saved->bookmark);
}

struct restored session_restore_tree(struct session *session, const struct trace_meta *meta)
{
	struct restored restored = { 0 };
	struct numbering numbering;
	number_versions(session, meta, &numbering);
	for (uint32_t i = 0; i < meta->node_count && progress_at("playing", i, meta->node_count); i++) {
		const struct trace_node *saved = &meta->nodes[i];
		struct err why = { 0 };
		if (i)
			session_graft(session, saved->parent, numbering.version[saved->version],
			              saved->was ? saved->was : saved->step, &why);
		restore_notes(session, i, saved, &numbering);
		if (history_is_inert(session->history, i) && !saved->version && restored.lost++ == 0) {
			restored.first_lost = i;
			restored.why = why;
		}
	}
	play_of(session)->title_version = numbering.version[meta->title_version];
	arena_free(numbering.arena);
	return restored;
}

void session_restore_beside(struct session *session, const struct trace_meta *meta)
{
	bool *on_line = mem_array(meta->node_count, sizeof *on_line);
	struct numbering numbering;
	number_versions(session, meta, &numbering);
	for (uint32_t at = meta->tip; at != 0; at = meta->nodes[at].parent)
		on_line[at] = true;
	for (uint32_t i = 0; i < meta->node_count && progress_at("playing", i, meta->node_count); i++) {
		const struct trace_node *saved = &meta->nodes[i];
		struct history *history = session->history;
		struct step *steps = NULL;
		struct arena *arena = arena_new();
		uint32_t node;
		size_t ways = 0;
		if (on_line[i] && !history_is_inert(history, saved->parent))
			ways = model_enabled(session->model, history_state(history, saved->parent), arena,
			                     &steps);
		if (i)
			history_graft(history, saved->parent, ways ? steps : NULL,
			              ways ? history_present(history) : numbering.version[saved->version],
			              ways         ? NULL
			              : saved->was ? saved->was
			                           : saved->step,
			              &node);
		if (i && !ways && !history_is_inert(history, saved->parent))
			history_set_reason(history, node, "a recording has only the steps of its file");
		restore_notes(session, i, saved, &numbering);
		arena_free(arena);
	}
	play_of(session)->title_version = numbering.version[meta->title_version];
	arena_free(numbering.arena);
	free(on_line);
}

static bool is_there(const struct session *session, uint32_t node)
{
	return node < history_count(session->history) && !history_is_inert(session->history, node);
}

void session_place_cursor(struct session *session, const struct trace_meta *meta, bool tree, uint32_t tip)
{
	uint32_t cursor = 0;
	if (tree && is_there(session, meta->tip))
		tip = meta->tip;
	if (tree && is_there(session, meta->cursor))
		cursor = meta->cursor;
	history_jump(session->history, tip);
	history_jump(session->history, cursor);
}
