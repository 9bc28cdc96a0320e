/*
 * Commands on files and on the system that is played: opening, saving, another design
 * or scope, leaving.
 *
 * Another design or scope is a fresh session in which the steps of the current line are
 * taken again by their texts, as far as they fit: "does the bug survive?" is one command.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heddle/bundled.h"
#include "heddle/design.h"
#include "heddle/file.h"
#include "heddle/trace.h"
#include "screen.h"

void add_path(struct buf *out, const char *path)
{
	const char *home = getenv("HOME");

	if (home && path[0] == '~' && (path[1] == '/' || !path[1])) {
		buf_add_text(out, home);
		path++;
	}
	buf_add_text(out, path);
}

/* --- opening ---------------------------------------------------------------- */

int command_open_now(struct ui *ui, const char *args, struct err *err)
{
	struct scope scope = scope_unset();
	struct session *session;
	struct buf path;

	if (!*args) {
		err_set(err, "open what?");
		return err_remedy(err, "name a design, a bundled trace or a file; Tab lists them");
	}
	buf_init(&path);
	add_path(&path, args);

	int result = session_open(path.data, NULL, &scope, &session, err);

	buf_release(&path);
	if (result < 0 && !*err->remedy)
		err_remedy(err, ":open and Tab list what there is");
	if (result < 0)
		return -1;
	ui_abandon(ui);
	ui_set_session(ui, session);
	if (session->origin)
		ui_say(ui, "%s", session->origin);
	ui_offer_traces(ui);
	return 0;
}

bool asks_first(struct ui *ui, const char *command, const char *args)
{
	struct buf line;

	if (!ui->session || !ui->session->dirty)
		return false;
	buf_init(&line);
	buf_printf(&line, "%s! %s", command, args);
	ui_ask(ui, "What you played is not saved. Leave it and go on?", line.data);
	buf_release(&line);
	return true;
}

/* Bundled designs are in the order of their chapters, the chapter's own before its variants. */
int command_chapter(struct ui *ui, const char *args, struct err *err)
{
	unsigned long wanted = strtoul(args, NULL, 10), last = 0;

	for (const struct bundled *row = bundled_designs; row->name; row++) {
		struct design *design;

		if (design_open(row->name, &design, err))
			return -1;
		last = design_chapter(design);
		design_free(design);
		if (wanted && last == wanted)
			return command_open(ui, row->name, err);
	}
	err_set(err, "there is no chapter \"%s\"", args);
	return err_remedy(err, "give a number from 1 to %lu", last);
}

int command_open(struct ui *ui, const char *args, struct err *err)
{
	if (*args && asks_first(ui, "open", args))
		return 0;
	return command_open_now(ui, args, err);
}

static void complete_bundled(struct buf *out, const char *args, const struct bundled *row)
{
	for (; row->name; row++)
		complete_add(out, args, row->name);
}

static bool is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Names of files that begin with `args`; folders end in a slash. */
static void complete_path(struct buf *out, const char *args)
{
	const char *slash = strrchr(args, '/');
	size_t folder_length = slash ? (size_t)(slash - args) + 1 : 0;
	const char *begun = args + folder_length;
	struct buf folder, path;
	struct dirent **entries;

	buf_init(&folder);
	buf_init(&path);
	buf_add(&folder, args, folder_length);
	add_path(&path, folder.length ? folder.data : ".");

	int count = scandir(path.data, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (strncmp(name, begun, strlen(begun)) == 0 && (*name != '.' || *begun == '.') &&
		    !strchr(name, '\n')) {
			buf_clear(&path);
			add_path(&path, folder.data);
			buf_add_text(&path, name);
			buf_printf(out, "%s%s%s\n", folder.data, name,
			           is_folder(path.data) ? "/" : "");
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	buf_release(&path);
	buf_release(&folder);
}

void complete_open(struct ui *ui, const char *args, struct buf *out)
{
	(void)ui;
	complete_bundled(out, args, bundled_designs);
	complete_bundled(out, args, bundled_traces);
	complete_path(out, args);
}

/* --- saving ----------------------------------------------------------------- */

/* What heddle has written is saved where it was; anything else under a like name where one works, or at
 * home, and never beside a file of somebody else's. */
static bool saves_in_place(const struct session *session)
{
	return session->path && session->own_file && access(session->path, W_OK) == 0;
}

static void add_save_path(const struct session *session, struct buf *out)
{
	const char *name = session->path ? session->path : session->model->name, *slash, *end;
	size_t length;

	if (saves_in_place(session)) {
		buf_add_text(out, session->path);
		return;
	}
	if (access(".", W_OK) < 0 && getenv("HOME"))
		buf_add_text(out, "~/");
	if (!session->path) {
		buf_printf(out, "%s.itf.json", name);
		return;
	}
	slash = strrchr(name, '/');
	name = slash ? slash + 1 : name;
	length = strlen(name);
	if (length > 9 && strcmp(name + length - 9, ".itf.json") == 0)
		length -= 9;
	else if ((end = strrchr(name, '.')) != NULL && end > name)
		length = (size_t)(end - name);
	buf_printf(out, "%.*s.itf.json", (int)length, name);
}

static int save(struct ui *ui, const char *args, bool replace, struct err *err)
{
	struct buf path, lost;
	int result = 0;

	/* The name that heddle chooses for a copy is seen before anything is written. */
	if (!*args && ui->session->path && !saves_in_place(ui->session)) {
		ui_press(ui, replace ? ":save! " : ":save ");
		return 0;
	}
	buf_init(&path);
	buf_init(&lost);
	if (!*args)
		add_save_path(ui->session, &lost);
	add_path(&path, *args ? args : lost.data);
	buf_clear(&lost);
	if (!replace && file_exists(path.data) && !is_folder(path.data)) {
		struct buf line, question;

		buf_init(&line);
		buf_init(&question);
		buf_printf(&line, "save! %s", path.data);
		buf_printf(&question, "%s exists. Replace it?", path.data);
		ui_ask(ui, question.data, line.data);
		buf_release(&question);
		buf_release(&line);
	} else {
		result = session_save(ui->session, path.data, replace, &lost, err);
		if (result == 0 && lost.length)
			ui_say(ui, "saved %s, which cannot hold: %s", path.data, lost.data);
		else if (result == 0)
			ui_say(ui, "saved %s", path.data);
	}
	buf_release(&lost);
	buf_release(&path);
	return result;
}

int command_save(struct ui *ui, const char *args, struct err *err)
{
	return save(ui, args, false, err);
}

int command_save_now(struct ui *ui, const char *args, struct err *err)
{
	return save(ui, args, true, err);
}

void preset_save(struct ui *ui, struct buf *out)
{
	add_save_path(ui->session, out);
}

void complete_save(struct ui *ui, const char *args, struct buf *out)
{
	(void)ui;
	complete_path(out, args);
}

/* --- another design or scope ------------------------------------------------ */

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

/* --- leaving ---------------------------------------------------------------- */

int command_quit_now(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	(void)err;
	ui_abandon(ui);
	ui->quit = true;
	return 0;
}

int command_quit(struct ui *ui, const char *args, struct err *err)
{
	if (ui->session && ui->session->dirty) {
		ui_ask(ui, "What you played is not saved. Quit all the same?", "quit!");
		return 0;
	}
	return command_quit_now(ui, args, err);
}
