/*
 * Expressions as terms: one fold.
 *
 * Where a step reads what it has already written, the written value stands in its place; where that would
 * need a case, the variable first gets a version, in a LET.  Rejected: a version for each effect, which hides
 * that most effects of a step do not depend on each other.
 */
#include <string.h>

#include "export/identifier.h"
#include "export/tla/system_term.h"
#include "export/tla/tla_text.h"

enum { SHORT = 60 };

void read_begin(struct reading *r, struct spec *spec, int role)
{
	memset(r, 0, sizeof(*r));
	r->spec = spec;
	r->role = role;
	r->self = "self";
	for (unsigned v = 0; v < spec->system->variable_count; v++)
		r->now[v] = spec->variables[v];
}

/* --- names ------------------------------------------------------------------------------------------ */

const char *binder_name(const struct reading *r, const char *wanted)
{
	const char *name = spec_free_name(r->spec, wanted);
	bool again = true;

	while (again) {
		again = false;
		for (unsigned i = 0; i < r->bound_count; i++)
			again |= strcmp(r->bound[i].text, name) == 0 ||
			         (r->bound[i].index && strcmp(r->bound[i].index, name) == 0);
		for (unsigned i = 0; i < r->chosen_count; i++)
			again |= strcmp(r->chosen[i].text, name) == 0;
		if (again)
			name = spec_free_name(r->spec, arena_printf(r->spec->arena, "%s_", name));
	}
	return name;
}

static const struct declared_type *constant_type(struct reading *r, const char *all)
{
	struct declared_type *type = arena_alloc(r->spec->arena, sizeof(*type));

	*type = (struct declared_type){ .kind = DECLARED_CONSTANT, .all = all };
	return type;
}

static const struct declared_type *set_type(struct reading *r, const struct declared_type *item)
{
	struct declared_type *type = arena_alloc(r->spec->arena, sizeof(*type));

	*type = (struct declared_type){ .kind = DECLARED_SET, .item = item };
	return type;
}

/* Of a set of constants, or all names of a type. */
static struct term all_names(struct reading *r, const struct expr *expr)
{
	const struct value_type *item = expr->type ? expr->type->item : NULL;
	const struct declared_type *type;
	struct declared_type *names;

	for (unsigned i = 0; i < r->spec->system->set_count; i++)
		if (strcmp(r->spec->system->sets[i].all, expr->name) == 0)
			return tla_term_of(spec_set(r->spec, expr->name), LEVEL_ATOM,
			                   set_type(r, constant_type(r, expr->name)));
	names = arena_alloc(r->spec->arena, sizeof(*names));
	*names = (struct declared_type){ .kind = DECLARED_NAMES,
		                         .names = item ? item->names : NULL,
		                         .count = item ? item->count : 0 };
	type = set_type(r, names);
	return tla_term_of(spec_type(r->spec, names), LEVEL_ATOM, type);
}

/* --- places ------------------------------------------------------------------------------------------- */

static bool is_place(const struct expr *expr)
{
	while (expr->kind == EXPR_FIELD || expr->kind == EXPR_AT)
		expr = expr->part[0];
	return expr->kind == EXPR_NAME &&
	       (expr->meaning == EXPR_NAME_VARIABLE || expr->meaning == EXPR_NAME_LOCAL);
}

static struct path_step *add_step(struct path *path, const struct declared_type *type)
{
	struct path_step *step = &path->steps[path->count];

	if (path->count + 1 < PATH_MAX_STEPS)
		path->count++;
	*step = (struct path_step){ .type = type };
	return step;
}

static const struct declared_type *path_type(const struct reading *r, const struct path *path)
{
	return path->count ? path->steps[path->count - 1].type
	                   : r->spec->system->variables[path->variable].type;
}

static void add_field(struct reading *r, struct path *path, const char *name)
{
	const struct declared_type *type = path_type(r, path), *part = NULL;
	bool everywhere;

	if (type && type->kind == DECLARED_EITHER)
		part = either_field(r->spec, type, name, &everywhere);
	else if (type && type->kind == DECLARED_RECORD)
		part = declared_type_field(type, name);
	add_step(path, part)->field = name;
}

static void start_local(struct reading *r, const struct expr *expr, struct path *path)
{
	const struct system_role *role = &r->spec->system->roles[r->role];
	const struct declared_type *table;
	struct path_step *step;

	path->variable = (unsigned)role->variable;
	table = r->spec->system->variables[role->variable].type;
	step = add_step(path, table->item);
	step->key = r->self;
	step->part = tla_term_of(r->self, LEVEL_ATOM, table->key);
	add_field(r, path, expr->name);
}

bool read_path(struct reading *r, const struct expr *expr, struct path *path, const char **need)
{
	const struct declared_type *type;
	struct path_step *step;
	struct term key;

	if (expr->kind == EXPR_NAME) {
		*path = (struct path){ .variable = expr->index };
		if (expr->meaning == EXPR_NAME_LOCAL)
			start_local(r, expr, path);
		return expr->meaning == EXPR_NAME_LOCAL || expr->meaning == EXPR_NAME_VARIABLE;
	}
	if ((expr->kind != EXPR_FIELD && expr->kind != EXPR_AT) || !read_path(r, expr->part[0], path, need))
		return false;
	type = path_type(r, path);
	if (expr->kind == EXPR_FIELD) {
		if (type && type->kind == DECLARED_TABLE) {
			step = add_step(path, type->item);
			step->key = module_quoted(r->spec->arena, expr->name);
			step->part = tla_term_of(step->key, LEVEL_ATOM, NULL);
			return true;
		}
		add_field(r, path, expr->name);
		return true;
	}
	key = read_term(r, expr->part[1]);
	*need = both_hold(r->spec, *need, key.need);
	step = add_step(path, type ? type->item : NULL);
	step->key = tla_term_text(r, &key, LEVEL_OPEN);
	step->part = key;
	return true;
}

enum relation { SAME, APART, OVERLAPPING };

static enum relation relation_of(const struct path *a, const struct path *b)
{
	unsigned count = a->count < b->count ? a->count : b->count;

	if (a->variable != b->variable)
		return APART;
	for (unsigned i = 0; i < count; i++) {
		const struct path_step *x = &a->steps[i], *y = &b->steps[i];

		if (x->field && y->field && strcmp(x->field, y->field) != 0)
			return APART;
		if (x->key && y->key && strcmp(x->key, y->key) != 0)
			return *x->key == '"' && *y->key == '"' ? APART : OVERLAPPING;
		if (!x->field != !y->field)
			return OVERLAPPING;
	}
	return a->count == b->count ? SAME : OVERLAPPING;
}

bool path_same(const struct path *a, const struct path *b)
{
	return relation_of(a, b) == SAME;
}

bool path_overlaps(const struct path *a, const struct path *b)
{
	return relation_of(a, b) == OVERLAPPING;
}

static struct term follow(struct reading *r, const struct path *path)
{
	struct term term = tla_term_of(r->now[path->variable], LEVEL_ATOM,
	                               r->spec->system->variables[path->variable].type);

	for (unsigned i = 0; i < path->count; i++)
		term = path->steps[i].field ? field_term(r, &term, path->steps[i].field)
		                            : entry_term(r, &term, &path->steps[i].part);
	return term;
}

struct term read_place(struct reading *r, const struct path *path)
{
	for (unsigned i = r->update_count; i-- > 0;) {
		const struct update *update = &r->updates[i];
		enum relation relation = relation_of(&update->path, path);

		if (relation == APART)
			continue;
		if (relation == SAME && update->value.text && strlen(update->value.text) < SHORT) {
			struct term now = follow(r, path), value = update->value;

			/* Under UNSET nothing was written. */
			value.unless = now.unless && value.unless ? value.unless : now.unless;
			if (!now.unless)
				value.unless = update->value.unless;
			value.need = both_hold(r->spec, now.need, value.need);
			return value;
		}
		flush_updates(r, path->variable);
		break;
	}
	return follow(r, path);
}

/* --- operators -------------------------------------------------------------------------------------------
 */

static struct term truth_of(const char *text, enum level level, const char *need)
{
	struct term term = tla_term_of(text, level, &type_truth);

	term.need = need;
	return term;
}

void add_fact(struct reading *r, const char *text)
{
	if (text && r->fact_count < TEXTS_MAX)
		r->facts[r->fact_count++] = text;
}

/* The first `sign` outside parentheses and strings; null: there is none. */
static const char *top_level(const char *text, const char *sign)
{
	bool quoted = false;
	int depth = 0;

	for (; *text; text++) {
		quoted ^= *text == '"';
		depth += quoted ? 0 : strchr("([{<", *text) ? 1 : strchr(")]}>", *text) ? -1 : 0;
		if (!quoted && !depth && strncmp(text, sign, strlen(sign)) == 0)
			return text;
	}
	return NULL;
}

static bool is_plain(const char *text)
{
	static const char *const signs[] = { " => ", "\\A ", "\\E ", "IF " };

	for (int i = 0; i < 4; i++)
		if (top_level(text, signs[i]))
			return false;
	return true;
}

/* "a /\ b" is two facts. */
static void add_facts(struct reading *r, const char *text)
{
	const char *and;

	if (!text || !is_plain(text) || top_level(text, " \\/ ")) {
		add_fact(r, text);
		return;
	}
	while ((and = top_level(text, " /\\ "))) {
		add_fact(r, arena_printf(r->spec->arena, "%.*s", (int)(and-text), text));
		text = and+4;
	}
	add_fact(r, text);
}

/* What holds where "x = UNSET \/ b" does not. */
static void add_denied_facts(struct reading *r, const char *text)
{
	if (!text || !is_plain(text) || top_level(text, " /\\ "))
		return;
	for (const char *rest = text; rest; text = rest ? rest + 4 : NULL) {
		const char *equal = top_level(text, " = UNSET");

		rest = top_level(text, " \\/ ");
		if (equal && (rest ? equal + 8 == rest : !equal[8]))
			add_fact(r, arena_printf(r->spec->arena, "%.*s # UNSET", (int)(equal - text), text));
	}
}

void add_condition(struct reading *r, const char *condition)
{
	add_facts(r, condition);
}

static struct term connective(struct reading *r, const struct expr *expr)
{
	struct term a = read_term(r, expr->part[0]), b;
	unsigned facts = r->fact_count;
	const char *need, *sign = expr->kind == EXPR_AND ? "/\\" : expr->kind == EXPR_OR ? "\\/" : "=>";
	enum level level = expr->kind == EXPR_AND  ? LEVEL_AND
	                   : expr->kind == EXPR_OR ? LEVEL_OR
	                                           : LEVEL_IMPLIES;
	enum level inner = expr->kind == EXPR_AND ? LEVEL_AND : LEVEL_RELATION;

	if (expr->kind == EXPR_OR)
		add_denied_facts(r, a.text);
	else
		add_facts(r, a.text);
	b = read_term(r, expr->part[1]);
	r->fact_count = facts;
	need = if_then(r->spec,
	               expr->kind == EXPR_OR ? arena_printf(r->spec->arena, "~(%s)", a.text) : a.text,
	               b.need);
	if (expr->kind == EXPR_OR && a.level == LEVEL_OR && b.level <= LEVEL_RELATION)
		inner = LEVEL_OR;
	return truth_of(
	        arena_printf(r->spec->arena, "%s %s %s", tla_term_text(r, &a, inner), sign,
	                     tla_term_text(r, &b, expr->kind == EXPR_AND ? LEVEL_AND : LEVEL_RELATION)),
	        level, both_hold(r->spec, a.need, need));
}

static struct term negation(struct reading *r, const struct expr *expr)
{
	struct term a = read_term(r, expr->part[0]);

	return truth_of(arena_printf(r->spec->arena, "~%s", tla_term_text(r, &a, LEVEL_ATOM)), LEVEL_AND,
	                a.need);
}

static struct term equality(struct reading *r, const struct expr *expr)
{
	struct term a = read_term(r, expr->part[0]), b = read_term(r, expr->part[1]), made;
	bool negated = expr->kind == EXPR_NOT_EQUAL;

	if (a.is_unset || b.is_unset)
		return term_is_unset(r, a.is_unset ? &b : &a, negated);
	made = term_equal(r, &a, &b);
	if (!negated)
		return made;
	if (made.level == LEVEL_RELATION)
		made.text = arena_printf(r->spec->arena, "%s # %s", tla_term_text(r, &a, LEVEL_SUM),
		                         tla_term_text(r, &b, LEVEL_SUM));
	else
		made.text = arena_printf(r->spec->arena, "~%s", tla_term_text(r, &made, LEVEL_ATOM));
	made.level = made.level == LEVEL_RELATION ? LEVEL_RELATION : LEVEL_AND;
	return made;
}

/* The conditions under which numbers have an order and a sum. */
static const char *numbers_need(struct reading *r, const struct term *a, const struct term *b)
{
	const char *need = both_hold(r->spec, a->need, b->need);
	const struct term *parts[] = { a, b };

	for (int i = 0; i < 2; i++) {
		struct term is_set;

		if (!may_be_unset(parts[i]))
			continue;
		is_set = term_is_unset(r, parts[i], true);
		if (!is_fact(r, is_set.text))
			need = both_hold(r->spec, need, is_set.text);
	}
	return need;
}

/* The text of a number that is there. */
static const char *number_text(struct reading *r, const struct term *term)
{
	struct term there = *term;

	there.unless = NULL;
	return tla_term_text(r, &there, LEVEL_ATOM);
}

static struct term order(struct reading *r, const struct expr *expr, const char *sign)
{
	struct term a = read_term(r, expr->part[0]), b = read_term(r, expr->part[1]);

	return truth_of(
	        arena_printf(r->spec->arena, "%s %s %s",
	                     a.level == LEVEL_SUM ? tla_term_text(r, &a, LEVEL_SUM) : number_text(r, &a),
	                     sign,
	                     b.level == LEVEL_SUM ? tla_term_text(r, &b, LEVEL_SUM) : number_text(r, &b)),
	        LEVEL_RELATION, numbers_need(r, &a, &b));
}

/* What a and b add up to, if both are known. */
static int64_t added(int64_t a, int64_t b, int64_t unknown)
{
	int64_t sum;

	if (a == INT64_MIN || a == INT64_MAX || b == INT64_MIN || b == INT64_MAX ||
	    __builtin_add_overflow(a, b, &sum))
		return unknown;
	return sum;
}

static struct term sum(struct reading *r, const struct expr *expr)
{
	struct term a = read_term(r, expr->part[0]), b = read_term(r, expr->part[1]), made;
	bool plus = expr->kind == EXPR_PLUS;

	made = tla_term_of(arena_printf(r->spec->arena, "%s %s %s", number_text(r, &a), plus ? "+" : "-",
	                                number_text(r, &b)),
	                   LEVEL_SUM, &type_number);
	made.need = numbers_need(r, &a, &b);
	if (plus) {
		made.least = added(a.least, b.least, INT64_MIN);
		made.most = added(a.most, b.most, INT64_MAX);
	} else if (b.least != INT64_MIN && b.most != INT64_MAX) {
		made.least = added(a.least, -b.most, INT64_MIN);
		made.most = added(a.most, -b.least, INT64_MAX);
	} else if (b.least != INT64_MIN) {
		made.most = added(a.most, -b.least, INT64_MAX);
	}
	return made;
}

/* --- sets ------------------------------------------------------------------------------------------------
 */

/* A set as one whose members are of a known type. */
static const char *set_text(struct reading *r, const struct term *set, const struct term *like)
{
	const char *fits = NULL;

	if (!set->text && like->type && like->type->kind == DECLARED_SET)
		return term_as(r, set, like->type, &fits);
	return tla_term_text(r, set, LEVEL_ATOM);
}

static struct term sets(struct reading *r, const struct expr *expr, const char *sign, enum level level)
{
	struct term a = read_term(r, expr->part[0]), b = read_term(r, expr->part[1]), made;

	made = tla_term_of(
	        arena_printf(r->spec->arena, "%s %s %s", set_text(r, &a, &b), sign, set_text(r, &b, &a)),
	        level,
	        level == LEVEL_RELATION ? &type_truth
	        : a.type                ? a.type
	                                : b.type);
	made.need = both_hold(r->spec, a.need, b.need);
	return made;
}

static bool is_scalar(const struct term *term)
{
	return term->text && !term->names && (!term->type || term->type->kind <= DECLARED_CONSTANT);
}

/* x in {a, b} is x = a or x = b. */
static struct term among(struct reading *r, const struct term *of, const struct term *set)
{
	struct term any = truth_of("FALSE", LEVEL_ATOM, NULL);

	for (unsigned i = 0; i < set->count; i++) {
		struct term one = term_equal(r, of, &set->parts[i]);

		any = i ? truth_of(arena_printf(r->spec->arena, "%s \\/ %s", any.text,
		                                tla_term_text(r, &one, LEVEL_RELATION)),
		                   LEVEL_OR, both_hold(r->spec, any.need, one.need))
		        : truth_of(tla_term_text(r, &one, LEVEL_RELATION), LEVEL_RELATION, one.need);
	}
	return any;
}

static struct term member(struct reading *r, const struct expr *expr)
{
	struct term of = read_term(r, expr->part[0]), set = read_term(r, expr->part[1]), made;
	bool in = expr->kind == EXPR_IN, scalars = is_scalar(&of);
	const char *fits = NULL, *text, *need = both_hold(r->spec, of.need, set.need);

	for (unsigned i = 0; !set.text && !set.condition && i < set.count; i++)
		scalars &= is_scalar(&set.parts[i]);
	if (!set.text && !set.condition && !scalars) {
		made = among(r, &of, &set);
		if (!in)
			made = truth_of(
			        arena_printf(r->spec->arena, "~%s", tla_term_text(r, &made, LEVEL_ATOM)),
			        LEVEL_AND, made.need);
		return made;
	}
	if (may_be_unset(&of) && of.type && of.type->kind != DECLARED_NAMES &&
	    of.type->kind != DECLARED_CONSTANT)
		r->spec->unset_is_value = true;
	text = tla_term_text(r, &of, LEVEL_SUM);
	if (!is_scalar(&of) && set.type && set.type->kind == DECLARED_SET)
		text = term_as(r, &of, set.type->item, &fits);
	return truth_of(arena_printf(r->spec->arena, "%s %s %s", text, in ? "\\in" : "\\notin",
	                             tla_term_text(r, &set, LEVEL_ATOM)),
	                LEVEL_RELATION, need);
}

static struct term count_of(struct reading *r, const struct expr *expr)
{
	struct term of = read_term(r, expr->part[0]), made;
	const char *text = of.text ? of.text : tla_term_text(r, &of, LEVEL_OPEN);

	if (of.type && of.type->kind == DECLARED_LIST)
		text = arena_printf(r->spec->arena, "Len(%s)", text);
	else if (of.type && of.type->kind == DECLARED_TABLE)
		text = arena_printf(r->spec->arena, "Cardinality(%s)", spec_set(r->spec, of.type->key->all));
	else
		text = arena_printf(r->spec->arena, "Cardinality(%s)", text);
	made = tla_term_of(text, LEVEL_ATOM, &type_number);
	made.least = 0;
	if (of.type && of.type->kind == DECLARED_LIST && !of.type->bound)
		made.most = of.type->most;
	made.need = of.need;
	return made;
}

static struct term keys_of(struct reading *r, const struct expr *expr)
{
	struct term of = read_term(r, expr->part[0]);

	if (!of.type || of.type->kind != DECLARED_TABLE)
		return tla_term_of("{}", LEVEL_ATOM, NULL);
	return tla_term_of(spec_set(r->spec, of.type->key->all), LEVEL_ATOM, set_type(r, of.type->key));
}

/* --- what binds --------------------------------------------------------------------------------------------
 */

/* The items of a list, by their places. */
static const char *bind_list(struct reading *r, const struct expr *expr, const struct term *list,
                             struct bound_name *bound)
{
	static const char *const usual[] = { "i", "j", "k", "n" };
	const struct expr *domain = expr->part[0];
	struct arena *arena = r->spec->arena;
	const char *index = NULL, *text = tla_term_text(r, list, LEVEL_ATOM);

	for (int i = 0; i < 4 && !index; i++)
		if (strcmp(binder_name(r, usual[i]), usual[i]) == 0)
			index = usual[i];
	index = index ? index : binder_name(r, "at");
	bound->index = index;
	bound->text = arena_printf(arena, "%s[%s]", text, index);
	bound->term = tla_term_of(bound->text, LEVEL_ATOM, list->type->item);
	if (domain->kind == EXPR_BEFORE)
		return arena_printf(arena, "%s \\in 1 .. (%s - 1)", index,
		                    r->bound[domain->part[1]->index].index);
	return arena_printf(arena, "%s \\in DOMAIN %s", index, text);
}

static const char *bind(struct reading *r, const struct expr *expr, struct bound_name *bound,
                        const char **need)
{
	const struct expr *domain =
	        expr->part[0]->kind == EXPR_BEFORE ? expr->part[0]->part[0] : expr->part[0];
	struct term set = read_term(r, domain);

	*need = set.need;
	*bound = (struct bound_name){ .index = NULL };
	if (set.type && set.type->kind == DECLARED_LIST)
		return bind_list(r, expr, &set, bound);
	bound->text = binder_name(r, expr->name);
	bound->term = tla_term_of(bound->text, LEVEL_ATOM,
	                          set.type && set.type->kind == DECLARED_SET ? set.type->item : NULL);
	return arena_printf(r->spec->arena, "%s \\in %s", bound->text, tla_term_text(r, &set, LEVEL_SUM));
}

static struct term binder(struct reading *r, const struct expr *expr)
{
	struct arena *arena = r->spec->arena;
	const char *need, *domain;
	struct bound_name bound;
	struct term body, made;

	domain = bind(r, expr, &bound, &need);
	r->bound[r->bound_count++] = bound;
	body = read_term(r, expr->part[1]);
	r->bound_count--;
	if (body.need)
		need = both_hold(r->spec, need, arena_printf(arena, "(\\A %s : %s)", domain, body.need));
	if (expr->kind == EXPR_FILTER) {
		struct term set = read_term(r, expr->part[0]);

		made = tla_term_of(
		        arena_printf(arena, "{%s : %s}", domain, tla_term_text(r, &body, LEVEL_OPEN)),
		        LEVEL_ATOM, set.type);
	} else {
		made = truth_of(arena_printf(arena, "%s %s : %s", expr->kind == EXPR_ALL ? "\\A" : "\\E",
		                             domain, tla_term_text(r, &body, LEVEL_OPEN)),
		                LEVEL_OPEN, NULL);
	}
	made.need = need;
	return made;
}

/* --- what is written out
 * ------------------------------------------------------------------------------------ */

static struct term written(struct reading *r, const struct expr *expr)
{
	struct term *parts = arena_array(r->spec->arena, (size_t)expr->count + 1, sizeof(*parts)), made;

	made = tla_term_of(NULL, LEVEL_ATOM, NULL);
	for (uint32_t i = 0; i < expr->count; i++) {
		parts[i] = read_term(r, expr->items[i]);
		made.need = both_hold(r->spec, made.need, parts[i].need);
	}
	made.parts = parts;
	made.count = expr->count;
	if (expr->kind == EXPR_RECORD)
		made.names = expr->names;
	else if (!expr->count)
		made.text = "{}";
	return made;
}

static struct term one_of_two(struct reading *r, const struct expr *expr)
{
	struct term condition = read_term(r, expr->part[0]), made;
	struct term *parts = arena_array(r->spec->arena, 2, sizeof(*parts));
	const char *denied = arena_printf(r->spec->arena, "~(%s)", condition.text);
	unsigned facts = r->fact_count;

	add_facts(r, condition.text);
	parts[0] = read_term(r, expr->part[1]);
	r->fact_count = facts;
	add_denied_facts(r, condition.text);
	parts[1] = read_term(r, expr->part[2]);
	r->fact_count = facts;
	made = tla_term_of(NULL, LEVEL_OPEN, parts[0].type ? parts[0].type : parts[1].type);
	made.optional = false;
	made.condition = condition.text;
	made.parts = parts;
	made.least = parts[0].least < parts[1].least ? parts[0].least : parts[1].least;
	made.most = parts[0].most > parts[1].most ? parts[0].most : parts[1].most;
	made.need = both_hold(r->spec, condition.need,
	                      both_hold(r->spec, if_then(r->spec, condition.text, parts[0].need),
	                                if_then(r->spec, denied, parts[1].need)));
	if (made.type && made.type->kind == DECLARED_BOOL) {
		made.text = tla_term_text(r, &made, LEVEL_OPEN);
		made.condition = NULL;
	}
	return made;
}

static struct term primed(struct reading *r, const struct expr *expr)
{
	const char *now[SYSTEM_VARIABLES_MAX];
	struct term made;

	memcpy(now, r->now, sizeof(now));
	for (unsigned v = 0; v < r->spec->system->variable_count; v++)
		r->now[v] = arena_printf(r->spec->arena, "%s'", r->spec->variables[v]);
	made = read_term(r, expr->part[0]);
	memcpy(r->now, now, sizeof(now));
	return made;
}

static struct term number(struct reading *r, int64_t n)
{
	struct term made = tla_term_of(arena_printf(r->spec->arena, n < 0 ? "(%lld)" : "%lld", (long long)n),
	                               LEVEL_ATOM, &type_number);

	made.least = made.most = n;
	return made;
}

static struct term name(struct reading *r, const struct expr *expr)
{
	const struct system *system = r->spec->system;
	int variable = r->role < 0 ? -1 : system->roles[r->role].variable;

	switch (expr->meaning) {
	case EXPR_NAME_BOUND:
		return r->bound[expr->index].term;
	case EXPR_NAME_CHOSEN:
		return r->chosen[expr->index].term;
	case EXPR_NAME_SELF:
		return tla_term_of(r->self, LEVEL_ATOM,
		                   variable < 0 ? NULL : system->variables[variable].type->key);
	case EXPR_NAME_ALL:
		return all_names(r, expr);
	case EXPR_NAME_VARIABLE:
	case EXPR_NAME_LOCAL:
	case EXPR_NAME_CONSTANT:
		break;
	}
	return tla_term_of(module_quoted(r->spec->arena, expr->name), LEVEL_ATOM, NULL);
}

static struct term part(struct reading *r, const struct expr *expr)
{
	struct term of, key;
	struct path path;
	const char *need = NULL;

	if (is_place(expr) && read_path(r, expr, &path, &need)) {
		of = read_place(r, &path);
		of.need = both_hold(r->spec, of.need, need);
		return of;
	}
	if (expr->kind == EXPR_NAME)
		return name(r, expr);
	of = read_term(r, expr->part[0]);
	if (expr->kind == EXPR_FIELD)
		return field_term(r, &of, expr->name);
	key = read_term(r, expr->part[1]);
	return entry_term(r, &of, &key);
}

static struct term read(struct reading *r, const struct expr *expr)
{
	struct term unset = tla_term_of("UNSET", LEVEL_ATOM, NULL);

	unset.is_unset = unset.optional = true;
	switch (expr->kind) {
	case EXPR_NUMBER:
		return number(r, expr->number);
	case EXPR_STRING:
		return tla_term_of(module_quoted(r->spec->arena, expr->name), LEVEL_ATOM, NULL);
	case EXPR_BOOL:
		return truth_of(expr->truth ? "TRUE" : "FALSE", LEVEL_ATOM, NULL);
	case EXPR_UNSET:
		return unset;
	case EXPR_NAME:
	case EXPR_FIELD:
	case EXPR_AT:
		return part(r, expr);
	case EXPR_PRIME:
		return primed(r, expr);
	case EXPR_NOT:
		return negation(r, expr);
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_IMPLIES:
		return connective(r, expr);
	case EXPR_EQUAL:
	case EXPR_NOT_EQUAL:
		return equality(r, expr);
	case EXPR_LESS:
		return order(r, expr, "<");
	case EXPR_AT_MOST:
		return order(r, expr, "<=");
	case EXPR_GREATER:
		return order(r, expr, ">");
	case EXPR_AT_LEAST:
		return order(r, expr, ">=");
	case EXPR_PLUS:
	case EXPR_MINUS:
		return sum(r, expr);
	case EXPR_IN:
	case EXPR_NOT_IN:
		return member(r, expr);
	case EXPR_SUBSET:
		return sets(r, expr, "\\subseteq", LEVEL_RELATION);
	case EXPR_UNION:
		return sets(r, expr, "\\union", LEVEL_SUM);
	case EXPR_DIFFERENCE:
		return sets(r, expr, "\\", LEVEL_SUM);
	case EXPR_INTERSECTION:
		return sets(r, expr, "\\intersect", LEVEL_SUM);
	case EXPR_COUNT:
		return count_of(r, expr);
	case EXPR_KEYS:
		return keys_of(r, expr);
	case EXPR_IF:
		return one_of_two(r, expr);
	case EXPR_ALL:
	case EXPR_SOME:
	case EXPR_FILTER:
		return binder(r, expr);
	case EXPR_SET:
	case EXPR_RECORD:
		return written(r, expr);
	case EXPR_LIST:
		return tla_term_of("<<>>", LEVEL_ATOM, NULL);
	case EXPR_BEFORE:
	case EXPR_CHOOSE:
	case EXPR_ASSIGN:
	case EXPR_ADD:
	case EXPR_REMOVE:
	case EXPR_APPEND:
	case EXPR_TAKE:
	case EXPR_KINDS:
		break;
	}
	return unset; /* not an expression: the check refuses it */
}

static bool is_long(const char *text)
{
	return text && strlen(text) > TERM_MAX;
}

/* A part that is read twice in each of many nested parts would double with each. */
struct term read_term(struct reading *r, const struct expr *expr)
{
	struct term made = read(r, expr);

	if (!is_long(made.text) && !is_long(made.unless) && !is_long(made.need))
		return made;
	if (!r->spec->refused)
		r->spec->refused = expr;
	return tla_term_of("UNSET", LEVEL_ATOM, made.type);
}
