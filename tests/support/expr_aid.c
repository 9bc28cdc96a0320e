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
#include "language/language.h"
#include "random.h"

/* --- two states ------------------------------------------------------------------------- */

static const char log_text[] =
        "Error: Invariant Any is violated.\n"
        "Error: The behavior up to this point is:\n"
        "State 1: <Initial predicate>\n"
        "/\\ rm = (r1 :> \"working\" @@ r2 :> \"working\")\n"
        "/\\ tm = [phase |-> \"init\", seen |-> {}]\n"
        "/\\ msgs = {}\n"
        "/\\ log = <<>>\n"
        "/\\ store = (k1 :> [value |-> UNSET, at |-> UNSET] @@ k2 :> [value |-> v1, at |-> 2])\n"
        "/\\ n = 0\n"
        "/\\ lost = <expression>\n"
        "\n"
        "State 2: <Step line 1, col 1 to line 2, col 2 of module M>\n"
        "/\\ rm = (r1 :> \"prepared\" @@ r2 :> \"working\")\n"
        "/\\ tm = [phase |-> \"wait\", seen |-> {r1}]\n"
        "/\\ msgs = {[type |-> \"Prepared\", rm |-> r1], [type |-> \"Commit\"]}\n"
        "/\\ log = <<[op |-> \"W\", v |-> v1], [op |-> \"R\", v |-> v1], [op |-> \"R\", v |-> v2]>>\n"
        "/\\ store = (k1 :> [value |-> v2, at |-> 1] @@ k2 :> [value |-> v1, at |-> 2])\n"
        "/\\ n = 7\n"
        "/\\ lost = 3\n"
        "\n";

void expr_aid_init(struct expr_aid *aid)
{
	int read = trace_parse(log_text, strlen(log_text), "log", &aid->trace, NULL);

	assert(read == 0 && aid->trace->var_count <= EXPR_AID_VARIABLES);
	(void)read;
	aid->arena = arena_new();
	aid->context = (struct expr_context){ .variables = aid->variables,
		                              .count = (unsigned)aid->trace->var_count };
	for (unsigned i = 0; i < aid->context.count; i++) {
		aid->variables[i] = (struct expr_variable){ .name = aid->trace->vars[i] };
		for (size_t s = 0; s < aid->trace->state_count; s++)
			aid->variables[i].type =
			        value_type_join(aid->arena, aid->variables[i].type,
			                        value_type_of(aid->arena, trace_value(aid->trace, s, i)));
	}
}

void expr_aid_release(struct expr_aid *aid)
{
	arena_free(aid->arena);
	trace_free(aid->trace);
}

/* --- random trees -------------------------------------------------------------------------- */

static const char *random_name(void)
{
	static const char *const names[] = { "rm",       "tm",    "log",  "store", "n",     "r1",
		                             "x",        "y",     "s",    "in_",   "phase", "W",
		                             "prepared", "index", "keys", "é",     "lost" };

	return names[random_below(sizeof(names) / sizeof(*names))];
}

static void random_items(struct arena *arena, struct expr *expr, unsigned depth)
{
	static const char *const fields[] = { "a", "b", "count" };

	expr->count = random_below(4);
	expr->items = arena_array(arena, 4, sizeof(*expr->items));
	expr->names = arena_array(arena, 4, sizeof(*expr->names));
	if (expr->kind == EXPR_RECORD)
		expr->count = expr->count ? expr->count : 1;
	for (uint32_t i = 0; i < expr->count; i++) {
		expr->items[i] = expr_random(arena, depth);
		expr->names[i] = fields[i];
	}
}

static unsigned part_count(enum expr_kind kind)
{
	switch (operators[kind].form) {
	case FORM_INFIX:
	case FORM_BINDER:
		return 2;
	case FORM_PREFIX:
	case FORM_FUNCTION:
		return 1;
	case FORM_OTHER:
		break;
	}
	return kind == EXPR_FIELD || kind == EXPR_PRIME ? 1 : kind == EXPR_IF ? 3 : 2;
}

struct expr *expr_random(struct arena *arena, unsigned depth)
{
	static const char *const quoted[] = { "all", "if", "x-y", "two \"words\"" };
	struct expr *expr = arena_alloc(arena, sizeof(*expr));

	expr->kind = depth ? (enum expr_kind)random_below(EXPR_CHOOSE)
	                   : (enum expr_kind)random_below(EXPR_NAME + 1);
	switch (expr->kind) {
	case EXPR_NUMBER:
		expr->number = (int64_t)random_below(20) - 5;
		return expr;
	case EXPR_BOOL:
		expr->truth = random_below(2);
		return expr;
	case EXPR_STRING:
		expr->name = random_below(2) ? "two \"words\"\n" : random_name();
		return expr;
	case EXPR_UNSET:
		return expr;
	case EXPR_NAME:
		expr->name = random_below(4) ? random_name() : quoted[random_below(4)];
		return expr;
	case EXPR_SET:
	case EXPR_LIST:
	case EXPR_RECORD:
		random_items(arena, expr, depth - 1);
		return expr;
	case EXPR_FIELD:
	case EXPR_ALL:
	case EXPR_SOME:
	case EXPR_FILTER:
		expr->name = random_name();
		break;
	default:
		break;
	}
	for (unsigned i = 0; i < part_count(expr->kind); i++)
		expr->part[i] = expr_random(arena, depth - 1);
	/* A number has no parts that a text could name: 1.a */
	if (expr->kind == EXPR_FIELD && expr->part[0]->kind == EXPR_NUMBER)
		expr->part[0]->kind = EXPR_UNSET;
	return expr;
}

/* --- any text --------------------------------------------------------------------------------- */

static void ignore(void *ctx, const char *path)
{
	(void)ctx;
	promise(*path != '\0', "a cell has a path", NULL);
}

static void judge(const struct expr_aid *aid, struct expr *expr, const char *text)
{
	struct expr_state state = { .now = aid->trace->states[0], .after = aid->trace->states[1] };
	struct expr_context context = aid->context;
	struct err err = { 0 };
	struct buf out;
	int holds;

	context.steps = true;
	if (expr_check(expr, text, &context, VALUE_TYPE_BOOL, aid->arena, &err) < 0) {
		refused(&err);
		return;
	}
	holds = expr_holds(expr, &state, aid->arena, &err);
	if (holds < 0)
		refused(&err);
	if (holds)
		return;
	buf_init(&out);
	expr_explain_false(expr, &state, aid->arena, false, &out, ignore, NULL);
	promise(out.length > 0 && utf8_valid(out.data, out.length), "what is false is told", NULL);
	buf_release(&out);
}

void fuzz_expr(const uint8_t *data, size_t size)
{
	char *text = mem_alloc(size + 1);
	struct expr *expr, *again;
	struct expr_aid aid;
	struct err err = { 0 };
	struct buf out;

	memcpy(text, data, size);
	expr_aid_init(&aid);
	buf_init(&out);
	if (expr_parse(text, strlen(text), aid.arena, &expr, &err) < 0) {
		refused(&err);
	} else {
		for (int ascii = 0; ascii < 2; ascii++) {
			buf_clear(&out);
			expr_show(&out, expr, ascii);
			promise(out.length > EXPR_LENGTH_MAX ||
			                (expr_parse(out.data, out.length, aid.arena, &again, &err) == 0 &&
			                 expr_equal(expr, again)),
			        "what is shown is read back", &err);
		}
		judge(&aid, expr, text);
	}
	buf_release(&out);
	expr_aid_release(&aid);
	free(text);
}
