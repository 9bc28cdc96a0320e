/*
 * Reads the clock on each call but reports only at intervals.  Rejected: a context passed through every
 * reader and view, although a thread does one piece of work at a time.
 */
#include <assert.h>
#include <stdio.h>

#include <heddle/clock.h>
#include <heddle/err.h>
#include <heddle/progress.h>

static _Thread_local struct {
	progress_fn *fn;
	void *ctx;
	double period, reported; /* seconds; when progress was last reported, or the work began */
	unsigned depth;
	bool shown, stopped;
} now;

void progress_to(progress_fn *fn, void *ctx, unsigned milliseconds)
{
	now.fn = fn;
	now.ctx = ctx;
	now.period = milliseconds / 1000.0;
}

void progress_begin(void)
{
	if (now.depth++)
		return;
	now.shown = now.stopped = false;
	now.reported = clock_seconds();
}

void progress_end(void)
{
	static const struct progress over = { NULL, 0, 0 };

	assert(now.depth && "work that ends has begun");
	if (--now.depth == 0 && now.shown && now.fn)
		now.fn(now.ctx, &over);
}

bool progress_at(const char *doing, size_t done, size_t all)
{
	if (!now.depth || !now.fn || now.stopped)
		return !progress_stopped();

	double time = clock_seconds();
	struct progress progress = { doing, done, all };

	if (time - now.reported < now.period)
		return true;
	now.shown = true;
	now.stopped = !now.fn(now.ctx, &progress);
	now.reported = clock_seconds();
	return !now.stopped;
}

bool progress_stopped(void)
{
	return now.depth && now.stopped;
}

int progress_err(struct err *err)
{
	err_set(err, "stopped before it was finished");
	return err_remedy(err, "nothing was changed");
}

const char *progress_text(const struct progress *progress, char *out, size_t size)
{
	if (progress->all)
		snprintf(out, size, "%s: %.0f %%", progress->doing,
		         100.0 * (double)progress->done / (double)progress->all);
	else if (progress->done)
		snprintf(out, size, "%s: %zu", progress->doing, progress->done);
	else
		snprintf(out, size, "%s …", progress->doing);
	return out;
}
