/*
 * Shared by the fuzzers of the playground.  The ordinary tests run all checks on each input.  A fuzzer runs
 * one, chosen by the input's bytes, since a hundred inputs with one check find more than one input with a
 * hundred.
 */
#ifndef TESTS_SUPPORT_FUZZ_AID_H
#define TESTS_SUPPORT_FUZZ_AID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct session;

enum { FUZZ_WALK = 12, FUZZ_INPUT_MAX = 20000 };

/* Aborts unless `kept`. */
void promise(bool kept, const char *what, const struct err *err);
/* Checks that an error has a message, of printable text. */
void refused(const struct err *err);

/* The questions that the running input is asked. */
void ask_about(const uint8_t *data, size_t size);
/* Whether it is asked a question of which there are `of`, and that `weight` of them are about. */
bool asked(unsigned first, unsigned weight, unsigned of);
/* Which of so many kinds it is asked about, one after the other from 0 on: all, or one. */
bool asked_kind(size_t kind, size_t kinds);

/* An empty folder, that one process has one of: what an input writes ends in it.  Between the two calls it is
 * the working folder, and holds the journals. */
void enter_folder(void);
void leave_folder(void);

/* Draws the session's views, or one, and takes the session.  Those that have nothing of it, or replay it on
 * all designs, would take too long. */
void look(struct session *session);

#endif
