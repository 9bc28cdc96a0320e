/*
 * The loop: wait, take every key that has come, paint once.  A key that is held down
 * therefore never leaves the screen behind.
 */
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include <curses.h>

#include <heddle/err.h>
#include <heddle/mem.h>
#include <heddle/progress.h>
#include <heddle/tui.h>
#include <heddle/ui.h>

#include "tui/terminal.h"

enum { WHEEL_ROWS = 3, PROGRESS_MS = 150, EARLY_MAX = 10000 };

struct event {
	enum key_kind kind;
	char name[KEY_NAME_MAX];
	struct mouse_event mouse;
	char *pasted; /* of KEY_KIND_PASTE; null: it was not taken, and `unpasted` says why */
};

static struct err unpasted; /* why the last paste that was not taken was not */

/* What came while work went on, to be taken when it is over; of more than EARLY_MAX the rest is lost. */
static struct {
	struct event *events;
	size_t first, count, room; /* from `first` up to `count` */
} early;

static int check_terminal(struct err *err)
{
	const char *name = getenv("TERM");
	int result;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		err_set(err, "the playground needs a terminal");
		return err_remedy(err, "without one, \"heddle render\" draws a screen as text");
	}
	if (setupterm(NULL, STDOUT_FILENO, &result) == ERR) {
		err_set(err, "unknown terminal type \"%s\"", name ? name : "");
		return err_remedy(err,
		                  "set TERM to the type of your terminal, or try TERM=xterm or TERM=vt100");
	}
	bool can_place = tigetstr("cup") && tigetstr("cup") != (char *)-1;

	del_curterm(cur_term);
	if (!can_place) {
		err_set(err, "the terminal \"%s\" cannot position its cursor", name ? name : "");
		return err_remedy(err,
		                  "set TERM to the type of your terminal, or try TERM=xterm or TERM=vt100");
	}
	return 0;
}

static SCREEN *start(const struct tui_options *options)
{
	guard_arm();
	size_prepare();
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

/* The window may have another size. */
static void follow_window(struct ui *ui)
{
	struct window said = size_follow();

	if (said.width > WINDOW_COLUMNS_MAX || said.height > WINDOW_ROWS_MAX)
		ui_say(ui, "The window reports %d×%d cells; heddle uses %d×%d of them.", said.width,
		       said.height, COLS, LINES);
}

static void suspend(struct ui *ui)
{
	clip_on(false);
	endwin();
	guard_stop();
	clip_on(true);
	paint_forget();
	refresh();
	follow_window(ui);
}

/* --- events ------------------------------------------------------------------- */

/* What the terminal has next; false when it has nothing. */
static bool read_event(struct event *event)
{
	*event = (struct event){ 0 };
	event->kind = keys_next(event->name, &event->mouse);
	if (event->kind == KEY_KIND_PASTE)
		event->pasted = clip_pasted(&unpasted);
	if (event->kind == KEY_KIND_RESIZE) {
		guard_prepare();
		paint_forget();
	}
	return event->kind != KEY_KIND_NONE;
}

static void keep_event(const struct event *event)
{
	if (early.count == EARLY_MAX) {
		free(event->pasted);
		return;
	}
	early.events = mem_grow(early.events, &early.room, early.count + 1, sizeof(*early.events));
	early.events[early.count++] = *event;
}

static bool came_early(void)
{
	return early.first < early.count;
}

/* What came early is first. */
static bool next_event(struct event *event)
{
	if (!came_early()) {
		early.first = early.count = 0;
		return read_event(event);
	}
	*event = early.events[early.first++];
	return true;
}

static void drop_early(void)
{
	while (came_early())
		free(early.events[early.first++].pasted);
	free(early.events);
	early.events = NULL;
	early.first = early.count = early.room = 0;
}

static void take_mouse(struct ui *ui, const struct mouse_event *mouse)
{
	if (mouse->wheel)
		ui_wheel(ui, mouse->x, mouse->y, mouse->wheel * WHEEL_ROWS);
	else
		ui_click(ui, mouse->x, mouse->y);
}

static void take_event(struct ui *ui, const struct event *event)
{
	switch (event->kind) {
	case KEY_KIND_RESIZE:
		ui_resize(ui, COLS, LINES);
		break;
	case KEY_KIND_MOUSE:
		take_mouse(ui, &event->mouse);
		break;
	case KEY_KIND_KEY:
		if (*event->name)
			ui_key(ui, event->name);
		break;
	case KEY_KIND_PASTE:
		if (event->pasted)
			ui_paste(ui, event->pasted);
		else
			ui_complain(ui, &unpasted);
		free(event->pasted);
		break;
	case KEY_KIND_NONE:
		break;
	}
}

static void draw(struct ui *ui, struct grid *grid)
{
	ui_resize(ui, COLS, LINES);
	ui_draw(ui, grid);
	paint_grid(grid);
}

/* Work says how far it is, on the last line of a screen that is not drawn again: what it shows is
 * being worked on. */
static bool show_progress(void *ctx, const struct progress *progress)
{
	struct grid *grid = ctx;
	struct event event;
	char text[100];
	int row = grid->height - 1;

	if (!progress->doing)
		return true; /* the screen is drawn after the key anyway */
	while (read_event(&event)) {
		if (event.kind == KEY_KIND_KEY &&
		    (strcmp(event.name, "Esc") == 0 || strcmp(event.name, "C-c") == 0))
			return false;
		keep_event(&event);
	}
	if (grid->width != COLS || grid->height != LINES)
		return true;
	grid_fill(grid, 0, row, grid->width, STYLE_PLAIN, U' ');
	grid_printf(grid, 1, row, grid->width - 1, STYLE_HINT, "%s   Esc stops",
	            progress_text(progress, text, sizeof(text)));
	paint_grid(grid);
	return true;
}

/* What a key or a signal asked of the terminal. */
static void serve(struct ui *ui)
{
	if (ui_take_suspend(ui) || guard_stop_asked()) {
		suspend(ui);
	}
	char *text = ui_take_clipboard(ui);
	if (text) {
		clip_copy(text);
		free(text);
	}
	if (ui_take_redraw(ui) || guard_continued()) {
		reset_prog_mode();
		paint_forget();
		follow_window(ui);
	}
}

/* Everything that has come in; returns false at the end. */
static bool take_input(struct ui *ui)
{
	struct event event;

	ui_handle_messages(ui);
	if (guard_resized())
		follow_window(ui);
	while (!ui_quits(ui) && next_event(&event)) {
		take_event(ui, &event);
		serve(ui);
	}
	serve(ui);
	return !ui_quits(ui);
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
	follow_window(ui);
	grid_init(&grid, COLS, LINES, ui_ascii(ui));
	ui_resize(ui, COLS, LINES);
	progress_to(show_progress, &grid, PROGRESS_MS);
	do
		draw(ui, &grid);
	while ((came_early() || guard_wait(STDIN_FILENO, ui_message_fd(ui))) && take_input(ui));
	progress_to(NULL, NULL, 0);
	drop_early();
	grid_release(&grid);
	stop(screen);
	return 0;
}
