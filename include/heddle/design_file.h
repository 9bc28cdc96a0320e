/*
 * What a design file says, checked: the form between JSON and a compiled model.
 *
 * Everything lives in the design's arena.  Control states and steps belong to a
 * role; a reader takes the server's steps whose part is "read", and those of no part.
 */
#ifndef HEDDLE_DESIGN_FILE_H
#define HEDDLE_DESIGN_FILE_H

#include <heddle/design.h>
#include <heddle/vocabulary.h>

enum role { ROLE_SERVER, ROLE_CLEANER, ROLE_CLOCK, ROLE_COUNT };
extern const char *const role_names[ROLE_COUNT];

enum {
	DESIGN_STATES_MAX = 31, /* control states of a role */
	DESIGN_STEPS_MAX = 64,  /* steps of a role */
	DESIGN_USES_MAX = 12,   /* words in one list */
};

/* A word as a step uses it. */
struct use {
	const struct word *word;
	int number; /* for N; -1 without */
};

struct design_step {
	const char *name, *part, *says;
	uint32_t at; /* bit i: states[i]; 0: anywhere (a role without states) */
	int target;  /* state, or -1: stays */
	bool failure;
	struct use uses[WORD_KINDS][DESIGN_USES_MAX];
	unsigned use_count[WORD_KINDS];
};

struct design_role {
	bool present;
	enum field locals[FIELD_MAX]; /* FIELD_STATE first, when the role has states */
	unsigned local_count;
	const char *states[DESIGN_STATES_MAX]; /* states[0] is where processes start */
	unsigned state_count;
	bool states_listed; /* by the file, not gathered from its steps */
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
	_Atomic unsigned users; /* owners: whoever opened it, and each model */
	const char *name, *title, *lesson, *text;
	bool bundled;
	unsigned chapter;
	char checksum[17];
	struct scope scope; /* published bounds, settled */
	struct store record, blob;
	bool blob_by_user;   /* else by id */
	bool has[FIELD_MAX]; /* globals */
	bool fair[ROLE_COUNT];
	struct design_role roles[ROLE_COUNT];
};

/* One more owner; design_free gives one up. */
struct design *design_share(const struct design *design);

bool store_has(const struct store *store, enum field field);
bool role_has(const struct design_role *role, enum field field);

/*
 * Whether what is well formed makes sense (validate.c); all errors are kept in `err`.  First, that each word
 * fits: fields exist, choices are made before they are used.  Steps with a bit in bad[role] are left out;
 * returns how many errors there were.  Then, of a design without errors, what all steps together have to be:
 * a user is known where one is needed, states are reached and left.
 */
int design_validate_words(const struct design *design, const uint64_t *bad, struct err *err);
void design_validate(const struct design *design, struct err *err);

/* Fills checksum from the meaning (checksum.c). */
void design_seal(struct design *design);

#endif
