/*
 * Compiles the steps of a system, and publishes their texts.
 *
 * Each step's trees are checked again with the constants of the machine, in the order in which they were
 * read: what a choice names is known to what follows.
 */
#include <string.h>

#include <heddle/buf.h>

#include "machine/machine_private.h"

struct building {
	struct machine *machine;
	struct machine_action *action;
	struct nodes_scope nodes;
	const struct shape *chosen[STEP_CHOICES_MAX];
	struct expr_variable names[STEP_CHOICES_MAX]; /* of what is chosen */
	struct expr_context context;
	struct err *err;
};

static const char *text_of(struct machine *machine, const struct expr *tree)
{
	const char *text;
	struct buf buf;

	buf_init(&buf);
	expr_show(&buf, tree, false);
	text = arena_strdup(machine->arena, buf.data);
	buf_release(&buf);
	return text;
}

static int at_step(struct building *b)
{
	return err_place(b->err, "%s.steps[%s]", b->machine->system->roles[b->action->role].name,
	                 b->action->step->name);
}

/* --- choices -------------------------------------------------------------------------------- */

/* The names of what can be chosen. */
static void name_domain(struct machine *machine, const struct shape *item, const char *name,
                        struct model_domain *domain)
{
	const char **names = arena_array(machine->arena, (size_t)item->radix + 1, sizeof(*names));
	struct buf buf;

	buf_init(&buf);
	for (uint64_t raw = 0; raw < item->radix; raw++) {
		const struct value *value = shape_value(machine, item, raw, machine->arena);

		buf_clear(&buf);
		if (value_text(value))
			buf_add_text(&buf, value_text(value));
		else
			value_show(&buf, value, true);
		names[raw] = arena_strdup(machine->arena, buf.data);
	}
	buf_release(&buf);
	*domain = (struct model_domain){ name, (uint32_t)item->radix, names };
}

static int build_choice(struct building *b, unsigned nth)
{
	const struct system_choice *declared = &b->action->step->choices[nth];
	struct machine_choice *choice = &b->action->choices[nth];

	choice->tree = machine_tree(b->machine, declared->tree, &b->context, b->err);
	if (!choice->tree || choice_compile(&b->nodes, choice->tree, nth, b->chosen, &choice->filter, b->err))
		return -1;
	choice->item = b->chosen[nth];
	/* The listing says "choose" by itself. */
	choice->text = declared->spelling ? declared->spelling
	                                  : text_of(b->machine, choice->tree) + strlen("choose ");
	name_domain(b->machine, choice->item, choice->tree->name, &choice->domain);
	b->names[nth] = (struct expr_variable){ .name = choice->tree->name,
		                                .type = choice->tree->part[0]->type->item };
	b->context.chosen_count = nth + 1;
	return 0;
}

static bool uses_choice(const struct expr *expr)
{
	if (!expr)
		return false;
	if (expr->kind == EXPR_NAME && expr->meaning == EXPR_NAME_CHOSEN)
		return true;
	for (uint32_t i = 0; i < expr->count; i++)
		if (uses_choice(expr->items[i]))
			return true;
	return uses_choice(expr->part[0]) || uses_choice(expr->part[1]) || uses_choice(expr->part[2]);
}

/* --- the parts of a step ------------------------------------------------------------------------- */

static int build_guards(struct building *b)
{
	struct machine_action *a = b->action;
	const struct system_step *step = a->step;
	struct arena *arena = b->machine->arena;

	a->guards = arena_array(arena, (size_t)step->guard_count + 1, sizeof(struct node *));
	a->late_guards = arena_array(arena, (size_t)step->guard_count + 1, sizeof(struct node *));
	a->guard_trees = arena_array(arena, (size_t)step->guard_count + 1, sizeof(struct expr *));
	a->late_trees = arena_array(arena, (size_t)step->guard_count + 1, sizeof(struct expr *));
	for (unsigned i = 0; i < step->guard_count; i++) {
		const struct expr *tree = machine_tree(b->machine, step->guards[i], &b->context, b->err);
		const struct node *node = tree ? node_condition(&b->nodes, tree, b->err) : NULL;

		if (!node)
			return -1;
		if (uses_choice(tree)) {
			a->late_trees[a->late_guard_count] = tree;
			a->late_guards[a->late_guard_count++] = node;
		} else {
			a->guard_trees[a->guard_count] = tree;
			a->guards[a->guard_count++] = node;
		}
	}
	return 0;
}

static int build_effects(struct building *b)
{
	struct machine_action *a = b->action;
	const struct system_step *step = a->step;

	a->effects = arena_array(b->machine->arena, (size_t)step->effect_count + 1, sizeof(struct effect *));
	for (unsigned i = 0; i < step->effect_count; i++) {
		const struct expr *tree = machine_tree(b->machine, step->effects[i], &b->context, b->err);

		a->effects[i] = tree ? effect_compile(&b->nodes, tree, b->err) : NULL;
		if (!a->effects[i])
			return -1;
		a->effect_count++;
	}
	return 0;
}

static int build(struct machine *machine, struct machine_action *action, struct err *err)
{
	struct building b = { .machine = machine, .action = action, .err = err };

	b.nodes = (struct nodes_scope){ machine, machine->arena, (int)action->role, b.chosen };
	b.context = machine->contexts[action->role];
	b.context.chosen = b.names;
	b.context.chosen_count = 0;
	action->choice_count = action->step->choice_count;
	for (unsigned i = 0; i < action->choice_count; i++)
		if (build_choice(&b, i))
			return at_step(&b);
	return build_guards(&b) || build_effects(&b) ? at_step(&b) : 0;
}

/* --- publishing -------------------------------------------------------------------------------------- */

static const char *const *show_all(struct machine *machine, const struct expr *const *trees, unsigned count,
                                   const struct expr *const *more, unsigned more_count)
{
	const char **lines = arena_array(machine->arena, (size_t)count + more_count + 1, sizeof(*lines));

	for (unsigned i = 0; i < count + more_count; i++)
		lines[i] = text_of(machine, i < count ? trees[i] : more[i - count]);
	return lines;
}

static const char *const *show_effects(struct machine *machine, const struct machine_action *action)
{
	const char **lines = arena_array(machine->arena, (size_t)action->effect_count + 1, sizeof(*lines));

	for (unsigned i = 0; i < action->effect_count; i++)
		lines[i] = text_of(machine, action->effects[i]->tree);
	return lines;
}

static const char *const *show_states(struct machine *machine, const struct machine_action *action)
{
	const struct system_role *role = &machine->system->roles[action->role];
	const char **lines = arena_array(machine->arena, (size_t)role->state_count + 1, sizeof(*lines));
	unsigned count = 0;

	for (unsigned i = 0; i < role->state_count; i++)
		if (action->step->at >> i & 1)
			lines[count++] = role->states[i];
	return lines;
}

static void publish(struct machine *machine, const struct machine_action *action, struct model_action *out)
{
	const struct system_role *role = &machine->system->roles[action->role];
	const char **chooses =
	        arena_array(machine->arena, (size_t)action->choice_count + 1, sizeof(*chooses));

	for (unsigned i = 0; i < action->choice_count; i++)
		chooses[i] = action->choices[i].text;
	*out = (struct model_action){
		.name = action->step->name,
		.role = role->name,
		.also = action->also ? role->also : NULL,
		.part = action->step->part,
		.at = show_states(machine, action),
		.target = action->step->target < 0 ? NULL : role->states[action->step->target],
		.needs = show_all(machine, action->guard_trees, action->guard_count, action->late_trees,
		                  action->late_guard_count),
		.chooses = chooses,
		.does = show_effects(machine, action),
		.says = action->step->says,
		.choice_count = (uint8_t)action->choice_count,
		.failure = action->step->failure,
	};
	for (unsigned i = 0; i < action->choice_count; i++)
		out->choice[i] = &action->choices[i].domain;
}

int machine_publish_actions(struct machine *machine, struct err *err)
{
	const struct system *system = machine->system;
	unsigned most = 0, count = 0, first[SYSTEM_ROLES_MAX], last[SYSTEM_ROLES_MAX];
	struct model_action *published;

	for (unsigned r = 0; r < system->role_count; r++)
		most += system->roles[r].step_count;
	machine->actions = arena_array(machine->arena, (size_t)most + 1, sizeof(*machine->actions));
	for (unsigned r = 0; r < system->role_count; r++) {
		const struct system_role *role = &system->roles[r];

		first[r] = count;
		for (unsigned i = 0; i < role->step_count; i++) {
			struct machine_action *action = &machine->actions[count];

			if (role->steps[i].failure && machine->scope.of[SCOPE_NO_FAILURES] == 1)
				continue;
			action->step = &role->steps[i];
			action->role = r;
			/* A step without a part, such as a restart, happens to all. */
			action->also = role->also && (!action->step->part ||
			                              strcmp(action->step->part, role->also_part) == 0);
			if (build(machine, action, err))
				return -1;
			count++;
		}
		last[r] = count;
	}
	machine->model.action_count = count;
	for (unsigned p = 0; p < machine->model.process_count; p++) {
		machine->processes[p].first = first[machine->processes[p].role];
		machine->processes[p].last = last[machine->processes[p].role];
	}
	published = arena_array(machine->arena, (size_t)count + 1, sizeof(*published));
	for (unsigned a = 0; a < count; a++)
		publish(machine, &machine->actions[a], &published[a]);
	machine->model.actions = published;
	return 0;
}
