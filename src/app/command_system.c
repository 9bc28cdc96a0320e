/*
 * Commands on the system that is played: another design, another scope.
 *
 * Either is a fresh session in which the steps of the current line are taken again by
 * their texts, as far as they fit: "does the bug survive?" is one command.
 */
#include <stdlib.h>
#include <string.h>

#include "heddle/bundled.h"
#include "heddle/design.h"
#include "screen.h"

/* Takes the steps of the old line in the new session, with their notes and bookmarks, until one
 * does not fit; returns how many fitted, with the reason of the one that did not in `why`. */
static size_t carry_over(struct session *from, struct session *to, struct err *why)
{
	size_t length, depth;
	const uint32_t *line = history_line(from->history, &length);
	unsigned wanted = from->now.depth;
	struct buf text;

	buf_init(&text);
	for (depth = 0;; depth++) {
		const char *note = history_note(from->history, line[depth]);
		const char *bookmark = history_bookmark(from->history, line[depth]);

		if (note)
			session_note(to, to->now.node, note);
		if (bookmark)
			session_bookmark(to, to->now.node, bookmark);
		if (depth + 1 == length)
			break;
		buf_clear(&text);
		node_text(from, line[depth + 1], &text);
		if (session_do_text(to, text.data, why) < 0)
			break;
	}
	buf_release(&text);

	size_t reached;
	const uint32_t *steps = history_line(to->history, &reached);

	session_jump(to, steps[wanted < reached ? wanted : reached - 1]);
	return depth;
}

/* Exchanges the session for one of `design` (taken) at `scope`. */
static int change_system(struct ui *ui, struct design *design, const struct scope *scope,
                         struct err *err)
{
	struct session *session;
	struct err why = { 0 };
	size_t length;

	if (session_open_design(design, scope, &session, err) < 0) {
		design_free(design);
		return -1;
	}
	history_line(ui->session->history, &length);

	uint32_t watched = ui->session->properties;
	bool same = ui->session->design &&
	            ui->session->model->property_count == session->model->property_count;

	if (same)
		session_watch(session, watched);

	size_t fitted = carry_over(ui->session, session, &why);

	ui_abandon(ui);
	ui_set_session(ui, session);
	if (fitted + 1 == length && length > 1)
		ui_say(ui, "all %zu steps fit", fitted);
	else if (fitted + 1 < length)
		ui_say(ui, "%zu of %zu steps fit: %s", fitted, length - 1, why.what);
	return 0;
}

/* The design of a session once more: sessions own theirs. */
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

/* What the session's numbers mean for another design, which may have no cleaners or ids. */
static struct scope scope_for(const struct session *session, const struct design *design)
{
	struct scope scope = scope_unset();

	if (!session->design)
		return scope;
	scope.servers = session->scope.servers;
	scope.readers = session->scope.readers;
	scope.users = session->scope.users;
	scope.metadatas = session->scope.metadatas;
	scope.images = session->scope.images;
	scope.no_failures = session->scope.no_failures;
	if (design_has_cleaner(session->design) && design_has_cleaner(design)) {
		scope.cleaners = session->scope.cleaners;
		scope.image_ids = session->scope.image_ids;
	}
	return scope;
}

int command_design_now(struct ui *ui, const char *args, struct err *err)
{
	struct design *design;
	struct buf path;

	if (!*args) {
		err_set(err, "which design?");
		return err_remedy(err, "name one, or a file; Tab lists them");
	}
	buf_init(&path);
	add_path(&path, args);

	int result = design_open(path.data, &design, err);

	buf_release(&path);
	if (result < 0)
		return -1;

	struct scope scope = scope_for(ui->session, design);

	return change_system(ui, design, &scope, err);
}

int command_design(struct ui *ui, const char *args, struct err *err)
{
	if (*args && asks_first(ui, "design", args))
		return 0;
	return command_design_now(ui, args, err);
}

void complete_design(struct ui *ui, const char *args, struct buf *out)
{
	(void)ui;
	complete_bundled(out, args, bundled_designs);
	complete_path(out, args);
}

/* "servers=2 no-failures" over what is there. */
static int read_scope(const char *args, struct scope *scope, struct err *err)
{
	char word[100];

	while (*args) {
		size_t length = strcspn(args, " ");

		if (length >= sizeof(word))
			return err_set(err, "\"%.40s…\" is no option of the scope", args);
		memcpy(word, args, length);
		word[length] = '\0';
		args += length + strspn(args + length, " ");

		char *number = strchr(word, '=');

		if (number)
			*number++ = '\0';
		if (scope_set(scope, word + (strncmp(word, "--", 2) == 0 ? 2 : 0),
		              number ? number : "1", err) < 0)
			return -1;
	}
	return 0;
}

static void say_scope(struct ui *ui)
{
	struct buf text;

	buf_init(&text);
	for (const struct scope_field *field = scope_fields; field->option; field++) {
		int number = scope_get(&ui->session->scope, field);

		if (number >= 0)
			buf_printf(&text, "%s%s=%d", text.length ? " " : "", field->option, number);
	}
	ui_say(ui, "%s", text.data);
	buf_release(&text);
}

int command_scope_now(struct ui *ui, const char *args, struct err *err)
{
	struct scope scope = ui->session->scope;
	struct design *design = NULL;

	if (reopen_design(ui->session, &design, err) < 0)
		return -1;
	if (!*args) {
		design_free(design);
		say_scope(ui);
		return 0;
	}
	if (read_scope(args, &scope, err) < 0) {
		design_free(design);
		return -1;
	}
	return change_system(ui, design, &scope, err);
}

int command_scope(struct ui *ui, const char *args, struct err *err)
{
	if (*args && asks_first(ui, "scope", args))
		return 0;
	return command_scope_now(ui, args, err);
}

void complete_scope(struct ui *ui, const char *args, struct buf *out)
{
	const char *blank = strrchr(args, ' ');
	size_t before = blank ? (size_t)(blank - args) + 1 : 0;

	if (!ui->session || !ui->session->design)
		return;
	for (const struct scope_field *field = scope_fields; field->option; field++) {
		if (strncmp(field->option, args + before, strlen(args + before)) != 0)
			continue;
		buf_add(out, args, before);
		buf_printf(out, "%s%s\n", field->option, field->flag ? "" : "=");
	}
}
