/*
 * linkat names an unnamed file but never replaces one, so a replacement ends with a rename.  In between, a
 * file ".heddle-…" exists: for two system calls or, where files must have names from the start, while the
 * text is written.  That file is locked while its process lives.  An unlocked one was left by a killed
 * process, and the next save in its folder removes it.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file_fresh.h"

#define FRESH_BEGINS ".heddle-"

enum { NAMES_MAX = 100, STALE_AFTER = 60 /* seconds; a new file is locked sooner */ };

void fresh_folder(struct buf *folder, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash)
		buf_add(folder, path, (size_t)(slash - path) + 1);
}

/* A unique name in the target's folder. */
static void invent_name(struct fresh *fresh)
{
	static atomic_uint serial;
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	buf_clear(&fresh->name);
	fresh_folder(&fresh->name, fresh->target);
	buf_printf(&fresh->name, FRESH_BEGINS "%lx-%lx-%x", (unsigned long)getpid(),
	           (unsigned long)now.tv_nsec, atomic_fetch_add(&serial, 1));
}

static atomic_bool unnamed_fails; /* linking an unnamed file has failed before */

static int open_unnamed(const char *folder)
{
#ifdef O_TMPFILE
	/* Without /proc, an unnamed file cannot be linked. */
	if (!unnamed_fails && access("/proc/self/fd", F_OK) == 0)
		return open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
#endif
	(void)folder;
	return -1;
}

/* Returns 0 or an errno. */
static int open_named(struct fresh *fresh)
{
	for (int i = 0; i < NAMES_MAX; i++) {
		invent_name(fresh);
		fresh->fd =
		        open(fresh->name.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
		if (fresh->fd >= 0)
			return 0;
		if (errno != EEXIST)
			break;
	}

	int code = errno;

	buf_clear(&fresh->name);
	return code;
}

int fresh_open(struct fresh *fresh, const char *target)
{
	struct buf folder;
	int code = 0;

	buf_init(&folder);
	buf_init(&fresh->name);
	fresh->target = target;
	fresh_folder(&folder, target);
	fresh->fd = open_unnamed(folder.length ? folder.data : ".");
	if (fresh->fd < 0)
		code = open_named(fresh);
	if (fresh->fd >= 0)
		flock(fresh->fd, LOCK_EX | LOCK_NB);
	else
		buf_release(&fresh->name);
	buf_release(&folder);
	return code;
}

/* Names an unnamed file.  EAGAIN: not supported here; the next file will have a name from the start. */
static int link_unnamed(const struct fresh *fresh, const char *name)
{
	char link[40];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fresh->fd);
	if (linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	if (errno != ENOENT && errno != EXDEV && errno != EPERM && errno != EINVAL && errno != ENOTSUP)
		return errno;
	unnamed_fails = true;
	return EAGAIN;
}

/* The new name must survive a crash too.  The text is already in place, so failing to flush the folder does
 * not count as a failed save. */
static void flush_folder(const char *target)
{
	struct buf folder;

	buf_init(&folder);
	fresh_folder(&folder, target);

	int fd = open(folder.length ? folder.data : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fresh_flush(fd);
		close(fd);
	}
	buf_release(&folder);
}

static void has_place(struct fresh *fresh)
{
	buf_clear(&fresh->name);
	flush_folder(fresh->target);
}

/* link() atomically refuses an existing name; without hard links, O_EXCL reserves the name first. */
static int place_named(struct fresh *fresh)
{
	if (link(fresh->name.data, fresh->target) == 0) {
		unlink(fresh->name.data);
		return 0;
	}
	if (errno != EPERM && errno != ENOTSUP && errno != ENOSYS && errno != EMLINK)
		return errno;

	int fd = open(fresh->target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return errno;
	close(fd);
	return rename(fresh->name.data, fresh->target) < 0 ? errno : 0;
}

int fresh_place(struct fresh *fresh)
{
	int code = fresh->name.length ? place_named(fresh) : link_unnamed(fresh, fresh->target);

	if (!code)
		has_place(fresh);
	return code;
}

int fresh_replace(struct fresh *fresh)
{
	if (!fresh->name.length) {
		invent_name(fresh);

		int code = link_unnamed(fresh, fresh->name.data);

		if (code) {
			buf_clear(&fresh->name);
			return code;
		}
	}
	if (rename(fresh->name.data, fresh->target) < 0)
		return errno;
	has_place(fresh);
	return 0;
}

void fresh_close(struct fresh *fresh)
{
	if (fresh->name.length)
		unlink(fresh->name.data);
	close(fresh->fd);
	buf_release(&fresh->name);
}

int fresh_write(int fd, const char *data, size_t length)
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

int fresh_flush(int fd)
{
	if (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS)
		return 0;
	return errno;
}

/* --- files left by killed processes --------------------------------------------------------- */

static bool is_stale(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat info;
	bool stale = fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
	             time(NULL) - info.st_mtime > STALE_AFTER && flock(fd, LOCK_EX | LOCK_NB) == 0;

	if (fd >= 0)
		close(fd);
	return stale;
}

/* Matches ".heddle-" and three hexadecimal numbers. */
static bool is_name_of_fresh(const char *name)
{
	unsigned long pid, time;
	unsigned serial;
	int end = 0;

	return sscanf(name, FRESH_BEGINS "%lx-%lx-%x%n", &pid, &time, &serial, &end) == 3 && !name[end];
}

void fresh_clear_stale(const char *target)
{
	struct buf path;

	buf_init(&path);
	fresh_folder(&path, target);

	DIR *folder = opendir(path.length ? path.data : ".");

	for (struct dirent *entry; folder && (entry = readdir(folder));)
		if (is_name_of_fresh(entry->d_name) && is_stale(dirfd(folder), entry->d_name))
			unlinkat(dirfd(folder), entry->d_name, 0);
	if (folder)
		closedir(folder);
	buf_release(&path);
}
