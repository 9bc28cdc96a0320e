/*
 * Two tables: the symbols that views name, and the ASCII substitutes of all characters in heddle's own texts.
 * Rejected: transliteration by iconv, which differs between systems.
 */
#include <assert.h>

#include <heddle/grid.h>
#include <heddle/scene.h>

// clang-format off
static const struct {
	const char *text, *ascii;
} symbols[SYMBOL_COUNT] = {
	[SYMBOL_BROKEN] = { "✗", "x" },   [SYMBOL_ORPHAN] = { "○", "o" },
	[SYMBOL_CHANGED] = { "*", "*" },  [SYMBOL_HOLDS] = { "●", "+" },
	[SYMBOL_HERE] = { "▸", ">" },     [SYMBOL_UNSET] = { "─", "-" },
	[SYMBOL_BRANCH] = { "├", "|" },   [SYMBOL_LANE] = { "│", "|" },
	[SYMBOL_FUTURE] = { "·", "." },   [SYMBOL_ARROW] = { "→", "->" },
	[SYMBOL_NOTE] = { "✎", "\"" },
	[SYMBOL_BOOKMARK] = { "⚑", "#" }, [SYMBOL_RULE] = { "─", "-" },
	[SYMBOL_DISTANCE] = { "▲", "^" }, [SYMBOL_OPEN] = { "?", "?" },
};
// clang-format on

const char *scene_symbol(const struct scene *scene, enum symbol symbol)
{
	assert(symbol < SYMBOL_COUNT && "the symbol has a row in the table");
	return scene->ascii ? symbols[symbol].ascii : symbols[symbol].text;
}

// clang-format off
static const struct {
	uint32_t point;
	const char *ascii;
} substitutes[] = {
	{ U'✗', "x" },  { U'○', "o" },    { U'●', "+" },     { U'▸', ">" },  { U'◂', "<" },
	{ U'─', "-" },  { U'━', "=" },    { U'│', "|" },     { U'├', "|" },  { U'└', "`" },
	{ U'┬', "+" },  { U'┴', "+" },    { U'┼', "+" },     { U'┤', "|" },  { U'┌', "+" },
	{ U'┐', "+" },  { U'┘', "+" },    { U'·', "." },     { U'→', "->" }, { U'←', "<-" },
	{ U'↑', "Up" }, { U'↓', "Down" }, { U'↵', "Enter" }, { U'✎', "\"" }, { U'⚑', "#" },
	{ U'▲', "^" },  { U'▼', "v" },    { U'…', ".." },    { U'×', "x" },  { U'≤', "<=" },
	{ U'≥', ">=" }, { U'≠', "!=" },   { U'∈', "in" },    { U'∅', "{}" }, { U'–', "-" },
	{ U'—', "--" }, { U'‘', "'" },    { U'’', "'" },     { U'“', "\"" }, { U'”', "\"" },
	{ U'›', ">" },  { U'✓', "+" },    { U'▾', "v" },     { U'█', "#" },  { U'░', "." },
	{ U'◆', "*" },  { U'◇', "o" },    { U'⇥', "Tab" },  { U'↺', "@" },   { 0xa0, " " },
};
// clang-format on

const char *symbol_ascii(uint32_t point)
{
	for (size_t i = 0; i < sizeof(substitutes) / sizeof(substitutes[0]); i++)
		if (substitutes[i].point == point)
			return substitutes[i].ascii;
	return "?";
}
