/*
 * heddle: connects the library, which knows no terminal, to the terminal.
 */
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include <heddle/cli.h>
#include <heddle/tui.h>

static int play(struct ui *ui, bool mouse, struct err *err)
{
	return tui_run(ui, &(struct tui_options){ .mouse = mouse }, err);
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C"); /* JSON and SVG need a decimal point in any language */
	/* Exceeding a file size limit becomes an ordinary write error. */
	signal(SIGXFSZ, SIG_IGN);

	const struct cli_terminal terminal = {
		.play = play,
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
	};

	return cli_main(argc, argv, &terminal);
}
