/*
 * Events that arrive together do what they do one by one.
 *
 * The same random keys, clicks, pastes and changes of size go to two playgrounds.  One is drawn after
 * each of them, as when a person waits for the screen; the other is drawn at random places only, as when
 * they come in bursts.  Wherever both are drawn they look alike, and at the end what was played is the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/grid.h>
#include <heddle/mem.h>
#include <heddle/session.h>
#include <heddle/trace.h>

#include "random.h"
#include "share.h"
#include "ui/ui_private.h"

enum { ROUNDS = 20, EVENTS = 120 };

static char top[4096];

struct event {
	enum { EVENT_KEY, EVENT_CLICK, EVENT_WHEEL, EVENT_SIZE, EVENT_PASTE } kind;
	char key[20];
	int x, y;
	const char *text;
};

/* --- random events ------------------------------------------------------------ */

/* More than a key: what would seldom come about by keys alone. */
// clang-format off
static const char *const phrases[] = {
	"12u2", "1u1u2", "11", "21", "2222", "3333", "nwhy<Enter>", "mhere<Enter>", "'here<Enter>",
	":view lanes<Enter>", ":view st<Tab><Enter>", ":jump 2<Enter>", ":walk 6 3<Enter>",
	":walk 5 8<Enter>", ":hide<Tab><Tab><Enter>", ":scope servers=2<Enter>n", ":scope servers=2<Enter>y",
	":design improved<Enter>y", ":branch next<Enter>", "/Read<Enter>nn", "/x<Enter>n", "f=m1<Enter>n",
	"S=jj=T", "L", "Pjjj", "t", "tkk<Enter>", "sjj<Enter>", "s>>>", "O", "?", "<Space>", "d", "q", "<Esc>",
	"q<Esc>", "<C-c><Esc>", "y<Esc>", "ys<Esc>", "S<Enter>j<Enter>", "Sx", "X", "i<Enter>", ":se<Tab><Tab>",
	"wa<Enter>y", ":1<Enter>", "0", "$", "b", "{", "}", "[", "]", "!",
};
// clang-format on

static const char *const pastes[] = {
	"", "s1 StartRead u1", "s1 StartWrite u1 m1 i1; s1 WriteMetadata", "why\nnot", "\xff", "1\n2\n",
};

static const int sizes[][2] = { { 80, 24 }, { 40, 12 }, { 120, 40 }, { 39, 30 }, { 200, 60 }, { 60, 15 } };

#define PICK(list) ((list)[random_below(sizeof(list) / sizeof(*(list)))])

/* Keys that search the whole space take too long, a walk without a seed differs by the clock, and what
 * follows a w might be a path that leads out of the folder. */
static bool is_left_out(const struct key *key)
{
	return strlen(key->name) == 1 && strchr("crRHWw", key->name[0]);
}

static const char *random_key(void)
{
	size_t count = 0;
	static char digit[2];

	while (keymap[count].name)
		count++;

	const struct key *key = &keymap[random_below((uint32_t)count)];

	while (is_left_out(key))
		key = &keymap[random_below((uint32_t)count)];
	if (strcmp(key->name, "1-9") == 0 || strcmp(key->name, "A-Z") == 0)
		snprintf(digit, sizeof(digit), "%u", 1 + random_below(4));
	else
		return key->name;
	return digit;
}

static size_t add_keys(struct event *events, size_t at, size_t most, const char *keys)
{
	while (*keys && at < most) {
		size_t length = *keys == '<' ? strcspn(keys, ">") - 1 : 1;

		events[at] = (struct event){ .kind = EVENT_KEY };
		snprintf(events[at].key, sizeof(events[at].key), "%.*s", (int)length, keys + (*keys == '<'));
		keys += *keys == '<' ? length + 2 : 1;
		at++;
	}
	return at;
}

static void random_events(struct event *events, size_t most)
{
	for (size_t at = 0; at < most;) {
		const int *size = PICK(sizes);

		switch (random_below(12)) {
		case 0:
			events[at++] = (struct event){ .kind = EVENT_CLICK,
				                       .x = (int)random_below(120),
				                       .y = (int)random_below(40) };
			break;
		case 1:
			events[at++] = (struct event){ .kind = EVENT_WHEEL, .y = (int)random_below(9) - 4 };
			break;
		case 2:
			events[at++] = (struct event){ .kind = EVENT_SIZE, .x = size[0], .y = size[1] };
			break;
		case 3:
			events[at++] = (struct event){ .kind = EVENT_PASTE, .text = PICK(pastes) };
			break;
		case 4:
		case 5:
		case 6:
		case 7:
			at = add_keys(events, at, most, PICK(phrases));
			break;
		default:
			events[at] = (struct event){ .kind = EVENT_KEY };
			snprintf(events[at].key, sizeof(events[at].key), "%s", random_key());
			at++;
		}
	}
}

static void take(struct ui *ui, const struct event *event)
{
	switch (event->kind) {
	case EVENT_KEY:
		ui_key(ui, event->key);
		break;
	case EVENT_CLICK:
		ui_click(ui, event->x, event->y);
		break;
	case EVENT_WHEEL:
		ui_wheel(ui, 1, 1, event->y ? event->y : 1);
		break;
	case EVENT_SIZE:
		ui_resize(ui, event->x, event->y);
		break;
	case EVENT_PASTE:
		ui_paste(ui, event->text);
		break;
	}
}

static void tell(const struct event *event, struct buf *out)
{
	static const char *const names[] = { "", "click", "wheel", "size", "paste" };

	if (event->kind == EVENT_KEY)
		buf_printf(out, "<%s>", event->key);
	else
		buf_printf(out, " (%s %d %d %s) ", names[event->kind], event->x, event->y,
		           event->text ? event->text : "");
}

/* --- playing them --------------------------------------------------------------- */

/* The screen with its colours, and the position of the cursor. */
static char *drawn(struct ui *ui)
{
	struct grid grid;
	struct buf text;

	buf_init(&text);
	grid_init(&grid, 1, 1, false);
	ui_draw(ui, &grid);
	grid_show(&grid, &text, true);
	buf_printf(&text, "cursor %d %d\n", grid.cursor_x, grid.cursor_y);
	grid_release(&grid);
	return buf_detach(&text);
}

static char *played(struct ui *ui)
{
	struct buf text;

	buf_init(&text);
	buf_add_text(&text, "");
	if (ui->scene.session) {
		struct trace *trace = session_trace(ui->scene.session);

		trace_format_named("itf")->write(trace, &text, NULL, NULL);
		buf_printf(&text, "\nproperties %u dirty %d\n", (unsigned)ui->scene.session->properties,
		           ui->scene.session->dirty);
		trace_free(trace);
	}
	return buf_detach(&text);
}

/* A playground in an empty folder: what is saved there must be the same too. */
static struct ui *start(const char *what)
{
	struct session *session = NULL;
	struct err err = { 0 };
	char folder[] = "heddle-events-XXXXXX", path[8192];

	if (chdir(getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp") != 0 || !mkdtemp(folder) ||
	    chdir(folder) != 0)
		fail_msg("no folder to play in");
	snprintf(path, sizeof(path), "%s%s%s", strncmp(what, "tests/", 6) == 0 ? top : "",
	         strncmp(what, "tests/", 6) == 0 ? "/" : "", what);
	if (*what && session_open(path, NULL, NULL, &session, &err) != 0)
		fail_msg("%s", err.what);
	return ui_new(session, false);
}

static void fail_at(const char *what, const struct event *events, size_t count, const char *one,
                    const char *other)
{
	struct buf text;
	size_t same = 0;

	buf_init(&text);
	for (size_t i = 0; i < count; i++)
		tell(&events[i], &text);
	print_error("%s: after %s\n", what, text.data);
	while (one[same] && one[same] == other[same])
		same++;
	same -= same < 40 ? same : 40;
	fail_msg("one by one: …%.300s\ntogether: …%.300s", one + same, other + same);
}

static void one_round(const char *what)
{
	struct event events[EVENTS];
	char *seen[EVENTS] = { 0 }, *end;

	random_events(events, EVENTS);

	struct ui *ui = start(what);

	for (size_t i = 0; i < EVENTS; i++) {
		seen[i] = drawn(ui);
		take(ui, &events[i]);
	}
	end = played(ui);
	ui_free(ui);
	ui = start(what);
	for (size_t i = 0; i < EVENTS; i++) {
		if (random_below(10) == 0) {
			char *now = drawn(ui);

			if (strcmp(now, seen[i]) != 0)
				fail_at(what, events, i, seen[i], now);
			free(now);
		}
		take(ui, &events[i]);
		free(seen[i]);
	}

	char *now = played(ui);

	if (strcmp(now, end) != 0)
		fail_at(what, events, EVENTS, end, now);
	ui_free(ui);
	free(end);
	free(now);
}

static void events_that_come_together_do_what_they_do_one_by_one(void **state)
{
	static const char *const played[] = { "", "naive", "storage-cleaner-kill",
		                              "traces/storage-cleaner-naive", "tests/traces/two-phase.txt" };

	(void)state;
	for (size_t i = 0; i < sizeof(played) / sizeof(played[0]); i++)
		for (uint32_t round = 0; round < share_of(ROUNDS); round++) {
			random_from(round * 16 + (uint32_t)i);
			one_round(played[i]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_that_come_together_do_what_they_do_one_by_one),
	};

	if (!getcwd(top, sizeof(top)))
		return 1;
	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
