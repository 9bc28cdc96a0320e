/*
 * Computes `now`, everything derived from the node at the cursor, anew after every change.
 *
 * All of it lives in one arena that is cleared first.  Successors are only listed, not described: a state
 * may have thousands, of which a screen shows twenty (session_preview).
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/value.h>

#include "session/session_private.h"

/* --- properties along the tree ---------------------------------------------- */

/* The properties evaluated at every node: all, except unchecked ones that need a search. */
static uint32_t judged_properties(const struct session *session)
{
	const struct model *model = session->model;
	uint32_t all = (uint32_t)((UINT64_C(1) << model->property_count) - 1);
	return all & (~model_future_properties(model) | session->properties);
}

static const struct judgement *judge(struct session *session, uint32_t node)
{
	static const struct judgement nothing = { .known = true };
	struct play *play = play_of(session);
	const struct model *model = session->model;
	uint32_t judged = judged_properties(session);
	if (model->property_count == 0)
		return &nothing;
	if (judged & ~play->judged)
		play->judgement_count = 0;
	play->judged |= judged;
	if (play->judgement_count <= node) {
		size_t count = history_count(session->history);
		play->judgements =
		        mem_grow(play->judgements, &play->judgement_room, count, sizeof *play->judgements);
		while (play->judgement_count < count)
			play->judgements[play->judgement_count++] = (struct judgement){ 0 };
	}
	struct judgement *of = &play->judgements[node];
	if (of->known)
		return of;
	const struct step *step = history_step(session->history, node);
	const void *from = NULL;
	if (step)
		from = history_state(session->history, history_parent(session->history, node));
	const void *to = history_state(session->history, node);
	of->broken = model->ops->broken(model, from, step, to, play->judged);
	of->breaks = of->broken ? model_breaks(model, from, step, to, of->broken) : 0;
	of->known = true;
	return of;
}

uint32_t session_broken_at(struct session *session, uint32_t node)
{
	return judge(session, node)->broken & session->properties;
}

uint32_t session_breaks_at(struct session *session, uint32_t node)
{
	return judge(session, node)->breaks & session->properties;
}

void session_facts(struct session *session, uint32_t node, unsigned property, struct buf *out)
{
	const struct step *step = history_step(session->history, node);
	const void *from = NULL;
	if (step)
		from = history_state(session->history, history_parent(session->history, node));
	session->model->ops->broken_facts(session->model, from, step, history_state(session->history, node),
	                                  property, out);
}

static void find_violations(struct session *session)
{
	struct play *play = play_of(session);
	size_t length;
	const uint32_t *line = history_line(session->history, &length);
	session->violation_node = UINT32_MAX;
	session->violation_broken = 0;
	session->violation_count = 0;
	for (size_t i = 0; i < length && progress_at("judging", i, length); i++) {
		uint32_t breaks = session_breaks_at(session, line[i]);
		if (!breaks)
			continue;
		play->violations = mem_grow(play->violations, &play->violation_room,
		                            session->violation_count + 1, sizeof *play->violations);
		play->violations[session->violation_count++] = (struct violation){ line[i], breaks };
	}
	session->violations = play->violations;
	if (session->violation_count) {
		session->violation_node = session->violations[0].node;
		session->violation_broken = session->violations[0].properties;
	}
}

const struct violation *session_violation(const struct session *session, size_t *others)
{
	const struct violation *latest = NULL;
	*others = 0;
	for (size_t i = 0; i < session->violation_count; i++) {
		const struct violation *one = &session->violations[i];
		if (history_depth(session->history, one->node) > session->now.depth)
			break;
		if (!(one->properties & session->now.broken))
			continue;
		*others += latest != NULL;
		latest = one;
	}
	return latest;
}

/* --- the present ------------------------------------------------------------ */

struct changes {
	struct arena *arena;
	struct change *items;
	size_t count, room;
};

static void add_change(void *ctx, const char *path, const struct value *old_value,
                       const struct value *new_value)
{
	struct changes *all = ctx;
	all->items = mem_grow(all->items, &all->room, all->count + 1, sizeof *all->items);
	all->items[all->count++] = (struct change){ arena_strdup(all->arena, path), old_value, new_value };
}

/* Moves a malloc'ed array into the arena. */
static void *settle(struct arena *arena, void *items, size_t count, size_t size)
{
	void *settled = count ? arena_copy(arena, items, count * size) : NULL;
	free(items);
	return settled;
}

static size_t diff(struct arena *arena, const struct value *old_value, const struct value *new_value,
                   struct change **changes)
{
	struct changes all = { .arena = arena };
	value_diff(old_value, new_value, add_change, &all);
	*changes = settle(arena, all.items, all.count, sizeof *all.items);
	return all.count;
}

struct marks {
	const struct session *session;
	struct arena *arena;
	struct mark *items;
	size_t count, room;
};

static void add_mark(void *ctx, enum mark_kind kind, const char *path, const char *text)
{
	struct marks *all = ctx;
	if (session_hides(all->session, path))
		return;
	all->items = mem_grow(all->items, &all->room, all->count + 1, sizeof *all->items);
	all->items[all->count++] =
	        (struct mark){ kind, arena_strdup(all->arena, path), arena_strdup(all->arena, text) };
}

static void find_marks(struct session *session, const void *before, const struct step *step)
{
	struct marks all = { .session = session, .arena = session->now_arena };
	const struct model *model = session->model;
	if (model->ops->marks)
		model->ops->marks(model, before, step, session->now.state, add_mark, &all);
	session->now.marks = settle(all.arena, all.items, all.count, sizeof *all.items);
	session->now.mark_count = all.count;
}

static bool can_take(const struct session_now *now, unsigned process, unsigned action)
{
	for (size_t i = 0; i < now->step_count; i++)
		if (now->steps[i].process == process && now->steps[i].action == action)
			return true;
	return false;
}

/* In a recording, the reason is the same for all steps, so none are listed. */
static void find_disabled(struct session *session)
{
	const struct model *model = session->model;
	struct session_now *now = &session->now;
	size_t most = (size_t)model->process_count * model->action_count;
	struct buf why;
	if (model->recording)
		return;
	buf_init(&why);
	now->disabled = arena_array(session->now_arena, most, sizeof *now->disabled);
	for (unsigned p = 0; p < model->process_count; p++)
		for (unsigned a = 0; a < model->action_count; a++) {
			if (!model_takes(model, p, a) || can_take(now, p, a))
				continue;
			buf_clear(&why);
			if (!model->ops->why_not(model, now->state, p, a, &why))
				continue;
			now->disabled[now->disabled_count++] =
			        (struct disabled_step){ p, a, arena_strdup(session->now_arena, why.data) };
		}
	buf_release(&why);
}

/* True if the model has room for every successor.  One step of each process and action suffices: the room
 * needed does not depend on choices. */
static bool has_room(struct session *session)
{
	const struct session_now *now = &session->now;
	const struct model *model = session->model;
	for (size_t i = 0; i < now->step_count; i++) {
		const struct step *step = &now->steps[i];
		if (i && now->steps[i - 1].process == step->process &&
		    now->steps[i - 1].action == step->action)
			continue;
		if (model->ops->apply(model, now->state, step, play_of(session)->scratch) == APPLY_FULL)
			return false;
	}
	return true;
}

/* Computes the state and the enabled steps, in a model with room for all successors. */
static void find_steps(struct session *session)
{
	struct session_now *now = &session->now;
	do {
		const void *state = history_state(session->history, now->node);
		now->state = arena_copy(session->now_arena, state, session->model->state_size);
		now->step_count = model_enabled(session->model, now->state, session->now_arena, &now->steps);
	} while (!has_room(session) && session_grow(session));
}

static void find_facts(struct session *session, const void *before, const struct step *step)
{
	const struct model *model = session->model;
	struct session_now *now = &session->now;
	struct buf text;
	buf_init(&text);
	for (unsigned i = 0; i < model->property_count; i++) {
		if (!(now->broken >> i & 1))
			continue;
		buf_clear(&text);
		model->ops->broken_facts(model, before, step, now->state, i, &text);
		now->facts[i] = arena_strdup(session->now_arena, text.data);
	}
	buf_release(&text);
}

void session_refresh(struct session *session)
{
	struct session_now *now = &session->now;
	struct arena *arena = session->now_arena;
	struct history *history = session->history;
	arena_clear(arena);
	*now = (struct session_now){ .node = history_cursor(history) };
	now->came = session->round && now->node == session->loop_start ? session->loop_end : now->node;
	now->depth = history_depth(history, now->node);
	find_steps(session);
	const struct model *model = session->model;
	const struct step *step = history_step(history, now->came);
	const void *before = NULL;
	now->description = session_visible(session, model->ops->describe(model, now->state, arena), arena);
	if (step) {
		before = arena_copy(arena, history_state(history, history_parent(history, now->came)),
		                    model->state_size);
		now->before = session_visible(session, model->ops->describe(model, before, arena), arena);
		now->change_count = diff(arena, now->before, now->description, &now->changes);
	}
	find_disabled(session);
	find_marks(session, before, step);
	now->broken = session_broken_at(session, now->node);
	now->open =
	        model->ops->open ? model->ops->open(model, before, step, now->state, session->properties) : 0;
	find_facts(session, before, step);
	find_violations(session);
	session->generation++;
}

size_t session_preview(struct session *session, const struct step *step, struct change **changes)
{
	const struct model *model = session->model;
	void *next = play_of(session)->scratch;
	*changes = NULL;
	if (model->ops->apply(model, session->now.state, step, next) != APPLY_OK)
		return 0;
	const struct value *after = model->ops->describe(model, next, session->now_arena);
	return diff(session->now_arena, session->now.description,
	            session_visible(session, after, session->now_arena), changes);
}
