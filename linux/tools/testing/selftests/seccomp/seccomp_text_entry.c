// SPDX-License-Identifier: GPL-2.0
/*
 * Calls that the program does not make as usual: syscall user dispatch, the vDSO,
 * and calls that the kernel restarts after a stop. (seccomp_text_vsyscall has
 * those of the vsyscall page.)
 */
#include "seccomp_text.h"
#include "seccomp_text_sigsys.h"

#include <linux/futex.h>
#include <poll.h>
#include <setjmp.h>
#include <time.h>

#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH	59
#define PR_SYS_DISPATCH_OFF		0
#define PR_SYS_DISPATCH_ON		1
#endif
#ifndef SYSCALL_DISPATCH_FILTER_ALLOW
#define SYSCALL_DISPATCH_FILTER_ALLOW	0
#define SYSCALL_DISPATCH_FILTER_BLOCK	1
#endif
#ifndef SYS_USER_DISPATCH
#define SYS_USER_DISPATCH	2
#endif

static char selector;
static sigjmp_buf way_out;

static void return_from_sigsys(int sig, siginfo_t *info, void *context)
{
	selector = SYSCALL_DISPATCH_FILTER_ALLOW;
	keep_siginfo(sig, info, context);
}

/* Leave without rt_sigreturn, which would be a second call. */
static void jump_from_sigsys(int sig, siginfo_t *info, void *context)
{
	selector = SYSCALL_DISPATCH_FILTER_ALLOW;
	keep_siginfo(sig, info, context);
	siglongjmp(way_out, 1);
}

/* Dispatch all calls but those from the @len bytes at @offset. */
static long dispatch_calls(unsigned long offset, unsigned long len)
{
	selector = SYSCALL_DISPATCH_FILTER_ALLOW;
	return RAW(__NR_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON,
		   offset, len, (unsigned long)&selector);
}

static bool no_user_dispatch(void)
{
	bool missing = dispatch_calls(0, 0) != 0;

	RAW(__NR_prctl, PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_OFF);
	return missing;
}

static void make_dispatched_call(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, handle_sigsys(return_from_sigsys));
	CHILD_CHECK(page, dispatch_calls(0, 0) == 0);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	selector = SYSCALL_DISPATCH_FILTER_BLOCK;
	act(page, CALL(__NR_getpgid));
	page->result[1] = seen.code;
	page->result[2] = seen.nr;
}

TEXT_TEST(user_dispatch_takes_a_call_before_the_policy_sees_it)
{
	static const char * const policies[] = {
		"unlisted: 1\ngetpgid: 0\n",
		"unlisted: 1\ngetpgid: 0; trap 5\n",
		"rt_sigreturn: 1\nexit_group: 1\n",
		DENYLIST "getpgid: 0\n",
		"unlisted: 1\n",
	};

	if (no_user_dispatch())
		SKIP(return, "no syscall user dispatch in this kernel");
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++) {
		EXPECT_FATE("passed", make_dispatched_call, policies[i]);
		EXPECT_EQ(SYS_USER_DISPATCH, self->page->result[1]);
		EXPECT_EQ(__NR_getpgid, self->page->result[2]);
	}
}

static void make_call_not_dispatched(struct text_page *page, const void *arg)
{
	const bool *by_range = arg;

	CHILD_CHECK(page, handle_sigsys(return_from_sigsys));
	CHILD_CHECK(page, dispatch_calls(*by_range ? 0x1000 : 0,
					 *by_range ? 0x7ffffffe0000 : 0) == 0);
	CHILD_CHECK(page, install_unprivileged(DENYLIST "getpgid: 0\n"
					       "getuid: 0; kill\n") == 0);
	if (*by_range)
		selector = SYSCALL_DISPATCH_FILTER_BLOCK;
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	CHILD_CHECK(page, !seen.code);
	act(page, CALL(__NR_getuid));
}

TEXT_TEST(call_that_user_dispatch_ignores_is_judged)
{
	static const bool ways[] = { false, true };

	if (no_user_dispatch())
		SKIP(return, "no syscall user dispatch in this kernel");
	EXPECT_FATE("killed", make_call_not_dispatched, &ways[0]);
	EXPECT_FATE("killed", make_call_not_dispatched, &ways[1]);
}

static void call_while_pending(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, handle_sigsys(jump_from_sigsys));
	CHILD_CHECK(page, dispatch_calls(0, 0) == 0);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	if (!sigsetjmp(way_out, 0)) {
		selector = SYSCALL_DISPATCH_FILTER_BLOCK;
		RAW(__NR_getpgid);
		CHILD_CHECK(page, false);
	}
	CHILD_CHECK(page, seen.code == SYS_USER_DISPATCH);
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(dispatched_call_does_not_consume_a_pending_policy)
{
	if (no_user_dispatch())
		SKIP(return, "no syscall user dispatch in this kernel");
	EXPECT_FATE("passed", call_while_pending,
		    "on_next_syscall: 1\n" DENYLIST "getpgid: 0\n");
}

static void switch_dispatch_on(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	page->result[0] = dispatch_calls(0, 0);
	set_mark(&page->before, 1);
}

TEXT_TEST(policy_can_forbid_user_dispatch)
{
	if (no_user_dispatch())
		SKIP(return, "no syscall user dispatch in this kernel");
	run_child(self->page, switch_dispatch_on, DENYLIST "getpgid: 0\n");
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(0, self->page->result[0]);
	run_child(self->page, switch_dispatch_on, DENYLIST "prctl: option != 59\n");
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

/*
 * The vDSO always has the coarse clock and, on x86_64 and s390x, the CPU's number: arm64's
 * has no such function, and that of riscv64 asks the kernel.
 */
static int ask_for_cpu(unsigned int *cpu)
{
#if defined(__aarch64__) || defined(__riscv)
	(void)cpu;
	return 0;
#else
	return getcpu(cpu, NULL);
#endif
}

static void ask_vdso(struct text_page *page, const void *arg)
{
	struct timespec ts = { 0, -1 };
	unsigned int cpu = -1;

	/* Get libc's lazy initialisation done before the policy. */
	CHILD_CHECK(page, !clock_gettime(CLOCK_REALTIME_COARSE, &ts));
	CHILD_CHECK(page, !ask_for_cpu(&cpu));
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	page->result[1] = clock_gettime(CLOCK_REALTIME_COARSE, &ts);
	page->result[2] = ask_for_cpu(&cpu);
	page->result[0] = RAW(__NR_getpgid);
	page->result[3] = RAW(__NR_getpgid);
	set_mark(&page->after, 1);
}

TEXT_TEST(vdso_answers_are_not_judged)
{
	EXPECT_UNDER("killed", "exit_group: 1\ngetpgid: 1\n",
		     CALL(__NR_getcpu, 0, 0, 0));
	EXPECT_FATE("passed", ask_vdso, "exit_group: 1\ngetpgid: 1\n");
	EXPECT_EQ(0, self->page->result[1]);
	EXPECT_EQ(0, self->page->result[2]);
}

TEXT_TEST(vdso_answers_do_not_consume_a_pending_policy)
{
	EXPECT_FATE("passed", ask_vdso,
		    "on_next_syscall: 1\n" DENYLIST "getpgid: 0\n");
	EXPECT_LT(0, self->page->result[0]);
	EXPECT_EQ(-DENIED, self->page->result[3]);
}

/* The vDSO has to ask the kernel for the CPU time of a process. */
static void ask_kernel_by_vdso(struct text_page *page, const void *arg)
{
	struct timespec ts;

	CHILD_CHECK(page, !clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts));
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	page->result[0] = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts) ? -errno : 0;
	set_mark(&page->after, 1);
}

TEXT_TEST(calls_from_the_vdso_are_judged)
{
	EXPECT_FATE("killed", ask_kernel_by_vdso, "exit_group: 1\n");
	EXPECT_FATE("passed", ask_kernel_by_vdso, DENYLIST "clock_gettime: 0\n");
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_FATE("passed", ask_kernel_by_vdso,
		    "clock_gettime: 1\nexit_group: 1\n");
	EXPECT_EQ(0, self->page->result[0]);
}

/* Sleepers are stopped and continued in the middle of a call. */
static const struct timespec a_while = { .tv_sec = 3000 };
static const struct timespec far_away = { .tv_sec = 1L << 30 };
static int futex_word;

struct sleeper {
	const char *policy;
	struct call call;
};

static void sleep_in_call(struct text_page *page, const void *arg)
{
	const struct sleeper *sleeper = arg;

	CHILD_CHECK(page, install_unprivileged(sleeper->policy) == 0);
	act(page, &sleeper->call);
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) ||
	       info.si_pid == pid;
}

/* Wait until @pid sleeps in call @nr. Return false if @pid ends first. */
static bool await_call(pid_t pid, long nr)
{
	char path[64], text[32], want[32];
	int len = snprintf(want, sizeof(want), "%ld 0x", nr);

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	for (int i = 0; i < 60000; i++) {
		int fd = open(path, O_RDONLY);

		memset(text, 0, sizeof(text));
		if (fd < 0)
			return false;
		if (has_ended(pid)) {
			close(fd);
			return false;
		}
		if (read(fd, text, sizeof(text) - 1) > 0 &&
		    !strncmp(text, want, len)) {
			close(fd);
			return true;
		}
		close(fd);
		usleep(1000);
	}
	return false;
}

/* Start a sleeper; once it sleeps, stop and continue it. */
static pid_t stop_in_sleep(struct text_page *page, const struct sleeper *sleeper)
{
	pid_t pid = start_child(page, sleep_in_call, sleeper);
	int status = 0;

	if (await_call(pid, sleeper->call.nr) && !kill(pid, SIGSTOP) &&
	    waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) &&
	    !kill(pid, SIGCONT))
		return pid;
	kill(pid, SIGKILL);
	raw_wait(pid);
	return -1;
}

static struct call sleep_calls[] = {
	{ __NR_nanosleep, { (unsigned long)&a_while } },
	{ __NR_clock_nanosleep, { CLOCK_MONOTONIC, 0, (unsigned long)&a_while } },
#ifdef __NR_poll
	{ __NR_poll, { 0, 0, 3000000 } },
	{ __NR_poll, { 0, 0, -1 } },
#endif
	{ __NR_futex, { (unsigned long)&futex_word, FUTEX_WAIT, 0,
			(unsigned long)&a_while } },
	{ __NR_futex, { (unsigned long)&futex_word, FUTEX_WAIT_BITSET, 0,
			(unsigned long)&far_away, 0,
			FUTEX_BITSET_MATCH_ANY } },
};

#define SLEEP_RULES	"nanosleep: 1\nclock_nanosleep: 1\n?poll: 1\n"	\
			"futex: 1\nexit_group: 1\n"

TEXT_TEST(stopped_sleep_continues_by_restart_syscall)
{
	for (size_t i = 0; i < ARRAY_SIZE(sleep_calls); i++) {
		struct sleeper sleeper = {
			SLEEP_RULES "restart_syscall: 1\n", sleep_calls[i]
		};
		pid_t pid = stop_in_sleep(self->page, &sleeper);

		ASSERT_LT(0, pid);
		EXPECT_TRUE(await_call(pid, __NR_restart_syscall));
		EXPECT_EQ(0, self->page->after);
		EXPECT_EQ(0, kill(pid, SIGKILL));
		raw_wait(pid);
	}
}

TEXT_TEST(stopped_sleep_needs_restart_syscall_in_the_policy)
{
	for (size_t i = 0; i < ARRAY_SIZE(sleep_calls); i++) {
		struct sleeper sleeper = { SLEEP_RULES, sleep_calls[i] };
		pid_t pid = stop_in_sleep(self->page, &sleeper);

		ASSERT_LT(0, pid);
		EXPECT_STREQ("killed", judge(self->page, raw_wait(pid)));

		sleeper.policy = DENY_WITH_ERRNO SLEEP_RULES;
		pid = stop_in_sleep(self->page, &sleeper);
		ASSERT_LT(0, pid);
		EXPECT_STREQ("passed", judge(self->page, raw_wait(pid)));
		EXPECT_EQ(-DENIED, self->page->result[0]);
	}
}

/* There is nothing to restart for a program that calls it directly. */
TEXT_TEST(direct_restart_syscall_does_nothing)
{
	EXPECT_UNDER("killed", "exit_group: 1\n", CALL(__NR_restart_syscall));
	EXPECT_UNDER("passed", "restart_syscall: 1\nexit_group: 1\n",
		     CALL(__NR_restart_syscall));
	EXPECT_EQ(-EINTR, self->page->result[0]);
}

/* All other calls are restarted under their own number. */
TEXT_TEST(other_stopped_waits_need_no_other_call)
{
	static struct pollfd readable = { .fd = 8, .events = POLLIN };
	static const struct sleeper sleepers[] = {
		{ "read: fd == 8\nexit_group: 1\n",
		  { __NR_read, { 8, (unsigned long)&futex_word, 1 } } },
		{ "ppoll: nfds == 1\nexit_group: 1\n",
		  { __NR_ppoll, { (unsigned long)&readable, 1 } } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(sleepers); i++) {
		int pipes[2];
		pid_t pid;

		ASSERT_EQ(0, pipe(pipes));
		ASSERT_EQ(8, dup2(pipes[0], 8));
		pid = stop_in_sleep(self->page, &sleepers[i]);
		ASSERT_LT(0, pid);
		EXPECT_TRUE(await_call(pid, sleepers[i].call.nr));
		EXPECT_EQ(1, write(pipes[1], "x", 1));
		EXPECT_STREQ("passed", judge(self->page, raw_wait(pid)));
		EXPECT_EQ(1, self->page->result[0]);
		close(pipes[0]);
		close(pipes[1]);
	}
}

TEST_HARNESS_MAIN
