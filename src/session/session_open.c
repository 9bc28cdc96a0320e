/*
 * From names and files to sessions.
 *
 * A name means the first of: a bundled design, a bundled trace, a file.  A JSON object that no trace format
 * claims is a design.  Rejected: deciding by file extension, which standard input does not have.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/constants.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/suggest.h>
#include <heddle/trace.h>

#include "session/session_private.h"

int session_open_named(struct design *design, const struct scope *scope, const struct constants *names,
                       struct session **session, struct err *err)
{
	struct scope settled = scope_merge(design_scope(design), *scope);
	struct arena *arena = arena_new();
	struct model *model;
	int result = -1;
	if (design_check_scope(design, &settled, err) == 0) {
		struct constants full = constants_complete(design_scope_rows(design), names, &settled, arena);
		result = design_compile(design, &settled, &full, false, &model, err);
	}
	if (result == 0) {
		*session = session_start(model, design, &settled, names);
		session_refresh(*session);
	}
	arena_free(arena);
	return result;
}

int session_open_design(struct design *design, const struct scope *scope, struct session **session,
                        struct err *err)
{
	return session_open_named(design, scope, &(struct constants){ 0 }, session, err);
}

/* --- by name, by file -------------------------------------------------------- */

static int open_trace_text(const char *text, size_t length, const char *file, const char *path, size_t which,
                           const char *wanted, const struct scope *over, struct session **session,
                           struct err *err)
{
	struct trace *trace;
	if (trace_parse_nth(text, length, file, which, &trace, err) != 0)
		return -1;
	int result = session_open_trace(trace, path, wanted, over, session, err);
	trace_free(trace);
	return result;
}

/* Takes the design, even on failure. */
static int start_design(struct design *design, size_t which, const char *wanted, const struct scope *over,
                        struct session **session, struct err *err)
{
	int result = -1;
	if (wanted) {
		err_set(err, "%s is a design; only a trace can be opened on another design",
		        design_name(design));
		err_remedy(err, "leave out --design, or name a trace");
	} else if (which > 1) {
		err_set(err, "%s is a design, not a file of traces", design_name(design));
		err_remedy(err, "leave out --trace");
	} else {
		result = session_open_design(design, over, session, err);
	}
	if (result != 0)
		design_free(design);
	return result;
}

static int open_file(const char *file, size_t which, const char *wanted, const struct scope *over,
                     struct session **session, struct err *err)
{
	char *text;
	size_t length;
	struct design *design;
	struct file_stamp stamp = file_stamp_of(file); /* taken first, so a later write counts as a change */
	if (file_read(file, FILE_READ_MAX, &text, &length, err) != 0)
		return -1;
	int result;
	if (!trace_format_of(text, length) && design_recognise(text, length)) {
		result = design_parse(text, length, file, &design, err);
		if (result == 0)
			result = start_design(design, which, wanted, over, session, err);
	} else {
		result = open_trace_text(text, length, file, strcmp(file, "-") == 0 ? NULL : file, which,
		                         wanted, over, session, err);
		if (result == 0)
			(*session)->stamp = stamp;
	}
	free(text);
	return result;
}

static int unknown(const char *what, struct err *err)
{
	struct nearest nearest = nearest_to(what);
	for (size_t i = 0; bundled_design_nth(i); i++)
		nearest_offer(&nearest, bundled_design_nth(i)->name);
	for (const struct bundled *row = bundled_traces; row->name; row++)
		nearest_offer(&nearest, row->name);
	if (!nearest.name) /* too many to list */
		return err_set(err, "unknown design, trace or file \"%s\"", what);
	return nearest_err(&nearest, "design, trace or file", err);
}

static int open_anything(const char *what, size_t which, const char *wanted, const struct scope *over,
                         struct session **session, struct err *err)
{
	struct scope unset = scope_unset();
	struct design *design;
	if (!over)
		over = &unset;
	if (bundled_design(what)) {
		if (design_open(what, &design, err) != 0)
			return -1;
		return start_design(design, which, wanted, over, session, err);
	}
	const struct bundled *trace = bundled_find(bundled_traces, what);
	if (trace)
		return open_trace_text(trace->text, trace->length, what, NULL, which, wanted, over, session,
		                       err);
	if (strcmp(what, "-") != 0 && !file_exists(what))
		return unknown(what, err);
	return open_file(what, which, wanted, over, session, err);
}

int session_open_nth(const char *what, size_t which, const char *wanted, const struct scope *over,
                     struct session **session, struct err *err)
{
	progress_begin();
	int result = open_anything(what, which, wanted, over, session, err);
	progress_end();
	return result;
}

int session_open(const char *what, const char *wanted, const struct scope *over, struct session **session,
                 struct err *err)
{
	return session_open_nth(what, 1, wanted, over, session, err);
}
