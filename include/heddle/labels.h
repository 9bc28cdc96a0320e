/*
 * Labels: how the screen names states and steps, processes, parts of a state and notes; and what changed.
 *
 * Texts are escaped when they are drawn (grid_text), not here.  Results for a session are cached in the scene
 * (scene_kept).
 */
#ifndef HEDDLE_LABELS_H
#define HEDDLE_LABELS_H

#include <heddle/buf.h>
#include <heddle/scene.h>
#include <heddle/value.h>

/* --- values ----------------------------------------------------------------- */

/* Whether a set has an item. */
bool set_has(const struct value *set, const struct value *item);
/* The value at a key of a function or record; null if absent. */
const struct value *value_lookup(const struct value *map, const struct value *key);
/* The same, faster if keys are looked up in order: *hint, initially 0, is where to start. */
const struct value *value_lookup_next(const struct value *map, const struct value *key, uint32_t *hint);
/* A function or a record. */
bool value_is_map(const struct value *value);
/* A record, or a function whose keys are all names. */
bool value_is_record(const struct value *value);

/* A walk over the keys of a map, in order, and then over those that only an earlier value of it has. */
struct map_walk {
	const struct value *now, *before; /* set by the caller; before: null, or anything */
	const struct value *key;          /* of the current pair */
	const struct value *value, *old;  /* value: null if it was removed; old: null if it was added */
	uint32_t at, hint;
	bool only_before;
};
/* False at the end. */
bool map_walk_next(struct map_walk *walk);

/* --- names ------------------------------------------------------------------ */

/* The description of a node's state; lives in `arena`. */
const struct value *node_value(struct session *session, uint32_t node, struct arena *arena);
/* The heading of a variable for people. */
const char *variable_title(const struct model_variable *variable);
/* Decimal digits of a number. */
int digit_count(size_t number);
/* The index of the process that a key names; -1: none. */
int process_of(struct scene *scene, const struct value *key);
/* By process: whether some step played is one of its steps. */
const bool *processes_acting(struct scene *scene);
/* The style with the hue of a process; STYLE_PLAIN if `process` is negative. */
unsigned process_style(int process);
/* Appends a step without its process: "Move left". */
void step_label(const struct model *model, const struct step *step, struct buf *out);
/* Appends the label of the step into a node and, if it is ambiguous, its place in the specification.  The
 * node has a step: it is neither the first nor inert (see inert_label). */
void node_label(struct session *session, uint32_t node, struct buf *out);
/* Appends all that a search in steps finds: the step, its place, its bookmark and its note. */
void node_search_text(struct session *session, uint32_t node, struct buf *out);
/* Appends only the place, after a blank. */
void node_place(struct session *session, uint32_t node, struct buf *out);
/* The same as node_label for an enabled step. */
void next_label(const struct session *session, const struct step *step, struct buf *out);
/* The columns of the widest label in any state, of all steps or of one process's steps. */
int step_label_width(struct scene *scene);
int process_label_width(const struct model *model, unsigned process);
int process_name_width(struct scene *scene);
/* The shortened name of a process, distinct from the others if possible; borrowed. */
const char *process_short_name(struct scene *scene, unsigned process);
/* Appends a path with the variable's title, and blanks for points: "votes n1" for "voteCount.n1".  A
 * process's part begins with the process. */
void path_label(struct scene *scene, const char *path, struct buf *out);
/* The index of the variable that a path begins with; model->variable_count: none. */
unsigned path_variable(struct scene *scene, const char *path);
/* Shortens each name to its number of columns, distinct from the others if possible.  The caller frees the
 * result with short_names_free. */
char **short_names(const char *const *names, const int *widths, size_t count, bool ascii);
void short_names_free(char **names, size_t count);

/* Appends an entry of a log, "READ u1 m1 ─"; with `named`, a record's fields have their names. */
void log_entry_text(const struct value *entry, bool named, bool ascii, struct buf *out);

/* --- notes and steps of other versions of the system (version_text.c) ------------- */

/* Appends a node's note.  A note for another version (session_note_other) says so: it names the version if
 * everything fits in `rows` rows of `width` columns, else it only says what differs. */
void note_text(const struct scene *scene, uint32_t node, int width, int rows, struct buf *out);
unsigned note_style(const struct scene *scene, uint32_t node);
/* Appends an inert step, in brackets. */
void inert_label(const struct scene *scene, uint32_t node, struct buf *out);
/* Appends, after two blanks, the version of an inert step and why it cannot be taken; nothing if its parent
 * is inert. */
void inert_reason(const struct scene *scene, uint32_t node, struct buf *out);

/* Moves the session's cursor to a node.  Returns -1 with the reason in `err` if it is inert. */
int scene_go_to(struct scene *scene, uint32_t node, struct err *err);

/* --- what changed ----------------------------------------------------------- */

/* The field `name` of a record if it is at index *at, which is then incremented; else null.  The fields of a
 * description are in the order of the model's variables.  `record` may be null. */
const struct value *next_field(const struct value *record, uint32_t *at, const char *name);
/* A variable at the cursor and before the last step; null: no value. */
struct present {
	const struct value *now, *before;
	bool changed; /* by the last step */
};

/* Borrowed; valid until the session changes. */
const struct present *variable_present(struct scene *scene, unsigned variable);

/* Pairs the items of a set or sequence with those before the last step.  A sequence is compared by its common
 * prefix and suffix. */
struct pairing {
	const struct value *now, *before; /* before: null if it had another kind */
	uint32_t head, tail;              /* items in common */
	size_t gone;                      /* removed items */
};
struct pairing pairing_of(const struct value *now, const struct value *before);
/* The previous value of item `index`, from 0; null if it is new. */
const struct value *pairing_old(const struct pairing *pairing, size_t index);
/* Whether the item is new or changed. */
bool pairing_new(const struct pairing *pairing, size_t index);
/* The first removed item of the previous value, at `from` or later; SIZE_MAX: none. */
size_t pairing_next_gone(const struct pairing *pairing, size_t from);

#endif
