/*
 * The saved session in `#meta.heddle`: the system, and the tree of everything played.
 *
 * The members design, checksum, design-text, scope and constants define the system.  If steps or notes belong
 * to other versions of it, "versions" lists those in the same way, and a node refers to its version by
 * number, from 1
 * ("version", "note-version").  "was" is the step's text in that version, if the system has a corresponding
 * step.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/itf.h"

enum {
	SCOPE_ROOM = sizeof((struct trace_meta *)0)->scope / sizeof(((struct trace_meta *)0)->scope[0]),
	NAMES_ROOM = sizeof((struct trace_meta *)0)->names / sizeof(((struct trace_meta *)0)->names[0]),
	VERSIONS_MAX = 10000,
};

/* Texts of struct trace_meta; the first SYSTEM_TEXTS define the system. */
static const struct {
	const char *key;
	size_t offset;
} texts[] = {
	{ "design", offsetof(struct trace_meta, design) },
	{ "checksum", offsetof(struct trace_meta, checksum) },
	{ "design-text", offsetof(struct trace_meta, design_text) },
	{ "title", offsetof(struct trace_meta, title) },
	{ "description", offsetof(struct trace_meta, description) },
};
enum { TEXTS = sizeof(texts) / sizeof(texts[0]), SYSTEM_TEXTS = 3 };

static const char **text_of(struct trace_meta *meta, size_t i)
{
	return (const char **)((char *)meta + texts[i].offset);
}

/* --- reading ------------------------------------------------------------------ */

static int read_scope(const struct json_at *at, struct itf *itf, struct trace_meta *meta, struct err *err)
{
	const cJSON *node;

	if (json_want(at, JSON_OBJECT, err))
		return -1;
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at field = json_member(at, node);
		int64_t number;

		if (meta->scope_count == SCOPE_ROOM)
			return json_fail(at, err, "more than %d members", (int)SCOPE_ROOM);
		if (json_integer(&field, 0, 1000000, &number, err))
			return -1;
		meta->scope[meta->scope_count].option = arena_strdup(itf->arena, node->string);
		meta->scope[meta->scope_count++].number = (int)number;
	}
	return 0;
}

int itf_read_names(const struct json_at *list, struct itf *itf, const char ***names, size_t *count,
                   struct err *err)
{
	const cJSON *node;
	size_t index = 0;

	if (json_need(list, JSON_LIST, err))
		return -1;
	*names = arena_array(itf->arena, (size_t)cJSON_GetArraySize(list->node) + 1, sizeof(**names));
	cJSON_ArrayForEach(node, list->node)
	{
		struct json_at next = json_element(list, index, node);

		if (json_copy_text(&next, false, itf->arena, &(*names)[index++], err))
			return -1;
	}
	*count = index;
	return 0;
}

/* Hidden variables, what is watched, added properties. */
static int read_look(const struct json_at *heddle, struct itf *itf, struct trace_meta *meta, struct err *err)
{
	struct json_at hidden = json_field(heddle, "hidden");
	struct json_at watched = json_field(heddle, "watched");
	struct json_at properties = json_field(heddle, "properties");

	if (hidden.node && itf_read_names(&hidden, itf, &meta->hidden, &meta->hidden_count, err))
		return -1;
	if (properties.node &&
	    itf_read_names(&properties, itf, &meta->conditions, &meta->condition_count, err))
		return -1;
	return watched.node ? itf_read_names(&watched, itf, &meta->watched, &meta->watched_count, err) : 0;
}

static int read_constants(const struct json_at *at, struct itf *itf, struct trace_meta *meta, struct err *err)
{
	const cJSON *node;

	if (json_want(at, JSON_OBJECT, err))
		return -1;
	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at field = json_member(at, node);
		size_t i = meta->name_count;

		if (i == NAMES_ROOM)
			return json_fail(at, err, "more than %d members", (int)NAMES_ROOM);
		if (itf_read_names(&field, itf, &meta->names[i].names, &meta->names[i].count, err))
			return -1;
		meta->names[i].option = arena_strdup(itf->arena, node->string);
		meta->name_count++;
	}
	return 0;
}

static int read_texts(const struct json_at *at, struct itf *itf, struct trace_meta *meta, size_t from,
                      size_t to, struct err *err)
{
	for (size_t i = from; i < to; i++) {
		struct json_at field = json_field(at, texts[i].key);

		if (json_copy_text(&field, true, itf->arena, text_of(meta, i), err))
			return -1;
	}
	return 0;
}

/* The system, or another version of it. */
static int read_system(const struct json_at *at, struct itf *itf, struct trace_meta *meta, struct err *err)
{
	struct json_at scope = json_field(at, "scope"), names = json_field(at, "constants");

	return read_texts(at, itf, meta, 0, SYSTEM_TEXTS, err) || read_scope(&scope, itf, meta, err) ||
	                       read_constants(&names, itf, meta, err)
	               ? -1
	               : 0;
}

static int read_versions(const struct json_at *heddle, struct itf *itf, struct trace_meta *meta,
                         struct err *err)
{
	struct json_at list = json_field(heddle, "versions");
	const cJSON *node;
	size_t index = 0;

	if (json_want(&list, JSON_LIST, err))
		return -1;
	meta->version_count = list.node ? (size_t)cJSON_GetArraySize(list.node) : 0;
	if (meta->version_count > VERSIONS_MAX)
		return json_fail(&list, err, "more than %d versions", VERSIONS_MAX);
	meta->versions = arena_array(itf->arena, meta->version_count, sizeof(*meta->versions));
	cJSON_ArrayForEach(node, list.node)
	{
		struct json_at next = json_element(&list, index, node);

		if (json_need(&next, JSON_OBJECT, err) ||
		    read_system(&next, itf, &meta->versions[index++], err))
			return -1;
	}
	return 0;
}

/* The number of a version, from 1; 0 if the field is absent: the saved system. */
static int read_version_number(const struct json_at *at, const struct trace_meta *meta, uint32_t *version,
                               struct err *err)
{
	int64_t number = 0;

	if (at->node && json_integer(at, 1, (int64_t)meta->version_count, &number, err))
		return -1;
	*version = (uint32_t)number;
	return 0;
}

static int read_node(const struct json_at *at, struct itf *itf, const struct trace_meta *meta,
                     struct trace_node *node, struct err *err)
{
	struct json_at parent = json_field(at, "parent"), step = json_field(at, "step");
	struct json_at note = json_field(at, "note"), bookmark = json_field(at, "bookmark");
	struct json_at was = json_field(at, "was"), version = json_field(at, "version");
	struct json_at note_version = json_field(at, "note-version");
	int64_t number;

	if (json_need(at, JSON_OBJECT, err) ||
	    json_integer(&parent, 0, at->index ? (int64_t)at->index - 1 : 0, &number, err) ||
	    json_copy_text(&step, at->index == 0, itf->arena, &node->step, err) ||
	    json_copy_text(&note, true, itf->arena, &node->note, err) ||
	    json_copy_text(&bookmark, true, itf->arena, &node->bookmark, err) ||
	    json_copy_text(&was, true, itf->arena, &node->was, err) ||
	    read_version_number(&version, meta, &node->version, err) ||
	    read_version_number(&note_version, meta, &node->note_version, err))
		return -1;
	node->parent = (uint32_t)number;
	if (at->index == 0 && node->step)
		return json_fail(&step, err, "the first node is the initial state; no step leads to it");
	return 0;
}

static int read_nodes(const struct json_at *at, struct itf *itf, struct trace_meta *meta, struct err *err)
{
	struct json_at list = json_field(at, "nodes");
	struct json_at cursor = json_field(at, "cursor"), tip = json_field(at, "tip");
	int64_t number;
	size_t index = 0;
	const cJSON *node;

	if (!list.node)
		return 0;
	if (json_need(&list, JSON_LIST, err))
		return -1;
	meta->node_count = (size_t)cJSON_GetArraySize(list.node);
	if (!meta->node_count)
		return json_fail(&list, err, "empty; expected at least the initial state");
	meta->nodes = arena_array(itf->arena, meta->node_count, sizeof(*meta->nodes));
	cJSON_ArrayForEach(node, list.node)
	{
		struct json_at next = json_element(&list, index, node);

		if (read_node(&next, itf, meta, &meta->nodes[index++], err))
			return -1;
	}
	if (json_integer(&cursor, 0, (int64_t)meta->node_count - 1, &number, err))
		return -1;
	meta->cursor = (uint32_t)number;
	if (json_integer(&tip, 0, (int64_t)meta->node_count - 1, &number, err))
		return -1;
	meta->tip = (uint32_t)number;
	return 0;
}

int itf_read_session(const struct json_at *heddle, struct itf *itf, struct trace_meta *meta, struct err *err)
{
	struct json_at title = json_field(heddle, "title-version");

	if (read_system(heddle, itf, meta, err) || read_texts(heddle, itf, meta, SYSTEM_TEXTS, TEXTS, err) ||
	    read_versions(heddle, itf, meta, err) ||
	    read_version_number(&title, meta, &meta->title_version, err) ||
	    read_look(heddle, itf, meta, err) || read_nodes(heddle, itf, meta, err))
		return -1;
	return 0;
}

bool itf_is_session(const struct trace_meta *meta)
{
	bool any = meta->node_count || meta->scope_count || meta->name_count || meta->hidden_count ||
	           meta->watched_count || meta->condition_count || meta->version_count;

	for (size_t i = 0; i < TEXTS; i++)
		any = any || *text_of((struct trace_meta *)meta, i);
	return any;
}

/* --- writing ------------------------------------------------------------------ */

void itf_put_key(struct buf *out, const char *key)
{
	buf_printf(out, ",\n      \"%s\": ", key);
}

void itf_put_field(struct buf *out, const char *key, const char *text)
{
	if (!text)
		return;
	itf_put_key(out, key);
	json_put_text(out, text);
}

void itf_put_list(struct buf *out, const char *const *names, size_t count)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < count; i++) {
		buf_add_text(out, i ? ", " : "");
		json_put_text(out, names[i]);
	}
	buf_add_char(out, ']');
}

void itf_put_names(struct buf *out, const char *key, const char *const *names, size_t count)
{
	if (!count)
		return;
	itf_put_key(out, key);
	itf_put_list(out, names, count);
}

static void put_node(struct buf *out, const struct trace_node *node)
{
	const struct {
		const char *key, *text;
	} fields[] = { { "step", node->step },
		       { "was", node->was },
		       { "note", node->note },
		       { "bookmark", node->bookmark } };

	buf_printf(out, "{\"parent\": %u", (unsigned)node->parent);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (!fields[i].text)
			continue;
		buf_printf(out, ", \"%s\": ", fields[i].key);
		json_put_text(out, fields[i].text);
	}
	if (node->version)
		buf_printf(out, ", \"version\": %u", (unsigned)node->version);
	if (node->note && node->note_version)
		buf_printf(out, ", \"note-version\": %u", (unsigned)node->note_version);
	buf_add_char(out, '}');
}

/* "scope" and "constants", each after its `key`. */
static void put_numbers(struct buf *out, const struct trace_meta *meta,
                        void (*key)(struct buf *out, const char *name))
{
	for (size_t i = 0; i < meta->scope_count; i++) {
		if (!i)
			key(out, "scope");
		buf_add_text(out, i ? ", " : "{");
		json_put_text(out, meta->scope[i].option);
		buf_printf(out, ": %d", meta->scope[i].number);
	}
	if (meta->scope_count)
		buf_add_char(out, '}');
	for (size_t i = 0; i < meta->name_count; i++) {
		if (!i)
			key(out, "constants");
		buf_add_text(out, i ? ", " : "{");
		json_put_text(out, meta->names[i].option);
		buf_add_text(out, ": ");
		itf_put_list(out, meta->names[i].names, meta->names[i].count);
	}
	if (meta->name_count)
		buf_add_char(out, '}');
}

/* A key on the same line. */
static void put_inner_key(struct buf *out, const char *key)
{
	buf_printf(out, "%s\"%s\": ", out->data[out->length - 1] == '{' ? "" : ", ", key);
}

static void put_version(struct buf *out, struct trace_meta *version)
{
	buf_add_char(out, '{');
	for (size_t i = 0; i < SYSTEM_TEXTS; i++) {
		if (!*text_of(version, i))
			continue;
		put_inner_key(out, texts[i].key);
		json_put_text(out, *text_of(version, i));
	}
	put_numbers(out, version, put_inner_key);
	buf_add_char(out, '}');
}

static void put_versions(struct buf *out, const struct trace_meta *meta)
{
	for (size_t i = 0; i < meta->version_count; i++) {
		if (!i)
			itf_put_key(out, "versions");
		buf_add_text(out, i ? ",\n        " : "[\n        ");
		put_version(out, &meta->versions[i]);
	}
	if (meta->version_count)
		buf_add_text(out, "\n      ]");
	if (meta->title_version) {
		itf_put_key(out, "title-version");
		buf_printf(out, "%u", (unsigned)meta->title_version);
	}
}

void itf_put_session(struct buf *out, struct trace_meta *meta)
{
	for (size_t i = 0; i < TEXTS; i++)
		itf_put_field(out, texts[i].key, *text_of(meta, i));
	put_numbers(out, meta, itf_put_key);
	put_versions(out, meta);
	itf_put_names(out, "hidden", meta->hidden, meta->hidden_count);
	itf_put_names(out, "watched", meta->watched, meta->watched_count);
	itf_put_names(out, "properties", meta->conditions, meta->condition_count);
	if (!meta->node_count)
		return;
	itf_put_key(out, "nodes");
	for (size_t i = 0; i < meta->node_count; i++) {
		buf_add_text(out, i ? ",\n        " : "[\n        ");
		put_node(out, &meta->nodes[i]);
	}
	buf_add_text(out, "\n      ]");
	itf_put_key(out, "cursor");
	buf_printf(out, "%u", (unsigned)meta->cursor);
	itf_put_key(out, "tip");
	buf_printf(out, "%u", (unsigned)meta->tip);
}
