/*
 * A doubling array with a NUL after it.  An empty buffer owns no memory, so an unused one need not be
 * released.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>

enum { FIRST_ROOM = 32 };

/* `data` points here while `room` is 0.  Never written. */
static char empty[1];

void buf_init(struct buf *buf)
{
	*buf = (struct buf){ .data = empty };
}

void buf_release(struct buf *buf)
{
	if (buf->room)
		free(buf->data);
	buf_init(buf);
}

void buf_clear(struct buf *buf)
{
	buf->length = 0;
	if (buf->room)
		buf->data[0] = '\0';
}

/* Makes room for `more` bytes and a NUL.  Returns the address for them. */
static char *reserve(struct buf *buf, size_t more)
{
	/* If the sum overflows, requests SIZE_MAX, which mem refuses. */
	size_t need = more < SIZE_MAX - buf->length ? buf->length + more + 1 : SIZE_MAX;

	if (need > buf->room)
		buf->data = mem_grow(buf->room ? buf->data : NULL, &buf->room,
		                     need < FIRST_ROOM ? FIRST_ROOM : need, 1);
	return buf->data + buf->length;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
	if (!length)
		return;
	memcpy(reserve(buf, length), bytes, length);
	buf->length += length;
	buf->data[buf->length] = '\0';
}

void buf_add_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void buf_add_repeat(struct buf *buf, char c, size_t count)
{
	if (!count)
		return;
	memset(reserve(buf, count), c, count);
	buf->length += count;
	buf->data[buf->length] = '\0';
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buf_vprintf(buf, fmt, args);
	va_end(args);
}

void buf_vprintf(struct buf *buf, const char *fmt, va_list args)
{
	va_list again;

	va_copy(again, args);

	int length = vsnprintf(NULL, 0, fmt, args);

	assert(length >= 0 && "a format of our own can be printed");
	vsnprintf(reserve(buf, (size_t)length), (size_t)length + 1, fmt, again);
	buf->length += (size_t)length;
	va_end(again);
}

char *buf_detach(struct buf *buf)
{
	char *text = buf->room ? buf->data : mem_strdup("");

	buf_init(buf);
	return text;
}
