/* SPDX-License-Identifier: GPL-2.0 */
/* Text policies of seccomp: the names of system calls and of constants */
#ifndef _KERNEL_SECCOMP_NAMES_H
#define _KERNEL_SECCOMP_NAMES_H

#include <linux/types.h>
#include <asm/unistd.h>

/* Maximum length of the name of a system call */
#define SECCOMP_NAME_LEN	40

int seccomp_find_call(const char *name, size_t len);
const char *seccomp_uapi_name(int nr);
const char *seccomp_call_name(int nr);

/* Compare @name, which is not terminated, with @word, like strcmp(). */
static inline int seccomp_compare_name(const char *name, size_t len,
				       const char *word)
{
	for (; len && *name == *word; len--, name++)
		word++;
	return (len ? *name : 0) - *word;
}

#ifdef CONFIG_SECCOMP_FILTER_TEXT_CONSTANTS
bool seccomp_find_constant(const char *name, size_t len, s64 *value);
#else
static inline bool
seccomp_find_constant(const char *name, size_t len, s64 *value)
{
	return false;
}
#endif

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
