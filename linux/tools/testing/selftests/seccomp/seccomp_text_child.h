/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Children that install policies, for tests of text policies.
 *
 * A test forks a child; the child installs a policy and acts; the parent
 * judges. The child sets a mark in shared memory right before the act and
 * another one right after it. So the parent can tell a child that its policy
 * killed from one that died too early, and both from one whose call passed.
 *
 * A filtered child makes raw system calls only, as its policy would also judge
 * the calls that libc adds.
 */
#ifndef SECCOMP_TEXT_CHILD_H
#define SECCOMP_TEXT_CHILD_H

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

#include "../kselftest.h"

#include "seccomp_text_arch.h"

#define TEXT_MAX	65536	/* bytes of a policy, without the NUL */

/* Kernels with fault injection have slow checks, too. */
static inline bool kernel_is_slow(void)
{
	return !access("/proc/self/fail-nth", F_OK);
}

/* How often to repeat a random test. */
static inline long nr_tries(long nr)
{
	return kernel_is_slow() ? nr / 4 : nr;
}

/* ENOMEDIUM: no call in these tests returns it on its own. */
#define DENIED		123
#define DENY_WITH_ERRNO	"on_violation: errno 123\n"
#define DENYLIST	DENY_WITH_ERRNO "unlisted: 1\n"

/* A call and its six argument registers. */
struct call {
	long nr;
	unsigned long arg[6];
};

#define CALL(nr, ...)	(&(const struct call){ nr, { __VA_ARGS__ } })
#define RAW(nr, ...)	make_call(CALL(nr, __VA_ARGS__))

/* Shared between a test and all its children. */
struct text_page {
	int before;		/* set right before the act */
	int after;		/* set right after it */
	int line;		/* of the first CHILD_CHECK() that failed */
	int mark[8];		/* free for each test */
	long result[8];		/* likewise; act() sets [0] */
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

/* Wait without a system call, which a pending policy would take for the next. */
static inline void await_quietly(int *mark)
{
	while (!get_mark(mark))
		asm volatile("");
}

static inline void await_mark(int *mark, int value)
{
	while (get_mark(mark) != value)
		sched_yield();
}

/* A parent waits for a mark, unless its child fails a check. */
static inline bool child_comes_to(struct text_page *page, int *mark)
{
	while (!get_mark(mark)) {
		if (get_mark(&page->line))
			return false;
		sched_yield();
	}
	return true;
}

/* Return the kernel's result, or a negative errno. */
static inline long make_call(const struct call *call)
{
	return raw_call(call->nr, call->arg);
}

/* Exit, or trap if a policy refuses the exit. */
static inline void leave(int status)
{
	RAW(__NR_exit_group, status);
	__builtin_trap();
}

/* End the child at the first condition that does not hold. */
#define CHILD_CHECK(page, condition) do {				\
	if (!(condition)) {						\
		set_mark(&(page)->line, __LINE__);			\
		leave(1);						\
	}								\
} while (0)

/* Make the call that a test is about. */
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

/* @policy is a text or a struct sock_fprog. */
static inline int install(const void *policy)
{
	return RAW(__NR_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
		   (unsigned long)policy);
}

/* Check @text. The status is -1 if there is no report. */
static inline struct seccomp_text_report check_text(const char *text)
{
	struct seccomp_text_report report = {
		.size = sizeof(report), .text = (unsigned long)text
	};

	if (RAW(__NR_seccomp, SECCOMP_CHECK_TEXT, 0, (unsigned long)&report))
		report.status = -1;
	return report;
}

/* For a caller that may install a policy: was the kernel built with them? */
static inline bool kernel_has_constant_names(void)
{
	return !check_text("unlisted: 1\nread: fd == O_RDONLY\n").status;
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

/* Where a BPF filter finds the lower half of an argument */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define LOW_WORD(arg)	(offsetof(struct seccomp_data, args[arg]) + 4)
#else
#define LOW_WORD(arg)	offsetof(struct seccomp_data, args[arg])
#endif

/* Install a BPF filter that returns @ret for one call and allows the others. */
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

/* Fork without the other calls of libc's fork(). */
static inline pid_t raw_fork(void)
{
	return RAW(__NR_clone, CLONE_ARGS(SIGCHLD));
}

/* By the system call fork if there is one, else by clone */
static inline pid_t try_fork(void)
{
#ifdef __NR_fork
	return RAW(__NR_fork);
#else
	return raw_fork();
#endif
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

/* The fate of an act. */
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

/* Run @body in a child and return the fate of its act. */
static inline const char *fate_of(struct text_page *page, child_body body,
				  const void *arg)
{
	int status = run_child(page, body, arg);

	return judge(page, status);
}

/* The most common body: install a policy, then make a call. */
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

/* Is the call denied or allowed by @rules, added to a denylist with an errno? */
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

static inline void try_install(struct text_page *page, const void *text)
{
	CHILD_CHECK(page, no_new_privs() == 0);
	page->result[0] = install(text);
	set_mark(&page->before, 1);
}

/* What prctl() returns for @text in an unfiltered child. */
static inline long install_result(struct text_page *page, const void *text)
{
	run_child(page, try_install, text);
	return page->before ? page->result[0] : -ECHILD;
}

/* What an unfiltered task gets for an unused number. */
static inline long missing_call_error(void)
{
	return RAW(UNUSED_NR);
}

/* Write @text to an existing file. Returns whether all went well. */
static inline bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

/*
 * Install a text that is too long. A kernel without text policies takes it for
 * a sock_fprog with too many instructions and returns EINVAL. Otherwise the
 * error is E2BIG, or that of a caller who may not install.
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

#endif /* SECCOMP_TEXT_CHILD_H */
