// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

#define CALLS		1000	/* fits between two timer ticks */
#define ROUNDS		30

uint64_t cost_of_call(int nr, long first)
{
	return cost_of_call2(nr, first, 0);
}

/* Nothing interrupted the cheapest round. */
uint64_t cost_of_call2(int nr, long first, long second)
{
	uint64_t best = UINT64_MAX;

	for (int round = 0; round < ROUNDS; round++) {
		uint64_t start = ticks(), cost;

		for (int i = 0; i < CALLS; i++)
			call3(nr, first, second, 0);
		cost = ticks() - start;
		if (cost < best)
			best = cost;
	}
	return (best + CALLS / 2) / CALLS;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

void sort_figures(uint64_t *figures, size_t n)
{
	qsort(figures, n, sizeof(figures[0]), by_value);
}

uint64_t most_frequent(uint64_t *figures, size_t n)
{
	size_t best = 0, times = 0;

	sort_figures(figures, n);
	for (size_t i = 0, from = 0; i < n; i++) {
		if (figures[i] != figures[from])
			from = i;
		if (i + 1 - from > times) {
			times = i + 1 - from;
			best = i;
		}
	}
	return figures[best];
}

void print_figure(const char *table, const char *row, const char *column,
		  uint64_t figure)
{
	printf("%s\t%s\t%s\t%llu\n", table, row, column,
	       (unsigned long long)figure);
}

void print_nothing(const char *table, const char *row, const char *column)
{
	printf("%s\t%s\t%s\t-\n", table, row, column);
}

void in_child(void (*run)(const void *), const void *arg)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child < 0)
		err(EXIT_FAILURE, "fork");
	if (!child) {
		run(arg);
		fflush(stdout);
		_exit(EXIT_SUCCESS);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		errx(EXIT_FAILURE, "a child ended with status %#x", status);
}

void restart(const char *table)
{
	personality(ADDR_NO_RANDOMIZE);
	execl("/proc/self/exe", "bench", table, NULL);
	err(EXIT_FAILURE, "execve");
}

size_t read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n;

	if (fd < 0)
		err(EXIT_FAILURE, "%s", path);
	while (len < size - 1 && (n = read(fd, buf + len, size - 1 - len)) > 0)
		len += n;
	close(fd);
	buf[len] = '\0';
	return len;
}

void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err(EXIT_FAILURE, "%s", path);
	close(fd);
}

/*
 * Larger pids are deeper in their tree, and take longer to look up. What is
 * compared must start at the same pid.
 */
void next_pid_from(pid_t pid)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", pid - 1);
	write_file("/proc/sys/kernel/ns_last_pid", number);
}

/* The fair scheduler's bookkeeping takes a varying number of instructions. */
void become_undisturbed(void)
{
	struct sched_param param = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &param))
		err(EXIT_FAILURE, "SCHED_FIFO");
}

void settle(void)
{
	usleep(500 * 1000);
}

/*
 * /proc/meminfo leaves out the free pages on per-CPU lists, and per-CPU counts
 * that are not folded in yet.
 */
uint64_t free_bytes(void)
{
	static char text[64 * 1024];
	uint64_t pages = 0;

	read_file("/proc/sys/vm/stat_refresh", text, sizeof(text));
	read_file("/proc/zoneinfo", text, sizeof(text));
	for (char *line = text; line; line = strchr(line, '\n')) {
		unsigned long n;

		line += *line == '\n';
		if (sscanf(line, " pages free %lu", &n) == 1 ||
		    sscanf(line, " count: %lu", &n) == 1)
			pages += n;
	}
	return pages * sysconf(_SC_PAGESIZE);
}
