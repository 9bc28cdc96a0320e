/*
 * Drafts: designs as data, for tests that generate them.  A draft can be printed as a design file, changed,
 * and judged by reference.h, which reads drafts and uses none of heddle's code.
 *
 * A draft extends no other design.  It is a plain value: copied by assignment, owning nothing.
 */
#ifndef TESTS_SUPPORT_DRAFT_H
#define TESTS_SUPPORT_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { DRAFT_STATES = 8, DRAFT_STEPS = 16, DRAFT_WORDS = 10, DRAFT_TEXT = 48 };

enum draft_role_index { DRAFT_SERVER, DRAFT_CLEANER, DRAFT_CLOCK, DRAFT_ROLES };

/* Bit i of `locals` … */
enum draft_local {
	DRAFT_USER_ID,
	DRAFT_METADATA,
	DRAFT_IMAGE,
	DRAFT_IMAGE_ID,
	DRAFT_START,
	DRAFT_BLOB_KEYS,
	DRAFT_UNUSED_BLOB_KEYS,
	DRAFT_UNUSED_KEY_TIME,
	DRAFT_LOCALS
};

enum draft_global { DRAFT_TIME, DRAFT_USED_IDS, DRAFT_FAILED, DRAFT_GLOBALS };

/* The members of a step that hold words. */
enum draft_words_index { DRAFT_WHEN, DRAFT_CHOOSE, DRAFT_DO, DRAFT_KINDS };

enum draft_number {
	DRAFT_SERVERS,
	DRAFT_READERS,
	DRAFT_CLEANERS,
	DRAFT_USERS,
	DRAFT_METADATAS,
	DRAFT_IMAGES,
	DRAFT_IDS,
	DRAFT_MAX_OPERATIONS,
	DRAFT_MAX_TIME,
	DRAFT_MAX_FAILURES,
	DRAFT_NO_FAILURES,
	DRAFT_NUMBERS
};

struct draft_words {
	unsigned count;
	char text[DRAFT_WORDS][DRAFT_TEXT];
};

struct draft_step {
	char name[DRAFT_TEXT], part[DRAFT_TEXT]; /* part "": none */
	unsigned at;                             /* bit i: states[i] of the role */
	int target;                              /* -1: none */
	bool failure;
	struct draft_words words[DRAFT_KINDS];
};

struct draft_role {
	bool present;
	unsigned char locals[DRAFT_LOCALS]; /* in the order in which they are listed */
	unsigned local_count;
	char states[DRAFT_STATES][DRAFT_TEXT];
	unsigned state_count;
	bool lists_states; /* all of them, so that processes start in the first; else where the
	                      first step does */
	struct draft_step steps[DRAFT_STEPS];
	unsigned step_count;
};

struct draft {
	char name[DRAFT_TEXT];
	bool by_user;                  /* the key of blobs; else by id */
	bool names_blobs, bare_record; /* records have an imageId; are a bare field */
	bool dated, bare_blob;         /* blobs know when they were created; are a bare field */
	unsigned globals, fair;        /* bits: enum draft_global, enum draft_role_index */
	struct draft_role roles[DRAFT_ROLES];
	int scope[DRAFT_NUMBERS];
};

/* Appends the design file. */
void draft_print(const struct draft *draft, struct buf *out);

/* Reads what draft_print wrote, or a person in the same manner: no `extends`.  False when it is not
 * such a file. */
bool draft_read(const char *text, size_t length, struct draft *draft);

bool draft_has_local(const struct draft_role *role, enum draft_local local);
bool draft_has_global(const struct draft *draft, enum draft_global global);

/* What can be left out of a draft, one by one, numbered from 0: steps, words, states, fields,
 * numbers of the scope. */
unsigned draft_pieces(const struct draft *draft);
/* The draft without that piece. */
void draft_without(const struct draft *draft, unsigned piece, struct draft *out);

#endif
