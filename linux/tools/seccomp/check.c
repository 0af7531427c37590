// SPDX-License-Identifier: GPL-2.0
#include "main.h"

static int run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return EXIT_TOOL_FAILED;
}

const struct verb check_verb = { "check", "check\n", run };
