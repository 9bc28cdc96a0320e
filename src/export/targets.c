/*
 * The table of targets, and saving to disk.  All texts are complete before the first byte is written, so that
 * a failed export leaves no partial folder.  Rejected: writing texts as they are made.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/model.h>
#include <heddle/suggest.h>

#include "export/targets.h"

// clang-format off
const struct export_target *const export_targets[] = {
	&target_tla,
	&target_svg,
	&target_html,
	&target_markdown,
	&target_mermaid,
	&target_plantuml,
	&target_dot,
	&target_promela,
	NULL,
};
// clang-format on

const struct export_target *export_target_named(const char *name, struct err *err)
{
	struct nearest near = nearest_to(name);

	for (size_t i = 0; export_targets[i]; i++) {
		if (strcmp(export_targets[i]->name, name) == 0)
			return export_targets[i];
		nearest_offer(&near, export_targets[i]->name);
	}
	err_set(err, "unknown export target \"%s\"", name);
	if (near.name)
		err_remedy(err, "did you mean %s?", near.name);
	else
		err_remedy(err, "\"heddle export --help\" lists the targets");
	return NULL;
}

/* --- what a target accepts ---------------------------------------------------- */

static const struct {
	unsigned bit;
	const char *shown;
} takes[] = {
	{ EXPORT_SCOPE, "a scope" },
	{ EXPORT_INVARIANT, "--invariant" },
	{ EXPORT_PROPERTY, "--property" },
	{ EXPORT_SYMMETRY, "--symmetry" },
	{ EXPORT_DIAGRAM, "--diagram" },
	{ EXPORT_MAX_STATES, "--max-states" },
	{ EXPORT_UNFIT, "a --design it does not fit" },
};
enum { TAKES_COUNT = sizeof(takes) / sizeof(takes[0]) };

static unsigned accepted(const struct export_target *target, bool of_trace)
{
	return of_trace ? target->trace_takes : target->design_takes;
}

/* Appends the targets that accept an option, "svg, markdown or dot"; returns false if there are none. */
static bool add_accepting(struct buf *out, unsigned bit, bool of_trace)
{
	unsigned count = 0, nth = 0;

	for (size_t i = 0; export_targets[i]; i++)
		count += (accepted(export_targets[i], of_trace) & bit) != 0;
	for (size_t i = 0; export_targets[i]; i++)
		if (accepted(export_targets[i], of_trace) & bit) {
			nth++;
			buf_printf(out, "%s%s",
			           nth == 1       ? ""
			           : nth == count ? " or "
			                          : ", ",
			           export_targets[i]->name);
		}
	return count > 0;
}

int export_check(const struct export_target *target, bool of_trace, unsigned given, struct err *err)
{
	unsigned refused = given & ~accepted(target, of_trace);
	struct buf accepting;

	if (!refused)
		return 0;
	buf_init(&accepting);
	for (int i = 0; i < TAKES_COUNT; i++) {
		if (!(refused & takes[i].bit))
			continue;
		err_set(err, "%s has no effect on a %s exported to %s", takes[i].shown,
		        of_trace ? "trace" : "design", target->name);
		if (add_accepting(&accepting, takes[i].bit, of_trace))
			err_remedy(err, "leave it out, or export to %s", accepting.data);
		else
			err_remedy(err, "leave it out, or export a %s instead",
			           of_trace ? "design" : "trace");
		break;
	}
	buf_release(&accepting);
	return -1;
}

int export_check_properties(const struct export_target *target, const struct model *model,
                            uint32_t properties, struct err *err)
{
	for (unsigned p = 0; target->cannot && p < model->property_count; p++) {
		const char *why = properties >> p & 1 ? target->cannot(model, p) : NULL;

		if (!why)
			continue;
		err_set(err, "%s cannot be exported to %s: %s", model->properties[p].name, target->name, why);
		if (model->properties[p].by_default)
			return err_remedy(err,
			                  "choose others with --invariant; \"heddle check\" can check it");
		return err_remedy(err, "leave out --invariant %s; \"heddle check\" can check it",
		                  model->properties[p].name);
	}
	return 0;
}

bool export_add_source(const struct export_target *target, bool of_trace, struct buf *out)
{
	bool any = false;

	if (of_trace ? !target->trace : !target->design)
		return false;
	buf_add_text(out, of_trace ? "of traces" : "of designs");
	for (int i = 0; i < TAKES_COUNT; i++)
		if (accepted(target, of_trace) & takes[i].bit) {
			buf_printf(out, "%s%s", any ? ", " : ", with ", takes[i].shown);
			any = true;
		}
	return true;
}

/* --- in memory -------------------------------------------------------------- */

void export_init(struct export *export)
{
	*export = (struct export){ .arena = arena_new() };
}

void export_release(struct export *export)
{
	arena_free(export->arena);
	export->arena = NULL;
	export->count = 0;
}

void export_add(struct export *export, const char *stem, const char *ending, struct buf *text)
{
	struct export_file *file = &export->files[export->count++];
	struct buf name;

	buf_init(&name);
	file_name(&name, stem, ending);
	file->name = arena_strdup(export->arena, name.data);
	buf_release(&name);
	file->text = arena_strndup(export->arena, text->data, text->length);
	file->length = text->length;
	buf_clear(text);
}

/* --- to disk ------------------------------------------------------------------ */

static bool is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static int make_folder(const char *path, struct err *err)
{
	if (is_folder(path) || mkdir(path, 0777) == 0)
		return 0;
	if (errno == EEXIST)
		err_set(err, "this is a file; expected a folder");
	else
		err_set(err, "cannot make the folder: %s", strerror(errno));
	err_remedy(err, "name a folder whose parent exists and can be written to");
	return err_file(err, path);
}

int export_save(const struct export *export, bool folder, const char *path, bool replace, struct err *err)
{
	const char *paths[sizeof(export->files) / sizeof(export->files[0])];

	folder = folder || is_folder(path);
	if (folder && make_folder(path, err))
		return -1;
	for (size_t i = 0; i < export->count; i++) {
		paths[i] = folder ? arena_printf(export->arena, "%s/%s", path, export->files[i].name) : path;
		if (!replace && file_is_plain(paths[i])) {
			err_set(err, "the file exists already");
			err_remedy(err, "give --force to overwrite it, or another path");
			return err_file(err, paths[i]);
		}
	}
	for (size_t i = 0; i < export->count; i++)
		if (file_write(paths[i], export->files[i].text, export->files[i].length, replace, err))
			return -1;
	return 0;
}
