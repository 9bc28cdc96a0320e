#include <assert.h>
#include <stdlib.h>

#include "own_rows.h"

#define ABSENT(row, text) [row] = { .kind = SCOPE_ABSENT, .option = (text), .noun = (text), .most = 9 }

struct scope_row own_rows[] = {
	ABSENT(SCOPE_SERVERS, "servers"),
	ABSENT(SCOPE_READERS, "readers"),
	ABSENT(SCOPE_CLEANERS, "cleaners"),
	ABSENT(SCOPE_USERS, "users"),
	ABSENT(SCOPE_METADATAS, "metadatas"),
	ABSENT(SCOPE_IMAGES, "images"),
	ABSENT(SCOPE_IMAGE_IDS, "image-ids"),
	ABSENT(SCOPE_OPERATIONS, "max-operations"),
	ABSENT(SCOPE_TIME, "max-time"),
	ABSENT(SCOPE_FAILURES, "max-failures"),
	ABSENT(SCOPE_NO_FAILURES, "no-failures"),
	[OWN_KEYS] = { SCOPE_CONSTANT, "keys", "keys", "key", "k", "Keys", 2, 1, 8 },
	[OWN_JANITORS] = { SCOPE_PROCESS, "janitors", "janitors", NULL, "j", "Janitors", 1, 0, 12 },
	[OWN_QUEUE] = { SCOPE_BOUND, "max-queue", "entries", NULL, NULL, "MaxQueue", 2, 0, 100 },
	[OWN_STRICT] = { SCOPE_FLAG, "strict", "refuse late entries", NULL, NULL, NULL, 0, 0, 1 },
	{ .option = NULL },
};

static const struct declared_type *type(const char *text, struct arena *arena)
{
	static const struct declared_set sets[] = { { .one = "Key", .all = "Keys" },
		                                    { .one = "Janitor", .all = "janitors" } };
	const struct declared_sets known = { sets, sizeof(sets) / sizeof(*sets) };
	const struct declared_type *type = NULL;
	int result = declared_type_parse(text, &known, "max-queue", arena, &type, NULL);

	assert(result == 0 && "the types of this file are right");
	(void)result;
	return type;
}

struct design own_design(struct system *system, struct arena *arena)
{
	*system = (struct system){
		.variables = { { .name = "held", .type = type("Key -> Janitor?", arena), .role = -1 },
		               { .name = "queue", .type = type("list of Key", arena), .role = -1 },
		               { .name = "work",
		                 .type = type("Janitor -> {left: 0..2}", arena),
		                 .role = 0 } },
		.variable_count = 3,
		.roles = { { .name = "janitor", .plural = "janitors", .row = OWN_JANITORS } },
		.role_count = 1,
		.sets = { { "Key", "Keys", { OWN_KEYS, SCOPE_ROWS_MAX } },
		          { "Janitor", "janitors", { OWN_JANITORS, SCOPE_ROWS_MAX } } },
		.set_count = 2,
		.rows = own_rows,
		.row_count = sizeof(own_rows) / sizeof(*own_rows) - 1,
	};

	struct scope scope = scope_unset();

	scope.of[OWN_KEYS] = 2;
	scope.of[OWN_JANITORS] = 1;
	scope.of[OWN_QUEUE] = 2;
	return (struct design){ .name = "own", .system = system, .scope = scope };
}
