// SPDX-License-Identifier: GPL-2.0
/*
 * on_next_syscall: a policy that waits for one system call.  The call may be
 * any, and what was in force before judges it; then the policy is in force,
 * for the task and for whatever the one call made.
 */
#include "seccomp_text.h"
#include <sched.h>

#define NEXT	"on_next_syscall: 1\n"
#define NOWHERE	((unsigned long)"/nonexistent/program")

/* One call that the policy drops, and after it the act. */
struct delay {
	const char *policy;
	struct call first;
	struct call second;
};

static void call_twice(struct text_page *page, const void *arg)
{
	const struct delay *delay = arg;

	CHILD_CHECK(page, install_unprivileged(delay->policy) == 0);
	page->result[1] = make_call(&delay->first);
	act(page, &delay->second);
}

TEXT_TEST(on_next_syscall_lets_one_call_pass_and_judges_the_next)
{
	static const struct delay killed = {
		NEXT "exit_group: 1\n", { __NR_getpgrp, { 0 } },
		{ __NR_getpgrp, { 0 } },
	};
	static const struct delay passed = {
		NEXT "exit_group: 1\ngetppid: 1\n", { __NR_getpgrp, { 0 } },
		{ __NR_getppid, { 0 } },
	};

	EXPECT_FATE("killed", call_twice, &killed);
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_FATE("passed", call_twice, &passed);
	EXPECT_LT(0, self->page->result[1]);
}

TEXT_TEST(on_next_syscall_is_used_up_whatever_becomes_of_the_call)
{
	static const struct call firsts[] = {
		{ __NR_getpgrp, { 0 } }, { __NR_read, { -1 } },
		{ __NR_openat, { -100, 0 } }, { __NR_execve, { 0 } },
		{ __NR_execve, { NOWHERE } }, { __NR_sched_yield, { 0 } },
		{ __NR_rt_sigprocmask, { 99, 8, 8, 8 } }, { 400, { 0 } },
		{ -1, { 0 } }, { 0x3fffffff, { 0 } }, { 0x7fffffff, { 0 } },
		{ 0x40000000 | 39, { 0 } }, { __NR_prctl, { 9999 } },
		{ __NR_prctl, { PR_SET_SECCOMP, 2, 0 } },
		{ __NR_seccomp, { SECCOMP_SET_MODE_FILTER, 0, 0 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(firsts); i++) {
		struct delay delay = {
			DENY_WITH_ERRNO NEXT "exit_group: 1\n", firsts[i],
			{ __NR_getpgrp, { 0 } },
		};

		EXPECT_FATE("passed", call_twice, &delay);
		EXPECT_NE(-DENIED, self->page->result[1]) {
			TH_LOG("call %#lx was refused", firsts[i].nr);
		}
		EXPECT_EQ(-DENIED, self->page->result[0]) {
			TH_LOG("call %#lx did not count", firsts[i].nr);
		}
	}
}

TEXT_TEST(second_execve_does_not_profit_from_a_failed_one)
{
	static const struct delay delay = {
		NEXT "exit_group: 1\n", { __NR_execve, { NOWHERE } },
		{ __NR_execve, { NOWHERE } },
	};

	EXPECT_FATE("killed", call_twice, &delay);
	EXPECT_EQ(-ENOENT, self->page->result[1]);
}

/* A second policy is the one call that the first one waits for. */
static void delay_two_policies(struct text_page *page, const void *arg)
{
	const bool *first_one = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !install(NEXT DENYLIST "getuid: 0\n"));
	CHILD_CHECK(page, !install(NEXT DENYLIST "getpgrp: 0\n"));
	set_mark(&page->before, 1);
	if (*first_one)
		CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	else
		CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(second_pending_policy_is_intersected_with_the_first)
{
	static const bool first_ones[] = { false, true };

	EXPECT_FATE("passed", delay_two_policies, &first_ones[0]);
	EXPECT_FATE("passed", delay_two_policies, &first_ones[1]);
}

TEXT_TEST(prctl_is_judged_by_a_policy_that_is_no_longer_pending)
{
	static const struct delay delay = {
		NEXT "exit_group: 1\n", { __NR_getpgrp, { 0 } },
		{ __NR_prctl, { PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
				(unsigned long)NEXT "unlisted: 1\n" } },
	};

	EXPECT_FATE("killed", call_twice, &delay);
}

/* A process that makes the one call by being made; it starts enforced. */
enum fork_kind { BY_CLONE, BY_FORK, BY_VFORK };

static void fork_into_policy(struct text_page *page, const void *arg)
{
	const enum fork_kind *kind = arg;
	int status;
	pid_t pid;

	CHILD_CHECK(page, !install_unprivileged(NEXT "wait4: 1\n"
						     "exit_group: 1\n"));
	if (*kind == BY_VFORK)
		pid = vfork();
	else
		pid = *kind == BY_FORK ? RAW(__NR_fork) : raw_fork();
	if (!pid) {
		set_mark(&page->mark[0], 1);
		RAW(__NR_getpgrp);
		set_mark(&page->mark[1], 1);
		leave(1);
	}
	CHILD_CHECK(page, pid > 0);
	status = raw_wait(pid);
	CHILD_CHECK(page, killed_by_sigsys(status));
	act(page, CALL(__NR_getpgrp));
}

TEXT_TEST(process_made_by_the_one_call_starts_enforced)
{
	static const enum fork_kind kinds[] = { BY_CLONE, BY_FORK, BY_VFORK };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		EXPECT_FATE("killed", fork_into_policy, &kinds[i]);
		EXPECT_EQ(1, self->page->mark[0]);
		EXPECT_EQ(0, self->page->mark[1]);
	}
}

static int call_in_new_thread(void *arg)
{
	struct text_page *page = arg;

	page->result[1] = RAW(__NR_getpgrp);
	set_mark(&page->mark[0], 1);
	syscall(__NR_exit, 0);
	__builtin_trap();
}

static void clone_thread_into_policy(struct text_page *page, const void *unused)
{
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
			  CLONE_THREAD | CLONE_SYSVSEM;
	static long stack[8192];

	(void)unused;
	CHILD_CHECK(page, !install_unprivileged(NEXT DENY_WITH_ERRNO
						"exit: 1\nexit_group: 1\n"));
	set_mark(&page->before, 1);
	CHILD_CHECK(page, clone(call_in_new_thread, stack + ARRAY_SIZE(stack),
				flags, page) > 0);
	while (!get_mark(&page->mark[0]))
		;
	CHILD_CHECK(page, page->result[1] == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(thread_made_by_the_one_call_starts_enforced)
{
	EXPECT_FATE("passed", clone_thread_into_policy, NULL);
}

/* What happens between the install and the one call: a breakpoint. */
static struct text_page *signal_page;
static bool call_in_handler;

static void on_signal(int sig)
{
	(void)sig;
	set_mark(&signal_page->mark[0], 1);
	if (call_in_handler)
		signal_page->result[1] = RAW(__NR_getpgrp);
	set_mark(&signal_page->mark[1], 1);
}

static void catch(struct text_page *page, int sig, bool call)
{
	struct sigaction action = {
		.sa_handler = on_signal, .sa_flags = SA_RESTART
	};

	signal_page = page;
	call_in_handler = call;
	CHILD_CHECK(page, !sigaction(sig, &action, NULL));
}

static void break_then_act(struct text_page *page, const void *arg)
{
	catch(page, SIGTRAP, false);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	asm volatile("int3");
	act(page, CALL(__NR_getpgrp));
}

TEXT_TEST(return_from_a_signal_handler_is_the_one_call)
{
	EXPECT_FATE("killed", break_then_act, NEXT "exit_group: 1\n");
	EXPECT_EQ(1, self->page->mark[1]);
	EXPECT_FATE("passed", break_then_act,
		    NEXT DENY_WITH_ERRNO "exit_group: 1\n");
	EXPECT_EQ(1, self->page->mark[1]);
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

static void break_and_call_in_handler(struct text_page *page, const void *arg)
{
	catch(page, SIGTRAP, true);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	asm volatile("int3");
	page->result[0] = RAW(__NR_getpgrp);
	set_mark(&page->after, 1);
}

TEXT_TEST(call_in_a_signal_handler_is_the_one_call)
{
	EXPECT_FATE("killed", break_and_call_in_handler,
		    NEXT "exit_group: 1\n");
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_EQ(1, self->page->mark[1]);
	EXPECT_FATE("passed", break_and_call_in_handler,
		    NEXT DENY_WITH_ERRNO "rt_sigreturn: 1\n");
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

/* The read that is interrupted and starts again; its pipe stays empty. */
static void sleep_in_read(struct text_page *page, const void *arg)
{
	char byte;
	int ends[2];

	CHILD_CHECK(page, pipe(ends) == 0);
	catch(page, SIGUSR1, false);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	act(page, CALL(__NR_read, ends[0], (unsigned long)&byte, 1));
}

/* Waits until @pid sleeps in its read. */
static bool await_read(pid_t pid)
{
	char path[64], text[16] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	for (int i = 0; i < 60000 && strncmp(text, "0 0x", 4); i++) {
		usleep(1000);
		fd = open(path, O_RDONLY);
		if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
			return false;
		close(fd);
	}
	return !strncmp(text, "0 0x", 4);
}

TEXT_TEST(call_that_a_signal_restarts_is_judged_the_second_time)
{
	pid_t pid;

	pid = start_child(self->page, sleep_in_read,
			  NEXT "rt_sigreturn: 1\nexit_group: 1\n");
	ASSERT_LT(0, pid);
	ASSERT_TRUE(await_read(pid));
	EXPECT_EQ(0, kill(pid, SIGUSR1));
	EXPECT_STREQ("killed", judge(self->page, raw_wait(pid)));
	EXPECT_EQ(1, self->page->mark[1]);
}

TEXT_TEST(call_that_is_restarted_may_be_one_that_the_policy_allows)
{
	pid_t pid;

	pid = start_child(self->page, sleep_in_read,
			  NEXT "rt_sigreturn: 1\nread: 1\n");
	ASSERT_LT(0, pid);
	ASSERT_TRUE(await_read(pid));
	EXPECT_EQ(0, kill(pid, SIGUSR1));
	EXPECT_TRUE(child_comes_to(self->page, &self->page->mark[1]));
	EXPECT_TRUE(await_read(pid));
	EXPECT_EQ(0, self->page->after);
	EXPECT_EQ(0, kill(pid, SIGKILL));
	raw_wait(pid);
}

/* A process that is filtered already tries to get one call through. */
struct escape {
	const char *in_force;
	const char *pending;
	struct call call;
};

static void try_to_escape(struct text_page *page, const void *arg)
{
	const struct escape *escape = arg;

	CHILD_CHECK(page, install_unprivileged(escape->in_force) == 0);
	CHILD_CHECK(page, install(escape->pending) == 0);
	act(page, &escape->call);
}

TEXT_TEST(filtered_process_gets_no_denied_call_through)
{
	static const char complete[] = "prctl: 1\nexit_group: 1\n"
				       "getpriority: who == 1\n";
	static const char denylist[] = "unlisted: 1\ngetpgrp: 0\nexecve: 0\n"
				       "getpriority: who == 1\nfork: 0\n";
	static const char * const in_force[] = { complete, denylist };
	static const char * const pending[] = {
		NEXT "unlisted: 1\n", NEXT "getpgrp: 1\nexecve: 1\nfork: 1\n",
		NEXT "on_violation: log\nunlisted: 0\n",
		NEXT "getpgrp: 0; log\ngetpriority: 0; log\nunlisted: 1\n",
	};
	static const struct call calls[] = {
		{ __NR_getpgrp, { 0 } }, { __NR_execve, { NOWHERE } },
		{ __NR_getpriority, { 0, 0 } }, { __NR_fork, { 0 } },
	};

	for (size_t i = 0; i < 2 * 4 * 4; i++) {
		struct escape escape = {
			in_force[i / 16], pending[i / 4 % 4], calls[i % 4]
		};

		EXPECT_FATE("killed", try_to_escape, &escape);
	}
}

TEXT_TEST(filtered_process_still_gets_its_allowed_calls_through)
{
	static const struct escape escape = {
		"prctl: 1\ngetppid: 1\n", NEXT "unlisted: 1\n",
		{ __NR_getppid, { 0 } },
	};

	EXPECT_FATE("passed", try_to_escape, &escape);
	EXPECT_LT(0, self->page->result[0]);
}

/* The layers are limited in number, and an install may come to the limit. */
static void try_a_hundred_times(struct text_page *page, const void *unused)
{
	long err;

	(void)unused;
	CHILD_CHECK(page, !install_unprivileged(DENYLIST "getpgrp: 0\n"));
	set_mark(&page->before, 1);
	for (int i = 0; i < 100; i++) {
		err = install(NEXT "unlisted: 1\n");
		CHILD_CHECK(page, err == 0 || err == -E2BIG);
		page->result[0] += !err;
		CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
		CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	}
	set_mark(&page->after, 1);
}

TEXT_TEST(trying_again_and_again_does_not_help)
{
	EXPECT_FATE("passed", try_a_hundred_times, NULL);
	EXPECT_LT(10, self->page->result[0]);
}

static void escape_by_fork(struct text_page *page, const void *arg)
{
	pid_t pid;

	CHILD_CHECK(page, install_unprivileged("prctl: 1\nexit_group: 1\n"
					       "clone: 1\nwait4: 1\n") == 0);
	CHILD_CHECK(page, install(arg) == 0);
	pid = raw_fork();
	if (!pid) {
		act(page, CALL(__NR_getpgrp));
		leave(1);
	}
	CHILD_CHECK(page, killed_by_sigsys(raw_wait(pid)));
	set_mark(&page->mark[0], 1);
	leave(7);
}

TEXT_TEST(child_of_the_one_call_escapes_neither_policy)
{
	static const char * const pending[] = {
		NEXT "unlisted: 1\n", NEXT "getpgrp: 1\nwait4: 1\nexit_group: 1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(pending); i++) {
		int status = run_child(self->page, escape_by_fork, pending[i]);

		EXPECT_TRUE(left_with(status, 7));
		EXPECT_EQ(1, self->page->mark[0]);
		EXPECT_EQ(1, self->page->before);
		EXPECT_EQ(0, self->page->after);
	}
}

static void delay_under_bpf(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, !install_bpf(__NR_getpgrp, SECCOMP_RET_ERRNO | 55));
	CHILD_CHECK(page, install(NEXT DENYLIST "getuid: 0\n") == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -55);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -55);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filter_judges_the_one_call_too)
{
	EXPECT_FATE("passed", delay_under_bpf, NULL);
}

/* Dies or leaves while a policy is pending: nothing may be lost by that. */
static void end_while_pending(struct text_page *page, const void *arg)
{
	const int *how = arg;

	CHILD_CHECK(page, !install_unprivileged(*how & 1 ?
						NEXT "getppid: 1\n" :
						"on_exec: 1\ngetppid: 1\n"));
	set_mark(&page->before, 1);
	if (*how & 2)
		leave(7);
	__builtin_trap();
}

TEXT_TEST(task_may_end_while_a_policy_is_pending)
{
	for (int how = 0; how < 400; how++) {
		int status = run_child(self->page, end_while_pending, &how);

		EXPECT_EQ(1, self->page->before);
		EXPECT_TRUE(how & 2 ? left_with(status, 7) :
				      WTERMSIG(status) == SIGILL);
	}
}

TEST_HARNESS_MAIN
