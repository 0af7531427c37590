// SPDX-License-Identifier: GPL-2.0
/*
 * Tracers and probes. A call is judged as the tracer leaves it, the trace
 * action stops for the tracer, and a tracer can suspend seccomp. The call that
 * the kernel injects for a return probe always passes.
 */
#include "seccomp_text.h"
#include <linux/perf_event.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define EVENT_STOP	(SIGTRAP | PTRACE_EVENT_SECCOMP << 8)
#define CALL_STOP	(SIGTRAP | 0x80)

/* Three calls get three different actions. */
#define TRACED		"unlisted: 1\n"				\
			"getpgid: 0; trace 4711\n"		\
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
	while (run_to(pid, PTRACE_SYSCALL, CALL_STOP, status)) {
		struct __ptrace_syscall_info info;

		if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) > 0 &&
		    info.op == PTRACE_SYSCALL_INFO_ENTRY &&
		    (long)info.entry.nr == nr)
			return true;
	}
	return false;
}

static void move_regs(pid_t pid, int request, text_regs *regs)
{
	struct iovec iov = { regs, sizeof(*regs) };

	ptrace(request, pid, NT_PRSTATUS, &iov);
}

static void change_call(pid_t pid, const struct call *call)
{
	text_regs regs;

	move_regs(pid, PTRACE_GETREGSET, &regs);
	put_call(&regs, call->nr, call->arg[0], call->arg[1]);
	move_regs(pid, PTRACE_SETREGSET, &regs);
#ifdef __aarch64__
	int nr = call->nr;
	struct iovec iov = { &nr, sizeof(nr) };

	ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &iov);
#endif
}

static void change_result(pid_t pid, long result)
{
	text_regs regs;

	move_regs(pid, PTRACE_GETREGSET, &regs);
	put_result(&regs, result);
	move_regs(pid, PTRACE_SETREGSET, &regs);
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
	struct trial trial = { TRACED, CALL(__NR_getpgid) };
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
		{ { __NR_read, { -1 } }, "passed", -EBADF },
#if HAS_FOREIGN_CALLS
		{ { 0x40000000 | __NR_getppid, { 0 } }, "killed", 0 },
#endif
	};
	/* A tracer cannot set the first argument on riscv64. */
	struct trial trial = { TRACED, CALL(__NR_getpgid, -1) };

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
	struct trial trial = { TRACED, CALL(__NR_getpgid) };
	int status;
	pid_t pid;

	if (!TRACER_CAN_SKIP)
		SKIP(return, "a tracer sets no result here before the call is made");
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
#if HAS_FOREIGN_CALLS
		{ { 0x40000000 | __NR_getppid, { 0 } }, "killed", 0 },
#endif
	};
	/* An allowed call, and one that would kill. */
	static const long from[] = { __NR_getsid, __NR_getuid };

	for (size_t i = 0; i < 2 * ARRAY_SIZE(changes); i++) {
		const struct change *change = &changes[i / 2];
		struct trial trial = { TRACED, CALL(from[i % 2], -1) };
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

/* The result of getpriority(@from) under @policy if a tracer makes it @to */
static const char *rewrite_first(struct text_page *page, const char *policy,
				 unsigned long from, unsigned long to)
{
	struct trial trial = { policy, CALL(__NR_getpriority, from) };
	pid_t pid = start_tracee(page, be_traced, &trial, PTRACE_O_TRACESYSGOOD);
	int status;

	if (pid < 0 || !run_to_entry(pid, __NR_getpriority, &status))
		return "not traced";
	change_call(pid, CALL(__NR_getpriority, to));
	return judge(page, finish(pid));
}

/*
 * The policy judges the argument that the call gets: what the tracer wrote, or
 * where the tracer cannot set it, as on riscv64, the program's.
 */
TEXT_TEST(first_argument_is_judged_as_the_call_gets_it)
{
	static const unsigned long values[] = { PRIO_PROCESS, 9 };

	for (int i = 0; i < 4; i++) {
		const unsigned long from = values[i % 2], to = values[i / 2];
		bool invalid;

		EXPECT_STREQ("passed", rewrite_first(self->page, "unlisted: 1\n",
						     from, to));
		invalid = self->page->result[0] == -EINVAL;
		if (from == to)
			EXPECT_EQ(from == 9, invalid);
		EXPECT_STREQ(invalid ? "killed" : "passed",
			     rewrite_first(self->page,
					   "unlisted: 1\ngetpriority: which != 9\n",
					   from, to)) {
			TH_LOG("from %lu to %lu", from, to);
		}
		EXPECT_STREQ(invalid ? "passed" : "killed",
			     rewrite_first(self->page,
					   "unlisted: 1\ngetpriority: a0 == 9\n",
					   from, to));
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

/*
 * The number -1 is an unlisted call, no more and no less. The tracer sets the
 * result of the call that passes; that of a refused one stays.
 */
TEXT_TEST(skipped_call_gets_on_violation)
{
	static const struct {
		const char *policy;
		const char *fate;
		long result;
	} cases[] = {
		{ "on_violation: log\nexit_group: 1\n", "passed", -77 },
		{ "on_violation: log\nptrace: 0; kill\nforeign: kill\n", "passed", -77 },
		{ "unlisted: 1\nptrace: 0; kill\n", "passed", -77 },
		{ "unlisted: 1\non_violation: errno 5\nforeign: kill\n", "passed", -77 },
		{ "on_violation: errno 5\nptrace: 0; kill\nexit_group: 1\n", "passed", -EIO },
		{ "on_violation: errno 5\nforeign: kill\nexit_group: 1\n", "passed", -EIO },
		{ "on_violation: trace\nexit_group: 1\n", "passed", -ENOSYS },
		{ "on_violation: trap\nexit_group: 1\n", "killed", 0 },
		{ "on_violation: kill_thread\nexit_group: 1\n", "killed", 0 },
		{ "foreign: log\ngetppid: 1\nexit_group: 1\n", "killed", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct trial trial = { cases[i].policy, CALL(__NR_getppid) };
		pid_t pid = start_tracee(self->page, be_traced, &trial,
					 PTRACE_O_TRACESYSGOOD);
		int status;

		ASSERT_LT(0, pid);
		ASSERT_TRUE(run_to_entry(pid, __NR_getppid, &status));
		change_call(pid, CALL(-1));
		if (run_to(pid, PTRACE_SYSCALL, CALL_STOP, &status)) {
			if (cases[i].result == -77)
				change_result(pid, -77);
			while (WIFSTOPPED(status)) {
				const int signal = WSTOPSIG(status);

				ptrace(PTRACE_CONT, pid, NULL,
				       (void *)(long)(signal == SIGSYS ? SIGSYS : 0));
				status = raw_wait(pid);
			}
		}
		EXPECT_STREQ(cases[i].fate, judge(self->page, status)) {
			TH_LOG("%s", cases[i].policy);
		}
		EXPECT_EQ(cases[i].result, self->page->result[0]) {
			TH_LOG("%s", cases[i].policy);
		}
	}
}

/* As with BPF, a call that is skipped in the event is not judged again. */
TEXT_TEST(call_skipped_in_the_event_passes_whatever_the_policy_says)
{
	static const char policy[] = "getpgid: 0; trace 1\nexit_group: 1\n";
	struct trial trial = { policy, CALL(__NR_getpgid) };
	int status;
	pid_t pid;

	if (!TRACER_CAN_SKIP)
		SKIP(return, "a tracer sets no result here before the call is made");
	pid = start_tracee(self->page, be_traced, &trial, PTRACE_O_TRACESECCOMP);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(run_to_event(pid, &status));
	change_call(pid, CALL(-1));
	change_result(pid, 12345);
	EXPECT_STREQ("passed", judge(self->page, finish(pid)));
	EXPECT_EQ(12345, self->page->result[0]);
}

/* Where the tracer's -1 is 65535, it is judged as the number that it is. */
TEXT_TEST(number_without_a_call_set_in_the_event_is_judged)
{
	struct trial trial = {
		"getpgid: 0; trace 1\nexit_group: 1\n", CALL(__NR_getpgid)
	};
	int status;
	pid_t pid;

	pid = start_tracee(self->page, be_traced, &trial, PTRACE_O_TRACESECCOMP);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(run_to_event(pid, &status));
	change_call(pid, CALL(65535));
	EXPECT_STREQ("killed", judge(self->page, finish(pid)));

	trial.policy = TRACED;
	pid = start_tracee(self->page, be_traced, &trial, PTRACE_O_TRACESECCOMP);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(run_to_event(pid, &status));
	change_call(pid, CALL(65535));
	EXPECT_STREQ("passed", judge(self->page, finish(pid)));
	EXPECT_EQ(-ENOSYS, self->page->result[0]);
}

/* A text judges the call even if a BPF filter stops for the tracer. */
static void be_traced_by_bpf(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	stop_for_tracer(page);
	CHILD_CHECK(page, !install_bpf(__NR_getpgid, SECCOMP_RET_TRACE | 9));
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
		CALL(__NR_getpgid, -1)
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
	page->result[0] = RAW(__NR_getpgid);
	page->result[1] = RAW(__NR_getpgid);
	RAW(__NR_kill, getpid(), SIGSTOP);
	page->result[2] = RAW(__NR_getpgid);
	page->result[3] = RAW(__NR_getpgid);
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
	struct trial trial = { "unlisted: 1\n", CALL(__NR_getpgid) };
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
	EXPECT_TRUE(run_around_suspension(self->page, DENYLIST "getpgid: 0\n"));
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
					  DENYLIST "getpgid: 0\n"));
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
				   DENYLIST "getpgid: 0\ngetppid: 0\n"));
	set_mark(&page->before, 1);
	page->result[0] = RAW(__NR_getpgid);
	page->result[1] = RAW(__NR_getpgid);
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

/*
 * Return probes: when a probed function returns, the kernel makes the task on
 * x86_64 call uretprobe. No policy allows that call, and none may refuse it.
 */
#define UPROBE_TYPE	"/sys/bus/event_source/devices/uprobe/type"
#define UPROBE_RETURN	1	/* .../uprobe/format/retprobe: config:0 */
#define EXE		"/proc/self/exe"

/* A function with a telling result, and one that nests. */
static __attribute__((noipa)) long probed(long a, long b)
{
	return 1000 * a + b;
}

static __attribute__((noipa)) long probed_deep(long depth)
{
	long sum = depth ? depth + probed_deep(depth - 1) : probed(4, 2);

	/* Keep the compiler from making this a loop. */
	asm volatile("" : "+r" (sum));
	return sum;
}

/* The offset in this program's file of what is mapped at @address, or -1. */
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

/* Count the returns of @function in @pid, 0 for the caller. Or an errno. */
static long probe_returns(const void *function, pid_t pid)
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
	return RAW(__NR_perf_event_open, (unsigned long)&attr, pid, -1, -1,
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
	long probe = probe_returns(probed, 0);

	if (probe >= 0)
		close(probe);
	return probe == -EACCES || probe == -EPERM || probe == -ENOENT;
}

/* Policy @arg allows the child to read the counters. */
static void return_under(struct text_page *page, const void *arg)
{
	long probe = probe_returns(probed, 0), deep = probe_returns(probed_deep, 0);

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

TEXT_TEST(probed_function_returns_under_any_policy)
{
	static const char * const policies[] = {
		"read: 1\nexit_group: 1\n",
		"unlisted: 0\nread: count == 8\nexit_group: 1\n",
		"on_violation: trap\nread: 1\nexit_group: 1\n",
		"on_violation: kill_thread\nread: 1\nexit_group: 1\n",
		DENY_WITH_ERRNO "read: 1\nexit_group: 1\n",
		"unlisted: 1\n?uretprobe: 0\n",
		"unlisted: 1\n?uretprobe: 0; errno 1\n",
	};

	if (cannot_probe())
		SKIP(return, "no return probes for this user and kernel");
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		EXPECT_FATE("passed", return_under, policies[i]);
}

/* Only a call of the program itself consumes a pending policy. */
static void return_while_pending(struct text_page *page, const void *arg)
{
	long probe = probe_returns(probed, 0);

	CHILD_CHECK(page, probe >= 0);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, probed(1, 1) == 1001);
	CHILD_CHECK(page, probed(1, 2) == 1002);
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, probed(1, 3) == 1003);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	CHILD_CHECK(page, count_of(probe) == 3);
	set_mark(&page->after, 1);
}

TEXT_TEST(return_probe_does_not_consume_a_pending_policy)
{
	if (cannot_probe())
		SKIP(return, "no return probes for this user and kernel");
	EXPECT_FATE("passed", return_while_pending,
		    "on_next_syscall: 1\n" DENYLIST "getpgid: 0\n");
}

/* An unfiltered process sets the probe later. */
static void return_later(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->mark[0], 1);
	await_quietly(&page->mark[1]);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, probed(3, 3) == 3003);
	set_mark(&page->after, 1);
}

TEXT_TEST(return_probe_may_be_set_after_the_policy)
{
	int status, probe;
	pid_t pid;

	if (cannot_probe())
		SKIP(return, "no return probes for this user and kernel");
	pid = start_child(self->page, return_later, "exit_group: 1\n");
	ASSERT_LT(0, pid);
	EXPECT_TRUE(child_comes_to(self->page, &self->page->mark[0]));
	probe = probe_returns(probed, pid);
	EXPECT_LE(0, probe);
	set_mark(&self->page->mark[1], 1);
	status = raw_wait(pid);
	EXPECT_STREQ("passed", judge(self->page, status));
	EXPECT_TRUE(left_with(status, 0));
	EXPECT_EQ(1, count_of(probe));
	close(probe);
}

#ifdef __NR_uretprobe

/* The call itself kills a process that makes it outside of a probe. */
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

TEXT_TEST(direct_uretprobe_is_treated_as_under_bpf)
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

#else /* !__NR_uretprobe */

TEXT_TEST(direct_uretprobe_is_treated_as_under_bpf)
{
	SKIP(return, "probed functions return by a breakpoint, not by a call");
}

#endif /* __NR_uretprobe */

TEST_HARNESS_MAIN
