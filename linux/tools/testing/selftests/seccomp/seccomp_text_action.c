// SPDX-License-Identifier: GPL-2.0
/*
 * Actions: a violation gets that of its rule or of the policy, and the
 * strictest one if several layers refuse the call. A process and its parent
 * see the siginfo, the registers and the core file that a BPF filter gives.
 */
#include "seccomp_text.h"
#include <pthread.h>
#include <sys/procfs.h>

#define EXIT_RULE	"exit_group: 1\n"

TEXT_TEST(errno_by_number_and_by_name)
{
	static const struct {
		const char *policy;
		long result;
	} cases[] = {
		{ "on_violation: errno 1\n" EXIT_RULE, -1 },
		{ "on_violation: errno 4095\n" EXIT_RULE, -4095 },
		{ "on_violation: errno EPERM\n" EXIT_RULE, -EPERM },
		{ "on_violation: errno ENOENT\n" EXIT_RULE, -ENOENT },
		{ "on_violation: errno EACCES\n" EXIT_RULE, -EACCES },
		{ "unlisted: 1\ngetpgid: 0; errno 5\n", -EIO },
		{ "unlisted: 1\ngetpgid: 0; errno ENODEV\n", -ENODEV },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_UNDER("passed", cases[i].policy, CALL(__NR_getpgid));
		EXPECT_EQ(cases[i].result, self->page->result[0]);
	}
}

TEXT_TEST(action_of_a_rule_precedes_that_of_the_policy)
{
	static const char policy[] = "on_violation: errno 11\n"
				     "getpriority: which == 1; errno 22\n"
				     "getppid: 0\n"
				     "getpgid: 0; errno 33\n" EXIT_RULE;

	EXPECT_UNDER("passed", policy, CALL(__NR_getpriority, 0));
	EXPECT_EQ(-22, self->page->result[0]);
	EXPECT_UNDER("passed", policy, CALL(__NR_getpriority, 1));
	EXPECT_NE(-22, self->page->result[0]);
	EXPECT_UNDER("passed", policy, CALL(__NR_getppid));
	EXPECT_EQ(-11, self->page->result[0]);
	EXPECT_UNDER("passed", policy, CALL(__NR_getpgid));
	EXPECT_EQ(-33, self->page->result[0]);
	EXPECT_UNDER("passed", policy, CALL(__NR_getuid));
	EXPECT_EQ(-11, self->page->result[0]);
}

TEXT_TEST(rule_can_kill_where_the_policy_does_not)
{
	static const char policy[] = "on_violation: errno 11\n"
				     "getpriority: which == 1; kill\n" EXIT_RULE;

	EXPECT_UNDER("killed", policy, CALL(__NR_getpriority, 0));
	EXPECT_UNDER("passed", policy, CALL(__NR_getpriority, 1));
	EXPECT_UNDER("passed", policy, CALL(__NR_getpgid));
	EXPECT_EQ(-11, self->page->result[0]);
}

TEXT_TEST(strictest_action_of_two_failing_rules_wins)
{
	static const char policy[] = "unlisted: 1\n"
				     "getpriority: which == 1; errno 11\n"
				     "getpriority: who == 1; kill\n";

	EXPECT_UNDER("killed", policy, CALL(__NR_getpriority, 0, 0));
	EXPECT_UNDER("killed", policy, CALL(__NR_getpriority, 1, 0));
	EXPECT_UNDER("passed", policy, CALL(__NR_getpriority, 0, 1));
	EXPECT_EQ(-11, self->page->result[0]);
	EXPECT_UNDER("passed", policy, CALL(__NR_getpriority, 1, 1));
	EXPECT_NE(-11, self->page->result[0]);
}

TEXT_TEST(trace_without_a_tracer_gives_enosys)
{
	EXPECT_UNDER("passed", "on_violation: trace\n" EXIT_RULE,
		     CALL(__NR_getpgid));
	EXPECT_EQ(missing_call_error(), self->page->result[0]);
	EXPECT_UNDER("passed", "unlisted: 1\ngetpgid: 0; trace 65535\n",
		     CALL(__NR_getpgid));
	EXPECT_EQ(missing_call_error(), self->page->result[0]);
}

TEXT_TEST(log_allows_the_call)
{
	EXPECT_UNDER("passed", "on_violation: log\n" EXIT_RULE,
		     CALL(__NR_getpgid));
	EXPECT_LT(0, self->page->result[0]);
	EXPECT_UNDER("passed", "exit_group: 1\ngetpgid: 0; log\n",
		     CALL(__NR_getpgid));
	EXPECT_LT(0, self->page->result[0]);
	EXPECT_UNDER("killed", "exit_group: 1\ngetpgid: 0; log\n",
		     CALL(__NR_getppid));
}

static struct text_page *trap_page;

static void on_trap(int sig, siginfo_t *info, void *unused)
{
	(void)unused;
	trap_page->result[1] = sig;
	trap_page->result[2] = info->si_errno;
	trap_page->result[3] = info->si_syscall;
	trap_page->result[4]++;
}

static void catch_sigsys(struct text_page *page)
{
	struct sigaction action = {
		.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO
	};

	trap_page = page;
	CHILD_CHECK(page, !sigaction(SIGSYS, &action, NULL));
}

static void act_and_catch(struct text_page *page, const void *arg)
{
	catch_sigsys(page);
	try_call(page, arg);
}

TEXT_TEST(trap_delivers_its_data_to_the_handler)
{
	static const struct {
		const char *policy;
		long data;
	} cases[] = {
		{ "on_violation: trap\nrt_sigreturn: 1\n" EXIT_RULE, 0 },
		{ "on_violation: trap 0\nrt_sigreturn: 1\n" EXIT_RULE, 0 },
		{ "on_violation: trap 7\nrt_sigreturn: 1\n" EXIT_RULE, 7 },
		{ "on_violation: trap 65535\nrt_sigreturn: 1\n" EXIT_RULE, 65535 },
		{ "unlisted: 1\ngetpgid: 0; trap 256\n", 256 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct trial trial = { cases[i].policy, CALL(__NR_getpgid) };

		EXPECT_FATE("passed", act_and_catch, &trial);
		EXPECT_EQ(1, self->page->result[4]);
		EXPECT_EQ(SIGSYS, self->page->result[1]);
		EXPECT_EQ(cases[i].data, self->page->result[2]);
		EXPECT_EQ(__NR_getpgid, self->page->result[3]);
	}
}

TEXT_TEST(trap_without_a_handler_kills)
{
	EXPECT_UNDER("killed", "on_violation: trap\n" EXIT_RULE,
		     CALL(__NR_getpgid));
}

static void act_with_sigsys_blocked(struct text_page *page, const void *arg)
{
	sigset_t set;

	catch_sigsys(page);
	sigemptyset(&set);
	sigaddset(&set, SIGSYS);
	CHILD_CHECK(page, !sigprocmask(SIG_BLOCK, &set, NULL));
	try_call(page, arg);
}

static void act_with_sigsys_ignored(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, signal(SIGSYS, SIG_IGN) != SIG_ERR);
	try_call(page, arg);
}

TEXT_TEST(handling_blocking_or_ignoring_sigsys_does_not_avert_a_kill)
{
	static const char * const policies[] = {
		"getpgid: 0\nunlisted: 1\n", "getpgid: 0; kill_thread\nunlisted: 1\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(policies); i++) {
		struct trial trial = { policies[i], CALL(__NR_getpgid) };

		EXPECT_FATE("killed", act_and_catch, &trial);
		EXPECT_EQ(0, self->page->result[4]);
		EXPECT_FATE("killed", act_with_sigsys_blocked, &trial);
		EXPECT_EQ(0, self->page->result[4]);
		EXPECT_FATE("killed", act_with_sigsys_ignored, &trial);
	}
}

TEXT_TEST(blocking_or_ignoring_sigsys_does_not_avert_a_trap)
{
	struct trial trial = {
		"getpgid: 0; trap\nunlisted: 1\n", CALL(__NR_getpgid)
	};

	EXPECT_FATE("passed", act_and_catch, &trial);
	EXPECT_EQ(1, self->page->result[4]);
	EXPECT_FATE("killed", act_with_sigsys_blocked, &trial);
	EXPECT_FATE("killed", act_with_sigsys_ignored, &trial);
}

struct threads {
	struct text_page *page;
	const char *policy;
};

static void *act_in_thread(void *arg)
{
	struct threads *threads = arg;

	CHILD_CHECK(threads->page, install(threads->policy) == 0);
	act(threads->page, CALL(__NR_getpgid));
	return NULL;
}

/* The leader waits for one of its threads to die. */
static void outlive_thread(struct text_page *page, const void *arg)
{
	struct threads threads = { page, arg };
	pthread_t thread;

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&thread, NULL, act_in_thread,
					  &threads));
	CHILD_CHECK(page, !pthread_join(thread, NULL));
	set_mark(&page->mark[0], 1);
	page->result[1] = RAW(__NR_getpgid);
	leave(5);
}

TEXT_TEST(kill_ends_the_whole_process)
{
	EXPECT_FATE("killed", outlive_thread, "unlisted: 1\ngetpgid: 0\n");
	EXPECT_EQ(0, self->page->mark[0]);
	EXPECT_FATE("killed", outlive_thread,
		    "unlisted: 1\ngetpgid: 0; kill\non_violation: errno 1\n");
	EXPECT_EQ(0, self->page->mark[0]);
}

TEXT_TEST(kill_thread_ends_only_the_thread)
{
	static const char * const policies[] = {
		"unlisted: 1\ngetpgid: 0; kill_thread\n",
		"unlisted: 1\ngetpgid: 0\non_violation: kill_thread\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(policies); i++) {
		int status = run_child(self->page, outlive_thread, policies[i]);

		EXPECT_EQ(1, self->page->before);
		EXPECT_EQ(0, self->page->after);
		EXPECT_EQ(1, self->page->mark[0]);
		EXPECT_LT(0, self->page->result[1]);
		EXPECT_TRUE(left_with(status, 5));
	}
}

/* The strictest first, each as a text and as a BPF return value. */
static const struct {
	const char *policy;
	unsigned int ret;
	const char *outcome;
} layers[] = {
	{ "unlisted: 1\ngetpgid: 0; kill\n", SECCOMP_RET_KILL_PROCESS, "kill" },
	{ "unlisted: 1\ngetpgid: 0; trap 9\n", SECCOMP_RET_TRAP | 9, "trap" },
	{ "unlisted: 1\ngetpgid: 0; errno 123\n",
	  SECCOMP_RET_ERRNO | DENIED, "errno" },
	{ "unlisted: 1\ngetpgid: 0; trace 9\n", SECCOMP_RET_TRACE | 9, "trace" },
	{ "unlisted: 1\ngetpgid: 0; log\n", SECCOMP_RET_LOG, "pass" },
	{ "unlisted: 1\ngetpgid: 1\n", SECCOMP_RET_ALLOW, "pass" },
};

/* Two layers, the older one first. */
struct stack {
	int first, second;
	bool first_is_bpf, second_is_bpf;
};

static int push_layer(int layer, bool bpf)
{
	if (bpf)
		return install_bpf(__NR_getpgid, layers[layer].ret);
	return install_unprivileged(layers[layer].policy);
}

static void act_under_two_layers(struct text_page *page, const void *arg)
{
	const struct stack *stack = arg;

	catch_sigsys(page);
	CHILD_CHECK(page, !push_layer(stack->first, stack->first_is_bpf));
	CHILD_CHECK(page, !push_layer(stack->second, stack->second_is_bpf));
	act(page, CALL(__NR_getpgid));
}

static const char *outcome_of(struct text_page *page, const struct stack *stack)
{
	const char *fate = fate_of(page, act_under_two_layers, stack);

	if (!strcmp(fate, "killed") && !page->result[4])
		return "kill";
	if (strcmp(fate, "passed"))
		return fate;
	if (page->result[4])
		return page->result[2] == 9 ? "trap" : "trap with other data";
	if (page->result[0] == -DENIED)
		return "errno";
	return page->result[0] == missing_call_error() ? "trace" : "pass";
}

static void expect_strictest(struct __test_metadata *_metadata,
			     struct text_page *page, bool first_is_bpf,
			     bool second_is_bpf)
{
	const int count = ARRAY_SIZE(layers);

	for (int i = 0; i < count * count; i++) {
		struct stack stack = {
			i / count, i % count, first_is_bpf, second_is_bpf
		};
		int strictest = stack.first < stack.second ? stack.first :
							     stack.second;

		EXPECT_STREQ(layers[strictest].outcome,
			     outcome_of(page, &stack)) {
			TH_LOG("%s under %s", layers[stack.second].outcome,
			       layers[stack.first].outcome);
		}
	}
}

TEXT_TEST(strictest_action_of_two_texts_wins)
{
	expect_strictest(_metadata, self->page, false, false);
}

TEXT_TEST(strictest_action_of_a_text_and_a_bpf_filter_wins)
{
	expect_strictest(_metadata, self->page, true, false);
	expect_strictest(_metadata, self->page, false, true);
}

static void stack_two_errnos(struct text_page *page,
			     const void *unused)
{
	(void)unused;
	CHILD_CHECK(page, install_unprivileged("unlisted: 1\n"
					       "getpgid: 0; errno 11\n"
					       "getuid: 0; errno 11\n") == 0);
	CHILD_CHECK(page, install("unlisted: 1\ngetpgid: 0; errno 22\n"
				  "getgid: 0; errno 22\n") == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -22);
	CHILD_CHECK(page, RAW(__NR_getuid) == -11);
	CHILD_CHECK(page, RAW(__NR_getgid) == -22);
	set_mark(&page->after, 1);
}

TEXT_TEST(newest_of_equally_strict_layers_decides)
{
	EXPECT_FATE("passed", stack_two_errnos, NULL);
}

/* Siginfo, registers and core files */

static siginfo_t trapped;

static void keep_siginfo(int sig, siginfo_t *info, void *unused)
{
	(void)unused;
	(void)sig;
	trapped = *info;
}

static void trap_and_look(struct text_page *page, const void *arg)
{
	const bool *bpf = arg;
	struct sigaction action = {
		.sa_sigaction = keep_siginfo, .sa_flags = SA_SIGINFO
	};
	void *after = NULL;

	CHILD_CHECK(page, !sigaction(SIGSYS, &action, NULL));
	if (*bpf)
		CHILD_CHECK(page, !install_bpf(__NR_getpgid,
					       SECCOMP_RET_TRAP | 77));
	else
		CHILD_CHECK(page, !install_unprivileged("unlisted: 1\n"
							"getpgid: 0; trap 77\n"));
	set_mark(&page->before, 1);
	page->result[0] = call_from(__NR_getpgid, &after);
	set_mark(&page->after, 1);
	CHILD_CHECK(page, trapped.si_call_addr == after);
	page->result[1] = trapped.si_signo;
	page->result[2] = trapped.si_code;
	page->result[3] = trapped.si_errno;
	page->result[4] = trapped.si_syscall;
	page->result[5] = trapped.si_arch;
}

TEXT_TEST(siginfo_of_a_trap_is_that_of_a_bpf_filter)
{
	static const bool ways[] = { true, false };
	struct text_page bpf;

	EXPECT_FATE("passed", trap_and_look, &ways[0]);
	bpf = *self->page;
	EXPECT_FATE("passed", trap_and_look, &ways[1]);
	EXPECT_EQ(SIGSYS, self->page->result[1]);
	EXPECT_EQ(77, self->page->result[3]);
	EXPECT_EQ(__NR_getpgid, self->page->result[4]);
	EXPECT_EQ(TEXT_AUDIT_ARCH, (unsigned int)self->page->result[5]);
	/* The same si_code, and what the architecture leaves as the result */
	EXPECT_EQ(0, memcmp(bpf.result, self->page->result, sizeof(bpf.result)));
}

/* What a core file records. */
struct autopsy {
	siginfo_t info;
	text_regs regs;
};

#define CORE_PATTERN	"/proc/sys/kernel/core_pattern"

static void find_notes(const char *core, size_t size, struct autopsy *autopsy)
{
	const struct elf64_hdr *ehdr = (const void *)core;
	const struct elf64_phdr *phdr = (const void *)(core + ehdr->e_phoff);
	size_t at = phdr->p_offset, end = at + phdr->p_filesz;
	struct elf_prstatus status;

	while (phdr->p_type == PT_NOTE && end <= size &&
	       at + sizeof(struct elf64_note) < end) {
		const struct elf64_note *note = (const void *)(core + at);
		size_t desc = at + sizeof(*note) + ((note->n_namesz + 3) & ~3);

		if (note->n_type == NT_SIGINFO)
			memcpy(&autopsy->info, core + desc,
			       sizeof(autopsy->info));
		if (note->n_type == NT_PRSTATUS) {
			memcpy(&status, core + desc, sizeof(status));
			memcpy(&autopsy->regs, &status.pr_reg,
			       sizeof(autopsy->regs));
		}
		at = desc + ((note->n_descsz + 3) & ~3);
	}
}

static bool read_core(pid_t pid, struct autopsy *autopsy)
{
	static char core[1 << 20];
	char path[64];
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "/tmp/seccomp_text.%d", pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	size = read(fd, core, sizeof(core));
	close(fd);
	unlink(path);
	if (size < (ssize_t)(sizeof(struct elf64_hdr) + sizeof(struct elf64_phdr)))
		return false;
	find_notes(core, size, autopsy);
	return true;
}

static bool set_core_pattern(const char *pattern)
{
	int fd = open(CORE_PATTERN, O_WRONLY);
	bool ok = fd >= 0 && write(fd, pattern, strlen(pattern)) > 0;

	close(fd);
	return ok;
}

static void dump_core(struct text_page *page, const void *arg)
{
	const bool *bpf = arg;
	struct rlimit core;
	void *after;

	CHILD_CHECK(page, !getrlimit(RLIMIT_CORE, &core));
	core.rlim_cur = core.rlim_max;
	CHILD_CHECK(page, !setrlimit(RLIMIT_CORE, &core));
	if (*bpf)
		CHILD_CHECK(page, !install_bpf(__NR_getpgid,
					       SECCOMP_RET_KILL_PROCESS));
	else
		CHILD_CHECK(page, !install_unprivileged("getppid: 1\n"));
	set_mark(&page->before, 1);
	call_from(__NR_getpgid, &after);
	set_mark(&page->after, 1);
}

static bool perform_autopsy(struct text_page *page, bool bpf,
			    struct autopsy *autopsy)
{
	pid_t pid = start_child(page, dump_core, &bpf);
	int status = raw_wait(pid);

	memset(autopsy, 0, sizeof(*autopsy));
	return !strcmp(judge(page, status), "killed") && read_core(pid, autopsy);
}

static void expect_autopsy(struct __test_metadata *_metadata,
			   const struct autopsy *seen,
			   const struct autopsy *bpf)
{
	EXPECT_EQ(SIGSYS, seen->info.si_signo);
	EXPECT_EQ(bpf->info.si_code, seen->info.si_code);
	EXPECT_EQ(__NR_getpgid, seen->info.si_syscall);
	EXPECT_EQ((unsigned int)TEXT_AUDIT_ARCH, seen->info.si_arch);
	EXPECT_EQ(bpf->info.si_call_addr, seen->info.si_call_addr);
	EXPECT_EQ(bpf->info.si_errno, seen->info.si_errno);
	EXPECT_EQ((unsigned long)seen->info.si_call_addr, regs_address(&seen->regs));
	EXPECT_EQ(regs_result(&bpf->regs), regs_result(&seen->regs));
	EXPECT_EQ(regs_number(&bpf->regs), regs_number(&seen->regs));
}

TEXT_TEST(siginfo_and_registers_of_a_kill_are_those_of_a_bpf_filter)
{
	struct autopsy bpf, text;
	char pattern[256] = "";
	bool have_bpf, have_text;
	int fd = open(CORE_PATTERN, O_RDONLY);

	if (geteuid() || fd < 0 || read(fd, pattern, sizeof(pattern) - 1) < 1 ||
	    !set_core_pattern("/tmp/seccomp_text.%p"))
		SKIP(return, "cannot make core files");
	have_bpf = perform_autopsy(self->page, true, &bpf);
	have_text = perform_autopsy(self->page, false, &text);
	set_core_pattern(pattern);
	close(fd);
	if (!have_bpf)
		SKIP(return, "this kernel writes no core files");
	ASSERT_TRUE(have_text);
	expect_autopsy(_metadata, &text, &bpf);
}

TEXT_TEST(waitid_reports_the_kill)
{
	struct trial trial = { "exit_group: 1\n", CALL(__NR_getpgid) };
	siginfo_t info = { 0 };
	pid_t pid;

	pid = start_child(self->page, try_call, &trial);
	EXPECT_EQ(0, waitid(P_PID, pid, &info, WEXITED));
	EXPECT_EQ(pid, info.si_pid);
	EXPECT_EQ(SIGSYS, info.si_status);
	EXPECT_EQ(CLD_KILLED, info.si_code);
	EXPECT_EQ(1, self->page->before);
	EXPECT_EQ(0, self->page->after);
}

TEST_HARNESS_MAIN
