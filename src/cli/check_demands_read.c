/*
 * The demands of the command line, and those that a model declares.
 *
 * A text is split at what no expression contains, "~>" and a leading "all s ∈ S:", and the parts are read as
 * expressions (demand.h), so names, types and errors are those of every other condition.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/cli.h>
#include <heddle/err.h>
#include <heddle/expr.h>
#include <heddle/mem.h>

#include "cli/check_demands.h"

static void add_row(struct demands *demands, const struct demand *demand)
{
	struct demand_row *rows = arena_array(demands->arena, demands->count + 1, sizeof(*rows));

	if (demands->count)
		memcpy(rows, demands->rows, demands->count * sizeof(*rows));
	rows[demands->count++].demand = *demand;
	demands->rows = rows;
	demands->behaviours |= demand->kind == DEMAND_ALWAYS_EVENTUALLY || demand->kind == DEMAND_LEADS_TO;
}

static unsigned column(const char *text, const char *at)
{
	unsigned count = 1;

	for (; text < at; text++)
		count += (*text & 0xc0) != 0x80;
	return count;
}

/* Where "~>" or "leads to" begins, outside quotes; null: nowhere. */
static const char *find_arrow(const char *text, size_t *length)
{
	static const char *const spellings[] = { "~>", " leads to ", NULL };
	bool quoted = false;

	for (; *text; text++) {
		quoted ^= *text == '"';
		for (int i = 0; spellings[i] && !quoted; i++) {
			*length = strlen(spellings[i]);
			if (strncmp(text, spellings[i], *length) == 0)
				return text;
		}
	}
	return NULL;
}

/* "all s ∈ S: P": what is demanded of each s.  Otherwise the text is P itself. */
static void take_binder(struct arena *arena, const char *text, struct demand *demand)
{
	struct arena *scratch = arena_new();
	const char *start = text + strspn(text, " "), *colon;
	struct expr *expr;

	demand->condition = text;
	if (expr_parse(text, strlen(text), scratch, &expr, NULL) == 0 && expr->kind == EXPR_ALL &&
	    text + expr->from == start && (colon = strchr(text + expr->part[0]->to, ':'))) {
		const char *name = start + (*start == '\\' ? strlen("\\A") : strlen("all"));

		name += strspn(name, " ");
		demand->for_each = arena_strndup(arena, name, (size_t)(colon - name));
		demand->condition = colon + 1;
		demand->column = column(text, colon + 1);
	}
	arena_free(scratch);
}

static int take_leads_to(struct arena *arena, const char *text, struct demand *demand, struct err *err)
{
	size_t length;
	const char *arrow = find_arrow(text, &length);

	if (!arrow) {
		err_set(err, "\"%s\" does not say what leads to what", text);
		return err_remedy(err, "write P ~> Q, or all s in S: P ~> Q");
	}
	take_binder(arena, arena_strndup(arena, text, (size_t)(arrow - text)), demand);
	demand->answer = arrow + length;
	demand->answer_column = column(text, demand->answer);
	return 0;
}

/* "server,cleaner", of --fair-role; null without. */
static const char *fair_roles(const struct cli_args *args, struct arena *arena)
{
	const char *role, *all = NULL;
	int at = 0;

	while ((role = cli_each(args, "fair-role", &at)))
		all = all ? arena_printf(arena, "%s,%s", all, role) : role;
	return all;
}

/* An option that demands something, and what its demands are called without a name. */
static const struct kind {
	const char *option, *usual;
	enum demand_kind kind;
} kinds[] = {
	{ "always-possible", "AlwaysPossible", DEMAND_ALWAYS_POSSIBLE },
	{ "always-eventually", "AlwaysEventually", DEMAND_ALWAYS_EVENTUALLY },
	{ "leads-to", "LeadsTo", DEMAND_LEADS_TO },
};
enum { KINDS = sizeof(kinds) / sizeof(*kinds) };

static int take_one(const struct cli_args *args, const struct kind *kind, const char *text, unsigned nth,
                    struct demands *demands, struct err *err)
{
	size_t length = cli_condition_name(text);
	struct demand demand = { .kind = kind->kind, .fair = fair_roles(args, demands->arena) };

	demand.name = length ? arena_strndup(demands->arena, text, length)
	              : nth  ? arena_printf(demands->arena, "%s%u", kind->usual, nth + 1)
	                     : kind->usual;
	text += length ? length + 1 : 0;
	text += strspn(text, " ");
	if (kind->kind == DEMAND_LEADS_TO && take_leads_to(demands->arena, text, &demand, err) < 0)
		return -1;
	if (kind->kind != DEMAND_LEADS_TO)
		demand.condition = text;
	if (kind->kind == DEMAND_ALWAYS_POSSIBLE && cli_has(args, "alone")) {
		demand.for_each = cli_value(args, "alone");
		demand.alone = true;
	}
	add_row(demands, &demand);
	return 0;
}

static int take_options(const struct cli_args *args, struct demands *demands, struct err *err)
{
	for (int k = 0; k < KINDS; k++) {
		const char *text;
		unsigned nth = 0;
		int at = 0;

		while ((text = cli_each(args, kinds[k].option, &at)))
			if (take_one(args, &kinds[k], text, nth++, demands, err) < 0) {
				char file[32];

				snprintf(file, sizeof(file), "--%s", kinds[k].option);
				return err_file(err, file);
			}
	}
	demands->chosen = demands->count > 0;
	return 0;
}

/* --- what is checked ------------------------------------------------------------------------------ */

static const char *copy(struct demands *demands, const char *text)
{
	return text ? arena_strdup(demands->arena, text) : NULL;
}

/* With its texts, because the model may be exchanged for another. */
static void add_copy(struct demands *demands, const struct demand *demand)
{
	struct demand made = *demand;

	made.name = copy(demands, demand->name);
	made.says = copy(demands, demand->says);
	made.condition = copy(demands, demand->condition);
	made.answer = copy(demands, demand->answer);
	made.for_each = copy(demands, demand->for_each);
	made.fair = copy(demands, demand->fair);
	add_row(demands, &made);
}

/* Declared ones that are asked for; "possible" is for check_possible.h. */
static void take_declared(const struct cli_args *args, const struct model *model, struct demands *demands)
{
	bool all = !demands->chosen && !cli_has(args, "invariant") && !cli_has(args, "always");

	for (unsigned i = 0; i < model->demand_count; i++) {
		bool named = false;
		const char *name;
		int at = 0;

		while ((name = cli_each(args, "invariant", &at)))
			named |= strcmp(name, model->demands[i].name) == 0;
		if (((all && !model->demands[i].asked_only) || named) &&
		    model->demands[i].kind != DEMAND_POSSIBLE)
			add_copy(demands, &model->demands[i]);
	}
}

static const char *option_of(const struct demands *demands, size_t nth)
{
	for (int k = 0; k < KINDS && demands->chosen; k++)
		if (kinds[k].kind == demands->rows[nth].demand.kind)
			return kinds[k].option;
	return NULL;
}

static int check_names(const struct model *model, const struct demands *demands, size_t nth, struct err *err)
{
	const char *name = demands->rows[nth].demand.name;
	bool taken = model_property_index(model, name) >= 0;

	for (size_t i = 0; i < nth; i++)
		taken |= strcmp(demands->rows[i].demand.name, name) == 0;
	if (!taken)
		return 0;
	err_set(err, "there is a property %s already", name);
	return err_remedy(err, "choose another name");
}

int demands_init(const struct cli_args *args, const struct model *model, struct demands *demands,
                 struct err *err)
{
	*demands = (struct demands){ .arena = arena_new() };
	if (take_options(args, demands, err) < 0)
		return -1;
	if (cli_has(args, "fair-role") && !demands->behaviours) {
		err_set(err, "--fair-role needs --always-eventually or --leads-to");
		return err_remedy(err, "give one of them, or leave it out");
	}
	take_declared(args, model, demands);
	for (size_t i = 0; i < demands->count; i++) {
		const char *option = option_of(demands, i);
		char file[32];

		snprintf(file, sizeof(file), "%s%s", option ? "--" : "",
		         option ? option : demands->rows[i].demand.name);
		if (check_names(model, demands, i, err) < 0 ||
		    demand_read(model, &demands->rows[i].demand, err) < 0)
			return err_file(err, file);
	}
	return 0;
}

void demands_release(struct demands *demands)
{
	for (size_t i = 0; i < demands->count; i++) {
		demand_result_release(&demands->rows[i].result);
		model_free(demands->rows[i].own);
	}
	arena_free(demands->arena);
	*demands = (struct demands){ 0 };
}
