/*
 * What the searches of this room share: a budget, a step that is taken and judged, and sets of states.
 */
#ifndef HEDDLE_WHY_WHY_PRIVATE_H
#define HEDDLE_WHY_WHY_PRIVATE_H

#include <heddle/key_table.h>
#include <heddle/why.h>

/* What is left of the bounds of a search. */
struct budget {
	struct why_limits limits;
	uint64_t steps; /* taken */
	double end;     /* clock_seconds */
	bool over;      /* a bound was reached, or the search was stopped */
	bool full;      /* the model had no room for a step */
};

void budget_begin(struct budget *budget, const struct why_limits *limits);

enum taken {
	TAKEN,        /* it breaks nothing */
	TAKEN_BREAKS, /* it breaks the property */
	TAKEN_NOT,    /* it is not enabled */
	TAKEN_OVER,   /* the budget is over, or the property cannot be decided there */
};

/* Takes a step and judges it by one property, which held before. */
enum taken search_step(const struct why_question *question, struct budget *budget, const void *from,
                       const struct step *step, void *to);

/* Keys of one size, numbered from 0. */
struct node_set {
	struct key_table table;
	uint8_t *keys;
	size_t room, size;
	uint64_t most;
};

void nodes_begin(struct node_set *set, size_t size, uint64_t most);
void nodes_end(struct node_set *set);
/* The number of the node with that key, which is added if it is new.  KEY_NONE: there are too many. */
uint32_t nodes_add(struct node_set *set, const void *key, bool *fresh);
const void *nodes_key(const struct node_set *set, uint32_t number);

/* Asks again with a larger model as long as there was no room: `answer` returns the status and may set
 * budget->full.  */
typedef enum why_status answer_fn(const struct why_question *question, struct budget *budget, void *out);
enum why_status with_room(const struct why_question *question, answer_fn *answer, void *out);

/* The control state that each process starts from; null: it is silent, or has none.  The caller frees the
 * array. */
const char **first_controls(const struct model *model);
/* Whether a process is where it started from, or has no control state. */
bool process_rests(const struct model *model, const void *state, const char *const *first, unsigned process);

/* The states along a schedule, count + 1 of them, which the caller frees; null if it cannot be taken.
 * *full: for want of room. */
uint8_t *schedule_states(const struct model *model, const struct step *steps, size_t count, bool *full);

/* The fate of a state; release fate->way. */
void find_fate(const struct why_question *question, struct budget *budget, const void *state,
               struct why_fate *fate);

#endif
