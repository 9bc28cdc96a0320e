/*
 * Designs: JSON files in a small vocabulary, compiled into models.
 *
 * A struct design is what a file says, checked and with `extends` resolved; a
 * model is a design at a scope, compiled into flat tables (see plan.h beside
 * the sources).  A design is immutable and counts its users: a model keeps the
 * design that it was made from, so either may be freed first.
 */
#ifndef HEDDLE_DESIGN_H
#define HEDDLE_DESIGN_H

#include <heddle/model.h>
#include <heddle/scope.h>

struct design;
struct history;

/*
 * Loads a design by the name of a bundled one, or else from a file.  "NAME" that is
 * neither is answered with the nearest bundled name.
 */
int design_open(const char *name_or_path, struct design **design, struct err *err);

/* Parses `text`; `file` is what errors and relative `extends` are told against. */
int design_parse(const char *text, size_t length, const char *file, struct design **design, struct err *err);

/* Whether a text is an object of JSON with a member that makes it a design, sound or not. */
bool design_recognise(const char *text, size_t length);

void design_free(struct design *design); /* null allowed */

const char *design_name(const struct design *design);
const char *design_title(const struct design *design);  /* a line: what it tries */
const char *design_lesson(const struct design *design); /* a line: what goes wrong, or holds */
/* The chapter of the story it belongs to, from 1; variants share their chapter; 0: none. */
unsigned design_chapter(const struct design *design);
const char *design_text(const struct design *design); /* the file as it was */
bool design_bundled(const struct design *design);
/* 64 bits over the meaning of the design (names of steps, guards, effects, …, not layout, comments or
 * order of JSON keys) as 16 hexadecimal digits; the same for a file and its bundled twin. */
const char *design_checksum(const struct design *design);
/* The published bounds. */
struct scope design_scope(const struct design *design);
bool design_has_cleaner(const struct design *design);
bool design_has_clock(const struct design *design);
bool design_counts_failures(const struct design *design);
/* Why the design has no use for a number of its scope, by the option's name: "the design has no
 * clock"; null: it has. */
const char *design_ignores(const struct design *design, const char *option);

/* One word of the vocabulary: where it stands in a step ("when", "choose", "do"), how it is
 * spelled (N stands for a number), and what it means in a line. */
struct design_word {
	const char *member, *spelling, *help;
};
/* The nth word, from 0, in the order of the table; false at its end. */
bool design_nth_word(size_t n, struct design_word *word);

/* The properties that every design is judged by; ended by a null name. */
extern const struct model_property design_properties[];

/* Names of the constants of each role, when a trace brings its own; null
 * members, or missing ones, are named s1 s2 …, r1, c1, u1, m1, i1, and ui1 for ids. */
struct constants {
	const char *const *servers, *const *readers, *const *cleaners;
	const char *const *users, *const *metadatas, *const *images, *const *image_ids;
};

/*
 * Compiles a design at a scope.  `scope` may have defaults in it.  `constants` may be
 * null; its texts are copied.  A bounded model refuses nothing but knows its bounds
 * (`within`) and has room for one step beyond them; a model without bounds (`bounded` false) is
 * what a session plays: it starts with the room that the scope asks for and grows on demand.
 */
int design_compile(const struct design *design, const struct scope *scope, const struct constants *constants,
                   bool bounded, struct model **model, struct err *err);

/*
 * Compiles a design without bounds on operations, hours and failures, made finite by exact
 * abstractions (docs/unbounded.md gives the argument): the log becomes the set of WRITEs begun and a flag;
 * times become ages that saturate at the largest number a guard compares them with; an id that nothing refers
 * to any more counts as fresh again.  The counts of `scope` other than those bounds apply, image ids being
 * how many may be alive at a time.  Fails, naming step and word, for a design to which the argument does not
 * apply.
 */
int design_compile_unbounded(const struct design *design, const struct scope *scope,
                             const struct constants *constants, struct model **model, struct err *err);

/*
 * Compiles the design of a model that a session plays (as design_compile made it, not bounded) into a finite
 * one with the same steps and the same futures: the abstractions above but the last, for on screen an id that
 * was issued stays so.  States of one can be brought to the other with design_project, steps are
 * the same.  Its states have representatives (`canonical`).  Fails as design_compile_unbounded
 * does, and for models that are not played by a design.
 */
int design_quotient(const struct model *played, struct model **model, struct err *err);

/* The state of a quotient in which whatever can follow is what can follow `state` of the model it was
 * made from, or of a larger one.  That a READ was broken before is forgotten: the next one counts. */
void design_project(const struct model *played, const void *state, const struct model *quotient, void *out);

/*
 * Turns a run of an unbounded model into a schedule of an ordinary one: ids that were recycled
 * become ids of their own.  *concrete is made with as many as that takes and is the caller's; `out` has
 * room for `count` steps.
 */
int design_concretise(const struct model *unbounded, const struct step *steps, size_t count,
                      struct model **concrete, struct step *out, struct err *err);

/* What a liveness verdict rests on. */
struct assumptions {
	bool servers_fair;  /* servers' and readers' steps, taken together, are weakly fair */
	bool cleaners_fair; /* so are the cleaners' */
	bool time_goes_on;  /* so is the clock */
	bool writes_end;    /* only finitely many writes are begun */
	bool failures_end;  /* only finitely many failures, where the design counts them */
};
/* Those that the design itself states, and that time goes on, writes and counted failures end. */
struct assumptions design_assumptions(const struct design *design);
/* What they mean for each action of a compiled design; the caller's, of action_count elements each. */
struct action_marks {
	uint8_t *fair; /* a bit for each fair group that the action belongs to */
	bool *finite;  /* it can happen only finitely often */
	bool *moves;   /* it changes the design's state even where a state without bounds stays the same */
};
/* Returns the number of groups. */
unsigned design_assume(const struct model *model, const struct assumptions *assumptions,
                       const struct action_marks *marks);

/* The scope a compiled design has; null for other models. */
const struct scope *design_model_scope(const struct model *model);

/* By how much a step adds to what max-operations, max-time and max-failures bound. */
struct design_cost {
	unsigned operations, hours, failures;
};
/* Of each action of a compiled design; `costs` has room for action_count. */
void design_costs(const struct model *model, struct design_cost *costs);

/* The reverse of describe: packs a state that a trace shows (value_matches applies), so
 * that it can be compared byte by byte.  Fails with the variable that does not fit. */
int design_encode(const struct model *model, const struct value *shown, void *state, struct err *err);

/* Whether a state has the design's variables and no others; returns -1 with the error, without a remedy,
 * when it has not. */
int design_check_variables(const struct model *model, const struct value *shown, struct err *err);

/* Whether a field of processes and stores is called so and holds hours or a count, and no constant. */
bool design_field_is_number(const char *name);

/* The names of a compiled design's constants, borrowed from the model. */
const struct constants *design_model_constants(const struct model *model);

/*
 * How surely an action of one compiled design plays the part of another's, from 0 (it does not)
 * upwards.  Judged by what the two do to stores, log and processes, and only between equals by their names.
 */
unsigned design_alike(const struct model *model, unsigned action, const struct model *other,
                      unsigned other_action);

/*
 * Why `step`, with just its choices, cannot be taken at the cursor of a history of the model.  Looks back
 * along the line for the cause where the present state only shows the effect (a key that a cleaner
 * never listed).  Appends words without a full stop.
 */
void design_refusal(const struct model *model, struct history *history, const struct step *step,
                    struct buf *out);

#endif
