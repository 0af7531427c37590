// SPDX-License-Identifier: GPL-2.0
/*
 * Policies that wait: on_next_syscall for one system call, on_exec for an
 * execve that succeeds.  What was in force before stays in force meanwhile.
 */
#include "seccomp_text.h"
#include <pthread.h>

#define NEXT	"on_next_syscall: 1\n"
#define EXEC	"on_exec: 1\n"
#define NOWHERE	((unsigned long)"/nonexistent/program")

/* Installs up to three policies, then executes the image. */
struct launch {
	const struct image *image;
	const char *policies[3];
	bool by_execveat;
};

static long exec_by_fd(const struct image *image)
{
	static const char * const argv[] = { "image", NULL };

	return RAW(__NR_execveat, image->file, (unsigned long)"",
		   (unsigned long)argv, (unsigned long)(argv + 1),
		   AT_EMPTY_PATH);
}

static void launch(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 3 && how->policies[i]; i++)
		CHILD_CHECK(page, install(how->policies[i]) == 0);
	set_mark(&page->before, 1);
	page->result[0] = how->by_execveat ? exec_by_fd(how->image) :
					     image_exec(how->image);
	set_mark(&page->after, 1);
}

/* What becomes of a program that calls @nr, started by @body as @how says. */
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
	if (page->mark[0])	/* the status of a process of the child's */
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
	launch_fate(self->page, nr, (struct launch){ NULL, { __VA_ARGS__ }, 0 })

TEXT_TEST(on_next_syscall_carries_a_launcher_into_the_program)
{
	static const char policy[] = NEXT IMAGE_RULES "getppid: 1\n";
	struct launch by_fd = { .policies = { policy }, .by_execveat = true };

	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_getppid, policy));
	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_getpgrp, policy));
	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_execve, policy));
	EXPECT_STREQ("passed", launch_fate(self->page, __NR_getppid, by_fd));
	EXPECT_STREQ("killed", launch_fate(self->page, __NR_getpgrp, by_fd));
}

TEXT_TEST(on_exec_carries_a_launcher_into_the_program)
{
	static const char policy[] = EXEC IMAGE_RULES "getppid: 1\n";
	struct launch by_fd = { .policies = { policy }, .by_execveat = true };

	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_getppid, policy));
	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_getpgrp, policy));
	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_execve, policy));
	EXPECT_STREQ("passed", launch_fate(self->page, __NR_getppid, by_fd));
	EXPECT_STREQ("killed", launch_fate(self->page, __NR_getpgrp, by_fd));
}

TEXT_TEST(delayed_policies_are_all_in_force_after_the_execve)
{
	static const char pgrp_exec[] = EXEC DENYLIST "getpgrp: 0\n";
	static const char uid_exec[] = EXEC DENYLIST "getuid: 0\n";
	static const char pgrp_next[] = NEXT DENYLIST "getpgrp: 0\n";
	static const char uid_next[] = NEXT DENYLIST "getuid: 0\n";
	static const char uid_now[] = DENYLIST "getuid: 0\n";
	static const struct launch ways[] = {
		{ NULL, { pgrp_exec, uid_exec }, 0 },
		{ NULL, { pgrp_exec, uid_next }, 0 },
		{ NULL, { pgrp_next, uid_exec }, 0 },
		{ NULL, { pgrp_next, uid_next }, 0 },
		{ NULL, { pgrp_exec, uid_now }, 0 },
		{ NULL, { pgrp_next, uid_now }, 0 },
		{ NULL, { uid_now, pgrp_exec }, 0 },
		{ NULL, { uid_now, pgrp_next }, 0 },
		{ NULL, { pgrp_exec, uid_exec, pgrp_next }, 0 },
		{ NULL, { pgrp_next, pgrp_exec, uid_exec }, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		EXPECT_STREQ("denied", launch_fate(self->page, __NR_getpgrp,
						   ways[i])) {
			TH_LOG("way %zu", i);
		}
		EXPECT_STREQ("denied", launch_fate(self->page, __NR_getuid,
						   ways[i])) {
			TH_LOG("way %zu", i);
		}
		EXPECT_STREQ("passed", launch_fate(self->page, __NR_getppid,
						   ways[i])) {
			TH_LOG("way %zu", i);
		}
	}
}

TEXT_TEST(later_delayed_policy_gives_nothing_back)
{
	static const char drop[] = EXEC DENYLIST "getpgrp: 0\n";
	static const char give[] = EXEC "unlisted: 1\ngetpgrp: 1\n";
	static const char give_now[] = "unlisted: 1\ngetpgrp: 1\n";
	static const char give_next[] = NEXT "unlisted: 1\ngetpgrp: 1\n";

	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgrp, drop, give));
	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgrp, drop, give_now));
	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgrp, drop, give_next));
	EXPECT_STREQ("denied", LAUNCH_FATE(__NR_getpgrp, give, drop, give));
	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_getpgrp, give, give_now, give));
}

TEXT_TEST(what_was_in_force_stays_in_force_after_the_execve)
{
	static const char now[] = "prctl: 1\nexecve: 1\n" IMAGE_RULES;
	static const char next[] = NEXT "unlisted: 1\n";
	static const char exec[] = EXEC "unlisted: 1\n";

	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_getpgrp, now, next));
	EXPECT_STREQ("killed", LAUNCH_FATE(__NR_getpgrp, now, exec));
	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_execve, now, next));
	EXPECT_STREQ("passed", LAUNCH_FATE(__NR_execve, now, exec));
}

static void install_both_delays(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install(arg) == -EINVAL);
	set_mark(&page->before, 1);
	for (int i = 0; i < 3; i++)
		CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	CHILD_CHECK(page, install(NEXT DENYLIST "getpgrp: 0\n") == 0);
	CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(both_delays_at_once_are_einval_and_leave_nothing_pending)
{
	EXPECT_FATE("passed", install_both_delays,
		    NEXT EXEC DENYLIST "getpgrp: 0\n");
	EXPECT_FATE("passed", install_both_delays,
		    EXEC "getpgrp: 0\n" DENYLIST NEXT);
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

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	snprintf(empty, sizeof(empty), "/proc/self/fd/%d",
		 memfd_create("empty", 0));
	for (int i = 0; i < 3; i++) {
		CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
		CHILD_CHECK(page, exec_path(NOWHERE) == -ENOENT);
		CHILD_CHECK(page, exec_path((unsigned long)"/") == -EACCES);
		CHILD_CHECK(page, exec_path((unsigned long)empty) == -ENOEXEC);
		CHILD_CHECK(page, exec_path(0) == -EFAULT);
		CHILD_CHECK(page, exec_path(-1) == -EFAULT);
	}
	CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
	image_exec(how->image);
	set_mark(&page->after, 1);
}

TEXT_TEST(on_exec_waits_through_everything_until_an_execve_succeeds)
{
	struct launch how = { .policies = { EXEC IMAGE_RULES "getppid: 1\n" } };

	EXPECT_STREQ("passed", fate_by(self->page, fail_to_exec_then_exec,
				       __NR_getppid, how));
	EXPECT_STREQ("killed", fate_by(self->page, fail_to_exec_then_exec,
				       __NR_getpgrp, how));
}

static void report_wait(struct text_page *page, pid_t pid)
{
	CHILD_CHECK(page, pid > 0);
	set_mark(&page->mark[1], raw_wait(pid));
	set_mark(&page->mark[0], 1);
	CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
}

static void fork_and_exec(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;
	pid_t pid;

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	pid = raw_fork();
	if (!pid) {
		CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
		image_exec(how->image);
		CHILD_CHECK(page, false);
	}
	report_wait(page, pid);
}

static void vfork_and_exec(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;
	pid_t pid;

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	pid = vfork();
	if (!pid) {
		CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
		image_exec(how->image);
		CHILD_CHECK(page, false);
	}
	report_wait(page, pid);
}

static void fork_and_fork_and_exec(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;
	int status;
	pid_t pid;

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	pid = raw_fork();
	if (!pid) {
		fork_and_exec(page, arg);
		leave(7);
	}
	status = raw_wait(pid);
	CHILD_CHECK(page, left_with(status, 7));
	CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
}

TEXT_TEST(children_inherit_what_waits_for_an_execve)
{
	struct launch how = { .policies = { EXEC IMAGE_RULES "getppid: 1\n" } };
	static const child_body bodies[] = {
		fork_and_exec, vfork_and_exec, fork_and_fork_and_exec,
	};

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
		EXPECT_STREQ("passed", fate_by(self->page, bodies[i],
					       __NR_getppid, how)) {
			TH_LOG("way %zu", i);
		}
		EXPECT_EQ(1, self->page->mark[0]);
		EXPECT_STREQ("killed", fate_by(self->page, bodies[i],
					       __NR_getpgrp, how));
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

TEXT_TEST(thread_made_meanwhile_inherits_what_waits)
{
	struct launch how = { .policies = { EXEC IMAGE_RULES "getppid: 1\n" } };

	EXPECT_STREQ("passed", fate_by(self->page, exec_in_later_thread,
				       __NR_getppid, how));
	EXPECT_STREQ("killed", fate_by(self->page, exec_in_later_thread,
				       __NR_getpgrp, how));
}

struct waiting {
	struct text_page *page;
	const struct launch *how;
	int go;
};

static void *exec_when_told(void *arg)
{
	struct waiting *waiting = arg;

	await_mark(&waiting->go, 1);
	image_exec(waiting->how->image);
	return NULL;
}

static void exec_in_earlier_thread(struct text_page *page, const void *arg)
{
	struct waiting waiting = { page, arg, 0 };
	pthread_t thread;

	CHILD_CHECK(page, !pthread_create(&thread, NULL, exec_when_told,
					  &waiting));
	CHILD_CHECK(page, !install_unprivileged(waiting.how->policies[0]));
	set_mark(&waiting.go, 1);
	pthread_join(thread, NULL);
	set_mark(&page->after, 1);
}

TEXT_TEST(what_waits_belongs_to_the_task_that_installed_it)
{
	struct launch how = { .policies = { EXEC IMAGE_RULES "getppid: 1\n" } };

	EXPECT_STREQ("passed", fate_by(self->page, exec_in_earlier_thread,
				       __NR_getpgrp, how));
	EXPECT_STREQ("killed", fate_by(self->page, launch, __NR_getpgrp, how));
}

/* The pending policy allows the execve; the one in force does not. */
static void escape_by_exec(struct text_page *page, const void *arg)
{
	const struct launch *how = arg;

	CHILD_CHECK(page, install_unprivileged(how->policies[0]) == 0);
	CHILD_CHECK(page, install(how->policies[1]) == 0);
	set_mark(&page->before, 1);
	page->result[0] = image_exec(how->image);
	set_mark(&page->after, 1);
}

TEXT_TEST(pending_policy_lets_no_denied_execve_through)
{
	static const char * const pending[] = {
		EXEC "unlisted: 1\n", EXEC "execve: 1\n" IMAGE_RULES,
		NEXT "unlisted: 1\n", NEXT "execve: 1\n" IMAGE_RULES,
	};
	static const char * const in_force[] = {
		"prctl: 1\nexit_group: 1\n", "unlisted: 1\nexecve: 0\n",
	};
	struct image image;

	ASSERT_TRUE(image_open(&image, __NR_getppid));
	for (size_t i = 0; i < ARRAY_SIZE(pending); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(in_force); j++) {
			struct launch how = {
				&image, { in_force[j], pending[i] }, false
			};

			EXPECT_FATE("killed", escape_by_exec, &how);
			EXPECT_STREQ("never came to its act",
				     image_fate(&image, 0));
		}
	}
	image_close(&image);
}

TEST_HARNESS_MAIN
