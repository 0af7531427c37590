// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <asm/unistd.h>
#include <linux/seccomp.h>
#include <sched.h>

#include "calls.h"
#include "chance.h"
#include "child.h"
#include "enter.h"
#include "expect.h"
#include "install.h"
#include "threads.h"

static void live_as_thread(struct thread *self)
{
	for (;;) {
		int command = __atomic_load_n(&self->command, __ATOMIC_ACQUIRE);

		switch (command) {
		case JUDGE:
			judge_calls(2);
			break;
		case INSTALL:
			self->result = 1;
			if (!enter(__NR_seccomp, ARGS(SECCOMP_SET_MODE_FILTER, 0,
						      self->address), &self->result))
				self->result = 1;
			break;
		default:
			__builtin_ia32_pause();
			continue;
		}
		__atomic_store_n(&self->command, IDLE, __ATOMIC_RELEASE);
	}
}

#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
	 CLONE_SYSVSEM)

static long clone_thread(struct thread *self, char *stack_top)
{
	register uint64_t r10 asm("r10") = 0;
	register uint64_t r8 asm("r8") = 0;
	register void *r12 asm("r12") = self;
	register void (*r13)(struct thread *) asm("r13") = live_as_thread;
	uint64_t rax = __NR_clone;

	asm volatile("syscall\n\t"
		     "test %%rax, %%rax\n\t"
		     "jnz 1f\n\t"
		     "xor %%ebp, %%ebp\n\t"
		     "mov %%r12, %%rdi\n\t"
		     "call *%%r13\n\t"
		     "ud2\n"
		     "1:"
		     : "+a" (rax)
		     : "D" ((uint64_t)THREAD_FLAGS), "S" (stack_top), "d" (0),
		       "r" (r10), "r" (r8), "r" (r12), "r" (r13)
		     : "rcx", "r11", "memory");
	return rax;
}

static void tell(struct thread *thread, int command)
{
	__atomic_store_n(&thread->command, command, __ATOMIC_RELEASE);
	while (__atomic_load_n(&thread->command, __ATOMIC_ACQUIRE) != IDLE)
		__builtin_ia32_pause();
	if (page->failed)
		fall();
}

void act_thread(void)
{
	struct thread *self = &threads[1];
	char *top;
	uint64_t arg[6] = { THREAD_FLAGS };

	while (self < threads + MAX_THREADS && self->alive)
		self++;
	if (self == threads + MAX_THREADS)
		return;
	top = stacks[self - threads] + STACK_SIZE - 64;
	arg[1] = (uint64_t)top;
	if (!passes(__NR_clone, arg))
		return;
	take_effect(&me()->held);
	page->sum.calls++;
	page->sum.threads++;
	*self = (struct thread){ .alive = true, .held = me()->held };
	self->tid = clone_thread(self, top);
	if (self->tid <= 0) {
		complain("clone of a thread gave %d", self->tid);
		fall();
	}
}

/* The thread then has a policy of its own, which no sync may drop. */
static void thread_installs(struct thread *thread)
{
	struct handed handed;
	struct expected want = { 0 };

	if (!next_text(&mutant) || !hand_over(&mutant, &handed))
		return;
	if (!is_text(handed.at) || handed.faults || is_deadly(handed.policy))
		return;
	thread->address = (uint64_t)handed.at;
	page->sum.installs++;
	tell(thread, INSTALL);
	if (thread->result == 1)
		return;
	expect_meaning(&want, &thread->held, handed.policy, 0);
	if (!is_expected(&want, thread->result))
		complain_of_install("a thread's install", handed.policy, &want,
				    thread->result);
	count_install(thread->result);
	if (thread->result)
		return;
	page->sum.accepted++;
	nr_layers = handed.layer + 1;
	hold(&thread->held, handed.layer);
}

void act_on_threads(void)
{
	for (int i = 1; i < MAX_THREADS; i++) {
		if (!threads[i].alive)
			continue;
		if (one_in(3))
			thread_installs(&threads[i]);
		else
			tell(&threads[i], JUDGE);
	}
}
