/*
 * Terms as values of declared types: what a place can hold, and the condition under which it can.
 *
 * What the types show needs no condition, so an ordinary assignment is written as it is.
 */
#include <string.h>

#include "export/tla/system_term.h"
#include "export/tla/tla_text.h"

static void add_fit(struct reading *r, const char **fits, const char *condition)
{
	*fits = both_hold(r->spec, *fits, condition);
}

/* A bound that a step may exceed needs its own condition on states. */
static void note_growth(struct reading *r, const struct declared_type *type)
{
	struct spec *spec = r->spec;

	for (unsigned i = 0; i < spec->growing_count; i++)
		if (spec->growing[i] == type)
			return;
	if (spec->growing_count < GROWING_MAX)
		spec->growing[spec->growing_count++] = type;
}

static bool same_bound(const struct declared_type *a, const struct declared_type *b)
{
	return a && a->bound && b->bound && strcmp(a->bound, b->bound) == 0;
}

/* --- scalars ------------------------------------------------------------------------------------ */

/* What is UNSET fits only an optional type. */
static void fit_unset(struct reading *r, const struct term *term, const struct declared_type *type,
                      const char **fits)
{
	struct term is_set;

	if (type->optional || !may_be_unset(term))
		return;
	is_set = term_is_unset(r, term, true);
	if (!is_fact(r, is_set.text))
		add_fit(r, fits, is_set.text);
}

/* Whether UNSET passes a condition on the other values. */
static const char *unless_unset(struct reading *r, const struct term *term, const char *condition)
{
	struct term unset;

	if (!may_be_unset(term))
		return condition;
	unset = term_is_unset(r, term, true);
	return if_then(r->spec, unset.text, condition);
}

static void fit_number(struct reading *r, const struct term *term, const struct declared_type *type,
                       const char **fits)
{
	struct arena *arena = r->spec->arena;
	const char *text = tla_term_text(r, term, LEVEL_SUM);
	int64_t least = type->bound ? 0 : type->least;

	if (type->bound && !same_bound(term->type, type) && term->most > 0)
		note_growth(r, type);
	if (type->bound || term->most <= type->most) {
		if (term->least < least)
			add_fit(r, fits,
			        unless_unset(r, term,
			                     arena_printf(arena, "%s >= %lld", text, (long long)least)));
		return;
	}
	if (term->least < least)
		add_fit(r, fits,
		        unless_unset(
		                r, term,
		                arena_printf(arena,
		                             least < 0 ? "%s \\in (%lld) .. %lld" : "%s \\in %lld .. %lld",
		                             text, (long long)least, (long long)type->most)));
	else
		add_fit(r, fits,
		        unless_unset(r, term,
		                     arena_printf(arena, "%s <= %lld", text, (long long)type->most)));
}

static bool has_name(const struct declared_type *type, const char *name)
{
	for (uint32_t i = 0; i < type->count; i++)
		if (strcmp(type->names[i], name) == 0)
			return true;
	return false;
}

static void fit_name(struct reading *r, const struct term *term, const struct declared_type *type,
                     const char **fits)
{
	const struct declared_type *from = term->type;
	bool within = from && from->kind == type->kind;

	if (!from) /* a name that is written out: the check compared it with the type */
		return;
	if (type->kind == DECLARED_CONSTANT)
		within = within && strcmp(from->all, type->all) == 0;
	for (uint32_t i = 0; within && type->kind == DECLARED_NAMES && i < from->count; i++)
		within = has_name(type, from->names[i]);
	if (!within) {
		struct declared_type there = *type;

		there.optional = false;
		add_fit(r, fits,
		        unless_unset(r, term,
		                     arena_printf(r->spec->arena, "%s \\in %s",
		                                  tla_term_text(r, term, LEVEL_SUM),
		                                  spec_type(r->spec, &there))));
	}
}

/* --- records --------------------------------------------------------------------------------------- */

static const char *record_of(struct reading *r, const struct term *term, const struct declared_type *type,
                             const char **fits)
{
	const char *text = "";

	for (uint32_t i = 0; i < type->count; i++) {
		struct term field = field_term(r, term, type->names[i]);

		text = arena_printf(r->spec->arena, "%s%s%s |-> %s", text, i ? ", " : "",
		                    spec_field(r->spec, type->names[i]),
		                    term_as(r, &field, type->parts[i], fits));
	}
	return arena_printf(r->spec->arena, "[%s]", text);
}

/* Whether a value is always, never or sometimes the only one of a type. */
static const char *is_fixed(struct reading *r, const struct term *value, const struct declared_type *type)
{
	struct term equal;

	if (type->kind != DECLARED_NAMES || type->count > 1 || (type->count && type->optional))
		return "TRUE";
	if (!type->count) {
		equal = term_is_unset(r, value, false);
		return equal.text;
	}
	if (value->is_unset)
		return "FALSE";
	return arena_printf(r->spec->arena, "%s = %s", tla_term_text(r, value, LEVEL_SUM),
	                    module_quoted(r->spec->arena, type->names[0]));
}

static const char *either_condition(struct reading *r, const struct declared_type *type,
                                    const struct declared_type *record, const struct term *fields)
{
	const char *names[DECLARED_NAMES_MAX], *condition = NULL;
	unsigned count = either_fields(type, names);

	for (unsigned i = 0; i < count; i++) {
		const struct declared_type *part = declared_type_field(record, names[i]);
		struct term unset = term_is_unset(r, &fields[i], false);
		const char *one = part ? is_fixed(r, &fields[i], part) : unset.text;

		if (part && fields[i].is_unset && !part->optional &&
		    part->count + (part->kind != DECLARED_NAMES))
			one = "FALSE";
		if (strcmp(one, "FALSE") == 0)
			return "FALSE";
		if (strcmp(one, "TRUE") != 0)
			condition = both_hold(r->spec, condition, one);
	}
	return condition ? condition : "TRUE";
}

const char *either_record(struct reading *r, const struct declared_type *type, const struct term *fields,
                          const char **fits)
{
	const char *names[DECLARED_NAMES_MAX], *text = "", *unfit = NULL;
	unsigned count = either_fields(type, names);
	struct term record = { .names = names, .parts = fields, .count = count, .level = LEVEL_ATOM };
	bool open = true, any = false;

	for (uint32_t a = 0; a < type->count && open; a++) {
		const char *when = either_condition(r, type, type->parts[a], fields), *own = NULL, *made;

		if (strcmp(when, "FALSE") == 0)
			continue;
		made = record_of(r, &record, type->parts[a], &own);
		open = strcmp(when, "TRUE") != 0;
		any = true;
		if (own)
			add_fit(r, fits,
			        if_then(r->spec, both_hold(r->spec, unfit, open ? when : NULL), own));
		if (open)
			unfit = both_hold(r->spec, unfit, arena_printf(r->spec->arena, "~(%s)", when));
		text = open ? arena_printf(r->spec->arena, "%sIF %s THEN %s ELSE ", text, when, made)
		            : arena_printf(r->spec->arena, "%s%s", text, made);
	}
	if (open) {
		add_fit(r, fits, any ? arena_printf(r->spec->arena, "~(%s)", unfit) : "FALSE");
		text = arena_printf(r->spec->arena, "%sUNSET", text);
	}
	return strncmp(text, "IF ", 3) == 0 ? in_parentheses(r->spec, text) : text;
}

/* The alternative with exactly the fields of a record that is written out. */
static const char *written_either(struct reading *r, const struct term *term,
                                  const struct declared_type *type, const char **fits)
{
	for (uint32_t a = 0; a < type->count; a++) {
		const struct declared_type *record = type->parts[a];
		bool all = record->count == term->count;

		for (uint32_t i = 0; all && i < record->count; i++) {
			struct term field = field_term(r, term, record->names[i]);

			all = false;
			for (unsigned k = 0; k < term->count; k++)
				all |= strcmp(term->names[k], record->names[i]) == 0;
			all = all && (strcmp(is_fixed(r, &field, record->parts[i]), "TRUE") == 0 ||
			              (record->parts[i]->count == 1 && field.text &&
			               strcmp(field.text, module_quoted(r->spec->arena,
			                                                record->parts[i]->names[0])) == 0));
		}
		if (all)
			return record_of(r, term, record, fits);
	}
	add_fit(r, fits, "FALSE");
	return "UNSET";
}

static const char *either_as(struct reading *r, const struct term *term, const struct declared_type *type,
                             const char **fits)
{
	const char *names[DECLARED_NAMES_MAX];
	unsigned count = either_fields(type, names);
	struct term fields[DECLARED_NAMES_MAX];

	if (term->names)
		return written_either(r, term, type, fits);
	for (unsigned i = 0; i < count; i++)
		fields[i] = field_term(r, term, names[i]);
	return either_record(r, type, fields, fits);
}

/* A record of another type, or one that may not be there. */
static const char *record_as(struct reading *r, const struct term *term, const struct declared_type *type,
                             const char **fits)
{
	struct term there = *term, unset;
	const char *own = NULL, *text, *absent;

	there.optional = false;
	there.unless = NULL;
	if (type->kind == DECLARED_EITHER)
		return either_as(r, &there, type, fits);
	text = term->type && declared_type_equal(term->type, type) ? term->text : NULL;
	if (text && !term->unless)
		return text;
	if (!text)
		text = record_of(r, &there, type, &own);
	if (!may_be_unset(term)) {
		add_fit(r, fits, own);
		return text;
	}
	unset = term_absent(r, term);
	absent = unset.text;
	if (own)
		add_fit(r, fits, arena_printf(r->spec->arena, "(%s) \\/ (%s)", absent, own));
	return arena_printf(r->spec->arena, "(IF %s THEN %s ELSE %s)", absent, spec_initial(r->spec, type),
	                    text);
}

/* --- all -------------------------------------------------------------------------------------------- */

static const char *set_as(struct reading *r, const struct term *term, const struct declared_type *type,
                          const char **fits)
{
	const char *text = "";

	if (term->text)
		return tla_term_text(r, term, LEVEL_IMPLIES);
	for (unsigned i = 0; i < term->count; i++)
		text = arena_printf(r->spec->arena, "%s%s%s", text, i ? ", " : "",
		                    term_as(r, &term->parts[i], type->item, fits));
	return arena_printf(r->spec->arena, "{%s}", text);
}

static const char *choice_as(struct reading *r, const struct term *term, const struct declared_type *type,
                             const char **fits)
{
	const char *first = NULL, *second = NULL, *condition = term->condition, *a, *b;

	a = term_as(r, &term->parts[0], type, &first);
	b = term_as(r, &term->parts[1], type, &second);
	add_fit(r, fits, if_then(r->spec, condition, first));
	add_fit(r, fits, if_then(r->spec, arena_printf(r->spec->arena, "~(%s)", condition), second));
	return arena_printf(r->spec->arena, "(IF %s THEN %s ELSE %s)", condition, a, b);
}

const char *term_as(struct reading *r, const struct term *term, const struct declared_type *type,
                    const char **fits)
{
	if (term->condition)
		return choice_as(r, term, type, fits);
	if (term->is_unset)
		return spec_initial(r->spec, type);
	switch (type->kind) {
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (term->type && !term->unless && declared_type_equal(term->type, type))
			return term->text;
		return record_as(r, term, type, fits);
	case DECLARED_SET:
		return set_as(r, term, type, fits);
	case DECLARED_NUMBER:
		fit_unset(r, term, type, fits);
		fit_number(r, term, type, fits);
		break;
	case DECLARED_NAMES:
	case DECLARED_CONSTANT:
		fit_unset(r, term, type, fits);
		fit_name(r, term, type, fits);
		break;
	case DECLARED_TABLE:
		/* An entry under UNSET has the initial value. */
		if (term->unless)
			return arena_printf(r->spec->arena, "(IF %s THEN %s ELSE %s)", term->unless,
			                    spec_initial(r->spec, type), term->text);
		break;
	case DECLARED_BOOL:
	case DECLARED_LIST:
		break;
	}
	return tla_term_text(r, term, LEVEL_IMPLIES);
}
