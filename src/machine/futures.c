/*
 * Answers questions about futures, with a cache.
 *
 * A process that acts alone mostly sees nothing of the others, so their locals are forgotten and its runs are
 * explored once for thousands of states.  Steps of others are explored only where they may help and a
 * process cannot do it alone.
 *
 * Rejected: one backward search over the whole state graph, which needs the graph before the first answer,
 * and does not distinguish the scope's bounds from the design.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/key_table.h>
#include <heddle/recover.h>

#include "machine/futures.h"
#include "machine/packing.h"
#include "machine/recycle.h"

enum {
	EFFORT_USUAL = 20000, /* states; a fraction of a second */
	EFFORT_ALONE = 100000,
	ANSWERS_MOST = 1 << 20, /* then the cache is cleared */
	SPARE_NAMES = 3,
};

struct futures {
	pthread_mutex_t lock;          /* for all that follows */
	struct machine *wide;          /* null: the design has no machine without bounds */
	const struct recycling *names; /* those that may run out; null: none */
	bool tried;
	bool unknown_names; /* some may run out, and it cannot be told when */
	int clock;          /* the process that lets hours pass; -1: none */
	uint64_t effort;
	unsigned char *keys;
	uint8_t *answers;
	struct key_table known;
	size_t key_room, answer_room;
	uint64_t *carried, *start, *key, *packed;
};

/* What a property asks of some members in a state of the wider machine. */
struct question {
	struct futures *futures;
	const struct machine_future *future;
	const struct system_property *declared;
	unsigned property;
	uint64_t bound[EXPR_BOUND_MAX];
	int process; /* the first member that is a process; -1: there is none */
	bool alone;  /* only that one acts */
};

/* --- conditions ------------------------------------------------------------------------- */

static bool holds(const struct question *q, const struct node *node, const uint64_t *state)
{
	struct run run = { .machine = q->futures->wide, .state = state };
	int64_t value;

	memcpy(run.bound, q->bound, sizeof(run.bound));
	for (unsigned i = 0; i < q->future->binder_count; i++)
		node = node->b;
	value = node_eval(&run, node);
	return value != 0 && !run.fault;
}

/* --- the rules of a run -------------------------------------------------------------------- */

static const struct machine_action *action_of(const struct question *q, const struct step *step)
{
	return &q->futures->wide->actions[step->action];
}

static bool allows(const struct question *q, const struct machine_action *action)
{
	const struct system_property *declared = q->declared;

	/* A step without a part, such as a restart, belongs to all. */
	if (declared->part && action->step->part && strcmp(action->step->part, declared->part) != 0)
		return false;
	return !declared->alone || !action->step->failure;
}

/* Whether all that the step appends to the list may be appended. */
static bool appends_rightly(const struct question *q, const uint64_t *from, const struct step *step)
{
	const struct machine *wide = q->futures->wide;
	const struct node *only = q->future->only;
	struct run run = { .machine = wide, .state = from };
	uint64_t *taken;
	unsigned at;
	bool right = true;

	if (!only)
		return true;
	for (unsigned i = 0; i < q->future->binder_count; i++)
		only = only->b;
	memcpy(run.bound, q->bound, sizeof(run.bound));
	at = list_length(&run, only->at.slot, only->count, false);
	taken = mem_alloc(wide->model.state_size);
	if (!machine_apply(&wide->model, from, step, taken))
		for (run.state = taken; at < only->count && right; at++) {
			uint64_t raw = slot_get(&wide->slots[only->at.slot + at], taken);

			if (!raw)
				break;
			run.bound[only->index] = raw - 1;
			right = node_eval(&run, only->b) != 0 && !run.fault;
		}
	free(taken);
	return right;
}

static bool may_act(void *ctx, const void *from, const struct step *step, bool first)
{
	const struct question *q = ctx;

	(void)first;
	return (!q->alone || (int)step->process == q->process) && allows(q, action_of(q, step)) &&
	       appends_rightly(q, from, step);
}

static enum run_end ended(void *ctx, const void *state)
{
	const struct question *q = ctx;

	return holds(q, q->future->condition, state) ? RUN_ENDED : RUN_GOES_ON;
}

static bool wrong(void *ctx, const void *from, const struct step *step, const void *to)
{
	const struct question *q = ctx;
	const struct model *wide = &q->futures->wide->model;
	uint32_t kept = UINT32_C(1) << q->future->keeps;

	return (wide->ops->broken(wide, from, step, to, kept) & kept) != 0;
}

/* A name that nothing refers to stands for all that the machine lacks. */
static bool cramped(void *ctx, const void *state)
{
	const struct question *q = ctx;
	const struct machine *wide = q->futures->wide;
	int clock = wide->packing->growth.clock;
	uint64_t *raws, alive, all;

	if (!q->futures->names)
		return q->futures->unknown_names;
	raws = mem_array((size_t)wide->slot_count + 1, sizeof(*raws));
	for (unsigned i = 0; i < wide->slot_count; i++)
		raws[i] = slot_get(&wide->slots[i], state);
	alive = recycling_alive(q->futures->names, raws,
	                        clock < 0 ? 0 : (int64_t)raws[wide->first_slot[clock]]);
	free(raws);
	all = (UINT64_C(1) << row_count(wide, recycling_row(q->futures->names))) - 1;
	return (alive & all) == all;
}

static enum recover_answer search(const struct question *q, const uint64_t *state, uint64_t effort,
                                  struct recover_run *run)
{
	const struct model *model = &q->futures->wide->model;
	struct question asked = *q;
	const struct recover_rules rules = {
		.may = may_act,
		.ended = ended,
		.wrong = q->future->keeps >= 0 ? wrong : NULL,
		.cramped = cramped,
		.ctx = &asked,
		.waits_for = q->alone ? q->futures->clock : -1,
		.max_states = effort,
	};

	return q->future->keeps >= 0 ? recover_must(model, state, &rules, run)
	                             : recover_can(model, state, &rules, run);
}

/* --- the cache ------------------------------------------------------------------------------ */

static enum recover_answer *known(struct futures *f, enum recover_answer *answer)
{
	uint32_t number = key_table_find(&f->known, f->keys, f->key);

	if (number == KEY_NONE)
		return NULL;
	*answer = (enum recover_answer)f->answers[number];
	return answer;
}

static void remember(struct futures *f, const unsigned char *key, enum recover_answer answer)
{
	uint32_t number;

	if (f->known.count == ANSWERS_MOST || !key_table_reserve(&f->known, f->keys))
		key_table_clear(&f->known);
	number = f->known.count;
	f->keys = mem_grow(f->keys, &f->key_room, (size_t)number + 1, f->known.size);
	f->answers = mem_grow(f->answers, &f->answer_room, (size_t)number + 1, 1);
	memcpy(f->keys + number * f->known.size, key, f->known.size);
	f->answers[number] = (uint8_t)answer;
	key_table_add(&f->known, f->keys);
}

/* The question, and the packed state. */
static void set_key(const struct question *q, const uint64_t *state)
{
	struct futures *f = q->futures;

	memset(f->key, 0, f->known.size);
	f->key[0] = (uint64_t)q->property << 1 | q->alone;
	memcpy(f->key + 1, q->bound, sizeof(q->bound));
	packing_pack(f->wide->packing, state, f->key + 1 + EXPR_BOUND_MAX);
}

static enum recover_answer answer(const struct question *q, const uint64_t *state, uint64_t effort)
{
	struct futures *f = q->futures;
	enum recover_answer found;
	unsigned char *key;

	set_key(q, state);
	if (known(f, &found))
		return found;
	key = mem_alloc(f->known.size);
	memcpy(key, f->key, f->known.size);
	found = search(q, state, effort, NULL);
	remember(f, key, found);
	free(key);
	return found;
}

/* --- what does not matter --------------------------------------------------------------------- */

/* Whether a tree looks at locals by another name than that of the bound member. */
static bool looks_at_others(const struct system *system, const struct expr *e, const char *member)
{
	if (!e || e->kind == EXPR_KEYS)
		return false;
	if (e->kind == EXPR_NAME)
		return e->meaning == EXPR_NAME_VARIABLE && system->variables[e->index].role >= 0;
	if (e->kind == EXPR_AT && member && e->part[0]->kind == EXPR_NAME && e->part[1]->kind == EXPR_NAME &&
	    e->part[1]->meaning == EXPR_NAME_BOUND && strcmp(e->part[1]->name, member) == 0)
		return false;
	for (uint32_t i = 0; i < e->count && e->items; i++)
		if (looks_at_others(system, e->items[i], member))
			return true;
	return looks_at_others(system, e->part[0], member) || looks_at_others(system, e->part[1], member) ||
	       looks_at_others(system, e->part[2], member);
}

static bool any_step_looks(const struct system *system)
{
	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned s = 0; s < system->roles[r].step_count; s++) {
			const struct system_step *step = &system->roles[r].steps[s];

			for (unsigned i = 0; i < step->guard_count; i++)
				if (looks_at_others(system, step->guards[i], NULL))
					return true;
			for (unsigned i = 0; i < step->effect_count; i++)
				if (looks_at_others(system, step->effects[i], NULL))
					return true;
			for (unsigned i = 0; i < step->choice_count; i++)
				if (looks_at_others(system, step->choices[i].tree, NULL))
					return true;
		}
	return false;
}

/* Forgets the locals of the others, which a process that acts alone does not see. */
static void forget_others(const struct question *q, uint64_t *state)
{
	const struct machine *wide = q->futures->wide;

	if (any_step_looks(wide->system) ||
	    (q->future->keeps >= 0 &&
	     looks_at_others(wide->system, wide->properties[q->future->keeps].tree, NULL)) ||
	    looks_at_others(wide->system, q->declared->condition, q->future->tree->name))
		return;
	for (unsigned p = 0; p < wide->model.process_count; p++) {
		const struct system_role *role = &wide->system->roles[wide->processes[p].role];
		const struct shape *item;

		if ((int)p == q->process || role->variable < 0)
			continue;
		item = wide->shapes[role->variable]->item;
		for (unsigned i = 0,
		              first = wide->first_slot[role->variable] + wide->processes[p].nth * item->slots;
		     i < item->slots; i++)
			slot_set(&wide->slots[first + i], state,
			         slot_get(&wide->slots[first + i], wide->initial));
	}
}

static void note_log(void *ctx, unsigned slot)
{
	int *log = ctx;

	if ((int)slot >= log[0] && (int)slot < log[0] + log[1])
		log[2] = 1;
}

/* No step reads the log; what must be kept may. */
static void forget_log(const struct question *q, uint64_t *state)
{
	const struct machine *wide = q->futures->wide;
	const struct log *log = &wide->packing->log;
	int looked[3] = { (int)log->slot, (int)log->slots, 0 };

	if (log->variable < 0 || q->future->keeps >= 0)
		return;
	node_reads(wide, q->future->condition, note_log, looked);
	for (unsigned i = 0; i < log->slots && !looked[2]; i++)
		slot_set(&wide->slots[log->slot + i], state, 0);
}

static void forget(const struct question *q, uint64_t *state)
{
	struct futures *f = q->futures;

	forget_others(q, state);
	forget_log(q, state);
	packing_pack(f->wide->packing, state, f->packed);
	packing_unpack(f->wide->packing, f->packed, state);
}

/* --- one question --------------------------------------------------------------------------------- */

/* Whether the process never takes a step of the part. */
static bool is_unfit(const struct question *q)
{
	const struct machine *wide = q->futures->wide;
	const struct machine_process *process = q->process >= 0 ? &wide->processes[q->process] : NULL;

	return q->declared->part && process && process->also &&
	       strcmp(wide->system->roles[process->role].also_part, q->declared->part) != 0;
}

static bool can_begin(const struct question *q, const uint64_t *state)
{
	const struct machine *wide = q->futures->wide;
	const struct machine_process *process = &wide->processes[q->process];

	for (unsigned a = process->first; a < process->last; a++)
		if (allows(q, &wide->actions[a]) &&
		    machine_starts_at(wide, process, &wide->actions[a], state))
			return true;
	return false;
}

static enum recover_answer by_process(const struct question *q, const uint64_t *state)
{
	struct question one = *q;

	one.alone = true;
	memcpy(q->futures->start, state, q->futures->wide->model.state_size);
	forget(&one, q->futures->start);
	return answer(&one, q->futures->start, EFFORT_ALONE);
}

static enum recover_answer ask(const struct question *q, const uint64_t *state)
{
	bool now = holds(q, q->future->condition, state);

	if (is_unfit(q))
		return RECOVER_YES;
	if (q->future->from && !holds(q, q->future->from, state))
		return RECOVER_YES;
	if (now && !q->future->only && q->future->keeps < 0)
		return RECOVER_YES;
	if (now && q->alone && q->future->keeps >= 0 && !can_begin(q, state))
		return RECOVER_YES;
	if (q->alone)
		return by_process(q, state);
	if (q->process >= 0 && q->future->keeps < 0 && by_process(q, state) == RECOVER_YES)
		return RECOVER_YES;
	return answer(q, state, q->futures->effort);
}

/* --- for each ----------------------------------------------------------------------------------------- */

/* Calls `fn` for each way to choose members, until it returns false. */
typedef bool question_fn(void *ctx, const struct question *q);

static int process_of(const struct machine *wide, const struct expr *binder, uint64_t raw)
{
	const struct expr *set = binder->part[0];
	int role = set->kind == EXPR_KEYS && set->part[0]->kind == EXPR_NAME &&
	                           set->part[0]->meaning == EXPR_NAME_VARIABLE
	                   ? wide->system->variables[set->part[0]->index].role
	                   : -1;

	for (unsigned p = 0; role >= 0 && p < wide->model.process_count; p++)
		if (wide->processes[p].role == (unsigned)role && wide->processes[p].nth == raw)
			return (int)p;
	return -1;
}

static bool each(struct question *q, const struct expr *tree, const struct node *node, unsigned left,
                 question_fn *fn, void *ctx)
{
	struct run run = { .machine = q->futures->wide, .state = q->futures->carried };
	uint64_t members;
	int process = q->process;

	if (!left)
		return fn(ctx, q);
	memcpy(run.bound, q->bound, sizeof(run.bound));
	members = (uint64_t)node_eval(&run, node->a);
	for (unsigned raw = 0; raw < 64; raw++) {
		if (!(members >> raw & 1))
			continue;
		q->bound[node->index] = raw;
		q->process = process >= 0 ? process : process_of(q->futures->wide, tree, raw);
		if (!each(q, tree->part[1], node->b, left - 1, fn, ctx))
			return false;
	}
	q->process = process;
	return true;
}

static bool each_question(struct futures *f, unsigned property, question_fn *fn, void *ctx)
{
	const struct machine_property *of = &f->wide->properties[property];
	struct question q = { .futures = f,
		              .future = of->future,
		              .declared = of->declared,
		              .property = property,
		              .process = -1,
		              .alone = of->declared->alone };

	return each(&q, of->future->tree, of->future->condition, of->future->binder_count, fn, ctx);
}

/* --- the wider machine --------------------------------------------------------------------------------- */

/* The row of the names that a choice may find used up; -1: there are none. */
static int scarce_row(const struct machine *machine)
{
	const struct system *system = machine->system;

	for (unsigned r = 0; r < system->role_count; r++)
		for (unsigned s = 0; s < system->roles[r].step_count; s++)
			for (unsigned c = 0; c < system->roles[r].steps[s].choice_count; c++) {
				const struct expr *tree = system->roles[r].steps[s].choices[c].tree;

				for (unsigned i = 0; tree->part[1] && tree->part[0]->kind == EXPR_NAME &&
				                     i < system->set_count;
				     i++)
					if (strcmp(system->sets[i].all, tree->part[0]->name) == 0 &&
					    system->sets[i].rows[0] != SCOPE_ROWS_MAX &&
					    system->rows[system->sets[i].rows[0]].kind != SCOPE_PROCESS)
						return (int)system->sets[i].rows[0];
			}
	return -1;
}

static int clock_process(const struct machine *wide)
{
	int clock = wide->packing->growth.clock;

	for (unsigned p = 0; clock >= 0 && p < wide->model.process_count; p++)
		for (unsigned a = wide->processes[p].first; a < wide->processes[p].last; a++)
			for (unsigned e = 0; e < wide->actions[a].effect_count; e++) {
				const struct expr *place = wide->actions[a].effects[e]->tree->part[0];

				if (place->kind == EXPR_NAME && place->meaning == EXPR_NAME_VARIABLE &&
				    (int)place->index == clock)
					return (int)p;
			}
	return -1;
}

static bool prepare(const struct machine *machine)
{
	struct futures *f = machine->futures;
	struct constants constants = machine->constants;
	struct scope scope = machine->scope;
	int row = scarce_row(machine);
	struct model *model;

	if (f->tried)
		return f->wide != NULL;
	f->tried = true;
	if (row >= 0) {
		int most = machine->system->rows[row].most;

		scope.of[row] = scope.of[row] + SPARE_NAMES < most ? scope.of[row] + SPARE_NAMES : most;
		constants.of[row] = NULL;
	}
	if (machine_unbounded(machine->design, &scope, &constants, &model, NULL))
		return false;
	f->wide = (struct machine *)(void *)model;
	/* Names of processes and constants must stay what they are. */
	orbits_release(f->wide->packing->orbits);
	f->wide->packing->orbits = NULL;
	f->names = f->wide->packing->recycling;
	if (!f->names && row >= 0)
		f->names = recycling_of_row(f->wide, &f->wide->packing->growth, (unsigned)row);
	f->unknown_names = !f->names && row >= 0;
	f->clock = clock_process(f->wide);
	key_table_init(&f->known, (1 + EXPR_BOUND_MAX + f->wide->packing->words) * sizeof(uint64_t));
	f->carried = mem_alloc(model->state_size);
	f->start = mem_alloc(model->state_size);
	f->key = mem_alloc(f->known.size);
	f->packed = mem_array(f->wide->packing->words, sizeof(uint64_t));
	return true;
}

struct futures *futures_new(void)
{
	struct futures *f = mem_alloc(sizeof(*f));

	pthread_mutex_init(&f->lock, NULL);
	f->effort = EFFORT_USUAL;
	return f;
}

void futures_free(struct futures *f)
{
	if (!f)
		return;
	if (f->wide)
		model_free(&f->wide->model);
	free(f->keys);
	free(f->answers);
	key_table_release(&f->known);
	free(f->carried);
	free(f->start);
	free(f->key);
	free(f->packed);
	pthread_mutex_destroy(&f->lock);
	free(f);
}

/* --- judging ----------------------------------------------------------------------------------------------
 */

static bool find_worst(void *ctx, const struct question *q)
{
	enum recover_answer *worst = ctx, one = ask(q, q->futures->carried);

	if (one == RECOVER_NO || *worst == RECOVER_YES)
		*worst = one;
	return *worst != RECOVER_NO;
}

uint32_t machine_foresee(const struct machine *machine, const uint64_t *state, uint32_t asked, uint32_t *open)
{
	struct futures *f = machine->futures;
	uint32_t broken = 0;

	*open = 0;
	asked &= machine->futures_asked;
	if (!asked)
		return 0;
	pthread_mutex_lock(&f->lock);
	if (!prepare(machine)) {
		*open = asked;
		asked = 0;
	} else {
		machine_project(&machine->model, state, &f->wide->model, f->carried);
	}
	if (f->wide) {
		*open |= asked & f->wide->unjudged;
		asked &= ~f->wide->unjudged;
	}
	for (unsigned p = 0; asked >> p; p++) {
		enum recover_answer worst = RECOVER_YES;

		if (!(asked >> p & 1))
			continue;
		each_question(f, p, find_worst, &worst);
		broken |= (uint32_t)(worst == RECOVER_NO) << p;
		*open |= (uint32_t)(worst == RECOVER_UNKNOWN) << p;
	}
	pthread_mutex_unlock(&f->lock);
	return broken;
}

void machine_effort(const struct model *model, uint64_t states)
{
	struct futures *f = machine_of(model)->futures;

	pthread_mutex_lock(&f->lock);
	if (f->effort != states && f->wide)
		key_table_clear(&f->known);
	f->effort = states;
	pthread_mutex_unlock(&f->lock);
}

/* --- evidence
 * ----------------------------------------------------------------------------------------------- */

struct evidence {
	const struct machine *machine;
	struct model_run *run;
	struct buf facts, why;
};

/* "s = s1, u = u1" */
static void say_members(const struct question *q, struct buf *out)
{
	const struct machine *wide = q->futures->wide;
	const struct expr *tree = q->future->tree;
	const struct node *node = q->future->condition;

	for (unsigned i = 0; i < q->future->binder_count; i++, tree = tree->part[1], node = node->b) {
		int process = process_of(wide, tree, q->bound[node->index]);
		const struct universe *names = NULL;

		for (unsigned s = 0; s < wide->system->set_count && !names; s++)
			if (tree->part[0]->kind == EXPR_NAME &&
			    strcmp(wide->system->sets[s].all, tree->part[0]->name) == 0)
				names = wide->universes[s];
		if (process >= 0 && !i) {
			buf_add_text(out, wide->model.processes[process].name);
			continue;
		}
		buf_printf(out, "%s%s = %s", i ? ", " : "", tree->name,
		           process >= 0 ? wide->model.processes[process].name
		           : names      ? names->names[q->bound[node->index]]
		                        : "?");
	}
}

/* What the process could still do at the end of the run. */
static void say_what_remains(const struct question *q, const uint64_t *end, struct buf *out)
{
	const struct machine *wide = q->futures->wide;
	const struct machine_process *process = &wide->processes[q->process];
	size_t before = out->length;
	struct buf why;

	buf_init(&why);
	for (unsigned a = process->first; a < process->last; a++) {
		buf_clear(&why);
		if (!allows(q, &wide->actions[a]) ||
		    !machine_starts_at(wide, process, &wide->actions[a], end) ||
		    !machine_why_not(&wide->model, end, (unsigned)q->process, a, &why))
			continue;
		buf_printf(out, "%s%s %s", out->length > before ? "; " : "", wide->model.actions[a].name,
		           why.data);
	}
	buf_release(&why);
	if (out->length == before)
		buf_printf(out, "%s goes on taking steps and never gets there",
		           wide->model.processes[q->process].name);
}

static void say_end(const struct question *q, struct evidence *e, const struct recover_run *run)
{
	const struct model *wide = &q->futures->wide->model;
	struct model_walk walk;

	model_walk_begin(&walk, wide, q->futures->carried);
	for (size_t i = 0; i < run->count; i++)
		if (!model_walk_take(&walk, &run->steps[i]))
			break;
	/* What is kept of a state does not show what its last step logged. */
	if (run->wrong && run->count &&
	    !machine_apply(wide, walk.from, &run->steps[run->count - 1], q->futures->start))
		wide->ops->broken_facts(wide, walk.from, &run->steps[run->count - 1], q->futures->start,
		                        (unsigned)q->future->keeps, &e->why);
	else if (q->process >= 0)
		say_what_remains(q, walk.at, &e->why);
	model_walk_end(&walk);
}

static bool explain(void *ctx, const struct question *q)
{
	struct evidence *e = ctx;
	struct futures *f = q->futures;
	struct recover_run run = { 0 }, all = { 0 };
	struct question one = *q;

	if (ask(q, f->carried) != RECOVER_NO)
		return true;
	if (q->process >= 0) {
		one.alone = true;
		memcpy(f->start, f->carried, f->wide->model.state_size);
		forget(&one, f->start);
		search(&one, f->start, 0, &run);
	}
	say_members(q, &e->facts);
	buf_printf(&e->facts, q->declared->alone ? " alone %s %s" : " %s %s",
	           run.wrong ? "can break" : "can never reach",
	           run.wrong ? f->wide->model.properties[q->future->keeps].name : "");
	if (!run.wrong) {
		const struct expr *tree = q->future->tree;

		for (unsigned i = 0; i < q->future->binder_count; i++)
			tree = tree->part[1];
		expr_show(&e->facts, tree, false);
	}
	say_end(&one, e, &run);
	if (!q->alone && search(q, f->carried, f->effort, &all) == RECOVER_NO)
		buf_printf(&e->why, "%sin none of the %u states that can follow is it true",
		           e->why.length ? "; " : "", all.states);
	recover_run_release(&all);
	e->run->steps = run.steps;
	e->run->count = run.count;
	return false;
}

void machine_run_shown(const struct model *model, const void *state, unsigned property, struct model_run *run)
{
	struct evidence e = { .machine = machine_of(model) };
	struct futures *f = e.machine->futures;

	*run = (struct model_run){ 0 };
	e.run = run;
	if (!(e.machine->futures_asked >> property & 1))
		return;
	buf_init(&e.facts);
	buf_init(&e.why);
	pthread_mutex_lock(&f->lock);
	if (prepare(e.machine)) {
		machine_project(model, state, &f->wide->model, f->carried);
		if (!each_question(f, property, explain, &e)) {
			run->model = &f->wide->model;
			run->facts = buf_detach(&e.facts);
			run->why = buf_detach(&e.why);
		}
	}
	pthread_mutex_unlock(&f->lock);
	buf_release(&e.facts);
	buf_release(&e.why);
}

/* --- compiling
 * -------------------------------------------------------------------------------------------------- */

static const struct node *compile(struct machine *machine, const struct expr *declared,
                                  const struct expr **tree, struct err *err)
{
	struct nodes_scope nodes = { .machine = machine, .arena = machine->arena, .role = -1 };

	*tree = machine_tree(machine, declared, &machine->contexts[SYSTEM_ROLES_MAX], err);
	return *tree ? node_condition(&nodes, *tree, err) : NULL;
}

int future_compile(struct machine *machine, const struct system_property *declared,
                   struct machine_future *out, struct err *err)
{
	const struct expr *tree;

	out->binder_count = declared->binder_count;
	out->condition = compile(machine, declared->condition, &out->tree, err);
	if (declared->answer)
		out->from = compile(machine, declared->answer, &tree, err);
	if (declared->only)
		out->only = compile(machine, declared->only, &tree, err);
	out->keeps = -1;
	return out->condition && (!declared->answer || out->from) && (!declared->only || out->only) ? 0 : -1;
}
