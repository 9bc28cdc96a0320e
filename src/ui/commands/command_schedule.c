/*
 * Commands on schedules as text: showing, copying, writing, pasting.
 *
 * A pasted schedule is played in the session if it fits there; if it belongs to another design or scope, it
 * opens a new session.  ui->pasted keeps it while a question about it is open.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/design.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/schedule.h>

#include "ui/ui_private.h"

enum { COPY_MOST = 70000 }; /* bytes; terminals drop longer ones */

/* --- out -------------------------------------------------------------------- */

static int write_schedule(struct ui *ui, const char *args, bool replace, struct err *err)
{
	char *path = expand_path(args);
	struct buf text;

	buf_init(&text);
	schedule_text(ui->scene.session, ui->scene.brief, &text);

	int result = file_write(path, text.data, text.length, replace, err);

	if (result == 0)
		ui_say(ui, "wrote the schedule to %s", path);
	buf_release(&text);
	free(path);
	return result;
}

int command_schedule_now(struct ui *ui, const char *args, struct err *err)
{
	if (*args)
		return write_schedule(ui, args, true, err);
	err_set(err, "write the schedule where?");
	return err_remedy(err, "name a file");
}

int command_schedule(struct ui *ui, const char *args, struct err *err)
{
	struct buf question, command_line;

	if (!*args) {
		ui_show(ui, view_named("schedule"));
		return 0;
	}

	char *path = expand_path(args);
	bool exists = file_exists(path);
	int result = exists ? file_may_replace(path, err) : write_schedule(ui, args, false, err);

	free(path);
	if (!exists || result < 0)
		return result;
	buf_init(&question);
	buf_init(&command_line);
	buf_printf(&question, "%s exists. Replace it?", args);
	buf_printf(&command_line, "schedule! %s", args);
	ui_ask(ui, question.data, command_line.data);
	buf_release(&command_line);
	buf_release(&question);
	return 0;
}

int command_copy(struct ui *ui, const char *args, struct err *err)
{
	struct buf text;

	(void)args;
	buf_init(&text);
	schedule_text(ui->scene.session, ui->scene.brief, &text);
	if (text.length > COPY_MOST) {
		buf_release(&text);
		err_set(err, "the schedule is too long to copy through a terminal");
		return err_remedy(err, "write it with :schedule FILE");
	}
	free(ui->clipboard);
	ui->clipboard = buf_detach(&text);
	ui_say(ui, "copied, if the terminal allows it (OSC 52); :schedule FILE writes a file");
	return 0;
}

int command_short(struct ui *ui, const char *args, struct err *err)
{
	if (parse_switch(args, &ui->scene.brief, err) < 0)
		return -1;
	if (ui->view != view_named("schedule"))
		ui_say(ui, "schedules are written in %s form", ui->scene.brief ? "short" : "full");
	return 0;
}

/* --- in --------------------------------------------------------------------- */

/* Opens ui->pasted as a new session. */
static int open_pasted(struct ui *ui, struct err *err)
{
	struct scope scope = scope_unset();
	struct session *session;

	if (schedule_open(ui->pasted, NULL, &scope, &session, err) < 0)
		return -1;
	session->dirty = true;
	ui_abandon(ui);
	ui_set_session(ui, session);
	ui_say(ui, "%s", session->origin);
	return 0;
}

int command_paste_now(struct ui *ui, const char *args, struct err *err)
{
	(void)args;
	if (ui->pasted)
		return open_pasted(ui, err);
	err_set(err, "nothing was pasted");
	return err_remedy(err, "paste a schedule, or :paste STEPS");
}

/* Whether ui->pasted can be opened as a new session: 0, or -1 with err set (null allowed). */
static int would_open_pasted(const struct ui *ui, struct err *err)
{
	struct scope scope = scope_unset();
	struct session *session;

	if (schedule_open(ui->pasted, NULL, &scope, &session, err) < 0)
		return -1;
	session_free(session);
	return 0;
}

static int play_pasted(struct ui *ui, struct err *err)
{
	struct session *session = ui->scene.session;
	struct schedule_head head;
	const char *own = session && session->design ? design_name(session->design) : "";
	size_t count;
	int result = -1;

	schedule_head(ui->pasted, &head);

	bool here = session && session->design && (!*head.design || strcmp(head.design, own) == 0);
	bool changed = here && *head.checksum && strcmp(head.checksum, design_checksum(session->design)) != 0;

	if (here)
		result = schedule_play(session, ui->pasted, &count, err);
	if (result == 0) {
		ui_say(ui, "%zu step%s from the start%s", count, count == 1 ? "" : "s",
		       changed ? ", written for another version of this design; all still fit" : "");
		return 0;
	}
	if (here && would_open_pasted(ui, NULL) < 0) {
		if (changed)
			err_remedy(err,
			           "it was written for another version of %s and fits "
			           "only up to here",
			           own);
		return -1;
	}
	if (!here && is_unsaved(ui) && would_open_pasted(ui, err) < 0)
		return -1;
	if (asks_first(ui, "paste", ""))
		return 0;
	return open_pasted(ui, err);
}

int command_paste(struct ui *ui, const char *args, struct err *err)
{
	if (!*args) {
		prompt_open(ui, ':', "paste ");
		return 0;
	}
	if (args != ui->pasted) {
		free(ui->pasted);
		ui->pasted = mem_strdup(args);
	}
	return play_pasted(ui, err);
}

static void paste(struct ui *ui, const char *text)
{
	struct err err = { 0 };
	bool command = ui->prompting && ui->prompt_kind == ':' && strncmp(ui->input, "paste", 5) == 0;

	if (ui->prompting && !command) {
		prompt_paste(ui, text);
		return;
	}
	if (command)
		prompt_close(ui);
	ui->message_kind = MESSAGE_NONE;
	free(ui->pasted);
	ui->pasted = mem_strdup(text);
	if (ui->pasted[strspn(ui->pasted, " \t\r\n")] && command_paste(ui, ui->pasted, &err) < 0)
		ui_complain(ui, &err);
}

void ui_paste(struct ui *ui, const char *text)
{
	ui_begin(ui);
	if (!ui_too_small(ui)) {
		ui_dismiss_offer(ui);
		paste(ui, text);
	}
	ui_end(ui);
}
