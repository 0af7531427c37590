/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of text policies share.
 *
 * A test forks a child; the child installs a policy and acts; the parent
 * judges.  Just before the act the child sets a mark in shared memory and
 * right after it another, so that a child that dies too early is told from
 * one that its policy killed, and one that was let through from both.
 *
 * A filtered child makes raw calls only: what libc adds of its own would be
 * judged by the policy, too.
 */
#ifndef SECCOMP_TEXT_H
#define SECCOMP_TEXT_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <asm/unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/elf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/seccomp_text.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../kselftest_harness.h"

#define TEXT_MAX	65536	/* bytes of a policy, without the NUL */

/* An emulated guest whose kernel has KASAN and lockdep is slow. */
#define TEXT_SECONDS	120
#define TEXT_LONG	900

/* Kernels that can fail allocations on purpose check a lot of other things. */
static inline bool kernel_is_slow(void)
{
	return !access("/proc/self/fail-nth", F_OK);
}

/* How often to try what chance makes up. */
static inline long nr_tries(long nr)
{
	return kernel_is_slow() ? nr / 4 : nr;
}

/* ENOMEDIUM: none of the calls made here ever gives it by itself. */
#define DENIED		123
#define DENY_WITH_ERRNO	"on_violation: errno 123\n"
#define DENYLIST	DENY_WITH_ERRNO "unlisted: 1\n"

/* A call and its six registers, whole. */
struct call {
	long nr;
	unsigned long arg[6];
};

#define CALL(nr, ...)	(&(const struct call){ nr, { __VA_ARGS__ } })
#define RAW(nr, ...)	make_call(CALL(nr, __VA_ARGS__))

/* Shared between a test and all its children. */
struct text_page {
	int before;		/* set just before the act */
	int after;		/* set just after it */
	int line;		/* of the CHILD_CHECK() that failed first */
	int mark[8];		/* for the test's own use */
	long result[8];		/* likewise; [0] is what the call returned */
};

typedef void (*child_body)(struct text_page *page, const void *arg);

static inline void set_mark(int *mark, int value)
{
	__atomic_store_n(mark, value, __ATOMIC_SEQ_CST);
}

static inline int get_mark(int *mark)
{
	return __atomic_load_n(mark, __ATOMIC_SEQ_CST);
}

static inline void await_mark(int *mark, int value)
{
	while (get_mark(mark) != value)
		sched_yield();
}

/* For parents: waits for a mark, but not for a child that failed a check. */
static inline bool child_comes_to(struct text_page *page, int *mark)
{
	while (!get_mark(mark)) {
		if (get_mark(&page->line))
			return false;
		sched_yield();
	}
	return true;
}

/* Returns what the kernel returned: a negative errno, or a result. */
static inline long make_call(const struct call *call)
{
	const unsigned long *arg = call->arg;
	long ret = syscall(call->nr, arg[0], arg[1], arg[2], arg[3], arg[4],
			   arg[5]);

	return ret == -1 ? -errno : ret;
}

/* A policy may refuse the exit with an errno: then an illegal instruction. */
static inline void leave(int status)
{
	syscall(__NR_exit_group, status);
	__builtin_trap();
}

/* For children: the first condition that does not hold ends the child. */
#define CHILD_CHECK(page, condition) do {				\
	if (!(condition)) {						\
		set_mark(&(page)->line, __LINE__);			\
		leave(1);						\
	}								\
} while (0)

/* The act that a test is about: fails the child when it lives through it. */
static inline long act(struct text_page *page, const struct call *call)
{
	set_mark(&page->before, 1);
	page->result[0] = make_call(call);
	set_mark(&page->after, 1);
	return page->result[0];
}

static inline int install_flags(unsigned int flags, const void *policy)
{
	return RAW(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags,
		   (unsigned long)policy);
}

/* Takes a text or a struct sock_fprog, as the kernel does. */
static inline int install(const void *policy)
{
	return RAW(__NR_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
		   (unsigned long)policy);
}

/* What the kernel would say of a text; its status is -1 if it says nothing. */
static inline struct seccomp_text_report check_text(const char *text)
{
	struct seccomp_text_report report = {
		.size = sizeof(report), .text = (unsigned long)text
	};

	if (RAW(__NR_seccomp, SECCOMP_CHECK_TEXT, 0, (unsigned long)&report))
		report.status = -1;
	return report;
}

static inline int no_new_privs(void)
{
	return RAW(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1);
}

static inline long seccomp_mode(void)
{
	return RAW(__NR_prctl, PR_GET_SECCOMP);
}

static inline int install_unprivileged(const void *policy)
{
	int err = no_new_privs();

	return err ? err : install(policy);
}

/* A BPF filter that answers one call with @ret and allows the others. */
static inline int install_bpf(unsigned int nr, unsigned int ret)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, ret),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = ARRAY_SIZE(insns), .filter = insns };

	return install_unprivileged(&prog);
}

/* Forks without what libc's fork() does besides. */
static inline pid_t raw_fork(void)
{
	return RAW(__NR_clone, SIGCHLD);
}

static inline int raw_wait(pid_t pid)
{
	int status = -1;
	long ret;

	do {
		ret = RAW(__NR_wait4, pid, (unsigned long)&status, __WALL);
	} while (ret == -EINTR);

	return ret == pid ? status : -1;
}

static inline bool killed_by_sigsys(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

static inline bool left_with(int status, int code)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

static inline pid_t start_child(struct text_page *page, child_body body,
				const void *arg)
{
	pid_t pid;

	memset(page, 0, sizeof(*page));
	pid = fork();
	if (pid)
		return pid;

	body(page, arg);
	leave(0);
	return 0;
}

static inline int run_child(struct text_page *page, child_body body,
			    const void *arg)
{
	return raw_wait(start_child(page, body, arg));
}

/* The one place that says what became of an act. */
static inline const char *judge(struct text_page *page, int status)
{
	if (page->line)
		return "failed a check";
	if (!page->before)
		return "never came to its act";
	if (page->after)
		return "passed";
	if (killed_by_sigsys(status))
		return "killed";
	return "ended by something else";
}

/* Runs @body to the death or the survival of its act. */
static inline const char *fate_of(struct text_page *page, child_body body,
				  const void *arg)
{
	int status = run_child(page, body, arg);

	return judge(page, status);
}

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

/* These stand in the body of a test, for its page and its result. */
#define EXPECT_FATE(want, body, arg) \
	expect_fate(_metadata, self->page, __LINE__, want, body, arg)

/* The commonest body: a policy, then a call. */
struct trial {
	const char *policy;
	const struct call *call;
};

static inline void try_call(struct text_page *page, const void *arg)
{
	const struct trial *trial = arg;

	CHILD_CHECK(page, install_unprivileged(trial->policy) == 0);
	act(page, trial->call);
}

static inline const char *fate_under(struct text_page *page,
				     const char *policy,
				     const struct call *call)
{
	struct trial trial = { policy, call };

	return fate_of(page, try_call, &trial);
}

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

/* As fate_under(), with death by errno: tells refused calls from made ones. */
static inline const char *verdict_under(struct text_page *page,
					const char *rules,
					const struct call *call)
{
	const char *fate;
	char *policy;

	if (asprintf(&policy, DENYLIST "%s\n", rules) < 0)
		return "no memory";

	fate = fate_under(page, policy, call);
	free(policy);
	if (strcmp(fate, "passed"))
		return fate;
	return page->result[0] == -DENIED ? "denied" : "allowed";
}

struct verdict_case {
	const char *rules;
	struct call call;
	const char *verdict;
};

/* The table ends with a case without rules. */
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

static inline void try_install(struct text_page *page, const void *text)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	page->result[0] = install(text);
	set_mark(&page->before, 1);
}

/* What prctl says to @text in a child that nothing restricts. */
static inline long install_result(struct text_page *page, const void *text)
{
	run_child(page, try_install, text);
	return page->before ? page->result[0] : -ECHILD;
}

/* What an unfiltered task gets for a number that no call has. */
static inline long missing_call_error(void)
{
	return RAW(400);
}

/* The numbers of the calls that uprobes' trampolines make: those always pass. */
static inline bool is_kernel_made(long nr)
{
	return nr == 335 || nr == 336;
}

/*
 * A program of one page that makes exactly these calls: write(9, "b", 1), the
 * call under test with zeroes for arguments, write(9, "a", 1), and exit_group
 * with the errno of the call under test or 0.
 */
#define IMAGE_FD	9
#define IMAGE_RULES	"write: fd == 9\nexit_group: 1\n"

extern const char text_image[], text_image_nr[], text_image_end[];

asm("	.pushsection .rodata\n"
	"text_image:\n"
	"	lea	2f(%rip), %rsi\n"
	"	call	1f\n"
	"	mov	text_image_nr(%rip), %eax\n"
	"	xor	%edi, %edi\n"
	"	xor	%esi, %esi\n"
	"	xor	%edx, %edx\n"
	"	syscall\n"
	"	mov	%eax, %ebx\n"
	"	lea	3f(%rip), %rsi\n"
	"	call	1f\n"
	"	mov	%ebx, %edi\n"
	"	neg	%edi\n"
	"	jns	4f\n"
	"	xor	%edi, %edi\n"
	"4:	mov	$231, %eax\n"
	"	syscall\n"
	"	hlt\n"
	"1:	mov	$1, %eax\n"
	"	mov	$9, %edi\n"
	"	mov	$1, %edx\n"
	"	syscall\n"
	"	ret\n"
	"2:	.ascii	\"b\"\n"
	"3:	.ascii	\"a\"\n"
	"	.balign	4\n"
	"text_image_nr:\n"
	"	.long	0\n"
	"text_image_end:\n"
	"	.popsection\n");

struct image {
	int file;
	int pipe[2];
	char path[32];
};

static inline bool image_write(int file, unsigned int nr)
{
	const size_t head = sizeof(struct elf64_hdr) + sizeof(struct elf64_phdr);
	const size_t code = text_image_end - text_image;
	const unsigned long base = 0x400000;
	struct {
		struct elf64_hdr ehdr;
		struct elf64_phdr phdr;
		char code[1024];
	} elf = {
		.ehdr = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
				     ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_version = EV_CURRENT,
			.e_entry = base + head,
			.e_phoff = sizeof(struct elf64_hdr),
			.e_ehsize = sizeof(struct elf64_hdr),
			.e_phentsize = sizeof(struct elf64_phdr),
			.e_phnum = 1,
		},
		.phdr = {
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = base,
			.p_filesz = head + code,
			.p_memsz = head + code,
			.p_align = 0x1000,
		},
	};

	memcpy(elf.code, text_image, code);
	memcpy(elf.code + (text_image_nr - text_image), &nr, sizeof(nr));
	return write(file, &elf, head + code) == (ssize_t)(head + code);
}

/* Makes the program that calls @nr; its marks go to the pipe on IMAGE_FD. */
static inline bool image_open(struct image *image, unsigned int nr)
{
	image->file = memfd_create("image", 0);
	if (image->file < 0 || !image_write(image->file, nr) ||
	    pipe2(image->pipe, O_NONBLOCK))
		return false;

	snprintf(image->path, sizeof(image->path), "/proc/self/fd/%d",
		 image->file);
	return dup2(image->pipe[1], IMAGE_FD) == IMAGE_FD;
}

static inline void image_close(struct image *image)
{
	close(image->file);
	close(image->pipe[0]);
	close(image->pipe[1]);
	close(IMAGE_FD);
}

static inline long image_exec(const struct image *image)
{
	static const char * const argv[] = { "image", NULL };

	return RAW(__NR_execve, (unsigned long)image->path,
		   (unsigned long)argv, (unsigned long)(argv + 1));
}

/* What became of the act of an image that ended with @status. */
static inline const char *image_fate(const struct image *image, int status)
{
	char marks[4] = "";

	if (read(image->pipe[0], marks, sizeof(marks) - 1) < 1)
		return "never came to its act";
	if (!strcmp(marks, "b") && killed_by_sigsys(status))
		return "killed";
	if (!strcmp(marks, "ba") && left_with(status, DENIED))
		return "denied";
	if (!strcmp(marks, "ba") && WIFEXITED(status))
		return "passed";
	return "ended by something else";
}

FIXTURE(text) {
	struct text_page *page;
};

/* The positive control of every test: the kernel takes a text and obeys it. */
FIXTURE_SETUP(text)
{
	struct rlimit core;

	ASSERT_EQ(0, getrlimit(RLIMIT_CORE, &core));
	core.rlim_cur = 0;
	ASSERT_EQ(0, setrlimit(RLIMIT_CORE, &core));
	self->page = mmap(NULL, sizeof(*self->page), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->page);
	ASSERT_STREQ("denied", verdict_under(self->page, "getpgrp: 0",
					     CALL(__NR_getpgrp))) {
		TH_LOG("this kernel does not enforce text policies");
	}
}

FIXTURE_TEARDOWN(text)
{
	munmap(self->page, sizeof(*self->page));
}

/*
 * Longer than any text may be. A kernel without text policies takes it for a
 * sock_fprog with too many instructions and gives EINVAL. With them the error
 * is E2BIG, or that of a caller who may not install.
 */
static inline bool kernel_has_text_policies(void)
{
	char *text = malloc(TEXT_MAX + 2);
	int ret;

	if (!text)
		return true;
	memset(text, ' ', TEXT_MAX + 1);
	text[TEXT_MAX + 1] = '\0';
	ret = install(text);
	free(text);
	return ret != -EINVAL;
}

/* As the harness's, but skip the program if there is nothing to test. */
#undef TEST_HARNESS_MAIN
#define TEST_HARNESS_MAIN						\
	int main(int argc, char **argv)					\
	{								\
		if (!kernel_has_text_policies()) {			\
			ksft_print_header();				\
			ksft_exit_skip("no policies as text here\n");	\
		}							\
		return test_harness_run(argc, argv);			\
	}

#define TEXT_TEST(name)		TEST_F_TIMEOUT(text, name, TEXT_SECONDS)
#define TEXT_LONG_TEST(name)	TEST_F_TIMEOUT(text, name, TEXT_LONG)

#endif /* SECCOMP_TEXT_H */
