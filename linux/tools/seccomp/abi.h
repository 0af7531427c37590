/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ways to make system calls on this architecture.
 */
#ifndef _TOOLS_SECCOMP_ABI_H
#define _TOOLS_SECCOMP_ABI_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct abi - a way to make calls
 * @name:  its name
 * @other: what others call it
 * @third: the same, or NULL
 * @scmp:  its name in profiles of OCI runtimes
 * @title: its name in messages
 * @arch:  AUDIT_ARCH_* of its calls
 * @bit:   set in the numbers of its calls, else 0
 */
struct abi {
	const char	*name;
	const char	*other;
	const char	*third;
	const char	*scmp;
	const char	*title;
	uint32_t	arch;
	int		bit;
};

/* The native one first */
extern const struct abi abis[];
extern const unsigned int nr_abis;

/* "32-bit and x32", or NULL if all calls are native */
extern const char * const foreign_abis;

/* No call's architecture, so a foreign one */
#define FOREIGN_ARCH	0

/* The ABI with this name, or NULL */
const struct abi *find_abi(const char *name);
/* Whether this is a name of the native ABI */
bool is_native_name(const char *name);
/* The ABI of a call, or NULL */
const struct abi *abi_of_call(uint32_t arch, int nr);

#endif /* _TOOLS_SECCOMP_ABI_H */
