/*
 * Files with several traces: with -continue, TLC goes on after an error and prints one trace after another.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/number.h>
#include <heddle/session.h>

#include "ui/ui_private.h"

static int no_other(const struct session *session, struct err *err)
{
	err_set(err, session ? "the session is not from a file with several traces" : "no session is open");
	return err_remedy(err, ":open FILE opens one; for standard input, start heddle with --trace N");
}

/* The number of a trace; 0 with err set if there is no such trace. */
static size_t read_number(const struct ui *ui, const char *args, struct err *err)
{
	int64_t number;

	if (number_is(args, 1, (int64_t)ui->scene.session->trace_total, &number))
		return (size_t)number;
	err_set(err, "no trace \"%s\" in the file", args);
	err_remedy(err, "give a number from 1 to %zu", ui->scene.session->trace_total);
	return 0;
}

static int open_trace(struct ui *ui, size_t which, struct err *err)
{
	struct scope unset = scope_unset();
	struct session *session;

	if (session_open_nth(ui->scene.session->path, which, NULL, &unset, &session, err))
		return -1;
	session_add_conditions(session, (const char *const *)ui->scene.session->conditions.items,
	                       ui->scene.session->conditions.count);
	session_set_visibility(session, (const char *const *)ui->scene.session->hidden.items,
	                       ui->scene.session->hidden.count,
	                       (const char *const *)ui->scene.session->watched.items,
	                       ui->scene.session->watched.count);
	ui_abandon(ui);
	ui_set_session(ui, session);
	ui_say(ui, "%s", session->origin);
	return 0;
}

static int trace(struct ui *ui, const char *args, bool asks, struct err *err)
{
	size_t which;

	if (!ui->scene.session || ui->scene.session->trace_total < 2 || !ui->scene.session->path)
		return no_other(ui->scene.session, err);
	if (!*args) {
		ui_say(ui, "trace %zu of %zu in the file", ui->scene.session->trace_number,
		       ui->scene.session->trace_total);
		return 0;
	}
	which = read_number(ui, args, err);
	if (which == 0)
		return -1;
	if (!asks || !is_unsaved(ui))
		return open_trace(ui, which, err);
	if (would_open(ui->scene.session->path, which, err) < 0)
		return -1;
	asks_first(ui, "trace", args);
	return 0;
}

int command_trace_now(struct ui *ui, const char *args, struct err *err)
{
	return trace(ui, args, false, err);
}

int command_trace(struct ui *ui, const char *args, struct err *err)
{
	return trace(ui, args, true, err);
}

void complete_trace(struct ui *ui, const char *args, struct buf *out)
{
	for (size_t i = 1; ui->scene.session && i <= ui->scene.session->trace_total; i++) {
		char number[24];

		snprintf(number, sizeof(number), "%zu", i);
		complete_add(out, args, number);
	}
}

void ui_offer_traces(struct ui *ui)
{
	char asks[64];

	if (!ui->scene.session || ui->scene.session->trace_total < 2 || ui->prompting)
		return;
	snprintf(asks, sizeof(asks), "which of %zu traces (Esc: the first)", ui->scene.session->trace_total);
	prompt_open_for(ui, "trace ", asks, "trace ");
}
