/* SPDX-License-Identifier: GPL-2.0 */
#pragma once

#include_next <linux/seccomp.h>
#include <linux/audit.h>
#include <linux/compiler.h>
#include <linux/types.h>

#if defined(__x86_64__)
#define SECCOMP_ARCH_NATIVE		AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SECCOMP_ARCH_NATIVE		AUDIT_ARCH_AARCH64
#elif defined(__s390x__)
#define SECCOMP_ARCH_NATIVE		AUDIT_ARCH_S390X
#elif defined(__riscv) && __riscv_xlen == 64
#define SECCOMP_ARCH_NATIVE		AUDIT_ARCH_RISCV64
#endif
#define SECCOMP_ARCH_NATIVE_ARGS	{ 0, 8, 16, 24, 32, 40 }

typedef struct {
	int	counter;
} atomic_t;

#define atomic_read(v)			((v)->counter)

/* When the text policies of a task are enforced */
enum seccomp_slot {
	SECCOMP_TEXT_NOW,
	SECCOMP_TEXT_NEXT,
	SECCOMP_TEXT_EXEC,
	SECCOMP_NR_SLOTS,
};

struct seccomp_state;

struct seccomp {
	int			mode;
	atomic_t		filter_count;
	void			*filter;
	struct seccomp_state	*text[SECCOMP_NR_SLOTS];
	bool			text_alone;
};

struct seq_file;
struct task_struct;

void copy_seccomp_text(struct task_struct *task);
void seccomp_execve(void);
void seccomp_show_text(struct seq_file *file, struct task_struct *task);
