/*
 * Random drafts: the bundled designs' family with its features drawn by lot, and then changed in
 * places.
 *
 * Numbers come from random.h, so that a seed makes the same draft on every machine.
 */
#ifndef TESTS_SUPPORT_DRAFT_RANDOM_H
#define TESTS_SUPPORT_DRAFT_RANDOM_H

#include "draft.h"

struct design;

/* A design of the family, not changed; nearly always sound. */
void draft_family(struct draft *draft);

/* A draft that heddle accepts as sound. */
void draft_random(struct draft *draft);

/* The design of the draft with that seed; the caller frees it. */
struct design *draft_random_design(unsigned seed);

/* One that may well be none, as text: changed without asking whether it is still sound, and
 * sometimes garbled. */
void draft_sloppy(struct buf *out);

#endif
