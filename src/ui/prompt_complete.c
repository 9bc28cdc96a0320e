/*
 * Completion in the prompt: Tab first adds what all completions share, then cycles through them, as in zsh.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/ui_private.h"

void completions_drop(struct ui *ui)
{
	free(ui->completions);
	ui->completions = NULL;
	ui->completion_at = -1;
}

/* Completions are texts, each ended by \n. */
static size_t count(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

static const char *nth(const char *text, size_t n, size_t *length)
{
	while (n-- > 0)
		text += strcspn(text, "\n") + 1;
	*length = strcspn(text, "\n");
	return text;
}

static void add_choices(struct buf *out, const char *args, const char *choices)
{
	char copy[40], *rest;

	snprintf(copy, sizeof(copy), "%s", choices);
	for (char *one = strtok_r(copy, " ", &rest); one; one = strtok_r(NULL, " ", &rest))
		complete_add(out, args, one);
}

static void find_completions(struct ui *ui)
{
	size_t name_length = strcspn(ui->input, " ");
	struct buf out;

	buf_init(&out);
	ui->input_at = ui->input_length;
	if (name_length == ui->input_length) {
		ui->completed_from = 0;
		for (const struct command *row = commands; row->name; row++)
			if (!row->needs_session || ui->scene.session)
				complete_add(&out, ui->input, row->name);
	} else {
		char name[40] = "";

		if (name_length < sizeof(name)) {
			memcpy(name, ui->input, name_length);
			name[name_length] = '\0';
		}
		const struct command *row = command_named(name);

		ui->completed_from = name_length + strspn(ui->input + name_length, " ");
		if (row && row->choices)
			add_choices(&out, ui->input + ui->completed_from, row->choices);
		if (row && row->complete)
			row->complete(ui, ui->input + ui->completed_from, &out);
	}
	ui->completions = buf_detach(&out);
	ui->completion_at = -1;
}

static void take_completion(struct ui *ui, const char *text, size_t length)
{
	prompt_cut(ui, ui->completed_from, ui->input_length);
	prompt_insert(ui, text, length);
}

static void add_common_prefix(struct ui *ui)
{
	size_t shared, length, total = count(ui->completions);
	const char *first = nth(ui->completions, 0, &shared);

	for (size_t i = 1; i < total; i++) {
		const char *other = nth(ui->completions, i, &length);
		size_t same = 0;

		while (same < shared && same < length && first[same] == other[same])
			same++;
		shared = same;
	}
	while (shared > 0 && ((unsigned char)first[shared] & 0xc0) == 0x80)
		shared--;
	if (shared > ui->input_length - ui->completed_from)
		take_completion(ui, first, shared);
}

void completions_next(struct ui *ui, int direction)
{
	size_t length;

	if (ui->prompt_kind != ':')
		return;
	if (!ui->completions) {
		find_completions(ui);

		size_t found = count(ui->completions);

		if (found > 0)
			add_common_prefix(ui);
		if (found == 1 && ui->input[ui->input_length - 1] != '/' &&
		    ui->input[ui->input_length - 1] != '=')
			prompt_insert(ui, " ", 1);
		if (found < 2)
			completions_drop(ui);
		return;
	}

	int total = (int)count(ui->completions);

	assert(total > 0 && "there are completions");

	if (ui->completion_at < 0)
		ui->completion_at = direction > 0 ? 0 : total - 1;
	else
		ui->completion_at = (ui->completion_at + direction + total) % total;

	const char *text = nth(ui->completions, (size_t)ui->completion_at, &length);

	take_completion(ui, text, length);
}
