/*
 * The rows of the table of targets, one for each file that exports one.
 */
#ifndef HEDDLE_EXPORT_TARGETS_H
#define HEDDLE_EXPORT_TARGETS_H

#include <heddle/export.h>

extern const struct export_target target_dot, target_svg, target_html, target_markdown, target_mermaid,
        target_plantuml, target_tla, target_promela;

#endif
