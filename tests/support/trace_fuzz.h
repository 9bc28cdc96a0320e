/*
 * The fuzzers of trace readers: for any input a reader must either fail with a message, or return a valid
 * trace that each writer can write so that its reader accepts it.  Violations abort.
 */
#ifndef TESTS_SUPPORT_TRACE_FUZZ_H
#define TESTS_SUPPORT_TRACE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* `format` is a name in the table of formats; null: whatever the bytes are recognised as. */
void fuzz_trace(const char *format, const uint8_t *data, size_t size);

#define FUZZ_TRACE(format)                                                                                   \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);                                        \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                         \
	{                                                                                                    \
		fuzz_trace(format, data, size);                                                              \
		return 0;                                                                                    \
	}

#endif
