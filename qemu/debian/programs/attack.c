// SPDX-License-Identifier: GPL-2.0
/*
 * Have copies of a running program make calls that an attacker inside of it would
 * make, and print what became of each.
 *
 *	attack PID [NAME...]
 *
 * One line for each call, all or those named:
 *
 *	NAME PID NUMBER RESULT WITHOUT
 *
 * RESULT is what the copy with this PID got from the call with this number: SIGSYS,
 * the name of an errno, or "done". WITHOUT is what another copy got without any
 * filter: if both are the same errno, a refusal is not the filter's.
 *
 * The program itself goes on as it was. seccomp is suspended while it makes the
 * copies, so its filters need not allow that; the copies are under its filters again.
 * This takes root, and no filter in force on the caller.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

/* Stand for addresses in the copy's stack: of strings[], of arguments, of a page */
#define STRING(n)	(STRINGS + (n))
#define STRINGS		0xfedc0000UL
#define ARGUMENTS	0xfedd0000UL
#define STACK_PAGE	0xfede0000UL

static const char * const strings[] = { "/bin/sh", "/etc/written-by-an-attack", "/", "x" };
enum { SHELL, FILE_OUTSIDE, ROOT, LETTER };

static const struct attack {
	const char *name;
	int nr;
	unsigned long args[6];
} attacks[] = {
	{ "shell", SYS_execve, { STRING(SHELL), ARGUMENTS } },
	{ "shell-by-execveat", SYS_execveat, { AT_FDCWD, STRING(SHELL), ARGUMENTS } },
	{ "packet-socket", SYS_socket, { AF_PACKET, SOCK_RAW } },
	{ "crypto-socket", SYS_socket, { AF_ALG, SOCK_SEQPACKET } },
	{ "ptrace", SYS_ptrace, { PTRACE_TRACEME } },
	{ "read-other-memory", SYS_process_vm_readv, { 1 } },
	{ "code-on-stack", SYS_mprotect, { STACK_PAGE, 4096, PROT_READ | PROT_WRITE | PROT_EXEC } },
	{ "code-anonymous", SYS_mmap, { 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
					MAP_PRIVATE | MAP_ANONYMOUS, -1 } },
	{ "write-outside", SYS_openat, { AT_FDCWD, STRING(FILE_OUTSIDE), O_WRONLY | O_CREAT, 0600 } },
	{ "namespace", SYS_clone, { CLONE_NEWUSER | SIGCHLD } },
	{ "namespace-of-own", SYS_unshare, { CLONE_NEWUSER } },
	{ "enter-namespace", SYS_setns, { -1, CLONE_NEWNET } },
	{ "mount", SYS_mount, { STRING(ROOT), STRING(ROOT), STRING(LETTER) } },
	{ "chroot", SYS_chroot, { STRING(ROOT) } },
	{ "module", SYS_finit_module, { -1, STRING(LETTER) } },
	{ "bpf", SYS_bpf, { 0 } },
	{ "io_uring", SYS_io_uring_setup, { 1, STACK_PAGE } },
	{ "userfaultfd", SYS_userfaultfd, { 0 } },
	{ "perf", SYS_perf_event_open, { STACK_PAGE, 0, -1, -1 } },
	{ "keys", SYS_keyctl, { 0 } },
	{ "type-into-terminal", SYS_ioctl, { 0, TIOCSTI, STRING(LETTER) } },
	{ "signal-others", SYS_kill, { 1, 0 } },
};

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static void trace(int request, pid_t pid, unsigned long data)
{
	if (ptrace(request, pid, NULL, data))
		err(1, "ptrace request %d for %d", request, pid);
}

static int wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, __WALL) != pid)
		err(1, "waitpid");
	return status;
}

static int event_of(int status)
{
	return status >> 16;
}

static bool is_call_stop(int status)
{
	return WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80);
}

/* Until it enters or leaves a call, or ends */
static int go_to_call(pid_t pid)
{
	int status;

	do {
		trace(PTRACE_SYSCALL, pid, 0);
		status = wait_for(pid);
	} while (WIFSTOPPED(status) && !is_call_stop(status));
	return status;
}

static bool is_behind_call(pid_t pid, const struct user_regs_struct *regs)
{
	errno = 0;
	/* The syscall instruction */
	return (ptrace(PTRACE_PEEKTEXT, pid, regs->rip - 2, NULL) & 0xffff) == 0x050f && !errno;
}

/*
 * Stop the program where it has made, or waits in, a call. The registers are those
 * with which it makes that call again, unless it has returned.
 */
static void stop(pid_t pid, struct user_regs_struct *regs)
{
	trace(PTRACE_SEIZE, pid, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACECLONE |
	      PTRACE_O_SUSPEND_SECCOMP);
	trace(PTRACE_INTERRUPT, pid, 0);
	wait_for(pid);
	trace(PTRACE_GETREGS, pid, (unsigned long)regs);
	while (!is_behind_call(pid, regs)) {
		/* Its entry, then its return */
		if (!is_call_stop(go_to_call(pid)) || !is_call_stop(go_to_call(pid)))
			errx(1, "%d ended", pid);
		trace(PTRACE_GETREGS, pid, (unsigned long)regs);
	}
	/* ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND, ERESTART_RESTARTBLOCK */
	if ((long)regs->rax <= -512 && (long)regs->rax >= -516) {
		regs->rax = regs->orig_rax;
		regs->rip -= 2;
	}
}

/* Make a copy, stopped, that stands before a syscall instruction. */
static pid_t copy(pid_t pid, const struct user_regs_struct *at_call)
{
	struct user_regs_struct regs = *at_call;
	unsigned long child = 0;
	int status;

	/* No signal tells its parent of its end. */
	regs.rax = SYS_clone;
	regs.orig_rax = -1;
	regs.rdi = regs.rsi = regs.rdx = regs.r10 = regs.r8 = 0;
	trace(PTRACE_SETREGS, pid, (unsigned long)&regs);
	do {
		trace(PTRACE_SYSCALL, pid, 0);
		status = wait_for(pid);
		if (!WIFSTOPPED(status))
			errx(1, "%d ended", pid);
		if (event_of(status) == PTRACE_EVENT_CLONE || event_of(status) == PTRACE_EVENT_FORK)
			trace(PTRACE_GETEVENTMSG, pid, (unsigned long)&child);
	} while (!child);
	if (!is_call_stop(go_to_call(pid)))
		errx(1, "%d ended", pid);
	wait_for(child);
	return child;
}

/* Put the strings on the copy's stack, and their addresses in place of arguments. */
static void place_arguments(pid_t pid, struct user_regs_struct *regs, const unsigned long *args)
{
	unsigned long at = (regs->rsp - 8192) & ~4095UL, given[6];
	unsigned int i, offset;

	for (i = 0; i < ARRAY_SIZE(strings); i++) {
		unsigned long words[8] = { 0 };

		strcpy((char *)words, strings[i]);
		for (offset = 0; offset < sizeof(words); offset += 8)
			ptrace(PTRACE_POKEDATA, pid, at + sizeof(words) * i + offset,
			       words[offset / 8]);
	}
	/* The first string, and the NULL behind it */
	ptrace(PTRACE_POKEDATA, pid, at + 1024, at);
	ptrace(PTRACE_POKEDATA, pid, at + 1032, 0);
	for (i = 0; i < 6; i++) {
		given[i] = args[i];
		if (args[i] - STRINGS < ARRAY_SIZE(strings))
			given[i] = at + 64 * (args[i] - STRINGS);
		else if (args[i] == ARGUMENTS)
			given[i] = at + 1024;
		else if (args[i] == STACK_PAGE)
			given[i] = regs->rsp & ~4095UL;
	}
	regs->rdi = given[0];
	regs->rsi = given[1];
	regs->rdx = given[2];
	regs->r10 = given[3];
	regs->r8 = given[4];
	regs->r9 = given[5];
}

/* Returns what became of the call, in a static buffer. */
static const char *make_call(pid_t pid, const struct user_regs_struct *at_call,
			     const struct attack *attack, bool filtered)
{
	struct user_regs_struct regs = *at_call;
	const char *result = "done";
	int status;

	/* What the call creates is traced as well, and ends with this program. */
	trace(PTRACE_SETOPTIONS, pid, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
	      PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL |
	      (filtered ? 0 : PTRACE_O_SUSPEND_SECCOMP));
	regs.rax = attack->nr;
	regs.orig_rax = -1;
	place_arguments(pid, &regs, attack->args);
	trace(PTRACE_SETREGS, pid, (unsigned long)&regs);
	status = go_to_call(pid);
	if (is_call_stop(status))
		status = go_to_call(pid);
	if (WIFSTOPPED(status)) {
		trace(PTRACE_GETREGS, pid, (unsigned long)&regs);
		if ((long)regs.rax < 0)
			result = strerrorname_np(-(long)regs.rax);
		/* A process that the call kills dies after this stop. */
		trace(PTRACE_SYSCALL, pid, 0);
		status = wait_for(pid);
	}
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? "SIGSYS" : "killed";
	kill(pid, SIGKILL);
	while (!WIFSIGNALED(status) && !WIFEXITED(status))
		status = wait_for(pid);
	return result ? result : "unknown-errno";
}

static bool is_wanted(const char *name, char **names)
{
	bool wanted = !*names;

	for (; *names; names++)
		wanted |= !strcmp(*names, name);
	return wanted;
}

int main(int argc, char **argv)
{
	pid_t copies[ARRAY_SIZE(attacks)] = { 0 }, others[ARRAY_SIZE(attacks)] = { 0 };
	struct user_regs_struct regs, at_call;
	const char *result, *without;
	unsigned int i, made = 0;
	pid_t pid;

	if (argc < 2)
		errx(2, "usage: attack PID [NAME...]");
	pid = atoi(argv[1]);
	stop(pid, &regs);
	at_call = regs;
	if (is_behind_call(pid, &at_call))
		at_call.rip -= 2;
	for (i = 0; i < ARRAY_SIZE(attacks); i++) {
		if (!is_wanted(attacks[i].name, argv + 2))
			continue;
		copies[i] = copy(pid, &at_call);
		others[i] = copy(pid, &at_call);
	}
	trace(PTRACE_SETREGS, pid, (unsigned long)&regs);
	trace(PTRACE_DETACH, pid, 0);
	for (i = 0; i < ARRAY_SIZE(attacks); i++) {
		if (!copies[i])
			continue;
		/* The kernel logs ten refusals in five seconds. */
		if (made++ % 8 == 7)
			sleep(6);
		result = make_call(copies[i], &at_call, &attacks[i], true);
		without = make_call(others[i], &at_call, &attacks[i], false);
		printf("%s %d %d %s %s\n", attacks[i].name, copies[i], attacks[i].nr, result, without);
		fflush(stdout);
	}
	return 0;
}
