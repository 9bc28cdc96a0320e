/*
 * The content of a design file, validated: the form between JSON and a compiled model.
 *
 * Everything lives in the design's arena.  Control states and steps belong to a role; a reader takes the
 * server's steps whose part is "read", and those without a part.
 */
#ifndef HEDDLE_DESIGN_FILE_H
#define HEDDLE_DESIGN_FILE_H

#include <heddle/design.h>
#include <heddle/system.h>
#include <heddle/vocabulary.h>

enum role { ROLE_SERVER, ROLE_CLEANER, ROLE_CLOCK, ROLE_COUNT };
extern const char *const role_names[ROLE_COUNT];
/* The role of that name; ROLE_COUNT if there is none. */
enum role role_named(const char *name);

enum {
	DESIGN_STATES_MAX = 31, /* control states of a role */
	DESIGN_STEPS_MAX = 64,  /* steps of a role */
	DESIGN_USES_MAX = 12,   /* words in one list */
};

/* A word as a step uses it. */
struct use {
	const struct word *word;
	int number; /* N; -1 if the word has none */
};

struct design_step {
	const char *name, *part, *says;
	uint32_t at; /* bit i is states[i]; 0 in a role without states */
	int target;  /* index in states; -1: it stays */
	bool failure;
	struct use uses[WORD_KINDS][DESIGN_USES_MAX];
	unsigned use_count[WORD_KINDS];
};

struct design_role {
	bool present;
	enum field locals[FIELD_MAX]; /* FIELD_STATE first, if the role has states */
	unsigned local_count;
	const char *states[DESIGN_STATES_MAX]; /* states[0] is where processes start */
	unsigned state_count;
	bool states_listed; /* the file lists them, rather than only naming them in steps */
	struct design_step *steps;
	unsigned step_count;
};

/* The shape of a store: one bare field, or a record of several. */
struct store {
	enum field fields[FIELD_MAX];
	unsigned field_count;
	bool bare;
};

struct design {
	struct arena *arena;
	_Atomic unsigned owners; /* the caller that opened it, and each model */
	const char *name, *title, *lesson, *text;
	bool bundled;
	unsigned chapter;
	const char *story; /* the title of its story; null: the usual one, or none */
	char checksum[17];
	struct scope scope; /* published, settled */
	/* The content of a design in the open language, which fills none of what follows; else null. */
	const struct system *system;
	bool open_only; /* read it in the open language, whatever it uses */
	struct store record, blob;
	bool blob_by_user;   /* the key of a blob is a user, not an id */
	bool has[FIELD_MAX]; /* globals */
	bool fair[ROLE_COUNT];
	struct design_role roles[ROLE_COUNT];
};

/* design_ignores for a design in the open language. */
const char *system_ignores(const struct design *design, unsigned row);

/* As design_parse, but reads every design in the open language. */
int design_parse_open(const char *text, size_t length, const char *file, struct design **design,
                      struct err *err);

bool store_has(const struct store *store, enum field field);
bool role_has(const struct design_role *role, enum field field);
/* Whether one of the step's choices is of that type. */
bool step_chooses(const struct design_step *step, enum type type);

/*
 * Checks that a well-formed design makes sense (validate.c); all errors are kept in `err`.
 *
 * design_validate_words checks each word by itself: its fields exist, the step chooses what it uses.  Steps
 * with a bit in bad[role] are skipped.  Returns the number of errors.  design_validate checks a design
 * without such errors as a whole: a user is known where one is needed, control states are reached and left.
 */
int design_validate_words(const struct design *design, const uint64_t *bad, struct err *err);
void design_validate(const struct design *design, struct err *err);

/* Computes the checksum (design.c). */
void design_seal(struct design *design);

#endif
