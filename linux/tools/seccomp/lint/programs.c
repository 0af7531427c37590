// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: what C libraries and the programs that use them cannot do without.
 */
#ifdef __x86_64__
#include <asm/prctl.h>
#else
#define ARCH_SET_FS	0
#endif
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>

#include "lint.h"
#include "main.h"

/**
 * struct start - a call that glibc makes when a program starts
 * @names:   the call: the first of them that there is here
 * @args:    what it is called with
 * @dynamic: only the dynamic loader makes it
 * @needed:  the program does not start if it fails; others only must not kill it
 */
struct start {
	const char	*names;
	uint64_t	args[6];
	bool		dynamic;
	bool		needed;
};

/* As strace shows glibc 2.36. Whether it is needed: by having strace fail it. */
static const struct start starts[] = {
	{ "brk",		{ 0 }, false, false },
	{ "arch_prctl",		{ ARCH_SET_FS, 4096 }, false, true },
	{ "set_tid_address",	{ 4096 }, false, false },
	{ "set_robust_list",	{ 4096, 24 }, false, false },
	{ "rseq",		{ 4096, 32, 0, 0x53053053 }, false, false },
	{ "prlimit64",		{ 0, 3, 0, 4096 }, false, false },
	{ "mprotect",		{ 4096, 4096, PROT_READ }, false, true },
	{ "exit_group",		{ 0 }, false, false },
	{ "mmap",		{ 0, 8192, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, 0xffffffff }, true, true },
	{ "access faccessat",	{ 4096, 4 }, true, false },
	{ "openat",		{ AT_FDCWD, 4096, O_RDONLY | O_CLOEXEC }, true, true },
	{ "newfstatat",		{ 3, 4096, 4096, AT_EMPTY_PATH }, true, true },
	{ "close",		{ 3 }, true, true },
	{ "read",		{ 3, 4096, 832 }, true, true },
	{ "pread64",		{ 3, 4096, 784, 64 }, true, true },
	{ "munmap",		{ 4096, 4096 }, true, false },
};

static bool is_missing(const struct lint *lint, const struct start *start,
		       char name[SECCOMP_TEXT_NAME_SIZE])
{
	const char *at = next_word(name, start->names);
	struct seccomp_text_call call;
	uint32_t action;

	while (at && !describe_offline(&call, name, 0))
		at = next_word(name, at);
	if (!at)
		return false;
	action = judge_action(lint, call.nr, start->args);
	if (!is_refused(action))
		return false;
	action &= SECCOMP_RET_ACTION_FULL;
	return start->needed || action < SECCOMP_RET_ERRNO ||
	       action == SECCOMP_RET_KILL_PROCESS;
}

static void list_missing(const struct lint *lint, bool dynamic, struct names *missing)
{
	char name[SECCOMP_TEXT_NAME_SIZE];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(starts); i++) {
		if (starts[i].dynamic == dynamic && is_missing(lint, &starts[i], name))
			add_name(missing, name);
	}
}

static void lint_start(const struct lint *lint)
{
	struct names any = { }, dynamic = { };

	list_missing(lint, false, &any);
	list_missing(lint, true, &dynamic);
	if (any.nr)
		add_lint(lint->remarks, lint->starts ? KIND_WARNING : KIND_NOTE, "start", NULL,
			 "no program of glibc starts without: %s; dynamic ones need also: %s%s",
			 any.list, dynamic.nr ? dynamic.list : "nothing else",
			 lint->starts ? "" : " (who confines itself has started already)");
	else if (dynamic.nr)
		add_lint(lint->remarks, KIND_NOTE, "start", NULL,
			 "only static programs start: dynamic ones of glibc need also: %s",
			 dynamic.list);
}

/* The vDSO reads the clock in user space, unless the clock source is not fit for that. */
static void lint_vdso(const struct lint *lint)
{
	static const char * const calls[] = {
		"clock_gettime", "gettimeofday", "time", "clock_getres", "getcpu",
	};
	struct names missing = { };
	unsigned int i;

	if (!lint->starts || !refuses(lint, "clock_gettime", NULL))
		return;
	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		if (refuses(lint, calls[i], NULL))
			add_name(&missing, calls[i]);
	}
	add_lint(lint->remarks, KIND_NOTE, "vdso", NULL,
		 "a program that asks for the time works only while the vDSO can tell it: else it calls one of %s",
		 missing.list);
}

static void lint_restart(const struct lint *lint)
{
	static const char * const calls[] = {
		"nanosleep", "clock_nanosleep", "poll", "futex",
	};
	struct names sleeping = { };
	const struct rule *first = NULL;
	unsigned int i;

	if (judge_effect(lint, "restart_syscall") != EFFECT_REFUSE)
		return;
	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		if (judge_effect(lint, calls[i]) == EFFECT_REFUSE)
			continue;
		add_name(&sleeping, calls[i]);
		first = first ? first : find_rule(lint, calls[i]);
	}
	if (sleeping.nr)
		add_lint(lint->remarks, KIND_WARNING, "restart",
			 first ? &first->clause : NULL,
			 "a program that is stopped (SIGSTOP, ^Z) and continued in %s calls restart_syscall, which is refused",
			 sleeping.list);
}

static void lint_signals(const struct lint *lint)
{
	/* On s390x, sigreturn is for handlers without SA_SIGINFO. */
	static const char * const returns[] = { "rt_sigreturn", "sigreturn" };
	const struct rule *rule = find_rule(lint, "rt_sigaction");
	unsigned int i;

	if (judge_effect(lint, "rt_sigaction") == EFFECT_REFUSE)
		return;
	for (i = 0; i < ARRAY_SIZE(returns); i++) {
		if (refuses(lint, returns[i], NULL))
			add_lint(lint->remarks, KIND_WARNING, "sigreturn",
				 rule ? &rule->clause : NULL,
				 "signal handlers are allowed, but %s, by which they return, is refused",
				 returns[i]);
	}
}

/* The flags of pthread_create() */
#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | \
	 CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)

static void lint_exit(const struct lint *lint)
{
	const struct rule *rule = find_rule(lint, "exit");
	struct clone_call thread = clone_with(THREAD_FLAGS);

	if (!rule)
		rule = find_rule(lint, "clone") ?: find_rule(lint, "clone3");
	if (refuses(lint, "exit_group", NULL) && refuses(lint, "exit", NULL))
		add_lint(lint->remarks, KIND_WARNING, "exit", NULL,
			 "exit_group and exit are refused, so a program can only end by a signal");
	else if ((passes(lint, "clone", thread.args) || passes(lint, "clone3", NULL)) &&
		 refuses(lint, "exit", NULL))
		add_lint(lint->remarks, KIND_WARNING, "exit", rule ? &rule->clause : NULL,
			 "threads are allowed, but exit, by which they end, is refused");
}

/**
 * struct fallback - a call that libraries try first
 * @name: the call
 * @next: what they try if it does not exist
 */
struct fallback {
	const char	*name;
	const char	*next;
};

static const struct fallback fallbacks[] = {
	{ "clone3",		"clone" },
	{ "faccessat2",		"faccessat" },
	{ "fchmodat2",		"fchmodat" },
	{ "openat2",		"openat" },
	{ "statx",		"newfstatat" },
	{ "preadv2",		"preadv" },
	{ "pwritev2",		"pwritev" },
	{ "epoll_pwait2",	"epoll_pwait" },
};

/* Libraries take only ENOSYS for an older kernel. */
static void lint_fallbacks(const struct lint *lint)
{
	struct seccomp_text_call call;
	const struct rule *rule;
	unsigned int i;
	uint32_t action;

	for (i = 0; i < ARRAY_SIZE(fallbacks); i++) {
		rule = find_rule(lint, fallbacks[i].name);
		if (!describe_offline(&call, fallbacks[i].name, 0) ||
		    judge_effect(lint, fallbacks[i].name) != EFFECT_REFUSE ||
		    judge_effect(lint, fallbacks[i].next) == EFFECT_REFUSE)
			continue;
		action = judge_action(lint, call.nr, NULL);
		if ((action & SECCOMP_RET_ACTION_FULL) != SECCOMP_RET_ERRNO ||
		    (action & SECCOMP_RET_DATA) == ENOSYS)
			continue;
		add_lint(lint->remarks, KIND_WARNING, "fallback",
			 rule ? &rule->clause : NULL,
			 "%s fails with %s, and libraries fall back on %s only for ENOSYS: say '%s: 0; errno ENOSYS'",
			 fallbacks[i].name, errno_name(action & SECCOMP_RET_DATA) ?: "an errno",
			 fallbacks[i].next, fallbacks[i].name);
	}
}

void lint_programs(const struct lint *lint)
{
	lint_start(lint);
	lint_vdso(lint);
	lint_restart(lint);
	lint_signals(lint);
	lint_exit(lint);
	if (lint->starts)
		lint_fallbacks(lint);
}
