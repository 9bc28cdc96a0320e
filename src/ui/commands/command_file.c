/*
 * Commands on files: opening, saving, leaving.
 *
 * A command that would discard unsaved changes asks first; its form with "!" does not.
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

char *expand_path(const char *path)
{
	const char *home = getenv("HOME");
	struct buf expanded;

	buf_init(&expanded);
	if (home && path[0] == '~' && (path[1] == '/' || !path[1])) {
		buf_add_text(&expanded, home);
		path++;
	}
	buf_add_text(&expanded, path);
	return buf_detach(&expanded);
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

	if (!*args) {
		err_set(err, "open what?");
		return err_remedy(err, "name a design, a bundled trace or a file; Tab lists them");
	}
	char *path = expand_path(args);
	int result = session_open(path, NULL, &scope, &session, err);

	free(path);
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

	/* A pipe can be read only once. */
	if (strcmp(path, "-") == 0 || (file_exists(path) && !file_is_plain(path)))
		return 0;
	if (session_open_nth(path, which, NULL, &scope, &session, err) < 0)
		return -1;
	session_free(session);
	return 0;
}

bool asks_first(struct ui *ui, const char *command, const char *args)
{
	struct buf command_line;

	if (!is_unsaved(ui))
		return false;
	buf_init(&command_line);
	buf_printf(&command_line, "%s! %s", command, args);
	ui_ask(ui, "You have unsaved steps. Discard them?", command_line.data);
	buf_release(&command_line);
	return true;
}

/* Bundled designs are in the order of their chapters, each chapter's own design before its variants. */
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
	if (!*args || !is_unsaved(ui))
		return command_open_now(ui, args, err);

	char *path = expand_path(args);
	int result = would_open(path, 1, err);

	free(path);
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

/* Files whose names begin with `args`; folders end in a slash. */
void complete_path(struct buf *out, const char *args)
{
	const char *slash = strrchr(args, '/');
	size_t folder_length = slash ? (size_t)(slash - args) + 1 : 0;
	const char *begun = args + folder_length;
	struct buf path;
	struct dirent **entries;

	buf_init(&path);
	buf_add(&path, args, folder_length);

	char *folder = expand_path(folder_length ? path.data : ".");
	int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (strncmp(name, begun, strlen(begun)) == 0 && (*name != '.' || *begun == '.') &&
		    !strchr(name, '\n')) {
			buf_printf(out, "%.*s%s", (int)folder_length, args, name);
			buf_clear(&path);
			buf_printf(&path, "%s/%s", folder, name);
			buf_add_text(out, is_folder(path.data) ? "/\n" : "\n");
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	free(folder);
	buf_release(&path);
}

void complete_open(struct ui *ui, const char *args, struct buf *out)
{
	(void)ui;
	complete_bundled(out, args, bundled_designs);
	complete_bundled(out, args, bundled_open_designs);
	complete_bundled(out, args, bundled_traces);
	complete_path(out, args);
}

/* --- saving ----------------------------------------------------------------- */

/* Only a file that heddle wrote is overwritten.  Anything else is saved under a similar name in the working
 * folder, or at home if that is not writable; never next to another tool's file. */
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

static void ask_to_replace(struct ui *ui, const char *path)
{
	struct buf question, command_line;

	buf_init(&question);
	buf_init(&command_line);
	buf_printf(&question, "%s %s. Replace it?", path,
	           session_file_changed(ui->scene.session, path)
	                   ? "was changed by another program since heddle read or wrote it"
	                   : "exists");
	buf_printf(&command_line, "save! %s", path);
	ui_ask(ui, question.data, command_line.data);
	buf_release(&command_line);
	buf_release(&question);
}

static int save(struct ui *ui, const char *args, bool replace, struct err *err)
{
	struct buf lost, chosen;
	int result = 0;

	/* Show the name that heddle chooses for a copy before writing anything. */
	if (!*args && ui->scene.session->path && !saves_in_place(ui->scene.session)) {
		ui_press(ui, replace ? ":save! " : ":save ");
		return 0;
	}
	buf_init(&lost);
	buf_init(&chosen);
	if (!*args)
		add_save_path(ui->scene.session, &chosen);

	char *path = expand_path(*args ? args : chosen.data);

	if (!replace && file_exists(path)) {
		result = session_may_replace(ui->scene.session, path, err);
		if (result == 0)
			ask_to_replace(ui, path);
	} else {
		result = session_save(ui->scene.session, path, replace, &lost, err);
		if (result == 0 && !file_is_plain(path))
			ui_say(ui, "wrote to %s, which does not keep it: still unsaved", path);
		else if (result == 0 && lost.length)
			ui_say(ui, "saved %s, which cannot hold: %s", path, lost.data);
		else if (result == 0)
			ui_say(ui, "saved %s", path);
	}
	free(path);
	buf_release(&chosen);
	buf_release(&lost);
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
