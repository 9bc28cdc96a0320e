/*
 * The reference: a second interpreter of designs, which uses none of heddle's code.
 *
 * It interprets words as docs/designs.md explains them, stores states as plain numbers, and finds a state by
 * comparing it with all others.  It is meant to be obviously right, not fast.  `unknown` becomes a word that
 * it does not know.
 */
#ifndef TESTS_SUPPORT_REFERENCE_H
#define TESTS_SUPPORT_REFERENCE_H

#include <stdint.h>

#include "draft.h"

enum { REF_PROCESSES = 6, REF_USERS = 3, REF_IDS = 7, REF_LOG = 40, REF_NEVER = 1 << 20 };

/* Properties, as bits; the names are heddle's. */
enum ref_property { REF_READS, REF_ORPHANS, REF_PROPERTIES };
extern const char *const ref_property_names[REF_PROPERTIES];

struct ref_process {
	int8_t state, user, metadata, image, id, start, key_time; /* constants from 1; 0 is UNSET */
	uint8_t keys, unused;                                     /* bit i: id i + 1 */
	/* With mode.remembers: what its request last found; `keyed`: its id is that of the record. */
	int8_t found_record, found_blob, keyed;
};
enum ref_found { REF_UNKNOWN, REF_GONE, REF_THERE };

struct ref_entry {
	int8_t read, user, metadata, image;
};

struct ref_state {
	struct ref_process process[REF_PROCESSES];
	struct {
		int8_t metadata, id;
	} record[REF_USERS];
	struct {
		int8_t image, created;
	} blob[REF_IDS];
	int8_t time, failed, log_count;
	uint8_t used;
	struct ref_entry log[REF_LOG];
};

/* How far a reference goes. */
struct ref_mode {
	/* Without bounds: the log keeps only WRITEs, each once; failures are not counted; hours longer ago
	 * than any word distinguishes are equal. */
	bool endless;
	bool recycles;  /* an id that nothing refers to counts as never issued */
	bool remembers; /* records what each process found, unlike heddle */
	int alive;      /* an unreferenced id can be chosen only if fewer are referenced; 0: always */
};

struct ref {
	const struct draft *draft;
	struct ref_mode mode;
	int process_count, role[REF_PROCESSES];
	bool reader[REF_PROCESSES];
	int longest; /* the most hours in a word */
	const char *unknown;
	bool overflow; /* a log was too long for REF_LOG, or an hour for a byte */
};

struct ref_step {
	int process, action; /* of its role */
	int choice[4];       /* user, metadata, image, id: from 1; 0: none is chosen */
};

/* The effect of a step, apart from the next state. */
struct ref_event {
	unsigned broken;    /* properties: it logs a READ without a WRITE, or there are orphans after it */
	unsigned newly;     /* those that were not broken before */
	bool changes;       /* it changes the state, the log or a count */
	bool wrote, failed; /* a WRITE began; a failure was counted */
	/* It returns None although before the step the record is set and has its blob; `needless`, with
	 * mode.remembers: and the process itself did not find either missing. */
	bool possible, needless;
};

/* Whether the reference has room for the draft's scope, and for one more id, which some verdicts add; else
 * ref_init must not be called. */
bool ref_has_room(const struct draft *draft);
void ref_init(struct ref *ref, const struct draft *draft, struct ref_mode mode);
void ref_initial(const struct ref *ref, struct ref_state *state);

/* Calls `fn` for each enabled step, in heddle's order, until it returns false. */
typedef bool ref_fn(void *ctx, const struct ref_step *step, const struct ref_state *next,
                    const struct ref_event *event);
void ref_steps(struct ref *ref, const struct ref_state *state, ref_fn *fn, void *ctx);

/* Whether the state is within the bounds of the draft's scope. */
bool ref_within(const struct ref *ref, const struct ref_state *state);
unsigned ref_broken(const struct ref *ref, const struct ref_state *state); /* orphans only */

/* Converts a state to the corresponding one without bounds. */
void ref_make_endless(const struct ref *ref, struct ref_state *state);

/* The result of a complete exploration. */
struct ref_result {
	uint64_t distinct, generated;
	unsigned depth;
	uint64_t taken[DRAFT_ROLES][DRAFT_STEPS];
	int shortest[REF_PROPERTIES]; /* steps to a violation; REF_NEVER */
	int newly;                    /* steps to the first step that breaks a property not broken before */
	bool complete;                /* else `most` states did not suffice */
	struct ref_state *states;     /* of ref_explore_all; the caller frees them */
};
/* From `from`, or the initial state when that is null; within the bounds unless the mode is
 * endless. */
void ref_explore(struct ref *ref, const struct ref_state *from, unsigned most, struct ref_result *result);
/* The same from the initial state, keeping the states. */
void ref_explore_all(struct ref *ref, unsigned most, struct ref_result *result);

/*
 * Whether "always eventually no orphan" holds without bounds, for the fair roles, under the usual
 * assumptions: WRITEs begin and counted failures happen finitely often.  1, 0, or -1 when `most`
 * states did not suffice.
 */
int ref_always_eventually(struct ref *ref, unsigned fair_roles, unsigned most);

#endif
