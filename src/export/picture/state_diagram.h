/*
 * A design as diagrams: the control states of each role with the steps between them, and each
 * operation as a sequence of steps.  Made from a compiled design's plan; the writers of
 * SVG, Mermaid and PlantUML ask the plan nothing more than the texts of steps.
 *
 * Everything lives in the arena that the caller gives.
 */
#ifndef HEDDLE_EXPORT_PICTURE_STATE_DIAGRAM_H
#define HEDDLE_EXPORT_PICTURE_STATE_DIAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <heddle/plan.h>

struct arena;
struct buf;
struct err;
struct export;
struct export_options;

/* Steps that lead from one state to the same other one, drawn as one arrow. */
struct state_diagram_arrow {
	unsigned from, to;
	const struct plan_action **actions;
	unsigned count;
	bool failure; /* they are faults; never mixed with others */
};

/* The states of a role; the first one is where its processes start. */
struct state_diagram {
	const char *role;
	const char *const *states;
	unsigned state_count;
	struct state_diagram_arrow *arrows;
	size_t arrow_count;
};

enum { CHART_DATABASE = 1, CHART_BLOBS = 2 };

enum operation_flow_kind {
	FLOW_STEP,
	FLOW_ALT,  /* one of several ways to go on; `text` says when; ended by FLOW_END */
	FLOW_ELSE, /* the next of them */
	FLOW_LOOP, /* any number of times */
	FLOW_OPT,  /* may happen, at the states that `text` names */
	FLOW_END,
	FLOW_NOTE, /* what `text` says */
};

struct operation_flow_item {
	enum operation_flow_kind kind;
	const struct plan_action *action; /* FLOW_STEP */
	const char *text;
	unsigned reads, writes; /* of CHART_… */
	unsigned depth;         /* fragments that it stands in */
};

/* One operation of a role. */
struct operation_flow {
	const char *part, *role;
	struct operation_flow_item *items;
	size_t count;
	unsigned touches; /* of CHART_… */
	unsigned depth;   /* the most that any item has */
};

struct diagrams {
	const struct plan *plan;
	struct state_diagram diagrams[ROLE_COUNT];
	size_t diagram_count;
	struct operation_flow *flows;
	size_t flow_count;
	bool whole; /* not just the one that was asked for */
};

/*
 * The diagrams of a compiled design, or only the one of a role or operation that `name` (null: all)
 * asks for; fails when there is none of that name.
 */
int diagrams_make(const struct model *model, const char *name, struct arena *arena, struct diagrams *diagrams,
                  struct err *err);

/* operation_flow.c: the operations of a role, added to diagrams->flows. */
void operation_flows_add(struct diagrams *diagrams, enum role role, struct arena *arena);

/* The step's name without what all steps of its role begin with. */
const char *state_diagram_step_name(const struct plan *plan, const struct plan_action *action);
/* The words that a step uses, as its design spells them, with ", " between them; returns how many. */
unsigned state_diagram_words(const struct plan_action *action, enum word_kind kind, struct buf *out);

/* state_diagram_svg.c, operation_flow_svg.c: draw at the origin and say how much room it took. */
void state_diagram_draw(const struct diagrams *diagrams, const struct state_diagram *diagram, struct buf *out,
                        double *width, double *height);
void operation_flow_draw(const struct diagrams *diagrams, const struct operation_flow *flow, struct buf *out,
                         double *width, double *height);

/* The writers of the targets' rows. */
int diagrams_svg(const struct model *model, const struct export_options *options, struct export *out,
                 struct err *err);
int diagrams_mermaid(const struct model *model, const struct export_options *options, struct export *out,
                     struct err *err);
int diagrams_plantuml(const struct model *model, const struct export_options *options, struct export *out,
                      struct err *err);
int diagrams_markdown(const struct model *model, const struct export_options *options, struct export *out,
                      struct err *err);

#endif
