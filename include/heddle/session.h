/*
 * A session: the model being played, its history, and everything derived from the current state.
 *
 * A session owns everything in it, unless a member says "borrowed".  An operation that fails leaves the
 * session unchanged and fills `err`.  What views show of the current state is computed once per change and
 * kept in `now`.
 *
 * Terms.  A node is a state in the tree of everything played, together with the step into it (history.h).
 * The cursor is the node being shown.  The line is the current path through the tree: from the root
 * through the cursor to a leaf.  A step is inert if the present version of the system cannot take it.  The
 * checked properties are those judged while playing; a watched path is a part of the state whose value
 * the user follows over all steps.
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
struct expr;
struct expr_context;
struct trace;
struct trace_format;
struct value;

/* An action that a process cannot take now. */
struct disabled_step {
	unsigned process, action; /* indices in the model */
	const char *reason;       /* "needs time < start + 1: 2 < 1" */
};

/* A part of the state that the last step changed. */
struct change {
	const char *path;                          /* value.h */
	const struct value *old_value, *new_value; /* null: the part was added, or removed */
};

/* A part of the state that the model marks as wrong. */
struct mark {
	enum mark_kind kind;
	const char *path, *text; /* text: "no blob" */
};

/* Everything derived from the node at the cursor.  Borrowed; valid until the session changes. */
struct session_now {
	uint32_t node;  /* the cursor */
	unsigned depth; /* steps from the start */
	uint32_t came;  /* node reached by the last step: equals `node` except right after a lasso's loop
	                 * closed, where it is loop_end */
	const void *state;
	const struct value *description;
	const struct value *before; /* the description before the last step; null at the start */
	struct step *steps;         /* enabled, in model order */
	size_t step_count;
	struct disabled_step *disabled; /* the other actions of each process, by process */
	size_t disabled_count;
	struct change *changes; /* made by the last step */
	size_t change_count;
	struct mark *marks;
	size_t mark_count;
	uint32_t broken; /* checked properties that the last step or this state breaks (bits) */
	uint32_t open;   /* checked properties that could not be decided here (bits) */
	const char *facts[MODEL_PROPERTIES_MAX]; /* of each broken one; else null */
};

/* A node whose step, or whose initial state, violates checked properties (model_breaks). */
struct violation {
	uint32_t node, properties; /* properties: bits */
};

/* A list of distinct names in the order in which they were added; owns them. */
struct name_list {
	char **items;
	size_t count;
};

bool name_list_has(const struct name_list *list, const char *name);

enum { WATCHED_MAX = 60 };

struct session {
	struct model *model;
	struct history *history;
	struct design *design;         /* null: a recording */
	struct scope scope;            /* settled (scope.h); unused by a recording */
	uint32_t properties;           /* checked (bits) */
	char *path;                    /* the file it was loaded from or last saved to; or null */
	struct file_stamp stamp;       /* of that file when it was read or written; all 0: unknown */
	bool own_file;                 /* heddle wrote that file, and it holds the whole session */
	char *title, *description;     /* of a loaded trace; or null */
	const struct session *follows; /* the session that this one continues; only for comparison */
	char *origin; /* "TLC JSON trace, 10 states, fits storage-cleaner-naive-published"; or null */
	char *ended;  /* the error that ended the traced run (trace.h); null: unknown */
	struct name_list remarks; /* what could not be read of the trace (trace.h) */
	size_t trace_number,
	        trace_total; /* its number among the traces in the file, from 1; 0: not from a file */
	bool dirty;          /* changed since the last save */
	bool other_version;  /* the opened file was saved with another version of the design */
	uint64_t generation; /* incremented by every change; a key for caches */
	/* The violations on the line, in order; recomputed with `now`. */
	const struct violation *violations;
	size_t violation_count;
	uint32_t violation_node;   /* of the first one; UINT32_MAX: none */
	uint32_t violation_broken; /* the properties it violates */
	/* The loop of a loaded lasso: the state of loop_end equals that of loop_start, where the behaviour
	 * continues.  The same node: it stutters there.  UINT32_MAX: no lasso. */
	uint32_t loop_end, loop_start;
	unsigned round;           /* how often playing has closed the loop on the way to the cursor */
	struct name_list hidden;  /* variables that `now` omits */
	struct name_list watched; /* watched paths and expressions */
	/* Properties that the user added, "NAME: CONDITION" each; also those that this model cannot have. */
	struct name_list conditions;
	struct session_now now;
	struct arena *now_arena;
};

/* Whether the line ends with the edge that closes a lasso's loop.  It is not a step of the trace, but leads
 * back to the state after *to steps; if the lasso stutters, *to is the length of the line. */
bool session_closes(struct session *session, unsigned *to);

/* Appends the position on the line of a node of that depth: "step 3 of 3", "back to step 2". */
void session_where(struct session *session, size_t depth, struct buf *out);

/* Starts a session on a design at a scope, which may have defaults.  Takes `design` on success; the caller
 * frees *session with session_free.  Returns -1 with `err` set if the scope is not possible. */
int session_open_design(struct design *design, const struct scope *scope, struct session **session,
                        struct err *err);

/*
 * Opens a trace: finds the design that explains it and replays the trace on that; if none does, the session
 * is a read-only recording.  `design_name` (may be null) is the only design to try.  `over` (may be null)
 * overrides the scope.  The cursor is at the first state, or where it was saved.  `path` is the trace's file;
 * may be null.  `trace` is borrowed for the call.  Returns -1 with `err` set if it cannot be opened.
 */
int session_open_trace(const struct trace *trace, const char *path, const char *design_name,
                       const struct scope *over, struct session **session, struct err *err);

/* Opens `what`: the name or file of a design, the name of a bundled trace, or a trace file. */
int session_open(const char *what, const char *design_name, const struct scope *over,
                 struct session **session, struct err *err);

/* Like session_open, for trace number `which`, from 1, of a file with several. */
int session_open_nth(const char *what, size_t which, const char *design_name, const struct scope *over,
                     struct session **session, struct err *err);

/*
 * Makes a session of a replay of the recording `from`: the matched steps on the replay's design, with their
 * notes and bookmarks; the rest of the line is inert.  Takes `design`, which is the replay's, and the
 * replay's model.
 */
struct replay;
struct session *session_open_replay(struct replay *replay, struct design *design, const struct session *from);

/*
 * Makes a session that replays all of `from` on another design or scope (defaults allowed).  Steps that the
 * design cannot take stay in the tree as inert steps, with the reason; changing back revives them.  `from` is
 * borrowed and unchanged.  Takes `design`, also on failure.  Returns -1 with `err` set if the scope is not
 * possible or the user stops the work (progress.h).
 */
int session_change(struct session *from, struct design *design, const struct scope *scope,
                   struct session **session, struct err *err);

/* The number of inert steps.  *reason: that of the first one on the line last visited, or else of the
 * first one in the tree. */
size_t session_inert(const struct session *session, const char **reason);

/* Appends the text of a node's step; an inert step's text is that of its own version. */
void session_step_text(const struct session *session, uint32_t node, struct buf *out);

/* If a node was played on another version of the system, appends that version ("storage-cleaner-naive") and
 * returns true. */
bool session_played_on(const struct session *session, uint32_t node, bool ascii, struct buf *out);

/* Why a node's note may not apply to the node as it is now: it was written for another "design", another
 * "version" of the design, other "names", or another "scope" in which the step could be taken.  Null: it
 * applies.  A different scope alone does not count: it does not change the states that both have. */
const char *session_note_other(const struct session *session, uint32_t node);

/* If session_note_other is not null, appends the version that the note was written for and returns true. */
bool session_noted_for(const struct session *session, uint32_t node, bool ascii, struct buf *out);

/* The same for the title and the description, which are about the whole tree. */
bool session_titled_for(const struct session *session, struct buf *out);

/* The rows of session->scope. */
const struct scope_row *session_scope_rows(const struct session *session);

/* The numbers of the session as a scope for another design, which may have no cleaners or ids.  If it has
 * cleaners and the session's design has none, takes their number from the session's latest design with
 * cleaners. */
struct scope session_scope_for(const struct session *session, const struct design *design);

void session_free(struct session *session); /* null allowed */

/* Takes a step from the cursor, and makes the model larger if it is full.  Returns -1 with the reason in
 * `err` if the step is not enabled. */
int session_do(struct session *session, const struct step *step, struct err *err);

/* Takes the step that a text describes, in long or short form (schedule.h). */
int session_do_text(struct session *session, const char *text, struct err *err);

/* Takes steps until one is not enabled.  Returns how many it took. */
size_t session_do_all(struct session *session, const struct step *steps, size_t count);

enum walk_end {
	WALK_DONE,   /* took `count` steps */
	WALK_BROKEN, /* the last step violates a checked property */
	WALK_STUCK,  /* no step is enabled */
	WALK_FULL,   /* the model cannot be made large enough for the next step */
};

/* Takes up to `count` random steps, the same for the same seed.  Returns how many it took; *end (may be
 * null) is why it ended. */
size_t session_walk(struct session *session, size_t count, uint32_t seed, enum walk_end *end);

/* Move the cursor along the line; false at its end.  At the end of a lasso, redo continues at the start of
 * its loop, and so does taking the first step of the loop; undo goes back the same way. */
bool session_undo(struct session *session);
bool session_redo(struct session *session);

/* Moves the cursor to a node that is not inert; the line then goes through it. */
void session_jump(struct session *session, uint32_t node);

/* Set a node's note or bookmark; null or "" removes it.  The text is copied. */
void session_note(struct session *session, uint32_t node, const char *text);
void session_bookmark(struct session *session, uint32_t node, const char *name);

/* Hide variables, or show them again (null: all): the variable of that name, or those that match a glob
 * pattern ("msg*").  At least one variable stays visible.  Return -1 with `err` set if none matches. */
int session_hide(struct session *session, const char *pattern, struct err *err);
int session_unhide(struct session *session, const char *pattern, struct err *err);

/*
 * Adds a property, a condition in the notation of expr.h, and checks it from now on; it is saved with the
 * session.  Removing it is for good.  Both return -1 with `err` set if that is not possible.
 */
int session_add_property(struct session *session, const char *name, const char *text, struct err *err);
int session_remove_property(struct session *session, const char *name, struct err *err);

/* Adds saved properties.  Those that the model cannot have are kept for another.  The caller refreshes. */
void session_add_conditions(struct session *session, const char *const *conditions, size_t count);

/* The nth kept property, from 0, that the model cannot have, with the reason in `err`; null: no more. */
const char *session_waiting_condition(struct session *session, size_t nth, struct err *err);

/* What the variables are called and can hold; borrowed until the model changes. */
const struct expr_context *session_context(struct session *session);

/* A text parsed as an expression, or as a condition, over the variables; borrowed until the model changes.
 * Null with `err` set (may be null) if it is none. */
const struct expr *session_expression(struct session *session, const char *text, struct err *err);
const struct expr *session_condition(struct session *session, const char *text, struct err *err);

/* The value of a path or an expression in a described state; null if it has none there.  `arena` holds what
 * is computed. */
const struct value *session_value(struct session *session, const char *text, const struct value *description,
                                  struct arena *arena);

/* Watch a path, "serverStates.s1.state", or an expression, or stop watching it (null: all).  Return -1 with
 * `err` set if no state has, or can have, that path and it is not an expression. */
int session_watch_path(struct session *session, const char *path, struct err *err);
int session_unwatch_path(struct session *session, const char *path, struct err *err);

/* Returns 0 if some state of the line has the path or, on a design, some state can have it; else -1, with the
 * nearest path in `err`. */
int session_find_path(struct session *session, const char *path, struct err *err);

/* Replaces the hidden variables and the watched paths; skips those that do not exist. */
void session_set_visibility(struct session *session, const char *const *hidden, size_t hidden_count,
                            const char *const *watched, size_t watched_count);

/* Sets the checked properties (bits). */
void session_set_properties(struct session *session, uint32_t properties);

/* The checked properties that the state of `node`, or the step into it, breaks (bits); cached. */
uint32_t session_broken_at(struct session *session, uint32_t node);

/* Of those, the ones that the step into `node` violates itself (model_breaks); cached. */
uint32_t session_breaks_at(struct session *session, uint32_t node);

/* Appends the facts of a property that is broken there, as model->ops->broken_facts gives them. */
void session_facts(struct session *session, uint32_t node, unsigned property, struct buf *out);

/* The latest violation on the line, up to the cursor, of a property that is broken at the cursor; null if
 * none is.  *others: the number of such violations before it. */
const struct violation *session_violation(const struct session *session, size_t *others);

/* The changes that a step would make.  Returns their number; *changes is borrowed and valid until the session
 * changes. */
size_t session_preview(struct session *session, const struct step *step, struct change **changes);

/* The session as a trace, which the caller frees: the line as states, the whole tree in its `heddle` member.
 * If the line has more states than a reader accepts, only the first ones are included; the tree has all
 * steps. */
struct trace *session_trace(struct session *session);

/* Like session_trace, but without states if the format does not write them; then it has all steps. */
struct trace *session_trace_for(struct session *session, const struct trace_format *format);

/* Whether session_save could replace the file, as far as that can be known before; 0, or -1 with `err` set.
 */
int session_may_replace(struct session *session, const char *path, struct err *err);

/* Saves in the format that the path's extension names (by default ITF).  Unless `replace`, returns -1 if the
 * file exists.  Appends to `lost` (may be null) what the format cannot represent.  Writing to a pipe or a
 * device does not count as saving. */
int session_save(struct session *session, const char *path, bool replace, struct buf *lost, struct err *err);

/* Whether `path` is the session's file and another program has changed it since. */
bool session_file_changed(const struct session *session, const char *path);

/* Appends the steps of the line as text: "s1 ServerStartWrite u1 m1 i1; c1 …". */
void session_schedule(struct session *session, struct buf *out);

#endif
