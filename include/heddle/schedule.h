/*
 * Schedules: the text form of a run, long and short.
 *
 * The long form of a step is its process, its action and its choices: "s1 ServerStartWrite u1 m1 i1"
 * (step_show). Unusual names are quoted (quote.h).  Steps are separated by ';' or line ends; a line that
 * starts with '#' names the design, its checksum and the scope.
 *
 * The short form depends on which steps are enabled.  It may omit words of a step as long as the rest, in
 * order, matches only one enabled step:
 *   - the process: "StartWrite u1 m1 i1", if no other process can take the step;
 *   - any choices: "s1 StartWrite m2", if there is one user and one image;
 *   - the action: "c1", if c1 has only one enabled step.
 * The action may omit its role (WriteBlob for ServerWriteBlob), and may be a prefix of either form, in any
 * case
 * ("startw").  A full name takes precedence over a name without its role, and that over a prefix: WriteBlob
 * never means WriteBlobAndReturn if ServerWriteBlob is enabled.  The long form is always unambiguous.
 */
#ifndef HEDDLE_SCHEDULE_H
#define HEDDLE_SCHEDULE_H

#include <heddle/err.h>
#include <heddle/model.h>

struct buf;
struct scope;
struct session;

/*
 * Finds the step that a text of `length` bytes, in either form, denotes among `count` enabled steps.  Returns
 * -1 with `err` set if none or several match: the place is the offending word, and the candidates are listed.
 */
int schedule_step(const struct model *model, const struct step *possible, size_t count, const char *text,
                  size_t length, struct step *step, struct err *err);

/* Appends the shortest text that schedule_step reads as possible[which]; actions are full names without their
 * role. */
void schedule_short(const struct model *model, const struct step *possible, size_t count, size_t which,
                    struct buf *out);

/* The design and checksum that a text names; "" if it does not. */
struct schedule_head {
	char design[100], checksum[40];
};
void schedule_head(const char *text, struct schedule_head *head);

/* Appends the session's line with its head, in the short form if `brief`. */
void schedule_text(struct session *session, bool brief, struct buf *out);

/* Opens a schedule as a new session, which the caller frees.  `design` (may be null) overrides the one in its
 * head, `over` (may be null) the scope. */
int schedule_open(const char *text, const char *design, const struct scope *over, struct session **session,
                  struct err *err);

/*
 * Plays a schedule in a session from the initial state, as a line of its tree.  Ignores the design in its
 * head.  Sets *count (may be null) to the number of steps.  If a step is not enabled, returns -1 with `err`
 * set and changes nothing.
 */
int schedule_play(struct session *session, const char *text, size_t *count, struct err *err);

#endif
