/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of this folder share, and become.c. */
#ifndef _TOOLS_SECCOMP_SUBJECT_H
#define _TOOLS_SECCOMP_SUBJECT_H

#include <linux/compiler.h>

#include "arch.h"
#include "inject.h"

/**
 * struct subject - the process that gets a filter
 * @pid:       its ID
 * @status:    of its last stop, or of its end
 * @gone:      it has ended, and its end was waited for
 * @injection: what it gets
 *
 * A function that returns false has either seen the process end, or called fail().
 */
struct subject {
	pid_t			pid;
	int			status;
	bool			gone;
	struct injection	*injection;
};

/* Note what went wrong, for the first time. Returns false. */
__printf(2, 3)
bool fail(struct subject *subject, const char *format, ...);
/* The same, when errno tells why; nothing is noted if the process was killed meanwhile. */
bool fail_at(struct subject *subject, const char *doing);

/*
 * Resume the process by PTRACE_CONT or PTRACE_SYSCALL, with a signal or 0, until it stops
 * again. If the whole process is stopped (SIGSTOP, ^Z), that lasts until SIGCONT.
 */
bool run_to_stop(struct subject *subject, int how, int signal_nr);
/* Deliver signals until it enters a system call, or returns from one. */
bool run_to_call(struct subject *subject);
/* Deliver signals until a process that runs has executed a program. */
bool run_to_exec(struct subject *subject);
/* The PTRACE_EVENT_* it is stopped by, or 0 */
int event_of(const struct subject *subject);
/* The signal it is about to get, or 0 */
int signal_of(const struct subject *subject);

/**
 * struct patch - an instruction of the tool's, in place of the program's
 * @at:   where
 * @word: what was there
 */
struct patch {
	unsigned long	at;
	unsigned long	word;
};

/* The instruction must not reach beyond the word at an aligned @at. */
bool write_instruction(struct subject *subject, struct patch *patch, unsigned long at,
		       const struct instruction *instruction);
bool restore_instruction(struct subject *subject, const struct patch *patch);

/**
 * struct loan - memory of the process that the tool uses
 * @at:   its address
 * @size: its size
 * @was:  its contents
 */
struct loan {
	unsigned long	at;
	size_t		size;
	void		*was;
};

/* Borrow memory in the mapping of the stack, and give it back as it was. */
bool borrow_stack(struct subject *subject, struct loan *loan, unsigned long stack,
		  size_t size);
bool write_loan(struct subject *subject, const struct loan *loan, size_t offset,
		const void *from, size_t size);
bool return_loan(struct subject *subject, struct loan *loan);

/* From a stop of PTRACE_EVENT_EXEC, run to the program's entry point. */
bool run_to_entry(struct subject *subject);

/* inject_filter() from there on. The process is left stopped if that fails, too. */
bool inject(struct subject *subject);

/*
 * Have a process that is stopped exit, without executing more of its program. It stays
 * stopped if a filter refuses that, or its code cannot be written on.
 */
void exit_subject(struct subject *subject, int status);

#endif /* _TOOLS_SECCOMP_SUBJECT_H */
