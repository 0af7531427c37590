// SPDX-License-Identifier: GPL-2.0
/*
 * Make a running process enter a given call, and print the result. What a
 * filtered program does of its own accord does not show what its filter would
 * stop.
 *
 *	tamper PID CALL
 *
 * The call's arguments are whatever the registers hold.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

static int next_stop(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, __WALL) != pid)
		err(1, "waitpid");
	return status;
}

static void go_on(pid_t pid)
{
	if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL))
		err(1, "PTRACE_SYSCALL");
}

/* Run the process until it enters or leaves a call, or ends. */
static int go_to_call(pid_t pid)
{
	int status;

	do {
		go_on(pid);
		status = next_stop(pid);
	} while (WIFSTOPPED(status) && WSTOPSIG(status) != (SIGTRAP | 0x80));
	return status;
}

/*
 * Print the call's result at the stop where it returns. A process that the call
 * kills dies only after this stop, so resume it once more.
 */
static void print_result(pid_t pid, int status, const char *call)
{
	struct user_regs_struct regs;

	if (WIFSTOPPED(status)) {
		if (ptrace(PTRACE_GETREGS, pid, NULL, &regs))
			err(1, "PTRACE_GETREGS");
		status = go_to_call(pid);
	}
	if (WIFSIGNALED(status))
		printf("%s: killed by SIG%s\n", call, sigabbrev_np(WTERMSIG(status)));
	else if (WIFEXITED(status))
		printf("%s: exited with %d\n", call, WEXITSTATUS(status));
	else if ((long long)regs.rax < 0)
		printf("%s: %s\n", call, strerrorname_np(-(long long)regs.rax));
	else
		printf("%s: done\n", call);
}

int main(int argc, char **argv)
{
	struct user_regs_struct regs;
	int nr, status;
	pid_t pid;

	if (argc != 3)
		errx(2, "usage: tamper PID CALL");
	pid = atoi(argv[1]);
	nr = seccomp_syscall_resolve_name(argv[2]);
	if (nr < 0)
		errx(2, "unknown call: %s", argv[2]);
	if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACESYSGOOD) ||
	    ptrace(PTRACE_INTERRUPT, pid, NULL, NULL))
		err(1, "cannot trace %d", pid);
	next_stop(pid);
	status = go_to_call(pid);
	if (!WIFSTOPPED(status))
		errx(1, "the process ended before it made a call");
	if (ptrace(PTRACE_GETREGS, pid, NULL, &regs))
		err(1, "PTRACE_GETREGS");
	regs.orig_rax = nr;
	if (ptrace(PTRACE_SETREGS, pid, NULL, &regs))
		err(1, "PTRACE_SETREGS");
	print_result(pid, go_to_call(pid), argv[2]);
	/* Its own call was replaced, so it cannot continue. */
	kill(pid, SIGKILL);
	return 0;
}
