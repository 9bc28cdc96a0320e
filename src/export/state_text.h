/*
 * Parts of the state, as TLA+ and Promela both spell them: "databaseState[u].imageId".
 *
 * Texts live in the arena.
 */
#ifndef HEDDLE_EXPORT_STATE_TEXT_H
#define HEDDLE_EXPORT_STATE_TEXT_H

#include <heddle/domain.h>
#include <heddle/plan.h>

/* A field of an entry of a store; if the entries are not records, the entry. */
const char *state_entry(struct arena *arena, const struct store *store, const char *variable, const char *key,
                        enum field field);
/* The same for the variables of the design. */
const char *state_record(struct arena *arena, const struct design *design, const char *key, enum field field);
const char *state_blob(struct arena *arena, const struct design *design, const char *key, enum field field);

/* A field of a process. */
const char *state_process(struct arena *arena, enum role role, const char *self, enum field field);

#endif
