/*
 * What designs mean, said a second time: an interpreter of drafts that knows nothing of heddle's.
 *
 * It reads the words as docs/designs.md explains them, keeps states as plain numbers side by side,
 * and looks for a state by comparing it with all others.  Whatever made it faster would make it
 * worse: it is here to be obviously right.  A word that it does not know makes `unknown` point at
 * it.
 */
#ifndef TESTS_SUPPORT_REFERENCE_H
#define TESTS_SUPPORT_REFERENCE_H

#include <stdint.h>

#include "draft.h"

enum { REF_PROCESSES = 6, REF_USERS = 3, REF_IDS = 7, REF_LOG = 40, REF_NEVER = 1 << 20 };

/* Bits of what is broken; named as heddle names them. */
enum ref_property { REF_READS, REF_ORPHANS, REF_PROPERTIES };
extern const char *const ref_property_names[REF_PROPERTIES];

struct ref_process {
	int8_t state, user, metadata, image, id, start, key_time; /* constants from 1; 0 is UNSET */
	uint8_t keys, unused;                                     /* bit i: id i + 1 */
	/* With mode.remembers, what its last look found since its request began; `keyed`: its id is
	 * that of the record. */
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
	/* Without bounds: of the log only the WRITEs are kept, each once, failures are not counted,
	 * and hours that are longer ago than any word asks for are one. */
	bool endless;
	bool recycles;  /* an id that nothing refers to counts as never issued */
	bool remembers; /* what a process found, which heddle's states do not */
	int alive;      /* an id that nothing refers to can be chosen only while fewer are referred to;
	                   0: always */
};

struct ref {
	const struct draft *draft;
	struct ref_mode mode;
	int process_count, role[REF_PROCESSES];
	bool reader[REF_PROCESSES];
	int longest; /* the most hours that a word asks for */
	const char *unknown;
	bool overflow; /* a log was too long for REF_LOG, or an hour for a byte */
};

struct ref_step {
	int process, action; /* of its role */
	int choice[4];       /* user, metadata, image, id: from 1; 0: none is chosen */
};

/* What a step did besides leading to a state. */
struct ref_event {
	unsigned broken;    /* what is broken by it: a READ that no WRITE wrote, orphans in the state
	                       after it; */
	unsigned anew;      /* of those, what was not broken before */
	bool changes;       /* the state, the log or a count is another */
	bool wrote, failed; /* a WRITE began; a failure was counted */
	/* None was returned though, before the step, the record was set and its blob there; and,
	 * with mode.remembers, the process had not found either gone itself. */
	bool possible, needless;
};

/* Whether the reference has room for all that the draft's scope names; only then may one be made of
 * it.  Ids need room for one more, which some verdicts add. */
bool ref_has_room(const struct draft *draft);
void ref_init(struct ref *ref, const struct draft *draft, struct ref_mode mode);
void ref_initial(const struct ref *ref, struct ref_state *state);

/* Calls `fn` for each step that can be taken, in heddle's order; stops when it returns false. */
typedef bool ref_fn(void *ctx, const struct ref_step *step, const struct ref_state *next,
                    const struct ref_event *event);
void ref_steps(struct ref *ref, const struct ref_state *state, ref_fn *fn, void *ctx);

/* Whether the state is within the bounds of the draft's scope. */
bool ref_within(const struct ref *ref, const struct ref_state *state);
unsigned ref_broken(const struct ref *ref, const struct ref_state *state); /* orphans only */

/* Makes a state with bounds one without, from which the same can follow. */
void ref_make_endless(const struct ref *ref, struct ref_state *state);

/* What exploring everything finds. */
struct ref_result {
	uint64_t distinct, generated;
	unsigned depth;
	uint64_t taken[DRAFT_ROLES][DRAFT_STEPS];
	int shortest[REF_PROPERTIES]; /* steps to what is broken; REF_NEVER */
	int anew;                     /* steps to the first that breaks something anew */
	bool complete;                /* else `most` states did not suffice */
	struct ref_state *states;     /* those that ref_explore was asked to keep; the caller frees them */
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
