/*
 * Verdicts on whole behaviours, held to an explorer that is right because there is little in it to get wrong:
 * states of the ordinary model, as they are described, with ages instead of hours; what a step changes, seen
 * by comparing states; and a greatest fixed point (Emerson and Lei, "Efficient model checking in fragments of
 * the propositional mu-calculus", LICS 1986) instead of components.  The designs are bundled ones with steps
 * put in at random.
 *
 * Designs that ask for fresh ids are left out, because they have infinitely many; TLC judged those, see
 * docs/export.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/design.h>
#include <heddle/liveness.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "random.h"
#include "share.h"

enum { VARIANTS = 300, STATES = 2500, GROUPS = 3, OLDEST = 4, ROOM = 200 };

/* --- states ---------------------------------------------------------------------------------------- */

static bool is_hour(const char *field)
{
	return strcmp(field, "start") == 0 || strcmp(field, "created") == 0 ||
	       strcmp(field, "unusedKeyTime") == 0;
}

/* Without the log, the hour and the failures; what is remembered of an hour is an age. */
static void add_shown(struct buf *out, const struct value *value, int64_t now)
{
	for (uint32_t i = 0; i < value->count; i++) {
		const struct value *part;

		if (value->kind != VALUE_RECORD && value->kind != VALUE_FUNCTION) {
			value_show(out, value->items[i], true);
			buf_add_char(out, ' ');
			continue;
		}
		part = value->pairs[i].value;
		const char *name = value_text(value->pairs[i].key);

		if (strcmp(name, "operations") == 0 || strcmp(name, "time") == 0 ||
		    strcmp(name, "failed") == 0)
			continue;
		if (is_hour(name))
			buf_printf(out, "%d ",
			           now - part->number < OLDEST ? (int)(now - part->number) : OLDEST);
		else if (part->kind == VALUE_RECORD || part->kind == VALUE_FUNCTION ||
		         part->kind == VALUE_SET)
			add_shown(out, part, now);
		else
			value_show(out, part, true);
		buf_add_text(out, "; ");
	}
}

struct edge {
	uint32_t from, to;
	uint8_t taken; /* the fair group whose step it is; 0: of none */
	bool finite;   /* it logs a WRITE or counts a failure, and that is assumed to end */
};

struct obvious {
	const struct model *model;
	struct assumptions assumed;
	char *shown[STATES];
	void *states[STATES];
	uint8_t enabled[STATES]; /* groups that could change something */
	bool alive[STATES];      /* in the fixed point */
	uint32_t count, current;
	struct edge *edges;
	size_t edge_count, room;
	bool full;
	void *next;
};

static uint32_t find(struct obvious *o, const void *state)
{
	struct arena *arena = arena_new();
	const struct value *value = o->model->ops->describe(o->model, state, arena);
	const struct value *time = value_get(value, "time");
	struct buf text;
	uint32_t at = 0;

	buf_init(&text);
	add_shown(&text, value, time ? time->number : 0);
	arena_free(arena);
	while (at < o->count && strcmp(o->shown[at], text.data) != 0)
		at++;
	if (at < o->count || o->count == STATES) {
		o->full |= at == o->count;
		buf_release(&text);
		return at;
	}
	o->states[at] = mem_alloc(o->model->state_size);
	memcpy(o->states[at], state, o->model->state_size);
	o->shown[o->count++] = buf_detach(&text);
	return at;
}

/* WRITEs in the log, and failures. */
static void count_ending(const struct obvious *o, const void *state, unsigned *writes, int64_t *failures)
{
	struct arena *arena = arena_new();
	const struct value *value = o->model->ops->describe(o->model, state, arena);
	const struct value *log = value_get(value, "operations"), *failed = value_get(value, "failed");

	*writes = 0;
	for (uint32_t i = 0; i < log->count; i++)
		*writes += strcmp(value_text(value_get(log->items[i], "type")), "WRITE") == 0;
	*failures = failed ? failed->number : 0;
	arena_free(arena);
}

static bool ends(const struct obvious *o, const void *state, const void *next)
{
	unsigned writes[2];
	int64_t failures[2];

	count_ending(o, state, &writes[0], &failures[0]);
	count_ending(o, next, &writes[1], &failures[1]);
	return (o->assumed.writes_end && writes[0] != writes[1]) ||
	       (o->assumed.failures_end && failures[0] != failures[1]);
}

static uint8_t group_of(const struct obvious *o, const char *role)
{
	return strcmp(role, "clock") == 0     ? o->assumed.time_goes_on << 2
	       : strcmp(role, "cleaner") == 0 ? o->assumed.cleaners_fair << 1
	                                      : o->assumed.servers_fair;
}

static bool add_edge(void *ctx, const struct step *step)
{
	struct obvious *o = ctx;
	const void *state = o->states[o->current];
	struct edge *edge;

	assert_int_equal(o->model->ops->apply(o->model, state, step, o->next), APPLY_OK);
	if (memcmp(state, o->next, o->model->state_size) == 0)
		return true;
	o->edges = mem_grow(o->edges, &o->room, o->edge_count + 1, sizeof(*o->edges));
	edge = &o->edges[o->edge_count++];
	edge->from = o->current;
	edge->to = find(o, o->next);
	edge->finite = ends(o, state, o->next);
	edge->taken = edge->finite ? 0 : group_of(o, o->model->actions[step->action].role);
	o->enabled[o->current] |= edge->taken;
	return !o->full;
}

static void explore(struct obvious *o)
{
	void *state = mem_alloc(o->model->state_size);

	o->next = mem_alloc(o->model->state_size);
	o->model->ops->initial(o->model, state);
	find(o, state);
	free(state);
	for (; o->current < o->count && !o->full; o->current++)
		o->model->ops->enabled(o->model, o->states[o->current], add_edge, o);
	free(o->next);
}

/* --- the fixed point -------------------------------------------------------------------------------- */

/* Leaves alive what can reach, among what is alive, a state in which the group can do nothing or a step of
 * it. */
static bool shrink(struct obvious *o, uint8_t group)
{
	bool reaches[STATES] = { false }, changed = true, shrunk = false;

	for (uint32_t i = 0; i < o->count; i++)
		reaches[i] = o->alive[i] && !(o->enabled[i] & group);
	while (changed) {
		changed = false;
		for (size_t e = 0; e < o->edge_count; e++) {
			const struct edge *edge = &o->edges[e];

			if (edge->finite || !o->alive[edge->from] || !o->alive[edge->to] ||
			    reaches[edge->from] || !((edge->taken & group) || reaches[edge->to]))
				continue;
			reaches[edge->from] = changed = true;
		}
	}
	for (uint32_t i = 0; i < o->count; i++) {
		shrunk |= o->alive[i] && !reaches[i];
		o->alive[i] = reaches[i];
	}
	return shrunk;
}

/* Whether a fair behaviour can have orphans from some point on. */
static bool is_broken(struct obvious *o)
{
	uint32_t orphans = UINT32_C(1) << model_property_index(o->model, "NoOrphanFiles");
	bool shrunk = true, any = false;

	for (uint32_t i = 0; i < o->count; i++)
		o->alive[i] = o->model->ops->broken(o->model, NULL, NULL, o->states[i], orphans) != 0;
	while (shrunk) {
		shrunk = false;
		for (int g = 0; g < GROUPS; g++)
			shrunk |= shrink(o, (uint8_t)(1U << g));
	}
	for (uint32_t i = 0; i < o->count; i++)
		any |= o->alive[i];
	return any;
}

static void release(struct obvious *o)
{
	for (uint32_t i = 0; i < o->count; i++) {
		free(o->shown[i]);
		free(o->states[i]);
	}
	free(o->edges);
}

/* --- designs ------------------------------------------------------------------------------------------ */

static void add_word(struct buf *out, const char *member)
{
	struct design_word word;
	size_t count = 0, nth;

	while (design_nth_word(count, &word))
		count++;
	do {
		nth = random_below((uint32_t)count);
		design_nth_word(nth, &word);
	} while (strcmp(word.member, member) != 0);
	buf_add_char(out, '"');
	for (const char *c = word.spelling; *c; c++)
		if (*c == 'N' && (c[1] == ' ' || !c[1]))
			buf_printf(out, "%u", random_below(3));
		else
			buf_add_char(out, *c);
	buf_add_char(out, '"');
}

/* A list of up to `most` words. */
static void add_words(struct buf *out, const char *member, uint32_t most)
{
	uint32_t count = random_below(most + 1);

	buf_printf(out, ",\"%s\":[", member);
	for (uint32_t i = 0; i < count; i++) {
		buf_add_text(out, i ? "," : "");
		add_word(out, member);
	}
	buf_add_char(out, ']');
}

static const struct {
	const char *role;
	const char *states[6];
	uint32_t state_count;
} roles[] = {
	{ "server", { "waiting", "started_write", "wrote_blob", "started_read", "read_metadata" }, 5 },
	{ "cleaner", { "waiting", "got_blob_keys", "got_unused_keys", "deleting_keys" }, 4 },
	{ "clock", { NULL }, 0 },
};

/* A cleaner that can always fail cleans nothing, whatever else is changed; a server that never fails leaves
 * an orphan only while it hangs. */
static void add_failing(struct buf *out, const char *role)
{
	static const struct {
		const char *role, *way;
	} ways[] = {
		{ "cleaner", "{\"name\":\"CleanerFail\",\"remove\":true}," },
		{ "cleaner", "{\"name\":\"CleanerFail\",\"do\":[\"forget keys\",\"count failure\"]}," },
		{ "server", "{\"name\":\"FailWrite\",\"remove\":true}," },
		{ "server", "{\"name\":\"ServerFailWrite\",\"remove\":true}," },
		{ "", "" },
	};
	uint32_t way = random_below(5);

	buf_add_text(out, strcmp(ways[way].role, role) == 0 ? ways[way].way : "");
}

static void add_step(struct buf *out, size_t r, bool hours)
{
	buf_printf(out, ",\"%s\":{", roles[r].role);
	if (hours && strcmp(roles[r].role, "cleaner") == 0)
		buf_add_text(out, "\"locals\":[\"blobKeys\",\"unusedBlobKeys\",\"unusedKeyTime\"],");
	buf_add_text(out, "\"steps\":[");
	add_failing(out, roles[r].role);
	buf_printf(out, "{\"name\":\"New%zu\"", r);
	if (roles[r].state_count) {
		buf_printf(out, ",\"at\":\"%s\"", roles[r].states[random_below(roles[r].state_count)]);
		if (random_below(2))
			buf_printf(out, ",\"goto\":\"%s\"",
			           roles[r].states[random_below(roles[r].state_count)]);
	}
	add_words(out, "when", 1);
	add_words(out, "choose", 1);
	add_words(out, "do", 3);
	buf_add_text(out, "}]}");
}

/* Null when the steps do not fit; *text is the caller's. */
static struct design *variant(char **text)
{
	/* How many roles each has. */
	static const struct {
		const char *name;
		size_t roles;
	} bases[] = {
		{ "working", 1 },
		{ "storage-cleaner-naive", 2 },
		{ "storage-cleaner-naive", 2 },
		{ "storage-cleaner-naive", 2 },
		{ "storage-cleaner-improved", 3 },
		{ "storage-cleaner-kill", 3 },
	};
	uint32_t base = random_below(sizeof(bases) / sizeof(bases[0]));
	struct design *design = NULL;
	struct buf out;

	buf_init(&out);
	buf_printf(&out, "{\"extends\":\"%s\",\"name\":\"variant\",\"globals\":[%s\"failed\"],\"fair\":[",
	           bases[base].name, bases[base].roles == 3 ? "\"time\"," : "");
	for (size_t r = 0, n = 0; r < 2; r++)
		if (random_below(4))
			buf_printf(&out, "%s\"%s\"", n++ ? "," : "", roles[r].role);
	buf_add_char(&out, ']');
	for (size_t r = 0; r < bases[base].roles; r++)
		if (r == 1 || random_below(2))
			add_step(&out, r, bases[base].roles == 3);
	buf_add_char(&out, '}');
	*text = buf_detach(&out);
	/* Words that need what the base does not have are the rule. */
	if (strstr(*text, "a fresh id") || design_parse(*text, strlen(*text), "variant", &design, NULL))
		return NULL;
	return design;
}

/* --- the law -------------------------------------------------------------------------------------------- */

static enum check_verdict verdict_of(const struct model *model, const struct assumptions *assumed)
{
	struct liveness_result result;
	uint8_t fair[64];
	bool finite[64], moves[64];
	const struct action_marks marks = { fair, finite, moves };
	struct liveness_options options = { .fairness = { .fair = fair, .finite = finite, .moves = moves } };
	enum check_verdict verdict;

	options.property = (unsigned)model_property_index(model, "NoOrphanFiles");
	options.fairness.groups = design_assume(model, assumed, &marks);
	liveness_run(model, &options, &result);
	verdict = result.verdict;
	liveness_result_release(&result);
	return verdict;
}

/* False when there are too many states to judge, or a word has no form without bounds. */
static bool try(const struct design *design, const char *text, unsigned *broken)
{
	struct scope scope = scope_unset();
	struct model *model = NULL, *unbounded = NULL;
	struct obvious *o;
	bool judged;

	scope.of[SCOPE_METADATAS] = scope.of[SCOPE_IMAGES] = scope.of[SCOPE_IMAGE_IDS] = 1;
	if (design_compile_unbounded(design, &scope, NULL, &unbounded, NULL))
		return false;
	o = mem_alloc(sizeof(*o));
	o->assumed = design_assumptions(design);
	o->assumed.writes_end = random_below(4) != 0;
	o->assumed.failures_end &= random_below(4) != 0;
	scope.of[SCOPE_OPERATIONS] = scope.of[SCOPE_TIME] = scope.of[SCOPE_FAILURES] = ROOM;
	assert_int_equal(design_compile(design, &scope, NULL, false, &model, NULL), 0);
	o->model = model;
	explore(o);
	judged = !o->full;
	if (judged) {
		enum check_verdict expected = is_broken(o) ? CHECK_VIOLATED : CHECK_HOLDS;

		*broken += expected == CHECK_VIOLATED;
		if (verdict_of(unbounded, &o->assumed) != expected)
			fail_msg("%s is %s%s%s", text, expected == CHECK_HOLDS ? "not broken" : "broken",
			         o->assumed.writes_end ? "" : " (writes need not end)",
			         o->assumed.failures_end ? "" : " (failures need not end)");
	}
	release(o);
	free(o);
	model_free(model);
	model_free(unbounded);
	return judged;
}

static void verdicts_are_those_of_the_obvious_explorer(void **state)
{
	const char *seed = getenv("HEDDLE_SEED"), *rounds = getenv("HEDDLE_ROUNDS");
	unsigned judged = 0, broken = 0, wanted = rounds ? (unsigned)atoi(rounds) : share_of(VARIANTS);

	(void)state;
	random_from(seed ? (uint32_t)atoi(seed) : 4);
	while (judged < wanted) {
		char *text = NULL;
		struct design *design = variant(&text);

		if (design)
			judged += try(design, text, &broken);
		design_free(design);
		free(text);
	}
	/* Both verdicts occur. */
	assert_in_range(broken, judged / 8, judged - judged / 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_are_those_of_the_obvious_explorer),
	};

	return cmocka_run_group_tests_name("fairness", tests, NULL, NULL);
}
