/*
 * Events: keys, clicks, pastes, resizes, and messages of workers.
 *
 * A key is looked up in the table and its command is run; nothing here knows what any command does.
 * The session never changes unseen: while a view covers it, keys that would change it do nothing and say so;
 * any other change closes that view; and a window that is too small only accepts the keys that it names.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/err.h>
#include <heddle/utf8.h>

#include "ui/background.h"
#include "ui/ui_private.h"

/* --- around each event ------------------------------------------------------ */

void ui_begin(struct ui *ui)
{
	if (ui->nested++ > 0)
		return;
	ui_lay_out(ui);
	ui->begun_session = ui->scene.session;
	ui->begun_generation = ui->scene.session ? ui->scene.session->generation : 0;
}

/* If the event changed the session, closes a view that covers it. */
static void uncover(struct ui *ui)
{
	if (ui->scene.session && ui->scene.session == ui->begun_session &&
	    ui->scene.session->generation != ui->begun_generation && view_covers(ui->view, true))
		ui_show(ui, ui->view->overlay && ui->under && !view_covers(ui->under, true) ? ui->under
		                                                                            : views[1]);
}

static void report(struct ui *ui)
{
	if (!ui->scene.session || ui->scene.session->generation == ui->reported_generation)
		return;
	ui->reported_generation = ui->scene.session->generation;
	ui_report_change(ui);
}

void ui_end(struct ui *ui)
{
	assert(ui->nested > 0 && "every event that ends has begun");
	if (--ui->nested > 0)
		return;
	ui->stale = true;
	uncover(ui);
	report(ui);
}

void ui_resize(struct ui *ui, int width, int height)
{
	if (ui->scene.width == width && ui->scene.height == height)
		return;
	if (!ui->screen.cells) { /* nothing was shown yet */
		ui->scene.width = width;
		ui->scene.height = height;
		return;
	}
	ui_begin(ui);
	ui->scene.width = width;
	ui->scene.height = height;
	ui_end(ui);
}

void ui_handle_messages(struct ui *ui)
{
	if (!background_woken(ui))
		return;
	ui_begin(ui);
	background_collect(ui);
	ui_end(ui);
}

void ui_press(struct ui *ui, const char *command)
{
	if (*command == '/') {
		prompt_open(ui, '/', "");
		return;
	}
	if (*command != ':') {
		ui_run(ui, command);
		return;
	}

	char name[40];
	size_t length = strcspn(++command, " ");

	snprintf(name, sizeof(name), "%.*s", (int)length, command);
	const struct command *row = command_named(name);

	if (row && row->needs_session && !ui->scene.session) {
		ui_run(ui, name); /* says why not */
		return;
	}
	struct buf text;

	buf_init(&text);
	buf_add_text(&text, command);
	if (row && row->preset)
		row->preset(ui, &text);
	prompt_open_for(ui, command, row ? row->asks : NULL, text.data);
	ui->proposed = row && row->proposes && ui->input_length > ui->input_fixed;
	buf_release(&text);
}

static const struct key *find_key(const struct ui *ui, const char *name)
{
	const struct key *row = ui->searching ? key_named(name, "search") : NULL;

	return row && row->view ? row : key_named(name, ui->view->name);
}

/* Whether the key's command concerns the terminal only. */
static bool is_for_terminal(const struct key *row)
{
	return row && (strcmp(row->command, "suspend") == 0 || strcmp(row->command, "redraw") == 0);
}

/* A key in a window that is too small. */
static void press_unseen(struct ui *ui, const char *key)
{
	const struct key *row = key_named(key, "");

	if (is_for_terminal(row))
		ui_run(ui, row->command);
	else if (ui->prompting && ui->prompt_kind == '?')
		prompt_key(ui, key);
	else if (strcmp(key, "q") == 0 || strcmp(key, "C-c") == 0)
		ui_run(ui, "quit");
}

static void say_nothing_done(struct ui *ui, const struct key *row, const char *key)
{
	bool playing = ui->scene.session != NULL;

	if (row && playing && view_covers(ui->view, playing))
		ui_say(ui, "%s does nothing here; Esc closes %s", key_shown(key), ui->view->title);
	else if (row && playing && row->where == KEY_STEPS)
		ui_say(ui, "%s works where the steps are listed; p goes there", key_shown(key));
	else
		ui_say(ui, "%s does nothing here; ? shows all keys", key_shown(key));
}

static void press(struct ui *ui, const char *key)
{
	const struct key *row = find_key(ui, key);
	char command[UI_TEXT_MAX];
	const char *pressed;

	ui->message_kind = MESSAGE_NONE;
	if (!row || !key_works(row, ui->view, ui->scene.session != NULL)) {
		say_nothing_done(ui, row, key);
		return;
	}
	pressed = strchr(row->command, '#');
	if (pressed)
		snprintf(command, sizeof(command), "%.*s%s", (int)(pressed - row->command), row->command,
		         key);
	else
		snprintf(command, sizeof(command), "%s", row->command);
	ui_press(ui, command);
}

void ui_dismiss_offer(struct ui *ui)
{
	if (ui->prompting && ui->prompt_kind == '?' && !ui->question_waits)
		prompt_close(ui);
}

static void press_key(struct ui *ui, const char *key)
{
	if (ui_too_small(ui)) {
		press_unseen(ui, key);
		return;
	}
	if (is_for_terminal(key_named(key, ""))) {
		ui_run(ui, key_named(key, "")->command);
		return;
	}
	if (ui->prompting && !prompt_is_answer(ui, key))
		ui_dismiss_offer(ui);
	if (ui->prompting)
		prompt_key(ui, key);
	else
		press(ui, key);
}

void ui_key(struct ui *ui, const char *key)
{
	ui_begin(ui);
	press_key(ui, key);
	ui_end(ui);
}

static bool within(const struct rect *rect, int x, int y)
{
	return x >= rect->x && y >= rect->y && x < rect->x + rect->width && y < rect->y + rect->height;
}

static void click(struct ui *ui, const struct hit *hit)
{
	ui_dismiss_offer(ui);
	if (ui->prompting && ui->prompt_kind != '?')
		prompt_close(ui);
	if (ui->prompting)
		return; /* a question */
	ui->message_kind = MESSAGE_NONE;
	ui_press(ui, hit->command);
}

void ui_click(struct ui *ui, int x, int y)
{
	ui_begin(ui);
	for (size_t i = ui->scene.hit_count; i-- > 0;)
		if (within(&ui->scene.hits[i].at, x, y)) {
			struct hit hit = ui->scene.hits[i];

			click(ui, &hit);
			break;
		}
	ui_end(ui);
}

void ui_wheel(struct ui *ui, int x, int y, int rows)
{
	char command[40];

	(void)x;
	(void)y;
	ui_begin(ui);
	snprintf(command, sizeof(command), "move %s %d", rows < 0 ? "up" : "down", abs(rows));
	if (!ui->prompting && !ui_too_small(ui))
		ui_run(ui, command);
	ui_end(ui);
}

/* Reads one key in the notation of --keys.  Returns its bytes, or 0 with err set. */
static size_t read_key(const char *keys, char *name, size_t size, struct err *err)
{
	uint32_t point;
	size_t length = utf8_decode(keys, strlen(keys), &point);
	const char *end = strchr(keys, '>');

	if (*keys != '<') {
		snprintf(name, size, "%.*s", (int)length, keys);
		return length;
	}
	if (!end || end == keys + 1 || (size_t)(end - keys) > size) {
		err_set(err, "\"%.20s\" is not a key", keys);
		err_remedy(err, "write <Enter>, <C-d>, …, and <lt> for < itself");
		return 0;
	}
	snprintf(name, size, "%.*s", (int)(end - keys - 1), keys + 1);
	if (strcmp(name, "lt") == 0)
		strcpy(name, "<");
	return (size_t)(end - keys) + 1;
}

int ui_type(struct ui *ui, const char *keys, struct err *err)
{
	char name[20];
	size_t length;

	for (; *keys; keys += length) {
		length = read_key(keys, name, sizeof(name), err);
		if (length == 0)
			return -1;
		ui_key(ui, name);
	}
	return 0;
}
