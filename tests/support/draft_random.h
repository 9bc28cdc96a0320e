/*
 * Random drafts: designs like the bundled ones with random features, then mutated.
 *
 * Numbers come from random.h, so a seed makes the same draft on every machine.
 */
#ifndef TESTS_SUPPORT_DRAFT_RANDOM_H
#define TESTS_SUPPORT_DRAFT_RANDOM_H

#include "draft.h"

struct design;

/* A design like the bundled ones, not mutated; nearly always valid. */
void draft_family(struct draft *draft);

/* A draft that heddle accepts. */
void draft_random(struct draft *draft);

/* The design of the draft with that seed; the caller frees it. */
struct design *draft_random_design(unsigned seed);

/* The text of a draft that was mutated without checking that it stays valid, and is sometimes garbled. */
void draft_sloppy(struct buf *out);

#endif
