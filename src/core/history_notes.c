/*
 * Annotations of the nodes of a history: notes, bookmarks, versions.  Steps do not depend on them, except
 * that an inert node has no state.
 */
#include <assert.h>
#include <stdlib.h>

#include <heddle/mem.h>

#include "core/history_private.h"

/* --- notes and bookmarks ---------------------------------------------------- */

static void set_text(char **where, const char *text)
{
	char *copy = text && *text ? mem_strdup(text) : NULL;
	free(*where); /* last: `text` may be the old text */
	*where = copy;
}

const char *history_note(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].note;
}

const char *history_bookmark(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].bookmark;
}

void history_set_note(struct history *history, uint32_t node, const char *text)
{
	assert(node < history->count && "a node of this history");
	set_text(&history->nodes[node].note, text);
	history->nodes[node].note_version = history->present;
}

void history_set_bookmark(struct history *history, uint32_t node, const char *name)
{
	assert(node < history->count && "a node of this history");
	set_text(&history->nodes[node].bookmark, name);
}

/* --- versions --------------------------------------------------------------- */

uint32_t history_present(const struct history *history)
{
	return history->present;
}

void history_set_present(struct history *history, uint32_t version)
{
	history->present = version;
}

bool history_is_inert(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].inert;
}

const char *history_reason(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].reason;
}

void history_set_reason(struct history *history, uint32_t node, const char *reason)
{
	assert(node < history->count && "a node of this history");
	set_text(&history->nodes[node].reason, reason);
}

uint32_t history_version(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].version;
}

const char *history_text(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].text;
}

uint32_t history_note_version(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].note_version;
}

void history_set_note_version(struct history *history, uint32_t node, uint32_t version)
{
	assert(node < history->count && "a node of this history");
	history->nodes[node].note_version = version;
}

uint32_t history_visited(const struct history *history, uint32_t node)
{
	assert(node < history->count && "a node of this history");
	return history->nodes[node].visited;
}
