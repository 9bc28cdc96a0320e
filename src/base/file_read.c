/*
 * Reads in pieces until the end and does not trust the reported size: a pipe has none, and a file may grow.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/mem.h>
#include <heddle/progress.h>

#include "base/file_private.h"

enum { READ_STEP = 64 * 1024, READ_WAIT = 50 /* milliseconds */ };

int file_fail(struct err *err, const char *path, const char *what, int code)
{
	const char *remedy = NULL;

	err_set(err, "%s: %s", what, strerror(code));
	err_file(err, path);
	switch (code) {
	case ENOENT:
	case ENOTDIR:
		remedy = "check the spelling of the path and that its folder exists";
		break;
	case EACCES:
	case EPERM:
		remedy = "check the permissions of the file and of its folder";
		break;
	case EROFS:
		remedy = "choose a writable folder";
		break;
	case ENOSPC:
	case EDQUOT:
		remedy = "free some space or choose another disk";
		break;
	case ENAMETOOLONG:
		remedy = "choose a shorter name";
		break;
	case ELOOP:
		remedy = "remove the loop of symbolic links";
		break;
	}
	return remedy ? err_remedy(err, "%s", remedy) : -1;
}

static int too_large(struct err *err, const char *name, size_t max)
{
	err_set(err, "larger than the limit of %zu bytes", max);
	err_file(err, name);
	return err_remedy(err, "check that this is the file you meant");
}

/* Waits until there is something to read, or the end.  Returns false if the user stopped the work. */
static bool wait_for_more(int fd, size_t filled, size_t size)
{
	struct pollfd wanted = { .fd = fd, .events = POLLIN };

	while (poll(&wanted, 1, READ_WAIT) == 0)
		if (!progress_at("reading", filled, size))
			return false;
	return true;
}

/* `size` is the reported size; 0: unknown. */
static int read_all(int fd, const char *name, size_t size, size_t max, char **data, size_t *length,
                    struct err *err)
{
	char *text = NULL;
	size_t room = 0, filled = 0;

	for (;;) {
		text = mem_grow(text, &room, filled + READ_STEP + 1, 1);

		if (!wait_for_more(fd, filled, filled < size ? size : 0)) {
			progress_err(err);
			break;
		}

		ssize_t got = read(fd, text + filled, READ_STEP);

		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < 0) {
			file_fail(err, name, "cannot be read", errno);
			break;
		}
		if (got == 0) {
			text[filled] = '\0';
			*data = text;
			*length = filled;
			return 0;
		}
		filled += (size_t)got;
		if (filled > max) {
			too_large(err, name, max);
			break;
		}
		if (!progress_at("reading", filled, filled < size ? size : 0)) {
			progress_err(err);
			break;
		}
	}
	free(text);
	return -1;
}

int file_read(const char *path, size_t max, char **data, size_t *length, struct err *err)
{
	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "standard input", 0, max, data, length, err);

	/* Opening a pipe must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat info;
	int result = -1;

	if (fd < 0)
		return file_fail(err, path, "cannot be opened", errno);
	if (fstat(fd, &info) < 0) {
		file_fail(err, path, "cannot be read", errno);
	} else if (S_ISDIR(info.st_mode)) {
		err_set(err, "is a folder, not a file");
		err_file(err, path);
		err_remedy(err, "name a file inside it");
	} else if (S_ISREG(info.st_mode) && (uintmax_t)info.st_size > max) {
		too_large(err, path, max);
	} else {
		result = read_all(fd, path, S_ISREG(info.st_mode) ? (size_t)info.st_size : 0, max, data,
		                  length, err);
	}
	close(fd);
	return result;
}

bool file_exists(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0;
}

bool file_is_plain(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

struct file_stamp file_stamp_of(const char *path)
{
	struct stat info;

	if (stat(path, &info) < 0)
		return (struct file_stamp){ 0 };
	return (struct file_stamp){ .device = info.st_dev,
		                    .inode = info.st_ino,
		                    .size = (uint64_t)info.st_size,
		                    .seconds = (uint64_t)info.st_mtim.tv_sec,
		                    .nanoseconds = (uint64_t)info.st_mtim.tv_nsec };
}

bool file_stamp_fits(const struct file_stamp *stamp, const char *path)
{
	struct file_stamp now = file_stamp_of(path);

	return stamp->device == now.device && stamp->inode == now.inode && stamp->size == now.size &&
	       stamp->seconds == now.seconds && stamp->nanoseconds == now.nanoseconds;
}
