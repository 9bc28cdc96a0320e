/*
 * One step as one d_step.
 *
 * Effects become assignments in their order: Promela runs them as the interpreter does, so
 * nothing has to be evaluated here.  The constants of a choice are the inline's
 * arguments, one call for each combination, so that each is a transition of its own, as in
 * heddle and TLC.  Rejected: choosing inside an atomic block, which counts its inner moves and
 * needs variables for what was chosen.
 *
 * UNSET is 0 and keys count from 1: what is read under no key is element 0, which nothing
 * ever writes.
 */
#include <assert.h>
#include <string.h>

#include <heddle/domain.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "export/promela/promela.h"

struct writer {
	const struct promela *p;
	const struct plan *plan;
	const struct plan_action *action;
	struct arena *arena;
	struct buf *out;
	const char *id; /* what imageId was just set to, when that is a chosen id; else null */
};

const char *promela_processes(enum role role)
{
	return domain_processes(role);
}

bool promela_checks(const struct promela *p, unsigned property)
{
	return p->options->properties >> property & 1;
}

const char *promela_choice(const struct promela *p, const struct plan_action *action, unsigned nth)
{
	/* An inline replaces its parameters wherever they occur: they must not have the names of fields. */
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

static const char *own(const struct writer *w, enum field field)
{
	return arena_printf(w->arena, "%s[self].%s", promela_processes(w->action->role), fields[field].name);
}

static const char *blob_key(const struct writer *w, const struct plan_term *term)
{
	if (term->place == PLACE_CHOSEN_BLOB)
		return promela_choice(w->p, w->action, term->choice);
	if (w->plan->design->blob_by_user)
		return own(w, FIELD_USER_ID);
	return w->id ? w->id : own(w, FIELD_IMAGE_ID);
}

static const char *element(const struct writer *w, const struct store *store, const char *variable,
                           const char *key, int at)
{
	if (store->bare)
		return arena_printf(w->arena, "%s[%s]", variable, key);
	return arena_printf(w->arena, "%s[%s].%s", variable, key, fields[store->fields[at]].name);
}

static const char *text_of(const struct writer *w, const struct plan_term *term)
{
	const struct design *design = w->plan->design;

	switch (term->place) {
	case PLACE_NONE:
	case PLACE_ZERO:
		return "0";
	case PLACE_LOCAL:
		return own(w, design->roles[w->action->role].locals[term->at]);
	case PLACE_RECORD:
		return element(w, &design->record, domain_variables[DOMAIN_RECORDS].name,
		               own(w, FIELD_USER_ID), term->at);
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return element(w, &design->blob, domain_variables[DOMAIN_BLOBS].name, blob_key(w, term),
		               term->at);
	case PLACE_CHOICE:
		return promela_choice(w->p, w->action, term->choice);
	case PLACE_GLOBAL:
		for (int f = 0; f < FIELD_MAX; f++)
			if (w->plan->global_at[f] == term->at)
				return fields[f].name;
		break;
	}
	assert(!"a term has one of the places above");
	return "";
}

/* --- guards ----------------------------------------------------------------------------------- */

static const char *guard_text(const struct writer *w, const struct plan_op *op)
{
	const char *a = text_of(w, &op->a), *b = text_of(w, &op->b);

	switch (op->code) {
	case OP_IS:
		return arena_printf(w->arena, "%s == %s", a, b);
	case OP_IS_NOT:
		return arena_printf(w->arena, "%s != %s", a, b);
	case OP_BEFORE:
		return arena_printf(w->arena, "time < %s + %d", a, op->number);
	case OP_SINCE:
		return arena_printf(w->arena, "time >= %s + %d", a, op->number);
	case OP_EMPTY:
		return arena_printf(w->arena, "%s == 0", a);
	case OP_NOT_EMPTY:
		return arena_printf(w->arena, "%s != 0", a);
	case OP_IN:
		return arena_printf(w->arena, "(%s & bit_of(%s))", b, a);
	case OP_NOT_IN:
		return arena_printf(w->arena, "!(%s & bit_of(%s))", b, a);
	case OP_UNNAMED:
		return arena_printf(w->arena, "!named(%s)", a);
	case OP_AGE_BELOW: /* only in plans without bounds, which are not exported */
	case OP_AGE_REACHED:
	CASE_NO_GUARD:
		break;
	}
	assert(!"a guard has one of the codes above");
	return "";
}

static void put_guard(const struct writer *w, bool *first, const char *text)
{
	/* Spin takes a line that ends with a parenthesis for the end of a statement. */
	buf_printf(w->out, "%s\t\t%s", *first ? "" : " &&\n", text);
	*first = false;
}

static void put_guards(const struct writer *w, bool *first, const struct plan_op *ops, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		put_guard(w, first, guard_text(w, &ops[i]));
}

static void put_at(const struct writer *w, bool *first)
{
	const struct design_role *role = &w->plan->design->roles[w->action->role];
	const char *text = "";

	if (!w->action->at)
		return;
	for (unsigned i = 0; i < role->state_count; i++)
		if (w->action->at >> i & 1)
			text = arena_printf(w->arena, "%s%s%s == %s", text, *text ? " || " : "",
			                    own(w, FIELD_STATE), w->p->states[w->action->role][i]);
	put_guard(w, first, arena_printf(w->arena, "(%s)", text));
}

static void put_condition(const struct writer *w)
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
	buf_add_text(w->out, " ->\n");
}

/* --- effects ------------------------------------------------------------------------------------ */

static void put_line(const struct writer *w, const char *text)
{
	buf_printf(w->out, "\t\t%s;\n", text);
}

/* Puts an assignment; what is written under no key is lost. */
static void put_assignment(const struct writer *w, const struct plan_term *to, const char *value)
{
	bool keyed = to->place == PLACE_BLOB && !w->plan->design->blob_by_user && !w->id;

	if (keyed)
		buf_printf(w->out, "\t\tif\n\t\t:: %s -> %s = %s\n\t\t:: else\n\t\tfi;\n", blob_key(w, to),
		           text_of(w, to), value);
	else
		buf_printf(w->out, "\t\t%s = %s;\n", text_of(w, to), value);
}

static bool is_blob(const struct plan_term *term)
{
	return term->place == PLACE_BLOB || term->place == PLACE_CHOSEN_BLOB;
}

/* Sets a := b.  What has no image has no date either, whatever the step does. */
static void put_set(struct writer *w, const struct plan_op *op, const struct plan_op *next)
{
	const struct plan *plan = w->plan;
	bool dated = is_blob(&op->a) && plan->blob_at[FIELD_CREATED] >= 0;
	struct plan_term image = op->a, date = op->a;
	const char *value = text_of(w, &op->b);

	image.at = plan->blob_at[FIELD_IMAGE];
	date.at = plan->blob_at[FIELD_CREATED];
	if (dated && op->a.at == date.at && op->b.place != PLACE_ZERO)
		value = arena_printf(w->arena, "(%s -> %s : 0)", text_of(w, &image), value);
	put_assignment(w, &op->a, value);
	if (dated && op->a.at == image.at && op->b.place != PLACE_CHOICE &&
	    !(next && op_does(next->code, COPIES) && next->a.place == date.place &&
	      next->a.choice == date.choice && next->a.at == date.at))
		put_assignment(
		        w, &date,
		        arena_printf(w->arena, "(%s -> %s : 0)", text_of(w, &image), text_of(w, &date)));
	if (op->a.place == PLACE_LOCAL && op->a.at == plan->local_at[w->action->role][FIELD_IMAGE_ID])
		w->id = op->b.place == PLACE_CHOICE ? value : NULL;
}

static const char *listed_text(const struct writer *w, int hours)
{
	const struct store *store = &w->plan->design->blob;
	const char *text = "";

	for (unsigned id = 1; id <= w->plan->count[TYPE_ID]; id++) {
		const char *key = arena_printf(w->arena, "%u", id), *old = "";

		if (hours >= 0)
			old = arena_printf(w->arena, " && %s + %d <= time",
			                   element(w, store, domain_variables[DOMAIN_BLOBS].name, key,
			                           w->plan->blob_at[FIELD_CREATED]),
			                   hours);
		text = arena_printf(w->arena, "%s%s(%s%s -> bit_of(%u) : 0)", text, *text ? " |\n\t\t\t" : "",
		                    element(w, store, domain_variables[DOMAIN_BLOBS].name, key,
		                            w->plan->blob_at[FIELD_IMAGE]),
		                    old, id);
	}
	return text;
}

/* Puts a check that `holds`, naming the property where the trail is replayed. */
static void put_check(const struct writer *w, unsigned property, const char *holds)
{
	const char *name = w->plan->model.properties[property].name;

	buf_printf(w->out,
	           "\t\tif\n\t\t:: %s\n\t\t:: else ->\n\t\t\tprintf(\"heddle breaks: %s\\n\");\n"
	           "\t\t\tassert(false)\n\t\tfi;\n",
	           holds, name);
}

/* Whether a READ may return None without need, and that is checked. */
static bool may_deny(const struct writer *w, const struct plan_op *op)
{
	const struct plan *plan = w->plan;
	unsigned count = plan->design->roles[w->action->role].state_count;
	bool any = false;

	if (!op_does(op->code, LOGS_READ) || !promela_checks(w->p, PROPERTY_EMPTY_READS) ||
	    (!plan->design->blob_by_user && plan->record_at[FIELD_IMAGE_ID] < 0))
		return false;
	for (unsigned i = 0; i < (count ? count : 1); i++)
		any |= op->found[i] != 0;
	return any;
}

/* That on each way of `told` one of the locals that tell what the process found is UNSET; null: no local
 * tells. */
static const char *found_nothing(const struct writer *w, uint8_t told)
{
	const char *text = NULL;

	for (unsigned locals = 1; locals < FOUND_SETS && !(told & 1); locals++) {
		const char *either = "";

		if (!(told >> locals & 1))
			continue;
		if (locals & FOUND_METADATA)
			either = arena_printf(w->arena, "%s == 0", own(w, FIELD_METADATA));
		if (locals & FOUND_IMAGE)
			either = arena_printf(w->arena, "%s%s%s == 0", either, *either ? " || " : "",
			                      own(w, FIELD_IMAGE));
		text = text ? arena_printf(w->arena, "%s && (%s)", text, either)
		            : arena_printf(w->arena, "(%s)", either);
	}
	return text;
}

/* Appends the excuses that the process may have in what it found itself, each after an "or". */
static const char *excuses(const struct writer *w, const uint8_t *told)
{
	const struct design_role *role = &w->plan->design->roles[w->action->role];
	const char *text = "";

	for (unsigned i = 0; i < (role->state_count ? role->state_count : 1); i++) {
		const char *found = told[i] ? found_nothing(w, told[i]) : "true";
		bool starts = !w->action->at || w->action->at >> i & 1;

		if (!starts || !found)
			continue;
		text = arena_printf(w->arena, "%s || %s", text, found);
		if (role->state_count)
			text = arena_printf(w->arena, "%s && %s == %s", text, own(w, FIELD_STATE),
			                    w->p->states[w->action->role][i]);
	}
	return text;
}

/* That what is logged is no None, each part followed by an "or". */
static const char *not_none(const struct writer *w, const struct plan_op *op)
{
	const char *text = "";

	if (op->a.place != PLACE_ZERO)
		text = arena_printf(w->arena, "%s != 0 || ", text_of(w, &op->a));
	if (op->b.place != PLACE_ZERO)
		text = arena_printf(w->arena, "%s%s != 0 || ", text, text_of(w, &op->b));
	return text;
}

static void put_append(const struct writer *w, const struct plan_op *op)
{
	bool read = op_does(op->code, LOGS_READ);
	const char *user = own(w, FIELD_USER_ID);
	const char *a = text_of(w, &op->a), *b = text_of(w, &op->b);
	bool none = op->a.place == PLACE_ZERO && op->b.place == PLACE_ZERO;

	if (read && promela_checks(w->p, PROPERTY_READS) && !none)
		put_check(w, PROPERTY_READS,
		          arena_printf(w->arena,
		                       "(%s == 0 && %s == 0) || logged_already(operation(WRITE, %s, %s, %s))",
		                       a, b, user, a, b));
	if (read && may_deny(w, op))
		put_check(w, PROPERTY_EMPTY_READS,
		          arena_printf(w->arena, "%s!(could_be_read & bit_of(%s))%s", not_none(w, op), user,
		                       excuses(w, op->found)));
	buf_printf(w->out, "\t\toperations[logged] = operation(%s, %s, %s, %s);\n", read ? "READ" : "WRITE",
	           user, a, b);
	put_line(w, "logged = logged + 1");
}

/* `next` is the effect behind this one, or null. */
static void put_effect(struct writer *w, const struct plan_op *op, const struct plan_op *next)
{
	const char *a = text_of(w, &op->a), *b = text_of(w, &op->b);

	switch (op->code) {
	case OP_SET:
		put_set(w, op, next);
		return;
	case OP_SET_KEYS:
		put_assignment(w, &op->a, listed_text(w, op->number));
		return;
	case OP_SET_UNNAMED:
		put_assignment(w, &op->a, arena_printf(w->arena, "%s & ~named_ids", b));
		return;
	case OP_INCLUDE:
		put_assignment(w, &op->a, arena_printf(w->arena, "%s | bit_of(%s)", a, b));
		return;
	case OP_EXCLUDE:
		put_assignment(w, &op->a, arena_printf(w->arena, "%s & ~bit_of(%s)", a, b));
		return;
	case OP_INCREMENT:
		put_assignment(w, &op->a, arena_printf(w->arena, "%s + 1", a));
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

/* The condition under which the step leads outside, on the state before it. */
static const char *leaving(const struct writer *w)
{
	unsigned entries = 0, hours = 0, failures = 0;
	const char *text = "";

	for (unsigned i = 0; i < w->action->effect_count; i++) {
		const struct plan_op *op = &w->action->effects[i];

		if (op_does(op->code, LOGS))
			entries++;
		if (!op_does(op->code, COUNTS))
			continue;
		if (op->a.at == w->plan->global_at[FIELD_TIME])
			hours++;
		else
			failures++;
	}
	if (entries)
		text = arena_printf(w->arena, "logged + %u > MAX_OPERATIONS", entries);
	if (hours)
		text = arena_printf(w->arena, "%s%stime + %u > MAX_TIME", text, *text ? " || " : "", hours);
	if (failures)
		text = arena_printf(w->arena, "%s%sfailed + %u > MAX_FAILURES", text, *text ? " || " : "",
		                    failures);
	return text;
}

/* --- the whole ----------------------------------------------------------------------------------- */

/* One line, by which a replayed trail is read back; see src/trace/spin_trail.c. */
static void put_told(const struct writer *w, const char *indent, const char *name, const char *number)
{
	const struct plan_action *action = w->action;
	const struct model_action *shown = &w->plan->model.actions[action - w->plan->actions];

	buf_printf(w->out, "%sprintf(\"heddle step: %s%s", indent, name, shown->name);
	for (unsigned i = 0; i < action->choice_count; i++)
		buf_printf(w->out, " %.*s%%d", (int)strcspn(shown->choice[i]->names[0], "0123456789"),
		           shown->choice[i]->names[0]);
	buf_printf(w->out, "\\n\"%s%s", *number ? ", " : "", number);
	for (unsigned i = 0; i < action->choice_count; i++)
		buf_printf(w->out, ", %s", promela_choice(w->p, action, i));
	buf_add_char(w->out, ')');
}

static void put_telling(const struct writer *w)
{
	const struct scope *scope = &w->plan->scope;

	buf_add_text(w->out, "\t\ttell_design();\n");
	if (w->action->role == ROLE_CLOCK) {
		put_told(w, "\t\t", "", "");
	} else if (w->action->role == ROLE_CLEANER) {
		put_told(w, "\t\t", "c%d ", "self + 1");
	} else if (!w->action->reader || !scope->of[SCOPE_READERS]) {
		put_told(w, "\t\t", "s%d ", "self + 1");
	} else {
		buf_add_text(w->out, "\t\tif\n");
		put_told(w, "\t\t:: self < SERVERS -> ", "s%d ", "self + 1");
		buf_add_char(w->out, '\n');
		put_told(w, "\t\t:: else -> ", "r%d ", "self - SERVERS + 1");
		buf_add_text(w->out, "\n\t\tfi");
	}
	buf_add_text(w->out, ";\n");
}

void promela_comment(struct buf *out, const char *text)
{
	struct buf safe;
	char before = ' ';

	buf_init(&safe);
	utf8_escape(&safe, text, strlen(text));
	buf_add_text(out, "/* ");
	for (const char *c = safe.data; *c; c++) {
		/* Nothing in it begins or ends a comment. */
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

static bool any_denies(const struct writer *w)
{
	for (unsigned i = 0; i < w->action->effect_count; i++)
		if (may_deny(w, &w->action->effects[i]))
			return true;
	return false;
}

void promela_step(const struct promela *p, unsigned index)
{
	const struct plan_action *action = &p->plan->actions[index];
	const struct model_action *shown = &p->plan->model.actions[index];
	struct writer w = { p, p->plan, action, p->arena, p->out, NULL };
	bool leaves = promela_may_leave(action);
	const char *role = role_names[action->role];

	if (shown->says)
		promela_comment(w.out, shown->says);
	buf_printf(w.out, "inline %s(self", p->steps[index]);
	for (unsigned i = 0; i < action->choice_count; i++)
		buf_printf(w.out, ", %s", promela_choice(p, action, i));
	buf_add_text(w.out, ")\n{\n\td_step {\n");
	put_condition(&w);
	put_telling(&w);
	if (leaves)
		buf_printf(w.out,
		           "\t\tleaving = (%s -> 1 : 0);\n"
		           "\t\tif\n\t\t:: leaving -> keep_%s(self)\n\t\t:: else\n\t\tfi;\n",
		           leaving(&w), role);
	if (any_denies(&w))
		put_line(&w, "could_be_read = can_be_read");
	for (unsigned i = 0; i < action->effect_count; i++)
		put_effect(&w, &action->effects[i],
		           i + 1 < action->effect_count ? &action->effects[i + 1] : NULL);
	if (any_denies(&w))
		put_line(&w, "could_be_read = 0");
	if (action->target >= 0)
		buf_printf(w.out, "\t\t%s = %s;\n", own(&w, FIELD_STATE),
		           p->states[action->role][action->target]);
	if (promela_checks(p, PROPERTY_ORPHANS) && touches_stores(action))
		put_check(&w, PROPERTY_ORPHANS, "!orphan_file");
	if (leaves)
		buf_printf(w.out, "\t\tif\n\t\t:: leaving -> take_back_%s(self)\n\t\t:: else\n\t\tfi\n",
		           role);
	buf_add_text(w.out, "\t}\n}\n\n");
}
