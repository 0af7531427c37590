// SPDX-License-Identifier: GPL-2.0
/* The cost that a filter adds to fork, exit and wait. */
#include <stdio.h>
#include <sys/syscall.h>

#include "events.h"
#include "measure.h"
#include "policies.h"
#include "tables.h"

#define FORKS		2000
#define FIRST_PID	5000
#define NR_EVENTS	3

/* vfork, as fork mostly copies the parent's memory */
static uint64_t cost_of_process(void)
{
	uint64_t start = ticks();
	long child = call3(SYS_vfork, 0, 0, 0);

	if (!child) {
		call3(SYS_exit_group, 0, 0, 0);
		__builtin_unreachable();
	}
	call3(SYS_wait4, child, 0, 0);
	return ticks() - start;
}

/* The minimum: a full or empty cache adds a page now and then. */
static uint64_t fewest_events(int counter)
{
	uint64_t fewest = UINT64_MAX;

	for (int i = 0; i < 100; i++) {
		uint64_t before = read_counter(counter), now;

		cost_of_process();
		now = read_counter(counter) - before;
		if (now < fewest)
			fewest = now;
	}
	return fewest;
}

static void run_fork(const void *arg)
{
	static const char * const events[NR_EVENTS] = {
		"kmem/kmalloc", "kmem/kmem_cache_alloc", "kmem/mm_page_alloc",
	};
	static uint64_t costs[FORKS];
	const char *column = kind_names[*(const enum kind *)arg];
	const struct policy *p = make_policy(ALL_RULES);
	int counters[NR_EVENTS];

	for (int i = 0; i < NR_EVENTS; i++)
		counters[i] = count_tracepoint(events[i], 0);
	become_undisturbed();
	if (load(p, *(const enum kind *)arg))
		return print_nothing("fork", "vfork + exit + wait", column);

	for (int i = 0; i < NR_EVENTS; i++) {
		char row[64];

		snprintf(row, sizeof(row), "%s, times", events[i]);
		print_figure("fork", row, column, fewest_events(counters[i]));
		/* Counting costs something, so it ends before the rest. */
		call3(SYS_close, counters[i], 0, 0);
	}
	for (int i = 0; i < FORKS; i++)
		costs[i] = cost_of_process();
	print_figure("fork", "vfork + exit + wait", column,
		     most_frequent(costs, FORKS));
	/* The filter judges three calls, none of them with a comparison. */
	print_figure("fork", "3 calls without a condition", column,
		     3 * cost_of_call(SYS_getppid, 0));
}

void forks(void)
{
	for (enum kind kind = NONE; kind <= TEXT; kind++) {
		next_pid_from(FIRST_PID);
		in_child(run_fork, &kind);
	}
}
