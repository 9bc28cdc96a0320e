/*
 * From a JSON tree to a struct design.
 *
 * One function a member; what is well formed but makes no sense is left to
 * validate.c.  Places in errors are JSON paths in which a step stands by its
 * name, which stays true when the step came from the design that was extended.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/json.h>
#include <heddle/mem.h>
#include <heddle/nearest.h>

#include "design.h"
#include "members.h"

enum { PATH_MAX_TEXT = 180 };

const char *const role_names[ROLE_COUNT] = { "server", "cleaner", "clock" };

static const char *const role_members[] = { "locals", "states", "steps", NULL };
static const char *const step_members[] = { "name", "part", "says",    "at",     "when",  "choose", "do",
	                                    "goto", "stay", "failure", "remove", "after", NULL };
static const char *const store_members[] = { "record", NULL };
static const char *const blob_members[] = { "key", "blob", NULL };

/* --- fields ------------------------------------------------------------------------ */

static int field_named(const char *name, bool (*allowed)(enum field), const char *path,
                       const char *member, enum field *out, struct err *err)
{
	struct nearest near = nearest_to(name);

	for (int f = 0; f < FIELD_MAX; f++) {
		if (!allowed((enum field)f))
			continue;
		if (strcmp(fields[f].name, name) == 0) {
			*out = (enum field)f;
			return 0;
		}
		nearest_offer(&near, fields[f].name);
	}
	nearest_err(&near, "field", err);
	return err_place(err, "%s%s%s", path, *path ? "." : "", member);
}

static bool is_local(enum field f)
{
	return fields[f].local && f != FIELD_STATE;
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

static int load_store(const cJSON *object, const char *member, const char *path,
                      bool (*allowed)(enum field), enum field needed, struct store *store,
                      struct err *err)
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

static int load_stores(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *database = cJSON_GetObjectItemCaseSensitive(json, "database");
	const cJSON *blobs = cJSON_GetObjectItemCaseSensitive(json, "blobs");
	const char *key = NULL;

	if (!cJSON_IsObject(database))
		return member_misplaced(err, "", "database", "an object such as {\"record\": \"metadata\"}");
	if (!cJSON_IsObject(blobs))
		return member_misplaced(err, "", "blobs",
		                 "an object such as {\"key\": \"id\", \"blob\": \"image\"}");
	if (members_known(database, store_members, "database", err) ||
	    members_known(blobs, blob_members, "blobs", err) ||
	    load_store(database, "record", "database", is_record, FIELD_METADATA, &design->record,
	               err) ||
	    load_store(blobs, "blob", "blobs", is_blob, FIELD_IMAGE, &design->blob, err) ||
	    member_text(design->arena, blobs, "key", "blobs", &key, err))
		return -1;
	if (!key || (strcmp(key, "user") != 0 && strcmp(key, "id") != 0))
		return member_misplaced(err, "blobs", "key", "\"user\" or \"id\"");
	design->blob_by_user = strcmp(key, "user") == 0;
	return 0;
}

static int load_globals(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, "globals");
	const cJSON *fair = cJSON_GetObjectItemCaseSensitive(json, "fair");
	int count = member_count(item), fair_count = member_count(fair);

	if (count < 0)
		return member_misplaced(err, "", "globals", "a list such as [\"time\"]");
	for (int i = 0; i < count; i++) {
		enum field field = FIELD_STATE;

		if (field_named(member_nth(item, i), is_global, "", "globals", &field, err))
			return -1;
		design->has[field] = true;
	}
	if (fair_count < 0)
		return member_misplaced(err, "", "fair", "a list of roles such as [\"cleaner\"]");
	for (int i = 0; i < fair_count; i++) {
		int role = 0;

		while (role < ROLE_COUNT && strcmp(role_names[role], member_nth(fair, i)) != 0)
			role++;
		if (role == ROLE_COUNT)
			return member_misplaced(err, "", "fair", "\"server\", \"cleaner\" or \"clock\"");
		design->fair[role] = true;
	}
	return 0;
}

static int load_scope(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *scope = cJSON_GetObjectItemCaseSensitive(json, "scope");
	const cJSON *child;
	struct scope given = scope_unset();
	struct scope usual = { .servers = 1, .users = 1, .metadatas = 2, .images = 2, .image_ids = 3,
		               .max_operations = 3, .max_time = 3, .max_failures = 1 };

	usual.cleaners = design->roles[ROLE_CLEANER].present;
	if (scope && !cJSON_IsObject(scope))
		return member_misplaced(err, "", "scope", "an object such as {\"users\": 1}");
	cJSON_ArrayForEach(child, scope) {
		char number[32];

		if (!cJSON_IsNumber(child) || child->valuedouble != (double)child->valueint)
			return member_misplaced(err, "scope", child->string, "a whole number");
		snprintf(number, sizeof(number), "%d", child->valueint);
		if (scope_set(&given, child->string, number, err))
			return err_place(err, "scope");
	}
	design->scope = scope_merge(usual, given);
	return scope_check(&design->scope, err) ? err_place(err, "scope") : 0;
}

/* --- roles and steps ---------------------------------------------------------- */

static int state_named(const struct design_role *role, const char *name)
{
	for (unsigned i = 0; i < role->state_count; i++)
		if (strcmp(role->states[i], name) == 0)
			return (int)i;
	return -1;
}

static int add_state(struct arena *arena, struct design_role *role, const char *name)
{
	int at = state_named(role, name);

	if (at >= 0)
		return at;
	if (role->state_count == DESIGN_STATES_MAX)
		return -1;
	role->states[role->state_count] = arena_strdup(arena, name);
	return (int)role->state_count++;
}

static int load_words(struct design_step *step, const cJSON *json, enum word_kind kind,
                      const char *path, struct err *err)
{
	const char *member = word_kind_names[kind];
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, member);
	int count = member_count(item);

	if (count < 0)
		return member_misplaced(err, path, member, "a list of texts");
	if (count > DESIGN_USES_MAX || (kind == WORD_CHOICE && count > STEP_CHOICES_MAX)) {
		err_set(err, "%d are too many here", count);
		return err_place(err, "%s.%s", path, member);
	}
	for (int i = 0; i < count; i++) {
		const char *text = member_nth(item, i);
		struct use *use = &step->uses[kind][i];

		use->word = word_find(kind, text, &use->number);
		if (!use->word) {
			const char *near = word_nearest(kind, text);

			err_set(err, "unknown word \"%s\" under \"%s\"", text, member);
			err_place(err, "%s.%s[%d]", path, member, i);
			if (near)
				return err_remedy(err, "did you mean \"%s\"?", near);
			return err_remedy(err, "`heddle design --words` lists all words");
		}
		step->use_count[kind]++;
	}
	return 0;
}

/* The clock remembers nothing, so there is no control state that it could start from or go to. */
static int clock_is_bare(const char *path, const char *member, struct err *err)
{
	err_set(err, "a clock has no control states and no locals");
	err_place(err, "%s.%s", path, member);
	return err_remedy(err, "leave \"%s\" out", member);
}

static int load_step(struct design *design, struct design_role *role, const cJSON *json,
                     struct design_step *step, const char *path, struct err *err)
{
	const cJSON *at = cJSON_GetObjectItemCaseSensitive(json, "at");
	const cJSON *target = cJSON_GetObjectItemCaseSensitive(json, "goto");
	int count = member_count(at);
	bool stay = false;

	if (members_known(json, step_members, path, err) ||
	    member_text(design->arena, json, "part", path, &step->part, err) ||
	    member_text(design->arena, json, "says", path, &step->says, err) ||
	    member_flag(json, "failure", path, &step->failure, err) ||
	    member_flag(json, "stay", path, &stay, err))
		return -1;
	if (count < 0)
		return member_misplaced(err, path, "at", "a control state or a list of them");
	for (int i = 0; i < count; i++) {
		int state = add_state(design->arena, role, member_nth(at, i));

		if (state < 0)
			return member_misplaced(err, path, "at", "at most 31 control states in a role");
		step->at |= UINT32_C(1) << state;
	}
	if (role != &design->roles[ROLE_CLOCK] && !step->at)
		return member_misplaced(err, path, "at", "the control state that the step starts from");
	if (role == &design->roles[ROLE_CLOCK] && (step->at || target))
		return clock_is_bare(path, step->at ? "at" : "goto", err);
	if (target && !cJSON_IsString(target))
		return member_misplaced(err, path, "goto", "a control state");
	step->target = -1;
	for (int kind = 0; kind < WORD_KINDS; kind++)
		if (load_words(step, json, (enum word_kind)kind, path, err))
			return -1;
	return 0;
}

/* Targets are looked up when every "at" is known, so that a misspelled one is seen. */
static int load_target(struct design_role *role, const cJSON *json, struct design_step *step,
                       const char *path, struct err *err)
{
	const cJSON *target = cJSON_GetObjectItemCaseSensitive(json, "goto");
	struct nearest near;

	if (!target || cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "stay")))
		return 0;
	step->target = state_named(role, target->valuestring);
	if (step->target >= 0)
		return 0;
	near = nearest_to(target->valuestring);
	for (unsigned i = 0; i < role->state_count; i++)
		nearest_offer(&near, role->states[i]);
	err_set(err, "no step starts at \"%s\", so a process would be stuck there",
	        target->valuestring);
	err_place(err, "%s.goto", path);
	if (near.name)
		return err_remedy(err, "did you mean \"%s\"?", near.name);
	return err_remedy(err, "list it under \"states\" if the dead end is meant");
}

static int load_locals(struct design_role *role, const cJSON *json, const char *path,
                       struct err *err)
{
	const cJSON *locals = cJSON_GetObjectItemCaseSensitive(json, "locals");
	int count = member_count(locals);

	if (count < 0)
		return member_misplaced(err, path, "locals", "a list of fields");
	role->locals[role->local_count++] = FIELD_STATE;
	for (int i = 0; i < count; i++) {
		enum field field = FIELD_STATE;

		if (field_named(member_nth(locals, i), is_local, path, "locals", &field, err))
			return -1;
		if (role_has(role, field))
			return member_misplaced(err, path, "locals", "each field once");
		role->locals[role->local_count++] = field;
	}
	return 0;
}

static int load_role(struct design *design, enum role which, const cJSON *json, struct err *err)
{
	static const char *const bare[] = { "locals", "states", NULL };
	struct design_role *role = &design->roles[which];
	const char *name = role_names[which];
	const cJSON *steps = cJSON_GetObjectItemCaseSensitive(json, "steps");
	const cJSON *states = cJSON_GetObjectItemCaseSensitive(json, "states");
	char path[PATH_MAX_TEXT];

	if (!cJSON_IsObject(json))
		return member_misplaced(err, "", name, "an object with \"steps\"");
	if (members_known(json, role_members, name, err))
		return -1;
	if (!cJSON_IsArray(steps) || !cJSON_GetArraySize(steps))
		return member_misplaced(err, name, "steps", "a list of steps");
	if (cJSON_GetArraySize(steps) > DESIGN_STEPS_MAX)
		return member_misplaced(err, name, "steps", "at most 64 steps");
	for (int i = 0; which == ROLE_CLOCK && bare[i]; i++)
		if (cJSON_GetObjectItemCaseSensitive(json, bare[i]))
			return clock_is_bare(name, bare[i], err);
	role->present = true;
	role->steps = arena_array(design->arena, DESIGN_STEPS_MAX, sizeof(*role->steps));
	if (which != ROLE_CLOCK && load_locals(role, json, name, err))
		return -1;
	if (member_count(states) < 0)
		return member_misplaced(err, name, "states", "a list of control states");
	role->states_listed = states != NULL;
	for (int i = 0; i < member_count(states); i++)
		if (add_state(design->arena, role, member_nth(states, i)) < 0)
			return member_misplaced(err, name, "states", "at most 31 control states in a role");

	for (int pass = 0; pass < 2; pass++) {
		unsigned n = 0;
		const cJSON *item;

		cJSON_ArrayForEach(item, steps) {
			struct design_step *step = &role->steps[n];

			snprintf(path, sizeof(path), "%s.steps[%u]", name, n);
			if (!cJSON_IsObject(item))
				return member_misplaced(err, path, "", "an object");
			if (member_text(design->arena, item, "name", path, &step->name, err))
				return -1;
			if (!step->name || !*step->name || strpbrk(step->name, " ;\t\n\"()"))
				return member_misplaced(err, path, "name", "a name without blanks");
			for (int r = 0; r < ROLE_COUNT && !pass; r++)
				for (unsigned i = 0; i < design->roles[r].step_count; i++)
					if (strcmp(design->roles[r].steps[i].name, step->name) == 0) {
						err_set(err, "a second step is named \"%s\"", step->name);
						return err_place(err, "%s", path);
					}
			snprintf(path, sizeof(path), "%s.steps[%.80s]", name, step->name);
			if (pass ? load_target(role, item, step, path, err)
			         : load_step(design, role, item, step, path, err))
				return -1;
			n++;
			if (!pass)
				role->step_count = n;
		}
	}
	return 0;
}

/* --- the whole ---------------------------------------------------------------- */

static int load(struct design *design, const cJSON *json, struct err *err)
{
	const cJSON *chapter = cJSON_GetObjectItemCaseSensitive(json, "chapter");
	const char *name = NULL;

	design->title = design->lesson = "";
	if (member_text(design->arena, json, "name", "", &name, err) ||
	    member_text(design->arena, json, "title", "", &design->title, err) ||
	    member_text(design->arena, json, "lesson", "", &design->lesson, err))
		return -1;
	if (!name || !*name)
		return member_misplaced(err, "", "name", "the name of the design");
	design->name = name;
	if (chapter && (!cJSON_IsNumber(chapter) || chapter->valueint < 0))
		return member_misplaced(err, "", "chapter", "the number of a chapter");
	design->chapter = chapter ? (unsigned)chapter->valueint : 0;
	if (load_stores(design, json, err) || load_globals(design, json, err))
		return -1;
	for (int r = 0; r < ROLE_COUNT; r++) {
		const cJSON *role = cJSON_GetObjectItemCaseSensitive(json, role_names[r]);

		if (role && !cJSON_IsNull(role) && load_role(design, (enum role)r, role, err))
			return -1;
	}
	if (!design->roles[ROLE_SERVER].present)
		return member_misplaced(err, "", "server", "the server's steps");
	if (load_scope(design, json, err))
		return -1;
	return design_validate(design, err);
}

bool design_recognise(const char *text, size_t length)
{
	static const char *const members[] = { "extends", "server", "reader",  "cleaner",
		                               "clock",   "blobs",  "database" };
	bool list;

	return json_peek(text, length, members, sizeof(members) / sizeof(members[0]), &list) && !list;
}

int design_parse(const char *text, size_t length, const char *file, struct design **out,
                 struct err *err)
{
	struct design *design;
	cJSON *json = NULL;

	if (length > DESIGN_FILE_MAX) {
		err_set(err, "a design of %zu bytes is too large", length);
		return file ? err_file(err, file) : -1;
	}
	if (design_tree(text, length, file, &json, err))
		return -1;
	design = mem_alloc(sizeof(*design));
	design->arena = arena_new();
	design->users = 1;
	design->text = arena_strndup(design->arena, text, length);
	if (load(design, json, err)) {
		if (file)
			err_file(err, file);
		cJSON_Delete(json);
		design_free(design);
		return -1;
	}
	cJSON_Delete(json);
	design_seal(design);

	const struct bundled *twin = bundled_find(bundled_designs, design->name);
	design->bundled = twin && twin->length == length && memcmp(twin->text, text, length) == 0;
	*out = design;
	return 0;
}

int design_open(const char *what, struct design **design, struct err *err)
{
	const struct bundled *b = bundled_find(bundled_designs, what);
	struct nearest near = nearest_to(what);
	char *text = NULL;
	size_t length;
	int status;

	if (b)
		return design_parse(b->text, b->length, b->name, design, err);
	if (!file_exists(what) && !strpbrk(what, "/.")) {
		for (b = bundled_designs; b->name; b++)
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
