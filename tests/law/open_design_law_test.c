/*
 * Each bundled design, read in the old way and in the open language, is the same: variables, roles, steps,
 * what they need and do, and the numbers of its scope.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/bundled.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/system.h>

static struct design *read_as(const struct bundled *b,
                              int parse(const char *, size_t, const char *, struct design **, struct err *))
{
	struct design *design = NULL;
	struct err err = { 0 };
	char why[1200];

	if (parse(b->text, b->length, b->name, &design, &err))
		fail_msg("%s\n%s", err_format(&err, why, sizeof(why)), err.more);
	return design;
}

static void for_each_design(void fn(const struct design *old, const struct design *open))
{
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct design *old = read_as(b, design_parse), *open = read_as(b, design_parse_open);

		print_message("%s\n", b->name);
		assert_null(old->system);
		assert_non_null(open->system);
		fn(old, open);
		design_free(old);
		design_free(open);
	}
}

/* --- variables ------------------------------------------------------------------------- */

static struct model *compile(const struct design *design)
{
	struct scope scope = scope_unset();
	struct model *model = NULL;

	assert_int_equal(design_compile(design, &scope, NULL, true, &model, NULL), 0);
	return model;
}

static void same_variables(const struct design *old, const struct design *open)
{
	const struct system *system = open->system;
	struct model *model = compile(old);

	assert_int_equal(model->variable_count, system->variable_count);
	for (unsigned i = 0; i < system->variable_count; i++) {
		assert_string_equal(model->variables[i].name, system->variables[i].name);
		assert_string_equal(model->variables[i].title, system->variables[i].title);
		assert_int_equal(model->variables[i].kind, system->variables[i].kind);
	}
	model_free(model);
}

static void variables_are_the_same(void **state)
{
	(void)state;
	for_each_design(same_variables);
}

/* --- roles ------------------------------------------------------------------------------- */

static const struct system_role *role_of(const struct design *open, enum role role)
{
	for (unsigned r = 0; r < open->system->role_count; r++)
		if (strcmp(open->system->roles[r].name, role_names[role]) == 0)
			return &open->system->roles[r];
	return NULL;
}

static bool present(const struct design *old, const struct design_step *step, const struct term *term,
                    enum role role)
{
	(void)step;
	if (!term->optional)
		return true;
	switch (term->place) {
	case PLACE_LOCAL:
		return role_has(&old->roles[role], term->field);
	case PLACE_RECORD:
		return store_has(&old->record, term->field);
	case PLACE_BLOB:
	case PLACE_CHOSEN_BLOB:
		return store_has(&old->blob, term->field);
	case PLACE_GLOBAL:
		return old->has[term->field];
	case PLACE_NONE:
	case PLACE_ZERO:
	case PLACE_CHOICE:
		break;
	}
	return true;
}

static unsigned count_ops(const struct design *old, const struct design_step *step, enum role role,
                          enum word_kind kind)
{
	unsigned count = 0;

	for (unsigned u = 0; u < step->use_count[kind]; u++)
		for (unsigned o = 0; o < WORD_OPS_MAX; o++) {
			const struct op *op = &step->uses[kind][u].word->ops[o];

			count += op->code != OP_NONE && present(old, step, &op->a, role) &&
			         present(old, step, &op->b, role);
		}
	return count;
}

static void same_text(const char *a, const char *b)
{
	assert_string_equal(a ? a : "", b ? b : "");
}

/* A blob with a date is written as a whole, which the old operations do part by part. */
static bool writes_dated(const struct system_step *step)
{
	for (unsigned i = 0; i < step->effect_count; i++) {
		const struct expr *effect = step->effects[i];

		if (effect->kind == EXPR_ASSIGN && effect->part[0]->kind == EXPR_AT &&
		    (effect->part[1]->kind == EXPR_RECORD || effect->part[1]->kind == EXPR_UNSET) &&
		    strcmp(effect->part[0]->part[0]->name, "blobStoreState") == 0 &&
		    effect->part[0]->type->kind == VALUE_TYPE_RECORD)
			return true;
	}
	return false;
}

static void same_steps(const struct design *old, enum role role, const struct system_role *open)
{
	const struct design_role *from = &old->roles[role];

	assert_int_equal(from->step_count, open->step_count);
	for (unsigned i = 0; i < from->step_count; i++) {
		const struct design_step *a = &from->steps[i];
		const struct system_step *b = &open->steps[i];

		assert_string_equal(a->name, b->name);
		same_text(a->part, b->part);
		same_text(a->says, b->says);
		assert_true(a->at == b->at);
		assert_int_equal(a->target, b->target);
		assert_int_equal(a->failure, b->failure);
		assert_int_equal(a->use_count[WORD_CHOICE], b->choice_count);
		for (unsigned c = 0; c < b->choice_count; c++) {
			same_text(a->uses[WORD_CHOICE][c].word->spelling, b->choices[c].spelling);
			same_text(a->uses[WORD_CHOICE][c].word->none, b->choices[c].none);
		}
		assert_int_equal(count_ops(old, a, role, WORD_GUARD), b->guard_count);
		if (!writes_dated(b))
			assert_int_equal(count_ops(old, a, role, WORD_EFFECT), b->effect_count);
	}
}

static void same_roles(const struct design *old, const struct design *open)
{
	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct design_role *a = &old->roles[r];
		const struct system_role *b = role_of(open, (enum role)r);

		assert_int_equal(a->present, b != NULL);
		if (!b)
			continue;
		assert_int_equal(a->state_count, b->state_count);
		for (unsigned i = 0; i < a->state_count; i++)
			assert_string_equal(a->states[i], b->states[i]);
		assert_int_equal(a->local_count, b->locals ? b->locals->count : 0);
		for (unsigned i = 0; i < a->local_count; i++)
			assert_string_equal(fields[a->locals[i]].name, b->locals->names[i]);
		assert_int_equal(old->fair[r], open->system->fair >> (b - open->system->roles) & 1);
		same_steps(old, (enum role)r, b);
	}
}

static void roles_and_steps_are_the_same(void **state)
{
	(void)state;
	for_each_design(same_roles);
}

/* --- listings ------------------------------------------------------------------------------ */

/* Old operations that the notation writes otherwise. */
static bool is_rewritten(const char *text)
{
	static const char *const old[] = { " gains ",   " loses ",         "log ", "the ids that",
		                           "those of ", "no record names", NULL };

	for (unsigned i = 0; old[i]; i++)
		if (strstr(text, old[i]))
			return true;
	return false;
}

static void same_list(const char *const *texts, const struct expr *const *trees, unsigned count)
{
	struct buf text;

	buf_init(&text);
	for (unsigned i = 0; i < count; i++) {
		assert_non_null(texts[i]);
		buf_clear(&text);
		expr_show(&text, trees[i], false);
		if (!is_rewritten(texts[i]))
			assert_string_equal(texts[i], text.data);
	}
	assert_null(texts[count]);
	buf_release(&text);
}

static void same_listings(const struct design *old, const struct design *open)
{
	struct model *model = compile(old);
	unsigned action = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct system_role *role = role_of(open, (enum role)r);

		for (unsigned s = 0; role && s < role->step_count; s++, action++) {
			const struct model_action *listed = &model->actions[action];
			const struct system_step *step = &role->steps[s];

			assert_string_equal(listed->name, step->name);
			same_list(listed->needs, step->guards, step->guard_count);
			if (!writes_dated(step))
				same_list(listed->does, step->effects, step->effect_count);
		}
	}
	model_free(model);
}

static void steps_are_listed_in_the_same_words(void **state)
{
	(void)state;
	for_each_design(same_listings);
}

/* --- scopes --------------------------------------------------------------------------------- */

static void same_scope(const struct design *old, const struct design *open)
{
	assert_memory_equal(&old->scope, &open->scope, sizeof(old->scope));
	assert_int_equal(open->system->row_count, SCOPE_ROWS);
	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		if (scope_rows[i].kind != SCOPE_PROCESS)
			assert_int_equal(design_ignores(old, i) != NULL, design_ignores(open, i) != NULL);
	assert_int_equal(design_has_cleaner(old), design_has_cleaner(open));
	assert_int_equal(design_has_clock(old), design_has_clock(open));
	assert_int_equal(design_counts_failures(old), design_counts_failures(open));
}

static void scopes_are_the_same(void **state)
{
	(void)state;
	for_each_design(same_scope);
}

/* --- checksums ---------------------------------------------------------------------------------- */

static void designs_differ_in_their_checksums(void **state)
{
	char sums[32][17];
	unsigned count = 0;

	(void)state;
	for (const struct bundled *b = bundled_designs; b->name; b++) {
		struct design *open = read_as(b, design_parse_open);

		for (unsigned i = 0; i < count; i++)
			assert_string_not_equal(sums[i], design_checksum(open));
		memcpy(sums[count++], design_checksum(open), sizeof(*sums));
		design_free(open);
	}
}

/* --- properties ---------------------------------------------------------------------------------- */

static bool has_property(const struct design *open, const char *name)
{
	for (unsigned i = 0; i < open->system->property_count; i++)
		if (strcmp(open->system->properties[i].name, name) == 0)
			return true;
	return false;
}

static void has_properties(const struct design *old, const struct design *open)
{
	static const char *const names[] = { "ConsistentReads", "NoOrphanFiles",
		                             "AlwaysEventuallyNoOrphanFiles", "ServersRecover", NULL };

	(void)old;
	for (unsigned i = 0; names[i]; i++)
		assert_true(has_property(open, names[i]));
	assert_int_equal(open->system->mark_count, 2);
}

static void each_has_the_properties_and_marks_of_its_story(void **state)
{
	(void)state;
	for_each_design(has_properties);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variables_are_the_same),
		cmocka_unit_test(roles_and_steps_are_the_same),
		cmocka_unit_test(steps_are_listed_in_the_same_words),
		cmocka_unit_test(scopes_are_the_same),
		cmocka_unit_test(designs_differ_in_their_checksums),
		cmocka_unit_test(each_has_the_properties_and_marks_of_its_story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
