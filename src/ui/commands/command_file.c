/*
 * Commands on files: opening, saving, leaving.
 *
 * What would lose unsaved changes asks first, and has a form with "!" that does not.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <heddle/bundled.h>
#include <heddle/design.h>
#include <heddle/file.h>
#include <heddle/number.h>

#include "ui/ui_private.h"

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

static int open_failed(struct err *err)
{
	return *err->remedy ? -1 : err_remedy(err, "Tab after :open lists designs and traces");
}

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
	if (result < 0)
		return open_failed(err);
	ui_abandon(ui);
	ui_set_session(ui, session);
	if (session->origin)
		ui_say(ui, "%s", session->origin);
	ui_offer_traces(ui);
	return 0;
}

bool is_unsaved(const struct ui *ui)
{
	return ui->scene.session && ui->scene.session->dirty;
}

int would_open(const char *path, size_t which, struct err *err)
{
	struct scope scope = scope_unset();
	struct session *session;

	/* What a pipe says is read once only. */
	if (strcmp(path, "-") == 0 || (file_exists(path) && !file_is_plain(path)))
		return 0;
	if (session_open_nth(path, which, NULL, &scope, &session, err) < 0)
		return -1;
	session_free(session);
	return 0;
}

bool asks_first(struct ui *ui, const char *command, const char *args)
{
	struct buf line;

	if (!is_unsaved(ui))
		return false;
	buf_init(&line);
	buf_printf(&line, "%s! %s", command, args);
	ui_ask(ui, "You have unsaved steps. Discard them?", line.data);
	buf_release(&line);
	return true;
}

/* Bundled designs are in the order of their chapters, the chapter's own before its variants. */
int command_chapter(struct ui *ui, const char *args, struct err *err)
{
	int64_t wanted = 0;
	unsigned last = 0;

	number_is(args, 1, INT64_MAX, &wanted);
	for (const struct bundled *row = bundled_designs; row->name; row++) {
		struct design *design;

		if (design_open(row->name, &design, err))
			return -1;
		last = design_chapter(design);
		design_free(design);
		if (wanted && last == wanted)
			return command_open(ui, row->name, err);
	}
	err_set(err, "no chapter \"%s\"", args);
	return err_remedy(err, "give a number from 1 to %u", last);
}

int command_open(struct ui *ui, const char *args, struct err *err)
{
	struct buf path;
	int result;

	if (!*args || !is_unsaved(ui))
		return command_open_now(ui, args, err);
	buf_init(&path);
	add_path(&path, args);
	result = would_open(path.data, 1, err);
	buf_release(&path);
	if (result < 0)
		return open_failed(err);
	asks_first(ui, "open", args);
	return 0;
}

void complete_bundled(struct buf *out, const char *args, const struct bundled *row)
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
void complete_path(struct buf *out, const char *args)
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
			buf_printf(out, "%s%s%s\n", folder.data, name, is_folder(path.data) ? "/" : "");
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
		file_name(out, name, ".itf.json");
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
	if (!*args && ui->scene.session->path && !saves_in_place(ui->scene.session)) {
		ui_press(ui, replace ? ":save! " : ":save ");
		return 0;
	}
	buf_init(&path);
	buf_init(&lost);
	if (!*args)
		add_save_path(ui->scene.session, &lost);
	add_path(&path, *args ? args : lost.data);
	buf_clear(&lost);
	if (!replace && file_exists(path.data) && !is_folder(path.data)) {
		struct buf line, question;

		buf_init(&line);
		buf_init(&question);
		buf_printf(&line, "save! %s", path.data);
		buf_printf(&question, "%s %s. Replace it?", path.data,
		           session_file_changed(ui->scene.session, path.data)
		                   ? "was changed by another program since heddle read or wrote it"
		                   : "exists");
		ui_ask(ui, question.data, line.data);
		buf_release(&question);
		buf_release(&line);
	} else {
		result = session_save(ui->scene.session, path.data, replace, &lost, err);
		if (result == 0 && !file_is_plain(path.data))
			ui_say(ui, "written to %s, which keeps nothing: still unsaved", path.data);
		else if (result == 0 && lost.length)
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
	add_save_path(ui->scene.session, out);
}

void complete_save(struct ui *ui, const char *args, struct buf *out)
{
	(void)ui;
	complete_path(out, args);
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
	if (is_unsaved(ui)) {
		ui_ask(ui, "You have unsaved steps. Quit anyway?", "quit!");
		return 0;
	}
	return command_quit_now(ui, args, err);
}
