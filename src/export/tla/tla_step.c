/*
 * One step as one TLA+ action: guards, choices, and one primed assignment for each variable, with the result
 * of the effects from tla_eval.c.
 */
#include <assert.h>
#include <string.h>

#include <heddle/mem.h>

#include "export/tla/tla_eval.h"

static void put_conjunct(struct buf *out, unsigned indent, const char *text)
{
	buf_add_repeat(out, ' ', indent);
	buf_printf(out, "/\\ %s\n", text);
}

static void put_at(struct buf *out, const struct env *env)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];
	const char *state = eval_local(env, 0), *comma = "";
	uint32_t at = env->action->at;

	if (!at)
		return;
	buf_printf(out, "    /\\ %s %s ", state, at & (at - 1) ? "\\in {" : "=");
	if (at & (at - 1))
		out->data[--out->length] = '\0';
	for (unsigned i = 0; i < role->state_count; i++)
		if (at >> i & 1) {
			buf_add_text(out, comma);
			module_text(out, role->states[i]);
			comma = ", ";
		}
	buf_add_text(out, at & (at - 1) ? "}\n" : "\n");
}

/* Puts the new value of a variable: `before` with `count` changes. */
static void put_except(struct buf *out, unsigned indent, const struct env *env, const char *variable,
                       const char *before, const char *changes, unsigned count)
{
	const char *line = arena_printf(env->arena, count ? "%s' = [%s EXCEPT %s]" : "%s' = %s", variable,
	                                before, changes);

	if (!count || (count == 1 && indent + strlen(line) < 90)) {
		put_conjunct(out, indent, line);
		return;
	}
	buf_add_repeat(out, ' ', indent);
	buf_printf(out, "/\\ %s' = [%s EXCEPT\n", variable, before);
	buf_add_repeat(out, ' ', indent + 7);
	for (; *changes; changes++) {
		buf_add_char(out, *changes);
		if (*changes == '\n')
			buf_add_repeat(out, ' ', indent + 7);
	}
	buf_add_text(out, "]\n");
}

/* The changes to the process itself; *count is their number. */
static const char *own_changes(const struct env *env, enum role r, unsigned *count)
{
	const struct design_role *role = &env->plan->design->roles[r];
	const char *text = "";

	*count = 0;
	for (unsigned i = 0; env->action->role == r && i < role->local_count; i++)
		if (env->local[i])
			text = arena_printf(env->arena, "%s%s![%s].%s = %s", text, (*count)++ ? ",\n" : "",
			                    env->self, fields[role->locals[i]].name, env->local[i]);
	return text;
}

static bool put_processes(struct buf *out, unsigned indent, const struct env *env, enum role role)
{
	const char *before = eval_processes(env, role), *variable = domain_processes(role);
	unsigned count;
	const char *changes = own_changes(env, role, &count);

	if (!count && strcmp(before, variable) == 0)
		return false;
	put_except(out, indent, env, variable, before, changes, count);
	return true;
}

static bool put_store(struct buf *out, unsigned indent, const struct env *env, const struct store_env *store)
{
	if (!store->count && strcmp(store->before, store->variable) == 0)
		return false;
	put_except(out, indent, env, store->variable, store->before, eval_updates(env, store, ",\n"),
	           store->count);
	return true;
}

/* Puts the new value of a variable; returns false if it is null. */
static bool put_global(struct buf *out, unsigned indent, const struct env *env, const char *name,
                       const char *text)
{
	if (text)
		put_conjunct(out, indent, arena_printf(env->arena, "%s' = %s", name, text));
	return text != NULL;
}

/* Puts the new value of a variable; returns false if it is unchanged. */
static bool put_variable(struct buf *out, unsigned indent, const struct env *env, const char *name)
{
	const struct store_env *stores[] = { &env->record, &env->blob };

	for (int i = 0; i < 2; i++)
		if (strcmp(stores[i]->variable, name) == 0)
			return put_store(out, indent, env, stores[i]);
	for (int role = ROLE_SERVER; role <= ROLE_CLEANER; role++)
		if (strcmp(domain_processes((enum role)role), name) == 0)
			return put_processes(out, indent, env, (enum role)role);
	if (strcmp(name, domain_variables[DOMAIN_LOG].name) == 0)
		return put_global(out, indent, env, name, env->log);
	if (strcmp(name, "unseen") == 0)
		return put_global(out, indent, env, name, env->unseen);
	for (int f = 0; f < FIELD_MAX; f++)
		if (fields[f].global && strcmp(fields[f].name, name) == 0)
			/* What is recycled depends on the other variables, so it comes last. */
			return (f == FIELD_USED_IDS && env->action->recycles) ||
			       put_global(out, indent, env, name, env->global[f]);
	assert(!"publish_variables knows no other variable");
	return false;
}

static void put_changes(struct buf *out, unsigned indent, const struct env *env, const struct module *m)
{
	const char *same = "", *used, *issued;

	for (unsigned i = 0; i < m->variable_count; i++)
		if (!put_variable(out, indent, env, m->variables[i]))
			same = arena_printf(env->arena, "%s%s%s", same, *same ? ", " : "", m->variables[i]);
	if (*same)
		put_conjunct(out, indent, arena_printf(env->arena, "UNCHANGED <<%s>>", same));
	if (!env->action->recycles)
		return;
	used = fields[FIELD_USED_IDS].name;
	issued = env->global[FIELD_USED_IDS] ? arena_printf(env->arena, "(%s)", env->global[FIELD_USED_IDS])
	                                     : used;
	put_conjunct(out, indent, arena_printf(env->arena, "%s' = %s \\intersect Referred'", used, issued));
}

static const char *choice_bounds(const struct env *env)
{
	const char *text = "";

	for (unsigned i = 0; i < env->action->choice_count; i++)
		text = arena_printf(env->arena, "%s%s%s \\in %s", text, i ? ", " : "", env->choices[i],
		                    module_constant((enum type)env->action->choices[i].type));
	return text;
}

void module_action(const struct module *m, unsigned index)
{
	const struct plan_action *action = &m->plan->actions[index];
	struct buf *out = m->out;
	struct env env;
	unsigned indent = 4;

	eval_init(&env, m->plan, index, arena_new());
	if (m->unseen[index])
		env.unseen = arena_printf(env.arena, "(unseen + %u) %% %u", m->unseen[index], m->kinds);
	if (action->step->says)
		module_comment(out, 0, action->step->says);
	buf_printf(out, action->role == ROLE_CLOCK ? "%s ==\n" : "%s(%s) ==\n", m->names.actions[index],
	           env.self);
	put_at(out, &env);
	for (unsigned i = 0; i < action->guard_count; i++)
		put_conjunct(out, indent, eval_guard(&env, &action->guards[i]));
	if (action->choice_count) {
		put_conjunct(out, indent, arena_printf(env.arena, "\\E %s :", choice_bounds(&env)));
		indent += 4;
	}
	for (unsigned c = 0; c < action->choice_count; c++)
		for (unsigned i = 0; i < action->choices[c].filter_count; i++)
			put_conjunct(out, indent, eval_guard(&env, &action->choices[c].filter[i]));
	for (unsigned i = 0; i < action->late_guard_count; i++)
		put_conjunct(out, indent, eval_guard(&env, &action->late_guards[i]));
	eval_effects(&env);
	put_changes(out, indent, &env, m);
	arena_free(env.arena);
}

/* The conditions on the choices, each followed by "/\". */
static const char *choice_conditions(const struct env *env)
{
	const struct plan_action *action = env->action;
	const char *text = "";

	for (unsigned c = 0; c < action->choice_count; c++)
		for (unsigned i = 0; i < action->choices[c].filter_count; i++)
			text = arena_printf(env->arena, "%s%s /\\ ", text,
			                    eval_guard(env, &action->choices[c].filter[i]));
	for (unsigned i = 0; i < action->late_guard_count; i++)
		text = arena_printf(env->arena, "%s%s /\\ ", text, eval_guard(env, &action->late_guards[i]));
	return text;
}

const char *module_needless_none(const struct plan *plan, unsigned action, struct arena *arena)
{
	const char *conditions;
	struct env env;

	eval_init(&env, plan, action, arena);
	conditions = choice_conditions(&env);
	eval_effects(&env);
	if (env.none && env.action->choice_count)
		return arena_printf(arena, "\\E %s : %s(%s)", choice_bounds(&env), conditions, env.none);
	return env.none;
}
