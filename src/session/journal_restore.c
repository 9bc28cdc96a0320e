/*
 * Replays a journal.
 *
 * Nodes are numbered in the order of their creation.  A step that no longer fits takes only its descendants
 * with it, so a changed design loses as little as possible.  Replay stops at a damaged line: the line may
 * have created a node, so later numbers could refer to other nodes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/file.h>
#include <heddle/journal.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "session/journal_private.h"
#include "session/session_private.h"

struct replayed {
	struct session *session;
	uint32_t *node; /* by number in the journal; UINT32_MAX: does not fit */
	size_t count, room;
	size_t made; /* changes */
	struct journal_lost lost;
};

static void add_node(struct replayed *replayed, uint32_t node)
{
	replayed->node =
	        mem_grow(replayed->node, &replayed->room, replayed->count + 1, sizeof *replayed->node);
	replayed->node[replayed->count++] = node;
}

/* Reads a node number at the start of a text; UINT32_MAX if there is no such node. */
static uint32_t read_node(const struct replayed *replayed, const char **text)
{
	size_t number = 0;
	const char *c = *text;
	for (; *c >= '0' && *c <= '9' && number < replayed->count; c++)
		number = number * 10 + (size_t)(*c - '0');
	if (c == *text || (*c && *c != ' ') || number >= replayed->count)
		return UINT32_MAX;
	*text = *c ? c + 1 : c;
	return replayed->node[number];
}

/* Retakes a step.  Its node gets the next number even if the step fails.  Names must match exactly:
 * journals write them in full, so an abbreviation means damage. */
static bool take(struct replayed *replayed, const char *text)
{
	uint32_t parent = read_node(replayed, &text), node = UINT32_MAX;
	struct session *session = replayed->session;
	struct step step;
	if (parent != UINT32_MAX && !history_is_inert(session->history, parent) &&
	    step_parse(session->model, text, strlen(text), &step, NULL) == 0) {
		history_jump(session->history, parent);
		if (session_take(session, &step, &node) != APPLY_OK)
			node = UINT32_MAX;
	}
	add_node(replayed, node);
	return node != UINT32_MAX;
}

static bool check_only(struct session *session, char *names)
{
	uint32_t properties = 0;
	for (char *rest = NULL, *name = strtok_r(names, ",", &rest); name;
	     name = strtok_r(NULL, ",", &rest)) {
		int property = model_property_index(session->model, name);
		if (property < 0)
			return false;
		properties |= UINT32_C(1) << property;
	}
	session->properties = properties;
	return true;
}

/* Replays one change; false if it is invalid. */
static bool change(struct replayed *replayed, const char *key, char *text)
{
	struct session *session = replayed->session;
	const char *rest = text;
	if (strcmp(key, "step") == 0)
		return take(replayed, text);
	if (strcmp(key, "watch") == 0)
		return check_only(session, text);
	uint32_t node = read_node(replayed, &rest);
	if (node == UINT32_MAX)
		return false;
	if (strcmp(key, "at") == 0 && !history_is_inert(session->history, node))
		history_jump(session->history, node);
	else if (strcmp(key, "note") == 0)
		history_set_note(session->history, node, rest);
	else if (strcmp(key, "bookmark") == 0)
		history_set_bookmark(session->history, node, rest);
	else
		return false;
	return true;
}

/* Numbers the nodes of the base session.  Returns false if it is not the tree that was saved: then no
 * number in the journal can be trusted. */
static bool number_base(struct replayed *replayed, const char *nodes)
{
	size_t count = history_count(replayed->session->history);
	char text[30];
	snprintf(text, sizeof text, "%zu", count);
	if (*nodes && strcmp(nodes, text) != 0)
		return false;
	for (uint32_t i = 0; i < count; i++)
		add_node(replayed, i);
	return true;
}

static void change_by(struct replayed *replayed, const struct journal_line *line)
{
	struct buf text;
	buf_init(&text);
	journal_line_text(line, &text);
	if (strcmp(line->key, "file") == 0)
		journal_read_stamp(text.data, &replayed->session->stamp);
	else if (change(replayed, line->key, text.data))
		replayed->made++;
	else
		replayed->lost.changes++;
	buf_release(&text);
}

/* Replays as many changes as possible. */
static void change_all(struct replayed *replayed, struct journal_lines *lines, const char *nodes)
{
	struct journal_lost *lost = &replayed->lost;
	struct journal_line line;
	uint32_t cursor = history_cursor(replayed->session->history);
	bool sound = true;
	lost->head = lines->damaged != 0;
	if (!number_base(replayed, nodes))
		lost->changes++;
	while (journal_next_line(lines, &line)) {
		lost->behind += !sound;
		sound = sound && !line.damaged;
		if (sound)
			change_by(replayed, &line);
	}
	lost->line = lines->damaged;
	if (lines->at != lines->end && lost->line)
		lost->behind++;
	else if (lines->at != lines->end)
		lost->line = lines->number + 1; /* the last line was torn */
	if (replayed->made == 0)
		history_jump(replayed->session->history, cursor);
	session_refresh(replayed->session);
}

void journal_say_lost(const struct journal_lost *lost, struct buf *out)
{
	if (lost->line)
		buf_printf(out, "line %zu of the journal is damaged%s", lost->line,
		           lost->head      ? ", so this may not be what was played"
		           : lost->changes ? " and was skipped"
		                           : "; everything before it is restored");
	if (lost->behind)
		buf_printf(out, "; %zu line%s after it %s skipped", lost->behind,
		           lost->behind == 1 ? "" : "s", lost->behind == 1 ? "is" : "are");
	if (lost->changes)
		buf_printf(out, "%s%zu change%s no longer fit%s", lost->line ? "; " : "", lost->changes,
		           lost->changes == 1 ? "" : "s", lost->changes == 1 ? "s" : "");
}

static void set_origin(const struct replayed *replayed, const char *what)
{
	struct buf text, lost;
	buf_init(&text);
	buf_init(&lost);
	journal_say_lost(&replayed->lost, &lost);
	buf_printf(&text, "%s, recovered with its last %zu change%s%s%s", what, replayed->made,
	           replayed->made == 1 ? "" : "s", lost.length ? "; " : "", lost.data);
	session_set_text(&replayed->session->origin, text.data);
	buf_release(&lost);
	buf_release(&text);
}

int journal_restore(const char *path, struct session **session, struct journal_lost *lost, struct err *err)
{
	char *text;
	size_t length;
	struct trace *trace = NULL;
	struct journal_header header;
	if (file_read(path, FILE_READ_MAX, &text, &length, err) != 0)
		return -1;
	journal_header_init(&header);
	struct journal_lines lines = { .at = text, .end = text + length };
	int result = journal_read_header(&lines, &header, err);
	if (result != 0)
		err_file(err, path);
	else
		result = trace_parse(header.base.data, header.base.length, path, &trace, err);
	if (result == 0)
		result = session_open_trace(trace, header.path.length ? header.path.data : NULL, NULL, NULL,
		                            session, err);
	if (result != 0 && lines.damaged) {
		err_set(err, "line %zu is damaged, and the session it starts from cannot be read",
		        lines.damaged);
		err_file(err, path);
	}
	if (result == 0) {
		struct replayed replayed = { .session = *session };
		change_all(&replayed, &lines, header.nodes.data);
		set_origin(&replayed, header.what.data);
		*lost = replayed.lost;
		free(replayed.node);
		(*session)->dirty = true;
		/* The journal does not record who wrote the file; this extension is taken as proof. */
		(*session)->own_file = header.path.length > 9 &&
		                       strcmp(header.path.data + header.path.length - 9, ".itf.json") == 0;
	}
	trace_free(trace);
	journal_header_release(&header);
	free(text);
	return result;
}
