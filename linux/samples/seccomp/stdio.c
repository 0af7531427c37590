// SPDX-License-Identifier: GPL-2.0
/*
 * A text policy of three lines: a process may read its standard input, write
 * its standard output, and exit.
 *
 * A child installs the policy, makes allowed calls, then one that the policy
 * refuses: it writes to descriptor 2. The parent stays unfiltered and prints
 * how the child ended. The exit status is 0 if SIGSYS killed the child at that
 * last call and not before.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "text-policy.h"

static const char policy[] =
	"sys_read: fd == 0\n"
	"sys_write: fd == 1\n"
	"sys_exit_group: 1\n";

/**
 * struct progress - written by the child, read by its parent
 * @error:     errno of the failed install, or 0
 * @attempted: the child is about to make the call that must be refused
 *
 * A store to shared memory is not a system call, so no policy can refuse it.
 */
struct progress {
	int	error;
	bool	attempted;
};

static void give_up(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* Make one raw call; printf() might make others, such as fstat(). */
static void say(const char *words)
{
	size_t len = strlen(words);

	if (write(STDOUT_FILENO, words, len) != (ssize_t)len)
		_exit(EXIT_FAILURE);
}

static void run_filtered(struct progress *progress)
{
	static const char escape[] = "not refused: this line should never appear\n";
	char line[64] = "";

	progress->error = install_policy(policy);
	if (progress->error)
		_exit(EXIT_FAILURE);

	if (read(STDIN_FILENO, line, sizeof(line) - 1) < 0)
		_exit(EXIT_FAILURE);
	say("allowed: read from descriptor 0: ");
	say(line);
	say("allowed: write to descriptor 1: this line\n");
	say("trying:  write to descriptor 2\n");

	progress->attempted = true;
	syscall(SYS_write, STDERR_FILENO, escape, sizeof(escape) - 1);
	_exit(EXIT_FAILURE);
}

/* Replace descriptor 0 with a pipe that holds @line. */
static void feed_stdin(const char *line)
{
	size_t len = strlen(line);
	int ends[2];

	if (pipe(ends))
		give_up("pipe");
	if (write(ends[1], line, len) != (ssize_t)len)
		give_up("write to a pipe");
	if (dup2(ends[0], STDIN_FILENO) < 0)
		give_up("dup2");
	close(ends[0]);
	close(ends[1]);
}

static int report(const struct progress *progress, int status)
{
	if (progress->error) {
		fprintf(stderr, "stdio: cannot install the policy: %s: %s\n",
			strerror(progress->error),
			advise_on_install(progress->error));
		return EXIT_FAILURE;
	}

	if (WIFEXITED(status)) {
		printf("the child exited with status %d\n", WEXITSTATUS(status));
		return EXIT_FAILURE;
	}
	if (WTERMSIG(status) != SIGSYS || !progress->attempted) {
		printf("the child was killed by signal %d %s its last call\n",
		       WTERMSIG(status), progress->attempted ? "at" : "before");
		return EXIT_FAILURE;
	}
	printf("the child was killed by SIGSYS at call %d (write)\n", SYS_write);
	return EXIT_SUCCESS;
}

int main(void)
{
	struct progress *progress;
	int status;
	pid_t child;

	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (progress == MAP_FAILED)
		give_up("mmap");

	printf("A child under this policy:\n\n%s\n", policy);
	/* Flush, or the child would print buffered output again. */
	fflush(stdout);
	feed_stdin("hello\n");

	child = fork();
	if (child < 0)
		give_up("fork");
	if (!child)
		run_filtered(progress);
	if (waitpid(child, &status, 0) < 0)
		give_up("waitpid");

	return report(progress, status);
}
