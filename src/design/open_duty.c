/*
 * Properties of steps that do something: "doing": "append r to operations".
 *
 * For each effect that appends to the list, the condition is read in the names of the step's role, what is
 * appended is put in the place of r, and what that settles is left out.  So the rest of the program sees
 * conditions on steps and neither r nor what is known.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/known.h"
#include "design/open.h"

enum { WORD_MAX = 64 };

struct duty_reader {
	struct open *open;
	const cJSON *json;
	const char *path;
	const char *text;                    /* the condition */
	char name[WORD_MAX], list[WORD_MAX]; /* r, operations */
	struct system_duty *duties;
	unsigned count;
	/* Of the role: */
	unsigned role;
	struct expr *condition; /* under the binder of `name`; null: not read yet */
	const struct expr *known[KNOWN_MAX];
	unsigned known_count;
};

static int refuse(struct duty_reader *r, const char *member, const char *expected)
{
	char path[OPEN_PATH_MAX];

	return open_misplaced(r->open, open_path(path, r->path, member), expected);
}

/* --- putting in ------------------------------------------------------------------------- */

static bool is_bound(const struct expr *e, const char *name)
{
	return e->kind == EXPR_NAME && e->meaning == EXPR_NAME_BOUND && strcmp(e->name, name) == 0;
}

static struct expr *field_of(const struct expr *record, const char *name, struct arena *arena)
{
	struct expr *made;

	for (uint32_t i = 0; record->kind == EXPR_RECORD && i < record->count; i++)
		if (strcmp(record->names[i], name) == 0)
			return expr_copy(record->items[i], arena);
	made = arena_alloc(arena, sizeof(*made));
	*made = (struct expr){ .kind = EXPR_FIELD, .name = name };
	made->part[0] = expr_copy(record, arena);
	return made;
}

static struct expr *put_in(struct expr *e, const char *name, const struct expr *value, struct arena *arena)
{
	if (!e)
		return NULL;
	if (e->kind == EXPR_FIELD && is_bound(e->part[0], name))
		return field_of(value, e->name, arena);
	if (is_bound(e, name))
		return expr_copy(value, arena);
	for (uint32_t i = 0; i < e->count && e->items; i++)
		e->items[i] = put_in(e->items[i], name, value, arena);
	for (int i = 0; i < 3; i++)
		e->part[i] = put_in(e->part[i], name, value, arena);
	return e;
}

/* --- what is settled -------------------------------------------------------------------- */

static bool is_constant(const struct expr *e)
{
	return e->kind == EXPR_UNSET || e->kind == EXPR_NUMBER || e->kind == EXPR_STRING ||
	       (e->kind == EXPR_NAME && e->meaning == EXPR_NAME_CONSTANT);
}

static struct expr *truth(struct arena *arena, bool value)
{
	struct expr *made = arena_alloc(arena, sizeof(*made));

	*made = (struct expr){ .kind = EXPR_BOOL };
	made->truth = value;
	return made;
}

static int truth_of(const struct expr *e)
{
	return e && e->kind == EXPR_BOOL ? e->truth : -1;
}

static struct expr *settle(struct expr *e, struct arena *arena);

static struct expr *settle_two(struct expr *e, struct arena *arena)
{
	int left = truth_of(e->part[0]), right = truth_of(e->part[1]);

	if (e->kind == EXPR_IMPLIES) {
		if (left == 0 || right == 1)
			return truth(arena, true);
		return left == 1 ? e->part[1] : e;
	}
	if (left == (e->kind == EXPR_OR) || right == (e->kind == EXPR_OR))
		return truth(arena, e->kind == EXPR_OR);
	return left >= 0 ? e->part[1] : right >= 0 ? e->part[0] : e;
}

static struct expr *settle(struct expr *e, struct arena *arena)
{
	switch (e->kind) {
	case EXPR_NOT:
		e->part[0] = settle(e->part[0], arena);
		return truth_of(e->part[0]) < 0 ? e : truth(arena, !truth_of(e->part[0]));
	case EXPR_AND:
	case EXPR_OR:
	case EXPR_IMPLIES:
		e->part[0] = settle(e->part[0], arena);
		e->part[1] = settle(e->part[1], arena);
		return settle_two(e, arena);
	case EXPR_EQUAL:
	case EXPR_NOT_EQUAL:
		if (!is_constant(e->part[0]) || !is_constant(e->part[1]))
			return e;
		return truth(arena, expr_equal(e->part[0], e->part[1]) == (e->kind == EXPR_EQUAL));
	default:
		return e;
	}
}

/* --- before the step ---------------------------------------------------------------------- */

static bool names(const struct expr *e, enum expr_name meaning, const char *name)
{
	if (!e)
		return false;
	for (uint32_t i = 0; i < e->count && e->items; i++)
		if (names(e->items[i], meaning, name))
			return true;
	return (e->kind == EXPR_NAME && e->meaning == meaning && strcmp(e->name, name) == 0) ||
	       names(e->part[0], meaning, name) || names(e->part[1], meaning, name) ||
	       names(e->part[2], meaning, name);
}

static bool has_binder(const struct expr *e)
{
	if (!e)
		return false;
	for (uint32_t i = 0; i < e->count && e->items; i++)
		if (has_binder(e->items[i]))
			return true;
	return e->kind == EXPR_ALL || e->kind == EXPR_SOME || e->kind == EXPR_FILTER ||
	       has_binder(e->part[0]) || has_binder(e->part[1]) || has_binder(e->part[2]);
}

static struct expr *put_for_local(struct expr *e, const char *local, const struct expr *value,
                                  struct arena *arena)
{
	if (!e)
		return NULL;
	if (e->kind == EXPR_NAME && e->meaning == EXPR_NAME_LOCAL && strcmp(e->name, local) == 0)
		return expr_copy(value, arena);
	for (uint32_t i = 0; i < e->count && e->items; i++)
		e->items[i] = put_for_local(e->items[i], local, value, arena);
	for (int i = 0; i < 3; i++)
		e->part[i] = put_for_local(e->part[i], local, value, arena);
	return e;
}

/* What must hold before the effect, so that `tree` holds after it; null: that cannot be said. */
static struct expr *before_effect(struct expr *tree, const struct expr *effect, struct arena *arena)
{
	const struct expr *place = effect->part[0];

	while (place->kind == EXPR_FIELD || place->kind == EXPR_AT)
		place = place->part[0];
	if (place->kind != EXPR_NAME)
		return NULL;
	if (!names(tree, place->meaning, place->name))
		return tree;
	/* A binder in the condition might hide what the value names. */
	if (effect->kind != EXPR_ASSIGN || place != effect->part[0] || place->meaning != EXPR_NAME_LOCAL ||
	    has_binder(tree))
		return NULL;
	return put_for_local(tree, place->name, effect->part[1], arena);
}

/* --- one role ---------------------------------------------------------------------------- */

/* Reads BEFORE TEXT in the names of the role. */
static int read_in_role(struct duty_reader *r, const char *before, const char *text, const char *member,
                        struct expr **tree)
{
	struct open *open = r->open;
	const char *whole = arena_printf(open->arena, "%s%s", before, text);
	char path[OPEN_PATH_MAX];
	unsigned long column = 0, by = 0;

	if (!expr_read(whole, &open->roles[r->role].context, VALUE_TYPE_BOOL, open->arena, tree, open->err))
		return 0;
	for (const char *c = before; *c; c++)
		by += ((unsigned char)*c & 0xc0) != 0x80;
	if (open->err && sscanf(open->err->place, "column %lu", &column) == 1)
		err_place(open->err, "column %lu", column > by ? column - by : 1);
	return open_place(open, open_path(path, r->path, member));
}

static int read_known(struct duty_reader *r)
{
	const cJSON *known = open_member(r->json, "unless known");
	int count = known ? member_count(known) : 0;

	if (count < 0 || count > KNOWN_MAX)
		return refuse(r, "unless known", "a condition, or a list of at most 4");
	r->known_count = 0;
	for (int i = 0; i < count; i++) {
		struct expr *tree = NULL;

		if (read_in_role(r, "", member_nth(known, i), "unless known", &tree))
			return -1;
		r->known[r->known_count++] = tree;
	}
	return 0;
}

/* Both are read when a step of the role needs them; other roles may lack the names. */
static int read_role(struct duty_reader *r)
{
	const char *before = arena_printf(r->open->arena, "all %s ∈ %s: ", r->name, r->list);
	struct expr *tree = NULL;

	if (r->condition)
		return 0;
	if (read_in_role(r, before, r->text, "every step", &tree) || read_known(r))
		return -1;
	r->condition = tree->part[1];
	return 0;
}

static int check(struct duty_reader *r, const struct system_step *step, struct expr *tree)
{
	struct expr_context context = r->open->roles[r->role].context;
	struct expr_variable chosen[STEP_CHOICES_MAX];
	char path[OPEN_PATH_MAX];

	for (unsigned i = 0; i < step->choice_count; i++)
		chosen[i] = (struct expr_variable){ .name = step->choices[i].tree->name,
			                            .type = step->choices[i].tree->part[0]->type->item };
	context.chosen = chosen;
	context.chosen_count = step->choice_count;
	if (!expr_check(tree, NULL, &context, VALUE_TYPE_BOOL, r->open->arena, r->open->err))
		return 0;
	return err_place(r->open->err, "%s", open_path(path, r->path, "every step"));
}

static int add_duty(struct duty_reader *r, unsigned nth, unsigned effect)
{
	struct arena *arena = r->open->arena;
	const struct system_role *role = &r->open->system->roles[r->role];
	const struct system_step *step = &role->steps[nth];
	struct expr *tree, *known, *whole;

	if (read_role(r))
		return -1;
	tree = put_in(expr_copy(r->condition, arena), r->name, step->effects[effect]->part[1], arena);
	tree = settle(tree, arena);
	if (r->known_count) {
		known = known_condition(role, step, effect, r->known, r->known_count, arena);
		if (!known)
			return refuse(r, "unless known",
			              "fewer conditions, since the ways of a process differ "
			              "too much in what it has seen");
		whole = arena_alloc(arena, sizeof(*whole));
		*whole = (struct expr){ .kind = EXPR_OR };
		whole->part[0] = tree;
		whole->part[1] = known;
		tree = settle(whole, arena);
	}
	while (effect > 0 && (known = before_effect(tree, step->effects[effect - 1], arena))) {
		tree = settle(known, arena);
		effect--;
	}
	if (truth_of(tree) == 1)
		return 0;
	if (r->count == SYSTEM_DUTIES_MAX)
		return refuse(r, "doing", "fewer steps that do this than 64");
	r->duties[r->count++] = (struct system_duty){ r->role, nth, effect, tree };
	return check(r, step, tree);
}

static bool appends(const struct duty_reader *r, const struct expr *effect)
{
	return effect->kind == EXPR_APPEND && effect->part[0]->kind == EXPR_NAME &&
	       effect->part[0]->meaning == EXPR_NAME_VARIABLE && strcmp(effect->part[0]->name, r->list) == 0;
}

static int read_roles(struct duty_reader *r)
{
	const struct system *system = r->open->system;
	bool any = false;

	for (r->role = 0; r->role < system->role_count; r->role++) {
		const struct system_role *role = &system->roles[r->role];

		r->condition = NULL;
		for (unsigned s = 0; s < role->step_count; s++)
			for (unsigned e = 0; e < role->steps[s].effect_count; e++) {
				if (!appends(r, role->steps[s].effects[e]))
					continue;
				any = true;
				if (add_duty(r, s, e))
					return -1;
			}
	}
	return any ? 0 : refuse(r, "doing", "what some step does");
}

int open_duties(struct open *open, const cJSON *json, const char *path, struct system_property *property)
{
	const cJSON *doing = open_member(json, "doing"), *condition = open_member(json, "every step");
	struct duty_reader r = { .open = open, .json = json, .path = path };
	char rest[2];

	if (!cJSON_IsString(condition))
		return refuse(&r, "every step", "an expression in quotes");
	if (!cJSON_IsString(doing) ||
	    sscanf(doing->valuestring, " append %63[A-Za-z0-9_] to %63s %1s", r.name, r.list, rest) != 2)
		return refuse(&r, "doing", "\"append NAME to LIST\"");
	if (open_check_name(open, r.name, path))
		return -1;
	r.text = condition->valuestring;
	r.duties = arena_array(open->arena, SYSTEM_DUTIES_MAX, sizeof(*r.duties));
	if (read_roles(&r))
		return -1;
	property->duties = r.duties;
	property->duty_count = r.count;
	return 0;
}
