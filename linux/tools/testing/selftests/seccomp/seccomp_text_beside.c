// SPDX-License-Identifier: GPL-2.0
/*
 * Texts beside the rest of seccomp: BPF filters, strict mode, and the flags
 * of seccomp(2).
 */
#include "seccomp_text.h"
#include <linux/prctl.h>
#include <sys/ptrace.h>

#define BPF_ERRNO	55

/* A BPF filter against getpgrp and a text against getuid, in either order. */
static void stack_both(struct text_page *page, const void *arg)
{
	const bool *text_first = arg;
	const int nr = __NR_getpgrp, ret = SECCOMP_RET_ERRNO | BPF_ERRNO;
	static const char text[] = DENYLIST "getuid: 0\n";

	if (*text_first)
		CHILD_CHECK(page, install_unprivileged(text) == 0);
	CHILD_CHECK(page, install_bpf(nr, ret) == 0);
	if (!*text_first)
		CHILD_CHECK(page, install(text) == 0);

	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -BPF_ERRNO);
	CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_FILTER);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filter_and_text_are_both_obeyed_in_either_order)
{
	static const bool orders[] = { false, true };

	EXPECT_FATE("passed", stack_both, &orders[0]);
	EXPECT_FATE("passed", stack_both, &orders[1]);
}

static void stack_many(struct text_page *page,
		       const void *unused)
{
	static const int nrs[] = {
		__NR_getpgrp, __NR_getuid, __NR_getgid, __NR_geteuid
	};
	static const char * const texts[] = {
		DENYLIST "getpid: 0\n", DENYLIST "gettid: 0\n",
		DENYLIST "getegid: 0\n", DENYLIST "getsid: 0\n",
	};

	(void)unused;
	for (size_t i = 0; i < ARRAY_SIZE(nrs); i++) {
		CHILD_CHECK(page, install_bpf(nrs[i], SECCOMP_RET_ERRNO |
						      BPF_ERRNO) == 0);
		CHILD_CHECK(page, install(texts[i]) == 0);
	}
	set_mark(&page->before, 1);
	for (size_t i = 0; i < ARRAY_SIZE(nrs); i++)
		CHILD_CHECK(page, RAW(nrs[i]) == -BPF_ERRNO);
	CHILD_CHECK(page, RAW(__NR_getpid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_gettid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getegid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getsid, 0) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filters_and_texts_may_alternate)
{
	EXPECT_FATE("passed", stack_many, NULL);
}

/* No kernel knows this action, so it kills; as a number it is above log. */
#define NO_ACTION	0x7ffe0000U

static void log_what_bpf_kills(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_bpf(__NR_getpgrp, NO_ACTION) == 0);
	CHILD_CHECK(page, install(arg) == 0);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	set_mark(&page->before, 1);
	RAW(__NR_getpgrp);
	set_mark(&page->after, 1);
}

TEXT_TEST(no_text_softens_what_a_bpf_filter_kills_by_an_unknown_action)
{
	EXPECT_FATE("killed", log_what_bpf_kills, "unlisted: 1\n");
	EXPECT_FATE("killed", log_what_bpf_kills,
		    "unlisted: 1\ngetpgrp: 0; log\n");
	EXPECT_FATE("killed", log_what_bpf_kills,
		    "unlisted: 1\ngetpgrp: 0; errno 1\n");
}

static void text_under_bpf_that_denies_seccomp(struct text_page *page,
					       const void *arg)
{
	CHILD_CHECK(page, install_bpf(__NR_seccomp, SECCOMP_RET_ERRNO |
						    BPF_ERRNO) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install_flags(0, arg) == -BPF_ERRNO);
	CHILD_CHECK(page, RAW(__NR_getpgrp) > 0);
	CHILD_CHECK(page, install(arg) == 0);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(bpf_filter_decides_whether_a_text_may_be_installed)
{
	EXPECT_FATE("passed", text_under_bpf_that_denies_seccomp,
		    DENYLIST "getpgrp: 0\n");
}

static void bpf_under_text_without_prctl(struct text_page *page,
					 const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install_bpf(__NR_getpgrp, SECCOMP_RET_ERRNO) ==
			  -DENIED);
	CHILD_CHECK(page, install("unlisted: 1\n") == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(text_decides_whether_anything_more_may_be_installed)
{
	EXPECT_FATE("passed", bpf_under_text_without_prctl,
		    DENY_WITH_ERRNO "exit_group: 1\n");
	EXPECT_UNDER("killed", "exit_group: 1\n",
		     CALL(__NR_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
			  (unsigned long)"unlisted: 1\n"));
}

static void inherit_both(struct text_page *page,
			 const void *unused)
{
	int status;
	pid_t pid;

	(void)unused;
	CHILD_CHECK(page, install_unprivileged(DENYLIST "getuid: 0\n") == 0);
	CHILD_CHECK(page, install_bpf(__NR_getpgrp, SECCOMP_RET_ERRNO |
						    BPF_ERRNO) == 0);
	pid = raw_fork();
	CHILD_CHECK(page, pid >= 0);
	if (!pid) {
		set_mark(&page->before, 1);
		CHILD_CHECK(page, RAW(__NR_getpgrp) == -BPF_ERRNO);
		CHILD_CHECK(page, RAW(__NR_getuid) == -DENIED);
		set_mark(&page->after, 1);
		leave(0);
	}
	status = raw_wait(pid);
	CHILD_CHECK(page, left_with(status, 0));
}

TEXT_TEST(child_inherits_the_bpf_filter_and_the_text)
{
	EXPECT_FATE("passed", inherit_both, NULL);
}

static void install_with_flags(struct text_page *page, const void *arg)
{
	const unsigned int *flags = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	page->result[0] = install_flags(*flags, DENYLIST "getpgrp: 0\n");
	set_mark(&page->before, 1);
	page->result[1] = RAW(__NR_getpgrp);
	page->result[2] = seccomp_mode();
	set_mark(&page->after, 1);
}

TEXT_TEST(flags_log_and_spec_allow_are_taken)
{
	static const unsigned int flags[] = {
		0, SECCOMP_FILTER_FLAG_LOG, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
		SECCOMP_FILTER_FLAG_LOG | SECCOMP_FILTER_FLAG_SPEC_ALLOW,
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		EXPECT_FATE("passed", install_with_flags, &flags[i]);
		EXPECT_EQ(0, self->page->result[0]);
		EXPECT_EQ(-DENIED, self->page->result[1]);
		EXPECT_EQ(2, self->page->result[2]);
	}
}

TEXT_TEST(flags_of_the_listener_are_einval)
{
	static const unsigned int flags[] = {
		SECCOMP_FILTER_FLAG_NEW_LISTENER,
		SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
		SECCOMP_FILTER_FLAG_NEW_LISTENER |
		SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
		SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_LOG,
		1U << 20, 1U << 31,
	};

	EXPECT_EQ(0, install_result(self->page, DENYLIST "getpgrp: 0\n"));
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		EXPECT_FATE("passed", install_with_flags, &flags[i]);
		EXPECT_EQ(-EINVAL, self->page->result[0]) {
			TH_LOG("flags %#x", flags[i]);
		}
		EXPECT_LT(0, self->page->result[1]);
		EXPECT_EQ(0, self->page->result[2]);
	}
}

/* What a filter or a text, with flags or without, does to speculation. */
struct speculation {
	bool text;
	unsigned int flags;
};

static void look_at_speculation(struct text_page *page, const void *arg)
{
	const struct speculation *spec = arg;
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog prog = { .len = 1, .filter = &allow };
	const void *policy = spec->text ? (void *)"unlisted: 1\n" : &prog;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install_flags(spec->flags, policy) == 0);
	set_mark(&page->before, 1);
	page->result[0] = RAW(__NR_prctl, PR_GET_SPECULATION_CTRL,
			      PR_SPEC_STORE_BYPASS);
	page->result[1] = RAW(__NR_prctl, PR_GET_SPECULATION_CTRL,
			      PR_SPEC_INDIRECT_BRANCH);
	set_mark(&page->after, 1);
}

TEXT_TEST(text_treats_speculation_as_a_bpf_filter_does)
{
	static const unsigned int flags[] = {
		0, SECCOMP_FILTER_FLAG_SPEC_ALLOW
	};

	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		struct speculation bpf = { false, flags[i] };
		struct speculation text = { true, flags[i] };
		long bypass, branch;

		EXPECT_FATE("passed", look_at_speculation, &bpf);
		bypass = self->page->result[0];
		branch = self->page->result[1];
		EXPECT_FATE("passed", look_at_speculation, &text);
		EXPECT_EQ(bypass, self->page->result[0]);
		EXPECT_EQ(branch, self->page->result[1]);
	}
}

static void ask_for_strict_mode(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_prctl, PR_SET_SECCOMP,
			      SECCOMP_MODE_STRICT) == -EINVAL);
	CHILD_CHECK(page, RAW(__NR_seccomp, SECCOMP_SET_MODE_STRICT) ==
			  -EINVAL);
	CHILD_CHECK(page, RAW(__NR_getpgrp) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(strict_mode_cannot_replace_a_text)
{
	EXPECT_FATE("passed", ask_for_strict_mode, DENYLIST "getpgrp: 0\n");
}

/*
 * A task in strict mode cannot call prctl, except while a tracer suspends
 * seccomp.
 */
static void install_in_strict_mode(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	CHILD_CHECK(page, no_new_privs() == 0);
	RAW(__NR_kill, getpid(), SIGSTOP);
	CHILD_CHECK(page, RAW(__NR_prctl, PR_SET_SECCOMP,
			      SECCOMP_MODE_STRICT) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install(arg) == -EINVAL);
	CHILD_CHECK(page, install_flags(0, arg) == -EINVAL);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_STRICT);
	set_mark(&page->after, 1);
}

TEXT_TEST(text_is_einval_in_strict_mode)
{
	pid_t pid;
	int status;

	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\n"));
	pid = start_child(self->page, install_in_strict_mode, "unlisted: 1\n");
	ASSERT_LT(0, pid);
	status = raw_wait(pid);
	ASSERT_TRUE(WIFSTOPPED(status));
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL,
		   (void *)(PTRACE_O_SUSPEND_SECCOMP | PTRACE_O_EXITKILL))) {
		kill(pid, SIGKILL);
		SKIP(return, "seccomp cannot be suspended here");
	}
	EXPECT_EQ(0, ptrace(PTRACE_CONT, pid, NULL, NULL));
	status = raw_wait(pid);
	EXPECT_STREQ("passed", judge(self->page, status));
}

/* What each of the two answers to getpgrp. */
#define OF_TEXT		11
#define OF_BPF		22
#define TEXT_ANSWERS	"unlisted: 1\ngetpgrp: 0; errno 11\n"

static void install_text_then_bpf(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, !install_unprivileged(TEXT_ANSWERS));
	CHILD_CHECK(page, !install_bpf(__NR_getpgrp,
				       SECCOMP_RET_ERRNO | OF_BPF));
	act(page, CALL(__NR_getpgrp));
}

static void install_bpf_then_text(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, !install_bpf(__NR_getpgrp,
				       SECCOMP_RET_ERRNO | OF_BPF));
	CHILD_CHECK(page, !install_unprivileged(TEXT_ANSWERS));
	act(page, CALL(__NR_getpgrp));
}

/* A text between two BPF filters of which only one has an answer. */
static void install_text_in_between(struct text_page *page, const void *arg)
{
	const bool *older_answers = arg;

	CHILD_CHECK(page, !install_bpf(*older_answers ? __NR_getpgrp : 400,
				       SECCOMP_RET_ERRNO | OF_BPF));
	CHILD_CHECK(page, !install_unprivileged(TEXT_ANSWERS));
	CHILD_CHECK(page, !install_bpf(*older_answers ? 400 : __NR_getpgrp,
				       SECCOMP_RET_ERRNO | OF_BPF));
	act(page, CALL(__NR_getpgrp));
}

TEXT_TEST(the_newer_of_text_and_bpf_answers_if_their_actions_are_equal)
{
	bool older_answers = true;

	EXPECT_FATE("passed", install_text_then_bpf, NULL);
	EXPECT_EQ(-OF_BPF, self->page->result[0]);
	EXPECT_FATE("passed", install_bpf_then_text, NULL);
	EXPECT_EQ(-OF_TEXT, self->page->result[0]);

	EXPECT_FATE("passed", install_text_in_between, &older_answers);
	EXPECT_EQ(-OF_TEXT, self->page->result[0]);
	older_answers = false;
	EXPECT_FATE("passed", install_text_in_between, &older_answers);
	EXPECT_EQ(-OF_BPF, self->page->result[0]);
}

TEST_HARNESS_MAIN
