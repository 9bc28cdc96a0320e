/* Reading and writing files. */
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/mem.h>

/* A folder of its own for each test; the working folder while it runs. */
static int enter_folder(void **state)
{
	char path[] = "/tmp/heddle-test-XXXXXX";

	if (!mkdtemp(path) || chdir(path) < 0)
		return -1;
	*state = mem_strdup(path);
	return 0;
}

static int leave_folder(void **state)
{
	char command[PATH_MAX + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", (const char *)*state);
	free(*state);
	return chdir("/") < 0 || system(command) != 0 ? -1 : 0;
}

static void assert_holds(const char *path, const char *expected)
{
	char *data;
	size_t length;
	struct err err;

	assert_int_equal(file_read(path, FILE_READ_MAX, &data, &length, &err), 0);
	assert_int_equal(length, strlen(expected));
	assert_string_equal(data, expected);
	free(data);
}

/* How many names the working folder holds: a save must leave none behind. */
static void assert_file_count(int expected)
{
	FILE *list = popen("ls -A | wc -l", "r");
	int count = -1;

	assert_non_null(list);
	assert_int_equal(fscanf(list, "%d", &count), 1);
	pclose(list);
	assert_int_equal(count, expected);
}

static void what_is_written_is_read_back(void **state)
{
	(void)state;
	size_t size = 200001, length;
	char *text = mem_array(size, 1), *back;

	for (size_t i = 0; i < size; i++)
		text[i] = (char)(i * 31);
	assert_int_equal(file_write("a", text, size, false, NULL), 0);
	assert_int_equal(file_read("a", FILE_READ_MAX, &back, &length, NULL), 0);
	assert_int_equal(length, size);
	assert_memory_equal(back, text, size);
	assert_int_equal(back[size], '\0');
	assert_file_count(1);
	free(text);
	free(back);
}

static void an_existing_file_is_refused_unless_replaced(void **state)
{
	(void)state;
	struct err err;

	assert_false(file_exists("a"));
	assert_int_equal(file_write("a", "one", 3, false, &err), 0);
	assert_true(file_exists("a"));
	assert_int_equal(file_write("a", "two", 3, false, &err), -1);
	assert_string_equal(err.file, "a");
	assert_non_null(strstr(err.what, "exists"));
	assert_true(err.remedy[0]);
	assert_holds("a", "one");
	assert_int_equal(file_write("a", "two", 3, true, &err), 0);
	assert_holds("a", "two");
	assert_file_count(1);
}

static void of_two_concurrent_writers_exactly_one_wins(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		pid_t children[4];
		int wins = 0;

		for (int i = 0; i < 4; i++) {
			children[i] = fork();
			assert_true(children[i] >= 0);
			if (children[i] == 0) {
				char text = (char)('0' + i);

				_exit(file_write("a", &text, 1, false, NULL) == 0 ? 0 : 1);
			}
		}
		for (int i = 0; i < 4; i++) {
			int status;

			assert_int_equal(waitpid(children[i], &status, 0), children[i]);
			if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
				char text[] = { (char)('0' + i), '\0' };

				assert_holds("a", text);
				wins++;
			}
		}
		assert_int_equal(wins, 1);
		assert_file_count(1);
		unlink("a");
	}
}

static mode_t mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777;
}

static void a_new_file_follows_the_umask_and_a_replaced_one_its_own_mode(void **state)
{
	(void)state;
	mode_t before = umask(0027);

	assert_int_equal(file_write("a", "x", 1, false, NULL), 0);
	assert_int_equal(mode_of("a"), 0640);
	umask(0077);
	assert_int_equal(chmod("a", 0664), 0);
	assert_int_equal(file_write("a", "y", 1, true, NULL), 0);
	assert_int_equal(mode_of("a"), 0664);
	umask(before);
}

static void replacing_through_links_writes_the_real_file(void **state)
{
	(void)state;
	assert_int_equal(mkdir("sub", 0777), 0);
	assert_int_equal(file_write("sub/real", "one", 3, false, NULL), 0);
	assert_int_equal(symlink("real", "sub/middle"), 0);
	assert_int_equal(symlink("sub/middle", "link"), 0);
	assert_int_equal(file_write("link", "two", 3, true, NULL), 0);

	struct stat info;

	assert_int_equal(lstat("link", &info), 0);
	assert_true(S_ISLNK(info.st_mode));
	assert_int_equal(lstat("sub/real", &info), 0);
	assert_true(S_ISREG(info.st_mode));
	assert_holds("sub/real", "two");
}

static void a_dangling_link_is_followed_when_replacing_and_refused_otherwise(void **state)
{
	(void)state;
	struct err err;

	assert_int_equal(mkdir("sub", 0777), 0);
	assert_int_equal(symlink("sub/new", "link"), 0);
	assert_int_equal(file_write("link", "x", 1, false, &err), -1);
	assert_non_null(strstr(err.what, "exists"));
	assert_false(file_exists("sub/new"));
	assert_int_equal(file_write("link", "x", 1, true, &err), 0);
	assert_holds("sub/new", "x");
}

static void circular_links_are_an_error(void **state)
{
	(void)state;
	struct err err;
	char *data;
	size_t length;

	assert_int_equal(symlink("b", "a"), 0);
	assert_int_equal(symlink("a", "b"), 0);
	assert_int_equal(file_write("a", "x", 1, true, &err), -1);
	assert_non_null(strstr(err.remedy, "symbolic links"));
	assert_int_equal(file_read("a", 10, &data, &length, &err), -1);
}

static void folders_are_neither_read_nor_written(void **state)
{
	(void)state;
	struct err err;
	char *data;
	size_t length;

	assert_int_equal(file_read(".", 10, &data, &length, &err), -1);
	assert_non_null(strstr(err.what, "folder"));
	assert_int_equal(file_write(".", "x", 1, true, &err), -1);
	assert_non_null(strstr(err.what, "folder"));
}

static void a_missing_file_or_folder_is_reported_with_a_remedy(void **state)
{
	(void)state;
	struct err err;
	char *data = NULL;
	size_t length;

	assert_int_equal(file_read("none", 10, &data, &length, &err), -1);
	assert_null(data);
	assert_string_equal(err.file, "none");
	assert_true(err.remedy[0]);
	assert_int_equal(file_write("none/a", "x", 1, false, &err), -1);
	assert_string_equal(err.file, "none/a");
	assert_true(err.remedy[0]);
}

static void files_above_the_limit_are_refused_and_at_the_limit_read(void **state)
{
	(void)state;
	struct err err;
	char *data;
	size_t length;

	assert_int_equal(file_write("a", "12345", 5, false, NULL), 0);
	assert_int_equal(file_read("a", 4, &data, &length, &err), -1);
	assert_non_null(strstr(err.what, "larger"));
	assert_int_equal(file_read("a", 5, &data, &length, &err), 0);
	assert_string_equal(data, "12345");
	free(data);
	/* A stream has no size to ask for. */
	assert_int_equal(file_read("/dev/zero", 100000, &data, &length, &err), -1);
	assert_non_null(strstr(err.what, "larger"));
}

static void an_empty_file_reads_as_an_empty_string(void **state)
{
	(void)state;
	assert_int_equal(file_write("a", "", 0, false, NULL), 0);
	assert_holds("a", "");
}

static void a_dash_reads_standard_input(void **state)
{
	(void)state;
	int ends[2], saved = dup(STDIN_FILENO);

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped", 5), 5);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	assert_holds("-", "piped");
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void a_device_is_written_to_and_not_replaced(void **state)
{
	(void)state;
	struct stat info;

	assert_int_equal(mkfifo("pipe", 0600), 0);

	int end = open("pipe", O_RDWR);
	char text[4] = "";

	assert_true(end >= 0);
	assert_int_equal(file_write("pipe", "abc", 3, false, NULL), 0);
	assert_int_equal(read(end, text, 3), 3);
	assert_string_equal(text, "abc");
	close(end);
	assert_int_equal(lstat("pipe", &info), 0);
	assert_true(S_ISFIFO(info.st_mode));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(what_is_written_is_read_back),
		IN_FOLDER(an_existing_file_is_refused_unless_replaced),
		IN_FOLDER(of_two_concurrent_writers_exactly_one_wins),
		IN_FOLDER(a_new_file_follows_the_umask_and_a_replaced_one_its_own_mode),
		IN_FOLDER(replacing_through_links_writes_the_real_file),
		IN_FOLDER(a_dangling_link_is_followed_when_replacing_and_refused_otherwise),
		IN_FOLDER(circular_links_are_an_error),
		IN_FOLDER(folders_are_neither_read_nor_written),
		IN_FOLDER(a_missing_file_or_folder_is_reported_with_a_remedy),
		IN_FOLDER(files_above_the_limit_are_refused_and_at_the_limit_read),
		IN_FOLDER(an_empty_file_reads_as_an_empty_string),
		IN_FOLDER(a_dash_reads_standard_input),
		IN_FOLDER(a_device_is_written_to_and_not_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
