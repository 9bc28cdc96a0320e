/*
 * The base layer: memory, buffers, errors, hashing, text and files.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdalign.h>
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

#include <heddle/buf.h>
#include <heddle/err.h>
#include <heddle/file.h>
#include <heddle/hash.h>
#include <heddle/mem.h>
#include <heddle/utf8.h>

/* --- memory ----------------------------------------------------------------- */

static void allocated_memory_is_zero(void **state)
{
	(void)state;
	unsigned char *block = mem_array(37, 3);

	for (size_t i = 0; i < 37 * 3; i++)
		assert_int_equal(block[i], 0);
	free(block);
}

static void growing_keeps_what_was_there(void **state)
{
	(void)state;
	int *items = NULL;
	size_t room = 0;

	for (int i = 0; i < 1000; i++) {
		items = mem_grow(items, &room, (size_t)i + 1, sizeof(*items));
		items[i] = i;
	}
	assert_in_range(room, 1000, 2000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	free(items);
}

static void growing_to_what_fits_already_changes_nothing(void **state)
{
	(void)state;
	size_t room = 0;
	char *items = mem_grow(NULL, &room, 5, 1);
	size_t before = room;

	assert_ptr_equal(mem_grow(items, &room, before, 1), items);
	assert_int_equal(room, before);
	free(items);
}

static int goodbye[2];

static void say_goodbye(void)
{
	if (write(goodbye[1], "!", 1) != 1)
		abort();
	mem_array(SIZE_MAX, 2); /* once more, inside the handler */
}

static void running_out_of_memory_runs_the_handler_once_and_exits_with_3(void **state)
{
	(void)state;
	assert_int_equal(pipe(goodbye), 0);

	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		close(STDERR_FILENO);
		mem_on_exhausted(say_goodbye);
		mem_array(SIZE_MAX / 2, 4);
		_exit(0);
	}
	close(goodbye[1]);

	int status;
	char said[4];

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_int_equal(read(goodbye[0], said, sizeof(said)), 1);
	close(goodbye[0]);
}

static void arena_blocks_are_aligned_zeroed_and_apart(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	unsigned char *blocks[500];

	for (size_t i = 0; i < 500; i++) {
		blocks[i] = arena_alloc(arena, i);
		assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
		for (size_t j = 0; j < i; j++)
			assert_int_equal(blocks[i][j], 0);
		memset(blocks[i], (int)(i % 255) + 1, i);
	}
	for (size_t i = 0; i < 500; i++)
		for (size_t j = 0; j < i; j++)
			assert_int_equal(blocks[i][j], i % 255 + 1);
	arena_free(arena);
}

static void a_cleared_arena_gives_out_zeroed_blocks_again(void **state)
{
	(void)state;
	struct arena *arena = arena_new();

	memset(arena_alloc(arena, 5000), 0xff, 5000);
	memset(arena_alloc(arena, 50000), 0xff, 50000);
	arena_clear(arena);

	unsigned char *block = arena_alloc(arena, 7000);

	for (size_t i = 0; i < 7000; i++)
		assert_int_equal(block[i], 0);
	arena_free(arena);
}

static void an_arena_takes_blocks_larger_than_its_chunks(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	size_t size = (size_t)5 << 20;
	char *small = arena_strdup(arena, "kept");
	char *large = arena_alloc(arena, size);

	memset(large, 'x', size);
	assert_string_equal(small, "kept");
	assert_string_equal(arena_strdup(arena, "after"), "after");
	assert_int_equal(large[size - 1], 'x');
	arena_free(arena);
	arena_free(NULL);
}

static void arena_text_is_copied_and_terminated(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	char word[] = "heddle";
	char *copy = arena_strndup(arena, word, 3);

	word[0] = 'X';
	assert_string_equal(copy, "hed");
	assert_string_equal(arena_strndup(arena, "ab", 10), "ab");
	assert_string_equal(arena_printf(arena, "%s %d", "step", 9), "step 9");
	assert_memory_equal(arena_copy(arena, "a\0b", 3), "a\0b", 3);
	arena_free(arena);
}

/* --- buffers ---------------------------------------------------------------- */

static void a_fresh_buffer_is_an_empty_string(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	assert_string_equal(buf.data, "");
	assert_int_equal(buf.length, 0);
	buf_add(&buf, NULL, 0);
	buf_clear(&buf);
	assert_string_equal(buf.data, "");
	buf_release(&buf);
}

static void a_buffer_stays_terminated_while_it_grows(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	for (int i = 0; i < 1000; i++) {
		buf_add_char(&buf, (char)('a' + i % 26));
		assert_int_equal(buf.length, i + 1);
		assert_int_equal(buf.data[buf.length], '\0');
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(buf.data[i], 'a' + i % 26);
	buf_release(&buf);
}

static void a_buffer_takes_text_formats_and_repeats(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	buf_add_text(&buf, "a");
	buf_add_repeat(&buf, '-', 70);
	buf_printf(&buf, "%d%s", 12, "z");
	assert_int_equal(buf.length, 74);
	assert_string_equal(buf.data + 69, "--12z");
	buf_clear(&buf);
	buf_add_repeat(&buf, '-', 0);
	assert_string_equal(buf.data, "");
	buf_release(&buf);
}

static void a_detached_text_outlives_its_buffer(void **state)
{
	(void)state;
	struct buf buf;

	buf_init(&buf);
	buf_add_text(&buf, "kept");

	char *text = buf_detach(&buf), *nothing = buf_detach(&buf);

	buf_add_text(&buf, "other");
	buf_release(&buf);
	assert_string_equal(text, "kept");
	assert_string_equal(nothing, "");
	free(text);
	free(nothing);
}

/* --- errors ----------------------------------------------------------------- */

static void an_error_says_file_place_what_and_remedy(void **state)
{
	(void)state;
	struct err err;
	char line[200];

	assert_int_equal(err_set(&err, "found %d", 3), -1);
	assert_string_equal(err_format(&err, line, sizeof(line)), "found 3");
	assert_int_equal(err_file(&err, "a.json"), -1);
	assert_int_equal(err_place(&err, "line %d", 7), -1);
	assert_int_equal(err_remedy(&err, "say %d", 2), -1);
	assert_string_equal(err_format(&err, line, sizeof(line)), "a.json: line 7: found 3; say 2");
}

static void setting_an_error_anew_forgets_the_old_parts_but_may_quote_them(void **state)
{
	(void)state;
	struct err err;
	char line[200];

	err_set(&err, "inner");
	err_file(&err, "a.json");
	err_remedy(&err, "none");
	err_set(&err, "outer: %s", err.what);
	assert_string_equal(err_format(&err, line, sizeof(line)), "outer: inner");
}

static void a_null_error_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(err_set(NULL, "x"), -1);
	assert_int_equal(err_file(NULL, "x"), -1);
	assert_int_equal(err_place(NULL, "x"), -1);
	assert_int_equal(err_remedy(NULL, "x"), -1);
}

static void an_error_cannot_carry_terminal_codes(void **state)
{
	(void)state;
	struct err err;

	err_set(&err, "%s", "\x1b[2J\xff");
	err_file(&err, "a\nb");
	assert_string_equal(err.what, "\\e[2J\\xff");
	assert_string_equal(err.file, "a\\nb");
}

static void a_long_error_is_cut_between_characters(void **state)
{
	(void)state;
	char text[3 * ERR_TEXT_MAX + 2];

	/* Every offset of the cut within a three-byte character. */
	for (size_t shift = 0; shift < 3; shift++) {
		struct err err;
		size_t length = shift;

		memset(text, 'x', shift);
		while (length + 3 < sizeof(text)) {
			memcpy(text + length, "世", 3);
			length += 3;
		}
		text[length] = '\0';
		err_set(&err, "%s", text);

		size_t kept = strlen(err.what);

		assert_in_range(kept, ERR_TEXT_MAX - 4, ERR_TEXT_MAX - 1);
		assert_true(utf8_valid(err.what, kept));
		assert_string_equal(err.what + kept - 3, "…");
	}
}

static void formatting_an_error_fits_any_size(void **state)
{
	(void)state;
	struct err err;
	char out[16];

	err_set(&err, "éééééééééééé");
	for (size_t size = 1; size <= sizeof(out); size++) {
		memset(out, '#', sizeof(out));
		err_format(&err, out, size);
		assert_true(strlen(out) < size);
		assert_true(utf8_valid(out, strlen(out)));
	}
}

/* --- hashing ---------------------------------------------------------------- */

static void the_hash_sees_every_byte_and_the_length(void **state)
{
	(void)state;
	unsigned char bytes[100];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 7);
	for (size_t length = 1; length <= sizeof(bytes); length++) {
		uint64_t hash = hash_bytes(bytes, length);

		assert_true(hash != hash_bytes(bytes, length - 1));
		for (size_t i = 0; i < length; i++) {
			bytes[i] ^= 1;
			assert_true(hash != hash_bytes(bytes, length));
			bytes[i] ^= 1;
		}
		assert_true(hash == hash_bytes(bytes, length));
	}
}

static void zeros_of_different_lengths_hash_apart(void **state)
{
	(void)state;
	static const unsigned char zeros[64];
	uint64_t seen[65];

	for (size_t i = 0; i <= 64; i++) {
		seen[i] = hash_bytes(zeros, i);
		for (size_t j = 0; j < i; j++)
			assert_true(seen[i] != seen[j]);
	}
}

static void one_changed_bit_flips_about_half_of_the_hash(void **state)
{
	(void)state;
	unsigned char bytes[40] = { 0 };
	uint64_t hash = hash_bytes(bytes, sizeof(bytes));

	for (size_t bit = 0; bit < 8 * sizeof(bytes); bit++) {
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);

		int flipped = __builtin_popcountll(hash ^ hash_bytes(bytes, sizeof(bytes)));

		assert_in_range(flipped, 10, 54);
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}

static void text_hashes_as_its_bytes(void **state)
{
	(void)state;
	assert_true(hash_text("s1") == hash_bytes("s1", 2));
	assert_true(hash_text("s1") != hash_text("s2"));
}

/* --- text ------------------------------------------------------------------- */

static void every_code_point_survives_encoding_and_decoding(void **state)
{
	(void)state;
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		char text[4];
		uint32_t back;

		if (point >= 0xd800 && point <= 0xdfff)
			continue;

		size_t length = utf8_encode(point, text);

		if (utf8_decode(text, length, &back) != length || back != point)
			fail_msg("U+%04X came back as U+%04X", (unsigned)point, (unsigned)back);
	}
}

static void bad_bytes_decode_one_at_a_time(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\x80",             /* a continuation alone */
		"\xc0\xaf",         /* overlong */
		"\xc1\xbf",         /* overlong */
		"\xe0\x80\xaf",     /* overlong */
		"\xf0\x80\x80\xaf", /* overlong */
		"\xed\xa0\x80",     /* a surrogate */
		"\xf4\x90\x80\x80", /* past U+10FFFF */
		"\xf5\x80\x80\x80", /* never a first byte */
		"\xff",             /* never a byte */
		"\xe4\xb8",         /* cut short */
		"\xe4\xb8x",        /* cut short by another character */
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint32_t point = 0;

		assert_int_equal(utf8_decode(bad[i], strlen(bad[i]), &point), 1);
		assert_int_equal(point, 0xfffd);
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	}
	assert_true(utf8_valid("a─世\xf0\x9f\x98\x80\xef\xbf\xbd", 14));
}

static void decoding_never_reads_past_the_given_length(void **state)
{
	(void)state;
	uint32_t point;
	char *two = mem_array(2, 1);

	memcpy(two, "\xe4\xb8", 2); /* of three; a sanitizer sees a third read */
	assert_int_equal(utf8_decode(two, 2, &point), 1);
	free(two);
}

static void widths_are_those_of_a_terminal(void **state)
{
	(void)state;
	assert_int_equal(utf8_point_width('a'), 1);
	assert_int_equal(utf8_point_width(0xe9), 1);
	assert_int_equal(utf8_point_width(0x2502), 1);
	assert_int_equal(utf8_point_width(0x25b8), 1);
	assert_int_equal(utf8_point_width(0x301), 0);
	assert_int_equal(utf8_point_width(0x4e16), 2);
	assert_int_equal(utf8_point_width(0x1f600), 2);
	assert_int_equal(utf8_width("a─世e\xcc\x81"), 5);
	assert_int_equal(utf8_width(""), 0);
}

static void what_controls_hides_or_turns_text_has_no_width(void **state)
{
	(void)state;
	static const uint32_t points[] = {
		0x00,   0x09,   0x0a,   0x1b,   0x7f,   0x80,     0x9b,    0x9f,       0x200b, 0x200f,
		0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066,   0x2069,  0xfeff,     0xfffe, 0x1ffff,
		0xd800, 0xdfff, 0xfdd0, 0x061c, 0x00ad, 0x110000, 0xe0041, 0xffffffff,
	};

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		assert_int_equal(utf8_point_width(points[i]), -1);
}

static void assert_escapes(const char *text, size_t length, const char *expected)
{
	struct buf out;

	buf_init(&out);
	utf8_escape(&out, text, length);
	assert_string_equal(out.data, expected);
	buf_release(&out);
}

static void escaping_spells_out_what_cannot_be_printed(void **state)
{
	(void)state;
	assert_escapes("plain ─ 世", strlen("plain ─ 世"), "plain ─ 世");
	assert_escapes("a\n\t\r\x1b[", 6, "a\\n\\t\\r\\e[");
	assert_escapes("\0\x01\x7f", 3, "\\x00\\x01\\x7f");
	assert_escapes("\x9b\xff", 2, "\\x9b\\xff");
	assert_escapes("\xe2\x80\xae", 3, "\\u{202e}");
	assert_escapes("\xc2\x9b", 2, "\\u{9b}");
	assert_escapes("\xf3\xa0\x81\x81", 4, "\\u{e0041}");
	/* A replacement character that the file itself has is no error. */
	assert_escapes("\xef\xbf\xbd", 3, "\xef\xbf\xbd");
}

static void escaped_text_is_printable_and_escapes_to_itself(void **state)
{
	(void)state;
	struct buf once, twice;
	char text[256];

	buf_init(&once);
	buf_init(&twice);
	for (int i = 0; i < 256; i++)
		text[i] = (char)i;
	utf8_escape(&once, text, sizeof(text));
	utf8_escape(&twice, once.data, once.length);
	assert_string_equal(once.data, twice.data);
	assert_int_equal(utf8_width(once.data), once.length);
	buf_release(&once);
	buf_release(&twice);
}

static void width_counts_unprintables_as_they_are_escaped(void **state)
{
	(void)state;
	assert_int_equal(utf8_width("a\nb"), 4);
	assert_int_equal(utf8_width("\xe2\x80\xae"), 8);
	assert_int_equal(utf8_width("\x9b"), 4);
}

static void distance_counts_edits_and_exchanges(void **state)
{
	(void)state;
	assert_int_equal(utf8_distance("", ""), 0);
	assert_int_equal(utf8_distance("", "abc"), 3);
	assert_int_equal(utf8_distance("abc", ""), 3);
	assert_int_equal(utf8_distance("naive", "naive"), 0);
	assert_int_equal(utf8_distance("naive", "niave"), 1);
	assert_int_equal(utf8_distance("check", "chek"), 1);
	assert_int_equal(utf8_distance("kitten", "sitting"), 3);
	assert_int_equal(utf8_distance("replay", "render"), 4);
}

static void distance_cuts_long_words(void **state)
{
	(void)state;
	char a[200], b[200];

	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	a[199] = b[150] = '\0';
	assert_int_equal(utf8_distance(a, b), 0);
	b[0] = 'b';
	assert_int_equal(utf8_distance(a, b), 1);
}

/* --- files ------------------------------------------------------------------ */

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

static void of_two_writers_at_once_exactly_one_wins(void **state)
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

static void a_link_to_nothing_yet_is_followed_when_replacing_and_refused_otherwise(void **state)
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

static void links_in_a_circle_are_an_error(void **state)
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

static void a_missing_file_or_folder_is_told_with_a_remedy(void **state)
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
		cmocka_unit_test(allocated_memory_is_zero),
		cmocka_unit_test(growing_keeps_what_was_there),
		cmocka_unit_test(growing_to_what_fits_already_changes_nothing),
		cmocka_unit_test(running_out_of_memory_runs_the_handler_once_and_exits_with_3),
		cmocka_unit_test(arena_blocks_are_aligned_zeroed_and_apart),
		cmocka_unit_test(a_cleared_arena_gives_out_zeroed_blocks_again),
		cmocka_unit_test(an_arena_takes_blocks_larger_than_its_chunks),
		cmocka_unit_test(arena_text_is_copied_and_terminated),
		cmocka_unit_test(a_fresh_buffer_is_an_empty_string),
		cmocka_unit_test(a_buffer_stays_terminated_while_it_grows),
		cmocka_unit_test(a_buffer_takes_text_formats_and_repeats),
		cmocka_unit_test(a_detached_text_outlives_its_buffer),
		cmocka_unit_test(an_error_says_file_place_what_and_remedy),
		cmocka_unit_test(setting_an_error_anew_forgets_the_old_parts_but_may_quote_them),
		cmocka_unit_test(a_null_error_is_allowed),
		cmocka_unit_test(an_error_cannot_carry_terminal_codes),
		cmocka_unit_test(a_long_error_is_cut_between_characters),
		cmocka_unit_test(formatting_an_error_fits_any_size),
		cmocka_unit_test(the_hash_sees_every_byte_and_the_length),
		cmocka_unit_test(zeros_of_different_lengths_hash_apart),
		cmocka_unit_test(one_changed_bit_flips_about_half_of_the_hash),
		cmocka_unit_test(text_hashes_as_its_bytes),
		cmocka_unit_test(every_code_point_survives_encoding_and_decoding),
		cmocka_unit_test(bad_bytes_decode_one_at_a_time),
		cmocka_unit_test(decoding_never_reads_past_the_given_length),
		cmocka_unit_test(widths_are_those_of_a_terminal),
		cmocka_unit_test(what_controls_hides_or_turns_text_has_no_width),
		cmocka_unit_test(escaping_spells_out_what_cannot_be_printed),
		cmocka_unit_test(escaped_text_is_printable_and_escapes_to_itself),
		cmocka_unit_test(width_counts_unprintables_as_they_are_escaped),
		cmocka_unit_test(distance_counts_edits_and_exchanges),
		cmocka_unit_test(distance_cuts_long_words),
		IN_FOLDER(what_is_written_is_read_back),
		IN_FOLDER(an_existing_file_is_refused_unless_replaced),
		IN_FOLDER(of_two_writers_at_once_exactly_one_wins),
		IN_FOLDER(a_new_file_follows_the_umask_and_a_replaced_one_its_own_mode),
		IN_FOLDER(replacing_through_links_writes_the_real_file),
		IN_FOLDER(a_link_to_nothing_yet_is_followed_when_replacing_and_refused_otherwise),
		IN_FOLDER(links_in_a_circle_are_an_error),
		IN_FOLDER(folders_are_neither_read_nor_written),
		IN_FOLDER(a_missing_file_or_folder_is_told_with_a_remedy),
		IN_FOLDER(files_above_the_limit_are_refused_and_at_the_limit_read),
		IN_FOLDER(an_empty_file_reads_as_an_empty_string),
		IN_FOLDER(a_dash_reads_standard_input),
		IN_FOLDER(a_device_is_written_to_and_not_replaced),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
