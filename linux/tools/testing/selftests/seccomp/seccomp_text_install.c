// SPDX-License-Identifier: GPL-2.0
/*
 * Handing a text to the kernel: which privilege it needs, from which memory the
 * kernel reads it, what it takes for a text, which flags it accepts, and that a
 * signal that kills ends it.
 */
#include "seccomp_text_check.h"
#include <linux/prctl.h>
#include <pthread.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define NOBODY		61000

static void check_modes(struct text_page *page, const void *arg)
{
	FILE *status;
	char line[128];

	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	CHILD_CHECK(page, install_unprivileged(arg) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_FILTER);
	status = fopen("/proc/self/status", "r");
	CHILD_CHECK(page, status);
	while (fgets(line, sizeof(line), status))
		page->result[0] += !strcmp(line, "Seccomp:\t2\n");
	CHILD_CHECK(page, page->result[0] == 1);
	set_mark(&page->after, 1);
}

TEXT_TEST(mode_is_2_with_a_policy_in_force)
{
	EXPECT_FATE("passed", check_modes, "unlisted: 1\n");
	EXPECT_FATE("passed", check_modes, DENYLIST "getpgid: 0\n");
}

static void install_by_seccomp(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install_flags(0, arg) == 0);
	act(page, CALL(__NR_getpgid));
}

TEXT_TEST(seccomp_syscall_takes_the_same_text_as_prctl)
{
	EXPECT_FATE("killed", install_by_seccomp, "exit_group: 1\n");
	EXPECT_FATE("passed", install_by_seccomp, "getpgid: 1\n");
	EXPECT_EQ(0, self->page->result[0] < 0);
}

static void *two_pages_then_a_hole(size_t size)
{
	char *map = mmap(NULL, 3 * size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (map == MAP_FAILED || munmap(map + 2 * size, size))
		return NULL;
	return map;
}

TEXT_TEST(pointers_that_cannot_be_read_are_efault)
{
	const size_t size = sysconf(_SC_PAGESIZE);
	void *closed = mmap(NULL, size, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	const unsigned long pointers[] = {
		0, 1, 8, (unsigned long)closed, 0x7ffffffff000,
		0x8000000000000000, 0xffff888000000000, 0xffffffff81000000,
		0xfffffffffffff000, -1UL,
	};

	ASSERT_NE(MAP_FAILED, closed);
	for (size_t i = 0; i < ARRAY_SIZE(pointers); i++) {
		EXPECT_EQ(-EFAULT, install_result(self->page,
						  (void *)pointers[i])) {
			TH_LOG("%#lx", pointers[i]);
		}
	}
	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\n"));
}

/* Programs probe for seccomp like this, without any privilege. */
static void probe_with_null(struct text_page *page, const void *unused)
{
	CHILD_CHECK(page, geteuid() || setresuid(NOBODY, NOBODY, NOBODY) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install(NULL) == -EFAULT);
	CHILD_CHECK(page, install_flags(0, NULL) == -EFAULT);
	CHILD_CHECK(page, install_flags(SECCOMP_FILTER_FLAG_LOG, NULL) ==
		    -EFAULT);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	CHILD_CHECK(page, install_unprivileged("unlisted: 1\n") == 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(null_is_efault_without_privilege)
{
	EXPECT_FATE("passed", probe_with_null, NULL);
}

TEXT_TEST(string_that_runs_into_an_unmapped_page_is_efault)
{
	static const char text[] = "unlisted: 1\ngetpgid: 1\n";
	const size_t size = sysconf(_SC_PAGESIZE);
	char *end = two_pages_then_a_hole(size);

	ASSERT_NE(NULL, end);
	end += 2 * size;
	for (size_t len = 1; len < sizeof(text); len++) {
		memcpy(end - len, text, len);
		EXPECT_EQ(-EFAULT, install_result(self->page, end - len)) {
			TH_LOG("%zu bytes", len);
		}
	}
	memset(end - 2 * size, '#', 2 * size);
	EXPECT_EQ(-EFAULT, install_result(self->page, end - 2 * size));
	memcpy(end - sizeof(text), text, sizeof(text));
	EXPECT_EQ(0, install_result(self->page, end - sizeof(text)));
}

/* The last two are shorter than a struct sock_fprog. */
TEXT_TEST(string_that_ends_just_before_an_unmapped_page_is_read)
{
	static const char * const texts[] = {
		"unlisted: 1\nwrite: fd == 1 && count <= 4096 # comment\n",
		"unlisted: 1\n", "unlisted:1", "dup:0",
	};
	const size_t size = sysconf(_SC_PAGESIZE);
	char *end = two_pages_then_a_hole(size);

	ASSERT_NE(NULL, end);
	end += 2 * size;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		size_t len = strlen(texts[i]) + 1;

		memcpy(end - len, texts[i], len);
		EXPECT_EQ(0, install_result(self->page, end - len)) {
			TH_LOG("%s", texts[i]);
		}
	}
}

TEXT_TEST(string_may_lie_across_two_pages)
{
	static const char text[] = "unlisted: 1\n" DENY_WITH_ERRNO "getpgid: 0";
	const size_t size = sysconf(_SC_PAGESIZE);
	char *map = two_pages_then_a_hole(size);

	ASSERT_NE(NULL, map);
	for (size_t before = 1; before < sizeof(text); before++) {
		char *at = map + size - before;

		memcpy(at, text, sizeof(text));
		EXPECT_STREQ("passed", fate_under(self->page, at,
						  CALL(__NR_getpgid)));
		EXPECT_EQ(-DENIED, self->page->result[0]);
	}
}

/* The last rule of the longest text is as good as the first. */
TEXT_TEST(long_text_is_obeyed_to_its_end)
{
	static const char tail[] = "\ngetpgid: 0\n";
	char *text = malloc(2 * TEXT_MAX);
	size_t used;

	ASSERT_NE(NULL, text);
	used = sprintf(text, DENYLIST "getppid: 0\n");
	memset(text + used, '\n', TEXT_MAX);
	memcpy(text + TEXT_MAX - strlen(tail), tail, sizeof(tail));
	EXPECT_UNDER("passed", text, CALL(__NR_getpgid));
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_UNDER("passed", text, CALL(__NR_getppid));
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_UNDER("passed", text, CALL(__NR_getuid));
	EXPECT_NE(-DENIED, self->page->result[0]);
	free(text);
}

TEXT_TEST(text_ends_at_its_first_nul)
{
	static const char text[] = DENYLIST "getpgid: 0\n\0getppid: 0\n";
	static const char cut[] = DENYLIST "getpgid: 0\0 && fd\n";
	static const char in_name[] = DENYLIST "getpg\0rp: 0\n";

	EXPECT_UNDER("passed", text, CALL(__NR_getpgid));
	EXPECT_EQ(-DENIED, self->page->result[0]);
	EXPECT_UNDER("passed", text, CALL(__NR_getppid));
	EXPECT_NE(-DENIED, self->page->result[0]);
	EXPECT_EQ(0, install_result(self->page, cut));
	EXPECT_EQ(-EINVAL, install_result(self->page, in_name));
}

/*
 * The first two bytes decide.  If they are no text, the rest is read as a struct
 * sock_fprog, which none of these is.
 */
static void try_bytes_that_are_no_text(struct text_page *page,
				       const void *unused)
{
	static const char * const texts[] = {
		"\nunlisted: 1\n", "\tunlisted: 1\n", "\r\nunlisted: 1\n",
		"\n\nunlisted: 1\n", "#\nunlisted: 1\ngetpgid: 0\n",
		"1\nunlisted: 1\ngetpgid: 0\n", ":\nunlisted: 1\ngetpgid: 0\n",
		" \tunlisted: 1\ngetpgid: 0\n", "\x7funlisted: 1\n",
		"u\x80nlisted: 1\n", "\xc3\xbcnlisted: 1\n",
		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		"u\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
	};

	CHILD_CHECK(page, no_new_privs() == 0);
	set_mark(&page->before, 1);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		page->result[0] = i;
		page->result[1] = install(texts[i]);
		CHILD_CHECK(page, page->result[1] == -EINVAL ||
			    page->result[1] == -EFAULT);
		CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
		CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	}
	set_mark(&page->after, 1);
}

TEXT_TEST(text_must_begin_with_two_printable_characters)
{
	EXPECT_FATE("passed", try_bytes_that_are_no_text, NULL);
	EXPECT_EQ(0, install_result(self->page, "##\nunlisted: 1\n"));
	EXPECT_EQ(0, install_result(self->page, " #\nunlisted: 1\n"));
}

static void try_fprog_of_any_length(struct text_page *page, const void *unused)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	struct sock_fprog prog;

	memset(&prog, 0, sizeof(prog));
	prog.filter = insns;
	for (size_t i = 0; i < BPF_MAXINSNS; i++)
		insns[i] = (struct sock_filter)
			BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	CHILD_CHECK(page, no_new_privs() == 0);
	set_mark(&page->before, 1);
	for (int len = BPF_MAXINSNS + 1; len <= 0xffff; len++) {
		prog.len = len;
		page->result[0] = len;
		CHILD_CHECK(page, install(&prog) == -EINVAL);
	}
	for (int len = 0x20; len < 0x7f; len++) {
		prog.len = len;
		page->result[0] = len;
		CHILD_CHECK(page, install(&prog) == 0);
	}
	set_mark(&page->after, 1);
}

TEXT_TEST(sock_fprog_of_any_length_is_never_taken_for_a_text)
{
	EXPECT_EQ(0, install_result(self->page, "unlisted: 1\n"));
	EXPECT_FATE("passed", try_fprog_of_any_length, NULL);
}

static void drop_privileges_and_install(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, geteuid() || setresuid(NOBODY, NOBODY, NOBODY) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install(arg) == -EACCES);
	CHILD_CHECK(page, install_flags(0, arg) == -EACCES);
	CHILD_CHECK(page, seccomp_mode() == SECCOMP_MODE_DISABLED);
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install(arg) == 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(install_without_no_new_privs_or_cap_sys_admin_is_eacces)
{
	EXPECT_FATE("passed", drop_privileges_and_install,
		    DENYLIST "getpgid: 0\n");
}

static void drop_privileges_and_install_pending(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, geteuid() || setresuid(NOBODY, NOBODY, NOBODY) == 0);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, install(arg) == -EACCES);
	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, install(arg) == 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(pending_policy_needs_the_same_privilege)
{
	EXPECT_FATE("passed", drop_privileges_and_install_pending,
		    "unlisted: 1\non_exec: 1\n");
	EXPECT_FATE("passed", drop_privileges_and_install_pending,
		    "unlisted: 1\non_next_syscall: 1\n");
}

static void install_as_root(struct text_page *page, const void *arg)
{
	set_mark(&page->before, 1);
	CHILD_CHECK(page, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
	CHILD_CHECK(page, install(arg) == 0);
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	CHILD_CHECK(page, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(cap_sys_admin_installs_without_no_new_privs)
{
	if (geteuid())
		SKIP(return, "not root");
	EXPECT_FATE("passed", install_as_root, DENYLIST "getpgid: 0\n");
}

static void install_in_namespace(struct text_page *page, const void *arg)
{
	CHILD_CHECK(page, geteuid() || setresuid(NOBODY, NOBODY, NOBODY) == 0);
	CHILD_CHECK(page, install(arg) == -EACCES);
	page->mark[0] = RAW(__NR_unshare, CLONE_NEWUSER);
	set_mark(&page->before, 1);
	CHILD_CHECK(page, page->mark[0] || install(arg) == 0);
	CHILD_CHECK(page, page->mark[0] || RAW(__NR_getpgid) == -DENIED);
	set_mark(&page->after, 1);
}

TEXT_TEST(cap_sys_admin_in_the_user_namespace_is_enough)
{
	EXPECT_FATE("passed", install_in_namespace, DENYLIST "getpgid: 0\n");
	if (self->page->mark[0])
		SKIP(return, "no user namespaces here");
}

/*
 * Another thread rewrites a text during its install.  The byte at @point
 * switches between two policies: after a newline the text has two more rules, at
 * a NUL it ends.  Whichever byte the kernel reads, either both rules are in force
 * or neither is.
 */
struct rewrite {
	char *text;
	char *point;
	int stop;
	long installed;
	long verdicts[3];	/* on getpgid, getuid, and getgid */
};

static void *rewrite_text(void *arg)
{
	struct rewrite *race = arg;

	while (!get_mark(&race->stop)) {
		__atomic_store_n(race->point, 0, __ATOMIC_RELAXED);
		__atomic_store_n(race->point, '\n', __ATOMIC_RELAXED);
	}
	return NULL;
}

static void *install_text(void *arg)
{
	struct rewrite *race = arg;

	race->installed = install(race->text);
	race->verdicts[0] = RAW(__NR_getpgid);
	race->verdicts[1] = RAW(__NR_getuid);
	race->verdicts[2] = RAW(__NR_getgid);
	return NULL;
}

static void race_with_writer(struct text_page *page, const void *arg)
{
	static struct rewrite race;
	const int *gap = arg;
	pthread_t writer, installer;

	race.text = malloc(TEXT_MAX + 1);
	race.point = race.text + sprintf(race.text, DENYLIST "getpgid: 0");
	memset(race.point, '#', *gap);
	sprintf(race.point + *gap, "\ngetuid: 0\ngetgid: 0\n");
	*race.point = '\n';

	CHILD_CHECK(page, no_new_privs() == 0);
	CHILD_CHECK(page, !pthread_create(&writer, NULL, rewrite_text, &race));
	set_mark(&page->before, 1);
	for (int i = 0; i < 300; i++) {
		CHILD_CHECK(page, !pthread_create(&installer, NULL,
						  install_text, &race));
		CHILD_CHECK(page, !pthread_join(installer, NULL));
		CHILD_CHECK(page, race.installed == 0);
		CHILD_CHECK(page, race.verdicts[0] == -DENIED);
		CHILD_CHECK(page, (race.verdicts[1] == -DENIED) ==
				  (race.verdicts[2] == -DENIED));
		page->result[race.verdicts[1] == -DENIED]++;
	}
	set_mark(&race.stop, 1);
	CHILD_CHECK(page, !pthread_join(writer, NULL));
	CHILD_CHECK(page, RAW(__NR_getpgid) > 0);
	set_mark(&page->after, 1);
}

TEXT_LONG_TEST(text_that_another_thread_rewrites_is_read_once)
{
	static const int gaps[] = { 1, 100, 5000, 60000 };

	for (size_t i = 0; i < ARRAY_SIZE(gaps); i++) {
		EXPECT_FATE("passed", race_with_writer, &gaps[i]);
		EXPECT_EQ(300, self->page->result[0] + self->page->result[1]);
		TH_LOG("gap %d: %ld short, %ld whole", gaps[i],
		       self->page->result[0], self->page->result[1]);
	}
}

static void install_with_flags(struct text_page *page, const void *arg)
{
	const unsigned int *flags = arg;

	CHILD_CHECK(page, no_new_privs() == 0);
	page->result[0] = install_flags(*flags, DENYLIST "getpgid: 0\n");
	set_mark(&page->before, 1);
	page->result[1] = RAW(__NR_getpgid);
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

	EXPECT_EQ(0, install_result(self->page, DENYLIST "getpgid: 0\n"));
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		EXPECT_FATE("passed", install_with_flags, &flags[i]);
		EXPECT_EQ(-EINVAL, self->page->result[0]) {
			TH_LOG("flags %#x", flags[i]);
		}
		EXPECT_LT(0, self->page->result[1]);
		EXPECT_EQ(0, self->page->result[2]);
	}
}

/* What the install of a text or of a BPF filter does to speculation */
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
	CHILD_CHECK(page, RAW(__NR_getpgid) == -DENIED);
	CHILD_CHECK(page, RAW(__NR_getppid) > 0);
	set_mark(&page->after, 1);
}

TEXT_TEST(strict_mode_cannot_replace_a_text)
{
	EXPECT_FATE("passed", ask_for_strict_mode, DENYLIST "getpgid: 0\n");
}

/* A task in strict mode can call prctl only while a tracer suspends seccomp. */
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

static char long_text[TEXT_MAX + 1];

/* Only a tracer sees what the last call of a killed task returns. */
static void await_tracer(struct text_page *page)
{
	CHILD_CHECK(page, RAW(__NR_ptrace, PTRACE_TRACEME) == 0);
	CHILD_CHECK(page, no_new_privs() == 0);
	RAW(__NR_kill, getpid(), SIGSTOP);
	set_mark(&page->before, 1);
}

static void install_until_killed(struct text_page *page, const void *arg)
{
	await_tracer(page);
	while (install(arg) == -EINVAL)
		;
}

static void check_until_killed(struct text_page *page, const void *arg)
{
	await_tracer(page);
	while (check(arg) == 0)
		;
}

/* What the last call of @body returns, or 0 if SIGKILL does not end it. */
static long result_when_killed(struct text_page *page, child_body body)
{
	pid_t pid = start_child(page, body, long_text);
	text_regs regs = {};
	struct iovec iov = { &regs, sizeof(regs) };
	long result = 0;
	int status;

	if (!WIFSTOPPED(raw_wait(pid)) ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL,
		   (void *)(PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL)) ||
	    ptrace(PTRACE_CONT, pid, NULL, NULL))
		return 0;
	await_mark(&page->before, 1);
	usleep(1000);
	kill(pid, SIGKILL);
	status = raw_wait(pid);
	if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
		if (!ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov))
			result = regs_result(&regs);
		ptrace(PTRACE_CONT, pid, NULL, NULL);
		status = raw_wait(pid);
	}
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? result : 0;
}

static bool returns_eintr(struct text_page *page, child_body body)
{
	fill(fill(long_text, "getuid: 1\n", (TEXT_MAX - 16) / 10), "nosuch: 1\n", 1);
	for (int tries = 0; tries < 100; tries++) {
		if (result_when_killed(page, body) == -EINTR)
			return true;
	}
	return false;
}

TEXT_TEST(tracer_sees_eintr_from_the_install_of_a_killed_task)
{
	EXPECT_TRUE(returns_eintr(self->page, install_until_killed));
}

TEXT_TEST(tracer_sees_eintr_from_the_check_of_a_killed_task)
{
	EXPECT_TRUE(returns_eintr(self->page, check_until_killed));
}

TEST_HARNESS_MAIN
