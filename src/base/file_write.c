/*
 * A new file atomically replaces the old one, so that a crash leaves either the old text or the new one.
 * If the system supports it (O_TMPFILE), the file has no name until it is complete, so a kill leaves
 * nothing.  Otherwise it is created with open(O_EXCL, 0666), not mkstemp, so that the kernel applies the
 * umask and the folder's default ACL; reading the umask means setting it, which other threads would see.
 *
 * Some files would change if replaced: those with hard links, or with an owner, group or ACL that a new
 * file cannot get.  These, and files in a folder that is not writable, are written in place, like vim's
 * backupcopy=auto: this keeps everything but may lose the text in a crash.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/file.h>

#include "base/file_fresh.h"
#include "base/file_private.h"

enum { LINKS_MAX = 40, ATTRIBUTES_MAX = 4096 };

struct job {
	const char *path;  /* as given; for messages */
	struct buf target; /* the file itself */
	bool exists;
	struct stat old; /* if it exists */
	const char *data;
	size_t length;
};

static int refuse_existing(struct err *err, const char *path)
{
	err_set(err, "already exists and was not changed");
	err_file(err, path);
	return err_remedy(err, "choose another name, or remove the file first");
}

/* Follows symbolic links at the end of `path`, even to a file that does not exist.  Returns 0 or an errno. */
static int follow(struct buf *path)
{
	struct buf next;
	int code = 0;

	buf_init(&next);
	for (int links = 0;; links++) {
		char target[PATH_MAX];
		ssize_t length = readlink(path->data, target, sizeof(target));

		if (length < 0) {
			/* EINVAL: not a link; ENOENT: a new file. */
			code = errno == EINVAL || errno == ENOENT ? 0 : errno;
			break;
		}
		if (links == LINKS_MAX || (size_t)length == sizeof(target)) {
			code = links == LINKS_MAX ? ELOOP : ENAMETOOLONG;
			break;
		}
		buf_clear(&next);
		if (target[0] != '/')
			fresh_folder(&next, path->data);
		buf_add(&next, target, (size_t)length);
		buf_clear(path);
		buf_add(path, next.data, next.length);
	}
	buf_release(&next);
	return code;
}

/* --- in place ----------------------------------------------------------------- */

/* True if the file has an ACL or user attributes, which a new file would lack.  System attributes do not
 * count: each file gets them. */
static bool has_attributes(const char *path)
{
	char names[ATTRIBUTES_MAX];
	ssize_t length = listxattr(path, names, sizeof(names));

	if (length < 0)
		return errno == ERANGE;
	for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1)
		if (strncmp(names + at, "security.", 9) != 0)
			return true;
	return false;
}

static int left_in_part(struct err *err, const struct job *job, int code)
{
	file_fail(err, job->path, "was written only in part, and its old text is lost", code);
	return err_remedy(err, "save under another name, on a disk with free space");
}

/* Reserves the space first, so that a full disk does not lose the old text. */
static int write_in_place(const struct job *job, struct err *err)
{
	int fd = open(job->target.data, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), code;

	if (fd < 0)
		return file_fail(err, job->path, "cannot be written", errno);
	code = posix_fallocate(fd, 0, job->length ? (off_t)job->length : 1);
	if (code == ENOSPC || code == EFBIG || code == EDQUOT || code == EIO) {
		int cut = ftruncate(fd, job->old.st_size);

		close(fd);
		return file_fail(err, job->path,
		                 cut == 0 ? "cannot be written and was not changed" : "cannot be written",
		                 code);
	}
	code = fresh_write(fd, job->data, job->length);
	if (!code && ftruncate(fd, (off_t)job->length) < 0)
		code = errno;
	if (!code)
		code = fresh_flush(fd);
	if (close(fd) < 0 && !code && errno != EINTR)
		code = errno;
	return code ? left_in_part(err, job, code) : 0;
}

/* --- by a new file ------------------------------------------------------------- */

/* Gives the new file the old one's owner, group and mode; false if that fails. */
static bool take_after(int fd, const struct stat *old)
{
	struct stat ours;

	if (fstat(fd, &ours) < 0)
		return false;
	if ((ours.st_uid != old->st_uid || ours.st_gid != old->st_gid) &&
	    fchown(fd, old->st_uid, old->st_gid) < 0)
		return false;
	return fchmod(fd, old->st_mode & 07777) == 0 || errno == EPERM || errno == ENOTSUP;
}

/* Errors after which a file can still be written in place. */
static bool only_in_place(int code)
{
	return code == EACCES || code == EPERM || code == EROFS || code == EBUSY || code == EXDEV ||
	       code == ENAMETOOLONG;
}

static int write_fresh(const struct job *job, struct err *err)
{
	struct fresh fresh;
	bool alike = true;
	int code = fresh_open(&fresh, job->target.data);

	if (code && !(job->exists && only_in_place(code)))
		return file_fail(err, job->path, "cannot create a file in its folder", code);
	if (code)
		return write_in_place(job, err);
	if (job->exists)
		alike = take_after(fresh.fd, &job->old);
	if (alike) {
		code = fresh_write(fresh.fd, job->data, job->length);
		if (!code)
			code = fresh_flush(fresh.fd);
		if (!code)
			code = job->exists ? fresh_replace(&fresh) : fresh_place(&fresh);
	}
	fresh_close(&fresh);
	if (code == EAGAIN)
		return write_fresh(job, err);
	if (!alike || (job->exists && only_in_place(code)))
		return write_in_place(job, err);
	if (code == EEXIST && !job->exists)
		return refuse_existing(err, job->path);
	if (code)
		return file_fail(err, job->path, "cannot be written", code);
	fresh_clear_stale(job->target.data);
	return 0;
}

static int write_job(const struct job *job, struct err *err)
{
	if (job->exists && (job->old.st_nlink > 1 || has_attributes(job->target.data)))
		return write_in_place(job, err);
	return write_fresh(job, err);
}

static int check_target(const char *path, const struct stat *old, struct err *err)
{
	if (S_ISDIR(old->st_mode)) {
		err_set(err, "is a folder and cannot be written as a file");
		err_file(err, path);
		return err_remedy(err, "add a file name to it");
	}
	if (!S_ISREG(old->st_mode) && !S_ISCHR(old->st_mode) && !S_ISFIFO(old->st_mode)) {
		err_set(err, "is a device or a socket");
		err_file(err, path);
		return err_remedy(err, "choose the name of a plain file");
	}
	/* rename checks only the folder's permissions, but a read-only file must not be replaced. */
	return access(path, W_OK) < 0 ? file_fail(err, path, "cannot be written", errno) : 0;
}

int file_may_replace(const char *path, struct err *err)
{
	struct stat old;

	return stat(path, &old) == 0 ? check_target(path, &old, err) : 0;
}

int file_write(const char *path, const char *data, size_t length, bool replace, struct err *err)
{
	struct job job = { .path = path, .data = data, .length = length };
	int result, code;

	job.exists = stat(path, &job.old) == 0;
	if (job.exists && S_ISREG(job.old.st_mode) && !replace)
		return refuse_existing(err, path);
	if (job.exists && check_target(path, &job.old, err) < 0)
		return -1;
	if (job.exists && !S_ISREG(job.old.st_mode))
		return file_write_stream(path, data, length, err);
	buf_init(&job.target);
	buf_add_text(&job.target, path);
	code = replace ? follow(&job.target) : 0;
	result = code ? file_fail(err, path, "cannot be written", code) : write_job(&job, err);
	buf_release(&job.target);
	return result;
}
