#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/trace.h>
#include <heddle/utf8.h>

#include "fuzz_aid.h"
#include "language/language.h"
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
		aid->locals[i] = (struct expr_variable){
			record->names[i], declared_value_type(record->parts[i], constants, NULL, aid->arena)
		};
}

void step_aid_init(struct step_aid *aid)
{
	static const struct expr_role clerks = { "clerks", 1 };

	memset(aid, 0, sizeof(*aid));
	aid->arena = arena_new();
	promise(trace_parse(library, strlen(library), "library", &aid->trace, NULL) == 0, "it is read", NULL);
	for (unsigned i = 0; i < STEP_AID_VARIABLES; i++)
		aid->variables[i] =
		        (struct expr_variable){ variables[i].name,
			                        declared_value_type(declare(aid, variables[i].type),
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
	aid->chosen[aid->context.chosen_count++] =
	        (struct expr_variable){ name, declared_value_type(declare(aid, type), constants, NULL,
		                                                  aid->arena) };
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
