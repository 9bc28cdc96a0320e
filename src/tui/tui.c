/*
 * The main loop: wait, handle all input that has arrived, paint once.  So the screen keeps up with a key that
 * is held down.
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
	char *pasted; /* of KEY_KIND_PASTE; null: refused, see paste_error */
};

static struct err paste_error; /* of the last paste that was refused */

/* Events that arrived during long work, to be handled after it; at most EARLY_MAX. */
static struct {
	struct event *events;
	size_t first, count, room; /* events from `first` to `count` are pending */
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

static void follow_window(struct ui *ui)
{
	struct window reported = size_follow();

	if (reported.width > WINDOW_COLUMNS_MAX || reported.height > WINDOW_ROWS_MAX)
		ui_say(ui, "The window reports %d×%d cells; heddle uses %d×%d of them.", reported.width,
		       reported.height, COLS, LINES);
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

/* Reads the next event; false if there is none. */
static bool read_event(struct event *event)
{
	*event = (struct event){ 0 };
	event->kind = keys_next(event->name, &event->mouse);
	if (event->kind == KEY_KIND_PASTE)
		event->pasted = clip_pasted(&paste_error);
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

/* The next event, early ones first. */
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
			ui_complain(ui, &paste_error);
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

/* Shows the progress of long work in the last row.  The screen is not laid out again, since the session is
 * being changed.  Returns false if Esc or Ctrl-C was pressed. */
static bool show_progress(void *ctx, const struct progress *progress)
{
	struct grid *grid = ctx;
	struct event event;
	char text[100];
	int row = grid->height - 1;

	if (!progress->doing)
		return true; /* finished: the screen is drawn after the key */
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

/* Serves requests of commands and signals to the terminal. */
static void serve(struct ui *ui)
{
	char *text = ui_take_clipboard(ui);

	if (ui_take_suspend(ui) || guard_stop_asked())
		suspend(ui);
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

/* Handles all input that has arrived; returns false when the user quits. */
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
