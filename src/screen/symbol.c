/*
 * Two const tables: the symbols that views ask for by name, and what stands for
 * any other character that our own texts use.  Rejected: transliteration by iconv, which
 * differs from system to system and so would break golden screens.
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
	[SYMBOL_DOT] = { "·", "-" },      [SYMBOL_NOTE] = { "✎", "\"" },
	[SYMBOL_BOOKMARK] = { "⚑", "#" }, [SYMBOL_RULE] = { "─", "-" },
	[SYMBOL_DISTANCE] = { "▲", "^" }, [SYMBOL_OPEN] = { "?", "?" },
};
// clang-format on

const char *scene_symbol(const struct scene *scene, enum symbol symbol)
{
	assert(symbol < SYMBOL_COUNT && "a symbol is a row of the table");
	return scene->ascii ? symbols[symbol].ascii : symbols[symbol].text;
}

// clang-format off
static const struct {
	uint32_t point;
	const char *ascii;
} stand_ins[] = {
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
	for (size_t i = 0; i < sizeof(stand_ins) / sizeof(stand_ins[0]); i++)
		if (stand_ins[i].point == point)
			return stand_ins[i].ascii;
	return "?";
}
