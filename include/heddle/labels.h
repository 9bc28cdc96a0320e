/*
 * What states and steps are called on the screen: labels of steps, names and hues of processes, parts of a
 * state in words, notes; and what changed.
 *
 * Texts are not escaped here: they are when they are drawn (grid_text).  What is worked out for a session
 * is kept in the scene (scene_kept).
 */
#ifndef HEDDLE_LABELS_H
#define HEDDLE_LABELS_H

#include <heddle/buf.h>
#include <heddle/scene.h>
#include <heddle/value.h>

/* --- looking things up ------------------------------------------------------ */

/* Sets are sorted, and searched accordingly. */
bool set_has(const struct value *set, const struct value *item);
/* The value at a key of a function or record; null when absent. */
const struct value *value_lookup(const struct value *map, const struct value *key);
/* The same for keys that are asked for in their order: *hint, 0 at first, is where to look. */
const struct value *value_lookup_next(const struct value *map, const struct value *key, uint32_t *hint);
/* A function or a record. */
bool value_is_map(const struct value *value);
/* A record, or a function over words, which reads like one. */
bool value_is_record(const struct value *value);
bool value_is_unset(const struct value *value);
/* The process that a key names; -1: none. */
int process_of(struct scene *scene, const struct value *key);
/* By process: whether some step that was played is one of it. */
const bool *processes_acting(struct scene *scene);
/* The hue of a process; STYLE_PLAIN when negative. */
unsigned process_style(int process);
/* "WriteBlob ui1": a step without its process. */
void step_label(const struct model *model, const struct step *step, struct buf *out);
/* The label of the step into a node, and where it is in the specification when its name does not
 * tell. */
void node_label(struct session *session, uint32_t node, struct buf *out);
/* The latter alone, after a blank. */
void node_place(struct session *session, uint32_t node, struct buf *out);
/* The same of a step that can be taken now. */
void next_label(const struct session *session, const struct step *step, struct buf *out);
/* Columns that the widest label takes, whatever the state, of all steps or of those of one process. */
int step_label_width(struct scene *scene);
int process_label_width(const struct model *model, unsigned process);
int process_name_width(struct scene *scene);
/* The name of a process in as many columns at most, unlike the others' if possible. */
const char *process_short_name(struct scene *scene, unsigned process);
/* A part of the state in the system's words: "blobs ui1" for "blobStoreState.ui1". */
void path_words(struct scene *scene, const char *path, struct buf *out);
/* The variable that a path begins with; model->variable_count: none. */
unsigned path_variable(struct scene *scene, const char *path);
/* Each name in at most its number of columns, distinct from the others where that is possible.  The
 * result is the caller's, for short_names_free; names may hold anything, and are escaped when they
 * are drawn. */
char **short_names(const char *const *names, const int *widths, size_t count, bool ascii);
void short_names_free(char **names, size_t count);

/* One entry of a log in words, "READ u1 m1 ─"; with `named`, a record says what its fields are. */
void log_entry_text(const struct value *entry, bool named, bool ascii, struct buf *out);

/* --- what belongs to other versions of the system (past_text.c) --------------- */

/* A node's note.  One that is about another version of the system (session_note_other) says so and is dimmed:
 * in full where note and all fit in `rows` rows of `width` columns, else in two words, so that the note is
 * what is seen. */
void note_text(const struct scene *scene, uint32_t node, int width, int rows, struct buf *out);
unsigned note_style(const struct scene *scene, uint32_t node);
/* An inert step, in brackets. */
void inert_words(const struct scene *scene, uint32_t node, struct buf *out);
/* Behind two blanks, which version it belongs to, and why it cannot be taken; nothing where that follows from
 * the step before. */
void inert_reason(const struct scene *scene, uint32_t node, struct buf *out);

/* Goes to a node; an inert one is refused, with the reason. */
int scene_go_to(struct scene *scene, uint32_t node, struct err *err);

/* --- what changed ----------------------------------------------------------- */

/* The field named `name` if it is at *at, which then moves on: the fields of a description are in
 * the order of the model's variables.  Null when it is not, or when `record` is. */
const struct value *next_field(const struct value *record, uint32_t *at, const char *name);
/* A variable where the cursor stands, and before the last step; null where it has no value. */
struct present {
	const struct value *now, *before;
	bool changed; /* by the last step */
};

/* Valid until the session changes. */
const struct present *views_present(struct scene *scene, unsigned variable);

/* Which items of a set or a sequence were there before.  What a sequence has in common with the old
 * one at its beginning and its end has only moved. */
struct pairing {
	const struct value *now, *before; /* before: null when it was nothing of the kind */
	uint32_t head, tail;              /* items in common */
	size_t gone;                      /* items that are there no more */
};
struct pairing pairing_of(const struct value *now, const struct value *before);
/* What item `index` (from 0) was; null when it is new. */
const struct value *pairing_old(const struct pairing *pairing, size_t index);
/* Whether it is new or different. */
bool pairing_new(const struct pairing *pairing, size_t index);
/* The first item of the old one, at `from` or later, that is gone; SIZE_MAX: there is none. */
size_t pairing_next_gone(const struct pairing *pairing, size_t from);

#endif
