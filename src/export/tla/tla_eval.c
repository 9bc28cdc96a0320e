/*
 * One step, evaluated on texts.
 *
 * Effects run in order, each on the result of those before it, but a TLA+ action relates two states.  So for
 * every local, global and store entry that the step changes we keep its current value, as an expression over
 * the state before the step.  Rejected: a chain of LETs, one for each effect, which is easier to produce and
 * much harder to read.
 *
 * Everything here is total, like the interpreter: nothing is stored under the key UNSET, a write there has no
 * effect, and no set contains UNSET.
 */
#include <assert.h>
#include <string.h>

#include <heddle/mem.h>

#include "export/tla/tla_eval.h"

/* --- types ------------------------------------------------------------------ */

static enum type type_of(const struct env *env, const struct plan_term *term)
{
	enum field field = term_field(env->plan, env->action->role, term);

	if (term->place == PLACE_CHOICE)
		return env->action->choices[term->choice].type;
	return field < FIELD_MAX ? fields[field].type : TYPE_CONTROL;
}

static const char *nothing(enum type type)
{
	return type == TYPE_IDS ? "{}" : type == TYPE_TIME || type == TYPE_COUNT ? "0" : VALUE_UNSET;
}

bool eval_is_choice(const struct env *env, const char *text)
{
	for (unsigned i = 0; i < env->action->choice_count; i++)
		if (strcmp(env->choices[i], text) == 0)
			return true;
	return false;
}

/* --- reading ----------------------------------------------------------------------------- */

const char *eval_local(const struct env *env, int at)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];

	if (env->local[at])
		return env->local[at];
	return state_process(env->arena, env->action->role, env->self, role->locals[at]);
}

const char *eval_field(const struct env *env, enum field field)
{
	return eval_local(env, env->plan->local_at[env->action->role][field]);
}

static const char *global_text(const struct env *env, enum field field)
{
	return env->global[field] ? env->global[field] : fields[field].name;
}

static const char *key_of(const struct env *env, const struct plan_term *term)
{
	if (term->place == PLACE_CHOSEN_BLOB)
		return env->choices[term->choice];
	if (term->place == PLACE_RECORD || env->plan->design->blob_by_user)
		return eval_field(env, FIELD_USER_ID);
	return eval_field(env, FIELD_IMAGE_ID);
}

/* A field of an entry as it was before the step. */
static const char *entry_before(const struct env *env, const struct store_env *store, const char *key,
                                enum field field)
{
	return state_entry(env->arena, store->store, store->before, key, field);
}

/* The image under a key that may be UNSET. */
static const char *image_at(const struct env *env, const struct store_env *store, const char *key)
{
	if (strcmp(store->before, store->variable) == 0)
		return arena_printf(env->arena, "ImageAt(%s)", key);
	return arena_printf(env->arena, "(IF %s = UNSET THEN UNSET ELSE %s)", key,
	                    entry_before(env, store, key, FIELD_IMAGE));
}

/* The field under a key as it was before the step. */
static const char *stored_before(const struct env *env, const struct store_env *store, const char *key,
                                 int at)
{
	enum field field = store->store->fields[at];
	/* validate.c makes sure that a user is known where one is needed. */
	bool known = store == &env->record || env->plan->design->blob_by_user || eval_is_choice(env, key);
	const char *entry = entry_before(env, store, key, field);

	if (eval_is_unset(key))
		return nothing(fields[field].type);
	if (field == FIELD_IMAGE && !known)
		return image_at(env, store, key);
	if (field == FIELD_CREATED)
		return arena_printf(env->arena, "(IF %s = UNSET THEN 0 ELSE %s)",
		                    known ? entry_before(env, store, key, FIELD_IMAGE)
		                          : image_at(env, store, key),
		                    entry);
	return entry;
}

/* The field under a key after the first `count` writes. */
static const char *stored(const struct env *env, const struct store_env *store, const char *key, int at,
                          unsigned count)
{
	while (count > 0) {
		const struct entry *entry = &store->entries[--count];

		if (!entry->field[at])
			continue;
		if (strcmp(entry->key, key) == 0)
			return entry->field[at];
		return arena_printf(env->arena, "(IF %s = %s THEN %s ELSE %s)", key, entry->key,
		                    entry->field[at], stored(env, store, key, at, count));
	}
	return stored_before(env, store, key, at);
}

/* The current value of a field under a key. */
static const char *stored_now(const struct env *env, const struct plan_term *term)
{
	const struct store_env *store = term->place == PLACE_RECORD ? &env->record : &env->blob;
	const char *key = key_of(env, term);
	const char *text = stored(env, store, key, term->at, store->count);

	if (!store->count || store == &env->record || env->plan->design->blob_by_user ||
	    eval_is_choice(env, key))
		return text;
	return arena_printf(env->arena, "(IF %s = UNSET THEN %s ELSE %s)", key, nothing(type_of(env, term)),
	                    text);
}

/* `zero` is the type of a term without a place. */
static const char *text_of(const struct env *env, const struct plan_term *term, enum type zero)
{
	switch (term->place) {
	case PLACE_NONE:
	case PLACE_ZERO:
		return nothing(zero);
	case PLACE_LOCAL:
		return eval_local(env, term->at);
	case PLACE_RECORD:
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return stored_now(env, term);
	case PLACE_CHOICE:
		return env->choices[term->choice];
	case PLACE_GLOBAL:
		return global_text(env, term_field(env->plan, env->action->role, term));
	}
	assert(!"a term has one of the places above");
	return "";
}

/* --- stores as a whole ---------------------------------------------------------------------- */

/* The entry that write `nth` changed, after it. */
static const char *entry_text(const struct env *env, const struct store_env *store, unsigned nth)
{
	const char *key = store->entries[nth].key, *text = "[";
	const char *image = stored(env, store, key, 0, nth + 1);

	if (store->store->bare)
		return image;
	if (store_has(store->store, FIELD_CREATED)) {
		if (eval_is_unset(image))
			return "NoBlob";
		if (!eval_is_choice(env, image))
			return arena_printf(env->arena, "Stored(%s, %s)", image,
			                    stored(env, store, key, 1, nth + 1));
	}
	for (unsigned i = 0; i < store->store->field_count; i++)
		text = arena_printf(env->arena, "%s%s%s |-> %s", text, i ? ", " : "",
		                    fields[store->store->fields[i]].name,
		                    stored(env, store, key, (int)i, nth + 1));
	return arena_printf(env->arena, "%s]", text);
}

const char *eval_updates(const struct env *env, const struct store_env *store, const char *between)
{
	const char *text = "";

	for (unsigned i = 0; i < store->count; i++)
		text = arena_printf(env->arena, "%s%s![%s] = %s", text, i ? between : "",
		                    store->entries[i].key, entry_text(env, store, i));
	return text;
}

static const char *store_text(const struct env *env, const struct store_env *store)
{
	if (!store->count)
		return store->before;
	return arena_printf(env->arena, "[%s EXCEPT %s]", store->before, eval_updates(env, store, ", "));
}

static const char *named_text(const struct env *env)
{
	if (!env->record.count)
		return "NamedIds";
	return arena_printf(env->arena, "({%s : u \\in %s} \\ {UNSET})",
	                    state_entry(env->arena, env->record.store, store_text(env, &env->record), "u",
	                                FIELD_IMAGE_ID),
	                    module_constant(TYPE_USER));
}

static const char *listed_text(const struct env *env, int hours)
{
	const struct store *store = env->blob.store;
	const char *blobs = store_text(env, &env->blob), *old = "";
	const char *created = state_entry(env->arena, store, blobs, "key", FIELD_CREATED);

	if (hours >= 0 && env->plan->abstract)
		old = arena_printf(env->arena, " /\\ %s >= %d", created, hours);
	else if (hours >= 0)
		old = arena_printf(env->arena, " /\\ %s + %d <= %s", created, hours,
		                   global_text(env, FIELD_TIME));
	return arena_printf(env->arena, "{key \\in %s : %s # UNSET%s}", module_constant(TYPE_ID),
	                    state_entry(env->arena, store, blobs, "key", FIELD_IMAGE), old);
}

/* --- guards ----------------------------------------------------------------------------------- */

const char *eval_guard(const struct env *env, const struct plan_op *op)
{
	enum type type = type_of(env, op->a.place == PLACE_ZERO ? &op->b : &op->a);
	const char *a = text_of(env, &op->a, type), *b = text_of(env, &op->b, type);

	switch (op->code) {
	case OP_IS:
		return arena_printf(env->arena, "%s = %s", a, b);
	case OP_IS_NOT:
		return arena_printf(env->arena, "%s # %s", a, b);
	case OP_BEFORE:
		return arena_printf(env->arena, "%s < %s + %d", global_text(env, FIELD_TIME), a, op->number);
	case OP_SINCE:
		return arena_printf(env->arena, "%s >= %s + %d", global_text(env, FIELD_TIME), a, op->number);
	case OP_EMPTY:
		return arena_printf(env->arena, "%s = {}", a);
	case OP_NOT_EMPTY:
		return arena_printf(env->arena, "%s # {}", a);
	case OP_IN:
		return arena_printf(env->arena, "%s \\in %s", a, b);
	case OP_NOT_IN:
		return arena_printf(env->arena, "%s \\notin %s", a, b);
	case OP_UNNAMED:
		return arena_printf(env->arena, "%s \\notin %s", a, named_text(env));
	case OP_AGE_BELOW:
		return arena_printf(env->arena, "%s < %d", a, op->number);
	case OP_AGE_REACHED:
		return arena_printf(env->arena, "%s >= %d", a, op->number);
	CASE_NO_GUARD:
		break;
	}
	assert(!"a guard has one of the codes above");
	return "";
}

/* --- effects ------------------------------------------------------------------------------------ */

static void assign_stored(struct store_env *store, const char *key, int at, const char *text)
{
	struct entry *last = store->count ? &store->entries[store->count - 1] : NULL;

	if (eval_is_unset(key))
		return;
	if (!last || strcmp(last->key, key) != 0) {
		assert(store->count < ENTRIES_MAX && "no step has more effects than that");
		last = &store->entries[store->count++];
		*last = (struct entry){ .key = key };
	}
	last->field[at] = text;
}

static void assign(struct env *env, const struct plan_term *term, const char *text)
{
	switch (term->place) {
	case PLACE_LOCAL:
		env->local[term->at] = text;
		return;
	case PLACE_GLOBAL:
		env->global[term_field(env->plan, env->action->role, term)] = text;
		return;
	case PLACE_RECORD:
		assign_stored(&env->record, key_of(env, term), term->at, text);
		return;
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		assign_stored(&env->blob, key_of(env, term), term->at, text);
		return;
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_CHOICE:
		break;
	}
	assert(!"an effect changes a place of the state");
}

static void append(struct env *env, const struct plan_op *op)
{
	bool read = op_does(op->code, LOGS_READ);
	const char *a = text_of(env, &op->a, TYPE_METADATA), *b = text_of(env, &op->b, TYPE_IMAGE);

	env->log = arena_printf(env->arena, "Append(%s, %s(%s, %s, %s))",
	                        env->log ? env->log : domain_variables[DOMAIN_LOG].name,
	                        read ? "READ" : "WRITE", eval_field(env, FIELD_USER_ID), a, b);
	if (read)
		eval_none(env, op, a, b);
}

/* Parenthesises an expression of several parts: set operators have no precedence among themselves. */
static const char *operand(const struct env *env, const char *text)
{
	int depth = 0;

	for (const char *c = text; *c; c++) {
		depth += strchr("([{<", *c) != NULL;
		depth -= strchr(")]}>", *c) != NULL;
		if (*c == ' ' && depth == 0)
			return arena_printf(env->arena, "(%s)", text);
	}
	return text;
}

const char *eval_processes(const struct env *env, enum role role)
{
	const char *text = domain_processes(role);

	for (unsigned i = 0; i < env->hours && module_role_ages(env->plan, role); i++)
		text = arena_printf(env->arena, "%s(%s)", module_older(role), text);
	return text;
}

/* Everything with an age gets an hour older: other processes, this one, and blobs, including those written so
 * far. */
static void grow_older(struct env *env)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];

	for (unsigned i = 0; i < role->local_count; i++)
		if (fields[role->locals[i]].type == TYPE_TIME)
			env->local[i] = arena_printf(env->arena, "Older(%s, %u)", eval_local(env, (int)i),
			                             env->plan->age_limit[role->locals[i]]);
	env->hours++;
	if (!module_blob_ages(env->plan))
		return;
	env->blob.before = arena_printf(env->arena, "OlderBlobs(%s)", store_text(env, &env->blob));
	env->blob.count = 0;
}

static void run_effect(struct env *env, const struct plan_op *op)
{
	enum type type = type_of(env, &op->a);
	const char *a, *b;

	switch (op->code) {
	case OP_SET:
		assign(env, &op->a, text_of(env, &op->b, type));
		return;
	case OP_SET_KEYS:
		assign(env, &op->a, listed_text(env, op->number));
		return;
	case OP_SET_UNNAMED:
		assign(env, &op->a,
		       arena_printf(env->arena, "%s \\ %s", operand(env, text_of(env, &op->b, TYPE_IDS)),
		                    named_text(env)));
		return;
	case OP_INCLUDE:
		a = operand(env, text_of(env, &op->a, type));
		b = text_of(env, &op->b, TYPE_ID);
		assign(env, &op->a,
		       arena_printf(env->arena,
		                    eval_is_choice(env, b) ? "%s \\union {%s}"
		                                           : "%s \\union ({%s} \\ {UNSET})",
		                    a, b));
		return;
	case OP_EXCLUDE:
		a = operand(env, text_of(env, &op->a, type));
		assign(env, &op->a, arena_printf(env->arena, "%s \\ {%s}", a, text_of(env, &op->b, TYPE_ID)));
		return;
	case OP_INCREMENT:
		assign(env, &op->a, arena_printf(env->arena, "%s + 1", text_of(env, &op->a, type)));
		return;
	case OP_LOG_WRITE:
	case OP_LOG_READ:
		append(env, op);
		return;
	case OP_AGE_ALL:
		grow_older(env);
		return;
	CASE_NO_EFFECT:
		break;
	}
	assert(!"an effect has one of the codes above");
}

/* --- the step ------------------------------------------------------------------------------ */

void eval_init(struct env *env, const struct plan *plan, unsigned action, struct arena *arena)
{
	*env = (struct env){ .plan = plan, .action = &plan->actions[action], .arena = arena };
	env->self = module_self(env->action->role);
	env->record.store = &plan->design->record;
	env->record.variable = env->record.before = domain_variables[DOMAIN_RECORDS].name;
	env->blob.store = &plan->design->blob;
	env->blob.variable = env->blob.before = domain_variables[DOMAIN_BLOBS].name;
	/* A step chooses at most one thing of a type. */
	for (unsigned i = 0; i < env->action->choice_count; i++)
		env->choices[i] = plan->model.actions[action].choice[i]->name;
}

void eval_effects(struct env *env)
{
	const struct plan_action *action = env->action;

	for (unsigned i = 0; i < action->effect_count; i++)
		run_effect(env, &action->effects[i]);
	if (action->target >= 0)
		env->local[env->plan->local_at[action->role][FIELD_STATE]] = module_quoted(
		        env->arena, env->plan->design->roles[action->role].states[action->target]);
}
