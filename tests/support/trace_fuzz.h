/*
 * What is asked of a trace reader, whatever it is fed: it fails with a
 * complaint, or gives a trace that is whole and that every writer can write
 * so that its reader takes it again.  A broken promise aborts.
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
