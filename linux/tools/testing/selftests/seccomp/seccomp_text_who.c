// SPDX-License-Identifier: GPL-2.0
/*
 * Whom a policy binds: the task that installed it and all tasks that it creates
 * from then on, and no other. The sysctl kernel.seccomp.text_policies decides
 * who may install one. It does not affect BPF filters.
 */
#include "seccomp_text.h"
#include <pthread.h>

#define FORK_RULES	"clone: 1\n?fork: 1\n?vfork: 1\nwait4: 1\nexit_group: 1\n"

enum fork_kind { BY_CLONE, BY_FORK, BY_VFORK };

static void act_in_descendant(struct text_page *page, const void *arg)
{
	const enum fork_kind *kind = arg;
	int status;
	pid_t pid;

	CHILD_CHECK(page, install_unprivileged(FORK_RULES) == 0);
	/* A wrapper of vfork() would return on the stack of its parent. */
	if (*kind == BY_VFORK)
		pid = vfork();
	else
		pid = *kind == BY_FORK ? try_fork() : raw_fork();
	if (!pid) {
		act(page, CALL(__NR_getpgid));
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
	act(arg, CALL(__NR_getpgid));
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
		    "unlisted: 1\ngetpgid: 0\n");
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
	static const char denylist[] = DENYLIST "getpgid: 0\n";

	EXPECT_STREQ("passed", exec_fate(self->page, __NR_getppid, policy));
	EXPECT_STREQ("killed", exec_fate(self->page, __NR_getpgid, policy));
	EXPECT_STREQ("passed", exec_fate(self->page, __NR_getppid, denylist));
	EXPECT_STREQ("denied", exec_fate(self->page, __NR_getpgid, denylist));
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
	sibling->page->result[1] = RAW(__NR_getpgid);
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
	act(page, CALL(__NR_getpgid));
}

TEXT_TEST(sibling_thread_is_unaffected)
{
	EXPECT_FATE("killed", filter_one_thread, "exit_group: 1\n");
	EXPECT_FATE("passed", filter_one_thread, DENYLIST "getpgid: 0\n");
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

static void narrow_child_then_parent(struct text_page *page, const void *unused)
{
	int status;
	pid_t pid;

	(void)unused;
	CHILD_CHECK(page, !install_unprivileged(DENYLIST "getpgid: 0\n"));
	pid = raw_fork();
	if (!pid) {
		CHILD_CHECK(page, !install(DENYLIST "getuid: 0\n"));
		set_mark(&page->mark[0], 1);
		CHILD_CHECK(page, child_comes_to(page, &page->mark[1]));
		CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
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
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(parent_and_child_narrow_independently)
{
	EXPECT_FATE("passed", narrow_child_then_parent, NULL);
}

/* Each generation waits for the next one. The last one acts. */
static void descend(struct text_page *page, int generations)
{
	for (; generations; generations--) {
		pid_t pid = raw_fork();
		int status;

		CHILD_CHECK(page, pid >= 0);
		if (!pid) {
			page->result[1]++;
			continue;
		}
		status = raw_wait(pid);
		CHILD_CHECK(page, generations == 1 ? killed_by_sigsys(status) :
						     left_with(status, 7));
		leave(7);
	}
	act(page, CALL(__NR_getpgid));
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
		page->result[1] += RAW(__NR_getpgid) == -DENIED;
		page->result[2] += RAW(__NR_getpriority, 9, 9) == -EINVAL;
	}
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(a_million_calls_get_the_same_verdicts)
{
	EXPECT_FATE("passed", call_a_million_times, NULL);
	EXPECT_EQ(998000, self->page->result[0]);
	EXPECT_EQ(1000, self->page->result[1]);
	EXPECT_EQ(1000, self->page->result[2]);
}

/* Read a file of the task in mark[0] in /proc until mark[1] is set. */
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

/* The child lives for a while under a policy, and then dies or exits. */
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
		RAW(__NR_getpgid);
	leave(3);
	return 0;
}

TEXT_LONG_TEST(filtered_tasks_can_exit_while_proc_is_read)
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

/* Threads that install different policies at the same time. */
struct busy {
	struct text_page *page;
	int own;
};

static const int busy_calls[] = {
	__NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
	__NR_getpgid, __NR_getppid, __NR_gettid, __NR_getpid,
};

static const char * const busy_names[] = {
	"getuid", "geteuid", "getgid", "getegid",
	"getpgid", "getppid", "gettid", "getpid",
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

TEXT_LONG_TEST(threads_with_their_own_policies_do_not_interfere)
{
	EXPECT_FATE("passed", filter_eight_threads, NULL);
}

/* The sysctl */

#define SYSCTL		"/proc/sys/kernel/seccomp/text_policies"
#define USER		1000
#define POLICY		DENYLIST "getpgid: 0\n"

static long set_sysctl(const char *word)
{
	int fd = open(SYSCTL, O_WRONLY | O_CLOEXEC);
	long ret;

	if (fd < 0)
		return -errno;
	ret = write(fd, word, strlen(word)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static long get_sysctl(char *word, size_t size)
{
	int fd = open(SYSCTL, O_RDONLY | O_CLOEXEC);
	long len;

	if (fd < 0)
		return -errno;
	len = read(fd, word, size - 1);
	word[len < 0 ? 0 : len] = 0;
	close(fd);
	return len < 0 ? -errno : 0;
}

static bool sysctl_is(const char *want)
{
	char word[32];

	return !get_sysctl(word, sizeof(word)) && !strcmp(word, want);
}

/* The sysctl is global. Restore it whatever happens. */
FIXTURE(sysctl) {
	struct text_page *page;
	char old[32];
};

FIXTURE_SETUP(sysctl)
{
	self->page = mmap(NULL, sizeof(*self->page), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->page);
	ASSERT_EQ(0, get_sysctl(self->old, sizeof(self->old)));
	if (geteuid())
		SKIP(return, "not root");
	ASSERT_EQ(0, set_sysctl("everyone"));
}

FIXTURE_TEARDOWN(sysctl)
{
	set_sysctl(self->old);
	munmap(self->page, sizeof(*self->page));
}

#define SYSCTL_TEST(name)	TEST_F_TIMEOUT(sysctl, name, TEXT_SECONDS)

/* An install by root or a user, with no_new_privs or without. */
struct attempt {
	bool user, no_new_privs, bpf, user_ns;
	const char *text;
};

static void make_attempt(struct text_page *page, const void *arg)
{
	const struct attempt *attempt = arg;
	const char *text = attempt->text ? attempt->text : POLICY;

	if (attempt->user)
		CHILD_CHECK(page, !setresuid(USER, USER, USER));
	if (attempt->user_ns)
		CHILD_CHECK(page, !unshare(CLONE_NEWUSER));
	if (attempt->no_new_privs)
		CHILD_CHECK(page, no_new_privs() == 0);
	page->result[0] = attempt->bpf ?
			  install_bpf(__NR_getpgid, SECCOMP_RET_ERRNO | DENIED) :
			  install(text);
	page->result[1] = RAW(__NR_getpgid);
	set_mark(&page->before, 1);
}

static long attempt_result(struct text_page *page, struct attempt attempt)
{
	run_child(page, make_attempt, &attempt);
	return page->before ? page->result[0] : -ECHILD;
}

#define ATTEMPT(...) \
	attempt_result(self->page, (struct attempt){ __VA_ARGS__ })

SYSCTL_TEST(sysctl_reads_as_it_was_written)
{
	static const char * const words[] = { "admin", "off", "everyone" };
	static const char * const wrong[] = { "", "Admin", "of", "offf", "1",
					      "everyone admin",
					      "everyone_and_his_dog" };
	char line[32];

	EXPECT_TRUE(sysctl_is("everyone\n"));
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		EXPECT_EQ(0, set_sysctl(words[i]));
		snprintf(line, sizeof(line), "%s\n", words[i]);
		EXPECT_TRUE(sysctl_is(line));
		EXPECT_EQ(0, set_sysctl(line));
		EXPECT_TRUE(sysctl_is(line));
	}
	for (size_t i = 1; i < ARRAY_SIZE(wrong); i++) {
		EXPECT_EQ(-EINVAL, set_sysctl(wrong[i])) {
			TH_LOG("%s", wrong[i]);
		}
		EXPECT_TRUE(sysctl_is("everyone\n"));
	}
}

SYSCTL_TEST(everyone_applies_the_rules_for_bpf_filters)
{
	EXPECT_EQ(0, ATTEMPT(.no_new_privs = true));
	EXPECT_EQ(-DENIED, self->page->result[1]);
	EXPECT_EQ(0, ATTEMPT());
	EXPECT_EQ(0, ATTEMPT(.user = true, .no_new_privs = true));
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true));
}

SYSCTL_TEST(admin_requires_cap_sys_admin)
{
	ASSERT_EQ(0, set_sysctl("admin"));
	EXPECT_EQ(0, ATTEMPT());
	EXPECT_EQ(-DENIED, self->page->result[1]);
	EXPECT_EQ(0, ATTEMPT(.no_new_privs = true));
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true, .no_new_privs = true));
	EXPECT_LE(0, self->page->result[1]);
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true));
}

static void have_a_namespace(struct text_page *page, const void *unused)
{
	(void)unused;
	page->result[0] = unshare(CLONE_NEWUSER) ? -errno : 0;
	set_mark(&page->before, 1);
}

SYSCTL_TEST(cap_sys_admin_in_a_user_namespace_is_not_enough_for_admin)
{
	run_child(self->page, have_a_namespace, NULL);
	if (self->page->result[0])
		SKIP(return, "no user namespaces here");
	ASSERT_EQ(0, ATTEMPT(.user = true, .user_ns = true));
	ASSERT_EQ(0, set_sysctl("admin"));
	EXPECT_EQ(-EACCES, ATTEMPT(.user = true, .user_ns = true));
}

SYSCTL_TEST(off_gives_eperm_to_everyone_for_any_text)
{
	ASSERT_EQ(0, set_sysctl("off"));
	EXPECT_EQ(-EPERM, ATTEMPT());
	EXPECT_EQ(-EPERM, ATTEMPT(.user = true));
	EXPECT_EQ(-EPERM, ATTEMPT(.user = true, .no_new_privs = true));
	EXPECT_EQ(-EPERM, ATTEMPT(.text = "no policy at all"));
	EXPECT_LE(0, self->page->result[1]);
}

SYSCTL_TEST(sysctl_does_not_affect_bpf_filters)
{
	static const char * const words[] = { "everyone", "admin", "off" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		ASSERT_EQ(0, set_sysctl(words[i]));
		EXPECT_EQ(0, ATTEMPT(.user = true, .bpf = true));
		EXPECT_EQ(-DENIED, self->page->result[1]);
		EXPECT_EQ(-EFAULT, RAW(__NR_prctl, PR_SET_SECCOMP,
				       SECCOMP_MODE_FILTER));
	}
}

static void see_it_go_off(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, install_unprivileged(POLICY) == 0);
	CHILD_CHECK(page, set_sysctl("off") == 0);
	page->result[0] = RAW(__NR_getpgid);
	page->result[1] = install(POLICY);
	set_mark(&page->before, 1);
}

SYSCTL_TEST(policies_in_force_stay_when_the_sysctl_is_off)
{
	run_child(self->page, see_it_go_off, NULL);
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_EQ(-EPERM, self->page->result[1]);
}

static void write_as_user(struct text_page *page, const void *unused)
{
	int fd = open(SYSCTL, O_WRONLY);

	(void)unused;
	CHILD_CHECK(page, fd >= 0);
	CHILD_CHECK(page, !setresuid(USER, USER, USER));
	page->result[0] = sysctl_is("everyone\n");
	page->result[1] = set_sysctl("off");
	page->result[2] = write(fd, "off", 3) < 0 ? -errno : 0;
	set_mark(&page->before, 1);
}

SYSCTL_TEST(users_can_read_the_sysctl_but_not_write_it)
{
	run_child(self->page, write_as_user, NULL);
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(1, self->page->result[0]);
	EXPECT_EQ(-EACCES, self->page->result[1]);
	EXPECT_EQ(-EPERM, self->page->result[2]);
	EXPECT_TRUE(sysctl_is("everyone\n"));
}

TEST_HARNESS_MAIN
