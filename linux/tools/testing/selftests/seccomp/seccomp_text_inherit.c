// SPDX-License-Identifier: GPL-2.0
/*
 * Who lives under a policy: the task that installed it and everything it
 * makes from then on, and nobody else.
 */
#include "seccomp_text.h"
#include <pthread.h>

#define FORK_RULES	"clone: 1\nfork: 1\nvfork: 1\nwait4: 1\nexit_group: 1\n"

/* The ways to make a process; vfork() does without a frame of its own. */
enum fork_kind { BY_CLONE, BY_FORK, BY_VFORK };

static void act_in_descendant(struct text_page *page, const void *arg)
{
	const enum fork_kind *kind = arg;
	int status;
	pid_t pid;

	CHILD_CHECK(page, install_unprivileged(FORK_RULES) == 0);
	if (*kind == BY_VFORK)
		pid = vfork();
	else
		pid = *kind == BY_FORK ? RAW(__NR_fork) : raw_fork();
	if (!pid) {
		act(page, CALL(__NR_getpgrp));
		leave(1);
	}
	status = raw_wait(pid);
	set_mark(&page->mark[0], 1);
	CHILD_CHECK(page, killed_by_sigsys(status));
	leave(7);
}

TEXT_TEST(child_inherits_however_it_is_made)
{
	static const enum fork_kind kinds[] = { BY_CLONE, BY_FORK, BY_VFORK };

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		int status = run_child(self->page, act_in_descendant, &kinds[i]);

		EXPECT_EQ(0, self->page->line);
		EXPECT_EQ(1, self->page->before);
		EXPECT_EQ(0, self->page->after);
		EXPECT_EQ(1, self->page->mark[0]);
		EXPECT_TRUE(left_with(status, 7)) {
			TH_LOG("kind %d, status %#x", kinds[i], status);
		}
	}
}

static void *act_in_thread(void *arg)
{
	act(arg, CALL(__NR_getpgrp));
	return NULL;
}

static void make_thread_under_policy(struct text_page *page, const void *arg)
{
	pthread_t thread;

	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, act_in_thread, page));
	CHILD_CHECK(page, !pthread_join(thread, NULL));
	leave(7);
}

TEXT_TEST(thread_inherits)
{
	EXPECT_FATE("killed", make_thread_under_policy,
		    "unlisted: 1\ngetpgrp: 0\n");
	EXPECT_FATE("passed", make_thread_under_policy,
		    "unlisted: 1\ngetppid: 0\n");
}

struct execution {
	const struct image *image;
	const char *policy;
};

static void exec_under_policy(struct text_page *page, const void *arg)
{
	const struct execution *execution = arg;

	CHILD_CHECK(page, install_unprivileged(execution->policy) == 0);
	set_mark(&page->before, 1);
	image_exec(execution->image);
	set_mark(&page->after, 1);
}

static const char *exec_fate(struct text_page *page, unsigned int nr,
			     const char *policy)
{
	struct execution execution;
	struct image image;
	const char *fate;
	int status;

	if (!image_open(&image, nr))
		return "no image";

	execution = (struct execution){ &image, policy };
	status = run_child(page, exec_under_policy, &execution);
	fate = page->after ? "no exec" : image_fate(&image, status);
	image_close(&image);
	return fate;
}

TEXT_TEST(executed_program_inherits)
{
	static const char policy[] = IMAGE_RULES "execve: 1\ngetppid: 1\n";
	static const char denylist[] = DENYLIST "getpgrp: 0\n";

	EXPECT_STREQ("passed", exec_fate(self->page, __NR_getppid, policy));
	EXPECT_STREQ("killed", exec_fate(self->page, __NR_getpgrp, policy));
	EXPECT_STREQ("passed", exec_fate(self->page, __NR_getppid, denylist));
	EXPECT_STREQ("denied", exec_fate(self->page, __NR_getpgrp, denylist));
}

struct sibling {
	struct text_page *page;
	int filtered;
	int done;
};

static void *act_beside_filtered_thread(void *arg)
{
	struct sibling *sibling = arg;

	await_mark(&sibling->filtered, 1);
	sibling->page->result[1] = RAW(__NR_getpgrp);
	sibling->page->result[2] = seccomp_mode();
	set_mark(&sibling->done, 1);
	return NULL;
}

static void filter_one_thread(struct text_page *page, const void *arg)
{
	struct sibling sibling = { .page = page };
	pthread_t thread;

	CHILD_CHECK(page, !pthread_create(&thread, NULL,
					  act_beside_filtered_thread, &sibling));
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&sibling.filtered, 1);
	while (!get_mark(&sibling.done))
		;
	CHILD_CHECK(page, page->result[1] > 0);
	CHILD_CHECK(page, page->result[2] == SECCOMP_MODE_DISABLED);
	act(page, CALL(__NR_getpgrp));
}

TEXT_TEST(sibling_thread_is_unaffected)
{
	EXPECT_FATE("killed", filter_one_thread, "exit_group: 1\n");
	EXPECT_FATE("passed", filter_one_thread, DENYLIST "getpgrp: 0\n");
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

static void narrow_child_then_parent(struct text_page *page, const void *unused)
{
	int status;
	pid_t pid;

	(void)unused;
	CHILD_CHECK(page, !install_unprivileged(DENYLIST "getpgrp: 0\n"));
	pid = raw_fork();
	if (!pid) {
		CHILD_CHECK(page, !install(DENYLIST "getuid: 0\n"));
		set_mark(&page->mark[0], 1);
		CHILD_CHECK(page, child_comes_to(page, &page->mark[1]));
		CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
		CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
		CHILD_CHECK(page, RAW(__NR_getgid) >= 0);
		leave(5);
	}
	CHILD_CHECK(page, child_comes_to(page, &page->mark[0]));
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	CHILD_CHECK(page, !install(DENYLIST "getgid: 0\n"));
	set_mark(&page->mark[1], 1);
	status = raw_wait(pid);
	CHILD_CHECK(page, left_with(status, 5));
	CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	CHILD_CHECK(page, RAW(__NR_getgid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(parent_and_child_narrow_themselves_apart)
{
	EXPECT_FATE("passed", narrow_child_then_parent, NULL);
}

/* Each generation waits for the next one; the last one acts. */
static void descend(struct text_page *page, int generations)
{
	for (; generations; generations--) {
		pid_t pid = raw_fork();
		int status;

		CHILD_CHECK(page, pid >= 0);
		page->result[1] += !pid;
		if (!pid)
			continue;
		status = raw_wait(pid);
		CHILD_CHECK(page, generations == 1 ? killed_by_sigsys(status) :
						     left_with(status, 7));
		leave(7);
	}
	act(page, CALL(__NR_getpgrp));
}

static void descend_64_generations(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	descend(page, 64);
}

TEXT_TEST(policy_holds_after_64_nested_forks)
{
	int status = run_child(self->page, descend_64_generations, FORK_RULES);

	EXPECT_EQ(0, self->page->line);
	EXPECT_EQ(64, self->page->result[1]);
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(0, self->page->after);
	EXPECT_TRUE(left_with(status, 7));
}

static void call_a_million_times(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, !install_unprivileged(DENY_WITH_ERRNO "getppid: 1\n"
			"getpriority: who == 9 && which == 9\n"
			"exit_group: 1\n"));
	set_mark(&page->before, 1);
	for (int i = 0; i < 1000; i++) {
		for (int j = 0; j < 998; j++)
			page->result[0] += syscall(__NR_getppid) > 0;
		page->result[1] += RAW(__NR_getpgrp) == -DENIED;
		page->result[2] += RAW(__NR_getpriority, 9, 9) == -EINVAL;
	}
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(a_million_filtered_calls_are_judged_alike)
{
	EXPECT_FATE("passed", call_a_million_times, NULL);
	EXPECT_EQ(998000, self->page->result[0]);
	EXPECT_EQ(1000, self->page->result[1]);
	EXPECT_EQ(1000, self->page->result[2]);
}

/* Reads what /proc says of the task in mark[0] until mark[1] is set. */
static void read_proc(struct text_page *page, const char *name)
{
	char path[64], text[4096];
	ssize_t len;
	int fd;

	while (!get_mark(&page->mark[1])) {
		snprintf(path, sizeof(path), "/proc/%d/%s",
			 get_mark(&page->mark[0]), name);
		fd = open(path, O_RDONLY);
		if (fd < 0)
			continue;
		len = read(fd, text, sizeof(text) - 1);
		close(fd);
		if (len <= 0)
			continue;
		text[len] = 0;
		if (strstr(text, "Seccomp:\t2\n"))
			__atomic_add_fetch(&page->mark[2], 1, __ATOMIC_SEQ_CST);
		__atomic_add_fetch(&page->mark[3], 1, __ATOMIC_SEQ_CST);
	}
	_exit(0);
}

/* Lives for a while under a policy; @die says how to end. */
static pid_t start_brief_life(struct text_page *page, bool die)
{
	pid_t pid = fork();

	if (pid)
		return pid;

	if (install_unprivileged("getppid: 1\nexit_group: 1\n"))
		leave(1);
	for (int i = 0; i < 200 && !page->line; i++)
		RAW(__NR_getppid);
	if (die)
		RAW(__NR_getpgrp);
	leave(3);
	return 0;
}

TEXT_LONG_TEST(exit_under_a_policy_while_proc_is_read)
{
	static const char * const names[] = {
		"status", "syscall", "stat",
	};
	struct text_page *page = self->page;
	pid_t readers[ARRAY_SIZE(names)];
	int lives;

	memset(page, 0, sizeof(*page));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		readers[i] = fork();
		if (!readers[i])
			read_proc(page, names[i]);
	}
	for (lives = 0; lives < 20000; lives++) {
		bool die = lives & 1;
		pid_t pid = start_brief_life(page, die);
		int status;

		set_mark(&page->mark[0], pid);
		status = raw_wait(pid);
		EXPECT_TRUE(die ? killed_by_sigsys(status) : left_with(status, 3));
		if (lives >= 400 && get_mark(&page->mark[2]) >= 10)
			break;
	}
	set_mark(&page->mark[1], 1);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		EXPECT_TRUE(left_with(raw_wait(readers[i]), 0));
	EXPECT_LE(10, get_mark(&page->mark[2]));
	TH_LOG("%d lives, %d readings, %d of them under the policy", lives,
	       get_mark(&page->mark[3]), get_mark(&page->mark[2]));
}

/* Threads that filter themselves in different ways, at the same time. */
struct busy {
	struct text_page *page;
	int own;
};

static const int busy_calls[] = {
	__NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
	__NR_getpgrp, __NR_getppid, __NR_gettid, __NR_getpid,
};

static const char * const busy_names[] = {
	"getuid", "geteuid", "getgid", "getegid",
	"getpgrp", "getppid", "gettid", "getpid",
};

static void check_busy_verdicts(struct busy *busy)
{
	for (size_t i = 0; i < ARRAY_SIZE(busy_calls); i++) {
		bool denied = RAW(busy_calls[i]) == -DENIED;

		CHILD_CHECK(busy->page, denied == ((int)i == busy->own));
	}
}

static void *be_busy(void *arg)
{
	struct busy *busy = arg;
	char policy[128];
	pid_t pid;

	for (int round = 0; round < 20; round++) {
		snprintf(policy, sizeof(policy),
			 DENYLIST "%s: 0\ngetpriority: who != %d\n",
			 busy_names[busy->own], round);
		CHILD_CHECK(busy->page, !install(policy));
		for (int i = 0; i < 20; i++)
			check_busy_verdicts(busy);
		CHILD_CHECK(busy->page, RAW(__NR_getpriority, 9, round) ==
					-DENIED);
		pid = raw_fork();
		if (!pid) {
			check_busy_verdicts(busy);
			leave(4);
		}
		CHILD_CHECK(busy->page, left_with(raw_wait(pid), 4));
	}
	return NULL;
}

static void filter_eight_threads(struct text_page *page, const void *unused)
{
	pthread_t threads[ARRAY_SIZE(busy_calls)];
	struct busy busy[ARRAY_SIZE(busy_calls)];

	(void)unused;
	CHILD_CHECK(page, no_new_privs() == 0);
	set_mark(&page->before, 1);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++) {
		busy[i] = (struct busy){ page, i };
		CHILD_CHECK(page, !pthread_create(&threads[i], NULL, be_busy,
						  &busy[i]));
	}
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		CHILD_CHECK(page, !pthread_join(threads[i], NULL));
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(threads_with_policies_of_their_own_do_not_meet)
{
	EXPECT_FATE("passed", filter_eight_threads, NULL);
}

TEST_HARNESS_MAIN
