/*
 * Drafts as text, and back.  The reader takes cJSON's word for what a file is; only tests read
 * files with it, which heddle has accepted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/json.h>

#include "draft.h"

static const char *const role_names[DRAFT_ROLES] = { "server", "cleaner", "clock" };
static const char *const local_names[DRAFT_LOCALS] = {
	"userId", "metadata", "image", "imageId", "start", "blobKeys", "unusedBlobKeys", "unusedKeyTime",
};
static const char *const global_names[DRAFT_GLOBALS] = { "time", "usedIds", "failed" };
static const char *const kind_names[DRAFT_KINDS] = { "when", "choose", "do" };
static const char *const number_names[DRAFT_NUMBERS] = {
	"servers",   "readers",        "cleaners", "users",        "metadatas",   "images",
	"image-ids", "max-operations", "max-time", "max-failures", "no-failures",
};

bool draft_has_local(const struct draft_role *role, enum draft_local local)
{
	for (unsigned i = 0; i < role->local_count; i++)
		if (role->locals[i] == local)
			return true;
	return false;
}

bool draft_has_global(const struct draft *draft, enum draft_global global)
{
	return draft->globals >> global & 1;
}

/* --- writing --------------------------------------------------------------------------- */

static void put_text(struct buf *out, const char *text)
{
	buf_add_char(out, '"');
	for (; *text; text++) {
		if ((unsigned char)*text < ' ') {
			buf_printf(out, "\\u%04x", *text);
			continue;
		}
		if (*text == '"' || *text == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, *text);
	}
	buf_add_char(out, '"');
}

/* A list being written: "[", then items with commas between them. */
struct listing {
	struct buf *out;
	unsigned count;
};

static void put_item(struct listing *list, const char *text)
{
	if (list->count++)
		buf_add_text(list->out, ", ");
	put_text(list->out, text);
}

static struct listing begin_list(struct buf *out, const char *name)
{
	put_text(out, name);
	buf_add_text(out, ": [");
	return (struct listing){ out, 0 };
}

static void put_words(const struct draft_words *words, const char *name, struct buf *out)
{
	struct listing list;

	if (!words->count)
		return;
	buf_add_text(out, ", ");
	list = begin_list(out, name);
	for (unsigned i = 0; i < words->count; i++)
		put_item(&list, words->text[i]);
	buf_add_char(out, ']');
}

static void put_step(const struct draft_role *role, const struct draft_step *step, struct buf *out)
{
	buf_add_text(out, "      {\"name\": ");
	put_text(out, step->name);
	if (*step->part) {
		buf_add_text(out, ", \"part\": ");
		put_text(out, step->part);
	}
	if (step->at) {
		struct listing list;

		buf_add_text(out, ", ");
		list = begin_list(out, "at");
		for (unsigned s = 0; s < role->state_count; s++)
			if (step->at >> s & 1)
				put_item(&list, role->states[s]);
		buf_add_char(out, ']');
	}
	for (int kind = 0; kind < DRAFT_KINDS; kind++)
		put_words(&step->words[kind], kind_names[kind], out);
	if (step->target >= 0) {
		buf_add_text(out, ", \"goto\": ");
		put_text(out, role->states[step->target]);
	}
	buf_add_text(out, step->failure ? ", \"failure\": true}" : "}");
}

static void put_role(const struct draft_role *role, const char *name, struct buf *out)
{
	struct listing list;

	buf_add_text(out, ",\n  ");
	put_text(out, name);
	buf_add_text(out, ": {");
	if (role->local_count) {
		list = begin_list(out, "locals");
		for (unsigned i = 0; i < role->local_count; i++)
			put_item(&list, local_names[role->locals[i]]);
		buf_add_text(out, "], ");
	}
	if (role->lists_states) {
		list = begin_list(out, "states");
		for (unsigned i = 0; i < role->state_count; i++)
			put_item(&list, role->states[i]);
		buf_add_text(out, "], ");
	}
	buf_add_text(out, "\"steps\": [\n");
	for (unsigned i = 0; i < role->step_count; i++) {
		put_step(role, &role->steps[i], out);
		buf_add_text(out, i + 1 < role->step_count ? ",\n" : "\n");
	}
	buf_add_text(out, "  ]}");
}

static void put_set(unsigned bits, const char *const *names, unsigned count, const char *member,
                    struct buf *out)
{
	struct listing list;

	if (!bits)
		return;
	buf_add_text(out, ",\n  ");
	list = begin_list(out, member);
	for (unsigned i = 0; i < count; i++)
		if (bits >> i & 1)
			put_item(&list, names[i]);
	buf_add_char(out, ']');
}

static const char *store(bool second, const char *first, const char *both, bool bare)
{
	static char text[2][DRAFT_TEXT];
	static int turn;

	turn = !turn;
	snprintf(text[turn], DRAFT_TEXT,
	         second ? "[\"%s\", \"%s\"]"
	         : bare ? "\"%s\""
	                : "[\"%s\"]",
	         first, both);
	return text[turn];
}

void draft_print(const struct draft *draft, struct buf *out)
{
	buf_add_text(out, "{\n  \"name\": ");
	put_text(out, draft->name);
	buf_add_text(out, ",\n  \"scope\": {");
	for (int i = 0; i < DRAFT_NUMBERS; i++)
		buf_printf(out, "%s\"%s\": %d", i ? ", " : "", number_names[i], draft->scope[i]);
	buf_printf(out, "},\n  \"database\": {\"record\": %s}",
	           store(draft->names_blobs, "metadata", "imageId", draft->bare_record));
	buf_printf(out, ",\n  \"blobs\": {\"key\": \"%s\", \"blob\": %s}", draft->by_user ? "user" : "id",
	           store(draft->dated, "image", "created", draft->bare_blob));
	put_set(draft->globals, global_names, DRAFT_GLOBALS, "globals", out);
	put_set(draft->fair, role_names, DRAFT_ROLES, "fair", out);
	for (int r = 0; r < DRAFT_ROLES; r++)
		if (draft->roles[r].present)
			put_role(&draft->roles[r], role_names[r], out);
	buf_add_text(out, "\n}\n");
}

/* --- reading ----------------------------------------------------------------------------- */

static const cJSON *member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* Items of a list, or the one text that may be written in place of a list of one. */
static int item_count(const cJSON *list)
{
	return !list ? 0 : cJSON_IsString(list) ? 1 : cJSON_GetArraySize(list);
}

static const char *item(const cJSON *list, int n)
{
	const char *text =
	        cJSON_IsString(list) ? list->valuestring : cJSON_GetStringValue(cJSON_GetArrayItem(list, n));

	return text ? text : "";
}

static void take_text(char *out, const char *text)
{
	snprintf(out, DRAFT_TEXT, "%s", text ? text : "");
}

static int index_of(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

static int take_state(struct draft_role *role, const char *name)
{
	for (unsigned i = 0; i < role->state_count; i++)
		if (strcmp(role->states[i], name) == 0)
			return (int)i;
	if (role->state_count == DRAFT_STATES)
		return -1;
	take_text(role->states[role->state_count], name);
	return (int)role->state_count++;
}

static unsigned take_set(const cJSON *list, const char *const *names, int count)
{
	unsigned bits = 0;

	for (int i = 0; i < item_count(list); i++) {
		int at = index_of(names, count, item(list, i));

		bits |= at < 0 ? 0 : 1U << at;
	}
	return bits;
}

static bool take_step(struct draft_role *role, const cJSON *json)
{
	struct draft_step *step = &role->steps[role->step_count];
	const cJSON *at = member(json, "at"), *target = member(json, "goto");

	if (role->step_count++ == DRAFT_STEPS)
		return false;
	take_text(step->name, cJSON_GetStringValue(member(json, "name")));
	take_text(step->part, cJSON_GetStringValue(member(json, "part")));
	step->failure = cJSON_IsTrue(member(json, "failure"));
	step->target = target ? take_state(role, cJSON_GetStringValue(target)) : -1;
	for (int i = 0; i < item_count(at); i++)
		step->at |= 1U << take_state(role, item(at, i));
	for (int kind = 0; kind < DRAFT_KINDS; kind++) {
		const cJSON *words = member(json, kind_names[kind]);

		if (item_count(words) > DRAFT_WORDS)
			return false;
		step->words[kind].count = (unsigned)item_count(words);
		for (int i = 0; i < item_count(words); i++)
			take_text(step->words[kind].text[i], item(words, i));
	}
	return true;
}

static bool take_role(struct draft_role *role, const cJSON *json)
{
	const cJSON *locals = member(json, "locals"), *states = member(json, "states"), *step;

	role->present = true;
	role->lists_states = states != NULL;
	for (int i = 0; i < item_count(locals); i++)
		role->locals[role->local_count++] =
		        (unsigned char)index_of(local_names, DRAFT_LOCALS, item(locals, i));
	for (int i = 0; i < item_count(states); i++)
		take_state(role, item(states, i));
	/* Control states are numbered as heddle does: by where steps start, in their order. */
	cJSON_ArrayForEach(step, member(json, "steps")) for (int i = 0; i < item_count(member(step, "at"));
	                                                     i++)
	        take_state(role, item(member(step, "at"), i));
	cJSON_ArrayForEach(step, member(json, "steps")) if (!take_step(role, step)) return false;
	return role->step_count > 0;
}

static void take_stores(struct draft *draft, const cJSON *json)
{
	const cJSON *record = member(member(json, "database"), "record");
	const cJSON *blob = member(member(json, "blobs"), "blob");

	draft->by_user = strcmp(item(member(member(json, "blobs"), "key"), 0), "user") == 0;
	draft->bare_record = cJSON_IsString(record);
	draft->names_blobs = item_count(record) > 1;
	draft->bare_blob = cJSON_IsString(blob);
	draft->dated = item_count(blob) > 1;
}

static void take_scope(struct draft *draft, const cJSON *scope)
{
	static const int usual[DRAFT_NUMBERS] = { 1, 0, 0, 1, 2, 2, 3, 3, 3, 1, 0 };

	for (int i = 0; i < DRAFT_NUMBERS; i++) {
		const cJSON *number = member(scope, number_names[i]);

		draft->scope[i] = number                ? number->valueint
		                  : i == DRAFT_CLEANERS ? draft->roles[DRAFT_CLEANER].present
		                                        : usual[i];
	}
}

bool draft_read(const char *text, size_t length, struct draft *draft)
{
	cJSON *json = cJSON_ParseWithLength(text, length);
	bool good = cJSON_IsObject(json) && !member(json, "extends");

	*draft = (struct draft){ 0 };
	if (good) {
		take_text(draft->name, cJSON_GetStringValue(member(json, "name")));
		take_stores(draft, json);
		draft->globals = take_set(member(json, "globals"), global_names, DRAFT_GLOBALS);
		draft->fair = take_set(member(json, "fair"), role_names, DRAFT_ROLES);
	}
	for (int r = 0; good && r < DRAFT_ROLES; r++)
		if (member(json, role_names[r]))
			good = take_role(&draft->roles[r], member(json, role_names[r]));
	if (good)
		take_scope(draft, member(json, "scope"));
	cJSON_Delete(json);
	return good;
}

/* --- leaving things out --------------------------------------------------------------------- */

/* Walks over all pieces; the one numbered `left` is taken out of `draft`, and -1 is what is left of
 * it then. */
static bool here(int *left)
{
	return (*left)-- == 0;
}

static void drop_word(struct draft_words *words, unsigned nth)
{
	words->count--;
	memmove(words->text[nth], words->text[nth + 1], (words->count - nth) * sizeof(*words->text));
}

static bool drop_from_step(struct draft_step *step, int *left)
{
	for (int kind = 0; kind < DRAFT_KINDS; kind++)
		for (unsigned i = 0; i < step->words[kind].count; i++)
			if (here(left)) {
				drop_word(&step->words[kind], i);
				return true;
			}
	for (unsigned s = 0; s < DRAFT_STATES; s++)
		if (step->at >> s & 1 && here(left)) {
			step->at &= ~(1U << s);
			return true;
		}
	if (step->target >= 0 && here(left)) {
		step->target = -1;
		return true;
	}
	if (*step->part && here(left)) {
		*step->part = '\0';
		return true;
	}
	if (step->failure && here(left)) {
		step->failure = false;
		return true;
	}
	return false;
}

static bool drop_from_role(struct draft_role *role, int *left)
{
	for (unsigned i = 0; i < role->step_count; i++)
		if (here(left)) {
			role->step_count--;
			memmove(&role->steps[i], &role->steps[i + 1],
			        (role->step_count - i) * sizeof(*role->steps));
			return true;
		}
	for (unsigned i = 0; i < role->step_count; i++)
		if (drop_from_step(&role->steps[i], left))
			return true;
	for (unsigned i = 0; i < role->local_count; i++)
		if (here(left)) {
			role->local_count--;
			memmove(&role->locals[i], &role->locals[i + 1], role->local_count - i);
			return true;
		}
	return false;
}

static bool drop(struct draft *draft, int *left)
{
	static const int least[DRAFT_NUMBERS] = {
		[DRAFT_USERS] = 1, [DRAFT_METADATAS] = 1, [DRAFT_IMAGES] = 1, [DRAFT_IDS] = 1
	};

	for (int r = DRAFT_CLEANER; r < DRAFT_ROLES; r++)
		if (draft->roles[r].present && here(left)) {
			draft->roles[r] = (struct draft_role){ 0 };
			if (r == DRAFT_CLEANER)
				draft->scope[DRAFT_CLEANERS] = 0;
			return true;
		}
	for (int i = 0; i < DRAFT_NUMBERS; i++)
		if (draft->scope[i] > least[i] && here(left)) {
			draft->scope[i]--;
			return true;
		}
	for (int r = 0; r < DRAFT_ROLES; r++)
		if (draft->roles[r].present && drop_from_role(&draft->roles[r], left))
			return true;
	for (int i = 0; i < DRAFT_GLOBALS; i++)
		if (draft->globals >> i & 1 && here(left)) {
			draft->globals &= ~(1U << i);
			return true;
		}
	for (int i = 0; i < DRAFT_ROLES; i++)
		if (draft->fair >> i & 1 && here(left)) {
			draft->fair &= ~(1U << i);
			return true;
		}
	bool *fields[] = { &draft->names_blobs, &draft->dated };

	for (int i = 0; i < 2; i++)
		if (*fields[i] && here(left)) {
			*fields[i] = false;
			return true;
		}
	return false;
}

unsigned draft_pieces(const struct draft *draft)
{
	struct draft *copy = malloc(sizeof(*copy));
	int all = 1 << 20, left = all;

	*copy = *draft;
	drop(copy, &left);
	free(copy);
	return (unsigned)(all - left);
}

void draft_without(const struct draft *draft, unsigned piece, struct draft *out)
{
	int left = (int)piece;

	*out = *draft;
	drop(out, &left);
}
