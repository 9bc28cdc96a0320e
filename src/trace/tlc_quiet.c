/*
 * TLC may print progress between any two lines, even of one state.  Blanks replace it, so that places in
 * errors remain those of the file.
 */
#include <stdlib.h>
#include <string.h>

#include <heddle/mem.h>

#include "trace/log_line.h"
#include "trace/tlc_text.h"

static const char *const beginnings[] = {
	"Progress(",
	"Progress: ",
	"Checkpointing of run ",
	"Checkpointing completed",
	"Checking temporal properties for ",
	"Finished checking temporal properties in ",
	"The depth of the complete state graph search is ",
	"The average outdegree of the complete state graph is ",
	"The number of states generated: ",
	"Simulation using seed ",
	"Finished in ",
	"Trace exploration spec path: ",
	"@!@!@ENDMSG ",
	NULL,
};

/* The same messages of -tool. */
static const unsigned codes[] = { 2200, 2206, 2209, 2195, 2196, 2192, 2267 };

static bool is_frame(struct log_line line)
{
	size_t code;

	if (!line_takes(&line, "@!@!@STARTMSG ") || !line_takes_number(&line, &code))
		return false;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* "12,345 states generated, …" */
static bool is_count(struct log_line line)
{
	size_t number;

	while (line_takes_number(&line, &number) && line_takes(&line, ","))
		;
	return line_takes(&line, " states generated");
}

static bool is_noise(struct log_line line)
{
	return line_starts(line, beginnings) || is_count(line) || is_frame(line);
}

char *tlc_text_quieted(const char *text, size_t length)
{
	struct log_line line;
	char *copy = NULL;

	for (size_t at = 0; line_at(text, length, at, &line); at = line_next(text, length, at)) {
		if (!is_noise(line))
			continue;
		if (!copy)
			copy = memcpy(mem_alloc(length + 1), text, length);
		memset(copy + line.at, ' ', line.end - line.at);
	}
	return copy;
}
