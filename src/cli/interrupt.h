/*
 * Ctrl-C during long work: the first one asks it to stop and report; one more than a second later ends the
 * program.  (Some senders deliver one press twice.)
 */
#ifndef HEDDLE_CLI_INTERRUPT_H
#define HEDDLE_CLI_INTERRUPT_H

#include <stdbool.h>

void interrupt_catch(void);
bool interrupt_seen(void);
/* Restores the handlers from before interrupt_catch. */
void interrupt_release(void);

#endif
