// SPDX-License-Identifier: GPL-2.0
/*
 * rules FILE - check which rules the kernel accepts.
 *
 * Each line of FILE is an errno, or 0, and a rule. For each a child installs the
 * policy "unlisted: 1" with that rule, and prctl must give that errno. Print
 * every line for which it does not.
 */
#include <err.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The rule may deny any call, so the child leaves its result in memory. */
static int install_result(const char *rule)
{
	static char policy[4096];
	volatile int result = -1;
	pid_t child;

	snprintf(policy, sizeof(policy), "unlisted: 1\n%s\n", rule);
	child = vfork();
	if (child < 0)
		err(1, "vfork");
	if (!child) {
		result = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, policy) ?
			 errno : 0;
		syscall(__NR_exit_group, 0);
		__builtin_trap();
	}
	if (waitpid(child, NULL, 0) != child)
		err(1, "waitpid");
	return result;
}

int main(int argc, char **argv)
{
	unsigned int nr = 0, bad = 0;
	FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
	char line[2048];
	int wanted, got, at;

	if (!file)
		err(1, "rules: cannot read the file");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(1, "no_new_privs");

	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		at = 0;
		if (sscanf(line, "%d %n", &wanted, &at) != 1 || !line[at])
			errx(1, "no errno and rule: %s", line);
		nr++;
		got = install_result(line + at);
		if (got == wanted)
			continue;
		bad++;
		printf("errno %d, not %d: %s\n", got, wanted, line + at);
	}
	printf("%u rules, %u wrong\n", nr, bad);
	return !nr || bad;
}
