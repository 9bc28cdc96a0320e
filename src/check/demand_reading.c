/*
 * "for each s ∈ S" is read as the quantifier that it looks like, "all s ∈ S: P", so that names and types are
 * those of expressions.  Then S is evaluated, and P copied for each member, with the member in place of s.
 *
 * Rejected: evaluating P with s bound, which no model compiles.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/expr.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>
#include <heddle/suggest.h>
#include <heddle/value.h>

#include "check/demand_reading.h"

struct reader {
	const struct model *model;
	const struct demand *demand;
	struct reading *reading;
	struct expr_context context;
	struct err *err;
};

/* --- reading --------------------------------------------------------------------------------- */

static unsigned characters(const char *text)
{
	unsigned count = 0;

	for (; *text; text++)
		count += (*text & 0xc0) != 0x80;
	return count;
}

/* Errors are placed in "all s ∈ S: P"; the column wanted is that of P where it was written. */
static int place(struct err *err, unsigned prefix, unsigned column)
{
	unsigned at;

	if (err && sscanf(err->place, "column %u", &at) == 1 && at > prefix)
		err_place(err, "column %u", at - prefix + (column ? column - 1 : 0));
	return -1;
}

/* Reads a condition, under the demand's binder if it has one. */
static int read_under(const struct reader *r, const char *binder, const char *condition, unsigned column,
                      struct expr **expr)
{
	char *prefix = binder ? arena_printf(r->reading->arena, "all %s: ", binder) : "";
	char *text = arena_printf(r->reading->arena, "%s%s", prefix, condition);

	if (expr_read(text, &r->context, VALUE_TYPE_BOOL, r->reading->arena, expr, r->err) < 0)
		return place(r->err, characters(prefix), column);
	return 0;
}

/* --- one member -------------------------------------------------------------------------------- */

static bool binds(const struct expr *expr, const char *name)
{
	return (expr->kind == EXPR_ALL || expr->kind == EXPR_SOME || expr->kind == EXPR_FILTER) &&
	       strcmp(expr->name, name) == 0;
}

/* Whether `name` means something else somewhere, so that it cannot stand for a constant there. */
static bool taken(const struct reader *r, const struct expr *expr, const char *name)
{
	if (!expr)
		return false;
	for (uint32_t i = 0; i < expr->count; i++)
		if (taken(r, expr->items[i], name))
			return true;
	return binds(expr, name) || taken(r, expr->part[0], name) || taken(r, expr->part[1], name) ||
	       taken(r, expr->part[2], name);
}

/* Whether the text without quotes is a constant. */
static bool is_plain(const struct reader *r, const char *text)
{
	struct expr name = { .kind = EXPR_NAME, .name = text };

	return expr_check(&name, "", &r->context, VALUE_TYPE_ANY, r->reading->arena, NULL) == 0 &&
	       name.meaning == EXPR_NAME_CONSTANT;
}

/* The constant as a tree, without a place in the text. */
static struct expr constant(const struct reader *r, const struct expr *body, const struct value *value)
{
	const char *text = value_text(value);
	bool plain = text && value_is_name(text) && is_plain(r, text) && !taken(r, body, text);

	if (value->kind == VALUE_INT)
		return (struct expr){ .kind = EXPR_NUMBER, .number = value->number };
	if (value->kind == VALUE_BOOL)
		return (struct expr){ .kind = EXPR_BOOL, .truth = value->truth };
	return (struct expr){ .kind = plain ? EXPR_NAME : EXPR_STRING, .name = text };
}

static void put_in(struct expr *expr, const char *name, const struct expr *member)
{
	if (!expr)
		return;
	if (expr->kind == EXPR_NAME && strcmp(expr->name, name) == 0) {
		uint32_t from = expr->from, to = expr->to;

		*expr = *member;
		expr->from = from;
		expr->to = to;
		return;
	}
	for (uint32_t i = 0; i < expr->count; i++)
		put_in(expr->items[i], name, member);
	put_in(expr->part[0], name, member);
	if (!binds(expr, name))
		put_in(expr->part[1], name, member);
	put_in(expr->part[2], name, member);
}

/* The condition of one member; `all` is the checked quantifier over the set. */
static struct proposition *of_member(const struct reader *r, const struct expr *all,
                                     const struct value *value)
{
	struct arena *arena = r->reading->arena;
	struct expr *body = expr_copy(all->part[1], arena), member = constant(r, body, value);

	put_in(body, all->name, &member);
	if (expr_check(body, "", &r->context, VALUE_TYPE_BOOL, arena, r->err) < 0)
		return NULL;
	return proposition_new(r->model, body, arena);
}

/* --- the set ------------------------------------------------------------------------------------ */

/* Whether the set may be another in another state.  A table keeps its keys. */
static bool varies(const struct expr *expr)
{
	if (!expr || expr->kind == EXPR_KEYS)
		return false;
	if (expr->kind == EXPR_NAME && expr->meaning == EXPR_NAME_VARIABLE)
		return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (varies(expr->items[i]))
			return true;
	return varies(expr->part[0]) || varies(expr->part[1]) || varies(expr->part[2]);
}

static const struct value *evaluate_set(const struct reader *r, const struct expr *set)
{
	struct arena *arena = r->reading->arena;
	void *state = arena_alloc(arena, r->model->state_size);
	struct expr_state at = { 0 };

	if (varies(set)) {
		err_set(r->err, "the set in \"%s\" is not the same in every state", r->demand->for_each);
		err_remedy(r->err, "name a set of constants, or keys(…) of a table");
		return NULL;
	}
	r->model->ops->initial(r->model, state);
	at.now = r->model->ops->describe(r->model, state, arena);
	return expr_value(set, &at, arena, r->err);
}

static int process_of(const struct reader *r, const char *name, int *process)
{
	*process = -1;
	if (!r->demand->alone)
		return 0;
	*process = name ? model_process_index(r->model, name) : -1;
	if (*process >= 0)
		return 0;
	err_set(r->err, "%s is not a process, so nothing is possible by its steps alone",
	        name ? name : "a member");
	return err_remedy(r->err, "name a set of processes, or a role");
}

static int too_many(const struct reader *r)
{
	return err_set(r->err, "\"%s\" has more than %d members", r->demand->for_each, DEMAND_INSTANCES_MAX);
}

static bool is_constant(const struct value *value)
{
	return value_text(value) || value->kind == VALUE_INT || value->kind == VALUE_BOOL;
}

static int check_set(const struct reader *r, const struct value *set)
{
	bool listed = set->kind == VALUE_SET || set->kind == VALUE_TUPLE;

	if (listed && set->count > DEMAND_INSTANCES_MAX)
		return too_many(r);
	for (uint32_t i = 0; listed && i < set->count; i++)
		listed = is_constant(set->items[i]);
	if (listed)
		return 0;
	err_set(r->err, "the set in \"%s\" does not consist of names or numbers", r->demand->for_each);
	return err_remedy(r->err, "name a set of constants, or keys(…) of a table");
}

static void name_member(const struct reader *r, struct instance *one, const struct value *value)
{
	struct buf name;

	buf_init(&name);
	if (value_text(value))
		buf_add_text(&name, value_text(value));
	else
		value_show(&name, value, false);
	one->member = arena_strdup(r->reading->arena, name.data);
	buf_release(&name);
}

/* Reads both conditions for each member of the set. */
static int read_members(const struct reader *r)
{
	const struct demand *d = r->demand;
	struct expr *condition, *answer = NULL;
	const struct value *set;

	if (read_under(r, d->for_each, d->condition, d->column, &condition) < 0 ||
	    (d->answer && read_under(r, d->for_each, d->answer, d->answer_column, &answer) < 0))
		return -1;
	if (condition->kind != EXPR_ALL)
		return err_set(r->err, "\"%s\" is not a name, ∈ and a set", d->for_each);
	set = evaluate_set(r, condition->part[0]);
	if (!set || check_set(r, set) < 0)
		return -1;
	for (uint32_t i = 0; i < set->count; i++) {
		struct instance *one = &r->reading->instances[r->reading->count++];

		name_member(r, one, set->items[i]);
		one->condition = of_member(r, condition, set->items[i]);
		if (!one->condition || (answer && !(one->answer = of_member(r, answer, set->items[i]))) ||
		    process_of(r, value_text(set->items[i]), &one->process) < 0)
			return -1;
	}
	return 0;
}

/* --- roles ---------------------------------------------------------------------------------------- */

/* The nth role that takes steps or has processes; null after the last. */
static const char *nth_role(const struct model *model, unsigned n)
{
	return n < model->action_count ? model->actions[n].role
	       : n - model->action_count < model->process_count
	               ? model->processes[n - model->action_count].role
	               : NULL;
}

static int check_role(const struct model *model, const char *name, struct err *err)
{
	struct nearest near = nearest_to(name);
	const char *role, *last = "";

	for (unsigned n = 0; (role = nth_role(model, n)); n++) {
		if (strcmp(role, name) == 0)
			return 0;
		if (strcmp(role, last) != 0)
			nearest_offer(&near, role);
		last = role;
	}
	return nearest_err(&near, "role", err);
}

static bool is_word(const char *text)
{
	while (isalnum((unsigned char)*text) || *text == '_' || *text == '-')
		text++;
	return !*text;
}

/* One condition for each process of a role. */
static int read_role(const struct reader *r)
{
	struct expr *expr;

	if (read_under(r, NULL, r->demand->condition, r->demand->column, &expr) < 0)
		return -1;
	for (unsigned p = 0; p < r->model->process_count; p++) {
		struct instance *one = &r->reading->instances[r->reading->count];

		if (strcmp(r->model->processes[p].role, r->demand->for_each) != 0)
			continue;
		if (r->reading->count == DEMAND_INSTANCES_MAX)
			return too_many(r);
		*one = (struct instance){ r->model->processes[p].name, (int)p, NULL, NULL };
		one->condition = proposition_new(r->model, expr, r->reading->arena);
		r->reading->count++;
	}
	return check_role(r->model, r->demand->for_each, r->err);
}

static int read_one(const struct reader *r)
{
	const struct demand *d = r->demand;
	struct instance *one = &r->reading->instances[0];
	struct expr *condition, *answer = NULL;

	if (read_under(r, NULL, d->condition, d->column, &condition) < 0 ||
	    (d->answer && read_under(r, NULL, d->answer, d->answer_column, &answer) < 0))
		return -1;
	one->process = -1;
	one->condition = proposition_new(r->model, condition, r->reading->arena);
	if (answer)
		one->answer = proposition_new(r->model, answer, r->reading->arena);
	r->reading->count = 1;
	return 0;
}

int reading_init(struct reading *reading, const struct model *model, const struct demand *demand,
                 struct err *err)
{
	struct reader r = { .model = model, .demand = demand, .reading = reading, .err = err };
	int result;

	*reading = (struct reading){ .arena = arena_new() };
	r.context = model_context(model, reading->arena);
	if (demand->kind == DEMAND_LEADS_TO && !demand->answer)
		result = err_set(err, "%s does not say what it leads to", demand->name);
	else if (!demand->for_each)
		result = demand->alone ? err_set(err, "%s does not say who acts alone", demand->name)
		                       : read_one(&r);
	else if (demand->alone && is_word(demand->for_each))
		result = read_role(&r);
	else
		result = read_members(&r);
	if (result < 0)
		reading_release(reading);
	return result;
}

void reading_release(struct reading *reading)
{
	for (unsigned i = 0; i < reading->count; i++) {
		proposition_release(reading->instances[i].condition);
		proposition_release(reading->instances[i].answer);
	}
	arena_free(reading->arena);
	*reading = (struct reading){ 0 };
}

/* --- fairness ------------------------------------------------------------------------------------ */

int reading_fair(const struct model *model, const char *roles, uint8_t *fair, struct err *err)
{
	int groups = 0;

	memset(fair, 0, model->action_count);
	for (roles += strspn(roles, ", "); *roles; roles += strspn(roles, ", ")) {
		size_t length = strcspn(roles, ", ");
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)length, roles);
		if (groups == FAIR_GROUPS_MAX)
			return err_set(err, "there are more than %d fair roles", FAIR_GROUPS_MAX);
		if (check_role(model, name, err) < 0)
			return -1;
		for (unsigned a = 0; a < model->action_count; a++)
			if (strcmp(model->actions[a].role, name) == 0)
				fair[a] |= (uint8_t)(1U << groups);
		groups++;
		roles += length;
	}
	return groups;
}
