/*
 * The tables of struct model: names of constants and processes, actions, variables, cells.  They are derived
 * from the plan, so they cannot disagree with what it does.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/domain.h>
#include <heddle/plan.h>

/* --- constants and processes ---------------------------------------------------------- */

/* Makes `count` names: those given, then usual ones ("ui1", …) that are not among them. */
static const char *const *name_all(struct plan *plan, const char *const *given, unsigned count,
                                   const char *prefix)
{
	const char **names = arena_array(plan->arena, count + 1, sizeof(*names));
	unsigned next = 1, i = 0;

	for (; given && i < count && given[i]; i++)
		names[i] = arena_strdup(plan->arena, given[i]);
	while (i < count) {
		char *name = arena_printf(plan->arena, "%s%u", prefix, next++);
		bool taken = false;

		for (unsigned j = 0; j < i; j++)
			taken |= strcmp(names[j], name) == 0;
		if (!taken)
			names[i++] = name;
	}
	return names;
}

struct model_domain *plan_name_constants(struct plan *plan, const struct constants *given)
{
	static const struct constants none = { 0 };
	struct constants *c = &plan->constants;
	struct model_domain *domains = arena_array(plan->arena, TYPE_COUNT + 1, sizeof(*domains));

	given = given ? given : &none;
	for (int k = 0; k < SCOPE_ROWS; k++)
		if (scope_rows[k].prefix)
			c->of[k] = name_all(plan, given->of[k], (unsigned)plan->scope.of[k],
			                    scope_rows[k].prefix);
	for (int type = TYPE_USER; type <= TYPE_ID; type++) {
		enum scope_index kind = type_constants((enum type)type);

		domains[type] = (struct model_domain){ scope_rows[kind].one, (uint32_t)plan->scope.of[kind],
			                               c->of[kind] };
	}
	for (int type = TYPE_USER; type <= TYPE_ID; type++)
		for (unsigned i = 0; i <= domains[type].count; i++)
			plan->names[type][i] =
			        i ? value_string(plan->arena, domains[type].names[i - 1]) : plan->unset;
	return domains;
}

static void add_process(struct plan *plan, struct model_process *out, enum role role, bool reader,
                        const char *name)
{
	unsigned n = plan->model.process_count++;

	plan->processes[n] = (struct plan_process){ .role = role, .reader = reader };
	plan->processes[n].name = value_string(plan->arena, name);
	out[n] =
	        (struct model_process){ name, reader ? domain_reader : role_names[role], role == ROLE_CLOCK };
}

void plan_name_processes(struct plan *plan)
{
	const struct scope *scope = &plan->scope;
	struct model_process *out = arena_array(plan->arena, SCOPE_PROCESSES_MAX + 1, sizeof(*out));

	plan->processes = arena_array(plan->arena, SCOPE_PROCESSES_MAX + 1, sizeof(*plan->processes));
	for (int i = 0; i < scope->of[SCOPE_SERVERS]; i++)
		add_process(plan, out, ROLE_SERVER, false, plan->constants.of[SCOPE_SERVERS][i]);
	for (int i = 0; i < scope->of[SCOPE_READERS]; i++)
		add_process(plan, out, ROLE_SERVER, true, plan->constants.of[SCOPE_READERS][i]);
	plan->server_count = plan->model.process_count;
	for (int i = 0; i < scope->of[SCOPE_CLEANERS]; i++)
		add_process(plan, out, ROLE_CLEANER, false, plan->constants.of[SCOPE_CLEANERS][i]);
	if (plan->design->roles[ROLE_CLOCK].present)
		add_process(plan, out, ROLE_CLOCK, false, role_names[ROLE_CLOCK]);
	plan->model.processes = out;
}

void plan_name_values(struct plan *plan)
{
	struct arena *arena = plan->arena;

	plan->unset = value_string(arena, VALUE_UNSET);
	for (int f = 0; f < FIELD_MAX; f++)
		plan->field_names[f] = value_string(arena, fields[f].name);
	for (int r = 0; r < ROLE_COUNT; r++)
		for (unsigned i = 0; i < plan->design->roles[r].state_count; i++)
			plan->control_names[r][i] = value_string(arena, plan->design->roles[r].states[i]);
	plan->word_type = value_string(arena, "type");
	plan->word_write = value_string(arena, "WRITE");
	plan->word_read = value_string(arena, "READ");
	plan->word_status = value_string(arena, "status");
}

/* A log has many entries but few different ones.  Sharing them saves memory, and comparing descriptions
 * becomes comparing pointers. */
void plan_name_operations(struct plan *plan)
{
	struct logged last = { true, plan->count[TYPE_USER], plan->count[TYPE_METADATA],
		               plan->count[TYPE_IMAGE] };
	size_t most = log_pack(plan, last);

	plan->logged = arena_array(plan->arena, most + 1, sizeof(*plan->logged));
	for (size_t packed = 1; packed <= most; packed++) {
		struct logged entry = log_unpack(plan, packed);
		struct value_pair pairs[] = {
			{ plan->word_type, entry.read ? plan->word_read : plan->word_write },
			{ plan->field_names[FIELD_USER_ID], plan->names[TYPE_USER][entry.user] },
			{ plan->field_names[FIELD_METADATA], plan->names[TYPE_METADATA][entry.metadata] },
			{ plan->field_names[FIELD_IMAGE], plan->names[TYPE_IMAGE][entry.image] },
		};

		plan->logged[packed] = value_record(plan->arena, pairs, 4);
	}
}

/* --- actions, variables, cells -------------------------------------------------------- */

static const char *text_of(struct plan *plan, struct buf *buf)
{
	const char *text = arena_strdup(plan->arena, buf->data);

	buf_clear(buf);
	return text;
}

static const char *const *show_ops(struct plan *plan, const struct plan_op *ops, unsigned count,
                                   const struct plan_op *more, unsigned more_count)
{
	const char **lines = arena_array(plan->arena, count + more_count + 1, sizeof(*lines));
	struct buf buf;

	buf_init(&buf);
	for (unsigned i = 0; i < count + more_count; i++) {
		op_show(plan, i < count ? &ops[i] : &more[i - count], &buf);
		lines[i] = text_of(plan, &buf);
	}
	buf_release(&buf);
	return lines;
}

static const char *const *show_choices(struct plan *plan, const struct plan_action *action)
{
	const char **lines = arena_array(plan->arena, action->choice_count + 1, sizeof(*lines));

	for (unsigned i = 0; i < action->choice_count; i++)
		lines[i] = action->choices[i].use->word->spelling;
	return lines;
}

static const char *const *show_states(struct plan *plan, const struct plan_action *action)
{
	const struct design_role *role = &plan->design->roles[action->role];
	const char **lines = arena_array(plan->arena, role->state_count + 1, sizeof(*lines));
	unsigned count = 0;

	for (unsigned i = 0; i < role->state_count; i++)
		if (action->at >> i & 1)
			lines[count++] = role->states[i];
	return lines;
}

void plan_publish_actions(struct plan *plan, const struct model_domain *domains)
{
	struct model_action *actions = arena_array(plan->arena, plan->model.action_count, sizeof(*actions));

	for (unsigned a = 0; a < plan->model.action_count; a++) {
		const struct plan_action *action = &plan->actions[a];

		actions[a] = (struct model_action){
			.name = action->step->name,
			.role = role_names[action->role],
			.also = action->reader ? domain_reader : NULL,
			.part = action->step->part,
			.at = show_states(plan, action),
			.target = action->target < 0
			                  ? NULL
			                  : plan->design->roles[action->role].states[action->target],
			.needs = show_ops(plan, action->guards, action->guard_count, action->late_guards,
			                  action->late_guard_count),
			.chooses = show_choices(plan, action),
			.does = show_ops(plan, action->effects, action->effect_count, NULL, 0),
			.says = action->step->says,
			.choice_count = (uint8_t)action->choice_count,
			.failure = action->step->failure,
		};
		for (unsigned i = 0; i < action->choice_count; i++)
			actions[a].choice[i] = &domains[action->choices[i].type];
	}
	plan->model.actions = actions;
}

static bool has_variable(const struct plan *plan, enum domain_variable variable)
{
	switch (variable) {
	case DOMAIN_RECORDS:
	case DOMAIN_BLOBS:
	case DOMAIN_SERVERS:
		return true;
	case DOMAIN_CLEANERS:
		return plan->design->roles[ROLE_CLEANER].present;
	case DOMAIN_BEGUN:
	case DOMAIN_READ_BROKEN:
		return plan->abstract;
	case DOMAIN_LOG:
		return !plan->abstract;
	case DOMAIN_TIME:
	case DOMAIN_USED_IDS:
	case DOMAIN_FAILED:
		return plan->global_at[domain_global(variable)] >= 0;
	case DOMAIN_VARIABLES:
		break;
	}
	return false;
}

void plan_publish_variables(struct plan *plan)
{
	struct model_variable *v = arena_array(plan->arena, DOMAIN_VARIABLES, sizeof(*v));
	unsigned count = 0;

	for (enum domain_variable variable = 0; variable < DOMAIN_VARIABLES; variable++) {
		if (!has_variable(plan, variable))
			continue;
		v[count] = domain_variables[variable];
		plan->variables[count] = variable;
		plan->variable_names[count++] = value_string(plan->arena, domain_variables[variable].name);
	}
	plan->model.variables = v;
	plan->model.variable_count = count;
}

void plan_publish_cells(struct plan *plan)
{
	const char **cells = arena_array(plan->arena, plan->slot_count, sizeof(*cells));
	struct buf buf;

	buf_init(&buf);
	for (unsigned i = 0; i < plan->slot_count; i++) {
		slot_path(plan, i, &buf);
		cells[i] = text_of(plan, &buf);
	}
	buf_release(&buf);
	plan->model.cells = cells;
	plan->model.cell_count = plan->slot_count;
	plan->model.cell_words = (plan->slot_count + 63) / 64;
}
