// SPDX-License-Identifier: GPL-2.0
/*
 * Lint: a call is refused, and another one that does the same is not.
 */
#include <errno.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "lint.h"
#include "main.h"

/**
 * struct group - calls that do the same
 * @purpose: what they do
 * @calls:   their names
 * @limits:  a limit on the arguments of one is avoided by the others; else this is
 *           only about calls that are refused altogether
 */
struct group {
	const char	*purpose;
	const char	*calls;
	bool		limits;
};

static const struct group groups[] = {
	{ "open files", "open openat openat2 creat open_by_handle_at", true },
	{ "create processes", "fork vfork clone clone3", false },
	{ "run programs", "execve execveat", false },
	{ "send signals",
	  "kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal", true },
	{ "look into other processes",
	  "ptrace process_vm_readv process_vm_writev pidfd_getfd", false },
	{ "mount file systems", "mount move_mount mount_setattr open_tree_attr", false },
	{ "open sockets", "socket socketcall", true },
	{ "get shared memory", "shmget ipc", true },
	{ "unmount file systems", "umount umount2", false },
	{ "change user IDs", "setuid setreuid setresuid setfsuid", true },
	{ "change group IDs", "setgid setregid setresgid setfsgid", false },
	{ "remove files", "unlink unlinkat", false },
	{ "rename files", "rename renameat renameat2", false },
	{ "link files", "link linkat", false },
	{ "make symbolic links", "symlink symlinkat", false },
	{ "make folders", "mkdir mkdirat", false },
	{ "make device files", "mknod mknodat", true },
	{ "change modes of files", "chmod fchmod fchmodat fchmodat2", true },
	{ "change owners of files", "chown fchown lchown fchownat", true },
	{ "change times of files", "utime utimes futimesat utimensat", false },
	{ "change attributes of files", "setxattr lsetxattr fsetxattr setxattrat", false },
	{ "remove attributes of files", "removexattr lremovexattr fremovexattr removexattrat",
	  false },
	{ "look at files", "stat lstat fstat newfstatat statx", false },
	{ "list folders", "getdents getdents64", false },
	{ "read", "read pread64 readv preadv preadv2", true },
	{ "write", "write pwrite64 writev pwritev pwritev2", true },
	{ "receive messages", "recvfrom recvmsg recvmmsg", false },
	{ "send messages", "sendto sendmsg sendmmsg", false },
	{ "accept connections", "accept accept4", false },
	{ "duplicate descriptors", "dup dup2 dup3", false },
	{ "load modules", "init_module finit_module", false },
	{ "load another kernel", "kexec_load kexec_file_load", false },
	{ "change limits", "setrlimit prlimit64", false },
	{ "change scheduling", "sched_setscheduler sched_setattr sched_setparam", false },
	{ "set the time", "settimeofday clock_settime clock_adjtime adjtimex", false },
	{ "attach to a namespace", "setns", false },
	{ "change the root folder", "chroot fchroot", false },
};

/* What io_uring does without making the call */
static const char * const in_io_uring[] = {
	"read", "readv", "preadv", "preadv2", "write", "writev", "pwritev", "pwritev2",
	"open", "openat", "openat2", "close", "socket", "bind", "listen", "connect",
	"accept", "accept4", "sendto", "sendmsg", "recvfrom", "recvmsg", "statx",
	"renameat", "renameat2", "unlink", "unlinkat", "mkdirat", "symlinkat", "linkat",
	"fsetxattr", "setxattr", "splice", "tee", "fallocate", "ftruncate", "shutdown",
	"epoll_ctl", "waitid", "futex_wait",
};

/* The author has decided about a call that a denylist names. */
static bool is_open(const struct lint *lint, const char *name)
{
	return judge_effect(lint, name) == EFFECT_ALLOW &&
	       !(lint->denylist && find_rule(lint, name));
}

/* Refused with ENOSYS, so that libraries make another call of the group */
static bool is_said_to_be_missing(const struct lint *lint, const struct rule *rule)
{
	return judge_action(lint, rule->nr, NULL) == (SECCOMP_RET_ERRNO | ENOSYS);
}

/* An allowlist refuses most calls, so there only a limit means something. */
static bool is_held_back(const struct lint *lint, const struct group *group,
			 const char *name)
{
	const struct rule *rule = find_rule(lint, name);

	if (!rule || rule->effect == EFFECT_ALLOW)
		return false;
	if (rule->effect == EFFECT_LIMIT)
		return group->limits;
	return lint->denylist && !is_said_to_be_missing(lint, rule);
}

/* As a policy names it, so that kernels skip it that do not have it yet */
static void add_open(struct names *open, const char *name)
{
	char word[SECCOMP_TEXT_NAME_SIZE + 1];
	struct seccomp_text_call call;

	describe_offline(&call, name, 0);
	snprintf(word, sizeof(word), "%s%s", is_later_call(call.nr) ? "?" : "", name);
	add_name(open, word);
}

static void lint_group(const struct lint *lint, const struct group *group)
{
	char name[SECCOMP_TEXT_NAME_SIZE], held[SECCOMP_TEXT_NAME_SIZE] = "";
	struct names open = { };
	const char *at;

	for (at = next_word(name, group->calls); at; at = next_word(name, at)) {
		if (is_open(lint, name))
			add_open(&open, name);
		else if (!*held && is_held_back(lint, group, name))
			memcpy(held, name, sizeof(held));
	}
	if (*held && open.nr)
		add_lint(lint->remarks, KIND_WARNING, "equivalent-call",
			 &find_rule(lint, held)->clause,
			 "this holds %s back, but not: %s; all of them %s", held, open.list,
			 group->purpose);
}

static void lint_io_uring(const struct lint *lint)
{
	const struct rule *setup = find_rule(lint, "io_uring_setup"), *rule;
	const struct clause *where;
	unsigned int i;

	if (judge_effect(lint, "io_uring_setup") == EFFECT_REFUSE)
		return;
	for (i = 0; i < ARRAY_SIZE(in_io_uring); i++) {
		rule = find_rule(lint, in_io_uring[i]);
		if (judge_effect(lint, in_io_uring[i]) == EFFECT_ALLOW ||
		    (lint->denylist && !rule))
			continue;
		where = setup ? &setup->clause : rule ? &rule->clause : NULL;
		add_lint(lint->remarks, KIND_WARNING, "io-uring", where,
			 "io_uring_setup is allowed, and io_uring does the work of %s without making the call; 'io_uring_setup: 0; errno ENOSYS' refuses it",
			 in_io_uring[i]);
		return;
	}
}

/* A limit on the flags of clone that refuses namespaces */
static void lint_namespaces(const struct lint *lint)
{
	static const uint64_t unshared[6] = { CLONE_NEWUSER };
	struct clone_call plain = clone_with(SIGCHLD);
	struct clone_call space = clone_with(SIGCHLD | CLONE_NEWUSER);
	struct names open = { };

	if (!find_rule(lint, "clone") || refuses(lint, "clone", plain.args) ||
	    !refuses(lint, "clone", space.args))
		return;
	if (is_open(lint, "clone3"))
		add_name(&open, "clone3");
	if (passes(lint, "unshare", unshared) && is_open(lint, "unshare"))
		add_name(&open, "unshare");
	if (open.nr)
		add_lint(lint->remarks, KIND_WARNING, "equivalent-call",
			 &find_rule(lint, "clone")->clause,
			 "this keeps clone from creating namespaces, but not: %s", open.list);
}

void lint_equivalents(const struct lint *lint)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		lint_group(lint, &groups[i]);
	lint_io_uring(lint);
	lint_namespaces(lint);
}
