/*
 * A design as diagrams: the control states of each role with the steps between them, and each operation as a
 * sequence of steps.  Made from a compiled design's plan; the writers of SVG, Mermaid and PlantUML take only
 * the texts of steps from the plan.
 *
 * Everything lives in the caller's arena.
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

/* The steps from one state to another, drawn as one arrow. */
struct state_diagram_arrow {
	unsigned from, to;
	const struct plan_action **actions;
	unsigned count;
	bool failure; /* they are all faults */
};

/* The control states of a role; processes start in the first. */
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
	FLOW_ALT,  /* the first of several alternatives; `text` is its condition; ends with FLOW_END */
	FLOW_ELSE, /* the next alternative */
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
	unsigned depth;         /* the number of fragments around it */
};

/* One operation of a role. */
struct operation_flow {
	const char *part, *role;
	struct operation_flow_item *items;
	size_t count;
	unsigned touches; /* of CHART_… */
	unsigned depth;   /* the maximum of its items' */
};

struct diagrams {
	const struct plan *plan;
	struct state_diagram diagrams[ROLE_COUNT];
	size_t diagram_count;
	struct operation_flow *flows;
	size_t flow_count;
	bool whole; /* all diagrams, not only a requested one */
};

/*
 * Makes the diagrams of a compiled design, or only that of the role or operation `name` (null: all).  Returns
 * -1 with `err` set if there is none of that name.
 */
int diagrams_make(const struct model *model, const char *name, struct arena *arena, struct diagrams *diagrams,
                  struct err *err);

/* operation_flow.c: the operations of a role, added to diagrams->flows. */
void operation_flows_add(struct diagrams *diagrams, enum role role, struct arena *arena);

/* The step's name without its role's common prefix. */
const char *state_diagram_step_name(const struct plan *plan, const struct plan_action *action);
/* Appends the vocabulary words that a step uses, separated by ", ".  Returns their number. */
unsigned state_diagram_words(const struct plan_action *action, enum word_kind kind, struct buf *out);

/* state_diagram_svg.c, operation_flow_svg.c: draw at the origin; set the size, in pixels. */
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
