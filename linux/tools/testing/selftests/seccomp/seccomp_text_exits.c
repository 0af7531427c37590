// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks that have a text policy and no BPF filter give its memory back when they
 * exit. This needs no privileges and no memory cgroup.
 */
#include "seccomp_text.h"
#include <limits.h>
#include <pthread.h>

#define PROCESSES	8000
#define THREADS		2000
#define ROUNDS		3
#define RULES		30	/* some 11 KiB for each policy */
#define MOST_KIB	4096	/* of 20 MiB and more, if all of them were lost */

static char policy[RULES * 64];

/* Each number is a rule of its own. */
static void make_policy(void)
{
	char *end = stpcpy(policy, DENYLIST);

	for (int i = 0; i < RULES; i++)
		end += sprintf(end, "getpriority: who != %d || which != %d\n",
			       1000 + i, 2000 + i);
}

static long available_kib(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	long kib = -1;
	char line[128];

	while (file && kib < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "MemAvailable: %ld", &kib);
	if (file)
		fclose(file);
	return kib;
}

static bool install_own(void)
{
	return install_unprivileged(policy) == 0 &&
	       RAW(__NR_getpriority, 9, 1000) == -EINVAL &&
	       RAW(__NR_getpriority, 2000, 1000) == -DENIED;
}

static bool process_installs_and_exits(void)
{
	pid_t pid = raw_fork();

	if (!pid)
		leave(install_own() ? 0 : 1);
	return left_with(raw_wait(pid), 0);
}

static void *thread_body(void *unused)
{
	return install_own() ? unused : NULL;
}

static bool thread_installs_and_exits(void)
{
	pthread_t thread;
	void *ret;

	return !pthread_create(&thread, NULL, thread_body, policy) &&
	       !pthread_join(thread, &ret) && ret == policy;
}

/*
 * A leak takes as much in each round, and what a debugging kernel keeps of freed
 * memory is full after one.
 */
static void exit_often(struct __test_metadata *_metadata, bool (*once)(void),
		       long exits)
{
	long before, less = LONG_MAX;

	exits = nr_tries(exits);
	make_policy();
	/* The first ones fill caches. */
	for (int i = 0; i < exits / 10; i++)
		ASSERT_TRUE(once());
	sleep(1);
	for (int round = 1; round <= ROUNDS && less >= MOST_KIB; round++) {
		before = available_kib();
		ASSERT_LT(0, before);
		for (int i = 0; i < exits; i++)
			ASSERT_TRUE(once());
		/* States are freed after a grace period. */
		for (int i = 0; i < 10; i++) {
			less = before - available_kib();
			if (less < MOST_KIB)
				break;
			sleep(1);
		}
		TH_LOG("%ld KiB less than before %ld exits, round %d", less, exits, round);
	}
	EXPECT_GT(MOST_KIB, less);
}

TEXT_LONG_TEST(processes_that_exit_give_back_their_policies)
{
	exit_often(_metadata, process_installs_and_exits, PROCESSES);
}

TEXT_LONG_TEST(threads_that_exit_give_back_their_policies)
{
	exit_often(_metadata, thread_installs_and_exits, THREADS);
}

TEST_HARNESS_MAIN
