/*
 * Accessors of a design, and its checksum.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/hash.h>
#include <heddle/mem.h>
#include <heddle/value.h>

#include "design/open.h"

struct design *design_share(const struct design *design)
{
	struct design *shared = (struct design *)(uintptr_t)design;

	shared->owners++;
	return shared;
}

void design_free(struct design *design)
{
	if (!design || --design->owners)
		return;
	arena_free(design->arena);
	free(design);
}

const struct system *design_system(const struct design *design)
{
	return design->system;
}

const char *design_name(const struct design *design)
{
	return design->name;
}

const char *design_title(const struct design *design)
{
	return design->title;
}

const char *design_lesson(const struct design *design)
{
	return design->lesson;
}

unsigned design_chapter(const struct design *design)
{
	return design->chapter;
}

const char *design_story(const struct design *design)
{
	return design->story;
}

const char *design_heading(const struct design *design)
{
	if (!design->system)
		return NULL;
	return design->story ? design->story : "Variants in the open language";
}

const char *design_text(const struct design *design)
{
	return design->text;
}

bool design_bundled(const struct design *design)
{
	return design->bundled;
}

const char *design_checksum(const struct design *design)
{
	return design->checksum;
}

struct scope design_scope(const struct design *design)
{
	return design->scope;
}

bool design_has_cleaner(const struct design *design)
{
	return design->system ? design->system->rows[SCOPE_CLEANERS].kind != SCOPE_ABSENT
	                      : design->roles[ROLE_CLEANER].present;
}

bool design_has_clock(const struct design *design)
{
	return design->system ? design->system->rows[SCOPE_TIME].kind != SCOPE_ABSENT
	                      : design->has[FIELD_TIME];
}

bool store_has(const struct store *store, enum field field)
{
	for (unsigned i = 0; i < store->field_count; i++)
		if (store->fields[i] == field)
			return true;
	return false;
}

bool role_has(const struct design_role *role, enum field field)
{
	for (unsigned i = 0; i < role->local_count; i++)
		if (role->locals[i] == field)
			return true;
	return false;
}

bool step_chooses(const struct design_step *step, enum type type)
{
	for (unsigned i = 0; i < step->use_count[WORD_CHOICE]; i++)
		if (step->uses[WORD_CHOICE][i].word->chooses == type)
			return true;
	return false;
}

enum role role_named(const char *name)
{
	int role = 0;

	while (role < ROLE_COUNT && strcmp(role_names[role], name) != 0)
		role++;
	return (enum role)role;
}

static void seal_store(struct buf *out, const struct store *store)
{
	buf_printf(out, "%s", store->bare ? "bare" : "record");
	for (unsigned i = 0; i < store->field_count; i++)
		buf_printf(out, " %s", fields[store->fields[i]].name);
	buf_add_char(out, '\n');
}

static void seal_step(struct buf *out, const struct design_role *role, const struct design_step *step)
{
	buf_printf(out, "step %s part %s%s at", step->name, step->part ? step->part : "",
	           step->failure ? " failure" : "");
	for (unsigned s = 0; s < role->state_count; s++)
		if (step->at >> s & 1)
			buf_printf(out, " %s", role->states[s]);
	buf_printf(out, " goto %s\n", step->target < 0 ? "" : role->states[step->target]);
	for (int kind = 0; kind < WORD_KINDS; kind++)
		for (unsigned i = 0; i < step->use_count[kind]; i++)
			buf_printf(out, "%s %s %d\n", word_kind_names[kind],
			           step->uses[kind][i].word->spelling, step->uses[kind][i].number);
}

static void seal_design(struct buf *out, const struct design *design)
{
	seal_store(out, &design->record);
	seal_store(out, &design->blob);
	buf_add_text(out, design->blob_by_user ? "by user\n" : "by id\n");
	for (int f = 0; f < FIELD_MAX; f++)
		if (design->has[f])
			buf_printf(out, "global %s\n", fields[f].name);
	for (int r = 0; r < ROLE_COUNT; r++) {
		const struct design_role *role = &design->roles[r];

		if (!role->present)
			continue;
		buf_printf(out, "role %s%s starts %s\n", role_names[r], design->fair[r] ? " fair" : "",
		           role->state_count ? role->states[0] : "");
		for (unsigned i = 0; i < role->local_count; i++)
			buf_printf(out, "local %s\n", fields[role->locals[i]].name);
		for (unsigned i = 0; i < role->step_count; i++)
			seal_step(out, role, &role->steps[i]);
	}
}

/* Hashes a canonical text of everything that the behaviour depends on, except the scope. */
void design_seal(struct design *design)
{
	struct buf text;

	buf_init(&text);
	if (design->system)
		system_seal(design->system, &text);
	else
		seal_design(&text, design);
	snprintf(design->checksum, sizeof(design->checksum), "%016" PRIx64,
	         hash_bytes(text.data, text.length));
	buf_release(&text);
}

int design_check_variables(const struct model *model, const struct value *shown, struct err *err)
{
	for (unsigned i = 0; i < model->variable_count; i++)
		if (!value_get(shown, model->variables[i].name))
			return err_set(err, "the trace has no variable %s, which %s has",
			               model->variables[i].name, model->name);
	for (unsigned i = 0; i < shown->count; i++) {
		const char *name = value_text(shown->pairs[i].key);

		if (!name || model_variable_index(model, name) < 0)
			return err_set(err, "the trace has a variable %s, which %s does not have",
			               name ? name : "without a name", model->name);
	}
	return 0;
}
