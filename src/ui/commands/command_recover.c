/*
 * Journals left by crashed playgrounds: offered at the start, and restored or deleted by name later.
 *
 * Commands and answers name the journal, since another playground may have crashed or restored one meanwhile.
 * A journal stays until another one holds its session, or the user deletes it.
 */
#include <string.h>
#include <time.h>

#include <heddle/journal.h>

#include "ui/ui_private.h"

struct leftovers {
	struct journal_left *list;
	size_t count, readable; /* the readable ones come first */
};

static struct leftovers find(void)
{
	struct leftovers left;

	left.count = journal_leftovers(&left.list);
	left.readable = 0;
	while (left.readable < left.count && !left.list[left.readable].broken)
		left.readable++;
	return left;
}

static void add_when(const struct journal_left *left, struct buf *out)
{
	char when[60];
	struct tm parts;

	if (localtime_r(&left->when, &parts) && strftime(when, sizeof(when), "%A, %H:%M", &parts) > 0)
		buf_printf(out, ", %s", when);
}

/* "naive (3 steps, Tuesday, 14:03)" */
static void add_row(const struct journal_left *left, struct buf *out)
{
	if (left->broken) {
		buf_printf(out, "%s (%s)", left->path, left->broken);
		return;
	}
	buf_printf(out, "%s (%zu step%s", left->what, left->steps, left->steps == 1 ? "" : "s");
	add_when(left, out);
	buf_add_char(out, ')');
}

static int none_left(struct err *err)
{
	err_set(err, "no unsaved session to restore");
	return err_remedy(err, ":open opens saved sessions");
}

/* Whether the name of a journal begins with what was played, as for a design. */
static bool name_has_what(const struct journal_left *left)
{
	size_t length = strlen(left->what);

	return strncmp(left->name, left->what, length) == 0 && left->name[length] == '-';
}

/* "naive-20261201-140312-4242-0: 3 steps, Tuesday, 14:03" */
static void add_entry(const struct journal_left *left, struct buf *out)
{
	buf_printf(out, "\n%s: ", left->name);
	if (left->broken) {
		buf_printf(out, "cannot be restored, %s", left->broken);
		return;
	}
	if (!name_has_what(left))
		buf_printf(out, "%s, ", left->what);
	buf_printf(out, "%zu step%s", left->steps, left->steps == 1 ? "" : "s");
	add_when(left, out);
}

static void add_list(const struct leftovers *left, size_t shown, struct buf *out)
{
	buf_printf(out,
	           "%zu journals are left; :recover NAME restores one, :forget NAME deletes it; "
	           "Tab completes the names",
	           left->count);
	for (size_t i = 0; i < shown; i++)
		add_entry(&left->list[i], out);
	if (shown < left->count)
		buf_printf(out, "\n…, %zu more", left->count - shown);
}

/* Lists the journals, as many as fit. */
static void say_all(struct ui *ui, const struct leftovers *left)
{
	size_t shown = left->count < UI_TEXT_MAX ? left->count : UI_TEXT_MAX;
	struct buf text;

	buf_init(&text);
	add_list(left, shown, &text);
	while (shown > 0 && !footer_has_room(ui, text.data)) {
		buf_clear(&text);
		add_list(left, --shown, &text);
	}
	ui_say(ui, "%s", text.data);
	buf_release(&text);
}

/* The journal of that name, or the only one.  Null: there is none and err is set; or there are several, which
 * were listed. */
static const struct journal_left *choose(struct ui *ui, const struct leftovers *left, const char *name,
                                         struct err *err)
{
	if (!*name && left->count > 1)
		say_all(ui, left);
	else if (!*name && left->count == 1)
		return &left->list[0];
	else if (!*name)
		none_left(err);
	for (size_t i = 0; *name && i < left->count; i++)
		if (strcmp(left->list[i].name, name) == 0)
			return &left->list[i];
	if (*name) {
		err_set(err, "no journal \"%s\"", name);
		err_remedy(err, ":recover lists the journals");
	}
	return NULL;
}

static void add_others(size_t others, struct buf *out)
{
	if (others)
		buf_printf(out, "; %zu more journal%s left, :recover lists %s", others,
		           others == 1 ? " is" : "s are", others == 1 ? "it" : "them");
}

/* The number of journals other than the one at `path`. */
static size_t count_others(const char *path)
{
	struct leftovers left = find();
	size_t others = left.count;

	for (size_t i = 0; i < left.count; i++)
		others -= strcmp(left.list[i].path, path) == 0;
	journal_left_free(left.list, left.count);
	return others;
}

static void say_restored(struct ui *ui, const struct journal_left *journal, const struct journal_lost *lost)
{
	struct buf text, why;

	buf_init(&text);
	buf_init(&why);
	journal_say_lost(lost, &why);

	bool gone = !why.length && ui->journal && journal_replaces(ui->journal, journal->path);

	buf_printf(&text, "%s is restored%s, and still unsaved", journal->what, why.length ? " in part" : "");
	if (why.length)
		buf_printf(&text, ": %s; the journal is kept and offered again until :forget %s", why.data,
		           journal->name);
	else if (!ui->journal)
		buf_printf(&text,
		           "; this session writes no journal, so the old one stays; :forget deletes it");
	else if (!gone)
		buf_printf(&text, "; its journal stays until another one holds the session");
	add_others(count_others(journal->path), &text);
	ui_say(ui, "%s", text.data);
	buf_release(&why);
	buf_release(&text);
}

static int restore(struct ui *ui, const struct journal_left *journal, struct err *err)
{
	struct session *session;
	struct journal_lost lost;

	if (ui->scene.session && ui->scene.session->dirty && !(ui->journal && journal_holds(ui->journal))) {
		err_set(err, "you have unsaved steps that no journal holds");
		return err_remedy(err, ":save it first");
	}
	if (journal_restore(journal->path, &session, &lost, err) != 0) {
		if (!*err->remedy)
			err_remedy(err,
			           journal->unknown ? "the journal was kept"
			                            : "the journal is kept until :forget %s",
			           journal->name);
		return -1;
	}
	ui_set_session(ui, session);
	say_restored(ui, journal, &lost);
	return 0;
}

int command_recover(struct ui *ui, const char *args, struct err *err)
{
	struct leftovers left = find();
	struct err why = { 0 };
	const struct journal_left *journal = choose(ui, &left, args, &why);
	int result = journal ? restore(ui, journal, &why) : *why.what ? -1 : 0;

	if (result < 0)
		*err = why;
	journal_left_free(left.list, left.count);
	return result;
}

static int forget(struct ui *ui, const struct journal_left *journal, size_t others, struct err *err)
{
	struct buf text;

	if (journal_discard(journal, err) != 0)
		return -1;
	buf_init(&text);
	buf_printf(&text, "deleted the journal of %s", *journal->what ? journal->what : journal->path);
	add_others(others, &text);
	ui_say(ui, "%s", text.data);
	buf_release(&text);
	return 0;
}

int command_forget_now(struct ui *ui, const char *args, struct err *err)
{
	struct leftovers left = find();
	struct err why = { 0 };
	const struct journal_left *journal = choose(ui, &left, args, &why);
	int result = journal ? forget(ui, journal, left.count - 1, &why) : *why.what ? -1 : 0;

	if (result < 0)
		*err = why;
	journal_left_free(left.list, left.count);
	return result;
}

static void ask_to_forget(struct ui *ui, const struct journal_left *journal)
{
	struct buf question, command_line;

	buf_init(&question);
	buf_init(&command_line);
	buf_add_text(&question, "Delete the journal of ");
	add_row(journal, &question);
	buf_add_text(&question, "? It cannot be restored afterwards.");
	buf_printf(&command_line, "forget! %s", journal->name);
	ui_ask(ui, question.data, command_line.data);
	buf_release(&command_line);
	buf_release(&question);
}

int command_forget(struct ui *ui, const char *args, struct err *err)
{
	struct leftovers left = find();
	struct err why = { 0 };
	const struct journal_left *journal = choose(ui, &left, args, &why);

	if (journal && journal->unknown)
		journal_discard(journal, &why); /* refuses, so there is nothing to ask */
	else if (journal)
		ask_to_forget(ui, journal);
	if (*why.what)
		*err = why;
	journal_left_free(left.list, left.count);
	return *why.what ? -1 : 0;
}

void complete_leftovers(struct ui *ui, const char *args, struct buf *out)
{
	struct leftovers left = find();

	(void)ui;
	for (size_t i = 0; i < left.count; i++)
		complete_add(out, args, left.list[i].name);
	journal_left_free(left.list, left.count);
}

/* Asks whether to restore the latest. */
static void ask(struct ui *ui, const struct leftovers *left)
{
	const struct journal_left *latest = &left->list[0];
	struct buf question, command_line;

	buf_init(&question);
	buf_init(&command_line);
	if (left->count == 1) {
		add_row(latest, &question);
		buf_add_text(&question, " was left unsaved");
	} else {
		buf_printf(&question,
		           "%zu sessions ended without saving, :recover lists them. The "
		           "latest: ",
		           left->count);
		add_row(latest, &question);
	}
	buf_add_text(&question, ". Restore it?");
	buf_printf(&command_line, "recover %s", latest->name);
	ui_offer(ui, question.data, command_line.data);
	buf_clear(&command_line);
	buf_printf(&command_line, "forget %s", latest->name);
	ui_ask_also(ui, 'd', "delete it", command_line.data);
	buf_release(&command_line);
	buf_release(&question);
}

void ui_offer_recovery(struct ui *ui)
{
	struct leftovers left = find();
	struct buf text;

	buf_init(&text);
	if (left.readable) {
		ask(ui, &left);
	} else if (left.count) {
		buf_add_text(&text, "an unsaved session cannot be restored: ");
		add_row(&left.list[0], &text);
		if (!left.list[0].unknown)
			buf_printf(&text, "; :forget %s deletes it", left.list[0].name);
		add_others(left.count - 1, &text);
		ui_say(ui, "%s", text.data);
	}
	buf_release(&text);
	journal_left_free(left.list, left.count);
}
