/*
 * What ITF leaves to each tool, `#meta`, as heddle writes it:
 *
 *   "#meta": {
 *     "format": "ITF", "format-description": "https://…", "description": "Saved by heddle …",
 *     "varTypes": {"x": "Int"},                for Apalache, which reads no trace without (itf_types.c)
 *     "heddle": {
 *       "version": 1,
 *       "claims": "ConsistentReads",           property said to be violated
 *       "ended": "Attempted to apply …",       the error that ended the run, in the words of the tool
 *       "remarks": ["state 3 is not …"],       on what was not read of the file that the trace came from
 *       "types-lost": true,                    the trace came from untyped JSON
 *       "model-values": ["s1", "u1"],          strings that are model values (itf.h)
 *       "records": ["msgs"],                   variables whose objects of tag and value are records (itf.h)
 *       "back": {"action": …},                 the step that closes the loop
 *       "design": "naive", "checksum": "…", "design-text": "…",
 *       "title": "…", "description": "…",
 *       "scope": {"servers": 1, …},
 *       "constants": {"users": ["alice", "bob"], …},   names that are not the usual ones
 *       "hidden": ["clock"], "watched": ["pc.p1"],      what is to be seen of the states
 *       "nodes": [{"parent": 0}, {"parent": 0, "step": "…", "note": "…", "bookmark": "…"}],
 *       "cursor": 1, "tip": 1
 *     }
 *   }
 *
 * Only version is always there.  A state's own #meta has its index from 0 and,
 * unless it is the first, the step that led to it: action, arguments,
 * parameters, location, and the number of states that are left out before it (skipped).  Of other tools'
 * #meta only the name of the violated property, the status and Apalache's types are taken.
 * Rejected: a file beside the trace, which gets lost on the first mail.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "heddle/buf.h"
#include "heddle/mem.h"
#include "itf.h"
#include "tla_value.h"

enum {
	VERSION = 1,
	SCOPE_ROOM =
	        sizeof((struct trace_meta *)0)->scope / sizeof(((struct trace_meta *)0)->scope[0]),
	NAMES_ROOM =
	        sizeof((struct trace_meta *)0)->names / sizeof(((struct trace_meta *)0)->names[0]),
};

#define ADR "https://apalache-mc.org/docs/adr/015adr-trace.html"

/* Texts that go straight into struct trace_meta. */
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
enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

static const char *const other_keys[] = {
	"version", "claims", "types-lost", "model-values", "back",
	"scope",   "nodes",  "cursor",     "tip",          "constants",
	"hidden",  "watched", "ended", "remarks", "records",
};

/* Under which names other tools tell the violated property. */
static const char *const foreign_claims[] = { "violated", "violates", "property", "invariant" };

static const char **text_of(struct trace_meta *meta, size_t i)
{
	return (const char **)((char *)meta + texts[i].offset);
}

/* --- reading ------------------------------------------------------------------ */

static int check_known(const struct json_at *at, struct err *err)
{
	const cJSON *node;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at field = json_member(at, node);
		bool known = false;

		for (size_t i = 0; i < TEXTS && !known; i++)
			known = strcmp(node->string, texts[i].key) == 0;
		for (size_t i = 0; i < sizeof(other_keys) / sizeof(other_keys[0]) && !known; i++)
			known = strcmp(node->string, other_keys[i]) == 0;
		if (!known)
			return json_fail(&field, err, "not a field that heddle writes");
	}
	return 0;
}

static int read_version(const struct json_at *at, struct err *err)
{
	struct json_at field = json_field(at, "version");
	int64_t version;

	if (json_integer(&field, 1, INT32_MAX, &version, err))
		return -1;
	if (version > VERSION) {
		json_fail(&field, err, "the file has version %d; this heddle reads up to %d",
		          (int)version, VERSION);
		return err_remedy(err, "open it with a newer heddle");
	}
	return 0;
}

static int read_scope(const struct json_at *at, struct itf *itf, struct trace_meta *meta,
                      struct err *err)
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

static int read_names(const struct json_at *list, struct itf *itf, const char ***names,
                      size_t *count, struct err *err)
{
	const cJSON *node;
	size_t index = 0;

	if (json_need(list, JSON_LIST, err))
		return -1;
	*names = arena_array(itf->arena, (size_t)cJSON_GetArraySize(list->node) + 1,
	                     sizeof(**names));
	cJSON_ArrayForEach(node, list->node)
	{
		struct json_at next = json_element(list, index, node);

		if (json_copy_text(&next, false, itf->arena, &(*names)[index++], err))
			return -1;
	}
	*count = index;
	return 0;
}

/* Variables that are hidden, paths that are watched. */
static int read_look(const struct json_at *heddle, struct itf *itf, struct trace_meta *meta,
                     struct err *err)
{
	struct json_at hidden = json_field(heddle, "hidden");
	struct json_at watched = json_field(heddle, "watched");

	if (hidden.node && read_names(&hidden, itf, &meta->hidden, &meta->hidden_count, err))
		return -1;
	return watched.node ? read_names(&watched, itf, &meta->watched, &meta->watched_count, err)
	                    : 0;
}

static int read_constants(const struct json_at *at, struct itf *itf, struct trace_meta *meta,
                          struct err *err)
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
		if (read_names(&field, itf, &meta->names[i].names, &meta->names[i].count, err))
			return -1;
		meta->names[i].option = arena_strdup(itf->arena, node->string);
		meta->name_count++;
	}
	return 0;
}

static int read_node(const struct json_at *at, struct itf *itf, struct trace_node *node,
                     struct err *err)
{
	struct json_at parent = json_field(at, "parent"), step = json_field(at, "step");
	struct json_at note = json_field(at, "note"), bookmark = json_field(at, "bookmark");
	int64_t number;

	if (json_need(at, JSON_OBJECT, err) ||
	    json_integer(&parent, 0, at->index ? (int64_t)at->index - 1 : 0, &number, err) ||
	    json_copy_text(&step, at->index == 0, itf->arena, &node->step, err) ||
	    json_copy_text(&note, true, itf->arena, &node->note, err) ||
	    json_copy_text(&bookmark, true, itf->arena, &node->bookmark, err))
		return -1;
	node->parent = (uint32_t)number;
	if (at->index == 0 && node->step)
		return json_fail(&step, err,
		                 "the first node is the initial state; no step leads to it");
	return 0;
}

static int read_nodes(const struct json_at *at, struct itf *itf, struct trace_meta *meta,
                      struct err *err)
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

		if (read_node(&next, itf, &meta->nodes[index++], err))
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

/* Marks the texts of a list, which may be absent. */
static int read_marked(const struct json_at *at, struct itf *itf, struct words *words, unsigned mark,
                       struct err *err)
{
	const char **names;
	size_t count;

	if (!at->node)
		return 0;
	if (read_names(at, itf, &names, &count, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		words_mark(words, names[i], mark);
	return 0;
}

static int read_remarks(const struct json_at *at, struct itf *itf, struct trace *trace, struct err *err)
{
	const char **remarks;
	size_t count;

	if (!at->node)
		return 0;
	if (read_names(at, itf, &remarks, &count, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		trace_remark(trace, "%s", remarks[i]);
	return 0;
}

static int read_heddle(const struct json_at *at, struct itf *itf, struct trace *trace,
                       struct err *err)
{
	struct trace_meta *meta = arena_alloc(itf->arena, sizeof(*meta));
	struct json_at claims = json_field(at, "claims"), types = json_field(at, "types-lost");
	struct json_at models = json_field(at, "model-values"), back = json_field(at, "back");
	struct json_at scope = json_field(at, "scope"), names = json_field(at, "constants");
	struct json_at ended = json_field(at, "ended"), remarks = json_field(at, "remarks");
	struct json_at records = json_field(at, "records");
	bool any;

	if (json_need(at, JSON_OBJECT, err) || read_version(at, err) || check_known(at, err) ||
	    json_copy_text(&claims, true, itf->arena, &trace->claims, err) ||
	    json_copy_text(&ended, true, itf->arena, &trace->ended, err) ||
	    read_remarks(&remarks, itf, trace, err) || json_want(&types, JSON_BOOL, err) ||
	    read_marked(&models, itf, &itf->words, WORD_MODEL, err) ||
	    read_marked(&records, itf, &itf->tagged, 1, err) ||
	    read_scope(&scope, itf, meta, err) || read_constants(&names, itf, meta, err) ||
	    read_look(at, itf, meta, err) || read_nodes(at, itf, meta, err))
		return -1;
	itf->native = true;
	trace->types_lost = cJSON_IsTrue(types.node);
	if (back.node &&
	    (json_need(&back, JSON_OBJECT, err) || itf_read_step(&back, itf, &trace->back, err)))
		return -1;
	any = meta->node_count || meta->scope_count || meta->name_count || meta->hidden_count ||
	      meta->watched_count;
	for (size_t i = 0; i < TEXTS; i++) {
		struct json_at field = json_field(at, texts[i].key);

		if (json_copy_text(&field, true, itf->arena, text_of(meta, i), err))
			return -1;
		any = any || field.node;
	}
	if (any)
		trace->heddle = meta;
	return 0;
}

/* Whether a type in Apalache's words has a record with a field "tag", and no variant, "Ack(Int)". */
static bool has_tagged_record(const char *type)
{
	static const char *const others[] = { "Set", "Seq" };
	bool record = strstr(type, "tag:");

	for (const char *open = type; record && (open = strchr(open, '(')); open++) {
		const char *name = open;
		bool known = false;

		while (name > type && tla_is_word((unsigned char)name[-1]))
			name--;
		for (size_t i = 0; i < 2; i++)
			known |= (size_t)(open - name) == strlen(others[i]) &&
			         strncmp(name, others[i], strlen(others[i])) == 0;
		record = known || name == open;
	}
	return record && !strchr(type, '|');
}

static void read_types(const struct json_at *types, struct itf *itf)
{
	const cJSON *node;

	cJSON_ArrayForEach(node, types->node)
		if (cJSON_IsString(node) && has_tagged_record(node->valuestring))
			words_mark(&itf->tagged, arena_strdup(itf->arena, node->string), 1);
}

/* Quint tells how its run ended, "ok" or "violation". */
static void read_status(const struct json_at *status, struct itf *itf, struct trace *trace)
{
	const char *text = cJSON_IsString(status->node) ? status->node->valuestring : NULL;

	if (text && strcmp(text, "ok") == 0)
		trace_remark(trace, "the file says that the run ended well, with status ok");
	else if (text && !trace->claims)
		trace->ended = arena_printf(itf->arena, "status %s", text);
}

int itf_read_meta(const struct json_at *meta, struct itf *itf, struct trace *trace, struct err *err)
{
	struct json_at heddle = json_field(meta, "heddle"), types = json_field(meta, "varTypes");
	struct json_at status = json_field(meta, "status");

	if (!cJSON_IsObject(meta->node))
		return 0;
	if (heddle.node)
		return read_heddle(&heddle, itf, trace, err);
	if (cJSON_IsObject(types.node))
		read_types(&types, itf);
	for (size_t i = 0; i < sizeof(foreign_claims) / sizeof(foreign_claims[0]); i++) {
		struct json_at field = json_field(meta, foreign_claims[i]);

		if (!trace->claims && cJSON_IsString(field.node))
			trace->claims = arena_strdup(itf->arena, field.node->valuestring);
	}
	read_status(&status, itf, trace);
	return 0;
}

/* --- writing ------------------------------------------------------------------ */

static void put_key(struct buf *out, const char *key)
{
	buf_printf(out, ",\n      \"%s\": ", key);
}

static void put_field(struct buf *out, const char *key, const char *text)
{
	if (!text)
		return;
	put_key(out, key);
	json_put_text(out, text);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void put_names(struct buf *out, const char *key, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!i)
			put_key(out, key);
		buf_add_text(out, i ? ", " : "[");
		json_put_text(out, names[i]);
	}
	if (count)
		buf_add_char(out, ']');
}

/* The texts of a set that have just these marks, sorted. */
static void put_marked(struct buf *out, const char *key, const struct words *words, unsigned marks)
{
	const char **names = mem_array(words->count, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < words->room; i++)
		if (words->table[i].text && words->table[i].marks == marks)
			names[count++] = words->table[i].text;
	qsort(names, count, sizeof(*names), by_text);
	put_names(out, key, names, count);
	free(names);
}

static void put_node(struct buf *out, const struct trace_node *node)
{
	const struct {
		const char *key, *text;
	} fields[] = { { "step", node->step },
		       { "note", node->note },
		       { "bookmark", node->bookmark } };

	buf_printf(out, "{\"parent\": %u", (unsigned)node->parent);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (!fields[i].text)
			continue;
		buf_printf(out, ", \"%s\": ", fields[i].key);
		json_put_text(out, fields[i].text);
	}
	buf_add_char(out, '}');
}

static void put_constants(struct buf *out, const struct trace_meta *meta)
{
	for (size_t i = 0; i < meta->name_count; i++) {
		if (!i)
			put_key(out, "constants");
		buf_add_text(out, i ? ", " : "{");
		json_put_text(out, meta->names[i].option);
		buf_add_text(out, ": [");
		for (size_t k = 0; k < meta->names[i].count; k++) {
			if (k)
				buf_add_text(out, ", ");
			json_put_text(out, meta->names[i].names[k]);
		}
		buf_add_char(out, ']');
	}
	if (meta->name_count)
		buf_add_char(out, '}');
}

static void put_session(struct buf *out, struct trace_meta *meta)
{
	for (size_t i = 0; i < TEXTS; i++)
		put_field(out, texts[i].key, *text_of(meta, i));
	for (size_t i = 0; i < meta->scope_count; i++) {
		if (!i)
			put_key(out, "scope");
		buf_add_text(out, i ? ", " : "{");
		json_put_text(out, meta->scope[i].option);
		buf_printf(out, ": %d", meta->scope[i].number);
	}
	if (meta->scope_count)
		buf_add_char(out, '}');
	put_constants(out, meta);
	put_names(out, "hidden", meta->hidden, meta->hidden_count);
	put_names(out, "watched", meta->watched, meta->watched_count);
	if (!meta->node_count)
		return;
	put_key(out, "nodes");
	for (size_t i = 0; i < meta->node_count; i++) {
		buf_add_text(out, i ? ",\n        " : "[\n        ");
		put_node(out, &meta->nodes[i]);
	}
	buf_add_text(out, "\n      ]");
	put_key(out, "cursor");
	buf_printf(out, "%u", (unsigned)meta->cursor);
	put_key(out, "tip");
	buf_printf(out, "%u", (unsigned)meta->tip);
}

void itf_put_meta(struct buf *out, struct itf *itf, const struct trace *trace)
{
	const struct trace_step *back = &trace->back;

	buf_add_text(out, "{\n    \"format\": \"ITF\",\n    \"format-description\": \"" ADR "\",\n"
	                  "    \"description\": \"Saved by heddle " HEDDLE_VERSION "\",\n");
	itf_put_types(out, trace);
	buf_add_text(out, "    \"heddle\": {\n");
	buf_printf(out, "      \"version\": %d", VERSION);
	put_field(out, "claims", trace->claims);
	put_field(out, "ended", trace->ended);
	put_names(out, "remarks", trace->remarks, trace->remark_count);
	if (trace->types_lost) {
		put_key(out, "types-lost");
		buf_add_text(out, "true");
	}
	put_marked(out, "model-values", &itf->words, WORD_MODEL);
	put_marked(out, "records", &itf->tagged, 1);
	if (back->action || back->arg_count || back->location) {
		struct buf step;

		buf_init(&step);
		itf_put_step(&step, itf, back);
		put_key(out, "back");
		buf_printf(out, "{%s}", step.data + 2);
		buf_release(&step);
	}
	if (trace->heddle)
		put_session(out, trace->heddle);
	buf_add_text(out, "\n    }\n  }");
}
