/*
 * From schedules to sessions: plays the steps on the design that the schedule or the user names, or on the
 * first bundled one that allows them all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/constants.h>
#include <heddle/design.h>
#include <heddle/mem.h>
#include <heddle/trace.h>

#include "session/session_private.h"

/* True if the schedule was written for an earlier version of the design. */
static bool has_changed(const struct session *session, const struct trace_meta *meta)
{
	return meta->checksum && meta->design && strcmp(meta->design, design_name(session->design)) == 0 &&
	       strcmp(meta->checksum, design_checksum(session->design)) != 0;
}

/* Sets the error: the step at which the schedule stops fitting, and why. */
static void misfit(const struct session *session, const struct trace *trace, const struct restored *restored,
                   struct err *err)
{
	const struct trace_meta *meta = trace->heddle;
	char line[40] = "", word[ERR_PLACE_MAX] = "";
	if (!err)
		return;
	*err = restored->why;
	if (err->place[0])
		snprintf(word, sizeof word, ", %.100s", err->place);
	if (trace->file && meta->nodes[restored->first_lost].line)
		snprintf(line, sizeof line, "line %zu, ", meta->nodes[restored->first_lost].line);
	err_place(err, "%sstep %zu%s", line, restored->first_lost, word);
	if (trace->file)
		err_file(err, trace->file);
	if (trace->file && !err->remedy[0])
		err_remedy(err, "correct the step there, or try another design with --design");
	if (has_changed(session, meta)) {
		char remedy[ERR_TEXT_MAX / 2];
		snprintf(remedy, sizeof remedy, "%.*s", (int)sizeof remedy - 1, err->remedy);
		err_remedy(err,
		           "the schedule was written for another version of %s and fits "
		           "only up to here%s%s",
		           meta->design, remedy[0] ? "; " : "", remedy);
	}
}

/* Plays the schedule on `design`, which it takes.  Returns null if not all of it is possible; *matched is
 * how many steps were. */
static struct session *play_schedule(const struct trace *trace, struct design *design,
                                     const struct scope *over, size_t *matched, struct err *err)
{
	const struct scope_row *rows = design_scope_rows(design);
	struct scope scope = scope_merge(design_scope(design), constants_saved_scope(rows, trace->heddle));
	constants_raise_scope(rows, trace->heddle, &scope);
	scope = scope_merge(scope, *over);
	struct arena *arena = arena_new();
	struct constants names = constants_from_meta(rows, trace->heddle, arena);
	struct session *session;
	*matched = 0;
	int result = session_open_named(design, &scope, &names, &session, err);
	arena_free(arena);
	if (result != 0) {
		design_free(design);
		return NULL;
	}
	struct restored restored = session_restore_tree(session, trace->heddle);
	bool whole = restored.lost == 0;
	if (whole) {
		session_place_cursor(session, trace->heddle, true, 0);
		session->other_version = has_changed(session, trace->heddle);
	} else {
		*matched = restored.first_lost - 1;
		misfit(session, trace, &restored, err);
		session_free(session);
	}
	return whole ? session : NULL;
}

/* Opens the design that the user or the file names. */
static int schedule_design(const struct trace *trace, const char *wanted, struct design **design,
                           struct err *err)
{
	const struct trace_meta *meta = trace->heddle;
	if (wanted)
		return design_open(wanted, design, err);
	int result = meta->design_text ? design_parse(meta->design_text, strlen(meta->design_text),
	                                              meta->design, design, err)
	                               : design_open(meta->design, design, err);
	if (result != 0 && trace->file && err && !err->file[0])
		err_file(err, trace->file);
	return result;
}

/* Checks that each number of the schedule's scope is a row, and in range. */
static int check_saved_scope(const struct trace *trace, const struct scope_row *rows, struct err *err)
{
	struct scope scope = scope_unset();
	for (size_t i = 0; i < trace->heddle->scope_count; i++) {
		char number[16];
		snprintf(number, sizeof number, "%d", trace->heddle->scope[i].number);
		if (scope_set(rows, &scope, trace->heddle->scope[i].option, number, err) == 0)
			continue;
		return trace->file ? err_file(err, trace->file) : -1;
	}
	return 0;
}

/* Checks that the steps stay within the scope that the schedule or the user names. */
static int check_named_scope(const struct trace *trace, const struct scope_row *rows,
                             const struct scope *over, struct err *err)
{
	const struct trace_meta *meta = trace->heddle;
	struct scope scope = scope_merge(constants_saved_scope(rows, meta), *over);
	uint32_t node;
	if (constants_check_scope(rows, meta, &scope, &node, err) == 0)
		return 0;
	if (meta->nodes[node].line)
		err_place(err, "line %zu, step %u", meta->nodes[node].line, (unsigned)node);
	else
		err_place(err, "step %u", (unsigned)node);
	return trace->file ? err_file(err, trace->file) : -1;
}

static int check_scopes(const struct trace *trace, const struct scope_row *rows, const struct scope *over,
                        struct err *err)
{
	return check_saved_scope(trace, rows, err) != 0 || check_named_scope(trace, rows, over, err) != 0 ? -1
	                                                                                                  : 0;
}

/* Opens a schedule whose design is named. */
static int open_named(const struct trace *trace, const char *wanted, const struct scope *over,
                      struct session **session, struct err *err)
{
	struct design *design;
	size_t matched;
	if (schedule_design(trace, wanted, &design, err) != 0)
		return -1;
	if (check_scopes(trace, design_scope_rows(design), over, err) != 0) {
		design_free(design);
		return -1;
	}
	*session = play_schedule(trace, design, over, &matched, err);
	return *session ? 0 : -1;
}

int session_load_schedule(const struct trace *trace, const char *wanted, const struct scope *over,
                          struct session **session, struct err *err)
{
	struct err best_err = { 0 }, why = { 0 };
	size_t best = 0, matched;
	const char *closest = NULL;
	const struct bundled *row;
	struct design *design;

	if (wanted || trace->heddle->design)
		return open_named(trace, wanted, over, session, err);
	if (check_scopes(trace, scope_rows, over, err) != 0)
		return -1;
	for (size_t i = 0; (row = bundled_design_nth(i)); i++) {
		if (design_open(row->name, &design, err) != 0)
			return -1;
		*session = play_schedule(trace, design, over, &matched, &why);
		if (*session)
			return 0;
		if (!closest || matched > best) {
			best = matched;
			closest = row->name;
			best_err = why;
		}
	}
	if (!closest)
		return err_set(err, "no design to play the schedule on");
	if (err)
		*err = best_err;
	return err_remedy(err,
	                  "no bundled design allows the schedule; %s is the closest; name the "
	                  "design in a header line: \"# heddle schedule: design=%s servers=1 users=1\"",
	                  closest, closest);
}
