/*
 * A list scrolls only when its cursor would leave the window, so that rows keep their places while stepping.
 */
#include <heddle/scene.h>

int clamp(int value, int least, int most)
{
	if (value > most)
		value = most;
	return value < least ? least : value;
}

void list_settle(struct list *list, int count, int rows)
{
	list->count = count < 0 ? 0 : count;
	list->rows = rows < 1 ? 1 : rows;
	list->cursor = clamp(list->cursor, 0, list->count - 1);
	if (list->cursor < list->top)
		list->top = list->cursor;
	if (list->cursor >= list->top + list->rows)
		list->top = list->cursor - list->rows + 1;
	list->top = clamp(list->top, 0, list->count - list->rows);
}

void list_move(struct list *list, enum move move, int count)
{
	int page = list->rows > 1 ? list->rows - 1 : 1;
	int half = list->rows > 1 ? list->rows / 2 : 1;
	long by = 0;

	switch (move) {
	case MOVE_UP:
		by = -1;
		break;
	case MOVE_DOWN:
		by = 1;
		break;
	case MOVE_PAGE_UP:
		by = -page;
		break;
	case MOVE_PAGE_DOWN:
		by = page;
		break;
	case MOVE_HALF_UP:
		by = -half;
		break;
	case MOVE_HALF_DOWN:
		by = half;
		break;
	case MOVE_HOME:
		list->cursor = 0;
		break;
	case MOVE_END:
		list->cursor = list->count - 1;
		break;
	case MOVE_LEFT:
	case MOVE_RIGHT:
		break;
	}
	if (count < 1)
		count = 1;
	if (count > list->count)
		count = list->count;
	list->cursor = clamp((int)(list->cursor + by * count), 0, list->count - 1);
	list_settle(list, list->count, list->rows);
}
