// SPDX-License-Identifier: GPL-2.0
/*
 * Time slice extensions of rseq. A call that ends a granted slice gives the CPU
 * away at its entry, before tracers and policies see it. Such a call is judged
 * as any other, and once.
 */
#include "seccomp_text.h"
#include <time.h>

#ifndef PR_RSEQ_SLICE_EXTENSION
#define PR_RSEQ_SLICE_EXTENSION		79
#define PR_RSEQ_SLICE_EXTENSION_SET	2
#define PR_RSEQ_SLICE_EXT_ENABLE	1
#endif
#ifndef __NR_rseq_slice_yield
#define __NR_rseq_slice_yield		471
#endif

#define WANTED	10	/* calls that end a slice */

/* The part of struct rseq that the kernel and this test use */
static _Alignas(64) struct {
	unsigned int before[7];
	unsigned char request, granted;
	unsigned char after[34];
} area;

static bool is_granted(void)
{
	return __atomic_load_n(&area.granted, __ATOMIC_SEQ_CST);
}

static bool enable_slices(void)
{
	return !RAW(__NR_rseq, (unsigned long)&area, sizeof(area), 0, 0x5ec) &&
	       !RAW(__NR_prctl, PR_RSEQ_SLICE_EXTENSION,
		    PR_RSEQ_SLICE_EXTENSION_SET, PR_RSEQ_SLICE_EXT_ENABLE);
}

/* Without a system call: run until an interrupt that would preempt comes. */
static void await_slice(void)
{
	do {
		__atomic_store_n(&area.request, 1, __ATOMIC_SEQ_CST);
	} while (!is_granted());
}

/* A call that ends a slice, or comes right after a slice that was too short. */
static long call_in_slice(long nr)
{
	await_slice();
	return RAW(nr);
}

/*
 * Whether a call, right after those that the test is about, has ended a slice:
 * only such a yield returns 1.
 */
static void await_yields(struct text_page *page, void (*between)(struct text_page *))
{
	for (int yields = 0; yields < WANTED;) {
		long ret = call_in_slice(__NR_rseq_slice_yield);

		CHILD_CHECK(page, ret == 0 || ret == 1);
		yields += ret;
		page->result[1]++;
		between(page);
		CHILD_CHECK(page, !is_granted());
	}
}

static void expect_judgement(struct text_page *page)
{
	CHILD_CHECK(page, call_in_slice(__NR_getsid) == -DENIED);
	CHILD_CHECK(page, call_in_slice(__NR_getppid) > 0);
}

static void judge_in_slices(struct text_page *page)
{
	CHILD_CHECK(page, install_unprivileged(DENYLIST "getsid: 0\n"
					       "getuid: 0; kill\n") == 0);
	await_yields(page, expect_judgement);
	await_slice();
	act(page, CALL(__NR_getuid));
}

/* A second evaluation of the awaited call would find the policy in force. */
static void expect_one_evaluation(struct text_page *page)
{
	CHILD_CHECK(page, install("on_next_syscall: 1\n" DENYLIST
				  "getsid: 0\n") == 0);
	CHILD_CHECK(page, call_in_slice(__NR_getsid) >= 0);
	CHILD_CHECK(page, call_in_slice(__NR_getsid) == -DENIED);
}

static void evaluate_once(struct text_page *page)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < WANTED; i++) {
		pid_t pid = raw_fork();

		CHILD_CHECK(page, pid >= 0);
		if (!pid) {
			expect_one_evaluation(page);
			leave(0);
		}
		CHILD_CHECK(page, left_with(raw_wait(pid), 0));
	}
	set_mark(&page->before, 1);
	set_mark(&page->after, 1);
}

static void deny_the_yield(struct text_page *page)
{
	CHILD_CHECK(page, install_unprivileged(DENYLIST
					       "rseq_slice_yield: 0\n") == 0);
	for (int i = 0; i < WANTED; i++) {
		CHILD_CHECK(page, call_in_slice(__NR_rseq_slice_yield) == -DENIED);
		CHILD_CHECK(page, !is_granted());
	}
	set_mark(&page->before, 1);
	set_mark(&page->after, 1);
}

struct body {
	void (*run)(struct text_page *page);
	struct text_page *page;
};

/* Shares memory with the test, so that the kernel drops libc's rseq area. */
static int run_with_slices(void *data)
{
	struct body *body = data;

	if (!enable_slices())
		leave(4);
	body->run(body->page);
	leave(0);
	return 0;
}

static void stay_on_first_cpu(void)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
}

/* Return the status of a child that shares its only CPU with another one. */
static int run_body(struct text_page *page, void (*run)(struct text_page *))
{
	static _Alignas(16) char stack[1 << 16];
	struct body body = { run, page };
	pid_t other, pid;
	int status;

	memset(page, 0, sizeof(*page));
	stay_on_first_cpu();
	other = fork();
	if (!other) {
		for (;;)
			;
	}
	pid = clone(run_with_slices, stack + sizeof(stack), CLONE_VM | SIGCHLD,
		    &body);
	status = raw_wait(pid);
	kill(other, SIGKILL);
	raw_wait(other);
	return status;
}

static void do_nothing(struct text_page *page)
{
}

static bool kernel_grants_slices(struct text_page *page)
{
	return left_with(run_body(page, do_nothing), 0);
}

static void expect_body(struct __test_metadata *_metadata,
			struct text_page *page, const char *want,
			void (*run)(struct text_page *))
{
	int status = run_body(page, run);

	EXPECT_STREQ(want, judge(page, status)) {
		TH_LOG("check on line %d, result %ld", page->line,
		       page->result[0]);
	}
}

TEXT_LONG_TEST(call_that_ends_a_time_slice_is_judged)
{
	if (!kernel_grants_slices(self->page))
		SKIP(return, "this kernel grants no time slices");
	expect_body(_metadata, self->page, "killed", judge_in_slices);
	TH_LOG("%d of %ld yields ended a slice", WANTED, self->page->result[1]);
}

TEXT_LONG_TEST(call_that_ends_a_time_slice_is_judged_once)
{
	if (!kernel_grants_slices(self->page))
		SKIP(return, "this kernel grants no time slices");
	expect_body(_metadata, self->page, "passed", evaluate_once);
}

TEXT_LONG_TEST(yield_of_a_time_slice_can_be_denied)
{
	if (!kernel_grants_slices(self->page))
		SKIP(return, "this kernel grants no time slices");
	expect_body(_metadata, self->page, "passed", deny_the_yield);
}

TEST_HARNESS_MAIN
