/*
 * Operations as text: the listing of the program view, and why a step is disabled.  Both are folds over the
 * operations that run, so they cannot disagree with what happens.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/domain.h>
#include <heddle/plan.h>

/* --- the listing -------------------------------------------------------------------- */

static const char *key_name(const struct plan *plan)
{
	return fields[plan->design->blob_by_user ? FIELD_USER_ID : FIELD_IMAGE_ID].name;
}

enum field term_field(const struct plan *plan, enum role role, const struct plan_term *term)
{
	switch (term->place) {
	case PLACE_LOCAL:
		return plan->design->roles[role].locals[term->at];
	case PLACE_RECORD:
		return plan->design->record.fields[term->at];
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return plan->design->blob.fields[term->at];
	case PLACE_GLOBAL:
		for (int f = 0; f < FIELD_MAX; f++)
			if (plan->global_at[f] == term->at)
				return (enum field)f;
		break;
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_CHOICE:
		break;
	}
	return FIELD_MAX;
}

static const char *field_at(const struct plan *plan, enum role role, const struct plan_term *term)
{
	enum field field = term_field(plan, role, term);

	return field < FIELD_MAX ? fields[field].name : "";
}

static void show_term(const struct plan *plan, const struct plan_op *op, const struct plan_term *term,
                      struct buf *out)
{
	const struct design *design = plan->design;
	const char *field;

	switch (term->place) {
	case PLACE_NONE:
		return;
	case PLACE_ZERO:
		/* How zero is written depends on the type of the other term. */
		if (op->a.place == PLACE_LOCAL && op->a.at >= 0) {
			enum type type = fields[design->roles[op->role].locals[op->a.at]].type;

			buf_add_text(out, type == TYPE_IDS ? "{}" : type == TYPE_TIME ? "0" : VALUE_UNSET);
			return;
		}
		buf_add_text(out, VALUE_UNSET);
		return;
	case PLACE_CHOICE:
		buf_add_text(out, term->choice < STEP_CHOICES_MAX ? "the chosen " : "");
		/* The word's own term has the field, whose type is that of the choice. */
		for (unsigned i = 0; i < WORD_OPS_MAX; i++) {
			const struct op *o = &op->word->ops[i];
			enum field f = o->a.place == PLACE_CHOICE ? o->a.field : o->b.field;

			if (o->a.place == PLACE_CHOICE || o->b.place == PLACE_CHOICE) {
				buf_add_text(out, f == FIELD_USER_ID    ? scope_rows[SCOPE_USERS].one
				                  : f == FIELD_IMAGE_ID ? scope_rows[SCOPE_IMAGE_IDS].one
				                                        : fields[f].name);
				return;
			}
		}
		return;
	case PLACE_RECORD:
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		field = field_at(plan, ROLE_SERVER, term);
		buf_printf(out, "%s[%s]",
		           domain_variables[term->place == PLACE_RECORD ? DOMAIN_RECORDS : DOMAIN_BLOBS].name,
		           term->place == PLACE_RECORD ? fields[FIELD_USER_ID].name
		           : term->place == PLACE_BLOB ? key_name(plan)
		                                       : "the chosen id");
		if (!(term->place == PLACE_RECORD ? design->record.bare : design->blob.bare))
			buf_printf(out, ".%s", field);
		return;
	case PLACE_LOCAL:
	case PLACE_GLOBAL:
		buf_add_text(out, field_at(plan, op->role, term));
	}
}

static void show_both(const struct plan *plan, const struct plan_op *op, const char *between, struct buf *out)
{
	show_term(plan, op, &op->a, out);
	buf_add_text(out, between);
	show_term(plan, op, &op->b, out);
}

void op_show(const struct plan *plan, const struct plan_op *op, struct buf *out)
{
	switch (op->code) {
	case OP_BEFORE:
	case OP_SINCE:
		buf_printf(out, "time %s ", op->code == OP_BEFORE ? "<" : "≥");
		show_term(plan, op, &op->a, out);
		buf_printf(out, " + %d", op->number);
		break;
	case OP_AGE_BELOW:
	case OP_AGE_REACHED:
		buf_add_text(out, "age of ");
		show_term(plan, op, &op->a, out);
		buf_printf(out, " %s %d", op->code == OP_AGE_BELOW ? "<" : "≥", op->number);
		break;
	case OP_AGE_ALL:
		buf_add_text(out, "every age grows by an hour");
		break;
	case OP_EMPTY:
	case OP_NOT_EMPTY:
		show_term(plan, op, &op->a, out);
		buf_add_text(out, op->code == OP_EMPTY ? " = {}" : " ≠ {}");
		break;
	case OP_UNNAMED:
		buf_add_text(out, "no record names ");
		show_term(plan, op, &op->a, out);
		break;
	case OP_SET_KEYS:
		show_term(plan, op, &op->a, out);
		buf_add_text(out, " := the ids that have a blob");
		if (op->number >= 0)
			buf_printf(out, " with created + %d ≤ time", op->number);
		break;
	case OP_SET_UNNAMED:
		show_term(plan, op, &op->a, out);
		buf_add_text(out, " := those of ");
		show_term(plan, op, &op->b, out);
		buf_add_text(out, " that no record names");
		break;
	case OP_INCREMENT:
		show_term(plan, op, &op->a, out);
		buf_add_text(out, " := ");
		show_term(plan, op, &op->a, out);
		buf_add_text(out, " + 1");
		break;
	case OP_LOG_WRITE:
	case OP_LOG_READ:
		buf_printf(out, "log %s of userId, ", op->code == OP_LOG_READ ? "READ" : "WRITE");
		show_term(plan, op, &op->a, out);
		buf_add_text(out, ", ");
		show_term(plan, op, &op->b, out);
		break;
	case OP_IS:
		show_both(plan, op, " = ", out);
		break;
	case OP_IS_NOT:
		show_both(plan, op, " ≠ ", out);
		break;
	case OP_IN:
		show_both(plan, op, " ∈ ", out);
		break;
	case OP_NOT_IN:
		show_both(plan, op, " ∉ ", out);
		break;
	case OP_SET:
		show_both(plan, op, " := ", out);
		break;
	case OP_INCLUDE:
		show_both(plan, op, " gains ", out);
		break;
	case OP_EXCLUDE:
		show_both(plan, op, " loses ", out);
		break;
	case OP_NONE:
	case OP_COUNT:
		break;
	}
}

/* --- why not ---------------------------------------------------------------------------- */

static const char *constant_name(const struct plan *plan, enum type type, uint64_t value)
{
	return value_text(plan->names[type][value]);
}

/* The value of a field of a store. */
static const char *stored_text(const struct plan *plan, const struct plan_term *term, uint64_t value)
{
	const struct store *store = term->place == PLACE_RECORD ? &plan->design->record : &plan->design->blob;
	enum type type = fields[store->fields[term->at]].type;

	return type == TYPE_TIME ? "dated" : constant_name(plan, type, value);
}

static void show_ids(const struct plan *plan, uint64_t set, struct buf *out)
{
	const char *comma = "";

	buf_add_char(out, '{');
	for (unsigned id = 0; id < plan->count[TYPE_ID]; id++)
		if (set >> id & 1) {
			buf_printf(out, "%s%s", comma, constant_name(plan, TYPE_ID, id + 1));
			comma = ", ";
		}
	buf_add_char(out, '}');
}

static void say_key(const struct situation *at, const uint64_t *state, const struct plan_op *op,
                    struct buf *out)
{
	const struct plan *plan = at->plan;
	bool record = op->a.place == PLACE_RECORD;
	bool by_user = record || plan->design->blob_by_user;
	enum field f = by_user ? FIELD_USER_ID : FIELD_IMAGE_ID;
	unsigned slot = at->process->slot + (unsigned)plan->local_at[at->process->role][f];

	buf_printf(out, "%s of %s", record ? "the record" : "the blob",
	           constant_name(plan, by_user ? TYPE_USER : TYPE_ID, slot_get(&plan->slots[slot], state)));
}

static void say_unmet(const struct situation *at, const uint64_t *state, const struct plan_op *op,
                      struct buf *out)
{
	const struct plan *plan = at->plan;
	uint64_t a = term_get(at, state, op->a);

	buf_add_text(out, "needs ");
	switch (op->code) {
	case OP_BEFORE:
	case OP_SINCE: {
		uint64_t time = slot_get(&plan->slots[plan->global_at[FIELD_TIME]], state);

		op_show(plan, op, out);
		buf_printf(out, ": %llu %s %llu", (unsigned long long)time, op->code == OP_BEFORE ? "<" : "≥",
		           (unsigned long long)a + (unsigned long long)op->number);
		return;
	}
	case OP_EMPTY:
	case OP_NOT_EMPTY:
		op_show(plan, op, out);
		buf_add_text(out, ": it is ");
		show_ids(plan, a, out);
		return;
	case OP_IS:
	case OP_IS_NOT:
		if ((op->a.place == PLACE_RECORD || op->a.place == PLACE_BLOB) && op->b.place == PLACE_ZERO) {
			say_key(at, state, op, out);
			if (op->code == OP_IS_NOT)
				buf_add_text(out, " to be set: it is not");
			else
				buf_printf(out, " to be unset: it is %s", stored_text(plan, &op->a, a));
			return;
		}
		if (op->a.place == PLACE_RECORD) {
			say_key(at, state, op, out);
			buf_add_text(out, " to be what the process read: it has changed");
			return;
		}
		break;
	case OP_IN:
	case OP_NOT_IN:
	case OP_UNNAMED:
	case OP_AGE_BELOW:
	case OP_AGE_REACHED:
	CASE_NO_GUARD:
		break;
	}
	op_show(plan, op, out);
}

static void say_elsewhere(const struct plan *plan, const struct plan_action *action, const char *here,
                          struct buf *out)
{
	const struct design_role *role = &plan->design->roles[action->role];
	unsigned left = 0;

	for (unsigned i = 0; i < role->state_count; i++)
		left += action->at >> i & 1;
	buf_printf(out, "it is %s, not ", here);
	for (unsigned i = 0; i < role->state_count; i++)
		if (action->at >> i & 1) {
			left--;
			buf_printf(out, "%s%s", role->states[i], left > 1 ? ", " : left == 1 ? " or " : "");
		}
}

/* The first choice that has nothing to choose from; null if all have. */
static const struct plan_choice *empty_choice(const struct situation *at, const uint64_t *state,
                                              const struct plan_action *action, uint8_t *choice)
{
	for (unsigned nth = 0; nth < action->choice_count; nth++) {
		const struct plan_choice *c = &action->choices[nth];
		bool any = false;

		for (unsigned i = 0; i < c->count && !any; i++) {
			choice[nth] = (uint8_t)i;
			any = true;
			for (unsigned f = 0; f < c->filter_count; f++)
				any &= guard_holds(at, state, &c->filter[f]);
		}
		if (!any)
			return c;
	}
	return NULL;
}

static bool found_one(void *ctx, const struct step *step)
{
	const struct step **wanted = ctx;

	if (step->process != (*wanted)->process || step->action != (*wanted)->action)
		return true;
	*wanted = NULL;
	return false;
}

bool plan_why_not(const struct model *model, const void *state, unsigned process, unsigned action,
                  struct buf *out)
{
	const struct plan *plan = plan_of(model);
	const struct plan_action *a = &plan->actions[action];
	uint8_t choice[STEP_CHOICES_MAX] = { 0 };
	struct situation at = { plan, &plan->processes[process], choice, NULL, NULL };
	const char *here = plan_control(model, state, process);
	const struct plan_choice *empty;

	if (action < at.process->first || action >= at.process->last || (at.process->reader && !a->reader)) {
		buf_printf(out, "a %s does not take this step", model->processes[process].role);
		return true;
	}
	if (a->at && !(a->at >> slot_get(&plan->slots[at.process->slot], state) & 1)) {
		say_elsewhere(plan, a, here, out);
		return true;
	}
	for (unsigned i = 0; i < a->guard_count; i++)
		if (!guard_holds(&at, state, &a->guards[i])) {
			say_unmet(&at, state, &a->guards[i], out);
			return true;
		}
	empty = empty_choice(&at, state, a, choice);
	if (empty) {
		buf_printf(out, "needs %s: %s", empty->use->word->spelling,
		           empty->use->word->none ? empty->use->word->none : "there is none");
		return true;
	}

	struct step wanted = { .process = (uint16_t)process, .action = action };
	const struct step *left = &wanted;
	plan_enabled(model, state, found_one, &left);
	if (!left)
		return false;
	buf_add_text(out, "needs a choice for which ");
	for (unsigned i = 0; i < a->late_guard_count; i++) {
		buf_add_text(out, i ? " and " : "");
		op_show(plan, &a->late_guards[i], out);
	}
	return true;
}
