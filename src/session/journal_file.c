/*
 * The journal file: created, appended to, locked and found again.
 *
 * Where the system can (O_TMPFILE), a journal gets its name only after its first text is written, so a
 * process that dies before leaves nothing.  Elsewhere the file has its name from the start.
 *
 * Rejected: checking whether the process with the writer's id is alive.  Ids are reused, and containers do
 * not see each other's processes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <heddle/mem.h>

#include "session/journal_private.h"

enum { NAME_PART_MAX = 60 }; /* bytes of the session's name within the file's name */

bool journal_folder(struct buf *out)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	/* The XDG specification says to ignore relative paths. */
	if (state && state[0] == '/')
		buf_printf(out, "%s/heddle", state);
	else if (home && *home)
		buf_printf(out, "%s/.local/state/heddle", home);
	else
		return false;
	return true;
}

static int make_folders(char *path)
{
	for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		int result = mkdir(path, 0700);
		*slash = '/';
		if (result != 0 && errno != EEXIST)
			return -1;
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

/* Appends a unique, descriptive name:  "naive-20240612-140312-4242-0". */
static void add_name(struct buf *path, const char *what)
{
	static unsigned number; /* one process may play several sessions */
	char when[40] = "0";
	time_t now = time(NULL);
	struct tm parts;
	if (localtime_r(&now, &parts))
		strftime(when, sizeof when, "%Y%m%d-%H%M%S", &parts);
	const char *slash = strrchr(what, '/');
	what = slash ? slash + 1 : what;
	buf_add_char(path, '/');
	for (size_t i = 0; i < NAME_PART_MAX && what[i]; i++) {
		unsigned char c = (unsigned char)what[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		             c == '_' || (c == '.' && i);
		buf_add_char(path, plain ? what[i] : '-');
	}
	buf_printf(path, "-%s-%ld-%u" JOURNAL_ENDING, when, (long)getpid(), number++);
}

static int write_all(int file, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t count = write(file, text, length);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return errno;
		text += count;
		length -= (size_t)count;
	}
	return 0;
}

/* The file is invisible until complete.  Returns -1 where the system cannot do that. */
static int create_unseen(const char *folder, const char *path, const struct buf *text, int *code)
{
#ifdef O_TMPFILE
	char link[40];
	int file = open(folder, O_TMPFILE | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
	if (file < 0)
		return -1;
	flock(file, LOCK_EX | LOCK_NB);
	*code = write_all(file, text->data, text->length);
	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	if (*code == 0 && linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
		return file;
	close(file);
#else
	(void)folder;
	(void)path;
	(void)text;
	(void)code;
#endif
	return -1;
}

static int create_named(const char *path, const struct buf *text, int *code)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (file < 0) {
		*code = errno;
		return -1;
	}
	/* Without locks (some network disks) it looks left behind while we run.  Another process may then
	 * restore a copy and remove it; we start a new one. */
	flock(file, LOCK_EX);
	*code = write_all(file, text->data, text->length);
	if (*code == 0)
		return file;
	unlink(path);
	close(file);
	return -1;
}

int journal_file_create(struct journal_file *file, const char *what, const struct buf *text, struct buf *why)
{
	struct buf folder, path;
	int code = 0;
	buf_init(&folder);
	buf_init(&path);
	file->fd = -1;
	if (!journal_folder(&folder)) {
		buf_add_text(why, "HOME is not set");
	} else if (make_folders(folder.data) != 0) {
		buf_printf(why, "%s: %s", folder.data, strerror(errno));
	} else {
		buf_add_text(&path, folder.data);
		add_name(&path, what);
		file->fd = create_unseen(folder.data, path.data, text, &code);
		if (file->fd < 0 && code == 0)
			file->fd = create_named(path.data, text, &code);
		if (file->fd < 0)
			buf_printf(why, "%s: %s", folder.data, strerror(code));
	}
	if (file->fd >= 0) {
		file->path = buf_detach(&path);
		file->length = (off_t)text->length;
	}
	buf_release(&path);
	buf_release(&folder);
	return file->fd >= 0 ? 0 : -1;
}

int journal_file_append(struct journal_file *file, const struct buf *text)
{
	int code = write_all(file->fd, text->data, text->length);
	if (code == 0)
		file->length += (off_t)text->length;
	else if (ftruncate(file->fd, file->length) != 0)
		file->length = -1; /* no longer intact: a new journal is started */
	return code;
}

/* True if `path` still names the open file.  Fills in `info` about that file. */
static bool has_name(int file, const char *path, struct stat *info)
{
	struct stat named;
	return fstat(file, info) == 0 && lstat(path, &named) == 0 && info->st_dev == named.st_dev &&
	       info->st_ino == named.st_ino;
}

bool journal_file_intact(const struct journal_file *file)
{
	struct stat info;
	return has_name(file->fd, file->path, &info) && info.st_size == file->length;
}

int journal_file_sync(const struct journal_file *file)
{
	return fsync(file->fd) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
}

void journal_file_close(struct journal_file *file, bool keep)
{
	if (file->fd < 0)
		return;
	struct stat info;
	if (!keep && has_name(file->fd, file->path, &info))
		unlink(file->path);
	close(file->fd); /* last: it releases the lock */
	file->fd = -1;
	free(file->path);
	file->path = NULL;
}

int journal_lock(const char *path, bool exclusive, bool *alive)
{
	*alive = false;
	/* Some network disks grant exclusive locks only on files open for writing. */
	int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0)
		file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (file < 0)
		return -1;
	if (flock(file, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return file;
	*alive = true;
	close(file);
	return -1;
}
