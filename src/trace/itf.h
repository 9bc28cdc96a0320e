/*
 * What the files of the native format share.
 *
 * ITF (Apalache's ADR-015) has no model values, and takes a record of just
 * `tag` and `value` for a variant.  So that what heddle saves comes back as it
 * was and other tools still open it, `#meta.heddle.model-values` lists the
 * strings that are model values, and the rare value that this leaves in doubt is
 * written as a variant with a reserved tag:
 *
 *   {"tag": "#model", "value": "m"}          a model value m where a string "m" also occurs
 *   {"tag": "#record", "value": {"#map": …}} a record that would be read as something else
 *   {"tag": "#variant", "value": [tag, v]}   a variant whose tag starts with '#'
 *
 * A record of `tag` and `value` is an object of the two, as other tools read it; that it is none of a
 * variant, `#meta.heddle.records` says of its variable, or the variable's type in
 * `#meta.varTypes`.  Only where a variable has variants too, it is a #record.
 *
 * The layout of `#meta.heddle` is in itf_meta.c.
 */
#ifndef HEDDLE_TRACE_ITF_H
#define HEDDLE_TRACE_ITF_H

#include <heddle/json.h>
#include <heddle/string_set.h>
#include <heddle/trace.h>

#include "trace/value_stack.h"

enum { WORD_MODEL = 1, WORD_STRING = 2 }; /* how a text occurs */

struct itf {
	struct arena *arena;
	struct value_stack stack;
	struct string_set words;
	struct string_set tagged; /* variables whose objects of tag and value are records; STEP_VALUES: of
	                             steps */
	bool records;             /* the one that is being read or written is such */
	bool native;              /* heddle wrote the file */
};

#define STEP_VALUES "#steps" /* no variable can be called that */

/* What a value holds that is spelled {"tag": …, "value": …}. */
enum { TAG_VARIANT = 1, TAG_RECORD = 2 };
unsigned itf_tags(const struct value *value);

/* The names of what the states give, in the order of the file. */
struct itf_names {
	struct arena *arena;
	struct string_set known; /* by NAME_… */
	const char **names;
	size_t count, room;
};

#define ITF_META "#meta" /* a name that ITF keeps for itself */

/* A variable, a constant (of the list "params"), what a tool added; a constant that the first state has. */
enum { NAME_VAR = 1, NAME_PARAM = 2, NAME_EXTRA = 4, NAME_GIVEN = 8 };

/* Appends a name, unless it is known, and marks it. */
void itf_name_add(struct itf_names *names, const char *name, unsigned mark);
void itf_names_release(struct itf_names *names);

/* Reads the list of states; puts what they give into trace->vars. */
int itf_read_states(const struct json_at *at, struct itf *itf, struct itf_names *names, struct trace *trace,
                    struct err *err);

/* A value; null on failure. */
const struct value *itf_value(const struct json_at *at, struct itf *itf, unsigned depth, struct err *err);
/* Marks all texts in a value by how they occur. */
void itf_learn(struct itf *itf, const struct value *value);
void itf_put_value(struct buf *out, const struct itf *itf, const struct value *value);
/* Whether a model value or a record is written in a form that only heddle takes for one: a tag with '#'. */
bool itf_has_own_form(const struct itf *itf, const struct value *value);

/* Reads #meta into trace->claims, types_lost, back, heddle, and itf->words. */
int itf_read_meta(const struct json_at *meta, struct itf *itf, struct trace *trace, struct err *err);
/* Appends the whole object. */
void itf_put_meta(struct buf *out, struct itf *itf, const struct trace *trace);

/* The saved session in the object `heddle` of #meta (itf_session.c), whose version is checked already. */
int itf_read_session(const struct json_at *heddle, struct itf *itf, struct trace_meta *meta, struct err *err);
/* Whether there is anything of one. */
bool itf_is_session(const struct trace_meta *meta);
/* Appends its members. */
void itf_put_session(struct buf *out, struct trace_meta *meta);

/* A list of texts, in the arena. */
int itf_read_names(const struct json_at *list, struct itf *itf, const char ***names, size_t *count,
                   struct err *err);
/* Append a member of that object, on a line of its own: its name, with a text (null: nothing is appended),
 * with a list of texts (nothing, when it is empty). */
void itf_put_key(struct buf *out, const char *key);
void itf_put_field(struct buf *out, const char *key, const char *text);
void itf_put_names(struct buf *out, const char *key, const char *const *names, size_t count);

/* Appends the member "varTypes" of #meta, the types of variables in Apalache's words, and a comma;
 * nothing when no variable has one (itf_types.c). */
void itf_put_types(struct buf *out, struct itf *itf, const struct trace *trace);

/* The fields action, arguments, parameters, location and skipped of `object`, which may all be absent. */
int itf_read_step(const struct json_at *object, struct itf *itf, struct trace_step *step, struct err *err);
/* Appends them, each after ", ". */
void itf_put_step(struct buf *out, struct itf *itf, const struct trace_step *step);

#endif
