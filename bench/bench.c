// SPDX-License-Identifier: GPL-2.0
/* What filters cost, in instructions. See bench.h. */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

static const struct table {
	const char	*name;
	void		(*run)(void);
} tables[] = {
	{ "percall", percall },
	{ "growth", growth },
	{ "comparisons", comparisons },
	{ "install", install },
	{ "install-growth", install_growth },
	{ "fork", forks },
	{ "memory", memory },
	{ "threads", threads },
	{ "shared", shared },
	{ "own", own },
};

#define NR_TABLES	(sizeof(tables) / sizeof(tables[0]))

static const struct table *find_table(const char *name)
{
	for (size_t i = 0; i < NR_TABLES; i++)
		if (!strcmp(name, tables[i].name))
			return &tables[i];
	fprintf(stderr, "usage: bench TABLE...\nThere are:");
	for (size_t i = 0; i < NR_TABLES; i++)
		fprintf(stderr, " %s", tables[i].name);
	errx(EXIT_FAILURE, "\nno such table: %s", name);
}

int main(int argc, char **argv)
{
	/* How scale.c starts itself anew */
	if (argc == 3 && !strcmp(argv[1], "--sharing")) {
		run_sharing(argv[2]);
		return EXIT_SUCCESS;
	}
	for (int arg = 1; arg < argc; arg++)
		find_table(argv[arg])->run();
	return EXIT_SUCCESS;
}
