/*
 * A design's context of expressions: an invented library whose types are declared, with a role and phrases.
 */
#ifndef TESTS_SUPPORT_STEP_AID_H
#define TESTS_SUPPORT_STEP_AID_H

#include <stdint.h>

#include <heddle/declared_type.h>
#include <heddle/expr.h>

struct trace;

enum { STEP_AID_VARIABLES = 5, STEP_AID_LOCALS = 5, STEP_AID_CHOICES = 4 };

struct step_aid {
	struct arena *arena;
	struct trace *trace; /* of one state */
	struct expr_variable variables[STEP_AID_VARIABLES], locals[STEP_AID_LOCALS];
	struct expr_variable chosen[STEP_AID_CHOICES];
	struct expr_phrases *phrases;
	struct expr_context context; /* of a step of the role, with nothing chosen */
};

extern const struct declared_sets step_aid_sets;

void step_aid_init(struct step_aid *aid);
void step_aid_release(struct step_aid *aid);

/* Adds to what is chosen. */
void step_aid_choose(struct step_aid *aid, const char *name, const char *type);

/* Adds a phrase of one part, or two; the second is optional.  Fails the test if it is refused. */
void step_aid_phrase(struct step_aid *aid, enum phrase_kind kind, const char *spelling, const char *part,
                     const char *optional);

/* The state of the library, where desk d1 takes a step and k2 is chosen each time. */
struct expr_state step_aid_state(struct step_aid *aid);

/* An item or a type of any kind, names and types as they come.  Numbers come from random.h; types are of
 * step_aid_sets, with the bound "most". */
struct expr *item_random(struct arena *arena, enum phrase_kind kind, unsigned depth);
const struct declared_type *type_random(struct arena *arena, unsigned depth);

/* Reads a text as each kind of item, or as a type, shows what was read, and reads that.  A broken promise
 * aborts. */
void fuzz_item(const uint8_t *data, size_t size);
void fuzz_type(const uint8_t *data, size_t size);

#endif
