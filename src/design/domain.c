/*
 * The tables of names.  What is one thing under two aspects, such as a global field that is also a variable,
 * has its name in a macro.
 */
#include <string.h>

#include <heddle/domain.h>

#define TIME     "time"
#define USED_IDS "usedIds"
#define FAILED   "failed"

#define MAX_OPERATIONS "max-operations"
#define MAX_TIME       "max-time"
#define MAX_FAILURES   "max-failures"

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

/* kind, option, noun, one, prefix of names, constant in TLA+, usual number, least, most */
const struct scope_row scope_rows[SCOPE_ROWS + 1] = {
	[SCOPE_SERVERS] = { SCOPE_PROCESS, "servers", "servers", NULL, "s", "Servers",
		1, 0, SCOPE_PROCESSES_MAX },
	[SCOPE_READERS] = { SCOPE_PROCESS, "readers", "readers", NULL, "r", "Readers",
		0, 0, SCOPE_PROCESSES_MAX },
	[SCOPE_CLEANERS] = { SCOPE_PROCESS, "cleaners", "cleaners", NULL, "c", "Cleaners",
		1, 0, SCOPE_PROCESSES_MAX },
	[SCOPE_USERS] = { SCOPE_CONSTANT, "users", "users", "user", "u", "Users",
		1, 1, SCOPE_USERS_MAX },
	[SCOPE_METADATAS] = { SCOPE_CONSTANT, "metadatas", "metadatas", "metadata", "m", "Metadatas",
		2, 1, SCOPE_METADATAS_MAX },
	[SCOPE_IMAGES] = { SCOPE_CONSTANT, "images", "images", "image", "i", "Images",
		2, 1, SCOPE_IMAGES_MAX },
	[SCOPE_IMAGE_IDS] = { SCOPE_CONSTANT, "image-ids", "image ids", "id", "ui", "ImageIds",
		3, 1, SCOPE_IDS_MAX },
	[SCOPE_OPERATIONS] = { SCOPE_BOUND, MAX_OPERATIONS, "operations", NULL, NULL, "MaxOperations",
		3, 0, SCOPE_OPERATIONS_MAX },
	[SCOPE_TIME] = { SCOPE_BOUND, MAX_TIME, "hours", NULL, NULL, "MaxTime",
		3, 0, SCOPE_TIME_MAX },
	[SCOPE_FAILURES] = { SCOPE_BOUND, MAX_FAILURES, "failures", NULL, NULL, "MaxFailures",
		1, 0, SCOPE_FAILURES_MAX },
	[SCOPE_NO_FAILURES] = { SCOPE_FLAG, "no-failures", "no failures", NULL, NULL, NULL,
		0, 0, 1 },
};

const char *const domain_bounds[] = { MAX_OPERATIONS, MAX_TIME, MAX_FAILURES, NULL };
// clang-format on

const char *domain_processes(enum role role)
{
	return domain_variables[role == ROLE_CLEANER ? DOMAIN_CLEANERS : DOMAIN_SERVERS].name;
}

enum field domain_global(enum domain_variable variable)
{
	return variable == DOMAIN_TIME       ? FIELD_TIME
	       : variable == DOMAIN_USED_IDS ? FIELD_USED_IDS
	                                     : FIELD_FAILED;
}

bool domain_is_keyed(const char *variable)
{
	for (int v = DOMAIN_RECORDS; v <= DOMAIN_CLEANERS; v++)
		if (strcmp(variable, domain_variables[v].name) == 0)
			return true;
	return false;
}

enum scope_index type_constants(enum type type)
{
	return type == TYPE_USER       ? SCOPE_USERS
	       : type == TYPE_METADATA ? SCOPE_METADATAS
	       : type == TYPE_IMAGE    ? SCOPE_IMAGES
	                               : SCOPE_IMAGE_IDS;
}
