/*
 * Inside the comparison of designs: telling a change, and comparing roles.
 */
#ifndef HEDDLE_DESIGN_CHANGES_TOLD_H
#define HEDDLE_DESIGN_CHANGES_TOLD_H

#include <heddle/design_changes.h>
#include <heddle/design_file.h>
#include <heddle/json.h>

/* Adds a change; the texts are copied, except that of `part`. */
void change_tell(struct design_changes *changes, enum design_change_kind kind, const char *part,
                 const char *name, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Appends a value of a file in one line. */
void change_put_value(struct buf *out, const cJSON *value);

/* Whether two values are equal; null is equal to null. */
bool change_same(const cJSON *a, const cJSON *b);

/* Compares declarations: each is a name, a list of names, or an object; `prefix` goes before the names. */
void change_compare_names(struct design_changes *changes, const char *part, const char *prefix,
                          const cJSON *before, const cJSON *after);

/* Compares a role, which one of them may lack (null). */
void change_compare_role(struct design_changes *changes, const char *name, const cJSON *before,
                         const cJSON *after);

#endif
