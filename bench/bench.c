// SPDX-License-Identifier: GPL-2.0
/* bench TABLE... - what filters cost, in instructions; tables.h has the tables */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tables.h"

static const struct table {
	const char	*name;
	void		(*run)(void);
} tables[] = {
	{ "percall", percall },
	{ "growth", growth },
	{ "comparisons", comparisons },
	{ "alternatives", alternatives },
	{ "compiled", compiled },
	/* Only of x86_64 do we measure all. */
#ifdef __x86_64__
	{ "install", install },
	{ "install-growth", install_growth },
	{ "fork", forks },
	{ "memory", memory },
	{ "threads", threads },
	{ "shared", shared },
	{ "own", own },
	{ "share-none", share_none },
	{ "share-tree", share_tree },
	{ "share-text", share_text },
#endif
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
	for (int arg = 1; arg < argc; arg++)
		find_table(argv[arg])->run();
	return EXIT_SUCCESS;
}
