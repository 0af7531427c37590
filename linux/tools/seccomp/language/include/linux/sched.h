/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <linux/types.h>

typedef int spinlock_t;

struct sighand_struct {
	spinlock_t	siglock;
};

struct mutex {
	int	unused;
};

struct signal_struct {
	struct mutex	cred_guard_mutex;
};

/* The task that makes the call which is judged, or checks a policy: one for each thread */
struct task_struct {
	struct sighand_struct	*sighand;
	struct signal_struct	*signal;
	struct seccomp		seccomp;
	struct pt_regs		regs;
	u32			arch;
};

extern __thread struct task_struct the_task;

#define current			(&the_task)
#define current_pt_regs()	(&the_task.regs)

static inline void cond_resched(void)
{
}
