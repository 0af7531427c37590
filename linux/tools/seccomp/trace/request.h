/* SPDX-License-Identifier: GPL-2.0 */
/* ptrace(2) by number: the kernel's header is newer than the C library's. */
#ifndef _TOOLS_SECCOMP_REQUEST_H
#define _TOOLS_SECCOMP_REQUEST_H

#include <linux/ptrace.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* si_code of a SIGSYS from seccomp, as in <asm/siginfo.h> */
#ifndef SYS_SECCOMP
#define SYS_SECCOMP	1
#endif

/* A stop at a system call, as PTRACE_O_TRACESYSGOOD marks it */
#define SYSCALL_STOP	(SIGTRAP | 0x80)

static inline long request(int what, pid_t tid, unsigned long addr, void *data)
{
	return syscall(SYS_ptrace, what, tid, addr, data);
}

#endif /* _TOOLS_SECCOMP_REQUEST_H */
