/*
 * Designs: JSON files in a small vocabulary, compiled into models.
 *
 * A struct design is the content of a file, validated and with `extends` resolved.  A model is a design at a
 * scope, compiled into flat tables (plan.h).  A design is immutable and reference-counted: a model keeps the
 * design it was made from, so either may be freed first.  Texts returned here are borrowed from the design or
 * the model.
 */
#ifndef HEDDLE_DESIGN_H
#define HEDDLE_DESIGN_H

#include <heddle/model.h>
#include <heddle/scope.h>

struct design;
struct history;
struct system;

/*
 * Loads a bundled design by name, or else a file.  The caller frees *design.  Returns -1 with `err` set if it
 * is invalid or does not exist; the remedy is the nearest bundled name.
 */
int design_open(const char *name_or_path, struct design **design, struct err *err);

/* Parses `text`; `file` is its path, for errors and relative `extends`. */
int design_parse(const char *text, size_t length, const char *file, struct design **design, struct err *err);

/* Appends the text of a design that extends none and means the same as one that design_open finds.  Returns
 * -1 with `err` set as that does. */
struct buf;
int design_flatten(const char *name_or_path, struct buf *out, struct err *err);

/* Appends a JSON schema of design files, for editors. */
void design_schema(struct buf *out);

/* Whether a text is a JSON object with a member that only designs have; it may be invalid. */
bool design_recognise(const char *text, size_t length);

void design_free(struct design *design); /* null allowed */
/* Adds an owner; design_free removes one. */
struct design *design_share(const struct design *design);
/* What the file declares in the open language; null: it is in the old vocabulary. */
const struct system *design_system(const struct design *design);

const char *design_name(const struct design *design);
const char *design_title(const struct design *design);  /* one line: what it tries */
const char *design_lesson(const struct design *design); /* one line: what goes wrong, or holds */
/* Its chapter in the story, from 1; variants share a chapter; 0: none. */
unsigned design_chapter(const struct design *design);
/* The title of its story, if that is not the usual one; else null. */
const char *design_story(const struct design *design);
/* The heading below which lists show the design; null: it is one of the first story, and comes first. */
const char *design_heading(const struct design *design);
const char *design_text(const struct design *design); /* the file's text */
bool design_bundled(const struct design *design);
/* A 64-bit checksum of the design's meaning (names of steps, guards, effects, …; not layout, comments or the
 * order of keys) as 16 hexadecimal digits. */
const char *design_checksum(const struct design *design);
/* The rows of its scopes: scope_rows, then its own.  Null: scope_rows. */
const struct scope_row *design_scope_rows(const struct design *design);
/* The published scope. */
struct scope design_scope(const struct design *design);
/* Checks that a settled scope is within the limits and has a process that can do something.  Returns -1 with
 * `err` set if not. */
int design_check_scope(const struct design *design, const struct scope *scope, struct err *err);
bool design_has_cleaner(const struct design *design);
bool design_has_clock(const struct design *design);
bool design_counts_failures(const struct design *design);
/* Why the design ignores a number of its scope, by row: "the design has no clock"; null: it uses it. */
const char *design_ignores(const struct design *design, unsigned row);

/* One word of the vocabulary: the member of a step that it belongs to ("when", "choose", "do"), its spelling
 * (N is a number), and one line of help. */
struct design_word {
	const char *member, *spelling, *help;
};
/* The nth word of the vocabulary, from 0; false after the last. */
bool design_nth_word(size_t n, struct design_word *word);

/* Calls `fn` for each phrase of the usual story that belongs to a member of a step, in order.  The texts live
 * during the call. */
typedef void design_word_fn(void *ctx, const struct design_word *word);
void design_each_word(design_word_fn *fn, void *ctx);

/* The properties of every design; ends with a null name. */
extern const struct model_property design_properties[];

/* Names of processes and constants, by row of a scope.  Null members, and missing names, mean the usual
 * ones: s1, s2, …, r1, c1, u1, m1, i1, and ui1 for ids. */
struct constants {
	const char *const *of[SCOPE_ROWS_MAX];
};

/*
 * Compiles a design at a scope, which may have defaults.  `constants` may be null; its texts are copied.  The
 * caller frees *model.  A bounded model, for the checker, tests its bounds (`within`) and has room for one
 * step beyond them. A model without bounds, for a session, starts with the room of the scope and can be made
 * larger on demand.
 */
int design_compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                   bool bounded, struct model **model, struct err *err);

/*
 * Compiles a design without bounds on operations, hours and failures into a finite model, by exact
 * abstractions (docs/unbounded.md proves them): the log becomes the set of WRITEs begun and a flag; times
 * become ages that saturate at the largest number a guard compares them with; an id that nothing refers to is
 * recycled.  The other numbers of `scope` apply; image ids are those in use at the same time.  Returns -1
 * with `err` set, naming step and word, if the proof does not cover the design.
 */
int design_compile_unbounded(const struct design *design, const struct scope *scope,
                             const struct constants *constants, struct model **model, struct err *err);

/*
 * Compiles the design of a model that a session plays (not bounded) into a finite model with the same steps
 * and futures, by the abstractions above except recycling, since on screen an issued id stays issued.
 * design_project maps states of `played` to it.  Its states have representatives (`canonical`).  Fails like
 * design_compile_unbounded, and for models that are not compiled from a design.
 */
int design_quotient(const struct model *played, struct model **model, struct err *err);

/* Writes to `out` the state of a quotient with the same futures as `state` of the model that it was made
 * from, or of a larger one.  Earlier broken READs are forgotten, so the next one counts. */
void design_project(const struct model *played, const void *state, const struct model *quotient, void *out);

/*
 * Translates a run of an unbounded model into steps of an ordinary one, in which recycled ids become
 * distinct. *concrete is a new model with enough ids, which the caller frees; `out` has room for `count`
 * steps.
 */
int design_concretise(const struct model *unbounded, const struct step *steps, size_t count,
                      struct model **concrete, struct step *out, struct err *err);

/* The assumptions of a liveness verdict. */
struct assumptions {
	bool servers_fair;  /* the steps of servers and readers, as one group, are weakly fair */
	bool cleaners_fair; /* and those of cleaners */
	bool time_goes_on;  /* and the clock */
	bool writes_end;    /* only finitely many writes begin */
	bool failures_end;  /* only finitely many failures, if the design counts them */
};
/* Those that the design states, and that time passes, and writes and counted failures end. */
struct assumptions design_assumptions(const struct design *design);
/* Their meaning for each action of a compiled design; the caller allocates action_count elements of each. */
struct action_marks {
	uint8_t *fair; /* bit g is set if the action is in fair group g */
	bool *finite;  /* it can happen only finitely often */
	bool *moves;   /* it changes the design's state even if the unbounded model's state stays the same */
};
/* Fills `marks`.  Returns the number of fair groups. */
unsigned design_assume(const struct model *model, const struct assumptions *assumptions,
                       const struct action_marks *marks);

/* The settled scope of a compiled design; null for other models. */
const struct scope *design_model_scope(const struct model *model);
/* The rows of that scope; scope_rows for other models. */
const struct scope_row *design_model_rows(const struct model *model);

/* What a step adds to the numbers that max-operations, max-time and max-failures bound; 0 if the design is in
 * the open language, whose bounds are its own. */
struct design_cost {
	unsigned operations, hours, failures;
};
/* Fills `costs`, of action_count elements.  Returns false, with all of them 0, if they are not known: of a
 * design in the open language, or for other models. */
bool design_costs(const struct model *model, struct design_cost *costs);

/* The inverse of model->ops->describe: encodes a state of a trace.  Returns -1
 * with `err` set, naming the variable, if it is not a state of the model. */
int design_encode(const struct model *model, const struct value *shown, void *state, struct err *err);

/* Returns 0 if a state has exactly the design's variables; else -1 with `err` set, without a remedy. */
int design_check_variables(const struct model *model, const struct value *shown, struct err *err);

/* Whether a field of processes or stores with that name holds hours or a count, not a constant. */
bool design_field_is_number(const char *name);

/* The names of a compiled design's constants. */
const struct constants *design_model_constants(const struct model *model);

/*
 * How well an action of one compiled design corresponds to an action of another: 0 is not at all, more is
 * better. Compares what they do to stores, log and processes; names only break ties.
 */
unsigned design_alike(const struct model *model, unsigned action, const struct model *other,
                      unsigned other_action);

/*
 * Appends why `step`, with exactly its choices, is not enabled at the cursor of a history of the model,
 * without a full stop.  If the current state shows only the effect (a key that a cleaner never listed), finds
 * the cause earlier on the line.
 */
void design_refusal(const struct model *model, struct history *history, const struct step *step,
                    struct buf *out);

#endif
