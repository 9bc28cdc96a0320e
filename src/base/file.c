/*
 * Reading takes the file as it comes, in pieces, and trusts no size that it was
 * told: a pipe has none, and a file may grow meanwhile.  Writing goes through
 * a fresh file beside the target.
 *
 * The fresh file is made with open(O_EXCL, 0666) rather than with mkstemp, so
 * that the kernel applies the umask and the folder's default ACL; asking for
 * the umask means setting it, which other threads would see.
 */
#include "heddle/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "heddle/buf.h"
#include "heddle/err.h"
#include "heddle/mem.h"
#include "heddle/progress.h"

enum { READ_STEP = 64 * 1024, READ_WAIT = 50 /* milliseconds */, LINKS_MAX = 40, NAMES_MAX = 100 };

/* Sets the error for a call that left `code` in errno, with what the user can do. */
static int fail(struct err *err, const char *path, const char *what, int code)
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
		remedy = "choose a folder that can be written";
		break;
	case ENOSPC:
	case EDQUOT:
		remedy = "free some space or choose another disk";
		break;
	case ENAMETOOLONG:
		remedy = "choose a shorter name";
		break;
	case ELOOP:
		remedy = "remove the symbolic links that lead round in a circle";
		break;
	}
	return remedy ? err_remedy(err, "%s", remedy) : -1;
}

/* --- reading ---------------------------------------------------------------- */

static int too_large(struct err *err, const char *name, size_t max)
{
	err_set(err, "larger than the %zu bytes that are read at most", max);
	err_file(err, name);
	return err_remedy(err, "check that this is the file you meant");
}

/* Waits until there is something to read, or the end; false: the work shall not go on. */
static bool wait_for_more(int fd, size_t filled, size_t size)
{
	struct pollfd wanted = { .fd = fd, .events = POLLIN };

	while (poll(&wanted, 1, READ_WAIT) == 0)
		if (!progress_at("reading", filled, size))
			return false;
	return true;
}

/* `size` is what the file is said to have; 0: nobody knows. */
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
			fail(err, name, "cannot be read", errno);
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

	/* Whoever writes a pipe may come later, or never: neither is waited for here. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat info;
	int result = -1;

	if (fd < 0)
		return fail(err, path, "cannot be opened", errno);
	if (fstat(fd, &info) < 0) {
		fail(err, path, "cannot be read", errno);
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

/* --- writing ---------------------------------------------------------------- */

/* Puts into `folder` the part of `path` up to and with the last slash; "" is
 * the working folder. */
static void folder_of(struct buf *folder, const char *path)
{
	const char *slash = strrchr(path, '/');

	buf_clear(folder);
	if (slash)
		buf_add(folder, path, (size_t)(slash - path) + 1);
}

/* Follows symbolic links that `path` ends in, also to a file that is not there
 * yet.  Returns 0 or an errno. */
static int follow(struct buf *path)
{
	struct buf next;
	int code = 0;

	buf_init(&next);
	for (int links = 0;; links++) {
		char target[PATH_MAX];
		ssize_t length = readlink(path->data, target, sizeof(target));

		if (length < 0) {
			/* Not a link, or nothing there: the walk is over. */
			code = errno == EINVAL || errno == ENOENT ? 0 : errno;
			break;
		}
		if (links == LINKS_MAX || (size_t)length == sizeof(target)) {
			code = links == LINKS_MAX ? ELOOP : ENAMETOOLONG;
			break;
		}
		folder_of(&next, length && target[0] == '/' ? "" : path->data);
		buf_add(&next, target, (size_t)length);
		buf_clear(path);
		buf_add(path, next.data, next.length);
	}
	buf_release(&next);
	return code;
}

/* Opens a file that did not exist, in the folder of `target`, with a name
 * nobody else has.  Returns -1 with errno set. */
static int open_fresh(struct buf *name, const char *target)
{
	static atomic_uint serial;
	struct timespec now;
	int fd = -1;

	clock_gettime(CLOCK_REALTIME, &now);
	for (int i = 0; i < NAMES_MAX; i++) {
		folder_of(name, target);
		buf_printf(name, ".heddle-%lx-%lx-%x", (unsigned long)getpid(),
		           (unsigned long)now.tv_nsec, atomic_fetch_add(&serial, 1));
		fd = open(name->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd;
}

static int write_all(int fd, const char *data, size_t length)
{
	while (length > 0) {
		ssize_t put = write(fd, data, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return errno;
		data += put;
		length -= (size_t)put;
	}
	return 0;
}

/* Flushes to disk; file systems that cannot are taken as they are. */
static int flush(int fd)
{
	if (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS)
		return 0;
	return errno;
}

/* The new name itself must survive a crash too.  The text is in place by now,
 * so a folder that cannot be flushed is no reason to report a failed save. */
static void flush_folder(const char *target)
{
	struct buf folder;

	buf_init(&folder);
	folder_of(&folder, target);

	int fd = open(folder.length ? folder.data : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		flush(fd);
		close(fd);
	}
	buf_release(&folder);
}

/* Gives the target its new text, but only if no such file is there.  link()
 * refuses an existing name in one step; where there are no hard links the name
 * is taken with O_EXCL first. */
static int place_new(const char *fresh, const char *target)
{
	if (link(fresh, target) == 0) {
		unlink(fresh);
		return 0;
	}
	if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS && errno != EMLINK)
		return errno;

	int fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return errno;
	close(fd);
	return rename(fresh, target) < 0 ? errno : 0;
}

static int refuse_existing(struct err *err, const char *path)
{
	err_set(err, "already exists and was left as it is");
	err_file(err, path);
	return err_remedy(err, "choose another name, or remove the file first");
}

/* Pipes and terminals (-o /dev/stdout) hold nothing that could be lost, and
 * must not be replaced by a file. */
static int write_stream(const char *path, const char *data, size_t length, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return fail(err, path, "cannot be opened for writing", errno);

	int code = write_all(fd, data, length);

	if (close(fd) < 0 && !code && errno != EINTR)
		code = errno;
	return code ? fail(err, path, "cannot be written", code) : 0;
}

/* `old` is the file being replaced, null for a new one. */
static int write_fresh(const char *path, const char *target, const struct stat *old,
                       const char *data, size_t length, bool replace, struct err *err)
{
	struct buf fresh;
	int result = -1, code = 0;

	buf_init(&fresh);

	int fd = open_fresh(&fresh, target);

	if (fd < 0) {
		fail(err, path, "no file can be made in its folder", errno);
		goto out;
	}
	code = write_all(fd, data, length);
	if (!code && old) {
		/* Only a privileged user can give a file away; then the mode must not
		 * open it to a group that could not read it before. */
		mode_t mode = old->st_mode & 0777;

		if (fchown(fd, old->st_uid, old->st_gid) < 0 &&
		    fchown(fd, (uid_t)-1, old->st_gid) < 0)
			mode &= ~(mode_t)0070 | (mode & 0007) << 3;
		if (fchmod(fd, mode) < 0 && errno != EPERM && errno != ENOTSUP)
			code = errno;
	}
	if (!code)
		code = flush(fd);
	if (close(fd) < 0 && !code && errno != EINTR)
		code = errno;
	if (!code) {
		if (replace)
			code = rename(fresh.data, target) < 0 ? errno : 0;
		else
			code = place_new(fresh.data, target);
	}
	if (code) {
		unlink(fresh.data);
		if (code == EEXIST && !replace)
			refuse_existing(err, path);
		else
			fail(err, path, "cannot be written", code);
		goto out;
	}
	flush_folder(target);
	result = 0;
out:
	buf_release(&fresh);
	return result;
}

int file_write(const char *path, const char *data, size_t length, bool replace, struct err *err)
{
	struct stat info;
	bool exists = stat(path, &info) == 0;

	if (exists && S_ISDIR(info.st_mode)) {
		err_set(err, "is a folder and cannot be written as a file");
		err_file(err, path);
		return err_remedy(err, "add a file name to it");
	}
	if (exists && (S_ISCHR(info.st_mode) || S_ISFIFO(info.st_mode)))
		return write_stream(path, data, length, err);
	if (exists && !S_ISREG(info.st_mode)) {
		err_set(err, "is a device or a socket and not written to");
		err_file(err, path);
		return err_remedy(err, "choose the name of a plain file");
	}
	if (exists && !replace)
		return refuse_existing(err, path);
	/* rename asks the folder only; a file somebody made read-only is meant to stay. */
	if (exists && access(path, W_OK) < 0)
		return fail(err, path, "cannot be written", errno);

	struct buf target;
	int result, code;

	buf_init(&target);
	buf_add_text(&target, path);
	code = replace ? follow(&target) : 0;
	if (code)
		result = fail(err, path, "cannot be written", code);
	else
		result = write_fresh(path, target.data, exists ? &info : NULL, data, length,
		                     replace, err);
	buf_release(&target);
	return result;
}
