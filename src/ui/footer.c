/*
 * The bottom of the screen: keys, message, question or prompt.  A text that needs more than a row covers part
 * of the view until the next key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/utf8.h>

#include "ui/background.h"
#include "ui/ui_private.h"

static int columns(const char *text)
{
	return (int)utf8_width(text);
}

/* The most rows that it may cover. */
static int rows_most(const struct grid *grid)
{
	return grid->height / 2;
}

static int count_rows(const struct grid *grid, const char *text)
{
	return grid_wrapped_rows(text, grid->width - 2, grid->height, grid->ascii);
}

bool footer_has_room(const struct ui *ui, const char *text)
{
	const struct grid *grid = &ui->screen;

	return strlen(text) < UI_TEXT_MAX && count_rows(grid, text) <= rows_most(grid);
}

/* Clears the last rows, as many as allowed; returns the first of them. */
static int clear_rows(struct grid *grid, int rows)
{
	int most = rows_most(grid);

	if (rows > most)
		rows = most;
	for (int y = grid->height - rows; y < grid->height; y++)
		grid_fill(grid, 0, y, grid->width, STYLE_PLAIN, ' ');
	return grid->height - rows;
}

/* A text of one or more rows, above the last `below` rows. */
static void bottom_text(struct grid *grid, unsigned style, const char *text, int below)
{
	int y = clear_rows(grid, count_rows(grid, text) + below);

	grid_wrap(grid, 1, y, grid->width - 2, grid->height - below - y, style, text);
}

static bool can_press(const struct ui *ui, const struct key *key)
{
	char name[40];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(key->command + (*key->command == ':'), " "),
	         key->command + (*key->command == ':'));
	const struct command *command = command_named(name);

	return !command || !command->needs_session || ui->scene.session;
}

static bool is_in_footer(const struct ui *ui, const struct key *key)
{
	if (!key->label || !can_press(ui, key) || !key_works(key, ui->view, ui->scene.session != NULL))
		return false;

	/* A row for the search or for this view overrides the others. */
	const struct key *searching = ui->searching ? key_named(key->name, "search") : NULL;

	return key == (searching && searching->view ? searching : key_named(key->name, ui->view->name));
}

static const char *footer_key(const struct key *key)
{
	return key->shown ? key->shown : key_shown(key->name);
}

/* The columns of a text as drawn; in ASCII there may be more. */
static int shown_columns(const struct ui *ui, const char *text)
{
	int width = 0;

	if (!ui->scene.ascii)
		return columns(text);
	for (size_t at = 0, length = strlen(text); at < length;) {
		uint32_t point;

		at += utf8_decode(text + at, length - at, &point);
		width += point < 0x80 ? 1 : (int)strlen(symbol_ascii(point));
	}
	return width;
}

static int footer_width(const struct ui *ui, const struct key *key)
{
	return shown_columns(ui, footer_key(key)) + 1 + columns(key->label) + 3;
}

static int footer_entry(struct ui *ui, struct grid *grid, int x, const struct key *key)
{
	int y = grid->height - 1, from = x;

	x += grid_text(grid, x, y, grid->width - x, STYLE_KEY, footer_key(key));
	x += 1 + grid_text(grid, x + 1, y, grid->width - x - 1, STYLE_PLAIN, key->label);
	scene_hit(&ui->scene, (struct rect){ from, y, x - from, 1 }, "%s", key->command);
	return x + 3;
}

/* The state of the check, right-aligned; returns the columns used. */
static int draw_status(struct ui *ui, struct grid *grid)
{
	struct buf text;
	int width = 0;

	buf_init(&text);
	background_status(ui, &text);
	if (text.length && grid->width > 2 * (width = columns(text.data)))
		grid_text(grid, grid->width - 1 - width, grid->height - 1, width, STYLE_HINT, text.data);
	else
		width = -2;
	buf_release(&text);
	return width + 2;
}

/* The keys that fit, those of this view first; the help key is always there. */
static void footer(struct ui *ui, struct grid *grid)
{
	const struct key *help = key_named("?", ui->view->name);
	int x = 1, end = grid->width + 2 - footer_width(ui, help);

	clear_rows(grid, 1);
	end -= draw_status(ui, grid);
	for (int common = 0; common < 2; common++) {
		for (const struct key *key = keymap; key->name; key++) {
			if (key == help || (key->view == NULL) != common || !is_in_footer(ui, key))
				continue;
			if (x + footer_width(ui, key) > end)
				break;
			x = footer_entry(ui, grid, x, key);
		}
	}
	footer_entry(ui, grid, x, help);
}

/* The completions above the prompt, with the current one marked. */
static void completions(struct ui *ui, struct grid *grid)
{
	const char *text = ui->completions;
	int count = 0, at = ui->completion_at, rows, top = 0;

	for (const char *c = text; *c; c++)
		count += *c == '\n';
	rows = grid->height / 2 - 1;
	if (rows > count)
		rows = count;
	if (at >= rows)
		top = at - rows + 1;

	int bottom = grid->height - 1, y = bottom - rows;

	grid_fill(grid, 0, y - 1, grid->width, STYLE_RULE, U'─');
	if (rows < count)
		grid_printf(grid, 1, y - 1, grid->width - 2, STYLE_DIM, " %d of %d ", rows, count);
	for (int i = 0; i < top + rows; i++) {
		size_t length = strcspn(text, "\n");

		if (i >= top) {
			char name[200];
			unsigned style = i == at ? STYLE_SELECTED : STYLE_PLAIN;

			snprintf(name, sizeof(name), "%.*s", (int)length, text);
			const struct command *command = ui->completed_from == 0 ? command_named(name) : NULL;
			grid_fill(grid, 0, y, grid->width, style, ' ');
			int x = 2 + grid_text(grid, 2, y, grid->width - 3, style, name);

			if (command) {
				grid_text(grid, x + 1, y, grid->width - x - 2,
				          style == STYLE_PLAIN ? STYLE_DIM : style, command->args);
				grid_text(grid, 28, y, grid->width - 29,
				          style == STYLE_PLAIN ? STYLE_DIM : style, command->summary);
			}
			y++;
		}
		text += length + 1;
	}
}

/* The byte of the input from which it is shown, so that the cursor is within `room` columns.  *before: the
 * columns before the cursor. */
static size_t shown_from(const struct ui *ui, int room, int *before)
{
	size_t from = ui->input_at;

	*before = 0;
	while (from > ui->input_fixed) {
		size_t start = from - 1;
		char character[8];

		while (start > ui->input_fixed && ((unsigned char)ui->input[start] & 0xc0) == 0x80)
			start--;
		snprintf(character, sizeof(character), "%.*s", (int)(from - start), ui->input + start);
		if (*before + columns(character) > room)
			break;
		*before += columns(character);
		from = start;
	}
	return from;
}

static void prompt(struct ui *ui, struct grid *grid)
{
	if (ui->message_kind != MESSAGE_NONE)
		bottom_text(grid, STYLE_ERROR, ui->message, 1);

	int y = clear_rows(grid, 1), before;
	int x = grid_text(grid, 0, y, grid->width, STYLE_KEY, ui->prompt_label);
	size_t from = shown_from(ui, grid->width - 1 - x, &before);

	grid_text(grid, x, y, grid->width - x, ui->proposed ? STYLE_SELECTED : STYLE_PROMPT,
	          ui->input + from);
	grid->cursor_x = x + before;
	grid->cursor_y = y;
	if (ui->completions)
		completions(ui, grid);
}

static void question(struct ui *ui, struct grid *grid)
{
	struct buf text;

	buf_init(&text);
	prompt_question(ui, &text);
	bottom_text(grid, STYLE_STRONG | STYLE_PROMPT, text.data, 0);
	buf_release(&text);
}

void footer_draw(struct ui *ui, struct grid *grid)
{
	if (ui->prompting && ui->prompt_kind == '?')
		question(ui, grid);
	else if (ui->prompting)
		prompt(ui, grid);
	else if (ui->message_kind != MESSAGE_NONE)
		bottom_text(grid, ui->message_kind == MESSAGE_ERROR ? STYLE_ERROR : STYLE_PLAIN, ui->message,
		            0);
	else
		footer(ui, grid);
}
