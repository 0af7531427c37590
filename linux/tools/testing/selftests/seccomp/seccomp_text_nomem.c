// SPDX-License-Identifier: GPL-2.0
/*
 * A policy is applied whole or not at all when memory runs out, too.  The
 * kernel's fault injection fails the first allocation of an install, then the
 * second, and so on until an install gets by without a failure.
 */
#include "seccomp_text_faults.h"

/* What to install, over what, and which allocation is to fail. */
struct fault {
	const char *before;
	const char *policy;
	int nth;
};

#define POLICY	"getuid: 0\n"						\
		"getpriority: who == 1 && (which == 9 || which == 8)\n"	\
		"read: fd == 0 || count < 5; errno 5\n"			\
		"read: buf != 0\n"					\
		DENYLIST

/* The policy is in force as a whole, or nothing of it is. */
static bool is_whole(bool installed)
{
	return (RAW(__NR_getuid) == -DENIED) == installed &&
	       RAW(__NR_getpriority, 9, 1) == -EINVAL &&
	       RAW(__NR_getpriority, 9, 2) == (installed ? -DENIED : -EINVAL) &&
	       RAW(__NR_read, -1, 8, 9) == (installed ? -EIO : -EBADF) &&
	       RAW(__NR_read, -1, 0, 0) == (installed ? -DENIED : -EBADF);
}

static void install_with_fault(struct text_page *page, const void *arg)
{
	const struct fault *fault = arg;
	int fd = open("/proc/self/fail-nth", O_RDWR);
	bool in_force = fault->before;

	CHILD_CHECK(page, fd >= 0 && no_new_privs() == 0);
	if (in_force)
		CHILD_CHECK(page, install(fault->before) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, fail_allocation(fd, fault->nth));
	page->result[0] = install(fault->policy);
	page->mark[0] = has_failed(fd);
	CHILD_CHECK(page, fail_allocation(fd, 0));

	CHILD_CHECK(page, is_whole(page->result[0] == 0));
	CHILD_CHECK(page, (RAW(__NR_getpgrp) == -DENIED) == in_force);
	CHILD_CHECK(page, seccomp_mode() == (in_force ||
					     page->result[0] == 0 ? 2 : 0));
	CHILD_CHECK(page, install(fault->policy) == 0 && is_whole(true));
	set_mark(&page->after, 1);
}

static void expect_all_or_nothing(struct __test_metadata *_metadata,
				  struct text_page *page, const char *before)
{
	struct fault fault = { before, POLICY, 1 };
	int refused = 0;

	for (; fault.nth < FAULTS; fault.nth++) {
		EXPECT_STREQ("passed", fate_of(page, install_with_fault, &fault)) {
			TH_LOG("fault %d gave %ld, line %d", fault.nth,
			       page->result[0], page->line);
		}
		if (!page->mark[0])
			break;
		/* EFAULT where copying from user space is made to fail. */
		EXPECT_TRUE(page->result[0] == -ENOMEM ||
			    page->result[0] == -EFAULT || !page->result[0]) {
			TH_LOG("fault %d gave %ld", fault.nth, page->result[0]);
		}
		refused += page->result[0] == -ENOMEM;
	}
	TH_LOG("%d allocations failed, %d installs with them", fault.nth - 1,
	       refused);
	EXPECT_EQ(0, page->result[0]);
	EXPECT_LT(fault.nth, FAULTS);
	EXPECT_LT(0, refused);
}

TEXT_LONG_TEST(first_policy_is_applied_whole_or_not_at_all)
{
	if (!faults_are_available())
		SKIP(return, "no fault injection");
	expect_all_or_nothing(_metadata, self->page, NULL);
}

TEXT_LONG_TEST(further_policy_is_applied_whole_or_not_at_all)
{
	if (!faults_are_available())
		SKIP(return, "no fault injection");
	expect_all_or_nothing(_metadata, self->page,
			      DENYLIST "getpgrp: 0\nread: fd != 7 || count == 7\n");
}

/* What waits for the next call must not half wait. */
static void delay_with_fault(struct text_page *page, const void *arg)
{
	const struct fault *fault = arg;
	int fd = open("/proc/self/fail-nth", O_RDWR);
	long next;

	CHILD_CHECK(page, fd >= 0 && no_new_privs() == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, fail_allocation(fd, fault->nth));
	page->result[0] = install(fault->policy);
	next = RAW(__NR_getuid);
	CHILD_CHECK(page, next >= 0);
	page->mark[0] = has_failed(fd);
	CHILD_CHECK(page, fail_allocation(fd, 0));
	CHILD_CHECK(page, is_whole(page->result[0] == 0));
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(pending_policy_is_applied_whole_or_not_at_all)
{
	struct fault fault = { NULL, "on_next_syscall: 1\n" POLICY, 1 };

	if (!faults_are_available())
		SKIP(return, "no fault injection");
	for (; fault.nth < FAULTS; fault.nth++) {
		EXPECT_FATE("passed", delay_with_fault, &fault);
		if (!self->page->mark[0])
			break;
	}
	EXPECT_EQ(0, self->page->result[0]);
	EXPECT_LT(fault.nth, FAULTS);
}

/* Forking takes a reference: it fails in no place where it did not before. */
static void fork_with_fault(struct text_page *page, const void *arg)
{
	const struct fault *fault = arg;
	int fd = open("/proc/self/fail-nth", O_RDWR);
	pid_t pid;

	CHILD_CHECK(page, fd >= 0);
	CHILD_CHECK(page, install_unprivileged(fault->policy) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, fail_allocation(fd, fault->nth));
	pid = raw_fork();
	if (!pid)
		leave(is_whole(true) ? 5 : 6);
	page->result[0] = pid < 0 ? pid : 0;
	page->mark[0] = has_failed(fd);
	CHILD_CHECK(page, fail_allocation(fd, 0));
	if (pid > 0)
		CHILD_CHECK(page, left_with(raw_wait(pid), 5));
	CHILD_CHECK(page, is_whole(true));
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(fork_without_memory_leaves_the_policy_alone)
{
	struct fault fault = { NULL, POLICY, 1 };

	if (!faults_are_available())
		SKIP(return, "no fault injection");
	for (; fault.nth < FAULTS; fault.nth++) {
		EXPECT_FATE("passed", fork_with_fault, &fault);
		if (!self->page->mark[0])
			break;
	}
	EXPECT_EQ(0, self->page->result[0]);
	EXPECT_LT(fault.nth, FAULTS);
}

TEST_HARNESS_MAIN
