#include "play_fuzz.h"

FUZZ_PLAY(fuzz_words)
