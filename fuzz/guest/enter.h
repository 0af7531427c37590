/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The only way for a filtered process to enter the kernel. The model gives the
 * verdict on each call beforehand, also on the calls that the fuzzer itself
 * needs, and enter() compares it with what happens.
 *
 * Nothing here may call libc functions that make system calls of their own.
 * Returning from a signal handler is such a call, so the handler jumps instead.
 */
#ifndef FUZZ_ENTER_H
#define FUZZ_ENTER_H

#include <setjmp.h>
#include <signal.h>

#include "arch.h"
#include "held.h"

#define MAX_THREADS	4
#define STACK_SIZE	(128 << 10)

enum command { IDLE, JUDGE, INSTALL };

struct thread {
	bool alive;
	int tid;
	struct held held;
	jmp_buf back;
	int trap_errno, trap_call;
	int command;		/* the thread owns it until it is IDLE again */
	uint64_t address;	/* the text to INSTALL */
	long result;
};

/* The first thread is the process's own, and does not use its stack here. */
extern struct thread threads[MAX_THREADS];
extern char stacks[MAX_THREADS][STACK_SIZE];

#define ARGS(...)	((const uint64_t [6]){ __VA_ARGS__ })

struct thread *me(void);
bool alone(void);
void on_sigsys(int sig, siginfo_t *info, void *context);

/* End the child. Where exit_group is refused, an illegal instruction does. */
void fall(void);

const char *name_of(struct action action);
/* @reg is the register with the call's number. */
struct action would(uint64_t reg, const uint64_t *arg);
bool passes(uint64_t reg, const uint64_t *arg);

/*
 * Make the call. Returns true if it was allowed, with its result in @ret. A call
 * that kills does not return, and must not be made with other threads running.
 */
bool enter(uint64_t reg, const uint64_t *arg, long *ret);

#endif /* FUZZ_ENTER_H */
