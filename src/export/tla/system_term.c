/*
 * Makes terms and takes them apart.
 *
 * A condition that is known to hold where a term is read is not asked for again, so "x = UNSET or x.n < 3"
 * needs no case of its own.
 */
#include <string.h>

#include "export/tla/system_term.h"
#include "export/tla/tla_text.h"

const struct declared_type type_truth = { .kind = DECLARED_BOOL }, type_number = { .kind = DECLARED_NUMBER };

/* --- texts ------------------------------------------------------------------------------------ */

static bool is_unset_only(const struct declared_type *type)
{
	return type->kind == DECLARED_NAMES && !type->count;
}

struct term tla_term_of(const char *text, enum level level, const struct declared_type *type)
{
	struct term term = {
		.text = text, .level = level, .type = type, .least = INT64_MIN, .most = INT64_MAX
	};

	if (type && (type->optional || is_unset_only(type)))
		term.optional = true;
	if (type && type->kind == DECLARED_NUMBER && type != &type_number) {
		term.least = type->bound ? 0 : type->least;
		term.most = type->bound ? INT64_MAX : type->most;
	}
	return term;
}

const char *in_parentheses(struct spec *spec, const char *text)
{
	return arena_printf(spec->arena, "(%s)", text);
}

static const char *written_text(struct reading *r, const struct term *term)
{
	struct arena *arena = r->spec->arena;
	const char *text = "";

	if (term->condition)
		return arena_printf(arena, "IF %s THEN %s ELSE %s", term->condition,
		                    tla_term_text(r, &term->parts[0], LEVEL_IMPLIES),
		                    tla_term_text(r, &term->parts[1], LEVEL_IMPLIES));
	for (unsigned i = 0; i < term->count; i++)
		text = arena_printf(arena, "%s%s%s%s%s", text, i ? ", " : "",
		                    term->names ? spec_field(r->spec, term->names[i]) : "",
		                    term->names ? " |-> " : "",
		                    tla_term_text(r, &term->parts[i], LEVEL_IMPLIES));
	return arena_printf(arena, term->names ? "[%s]" : "{%s}", text);
}

const char *tla_term_text(struct reading *r, const struct term *term, enum level level)
{
	const char *text = term->text;
	enum level own = term->level;

	if (!text) {
		text = written_text(r, term);
		own = term->condition ? LEVEL_OPEN : LEVEL_ATOM;
	}
	if (term->unless) {
		text = arena_printf(r->spec->arena, "IF %s THEN UNSET ELSE %s", term->unless, text);
		own = LEVEL_OPEN;
	}
	return own > level ? in_parentheses(r->spec, text) : text;
}

/* --- conditions --------------------------------------------------------------------------------- */

static bool is_word(const char *text)
{
	return !strpbrk(text, " ");
}

/* Whether a condition can stand between "/\" as it is. */
static bool is_simple(const char *text)
{
	return !strstr(text, "=>") && !strstr(text, "\\/") && !strstr(text, "\\A") && !strstr(text, "\\E") &&
	       !strstr(text, "IF ") && !strstr(text, "LET ");
}

static bool is_enclosed(const char *text)
{
	int depth = 0;

	for (const char *c = text; *c; c++) {
		if (*c == '"')
			return false;
		depth += *c == '(' ? 1 : *c == ')' ? -1 : 0;
		if (!depth)
			return c[1] == '\0' && *text == '(';
	}
	return false;
}

static const char *operand(struct spec *spec, const char *text)
{
	return is_simple(text) || is_word(text) || is_enclosed(text) ? text : in_parentheses(spec, text);
}

const char *both_hold(struct spec *spec, const char *a, const char *b)
{
	if (!a || !b)
		return a ? a : b;
	if (strcmp(a, b) == 0)
		return a;
	return arena_printf(spec->arena, "%s /\\ %s", operand(spec, a), operand(spec, b));
}

const char *if_then(struct spec *spec, const char *condition, const char *then)
{
	if (!then || !condition)
		return then;
	return arena_printf(spec->arena, "%s => %s", operand(spec, condition), operand(spec, then));
}

bool is_fact(const struct reading *r, const char *text)
{
	for (unsigned i = 0; i < r->fact_count; i++)
		if (strcmp(r->facts[i], text) == 0)
			return true;
	return false;
}

bool may_be_unset(const struct term *term)
{
	if (term->condition)
		return term->unless || may_be_unset(&term->parts[0]) || may_be_unset(&term->parts[1]);
	return term->is_unset || term->unless || term->optional;
}

static struct term truth(struct reading *r, const char *text, enum level level)
{
	(void)r;
	return tla_term_of(text, level, &type_truth);
}

static struct term negate(struct reading *r, const struct term *of)
{
	struct term made =
	        truth(r, arena_printf(r->spec->arena, "~%s", tla_term_text(r, of, LEVEL_ATOM)), LEVEL_AND);

	if (strcmp(of->text, "TRUE") == 0)
		made.text = "FALSE";
	if (strcmp(of->text, "FALSE") == 0)
		made.text = "TRUE";
	made.need = of->need;
	return made;
}

static struct term combine(struct reading *r, const struct term *a, const struct term *b, bool conjunction)
{
	const char *neutral = conjunction ? "TRUE" : "FALSE", *other = conjunction ? "FALSE" : "TRUE";
	struct term made;

	if (strcmp(a->text, neutral) == 0 || strcmp(b->text, other) == 0)
		return *b;
	if (strcmp(b->text, neutral) == 0 || strcmp(a->text, other) == 0)
		return *a;
	made = truth(r,
	             arena_printf(r->spec->arena, "%s %s %s",
	                          tla_term_text(r, a, conjunction ? LEVEL_AND : LEVEL_RELATION),
	                          conjunction ? "/\\" : "\\/",
	                          tla_term_text(r, b, conjunction ? LEVEL_AND : LEVEL_RELATION)),
	             conjunction ? LEVEL_AND : LEVEL_OR);
	made.need = both_hold(r->spec, a->need, b->need);
	return made;
}

/* "k = UNSET" as "k # UNSET". */
static const char *denied(struct reading *r, const char *unless)
{
	const char * or = strstr(unless, " \\/ "), *equal;
	struct arena *arena = r->spec->arena;

	if (or)
		return both_hold(r->spec, denied(r, arena_printf(arena, "%.*s", (int)(or -unless), unless)),
		                 denied(r, or +4));
	equal = strstr(unless, " \\notin DOMAIN ");
	if (equal && equal == strchr(unless, ' '))
		return arena_printf(arena, "%.*s \\in DOMAIN %s", (int)(equal - unless), unless, equal + 15);
	equal = strstr(unless, " = UNSET");
	if (equal && !equal[8] && equal == strchr(unless, ' '))
		return arena_printf(arena, "%.*s # UNSET", (int)(equal - unless), unless);
	return arena_printf(arena, "~(%s)", unless);
}

/* --- records ------------------------------------------------------------------------------------------ */

static const struct declared_type *optional_type(struct spec *spec, const struct declared_type *type)
{
	struct declared_type *copy;

	if (type->optional)
		return type;
	copy = arena_alloc(spec->arena, sizeof(*copy));
	*copy = *type;
	copy->optional = true;
	return copy;
}

unsigned either_fields(const struct declared_type *type, const char **names)
{
	unsigned count = 0, at;

	for (uint32_t a = 0; a < type->count; a++)
		for (uint32_t i = 0; i < type->parts[a]->count; i++) {
			for (at = 0; at < count && strcmp(names[at], type->parts[a]->names[i]) != 0;)
				at++;
			if (at == count && count < DECLARED_NAMES_MAX)
				names[count++] = type->parts[a]->names[i];
		}
	return count;
}

/* Two types of names together. */
static const struct declared_type *more_names(struct spec *spec, const struct declared_type *a,
                                              const struct declared_type *b)
{
	struct declared_type *made = arena_alloc(spec->arena, sizeof(*made));
	const char **names = arena_array(spec->arena, (size_t)a->count + b->count + 1, sizeof(*names));

	*made = *a;
	for (uint32_t i = 0; i < a->count; i++)
		names[i] = a->names[i];
	for (uint32_t i = 0; i < b->count; i++)
		names[made->count++] = b->names[i];
	made->names = names;
	made->optional |= b->optional;
	return made;
}

const struct declared_type *either_field(struct spec *spec, const struct declared_type *type,
                                         const char *name, bool *everywhere)
{
	const struct declared_type *found = NULL;
	bool optional = false;

	*everywhere = true;
	for (uint32_t a = 0; a < type->count; a++) {
		const struct declared_type *part = declared_type_field(type->parts[a], name);

		if (!part)
			*everywhere = false;
		optional |= !part || part->optional || is_unset_only(part);
		if (!part || (found && is_unset_only(part)))
			continue;
		if (!found || is_unset_only(found))
			found = part;
		else if (found->kind == DECLARED_NAMES && part->kind == DECLARED_NAMES)
			found = more_names(spec, found, part);
	}
	return found && optional ? optional_type(spec, found) : found;
}

static struct term unset_term(void)
{
	struct term term = tla_term_of("UNSET", LEVEL_ATOM, NULL);

	term.is_unset = term.optional = true;
	return term;
}

static struct term choice_of(struct reading *r, const char *condition, const struct term *a,
                             const struct term *b)
{
	struct term *parts = arena_array(r->spec->arena, 2, sizeof(*parts));
	struct term made = tla_term_of(NULL, LEVEL_OPEN, a->type ? a->type : b->type);

	parts[0] = *a;
	parts[1] = *b;
	made.parts = parts;
	made.condition = condition;
	made.optional = false;
	made.least = a->least < b->least ? a->least : b->least;
	made.most = a->most > b->most ? a->most : b->most;
	made.need = both_hold(r->spec, if_then(r->spec, condition, a->need),
	                      if_then(r->spec, arena_printf(r->spec->arena, "~(%s)", condition), b->need));
	return made;
}

/* The condition under which a record is not there, added to `unless`. */
static const char *absent(struct reading *r, const struct term *of)
{
	const char *unset = arena_printf(r->spec->arena, "%s = UNSET", of->text);
	bool known = is_fact(r, arena_printf(r->spec->arena, "%s # UNSET", of->text));

	if (!of->optional || known)
		return of->unless;
	if (of->type && of->type->kind != DECLARED_NAMES && of->type->kind != DECLARED_CONSTANT)
		r->spec->unset_is_value = true;
	return of->unless ? arena_printf(r->spec->arena, "%s \\/ %s", of->unless, unset) : unset;
}

struct term field_term(struct reading *r, const struct term *of, const char *name)
{
	const struct declared_type *type = of->type, *part;
	const char *field;
	bool everywhere = true;
	struct term made;

	if (of->condition) {
		struct term a = field_term(r, &of->parts[0], name), b = field_term(r, &of->parts[1], name);

		return choice_of(r, of->condition, &a, &b);
	}
	for (unsigned i = 0; of->names && i < of->count; i++)
		if (strcmp(of->names[i], name) == 0)
			return of->parts[i];
	if (of->names || !type || (type->kind != DECLARED_RECORD && type->kind != DECLARED_EITHER))
		return unset_term();
	part = type->kind == DECLARED_EITHER ? either_field(r->spec, type, name, &everywhere)
	                                     : declared_type_field(type, name);
	if (!part || is_unset_only(part))
		return unset_term();
	field = spec_field(r->spec, name);
	made = tla_term_of(arena_printf(r->spec->arena, "%s.%s", of->text, field), LEVEL_ATOM, part);
	made.need = of->need;
	made.unless = absent(r, of);
	if (!everywhere) {
		const char *lacks = arena_printf(r->spec->arena, "\"%s\" \\notin DOMAIN %s", field, of->text);

		made.unless =
		        made.unless ? arena_printf(r->spec->arena, "%s \\/ %s", made.unless, lacks) : lacks;
		made.optional = false;
	}
	return made;
}

struct term entry_term(struct reading *r, const struct term *of, const struct term *key)
{
	struct arena *arena = r->spec->arena;
	struct term made;
	const char *text = tla_term_text(r, key, LEVEL_OPEN);

	if (of->is_unset || key->is_unset)
		return unset_term();
	if (of->type && of->type->kind == DECLARED_LIST) {
		made = tla_term_of(arena_printf(arena, "%s[%s]", of->text, text), LEVEL_ATOM, of->type->item);
		made.need = both_hold(
		        r->spec, both_hold(r->spec, of->need, key->need),
		        arena_printf(arena, "%s \\in DOMAIN %s", tla_term_text(r, key, LEVEL_SUM), of->text));
		return made;
	}
	if (!of->type || of->type->kind != DECLARED_TABLE)
		return field_term(r, of, key->text);
	made = tla_term_of(NULL, LEVEL_ATOM, of->type->item);
	made.need = both_hold(r->spec, of->need, key->need);
	made.unless = of->unless;
	if (key->condition) {
		made.unless = may_be_unset(key) ? arena_printf(arena, "(%s) = UNSET", text) : made.unless;
		made.text = arena_printf(arena, "%s[%s]", of->text, text);
	} else {
		const char *unset = absent(r, key);

		if (unset && is_fact(r, denied(r, unset)))
			unset = NULL;
		made.unless = !unset        ? made.unless
		              : made.unless ? arena_printf(arena, "%s \\/ %s", made.unless, unset)
		                            : unset;
		made.text = arena_printf(arena, "%s[%s]", of->text, key->text);
	}
	if (key->type && key->type->kind == DECLARED_CONSTANT &&
	    strcmp(key->type->all, of->type->key->all) != 0) {
		const char *in = arena_printf(arena, "%s \\in %s", key->text ? key->text : text,
		                              spec_set(r->spec, of->type->key->all));

		made.need = both_hold(r->spec, made.need,
		                      made.unless ? arena_printf(arena, "%s \\/ %s", made.unless, in) : in);
	}
	/* A truth, a set or a list is never UNSET. */
	if (made.unless && (made.type->kind == DECLARED_BOOL || made.type->kind == DECLARED_SET ||
	                    made.type->kind == DECLARED_LIST)) {
		made.need = both_hold(r->spec, made.need, denied(r, made.unless));
		made.unless = NULL;
	}
	return made;
}

/* --- UNSET and equality ------------------------------------------------------------------------------ */

static bool is_record(const struct term *term)
{
	return term->names ||
	       (term->type && (term->type->kind == DECLARED_RECORD || term->type->kind == DECLARED_EITHER));
}

/* The fields of a record. */
static unsigned fields_of(const struct term *term, const char **names)
{
	if (term->names) {
		memcpy(names, term->names, term->count * sizeof(*names));
		return term->count;
	}
	if (!term->type || term->type->kind == DECLARED_EITHER)
		return term->type ? either_fields(term->type, names) : 0;
	memcpy(names, term->type->names, term->type->count * sizeof(*names));
	return term->type->count;
}

/* The fields of a record that is there. */
static struct term all_fields_unset(struct reading *r, const struct term *term)
{
	struct term all = truth(r, "TRUE", LEVEL_ATOM), there = *term;
	const char *names[DECLARED_NAMES_MAX];
	unsigned count = fields_of(term, names);

	there.optional = false;
	there.unless = NULL;
	for (unsigned i = 0; i < count; i++) {
		struct term field = field_term(r, &there, names[i]), unset = term_is_unset(r, &field, false);

		all = combine(r, &all, &unset, true);
	}
	return count ? all : truth(r, "FALSE", LEVEL_ATOM);
}

static struct term scalar_is_unset(struct reading *r, const struct term *term, bool negated)
{
	struct arena *arena = r->spec->arena;

	if (term->is_unset)
		return truth(r, negated ? "FALSE" : "TRUE", LEVEL_ATOM);
	if (!term->optional)
		return truth(r, negated ? "TRUE" : "FALSE", LEVEL_ATOM);
	if (term->type && term->type->kind != DECLARED_NAMES && term->type->kind != DECLARED_CONSTANT)
		r->spec->unset_is_value = true;
	return truth(r, arena_printf(arena, negated ? "%s # UNSET" : "%s = UNSET", term->text),
	             LEVEL_RELATION);
}

struct term term_absent(struct reading *r, const struct term *term)
{
	struct term made = scalar_is_unset(r, term, false), unless;

	if (!term->unless)
		return made;
	unless = truth(r, term->unless, strstr(term->unless, " \\/ ") ? LEVEL_OR : LEVEL_RELATION);
	return combine(r, &unless, &made, false);
}

struct term term_is_unset(struct reading *r, const struct term *term, bool negated)
{
	struct term made, unless, fields;

	if (term->condition) {
		struct term a = term_is_unset(r, &term->parts[0], negated),
		            b = term_is_unset(r, &term->parts[1], negated);

		made = truth(r,
		             arena_printf(r->spec->arena, "IF %s THEN %s ELSE %s", term->condition, a.text,
		                          b.text),
		             LEVEL_OPEN);
		made.need = term->need;
		return made;
	}
	made = scalar_is_unset(r, term, negated);
	if (is_record(term)) {
		fields = all_fields_unset(r, term);
		if (negated)
			fields = negate(r, &fields);
		made = combine(r, &made, &fields, negated);
	}
	if (term->unless) {
		unless = truth(r, negated ? denied(r, term->unless) : term->unless,
		               strstr(term->unless, " \\/ ") ? (negated ? LEVEL_AND : LEVEL_OR)
		                                             : LEVEL_RELATION);
		if (negated && strstr(unless.text, "~("))
			unless.level = LEVEL_AND;
		made = combine(r, &unless, &made, negated);
	}
	made.need = term->need;
	return made;
}

/* A field that one of them lacks counts as UNSET. */
static struct term records_equal(struct reading *r, const struct term *a, const struct term *b)
{
	struct term all = truth(r, "TRUE", LEVEL_ATOM);
	const char *names[2 * DECLARED_NAMES_MAX];
	unsigned count = fields_of(a, names), more = fields_of(b, names + count);

	for (unsigned i = 0; i < count + more; i++) {
		struct term left, right, equal;
		bool seen = false;

		for (unsigned j = 0; j < i; j++)
			seen |= strcmp(names[i], names[j]) == 0;
		if (seen)
			continue;
		left = field_term(r, a, names[i]);
		right = field_term(r, b, names[i]);
		equal = term_equal(r, &left, &right);
		all = combine(r, &all, &equal, true);
	}
	return all;
}

/* Of one type, and a record there without a value is not UNSET. */
static bool are_alike(const struct term *a, const struct term *b)
{
	return a->type && b->type && !a->names && !b->names && !a->unless && !b->unless && !a->optional &&
	       !b->optional && declared_type_equal(a->type, b->type);
}

struct term term_equal(struct reading *r, const struct term *a, const struct term *b)
{
	const char *need = both_hold(r->spec, a->need, b->need);
	struct term made;

	if (a->is_unset || b->is_unset)
		return term_is_unset(r, a->is_unset ? b : a, false);
	if (b->condition && !a->condition)
		return term_equal(r, b, a);
	if (a->condition) {
		struct term first = term_equal(r, &a->parts[0], b), second = term_equal(r, &a->parts[1], b);

		made = truth(r,
		             arena_printf(r->spec->arena, "IF %s THEN %s ELSE %s", a->condition, first.text,
		                          second.text),
		             LEVEL_OPEN);
	} else if (is_record(a) && is_record(b) && !are_alike(a, b)) {
		made = records_equal(r, a, b);
	} else if ((a->unless && !may_be_unset(b)) || (b->unless && !may_be_unset(a))) {
		struct term there = a->unless ? *a : *b, equal;
		struct term is_there = truth(r, denied(r, there.unless), LEVEL_AND);

		there.unless = NULL;
		equal = term_equal(r, &there, a->unless ? b : a);
		made = combine(r, &is_there, &equal, true);
	} else {
		if ((may_be_unset(a) || may_be_unset(b)) && a->type && a->type->kind != DECLARED_NAMES &&
		    a->type->kind != DECLARED_CONSTANT)
			r->spec->unset_is_value = true;
		made = truth(r,
		             arena_printf(r->spec->arena, "%s = %s", tla_term_text(r, a, LEVEL_SUM),
		                          tla_term_text(r, b, LEVEL_SUM)),
		             LEVEL_RELATION);
	}
	made.need = need;
	return made;
}
