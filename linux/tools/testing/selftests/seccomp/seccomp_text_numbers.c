// SPDX-License-Identifier: GPL-2.0
/*
 * Numbers that no call has: too large ones, negative ones, and gaps. They are
 * calls that a policy does not name, no more and no less. (seccomp_text_ptrace
 * has a tracer skip a call by number -1.)
 */
#include "seccomp_text_outcome.h"
#include "seccomp_text_log.h"

static const long numbers[] = {
	-1, -2, UNUSED_NR, 511, 512, 547, 548, 999, 65535, 0x10000, 0x3fffffff,
	X32_BIT | 0x10000, 0x7fffffff, 0x80000000, 0xffffffff80000000,
};

static void expect_numbers(struct __test_metadata *_metadata,
			   struct text_page *page, const struct expected *cases,
			   size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < ARRAY_SIZE(numbers); j++)
			expect_attempt(_metadata, page, &cases[i], BY_NUMBER,
				       (int)numbers[j]);
	}
}

#define EXPECT_NUMBERS(cases) \
	expect_numbers(_metadata, self->page, cases, ARRAY_SIZE(cases))

#define TAIL	"rt_sigreturn: 1\nexit_group: 1\n"
#define STACKED	TAIL "prctl: 1\nseccomp: 1\n"
#define UNLISTED "unlisted: 1\n"

TEXT_TEST(number_without_a_call_gets_on_violation)
{
	static const struct expected cases[] = {
		{ { TAIL }, KILL },
		{ { "on_violation: kill_thread\n" TAIL }, KILL },
		{ { "on_violation: trap 7\n" TAIL }, TRAP, 7 },
		{ { "on_violation: errno 5\n" TAIL }, ERRNO, 5 },
		{ { "on_violation: trace 9\n" TAIL }, TRACE },
		{ { "on_violation: log\n" TAIL }, PASS },
		{ { "unlisted: 0\non_violation: errno 5\n" TAIL }, ERRNO, 5 },
	};

	EXPECT_NUMBERS(cases);
}

/* The strictest action of a rule, or the one for foreign calls, is not theirs. */
TEXT_TEST(number_without_a_call_gets_nothing_else)
{
	static const struct expected cases[] = {
		{ { "on_violation: errno 5\nptrace: 0; kill\n" TAIL }, ERRNO, 5 },
		{ { "on_violation: errno 5\nforeign: kill\n" TAIL }, ERRNO, 5 },
		{ { "on_violation: log\nptrace: 0; kill\nforeign: kill\n" TAIL }, PASS },
		{ { "on_violation: log\ngetpriority: who == 1; errno 5\n" TAIL }, PASS },
	};

	EXPECT_NUMBERS(cases);
}

TEXT_TEST(number_without_a_call_passes_under_unlisted_1)
{
	static const struct expected cases[] = {
		{ { UNLISTED }, PASS },
		{ { UNLISTED "on_violation: kill\nptrace: 0; kill\n" }, PASS },
		{ { UNLISTED "on_violation: trap 7\nforeign: kill\n" }, PASS },
		{ { UNLISTED "on_violation: errno 5\nforeign: errno 7\n" }, PASS },
		{ { UNLISTED "on_violation: log\n" }, PASS },
		{ { UNLISTED, UNLISTED "on_violation: errno 5\n", UNLISTED }, PASS },
	};

	EXPECT_NUMBERS(cases);
}

TEXT_TEST(number_without_a_call_gets_the_strictest_on_violation)
{
	static const struct expected cases[] = {
		{ { UNLISTED "on_violation: kill\n", "on_violation: errno 5\n" TAIL }, ERRNO, 5 },
		{ { "on_violation: errno 5\n" STACKED, UNLISTED "on_violation: kill\n" },
		  ERRNO, 5 },
		{ { "on_violation: errno 5\n" STACKED, "on_violation: errno 7\n" TAIL },
		  ERRNO, 7 },
		{ { "on_violation: errno 7\n" STACKED, "on_violation: errno 5\n" TAIL },
		  ERRNO, 5 },
		{ { "on_violation: trap 3\n" STACKED, "on_violation: errno 5\n" TAIL }, TRAP, 3 },
		{ { "on_violation: errno 5\n" STACKED, "on_violation: trap 3\n" TAIL }, TRAP, 3 },
		{ { "on_violation: errno 5\n" STACKED, TAIL }, KILL },
		{ { "on_violation: log\n" STACKED, "on_violation: errno 5\n" TAIL }, ERRNO, 5 },
		{ { "on_violation: log\n" STACKED, "on_violation: trace\n" TAIL }, TRACE },
		{ { "on_violation: log\n" STACKED, "on_violation: log\n" TAIL }, PASS },
		{ { "on_violation: errno 5\n" STACKED, UNLISTED "ptrace: 0; kill\n",
		    "on_violation: log\n" TAIL }, ERRNO, 5 },
	};

	EXPECT_NUMBERS(cases);
}

TEXT_TEST(number_without_a_call_is_judged_beside_bpf_filters_as_others)
{
	static const struct mixed cases[] = {
		{ UNLISTED, SECCOMP_RET_ALLOW, PASS },
		{ UNLISTED, SECCOMP_RET_ERRNO | 7, ERRNO, 7, 7 },
		{ UNLISTED, SECCOMP_RET_KILL_PROCESS, KILL },
		{ "on_violation: log\n" STACKED, SECCOMP_RET_ERRNO | 7, ERRNO, 7, 7 },
		{ "on_violation: log\n" STACKED, SECCOMP_RET_LOG, PASS },
		{ "on_violation: errno 5\n" STACKED, SECCOMP_RET_ALLOW, ERRNO, 5, 5 },
		{ "on_violation: errno 5\n" STACKED, SECCOMP_RET_ERRNO | 7, ERRNO, 5, 7 },
		{ "on_violation: errno 5\n" STACKED, SECCOMP_RET_TRAP | 7, TRAP, 7, 7 },
		{ "on_violation: trap 5\n" STACKED, SECCOMP_RET_TRAP | 7, TRAP, 5, 7 },
		{ STACKED, SECCOMP_RET_ERRNO | 7, KILL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(numbers); j++)
			expect_mixed(_metadata, self->page, &cases[i], BY_NUMBER,
				     (int)numbers[j]);
	}
}

static void act_twice(struct text_page *page, const void *arg)
{
	const long *nr = arg;

	CHILD_CHECK(page, !install_unprivileged("on_next_syscall: 1\n"
						"on_violation: errno 123\n" TAIL));
	set_mark(&page->before, 1);
	page->result[1] = RAW(*nr);
	page->result[0] = RAW(*nr);
	set_mark(&page->after, 1);
}

TEXT_TEST(number_without_a_call_consumes_a_pending_policy)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		EXPECT_FATE("passed", act_twice, &numbers[i]);
		EXPECT_EQ(-ENOSYS, self->page->result[1]);
		EXPECT_EQ(-DENIED, self->page->result[0]);
	}
}

struct logged {
	const char *policy;
	int nr;
	const char *verb;
};

static void be_logged(struct text_page *page, const void *arg)
{
	const struct logged *logged = arg;

	CHILD_CHECK(page, become_fresh_user());
	CHILD_CHECK(page, install_unprivileged(logged->policy) == 0);
	act(page, CALL(logged->nr));
}

TEXT_TEST(log_says_that_no_call_has_the_number)
{
	static const struct logged cases[] = {
		{ TAIL, 999, "killed" }, { TAIL, -1, "killed" },
		{ TAIL, 0x7fffffff, "killed" },
		{ "on_violation: log\n" TAIL, 999, "would be refused" },
	};
	int log = open_log();
	char said[128];

	if (log < 0 || geteuid())
		SKIP(return, "not root, or no access to /dev/kmsg");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		pid_t pid = start_child(self->page, be_logged, &cases[i]);

		snprintf(said, sizeof(said),
			 "]: %s by its policy: ? (%d): no call has this number",
			 cases[i].verb, entry_number(cases[i].nr));
		raw_wait(pid);
		EXPECT_EQ(1, self->page->before);
		EXPECT_TRUE(is_logged(log, pid, said)) {
			TH_LOG("no line with: %s", said);
		}
	}
	close(log);
}

TEST_HARNESS_MAIN
