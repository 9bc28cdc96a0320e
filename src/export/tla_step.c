/*
 * One step as one TLA+ action: its guards and choices, and at the end one primed assignment for
 * each variable, with what tla_eval.c found that the effects come to.
 */
#include "tla_eval.h"

#include <assert.h>
#include <string.h>

#include <heddle/mem.h>

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

static void put_except(struct buf *out, unsigned indent, const struct env *env, const char *variable,
                       const char *changes, unsigned count)
{
	const char *line = arena_printf(env->arena, "%s' = [%s EXCEPT %s]", variable, variable, changes);

	buf_add_repeat(out, ' ', indent);
	if (count == 1 && indent + strlen(line) < 90) {
		buf_printf(out, "/\\ %s\n", line);
		return;
	}
	buf_printf(out, "/\\ %s' = [%s EXCEPT\n", variable, variable);
	buf_add_repeat(out, ' ', indent + 7);
	for (; *changes; changes++) {
		buf_add_char(out, *changes);
		if (*changes == '\n')
			buf_add_repeat(out, ' ', indent + 7);
	}
	buf_add_text(out, "]\n");
}

static void put_locals(struct buf *out, unsigned indent, const struct env *env)
{
	const struct design_role *role = &env->plan->design->roles[env->action->role];
	const char *text = "";
	unsigned count = 0;

	for (unsigned i = 0; i < role->local_count; i++)
		if (env->local[i])
			text = arena_printf(env->arena, "%s%s![%s].%s = %s", text,
			                    count++ ? ",\n" : "", env->self,
			                    fields[role->locals[i]].name, env->local[i]);
	put_except(out, indent, env, module_processes(env->action->role), text, count);
}

static bool changes_locals(const struct env *env, enum role role)
{
	bool any = false;

	for (unsigned i = 0; i < FIELD_MAX; i++)
		any |= env->action->role == role && env->local[i] != NULL;
	return any;
}

/* Puts the new value of a variable; false when it stays as it was. */
static bool put_variable(struct buf *out, unsigned indent, const struct env *env, const char *name)
{
	const struct store_env *stores[] = { &env->record, &env->blob };

	for (int i = 0; i < 2; i++)
		if (strcmp(stores[i]->variable, name) == 0) {
			if (stores[i]->count)
				put_except(out, indent, env, name, eval_updates(env, stores[i], ",\n"),
				           stores[i]->count);
			return stores[i]->count;
		}
	for (int role = ROLE_SERVER; role <= ROLE_CLEANER; role++)
		if (strcmp(module_processes((enum role)role), name) == 0) {
			if (changes_locals(env, (enum role)role))
				put_locals(out, indent, env);
			return changes_locals(env, (enum role)role);
		}
	if (strcmp(name, "operations") == 0) {
		if (env->log)
			put_conjunct(out, indent,
			             arena_printf(env->arena, "operations' = %s", env->log));
		return env->log;
	}
	for (int f = 0; f < FIELD_MAX; f++)
		if (fields[f].global && strcmp(fields[f].name, name) == 0) {
			if (env->global[f])
				put_conjunct(out, indent,
				             arena_printf(env->arena, "%s' = %s", name,
				                          env->global[f]));
			return env->global[f];
		}
	assert(!"publish_variables knows no other variable");
	return false;
}

static void put_changes(struct buf *out, unsigned indent, const struct env *env)
{
	const struct model *model = &env->plan->model;
	const char *same = "";

	for (unsigned i = 0; i < model->variable_count; i++)
		if (!put_variable(out, indent, env, model->variables[i].name))
			same = arena_printf(env->arena, "%s%s%s", same, *same ? ", " : "",
			                    model->variables[i].name);
	if (*same)
		put_conjunct(out, indent, arena_printf(env->arena, "UNCHANGED <<%s>>", same));
}

static const char *choice_bounds(const struct env *env)
{
	const char *text = "";

	for (unsigned i = 0; i < env->action->choice_count; i++)
		text = arena_printf(env->arena, "%s%s%s \\in %s", text, i ? ", " : "", env->choices[i],
		                    module_constant((enum type)env->action->choices[i].type));
	return text;
}

void module_action(const struct plan *plan, const struct module_names *names, unsigned index,
                struct buf *out)
{
	const struct plan_action *action = &plan->actions[index];
	struct env env;
	unsigned indent = 4;

	eval_init(&env, plan, index, arena_new());
	if (action->step->says)
		module_comment(out, 0, action->step->says);
	buf_printf(out, action->role == ROLE_CLOCK ? "%s ==\n" : "%s(%s) ==\n", names->actions[index],
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
	put_changes(out, indent, &env);
	arena_free(env.arena);
}

const char *module_blind_none(const struct plan *plan, unsigned action, struct arena *arena)
{
	struct env env;

	eval_init(&env, plan, action, arena);
	eval_effects(&env);
	if (env.blind && env.action->choice_count)
		return arena_printf(arena, "\\E %s : %s", choice_bounds(&env), env.blind);
	return env.blind;
}
