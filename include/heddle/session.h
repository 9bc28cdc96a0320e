/*
 * What a person is playing: a model, its history, and what follows from where
 * they stand.
 *
 * A session owns everything in it.  It is never half changed: an operation that fails
 * leaves it as it was.  Everything that a view shows of the present is
 * computed once per change and held in `now`.
 */
#ifndef HEDDLE_SESSION_H
#define HEDDLE_SESSION_H

#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/history.h>
#include <heddle/model.h>
#include <heddle/scope.h>

struct buf;
struct design;
struct trace;
struct trace_format;
struct value;

/* A step that a process cannot take, and why. */
struct disabled_step {
	unsigned process, action;
	const char *reason;
};

/* One change of the last step, and one mark in the state. */
struct change {
	const char *path;
	const struct value *old_value, *new_value; /* null: came, went */
};
struct mark {
	enum mark_kind kind;
	const char *path, *text;
};

/* What holds where the cursor stands; borrowed, valid until the session changes. */
struct session_now {
	uint32_t node;
	unsigned depth; /* steps from the start */
	uint32_t came;  /* the node that the last step led to: `node`, but the end of the lasso
	                 * after going round its loop */
	const void *state;
	const struct value *description;
	const struct value *before; /* description before the last step; null at the start */
	struct step *steps;         /* enabled, in model order */
	size_t step_count;
	struct disabled_step *disabled; /* steps of the process's role that it cannot take, by process */
	size_t disabled_count;
	struct change *changes; /* by the last step */
	size_t change_count;
	struct mark *marks;
	size_t mark_count;
	uint32_t broken;                         /* properties broken by the last step or in this state */
	uint32_t open;                           /* watched properties of which nobody can tell here */
	const char *facts[MODEL_PROPERTIES_MAX]; /* for each broken one */
};

/* A node whose step, or first state, violates watched properties (model_breaks). */
struct violation {
	uint32_t node, properties;
};

/* Names in the order in which they were given, each once; owned. */
struct name_list {
	char **items;
	size_t count;
};
bool name_list_has(const struct name_list *list, const char *name);

enum { WATCHED_MAX = 60 };

struct session {
	struct model *model;
	struct history *history;
	struct design *design;         /* null for a recording */
	struct scope scope;            /* settled; meaningless for a recording */
	uint32_t properties;           /* watched */
	char *path;                    /* where it was loaded from or last saved to; may be null */
	struct file_stamp stamp;       /* of the file there, when it was read or written; all 0: not known */
	bool own_file;                 /* heddle wrote the file there, with everything played in it */
	char *title, *description;     /* of a loaded trace; may be null */
	const struct session *follows; /* only to be compared: the session that this one goes on with */
	char *origin; /* "TLC JSON trace, 10 states, fits storage-cleaner-naive-published"; may be null */
	char *ended;  /* why the run that the trace is of ended (trace.h); null: it does not say */
	struct name_list remarks;         /* on what was not read of it (trace.h) */
	size_t trace_number, trace_total; /* which of the traces in the file it is, from 1; 0: of none */
	bool dirty;                       /* changed since the last save */
	bool other_version;               /* what was opened was written for the design as it no longer is */
	uint64_t generation;              /* grows with every change: views may cache by it */
	/* The steps of the current line that violate watched properties, in order (recomputed with
	 * now), */
	const struct violation *violations;
	size_t violation_count;
	/* and the first of them. */
	uint32_t violation_node; /* UINT32_MAX: none */
	uint32_t violation_broken;
	/* The end of a loaded lasso: the state of loop_end is that of loop_start, from where the
	 * behaviour goes round (the same node: it stutters there).  UINT32_MAX: no lasso. */
	uint32_t loop_end, loop_start;
	unsigned round;           /* times that playing has gone round the loop to where the cursor stands */
	struct name_list hidden;  /* variables that `now` leaves out */
	struct name_list watched; /* paths whose values are followed over all steps */
	struct session_now now;
	struct arena *now_arena;
};

/* Whether the current line ends with what closes the loop of a lasso: no step of the trace, but the way
 * back to the state after *to steps; *to is the line's last step where the lasso stutters. */
bool session_closes(struct session *session, unsigned *to);
/* Where on the current line a node of that depth stands: "step 3 of 3", "back to step 2". */
void session_where(struct session *session, size_t depth, struct buf *out);

/* Starts playing a design at a scope (defaults allowed).  Takes `design` on success. */
int session_open_design(struct design *design, const struct scope *scope, struct session **session,
                        struct err *err);

/*
 * Opens a trace: finds the design (or tries only `design_name`, when not null), and replays it;
 * a trace that no design explains becomes a recording.  `over` overrides the
 * scope.  The cursor stands at the first state, or where it was saved.  `path` may be null.
 * The trace stays the caller's.
 */
int session_open_trace(const struct trace *trace, const char *path, const char *design_name,
                       const struct scope *over, struct session **session, struct err *err);

/* A file or a name: a bundled or user design, a bundled trace, or a trace file. */
int session_open(const char *what, const char *design_name, const struct scope *over,
                 struct session **session, struct err *err);
/* The same, of trace number `which` (from 1) in a file that holds several. */
int session_open_nth(const char *what, size_t which, const char *design_name, const struct scope *over,
                     struct session **session, struct err *err);

/*
 * Goes on with a replay of a recording, `from`: its matched steps on its design, with their notes and
 * bookmarks, and the rest of the line, inert.  Takes the design, which is the replay's, and the replay's
 * model.
 */
struct replay;
struct session *session_open_replay(struct replay *replay, struct design *design, const struct session *from);

/*
 * Goes on with another design, or another scope (defaults allowed): everything that was played is played
 * again. Steps that the design cannot take stay in the tree, inert, with the reason; changing back brings
 * them back.  Makes a new session and leaves `from` as it is; takes `design`, whatever comes of it.  Fails
 * where the scope is impossible, and when it is stopped.
 */
int session_change(struct session *from, struct design *design, const struct scope *scope,
                   struct session **session, struct err *err);
/* How many inert steps there are; *reason is that of the first one on the line last visited, or else of the
 * first. */
size_t session_inert(const struct session *session, const char **reason);
/* The words of a node's step; of an inert one those of its version. */
void session_step_words(const struct session *session, uint32_t node, struct buf *out);
/* Appends what a node was played on, unless that is the present version; false when it is.  In words:
 * "storage-cleaner-naive". */
bool session_played_on(const struct session *session, uint32_t node, bool ascii, struct buf *out);
/* What keeps a node's note from being about what is there now: it was written for another "design", "version"
 * of it, or "names"; or for another "scope" in which the step can be taken, while here it cannot.  Null:
 * nothing does. Another scope alone changes no state that it has as well. */
const char *session_note_other(const struct session *session, uint32_t node);
/* Then appends what it was written for, as session_played_on does; false when nothing keeps it. */
bool session_noted_for(const struct session *session, uint32_t node, bool ascii, struct buf *out);
/* The same of title and description, which are of the whole tree. */
bool session_titled_for(const struct session *session, struct buf *out);
/* How many cleaners the latest design had that had any, in this session; 0: none had. */
int session_cleaners(const struct session *session);

void session_free(struct session *session); /* null allowed */

/* Takes a step; grows the model when it is full.  Fails when the step is not
 * enabled, with the reason in words. */
int session_do(struct session *session, const struct step *step, struct err *err);
/* The same from its text, in full or in short (schedule.h). */
int session_do_text(struct session *session, const char *text, struct err *err);
/* The same with many, one after the other; returns how many were taken before one could not be. */
size_t session_do_all(struct session *session, const struct step *steps, size_t count);
/* Takes up to `count` steps at random, the same for the same seed.  Returns how many were taken, and in
 * *end (null allowed) why there are no more. */
enum walk_end {
	WALK_DONE,   /* all that were asked for */
	WALK_BROKEN, /* the last step breaks a watched property by itself */
	WALK_STUCK,  /* no process can take a step */
	WALK_FULL,   /* the model has no room for the next one */
};
size_t session_walk(struct session *session, size_t count, uint32_t seed, enum walk_end *end);
/* Along the current line.  Where a lasso ends, forward goes on at the start of its loop, and
 * taking the step that the loop begins with follows the loop; back out of it the same way. */
bool session_undo(struct session *session);
bool session_redo(struct session *session);
void session_jump(struct session *session, uint32_t node);
void session_note(struct session *session, uint32_t node, const char *text);
void session_bookmark(struct session *session, uint32_t node, const char *name);
/* Leaves variables out of `now`, or not any more (null: shows all): the one of that name, or those
 * that match a pattern ("msg*", as file names do).  Some variable always stays. */
int session_hide(struct session *session, const char *pattern, struct err *err);
int session_unhide(struct session *session, const char *pattern, struct err *err);
/* Follows the part of the states at a path, "serverStates.s1.state", or stops it (null: all).  One
 * that no state has, or can have, is refused. */
int session_watch_path(struct session *session, const char *path, struct err *err);
int session_unwatch_path(struct session *session, const char *path, struct err *err);
/* Fails when no state of the line has the path and, of a design, none can come to; err then has the
 * nearest. */
int session_find_path(struct session *session, const char *path, struct err *err);
/* Hides the variables and follows the paths of these that there are. */
void session_look(struct session *session, const char *const *hidden, size_t hidden_count,
                  const char *const *watched, size_t watched_count);
/* Chooses the watched properties. */
void session_watch(struct session *session, uint32_t properties);

/* The watched properties that are broken in the state of `node`, or by the step into it; cached. */
uint32_t session_broken_at(struct session *session, uint32_t node);
/* Those of them that the step into `node` violates by itself; cached. */
uint32_t session_breaks_at(struct session *session, uint32_t node);
/* The facts of a property that is broken there, as the model tells them of that very step. */
void session_facts(struct session *session, uint32_t node, unsigned property, struct buf *out);
/* The latest step of the line, up to where the cursor is, that violated what is broken there; null
 * when nothing is broken.  *others: how many such steps are before it. */
const struct violation *session_violation(const struct session *session, size_t *others);

/* What a step would change, as a diff of descriptions; allocated in the session's arena of the
 * moment (valid until the next change). */
size_t session_preview(struct session *session, const struct step *step, struct change **changes);

/* The session as a trace: the current line as states, the whole tree under #meta.  A line too long
 * for a file that can be read again shows its first states; all its steps are in the tree. */
struct trace *session_trace(struct session *session);
/* The same as a format needs it: without states where none are written, and so of all steps. */
struct trace *session_trace_for(struct session *session, const struct trace_format *format);

/* Saves as the format of the path's ending (ITF when it says nothing).  Refuses to overwrite
 * unless `replace`.  `lost` (null allowed) gets what the format cannot carry.  What went to a pipe or a
 * device is as unsaved as before. */
int session_save(struct session *session, const char *path, bool replace, struct buf *lost, struct err *err);
/* Whether the file at `path` is the session's, and another program has written it since. */
bool session_file_changed(const struct session *session, const char *path);

/* The current line as one line of text: "s1 ServerStartWrite u1 m1 i1; c1 …". */
void session_schedule(struct session *session, struct buf *out);

#endif
