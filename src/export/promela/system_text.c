/*
 * Conditions and numbers as text.  Every text is in parentheses unless it is a name, an element, a number
 * or a negation of one of these.
 * Rejected: a tree of Promela that is printed at the end, which would only repeat the nodes.
 */
#include <stdarg.h>
#include <string.h>

#include "export/promela/system.h"

enum { TERMS_MOST = 64 << 20 }; /* bytes */

const char never[] = "false";

const char *text_format(struct system_writer *w, const char *format, ...)
{
	const char *text = "0";
	struct buf buf;
	va_list args;

	if (w->failed)
		return text;
	buf_init(&buf);
	va_start(args, format);
	buf_vprintf(&buf, format, args);
	va_end(args);
	w->spent += buf.length;
	if (w->spent > TERMS_MOST)
		w->failed = "its conditions, written out for this scope, are longer than 64 MB";
	text = arena_strdup(w->arena, buf.data);
	buf_release(&buf);
	return text;
}

const char *text_and(struct system_writer *w, const char *a, const char *b)
{
	if (!a || b == never)
		return b;
	if (!b || a == never)
		return a;
	return text_format(w, "(%s && %s)", a, b);
}

const char *text_or(struct system_writer *w, const char *a, const char *b)
{
	if (!a || !b)
		return NULL;
	if (a == never)
		return b;
	return b == never ? a : text_format(w, "(%s || %s)", a, b);
}

const char *text_not(struct system_writer *w, const char *a)
{
	if (!a)
		return never;
	if (a == never)
		return NULL;
	return *a == '!' ? a + 1 : text_format(w, "!%s", a); /* !! is another operator */
}

const char *text_implies(struct system_writer *w, const char *a, const char *b)
{
	return b ? text_or(w, text_not(w, a), b) : NULL;
}

/* --- numbers ---------------------------------------------------------------------------- */

struct term term_number(int64_t number)
{
	return (struct term){ .add = number, .least = number, .most = number };
}

struct term term_text(const char *text, int64_t least, int64_t most)
{
	return (struct term){ .text = text, .least = least, .most = most };
}

bool term_is_number(const struct term *term)
{
	return !term->text && !term->unset;
}

static const char *number_text(struct system_writer *w, int64_t number)
{
	if (number > INT32_MAX || number < -INT32_MAX) {
		w->failed = "a number, a set or a record in it needs more than the 31 bits of Promela's int";
		return "0";
	}
	return number < 0 ? text_format(w, "(%lld)", (long long)number)
	                  : text_format(w, "%lld", (long long)number);
}

static const char *sum_text(struct system_writer *w, const char *text, int64_t add)
{
	if (add == 0)
		return text;
	return add > 0 ? text_format(w, "(%s + %lld)", text, (long long)add)
	               : text_format(w, "(%s - %lld)", text, (long long)-add);
}

const char *term_less(struct system_writer *w, const struct term *term, int64_t add)
{
	if (term->unset)
		return "0";
	if (!term->text)
		return number_text(w, term->add - add);
	if (!term->zero || term->add == add)
		return sum_text(w, term->text, term->add - add);
	return text_format(w, "(%s -> %s : 0)", term->text, sum_text(w, term->text, term->add - add));
}

const char *term_value(struct system_writer *w, const struct term *term)
{
	struct term plain = *term;

	plain.zero = false; /* the caller knows that it is there */
	return term_less(w, &plain, 0);
}

const char *term_truth(struct system_writer *w, const struct term *term)
{
	if (!term->text)
		return term->add ? NULL : never;
	return term_value(w, term);
}

const char *term_defined(struct system_writer *w, const struct term *term)
{
	return text_and(w, term->ok, text_and(w, term->fits, term->room));
}

struct term term_truth_of(const char *text)
{
	return !text ? term_number(1) : text == never ? term_number(0) : term_text(text, 0, 1);
}
