/* Allocation and arenas. */
#include <limits.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <heddle/mem.h>

static void allocated_memory_is_zero(void **state)
{
	(void)state;
	unsigned char *block = mem_array(37, 3);

	for (size_t i = 0; i < 37 * 3; i++)
		assert_int_equal(block[i], 0);
	free(block);
}

static void growing_keeps_the_old_items(void **state)
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

static void growing_within_the_room_changes_nothing(void **state)
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

static void arena_blocks_are_aligned_zeroed_and_disjoint(void **state)
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

static void a_cleared_arena_returns_zeroed_blocks(void **state)
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocated_memory_is_zero),
		cmocka_unit_test(growing_keeps_the_old_items),
		cmocka_unit_test(growing_within_the_room_changes_nothing),
		cmocka_unit_test(running_out_of_memory_runs_the_handler_once_and_exits_with_3),
		cmocka_unit_test(arena_blocks_are_aligned_zeroed_and_disjoint),
		cmocka_unit_test(a_cleared_arena_returns_zeroed_blocks),
		cmocka_unit_test(an_arena_takes_blocks_larger_than_its_chunks),
		cmocka_unit_test(arena_text_is_copied_and_terminated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
