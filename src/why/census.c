/*
 * All orders of a schedule's steps at once, by dynamic programming over (how many steps of each process were
 * taken, state, whether the property is broken).
 *
 * Orders that reach the same state with the same steps taken have the same futures, so they are counted, not
 * listed: a pass forward counts how many reach each node, a pass backward tells which nodes lead to the end
 * of all steps.  Which orders are possible follows from the edges on the way to that end: where a step is
 * taken when only so many steps of another process were, all later ones of that process come after it.
 *
 * Rejected: enumerating orders, of which fourteen steps of four processes have 1,681,680; and partial-order
 * reduction, which preserves verdicts, not counts.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "why/lattice.h"
#include "why/why_private.h"

/* --- numbers that stop at the largest ------------------------------------------ */

static uint64_t add_most(uint64_t a, uint64_t b)
{
	return a > WHY_MANY - b ? WHY_MANY : a + b;
}

static uint64_t divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* The number of orders if all were possible. */
static uint64_t count_orders(const struct lattice *l)
{
	uint64_t orders = 1, total = 0;

	for (unsigned p = 0; p < l->lanes.count; p++)
		for (uint64_t k = 1; k <= l->lanes.lanes[p].count; k++) {
			uint64_t factor = ++total, common = divisor(orders, k);

			orders /= common;
			factor /= k / common;
			if (orders > WHY_MANY / factor)
				return WHY_MANY;
			orders *= factor;
		}
	return orders;
}

/* --- counting ------------------------------------------------------------------- */

static void count_ways(const struct lattice *l, struct why_census *census)
{
	uint64_t *ways = mem_array(l->nodes.table.count, sizeof(*ways));

	ways[0] = 1;
	for (uint32_t node = 0; node < l->nodes.table.count; node++) {
		for (size_t e = l->first[node]; e < l->first[node + 1]; e++)
			ways[l->edges[e].to] = add_most(ways[l->edges[e].to], ways[node]);
		if (!lattice_is_end(l, node))
			continue;
		census->possible = add_most(census->possible, ways[node]);
		if (lattice_broken(l, node))
			census->breaking = add_most(census->breaking, ways[node]);
	}
	free(ways);
}

/* --- orders --------------------------------------------------------------------- */

/* For a step and each process: the fewest steps of that process that are taken before it. */
struct fewest {
	uint16_t *possible, *breaking; /* by step, then by lane */
};

static void find_fewest(const struct lattice *l, struct fewest *f)
{
	size_t cells = l->count * l->lanes.count;

	f->possible = mem_array(cells, sizeof(*f->possible));
	f->breaking = mem_array(cells, sizeof(*f->breaking));
	memset(f->possible, 0xff, cells * sizeof(*f->possible));
	memset(f->breaking, 0xff, cells * sizeof(*f->breaking));
	for (uint32_t node = 0; node < l->nodes.table.count; node++)
		for (size_t e = l->first[node]; e < l->first[node + 1]; e++) {
			const struct lattice_edge *edge = &l->edges[e];
			const uint16_t *cut = lattice_cut(l, node);

			for (unsigned p = 0; p < l->lanes.count; p++) {
				size_t at = edge->step * l->lanes.count + p;

				if (l->leads[edge->to] && cut[p] < f->possible[at])
					f->possible[at] = cut[p];
				if (l->leads[edge->to] & LEADS_BROKEN && cut[p] < f->breaking[at])
					f->breaking[at] = cut[p];
			}
		}
}

enum order { ORDER_FREE, ORDER_NECESSARY, ORDER_FORCED };

static enum order order_of(const struct lattice *l, const struct fewest *f, size_t before, size_t after)
{
	unsigned lane = l->lane_of[before];
	size_t at = after * l->lanes.count + lane;
	unsigned place = l->place_of[before]; /* from 0 */

	if (f->possible[at] > place)
		return ORDER_FORCED;
	return f->breaking[at] > place ? ORDER_NECESSARY : ORDER_FREE;
}

static bool of_one_process(const struct lattice *l, size_t a, size_t b)
{
	return l->lane_of[a] == l->lane_of[b];
}

/* holds[a * count + b]: a comes before b in every order that breaks the property. */
static bool *orders_that_hold(const struct lattice *l, const struct fewest *f)
{
	bool *holds = mem_array(l->count * l->count, sizeof(*holds));

	for (size_t a = 0; a < l->count; a++)
		for (size_t b = 0; b < l->count; b++)
			holds[a * l->count + b] = of_one_process(l, a, b)
			                                  ? l->place_of[a] < l->place_of[b]
			                                  : order_of(l, f, a, b) != ORDER_FREE;
	return holds;
}

static bool follows_from_others(const struct lattice *l, const bool *holds, size_t a, size_t b)
{
	for (size_t c = 0; c < l->count; c++)
		if (c != a && c != b && holds[a * l->count + c] && holds[c * l->count + b])
			return true;
	return false;
}

static void list_orders(const struct lattice *l, const struct fewest *f, struct why_census *census)
{
	bool *holds = orders_that_hold(l, f);
	size_t room = 0;

	for (size_t a = 0; a < l->count; a++)
		for (size_t b = 0; b < l->count; b++) {
			enum order order = of_one_process(l, a, b) ? ORDER_FREE : order_of(l, f, a, b);

			if (order == ORDER_FREE)
				continue;
			census->necessary += order == ORDER_NECESSARY;
			census->forced += order == ORDER_FORCED;
			if (follows_from_others(l, holds, a, b))
				continue;
			census->orders = mem_grow(census->orders, &room, census->order_count + 1,
			                          sizeof(*census->orders));
			census->orders[census->order_count++] = (struct why_order){
				.before = (uint32_t)a, .after = (uint32_t)b, .forced = order == ORDER_FORCED
			};
		}
	free(holds);
}

/* --- orders that are fine --------------------------------------------------------- */

/* The fewest differences from the node to a fine end, and from the start to the node; UINT32_MAX: none. */
struct fine {
	uint32_t *ahead, *behind;
	size_t *edge_behind; /* the edge into a node on such a way */
};

/* A step out of turn, before one that the schedule has earlier, is a difference. */
static uint32_t differs(const struct lattice *l, uint32_t node, size_t edge)
{
	const uint16_t *cut = lattice_cut(l, node);

	for (unsigned p = 0; p < l->lanes.count; p++)
		if (cut[p] < l->lanes.lanes[p].count && l->lanes.lanes[p].steps[cut[p]] < l->edges[edge].step)
			return 1;
	return 0;
}

static uint32_t add_cost(uint32_t a, uint32_t b)
{
	return a == UINT32_MAX || b == UINT32_MAX ? UINT32_MAX : a + b;
}

static void find_fine(const struct lattice *l, struct fine *f)
{
	uint32_t count = l->nodes.table.count;

	f->ahead = mem_array(count, sizeof(*f->ahead));
	f->behind = mem_array(count, sizeof(*f->behind));
	f->edge_behind = mem_array(count, sizeof(*f->edge_behind));
	for (uint32_t node = count; node-- > 0;) {
		f->behind[node] = node ? UINT32_MAX : 0;
		f->ahead[node] = lattice_is_end(l, node) && !lattice_broken(l, node) ? 0 : UINT32_MAX;
		for (size_t e = l->first[node]; e < l->first[node + 1]; e++) {
			uint32_t cost = add_cost(f->ahead[l->edges[e].to], differs(l, node, e));

			if (cost < f->ahead[node])
				f->ahead[node] = cost;
		}
	}
	for (uint32_t node = 0; node < count; node++)
		for (size_t e = l->first[node]; e < l->first[node + 1]; e++) {
			uint32_t to = l->edges[e].to, cost = add_cost(f->behind[node], differs(l, node, e));

			if (cost >= f->behind[to])
				continue;
			f->behind[to] = cost;
			f->edge_behind[to] = e;
		}
}

static uint32_t node_of_edge(const struct lattice *l, size_t edge)
{
	uint32_t low = 0, high = l->nodes.table.count;

	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;

		if (l->first[middle] <= edge)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* From a node on, stays with the schedule as long as that costs nothing. */
static void follow_ahead(const struct lattice *l, const struct fine *f, uint32_t node, uint32_t *run,
                         size_t at)
{
	while (at < l->count) {
		size_t best = l->first[node];
		bool found = false;

		for (size_t e = l->first[node]; e < l->first[node + 1]; e++) {
			uint32_t turn = differs(l, node, e);

			if (add_cost(f->ahead[l->edges[e].to], turn) != f->ahead[node])
				continue;
			if (!found || turn < differs(l, node, best))
				best = e;
			found = true;
		}
		run[at++] = l->edges[best].step;
		node = l->edges[best].to;
	}
}

static uint32_t *run_through(const struct lattice *l, const struct fine *f, size_t edge)
{
	uint32_t *run = mem_array(l->count, sizeof(*run));
	uint32_t node = node_of_edge(l, edge);
	size_t at = 0;

	for (unsigned p = 0; p < l->lanes.count; p++)
		at += lattice_cut(l, node)[p];
	run[at] = l->edges[edge].step;
	follow_ahead(l, f, l->edges[edge].to, run, at + 1);
	while (at > 0) {
		size_t into = f->edge_behind[node];

		run[--at] = l->edges[into].step;
		node = node_of_edge(l, into);
	}
	return run;
}

/* A fine run with the fewest differences in which `after` comes before `before`; null: none. */
static uint32_t *other_way_round(const struct lattice *l, const struct fine *f, const struct why_order *order)
{
	unsigned lane = l->lane_of[order->before], place = l->place_of[order->before];
	uint32_t best = UINT32_MAX;
	size_t through = 0;

	for (uint32_t node = 0; node < l->nodes.table.count; node++)
		for (size_t e = l->first[node]; e < l->first[node + 1]; e++) {
			uint32_t cost;

			if (l->edges[e].step != order->after || lattice_cut(l, node)[lane] > place)
				continue;
			cost = add_cost(add_cost(f->behind[node], differs(l, node, e)),
			                f->ahead[l->edges[e].to]);
			if (cost < best) {
				best = cost;
				through = e;
			}
		}
	return best == UINT32_MAX ? NULL : run_through(l, f, through);
}

static void reverse_orders(const struct lattice *l, struct why_census *census)
{
	struct fine f;

	find_fine(l, &f);
	for (size_t i = 0; i < census->order_count; i++)
		if (!census->orders[i].forced)
			census->orders[i].reversed = other_way_round(l, &f, &census->orders[i]);
	free(f.ahead);
	free(f.behind);
	free(f.edge_behind);
}

/* --- the answer -------------------------------------------------------------------- */

static enum why_status take_census(const struct why_question *question, struct budget *budget, void *out)
{
	struct why_census *census = out;
	struct lattice lattice;
	enum why_status status = lattice_build(&lattice, question, budget);

	if (status == WHY_KNOWN) {
		struct fewest fewest;

		census->all = count_orders(&lattice);
		count_ways(&lattice, census);
		find_fewest(&lattice, &fewest);
		list_orders(&lattice, &fewest, census);
		reverse_orders(&lattice, census);
		free(fewest.possible);
		free(fewest.breaking);
	}
	lattice_release(&lattice);
	return status;
}

enum why_status why_census(const struct why_question *question, struct why_census *census)
{
	struct why_question asked = *question;

	*census = (struct why_census){ 0 };
	asked.count = why_first_break(asked.model, asked.steps, asked.count, asked.property);
	if (!asked.count)
		return WHY_NONE;
	return with_room(&asked, take_census, census);
}

void why_census_release(struct why_census *census)
{
	for (size_t i = 0; i < census->order_count; i++)
		free(census->orders[i].reversed);
	free(census->orders);
	*census = (struct why_census){ 0 };
}
