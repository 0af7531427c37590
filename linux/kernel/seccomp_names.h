/* SPDX-License-Identifier: GPL-2.0 */
/* Text policies of seccomp: the names of system calls */
#ifndef _KERNEL_SECCOMP_NAMES_H
#define _KERNEL_SECCOMP_NAMES_H

#include <linux/types.h>
#include <asm/unistd.h>

int seccomp_find_call(const char *name, size_t len);
const char *seccomp_call_name(int nr);
const char *seccomp_guess_name(const char *name, size_t len);

/*
 * x32 shares its AUDIT_ARCH_* with the native ABI. Its numbers have 16 bits
 * below the x32 bit; larger numbers belong to no ABI.
 */
static inline bool seccomp_is_foreign_nr(int nr)
{
#ifdef __X32_SYSCALL_BIT
	return (nr & ~0xffff) == __X32_SYSCALL_BIT;
#else
	return false;
#endif
}

/* Calls of the native ABI that the kernel itself makes a task do */
static inline bool seccomp_is_injected_nr(int nr)
{
#ifdef __NR_uretprobe
	if (nr == __NR_uretprobe)
		return true;
#endif
#ifdef __NR_uprobe
	if (nr == __NR_uprobe)
		return true;
#endif
	return false;
}

#endif /* _KERNEL_SECCOMP_NAMES_H */
