/*
 * One line that is typed: a command, a search, or the answer to a question.
 *
 * Keys are one table from name to function, as in readline.  Tab first adds what all
 * completions share, then goes through them, as zsh does.
 *
 * Where a key has opened a prompt for one command, that command stays in front of the line, out of
 * reach: what is typed is its argument, and no editing key makes another command of it.
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
	if (!*ui->line || (ui->past_count && strcmp(ui->past[ui->past_count - 1], ui->line) == 0))
		return;
	if (ui->past_count == PAST_MAX) {
		free(ui->past[0]);
		memmove(ui->past, ui->past + 1, (PAST_MAX - 1) * sizeof(*ui->past));
		ui->past_count--;
	}
	ui->past = mem_resize(ui->past, PAST_MAX, sizeof(*ui->past));
	ui->past[ui->past_count++] = mem_strdup(ui->line);
}

void prompt_open(struct ui *ui, char kind, const char *line)
{
	if (ui->prompting && ui->prompt_kind == ':')
		remember(ui); /* it was interrupted: Up brings it back */
	ui->stale = true;
	ui->prompting = true;
	ui->prompt_kind = kind;
	ui->line_length = strlen(line);
	if (ui->line_length >= sizeof(ui->line))
		ui->line_length = 0;
	memcpy(ui->line, line, ui->line_length);
	ui->line[ui->line_length] = '\0';
	ui->line_at = ui->line_length;
	ui->line_fixed = 0;
	ui->proposed = false;
	snprintf(ui->prompt_label, sizeof(ui->prompt_label), "%c", kind);
	ui->past_at = ui->past_count;
	ui->third_answer = 0;
	ui->question_waits = true;
	*ui->wrong_answer = '\0';
	ui->message_kind = MESSAGE_NONE;
}

void prompt_open_for(struct ui *ui, const char *begun, const char *asks, const char *line)
{
	prompt_open(ui, ':', strlen(line) < sizeof(ui->line) ? line : begun);
	ui->line_fixed = strlen(begun);
	if (asks)
		snprintf(ui->prompt_label, sizeof(ui->prompt_label), "%s: ", asks);
	else
		snprintf(ui->prompt_label, sizeof(ui->prompt_label), ":%s", begun);
}

static void drop_completions(struct ui *ui)
{
	free(ui->completions);
	ui->completions = NULL;
	ui->completion_at = -1;
}

void prompt_close(struct ui *ui)
{
	ui->prompting = false;
	drop_completions(ui);
}

void prompt_release(struct ui *ui)
{
	drop_completions(ui);
	for (size_t i = 0; i < ui->past_count; i++)
		free(ui->past[i]);
	free(ui->past);
}

/* --- editing ---------------------------------------------------------------- */

static size_t before(const struct ui *ui, size_t at)
{
	while (at > ui->line_fixed && ((unsigned char)ui->line[--at] & 0xc0) == 0x80)
		;
	return at;
}

static size_t after(const struct ui *ui, size_t at)
{
	if (at < ui->line_length)
		at++;
	while (at < ui->line_length && ((unsigned char)ui->line[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static void cut(struct ui *ui, size_t from, size_t to)
{
	memmove(ui->line + from, ui->line + to, ui->line_length - to + 1);
	ui->line_length -= to - from;
	ui->line_at = from;
}

/* What has no room is left out whole, and that is said: half of it means something else. */
static void insert(struct ui *ui, const char *text, size_t length)
{
	struct err err = { 0 };

	if (ui->line_length + length >= sizeof(ui->line)) {
		err_set(&err, "the text is too long: at most %zu bytes", sizeof(ui->line) - 1);
		ui_complain(ui, &err);
		return;
	}
	memmove(ui->line + ui->line_at + length, ui->line + ui->line_at, ui->line_length - ui->line_at + 1);
	memcpy(ui->line + ui->line_at, text, length);
	ui->line_length += length;
	ui->line_at += length;
}

/* Takes a proposal away; false when there was none. */
static bool drop_proposal(struct ui *ui)
{
	if (!ui->proposed)
		return false;
	ui->proposed = false;
	cut(ui, ui->line_fixed, ui->line_length);
	return true;
}

void prompt_paste(struct ui *ui, const char *text)
{
	if (ui->prompt_kind == '?')
		return;

	struct buf line;

	drop_completions(ui);
	drop_proposal(ui);
	ui->message_kind = MESSAGE_NONE;
	buf_init(&line);
	while (*text) {
		size_t length = strcspn(text, "\n\t");

		buf_add(&line, text, length);
		text += length;
		if (*text && text[1])
			buf_add_text(&line, *text == '\n' ? "; " : " ");
		text += *text != '\0';
	}
	insert(ui, line.data, line.length);
	buf_release(&line);
}

/* All but what is fixed. */
static void set_line(struct ui *ui, const char *text)
{
	cut(ui, ui->line_fixed, ui->line_length);
	insert(ui, text, strlen(text));
}

static void key_left(struct ui *ui)
{
	ui->line_at = before(ui, ui->line_at);
}

static void key_right(struct ui *ui)
{
	ui->line_at = after(ui, ui->line_at);
}

static void key_home(struct ui *ui)
{
	ui->line_at = ui->line_fixed;
}

static void key_end(struct ui *ui)
{
	ui->line_at = ui->line_length;
}

static void key_backspace(struct ui *ui)
{
	if (drop_proposal(ui))
		return;
	if (ui->line_length == ui->line_fixed)
		prompt_close(ui);
	else
		cut(ui, before(ui, ui->line_at), ui->line_at);
}

static void key_delete(struct ui *ui)
{
	if (!drop_proposal(ui))
		cut(ui, ui->line_at, after(ui, ui->line_at));
}

static void key_cut_before(struct ui *ui)
{
	cut(ui, ui->line_fixed, ui->line_at);
}

static void key_cut_after(struct ui *ui)
{
	cut(ui, ui->line_at, ui->line_length);
}

static void key_cut_word(struct ui *ui)
{
	size_t from = ui->line_at;

	while (from > ui->line_fixed && ui->line[from - 1] == ' ')
		from--;
	while (from > ui->line_fixed && ui->line[from - 1] != ' ')
		from--;
	cut(ui, from, ui->line_at);
}

/* --- what was typed before -------------------------------------------------- */

/* Whether an earlier line can stand here: it begins with what is fixed. */
static bool is_past_here(const struct ui *ui, size_t at)
{
	return strncmp(ui->past[at], ui->line, ui->line_fixed) == 0;
}

static void key_up(struct ui *ui)
{
	size_t at = ui->past_at;

	while (at > 0)
		if (is_past_here(ui, --at)) {
			ui->past_at = at;
			set_line(ui, ui->past[at] + ui->line_fixed);
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
	set_line(ui, ui->past_at < ui->past_count ? ui->past[ui->past_at] + ui->line_fixed : "");
}

/* --- completion ------------------------------------------------------------- */

static size_t count_lines(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static const char *nth_line(const char *text, size_t n, size_t *length)
{
	while (n-- > 0)
		text += strcspn(text, "\n") + 1;
	*length = strcspn(text, "\n");
	return text;
}

static void find_completions(struct ui *ui)
{
	size_t name_length = strcspn(ui->line, " ");
	struct buf out;

	buf_init(&out);
	ui->line_at = ui->line_length;
	if (name_length == ui->line_length) {
		ui->completed_from = 0;
		for (const struct command *row = commands; row->name; row++)
			if (!row->needs_session || ui->scene.session)
				complete_add(&out, ui->line, row->name);
	} else {
		char name[40] = "";

		if (name_length < sizeof(name)) {
			memcpy(name, ui->line, name_length);
			name[name_length] = '\0';
		}
		const struct command *row = command_named(name);

		ui->completed_from = name_length + strspn(ui->line + name_length, " ");
		if (row && row->complete)
			row->complete(ui, ui->line + ui->completed_from, &out);
	}
	ui->completions = buf_detach(&out);
	ui->completion_at = -1;
}

static void take_completion(struct ui *ui, const char *text, size_t length)
{
	cut(ui, ui->completed_from, ui->line_length);
	insert(ui, text, length);
}

static void add_what_all_share(struct ui *ui, size_t count)
{
	size_t shared, length;
	const char *first = nth_line(ui->completions, 0, &shared);

	for (size_t i = 1; i < count; i++) {
		const char *other = nth_line(ui->completions, i, &length);
		size_t same = 0;

		while (same < shared && same < length && first[same] == other[same])
			same++;
		shared = same;
	}
	while (shared > 0 && ((unsigned char)first[shared] & 0xc0) == 0x80)
		shared--;
	if (shared > ui->line_length - ui->completed_from)
		take_completion(ui, first, shared);
}

static void complete(struct ui *ui, int direction)
{
	size_t length;

	if (ui->prompt_kind != ':')
		return;
	if (!ui->completions) {
		find_completions(ui);

		size_t count = count_lines(ui->completions);

		if (count > 0)
			add_what_all_share(ui, count);
		if (count == 1 && ui->line[ui->line_length - 1] != '/' &&
		    ui->line[ui->line_length - 1] != '=')
			insert(ui, " ", 1);
		if (count < 2)
			drop_completions(ui);
		return;
	}

	int count = (int)count_lines(ui->completions);

	assert(count > 0 && "there are completions to go through");

	if (ui->completion_at < 0)
		ui->completion_at = direction > 0 ? 0 : count - 1;
	else
		ui->completion_at = (ui->completion_at + direction + count) % count;

	const char *text = nth_line(ui->completions, (size_t)ui->completion_at, &length);

	take_completion(ui, text, length);
}

/* --- keys ------------------------------------------------------------------- */

static void key_enter(struct ui *ui)
{
	char kind = ui->prompt_kind;
	char line[UI_LINE_MAX];

	memcpy(line, ui->line, sizeof(line));
	prompt_close(ui);
	if (kind == ':') {
		remember(ui);
		ui_run(ui, line);
	} else if (*line) {
		char search[UI_LINE_MAX + 8] = "search ";

		strcat(search, line);
		ui_run(ui, search);
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

/* Whatever might be pressed twice in a hurry is a no. */
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
		buf_printf(out, "%s [y/N/%c]  %c: %s", ui->line, ui->third_answer, ui->third_answer,
		           ui->third_label);
	else
		buf_printf(out, "%s [y/N]", ui->line);
	if (*ui->wrong_answer)
		buf_printf(out, "  %s is not an answer: press y or n", key_shown(ui->wrong_answer));
}

static void answer(struct ui *ui, const char *key)
{
	char line[UI_LINE_MAX] = "";

	if (is_yes(key))
		memcpy(line, ui->question_command, sizeof(line));
	else if (is_third(ui, key))
		snprintf(line, sizeof(line), "%s", ui->third_command);
	else if (!is_no(key)) {
		snprintf(ui->wrong_answer, sizeof(ui->wrong_answer), "%s", key);
		return;
	}
	prompt_close(ui);
	ui_run(ui, line);
}

void prompt_key(struct ui *ui, const char *key)
{
	ui->message_kind = MESSAGE_NONE;
	if (ui->prompt_kind == '?') {
		answer(ui, key);
		return;
	}
	if (strcmp(key, "Tab") == 0 || strcmp(key, "S-Tab") == 0) {
		complete(ui, *key == 'T' ? 1 : -1);
		ui->proposed = false;
		return;
	}
	drop_completions(ui);
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		if (strcmp(edits[i].name, key) == 0) {
			if (edits[i].run != key_backspace && edits[i].run != key_delete)
				ui->proposed = false;
			edits[i].run(ui);
			return;
		}
	}

	/* A character is its own name; everything else has a longer one. */
	uint32_t point;
	size_t length = strlen(key);

	if (utf8_valid(key, length) && length > 0 && utf8_decode(key, length, &point) == length &&
	    utf8_point_width(point) >= 0) {
		drop_proposal(ui);
		insert(ui, key, length);
	}
}
