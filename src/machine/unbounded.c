/*
 * Machines without bounds: after each step a state is replaced by what represents it (packing.h), so there
 * are finitely many.  The steps are those of an ordinary machine, which has room for one of them.
 *
 * Rejected: another machine with other steps, on ages and classes, which would have to be proved equal.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>

#include "machine/futures.h"
#include "machine/packing.h"
#include "machine/recycle.h"

/* --- the model ----------------------------------------------------------------------------- */

static void represent(const struct machine *machine, uint64_t *state)
{
	uint64_t few[32], *packed = few;

	if (machine->packing->words > 32)
		packed = mem_array(machine->packing->words, sizeof(*packed));
	packing_pack(machine->packing, state, packed);
	packing_unpack(machine->packing, packed, state);
	if (packed != few)
		free(packed);
}

static void canonical(const struct model *model, void *state)
{
	represent(machine_of(model), state);
}

static void initial(const struct model *model, void *state)
{
	machine_initial(model, state);
	represent(machine_of(model), state);
}

static int apply(const struct model *model, const void *state, const struct step *step, void *next)
{
	int status = machine_apply(model, state, step, next);

	if (!status)
		represent(machine_of(model), next);
	return status;
}

/* The representative forgets what the step has logged, so the step is taken once more, and judged. */
static uint32_t ask(const struct model *model, const void *from, const struct step *step, const void *to,
                    uint32_t asked, bool open)
{
	uint64_t *taken = mem_alloc(model->state_size);
	uint32_t found;

	if (step && !machine_apply(model, from, step, taken))
		to = taken;
	found = (open ? machine_open : machine_broken)(model, from, step, to, asked);
	free(taken);
	return found;
}

static uint32_t broken(const struct model *model, const void *from, const struct step *step, const void *to,
                       uint32_t asked)
{
	return ask(model, from, step, to, asked & ~machine_of(model)->unjudged, false);
}

static uint32_t is_open(const struct model *model, const void *from, const struct step *step, const void *to,
                        uint32_t asked)
{
	uint32_t unjudged = asked & machine_of(model)->unjudged;

	return unjudged | ask(model, from, step, to, asked & ~unjudged, true);
}

/* Of a quotient, whose steps lead to what is not yet represented. */
static uint32_t quotient_broken(const struct model *model, const void *from, const struct step *step,
                                const void *to, uint32_t asked)
{
	return machine_broken(model, from, step, to, asked & ~machine_of(model)->unjudged);
}

static uint32_t quotient_open(const struct model *model, const void *from, const struct step *step,
                              const void *to, uint32_t asked)
{
	uint32_t unjudged = asked & machine_of(model)->unjudged;

	return unjudged | machine_open(model, from, step, to, asked & ~unjudged);
}

/* --- conditions ------------------------------------------------------------------------------ */

static bool names_constant(const struct machine *machine, const struct expr *e)
{
	if (!e)
		return false;
	for (unsigned s = 0;
	     e->kind == EXPR_NAME && e->meaning == EXPR_NAME_CONSTANT && s < machine->system->set_count; s++)
		if (universe_find(machine->universes[s], e->name) >= 0)
			return true;
	for (uint32_t i = 0; i < e->count && e->items; i++)
		if (names_constant(machine, e->items[i]))
			return true;
	return names_constant(machine, e->part[0]) || names_constant(machine, e->part[1]) ||
	       names_constant(machine, e->part[2]);
}

struct keeping {
	const struct machine *machine;
	bool kept;
};

static void need_kept(void *ctx, unsigned slot)
{
	struct keeping *keeping = ctx;

	keeping->kept = keeping->kept && packing_keeps(keeping->machine->packing, slot);
}

/* Only of what a representative tells of every state that it represents. */
static struct condition *condition(const struct model *model, const struct expr *expr, unsigned *traits)
{
	struct keeping keeping = { machine_of(model), true };
	struct condition *made;

	if (names_constant(keeping.machine, expr))
		return NULL;
	made = machine_condition(model, expr, traits);
	if (made)
		machine_condition_reads(made, need_kept, &keeping);
	if (made && !keeping.kept) {
		machine_condition_forget(made);
		return NULL;
	}
	return made;
}

// clang-format off
static const struct model_ops unbounded_ops = {
	.release = machine_release, .initial = initial, .enabled = machine_enabled, .apply = apply,
	.broken = broken, .open = is_open, .broken_facts = machine_broken_facts,
	.describe = machine_describe, .type = machine_type, .compile = condition,
	.holds = machine_condition_holds, .forget = machine_condition_forget, .marks = machine_marks,
	.control = machine_control, .why_not = machine_why_not, .footprint = machine_footprint,
	.stepper = machine_stepper, .effort = machine_effort, .shown = machine_run_shown, .context = machine_context,
};

/* Those who explore a quotient ask for representatives themselves. */
static const struct model_ops quotient_ops = {
	.release = machine_release, .initial = initial, .enabled = machine_enabled, .apply = machine_apply,
	.broken = quotient_broken, .open = quotient_open, .broken_facts = machine_broken_facts,
	.describe = machine_describe, .type = machine_type, .compile = machine_condition,
	.holds = machine_condition_holds, .forget = machine_condition_forget, .marks = machine_marks,
	.control = machine_control, .why_not = machine_why_not, .footprint = machine_footprint,
	.canonical = canonical, .effort = machine_effort, .shown = machine_run_shown, .context = machine_context,
};
// clang-format on

/* --- compiling ---------------------------------------------------------------------------------- */

struct wish {
	const struct design *design;
	const struct scope *scope;
	const struct constants *constants;
	bool recycles;
};

static void find_room(const struct machine *probe, const struct growth *growth, const struct log *log,
                      unsigned *room)
{
	const struct system *system = probe->system;
	int64_t most = growth->clock_most;

	for (unsigned i = 0; i < growth->count; i++)
		most = growth->numbers[i].most > most ? growth->numbers[i].most : most;
	for (unsigned i = 0; i < system->row_count; i++) {
		bool logs = log->variable >= 0 && probe->shapes[log->variable]->bound == (int)i;

		if (system->rows[i].kind == SCOPE_BOUND)
			room[i] = machine_spare(system, i) + (unsigned)most + (logs ? log->class_count : 0);
	}
}

static int refuse(const struct wish *wish, struct err *err)
{
	char said[400];

	if (!err)
		return -1;
	snprintf(said, sizeof(said), "%s cannot be checked without bounds: %.250s", design_name(wish->design),
	         err->what);
	snprintf(err->what, sizeof(err->what), "%s", said);
	return err_remedy(err, "check it with bounds, without --unbounded");
}

static int compile(const struct wish *wish, struct machine **out, struct err *err)
{
	struct growth growth;
	struct log log;
	struct recycling *recycling = NULL;
	unsigned room[SCOPE_ROWS_MAX] = { 0 };
	struct machine *machine = NULL;
	struct model *probe;
	uint32_t unjudged;

	if (machine_compile(wish->design, wish->scope, wish->constants, false, &probe, err))
		return -1;
	if (growth_find(machine_of(probe)->system, &growth, err) ||
	    log_find(machine_of(probe), &log, &unjudged, err)) {
		model_free(probe);
		return refuse(wish, err);
	}
	find_room(machine_of(probe), &growth, &log, room);
	model_free(probe);
	if (machine_compile_with(wish->design, wish->scope, wish->constants, false, room, &machine, err))
		return -1;
	if (log_find(machine, &log, &machine->unjudged, err) ||
	    (wish->recycles && recycling_find(machine, &growth, &recycling, err))) {
		model_free(&machine->model);
		return refuse(wish, err);
	}
	machine->packing = packing_abstract(machine, &growth, &log);
	machine->packing->recycling = recycling;
	*out = machine;
	return 0;
}

int machine_unbounded(const struct design *design, const struct scope *scope,
                      const struct constants *constants, struct model **model, struct err *err)
{
	struct wish wish = { design, scope, constants, true };
	struct machine *machine;

	if (compile(&wish, &machine, err))
		return -1;
	machine->model.ops = &unbounded_ops;
	*model = &machine->model;
	return 0;
}

int machine_quotient(const struct model *played, struct model **model, struct err *err)
{
	const struct machine *of = machine_of(played);
	struct wish wish = { of->design, &of->scope, &of->constants, false };
	struct machine *machine;

	if (compile(&wish, &machine, err))
		return -1;
	machine->model.ops = &quotient_ops;
	*model = &machine->model;
	return 0;
}

/* --- from one machine to another ------------------------------------------------------------------ */

/* Machines of the same system, whose room and numbers of recycled names may differ. */
struct carrying {
	const struct machine *from, *to;
	const uint64_t *state;
	uint64_t *raws;                 /* by slot of `to` */
	int64_t now;                    /* what the clock of `from` says */
	const struct universe *renamed; /* of `from`; null: none are */
	unsigned name[64];              /* and what becomes of each */
};

static uint64_t carry_raw(const struct carrying *c, const struct shape *from, const struct shape *to,
                          uint64_t raw);

/* Of a record: hours and counts there must fit into fewer digits. */
static uint64_t carry_digit(const struct carrying *c, const struct shape *from, const struct shape *to,
                            unsigned part, uint64_t raw)
{
	const struct packing *packing = c->to->packing;
	struct field f;
	int64_t age;

	if (!declared_grows(from->parts[part]->type))
		return carry_raw(c, from->parts[part], to->parts[part], raw);
	f = packing_digit(packing, to, part);
	if (f.kind == FIELD_COUNT)
		return raw < to->parts[part]->radix ? raw : to->parts[part]->radix - 1;
	if (f.shape->optional && !raw)
		return 0;
	age = c->now - (int64_t)raw + f.shape->optional;
	age = age > f.most ? f.most : age;
	return (uint64_t)(packing->now - age) + f.shape->optional;
}

static uint64_t carry_raw(const struct carrying *c, const struct shape *from, const struct shape *to,
                          uint64_t raw)
{
	uint64_t made = 0, scale = 1;

	switch (from->kind) {
	case DECLARED_CONSTANT:
		if (from->names != c->renamed || (from->optional && !raw))
			return raw;
		return c->name[raw - from->optional] + (uint64_t)from->optional;
	case DECLARED_SET:
		for (unsigned m = 0; m < from->item->radix; m++)
			if (raw >> m & 1)
				made |= UINT64_C(1) << carry_raw(c, from->item, to->item, m);
		return made;
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (from->kind == DECLARED_RECORD && from->optional && raw-- == 0)
			return 0;
		for (unsigned i = from->count; i-- > 0; raw /= from->parts[i]->radix) {
			made += carry_digit(c, from, to, i, raw % from->parts[i]->radix) * scale;
			scale *= to->parts[i]->radix;
		}
		return made + raw * scale + (from->kind == DECLARED_RECORD && from->optional);
	default:
		return raw;
	}
}

static void carry_log(const struct carrying *c, const struct shape *from, const struct shape *to,
                      unsigned slot)
{
	const struct log *log = &c->to->packing->log;
	bool *seen = mem_array((size_t)log->class_count + 1, sizeof(*seen));
	unsigned at = log->slot;

	for (unsigned i = 0; i < from->slots; i++) {
		uint64_t raw = slot_get(&c->from->slots[slot + i], c->state);

		if (raw)
			seen[log->class_of[carry_raw(c, from->item, to->item, raw - 1)]] = true;
	}
	for (unsigned i = 0; i < log->class_count; i++)
		if (seen[i + 1])
			c->raws[at++] = log->first[i] + UINT64_C(1);
	free(seen);
}

static void carry(const struct carrying *c, const struct shape *from, unsigned slot, const struct shape *to,
                  unsigned to_slot)
{
	unsigned few = from->slots < to->slots ? from->slots : to->slots;

	switch (from->kind) {
	case DECLARED_TABLE:
		for (unsigned i = 0; i < from->count; i++) {
			unsigned at = from->names == c->renamed ? c->name[i] : i;

			if (at < to->count)
				carry(c, from->item, slot + i * from->item->slots, to->item,
				      to_slot + at * to->item->slots);
		}
		return;
	case DECLARED_RECORD:
	case DECLARED_EITHER:
		if (from->kind == DECLARED_EITHER || from->optional)
			c->raws[to_slot] = slot_get(&c->from->slots[slot], c->state);
		for (unsigned i = 0; i < from->count; i++)
			carry(c, from->parts[i], slot + from->offsets[i], to->parts[i],
			      to_slot + to->offsets[i]);
		return;
	case DECLARED_LIST:
		if (c->to->packing->log.variable >= 0 && to_slot == c->to->packing->log.slot) {
			carry_log(c, from, to, slot);
			return;
		}
		for (unsigned i = 0; i < few; i++) {
			uint64_t raw = slot_get(&c->from->slots[slot + i], c->state);

			c->raws[to_slot + i] = raw ? carry_raw(c, from->item, to->item, raw - 1) + 1 : 0;
		}
		return;
	default:
		c->raws[to_slot] = carry_raw(c, from, to, slot_get(&c->from->slots[slot], c->state));
	}
}

/* Recycles names in `state`, and numbers those that are alive first. */
static void number_names(struct carrying *c, const struct recycling *recycling, uint64_t *state)
{
	unsigned count = 0, row = recycling_row(recycling), few = row_count(c->to, row);
	uint64_t *raws = mem_array((size_t)c->from->slot_count + 1, sizeof(*raws)), alive;

	for (unsigned i = 0; i < c->from->slot_count; i++)
		raws[i] = slot_get(&c->from->slots[i], state);
	alive = recycling_alive(recycling, raws, c->now);
	recycle(recycling, raws, c->now);
	for (unsigned i = 0; i < c->from->slot_count; i++)
		slot_set(&c->from->slots[i], state, raws[i]);
	free(raws);
	for (unsigned pass = 0; pass < 2; pass++)
		for (unsigned i = 0; i < row_count(c->from, row); i++)
			if ((alive >> i & 1) == !pass)
				c->name[i] = count < few ? count++ : few ? few - 1 : 0;
}

/* Packs what a state of another machine of the system stands for.  `recycling` is that of `from`; null: names
 * stay. */
static void project(const struct machine *from, const struct recycling *recycling, const uint64_t *state,
                    const struct machine *to, uint64_t *packed)
{
	struct carrying c = { .from = from, .to = to, .state = state };
	uint64_t *recycled = NULL;

	if (to->packing->growth.clock >= 0)
		c.now = (int64_t)slot_get(&from->slots[from->first_slot[to->packing->growth.clock]], state);
	c.raws = mem_array((size_t)to->slot_count + 1, sizeof(*c.raws));
	for (unsigned i = 0; i < to->slot_count; i++)
		c.raws[i] = slot_get(&to->slots[i], to->initial);
	if (recycling) {
		recycled = mem_alloc(from->model.state_size);
		memcpy(recycled, state, from->model.state_size);
		c.renamed = recycling_names(recycling);
		number_names(&c, recycling, recycled);
		c.state = recycled;
	}
	for (unsigned v = 0; v < to->system->variable_count; v++)
		carry(&c, from->shapes[v], from->first_slot[v], to->shapes[v], to->first_slot[v]);
	packing_pack_raws(to->packing, c.raws, to->packing->now, packed);
	free(c.raws);
	free(recycled);
}

void machine_project(const struct model *played, const void *state, const struct model *quotient, void *out)
{
	const struct machine *to = machine_of(quotient);
	uint64_t *packed = mem_array(to->packing->words, sizeof(*packed));

	project(machine_of(played), NULL, state, to, packed);
	packing_unpack(to->packing, packed, out);
	free(packed);
}

/* --- runs ------------------------------------------------------------------------------------------ */

/* Looks for the step of an ordinary machine that leads where a step without bounds does. */
struct following {
	const struct machine *unbounded, *ordinary;
	struct recycling *recycling;
	const uint64_t *state;   /* of the ordinary machine */
	const uint64_t *wanted;  /* packed */
	uint32_t broken, before; /* what the step breaks, and what is broken in the ordinary state already */
	unsigned action;
	uint64_t *next, *packed;
	struct step found;
	bool any;
};

static bool try_step(void *ctx, const struct step *step)
{
	struct following *f = ctx;
	const struct model *model = &f->ordinary->model;
	uint32_t all = (uint32_t)((UINT64_C(1) << model->property_count) - 1) & ~f->unbounded->unjudged;

	if (step->action != f->action || machine_apply(model, f->state, step, f->next))
		return true;
	project(f->ordinary, f->recycling, f->next, f->unbounded, f->packed);
	if (memcmp(f->packed, f->wanted, f->unbounded->packing->words * sizeof(uint64_t)) != 0 ||
	    (machine_broken(model, f->state, step, f->next, all) & ~f->before) != (f->broken & ~f->before))
		return true;
	f->found = *step;
	f->any = true;
	return false;
}

static bool follow(struct following *f, const struct step *steps, size_t count, struct step *out)
{
	const struct model *u = &f->unbounded->model, *o = &f->ordinary->model;
	uint64_t *from = mem_alloc(u->state_size), *to = mem_alloc(u->state_size),
	         *state = mem_alloc(o->state_size);
	uint64_t *wanted = mem_array(f->unbounded->packing->words, sizeof(*wanted));
	uint32_t all = (uint32_t)((UINT64_C(1) << u->property_count) - 1);

	u->ops->initial(u, from);
	o->ops->initial(o, state);
	f->any = true;
	for (size_t i = 0; i < count && f->any; i++) {
		struct step step = steps[i]; /* `out` may be `steps` */

		f->any = u->ops->apply(u, from, &step, to) == APPLY_OK;
		f->broken = u->ops->broken(u, from, &step, to, all);
		f->before = machine_broken(o, NULL, NULL, state, all);
		packing_pack(f->unbounded->packing, to, wanted);
		f->wanted = wanted;
		f->state = state;
		f->action = step.action;
		if (!f->any)
			break;
		f->any = false;
		machine_enabled(o, state, try_step, f);
		if (!f->any || machine_apply(o, state, &f->found, f->next))
			break;
		out[i] = f->found;
		memcpy(state, f->next, o->state_size);
		memcpy(from, to, u->state_size);
	}
	free(from);
	free(to);
	free(state);
	free(wanted);
	return f->any;
}

static unsigned fresh_names(const struct machine *machine, const struct step *steps, size_t count)
{
	const struct recycling *recycling = machine->packing->recycling;
	unsigned fresh = 0;

	for (size_t i = 0; recycling && i < count; i++) {
		const struct machine_action *action = &machine->actions[steps[i].action];

		for (unsigned c = 0; c < action->choice_count; c++)
			fresh += recycling_issues(recycling, action, c);
	}
	return fresh;
}

int machine_concretise(const struct model *unbounded, const struct step *steps, size_t count,
                       struct model **concrete, struct step *out, struct err *err)
{
	const struct machine *machine = machine_of(unbounded);
	const struct system *system = machine->system;
	struct following f = { .unbounded = machine };
	struct scope scope = machine->scope;
	struct constants constants = machine->constants;
	struct model *model;
	bool done;

	for (unsigned i = 0; i < system->row_count; i++) {
		size_t most = count * machine_spare(system, i);

		if (system->rows[i].kind == SCOPE_BOUND && (size_t)scope.of[i] < most)
			scope.of[i] = most > (size_t)system->rows[i].most ? system->rows[i].most : (int)most;
	}
	if (machine->packing->recycling) {
		unsigned row = recycling_row(machine->packing->recycling);
		int wanted = scope.of[row] + (int)fresh_names(machine, steps, count);

		if (wanted > system->rows[row].most)
			wanted = system->rows[row].most;
		if (wanted > scope.of[row])
			constants.of[row] = NULL;
		scope.of[row] = wanted;
	}
	if (machine_compile(machine->design, &scope, &constants, false, &model, err))
		return -1;
	f.ordinary = machine_of(model);
	f.next = mem_alloc(model->state_size);
	f.packed = mem_array(machine->packing->words, sizeof(uint64_t));
	done = !machine->packing->recycling ||
	       !recycling_find(f.ordinary, &machine->packing->growth, &f.recycling, err);
	done = done && follow(&f, steps, count, out);
	free(f.next);
	free(f.packed);
	if (!done) {
		model_free(model);
		return err_set(err, "the run needs more names or more room than can be played");
	}
	*concrete = model;
	return 0;
}
