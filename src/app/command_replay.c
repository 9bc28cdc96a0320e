/*
 * Commands on replays: looking at one, and going on with it.
 *
 * The design of a replay changes hands with its model, so that what goes on is exactly what was
 * shown.
 */
#include <stdlib.h>

#include "heddle/design.h"
#include "heddle/replay.h"
#include "screen.h"
#include "views.h"

int command_replay(struct ui *ui, const char *args, struct err *err)
{
	struct buf path;

	buf_init(&path);
	add_path(&path, args);

	int result = replayed_choose(ui, path.data, err);

	buf_release(&path);
	if (result == 0)
		ui_show(ui, view_named("replay"));
	return result;
}

int command_adopt_now(struct ui *ui, const char *args, struct err *err)
{
	struct design *design = NULL;
	struct replay *replay = replayed_chosen(ui, &design, err);
	struct session *session;

	(void)args;
	if (!replay)
		return -1;

	size_t matched = replay->matched, steps = replay->steps;

	session = session_open_replay(replay, design, ui->session);
	ui_abandon(ui);
	ui_set_session(ui, session);
	if (matched == steps)
		ui_say(ui, "on %s, all %zu steps fit", session->model->name, steps);
	else
		ui_say(ui, "on %s, the %zu steps that fit; what comes next is yours",
		       session->model->name, matched);
	return 0;
}

int command_adopt(struct ui *ui, const char *args, struct err *err)
{
	if (asks_first(ui, "adopt", args))
		return 0;
	return command_adopt_now(ui, args, err);
}
