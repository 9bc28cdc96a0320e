/*
 * One table of roles says where the names and the number of each role are
 * kept; everything here is a walk over it.
 *
 * The order in which a trace happens to show names is not kept: JSON objects
 * and TLA+ functions come in any order, and the same system should look the
 * same whichever tool exported it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/constants.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/names.h>
#include <heddle/number.h>
#include <heddle/quote.h>
#include <heddle/trace.h>
#include <heddle/value.h>

typedef const char *const *name_list;

// clang-format off
static const struct role {
	const char *option; /* of scope_fields, and the key in a saved session */
	const char *prefix; /* of usual names: "s" for s1, s2, … */
	size_t names;       /* offset in struct constants */
	size_t count;       /* offset in struct scope */
} roles[] = {
	{ "servers", "s", offsetof(struct constants, servers), offsetof(struct scope, servers) },
	{ "readers", "r", offsetof(struct constants, readers), offsetof(struct scope, readers) },
	{ "cleaners", "c", offsetof(struct constants, cleaners), offsetof(struct scope, cleaners) },
	{ "users", "u", offsetof(struct constants, users), offsetof(struct scope, users) },
	{ "metadatas", "m", offsetof(struct constants, metadatas),
	  offsetof(struct scope, metadatas) },
	{ "images", "i", offsetof(struct constants, images), offsetof(struct scope, images) },
	{ "image-ids", "ui", offsetof(struct constants, image_ids),
	  offsetof(struct scope, image_ids) },
};
// clang-format on
enum { SERVERS, READERS, CLEANERS, USERS, METADATAS, IMAGES, IMAGE_IDS, ROLES };

static name_list *names_of(struct constants *constants, const struct role *role)
{
	return (name_list *)((char *)constants + role->names);
}

static name_list list_of(const struct constants *constants, const struct role *role)
{
	return *(const name_list *)((const char *)constants + role->names);
}

static int *count_of(struct scope *scope, const struct role *role)
{
	return (int *)((char *)scope + role->count);
}

static size_t length_of(name_list names)
{
	size_t length = 0;
	while (names && names[length])
		length++;
	return length;
}

/* --- lists -------------------------------------------------------- */

/* Natural order: runs of digits compare as numbers. */
static int compare_names(const void *left, const void *right)
{
	const char *a = *(const char *const *)left, *b = *(const char *const *)right;
	while (*a && *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			size_t a_length = strspn(a, "0123456789"), b_length = strspn(b, "0123456789");
			if (a_length != b_length)
				return a_length < b_length ? -1 : 1;
		}
		if (*a != *b)
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		a++, b++;
	}
	return *a ? 1 : *b ? -1 : 0;
}

/* A sorted, ended copy in the arena; the list is released. */
static name_list finish(struct names *names, struct arena *arena)
{
	if (names->count)
		qsort(names->items, names->count, sizeof *names->items, compare_names);
	const char **list = arena_array(arena, names->count + 1, sizeof *list);
	for (size_t i = 0; i < names->count; i++)
		list[i] = arena_strdup(arena, names->items[i]);
	names_release(names);
	return list;
}

/* --- reading them off a trace ----------------------------------------------- */

static void add_value(struct names *names, const struct value *value)
{
	const char *text = value ? value_text(value) : NULL;
	if (text && strcmp(text, "UNSET") != 0)
		names_intern(names, text);
}

static void add_field(struct names *names, const struct value *record, const char *field)
{
	add_value(names, value_get(record, field));
}

static bool has_pairs(const struct value *value)
{
	return value && (value->kind == VALUE_RECORD || value->kind == VALUE_FUNCTION);
}

static void add_keys(struct names *names, const struct value *function)
{
	for (uint32_t i = 0; has_pairs(function) && i < function->count; i++)
		add_value(names, function->pairs[i].key);
}

static void read_servers(struct names *found, const struct value *servers)
{
	add_keys(&found[SERVERS], servers);
	for (uint32_t i = 0; has_pairs(servers) && i < servers->count; i++) {
		const struct value *locals = servers->pairs[i].value;
		if (!has_pairs(locals))
			continue;
		add_field(&found[METADATAS], locals, "metadata");
		add_field(&found[IMAGES], locals, "image");
	}
}

/* Returns whether records name blobs, which makes the keys of the blob store ids. */
static bool read_database(struct names *found, const struct value *database)
{
	bool ids = false;
	add_keys(&found[USERS], database);
	for (uint32_t i = 0; has_pairs(database) && i < database->count; i++) {
		const struct value *record = database->pairs[i].value;
		if (has_pairs(record)) {
			add_field(&found[METADATAS], record, "metadata");
			ids = ids || value_get(record, "imageId");
		} else {
			add_value(&found[METADATAS], record);
		}
	}
	return ids;
}

static void read_blobs(struct names *found, const struct value *blobs, bool ids)
{
	if (ids)
		add_keys(&found[IMAGE_IDS], blobs);
	for (uint32_t i = 0; has_pairs(blobs) && i < blobs->count; i++) {
		const struct value *blob = blobs->pairs[i].value;
		if (has_pairs(blob))
			add_field(&found[IMAGES], blob, "image");
		else
			add_value(&found[IMAGES], blob);
	}
}

static void read_operations(struct names *found, const struct value *operations)
{
	for (uint32_t i = 0; operations->kind == VALUE_TUPLE && i < operations->count; i++) {
		const struct value *operation = operations->items[i];
		if (!has_pairs(operation))
			continue;
		add_field(&found[METADATAS], operation, "metadata");
		add_field(&found[IMAGES], operation, "image");
	}
}

static void raise_to(int *member, int64_t number)
{
	if (number > *member)
		*member = number < 1000000 ? (int)number : 1000000;
}

static void raise_to_variable(int *member, const struct value *state, const char *variable)
{
	const struct value *value = value_get(state, variable);
	if (value && value->kind == VALUE_INT)
		raise_to(member, value->number);
}

static void read_state(struct names *found, const struct value *state, struct scope *scope)
{
	const struct value *operations = value_get(state, "operations");
	read_servers(found, value_get(state, "serverStates"));
	add_keys(&found[CLEANERS], value_get(state, "cleanerStates"));
	bool ids = read_database(found, value_get(state, "databaseState"));
	read_blobs(found, value_get(state, "blobStoreState"), ids);
	if (operations) {
		read_operations(found, operations);
		if (operations->kind == VALUE_TUPLE)
			raise_to(&scope->max_operations, operations->count);
	}
	raise_to_variable(&scope->max_time, state, "time");
	raise_to_variable(&scope->max_failures, state, "failed");
}

void constants_infer(const struct trace *trace, struct arena *arena, struct constants *constants,
                     struct scope *scope)
{
	struct names found[ROLES] = { 0 };
	*constants = (struct constants){ 0 };
	*scope = scope_unset();
	for (size_t i = 0; i < trace->state_count; i++)
		read_state(found, trace->states[i], scope);
	bool cleaners = trace->state_count && value_get(trace->states[0], "cleanerStates") != NULL;
	for (unsigned i = 0; i < ROLES; i++) {
		size_t count = found[i].count;
		*names_of(constants, &roles[i]) = finish(&found[i], arena);
		if (count)
			*count_of(scope, &roles[i]) = (int)count;
	}
	/* Nothing in a state tells a reader from a server. */
	if (scope->servers != SCOPE_DEFAULT)
		scope->readers = 0;
	if (cleaners && scope->cleaners == SCOPE_DEFAULT)
		scope->cleaners = 0;
}

/* --- completing, saving ------------------------------------------- */

struct constants constants_complete(const struct constants *constants, const struct scope *scope,
                                    struct arena *arena)
{
	struct constants full = { 0 };
	for (unsigned i = 0; i < ROLES; i++) {
		struct names names = { 0 };
		name_list given = list_of(constants, &roles[i]);
		size_t count = (size_t) * (const int *)((const char *)scope + roles[i].count);
		for (size_t k = 0; given && given[k]; k++)
			names_intern(&names, given[k]);
		for (unsigned n = 1; names.count < count; n++)
			names_intern(&names, arena_printf(arena, "%s%u", roles[i].prefix, n));
		*names_of(&full, &roles[i]) = finish(&names, arena);
	}
	return full;
}

struct constants constants_within(const struct constants *constants, const struct scope *scope,
                                  struct arena *arena)
{
	struct constants cut = { 0 };
	for (unsigned i = 0; i < ROLES; i++) {
		name_list names = list_of(constants, &roles[i]);
		size_t count = (size_t) * (const int *)((const char *)scope + roles[i].count);
		size_t length = length_of(names);
		if (!names)
			continue;
		if (length > count)
			length = count;
		const char **list = arena_array(arena, length + 1, sizeof *list);
		memcpy(list, names, length * sizeof *list);
		*names_of(&cut, &roles[i]) = list;
	}
	return cut;
}

struct scope constants_saved_scope(const struct trace_meta *meta)
{
	struct scope scope = scope_unset();
	for (size_t i = 0; i < meta->scope_count; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d", meta->scope[i].number);
		scope_set(&scope, meta->scope[i].option, number, NULL);
	}
	return scope;
}

/* The role whose usual name stands at `word`, and its number; null when there is none. */
static const struct role *role_named(const char *word, size_t length, int64_t *number)
{
	for (unsigned i = 0; i < ROLES; i++) {
		size_t prefix = strlen(roles[i].prefix);
		const char *digits = word + prefix;

		if (length > prefix && length <= prefix + 4 && strncmp(word, roles[i].prefix, prefix) == 0 &&
		    strspn(digits, "0123456789") >= length - prefix && number_take(&digits, number))
			return &roles[i];
	}
	return NULL;
}

/* Whether the file itself says what a word names: servers may be called c1. */
static bool is_named(const struct trace_meta *meta, const char *word, size_t length)
{
	for (size_t i = 0; i < meta->name_count; i++)
		for (size_t k = 0; k < meta->names[i].count; k++)
			if (strlen(meta->names[i].names[k]) == length &&
			    memcmp(meta->names[i].names[k], word, length) == 0)
				return true;
	return false;
}

/* Goes on to the next word of a step that is a usual name; null when there is none. */
static const struct role *next_role(const struct trace_meta *meta, const char **at, const char **word,
                                    size_t *length, int64_t *number)
{
	const struct role *role = NULL;

	while (**at && !role) {
		*word = *at;
		*length = quote_length(*at, strlen(*at), QUOTE_BLANKS);
		if (!is_named(meta, *word, *length))
			role = role_named(*word, *length, number);
		*at += *length;
		*at += strspn(*at, QUOTE_BLANKS);
	}
	return role;
}

static const char *own_step(const struct trace_node *node)
{
	return node->version ? "" : node->step;
}

void constants_raise_scope(const struct trace_meta *meta, struct scope *scope)
{
	for (size_t i = 1; i < meta->node_count; i++) {
		const char *at = own_step(&meta->nodes[i]), *word;
		const struct role *role;
		size_t length;
		int64_t number;

		while ((role = next_role(meta, &at, &word, &length, &number)))
			raise_to(count_of(scope, role), number);
	}
}

int constants_check_scope(const struct trace_meta *meta, const struct scope *scope, uint32_t *node,
                          struct err *err)
{
	struct scope copy = *scope;

	for (uint32_t i = 1; i < meta->node_count; i++) {
		const char *at = own_step(&meta->nodes[i]), *word;
		const struct role *role;
		size_t length;
		int64_t number;

		while ((role = next_role(meta, &at, &word, &length, &number))) {
			int count = *count_of(&copy, role);

			if (count == SCOPE_DEFAULT || number <= count)
				continue;
			*node = i;
			err_set(err, "%.*s is outside the scope, %s=%d", (int)length, word, role->option,
			        count);
			return err_remedy(
			        err,
			        "write %s=%lld in the header line (or give --%s %lld), or correct the step",
			        role->option, (long long)number, role->option, (long long)number);
		}
	}
	return 0;
}

static bool usual(name_list names, const char *prefix)
{
	for (unsigned i = 0; names && names[i]; i++) {
		char name[32];
		snprintf(name, sizeof name, "%s%u", prefix, i + 1);
		if (strcmp(name, names[i]) != 0)
			return false;
	}
	return true;
}

void constants_to_meta(const struct constants *constants, struct arena *arena, struct trace_meta *meta)
{
	for (unsigned i = 0; i < ROLES; i++) {
		name_list names = list_of(constants, &roles[i]);
		if (usual(names, roles[i].prefix))
			continue;
		size_t count = length_of(names);
		const char **copy = arena_array(arena, count + 1, sizeof *copy);
		for (size_t k = 0; k < count; k++)
			copy[k] = arena_strdup(arena, names[k]);
		size_t at = meta->name_count++;
		meta->names[at].option = roles[i].option;
		meta->names[at].names = copy;
		meta->names[at].count = count;
	}
}

struct constants constants_from_meta(const struct trace_meta *meta, struct arena *arena)
{
	struct constants constants = { 0 };
	for (size_t at = 0; at < meta->name_count; at++)
		for (unsigned i = 0; i < ROLES; i++) {
			if (strcmp(meta->names[at].option, roles[i].option) != 0)
				continue;
			const char **copy = arena_array(arena, meta->names[at].count + 1, sizeof *copy);
			for (size_t k = 0; k < meta->names[at].count; k++)
				copy[k] = arena_strdup(arena, meta->names[at].names[k]);
			*names_of(&constants, &roles[i]) = copy;
		}
	return constants;
}
