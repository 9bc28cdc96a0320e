/*
 * Properties that a user adds to a model: conditions in the notation of expr.h.
 *
 *	model_add_property(model, "NoLostWrite", "all u in Users: …", &err);
 *
 * A model with such properties answers like any other: they are rows of its properties, behind those of its
 * kind.  A condition with x' is judged on steps, any other on states.  Where it has no value (a key that is
 * not in a table) the property is open there.
 *
 * They are added and removed by the thread that owns the model, while no other uses it.
 */
#ifndef HEDDLE_OWN_PROPERTY_H
#define HEDDLE_OWN_PROPERTY_H

#include <heddle/expr.h>
#include <heddle/model.h>

/*
 * Adds a property.  A model that `larger` makes has it too.  Returns -1 with `err` set, and changes nothing,
 * if the name is taken or not a name, if the text is not a condition over the model's variables, or if there
 * are MODEL_PROPERTIES_MAX properties.
 */
int model_add_property(struct model *model, const char *name, const char *text, struct err *err);

/* Removes one that was added, by its index; those behind it move up. */
void model_remove_property(struct model *model, unsigned property);

/* The number of properties that were added; they are the last ones. */
unsigned model_own_count(const struct model *model);

/* The text of a property that was added, as it is shown; null for others.  Borrowed until it is removed. */
const char *model_own_text(const struct model *model, unsigned property);

/* The variables of a model as a context of expressions; in `arena`. */
struct expr_context model_context(const struct model *model, struct arena *arena);

#endif
