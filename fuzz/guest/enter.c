// SPDX-License-Identifier: GPL-2.0
#include <asm/unistd.h>
#include <errno.h>
#include <unistd.h>

#include "enter.h"
#include "shared.h"

struct thread threads[MAX_THREADS];
char stacks[MAX_THREADS][STACK_SIZE] __attribute__((aligned(4096)));

/* The first thread runs on the process's own stack. */
struct thread *me(void)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t first = (uintptr_t)stacks;

	if (here < first || here >= first + sizeof(stacks))
		return &threads[0];
	return &threads[(here - first) / STACK_SIZE];
}

bool alone(void)
{
	for (int i = 1; i < MAX_THREADS; i++)
		if (threads[i].alive)
			return false;
	return true;
}

void on_sigsys(int sig, siginfo_t *info, void *context)
{
	struct thread *self = me();

	(void)sig;
	(void)context;
	self->trap_errno = info->si_errno;
	self->trap_call = info->si_syscall;
	_longjmp(self->back, 1);
}

void fall(void)
{
	raw_call(__NR_exit_group, (uint64_t [6]){ 3 });
	for (;;)
		fail_hard();
}

const char *name_of(struct action action)
{
	static const char * const names[] = {
		"pass", "log", "trace", "errno", "trap", "kill_thread", "kill",
	};

	return names[action.kind];
}

struct action would(uint64_t reg, const uint64_t *arg)
{
	return verdict_on(&me()->held, number_of(reg), arg);
}

bool passes(uint64_t reg, const uint64_t *arg)
{
	return would(reg, arg).kind <= LOG;
}

static void complain_of_call(uint64_t reg, const uint64_t *arg,
			     struct action want, const char *got, long value)
{
	complain("call %d (register %#llx) with %#llx %#llx %#llx %#llx %#llx %#llx: expected %s %d, got %s %ld",
		 number_of(reg), (unsigned long long)reg, (unsigned long long)arg[0],
		 (unsigned long long)arg[1], (unsigned long long)arg[2],
		 (unsigned long long)arg[3], (unsigned long long)arg[4],
		 (unsigned long long)arg[5], name_of(want), want.data, got, value);
	fall();
}

bool enter(uint64_t reg, const uint64_t *arg, long *ret)
{
	struct thread *self = me();
	struct action want;
	volatile long got = 0;

	/* What is pending for the next call spares this one, and is then in force. */
	want = verdict_on(&self->held, number_of(reg), arg);
	take_effect(&self->held);
	page->sum.calls++;
	if (want.kind >= KILL_THREAD) {
		page->sum.kills++;
		page->ending = DIES;
	}
	if (!_setjmp(self->back)) {
		got = raw_call(reg, arg);
		if (want.kind >= TRAP)
			complain_of_call(reg, arg, want, "a return with", got);
	} else {
		page->sum.traps++;
		if (want.kind != TRAP || self->trap_errno != want.data ||
		    self->trap_call != number_of(reg))
			complain_of_call(reg, arg, want, "a trap with",
					 self->trap_errno);
	}
	*ret = got;
	if (want.kind <= LOG)
		return true;
	page->sum.refused_calls++;
	if ((want.kind == ERRNO && got != -want.data) ||
	    (want.kind == TRACE && got != -ENOSYS))
		complain_of_call(reg, arg, want, "a return with", got);
	return false;
}
