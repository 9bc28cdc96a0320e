/*
 * The state of the screen and what a key does to it.  A key is looked up in the table and its
 * command is run; nothing here knows what any command does.
 *
 * Laying out a screen is part of handling an event: lists scroll, columns grow, groups close, click
 * targets move.  It happens exactly once after each event, however many events arrive together: when
 * the screen is shown, or else before the next event is handled.  Showing it is a mere copy.  Rejected:
 * laying out once for a batch of keys, after which a digit means what it did some keys earlier.
 */
#include "heddle/ui.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heddle/mem.h"
#include "heddle/utf8.h"
#include "live.h"
#include "screen.h"

/* --- life ------------------------------------------------------------------- */

static void start_over(struct ui *ui, struct session *session)
{
	ui->stale = true;
	ui->session = session;
	ui->told_generation = session ? session->generation : 0;
	ui->view = ui->under = views[session ? 1 : 0];
	ui->steps = ui->lanes = ui->program = ui->log = ui->tree = ui->values = (struct list){ 0 };
	ui->lanes_left = 0;
	ui->step_row_count = 0;
	ui->open_process = ui->open_action = -1;
	ui->searching = false;
}

struct ui *ui_new(struct session *session, bool ascii)
{
	struct ui *ui = mem_alloc(sizeof(*ui));

	ui->ascii = ascii;
	ui->width = 80;
	ui->height = 24;
	ui->completion_at = -1;
	ui->show_disabled = true;
	ui->live = live_new();
	ui->hits = mem_array(UI_HITS_MAX, sizeof(*ui->hits));
	start_over(ui, session);
	return ui;
}

void ui_free(struct ui *ui)
{
	if (!ui)
		return;
	views_forget(ui);
	live_free(ui->live);
	session_free(ui->session);
	prompt_release(ui);
	free(ui->clipboard);
	free(ui->pasted);
	free(ui->step_rows);
	free(ui->hits);
	grid_release(&ui->screen);
	free(ui);
}

static void tell(struct ui *ui)
{
	if (ui->changed)
		ui->changed(ui->changed_ctx);
}

void ui_set_session(struct ui *ui, struct session *session)
{
	struct session *old = ui->session;

	views_forget(ui);
	live_forget(ui);
	start_over(ui, session);
	tell(ui);
	session_free(old); /* last, so that the new one cannot be taken for it */
}

void ui_abandon(struct ui *ui)
{
	if (!ui->session)
		return;
	ui->session->dirty = false;
	tell(ui);
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
	return ui->view->list ? ui->view->list(ui) : &ui->steps;
}

/* --- laying out ------------------------------------------------------------- */

static void draw_too_small(struct grid *grid)
{
	char text[100];

	snprintf(text, sizeof(text),
	         "The window is %d×%d; heddle needs %d×%d. Make it larger, or q.", grid->width,
	         grid->height, UI_WIDTH_LEAST, UI_HEIGHT_LEAST);
	grid_wrap(grid, 0, 0, grid->width, grid->height, STYLE_PLAIN, text);
}

static void draw_all(struct ui *ui, struct grid *grid)
{
	if (grid->width < UI_WIDTH_LEAST || grid->height < UI_HEIGHT_LEAST) {
		draw_too_small(grid);
		return;
	}
	if (ui->view->available && !ui->view->available(ui))
		ui_show(ui, views[ui->session ? 1 : 0]);
	if (ui->session) {
		live_refresh(ui);
		ui_step_rows(ui);
	}
	int top = ui_head(ui, grid);

	ui->view->draw(ui, grid,
	               (struct rect){ .y = top,
	                              .width = grid->width,
	                              .height = grid->height - top - FRAME_BOTTOM });
	frame_bottom(ui, grid);
}

/* Nothing happened since it was laid out; `shown` is the session's generation now. */
static bool is_up_to_date(const struct ui *ui, uint64_t shown)
{
	const struct grid *grid = &ui->screen;

	return !ui->stale && ui->shown_generation == shown && grid->ascii == ui->ascii &&
	       grid->width == ui->width && grid->height == ui->height;
}

/* Brings ui->screen, and with it the lists and the click targets, up to date. */
static void lay_out(struct ui *ui)
{
	struct grid *grid = &ui->screen;
	uint64_t shown = ui->session ? ui->session->generation : 0;

	if (is_up_to_date(ui, shown))
		return;
	ui->shown_generation = shown;
	grid->ascii = ui->ascii;
	if (grid->width != ui->width || grid->height != ui->height)
		grid_resize(grid, ui->width, ui->height);
	grid_clear(grid);
	ui->hit_count = 0;
	draw_all(ui, grid);
	ui->stale = false;
}

void ui_draw(struct ui *ui, struct grid *grid)
{
	lay_out(ui);
	grid_copy(grid, &ui->screen);
}

void ui_hit(struct ui *ui, struct rect at, const char *fmt, ...)
{
	va_list args;

	if (ui->hit_count == UI_HITS_MAX)
		return;
	struct hit *hit = &ui->hits[ui->hit_count++];

	hit->at = at;
	va_start(args, fmt);
	vsnprintf(hit->command, sizeof(hit->command), fmt, args);
	va_end(args);
}

/* --- events ----------------------------------------------------------------- */

void ui_begin(struct ui *ui)
{
	if (ui->nested++ == 0)
		lay_out(ui);
}

/* Tells the journal when something was played. */
static void settle(struct ui *ui)
{
	if (!ui->session || ui->session->generation == ui->told_generation)
		return;
	ui->told_generation = ui->session->generation;
	tell(ui);
}

void ui_end(struct ui *ui)
{
	assert(ui->nested > 0 && "an event ends that began");
	if (--ui->nested > 0)
		return;
	ui->stale = true;
	settle(ui);
}

void ui_resize(struct ui *ui, int width, int height)
{
	if (!ui->screen.cells) { /* nothing was ever to be seen at another size */
		ui->width = width;
		ui->height = height;
		return;
	}
	ui_begin(ui);
	ui->width = width;
	ui->height = height;
	ui_end(ui);
}

void ui_news(struct ui *ui)
{
	if (!live_woken(ui))
		return;
	ui_begin(ui);
	live_collect(ui);
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

	if (row && row->needs_session && !ui->session) {
		ui_run(ui, name); /* says why not */
		return;
	}
	struct buf line;

	buf_init(&line);
	buf_add_text(&line, command);
	if (row && row->preset)
		row->preset(ui, &line);
	prompt_open_for(ui, command, row ? row->asks : NULL, line.data);
	buf_release(&line);
}

static const struct key *find_key(const struct ui *ui, const char *name)
{
	const struct key *row = ui->searching ? key_named(name, "search") : NULL;

	return row && row->view ? row : key_named(name, ui->view->name);
}

static void press_key(struct ui *ui, const char *key)
{
	if (ui->prompting) {
		/* What is asked of the terminal goes on under a prompt. */
		const struct key *row = key_named(key, "");

		if (row &&
		    (strcmp(row->command, "suspend") == 0 || strcmp(row->command, "redraw") == 0))
			ui_run(ui, row->command);
		else
			prompt_key(ui, key);
		return;
	}
	ui->message_kind = MESSAGE_NONE;

	const struct key *row = find_key(ui, key);

	if (!row) {
		ui_say(ui, "%s does nothing here; ? shows all keys", key_shown(key));
		return;
	}

	char command[UI_LINE_MAX];
	const char *pressed = strchr(row->command, '#');

	if (pressed)
		snprintf(command, sizeof(command), "%.*s%s", (int)(pressed - row->command),
		         row->command, key);
	else
		snprintf(command, sizeof(command), "%s", row->command);
	ui_press(ui, command);
}

void ui_key(struct ui *ui, const char *key)
{
	ui_begin(ui);
	press_key(ui, key);
	ui_end(ui);
}

static bool within(const struct rect *rect, int x, int y)
{
	return x >= rect->x && y >= rect->y && x < rect->x + rect->width &&
	       y < rect->y + rect->height;
}

static void click(struct ui *ui, const struct hit *hit)
{
	if (ui->prompting && ui->prompt_kind != '?')
		prompt_close(ui);
	if (ui->prompting)
		return; /* a question wants its answer */
	ui->message_kind = MESSAGE_NONE;
	ui_press(ui, hit->command);
}

void ui_click(struct ui *ui, int x, int y)
{
	ui_begin(ui);
	for (size_t i = ui->hit_count; i-- > 0;)
		if (within(&ui->hits[i].at, x, y)) {
			struct hit hit = ui->hits[i];

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
	if (!ui->prompting)
		ui_run(ui, command);
	ui_end(ui);
}

/* Reads one key as --keys spells it; returns the bytes it took, 0 with err set. */
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

/* --- messages --------------------------------------------------------------- */

/* Copies what fits, cut between characters. */
static void copy_cut(char out[UI_LINE_MAX], const char *text)
{
	size_t end = UI_LINE_MAX - 4;

	snprintf(out, UI_LINE_MAX, "%s", text);
	if (strlen(text) < UI_LINE_MAX)
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
	char text[UI_LINE_MAX];

	set_message(ui, MESSAGE_ERROR, err_format(err, text, sizeof(text)));
}

void ui_ask(struct ui *ui, const char *question, const char *command_line)
{
	struct err err = { 0 };
	char text[UI_LINE_MAX];

	/* Half a command line would do something else. */
	if (strlen(command_line) >= sizeof(ui->question_command)) {
		err_set(&err, "a name in this is too long to be asked about");
		err_remedy(&err, "use a shorter one");
		ui_complain(ui, &err);
		return;
	}
	copy_cut(text, question);
	prompt_open(ui, '?', text);
	strcpy(ui->question_command, command_line);
}

void ui_ask_also(struct ui *ui, char key, const char *label, const char *command_line)
{
	ui->third_answer = key;
	ui->third_label = label;
	snprintf(ui->third_command, sizeof(ui->third_command), "%s", command_line);
}
