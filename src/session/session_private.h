/*
 * The private part of a session: session.c changes it, session_derive.c derives the rest, session_open.c,
 * session_load.c and session_save.c convert between sessions and files.
 */
#ifndef HEDDLE_SESSION_SESSION_PRIVATE_H
#define HEDDLE_SESSION_SESSION_PRIVATE_H

#include <heddle/design.h>
#include <heddle/session.h>

#include "session/version.h"

/* Results for all evaluated properties, checked or not (bits). */
struct judgement {
	bool known;
	uint32_t broken; /* broken in the state or by the step */
	uint32_t breaks; /* violated by the step itself (model_breaks) */
};

struct expressions;

struct play {
	struct session session; /* first member: play_of casts */
	struct arena *arena;
	struct constants constants;   /* complete, in `arena`; all null for a recording */
	struct judgement *judgements; /* by node */
	size_t judgement_count, judgement_room;
	uint32_t judged;              /* the properties evaluated for those nodes */
	struct violation *violations; /* of the line */
	size_t violation_room;
	struct expressions *expressions; /* parsed so far; null: none */
	bool *hides;                     /* by variable: whether session->hidden has it; null: not computed */
	void *scratch;                   /* a state; reallocated when the model grows */
	struct versions versions;
	uint32_t title_version; /* the version that title and description were written for */
	/* The file's lasso, which may not be one in the present version; UINT32_MAX: none. */
	uint32_t lasso_end, lasso_start;
	/* If the present version lacks the step at the cursor: the node it was at, and `left_at`, the node
	 * it is at instead.  UINT32_MAX: it did not move. */
	uint32_t left, left_at;
};

static inline struct play *play_of(struct session *session)
{
	return (struct play *)(void *)session;
}

/* Takes the model and the design; copies the rest.  All but the model are null for a recording.  `now` is
 * empty until session_refresh. */
struct session *session_start(struct model *model, struct design *design, const struct scope *scope,
                              const struct constants *constants);

/* Like session_open_design, with given names of constants. */
int session_open_named(struct design *design, const struct scope *scope, const struct constants *names,
                       struct session **session, struct err *err);

/* Takes a step, enlarging the model if necessary.  Does not refresh.  Returns what apply returned. */
int session_take(struct session *session, const struct step *step, uint32_t *node);

/* Adds a step played on `version`, translated to the present one; inert, with the reason in `why`, if that
 * fails.  Does not refresh, and may move the cursor.  Returns the node. */
uint32_t session_graft(struct session *session, uint32_t parent, uint32_t version, const char *words,
                       struct err *why);

/* The number of a version, added if new; the present version does not change. */
uint32_t session_version(struct session *session, const struct version *version);
/* Copies the version table of another session into one where nothing was played yet, and adds the present
 * version. */
void session_versions_from(struct session *session, const struct session *from);

/* The result of restoring a tree.  Nodes keep their saved numbers. */
struct restored {
	size_t lost;       /* steps of the file's own version that are inert now */
	size_t first_lost; /* node of the first of those */
	struct err why;    /* why that one is inert */
};
struct trace_meta;
/* Replays a saved tree with its notes in a session where nothing was played yet. */
struct restored session_restore_tree(struct session *session, const struct trace_meta *meta);
/* For a file whose design does not explain its states: the saved line becomes the recording's, all other
 * nodes are inert. */
void session_restore_beside(struct session *session, const struct trace_meta *meta);
/* Puts the cursor where it was saved, on the saved line; without a saved tree, at the start of the line to
 * `tip`. */
void session_place_cursor(struct session *session, const struct trace_meta *meta, bool tree, uint32_t tip);

struct trace;
/* Opens a trace that is a schedule: steps without states.  `wanted` (may be null) is the only design to try.
 */
int session_load_schedule(const struct trace *trace, const char *wanted, const struct scope *over,
                          struct session **session, struct err *err);

/* Finds the enabled step that a text, long or short, means in a state. */
int schedule_read(const struct model *model, const void *state, const char *text, struct step *step,
                  struct err *err);

/* Replaces the model by a larger one; false: there is none. */
bool session_grow(struct session *session);

/* The session as a trace with only its first state (a recording: all of them) and the whole tree under
 * #meta, from which the session can be restored. */
struct trace *session_trace_tree(struct session *session);

/* Recomputes `now` from the cursor and increments the generation. */
void session_refresh(struct session *session);

/* The description without hidden variables. */
const struct value *session_visible(struct session *session, const struct value *description,
                                    struct arena *arena);
/* True if the path is in a hidden variable. */
bool session_hides(const struct session *session, const char *path);
void name_list_clear(struct name_list *list);
/* Frees what session_expression has parsed; null allowed. */
void session_expressions_free(struct expressions *all);
/* Removes a name; false: not present. */
bool name_list_drop(struct name_list *list, const char *name);
/* Appends a copy of the name; false: already present. */
bool name_list_add(struct name_list *list, const char *name);

/* Replaces an owned text; `text` may be null. */
void session_set_text(char **where, const char *text);

#endif
