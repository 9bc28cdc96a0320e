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

/* --- guard.c: restoring the terminal --------------------------------------- */

/* Saves the state of the terminal, which from now on is restored if the program dies. */
void guard_arm(void);
/* Prepares the sequences that undo what curses set up; call it after curses starts, and after each resize. */
void guard_prepare(void);
/* Ends the protection; call it after endwin. */
void guard_disarm(void);

/* Whether a signal asked for it since the last call. */
bool guard_stop_asked(void);
bool guard_continued(void);
bool guard_resized(void);
/* Stops the whole job, as Ctrl-Z does; returns when it is continued. */
void guard_stop(void);
/* Waits for input, a signal, or input at the other descriptor (-1: none); false if the terminal is gone. */
bool guard_wait(int fd, int other);

/* --- size.c: the window ------------------------------------------------------ */

/* The largest window used; the rest of a larger one stays blank. */
enum { WINDOW_COLUMNS_MAX = 1000, WINDOW_ROWS_MAX = 500 };

struct window {
	int width, height;
};

/* Sets the size that curses will start with, within the bounds. */
void size_prepare(void);
/* Resizes curses to the window, within the bounds.  Returns the size that the window reports. */
struct window size_follow(void);

/* --- paint.c: drawing ------------------------------------------------------- */

void paint_start(void);
/* Draws the grid. */
void paint_grid(const struct grid *grid);
/* Makes the next paint_grid draw everything again. */
void paint_forget(void);
void paint_end(void);

/* --- clip.c: the clipboard --------------------------------------------------- */

enum { CLIP_PASTE_BEGINS = 0x7001, CLIP_PASTE_ENDS }; /* codes of keys, beyond those of curses */

void clip_start(void);
/* Turns bracketed paste on, or off while another program has the terminal. */
void clip_on(bool on);
void clip_copy(const char *text);
/* Reads the rest of a paste, which the caller frees.  Null with err set if it is too long or does not end. */
char *clip_pasted(struct err *err);

/* --- keys.c: reading keys --------------------------------------------------- */

enum { KEY_NAME_MAX = 16 };
enum key_kind { KEY_KIND_NONE, KEY_KIND_KEY, KEY_KIND_RESIZE, KEY_KIND_MOUSE, KEY_KIND_PASTE };

/* A press of the first button, or a turn of the wheel. */
struct mouse_event {
	int x, y;
	int wheel; /* -1: up, 1: down, 0: a press */
};

/* A byte sequence that is not a character in the terminal's encoding. */
#define KEYS_NO_POINT UINT32_MAX

/* The character that begins with a byte; reads its other bytes. */
uint32_t keys_point(int first);

/* Call it after curses starts.  `mouse`: report the mouse. */
void keys_start(bool mouse);
/* The next key or mouse event, without waiting.  The name is "" for an unknown key.  After KEY_KIND_PASTE
 * call clip_pasted. */
enum key_kind keys_next(char name[KEY_NAME_MAX], struct mouse_event *mouse);

#endif
