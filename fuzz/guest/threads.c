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

static void live_as_thread(void *data)
{
	struct thread *self = data;

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
			relax();
			continue;
		}
		__atomic_store_n(&self->command, IDLE, __ATOMIC_RELEASE);
	}
}

#define THREAD_FLAGS \
	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | \
	 CLONE_SYSVSEM)

static void tell(struct thread *thread, int command)
{
	__atomic_store_n(&thread->command, command, __ATOMIC_RELEASE);
	while (__atomic_load_n(&thread->command, __ATOMIC_ACQUIRE) != IDLE)
		relax();
	if (page->failed)
		fall();
}

void act_thread(void)
{
	struct thread *self = &threads[1];
	char *top;
	uint64_t arg[6] = { 0 };

	while (self < threads + MAX_THREADS && self->alive)
		self++;
	if (self == threads + MAX_THREADS)
		return;
	top = stacks[self - threads] + STACK_SIZE - THREAD_ROOM;
	set_clone(arg, THREAD_FLAGS, top);
	if (!passes(__NR_clone, arg))
		return;
	take_effect(&me()->held);
	page->sum.calls++;
	page->sum.threads++;
	*self = (struct thread){ .alive = true, .held = me()->held };
	self->tid = raw_clone(arg, live_as_thread, self);
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
