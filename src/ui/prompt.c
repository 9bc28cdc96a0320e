/*
 * The prompt: a command, a search, or a question.
 *
 * Editing keys are a table from name to function, as in readline.  If a key opened the prompt for one
 * command, that command is fixed at the beginning of the input: what is typed is its argument, and no editing
 * key reaches it.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "ui/ui_private.h"

enum { PAST_MAX = 200 };

static void remember(struct ui *ui)
{
	if (!*ui->input || (ui->past_count && strcmp(ui->past[ui->past_count - 1], ui->input) == 0))
		return;
	if (ui->past_count == PAST_MAX) {
		free(ui->past[0]);
		memmove(ui->past, ui->past + 1, (PAST_MAX - 1) * sizeof(*ui->past));
		ui->past_count--;
	}
	ui->past = mem_resize(ui->past, PAST_MAX, sizeof(*ui->past));
	ui->past[ui->past_count++] = mem_strdup(ui->input);
}

void prompt_open(struct ui *ui, char kind, const char *text)
{
	if (ui->prompting && ui->prompt_kind == ':')
		remember(ui); /* interrupted; Up brings it back */
	ui->stale = true;
	ui->prompting = true;
	ui->prompt_kind = kind;
	ui->input_length = strlen(text);
	if (ui->input_length >= sizeof(ui->input))
		ui->input_length = 0;
	memcpy(ui->input, text, ui->input_length);
	ui->input[ui->input_length] = '\0';
	ui->input_at = ui->input_length;
	ui->input_fixed = 0;
	ui->proposed = false;
	snprintf(ui->prompt_label, sizeof(ui->prompt_label), "%c", kind);
	ui->past_at = ui->past_count;
	ui->third_answer = 0;
	ui->question_waits = true;
	*ui->wrong_answer = '\0';
	ui->message_kind = MESSAGE_NONE;
}

void prompt_open_for(struct ui *ui, const char *begun, const char *asks, const char *text)
{
	prompt_open(ui, ':', strlen(text) < sizeof(ui->input) ? text : begun);
	ui->input_fixed = strlen(begun);
	if (asks)
		snprintf(ui->prompt_label, sizeof(ui->prompt_label), "%s: ", asks);
	else
		snprintf(ui->prompt_label, sizeof(ui->prompt_label), ":%s", begun);
}

void prompt_close(struct ui *ui)
{
	ui->prompting = false;
	completions_drop(ui);
}

void prompt_release(struct ui *ui)
{
	completions_drop(ui);
	for (size_t i = 0; i < ui->past_count; i++)
		free(ui->past[i]);
	free(ui->past);
}

/* --- editing ---------------------------------------------------------------- */

static size_t before(const struct ui *ui, size_t at)
{
	while (at > ui->input_fixed && ((unsigned char)ui->input[--at] & 0xc0) == 0x80)
		;
	return at;
}

static size_t after(const struct ui *ui, size_t at)
{
	if (at < ui->input_length)
		at++;
	while (at < ui->input_length && ((unsigned char)ui->input[at] & 0xc0) == 0x80)
		at++;
	return at;
}

void prompt_cut(struct ui *ui, size_t from, size_t to)
{
	memmove(ui->input + from, ui->input + to, ui->input_length - to + 1);
	ui->input_length -= to - from;
	ui->input_at = from;
}

/* A text that does not fit is refused as a whole: half of it would mean something else. */
void prompt_insert(struct ui *ui, const char *text, size_t length)
{
	struct err err = { 0 };

	if (ui->input_length + length >= sizeof(ui->input)) {
		err_set(&err, "the text is too long: at most %zu bytes", sizeof(ui->input) - 1);
		ui_complain(ui, &err);
		return;
	}
	memmove(ui->input + ui->input_at + length, ui->input + ui->input_at,
	        ui->input_length - ui->input_at + 1);
	memcpy(ui->input + ui->input_at, text, length);
	ui->input_length += length;
	ui->input_at += length;
}

/* Deletes a proposal; false if there is none. */
static bool drop_proposal(struct ui *ui)
{
	if (!ui->proposed)
		return false;
	ui->proposed = false;
	prompt_cut(ui, ui->input_fixed, ui->input_length);
	return true;
}

void prompt_paste(struct ui *ui, const char *text)
{
	if (ui->prompt_kind == '?')
		return;

	struct buf joined;

	completions_drop(ui);
	drop_proposal(ui);
	ui->message_kind = MESSAGE_NONE;
	buf_init(&joined);
	while (*text) {
		size_t length = strcspn(text, "\n\t");

		buf_add(&joined, text, length);
		text += length;
		if (*text && text[1])
			buf_add_text(&joined, *text == '\n' ? "; " : " ");
		text += *text != '\0';
	}
	prompt_insert(ui, joined.data, joined.length);
	buf_release(&joined);
}

/* Replaces all but the fixed part. */
static void set_input(struct ui *ui, const char *text)
{
	prompt_cut(ui, ui->input_fixed, ui->input_length);
	prompt_insert(ui, text, strlen(text));
}

static void key_left(struct ui *ui)
{
	ui->input_at = before(ui, ui->input_at);
}

static void key_right(struct ui *ui)
{
	ui->input_at = after(ui, ui->input_at);
}

static void key_home(struct ui *ui)
{
	ui->input_at = ui->input_fixed;
}

static void key_end(struct ui *ui)
{
	ui->input_at = ui->input_length;
}

static void key_backspace(struct ui *ui)
{
	if (drop_proposal(ui))
		return;
	if (ui->input_length == ui->input_fixed)
		prompt_close(ui);
	else
		prompt_cut(ui, before(ui, ui->input_at), ui->input_at);
}

static void key_delete(struct ui *ui)
{
	if (!drop_proposal(ui))
		prompt_cut(ui, ui->input_at, after(ui, ui->input_at));
}

static void key_cut_before(struct ui *ui)
{
	prompt_cut(ui, ui->input_fixed, ui->input_at);
}

static void key_cut_after(struct ui *ui)
{
	prompt_cut(ui, ui->input_at, ui->input_length);
}

static void key_cut_word(struct ui *ui)
{
	size_t from = ui->input_at;

	while (from > ui->input_fixed && ui->input[from - 1] == ' ')
		from--;
	while (from > ui->input_fixed && ui->input[from - 1] != ' ')
		from--;
	prompt_cut(ui, from, ui->input_at);
}

/* --- earlier command lines -------------------------------------------------- */

/* Whether an earlier command line begins with the fixed part. */
static bool is_past_here(const struct ui *ui, size_t at)
{
	return strncmp(ui->past[at], ui->input, ui->input_fixed) == 0;
}

static void key_up(struct ui *ui)
{
	size_t at = ui->past_at;

	while (at > 0)
		if (is_past_here(ui, --at)) {
			ui->past_at = at;
			set_input(ui, ui->past[at] + ui->input_fixed);
			return;
		}
}

static void key_down(struct ui *ui)
{
	if (ui->past_at >= ui->past_count)
		return;
	do
		ui->past_at++;
	while (ui->past_at < ui->past_count && !is_past_here(ui, ui->past_at));
	set_input(ui, ui->past_at < ui->past_count ? ui->past[ui->past_at] + ui->input_fixed : "");
}

/* --- keys ------------------------------------------------------------------- */

static void key_enter(struct ui *ui)
{
	char kind = ui->prompt_kind;
	char text[UI_TEXT_MAX + 8] = "search ", *input = text + strlen(text);

	strcpy(input, ui->input);
	prompt_close(ui);
	if (kind == ':') {
		remember(ui);
		ui_run(ui, input);
	} else if (*input) {
		ui_run(ui, text);
	}
}

static const struct {
	const char *name;
	void (*run)(struct ui *ui);
} edits[] = {
	{ "Enter", key_enter },
	{ "Esc", prompt_close },
	{ "C-c", prompt_close },
	{ "C-g", prompt_close },
	{ "Left", key_left },
	{ "C-b", key_left },
	{ "Right", key_right },
	{ "C-f", key_right },
	{ "Home", key_home },
	{ "C-a", key_home },
	{ "End", key_end },
	{ "C-e", key_end },
	{ "Backspace", key_backspace },
	{ "Delete", key_delete },
	{ "C-d", key_delete },
	{ "C-u", key_cut_before },
	{ "C-k", key_cut_after },
	{ "C-w", key_cut_word },
	{ "Up", key_up },
	{ "C-p", key_up },
	{ "Down", key_down },
	{ "C-n", key_down },
};

/* --- questions --------------------------------------------------------------- */

/* Keys that are likely to be pressed twice by mistake mean no. */
static const char *const noes[] = { "n", "N", "q", "Esc", "Enter", "C-c", "C-g", NULL };

static bool is_no(const char *key)
{
	for (const char *const *no = noes; *no; no++)
		if (strcmp(*no, key) == 0)
			return true;
	return false;
}

static bool is_yes(const char *key)
{
	return strcmp(key, "y") == 0 || strcmp(key, "Y") == 0;
}

static bool is_third(const struct ui *ui, const char *key)
{
	return ui->third_answer && key[0] == ui->third_answer && !key[1];
}

bool prompt_is_answer(const struct ui *ui, const char *key)
{
	return is_yes(key) || is_no(key) || is_third(ui, key);
}

void prompt_question(const struct ui *ui, struct buf *out)
{
	if (ui->third_answer)
		buf_printf(out, "%s [y/N/%c]  %c: %s", ui->input, ui->third_answer, ui->third_answer,
		           ui->third_label);
	else
		buf_printf(out, "%s [y/N]", ui->input);
	if (*ui->wrong_answer)
		buf_printf(out, "  %s is not an answer: press y or n", key_shown(ui->wrong_answer));
}

static void answer(struct ui *ui, const char *key)
{
	char command_line[UI_TEXT_MAX] = "";

	if (is_yes(key))
		strcpy(command_line, ui->question_command);
	else if (is_third(ui, key))
		strcpy(command_line, ui->third_command);
	else if (!is_no(key)) {
		snprintf(ui->wrong_answer, sizeof(ui->wrong_answer), "%s", key);
		return;
	}
	prompt_close(ui);
	ui_run(ui, command_line);
}

void prompt_key(struct ui *ui, const char *key)
{
	ui->message_kind = MESSAGE_NONE;
	if (ui->prompt_kind == '?') {
		answer(ui, key);
		return;
	}
	if (strcmp(key, "Tab") == 0 || strcmp(key, "S-Tab") == 0) {
		completions_next(ui, *key == 'T' ? 1 : -1);
		ui->proposed = false;
		return;
	}
	completions_drop(ui);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		if (strcmp(edits[i].name, key) == 0) {
			if (edits[i].run != key_backspace && edits[i].run != key_delete)
				ui->proposed = false;
			edits[i].run(ui);
			return;
		}
	}

	/* A character is its own name; other keys have longer names. */
	uint32_t point;
	size_t length = strlen(key);

	if (utf8_valid(key, length) && length > 0 && utf8_decode(key, length, &point) == length &&
	    utf8_point_width(point) >= 0) {
		drop_proposal(ui);
		prompt_insert(ui, key, length);
	}
}
