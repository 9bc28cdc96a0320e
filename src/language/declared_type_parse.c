/*
 * Parsing declared types, by recursive descent over the tokens of expressions.
 *
 * A word of its own is a set of constants or a keyword, never a name, so that "Usr" is an error and not a
 * type with one value.  Rejected: names in quotes everywhere, which no one would read aloud.
 */
#include <string.h>

#include <heddle/declared_type.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>
#include <heddle/utf8.h>

#include "language/declared_type_private.h"
#include "language/parser.h"

struct type_parser {
	struct parser p;
	const struct declared_sets *sets;
	const char *bound;
};

static struct declared_type *parse_type(struct type_parser *t);

static struct declared_type *make(struct type_parser *t, enum declared_kind kind)
{
	struct declared_type *type = arena_alloc(t->p.arena, sizeof(*type));

	type->kind = kind;
	return type;
}

static const struct declared_set *find_set(const struct type_parser *t, const char *one)
{
	for (unsigned i = 0; i < t->sets->count; i++)
		if (strcmp(t->sets->sets[i].one, one) == 0)
			return &t->sets->sets[i];
	return NULL;
}

/* --- numbers and single words -------------------------------------------------------- */

static bool take_bound(struct type_parser *t, int64_t *number)
{
	uint32_t from = t->p.token.from;
	bool negative = t->p.token.kind == TOKEN_OPERATOR && t->p.token.symbol == EXPR_MINUS;

	if (negative && !parser_advance(&t->p))
		return false;
	if (t->p.token.kind != TOKEN_NUMBER)
		return parser_expected(&t->p, "a number");
	if (!parser_take_number(&t->p, negative, number))
		return false;
	if (*number > DECLARED_NUMBER_MAX || *number < -DECLARED_NUMBER_MAX)
		return parser_refuse(&t->p, from, "numbers in types go from -%d to %d", DECLARED_NUMBER_MAX,
		                     DECLARED_NUMBER_MAX);
	return true;
}

/* 0..9, or 3 alone. */
static struct declared_type *parse_range(struct type_parser *t)
{
	struct declared_type *type = make(t, DECLARED_NUMBER);
	uint32_t from = t->p.token.from;

	if (!take_bound(t, &type->least))
		return NULL;
	type->most = type->least;
	if (!parser_at(&t->p, ".."))
		return type;
	if (!parser_advance(&t->p) || !take_bound(t, &type->most))
		return NULL;
	if (type->least > type->most) {
		parser_refuse(&t->p, from, "no number is from %lld to %lld", (long long)type->least,
		              (long long)type->most);
		err_remedy(t->p.err, "write %lld..%lld", (long long)type->most, (long long)type->least);
		return NULL;
	}
	return type;
}

static struct declared_type *number_with_bound(struct type_parser *t, const char *bound)
{
	struct declared_type *type = make(t, DECLARED_NUMBER);

	if (!bound) {
		parser_refuse(&t->p, t->p.token.from, "a count needs a limit here");
		err_remedy(t->p.err, "write a range, for example 0..9");
		return NULL;
	}
	type->bound = arena_strdup(t->p.arena, bound);
	return parser_advance(&t->p) ? type : NULL;
}

static struct declared_type *names_of(struct type_parser *t, const char *const *names, uint32_t count)
{
	struct declared_type *type = make(t, DECLARED_NAMES);
	const char **copy = arena_array(t->p.arena, (size_t)count + 1, sizeof(*copy));

	for (uint32_t i = 0; i < count; i++)
		copy[i] = names[i];
	type->names = copy;
	type->count = count;
	type->optional = count == 0;
	return type;
}

static struct declared_type *unknown_type(struct type_parser *t, const char *word, uint32_t at)
{
	struct nearest nearest = nearest_to(word);

	for (unsigned i = 0; i < t->sets->count; i++)
		nearest_offer(&nearest, t->sets->sets[i].one);
	for (unsigned i = 0; declared_keywords[i]; i++)
		nearest_offer(&nearest, declared_keywords[i]);
	nearest_err(&nearest, "type", t->p.err);
	expr_place(t->p.err, t->p.text, at);
	return NULL;
}

static struct declared_type *parse_word(struct type_parser *t)
{
	const struct declared_set *set;
	uint32_t at = t->p.token.from;
	struct declared_type *type;
	const char *word;

	if (parser_at_word(&t->p, "hours"))
		return number_with_bound(t, DECLARED_HOURS_BOUND);
	if (parser_at_word(&t->p, "count"))
		return number_with_bound(t, t->bound);
	if (parser_at_word(&t->p, "bool"))
		return parser_advance(&t->p) ? make(t, DECLARED_BOOL) : NULL;
	if (!(word = parser_take_name(&t->p)))
		return NULL;
	if (strcmp(word, VALUE_UNSET) == 0)
		return names_of(t, NULL, 0);
	set = find_set(t, word);
	if (!set)
		return unknown_type(t, word, at);
	type = make(t, DECLARED_CONSTANT);
	type->all = arena_strdup(t->p.arena, set->all);
	type->within = set->within ? arena_strdup(t->p.arena, set->within) : NULL;
	return type;
}

/* --- names ------------------------------------------------------------------------------ */

/* Reads a name of "pending | committed"; a set of constants or a keyword is none. */
static const char *take_one_name(struct type_parser *t)
{
	uint32_t at = t->p.token.from;
	const char *name;

	if (t->p.token.kind == TOKEN_STRING)
		name = parser_take_string(&t->p);
	else if (t->p.token.kind == TOKEN_NAME)
		name = parser_take_name(&t->p);
	else
		return parser_expected(&t->p, "a name");
	if (!name || t->p.text[at] == '"') {
		if (!name || (*name && strcmp(name, VALUE_UNSET) != 0))
			return name;
		return parser_refuse(&t->p, at, "a name must not be empty or %s", VALUE_UNSET);
	}
	if (!find_set(t, name) && !declared_is_keyword(name))
		return name;
	parser_refuse(&t->p, at, "%s is a type, and cannot be one of several names", name);
	err_remedy(t->p.err, strcmp(name, VALUE_UNSET) == 0 ? "write (a | b)?" : "write it in quotes");
	return NULL;
}

static struct declared_type *parse_names(struct type_parser *t)
{
	const char *names[DECLARED_NAMES_MAX];
	uint32_t count = 0;

	for (;;) {
		uint32_t at = t->p.token.from;

		if (count == DECLARED_NAMES_MAX)
			return parser_refuse(&t->p, at, "more than %d names in a type", DECLARED_NAMES_MAX);
		if (!(names[count] = take_one_name(t)))
			return NULL;
		for (uint32_t i = 0; i < count; i++)
			if (strcmp(names[i], names[count]) == 0)
				return parser_refuse(&t->p, at, "the name %s is given twice", names[i]);
		count++;
		if (parser_at(&t->p, "?") && count > 1) {
			parser_refuse(&t->p, t->p.token.from, "\"?\" binds tighter than \"|\"");
			err_remedy(t->p.err, "write (a | b)?");
			return NULL;
		}
		if (!parser_at(&t->p, "|"))
			return names_of(t, names, count);
		if (!parser_advance(&t->p))
			return NULL;
	}
}

/* --- records ------------------------------------------------------------------------------ */

static bool take_field(struct type_parser *t, const char **names, const struct declared_type **parts,
                       uint32_t count)
{
	uint32_t at = t->p.token.from;

	if (t->p.token.kind != TOKEN_NAME)
		return parser_expected(&t->p, "the name of a field");
	if (count == DECLARED_NAMES_MAX)
		return parser_refuse(&t->p, at, "more than %d fields in a record", DECLARED_NAMES_MAX);
	if (!(names[count] = parser_take_name(&t->p)))
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (strcmp(names[i], names[count]) == 0)
			return parser_refuse(&t->p, at, "the field %s is given twice", names[i]);
	return parser_take(&t->p, ":") && (parts[count] = parse_type(t));
}

static struct declared_type *parse_record(struct type_parser *t)
{
	const struct declared_type *parts[DECLARED_NAMES_MAX], **copy;
	const char *names[DECLARED_NAMES_MAX];
	struct declared_type *type;
	uint32_t count = 0;

	do
		if (!parser_advance(&t->p) || !take_field(t, names, parts, count++))
			return NULL;
	while (parser_at(&t->p, ","));
	if (!parser_at(&t->p, "}"))
		return parser_expected(&t->p, "\",\" or \"}\"");
	if (!parser_advance(&t->p))
		return NULL;
	type = names_of(t, names, count);
	type->kind = DECLARED_RECORD;
	copy = arena_array(t->p.arena, count, sizeof(*copy));
	memcpy(copy, parts, count * sizeof(*copy));
	type->parts = copy;
	return type;
}

/* The only value of a type, for "status: UNSET": a name, or "" for UNSET; null if it has several. */
static const char *fixed_name(const struct declared_type *type)
{
	if (type->kind != DECLARED_NAMES || type->count > 1 || (type->count == 1 && type->optional))
		return NULL;
	return type->count ? type->names[0] : "";
}

/* Whether no value can be both: a field of one is fixed to what that of the other cannot be. */
static bool never_equal(const struct declared_type *a, const struct declared_type *b)
{
	const char *one = fixed_name(a), *other = fixed_name(b);

	if (one && other)
		return strcmp(one, other) != 0;
	if (one && !*one)
		return !b->optional;
	if (other && !*other)
		return !a->optional;
	return a->kind == DECLARED_NUMBER && b->kind == DECLARED_NUMBER && !a->bound && !b->bound &&
	       (a->most < b->least || b->most < a->least);
}

/* Whether a value tells which of two records it is: by its fields, or by a fixed value. */
static bool distinguishable(const struct declared_type *a, const struct declared_type *b)
{
	if (a->count != b->count)
		return true;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct declared_type *other = declared_type_field(b, a->names[i]);

		if (!other || never_equal(a->parts[i], other))
			return true;
	}
	return false;
}

static bool check_alternative(struct type_parser *t, const struct declared_type *const *records,
                              uint32_t count, uint32_t at)
{
	if (parser_at(&t->p, "?")) {
		parser_refuse(&t->p, t->p.token.from, "\"?\" binds tighter than \"|\"");
		err_remedy(t->p.err, "write ({…} | {…})?");
		return false;
	}
	for (uint32_t i = 0; i < count; i++)
		if (!distinguishable(records[i], records[count])) {
			parser_refuse(&t->p, at, "nothing tells this record from record %u", i + 1);
			err_remedy(t->p.err,
			           "give both a field with a fixed value, for example type: \"hit\"");
			return false;
		}
	return true;
}

/* The rest of {…} | {…} after the first record. */
static struct declared_type *parse_either(struct type_parser *t, const struct declared_type *first)
{
	const struct declared_type *records[DECLARED_NAMES_MAX] = { first }, **copy;
	struct declared_type *type;
	uint32_t count = 1;

	while (parser_at(&t->p, "|")) {
		uint32_t at;

		if (!parser_advance(&t->p))
			return NULL;
		at = t->p.token.from;
		if (!parser_at(&t->p, "{"))
			return parser_expected(&t->p, "another record");
		if (count == DECLARED_NAMES_MAX)
			return parser_refuse(&t->p, at, "more than %d records in a type", DECLARED_NAMES_MAX);
		if (!(records[count] = parse_record(t)) || !check_alternative(t, records, count, at))
			return NULL;
		count++;
	}
	type = make(t, DECLARED_EITHER);
	copy = arena_array(t->p.arena, count, sizeof(*copy));
	memcpy(copy, records, count * sizeof(*copy));
	type->parts = copy;
	type->count = count;
	return type;
}

/* --- sets, lists, tables -------------------------------------------------------------------- */

static struct declared_type *parse_many(struct type_parser *t, enum declared_kind kind)
{
	struct declared_type *type = make(t, kind);
	uint32_t from = t->p.token.from, at;

	if (!parser_advance(&t->p) || !parser_take_word(&t->p, "of") || !(type->item = parse_type(t)))
		return NULL;
	if (kind == DECLARED_SET)
		return type;
	if (!parser_at_word(&t->p, "at")) {
		if (t->bound) {
			type->bound = arena_strdup(t->p.arena, t->bound);
			return type;
		}
		parser_refuse(&t->p, from, "a list needs a limit here");
		err_remedy(t->p.err, "write list of … at most N");
		return NULL;
	}
	if (!parser_advance(&t->p) || !parser_take_word(&t->p, "most"))
		return NULL;
	at = t->p.token.from;
	if (!take_bound(t, &type->most))
		return NULL;
	if (type->most < 1 || type->most > DECLARED_LIST_MAX)
		return parser_refuse(&t->p, at, "a list has at most 1 to %d items", DECLARED_LIST_MAX);
	return type;
}

static bool at_arrow(const struct type_parser *t)
{
	return parser_at(&t->p, "->") || parser_at(&t->p, "→");
}

static struct declared_type *parse_table(struct type_parser *t, const struct declared_type *key, uint32_t at)
{
	struct declared_type *type = make(t, DECLARED_TABLE);

	if (key->kind != DECLARED_CONSTANT || key->optional)
		return parser_refuse(&t->p, at, "the keys of a table are the constants of a set");
	type->key = key;
	return parser_advance(&t->p) && (type->item = parse_type(t)) ? type : NULL;
}

/* --- the grammar ----------------------------------------------------------------------------- */

static struct declared_type *parse_atom(struct type_parser *t)
{
	struct declared_type *type;

	if (parser_at(&t->p, "(")) {
		type = parser_advance(&t->p) ? parse_type(t) : NULL;
		return type && parser_take(&t->p, ")") ? type : NULL;
	}
	if (parser_at(&t->p, "{"))
		return parse_record(t);
	if (t->p.token.kind == TOKEN_NUMBER ||
	    (t->p.token.kind == TOKEN_OPERATOR && t->p.token.symbol == EXPR_MINUS))
		return parse_range(t);
	if (t->p.token.kind == TOKEN_STRING ||
	    (t->p.token.kind == TOKEN_NAME && parser_peeks(&t->p, TOKEN_PUNCTUATION, "|")))
		return parse_names(t);
	if (t->p.token.kind == TOKEN_NAME)
		return parse_word(t);
	return parser_expected(&t->p, "a type");
}

static struct declared_type *parse_bare(struct type_parser *t)
{
	uint32_t at = t->p.token.from;
	struct declared_type *type;
	bool record = parser_at(&t->p, "{");

	if (parser_at_word(&t->p, "set") && parser_peeks(&t->p, TOKEN_NAME, NULL))
		return parse_many(t, DECLARED_SET);
	if (parser_at_word(&t->p, "list") && parser_peeks(&t->p, TOKEN_NAME, NULL))
		return parse_many(t, DECLARED_LIST);
	if (!(type = parse_atom(t)))
		return NULL;
	if (parser_at(&t->p, "?")) {
		type->optional = true;
		if (!parser_advance(&t->p))
			return NULL;
		record = false;
	}
	if (at_arrow(t))
		return parse_table(t, type, at);
	if (parser_at(&t->p, "|"))
		return record ? parse_either(t, type)
		              : parser_refuse(&t->p, t->p.token.from,
		                              "only names and records have alternatives");
	return type;
}

static struct declared_type *parse_type(struct type_parser *t)
{
	struct declared_type *type;

	if (t->p.depth == DECLARED_DEPTH_MAX)
		return parser_refuse(&t->p, t->p.token.from, "the type is nested more than %d deep",
		                     DECLARED_DEPTH_MAX);
	t->p.depth++;
	type = parse_bare(t);
	t->p.depth--;
	return type;
}

int declared_type_parse(const char *text, const struct declared_sets *sets, const char *bound,
                        struct arena *arena, const struct declared_type **type, struct err *err)
{
	size_t length = strlen(text);
	struct type_parser t = { .p = { .text = text, .length = length, .arena = arena, .err = err },
		                 .sets = sets,
		                 .bound = bound };
	struct declared_type *made;

	if (length > DECLARED_LENGTH_MAX)
		return err_set(err, "the type is longer than %d bytes", DECLARED_LENGTH_MAX);
	if (!utf8_valid(text, length))
		return err_set(err, "the type is not UTF-8");
	if (!parser_advance(&t.p))
		return -1;
	if (t.p.token.kind == TOKEN_END) {
		err_set(err, "a type is missing");
		return err_remedy(err, "write a type, for example bool or 0..9");
	}
	if (!(made = parse_type(&t)))
		return -1;
	if (t.p.token.kind != TOKEN_END) {
		parser_expected(&t.p, "the end of the type");
		return -1;
	}
	*type = made;
	return 0;
}
