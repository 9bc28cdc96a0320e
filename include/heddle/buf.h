/*
 * A growable byte buffer, always NUL-terminated; the NUL is not counted in `length`.
 *
 * Invariant: after buf_init, data is not null and data[length] == 0.  The buffer owns its data until
 * buf_detach transfers it to the caller.  Running out of memory ends the program (mem.h), so no function
 * here fails.  The design is that of git's strbuf.
 *
 *	struct buf text;
 *
 *	buf_init(&text);
 *	buf_printf(&text, "%zu states", count);
 *	puts(text.data);
 *	buf_release(&text);
 *
 * All functions take an initialised buffer, except buf_init.  Bytes and texts passed in are copied; they
 * must not point into the buffer itself.
 */
#ifndef HEDDLE_BUF_H
#define HEDDLE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t length; /* bytes before the NUL */
	size_t room;   /* bytes allocated; 0: data is a shared empty string */
};

/* Makes `buf` empty without allocating; whatever it held before is ignored. */
void buf_init(struct buf *buf);

/* Frees the data and leaves an empty, usable buffer. */
void buf_release(struct buf *buf);

/* Sets the length to 0 and keeps the memory for reuse. */
void buf_clear(struct buf *buf);

/* Appends `length` bytes, which may include NULs. */
void buf_add(struct buf *buf, const void *bytes, size_t length);

/* Appends a NUL-terminated text. */
void buf_add_text(struct buf *buf, const char *text);

/* Appends one byte, or `count` copies of it. */
void buf_add_char(struct buf *buf, char c);
void buf_add_repeat(struct buf *buf, char c, size_t count);

/* Appends formatted text. */
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));

/* Returns the data, which the caller frees with free(); leaves `buf` empty and usable. */
char *buf_detach(struct buf *buf);

#endif
