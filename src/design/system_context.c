/*
 * The contexts of a system's expressions.
 */
#include <heddle/mem.h>
#include <heddle/system.h>

/* The fields of the process that takes a step, and the process itself. */
static void add_process(struct expr_context *context, const struct system *system,
                        const struct system_role *role, declared_constants_fn *constants, void *ctx,
                        struct arena *arena)
{
	unsigned count = role->locals ? role->locals->count : 0;
	struct expr_variable *locals = arena_array(arena, count + 1, sizeof(*locals));

	for (unsigned i = 0; i < count; i++)
		locals[i] = (struct expr_variable){ .name = role->locals->names[i],
			                            .type = declared_value_type(role->locals->parts[i],
			                                                        constants, ctx, arena) };
	context->locals = locals;
	context->local_count = count;
	if (role->variable >= 0)
		context->self = declared_value_type(system->variables[role->variable].type->key, constants,
		                                    ctx, arena);
}

struct expr_context system_context(const struct system *system, int role, declared_constants_fn *constants,
                                   void *ctx, struct arena *arena)
{
	struct expr_variable *variables = arena_array(arena, system->variable_count + 1, sizeof(*variables));
	struct expr_context context = { .variables = variables,
		                        .count = system->variable_count,
		                        .phrases = system->phrases,
		                        .roles = system->expr_roles };

	for (unsigned i = 0; i < system->variable_count; i++)
		variables[i] = (struct expr_variable){
			.name = system->variables[i].name,
			.type = declared_value_type(system->variables[i].type, constants, ctx, arena),
			.entry = system->variables[i].entry,
		};
	while (context.role_count < SYSTEM_ROLES_MAX && system->expr_roles[context.role_count].plural)
		context.role_count++;
	if (role >= 0)
		add_process(&context, system, &system->roles[role], constants, ctx, arena);
	return context;
}
