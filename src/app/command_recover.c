/*
 * What an earlier playground left behind when it died: offered at the start, and by name after
 * that.  The latest comes first; each stays until it is restored or thrown away.
 */
#include <time.h>

#include "heddle/autosave.h"
#include "screen.h"

static int none_left(struct err *err)
{
	err_set(err, "nothing unsaved was left behind");
	return err_remedy(err, ":open opens what was saved");
}

int command_recover(struct ui *ui, const char *args, struct err *err)
{
	struct autosave_left *left;
	size_t count = autosave_leftovers(&left);
	struct session *session;
	int result;

	(void)args;
	if (count == 0)
		return none_left(err);
	result = autosave_restore(left[0].path, &session, err);
	if (result == 0) {
		ui_set_session(ui, session);
		/* It is in the journal of this playground by now. */
		autosave_discard(left[0].path);
		ui_say(ui, "%s is restored, and still unsaved", left[0].what);
	}
	autosave_left_free(left, count);
	return result;
}

int command_forget(struct ui *ui, const char *args, struct err *err)
{
	struct autosave_left *left;
	size_t count = autosave_leftovers(&left);

	(void)args;
	if (count == 0)
		return none_left(err);
	autosave_discard(left[0].path);
	ui_say(ui, "what was left of %s is thrown away", left[0].what);
	autosave_left_free(left, count);
	return 0;
}

void ui_offer_recovery(struct ui *ui)
{
	struct autosave_left *left;
	size_t count = autosave_leftovers(&left);
	struct buf question;
	char when[40] = "";

	if (count == 0)
		return;
	strftime(when, sizeof(when), "%A, %H:%M", localtime(&left[0].when));
	buf_init(&question);
	buf_printf(&question, "A playground of %s ended without saving (%s). Restore it?",
	           left[0].what, when);
	ui_ask(ui, question.data, "recover");
	ui_ask_also(ui, 'd', "throw it away", "forget");
	buf_release(&question);
	autosave_left_free(left, count);
}
