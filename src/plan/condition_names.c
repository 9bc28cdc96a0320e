/*
 * Nodes of compiled conditions, and the numbers of constants.
 *
 * Constants are numbered as in packed states, from 1; those of each kind have a table of names, and only
 * names of one table are compared.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/value.h>

#include "plan/condition_compiler.h"

/* --- nodes ------------------------------------------------------------------------------- */

struct node *node_make(struct compiler *c, enum node_kind kind, enum code_kind code)
{
	struct node *node = arena_alloc(c->out->arena, sizeof(*node));

	node->kind = kind;
	node->code = code;
	node->before = -1;
	return node;
}

const struct node *node_constant(struct compiler *c, enum code_kind code, const struct code_names *names,
                                 uint64_t number)
{
	struct node *node = node_make(c, NODE_CONSTANT, code);

	/* Another id may be the one with this name later. */
	c->kept &= code != CODE_NAME || !names || names != &c->constants[TYPE_ID];
	node->names = names;
	node->number = (int64_t)number;
	return node;
}

const struct node *node_join(struct compiler *c, enum node_kind kind, enum code_kind code,
                             const struct node *a, const struct node *b)
{
	struct node *node = node_make(c, kind, code);

	if (!a || !b)
		return NULL;
	node->a = a;
	node->b = b;
	return node;
}

const struct node *node_not(struct compiler *c, const struct node *a)
{
	struct node *node = node_make(c, NODE_NOT, CODE_TRUTH);

	node->a = a;
	return a ? node : NULL;
}

uint64_t names_mask(const struct code_names *names)
{
	return names->count >= 64 ? UINT64_MAX : (UINT64_C(1) << names->count) - 1;
}

/* --- names ---------------------------------------------------------------------------------- */

static const struct value *const *values_of(struct compiler *c, unsigned count)
{
	return arena_array(c->out->arena, (size_t)count + 1, sizeof(const struct value *));
}

static void name_processes(struct compiler *c, enum role role)
{
	const struct plan *plan = c->plan;
	struct code_names *names = &c->processes[role];
	const struct value **values = (const struct value **)values_of(c, plan->model.process_count);

	for (unsigned p = 0; p < plan->model.process_count; p++)
		if (plan->processes[p].role == role)
			values[++names->count] = plan->processes[p].name;
	names->names = values;
}

void names_prepare(struct compiler *c)
{
	const struct plan *plan = c->plan;
	const struct value **kinds = (const struct value **)values_of(c, 2);

	for (int t = TYPE_USER; t <= TYPE_ID; t++)
		c->constants[t] = (struct code_names){ plan->count[t], plan->names[t] };
	for (int r = 0; r < ROLE_COUNT; r++) {
		unsigned count = plan->design->roles[r].state_count;
		const struct value **values = (const struct value **)values_of(c, count);

		for (unsigned i = 0; i < count; i++)
			values[i + 1] = plan->control_names[r][i];
		c->controls[r] = (struct code_names){ count, values };
		name_processes(c, (enum role)r);
	}
	kinds[1] = plan->word_write;
	kinds[2] = plan->word_read;
	c->kinds = (struct code_names){ 2, kinds };
}

uint64_t names_code(const struct code_names *names, const char *text)
{
	for (unsigned i = 1; i <= names->count; i++)
		if (strcmp(value_text(names->names[i]), text) == 0)
			return i;
	return UINT64_MAX;
}

bool is_named(const struct expr *key)
{
	return (key->kind == EXPR_NAME && key->meaning == EXPR_NAME_CONSTANT) || key->kind == EXPR_STRING;
}
