/*
 * Why: explaining what is at the cursor, and playing a line of the explanation.
 */
#include <heddle/buf.h>
#include <heddle/number.h>

#include "ui/background.h"
#include "ui/ui_private.h"

int command_why(struct ui *ui, const char *args, struct err *err)
{
	int64_t number;
	struct buf said;
	int result;

	if (!*args) {
		explanation_ask(&ui->scene);
		ui_show(ui, view_named("why"));
		return 0;
	}
	if (!number_is(args, 1, INT32_MAX, &number)) {
		err_set(err, "\"%s\" is not a line of the explanation", args);
		return err_remedy(err, "give its number, or nothing to explain what is at the cursor");
	}
	buf_init(&said);
	background_mark(ui);
	result = explanation_take(&ui->scene, (size_t)number, &said, err);
	if (!result && said.length)
		ui_say(ui, "%s", said.data);
	buf_release(&said);
	return result;
}
