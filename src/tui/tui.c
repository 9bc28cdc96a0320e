/*
 * The loop: wait, take every key that has come, draw once.  A key that is held down
 * therefore never leaves the screen behind.
 */
#include "heddle/tui.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "heddle/err.h"
#include "heddle/progress.h"
#include "heddle/ui.h"
#include "terminal.h"

enum { WHEEL_ROWS = 3, PROGRESS_MS = 150, EARLY_MAX = 32 };

/* Keys that came while work went on, to be taken when it is over; more are lost. */
static char early[EARLY_MAX][KEY_NAME_MAX];
static int early_count;

static int check_terminal(struct err *err)
{
	const char *name = getenv("TERM");
	int result;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(err, "the playground needs a terminal");
		return err_remedy(err, "without one, \"heddle render\" draws a screen as text");
	}
	if (setupterm(NULL, STDOUT_FILENO, &result) == ERR) {
		err_set(err, "the terminal \"%s\" is not known here", name ? name : "");
		return err_remedy(err, "set TERM to what it is, or try TERM=xterm or TERM=vt100");
	}
	bool can_place = tigetstr("cup") && tigetstr("cup") != (char *)-1;

	del_curterm(cur_term);
	if (!can_place) {
		err_set(err, "the terminal \"%s\" cannot place its cursor", name ? name : "");
		return err_remedy(err, "set TERM to what it is, or try TERM=xterm or TERM=vt100");
	}
	return 0;
}

static SCREEN *start(const struct tui_options *options)
{
	guard_arm();
	SCREEN *screen = newterm(NULL, stdout, stdin);

	if (!screen) {
		guard_disarm();
		return NULL;
	}
	raw();
	noecho();
	nonl();
	keys_start(options->mouse);
	paint_start();
	clip_start();
	guard_prepare();
	return screen;
}

static void stop(SCREEN *screen)
{
	paint_end();
	clip_on(false);
	endwin();
	delscreen(screen);
	guard_disarm();
}

static void suspend(void)
{
	clip_on(false);
	endwin();
	guard_stop();
	clip_on(true);
	paint_forget();
	refresh();
}

static void take_mouse(struct ui *ui, const struct mouse_event *mouse)
{
	if (mouse->wheel)
		ui_wheel(ui, mouse->x, mouse->y, mouse->wheel * WHEEL_ROWS);
	else
		ui_click(ui, mouse->x, mouse->y);
}

static void paste(struct ui *ui)
{
	char *text = clip_pasted();

	ui_paste(ui, text);
	free(text);
}

static void draw(struct ui *ui, struct grid *grid)
{
	if (grid->width != COLS || grid->height != LINES) {
		grid_resize(grid, COLS, LINES);
		ui_resize(ui, COLS, LINES);
	}
	ui_draw(ui, grid);
	paint_grid(grid);
}

/* Work says how far it is, on the last line of a screen that is not drawn anew: what it shows is
 * being worked on. */
static bool show_progress(void *ctx, const struct progress *progress)
{
	struct grid *grid = ctx;
	struct mouse_event mouse;
	char name[KEY_NAME_MAX], text[100];
	enum key_kind kind;
	int row = grid->height - 1;

	if (!progress->doing)
		return true; /* the screen is drawn after the key anyway */
	while ((kind = keys_next(name, &mouse)) != KEY_KIND_NONE) {
		if (kind == KEY_KIND_RESIZE) {
			guard_prepare();
			paint_forget();
		}
		if (kind == KEY_KIND_PASTE)
			free(clip_pasted());
		if (kind != KEY_KIND_KEY)
			continue;
		if (strcmp(name, "Esc") == 0 || strcmp(name, "C-c") == 0)
			return false;
		if (early_count < EARLY_MAX)
			strcpy(early[early_count++], name);
	}
	if (grid->width != COLS || grid->height != LINES)
		return true;
	grid_fill(grid, 0, row, grid->width, STYLE_PLAIN, U' ');
	grid_printf(grid, 1, row, grid->width - 1, STYLE_HINT, "%s   Esc stops",
	            progress_text(progress, text, sizeof(text)));
	paint_grid(grid);
	return true;
}

static void take_early(struct ui *ui)
{
	for (int i = 0; i < early_count && !ui->quit; i++)
		ui_key(ui, early[i]);
	early_count = 0;
}

/* What a key or a signal asked of the terminal. */
static void serve(struct ui *ui)
{
	if (ui->suspend || guard_stop_asked()) {
		ui->suspend = false;
		suspend();
	}
	if (ui->clipboard) {
		clip_copy(ui->clipboard);
		free(ui->clipboard);
		ui->clipboard = NULL;
	}
	if (ui->redraw || guard_continued()) {
		ui->redraw = false;
		reset_prog_mode();
		paint_forget();
	}
}

/* Everything that has come in; returns false at the end. */
static bool take_input(struct ui *ui, struct grid *grid)
{
	char name[KEY_NAME_MAX];
	struct mouse_event mouse;
	enum key_kind kind;

	ui_news(ui);
	while (!ui->quit && (kind = keys_next(name, &mouse)) != KEY_KIND_NONE) {
		switch (kind) {
		case KEY_KIND_RESIZE:
			guard_prepare();
			paint_forget();
			break;
		case KEY_KIND_MOUSE:
			take_mouse(ui, &mouse);
			draw(ui, grid); /* the next click is at what this one made */
			break;
		case KEY_KIND_KEY:
			if (*name)
				ui_key(ui, name);
			take_early(ui);
			break;
		case KEY_KIND_PASTE:
			paste(ui);
			break;
		case KEY_KIND_NONE:
			break;
		}
		serve(ui);
	}
	serve(ui);
	return !ui->quit;
}

int tui_run(struct ui *ui, const struct tui_options *options, struct err *err)
{
	struct grid grid;

	if (check_terminal(err) < 0)
		return -1;
	SCREEN *screen = start(options);

	if (!screen) {
		err_set(err, "the terminal cannot be used");
		return err_remedy(err, "try TERM=xterm or TERM=vt100");
	}
	grid_init(&grid, COLS, LINES, ui->ascii);
	ui_resize(ui, COLS, LINES);
	progress_to(show_progress, &grid, PROGRESS_MS);
	do
		draw(ui, &grid);
	while (guard_wait(STDIN_FILENO, ui_news_fd(ui)) && take_input(ui, &grid));
	progress_to(NULL, NULL, 0);
	grid_release(&grid);
	stop(screen);
	return 0;
}
