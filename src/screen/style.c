/*
 * One row per style, with a colour of 256 and one of 8.
 *
 * A search of the 6×6×6 cube found the process hues: they maximise the smallest CIELAB distance between any
 * two, for normal vision and under full protanopia, deuteranopia and tritanopia (matrices of Machado et al.,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009).  Of eight colours, yellow
 * is never an ink, because it cannot be read on white; blue is bold, because otherwise it cannot be read on
 * black. Rejected: asking the terminal for its background; many do not answer, and some answer late.
 */
#include <assert.h>

#include <heddle/buf.h>
#include <heddle/grid.h>
#include <heddle/style.h>

enum { BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, NONE = -1 };

struct style_row {
	short ink, paper;                         /* of 256 */
	short few_ink, few_paper;                 /* of 8 */
	bool bold;                                /* everywhere */
	bool few_dim, few_bold;                   /* below 256 colours */
	bool mono_bold, mono_under, mono_reverse; /* without colours */
};

#define NO_COLOUR      .ink = NONE, .paper = NONE, .few_ink = NONE, .few_paper = NONE
#define INK(rich, few) .ink = rich, .paper = NONE, .few_ink = few, .few_paper = NONE

static const struct style_row styles[STYLE_COUNT] = {
	[STYLE_PLAIN] = { NO_COLOUR },
	[STYLE_DIM] = { INK(243, NONE), .few_dim = true },
	[STYLE_BOLD] = { NO_COLOUR, .bold = true },
	[STYLE_TITLE] = { NO_COLOUR, .bold = true },
	[STYLE_RULE] = { INK(245, NONE), .few_dim = true },
	[STYLE_KEY] = { NO_COLOUR, .bold = true },
	[STYLE_CHANGED] = { .ink = 16,
	                    .paper = 222,
	                    .few_ink = BLACK,
	                    .few_paper = YELLOW,
	                    .mono_bold = true,
	                    .mono_under = true },
	[STYLE_OLD] = { INK(243, NONE), .few_dim = true },
	[STYLE_ORPHAN] = { INK(166, MAGENTA), .bold = true },
	[STYLE_BROKEN] = { INK(160, RED), .bold = true, .mono_under = true },
	[STYLE_BANNER] = { .ink = 231,
	                   .paper = 160,
	                   .few_ink = WHITE,
	                   .few_paper = RED,
	                   .bold = true,
	                   .mono_reverse = true },
	[STYLE_GOOD] = { INK(28, GREEN) },
	[STYLE_NOTE] = { INK(30, NONE) },
	[STYLE_PROMPT] = { NO_COLOUR },
	[STYLE_ERROR] = { INK(160, RED), .bold = true },
	[STYLE_HINT] = { INK(166, MAGENTA) },
	[STYLE_PROCESS_1] = { INK(33, BLUE), .few_bold = true },
	[STYLE_PROCESS_2] = { INK(130, MAGENTA) },
	[STYLE_PROCESS_3] = { INK(162, GREEN) },
	[STYLE_PROCESS_4] = { INK(72, CYAN) },
	[STYLE_PROCESS_5] = { INK(104, NONE) },
	[STYLE_PROCESS_6] = { INK(106, NONE) },
};

struct style_attributes style_attributes_of(unsigned style, int colours)
{
	unsigned plain = style & ~(unsigned)(STYLE_SELECTED | STYLE_STRONG);

	assert(plain < STYLE_COUNT && "the style has a row in the table");
	const struct style_row *row = &styles[plain];
	struct style_attributes attributes = { .bold = row->bold || style & STYLE_STRONG,
		                               .ink = NONE,
		                               .paper = NONE };

	if (style & STYLE_SELECTED) {
		/* A bar in one colour: a row of reversed hues is hard to read. */
		attributes.reverse = true;
		return attributes;
	}
	if (colours >= 256) {
		attributes.ink = row->ink;
		attributes.paper = row->paper;
	} else if (colours >= 8) {
		attributes.ink = row->few_ink;
		attributes.paper = row->few_paper;
		attributes.dim = row->few_dim;
		attributes.bold |= row->few_bold;
	} else {
		attributes.dim = row->few_dim;
		attributes.bold |= row->mono_bold;
		attributes.underline |= row->mono_under;
		attributes.reverse = row->mono_reverse;
	}
	return attributes;
}

static void add_colour(struct buf *out, bool paper, short colour)
{
	if (colour < 0)
		return;
	if (colour < 8)
		buf_printf(out, ";%d", (paper ? 40 : 30) + colour);
	else
		buf_printf(out, ";%d;5;%d", paper ? 48 : 38, colour);
}

void style_sgr(const struct style_attributes *attributes, struct buf *out)
{
	buf_add_text(out, "\033[0");
	if (attributes->bold)
		buf_add_text(out, ";1");
	if (attributes->dim)
		buf_add_text(out, ";2");
	if (attributes->underline)
		buf_add_text(out, ";4");
	if (attributes->reverse)
		buf_add_text(out, ";7");
	add_colour(out, false, attributes->ink);
	add_colour(out, true, attributes->paper);
	buf_add_char(out, 'm');
}
