#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/value.h>

#include "reference_read.h"

/* "u2", "m2", "i2", "ui2": 2; UNSET: 0; -1: something else. */
static int constant(const struct value *shown)
{
	const char *text = shown ? value_text(shown) : NULL;
	size_t letters = text ? strcspn(text, "0123456789") : 0;

	if (!text)
		return -1;
	return strcmp(text, "UNSET") == 0 ? 0 : text[letters] ? atoi(text + letters) : -1;
}

static int number(const struct value *shown)
{
	return shown && shown->kind == VALUE_INT ? (int)shown->number : -1;
}

static int ids(const struct value *shown)
{
	int set = 0;

	if (!shown || shown->kind != VALUE_SET)
		return -1;
	for (uint32_t i = 0; i < shown->count; i++)
		set |= 1 << (constant(shown->items[i]) - 1);
	return set;
}

static int state_named(const struct draft_role *role, const char *name)
{
	for (unsigned i = 0; name && i < role->state_count; i++)
		if (strcmp(role->states[i], name) == 0)
			return (int)i;
	return -1;
}

static bool read_process(const struct draft_role *role, const struct value *shown, struct ref_process *out)
{
	int value = state_named(role, value_text(value_get(shown, "state")));
	bool good = value >= 0;

	out->state = (int8_t)value;
	for (unsigned i = 0; i < role->local_count && good; i++) {
		int8_t *fields[DRAFT_LOCALS] = {
			[DRAFT_USER_ID] = &out->user, [DRAFT_METADATA] = &out->metadata,
			[DRAFT_IMAGE] = &out->image,  [DRAFT_IMAGE_ID] = &out->id,
			[DRAFT_START] = &out->start,  [DRAFT_UNUSED_KEY_TIME] = &out->key_time
		};
		static const char *const names[DRAFT_LOCALS] = { "userId",         "metadata",     "image",
			                                         "imageId",        "start",        "blobKeys",
			                                         "unusedBlobKeys", "unusedKeyTime" };
		unsigned local = role->locals[i];
		const struct value *field = value_get(shown, names[local]);

		if (local == DRAFT_BLOB_KEYS || local == DRAFT_UNUSED_BLOB_KEYS) {
			value = ids(field);
			*(local == DRAFT_BLOB_KEYS ? &out->keys : &out->unused) = (uint8_t)value;
		} else {
			value = local == DRAFT_START || local == DRAFT_UNUSED_KEY_TIME ? number(field)
			                                                               : constant(field);
			*fields[local] = (int8_t)value;
		}
		good = value >= 0;
	}
	return good;
}

/* A bare value, or the field of a record. */
static const struct value *part(const struct value *entry, bool bare, const char *field)
{
	return bare ? entry : value_get(entry, field);
}

static bool read_stores(const struct draft *draft, const struct value *shown, struct ref_state *out)
{
	const struct value *records = value_get(shown, "databaseState"),
	                   *blobs = value_get(shown, "blobStoreState");
	bool bare_record = draft->bare_record && !draft->names_blobs,
	     bare_blob = draft->bare_blob && !draft->dated;
	bool good = records && blobs;
	int keys = draft->scope[draft->by_user ? DRAFT_USERS : DRAFT_IDS];
	char key[16];

	for (int u = 0; u < draft->scope[DRAFT_USERS] && good; u++) {
		snprintf(key, sizeof(key), "u%d", u + 1);
		const struct value *entry = value_get(records, key);

		out->record[u].metadata = (int8_t)constant(part(entry, bare_record, "metadata"));
		out->record[u].id = draft->names_blobs ? (int8_t)constant(value_get(entry, "imageId")) : 0;
		good = out->record[u].metadata >= 0 && out->record[u].id >= 0;
	}
	for (int i = 0; i < keys && good; i++) {
		snprintf(key, sizeof(key), "%s%d", draft->by_user ? "u" : "ui", i + 1);
		const struct value *entry = value_get(blobs, key);

		out->blob[i].image = (int8_t)constant(part(entry, bare_blob, "image"));
		if (draft->dated && out->blob[i].image)
			out->blob[i].created = (int8_t)number(value_get(entry, "created"));
		good = out->blob[i].image >= 0 && out->blob[i].created >= 0;
	}
	return good;
}

static bool read_log(const struct value *shown, struct ref_state *out)
{
	for (uint32_t i = 0; i < shown->count && i < REF_LOG; i++) {
		const struct value *entry = shown->items[i];
		const char *type = value_text(value_get(entry, "type"));

		out->log[out->log_count++] = (struct ref_entry){
			type && strcmp(type, "READ") == 0,
			(int8_t)constant(value_get(entry, "userId")),
			(int8_t)constant(value_get(entry, "metadata")),
			(int8_t)constant(value_get(entry, "image")),
		};
	}
	return shown->count <= REF_LOG;
}

bool ref_read_state(const struct ref *ref, const struct value *shown, struct ref_state *out)
{
	const struct value *log = value_get(shown, "operations"), *begun = value_get(shown, "writesBegun");
	const struct value *time = value_get(shown, "time"), *failed = value_get(shown, "failed");
	const struct value *used = value_get(shown, "usedIds");
	int servers = 0, readers = 0, cleaners = 0;
	bool good;

	memset(out, 0, sizeof(*out));
	good = read_stores(ref->draft, shown, out) && read_log(log ? log : begun, out);
	for (int p = 0; p < ref->process_count && good; p++) {
		bool cleaner = ref->role[p] == DRAFT_CLEANER;
		char name[16];

		if (ref->role[p] == DRAFT_CLOCK)
			continue;
		snprintf(name, sizeof(name), "%c%d",
		         cleaner          ? 'c'
		         : ref->reader[p] ? 'r'
		                          : 's',
		         cleaner          ? ++cleaners
		         : ref->reader[p] ? ++readers
		                          : ++servers);
		good = read_process(
		        &ref->draft->roles[ref->role[p]],
		        value_get(value_get(shown, cleaner ? "cleanerStates" : "serverStates"), name),
		        &out->process[p]);
	}
	out->time = time ? (int8_t)number(time) : 0;
	out->failed = failed ? (int8_t)number(failed) : 0;
	out->used = used ? (uint8_t)ids(used) : 0;
	return good;
}

void ref_forget_past(struct ref_state *state)
{
	for (int p = 0; p < REF_PROCESSES; p++)
		state->process[p].start = state->process[p].key_time = 0;
	for (int id = 0; id < REF_IDS; id++)
		state->blob[id].created = 0;
	state->time = state->failed = state->log_count = 0;
	memset(state->log, 0, sizeof(state->log));
}
