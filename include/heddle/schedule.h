/*
 * The text form of a schedule, long and short, and what it means.
 *
 * In full a step is its process, its action and its choices, "s1 ServerStartWrite u1 m1 i1"
 * (step_show); odd names stand in quotes (heddle/word.h).  Steps are separated by ';' or line ends,
 * and a line that starts with '#' says where the schedule belongs (design, checksum, scope).
 *
 * The short form is read against the steps that are possible where it stands.  A step's words may
 * be left out as long as those that remain, in their order, fit one possible step only:
 *   - the process: "StartWrite u1 m1 i1", when no other can take the step;
 *   - choices, any of them: "s1 StartWrite m2", when there is one user and one image;
 *   - the action: "c1", when c1 can do one thing only.
 * The action may be written without the role that it begins with (WriteBlob for
 * ServerWriteBlob), and as the beginning of either, in any case ("startw").  A whole name wins over one
 * without its role, and that over a beginning: WriteBlob never means WriteBlobAndReturn
 * where ServerWriteBlob is possible.  The full form is always itself.
 */
#ifndef HEDDLE_SCHEDULE_H
#define HEDDLE_SCHEDULE_H

#include <heddle/err.h>
#include <heddle/model.h>

struct buf;
struct scope;
struct session;

/*
 * Finds the step that a text of `length` bytes, in either form, means among the `count` steps
 * that are possible.  Errors have the word in their place, and name the candidates when there
 * are several.
 */
int schedule_step(const struct model *model, const struct step *possible, size_t count, const char *text,
                  size_t length, struct step *step, struct err *err);

/* Appends the shortest form of possible[which] that schedule_step reads as that step, whole names
 * of actions but for their role. */
void schedule_short(const struct model *model, const struct step *possible, size_t count, size_t which,
                    struct buf *out);

/* What a text says of where it belongs; "" where it says nothing. */
struct schedule_head {
	char design[100], checksum[40];
};
void schedule_head(const char *text, struct schedule_head *head);

/* Appends the session's current line with its head; without `brief`, in full. */
void schedule_text(struct session *session, bool brief, struct buf *out);

/* Opens a schedule.  `design` (null allowed) wins over what its head says. */
int schedule_open(const char *text, const char *design, const struct scope *over, struct session **session,
                  struct err *err);

/*
 * Plays a schedule in a session: from the start, as a line of its tree.  All of it is
 * possible, or nothing changes and err says which step is not.  Its design is the session's: what
 * the head says is not looked at.  *count (null allowed) gets the number of steps.
 */
int schedule_play(struct session *session, const char *text, size_t *count, struct err *err);

#endif
