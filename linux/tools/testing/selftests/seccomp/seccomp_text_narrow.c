// SPDX-License-Identifier: GPL-2.0
/*
 * A state only ever becomes narrower.  A later policy can refuse more calls but
 * never fewer, and means the same whatever was in force before it.
 */
#include "seccomp_text.h"
#include "seccomp_text_ia32.h"

#define NEXT	"on_next_syscall: 1\n"
#define EXEC	"on_exec: 1\n"
#define NOWHERE	((unsigned long)"/nonexistent/program")

/* Policies to install one after the other, and a call to make after that */
struct history {
	const char *policies[4];
	const struct call *call;
};

static void act_after_history(struct text_page *page, const void *arg)
{
	const struct history *history = arg;

	for (int i = 0; i < 4 && history->policies[i]; i++)
		CHILD_CHECK(page, !install_unprivileged(history->policies[i]));
	act(page, history->call);
}

#define EXPECT_AFTER(want, call, ...) do {				\
	const struct history history = { { __VA_ARGS__ }, call };	\
									\
	EXPECT_FATE(want, act_after_history, &history);			\
} while (0)

/* The calls that the next install and the end of the child need */
#define MORE	"prctl: 1\nexit_group: 1\n"

TEXT_TEST(complete_policy_with_fewer_calls_narrows)
{
	static const char wide[] = MORE "getpgid: 1\ngetppid: 1\n";
	static const char slim[] = MORE "getppid: 1\n";

	EXPECT_AFTER("passed", CALL(__NR_getpgid), wide);
	EXPECT_AFTER("killed", CALL(__NR_getpgid), wide, slim);
	EXPECT_AFTER("passed", CALL(__NR_getppid), wide, slim);
	EXPECT_AFTER("killed", CALL(__NR_getuid), wide, slim);
}

TEXT_TEST(denylist_narrows)
{
	static const char wide[] = MORE "getpgid: 1\ngetppid: 1\n";
	static const char drop[] = "unlisted: 1\ngetpgid: 0\n";

	EXPECT_AFTER("killed", CALL(__NR_getpgid), wide, drop);
	EXPECT_AFTER("passed", CALL(__NR_getppid), wide, drop);
	EXPECT_AFTER("killed", CALL(__NR_getuid), wide, drop);
}

TEXT_TEST(second_predicate_narrows)
{
	static const char wide[] = MORE "getpriority: which == 1\n";
	static const char more[] = "unlisted: 1\ngetpriority: who == 1\n";

	EXPECT_AFTER("passed", CALL(__NR_getpriority, 1, 0), wide);
	EXPECT_AFTER("killed", CALL(__NR_getpriority, 1, 0), wide, more);
	EXPECT_AFTER("killed", CALL(__NR_getpriority, 0, 1), wide, more);
	EXPECT_AFTER("killed", CALL(__NR_getpriority, 0, 0), wide, more);
	EXPECT_AFTER("passed", CALL(__NR_getpriority, 1, 1), wide, more);
}

/* A policy in force refuses getpgid.  Later policies try to allow it. */
TEXT_TEST(no_later_policy_gives_a_dropped_call_back)
{
	static const char * const attempts[] = {
		"getpgid: 1\n" MORE, "unlisted: 1\n",
		"unlisted: 1\ngetpgid: 1\n", "unlisted: 1\nsys_getpgid: 1\n",
		"unlisted: 1\n?getpgid: 1\n", "on_violation: log\n" MORE,
		"on_violation: log\ngetpgid: 1\nunlisted: 1\n",
		"unlisted: 1\ngetpgid: 0; log\n",
		"unlisted: 1\ngetpgid: 0; errno 1\n",
		"unlisted: 1\non_violation: errno 1\ngetpgid: 1\n",
		"unlisted: 1\ngetppid: 1\n", "getpgid: 1\ngetpgid: 1\n" MORE,
	};
	static const char complete[] = MORE "getppid: 1\n";
	static const char drop[] = "unlisted: 1\ngetpgid: 0\n";

	for (size_t i = 0; i < ARRAY_SIZE(attempts); i++) {
		EXPECT_AFTER("killed", CALL(__NR_getpgid), complete,
			     attempts[i]);
		EXPECT_AFTER("killed", CALL(__NR_getpgid), drop, attempts[i]);
		EXPECT_AFTER("killed", CALL(__NR_getpgid), drop, attempts[i],
			     attempts[i]);
	}
	EXPECT_AFTER("passed", CALL(__NR_getpgid), "unlisted: 1\ngetppid: 0\n",
		     attempts[2]);
}

TEXT_TEST(no_later_policy_loosens_a_predicate)
{
	static const char * const attempts[] = {
		"unlisted: 1\n", "unlisted: 1\ngetpriority: 1\n",
		"unlisted: 1\ngetpriority: who == 0\n",
		"unlisted: 1\ngetpriority: who == 0 || who == 1\n",
		"unlisted: 1\ngetpriority: !(who == 1)\n",
		"getpriority: 1\n" MORE, "getpriority: who >= 0\n" MORE,
		"unlisted: 1\ngetpriority:\\\n who != ~(-1 | 1)\n",
		"unlisted: 1\ngetpriority: who == 1 \\\n || who == (~(-1))\n",
	};
	static const char tight[] = MORE "getpriority: who == 1\n";

	for (size_t i = 0; i < ARRAY_SIZE(attempts); i++)
		EXPECT_AFTER("killed", CALL(__NR_getpriority, 0, 0), tight,
			     attempts[i]);
	EXPECT_AFTER("passed", CALL(__NR_getpriority, 0, 1), tight,
		     attempts[0]);
	EXPECT_AFTER("passed", CALL(__NR_getpriority, 0, 1), tight,
		     attempts[3]);
}

/* Policies that refuse no call of another ABI, or refuse it less strictly */
static const char * const mild[] = {
	"unlisted: 1\nforeign: log\n", "foreign: log\n" MORE,
	"unlisted: 1\non_violation: log\nforeign: log\n",
	"unlisted: 1\nforeign: trace 1\n", "foreign: trace 1\n" MORE,
	"unlisted: 1\non_violation: trace 1\ngetppid: 0; log\n",
};

TEXT_TEST(no_later_policy_loosens_what_foreign_calls_get)
{
	const struct call *call = CALL(X32_BIT | __NR_getpgid);

	if (!HAS_FOREIGN_CALLS)
		SKIP(return, "this architecture's kernels are built without other ABIs");
	EXPECT_AFTER("passed", call, mild[0], mild[1], mild[2]);
	for (size_t i = 0; i < ARRAY_SIZE(mild); i++) {
		EXPECT_AFTER("killed", call, "unlisted: 1\n", mild[i]);
		EXPECT_AFTER("killed", call, MORE, mild[i]);
		EXPECT_AFTER("killed", call, "foreign: kill\n" MORE, mild[i]);
		EXPECT_AFTER("killed", call, mild[i], "unlisted: 1\n", mild[i]);
		EXPECT_AFTER("passed", call, "foreign: errno 123\n" MORE, mild[i]);
		EXPECT_EQ(-DENIED, self->page->result[0]);
	}
}

TEXT_TEST(no_later_policy_gives_back_numbers_without_a_call)
{
	static const char * const attempts[] = {
		"unlisted: 1\n", "unlisted: 1\non_violation: log\n",
		"unlisted: 1\nptrace: 0; kill\n", "on_violation: log\n" MORE,
		"on_violation: trace 1\nptrace: 0; kill\n" MORE,
	};
	static const struct call calls[] = {
		{ UNUSED_NR, { 0 } }, { -1, { 0 } }, { X32_BIT - 1, { 0 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(attempts) * ARRAY_SIZE(calls); i++) {
		const char *attempt = attempts[i / ARRAY_SIZE(calls)];
		const struct call *call = &calls[i % ARRAY_SIZE(calls)];

		EXPECT_AFTER("killed", call, MORE, attempt);
		EXPECT_AFTER("killed", call, attempt, MORE, attempt);
		EXPECT_AFTER("passed", call, DENY_WITH_ERRNO MORE, attempt);
		EXPECT_EQ(-DENIED, self->page->result[0]);
	}
}

TEXT_TEST(complete_policy_means_the_same_under_an_outer_denylist)
{
	static const char complete[] = MORE "getppid: 1\n"
					    "getpriority: who == 1\n"
					    "getuid: 0\n";
	static const char * const outers[] = {
		NULL, "unlisted: 1\n", "unlisted: 1\ngetsid: 0\n",
		"unlisted: 1\ngetppid: 1\ngetpgid: 1\ngetuid: 1\n",
		"unlisted: 1\non_violation: log\nread: fd == 0\n",
	};
	static const struct {
		struct call call;
		const char *fate;
	} calls[] = {
		{ { __NR_getppid, { 0 } }, "passed" },
		{ { __NR_getpriority, { 0, 1 } }, "passed" },
		{ { __NR_getpriority, { 0, 2 } }, "killed" },
		{ { __NR_getuid, { 0 } }, "killed" },
		{ { __NR_getpgid, { 0 } }, "killed" },
		{ { __NR_getgid, { 0 } }, "killed" },
		{ { UNUSED_NR, { 0 } }, "killed" },
		{ { -1, { 0 } }, "killed" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(outers); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(calls); j++) {
			EXPECT_AFTER(calls[j].fate, &calls[j].call,
				     outers[i] ? outers[i] : complete,
				     complete);
		}
	}
}

TEXT_TEST(denylist_after_a_complete_policy_allows_nothing_new)
{
	static const char complete[] = MORE "getppid: 1\n";

	EXPECT_AFTER("killed", CALL(__NR_getpgid), complete, "unlisted: 1\n");
	EXPECT_AFTER("killed", CALL(UNUSED_NR), complete, "unlisted: 1\n");
	EXPECT_AFTER("killed", CALL(-1), complete, "unlisted: 1\n");
	EXPECT_AFTER("passed", CALL(__NR_getppid), complete, "unlisted: 1\n");
}

TEXT_TEST(two_complete_policies_allow_what_both_allow)
{
	static const char one[] = MORE "getppid: 1\ngetpgid: 1\n";
	static const char two[] = MORE "getpgid: 1\ngetuid: 1\n";

	EXPECT_AFTER("passed", CALL(__NR_getpgid), one, two);
	EXPECT_AFTER("killed", CALL(__NR_getppid), one, two);
	EXPECT_AFTER("killed", CALL(__NR_getuid), one, two);
	EXPECT_AFTER("passed", CALL(__NR_getpgid), two, one);
	EXPECT_AFTER("killed", CALL(__NR_getppid), two, one);
	EXPECT_AFTER("killed", CALL(__NR_getuid), two, one);
}

TEXT_TEST(policies_that_contradict_each_other_allow_nothing)
{
	EXPECT_AFTER("killed", CALL(__NR_getpriority, 0, 0),
		     MORE "getpriority: who == 0\n",
		     MORE "getpriority: who == 1\n");
	EXPECT_AFTER("killed", CALL(__NR_getpriority, 0, 1),
		     MORE "getpriority: who == 0\n",
		     MORE "getpriority: who == 1\n");
	EXPECT_AFTER("passed", CALL(__NR_getpriority, 0, 1),
		     MORE "getpriority: who == 1\n",
		     MORE "getpriority: who == 1\n");
}

TEXT_TEST(installing_the_same_policy_again_changes_nothing)
{
	static const char policy[] = MORE "getppid: 1\n"
					  "getpriority: who == 1\n";

	EXPECT_AFTER("passed", CALL(__NR_getppid), policy, policy, policy,
		     policy);
	EXPECT_AFTER("passed", CALL(__NR_getpriority, 0, 1), policy, policy,
		     policy, policy);
	EXPECT_AFTER("killed", CALL(__NR_getpriority, 0, 0), policy, policy,
		     policy, policy);
	EXPECT_AFTER("killed", CALL(__NR_getpgid), policy, policy, policy,
		     policy);
}

/* Nothing of a policy whose install fails is in force or pending. */
static void fail_over_a_policy(struct text_page *page, const void *unused)
{
	static const char * const failing[] = {
		"unlisted: 1\ngetuid: 0\nnosuch: 1\n",
		"unlisted: 0\ngetuid: fd == 1\n",
		"getppid: 1\ngetpgid: 1\nunlisted: 2\n",
		"on_violation: log\nunlisted: 1\ngetpgid: 1\nread: fd ==\n",
		"on_exec: 1\non_next_syscall: 1\ngetuid: 0\n",
		"on_next_syscall: 1\ngetuid: 0\nread: (fd == 0\n",
		"on_exec: 1\ngetuid: 0\nread: fd == -1\n",
		"unlisted: 1\ngetuid: 0\nread: fd == NO_SUCH_CONSTANT\n",
		"unlisted: 1\ngetuid: 0\nread: fd == ~\n",
		"unlisted: 1\ngetuid: 0\nforeign: 1\n",
		"unlisted: 1\ngetuid: 0\n\\ getpgid: 1\n",
		"unlisted: 1\ngetuid: 0\ngetpgid: 1 \\",
	};

	CHILD_CHECK(page, !install_unprivileged(DENYLIST "getpgid: 0\n"));
	set_mark(&page->before, 1);
	for (size_t i = 0; i < ARRAY_SIZE(failing); i++) {
		CHILD_CHECK(page, install(failing[i]) == -EINVAL);
		CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
		CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
		CHILD_CHECK(page, RAW(__NR_getppid) > 0);
		CHILD_CHECK(page, RAW(__NR_getuid) >= 0);
	}
	set_mark(&page->after, 1);
}

TEXT_TEST(failed_install_leaves_the_policy_in_force_as_it_was)
{
	EXPECT_FATE("passed", fail_over_a_policy, NULL);
}

/* A pending policy is no way around the one in force. */
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
	static const char denylist[] = "unlisted: 1\ngetpgid: 0\nexecve: 0\n"
				       "getpriority: who == 1\nclone: 0\n";
	static const char * const in_force[] = { complete, denylist };
	static const char * const pending[] = {
		NEXT "unlisted: 1\n", NEXT "getpgid: 1\nexecve: 1\nclone: 1\n",
		NEXT "on_violation: log\nunlisted: 0\n",
		NEXT "getpgid: 0; log\ngetpriority: 0; log\nunlisted: 1\n",
	};
	static const struct call calls[] = {
		{ __NR_getpgid, { 0 } }, { __NR_execve, { NOWHERE } },
		{ __NR_getpriority, { 0, 0 } }, { __NR_clone, { CLONE_ARGS(SIGCHLD) } },
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

/* The installs may reach the limit of policies. */
static void try_a_hundred_times(struct text_page *page, const void *unused)
{
	long err;

	CHILD_CHECK(page, !install_unprivileged(DENYLIST "getpgid: 0\n"));
	set_mark(&page->before, 1);
	for (int i = 0; i < 100; i++) {
		err = install(NEXT "unlisted: 1\n");
		CHILD_CHECK(page, err == 0 || err == -E2BIG);
		page->result[0] += !err;
		CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
		CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	}
	set_mark(&page->after, 1);
}

TEXT_TEST(repeated_attempts_let_no_refused_call_through)
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
		act(page, CALL(__NR_getpgid));
		leave(1);
	}
	CHILD_CHECK(page, killed_by_sigsys(raw_wait(pid)));
	set_mark(&page->mark[0], 1);
	leave(7);
}

TEXT_TEST(child_made_by_the_next_call_escapes_neither_policy)
{
	static const char * const pending[] = {
		NEXT "unlisted: 1\n", NEXT "getpgid: 1\nwait4: 1\nexit_group: 1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(pending); i++) {
		int status = run_child(self->page, escape_by_fork, pending[i]);

		EXPECT_TRUE(left_with(status, 7));
		EXPECT_EQ(1, self->page->mark[0]);
		EXPECT_EQ(1, self->page->before);
		EXPECT_EQ(0, self->page->after);
	}
}

/* The pending policy allows the execve, but the one in force does not. */
struct exec_escape {
	const struct image *image;
	const char *in_force;
	const char *pending;
};

static void escape_by_exec(struct text_page *page, const void *arg)
{
	const struct exec_escape *how = arg;

	CHILD_CHECK(page, install_unprivileged(how->in_force) == 0);
	CHILD_CHECK(page, install(how->pending) == 0);
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
			struct exec_escape how = {
				&image, in_force[j], pending[i]
			};

			EXPECT_FATE("killed", escape_by_exec, &how);
			EXPECT_STREQ("never came to its act",
				     image_fate(&image, 0));
		}
	}
	image_close(&image);
}

TEST_HARNESS_MAIN
