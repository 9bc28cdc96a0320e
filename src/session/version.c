/*
 * Linear search: a session has few versions.
 *
 * A version keeps its source and is compiled only when a step's meaning is needed.  Rejected: keeping every
 * model; most versions are only ever named.
 */
#include <assert.h>
#include <limits.h>
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
static bool is_bound(const struct scope_row *row)
{
	return row->kind == SCOPE_BOUND;
}

/* Whether the row means the same number in both, as far as both know it. */
static bool differs(const struct version *a, const struct version *b, const struct scope_row *row)
{
	unsigned mine = scope_find(a->rows, row->option), theirs = scope_find(b->rows, row->option);
	int one = a->scope.of[mine], other;

	if (!b->rows[theirs].option || row->kind == SCOPE_ABSENT || is_bound(row))
		return false;
	other = b->scope.of[theirs];
	if (row->kind == SCOPE_FLAG)
		return (one > 0) != (other > 0);
	return one != SCOPE_DEFAULT && other != SCOPE_DEFAULT && one != other;
}

static bool same_scope(const struct version *a, const struct version *b)
{
	for (const struct scope_row *row = a->rows; row->option; row++)
		if (differs(a, b, row))
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

static bool same_constants(const struct version *a, const struct version *b)
{
	struct constants theirs = constants_carry(b->rows, &b->names, a->rows);

	for (int k = 0; k < SCOPE_ROWS_MAX; k++)
		if (!same_names(a->names.of[k], theirs.of[k]))
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

static bool constants_agree(const struct version *a, const struct version *b)
{
	struct constants theirs = constants_carry(b->rows, &b->names, a->rows);

	for (int k = 0; k < SCOPE_ROWS_MAX; k++)
		if (!agree(a->names.of[k], theirs.of[k]))
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
	return same_design(a, b) && same_scope(a, b) && same_constants(a, b);
}

/* --- the table ------------------------------------------------------------------- */

static const char *copy_text(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

static bool is_settled(const struct scope_row *rows, const struct scope *scope)
{
	for (unsigned i = 0; rows[i].option; i++)
		if (rows[i].kind != SCOPE_FLAG && rows[i].kind != SCOPE_ABSENT && !is_bound(&rows[i]) &&
		    scope->of[i] == SCOPE_DEFAULT)
			return false;
	return true;
}

/* A copy with names for all constants of the scope. */
static struct version complete(const struct version *version, struct arena *arena)
{
	struct version copy = *version;

	copy.design = copy_text(arena, version->design);
	copy.checksum = copy_text(arena, version->checksum);
	copy.text = copy_text(arena, version->text);
	if (version->rows != scope_rows)
		copy.rows = scope_copy_rows(version->rows, scope_count(version->rows), arena);
	copy.names = (struct constants){ 0 };
	if (version->design && is_settled(version->rows, &version->scope))
		copy.names = constants_complete(version->rows, &version->names, &version->scope, arena);
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

/* Opens the design of a version.  Returns null if it cannot be opened. */
static struct design *open_design(const char *name, const char *text)
{
	struct design *design;
	int result = text ? design_parse(text, strlen(text), name, &design, NULL)
	                  : design_open(name, &design, NULL);
	return result == 0 ? design : NULL;
}

static struct model *make_model(const struct version *version)
{
	struct design *design = open_design(version->design, version->text);
	struct model *model = NULL;
	if (!design)
		return NULL;
	const struct scope_row *rows = design_scope_rows(design);
	struct scope scope = scope_carry(version->rows, &version->scope, rows);
	struct constants names = constants_carry(version->rows, &version->names, rows);
	if (is_settled(rows, &scope) &&
	    (!version->checksum || strcmp(version->checksum, design_checksum(design)) == 0) &&
	    design_compile(design, &scope, &names, false, &model, NULL) != 0)
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
	return constants_agree(version, now) ? NULL : "names";
}

/* --- as text ----------------------------------------------------------------------- */

static void show_numbers(const struct version *version, const struct version *present, bool ascii,
                         struct buf *out)
{
	char text[200], now[200];
	const char *separator = "";

	scope_show(version->rows, &version->scope, ascii, text, sizeof text);
	scope_show(present->rows, &present->scope, ascii, now, sizeof now);
	if (strcmp(text, now) != 0) {
		buf_add_text(out, text);
		return;
	}
	for (unsigned i = 0; version->rows[i].option; i++) {
		if (!differs(version, present, &version->rows[i]))
			continue;
		buf_printf(out, "%s%s=%d", separator, version->rows[i].option, version->scope.of[i]);
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
		show_numbers(version, now, ascii, out);
}

/* --- in files ------------------------------------------------------------------------ */

void version_to_meta(const struct version *version, struct arena *arena, struct trace_meta *meta)
{
	meta->design = copy_text(arena, version->design);
	meta->checksum = copy_text(arena, version->checksum);
	meta->design_text = copy_text(arena, version->text);
	for (unsigned i = 0; version->rows[i].option; i++) {
		int number = version->scope.of[i];
		if (number == SCOPE_DEFAULT || version->rows[i].kind == SCOPE_ABSENT)
			continue;
		meta->scope[meta->scope_count].option = copy_text(arena, version->rows[i].option);
		meta->scope[meta->scope_count++].number = number;
	}
	constants_to_meta(version->rows, &version->names, arena, meta);
}

static bool saves_names(const struct trace_meta *meta, const char *option)
{
	for (size_t i = 0; i < meta->name_count; i++)
		if (strcmp(meta->names[i].option, option) == 0)
			return true;
	return false;
}

/* The standard rows, and one for each other option that was saved, so that it is saved again. */
static const struct scope_row *rows_saved(const struct trace_meta *meta, struct arena *arena)
{
	struct scope_row rows[SCOPE_ROWS_MAX + 1];
	unsigned count = SCOPE_ROWS;

	memcpy(rows, scope_rows, sizeof scope_rows);
	for (size_t i = 0; i < meta->scope_count && count < SCOPE_ROWS_MAX; i++) {
		const char *option = meta->scope[i].option;
		if (rows[scope_find(rows, option)].option)
			continue;
		rows[count++] = (struct scope_row){ .kind = SCOPE_CONSTANT,
			                            .option = option,
			                            .noun = option,
			                            .prefix = saves_names(meta, option) ? "" : NULL,
			                            .most = INT_MAX };
		rows[count] = (struct scope_row){ .option = NULL };
	}
	return scope_copy_rows(rows, count, arena);
}

/* The design is opened only if its rows are others than the standard ones. */
static const struct scope_row *rows_of(const struct trace_meta *meta, struct arena *arena)
{
	struct scope scope = constants_saved_scope(scope_rows, meta);
	bool plain = !constants_unknown_row(scope_rows, meta) && is_settled(scope_rows, &scope);
	struct design *design = meta->design && !plain ? open_design(meta->design, meta->design_text) : NULL;

	if (plain || !meta->design)
		return scope_rows;
	const struct scope_row *rows = design_scope_rows(design);
	if (constants_unknown_row(rows, meta))
		rows = rows_saved(meta, arena);
	else if (rows != scope_rows)
		rows = scope_copy_rows(rows, scope_count(rows), arena);
	design_free(design);
	return rows;
}

struct version version_from_meta(const struct trace_meta *meta, struct arena *arena)
{
	const struct scope_row *rows = rows_of(meta, arena);
	return (struct version){ .design = meta->design,
		                 .checksum = meta->checksum,
		                 .text = meta->design_text,
		                 .rows = rows,
		                 .scope = constants_saved_scope(rows, meta),
		                 .names = constants_from_meta(rows, meta, arena) };
}
