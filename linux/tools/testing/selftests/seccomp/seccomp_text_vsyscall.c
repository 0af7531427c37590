// SPDX-License-Identifier: GPL-2.0
/* Calls by the vsyscall page of x86_64 */
#include "seccomp_text.h"
#include "seccomp_text_sigsys.h"

#ifdef __x86_64__

/* The vsyscall page: time() and getcpu(). */
#define VSYSCALL_TIME	0xffffffffff600400
#define VSYSCALL_GETCPU	0xffffffffff600800

static bool no_vsyscalls(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	bool found = false;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps)) {
		unsigned long start;
		char execute;

		if (strstr(line, "[vsyscall]") &&
		    sscanf(line, "%lx-%*x %*c%*c%c", &start, &execute) == 2)
			found = execute == 'x';
	}
	if (maps)
		fclose(maps);
	return !found;
}

static long vsyscall_time(void)
{
	return ((long (*)(long *))VSYSCALL_TIME)(NULL);
}

static long vsyscall_getcpu(unsigned int *cpu)
{
	return ((long (*)(unsigned int *, void *, void *))VSYSCALL_GETCPU)
		(cpu, NULL, NULL);
}

struct layer {
	const char *text;
	unsigned int bpf;
};

/* Call time() under one layer, a text or a BPF filter. */
static void call_vsyscall(struct text_page *page, const void *arg)
{
	const struct layer *layer = arg;

	CHILD_CHECK(page, handle_sigsys(keep_siginfo));
	if (layer->text)
		CHILD_CHECK(page, install_unprivileged(layer->text) == 0);
	else
		CHILD_CHECK(page, install_bpf(__NR_time, layer->bpf) == 0);
	set_mark(&page->before, 1);
	page->result[0] = vsyscall_time();
	set_mark(&page->after, 1);
	page->result[1] = seen.code;
	page->result[2] = seen.nr;
	page->result[3] = seen.error;
	page->result[4] = (long)seen.address;
}

static void expect_like_bpf(struct __test_metadata *_metadata,
			    struct text_page *page, const char *text,
			    unsigned int bpf)
{
	struct layer as_bpf = { NULL, bpf }, as_text = { text, 0 };
	int status = run_child(page, call_vsyscall, &as_bpf);
	struct text_page want = *page;
	const bool was_made = bpf == SECCOMP_RET_ALLOW || bpf == SECCOMP_RET_LOG;
	const bool kills = bpf == SECCOMP_RET_KILL_PROCESS ||
			   bpf == SECCOMP_RET_KILL_THREAD;
	const bool traps = (bpf & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRAP;

	EXPECT_EQ(status, run_child(page, call_vsyscall, &as_text)) {
		TH_LOG("%s", text);
	}
	EXPECT_EQ(0, page->line);
	EXPECT_EQ(1, page->before);
	EXPECT_EQ(want.after, page->after);
	if (was_made) {
		EXPECT_LE(want.result[0], page->result[0]);
		EXPECT_GT(want.result[0] + TEXT_SECONDS, page->result[0]);
		EXPECT_LT(0, page->result[0]);
	} else {
		EXPECT_EQ(want.result[0], page->result[0]);
		/* A trap leaves the call's number in the result. */
		EXPECT_GE(traps ? __NR_time : 0, page->result[0]);
	}
	EXPECT_EQ(traps ? SYS_SECCOMP : 0, page->result[1]);
	EXPECT_EQ(kills, killed_by_sigsys(status));
	for (int i = 1; i < 5; i++) {
		EXPECT_EQ(want.result[i], page->result[i]) {
			TH_LOG("%s: [%d]", text, i);
		}
	}
}

TEXT_TEST(calls_of_the_vsyscall_page_are_judged_as_by_bpf)
{
	if (no_vsyscalls())
		SKIP(return, "no executable vsyscall page");
	expect_like_bpf(_metadata, self->page, "unlisted: 1\n",
			SECCOMP_RET_ALLOW);
	expect_like_bpf(_metadata, self->page, "unlisted: 1\ntime: 0; log\n",
			SECCOMP_RET_LOG);
	expect_like_bpf(_metadata, self->page, "unlisted: 1\ntime: 0; trace 1\n",
			SECCOMP_RET_TRACE | 1);
	expect_like_bpf(_metadata, self->page, DENYLIST "time: 0\n",
			SECCOMP_RET_ERRNO | DENIED);
	expect_like_bpf(_metadata, self->page, "unlisted: 1\ntime: 0; trap 7\n",
			SECCOMP_RET_TRAP | 7);
	expect_like_bpf(_metadata, self->page,
			"unlisted: 1\ntime: 0; kill_thread\n",
			SECCOMP_RET_KILL_THREAD);
	expect_like_bpf(_metadata, self->page, "unlisted: 1\ntime: 0\n",
			SECCOMP_RET_KILL_PROCESS);
	expect_like_bpf(_metadata, self->page, "exit_group: 1\n",
			SECCOMP_RET_KILL_PROCESS);
}

static void call_vsyscall_under(struct text_page *page, const void *arg)
{
	unsigned int cpu = -1;

	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	page->result[0] = vsyscall_getcpu(&cpu);
	page->result[1] = vsyscall_getcpu(&cpu);
	set_mark(&page->after, 1);
}

TEXT_TEST(arguments_of_a_vsyscall_are_judged)
{
	if (no_vsyscalls())
		SKIP(return, "no executable vsyscall page");
	EXPECT_FATE("passed", call_vsyscall_under, DENYLIST "getcpu: nodep == 0\n");
	EXPECT_EQ(0, self->page->result[0]);
	EXPECT_FATE("passed", call_vsyscall_under, DENYLIST "getcpu: nodep != 0\n");
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_FATE("passed", call_vsyscall_under, DENYLIST "getcpu: a0 == 0\n");
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

TEXT_TEST(vsyscall_consumes_a_pending_policy)
{
	if (no_vsyscalls())
		SKIP(return, "no executable vsyscall page");
	EXPECT_FATE("passed", call_vsyscall_under,
		    "on_next_syscall: 1\n" DENYLIST "getcpu: 0\n");
	EXPECT_EQ(0, self->page->result[0]);
	EXPECT_EQ(-DENIED, self->page->result[1]);
}

#else /* !__x86_64__ */

TEXT_TEST(calls_of_the_vsyscall_page_are_judged_as_by_bpf)
{
	SKIP(return, "only x86_64 has a vsyscall page");
}

#endif /* __x86_64__ */

TEST_HARNESS_MAIN
