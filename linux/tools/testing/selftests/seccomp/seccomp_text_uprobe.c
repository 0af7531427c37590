// SPDX-License-Identifier: GPL-2.0
/*
 * Return probes: the kernel makes a probed task call uretprobe when a probed
 * function returns.  No policy allows that call, and none may refuse it.
 */
#include "seccomp_text.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>

#ifndef __NR_uretprobe
#define __NR_uretprobe	335
#endif

#define UPROBE_TYPE	"/sys/bus/event_source/devices/uprobe/type"
#define UPROBE_RETURN	1	/* .../uprobe/format/retprobe: config:0 */
#define EXE		"/proc/self/exe"

/* Two functions that return what no other one does, and one that nests. */
static __attribute__((noipa)) long probed(long a, long b)
{
	return 1000 * a + b;
}

static __attribute__((noipa)) long probed_deep(long depth)
{
	long sum = depth ? depth + probed_deep(depth - 1) : probed(4, 2);

	/* Or the compiler makes a loop of it. */
	asm volatile("" : "+r" (sum));
	return sum;
}

/* Where in the file @address of this program comes from; -1: nowhere. */
static long file_offset(unsigned long address)
{
	unsigned long start, end, offset;
	FILE *maps = fopen("/proc/self/maps", "r");
	long found = -1;
	char line[512];

	while (maps && found < 0 && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %*s %lx", &start, &end, &offset) == 3 &&
		    start <= address && address < end)
			found = address - start + offset;
	}
	if (maps)
		fclose(maps);
	return found;
}

/* A counter of the returns of @function in the calling task, or an errno. */
static long probe_returns(const void *function)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.config = UPROBE_RETURN,
		.uprobe_path = (unsigned long)EXE,
		.probe_offset = file_offset((unsigned long)function),
	};
	FILE *type = fopen(UPROBE_TYPE, "r");
	unsigned int number;

	if (!type)
		return -errno;
	if (fscanf(type, "%u", &number) != 1)
		number = 0;
	fclose(type);
	attr.type = number;
	return RAW(__NR_perf_event_open, (unsigned long)&attr, 0, -1, -1,
		   PERF_FLAG_FD_CLOEXEC);
}

static long count_of(int probe)
{
	unsigned long count = 0;

	if (RAW(__NR_read, probe, (unsigned long)&count, sizeof(count)) !=
	    sizeof(count))
		return -1;
	return count;
}

static bool cannot_probe(void)
{
	long probe = probe_returns(probed);

	if (probe >= 0)
		close(probe);
	return probe == -EACCES || probe == -EPERM || probe == -ENOENT;
}

/* Returns of a probed function under @arg, which lets the counters be read. */
static void return_under(struct text_page *page, const void *arg)
{
	long probe = probe_returns(probed), deep = probe_returns(probed_deep);

	CHILD_CHECK(page, probe >= 0 && deep >= 0);
	CHILD_CHECK(page, probed(4, 2) == 4002);
	CHILD_CHECK(page, count_of(probe) == 1);

	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, probed(7, 9) == 7009);
	CHILD_CHECK(page, probed(7, 9) == 7009);
	CHILD_CHECK(page, count_of(probe) == 3);
	CHILD_CHECK(page, probed_deep(5) == 4017);
	CHILD_CHECK(page, count_of(probe) == 4);
	CHILD_CHECK(page, count_of(deep) == 6);
	set_mark(&page->after, 1);
}

TEXT_TEST(function_with_a_return_probe_returns_under_any_policy)
{
	static const char * const policies[] = {
		"read: 1\nexit_group: 1\n",
		"unlisted: 0\nread: count == 8\nexit_group: 1\n",
		"on_violation: trap\nread: 1\nexit_group: 1\n",
		"on_violation: kill_thread\nread: 1\nexit_group: 1\n",
		DENY_WITH_ERRNO "read: 1\nexit_group: 1\n",
		"unlisted: 1\nuretprobe: 0\n",
		"unlisted: 1\nuretprobe: 0; errno 1\n",
	};

	if (cannot_probe())
		SKIP(return, "no return probes for this user and kernel");
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		EXPECT_FATE("passed", return_under, policies[i]);
}

/* The one call of a policy that waits is one that the program makes. */
static void return_while_waiting(struct text_page *page, const void *arg)
{
	long probe = probe_returns(probed);

	CHILD_CHECK(page, probe >= 0);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, probed(1, 1) == 1001);
	CHILD_CHECK(page, probed(1, 2) == 1002);
	CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
	CHILD_CHECK(page, probed(1, 3) == 1003);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	CHILD_CHECK(page, count_of(probe) == 3);
	set_mark(&page->after, 1);
}

TEXT_TEST(return_probe_is_not_the_one_call_of_a_waiting_policy)
{
	if (cannot_probe())
		SKIP(return, "no return probes for this user and kernel");
	EXPECT_FATE("passed", return_while_waiting,
		    "on_next_syscall: 1\n" DENYLIST "getpgrp: 0\n");
}

/* A probe that is put in later, by a process that is not filtered. */
static void return_when_told(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->mark[0], 1);
	while (!get_mark(&page->mark[1]))
		asm volatile("pause");
	set_mark(&page->before, 1);
	CHILD_CHECK(page, probed(3, 3) == 3003);
	set_mark(&page->after, 1);
}

TEXT_TEST(return_probe_may_come_after_the_policy)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.config = UPROBE_RETURN,
		.uprobe_path = (unsigned long)EXE,
		.probe_offset = file_offset((unsigned long)probed),
	};
	unsigned int number;
	int status, probe;
	FILE *type;
	pid_t pid;

	if (cannot_probe())
		SKIP(return, "no return probes for this user and kernel");
	type = fopen(UPROBE_TYPE, "r");
	ASSERT_NE(NULL, type);
	ASSERT_EQ(1, fscanf(type, "%u", &number));
	fclose(type);
	attr.type = number;

	pid = start_child(self->page, return_when_told, "exit_group: 1\n");
	ASSERT_LT(0, pid);
	EXPECT_TRUE(child_comes_to(self->page, &self->page->mark[0]));
	probe = RAW(__NR_perf_event_open, (unsigned long)&attr, pid, -1, -1, 0);
	EXPECT_LE(0, probe);
	set_mark(&self->page->mark[1], 1);
	status = raw_wait(pid);
	EXPECT_STREQ("passed", judge(self->page, status));
	EXPECT_TRUE(left_with(status, 0));
	EXPECT_EQ(1, count_of(probe));
	close(probe);
}

/* Nobody but the kernel may make the call; that is for the call to say. */
static void call_uretprobe(struct text_page *page, const void *arg)
{
	if (arg)
		CHILD_CHECK(page, install_unprivileged(arg) == 0);
	act(page, CALL(__NR_uretprobe));
}

static void call_uretprobe_under_bpf(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, install_bpf(__NR_uretprobe,
				      SECCOMP_RET_KILL_PROCESS) == 0);
	act(page, CALL(__NR_uretprobe));
}

TEXT_TEST(direct_uretprobe_meets_the_fate_it_meets_under_bpf)
{
	static const char * const policies[] = {
		"exit_group: 1\n", "unlisted: 1\nuretprobe: 0\n",
		DENY_WITH_ERRNO "exit_group: 1\n", "unlisted: 1\n",
	};
	int status = run_child(self->page, call_uretprobe, NULL);

	ASSERT_EQ(1, self->page->before);
	EXPECT_EQ(status, run_child(self->page, call_uretprobe_under_bpf, NULL));
	ASSERT_EQ(1, self->page->before);
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++) {
		EXPECT_EQ(status, run_child(self->page, call_uretprobe,
					    policies[i])) {
			TH_LOG("%s", policies[i]);
		}
		EXPECT_EQ(1, self->page->before);
		EXPECT_EQ(0, self->page->after);
	}
}

TEST_HARNESS_MAIN
