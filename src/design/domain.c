/*
 * The tables of names.  What is one thing under two aspects, such as a global field that is also a variable,
 * has its name in a macro.
 */
#include <string.h>

#include <heddle/domain.h>

#define TIME     "time"
#define USED_IDS "usedIds"
#define FAILED   "failed"

// clang-format off
const struct model_variable domain_variables[DOMAIN_VARIABLES] = {
	[DOMAIN_RECORDS] = { "databaseState", "database", VARIABLE_TABLE },
	[DOMAIN_BLOBS] = { "blobStoreState", "blobs", VARIABLE_TABLE },
	[DOMAIN_SERVERS] = { "serverStates", "servers", VARIABLE_PROCESSES },
	[DOMAIN_CLEANERS] = { "cleanerStates", "cleaners", VARIABLE_PROCESSES },
	[DOMAIN_BEGUN] = { "writesBegun", "writes begun", VARIABLE_PLAIN },
	[DOMAIN_READ_BROKEN] = { "readBroken", "a read was inconsistent", VARIABLE_PLAIN },
	[DOMAIN_LOG] = { "operations", "operations", VARIABLE_LOG },
	[DOMAIN_TIME] = { TIME, "hour", VARIABLE_PLAIN },
	[DOMAIN_USED_IDS] = { USED_IDS, "ids issued", VARIABLE_PLAIN },
	[DOMAIN_FAILED] = { FAILED, "cleaner failures", VARIABLE_PLAIN },
};

const struct field_info fields[FIELD_MAX] = {
	[FIELD_STATE] = { "state", TYPE_CONTROL, .local = true },
	[FIELD_USER_ID] = { "userId", TYPE_USER, .local = true },
	[FIELD_METADATA] = { "metadata", TYPE_METADATA, .local = true },
	[FIELD_IMAGE] = { "image", TYPE_IMAGE, .local = true },
	[FIELD_IMAGE_ID] = { "imageId", TYPE_ID, .local = true },
	[FIELD_START] = { "start", TYPE_TIME, .local = true },
	[FIELD_BLOB_KEYS] = { "blobKeys", TYPE_IDS, .local = true },
	[FIELD_UNUSED_BLOB_KEYS] = { "unusedBlobKeys", TYPE_IDS, .local = true },
	[FIELD_UNUSED_KEY_TIME] = { "unusedKeyTime", TYPE_TIME, .local = true },
	[FIELD_CREATED] = { "created", TYPE_TIME, .local = false },
	[FIELD_TIME] = { TIME, TYPE_TIME, .global = true },
	[FIELD_USED_IDS] = { USED_IDS, TYPE_IDS, .global = true },
	[FIELD_FAILED] = { FAILED, TYPE_COUNT, .global = true },
};

const char *const role_names[ROLE_COUNT] = { "server", "cleaner", "clock" };
const char domain_reader[] = "reader";

const struct constant_names constant_names[CONSTANT_KINDS] = {
	[CONSTANT_SERVERS] = { "s", NULL, "Servers" },
	[CONSTANT_READERS] = { "r", NULL, "Readers" },
	[CONSTANT_CLEANERS] = { "c", NULL, "Cleaners" },
	[CONSTANT_USERS] = { "u", "user", "Users" },
	[CONSTANT_METADATAS] = { "m", "metadata", "Metadatas" },
	[CONSTANT_IMAGES] = { "i", "image", "Images" },
	[CONSTANT_IMAGE_IDS] = { "ui", "id", "ImageIds" },
};

#define FIELD(option_, member, noun_, least_, most_) \
	{ .option = option_, .noun = noun_, .offset = offsetof(struct scope, member), .least = least_, .most = most_ }

const struct scope_field scope_fields[] = {
	FIELD("servers", servers, "servers", 0, SCOPE_PROCESSES_MAX),
	FIELD("readers", readers, "readers", 0, SCOPE_PROCESSES_MAX),
	FIELD("cleaners", cleaners, "cleaners", 0, SCOPE_PROCESSES_MAX),
	FIELD("users", users, "users", 1, SCOPE_USERS_MAX),
	FIELD("metadatas", metadatas, "metadatas", 1, SCOPE_METADATAS_MAX),
	FIELD("images", images, "images", 1, SCOPE_IMAGES_MAX),
	FIELD("image-ids", image_ids, "image ids", 1, SCOPE_IDS_MAX),
	FIELD("max-operations", max_operations, "operations", 0, SCOPE_OPERATIONS_MAX),
	FIELD("max-time", max_time, "hours", 0, SCOPE_TIME_MAX),
	FIELD("max-failures", max_failures, "failures", 0, SCOPE_FAILURES_MAX),
	{ .option = "no-failures", .noun = "no failures", .least = 0, .most = 1, .flag = true,
	  .offset = offsetof(struct scope, no_failures) },
	{ .option = NULL },
};
// clang-format on

const char *domain_processes(enum role role)
{
	return domain_variables[role == ROLE_CLEANER ? DOMAIN_CLEANERS : DOMAIN_SERVERS].name;
}

bool domain_is_keyed(const char *variable)
{
	for (int v = DOMAIN_RECORDS; v <= DOMAIN_CLEANERS; v++)
		if (strcmp(variable, domain_variables[v].name) == 0)
			return true;
	return false;
}

enum constant_kind type_constants(enum type type)
{
	return type == TYPE_USER       ? CONSTANT_USERS
	       : type == TYPE_METADATA ? CONSTANT_METADATAS
	       : type == TYPE_IMAGE    ? CONSTANT_IMAGES
	                               : CONSTANT_IMAGE_IDS;
}
