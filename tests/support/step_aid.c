#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "expr_aid.h"
#include "fuzz_aid.h"
#include "random.h"
#include "step_aid.h"

static const struct declared_set set_rows[] = {
	{ "Key", "Keys", NULL },
	{ "Word", "Words", NULL },
	{ "Desk", "Desks", "Processes" },
	{ "Process", "Processes", NULL },
};
const struct declared_sets step_aid_sets = { set_rows, 4 };

static const char *const *constants(void *ctx, const char *all, unsigned *count)
{
	static const struct {
		const char *all;
		const char *names[3];
		unsigned count;
	} rows[] = {
		{ "Keys", { "k1", "k2", "k3" }, 3 },
		{ "Words", { "w1", "w2" }, 2 },
		{ "Desks", { "d1", "d2" }, 2 },
		{ "Processes", { "d1", "d2", "clock" }, 3 },
	};

	(void)ctx;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].all, all) == 0) {
			*count = rows[i].count;
			return rows[i].names;
		}
	return NULL;
}

/* --- the library -------------------------------------------------------------------------- */

static const struct {
	const char *name, *type;
} variables[STEP_AID_VARIABLES] = {
	{ "books", "Key -> {title: Word?, copies: 0..3}" },
	{ "desks",
	  "Desk -> {state: idle | busy, key: Key?, seen: set of Key, start: hours, owner: Process?}" },
	{ "time", "hours" },
	{ "queue", "list of {id: Key, after: hours} at most 2" },
	{ "log", "list of {type: READ | WRITE, key: Key?} at most 4" },
};

static const char library[] =
        "Error: Invariant Any is violated.\n"
        "Error: The behavior up to this point is:\n"
        "State 1: <Initial predicate>\n"
        "/\\ books = (k1 :> [title |-> w1, copies |-> 2] @@ k2 :> [title |-> UNSET, copies |-> 0] @@ k3 :> "
        "[title |-> w2, copies |-> 1])\n"
        "/\\ desks = (d1 :> [state |-> busy, key |-> k1, seen |-> {k1, k3}, start |-> 1, owner |-> UNSET] @@ "
        "d2 :> [state |-> idle, key |-> UNSET, seen |-> {}, start |-> 0, owner |-> d1])\n"
        "/\\ time = 2\n"
        "/\\ queue = <<[id |-> k3, after |-> 1]>>\n"
        "/\\ log = <<[type |-> WRITE, key |-> k1]>>\n"
        "\n";

static const struct declared_type *declare(struct step_aid *aid, const char *text)
{
	const struct declared_type *type = NULL;
	int read = declared_type_parse(text, &step_aid_sets, NULL, aid->arena, &type, NULL);

	promise(read == 0, text, NULL);
	return type;
}

static void declare_locals(struct step_aid *aid)
{
	const struct declared_type *record = declare(aid, variables[1].type)->item;

	assert(record->count == STEP_AID_LOCALS);
	for (unsigned i = 0; i < STEP_AID_LOCALS; i++)
		aid->locals[i] =
		        (struct expr_variable){ .name = record->names[i],
			                        .type = declared_value_type(record->parts[i], constants, NULL,
			                                                    aid->arena) };
}

void step_aid_init(struct step_aid *aid)
{
	static const struct expr_role clerks = { "clerks", 1 };

	memset(aid, 0, sizeof(*aid));
	aid->arena = arena_new();
	promise(trace_parse(library, strlen(library), "library", &aid->trace, NULL) == 0, "it is read", NULL);
	for (unsigned i = 0; i < STEP_AID_VARIABLES; i++)
		aid->variables[i] =
		        (struct expr_variable){ .name = variables[i].name,
			                        .type = declared_value_type(declare(aid, variables[i].type),
			                                                    constants, NULL, aid->arena) };
	declare_locals(aid);
	aid->phrases = expr_phrases_new(aid->arena);
	aid->context = (struct expr_context){
		.variables = aid->variables,
		.count = STEP_AID_VARIABLES,
		.phrases = aid->phrases,
		.roles = &clerks,
		.role_count = 1,
		.locals = aid->locals,
		.local_count = STEP_AID_LOCALS,
		.self = declared_value_type(declare(aid, "Desk"), constants, NULL, aid->arena),
		.chosen = aid->chosen,
	};
}

void step_aid_release(struct step_aid *aid)
{
	trace_free(aid->trace);
	arena_free(aid->arena);
}

void step_aid_choose(struct step_aid *aid, const char *name, const char *type)
{
	assert(aid->context.chosen_count < STEP_AID_CHOICES);
	aid->chosen[aid->context.chosen_count++] = (struct expr_variable){
		.name = name, .type = declared_value_type(declare(aid, type), constants, NULL, aid->arena)
	};
}

void step_aid_phrase(struct step_aid *aid, enum phrase_kind kind, const char *spelling, const char *part,
                     const char *optional)
{
	struct phrase_part parts[] = { { part, false }, { optional, true } };
	struct phrase phrase = {
		.spelling = spelling, .kind = kind, .parts = parts, .part_count = optional ? 2 : 1
	};
	struct err err = { 0 };

	promise(expr_phrases_add(aid->phrases, &phrase, &err) == 0, spelling, &err);
}

struct expr_state step_aid_state(struct step_aid *aid)
{
	const struct value **chosen = arena_array(aid->arena, STEP_AID_CHOICES, sizeof(*chosen));
	const struct value *state = aid->trace->states[0];

	for (unsigned i = 0; i < STEP_AID_CHOICES; i++)
		chosen[i] = value_string(aid->arena, "k2");
	return (struct expr_state){ .now = state,
		                    .self = value_string(aid->arena, "d1"),
		                    .locals = value_at(state, "desks.d1"),
		                    .chosen = chosen };
}

/* --- random trees and types --------------------------------------------------------------- */

struct expr *item_random(struct arena *arena, enum phrase_kind kind, unsigned depth)
{
	static const enum expr_kind effects[] = { EXPR_ASSIGN, EXPR_ADD, EXPR_REMOVE, EXPR_APPEND,
		                                  EXPR_TAKE };
	static const char *const names[] = { "id", "k", "in_", "add" };
	struct expr *expr;

	if (kind == PHRASE_CONDITION || kind == PHRASE_VALUE)
		return expr_random(arena, depth);
	expr = arena_alloc(arena, sizeof(*expr));
	expr->kind = kind == PHRASE_CHOICE ? EXPR_CHOOSE : effects[random_below(5)];
	if (kind == PHRASE_CHOICE)
		expr->name = names[random_below(4)];
	expr->part[0] = expr_random(arena, depth);
	if (expr->kind != EXPR_TAKE && (kind == PHRASE_EFFECT || random_below(3)))
		expr->part[1] = expr_random(arena, depth);
	return expr;
}

static struct declared_type *any_type(struct arena *arena, unsigned depth);

static void random_fields(struct arena *arena, struct declared_type *type, unsigned depth)
{
	static const char *const fields[] = { "a", "set", "of", "list" };
	const struct declared_type **parts = arena_array(arena, 4, sizeof(*parts));

	type->kind = DECLARED_RECORD;
	type->names = fields;
	type->count = 1 + random_below(4);
	for (uint32_t i = 0; i < type->count; i++)
		parts[i] = any_type(arena, depth);
	type->parts = parts;
}

/* One of several records, which a fixed field tells apart. */
static void random_either(struct arena *arena, struct declared_type *type, unsigned depth)
{
	static const char *const fixed[] = { "one", "two words", "set" };
	const struct declared_type **records = arena_array(arena, 3, sizeof(*records));

	type->count = 2 + random_below(2);
	for (uint32_t i = 0; i < type->count; i++) {
		struct declared_type *record = arena_alloc(arena, sizeof(*record));
		struct declared_type *first = arena_alloc(arena, sizeof(*first));

		random_fields(arena, record, depth);
		*first = (struct declared_type){ .kind = DECLARED_NAMES, .names = fixed + i, .count = 1 };
		((const struct declared_type **)(uintptr_t)record->parts)[0] = first;
		records[i] = record;
	}
	type->parts = records;
}

static struct declared_type *a_set(struct arena *arena)
{
	struct declared_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = DECLARED_CONSTANT;
	type->all = set_rows[random_below(4)].all;
	return type;
}

static struct declared_type *any_type(struct arena *arena, unsigned depth)
{
	static const char *const names[] = { "idle", "two words", "Key", "bool", "é" };
	struct declared_type *type = arena_alloc(arena, sizeof(*type));

	type->kind = (enum declared_kind)random_below(depth ? DECLARED_EITHER + 1 : DECLARED_SET);
	type->optional = random_below(3) == 0;
	switch (type->kind) {
	case DECLARED_BOOL:
		break;
	case DECLARED_NUMBER:
		if (random_below(3) == 0) {
			type->bound = random_below(2) ? DECLARED_HOURS_BOUND : "most";
			break;
		}
		type->least = (int64_t)random_below(9) - 4;
		type->most = type->least + random_below(3);
		break;
	case DECLARED_NAMES:
		type->names = names;
		type->count = random_below(6);
		type->optional |= type->count == 0;
		break;
	case DECLARED_CONSTANT:
		type->all = a_set(arena)->all;
		break;
	case DECLARED_TABLE:
		type->key = a_set(arena);
		type->item = any_type(arena, depth - 1);
		break;
	case DECLARED_LIST:
		if (random_below(2))
			type->bound = "most";
		else
			type->most = 1 + random_below(3);
		type->item = any_type(arena, depth - 1);
		break;
	case DECLARED_SET:
		type->item = any_type(arena, depth - 1);
		break;
	case DECLARED_RECORD:
		random_fields(arena, type, depth - 1);
		break;
	case DECLARED_EITHER:
		random_either(arena, type, depth - 1);
		break;
	}
	return type;
}

const struct declared_type *type_random(struct arena *arena, unsigned depth)
{
	return any_type(arena, depth);
}

/* --- any text ------------------------------------------------------------------------------ */

static void add_phrases(struct step_aid *aid)
{
	step_aid_phrase(aid, PHRASE_VALUE, "K's book", "books[K]", NULL);
	step_aid_phrase(aid, PHRASE_VALUE, "keys N or more hours old",
	                "{i ∈ Keys: some q ∈ queue: q.id = i and q.after + N ≤ time}", NULL);
	step_aid_phrase(aid, PHRASE_CONDITION, "book of K is set", "K's book ≠ UNSET", NULL);
	step_aid_phrase(aid, PHRASE_CONDITION, "K is free", "all d ∈ clerks: d.key ≠ K", NULL);
	step_aid_phrase(aid, PHRASE_CONDITION, "all keys are free", "all k ∈ Keys: k is free", NULL);
	step_aid_phrase(aid, PHRASE_CONDITION, "nothing new", "time = start", "edition = 1");
	step_aid_phrase(aid, PHRASE_CHOICE, "a free key", "choose other ∈ Keys: book of other is set", NULL);
	step_aid_phrase(aid, PHRASE_EFFECT, "note K in D", "add K to desks[D].seen", "edition := 1");
}

/* A text may become deeper or longer by what its phrases stand for. */
static bool is_limit(const struct err *err)
{
	return strstr(err->what, "more than") || strstr(err->what, "longer than");
}

static void show_again(const struct step_aid *aid, enum phrase_kind kind, const struct expr *tree, bool ascii)
{
	struct expr_item again;
	struct err err = { 0 };
	struct buf out;
	int read;

	buf_init(&out);
	expr_show(&out, tree, ascii);
	promise(utf8_valid(out.data, out.length), "what is shown is UTF-8", NULL);
	read = expr_read_item(out.data, kind, &aid->context, aid->arena, &again, &err);
	promise(read == 0 || is_limit(&err), out.data, &err);
	promise(read < 0 || (again.count == 1 && expr_equal(tree, again.trees[0])), out.data, NULL);
	buf_release(&out);
}

static void ignore(void *ctx, const char *path)
{
	(void)ctx;
	promise(*path != '\0', "a cell has a path", NULL);
}

static void judge(struct step_aid *aid, const struct expr *tree)
{
	struct expr_state state = step_aid_state(aid);
	struct err err = { 0 };
	struct buf out;
	int holds = expr_holds(tree, &state, aid->arena, &err);

	if (holds < 0)
		refused(&err);
	if (holds)
		return;
	buf_init(&out);
	expr_explain_false(tree, &state, aid->arena, false, &out, ignore, NULL);
	promise(out.length > 0 && utf8_valid(out.data, out.length), "what is false is told", NULL);
	buf_release(&out);
}

void fuzz_item(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1);
	struct step_aid aid;

	memcpy(text, data, size);
	step_aid_init(&aid);
	step_aid_choose(&aid, "id", "Key");
	add_phrases(&aid);
	for (int kind = 0; kind < PHRASE_KINDS; kind++) {
		struct expr_item item;
		struct err err = { 0 };

		if (expr_read_item(text, (enum phrase_kind)kind, &aid.context, aid.arena, &item, &err) < 0) {
			refused(&err);
			continue;
		}
		for (unsigned i = 0; i < item.count; i++) {
			show_again(&aid, (enum phrase_kind)kind, item.trees[i], i % 2);
			if (kind == PHRASE_CONDITION)
				judge(&aid, item.trees[i]);
		}
	}
	step_aid_release(&aid);
	free(text);
}

void fuzz_type(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1);
	struct arena *arena = arena_new();
	const struct declared_type *type, *again;
	struct err err = { 0 };
	struct buf out;

	memcpy(text, data, size);
	buf_init(&out);
	if (declared_type_parse(text, &step_aid_sets, "most", arena, &type, &err) < 0)
		refused(&err);
	for (int ascii = 0; ascii < 2 && !*err.what; ascii++) {
		buf_clear(&out);
		declared_type_show(&out, type, &step_aid_sets, ascii);
		promise(out.length > DECLARED_LENGTH_MAX ||
		                (declared_type_parse(out.data, &step_aid_sets, "most", arena, &again, &err) ==
		                         0 &&
		                 declared_type_equal(type, again)),
		        "a type that is shown is read back", &err);
		declared_value_type(type, constants, NULL, arena);
	}
	buf_release(&out);
	arena_free(arena);
	free(text);
}
