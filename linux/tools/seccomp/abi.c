// SPDX-License-Identifier: GPL-2.0
/*
 * seccomp(1): the ways to make system calls on each architecture.
 */
#include <linux/audit.h>
#include <string.h>

#include "abi.h"
#include "main.h"

#if defined(__x86_64__)
const struct abi abis[] = {
	{ "x86_64", "amd64", "x86-64", "SCMP_ARCH_X86_64", "native", AUDIT_ARCH_X86_64, 0 },
	{ "i386", "x86", NULL, "SCMP_ARCH_X86", "32-bit", AUDIT_ARCH_I386, 0 },
	{ "x32", "x32", NULL, "SCMP_ARCH_X32", "x32", AUDIT_ARCH_X86_64, 0x40000000 },
};

const char * const foreign_abis = "32-bit and x32";

#elif defined(__aarch64__)
const struct abi abis[] = {
	{ "arm64", "aarch64", NULL, "SCMP_ARCH_AARCH64", "native", AUDIT_ARCH_AARCH64, 0 },
	{ "arm", "arm", NULL, "SCMP_ARCH_ARM", "32-bit", AUDIT_ARCH_ARM, 0 },
};

const char * const foreign_abis = "32-bit";

#elif defined(__s390x__)
const struct abi abis[] = {
	{ "s390x", "s390x", NULL, "SCMP_ARCH_S390X", "native", AUDIT_ARCH_S390X, 0 },
	{ "s390", "s390", NULL, "SCMP_ARCH_S390", "31-bit", AUDIT_ARCH_S390, 0 },
};

const char * const foreign_abis = "31-bit";

#elif defined(__riscv)
/* The calls of 32-bit programs have the same AUDIT_ARCH, so kernels with text have none. */
const struct abi abis[] = {
	{ "riscv64", "riscv64", NULL, "SCMP_ARCH_RISCV64", "native", AUDIT_ARCH_RISCV64, 0 },
};

const char * const foreign_abis;
#endif

const unsigned int nr_abis = ARRAY_SIZE(abis);

static bool has_name(const struct abi *abi, const char *name)
{
	return !strcmp(name, abi->name) || !strcmp(name, abi->other) ||
	       (abi->third && !strcmp(name, abi->third));
}

const struct abi *find_abi(const char *name)
{
	unsigned int i;

	for (i = 0; i < nr_abis; i++) {
		if (has_name(&abis[i], name))
			return &abis[i];
	}
	return NULL;
}

bool is_native_name(const char *name)
{
	return has_name(&abis[0], name);
}

const struct abi *abi_of_call(uint32_t arch, int nr)
{
	const struct abi *found = NULL;
	unsigned int i;

	for (i = 0; i < nr_abis; i++) {
		if (abis[i].arch == arch && (!abis[i].bit || (nr & ~0xffff) == abis[i].bit))
			found = &abis[i];
	}
	return found;
}
