/*
 * The scene: what all drawing code shares.  It has the session, its hints, the click targets, and what each
 * view keeps between drawings.
 *
 * A scene has no keys, commands or prompts; those belong to the playground (ui.h), which owns one scene.
 *
 * A file that keeps something (a list with its cursor, widths, a cache) describes it in a `struct keeper` and
 * gets it from scene_kept:
 *
 *	struct kept { struct list list; };
 *	static const struct keeper keeper = { .size = sizeof(struct kept) };
 *	...
 *	struct kept *kept = scene_kept(scene, &keeper);
 *
 * No other file needs to know about it.
 */
#ifndef HEDDLE_SCENE_H
#define HEDDLE_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include <heddle/distance.h>
#include <heddle/grid.h>
#include <heddle/session.h>

enum { SCENE_HITS_MAX = 2000 };

/* Columns and rows of cells. */
struct rect {
	int x, y, width, height;
};

/* The value brought into a range; if the range is empty, its lower end. */
int clamp(int value, int least, int most);

/* --- lists ------------------------------------------------------------------ */

/* A list with a cursor; it scrolls as little as possible. */
struct list {
	int count, cursor, top;
	int rows; /* visible at the last list_settle; the size of a page */
};

/* Cursor movements: by one, by a page, to the ends, sideways.  The command `move` takes their names: "move
 * page-down". */
enum move {
	MOVE_UP,
	MOVE_DOWN,
	MOVE_LEFT,
	MOVE_RIGHT,
	MOVE_PAGE_UP,
	MOVE_PAGE_DOWN,
	MOVE_HALF_UP,
	MOVE_HALF_DOWN,
	MOVE_HOME,
	MOVE_END
};

/* Sets the count, clamps cursor and top, and scrolls so that the cursor is visible in `rows` rows. */
void list_settle(struct list *list, int count, int rows);
/* Moves the cursor `count` times; sideways does nothing. */
void list_move(struct list *list, enum move move, int count);

/* --- the scene -------------------------------------------------------------- */

/* What is known of the distances to a violation. */
struct scene_hints {
	bool on;
	uint64_t generation;      /* of the session for which they are valid; 0: none yet */
	struct hint here, *steps; /* of the current state, and of each step in session->now */
	size_t count;
};

/* A click target: a click inside `at` runs the command line. */
struct hit {
	struct rect at;
	char command[120];
};

struct scene {
	struct session *session; /* null on the start screen */
	bool ascii;              /* plain ASCII only */
	int width, height;       /* of the whole screen, in cells */
	bool show_disabled;      /* list disabled steps too */
	bool brief;              /* write schedules in the short form */
	struct scene_hints hints;
	struct hit *hits; /* click targets of the last drawing; later ones are on top */
	size_t hit_count;
	struct kept_for *kept; /* what keepers keep */
	size_t kept_count, kept_room;
};

/* Makes an empty scene, which owns what keepers keep; the caller releases it. */
void scene_init(struct scene *scene, bool ascii);
void scene_release(struct scene *scene);
/* Shows another session (borrowed; null: none).  Discards hints, click targets and what keepers kept for the
 * old one. */
void scene_show(struct scene *scene, struct session *session);

/* Adds a click target; called while drawing. */
void scene_hit(struct scene *scene, struct rect at, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* What a file keeps in a scene. */
struct keeper {
	size_t size; /* bytes; zero at first */
	/* Initialises it; null: zero bytes are a valid start. */
	void (*begin)(void *kept);
	/* Frees what it owns, but not itself; null: it owns nothing. */
	void (*release)(void *kept);
	bool outlasts_session; /* survives scene_show */
};
/* What the keeper keeps, created on demand; valid until scene_show.  The address of `keeper` identifies it,
 * so it must be a static const variable. */
void *scene_kept(struct scene *scene, const struct keeper *keeper);

/* --- symbols ---------------------------------------------------------------- */

enum symbol {
	SYMBOL_BROKEN,   /* ✗ x */
	SYMBOL_ORPHAN,   /* ○ o */
	SYMBOL_CHANGED,  /* * */
	SYMBOL_HOLDS,    /* ● + */
	SYMBOL_HERE,     /* ▸ > */
	SYMBOL_UNSET,    /* ─ - */
	SYMBOL_BRANCH,   /* ├ | */
	SYMBOL_LANE,     /* │ | */
	SYMBOL_FUTURE,   /* · . */
	SYMBOL_ARROW,    /* → -> */
	SYMBOL_NOTE,     /* ♪-like mark of a step with a note: ✎ " */
	SYMBOL_BOOKMARK, /* ⚑ # */
	SYMBOL_RULE,     /* ─ - */
	SYMBOL_DISTANCE, /* ▲ ^ */
	SYMBOL_OPEN,     /* ? ? */
	SYMBOL_COUNT
};

/* A symbol as text to draw, or its ASCII substitute. */
const char *scene_symbol(const struct scene *scene, enum symbol symbol);

#endif
