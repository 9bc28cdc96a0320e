/*
 * Shared by the files that drive the terminal.
 */
#ifndef HEDDLE_TUI_TERMINAL_H
#define HEDDLE_TUI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct grid;

/* --- guard.c: giving the terminal back, whatever happens -------------------- */

/* Notes how the terminal is now, and from here on restores it when the program dies. */
void guard_arm(void);
/* Sequences that undo what curses set up; once it runs, and after each change of size. */
void guard_prepare(void);
/* The orderly end, after endwin. */
void guard_disarm(void);

/* What signals asked for since the last call. */
bool guard_stop_asked(void);
bool guard_continued(void);
bool guard_resized(void);
/* Stops the whole job, as Ctrl-Z does in a shell; returns when it is continued. */
void guard_stop(void);
/* Waits for input, a signal, or something to read at the other descriptor (-1: none); false when the terminal
 * is gone. */
bool guard_wait(int fd, int other);

/* --- size.c: the window ------------------------------------------------------ */

/* The largest window that is drawn in; of a larger one the rest stays blank. */
enum { WINDOW_COLUMNS_MAX = 1000, WINDOW_ROWS_MAX = 500 };

struct window {
	int width, height;
};

/* Before curses starts: what it will take for the size is within the bounds. */
void size_prepare(void);
/* When the window may have changed: brings curses to its size, within the bounds.  Returns the size that the
 * window is said to have. */
struct window size_follow(void);

/* --- paint.c: cells out ----------------------------------------------------- */

void paint_start(void);
/* Brings the screen to what the grid says. */
void paint_grid(const struct grid *grid);
/* Forgets what is on the screen, so that all of it is painted again. */
void paint_forget(void);
void paint_end(void);

/* --- clip.c: the clipboard --------------------------------------------------- */

enum { CLIP_PASTE_BEGINS = 0x7001, CLIP_PASTE_ENDS }; /* codes of keys, beyond those of curses */

void clip_start(void);
/* Whether pasted text is to be told from typed text; off while another program has the terminal. */
void clip_on(bool on);
void clip_copy(const char *text);
/* The rest of a paste that has begun; to be freed.  Null, with err set, when it is too long, or does not end.
 */
char *clip_pasted(struct err *err);

/* --- keys.c: keys in -------------------------------------------------------- */

enum { KEY_NAME_MAX = 16 };
enum key_kind { KEY_KIND_NONE, KEY_KIND_KEY, KEY_KIND_RESIZE, KEY_KIND_MOUSE, KEY_KIND_PASTE };

/* A press of the first button, or a turn of the wheel: -1 up, 1 down, else 0. */
struct mouse_event {
	int x, y, wheel;
};

/* What is no character in the terminal's encoding. */
#define KEYS_NO_POINT UINT32_MAX

/* The character that begins with a byte that has come; reads the rest of it and no more. */
uint32_t keys_point(int first);

/* Once curses runs; `mouse`: the terminal is to tell of it. */
void keys_start(bool mouse);
/* The next key that is waiting, without waiting for one: its name ("": none that is known), or what the
 * mouse did; after KEY_KIND_PASTE comes clip_pasted. */
enum key_kind keys_next(char name[KEY_NAME_MAX], struct mouse_event *mouse);

#endif
