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

struct injection;

/**
 * struct tracee - a thread that is traced
 * @tid:  its ID
 * @pid:  that of its process
 * @arch: AUDIT_ARCH_* of the call it is in, or made last
 * @nr:   the number of that call, as the program asked for it
 * @args: its arguments, as the registers hold them
 * @mark: for the user of the tracer; 0 in a new thread
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
 * @from_exec: tell nothing before the first process has executed a program
 * @kill:      kill all tracees if the tool is killed, rather than let them run on
 * @release:   with @from_exec: detach when the first process has executed a program
 * @injection: with @from_exec: what the first process installs before that is told. If it
 *             does not, it is killed, and nothing is told.
 * @start:     a thread is new
 * @executed:  a process has become another program
 * @entry:     a thread enters a call
 * @exit:      a call returns; @ret is what the program gets
 * @trapped:   a policy's "trace" stopped a call; @data is that of the action. The
 *             call is made afterwards.
 * @signal:    a signal is about to be delivered
 * @end:       a thread is gone; @status as from waitpid(2), -1 if not known
 *
 * Threads run at full speed between events if neither @entry nor @exit is set.
 */
struct tracer {
	bool from_exec;
	bool kill;
	bool release;
	struct injection *injection;
	void (*start)(struct tracee *tracee);
	void (*executed)(struct tracee *tracee);
	void (*entry)(struct tracee *tracee);
	void (*exit)(struct tracee *tracee, int64_t ret);
	void (*trapped)(struct tracee *tracee, uint16_t data);
	void (*signal)(struct tracee *tracee, const siginfo_t *info);
	void (*end)(struct tracee *tracee, int status);
};

/*
 * Attach to a process that waits for it before it executes its program. Exits with 125 and
 * says why if that is not possible.
 */
void attach_command(const struct tracer *tracer, pid_t pid);

/*
 * Attach to a running process with all its threads, and tell of the call that each
 * is in. Exits with 125 and says why if that is not possible.
 */
void attach_process(const struct tracer *tracer, pid_t pid);

/*
 * Trace @first, which is attached to, and all that it creates, until nothing is left.
 * Returns the wait status of @first, -1 if tracing stopped or it was released before it
 * ended.
 */
int trace_all(const struct tracer *tracer, pid_t first);

/* Detach from everything and have trace_all() return. For signal handlers, too. */
void stop_tracing(void);

/* The name of the program that a thread runs. Good until the next call. */
const char *program_of(struct tracee *tracee);

#endif /* _TOOLS_SECCOMP_TRACER_H */
