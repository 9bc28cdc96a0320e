/*
 * Properties and marks.
 *
 * A condition under a binder is read together with it, as "all s ∈ servers: (…)", and then taken out of the
 * tree; columns in errors are those of the part.  What a story declares and a design cannot express, since it
 * lacks a name, is left out.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/suggest.h>

#include "design/open.h"

static const char *const kind_members[] = {
	[SYSTEM_ALWAYS] = "always",
	[SYSTEM_EVERY_STEP] = "every step",
	[SYSTEM_POSSIBLE] = "possible",
	[SYSTEM_ALWAYS_POSSIBLE] = "always possible",
	[SYSTEM_ALWAYS_EVENTUALLY] = "always eventually",
	[SYSTEM_LEADS_TO] = "leads to",
};

const char *const open_property_members[] = {
	"always",
	"every step",
	"possible",
	"always possible",
	"always eventually",
	"leads to",
	"for each",
	"alone",
	"fair",
	"from",
	"part",
	"doing",
	"only",
	"keeps",
	"unless known",
	"says",
	"default",
	NULL,
};
const char *const open_mark_members[] = { "on", "for", "when", "text", "kind", NULL };

/* --- expressions under a binder --------------------------------------------------------------- */

/* Moves the column of an error, if it has one, back by the characters of `before`. */
static void shift_column(struct err *err, const char *before)
{
	unsigned long column, by = 0;

	for (; *before; before++)
		by += ((unsigned char)*before & 0xc0) != 0x80;
	if (err && sscanf(err->place, "column %lu", &column) == 1)
		err_place(err, "column %lu", column > by ? column - by : 1);
}

/* Reads BEFORE TEXT AFTER, with places in `text`. */
static int read_within(struct open *open, const char *before, const char *text, const char *after, bool steps,
                       const char *path, struct expr **tree)
{
	struct expr_context context = open->context;
	struct buf whole;
	int status;

	context.steps = steps;
	buf_init(&whole);
	buf_printf(&whole, "%s%s%s", before, text, after);
	status = expr_read(whole.data, &context, VALUE_TYPE_BOOL, open->arena, tree, open->err);
	buf_release(&whole);
	if (!status)
		return 0;
	shift_column(open->err, before);
	return open_place(open, path);
}

static int read_binder(struct open *open, const char *text, const char *path, const struct expr **binder)
{
	struct expr *tree = NULL;

	if (read_within(open, "all ", text, ": true", false, path, &tree))
		return -1;
	if (tree->kind != EXPR_ALL || tree->part[1]->kind != EXPR_BOOL)
		return open_misplaced(open, path, "one name and its set, such as \"s ∈ servers\"");
	tree->part[1] = NULL;
	*binder = tree;
	return 0;
}

/* Reads a condition in which the name of a binder (a text; null: none) is bound. */
static int read_bound(struct open *open, const char *binder, const char *text, const char *after, bool steps,
                      const char *path, struct expr **tree)
{
	const char *before = binder ? arena_printf(open->arena, "all %s: ", binder) : "";

	if (read_within(open, before, text, after, steps, path, tree))
		return -1;
	if (binder)
		*tree = (*tree)->part[1];
	return 0;
}

static int need_text(struct open *open, const cJSON *json, const char *path)
{
	return cJSON_IsString(json) ? 0 : open_misplaced(open, path, "an expression in quotes");
}

/* --- properties ---------------------------------------------------------------------------------- */

struct property_reader {
	struct open *open;
	const cJSON *json;
	const char *path;
	struct system_property *property;
	const char *binder; /* its text; null: none */
};

static int find_kind(struct property_reader *r)
{
	int count = 0;

	for (int k = 0; k < (int)(sizeof(kind_members) / sizeof(*kind_members)); k++)
		if (open_member(r->json, kind_members[k])) {
			r->property->kind = (enum system_property_kind)k;
			count++;
		}
	if (count == 1)
		return 0;
	return open_misplaced(r->open, r->path,
	                      "one of \"always\", \"every step\", \"possible\", \"always possible\", "
	                      "\"always eventually\" and \"leads to\"");
}

/* "for each" goes with "leads to", "alone" with "always possible". */
static int find_binder(struct property_reader *r)
{
	enum system_property_kind kind = r->property->kind;
	const char *name = kind == SYSTEM_LEADS_TO ? "for each" : "alone";
	const char *other = kind == SYSTEM_LEADS_TO ? "alone" : "for each";
	const cJSON *binder = open_member(r->json, name);
	char path[OPEN_PATH_MAX];

	if (open_is_future(r->json))
		return 0; /* open_future */

	if (open_member(r->json, other) ||
	    (binder && kind != SYSTEM_LEADS_TO && kind != SYSTEM_ALWAYS_POSSIBLE)) {
		err_set(r->open->err,
		        "\"alone\" belongs to \"always possible\", \"for each\" to \"leads to\"");
		return err_place(r->open->err, "%s", r->path);
	}
	if (!binder)
		return 0;
	open_path(path, r->path, name);
	if (need_text(r->open, binder, path) ||
	    read_binder(r->open, binder->valuestring, path, &r->property->binder))
		return -1;
	r->binder = binder->valuestring;
	r->property->alone = kind == SYSTEM_ALWAYS_POSSIBLE;
	return 0;
}

static int read_condition(struct property_reader *r, const cJSON *json, const char *path,
                          const struct expr **out)
{
	struct expr *tree = NULL;

	if (need_text(r->open, json, path) || read_bound(r->open, r->binder, json->valuestring, "",
	                                                 r->property->kind == SYSTEM_EVERY_STEP, path, &tree))
		return -1;
	*out = tree;
	return 0;
}

static int read_conditions(struct property_reader *r)
{
	const char *name = kind_members[r->property->kind];
	const cJSON *json = open_member(r->json, name);
	char path[OPEN_PATH_MAX];

	open_path(path, r->path, name);
	if (open_is_future(r->json))
		return open_future(r->open, r->json, r->path, r->property);
	if (r->property->kind == SYSTEM_EVERY_STEP && open_member(r->json, "doing"))
		return open_duties(r->open, r->json, r->path, r->property);
	if (r->property->kind != SYSTEM_LEADS_TO)
		return read_condition(r, json, path, &r->property->condition);
	if (!cJSON_IsArray(json) || cJSON_GetArraySize(json) != 2)
		return open_misplaced(r->open, path, "two expressions, what is asked and its answer");
	if (read_condition(r, cJSON_GetArrayItem(json, 0), path, &r->property->condition))
		return -1;
	return read_condition(r, cJSON_GetArrayItem(json, 1), path, &r->property->answer);
}

/* "doing" goes with "every step", "unless known" with "doing". */
static int check_doing(struct property_reader *r)
{
	static const char *const future[] = { "from", "part", "only", "keeps", NULL };
	bool doing = open_member(r->json, "doing") != NULL;

	if (open_is_future(r->json))
		return 0;
	for (int i = 0; future[i]; i++) {
		if (!open_member(r->json, future[i]))
			continue;
		err_set(r->open->err, "\"%s\" belongs to \"always possible\"", future[i]);
		return err_place(r->open->err, "%s", r->path);
	}
	if (doing && r->property->kind != SYSTEM_EVERY_STEP)
		err_set(r->open->err, "\"doing\" belongs to \"every step\"");
	else if (!doing && open_member(r->json, "unless known"))
		err_set(r->open->err, "\"unless known\" belongs to \"doing\"");
	else
		return 0;
	return err_place(r->open->err, "%s", r->path);
}

static int read_fair(struct property_reader *r)
{
	const cJSON *fair = open_member(r->json, "fair");
	enum system_property_kind kind = r->property->kind;
	char path[OPEN_PATH_MAX];

	if (!fair)
		return 0;
	open_path(path, r->path, "fair");
	if (kind != SYSTEM_ALWAYS_EVENTUALLY && kind != SYSTEM_LEADS_TO) {
		err_set(r->open->err, "\"fair\" belongs to \"always eventually\" and \"leads to\"");
		return err_place(r->open->err, "%s", path);
	}
	return open_fair(r->open, fair, path, &r->property->fair);
}

/* What a property without "says" says: "always: x ≤ 3". */
static const char *saying(struct property_reader *r)
{
	const char *kind = kind_members[r->property->kind];
	const cJSON *given = open_member(r->json, kind);

	if (cJSON_IsString(given))
		return arena_printf(r->open->arena, "%s: %s", kind, given->valuestring);
	return arena_printf(r->open->arena, "%s %s %s", given->child->valuestring, kind,
	                    given->child->next->valuestring);
}

static int read_property(struct open *open, const cJSON *json, const char *path,
                         struct system_property *property)
{
	struct property_reader r = { open, json, path, property, NULL };

	if (!cJSON_IsObject(json))
		return open_misplaced(open, path, "an object such as {\"always\": \"…\"}");
	property->name = arena_strdup(open->arena, json->string);
	property->by_default = true;
	if (strpbrk(json->string, " ;\t\n\"()") || !*json->string)
		return open_misplaced(open, path, "a name without blanks");
	if (member_text(open->arena, json, "says", path, &property->says, open->err) ||
	    member_flag(json, "default", path, &property->by_default, open->err) || find_kind(&r) ||
	    find_binder(&r) || check_doing(&r) || read_conditions(&r))
		return -1;
	if (!property->says)
		property->says = saying(&r);
	return read_fair(&r);
}

static void leave_out(struct open *open, const char *name, const char *why)
{
	struct system *system = open->system;

	if (system->left_out_count == SYSTEM_PROPERTIES_MAX)
		return;
	system->left_out[system->left_out_count].name = arena_strdup(open->arena, name);
	system->left_out[system->left_out_count++].why = arena_strdup(open->arena, why);
}

static void add_property(struct open *open, const cJSON *json, const char *path, bool own)
{
	struct system *system = open->system;
	struct system_property property = { .name = NULL };
	struct err ignored = { .list = NULL }, *err = open->err;
	int status;

	if (own)
		open->errors +=
		        cJSON_IsObject(json) ? members_known(json, open_property_members, path, err) : 0;
	open->err = own ? err : &ignored;
	status = read_property(open, json, path, &property);
	open->err = err;
	if (status) {
		if (own)
			open_keep(open, status);
		else
			leave_out(open, json->string, ignored.what);
		return;
	}
	if (system->property_count == SYSTEM_PROPERTIES_MAX) {
		err_set(err, "a design has at most %d properties", SYSTEM_PROPERTIES_MAX);
		open_keep(open, err_place(err, "%s", path));
		return;
	}
	system->properties[system->property_count++] = property;
}

void open_properties(struct open *open)
{
	open_each(open, "properties", add_property);
}

/* --- fairness ----------------------------------------------------------------------------------------- */

int open_fair(struct open *open, const cJSON *json, const char *path, uint64_t *roles)
{
	const struct system *system = open->system;

	if (member_count(json) < 0)
		return open_misplaced(open, path, "a list of roles");
	for (int i = 0; i < member_count(json); i++) {
		const char *name = member_nth(json, i);
		struct nearest near = nearest_to(name);
		unsigned r = 0;

		while (r < system->role_count && strcmp(system->roles[r].name, name) != 0)
			nearest_offer(&near, system->roles[r++].name);
		if (r == system->role_count) {
			nearest_err(&near, "role", open->err);
			return err_place(open->err, "%s", path);
		}
		*roles |= UINT64_C(1) << r;
	}
	return 0;
}

/* --- marks ---------------------------------------------------------------------------------------------- */

static int mark_kind(struct open *open, const cJSON *json, const char *path, enum mark_kind *kind)
{
	const char *name = json->string;

	if (member_text(open->arena, json, "kind", path, &name, open->err))
		return -1;
	*kind = strcmp(name, "dangling") == 0 ? MARK_DANGLING : MARK_ORPHAN;
	if (strcmp(name, "dangling") == 0 || strcmp(name, "orphan") == 0)
		return 0;
	err_set(open->err,
	        "expected \"orphan\" (nothing refers to it) or \"dangling\" (it refers to nothing)");
	return err_place(open->err, "%s.kind", path);
}

static bool is_place(const struct expr *expr)
{
	while (expr->kind == EXPR_FIELD || expr->kind == EXPR_AT)
		expr = expr->part[0];
	return expr->kind == EXPR_NAME && expr->meaning == EXPR_NAME_VARIABLE;
}

static int read_mark(struct open *open, const cJSON *json, const char *path, struct system_mark *mark)
{
	const cJSON *binder = open_member(json, "for"), *on = open_member(json, "on");
	const cJSON *when = open_member(json, "when");
	const char *bound = cJSON_IsString(binder) ? binder->valuestring : NULL;
	struct expr *tree = NULL;
	char place[OPEN_PATH_MAX];

	if (!cJSON_IsObject(json))
		return open_misplaced(open, path, "an object such as {\"on\": \"…\", \"when\": \"…\"}");
	mark->name = mark->text = arena_strdup(open->arena, json->string);
	if (mark_kind(open, json, path, &mark->kind) ||
	    member_text(open->arena, json, "text", path, &mark->text, open->err))
		return -1;
	open_path(place, path, "for");
	if (binder && (need_text(open, binder, place) || read_binder(open, bound, place, &mark->binder)))
		return -1;
	open_path(place, path, "on");
	if (need_text(open, on, place) ||
	    read_bound(open, bound, on->valuestring, " = UNSET", false, place, &tree))
		return -1;
	if (tree->kind != EXPR_EQUAL || !is_place(tree->part[0]))
		return open_misplaced(open, place, "a part of the state, such as \"cache[k]\"");
	mark->on = tree->part[0];
	open_path(place, path, "when");
	if (need_text(open, when, place) ||
	    read_bound(open, bound, when->valuestring, "", false, place, &tree))
		return -1;
	mark->when = tree;
	return 0;
}

static void add_mark(struct open *open, const cJSON *json, const char *path, bool own)
{
	struct system *system = open->system;
	struct system_mark mark = { .name = NULL };
	struct err ignored = { .list = NULL }, *err = open->err;
	int status;

	if (own)
		open->errors += cJSON_IsObject(json) ? members_known(json, open_mark_members, path, err) : 0;
	open->err = own ? err : &ignored;
	status = read_mark(open, json, path, &mark);
	open->err = err;
	if (status) {
		if (own)
			open_keep(open, status);
		return;
	}
	if (system->mark_count == SYSTEM_MARKS_MAX) {
		err_set(err, "a design has at most %d marks", SYSTEM_MARKS_MAX);
		open_keep(open, err_place(err, "%s", path));
		return;
	}
	system->marks[system->mark_count++] = mark;
}

void open_marks(struct open *open)
{
	open_each(open, "marks", add_mark);
}
