/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include <linux/sched.h>

static inline int syscall_get_nr(struct task_struct *task, struct pt_regs *regs)
{
	return regs->nr;
}

static inline u32 syscall_get_arch(struct task_struct *task)
{
	return task->arch;
}
