/*
 * Attributes an error of a merged design to a file: the deepest base that has the error itself.
 *
 * If there are errors, each base is loaded as if it were the design.  Rejected: recording the file that each
 * member came from, which would blame the base for what only the variant breaks.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/design_file.h>
#include <heddle/err.h>
#include <heddle/mem.h>

#include "design/json_members.h"

struct fault {
	char *file, *place, *what;
	bool reported;
};

struct faults {
	struct fault *list;
	size_t count, room;
};

/* Ignores the index in "server.steps[3]…", which may differ in the base. */
static bool same_place(const char *a, const char *b)
{
	size_t same = 0;

	while (a[same] && a[same] == b[same] && a[same] != '[')
		same++;
	if (a[same] == '[' && b[same] == '[' && isdigit((unsigned char)a[same + 1]) &&
	    isdigit((unsigned char)b[same + 1])) {
		a += strcspn(a, "]");
		b += strcspn(b, "]");
	}
	return strcmp(a, b) == 0;
}

static struct fault *find(const struct faults *faults, const struct err *err)
{
	for (size_t i = 0; i < faults->count; i++) {
		struct fault *fault = &faults->list[i];

		if (!fault->reported && strcmp(fault->what, err->what) == 0 &&
		    same_place(fault->place, err->place))
			return fault;
	}
	return NULL;
}

/* Records an error of a base, unless that base's own base has it. */
static void record(struct err *err, void *user)
{
	struct faults *faults = user;
	struct fault *known = find(faults, err);

	if (known) {
		known->reported = true;
		return;
	}
	faults->list = mem_grow(faults->list, &faults->room, faults->count + 1, sizeof(*faults->list));
	faults->list[faults->count++] =
	        (struct fault){ mem_strdup(err->file), mem_strdup(err->place), mem_strdup(err->what), true };
}

/* Moves an error of the design itself to the base that has it. */
static void attribute(struct err *err, void *user)
{
	struct fault *known = find(user, err);

	if (!known)
		return;
	known->reported = true;
	err_file(err, known->file);
	err_place(err, "%s", known->place);
}

static void load_again(const struct lineage *lineage, const cJSON *tree, struct err_list *list,
                       struct faults *faults)
{
	struct design *scratch = mem_alloc(sizeof(*scratch));
	struct err err = { .list = list };

	for (size_t i = 0; i < faults->count; i++)
		faults->list[i].reported = false;
	scratch->arena = arena_new();
	scratch->owners = 1;
	scratch->open_only = lineage->open_only;
	list->user = faults;
	design_load(scratch, tree, &err);
	design_free(scratch);
}

void lineage_attribute(const struct lineage *lineage, const cJSON *tree, struct err_list *list)
{
	struct faults faults = { 0 };

	for (unsigned i = 0; i < lineage->count; i++) {
		struct err_list base = { .file = lineage->bases[i].file, .each = record };

		load_again(lineage, lineage->bases[i].tree, &base, &faults);
	}
	list->each = attribute;
	load_again(lineage, tree, list, &faults);
	for (size_t i = 0; i < faults.count; i++) {
		free(faults.list[i].file);
		free(faults.list[i].place);
		free(faults.list[i].what);
	}
	free(faults.list);
}

void lineage_release(struct lineage *lineage)
{
	for (unsigned i = 0; i < lineage->count; i++) {
		free(lineage->bases[i].file);
		cJSON_Delete(lineage->bases[i].tree);
	}
	lineage->count = 0;
}
