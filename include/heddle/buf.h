/*
 * A growing run of bytes, always followed by a NUL that is not counted.
 *
 * Invariant: data is never null after buf_init; data[length] == 0.  The buffer
 * owns its data until buf_detach hands it to the caller (to free()).
 */
#ifndef HEDDLE_BUF_H
#define HEDDLE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t length;
	size_t room; /* 0: data is a shared empty string */
};

void buf_init(struct buf *buf);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_add_repeat(struct buf *buf, char c, size_t count);
void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *fmt, va_list args) __attribute__((format(printf, 2, 0)));
/* The text, which the caller now owns and frees with free(); buf is empty again. */
char *buf_detach(struct buf *buf);

#endif
