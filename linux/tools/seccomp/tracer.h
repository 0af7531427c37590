/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Watch the system calls of a program and of all processes and threads that it
 * creates, with ptrace(2).
 */
#ifndef _TOOLS_SECCOMP_TRACER_H
#define _TOOLS_SECCOMP_TRACER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct tracee - a thread that is traced
 * @tid:  its ID
 * @pid:  that of its process
 * @arch: AUDIT_ARCH_* of the call it is in, or made last
 * @nr:   the number of that call, as the program asked for it
 * @args: its arguments, as the registers hold them
 * @mark: for the user of the tracer
 */
struct tracee {
	pid_t		tid;
	pid_t		pid;
	uint32_t	arch;
	int		nr;
	uint64_t	args[6];
	uint32_t	mark;
};

/**
 * struct tracer - what its user wants to be told; each function may be NULL
 * @entry:   a thread enters a call
 * @exit:    a call returns; @ret is what the program gets
 * @trapped: a policy's "trace" stopped a call; @data is that of the action
 * @signal:  a signal is about to be delivered
 * @end:     a thread is gone; @status as from waitpid(2), -1 if not known
 */
struct tracer {
	void (*entry)(struct tracee *tracee);
	void (*exit)(struct tracee *tracee, int64_t ret);
	void (*trapped)(struct tracee *tracee, uint16_t data);
	void (*signal)(struct tracee *tracee, const siginfo_t *info);
	void (*end)(struct tracee *tracee, int status);
};

/*
 * Trace @first, which the caller has started and attached to, and all that it
 * creates, until nothing is left. Signals sent to the tool are forwarded as
 * "seccomp run" does. Returns the wait status of @first.
 */
int trace_all(const struct tracer *tracer, pid_t first);

#endif /* _TOOLS_SECCOMP_TRACER_H */
