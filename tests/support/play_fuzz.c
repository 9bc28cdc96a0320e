/*
 * Everything is done in process, by the calls that the commands make.  What an input may ask for is bounded
 * here, not in the program: a design of twelve servers is sound, and takes as long as it takes.
 */
#include "play_fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "heddle/autosave.h"
#include "heddle/buf.h"
#include "heddle/check.h"
#include "heddle/design.h"
#include "heddle/err.h"
#include "heddle/export.h"
#include "heddle/file.h"
#include "heddle/grid.h"
#include "heddle/mem.h"
#include "heddle/session.h"
#include "heddle/trace.h"
#include "heddle/ui.h"
#include "heddle/utf8.h"
#include "oracle.h"

enum { WALK = 12, STATES_MAX = 500, INPUT_MAX = 20000, KEYS_MAX = 300, WIDTH = 60, HEIGHT = 18 };

static void promise(bool kept, const char *what, const struct err *err)
{
	char text[1500];

	if (kept)
		return;
	fprintf(stderr, "broken promise: %s\n%s\n", what, err ? err_format(err, text, sizeof(text)) : "");
	abort();
}

static void refused(const struct err *err)
{
	promise(err->what[0] != 0, "a refusal has words", err);
	promise(utf8_valid(err->what, strlen(err->what)), "that are text", err);
}

/* --- a folder to write in ---------------------------------------------------- */

struct folder {
	char path[60], *state;
	int before;
};

static void enter(struct folder *folder)
{
	const char *state = getenv("XDG_STATE_HOME");

	*folder = (struct folder){ .path = "/tmp/heddle-fuzz-XXXXXX", .before = open(".", O_RDONLY | O_CLOEXEC) };
	folder->state = state ? mem_strdup(state) : NULL;
	promise(folder->before >= 0 && mkdtemp(folder->path) && chdir(folder->path) == 0, "there is a folder", NULL);
	setenv("XDG_STATE_HOME", folder->path, 1);
}

static void empty(const char *path)
{
	DIR *entries = opendir(path);
	struct dirent *entry;
	char name[500];

	while (entries && (entry = readdir(entries))) {
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || unlink(name) == 0)
			continue;
		empty(name);
	}
	if (entries)
		closedir(entries);
	rmdir(path);
}

static void leave(struct folder *folder)
{
	if (folder->state)
		setenv("XDG_STATE_HOME", folder->state, 1);
	else
		unsetenv("XDG_STATE_HOME");
	promise(fchdir(folder->before) == 0, "there is a way back", NULL);
	close(folder->before);
	empty(folder->path);
	free(folder->state);
}

/* --- designs ------------------------------------------------------------------ */

static struct scope small(struct scope scope, int most)
{
	for (const struct scope_field *f = scope_fields; f->option; f++) {
		int *member = (int *)(void *)((char *)&scope + f->offset);

		if (*member > most)
			*member = most;
	}
	return scope;
}

static void walk(const struct model *model)
{
	struct arena *arena = arena_new();
	void *state = arena_alloc(arena, model->state_size), *next = arena_alloc(arena, model->state_size);
	struct buf text;
	struct step *steps, again;
	size_t count;

	buf_init(&text);
	model->ops->initial(model, state);
	for (unsigned n = 0; n < WALK && (count = model_enabled(model, state, arena, &steps)); n++) {
		const struct step *step = &steps[n * 7 % count];

		buf_clear(&text);
		step_show(model, step, &text);
		promise(step_parse(model, text.data, text.length, &again, NULL) == 0 && step_equal(step, &again),
		        "a step is read as it is shown", NULL);
		model->ops->describe(model, state, arena);
		if (model->ops->apply(model, state, step, next) != APPLY_OK)
			break;
		model->ops->broken(model, state, step, next, model_default_properties(model));
		memcpy(state, next, model->state_size);
		if (model->ops->within && !model->ops->within(model, state))
			break;
	}
	buf_release(&text);
	arena_free(arena);
}

/* The explorers count what the obvious one counts. */
static void agree(const struct design *design)
{
	struct scope scope = small(design_scope(design), 1);
	struct model *model;
	struct oracle oracle;

	scope.image_ids = scope.max_operations = 2;
	if (design_compile(design, &scope, NULL, true, &model, NULL) != 0)
		return;
	oracle_run(model, NULL, STATES_MAX, &oracle);
	for (int plain = 0; plain < 2 && oracle.complete; plain++) {
		uint32_t all = (UINT32_C(1) << model->property_count) - 1;
		struct check_options options = { .properties = all, .keep_going = true, .plain = plain };
		struct check_result result;
		size_t broken = 0;

		check_run(model, &options, &result);
		promise(result.complete && result.distinct == oracle.distinct, "as many states", NULL);
		promise(result.generated == oracle.generated, "as many steps", NULL);
		promise(result.depth == oracle.depth, "as deep", NULL);
		for (size_t i = 0; i < result.trace_count; i++)
			promise(result.traces[i].length == oracle.shortest[result.traces[i].property],
			        "as short a counterexample", NULL);
		for (unsigned p = 0; p < model->property_count; p++)
			broken += oracle.shortest[p] != SIZE_MAX;
		promise(broken == result.trace_count, "as many broken properties", NULL);
		check_result_release(&result);
	}
	oracle_release(&oracle);
	model_free(model);
}

static void export_all(const struct model *model)
{
	struct export_options options = { .properties = 7, .states = 20 };

	for (size_t i = 0; export_targets[i]; i++) {
		struct export out;
		struct err err = { 0 };

		if (!export_targets[i]->design)
			continue;
		export_init(&out);
		if (export_targets[i]->design(model, &options, &out, &err) != 0)
			refused(&err);
		export_release(&out);
	}
}

/* Takes the session.  Views that have nothing of it, or replay it on all designs, would take too long. */
static void look(struct session *session)
{
	struct ui *ui = ui_new(session, false);
	struct grid grid;

	ui_resize(ui, WIDTH, HEIGHT);
	grid_init(&grid, WIDTH, HEIGHT, false);
	for (size_t i = 0; views[i]; i++)
		if (views[i]->available(ui) && !strstr("start help replay", views[i]->name)) {
			ui_show(ui, views[i]);
			ui_draw(ui, &grid);
		}
	grid_release(&grid);
	ui_free(ui);
}

void fuzz_design(const uint8_t *data, size_t size)
{
	struct design *design = NULL;
	struct model *model = NULL;
	struct session *session = NULL;
	struct err err = { 0 };
	struct folder folder;

	if (size > INPUT_MAX)
		return;
	enter(&folder);
	if (design_parse((const char *)data, size, "input", &design, &err) != 0) {
		refused(&err);
		leave(&folder);
		return;
	}
	struct scope scope = small(design_scope(design), 2);

	if (design_compile(design, &scope, NULL, true, &model, &err) != 0) {
		refused(&err);
	} else {
		walk(model);
		export_all(model);
		model_free(model);
		agree(design);
	}
	if (design_compile_unbounded(design, &scope, NULL, &model, &err) == 0) {
		walk(model);
		model_free(model);
	}
	if (session_open_design(design, &scope, &session, &err) == 0) {
		session_walk(session, WALK, 1, NULL);
		look(session);
	} else {
		refused(&err);
		design_free(design);
	}
	leave(&folder);
}

/* --- designs of words --------------------------------------------------------- */

struct bytes {
	const uint8_t *at, *end;
};

static unsigned below(struct bytes *bytes, unsigned limit)
{
	return bytes->at < bytes->end ? *bytes->at++ % limit : 0;
}

/* Up to three words of one kind, as a member of a step. */
static void put_words(struct buf *out, struct bytes *bytes, const char *member)
{
	unsigned count = below(bytes, 4);
	const char *separator = "";

	buf_printf(out, ",\"%s\":[", member);
	while (count--) {
		struct design_word word = { 0 };
		size_t nth = below(bytes, 64);

		if (!design_nth_word(nth, &word) || strcmp(word.member, member) != 0)
			continue;
		buf_printf(out, "%s\"", separator);
		for (const char *c = word.spelling; *c; c++)
			if (*c == 'N')
				buf_printf(out, "%u", below(bytes, 4));
			else
				buf_add_char(out, *c);
		buf_add_char(out, '"');
		separator = ",";
	}
	buf_add_char(out, ']');
}

/* A step that changes one of the base's, or is new. */
static void put_step(struct buf *out, struct bytes *bytes, const struct model *base, unsigned process)
{
	static const char *const states[] = { "waiting", "started_write", "started_read", "wrote_blob",
		                              "got_blob_keys", "deleting_keys", "read_metadata", "new" };
	static const char *const kinds[] = { "choose", "when", "do" };
	unsigned name = below(bytes, base->action_count + 2);
	bool fresh = name >= base->action_count || !model_takes(base, process, name);

	buf_printf(out, "{\"name\":\"%s\"", !fresh ? base->actions[name].name : name % 2 ? "New" : "Other");
	if (fresh || below(bytes, 4) == 1)
		buf_printf(out, ",\"part\":\"write\",\"at\":\"%s\"", states[below(bytes, 8)]);
	if (fresh || below(bytes, 4) == 1)
		buf_printf(out, ",\"goto\":\"%s\"", states[below(bytes, 8)]);
	if (below(bytes, 8) == 1)
		buf_add_text(out, ",\"remove\":true");
	else if (below(bytes, 8) == 1)
		buf_add_text(out, ",\"failure\":true");
	for (unsigned kind = 0; kind < 3; kind++)
		if (fresh || below(bytes, 2))
			put_words(out, bytes, kinds[kind]);
	buf_add_char(out, '}');
}

static void put_design(struct buf *out, struct bytes *bytes)
{
	static const char *const bases[] = { "naive", "working", "storage-cleaner-naive", "storage-cleaner-working" };
	const char *base = bases[below(bytes, 4)];
	struct session *session = NULL;
	struct scope scope = scope_unset();

	promise(session_open(base, NULL, &scope, &session, NULL) == 0, "a bundled design opens", NULL);
	const struct model *model = session->model;

	buf_printf(out, "{\"extends\":\"%s\",\"name\":\"x\"", base);
	for (unsigned process = 0; process < model->process_count && process < 2; process++) {
		unsigned count = below(bytes, 4);

		buf_printf(out, ",\"%s\":{\"steps\":[", model->processes[process].role);
		for (unsigned i = 0; i < count; i++) {
			buf_add_text(out, i ? "," : "");
			put_step(out, bytes, model, process);
		}
		buf_add_text(out, "]}");
	}
	buf_add_char(out, '}');
	session_free(session);
}

void fuzz_words(const uint8_t *data, size_t size)
{
	struct bytes bytes = { data, data + size };
	struct buf text;

	buf_init(&text);
	put_design(&text, &bytes);
	if (getenv("FUZZ_SHOW"))
		puts(text.data);
	fuzz_design((const uint8_t *)text.data, text.length);
	buf_release(&text);
}

/* --- sessions ----------------------------------------------------------------- */

static int open_text(const char *text, size_t length, struct session **session, struct err *err)
{
	struct trace *trace = NULL;
	int result = trace_parse(text, length, "input", &trace, err);

	if (result == 0)
		result = session_open_trace(trace, NULL, NULL, NULL, session, err);
	trace_free(trace);
	return result;
}

/* What was saved is opened again, and is as much. */
static void save(struct session *session)
{
	struct trace *trace = session_trace(session);
	struct session *again = NULL;
	struct err err = { 0 };
	struct buf text;

	buf_init(&text);
	if (trace_format_named("itf")->write(trace, &text, NULL, &err) != 0) {
		refused(&err);
	} else {
		promise(open_text(text.data, text.length, &again, &err) == 0, "what was saved opens again", &err);
		promise(history_count(again->history) == history_count(session->history), "as many steps", NULL);
		session_free(again);
	}
	buf_release(&text);
	trace_free(trace);
}

void fuzz_session(const uint8_t *data, size_t size)
{
	struct session *session = NULL;
	struct err err = { 0 };
	struct folder folder;
	char *text;

	if (size > INPUT_MAX)
		return;
	text = mem_alloc(size + 1);
	memcpy(text, data, size);
	enter(&folder);
	if (open_text(text, size, &session, &err) != 0) {
		refused(&err);
	} else {
		session_walk(session, WALK, 1, NULL);
		save(session);
		look(session);
	}
	leave(&folder);
	free(text);
}

/* --- keys ---------------------------------------------------------------------- */

void fuzz_keys(const uint8_t *data, size_t size)
{
	static const char *const opened[] = { "naive", "traces/storage-cleaner-naive", "storage-cleaner-kill" };
	enum { OPENED = sizeof(opened) / sizeof(opened[0]) };
	struct session *session = NULL;
	struct err err = { 0 };
	struct folder folder;
	char *keys;

	/* A command with a path might write, or read for ever, outside of the folder. */
	if (size < 1 || size > KEYS_MAX || memchr(data, '~', size) ||
	    ((memchr(data, ':', size) || memchr(data, 'w', size)) && memchr(data, '/', size)))
		return;
	if (data[0] % (OPENED + 1) < OPENED && session_open(opened[data[0] % (OPENED + 1)], NULL, NULL, &session, &err))
		promise(false, "what is bundled opens", &err);
	keys = mem_alloc(size);
	memcpy(keys, data + 1, size - 1);
	keys[size - 1] = '\0';
	enter(&folder);

	struct ui *ui = ui_new(session, data[0] & 64);
	struct grid grid;

	ui_resize(ui, WIDTH, HEIGHT);
	grid_init(&grid, WIDTH, HEIGHT, data[0] & 64);
	if (ui_type(ui, keys, &err) != 0)
		refused(&err);
	ui_draw(ui, &grid);
	grid_release(&grid);
	ui_free(ui);
	leave(&folder);
	free(keys);
}

/* --- journals ------------------------------------------------------------------ */

void fuzz_journal(const uint8_t *data, size_t size)
{
	struct autosave_left *left = NULL;
	struct session *session = NULL;
	struct err err = { 0 };
	struct folder folder;
	size_t count, lost;

	if (size > INPUT_MAX)
		return;
	enter(&folder);
	promise(mkdir("heddle", 0700) == 0, "there is room", NULL);
	promise(file_write("heddle/1.journal", (const char *)data, size, true, &err) == 0, "it is there", &err);
	count = autosave_leftovers(&left);
	autosave_left_free(left, count);
	if (autosave_restore("heddle/1.journal", &session, &lost, &err) == 0)
		look(session);
	else
		refused(&err);
	leave(&folder);
}
