// SPDX-License-Identifier: GPL-2.0
#include "main.h"

static int run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return EXIT_TOOL_FAILED;
}

const struct verb try_verb = { "try", "try\n", run };
