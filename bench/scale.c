// SPDX-License-Identifier: GPL-2.0
/*
 * Thousands of processes: that share one policy, or have one each. Their
 * parents start as new programs at the same addresses, as what a fork costs
 * depends on the memory that a process has made use of before.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define NR_SHARING	10000
#define NR_OWNING	2000
#define FEW		100	/* of these, the first and the last */
#define FIRST_PID	5000

static const enum kind kinds[] = { NONE, TREE, TEXT };

/* What is measured of each process */
static uint64_t costs[NR_SHARING];
static pid_t pids[NR_SHARING];
static int ready[2], start[2];

static void print_each(const char *table, const char *what, enum kind kind,
		       uint64_t figure)
{
	print_figure(table, what, kind_names[kind], figure);
}

static void print_first_and_last(const char *table, const char *what,
				 enum kind kind, int n)
{
	char row[64];

	snprintf(row, sizeof(row), "%s, of the first %d", what, FEW);
	print_each(table, row, kind, most_frequent(costs, FEW));
	snprintf(row, sizeof(row), "%s, of the last %d", what, FEW);
	print_each(table, row, kind, most_frequent(costs + n - FEW, FEW));
}

static void open_pipes(void)
{
	if (pipe(ready) || pipe(start))
		err(EXIT_FAILURE, "pipe");
}

static void wait_until_ready(int n)
{
	char bytes[4096];

	while (n) {
		ssize_t got = read(ready[0], bytes,
				   n < (int)sizeof(bytes) ? n : (int)sizeof(bytes));

		if (got <= 0)
			err(EXIT_FAILURE, "read");
		n -= got;
	}
}

static void say_ready(void)
{
	if (write(ready[1], "", 1) != 1)
		_exit(EXIT_FAILURE);
}

/* The file of each process; what they are long together, in bytes */
static uint64_t read_policies(int n)
{
	static char text[64 * 1024 + 1];
	uint64_t bytes = 0;

	for (int i = 0; i < n; i++) {
		char path[64];
		uint64_t before;

		snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", pids[i]);
		before = ticks();
		bytes += read_file(path, text, sizeof(text));
		costs[i] = ticks() - before;
	}
	return bytes;
}

/* Instructions until each has ended and was waited for */
static uint64_t end_all(int n)
{
	uint64_t before = ticks();

	for (int i = 0; i < n; i++)
		kill(pids[i], SIGKILL);
	for (int i = 0; i < n; i++)
		if (waitpid(pids[i], NULL, 0) != pids[i])
			err(EXIT_FAILURE, "waitpid");
	return ticks() - before;
}

/* What is there to be measured once @n processes have their filters */
static void print_rest(const char *table, enum kind kind, int n, uint64_t before)
{
	uint64_t with;

	settle();
	with = free_bytes();
	print_each(table, "memory, bytes each", kind, (before - with) / n);
	/* Without a text, too: a process that was looked at in /proc ends dearer. */
	print_each(table, "/proc/PID/seccomp_filter, bytes", kind,
		   read_policies(n) / n);
	print_first_and_last(table, "/proc/PID/seccomp_filter, a read", kind, n);
	print_each(table, "a call without a condition meanwhile", kind,
		   cost_of_call(SYS_getppid));
	print_each(table, "kill + exit + wait, each", kind, end_all(n) / n);
}

/* ------------------------------------------------------------ one for all */

static enum kind find_kind(const char *name)
{
	for (enum kind kind = NONE; kind < NR_KINDS; kind++)
		if (!strcmp(name, kind_names[kind]))
			return kind;
	errx(EXIT_FAILURE, "no such kind: %s", name);
}

/* The process whose children share the policy that it has. */
void run_sharing(const char *name)
{
	enum kind kind = find_kind(name);
	uint64_t before;

	become_undisturbed();
	open_pipes();
	settle();
	next_pid_from(FIRST_PID);
	before = free_bytes();
	for (int i = 0; i < NR_SHARING; i++) {
		costs[i] = ticks();
		pids[i] = fork();
		costs[i] = ticks() - costs[i];
		if (pids[i] < 0)
			err(EXIT_FAILURE, "fork");
		if (!pids[i]) {
			say_ready();
			for (;;)
				pause();
		}
	}
	wait_until_ready(NR_SHARING);
	print_first_and_last("shared", "fork", kind, NR_SHARING);
	print_rest("shared", kind, NR_SHARING, before);
}

static void run_shared(const void *arg)
{
	enum kind kind = *(const enum kind *)arg;

	if (load(make_policy(EVERY_CALL), kind))
		errx(EXIT_FAILURE, "refused");
	personality(ADDR_NO_RANDOMIZE);
	execl("/proc/self/exe", "bench", "--sharing", kind_names[kind], NULL);
	err(EXIT_FAILURE, "execve");
}

void shared(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		next_pid_from(FIRST_PID);
		in_child(run_shared, &kinds[i]);
	}
}

/* ------------------------------------------------------------ one each */

static void run_own(const void *arg)
{
	enum kind kind = *(const enum kind *)arg;
	struct prepared prepared;
	int results[2];
	uint64_t before;

	become_undisturbed();
	open_pipes();
	if (pipe(results))
		err(EXIT_FAILURE, "pipe");
	prepare(&prepared, make_policy(ALL_RULES), kind);
	for (int i = 0; i < NR_OWNING; i++) {
		uint64_t cost;
		char byte;

		pids[i] = fork();
		if (pids[i] < 0)
			err(EXIT_FAILURE, "fork");
		if (pids[i])
			continue;
		rehearse_install();
		say_ready();
		if (read(start[0], &byte, 1) != 1)
			_exit(EXIT_FAILURE);
		cost = ticks();
		if (install_prepared(&prepared))
			_exit(EXIT_FAILURE);
		cost = ticks() - cost;
		if (write(results[1], &cost, sizeof(cost)) != sizeof(cost))
			_exit(EXIT_FAILURE);
		for (;;)
			pause();
	}
	wait_until_ready(NR_OWNING);
	settle();
	before = free_bytes();
	for (int i = 0; i < NR_OWNING; i++)
		if (write(start[1], "", 1) != 1 ||
		    read(results[0], &costs[i], sizeof(costs[i])) != sizeof(costs[i]))
			err(EXIT_FAILURE, "a child");
	if (prepared.filter)
		print_first_and_last("own", "install, kernel's part", kind, NR_OWNING);
	print_rest("own", kind, NR_OWNING, before);
}

void own(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		next_pid_from(FIRST_PID);
		in_child(run_own, &kinds[i]);
	}
}
