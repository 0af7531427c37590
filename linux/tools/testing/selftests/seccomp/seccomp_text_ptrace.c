// SPDX-License-Identifier: GPL-2.0
/*
 * Tracers: a call is judged as the tracer leaves it, the trace action stops
 * for the tracer, and a tracer can suspend seccomp.
 */
#include "seccomp_text.h"
#include <sys/ptrace.h>
#include <sys/user.h>

#define EVENT_STOP	(SIGTRAP | PTRACE_EVENT_SECCOMP << 8)
#define CALL_STOP	(SIGTRAP | 0x80)

/* Three calls get three different actions. */
#define TRACED		"unlisted: 1\n"				\
			"getpgrp: 0; trace 4711\n"		\
			"getuid: 0; kill\n"			\
			"getgid: 0; errno 123\n"

static void stop_for_tracer(struct text_page *page)
{
	CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	RAW(__NR_kill, getpid(), SIGSTOP);
}

/* The tracee stops, installs a policy, and makes the call of the trial. */
static void be_traced(struct text_page *page, const void *arg)
{
	const struct trial *trial = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	stop_for_tracer(page);
	try_call(page, trial);
}

static pid_t start_tracee(struct text_page *page, child_body body,
			  const void *arg, unsigned long options)
{
	pid_t pid = start_child(page, body, arg);

	if (WIFSTOPPED(raw_wait(pid)) &&
	    !ptrace(PTRACE_SETOPTIONS, pid, NULL,
		    (void *)(options | PTRACE_O_EXITKILL)))
		return pid;
	kill(pid, SIGKILL);
	raw_wait(pid);
	return -1;
}

/* Let @pid run to its next stop of this kind. Return false if it ends first. */
static bool run_to(pid_t pid, int request, int stop, int *status)
{
	do {
		ptrace(request, pid, NULL, NULL);
		*status = raw_wait(pid);
		if (!WIFSTOPPED(*status))
			return false;
	} while (*status >> 8 != stop);
	return true;
}

static bool run_to_event(pid_t pid, int *status)
{
	return run_to(pid, PTRACE_CONT, EVENT_STOP, status);
}

/* Stop @pid at the entry of its call @nr. */
static bool run_to_entry(pid_t pid, long nr, int *status)
{
	struct user_regs_struct regs;

	while (run_to(pid, PTRACE_SYSCALL, CALL_STOP, status)) {
		ptrace(PTRACE_GETREGS, pid, NULL, &regs);
		if ((long)regs.orig_rax == nr)
			return true;
	}
	return false;
}

static void change_call(pid_t pid, const struct call *call)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, pid, NULL, &regs);
	regs.orig_rax = call->nr;
	regs.rdi = call->arg[0];
	regs.rsi = call->arg[1];
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

static void change_result(pid_t pid, long result)
{
	struct user_regs_struct regs;

	ptrace(PTRACE_GETREGS, pid, NULL, &regs);
	regs.rax = result;
	ptrace(PTRACE_SETREGS, pid, NULL, &regs);
}

static int finish(pid_t pid)
{
	int status;

	do {
		ptrace(PTRACE_CONT, pid, NULL, NULL);
		status = raw_wait(pid);
	} while (WIFSTOPPED(status));
	return status;
}

TEXT_TEST(trace_action_gives_the_tracer_its_data)
{
	struct trial trial = { TRACED, CALL(__NR_getpgrp) };
	unsigned long message = 0;
	int status;
	pid_t pid;

	pid = start_tracee(self->page, be_traced, &trial, PTRACE_O_TRACESECCOMP);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(run_to_event(pid, &status));
	EXPECT_EQ(0, ptrace(PTRACE_GETEVENTMSG, pid, NULL, &message));
	EXPECT_EQ(4711, message);
	EXPECT_STREQ("passed", judge(self->page, finish(pid)));
	EXPECT_EQ(getpgrp(), self->page->result[0]);
}

struct change {
	struct call to;
	const char *fate;
	long result;
};

TEXT_TEST(call_changed_in_the_event_is_judged_again)
{
	static const struct change changes[] = {
		{ { __NR_getuid, { 0 } }, "killed", 0 },
		{ { __NR_getgid, { 0 } }, "passed", -DENIED },
		{ { 0x40000000 | __NR_getppid, { 0 } }, "killed", 0 },
		{ { __NR_read, { -1 } }, "passed", -EBADF },
	};
	struct trial trial = { TRACED, CALL(__NR_getpgrp) };

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		pid_t pid = start_tracee(self->page, be_traced, &trial,
					 PTRACE_O_TRACESECCOMP);
		int status;

		ASSERT_LT(0, pid);
		ASSERT_TRUE(run_to_event(pid, &status));
		change_call(pid, &changes[i].to);
		EXPECT_STREQ(changes[i].fate, judge(self->page, finish(pid)));
		EXPECT_EQ(changes[i].result, self->page->result[0]);
	}
}

TEXT_TEST(call_skipped_in_the_event_is_not_made)
{
	struct trial trial = { TRACED, CALL(__NR_getpgrp) };
	int status;
	pid_t pid;

	pid = start_tracee(self->page, be_traced, &trial, PTRACE_O_TRACESECCOMP);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(run_to_event(pid, &status));
	change_call(pid, CALL(-1));
	change_result(pid, 12345);
	EXPECT_STREQ("passed", judge(self->page, finish(pid)));
	EXPECT_EQ(12345, self->page->result[0]);
}

TEXT_TEST(call_changed_at_the_entry_is_judged_as_changed)
{
	static const struct change changes[] = {
		{ { __NR_getuid, { 0 } }, "killed", 0 },
		{ { __NR_getgid, { 0 } }, "passed", -DENIED },
		{ { __NR_read, { -1 } }, "passed", -EBADF },
		{ { 0x40000000 | __NR_getppid, { 0 } }, "killed", 0 },
	};
	/* An allowed call, and one that would kill. */
	static const long from[] = { __NR_getsid, __NR_getuid };

	for (size_t i = 0; i < 2 * ARRAY_SIZE(changes); i++) {
		const struct change *change = &changes[i / 2];
		struct trial trial = { TRACED, CALL(from[i % 2]) };
		pid_t pid = start_tracee(self->page, be_traced, &trial,
					 PTRACE_O_TRACESYSGOOD);
		int status;

		ASSERT_LT(0, pid);
		ASSERT_TRUE(run_to_entry(pid, from[i % 2], &status));
		change_call(pid, &change->to);
		EXPECT_STREQ(change->fate, judge(self->page, finish(pid)));
		EXPECT_EQ(change->result, self->page->result[0]);
	}
}

TEXT_TEST(argument_changed_at_the_entry_is_judged_as_changed)
{
	static const char policy[] = "unlisted: 1\ngetpriority: who == 5\n";
	static const struct {
		unsigned long from, to;
		const char *fate;
	} cases[] = {
		{ 5, 6, "killed" }, { 6, 5, "passed" }, { 5, 5, "passed" },
		{ 6, 6, "killed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct trial trial = {
			policy, CALL(__NR_getpriority, 9, cases[i].from)
		};
		pid_t pid = start_tracee(self->page, be_traced, &trial,
					 PTRACE_O_TRACESYSGOOD);
		int status;

		ASSERT_LT(0, pid);
		ASSERT_TRUE(run_to_entry(pid, __NR_getpriority, &status));
		change_call(pid, CALL(__NR_getpriority, 9, cases[i].to));
		EXPECT_STREQ(cases[i].fate, judge(self->page, finish(pid)));
	}
}

/* As strace injects faults: number -1 at the entry, a result at the exit. */
static int skip_at_entry(struct __test_metadata *_metadata,
			 struct text_page *page, const char *policy, long result)
{
	struct trial trial = { policy, CALL(__NR_getppid) };
	pid_t pid = start_tracee(page, be_traced, &trial, PTRACE_O_TRACESYSGOOD);
	int status;

	EXPECT_LT(0, pid);
	EXPECT_TRUE(run_to_entry(pid, __NR_getppid, &status));
	change_call(pid, CALL(-1));
	if (run_to(pid, PTRACE_SYSCALL, CALL_STOP, &status)) {
		change_result(pid, result);
		status = finish(pid);
	}
	return status;
}

TEXT_TEST(skipped_call_passes_under_unlisted_1)
{
	int status = skip_at_entry(_metadata, self->page, TRACED, -77);

	EXPECT_STREQ("passed", judge(self->page, status));
	EXPECT_EQ(-77, self->page->result[0]);
}

TEXT_TEST(skipped_call_is_a_violation_without_unlisted_1)
{
	int status = skip_at_entry(_metadata, self->page,
				   "getppid: 1\nexit_group: 1\n", -77);

	EXPECT_STREQ("killed", judge(self->page, status));
}

/* A text judges the call even if a BPF filter stops for the tracer. */
static void be_traced_by_bpf(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	stop_for_tracer(page);
	CHILD_CHECK(page, !install_bpf(__NR_getpgrp, SECCOMP_RET_TRACE | 9));
	try_call(page, arg);
}

TEXT_TEST(call_changed_in_the_event_of_a_bpf_filter_is_judged_by_the_text)
{
	static const struct change changes[] = {
		{ { __NR_getuid, { 0 } }, "killed", 0 },
		{ { __NR_getgid, { 0 } }, "passed", -DENIED },
		{ { __NR_read, { -1 } }, "passed", -EBADF },
	};
	struct trial trial = {
		"unlisted: 1\ngetuid: 0\ngetgid: 0; errno 123\n",
		CALL(__NR_getpgrp)
	};

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		pid_t pid = start_tracee(self->page, be_traced_by_bpf, &trial,
					 PTRACE_O_TRACESECCOMP);
		int status;

		ASSERT_LT(0, pid);
		ASSERT_TRUE(run_to_event(pid, &status));
		change_call(pid, &changes[i].to);
		EXPECT_STREQ(changes[i].fate, judge(self->page, finish(pid)));
		EXPECT_EQ(changes[i].result, self->page->result[0]);
	}
}

/* Stop twice, for a tracer that suspends seccomp in between. */
static void call_around_suspension(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	stop_for_tracer(page);
	CHILD_CHECK(page, install(arg) == 0);
	set_mark(&page->before, 1);
	page->result[0] = RAW(__NR_getpgrp);
	page->result[1] = RAW(__NR_getpgrp);
	RAW(__NR_kill, getpid(), SIGSTOP);
	page->result[2] = RAW(__NR_getpgrp);
	page->result[3] = RAW(__NR_getpgrp);
	set_mark(&page->after, 1);
}

static bool run_around_suspension(struct text_page *page, const char *policy)
{
	pid_t pid = start_tracee(page, call_around_suspension, policy,
				 PTRACE_O_SUSPEND_SECCOMP);
	int status;

	if (pid < 0)
		return false;
	if (run_to(pid, PTRACE_CONT, SIGSTOP, &status)) {
		ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)PTRACE_O_EXITKILL);
		status = finish(pid);
	}
	return !strcmp(judge(page, status), "passed");
}

static bool cannot_suspend(struct text_page *page)
{
	struct trial trial = { "unlisted: 1\n", CALL(__NR_getpgrp) };
	pid_t pid = start_tracee(page, be_traced, &trial,
				 PTRACE_O_SUSPEND_SECCOMP);

	if (pid < 0)
		return true;
	finish(pid);
	return false;
}

TEXT_TEST(tracer_can_suspend_and_resume_a_policy)
{
	if (cannot_suspend(self->page))
		SKIP(return, "this user or kernel cannot suspend seccomp");
	EXPECT_TRUE(run_around_suspension(self->page, DENYLIST "getpgrp: 0\n"));
	EXPECT_LT(0, self->page->result[0]);
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_EQ(-DENIED, self->page->result[2]);
	EXPECT_EQ(-DENIED, self->page->result[3]);
}

TEXT_TEST(call_while_suspended_does_not_consume_a_pending_policy)
{
	if (cannot_suspend(self->page))
		SKIP(return, "this user or kernel cannot suspend seccomp");
	EXPECT_TRUE(run_around_suspension(self->page, "on_next_syscall: 1\n"
					  DENYLIST "getpgrp: 0\n"));
	EXPECT_LT(0, self->page->result[0]);
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_LT(0, self->page->result[2]);
	EXPECT_EQ(-DENIED, self->page->result[3]);
}

/* The policy in force stops for the tracer and judges the call twice. */
static void consume_by_event(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	stop_for_tracer(page);
	CHILD_CHECK(page, install(TRACED) == 0);
	CHILD_CHECK(page, !install("on_next_syscall: 1\n"
				   DENYLIST "getpgrp: 0\ngetppid: 0\n"));
	set_mark(&page->before, 1);
	page->result[0] = RAW(__NR_getpgrp);
	page->result[1] = RAW(__NR_getpgrp);
	page->result[2] = RAW(__NR_getppid);
	set_mark(&page->after, 1);
}

TEXT_TEST(recheck_after_the_event_does_not_consume_a_pending_policy)
{
	int status;
	pid_t pid;

	pid = start_tracee(self->page, consume_by_event, NULL,
			   PTRACE_O_TRACESECCOMP);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(run_to_event(pid, &status));
	EXPECT_STREQ("passed", judge(self->page, finish(pid)));
	EXPECT_EQ(getpgrp(), self->page->result[0]);
	EXPECT_EQ(-DENIED, self->page->result[1]);
	EXPECT_EQ(-DENIED, self->page->result[2]);
}

TEXT_TEST(policy_in_force_judges_the_changed_call_that_consumes_a_pending_one)
{
	int status;
	pid_t pid;

	pid = start_tracee(self->page, consume_by_event, NULL,
			   PTRACE_O_TRACESECCOMP);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(run_to_event(pid, &status));
	change_call(pid, CALL(__NR_getuid));
	EXPECT_STREQ("killed", judge(self->page, finish(pid)));
}

TEST_HARNESS_MAIN
