/*
 * The part of a session that only its own files know: session.c changes it,
 * session_derive.c derives what follows, session_open.c, session_load.c and
 * session_save.c bring it in and out of files.
 */
#ifndef HEDDLE_SESSION_SESSION_PRIVATE_H
#define HEDDLE_SESSION_SESSION_PRIVATE_H

#include <heddle/design.h>
#include <heddle/session.h>

#include "session/version.h"

/* All properties, watched or not. */
struct judgement {
	bool known;
	uint32_t broken; /* in the state, or by the step */
	uint32_t breaks; /* by the step itself */
};

struct expressions;

struct play {
	struct session session; /* first: a session is its play */
	struct arena *arena;
	struct constants constants;   /* complete, in `arena`; all null for a recording */
	struct judgement *judgements; /* by node */
	size_t judgement_count, judgement_room;
	uint32_t judged;              /* the properties that were asked of those nodes */
	struct violation *violations; /* of the line */
	size_t violation_room;
	struct expressions *expressions; /* parsed so far; null: none */
	bool *hides;                     /* by variable: what is in session->hidden; null: nothing */
	void *scratch;                   /* a state; made again with the model */
	struct versions versions;
	uint32_t title_version; /* that title and description were written for */
	/* The lasso of the file, which may be none in the present version; UINT32_MAX: there is none. */
	uint32_t lasso_end, lasso_start;
	/* Where the cursor was before the version came that has no such step, while it is at `left_at`, where
	 * it was put instead; UINT32_MAX: nowhere. */
	uint32_t left, left_at;
};

static inline struct play *play_of(struct session *session)
{
	return (struct play *)(void *)session;
}

/* Takes the model and the design (null for a recording), copies the rest (null for a recording).
 * `now` is empty until session_refresh. */
struct session *session_start(struct model *model, struct design *design, const struct scope *scope,
                              const struct constants *constants);

/* As session_open_design, with constants that have names of their own. */
int session_open_named(struct design *design, const struct scope *scope, const struct constants *names,
                       struct session **session, struct err *err);

/* Takes a step in the history, with a larger model when this one is full; derives nothing.
 * Returns what apply returned. */
int session_take(struct session *session, const struct step *step, uint32_t *node);

/* Adds a step that was played on a version, to be taken again on the present one: inert when it cannot be.
 * `why` gets the reason; derives nothing, and leaves the cursor anywhere.  Returns the node. */
uint32_t session_graft(struct session *session, uint32_t parent, uint32_t version, const char *words,
                       struct err *why);

/* The number of a version in the session's table; the present one stays the one in use. */
uint32_t session_version(struct session *session, const struct version *version);
/* Before anything was played: goes on with the table of another session, in which the present version gets a
 * number too. */
void session_versions_from(struct session *session, const struct session *from);

/* What became of saved nodes, which keep their numbers. */
struct restored {
	size_t lost;       /* steps of the system that was saved, which are inert now */
	size_t first_lost; /* number of the first one */
	struct err why;    /* it is */
};
struct trace_meta;
/* Takes the steps of a saved tree again, with their notes, in a session where nothing was played yet. */
struct restored session_restore_tree(struct session *session, const struct trace_meta *meta);
/* Of a file whose design does not explain its states: those of its line are a recording's, the rest is inert.
 */
void session_restore_beside(struct session *session, const struct trace_meta *meta);
/* Puts the cursor where it was saved, on the line that was current then; without a saved tree, at
 * the start of the line to `tip`. */
void session_place_cursor(struct session *session, const struct trace_meta *meta, bool tree, uint32_t tip);

/* Ties the loop of a file's lasso, from one node back to another. */
void session_tie_loop(struct session *session, uint32_t start, uint32_t end);

/* The step that a text in either form means in a state. */
int schedule_read(const struct model *model, const void *state, const char *text, struct step *step,
                  struct err *err);

/* Exchanges the model for one with more room; false when there is none. */
bool session_grow(struct session *session);

/* The session as a trace of its first state alone (a recording: of all), with the whole tree under
 * #meta: enough to come back to. */
struct trace *session_trace_tree(struct session *session);

/* Derives everything that follows from where the cursor is, and counts up the generation. */
void session_refresh(struct session *session);

/* A description without the variables that are hidden. */
const struct value *session_visible(struct session *session, const struct value *description,
                                    struct arena *arena);
/* Whether a path leads into a hidden variable. */
bool session_hides(const struct session *session, const char *path);
void name_list_clear(struct name_list *list);
/* Frees what session_expression has parsed; null allowed. */
void session_expressions_free(struct expressions *all);
/* Removes a name; false when it is not there. */
bool name_list_drop(struct name_list *list, const char *name);
/* Appends a copy of the name; false when it is there already. */
bool name_list_add(struct name_list *list, const char *name);

/* Replaces a text that a session owns; null allowed. */
void session_set_text(char **where, const char *text);

#endif
