/*
 * The part of a session that only its own files know: session.c changes it,
 * session_now.c derives what follows, session_open.c, session_load.c and
 * session_save.c bring it in and out of files.
 */
#ifndef SESSION_PRIVATE_H
#define SESSION_PRIVATE_H

#include <heddle/design.h>
#include <heddle/session.h>

/* All properties, watched or not. */
struct judgement {
	bool known;
	uint32_t broken; /* in the state, or by the step */
	uint32_t breaks; /* by the step itself */
};

struct play {
	struct session session; /* first: a session is its play */
	struct arena *arena;
	struct constants constants; /* complete, in `arena`; all null for a recording */
	struct judgement *judgements; /* by node */
	size_t judgement_count, judgement_room;
	struct violation *violations; /* of the line */
	size_t violation_room;
	bool *hides;   /* by variable: what is in session->hidden; null: nothing */
	void *scratch; /* a state; made anew with the model */
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
int session_open_named(struct design *design, const struct scope *scope,
                       const struct constants *names, struct session **session, struct err *err);

/* Takes a step in the history, with a larger model when this one is full; derives nothing.
 * Returns what apply returned. */
int session_take(struct session *session, const struct step *step, uint32_t *node);

/* Takes, from the history's cursor, the step that a text in either form means; derives nothing. */
int session_take_text(struct session *session, const char *text, uint32_t *node, struct err *err);

/* The step that a text in either form means in a state. */
int schedule_read(const struct model *model, const void *state, const char *text, struct step *step,
                  struct err *err);

/* Exchanges the model for one with more room; false when there is none. */
bool session_grow(struct session *session);

/* The session as a trace of its first state alone (a recording: of all), with the whole tree under
 * #meta: enough to come back to. */
struct trace *session_trace_tree(struct session *session);

/* Derives everything that follows from where the cursor stands, and counts up the generation. */
void session_refresh(struct session *session);

/* A description without the variables that are hidden. */
const struct value *session_visible(struct session *session, const struct value *description,
                                    struct arena *arena);
/* Whether a path leads into a hidden variable. */
bool session_hides(const struct session *session, const char *path);
void name_list_clear(struct name_list *list);
/* Appends a copy of the name; false when it is there already. */
bool name_list_add(struct name_list *list, const char *name);

/* Replaces a text that a session owns; null allowed. */
void session_set_text(char **where, const char *text);

#endif
