/*
 * Looks at the compiled conditions of properties: `all r ∈ log: …`, where the rest asks about r, and of the
 * log only `some w ∈ log before r: …` or `all w ∈ log before r: …` about r and w.  Two entries are of one
 * class if they answer all these questions alike, for every r; it tries all.
 *
 * Rejected: understanding the questions, which would cover fewer of them.
 */
#include <string.h>

#include <heddle/err.h>
#include <heddle/mem.h>

#include "machine/futures.h"
#include "machine/log.h"

enum { QUESTIONS_MAX = 8, ENTRIES_MOST = 2048 };

/* --- finding the list --------------------------------------------------------------------- */

struct looking {
	unsigned from, to;
	bool found;
};

static void look(void *ctx, unsigned slot)
{
	struct looking *looking = ctx;

	looking->found |= slot >= looking->from && slot < looking->to;
}

/* Whether an effect only appends to the list at that slot; false for what has nothing to do with it, too. */
static bool appends_to(const struct effect *effect, unsigned slot)
{
	return effect->kind == EXPR_APPEND && effect->stores[0].at.slot == slot &&
	       !effect->stores[0].at.key_count;
}

bool log_is(const struct machine *machine, unsigned variable)
{
	const struct shape *shape = machine->shapes[variable];
	unsigned slot = machine->first_slot[variable];
	struct looking looking = { slot, slot + shape->slots, false };

	if (shape->kind != DECLARED_LIST || shape->bound < 0 || !shape->slots)
		return false;
	for (unsigned a = 0; a < machine->model.action_count; a++) {
		struct machine_action action = machine->actions[a];
		const struct effect *kept[SYSTEM_PIECES_MAX];
		unsigned appends = 0, count = 0;

		for (unsigned e = 0; e < action.effect_count; e++) {
			const struct effect *effect = action.effects[e];

			for (unsigned i = 0; i < effect->store_count && !appends_to(effect, slot); i++)
				if (effect->stores[i].at.slot >= slot &&
				    effect->stores[i].at.slot < slot + shape->slots)
					return false;
			appends += appends_to(effect, slot);
			if (appends_to(effect, slot))
				node_reads(machine, effect->stores[0].raw, look, &looking);
			else
				kept[count++] = effect;
		}
		action.effects = kept;
		action.effect_count = count;
		machine_action_reads(machine, &action, look, &looking);
		if (appends > 1)
			return false;
	}
	return !looking.found;
}

/* --- the questions of a property -------------------------------------------------------------- */

struct question {
	const struct node *about; /* the ALL_ITEMS around it */
	const struct node *node;  /* ALL_ITEMS or SOME_ITEMS, before its entry */
};

struct asking {
	const struct machine *machine;
	const struct log *log;
	const struct node *about;
	struct question questions[QUESTIONS_MAX];
	unsigned count;
	const struct node *bodies[QUESTIONS_MAX]; /* what must hold of each entry */
	const struct node *abouts[QUESTIONS_MAX];
	unsigned body_count;
};

static bool is_items(const struct node *node)
{
	return node->kind == NODE_ALL_ITEMS || node->kind == NODE_SOME_ITEMS;
}

static bool over_log(const struct asking *a, const struct node *node)
{
	return is_items(node) && !node->at.key_count && !node->at.after && node->at.slot == a->log->slot;
}

/* Whether a node depends on nothing but bound entries. */
static bool is_closed(const struct node *node)
{
	if (!node)
		return true;
	if (is_items(node) || node->kind == NODE_LENGTH || node->kind == NODE_LOAD ||
	    node->kind == NODE_SELF || node->kind == NODE_CHOSEN)
		return false;
	return is_closed(node->a) && is_closed(node->b) && is_closed(node->c);
}

/* Whether what must hold of an entry is of the form above; collects its questions. */
static bool understand(struct asking *a, const struct node *node)
{
	if (is_closed(node))
		return true;
	if (over_log(a, node)) {
		if (node->before != (int)a->about->index || !is_closed(node->b) || a->count == QUESTIONS_MAX)
			return false;
		a->questions[a->count++] = (struct question){ a->about, node };
		return true;
	}
	/* Inside another binder a question would also be about what that binds. */
	if (node->kind != NODE_AND && node->kind != NODE_OR && node->kind != NODE_NOT &&
	    node->kind != NODE_IMPLIES && node->kind != NODE_IF)
		return false;
	return (!node->a || understand(a, node->a)) && (!node->b || understand(a, node->b)) &&
	       (!node->c || understand(a, node->c));
}

static bool reads_log(const struct asking *a, const struct node *node)
{
	struct looking looking = { a->log->slot, a->log->slot + a->log->slots, false };

	node_reads(a->machine, node, look, &looking);
	return looking.found;
}

static bool understand_property(struct asking *a, const struct node *node)
{
	if (!reads_log(a, node))
		return true;
	if (node->kind == NODE_AND)
		return understand_property(a, node->a) && understand_property(a, node->b);
	if (node->kind != NODE_ALL_ITEMS || !over_log(a, node) || node->before >= 0 ||
	    a->body_count == QUESTIONS_MAX)
		return false;
	a->about = node;
	a->abouts[a->body_count] = node;
	a->bodies[a->body_count++] = node->b;
	return understand(a, node->b);
}

/* --- classes ------------------------------------------------------------------------------------- */

static bool answer(const struct asking *a, const struct question *q, uint64_t about, uint64_t before)
{
	struct run run = { .machine = a->machine };

	run.bound[q->about->index] = about;
	run.bound[q->node->index] = before;
	return node_eval(&run, q->node->b) != 0;
}

/* 1, 0, or -1: it depends on the answers to questions. */
static int whatever(const struct asking *a, const struct node *node, struct run *run)
{
	int left, right;

	if (is_closed(node))
		return node_eval(run, node) != 0;
	switch (node->kind) {
	case NODE_NOT:
		left = whatever(a, node->a, run);
		return left < 0 ? -1 : !left;
	case NODE_AND:
	case NODE_OR:
		left = whatever(a, node->a, run);
		right = whatever(a, node->b, run);
		if (left == (node->kind == NODE_OR) || right == (node->kind == NODE_OR))
			return node->kind == NODE_OR;
		return left < 0 || right < 0 ? -1 : left;
	case NODE_IMPLIES:
		left = whatever(a, node->a, run);
		right = whatever(a, node->b, run);
		return left == 0 || right == 1 ? 1 : left < 0 || right < 0 ? -1 : 0;
	case NODE_IF:
		left = whatever(a, node->a, run);
		return left < 0 ? -1 : whatever(a, left ? node->b : node->c, run);
	default:
		return -1;
	}
}

/* Whether an entry satisfies all properties wherever it is in the log. */
static bool holds_anywhere(const struct asking *a, uint64_t entry)
{
	for (unsigned i = 0; i < a->body_count; i++) {
		struct run run = { .machine = a->machine };

		run.bound[a->abouts[i]->index] = entry;
		if (whatever(a, a->bodies[i], &run) != 1)
			return false;
	}
	return true;
}

/* Whether two entries answer all questions alike; `other` UINT64_MAX: an entry that is not there. */
static bool alike(const struct asking *a, uint64_t radix, uint64_t entry, uint64_t other)
{
	for (unsigned q = 0; q < a->count; q++)
		for (uint64_t about = 0; about < radix; about++) {
			bool there = answer(a, &a->questions[q], about, entry);
			bool wanted = other == UINT64_MAX ? a->questions[q].node->kind == NODE_ALL_ITEMS
			                                  : answer(a, &a->questions[q], about, other);

			if (there != wanted)
				return false;
		}
	return true;
}

/* Returns false if an entry that says something about later ones could itself be broken by another order. */
static bool classify(const struct asking *a, struct log *log, uint64_t radix)
{
	log->class_count = 0;
	for (uint64_t entry = 0; entry < radix; entry++) {
		unsigned class = 0;

		log->class_of[entry] = 0;
		if (alike(a, radix, entry, UINT64_MAX))
			continue;
		if (!holds_anywhere(a, entry))
			return false;
		while (class < log->class_count && !alike(a, radix, entry, log->first[class]))
			class ++;
		if (class == log->class_count)
			log->first[log->class_count++] = (uint32_t)entry;
		log->class_of[entry] = class + 1;
	}
	return true;
}

/* --- a machine's log ------------------------------------------------------------------------------- */

static int find_variable(const struct machine *machine, struct log *log, struct err *err)
{
	for (unsigned v = 0; v < machine->system->variable_count; v++) {
		const struct shape *shape = machine->shapes[v];

		if (shape->kind != DECLARED_LIST || shape->bound < 0 || !shape->slots)
			continue;
		if (log->variable >= 0 || !log_is(machine, v) || shape->item->radix > ENTRIES_MOST) {
			err_set(err, "%s grows without bounds, and %s", machine->system->variables[v].name,
			        log->variable >= 0   ? "so does another list"
			        : log_is(machine, v) ? "has too many different entries at this scope"
			                             : "steps do more than append to it");
			return -1;
		}
		log->variable = (int)v;
		log->slot = machine->first_slot[v];
		log->slots = shape->slots;
		log->class_of = arena_array(machine->arena, shape->item->radix + 1, sizeof(uint32_t));
		log->first = arena_array(machine->arena, shape->item->radix + 1, sizeof(uint32_t));
	}
	return 0;
}

static bool asks_log(const struct asking *a, const struct machine_future *future)
{
	return reads_log(a, future->condition) || (future->from && reads_log(a, future->from));
}

int log_find(const struct machine *machine, struct log *log, uint32_t *unjudged, struct err *err)
{
	struct asking asking = { .machine = machine, .log = log };
	uint32_t odd = 0;

	*log = (struct log){ .variable = -1 };
	*unjudged = 0;
	if (find_variable(machine, log, err))
		return -1;
	if (log->variable < 0)
		return 0;
	for (unsigned p = 1; p < machine->model.property_count; p++) {
		struct asking before = asking;
		const struct node *node = machine_property_node(&machine->model, p);

		if (machine->properties[p].future) {
			odd |= (uint32_t)asks_log(&asking, machine->properties[p].future) << p;
			continue;
		}
		if (machine_has_duties(machine, p))
			continue; /* log_is: they do not read it */
		if (node && understand_property(&asking, node) &&
		    classify(&asking, log, machine->shapes[log->variable]->item->radix))
			continue;
		asking = before;
		odd |= UINT32_C(1) << p;
		if (!machine->model.properties[p].by_default)
			continue;
		err_set(err, "%s looks at %s in another way than at an entry and those before it",
		        machine->model.properties[p].name, machine->system->variables[log->variable].name);
		return err_place(err, "properties.%s", machine->model.properties[p].name);
	}
	*unjudged = odd;
	classify(&asking, log, machine->shapes[log->variable]->item->radix);
	return 0;
}
