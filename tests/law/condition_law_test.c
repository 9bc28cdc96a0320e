/*
 * A condition that a design compiles has the value, in every state and over every step, that it has of the
 * described states; or has none in both.
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
#include <heddle/check_design.h>
#include <heddle/design.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/own_property.h>

#include "random.h"
#include "share.h"

enum { CONDITIONS = 400, CHECKS = 40, DEPTH = 4, WALK = 40, BOUND = 4 };

/* What a name or a part of the state holds. */
enum sort { USER, METADATA, IMAGE, ID, SERVER, CLEANER, STATE, KIND, SORTS };

struct drawer {
	struct buf *out;
	bool cleaners, clock, by_user, bare; /* what the design has */
	enum sort bound[BOUND];
	unsigned count;
	unsigned entries[BOUND], entry_count; /* bound entries of the log, by the number in their name */
	unsigned names;
};

static const char *const sets[] = { "Users", "Metadatas", "Images", "ImageIds", "Servers", "Cleaners" };
static const char *const constants[][3] = {
	{ "u1", "u2", "u1" },
	{ "m1", "m2", "\"m1\"" },
	{ "i1", "i2", "i1" },
	{ "ui1", "ui2", "ui3" },
	{ "s1", "s2", "s1" },
	{ "c1", "c1", "c1" },
	{ "waiting", "started_write", "waiting" },
	{ "WRITE", "READ", "READ" },
};

static void draw_name(struct drawer *d, enum sort sort, unsigned depth);
static void draw_condition(struct drawer *d, unsigned depth);

static const char *prime(void)
{
	return random_below(5) ? "" : "'";
}

static void draw_key(struct drawer *d, const char *table, enum sort key, const char *field, unsigned depth)
{
	buf_printf(d->out, "%s%s", table, prime());
	if (random_below(4)) {
		buf_add_char(d->out, '[');
		draw_name(d, key, depth);
		buf_add_char(d->out, ']');
	} else {
		buf_printf(d->out, ".%s", constants[key][random_below(2)]);
	}
	if (field)
		buf_printf(d->out, ".%s", field);
}

static bool draw_bound(struct drawer *d, enum sort sort)
{
	for (unsigned i = d->count; i-- > 0;)
		if (d->bound[i] == sort) {
			buf_printf(d->out, "x%u", i);
			return true;
		}
	return false;
}

/* A part of the state that holds such a name; it may be UNSET. */
static void draw_place(struct drawer *d, enum sort sort, unsigned depth)
{
	static const char *const fields[SORTS] = { "userId", "metadata", "image", "imageId",
		                                   NULL,     NULL,       "state" };

	if (sort <= IMAGE && d->entry_count && random_below(2)) {
		buf_printf(d->out, "r%u.%s", d->entries[random_below(d->entry_count)], fields[sort]);
		return;
	}
	if (sort == KIND) {
		buf_printf(d->out, "r%u.type", d->entries[random_below(d->entry_count)]);
		return;
	}
	if (sort == METADATA && random_below(2))
		draw_key(d, "databaseState", USER, d->bare ? NULL : "metadata", depth);
	else if (sort == ID && !d->bare && random_below(2))
		draw_key(d, "databaseState", USER, "imageId", depth);
	else if (sort == IMAGE && random_below(2))
		draw_key(d, "blobStoreState", d->by_user ? USER : ID, d->clock ? "image" : NULL, depth);
	else if (sort == STATE && d->cleaners && random_below(3) == 0)
		draw_key(d, "cleanerStates", CLEANER, "state", depth);
	else
		draw_key(d, "serverStates", SERVER, sort == ID && d->by_user ? "image" : fields[sort], depth);
}

/* One of two names, sometimes one that no part of the state can hold where it is used. */
static void draw_choice(struct drawer *d, enum sort sort, unsigned depth)
{
	buf_add_text(d->out, "(if ");
	draw_condition(d, depth - 1);
	buf_add_text(d->out, " then ");
	if (random_below(3))
		draw_name(d, sort, depth - 1);
	else
		buf_add_text(d->out, constants[random_below(SORTS)][0]);
	buf_add_text(d->out, " else ");
	draw_name(d, sort, depth - 1);
	buf_add_char(d->out, ')');
}

static void draw_name(struct drawer *d, enum sort sort, unsigned depth)
{
	if (random_below(3) && draw_bound(d, sort))
		return;
	if (depth && random_below(12) == 0) {
		draw_choice(d, sort, depth);
		return;
	}
	if (sort == SERVER || sort == CLEANER || (sort == KIND && !d->entry_count) || !depth ||
	    random_below(3) == 0)
		buf_add_text(d->out, constants[sort][random_below(3)]);
	else
		draw_place(d, sort, depth - 1);
}

static void draw_set(struct drawer *d, unsigned depth)
{
	static const char *const operators[] = { "\\union", "\\intersect", "\\" };

	switch (random_below(d->cleaners && depth ? 5 : 2)) {
	case 0:
		buf_add_text(d->out, "ImageIds");
		break;
	case 1:
		buf_add_text(d->out, random_below(2) ? "{ui1}" : "{}");
		break;
	case 2:
	case 3:
		draw_key(d, "cleanerStates", CLEANER, random_below(2) ? "blobKeys" : "unusedBlobKeys", 0);
		break;
	default:
		buf_add_char(d->out, '(');
		draw_set(d, depth - 1);
		buf_printf(d->out, " %s ", operators[random_below(3)]);
		draw_set(d, depth - 1);
		buf_add_char(d->out, ')');
	}
}

static void draw_number(struct drawer *d, unsigned depth)
{
	switch (random_below(depth ? 6 : 1)) {
	case 0:
		buf_printf(d->out, "%u", random_below(3));
		break;
	case 1:
		buf_printf(d->out, "count(operations%s)", prime());
		break;
	case 2:
		buf_add_text(d->out, "count(");
		draw_set(d, depth - 1);
		buf_add_char(d->out, ')');
		break;
	case 3:
		draw_number(d, depth - 1);
		buf_add_text(d->out, random_below(2) ? " + " : " - ");
		buf_printf(d->out, "%u", random_below(3));
		break;
	case 4:
		if (d->clock)
			draw_key(d, "blobStoreState", ID, "created", depth - 1);
		else
			buf_add_text(d->out, "1");
		break;
	default:
		buf_printf(d->out, d->clock ? "time%s" : "2", prime());
	}
}

/* Over a set of constants, or the log. */
static void draw_quantifier(struct drawer *d, unsigned depth)
{
	bool log = random_below(3) == 0 && d->entry_count < BOUND;
	enum sort sort = (enum sort)random_below(d->cleaners ? 6 : 5);
	unsigned entry = d->names++;

	if (sort == ID && d->by_user)
		sort = USER;
	buf_printf(d->out, "(%s ", random_below(2) ? "all" : "some");
	if (log) {
		buf_printf(d->out, "r%u in operations", entry);
		if (d->entry_count && random_below(2))
			buf_printf(d->out, " before r%u", d->entries[d->entry_count - 1]);
		buf_add_text(d->out, ": ");
		d->entries[d->entry_count++] = entry;
		draw_condition(d, depth - 1);
		d->entry_count--;
	} else if (d->count < BOUND) {
		buf_printf(d->out, "x%u in %s: ", d->count, sets[sort]);
		d->bound[d->count++] = sort;
		draw_condition(d, depth - 1);
		d->count--;
	} else {
		buf_printf(d->out, "y in {}: true");
	}
	buf_add_char(d->out, ')');
}

static void draw_two(struct drawer *d, unsigned depth, const char *operator)
{
	buf_add_char(d->out, '(');
	draw_condition(d, depth - 1);
	buf_printf(d->out, " %s ", operator);
	draw_condition(d, depth - 1);
	buf_add_char(d->out, ')');
}

static void draw_comparison(struct drawer *d, unsigned depth)
{
	static const char *const orders[] = { "<", "<=", ">", ">=", "=", "!=" };
	enum sort sort = (enum sort)random_below(SORTS);

	if ((sort == CLEANER && !d->cleaners) || (sort == ID && d->by_user) ||
	    (sort == KIND && !d->entry_count))
		sort = METADATA;
	switch (random_below(d->by_user ? 4 : 6)) {
	case 0:
		draw_number(d, depth);
		buf_printf(d->out, " %s ", orders[random_below(6)]);
		draw_number(d, depth);
		break;
	case 1:
		draw_key(d, random_below(2) ? "databaseState" : "blobStoreState",
		         d->by_user        ? USER
		         : random_below(2) ? USER
		                           : ID,
		         NULL, depth);
		buf_printf(d->out, " %s UNSET", random_below(2) ? "=" : "!=");
		break;
	case 4:
		draw_name(d, ID, depth);
		buf_add_text(d->out, random_below(2) ? " in " : " not in ");
		draw_set(d, depth);
		break;
	case 5:
		draw_set(d, depth);
		buf_add_text(d->out, random_below(2) ? " \\subseteq " : " = ");
		draw_set(d, depth);
		break;
	default:
		draw_name(d, sort, depth);
		buf_printf(d->out, " %s ", random_below(2) ? "=" : "!=");
		if (random_below(4))
			draw_name(d, sort, depth);
		else
			buf_add_text(d->out, random_below(4) ? "UNSET" : "\"UNSET\"");
	}
}

static void draw_condition(struct drawer *d, unsigned depth)
{
	static const char *const connectives[] = { "and", "or", "=>" };

	switch (depth ? random_below(7) : 9) {
	case 0:
	case 1:
		draw_quantifier(d, depth);
		break;
	case 2:
	case 3:
		draw_two(d, depth, connectives[random_below(3)]);
		break;
	case 4:
		buf_add_text(d->out, "not ");
		draw_two(d, depth, "or");
		break;
	case 5:
		buf_add_text(d->out, "(if ");
		draw_condition(d, depth - 1);
		buf_add_text(d->out, " then ");
		draw_condition(d, depth - 1);
		buf_add_text(d->out, " else ");
		draw_condition(d, depth - 1);
		buf_add_char(d->out, ')');
		break;
	default:
		draw_comparison(d, depth);
	}
}

/* --- the law ---------------------------------------------------------------------------- */

struct tally {
	unsigned drawn, read, compiled, true_, false_, undefined;
};

static struct model *model_of(const char *name, bool bounded)
{
	struct scope scope = scope_unset();
	struct design *design;
	struct model *model;

	scope.of[SCOPE_OPERATIONS] = bounded ? 1 : 3 * WALK;
	scope.of[SCOPE_USERS] = 2;
	scope.of[SCOPE_SERVERS] = bounded ? 1 : 2;
	assert_int_equal(design_open(name, &design, NULL), 0);
	assert_int_equal(design_compile(design, &scope, NULL, bounded, &model, NULL), 0);
	design_free(design);
	return model;
}

static void compare(const struct model *model, const struct expr *expr, const struct condition *condition,
                    const char *text, struct tally *tally)
{
	void *state = mem_alloc(model->state_size), *next = mem_alloc(model->state_size), *swap;
	struct arena *arena = arena_new();

	model->ops->initial(model, state);
	for (int i = 0; i < WALK; i++) {
		struct expr_state described;
		struct step *steps;
		size_t count = model_enabled(model, state, arena, &steps);
		int expected, found;

		if (!count ||
		    model->ops->apply(model, state, &steps[random_below((uint32_t)count)], next) != APPLY_OK)
			break;
		described.now = model->ops->describe(model, state, arena);
		described.after = model->ops->describe(model, next, arena);
		expected = expr_holds(expr, &described, arena, NULL);
		found = model->ops->holds(condition, state, next);
		if (found != expected)
			fail_msg("%s: %s is %d and not %d at step %d", model->name, text, found, expected, i);
		tally->true_ += expected == 1;
		tally->false_ += expected == 0;
		tally->undefined += expected < 0;
		swap = state;
		state = next;
		next = swap;
		arena_clear(arena);
	}
	arena_free(arena);
	free(state);
	free(next);
}

static void try_one(const struct model *model, struct drawer *drawer, struct tally *tally)
{
	struct arena *arena = arena_new();
	struct expr_context context = model_context(model, arena);
	struct condition *condition;
	struct expr *expr;
	unsigned traits, undefined = tally->undefined;

	context.steps = true;
	buf_clear(drawer->out);
	draw_condition(drawer, DEPTH);
	tally->drawn++;
	if (expr_read(drawer->out->data, &context, VALUE_TYPE_BOOL, arena, &expr, NULL) == 0) {
		tally->read++;
		condition = model->ops->compile(model, expr, &traits);
		if (condition) {
			tally->compiled++;
			compare(model, expr, condition, drawer->out->data, tally);
			if (traits & CONDITION_TOTAL && tally->undefined > undefined)
				fail_msg("%s has no value somewhere", drawer->out->data);
			model->ops->forget(condition);
		}
	}
	arena_free(arena);
}

static const struct {
	const char *name;
	bool cleaners, clock, by_user, bare;
} designs[] = { { "naive", false, false, true, true },
	        { "working", false, false, false, false },
	        { "storage-cleaner-naive", true, false, false, false },
	        { "storage-cleaner-working", true, true, false, false } };

static struct drawer drawer_of(size_t design, struct buf *out)
{
	return (struct drawer){ .out = out,
		                .cleaners = designs[design].cleaners,
		                .clock = designs[design].clock,
		                .by_user = designs[design].by_user,
		                .bare = designs[design].bare };
}

static void a_compiled_condition_has_the_value_that_the_descriptions_have(void **unused)
{
	struct tally tally = { 0 };
	struct buf text;

	(void)unused;
	random_from(11);
	buf_init(&text);
	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		struct model *model = model_of(designs[i].name, false);

		for (unsigned n = 0; n < share_of(CONDITIONS); n++) {
			struct drawer drawer = drawer_of(i, &text);

			try_one(model, &drawer, &tally);
		}
		model_free(model);
	}
	printf("%u drawn, %u read, %u compiled; %u true, %u false, %u without a value\n", tally.drawn,
	       tally.read, tally.compiled, tally.true_, tally.false_, tally.undefined);
	assert_true(tally.read > tally.drawn / 2);
	assert_true(tally.compiled > tally.read * 3 / 4);
	assert_true(tally.true_ > share_of(1000) && tally.false_ > share_of(1000) &&
	            tally.undefined > share_of(100));
	buf_release(&text);
}

/* --- and when it is checked --------------------------------------------------------------- */

/* Adds a property unless it is refused or is not one for the fast explorer. */
static bool add_fast(struct model *model, const char *text)
{
	unsigned last = model->property_count;

	if (model_add_property(model, "Packed", text, NULL) < 0)
		return false;
	if (!model->properties[last].slow && !model->properties[last].on_step)
		return true;
	model_remove_property(model, last);
	return false;
}

static void check(const struct model *model, const char *name, struct check_result *result)
{
	struct check_options options = { .threads = 1,
		                         .properties = UINT32_C(1) << model_property_index(model, name) };

	check_design(model, &options, result);
}

static void agree(struct model *model, const char *text, unsigned *violated)
{
	struct check_result packed, described;
	struct buf slow;

	buf_init(&slow);
	buf_printf(&slow, "(%s) and operations = operations", text);
	assert_int_equal(model_add_property(model, "Described", slow.data, NULL), 0);
	check(model, "Packed", &packed);
	check(model, "Described", &described);
	if (packed.verdict != described.verdict ||
	    (packed.trace_count && packed.traces[0].length != described.traces[0].length))
		fail_msg("%s: %s is judged %d and not %d", model->name, text, packed.verdict,
		         described.verdict);
	*violated += packed.verdict == CHECK_VIOLATED && packed.traces[0].length > 1;
	check_result_release(&packed);
	check_result_release(&described);
	model_remove_property(model, model->property_count - 1);
	model_remove_property(model, model->property_count - 1);
	buf_release(&slow);
}

/* The fast explorer evaluates a condition only after steps that write what it reads. */
static void a_check_does_not_depend_on_how_a_condition_is_evaluated(void **unused)
{
	unsigned checked = 0, violated = 0;
	struct buf text;

	(void)unused;
	random_from(13);
	buf_init(&text);
	for (size_t i = 0; i < sizeof(designs) / sizeof(*designs); i++) {
		struct model *model = model_of(designs[i].name, true);

		for (unsigned n = 0; n < share_of(CHECKS); n++) {
			struct drawer drawer = drawer_of(i, &text);

			buf_clear(&text);
			draw_condition(&drawer, 2);
			if (!add_fast(model, text.data))
				continue;
			agree(model, text.data, &violated);
			checked++;
		}
		model_free(model);
	}
	printf("%u checked, %u violated after a step or more\n", checked, violated);
	assert_true(checked > share_of(CHECKS) && violated > share_of(CHECKS) / 10);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_compiled_condition_has_the_value_that_the_descriptions_have),
		cmocka_unit_test(a_check_does_not_depend_on_how_a_condition_is_evaluated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
