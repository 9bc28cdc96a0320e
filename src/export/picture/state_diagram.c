/*
 * Steps between the same two states become one arrow with a line for each, since parallel arrows only fill
 * the page.  Faults are separate because they are drawn differently.
 */
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "export/picture/annotated_run.h"
#include "export/picture/state_diagram.h"

const char *state_diagram_step_name(const struct plan *plan, const struct plan_action *action)
{
	return action->step->name + annotated_run_prefix(&plan->model, role_names[action->role]);
}

unsigned state_diagram_words(const struct plan_action *action, enum word_kind kind, struct buf *out)
{
	const struct design_step *step = action->step;

	for (unsigned i = 0; i < step->use_count[kind]; i++) {
		const struct use *use = &step->uses[kind][i];

		buf_add_text(out, i ? ", " : "");
		for (const char *p = use->word->spelling; *p; p++) {
			if (use->number == 1 && strncmp(p, "N hours", 7) == 0) {
				buf_add_text(out, "1 hour");
				p += 6;
			} else if (*p == 'N' && use->number >= 0) {
				buf_printf(out, "%d", use->number);
			} else {
				buf_add_char(out, *p);
			}
		}
	}
	return step->use_count[kind];
}

static void add_arrow(struct state_diagram *diagram, const struct plan_action *action, unsigned from,
                      struct arena *arena)
{
	unsigned to = action->target < 0 ? from : (unsigned)action->target;
	struct state_diagram_arrow *arrow = diagram->arrows;

	for (; arrow < diagram->arrows + diagram->arrow_count; arrow++)
		if (arrow->from == from && arrow->to == to && arrow->failure == action->step->failure)
			break;
	if (arrow == diagram->arrows + diagram->arrow_count) {
		diagram->arrow_count++;
		*arrow = (struct state_diagram_arrow){
			.from = from,
			.to = to,
			.failure = action->step->failure,
			.actions = arena_array(arena, DESIGN_STEPS_MAX, sizeof(*arrow->actions)),
		};
	}
	arrow->actions[arrow->count++] = action;
}

static void make_state_diagram(const struct plan *plan, enum role role, struct arena *arena,
                               struct state_diagram *diagram)
{
	const struct design_role *r = &plan->design->roles[role];

	*diagram = (struct state_diagram){ .role = role_names[role],
		                           .states = (const char *const *)r->states,
		                           .state_count = r->state_count };
	diagram->arrows =
	        arena_array(arena, (size_t)r->step_count * r->state_count, sizeof(*diagram->arrows));
	for (unsigned a = 0; a < plan->model.action_count; a++)
		for (unsigned s = 0; s < r->state_count && plan->actions[a].role == role; s++)
			if (!plan->actions[a].at || plan->actions[a].at >> s & 1)
				add_arrow(diagram, &plan->actions[a], s, arena);
}

/* Leaves only the diagram of that name. */
static int choose(struct diagrams *diagrams, const char *name, struct err *err)
{
	struct nearest near = nearest_to(name);

	for (size_t i = 0; i < diagrams->state_count; i++) {
		if (strcmp(diagrams->states[i].role, name) == 0) {
			diagrams->states[0] = diagrams->states[i];
			diagrams->state_count = 1;
			diagrams->flow_count = 0;
			return 0;
		}
		nearest_offer(&near, diagrams->states[i].role);
	}
	for (size_t i = 0; i < diagrams->flow_count; i++) {
		if (strcmp(diagrams->flows[i].part, name) == 0) {
			diagrams->flows[0] = diagrams->flows[i];
			diagrams->flow_count = 1;
			diagrams->state_count = 0;
			return 0;
		}
		nearest_offer(&near, diagrams->flows[i].part);
	}
	nearest_err(&near, "diagram", err);
	if (near.name)
		return -1;
	return err_remedy(err, "leave out --diagram for all roles and operations");
}

int diagrams_make(const struct model *model, const char *name, struct arena *arena, struct diagrams *diagrams,
                  struct err *err)
{
	const struct plan *plan = plan_of(model);

	if (plan_need(model, "diagram", err))
		return -1;
	*diagrams = (struct diagrams){ .plan = plan, .all = !name };
	for (unsigned role = 0; role < ROLE_COUNT; role++) {
		if (!plan->design->roles[role].present)
			continue;
		/* A role without control states has nothing to draw. */
		if (plan->design->roles[role].state_count)
			make_state_diagram(plan, (enum role)role, arena,
			                   &diagrams->states[diagrams->state_count++]);
		operation_flows_add(diagrams, (enum role)role, arena);
	}
	return name ? choose(diagrams, name, err) : 0;
}
