/* Saving leaves a file what it was to others, loses nothing on the way, and hangs on nothing. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/progress.h>

/* Calls at which the process is killed, once they are named; or that do not work. */
static const char *kill_at = "", *broken = "";

int fsync(int fd)
{
	if (strcmp(kill_at, "fsync") == 0)
		raise(SIGKILL);
	return (int)syscall(SYS_fsync, fd);
}

int rename(const char *old, const char *new)
{
	if (strcmp(kill_at, "rename") == 0)
		raise(SIGKILL);
	return (int)syscall(SYS_renameat2, AT_FDCWD, old, AT_FDCWD, new, 0);
}

int linkat(int folder, const char *old, int to, const char *new, int flags)
{
	if (strcmp(broken, "linkat") == 0) {
		errno = ENOENT;
		return -1;
	}
	return (int)syscall(SYS_linkat, folder, old, to, new, flags);
}

/* --- a folder of the test's own ------------------------------------------------ */

static char folder[64];
static int before;

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/heddle-file-XXXXXX");
	before = open(".", O_RDONLY);
	return before >= 0 && mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static unsigned entries(bool remove)
{
	unsigned count = 0;
	DIR *list = opendir(".");

	for (struct dirent *entry; (entry = readdir(list));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			count++;
			if (remove)
				unlink(entry->d_name);
		}
	closedir(list);
	return count;
}

static int tear_down(void **state)
{
	(void)state;
	kill_at = broken = "";
	entries(true);
	if (fchdir(before) != 0)
		return -1;
	close(before);
	return rmdir(folder);
}

static void put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void holds(const char *name, const char *text)
{
	char *data;
	size_t length;

	assert_int_equal(file_read(name, 1000000, &data, &length, NULL), 0);
	assert_string_equal(data, text);
	free(data);
}

static void saves(const char *name, const char *text)
{
	struct err err = { 0 };
	char message[1500];

	if (file_write(name, text, strlen(text), true, &err) != 0)
		fail_msg("%s", err_format(&err, message, sizeof(message)));
	holds(name, text);
}

static struct stat about(const char *name)
{
	struct stat info;

	assert_int_equal(stat(name, &info), 0);
	return info;
}

/* --- what a file is ------------------------------------------------------------ */

static void all_hard_links_get_the_new_text(void **state)
{
	(void)state;
	put("one", "old");
	assert_int_equal(link("one", "two"), 0);
	saves("one", "new and longer");
	holds("two", "new and longer");
	saves("two", "s");
	holds("one", "s");
	assert_int_equal(about("one").st_ino, about("two").st_ino);
	assert_int_equal(entries(false), 2);
}

static void links_and_modes_are_kept(void **state)
{
	struct stat info;

	(void)state;
	put("real", "old");
	assert_int_equal(chmod("real", 0640), 0);
	assert_int_equal(symlink("real", "link"), 0);
	saves("link", "new");
	holds("real", "new");
	assert_int_equal(lstat("link", &info), 0);
	assert_true(S_ISLNK(info.st_mode));
	assert_int_equal(about("real").st_mode & 07777, 0640);
	assert_int_equal(entries(false), 2);
}

static void attributes_are_kept(void **state)
{
	char value[10];

	(void)state;
	put("file", "old");
	if (setxattr("file", "user.note", "mine", 4, 0) != 0)
		skip(); /* not on this file system */
	saves("file", "new");
	assert_int_equal(getxattr("file", "user.note", value, sizeof(value)), 4);
}

static void the_owner_of_a_file_is_kept(void **state)
{
	pid_t child;
	int status;

	(void)state;
	put("file", "old");
	if (chown("file", 12345, 12345) != 0 || chmod("file", 0666) != 0 || chmod(".", 0777) != 0)
		skip(); /* only a privileged user gives files away */
	child = fork();
	if (child == 0) {
		if (setgid(23456) != 0 || setuid(23456) != 0)
			_exit(2);
		_exit(file_write("file", "new", 3, true, NULL) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	holds("file", "new");
	assert_int_equal(about("file").st_uid, 12345);
	assert_int_equal(about("file").st_mode & 07777, 0666);
}

static void in_a_read_only_folder_a_file_is_written_in_place(void **state)
{
	pid_t child;
	int status;

	(void)state;
	put("file", "old");
	if (chown("file", 23456, 23456) != 0 || chmod(".", 0755) != 0)
		skip();
	child = fork();
	if (child == 0) {
		if (setgid(23456) != 0 || setuid(23456) != 0)
			_exit(2);
		_exit(file_write("file", "new", 3, true, NULL) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	holds("file", "new");
}

/* --- kills and full disks ------------------------------------------------------ */

static void save_and_die_at(const char *call)
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		kill_at = call;
		file_write("file", "new", 3, true, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void a_kill_in_the_middle_of_a_save_leaves_the_old_file_alone(void **state)
{
	(void)state;
	put("file", "old");
	save_and_die_at("fsync");
	holds("file", "old");
	assert_int_equal(entries(false), 1);
}

static void a_later_save_removes_what_a_kill_left(void **state)
{
	char name[] = ".heddle-1-2-3";

	(void)state;
	put("file", "old");
	save_and_die_at("rename"); /* the last moment, at which the new file has a name */
	holds("file", "old");
	assert_int_equal(entries(false), 2);
	saves("file", "new");
	assert_int_equal(entries(false), 2); /* it may be about to be locked */
	put(name, "left long ago");
	assert_int_equal(utimensat(AT_FDCWD, name, (struct timespec[2]){ { 1, 0 }, { 1, 0 } }, 0), 0);
	put(".heddle-rc", "of a person");
	assert_int_equal(utimensat(AT_FDCWD, ".heddle-rc", (struct timespec[2]){ { 1, 0 }, { 1, 0 } }, 0), 0);
	saves("file", "newer");
	assert_int_equal(access(name, F_OK), -1);
	assert_int_equal(access(".heddle-rc", F_OK), 0);
}

static void saving_works_without_unnamed_files(void **state)
{
	(void)state;
	broken = "linkat";
	put("file", "old");
	saves("file", "new");
	saves("other", "text");
	assert_int_equal(entries(false), 2);
}

static void a_full_disk_damages_neither_a_file_nor_its_hard_link(void **state)
{
	struct rlimit limit, small;
	struct err err = { 0 };
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text));
	put("one", "old");
	put("two", "old");
	assert_int_equal(link("two", "three"), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);

	int one = file_write("one", text, sizeof(text), true, NULL);
	int two = file_write("two", text, sizeof(text), true, &err);

	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(one, -1);
	assert_int_equal(two, -1);
	assert_non_null(strstr(err.what, "was not changed"));
	holds("one", "old");
	holds("three", "old");
	assert_int_equal(entries(false), 3);
}

/* --- pipes --------------------------------------------------------------------- */

static void a_pipe_without_a_reader_is_refused(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_int_equal(file_write("pipe", "x", 1, true, &err), -1);
	assert_non_null(strstr(err.what, "without a reader"));
	assert_int_equal(file_is_plain("pipe"), false);
}

static bool refuse(void *ctx, const struct progress *progress)
{
	(void)ctx;
	(void)progress;
	return false;
}

static void writing_to_a_pipe_that_is_not_read_can_be_stopped(void **state)
{
	static char much[1000000];
	struct err err = { 0 };

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);

	int end = open("pipe", O_RDWR);

	progress_to(refuse, NULL, 100);
	assert_int_equal(file_write("pipe", much, sizeof(much), true, &err), -1);
	progress_to(NULL, NULL, 0);
	close(end);
	assert_non_null(strstr(err.what, "stopped before everything was written"));
}

static void a_reader_that_goes_away_is_an_error(void **state)
{
	static char much[1000000];
	struct err err = { 0 };
	int status;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(mkfifo("pipe", 0600), 0);

	pid_t child = fork();

	if (child == 0) {
		int fd = open("pipe", O_RDONLY);
		char text[100];

		_exit(read(fd, text, sizeof(text)) > 0 ? 0 : 1);
	}
	assert_int_equal(file_write("pipe", much, sizeof(much), true, &err), -1);
	assert_non_null(strstr(err.what, strerror(EPIPE)));
	assert_int_equal(waitpid(child, &status, 0), child);
}

/* --- stamps -------------------------------------------------------------------- */

static void a_stamp_detects_a_later_write(void **state)
{
	(void)state;
	put("file", "one");

	struct file_stamp stamp = file_stamp_of("file");

	assert_true(file_stamp_fits(&stamp, "file"));
	saves("file", "two");
	assert_false(file_stamp_fits(&stamp, "file"));
	stamp = file_stamp_of("file");
	put("file", "three");
	assert_false(file_stamp_fits(&stamp, "file"));
	unlink("file");
	assert_false(file_stamp_fits(&stamp, "file"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_hard_links_get_the_new_text),
		TEST(links_and_modes_are_kept),
		TEST(attributes_are_kept),
		TEST(the_owner_of_a_file_is_kept),
		TEST(in_a_read_only_folder_a_file_is_written_in_place),
		TEST(a_kill_in_the_middle_of_a_save_leaves_the_old_file_alone),
		TEST(a_later_save_removes_what_a_kill_left),
		TEST(a_full_disk_damages_neither_a_file_nor_its_hard_link),
		TEST(a_pipe_without_a_reader_is_refused),
		TEST(writing_to_a_pipe_that_is_not_read_can_be_stopped),
		TEST(a_reader_that_goes_away_is_an_error),
		TEST(a_stamp_detects_a_later_write),
		TEST(saving_works_without_unnamed_files), /* last: it is
		                                                                   remembered */
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
