/*
 * The playground: its session, its view, and the layout of its screen.
 *
 * Laying out the screen is part of handling an event (events.c): lists scroll, columns grow, groups close,
 * click targets move.  It happens exactly once after each event: when the screen is shown, or before the next
 * event is handled.  Showing it is only a copy.  Rejected: laying out once per batch of keys, after which a
 * digit would mean what it did some keys earlier.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/ui.h>
#include <heddle/utf8.h>

#include "ui/background.h"
#include "ui/ui_private.h"

/* --- making and freeing ----------------------------------------------------- */

static void start_over(struct ui *ui, struct session *session)
{
	ui->stale = true;
	scene_show(&ui->scene, session);
	ui->reported_generation = session ? session->generation : 0;
	ui->view = ui->under = views[session ? 1 : 0];
	ui->searching = false;
}

struct ui *ui_new(struct session *session, bool ascii)
{
	struct ui *ui = mem_alloc(sizeof(*ui));

	scene_init(&ui->scene, ascii);
	ui->completion_at = -1;
	ui->background = background_new();
	start_over(ui, session);
	return ui;
}

void ui_free(struct ui *ui)
{
	if (!ui)
		return;
	background_free(ui->background);
	session_free(ui->scene.session);
	scene_release(&ui->scene);
	prompt_release(ui);
	free(ui->clipboard);
	free(ui->pasted);
	grid_release(&ui->screen);
	free(ui);
}

/* --- for the shell around it ------------------------------------------------ */

struct session *ui_session(struct ui *ui)
{
	return ui->scene.session;
}

bool ui_ascii(const struct ui *ui)
{
	return ui->scene.ascii;
}

bool ui_quits(const struct ui *ui)
{
	return ui->quit;
}

static bool take(bool *request)
{
	bool was = *request;

	*request = false;
	return was;
}

bool ui_take_redraw(struct ui *ui)
{
	return take(&ui->redraw);
}

bool ui_take_suspend(struct ui *ui)
{
	return take(&ui->suspend);
}

char *ui_take_clipboard(struct ui *ui)
{
	char *text = ui->clipboard;

	ui->clipboard = NULL;
	return text;
}

void ui_keep_journal(struct ui *ui, struct journal *journal, void (*changed)(void *ctx), void *ctx)
{
	ui->journal = journal;
	ui->changed = changed;
	ui->changed_ctx = ctx;
}

/* --- session and view ------------------------------------------------------- */

void ui_report_change(struct ui *ui)
{
	if (ui->changed)
		ui->changed(ui->changed_ctx);
}

void ui_set_session(struct ui *ui, struct session *session)
{
	struct session *old = ui->scene.session;

	background_forget(ui);
	start_over(ui, session);
	ui_report_change(ui);
	session_free(old); /* last, since the callback may still use it */
}

void ui_abandon(struct ui *ui)
{
	if (!ui->scene.session)
		return;
	ui->scene.session->dirty = false;
	ui_report_change(ui);
}

void ui_show(struct ui *ui, const struct view *view)
{
	if (view->overlay && !ui->view->overlay)
		ui->under = ui->view;
	ui->view = view;
	ui->searching = false;
	ui->stale = true;
}

struct list *ui_list(struct ui *ui)
{
	return ui->view->list ? ui->view->list(&ui->scene) : &steps_of(&ui->scene)->list;
}

/* --- laying out ------------------------------------------------------------- */

bool ui_too_small(const struct ui *ui)
{
	return ui->scene.width < UI_WIDTH_LEAST || ui->scene.height < UI_HEIGHT_LEAST;
}

static void draw_too_small(struct ui *ui, struct grid *grid)
{
	struct buf text;

	buf_init(&text);
	if (ui->prompting && ui->prompt_kind == '?')
		prompt_question(ui, &text);
	else
		buf_printf(&text, "The window is %d×%d; heddle needs %d×%d. Make it larger, or press q.",
		           grid->width, grid->height, UI_WIDTH_LEAST, UI_HEIGHT_LEAST);
	grid_wrap(grid, 0, 0, grid->width, grid->height, STYLE_PLAIN, text.data);
	buf_release(&text);
}

static void draw_all(struct ui *ui, struct grid *grid)
{
	if (ui_too_small(ui)) {
		draw_too_small(ui, grid);
		return;
	}
	if (!view_available(ui->view, &ui->scene))
		ui_show(ui, views[ui->scene.session ? 1 : 0]);
	if (ui->scene.session) {
		background_refresh(ui);
		background_why(ui);
		step_rows_settle(&ui->scene);
	}
	int top = header_draw(ui, grid);

	ui->view->draw(
	        &ui->scene, grid,
	        (struct rect){ .y = top, .width = grid->width, .height = grid->height - top - FOOTER_ROWS });
	footer_draw(ui, grid);
}

static bool is_up_to_date(const struct ui *ui, uint64_t generation)
{
	const struct grid *grid = &ui->screen;

	return !ui->stale && ui->shown_generation == generation && grid->ascii == ui->scene.ascii &&
	       grid->width == ui->scene.width && grid->height == ui->scene.height;
}

void ui_lay_out(struct ui *ui)
{
	struct grid *grid = &ui->screen;
	uint64_t generation = ui->scene.session ? ui->scene.session->generation : 0;

	if (is_up_to_date(ui, generation))
		return;
	ui->shown_generation = generation;
	grid->ascii = ui->scene.ascii;
	if (grid->width != ui->scene.width || grid->height != ui->scene.height)
		grid_resize(grid, ui->scene.width, ui->scene.height);
	grid_clear(grid);
	ui->scene.hit_count = 0;
	draw_all(ui, grid);
	ui->stale = false;
}

void ui_draw(struct ui *ui, struct grid *grid)
{
	ui_lay_out(ui);
	grid_copy(grid, &ui->screen);
}

/* --- messages --------------------------------------------------------------- */

/* Copies what fits, in whole characters. */
static void copy_cut(char out[UI_TEXT_MAX], const char *text)
{
	size_t end = UI_TEXT_MAX - 4;

	snprintf(out, UI_TEXT_MAX, "%s", text);
	if (strlen(text) < UI_TEXT_MAX)
		return;
	while (((unsigned char)out[end] & 0xc0) == 0x80)
		end--;
	strcpy(out + end, "…");
}

static void set_message(struct ui *ui, enum message_kind kind, const char *text)
{
	ui->stale = true;
	ui->message_kind = kind;
	copy_cut(ui->message, text);
}

void ui_say(struct ui *ui, const char *fmt, ...)
{
	struct buf text;
	va_list args;

	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	set_message(ui, MESSAGE_INFO, text.data);
	buf_release(&text);
}

void ui_complain(struct ui *ui, const struct err *err)
{
	char formatted[UI_TEXT_MAX];
	struct buf text;

	buf_init(&text);
	buf_add_text(&text, err_format(err, formatted, sizeof(formatted)));
	if (err->others)
		buf_printf(&text, "; %u more error%s: \"heddle design FILE\" lists them all", err->others,
		           err->others == 1 ? "" : "s");
	set_message(ui, MESSAGE_ERROR, text.data);
	buf_release(&text);
}

void ui_ask(struct ui *ui, const char *question, const char *command_line)
{
	struct err err = { 0 };
	char text[UI_TEXT_MAX];

	/* Half of a command line would do something else. */
	if (strlen(command_line) >= sizeof(ui->question_command)) {
		err_set(&err, "a name in this question is too long");
		err_remedy(&err, "use a shorter one");
		ui_complain(ui, &err);
		return;
	}
	copy_cut(text, question);
	prompt_open(ui, '?', text);
	strcpy(ui->question_command, command_line);
}

void ui_offer(struct ui *ui, const char *question, const char *command_line)
{
	ui_ask(ui, question, command_line);
	ui->question_waits = false;
}

void ui_ask_also(struct ui *ui, char key, const char *label, const char *command_line)
{
	ui->third_answer = key;
	ui->third_label = label;
	snprintf(ui->third_command, sizeof(ui->third_command), "%s", command_line);
}
