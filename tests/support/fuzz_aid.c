#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/hash.h>
#include <heddle/utf8.h>

#include "fuzz_aid.h"
#include "play_fuzz.h"
#include "ui/ui_private.h"

enum { WIDTH = 60, HEIGHT = 18 };

bool fuzz_asks_all;
static uint64_t choice;

void promise(bool kept, const char *what, const struct err *err)
{
	char text[1500];

	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n%s\n", what, err ? err_format(err, text, sizeof(text)) : "");
	abort();
}

void refused(const struct err *err)
{
	promise(err->what[0] != 0, "a refusal has words", err);
	promise(utf8_valid(err->what, strlen(err->what)), "that are text", err);
}

/* --- questions ---------------------------------------------------------------- */

void ask_about(const uint8_t *data, size_t size)
{
	choice = hash_bytes(data, size);
}

bool asked(unsigned first, unsigned weight, unsigned of)
{
	return fuzz_asks_all || (choice % of >= first && choice % of < first + weight);
}

bool asked_kind(size_t kind, size_t kinds)
{
	return fuzz_asks_all || (choice >> 32) % kinds == kind;
}

/* --- a folder ----------------------------------------------------------------- */

static char folder[60];
static int inside = -1, outside = -1;

static void empty(int at)
{
	DIR *entries = fdopendir(at);
	struct dirent *entry;

	while (entries && (entry = readdir(entries))) {
		int within;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    unlinkat(dirfd(entries), entry->d_name, 0) == 0)
			continue;
		within = openat(dirfd(entries), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (within >= 0)
			empty(within);
		unlinkat(dirfd(entries), entry->d_name, AT_REMOVEDIR);
	}
	if (entries)
		closedir(entries);
}

static void remove_folder(void)
{
	rmdir(folder);
}

/* In memory, where there is a place for that: an input may write a file, and that takes a disk its time. */
static void make_folder(void)
{
	snprintf(folder, sizeof(folder), "%s/heddle-fuzz-XXXXXX",
	         access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	promise(mkdtemp(folder) != NULL, "there is a folder", NULL);
	inside = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	setenv("XDG_STATE_HOME", folder, 1);
	atexit(remove_folder);
}

void enter_folder(void)
{
	if (inside < 0)
		make_folder();
	outside = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	promise(outside >= 0 && fchdir(inside) == 0, "there is a way in", NULL);
}

void leave_folder(void)
{
	promise(fchdir(outside) == 0, "there is a way back", NULL);
	close(outside);
	empty(openat(inside, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/* --- looking ------------------------------------------------------------------ */

void look(struct session *session)
{
	struct ui *ui = ui_new(session, false);
	struct grid grid;
	size_t kinds = 0;

	ui_resize(ui, WIDTH, HEIGHT);
	grid_init(&grid, WIDTH, HEIGHT, false);
	while (views[kinds])
		kinds++;
	for (size_t i = 0; i < kinds; i++)
		if (asked_kind(i, kinds) && view_available(views[i], &ui->scene) &&
		    !strstr("start help replay", views[i]->name)) {
			ui_show(ui, views[i]);
			ui_draw(ui, &grid);
		}
	grid_release(&grid);
	ui_free(ui);
}
