// SPDX-License-Identifier: GPL-2.0
/*
 * Pending policies: on_next_syscall takes effect after one system call, on_exec
 * after an execve that succeeds.  Until then, only what was in force before
 * judges calls.
 */
#include "seccomp_text.h"
#include <pthread.h>
#include <sys/ptrace.h>

#define NEXT	"on_next_syscall: 1\n"
#define EXEC	"on_exec: 1\n"
#define NOWHERE	((unsigned long)"/nonexistent/program")

/* on_next_syscall: one call that the policy refuses, and after it the act */
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
		NEXT "exit_group: 1\n", { __NR_getpgid, { 0 } },
		{ __NR_getpgid, { 0 } },
	};
	static const struct delay passed = {
		NEXT "exit_group: 1\ngetppid: 1\n", { __NR_getpgid, { 0 } },
		{ __NR_getppid, { 0 } },
	};

	EXPECT_FATE("killed", call_twice, &killed);
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_FATE("passed", call_twice, &passed);
	EXPECT_LT(0, self->page->result[1]);
}

TEXT_TEST(on_next_syscall_takes_effect_whatever_becomes_of_the_call)
{
	static const struct call firsts[] = {
		{ __NR_getpgid, { 0 } }, { __NR_read, { -1 } },
		{ __NR_openat, { -100, 0 } }, { __NR_execve, { 0 } },
		{ __NR_execve, { NOWHERE } }, { __NR_sched_yield, { 0 } },
		{ __NR_rt_sigprocmask, { 99, 8, 8, 8 } }, { UNUSED_NR, { 0 } },
		{ -1, { 0 } }, { 0x3fffffff, { 0 } }, { 0x7fffffff, { 0 } },
		{ 0x40000000 | 39, { 0 } }, { __NR_prctl, { 9999 } },
		{ __NR_prctl, { PR_SET_SECCOMP, 2, 0 } },
		{ __NR_seccomp, { SECCOMP_SET_MODE_FILTER, 0, 0 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(firsts); i++) {
		struct delay delay = {
			DENY_WITH_ERRNO NEXT "exit_group: 1\n", firsts[i],
			{ __NR_getpgid, { 0 } },
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

TEXT_TEST(second_execve_is_judged_after_a_failed_one)
{
	static const struct delay delay = {
		NEXT "exit_group: 1\n", { __NR_execve, { NOWHERE } },
		{ __NR_execve, { NOWHERE } },
	};

	EXPECT_FATE("killed", call_twice, &delay);
	EXPECT_EQ(-ENOENT, self->page->result[1]);
}

/* The install of the second policy puts the first one in force. */
static void delay_two_policies(struct text_page *page, const void *arg)
{
	const bool *first_one = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !install(NEXT DENYLIST "getuid: 0\n"));
	CHILD_CHECK(page, !install(NEXT DENYLIST "getpgid: 0\n"));
	set_mark(&page->before, 1);
	if (*first_one)
		CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	else
		CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
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
		NEXT "exit_group: 1\n", { __NR_getpgid, { 0 } },
		{ __NR_prctl, { PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
				(unsigned long)NEXT "unlisted: 1\n" } },
	};

	EXPECT_FATE("killed", call_twice, &delay);
}

/* The next call makes a process, which starts under the policy. */
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
		pid = *kind == BY_FORK ? try_fork() : raw_fork();
	if (!pid) {
		set_mark(&page->mark[0], 1);
		RAW(__NR_getpgid);
		set_mark(&page->mark[1], 1);
		leave(1);
	}
	CHILD_CHECK(page, pid > 0);
	status = raw_wait(pid);
	CHILD_CHECK(page, killed_by_sigsys(status));
	act(page, CALL(__NR_getpgid));
}

TEXT_TEST(process_made_by_the_next_call_starts_under_the_policy)
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

	page->result[1] = RAW(__NR_getpgid);
	set_mark(&page->mark[0], 1);
	syscall(__NR_exit, 0);
	__builtin_trap();
}

static void clone_thread_into_policy(struct text_page *page, const void *unused)
{
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
			  CLONE_THREAD | CLONE_SYSVSEM;
	static long stack[8192];

	CHILD_CHECK(page, !install_unprivileged(NEXT DENY_WITH_ERRNO
						"exit: 1\nexit_group: 1\n"));
	set_mark(&page->before, 1);
	CHILD_CHECK(page, clone(call_in_new_thread, stack + ARRAY_SIZE(stack),
				flags, page) > 0);
	while (!get_mark(&page->mark[0]))
		;
	CHILD_CHECK(page, page->result[1] == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(thread_made_by_the_next_call_starts_under_the_policy)
{
	EXPECT_FATE("passed", clone_thread_into_policy, NULL);
}

/* A signal between the install and the next call, by a breakpoint */
static struct text_page *signal_page;
static bool call_in_handler;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	set_mark(&signal_page->mark[0], 1);
	if (call_in_handler)
		signal_page->result[1] = RAW(__NR_getpgid);
	if (sig == BREAK_SIGNAL)
		skip_break(context);
	set_mark(&signal_page->mark[1], 1);
}

static void catch(struct text_page *page, int sig, bool call)
{
	struct sigaction action = {
		.sa_sigaction = on_signal, .sa_flags = SA_RESTART | SA_SIGINFO
	};

	signal_page = page;
	call_in_handler = call;
	CHILD_CHECK(page, !sigaction(sig, &action, NULL));
}

static void break_then_act(struct text_page *page, const void *arg)
{
	catch(page, BREAK_SIGNAL, false);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	break_here();
	act(page, CALL(__NR_getpgid));
}

TEXT_TEST(return_from_a_signal_handler_is_the_next_call)
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
	catch(page, BREAK_SIGNAL, true);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	break_here();
	page->result[0] = RAW(__NR_getpgid);
	set_mark(&page->after, 1);
}

TEXT_TEST(call_in_a_signal_handler_is_the_next_call)
{
	EXPECT_FATE("killed", break_and_call_in_handler,
		    NEXT "exit_group: 1\n");
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_EQ(1, self->page->mark[1]);
	EXPECT_FATE("passed", break_and_call_in_handler,
		    NEXT DENY_WITH_ERRNO "rt_sigreturn: 1\nexit_group: 1\n");
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

/* Read from an empty pipe.  A signal interrupts the read, which restarts. */
static void sleep_in_read(struct text_page *page, const void *arg)
{
	char byte;
	int ends[2];

	CHILD_CHECK(page, pipe(ends) == 0);
	catch(page, SIGUSR1, false);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	act(page, CALL(__NR_read, ends[0], (unsigned long)&byte, 1));
}

/* Wait until @pid sleeps in its read. */
static bool await_read(pid_t pid)
{
	char path[64], start[16], text[16] = "";
	size_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	len = snprintf(start, sizeof(start), "%d 0x", __NR_read);
	for (int i = 0; i < 60000 && strncmp(text, start, len); i++) {
		usleep(1000);
		fd = open(path, O_RDONLY);
		if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
			return false;
		close(fd);
	}
	return !strncmp(text, start, len);
}

TEXT_TEST(call_that_a_signal_restarts_is_judged_the_second_time)
{
	static const char refuses[] = NEXT "rt_sigreturn: 1\nexit_group: 1\n";
	static const char allows[] = NEXT "rt_sigreturn: 1\nread: 1\n";
	pid_t pid;

	pid = start_child(self->page, sleep_in_read, refuses);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(await_read(pid));
	EXPECT_EQ(0, kill(pid, SIGUSR1));
	EXPECT_STREQ("killed", judge(self->page, raw_wait(pid)));
	EXPECT_EQ(1, self->page->mark[1]);

	pid = start_child(self->page, sleep_in_read, allows);
	ASSERT_LT(0, pid);
	ASSERT_TRUE(await_read(pid));
	EXPECT_EQ(0, kill(pid, SIGUSR1));
	EXPECT_TRUE(child_comes_to(self->page, &self->page->mark[1]));
	EXPECT_TRUE(await_read(pid));
	EXPECT_EQ(0, self->page->after);
	EXPECT_EQ(0, kill(pid, SIGKILL));
	raw_wait(pid);
}

static void delay_under_bpf(struct text_page *page, const void *unused)
{
	CHILD_CHECK(page, !install_bpf(__NR_getpgid, SECCOMP_RET_ERRNO | 55));
	CHILD_CHECK(page, install(NEXT DENYLIST "getuid: 0\n") == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -55);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -55);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filter_in_force_judges_the_next_call)
{
	EXPECT_FATE("passed", delay_under_bpf, NULL);
}

/* Die or exit while a policy is pending; kmemleak would report a leak. */
static void end_while_pending(struct text_page *page, const void *arg)
{
	const int *how = arg;

	CHILD_CHECK(page, !install_unprivileged(*how & 1 ?
						NEXT "getppid: 1\n" :
						"on_exec: 1\ngetppid: 1\n"));
	set_mark(&page->before, 1);
	if (*how & 2)
		leave(7);
	break_here();
}

TEXT_TEST(task_may_end_while_a_policy_is_pending)
{
	for (int how = 0; how < 400; how++) {
		int status = run_child(self->page, end_while_pending, &how);

		EXPECT_EQ(1, self->page->before);
		EXPECT_TRUE(how & 2 ? left_with(status, 7) :
				      WTERMSIG(status) == BREAK_SIGNAL);
	}
}

/* Launching: install up to three policies, then execute the image. */
struct launch {
	const struct image *image;
	const char *policies[3];
	bool by_execveat;
	bool by_vfork;
	int generations;
};

/* Only ask whether an execve would succeed: AT_EXECVE_CHECK, since Linux 6.14 */
#define EXEC_CHECK	0x10000

static long exec_by_fd(const struct image *image, int flags)
{
	static const char * const argv[] = { "image", NULL };

	return RAW(__NR_execveat, image->file, (unsigned long)"",
		   (unsigned long)argv, (unsigned long)(argv + 1),
		   AT_EMPTY_PATH | flags);
}

static void launch(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 3 && how->policies[i]; i++)
		CHILD_CHECK(page, install(how->policies[i]) == 0);
	set_mark(&page->before, 1);
	page->result[0] = how->by_execveat ? exec_by_fd(how->image, 0) :
					     image_exec(how->image);
	set_mark(&page->after, 1);
}

/* What becomes of a program that calls @nr and that @body starts */
static const char *fate_by(struct text_page *page, child_body body,
			   unsigned int nr, struct launch how)
{
	struct image image;
	const char *fate;
	int status;

	if (!image_open(&image, nr))
		return "no image";

	how.image = &image;
	status = run_child(page, body, &how);
	if (page->mark[0])	/* mark[1]: how the child's child ended */
		status = page->mark[1];
	if (page->line)
		fate = "failed a check";
	else if (page->after)
		fate = "came back from execve";
	else
		fate = image_fate(&image, status);
	image_close(&image);
	return fate;
}

static const char *launch_fate(struct text_page *page, unsigned int nr,
			       struct launch how)
{
	return fate_by(page, launch, nr, how);
}

#define LAUNCH_FATE(nr, ...) \
	launch_fate(self->page, nr, (struct launch){ .policies = { __VA_ARGS__ } })

TEXT_TEST(pending_policy_carries_a_launcher_into_the_program)
{
	static const char * const policies[] = {
		NEXT IMAGE_RULES "getppid: 1\n", EXEC IMAGE_RULES "getppid: 1\n",
	};

	for (size_t i = 0; i < 2 * ARRAY_SIZE(policies); i++) {
		struct launch how = {
			.policies = { policies[i / 2] }, .by_execveat = i % 2
		};

		EXPECT_STREQ("passed", launch_fate(self->page, __NR_getppid, how));
		EXPECT_STREQ("killed", launch_fate(self->page, __NR_getpgid, how));
		EXPECT_STREQ("killed", launch_fate(self->page, __NR_execve, how));
	}
}

TEXT_TEST(pending_policies_are_all_in_force_after_the_execve)
{
	static const char pgrp_exec[] = EXEC DENYLIST "getpgid: 0\n";
	static const char uid_exec[] = EXEC DENYLIST "getuid: 0\n";
	static const char pgrp_next[] = NEXT DENYLIST "getpgid: 0\n";
	static const char uid_next[] = NEXT DENYLIST "getuid: 0\n";
	static const char uid_now[] = DENYLIST "getuid: 0\n";
	static const struct {
		unsigned int nr;
		const char *fate;
	} acts[] = {
		{ __NR_getpgid, "denied" }, { __NR_getuid, "denied" },
		{ __NR_getppid, "passed" },
	};
	static const struct launch ways[] = {
		{ .policies = { pgrp_exec, uid_exec } },
		{ .policies = { pgrp_exec, uid_next } },
		{ .policies = { pgrp_next, uid_exec } },
		{ .policies = { pgrp_next, uid_next } },
		{ .policies = { pgrp_exec, uid_now } },
		{ .policies = { pgrp_next, uid_now } },
		{ .policies = { uid_now, pgrp_exec } },
		{ .policies = { uid_now, pgrp_next } },
		{ .policies = { pgrp_exec, uid_exec, pgrp_next } },
		{ .policies = { pgrp_next, pgrp_exec, uid_exec } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ways) * ARRAY_SIZE(acts); i++) {
		const struct launch how = ways[i / ARRAY_SIZE(acts)];
		const int act = i % ARRAY_SIZE(acts);

		EXPECT_STREQ(acts[act].fate, launch_fate(self->page,
							 acts[act].nr, how)) {
			TH_LOG("way %zu", i / ARRAY_SIZE(acts));
		}
	}
}

TEXT_TEST(later_pending_policy_gives_nothing_back)
{
	static const char drop[] = EXEC DENYLIST "getpgid: 0\n";
	static const char give[] = EXEC "unlisted: 1\ngetpgid: 1\n";
	static const char give_now[] = "unlisted: 1\ngetpgid: 1\n";
	static const char give_next[] = NEXT "unlisted: 1\ngetpgid: 1\n";

	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgid, drop, give));
	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgid, drop, give_now));
	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgid, drop, give_next));
	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgid, give, drop, give));
	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_getpgid, give, give_now, give));
}

TEXT_TEST(policy_in_force_stays_in_force_after_the_execve)
{
	static const char now[] = "prctl: 1\nexecve: 1\n" IMAGE_RULES;
	static const char next[] = NEXT "unlisted: 1\n";
	static const char exec[] = EXEC "unlisted: 1\n";

	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_getpgid, now, next));
	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_getpgid, now, exec));
	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_execve, now, next));
	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_execve, now, exec));
}

static void install_both_delays(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install(arg) == -EINVAL);
	set_mark(&page->before, 1);
	for (int i = 0; i < 3; i++)
		CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	CHILD_CHECK(page, install(NEXT DENYLIST "getpgid: 0\n") == 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(on_next_syscall_with_on_exec_is_einval_and_leaves_nothing_pending)
{
	EXPECT_FATE("passed", install_both_delays,
		    NEXT EXEC DENYLIST "getpgid: 0\n");
	EXPECT_FATE("passed", install_both_delays,
		    EXEC "getpgid: 0\n" DENYLIST NEXT);
}

static long exec_path(unsigned long path)
{
	static const char * const argv[] = { "program", NULL };

	return RAW(__NR_execve, path, (unsigned long)argv,
		   (unsigned long)(argv + 1));
}

static void fail_to_exec_then_exec(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;
	char empty[32];
	long checked;

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	snprintf(empty, sizeof(empty), "/proc/self/fd/%d",
		 memfd_create("empty", 0));
	for (int i = 0; i < 3; i++) {
		CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
		CHILD_CHECK(page, exec_path(NOWHERE) == -ENOENT);
		CHILD_CHECK(page, exec_path((unsigned long)"/") == -EACCES);
		CHILD_CHECK(page, exec_path((unsigned long)empty) == -ENOEXEC);
		CHILD_CHECK(page, exec_path(0) == -EFAULT);
		CHILD_CHECK(page, exec_path(-1) == -EFAULT);
		checked = exec_by_fd(how->image, EXEC_CHECK);
		CHILD_CHECK(page, checked == 0 || checked == -EINVAL);
	}
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	image_exec(how->image);
	set_mark(&page->after, 1);
}

TEXT_TEST(on_exec_stays_pending_until_an_execve_succeeds)
{
	struct launch how = { .policies = { EXEC IMAGE_RULES "getppid: 1\n" } };

	EXPECT_STREQ("passed", fate_by(self->page, fail_to_exec_then_exec,
				       __NR_getppid, how));
	EXPECT_STREQ("killed", fate_by(self->page, fail_to_exec_then_exec,
				       __NR_getpgid, how));
}

/* Fork once per generation; the last process executes the image. */
static void fork_and_exec(struct text_page *page, const struct launch *how,
			  int generations)
{
	pid_t pid = how->by_vfork ? vfork() : raw_fork();
	int status;

	if (!pid) {
		CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
		if (generations > 1) {
			fork_and_exec(page, how, generations - 1);
			leave(7);
		}
		image_exec(how->image);
		CHILD_CHECK(page, false);
	}
	CHILD_CHECK(page, pid > 0);
	status = raw_wait(pid);
	if (generations == 1) {
		set_mark(&page->mark[1], status);
		set_mark(&page->mark[0], 1);
	}
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
}

static void exec_in_child(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	fork_and_exec(page, how, how->generations);
}

TEXT_TEST(children_inherit_what_is_pending_for_an_execve)
{
	static const struct launch ways[] = {
		{ .generations = 1 }, { .generations = 2 },
		{ .generations = 1, .by_vfork = true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		struct launch how = ways[i];

		how.policies[0] = EXEC IMAGE_RULES "getppid: 1\n";
		EXPECT_STREQ("passed", fate_by(self->page, exec_in_child,
					       __NR_getppid, how)) {
			TH_LOG("way %zu", i);
		}
		EXPECT_EQ(1, self->page->mark[0]);
		EXPECT_STREQ("killed", fate_by(self->page, exec_in_child,
					       __NR_getpgid, how));
		EXPECT_EQ(1, self->page->mark[0]);
	}
}

static void *exec_in_thread(void *arg)
{
	image_exec(arg);
	return NULL;
}

static void exec_in_later_thread(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;
	pthread_t thread;

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, exec_in_thread,
					  (void *)how->image));
	pthread_join(thread, NULL);
	set_mark(&page->after, 1);
}

TEXT_TEST(new_thread_inherits_what_is_pending)
{
	struct launch how = { .policies = { EXEC IMAGE_RULES "getppid: 1\n" } };

	EXPECT_STREQ("passed", fate_by(self->page, exec_in_later_thread,
				       __NR_getppid, how));
	EXPECT_STREQ("killed", fate_by(self->page, exec_in_later_thread,
				       __NR_getpgid, how));
}

struct exec_order {
	struct text_page *page;
	const struct launch *how;
	int go;
};

static void *exec_on_mark(void *arg)
{
	struct exec_order *order = arg;

	await_mark(&order->go, 1);
	image_exec(order->how->image);
	return NULL;
}

static void exec_in_earlier_thread(struct text_page *page, const void *arg)
{
	struct exec_order order = { page, arg, 0 };
	pthread_t thread;

	CHILD_CHECK(page, !pthread_create(&thread, NULL, exec_on_mark,
					  &order));
	CHILD_CHECK(page, !install_unprivileged(order.how->policies[0]));
	set_mark(&order.go, 1);
	pthread_join(thread, NULL);
	set_mark(&page->after, 1);
}

TEXT_TEST(pending_policy_belongs_to_the_task_that_installed_it)
{
	struct launch how = { .policies = { EXEC IMAGE_RULES "getppid: 1\n" } };

	EXPECT_STREQ("passed", fate_by(self->page, exec_in_earlier_thread,
				       __NR_getpgid, how));
	EXPECT_STREQ("killed", fate_by(self->page, launch, __NR_getpgid, how));
}

/* At PTRACE_EVENT_EXEC, /proc still shows the policy as pending. */
static void exec_traced(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;

	CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	RAW(__NR_kill, getpid(), SIGSTOP);
	image_exec(how->image);
	set_mark(&page->after, 1);
}

static const char *shown(pid_t pid)
{
	static char text[256];
	char path[64];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/seccomp_filter", pid);
	fd = open(path, O_RDONLY);
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len < 0 ? 0 : len] = 0;
	return text;
}

TEXT_TEST(on_exec_is_pending_at_the_exec_event_and_in_force_after_it)
{
	const int event = SIGTRAP | PTRACE_EVENT_EXEC << 8;
	struct image image;
	struct launch how = {
		.image = &image, .policies = { EXEC DENYLIST "getpgid: 0\n" }
	};
	pid_t pid;

	ASSERT_TRUE(image_open(&image, __NR_getpgid));
	pid = start_child(self->page, exec_traced, &how);
	ASSERT_TRUE(WIFSTOPPED(raw_wait(pid)));
	ASSERT_EQ(0, ptrace(PTRACE_SETOPTIONS, pid, NULL,
			    (void *)(PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, NULL, NULL));
	ASSERT_EQ(event, raw_wait(pid) >> 8);
	EXPECT_EQ(shown(pid), strstr(shown(pid), EXEC));

	/* The next stop is at the end of the execve. */
	ASSERT_EQ(0, ptrace(PTRACE_SYSCALL, pid, NULL, NULL));
	ASSERT_TRUE(WIFSTOPPED(raw_wait(pid)));
	EXPECT_EQ(NULL, strstr(shown(pid), EXEC));
	EXPECT_NE(NULL, strstr(shown(pid), "sys_getpgid: 0\n"));
	ASSERT_EQ(0, ptrace(PTRACE_CONT, pid, NULL, NULL));
	EXPECT_STREQ("denied", image_fate(&image, raw_wait(pid)));
	image_close(&image);
}

TEST_HARNESS_MAIN
