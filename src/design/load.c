/*
 * Reads a design from a JSON tree, with one function for each member.
 *
 * validate.c checks whether the result makes sense.  The place of an error is a JSON path that names a step
 * rather than counting it, so that it is also right for a step inherited by `extends`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/json.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/json_members.h"
#include "design/open.h"

static const char *const store_members[] = { "record", NULL };
static const char *const blob_members[] = { "key", "blob", NULL };

/* --- fields ------------------------------------------------------------------------ */

int field_named(const char *name, bool (*allowed)(enum field), const char *path, const char *member,
                enum field *out, struct err *err)
{
	for (int f = 0; f < FIELD_MAX; f++)
		if (allowed((enum field)f) && strcmp(fields[f].name, name) == 0) {
			*out = (enum field)f;
			return 0;
		}

	struct nearest near = nearest_to(name);

	for (int f = 0; f < FIELD_MAX; f++)
		if (allowed((enum field)f))
			nearest_offer(&near, fields[f].name);
	nearest_err(&near, "field", err);
	return err_place(err, "%s%s%s", path, *path ? "." : "", member);
}

static bool is_global(enum field f)
{
	return fields[f].global;
}

static bool is_record(enum field f)
{
	return f == FIELD_METADATA || f == FIELD_IMAGE_ID;
}

static bool is_blob(enum field f)
{
	return f == FIELD_IMAGE || f == FIELD_CREATED;
}

/* --- stores, globals, scope --------------------------------------------------- */

static int load_store(const cJSON *object, const char *member, const char *path, bool (*allowed)(enum field),
                      enum field needed, struct store *store, struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);
	int count = member_count(item);

	if (count <= 0 || count > 2)
		return member_misplaced(err, path, member, "a field or a list of fields");
	store->bare = cJSON_IsString(item);
	for (int i = 0; i < count; i++) {
		enum field field = FIELD_STATE;

		if (field_named(member_nth(item, i), allowed, path, member, &field, err))
			return -1;
		if (store_has(store, field))
			return member_misplaced(err, path, member, "each field once");
		store->fields[store->field_count++] = field;
	}
	if (store->fields[0] != needed) {
		err_set(err, "the first field must be \"%s\"", fields[needed].name);
		return err_place(err, "%s.%s", path, member);
	}
	return 0;
}

static int load_key(struct design *design, const cJSON *blobs, struct err *err)
{
	const char *key = NULL;

	if (member_text(design->arena, blobs, "key", "blobs", &key, err))
		return -1;
	if (!key || (strcmp(key, "user") != 0 && strcmp(key, "id") != 0))
		return member_misplaced(err, "blobs", "key", "\"user\" or \"id\"");
	design->blob_by_user = strcmp(key, "user") == 0;
	return 0;
}

static int load_database(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *database = cJSON_GetObjectItemCaseSensitive(json, "database");

	if (!cJSON_IsObject(database))
		return err_keep(
		        member_misplaced(err, "", "database", "an object such as {\"record\": \"metadata\"}"),
		        err);
	return members_known(database, store_members, "database", err) +
	       err_keep(load_store(database, "record", "database", is_record, FIELD_METADATA, &design->record,
	                           err),
	                err);
}

static int load_blobs(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *blobs = cJSON_GetObjectItemCaseSensitive(json, "blobs");

	if (!cJSON_IsObject(blobs))
		return err_keep(member_misplaced(err, "", "blobs",
		                                 "an object such as {\"key\": \"id\", \"blob\": \"image\"}"),
		                err);
	return members_known(blobs, blob_members, "blobs", err) +
	       err_keep(load_store(blobs, "blob", "blobs", is_blob, FIELD_IMAGE, &design->blob, err), err) +
	       err_keep(load_key(design, blobs, err), err);
}

static int load_global(struct design *design, const char *name, struct err *err)
{
	enum field field = FIELD_STATE;

	if (field_named(name, is_global, "", "globals", &field, err))
		return -1;
	design->has[field] = true;
	return 0;
}

static int load_globals(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, "globals");
	int count = member_count(item), errors = 0;

	if (count < 0)
		return err_keep(member_misplaced(err, "", "globals", "a list such as [\"time\"]"), err);
	for (int i = 0; i < count; i++)
		errors += err_keep(load_global(design, member_nth(item, i), err), err);
	return errors;
}

static int load_fair(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *fair = cJSON_GetObjectItemCaseSensitive(json, "fair");
	int count = member_count(fair);

	if (count < 0)
		return member_misplaced(err, "", "fair", "a list of roles such as [\"cleaner\"]");
	for (int i = 0; i < count; i++) {
		enum role role = role_named(member_nth(fair, i));

		if (role == ROLE_COUNT)
			return member_misplaced(err, "", "fair", "\"server\", \"cleaner\" or \"clock\"");
		design->fair[role] = true;
	}
	return 0;
}

static int load_scope_number(const cJSON *item, struct scope *scope, struct err *err)
{
	char number[32];

	if (!cJSON_IsNumber(item) || item->valuedouble != (double)item->valueint)
		return member_misplaced(err, "scope", item->string, "a whole number");
	snprintf(number, sizeof(number), "%d", item->valueint);
	return scope_set(scope_rows, scope, item->string, number, err) ? err_place(err, "scope") : 0;
}

static int load_scope(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *scope = cJSON_GetObjectItemCaseSensitive(json, "scope");
	const cJSON *child;
	struct scope given = scope_unset();
	struct scope usual = scope_unset();
	int errors = 0;

	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		usual.of[i] = scope_rows[i].usual;
	usual.of[SCOPE_CLEANERS] *= design->roles[ROLE_CLEANER].present;
	if (scope && !cJSON_IsObject(scope))
		return err_keep(member_misplaced(err, "", "scope", "an object such as {\"users\": 1}"), err);
	cJSON_ArrayForEach(child, scope) errors += err_keep(load_scope_number(child, &given, err), err);
	if (errors)
		return errors;
	design->scope = scope_merge(usual, given);
	return err_keep(design_check_scope(design, &design->scope, err) ? err_place(err, "scope") : 0, err);
}

/* --- the whole ---------------------------------------------------------------- */

static int load_name(struct design *design, const cJSON *json, struct err *err)
{
	if (member_text(design->arena, json, "name", "", &design->name, err))
		return -1;
	return design->name && *design->name ? 0
	                                     : member_misplaced(err, "", "name", "the name of the design");
}

static int load_chapter(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *chapter = cJSON_GetObjectItemCaseSensitive(json, "chapter");

	if (chapter && (!cJSON_IsNumber(chapter) || chapter->valueint < 0))
		return member_misplaced(err, "", "chapter", "the number of a chapter");
	design->chapter = chapter ? (unsigned)chapter->valueint : 0;
	return 0;
}

void design_load(struct design *design, const cJSON *json, struct err *err)
{
	uint64_t bad[ROLE_COUNT] = { 0 };
	int errors = 0;

	if (design->open_only || open_recognise(json)) {
		open_load(design, json, err);
		return;
	}
	design->title = design->lesson = "";
	errors += err_keep(load_name(design, json, err), err);
	errors += err_keep(member_text(design->arena, json, "title", "", &design->title, err), err);
	errors += err_keep(member_text(design->arena, json, "lesson", "", &design->lesson, err), err);
	errors += err_keep(load_chapter(design, json, err), err);

	int stores = load_database(design, json, err) + load_blobs(design, json, err) +
	             load_globals(design, json, err);

	errors += stores + err_keep(load_fair(design, json, err), err);
	for (int r = 0; r < ROLE_COUNT; r++) {
		const cJSON *role = cJSON_GetObjectItemCaseSensitive(json, role_names[r]);
		struct role_reading reading;

		if (!role || cJSON_IsNull(role))
			continue;
		reading = load_role(design, r, role, err);
		errors += reading.errors;
		bad[r] = reading.no_locals ? UINT64_MAX : reading.bad;
	}
	if (!design->roles[ROLE_SERVER].present)
		errors += err_keep(member_misplaced(err, "", "server", "the server's steps"), err);
	errors += load_scope(design, json, err);
	if (!stores)
		errors += design_validate_words(design, bad, err);
	if (!errors)
		design_validate(design, err);
}

static int parse(struct design *design, const char *text, size_t length, const char *file, struct err *err)
{
	struct lineage lineage = { .open_only = design->open_only };
	struct err_list list, merged;
	struct err one;
	cJSON *json;

	err_list_begin(&list, &one, file);
	json = design_tree(text, length, file, &lineage, &one);
	merged = list;
	if (json)
		design_load(design, json, &one);
	if (list.count > merged.count && lineage.count) {
		lineage_attribute(&lineage, json, &merged);
		list = merged;
	}
	lineage_release(&lineage);
	cJSON_Delete(json);
	return err_list_end(&list, err);
}

bool design_recognise(const char *text, size_t length)
{
	static const char *const members[] = { "extends", "server",   "reader", "cleaner", "clock",
		                               "blobs",   "database", "roles",  "stores",  "domains" };
	struct buf plain;
	bool list, found;

	buf_init(&plain);
	json_blank_comments(&plain, text, length, NULL);
	found = json_peek(plain.data, plain.length, members, sizeof(members) / sizeof(members[0]), &list);
	buf_release(&plain);
	return found && !list;
}

static int parse_text(const char *text, size_t length, const char *file, bool open_only, struct design **out,
                      struct err *err)
{
	struct design *design;
	const struct bundled *twin;

	if (length > DESIGN_FILE_MAX) {
		err_set(err, "a design of %zu bytes is too large", length);
		return file ? err_file(err, file) : -1;
	}
	design = mem_alloc(sizeof(*design));
	design->arena = arena_new();
	design->owners = 1;
	design->open_only = open_only;
	design->text = arena_strndup(design->arena, text, length);
	if (parse(design, text, length, file, err)) {
		design_free(design);
		return -1;
	}
	design_seal(design);
	twin = bundled_design(design->name);
	design->bundled = twin && twin->length == length && memcmp(twin->text, text, length) == 0;
	*out = design;
	return 0;
}

int design_parse(const char *text, size_t length, const char *file, struct design **out, struct err *err)
{
	return parse_text(text, length, file, false, out, err);
}

int design_parse_open(const char *text, size_t length, const char *file, struct design **out, struct err *err)
{
	return parse_text(text, length, file, true, out, err);
}

int design_open(const char *what, struct design **design, struct err *err)
{
	const struct bundled *b = bundled_design(what);
	struct nearest near = nearest_to(what);
	char *text = NULL;
	size_t length;
	int status;

	if (b)
		return design_parse(b->text, b->length, b->name, design, err);
	if (!file_exists(what) && !strpbrk(what, "/.")) {
		for (size_t i = 0; (b = bundled_design_nth(i)); i++)
			nearest_offer(&near, b->name);
		err_set(err, "there is no design and no file \"%s\"", what);
		if (near.name)
			return err_remedy(err, "did you mean %s?", near.name);
		return err_remedy(err, "`heddle design` lists the designs");
	}
	if (file_read(what, DESIGN_FILE_MAX, &text, &length, err))
		return -1;
	status = design_parse(text, length, what, design, err);
	free(text);
	return status;
}
