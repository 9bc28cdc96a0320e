/*
 * Pens, and values with the changes inside them.
 *
 * Rejected: runs of styled text that are laid out later, which allocate on every row of every draw.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/labels.h>
#include <heddle/pen.h>
#include <heddle/utf8.h>

enum { WIDTH_MOST = 1000 }; /* columns up to which a value is measured */

struct pen pen_at(struct grid *grid, int x, int y, int width)
{
	return (struct pen){ .grid = grid, .x = x, .y = y, .end = x + width, .full = width <= 0 };
}

void pen_text(struct pen *pen, unsigned style, const char *text)
{
	int room = pen->end - pen->x;

	if (pen->full || !*text)
		return;
	if (room <= 0) { /* the ellipsis replaces the last character */
		grid_text(pen->grid, pen->end - 1, pen->y, 1, style, "…");
		pen->full = true;
		return;
	}
	if (utf8_wider(text, (size_t)room)) {
		grid_text(pen->grid, pen->x, pen->y, room, style, text);
		pen->x = pen->end;
		pen->full = true;
		return;
	}
	pen->x += grid_text(pen->grid, pen->x, pen->y, room, style, text);
}

void pen_printf(struct pen *pen, unsigned style, const char *fmt, ...)
{
	struct buf text;
	va_list args;

	buf_init(&text);
	va_start(args, fmt);
	buf_vprintf(&text, fmt, args);
	va_end(args);
	pen_text(pen, style, text.data);
	buf_release(&text);
}

void pen_gap(struct pen *pen, int columns)
{
	pen->x += columns;
	if (pen->x >= pen->end) {
		pen->x = pen->end;
		pen->full = true;
	}
}

void pen_to(struct pen *pen, int x)
{
	if (x > pen->x)
		pen_gap(pen, x - pen->x);
}

/* --- values ----------------------------------------------------------------- */

/* Bytes of text that certainly fill so many columns, even with combining characters. */
static size_t bytes_for(int columns)
{
	return columns < 0 ? 0 : 16 * (size_t)columns + 64;
}

static void plain_value(struct pen *pen, unsigned style, const struct value *value)
{
	struct buf text;

	buf_init(&text);
	value_show_most(&text, value, pen->grid->ascii, bytes_for(pen->end - pen->x));
	pen_text(pen, style, text.data);
	buf_release(&text);
}

static void parts_of(struct pen *pen, unsigned style, const struct value *value, const struct value *before);

static void part(struct pen *pen, unsigned style, const struct value *value, const struct value *before)
{
	if (before && value_compare(value, before) == 0)
		plain_value(pen, style, value);
	else if (before && before->kind == value->kind && before->count && value->count)
		parts_of(pen, style, value, before);
	else
		plain_value(pen, STYLE_CHANGED, value);
}

/* Removed items cannot be shown, so the brackets are marked. */
static void items(struct pen *pen, unsigned style, const struct value *value, const struct value *before)
{
	bool set = value->kind == VALUE_SET;
	struct pairing pairing = pairing_of(value, before);
	unsigned bracket = pairing.gone ? STYLE_CHANGED : style;

	pen_text(pen, bracket, set ? "{" : "<<");
	for (uint32_t i = 0; i < value->count && !pen->full; i++) {
		if (i)
			pen_text(pen, style, ", ");
		part(pen, style, value->items[i], pairing_old(&pairing, i));
	}
	pen_text(pen, bracket, set ? "}" : ">>");
}

static bool has_all_keys(const struct value *map, const struct value *before)
{
	uint32_t hint = 0;

	for (uint32_t i = 0; i < before->count; i++)
		if (!value_lookup_next(map, before->pairs[i].key, &hint))
			return false;
	return true;
}

static void pairs(struct pen *pen, unsigned style, const struct value *value, const struct value *before)
{
	unsigned bracket = has_all_keys(value, before) ? style : STYLE_CHANGED;
	uint32_t hint = 0;

	pen_text(pen, bracket, "[");
	for (uint32_t i = 0; i < value->count && !pen->full; i++) {
		const struct value *old = value_lookup_next(before, value->pairs[i].key, &hint);

		if (i)
			pen_text(pen, style, ", ");
		plain_value(pen, old ? style : STYLE_CHANGED, value->pairs[i].key);
		pen_text(pen, style, ": ");
		part(pen, style, value->pairs[i].value, old);
	}
	pen_text(pen, bracket, "]");
}

static void parts_of(struct pen *pen, unsigned style, const struct value *value, const struct value *before)
{
	switch (value->kind) {
	case VALUE_SET:
	case VALUE_TUPLE:
		items(pen, style, value, before);
		break;
	case VALUE_RECORD:
	case VALUE_FUNCTION:
		pairs(pen, style, value, before);
		break;
	default:
		plain_value(pen, STYLE_CHANGED, value);
	}
}

/* If the change is cut off, so that no cell from x is in STYLE_CHANGED, marks the last cell. */
static void mark_cut(const struct pen *pen, int x)
{
	const struct grid *grid = pen->grid;
	const struct cell *row = &grid->cells[(size_t)pen->y * (size_t)grid->width];

	for (int i = x; i < pen->x && i < grid->width; i++)
		if (row[i].style == STYLE_CHANGED)
			return;
	if (pen->x > x)
		grid_restyle(pen->grid, pen->x - 1, pen->y, 1, STYLE_CHANGED);
}

void pen_value(struct pen *pen, unsigned style, const struct value *value, const struct value *before,
               bool compare)
{
	int x = pen->x;

	if (!compare || (before && value_compare(value, before) == 0)) {
		plain_value(pen, style, value);
		return;
	}
	part(pen, style, value, before);
	if (x >= 0 && pen->y >= 0 && pen->y < pen->grid->height)
		mark_cut(pen, x);
}

static bool holds_messages(const struct value *set)
{
	return set && set->kind == VALUE_SET &&
	       (!set->count || (!value_text(set->items[0]) && set->items[0]->kind != VALUE_INT));
}

/* The items of `set` that `other` lacks, each after a sign.  `before`: text precedes them.  Returns whether
 * there is text now. */
static bool pen_others(struct pen *pen, unsigned style, const struct value *set, const struct value *other,
                       const char *sign, bool before)
{
	for (uint32_t i = 0; i < set->count && !pen->full; i++) {
		struct buf text;

		if (set_has(other, set->items[i]))
			continue;
		buf_init(&text);
		log_entry_text(set->items[i], true, pen->grid->ascii, &text);
		pen_text(pen, STYLE_PLAIN, before ? "  " : "");
		pen_text(pen, STYLE_DIM, sign);
		pen_text(pen, style, text.data);
		before = true;
		buf_release(&text);
	}
	return before;
}

void pen_change(struct pen *pen, unsigned style, const struct change *change)
{
	/* Two long sets side by side do not show what was added and removed. */
	if (holds_messages(change->old_value) && holds_messages(change->new_value)) {
		bool added = pen_others(pen, style, change->new_value, change->old_value, "+ ", false);

		pen_others(pen, STYLE_OLD, change->old_value, change->new_value, "- ", added);
		return;
	}
	if (change->old_value)
		plain_value(pen, STYLE_OLD, change->old_value);
	if (change->old_value && change->new_value)
		pen_text(pen, STYLE_DIM, " → ");
	if (change->new_value)
		plain_value(pen, style, change->new_value);
	else
		pen_text(pen, STYLE_DIM, " gone");
}

void pen_gone(struct pen *pen, const struct value *old)
{
	pen_text(pen, STYLE_CHANGED, "gone");
	pen_text(pen, STYLE_DIM, ", was ");
	plain_value(pen, STYLE_OLD, old);
}

void pen_sign(struct scene *scene, struct pen *pen, bool changed)
{
	pen_text(pen, changed ? STYLE_CHANGED : STYLE_PLAIN,
	         changed ? scene_symbol(scene, SYMBOL_CHANGED) : " ");
}

int value_width(const struct value *value, bool ascii)
{
	struct buf text;

	buf_init(&text);
	value_show_most(&text, value, ascii, bytes_for(WIDTH_MOST));

	int width = (int)utf8_width(text.data);

	buf_release(&text);
	return width;
}
