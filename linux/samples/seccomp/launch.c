// SPDX-License-Identifier: GPL-2.0
/*
 * Run a command under a seccomp text policy: fork, prctl, execve.
 *
 * The child installs the policy and executes the command. launch appends the line
 * 'on_exec: 1', so that the policy takes effect with the execve that starts the
 * command, and need not allow it, nor a search along PATH. The parent stays
 * unfiltered and exits the way the command did. tools/seccomp does the same, and
 * much more.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text-policy.h"

/* Exit statuses for launch's own errors, as in env(1) */
#define EXIT_LAUNCH_FAILED	125
#define EXIT_CANNOT_EXECUTE	126
#define EXIT_NOT_FOUND		127
#define EXIT_SIGNALED		128	/* plus the signal */

/* The empty line ends a last line that a backslash would join to the next. */
static const char delay[] = "\n\non_exec: 1\n";

static char text[POLICY_MAX_LEN + 1];

static void read_policy(const char *path)
{
	const size_t room = sizeof(text) - sizeof(delay);
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file)
		err(EXIT_LAUNCH_FAILED, "cannot open the policy %s", path);
	len = fread(text, 1, room + 1, file);
	if (ferror(file))
		err(EXIT_LAUNCH_FAILED, "cannot read the policy %s", path);
	if (len > room || memchr(text, 0, len))
		errx(EXIT_LAUNCH_FAILED, "%s is too long, or contains a NUL", path);
	fclose(file);
	memcpy(text + len, delay, sizeof(delay));
}

static void run_command(char **argv)
{
	int error = install_policy(text);

	if (error)
		errx(EXIT_LAUNCH_FAILED, "the policy was not installed: %s: %s", strerror(error),
		     advise_on_install(error));
	execvp(argv[0], argv);
	/* The policy still waits for an execve that succeeds. */
	err(errno == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXECUTE, "cannot execute %s", argv[0]);
}

int main(int argc, char **argv)
{
	pid_t child;
	int status;

	if (argc < 3)
		errx(EXIT_LAUNCH_FAILED, "usage: launch POLICYFILE COMMAND [ARG...]");
	read_policy(argv[1]);

	child = fork();
	if (child < 0)
		err(EXIT_LAUNCH_FAILED, "fork");
	if (!child)
		run_command(argv + 2);
	if (waitpid(child, &status, 0) < 0)
		err(EXIT_LAUNCH_FAILED, "waitpid");

	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (WTERMSIG(status) == SIGSYS)
		warnx("%s was killed by its policy: see dmesg", argv[2]);
	return EXIT_SIGNALED + WTERMSIG(status);
}
