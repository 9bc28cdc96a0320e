/*
 * What is said about demands and their results, for every report.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/demand.h>
#include <heddle/expr.h>
#include <heddle/mem.h>

const char *demand_kind_name(enum demand_kind kind)
{
	static const char *const names[] = {
		[DEMAND_POSSIBLE] = "possible",
		[DEMAND_ALWAYS_POSSIBLE] = "always possible",
		[DEMAND_ALWAYS_EVENTUALLY] = "always eventually",
		[DEMAND_LEADS_TO] = "leads to",
	};

	return names[kind];
}

/* In one spelling, if it can be read without knowing phrases; else as it was written. */
static void add_condition(const char *text, bool ascii, struct buf *out)
{
	struct arena *arena = arena_new();
	struct expr *expr;

	if (expr_parse(text, strlen(text), arena, &expr, NULL) == 0)
		expr_show(out, expr, ascii);
	else
		buf_add_text(out, text);
	arena_free(arena);
}

void demand_text(const struct demand *demand, bool ascii, struct buf *out)
{
	if (demand->for_each)
		buf_printf(out, "%s%s: ", demand->alone ? "alone " : "all ", demand->for_each);
	if (demand->kind != DEMAND_LEADS_TO)
		buf_printf(out, "%s: ", demand_kind_name(demand->kind));
	add_condition(demand->condition, ascii, out);
	if (demand->answer) {
		buf_printf(out, " leads to ");
		add_condition(demand->answer, ascii, out);
	}
}

static void add_after(size_t steps, struct buf *out)
{
	if (steps)
		buf_printf(out, "after step %zu", steps);
	else
		buf_add_text(out, "from the start");
}

static void add_member(const struct demand_result *result, struct buf *out)
{
	if (result->member)
		buf_printf(out, "for %s, ", result->member);
}

void demand_says(const struct demand *demand, const struct demand_result *result, struct buf *out)
{
	switch (demand->kind) {
	case DEMAND_POSSIBLE:
		buf_add_text(out, "no state satisfies it");
		if (result->member)
			buf_printf(out, " for %s", result->member);
		return;
	case DEMAND_ALWAYS_POSSIBLE:
		add_member(result, out);
		add_after(result->stem, out);
		if (demand->alone)
			buf_printf(out, " %s alone can never make it true", result->member);
		else
			buf_add_text(out, " it can never become true");
		return;
	case DEMAND_ALWAYS_EVENTUALLY:
		add_member(result, out);
		add_after(result->stem, out);
		buf_add_text(out, result->stem ? " it is never true again" : " it is never true");
		return;
	case DEMAND_LEADS_TO:
		add_member(result, out);
		add_after(result->start, out);
		buf_add_text(out, " it is never answered");
	}
}

static void add_list(struct buf *out, unsigned *count, const char *text)
{
	buf_printf(out, "%s%s", (*count)++ ? ", " : "", text);
}

/* "max-time 3, image-ids": what cut something off. */
static void add_cut(const struct model *model, const struct demand_cut *cut,
                    void (*number)(void *ctx, const char *bound, struct buf *out), void *ctx, struct buf *out)
{
	unsigned count = 0;

	for (unsigned b = 0; cut->beyond >> b; b++)
		if (cut->beyond >> b & 1) {
			add_list(out, &count, model->bounds[b]);
			if (number)
				number(ctx, model->bounds[b], out);
		}
	if (cut->scarce) {
		add_list(out, &count, cut->scarce);
		if (number)
			number(ctx, cut->scarce, out);
	}
	if (cut->room)
		add_list(out, &count, "the model's room");
}

static bool is_bounded(const struct demand_cut *cut)
{
	return cut->beyond || cut->scarce || cut->room;
}

void demand_undecided(const struct model *model, const struct demand *demand,
                      const struct demand_result *result,
                      void (*number)(void *ctx, const char *bound, struct buf *out), void *ctx,
                      struct buf *out)
{
	const struct demand_cut *cut = &result->cut;

	add_member(result, out);
	if (cut->limit) {
		buf_printf(out, "%s",
		           strcmp(cut->limit, "states") == 0   ? "the state limit was reached"
		           : strcmp(cut->limit, "memory") == 0 ? "the memory limit was reached"
		                                               : "it was stopped");
		return;
	}
	if (is_bounded(cut) && demand->kind == DEMAND_ALWAYS_POSSIBLE) {
		buf_add_text(out, "a bound (");
		add_cut(model, cut, number, ctx, out);
		buf_add_text(out, ") ends the ways ");
		if (result->stem)
			buf_printf(out, "from the state after step %zu", result->stem);
		else
			buf_add_text(out, "from the start");
	} else if (is_bounded(cut)) {
		buf_add_text(out, demand->kind == DEMAND_POSSIBLE
		                          ? "no state within these bounds satisfies it (reached: "
		                          : "no violation lies within these bounds (reached: ");
		add_cut(model, cut, number, ctx, out);
		buf_add_char(out, ')');
	}
	if (cut->value)
		buf_printf(out, "%sin some state the condition has no value",
		           is_bounded(cut) ? ", and " : "");
}

void demand_facts(const struct demand *demand, const struct demand_result *result, struct buf *out)
{
	buf_add_text(out, result->facts ? result->facts : "");
	if (demand->kind != DEMAND_ALWAYS_POSSIBLE)
		return;
	if (result->facts && *result->facts)
		buf_add_text(out, "; ");
	if (result->blocked || result->followers == 1) {
		buf_add_text(out, "no step ");
		if (demand->alone)
			buf_printf(out, "of %s ", result->member);
		buf_add_text(out, result->blocked ? "is possible" : "changes anything");
	} else {
		if (result->followers)
			buf_printf(out, "in none of the %u states that can follow", result->followers);
		else
			buf_add_text(out, "in no state that can follow");
		buf_add_text(out, demand->alone ? " in this way is it true" : " is it true");
	}
}
