/*
 * Loops over the kinds of constants.
 *
 * Names are sorted:  JSON objects and TLA+ functions come in any order, and one system must look the same
 * whichever tool exported it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/constants.h>
#include <heddle/domain.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/names.h>
#include <heddle/number.h>
#include <heddle/quote.h>
#include <heddle/trace.h>
#include <heddle/value.h>

enum { NO_ROW = SCOPE_ROWS_MAX };

typedef const char *const *name_list;

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

name_list constants_list(struct names *names, struct arena *arena)
{
	if (names->count)
		qsort(names->items, names->count, sizeof *names->items, compare_names);
	const char **list = arena_array(arena, names->count + 1, sizeof *list);
	for (size_t i = 0; i < names->count; i++)
		list[i] = arena_strdup(arena, names->items[i]);
	names_release(names);
	return list;
}

/* --- inferring them from a trace ------------------------------------------------ */

static const struct value *variable_of(const struct value *state, enum domain_variable variable)
{
	return value_get(state, domain_variables[variable].name);
}

static void add_value(struct names *names, const struct value *value)
{
	const char *text = value ? value_text(value) : NULL;
	if (text && !value_is_unset(value))
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
	add_keys(&found[SCOPE_SERVERS], servers);
	for (uint32_t i = 0; has_pairs(servers) && i < servers->count; i++) {
		const struct value *locals = servers->pairs[i].value;
		if (!has_pairs(locals))
			continue;
		add_field(&found[SCOPE_METADATAS], locals, fields[FIELD_METADATA].name);
		add_field(&found[SCOPE_IMAGES], locals, fields[FIELD_IMAGE].name);
	}
}

/* Returns true if records name blobs: then the keys of the blob store are ids. */
static bool read_database(struct names *found, const struct value *database)
{
	bool ids = false;
	add_keys(&found[SCOPE_USERS], database);
	for (uint32_t i = 0; has_pairs(database) && i < database->count; i++) {
		const struct value *record = database->pairs[i].value;
		if (has_pairs(record)) {
			add_field(&found[SCOPE_METADATAS], record, fields[FIELD_METADATA].name);
			ids = ids || value_get(record, fields[FIELD_IMAGE_ID].name);
		} else {
			add_value(&found[SCOPE_METADATAS], record);
		}
	}
	return ids;
}

static void read_blobs(struct names *found, const struct value *blobs, bool ids)
{
	if (ids)
		add_keys(&found[SCOPE_IMAGE_IDS], blobs);
	for (uint32_t i = 0; has_pairs(blobs) && i < blobs->count; i++) {
		const struct value *blob = blobs->pairs[i].value;
		if (has_pairs(blob))
			add_field(&found[SCOPE_IMAGES], blob, fields[FIELD_IMAGE].name);
		else
			add_value(&found[SCOPE_IMAGES], blob);
	}
}

static void read_operations(struct names *found, const struct value *operations)
{
	for (uint32_t i = 0; operations->kind == VALUE_TUPLE && i < operations->count; i++) {
		const struct value *operation = operations->items[i];
		if (!has_pairs(operation))
			continue;
		add_field(&found[SCOPE_METADATAS], operation, fields[FIELD_METADATA].name);
		add_field(&found[SCOPE_IMAGES], operation, fields[FIELD_IMAGE].name);
	}
}

static void raise_to(int *member, int64_t number)
{
	if (number > *member)
		*member = number < 1000000 ? (int)number : 1000000;
}

static void raise_to_variable(int *member, const struct value *state, enum domain_variable variable)
{
	const struct value *value = variable_of(state, variable);
	if (value && value->kind == VALUE_INT)
		raise_to(member, value->number);
}

static void read_state(struct names *found, const struct value *state, struct scope *scope)
{
	const struct value *operations = variable_of(state, DOMAIN_LOG);
	read_servers(found, variable_of(state, DOMAIN_SERVERS));
	add_keys(&found[SCOPE_CLEANERS], variable_of(state, DOMAIN_CLEANERS));
	bool ids = read_database(found, variable_of(state, DOMAIN_RECORDS));
	read_blobs(found, variable_of(state, DOMAIN_BLOBS), ids);
	if (operations) {
		read_operations(found, operations);
		if (operations->kind == VALUE_TUPLE)
			raise_to(&scope->of[SCOPE_OPERATIONS], operations->count);
	}
	raise_to_variable(&scope->of[SCOPE_TIME], state, DOMAIN_TIME);
	raise_to_variable(&scope->of[SCOPE_FAILURES], state, DOMAIN_FAILED);
}

static void infer(const struct trace *trace, struct arena *arena, struct constants *constants,
                  struct scope *scope)
{
	struct names found[SCOPE_ROWS] = { 0 };
	*constants = (struct constants){ 0 };
	*scope = scope_unset();
	for (size_t i = 0; i < trace->state_count; i++)
		read_state(found, trace->states[i], scope);
	bool cleaners = trace->state_count && variable_of(trace->states[0], DOMAIN_CLEANERS) != NULL;
	for (unsigned i = 0; i < SCOPE_ROWS; i++) {
		size_t count = found[i].count;

		if (!scope_rows[i].prefix)
			continue;
		constants->of[i] = constants_list(&found[i], arena);
		if (count)
			scope->of[i] = (int)count;
	}
	/* A state does not distinguish readers from servers. */
	if (scope->of[SCOPE_SERVERS] != SCOPE_DEFAULT)
		scope->of[SCOPE_READERS] = 0;
	if (cleaners && scope->of[SCOPE_CLEANERS] == SCOPE_DEFAULT)
		scope->of[SCOPE_CLEANERS] = 0;
}

void constants_infer(const struct design *design, const struct trace *trace, struct arena *arena,
                     struct constants *constants, struct scope *scope)
{
	if (design && design->system)
		constants_infer_declared(design->system, trace, arena, constants, scope);
	else
		infer(trace, arena, constants, scope);
}

/* Keys of variables are all in each state; values only if they occur. */
static bool is_key(const struct system *system, unsigned row)
{
	for (unsigned v = 0; v < system->variable_count; v++) {
		const struct declared_type *type = system->variables[v].type;

		for (unsigned s = 0; type && type->kind == DECLARED_TABLE && s < system->set_count; s++)
			if (strcmp(system->sets[s].all, type->key->all) == 0)
				for (unsigned i = 0; system->sets[s].rows[i] != SCOPE_ROWS_MAX; i++)
					if (system->sets[s].rows[i] == row)
						return true;
	}
	return false;
}

bool constants_all_shown(const struct design *design, unsigned row)
{
	if (design->system)
		return is_key(design->system, row);
	return scope_rows[row].kind == SCOPE_PROCESS || row == SCOPE_USERS || row == SCOPE_IMAGE_IDS;
}

/* --- completing, saving ------------------------------------------- */

/* Whether a row counts things that have names. */
static bool has_names(const struct scope_row *row)
{
	return row->prefix && row->kind != SCOPE_ABSENT;
}

struct constants constants_complete(const struct scope_row *rows, const struct constants *constants,
                                    const struct scope *scope, struct arena *arena)
{
	struct constants full = { 0 };
	for (unsigned i = 0; rows[i].option; i++) {
		struct names names = { 0 };
		name_list given = constants->of[i];
		size_t count = (size_t)scope->of[i];

		if (!has_names(&rows[i]))
			continue;
		for (size_t k = 0; given && given[k]; k++)
			names_intern(&names, given[k]);
		for (unsigned n = 1; names.count < count; n++)
			names_intern(&names, arena_printf(arena, "%s%u", rows[i].prefix, n));
		full.of[i] = constants_list(&names, arena);
	}
	return full;
}

struct constants constants_carry(const struct scope_row *from, const struct constants *constants,
                                 const struct scope_row *to)
{
	struct constants carried = { 0 };
	for (unsigned i = 0; to[i].option; i++) {
		unsigned row = scope_find(from, to[i].option);
		if (from[row].option)
			carried.of[i] = constants->of[row];
	}
	return carried;
}

struct constants constants_within(const struct constants *constants, const struct scope *scope,
                                  struct arena *arena)
{
	struct constants cut = { 0 };
	for (unsigned i = 0; i < SCOPE_ROWS_MAX; i++) {
		name_list names = constants->of[i];
		size_t count = (size_t)scope->of[i];
		size_t length = length_of(names);
		if (!names)
			continue;
		if (length > count)
			length = count;
		const char **list = arena_array(arena, length + 1, sizeof *list);
		memcpy(list, names, length * sizeof *list);
		cut.of[i] = list;
	}
	return cut;
}

struct scope constants_saved_scope(const struct scope_row *rows, const struct trace_meta *meta)
{
	struct scope scope = scope_unset();
	for (size_t i = 0; i < meta->scope_count; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d", meta->scope[i].number);
		scope_set(rows, &scope, meta->scope[i].option, number, NULL);
	}
	return scope;
}

const char *constants_unknown_row(const struct scope_row *rows, const struct trace_meta *meta)
{
	for (size_t i = 0; i < meta->scope_count; i++)
		if (!rows[scope_find(rows, meta->scope[i].option)].option)
			return meta->scope[i].option;
	for (size_t i = 0; i < meta->name_count; i++)
		if (!rows[scope_find(rows, meta->names[i].option)].option)
			return meta->names[i].option;
	return NULL;
}

/* The row whose usual names have the form of `word`, and its number; NO_ROW: none. */
static unsigned kind_named(const struct scope_row *rows, const char *word, size_t length, int64_t *number)
{
	for (unsigned i = 0; rows[i].option; i++) {
		const char *usual = has_names(&rows[i]) ? rows[i].prefix : "";
		size_t prefix = strlen(usual);
		const char *digits = word + prefix;

		if (prefix && length > prefix && length <= prefix + 4 && strncmp(word, usual, prefix) == 0 &&
		    strspn(digits, "0123456789") >= length - prefix && number_take(&digits, number))
			return i;
	}
	return NO_ROW;
}

/* True if the file defines the name itself: servers may be called c1. */
static bool is_named(const struct trace_meta *meta, const char *word, size_t length)
{
	for (size_t i = 0; i < meta->name_count; i++)
		for (size_t k = 0; k < meta->names[i].count; k++)
			if (strlen(meta->names[i].names[k]) == length &&
			    memcmp(meta->names[i].names[k], word, length) == 0)
				return true;
	return false;
}

/* Advances to the next usual name in a step; NO_ROW: there is none. */
static unsigned next_kind(const struct scope_row *rows, const struct trace_meta *meta, const char **at,
                          const char **word, size_t *length, int64_t *number)
{
	unsigned kind = NO_ROW;

	while (**at && kind == NO_ROW) {
		*word = *at;
		*length = quote_length(*at, strlen(*at), QUOTE_BLANKS);
		if (!is_named(meta, *word, *length))
			kind = kind_named(rows, *word, *length, number);
		*at += *length;
		*at += strspn(*at, QUOTE_BLANKS);
	}
	return kind;
}

static const char *own_step(const struct trace_node *node)
{
	return node->version ? "" : node->step;
}

void constants_raise_scope(const struct scope_row *rows, const struct trace_meta *meta, struct scope *scope)
{
	for (size_t i = 1; i < meta->node_count; i++) {
		const char *at = own_step(&meta->nodes[i]), *word;
		unsigned kind;
		size_t length;
		int64_t number;

		while ((kind = next_kind(rows, meta, &at, &word, &length, &number)) != NO_ROW)
			raise_to(&scope->of[kind], number);
	}
}

int constants_check_scope(const struct scope_row *rows, const struct trace_meta *meta,
                          const struct scope *scope, uint32_t *node, struct err *err)
{
	for (uint32_t i = 1; i < meta->node_count; i++) {
		const char *at = own_step(&meta->nodes[i]), *word;
		unsigned kind;
		size_t length;
		int64_t number;

		while ((kind = next_kind(rows, meta, &at, &word, &length, &number)) != NO_ROW) {
			const char *option = rows[kind].option;
			int count = scope->of[kind];

			if (count == SCOPE_DEFAULT || number <= count)
				continue;
			*node = i;
			err_set(err, "%.*s is outside the scope, %s=%d", (int)length, word, option, count);
			return err_remedy(
			        err,
			        "write %s=%lld in the header line (or give --%s %lld), or correct the step",
			        option, (long long)number, option, (long long)number);
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

void constants_to_meta(const struct scope_row *rows, const struct constants *constants, struct arena *arena,
                       struct trace_meta *meta)
{
	for (unsigned i = 0; rows[i].option; i++) {
		name_list names = constants->of[i];
		if (usual(names, rows[i].prefix))
			continue;
		size_t count = length_of(names);
		const char **copy = arena_array(arena, count + 1, sizeof *copy);
		for (size_t k = 0; k < count; k++)
			copy[k] = arena_strdup(arena, names[k]);
		size_t at = meta->name_count++;
		meta->names[at].option = arena_strdup(arena, rows[i].option);
		meta->names[at].names = copy;
		meta->names[at].count = count;
	}
}

struct constants constants_from_meta(const struct scope_row *rows, const struct trace_meta *meta,
                                     struct arena *arena)
{
	struct constants constants = { 0 };
	for (size_t at = 0; at < meta->name_count; at++)
		for (unsigned i = 0; rows[i].option; i++) {
			if (!rows[i].prefix || strcmp(meta->names[at].option, rows[i].option) != 0)
				continue;
			const char **copy = arena_array(arena, meta->names[at].count + 1, sizeof *copy);
			for (size_t k = 0; k < meta->names[at].count; k++)
				copy[k] = arena_strdup(arena, meta->names[at].names[k]);
			constants.of[i] = copy;
		}
	return constants;
}
