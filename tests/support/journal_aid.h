/*
 * What tests of journals share: one session, its journal and one journal left behind, all released after each
 * test.  Include after cmocka.h.
 */
#ifndef TESTS_SUPPORT_JOURNAL_AID_H
#define TESTS_SUPPORT_JOURNAL_AID_H

#include "journals.h"

extern struct session *session;
extern struct journal *journal;
extern struct journal_left *left;
extern struct journal_lost lost; /* by the last restore */

#define JOURNAL_TEST(f) cmocka_unit_test_setup_teardown(f, journals_set_up, journal_tear_down)

int journal_tear_down(void **state);

/* Opens a design or trace and a journal. */
void play(const char *what);
/* Takes a step and updates the journal. */
void take_step(const char *text);
/* Ends the journal as a clean exit does, and the session. */
void stop(void);
/* Puts the only journal left behind into `left`. */
void find_left(void);
/* Kills a playground after a few steps, notes and moves in naive, and finds its journal. */
void die(void);
/* The same on a trace, with a note on its last state. */
void die_on_trace(const char *file);
/* Restores `left` into `session`; fails the test if that is impossible. */
void restore(void);

/* Reads the bytes of `left`, which the caller frees.  Returns their number. */
size_t read_left(char **text);
void write_left(const char *text, size_t length);
void append_to_left(const char *text);
/* Cuts bytes off the end. */
void cut_left(size_t bytes);
/* Turns it into a journal of version 1, whose lines had no checksums. */
void make_left_old(void);

#endif
