/*
 * Shared by the files of the native format.
 *
 * ITF (Apalache's ADR-015) has no model values, and reads a record of just `tag` and `value` as a variant. So
 * that heddle reads back what it saved and other tools still open it, `#meta.heddle.model-values` lists the
 * strings that are model values, and the rare value that is still ambiguous is written as a variant with a
 * reserved tag:
 *
 *   {"tag": "#model", "value": "m"}          a model value m where a string "m" also occurs
 *   {"tag": "#record", "value": {"#map": …}} a record that would be misread
 *   {"tag": "#variant", "value": [tag, v]}   a variant whose tag starts with '#'
 *
 * A record of `tag` and `value` is written as an object of the two, as other tools read it.  Its variable's
 * entry in `#meta.heddle.records`, or its type in `#meta.varTypes`, says that it is not a variant.  Only if
 * the variable has variants too, it is written as a #record.
 *
 * The layout of `#meta.heddle` is in itf_meta.c.
 */
#ifndef HEDDLE_TRACE_ITF_H
#define HEDDLE_TRACE_ITF_H

#include <heddle/json.h>
#include <heddle/string_set.h>
#include <heddle/trace.h>

#include "trace/value_stack.h"

enum { TEXT_MODEL = 1, TEXT_STRING = 2 }; /* how a text occurs: as a model value, as a string */

struct itf {
	struct arena *arena;
	struct value_stack stack;
	struct string_set texts;
	struct string_set tagged; /* variables whose objects of tag and value are records; STEP_VALUES: those
	                             of steps */
	bool records;             /* the variable being read or written is one of them */
	bool native;              /* heddle wrote the file */
};

#define STEP_VALUES "#steps" /* not a possible name of a variable */

/* The kinds of values written {"tag": …, "value": …} in a value. */
enum { TAG_VARIANT = 1, TAG_RECORD = 2 };
unsigned itf_tags(const struct value *value);

/* The names of the states' fields, in the order of the file. */
struct itf_names {
	struct arena *arena;
	struct string_set known; /* by NAME_… */
	const char **names;
	size_t count, room;
};

#define ITF_META "#meta" /* a name that ITF reserves */

/* A variable; a constant (from "params"); a field that a tool added; a constant with a value in the first
 * state. */
enum { NAME_VAR = 1, NAME_PARAM = 2, NAME_EXTRA = 4, NAME_GIVEN = 8 };

/* Appends a name unless it is there, and marks it. */
void itf_name_add(struct itf_names *names, const char *name, unsigned mark);
void itf_names_release(struct itf_names *names);

/* Reads the list of states and sets trace->vars. */
int itf_read_states(const struct json_at *at, struct itf *itf, struct itf_names *names, struct trace *trace,
                    struct err *err);

/* Reads a value; null on failure. */
const struct value *itf_value(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err);
/* Marks how the texts in a value occur. */
void itf_learn(struct itf *itf, const struct value *value);
void itf_put_value(struct buf *out, const struct itf *itf, const struct value *value);
/* Whether a model value or a record needs a form that only heddle understands: a tag with '#'. */
bool itf_has_own_form(const struct itf *itf, const struct value *value);

/* Reads #meta into the trace, itf->texts and itf->tagged. */
int itf_read_meta(const struct json_at *meta, struct itf *itf, struct trace *trace, struct err *err);
/* Appends the whole object. */
void itf_put_meta(struct buf *out, struct itf *itf, const struct trace *trace);

/* Reads the saved session in #meta.heddle, whose version was checked (itf_session.c). */
int itf_read_session(const struct json_at *heddle, struct itf *itf, struct trace_meta *meta, struct err *err);
/* Whether the trace has a session to save. */
bool itf_is_session(const struct trace_meta *meta);
/* Appends its members. */
void itf_put_session(struct buf *out, struct trace_meta *meta);

/* Reads a list of texts into the arena. */
int itf_read_names(const struct json_at *list, struct itf *itf, const char ***names, size_t *count,
                   struct err *err);
/* Appends ["a", "b"]. */
void itf_put_list(struct buf *out, const char *const *names, size_t count);
/* Append a member of #meta.heddle on a separate line: a text (null: nothing), or a list of texts (empty:
 * nothing). */
void itf_put_key(struct buf *out, const char *key);
void itf_put_field(struct buf *out, const char *key, const char *text);
void itf_put_names(struct buf *out, const char *key, const char *const *names, size_t count);

/* Appends the member "varTypes" of #meta, the variables' types in Apalache's notation, and a comma; nothing
 * if no variable has a type (itf_types.c). */
void itf_put_types(struct buf *out, struct itf *itf, const struct trace *trace);

/* Reads the optional fields action, arguments, parameters, location and skipped of `object`. */
int itf_read_step(const struct json_at *object, struct itf *itf, struct trace_step *step, struct err *err);
/* Appends them, each after ", ". */
void itf_put_step(struct buf *out, struct itf *itf, const struct trace_step *step);

#endif
