/*
 * Commands on replays: showing one, and continuing with it.
 *
 * The new session takes the replay's design, so that it continues exactly what was shown.
 */
#include <stdlib.h>

#include <heddle/design.h>
#include <heddle/labels.h>
#include <heddle/replay.h>

#include "ui/ui_private.h"

int command_replay(struct ui *ui, const char *args, struct err *err)
{
	char *path = expand_path(args);
	int result = replayed_choose(&ui->scene, path, err);

	free(path);
	if (result == 0)
		ui_show(ui, view_named("replay"));
	return result;
}

/* A recording has no steps to replay, only the states that were matched. */
static void adopt_recording(struct ui *ui, struct replay *replay, struct design *design)
{
	size_t matched = replay->matched, steps = replay->steps;

	ui_set_session(ui, session_open_replay(replay, design, ui->scene.session));
	if (matched == steps)
		ui_say(ui, "on %s, all %zu steps fit", ui->scene.session->model->name, steps);
	else
		ui_say(ui, "on %s, %zu of %zu steps fit; continue from here", ui->scene.session->model->name,
		       matched, steps);
}

int command_adopt(struct ui *ui, const char *args, struct err *err)
{
	struct design *design = NULL;
	struct replay *replay = replayed_chosen(&ui->scene, &design, err);

	(void)args;
	if (!replay)
		return -1;
	if (!ui->scene.session->design) {
		adopt_recording(ui, replay, design);
		return 0;
	}

	struct scope scope = *design_model_scope(replay->model);
	size_t length;

	if (change_system(ui, design, &scope, err) < 0)
		return -1;
	const uint32_t *line = history_line(ui->scene.session->history, &length);

	session_jump(ui->scene.session, line[length - 1]); /* to continue from its end */
	return 0;
}
