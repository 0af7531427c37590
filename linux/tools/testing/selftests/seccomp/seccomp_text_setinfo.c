// SPDX-License-Identifier: GPL-2.0
/*
 * PTRACE_SET_SYSCALL_INFO. A tracer that changes a call with it, at the entry or
 * in the event of seccomp, changes what is judged.
 */
#include "seccomp_text.h"
#include <sys/ptrace.h>

#define SET_SYSCALL_INFO	0x4212	/* PTRACE_SET_SYSCALL_INFO */

#define EVENT_STOP	(SIGTRAP | PTRACE_EVENT_SECCOMP << 8)
#define CALL_STOP	(SIGTRAP | 0x80)

#define POLICY		"unlisted: 1\n"				\
			"getsid: 0; trace 1\n"			\
			"getuid: 0; kill\n"			\
			"getgid: 0; errno 123\n"		\
			"getpriority: who == 5; errno 123\n"

static void make_traced_call(struct text_page *page, const void *call)
{
	CHILD_CHECK(page, install_unprivileged(POLICY) == 0);
	CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	RAW(__NR_kill, RAW(__NR_getpid), SIGSTOP);
	act(page, call);
}

/* The call that @pid is at, if this is the entry or the event of call @nr */
static bool is_at_call(pid_t pid, int status, long nr,
		       struct __ptrace_syscall_info *info)
{
	memset(info, 0, sizeof(*info));
	if (status >> 8 != CALL_STOP && status >> 8 != EVENT_STOP)
		return false;
	return ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(*info), info) > 0 &&
	       info->op != PTRACE_SYSCALL_INFO_EXIT && (long)info->entry.nr == nr;
}

struct change {
	struct call from, to;
	const char *fate;
	long result;
};

/*
 * Change a call where it stops for @request: PTRACE_SYSCALL at the entry, or
 * PTRACE_CONT in the event. Return the child's status, or -1 if the kernel cannot
 * do that.
 */
static int change_call(struct text_page *page, const struct change *change,
		       int request)
{
	pid_t pid = start_child(page, make_traced_call, &change->from);
	struct __ptrace_syscall_info info;
	int status = raw_wait(pid);
	bool done = false;
	long ret;

	ptrace(PTRACE_SETOPTIONS, pid, NULL,
	       (void *)(long)(PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD |
			      PTRACE_O_TRACESECCOMP));
	while (WIFSTOPPED(status)) {
		if (!done && is_at_call(pid, status, change->from.nr, &info)) {
			info.entry.nr = change->to.nr;
			for (int i = 0; i < 6; i++)
				info.entry.args[i] = change->to.arg[i];
			ret = ptrace(SET_SYSCALL_INFO, pid, sizeof(info), &info);
			if (ret) {
				kill(pid, SIGKILL);
				raw_wait(pid);
				return -1;
			}
			done = true;
		}
		ptrace(done ? PTRACE_CONT : request, pid, NULL, NULL);
		status = raw_wait(pid);
	}
	return status;
}

static bool kernel_sets_syscall_info(struct text_page *page)
{
	const struct change none = { { __NR_getppid }, { __NR_getppid } };

	return change_call(page, &none, PTRACE_SYSCALL) != -1;
}

static void expect_changes(struct __test_metadata *_metadata,
			   struct text_page *page, const struct change *change,
			   int request)
{
	for (; change->fate; change++) {
		int status = change_call(page, change, request);

		EXPECT_NE(-1, status);
		EXPECT_STREQ(change->fate, judge(page, status)) {
			TH_LOG("from call %ld to %ld, argument %ld",
			       change->from.nr, change->to.nr, change->to.arg[1]);
		}
		EXPECT_EQ(change->result, page->result[0]);
	}
}

TEXT_TEST(call_that_syscall_info_sets_at_the_entry_is_judged)
{
	static const struct change changes[] = {
		{ { __NR_getppid }, { __NR_getuid }, "killed", 0 },
		{ { __NR_getppid }, { __NR_getgid }, "passed", -DENIED },
		{ { __NR_getuid }, { __NR_read, { -1 } }, "passed", -EBADF },
		{ { __NR_getgid }, { __NR_read, { -1 } }, "passed", -EBADF },
		{ { __NR_getpriority, { 9, 5 } }, { __NR_getpriority, { 9, 6 } },
		  "passed", -DENIED },
		{ { __NR_getpriority, { 9, 6 } }, { __NR_getpriority, { 9, 5 } },
		  "passed", -EINVAL },
#ifdef __x86_64__
		{ { __NR_getppid }, { 0x40000000 | __NR_getppid }, "killed", 0 },
#endif
		{ }
	};

	if (!kernel_sets_syscall_info(self->page))
		SKIP(return, "no PTRACE_SET_SYSCALL_INFO");
	expect_changes(_metadata, self->page, changes, PTRACE_SYSCALL);
}

TEXT_TEST(call_that_syscall_info_sets_in_the_event_is_judged_again)
{
	static const struct change changes[] = {
		{ { __NR_getsid }, { __NR_getuid }, "killed", 0 },
		{ { __NR_getsid }, { __NR_getgid }, "passed", -DENIED },
		{ { __NR_getsid }, { __NR_read, { -1 } }, "passed", -EBADF },
		{ { __NR_getsid }, { __NR_getpriority, { 9, 6 } }, "passed", -DENIED },
		{ { __NR_getsid }, { __NR_getpriority, { 9, 5 } }, "passed", -EINVAL },
#ifdef __x86_64__
		{ { __NR_getsid }, { 0x40000000 | __NR_getppid }, "killed", 0 },
#endif
		{ }
	};

	if (!kernel_sets_syscall_info(self->page))
		SKIP(return, "no PTRACE_SET_SYSCALL_INFO");
	expect_changes(_metadata, self->page, changes, PTRACE_CONT);
}

TEST_HARNESS_MAIN
