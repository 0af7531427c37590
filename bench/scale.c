// SPDX-License-Identifier: GPL-2.0
/*
 * Thousands of processes that share one policy, or have one each. Their parent
 * starts as a new program at fixed addresses, as the cost of a fork depends on
 * the memory that the process has used before.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"
#include "policies.h"
#include "tables.h"

#define NR_SHARING	10000
#define NR_OWNING	2000
#define FEW		100	/* compare the first and the last of so many */
#define FIRST_PID	5000

static const enum kind kinds[] = { NONE, TREE, TEXT };

/* Of each process */
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

/* Read the file of each process. Returns the sum of their lengths. */
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

/* Instructions to kill and reap all processes */
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

/* Everything that can be measured once @n processes have their filters */
static void print_rest(const char *table, enum kind kind, int n, uint64_t before)
{
	uint64_t with;

	settle();
	with = free_bytes();
	print_each(table, "memory, bytes each", kind, (before - with) / n);
	/* Also without a text: reading /proc/PID makes the exit more expensive. */
	print_each(table, "/proc/PID/seccomp_filter, bytes", kind,
		   read_policies(n) / n);
	print_first_and_last(table, "/proc/PID/seccomp_filter, a read", kind, n);
	print_each(table, "a call without a condition meanwhile", kind,
		   cost_of_call(SYS_getppid, 0));
	print_each(table, "kill + exit + wait, each", kind, end_all(n) / n);
}

/* ------------------------------------------------------------ one policy for all */

/* This process has a filter, which its children share. */
static void share(enum kind kind)
{
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

void share_none(void)
{
	share(NONE);
}

void share_tree(void)
{
	share(TREE);
}

void share_text(void)
{
	share(TEXT);
}

static void run_shared(const void *arg)
{
	static const char * const parts[NR_KINDS] = {
		[NONE] = "share-none", [TREE] = "share-tree", [TEXT] = "share-text",
	};
	enum kind kind = *(const enum kind *)arg;

	if (load(make_policy(EVERY_CALL), kind))
		errx(EXIT_FAILURE, "refused");
	restart(parts[kind]);
}

void shared(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		next_pid_from(FIRST_PID);
		in_child(run_shared, &kinds[i]);
	}
}

/* ------------------------------------------------------------ a policy each */

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
