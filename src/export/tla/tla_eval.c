/*
 * One step, evaluated on texts.
 *
 * Effects run in order, each seeing what the ones before it did, but an action of TLA+ relates two
 * states.  So for every local, global and store entry that the step touches we keep the
 * expression, over the state before, that it holds by now.  Rejected: a chain of LETs, one
 * an effect, which is shorter to produce and much harder to read.
 *
 * Everything here is total, as the interpreter is: under the key UNSET nothing is
 * stored, what is written there is lost, and no set holds UNSET.
 */
#include <assert.h>
#include <string.h>

#include <heddle/domain.h>
#include <heddle/mem.h>

#include "export/tla/tla_eval.h"

/* --- types and nothing ------------------------------------------------------------------ */

static enum field global_field(const struct plan *plan, int slot)
{
	int f = 0;

	while (plan->global_at[f] != slot)
		f++;
	return (enum field)f;
}

static enum type type_of(const struct env *env, const struct plan_term *term)
{
	const struct design *design = env->plan->design;

	switch (term->place) {
	case PLACE_LOCAL:
		return fields[design->roles[env->action->role].locals[term->at]].type;
	case PLACE_RECORD:
		return fields[design->record.fields[term->at]].type;
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return fields[design->blob.fields[term->at]].type;
	case PLACE_CHOICE:
		return env->action->choices[term->choice].type;
	case PLACE_GLOBAL:
		return fields[global_field(env->plan, term->at)].type;
	case PLACE_NONE:
	case PLACE_ZERO:
		break;
	}
	return TYPE_CONTROL;
}

static const char *nothing(enum type type)
{
	return type == TYPE_IDS ? "{}" : type == TYPE_TIME || type == TYPE_COUNT ? "0" : VALUE_UNSET;
}

static bool is_unset(const char *text)
{
	return strcmp(text, VALUE_UNSET) == 0;
}

static bool is_choice(const struct env *env, const char *text)
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
	return arena_printf(env->arena, "%s[%s].%s", module_processes(env->action->role), env->self,
	                    fields[role->locals[at]].name);
}

static const char *local_named(const struct env *env, enum field field)
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
		return local_named(env, FIELD_USER_ID);
	return local_named(env, FIELD_IMAGE_ID);
}

/* The image under a key that may be UNSET. */
static const char *image_at(const struct env *env, const struct store_env *store, const char *key)
{
	if (strcmp(store->before, store->variable) == 0)
		return arena_printf(env->arena, "ImageAt(%s)", key);
	return arena_printf(env->arena, "(IF %s = UNSET THEN UNSET ELSE %s[%s]%s)", key, store->before, key,
	                    store->store->bare ? "" : ".image");
}

/* The field under a key as it was before the step. */
static const char *stored_before(const struct env *env, const struct store_env *store, const char *key,
                                 int at)
{
	bool record = store == &env->record, dated = store_has(store->store, FIELD_CREATED);
	enum field field = store->store->fields[at];
	/* validate.c sees to it that a user is known where one is needed. */
	bool known = record || env->plan->design->blob_by_user || is_choice(env, key);
	const char *entry = arena_printf(env->arena, "%s[%s]", store->before, key);
	const char *absent = nothing(fields[field].type);

	if (is_unset(key))
		return absent;
	if (field == FIELD_IMAGE && !known)
		return image_at(env, store, key);
	if (dated && field == FIELD_CREATED)
		return arena_printf(env->arena, "(IF %s = UNSET THEN 0 ELSE %s.created)",
		                    known ? arena_printf(env->arena, "%s.image", entry)
		                          : image_at(env, store, key),
		                    entry);
	if (store->store->bare)
		return entry;
	return arena_printf(env->arena, "%s.%s", entry, fields[field].name);
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

/* The field under a key as it is by now. */
static const char *stored_now(const struct env *env, const struct plan_term *term)
{
	const struct store_env *store = term->place == PLACE_RECORD ? &env->record : &env->blob;
	const char *key = key_of(env, term);
	const char *text = stored(env, store, key, term->at, store->count);

	if (!store->count || store == &env->record || env->plan->design->blob_by_user || is_choice(env, key))
		return text;
	return arena_printf(env->arena, "(IF %s = UNSET THEN %s ELSE %s)", key, nothing(type_of(env, term)),
	                    text);
}

/* `zero` is the type of nothing where the term says no more. */
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
		return global_text(env, global_field(env->plan, term->at));
	}
	assert(!"a term has one of the places above");
	return "";
}

/* --- stores as a whole ---------------------------------------------------------------------- */

/* What an entry holds after write number `nth`, as a text. */
static const char *entry_text(const struct env *env, const struct store_env *store, unsigned nth)
{
	const char *key = store->entries[nth].key, *text = "[";
	const char *image = stored(env, store, key, 0, nth + 1);

	if (store->store->bare)
		return image;
	if (store_has(store->store, FIELD_CREATED)) {
		if (is_unset(image))
			return "NoBlob";
		return arena_printf(env->arena,
		                    is_choice(env, image) ? "[image |-> %s, created |-> %s]"
		                                          : "Stored(%s, %s)",
		                    image, stored(env, store, key, 1, nth + 1));
	}
	for (unsigned i = 0; i < store->store->field_count; i++)
		text = arena_printf(env->arena, "%s%s%s |-> %s", text, i ? ", " : "",
		                    fields[store->store->fields[i]].name,
		                    stored(env, store, key, (int)i, nth + 1));
	return arena_printf(env->arena, "%s]", text);
}

/* Appends the writes as the updates of an EXCEPT. */
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
	return arena_printf(env->arena, "({%s[u].imageId : u \\in Users} \\ {UNSET})",
	                    store_text(env, &env->record));
}

static const char *listed_text(const struct env *env, int hours)
{
	const char *store = store_text(env, &env->blob);
	const char *old = "";

	if (hours >= 0 && env->plan->abstract)
		old = arena_printf(env->arena, " /\\ %s[key].created >= %d", store, hours);
	else if (hours >= 0)
		old = arena_printf(env->arena, " /\\ %s[key].created + %d <= %s", store, hours,
		                   global_text(env, FIELD_TIME));
	return arena_printf(env->arena, "{key \\in ImageIds : %s[key]%s # UNSET%s}", store,
	                    env->plan->design->blob.bare ? "" : ".image", old);
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

	if (is_unset(key))
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
		env->global[global_field(env->plan, term->at)] = text;
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

static const char *both(const struct env *env, const char *some, const char *more)
{
	return !some ? more : !more ? some : arena_printf(env->arena, "%s /\\ %s", some, more);
}

/* That none of the locals that tell what the process found is UNSET, on one of the ways of `told`. */
static const char *found_text(const struct env *env, uint8_t told)
{
	const char *any = NULL;

	if (told & 1) /* no local tells anything */
		return "TRUE";
	for (unsigned locals = 1; locals < FOUND_SETS; locals++) {
		const char *all = NULL;

		if (!(told >> locals & 1))
			continue;
		if (locals & FOUND_METADATA)
			all = both(env, all,
			           arena_printf(env->arena, "%s # UNSET", local_named(env, FIELD_METADATA)));
		if (locals & FOUND_IMAGE)
			all = both(env, all,
			           arena_printf(env->arena, "%s # UNSET", local_named(env, FIELD_IMAGE)));
		any = any ? arena_printf(env->arena, "%s \\/ %s", any, all) : all;
	}
	return any && strstr(any, "\\/") ? arena_printf(env->arena, "(%s)", any) : any;
}

/* The control states that the action starts from, with this `told`, as a condition; *rest is set when there
 * are others. */
static const char *where_told(const struct env *env, const uint8_t *told, uint8_t wanted, bool *rest)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];
	const char *text = "";
	struct buf name;

	*rest = false;
	buf_init(&name);
	for (unsigned i = 0; i < role->state_count; i++) {
		if (env->action->at && !(env->action->at >> i & 1))
			continue;
		*rest |= told[i] != wanted;
		if (told[i] != wanted)
			continue;
		buf_clear(&name);
		module_text(&name, role->states[i]);
		text = arena_printf(env->arena, "%s%s%s", text, *text ? ", " : "", name.data);
	}
	buf_release(&name);
	return arena_printf(env->arena, "%s[%s].state \\in {%s}", module_processes(env->action->role),
	                    env->self, text);
}

/* When the process has no excuse in what it found itself; null: never. */
static const char *unexcused_text(const struct env *env, const uint8_t *told)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];
	const char *any = NULL;
	unsigned count = role->state_count ? role->state_count : 1;
	bool done[1 << FOUND_SETS] = { [0] = true };

	for (unsigned i = 0; i < count; i++) {
		const char *found = found_text(env, told[i]);
		bool rest = false;
		const char *where = where_told(env, told, told[i], &rest);

		if (done[told[i]])
			continue;
		done[told[i]] = true;
		if (rest)
			found = both(env, where, found);
		any = any ? arena_printf(env->arena, "(%s) \\/ (%s)", any, found) : found;
	}
	return any && strstr(any, ") \\/ (") ? arena_printf(env->arena, "(%s)", any) : any;
}

/* Notes when a READ of a and b returns None without need. */
static void note_none(struct env *env, const struct plan_op *op, const char *a, const char *b)
{
	const char *when = unexcused_text(env, op->found), *user = local_named(env, FIELD_USER_ID);
	const char *parts[] = { a, b };

	if (!when || is_unset(user) ||
	    (!env->plan->design->blob_by_user && env->plan->record_at[FIELD_IMAGE_ID] < 0))
		return;
	when = both(env, arena_printf(env->arena, "CanBeRead(%s)", user),
	            strcmp(when, "TRUE") == 0 ? NULL : when);
	for (int i = 0; i < 2; i++) {
		if (is_choice(env, parts[i]))
			return;
		if (!is_unset(parts[i]))
			when = both(env, when, arena_printf(env->arena, "%s = UNSET", parts[i]));
	}
	env->none = env->none ? arena_printf(env->arena, "(%s) \\/ (%s)", env->none, when) : when;
}

static void append(struct env *env, const struct plan_op *op)
{
	bool read = op_does(op->code, LOGS_READ);
	const char *a = text_of(env, &op->a, TYPE_METADATA), *b = text_of(env, &op->b, TYPE_IMAGE);

	env->log = arena_printf(env->arena, "Append(%s, %s(%s, %s, %s))", env->log ? env->log : "operations",
	                        read ? "READ" : "WRITE", local_named(env, FIELD_USER_ID), a, b);
	if (read)
		note_none(env, op, a, b);
}

/* Puts what is made of several parts into parentheses: set operators do not group by themselves. */
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
	const char *text = module_processes(role);

	for (unsigned i = 0; i < env->hours && module_role_ages(env->plan, role); i++)
		text = arena_printf(env->arena, "%s(%s)",
		                    role == ROLE_CLEANER ? "OlderCleaners" : "OlderServers", text);
	return text;
}

/* An hour passes for everything that has an age: other processes, this one, and blobs with what was written
 * so far. */
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
		                    is_choice(env, b) ? "%s \\union {%s}" : "%s \\union ({%s} \\ {UNSET})", a,
		                    b));
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

/* --- the whole step ------------------------------------------------------------------------------ */

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

static const char *quoted(const struct env *env, const char *text)
{
	struct buf buf;
	const char *kept;

	buf_init(&buf);
	module_text(&buf, text);
	kept = arena_strdup(env->arena, buf.data);
	buf_release(&buf);
	return kept;
}

void eval_effects(struct env *env)
{
	const struct plan_action *action = env->action;

	for (unsigned i = 0; i < action->effect_count; i++)
		run_effect(env, &action->effects[i]);
	if (action->target >= 0)
		env->local[env->plan->local_at[action->role][FIELD_STATE]] =
		        quoted(env, env->plan->design->roles[action->role].states[action->target]);
}
