#include "trace_fuzz.h"

FUZZ_TRACE("spin-trail")
