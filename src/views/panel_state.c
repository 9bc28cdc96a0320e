/*
 * The whole state in one rectangle: processes and logs at the left and tables at the right, or all in one
 * column.
 *
 * Blocks have natural heights, from their shapes.  If they do not fit, the tallest loses rows one by one, and
 * each block shows how much it leaves out.  In a tall rectangle there are blank rows between blocks, and the
 * log gets the rest.  Rejected: a box around each block.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/buf.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

#include "views/views.h"

enum { LOG_ROWS = 2, LOG_ROWS_MOST = 8, BESIDE_GAP = 2 };

enum fold { FOLD_NO, FOLD_YES, FOLD_OPEN };

/* Decided once per screen size, so that nothing jumps while stepping. */
struct kept {
	int width, height, left;
	enum fold narrow, low; /* whether processes have one row each, for lack of columns, or of rows */
	int sides[2][2];       /* 1 + the initial widths (side_width); 0: unknown */
};

static const struct keeper keeper = { .size = sizeof(struct kept) };

struct block {
	enum { BLOCK_TABLE, BLOCK_PROCESSES, BLOCK_JOINED, BLOCK_LOG, BLOCK_PLAIN } kind;
	unsigned variable; /* BLOCK_PLAIN: all plain ones */
	bool right;        /* column, when there are two */
	int height, natural;
};

struct blocks {
	struct block *items;
	int count;
};

/* --- blocks ----------------------------------------------------------------- */

static void add_block(struct blocks *blocks, struct block block)
{
	block.height = block.natural;
	blocks->items[blocks->count++] = block;
}

/* Joined variables are one block, at the first of them. */
static void add_table(struct scene *scene, struct blocks *blocks, unsigned variable, int width)
{
	unsigned members[JOINED_MOST];
	int count = joined_variables(scene, variable, members);
	struct block block = { .kind = BLOCK_TABLE,
		               .variable = variable,
		               .right = scene->session->model->variables[variable].kind == VARIABLE_TABLE };

	if (count > 1 && members[0] != variable)
		return;
	if (count > 1) {
		block.kind = BLOCK_JOINED;
		block.natural = joined_natural_height(scene, members, count, width);
	} else {
		block.natural = table_natural_height(scene, variable, width);
	}
	add_block(blocks, block);
}

/* Left: processes, plain variables, logs; right: tables.  With `fold`, processes have one row each. */
static struct blocks list_blocks(struct scene *scene, int left_width, bool fold)
{
	const struct model *model = scene->session->model;
	struct blocks blocks = { .items = mem_array(model->variable_count + 1, sizeof(struct block)) };
	static const enum variable_kind order[] = { VARIABLE_PROCESSES, VARIABLE_TABLE, VARIABLE_PLAIN,
		                                    VARIABLE_LOG };

	for (int pass = 0; pass < 4; pass++) {
		bool plain = false;

		for (unsigned i = 0; i < model->variable_count; i++) {
			bool is = variable_is_plain(scene, i);

			plain |= is;
			if (is || order[pass] == VARIABLE_PLAIN || model->variables[i].kind != order[pass])
				continue;
			if (!variable_present(scene, i)->now)
				continue;
			if (order[pass] == VARIABLE_LOG)
				add_block(&blocks, (struct block){ .kind = BLOCK_LOG,
				                                   .variable = i,
				                                   .natural = 1 + LOG_ROWS });
			else if (fold && order[pass] == VARIABLE_PROCESSES)
				add_block(&blocks, (struct block){ .kind = BLOCK_PROCESSES,
				                                   .variable = i,
				                                   .natural = views_shape(scene, i)->rows });
			else
				add_table(scene, &blocks, i, left_width);
		}
		if (order[pass] == VARIABLE_PLAIN && plain)
			add_block(&blocks,
			          (struct block){ .kind = BLOCK_PLAIN,
			                          .natural = plain_natural_height(scene, left_width) });
	}
	return blocks;
}

static bool in_column(const struct block *block, int column)
{
	return column < 0 || block->right == (column == 1);
}

static int column_height(const struct blocks *blocks, int column, int *members)
{
	int height = 0;

	*members = 0;
	for (int i = 0; i < blocks->count; i++) {
		if (!in_column(&blocks->items[i], column))
			continue;
		++*members;
		height += blocks->items[i].height;
	}
	return height;
}

/* Logs and plain variables shrink first. */
static int weight(const struct block *block)
{
	bool table = block->kind != BLOCK_LOG && block->kind != BLOCK_PLAIN;

	return table || block->height <= 2 ? block->height : block->height + 100;
}

/* Takes rows from the tallest blocks until the column fits; then drops whole blocks, the last one first,
 * rather than leave a heading without rows. */
static void shrink_column(struct blocks *blocks, int column, int height)
{
	int members, total = column_height(blocks, column, &members);

	while (total > height) {
		struct block *tallest = NULL, *last = NULL;

		for (int i = 0; i < blocks->count; i++) {
			struct block *block = &blocks->items[i];

			if (!in_column(block, column) || block->height == 0)
				continue;
			last = block;
			if (!tallest || weight(block) >= weight(tallest))
				tallest = block;
		}
		if (!tallest)
			break;
		if (tallest->height <= 2) {
			total -= last->height;
			last->height = 0;
		} else {
			tallest->height--;
			total--;
		}
	}
	for (int i = 0; i < blocks->count; i++) {
		struct block *block = &blocks->items[i];

		while (in_column(block, column) && block->height > 0 && block->height < block->natural &&
		       total < height) {
			block->height++;
			total++;
		}
	}
}

/* Fits the blocks of a column into a height; returns the number of blank rows between them. */
static int fit_column(struct blocks *blocks, int column, int height)
{
	int members, total, blanks;

	shrink_column(blocks, column, height);
	total = column_height(blocks, column, &members);
	blanks = height - total < members - 1 ? height - total : members - 1;
	for (int i = 0; i < blocks->count; i++) {
		struct block *block = &blocks->items[i];
		int more = height - total - blanks;

		if (in_column(block, column) && block->kind == BLOCK_LOG && more > 0) {
			more = more > LOG_ROWS_MOST - LOG_ROWS ? LOG_ROWS_MOST - LOG_ROWS : more;
			block->height += more;
			total += more;
		}
	}
	return blanks;
}

static void draw_joined(struct scene *scene, struct grid *grid, struct rect area, unsigned variable)
{
	unsigned members[JOINED_MOST];
	int count = joined_variables(scene, variable, members);

	panel_joined(scene, grid, area, members, count);
}

static void draw_column(struct scene *scene, struct grid *grid, struct rect area, struct blocks *blocks,
                        int column)
{
	int blanks = fit_column(blocks, column, area.height), y = 0;

	for (int i = 0; i < blocks->count; i++) {
		const struct block *block = &blocks->items[i];
		struct rect part = rect_rows(area, y, block->height);

		if (!in_column(block, column))
			continue;
		if (block->kind == BLOCK_TABLE)
			panel_table(scene, grid, part, block->variable);
		else if (block->kind == BLOCK_PROCESSES)
			panel_processes(scene, grid, part, block->variable);
		else if (block->kind == BLOCK_JOINED)
			draw_joined(scene, grid, part, block->variable);
		else if (block->kind == BLOCK_LOG)
			panel_log(scene, grid, part, block->variable);
		else
			panel_plain(scene, grid, part);
		y += block->height + (blanks-- > 0);
	}
}

/* The natural width of the widest block on a side, when the session was first drawn.  A block that grows
 * later is cut, so that nothing to its right moves. */
static int side_width(struct scene *scene, bool right, bool tight)
{
	const struct model *model = scene->session->model;
	struct kept *kept = scene_kept(scene, &keeper);
	int *known = &kept->sides[right][tight], width = 0;

	if (*known)
		return *known - 1;
	for (unsigned i = 0; i < model->variable_count; i++) {
		enum variable_kind kind = model->variables[i].kind;
		unsigned members[JOINED_MOST];
		int one = 0, joined = 0;

		if (right && kind == VARIABLE_TABLE)
			joined = joined_variables(scene, i, members);
		if (joined > 1)
			one = members[0] == i ? joined_natural_width(scene, members, joined) : 0;
		else if (kind == (right ? VARIABLE_TABLE : VARIABLE_PROCESSES))
			one = table_natural_width(scene, i, tight);
		else if (!right && kind == VARIABLE_LOG)
			one = log_natural_width(scene, i);
		if (one > width)
			width = one;
	}
	*known = width + 1;
	return width;
}

/* Where the right column begins; 0: there is only one column. */
static int split_at(struct scene *scene, int width, int columns)
{
	int left = side_width(scene, false, false), right = side_width(scene, true, false);

	if (columns < 2 || !left || !right || width < 60)
		return 0;
	if (left + BESIDE_GAP + right <= width) {
		left += (width - left - BESIDE_GAP - right) / 3 + BESIDE_GAP;
	} else { /* tables keep room for their marks; the left gets the rest */
		left = width - side_width(scene, true, true);
		if (left > side_width(scene, false, false) + BESIDE_GAP)
			left = side_width(scene, false, false) + BESIDE_GAP;
	}
	if (left < width * 45 / 100)
		left = width * 45 / 100;
	return left > width * 65 / 100 ? width * 65 / 100 : left;
}

int state_natural_width(struct scene *scene)
{
	int left = side_width(scene, false, false), right = side_width(scene, true, false);

	return left > right ? left : right;
}

/* Whether processes are folded for lack of columns; decides it again for another size. */
static bool folds_for_width(struct scene *scene, int left)
{
	struct kept *kept = scene_kept(scene, &keeper);

	if (kept->width != scene->width || kept->height != scene->height || kept->left != left) {
		bool can = processes_can_fold(scene);

		kept->width = scene->width;
		kept->height = scene->height;
		kept->left = left;
		kept->narrow = can && processes_want_fold(scene, left) ? FOLD_YES : FOLD_NO;
		kept->low = can ? FOLD_OPEN : FOLD_NO;
	}
	return kept->narrow == FOLD_YES;
}

int state_natural_height(struct scene *scene, int width, int columns)
{
	int split = split_at(scene, width, columns), members, height = 0, left = split ? split - 1 : width;
	struct blocks blocks = list_blocks(scene, left, folds_for_width(scene, left));

	if (split) {
		for (int i = 0; i < 2; i++) {
			int one = column_height(&blocks, i, &members);

			if (one > height)
				height = one;
		}
	} else {
		height = column_height(&blocks, -1, &members);
		height += members > 1 ? members - 1 : 0;
	}
	free(blocks.items);
	return height;
}

void panel_state(struct scene *scene, struct grid *grid, struct rect area, int columns)
{
	int split = split_at(scene, area.width, columns), left = split ? split - 1 : area.width, members;
	bool fold = folds_for_width(scene, left);
	struct blocks blocks = list_blocks(scene, left, fold);
	struct kept *kept = scene_kept(scene, &keeper);

	if (kept->low == FOLD_OPEN)
		kept->low =
		        column_height(&blocks, split ? 0 : -1, &members) > area.height ? FOLD_YES : FOLD_NO;
	if (!fold && kept->low == FOLD_YES) {
		free(blocks.items);
		blocks = list_blocks(scene, left, true);
	}
	if (split) {
		draw_column(scene, grid, rect_columns(area, 0, split - 1), &blocks, 0);
		draw_column(scene, grid, rect_columns(area, split, area.width - split), &blocks, 1);
	} else {
		draw_column(scene, grid, area, &blocks, -1);
	}
	free(blocks.items);
}

void panel_changes(struct scene *scene, struct grid *grid, struct rect area)
{
	const struct session *session = scene->session;
	size_t count = session->now.change_count;
	struct list more = { .count = (int)count, .rows = area.height - 1 };
	struct buf place;

	if (area.height < 2)
		return;
	buf_init(&place);
	panel_heading(grid, rect_columns(area, 1, area.width), "changed");
	panel_more(grid, rect_columns(area, 0, area.width - 1), &more);
	for (int i = 0; i < area.height - 1 && (size_t)i < count; i++) {
		const struct change *change = &session->now.changes[i];
		struct pen pen = pen_at(grid, area.x, area.y + 1 + i, area.width);

		buf_clear(&place);
		path_label(scene, change->path, &place);
		pen_text(&pen, STYLE_CHANGED, scene_symbol(scene, SYMBOL_CHANGED));
		pen_text(&pen, STYLE_PLAIN, place.data);
		pen_gap(&pen, 2);
		pen_change(&pen, STYLE_CHANGED, change);
	}
	if (!count)
		grid_text(grid, area.x + 1, area.y + 1, area.width - 1, STYLE_DIM,
		          session->now.before ? "nothing" : "this is the first state");
	buf_release(&place);
}
