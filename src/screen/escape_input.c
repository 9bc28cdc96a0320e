/*
 * The grammar is that of ECMA-48: after CSI, parameters, intermediates and one final byte; after SS3, one
 * byte.  Sequences outside it (X10's mouse, the function keys of Linux) are tried first.  Modifiers are
 * ignored: Ctrl-Right is Right.  Rejected: registering more strings with curses (define_key), which would
 * still split every sequence that is not registered.
 */
#include <stdio.h>
#include <string.h>

#include <heddle/escape_input.h>

enum { ESCAPE = 27, PARAMETERS_MAX = 4, NUMBER_MOST = 99999, CTRL = 4, SHIFT = 1 };
enum { MOUSE_WHEEL = 64, MOUSE_MODIFIERS = 4 | 8 | 16, X10_LENGTH = 6, X10_BASE = 32 };

struct sequence {
	char private; /* '<', '?', … in front of the parameters; 0 */
	int parameter[PARAMETERS_MAX];
	int count;
	char final;
};

/* Finals of CSI and SS3; lower-case ones are rxvt's, with modifiers. */
// clang-format off
static const struct {
	char final;
	const char *name;
} finals[] = {
	{ 'A', "Up" },   { 'B', "Down" }, { 'C', "Right" }, { 'D', "Left" }, { 'a', "Up" },
	{ 'b', "Down" }, { 'c', "Right" }, { 'd', "Left" }, { 'H', "Home" }, { 'F', "End" },
	{ 'P', "F1" },   { 'Q', "F2" },   { 'R', "F3" },    { 'S', "F4" },   { 'Z', "S-Tab" },
};
// clang-format on

/* The keypad of the VT100, after SS3. */
static const char keypad_finals[] = "jklmnopqrstuvwxyX", keypad_keys[] = "*+,-./0123456789=";

/* The number before ~. */
// clang-format off
static const struct {
	int number;
	const char *name;
} numbered[] = {
	{ 1, "Home" }, { 2, "Insert" }, { 3, "Delete" }, { 4, "End" }, { 5, "PgUp" }, { 6, "PgDn" },
	{ 7, "Home" }, { 8, "End" },    { 11, "F1" },    { 12, "F2" }, { 13, "F3" },  { 14, "F4" },
	{ 15, "F5" },  { 17, "F6" },    { 18, "F7" },    { 19, "F8" }, { 20, "F9" },  { 21, "F10" },
	{ 23, "F11" }, { 24, "F12" },   { 25, "F13" },   { 26, "F14" }, { 28, "F15" }, { 29, "F16" },
	{ 31, "F17" }, { 32, "F18" },   { 33, "F19" },   { 34, "F20" },
};
// clang-format on

static void set_key(struct input *input, const char *name)
{
	input->kind = INPUT_KEY;
	snprintf(input->name, sizeof(input->name), "%s", name);
}

static void read_final(char final, struct input *input)
{
	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++)
		if (finals[i].final == final)
			set_key(input, finals[i].name);
}

static void read_number(int number, struct input *input)
{
	for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++)
		if (numbered[i].number == number)
			set_key(input, numbered[i].name);
}

/* A character with its modifiers, as kitty and xterm send it when configured to. */
static void read_character(int point, int modifiers, struct input *input)
{
	char name[4] = { 0 };

	if (point == '\t')
		set_key(input, modifiers & SHIFT ? "S-Tab" : "Tab");
	else if (point == '\r')
		set_key(input, "Enter");
	else if (point == ESCAPE)
		set_key(input, "Esc");
	else if (point == '\b' || point == 127)
		set_key(input, "Backspace");
	if (point < ' ' || point > '~')
		return;
	if (modifiers & CTRL && point >= 'a' && point <= 'z')
		snprintf(name, sizeof(name), "C-%c", point);
	else
		snprintf(name, sizeof(name), "%c", point);
	set_key(input, name);
}

/* `x` and `y` count from 1. */
static void read_mouse(int button, int x, int y, struct input *input)
{
	button &= ~MOUSE_MODIFIERS;
	input->x = x - 1;
	input->y = y - 1;
	if (button == 0)
		input->kind = INPUT_CLICK;
	else if (button == MOUSE_WHEEL || button == MOUSE_WHEEL + 1)
		input->kind = INPUT_WHEEL;
	input->rows = button == MOUSE_WHEEL ? -1 : 1;
}

static void understand(const struct sequence *csi, struct input *input)
{
	const int *parameter = csi->parameter;
	int modifiers = csi->count > 1 && parameter[1] > 0 ? parameter[1] - 1 : 0;

	if (csi->final == 'M' && csi->count == 3) { /* SGR; or urxvt, whose buttons count as in X10 */
		read_mouse(parameter[0] - (csi->private ? 0 : X10_BASE), parameter[1], parameter[2], input);
		return;
	}
	if (csi->private)
		return;
	if (csi->final == 'u')
		read_character(parameter[0], modifiers, input);
	else if (csi->final == '~' && parameter[0] == 27 && csi->count == 3)
		read_character(parameter[2], modifiers, input);
	else if (csi->final == '~' || csi->final == '^' || csi->final == '@')
		read_number(parameter[0], input);
	else if (csi->final != 'R' || parameter[0] == 1) /* else a cursor position report */
		read_final(csi->final, input);
}

static bool within(char byte, char from, char to)
{
	return byte >= from && byte <= to;
}

/* After ESC [.  Returns what input_read does. */
static size_t read_csi(const char *bytes, size_t length, bool ended, struct input *input)
{
	struct sequence csi = { 0 };
	size_t at = 2;
	bool plain = true;

	if (at < length && bytes[at] == 'M') {
		if (length < X10_LENGTH)
			return ended ? length : 0;
		read_mouse((unsigned char)bytes[3] - X10_BASE, (unsigned char)bytes[4] - X10_BASE,
		           (unsigned char)bytes[5] - X10_BASE, input);
		return X10_LENGTH;
	}
	if (at < length && bytes[at] == '[') { /* Linux: F1 is CSI [ A */
		char name[] = "F1";

		if (length == 3)
			return ended ? length : 0;
		name[1] = (char)('1' + (bytes[3] - 'A'));
		if (within(bytes[3], 'A', 'E'))
			set_key(input, name);
		return 4;
	}
	if (at < length && within(bytes[at], '<', '?'))
		csi.private = bytes[at++];
	for (; at < length && within(bytes[at], '0', '?'); at++) {
		int *number = &csi.parameter[csi.count < PARAMETERS_MAX ? csi.count : PARAMETERS_MAX - 1];

		if (bytes[at] == ';')
			csi.count += csi.count < PARAMETERS_MAX;
		else if (within(bytes[at], '0', '9') && *number < NUMBER_MOST)
			*number = *number * 10 + bytes[at] - '0';
	}
	csi.count++;
	for (; at < length && within(bytes[at], ' ', '/'); at++)
		plain = false;
	if (at == length)
		return ended ? length : 0;
	if (!within(bytes[at], '@', '~'))
		return at; /* truncated: the byte begins something else */
	csi.final = bytes[at];
	if (plain)
		understand(&csi, input);
	return at + 1;
}

/* After ESC O. */
static size_t read_ss3(const char *bytes, size_t length, bool ended, struct input *input)
{
	size_t at = 2;
	const char *key;

	while (at < length && (within(bytes[at], '0', '9') || bytes[at] == ';'))
		at++; /* the modifiers of old terminals */
	if (at == length)
		return ended ? length : 0;
	if (!within(bytes[at], '@', '~'))
		return at;
	key = strchr(keypad_finals, bytes[at]);
	if (bytes[at] == 'M')
		set_key(input, "Enter");
	else if (key)
		read_character(keypad_keys[key - keypad_finals], 0, input);
	else
		read_final(bytes[at], input);
	return at + 1;
}

size_t input_read(const char *bytes, size_t length, bool ended, struct input *input)
{
	*input = (struct input){ 0 };
	if (length == 1 && !ended)
		return 0;
	if (length > 1 && (bytes[1] == '[' || bytes[1] == 'O')) {
		if (length == 2 && !ended)
			return 0;
		if (length > 2)
			return bytes[1] == '[' ? read_csi(bytes, length, ended, input)
			                       : read_ss3(bytes, length, ended, input);
	}
	set_key(input, "Esc");
	return 1;
}
