/*
 * Commands on the system: another design, another scope.
 *
 * Everything played is replayed on it, so "does the bug survive?" is one command, and nothing is lost
 * (session_change).
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/bundled.h>
#include <heddle/design.h>

#include "ui/ui_private.h"

/* The number of steps of the line, with the inert ones after it. */
static size_t line_steps(struct history *history)
{
	size_t length;
	const uint32_t *line = history_line(history, &length);
	uint32_t node = line[length - 1];

	while ((node = history_visited(history, node)) != UINT32_MAX)
		length++;
	return length - 1;
}

/* How many steps of the line fit, and how many of all do not. */
static void say_change(struct ui *ui, size_t steps)
{
	const struct session *session = ui->scene.session;
	const char *reason;
	size_t inert = session_inert(session, &reason), length;
	struct buf text;

	buf_init(&text);
	history_line(session->history, &length);
	if (!inert && steps)
		buf_printf(&text, steps == 1 ? "the one step fits" : "all %zu steps fit", steps);
	else if (inert && length - 1 == steps)
		buf_printf(&text, "all %zu steps of this branch fit", steps);
	else if (inert)
		buf_printf(&text, "%zu of %zu steps fit: %s", length - 1 < steps ? length - 1 : steps, steps,
		           reason);
	if (inert)
		buf_printf(&text, "; %zu step%s that cannot be taken stay%s in the tree", inert,
		           inert == 1 ? "" : "s", inert == 1 ? "s" : "");
	if (text.length)
		ui_say(ui, "%s", text.data);
	buf_release(&text);
}

int change_system(struct ui *ui, struct design *design, const struct scope *scope, struct err *err)
{
	struct session *session;
	size_t steps = line_steps(ui->scene.session->history);

	if (session_change(ui->scene.session, design, scope, &session, err) != 0)
		return -1;
	ui_set_session(ui, session);
	say_change(ui, steps);
	return 0;
}

/* Opens the session's design again, since each session owns its design. */
static int reopen_design(const struct session *session, struct design **design, struct err *err)
{
	const char *name, *text;

	if (!session->design) {
		err_set(err, "a recording has neither a design nor a scope to change");
		return err_remedy(err, "open a design with o");
	}
	name = design_name(session->design);
	if (design_bundled(session->design))
		return design_open(name, design, err);
	text = design_text(session->design);
	return design_parse(text, strlen(text), name, design, err);
}

int command_design(struct ui *ui, const char *args, struct err *err)
{
	struct design *design;

	if (!*args) {
		err_set(err, "which design?");
		return err_remedy(err, "name one, or a file; Tab lists them");
	}

	char *path = expand_path(args);
	int result = design_open(path, &design, err);

	free(path);
	if (result < 0)
		return -1;

	struct scope scope = session_scope_for(ui->scene.session, design);

	return change_system(ui, design, &scope, err);
}

void complete_design(struct ui *ui, const char *args, struct buf *out)
{
	(void)ui;
	complete_bundled(out, args, bundled_designs);
	complete_bundled(out, args, bundled_open_designs);
	complete_path(out, args);
}

/* Applies options, "OPTION=2 FLAG", to a scope. */
static int read_scope(const struct scope_row *rows, const char *args, struct scope *scope, struct err *err)
{
	char word[100];

	while (*args) {
		size_t length = strcspn(args, " ");

		if (length >= sizeof(word))
			return err_set(err, "unknown scope option \"%.40s…\"", args);
		memcpy(word, args, length);
		word[length] = '\0';
		args += length + strspn(args + length, " ");

		char *number = strchr(word, '=');

		if (number)
			*number++ = '\0';
		if (scope_set(rows, scope, word + (strncmp(word, "--", 2) == 0 ? 2 : 0),
		              number ? number : "1", err) < 0)
			return -1;
	}
	return 0;
}

static void say_scope(struct ui *ui)
{
	const struct scope_row *rows = session_scope_rows(ui->scene.session);
	struct buf text;

	buf_init(&text);
	for (unsigned i = 0; rows[i].option; i++) {
		int number = ui->scene.session->scope.of[i];

		if (number >= 0 && rows[i].kind != SCOPE_ABSENT)
			buf_printf(&text, "%s%s=%d", text.length ? " " : "", rows[i].option, number);
	}
	ui_say(ui, "%s", text.data);
	buf_release(&text);
}

int command_scope(struct ui *ui, const char *args, struct err *err)
{
	struct scope scope = ui->scene.session->scope;
	struct design *design = NULL;

	if (reopen_design(ui->scene.session, &design, err) < 0)
		return -1;
	if (!*args) {
		design_free(design);
		say_scope(ui);
		return 0;
	}
	if (read_scope(design_scope_rows(design), args, &scope, err) < 0) {
		design_free(design);
		return -1;
	}
	return change_system(ui, design, &scope, err);
}

void complete_scope(struct ui *ui, const char *args, struct buf *out)
{
	const char *blank = strrchr(args, ' ');
	size_t before = blank ? (size_t)(blank - args) + 1 : 0;

	if (!ui->scene.session || !ui->scene.session->design)
		return;
	for (const struct scope_row *row = session_scope_rows(ui->scene.session); row->option; row++) {
		if (row->kind == SCOPE_ABSENT ||
		    strncmp(row->option, args + before, strlen(args + before)) != 0)
			continue;
		buf_add(out, args, before);
		buf_printf(out, "%s%s\n", row->option, row->kind == SCOPE_FLAG ? "" : "=");
	}
}
