/*
 * `#meta`, which ITF leaves to each tool, as heddle writes it:
 *
 *   "#meta": {
 *     "format": "ITF", "format-description": "https://…", "description": "Saved by heddle …",
 *     "varTypes": {"x": "Int"},                for Apalache, which reads no trace without (itf_types.c)
 *     "heddle": {
 *       "version": 1,                          2: it has versions
 *       "claims": "ConsistentReads",           the violated property
 *       "ended": "Attempted to apply …",       the error that ended the run, as the tool worded it
 *       "remarks": ["state 3 is not …"],       what could not be read of the original file
 *       "types-lost": true,                    the trace came from untyped JSON
 *       "model-values": ["s1", "u1"],          strings that are model values (itf.h)
 *       "records": ["msgs"],                   variables whose objects of tag and value are records (itf.h)
 *       "back": {"action": …},                 the step that closes the loop
 *       "design": "naive", "checksum": "…", "design-text": "…",
 *       "title": "…", "description": "…",
 *       "scope": {"servers": 1, …},
 *       "constants": {"users": ["alice", "bob"], …},   unusual names
 *       "hidden": ["clock"], "watched": ["pc.p1"],      the session's visibility
 *       "properties": ["Small: x < 3"],                 properties that the user added
 *       "nodes": [{"parent": 0}, {"parent": 0, "step": "…", "note": "…", "bookmark": "…"}],
 *       "cursor": 1, "tip": 1,
 *       "versions": [{"design": "naive", …}], "title-version": 1   other versions of the system
 * (itf_session.c)
 *     }
 *   }
 *
 * Only version is required.  A state's #meta has its index, from 0, and, except for the first state, the step
 * to it: action, arguments, parameters, location, and the number of states omitted before it (skipped).  From
 * other tools' #meta only the violated property, the status and Apalache's types are read.
 * Rejected: a second file next to the trace, which is lost when the trace is mailed.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

#include "trace/format.h"
#include "trace/itf.h"
#include "trace/tla_value.h"

/* A file has version 2 if it contains several versions of the system. */
enum { VERSION_OF_ONE = 1, VERSION = 2 };

#define ADR "https://apalache-mc.org/docs/adr/015adr-trace.html"

// clang-format off
static const char *const other_keys[] = {
	"version", "claims", "types-lost", "model-values", "back",
	"scope",   "nodes",  "cursor",     "tip",          "constants",
	"hidden",  "watched", "properties", "ended", "remarks", "records", "design", "checksum", "design-text",
	"title", "description", "versions", "title-version",
};
// clang-format on

/* The names under which other tools give the violated property. */
static const char *const foreign_claims[] = { "violated", "violates", "property", "invariant" };

/* --- reading ------------------------------------------------------------------ */

static int check_known(const struct json_at *at, struct err *err)
{
	const cJSON *node;

	cJSON_ArrayForEach(node, at->node)
	{
		struct json_at field = json_member(at, node);
		bool known = false;

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
		json_fail(&field, err, "the file has version %d; this heddle reads up to %d", (int)version,
		          VERSION);
		return err_remedy(err, "open it with a newer heddle");
	}
	return 0;
}

/* Marks the texts of a list, which may be absent. */
static int read_marked(const struct json_at *at, struct itf *itf, struct string_set *texts, unsigned mark,
                       struct err *err)
{
	const char **names;
	size_t count;

	if (!at->node)
		return 0;
	if (itf_read_names(at, itf, &names, &count, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		string_set_mark(texts, names[i], mark);
	return 0;
}

static int read_remarks(const struct json_at *at, struct itf *itf, struct trace *trace, struct err *err)
{
	const char **remarks;
	size_t count;

	if (!at->node)
		return 0;
	if (itf_read_names(at, itf, &remarks, &count, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		trace_remark(trace, "%s", remarks[i]);
	return 0;
}

static int read_heddle(const struct json_at *at, struct itf *itf, struct trace *trace, struct err *err)
{
	struct trace_meta *meta = arena_alloc(itf->arena, sizeof(*meta));
	struct json_at claims = json_field(at, "claims"), types = json_field(at, "types-lost");
	struct json_at models = json_field(at, "model-values"), back = json_field(at, "back");
	struct json_at ended = json_field(at, "ended"), remarks = json_field(at, "remarks");
	struct json_at records = json_field(at, "records");

	if (json_need(at, JSON_OBJECT, err) || read_version(at, err) || check_known(at, err) ||
	    json_copy_text(&claims, true, itf->arena, &trace->claims, err) ||
	    json_copy_text(&ended, true, itf->arena, &trace->ended, err) ||
	    read_remarks(&remarks, itf, trace, err) || json_want(&types, JSON_BOOL, err) ||
	    read_marked(&models, itf, &itf->texts, TEXT_MODEL, err) ||
	    read_marked(&records, itf, &itf->tagged, 1, err) || itf_read_session(at, itf, meta, err))
		return -1;
	itf->native = true;
	trace->types_lost = cJSON_IsTrue(types.node);
	if (back.node && (json_need(&back, JSON_OBJECT, err) || itf_read_step(&back, itf, &trace->back, err)))
		return -1;
	if (itf_is_session(meta))
		trace->heddle = meta;
	return 0;
}

/* Whether a type in Apalache's notation has a record with a field "tag" and no variant, "Ack(Int)". */
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

	cJSON_ArrayForEach(node,
	                   types->node) if (cJSON_IsString(node) && has_tagged_record(node->valuestring))
	        string_set_mark(&itf->tagged, arena_strdup(itf->arena, node->string), 1);
}

/* Quint reports how its run ended: "ok" or "violation". */
static void read_status(const struct json_at *status, struct itf *itf, struct trace *trace)
{
	const char *text = cJSON_IsString(status->node) ? status->node->valuestring : NULL;

	if (text && strcmp(text, "ok") == 0)
		trace_remark(trace, "according to the file the run found no violation (status ok)");
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

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The texts of a set with exactly these marks, sorted. */
static void put_marked(struct buf *out, const char *key, const struct string_set *texts, unsigned marks)
{
	const char **names = mem_array(texts->count, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < texts->room; i++)
		if (texts->table[i].text && texts->table[i].marks == marks)
			names[count++] = texts->table[i].text;
	qsort(names, count, sizeof(*names), by_text);
	itf_put_names(out, key, names, count);
	free(names);
}

void itf_put_meta(struct buf *out, struct itf *itf, const struct trace *trace)
{
	const struct trace_step *back = &trace->back;

	buf_add_text(out, "{\n    \"format\": \"ITF\",\n    \"format-description\": \"" ADR "\",\n"
	                  "    \"description\": \"Saved by heddle " HEDDLE_VERSION "\",\n");
	itf_put_types(out, itf, trace);
	buf_add_text(out, "    \"heddle\": {\n");
	buf_printf(out, "      \"version\": %d",
	           trace->heddle && trace->heddle->version_count ? VERSION : VERSION_OF_ONE);
	itf_put_field(out, "claims", trace->claims);
	itf_put_field(out, "ended", trace->ended);
	itf_put_names(out, "remarks", trace->remarks, trace->remark_count);
	if (trace->types_lost) {
		itf_put_key(out, "types-lost");
		buf_add_text(out, "true");
	}
	put_marked(out, "model-values", &itf->texts, TEXT_MODEL);
	put_marked(out, "records", &itf->tagged, 1);
	if (back->action || back->arg_count || back->location) {
		struct buf step;

		buf_init(&step);
		itf_put_step(&step, itf, back);
		itf_put_key(out, "back");
		buf_printf(out, "{%s}", step.data + 2);
		buf_release(&step);
	}
	if (trace->heddle)
		itf_put_session(out, trace->heddle);
	buf_add_text(out, "\n    }\n  }");
}
