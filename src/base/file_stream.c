/*
 * Writing to pipes and terminals (-o /dev/stdout), which must not be replaced by a file.
 *
 * A pipe may have no reader, or one that stops reading.  Opening waits briefly for a reader, because both
 * ends may be starting at the same time; writing continues until the user stops it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <heddle/err.h>
#include <heddle/progress.h>

#include "base/file_private.h"

enum { WAIT = 50 /* milliseconds */, WAITS_FOR_READER = 20 };

static int open_stream(const char *path)
{
	for (int i = 0;; i++) {
		int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

		if (fd >= 0 || errno != ENXIO || i == WAITS_FOR_READER)
			return fd;
		poll(NULL, 0, WAIT);
		if (!progress_at("waiting for a reader", (size_t)i, WAITS_FOR_READER)) {
			errno = ECANCELED;
			return -1;
		}
	}
}

/* Returns 0 or an errno; ECANCELED: stopped by the user. */
static int write_stream(int fd, const char *data, size_t length)
{
	for (size_t done = 0; done < length;) {
		struct pollfd ready = { .fd = fd, .events = POLLOUT };

		if (!progress_at("writing", done, length))
			return ECANCELED;
		if (poll(&ready, 1, WAIT) <= 0)
			continue;

		ssize_t put = write(fd, data + done, length - done);

		if (put < 0 && errno != EINTR && errno != EAGAIN)
			return errno;
		done += put > 0 ? (size_t)put : 0;
	}
	return 0;
}

static int complain(struct err *err, const char *path, const char *what, int code)
{
	if (code == ENXIO) {
		err_set(err, "is a pipe without a reader");
		err_file(err, path);
		return err_remedy(err, "start its reader first, or choose the name of a plain file");
	}
	if (code != ECANCELED)
		return file_fail(err, path, what, code);
	err_set(err, "was stopped before everything was written");
	return err_file(err, path);
}

int file_write_stream(const char *path, const char *data, size_t length, struct err *err)
{
	progress_begin();

	int result = 0, fd = open_stream(path);

	if (fd < 0) {
		result = complain(err, path, "cannot be opened for writing", errno);
	} else {
		int code = write_stream(fd, data, length);

		if (close(fd) < 0 && !code && errno != EINTR)
			code = errno;
		if (code)
			result = complain(err, path, "cannot be written", code);
	}
	progress_end();
	return result;
}
