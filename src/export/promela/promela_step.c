/*
 * One step as one d_step.
 *
 * Effects become assignments in their order: Promela runs them as the interpreter does, so nothing is
 * evaluated here.  The choices are arguments of the inline, with one call for each combination, so that each
 * is a separate transition, as in heddle and TLC.  Rejected: choosing inside an atomic block, which counts
 * its inner steps as transitions and needs variables for the choices.
 *
 * UNSET is 0 and keys count from 1: a read under UNSET gives element 0, which is never written.
 */
#include <assert.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "export/promela/promela_step.h"

bool promela_checks(const struct promela *p, unsigned property)
{
	return p->options->properties >> property & 1;
}

/* The parameter of the inline that is the nth choice, as a number. */
static const char *choice(const struct promela *p, const struct plan_action *action, unsigned nth)
{
	/* An inline substitutes its parameters textually, so they must not have the names of fields. */
	return arena_printf(p->arena, "the_%s",
	                    p->plan->model.actions[action - p->plan->actions].choice[nth]->name);
}

bool promela_may_leave(const struct plan_action *action)
{
	for (unsigned i = 0; i < action->effect_count; i++)
		if (op_does(action->effects[i].code, COUNTS | LOGS))
			return true;
	return false;
}

/* --- terms ---------------------------------------------------------------------------------- */

const char *step_own(const struct step_writer *w, enum field field)
{
	return state_process(w->p->arena, w->action->role, "self", field);
}

static const char *blob_key(const struct step_writer *w, const struct plan_term *term)
{
	if (term->place == PLACE_CHOSEN_BLOB)
		return choice(w->p, w->action, term->choice);
	if (w->p->plan->design->blob_by_user)
		return step_own(w, FIELD_USER_ID);
	return w->id ? w->id : step_own(w, FIELD_IMAGE_ID);
}

const char *step_term(const struct step_writer *w, const struct plan_term *term)
{
	const struct design *design = w->p->plan->design;
	enum field field = term_field(w->p->plan, w->action->role, term);

	switch (term->place) {
	case PLACE_NONE:
	case PLACE_ZERO:
		return "0";
	case PLACE_LOCAL:
		return step_own(w, field);
	case PLACE_RECORD:
		return state_record(w->p->arena, design, step_own(w, FIELD_USER_ID), field);
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return state_blob(w->p->arena, design, blob_key(w, term), field);
	case PLACE_CHOICE:
		return choice(w->p, w->action, term->choice);
	case PLACE_GLOBAL:
		return fields[field].name;
	}
	assert(!"a term has one of the places above");
	return "";
}

/* --- guards ----------------------------------------------------------------------------------- */

static const char *guard_text(const struct step_writer *w, const struct plan_op *op)
{
	const char *a = step_term(w, &op->a), *b = step_term(w, &op->b);
	const char *time = fields[FIELD_TIME].name;

	switch (op->code) {
	case OP_IS:
		return arena_printf(w->p->arena, "%s == %s", a, b);
	case OP_IS_NOT:
		return arena_printf(w->p->arena, "%s != %s", a, b);
	case OP_BEFORE:
		return arena_printf(w->p->arena, "%s < %s + %d", time, a, op->number);
	case OP_SINCE:
		return arena_printf(w->p->arena, "%s >= %s + %d", time, a, op->number);
	case OP_EMPTY:
		return arena_printf(w->p->arena, "%s == 0", a);
	case OP_NOT_EMPTY:
		return arena_printf(w->p->arena, "%s != 0", a);
	case OP_IN:
		return arena_printf(w->p->arena, "(%s & bit_of(%s))", b, a);
	case OP_NOT_IN:
		return arena_printf(w->p->arena, "!(%s & bit_of(%s))", b, a);
	case OP_UNNAMED:
		return arena_printf(w->p->arena, "!named(%s)", a);
	case OP_AGE_BELOW: /* only in plans without bounds, which are not exported */
	case OP_AGE_REACHED:
	CASE_NO_GUARD:
		break;
	}
	assert(!"a guard has one of the codes above");
	return "";
}

static void put_guard(const struct step_writer *w, bool *first, const char *text)
{
	/* Spin takes a line that ends with a parenthesis as a whole statement. */
	buf_printf(w->p->out, "%s\t\t%s", *first ? "" : " &&\n", text);
	*first = false;
}

static void put_guards(const struct step_writer *w, bool *first, const struct plan_op *ops, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		put_guard(w, first, guard_text(w, &ops[i]));
}

static void put_at(const struct step_writer *w, bool *first)
{
	const struct design_role *role = &w->p->plan->design->roles[w->action->role];
	const char *text = "";

	if (!w->action->at)
		return;
	for (unsigned i = 0; i < role->state_count; i++)
		if (w->action->at >> i & 1)
			text = arena_printf(w->p->arena, "%s%s%s == %s", text, *text ? " || " : "",
			                    step_own(w, FIELD_STATE), w->p->states[w->action->role][i]);
	put_guard(w, first, arena_printf(w->p->arena, "(%s)", text));
}

static void put_condition(const struct step_writer *w)
{
	const struct plan_action *action = w->action;
	bool first = true;

	put_at(w, &first);
	put_guards(w, &first, action->guards, action->guard_count);
	for (unsigned c = 0; c < action->choice_count; c++)
		put_guards(w, &first, action->choices[c].filter, action->choices[c].filter_count);
	put_guards(w, &first, action->late_guards, action->late_guard_count);
	if (first)
		put_guard(w, &first, "true");
	buf_add_text(w->p->out, " ->\n");
}

/* --- effects ------------------------------------------------------------------------------------ */

static void put_line(const struct step_writer *w, const char *text)
{
	buf_printf(w->p->out, "\t\t%s;\n", text);
}

/* Puts an assignment, which has no effect under the key UNSET. */
static void put_assignment(const struct step_writer *w, const struct plan_term *to, const char *value)
{
	bool keyed = to->place == PLACE_BLOB && !w->p->plan->design->blob_by_user && !w->id;

	if (keyed)
		buf_printf(w->p->out, "\t\tif\n\t\t:: %s -> %s = %s\n\t\t:: else\n\t\tfi;\n", blob_key(w, to),
		           step_term(w, to), value);
	else
		buf_printf(w->p->out, "\t\t%s = %s;\n", step_term(w, to), value);
}

static bool is_blob(const struct plan_term *term)
{
	return term->place == PLACE_BLOB || term->place == PLACE_CHOSEN_BLOB;
}

/* a := b.  A blob without an image has no date. */
static void put_set(struct step_writer *w, const struct plan_op *op, const struct plan_op *next)
{
	const struct plan *plan = w->p->plan;
	bool dated = is_blob(&op->a) && plan->blob_at[FIELD_CREATED] >= 0;
	struct plan_term image = op->a, date = op->a;
	const char *value = step_term(w, &op->b);

	image.at = plan->blob_at[FIELD_IMAGE];
	date.at = plan->blob_at[FIELD_CREATED];
	if (dated && op->a.at == date.at && op->b.place != PLACE_ZERO)
		value = arena_printf(w->p->arena, "(%s -> %s : 0)", step_term(w, &image), value);
	put_assignment(w, &op->a, value);
	if (dated && op->a.at == image.at && op->b.place != PLACE_CHOICE &&
	    !(next && op_does(next->code, COPIES) && next->a.place == date.place &&
	      next->a.choice == date.choice && next->a.at == date.at))
		put_assignment(w, &date,
		               arena_printf(w->p->arena, "(%s -> %s : 0)", step_term(w, &image),
		                            step_term(w, &date)));
	if (op->a.place == PLACE_LOCAL && op->a.at == plan->local_at[w->action->role][FIELD_IMAGE_ID])
		w->id = op->b.place == PLACE_CHOICE ? value : NULL;
}

static const char *listed_text(const struct step_writer *w, int hours)
{
	const struct design *design = w->p->plan->design;
	struct arena *arena = w->p->arena;
	const char *text = "";

	for (unsigned id = 1; id <= w->p->plan->count[TYPE_ID]; id++) {
		const char *key = arena_printf(arena, "%u", id), *old = "";

		if (hours >= 0)
			old = arena_printf(arena, " && %s + %d <= %s",
			                   state_blob(arena, design, key, FIELD_CREATED), hours,
			                   fields[FIELD_TIME].name);
		text = arena_printf(arena, "%s%s(%s%s -> bit_of(%u) : 0)", text, *text ? " |\n\t\t\t" : "",
		                    state_blob(arena, design, key, FIELD_IMAGE), old, id);
	}
	return text;
}

void step_check(const struct step_writer *w, unsigned property, const char *holds)
{
	const char *name = w->p->plan->model.properties[property].name;

	buf_printf(w->p->out,
	           "\t\tif\n\t\t:: %s\n\t\t:: else ->\n\t\t\tprintf(\"heddle breaks: %s\\n\");\n"
	           "\t\t\tassert(false)\n\t\tfi;\n",
	           holds, name);
}

static void put_append(const struct step_writer *w, const struct plan_op *op)
{
	bool read = op_does(op->code, LOGS_READ);
	const char *user = step_own(w, FIELD_USER_ID);
	const char *a = step_term(w, &op->a), *b = step_term(w, &op->b);
	bool none = op->a.place == PLACE_ZERO && op->b.place == PLACE_ZERO;

	if (read && promela_checks(w->p, PROPERTY_READS) && !none)
		step_check(
		        w, PROPERTY_READS,
		        arena_printf(w->p->arena,
		                     "(%s == 0 && %s == 0) || logged_already(operation(WRITE, %s, %s, %s))",
		                     a, b, user, a, b));
	if (read && step_may_return_none(w, op))
		step_check_none(w, op);
	buf_printf(w->p->out, "\t\t%s[logged] = operation(%s, %s, %s, %s);\n",
	           domain_variables[DOMAIN_LOG].name, read ? "READ" : "WRITE", user, a, b);
	put_line(w, "logged = logged + 1");
}

/* `next` is the effect after this one, or null. */
static void put_effect(struct step_writer *w, const struct plan_op *op, const struct plan_op *next)
{
	const char *a = step_term(w, &op->a), *b = step_term(w, &op->b);

	switch (op->code) {
	case OP_SET:
		put_set(w, op, next);
		return;
	case OP_SET_KEYS:
		put_assignment(w, &op->a, listed_text(w, op->number));
		return;
	case OP_SET_UNNAMED:
		put_assignment(w, &op->a, arena_printf(w->p->arena, "%s & ~named_ids", b));
		return;
	case OP_INCLUDE:
		put_assignment(w, &op->a, arena_printf(w->p->arena, "%s | bit_of(%s)", a, b));
		return;
	case OP_EXCLUDE:
		put_assignment(w, &op->a, arena_printf(w->p->arena, "%s & ~bit_of(%s)", a, b));
		return;
	case OP_INCREMENT:
		put_assignment(w, &op->a, arena_printf(w->p->arena, "%s + 1", a));
		return;
	case OP_LOG_WRITE:
	case OP_LOG_READ:
		put_append(w, op);
		return;
	case OP_AGE_ALL: /* only in plans without bounds, which are not exported */
	CASE_NO_EFFECT:
		break;
	}
	assert(!"an effect has one of the codes above");
}

/* The number of effects that do any of the bits to the field; FIELD_MAX: to any. */
static unsigned count_effects(const struct step_writer *w, uint32_t bits, enum field field)
{
	unsigned count = 0;

	for (unsigned i = 0; i < w->action->effect_count; i++) {
		const struct plan_op *op = &w->action->effects[i];

		count += op_does(op->code, bits) &&
		         (field == FIELD_MAX || term_field(w->p->plan, w->action->role, &op->a) == field);
	}
	return count;
}

/* The condition, on the state before the step, under which it leads outside the bounds. */
static const char *leaving(const struct step_writer *w)
{
	const struct {
		const char *counter, *bound;
		unsigned steps;
	} bounds[] = {
		{ "logged", "MAX_OPERATIONS", count_effects(w, LOGS, FIELD_MAX) },
		{ fields[FIELD_TIME].name, "MAX_TIME", count_effects(w, COUNTS, FIELD_TIME) },
		{ fields[FIELD_FAILED].name, "MAX_FAILURES", count_effects(w, COUNTS, FIELD_FAILED) },
	};
	const char *text = "";

	for (unsigned i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
		if (bounds[i].steps)
			text = arena_printf(w->p->arena, "%s%s%s + %u > %s", text, *text ? " || " : "",
			                    bounds[i].counter, bounds[i].steps, bounds[i].bound);
	return text;
}

/* --- the step ----------------------------------------------------------------------------------- */

/* The line from which spin_trail.c reads the step back. */
static void put_print(const struct step_writer *w, const char *indent, const char *name, const char *number)
{
	const struct plan_action *action = w->action;
	const struct model_action *shown = &w->p->plan->model.actions[action - w->p->plan->actions];

	buf_printf(w->p->out, "%sprintf(\"heddle step: %s%s", indent, name, shown->name);
	for (unsigned i = 0; i < action->choice_count; i++)
		buf_printf(w->p->out, " %.*s%%d", (int)strcspn(shown->choice[i]->names[0], "0123456789"),
		           shown->choice[i]->names[0]);
	buf_printf(w->p->out, "\\n\"%s%s", *number ? ", " : "", number);
	for (unsigned i = 0; i < action->choice_count; i++)
		buf_printf(w->p->out, ", %s", choice(w->p, action, i));
	buf_add_char(w->p->out, ')');
}

static void put_prints(const struct step_writer *w)
{
	const struct scope *scope = &w->p->plan->scope;

	buf_add_text(w->p->out, "\t\tprint_design();\n");
	if (w->action->role == ROLE_CLOCK) {
		put_print(w, "\t\t", "", "");
	} else if (w->action->role == ROLE_CLEANER) {
		put_print(w, "\t\t", "c%d ", "self + 1");
	} else if (!w->action->reader || !scope->of[SCOPE_READERS]) {
		put_print(w, "\t\t", "s%d ", "self + 1");
	} else {
		buf_add_text(w->p->out, "\t\tif\n");
		put_print(w, "\t\t:: self < SERVERS -> ", "s%d ", "self + 1");
		buf_add_char(w->p->out, '\n');
		put_print(w, "\t\t:: else -> ", "r%d ", "self - SERVERS + 1");
		buf_add_text(w->p->out, "\n\t\tfi");
	}
	buf_add_text(w->p->out, ";\n");
}

void promela_comment(struct buf *out, const char *text)
{
	struct buf safe;
	char before = ' ';

	buf_init(&safe);
	utf8_escape(&safe, text, strlen(text));
	buf_add_text(out, "/* ");
	for (const char *c = safe.data; *c; c++) {
		if ((before == '*' && *c == '/') || (before == '/' && *c == '*'))
			buf_add_char(out, ' ');
		buf_add_char(out, *c);
		before = *c;
	}
	buf_add_text(out, " */\n");
	buf_release(&safe);
}

static bool touches_stores(const struct plan_action *action)
{
	for (unsigned i = 0; i < action->effect_count; i++) {
		enum place place = (enum place)action->effects[i].a.place;

		if (place == PLACE_RECORD || place == PLACE_BLOB || place == PLACE_CHOSEN_BLOB)
			return true;
	}
	return false;
}

static bool any_none(const struct step_writer *w)
{
	for (unsigned i = 0; i < w->action->effect_count; i++)
		if (step_may_return_none(w, &w->action->effects[i]))
			return true;
	return false;
}

void promela_step(const struct promela *p, unsigned index)
{
	const struct plan_action *action = &p->plan->actions[index];
	const struct model_action *shown = &p->plan->model.actions[index];
	struct step_writer w = { .p = p, .action = action };
	bool leaves = promela_may_leave(action);
	const char *role = role_names[action->role];

	if (shown->says)
		promela_comment(p->out, shown->says);
	buf_printf(p->out, "inline %s(self", p->steps[index]);
	for (unsigned i = 0; i < action->choice_count; i++)
		buf_printf(p->out, ", %s", choice(p, action, i));
	buf_add_text(p->out, ")\n{\n\td_step {\n");
	put_condition(&w);
	put_prints(&w);
	if (leaves)
		buf_printf(p->out,
		           "\t\tleaving = (%s -> 1 : 0);\n"
		           "\t\tif\n\t\t:: leaving -> save_%s(self)\n\t\t:: else\n\t\tfi;\n",
		           leaving(&w), role);
	if (any_none(&w))
		put_line(&w, "could_be_read = can_be_read");
	for (unsigned i = 0; i < action->effect_count; i++)
		put_effect(&w, &action->effects[i],
		           i + 1 < action->effect_count ? &action->effects[i + 1] : NULL);
	if (any_none(&w))
		put_line(&w, "could_be_read = 0");
	if (action->target >= 0)
		buf_printf(p->out, "\t\t%s = %s;\n", step_own(&w, FIELD_STATE),
		           p->states[action->role][action->target]);
	if (promela_checks(p, PROPERTY_ORPHANS) && touches_stores(action))
		step_check(&w, PROPERTY_ORPHANS, "!orphan_file");
	if (leaves)
		buf_printf(p->out, "\t\tif\n\t\t:: leaving -> undo_%s(self)\n\t\t:: else\n\t\tfi\n", role);
	buf_add_text(p->out, "\t}\n}\n\n");
}
