/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fixture of the tests of text policies, their expectations, and their
 * main(). See seccomp_text_child.h for what a test does.
 */
#ifndef SECCOMP_TEXT_H
#define SECCOMP_TEXT_H

#include "seccomp_text_child.h"
#include "seccomp_text_image.h"

#include "../kselftest_harness.h"

/* An emulated machine whose kernel has KASAN and lockdep is slow. */
#define TEXT_SECONDS	120
#define TEXT_LONG	900

static inline void expect_fate(struct __test_metadata *_metadata,
			       struct text_page *page, int line,
			       const char *want, child_body body,
			       const void *arg)
{
	EXPECT_STREQ(want, fate_of(page, body, arg)) {
		TH_LOG("line %d: child's check on line %d, result %ld", line,
		       page->line, page->result[0]);
	}
}

/* For the body of a test. */
#define EXPECT_FATE(want, body, arg) \
	expect_fate(_metadata, self->page, __LINE__, want, body, arg)

static inline void expect_under(struct __test_metadata *_metadata,
				struct text_page *page, int line,
				const char *want, const char *policy,
				const struct call *call)
{
	EXPECT_STREQ(want, fate_under(page, policy, call)) {
		TH_LOG("line %d: call %ld gave %ld under \"%.99s\"", line,
		       call->nr, page->result[0], policy);
	}
}

#define EXPECT_UNDER(want, policy, call) \
	expect_under(_metadata, self->page, __LINE__, want, policy, call)

/* A case without rules ends the table. */
static inline void expect_verdicts(struct __test_metadata *_metadata,
				   struct text_page *page,
				   const struct verdict_case *item)
{
	for (; item->rules; item++) {
		const unsigned long *arg = item->call.arg;

		EXPECT_STREQ(item->verdict,
			     verdict_under(page, item->rules, &item->call)) {
			TH_LOG("%s: call %ld(%#lx, %#lx, %#lx, %#lx)",
			       item->rules, item->call.nr, arg[0], arg[1],
			       arg[2], arg[3]);
		}
	}
}

#define EXPECT_VERDICTS(cases) \
	expect_verdicts(_metadata, self->page, cases)

FIXTURE(text) {
	struct text_page *page;
};

/* The positive control of every test: the kernel enforces a text. */
FIXTURE_SETUP(text)
{
	struct rlimit core;

	ASSERT_EQ(0, getrlimit(RLIMIT_CORE, &core));
	core.rlim_cur = 0;
	ASSERT_EQ(0, setrlimit(RLIMIT_CORE, &core));
	self->page = mmap(NULL, sizeof(*self->page), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->page);
	ASSERT_STREQ("denied", verdict_under(self->page, "getpgid: 0",
					     CALL(__NR_getpgid))) {
		TH_LOG("this kernel does not enforce text policies");
	}
}

FIXTURE_TEARDOWN(text)
{
	munmap(self->page, sizeof(*self->page));
}

static inline int run_text_tests(int argc, char **argv)
{
	if (!kernel_has_text_policies()) {
		ksft_print_header();
		ksft_exit_skip("this kernel has no text policies\n");
	}
	return test_harness_run(argc, argv);
}

/* The main() of TEST_HARNESS_MAIN skips on a kernel without text policies. */
#define test_harness_run	run_text_tests

#define TEXT_TEST(name)		TEST_F_TIMEOUT(text, name, TEXT_SECONDS)
#define TEXT_LONG_TEST(name)	TEST_F_TIMEOUT(text, name, TEXT_LONG)

#endif /* SECCOMP_TEXT_H */
