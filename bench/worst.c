// SPDX-License-Identifier: GPL-2.0
/*
 * worst [GROUP...] - the most work that a policy can make for the kernel
 *
 * For each shape of policy, count the instructions that it takes to install
 * it, to check it, to read it back, and to make the call that it tests most.
 * Run it under qemu/vm --icount, where the time-stamp counter counts the
 * guest's instructions. Print lines
 * "worst<TAB>SHAPE<TAB>install|check|show|call<TAB>FIGURE<TAB>ERRNO", where
 * ERRNO is the install's: refusing a policy that is too big costs as well.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shapes.h"

struct figures {
	uint64_t install, check, show, call;
	long result;
};

static struct figures *figures;

static uint64_t ticks(void)
{
	return __builtin_ia32_rdtsc();
}

/* Nothing may come in between: the least of some rounds */
static uint64_t least_cost(int nr, long arg)
{
	uint64_t best = UINT64_MAX;

	for (int round = 0; round < 5; round++) {
		uint64_t start = ticks(), cost;

		syscall(nr, arg, 0, 0, 0, 0, 0);
		cost = ticks() - start;
		if (cost < best)
			best = cost;
	}
	return best;
}

/* The arguments that most comparisons are about, and the dearer of them */
static uint64_t cost_of_call(int nr)
{
	static const long args[] = { 0, 1, -2 };
	uint64_t worst = 0;

	for (size_t i = 0; i < sizeof(args) / sizeof(args[0]); i++) {
		uint64_t cost = least_cost(nr, args[i]);

		if (cost > worst)
			worst = cost;
	}
	return worst;
}

static void measure_in_child(const struct shape *shape)
{
	static char buffer[2 * TEXT_MAX];
	uint64_t start;
	int fd;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	for (int i = 0; i < shape->nr_base; i++)
		if (install(shape->base[i]))
			err(EXIT_FAILURE, "%s: policy %d", shape->name, i);

	/* A note that there is not, so all are looked at. */
	start = ticks();
	check(shape->text);
	figures->check = ticks() - start;

	start = ticks();
	figures->result = install(shape->text);
	figures->install = ticks() - start;

	start = ticks();
	fd = open("/proc/self/seccomp_filter", O_RDONLY);
	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
	figures->show = ticks() - start;

	figures->call = cost_of_call(shape->nr);
	_exit(EXIT_SUCCESS);
}

static void measure(const struct shape *shape)
{
	int status;
	pid_t child;

	memset(figures, 0, sizeof(*figures));
	fflush(stdout);
	child = fork();
	if (!child)
		measure_in_child(shape);
	if (child < 0 || waitpid(child, &status, 0) < 0 || status)
		errx(EXIT_FAILURE, "%s: a child ended with status %#x",
		     shape->name, status);
#define PRINT(column)							\
	printf("worst\t%s\t%s\t%llu\t%ld\n", shape->name, #column,	\
	       (unsigned long long)figures->column, figures->result)
	PRINT(install);
	PRINT(check);
	PRINT(show);
	PRINT(call);
}

int main(int argc, char **argv)
{
	figures = mmap(NULL, sizeof(*figures), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (figures == MAP_FAILED)
		err(EXIT_FAILURE, "mmap");
	(void)argc;
	make_shapes(argv + 1, measure);
	return EXIT_SUCCESS;
}
