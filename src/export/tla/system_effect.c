/*
 * Effects: what a step writes, as new values of the variables.
 *
 * Updates wait until something reads a place that they overlap, or the step ends; so one EXCEPT has all that
 * a step writes to a variable.  A record of an EITHER is chosen from its fields when its updates are written.
 */
#include <string.h>

#include "export/tla/system_term.h"
#include "export/tla/tla_text.h"

/* --- texts of updates --------------------------------------------------------------------------- */

/* The number of steps of a path that lead to a record whose parts cannot be replaced in place: an optional
 * one, or one of several; `count` if there is none. */
static unsigned plain_steps(const struct path *path, unsigned from)
{
	for (unsigned i = from; i + 1 < path->count; i++) {
		const struct declared_type *type = path->steps[i].type;

		if (type &&
		    (type->kind == DECLARED_EITHER || (type->kind == DECLARED_RECORD && type->optional)))
			return i + 1;
	}
	return path->count;
}

static const char *steps_text(struct reading *r, const struct path *path, unsigned from, unsigned to)
{
	const char *text = "!";

	for (unsigned i = from; i < to; i++)
		text = path->steps[i].field
		               ? arena_printf(r->spec->arena, "%s.%s", text,
		                              spec_field(r->spec, path->steps[i].field))
		               : arena_printf(r->spec->arena, "%s[%s]", text, path->steps[i].key);
	return text;
}

/* Whether two updates write fields of one record. */
static bool same_record(const struct path *a, const struct path *b, unsigned steps)
{
	if (a->variable != b->variable || a->count != b->count || a->count != steps + 1)
		return false;
	for (unsigned i = 0; i < steps; i++) {
		const struct path_step *x = &a->steps[i], *y = &b->steps[i];

		if (x->field ? !y->field || strcmp(x->field, y->field) != 0
		             : !y->key || strcmp(x->key, y->key) != 0)
			return false;
	}
	return a->steps[steps].field && b->steps[steps].field;
}

/* A record of an EITHER whose fields the nth update and later ones write. */
static const char *either_text(struct reading *r, unsigned nth, unsigned steps, bool *done, const char **fits)
{
	const struct path *path = &r->updates[nth].path;
	const struct declared_type *type = path->steps[steps - 1].type;
	const char *names[DECLARED_NAMES_MAX];
	unsigned count = either_fields(type, names);
	struct term fields[DECLARED_NAMES_MAX], old;
	const char *place = r->now[path->variable];

	for (unsigned i = 0; i < steps; i++)
		place = arena_printf(r->spec->arena, path->steps[i].field ? "%s.%s" : "%s[%s]", place,
		                     path->steps[i].field ? spec_field(r->spec, path->steps[i].field)
		                                          : path->steps[i].key);
	old = tla_term_of(place, LEVEL_ATOM, type);
	for (unsigned f = 0; f < count; f++)
		fields[f] = field_term(r, &old, names[f]);
	for (unsigned u = nth; u < r->update_count; u++) {
		const struct update *update = &r->updates[u];

		if (!same_record(path, &update->path, steps))
			continue;
		done[u] = true;
		for (unsigned f = 0; f < count; f++)
			if (strcmp(names[f], update->path.steps[steps].field) == 0)
				fields[f] = update->value;
	}
	return either_record(r, type, fields, fits);
}

/* "![k].f = v" for the nth update, from a step of its path on. */
static const char *update_text(struct reading *r, unsigned nth, unsigned from, bool *done, const char **fits)
{
	const struct update *update = &r->updates[nth];
	unsigned steps = plain_steps(&update->path, from);
	const char *where = steps_text(r, &update->path, from, steps);

	done[nth] = true;
	if (steps == update->path.count)
		return arena_printf(r->spec->arena, "%s = %s", where,
		                    tla_term_text(r, &update->value, LEVEL_IMPLIES));
	if (update->path.steps[steps - 1].type->kind == DECLARED_EITHER)
		return arena_printf(r->spec->arena, "%s = %s", where, either_text(r, nth, steps, done, fits));
	r->spec->unset_is_value = true;
	return arena_printf(r->spec->arena, "%s = IF @ = UNSET THEN UNSET ELSE [@ EXCEPT %s]", where,
	                    update_text(r, nth, steps, done, fits));
}

const char *updated(struct reading *r, unsigned variable)
{
	const struct declared_type *type = r->spec->system->variables[variable].type;
	bool done[UPDATES_MAX] = { false };
	const char *text = NULL, *whole = NULL;
	unsigned count = 0;

	for (unsigned u = 0; u < r->update_count; u++) {
		const char *fits = NULL, *one;

		if (r->updates[u].path.variable != variable || done[u])
			continue;
		if (!r->updates[u].path.count) {
			whole = tla_term_text(r, &r->updates[u].value, LEVEL_OPEN);
			continue;
		}
		one = update_text(r, u, 0, done, &fits);
		r->fits = both_hold(r->spec, r->fits, fits);
		text = count++ ? arena_printf(r->spec->arena, "%s,\n    %s", text, one) : one;
	}
	if (!count)
		return whole || r->now[variable] == r->spec->variables[variable] ? whole : r->now[variable];
	whole = whole ? whole : r->now[variable];
	text = arena_printf(r->spec->arena, count > 1 ? "[%s EXCEPT\n    %s]" : "[%s EXCEPT %s]", whole,
	                    text);
	if (type->kind != DECLARED_RECORD || !type->optional)
		return text;
	r->spec->unset_is_value = true;
	return arena_printf(r->spec->arena, "IF %s = UNSET THEN UNSET ELSE %s", whole, text);
}

static void drop_updates(struct reading *r, unsigned variable)
{
	unsigned kept = 0;

	for (unsigned u = 0; u < r->update_count; u++)
		if (r->updates[u].path.variable != variable)
			r->updates[kept++] = r->updates[u];
	r->update_count = kept;
}

const char *flush_updates(struct reading *r, unsigned variable)
{
	const char *text = r->versions ? updated(r, variable) : NULL, *name;

	if (!text || text == r->now[variable])
		return r->now[variable];
	name = binder_name(r,
	                   arena_printf(r->spec->arena, "%s_%u", r->spec->variables[variable], ++r->version));
	buf_printf(r->versions, "%s == %s\n", name, text);
	drop_updates(r, variable);
	r->now[variable] = name;
	return name;
}

/* --- effects ----------------------------------------------------------------------------------------- */

static void need(struct reading *r, const char *condition)
{
	if (!condition || is_fact(r, condition))
		return;
	r->fits = both_hold(r->spec, r->fits, condition);
	add_condition(r, condition);
}

/* Whether an update can stand beside those that wait: it overlaps none of them. */
static bool fits_beside(const struct reading *r, const struct path *path)
{
	for (unsigned u = 0; u < r->update_count; u++)
		if (path_overlaps(&r->updates[u].path, path))
			return false;
	return r->update_count < UPDATES_MAX;
}

/* The last value of a place is that of its last update. */
static void store(struct reading *r, const struct path *path, struct term value)
{
	for (unsigned u = 0; u < r->update_count; u++)
		if (path_same(&r->updates[u].path, path)) {
			r->updates[u].value = value;
			return;
		}
	if (!fits_beside(r, path))
		flush_updates(r, path->variable);
	r->updates[r->update_count++] = (struct update){ *path, value };
}

static const struct declared_type *type_at(const struct reading *r, const struct path *path)
{
	return path->count ? path->steps[path->count - 1].type
	                   : r->spec->system->variables[path->variable].type;
}

static void store_as(struct reading *r, const struct path *path, const struct term *value)
{
	const struct declared_type *type = type_at(r, path);
	const char *fits = NULL;
	struct term made;

	if (!type)
		return;
	made = tla_term_of(term_as(r, value, type, &fits), LEVEL_IMPLIES, type);
	/* An UNSET and a name that is written out are known when they are read again. */
	if (value->is_unset && strcmp(made.text, "UNSET") == 0)
		made.is_unset = true;
	if (value->text && strcmp(made.text, value->text) == 0) {
		made.level = value->level;
		if (value->type && value->type->kind == type->kind) {
			made.optional = value->optional;
			made.type = value->type;
		} else if (!value->type) {
			made.optional = value->is_unset;
		}
		made.least = value->least > made.least ? value->least : made.least;
		made.most = value->most < made.most ? value->most : made.most;
	}
	need(r, fits);
	store(r, path, made);
}

static void change_set(struct reading *r, const struct expr *expr, const struct path *path)
{
	const struct declared_type *type = type_at(r, path);
	struct term item = read_term(r, expr->part[1]), now, made;
	const char *fits = NULL, *text;

	need(r, item.need);
	if (!type || type->kind != DECLARED_SET)
		return;
	text = term_as(r, &item, type->item, &fits);
	need(r, fits);
	now = read_place(r, path);
	now.unless = NULL;
	made = tla_term_of(arena_printf(r->spec->arena, "%s %s {%s}", tla_term_text(r, &now, LEVEL_ATOM),
	                                expr->kind == EXPR_ADD ? "\\union" : "\\", text),
	                   LEVEL_SUM, type);
	store(r, path, made);
}

static void append(struct reading *r, const struct expr *expr, const struct path *path)
{
	const struct declared_type *type = type_at(r, path);
	struct spec *spec = r->spec;
	struct term item = read_term(r, expr->part[1]), now;
	const char *fits = NULL, *text;

	need(r, item.need);
	if (!type || type->kind != DECLARED_LIST)
		return;
	text = term_as(r, &item, type->item, &fits);
	need(r, fits);
	now = read_place(r, path);
	if (type->bound && spec->growing_count < GROWING_MAX)
		spec->growing[spec->growing_count++] = type;
	else if (!type->bound)
		need(r, arena_printf(spec->arena, "Len(%s) < %lld", now.text, (long long)type->most));
	store(r, path,
	      tla_term_of(arena_printf(spec->arena, "Append(%s, %s)", now.text, text), LEVEL_ATOM, type));
}

static void take_first(struct reading *r, const struct path *path)
{
	struct term now = read_place(r, path);
	struct arena *arena = r->spec->arena;

	need(r, now.need);
	need(r, arena_printf(arena, "%s # <<>>", now.text));
	store(r, path, tla_term_of(arena_printf(arena, "Tail(%s)", now.text), LEVEL_ATOM, type_at(r, path)));
}

static void run_effect(struct reading *r, const struct expr *expr)
{
	struct term value = { .text = NULL };
	const char *condition = NULL;
	struct path path;

	if (expr->kind == EXPR_ASSIGN) {
		value = read_term(r, expr->part[1]);
		need(r, value.need);
	}
	if (!read_path(r, expr->part[0], &path, &condition)) {
		r->spec->refused = expr;
		return;
	}
	need(r, condition);
	if (expr->kind == EXPR_ASSIGN)
		store_as(r, &path, &value);
	else if (expr->kind == EXPR_ADD || expr->kind == EXPR_REMOVE)
		change_set(r, expr, &path);
	else if (expr->kind == EXPR_APPEND)
		append(r, expr, &path);
	else
		take_first(r, &path);
}

void run_effects(struct reading *r, const struct system_role *role, const struct system_step *step,
                 const char **next)
{
	struct path path = { .variable = (unsigned)role->variable };
	struct term state;

	for (unsigned i = 0; i < step->effect_count; i++)
		run_effect(r, step->effects[i]);
	if (step->target >= 0 && role->variable >= 0 && role->state_count) {
		const struct declared_type *table = r->spec->system->variables[role->variable].type;

		path.count = 2;
		path.steps[0] = (struct path_step){ .key = r->self, .type = table->item };
		path.steps[1] =
		        (struct path_step){ .field = table->item->names[0], .type = table->item->parts[0] };
		state = tla_term_of(module_quoted(r->spec->arena, role->states[step->target]), LEVEL_ATOM,
		                    table->item->parts[0]);
		store(r, &path, state);
	}
	for (unsigned v = 0; v < r->spec->system->variable_count; v++)
		next[v] = updated(r, v);
}
