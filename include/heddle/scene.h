/*
 * What is shown, and what everything that draws shares: the session, the hints about it, what can be
 * clicked, and what each view keeps from one drawing to the next.
 *
 * A scene knows nothing of keys, commands and prompts: those are the playground's (ui.h), which owns
 * one scene.
 *
 * A file that keeps something (a list with its cursor, widths, a cache) describes it in a `struct keeper`
 * and asks for it with scene_kept:
 *
 *	struct kept { struct list list; };
 *	static const struct keeper keeper = { .size = sizeof(struct kept) };
 *	...
 *	struct kept *kept = scene_kept(scene, &keeper);
 *
 * Nobody else needs to know of it.
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

/* --- lists ------------------------------------------------------------------ */

/* A list with a cursor that scrolls as little as it can. */
struct list {
	int count, cursor, top;
	int rows; /* visible when it was settled last; what a page is */
};

/* How a cursor is asked to move: up and down by one, by a page, to the ends, sideways.
 * (`move` is also a command, with these in words: "move page-down".) */
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

/* Keeps cursor and top in range and the cursor visible in `rows` rows. */
void list_settle(struct list *list, int count, int rows);
/* Moves the cursor, `count` times; sideways is nothing. */
void list_move(struct list *list, enum move move, int count);

/* --- the scene -------------------------------------------------------------- */

/* How far each step is from a violation, as far as it is known. */
struct scene_hints {
	bool on;
	uint64_t generation;      /* of the session, which they are of; 0: there are none yet */
	struct hint here, *steps; /* of the present state, and by step of session->now */
	size_t count;
};

/* A click inside `at` runs the command line. */
struct hit {
	struct rect at;
	char command[120];
};

struct scene {
	struct session *session; /* null on the start screen */
	bool ascii;              /* plain ASCII only */
	int width, height;       /* of the whole screen, in cells */
	bool show_disabled;      /* steps that cannot be taken are listed too */
	bool brief;              /* schedules are written in short */
	struct scene_hints hints;
	struct hit *hits; /* of the last drawing, later ones on top */
	size_t hit_count;
	struct kept_for *kept; /* what keepers keep */
	size_t kept_count, kept_room;
};

/* An empty scene; it takes nothing and owns what keepers keep. */
void scene_init(struct scene *scene, bool ascii);
void scene_release(struct scene *scene);
/* Another session is shown (null: none): hints, click targets and whatever keepers kept of the old one are
 * forgotten.  The session is borrowed. */
void scene_show(struct scene *scene, struct session *session);

/* While drawing: a click inside `at` runs the command line. */
void scene_hit(struct scene *scene, struct rect at, const char *fmt, ...)
        __attribute__((format(printf, 3, 4)));

/* What a file keeps in a scene. */
struct keeper {
	size_t size; /* bytes; zero at first */
	/* Called once when it is made; null: zero bytes are right. */
	void (*begin)(void *kept);
	/* Frees what it holds, but not itself; null: it holds nothing. */
	void (*release)(void *kept);
	bool outlasts_session; /* another session does not make it forget */
};
/* What the keeper keeps, made on demand; valid until the session is exchanged.  `keeper` is known by its
 * address, so it is a static const variable. */
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
	SYMBOL_DOT,      /* · - between words */
	SYMBOL_NOTE,     /* ♪-like mark of a step with a note: ✎ " */
	SYMBOL_BOOKMARK, /* ⚑ # */
	SYMBOL_RULE,     /* ─ - */
	SYMBOL_DISTANCE, /* ▲ ^ */
	SYMBOL_OPEN,     /* ? ? */
	SYMBOL_COUNT
};

/* A symbol as text to draw, or its ASCII stand-in. */
const char *scene_symbol(const struct scene *scene, enum symbol symbol);

#endif
