/* See reference.h.  One function a kind of word; the order of the cases is that of `heddle design
 * --words`. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference.h"

enum { USER, METADATA, IMAGE, ID };

const char *const ref_property_names[REF_PROPERTIES] = {
	[REF_READS] = "ConsistentReads",
	[REF_ORPHANS] = "NoOrphanFiles",
};

/* A step being taken: `now` is the state that its effects have made so far. */
struct taking {
	struct ref *ref;
	const struct draft_role *role;
	const struct ref_state *before;
	struct ref_state *now;
	struct ref_process *self;
	const int *choice;
	struct ref_event *event;
};

/* --- small questions -------------------------------------------------------------------- */

static bool is(const char *word, const char *text)
{
	return strcmp(word, text) == 0;
}

/* "started less than 2 hours ago" is `before`, a number, `after` with hour or hours in it. */
static bool is_numbered(const char *word, const char *before, const char *after, int *number)
{
	char unit[16], rest[DRAFT_TEXT] = "";
	size_t length = strlen(before);

	return strncmp(word, before, length) == 0 && sscanf(word + length, "%d %15s", number, unit) == 2 &&
	       (strcmp(unit, "or") != 0 || sscanf(word + length, "%*d or more %15s", unit) == 1) &&
	       (is(unit, "hour") || is(unit, "hours")) &&
	       (sscanf(strstr(word, "hour"), "%*s %47s", rest), is(rest, after));
}

static int blob_key(const struct taking *t)
{
	return t->ref->draft->by_user ? t->self->user : t->self->id;
}

static int blob_image(const struct taking *t)
{
	int key = blob_key(t);

	return key ? t->now->blob[key - 1].image : 0;
}

static bool named(const struct taking *t, int id)
{
	for (int u = 0; u < t->ref->draft->scope[DRAFT_USERS]; u++)
		if (t->now->record[u].id == id)
			return true;
	return false;
}

/* Whether the record's imageId and the process's are both there, so that words mean both fields. */
static bool both_have_ids(const struct taking *t)
{
	return t->ref->draft->names_blobs && draft_has_local(t->role, DRAFT_IMAGE_ID);
}

static int blobs(const struct draft *draft)
{
	return draft->by_user ? draft->scope[DRAFT_USERS] : draft->scope[DRAFT_IDS];
}

/* The ids that something refers to. */
static unsigned referenced(const struct ref *ref, const struct ref_state *state)
{
	unsigned set = 0;

	for (int p = 0; p < ref->process_count; p++) {
		const struct ref_process *process = &state->process[p];

		set |= process->keys | process->unused | (process->id ? 1U << (process->id - 1) : 0);
	}
	for (int u = 0; u < ref->draft->scope[DRAFT_USERS]; u++)
		set |= state->record[u].id ? 1U << (state->record[u].id - 1) : 0;
	for (int id = 0; id < ref->draft->scope[DRAFT_IDS] && !ref->draft->by_user; id++)
		set |= state->blob[id].image ? 1U << id : 0;
	return set;
}

/* --- what a process finds --------------------------------------------------------------- */

/* The process has another user, or none: what it found was for another request. */
static void begin_request(struct ref_process *self)
{
	self->found_record = self->found_blob = REF_UNKNOWN;
	self->keyed = false;
}

static void find(const struct taking *t, int8_t *found, bool there)
{
	if (t->ref->mode.remembers)
		*found = there ? REF_THERE : REF_GONE;
}

static void find_record(const struct taking *t)
{
	find(t, &t->self->found_record, t->now->record[t->self->user - 1].metadata != 0);
}

static void find_blob(const struct taking *t)
{
	if (t->ref->draft->by_user || t->self->keyed)
		find(t, &t->self->found_blob, blob_image(t) != 0);
}

static void look(const struct taking *t, const char *word)
{
	if (is(word, "record is set") || is(word, "record is unset"))
		find_record(t);
	if (is(word, "blob is set") || is(word, "blob is unset"))
		find_blob(t);
}

/* Whether a read of the user could have been answered in that state. */
static bool answerable(const struct taking *t, const struct ref_state *state, int user)
{
	int key = t->ref->draft->by_user ? user : state->record[user - 1].id;

	return state->record[user - 1].metadata && key && state->blob[key - 1].image;
}

/* --- guards and choices ------------------------------------------------------------------- */

static bool guard(const struct taking *t, const char *word)
{
	const struct ref_process *self = t->self;
	int time = t->now->time, n, metadata = self->user ? t->now->record[self->user - 1].metadata : 0;

	if (is(word, "record is set"))
		return metadata != 0;
	if (is(word, "record is unset"))
		return metadata == 0;
	if (is(word, "blob is set"))
		return blob_image(t) != 0;
	if (is(word, "blob is unset"))
		return blob_image(t) == 0;
	if (is(word, "record is unchanged"))
		return metadata == self->metadata &&
		       (!both_have_ids(t) || t->now->record[self->user - 1].id == self->id);
	if (is(word, "unused keys remain"))
		return self->unused != 0;
	if (is(word, "no unused keys remain"))
		return self->unused == 0;
	if (is(word, "key is still unused"))
		return !named(t, t->choice[ID]);
	if (is_numbered(word, "started less than ", "ago", &n))
		return time < self->start + n;
	if (is_numbered(word, "started ", "ago", &n))
		return time >= self->start + n;
	if (is_numbered(word, "keys checked ", "ago", &n))
		return time >= self->key_time + n;
	t->ref->unknown = word;
	return false;
}

/* What a word chooses; -1 when it is unknown. */
static int kind_chosen(const char *word)
{
	return is(word, "any user")       ? USER
	       : is(word, "any metadata") ? METADATA
	       : is(word, "any image")    ? IMAGE
	       : is(word, "any id") || is(word, "a free id") || is(word, "a fresh id") ||
	                       is(word, "an unused key")
	               ? ID
	               : -1;
}

static bool choosable(const struct taking *t, const char *word, int chosen)
{
	bool dead = !(referenced(t->ref, t->now) >> (chosen - 1) & 1);

	if (kind_chosen(word) != ID)
		return true;
	if (is(word, "an unused key"))
		return t->self->unused >> (chosen - 1) & 1;
	if (t->ref->mode.alive && dead &&
	    __builtin_popcount(referenced(t->ref, t->now)) >= t->ref->mode.alive)
		return false;
	if (is(word, "any id"))
		return true;
	return !t->now->blob[chosen - 1].image &&
	       (is(word, "a free id") || !(t->now->used >> (chosen - 1) & 1));
}

/* --- effects ------------------------------------------------------------------------------- */

static void log_write(const struct taking *t, struct ref_entry entry)
{
	struct ref_state *now = t->now;
	int at = now->log_count;

	t->event->wrote = true;
	if (t->ref->mode.endless)
		for (int i = 0; i < now->log_count; i++) {
			int order = memcmp(&now->log[i], &entry, sizeof(entry));

			if (order == 0)
				return;
			if (order > 0 && at == now->log_count)
				at = i;
		}
	if (now->log_count == REF_LOG) {
		t->ref->overflow = true;
		return;
	}
	memmove(&now->log[at + 1], &now->log[at], (size_t)(now->log_count++ - at) * sizeof(entry));
	now->log[at] = entry;
}

static void log_read(const struct taking *t, int metadata, int image)
{
	struct ref_state *now = t->now;
	bool written = !metadata && !image;

	for (int i = 0; i < now->log_count; i++)
		written |= !now->log[i].read && now->log[i].user == t->self->user &&
		           now->log[i].metadata == metadata && now->log[i].image == image;
	if (!written)
		t->event->broken |= 1U << REF_READS;
	if (!metadata && !image && answerable(t, t->before, t->self->user)) {
		t->event->possible = true;
		t->event->needless |= t->self->found_record != REF_GONE && t->self->found_blob != REF_GONE;
	}
	if (t->ref->mode.endless)
		return;
	if (now->log_count == REF_LOG)
		t->ref->overflow = true;
	else
		now->log[now->log_count++] =
		        (struct ref_entry){ 1, t->self->user, (int8_t)metadata, (int8_t)image };
}

static void store_blob(const struct taking *t, int key, int image)
{
	if (!key)
		return;
	t->now->blob[key - 1].image = (int8_t)image;
	t->now->blob[key - 1].created =
	        image && t->ref->draft->dated && draft_has_global(t->ref->draft, DRAFT_TIME) ? t->now->time
	                                                                                     : 0;
}

static unsigned listed(const struct taking *t, int age)
{
	unsigned set = 0;

	for (int id = 0; id < t->ref->draft->scope[DRAFT_IDS]; id++)
		if (t->now->blob[id].image && t->now->blob[id].created + age <= t->now->time)
			set |= 1U << id;
	return set;
}

static unsigned unnamed(const struct taking *t, unsigned set)
{
	for (int id = 1; id <= t->ref->draft->scope[DRAFT_IDS]; id++)
		if (named(t, id))
			set &= ~(1U << (id - 1));
	return set;
}

static bool do_locals(const struct taking *t, const char *word)
{
	struct ref_process *self = t->self;
	int n;

	if (is(word, "keep user")) {
		self->user = (int8_t)t->choice[USER];
		begin_request(self);
	} else if (is(word, "keep metadata")) {
		self->metadata = (int8_t)t->choice[METADATA];
	} else if (is(word, "keep image")) {
		self->image = (int8_t)t->choice[IMAGE];
	} else if (is(word, "keep id")) {
		self->id = (int8_t)t->choice[ID];
		self->keyed = false;
	} else if (is(word, "read blob")) {
		self->image = (int8_t)blob_image(t);
		find_blob(t);
	} else if (is(word, "clear locals")) {
		self->user = self->metadata = self->image = self->id = 0;
		begin_request(self);
	} else if (is(word, "note start"))
		self->start = t->now->time;
	else if (is(word, "note key time"))
		self->key_time = t->now->time;
	else if (is(word, "list blobs"))
		self->keys = (uint8_t)listed(t, -100);
	else if (is_numbered(word, "list blobs ", "old", &n))
		self->keys = (uint8_t)listed(t, n);
	else if (is(word, "find unused keys"))
		self->unused = (uint8_t)unnamed(t, self->keys);
	else if (is(word, "drop key"))
		self->unused &= (uint8_t) ~(1U << (t->choice[ID] - 1));
	else if (is(word, "forget keys"))
		self->keys = self->unused = 0;
	else
		return false;
	return true;
}

static void effect(const struct taking *t, const char *word)
{
	struct ref_process *self = t->self;
	int user = self->user - 1;

	if (do_locals(t, word))
		return;
	if (is(word, "log WRITE")) {
		log_write(t, (struct ref_entry){ 0, self->user, self->metadata, self->image });
	} else if (is(word, "log READ")) {
		log_read(t, self->metadata, self->image);
	} else if (is(word, "log empty READ")) {
		log_read(t, 0, 0);
	} else if (is(word, "write record")) {
		t->now->record[user].metadata = self->metadata;
		if (both_have_ids(t))
			t->now->record[user].id = self->id;
	} else if (is(word, "read record")) {
		self->metadata = t->now->record[user].metadata;
		find_record(t);
		if (both_have_ids(t)) {
			self->id = t->now->record[user].id;
			self->found_blob = REF_UNKNOWN;
			self->keyed = t->ref->mode.remembers;
		}
	} else if (is(word, "delete record")) {
		t->now->record[user].metadata = t->now->record[user].id = 0;
	} else if (is(word, "write blob")) {
		store_blob(t, blob_key(t), self->image);
	} else if (is(word, "delete own blob")) {
		store_blob(t, blob_key(t), 0);
	} else if (is(word, "delete blob")) {
		store_blob(t, t->choice[ID], 0);
	} else if (is(word, "use up id")) {
		t->now->used |= (uint8_t)(self->id ? 1U << (self->id - 1) : 0);
	} else if (is(word, "count failure")) {
		t->event->failed = true;
		t->now->failed = (int8_t)(t->now->failed + !t->ref->mode.endless);
	} else if (is(word, "advance time")) {
		t->ref->overflow |= t->now->time++ == 100;
	} else {
		t->ref->unknown = word;
	}
}

/* --- states ---------------------------------------------------------------------------------- */

/* Of two hours longer ago than any word asks for, both are as long ago. */
static void bring_hours_near(const struct ref *ref, struct ref_state *state)
{
	while (state->time > ref->longest + 1) {
		state->time--;
		for (int p = 0; p < ref->process_count; p++) {
			state->process[p].start =
			        (int8_t)(state->process[p].start - (state->process[p].start > 0));
			state->process[p].key_time =
			        (int8_t)(state->process[p].key_time - (state->process[p].key_time > 0));
		}
		for (int id = 0; id < REF_IDS; id++)
			state->blob[id].created =
			        (int8_t)(state->blob[id].created - (state->blob[id].created > 0));
	}
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct ref_entry));
}

void ref_make_endless(const struct ref *ref, struct ref_state *state)
{
	int kept = 0;

	qsort(state->log, (size_t)state->log_count, sizeof(*state->log), by_bytes);
	for (int i = 0; i < state->log_count; i++)
		if (!state->log[i].read && (!kept || by_bytes(&state->log[kept - 1], &state->log[i])))
			state->log[kept++] = state->log[i];
	memset(&state->log[kept], 0, (size_t)(state->log_count - kept) * sizeof(*state->log));
	state->log_count = (int8_t)kept;
	state->failed = 0;
	bring_hours_near(ref, state);
}

unsigned ref_broken(const struct ref *ref, const struct ref_state *state)
{
	for (int key = 0; key < blobs(ref->draft); key++) {
		bool needed = ref->draft->by_user && state->record[key].metadata;

		for (int u = 0; u < ref->draft->scope[DRAFT_USERS] && !ref->draft->by_user; u++)
			needed |= state->record[u].id == key + 1;
		if (state->blob[key].image && !needed)
			return 1U << REF_ORPHANS;
	}
	return 0;
}

bool ref_within(const struct ref *ref, const struct ref_state *state)
{
	const int *scope = ref->draft->scope;

	return ref->mode.endless ||
	       (state->log_count <= scope[DRAFT_MAX_OPERATIONS] && state->time <= scope[DRAFT_MAX_TIME] &&
	        state->failed <= scope[DRAFT_MAX_FAILURES]);
}

/* Where processes of a role start. */
static int start_of(const struct draft_role *role)
{
	bool listed = role->lists_states || !role->step_count || !role->steps[0].at;

	return listed ? 0 : __builtin_ctz(role->steps[0].at);
}

/* --- taking steps ------------------------------------------------------------------------------
 */

struct turn {
	struct ref *ref;
	const struct ref_state *state;
	ref_fn *fn;
	void *ctx;
	struct ref_step step;
	const struct draft_step *meant;
};

static bool take(struct turn *turn)
{
	struct ref *ref = turn->ref;
	struct ref_state next = *turn->state;
	struct ref_event event = { 0 };
	struct taking t = { ref,
		            &ref->draft->roles[ref->role[turn->step.process]],
		            turn->state,
		            &next,
		            &next.process[turn->step.process],
		            turn->step.choice,
		            &event };

	for (unsigned i = 0; i < turn->meant->words[DRAFT_WHEN].count; i++)
		if (!guard(&t, turn->meant->words[DRAFT_WHEN].text[i]))
			return true;
	for (unsigned i = 0; i < turn->meant->words[DRAFT_WHEN].count; i++)
		look(&t, turn->meant->words[DRAFT_WHEN].text[i]);
	for (unsigned i = 0; i < turn->meant->words[DRAFT_DO].count; i++)
		effect(&t, turn->meant->words[DRAFT_DO].text[i]);
	if (turn->meant->target >= 0)
		t.self->state = (int8_t)turn->meant->target;
	if (t.self->state == start_of(t.role))
		begin_request(t.self);
	event.changes = event.wrote || event.failed || memcmp(&next, turn->state, sizeof(next)) != 0;
	for (unsigned i = 0; i < turn->meant->words[DRAFT_DO].count; i++)
		event.changes |= strncmp(turn->meant->words[DRAFT_DO].text[i], "log ", 4) == 0;
	event.broken |= ref_broken(ref, &next);
	event.newly = event.broken & ~ref_broken(ref, turn->state);
	if (ref->mode.endless)
		bring_hours_near(ref, &next);
	if (ref->mode.recycles)
		next.used &= (uint8_t)referenced(ref, &next);
	return turn->fn(turn->ctx, &turn->step, &next, &event);
}

static bool choose(struct turn *turn, unsigned nth)
{
	const struct draft_words *words = &turn->meant->words[DRAFT_CHOOSE];
	const int *scope = turn->ref->draft->scope;
	const int count[] = { scope[DRAFT_USERS], scope[DRAFT_METADATAS], scope[DRAFT_IMAGES],
		              scope[DRAFT_IDS] };
	struct ref_state state = *turn->state;
	struct taking t = { .ref = turn->ref, .now = &state, .self = &state.process[turn->step.process] };
	int kind;

	if (nth == words->count)
		return take(turn);
	kind = kind_chosen(words->text[nth]);
	if (kind < 0) {
		turn->ref->unknown = words->text[nth];
		return false;
	}
	for (int i = 1; i <= count[kind]; i++) {
		turn->step.choice[kind] = i;
		if (choosable(&t, words->text[nth], i) && !choose(turn, nth + 1))
			return false;
	}
	turn->step.choice[kind] = 0;
	return true;
}

static bool takes(const struct ref *ref, int process, const struct draft_step *step,
                  const struct ref_state *state)
{
	if (step->failure && ref->draft->scope[DRAFT_NO_FAILURES])
		return false;
	if (ref->reader[process] && *step->part && strcmp(step->part, "read") != 0)
		return false;
	return ref->role[process] == DRAFT_CLOCK || step->at >> state->process[process].state & 1;
}

void ref_steps(struct ref *ref, const struct ref_state *state, ref_fn *fn, void *ctx)
{
	for (int p = 0; p < ref->process_count; p++) {
		const struct draft_role *role = &ref->draft->roles[ref->role[p]];

		for (unsigned a = 0; a < role->step_count; a++) {
			struct turn turn = {
				ref, state, fn, ctx, { .process = p, .action = (int)a }, &role->steps[a]
			};

			if (takes(ref, p, &role->steps[a], state) && !choose(&turn, 0))
				return;
		}
	}
}

/* --- beginning -----------------------------------------------------------------------------------
 */

static int longest_of(const struct draft *draft)
{
	int longest = 0, n;

	for (int r = 0; r < DRAFT_ROLES; r++)
		for (unsigned i = 0; i < draft->roles[r].step_count; i++)
			for (int kind = 0; kind < DRAFT_KINDS; kind++) {
				const struct draft_words *words = &draft->roles[r].steps[i].words[kind];

				for (unsigned w = 0; w < words->count; w++) {
					const char *digit = strpbrk(words->text[w], "0123456789");

					if (digit && sscanf(digit, "%d", &n) == 1 && n > longest)
						longest = n;
				}
			}
	return longest;
}

static void add_processes(struct ref *ref, int count, int role, bool reader)
{
	assert(ref->process_count + count <= REF_PROCESSES && "the draft has room");
	for (int i = 0; i < count; i++) {
		ref->role[ref->process_count] = role;
		ref->reader[ref->process_count++] = reader;
	}
}

static int cleaners_of(const struct draft *draft)
{
	return draft->roles[DRAFT_CLEANER].present ? draft->scope[DRAFT_CLEANERS] : 0;
}

bool ref_has_room(const struct draft *draft)
{
	const int *scope = draft->scope;

	return scope[DRAFT_SERVERS] + scope[DRAFT_READERS] + cleaners_of(draft) +
	                       draft->roles[DRAFT_CLOCK].present <=
	               REF_PROCESSES &&
	       scope[DRAFT_USERS] <= REF_USERS && scope[DRAFT_IDS] < REF_IDS;
}

void ref_init(struct ref *ref, const struct draft *draft, struct ref_mode mode)
{
	*ref = (struct ref){ .draft = draft, .mode = mode, .longest = longest_of(draft) };
	add_processes(ref, draft->scope[DRAFT_SERVERS], DRAFT_SERVER, false);
	add_processes(ref, draft->scope[DRAFT_READERS], DRAFT_SERVER, true);
	add_processes(ref, cleaners_of(draft), DRAFT_CLEANER, false);
	add_processes(ref, draft->roles[DRAFT_CLOCK].present, DRAFT_CLOCK, false);
}

void ref_initial(const struct ref *ref, struct ref_state *state)
{
	memset(state, 0, sizeof(*state));
	for (int p = 0; p < ref->process_count; p++)
		state->process[p].state = (int8_t)start_of(&ref->draft->roles[ref->role[p]]);
}
