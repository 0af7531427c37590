// SPDX-License-Identifier: GPL-2.0
/*
 * What calls of other ABIs get, int 0x80 and x32: what the line foreign: says, or
 * the strictest action of the policy.
 */
#include "seccomp_text_outcome.h"
#include "seccomp_text_image.h"
#include "seccomp_text_log.h"

#if HAS_FOREIGN_CALLS

/* Each case for both ABIs; int 0x80 if this kernel has it */
static void expect_foreign(struct __test_metadata *_metadata,
			   struct text_page *page, const struct expected *cases,
			   size_t count)
{
	const bool ia32 = has_int80(page);

	for (size_t i = 0; i < count; i++) {
		if (ia32)
			expect_attempt(_metadata, page, &cases[i], BY_INT80, 0);
		expect_attempt(_metadata, page, &cases[i], BY_X32, 0);
	}
	if (!ia32)
		TH_LOG("no 32-bit calls in this kernel");
}

#define EXPECT_FOREIGN(cases) \
	expect_foreign(_metadata, self->page, cases, ARRAY_SIZE(cases))

#define TAIL	"rt_sigreturn: 1\nexit_group: 1\n"

TEXT_TEST(foreign_says_what_foreign_calls_get)
{
	static const struct expected cases[] = {
		{ { "unlisted: 1\nforeign: kill\n" }, KILL },
		{ { "unlisted: 1\nforeign: kill_thread\n" }, KILL },
		{ { "unlisted: 1\nforeign: trap\n" }, TRAP, 0 },
		{ { "unlisted: 1\nforeign: trap 65535\n" }, TRAP, 65535 },
		{ { "unlisted: 1\nforeign: errno 5\n" }, ERRNO, EIO },
		{ { "unlisted: 1\nforeign: errno ENODEV\n" }, ERRNO, ENODEV },
		{ { "unlisted: 1\nforeign: errno 4095\n" }, ERRNO, 4095 },
		{ { "unlisted: 1\nforeign: trace 3\n" }, TRACE },
		{ { "unlisted: 1\nforeign: log\n" }, PASS },
		/* On any line, and without unlisted: 1 */
		{ { "foreign: errno 5\n" TAIL }, ERRNO, 5 },
		{ { TAIL "  foreign :\ttrap  7 # seven" }, TRAP, 7 },
		{ { TAIL "foreign: log\n" }, PASS },
		{ { "unlisted: 0\nforeign: log\n" TAIL }, PASS },
	};

	EXPECT_FOREIGN(cases);
}

/* Numbers of the native ABI mean other calls: 64 is semget. */
TEXT_TEST(nothing_else_says_what_foreign_calls_get)
{
	static const struct expected cases[] = {
		{ { "unlisted: 1\non_violation: errno 7\nforeign: errno 5\n" }, ERRNO, 5 },
		{ { "unlisted: 1\non_violation: kill\nforeign: trap 5\n" }, TRAP, 5 },
		{ { "unlisted: 1\nsemget: 0\ngetppid: 0\nforeign: errno 5\n" }, ERRNO, 5 },
		{ { "unlisted: 1\nsemget: 0\ngetppid: 0; trap\nforeign: log\n" }, PASS },
		{ { "semget: 1\ngetppid: 1\nforeign: errno 5\n" TAIL }, ERRNO, 5 },
		{ { "on_violation: log\nsemget: 1\ngetppid: 1\nforeign: kill\n" }, KILL },
		{ { "on_violation: kill\nforeign: log\n" TAIL }, PASS },
	};

	EXPECT_FOREIGN(cases);
}

TEXT_TEST(default_is_the_strictest_action_of_the_policy_but_log)
{
	static const struct expected cases[] = {
		{ { "unlisted: 1\n" }, KILL },
		{ { TAIL }, KILL },
		{ { "unlisted: 1\non_violation: errno 5\n" }, ERRNO, 5 },
		{ { "on_violation: trap 6\n" TAIL }, TRAP, 6 },
		{ { "unlisted: 1\non_violation: trace 6\n" }, TRACE },
		{ { "unlisted: 1\non_violation: log\n" }, KILL },
		{ { "on_violation: log\ngetpgid: 0; log\n" }, KILL },
		{ { "unlisted: 1\non_violation: log\ngetpgid: 0; errno 5\n" }, ERRNO, 5 },
		{ { "unlisted: 1\non_violation: errno 5\ngetpgid: 0; log\n" }, ERRNO, 5 },
		{ { "unlisted: 1\non_violation: errno 5\ngetpgid: 0; trap 3\n" }, TRAP, 3 },
		{ { "unlisted: 1\ngetpriority: who == 1; trap 4\n"
		    "on_violation: trace\ngetpgid: 0; errno 1\n" }, TRAP, 4 },
		{ { "unlisted: 1\non_violation: errno 5\ngetpgid: 0; kill\n" }, KILL },
		{ { "unlisted: 1\ngetpgid: 0; errno 5\n" }, KILL },
	};

	EXPECT_FOREIGN(cases);
}

#define UNLISTED	"unlisted: 1\n"

TEXT_TEST(strictest_of_all_policies_decides_and_the_newest_among_equals)
{
	static const struct expected cases[] = {
		{ { UNLISTED "foreign: log\n", UNLISTED "foreign: log\n" }, PASS },
		{ { UNLISTED "foreign: log\n", UNLISTED }, KILL },
		{ { UNLISTED, UNLISTED "foreign: log\n" }, KILL },
		{ { UNLISTED "foreign: errno 5\n", UNLISTED "foreign: errno 7\n" }, ERRNO, 7 },
		{ { UNLISTED "foreign: errno 7\n", UNLISTED "foreign: errno 5\n" }, ERRNO, 5 },
		{ { UNLISTED "foreign: errno 7\n", UNLISTED "foreign: log\n",
		    UNLISTED "foreign: errno 5\n" }, ERRNO, 5 },
		{ { UNLISTED "foreign: errno 7\n", UNLISTED "foreign: errno 5\n",
		    UNLISTED "foreign: log\n" }, ERRNO, 5 },
		{ { UNLISTED "foreign: errno 5\n", UNLISTED "foreign: trap 3\n" }, TRAP, 3 },
		{ { UNLISTED "foreign: trap 3\n", UNLISTED "foreign: errno 5\n" }, TRAP, 3 },
		{ { UNLISTED "foreign: trap 3\n", UNLISTED "foreign: trap 1\n",
		    UNLISTED "foreign: trap 2\n" }, TRAP, 2 },
		{ { UNLISTED "foreign: log\n", UNLISTED "foreign: trace 3\n" }, TRACE },
		{ { UNLISTED "foreign: trace\n", UNLISTED "foreign: errno 5\n" }, ERRNO, 5 },
		{ { UNLISTED "foreign: kill_thread\n", UNLISTED "foreign: errno 5\n" }, KILL },
		{ { DENYLIST, UNLISTED "foreign: log\n" }, ERRNO, DENIED },
		{ { UNLISTED "foreign: log\n", DENYLIST }, ERRNO, DENIED },
		{ { DENYLIST, UNLISTED "on_violation: log\n" }, KILL },
	};

	EXPECT_FOREIGN(cases);
}

/* Expressed by the other lines if they can. */
TEXT_TEST(proc_shows_what_foreign_calls_get_unless_it_follows)
{
	static const struct {
		const char *policies[3];
		const char *shown;
	} cases[] = {
		/* A policy of log alone kills foreign calls. */
		{ { "on_violation: log\nseccomp: 1\nprctl: 1\ngetpgid: 1\n",
		    "on_violation: errno EIO\nseccomp: 1\nprctl: 1\n" },
		  "on_violation: errno EIO\nsys_prctl: 1\nsys_seccomp: 1\n"
		  "foreign: kill\n" },
		{ { "foreign: trap 7\ngetpgid: 1\n" },
		  "sys_getpgid: 1\nforeign: trap 7\n" },
		{ { "getpgid: 1\nforeign: log\n" },
		  "sys_getpgid: 1\nforeign: log\n" },
		{ { "unlisted: 0\ngetsid: 1\nforeign: errno EPERM\n" },
		  "sys_getsid: 1\nforeign: errno EPERM\n" },
		/* What follows from the other lines is not shown. */
		{ { "getpgid: 1\nforeign: kill\n" }, "sys_getpgid: 1\n" },
		{ { "foreign: errno 5\non_violation: errno EIO\ngetpgid: 1" },
		  "on_violation: errno EIO\nsys_getpgid: 1\n" },
		{ { "on_violation: log\ngetpgid: 0; errno 5\ngetsid: 1\n"
		    "foreign: errno 5\n" },
		  "on_violation: log\nsys_getpgid: 0; errno EIO\nsys_getsid: 1\n" },
		/* With unlisted: 1 it is the on_violation. */
		{ { "unlisted: 1\ngetpgid: 0\nforeign: errno 5\n" },
		  "unlisted: 1\non_violation: errno EIO\nsys_getpgid: 0; kill\n"
		  "foreign: errno EIO\n" },
		{ { "unlisted: 1\ngetpgid: 0; errno 1\nforeign: trap 3\n" },
		  "unlisted: 1\non_violation: trap 3\nsys_getpgid: 0; errno EPERM\n" },
		{ { "unlisted: 1\nforeign: log\n" },
		  "unlisted: 1\non_violation: log\nforeign: log\n" },
		/* The strictest of all, and the newest among equals */
		{ { "unlisted: 1\nforeign: errno 1\n",
		    "unlisted: 1\nforeign: errno 5\n",
		    "unlisted: 1\nforeign: log\n" },
		  "unlisted: 1\non_violation: errno EIO\n" },
		{ { "unlisted: 1\nforeign: log\n", "unlisted: 1\nforeign: log\n" },
		  "unlisted: 1\non_violation: log\nforeign: log\n" },
	};
	static char text[TEXT_MAX + 1];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct attempt attempt = { cases[i].policies, 3, BY_X32, 0 };

		attempt_fate(self->page, &attempt, text);
		EXPECT_STREQ(cases[i].shown, text);
		EXPECT_EQ(0, self->page->line);
	}
}

TEXT_TEST(every_x32_number_is_foreign)
{
	static const long numbers[] = {
		X32_BIT, X32_BIT | __NR_read, X32_BIT | 512, X32_BIT | 547,
		X32_BIT | 999, X32_BIT | 0xffff, 1L << 32 | X32_GETPPID,
		0xffffffff00000000 | X32_GETPPID,
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		EXPECT_UNDER("passed", "unlisted: 1\nforeign: errno 5\n", CALL(numbers[i]));
		EXPECT_EQ(-EIO, self->page->result[0]);
	}
	/* These have the bit, but are too large. */
	EXPECT_UNDER("passed", "unlisted: 1\nforeign: errno 5\n", CALL(X32_BIT | 0x10000));
	EXPECT_EQ(-ENOSYS, self->page->result[0]);
	EXPECT_UNDER("passed", "unlisted: 1\nforeign: errno 5\n", CALL(0x7fffffff));
	EXPECT_EQ(-ENOSYS, self->page->result[0]);
}

/* Beside a BPF filter */

TEXT_TEST(foreign_action_and_that_of_a_bpf_filter_compare_as_others)
{
	static const struct mixed cases[] = {
		{ UNLISTED "foreign: log\n", SECCOMP_RET_ERRNO | 7, ERRNO, 7, 7 },
		{ UNLISTED "foreign: log\n", SECCOMP_RET_KILL_PROCESS, KILL },
		{ UNLISTED "foreign: log\n", SECCOMP_RET_ALLOW, PASS },
		{ UNLISTED "foreign: errno 5\n", SECCOMP_RET_ALLOW, ERRNO, 5, 5 },
		{ UNLISTED "foreign: errno 5\n", SECCOMP_RET_LOG, ERRNO, 5, 5 },
		{ UNLISTED "foreign: errno 5\n", SECCOMP_RET_ERRNO | 7, ERRNO, 5, 7 },
		{ UNLISTED "foreign: errno 5\n", SECCOMP_RET_TRAP | 7, TRAP, 7, 7 },
		{ UNLISTED "foreign: trap 5\n", SECCOMP_RET_TRAP | 7, TRAP, 5, 7 },
		{ UNLISTED "foreign: trace 5\n", SECCOMP_RET_ERRNO | 7, ERRNO, 7, 7 },
		{ UNLISTED "foreign: kill\n", SECCOMP_RET_ERRNO | 7, KILL },
	};
	const bool ia32 = has_int80(self->page);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (ia32)
			expect_mixed(_metadata, self->page, &cases[i], BY_INT80, 0);
		expect_mixed(_metadata, self->page, &cases[i], BY_X32, 0);
	}
}

/* Fork, exec and pending policies */

static void act_in_grandchild(struct text_page *page, const void *arg)
{
	int status;
	pid_t pid;

	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	pid = raw_fork();
	if (!pid) {
		act(page, CALL(X32_GETPPID));
		leave(5);
	}
	status = raw_wait(pid);
	leave(killed_by_sigsys(status) ? 6 : left_with(status, 5) ? 7 : 8);
}

TEXT_TEST(child_process_inherits_the_foreign_action)
{
	EXPECT_TRUE(left_with(run_child(self->page, act_in_grandchild,
					"unlisted: 1\nforeign: errno 5\n"), 7));
	EXPECT_EQ(-EIO, self->page->result[0]);
	EXPECT_TRUE(left_with(run_child(self->page, act_in_grandchild,
					"unlisted: 1\nforeign: kill\n"), 6));
	EXPECT_EQ(0, self->page->after);
}

struct execution {
	const struct image *image;
	const char *policies[2];
};

static void execute(struct text_page *page, const void *arg)
{
	const struct execution *execution = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	for (int i = 0; i < 2 && execution->policies[i]; i++)
		CHILD_CHECK(page, install(execution->policies[i]) == 0);
	/* A policy that waits for an execve is not in force yet. */
	if (strstr(execution->policies[0], "on_exec"))
		CHILD_CHECK(page, RAW(X32_GETPPID) != -DENIED);
	image_exec(execution->image);
	CHILD_CHECK(page, false);
}

#define EXEC_RULES	IMAGE_RULES "execve: 1\nprctl: 1\n"

TEXT_TEST(executed_program_inherits_the_foreign_action)
{
	static const struct {
		const char *policies[2];
		const char *fate;
	} cases[] = {
		{ { "unlisted: 1\nforeign: errno 123\n" }, "denied" },
		{ { "unlisted: 1\nforeign: kill\n" }, "killed" },
		{ { EXEC_RULES "foreign: log\n" }, "passed" },
		{ { EXEC_RULES "foreign: errno 123\n" }, "denied" },
		{ { "on_exec: 1\nforeign: errno 123\n" IMAGE_RULES }, "denied" },
		{ { "on_exec: 1\nforeign: log\n" IMAGE_RULES }, "passed" },
		{ { "on_exec: 1\n" IMAGE_RULES }, "killed" },
		{ { "on_exec: 1\nforeign: errno 123\n" UNLISTED, UNLISTED "foreign: log\n" },
		  "denied" },
		{ { UNLISTED "foreign: errno 123\n", "on_exec: 1\nforeign: log\n" IMAGE_RULES },
		  "denied" },
		{ { UNLISTED "foreign: errno 123\n", "on_exec: 1\n" IMAGE_RULES }, "killed" },
		{ { "on_next_syscall: 1\nforeign: errno 123\n" IMAGE_RULES }, "denied" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct execution execution = {
			NULL, { cases[i].policies[0], cases[i].policies[1] }
		};
		struct image image;
		int status;

		ASSERT_TRUE(image_open(&image, X32_GETPPID));
		execution.image = &image;
		status = run_child(self->page, execute, &execution);
		EXPECT_STREQ(cases[i].fate, image_fate(&image, status)) {
			TH_LOG("case %zu, line %d", i, self->page->line);
		}
		image_close(&image);
	}
}

static void act_twice(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	page->result[1] = RAW(X32_GETPPID);
	page->result[0] = RAW(X32_GETPPID);
	set_mark(&page->after, 1);
}

TEXT_TEST(foreign_call_consumes_what_waits_for_the_next_call)
{
	const long free = make_call(CALL(X32_GETPPID));

	EXPECT_FATE("passed", act_twice,
		    "on_next_syscall: 1\nunlisted: 1\nforeign: errno 123\n");
	EXPECT_EQ(free < 0 ? free : getpid(), self->page->result[1]);
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_FATE("passed", act_twice, "unlisted: 1\nforeign: errno 123\n");
	EXPECT_EQ(-DENIED, self->page->result[1]);
}

static void start_ia32(struct text_page *page, const void *arg)
{
	const struct execution *execution = arg;
	static const char * const argv[] = { "ia32", NULL };

	CHILD_CHECK(page, install_unprivileged(execution->policies[0]) == 0);
	RAW(__NR_execveat, execution->image->file, (unsigned long)"",
	    (unsigned long)argv, (unsigned long)(argv + 1), AT_EMPTY_PATH);
	leave(1);
}

TEXT_TEST(foreign_log_runs_a_program_of_another_abi)
{
	const struct image image = { .file = open_ia32_image() };
	struct execution execution = { &image, { "unlisted: 1\nforeign: log\n" } };

	ASSERT_LE(0, image.file);
	if (!has_int80(self->page))
		SKIP(return, "no 32-bit programs in this kernel");
	EXPECT_TRUE(left_with(run_child(self->page, start_ia32, &execution), 7));
	execution.policies[0] = "on_exec: 1\nforeign: log\nunlisted: 0\n";
	EXPECT_TRUE(left_with(run_child(self->page, start_ia32, &execution), 7));
	execution.policies[0] = "on_exec: 1\nforeign: kill\nunlisted: 1\n";
	EXPECT_TRUE(killed_by_sigsys(run_child(self->page, start_ia32, &execution)));
}

/* The log */

static void be_logged(struct text_page *page, const void *arg)
{
	const struct attempt *attempt = arg;

	CHILD_CHECK(page, become_fresh_user());
	CHILD_CHECK(page, install_unprivileged(attempt->policies[0]) == 0);
	set_mark(&page->before, 1);
	page->result[0] = make_attempt(attempt);
	set_mark(&page->after, 1);
}

TEXT_TEST(log_says_that_a_call_was_of_a_foreign_abi)
{
	static const char * const killing[] = { "unlisted: 1\n" };
	static const char * const logging[] = { "unlisted: 1\nforeign: log\n" };
	static const struct {
		struct attempt attempt;
		const char *said;
	} cases[] = {
		{ { killing, 1, BY_INT80 }, "]: killed by its policy: ? (64): foreign ABI" },
		{ { logging, 1, BY_INT80 },
		  "]: would be refused by its policy: ? (64): foreign ABI" },
		{ { killing, 1, BY_X32 },
		  "]: killed by its policy: ? (1073741934): foreign ABI" },
		{ { logging, 1, BY_X32 },
		  "]: would be refused by its policy: ? (1073741934): foreign ABI" },
	};
	const bool ia32 = has_int80(self->page);
	int log = open_log();

	if (log < 0 || geteuid())
		SKIP(return, "not root, or no access to /dev/kmsg");
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		pid_t pid;

		if (cases[i].attempt.way == BY_INT80 && !ia32)
			continue;
		pid = start_child(self->page, be_logged, &cases[i].attempt);
		raw_wait(pid);
		EXPECT_EQ(1, self->page->before);
		EXPECT_TRUE(is_logged(log, pid, cases[i].said)) {
			TH_LOG("no line with: %s", cases[i].said);
		}
	}
	close(log);
}

#else /* !HAS_FOREIGN_CALLS */

TEXT_TEST(foreign_says_what_foreign_calls_get)
{
	SKIP(return, "this architecture's kernels are built without other ABIs");
}

#endif /* HAS_FOREIGN_CALLS */

TEST_HARNESS_MAIN
