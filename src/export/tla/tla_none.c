/*
 * When a READ returns None although a good result is possible, and nothing that the process found excuses it
 * (none_read.h).
 */
#include <string.h>

#include <heddle/mem.h>

#include "export/tla/tla_eval.h"

static const char *both(const struct env *env, const char *some, const char *more)
{
	return !some ? more : !more ? some : arena_printf(env->arena, "%s /\\ %s", some, more);
}

static const char *is_set(const struct env *env, enum field local)
{
	return arena_printf(env->arena, "%s # UNSET", eval_field(env, local));
}

/* In one of the sets, no local is UNSET. */
static const char *found_text(const struct env *env, uint8_t sets)
{
	const char *any = NULL;

	if (sets & 1) /* the empty set */
		return "TRUE";
	for (unsigned locals = 1; locals < FOUND_SETS; locals++) {
		const char *all = NULL;

		if (!(sets >> locals & 1))
			continue;
		if (locals & FOUND_METADATA)
			all = is_set(env, FIELD_METADATA);
		if (locals & FOUND_IMAGE)
			all = both(env, all, is_set(env, FIELD_IMAGE));
		any = any ? arena_printf(env->arena, "%s \\/ %s", any, all) : all;
	}
	return any && strstr(any, "\\/") ? arena_printf(env->arena, "(%s)", any) : any;
}

/* The condition that the action starts in a control state with the `wanted` sets; *rest: there are others. */
static const char *where_found(const struct env *env, const uint8_t *sets, uint8_t wanted, bool *rest)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];
	const char *text = "";

	*rest = false;
	for (unsigned i = 0; i < role->state_count; i++) {
		if (env->action->at && !(env->action->at >> i & 1))
			continue;
		*rest |= sets[i] != wanted;
		if (sets[i] != wanted)
			continue;
		text = arena_printf(env->arena, "%s%s%s", text, *text ? ", " : "",
		                    module_quoted(env->arena, role->states[i]));
	}
	return arena_printf(env->arena, "%s \\in {%s}",
	                    state_process(env->arena, env->action->role, env->self, FIELD_STATE), text);
}

/* The condition under which what the process found does not excuse a None; null: never. */
static const char *unexcused_text(const struct env *env, const uint8_t *sets)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];
	const char *any = NULL;
	unsigned count = role->state_count ? role->state_count : 1;
	bool done[1 << FOUND_SETS] = { [0] = true };

	for (unsigned i = 0; i < count; i++) {
		const char *found = found_text(env, sets[i]);
		bool rest = false;
		const char *where = where_found(env, sets, sets[i], &rest);

		if (done[sets[i]])
			continue;
		done[sets[i]] = true;
		if (rest)
			found = both(env, where, found);
		any = any ? arena_printf(env->arena, "(%s) \\/ (%s)", any, found) : found;
	}
	return any && strstr(any, ") \\/ (") ? arena_printf(env->arena, "(%s)", any) : any;
}

void eval_none(struct env *env, const struct plan_op *op, const char *a, const char *b)
{
	const char *when = unexcused_text(env, op->found), *user = eval_field(env, FIELD_USER_ID);
	const char *parts[] = { a, b };

	if (!when || eval_is_unset(user) ||
	    (!env->plan->design->blob_by_user && env->plan->record_at[FIELD_IMAGE_ID] < 0))
		return;
	when = both(env, arena_printf(env->arena, "CanBeRead(%s)", user),
	            strcmp(when, "TRUE") == 0 ? NULL : when);
	for (int i = 0; i < 2; i++) {
		if (eval_is_choice(env, parts[i]))
			return;
		if (!eval_is_unset(parts[i]))
			when = both(env, when, arena_printf(env->arena, "%s = UNSET", parts[i]));
	}
	env->none = env->none ? arena_printf(env->arena, "(%s) \\/ (%s)", env->none, when) : when;
}
