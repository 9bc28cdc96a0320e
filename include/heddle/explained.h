/*
 * The explanation of a step of a session's line: of the violation there, of what the step found, or of the
 * lasso that the line is (why.h).
 *
 * A recording is explained by what changed, since what its steps read is not known; and it says so.
 */
#ifndef HEDDLE_EXPLAINED_H
#define HEDDLE_EXPLAINED_H

#include <heddle/why.h>

struct err;
struct session;

enum explained_kind {
	EXPLAINED_VIOLATION,
	EXPLAINED_STEP,   /* it breaks nothing: what it found and changed */
	EXPLAINED_LASSO,  /* what repeats, and what never happens */
	EXPLAINED_CHANGES /* a recording */
};

struct explained {
	enum explained_kind kind;
	struct step *steps; /* from the initial state to the step that is explained */
	size_t count;
	struct why why; /* of a violation */
	struct why_line *lines;
	size_t line_count;
};

struct explain_request {
	size_t step;  /* of the line, from 1; 0: the first violation, or else the lasso */
	int property; /* -1: the one broken there first */
	bool ascii;
	struct why_limits limits;
};

/*
 * Explains it; the caller releases *explained.  Returns -1 with `err` set if there is no such step, if it
 * does not break the property, or if there is nothing to explain.
 */
int explain_line(struct session *session, const struct explain_request *request, struct explained *explained,
                 struct err *err);
/*
 * Explains a node of the tree: the first violation on the way to it of a property that is broken there, or
 * the lasso that ends there, or the step into it.
 */
int explain_node(struct session *session, uint32_t node, bool ascii, const struct why_limits *limits,
                 struct explained *explained, struct err *err);
void explained_release(struct explained *explained);

/* Plays a run as a line of the session's tree; the cursor is at its end.  Returns the number of steps taken.
 */
size_t explained_play(struct session *session, const struct step *run, size_t count);

#endif
