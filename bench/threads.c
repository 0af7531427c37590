// SPDX-License-Identifier: GPL-2.0
/*
 * Threads on several CPUs that share a state. Run it under qemu/vm --icount
 * --smp 4: QEMU then runs the CPUs in turn, and the time-stamp counter counts
 * the instructions of all. This shows a CPU that spins or retries. It does not
 * show a bouncing cache line, so count the writes to the state instead.
 */
#define _GNU_SOURCE
#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events.h"
#include "measure.h"
#include "policies.h"
#include "tables.h"

#define MAX_THREADS	4
#define CALLS		1000
#define ROUNDS		30
#define FORKS		100

struct team {
	int		threads;
	int		nr;		/* of the call */
	unsigned int	arrived;
	uint64_t	start[MAX_THREADS];
	uint64_t	end[MAX_THREADS];
	uint64_t	best;		/* instructions of the cheapest round */
};

static struct team team;

/* "pause" ends this CPU's turn. */
static void meet(unsigned int times)
{
	__atomic_add_fetch(&team.arrived, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&team.arrived, __ATOMIC_SEQ_CST) < times * team.threads)
		__builtin_ia32_pause();
}

static uint64_t cost_of_round(void)
{
	uint64_t start = team.start[0], end = team.end[0];

	for (int i = 1; i < team.threads; i++) {
		if (team.start[i] < start)
			start = team.start[i];
		if (team.end[i] > end)
			end = team.end[i];
	}
	return end - start;
}

static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(EXIT_FAILURE, "CPU %d", cpu);
}

static void *make_calls(void *arg)
{
	int me = (long)arg;
	unsigned int met = 0;

	run_on(me);
	for (int round = 0; round < ROUNDS; round++) {
		meet(++met);
		team.start[me] = ticks();
		for (int i = 0; i < CALLS; i++) {
			call3(team.nr, 0, 0, 0);
			/* End the turn, so that all CPUs keep in step. */
			__builtin_ia32_pause();
		}
		team.end[me] = ticks();
		meet(++met);
		if (me == 0 && cost_of_round() < team.best)
			team.best = cost_of_round();
		meet(++met);
	}
	return NULL;
}

/* Instructions of a call that so many threads make at once */
static uint64_t cost_with_threads(int threads, int nr)
{
	pthread_t others[MAX_THREADS];

	team = (struct team){ .threads = threads, .nr = nr, .best = UINT64_MAX };
	for (long i = 1; i < threads; i++)
		if (pthread_create(&others[i], NULL, make_calls, (void *)i))
			errx(EXIT_FAILURE, "pthread_create");
	make_calls((void *)0);
	for (int i = 1; i < threads; i++)
		pthread_join(others[i], NULL);
	return (team.best + threads * CALLS / 2) / (threads * CALLS);
}

static void run_threads(const void *arg)
{
	static const struct { int nr; const char *name; } calls[] = {
		{ SYS_getppid, "no condition" },
		{ SYS_getpgid, "1 comparison" },
	};
	enum kind kind = *(const enum kind *)arg;
	int refused = load(make_policy(EVERY_CALL), kind);

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		for (int n = 1; n <= MAX_THREADS; n *= 2) {
			char row[64];

			snprintf(row, sizeof(row), "%s, %d CPU%s", calls[i].name,
				 n, n == 1 ? "" : "s");
			if (refused)
				print_nothing("threads", row, kind_names[kind]);
			else
				print_figure("threads", row, kind_names[kind],
					     cost_with_threads(n, calls[i].nr));
		}
	}
}

/* ------------------------------------------------------------ writes */

static uint64_t writes(const int counters[MAX_THREADS])
{
	uint64_t sum = 0;

	for (int cpu = 0; cpu < MAX_THREADS; cpu++)
		sum += read_counter(counters[cpu]);
	return sum;
}

/*
 * Count the writes to the first word of the state in force, its reference
 * count. The forks prove that writes are counted.
 */
static void run_writes(const void *arg)
{
	const struct policy *p = make_policy(EVERY_CALL);
	int counters[MAX_THREADS];
	uint64_t state, before;

	(void)arg;
	watch_states();
	if (load(p, TEXT))
		errx(EXIT_FAILURE, "no text policies");
	state = last_state();
	for (int cpu = 0; cpu < MAX_THREADS; cpu++)
		counters[cpu] = count_writes(state, cpu);

	before = writes(counters);
	for (int i = 0; i < FORKS; i++) {
		pid_t child = fork();

		if (!child)
			_exit(EXIT_SUCCESS);
		waitpid(child, NULL, 0);
	}
	print_figure("writes", "of 100 processes, made and ended", "text",
		     writes(counters) - before);

	before = writes(counters);
	cost_with_threads(MAX_THREADS, SYS_getpgid);
	print_figure("writes", "of 3 threads, made and ended, and 120,000 calls of 4",
		     "text", writes(counters) - before);
}

void threads(void)
{
	static const enum kind kinds[] = { NONE, TREE, TEXT };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		in_child(run_threads, &kinds[i]);
	in_child(run_writes, NULL);
}
