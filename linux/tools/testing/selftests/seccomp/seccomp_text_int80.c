// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of a foreign ABI, int 0x80 or x32, which no rule of a 64-bit policy can
 * name. They are violations, and get the strictest action that the policy has if
 * it does not say which.
 */
#include "seccomp_text.h"
#include "seccomp_text_ia32.h"

#if HAS_FOREIGN_CALLS

#define IA32_PRCTL	172
#define IA32_SECCOMP	354

/* Each of these policies allows semget, whose number is IA32_GETPPID. */
static const char * const lenient[] = {
	"unlisted: 1\n",
	"unlisted: 1\non_violation: log\n",
	"semget: 1\nexit_group: 1\n",
	"semget: 1\non_violation: log\n",
	"on_violation: log\nexit_group: 1\n",
	"unlisted: 1\non_violation: log\nsemget: 1\ngetppid: 1\n",
	"unlisted: 1\nsemget: 0; log\ngetppid: 0; log\n",
	"unlisted: 1\non_violation: kill\n",
	"unlisted: 1\non_violation: kill_thread\n",
};

TEXT_TEST(int80_is_a_violation_whatever_the_policy_says)
{
	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	for (size_t i = 0; i < ARRAY_SIZE(lenient); i++)
		EXPECT_FATE("killed", act_by_int80, lenient[i]);
}

TEXT_TEST(int80_gets_the_action_of_on_violation)
{
	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	EXPECT_FATE("passed", act_by_int80, DENYLIST);
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_FATE("passed", act_by_int80,
		    DENY_WITH_ERRNO "semget: 1\ngetppid: 1\nexit_group: 1\n");
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_FATE("killed", act_by_int80, "unlisted: 1\non_violation: trap\n");
}

static void int80_under_two_policies(struct text_page *page, const void *arg)
{
	const char * const *policies = arg;

	CHILD_CHECK(page, install_unprivileged(policies[0]) == 0);
	CHILD_CHECK(page, install(policies[1]) == 0);
	set_mark(&page->before, 1);
	page->result[0] = int80(IA32_GETPPID, 0, 0, 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(int80_gets_the_strictest_action_in_force)
{
	static const char log[] = "unlisted: 1\non_violation: log\n";
	static const char kill[] = "unlisted: 1\n";
	static const char trace[] = "unlisted: 1\non_violation: trace\n";
	static const char * const denied[][2] = {
		{ trace, DENYLIST }, { DENYLIST, trace }, { DENYLIST, DENYLIST },
	};
	/* A policy of log alone kills. */
	static const char * const killed[][2] = {
		{ log, log }, { log, kill }, { kill, log }, { kill, DENYLIST },
		{ DENYLIST, kill }, { log, DENYLIST }, { DENYLIST, log },
	};

	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	for (size_t i = 0; i < ARRAY_SIZE(denied); i++) {
		EXPECT_FATE("passed", int80_under_two_policies, denied[i]);
		EXPECT_EQ(-DENIED, self->page->result[0]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(killed); i++)
		EXPECT_FATE("killed", int80_under_two_policies, killed[i]);
}

/* The text answers foreign calls with errno 5, the BPF filter with errno 7. */
static void int80_under_text_and_bpf(struct text_page *page, const void *arg)
{
	static const char text[] = "unlisted: 1\non_violation: errno 5\n";
	const bool *bpf_is_newer = arg;

	if (*bpf_is_newer)
		CHILD_CHECK(page, install_unprivileged(text) == 0);
	CHILD_CHECK(page, install_bpf(IA32_GETPPID, SECCOMP_RET_ERRNO | 7) == 0);
	if (!*bpf_is_newer)
		CHILD_CHECK(page, install(text) == 0);
	set_mark(&page->before, 1);
	page->result[0] = int80(IA32_GETPPID, 0, 0, 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(int80_gets_the_action_of_the_newer_of_text_and_bpf)
{
	static const bool bpf_is_newer[] = { false, true };

	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	EXPECT_FATE("passed", int80_under_text_and_bpf, &bpf_is_newer[0]);
	EXPECT_EQ(-5, self->page->result[0]);
	EXPECT_FATE("passed", int80_under_text_and_bpf, &bpf_is_newer[1]);
	EXPECT_EQ(-7, self->page->result[0]);
}

static int seen_arch, seen_nr;

static void keep_arch(int sig, siginfo_t *info, void *unused)
{
	(void)unused;
	(void)sig;
	seen_arch = info->si_arch;
	seen_nr = info->si_syscall;
}

static void trap_by_int80(struct text_page *page, const void *arg)
{
	struct sigaction action = {
		.sa_sigaction = keep_arch, .sa_flags = SA_SIGINFO
	};

	CHILD_CHECK(page, !sigaction(SIGSYS, &action, NULL));
	act_by_int80(page, arg);
	page->result[1] = seen_arch;
	page->result[2] = seen_nr;
}

TEXT_TEST(sigsys_names_the_foreign_architecture)
{
	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	EXPECT_FATE("passed", trap_by_int80, "unlisted: 1\non_violation: trap\n");
	EXPECT_EQ(AUDIT_ARCH_I386, self->page->result[1]);
	EXPECT_EQ(IA32_GETPPID, self->page->result[2]);
}

static void escape_by_int80(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged("unlisted: 1\n") == 0);
	CHILD_CHECK(page, install(arg) == 0);
	set_mark(&page->before, 1);
	page->result[0] = int80(IA32_GETPPID, 0, 0, 0);
	set_mark(&page->after, 1);
}

static void consume_and_call(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	page->result[1] = int80(IA32_GETPPID, 0, 0, 0);
	page->result[0] = RAW(__NR_getpgid);
	set_mark(&page->after, 1);
}

TEXT_TEST(int80_neither_escapes_nor_preserves_a_pending_policy)
{
	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	EXPECT_FATE("killed", escape_by_int80, "on_next_syscall: 1\nunlisted: 1\n");
	EXPECT_FATE("killed", escape_by_int80, "on_exec: 1\nunlisted: 1\n");
	EXPECT_FATE("passed", consume_and_call,
		    "on_next_syscall: 1\n" DENYLIST "getpgid: 0\n");
	EXPECT_LT(0, self->page->result[1]);
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

/* A 32-bit caller's pointers must lie below 4 GiB. */
static void install_by_int80(struct text_page *page, const void *arg)
{
	static const char text[] = DENYLIST "getpgid: 0\n";
	char *low = map_low(4096);
	long at = (long)low;

	CHILD_CHECK(page, low != MAP_FAILED && no_new_privs() == 0);
	memcpy(low, text, sizeof(text));
	set_mark(&page->before, 1);
	page->result[0] = *(const bool *)arg ?
		int80(IA32_SECCOMP, SECCOMP_SET_MODE_FILTER, 0, at) :
		int80(IA32_PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, at);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, install(low) == 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(install_by_int80_is_eopnotsupp)
{
	static const bool ways[] = { false, true };

	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		EXPECT_FATE("passed", install_by_int80, &ways[i]);
		EXPECT_EQ(-EOPNOTSUPP, self->page->result[0]);
	}
}

/* Number 5 is open() there. */
static void describe_by_int80(struct text_page *page, const void *arg)
{
	struct seccomp_text_call *low = map_low(4096), call = { .size = sizeof(call), .nr = 5 };

	CHILD_CHECK(page, low != MAP_FAILED);
	*low = call;
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_seccomp, SECCOMP_DESCRIBE_CALL, 0, (long)&call) == 0);
	page->result[0] = int80(IA32_SECCOMP, SECCOMP_DESCRIBE_CALL, 0, (long)low);
	CHILD_CHECK(page, memcmp(low, &call, sizeof(call)) == 0);
	CHILD_CHECK(page, strcmp(low->uapi_name, "fstat") == 0);
	CHILD_CHECK(page, low->arch == AUDIT_ARCH_X86_64);
	set_mark(&page->after, 1);
}

TEXT_TEST(description_by_int80_is_of_the_native_abi)
{
	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	EXPECT_FATE("passed", describe_by_int80, NULL);
	EXPECT_EQ(0, self->page->result[0]);
}

struct log_count {
	int found;		/* records with the words; -1: no log */
	bool complete;		/* no record has been overwritten yet */
};

/* Read the kernel log from its oldest record on. */
static struct log_count count_records(const char *words)
{
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct log_count count = { log < 0 ? -1 : 0, false };
	unsigned long number;
	char record[8192];
	ssize_t len;

	while (log >= 0 && (len = read(log, record, sizeof(record) - 1)) > 0) {
		record[len] = 0;
		if (sscanf(record, "%*u,%lu,", &number) == 1 && !number)
			count.complete = true;
		if (strstr(record, words))
			count.found++;
	}
	close(log);
	return count;
}

TEXT_TEST(install_by_int80_is_logged_once)
{
	static const char words[] = "text policies do not cover 32-bit ABIs";
	static const bool ways[] = { false, true };
	struct log_count count;

	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	for (size_t i = 0; i < 2 * ARRAY_SIZE(ways); i++)
		EXPECT_FATE("passed", install_by_int80, &ways[i % 2]);

	count = count_records(words);
	if (count.found < 0)
		SKIP(return, "no access to /dev/kmsg");
	EXPECT_GE(1, count.found);
	if (count.complete)
		EXPECT_EQ(1, count.found);
}

/* The older policy has the stricter action. One of the two logs. */
struct logging {
	const char *comm;
	unsigned int flags[2];
};

static void int80_under_logging(struct text_page *page, const void *arg)
{
	const struct logging *logging = arg;

	CHILD_CHECK(page, prctl(PR_SET_NAME, logging->comm) == 0);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install_flags(logging->flags[0], "unlisted: 1\n"
					"on_violation: errno 1\n") == 0);
	CHILD_CHECK(page, install_flags(logging->flags[1], "unlisted: 1\n"
					"on_violation: trace\n") == 0);
	set_mark(&page->before, 1);
	page->result[0] = int80(IA32_GETPPID, 0, 0, 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(int80_is_logged_if_the_deciding_policy_has_the_log_flag)
{
	static const struct logging older = {
		"int80-older", { SECCOMP_FILTER_FLAG_LOG, 0 }
	};
	static const struct logging newer = {
		"int80-newer", { 0, SECCOMP_FILTER_FLAG_LOG }
	};

	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	if (count_records(older.comm).found < 0)
		SKIP(return, "no access to /dev/kmsg");
	/* Earlier tests may have used up the rate limits of log and audit. */
	for (int i = 0; i < 200 && !count_records(older.comm).found; i++) {
		EXPECT_FATE("passed", int80_under_logging, &newer);
		EXPECT_EQ(-1, self->page->result[0]);
		EXPECT_FATE("passed", int80_under_logging, &older);
		EXPECT_EQ(-1, self->page->result[0]);
		usleep(100000);
	}
	EXPECT_LT(0, count_records(older.comm).found);
	EXPECT_EQ(0, count_records(newer.comm).found);
}

struct ia32_start {
	int fd;
	const char *policy;
};

static void start_ia32_image(struct text_page *page, const void *arg)
{
	static const char * const argv[] = { "ia32", NULL };
	const struct ia32_start *start = arg;

	if (start->policy)
		CHILD_CHECK(page, install_unprivileged(start->policy) == 0);
	set_mark(&page->before, 1);
	page->result[0] = RAW(__NR_execveat, start->fd, (unsigned long)"",
			      (unsigned long)argv, (unsigned long)(argv + 1),
			      AT_EMPTY_PATH);
	set_mark(&page->after, 1);
}

TEXT_TEST(thirty_two_bit_program_dies_at_its_first_call)
{
	struct ia32_start start = { open_ia32_image(), NULL };

	ASSERT_LE(0, start.fd);
	if (!left_with(run_child(self->page, start_ia32_image, &start), 7))
		SKIP(return, "no 32-bit programs here");
	start.policy = "unlisted: 1\n";
	EXPECT_FATE("killed", start_ia32_image, &start);
	start.policy = "unlisted: 1\non_violation: log\n";
	EXPECT_FATE("killed", start_ia32_image, &start);
	start.policy = "on_exec: 1\nunlisted: 1\n";
	EXPECT_FATE("killed", start_ia32_image, &start);
	start.policy = "on_next_syscall: 1\nunlisted: 1\n";
	EXPECT_FATE("killed", start_ia32_image, &start);
}

TEXT_TEST(x32_number_is_a_violation_whatever_the_policy_says)
{
	static const char * const policies[] = {
		"unlisted: 1\n", "unlisted: 1\non_violation: log\n",
		"getppid: 1\nexit_group: 1\n", "on_violation: log\ngetppid: 1\n",
		"unlisted: 1\ngetppid: 1\n", "unlisted: 1\ngetppid: 0; log\n",
	};
	static const long numbers[] = {
		X32_BIT | __NR_getppid, X32_BIT, X32_BIT | __NR_read,
		X32_BIT | 512, X32_BIT | 547,
		0x100000000 | X32_BIT | __NR_getppid,
		0xffffffff00000000 | X32_BIT | __NR_getppid,
	};

	for (size_t i = 0; i < ARRAY_SIZE(policies); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(numbers); j++)
			EXPECT_UNDER("killed", policies[i], CALL(numbers[j]));
	}
	EXPECT_UNDER("passed", DENYLIST, CALL(X32_BIT | __NR_getppid));
	EXPECT_EQ(-DENIED, self->page->result[0]);
}

/*
 * In the native ABI 335 is uretprobe, an injected call, which consumes no
 * pending policy. For int 0x80 it is rt_tgsigqueueinfo, which does.
 */
static void consume_by_int80(struct text_page *page, const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, !install_unprivileged("on_next_syscall: 1\n"
						"exit_group: 1\n"));
	int80(335, 0, 0, 0);
	act(page, CALL(__NR_getppid));
}

TEXT_TEST(int80_consumes_a_pending_policy_whatever_its_number)
{
	if (!has_int80(self->page))
		SKIP(return, "no 32-bit calls in this kernel");
	EXPECT_FATE("killed", consume_by_int80, NULL);
}

#else /* !HAS_FOREIGN_CALLS */

TEXT_TEST(foreign_calls_are_violations)
{
	SKIP(return, "this architecture's kernels are built without other ABIs");
}

#endif /* HAS_FOREIGN_CALLS */

TEST_HARNESS_MAIN
