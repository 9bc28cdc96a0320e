/*
 * Linear search: a session has few versions.
 *
 * A version keeps its source and is compiled only when a step's meaning is needed.  Rejected: keeping every
 * model; most versions are only ever named.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/constants.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "session/version.h"

struct version_row {
	struct version version;
	uint32_t used; /* time of last use, by the table's clock */
	struct model *model;
	bool tried; /* compiling was tried; `model` is null if it failed */
};

void versions_init(struct versions *versions)
{
	*versions = (struct versions){ .arena = arena_new() };
}

void versions_release(struct versions *versions)
{
	for (size_t i = 0; i < versions->count; i++)
		model_free(versions->rows[i].model);
	free(versions->rows);
	arena_free(versions->arena);
	*versions = (struct versions){ 0 };
}

/* --- equality -------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Bounds limit a check; playing ignores them. */
static bool is_bound(unsigned row)
{
	return scope_rows[row].kind == SCOPE_BOUND;
}

static bool differs(const struct scope *a, const struct scope *b, unsigned row)
{
	int one = a->of[row], other = b->of[row];

	if (scope_rows[row].kind == SCOPE_FLAG)
		return (one > 0) != (other > 0);
	return !is_bound(row) && one != SCOPE_DEFAULT && other != SCOPE_DEFAULT && one != other;
}

static bool same_scope(const struct scope *a, const struct scope *b)
{
	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		if (differs(a, b, i))
			return false;
	return true;
}

static bool same_names(const char *const *a, const char *const *b)
{
	if (!a || !b)
		return true;
	for (; *a && *b; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return !*a && !*b;
}

static bool same_constants(const struct constants *a, const struct constants *b)
{
	for (int k = 0; k < SCOPE_ROWS; k++)
		if (!same_names(a->of[k], b->of[k]))
			return false;
	return true;
}

/* Compares as many names as both have. */
static bool agree(const char *const *a, const char *const *b)
{
	for (; a && b && *a && *b; a++, b++)
		if (strcmp(*a, *b) != 0)
			return false;
	return true;
}

static bool constants_agree(const struct constants *a, const struct constants *b)
{
	for (int k = 0; k < SCOPE_ROWS; k++)
		if (!agree(a->of[k], b->of[k]))
			return false;
	return true;
}

static bool same_design(const struct version *a, const struct version *b)
{
	/* The name counts although it does not affect behaviour: people know designs by name. */
	return same_text(a->design, b->design) &&
	       (!a->checksum || !b->checksum || strcmp(a->checksum, b->checksum) == 0);
}

static bool same(const struct version *a, const struct version *b)
{
	return same_design(a, b) && same_scope(&a->scope, &b->scope) && same_constants(&a->names, &b->names);
}

/* --- the table ------------------------------------------------------------------- */

static const char *copy_text(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

static bool is_settled(const struct scope *scope)
{
	for (unsigned i = 0; i < SCOPE_ROWS; i++)
		if (scope_rows[i].kind != SCOPE_FLAG && !is_bound(i) && scope->of[i] == SCOPE_DEFAULT)
			return false;
	return true;
}

/* A copy with names for all constants of the scope. */
static struct version complete(const struct version *version, struct arena *arena)
{
	struct version copy = { .design = copy_text(arena, version->design),
		                .checksum = copy_text(arena, version->checksum),
		                .text = copy_text(arena, version->text),
		                .scope = version->scope };
	if (version->design && is_settled(&version->scope))
		copy.names = constants_complete(&version->names, &version->scope, arena);
	return copy;
}

static uint32_t add(struct versions *versions, const struct version *version)
{
	struct version copy = complete(version, versions->arena);
	versions->rows =
	        mem_grow(versions->rows, &versions->room, versions->count + 1, sizeof *versions->rows);
	versions->rows[versions->count] = (struct version_row){ .version = copy };
	return (uint32_t)versions->count++;
}

uint32_t versions_use(struct versions *versions, const struct version *version)
{
	struct arena *arena = arena_new();
	struct version full = complete(version, arena);
	uint32_t number = 0;
	while (number < versions->count && !same(&versions->rows[number].version, &full))
		number++;
	arena_free(arena);
	if (number == versions->count)
		number = add(versions, version);
	versions->rows[number].used = ++versions->clock;
	return number;
}

const struct version *versions_at(const struct versions *versions, uint32_t number)
{
	assert(number < versions->count && "a version of this session");
	return &versions->rows[number].version;
}

void versions_copy(struct versions *to, const struct versions *from)
{
	assert(to->count == 0 && "numbers stay the same");
	for (size_t i = 0; i < from->count; i++) {
		add(to, &from->rows[i].version);
		to->rows[i].used = from->rows[i].used;
	}
	to->clock = from->clock;
}

static struct model *make_model(const struct version *version)
{
	struct design *design;
	struct model *model = NULL;
	int result = version->text ? design_parse(version->text, strlen(version->text), version->design,
	                                          &design, NULL)
	                           : design_open(version->design, &design, NULL);
	if (result != 0)
		return NULL;
	if (is_settled(&version->scope) &&
	    (!version->checksum || strcmp(version->checksum, design_checksum(design)) == 0) &&
	    design_compile(design, &version->scope, &version->names, false, &model, NULL) != 0)
		model = NULL;
	design_free(design);
	return model;
}

const struct model *versions_model(struct versions *versions, uint32_t number)
{
	assert(number < versions->count && "a version of this session");
	struct version_row *row = &versions->rows[number];
	if (!row->tried && row->version.design)
		row->model = make_model(&row->version);
	row->tried = true;
	return row->model;
}

int versions_cleaners(const struct versions *versions)
{
	const struct version_row *latest = NULL;
	for (size_t i = 0; i < versions->count; i++)
		if (versions->rows[i].version.scope.of[SCOPE_CLEANERS] > 0 &&
		    (!latest || versions->rows[i].used > latest->used))
			latest = &versions->rows[i];
	return latest ? latest->version.scope.of[SCOPE_CLEANERS] : 0;
}

const char *versions_other(const struct versions *versions, uint32_t number, uint32_t present)
{
	const struct version *version = versions_at(versions, number), *now = versions_at(versions, present);
	if (!same_text(version->design, now->design))
		return "design";
	if (!same_design(version, now))
		return "version";
	return constants_agree(&version->names, &now->names) ? NULL : "names";
}

/* --- as text ----------------------------------------------------------------------- */

static void show_numbers(const struct scope *scope, const struct scope *present, bool ascii, struct buf *out)
{
	char text[200], now[200];
	const char *separator = "";

	scope_show(scope, ascii, text, sizeof text);
	scope_show(present, ascii, now, sizeof now);
	if (strcmp(text, now) != 0) {
		buf_add_text(out, text);
		return;
	}
	for (unsigned i = 0; i < SCOPE_ROWS; i++) {
		if (!differs(scope, present, i))
			continue;
		buf_printf(out, "%s%s=%d", separator, scope_rows[i].option, scope->of[i]);
		separator = " ";
	}
	if (!*separator)
		buf_add_text(out, "other names");
}

void versions_show(const struct versions *versions, uint32_t number, uint32_t present, bool ascii,
                   struct buf *out)
{
	const struct version *version = versions_at(versions, number);
	const struct version *now = versions_at(versions, present);
	if (!version->design)
		buf_add_text(out, "the recording");
	else if (!same_text(version->design, now->design))
		buf_add_text(out, version->design);
	else if (!same_design(version, now))
		buf_printf(out, "another version of %s", version->design);
	else
		show_numbers(&version->scope, &now->scope, ascii, out);
}

/* --- in files ------------------------------------------------------------------------ */

void version_to_meta(const struct version *version, struct arena *arena, struct trace_meta *meta)
{
	meta->design = copy_text(arena, version->design);
	meta->checksum = copy_text(arena, version->checksum);
	meta->design_text = copy_text(arena, version->text);
	for (unsigned i = 0; i < SCOPE_ROWS; i++) {
		int number = version->scope.of[i];
		if (number == SCOPE_DEFAULT)
			continue;
		meta->scope[meta->scope_count].option = scope_rows[i].option;
		meta->scope[meta->scope_count++].number = number;
	}
	constants_to_meta(&version->names, arena, meta);
}

struct version version_from_meta(const struct trace_meta *meta, struct arena *arena)
{
	return (struct version){ .design = meta->design,
		                 .checksum = meta->checksum,
		                 .text = meta->design_text,
		                 .scope = constants_saved_scope(meta),
		                 .names = constants_from_meta(meta, arena) };
}
